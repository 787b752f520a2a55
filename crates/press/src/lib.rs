//! 排印 — structured text into the bytes that people take away.
//!
//! Decides the plain, Markdown, JSON, DOCX, PDF and Akoma Ntoso forms of a released item. Every form carries the same
//! words, those of [`law::Text::plain`], and names where they come from: every copy says 以原件为准. Lists are set as
//! spreadsheets.
//!
//! Invariant: deterministic — the same release gives the same bytes, always.

pub mod akn;
pub mod docx;
mod grid;
pub mod json;
pub mod markdown;
pub mod pdf;
pub mod reference;
mod sheet;
pub mod table;
pub mod txt;
mod xml;

use law::item::{KindDef, Released};

/// What every copy says of itself.
pub const NOTE: &str = "本件由公开的文本生成，以原件为准。";

/// What every copy of a text of law says of itself (立法法第六十二条、第七十八条、第九十七条).
pub const LAW_NOTE: &str = "本件由公开的文本生成，法规规章以公报刊登的文本为准。";

/// What a copy in the layout of official documents is made from.
#[derive(Clone, Copy, Debug)]
pub struct Copy<'a> {
    pub released: &'a Released,
    pub kind: &'a KindDef,
    /// Where it is published, as a visitor can type it.
    pub address: &'a str,
    /// Whether it is a document of an agency of this site: only then a red head is set (ADR 0014).
    pub own: bool,
}

/// What a copy of this release says of itself.
fn notice(released: &Released) -> &'static str {
    if released.work().is_some() {
        LAW_NOTE
    } else {
        NOTE
    }
}

/// The fields that a release has, by their official names and in the order of its kind.
fn facts(released: &Released, kind: &KindDef) -> Vec<(String, String)> {
    let mut facts = vec![("索引号".to_owned(), released.index_no().to_string())];
    for field in kind.fields {
        if let Some(value) = released.fields().get(field.id) {
            facts.push((field.zh.to_owned(), field.show(value)));
        }
    }
    facts
}

fn source_note(released: &Released, address: &str) -> String {
    let note = notice(released);
    format!(
        "{note}\n公开于 {address} ，第 {} 版，校验码 SHA-256 {}\n",
        released.edition(),
        released.digest()
    )
}

#[cfg(test)]
mod tests;
