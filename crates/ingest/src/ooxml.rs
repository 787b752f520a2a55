//! Parts and relationships of the package (ISO/IEC 29500-2), for DOCX and XLSX files.
//!
//! Decides only which part another part names; an address that climbs out of the package stays at its root.

use crate::Refused;
use crate::archive::{Archive, damaged};
use crate::xml::{Events, Node, decode};
use std::collections::BTreeMap;

/// The relationships of one part by id; sorted, so that of two of a kind the same one is always taken.
#[derive(Default)]
pub(crate) struct Rels(BTreeMap<String, Rel>);

pub(crate) struct Rel {
    /// The last step of the type: `styles`, `image`, `hyperlink`.
    kind: String,
    /// The name of a part, or an address where it lies outside.
    pub(crate) target: String,
    pub(crate) outside: bool,
}

impl Rels {
    /// The relationships of `part`; none if it states none.
    pub(crate) fn of(archive: &mut Archive<'_>, part: &str) -> Result<Self, Refused> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = format!("{folder}/_rels/{file}.rels");
        let Some(bytes) = archive.read(name.trim_start_matches('/'))? else {
            return Ok(Self::default());
        };
        let text = decode(&bytes);
        let mut events = Events::of(&text);
        let mut rels = BTreeMap::new();
        while let Some(node) = events.next()? {
            let Node::Open(tag) = node else { continue };
            let (Some(id), Some(target)) = (tag.attr("Id"), tag.attr("Target")) else {
                continue;
            };
            let kind = tag.attr("Type").unwrap_or_default();
            let outside = tag
                .attr("TargetMode")
                .is_some_and(|mode| mode == "External");
            let rel = Rel {
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if outside {
                    target
                } else {
                    resolve(folder, &target)
                },
                outside,
            };
            rels.insert(id, rel);
        }
        Ok(Self(rels))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Rel> {
        self.0.get(id)
    }

    /// The part of a kind of which there is one.
    pub(crate) fn of_kind(&self, kind: &str) -> Option<&str> {
        self.0
            .values()
            .find(|rel| rel.kind == kind && !rel.outside)
            .map(|rel| rel.target.as_str())
    }
}

/// The part that holds the text: the one that the package names, or else that of the usual name.
///
/// # Errors
/// [`Refused`] `damaged` where there is none.
pub(crate) fn main_part(archive: &mut Archive<'_>, usual: &str) -> Result<String, Refused> {
    let stated = Rels::of(archive, "")?;
    let stated = stated.of_kind("officeDocument").map(str::to_owned);
    [stated, Some(usual.to_owned())]
        .into_iter()
        .flatten()
        .find(|name| archive.has(name))
        .ok_or_else(damaged)
}

/// `../media/a.png` seen from `word` is `media/a.png`; a path that climbs out of the package stays at its root.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_the_folder_of_the_part() {
        assert_eq!(resolve("word", "media/a.png"), "word/media/a.png");
        assert_eq!(resolve("word", "../media/a.png"), "media/a.png");
        assert_eq!(resolve("word", "/word/a.xml"), "word/a.xml");
        assert_eq!(resolve("word", "../../../etc/passwd"), "etc/passwd");
    }
}
