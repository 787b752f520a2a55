//! Word 文件（DOCX，GB/T 32927、ISO/IEC 29500） — from the parts of the package to the lines of the document.
//!
//! Decides what of a Word file is text: what a person sees on the printed pages. Insertions that were tracked are
//! kept and deletions dropped, as the final copy prints; hidden words, comments, tables of contents and page numbers
//! are not text. Each time something is left out, a [`Problem`] says so. The properties of the file (author, title)
//! are no content and are not looked at.
//!
//! Invariants
//! - The package is opened by [`Archive`] and its XML read by `xml::Events`, which hold the limits.
//! - No part is read because another part that was read so names it, save headers and footers of the main part, each
//!   once; so relationships that run in a circle lead nowhere.

mod kinds;
mod numbering;
mod numerals;
mod paragraph;
mod props;
mod running;
mod story;
mod styles;
mod table;

use crate::archive::{Archive, damaged};
use crate::line::Source;
use crate::ooxml::{Rels, main_part};
use crate::picture::Raw;
use crate::{Document, Input, Problem, Refused, official, xml};
use numbering::Numbering;
use story::Package;
use styles::Styles;

/// Reads a DOCX file.
///
/// # Errors
/// [`Refused`] as of [`Archive::open`] and [`Events`](xml::Events), and `damaged` where there is no main part.
pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let mut archive = Archive::open(input.bytes)?;
    let main = main_part(&mut archive, "word/document.xml")?;
    let rels = Rels::of(&mut archive, &main)?;
    let mut problems = Vec::new();

    let styles = match part(&mut archive, &rels, "styles", &mut problems)? {
        Some(text) => Styles::read(&text).or_else(|refused| minor(refused, &mut problems))?,
        None => Styles::default(),
    };
    let numbering = match part(&mut archive, &rels, "numbering", &mut problems)? {
        Some(text) => Numbering::read(&text).or_else(|refused| minor(refused, &mut problems))?,
        None => Numbering::default(),
    };
    let mut package = Package::new(styles, numbering);
    for kind in ["footnotes", "endnotes"] {
        if let Some(text) = part(&mut archive, &rels, kind, &mut problems)? {
            let notes = story::notes(&text, &mut package, &rels);
            let notes = notes.or_else(|refused| minor(refused, &mut problems))?;
            package.add_notes(kind, notes);
        }
    }

    let body = archive.read(&main)?.ok_or_else(damaged)?;
    let mut pieces = story::read(&xml::decode(&body), &mut package, &rels)?;
    running::add(
        &mut archive,
        &rels,
        &mut package,
        &mut pieces,
        &mut problems,
    )?;
    pieces.append(&mut package.endnotes);

    let images = images(&mut archive, &package, &mut problems)?;
    if archive
        .names()
        .iter()
        .any(|name| name.to_lowercase().ends_with("vbaproject.bin"))
    {
        let says = "文件带有宏，宏没有执行也不会公开；建议另存为不带宏的 .docx 后上传。";
        problems.push(Problem::new("macros", says));
    }
    problems.append(&mut archive.problems);
    problems.append(&mut package.odd.problems());
    let mut source = Source {
        pieces,
        images,
        problems,
        ..Source::default()
    };
    for attachment in package.attachments {
        source.attach(attachment);
    }
    Ok(official::structure(source, input))
}

/// The text of the part that has this kind of relationship, if there is one.
fn part(
    archive: &mut Archive<'_>,
    rels: &Rels,
    kind: &str,
    problems: &mut Vec<Problem>,
) -> Result<Option<String>, Refused> {
    let Some(target) = rels.of_kind(kind) else {
        return Ok(None);
    };
    let bytes = match archive.read(target) {
        Ok(bytes) => bytes,
        Err(refused) => return minor(refused, problems),
    };
    Ok(bytes.map(|bytes| xml::decode(&bytes).into_owned()))
}

/// A damaged part that is not the text itself is a problem; everything else refuses the file.
fn minor<T: Default>(refused: Refused, problems: &mut Vec<Problem>) -> Result<T, Refused> {
    if refused.code != "damaged" {
        return Err(refused);
    }
    let says = "文件中有的部分损坏（样式、编号、注释或图片），正文已读出，请对照原件核对。";
    if !problems
        .iter()
        .any(|problem| problem.code == "part_damaged")
    {
        problems.push(Problem::new("part_damaged", says));
    }
    Ok(T::default())
}

fn images(
    archive: &mut Archive<'_>,
    package: &Package,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Raw>, Refused> {
    let mut images = Vec::new();
    for (name, target) in &package.images {
        let bytes = match archive.read(target) {
            Ok(bytes) => bytes,
            Err(refused) => minor(refused, problems)?,
        };
        match bytes {
            Some(bytes) => images.push(Raw {
                name: name.clone(),
                bytes,
            }),
            None => problems.push(Problem::new(
                "image_missing",
                format!("文件中缺少图片 {name}，请核对原件。"),
            )),
        }
    }
    Ok(images)
}
