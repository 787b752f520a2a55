//! 页面自述 — what pages say of their subject to programs, held against the vocabulary of schema.org.

use crate::visitor::Visitor;
use axum::http::StatusCode;
use scraper::{Html, Selector};
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::Town;

/// What a page says of its subject, by type.
async fn described(visitor: &Visitor, address: &str, sort: &str) -> Value {
    let page = visitor.get(address).await.text();
    let html = Html::parse_document(&page);
    let select = Selector::parse("script[type='application/ld+json']").unwrap();
    let block = html
        .select(&select)
        .next()
        .unwrap()
        .text()
        .collect::<String>();
    let block: Value = serde_json::from_str(&block).unwrap();
    let graph = block["@graph"].as_array().unwrap();
    let node = graph.iter().find(|node| node["@type"] == sort);
    node.unwrap_or_else(|| panic!("{address} has no {sort}: {block}"))
        .clone()
}

#[tokio::test]
async fn pages_say_of_what_they_are() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let site = described(&visitor, "/", "WebSite").await;
    assert_eq!(
        site["potentialAction"]["target"]["urlTemplate"],
        "https://www.shushi.example/search?q={words}"
    );
    let agency = described(&visitor, "/agencies/XT-0002", "GovernmentOrganization").await;
    assert_eq!(agency["identifier"], "XT-0002");
    let released = format!("/documents/{}", items.released);
    let document = described(&visitor, &released, "DigitalDocument").await;
    assert_eq!(document["identifier"], items.released);
    assert_eq!(document["datePublished"], "2026-03-05T10:00:00+08:00");
    assert_eq!(document["encoding"][0]["name"], "名单.csv");
    let law = described(&visitor, "/laws/guqiao/2018-05-02", "Legislation").await;
    assert_eq!(law["legislationDateVersion"], "2018-05-02");
    assert_eq!(
        law["legislationLegalForce"],
        "https://schema.org/NotInForce"
    );
    for page in [&released, "/laws", "/agencies/XT-0002/statutory"] {
        let way = described(&visitor, page, "BreadcrumbList").await;
        assert_eq!(
            way["itemListElement"][0]["item"],
            "https://www.shushi.example/"
        );
    }
    let missing = visitor.get("/nowhere").await.text();
    assert!(!missing.contains("ld+json"));
}

/// Each type that pages use, what it must have, and what it may have, as schema.org defines them.
const TYPES: &[(&str, &[&str], &[&str])] = &[
    (
        "WebSite",
        &["url", "name", "potentialAction"],
        &["inLanguage", "publisher"],
    ),
    ("SearchAction", &["target", "query-input"], &[]),
    ("EntryPoint", &["urlTemplate"], &[]),
    (
        "GovernmentOrganization",
        &["name"],
        &[
            "url",
            "identifier",
            "address",
            "telephone",
            "parentOrganization",
            "foundingDate",
            "dissolutionDate",
        ],
    ),
    (
        "DigitalDocument",
        &["name", "url", "datePublished", "publisher"],
        &[
            "identifier",
            "inLanguage",
            "isAccessibleForFree",
            "encoding",
            "keywords",
            "abstract",
            "alternateName",
            "dateCreated",
            "author",
        ],
    ),
    (
        "Legislation",
        &["name", "url", "legislationJurisdiction", "legislationType"],
        &[
            "identifier",
            "datePublished",
            "publisher",
            "inLanguage",
            "isAccessibleForFree",
            "encoding",
            "keywords",
            "abstract",
            "legislationIdentifier",
            "legislationDate",
            "legislationDateVersion",
            "legislationPassedBy",
            "legislationLegalForce",
        ],
    ),
    (
        "MediaObject",
        &["contentUrl", "encodingFormat"],
        &["name", "contentSize", "sha256"],
    ),
    ("BreadcrumbList", &["itemListElement"], &[]),
    ("ListItem", &["position", "name"], &["item"]),
    (
        "Dataset",
        &["name", "description", "distribution"],
        &["url", "inLanguage", "isAccessibleForFree", "creator"],
    ),
    (
        "DataDownload",
        &["contentUrl", "encodingFormat"],
        &["name", "contentSize"],
    ),
];

/// Holds a node and all nodes within it against their types; says which types there were.
fn typed(node: &Value, seen: &mut BTreeSet<String>) {
    match node {
        Value::Array(nodes) => nodes.iter().for_each(|node| typed(node, seen)),
        Value::Object(properties) => {
            if let Some(sort) = properties.get("@type") {
                let sort = sort.as_str().unwrap();
                let known = TYPES.iter().find(|(name, ..)| *name == sort);
                let (_, must, may) = known.unwrap_or_else(|| panic!("{sort} is no type used here"));
                for name in *must {
                    assert!(
                        properties.contains_key(*name),
                        "{sort} without {name}: {node}"
                    );
                }
                for name in properties.keys().filter(|name| !name.starts_with('@')) {
                    let is_its = must.contains(&name.as_str()) || may.contains(&name.as_str());
                    assert!(is_its, "{sort} has no {name}");
                }
                seen.insert(sort.to_owned());
            }
            properties.values().for_each(|value| typed(value, seen));
        }
        Value::String(text) => assert!(!text.is_empty(), "an empty value"),
        _ => {}
    }
}

#[tokio::test]
async fn what_pages_say_of_themselves_is_in_the_words_of_the_vocabulary() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let mut seen = BTreeSet::new();
    for (page, sort) in [
        ("/", "WebSite"),
        ("/agencies/XT-0002", "GovernmentOrganization"),
        (
            &*format!("/documents/{}", items.released),
            "DigitalDocument",
        ),
        (
            &*format!("/documents/{}", items.corrected),
            "DigitalDocument",
        ),
        ("/laws/guqiao", "Legislation"),
        ("/laws/guqiao/2018-05-02", "Legislation"),
        ("/downloads", "Dataset"),
        ("/en/downloads", "Dataset"),
        ("/search", "BreadcrumbList"),
    ] {
        typed(&described(&visitor, page, sort).await, &mut seen);
        if page != "/" {
            typed(
                &described(&visitor, page, "BreadcrumbList").await,
                &mut seen,
            );
        }
    }
    for (sort, ..) in TYPES {
        assert!(seen.contains(*sort), "nobody says {sort}");
    }
    let set = described(&visitor, "/downloads", "Dataset").await;
    for file in set["distribution"].as_array().unwrap() {
        let at = file["contentUrl"].as_str().unwrap();
        let at = at.strip_prefix("https://www.shushi.example").unwrap();
        assert_eq!(visitor.get(at).await.status, StatusCode::OK, "{at}");
    }
    // A set of data is described in fifty characters at least.
    assert!(50 <= set["description"].as_str().unwrap().chars().count());
}
