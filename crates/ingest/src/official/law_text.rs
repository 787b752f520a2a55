//! 法律文本 — the text of a law as collections keep it: one paragraph a line.
//!
//! Decides title, 题注, list of contents, and the division into 编章节条款项目. Metadata come from elsewhere; here is
//! only the text.

use super::{body, mark, prepare};
use crate::Problem;
use crate::line::{Line, Piece, is_blank};
use law::Text;
use law::text::{Block, Cell, Role, Row, Table};

/// The structured text of a law, and what was odd about it (gaps in the numbers).
///
/// `title` is the title under which the text is kept; lines at its beginning that print it again are its title.
pub fn law_text(text: &str, title: Option<&str>) -> (Text, Vec<Problem>) {
    let lines: Vec<&str> = text.lines().collect();
    let pieces = prepare::paragraphs(pieces(&lines));
    let mut blocks = Vec::new();
    let mut from = 0;
    if let Some(end) = title.and_then(|title| titled(&pieces, title)) {
        let joined: String = pieces[..end].iter().filter_map(words).collect();
        blocks.push(body::paragraph(Role::Title, &joined));
        from = end;
    }
    while let Some(note) = pieces
        .get(from)
        .and_then(words)
        .filter(|words| is_note(words))
    {
        blocks.push(body::paragraph(Role::EnactmentNote, note));
        from += 1;
    }
    let mut body = body::body(pieces.get(from..).unwrap_or_default());
    blocks.append(&mut body.blocks);
    without_empty(&mut blocks);
    (Text { blocks }.with_anchors(), body.problems)
}

/// Lines as paragraphs; a table that is drawn with bars, below its heads a line of dashes, as a table.
fn pieces(lines: &[&str]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(&line) = lines.get(at) {
        let is_drawn = lines.get(at + 1).is_some_and(|next| is_dashes(next));
        let Some(heads) = cells(line).filter(|_| is_drawn) else {
            pieces.push(Piece::from(Line::of(line)));
            at += 1;
            continue;
        };
        let rows = lines[at + 2..].iter().map_while(|line| cells(line));
        let rows: Vec<Row> = std::iter::once(row(&heads, true))
            .chain(rows.map(|cells| row(&cells, false)))
            .collect();
        at += rows.len() + 1;
        pieces.push(Piece::Table(Table {
            rows,
            ..Table::default()
        }));
    }
    pieces
}

/// The cells of a line that begins and ends with a bar.
fn cells(line: &str) -> Option<Vec<&str>> {
    let line = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(line.split('|').map(str::trim).collect())
}

fn is_dashes(line: &str) -> bool {
    cells(line).is_some_and(|cells| {
        cells
            .iter()
            .all(|cell| cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':')))
    })
}

fn row(cells: &[&str], head: bool) -> Row {
    Row {
        head,
        cells: cells.iter().map(|cell| Cell::of(*cell)).collect(),
    }
}

fn words(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Line(line) => Some(line.words()),
        _ => None,
    }
}

/// How many lines at the beginning print the title; it may be broken, and lack 中华人民共和国.
fn titled(pieces: &[Piece], title: &str) -> Option<usize> {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(|c| !is_blank(*c) && !matches!(c, '〈' | '〉' | '《' | '》' | '<' | '>'))
            .collect()
    };
    let title = bare(title);
    let mut printed = String::new();
    for (at, piece) in pieces.iter().take(6).enumerate() {
        printed.push_str(&bare(words(piece)?));
        if printed == title || (printed.ends_with(&title) && printed.starts_with("中华人民共和国"))
        {
            return Some(at + 1);
        }
        if printed.chars().count() > title.chars().count() + 7 {
            return None;
        }
    }
    None
}

fn is_note(words: &str) -> bool {
    mark::is_enactment_note(words)
}

fn without_empty(blocks: &mut Vec<Block>) {
    blocks.retain(|block| !matches!(block, Block::Paragraph(p) if p.text.is_empty()));
}
