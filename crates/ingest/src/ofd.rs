//! 版式文件（OFD，GB/T 33190-2016） — from the pages of a file to the lines of the document.
//!
//! Decides what of a page is text: the codes of its text objects, those of its template and of the drawings it uses,
//! each where it stands. Reading order, paragraphs and tables come from the same layout as those of PDF. Seals,
//! signatures and annotations are no text; a problem says that they are there. The properties of the file (author,
//! title) are no content and are not looked at.
//!
//! Invariants
//! - The package is opened by [`Archive`] and its XML read by [`Events`](crate::xml::Events), which hold the limits.
//! - Templates and drawings that use one another in a circle are used once, and no more than [`page::MOST_OBJECTS`]
//!   objects are ever made.

mod content;
mod document;
mod geometry;
mod location;
mod outline;
mod page;
mod resources;

use crate::archive::{Archive, encrypted};
use crate::line::{Piece, Source};
use crate::picture::Raw;
use crate::{Document, Input, Problem, Refused, official, pdf};
use document::Body;
use page::Placer;

/// Reads an OFD file.
///
/// # Errors
/// [`Refused`] as of [`Archive::open`] and [`Events`](crate::xml::Events), and `damaged` where there is no document.
pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let mut archive = Archive::open(input.bytes)?;
    if archive
        .names()
        .iter()
        .any(|name| name.to_lowercase().ends_with("encryptions.xml"))
    {
        return Err(encrypted());
    }
    let bodies = document::bodies(&mut archive)?;
    let mut source = Source::default();
    if bodies.len() > 1 {
        let says = format!(
            "文件里有 {} 份文书，已依次读出，请核对是否应分开上传。",
            bodies.len()
        );
        source
            .problems
            .push(Problem::new("several_documents", says));
    }
    for body in &bodies {
        read_body(&mut archive, body, &mut source)?;
    }
    source.problems.append(&mut archive.problems);
    Ok(official::structure(source, input))
}

fn read_body(archive: &mut Archive<'_>, body: &Body, out: &mut Source) -> Result<(), Refused> {
    let document = document::read(archive, &body.root)?;
    let resources = resources::read(archive, &document)?;
    let mut placer = Placer::new(&document, &resources);
    for part in &document.pages {
        placer.page(archive, part)?;
    }
    let made = placer.finish();
    out.problems.extend(made.problems);
    out.problems
        .extend(document::seals(archive, body, &document)?);

    let mut laid = pdf::laid_out(&made.sheets);
    out.problems.append(&mut laid.problems);
    let mut names = made.images.into_iter();
    for piece in laid.pieces {
        with_images(piece, &mut names, &mut out.pieces);
    }
    // Images that the layout put nowhere still belong to the document.
    out.pieces
        .extend(names.by_ref().map(|image| Piece::Image(image.block())));
    for image in made.files {
        let Some(bytes) = archive.read(&image.path)? else {
            continue;
        };
        out.images.push(Raw {
            name: image.name,
            bytes,
        });
    }
    Ok(())
}

/// Puts images where the layout kept their places.
fn with_images(
    piece: Piece,
    images: &mut impl Iterator<Item = page::Placed>,
    out: &mut Vec<Piece>,
) {
    let Piece::Line(mut line) = piece else {
        out.push(piece);
        return;
    };
    let n = line.text.matches(page::IMAGE).count();
    if n == 0 {
        out.push(Piece::Line(line));
        return;
    }
    line.text.retain(|c| c != page::IMAGE);
    if !line.words().is_empty() {
        out.push(Piece::Line(line));
    }
    out.extend(images.take(n).map(|image| Piece::Image(image.block())));
}
