//! Whatever is typed, there is an answer, and soon.

use crate::world::{Doc, ask, index_of, plain};
use proptest::prelude::*;
use search::{Counts, Query};
use std::time::{Duration, Instant};

const BODY: &str =
    "公开、公平（２０２０）〔14〕号 😀\u{301}\u{200b}Ａb\tc\n　　“政务”——G60；3.5%。";

fn index() -> search::Index {
    index_of(&[Doc::new(1, BODY.trim(), BODY), Doc::new(2, "空", "")])
}

#[test]
fn floods_and_oddities_are_answered_quickly() {
    let index = index();
    let queries = [
        "公".repeat(10_000),
        "公开 ".repeat(5_000),
        (0..5_000)
            .map(|n| format!("词{n}"))
            .collect::<Vec<_>>()
            .join(" "),
        "\"".repeat(10_000),
        "(((((((((".repeat(1_000),
        "title:公开 OR NOT *:* ^2 ~5 /.*/ [a TO b] {x}".to_owned(),
        "\u{0}\u{1}\u{1f}\u{7f}\u{200b}\u{feff}\u{10ffff}".repeat(500),
        "\u{1}60 \u{1f}公开".to_owned(),
        "第".repeat(300) + &"一".repeat(3_000) + "条",
        "〔".repeat(5_000) + "2020〕14号",
        "a".repeat(100_000),
        "'; drop table items; --".to_owned(),
        "../../../etc/passwd%00".to_owned(),
    ];
    for words in queries {
        let start = Instant::now();
        let query = Query {
            counts: Counts::Facets,
            offset: usize::MAX,
            limit: usize::MAX,
            filters: vec![("\u{1f}".into(), "\u{0}".repeat(1_000)); 3],
            ..Query::words(words.clone())
        };
        assert!(index.search(&query).is_ok());
        ask(&index, &words);
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{:?}",
            start.elapsed()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_words_get_an_answer_whose_passages_stand_in_the_text(
        words in "[公开平政务G60a-c〔〕（）().、\"“” \t0-9😀\u{301}\u{200b}\\PC]{0,12}"
    ) {
        thread_local! {
            static INDEX: search::Index = index();
        }
        INDEX.with(|index| {
            let answer = ask(index, &words);
            for hit in &answer.hits {
                assert!(BODY.contains(&plain(&hit.snippet)));
                assert!(plain(&hit.title) == BODY.trim() || plain(&hit.title) == "空");
            }
        });
    }
}
