//! Finding is equal to scanning: for any piece of two or more Han characters, no more and no less.

use crate::world::{Doc, ask, found, index_of, plain};
use proptest::prelude::*;
use search::Query;

/// Few different characters, so that pieces repeat within and across texts.
fn text(longest: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            12 => prop::sample::select("公开信息政务办法县".chars().collect::<Vec<_>>()),
            1 => prop::sample::select("，。、（）\n a7".chars().collect::<Vec<_>>()),
        ],
        1..longest,
    )
    .prop_map(|chars| chars.into_iter().collect())
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Every piece of two to five Han characters that follow one another.
fn pieces(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    (2..=5)
        .flat_map(|n| chars.windows(n))
        .filter(|piece| piece.iter().all(|c| is_han(*c)))
        .map(|piece| piece.iter().collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_term_finds_exactly_what_a_scan_finds(
        texts in proptest::collection::vec((text(12), text(60)), 2..14),
        chosen in proptest::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        let docs: Vec<Doc> = (1u32..).zip(&texts).map(|(n, (title, body))| Doc::new(n, title.replace('\n', " ").trim(), body)).collect();
        let index = index_of(&docs);
        let mut all: Vec<String> = texts.iter().flat_map(|(title, body)| [pieces(title), pieces(body)].concat()).collect();
        all.push("务公县".into());
        for at in chosen {
            let term = &all[at.index(all.len())];
            let scanned: Vec<u32> = (1u32..).zip(&texts)
                .filter(|(_, (title, body))| title.contains(term.as_str()) || body.contains(term.as_str()))
                .map(|(n, _)| n)
                .collect();
            let answer = ask(&index, &format!("\"{term}\""));
            let mut hits = found(&answer);
            hits.sort_unstable();
            prop_assert_eq!(&hits, &scanned, "{}", term);
            prop_assert_eq!(answer.total as usize, scanned.len());
            for hit in &answer.hits {
                let in_body = texts[(crate::world::number(hit) - 1) as usize].1.contains(term.as_str());
                prop_assert_eq!(hit.snippet.iter().any(|segment| segment.hit), in_body);
                prop_assert!(!in_body || plain(&hit.snippet).contains(term.as_str()));
            }
        }
    }

    /// Also across digits, letters and marks: any piece that begins and ends within words of two characters or more.
    #[test]
    fn a_mixed_piece_finds_what_a_scan_finds(
        texts in proptest::collection::vec("[公开务2a7、（）]{2,30}", 2..12),
        chosen in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 2usize..8), 12),
    ) {
        let docs: Vec<Doc> = (1u32..).zip(&texts).map(|(n, body)| Doc::new(n, "甲乙", body)).collect();
        let index = index_of(&docs);
        for (text, at, long) in chosen {
            let chars: Vec<char> = texts[text.index(texts.len())].chars().collect();
            let from = at.index(chars.len());
            let piece = &chars[from..chars.len().min(from + long)];
            let is_word = |c: &char| c.is_alphanumeric();
            let tail = piece.iter().rev().take_while(|c| is_word(c)).count();
            if piece.len() < 2 || !is_word(&piece[0]) || tail < 2 {
                continue;
            }
            let term: String = piece.iter().collect();
            let scanned: Vec<u32> = (1u32..).zip(&texts).filter(|(_, body)| body.contains(&term)).map(|(n, _)| n).collect();
            let mut hits = found(&ask(&index, &format!("“{term}”")));
            hits.sort_unstable();
            prop_assert_eq!(hits, scanned, "{}", term);
        }
    }

    #[test]
    fn two_terms_find_what_holds_both(
        texts in proptest::collection::vec(text(40), 2..10),
        a in any::<prop::sample::Index>(),
        b in any::<prop::sample::Index>(),
    ) {
        let docs: Vec<Doc> = (1u32..).zip(&texts).map(|(n, body)| Doc::new(n, "甲乙", body)).collect();
        let all: Vec<String> = texts.iter().flat_map(|body| pieces(body)).collect();
        prop_assume!(!all.is_empty());
        let (a, b) = (&all[a.index(all.len())], &all[b.index(all.len())]);
        let mut scanned: Vec<u32> = (1u32..).zip(&texts)
            .filter(|(_, body)| body.contains(a.as_str()) && body.contains(b.as_str()))
            .map(|(n, _)| n)
            .collect();
        let mut hits = found(&ask(&index_of(&docs), &format!("“{a}” “{b}”")));
        hits.sort_unstable();
        scanned.sort_unstable();
        prop_assert_eq!(hits, scanned);
    }
}

/// What a phrase was found in is kept once it is asked for again: also then it is found just where it stands, alone and
/// beside others, and what was taken out is not.
#[test]
fn what_is_asked_for_again_and_again_is_found_where_a_scan_finds_it() {
    let bodies = [
        "工作方案",
        "方案工作",
        "工作方法，新方案",
        "定工作方案，改工作方案",
    ];
    let mut docs: Vec<Doc> = Vec::new();
    for n in 1..=1200 {
        let body = bodies[n as usize % bodies.len()];
        docs.push(Doc::new(
            n,
            &format!("第{n}件"),
            &format!("{body}。水渠{}", n % 7),
        ));
    }
    let index = index_of(&docs);
    let gone = docs[3].item().to_owned();
    let totals = |of: &str| -> Vec<u64> {
        let words = [of.to_owned(), format!("{of} 水渠3"), format!("\"{of}\"")];
        let total = |words: String| index.search(&Query::words(words)).unwrap().total;
        words.map(total).to_vec()
    };
    let scanned = |of: &str, gone: &str| -> Vec<u64> {
        let holding = (1u32..=1200).filter(|n| bodies[*n as usize % bodies.len()].contains(of));
        let holding = holding.filter(|n| docs[*n as usize - 1].item() != gone);
        let all = holding.clone().count() as u64;
        vec![all, holding.filter(|n| n % 7 == 3).count() as u64, all]
    };
    let first = ask(&index, "工作方案");
    for _ in 0..4 {
        for of in ["工作方案", "方案工作", "作方法", "新方案"] {
            assert_eq!(totals(of), scanned(of, ""), "{of}");
        }
        assert_eq!(ask(&index, "工作方案"), first);
    }
    let mut keeper = index.keeper().unwrap().unwrap();
    keeper.remove(&gone).unwrap();
    keeper.commit(2).unwrap();
    for _ in 0..3 {
        assert_eq!(totals("工作方案"), scanned("工作方案", &gone));
    }
}
