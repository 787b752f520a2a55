//! 法律文本 — the text of a law as collections keep it: one paragraph a line.
//!
//! Decides title, 题注, list of contents, and the division into 编章节条款项目. Metadata come from elsewhere; here is
//! only the text.

use super::{body, mark, prepare};
use crate::Problem;
use crate::line::{Line, Piece, is_blank};
use law::Text;
use law::text::{Block, Cell, Heading, Level, Role, Row, Table};

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
    let rest = pieces.get(from..).unwrap_or_default();
    let marks = annexes(rest);
    let main = marks.first().copied().unwrap_or(rest.len());
    let mut problems = Vec::new();
    let mut add = |pieces: &[Piece], blocks: &mut Vec<Block>| {
        let mut body = body::body(pieces);
        blocks.append(&mut body.blocks);
        problems.append(&mut body.problems);
    };
    add(&rest[..main], &mut blocks);
    let ends = marks.iter().copied().skip(1).chain([rest.len()]);
    for (from, end) in marks.iter().copied().zip(ends) {
        let [head, within @ ..] = &rest[from..end] else {
            continue;
        };
        blocks.push(Block::Heading(Heading {
            level: Level::Attached,
            text: words(head).unwrap_or_default().to_owned(),
            run_in: false,
            anchor: String::new(),
        }));
        let title = within.first().and_then(words).filter(|title| {
            words(head).is_some_and(mark::is_attachment_mark) && is_annex_title(title)
        });
        if let Some(title) = title {
            blocks.push(body::paragraph(Role::Title, title));
        }
        add(&within[usize::from(title.is_some())..], &mut blocks);
    }
    without_empty(&mut blocks);
    (Text { blocks }.with_anchors(), problems)
}

/// Where the annexes of a law begin: lines below its articles that are an annex's mark, alone or with its title.
fn annexes(pieces: &[Piece]) -> Vec<usize> {
    let is_article = |piece: &Piece| {
        let marker = words(piece).and_then(law::item::heading::marker);
        marker.is_some_and(|marker| marker.level == Level::Article)
    };
    let Some(articles) = pieces.iter().position(is_article) else {
        return Vec::new();
    };
    let marks = pieces.iter().enumerate().skip(articles);
    marks
        .filter(|(_, piece)| words(piece).is_some_and(begins_annex))
        .map(|(at, _)| at)
        .collect()
}

fn begins_annex(words: &str) -> bool {
    let names = ["附件", "附表", "附录"];
    let titled = names.iter().find_map(|name| words.strip_prefix(name));
    let titled = titled.is_some_and(|rest| {
        let number = law::item::heading::numeral(rest).map_or(0, |(_, len)| len);
        let title = rest[number..].strip_prefix(['：', ':']);
        number != 0 && title.is_some_and(is_annex_title)
    });
    titled || mark::is_attachment_mark(words)
}

/// Whether words can be the title of an annex: short, and neither a sentence nor an item.
fn is_annex_title(words: &str) -> bool {
    !words.is_empty()
        && words.chars().count() <= 30
        && !words.ends_with(['。', '；', '：', '，'])
        && !words.starts_with(['（', '('])
        && law::item::heading::marker(words).is_none()
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
