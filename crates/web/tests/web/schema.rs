//! The description of the open API is true: every answer that it documents is asked for and held against its schema.

use crate::visitor::{Reply, Visitor};
use axum::http::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::town::{Items, NOW};
use testkit::{Rarities, Town};
use web::App;
use web::network::Peer;

/// How each documented answer is come by: path of the description, status, address.
fn ways(items: &Items, rare: &Rarities) -> Vec<(&'static str, &'static str, String)> {
    let consistency = "/api/v1/log/consistency";
    let item = |number: &str| format!("/api/v1/items/{number}");
    let of_item = "/api/v1/items/{code}/{tail}";
    let of_law = "/api/v1/laws/{work}";
    let of_agency = "/api/v1/agencies/{code}";
    let of_category = "/gkmlpt/api/all/{category_id}";
    let search = |words: &str| format!("/api/v1/search?q={}", web::paths::segment(words));
    let suggest = |words: &str| format!("/api/v1/suggest?q={}", web::paths::segment(words));
    vec![
        ("/api/v1/kinds", "200", "/api/v1/kinds".into()),
        ("/api/v1/items", "200", "/api/v1/items".into()),
        (
            "/api/v1/items",
            "200",
            "/api/v1/items?kind=local_gov_rule".into(),
        ),
        (of_item, "200", item(&items.released)),
        (of_item, "200", item(&items.corrected)),
        (
            of_item,
            "200",
            format!("{}?edition=1", item(&items.corrected)),
        ),
        (of_item, "200", item(&rare.full)),
        (of_item, "404", item(&items.draft)),
        (of_item, "410", item(&items.withdrawn)),
        ("/api/v1/laws", "200", "/api/v1/laws".into()),
        ("/api/v1/laws", "200", "/api/v1/laws?q=nothing".into()),
        (of_law, "200", "/api/v1/laws/guqiao".into()),
        (of_law, "200", "/api/v1/laws/guqiao?on=2020-01-01".into()),
        (of_law, "200", "/api/v1/laws/guqiao?on=2000-01-01".into()),
        (
            of_law,
            "200",
            format!("/api/v1/laws/{}?on=2017-01-01", rare.gap),
        ),
        (of_law, "404", "/api/v1/laws/nothing".into()),
        ("/api/v1/search", "200", "/api/v1/search".into()),
        ("/api/v1/search", "200", search("通知")),
        ("/api/v1/search", "200", search("第二条")),
        ("/api/v1/search", "200", search("漱教〔2026〕1号")),
        ("/api/v1/search", "200", search("火星移民")),
        (
            "/api/v1/search",
            "200",
            format!("{}&kind=document&kind=law", search("通知")),
        ),
        ("/api/v1/suggest", "200", suggest("漱石县")),
        ("/api/v1/suggest", "200", suggest("guanyu")),
        ("/api/v1/suggest", "200", "/api/v1/suggest".into()),
        ("/api/v1/agencies", "200", "/api/v1/agencies".into()),
        (of_agency, "200", "/api/v1/agencies/XT-0002".into()),
        (of_agency, "404", "/api/v1/agencies/XT-9999".into()),
        (of_category, "200", "/gkmlpt/api/all/0".into()),
        (of_category, "200", "/gkmlpt/api/all/18?page=0".into()),
        (of_category, "200", "/gkmlpt/api/all/3?sid=XT-0002".into()),
        (of_category, "404", "/gkmlpt/api/all/7".into()),
        ("/api/v1/log", "200", "/api/v1/log".into()),
        (consistency, "200", consistency.into()),
        (consistency, "200", format!("{consistency}?old=1&new=2")),
        (consistency, "422", format!("{consistency}?new=999999")),
        (
            "/api/v1/clock",
            "200",
            format!("/api/v1/clock?{}", crate::exits::TERM),
        ),
        (
            "/api/v1/clock",
            "200",
            "/api/v1/clock?received=2026-12-10&consult=2026-12-14..".into(),
        ),
        (
            "/api/v1/clock",
            "422",
            "/api/v1/clock?received=2026-09-24&consult=2026-10-12".into(),
        ),
        ("/api/v1/clock", "422", "/api/v1/clock".into()),
        (
            "/api/v1/fee",
            "200",
            "/api/v1/fee?items=34&earlier=8".into(),
        ),
        (
            "/api/v1/fee",
            "200",
            "/api/v1/fee?pages=250&notice=2020-12-31".into(),
        ),
        ("/api/v1/fee", "422", "/api/v1/fee?items=1&pages=2".into()),
        (
            "/api/v1/remedy",
            "200",
            format!("/api/v1/remedy?{}", crate::exits::REMEDY),
        ),
        (
            "/api/v1/remedy",
            "200",
            "/api/v1/remedy?decision=notice&on=2026-03-02".into(),
        ),
        (
            "/api/v1/remedy",
            "422",
            "/api/v1/remedy?on=2026-03-02".into(),
        ),
        ("/api/v1/openapi.json", "200", "/api/v1/openapi.json".into()),
    ]
}

#[tokio::test]
async fn every_documented_answer_matches_its_schema() {
    let (town, items) = Town::with_items().await;
    let rare = town.with_rarities().await;
    let visitor = Visitor::of(&town);
    let reply = visitor.get("/api/v1/openapi.json").await;
    let described: Value = serde_json::from_slice(&reply.bytes).unwrap();
    let mut ways = ways(&items, &rare);
    let paths = described["paths"].as_object().unwrap();
    for path in paths.keys() {
        let path = ways.iter().find(|way| way.0 == path).unwrap().0;
        let plain = path
            .replace("{code}/{tail}", "a/b")
            .replace("{work}", "guqiao")
            .replace("{code}", "XT-0002")
            .replace("{category_id}", "0");
        ways.push((path, "422", format!("{plain}?colour=red")));
        ways.push((path, "400", format!("{plain}?colour=%FF")));
    }
    let mut seen = BTreeSet::new();
    for (path, status, address) in &ways {
        assert_matches(&described, &visitor, path, status, address).await;
        seen.insert((*path, *status));
    }
    let hurried = App::new(town.portal(), Arc::new(|| NOW), "").paced(1);
    let hurried = Visitor::with(hurried);
    for (path, of_path) in paths {
        if of_path["get"]["responses"]["429"].is_null() {
            continue;
        }
        let way = ways.iter().find(|way| way.0 == path).unwrap();
        let from = Peer("192.0.2.1".parse().unwrap());
        let mut asked = Vec::new();
        for _ in 0..2 {
            asked.push(hurried.ask_from(from, Method::GET, &way.2, &[]).await);
        }
        assert_says(&described, path, "429", &way.2, &asked[1]);
        seen.insert((way.0, "429"));
    }
    town.register.close().await;
    for path in paths.keys() {
        let way = ways.iter().find(|way| way.0 == path).unwrap();
        assert_matches(&described, &visitor, path, "503", &way.2).await;
        seen.insert((way.0, "503"));
    }
    for (path, of_path) in paths {
        for status in of_path["get"]["responses"].as_object().unwrap().keys() {
            assert!(
                status == "default" || seen.contains(&(path.as_str(), status.as_str())),
                "{path} says {status}, and nobody asked"
            );
        }
    }
}

async fn assert_matches(
    described: &Value,
    visitor: &Visitor,
    path: &str,
    status: &str,
    address: &str,
) {
    let reply = visitor.get(address).await;
    assert_says(described, path, status, address, &reply);
}

fn assert_says(described: &Value, path: &str, status: &str, address: &str, reply: &Reply) {
    assert_eq!(reply.status.as_str(), status, "{address}");
    let answer: Value = serde_json::from_slice(&reply.bytes).unwrap();
    let documented = &described["paths"][path]["get"]["responses"][status];
    let schema = &documented["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "{path} has no schema for {status}");
    if let Err(wrong) = matches(described, schema, &answer, "") {
        panic!("{address}: {wrong}");
    }
}

/// Whether a value is what a schema says; strict: an object has no name that its schema does not.
fn matches(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(to) = schema["$ref"].as_str() {
        let target = root.pointer(to.trim_start_matches('#'));
        let target = target.ok_or_else(|| format!("{at}: {to} leads nowhere"))?;
        return matches(root, target, value, at);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let found = any.iter().map(|one| matches(root, one, value, at));
        let wrong: Vec<String> = found.filter_map(Result::err).collect();
        let is_one = wrong.len() < any.len();
        return is_one.then_some(()).ok_or_else(|| wrong.join("\n or "));
    }
    let is_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64() || value.is_i64() && schema["minimum"].is_null(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        other => return Err(format!("{at}: the schema has type {other:?}")),
    };
    if !is_type {
        return Err(format!("{at}: {value} is no {}", schema["type"]));
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(value)
    {
        return Err(format!("{at}: {value} is none of {values:?}"));
    }
    if schema["format"] == "date" && value.as_str().unwrap().parse::<law::Date>().is_err() {
        return Err(format!("{at}: {value} is no date"));
    }
    if let Some(list) = value.as_array() {
        for (i, one) in list.iter().enumerate() {
            matches(root, &schema["items"], one, &format!("{at}/{i}"))?;
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            return Err(format!("{at}: {name} is missing"));
        }
    }
    for (name, one) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (
            schema["properties"].get(name),
            schema.get("additionalProperties"),
        ) {
            (Some(schema), _) | (None, Some(schema)) => matches(root, schema, one, &at)?,
            (None, None) if schema.get("properties").is_none() => {}
            (None, None) => return Err(format!("{at} is not documented")),
        }
    }
    Ok(())
}
