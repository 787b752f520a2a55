//! The pages of a file in order, with what they inherit (ISO 32000-1 §7.7.3).
//!
//! Decides how many pages are read ([`MOST_PAGES`]). A tree that leads back into itself is walked once.

use super::file::File;
use super::object::{Dict, Object};
use std::collections::HashSet;
use std::rc::Rc;

/// The pages that are read; later ones are left out, which the reader says.
pub(super) const MOST_PAGES: usize = 5_000;
const DEEPEST: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct PageNode {
    pub(super) dict: Dict,
    pub(super) resources: Rc<Object>,
    /// Left, bottom, right, top of what is shown.
    pub(super) area: [f64; 4],
    /// Clockwise quarter turns, 0–3.
    pub(super) turns: u8,
}

#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) nodes: Vec<PageNode>,
    pub(super) more: bool,
    /// Whether nodes were met twice.
    pub(super) circular: bool,
}

#[derive(Clone, Default)]
struct Inherited {
    resources: Rc<Object>,
    media: Option<[f64; 4]>,
    crop: Option<[f64; 4]>,
    rotate: i64,
}

pub(super) fn pages(file: &File<'_>) -> Pages {
    let mut pages = Pages::default();
    let root = file.follow(file.trailer().get("Root"));
    let Some(root) = root.as_dict() else {
        return pages;
    };
    let mut seen = HashSet::new();
    let mut waiting = vec![(root.get("Pages").clone(), Inherited::default(), 0usize)];
    while let Some((node, inherited, depth)) = waiting.pop() {
        if let Object::Ref(id) = node
            && !seen.insert(id)
        {
            pages.circular = true;
            continue;
        }
        let object = file.follow(&node);
        let Some(dict) = object.as_dict() else {
            continue;
        };
        let inherited = inherited.with(file, dict);
        let kids = file.get(dict, "Kids");
        match kids.as_array() {
            Some(kids) if depth < DEEPEST && file.pay(kids.len()) => waiting.extend(
                kids.iter()
                    .rev()
                    .map(|kid| (kid.clone(), inherited.clone(), depth + 1)),
            ),
            Some(_) => {}
            None if pages.nodes.len() == MOST_PAGES => {
                pages.more = true;
                return pages;
            }
            None => pages.nodes.push(inherited.page(dict)),
        }
    }
    pages
}

impl Inherited {
    fn with(&self, file: &File<'_>, dict: &Dict) -> Self {
        let resources = file.get(dict, "Resources");
        Self {
            resources: if resources.as_dict().is_some() {
                resources
            } else {
                Rc::clone(&self.resources)
            },
            media: area(file, dict, "MediaBox").or(self.media),
            crop: area(file, dict, "CropBox").or(self.crop),
            rotate: file.get(dict, "Rotate").as_int().unwrap_or(self.rotate),
        }
    }

    fn page(self, dict: &Dict) -> PageNode {
        const A4: [f64; 4] = [0.0, 0.0, 595.0, 842.0];
        let media = self.media.unwrap_or(A4);
        let crop = self.crop.unwrap_or(media);
        let inside = [
            crop[0].max(media[0]),
            crop[1].max(media[1]),
            crop[2].min(media[2]),
            crop[3].min(media[3]),
        ];
        let sound = inside[2] - inside[0] > 1.0 && inside[3] - inside[1] > 1.0;
        PageNode {
            dict: dict.clone(),
            resources: self.resources,
            area: if sound { inside } else { media },
            turns: (self.rotate.rem_euclid(360) / 90) as u8,
        }
    }
}

fn area(file: &File<'_>, dict: &Dict, key: &str) -> Option<[f64; 4]> {
    let object = file.get(dict, key);
    let numbers: Vec<f64> = object
        .as_array()?
        .iter()
        .filter_map(|n| file.follow(n).as_number())
        .map(|n| n.clamp(-1e6, 1e6))
        .collect();
    let &[a, b, c, d] = numbers.as_slice() else {
        return None;
    };
    let sorted = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (sorted[2] - sorted[0] > 1.0 && sorted[3] - sorted[1] > 1.0).then_some(sorted)
}
