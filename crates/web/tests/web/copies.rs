//! 排印件: copies that are made once — the same to everyone, checked by their sums, and gone when the item is.

use crate::visitor::Visitor;
use acts::item::withdraw::withdraw;
use axum::http::{Method, StatusCode};
use law::Digest;
use testkit::Town;
use testkit::town::which;

const KEPT: [&str; 3] = ["text.pdf", "text.docx", "SHA256SUMS"];

#[tokio::test]
async fn what_is_withdrawn_is_gone_whatever_is_kept() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let address = |form: &str| format!("/documents/{}/{form}", items.released);
    let mut tags = Vec::new();
    for form in KEPT {
        let reply = visitor.get(&address(form)).await;
        assert_eq!(reply.status, StatusCode::OK, "{form}");
        tags.push(reply.header("etag").to_owned());
    }
    withdraw(&town.desk, &which("released"), "含有个人信息")
        .await
        .unwrap();
    for (form, tag) in KEPT.into_iter().zip(&tags) {
        for (method, header) in [
            (Method::GET, ("accept", "*/*")),
            (Method::HEAD, ("accept", "*/*")),
            (Method::GET, ("if-none-match", tag.as_str())),
            (Method::GET, ("range", "bytes=0-9")),
        ] {
            let reply = visitor.ask(method.clone(), &address(form), &[header]).await;
            assert_eq!(reply.status, StatusCode::GONE, "{method} {form} {header:?}");
            if method == Method::GET {
                assert!(reply.text().contains("含有个人信息"), "{form}");
            }
        }
    }
}

#[tokio::test]
async fn a_copy_is_the_same_to_everyone_also_where_what_was_kept_is_damaged() {
    let (town, items) = Town::with_items().await;
    let address = format!("/documents/{}/text.pdf", items.released);
    let first = Visitor::of(&town).get(&address).await;
    for folder in std::fs::read_dir(town.folder().join("copies")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let mut bytes = std::fs::read(&path).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(path, bytes).unwrap();
        }
    }
    let second = Visitor::of(&town).get(&address).await;
    std::fs::remove_dir_all(town.folder().join("copies")).unwrap();
    let third = Visitor::of(&town).get(&address).await;
    assert!(first.bytes == second.bytes && second.bytes == third.bytes);
    assert_eq!(first.header("etag"), third.header("etag"));
}

#[tokio::test]
async fn a_copy_is_described_unsent_given_in_parts_and_not_sent_twice() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for form in KEPT {
        let address = format!("/documents/{}/{form}", items.released);
        let whole = visitor.get(&address).await;
        let head = visitor.ask(Method::HEAD, &address, &[]).await;
        assert!(head.bytes.is_empty());
        for name in [
            "etag",
            "content-length",
            "content-type",
            "content-disposition",
        ] {
            assert_eq!(head.header(name), whole.header(name), "{form} {name}");
        }
        let tag = [("if-none-match", whole.header("etag"))];
        let known = visitor.ask(Method::GET, &address, &tag).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED, "{form}");
        let part = visitor
            .ask(Method::GET, &address, &[("range", "bytes=3-11")])
            .await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{form}");
        assert_eq!(part.bytes, whole.bytes[3..12], "{form}");
    }
}

/// 条例第二十四条: 下载
/// Every download that a page offers stands in the list of checksums with the sum of its bytes, and nothing else does.
#[tokio::test]
async fn the_list_of_checksums_names_every_download_of_a_page() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for page in [
        format!("/documents/{}", items.released),
        format!("/documents/{}", items.corrected),
        format!("/documents/{}?edition=1", items.corrected),
        "/laws/guqiao/2018-05-02".into(),
    ] {
        let html = visitor.get(&page).await.text();
        let links = html.split("href=\"").skip(1);
        let links = links.filter_map(|rest| rest.split('"').next());
        let mut sums = String::new();
        let mut expected = Vec::new();
        for link in links.map(|link| link.replace("&#38;", "&")) {
            let is_form = link.contains("/text.") || link.contains("/files/");
            if !is_form && !link.contains("/SHA256SUMS") {
                continue;
            }
            let reply = visitor.get(&link).await;
            assert_eq!(reply.status, StatusCode::OK, "{link}");
            if is_form {
                let header = reply.header("content-disposition").to_owned();
                let name = web::paths::unescape(header.split("UTF-8''").nth(1).unwrap());
                expected.push(format!("{}  {}", Digest::of(&reply.bytes), name.unwrap()));
            } else {
                sums = reply.text();
            }
        }
        let mut listed: Vec<&str> = sums.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(5 <= listed.len(), "{page}: {listed:?}");
        listed.sort_unstable();
        expected.sort_unstable();
        assert_eq!(listed, expected, "{page}");
        assert!(sums.contains("以原件为准"));
    }
}

#[tokio::test]
async fn a_copy_has_a_name_of_its_own_beside_a_file_of_the_same_name() {
    let town = Town::new().await;
    let mut one = testkit::items::document("one", "关于公开的通知", "应当公开。");
    one.files
        .push(testkit::items::file("关于公开的通知.pdf", "原件"));
    let number = town.import(one, acts::item::Then::Release).await;
    let visitor = Visitor::of(&town);
    let sums = visitor
        .get(&format!("/documents/{number}/SHA256SUMS"))
        .await
        .text();
    for name in ["  关于公开的通知.pdf\n", "  关于公开的通知（排印）.pdf\n"] {
        assert_eq!(sums.matches(name).count(), 1, "{sums}");
    }
}

#[tokio::test]
async fn only_texts_of_law_are_offered_as_such() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let law = visitor.get("/laws/guqiao/2018-05-02/text.akn.xml").await;
    assert_eq!(law.header("content-type"), "application/akn+xml");
    assert!(law.text().contains("<article eId=\"art-1\">"));
    let document = format!("/documents/{}/text.akn.xml", items.released);
    assert_eq!(visitor.get(&document).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_checksum_is_that_of_the_file_in_every_way_of_showing() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for form in ["text.txt", "text.md", "text.json"] {
        let address = format!("/documents/{}/{form}", items.released);
        let file = visitor.get(&address).await;
        let digest = Digest::of(&file.bytes).to_string();
        for way in ["", "/en", "/zh-hant", "/elder"] {
            let address = format!("{way}/documents/{}", items.released);
            let page = visitor.get(&address).await.text();
            let links = page.split("href=\"").skip(1);
            let links = links.filter_map(|rest| rest.split('"').next());
            let list = links.filter(|link| link.ends_with("/SHA256SUMS")).last();
            let list = visitor.get(list.unwrap()).await.text();
            assert!(list.contains(&digest), "{form} {way}");
        }
    }
}
