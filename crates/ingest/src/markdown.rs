//! Reads markdown.

use crate::{Document, Input, Refused};

pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    crate::txt::read(input)
}
