//! 排印 — structured text into the bytes that people take away.
//!
//! Decides the plain, Markdown, JSON, DOCX, PDF and Akoma Ntoso forms of a released item. Every form carries the same
//! words, those of [`law::Text::plain`], and names where they come from: every copy says 以原件为准. Lists are set as
//! spreadsheets, last days as calendar files ([`ical`]), and what
//! the law says of a term, a fee or a remedy as JSON ([`ruling`]).
//!
//! Invariant: deterministic — the same copy by the same [`VERSION`] gives the same bytes, always.

pub mod akn;
pub mod docx;
mod form;
mod grid;
pub mod ical;
pub mod json;
pub mod markdown;
pub mod pdf;
mod picture;
pub mod reference;
pub mod ruling;
mod sheet;
pub mod table;
mod title;
pub mod txt;
mod xml;

pub use form::{Form, Unmade, VERSION};
pub use pdf::{Fonts, Images};

use law::item::{Head, KindDef, Printing, Released};

/// What every copy of a demonstration says (ADR 0014).
const DEMO: &str = "演示系统，非政府网站。";

/// What a copy is made from.
#[derive(Clone, Copy, Debug)]
pub struct Copy<'a> {
    pub released: &'a Released,
    pub kind: &'a KindDef,
    /// Where it is published, as a visitor can type it.
    pub address: &'a str,
    pub printing: Printing,
    /// Whether the site is a demonstration, which every copy then says.
    pub is_demo: bool,
}

impl Copy<'_> {
    fn head(&self) -> Head {
        Head::of(self.released, Some(self.kind), self.printing)
    }

    /// What this copy says of itself; of a law, that the text in the gazette rules (立法法第六十二条、第七十八条、第九十七条).
    fn notice(&self) -> String {
        let demo = if self.is_demo { DEMO } else { "" };
        let made = match self.printing {
            Printing::Own => "本件由公开的文本生成，",
            Printing::Reprint => "本件为转载排印，",
        };
        let rules = if self.released.work().is_some() {
            "法规规章以公报刊登的文本为准。"
        } else {
            "以原件为准。"
        };
        format!("{demo}{made}{rules}")
    }

    /// The same with where it is published and under which hash, in two lines.
    fn source_note(&self) -> String {
        format!(
            "{}\n公开于 {} ，第 {} 版，校验码 SHA-256 {}\n",
            self.notice(),
            self.address,
            self.released.edition(),
            self.released.digest()
        )
    }

    /// The fields that the release has, by their official names and in the order of its kind.
    fn facts(&self) -> Vec<(String, String)> {
        let number = ("索引号".to_owned(), self.released.index_no().to_string());
        let stated = self.kind.fields.iter().filter_map(|field| {
            let value = self.released.fields().get(field.id)?;
            Some((field.zh.to_owned(), field.show(value)))
        });
        std::iter::once(number).chain(stated).collect()
    }
}

#[cfg(test)]
mod tests;
