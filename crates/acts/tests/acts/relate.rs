//! 关联 and 代替: from both ends, without a word of what is not released.

use crate::world::{assert_sound, document as at, entries, head, refused, seen};
use acts::Failure;
use acts::item::relate::{End, cite, relate, unrelate};
use acts::item::replace::replace;
use acts::item::withdraw::withdraw;
use acts::item::{Then, release};
use acts::view::{Found, RelationLine};
use law::item::Relation;
use law::item::validity::Status;
use testkit::Town;
use testkit::items::{document, numbered};
use testkit::town::which;

async fn lines(town: &Town, index_no: &str) -> Vec<RelationLine> {
    seen(town, &at(index_no)).await.relations
}

/// Released `one` and `two`, draft `draft`.
async fn three() -> (Town, String, String) {
    let town = Town::new().await;
    let one = town
        .import(document("one", "甲", "甲。"), Then::Release)
        .await;
    let two = town
        .import(
            numbered("two", "乙", "漱教〔2026〕2号", "乙。"),
            Then::Release,
        )
        .await;
    town.import(document("draft", "草稿丙", "丙。"), Then::KeepDraft)
        .await;
    (town, one, two)
}

#[tokio::test]
async fn a_relation_is_read_from_both_ends_and_stated_once() {
    let (town, one, two) = three().await;
    let (from, to) = (which("one"), which("two"));
    relate(&town.desk, &from, Relation::Interprets, &to, None, "")
        .await
        .unwrap();
    let seq = head(&town).await;
    for since in [None, "2026-01-01".parse().ok()] {
        relate(&town.desk, &from, Relation::Interprets, &to, since, "")
            .await
            .unwrap();
    }
    assert_eq!(head(&town).await, seq);
    let here = lines(&town, &one).await;
    let there = lines(&town, &two).await;
    assert_eq!((here.len(), there.len()), (1, 1));
    assert!(here[0].is_stated_here && !there[0].is_stated_here);
    assert_eq!(here[0].other.as_ref().unwrap().title, "乙");
    assert_eq!(there[0].other.as_ref().unwrap().title, "甲");
}

#[tokio::test]
async fn two_ends_of_one_title_are_two_relations() {
    let (town, one, _) = three().await;
    for slug in ["a", "b"] {
        town.import(document(slug, "同名的通知", slug), Then::Release)
            .await;
        relate(
            &town.desk,
            &which("one"),
            Relation::Cites,
            &which(slug),
            None,
            "",
        )
        .await
        .unwrap();
    }
    let found = lines(&town, &one).await;
    assert_eq!(found.iter().filter(|line| line.other.is_some()).count(), 2);
}

#[tokio::test]
async fn an_end_that_cannot_be_is_refused() {
    let (town, ..) = three().await;
    let (one, two, draft) = (which("one"), which("two"), which("draft"));
    let day = "2026-06-01".parse().ok();
    refused(relate(&town.desk, &one, Relation::Cites, &one, None, "").await);
    refused(relate(&town.desk, &one, Relation::Repeals, &two, None, "").await);
    refused(relate(&town.desk, &draft, Relation::Repeals, &two, day, "").await);
    for (from, to) in [(&one, &which("none")), (&which("none"), &one)] {
        let missing = relate(&town.desk, from, Relation::Cites, to, None, "").await;
        assert!(matches!(missing, Err(Failure::NotFound)));
    }
    let since = "2026-06-01".parse().unwrap();
    refused(replace(&town.desk, &draft, &one, since, "").await);
    refused(replace(&town.desk, &one, &draft, since, "").await);
    withdraw(&town.desk, &one, "有误").await.unwrap();
    refused(replace(&town.desk, &two, &one, since, "").await);
    refused(relate(&town.desk, &one, Relation::Amends, &two, day, "").await);
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_replaced_item_keeps_its_text_and_ends_on_its_day() {
    let (town, one, _) = three().await;
    let since = "2026-12-01".parse().unwrap();
    for _ in 0..2 {
        replace(&town.desk, &which("two"), &which("one"), since, "")
            .await
            .unwrap();
    }
    for (today, status) in [
        ("2026-11-30", Status::Unknown),
        ("2026-12-01", Status::Repealed),
    ] {
        let found = town
            .portal()
            .item(&at(&one), None, today.parse().unwrap())
            .await;
        let Ok(Found::Released(view)) = found else {
            panic!("{found:?}")
        };
        assert_eq!(view.standing.unwrap().status, status, "{today}");
        assert_eq!(view.released.text().plain(), "甲。\n");
    }
}

#[tokio::test]
async fn a_relation_to_or_from_a_draft_says_nothing_of_it() {
    let (town, one, two) = three().await;
    relate(
        &town.desk,
        &which("one"),
        Relation::Cites,
        &which("draft"),
        None,
        "",
    )
    .await
    .unwrap();
    relate(
        &town.desk,
        &which("draft"),
        Relation::Cites,
        &which("two"),
        None,
        "",
    )
    .await
    .unwrap();
    assert_eq!(lines(&town, &one).await, []);
    assert_eq!(lines(&town, &two).await, []);
    release(&town.desk, &which("draft"), "").await.unwrap();
    assert_eq!(lines(&town, &one).await.len(), 1);
    assert_eq!(lines(&town, &two).await.len(), 1);
    withdraw(&town.desk, &which("draft"), "有误").await.unwrap();
    assert_eq!(lines(&town, &one).await, []);
    assert_eq!(lines(&town, &two).await, []);
}

#[tokio::test]
async fn words_that_a_text_says_are_kept_and_completed_when_the_other_end_comes() {
    let (town, one, _) = three().await;
    for _ in 0..2 {
        cite(
            &town.desk,
            &which("one"),
            Relation::Implements,
            "漱政〔2026〕9号",
        )
        .await
        .unwrap();
    }
    let missing = cite(&town.desk, &which("none"), Relation::Cites, "甲").await;
    assert!(matches!(missing, Err(Failure::NotFound)));
    let found = lines(&town, &one).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].says, "漱政〔2026〕9号");
    assert!(found[0].other.is_none());
    let later = numbered("nine", "九号文", "漱政〔2026〕9号", "九。");
    town.import(later, Then::KeepDraft).await;
    assert!(lines(&town, &one).await[0].other.is_none());
    release(&town.desk, &which("nine"), "").await.unwrap();
    let found = lines(&town, &one).await;
    assert_eq!(found[0].other.as_ref().unwrap().title, "九号文");
    // Withdrawn, the words of the text remain, and nothing of the other end.
    withdraw(&town.desk, &which("nine"), "有误").await.unwrap();
    let found = lines(&town, &one).await;
    assert_eq!(found[0].says, "漱政〔2026〕9号");
    assert!(found[0].other.is_none());
}

#[tokio::test]
async fn a_name_that_two_items_have_completes_nothing() {
    let (town, one, _) = three().await;
    cite(&town.desk, &which("one"), Relation::Cites, "年度计划")
        .await
        .unwrap();
    let mut batch = Vec::new();
    for slug in ["a", "b"] {
        batch.push(document(slug, "年度计划", slug));
    }
    for plan in batch {
        town.import(plan, Then::Release).await;
    }
    // The first of them was the only one of its name when it came.
    let first = lines(&town, &one).await[0].other.clone().unwrap();
    cite(&town.desk, &which("two"), Relation::Cites, "年度计划")
        .await
        .unwrap();
    let two = seen(&town, &first.address).await;
    assert_eq!(two.relations.len(), 1);
}

async fn status(town: &Town, index_no: &str) -> Status {
    let standing = seen(town, &at(index_no)).await.standing;
    standing.map_or(Status::Unknown, |standing| standing.status)
}

async fn take_back(town: &Town, from: &str, relation: Relation, to: &str) {
    let end = End::Held(which(to));
    unrelate(&town.desk, &which(from), relation, &end, "写错了")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_relation_that_is_taken_back_is_gone_from_both_ends() {
    let (town, one, two) = three().await;
    relate(
        &town.desk,
        &which("one"),
        Relation::Interprets,
        &which("two"),
        None,
        "",
    )
    .await
    .unwrap();
    cite(
        &town.desk,
        &which("one"),
        Relation::Cites,
        "国发〔2020〕1号",
    )
    .await
    .unwrap();
    let seq = head(&town).await;
    take_back(&town, "one", Relation::Interprets, "two").await;
    assert_eq!(lines(&town, &two).await, []);
    assert_eq!(lines(&town, &one).await.len(), 1);
    let words = End::Words("国发〔2020〕1号".into());
    unrelate(
        &town.desk,
        &which("one"),
        Relation::Cites,
        &words,
        "没有提到它",
    )
    .await
    .unwrap();
    assert_eq!(lines(&town, &one).await, []);
    let told = entries(&town, seq).await;
    assert_eq!(told.len(), 2);
    assert!(
        told.iter()
            .all(|entry| entry["act"] == "unrelate" && entry["reason"].is_string())
    );
    assert_sound(&town).await;
    // Stated again, it stands again.
    relate(
        &town.desk,
        &which("one"),
        Relation::Interprets,
        &which("two"),
        None,
        "",
    )
    .await
    .unwrap();
    assert_eq!(lines(&town, &two).await.len(), 1);
}

#[tokio::test]
async fn only_what_is_stated_is_taken_back_and_for_a_reason() {
    let (town, one, _) = three().await;
    let (from, to) = (which("one"), which("two"));
    relate(&town.desk, &from, Relation::Interprets, &to, None, "")
        .await
        .unwrap();
    let end = End::Held(to.clone());
    refused(unrelate(&town.desk, &from, Relation::Interprets, &end, " ").await);
    let says = refused(unrelate(&town.desk, &from, Relation::Cites, &end, "写错了").await);
    assert!(says.contains("interprets"), "{says}");
    let back = End::Held(from.clone());
    refused(unrelate(&town.desk, &to, Relation::Interprets, &back, "写错了").await);
    assert_eq!(lines(&town, &one).await.len(), 1);
}

#[tokio::test]
async fn without_the_relation_that_ended_it_an_item_holds_as_before() {
    let (town, one, _) = three().await;
    let before = status(&town, &one).await;
    for slug in ["early", "late"] {
        town.import(document(slug, slug, slug), Then::Release).await;
    }
    let day = |day: &str| day.parse().ok();
    let to = which("one");
    for (from, since) in [("late", "2026-08-01"), ("early", "2026-06-01")] {
        relate(
            &town.desk,
            &which(from),
            Relation::Repeals,
            &to,
            day(since),
            "",
        )
        .await
        .unwrap();
    }
    let basis = seen(&town, &at(&one)).await.standing.unwrap().basis;
    assert!(
        basis.contains("2026年6月1日") && basis.contains("early"),
        "{basis}"
    );
    take_back(&town, "early", Relation::Repeals, "one").await;
    let basis = seen(&town, &at(&one)).await.standing.unwrap().basis;
    assert!(
        basis.contains("2026年8月1日") && basis.contains("late"),
        "{basis}"
    );
    take_back(&town, "late", Relation::Repeals, "one").await;
    assert_eq!(status(&town, &one).await, before);
    for (from, since) in [("early", "2026-06-01"), ("late", "2026-08-01")] {
        relate(
            &town.desk,
            &which(from),
            Relation::Amends,
            &to,
            day(since),
            "",
        )
        .await
        .unwrap();
    }
    assert_eq!(status(&town, &one).await, Status::Amended);
    take_back(&town, "early", Relation::Amends, "one").await;
    assert_eq!(status(&town, &one).await, Status::Amended);
    take_back(&town, "late", Relation::Amends, "one").await;
    assert_eq!(status(&town, &one).await, before);
    assert_sound(&town).await;
}

#[tokio::test]
async fn nothing_ends_what_ended_it() {
    let (town, ..) = three().await;
    town.import(document("three", "丙", "丙。"), Then::Release)
        .await;
    let day = "2026-06-01".parse().ok();
    let (one, two, three) = (which("one"), which("two"), which("three"));
    for (from, relation, to) in [
        (&one, Relation::Repeals, &two),
        (&two, Relation::Amends, &three),
    ] {
        relate(&town.desk, from, relation, to, day, "")
            .await
            .unwrap();
    }
    let seq = head(&town).await;
    for (from, to) in [(&two, &one), (&three, &two), (&three, &one)] {
        for relation in [Relation::Repeals, Relation::Amends, Relation::Replaces] {
            let says = refused(relate(&town.desk, from, relation, to, day, "").await);
            assert!(says.contains("unrelate"), "{says}");
        }
        let since = "2026-06-01".parse().unwrap();
        refused(replace(&town.desk, from, to, since, "").await);
    }
    assert_eq!(head(&town).await, seq);
    // What ends nothing may go both ways.
    relate(&town.desk, &two, Relation::Cites, &one, None, "")
        .await
        .unwrap();
    take_back(&town, "one", Relation::Repeals, "two").await;
    relate(&town.desk, &two, Relation::Repeals, &one, day, "")
        .await
        .unwrap();
    assert_sound(&town).await;
}

#[tokio::test]
async fn what_is_withdrawn_is_related_no_more() {
    let (town, ..) = three().await;
    let (one, two) = (which("one"), which("two"));
    withdraw(&town.desk, &one, "有误").await.unwrap();
    for (from, to) in [(&one, &two), (&two, &one)] {
        let says = refused(relate(&town.desk, from, Relation::Cites, to, None, "").await);
        assert!(says.contains("已经撤回"), "{says}");
    }
    refused(cite(&town.desk, &one, Relation::Cites, "国发〔2020〕1号").await);
    assert_sound(&town).await;
}
