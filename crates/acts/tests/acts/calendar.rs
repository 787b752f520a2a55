//! Holiday notices that a site takes in: what they move, what is refused, and that every reader of the register counts by them.

use crate::world::{assert_sound, entries, head, refused};
use acts::Failure;
use acts::calendar::{calendar, forget, load, own_notices};
use acts::desk::{Actor, Desk};
use acts::site_error::{new_key, open, receive};
use law::Date;
use law::site_error::{ErrorKind, Terms, Written};
use testkit::Town;
use testkit::town::NOW;

/// Work on a day that was to be a holiday.
pub(crate) const CHANGE: &str = "通知 国务院办公厅关于2026年国庆节假期的通知\n年份 2026\n成文 2026-09-20\n来源 https://www.gov.cn/\n上班 2026-10-07 国庆节\n";

const NEXT_YEAR: &str = "通知 国务院办公厅关于2027年部分节假日安排的通知\n文号 国办发明电〔2026〕9号\n年份 2027\n成文 2026-11-20\n来源 https://www.gov.cn/\n放假 2026-12-31..2027-01-03 元旦\n放假 2027-02-05..2027-02-11 春节\n上班 2027-02-20 春节\n放假 2027-04-03..2027-04-05 清明节\n放假 2027-05-01..2027-05-05 劳动节\n放假 2027-06-09 端午节\n放假 2027-09-15 中秋节\n放假 2027-10-01..2027-10-07 国庆节\n";

fn terms() -> Terms {
    Terms::default()
}

async fn report(town: &Town) {
    let desk = Desk::of_visitor(&town.portal(), NOW).unwrap();
    let written = Written {
        page: None,
        kind: ErrorKind::Wording,
        what: "第二段“二十曰”应当是“二十日”".into(),
        contact: None,
    };
    receive(&desk, &written, &new_key()).await.unwrap();
}

#[tokio::test]
async fn a_notice_makes_a_provisional_year_firm_for_every_reader_and_says_what_moves() {
    let town = Town::new().await;
    let portal = town.portal();
    portal.revision().await.unwrap();
    let day = Date::constant(2027, 2, 8);
    assert!(portal.calendar().is_provisional(day));
    let seq = head(&town).await;
    let register = town.register.clone().on_trial().unwrap();
    let somebody = Actor {
        name: "示例经办".into(),
        identified_by: "test".into(),
    };
    let trial = Desk::new(register, somebody, NOW).unwrap();
    let seen = load(&trial, NEXT_YEAR, "通知来了", terms()).await.unwrap();
    assert_eq!(head(&town).await, seq, "looking changes nothing");
    let done = load(&town.desk, NEXT_YEAR, "通知来了", terms())
        .await
        .unwrap();
    assert_eq!(
        (&seen.taken, seen.days().len()),
        (&done.taken, done.days().len())
    );
    assert_eq!(done.settled, [2027]);
    // Received on 1 December: twenty working days end on the last of the year, which now is a holiday.
    let moved = |received| {
        let mut all = done.terms.iter();
        all.find(|moved| moved.received == received).copied()
    };
    assert_eq!(moved(Date::constant(2026, 11, 2)), None, "over long before");
    assert!(
        done.terms
            .iter()
            .all(|moved| moved.received <= town.today())
    );
    portal.revision().await.unwrap();
    assert!(!portal.calendar().is_provisional(day) && !portal.calendar().is_working(day));
    let again = calendar(&town.register).await.unwrap();
    assert!(!again.is_working(day), "read anew");
    let told = entries(&town, seq).await;
    let said: Vec<_> = told
        .iter()
        .map(|entry| entry["act"].as_str().unwrap())
        .collect();
    assert_eq!(said, ["load_holiday_notices"]);
    let whole = serde_json::to_string(&told).unwrap();
    assert!(
        whole.contains("国办发明电〔2026〕9号") && !whole.contains("通知来了"),
        "{whole}"
    );
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_report_that_waits_for_its_answer_is_answered_by_another_day() {
    let town = Town::new().await;
    report(&town).await;
    let last = async || {
        let reports = open(&town.register, town.today(), terms()).await.unwrap();
        reports.first().unwrap().answer_by.unwrap().last.date
    };
    let before = last().await;
    assert_eq!(before, Date::constant(2026, 11, 26));
    let file = "通知 国务院办公厅关于2026年临时放假的通知\n年份 2026\n成文 2026-11-20\n来源 https://www.gov.cn/\n放假 2026-11-25..2026-11-26 临时\n";
    let done = load(&town.desk, file, "", terms()).await.unwrap();
    let moved: Vec<_> = done
        .reports
        .iter()
        .map(|moved| (moved.is_forwarding, moved.before.date, moved.after.date))
        .collect();
    let answer = (false, before, Date::constant(2026, 11, 30));
    assert!(moved.contains(&answer), "{moved:?}");
    assert_eq!(last().await, Date::constant(2026, 11, 30));
    // Of requests in process those are told whose term is not over.
    let received = Date::constant(2026, 10, 29);
    let term = done
        .terms
        .iter()
        .find(|moved| moved.received == received)
        .unwrap();
    assert_eq!(
        (term.before.date, term.after.date),
        (Date::constant(2026, 11, 26), Date::constant(2026, 11, 30))
    );
    // What was known before the notice stays known.
    let now = calendar(&town.register).await.unwrap();
    let day = Date::constant(2026, 11, 25);
    assert!(!now.is_working(day));
    assert!(now.known_on(Date::constant(2026, 11, 19)).is_working(day));
    assert_eq!(now.said_of(day).count(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_refused_whole_and_what_is_there_already_is_said() {
    let town = Town::new().await;
    let seq = head(&town).await;
    let wrong = NEXT_YEAR.replace("上班 2027-02-20", "上班 2027-02-22");
    let Err(Failure::Invalid(problems)) = load(&town.desk, &wrong, "", terms()).await else {
        panic!("taken in");
    };
    let says = &problems.first().unwrap().says;
    assert!(says.contains("2027年2月22日不是周末"), "{says}");
    let Err(Failure::Invalid(problems)) = load(&town.desk, "放假 明天\n", "", terms()).await
    else {
        panic!("taken in");
    };
    assert!(problems.first().unwrap().says.contains("第 1 行不能读"));
    let known = law::calendar::Calendar::standard()
        .notices()
        .last()
        .unwrap();
    let says = refused(load(&town.desk, &known.written_out(), "", terms()).await);
    assert!(says.contains("一字不差"), "{says}");
    let twice = format!("{CHANGE}\n{CHANGE}");
    assert!(load(&town.desk, &twice, "", terms()).await.is_err());
    assert!(
        load(&town.desk, &"# 长\n".repeat(99_000), "", terms())
            .await
            .is_err()
    );
    assert_eq!(head(&town).await, seq);
}

#[tokio::test]
async fn a_slip_is_mended_by_the_same_paper_and_a_notice_taken_in_by_mistake_is_taken_out() {
    let town = Town::new().await;
    let off = Date::constant(2027, 6, 10);
    let slip = NEXT_YEAR.replace("2027-06-09", "2027-06-10");
    load(&town.desk, &slip, "", terms()).await.unwrap();
    assert!(!calendar(&town.register).await.unwrap().is_working(off));
    let mended = load(&town.desk, NEXT_YEAR, "抄错一天", terms())
        .await
        .unwrap();
    assert_eq!(mended.gone.len(), 1);
    assert_eq!(mended.days().len(), 2);
    assert!(mended.settled.is_empty());
    assert!(calendar(&town.register).await.unwrap().is_working(off));
    assert_eq!(own_notices(&town.register).await.unwrap().len(), 1);
    let says = refused(forget(&town.desk, "没有这一份", "", terms()).await);
    assert!(says.contains("国办发明电〔2026〕9号"), "{says}");
    forget(&town.desk, "国办发明电〔2026〕9号", "", terms())
        .await
        .unwrap();
    assert!(own_notices(&town.register).await.unwrap().is_empty());
    assert!(calendar(&town.register).await.unwrap().is_provisional(off));
    assert_sound(&town).await;
}
