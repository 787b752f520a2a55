//! The open API: stable fields, refusals that name the parameter.

use crate::visitor::Visitor;
use axum::http::StatusCode;
use law::item::Relation;
use serde_json::Value;
use testkit::Town;
use testkit::town::which;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn an_item_is_given_with_its_words_files_and_digest() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let reply = visitor
        .get(&format!("/api/v1/items/{}", items.released))
        .await;
    let item = json(&reply.text());
    assert_eq!(item["index_no"], items.released);
    assert_eq!(item["fields"]["doc_no"], "漱教〔2026〕1号");
    assert_eq!(item["text"], "各学校应当开放操场。\n");
    assert_eq!(item["files"][0]["name"], "名单.csv");
    assert_eq!(item["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn a_withdrawn_item_says_when_by_whom_and_why() {
    let (town, items) = Town::with_items().await;
    let reply = Visitor::of(&town)
        .get(&format!("/api/v1/items/{}", items.withdrawn))
        .await;
    assert_eq!(reply.status, StatusCode::GONE);
    let gone = json(&reply.text());
    assert_eq!(gone["reason"], "含有个人信息");
    assert!(gone["withdrawn_at"].as_str().unwrap().ends_with("+08:00"));
}

#[tokio::test]
async fn what_is_not_known_is_refused_with_a_code() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for (address, status, code) in [
        ("/api/v1/items?colour=red", 422, "GK-422-ASKED"),
        ("/api/v1/items?kind=poem", 422, "GK-422-ASKED"),
        ("/api/v1/kinds?x=1", 422, "GK-422-ASKED"),
        ("/api/v1/search?q=x&colour=red", 422, "GK-422-ASKED"),
        ("/api/v1/laws/guqiao?on=yesterday", 422, "GK-422-ASKED"),
        ("/api/v1/laws/nothing", 404, "GK-404"),
        ("/api/v1/nothing", 404, "GK-404"),
    ] {
        let reply = visitor.get(address).await;
        assert_eq!(reply.status.as_u16(), status, "{address}");
        assert_eq!(
            reply.header("content-type"),
            "application/json; charset=utf-8"
        );
        let error = json(&reply.text());
        assert_eq!(error["error"]["code"], code, "{address}");
        assert_eq!(error["error"]["operation"], reply.header("x-request-id"));
    }
}

#[tokio::test]
async fn the_list_is_read_to_its_end_by_cursor() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let all = json(&visitor.get("/api/v1/items").await.text());
    assert_eq!(all["total"], 4);
    assert_eq!(all["items"].as_array().map(Vec::len), Some(4));
    assert_eq!(all["next"], Value::Null);
}

#[tokio::test]
async fn a_law_is_given_as_it_stood_on_a_day() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let old = json(
        &visitor
            .get("/api/v1/laws/guqiao?on=2020-01-01")
            .await
            .text(),
    );
    assert_eq!(old["answer"], "held");
    assert_eq!(old["item"]["version"], "2018-05-02");
    assert_eq!(old["versions"].as_array().map(Vec::len), Some(2));
    let none = json(
        &visitor
            .get("/api/v1/laws/guqiao?on=2000-01-01")
            .await
            .text(),
    );
    assert_eq!(none["answer"], "before_first");
    assert_eq!(none["item"], Value::Null);
}

#[tokio::test]
async fn the_description_names_every_route_and_kind() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let described = json(&visitor.get("/api/v1/openapi.json").await.text());
    let kinds = json(&visitor.get("/api/v1/kinds").await.text());
    for kind in kinds["kinds"].as_array().unwrap() {
        let schema = format!(
            "/components/schemas/fields_{}",
            kind["id"].as_str().unwrap()
        );
        assert!(described.pointer(&schema).is_some(), "{schema}");
    }
}

#[tokio::test]
async fn a_parameter_stands_once_and_has_a_value() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    for (address, status) in [
        ("/api/v1/items?kind=", 422),
        ("/api/v1/items?kind=document&kind=law", 422),
        ("/api/v1/search?q=", 200),
        ("/api/v1/search?kind=document&kind=law", 200),
        ("/api/v1/search?sort=newest&sort=newest", 422),
        ("/gkmlpt/api/all/0?page=", 422),
        (&format!("/api/v1/search?{}", "year=2020&".repeat(20)), 200),
        (&format!("/api/v1/search?{}", "year=2020&".repeat(21)), 422),
        (&format!("/api/v1/search?{}", "year=2020&".repeat(65)), 422),
    ] {
        let reply = visitor.get(address).await;
        assert_eq!(reply.status.as_u16(), status, "{address}");
    }
}

/// Reads a list to its end; gives how many pages there were, and what `of` says of each entry.
async fn to_the_end(
    visitor: &Visitor,
    list: &str,
    entries: &str,
    of: &str,
) -> (usize, Vec<String>) {
    let (mut at, mut pages, mut seen) = (list.to_owned(), 0, Vec::new());
    loop {
        let page = json(&visitor.get(&at).await.text());
        pages += 1;
        let found = page[entries].as_array().unwrap();
        seen.extend(
            found
                .iter()
                .map(|entry| entry[of].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else {
            assert_eq!(page["total"], seen.len(), "{list}");
            return (pages, seen);
        };
        let joint = if list.contains('?') { '&' } else { '?' };
        at = format!("{list}{joint}cursor={}", web::paths::segment(next));
    }
}

#[tokio::test]
async fn every_list_is_read_to_its_end_by_cursor_and_names_each_once() {
    let (town, _) = Town::with_items().await;
    town.with_many(101, 21).await;
    town.follow().await;
    let visitor = Visitor::of(&town);
    let search = format!(
        "/api/v1/search?q={}&kind=document",
        web::paths::segment("例会")
    );
    for (list, entries, of, most) in [
        ("/api/v1/items", "items", "address", 100),
        ("/api/v1/agencies", "agencies", "code", 100),
        (search.as_str(), "hits", "address", 10),
    ] {
        let (pages, mut seen) = to_the_end(&visitor, list, entries, of).await;
        assert_eq!(pages, seen.len().div_ceil(most), "{list}");
        let listed = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), listed, "{list}");
    }
    let first = json(&visitor.get(&search).await.text());
    let next = first["next"].as_str().unwrap();
    for other in [
        format!("/api/v1/search?cursor={next}"),
        format!("{search}&page=2&cursor={next}"),
    ] {
        assert_eq!(visitor.get(&other).await.status, 422, "{other}");
    }
}

#[tokio::test]
async fn who_reads_on_from_page_to_page_need_not_have_the_facets_counted() {
    let (town, _) = Town::with_items().await;
    town.with_many(21, 21).await;
    town.follow().await;
    let visitor = Visitor::of(&town);
    let search = format!("/api/v1/search?q={}", web::paths::segment("例会"));
    let whole = json(&visitor.get(&search).await.text());
    let bare = json(&visitor.get(&format!("{search}&facets=none")).await.text());
    assert!(!whole["facets"].as_object().unwrap().is_empty());
    assert!(bare["facets"].as_object().unwrap().is_empty());
    for same in ["total", "hits", "next", "mode"] {
        assert_eq!(bare[same], whole[same], "{same}");
    }
    assert_eq!(
        visitor.get(&format!("{search}&facets=all")).await.text(),
        visitor.get(&search).await.text()
    );
    assert_eq!(
        visitor.get(&format!("{search}&facets=few")).await.status,
        422
    );
    let next = bare["next"].as_str().unwrap();
    let on = format!("{search}&facets=none&cursor={next}");
    assert_eq!(visitor.get(&on).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_agency_is_told_with_its_place_and_its_columns() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let list = json(&visitor.get("/api/v1/agencies").await.text());
    let agencies = list["agencies"].as_array().unwrap();
    let one = agencies
        .iter()
        .find(|one| one["code"] == "XT-0002")
        .unwrap();
    let api = one["api"].as_str().unwrap();
    let told = json(&visitor.get(api).await.text());
    assert_eq!(told["name"], one["name"]);
    assert_eq!(told["columns"].as_array().map(Vec::len), Some(5));
    for column in told["columns"].as_array().unwrap() {
        let page = visitor.get(column["address"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_program_of_the_provincial_platform_reads_this_site() {
    let (town, items) = Town::with_items().await;
    town.with_many(101, 3).await;
    let visitor = Visitor::of(&town);
    let get = async |address: &str| json(&visitor.get(address).await.text());
    let zero = get("/gkmlpt/api/all/0?page=0&sid=").await;
    assert_eq!(
        zero["error"]["code"], "GK-422-ASKED",
        "an empty sid is none"
    );
    let zero = get("/gkmlpt/api/all/0?page=0").await;
    assert_eq!(zero, get("/gkmlpt/api/all/0?page=1").await);
    assert_eq!(zero, get("/gkmlpt/api/all/0").await);
    let total = zero["classify"]["post_count"].as_u64().unwrap();
    assert_eq!(zero["total"], total);
    assert_eq!(zero["articles"].as_array().map(Vec::len), Some(100));
    let rest = get("/gkmlpt/api/all/0?page=2").await;
    assert_eq!(
        rest["articles"].as_array().map(Vec::len),
        Some(total as usize - 100)
    );
    let beyond = get("/gkmlpt/api/all/0?page=3").await;
    assert_eq!(beyond["articles"].as_array().map(Vec::len), Some(0));
    let all = zero["articles"].as_array().unwrap().iter();
    let all: Vec<&Value> = all.chain(rest["articles"].as_array().unwrap()).collect();
    let released = all
        .iter()
        .find(|one| one["identifier"] == items.released)
        .unwrap();
    assert_eq!(released["created_at"], "2026-03-05 10:00:00");
    assert_eq!(released["display_publish_time"], 1_772_676_000);
    assert_eq!(
        released["url"],
        format!("https://www.shushi.example/documents/{}", items.released)
    );
    assert_eq!(released["attachment"][0]["type"], "csv");
    assert_eq!(released["is_abolished"], 0);
    for hidden in [&items.withdrawn, &items.draft] {
        assert!(all.iter().all(|one| one["identifier"] != **hidden));
    }
    let mut ids: Vec<u64> = all.iter().map(|one| one["id"].as_u64().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all.len());
    let rules = get("/gkmlpt/api/all/18").await;
    assert_eq!(rules["classify"]["name"], "地方政府规章");
    let of_agency = get("/gkmlpt/api/all/0?sid=XT-0002").await;
    assert!(0 < of_agency["total"].as_u64().unwrap());
    for (address, status) in [
        ("/gkmlpt/api/all/6", 404),
        ("/gkmlpt/api/all/all", 404),
        ("/gkmlpt/api/all/0?sid=XT-9999", 404),
        ("/gkmlpt/api/all/0?page=-1", 422),
        ("/gkmlpt/api/all/0?size=10", 422),
    ] {
        let reply = visitor.get(address).await;
        assert_eq!(reply.status.as_u16(), status, "{address}");
        assert!(reply.header("content-type").starts_with("application/json"));
    }
}

#[tokio::test]
async fn the_provincial_list_says_what_stands_in_relation_from_both_ends() {
    let (town, items) = Town::with_items().await;
    let (one, other) = (which("released"), which("corrected"));
    acts::item::relate::relate(&town.desk, &one, Relation::Forwards, &other, None, "")
        .await
        .unwrap();
    acts::item::relate::cite(&town.desk, &one, Relation::Implements, "《示例法》")
        .await
        .unwrap();
    let visitor = Visitor::of(&town);
    let relation = async |number: &str| {
        let reply = visitor.get("/gkmlpt/api/all/0").await;
        let list: Value = serde_json::from_slice(&reply.bytes).unwrap();
        let articles = list["articles"].as_array().unwrap();
        let found = articles.iter().find(|one| one["identifier"] == number);
        let text = |name: &str| found.unwrap()[name].as_str().unwrap().to_owned();
        (text("title"), text("document_number"), text("relation"))
    };
    let (title, number, said) = relation(&items.released).await;
    let (other_title, other_number, heard) = relation(&items.corrected).await;
    let named = |title: &str, number: &str| {
        if number.is_empty() {
            title.to_owned()
        } else {
            format!("{title}（{number}）")
        }
    };
    let other = named(&other_title, &other_number);
    assert_eq!(said, format!("转发：{other}；贯彻：《示例法》"));
    assert_eq!(heard, format!("被转发：{}", named(&title, &number)));
    acts::item::withdraw::withdraw(&town.desk, &which("corrected"), "试撤回")
        .await
        .unwrap();
    let (_, _, said) = relation(&items.released).await;
    assert!(!said.contains(&other_title), "{said}");
}

#[tokio::test]
async fn an_item_names_every_form_in_which_it_is_taken_away() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let released = format!("/api/v1/items/{}", items.released);
    let former = format!("/api/v1/items/{}?edition=1", items.corrected);
    for (address, forms) in [
        (released.as_str(), &["pdf", "docx", "txt", "md", "json"][..]),
        (&former, &["pdf", "docx", "txt", "md", "json"]),
        (
            "/api/v1/laws/guqiao",
            &["pdf", "docx", "txt", "md", "json", "akn.xml"],
        ),
    ] {
        let answer: Value = serde_json::from_slice(&visitor.get(address).await.bytes).unwrap();
        let item = answer.get("item").unwrap_or(&answer);
        let named = item["forms"].as_array().unwrap();
        let ids: Vec<&str> = named
            .iter()
            .map(|form| form["form"].as_str().unwrap())
            .collect();
        assert_eq!(ids, forms, "{address}");
        for form in named {
            let taken = visitor.get(form["address"].as_str().unwrap()).await;
            assert_eq!(taken.status, StatusCode::OK, "{form}");
            assert_eq!(taken.header("content-type"), form["media_type"], "{form}");
        }
    }
}
