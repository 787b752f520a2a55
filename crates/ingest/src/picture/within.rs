//! 文内图片 — the images that stand inside a document, made anew together.
//!
//! Decides that a document is read even where an image of it is not: such an image is named in a problem, with what can
//! be done. All images of a document share one purse of pixels and bytes, so that a long document stays within the
//! limits of its reader.

use super::read;
use crate::line::{Piece, Source};
use crate::{ImageFile, Problem, Refused, base64};
use std::collections::BTreeSet;

/// The most pixels of all images of a document.
const ALL_PIXELS: u64 = 120_000_000;
/// The most bytes of all images of a document, once they are made anew.
const ALL_BYTES: usize = 96 << 20;

/// An image as a document carries it: of whatever kind, and not to be shown to anybody.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    /// The name by which image pieces refer to it.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Makes the images of a source anew. Pieces are told the new names; images that are left out become problems.
pub(crate) fn anew(source: &mut Source) -> Vec<ImageFile> {
    let (mut pixels, mut bytes) = (ALL_PIXELS, ALL_BYTES);
    let mut files: Vec<ImageFile> = Vec::new();
    let mut left_out: Vec<(String, Vec<String>)> = Vec::new();
    let raws = std::mem::take(&mut source.images);
    let mut taken: BTreeSet<String> = raws.iter().map(|raw| raw.name.clone()).collect();
    for raw in raws {
        let made = read(&raw.bytes, &raw.name, pixels.min(super::MOST_PIXELS));
        let made = match made {
            Ok(made) if bytes < made.file.bytes.len() => Err(too_much()),
            Err(refused) if refused.code == "image_too_large" && pixels < super::MOST_PIXELS => {
                Err(too_much())
            }
            made => made,
        };
        let mut reading = match made {
            Ok(reading) => reading,
            Err(Refused { says, .. }) => {
                match left_out.iter_mut().find(|(why, _)| *why == says) {
                    Some((_, names)) => names.push(raw.name),
                    None => left_out.push((says, vec![raw.name])),
                }
                continue;
            }
        };
        pixels -= u64::from(reading.file.width) * u64::from(reading.file.height);
        bytes -= reading.file.bytes.len();
        source.problems.append(&mut reading.problems);
        let mut file = reading.file;
        if file.name != raw.name {
            file.name = another(&file.name, &mut taken);
            rename(&mut source.pieces, &raw.name, &file.name);
        }
        files.push(file);
    }
    for (why, names) in left_out {
        source.problems.push(not_taken(&names, &why));
    }
    files
}

/// The bytes of an image that stand in its address (RFC 2397); `None` for any other address.
pub(crate) fn embedded(src: &str, number: usize) -> Option<Raw> {
    let kind = src.get(..5)?;
    if !kind.eq_ignore_ascii_case("data:") {
        return None;
    }
    let (kind, data) = src.get(5..)?.split_once(',').unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    let coded: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = match base64::decode(&coded) {
        Some(bytes) if kind.ends_with(";base64") => bytes,
        // Drawings stand there as text; everything that is not taken says so where it is opened.
        _ if kind.starts_with("image/svg") => b"<svg>".to_vec(),
        _ => data.as_bytes().to_vec(),
    };
    Some(Raw {
        name: format!("image-{number}.png"),
        bytes,
    })
}

fn too_much() -> Refused {
    Refused::new(
        "image_too_large",
        "一份文件里的图片总量超过上限；请缩小图片，或者拆分后再上传。",
    )
}

fn not_taken(names: &[String], why: &str) -> Problem {
    let some: Vec<&str> = names.iter().take(5).map(String::as_str).collect();
    let more = if some.len() < names.len() { "等" } else { "" };
    Problem::new(
        "image_not_taken",
        format!(
            "有 {} 张图片没有收入（{}{more}）：{why}",
            names.len(),
            some.join("、")
        ),
    )
}

/// The name, or one like it that no other image has.
fn another(name: &str, taken: &mut BTreeSet<String>) -> String {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "png"));
    let names = std::iter::once(name.to_owned()).chain((2..).map(|n| format!("{stem}-{n}.{end}")));
    for name in names {
        if taken.insert(name.clone()) {
            return name;
        }
    }
    name.to_owned()
}

fn rename(pieces: &mut [Piece], from: &str, to: &str) {
    for piece in pieces {
        if let Piece::Image(image) = piece
            && image.name == from
        {
            to.clone_into(&mut image.name);
        }
    }
}
