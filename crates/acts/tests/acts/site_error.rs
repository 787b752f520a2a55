//! 我为政府网站找错: received once, found again with number and code alone, handled step by step, erased for good.

use crate::world::{assert_sound, entries, head, refused, tamper};
use acts::Portal;
use acts::desk::Desk;
use acts::site_error::{
    Received, Report, all, answer, erase, erase_due, find, forward, new_key, open, receive, reject,
};
use law::Date;
use law::site_error::{ErrorKind, Left, State, Terms, Written};
use testkit::Town;
use testkit::town::NOW;

const CONTACT: &str = "0000-7654321";
const WHAT: &str = "第二段“二十曰”应当是“二十日”";

fn written(what: &str) -> Written {
    Written {
        page: Some("/documents/XT-0002/2026-00001".into()),
        kind: ErrorKind::Wording,
        what: what.into(),
        contact: Some(CONTACT.into()),
    }
}

fn visitor(portal: &Portal, now: i64) -> Desk {
    Desk::of_visitor(portal, now).unwrap()
}

/// Sends a report; gives its ticket.
async fn send(town: &Town, what: &str) -> String {
    let desk = visitor(&town.portal(), NOW);
    match receive(&desk, &written(what), &new_key()).await.unwrap() {
        Received::New { ticket } => ticket,
        other => panic!("not new: {other:?}"),
    }
}

async fn shown(town: &Town, number: &str, today: Date) -> Report {
    let found = find(&town.register, number, today, Terms::default()).await;
    found.unwrap()
}

#[tokio::test]
async fn a_report_is_found_by_its_reader_with_number_and_code_and_by_nobody_else() {
    let town = Town::new().await;
    let ticket = send(&town, WHAT).await;
    send(&town, "另一处有错，请改").await;
    let (portal, terms, today) = (town.portal(), Terms::default(), town.today());
    let receipt = portal.receipt(&ticket, NOW + 900, terms).await.unwrap();
    let receipt = receipt.unwrap();
    assert_eq!(
        (receipt.number.as_str(), receipt.code.len()),
        ("2026-00001", 14)
    );
    // A Monday: Tuesday, Wednesday, Thursday.
    let last = receipt.answer_by.unwrap();
    assert_eq!(
        (last.date, last.provisional),
        (Date::constant(2026, 11, 26), false)
    );
    let report = portal
        .report("2026-00001", &receipt.code, today, terms)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(report.what.as_deref(), Some(WHAT));
    assert_eq!(report.state, State::Received);
    assert_eq!(report.answer_by.unwrap().left, Some(Left::Days(3)));
    for (number, code) in [
        ("2026-00002", receipt.code.as_str()),
        ("2026-00001", "AAAA-AAAA-AAAA"),
        ("2026-00001", ""),
        ("2026-00001", ticket.as_str()),
        ("2026-00009", receipt.code.as_str()),
    ] {
        let none = portal.report(number, code, today, terms).await.unwrap();
        assert_eq!(none, None, "{number} {code}");
    }
    let late = portal.receipt(&ticket, NOW + 901, terms).await.unwrap();
    assert_eq!(late, None);
    assert_eq!(portal.receipt("", NOW, terms).await.unwrap(), None);
}

#[tokio::test]
async fn one_form_makes_one_report_however_often_it_is_sent() {
    let town = Town::new().await;
    let key = new_key();
    let desk = visitor(&town.portal(), NOW);
    let attempt = || {
        let (desk, key) = (desk.clone(), key.clone());
        tokio::spawn(async move { receive(&desk, &written(WHAT), &key).await.unwrap() })
    };
    let (one, two) = (attempt(), attempt());
    let results = [one.await.unwrap(), two.await.unwrap()];
    let ticket = results.iter().find_map(|result| match result {
        Received::New { ticket } => Some(ticket.clone()),
        _ => None,
    });
    let ticket = ticket.unwrap();
    let again = Received::Again { ticket };
    assert!(results.contains(&again), "{results:?}");
    let other = receive(&desk, &written("改成了别的话，再发一次"), &key).await;
    let expected = Received::Other {
        number: "2026-00001".into(),
    };
    assert_eq!(other.unwrap(), expected);
    let reports = all(&town.register, town.today(), Terms::default())
        .await
        .unwrap();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].what.as_deref(), Some(WHAT));
    for odd in ["", "1", "../../x"] {
        refused(receive(&desk, &written(WHAT), odd).await);
    }
    assert_sound(&town).await;
}

#[tokio::test]
async fn nothing_of_what_a_reader_wrote_is_in_the_ledger_or_among_the_names_of_actors() {
    let town = Town::new().await;
    let seq = head(&town).await;
    send(&town, WHAT).await;
    forward(&town.desk, "2026-00001", "漱石县教育局")
        .await
        .unwrap();
    answer(&town.desk, "2026-00001", "已经改为“二十日”。")
        .await
        .unwrap();
    let told = entries(&town, seq).await;
    let acts: Vec<_> = told.iter().map(|entry| entry["act"].clone()).collect();
    assert_eq!(
        acts,
        [
            "receive_site_error",
            "forward_site_error",
            "answer_site_error"
        ]
    );
    assert_ne!(told[0]["actor"], told[1]["actor"]);
    let whole = serde_json::to_string(&told).unwrap();
    for words in [WHAT, CONTACT, "二十日", "教育局", "documents"] {
        assert!(!whole.contains(words), "{words}: {whole}");
    }
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_report_goes_from_step_to_step_and_a_closed_one_stays_as_it_is() {
    let town = Town::new().await;
    for n in 1..=2 {
        send(&town, &format!("第 {n} 处有错，请改")).await;
    }
    let today = town.today();
    refused(forward(&town.desk, "2026-00001", " ").await);
    forward(&town.desk, "2026-00001", "漱石县教育局")
        .await
        .unwrap();
    let report = shown(&town, "2026-00001", today).await;
    assert_eq!(report.state, State::Forwarded);
    assert_eq!(report.forwarded_to.as_deref(), Some("漱石县教育局"));
    assert_eq!(
        (report.forwarded_on, report.forward_by),
        (Some(today), None)
    );
    let says = refused(forward(&town.desk, "2026-00001", "别的单位").await);
    assert!(says.contains("已经转办过一次"), "{says}");
    refused(answer(&town.desk, "2026-00001", "").await);
    let later = town.desk.at(NOW + 86_400);
    answer(&later, "2026-00001", "已改。").await.unwrap();
    reject(&later, "2026-00002", "说的是别的网站。")
        .await
        .unwrap();
    let report = shown(&town, "2026-00001", today).await;
    assert_eq!(report.state, State::Answered);
    assert_eq!(report.closed_on, today.tomorrow().ok());
    assert_eq!(report.answer_by.unwrap().left, None);
    let seq = head(&town).await;
    for number in ["2026-00001", "2026-00002"] {
        let says = refused(answer(&town.desk, number, "再答").await);
        assert!(says.contains("已经办结"), "{says}");
        refused(reject(&town.desk, number, "不办").await);
        refused(forward(&town.desk, number, "别的单位").await);
    }
    let says = refused(answer(&town.desk, "2026-00003", "答").await);
    assert!(says.contains("没有编号是“2026-00003”的找错"), "{says}");
    assert_eq!(head(&town).await, seq);
    let open = open(&town.register, today, Terms::default()).await.unwrap();
    assert!(open.is_empty());
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_report_that_nobody_answered_is_said_to_be_overdue_by_working_days() {
    let town = Town::new().await;
    send(&town, WHAT).await;
    let terms = Terms::default();
    // Received on a Monday; due to forward on Tuesday, to answer on Thursday, and then a weekend.
    for (day, answer_left, forward_left) in [
        ("2026-11-23", Left::Days(3), Left::Days(1)),
        ("2026-11-26", Left::Days(0), Left::Overdue(2)),
        ("2026-11-27", Left::Overdue(1), Left::Overdue(3)),
        ("2026-11-30", Left::Overdue(2), Left::Overdue(4)),
    ] {
        let today = day.parse().unwrap();
        let report = open(&town.register, today, terms).await.unwrap().remove(0);
        let due = report.answer_by.unwrap();
        assert_eq!(due.left, Some(answer_left), "{day}");
        assert_eq!(due.is_overdue(), today > due.last.date, "{day}");
        assert_eq!(report.forward_by.unwrap().left, Some(forward_left), "{day}");
    }
}

#[tokio::test]
async fn what_is_due_is_erased_with_its_salt_and_never_while_an_answer_is_owed() {
    let town = Town::new().await;
    let ticket = send(&town, WHAT).await;
    send(&town, "另一处有错，请改").await;
    answer(&town.desk, "2026-00001", "已改。").await.unwrap();
    let at = |days: i64| town.desk.at(NOW + days * 86_400);
    assert_eq!(erase_due(&at(180), 180).await.unwrap(), 0);
    let code = receipt_code(&town, &ticket).await;
    assert_eq!(erase_due(&at(181), 180).await.unwrap(), 1);
    assert_eq!(erase_due(&at(999), 180).await.unwrap(), 0);
    let report = shown(&town, "2026-00001", town.today()).await;
    assert_eq!(report.state, State::Answered);
    assert!(report.erased_on.is_some());
    let left = [report.page, report.what, report.contact, report.answer];
    assert_eq!(left, [None, None, None, None]);
    // The reader still learns that it was answered and erased; the receipt tells no code any more.
    let terms = Terms::default();
    let portal = town.portal();
    let seen = portal
        .report("2026-00001", &code, town.today(), terms)
        .await;
    assert!(seen.unwrap().unwrap().erased_on.is_some());
    assert_eq!(portal.receipt(&ticket, NOW, terms).await.unwrap(), None);
    assert_sound(&town).await;
}

async fn receipt_code(town: &Town, ticket: &str) -> String {
    let terms = Terms::default();
    let receipt = town.portal().receipt(ticket, NOW, terms).await.unwrap();
    receipt.unwrap().code
}

#[tokio::test]
async fn a_reader_who_asks_for_it_is_erased_before_the_time_but_not_before_the_answer() {
    let town = Town::new().await;
    send(&town, WHAT).await;
    let says = refused(erase(&town.desk, "2026-00001").await);
    assert!(says.contains("还没有办结"), "{says}");
    reject(&town.desk, "2026-00001", "说的是别的网站。")
        .await
        .unwrap();
    erase(&town.desk, "2026-00001").await.unwrap();
    let says = refused(erase(&town.desk, "2026-00001").await);
    assert!(says.contains("已经删除"), "{says}");
    assert_sound(&town).await;
}

#[tokio::test]
async fn many_that_are_due_are_erased_in_several_acts() {
    let town = Town::new().await;
    let portal = town.portal();
    for n in 0..205 {
        let desk = visitor(&portal, NOW);
        let one = written(&format!("第 {n} 处有错，请改"));
        receive(&desk, &one, &new_key()).await.unwrap();
        reject(&town.desk, &format!("2026-{:05}", n + 1), "重复。")
            .await
            .unwrap();
    }
    let late = town.desk.at(NOW + 10 * 86_400);
    let mut erased = Vec::new();
    loop {
        match erase_due(&late, 1).await.unwrap() {
            0 => break,
            n => erased.push(n),
        }
    }
    assert_eq!(erased, [200, 5]);
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_verification_names_what_was_erased_by_no_act_or_not_wholly() {
    for (sql, expected) in [
        (
            "UPDATE site_error SET what = '换了一句话' WHERE number = '2026-00001'",
            "2026-00001",
        ),
        (
            "UPDATE site_error SET contact = '0000-7654321' WHERE number = '2026-00002'",
            "却还有写下的内容",
        ),
        (
            "UPDATE site_error SET erased_at = 1, what = NULL, page = NULL, contact = NULL, written_salt = NULL \
             WHERE number = '2026-00001'",
            "台账里没有删除它",
        ),
        (
            "UPDATE site_error SET erased_at = NULL WHERE number = '2026-00002'",
            "在台账里已经删除",
        ),
    ] {
        let town = Town::new().await;
        send(&town, WHAT).await;
        send(&town, "另一处有错，请改").await;
        answer(&town.desk, "2026-00002", "已改。").await.unwrap();
        erase(&town.desk, "2026-00002").await.unwrap();
        assert_sound(&town).await;
        tamper(&town, sql).await;
        let found = acts::verify::verify(&town.register, &[]).await.unwrap();
        let named = found.wrong.iter().any(|wrong| wrong.contains(expected));
        assert!(named, "{sql}: {:?}", found.wrong);
    }
}
