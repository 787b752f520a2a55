//! Reads 版式文件（OFD）.

use crate::{Document, Input, Refused};

pub(crate) fn read(_input: Input<'_>) -> Result<Document, Refused> {
    Err(Refused::new("unknown_format", "还不能读版式文件（OFD）。"))
}
