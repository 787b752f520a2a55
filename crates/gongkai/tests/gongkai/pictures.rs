//! 图片 — an image that lies beside a page reaches visitors only as a reader made it anew; and what an image does to its
//! reader, nobody else notices.

use crate::source::reader::frame::Faults;
use crate::source::reader::process::Program;
use crate::source::reader::{Isolation, Limits, Pool, ReadFailure};
use crate::world::{Site, ended, year};
use ingest::{ImageReading, Input};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

/// A clean image, of which the reader makes the same again.
const MAP: &[u8] = include_bytes!("../../../../data/town/files/人员转移方向示意图.png");
const TAIL: &str = "<html><script>alert(1)</script></html>";
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

async fn made(
    pool: &Pool,
    bytes: &[u8],
    isolation: Isolation,
) -> Result<ImageReading, ReadFailure> {
    let input = Input {
        bytes,
        name: Some("图.png"),
        ..Input::default()
    };
    pool.image(input, isolation).await
}

fn pool(limits: Limits) -> Pool {
    Pool::of(
        Program::at(env!("CARGO_BIN_EXE_gongkai"), Faults::Obeyed),
        limits,
    )
}

#[tokio::test]
async fn an_image_is_made_anew_in_a_locked_process_and_its_tail_is_gone() {
    let pool = pool(Limits::default());
    let polyglot = [MAP, TAIL.as_bytes()].concat();
    for isolation in [Isolation::Fresh, Isolation::Reused, Isolation::Reused] {
        let reading = made(&pool, &polyglot, isolation).await.unwrap();
        let file = reading.file;
        assert_eq!((file.width, file.height), (720, 440));
        assert_eq!(file.media_type(), "image/png");
        assert!(!String::from_utf8_lossy(&file.bytes).contains("script"));
    }
    let refused = made(&pool, SVG.as_bytes(), Isolation::Fresh).await;
    assert_eq!(refused.unwrap_err().code(), "svg");
}

#[tokio::test]
async fn an_image_that_kills_its_reader_is_refused_clearly_and_the_next_is_made() {
    let pool = pool(Limits {
        wall: Duration::from_secs(10),
        memory: 384 * 1024 * 1024,
        ..Limits::default()
    });
    for (fault, code) in [
        ("abort", "crashed"),
        ("panic", "reader_failed"),
        ("memory", "memory"),
        ("hang", "timeout"),
        ("flood", "output_too_large"),
    ] {
        let file = format!("GONGKAI-READER-FAULT {fault}");
        let failure = made(&pool, file.as_bytes(), Isolation::Reused).await;
        let failure = failure.unwrap_err();
        assert_eq!(failure.code(), code, "{fault}");
        assert!(failure.says().contains('。'), "{fault}: {}", failure.says());
        assert!(made(&pool, MAP, Isolation::Reused).await.is_ok(), "{fault}");
    }
}

#[tokio::test]
async fn a_document_is_no_image_and_an_image_is_no_document() {
    let pool = pool(Limits::default());
    let refused = made(&pool, "各单位：".as_bytes(), Isolation::Fresh).await;
    assert_eq!(refused.unwrap_err().code(), "not_an_image");
    let input = Input {
        bytes: MAP,
        ..Input::default()
    };
    let refused = pool.read(input, Isolation::Fresh).await;
    assert_eq!(refused.unwrap_err().code(), "unknown_format");
}

/// A folder with this page and these files beside it.
fn folder(site: &Site, page: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = site.folder.path().join("pages");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("tu.md"), page).expect("a page");
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("a file");
    }
    folder
}

const FRONT: &str = "+++\nkind = \"document\"\nagency = \"XT-0001\"\nslug = \"tu\"\ntitle = \"关于避险点的通知\"\n+++\n\n位置如图。\n\n";

#[test]
fn visitors_see_the_image_made_anew_and_never_the_one_that_came() {
    let site = Site::new();
    let polyglot = [MAP, TAIL.as_bytes()].concat();
    let page = format!("{FRONT}![江的两岸](map.png)\n\n![画](logo.svg)\n\n![丢了](none.png)\n");
    let folder = folder(
        &site,
        &page,
        &[("map.png", &polyglot), ("logo.svg", SVG.as_bytes())],
    );
    let path = folder.to_string_lossy().into_owned();
    let (code, said) = ended(&mut site.command(&["import", "pages", &path]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("logo.svg") && said.contains("SVG"), "{said}");
    assert!(
        said.contains("none.png") && said.contains("不在文件旁边"),
        "{said}"
    );
    let server = site.serve();
    let address = format!("/documents/XT-0001/{}-00002", year());
    let (status, body) = server.get(&address);
    assert_eq!(status, 200);
    let shown = format!(
        "<img src=\"{address}/files/map.png\" alt=\"江的两岸\" width=\"720\" height=\"440\""
    );
    assert!(body.contains(&shown), "{body}");
    assert_eq!(body.matches("<img").count(), 1);
    let (status, file) = server.get(&format!("{address}/files/map.png"));
    assert!(status == 200 && file.contains("content-type: image/png"));
    assert!(!file.contains("script>alert"));
    assert_eq!(server.get(&format!("{address}/files/logo.svg")).0, 404);
    assert!(site.run(&["verify"]).contains("不符 0 处"));
    // The image that came is the source: read again, nothing has changed.
    let again = site.run(&["import", "pages", &path]);
    assert!(again.contains("没有变化 1"), "{again}");
}

#[test]
fn an_attachment_that_must_not_be_offered_holds_up_its_page_and_says_what_to_do() {
    let site = Site::new();
    let page = FRONT.replace("slug", "attachments = [\"logo.svg\"]\nslug");
    let folder = folder(&site, &page, &[("logo.svg", SVG.as_bytes())]);
    let mut import = site.command(&["import", "pages", &folder.to_string_lossy()]);
    let (code, said) = ended(&mut import);
    assert_eq!(code, Some(3), "{said}");
    assert!(
        said.contains("logo.svg") && said.contains("请另存为 PNG"),
        "{said}"
    );
}

#[test]
fn visitors_notice_nothing_of_an_image_that_kills_its_reader() {
    let site = Site::new();
    let server = site.serve();
    let address = format!("/documents/XT-0001/{}-00001", year());
    let fault = b"GONGKAI-READER-FAULT abort";
    let folder = folder(
        &site,
        &format!("{FRONT}![图](map.png)\n"),
        &[("map.png", fault)],
    );
    let mut import = site.command(&["import", "pages", &folder.to_string_lossy()]);
    let import = import
        .env("GONGKAI_READER_FAULTS", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let import = import.spawn().expect("the program");
    for _ in 0..20 {
        assert_eq!(server.get(&address).0, 200);
    }
    let output = import.wait_with_output().expect("an end");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("map.png") && said.contains("没有读成"),
        "{said}"
    );
    let (_, body) = server.get(&address.replace("00001", "00002"));
    assert!(body.contains("位置如图。") && !body.contains("<img"));
}
