//! 登记: what becomes an item, what joins one, and what is not taken.

use crate::world::{
    assert_sound, document as at, entries, head, refused, row, seen, store, titles,
};
use acts::Failure;
use acts::item::import::{import, import_batch};
use acts::item::{Imported, Then, withdraw};
use law::item::Relation;
use law::item::validity::Status;
use law::text::Block;
use store::item::{By, State};
use testkit::Town;
use testkit::items::{document, file, numbered, rule};
use testkit::town::which;

#[tokio::test]
async fn importing_again_changes_nothing() {
    let town = Town::new().await;
    let one = numbered("one", "关于甲的通知", "漱教〔2026〕1号", "甲。");
    let first = import(&town.desk, one.clone(), Then::Release)
        .await
        .unwrap();
    let Imported::New { item } = first else {
        panic!("{first:?}")
    };
    let seq = head(&town).await;
    let before = row(&town, "one").await;
    for _ in 0..2 {
        let again = import(&town.desk, one.clone(), Then::Release)
            .await
            .unwrap();
        assert_eq!(again, Imported::Same { item: item.clone() });
    }
    assert_eq!(head(&town).await, seq);
    assert_eq!(row(&town, "one").await, before);
}

#[tokio::test]
async fn a_second_source_joins_the_item_that_is_held() {
    let town = Town::new().await;
    let one = numbered("one", "关于甲的通知", "漱教〔2026〕1号", "甲。");
    let index_no = town.import(one.clone(), Then::Release).await;
    let mut other = one.clone();
    other.origin.source = "gazette".into();
    other.origin.source_id = "7".into();
    let joined = import(&town.desk, other, Then::Release).await.unwrap();
    assert!(matches!(joined, Imported::Joined { .. }), "{joined:?}");
    assert_eq!(titles(&town).await.len(), 1);
    assert_eq!(
        seen(&town, &at(&index_no)).await.sources,
        ["gazette", "town"]
    );
    // Another kind, title or number is another document.
    let mut third = one.clone();
    third.origin.source_id = "third".into();
    third.fields.set("title", "关于乙的通知");
    let new = import(&town.desk, third, Then::Release).await.unwrap();
    assert!(matches!(new, Imported::New { .. }), "{new:?}");
}

#[tokio::test]
async fn a_source_that_changed_makes_a_new_edition_with_a_note() {
    let town = Town::new().await;
    let one = document("one", "关于甲的通知", "甲。");
    let index_no = town.import(one, Then::Release).await;
    let changed = document("one", "关于甲的通知", "甲改了。");
    let again = import(&town.desk, changed, Then::Release).await.unwrap();
    assert!(
        matches!(again, Imported::Changed { edition: 2, .. }),
        "{again:?}"
    );
    let view = seen(&town, &at(&index_no)).await;
    assert_eq!(view.released.edition(), 2);
    assert_eq!(view.released.text().plain(), "甲改了。\n");
    assert_eq!(view.editions.len(), 2);
    assert_eq!(view.editions[0].change_note, "来源的内容有变化，随来源更新");
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_changed_source_kept_as_a_draft_changes_nothing_that_is_shown() {
    let town = Town::new().await;
    let mut one = document("one", "关于甲的通知", "甲。");
    one.fields.set("effective_date", "2026-03-01");
    let index_no = town.import(one, Then::Release).await;
    let shown = seen(&town, &at(&index_no)).await;
    let mut changed = document("one", "关于秘密的通知", "秘密。");
    changed.fields.set("effective_date", "2030-01-01");
    changed.fields.set("published_at", "2026-10-01");
    changed.relations = vec![(Relation::Repeals, "秘密文件".into())];
    town.import(changed, Then::KeepDraft).await;
    assert_eq!(titles(&town).await, ["关于甲的通知"]);
    let still = seen(&town, &at(&index_no)).await;
    assert_eq!(format!("{still:?}"), format!("{shown:?}"));
    acts::item::release(&town.desk, &which("one"), "")
        .await
        .unwrap();
    assert_eq!(titles(&town).await, ["关于秘密的通知"]);
    let now = seen(&town, &at(&index_no)).await;
    assert_eq!(now.standing.unwrap().status, Status::NotYetEffective);
    let row = row(&town, "one").await.unwrap();
    assert_eq!(row.published_on.to_string(), "2026-10-01");
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_source_of_a_withdrawn_item_brings_it_not_back() {
    let town = Town::new().await;
    town.import(document("one", "关于甲的通知", "甲。"), Then::Release)
        .await;
    withdraw::withdraw(&town.desk, &which("one"), "有误")
        .await
        .unwrap();
    let changed = document("one", "关于甲的通知", "甲改了。");
    refused(import(&town.desk, changed, Then::Release).await);
    assert_eq!(row(&town, "one").await.unwrap().state, State::Withdrawn);
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_stated_index_number_is_kept_and_later_ones_are_above_it() {
    let town = Town::new().await;
    let mut stated = document("one", "甲", "甲。");
    stated.index_no = Some("XT-0002/2026-00040".into());
    assert_eq!(
        town.import(stated, Then::Release).await,
        "XT-0002/2026-00040"
    );
    let next = town
        .import(document("two", "乙", "乙。"), Then::Release)
        .await;
    assert_eq!(next, "XT-0002/2026-00041");
    // One that is taken stays with its first item; the second gets one of its own.
    let mut twice = document("three", "丙", "丙。");
    twice.index_no = Some("XT-0002/2026-00040".into());
    assert_eq!(
        town.import(twice, Then::Release).await,
        "XT-0002/2026-00042"
    );
    // Another form is an alias.
    let mut foreign = document("four", "丁", "丁。");
    foreign.index_no = Some("GZ0320-2026-7".into());
    let given = town.import(foreign, Then::Release).await;
    let moved = town.portal().moved(&["GZ0320-2026-7"]).await.unwrap();
    assert_eq!(moved, Some(at(&given)));
}

#[tokio::test]
async fn a_stated_number_near_the_end_does_not_use_up_the_others() {
    let town = Town::new().await;
    let mut hostile = document("one", "甲", "甲。");
    hostile.index_no = Some("XT-0002/2026-999999999".into());
    assert_eq!(
        town.import(hostile, Then::Release).await,
        "XT-0002/2026-00001"
    );
    let next = town
        .import(document("two", "乙", "乙。"), Then::Release)
        .await;
    assert_eq!(next, "XT-0002/2026-00002");
}

#[tokio::test]
async fn an_unknown_publisher_gets_a_visible_stand_in() {
    let town = Town::new().await;
    let mut foreign = document("one", "甲", "甲。");
    foreign.agency = None;
    foreign
        .fields
        .set_list("issuers", vec!["某某市水务局（示例）".into()]);
    let index_no = town.import(foreign, Then::Release).await;
    assert!(index_no.starts_with("XW-"), "{index_no}");
    let view = seen(&town, &at(&index_no)).await;
    assert!(!view.is_own);
    assert_eq!(view.released.agency_name(), "某某市水务局（示例）");
}

#[tokio::test]
async fn a_refused_document_leaves_no_trace_and_does_not_hold_up_the_others() {
    let town = Town::new().await;
    let mut early = document("early", "早于成文", "甲。");
    early.agency = None;
    early
        .fields
        .set_list("issuers", vec!["不该登记的机关".into()]);
    early.fields.set("written_date", "2026-03-09");
    early.fields.set("published_at", "2026-03-08 10:00");
    early.aliases.push(("url".into(), "/early".into()));
    early.files.push(file("甲.csv", "甲"));
    let batch = [
        document("one", "甲", "甲。"),
        early.clone(),
        document("two", "乙", "乙。"),
    ];
    let results = import_batch(&town.desk, &batch, Then::Release)
        .await
        .unwrap();
    let [Ok(_), Err(Failure::Refused(refusal)), Ok(_)] = results.as_slice() else {
        panic!("{results:?}")
    };
    assert!(refusal.to_string().contains("早于成文日期"), "{refusal}");
    assert_eq!(titles(&town).await, ["乙", "甲"]);
    let mut reader = store(&town).await.read().await.unwrap();
    assert_eq!(reader.states().await.unwrap(), [("released".into(), 2)]);
    assert!(
        reader
            .agencies()
            .await
            .unwrap()
            .iter()
            .all(|agency| agency.is_own)
    );
    let by = By::Alias {
        kind: "url",
        value: "/early",
    };
    assert_eq!(reader.find_item(by).await.unwrap(), None);
    assert_eq!(reader.blobs().await.unwrap(), []);
    drop(reader);
    // Mended, it is taken, although its source said nothing new.
    early.fields.set("published_at", "2026-03-10 10:00");
    let mended = import(&town.desk, early, Then::Release).await.unwrap();
    assert!(matches!(mended, Imported::New { .. }), "{mended:?}");
    let numbers = titles(&town).await.len();
    assert_eq!(numbers, 3);
    assert_sound(&town).await;
}

#[tokio::test]
async fn what_is_no_writing_is_left_out_and_the_import_says_so() {
    let town = Town::new().await;
    let mut odd = document("odd", "关于\u{202e}甲\u{7}的通知", "甲\u{1}乙。\u{202b}");
    odd.files.push(file("名\u{202e}单.csv", "甲"));
    odd.relations
        .push((Relation::Implements, "办\u{8}法".into()));
    let fine = document("fine", "关于乙的通知", "乙。");
    let taken = import_batch(&town.desk, &[odd, fine], Then::Release)
        .await
        .unwrap();
    let notices: Vec<Vec<String>> = taken.into_iter().map(|it| it.unwrap().notices).collect();
    let number = row(&town, "odd").await.unwrap().index_no.to_string();
    assert_eq!(notices[0].len(), 1);
    assert!(
        notices[0][0].starts_with(&number) && notices[0][0].contains("有 5 个"),
        "{notices:?}"
    );
    assert_eq!(notices[1], Vec::<String>::new());
    let view = seen(&town, &at(&number)).await;
    assert_eq!(view.released.title(), "关于甲的通知");
    // A text may hold words of a writing from right to left.
    assert!(view.released.text().plain().contains("甲乙。\u{202b}"));
    assert_eq!(view.released.files()[0].name, "名单.csv");
    assert_eq!(view.relations[0].says, "办法");
    assert_sound(&town).await;
}

#[tokio::test]
async fn what_no_engine_could_keep_is_refused_in_words() {
    let town = Town::new().await;
    let one = || document("one", "甲", "甲。");
    let long = "长".repeat(1000);
    let mut cases = Vec::new();
    for (field, change) in [
        (
            "title",
            Box::new(|d: &mut acts::item::Incoming| d.fields.set("title", "甲\0乙"))
                as Box<dyn Fn(&mut acts::item::Incoming)>,
        ),
        (
            "text",
            Box::new(|d| {
                if let Some(Block::Paragraph(paragraph)) = d.text.blocks.first_mut() {
                    paragraph.text = "甲\0".into();
                }
            }),
        ),
        ("source", Box::new(|d| d.origin.source_id = String::new())),
        (
            "source_id",
            Box::new(|d| d.origin.source_id = "a\0b".into()),
        ),
        ("files", Box::new(|d| d.files.push(file("a\0.csv", "")))),
        (
            "aliases",
            Box::new(|d| d.aliases.push(("url".into(), "\0".into()))),
        ),
        (
            "doc_no",
            Box::new({
                let long = long.clone();
                move |d| d.fields.set("doc_no", long.clone())
            }),
        ),
        (
            "relations",
            Box::new({
                let long = long.clone();
                move |d| d.relations.push((Relation::Cites, long.clone()))
            }),
        ),
        (
            "index_no",
            Box::new({
                let long = long.clone();
                move |d| d.index_no = Some(long.clone())
            }),
        ),
    ] {
        let mut document = one();
        change(&mut document);
        cases.push((field, document));
    }
    for (field, document) in cases {
        match import(&town.desk, document, Then::Release).await {
            Err(Failure::Invalid(problems)) => {
                let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
                assert_eq!(fields, [field]);
            }
            other => panic!("{field}: {other:?}"),
        }
    }
    assert!(titles(&town).await.is_empty());
    let mut large = one();
    large.text = testkit::items::text(&[&"字".repeat(1_000_000)]);
    town.import(large, Then::Release).await;
    assert_sound(&town).await;
}

#[tokio::test]
async fn two_files_of_one_name_are_both_found() {
    let town = Town::new().await;
    let mut one = document("one", "甲", "甲。");
    for words in ["一", "二", "三"] {
        one.files.push(file("附件.csv", words));
    }
    let index_no = town.import(one, Then::Release).await;
    for (name, words) in [
        ("附件.csv", "一"),
        ("附件（2）.csv", "二"),
        ("附件（3）.csv", "三"),
    ] {
        let found = town
            .portal()
            .file(&at(&index_no), None, name)
            .await
            .unwrap();
        let acts::portal::FileFound::Released(file) = found else {
            panic!("{found:?}")
        };
        let bytes = crate::exits::whole(&town.portal(), &file).await;
        assert_eq!(bytes, words.as_bytes());
    }
}

#[tokio::test]
async fn the_ledger_holds_no_title_no_name_and_no_reason() {
    let (town, _) = Town::with_items().await;
    let mut named = document("关于张三的通知.docx", "关于张三的通知", "甲。");
    named.files.push(file("张三.csv", "张三"));
    town.import(named, Then::Release).await;
    let said: String = entries(&town, 0)
        .await
        .iter()
        .map(ToString::to_string)
        .collect();
    for word in [
        "张三",
        "通知",
        "示例经办",
        "漱石县",
        "更正一处字句",
        "含有个人信息",
        "暗语",
        "docx",
    ] {
        assert!(!said.contains(word), "{word}");
    }
    assert!(said.is_ascii(), "Chinese words in the ledger");
}

#[tokio::test]
async fn a_rule_of_a_body_that_makes_none_is_taken_and_somebody_is_told() {
    let town = Town::new().await;
    for (kind, says) in [
        ("dept_rule", Some("部门规章由国务院的部门制定")),
        ("local_gov_rule", Some("地方政府规章由省级和设区的市")),
        ("local_regulation", None),
    ] {
        let mut text = rule(
            kind,
            &kind.replace('_', "-"),
            "2019-05-02",
            "2019-06-01",
            "甲。",
        );
        text.kind = kind.into();
        let taken = import_batch(&town.desk, &[text], Then::Release).await;
        let taken = taken.unwrap().remove(0).unwrap();
        assert!(matches!(taken.imported, Imported::New { .. }));
        let told = taken.notices.concat();
        match says {
            Some(says) => assert!(
                told.contains(says) && told.contains("漱石县教育局"),
                "{told}"
            ),
            None => assert_eq!(told, ""),
        }
    }
}
