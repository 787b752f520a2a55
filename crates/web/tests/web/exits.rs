//! 只有公开的才能出去 — every exit × every state, over the table of routes (invariant 3).
//!
//! A new route fails here until [`at`] says how it is asked for; there is no list of exceptions.

use crate::visitor::Visitor;
use acts::item::{Incoming, Then};
use axum::http::{Method as Asking, StatusCode};
use std::collections::BTreeMap;
use testkit::Town;
use testkit::items::rule;
use testkit::town::{DRAFT_SECRET, FORMER_WORDS, Items, WITHDRAWN_SECRET};
use web::routes::{Exit, Method, ROUTES, Role, Route};

/// A question of a term with everything that can happen to a request, and one of a remedy.
pub(crate) const TERM: &str = "received=2026-09-24&channel=internet&corrected=2026-10-09&consult=2026-10-12..2026-10-20&extend=5";
pub(crate) const REMEDY: &str =
    "decision=denied_process&on=2026-03-02&told=2026-03-05&agency=department&level=county";

/// The addresses under which a route can be asked about the items of the town, with the state of each.
pub(crate) fn at(route: &Route, items: &Items) -> Option<Vec<(State, String)>> {
    let whole = |address: &str| Some(vec![(State::Site, address.to_owned())]);
    let of_items = |tail: &str| {
        let of = |state, number: &str| (state, format!("/documents/{number}{tail}"));
        Some(vec![
            of(State::Released, &items.released),
            of(State::Corrected, &items.corrected),
            of(State::Withdrawn, &items.withdrawn),
            of(State::Draft, &items.draft),
        ])
    };
    let of_versions = |tail: &str| {
        Some(vec![
            (State::Released, format!("/laws/guqiao/2023-04-01{tail}")),
            (State::Released, format!("/laws/guqiao/2018-05-02{tail}")),
        ])
    };
    if route.method == Method::Post {
        // What is sent comes from nobody but a form of this site, and what comes back is asked for in forms.rs.
        return Some(vec![]);
    }
    match route.path {
        "/"
        | "/agencies"
        | "/documents"
        | "/topics"
        | "/published"
        | "/laws"
        | "/laws.csv"
        | "/laws.xlsx"
        | "/api/v1/laws"
        | "/about"
        | "/error-report"
        | "/error-report/progress"
        | "/accessibility"
        | "/privacy"
        | "/site-map"
        | "/robots.txt"
        | "/sitemap.xml"
        | "/feeds/atom"
        | "/feeds/json"
        | "/opensearch.xml"
        | "/downloads"
        | "/downloads/manifest.json"
        | "/log"
        | "/log/checkpoint"
        | "/api/v1/log"
        | "/api/v1/log/consistency"
        | "/.well-known/security.txt"
        | "/.well-known/api-catalog"
        | "/favicon.ico"
        | "/favicon.svg"
        | "/healthz"
        | "/readyz"
        | "/api/v1/kinds"
        | "/api/v1/items"
        | "/api/v1/agencies"
        | "/api/v1/openapi.json" => whole(route.path),
        "/clock" => Some(vec![
            (State::Site, "/clock".into()),
            (State::Site, format!("/clock?{TERM}")),
        ]),
        "/clock.ics" => whole(&format!("/clock.ics?{TERM}")),
        "/api/v1/clock" => whole(&format!("/api/v1/clock?{TERM}")),
        "/fee" => Some(vec![
            (State::Site, "/fee".into()),
            (State::Site, "/fee?items=34&earlier=8".into()),
        ]),
        "/api/v1/fee" => whole("/api/v1/fee?pages=250"),
        "/remedy" => Some(vec![
            (State::Site, "/remedy".into()),
            (State::Site, format!("/remedy?{REMEDY}")),
        ]),
        "/remedy.ics" => whole(&format!("/remedy.ics?{REMEDY}")),
        "/api/v1/remedy" => whole(&format!("/api/v1/remedy?{REMEDY}")),
        "/sitemap/{part}" => Some(vec![
            (State::Site, "/sitemap/pages.xml".into()),
            (State::Site, "/sitemap/laws-1.xml".into()),
            (State::Site, "/sitemap/2026-03-1.xml".into()),
        ]),
        "/feeds/atom/agencies/{code}" => whole("/feeds/atom/agencies/XT-0002"),
        "/feeds/atom/agencies/{code}/{column}" => whole("/feeds/atom/agencies/XT-0002/statutory"),
        "/feeds/json/agencies/{code}" => whole("/feeds/json/agencies/XT-0002"),
        "/feeds/json/agencies/{code}/{column}" => whole("/feeds/json/agencies/XT-0002/statutory"),
        "/feeds/atom/topics/{id}" => whole("/feeds/atom/topics/general-affairs"),
        "/feeds/json/topics/{id}" => whole("/feeds/json/topics/general-affairs"),
        "/feeds/atom/search" => whole("/feeds/atom/search?q=%E9%80%9A%E7%9F%A5"),
        "/feeds/json/search" => whole("/feeds/json/search?q=%E9%80%9A%E7%9F%A5"),
        "/downloads/{file}" => Some(vec![
            (State::Site, "/downloads/items.jsonl.gz".into()),
            (State::Site, "/downloads/laws.jsonl.gz".into()),
        ]),
        "/agencies/{code}" => whole("/agencies/XT-0002"),
        "/agencies/{code}/{column}" => whole("/agencies/XT-0002/statutory"),
        "/documents/{code}/{tail}" => of_items(""),
        "/documents/{code}/{tail}/text.pdf" => of_items("/text.pdf"),
        "/documents/{code}/{tail}/text.docx" => of_items("/text.docx"),
        "/documents/{code}/{tail}/SHA256SUMS" => of_items("/SHA256SUMS"),
        "/log/tile/{*tile}" => Some(vec![
            (State::Site, "/log/tile/0/000.p/1".into()),
            (State::Site, "/log/tile/entries/000.p/1".into()),
        ]),
        "/documents/{code}/{tail}/proofs" => of_items("/proofs"),
        "/documents/{code}/{tail}/proofs/{of}" => {
            let of = ["release.json", "text.txt", "text.docx"].into_iter();
            of.map(|of| of_items(&format!("/proofs/{of}")))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat())
        }
        "/documents/{code}/{tail}/proofs/files/{name}" => Some(vec![
            (
                State::Released,
                file(&items.released, "名单.csv").replace("/files/", "/proofs/files/"),
            ),
            (
                State::Withdrawn,
                file(&items.withdrawn, "公示.csv").replace("/files/", "/proofs/files/"),
            ),
            (
                State::Draft,
                file(&items.draft, "草稿.csv").replace("/files/", "/proofs/files/"),
            ),
        ]),
        "/documents/{code}/{tail}/release.json" => of_items("/release.json"),
        "/laws/{work}/{version}/proofs" => of_versions("/proofs"),
        "/laws/{work}/{version}/proofs/{of}" => of_versions("/proofs/text.akn.xml"),
        "/laws/{work}/{version}/proofs/files/{name}" => Some(vec![(
            State::Released,
            format!(
                "/laws/shiqiao/2020-01-02/proofs/files/{}",
                web::paths::segment("图纸.csv")
            ),
        )]),
        "/laws/{work}/{version}/release.json" => of_versions("/release.json"),
        "/documents/{code}/{tail}/text.txt" => of_items("/text.txt"),
        "/documents/{code}/{tail}/text.md" => of_items("/text.md"),
        "/documents/{code}/{tail}/text.json" => of_items("/text.json"),
        "/documents/{code}/{tail}/files/{name}" => Some(vec![
            (State::Released, file(&items.released, "名单.csv")),
            (State::Withdrawn, file(&items.withdrawn, "公示.csv")),
            (State::Draft, file(&items.draft, "草稿.csv")),
        ]),
        "/topics/{id}" => whole("/topics/science-education"),
        "/published/{period}" => Some(vec![
            (State::Site, "/published/2026-03".into()),
            (State::Site, "/published/2026-W10".into()),
            (State::Site, "/published/2026-03-05".into()),
        ]),
        "/laws/{work}" => Some(vec![(State::Released, "/laws/guqiao".into())]),
        "/laws/{work}/compare" => Some(vec![(State::Released, "/laws/guqiao/compare".into())]),
        "/laws/{work}/{version}" => of_versions(""),
        "/laws/{work}/{version}/text.pdf" => of_versions("/text.pdf"),
        "/laws/{work}/{version}/text.docx" => of_versions("/text.docx"),
        "/laws/{work}/{version}/text.akn.xml" => of_versions("/text.akn.xml"),
        "/laws/{work}/{version}/SHA256SUMS" => of_versions("/SHA256SUMS"),
        "/laws/{work}/{version}/text.txt" => of_versions("/text.txt"),
        "/laws/{work}/{version}/text.md" => of_versions("/text.md"),
        "/laws/{work}/{version}/text.json" => of_versions("/text.json"),
        "/laws/{work}/{version}/files/{name}" => Some(vec![(
            State::Released,
            format!(
                "/laws/shiqiao/2020-01-02/files/{}",
                web::paths::segment("图纸.csv")
            ),
        )]),
        "/api/v1/agencies/{code}" => whole("/api/v1/agencies/XT-0002"),
        "/gkmlpt/api/all/{category_id}" => whole("/gkmlpt/api/all/0"),
        "/search" => whole(&search("/search")),
        "/api/v1/search" => whole(&search("/api/v1/search")),
        "/api/v1/suggest" => whole(&search("/api/v1/suggest")),
        "/search/suggest" => whole(&search("/search/suggest")),
        // A name by content: headers.rs; a name that only its reader has: forms.rs.
        "/assets/{name}" | "/error-report/receipt/{ticket}" => Some(vec![]),
        "/api/v1/items/{code}/{tail}" => of_items("").map(|all| {
            let api = |address: String| address.replace("/documents/", "/api/v1/items/");
            all.into_iter()
                .map(|(state, at)| (state, api(at)))
                .collect()
        }),
        "/api/v1/laws/{work}" => Some(vec![(State::Released, "/api/v1/laws/guqiao".into())]),
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// The route is about the whole site.
    Site,
    Released,
    Corrected,
    Withdrawn,
    Draft,
}

fn file(number: &str, name: &str) -> String {
    format!("/documents/{number}/files/{}", web::paths::segment(name))
}

fn search(path: &str) -> String {
    format!("{path}?q={}", web::paths::segment("关于"))
}

/// A rule with a file.
fn drawn() -> Incoming {
    let words = "石桥不许过车。";
    let mut drawn = rule("shiqiao", "shiqiao", "2020-01-02", "2020-02-01", words);
    drawn
        .files
        .push(testkit::items::file("图纸.csv", "桥,孔\n石桥,3\n"));
    drawn
}

/// A visitor of a county whose log is signed, with the copies in it that are asked for.
async fn proved(town: &Town, items: &Items) -> Visitor {
    let portal = town.portal();
    let visitor = Visitor::before(portal.clone());
    let files = ROUTES
        .iter()
        .filter(|route| route.path.contains("/proofs/"));
    for (_, address) in files.filter_map(|route| at(route, items)).flatten() {
        visitor.get(&address).await;
    }
    town.sign(&portal).await;
    visitor
}

#[tokio::test]
async fn every_exit_gives_exactly_what_its_state_allows() {
    let (town, items) = Town::with_items().await;
    town.import(drawn(), Then::Release).await;
    let visitor = proved(&town, &items).await;
    for route in ROUTES {
        let asked = at(route, &items);
        let asked = asked.unwrap_or_else(|| panic!("{route:?} has no place in the exit matrix"));
        for (state, address) in asked {
            let reply = visitor.get(&address).await;
            let expected = match state {
                State::Site | State::Released | State::Corrected => StatusCode::OK,
                State::Withdrawn => StatusCode::GONE,
                State::Draft => StatusCode::NOT_FOUND,
            };
            assert_eq!(reply.status, expected, "{address}");
            let text = reply.unpacked();
            for secret in [DRAFT_SECRET, WITHDRAWN_SECRET, FORMER_WORDS] {
                assert!(!text.contains(secret), "{address} lets out {secret}");
            }
            if state == State::Withdrawn {
                assert!(text.contains("含有个人信息"), "{address} does not say why");
            }
            if state == State::Draft {
                assert!(!text.contains("草稿.csv"), "{address}");
            }
        }
    }
}

#[tokio::test]
async fn a_withdrawn_item_and_a_draft_have_no_former_editions() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for tail in [
        "",
        "/text.pdf",
        "/text.docx",
        "/text.txt",
        "/text.md",
        "/text.json",
        "/SHA256SUMS",
    ] {
        let withdrawn = format!("/documents/{}{tail}?edition=1", items.withdrawn);
        assert_eq!(visitor.get(&withdrawn).await.status, StatusCode::GONE);
        let draft = format!("/documents/{}{tail}?edition=1", items.draft);
        assert_eq!(visitor.get(&draft).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn former_words_are_read_in_the_former_edition_only_and_under_a_banner() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let former = visitor
        .get(&format!("/documents/{}?edition=1", items.corrected))
        .await;
    assert_eq!(former.status, StatusCode::OK);
    assert!(former.text().contains(FORMER_WORDS));
    assert!(former.text().contains("已经更正"));
    let nowhere = visitor
        .get(&format!("/documents/{}?edition=3", items.corrected))
        .await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_search_shows_what_is_not_released() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for secret in [DRAFT_SECRET, WITHDRAWN_SECRET, FORMER_WORDS] {
        let asked = web::paths::segment(secret);
        // The answer of the API does not repeat the question, so the words may not stand in it at all.
        let api = visitor
            .get(&format!("/api/v1/search?q={asked}"))
            .await
            .text();
        assert!(!api.contains(secret), "{secret}");
        let page = visitor.get(&format!("/search?q={asked}")).await.text();
        for hidden in [&items.withdrawn, &items.draft] {
            assert!(
                !api.contains(hidden.as_str()) && !page.contains(hidden.as_str()),
                "{secret}"
            );
        }
    }
}

#[tokio::test]
async fn a_withdrawal_empties_what_was_kept_at_once() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let address = format!("/documents/{}", items.released);
    assert_eq!(visitor.get(&address).await.status, StatusCode::OK);
    let list = visitor.get("/documents").await.text();
    assert!(list.contains(&items.released));
    acts::item::withdraw::withdraw(&town.desk, &testkit::town::which("released"), "试撤回")
        .await
        .unwrap();
    assert_eq!(visitor.get(&address).await.status, StatusCode::GONE);
    let list = visitor.get("/documents").await.text();
    assert!(!list.contains(&items.released));
}

/// Who asks for a part of a file gets a part of what is released, and the page of what is not.
#[tokio::test]
async fn a_part_of_a_file_leaves_only_where_the_whole_may() {
    let (town, items) = Town::with_items().await;
    town.import(drawn(), Then::Release).await;
    let visitor = proved(&town, &items).await;
    let files = ROUTES.iter().filter(|route| route.exit == Exit::File);
    let asked = files.flat_map(|route| at(route, &items).unwrap());
    for (state, address) in asked {
        for range in ["bytes=0-0", "bytes=-1", "bytes=0-", "bytes=99999999-"] {
            let reply = visitor
                .ask(Asking::GET, &address, &[("range", range)])
                .await;
            let expected = match (state, range) {
                (State::Withdrawn, _) => StatusCode::GONE,
                (State::Draft, _) => StatusCode::NOT_FOUND,
                (_, "bytes=99999999-") => StatusCode::RANGE_NOT_SATISFIABLE,
                _ => StatusCode::PARTIAL_CONTENT,
            };
            assert_eq!(reply.status, expected, "{address} {range}");
            if expected == StatusCode::GONE {
                assert!(reply.text().contains("含有个人信息"), "{address} {range}");
                assert!(!reply.headers.contains_key("content-range"), "{address}");
            }
        }
    }
}

/// A place in a list that is no place of this list is refused, whatever it looks like.
#[tokio::test]
async fn no_list_takes_a_place_of_another_or_a_made_up_one() {
    let (town, items) = Town::with_items().await;
    town.with_many(101, 21).await;
    let visitor = Visitor::of(&town);
    let next = |page: &str| -> String {
        let after = page.split("after=").nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let of_laws = next(&visitor.get("/laws").await.text());
    let of_column = next(&visitor.get("/agencies/XT-0002/statutory").await.text());
    let of_kind = next(&visitor.get("/documents?kind=document").await.text());
    let mut lists = 0;
    for route in ROUTES {
        let asks = ["after", "before", "cursor"].into_iter();
        for name in asks.filter(|name| route.asks.contains(name)) {
            lists += 1;
            let (_, address) = at(route, &items).unwrap().swap_remove(0);
            // What each list has given of itself, except to itself.
            let foreign = [
                (&of_laws, "/laws"),
                (&of_column, "/agencies/{code}/{column}"),
                (&of_kind, ""),
            ];
            let foreign = foreign.iter().filter(|(_, path)| route.path != *path);
            let foreign = foreign.map(|(cursor, _)| cursor.as_str());
            let cut = &of_kind[..of_kind.len() - 1];
            let made_up = [
                "x",
                "1",
                ".",
                "2026-03-05%7Cx",
                "00000000aa.2026-03-05.x",
                cut,
            ];
            for cursor in foreign.chain(made_up) {
                let joint = if address.contains('?') { '&' } else { '?' };
                let reply = visitor
                    .get(&format!("{address}{joint}{name}={cursor}"))
                    .await;
                assert_eq!(
                    reply.status,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "{address} {cursor}"
                );
                assert_eq!(reply.header("cache-control"), "no-store");
                if route.exit == Exit::Api {
                    assert!(reply.text().contains("GK-422-ASKED"), "{address}");
                } else {
                    assert!(reply.text().contains("请从第一页重新翻起"), "{address}");
                    let first = format!("href=\"{address}\"");
                    assert!(
                        reply.text().contains(&first),
                        "{address} names no first page"
                    );
                }
            }
        }
    }
    assert_eq!(lists, 21);
}

#[test]
fn every_route_says_who_may_come_in_and_what_leaves() {
    let mut seen: BTreeMap<(&str, bool), Exit> = BTreeMap::new();
    for route in ROUTES {
        assert!(route.who.contains(&Role::Visitor), "{route:?}");
        let is_post = route.method == Method::Post;
        let before = seen.insert((route.path, is_post), route.exit);
        assert_eq!(before, None, "{route:?} twice");
        // What is sent is read by nothing that keeps its answers.
        assert!(!is_post || route.exit == Exit::Form, "{route:?}");
    }
}
