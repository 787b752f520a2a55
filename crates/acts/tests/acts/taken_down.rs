//! 撤下: what a correction takes down, and the files that go with the words they hold.

use crate::exits::{everything_of, whole};
use crate::world::{assert_sound, document as at, entries, refused, row, seen, store};
use acts::item::correct::{Correction, Former, correct};
use acts::item::import::import;
use acts::item::withdraw::withdraw;
use acts::item::{Incoming, IncomingFile, Then};
use acts::portal::FileFound;
use acts::view::Found;
use bytes::Bytes;
use law::Digest;
use law::item::Value;
use search::Query;
use store::Space;
use testkit::Town;
use testkit::items::{document, file, text};
use testkit::town::{NOW, which};

/// What should never have been published: it stands in the text, the fields, the file and an attachment.
const LEAK: &str = "误公开暗语丁";

fn source(words: &str) -> IncomingFile {
    IncomingFile {
        media_type: "application/pdf".into(),
        is_source: true,
        ..file("原件.pdf", words)
    }
}

fn leaking() -> Incoming {
    let mut leaking = document("leaking", "关于补助的公示", &format!("补助发给{LEAK}。"));
    leaking.fields.set("abstract", LEAK);
    leaking.files = vec![source(LEAK), file("名册.csv", LEAK)];
    leaking
}

fn mended(former: Former) -> Correction {
    Correction {
        note: "删去不应公开的内容".into(),
        fields: vec![("abstract".into(), Value::Text("补助".into()))],
        replace: vec![(LEAK.into(), "张某".into())],
        without: vec!["名册.csv".into()],
        former,
        ..Correction::default()
    }
}

async fn names(town: &Town, index_no: &str) -> Vec<String> {
    let view = seen(town, &at(index_no)).await;
    let files = view.released.files();
    files.iter().map(|file| file.name.clone()).collect()
}

#[tokio::test]
async fn nothing_of_what_a_correction_took_down_leaves() {
    let town = Town::new().await;
    let index_no = town.import(leaking(), Then::Release).await;
    // The matrix sees the leak while it is there.
    let out = everything_of(&town, &[None, Some(1)]).await;
    for exit in ["item", "form Txt", "file 原件.pdf", "file 名册.csv"] {
        let leaks = |(at, words): &(String, String)| at.starts_with(exit) && words.contains(LEAK);
        assert!(out.iter().any(leaks), "{exit} shows nothing");
    }
    let desk = town.desk.at(NOW + 60);
    correct(&desk, &which("leaking"), &mended(Former::TakenDown))
        .await
        .unwrap();
    town.follow().await;
    for (exit, words) in everything_of(&town, &[None, Some(1), Some(2)]).await {
        assert!(!words.contains(LEAK), "{exit}: {words}");
    }
    let query = Query::words(format!("\"{LEAK}\""));
    let page = town.portal().search(query, town.today()).await.unwrap();
    assert_eq!((page.total, page.hits.len()), (0, 0));
    // The edition that was taken down says when and why, and where the item stands.
    let portal = town.portal();
    let found = portal.item(&at(&index_no), Some(1), town.today()).await;
    let Found::Withdrawn(stone) = found.unwrap() else {
        panic!("still readable")
    };
    assert_eq!(stone.reason, "删去不应公开的内容");
    assert_eq!(stone.withdrawn_at, NOW + 60);
    assert_eq!(stone.now, Some(at(&index_no)));
    let file = town
        .portal()
        .file(&at(&index_no), Some(1), "原件.pdf")
        .await;
    assert!(matches!(file, Ok(FileFound::Withdrawn(_))), "{file:?}");
    let view = seen(&town, &at(&index_no)).await;
    let readable: Vec<bool> = view.editions.iter().map(|line| line.is_readable).collect();
    assert_eq!(readable, [true, false]);
    assert_sound(&town).await;
}

#[tokio::test]
async fn what_was_taken_down_stays_down_whatever_comes_after() {
    let town = Town::new().await;
    let index_no = town.import(leaking(), Then::Release).await;
    let once_more = Correction {
        note: format!("仍写有{LEAK}"),
        replace: vec![("补助发给".into(), "补助已经发给".into())],
        ..Correction::default()
    };
    let me = which("leaking");
    correct(&town.desk, &me, &once_more).await.unwrap();
    correct(&town.desk, &me, &mended(Former::TakenDown))
        .await
        .unwrap();
    let again = Correction {
        note: "改一字".into(),
        replace: vec![("张某".into(), "李某".into())],
        ..Correction::default()
    };
    correct(&town.desk, &me, &again).await.unwrap();
    let mut changed = document("leaking", "关于补助的公示", "补助发给王某。");
    changed.origin.digest = Digest::of(b"changed");
    import(&town.desk, changed, Then::KeepDraft).await.unwrap();
    acts::item::release(&town.desk, &me, "").await.unwrap();
    town.follow().await;
    let editions = [None, Some(1), Some(2), Some(3), Some(4), Some(5)];
    for (exit, words) in everything_of(&town, &editions).await {
        assert!(!words.contains(LEAK), "{exit}: {words}");
    }
    for (edition, is_readable) in [(1, false), (2, false), (3, true), (4, true), (5, true)] {
        let found = town
            .portal()
            .item(&at(&index_no), Some(edition), town.today())
            .await
            .unwrap();
        assert_eq!(
            matches!(found, Found::Released(_)),
            is_readable,
            "{edition}"
        );
    }
    assert_sound(&town).await;
}

#[tokio::test]
async fn nothing_of_a_withdrawn_file_leaves() {
    let town = Town::new().await;
    town.import(leaking(), Then::Release).await;
    withdraw(&town.desk, &which("leaking"), "含有个人信息")
        .await
        .unwrap();
    town.follow().await;
    for (exit, words) in everything_of(&town, &[None, Some(1)]).await {
        assert!(!words.contains(LEAK), "{exit}: {words}");
    }
}

#[tokio::test]
async fn a_file_whose_words_were_corrected_is_not_offered_with_the_new_ones() {
    let town = Town::new().await;
    let mut one = document("one", "关于操场的通知", "操场每日开放。");
    one.files = vec![source("操场每日开放。"), file("名单.csv", "甲")];
    let index_no = town.import(one, Then::Release).await;
    assert_eq!(names(&town, &index_no).await, ["原件.pdf", "名单.csv"]);
    // What stands on no face of a document leaves its file alone.
    let classed = Correction {
        note: "更正分类".into(),
        fields: vec![("theme_class".into(), Value::Text("教育".into()))],
        ..Correction::default()
    };
    let me = which("one");
    correct(&town.desk, &me, &classed).await.unwrap();
    assert_eq!(names(&town, &index_no).await, ["原件.pdf", "名单.csv"]);
    let reworded = Correction {
        note: "更正字句".into(),
        replace: vec![("每日".into(), "周末".into())],
        ..Correction::default()
    };
    correct(&town.desk, &me, &reworded).await.unwrap();
    assert_eq!(names(&town, &index_no).await, ["名单.csv"]);
    let none = town.portal().file(&at(&index_no), None, "原件.pdf").await;
    assert!(matches!(none, Err(acts::Failure::NotFound)), "{none:?}");
    // The corrected file comes in the same act as its words.
    let with_file = Correction {
        note: "更正字句".into(),
        text: Some(text(&["操场周末和假期开放。"])),
        file: Some(source("操场周末和假期开放。")),
        ..Correction::default()
    };
    correct(&town.desk, &me, &with_file).await.unwrap();
    assert_eq!(names(&town, &index_no).await, ["原件.pdf", "名单.csv"]);
    let found = town.portal().file(&at(&index_no), None, "原件.pdf").await;
    let Ok(FileFound::Released(line)) = found else {
        panic!("{found:?}")
    };
    let bytes = whole(&town.portal(), &line).await;
    assert_eq!(bytes, "操场周末和假期开放。".as_bytes());
    let titled = Correction {
        note: "更正名称".into(),
        fields: vec![("title".into(), Value::Text("关于操场开放的通知".into()))],
        ..Correction::default()
    };
    correct(&town.desk, &me, &titled).await.unwrap();
    assert_eq!(names(&town, &index_no).await, ["名单.csv"]);
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_page_as_it_came_is_kept_and_never_offered() {
    let town = Town::new().await;
    let page = Bytes::from_static("<p>操场开放。</p><!-- 误公开暗语丁 -->".as_bytes());
    let mut one = document("one", "关于操场的通知", "操场开放。");
    one.originals = vec![page.clone()];
    let index_no = town.import(one, Then::Release).await;
    for (exit, words) in everything_of(&town, &[None]).await {
        assert!(!words.contains(LEAK), "{exit}: {words}");
    }
    assert_eq!(names(&town, &index_no).await, Vec::<String>::new());
    let digest = Digest::of(&page);
    let blobs = store(&town).await.read().await.unwrap().blobs().await;
    let spaces: Vec<String> = blobs
        .unwrap()
        .into_iter()
        .filter(|(_, held, _)| *held == digest)
        .map(|(space, ..)| space)
        .collect();
    assert_eq!(spaces, [Space::Original.id()]);
    // The entry says which file it was.
    let id = row(&town, "one").await.unwrap().id;
    let named = entries(&town, 0).await.into_iter().any(|entry| {
        entry["subject"] == id.as_str() && entry["originals"][0] == digest.to_string()
    });
    assert!(named, "no entry names the original");
}

#[tokio::test]
async fn a_correction_that_cannot_be_whole_is_refused() {
    let town = Town::new().await;
    let mut one = document("one", "关于操场的通知", "");
    one.text = text(&["操场开放，", "每日五点。"]);
    town.import(one, Then::Release).await;
    let me = which("one");
    let across = Correction {
        note: "更正".into(),
        replace: vec![("开放，\n每日".into(), "关闭".into())],
        ..Correction::default()
    };
    let says = refused(correct(&town.desk, &me, &across).await);
    assert!(says.contains("分在两段里"), "{says}");
    let lost = Correction {
        note: "更正".into(),
        without: vec!["名单.csv".into()],
        ..Correction::default()
    };
    let says = refused(correct(&town.desk, &me, &lost).await);
    assert!(says.contains("没有附件“名单.csv”"), "{says}");
    assert_eq!(row(&town, "one").await.unwrap().edition, 1);
}

#[tokio::test]
async fn the_caption_of_a_table_is_corrected_with_the_rest() {
    let town = Town::new().await;
    let mut one = document("one", "关于补助的公示", "");
    one.text.blocks = vec![law::text::Block::Table(law::text::Table {
        caption: Some(format!("{LEAK}补助表")),
        ..law::text::Table::default()
    })];
    let index_no = town.import(one, Then::Release).await;
    let correction = Correction {
        note: "更正".into(),
        replace: vec![(LEAK.into(), "张某".into())],
        ..Correction::default()
    };
    correct(&town.desk, &which("one"), &correction)
        .await
        .unwrap();
    let view = seen(&town, &at(&index_no)).await;
    assert_eq!(view.released.text().plain().trim(), "张某补助表");
}
