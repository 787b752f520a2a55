//! 法律怎么说，写成 JSON — terms, fees and remedies as programs read them, at the command line and in the open API alike.
//!
//! Decides the names of the keys and nothing else; what is said comes from [`law`]. Every key is always there, `null` where
//! there is nothing to say.

use law::calendar::{Calendar, Day, LastDay};
use law::clock::{
    Channel, Clock, Counted, Disorder, Due, Practices, Question, Role, correction_due,
};
use law::fee::{self, Reckoning, Scale};
use law::remedy::{Against, Path, Period, Remedy, Reviewer};
use law::{Date, Refusal};
use serde_json::{Map, Value, json};

/// The answer of a clock.
///
/// # Errors
/// Where the term leaves the range of dates.
pub fn clock(question: &Question, clock: &Clock<'_>) -> Result<Map<String, Value>, Disorder> {
    let due = clock.due()?;
    let (zero, why) = clock.zero();
    let last = due.last_day();
    let waiting = match due {
        Due::Waiting { since, whom } => {
            json!({ "since": since.to_string(), "says": whom.zh() })
        }
        Due::On(_) | Due::Ended { .. } => Value::Null,
    };
    let breaches = clock.breaches().iter();
    let breaches = breaches.map(|breach| {
        json!({ "on": breach.on.to_string(), "says": breach.says, "rule": breach.article.0 })
    });
    let notes = question.notes(&Practices::default());
    let days = clock.explained()?;
    let told = json!({
        "received": question.received.to_string(),
        "channel": question.channel.map(Channel::id),
        "receipt": question.channel.map(|channel| {
            json!({ "says": channel.received(), "rule": channel.article().0 })
        }),
        "zero": { "date": zero.to_string(), "says": why.zh(), "rule": why.article().0 },
        "allowed": clock.allowed(),
        "due": last.map(|last| last.date.to_string()),
        "provisional": last.is_some_and(|last| last.provisional),
        "waiting": waiting,
        "correction_due": correction_due(clock).map(last_day),
        "breaches": breaches.collect::<Vec<_>>(),
        "notes": notes.iter().map(|note| note.zh()).collect::<Vec<_>>(),
        "days": days.iter().map(day).collect::<Vec<_>>(),
    });
    Ok(match told {
        Value::Object(told) => told,
        _ => Map::new(),
    })
}

fn day(counted: &Counted<'_>) -> Value {
    let name = match counted.day {
        Day::Holiday(exception) | Day::MadeUp(exception) => Some(exception.name),
        Day::Working | Day::Weekend => None,
    };
    let number = match counted.role {
        Role::Counted(number) => Some(number),
        _ => None,
    };
    json!({
        "date": counted.date.to_string(),
        "day": counted.day.id(),
        "name": name,
        "as": counted.role.id(),
        "n": number,
        "says": counted.says(),
        "rule": counted.rule().to_string(),
        "provisional": counted.provisional,
    })
}

fn last_day(last: LastDay) -> Value {
    json!({ "date": last.date.to_string(), "provisional": last.provisional })
}

/// What is charged by a notice of `notice`, or why nothing is.
pub fn fee(
    scale: Scale,
    notice: Date,
    charged: &Result<Reckoning, Refusal>,
    practices: fee::Practices,
) -> Value {
    let lines = charged.iter().flat_map(|reckoning| &reckoning.lines);
    let lines = lines.map(|line| {
        json!({
            "first": line.first,
            "last": line.last,
            "each": line.each.0,
            "amount": line.amount().0,
        })
    });
    json!({
        "scale": match scale {
            Scale::ByItem { .. } => "by_item",
            Scale::ByVolume { .. } => "by_volume",
        },
        "notice": notice.to_string(),
        "total": charged.as_ref().map_or(0, |reckoning| reckoning.total().0),
        "lines": lines.collect::<Vec<_>>(),
        "rule": FEE_RULE,
        "says": charged.as_ref().err().map(ToString::to_string),
        "practice": {
            "says": practices.deciding.source,
            "verified": practices.deciding.verified,
        },
    })
}

/// Where the scales stand.
pub const FEE_RULE: &str = "国办函〔2020〕109号；条例第四十二条第一款";

/// What a remedy was asked by.
#[derive(Clone, Copy, Debug)]
pub struct RemedyAsked {
    pub against: Against,
    /// The day of the answer.
    pub on: Date,
    /// The day on which the applicant learned of it.
    pub told: Option<Date>,
}

/// Names in the paragraph of an answer that only the office knows.
pub const REVIEWER: &str = "（复议机关）";
pub const COURT: &str = "（人民法院）";

/// What is open against an answer.
pub fn remedy(
    asked: RemedyAsked,
    found: &Remedy,
    body: Option<Reviewer>,
    calendar: &Calendar,
) -> Value {
    let last = |period: Period| {
        let last = asked.told.and_then(|told| period.last_day(told, calendar));
        last.map(last_day)
    };
    let is_open = found.path != Path::None;
    let is_choice = found.path == Path::Choice;
    json!({
        "decision": asked.against.id(),
        "on": asked.on.to_string(),
        "path": found.path.id(),
        "says": found.path.zh(),
        "rule": found.article.0,
        "verified": found.verified,
        "contested": found.contested,
        "review": is_open.then(|| json!({ "within": found.review.zh(), "last": last(found.review) })),
        "suit": is_choice.then(|| json!({ "within": found.suit.zh(), "last": last(found.suit) })),
        "suit_after_review": is_open.then(|| json!({ "within": found.after_review.zh() })),
        "reviewer": body.map(|found| json!({
            "id": found.body.id(), "says": found.body.zh(), "rule": found.article.0,
        })),
        "paragraph": found.paragraph(REVIEWER, COURT),
    })
}
