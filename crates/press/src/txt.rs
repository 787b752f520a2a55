//! Plain text: who, what, when, the words, and where it comes from. UTF-8, LF.

use crate::source_note;
use law::item::{KindDef, Released};

/// The plain text of a release.
pub fn render(released: &Released, kind: &KindDef, address: &str) -> Vec<u8> {
    let mut out = String::new();
    for (name, value) in crate::facts(released, kind) {
        out.push_str(&name);
        out.push('：');
        out.push_str(&value.replace('\n', " "));
        out.push('\n');
    }
    out.push('\n');
    out.push_str(&released.text().plain());
    out.push('\n');
    out.push_str(&source_note(released, address));
    out.into_bytes()
}
