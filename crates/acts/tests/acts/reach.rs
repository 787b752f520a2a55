//! How much a search finds while the index is being made, and what is found in the register whatever becomes of it.

use acts::item::correct::{Correction, correct};
use acts::item::{Then, withdraw::withdraw};
use acts::search::{Exact, Query};
use acts::view::{Reach, SearchPage};
use testkit::Town;
use testkit::items::document;
use testkit::town::which;

async fn search(town: &Town, words: &str) -> SearchPage {
    let found = town
        .portal()
        .search(Query::words(words), town.today())
        .await;
    found.unwrap()
}

/// A meeting of a number, released; gives its index number.
async fn meeting(town: &Town, n: u32) -> String {
    let title = format!("关于第{n}次例会的通知");
    let mut document = document(&format!("meeting-{n}"), &title, "地点不变。");
    document.fields.set("doc_no", format!("漱教〔2026〕{n}号"));
    town.import(document, Then::Release).await
}

#[tokio::test]
async fn while_the_index_is_made_the_answer_says_how_much_is_in_and_names_are_found() {
    let town = Town::new().await;
    let mut number = String::new();
    for n in 1..=30 {
        number = meeting(&town, n).await;
    }
    let page = search(&town, "地点不变").await;
    assert_eq!(
        (page.total, page.reach),
        (0, Reach::Part { held: 0, of: 30 })
    );
    for (words, exact) in [
        ("漱教〔2026〕30号", Exact::Number),
        ("漱教[2026]30号", Exact::Number),
        (" 关于第30次例会的通知", Exact::Title),
        ("《关于第30次例会的通知》", Exact::Title),
        (number.as_str(), Exact::IndexNo),
    ] {
        for page in [
            search(&town, words).await,
            town.portal()
                .search_names(&Query::words(words), town.today())
                .await
                .unwrap(),
        ] {
            assert_eq!((page.total, page.hits.len()), (1, 1), "{words}");
            assert_eq!(page.hits[0].hit.exact, exact, "{words}");
            assert_eq!(page.hits[0].line.title, "关于第30次例会的通知");
        }
    }
    let second = Query {
        offset: 10,
        ..Query::words("漱教〔2026〕30号")
    };
    let page = town.portal().search(second, town.today()).await.unwrap();
    assert!(page.hits.is_empty());
}

#[tokio::test]
async fn what_was_released_just_now_is_found_by_its_name_and_never_twice() {
    let town = Town::new().await;
    for n in 1..=30 {
        meeting(&town, n).await;
    }
    town.follow().await;
    let words = "关于第31次例会的通知";
    assert_eq!(search(&town, words).await.reach, Reach::Whole);
    meeting(&town, 31).await;
    let page = search(&town, words).await;
    assert_eq!(page.reach, Reach::Behind);
    assert_eq!(page.hits[0].hit.exact, Exact::Title);
    assert_eq!(search(&town, "关于第7次例会的通知").await.total, 1);
    withdraw(&town.desk, &which("meeting-31"), "有误")
        .await
        .unwrap();
    let names = Query::words(words);
    let names = town.portal().search_names(&names, town.today()).await;
    assert_eq!(names.unwrap().total, 0);
    let names = Query::words(" ");
    let names = town
        .portal()
        .search_names(&names, town.today())
        .await
        .unwrap();
    assert_eq!((names.total, names.reach), (0, Reach::Names));
}

#[tokio::test]
async fn an_index_that_is_ahead_of_the_ledger_is_filled_anew() {
    let town = Town::new().await;
    meeting(&town, 1).await;
    town.follow().await;
    let mut keeper = town.index.keeper().unwrap().unwrap();
    keeper.commit(9_999).unwrap();
    drop(keeper);
    let page = search(&town, "地点不变").await;
    assert_eq!((page.total, page.reach), (1, Reach::Whole));
    town.follow().await;
    let page = search(&town, "地点不变").await;
    assert_eq!((page.total, page.reach), (1, Reach::Whole));
    meeting(&town, 2).await;
    town.follow().await;
    assert_eq!(search(&town, "地点不变").await.total, 2);
}

#[tokio::test]
async fn an_index_made_anew_beside_the_one_in_use_comes_up_to_the_newest_entry() {
    let town = Town::new().await;
    for n in 1..=3 {
        meeting(&town, n).await;
    }
    let next = acts::search::Index::in_memory().unwrap();
    let mut keeper = next.keeper().unwrap().unwrap();
    let mut told = Vec::new();
    let tell = |done| told.push(done);
    acts::follow::rebuild_index(&town.register, &next, &mut keeper, town.today(), tell)
        .await
        .unwrap();
    assert_eq!((next.count(), told), (3, vec![3]));
    meeting(&town, 4).await;
    let step = acts::follow::follow_index(&town.register, &next, &mut keeper, town.today())
        .await
        .unwrap();
    assert_eq!((next.count(), step.cursor), (4, step.head));
}

#[tokio::test]
async fn while_the_index_is_behind_nothing_comes_in_from_beyond_what_was_narrowed() {
    let town = Town::new().await;
    meeting(&town, 1).await;
    let words = "关于第1次例会的通知";
    assert_eq!(search(&town, words).await.total, 1);
    let before = Query {
        to: Some(law::Date::constant(1990, 1, 1)),
        ..Query::words(words)
    };
    let repealed = Query {
        filters: vec![("validity".into(), "repealed".into())],
        ..Query::words(words)
    };
    for narrowed in [before, repealed] {
        let names = town.portal().search_names(&narrowed, town.today()).await;
        assert_eq!(names.unwrap().total, 0);
        let page = town.portal().search(narrowed, town.today()).await.unwrap();
        assert_eq!((page.total, page.hits.len()), (0, 0));
    }
}

#[tokio::test]
async fn words_that_were_corrected_away_are_not_shown_while_the_index_has_them() {
    let town = Town::new().await;
    meeting(&town, 1).await;
    town.follow().await;
    let shown = |page: &SearchPage| format!("{:?}", page.hits[0].hit.snippet);
    assert!(shown(&search(&town, "地点").await).contains("不变"));
    let correction = Correction {
        note: "地点写错".into(),
        replace: vec![("不变".into(), "另告".into())],
        ..Correction::default()
    };
    correct(&town.desk, &which("meeting-1"), &correction)
        .await
        .unwrap();
    let page = search(&town, "地点").await;
    assert_eq!(page.total, 1);
    assert!(!shown(&page).contains("不变"));
    assert_eq!(page.hits[0].hit.title[0].text, "关于第1次例会的通知");
    town.follow().await;
    assert!(shown(&search(&town, "地点").await).contains("另告"));
}

/// How many of the items that a body and those below it released are found, by the filter and by the count beside it.
async fn found_under(town: &Town, agency: &str) -> (u64, u64) {
    let within = Query::default().within("agency", agency);
    let all = Query {
        counts: acts::search::Counts::Facets,
        ..Query::default()
    };
    let within = town.portal().search(within, town.today()).await.unwrap();
    let all = town.portal().search(all, town.today()).await.unwrap();
    let counted = all.bodies.iter().find(|body| body.code == agency);
    (within.total, counted.map_or(0, |body| body.found))
}

#[tokio::test]
async fn an_agency_that_moves_takes_what_it_released_along() {
    let town = Town::new().await;
    for n in 1..=4 {
        meeting(&town, n).await;
    }
    town.follow().await;
    let of = town.portal().search(Query::default(), town.today()).await;
    let mover = of.unwrap().hits[0].line.agency_code.clone();
    let known = testkit::town::agencies();
    let former = known.iter().find(|agency| agency.code == mover);
    let former = former.unwrap().admin_parent.clone().unwrap();
    let new = |code: &str| store::agency::Agency {
        code: code.into(),
        admin_parent: None,
        successor: None,
        ..known[0].clone()
    };
    assert_eq!(found_under(&town, &former).await, (4, 4));
    // Between two bodies, under a third that follows the former one, and under nobody.
    let change = |parent: Option<&str>, successor: Option<&str>| {
        let mut all = known.clone();
        let agency = all.iter_mut().find(|agency| agency.code == mover);
        let agency = agency.unwrap();
        agency.admin_parent = parent.map(Into::into);
        agency.successor = successor.map(Into::into);
        all.extend([new("XT-0801"), new("XT-0802")]);
        all
    };
    for (parent, successor) in [
        (Some("XT-0801"), None),
        (Some("XT-0802"), Some("XT-0801")),
        (None, None),
        (Some(former.as_str()), None),
    ] {
        let all = change(parent, successor);
        acts::agency::register(&town.desk, &all, "改隶")
            .await
            .unwrap();
        town.follow().await;
        for code in [former.as_str(), "XT-0801", "XT-0802"] {
            let is_above = [parent, successor].contains(&Some(code));
            let expected = if is_above { 4 } else { 0 };
            let found = found_under(&town, code).await;
            assert_eq!(
                found,
                (expected, expected),
                "{code} {parent:?} {successor:?}"
            );
        }
        assert_eq!(found_under(&town, &mover).await, (4, 4));
    }
}
