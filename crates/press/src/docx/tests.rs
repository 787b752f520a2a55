//! The DOCX as people and programs read it back.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says so by failing"
)]

use crate::tests::{copy, notice, read, release, squeezed};
use crate::{Copy, Images};
use law::Text;
use law::item::{Kinds, Printing};
use law::text::{Block, Image, Role};
use std::io::Cursor;

fn rendered(text: Text, own: bool) -> (Vec<u8>, String) {
    let kinds = Kinds::standard();
    let released = release(text);
    let copy = Copy {
        printing: Printing::of(own),
        ..copy(&released, kinds.get("document").unwrap())
    };
    (
        super::render(&copy, &Images::new()).unwrap(),
        released.text().plain(),
    )
}

#[test]
fn the_words_read_back_are_the_words_released() {
    let document = notice();
    let outline = document.text.outline();
    let blocks = document.text.blocks.clone();
    let (bytes, _) = rendered(document.text, false);
    let back = read(&bytes, "a.docx");
    let words = squeezed(&back.text.plain());
    // The head is set in the order of the standard; everything below it stands as it stood.
    let head = blocks
        .iter()
        .position(|block| matches!(block, Block::Paragraph(p) if p.role == Role::Recipients))
        .unwrap();
    let plain = Text {
        blocks: blocks[head..].to_vec(),
    }
    .plain();
    assert!(words.contains(&squeezed(&plain)), "{words}\n\n{plain}");
    for block in &blocks[..head] {
        assert!(words.contains(&squeezed(&block.plain())), "{block:?}");
    }
    let names = |entries: &[law::text::Entry]| -> Vec<String> {
        entries.iter().map(|entry| entry.text.clone()).collect()
    };
    assert_eq!(names(&back.text.outline()), names(&outline));
}

#[test]
fn a_table_comes_back_with_its_merged_cells() {
    let (bytes, _) = rendered(crate::tests::text(), true);
    let back = read(&bytes, "a.docx");
    let tables = |text: &Text| -> Vec<law::text::Table> {
        text.blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => Some(table.clone()),
                _ => None,
            })
            .collect()
    };
    let (was, is) = (tables(&crate::tests::text()), tables(&back.text));
    assert_eq!(is.len(), 1);
    assert_eq!(is[0].rows, was[0].rows);
}

#[test]
fn the_same_release_gives_the_same_file() {
    assert_eq!(
        rendered(crate::tests::text(), true),
        rendered(crate::tests::text(), true)
    );
}

/// A picture of that size, all of one colour.
fn picture(wide: u32, high: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::RgbImage::new(wide, high)
        .write_to(&mut out, format)
        .unwrap();
    out.into_inner()
}

#[test]
fn images_of_the_text_come_back_with_their_words_and_their_very_bytes() {
    let image = |name: &str, alt: &str| {
        Block::Image(Image {
            name: name.into(),
            alt: alt.into(),
            anchor: String::new(),
        })
    };
    let blocks = vec![
        image("办事 流程.png", "办事<流程>图"),
        image("位置.jpg", "位置图"),
        image("没有.png", "不在手边的图"),
        image("办事 流程.png", "再看一遍"),
    ];
    let kinds = Kinds::standard();
    let released = release(Text { blocks }.with_anchors());
    let images = Images::from([
        (
            "不用.png".to_owned(),
            picture(1, 1, image::ImageFormat::Png),
        ),
        (
            "位置.jpg".to_owned(),
            picture(20, 10, image::ImageFormat::Jpeg),
        ),
        (
            "办事 流程.png".to_owned(),
            picture(30, 40, image::ImageFormat::Png),
        ),
    ]);
    let copy = copy(&released, kinds.get("document").unwrap());
    let bytes = super::render(&copy, &images).unwrap();
    let back = read(&bytes, "a.docx");
    let shown: Vec<(&str, &str)> = back
        .text
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Image(image) => Some((image.alt.as_str(), image.name.as_str())),
            _ => None,
        })
        .collect();
    let [flow, place, again] = shown[..] else {
        panic!("{shown:?}")
    };
    assert_eq!(
        [flow.0, place.0, again.0],
        ["办事<流程>图", "位置图", "再看一遍"]
    );
    assert_eq!(flow.1, again.1, "an image that stands twice is one file");
    assert!(back.text.plain().contains("不在手边的图"));
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let parts: Vec<String> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let media: Vec<&String> = parts
        .iter()
        .filter(|name| name.contains("media/"))
        .collect();
    assert_eq!(media, ["word/media/image1.jpeg", "word/media/image2.png"]);
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        std::io::copy(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    assert!(part("word/media/image1.jpeg") == images["位置.jpg"]);
    assert!(part("word/media/image2.png") == images["办事 流程.png"]);
}

#[test]
fn a_picture_keeps_its_shape_and_stays_on_its_page() {
    let size = |wide, high| {
        let found = crate::picture::picture(&picture(wide, high, image::ImageFormat::Png));
        let (wide, high) = super::pictures::size(found.unwrap());
        // In tenths of a millimetre.
        (wide / 3_600, high / 3_600)
    };
    assert_eq!(size(96, 48), (254, 127));
    assert_eq!(size(6_000, 3_000), (1_560, 780));
    assert_eq!(size(1_000, 4_000), (512, 2_050));
    assert_eq!(crate::picture::picture(b"GIF89a"), None);
    assert_eq!(crate::picture::picture(b"\x89PNG\r\n\x1a\n"), None);
}

#[test]
fn a_long_title_is_broken_between_its_words_and_stays_one_paragraph() {
    let (bytes, _) = rendered(
        Text {
            blocks: vec![Block::Paragraph(law::text::Paragraph {
                role: Role::Title,
                text: "国务院办公厅关于印发2020年政务公开工作要点的通知".into(),
                anchor: String::new(),
            })],
        },
        false,
    );
    let back = read(&bytes, "a.docx").text.plain();
    assert!(
        back.contains("国务院办公厅关于印发2020年政务公开工作要点的通知"),
        "{back}"
    );
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut document = zip.by_name("word/document.xml").unwrap();
    let document = std::io::read_to_string(&mut document).unwrap();
    assert!(document.contains("关于印发</w:t><w:br/>"), "{document}");
}
