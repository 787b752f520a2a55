//! 更正: a further edition, the former one readable.

use crate::world::{assert_sound, document as at, refused, row, seen, titles};
use acts::Failure;
use acts::item::correct::{Correction, correct};
use acts::item::relate::relate;
use acts::item::{Then, withdraw};
use acts::view::Found;
use law::item::validity::Status;
use law::item::{Relation, Value};
use testkit::Town;
use testkit::items::{document, text};
use testkit::town::{NOW, which};

fn replacing(old: &str, new: &str) -> Correction {
    Correction {
        note: "更正字句".into(),
        replace: vec![(old.into(), new.into())],
        ..Correction::default()
    }
}

#[tokio::test]
async fn the_former_edition_stays_readable_and_the_note_is_told() {
    let town = Town::new().await;
    let index_no = town
        .import(document("one", "甲", "甲方乙方。"), Then::Release)
        .await;
    let desk = town.desk.at(NOW + 5);
    let released = correct(&desk, &which("one"), &replacing("甲方", "丙方"))
        .await
        .unwrap();
    assert_eq!(released.edition(), 2);
    let view = seen(&town, &at(&index_no)).await;
    assert_eq!(view.released, released);
    assert_eq!(view.released.text().plain(), "丙方乙方。\n");
    assert_eq!(view.editions[0].change_note, "更正字句");
    let former = town
        .portal()
        .item(&at(&index_no), Some(1), town.today())
        .await
        .unwrap();
    let Found::Released(former) = former else {
        panic!("{former:?}")
    };
    assert_eq!(former.released.text().plain(), "甲方乙方。\n");
    let none = town
        .portal()
        .item(&at(&index_no), Some(3), town.today())
        .await;
    assert!(matches!(none, Err(Failure::NotFound)));
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_correction_that_is_none_is_refused() {
    let town = Town::new().await;
    town.import(document("one", "甲", "甲。"), Then::Release)
        .await;
    town.import(document("draft", "乙", "乙。"), Then::KeepDraft)
        .await;
    let silent = Correction {
        note: " ".into(),
        ..replacing("甲", "乙")
    };
    let nothing = Correction {
        note: "没有变化".into(),
        ..Correction::default()
    };
    let one = which("one");
    refused(correct(&town.desk, &one, &silent).await);
    refused(correct(&town.desk, &one, &nothing).await);
    refused(correct(&town.desk, &one, &replacing("没有的字", "乙")).await);
    refused(correct(&town.desk, &one, &replacing("", "乙")).await);
    refused(correct(&town.desk, &which("draft"), &replacing("乙", "丙")).await);
    let missing = correct(&town.desk, &which("none"), &replacing("甲", "乙")).await;
    assert!(matches!(missing, Err(Failure::NotFound)));
    withdraw::withdraw(&town.desk, &one, "有误").await.unwrap();
    refused(correct(&town.desk, &one, &replacing("甲", "乙")).await);
}

#[tokio::test]
async fn a_correction_of_a_former_edition_is_stale() {
    let town = Town::new().await;
    town.import(document("one", "甲", "甲乙丙。"), Then::Release)
        .await;
    let seen_one = |old: &str, new: &str| Correction {
        expected_edition: Some(1),
        ..replacing(old, new)
    };
    correct(&town.desk, &which("one"), &seen_one("甲", "丁"))
        .await
        .unwrap();
    let stale = correct(&town.desk, &which("one"), &seen_one("乙", "戊")).await;
    assert!(matches!(stale, Err(Failure::Stale(_))), "{stale:?}");
}

#[tokio::test]
async fn fields_that_are_no_fields_and_a_nul_are_invalid() {
    let town = Town::new().await;
    town.import(document("one", "甲", "甲。"), Then::Release)
        .await;
    for (field, value) in [
        ("colour", "red"),
        ("written_date", "昨天"),
        ("keywords", "a\0b"),
        ("title", "a\0b"),
        ("title", "a\u{202e}b"),
        ("keywords", "a\u{7}b"),
    ] {
        let correction = Correction {
            note: "更正".into(),
            fields: vec![(field.into(), Value::Text(value.into()))],
            ..Correction::default()
        };
        let invalid = correct(&town.desk, &which("one"), &correction).await;
        assert!(
            matches!(invalid, Err(Failure::Invalid(_))),
            "{field}: {invalid:?}"
        );
    }
    let text = Correction {
        note: "更正".into(),
        text: Some(text(&["甲\0乙"])),
        ..Correction::default()
    };
    let invalid = correct(&town.desk, &which("one"), &text).await;
    assert!(matches!(invalid, Err(Failure::Invalid(_))), "{invalid:?}");
    for odd in [
        Correction {
            text: Some(testkit::items::text(&["甲\u{1}乙"])),
            ..replacing("甲", "乙")
        },
        replacing("甲", "乙\u{202e}"),
        Correction {
            note: "更\u{202e}正".into(),
            ..replacing("甲", "乙")
        },
    ] {
        let invalid = correct(&town.desk, &which("one"), &odd).await;
        assert!(matches!(invalid, Err(Failure::Invalid(_))), "{invalid:?}");
    }
    let noted = Correction {
        note: "更\0正".into(),
        ..replacing("甲", "乙")
    };
    let invalid = correct(&town.desk, &which("one"), &noted).await;
    assert!(matches!(invalid, Err(Failure::Invalid(_))), "{invalid:?}");
    assert_eq!(row(&town, "one").await.unwrap().edition, 1);
}

#[tokio::test]
async fn a_corrected_typing_error_does_not_bring_a_repealed_text_back() {
    let town = Town::new().await;
    let mut old = document("old", "旧办法", "旧法。");
    old.fields.set("effective_date", "2020-01-01");
    let index_no = town.import(old, Then::Release).await;
    town.import(document("new", "新决定", "废止旧法。"), Then::Release)
        .await;
    let since = "2026-06-01".parse().ok();
    relate(
        &town.desk,
        &which("new"),
        Relation::Repeals,
        &which("old"),
        since,
        "",
    )
    .await
    .unwrap();
    correct(&town.desk, &which("old"), &replacing("旧法", "旧的办法"))
        .await
        .unwrap();
    let standing = seen(&town, &at(&index_no)).await.standing.unwrap();
    assert_eq!(standing.status, Status::Repealed);
    // A corrected day counts, and the repeal still stands.
    let dated = Correction {
        note: "更正施行日期".into(),
        fields: vec![("effective_date".into(), Value::Text("2021-01-01".into()))],
        ..Correction::default()
    };
    correct(&town.desk, &which("old"), &dated).await.unwrap();
    let view = town
        .portal()
        .item(&at(&index_no), None, "2020-06-01".parse().unwrap())
        .await
        .unwrap();
    let Found::Released(view) = view else {
        panic!("{view:?}")
    };
    assert_eq!(view.standing.unwrap().status, Status::NotYetEffective);
    let standing = seen(&town, &at(&index_no)).await.standing.unwrap();
    assert_eq!(standing.status, Status::Repealed);
}

#[tokio::test]
async fn a_correction_on_a_later_day_does_not_move_an_undated_item() {
    let town = Town::new().await;
    let mut undated = document("undated", "没有日期", "甲。");
    undated.fields.remove("written_date");
    undated.fields.remove("published_at");
    town.import(undated, Then::Release).await;
    let mut dated = document("dated", "有日期", "乙。");
    dated.fields.set("written_date", "2026-11-24");
    dated.fields.set("published_at", "2026-11-24");
    town.import(dated, Then::Release).await;
    let later = town.desk.at(NOW + 30 * 86_400);
    correct(&later, &which("undated"), &replacing("甲", "丙"))
        .await
        .unwrap();
    assert_eq!(titles(&town).await, ["有日期", "没有日期"]);
}
