//! Images: what comes out is pixels and nothing else, whatever came in.

use crate::package::{docx_with, layer, line, ofd, p};
use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Frame, ImageEncoder, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use ingest::{Document, ImageReading, Input, Refused};
use law::text::Block;
use proptest::prelude::*;
use std::io::Cursor;

/// A drawing with an upper left corner of its own, 6 wide and 4 high.
fn drawing() -> RgbImage {
    let mut drawing = RgbImage::from_pixel(6, 4, Rgb([250, 250, 250]));
    drawing.put_pixel(0, 0, Rgb([200, 0, 0]));
    drawing
}

fn written(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn png() -> Vec<u8> {
    written(drawing(), ImageFormat::Png)
}

fn jpeg() -> Vec<u8> {
    written(drawing(), ImageFormat::Jpeg)
}

fn read(bytes: &[u8], name: &str) -> Result<ImageReading, Refused> {
    ingest::image(Input {
        bytes,
        name: Some(name),
        ..Input::default()
    })
}

fn taken(bytes: &[u8], name: &str) -> ImageReading {
    let reading = read(bytes, name).unwrap();
    assert!(reading.file.is_sound());
    reading
}

fn refused(bytes: &[u8], name: &str) -> &'static str {
    read(bytes, name).unwrap_err().code
}

fn pixels(reading: &ImageReading) -> DynamicImage {
    image::load_from_memory(&reading.file.bytes).unwrap()
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|part| part == words)
}

#[test]
fn every_kind_that_is_taken_keeps_its_pixels_and_says_its_size() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Gif,
        ImageFormat::Bmp,
        ImageFormat::WebP,
    ] {
        let bytes = match format {
            ImageFormat::Gif => written(
                DynamicImage::ImageRgb8(drawing()).into_rgba8(),
                ImageFormat::Gif,
            ),
            format => written(drawing(), format),
        };
        let reading = taken(&bytes, "图.bin");
        assert_eq!(reading.file.name, "图.png", "{format:?}");
        assert_eq!(reading.file.media_type(), "image/png");
        assert_eq!((reading.file.width, reading.file.height), (6, 4));
        assert_eq!(pixels(&reading).into_rgb8(), drawing(), "{format:?}");
        assert_eq!(reading.problems, []);
    }
    let reading = taken(&jpeg(), "照片.JPEG");
    assert_eq!(reading.file.name, "照片.JPEG");
    assert_eq!(reading.file.media_type(), "image/jpeg");
}

#[test]
fn the_same_bytes_give_the_same_image() {
    for bytes in [png(), jpeg()] {
        assert_eq!(read(&bytes, "a"), read(&bytes, "a"));
    }
}

/// A part of a PNG with its sum.
fn chunk(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(body);
    let length = u32::try_from(body.len()).unwrap();
    let mut part = length.to_be_bytes().to_vec();
    part.extend_from_slice(kind);
    part.extend_from_slice(body);
    part.extend_from_slice(&sum.sum().to_be_bytes());
    part
}

/// The same PNG with this part after its head.
fn with_chunk(png: &[u8], kind: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = png.to_vec();
    bytes.splice(33..33, chunk(kind, body));
    bytes
}

/// The head of a PNG that says to be this large, and hardly any pixels.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 6, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &head));
    bytes.extend(chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1]));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

#[test]
fn a_small_file_that_unpacks_to_a_huge_image_is_refused_before_it_is_unpacked() {
    for (width, height) in [(60_000, 60_000), (6_400, 6_400), (u32::MAX >> 1, 1)] {
        assert_eq!(refused(&bomb(width, height), "a.png"), "image_too_large");
    }
    let mut gif = b"GIF89a\xff\xff\xff\xff\x00\x00\x00".to_vec();
    gif.extend(b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;");
    assert_eq!(refused(&gif, "a.gif"), "image_too_large");
}

#[test]
fn what_hangs_behind_an_image_is_gone() {
    let page = b"<html><script>alert(1)</script></html>";
    let archive = crate::package::zip(&[("evil.txt", page)]);
    for tail in [&page[..], &archive] {
        for image in [png(), jpeg()] {
            let polyglot = [&image, tail].concat();
            let reading = taken(&polyglot, "a.png");
            assert!(!has(&reading.file.bytes, b"<script") && !has(&reading.file.bytes, b"PK\x03"));
            assert_eq!(
                reading.file.bytes,
                read(&image, "a.png").unwrap().file.bytes
            );
        }
    }
}

#[test]
fn words_beside_the_pixels_are_gone() {
    let words = b"Comment\0<script>alert(1)</script>";
    let reading = taken(&with_chunk(&png(), b"tEXt", words), "a.png");
    assert!(!has(&reading.file.bytes, b"script"));
    assert_eq!(pixels(&reading).into_rgb8(), drawing());
}

/// A photograph as a telephone writes it: turned by a quarter, with the place where it was taken.
fn photograph() -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    // Orientation 6: the upper side of the picture is its left side.
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    // A pointer to the place, which begins with its latitude's reference.
    exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0");
    exif.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0GPS-31.2304N");
    let mut bytes = jpeg();
    let mut part = vec![0xff, 0xe1];
    part.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    part.extend(exif);
    bytes.splice(2..2, part);
    bytes
}

#[test]
fn the_place_of_a_photograph_is_gone_and_it_stands_upright() {
    let photograph = photograph();
    assert!(has(&photograph, b"GPS-31.2304N"));
    let reading = taken(&photograph, "a.jpg");
    assert!(!has(&reading.file.bytes, b"Exif") && !has(&reading.file.bytes, b"GPS"));
    assert_eq!((reading.file.width, reading.file.height), (4, 6));
    let upright = pixels(&reading).into_rgb8();
    let at = |x, y| upright.get_pixel(x, y).0;
    let red = |x, y| at(x, y)[0] > at(x, y)[1].saturating_add(40);
    assert!(red(3, 0) && !red(0, 0));
}

#[test]
fn an_image_cut_short_is_refused() {
    let noise = RgbImage::from_fn(64, 64, |x, y| Rgb([(x * y) as u8, (x + y) as u8, x as u8]));
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = written(noise.clone(), format);
        assert!(read(&whole, "a").is_ok());
        for share in [2, 3, 10] {
            let cut = &whole[..whole.len() - whole.len() / share];
            assert_eq!(refused(cut, "a"), "damaged", "{format:?} without 1/{share}");
        }
    }
    // The preview inside a photograph has an end of its own.
    let mut cut = photograph();
    let at = cut.len() - 40;
    cut.truncate(at);
    cut.splice(2..2, [0xff, 0xe2, 0, 8, 0xff, 0xd8, 0xff, 0xda, 0xff, 0xd9]);
    assert_eq!(refused(&cut, "a.jpg"), "damaged");
}

#[test]
fn a_drawing_that_may_carry_scripts_is_refused_under_any_name() {
    let drawing = r#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let wide: Vec<u8> = drawing.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        drawing.as_bytes().to_vec(),
        format!("\u{feff}<?xml version=\"1.0\"?>\n<!-- 图 -->\n{drawing}").into_bytes(),
        [b"\xff\xfe".to_vec(), wide].concat(),
    ] {
        for name in ["a.svg", "a.png"] {
            assert_eq!(refused(&bytes, name), "svg");
        }
    }
}

#[test]
fn an_image_is_what_its_bytes_are_and_not_what_it_is_called() {
    for bytes in [
        &b"<html><script>alert(1)</script></html>"[..],
        b"PK\x03\x04",
        b"%PDF-1.7",
        b"MZ\x90\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ] {
        assert_eq!(refused(bytes, "a.png"), "not_an_image");
    }
    for bytes in [
        &b"II*\0\x08\0\0\0"[..],
        b"\0\0\0\x1cftypheic",
        b"\x01\0\0\0l\0\0\0",
    ] {
        assert_eq!(refused(bytes, "a.png"), "image_format");
    }
    assert_eq!(refused(b"", "a.png"), "empty");
    let reading = taken(&jpeg(), "x/地图.png");
    assert_eq!(reading.file.name, "地图.jpg");
}

#[test]
fn of_a_moving_image_the_first_frame_is_kept_and_that_is_said() {
    let frame = |red: u8| Frame::new(RgbaImage::from_pixel(6, 4, Rgba([red, 0, 0, 255])));
    let gif = |frames: Vec<Frame>| {
        let mut bytes = Vec::new();
        GifEncoder::new(&mut bytes).encode_frames(frames).unwrap();
        bytes
    };
    let reading = taken(&gif(vec![frame(200), frame(10)]), "动.gif");
    assert_eq!(reading.problems[0].code, "image_animated");
    assert_eq!(pixels(&reading).into_rgb8().get_pixel(0, 0).0, [200, 0, 0]);
    assert_eq!(taken(&gif(vec![frame(200)]), "静.gif").problems, []);
}

#[test]
fn nothing_hides_beneath_what_cannot_be_seen() {
    let mut image = RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 255]));
    image.put_pixel(1, 1, Rgba([77, 88, 99, 0]));
    let reading = taken(&written(image, ImageFormat::Png), "a.png");
    assert_eq!(pixels(&reading).into_rgba8().get_pixel(1, 1).0, [0; 4]);
}

#[test]
fn other_colours_than_those_of_the_web_are_said() {
    let with = |profile: &[u8]| {
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new(&mut bytes);
        encoder.set_icc_profile(profile.to_vec()).unwrap();
        encoder.encode_image(&drawing()).unwrap();
        taken(&bytes, "a.jpg")
    };
    let reading = with(b"....Display P3....");
    assert_eq!(reading.problems[0].code, "image_colours");
    assert!(!has(&reading.file.bytes, b"Display P3"));
    assert_eq!(with(b"....sRGB IEC61966-2.1....").problems, []);
}

#[test]
fn a_grey_scan_stays_grey() {
    let grey = image::ImageBuffer::from_pixel(5, 5, Luma([0x8000_u16]));
    let reading = taken(
        &written(DynamicImage::ImageLuma16(grey), ImageFormat::Png),
        "a.png",
    );
    assert_eq!(pixels(&reading).color(), image::ColorType::L8);
}

proptest! {
    #[test]
    fn a_damaged_image_is_read_or_refused(at in 0_usize..400, byte: u8, cut in 0_usize..400) {
        let gif = written(DynamicImage::ImageRgb8(drawing()).into_rgba8(), ImageFormat::Gif);
        let bmp = written(drawing(), ImageFormat::Bmp);
        let webp = written(drawing(), ImageFormat::WebP);
        for mut bytes in [png(), photograph(), gif, bmp, webp] {
            let n = bytes.len();
            bytes[at % n] = byte;
            bytes.truncate(n - cut % n);
            if let Ok(reading) = read(&bytes, "a") {
                prop_assert!(reading.file.is_sound());
            }
        }
    }
}

/// The names of the image blocks, and of the images that are there.
fn names(document: &Document) -> (Vec<&str>, Vec<&str>) {
    let blocks = document.text.blocks.iter().filter_map(|block| match block {
        Block::Image(image) => Some(image.name.as_str()),
        _ => None,
    });
    let files = document.images.iter().map(|image| image.name.as_str());
    (blocks.collect(), files.collect())
}

fn document(bytes: &[u8], name: &str) -> Document {
    let input = Input {
        bytes,
        name: Some(name),
        ..Input::default()
    };
    ingest::read(input).unwrap().document
}

fn says(document: &Document, code: &str) -> String {
    let found = document
        .problems
        .iter()
        .find(|problem| problem.code == code);
    found
        .map(|problem| problem.says.clone())
        .unwrap_or_default()
}

#[test]
fn images_of_a_word_file_come_out_clean_under_the_names_of_their_blocks() {
    let shown = |id: usize| {
        format!(
            r#"<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="图"/><a:blip r:embed="rId{id}"/></wp:inline></w:drawing></w:r></w:p>"#
        )
    };
    let body = p("公开内容") + &shown(1) + &shown(2) + &shown(3);
    let parts = [
        ("image", "media/image1.gif", ""),
        ("image", "other/image1.gif", ""),
        ("image", "media/image2.emf", ""),
    ];
    let with_words = with_chunk(&png(), b"tEXt", b"Comment\0secret");
    let files: [(&str, &[u8]); 3] = [
        ("word/media/image1.gif", &with_words),
        ("word/other/image1.gif", &photograph()),
        ("word/media/image2.emf", b"\x01\0\0\0l\0\0\0"),
    ];
    let document = document(&docx_with(&body, &parts, &files), "a.docx");
    let (blocks, files) = names(&document);
    assert_eq!(files, ["image1.png", "2-image1.jpg"]);
    assert_eq!(blocks, ["image1.png", "2-image1.jpg", "image2.emf"]);
    assert!(
        document
            .images
            .iter()
            .all(|image| !has(&image.bytes, b"secret") && !has(&image.bytes, b"GPS"))
    );
    let says = says(&document, "image_not_taken");
    assert!(
        says.contains("image2.emf") && says.contains("EMF"),
        "{says}"
    );
}

#[test]
fn images_of_an_ofd_file_come_out_clean() {
    let image = r#"<ofd:ImageObject Boundary="30 80 40 30" CTM="40 0 0 30 0 0" ResourceID="7"/>"#;
    let media = r#"<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>photo.jpg</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"#;
    let page = layer(&(line(30.0, 60.0, "某某县人民政府公报") + image));
    let photograph = photograph();
    let document = document(
        &ofd(&[&page], media, &[("Doc_0/Res/photo.jpg", &photograph)]),
        "a.ofd",
    );
    assert_eq!(names(&document), (vec!["photo.jpg"], vec!["photo.jpg"]));
    assert!(!has(&document.images[0].bytes, b"GPS"));
}

#[test]
fn images_that_stand_in_the_address_come_out_clean_and_drawings_are_said() {
    let coded = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
    let body = format!(
        "公开内容如下。\n\n![图](data:image/png;base64,{coded})\n\n![画](data:image/svg+xml;utf8,<svg/>)\n"
    );
    let document = document(body.as_bytes(), "a.md");
    assert_eq!(names(&document).1, ["image-1.png"]);
    assert_eq!(
        (document.images[0].width, document.images[0].height),
        (1, 1)
    );
    assert!(says(&document, "image_not_taken").contains("SVG"));
    assert_eq!(names(&document).0.len(), 2);
}

#[test]
fn images_of_a_pdf_file_stay_in_it_and_their_pages_are_named() {
    let page = |picture: &str| {
        let shown =
            format!("BT /F 12 Tf 72 700 Td (Words enough to be a page of text) Tj ET {picture}");
        let pdf = format!(
            "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
             2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
             3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
             /Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>> endobj\n\
             4 0 obj <</Length {}>> stream\n{shown}\nendstream endobj\n\
             5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n\
             6 0 obj <</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray\
             /BitsPerComponent 8/Length 1>> stream\nA\nendstream endobj\n\
             trailer <</Root 1 0 R>>\n",
            shown.len()
        );
        document(pdf.as_bytes(), "a.pdf")
    };
    let with = page("q 50 0 0 50 72 500 cm /I Do Q");
    assert!(with.text.plain().contains("Words enough"));
    assert!(says(&with, "image_not_taken").contains("第1页"));
    assert_eq!(says(&page(""), "image_not_taken"), "");
}
