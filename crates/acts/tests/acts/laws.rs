//! Works of law: versions, ends, and the text of a day.

use crate::library::listed;
use crate::world::{assert_sound, law, seen};
use acts::Failure;
use acts::item::correct::{Correction, correct};
use acts::item::import::import;
use acts::item::withdraw::withdraw;
use acts::item::{Imported, Then, release};
use acts::portal::WorksFilter;
use acts::view::{Compared, Happened, LawView, TextOnDay};
use law::item::Value;
use law::item::validity::{Certainty, Claim, Facts, Status};
use testkit::Town;
use testkit::items::rule;
use testkit::town::which;

/// 2018, 2020, 2023; imported in the order given by their years.
pub(crate) async fn versions(town: &Town, order: &[u32]) {
    for year in order {
        let incoming = rule(
            &year.to_string(),
            "guqiao",
            &format!("{year}-04-01"),
            &format!("{year}-05-01"),
            &format!("桥长每{year}日查看。"),
        );
        town.import(incoming, Then::Release).await;
    }
}

async fn on(town: &Town, day: &str) -> LawView {
    town.portal()
        .law("guqiao", day.parse().unwrap(), town.today())
        .await
        .unwrap()
}

/// `2018-05-01..2020-04-30` of every version.
async fn spans(town: &Town) -> Vec<String> {
    let of = |day: Option<law::Date>| day.map_or_else(String::new, |day| day.to_string());
    let view = on(town, "2026-01-01").await;
    let mut spans = Vec::new();
    for line in view.versions {
        spans.push(format!("{}..{}", of(line.valid_from), of(line.valid_to)));
    }
    spans
}

#[tokio::test]
async fn each_version_ends_where_the_next_begins_whatever_came_first() {
    for order in [[2018, 2020, 2023], [2023, 2018, 2020], [2018, 2023, 2020]] {
        let town = Town::new().await;
        versions(&town, &order).await;
        assert_eq!(
            spans(&town).await,
            [
                "2018-05-01..2020-04-30",
                "2020-05-01..2023-04-30",
                "2023-05-01.."
            ],
            "{order:?}"
        );
        let view = seen(&town, &law("guqiao", "2018-04-01")).await;
        let standing = view.standing.unwrap();
        assert_eq!(standing.status, Status::Amended);
        assert!(
            standing.basis.contains("2020年5月1日"),
            "{}",
            standing.basis
        );
        assert_sound(&town).await;
    }
}

#[tokio::test]
async fn a_draft_version_ends_nothing_before_it_is_released() {
    let town = Town::new().await;
    versions(&town, &[2018]).await;
    let next = rule("2026", "guqiao", "2026-04-01", "2026-05-01", "新。");
    town.import(next, Then::KeepDraft).await;
    assert_eq!(spans(&town).await, ["2018-05-01.."]);
    release(&town.desk, &which("2026"), "").await.unwrap();
    assert_eq!(
        spans(&town).await,
        ["2018-05-01..2026-04-30", "2026-05-01.."]
    );
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_source_that_changed_keeps_the_end_that_a_later_version_made() {
    let town = Town::new().await;
    versions(&town, &[2018, 2023]).await;
    let mut changed = rule("2018", "guqiao", "2018-04-01", "2018-05-01", "改了一字。");
    changed.facts = Some(Facts {
        effective: "2018-05-01".parse().ok(),
        claim: Some(Claim {
            status: Status::InForce,
            certainty: Certainty::Presumed,
            basis: "见于来源".into(),
        }),
        ..Facts::default()
    });
    let done = import(&town.desk, changed, Then::Release).await.unwrap();
    assert!(
        matches!(done, Imported::Changed { edition: 2, .. }),
        "{done:?}"
    );
    assert_eq!(
        spans(&town).await,
        ["2018-05-01..2023-04-30", "2023-05-01.."]
    );
}

#[tokio::test]
async fn a_corrected_day_of_effect_moves_the_text_of_a_day() {
    let town = Town::new().await;
    versions(&town, &[2018]).await;
    let dated = Correction {
        note: "更正施行日期".into(),
        fields: vec![("effective_date".into(), Value::Text("2018-07-01".into()))],
        ..Correction::default()
    };
    correct(&town.desk, &which("2018"), &dated).await.unwrap();
    assert_eq!(spans(&town).await, ["2018-07-01.."]);
    let view = on(&town, "2018-06-01").await;
    assert!(matches!(view.text, TextOnDay::NotYet(_)), "{:?}", view.text);
}

#[tokio::test]
async fn the_text_of_a_day_is_that_of_its_version_or_said_to_be_missing() {
    let town = Town::new().await;
    versions(&town, &[2018]).await;
    let mut last = rule("2023", "guqiao", "2023-04-01", "2023-05-01", "新。");
    let note = "2018年4月1日 漱石县人民政府令第1号公布\n2020年4月1日 漱石县人民政府令第2号修订\n\
                2023年4月1日 漱石县人民政府令第3号修订";
    last.fields.set("enactment_note", note);
    town.import(last, Then::Release).await;
    for (day, version) in [
        ("2018-05-01", Some("2018-04-01")),
        ("2020-03-31", Some("2018-04-01")),
        ("2020-04-01", None),
        ("2022-01-01", None),
        ("2023-05-01", Some("2023-04-01")),
    ] {
        let view = on(&town, day).await;
        match (&view.text, version) {
            (TextOnDay::Held(held), Some(version)) => {
                assert_eq!(held.released.work().unwrap().version, version, "{day}");
                let shown: Vec<_> = view.versions.iter().filter(|v| v.is_shown).collect();
                assert_eq!(shown.len(), 1);
                assert_eq!(shown[0].version, version);
            }
            (TextOnDay::NotHeld, None) => {}
            (text, _) => panic!("{day}: {text:?}"),
        }
    }
    let before = on(&town, "2018-03-31").await;
    assert!(matches!(before.text, TextOnDay::BeforeFirst));
    let between = on(&town, "2018-04-15").await;
    let TextOnDay::NotYet(coming) = between.text else {
        panic!("{:?}", between.text)
    };
    assert_eq!(coming.released.work().unwrap().version, "2018-04-01");
}

#[tokio::test]
async fn a_withdrawn_version_is_a_tombstone_on_its_days_only() {
    let town = Town::new().await;
    versions(&town, &[2018, 2023]).await;
    withdraw(&town.desk, &which("2018"), "文本有误")
        .await
        .unwrap();
    let view = on(&town, "2019-01-01").await;
    let TextOnDay::Withdrawn(stone) = &view.text else {
        panic!("{:?}", view.text)
    };
    assert_eq!(stone.reason, "文本有误");
    assert_eq!(view.versions.len(), 1);
    assert_eq!(view.events[0].what, Happened::Withdrawn);
    assert_eq!(view.events[0].version.as_deref(), Some("2018-04-01"));
    assert!(!format!("{view:?}").contains("每2018日"));
    let held = on(&town, "2024-01-01").await;
    assert!(matches!(held.text, TextOnDay::Held(_)));
}

#[tokio::test]
async fn a_work_of_which_nothing_is_left_does_not_say_its_title() {
    let town = Town::new().await;
    versions(&town, &[2018]).await;
    withdraw(&town.desk, &which("2018"), "文本有误")
        .await
        .unwrap();
    let view = on(&town, "2019-01-01").await;
    assert!(!format!("{view:?}").contains("古桥"), "{view:?}");
    let none = WorksFilter::default();
    let works = listed(&town, &none).await;
    assert_eq!((works.lines.len(), works.total), (0, 0));
}

#[tokio::test]
async fn a_work_of_drafts_is_not_there() {
    let town = Town::new().await;
    let draft = rule("2026", "guqiao", "2026-04-01", "2026-05-01", "新。");
    town.import(draft, Then::KeepDraft).await;
    let day = town.today();
    let missing = town.portal().law("guqiao", day, day).await;
    assert!(matches!(missing, Err(Failure::NotFound)));
    let missing = town.portal().law("none", day, day).await;
    assert!(matches!(missing, Err(Failure::NotFound)));
}

#[tokio::test]
async fn what_happened_to_a_work_and_left_no_text_is_told() {
    let town = Town::new().await;
    let mut only = rule("2023", "guqiao", "2023-04-01", "2023-05-01", "新。");
    let note = "2010年4月1日 漱石县人民政府令第1号公布\n2020年4月1日 漱石县人民政府令第2号修订\n\
                2023年4月1日 漱石县人民政府令第3号修订";
    only.fields.set("enactment_note", note);
    only.facts = Some(Facts {
        effective: "2023-05-01".parse().ok(),
        repealed: Some(law::item::validity::Ended {
            from: "2026-01-01".parse().ok(),
            by: "漱石县人民政府令第9号".into(),
        }),
        ..Facts::default()
    });
    town.import(only, Then::Release).await;
    let view = on(&town, "2024-01-01").await;
    let told: Vec<(String, Happened, &str)> = view
        .events
        .iter()
        .map(|event| {
            (
                event.on.unwrap().to_string(),
                event.what,
                event.words.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "2010-04-01".to_owned(),
                Happened::Made,
                "漱石县人民政府令第1号公布"
            ),
            (
                "2020-04-01".to_owned(),
                Happened::Changed,
                "漱石县人民政府令第2号修订"
            ),
            (
                "2026-01-01".to_owned(),
                Happened::Repealed,
                "漱石县人民政府令第9号"
            ),
        ]
    );
    let line = &view.versions[0];
    assert_eq!(line.number.as_deref(), Some("漱石县人民政府令第3号"));
}

async fn compared(town: &Town, from: Option<&str>, to: Option<&str>) -> Result<Compared, Failure> {
    let portal = town.portal();
    portal.compare("guqiao", from, to, town.today()).await
}

#[tokio::test]
async fn two_texts_are_compared_and_where_none_is_named_the_last_two() {
    let town = Town::new().await;
    versions(&town, &[2018, 2020, 2023]).await;
    for (from, to, sides) in [
        (None, None, Some((1, 2))),
        (Some("2018-04-01"), None, Some((0, 2))),
        (None, Some("2020-04-01"), Some((0, 1))),
        (Some("2023-04-01"), Some("2018-04-01"), Some((2, 0))),
        (Some("2018-04-01"), Some("2018-04-01"), None),
        (None, Some("2018-04-01"), None),
    ] {
        let Compared::Held(held) = compared(&town, from, to).await.unwrap() else {
            panic!("nothing was withdrawn")
        };
        assert_eq!(held.sides, sides, "{from:?} {to:?}");
        assert_eq!(held.pairs.len(), if sides.is_some() { 2 } else { 0 });
    }
    let unknown = compared(&town, Some("1999-01-01"), None).await;
    let Err(Failure::Invalid(problems)) = unknown else {
        panic!("{unknown:?}")
    };
    assert_eq!(problems[0].field, "from");
    assert!(
        problems[0]
            .says
            .contains("2018-04-01、2020-04-01、2023-04-01")
    );
}

#[tokio::test]
async fn nothing_of_a_withdrawn_version_is_compared() {
    let town = Town::new().await;
    versions(&town, &[2018, 2020, 2023]).await;
    withdraw(&town.desk, &which("2020"), "文本有误")
        .await
        .unwrap();
    for (from, to) in [
        (Some("2020-04-01"), None),
        (Some("2018-04-01"), Some("2020-04-01")),
    ] {
        let found = compared(&town, from, to).await.unwrap();
        let Compared::Withdrawn(stone) = &found else {
            panic!("{found:?}")
        };
        assert_eq!(stone.reason, "文本有误");
        assert!(!format!("{found:?}").contains("每2020日"));
    }
    let found = compared(&town, None, None).await.unwrap();
    assert!(!format!("{found:?}").contains("每2020日"));
    let Compared::Held(held) = found else {
        panic!("two are left")
    };
    assert_eq!((held.versions.len(), held.sides), (2, Some((0, 1))));
}

#[tokio::test]
async fn a_text_that_names_a_later_change_is_not_the_text_of_the_days_before_it() {
    let town = Town::new().await;
    let mut only = rule("2018", "guqiao", "2018-04-01", "2018-05-01", "新。");
    let note = "2018年4月1日 漱石县人民政府令第1号公布\n2021年4月1日 漱石县人民政府令第2号修正";
    only.fields.set("enactment_note", note);
    town.import(only, Then::Release).await;
    let now = on(&town, "2024-01-01").await;
    assert!(matches!(now.text, TextOnDay::Held(_)), "{:?}", now.text);
    let made = now.versions[0].made.as_ref().unwrap();
    assert_eq!(
        (made.day.to_string(), made.is_public),
        ("2021-04-01".into(), true)
    );
    assert_eq!(now.events[0].what, Happened::Made);
    let before = on(&town, "2019-01-01").await;
    assert!(
        matches!(before.text, TextOnDay::NotHeld),
        "{:?}",
        before.text
    );
}

#[tokio::test]
async fn a_change_that_is_public_long_before_it_holds_does_not_take_the_place_of_the_text_in_force()
{
    let town = Town::new().await;
    let made = "2018年4月10日漱石县人民政府令第5号公布";
    let now = rule("2018", "guqiao", "2018-06-01", "2018-06-01", "旧。");
    let mut next = rule("2027", "guqiao", "2027-03-01", "2027-03-01", "新。");
    let note = format!("{made}　根据2026年11月6日漱石县人民政府令第20号修正　自2027年3月1日起施行");
    next.fields.set("enactment_note", note.as_str());
    for incoming in [now, next] {
        town.import(incoming, Then::Release).await;
    }
    let between = on(&town, "2026-12-01").await;
    assert!(
        matches!(between.text, TextOnDay::Held(_)),
        "{:?}",
        between.text
    );
    assert!(between.versions[0].is_shown && between.missed.is_empty());
    let made = between.versions[1].made.as_ref().map(|made| made.day);
    assert_eq!(made, "2026-11-06".parse().ok());
    let ends = between.versions[0].valid_to;
    assert_eq!(ends, "2027-02-28".parse().ok());
}
