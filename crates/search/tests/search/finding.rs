//! Words, quotation marks, questions; what is shown and in which order.

use crate::world::{Doc, ask, found, index_of, plain, shown};
use search::{Mode, Query, Sort, Turn};

fn town() -> search::Index {
    index_of(&[
        Doc::new(
            1,
            "云溪县2020年政务公开工作要点",
            "深化重点领域信息公开。\n优化营商环境，强化稳岗就业。",
        ),
        Doc::new(
            2,
            "关于优化营商环境的通知",
            "各镇：请认真贯彻落实。政务服务要公开、公平、公正。",
        ),
        Doc::new(
            3,
            "二〇二一年预算报告",
            "一般公共预算收入 12 亿元，同比增长3.5%。G60高速沿线GDP增速较快。",
        ),
        Doc::new(
            4,
            "企业注销办事指南",
            "公司停止营业后，应当依法办理注销登记，清偿所欠职工工资。",
        ),
        Doc::new(5, "防汛应急预案", "启动防汛Ⅲ级应急响应。"),
    ])
}

#[test]
fn every_space_separated_term_is_required() {
    let index = town();
    assert_eq!(found(&ask(&index, "营商环境")), [2, 1]);
    assert_eq!(found(&ask(&index, "营商环境 稳岗")), [1]);
    assert_eq!(ask(&index, "营商环境 稳岗").mode, Mode::Words);
}

#[test]
fn terms_may_stand_in_different_fields() {
    assert_eq!(found(&ask(&town(), "政务公开 稳岗就业")), [1]);
}

#[test]
fn one_han_character_is_found_wherever_it_stands() {
    let index = town();
    assert_eq!(found(&ask(&index, "汛")), [5]);
    assert_eq!(ask(&index, "公").total, 4);
}

#[test]
fn latin_words_digits_and_mixtures_are_found() {
    let index = town();
    for words in [
        "G60",
        "g60",
        "Ｇ６０",
        "gdp",
        "GDP增速",
        "3.5%",
        "12亿元",
        "12 亿元",
        "G60高速",
    ] {
        assert_eq!(found(&ask(&index, words)), [3], "{words}");
    }
    for words in ["2020年政务公开", "２０２０年政务公开", "2020年"] {
        assert_eq!(found(&ask(&index, words)), [1], "{words}");
    }
}

#[test]
fn a_whole_number_counts_for_more_than_a_part_of_one() {
    let index = index_of(&[
        Doc::new(1, "甲事项", "编号114号文件。"),
        Doc::new(2, "乙事项", "编号是14号文件。"),
    ]);
    assert_eq!(found(&ask(&index, "14号")), [2, 1]);
}

#[test]
fn quotation_marks_mean_this_and_nothing_else() {
    let index = town();
    let answer = ask(&index, "“公开、公平”");
    assert_eq!((answer.mode, found(&answer)), (Mode::Exact, vec![2]));
    let answer = ask(&index, "\"公开公平\"");
    assert_eq!((answer.mode, answer.total), (Mode::Exact, 0));
    assert!(answer.near.is_empty());
}

#[test]
fn quotation_marks_hold_for_a_whole_title_too() {
    let index = index_of(&[Doc::new(1, "公开、公平", "内容")]);
    assert_eq!(ask(&index, "“公开公平”").total, 0);
    assert_eq!(ask(&index, "公开公平").total, 1);
}

#[test]
fn a_law_named_by_one_of_the_terms_comes_before_those_that_bear_its_name_in_theirs() {
    let index = index_of(&[
        Doc::new(
            1,
            "中华人民共和国劳动合同法实施条例",
            "经济补偿，经济补偿，经济补偿。",
        ),
        Doc::new(
            2,
            "中华人民共和国劳动合同法",
            &format!("经济补偿。{}", "其他规定。".repeat(50)),
        ),
    ]);
    assert_eq!(found(&ask(&index, "劳动合同法 经济补偿")), [2, 1]);
}

#[test]
fn a_question_that_nothing_holds_gets_the_best_partial_matches() {
    let answer = ask(&town(), "公司关门了，欠职工的工资怎么办？");
    assert_eq!(answer.mode, Mode::Question);
    assert_eq!(found(&answer).first(), Some(&4));
    assert!(answer.hits[0].snippet.iter().any(|segment| segment.hit));
}

#[test]
fn terms_that_never_meet_are_offered_one_by_one() {
    let answer = ask(&town(), "防汛 注销登记 摩天轮");
    assert_eq!(answer.mode, Mode::Question);
    let near: Vec<(&str, u64)> = answer
        .near
        .iter()
        .map(|n| (n.words.as_str(), n.found))
        .collect();
    assert_eq!(near, [("防汛", 1), ("注销登记", 1)]);
}

#[test]
fn what_is_nowhere_is_not_found() {
    let answer = ask(&town(), "摩天轮");
    assert_eq!((answer.total, answer.hits.len()), (0, 0));
}

#[test]
fn filters_that_leave_nothing_are_named_as_the_reason() {
    let query = Query::words("营商环境").within("year", "1999");
    let answer = town().search(&query).unwrap();
    assert_eq!(
        (answer.mode, answer.total, answer.without_filters),
        (Mode::Words, 0, 2)
    );
}

#[test]
fn the_title_is_shown_whole_and_the_passage_is_a_piece_of_the_body() {
    let answer = ask(&town(), "政务公开 稳岗");
    let hit = &answer.hits[0];
    assert_eq!(shown(&hit.title), "云溪县2020年[政务公开]工作要点");
    assert_eq!(shown(&hit.snippet), "优化营商环境，强化[稳岗]就业。");
}

#[test]
fn a_match_in_other_brackets_and_width_is_marked_where_it_stands() {
    let index = index_of(&[Doc::new(1, "通知", "依据国发〔２０１９〕 5 号文件办理。")]);
    let answer = ask(&index, "国发[2019]5号");
    assert_eq!(
        shown(&answer.hits[0].snippet),
        "依据[国发〔２０１９〕 5 号]文件办理。"
    );
}

#[test]
fn no_words_browse_everything_newest_first() {
    let index = index_of(&[
        Doc::new(1, "甲", "一").with("published_at", "2019-01-01"),
        Doc::new(2, "乙", "二").with("published_at", "2021-01-01"),
        Doc::new(3, "丙", "三").with("published_at", "2020-01-01"),
    ]);
    let answer = ask(&index, "  ");
    assert_eq!((answer.mode, found(&answer)), (Mode::Browse, vec![2, 3, 1]));
    assert_eq!(answer.total, 3);
}

#[test]
fn newest_first_is_an_order_of_its_own() {
    let index = index_of(&[
        Doc::new(1, "预算公开", "预算公开预算公开").with("published_at", "2019-01-01"),
        Doc::new(2, "其他事项", "预算公开").with("published_at", "2021-01-01"),
    ]);
    assert_eq!(found(&ask(&index, "预算公开")), [1, 2]);
    let newest = Query {
        sort: Sort::Newest,
        ..Query::words("预算公开")
    };
    assert_eq!(found(&index.search(&newest).unwrap()), [2, 1]);
}

#[test]
fn of_equal_texts_the_one_in_force_and_of_higher_rank_comes_first() {
    let mut law = Doc::new(1, "公开规定", "公开").standing("in_force");
    law.rank = 2;
    let old = Doc::new(2, "公开规定", "公开").standing("repealed");
    let mut rule = Doc::new(3, "公开规定", "公开").standing("in_force");
    rule.rank = 5;
    assert_eq!(found(&ask(&index_of(&[old, rule, law]), "规定")), [1, 3, 2]);
}

#[test]
fn pages_follow_one_another_without_gap_or_repeat() {
    let docs: Vec<Doc> = (1..=57)
        .map(|n| Doc::new(n, "相同的标题", "相同的正文"))
        .collect();
    let index = index_of(&docs);
    let whole = found(&ask(&index, "相同"));
    let mut paged = Vec::new();
    for offset in (0..60).step_by(10) {
        let query = Query {
            offset,
            ..Query::words("相同")
        };
        paged.extend(found(&index.search(&query).unwrap()));
    }
    assert_eq!(paged, whole);
    assert_eq!(paged.len(), 57);
}

#[test]
fn a_list_is_gone_through_by_cursor_to_its_end_and_back_in_both_orders() {
    let docs: Vec<Doc> = (1..=57)
        .map(|n| {
            let body = "相同的正文。".repeat(1 + n as usize % 5);
            Doc::new(n, "相同的标题", &body).with("published_at", &format!("20{:02}-01-01", n % 7))
        })
        .collect();
    let index = index_of(&docs);
    for sort in [Sort::Relevance, Sort::Newest] {
        let query = Query {
            sort,
            ..Query::words("相同")
        };
        let whole = found(
            &index
                .search(&Query {
                    limit: 100,
                    ..query.clone()
                })
                .unwrap(),
        );
        let turned = |turn| {
            let query = Query {
                turn,
                ..query.clone()
            };
            let answer = index.search(&query).unwrap();
            assert_eq!(answer.total, 57);
            answer
        };
        let typed = |cursor: search::Cursor| cursor.to_string().parse().unwrap();
        let mut answer = turned(Turn::First);
        assert!(answer.previous.is_none());
        let mut paged = found(&answer);
        while let Some(next) = answer.next {
            answer = turned(Turn::After(typed(next)));
            assert_eq!(answer.ahead, paged.len() as u64);
            paged.extend(found(&answer));
        }
        assert_eq!(paged, whole);
        let mut back = found(&answer);
        while let Some(previous) = answer.previous {
            answer = turned(Turn::Before(typed(previous)));
            assert!(answer.next.is_some());
            back.splice(..0, found(&answer));
            assert_eq!(answer.ahead, (whole.len() - back.len()) as u64);
        }
        assert_eq!(back, whole);
        // A page by its number goes on by cursor from where it ends.
        let counted = Query {
            offset: 20,
            ..query.clone()
        };
        let counted = index.search(&counted).unwrap();
        assert_eq!(
            (counted.ahead, found(&counted)),
            (20, whole[20..30].to_vec())
        );
        let after = turned(Turn::After(counted.next.unwrap()));
        assert_eq!(found(&after), whole[30..40]);
        let before = turned(Turn::Before(counted.previous.unwrap()));
        assert_eq!(found(&before), whole[10..20]);
    }
}

#[test]
fn what_is_no_cursor_is_refused() {
    for text in ["", "1", "9_0_0_0_0", "0_0_x_0_0", "0_0_0_0_0_0"] {
        assert!(text.parse::<search::Cursor>().is_err(), "{text}");
    }
}

#[test]
fn the_best_passage_is_where_most_terms_stand_together() {
    let filler = "这里是与所查内容没有关系的一段话。".repeat(40);
    let body =
        format!("预算在开头出现一次。\n{filler}\n后面说明预算执行和绩效评价的结果。\n{filler}");
    let index = index_of(&[Doc::new(1, "报告", &body)]);
    let answer = ask(&index, "预算 绩效评价");
    let snippet = plain(&answer.hits[0].snippet);
    assert!(
        snippet.starts_with("后面说明预算执行和绩效评价的结果。"),
        "{snippet}"
    );
}

#[test]
fn words_of_a_field_that_holds_content_are_found() {
    let mut doc = Doc::new(1, "云溪县教育局", "").with("functions", "管理全县学前教育。");
    doc.snapshot.kind = "agency_profile".into();
    assert_eq!(found(&ask(&index_of(&[doc]), "学前教育")), [1]);
}
