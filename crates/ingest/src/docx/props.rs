//! Properties of paragraphs and runs: those of the many that say something about what the text is.

use crate::line::Align;
use crate::xml::Tag;

/// What a paragraph or its style states; `None` is left to what it is based on.
#[derive(Clone, Debug, Default)]
pub(super) struct ParaProps {
    pub(super) style: Option<String>,
    /// 0–8 is the level of a heading, 9 is body text.
    pub(super) outline: Option<u8>,
    pub(super) align: Option<Align>,
    pub(super) indented: Option<bool>,
    pub(super) list: Option<String>,
    pub(super) list_level: Option<usize>,
}

/// What a run or its style states.
#[derive(Clone, Debug, Default)]
pub(super) struct RunProps {
    pub(super) style: Option<String>,
    pub(super) bold: Option<bool>,
    /// In points.
    pub(super) size: Option<f32>,
    pub(super) hidden: Option<bool>,
}

impl ParaProps {
    /// Takes in one element of a `pPr`.
    pub(super) fn take(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "pStyle" => self.style = tag.attr("val"),
            "outlineLvl" => self.outline = tag.number("val"),
            "numId" => self.list = tag.attr("val"),
            "ilvl" => self.list_level = tag.number("val"),
            "ind" => self.indented = Some(is_indented(tag)),
            "jc" => {
                self.align = tag.attr("val").map(|value| match value.as_str() {
                    "center" | "distribute" => Align::Centre,
                    "right" | "end" => Align::End,
                    _ => Align::Start,
                });
            }
            _ => {}
        }
    }

    /// Fills in what is not stated here.
    pub(super) fn fill(&mut self, base: &Self) {
        self.outline = self.outline.or(base.outline);
        self.align = self.align.or(base.align);
        self.indented = self.indented.or(base.indented);
        self.list_level = self.list_level.or(base.list_level);
        if self.list.is_none() {
            self.list.clone_from(&base.list);
        }
    }
}

impl RunProps {
    /// Takes in one element of an `rPr`.
    pub(super) fn take(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "rStyle" => self.style = tag.attr("val"),
            "b" => self.bold = Some(is_on(tag)),
            "vanish" | "specVanish" => self.hidden = Some(is_on(tag)),
            "sz" => self.size = tag.number::<f32>("val").map(|half| half / 2.0),
            _ => {}
        }
    }

    pub(super) fn fill(&mut self, base: &Self) {
        self.bold = self.bold.or(base.bold);
        self.size = self.size.or(base.size);
        self.hidden = self.hidden.or(base.hidden);
    }
}

/// A switch that is there is on, unless its value says otherwise.
fn is_on(tag: &Tag<'_>) -> bool {
    tag.attr("val")
        .is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

/// Whether the first line begins to the right of the margin. Measures in characters win over those in points.
fn is_indented(tag: &Tag<'_>) -> bool {
    let measure = |chars: &str, points: &[&str]| -> f32 {
        tag.number::<f32>(chars)
            .filter(|n| *n != 0.0)
            .unwrap_or_else(|| {
                points
                    .iter()
                    .find_map(|name| tag.number(name))
                    .unwrap_or_default()
            })
    };
    let left = measure("leftChars", &["left", "start"]);
    let first = measure("firstLineChars", &["firstLine"]) - measure("hangingChars", &["hanging"]);
    left + first > 20.0
}
