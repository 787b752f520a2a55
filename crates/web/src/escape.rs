//! 转义 — what of a value would be read as markup is written as a reference to its character.
//!
//! Decides the same references as the library of templates has, for its `html` templates (`askama.toml`). That library
//! looks at one byte after another; here many are looked at together, since most of a page is text in which nothing needs
//! a reference.
//!
//! Invariant: what was written holds no `<`, `>` or quote of the value, and no `&` but of a reference.

use askama::filters::Escaper;
use std::fmt;

/// For elements and quoted attributes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some((at, reference)) = first(rest.as_bytes()) {
            let (before, after) = rest.split_at(at);
            dest.write_str(before)?;
            dest.write_str(reference)?;
            rest = after.get(1..).unwrap_or_default();
        }
        dest.write_str(rest)
    }
}

/// How many bytes are looked at together.
const TOGETHER: usize = 32;

/// Where the first character stands that needs a reference, and that reference.
fn first(text: &[u8]) -> Option<(usize, &'static str)> {
    let (blocks, rest) = text.as_chunks::<TOGETHER>();
    let clean = blocks.iter().take_while(|block| !has_any(block)).count();
    let from = clean * TOGETHER;
    let within = blocks.get(clean).map_or(rest, |block| block);
    let found = |(at, byte): (usize, &u8)| Some((from + at, reference(*byte)?));
    within.iter().enumerate().find_map(found)
}

/// Without a branch, so that all are compared at once.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "what is lazy is a branch for each byte"
)]
fn has_any(block: &[u8; TOGETHER]) -> bool {
    block.iter().fold(false, |found, byte| {
        let byte = *byte;
        found | (byte == b'"') | (byte == b'&') | (byte == b'\'') | (byte == b'<') | (byte == b'>')
    })
}

fn reference(byte: u8) -> Option<&'static str> {
    match byte {
        b'"' => Some("&#34;"),
        b'&' => Some("&#38;"),
        b'\'' => Some("&#39;"),
        b'<' => Some("&#60;"),
        b'>' => Some("&#62;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use askama::filters::Html as Theirs;

    fn written(escaper: impl Escaper, text: &str) -> String {
        let mut out = String::new();
        escaper.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn wherever_a_character_stands_it_is_written_as_the_library_writes_it() {
        let text = "第一条　为了规范<政府>信息公开，\"保障\" 公民&法人'依法'取得信息";
        for before in 0..70 {
            for sign in ["", "<", ">", "&", "'", "\"", "<b>&amp;</b>", "一"] {
                for after in ["", "ab", text] {
                    let whole = format!("{}{sign}{after}", "。a".repeat(before));
                    assert_eq!(written(Html, &whole), written(Theirs, &whole), "{whole}");
                }
            }
        }
    }
}
