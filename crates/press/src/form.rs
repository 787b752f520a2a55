//! 形式 — the forms in which an item is taken away, and how each is made.

use crate::pdf::{Fonts, Images, Unset};
use crate::{Copy, akn, docx, json, markdown, pdf, txt};
use law::item::Released;
use zip::result::ZipError;

/// Raised whenever any form of any release changes; copies that are kept under another one are made anew.
pub const VERSION: u32 = 3;

/// A form of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    Pdf,
    Docx,
    Txt,
    Markdown,
    Json,
    /// Of texts of law only.
    Akn,
}

/// Why a copy could not be made; the words are for the operator's log.
#[derive(Debug, thiserror::Error)]
pub enum Unmade {
    #[error(transparent)]
    Pdf(#[from] Unset),
    #[error("the DOCX could not be packed: {0}")]
    Docx(#[from] ZipError),
    #[error("it is no text of law")]
    NoLaw,
}

impl Form {
    pub const ALL: [Self; 6] = [
        Self::Pdf,
        Self::Docx,
        Self::Txt,
        Self::Markdown,
        Self::Json,
        Self::Akn,
    ];

    /// The forms that a release has.
    pub fn of(released: &Released) -> impl Iterator<Item = Self> {
        let is_law = released.work().is_some();
        Self::ALL
            .into_iter()
            .filter(move |form| is_law || !form.is_of_laws())
    }

    /// Whether only texts of law have it.
    pub const fn is_of_laws(self) -> bool {
        matches!(self, Self::Akn)
    }

    /// Whether it takes so long, or so many files, that a copy is made once and kept.
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx)
    }

    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Txt => "txt",
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Akn => "akn.xml",
        }
    }

    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|form| form.extension() == extension)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Txt => "text/plain; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Json => "application/json",
            Self::Akn => "application/akn+xml",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Pdf => "PDF 公文版式",
            Self::Docx => "Word 文档",
            Self::Txt => "纯文本",
            Self::Markdown => "Markdown",
            Self::Json => "JSON 数据",
            Self::Akn => "Akoma Ntoso 法律文本",
        }
    }

    /// The bytes of a copy. `images` are those that stand in its text.
    ///
    /// # Errors
    /// [`Unmade`]; TXT, Markdown and JSON never fail.
    pub fn render(
        self,
        copy: &Copy<'_>,
        images: &Images,
        fonts: &Fonts,
    ) -> Result<Vec<u8>, Unmade> {
        Ok(match self {
            Self::Pdf => pdf::render(copy, images, fonts)?,
            Self::Docx => docx::render(copy, images)?,
            Self::Txt => txt::render(copy),
            Self::Markdown => markdown::render(copy),
            Self::Json => json::render(copy),
            Self::Akn => akn::render(copy).ok_or(Unmade::NoLaw)?,
        })
    }
}
