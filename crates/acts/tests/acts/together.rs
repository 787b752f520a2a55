//! Several desks at once, on both engines.

use crate::home::{Home, on_postgres, on_sqlite};
use acts::again::{Key, Once, once};
use acts::desk::{Actor, Desk, Register};
use acts::follow::follow_index;
use acts::item::correct::{Correction, Former, correct};
use acts::item::import::{import, import_batch};
use acts::item::withdraw::withdraw;
use acts::item::{Imported, Then};
use acts::site_error::{Received, answer, erase_due, new_key, receive};
use acts::{Failure, Portal};
use law::item::Kinds;
use law::site_error::{ErrorKind, Terms, Written};
use store::item::State;
use store::listing::Filter;
use tempfile::TempDir;
use testkit::Town;
use testkit::items::{document, numbered};
use testkit::town::{NOW, site, which};

async fn town(home: &Home) -> Town {
    let folder = TempDir::new().unwrap();
    Town::over(home.open().await, folder, Kinds::standard()).await
}

on_both_engines! {
    of_two_corrections_of_one_edition_one_is_stale,
    of_two_imports_of_one_document_one_is_the_same,
    a_withdrawal_beside_an_import_loses_nothing,
    two_imports_of_one_work_make_one_work,
    the_county_is_the_same_on_both_engines,
    reports_that_are_due_are_erased_once_by_two_nodes,
    a_form_sent_to_two_nodes_at_once_is_one_report,
    words_that_two_nodes_did_not_find_are_added_up,
    two_nodes_follow_what_either_does,
    of_one_act_tried_by_two_nodes_with_one_key_one_happens,
    a_key_is_of_one_act_and_of_nothing_else,
    a_history_that_is_gone_is_shown_by_no_node,
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

/// A node of its own on the register of a county: its own connections, its own index.
async fn node(home: &Home) -> (Portal, Register, search::Index) {
    let register = Register::new(home.open().await, home.blobs(), Kinds::standard());
    let index = search::Index::in_memory().unwrap();
    let portal = Portal::new(register.clone(), index.clone(), site());
    (portal, register, index)
}

fn written(what: &str) -> Written {
    Written {
        page: Some("/laws".into()),
        kind: ErrorKind::Wording,
        what: what.into(),
        contact: None,
    }
}

async fn reports_that_are_due_are_erased_once_by_two_nodes(home: Home) {
    let town = town(&home).await;
    for n in 1..=30 {
        let visitor = Desk::of_visitor(&town.portal(), NOW).unwrap();
        let what = written(&format!("第 {n} 处有错，请改"));
        receive(&visitor, &what, &new_key()).await.unwrap();
        let number = format!("2026-{n:05}");
        answer(&town.desk, &number, "已经改正。").await.unwrap();
    }
    let (_, other, _) = node(&home).await;
    let later = NOW + 400 * 86_400;
    let sweep = |register: Register| {
        let actor = Actor {
            name: "到期删除".into(),
            identified_by: "serve".into(),
        };
        let desk = Desk::new(register, actor, later).unwrap();
        tokio::spawn(async move { erase_due(&desk, 180).await })
    };
    let (one, two) = (sweep(town.register.clone()), sweep(other));
    let (one, two) = (one.await.unwrap().unwrap(), two.await.unwrap().unwrap());
    assert_eq!(one + two, 30, "{one} and {two}");
    let mut reader = home.open().await.read().await.unwrap();
    let entries = reader.entries_after(0, 1000).await.unwrap();
    let erased = entries.iter().filter(|it| it.act == "erase_site_error");
    assert_eq!(erased.count(), 30);
    drop(reader);
    sound(&town).await;
}

async fn a_form_sent_to_two_nodes_at_once_is_one_report(home: Home) {
    let town = town(&home).await;
    let (other, ..) = node(&home).await;
    for n in 1..=5 {
        let key = new_key();
        let send = |portal: &Portal| {
            let (desk, key) = (Desk::of_visitor(portal, NOW).unwrap(), key.clone());
            let what = written(&format!("第 {n} 处有错，请改"));
            tokio::spawn(async move { receive(&desk, &what, &key).await })
        };
        let (one, two) = (send(&town.portal()), send(&other));
        let received = [one.await.unwrap().unwrap(), two.await.unwrap().unwrap()];
        let of = |received: &Received| match received {
            Received::New { ticket } | Received::Again { ticket } => ticket.clone(),
            Received::Other { number } => panic!("another report {number}"),
        };
        assert_eq!(of(&received[0]), of(&received[1]));
        let new = received
            .iter()
            .filter(|it| matches!(it, Received::New { .. }));
        assert_eq!(new.count(), 1, "{received:?}");
    }
    let terms = Terms::default();
    let all = acts::site_error::all(&town.register, town.today(), terms);
    assert_eq!(all.await.unwrap().len(), 5);
    sound(&town).await;
}

async fn words_that_two_nodes_did_not_find_are_added_up(home: Home) {
    let town = town(&home).await;
    let (other, other_register, _) = node(&home).await;
    let portal = town.portal();
    for (portal, networks) in [(&portal, 1..=6_u8), (&other, 7..=13)] {
        for n in networks {
            let network = std::net::Ipv4Addr::new(10, 0, n, 1).into();
            portal
                .unfound()
                .note("电动自行车上牌", network, town.today());
        }
    }
    let write = |portal: Portal, register: Register| {
        let today = town.today();
        tokio::spawn(async move { portal.unfound().write(&register, today).await })
    };
    let one = write(portal, town.register.clone());
    let two = write(other, other_register);
    one.await.unwrap().unwrap();
    two.await.unwrap().unwrap();
    let found = acts::unfound::unfound(&town.register, 12, town.today())
        .await
        .unwrap();
    let counts: Vec<u64> = found.iter().map(|it| it.times).collect();
    assert_eq!(counts, [13], "{found:?}");
}

async fn two_nodes_follow_what_either_does(home: Home) {
    let town = town(&home).await;
    let (other, other_register, index) = node(&home).await;
    let follow = async || {
        town.follow().await;
        let mut keeper = index.keeper().unwrap().unwrap();
        loop {
            let today = town.today();
            let step = follow_index(&other_register, &index, &mut keeper, today);
            let step = step.await.unwrap();
            if step.cursor == step.head {
                break;
            }
        }
        keeper.finish().unwrap();
    };
    let found = async |words: &str| {
        let mut hits = Vec::new();
        for portal in [&town.portal(), &other] {
            let found = portal.search(search::Query::words(words), town.today());
            hits.push(found.await.unwrap().hits.len());
        }
        hits
    };
    town.import(document("one", "关于操场的通知", "操场。"), Then::Release)
        .await;
    follow().await;
    assert_eq!(found("操场").await, [1, 1]);
    let actor = Actor {
        name: "另一个节点".into(),
        identified_by: "test".into(),
    };
    let desk = Desk::new(other_register.clone(), actor, NOW + 1).unwrap();
    withdraw(&desk, &which("one"), "有误").await.unwrap();
    // Before either index has followed: every hit is looked up in the register.
    assert_eq!(found("操场").await, [0, 0]);
    follow().await;
    assert_eq!(found("操场").await, [0, 0]);
    let revisions = [
        town.portal().look().await.unwrap(),
        other.look().await.unwrap(),
    ];
    assert_eq!(revisions[0], revisions[1]);
    sound(&town).await;
}

async fn sound(town: &Town) {
    let found = acts::verify::verify(&town.register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
}

async fn of_one_act_tried_by_two_nodes_with_one_key_one_happens(home: Home) {
    let town = town(&home).await;
    let (_, other, _) = node(&home).await;
    for (n, slug) in ["one", "two", "three"].into_iter().enumerate() {
        town.import(document(slug, slug, "甲乙。"), Then::Release)
            .await;
        let before = entries(&home).await;
        let attempt = |register: Register| {
            let actor = Actor {
                name: "示例经办".into(),
                identified_by: "test".into(),
            };
            let key = Key::new(&format!("key-{n}"), &["correct", slug]).unwrap();
            let desk = Desk::new(register, actor, NOW).unwrap().with_key(key);
            let correction = Correction {
                note: "撤下旧版".into(),
                former: Former::TakenDown,
                ..Correction::default()
            };
            tokio::spawn(async move {
                let which = which(slug);
                once(&desk, correct(&desk, &which, &correction)).await
            })
        };
        let (one, two) = (attempt(town.register.clone()), attempt(other.clone()));
        let results = [one.await.unwrap().unwrap(), two.await.unwrap().unwrap()];
        assert_eq!(entries(&home).await, before + 1);
        let mut now = results.iter().filter(|it| matches!(it, Once::Now(_)));
        let Once::Now(released) = now.next().unwrap() else {
            panic!("not now")
        };
        assert!(now.next().is_none(), "{results:?}");
        let before = results.iter().find_map(|it| match it {
            Once::Before(former) => Some(former.clone()),
            Once::Now(_) => None,
        });
        let before = before.unwrap();
        assert_eq!(before.edition, Some(2));
        assert_eq!(before.index_no, Some(released.index_no().to_string()));
    }
    sound(&town).await;
}

async fn a_key_is_of_one_act_and_of_nothing_else(home: Home) {
    let town = town(&home).await;
    town.import(document("one", "甲", "甲乙。"), Then::Release)
        .await;
    let key = |asked: &[&str]| Key::new("key", asked).unwrap();
    let desk = town.desk.with_key(key(&["withdraw", "one", "有误"]));
    let first = once(&desk, withdraw(&desk, &which("one"), "有误")).await;
    assert_eq!(first.unwrap(), Once::Now(()));
    let again = once(&desk, withdraw(&desk, &which("one"), "有误")).await;
    assert!(matches!(again, Ok(Once::Before(_))), "{again:?}");
    town.import(document("two", "乙", "丙丁。"), Then::Release)
        .await;
    let before = entries(&home).await;
    let desk = town.desk.with_key(key(&["withdraw", "two", "有误"]));
    let other = once(&desk, withdraw(&desk, &which("two"), "有误")).await;
    assert!(matches!(other, Err(Failure::Refused(_))), "{other:?}");
    assert_eq!(entries(&home).await, before);
    // What was refused without a key is refused with one, and the key is free.
    let desk = town.desk.with_key(Key::new("free", &["withdraw"]).unwrap());
    let refused = once(&desk, withdraw(&desk, &which("two"), "")).await;
    assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
    let done = once(&desk, withdraw(&desk, &which("two"), "有误")).await;
    assert_eq!(done.unwrap(), Once::Now(()));
    sound(&town).await;
}

async fn entries(home: &Home) -> u64 {
    let mut reader = home.open().await.read().await.unwrap();
    reader.head().await.unwrap().seq
}

async fn a_history_that_is_gone_is_shown_by_no_node(home: Home) {
    let town = town(&home).await;
    town.import(document("one", "甲", "甲。"), Then::Release)
        .await;
    let portal = town.portal();
    let seen = portal.look().await.unwrap();
    town.import(document("two", "乙", "乙。"), Then::Release)
        .await;
    assert!(seen < portal.look().await.unwrap());
    assert!(!portal.seen().is_astray());
    // A standby takes over that lacked the newest entry, and gives its number again.
    let gone = "UPDATE ledger SET hash = previous WHERE seq = (SELECT MAX(seq) FROM ledger)";
    let behind = if home.is_postgres() {
        format!("SET session_replication_role = replica; {gone}")
    } else {
        format!("DROP TRIGGER ledger_no_update; {gone}")
    };
    home.raw(&behind).await.unwrap();
    let failed = portal.look().await;
    assert!(matches!(failed, Err(Failure::Unavailable(_))), "{failed:?}");
    assert!(portal.seen().is_astray());
    assert!(portal.revision().await.is_err());
    assert!(portal.ready().await.is_err());
}
