//! What is offered to somebody who has begun to type a name.

use crate::world::{Doc, index_of};
use search::{Index, Spelling};

fn offered(index: &Index, typed: &str) -> Vec<String> {
    let spelling = Spelling::read(typed).unwrap();
    index.suggest(&spelling, 10).unwrap()
}

fn world() -> Vec<Doc> {
    let law = |n, title| Doc::law(n, title, &[("第一条", "为了规范，制定本法。")]);
    let mut regulation = law(1, "中华人民共和国政府信息公开条例").standing("in_force");
    regulation.rank = 3;
    let mut former = law(2, "中华人民共和国政府信息公开条例").standing("amended");
    former.rank = 3;
    former.snapshot.fields.set("published_at", "2026-01-01");
    let mut highest = law(3, "中华人民共和国政府采购法").standing("in_force");
    highest.rank = 2;
    vec![
        regulation,
        former,
        highest,
        Doc::new(4, "政府工作报告", "全文。"),
        Doc::new(
            5,
            "云溪县人民政府关于印发《云溪县河道管理办法》的通知",
            "全文。",
        ),
        Doc::new(6, "重庆路改造公告", "全文。").with("published_at", "2020-01-01"),
        Doc::new(7, "重庆路改造公告", "全文。").with("published_at", "2021-01-01"),
        law(8, "律师法实施规定"),
    ]
}

#[test]
fn names_are_offered_by_their_beginning_by_pinyin_and_by_initials() {
    let index = index_of(&world());
    let regulation = "0190-000001";
    for typed in [
        "政府信息",
        "zhengfuxinxi",
        "zfxx",
        "zhengfux",
        "zfxxgktl",
        "政府xx",
    ] {
        assert_eq!(offered(&index, typed), [regulation], "{typed}");
    }
    // By its whole name too, and documents by what they are about.
    assert_eq!(offered(&index, "中华人民共和国政府信息"), [regulation]);
    for typed in ["云溪县河道", "yunxixianhedao", "yxxhd", "印发云溪县河道"] {
        assert_eq!(offered(&index, typed), ["0190-000005"], "{typed}");
    }
    for typed in ["chongqinglu", "zhongqinglu", "cqlgz"] {
        assert_eq!(offered(&index, typed), ["0190-000007"], "{typed}");
    }
    assert_eq!(offered(&index, "lvshifa"), ["0190-000008"]);
    assert!(offered(&index, "lushif").contains(&"0190-000008".to_owned()));
    for typed in ["信息公开条例", "xinxigongkai", "zzz", "政府采购条例"] {
        assert!(offered(&index, typed).is_empty(), "{typed}");
    }
}

#[test]
fn the_better_known_come_first_what_is_over_last_and_equal_names_once() {
    let mut docs = world();
    let mut repealed = Doc::law(9, "政府投资办法", &[("第一条", "略。")]).standing("repealed");
    repealed.rank = 2;
    docs.push(repealed);
    let index = index_of(&docs);
    let expected = ["0190-000003", "0190-000001", "0190-000004", "0190-000009"];
    assert_eq!(offered(&index, "zhengfu"), expected);
    assert_eq!(offered(&index, "政府"), expected);
}

#[test]
fn what_is_fully_spelled_comes_before_what_is_abbreviated() {
    // As initials, `hang` is 河岸农耕 too.
    let mut abbreviated = Doc::law(2, "河岸农耕法", &[("第一条", "略。")]);
    abbreviated.rank = 1;
    let index = index_of(&[Doc::new(1, "行业标准目录", "全文。"), abbreviated]);
    assert_eq!(offered(&index, "hang"), ["0190-000001", "0190-000002"]);
}

#[test]
fn the_order_is_the_same_however_the_index_came_to_be() {
    let docs = world();
    let at_once = index_of(&docs);
    let by_and_by = Index::in_memory().unwrap();
    let mut keeper = by_and_by.keeper().unwrap().unwrap();
    for (cursor, doc) in (1..).zip(docs.iter().rev()) {
        doc.put(&mut keeper);
        keeper.commit(cursor).unwrap();
    }
    for typed in ["zhengfu", "z", "云溪", "chongqing", "政"] {
        assert_eq!(
            offered(&at_once, typed),
            offered(&by_and_by, typed),
            "{typed}"
        );
    }
}

#[test]
fn what_is_removed_is_offered_no_longer() {
    let docs = world();
    let index = index_of(&docs);
    let mut keeper = index.keeper().unwrap().unwrap();
    keeper.remove("0190-000007").unwrap();
    keeper.commit(2).unwrap();
    // Another item of that name is still there.
    assert_eq!(offered(&index, "chongqing"), ["0190-000006"]);
    keeper.remove("0190-000006").unwrap();
    keeper.commit(3).unwrap();
    assert!(offered(&index, "chongqing").is_empty());
}
