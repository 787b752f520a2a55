//! Reads Word 文件（DOCX）.

use crate::{Document, Input, Refused};

pub(crate) fn read(_input: Input<'_>) -> Result<Document, Refused> {
    Err(Refused::new(
        "unknown_format",
        "还不能读Word 文件（DOCX）。",
    ))
}
