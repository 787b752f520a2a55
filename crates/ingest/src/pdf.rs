//! Reads PDF 文件.

use crate::{Document, Input, Refused};

pub(crate) fn read(_input: Input<'_>) -> Result<Document, Refused> {
    Err(Refused::new("unknown_format", "还不能读PDF 文件。"))
}
