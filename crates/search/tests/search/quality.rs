//! How well the demo is found: the searches of `data/town/queries.toml`, each with what must be among the first five.
//!
//! For each kind of search there is a least figure. It lies close below what was measured, so that losing any one
//! reason of the ranking is seen: the last test switches each off and expects a figure below.

use crate::demo;
use search::{Index, Query, Ranking};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Mean of one over the place of the first expected hit among ten, by kind of search.
const LEAST: [(&str, f64); 4] = [
    ("title", 0.999),
    ("number", 0.999),
    ("topic", 0.967),
    ("question", 0.784),
];

#[derive(Deserialize)]
struct Searches {
    query: Vec<Search>,
}

#[derive(Deserialize)]
struct Search {
    kind: String,
    q: String,
    expect: Vec<String>,
}

fn searches() -> Vec<Search> {
    let source = std::fs::read_to_string(demo::folder().join("queries.toml")).unwrap();
    let searches: Searches = toml::from_str(&source).unwrap();
    searches.query
}

/// The place of the first expected item, 1 the best.
fn place(index: &Index, slugs: &HashMap<String, String>, search: &Search) -> Option<usize> {
    let answer = index.search(&Query::words(&search.q)).unwrap();
    let expected = |item: &str| search.expect.contains(&slugs[item]);
    let at = answer.hits.iter().position(|hit| expected(&hit.item))?;
    Some(at + 1)
}

fn figures(index: &Index, slugs: &HashMap<String, String>) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for search in searches() {
        let place = place(index, slugs, &search);
        let (sum, all) = sums.entry(search.kind).or_default();
        *sum += place.map_or(0.0, |place| 1.0 / place as f64);
        *all += 1.0;
    }
    sums.into_iter()
        .map(|(kind, (sum, all))| (kind, sum / all))
        .collect()
}

/// The kinds of search whose figure is below the least.
fn below(figures: &BTreeMap<String, f64>) -> Vec<&'static str> {
    let low = LEAST.iter().filter(|(kind, least)| figures[*kind] < *least);
    low.map(|(kind, _)| *kind).collect()
}

#[test]
fn what_the_demo_is_searched_for_is_found_early() {
    let (index, slugs) = demo::index();
    assert!(200 <= searches().len());
    let figures = figures(index, slugs);
    assert!(below(&figures).is_empty(), "{figures:?}");
}

#[test]
fn nine_in_ten_are_among_the_first_five_and_numbers_always_first() {
    let (index, slugs) = demo::index();
    let mut late: Vec<String> = Vec::new();
    for search in searches() {
        let place = place(index, slugs, &search);
        if search.kind == "number" {
            assert_eq!(place, Some(1), "{}", search.q);
        } else if place.is_none_or(|place| 5 < place) {
            late.push(search.q);
        }
    }
    assert!(late.len() * 10 <= searches().len(), "{late:?}");
}

#[test]
fn without_any_one_reason_of_the_ranking_a_figure_falls_below_its_least() {
    let (index, slugs) = demo::index();
    let words = Ranking::ablations_of_words();
    for (reason, ranking) in words.into_iter().chain(Ranking::ablations_of_questions()) {
        let figures = figures(&index.clone().with_ranking(ranking), slugs);
        assert!(!below(&figures).is_empty(), "{reason}: {figures:?}");
    }
}
