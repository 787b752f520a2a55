//! 页眉页脚 — what runs at the head and foot of the pages.
//!
//! Decides: a red head (发文机关标志) in a header and an imprint (版记) in a footer are part of the document, since
//! many templates keep them there; page numbers and running titles are not.

use super::story::{self, Package, Section};
use crate::archive::Archive;
use crate::line::{Align, Line, Piece};
use crate::ooxml::Rels;
use crate::{Problem, Refused, xml};

/// Puts what the headers and footers hold of the document before and after its pieces.
pub(super) fn add(
    archive: &mut Archive<'_>,
    rels: &Rels,
    package: &mut Package,
    pieces: &mut Vec<Piece>,
    problems: &mut Vec<Problem>,
) -> Result<(), Refused> {
    let sections = std::mem::take(&mut package.sections);
    let mut left = Vec::new();
    if let Some(section) = sections.first() {
        let mut heads = Vec::new();
        for id in in_use(section, &section.headers) {
            let found = part(archive, rels, package, id)?;
            match found.iter().any(is_red_head) {
                true if heads.is_empty() => heads = found,
                true => {}
                false => left.extend(found),
            }
        }
        heads.append(pieces);
        *pieces = heads;
    }
    if let Some(section) = sections.last() {
        let mut seen = Vec::new();
        for id in in_use(section, &section.footers) {
            let found = part(archive, rels, package, id)?;
            let words: String = found.iter().filter_map(words).collect();
            match words.contains("印发") || words.starts_with("抄送") {
                true if !seen.contains(&words) => {
                    seen.push(words);
                    pieces.extend(found);
                }
                true => {}
                false => left.extend(found),
            }
        }
    }
    let mut left: Vec<&str> = left.iter().filter_map(words).collect();
    left.sort_unstable();
    left.dedup();
    if !left.is_empty() {
        let says = format!("页眉页脚中的文字没有读入正文：{}", left.join("；"));
        problems.push(Problem::new("running_header", says));
    }
    Ok(())
}

/// The ids of the parts that print, the first page before the others.
fn in_use<'s>(section: &'s Section, parts: &'s [(String, String)]) -> Vec<&'s str> {
    let of = |usage: &str| {
        let part = parts.iter().find(|(used, _)| used == usage);
        part.map(|(_, id)| id.as_str())
    };
    let first = if section.title_page {
        of("first")
    } else {
        None
    };
    first
        .into_iter()
        .chain(of("default"))
        .chain(of("even"))
        .collect()
}

fn part(
    archive: &mut Archive<'_>,
    rels: &Rels,
    package: &mut Package,
    id: &str,
) -> Result<Vec<Piece>, Refused> {
    let Some(rel) = rels.get(id).filter(|rel| !rel.outside) else {
        return Ok(Vec::new());
    };
    let Some(bytes) = archive.read(&rel.target)? else {
        return Ok(Vec::new());
    };
    let own = Rels::of(archive, &rel.target)?;
    let n_images = package.images.len();
    let pieces = story::read(&xml::decode(&bytes), package, &own)?;
    let pieces: Vec<Piece> = pieces
        .into_iter()
        .filter(|piece| words(piece).is_some_and(|w| !is_page_number(w)))
        .collect();
    // An emblem that runs on every page is decoration.
    package.images.truncate(n_images);
    Ok(pieces)
}

fn words(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Line(line) => Some(line.words()).filter(|words| !words.is_empty()),
        _ => None,
    }
}

/// `—1—`, `第 页 共 页`: what is left when the number itself is taken out.
fn is_page_number(words: &str) -> bool {
    words.chars().all(|c| {
        c.is_ascii_digit() || c.is_whitespace() || "—－–-_·.．/／第页共()（）~～".contains(c)
    })
}

/// Set large and centred, or named 文件.
fn is_red_head(piece: &Piece) -> bool {
    let Piece::Line(Line { align, size, .. }) = piece else {
        return false;
    };
    let Some(words) = words(piece) else {
        return false;
    };
    let large = size.is_some_and(|size| size >= 26.0) && *align == Align::Centre;
    large || (words.ends_with("文件") && words.chars().count() < 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_number_is_told_from_words() {
        assert!(is_page_number("— 1 —"));
        assert!(is_page_number("第页 共页"));
        assert!(!is_page_number("某某县人民政府公报"));
    }
}
