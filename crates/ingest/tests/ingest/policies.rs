//! Metadata of real policy pages, from the page alone.

#[path = "../../examples/policies/measure.rs"]
mod measure;

use crate::corpus;

#[test]
fn number_dates_and_issuer_of_policy_pages_are_right() {
    let Some(path) = corpus("policies.jsonl.gz") else {
        return;
    };
    let measured = measure::measure(&path).unwrap();
    for miss in &measured.misses {
        eprintln!(
            "{}: {} stated, {} read in {} ({})",
            miss.field, miss.stated, miss.read, miss.record, miss.title
        );
    }
    eprintln!(
        "{} issuers are right only as publishers",
        measured.by_publisher
    );
    for field in &measured.fields {
        assert!(field.stated > 0, "no record states {}", field.name);
        assert!(
            field.percent() >= 97.0,
            "{}: {:.1} %",
            field.name,
            field.percent()
        );
    }
}
