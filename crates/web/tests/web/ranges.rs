//! 断点续传: a part of a download, of the edition that was begun, and of nothing that was withdrawn.

use crate::visitor::Visitor;
use acts::item::Then;
use axum::http::{Method, StatusCode};
use testkit::Town;
use testkit::items::{document, file};

/// A document with a small and a large file; the addresses of both, and their bytes.
async fn files(town: &Town) -> Vec<(String, Vec<u8>)> {
    let large = "学校,日期\n漱石一中,3月\n".repeat(10_000);
    let mut one = document("files", "关于名单的公告", "名单见附件。");
    one.files.push(file("小.csv", "学校,日期\n漱石一中,3月\n"));
    one.files.push(file("大.csv", &large));
    let bytes: Vec<Vec<u8>> = one.files.iter().map(|file| file.bytes.to_vec()).collect();
    let number = town.import(one, Then::Release).await;
    let names = ["小.csv", "大.csv"].map(web::paths::segment);
    let addresses = names.map(|name| format!("/documents/{number}/files/{name}"));
    addresses.into_iter().zip(bytes).collect()
}

#[tokio::test]
async fn a_part_of_a_file_is_given_and_the_parts_make_the_whole() {
    let town = Town::new().await;
    let files = files(&town).await;
    let visitor = Visitor::of(&town);
    for (address, bytes) in files {
        let whole = visitor.get(&address).await;
        assert_eq!(whole.status, StatusCode::OK);
        assert_eq!(whole.header("accept-ranges"), "bytes");
        assert_eq!(whole.bytes, bytes);
        let (size, tag) = (bytes.len(), whole.header("etag").to_owned());
        for (from, to) in [
            (0, 1),
            (0, size),
            (3, 17),
            (size / 2, size),
            (size - 1, size),
        ] {
            let range = format!("bytes={from}-{}", to - 1);
            let asked = [("range", range.as_str()), ("if-range", tag.as_str())];
            let part = visitor.ask(Method::GET, &address, &asked).await;
            assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{range}");
            assert_eq!(part.bytes, bytes[from..to], "{range}");
            assert_eq!(
                part.header("content-range"),
                format!("bytes {from}-{}/{size}", to - 1)
            );
            assert_eq!(part.header("content-length"), (to - from).to_string());
            assert_eq!(part.header("etag"), tag);
            assert_eq!(
                part.header("content-disposition"),
                whole.header("content-disposition")
            );
            assert!(part.header("content-security-policy").contains("sandbox"));
        }
        let last = visitor
            .ask(Method::GET, &address, &[("range", "bytes=-5")])
            .await;
        assert_eq!(last.bytes, bytes[size - 5..]);
    }
}

#[tokio::test]
async fn what_is_no_single_range_of_these_bytes_is_answered_with_the_whole() {
    let town = Town::new().await;
    let files = files(&town).await;
    let visitor = Visitor::of(&town);
    for (address, bytes) in files {
        for asked in [
            &[("range", "bytes=0-1,4-5")][..],
            &[("range", "lines=0-1")],
            &[("range", "bytes=5-2")],
            &[("range", "bytes=0-1"), ("if-range", "\"another edition\"")],
            &[
                ("range", "bytes=0-1"),
                ("if-range", "Tue, 24 Nov 2026 00:00:00 GMT"),
            ],
        ] {
            let whole = visitor.ask(Method::GET, &address, asked).await;
            assert_eq!(whole.status, StatusCode::OK, "{asked:?}");
            assert_eq!(whole.bytes, bytes, "{asked:?}");
            assert_eq!(whole.header("content-range"), "", "{asked:?}");
        }
        let size = bytes.len();
        let beyond = format!("bytes={size}-");
        let beyond = visitor
            .ask(Method::GET, &address, &[("range", &beyond)])
            .await;
        assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(beyond.header("content-range"), format!("bytes */{size}"));
        assert!(beyond.text().contains("文件没有这一段"));
        let tag = visitor.get(&address).await.header("etag").to_owned();
        let known = [("range", "bytes=0-1"), ("if-none-match", tag.as_str())];
        let known = visitor.ask(Method::GET, &address, &known).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED);
        // A HEAD has no parts.
        let head = visitor
            .ask(Method::HEAD, &address, &[("range", "bytes=0-1")])
            .await;
        assert_eq!(head.status, StatusCode::OK);
        assert_eq!(head.header("content-length"), size.to_string());
        assert_eq!(head.header("accept-ranges"), "bytes");
        assert!(head.bytes.is_empty());
    }
}

#[tokio::test]
async fn a_part_of_a_damaged_file_breaks_off() {
    let town = Town::new().await;
    let (address, bytes) = files(&town).await.swap_remove(1);
    for folder in std::fs::read_dir(town.files().folder().join("released")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let mut damaged = bytes.clone();
            *damaged.last_mut().unwrap() ^= 1;
            std::fs::write(path, damaged).unwrap();
        }
    }
    // The part itself is sound, but nobody knows that of a file without its hash.
    let visitor = Visitor::of(&town);
    let part = visitor
        .begin_with(&address, &[("range", "bytes=0-99")])
        .await;
    assert!(axum::body::to_bytes(part, usize::MAX).await.is_err());
}
