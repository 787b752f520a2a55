//! 表 from outside: what a reader sends, what comes back, and what is never let in.

use crate::visitor::{Reply, Visitor};
use acts::site_error::{all, answer};
use axum::http::{Method, StatusCode};
use law::site_error::Terms;
use scraper::{Html, Selector};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::Town;
use testkit::town::NOW;
use web::network::Peer;
use web::{App, Forms};

const FORM: &str = "/error-report";
const PROGRESS: &str = "/error-report/progress";
const WHAT: &str = "第二段“二十曰”应当是“二十日” <b>&";
const CONTACT: &str = "0000-7654321";

/// The value of the one control of that name.
fn value(page: &str, name: &str) -> String {
    let html = Html::parse_document(page);
    let named = Selector::parse(&format!("main [name={name}]")).unwrap();
    let control = html.select(&named).next().unwrap();
    match control.value().name() {
        "textarea" => control.text().collect(),
        _ => control.attr("value").unwrap_or_default().to_owned(),
    }
}

fn texts(page: &str, selector: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let all = Selector::parse(selector).unwrap();
    html.select(&all).map(|one| one.text().collect()).collect()
}

fn body(pairs: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| {
        format!(
            "{}={}",
            web::paths::segment(name),
            web::paths::segment(value)
        )
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

async fn key(visitor: &Visitor) -> String {
    value(&visitor.get(FORM).await.text(), "key")
}

fn filled<'a>(key: &'a str, what: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("key", key),
        ("page", "/laws"),
        ("kind", "wording"),
        ("what", what),
        ("contact", CONTACT),
    ]
}

async fn reports(town: &Town) -> usize {
    let all = all(&town.register, town.today(), Terms::default()).await;
    all.unwrap().len()
}

/// Number and code as a receipt shows them.
async fn receipt(visitor: &Visitor, sent: &Reply) -> (String, String) {
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = visitor.get(sent.header("location")).await;
    assert_eq!(page.status, StatusCode::OK);
    let signs = texts(&page.text(), ".receipt__sign");
    (signs[0].clone(), signs[1].clone())
}

#[tokio::test]
async fn a_reader_reports_an_error_of_a_page_and_follows_it_to_its_answer() {
    let (town, items) = Town::with_items().await;
    let visitor = Visitor::of(&town);
    let document = format!("/documents/{}", items.released);
    let foot = visitor.get(&document).await.text();
    let html = Html::parse_document(&foot);
    let links = Selector::parse("footer a[rel=nofollow]").unwrap();
    let link = html.select(&links).next().unwrap().attr("href").unwrap();
    let form = visitor.get(link).await.text();
    let page = value(&form, "page");
    assert_eq!(page, format!("https://www.shushi.example{document}"));
    assert!(form.contains("最迟 2026年11月26日 答复"));

    let key = value(&form, "key");
    let mut pairs = filled(&key, WHAT);
    pairs[1].1 = &page;
    let sent = visitor.send(FORM, &body(&pairs)).await;
    assert!(!sent.header("location").contains(&key));
    let (number, code) = receipt(&visitor, &sent).await;
    assert_eq!(number, "2026-00001");

    let ask = body(&[("number", &number), ("code", &code.to_lowercase())]);
    let open = visitor.send(PROGRESS, &ask).await;
    assert_eq!(open.status, StatusCode::OK);
    let text = open.text();
    assert!(text.contains("还有 3 个工作日") && text.contains("2026年11月26日"));
    assert!(text.contains("“二十曰”应当是“二十日”") && !text.contains("<b>&"));
    assert!(!text.contains(CONTACT));
    answer(&town.desk, &number, "已经改正，谢谢。")
        .await
        .unwrap();
    let closed = visitor.send(PROGRESS, &ask).await.text();
    assert!(closed.contains("已经改正，谢谢。") && closed.contains("已经答复。"));
    assert!(!closed.contains("还有 3 个工作日"));
}

#[tokio::test]
async fn the_form_works_in_every_way_of_showing() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    for way in ["/en", "/zh-hant", "/elder", "/en/elder"] {
        let form = visitor
            .get(&format!("{way}{FORM}?page=%2Flaws"))
            .await
            .text();
        let html = Html::parse_document(&form);
        let forms = Selector::parse("form[method=post]").unwrap();
        let action = html.select(&forms).next().unwrap().attr("action").unwrap();
        assert_eq!(action, format!("{way}{FORM}"));
        let sent = body(&filled(&value(&form, "key"), WHAT));
        let sent = visitor.send(action, &sent).await;
        assert!(
            sent.header("location")
                .starts_with(&format!("{way}{FORM}/receipt/"))
        );
        let (number, code) = receipt(&visitor, &sent).await;
        let ask = body(&[("number", &number), ("code", &code)]);
        let seen = visitor.send(&format!("{way}{PROGRESS}"), &ask).await;
        assert_eq!(seen.status, StatusCode::OK, "{way}");
    }
    let english = visitor.get("/en/error-report").await.text();
    assert!(english.contains("Report an error on this site") && english.contains("Misprint"));
    assert_eq!(reports(&town).await, 4);
}

#[tokio::test]
async fn every_fault_is_told_at_once_with_the_way_to_it_and_nothing_is_lost() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let key = key(&visitor).await;
    let contact = "1".repeat(101);
    let pairs = [
        ("key", key.as_str()),
        ("page", "/laws\n/about"),
        ("what", "错字"),
        ("contact", &contact),
    ];
    let refused = visitor.send(FORM, &body(&pairs)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    let title = texts(&page, "title").remove(0);
    assert!(title.starts_with("有错误："), "{title}");
    let html = Html::parse_document(&page);
    let lines = Selector::parse(".error-summary[role=alert] a").unwrap();
    let mut told = Vec::new();
    for line in html.select(&lines) {
        let at = line.attr("href").unwrap();
        let control = Selector::parse(&format!("main form {at}")).unwrap();
        assert!(html.select(&control).next().is_some(), "{at} leads nowhere");
        told.push(line.text().collect::<String>());
    }
    assert_eq!(
        told,
        [
            "网址只写一行",
            "请选一种错误类型",
            "请写得具体一些，至少 5 个字",
            "联系方式不超过 100 个字，现有 101 个"
        ]
    );
    for name in ["page", "what", "contact"] {
        let control = Selector::parse(&format!("[name={name}][aria-invalid=true]")).unwrap();
        let control = html.select(&control).next().unwrap();
        let described = control.attr("aria-describedby").unwrap();
        assert!(described.contains(&format!("{name}-e")), "{described}");
    }
    assert_eq!(value(&page, "what"), "错字");
    assert_eq!(value(&page, "contact"), contact);
    assert_eq!(value(&page, "key"), key);
    let mended = visitor.send(FORM, &body(&filled(&key, WHAT))).await;
    assert_eq!(mended.status, StatusCode::SEE_OTHER);
    assert_eq!(reports(&town).await, 1);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_has_one_receipt_and_other_words_are_asked_about() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let key = key(&visitor).await;
    let sent = body(&filled(&key, WHAT));
    let (one, two) = tokio::join!(visitor.send(FORM, &sent), visitor.send(FORM, &sent));
    assert_eq!(one.header("location"), two.header("location"));
    let first = receipt(&visitor, &one).await;
    assert_eq!(receipt(&visitor, &two).await, first);
    assert_eq!(reports(&town).await, 1);
    let other = visitor
        .send(FORM, &body(&filled(&key, "另外一处也有错")))
        .await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    let page = other.text();
    assert!(page.contains("编号是 2026-00001") && value(&page, "what") == "另外一处也有错");
    let fresh = value(&page, "key");
    assert_ne!(fresh, key);
    let again = visitor
        .send(FORM, &body(&filled(&fresh, "另外一处也有错")))
        .await;
    assert_ne!(receipt(&visitor, &again).await.0, first.0);
    let keyless = visitor.send(FORM, &body(&filled("x", WHAT))).await;
    assert_eq!(keyless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reports(&town).await, 2);
}

#[tokio::test]
async fn a_wrong_number_and_a_wrong_code_get_the_same_answer() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let key = key(&visitor).await;
    let sent = visitor.send(FORM, &body(&filled(&key, WHAT))).await;
    let (number, code) = receipt(&visitor, &sent).await;
    let ask = |number: &str, code: &str| body(&[("number", number), ("code", code)]);
    let mut answers = Vec::new();
    for (number, code) in [("2026-00009", code.as_str()), (&number, "AAAA-AAAA-AAAA")] {
        let reply = visitor.send(PROGRESS, &ask(number, code)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        answers.push(texts(&reply.text(), ".error-summary a"));
        assert!(!reply.text().contains("二十日"));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn who_leaves_number_or_code_empty_is_told_which() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    for (number, code, expected) in [
        ("2026-00001", " ", vec!["请填写查询码"]),
        ("", "AAAA-AAAA-AAAA", vec!["请填写编号"]),
        ("", "", vec!["请填写编号", "请填写查询码"]),
    ] {
        let ask = body(&[("number", number), ("code", code)]);
        let reply = visitor.send(PROGRESS, &ask).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = reply.text();
        assert_eq!(texts(&page, ".error-summary a"), expected);
        assert_eq!(
            texts(&page, ".field--wrong .field__error").len(),
            expected.len()
        );
        assert_eq!(value(&page, "number"), number);
    }
}

#[tokio::test]
async fn a_page_that_is_no_address_is_sent_back_with_what_was_typed() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let key = key(&visitor).await;
    for page in ["javascript:alert(1)", "//evil.example/", "首页"] {
        let mut pairs = filled(&key, WHAT);
        pairs[1].1 = page;
        let reply = visitor.send(FORM, &body(&pairs)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        let shown = reply.text();
        let told = texts(&shown, ".error-summary a");
        assert!(told.len() == 1 && told[0].starts_with("网址要以 http:// 或者 https:// 开头"));
        assert_eq!(
            (value(&shown, "page"), value(&shown, "what")),
            (page.into(), WHAT.into())
        );
    }
    assert_eq!(reports(&town).await, 0);
}

#[tokio::test]
async fn no_address_tells_the_code_and_the_receipt_tells_its_address_to_nobody() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let key = key(&visitor).await;
    let sent = visitor.send(FORM, &body(&filled(&key, WHAT))).await;
    let address = sent.header("location").to_owned();
    let (_, code) = receipt(&visitor, &sent).await;
    for written in [code.as_str(), &code.replace('-', ""), CONTACT, "2026-00001"] {
        assert!(!address.contains(written), "{address}");
    }
    for address in [address.clone(), format!("/en{address}")] {
        let shown = visitor.get(&address).await;
        assert_eq!(shown.header("referrer-policy"), "no-referrer");
        // Nothing on it leads to an address with the code.
        let html = Html::parse_document(&shown.text());
        let links = Selector::parse("[href], [action], [src]").unwrap();
        for link in html.select(&links) {
            let of = |name| link.attr(name).unwrap_or_default().to_owned();
            let to = of("href") + &of("action") + &of("src");
            assert!(
                !to.contains(&code) && !to.contains(&code.replace('-', "")),
                "{to}"
            );
        }
    }
    // A form must say where it comes from; its address holds nothing.
    for address in [FORM, PROGRESS] {
        let page = visitor.get(address).await;
        assert_eq!(page.header("referrer-policy"), "same-origin");
    }
}

#[tokio::test]
async fn who_looks_too_often_waits_and_may_still_send() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let ask = body(&[("number", "2026-00001"), ("code", "AAAA-AAAA-AAAA")]);
    let mut last = visitor.send(PROGRESS, &ask).await;
    for _ in 0..20 {
        last = visitor.send(PROGRESS, &ask).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!last.header("retry-after").is_empty());
    assert!(texts(&last.text(), ".error-summary a")[0].contains("查询的次数太多"));
    let key = key(&visitor).await;
    let sent = visitor.send(FORM, &body(&filled(&key, WHAT))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_has_many_networks_is_limited_all_the_same() {
    let town = Town::new().await;
    let forms = Forms {
        per_network: 1,
        ..Forms::default()
    };
    let clock = Arc::new(AtomicI64::new(NOW));
    let visitor = visitors(&town, forms, &clock);
    let mut answers = Vec::new();
    for n in 0..5 {
        let key = key(&visitor).await;
        let peer = Peer(format!("2001:db8:7:{n}::1").parse().unwrap());
        let sent = visitor
            .send_from(peer, FORM, &body(&filled(&key, WHAT)))
            .await;
        answers.push(sent.status.as_u16());
    }
    assert_eq!(answers, [303, 303, 303, 303, 429]);
}

#[tokio::test]
async fn nodes_that_serve_one_site_let_in_together_what_the_site_lets_in() {
    let town = Town::new().await;
    let clock = Arc::new(AtomicI64::new(NOW));
    let node = || {
        let forms = Forms {
            per_network: 6,
            nodes: 3.try_into().unwrap(),
            ..Forms::default()
        };
        visitors(&town, forms, &clock)
    };
    let peer = Peer("192.0.2.7".parse().unwrap());
    let mut taken = 0;
    for node in [node(), node(), node()] {
        for _ in 0..6 {
            let key = key(&node).await;
            let sent = body(&filled(&key, WHAT));
            let answer = node.send_from(peer, FORM, &sent).await;
            taken += usize::from(answer.status == StatusCode::SEE_OTHER);
        }
    }
    assert_eq!(taken, 6);
}

#[tokio::test]
async fn only_a_form_of_this_site_is_let_in() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let form = ("content-type", "application/x-www-form-urlencoded");
    let here = ("sec-fetch-site", "same-origin");
    let host = ("host", "www.shushi.example");
    for target in [FORM, PROGRESS] {
        for (headers, status) in [
            (vec![form], 403),
            (vec![form, ("sec-fetch-site", "cross-site")], 403),
            (vec![form, host, ("origin", "https://evil.example")], 403),
            (vec![here], 415),
            (
                vec![here, ("content-type", "multipart/form-data; boundary=x")],
                415,
            ),
            (vec![here, ("content-type", "text/plain")], 415),
            (vec![here, form, ("content-length", "9999999")], 413),
        ] {
            let key = key(&visitor).await;
            let sent = body(&filled(&key, WHAT));
            let reply = visitor.post(target, &sent, &headers).await;
            assert_eq!(reply.status.as_u16(), status, "{target} {headers:?}");
            assert_eq!(reply.header("cache-control"), "no-store");
            let said = reply.text();
            assert!(!said.contains("二十日") && said.contains("<h1>"), "{said}");
        }
        let long = format!("what={}", "a".repeat(40_000));
        let reply = visitor.post(target, &long, &[here, form]).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
        let odd = visitor.post(target, "what=%FF", &[here, form]).await;
        assert_eq!(odd.status, StatusCode::BAD_REQUEST);
        let many = vec!["a=1"; 65].join("&");
        let many = visitor.post(target, &many, &[here, form]).await;
        assert_eq!(many.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(reports(&town).await, 0);
    let key = key(&visitor).await;
    let old = [form, host, ("origin", "https://www.shushi.example")];
    let reply = visitor.post(FORM, &body(&filled(&key, WHAT)), &old).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
}

fn visitors(town: &Town, forms: Forms, clock: &Arc<AtomicI64>) -> Visitor {
    let clock = Arc::clone(clock);
    let clock = Arc::new(move || clock.load(Ordering::Relaxed));
    Visitor::with(App::with_forms(town.portal(), clock, "", forms))
}

#[tokio::test]
async fn who_sends_too_many_waits_and_loses_nothing_and_others_are_let_in() {
    let town = Town::new().await;
    let clock = Arc::new(AtomicI64::new(NOW));
    let forms = Forms {
        per_network: 2,
        per_site: 4,
        ..Forms::default()
    };
    let visitor = visitors(&town, forms, &clock);
    let from = |address: &str| Peer(address.parse::<IpAddr>().unwrap());
    let send = async |address: &str| {
        let sent = body(&filled(&key(&visitor).await, WHAT));
        visitor.send_from(from(address), FORM, &sent).await
    };
    for address in ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2"] {
        assert_eq!(send(address).await.status, StatusCode::SEE_OTHER);
    }
    let third = send("2001:db8:0:1::3").await;
    assert_eq!(third.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(third.header("retry-after"), "3600");
    assert!(third.text().contains("请在 11:00 以后再提交"));
    assert_eq!(value(&third.text(), "what"), WHAT);
    // A faulty form takes nothing away, nor does one that was received before.
    let faulty = visitor
        .send_from(
            from("192.0.2.7"),
            FORM,
            &body(&filled(&key(&visitor).await, "错")),
        )
        .await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let twice = body(&filled(&key(&visitor).await, WHAT));
    for _ in 0..3 {
        let reply = visitor.send_from(from("192.0.2.7"), FORM, &twice).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(send("192.0.2.7").await.status, StatusCode::SEE_OTHER);
    // Now the whole site has had its four.
    assert_eq!(
        send("198.51.100.1").await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    clock.store(NOW + 3600, Ordering::Relaxed);
    assert_eq!(send("2001:db8:0:1::3").await.status, StatusCode::SEE_OTHER);
    assert_eq!(reports(&town).await, 5);
}

#[tokio::test]
async fn codes_cannot_be_tried_without_end() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let ask = body(&[("number", "2026-00001"), ("code", "AAAA-AAAA-AAAA")]);
    let mut last = StatusCode::OK;
    for _ in 0..61 {
        last = visitor.send(PROGRESS, &ask).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn nothing_of_a_form_is_kept_and_a_receipt_closes() {
    let town = Town::new().await;
    let clock = Arc::new(AtomicI64::new(NOW));
    let visitor = visitors(&town, Forms::default(), &clock);
    let (one, two) = (visitor.get(FORM).await, visitor.get(FORM).await);
    assert_ne!(value(&one.text(), "key"), value(&two.text(), "key"));
    let sent = body(&filled(&value(&one.text(), "key"), WHAT));
    let sent = visitor.send(FORM, &sent).await;
    let address = sent.header("location").to_owned();
    let shown = visitor.get(&address).await;
    for reply in [&one, &sent, &shown, &visitor.get(PROGRESS).await] {
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(!reply.headers.contains_key("etag"));
    }
    for reply in [&one, &shown] {
        assert!(
            reply
                .text()
                .contains("<meta name=\"robots\" content=\"noindex\">")
        );
    }
    assert!(!shown.text().contains("二十日") && !shown.text().contains(CONTACT));
    clock.store(NOW + 901, Ordering::Relaxed);
    let closed = visitor.get(&address).await;
    assert_eq!(closed.status, StatusCode::NOT_FOUND);
    assert!(closed.text().contains("这张回执不再显示") && closed.text().contains(PROGRESS));
    // A ticket that never was gets the same page, but for the ways to itself.
    let made_up = visitor.get("/error-report/receipt/x").await;
    assert_eq!(made_up.status, StatusCode::NOT_FOUND);
    let ticket = address.rsplit('/').next().unwrap();
    assert_eq!(made_up.text(), closed.text().replace(ticket, "x"));
}

#[tokio::test]
async fn the_foot_of_every_page_names_that_page_and_of_a_form_none() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    for (page, expected) in [
        ("/laws", "/error-report?page=%2Flaws"),
        ("/en/search?q=x", "/en/error-report?page=%2Fsearch"),
        (
            "/nowhere/%E5%85%B3",
            "/error-report?page=%2Fnowhere%2F%E5%85%B3",
        ),
        ("/error-report?page=%2Flaws", "/error-report"),
        ("/error-report/progress", "/error-report"),
    ] {
        let text = visitor.get(page).await.text();
        let link = format!("<a href=\"{expected}\" rel=\"nofollow\">");
        assert!(text.contains(&link), "{page}");
    }
    for odd in ["//evil.example", "javascript%3Aalert(1)", "%0A/x", "x"] {
        let form = visitor.get(&format!("{FORM}?page={odd}")).await.text();
        let page = value(&form, "page");
        assert!(
            page.is_empty() || page.starts_with("https://www.shushi.example/"),
            "{page}"
        );
    }
    let under = Visitor::under(&town, "/xxgk")
        .get("/xxgk/laws")
        .await
        .text();
    assert!(under.contains("href=\"/xxgk/error-report?page=%2Flaws\""));
}

#[tokio::test]
async fn a_register_that_cannot_be_written_loses_nothing_that_was_filled_in() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let key = key(&visitor).await;
    town.register.close().await;
    let reply = visitor.send(FORM, &body(&filled(&key, WHAT))).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(value(&reply.text(), "what"), WHAT);
    assert_eq!(value(&reply.text(), "key"), key);
}

#[tokio::test]
async fn a_form_is_asked_for_and_sent_and_nothing_else() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    for target in [FORM, PROGRESS] {
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let reply = visitor.ask(method, target, &[]).await;
            assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
            let allow = reply.header("allow");
            assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
        }
    }
}
