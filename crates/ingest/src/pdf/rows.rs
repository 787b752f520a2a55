//! 行 — glyphs to printed lines.
//!
//! Decides which glyphs stand in one line and where blanks are between them. A blank that a file states is kept; a
//! gap without one is a blank only where it is wider than the line's own spacing, so that stretched names
//! (`某　某　县　人　民　政　府` set wide) stay whole.

use super::frame::Letter;

/// A printed line, or the part of one that stands in a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    /// From left to right, none blank at the ends.
    pub(super) letters: Vec<Letter>,
    pub(super) u0: f64,
    pub(super) u1: f64,
    pub(super) v: f64,
    /// The size of most of its glyphs, in points.
    pub(super) size: f64,
    pub(super) text: String,
    /// The width of what cannot be broken at its beginning.
    pub(super) first_piece: f64,
    pub(super) n_letters: usize,
    pub(super) bold: bool,
}

impl Row {
    pub(super) fn of(mut letters: Vec<Letter>) -> Option<Self> {
        letters.sort_by(|a, b| a.u0.total_cmp(&b.u0));
        let first = letters.iter().position(|letter| !letter.is_blank())?;
        let last = letters.iter().rposition(|letter| !letter.is_blank())?;
        letters.truncate(last + 1);
        letters.drain(..first);
        let size = usual(letters.iter().map(|letter| letter.size));
        let v = usual(
            letters
                .iter()
                .filter(|l| (l.size - size).abs() < 0.2 * size)
                .map(|l| l.v),
        );
        Some(Self {
            u0: letters.first()?.u0,
            u1: letters.last()?.u1,
            v,
            size,
            text: text(&letters),
            first_piece: first_piece(&letters),
            n_letters: letters.len(),
            bold: false,
            letters,
        })
    }

    /// Lets go of the glyphs, of which a long file has millions.
    pub(super) fn settled(mut self, bold: &dyn Fn(usize) -> bool) -> Self {
        let heavy = self
            .letters
            .iter()
            .filter(|letter| bold(letter.font))
            .count();
        self.bold = heavy * 10 > self.letters.len() * 9;
        self.letters = Vec::new();
        self
    }
}

/// The width of a word, or of a character with the sign that clings to it.
fn first_piece(letters: &[Letter]) -> f64 {
    let mut last: Option<&Letter> = None;
    for letter in letters {
        let c = letter.text.chars().next().unwrap_or(' ');
        let before = last.map(|last| last.text.chars().next_back().unwrap_or(' '));
        let clings = before.is_none_or(|before| {
            let word = is_latin(before) && is_latin(c);
            !letter.is_blank() && (closes(c) || opens(before) || word)
        });
        if !clings {
            break;
        }
        last = Some(letter);
    }
    letters
        .first()
        .zip(last)
        .map_or(0.0, |(first, last)| last.u1 - first.u0)
}

/// The most frequent value, to a tenth.
pub(super) fn usual(values: impl Iterator<Item = f64>) -> f64 {
    let mut tenths: Vec<i64> = values.map(|value| (value * 10.0).round() as i64).collect();
    tenths.sort_unstable();
    tenths
        .chunk_by(|a, b| a == b)
        .max_by_key(|chunk| chunk.len())
        .and_then(|chunk| chunk.first())
        .map_or(0.0, |tenths| *tenths as f64 / 10.0)
}

/// Gathers glyphs to lines, uppermost first.
pub(super) fn rows(mut letters: Vec<Letter>) -> Vec<Row> {
    letters.sort_by(|a, b| a.v.total_cmp(&b.v));
    let mut rows: Vec<Vec<Letter>> = Vec::new();
    // Middle and size of the line that grows, taken from its largest glyph.
    let (mut v, mut size) = (f64::NEG_INFINITY, 0.0);
    for letter in letters {
        let reach = 0.4 * letter.size.max(size);
        match rows.last_mut() {
            Some(row) if (letter.v - v).abs() <= reach => {
                if letter.size > size && !letter.is_blank() {
                    (v, size) = (letter.v, letter.size);
                }
                row.push(letter);
            }
            _ => {
                (v, size) = (letter.v, letter.size);
                rows.push(vec![letter]);
            }
        }
    }
    rows.into_iter().filter_map(Row::of).collect()
}

/// The words of letters that stand in one line.
pub(super) fn text(letters: &[Letter]) -> String {
    // Only Chinese names are set wide; the gaps between Latin letters and leaders tell nothing.
    let wide = |letter: &Letter| {
        letter
            .text
            .chars()
            .all(|c| !is_latin(c) && !c.is_whitespace())
    };
    let mut gaps: Vec<f64> = letters
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if wide(a) && wide(b) => Some(b.u0 - a.u1),
            _ => None,
        })
        .collect();
    gaps.sort_by(f64::total_cmp);
    let own = if gaps.len() < 3 {
        0.0
    } else {
        gaps.get(gaps.len() / 2).copied().unwrap_or(0.0)
    };
    let mut out = String::new();
    let mut before: Option<&Letter> = None;
    let mut blanks = String::new();
    for letter in letters {
        if letter.is_blank() {
            blanks.extend(letter.text.chars().filter(|c| c.is_whitespace()));
            continue;
        }
        if let Some(before) = before {
            let em = before.size.max(letter.size);
            let gap = (letter.u0 - before.u1) / em;
            if blanks.is_empty() {
                out.push_str(between(&out, &letter.text, gap - own.max(0.0) / em));
            } else {
                out.push_str(&stated(&out, &letter.text, gap, &blanks));
            }
        }
        blanks.clear();
        out.push_str(&letter.text);
        before = Some(letter);
    }
    out
}

/// The blank for a gap of so many ems that holds no blank.
fn between(before: &str, after: &str, ems: f64) -> &'static str {
    let (Some(a), Some(b)) = (before.chars().next_back(), after.chars().next()) else {
        return "";
    };
    match (is_latin(a), is_latin(b)) {
        (true, true) if ems > 0.18 => " ",
        (false, false) if ems > 0.85 => "\u{3000}",
        (true, false) | (false, true) if ems > 0.7 => " ",
        _ => "",
    }
}

/// The blanks that a file states, so far as they part anything: some files print blanks over what they print.
fn stated(before: &str, after: &str, ems: f64, blanks: &str) -> String {
    let (Some(a), Some(b)) = (before.chars().next_back(), after.chars().next()) else {
        return String::new();
    };
    let least = if is_latin(a) && is_latin(b) {
        0.05
    } else {
        0.3
    };
    if ems < least {
        String::new()
    } else if blanks.chars().all(|c| c == '\u{3000}') {
        blanks.to_owned()
    } else {
        " ".to_owned()
    }
}

/// Whether words of this letter are parted by blanks.
pub(super) fn is_latin(c: char) -> bool {
    c.is_ascii_graphic() || (c.is_alphanumeric() && (c as u32) < 0x2E80)
}

fn closes(c: char) -> bool {
    "，。、；：？！）》〉」』】〕”’％%…,.;:?!)]".contains(c)
}

fn opens(c: char) -> bool {
    "（《〈「『【〔“‘([".contains(c)
}

/// Appends a printed line to the words before it: blanks between Latin words, none between Chinese characters.
pub(super) fn join(text: &mut String, next: &str) {
    let next = next.trim_matches(crate::line::is_blank);
    let (Some(a), Some(b)) = (text.chars().next_back(), next.chars().next()) else {
        text.push_str(next);
        return;
    };
    let words = a.is_alphabetic() || b.is_alphabetic() || ",.;:)".contains(a);
    if is_latin(a) && is_latin(b) && words && a != '-' && a != '/' && a != '@' {
        text.push(' ');
    }
    text.push_str(next);
}
