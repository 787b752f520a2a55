//! 算一算: a term, a fee, a remedy, asked by a form, answered at an address of its own, told to people and programs alike.

use crate::exits::{REMEDY, TERM};
use crate::visitor::Visitor;
use axum::http::StatusCode;
use law::site_error::Terms;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use testkit::Town;

/// The third party was asked: six working days are taken out.
const ASKED: &str = "/clock?received=2026-09-24&consult=2026-10-12..2026-10-20";

const NEXT_YEAR: &str = "通知 国务院办公厅关于2027年部分节假日安排的通知\n文号 国办发明电〔2026〕9号\n年份 2027\n成文 2026-11-20\n来源 https://www.gov.cn/\n放假 2027-01-01..2027-01-03 元旦\n放假 2027-02-05..2027-02-11 春节\n放假 2027-04-03..2027-04-05 清明节\n放假 2027-05-01..2027-05-05 劳动节\n放假 2027-06-09 端午节\n放假 2027-09-15 中秋节\n放假 2027-10-01..2027-10-07 国庆节\n";

fn all(page: &str, selector: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let selector = Selector::parse(selector).unwrap();
    let words = |element: scraper::ElementRef<'_>| {
        let words: String = element.text().collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    html.select(&selector).map(words).collect()
}

async fn answer(visitor: &Visitor, address: &str) -> Value {
    let reply = visitor.get(address).await;
    assert_eq!(reply.status, StatusCode::OK, "{address}: {}", reply.text());
    serde_json::from_slice(&reply.bytes).unwrap()
}

#[tokio::test]
async fn a_form_leads_to_the_one_address_of_its_question() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let sent = "/clock?received=20260924&channel=&corrected=&sent=2026-10-12&sent=&reached=&reached=&returned=2026年10月20日&returned=&extend=&paid=";
    let reply = visitor.get(sent).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.header("location"), ASKED);
    let page = visitor.get(ASKED).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert_eq!(all(&page, "h1"), ["应当在2026年11月6日以前答复"]);
    // What was asked stands in the form, with room for one more letter.
    let html = Html::parse_document(&page);
    let of = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector)
            .map(|input| input.attr("value").unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("input[name=received]"), ["2026-09-24"]);
    assert_eq!(of("input[name=sent]"), ["2026-10-12", ""]);
    assert_eq!(of("input[name=returned]"), ["2026-10-20", ""]);
    // In another way of showing the question is the same.
    let english = visitor.get(&format!("/en{sent}")).await;
    assert_eq!(english.header("location"), format!("/en{ASKED}"));
}

#[tokio::test]
async fn every_day_of_a_term_is_told_in_the_picture_and_in_words() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let page = visitor.get(ASKED).await.text();
    let months = all(&page, ".clock__month");
    assert_eq!(months, ["2026年9月", "2026年10月", "2026年11月"]);
    let cells = all(&page, ".clock td:not(.clock__out) > .vh");
    // From 24 September to 6 November.
    assert_eq!(cells.len(), 44);
    for (at, says) in [
        (0, "收到申请之日，不计"),
        (1, "中秋节放假，不计"),
        (4, "第 1 日"),
        (16, "第 6 日（国庆节调休上班）"),
        (17, "周末，不计"),
        (19, "征求意见，不计"),
        (43, "第 20 日，最迟答复之日"),
    ] {
        assert_eq!(cells[at], says, "{at}");
    }
    // Each kind of day has a word of its own, seen without colour.
    let marks = all(&page, ".clock__mark");
    for mark in ["收到", "中秋", "国庆", "1", "6 补班", "休", "停", "20 期限"] {
        assert!(marks.iter().any(|one| one == mark), "{mark}: {marks:?}");
    }
    let lines = all(&page, ".reckon__days tbody tr");
    assert_eq!(lines.len(), 44);
    assert!(lines[43].ends_with("条例第三十三条第二款"), "{}", lines[43]);
    assert!(lines[1].contains("国办发明电〔2025〕7号"), "{}", lines[1]);
    let sum = all(&page, ".sum > div");
    assert_eq!(
        sum,
        [
            "2026年9月25日至2026年11月6日43 天",
            "减去周末和放假− 15 天",
            "减去征求意见− 8 天",
            "计入，等于法定期限20 个工作日"
        ]
    );
    let steps = all(&page, ".timeline__what");
    assert_eq!(
        steps,
        [
            "收到申请，当天不算",
            "需要补正的，最迟这一天一次告知",
            "发出征求意见书",
            "第 20 个工作日，最迟这一天答复"
        ]
    );
    // 23 November: the day is over.
    assert!(page.contains("已经过去 11 个工作日"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_is_told_at_its_control_and_stays_as_it_was_typed() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let wrong = "/clock?received=2026-02-30&corrected=%E6%98%A8%E5%A4%A9&sent=&returned=2026-10-20&extend=21";
    let reply = visitor.get(wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = reply.text();
    assert_eq!(
        all(&page, "#received-e"),
        ["错误：没有“2026-02-30”这一天，请写成 2026-9-24 的样子"]
    );
    assert_eq!(all(&page, "#sent-1-e"), ["错误：请写征求意见书发出之日"]);
    assert_eq!(all(&page, "#extend-e").len(), 1);
    for kept in ["2026-02-30", "昨天", "2026-10-20", "21"] {
        assert!(page.contains(&format!("value=\"{kept}\"")), "{kept}");
    }
    let links = Html::parse_document(&page);
    let summary = Selector::parse(".error-summary a").unwrap();
    for link in links.select(&summary) {
        let to = Selector::parse(link.attr("href").unwrap()).unwrap();
        assert!(
            links.select(&to).next().is_some(),
            "{:?}",
            link.attr("href")
        );
    }
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(all(&page, "title")[0].starts_with("有错误："));
    // What nobody could mean is no page of thousands of days.
    let far = visitor
        .get("/clock?received=2000-01-01&corrected=2100-01-01")
        .await;
    assert_eq!(far.status, StatusCode::UNPROCESSABLE_ENTITY);
    let english = visitor.get(&format!("/en{wrong}")).await.text();
    assert!(
        english.contains("There is no day “2026-02-30”"),
        "{english}"
    );
}

#[tokio::test]
async fn programs_get_the_same_answer_and_the_errors_of_the_interface() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let told = answer(&visitor, &format!("/api/v1{ASKED}")).await;
    assert_eq!(
        (&told["due"], &told["provisional"], &told["allowed"]),
        (&json!("2026-11-06"), &json!(false), &json!(20))
    );
    assert_eq!(told["days"].as_array().unwrap().len(), 44);
    assert_eq!(told["days"][19]["as"], "paused");
    let full = answer(&visitor, &format!("/api/v1/clock?{TERM}")).await;
    assert_eq!(
        (
            &full["due"],
            &full["zero"]["date"],
            &full["receipt"]["rule"]
        ),
        (
            &json!("2026-11-20"),
            &json!("2026-10-09"),
            &json!("条例第三十一条第三项")
        )
    );
    for (address, field) in [
        ("/api/v1/clock", "received"),
        ("/api/v1/clock?received=2026-02-30", "received"),
        ("/api/v1/clock?received=2026-09-24&extend=21", "extend"),
        (
            "/api/v1/clock?received=2026-09-24&consult=2026-10-12",
            "consult",
        ),
        (
            "/api/v1/clock?received=2026-09-24&consult=2026-10-12..2026-10-01",
            "consult",
        ),
        ("/api/v1/clock?received=2026-09-24&sent=2026-10-12", "sent"),
        ("/api/v1/fee?items=1&pages=1", "pages"),
        ("/api/v1/remedy?decision=no&on=2026-03-02", "decision"),
    ] {
        let reply = visitor.get(address).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        let error: Value = serde_json::from_slice(&reply.bytes).unwrap();
        assert_eq!(error["error"]["code"], "GK-422-ASKED", "{address}");
        let says = error["error"]["says"].as_str().unwrap();
        assert!(says.contains(field), "{address}: {says}");
    }
}

#[tokio::test]
async fn last_days_can_be_taken_into_a_calendar_and_keep_their_names() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let address = ASKED.replace("/clock?", "/clock.ics?");
    let page = visitor.get(ASKED).await.text();
    assert!(
        page.contains(&format!("href=\"{}\"", address.replace('&', "&#38;"))),
        "{page}"
    );
    let reply = visitor.get(&address).await;
    assert_eq!(reply.header("content-type"), "text/calendar; charset=utf-8");
    assert!(reply.header("content-disposition").contains("clock.ics"));
    let text = reply.text();
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        "{text}"
    );
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    for line in [
        "DTSTART;VALUE=DATE:20261012\r\n",
        "DTSTART;VALUE=DATE:20261106\r\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    // Typed otherwise it is the same question, and the same event.
    let typed = visitor
        .get("/clock.ics?received=20260924&sent=2026-10-12&returned=2026-10-20")
        .await;
    assert_eq!(typed.text(), text);
    let remedy = visitor.get(&format!("/remedy.ics?{REMEDY}")).await.text();
    // Sixty days from 5 March 2026.
    assert!(
        remedy.contains("DTSTART;VALUE=DATE:20260506\r\n"),
        "{remedy}"
    );
    let untold = visitor
        .get("/remedy.ics?decision=granted&on=2026-03-02")
        .await;
    assert_eq!(untold.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_notice_that_the_site_takes_in_moves_pages_and_programs_at_once() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let page = "/clock?received=2026-12-10";
    let before = visitor.get(page).await.text();
    assert!(before.contains("应当在2027年1月7日以前答复"), "{before}");
    assert!(before.contains("2027年的放假安排还没有公布"), "{before}");
    let api = answer(&visitor, "/api/v1/clock?received=2026-12-10").await;
    assert_eq!(
        (&api["due"], &api["provisional"]),
        (&json!("2027-01-07"), &json!(true))
    );
    acts::calendar::load(&town.desk, NEXT_YEAR, "", Terms::default())
        .await
        .unwrap();
    let after = visitor.get(page).await.text();
    assert!(after.contains("应当在2027年1月8日以前答复"), "{after}");
    assert!(!after.contains("还没有公布"), "{after}");
    let api = answer(&visitor, "/api/v1/clock?received=2026-12-10").await;
    assert_eq!(
        (&api["due"], &api["provisional"]),
        (&json!("2027-01-08"), &json!(false))
    );
}

#[tokio::test]
async fn an_old_request_and_a_standing_clock_say_so() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let old = visitor.get("/clock?received=2019-05-14").await.text();
    assert!(old.contains("适用2007年的条例，期限是15个工作日"), "{old}");
    let older = visitor.get("/clock?received=1999-03-01").await.text();
    assert!(older.contains("1999年的放假安排没有收录"), "{older}");
    let waiting = visitor
        .get("/clock?received=2026-09-24&consult=2026-10-12..")
        .await
        .text();
    assert!(
        waiting.contains("期限暂停，现在还没有最后一日"),
        "{waiting}"
    );
    assert!(!waiting.contains("clock.ics"), "{waiting}");
    let late = visitor
        .get("/clock?received=2026-09-24&consult=2026-11-02..2026-11-20")
        .await
        .text();
    assert!(late.contains("此后征求意见所需时间不能扣除"), "{late}");
}

#[tokio::test]
async fn a_fee_and_a_remedy_are_answered_with_their_rules() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let fee = visitor
        .get("/fee?items=34&earlier=8&pages=&notice=20260302")
        .await;
    assert_eq!(
        fee.header("location"),
        "/fee?items=34&earlier=8&notice=2026-03-02"
    );
    let fee = visitor.get(fee.header("location")).await.text();
    assert_eq!(all(&fee, "h1"), ["信息处理费 4600 元"]);
    assert_eq!(all(&fee, "tbody tr").len(), 4);
    let early = visitor.get("/fee?pages=250&notice=2020-12-31").await.text();
    assert!(early.contains("信息处理费自2021年1月1日起收取"), "{early}");
    let remedy = visitor.get(&format!("/remedy?{REMEDY}")).await.text();
    assert_eq!(all(&remedy, "h1"), ["应当先申请行政复议"]);
    assert!(
        remedy.contains("行政复议法第二十三条第一款第四项"),
        "{remedy}"
    );
    assert!(
        remedy.contains("最后一日 2026年5月6日（星期三）"),
        "{remedy}"
    );
    assert!(remedy.contains("行政复议机关：本级人民政府"), "{remedy}");
    let wrong = visitor
        .get("/remedy?decision=&on=2026-03-02&level=county")
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = wrong.text();
    assert_eq!(
        (
            all(&wrong, "#decision-e").len(),
            all(&wrong, "#agency-e").len()
        ),
        (1, 1)
    );
}

/// Every answer there is has its English, and what stays Chinese says so.
#[tokio::test]
async fn in_english_nothing_is_left_in_chinese_but_what_says_so() {
    let town = Town::new().await;
    let visitor = Visitor::of(&town);
    let decisions = law::request::Decision::ALL.map(law::request::Decision::id);
    let mut addresses = vec![
        format!("/en{ASKED}"),
        format!("/en/clock?{TERM}"),
        "/en/clock".into(),
        "/en/clock?received=2007-04-10&channel=oral&paid=2007-04-20".into(),
        "/en/clock?received=2026-09-24&consult=2026-10-12%402026-10-13..".into(),
        "/en/clock?received=2026-09-24&consult=2026-11-02..2026-11-20".into(),
        "/en/clock?received=2026-12-10&consult=2026-12-14..".into(),
        "/en/fee?items=34".into(),
        "/en/fee?pages=2&notice=2020-01-01".into(),
        "/en/remedy".into(),
    ];
    for (n, decision) in decisions
        .into_iter()
        .chain(["silence", "notice"])
        .enumerate()
    {
        let kind = law::agency::AgencyKind::ALL[n % 8].id();
        let level = law::agency::AgencyLevel::ALL[n % 5].id();
        for on in ["2020-03-02", "2026-03-02"] {
            addresses.push(format!(
                "/en/remedy?decision={decision}&on={on}&told={on}&agency={kind}&level={level}"
            ));
        }
    }
    for address in addresses {
        let reply = visitor.get(&address).await;
        assert_eq!(reply.status, StatusCode::OK, "{address}");
        let page = Html::parse_document(&reply.text());
        let main = Selector::parse("main").unwrap();
        let main = page.select(&main).next().unwrap();
        for node in main.descendants() {
            let Some(text) = node.value().as_text() else {
                continue;
            };
            let is_said = node.ancestors().any(|above| {
                above
                    .value()
                    .as_element()
                    .is_some_and(|element| element.attr("lang") == Some("zh-CN"))
            });
            let is_chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            // The number of the measures on fees is its name.
            let is_number = text.contains("国办函〔2020〕109号");
            assert!(
                !is_chinese || is_said || is_number,
                "{address}: {}",
                text.trim()
            );
        }
    }
}
