//! 图片 — the images that stand in the text, as parts of the file and as drawings in its lines, each with the words that
//! describe it.

use crate::Images;
use crate::picture::picture;
use crate::sheet::Line;
use crate::xml::escape;
use law::text::Image;
use std::fmt::Write as _;

/// Lengths of drawings: 914 400 are an inch, 36 000 a millimetre.
const MM: u64 = 36_000;
/// A point of the screen, 96 to an inch.
const PIXEL: u64 = 9_525;
/// What a picture may take of the type area, 156 × 225 mm, with room for a line below it.
const WIDEST: u64 = 156 * MM;
const HIGHEST: u64 = 205 * MM;

/// The first relations are those of styles, settings, fonts and feet.
const FIRST: usize = 6;

/// One image of the file.
pub(super) struct Picture<'a> {
    name: &'a str,
    /// Where it stands in the file, below `word/`.
    pub(super) part: String,
    pub(super) bytes: &'a [u8],
    wide: u64,
    high: u64,
}

/// The images of a text that are at hand, each once.
pub(super) struct Pictures<'a>(pub(super) Vec<Picture<'a>>);

impl<'a> Pictures<'a> {
    pub(super) fn of(lines: &[Line<'_>], images: &'a Images) -> Self {
        let stands = |name: &str| {
            lines
                .iter()
                .any(|line| matches!(line, Line::Image(image) if image.name == name))
        };
        let shown = images.iter().filter(|(name, _)| stands(name));
        let pictures = shown
            .filter_map(|(name, bytes)| picture(bytes).map(|found| (name, bytes, found)))
            .enumerate()
            .map(|(n, (name, bytes, found))| {
                let (wide, high) = size(found);
                Picture {
                    name,
                    part: format!("media/image{}.{}", n + 1, found.ending),
                    bytes,
                    wide,
                    high,
                }
            });
        Self(pictures.collect())
    }

    pub(super) fn relations(&self) -> String {
        let mut out = String::new();
        for (n, picture) in self.0.iter().enumerate() {
            let _ = write!(
                out,
                r#"<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{}"/>"#,
                FIRST + n,
                picture.part,
            );
        }
        out
    }

    /// An image in a line of its own; one whose file is not at hand is named by its words. `line` tells it from others.
    pub(super) fn set(&self, out: &mut String, image: &Image, line: usize) {
        let Some(at) = self.0.iter().position(|own| own.name == image.name) else {
            let _ = write!(
                out,
                r#"<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#,
                escape(&image.alt)
            );
            return;
        };
        let picture = &self.0[at];
        let _ = write!(
            out,
            concat!(
                r#"<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">"#,
                r#"<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{id}" name="{name}" descr="{alt}"/>"#,
                r#"<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">"#,
                r#"<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">"#,
                r#"<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">"#,
                r#"<pic:nvPicPr><pic:cNvPr id="{id}" name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>"#,
                r#"<pic:blipFill><a:blip r:embed="rId{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"#,
                r#"<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>"#,
                r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"#,
                "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
            ),
            wide = picture.wide,
            high = picture.high,
            id = line + 1,
            name = escape(picture.name),
            alt = escape(&image.alt),
            relation = FIRST + at,
        );
    }
}

/// How wide and high an image is set: smaller where it is larger than the page, and never larger.
pub(super) fn size(found: crate::picture::Picture) -> (u64, u64) {
    let (wide, high) = (u64::from(found.wide) * PIXEL, u64::from(found.high) * PIXEL);
    let (across, down) = (wide.max(WIDEST), high.max(HIGHEST));
    let is_tall = u128::from(across) * u128::from(HIGHEST) < u128::from(down) * u128::from(WIDEST);
    let (to, of) = if is_tall {
        (HIGHEST, down)
    } else {
        (WIDEST, across)
    };
    let set = |length: u64| (u128::from(length) * u128::from(to) / u128::from(of)) as u64;
    (set(wide).max(1), set(high).max(1))
}
