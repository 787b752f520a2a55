//! 辨认图片 — which kind of image bytes are, and what can be seen of it without decoding a pixel.
//!
//! Decides by content alone. Drawings that may carry scripts (SVG) and kinds that no browser shows are refused with
//! what the sender can do instead.

use crate::Refused;

pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
pub(super) const JPEG: &[u8] = &[0xff, 0xd8, 0xff];
/// The last part of every PNG.
pub(super) const PNG_END: &[u8] = b"\0\0\0\0IEND\xaeB`\x82";
pub(super) const JPEG_END: &[u8] = &[0xff, 0xd9];

/// Kinds that are known and not taken, by their first bytes.
const OTHERS: &[(&[u8], &str)] = &[
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\xd7\xcd\xc6\x9a", "WMF"),
    (b"\x01\0\x09\0\0\x03", "WMF"),
    (b"\x01\0\0\0", "EMF"),
    (b"\0\0\x01\0", "ICO"),
    (b"8BPS", "PSD"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"%!PS", "EPS"),
];

/// How far into a text the beginning of a drawing is looked for.
const HEAD: usize = 4096;

/// The kinds of image that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    Jpeg,
    Gif,
    Bmp,
    WebP,
}

/// The kind of the image.
///
/// # Errors
/// [`Refused`] `empty`, `svg`, `image_format` or `not_an_image`.
pub(super) fn of(bytes: &[u8]) -> Result<Kind, Refused> {
    if bytes.is_empty() {
        return Err(Refused::new("empty", "图片是空的，请重新上传。"));
    }
    let begins = |sign: &[u8]| bytes.starts_with(sign);
    let inside = |sign: &[u8]| bytes.get(4..).is_some_and(|rest| rest.starts_with(sign));
    if begins(PNG) {
        Ok(Kind::Png)
    } else if begins(JPEG) {
        Ok(Kind::Jpeg)
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Ok(Kind::Gif)
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(Kind::WebP)
    } else if begins(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        Ok(Kind::Bmp)
    } else if is_svg(bytes) {
        Err(Refused::new(
            "svg",
            "这是 SVG 图，里面可以带有脚本，不在网页中显示；请另存为 PNG 后再上传。",
        ))
    } else if inside(b"ftyp") {
        Err(no_web("HEIC、AVIF"))
    } else if let Some((_, what)) = OTHERS.iter().find(|(sign, _)| begins(sign)) {
        Err(no_web(what))
    } else {
        Err(Refused::new(
            "not_an_image",
            "文件内容不是图片，与名称不符；请核对文件，或者按它本来的格式上传。",
        ))
    }
}

pub(super) fn damaged() -> Refused {
    Refused::new("damaged", "图片损坏或者不完整，可能没有传完；请重新上传。")
}

fn no_web(what: &str) -> Refused {
    Refused::new(
        "image_format",
        format!("{what} 图片不能在网页中显示；请另存为 PNG 或者 JPEG 后再上传。"),
    )
}

fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    // Written in two bytes a character, the letters are the same with a NUL beside each.
    let letters: String = head
        .iter()
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    letters.trim_start().starts_with('<') && letters.contains("<svg")
}

/// Whether a JPEG has its end. Previews inside its metadata have ends of their own, so its parts are followed one by one.
pub(super) fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(rest) = bytes.get(at..) {
        let is_sign = |two: &[u8]| matches!(two, [0xff, sign] if *sign != 0xff);
        let Some(sign) = rest.windows(2).position(is_sign) else {
            return false;
        };
        at += sign + 2;
        match bytes.get(at - 1) {
            Some(0xd9) => return true,
            // Bytes of the picture itself, and parts without a length.
            Some(0x00 | 0x01 | 0xd0..=0xd8) => {}
            _ => match bytes.get(at..at + 2) {
                Some(&[high, low]) => at += usize::from(u16::from_be_bytes([high, low])),
                _ => return false,
            },
        }
    }
    false
}

/// Whether a GIF has a second frame.
pub(super) fn gif_moves(bytes: &[u8]) -> bool {
    let byte = |at: usize| bytes.get(at).copied().map(usize::from);
    let colours = |flags: usize| {
        if flags & 0x80 == 0 {
            0
        } else {
            3 << ((flags & 7) + 1)
        }
    };
    let Some(mut at) = byte(10).map(|flags| 13 + colours(flags)) else {
        return false;
    };
    let mut frames = 0;
    loop {
        at = match byte(at) {
            Some(0x21) => at + 2,
            Some(0x2c) => {
                frames += 1;
                at + 11 + byte(at + 9).map_or(0, colours)
            }
            _ => return false,
        };
        if frames > 1 {
            return true;
        }
        while let Some(length) = byte(at).filter(|length| *length > 0) {
            at += 1 + length;
        }
        at += 1;
    }
}

/// Whether the image comes from a form that drops detail, so that keeping every bit of it keeps nothing.
pub(super) fn has_lost_detail(kind: Kind, bytes: &[u8]) -> bool {
    kind == Kind::Jpeg || (kind == Kind::WebP && bytes.get(12..16) == Some(b"VP8 "))
}

/// Whether a colour profile calls its colours sRGB, in either way in which profiles spell their names.
pub(super) fn is_srgb(profile: &[u8]) -> bool {
    let has = |name: &[u8]| profile.windows(name.len()).any(|part| part == name);
    has(b"sRGB") || has(b"\0s\0R\0G\0B")
}
