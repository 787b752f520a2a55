//! 指标 — each number that there is is given, explained, and the only one that dashboard and alarms ask for.

use crate::world::{Site, get_at};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// Every number and its kind, as the one list in the source has them.
fn listed() -> BTreeMap<String, String> {
    let source = read("crates/gongkai/src/metrics.rs");
    let (_, list) = source.split_once("\nmetrics! {\n").expect("the list");
    let (list, _) = list.split_once("\n}\n").expect("its end");
    let lines = list.lines().map(|line| line.split('"').collect::<Vec<_>>());
    lines
        .map(|parts| (parts[1].to_owned(), parts[3].to_owned()))
        .collect()
}

/// The numbers that a text asks for.
fn asked(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words
        .filter(|word| word.starts_with("gongkai_") || word.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}

fn is_listed(name: &str, listed: &BTreeMap<String, String>) -> bool {
    let parts = ["_bucket", "_sum", "_count"];
    let whole = parts.iter().find_map(|part| name.strip_suffix(part));
    listed.contains_key(name)
        || whole.is_some_and(|whole| {
            let kind = listed.get(whole).map(String::as_str);
            kind == Some("histogram") || (kind == Some("summary") && !name.ends_with("_bucket"))
        })
}

#[test]
fn every_number_is_given_at_its_own_address_and_nowhere_else() {
    let site = Site::new();
    let text = "operator = \"示例经办\"\n[metrics]\nport = 0\n";
    site.settle(text);
    let server = site.serve();
    assert_eq!(server.get("/").0, 200);
    assert_eq!(server.get("/").0, 200);
    assert_eq!(server.get("/search?q=plantedword").0, 200);
    assert_eq!(server.get("/metrics").0, 404);
    let at = server.others.first().expect("an address").clone();
    assert_eq!(get_at(&at, "/").0, 404);
    let (status, answer) = get_at(&at, "/metrics");
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("text/plain; version=0.0.4"), "{answer}");
    assert!(!answer.contains("plantedword"), "{answer}");
    let given: BTreeMap<String, String> = answer
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
        .collect();
    assert_eq!(given, listed());
    for sample in [
        "gongkai_requests_total{route=\"/\",method=\"GET\",status=\"200\"} 2",
        "gongkai_requests_total{route=\"none\",method=\"ANY\",status=\"404\"} 1",
        "gongkai_request_seconds_bucket{route=\"/\",method=\"GET\",le=\"+Inf\"} 2",
        "gongkai_request_seconds_count{route=\"/search\",method=\"GET\"} 1",
        "gongkai_answers_from_memory_total 1",
        "gongkai_requests_under_way 0",
        "gongkai_register_up 1",
        "gongkai_readers_busy 0",
    ] {
        assert!(
            answer.contains(&format!("\n{sample}\n")),
            "{sample}: {answer}"
        );
    }
    // A value is a number, whatever it is.
    for line in answer.lines().skip_while(|line| !line.is_empty()).skip(1) {
        let value = line.rsplit(' ').next().expect("a value");
        assert!(
            line.starts_with('#') || value.parse::<f64>().is_ok(),
            "{line}"
        );
    }
    let level = |answer: &str| {
        answer.contains("\ngongkai_index_behind_entries 0\n")
            && answer.contains("\ngongkai_data_bytes{part=\"register\"} ")
    };
    let begun = std::time::Instant::now();
    while !level(&get_at(&at, "/metrics").1) {
        assert!(begun.elapsed().as_secs() < 30, "it never got there");
    }
    server.stop();
}

#[test]
fn without_a_setting_no_number_is_given() {
    let server = Site::new().serve();
    assert!(server.others.is_empty());
}

#[test]
fn the_page_of_metrics_explains_each_and_no_other() {
    let page = read("docs/ops/metrics.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let named: BTreeSet<String> = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    assert_eq!(named, listed().into_keys().collect());
}

#[test]
fn the_dashboard_and_the_alarms_ask_for_nothing_that_is_not_there() {
    let listed = listed();
    let dashboard: serde_json::Value =
        serde_json::from_str(&read("deploy/grafana.json")).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let mut queries = 0;
    for panel in panels {
        for target in panel["targets"].as_array().into_iter().flatten() {
            let query = target["expr"].as_str().expect("a query");
            let asked = asked(query);
            assert!(!asked.is_empty(), "{query}");
            for name in asked {
                assert!(is_listed(&name, &listed), "{name} in {query}");
            }
            queries += 1;
        }
    }
    assert!(10 < queries, "{queries}");
    let alarms = read("deploy/prometheus-alarms.yml");
    let named: BTreeSet<&str> = alarms
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
        .collect();
    for name in asked(&alarms) {
        assert!(is_listed(&name, &listed), "{name}");
    }
    // What each alarm means and what to do stands under its name.
    let incidents = read("docs/ops/incidents.md");
    let explained: BTreeSet<&str> = incidents
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .collect();
    assert_eq!(named, explained);
}
