//! The list of works of law: sorted, narrowed, counted, page by page.

use crate::laws::versions;
use crate::world::tamper;
use acts::Failure;
use acts::item::withdraw::withdraw;
use acts::item::{IncomingWork, Then};
use acts::portal::{ItemsFilter, Order, WorksFilter, WorksSort};
use acts::view::{Address, Works};
use law::item::Column;
use testkit::Town;
use testkit::items::rule;
use testkit::town::which;

/// The first page of the list as it is at first sorted.
pub(crate) async fn listed(town: &Town, filter: &WorksFilter) -> Works {
    let sort = WorksSort::default();
    let portal = town.portal();
    let works = portal.works(filter, sort, None, 20, town.today()).await;
    works.unwrap()
}

fn by_title() -> WorksSort {
    WorksSort::from_id("title").unwrap()
}

/// A rule of a work of its own.
fn own(code: &str, title: &str, version: &str, effective: &str) -> acts::item::Incoming {
    let mut incoming = rule(code, code, version, effective, "甲。");
    incoming.fields.set("title", title);
    incoming.work = Some(IncomingWork {
        key: code.into(),
        title: title.into(),
        version: version.into(),
        code: Some(code.into()),
    });
    incoming
}

#[tokio::test]
async fn works_page_without_loss_under_every_filter() {
    let town = Town::new().await;
    for n in 0..45 {
        let code = format!("work{n:02}");
        let effective = if n % 2 == 0 {
            "2018-06-01"
        } else {
            "2030-01-01"
        };
        let mut incoming = rule(&code, &code, "2018-05-02", effective, "甲。");
        incoming.fields.set("title", format!("第{n:02}号办法"));
        incoming.fields.set("enactment_note", "2018年5月2日公布");
        incoming.work = Some(IncomingWork {
            key: code.clone(),
            title: format!("第{n:02}号办法"),
            version: "2018-05-02".into(),
            code: Some(code),
        });
        town.import(incoming, Then::Release).await;
    }
    let of = |validity: Option<&str>, words: Option<&str>| WorksFilter {
        kind: Some("local_gov_rule".into()),
        validity: validity.map(str::to_owned),
        words: words.map(str::to_owned),
        ..WorksFilter::default()
    };
    for (filter, n) in [
        (of(None, None), 45),
        (of(Some("in_force"), None), 23),
        (of(Some("not_yet_effective"), None), 22),
        (of(Some("repealed"), None), 0),
        (of(None, Some("第1")), 10),
        (of(None, Some("%")), 0),
    ] {
        let mut found = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = town
                .portal()
                .works(&filter, by_title(), after.as_deref(), 20, town.today())
                .await
                .unwrap();
            found.extend(page.lines.into_iter().map(|line| line.title));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut sorted = found.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!((found.len(), &found), (n, &sorted), "{filter:?}");
    }
}

#[tokio::test]
async fn a_work_whose_release_is_damaged_is_an_error_and_not_an_endless_look() {
    let town = Town::new().await;
    versions(&town, &[2018]).await;
    tamper(&town, "DELETE FROM release").await;
    let filter = WorksFilter::default();
    let portal = town.portal();
    let sort = WorksSort::default();
    let works = portal.works(&filter, sort, None, 20, town.today()).await;
    assert!(works.is_err());
}

#[tokio::test]
async fn a_code_is_minted_where_none_is_given_and_stays_the_same() {
    let mut codes = Vec::new();
    for _ in 0..2 {
        let town = Town::new().await;
        let mut incoming = rule("one", "guqiao", "2018-05-02", "2018-06-01", "甲。");
        incoming.work.as_mut().unwrap().code = None;
        town.import(incoming, Then::Release).await;
        let filter = WorksFilter::default();
        let works = listed(&town, &filter).await;
        codes.push(works.lines[0].work.clone());
    }
    assert_eq!(codes[0], codes[1]);
    assert_eq!(codes[0].len(), 8);
}

#[tokio::test]
async fn a_code_that_another_work_has_is_not_given_twice() {
    let town = Town::new().await;
    town.import(
        rule("one", "guqiao", "2018-05-02", "2018-06-01", "甲。"),
        Then::Release,
    )
    .await;
    let mut other = rule("two", "another", "2018-05-02", "2018-06-01", "乙。");
    other.work.as_mut().unwrap().code = Some("guqiao".into());
    town.import(other, Then::Release).await;
    let filter = WorksFilter::default();
    let works = listed(&town, &filter).await;
    assert_eq!(works.lines.len(), 2);
    assert_ne!(works.lines[0].work, works.lines[1].work);
}

#[tokio::test]
async fn a_list_is_sorted_by_each_of_its_columns_both_ways() {
    let town = Town::new().await;
    for (code, title, version, effective, number, issuer) in [
        (
            "a",
            "中药办法",
            "2020-01-02",
            "2020-03-01",
            "漱石县人民政府令第10号",
            "漱石县人民政府",
        ),
        (
            "b",
            "安全办法",
            "2021-01-02",
            "2021-02-01",
            "漱石县人民政府令第9号",
            "县教育局",
        ),
        ("c", "保护办法", "2019-01-02", "2030-01-01", "", "民政局"),
    ] {
        let mut incoming = own(code, title, version, effective);
        incoming
            .fields
            .set("enactment_note", format!("{version} {number}公布"));
        incoming.fields.set_list("issuers", vec![issuer.into()]);
        town.import(incoming, Then::Release).await;
    }
    let portal = town.portal();
    let none = WorksFilter::default();
    for (sort, order) in [
        ("title", "b c a"),
        ("-title", "a c b"),
        ("number", "b a c"),
        ("-number", "a b c"),
        ("issuer", "c a b"),
        ("promulgated", "c a b"),
        ("-promulgated", "b a c"),
        ("effective", "a b c"),
        ("-effective", "c b a"),
        ("status", "b a c"),
        ("-status", "c b a"),
    ] {
        let by = WorksSort::from_id(sort).unwrap();
        let works = portal
            .works(&none, by, None, 20, town.today())
            .await
            .unwrap();
        let found: Vec<&str> = works.lines.iter().map(|line| line.work.as_str()).collect();
        assert_eq!(found.join(" "), order, "{sort}");
        // Page by page it is the same.
        let (mut paged, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = portal
                .works(&none, by, after.as_deref(), 1, town.today())
                .await;
            let page = page.unwrap();
            assert_eq!(page.from, paged.len() as u64);
            paged.extend(page.lines.into_iter().map(|line| line.work));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged.join(" "), order, "{sort}");
    }
}

#[tokio::test]
async fn a_list_is_narrowed_by_number_issuer_and_year() {
    let town = Town::new().await;
    town.import(
        own("a", "古桥办法", "2018-05-02", "2018-06-01"),
        Then::Release,
    )
    .await;
    town.import(
        own("b", "水渠办法", "2020-05-02", "2020-06-01"),
        Then::Release,
    )
    .await;
    let of = |words: &str, issuer: &str, year: Option<i16>| WorksFilter {
        words: (!words.is_empty()).then(|| words.to_owned()),
        issuer: (!issuer.is_empty()).then(|| issuer.to_owned()),
        year,
        ..WorksFilter::default()
    };
    for (filter, n) in [
        (of("令第1号 古桥", "", None), 1),
        (of("", "教育局", None), 2),
        (of("", "民政局", None), 0),
        (of("", "", Some(2020)), 1),
        (of("古桥", "", Some(2020)), 0),
        (of("_", "", None), 0),
    ] {
        assert_eq!(listed(&town, &filter).await.total, n, "{filter:?}");
    }
}

#[tokio::test]
async fn the_list_tells_of_a_work_by_the_text_that_stands_for_it() {
    let town = Town::new().await;
    versions(&town, &[2018]).await;
    let mut last = rule("2023", "guqiao", "2023-04-01", "2023-05-01", "新。");
    let note = "2018年4月1日 中华人民共和国漱石县人民政府令第1号公布\n2023年4月1日 漱石县人民政府令第3号修订";
    last.fields.set("enactment_note", note);
    last.fields.set("promulgated", "2018-04-01");
    town.import(last, Then::Release).await;
    let works = listed(&town, &WorksFilter::default()).await;
    let line = &works.lines[0];
    assert_eq!(line.version, "2023-04-01");
    assert_eq!(line.number.as_deref(), Some("漱石县人民政府令第3号"));
    let day = |day: Option<law::Date>| day.unwrap().to_string();
    assert_eq!(day(line.made_on()), "2023-04-01");
    assert_eq!(day(line.first_promulgated), "2018-04-01");
    assert_eq!(line.act().unwrap().zh(), "修订");
    assert_eq!(line.versions, 2);
}

#[tokio::test]
async fn a_list_that_is_kept_follows_withdrawals_and_the_day() {
    let town = Town::new().await;
    versions(&town, &[2018, 2023]).await;
    let portal = town.portal();
    let of = |today: law::Date| {
        let (portal, none, sort) = (portal.clone(), WorksFilter::default(), WorksSort::default());
        async move { portal.works(&none, sort, None, 20, today).await.unwrap() }
    };
    let today = town.today();
    assert_eq!(of(today).await.lines[0].version, "2023-04-01");
    let before = of(law::Date::constant(2020, 1, 1)).await;
    assert_eq!(before.lines[0].version, "2018-04-01");
    withdraw(&town.desk, &which("2023"), "文本有误")
        .await
        .unwrap();
    let after = of(today).await;
    assert_eq!(
        (after.lines[0].version.as_str(), after.lines[0].versions),
        ("2018-04-01", 1)
    );
    withdraw(&town.desk, &which("2018"), "文本有误")
        .await
        .unwrap();
    assert_eq!(of(today).await.total, 0);
    assert_eq!(portal.inventory(today).await.unwrap().works, 0);
}

#[tokio::test]
async fn the_next_page_goes_on_where_the_last_work_was_withdrawn_meanwhile() {
    let town = Town::new().await;
    for n in 0..5 {
        let title = format!("第{n}号办法");
        town.import(
            own(&format!("w{n}"), &title, "2018-05-02", "2018-06-01"),
            Then::Release,
        )
        .await;
    }
    let portal = town.portal();
    let none = WorksFilter::default();
    let first = portal
        .works(&none, by_title(), None, 2, town.today())
        .await
        .unwrap();
    withdraw(&town.desk, &which("w1"), "文本有误")
        .await
        .unwrap();
    let next = portal
        .works(&none, by_title(), first.next.as_deref(), 2, town.today())
        .await
        .unwrap();
    let found: Vec<&str> = next.lines.iter().map(|line| line.work.as_str()).collect();
    assert_eq!(found, ["w2", "w3"]);
    let foreign = portal
        .works(
            &none,
            WorksSort::default(),
            first.next.as_deref(),
            2,
            town.today(),
        )
        .await;
    assert!(matches!(foreign, Err(Failure::Invalid(_))));
}

#[tokio::test]
async fn the_inventory_counts_works_by_kind_and_texts_by_how_they_stand() {
    let town = Town::new().await;
    versions(&town, &[2018, 2023]).await;
    town.import(
        rule("2027", "guqiao", "2026-11-06", "2027-03-01", "再新。"),
        Then::Release,
    )
    .await;
    let mut law = own("c", "示例法", "2020-05-02", "2020-06-01");
    law.kind = "law".into();
    town.import(law, Then::Release).await;
    let portal = town.portal();
    let inventory = portal.inventory(town.today()).await.unwrap();
    assert_eq!((inventory.works, inventory.texts), (2, 4));
    let statuses = ["in_force", "not_yet_effective", "amended"];
    assert_eq!(inventory.statuses, statuses);
    let rows: Vec<(&str, u64, &[u64])> = inventory
        .rows
        .iter()
        .map(|row| (row.kind.as_str(), row.works, row.counts.as_slice()))
        .collect();
    assert_eq!(
        rows,
        [
            ("law", 1, &[1, 0, 0][..]),
            ("local_gov_rule", 1, &[1, 1, 1])
        ]
    );
    // Each number is that of the list which it names.
    for (at, status) in statuses.into_iter().enumerate() {
        let counted: u64 = inventory.rows.iter().map(|row| row.counts[at]).sum();
        let filter = WorksFilter {
            validity: Some(status.into()),
            ..WorksFilter::default()
        };
        let texts = listed(&town, &filter).await;
        assert_eq!(texts.total, counted, "{status}");
    }
    assert_eq!(listed(&town, &WorksFilter::default()).await.total, 2);
}

#[tokio::test]
async fn a_list_of_one_standing_names_every_text_that_stands_so() {
    let town = Town::new().await;
    versions(&town, &[2013, 2018, 2023]).await;
    town.import(
        rule("2027", "guqiao", "2026-11-06", "2027-03-01", "再新。"),
        Then::Release,
    )
    .await;
    for (status, texts) in [
        ("amended", "2018-04-01 2013-04-01"),
        ("in_force", "2023-04-01"),
        ("not_yet_effective", "2026-11-06"),
    ] {
        let filter = WorksFilter {
            validity: Some(status.into()),
            ..WorksFilter::default()
        };
        // Page by page.
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let portal = town.portal();
            let sort = WorksSort::default();
            let page = portal.works(&filter, sort, after.as_deref(), 1, town.today());
            let page = page.await.unwrap();
            let stands = page.lines.iter().all(|line| line.stands);
            assert_eq!(stands, status == "in_force", "{status}");
            found.extend(page.lines.into_iter().map(|line| line.version));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.join(" "), texts, "{status}");
    }
}

#[tokio::test]
async fn columns_name_a_work_by_the_same_text_as_the_list_of_laws() {
    let town = Town::new().await;
    versions(&town, &[2013, 2018, 2023]).await;
    town.import(
        rule("2027", "guqiao", "2026-11-06", "2027-03-01", "再新。"),
        Then::Release,
    )
    .await;
    town.import(
        own("b", "水渠办法", "2020-05-02", "2030-06-01"),
        Then::Release,
    )
    .await;
    let portal = town.portal();
    let column = ItemsFilter {
        column: Some(Column::Statutory),
        ..ItemsFilter::default()
    };
    for (day, newest) in [
        ("2012-01-01", "2026-11-06"),
        ("2014-01-01", "2013-04-01"),
        ("2026-11-23", "2023-04-01"),
        ("2027-03-01", "2026-11-06"),
    ] {
        let day: law::Date = day.parse().unwrap();
        let (sort, whole) = (WorksSort::default(), WorksFilter::default());
        let works = portal.works(&whole, sort, None, 20, day);
        let works = works.await.unwrap().lines.into_iter();
        let mut works: Vec<(String, String)> =
            works.map(|line| (line.work, line.version)).collect();
        let items = portal.items(&column, Order::NewestFirst, None, 20, day);
        let items = items.await.unwrap().lines.into_iter();
        let mut items: Vec<(String, String)> = items
            .map(|line| match line.address {
                Address::Law { work, version } => (work, version),
                Address::Document { code, tail } => (code, tail),
            })
            .collect();
        works.sort();
        items.sort();
        assert_eq!(works, items, "{day}");
        assert!(works.contains(&("guqiao".into(), newest.into())), "{day}");
    }
}
