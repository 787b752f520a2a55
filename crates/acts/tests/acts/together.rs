//! Several desks at once, on both engines.

use crate::home::{Home, on_postgres, on_sqlite};
use acts::Failure;
use acts::item::correct::{Correction, correct};
use acts::item::import::{import, import_batch};
use acts::item::withdraw::withdraw;
use acts::item::{Imported, Then};
use law::item::Kinds;
use store::item::State;
use store::listing::Filter;
use tempfile::TempDir;
use testkit::Town;
use testkit::items::{document, numbered};
use testkit::town::which;

async fn town(home: &Home) -> Town {
    let folder = TempDir::new().unwrap();
    Town::over(home.open().await, folder, Kinds::standard()).await
}

macro_rules! on_both_engines {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::on_sqlite(super::$test).await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::on_postgres(super::$test).await; })*
        }
    };
}

on_both_engines! {
    of_two_corrections_of_one_edition_one_is_stale,
    of_two_imports_of_one_document_one_is_the_same,
    a_withdrawal_beside_an_import_loses_nothing,
    two_imports_of_one_work_make_one_work,
    the_county_is_the_same_on_both_engines,
}

async fn of_two_corrections_of_one_edition_one_is_stale(home: Home) {
    let town = town(&home).await;
    town.import(document("one", "甲", "甲乙丙丁。"), Then::Release)
        .await;
    for (round, pair) in [("甲", "乙"), ("丙", "丁")].into_iter().enumerate() {
        let attempt = |old: &'static str| {
            let desk = town.desk.clone();
            tokio::spawn(async move {
                let correction = Correction {
                    note: format!("更正{old}"),
                    expected_edition: Some(round as u32 + 1),
                    replace: vec![(old.into(), "某".into())],
                    ..Correction::default()
                };
                correct(&desk, &which("one"), &correction).await
            })
        };
        let (one, two) = (attempt(pair.0), attempt(pair.1));
        let results = [one.await.unwrap(), two.await.unwrap()];
        let stale = results
            .iter()
            .filter(|result| matches!(result, Err(Failure::Stale(_))));
        assert_eq!(stale.count(), 1, "{results:?}");
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    }
    sound(&town).await;
}

async fn of_two_imports_of_one_document_one_is_the_same(home: Home) {
    let town = town(&home).await;
    for n in 0..5 {
        let attempt = || {
            let desk = town.desk.clone();
            let one = numbered(&n.to_string(), "甲", &format!("漱教〔2026〕{n}号"), "甲。");
            tokio::spawn(async move { import(&desk, one, Then::Release).await })
        };
        let (one, two) = (attempt(), attempt());
        let results = [one.await.unwrap().unwrap(), two.await.unwrap().unwrap()];
        let new = results.iter().filter(|r| matches!(r, Imported::New { .. }));
        assert_eq!(new.count(), 1, "{results:?}");
        let same = results
            .iter()
            .filter(|r| matches!(r, Imported::Same { .. }));
        assert_eq!(same.count(), 1, "{results:?}");
    }
    sound(&town).await;
}

async fn a_withdrawal_beside_an_import_loses_nothing(home: Home) {
    let town = town(&home).await;
    for n in 0..20 {
        let slug = format!("held-{n}");
        town.import(document(&slug, &slug, "甲。"), Then::Release)
            .await;
    }
    let desk = town.desk.clone();
    let importing = tokio::spawn(async move {
        for batch in 0..10 {
            let mut documents = Vec::new();
            for n in 0..10 {
                let slug = format!("new-{batch}-{n}");
                documents.push(document(&slug, &slug, "乙。"));
            }
            for result in import_batch(&desk, &documents, Then::Release)
                .await
                .unwrap()
            {
                result.unwrap();
            }
        }
    });
    let desk = town.desk.clone();
    let withdrawing = tokio::spawn(async move {
        for n in 0..20 {
            withdraw(&desk, &which(&format!("held-{n}")), "有误")
                .await
                .unwrap();
        }
    });
    importing.await.unwrap();
    withdrawing.await.unwrap();
    town.follow().await;
    let mut reader = home.open().await.read().await.unwrap();
    let states = reader.states().await.unwrap();
    assert_eq!(states, [("released".into(), 100), ("withdrawn".into(), 20)]);
    let found = town
        .portal()
        .search(search::Query::words(""), town.today())
        .await
        .unwrap();
    assert_eq!((found.total, found.is_behind()), (100, false));
    // Every number was given once and none was lost.
    let listed = reader.listed(&Filter::default(), None, 1000).await.unwrap();
    let mut serials: Vec<u32> = listed.iter().map(|l| l.item.index_no.serial).collect();
    serials.sort_unstable();
    assert_eq!(serials, (21..=120).collect::<Vec<u32>>());
    drop(reader);
    sound(&town).await;
}

async fn two_imports_of_one_work_make_one_work(home: Home) {
    let town = town(&home).await;
    let attempt = |version: &'static str, effective: &'static str| {
        let desk = town.desk.clone();
        let mut incoming = testkit::items::rule(version, "guqiao", version, effective, "甲。");
        incoming.work.as_mut().unwrap().code = None;
        tokio::spawn(async move { import(&desk, incoming, Then::Release).await })
    };
    let one = attempt("2018-05-02", "2018-06-01");
    let two = attempt("2023-05-02", "2023-06-01");
    one.await.unwrap().unwrap();
    two.await.unwrap().unwrap();
    let filter = acts::portal::WorksFilter::default();
    let sort = acts::portal::WorksSort::default();
    let works = town
        .portal()
        .works(&filter, sort, None, 20, town.today())
        .await
        .unwrap();
    assert_eq!((works.lines.len(), works.lines[0].versions), (1, 2));
    sound(&town).await;
}

async fn the_county_is_the_same_on_both_engines(home: Home) {
    let town = town(&home).await;
    let items = town.fill().await;
    let mut reader = home.open().await.read().await.unwrap();
    let states = reader.states().await.unwrap();
    let states: Vec<(&str, u64)> = states.iter().map(|(s, n)| (s.as_str(), *n)).collect();
    assert_eq!(
        states,
        [
            (State::Draft.id(), 1),
            (State::Released.id(), 4),
            (State::Withdrawn.id(), 1)
        ]
    );
    let listed = reader.listed(&Filter::default(), None, 9).await.unwrap();
    let titles: Vec<&str> = listed.iter().map(|l| l.item.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "关于校园开放日的通知",
            "关于招生的通知",
            "漱石县古桥保护办法",
            "漱石县古桥保护办法"
        ]
    );
    assert_eq!(items.released, "XT-0002/2026-00001");
    sound(&town).await;
}

async fn sound(town: &Town) {
    let found = acts::verify::verify(&town.register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
}
