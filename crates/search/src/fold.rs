//! Normalising — which characters count as the same.
//!
//! Decides that width, letter case and the kinds of brackets, dashes, quotation marks and zeros make no difference.
//! Every rule maps one character to one character, so that places in the text stay true; phrases are never converted,
//! because that would change lengths. Here is also the one place for a table of traditional characters.

/// The character that stands for `c` in index and query.
#[inline]
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{4e00}'..='\u{9fff}' => c,
        '!'..='~' => mark(c.to_ascii_lowercase()),
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
            mark(narrow.to_ascii_lowercase())
        }
        '\u{3000}'..='\u{303f}' => mark(c),
        _ => mark(lower(c)),
    }
}

fn mark(c: char) -> char {
    match c {
        '〔' | '[' | '【' | '〖' | '﹝' => '(',
        '〕' | ']' | '】' | '〗' | '﹞' => ')',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '“' | '”' | '„' | '〝' | '〞' => '"',
        '‘' | '’' => '\'',
        '•' | '・' | '‧' | '∙' => '·',
        '○' | '◯' => '〇',
        _ => c,
    }
}

/// Lower case, where that is one character.
fn lower(c: char) -> char {
    let mut all = c.to_lowercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}
