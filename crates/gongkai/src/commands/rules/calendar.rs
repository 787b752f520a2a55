//! `gongkai calendar` — which days offices work, and which notice says so.

use super::Notices;
use super::change::{self, Act};
use crate::say;
use anyhow::{Context as _, ensure};
use clap::Args;
use law::calendar::{Calendar, Day};
use law::{Date, Period};
use serde_json::{Value, json};
use std::path::Path;

#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Asked {
    #[command(subcommand)]
    act: Option<Act>,
    /// 一年、一月、一日或者一段：2026、2026-10、2026-10-01、2026-09-20..2026-10-12
    #[arg(value_name = "哪些日子", required = true)]
    days: Option<String>,
    #[command(flatten)]
    notices: Notices,
}

/// The longest span that is told at once, in days.
const LONGEST: i32 = 366 * 30;

pub(crate) async fn calendar(
    data: &Path,
    actor: Option<&str>,
    asked: &Asked,
) -> anyhow::Result<()> {
    if let Some(act) = &asked.act {
        return change::change(data, actor, act).await;
    }
    let calendar = asked.notices.calendar(data).await?;
    let days_asked = asked.days.as_deref().context("还要写明哪些日子")?;
    let (first, last) = span(days_asked)?;
    let is_year = days_asked.len() == 4;
    say::value(&in_json(&calendar, first, last));
    for date in days(first, last) {
        let day = calendar.day(date);
        if !is_year || matches!(day, Day::Holiday(_) | Day::MadeUp(_)) {
            say::result(&line(&calendar, date));
        }
    }
    let count = days(first, last)
        .filter(|date| calendar.is_working(*date))
        .count();
    say::result(&format!("{first} 至 {last}：工作日 {count} 个"));
    for notice in calendar.notices() {
        let spans = |span: &law::calendar::Span| span.first <= last && first <= span.last;
        if notice.spans.iter().any(spans) {
            let (on, source) = (notice.known_from(), &notice.source);
            say::result(&format!("依据 {notice}，{on}，{source}"));
        }
    }
    if days(first, last).any(|date| calendar.is_provisional(date)) {
        say::result("有的年份没有放假通知，只按星期计算，暂定。");
    }
    Ok(())
}

fn line(calendar: &Calendar, date: Date) -> String {
    let weekday = law::period::weekday_zh(date);
    let day = calendar.day(date);
    let says = match day {
        Day::Holiday(exception) => format!("{}放假", exception.name),
        Day::MadeUp(exception) => format!("调休上班（{}）", exception.name),
        day => day.zh().to_owned(),
    };
    let provisional = if calendar.is_provisional(date) {
        "，暂定"
    } else {
        ""
    };
    // A notice that another one changed is told beside it.
    let mut former: Vec<String> = calendar
        .said_of(date)
        .map(|(notice, span)| format!("{} {}", notice.known_from(), span.arranged.zh()))
        .collect();
    let changed = if former.len() > 1 {
        former.pop();
        format!("；原通知：{}", former.join("，"))
    } else {
        String::new()
    };
    format!("{date}  {weekday}  {says}{provisional}{changed}")
}

fn in_json(calendar: &Calendar, first: Date, last: Date) -> Value {
    let all = days(first, last).map(|date| {
        let day = calendar.day(date);
        let said: Vec<Value> = calendar
            .said_of(date)
            .map(|(notice, span)| {
                json!({
                    "says": span.arranged.zh(),
                    "name": span.name,
                    "notice": notice.title,
                    "number": notice.number,
                    "known_from": notice.known_from().to_string(),
                    "source": notice.source,
                })
            })
            .collect();
        json!({
            "date": date.to_string(),
            "day": day.id(),
            "working": day.is_working(),
            "provisional": calendar.is_provisional(date),
            "notices": said,
        })
    });
    let all: Vec<Value> = all.collect();
    let working = days(first, last)
        .filter(|date| calendar.is_working(*date))
        .count();
    json!({
        "first": first.to_string(),
        "last": last.to_string(),
        "working_days": working,
        "published_through": calendar.published_through(),
        "days": all,
    })
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    days.take_while(move |day| *day <= last)
}

fn span(text: &str) -> anyhow::Result<(Date, Date)> {
    let read = || {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        Some((end(first)?.0, end(last)?.1))
    };
    let (first, last) = read().with_context(|| {
        format!("“{text}”不能读：应当写作 2026、2026-10、2026-10-01 或者 2026-09-20..2026-10-12")
    })?;
    ensure!(first <= last, "“{text}”的后一日在前一日以前");
    let long = first.until(last).map_or(i32::MAX, |span| span.get_days());
    ensure!(long <= LONGEST, "一次最多看三十年");
    Ok((first, last))
}

/// The first and the last day of a year, a month or a day.
fn end(text: &str) -> Option<(Date, Date)> {
    if text.len() == 4 {
        let year = text.parse().ok()?;
        return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
    }
    let period = Period::parse(text)?;
    Some((period.first(), period.last()))
}
