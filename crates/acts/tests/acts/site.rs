//! 站点: what it says of itself, how each part is written, and who follows a change.

use crate::world::{assert_sound, entries, head, refused};
use acts::site::{Changed, Part, change, check, describe, described};
use acts::{Failure, view::Site};
use testkit::Town;
use testkit::town::site;

/// A site that is no demonstration.
fn real() -> Site {
    Site {
        icp: "云ICP备00000000号-1".into(),
        police: "云公网安备00000000000000号".into(),
        is_demo: false,
        ..site()
    }
}

fn invalid<T: std::fmt::Debug>(result: Result<T, Failure>) -> Vec<String> {
    match result {
        Err(Failure::Invalid(problems)) => problems.into_iter().map(|p| p.says).collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

#[tokio::test]
async fn a_site_says_what_it_was_told_and_has_a_name() {
    let town = Town::new().await;
    assert_eq!(described(&town.register).await.unwrap(), Some(site()));
    let nameless = Site {
        name: " ".into(),
        ..site()
    };
    refused(describe(&town.desk, &nameless, "").await);
    let renamed = Site {
        name: "新名".into(),
        ..real()
    };
    describe(&town.desk, &renamed, "改名").await.unwrap();
    assert_eq!(described(&town.register).await.unwrap(), Some(renamed));
}

#[test]
fn each_part_is_written_as_it_is_printed_at_the_foot_of_a_page() {
    let with = |part: Part, value: &str| {
        let mut site = real();
        part.put(&mut site, value);
        check(&site)
    };
    for (part, value) in [
        (Part::Domain, "www.shushi.gov.cn"),
        (Part::Domain, " WWW.Shushi.GOV.cn "),
        (Part::Domain, "xn--fiqs8s.xn--zfr164b"),
        (Part::IdCode, "1303000020"),
        (Part::IdCode, "bm55000001"),
        (Part::Icp, "京ICP备05070218号"),
        (Part::Icp, "粤ICP备2021012345号-12"),
        (Part::Police, "京公网安备11010202000001号"),
        (Part::Police, "京公网安备 110102003804号"),
        (Part::Contact, ""),
        (Part::Security, "mailto:security@shushi.example"),
        (Part::Security, "https://www.shushi.example/security"),
        (Part::Security, "tel:+86-000-0000000"),
    ] {
        assert!(with(part, value).is_ok(), "{value}");
    }
    for (part, value, expected) in [
        (Part::Name, "某县\n人民政府", "一行文字"),
        (Part::Domain, "https://www.shushi.gov.cn", "不写 https://"),
        (Part::Domain, "www.shushi.gov.cn/xxgk", "路径"),
        (Part::Domain, "www.shushi.gov.cn:8080", "端口"),
        (Part::Domain, "localhost", "www.example.gov.cn"),
        (Part::Domain, "192.0.2.1", "www.example.gov.cn"),
        (Part::Domain, "漱石.政务", "xn--"),
        (Part::Domain, "-a.gov.cn", "www.example.gov.cn"),
        (Part::Domain, "a..gov.cn", "www.example.gov.cn"),
        (Part::IdCode, "123", "10 位数字"),
        (Part::IdCode, "bm5500001", "8 位数字"),
        (Part::Icp, "05070218", "京ICP备05070218号"),
        (Part::Icp, "京ICP证030173号", "京ICP备05070218号"),
        (Part::Icp, "京ICP备05070218号-", "京ICP备05070218号"),
        (Part::Icp, "国ICP备05070218号", "京ICP备05070218号"),
        (Part::Icp, "示例ICP备00000000号", "京ICP备05070218号"),
        (Part::Police, "京公网安备1101020200号", "14 位数字"),
        (Part::Police, "11010202000001", "14 位数字"),
        (Part::Security, "security@shushi.example", "mailto:"),
        (Part::Security, "mailto:", "mailto:"),
        (
            Part::Security,
            "mailto:a@b.example\nExpires: never",
            "mailto:",
        ),
        (Part::Security, "http://www.shushi.example", "https://"),
    ] {
        let says = invalid(with(part, value)).join("；");
        let named = says.contains(part.zh()) && says.contains(value.trim());
        assert!(named && says.contains(expected), "{value}: {says}");
    }
}

#[tokio::test]
async fn a_change_touches_what_it_names_and_leaves_one_entry() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let parts = [
        (Part::Name, "漱石县人民政府（新）".to_owned()),
        (Part::Contact, site().contact),
    ];
    let changed = change(&town.desk, &parts, "更名").await.unwrap();
    let renamed = Changed {
        part: Part::Name,
        before: site().name,
        after: "漱石县人民政府（新）".into(),
    };
    assert_eq!(changed, [renamed]);
    let now = described(&town.register).await.unwrap().unwrap();
    let expected = Site {
        name: "漱石县人民政府（新）".into(),
        ..site()
    };
    assert_eq!(now, expected);
    let told = entries(&town, seq).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["act"], "describe_site");
    assert_eq!(told[0]["parts"], "name");
    assert!(told[0]["reason"].is_string() && told[0]["actor"].is_string());
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_change_that_is_refused_or_changes_nothing_leaves_no_trace() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let domain = |value: &str| [(Part::Domain, value.to_owned())];
    let same = change(&town.desk, &domain(&site().domain), "无")
        .await
        .unwrap();
    assert!(same.is_empty());
    refused(change(&town.desk, &domain("www.new.example"), " ").await);
    refused(change(&town.desk, &[(Part::Name, " ".into())], "删名").await);
    let both = [
        (Part::Name, "新名".into()),
        (Part::Domain, "not a domain".into()),
    ];
    invalid(change(&town.desk, &both, "改").await);
    assert_eq!(head(&town).await, seq);
    assert_eq!(described(&town.register).await.unwrap(), Some(site()));
}

#[tokio::test]
async fn a_portal_that_looks_at_the_register_says_what_the_site_says_now() {
    let town = Town::new().await;
    let (followed, unfollowed) = (town.portal(), town.portal());
    followed.look().await.unwrap();
    let parts = [(Part::Name, "新名".to_owned())];
    change(&town.desk, &parts, "更名").await.unwrap();
    assert_eq!(followed.site().name, site().name);
    followed.look().await.unwrap();
    assert_eq!(followed.site().name, "新名");
    unfollowed.revision().await.unwrap();
    assert_eq!(unfollowed.site().name, "新名");
}
