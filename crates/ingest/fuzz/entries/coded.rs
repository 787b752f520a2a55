//! Bytes to well-formed XML: a fuzzer that mutates XML as text gets no further than its parser.

use std::fmt::Write as _;

/// The words that a format is written in.
pub(crate) struct Words {
    /// Opens the part; closed at its end.
    pub(crate) root: &'static str,
    pub(crate) elements: &'static [&'static str],
    pub(crate) attributes: &'static [&'static str],
    pub(crate) values: &'static [&'static str],
    pub(crate) texts: &'static [&'static str],
}

/// The part that `bytes` stand for: what begins with `<` is XML already, all else is read as steps — open, close, an
/// attribute, a text — so that any bytes give a part that is well-formed.
pub(crate) fn xml(bytes: &[u8], words: &Words) -> Vec<u8> {
    if bytes.starts_with(b"<") {
        return bytes.to_vec();
    }
    let mut out = format!("<{}", words.root);
    let mut open = vec![words.root.split(' ').next().unwrap_or_default()];
    let mut in_tag = true;
    let mut steps = bytes.iter().copied();
    while let Some(step) = steps.next() {
        match step {
            0..=0x9f => {
                let name = pick(words.elements, step);
                out.push_str(if in_tag { "><" } else { "<" });
                out.push_str(name);
                open.push(name);
                in_tag = true;
            }
            0xa0..=0xbf if open.len() > 1 => {
                let name = open.pop().unwrap_or_default();
                out.push_str(if in_tag { ">" } else { "" });
                let _ = write!(out, "</{name}>");
                in_tag = false;
            }
            0xc0..=0xdf if in_tag => {
                let name = pick(words.attributes, steps.next().unwrap_or_default());
                let value = pick(words.values, steps.next().unwrap_or_default());
                let _ = write!(out, " {name}=\"{value}\"");
            }
            0xe0..=0xff => {
                out.push_str(if in_tag { ">" } else { "" });
                out.push_str(pick(words.texts, steps.next().unwrap_or_default()));
                in_tag = false;
            }
            _ => {}
        }
    }
    out.push_str(if in_tag { ">" } else { "" });
    for name in open.iter().rev() {
        let _ = write!(out, "</{name}>");
    }
    out.into_bytes()
}

fn pick(words: &[&'static str], at: u8) -> &'static str {
    words[usize::from(at) % words.len()]
}
