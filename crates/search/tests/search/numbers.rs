//! A number or a title typed exactly is the first hit.

use crate::world::{Doc, ask, found, index_of};
use search::Exact;

fn cited_often() -> Vec<Doc> {
    let mut docs = vec![
        Doc::new(1, "关于印发工作要点的通知", "现印发给你们。")
            .with("doc_no", "云府办〔2020〕14号"),
        Doc::new(2, "关于印发工作要点的补充通知", "云府办〔2020〕114号")
            .with("doc_no", "云府办〔2020〕114号"),
        Doc::new(3, "令", "第七号令。").with("doc_no", "云溪县人民政府令第7号"),
    ];
    for n in 10..60 {
        let body = "按照云府办〔2020〕14号要求，云府办〔2020〕14号、云府办〔2020〕14号落实。";
        docs.push(Doc::new(n, "关于云府办〔2020〕14号的落实情况", body));
    }
    docs
}

#[test]
fn an_exact_number_comes_before_everything_that_cites_it() {
    let index = index_of(&cited_often());
    for words in [
        "云府办〔2020〕14号",
        "云府办[2020]14号",
        "云府办（2020）14号",
        "云府办【２０２０】１４号",
        " 云府办 〔2020〕 14 号 ",
        "云府办〔2020〕第014号",
        "云府办〔2020〕14号 通知",
        "“云府办〔2020〕14号”",
    ] {
        let answer = ask(&index, words);
        assert_eq!(found(&answer)[0], 1, "{words}");
        assert_eq!(answer.hits[0].exact, Exact::Number, "{words}");
    }
    assert_eq!(ask(&index, "云府办〔2020〕14号").total, 51);
    assert_eq!(found(&ask(&index, "云溪县人民政府令第7号"))[0], 3);
    assert_eq!(found(&ask(&index, "云溪县人民政府令7号"))[0], 3);
}

#[test]
fn a_number_typed_without_its_brackets_is_found() {
    let index = index_of(&cited_often());
    for words in [
        "云府办2020年14号",
        "云府办2020年第14号",
        "云府办 2020 14",
        "云府办2020-14号",
        "云府办〔2020〕14",
    ] {
        let answer = ask(&index, words);
        assert_eq!(
            (found(&answer)[0], answer.hits[0].exact),
            (1, Exact::Number),
            "{words}"
        );
    }
}

#[test]
fn year_and_serial_alone_find_every_number_that_has_them_and_are_offered_where_the_code_is_wrong() {
    let mut docs = cited_often();
    docs.push(Doc::new(5, "财政通知", "内容。").with("doc_no", "云财〔2020〕14号"));
    let index = index_of(&docs);
    for words in ["2020年14号", "2020年第14号", "〔2020〕14号", "2020 14号"] {
        let answer = ask(&index, words);
        let mut first = found(&answer)[..2].to_vec();
        first.sort_unstable();
        assert_eq!(first, [1, 5], "{words}");
    }
    let near = ask(&index, "云教2020年14号").near;
    assert_eq!((near[0].words.as_str(), near[0].found), ("〔2020〕14号", 2));
}

#[test]
fn of_two_versions_of_one_name_the_one_that_holds_comes_first() {
    let version = |n, standing, day: &str| {
        Doc::law(n, "云溪县水法", &[("第七条", "用水。")])
            .standing(standing)
            .with("published_at", day)
    };
    let index = index_of(&[
        version(1, "amended", "2018-01-01"),
        version(2, "in_force", "2020-01-01"),
        version(3, "not_yet_effective", "2026-01-01"),
    ]);
    for words in ["云溪县水法", "云溪县水法第七条"] {
        assert_eq!(found(&ask(&index, words))[0], 2, "{words}");
    }
}

#[test]
fn an_index_number_comes_first() {
    let mut docs = cited_often();
    docs.push(Doc::new(
        70,
        "其他",
        "见XT-0001/2026-00002，见XT-0001/2026-00002。",
    ));
    let answer = ask(&index_of(&docs), "XT-0001/2026-00002");
    assert_eq!(
        (found(&answer)[0], answer.hits[0].exact),
        (2, Exact::IndexNo)
    );
}

#[test]
fn a_full_title_or_the_name_of_a_law_comes_first() {
    let mut docs = vec![
        Doc::law(
            1,
            "中华人民共和国水法（2016年修正）",
            &[("第一条", "为了合理开发水资源。")],
        ),
        Doc::new(2, "公开、公平和“十四五”规划（试行）", "内容。"),
    ];
    for n in 10..40 {
        docs.push(Doc::new(
            n,
            "学习水法、宣传水法、贯彻水法",
            "水法水法水法。公开、公平和“十四五”规划（试行）",
        ));
    }
    let index = index_of(&docs);
    for words in [
        "水法",
        "《水法》",
        "中华人民共和国水法",
        "《中华人民共和国水法》（2016年修正）",
    ] {
        let answer = ask(&index, words);
        assert_eq!(
            (found(&answer)[0], answer.hits[0].exact),
            (1, Exact::Title),
            "{words}"
        );
    }
    let answer = ask(&index, "公开、公平和“十四五”规划（试行）");
    assert_eq!((found(&answer)[0], answer.hits[0].exact), (2, Exact::Title));
}

#[test]
fn several_items_of_one_number_all_come_first() {
    let mut docs = cited_often();
    docs.push(Doc::new(5, "同号转载", "转载。").with("doc_no", "云府办[2020]14号"));
    let answer = ask(&index_of(&docs), "云府办〔2020〕14号");
    let mut first = found(&answer)[..2].to_vec();
    first.sort_unstable();
    assert_eq!(first, [1, 5]);
}
