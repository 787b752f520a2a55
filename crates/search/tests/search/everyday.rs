//! What people say, and what texts of law say; and a second ranking beside the product's own.

use crate::world::{Doc, ask, found, index_of, shown};
use search::{Index, Mode, Query, Ranking, SecondRanking};
use std::sync::Arc;

fn laws() -> Vec<Doc> {
    vec![
        Doc::law(
            1,
            "云溪县登记办法",
            &[
                ("第一条", "登记场所应当挂牌。"),
                ("第二条", "解散以后办理注销登记。"),
            ],
        ),
        Doc::law(
            2,
            "云溪县门店管理办法",
            &[("第一条", "公司打烊以后清扫门前。")],
        ),
    ]
}

#[test]
fn a_question_in_everyday_words_is_answered_by_the_article_with_the_official_word() {
    let index = index_of(&laws());
    let words = "公司关门了怎么办手续";
    let answer = ask(&index, words);
    assert_eq!(answer.mode, Mode::Question);
    assert_eq!(found(&answer)[0], 1);
    assert_eq!(answer.hits[0].articles[0].number, "第二条");
    assert!(
        shown(&answer.hits[0].articles[0].snippet).contains("[注销登记]"),
        "{:?}",
        answer.hits[0]
    );
    let without = index.with_ranking(Ranking {
        everyday: 0.0,
        ..Ranking::default()
    });
    assert_eq!(found(&ask(&without, words))[0], 2);
}

#[test]
fn the_official_word_is_offered_where_something_holds_it_and_never_beside_quotation_marks() {
    let index = index_of(&laws());
    let official = |words: &str| -> Vec<&'static str> {
        let answer = ask(&index, words);
        answer.official.iter().map(|pair| pair.official).collect()
    };
    assert_eq!(official("公司关门了怎么办手续"), ["注销登记"]);
    assert_eq!(official("公司关门"), ["注销登记"]);
    // Nothing here holds 解除劳动合同.
    assert!(official("被炒鱿鱼了怎么办").is_empty());
    assert!(official("“公司关门”").is_empty());
    assert!(official("").is_empty());
    // What is found by its own words is only told of a word that is all of a term.
    let mut docs = laws();
    docs.push(Doc::new(3, "公司关门前的清扫", "公司关门前清扫。"));
    let index = index_of(&docs);
    let answer = ask(&index, "公司关门");
    assert_eq!((answer.mode, answer.official.len()), (Mode::Words, 1));
    let answer = ask(&index, "公司关门前清扫");
    assert_eq!((answer.mode, answer.official.len()), (Mode::Words, 0));
}

/// A second ranking that always says the same.
struct Planted(Vec<(u32, &'static str)>);

impl SecondRanking for Planted {
    fn passages(&self, _question: &str, most: usize) -> Vec<(String, String)> {
        let passages = self.0.iter().take(most);
        passages
            .map(|(n, anchor)| (format!("0190-{n:06}"), (*anchor).to_owned()))
            .collect()
    }
}

/// Asks for three things, of which each law tells one, the first the most.
const THREE: &str = "养蜂补助怎样申领养鱼保险种茶贷款";

/// Three laws that fit the question less and less, and two items that share no word with it.
fn graded() -> Index {
    index_of(&[
        Doc::law(1, "甲办法", &[("第一条", "养蜂补助申领。")]),
        Doc::law(2, "乙办法", &[("第一条", "养鱼保险办理。")]),
        Doc::law(3, "丙办法", &[("第一条", "种茶贷款由县里核定。")]),
        Doc::law(4, "丁办法", &[("第一条", "奖励资金由财政部门安排。")]),
        Doc::new(5, "通告", "不得砍伐蜜源植物。"),
    ])
}

#[test]
fn a_second_ranking_moves_the_order_as_reciprocal_rank_says() {
    let words = THREE;
    let own = graded();
    assert_eq!(found(&ask(&own, words)), [1, 2, 3]);
    let fused = |planted: Vec<(u32, &'static str)>| {
        let index = graded().with_second(Arc::new(Planted(planted)));
        found(&ask(&index, words))
    };
    // 3rd and 1st are 1/63 + 1/61, 2nd and 2nd 1/62 + 1/62, 1st alone 1/61.
    assert_eq!(fused(vec![(3, "art-1"), (2, "art-1")]), [3, 2, 1]);
    // What only the second knows comes in at its place, as a whole item too: 1/61 each beside the first of the own.
    let with_others = fused(vec![(4, "art-1"), (5, "")]);
    assert_eq!(with_others.len(), 5);
    assert!(
        [1, 4].iter().all(|n| with_others[..2].contains(n)),
        "{with_others:?}"
    );
    assert!(
        [2, 5].iter().all(|n| with_others[2..4].contains(n)),
        "{with_others:?}"
    );
    // What is not there changes nothing, nor does an article that a law does not have.
    assert_eq!(fused(vec![(9, "art-1"), (3, "art-7")]), [1, 2, 3]);
    assert_eq!(fused(vec![]), [1, 2, 3]);
}

#[test]
fn a_second_ranking_brings_in_nothing_from_beyond_the_filters() {
    let index = graded().with_second(Arc::new(Planted(vec![(5, ""), (4, "art-1")])));
    let query = Query::words(THREE).within("kind", "admin_regulation");
    let answer = index.search(&query).unwrap();
    let mut items = found(&answer);
    items.sort_unstable();
    assert_eq!(items, [1, 2, 3, 4]);
}
