//! Where the names and numbers in a text lead.

use crate::world::{document as at, law, seen};
use acts::item::{Incoming, Then, withdraw};
use acts::view::{Address, Cited, ItemView};
use law::text::{Block, Text};
use testkit::Town;
use testkit::items::{document, numbered, rule, text};
use testkit::town::which;

/// A document of a day that says so.
fn citing(slug: &str, day: &str, words: &str) -> Incoming {
    let mut incoming = document(slug, &format!("关于{slug}的通知"), words);
    incoming.fields.set("written_date", day);
    incoming
}

/// What a document says that leads somewhere, and where.
async fn cited(town: &Town, incoming: Incoming) -> Vec<(String, Cited)> {
    let number = town.import(incoming, Then::Release).await;
    places(&seen(town, &at(&number)).await)
}

fn places(view: &ItemView) -> Vec<(String, Cited)> {
    let words = |text: &Text, n: usize| match &text.blocks[n] {
        Block::Paragraph(paragraph) => paragraph.text.clone(),
        other => other.plain(),
    };
    let text = view.released.text();
    view.cited
        .iter()
        .map(|at| {
            let words = words(text, at.block);
            (words[at.range.clone()].to_owned(), at.to.clone())
        })
        .collect()
}

fn to(address: Address, anchor: Option<&str>) -> Cited {
    Cited::Item {
        address,
        anchor: anchor.map(str::to_owned),
    }
}

#[tokio::test]
async fn a_law_is_the_version_that_held_when_the_citing_text_was_written() {
    let (town, _) = Town::with_items().await;
    for (day, version) in [
        ("2018-06-01", "2018-05-02"),
        ("2023-04-30", "2018-05-02"),
        ("2023-05-01", "2023-04-01"),
    ] {
        let words = "依照《漱石县古桥保护办法》第二条办理。";
        let found = cited(&town, citing(day, day, words)).await;
        let wanted = to(law("guqiao", version), Some("art-2"));
        assert_eq!(
            found,
            [("《漱石县古桥保护办法》第二条".to_owned(), wanted)],
            "{day}"
        );
    }
}

#[tokio::test]
async fn an_article_that_the_text_does_not_have_is_no_link_and_its_law_is() {
    let (town, _) = Town::with_items().await;
    let words = "《漱石县古桥保护办法》第九条、第一条";
    let found = cited(&town, citing("甲", "2024-01-01", words)).await;
    let version = || law("guqiao", "2023-04-01");
    assert_eq!(
        found,
        [
            ("《漱石县古桥保护办法》".to_owned(), to(version(), None)),
            ("第一条".to_owned(), to(version(), Some("art-1"))),
        ]
    );
}

#[tokio::test]
async fn a_day_whose_version_is_not_held_is_asked_of_the_work_itself() {
    let (town, _) = Town::with_items().await;
    let words = "《漱石县古桥保护办法》第二条";
    let found = cited(&town, citing("甲", "2010-01-04", words)).await;
    let wanted = Cited::Work {
        work: "guqiao".into(),
        on: "2010-01-04".parse().unwrap(),
    };
    assert_eq!(found, [("《漱石县古桥保护办法》".to_owned(), wanted)]);
}

#[tokio::test]
async fn a_number_leads_to_its_only_document_from_wherever_it_begins() {
    let (town, items) = Town::with_items().await;
    let words = "按照漱教〔2026〕1号和国发〔2019〕5号办理。";
    let found = cited(&town, citing("甲", "2026-03-01", words)).await;
    let wanted = to(at(&items.released), None);
    assert_eq!(found, [("漱教〔2026〕1号".to_owned(), wanted)]);
    // A second document of that number: now it means neither.
    town.import(
        numbered("again", "又一个通知", "漱教〔2026〕1号", "又一个。"),
        Then::Release,
    )
    .await;
    let found = cited(&town, citing("乙", "2026-03-01", words)).await;
    assert_eq!(found, []);
    // The name before it tells which.
    let words = "《又一个通知》（漱教〔2026〕1号）";
    let found = cited(&town, citing("丙", "2026-03-01", words)).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "《又一个通知》");
}

#[tokio::test]
async fn a_name_that_several_documents_have_or_the_text_itself_means_none() {
    let (town, items) = Town::with_items().await;
    let once = "《关于校园开放日的通知》";
    let found = cited(&town, citing("甲", "2026-03-01", once)).await;
    assert_eq!(found, [(once.to_owned(), to(at(&items.released), None))]);
    let own = cited(&town, citing("乙", "2026-03-01", "《关于乙的通知》")).await;
    assert_eq!(own, []);
    town.import(
        document("twin", "关于校园开放日的通知", "另一年的。"),
        Then::Release,
    )
    .await;
    let twice = cited(&town, citing("丙", "2026-03-01", once)).await;
    assert_eq!(twice, []);
}

#[tokio::test]
async fn what_is_withdrawn_or_a_draft_is_named_and_not_linked() {
    let (town, _) = Town::with_items().await;
    for (slug, then) in [("one", Then::Release), ("two", Then::KeepDraft)] {
        let title = format!("关于停水的通知{slug}");
        town.import(document(slug, &title, slug), then).await;
    }
    let words = "《关于停水的通知one》《关于停水的通知two》《漱石县古桥保护办法》";
    let number = town
        .import(citing("甲", "2024-01-01", words), Then::Release)
        .await;
    let names = |view: &ItemView| -> Vec<String> {
        places(view).into_iter().map(|(words, _)| words).collect()
    };
    let view = seen(&town, &at(&number)).await;
    assert_eq!(
        names(&view),
        ["《关于停水的通知one》", "《漱石县古桥保护办法》"]
    );
    for gone in ["one", "guqiao-2023"] {
        withdraw::withdraw(&town.desk, &which(gone), "内容有误")
            .await
            .unwrap();
    }
    // The older version did not hold on that day: it is not given for the one that was withdrawn.
    let view = seen(&town, &at(&number)).await;
    assert_eq!(names(&view), [""; 0]);
}

#[tokio::test]
async fn a_law_leads_to_its_own_articles_and_never_to_its_own_work() {
    let (town, _) = Town::with_items().await;
    let words = "违反本办法第一条的，按本条处理；《漱石县古桥保护办法》同时废止。";
    town.import(
        rule("guqiao-2025", "guqiao", "2025-01-02", "2025-02-01", words),
        Then::Release,
    )
    .await;
    let view = seen(&town, &law("guqiao", "2025-01-02")).await;
    let here = Cited::Here {
        anchor: "art-1".into(),
    };
    assert_eq!(places(&view), [("本办法第一条".to_owned(), here)]);
}

#[tokio::test]
async fn a_short_name_leads_where_the_whole_one_does() {
    let (town, _) = Town::with_items().await;
    let mut incoming = citing("甲", "2024-01-01", "甲");
    incoming.text = text(&[
        "《漱石县古桥保护办法》（以下简称《办法》）已经修改。",
        "请按《办法》第二条执行。",
    ]);
    let found = cited(&town, incoming).await;
    let words: Vec<&str> = found.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(
        words,
        ["《漱石县古桥保护办法》", "《办法》", "《办法》第二条"]
    );
}
