//! Plain text: who, what, when, the words, and where it comes from. UTF-8, LF.

use crate::Copy;

/// The plain text of a release.
pub fn render(copy: &Copy<'_>) -> Vec<u8> {
    let mut out = String::new();
    for (name, value) in copy.facts() {
        out.push_str(&name);
        out.push('：');
        out.push_str(&value.replace('\n', " "));
        out.push('\n');
    }
    out.push('\n');
    out.push_str(&copy.released.text().plain());
    out.push('\n');
    out.push_str(&copy.source_note());
    out.into_bytes()
}
