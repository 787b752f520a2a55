//! 落款 — where a document is signed and dated, and what still belongs to it below.
//!
//! Decides 发文机关署名 and 成文日期: a line that is a date, with the organs (or the person who signs an order) right
//! above it. A date without a signature closes a document only where nothing but notes or an annex follows.

use super::{body, mark};
use crate::line::{Align, Line, Piece, is_blank};
use crate::organ;
use law::Date;
use law::text::{Block, Role};
use std::ops::Range;

/// A closing: its lines are `first..end`.
#[derive(Clone, Debug)]
pub(super) struct Closing {
    pub(super) first: usize,
    /// The line of the date.
    pub(super) dated: usize,
    /// After the notes, copies and imprint that follow.
    pub(super) end: usize,
    pub(super) issuers: Vec<String>,
    /// `None` where a form leaves it open.
    pub(super) date: Option<Date>,
    pub(super) signed: bool,
}

/// The first closing within `range`.
pub(super) fn find(pieces: &[Piece], range: Range<usize>) -> Option<Closing> {
    range
        .clone()
        .find_map(|at| closing_at(pieces, at, range.start))
}

fn closing_at(pieces: &[Piece], at: usize, from: usize) -> Option<Closing> {
    let line = line(pieces, at)?;
    let words = line.words();
    let (date, mut issuers, mut signed) = if let Some(date) = mark::date(words) {
        (Some(date), Vec::new(), false)
    } else if mark::is_open_date(words) {
        (None, Vec::new(), false)
    } else {
        let (organs, date) = signed_and_dated(words)?;
        (Some(date), organs, true)
    };
    let mut first = at;
    while first > from
        && let Some(above) = self::line(pieces, first - 1)
        && let Some(organs) = signature(above, line)
    {
        first -= 1;
        signed = true;
        issuers.splice(0..0, organs);
    }
    let end = tail(pieces, at + 1);
    let alone = end == pieces.len()
        || end > at + 1
        || starts_annex(pieces, end)
        || line.align == Align::End;
    let below_text = at > from
        && self::line(pieces, at - 1)
            .is_some_and(|above| above.words().ends_with(['。', '！', '”', '）']));
    (signed || (alone && below_text)).then_some(Closing {
        first,
        dated: at,
        end,
        issuers: issuers.iter().map(|name| organ::plain_name(name)).collect(),
        date,
        signed,
    })
}

fn line(pieces: &[Piece], at: usize) -> Option<&Line> {
    match pieces.get(at)? {
        Piece::Line(line) => Some(line),
        _ => None,
    }
}

/// `国务院办公厅　　2020年6月21日` in one line.
pub(super) fn signed_and_dated(words: &str) -> Option<(Vec<String>, Date)> {
    let (date, range) = law::date::find(words)?;
    if !words.get(range.end..)?.chars().all(is_blank) {
        return None;
    }
    let organs = organ::organs(words.get(..range.start)?)?;
    Some((organs, date))
}

/// The organs that sign in a line above the date; none for a person who signs.
fn signature(line: &Line, dated: &Line) -> Option<Vec<String>> {
    let words = line.words();
    if words.ends_with(['。', '；', '：', ':', '，', '！', '？']) || line.level.is_some() {
        return None;
    }
    if law::item::heading::marker(words).is_some() || mark::attachment_note(words).is_some() {
        return None;
    }
    if words.chars().count() <= 200
        && let Some(organs) = organ::organs(words)
    {
        return Some(organs);
    }
    if is_person(words) {
        return Some(Vec::new());
    }
    // Set at the right edge with the date, whatever it calls itself.
    let right = line.align == Align::End && dated.align == Align::End;
    (right && words.chars().count() <= 30).then(|| {
        let name: String = words.chars().filter(|c| !is_blank(*c)).collect();
        vec![name]
    })
}

/// `总理　李某某`: an office and a name, as orders are signed.
fn is_person(words: &str) -> bool {
    const OFFICES: &[&str] = &[
        "总理",
        "主席",
        "省长",
        "市长",
        "州长",
        "县长",
        "区长",
        "部长",
        "局长",
        "署长",
        "主任",
        "行长",
        "院长",
        "检察长",
        "会长",
        "自治区主席",
        "审计长",
        "厅长",
        "委员长",
        "社长",
        "总局局长",
    ];
    let parts: Vec<&str> = words
        .split(is_blank)
        .filter(|part| !part.is_empty())
        .collect();
    let Some((office, name)) = parts.split_first() else {
        return false;
    };
    let letters: usize = name.iter().map(|part| part.chars().count()).sum();
    OFFICES.iter().any(|known| office.ends_with(known))
        && office.chars().count() <= 16
        && (2..=12).contains(&letters)
}

/// The end of what follows the date and still belongs to the document.
fn tail(pieces: &[Piece], from: usize) -> usize {
    let mut at = from;
    while let Some(line) = line(pieces, at) {
        let words = line.words();
        let listed = at > from
            && law::item::heading::marker(words).is_some()
            && self::line(pieces, at - 1).is_some_and(|above| {
                mark::attachment_note(above.words()).is_some()
                    || law::item::heading::marker(above.words()).is_some()
            });
        let named = mark::attachment_note(words).is_some_and(|name| {
            // 附件1：方案 above the text of the plan is the mark of an annex.
            name.is_empty()
                || !self::line(pieces, at + 1)
                    .is_some_and(|next| next.words().chars().count() > 80 || next.words() == name)
        });
        let linked = at > from && (words.contains(": http") || words.contains("：http"));
        let belongs = linked
            || mark::is_note(words)
            || mark::is_copy_to(words)
            || mark::is_imprint(words)
            || mark::keywords(words).is_some()
            || named
            || (listed && words.chars().count() <= 80);
        if !belongs {
            break;
        }
        at += 1;
    }
    at
}

fn starts_annex(pieces: &[Piece], at: usize) -> bool {
    line(pieces, at).is_some_and(|line| mark::is_attachment_mark(line.words()))
}

/// The blocks of a closing.
pub(super) fn blocks(pieces: &[Piece], closing: &Closing) -> body::Body {
    let mut out = body::body(
        pieces
            .get(closing.dated + 1..closing.end)
            .unwrap_or_default(),
    );
    let mut blocks: Vec<Block> = Vec::new();
    for at in closing.first..=closing.dated {
        let Some(line) = line(pieces, at) else {
            continue;
        };
        let dated = mark::date(line.words()).is_some() || mark::is_open_date(line.words());
        let role = if at == closing.dated && dated {
            Role::WrittenDate
        } else {
            Role::Signature
        };
        blocks.push(body::paragraph(role, line.words()));
    }
    blocks.append(&mut out.blocks);
    out.blocks = blocks;
    out
}
