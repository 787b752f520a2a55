//! 图片 — an image of a text is shown as a reader made it anew, and in no other way.

use crate::visitor::Visitor;
use acts::item::{IncomingFile, Then};
use bytes::Bytes;
use law::item::Pixels;
use law::text::{Block, Image};
use scraper::{Html, Selector};
use testkit::Town;
use testkit::items::document;

const NAME: &str = "示意图 1.png";
const BYTES: &[u8] = b"\x89PNG\r\n\x1a\n";
/// A white dot.
const DOT: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0,
    0, 0, 58, 126, 155, 85, 0, 0, 0, 10, 73, 68, 65, 84, 120, 156, 99, 248, 15, 0, 1, 1, 1, 0, 177,
    56, 246, 20, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

fn file(pixels: Option<Pixels>) -> IncomingFile {
    IncomingFile {
        name: NAME.into(),
        media_type: "image/png".into(),
        bytes: Bytes::from_static(BYTES),
        is_source: false,
        pixels,
    }
}

/// A county with a document whose text shows an image, and what its page is.
async fn page_with(file: Option<IncomingFile>) -> (Visitor, String, Html) {
    let town = Town::new().await;
    let mut incoming = document("picture", "关于避险点的通知", "位置如图。");
    incoming.text.blocks.push(Block::Image(Image {
        name: NAME.into(),
        alt: "避险点在江的“两岸”".into(),
        anchor: String::new(),
    }));
    incoming.files.extend(file);
    let address = format!("/documents/{}", town.import(incoming, Then::Release).await);
    let visitor = Visitor::of(&town);
    let reply = visitor.get(&address).await;
    assert!(
        reply
            .header("content-security-policy")
            .contains("img-src 'self'")
    );
    let page = Html::parse_document(&reply.text());
    // The register goes with its folder, and the visitor still asks.
    std::mem::forget(town);
    (visitor, address, page)
}

fn select<'a>(page: &'a Html, what: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(what).unwrap()).collect()
}

#[tokio::test]
async fn an_image_made_anew_is_shown_with_its_words_its_size_and_its_file() {
    let pixels = Pixels {
        width: 720,
        height: 440,
    };
    let (visitor, address, page) = page_with(Some(file(Some(pixels)))).await;
    let shown = select(&page, "article figure a img");
    let [image] = &shown[..] else {
        panic!("{} images", shown.len())
    };
    let src = format!("{address}/files/%E7%A4%BA%E6%84%8F%E5%9B%BE%201.png");
    for (name, value) in [
        ("src", src.as_str()),
        ("alt", "避险点在江的“两岸”"),
        ("width", "720"),
        ("height", "440"),
        ("loading", "lazy"),
    ] {
        assert_eq!(image.attr(name), Some(value), "{name}");
    }
    let link = select(&page, "article figure a");
    assert_eq!(link[0].attr("href"), Some(src.as_str()));
    let taken = visitor.get(&src).await;
    assert_eq!(taken.header("content-type"), "image/png");
    assert_eq!(taken.header("x-content-type-options"), "nosniff");
    assert_eq!(taken.bytes, BYTES);
}

#[tokio::test]
async fn an_image_as_it_came_is_offered_and_never_shown() {
    let (_, address, page) = page_with(Some(file(None))).await;
    assert!(select(&page, "article img").is_empty());
    let links = select(&page, "article figure a");
    assert!(
        links[0]
            .attr("href")
            .is_some_and(|href| href.starts_with(&address))
    );
}

#[tokio::test]
async fn an_image_that_is_not_held_leaves_its_words() {
    let (_, _, page) = page_with(None).await;
    assert!(select(&page, "article img").is_empty());
    let says: String = select(&page, "article figure")[0].text().collect();
    assert!(
        says.contains("本站没有收录") && says.contains("两岸"),
        "{says}"
    );
}

#[tokio::test]
async fn an_image_of_the_text_is_taken_away_with_it_and_one_that_is_broken_breaks_no_copy() {
    let pixels = Some(Pixels {
        width: 1,
        height: 1,
    });
    for (bytes, is_whole) in [(DOT, true), (BYTES, false)] {
        let file = IncomingFile {
            bytes: Bytes::from_static(bytes),
            ..file(pixels)
        };
        let (visitor, address, _) = page_with(Some(file)).await;
        let [pdf, docx] = ["pdf", "docx"].map(|form| format!("{address}/text.{form}"));
        let (pdf, docx) = (visitor.get(&pdf).await, visitor.get(&docx).await);
        assert_eq!((pdf.status.as_u16(), docx.status.as_u16()), (200, 200));
        let has = |reply: &[u8], words: &[u8]| reply.windows(words.len()).any(|at| at == words);
        assert_eq!(has(&docx.bytes, b"word/media/image1.png"), is_whole);
        assert_eq!(has(&docx.bytes, DOT), is_whole);
        assert_eq!(
            has(&pdf.bytes, b"/Subtype /Image") || has(&pdf.bytes, b"/Subtype/Image"),
            is_whole
        );
    }
}
