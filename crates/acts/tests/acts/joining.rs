//! 并入: what is one document from two sources, what only bears its name, and what somebody is told.

use crate::world::{assert_sound, document as at, law, refused, row, seen, titles};
use acts::item::correct::{Correction, correct};
use acts::item::import::{import, import_batch};
use acts::item::{Imported, Incoming, Taken, Then};
use law::Digest;
use testkit::Town;
use testkit::items::{file, numbered, rule, text};
use testkit::town::which;

const WORDS: &str = "各学校应当在每学期开学以前检查操场、围墙和照明，发现问题的立即整改，并于三月一日前书面报送结果。";

/// A document as another source has it.
fn from_another(mut incoming: Incoming, words: &str) -> Incoming {
    incoming.origin.source = "gazette".into();
    incoming.origin.digest = Digest::of(words.as_bytes());
    incoming.text = text(&[words]);
    incoming
}

fn notice(slug: &str, words: &str) -> Incoming {
    numbered(slug, "关于检查的通知", "漱教〔2026〕1号", words)
}

async fn taken(town: &Town, incoming: Incoming) -> Taken {
    let results = import_batch(&town.desk, &[incoming], Then::Release).await;
    results.unwrap().remove(0).unwrap()
}

#[tokio::test]
async fn the_same_words_set_otherwise_are_one_document_without_a_word() {
    let town = Town::new().await;
    let index_no = town.import(notice("one", WORDS), Then::Release).await;
    let set_otherwise = WORDS.replace('，', ",").replace('。', "。\u{3000}");
    let again = taken(&town, from_another(notice("one", WORDS), &set_otherwise)).await;
    assert!(
        matches!(again.imported, Imported::Joined { .. }),
        "{again:?}"
    );
    assert_eq!(again.notices, Vec::<String>::new());
    let view = seen(&town, &at(&index_no)).await;
    assert_eq!(view.sources, ["gazette", "town"]);
    assert_sound(&town).await;
}

#[tokio::test]
async fn nearly_the_same_words_are_one_document_and_the_difference_is_named() {
    let town = Town::new().await;
    let index_no = town.import(notice("one", WORDS), Then::Release).await;
    let slip = WORDS.replace("三月一日", "三月二日");
    let again = taken(&town, from_another(notice("one", WORDS), &slip)).await;
    assert!(
        matches!(again.imported, Imported::Joined { .. }),
        "{again:?}"
    );
    let [notice] = again.notices.as_slice() else {
        panic!("{again:?}")
    };
    for part in [index_no.as_str(), "增删共 2 个字", "三月一日", "三月二日"] {
        assert!(notice.contains(part), "{part}: {notice}");
    }
    // What is held stays as it is.
    assert_eq!(titles(&town).await.len(), 1);
    let view = seen(&town, &at(&index_no)).await;
    assert_eq!(view.released.text().plain().trim(), WORDS);
}

#[tokio::test]
async fn other_words_under_one_number_and_title_are_an_item_of_their_own() {
    let town = Town::new().await;
    let first = town.import(notice("one", WORDS), Then::Release).await;
    let words = "各单位应当于年底以前报送下一年度的培训计划，并且写明经费来源。";
    let other = taken(&town, notice("two", words)).await;
    assert!(matches!(other.imported, Imported::New { .. }), "{other:?}");
    let second = row(&town, "two").await.unwrap().index_no.to_string();
    let [told] = other.notices.as_slice() else {
        panic!("{other:?}")
    };
    for part in [first.as_str(), second.as_str(), "正文不同"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(titles(&town).await.len(), 2);
    // A further source joins the one whose words it has, not the first that bears the name.
    let again = taken(&town, from_another(notice("two", words), words)).await;
    assert_eq!(again.notices, Vec::<String>::new());
    let view = seen(&town, &at(&second)).await;
    assert_eq!(view.sources, ["gazette", "town"]);
    assert_eq!(seen(&town, &at(&first)).await.sources, ["town"]);
    // And a rerun of either changes nothing.
    for incoming in [notice("one", WORDS), notice("two", words)] {
        let same = import(&town.desk, incoming, Then::Release).await.unwrap();
        assert!(matches!(same, Imported::Same { .. }), "{same:?}");
    }
    assert_sound(&town).await;
}

#[tokio::test]
async fn documents_of_one_batch_are_compared_as_those_of_two() {
    let town = Town::new().await;
    let words = "各单位应当于年底以前报送下一年度的培训计划，并且写明经费来源。";
    let slip = WORDS.replace("三月一日", "三月二日");
    let mut near = notice("three", &slip);
    near.origin.source = "gazette".into();
    let batch = [notice("one", WORDS), notice("two", words), near];
    for then in [Then::Release, Then::Release] {
        let results = import_batch(&town.desk, &batch, then).await.unwrap();
        assert!(results.iter().all(Result::is_ok), "{results:?}");
    }
    assert_eq!(titles(&town).await.len(), 2);
    let view = seen(&town, &at("XT-0002/2026-00001")).await;
    assert_eq!(view.sources, ["gazette", "town"]);
    assert_sound(&town).await;
}

#[tokio::test]
async fn what_was_put_right_here_does_not_come_back_by_another_source() {
    let town = Town::new().await;
    let words =
        format!("{WORDS}联系人：某示例，住址：示例路一号，电话：0000-0000000，证件号：无。");
    let index_no = town.import(notice("one", &words), Then::Release).await;
    let correction = Correction {
        note: "删去不应公开的内容".into(),
        text: Some(text(&["各学校应当检查操场。"])),
        ..Correction::default()
    };
    correct(&town.desk, &which("one"), &correction)
        .await
        .unwrap();
    let again = taken(&town, from_another(notice("one", &words), &words)).await;
    assert!(
        matches!(again.imported, Imported::Joined { .. }),
        "{again:?}"
    );
    assert!(again.notices[0].contains("第 1 版"), "{again:?}");
    assert_eq!(titles(&town).await.len(), 1);
    let view = seen(&town, &at(&index_no)).await;
    assert_eq!(view.released.text().plain().trim(), "各学校应当检查操场。");
}

#[tokio::test]
async fn attachments_that_only_the_second_source_has_are_named() {
    let town = Town::new().await;
    let mut one = notice("one", WORDS);
    one.files.push(file("名单.csv", "甲"));
    town.import(one.clone(), Then::Release).await;
    let mut again = from_another(one, WORDS);
    again.files.push(file("任务表.csv", "乙"));
    let joined = taken(&town, again).await;
    assert_eq!(joined.notices.len(), 1, "{joined:?}");
    assert!(joined.notices[0].contains("任务表.csv"), "{joined:?}");
}

#[tokio::test]
async fn a_second_source_of_a_draft_says_that_it_is_one() {
    let town = Town::new().await;
    let index_no = town.import(notice("one", WORDS), Then::KeepDraft).await;
    let joined = taken(&town, from_another(notice("one", WORDS), WORDS)).await;
    assert!(
        matches!(joined.imported, Imported::Joined { .. }),
        "{joined:?}"
    );
    assert!(joined.notices[0].contains("草稿") && joined.notices[0].contains(&index_no));
    assert!(titles(&town).await.is_empty());
}

#[tokio::test]
async fn the_addresses_of_a_second_source_lead_to_the_item() {
    let town = Town::new().await;
    let index_no = town.import(notice("one", WORDS), Then::Release).await;
    let mut again = from_another(notice("one", WORDS), WORDS);
    again.aliases = vec![("url".into(), "http://gazette.example/7".into())];
    again.index_no = Some("GZ-7".into());
    taken(&town, again).await;
    for path in ["http://gazette.example/7", "GZ-7"] {
        let moved = town.portal().moved(&[path]).await.unwrap();
        assert_eq!(moved, Some(at(&index_no)), "{path}");
    }
}

#[tokio::test]
async fn other_words_for_one_version_of_a_law_are_not_taken() {
    let town = Town::new().await;
    let version = |slug: &str, words: &str| rule(slug, "guqiao", "2018-05-02", "2018-06-01", words);
    town.import(version("one", "桥长每年查看一次。"), Then::Release)
        .await;
    let mut same = version("two", "桥长每年查看一次。");
    same.origin.digest = Digest::of(b"two");
    let joined = taken(&town, same).await;
    assert!(
        matches!(joined.imported, Imported::Joined { .. }),
        "{joined:?}"
    );
    let other = version(
        "three",
        "本办法适用于县内一切古桥、古道和古亭的保护、修缮与利用，另有规定的除外。",
    );
    let says = refused(import(&town.desk, other, Then::Release).await);
    assert!(
        says.contains("XT-0002/") && says.contains("正文不同"),
        "{says}"
    );
    let view = seen(&town, &law("guqiao", "2018-05-02")).await;
    assert!(view.released.text().plain().contains("桥长每年查看一次"));
}

#[tokio::test]
async fn a_stated_number_that_another_item_has_is_told_of_with_both() {
    let town = Town::new().await;
    let mut one = notice("one", WORDS);
    one.index_no = Some("XT-0002/2026-00040".into());
    town.import(one, Then::Release).await;
    let mut two = numbered("two", "关于预算的通知", "漱教〔2026〕2号", "预算。");
    two.index_no = Some("XT-0002/2026-00040".into());
    let told = taken(&town, two).await;
    let given = row(&town, "two").await.unwrap().index_no.to_string();
    assert_eq!(given, "XT-0002/2026-00041");
    let [notice] = told.notices.as_slice() else {
        panic!("{told:?}")
    };
    for part in ["XT-0002/2026-00040", &given, "关于检查的通知"] {
        assert!(notice.contains(part), "{part}: {notice}");
    }
    // A number in another form, or an address, is told of as well.
    let foreign = |slug: &str, no: &str| {
        let mut incoming = numbered(slug, slug, no, slug);
        incoming.index_no = Some("GZ-7".into());
        incoming
    };
    town.import(foreign("three", "漱教〔2026〕3号"), Then::Release)
        .await;
    let told = taken(&town, foreign("four", "漱教〔2026〕4号")).await;
    assert_eq!(told.notices.len(), 1, "{told:?}");
    assert!(told.notices[0].contains("GZ-7"), "{told:?}");
    assert_sound(&town).await;
}

#[tokio::test]
async fn another_document_under_the_id_of_one_that_is_held_takes_not_its_place() {
    let town = Town::new().await;
    let index_no = town.import(notice("7", WORDS), Then::Release).await;
    let other = numbered(
        "7",
        "关于预算的通知",
        "漱财〔2026〕9号",
        "各单位应当按时报送预算，逾期不报的不予安排。",
    );
    let says = refused(import(&town.desk, other, Then::Release).await);
    for part in [index_no.as_str(), "关于检查的通知", "关于预算的通知"] {
        assert!(says.contains(part), "{part}: {says}");
    }
    let view = seen(&town, &at(&index_no)).await;
    assert_eq!(view.released.edition(), 1);
}
