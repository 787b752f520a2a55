//! Articles of a text of law as hits under it.

use crate::world::{Doc, ask, found, index_of, shown};
use search::{Counts, Exact, Mode, Query};

fn laws() -> Vec<Doc> {
    vec![
        Doc::law(
            1,
            "中华人民共和国政府信息公开条例",
            &[
                ("第一条", "为了保障公民依法获取政府信息，制定本条例。"),
                (
                    "第三十三条",
                    "行政机关收到政府信息公开申请，能够当场答复的，应当当场予以答复。",
                ),
                ("第五十六条", "本条例自2019年5月15日起施行。"),
            ],
        ),
        Doc::law(
            2,
            "云溪县政府信息公开条例实施办法",
            &[
                ("第三十三条", "答复期限从其规定。"),
                ("第十五条之一", "予以答复的情形。"),
            ],
        ),
        Doc::new(
            3,
            "学习通知",
            "条例第三十三条、政府信息公开条例第三十三条都要学习。",
        ),
    ]
}

#[test]
fn a_named_article_leads_to_its_law_and_to_it() {
    let index = index_of(&laws());
    for words in [
        "条例第三十三条",
        "政府信息公开条例 33 条",
        "《政府信息公开条例》第三十三条第二款",
    ] {
        let answer = ask(&index, words);
        let hit = &answer.hits[0];
        assert_eq!(
            (found(&answer)[0], hit.exact),
            (1, Exact::Article),
            "{words}"
        );
        assert_eq!(hit.articles[0].anchor, "art-33", "{words}");
        assert_eq!(hit.articles[0].number, "第三十三条", "{words}");
    }
}

#[test]
fn what_cites_the_article_is_found_as_well() {
    let answer = ask(&index_of(&laws()), "条例第三十三条");
    assert_eq!(found(&answer), [1, 3]);
}

#[test]
fn a_law_is_one_hit_with_its_best_articles_below() {
    let answer = ask(&index_of(&laws()), "当场答复");
    assert_eq!((answer.total, found(&answer)), (1, vec![1]));
    let articles = &answer.hits[0].articles;
    assert_eq!(articles.len(), 1);
    assert_eq!(
        shown(&articles[0].snippet),
        "行政机关收到政府信息公开申请，能够[当场答复]的，应当当场予以答复。"
    );
}

#[test]
fn a_question_is_answered_by_articles_under_their_law() {
    let answer = ask(&laws_index(), "当场能不能直接答复申请人呢？");
    assert_eq!(answer.mode, Mode::Question);
    assert_eq!(found(&answer)[0], 1);
    assert_eq!(answer.hits[0].articles[0].number, "第三十三条");
}

#[test]
fn a_question_is_answered_within_its_filters() {
    let index = laws_index();
    let query = Query::words("当场能不能直接答复申请人呢？").within("kind", "document");
    let answer = index.search(&query).unwrap();
    assert!(!found(&answer).contains(&1));
    let query = Query {
        from: Some(law::Date::constant(2021, 1, 1)),
        ..Query::words("当场能不能直接答复申请人呢？")
    };
    let answer = index.search(&query).unwrap();
    assert_eq!(answer.total, 0);
    assert!(0 < answer.without_filters);
}

#[test]
fn passages_of_a_question_are_ranked_one_by_one() {
    let passages = laws_index().passages("当场答复申请", 10).unwrap();
    assert_eq!(
        (passages[0].item.as_str(), passages[0].anchor.as_str()),
        ("0190-000001", "art-33")
    );
    assert!(passages.windows(2).all(|two| two[1].score <= two[0].score));
}

fn laws_index() -> search::Index {
    index_of(&laws())
}

#[test]
fn counts_and_facets_are_over_items_only() {
    let index = index_of(&laws());
    assert_eq!(index.count(), 3);
    let query = Query {
        counts: Counts::Facets,
        ..Query::words("答复")
    };
    let answer = index.search(&query).unwrap();
    assert_eq!(answer.total, 2);
    let kinds = answer
        .facets
        .iter()
        .find(|facet| facet.key == "kind")
        .unwrap();
    assert_eq!(kinds.values, [("admin_regulation".to_owned(), 2)]);
}

#[test]
fn an_article_of_a_removed_law_is_gone_too() {
    let index = index_of(&laws());
    let mut keeper = index.keeper().unwrap().unwrap();
    keeper.remove("0190-000001").unwrap();
    keeper.commit(2).unwrap();
    assert!(!found(&ask(&index, "当场答复")).contains(&1));
    assert_eq!(ask(&index, "“当场答复”").total, 0);
    assert_eq!(found(&ask(&index, "十五条之一")), [2]);
}
