//! Every look-up on every state: what is not released does not leave by any of them.

use crate::world::{law, list_of_all, store};
use acts::item::correct::{Correction, correct};
use acts::item::relate::relate;
use acts::item::withdraw::withdraw;
use acts::item::{IncomingWork, Then};
use acts::portal::{FileFound, Form, WorksFilter, WorksSort};
use acts::view::{Address, Found, SearchPage, Whose};
use law::item::{Column, Relation, Value};
use search::{Counts, Query, Sort};
use store::item::ItemRow;
use testkit::Town;
use testkit::items::{document, file, rule};
use testkit::town::{DRAFT_SECRET, FORMER_WORDS, WITHDRAWN_SECRET, which};

/// The county with everything by which a secret might leave: drafts and withdrawn items that stand in relation to
/// released ones, that repeal them, that are versions of their works, that wait over a released edition.
async fn full_of_secrets() -> Town {
    let (town, _) = Town::with_items().await;
    for (n, secret, hidden) in [(0, DRAFT_SECRET, false), (1, WITHDRAWN_SECRET, true)] {
        let then = if hidden {
            Then::Release
        } else {
            Then::KeepDraft
        };
        let mut repealing = document(&format!("repealing-{n}"), secret, secret);
        repealing.files.push(file(&format!("{secret}.csv"), secret));
        repealing.fields.set_list("keywords", vec![secret.into()]);
        repealing.fields.set("theme_class", secret);
        if !hidden {
            // A tombstone does say by whom; that a draft has a publisher says nothing.
            repealing.agency = None;
            let publisher = format!("{secret}局");
            repealing.fields.set_list("issuers", vec![publisher]);
        }
        repealing.relations = vec![(Relation::Implements, "关于校园开放日的通知".into())];
        repealing.aliases = vec![("url".into(), format!("/old/{n}"))];
        town.import(repealing, then).await;
        let me = which(&format!("repealing-{n}"));
        let released = which("released");
        for relation in [Relation::Interprets, Relation::Cites] {
            relate(&town.desk, &me, relation, &released, None, "")
                .await
                .unwrap();
            relate(&town.desk, &released, relation, &me, None, "")
                .await
                .unwrap();
        }
        let mut version = rule(
            &format!("version-{n}"),
            "guqiao",
            &format!("202{n}-01-01"),
            &format!("202{n}-02-01"),
            secret,
        );
        version.fields.set("title", format!("古桥{secret}"));
        version
            .fields
            .set("enactment_note", format!("{secret}公布"));
        town.import(version, then).await;
        let mut whole = rule(
            &format!("whole-{n}"),
            &format!("whole{n}"),
            "2020-01-01",
            "2020-02-01",
            secret,
        );
        whole.fields.set("title", format!("{secret}法"));
        whole.work = Some(IncomingWork {
            key: format!("whole{n}"),
            title: format!("{secret}法"),
            version: "2020-01-01".into(),
            code: Some(format!("whole{n}")),
        });
        town.import(whole, then).await;
        if hidden {
            let day = "2026-06-01".parse().ok();
            for (relation, other) in [
                (Relation::Repeals, "released"),
                (Relation::Replaces, "corrected"),
            ] {
                relate(&town.desk, &me, relation, &which(other), day, "")
                    .await
                    .unwrap();
            }
            let again = Correction {
                note: format!("更正{secret}"),
                fields: vec![("abstract".into(), Value::Text(secret.into()))],
                ..Correction::default()
            };
            correct(&town.desk, &me, &again).await.unwrap();
            for slug in ["repealing", "version", "whole"] {
                withdraw(&town.desk, &which(&format!("{slug}-{n}")), "不宜公开")
                    .await
                    .unwrap();
            }
        }
    }
    let mut waiting = document(
        "corrected",
        &format!("关于{DRAFT_SECRET}的通知"),
        DRAFT_SECRET,
    );
    waiting.fields.set("effective_date", "2031-01-01");
    waiting
        .fields
        .set_list("keywords", vec![DRAFT_SECRET.into()]);
    waiting.relations = vec![(Relation::Cites, DRAFT_SECRET.into())];
    town.import(waiting, Then::KeepDraft).await;
    town.follow().await;
    town
}

async fn rows(town: &Town) -> Vec<ItemRow> {
    let mut reader = store(town).await.read().await.unwrap();
    let (ids, _) = reader.changed_after(0, 10_000).await.unwrap();
    let mut found = Vec::new();
    for listed in reader.items(&ids).await.unwrap() {
        if !found.contains(&listed.item) {
            found.push(listed.item);
        }
    }
    found
}

fn addresses(row: &ItemRow) -> Vec<Address> {
    let mut all = vec![Address::Document {
        code: row.index_no.code.clone(),
        tail: row.index_no.tail(),
    }];
    all.extend(row.work.as_ref().map(|work| law(&work.work, &work.version)));
    all
}

/// Everything that leaves but first editions, by where it leaves.
async fn everything(town: &Town) -> Vec<(String, String)> {
    everything_of(town, &[None, Some(2), Some(3)]).await
}

/// Everything that leaves, by where it leaves; of items in these editions.
pub(crate) async fn everything_of(town: &Town, editions: &[Option<u32>]) -> Vec<(String, String)> {
    let (portal, today) = (town.portal(), town.today());
    let mut out: Vec<(String, String)> = Vec::new();
    let mut say = |exit: String, words: String| out.push((exit, words));
    say(
        "home".into(),
        format!("{:?}", portal.home(today).await.unwrap()),
    );
    say(
        "latest".into(),
        format!("{:?}", list_of_all(&portal, None, today).await),
    );
    for kind in portal.kinds().iter() {
        let list = list_of_all(&portal, Some(kind.id), today).await;
        say(format!("latest {}", kind.id), format!("{list:?}"));
    }
    say(
        "agencies".into(),
        format!("{:?}", portal.agencies(today).await.unwrap()),
    );
    let mut reader = store(town).await.read().await.unwrap();
    for agency in reader.agencies().await.unwrap() {
        say(
            format!("agency {}", agency.code),
            format!("{:?}", portal.agency(&agency.code, today).await),
        );
        for column in Column::ALL {
            let found = portal
                .column(&agency.code, column, Whose::All, None, today)
                .await;
            say(
                format!("column {} {}", agency.code, column.id()),
                format!("{found:?}"),
            );
        }
    }
    for row in rows(town).await {
        for at in addresses(&row) {
            for &edition in editions {
                let found = portal.item(&at, edition, today).await;
                say(format!("item {at:?} {edition:?}"), format!("{found:?}"));
                for form in Form::ALL {
                    let taken = portal.form(&at, edition, form, "http://x").await;
                    say(format!("form {form:?} {at:?} {edition:?}"), bytes(taken));
                }
                for name in ["公示.csv", "草稿.csv", "名单.csv", "原件.pdf", "名册.csv"] {
                    let taken = match portal.file(&at, edition, name).await {
                        Ok(FileFound::Released(file)) => {
                            let bytes = whole(&portal, &file).await;
                            format!("{}\n{}", file.name, String::from_utf8_lossy(&bytes))
                        }
                        other => format!("{other:?}"),
                    };
                    say(format!("file {name} {at:?} {edition:?}"), taken);
                }
            }
        }
    }
    for work in ["guqiao", "whole0", "whole1"] {
        for day in [
            "2017-01-01",
            "2019-01-01",
            "2020-06-01",
            "2021-06-01",
            "2026-01-01",
        ] {
            let found = portal.law(work, day.parse().unwrap(), today).await;
            say(format!("law {work} {day}"), format!("{found:?}"));
        }
    }
    let works = portal
        .works(
            &WorksFilter::default(),
            WorksSort::default(),
            None,
            20,
            today,
        )
        .await
        .unwrap();
    say("works".into(), format!("{works:?}"));
    for work in ["guqiao", "whole0", "whole1"] {
        let compared = portal.compare(work, None, None, today).await;
        say(format!("compare {work}"), format!("{compared:?}"));
    }
    for path in ["/old/0", "/old/1"] {
        say(
            format!("moved {path}"),
            format!("{:?}", portal.moved(&[path]).await.unwrap()),
        );
    }
    out
}

/// All the bytes of a file.
pub(crate) async fn whole(portal: &acts::Portal, file: &acts::view::FileLine) -> Vec<u8> {
    use futures_util::TryStreamExt as _;
    let pieces: Vec<bytes::Bytes> = portal
        .pieces(file)
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    pieces.concat()
}

fn bytes(found: Result<FileFound<acts::view::FileBytes>, acts::Failure>) -> String {
    match found {
        Ok(FileFound::Released(file)) => {
            format!("{}\n{}", file.name, String::from_utf8_lossy(&file.bytes))
        }
        other => format!("{other:?}"),
    }
}

/// What a search shows besides the words that were typed.
fn shown(page: &SearchPage) -> String {
    format!("{:?} {:?}", page.hits, page.facets)
}

#[tokio::test]
async fn nothing_of_a_draft_or_of_what_was_withdrawn_leaves() {
    let town = full_of_secrets().await;
    let out = everything(&town).await;
    assert!(out.len() > 300, "{} exits", out.len());
    for (exit, words) in &out {
        for secret in [DRAFT_SECRET, WITHDRAWN_SECRET] {
            assert!(!words.contains(secret), "{exit}: {words}");
        }
        assert!(!words.contains("Bug("), "{exit}: {words}");
        assert!(!words.contains(FORMER_WORDS), "{exit}: {words}");
    }
    // The former words are where they belong, and only there.
    let row = crate::world::row(&town, "corrected").await.unwrap();
    let former = town
        .portal()
        .item(&addresses(&row)[0], Some(1), town.today())
        .await
        .unwrap();
    assert!(matches!(former, Found::Released(_)));
    assert!(format!("{former:?}").contains(FORMER_WORDS));
}

#[tokio::test]
async fn a_search_finds_shows_and_counts_nothing_of_it() {
    let town = full_of_secrets().await;
    for words in [
        DRAFT_SECRET,
        WITHDRAWN_SECRET,
        "草稿",
        "撤回暗语",
        "暗语",
        &format!("\"{DRAFT_SECRET}\""),
        "古桥",
        "通知",
        "",
    ] {
        for sort in [Sort::Relevance, Sort::Newest] {
            let query = Query {
                counts: Counts::Facets,
                limit: 100,
                sort,
                ..Query::words(words)
            };
            let page = town.portal().search(query, town.today()).await.unwrap();
            assert!(!page.is_behind());
            assert_eq!(page.total, page.hits.len() as u64, "{words}");
            let shown = shown(&page);
            for secret in [DRAFT_SECRET, WITHDRAWN_SECRET, FORMER_WORDS] {
                assert!(!shown.contains(secret), "{words}: {shown}");
            }
            if words.contains("暗语") {
                assert_eq!(page.total, 0, "{words}");
                assert!(page.near.iter().all(|near| !near.words.contains("暗语")));
            }
        }
    }
}

#[tokio::test]
async fn what_was_withdrawn_a_moment_ago_is_no_hit_although_the_index_has_it_still() {
    let (town, items) = Town::with_items().await;
    let find = || async {
        let page = town
            .portal()
            .search(Query::words("校园开放日"), town.today())
            .await
            .unwrap();
        (page.hits.len(), page.is_behind())
    };
    assert_eq!(find().await, (1, false));
    withdraw(&town.desk, &which("released"), "有误")
        .await
        .unwrap();
    assert_eq!(find().await, (0, true));
    town.follow().await;
    assert_eq!(find().await, (0, false));
    let at = crate::world::document(&items.released);
    for form in Form::ALL {
        let taken = town.portal().form(&at, None, form, "http://x").await;
        assert!(matches!(taken, Ok(FileFound::Withdrawn(_))));
    }
    let file = town.portal().file(&at, None, "名单.csv").await;
    assert!(matches!(file, Ok(FileFound::Withdrawn(_))));
}

#[tokio::test]
async fn a_portal_that_lost_the_register_shows_nothing() {
    let (town, _) = Town::with_items().await;
    let portal = town.portal();
    let seq = portal.revision().await.unwrap();
    assert_eq!(portal.look().await.unwrap(), seq);
    assert_eq!(portal.revision().await.unwrap(), seq);
    let long_ago = std::time::Instant::now()
        .checked_sub(std::time::Duration::from_secs(3))
        .unwrap();
    portal.seen().note(seq, long_ago);
    let lost = portal.revision().await;
    assert!(matches!(lost, Err(acts::Failure::Unavailable(_))));
    assert!(portal.ready().await.is_err());
}
