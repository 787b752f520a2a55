//! The open API: stable fields, refusals that name the parameter.

use crate::visitor::Visitor;
use axum::http::StatusCode;
use serde_json::Value;
use testkit::Town;

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
