//! `audit site` as an operator runs it: beside a running site, in text and JSON, and what its exit code says.

use crate::world::{Site, ended};
use serde_json::Value;

fn audited(site: &Site, more: &[&str]) -> (Option<i32>, Value) {
    let arguments = [&["audit", "site", "--json"], more].concat();
    let output = site.command(&arguments).output().expect("the program");
    let told = serde_json::from_slice(&output.stdout);
    (output.status.code(), told.expect("JSON"))
}

fn rule<'a>(told: &'a Value, id: &str) -> &'a Value {
    let rules = told["rules"].as_array().unwrap();
    rules.iter().find(|rule| rule["id"] == id).unwrap()
}

#[test]
fn a_site_is_audited_in_process_and_over_the_network_alike() {
    let site = Site::new();
    let server = site.serve();
    server.until("/search?q=%E6%93%8D%E5%9C%BA", |_, body| {
        body.contains("/documents/XT-0001")
    });
    let (code, within) = audited(&site, &[]);
    let base = format!("http://{}", server.address);
    let (_, over) = audited(&site, &["--base", &base]);
    for id in [
        "page_error",
        "home_dead_link",
        "dead_link",
        "dead_anchor",
        "no_search",
        "undated",
        "page_build",
    ] {
        assert_eq!(rule(&within, id)["state"], "kept", "{}", rule(&within, id));
        assert_eq!(rule(&within, id), rule(&over, id));
    }
    assert_eq!(within["pages"], over["pages"]);
    assert!(10 < within["pages"].as_u64().unwrap());
    // The one document is of March: the home page has nothing newer.
    assert_eq!(rule(&within, "veto_home_stale")["state"], "broken");
    assert_eq!(code, Some(1));
    // Domain, code, organiser and the rest were never said.
    let said = rule(&within, "footer_incomplete").to_string();
    assert!(
        said.contains("主办单位") && said.contains("gongkai site set"),
        "{said}"
    );
    assert_eq!(rule(&within, "veto_security")["state"], "unchecked");
}

#[test]
fn long_lists_are_cut_in_text_and_whole_in_json() {
    let site = Site::new();
    let (_, told) = audited(&site, &[]);
    let tags = rule(&told, "tags_missing")["findings"]
        .as_array()
        .unwrap()
        .len();
    assert!(10 < tags, "{tags}");
    let (code, text) = ended(&mut site.command(&["audit", "site"]));
    assert_eq!(code, Some(1));
    assert!(
        text.contains(&format!(
            "网页标签不全或者不合规范（tags_missing）{tags} 处"
        )),
        "{text}"
    );
    assert!(
        text.contains(&format!("另有 {} 处，全部见 --json", tags - 10)),
        "{text}"
    );
    assert!(
        text.contains("据转述，未核对原文") && text.contains("不打分"),
        "{text}"
    );
}

#[test]
fn without_a_veto_the_audit_ends_well_and_numbers_are_those_of_the_settings() {
    let site = Site::new();
    let settings = site.data().join("gongkai.toml");
    let mut text = std::fs::read_to_string(&settings).unwrap();
    text.push_str("\n[audit]\nhome_days = 3650\npolicy_months = 3650\nempty_columns = 2\n");
    std::fs::write(&settings, &text).unwrap();
    let (code, told) = audited(&site, &[]);
    // Three columns of the one agency are empty, and two are enough here.
    assert_eq!(rule(&told, "veto_home_stale")["state"], "kept");
    assert_eq!(rule(&told, "veto_columns_stale")["state"], "broken");
    assert_eq!(code, Some(1));
    std::fs::write(
        &settings,
        text.replace("empty_columns = 2", "empty_columns = 9"),
    )
    .unwrap();
    let (code, told) = audited(&site, &[]);
    assert_eq!(told["vetoes"], 0);
    assert!(
        rule(&told, "column_empty")["findings"]
            .as_array()
            .unwrap()
            .len()
            == 3
    );
    assert_eq!(code, Some(0));
}

#[test]
fn an_address_where_nobody_answers_is_said() {
    let site = Site::new();
    for (base, expected) in [
        ("http://127.0.0.1:1", "打不开 http://127.0.0.1:1"),
        ("www.example.gov.cn", "应当以 http:// 或者 https:// 开头"),
    ] {
        let (code, said) = ended(&mut site.command(&["audit", "site", "--base", base]));
        assert_eq!(code, Some(1));
        assert!(said.contains(expected), "{said}");
    }
}
