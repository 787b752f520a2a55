//! 样式 — what a style says, with all it is based on.

use super::props::{ParaProps, RunProps};
use crate::Refused;
use crate::xml::{Events, Node};
use std::collections::HashMap;

/// How long a chain of styles may be; a longer one runs in a circle.
const CHAIN: usize = 32;

#[derive(Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// The style of a paragraph that names none.
    default: Option<String>,
    document: RunProps,
}

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    para: ParaProps,
    run: RunProps,
}

/// What a paragraph style amounts to.
#[derive(Clone, Default)]
pub(super) struct Resolved {
    pub(super) para: ParaProps,
    pub(super) run: RunProps,
    pub(super) nature: Nature,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Nature {
    #[default]
    Plain,
    /// The style Title (标题).
    Title,
    /// An entry or the head of a table of contents.
    Contents,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(text: &str) -> Result<Self, Refused> {
        let mut events = Events::of(text);
        let mut styles = Self::default();
        let mut path: Vec<String> = Vec::new();
        let mut open: Option<(String, Style)> = None;
        while let Some(node) = events.next()? {
            match node {
                Node::Open(tag) => {
                    let inside = |name: &str| path.iter().any(|step| step == name);
                    match (tag.name(), &mut open) {
                        ("style", _) => {
                            let id = tag.attr("styleId").unwrap_or_default();
                            let paragraph = tag.attr("type").is_none_or(|kind| kind == "paragraph");
                            let default = tag.attr("default").is_some_and(|on| on != "0");
                            if paragraph && default {
                                styles.default = Some(id.clone());
                            }
                            open = Some((id, Style::default()));
                        }
                        ("name", Some((_, style))) => {
                            style.name = tag.attr("val").unwrap_or_default().to_lowercase();
                        }
                        ("basedOn", Some((_, style))) => style.based_on = tag.attr("val"),
                        // Properties for parts of tables.
                        _ if inside("tblStylePr") => {}
                        (_, Some((_, style))) if inside("rPr") => style.run.take(&tag),
                        (_, Some((_, style))) if inside("pPr") => style.para.take(&tag),
                        (_, None) if inside("rPrDefault") => styles.document.take(&tag),
                        _ => {}
                    }
                    path.push(tag.name().to_owned());
                }
                Node::Close => {
                    let closed = path.pop();
                    if closed.as_deref() == Some("style")
                        && let Some((id, style)) = open.take()
                    {
                        styles.by_id.insert(id, style);
                    }
                }
                Node::Text(_) => {}
            }
        }
        Ok(styles)
    }

    /// What a paragraph of this style is like.
    pub(super) fn paragraph(&self, id: Option<&str>) -> Resolved {
        let mut resolved = Resolved::default();
        for style in self.chain(id.or(self.default.as_deref())) {
            resolved.para.fill(&style.para);
            resolved.run.fill(&style.run);
            if resolved.nature == Nature::Plain {
                resolved.nature = nature(&style.name);
            }
            if resolved.para.outline.is_none() {
                resolved.para.outline = heading(&style.name);
            }
        }
        resolved.run.fill(&self.document);
        resolved
    }

    /// What the style of a run says by itself.
    pub(super) fn run(&self, id: &str) -> RunProps {
        let mut props = RunProps::default();
        for style in self.chain(Some(id)) {
            props.fill(&style.run);
        }
        props
    }

    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let first = id.and_then(|id| self.by_id.get(id));
        std::iter::successors(first, |style| self.by_id.get(style.based_on.as_deref()?)).take(CHAIN)
    }
}

fn nature(name: &str) -> Nature {
    match name {
        "title" | "标题" => Nature::Title,
        _ if name.starts_with("toc ") || name == "toc heading" || name.contains("目录") => {
            Nature::Contents
        }
        _ => Nature::Plain,
    }
}

/// `heading 2` → 1; files of some producers leave out the outline level that belongs to the name.
fn heading(name: &str) -> Option<u8> {
    let n = name
        .strip_prefix("heading ")
        .or_else(|| name.strip_prefix("标题 "))?;
    n.trim()
        .parse::<u8>()
        .ok()?
        .checked_sub(1)
        .filter(|n| *n < 9)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_style_takes_over_what_it_is_based_on_and_a_circle_ends() {
        let styles = Styles::read(
            r#"<styles><docDefaults><rPrDefault><rPr><sz val="21"/></rPr></rPrDefault></docDefaults>
            <style styleId="a"><name val="Normal"/><basedOn val="c"/><pPr><jc val="center"/></pPr></style>
            <style styleId="b"><name val="My"/><basedOn val="a"/><rPr><b/></rPr></style>
            <style styleId="c"><name val="heading 2"/><basedOn val="b"/></style></styles>"#,
        )
        .unwrap();
        let resolved = styles.paragraph(Some("c"));
        assert_eq!(resolved.para.outline, Some(1));
        assert_eq!(resolved.para.align, Some(crate::line::Align::Centre));
        assert_eq!(resolved.run.bold, Some(true));
        assert_eq!(resolved.run.size, Some(10.5));
    }
}
