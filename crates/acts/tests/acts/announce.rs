//! 站点公告和哀悼: what may stand on every page, and what the ledger keeps of it.

use crate::world::{assert_sound, entries, head, refused};
use acts::Failure;
use acts::announce::{NewNotice, announced, clear_notice, end_mourning, mourn, set_notice};
use acts::view::{Address, Announced, Linked};
use law::Date;
use testkit::Town;
use testkit::town::NOW;

fn flood() -> NewNotice {
    NewNotice {
        title: "暴雨红色预警".into(),
        text: "请不要外出。".into(),
        ..NewNotice::default()
    }
}

fn with_link(link: &str) -> NewNotice {
    NewNotice {
        link: link.into(),
        ..flood()
    }
}

#[tokio::test]
async fn a_notice_stands_until_it_is_cleared_and_each_act_leaves_one_entry_without_its_words() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let new = NewNotice {
        until: "2026-11-23 18:00".into(),
        ..flood()
    };
    set_notice(&town.desk, &new, "预警").await.unwrap();
    let stands = announced(&town.register).await.unwrap();
    let notice = stands.notice.unwrap();
    assert_eq!((notice.title, notice.text), (new.title, new.text));
    assert_eq!(notice.until, Some(NOW + 8 * 3600));
    clear_notice(&town.desk, "").await.unwrap();
    assert_eq!(
        announced(&town.register).await.unwrap(),
        Announced::default()
    );
    refused(clear_notice(&town.desk, "").await);
    let told = entries(&town, seq).await;
    let acts: Vec<_> = told.iter().map(|entry| entry["act"].clone()).collect();
    assert_eq!(acts, ["set_notice", "clear_notice"]);
    let whole = serde_json::to_string(&told).unwrap();
    assert!(
        !whole.contains("暴雨") && !whole.contains("预警"),
        "{whole}"
    );
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_notice_leads_only_to_what_a_reader_can_open() {
    let (town, items) = Town::with_items().await;
    let seq = head(&town).await;
    for hidden in [&items.draft, &items.withdrawn] {
        let says = refused(set_notice(&town.desk, &with_link(hidden), "").await);
        assert!(says.contains("没有公开"), "{says}");
    }
    refused(set_notice(&town.desk, &with_link("javascript:alert(1)"), "").await);
    let odd = set_notice(&town.desk, &with_link("https://a.example/ b"), "").await;
    assert!(matches!(odd, Err(Failure::Invalid(_))), "{odd:?}");
    let none = set_notice(&town.desk, &with_link("XT-0002/2026-09999"), "").await;
    assert!(matches!(none, Err(Failure::NotFound)), "{none:?}");
    assert_eq!(head(&town).await, seq);
    let law = Address::Law {
        work: "guqiao".into(),
        version: "2023-04-01".into(),
    };
    let document = Address::Document {
        code: "XT-0002".into(),
        tail: "2026-00001".into(),
    };
    for (link, expected) in [
        (items.released.as_str(), Linked::Item(document)),
        ("laws/guqiao/2023-04-01", Linked::Item(law)),
        (
            "https://www.weather.example/a?b=c",
            Linked::Elsewhere("https://www.weather.example/a?b=c".into()),
        ),
    ] {
        set_notice(&town.desk, &with_link(link), "").await.unwrap();
        let stands = announced(&town.register).await.unwrap();
        assert_eq!(stands.linked, Some(expected), "{link}");
    }
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_notice_that_is_written_wrongly_says_each_fault_and_leaves_no_trace() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let empty = NewNotice::default();
    let Err(Failure::Invalid(problems)) = set_notice(&town.desk, &empty, "").await else {
        panic!("not invalid")
    };
    let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(fields, ["title", "text"]);
    for until in ["明天", "2026-11-22"] {
        let late = NewNotice {
            until: until.into(),
            ..flood()
        };
        let result = set_notice(&town.desk, &late, "").await;
        assert!(matches!(result, Err(Failure::Invalid(_))), "{until}");
    }
    assert_eq!(head(&town).await, seq);
}

#[tokio::test]
async fn mourning_is_set_with_a_reason_for_days_that_can_be() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let day = |d| Some(Date::constant(2026, 12, d));
    refused(mourn(&town.desk, day(13), day(12), "公告").await);
    refused(mourn(&town.desk, None, Some(Date::constant(2026, 11, 22)), "公告").await);
    refused(mourn(&town.desk, day(13), None, " ").await);
    refused(end_mourning(&town.desk, "").await);
    assert_eq!(head(&town).await, seq);
    let set = mourn(&town.desk, day(13), day(13), "国家公祭日")
        .await
        .unwrap();
    assert_eq!(announced(&town.register).await.unwrap().mourning, Some(set));
    let today = mourn(&town.desk, None, None, "公告").await.unwrap();
    assert_eq!((today.from, today.to), (town.today(), None));
    end_mourning(&town.desk, "").await.unwrap();
    assert_eq!(announced(&town.register).await.unwrap().mourning, None);
    assert_eq!(entries(&town, seq).await.len(), 3);
    assert_sound(&town).await;
}

#[tokio::test]
async fn describing_the_site_leaves_a_notice_where_it_is() {
    let town = Town::new().await;
    set_notice(&town.desk, &flood(), "").await.unwrap();
    let site = testkit::town::site();
    acts::site::describe(&town.desk, &site, "").await.unwrap();
    let stands = announced(&town.register).await.unwrap();
    assert_eq!(stands.notice.unwrap().title, "暴雨红色预警");
}
