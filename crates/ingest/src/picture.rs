//! 图片 — the bytes of an image into the same image made anew: its pixels and nothing else (ADR 0011).
//!
//! Decides which images are taken, how large they may be, and what leaves: a JPEG where the source had lost detail
//! already, otherwise a PNG. An image is what its bytes are ([`kind`]); its name only follows.
//!
//! Invariants
//! - What leaves holds pixels only: no place, no camera, no comment, no colour profile, no second frame, no colour
//!   beneath what cannot be seen, nothing behind the end.
//! - Size is looked at before a pixel is decoded; no image has more than [`MOST_PIXELS`].
//! - The same bytes give the same image: no clock and no chance.

mod kind;
mod within;

use crate::{Input, Problem, Refused};
use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError, Limits};
use kind::Kind;
use std::io::Cursor;
pub(crate) use within::{Raw, anew, embedded};

/// The most pixels of one image: an A4 page at 600 dots an inch has 35 million.
pub const MOST_PIXELS: u64 = 40_000_000;
/// The longest side, in pixels.
pub const LONGEST_SIDE: u32 = 20_000;
/// What a decoder may take, in bytes: [`MOST_PIXELS`] of the widest kind, and room to work.
const MOST_MEMORY: u64 = 400 << 20;
/// Of JPEG, of 100: text in a scan keeps its edges.
const QUALITY: u8 = 90;

/// An image made anew, and what was odd about the file it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageReading {
    pub file: ImageFile,
    pub problems: Vec<Problem>,
}

/// An image made anew: a PNG or a JPEG of pixels only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFile {
    /// The name by which an image block refers to it; its end says what it is.
    pub name: String,
    /// In pixels, upright.
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

impl ImageFile {
    pub fn media_type(&self) -> &'static str {
        if self.bytes.starts_with(kind::JPEG) {
            "image/jpeg"
        } else {
            "image/png"
        }
    }

    /// Whether it looks like what this module makes; a caller who was handed it by another process asks this.
    pub fn is_sound(&self) -> bool {
        let sides = [self.width, self.height];
        let is_whole = (self.bytes.starts_with(kind::PNG) && self.bytes.ends_with(kind::PNG_END))
            || (self.bytes.starts_with(kind::JPEG) && self.bytes.ends_with(kind::JPEG_END));
        is_whole
            && sides.iter().all(|side| (1..=LONGEST_SIDE).contains(side))
            && u64::from(self.width) * u64::from(self.height) <= MOST_PIXELS
    }
}

/// Makes an image anew.
///
/// # Errors
/// [`Refused`] `empty`, `svg`, `image_format`, `not_an_image`, `image_too_large` or `damaged`.
pub fn image(input: Input<'_>) -> Result<ImageReading, Refused> {
    read(input.bytes, input.name.unwrap_or_default(), MOST_PIXELS)
}

fn read(bytes: &[u8], name: &str, most_pixels: u64) -> Result<ImageReading, Refused> {
    let kind = kind::of(bytes)?;
    let from = Cursor::new(bytes);
    let decoded = match kind {
        Kind::Png => {
            let decoder = PngDecoder::with_limits(from, limits()).map_err(refused)?;
            let moves = decoder.is_apng().unwrap_or(false);
            decode(decoder, moves, most_pixels)
        }
        Kind::Jpeg if !kind::jpeg_is_whole(bytes) => Err(kind::damaged()),
        Kind::Jpeg => decode(JpegDecoder::new(from).map_err(refused)?, false, most_pixels),
        Kind::Gif => {
            let moves = kind::gif_moves(bytes);
            decode(GifDecoder::new(from).map_err(refused)?, moves, most_pixels)
        }
        Kind::Bmp => decode(BmpDecoder::new(from).map_err(refused)?, false, most_pixels),
        Kind::WebP => {
            let decoder = WebPDecoder::new(from).map_err(refused)?;
            let moves = decoder.has_animation();
            decode(decoder, moves, most_pixels)
        }
    }?;
    let file = encode(decoded.image, kind::has_lost_detail(kind, bytes), name)?;
    let mut problems = Vec::new();
    if decoded.moves {
        problems.push(Problem::new(
            "image_animated",
            format!(
                "{}是动图，只保留第一帧；请核对第一帧能否说明问题。",
                called(name)
            ),
        ));
    }
    if decoded.other_colours {
        problems.push(Problem::new(
            "image_colours",
            format!(
                "{}带有色彩配置，已去掉，颜色可能略有出入，请核对。",
                called(name)
            ),
        ));
    }
    Ok(ImageReading { file, problems })
}

/// Pixels as the file shows them, upright.
struct Decoded {
    image: DynamicImage,
    /// Whether it has further frames.
    moves: bool,
    /// Whether it names colours other than those of the web.
    other_colours: bool,
}

fn decode(
    mut decoder: impl ImageDecoder,
    moves: bool,
    most_pixels: u64,
) -> Result<Decoded, Refused> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(kind::damaged());
    }
    if LONGEST_SIDE < width.max(height)
        || most_pixels < pixels
        || MOST_MEMORY < decoder.total_bytes()
    {
        return Err(too_large(width, height));
    }
    decoder.set_limits(limits()).map_err(refused)?;
    let profile = decoder.icc_profile().ok().flatten();
    // Where the file says nothing sensible, its pixels stand as they are.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    image.apply_orientation(orientation);
    Ok(Decoded {
        image,
        moves,
        other_colours: profile.is_some_and(|profile| !kind::is_srgb(&profile)),
    })
}

fn encode(image: DynamicImage, has_lost_detail: bool, name: &str) -> Result<ImageFile, Refused> {
    let image = plain(image);
    let (width, height) = (image.width(), image.height());
    let mut bytes = Vec::new();
    let as_jpeg = has_lost_detail && !image.color().has_alpha();
    let written = if as_jpeg {
        JpegEncoder::new_with_quality(&mut bytes, QUALITY).write_image(
            image.as_bytes(),
            width,
            height,
            image.color().into(),
        )
    } else {
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
            .write_image(image.as_bytes(), width, height, image.color().into())
    };
    written.map_err(refused)?;
    let ends: &[&str] = if as_jpeg { &["jpg", "jpeg"] } else { &["png"] };
    Ok(ImageFile {
        name: named(name, ends),
        width,
        height,
        bytes,
    })
}

/// Eight bits a sample, grey where it is grey; transparency only where something shines through, and nothing hidden
/// beneath it.
fn plain(image: DynamicImage) -> DynamicImage {
    let colour = image.color();
    if !colour.has_alpha() && !colour.has_color() {
        return DynamicImage::ImageLuma8(image.into_luma8());
    }
    if !colour.has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let mut pixels = image.into_rgba8();
    if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8());
    }
    for pixel in pixels.pixels_mut().filter(|pixel| pixel.0[3] == 0) {
        pixel.0 = [0; 4];
    }
    DynamicImage::ImageRgba8(pixels)
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn refused(error: ImageError) -> Refused {
    match error {
        ImageError::Limits(_) => Refused::new(
            "image_too_large",
            "图片尺寸或者所需内存超过上限；请缩小后再上传。",
        ),
        ImageError::Unsupported(_) => Refused::new(
            "image_format",
            "图片用了少见的编码，不能在网页中显示；请另存为 PNG 或者 JPEG 后再上传。",
        ),
        _ => kind::damaged(),
    }
}

fn too_large(width: u32, height: u32) -> Refused {
    Refused::new(
        "image_too_large",
        format!(
            "图片有 {width}×{height} 像素，超过上限（{} 万像素，长边 {LONGEST_SIDE}）；请缩小后再上传。",
            MOST_PIXELS / 10_000
        ),
    )
}

/// The name without folders and with an end that fits, at most as long as a file may be called.
fn named(name: &str, ends: &[&str]) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem: String = stem.chars().filter(|c| !c.is_control()).take(80).collect();
    let stem = if stem.is_empty() { "图片" } else { &stem };
    let fits = ends.iter().find(|fit| end.eq_ignore_ascii_case(fit));
    let end = match fits {
        Some(_) => end,
        None => ends.first().copied().unwrap_or_default(),
    };
    format!("{stem}.{end}")
}

/// How an image is called in a sentence.
fn called(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    match name.as_str() {
        "" => "图片".into(),
        name => format!("图片 {name} "),
    }
}
