//! 日历文件 — the last days that the pages on terms and remedies reckon, as iCalendar for the calendars of people.
//!
//! Decides which days of an answer are events. The file is one for all languages, so an event is called in both.

use super::kept;
use crate::app::App;
use crate::extract::{Asked, Visit};
use crate::page::Answer;
use crate::paths::Place;
use crate::portal::asking::{self, Mend, address, query};
use crate::portal::clock::{self, Query};
use crate::portal::remedy;
use acts::press::ical::{self, Event};
use axum::http::{HeaderValue, header};
use law::Date;
use law::calendar::LastDay;
use law::clock::{ANSWER, CORRECTION, correction_due};
use law::remedy::{Path, Period};

/// GET /clock.ics
pub(crate) async fn of_clock(visit: Visit, Asked(Query(asked)): Asked<Query>) -> Answer {
    let app = &visit.app;
    let calendar = app.portal().calendar();
    let filled = clock::Filled::of(&asked);
    let (question, clock) = clock::asked(&filled, &calendar).map_err(asking::refused)?;
    let due = clock
        .due()
        .map_err(|error| asking::refused(vec![clock::out_of_range(error.to_string())]))?;
    let pairs = clock::pairs(&question);
    let event = |what: &str, last: LastDay, title: &str, text: String| Event {
        key: format!("clock {what} {}", query(&pairs)),
        on: last.date,
        provisional: last.provisional,
        title: title.to_owned(),
        text,
        address: here(app, &Place::Clock, &pairs),
    };
    let mut events = Vec::new();
    if question.corrected.is_none()
        && let Some(last) = correction_due(&clock)
    {
        let text = format!("需要补正的，最迟在这一天一次性告知申请人（{CORRECTION}）。");
        let title = "最迟告知补正 Last day to ask for a correction";
        events.push(event("correction", last, title, text));
    }
    if let Some(last) = due.last_day() {
        let (zero, why) = clock.zero();
        let text = format!(
            "自{}（{}）的第二天起第{}个工作日，含当日（{ANSWER}）。",
            law::date::zh(zero),
            why.zh(),
            clock.allowed(),
        );
        events.push(event("due", last, "最迟答复 Last day to answer", text));
    }
    Ok(file(
        app,
        visit.today,
        &events,
        "attachment; filename=\"clock.ics\"",
    ))
}

/// GET /remedy.ics
pub(crate) async fn of_remedy(visit: Visit, Asked(Query(asked)): Asked<Query>) -> Answer {
    let app = &visit.app;
    let filled = remedy::Filled::of(&asked);
    let question = filled.question().map_err(asking::refused)?;
    let Some(told) = question.told else {
        let says = "要算出最后一日，请写收到答复之日";
        return Err(asking::refused(vec![Mend::at("told", says)]));
    };
    let calendar = app.portal().calendar();
    let found = question.found();
    let pairs = remedy::pairs(question);
    let event = |what: &str, title: &str, period: Period| {
        let LastDay { date, provisional } = period.last_day(told, &calendar)?;
        let text = format!(
            "自收到答复之日（{}）起{}内；最后一日休息的，顺延到下一个工作日（{}）。",
            law::date::zh(told),
            period.zh(),
            found.article
        );
        Some(Event {
            key: format!("remedy {what} {}", query(&pairs)),
            on: date,
            provisional,
            title: title.to_owned(),
            text,
            address: here(app, &Place::Remedy, &pairs),
        })
    };
    let review = event(
        "review",
        "申请行政复议最后一日 Last day to apply for review",
        found.review,
    );
    let suit = event("suit", "提起行政诉讼最后一日 Last day to sue", found.suit);
    let events: Vec<Event> = match found.path {
        Path::None => Vec::new(),
        Path::ReviewFirst => review.into_iter().collect(),
        Path::Choice => review.into_iter().chain(suit).collect(),
    };
    Ok(file(
        app,
        visit.today,
        &events,
        "attachment; filename=\"remedy.ics\"",
    ))
}

/// The page of the question as the whole web knows it; none where the site has no domain.
fn here(app: &App, place: &Place, pairs: &[(&'static str, String)]) -> String {
    if app.knows_its_domain() {
        app.absolute(&address(app, place, pairs))
    } else {
        String::new()
    }
}

fn file(app: &App, today: Date, events: &[Event], named: &'static str) -> axum::response::Response {
    let domain = app.portal().site().domain.clone();
    let text = ical::calendar(&domain, today, events);
    let mut response = kept("text/calendar; charset=utf-8", text);
    let named = HeaderValue::from_static(named);
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, named);
    response
}
