//! 图片 — what an image that stands in the text is, as far as its first bytes tell.

use image::{ImageFormat, ImageReader};
use std::io::Cursor;

/// An image that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// How its file is called.
    pub(crate) ending: &'static str,
    /// In points of the screen; neither is nought.
    pub(crate) wide: u32,
    pub(crate) high: u32,
}

/// `None` where it is neither PNG nor JPEG, or cannot be read: then its words stand in its place.
pub(crate) fn picture(bytes: &[u8]) -> Option<Picture> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let ending = match reader.format()? {
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpeg",
        _ => return None,
    };
    let (wide, high) = reader.into_dimensions().ok()?;
    (wide != 0 && high != 0).then_some(Picture { ending, wide, high })
}
