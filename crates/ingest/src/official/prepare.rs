//! 整理 — the lines of a file as paragraphs: no blank ones, and none that holds two.
//!
//! Decides where two paragraphs were glued together (`…惠企利民。　　三、围绕…`). An indent of two ideographic blanks
//! within a line begins a paragraph; other blanks do so only before the number of a heading.

use crate::line::{Line, Piece, is_blank};
use law::item::heading::marker;
use law::stray::is_control;
use law::text::Level;

/// The pieces without blank lines, and with glued paragraphs apart.
pub(super) fn paragraphs(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Line(line) => out.extend(
                line.text
                    .split('\n')
                    .flat_map(unglue)
                    .filter(|text| !text.chars().all(is_blank))
                    .map(|text| Piece::Line(part(&line, text))),
            ),
            other => out.push(other),
        }
    }
    out
}

/// Takes out what is no character of a text but a command to a machine: an entity, a font or a part of a container may
/// bring one where the bytes of the file hold none. Gives their number.
pub(super) fn drop_controls(pieces: &mut [Piece]) -> usize {
    let mut dropped = 0;
    let mut clean = |text: &mut String| {
        if text.contains(is_control) {
            dropped += text.matches(is_control).count();
            text.retain(|c| !is_control(c));
        }
    };
    for piece in pieces {
        match piece {
            Piece::Line(line) => clean(&mut line.text),
            Piece::Table(table) => {
                table.caption.iter_mut().for_each(&mut clean);
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| clean(&mut cell.text));
            }
            // Its name leads to its bytes.
            Piece::Image(image) => clean(&mut image.alt),
        }
    }
    dropped
}

fn part(line: &Line, text: &str) -> Line {
    Line {
        text: text.to_owned(),
        ..line.clone()
    }
}

/// The paragraphs of one line.
fn unglue(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(at) = glue(rest) {
        let (before, after) = rest.split_at(at);
        parts.push(before);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Where a second paragraph begins in `line`, its indent included.
fn glue(line: &str) -> Option<usize> {
    let mut ends_sentence = false;
    let mut gap = None;
    for (at, c) in line.char_indices() {
        if is_blank(c) {
            gap = gap.or(Some(at));
            continue;
        }
        if let Some(from) = gap.take()
            && ends_sentence
            && begins_paragraph(&line[from..at], &line[at..])
        {
            return Some(from);
        }
        ends_sentence = matches!(c, '。' | '；' | '！' | '？' | '”' | '：' | '）' | ';');
    }
    None
}

fn begins_paragraph(blanks: &str, after: &str) -> bool {
    if blanks.contains("\u{3000}\u{3000}") {
        return true;
    }
    // Any gap before 一、 or （一）; before 1. only a wide one, since 见表 1. is written too.
    marker(after).is_some_and(|marker| match marker.level {
        Level::First | Level::Second => true,
        Level::Third | Level::Fourth => blanks.chars().count() >= 2,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_glued_to_the_end_of_a_paragraph_begins_its_own() {
        assert_eq!(
            unglue("直接惠企利民。　　三、围绕环境加强公开"),
            ["直接惠企利民。", "　　三、围绕环境加强公开"]
        );
        assert_eq!(unglue("工作。 （二）目标。"), ["工作。", " （二）目标。"]);
    }

    #[test]
    fn blanks_within_a_sentence_part_nothing() {
        for line in [
            "要在 2020年底前公开",
            "　　一、总体要求",
            "国务院　　公报",
            "（二）见表 1. 所列",
        ] {
            assert_eq!(unglue(line), [line]);
        }
    }
}
