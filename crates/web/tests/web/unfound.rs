//! Which searches count as searches in vain.

use crate::visitor::Visitor;
use acts::unfound::unfound;
use axum::http::Method;
use testkit::Town;
use web::network::Peer;

/// Asks from six networks, one of which only names another.
async fn from_six(visitor: &Visitor, address: &str) {
    for n in 1..=6 {
        let network = format!("192.0.2.{n}");
        let from = Peer("127.0.0.1".parse().unwrap());
        let named = [("x-forwarded-for", network.as_str())];
        visitor.ask_from(from, Method::GET, address, &named).await;
    }
}

async fn kept(town: &Town, portal: &acts::Portal) -> Vec<String> {
    let today = town.today();
    portal.unfound().write(&town.register, today).await.unwrap();
    let all = unfound(&town.register, 12, today).await.unwrap();
    all.into_iter().map(|one| one.words).collect()
}

#[tokio::test]
async fn what_is_not_there_is_counted_and_nothing_else() {
    let (town, _) = Town::with_items().await;
    let portal = town.portal();
    let visitor = Visitor::before(portal.clone());
    let search = |query: &str| format!("/search?{query}");
    let ask = |words: &str| format!("q={}", web::paths::segment(words));
    for (address, says) in [
        (search(&ask("校园")), "it is found"),
        (search("q="), "nothing is asked"),
        (search("year=1999"), "nothing is asked, only narrowed"),
        (
            search(&format!("{}&year=1999", ask("火星移民"))),
            "it is narrowed",
        ),
        (
            search(&format!("{}&page=2", ask("火星移民"))),
            "a further page",
        ),
        (search(&ask("xiaoyuankaifang")), "a name is offered"),
        (search(&ask("张三")), "a name of a person"),
        (search(&ask("13800138000 号码")), "a number of a person"),
        (
            format!("/api/v1/search?{}", ask("火星移民")),
            "a program asks",
        ),
    ] {
        from_six(&visitor, &address).await;
        assert!(kept(&town, &portal).await.is_empty(), "{address}: {says}");
    }
    from_six(&visitor, &search(&ask("操场 桥长 招生"))).await;
    from_six(
        &visitor,
        &format!("/zh-hant{}", search(&ask("火星移民補貼"))),
    )
    .await;
    assert_eq!(
        kept(&town, &portal).await,
        ["操场 桥长 招生", "火星移民补贴"]
    );
}

#[tokio::test]
async fn one_network_counts_once_whatever_it_says_of_itself() {
    let (town, _) = Town::with_items().await;
    let portal = town.portal();
    let visitor = Visitor::before(portal.clone());
    let address = format!("/search?q={}", web::paths::segment("火星移民"));
    for n in 1..=20 {
        let named = format!("192.0.2.{n}");
        let headers = [("x-forwarded-for", named.as_str())];
        let from = Peer("198.51.100.7".parse().unwrap());
        visitor
            .ask_from(from, Method::GET, &address, &headers)
            .await;
        // All that one customer of a provider has is one network.
        let from = Peer(format!("2001:db8:7:{n}::1").parse().unwrap());
        visitor.ask_from(from, Method::GET, &address, &[]).await;
    }
    assert!(kept(&town, &portal).await.is_empty());
}

#[tokio::test]
async fn the_page_on_privacy_says_what_is_kept_and_how_long() {
    let (town, _) = Town::with_items().await;
    let says = async |portal| {
        let visitor = Visitor::before(portal);
        visitor.get("/privacy").await.text()
    };
    let counting = says(town.portal()).await;
    assert!(counting.contains("没有搜到的词") && counting.contains("12 个月后删除"));
    let not = says(town.portal().keeping_unfound(0)).await;
    assert!(!not.contains("没有搜到的词"));
}
