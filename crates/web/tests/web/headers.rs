//! What stands on every answer, and how answers are kept.

use crate::visitor::{Reply, Visitor};
use axum::http::{Method, StatusCode};
use testkit::Town;

const PAGES: &[&str] = &[
    "/",
    "/agencies",
    "/agencies/XT-0002",
    "/agencies/XT-0002/guide",
    "/documents",
    "/laws",
    "/laws.csv",
    "/laws.xlsx",
    "/laws/guqiao",
    "/laws/guqiao/compare",
    "/search?q=x",
    "/about",
    "/error-report",
    "/error-report/progress",
    "/error-report/receipt/x",
    "/accessibility",
    "/privacy",
    "/site-map",
    "/nowhere",
    "/favicon.svg",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap/pages.xml",
    "/feeds/atom",
    "/feeds/json/agencies/XT-0002",
    "/downloads",
    "/downloads/manifest.json",
    "/downloads/laws.jsonl.gz",
    "/.well-known/security.txt",
    "/.well-known/api-catalog",
    "/healthz",
    "/api/v1/kinds",
    "/api/v1/nothing",
];

#[tokio::test]
async fn every_answer_forbids_scripts_frames_and_guessing() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let mut pages: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
    for number in [&items.released, &items.withdrawn, &items.draft] {
        pages.push(format!("/documents/{number}"));
        pages.push(format!("/documents/{number}/text.txt"));
    }
    for page in pages {
        let reply = visitor.get(&page).await;
        assert_guarded(&reply, &page);
    }
}

fn assert_guarded(reply: &Reply, page: &str) {
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{page}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{page}");
    assert!(
        !policy.contains("unsafe") && !policy.contains("script-src"),
        "{page}"
    );
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{page}");
    // The address of a receipt is told to no page at all.
    let to_whom = if page.contains("/receipt/") {
        "no-referrer"
    } else {
        "same-origin"
    };
    assert_eq!(reply.header("referrer-policy"), to_whom, "{page}");
    assert_eq!(
        reply.header("cross-origin-opener-policy"),
        "same-origin",
        "{page}"
    );
    assert_eq!(reply.header("x-request-id").len(), 17, "{page}");
    assert!(!reply.headers.contains_key("set-cookie"), "{page}");
    assert!(!reply.header("cache-control").is_empty(), "{page}");
}

/// A kind that the register has and the portal does not know: a mistake of ours.
fn unknown() -> law::item::Kinds {
    let standard = law::item::Kinds::standard();
    let document = *standard.get("document").unwrap();
    standard.with(law::item::KindDef {
        id: "strange",
        ..document
    })
}

#[tokio::test]
async fn every_refusal_forbids_them_too() {
    let town = Town::with_kinds(unknown()).await;
    let items = town.fill().await;
    let mut strange = testkit::items::document("strange", "甲", "甲。");
    strange.kind = "strange".into();
    let strange = town.import(strange, acts::item::Then::Release).await;
    let portal = town.portal_knowing(law::item::Kinds::standard()).await;
    let visitor = Visitor::before(portal);
    let of = |number: &str, tail: &str| format!("/documents/{number}{tail}");
    let long = format!("/search?q={}", "a".repeat(5000));
    let list = web::paths::segment("名单.csv");
    let mut refusals = vec![
        (Method::GET, "/about?x=%FF".to_owned(), None, 200),
        (Method::GET, "/search?q=%FF".into(), None, 400),
        (Method::GET, "/api/v1/search?q=%FF".into(), None, 400),
        (Method::GET, of(&items.draft, ""), None, 404),
        (Method::GET, "/assets/none.css".into(), None, 404),
        (Method::GET, "/api/v1/none".into(), None, 404),
        (Method::GET, of(&items.withdrawn, ""), None, 410),
        (Method::GET, of(&items.withdrawn, "/text.json"), None, 410),
        (
            Method::GET,
            format!("/api/v1/items/{}", items.withdrawn),
            None,
            410,
        ),
        (
            Method::GET,
            "/about".into(),
            Some(("content-length", "9999999")),
            413,
        ),
        (Method::GET, long, None, 414),
        (
            Method::GET,
            of(&items.released, &format!("/files/{list}")),
            Some(("range", "bytes=9999-")),
            416,
        ),
        (Method::GET, "/documents?after=x".into(), None, 422),
        (Method::GET, "/api/v1/items?cursor=x".into(), None, 422),
        (Method::GET, of(&strange, "/text.txt"), None, 500),
    ];
    let takes_forms: Vec<&str> = web::routes::ROUTES
        .iter()
        .filter(|route| route.method == web::routes::Method::Post)
        .map(|route| route.path)
        .collect();
    for route in web::routes::ROUTES {
        let address = route.path.replace(['{', '}'], "");
        if takes_forms.contains(&route.path) {
            refusals.push((Method::POST, address.clone(), None, 403));
            refusals.push((Method::PUT, address, None, 405));
        } else {
            refusals.push((Method::POST, address, None, 405));
        }
    }
    for (method, address, header, status) in refusals {
        let headers: Vec<(&str, &str)> = header.into_iter().collect();
        let reply = visitor.ask(method.clone(), &address, &headers).await;
        assert_eq!(reply.status.as_u16(), status, "{method} {address}");
        assert_guarded(&reply, &address);
        if status == 405 {
            assert!(reply.header("allow").contains("GET"), "{address}");
        }
    }
}

#[tokio::test]
async fn no_page_has_anything_inline() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let document = format!("/documents/{}", items.released);
    for page in PAGES.iter().copied().chain([document.as_str()]) {
        let text = visitor.get(page).await.without_data();
        for inline in [
            "<script",
            "<style",
            " style=\"",
            "javascript:",
            " onclick",
            " onload",
        ] {
            assert!(!text.contains(inline), "{page} has {inline}");
        }
    }
}

#[tokio::test]
async fn a_browser_that_has_the_page_is_told_so() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for encoding in ["gzip", "identity"] {
        let headers = [("accept-encoding", encoding)];
        let first = visitor.ask(Method::GET, "/", &headers).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        assert_eq!(first.header("cache-control"), "no-cache");
        assert_eq!(first.header("vary"), "Accept-Encoding");
        let again = [
            ("accept-encoding", encoding),
            ("if-none-match", tag.as_str()),
        ];
        let second = visitor.ask(Method::GET, "/", &again).await;
        assert_eq!(second.status, StatusCode::NOT_MODIFIED);
        assert!(second.bytes.is_empty());
        assert_eq!(second.header("etag"), tag);
    }
}

#[tokio::test]
async fn the_packed_page_is_the_page_and_has_a_tag_of_its_own() {
    use std::io::Read as _;
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let plain = visitor.get("/laws/guqiao").await;
    let packed = visitor
        .ask(Method::GET, "/laws/guqiao", &[("accept-encoding", "gzip")])
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_ne!(packed.header("etag"), plain.header("etag"));
    assert!(packed.bytes.len() < plain.bytes.len());
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.bytes.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain.bytes);
}

#[tokio::test]
async fn head_is_get_without_its_body() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let text = format!("/documents/{}/text.txt", items.released);
    for page in ["/", "/about", "/nowhere", "/healthz", text.as_str()] {
        let get = visitor.get(page).await;
        let head = visitor.ask(Method::HEAD, page, &[]).await;
        assert_eq!(head.status, get.status, "{page}");
        assert!(head.bytes.is_empty(), "{page}");
        let length = head.header("content-length").parse::<usize>();
        assert_eq!(length, Ok(get.bytes.len()), "{page}");
        assert_eq!(head.header("etag"), get.header("etag"), "{page}");
    }
}

#[tokio::test]
async fn a_method_that_changes_things_is_refused_with_a_page() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let reply = visitor.ask(method, "/about", &[]).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(
            reply.header("allow").contains("GET"),
            "{}",
            reply.header("allow")
        );
        assert!(reply.text().contains("这个网址只能查看"));
    }
}

fn is_attachment(reply: &Reply) -> bool {
    reply
        .header("content-disposition")
        .starts_with("attachment; filename=\"")
        && reply.header("content-security-policy").contains("sandbox")
}

#[tokio::test]
async fn downloads_are_attachments_with_their_chinese_names() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let name = web::paths::segment("名单.csv");
    let file = visitor
        .get(&format!("/documents/{}/files/{name}", items.released))
        .await;
    assert_eq!(file.text(), "学校,日期\n漱石一中,3月\n");
    assert!(is_attachment(&file));
    assert!(
        file.header("content-disposition")
            .contains(&format!("filename*=UTF-8''{name}"))
    );
    let tag = file.header("etag").to_owned();
    let again = visitor
        .ask(
            Method::GET,
            &format!("/documents/{}/files/{name}", items.released),
            &[("if-none-match", &tag)],
        )
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    for form in ["text.txt", "text.md", "text.json"] {
        let reply = visitor
            .get(&format!("/documents/{}/{form}", items.released))
            .await;
        assert!(is_attachment(&reply), "{form}");
        assert!(reply.text().contains("各学校应当开放操场。"), "{form}");
    }
    for (form, begins) in [
        ("text.pdf", "%PDF-1.7"),
        ("text.docx", "PK"),
        ("SHA256SUMS", "# "),
    ] {
        let reply = visitor
            .get(&format!("/documents/{}/{form}", items.released))
            .await;
        assert!(is_attachment(&reply), "{form}");
        assert!(reply.bytes.starts_with(begins.as_bytes()), "{form}");
    }
}

#[tokio::test]
async fn a_large_file_is_described_unread_and_given_whole_or_broken_off() {
    let town = Town::new().await;
    let mut one = testkit::items::document("one", "甲", "甲。");
    let words = "甲".repeat(400_000);
    one.files.push(testkit::items::file("大.csv", &words));
    let number = town.import(one, acts::item::Then::Release).await;
    let visitor = Visitor::of(&town);
    let address = format!(
        "/documents/{number}/files/{}",
        web::paths::segment("大.csv")
    );
    let whole = visitor.get(&address).await;
    assert_eq!(whole.text(), words);
    let length = words.len().to_string();
    assert_eq!(whole.header("content-length"), length);
    let tag = whole.header("etag").to_owned();
    for folder in std::fs::read_dir(town.files().folder().join("released")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            std::fs::write(file.unwrap().path(), "乙".repeat(400_000)).unwrap();
        }
    }
    // Neither of these reads what is now damaged.
    let head = visitor.ask(Method::HEAD, &address, &[]).await;
    assert_eq!(head.status, StatusCode::OK);
    assert_eq!(head.header("content-length"), length);
    assert_eq!(head.header("etag"), tag);
    assert!(head.bytes.is_empty());
    let same = [("if-none-match", tag.as_str())];
    let known = visitor.ask(Method::GET, &address, &same).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    let broken = visitor.begin(&address).await;
    assert!(axum::body::to_bytes(broken, usize::MAX).await.is_err());
}

#[tokio::test]
async fn an_asset_is_kept_for_ever_under_the_hash_of_its_content() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let home = visitor.get("/").await.text();
    let sheet = home.split("rel=\"stylesheet\" href=\"").nth(1).unwrap();
    let sheet = sheet.split('"').next().unwrap();
    let reply = visitor.get(sheet).await;
    assert_eq!(reply.header("content-type"), "text/css; charset=utf-8");
    assert!(reply.header("cache-control").contains("immutable"));
    assert_eq!(
        visitor.get("/assets/look.css").await.status,
        StatusCode::NOT_FOUND
    );
}
