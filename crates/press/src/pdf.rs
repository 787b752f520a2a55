//! PDF in the layout of official documents (GB/T 9704-2012), tagged (PDF/UA-1 as the typesetter checks it), deterministic.
//!
//! Decides nothing about the document: the lines come from the sheet, the template sets them. Fonts travel with the
//! program, so a copy is right on a machine without any; where the fonts of the standard are given, they are used,
//! otherwise the copy says 字体替代.
//!
//! Setting takes from a tenth of a second to some seconds and holds the whole document in memory; the caller bounds how
//! many run at once.

mod data;
mod fonts;
mod world;

pub use fonts::Fonts;

use crate::Copy;
use std::collections::BTreeMap;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::Sheets;

/// Images that stand in the text, by the names under which it names them: the bytes of PNG or JPEG.
pub type Images = BTreeMap<String, Vec<u8>>;

/// Why a copy could not be set; the words are for the operator's log.
#[derive(Debug, thiserror::Error)]
#[error("the PDF could not be set: {0}")]
pub struct Unset(String);

/// The PDF of a release.
///
/// # Errors
/// [`Unset`] where the typesetter refuses: an image it cannot read, or a text that breaks a rule of PDF/UA.
pub fn render(copy: &Copy<'_>, images: &Images, fonts: &Fonts) -> Result<Vec<u8>, Unset> {
    let data = data::data(copy, images, fonts);
    let sheets = Sheets::new(data.to_string(), images, fonts);
    let document = typst::compile::<PagedDocument>(&sheets).output;
    // What the typesetter remembers of other documents would only grow.
    comemo::evict(0);
    let document = document.map_err(|wrong| said(&wrong))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|wrong| Unset(wrong.message().to_string()))?;
    let options = PdfOptions {
        ident: typst::foundations::Smart::Custom(copy.released.digest().to_string()),
        creator: typst::foundations::Smart::Custom(Some("Gongkai".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|wrong| said(&wrong))
}

fn said(wrong: &[typst::diag::SourceDiagnostic]) -> Unset {
    let messages: Vec<&str> = wrong.iter().map(|one| one.message.as_str()).collect();
    Unset(messages.join("; "))
}

#[cfg(test)]
mod tests;
