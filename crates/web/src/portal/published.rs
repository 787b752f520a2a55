//! 按日期看 — what was published on a day, in a week, in a month; a month as a calendar.
//!
//! Links lead only to periods between the first and the last day on which anything was published; another period can be
//! asked for and says that there is nothing.
#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates pass by reference"
)]

use crate::error::Trouble;
use crate::extract::{Asked, At, Pairs, Question, Span, Visit};
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::Place;
use crate::show;
use acts::view::{Line, Published, PublishedMonth, PublishedMonths};
use askama::Template;
use law::period::weekday_zh;
use law::{Date, Period};

#[derive(Debug, Template)]
#[template(path = "portal/published.html")]
struct MonthsPage {
    frame: Frame,
    now: Vec<PublishedMonth>,
    years: Vec<YearLine>,
}

/// The months of a year in which something was published, January first; one without anything has no link.
#[derive(Debug)]
struct YearLine {
    year: i16,
    items: u64,
    months: Vec<PublishedMonth>,
}

impl Page for MonthsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl MonthsPage {
    fn period(&self, period: &Period) -> String {
        show::period(self.frame.lang, *period)
    }

    fn now_says(&self, period: &Period) -> String {
        let says = match period {
            Period::Day(_) => "今天",
            Period::Week(_) => "本周",
            Period::Month(_) => "本月",
        };
        self.t(says).to_string()
    }

    fn month(&self, month: &PublishedMonth) -> String {
        show::month(self.frame.lang, month.period.first())
    }
}

/// GET /published
pub(crate) async fn months(visit: Visit) -> Answer {
    let PublishedMonths { now, months } = visit.app.portal().published_months(visit.today).await?;
    let mut years: Vec<YearLine> = Vec::new();
    for month in months {
        let year = month.period.first().year();
        match years.last_mut().filter(|last| last.year == year) {
            Some(last) => {
                last.items += month.items;
                last.months.insert(0, month);
            }
            None => years.push(YearLine {
                year,
                items: month.items,
                months: vec![month],
            }),
        }
    }
    let frame = Frame::new(&visit.app, Channel::Documents, "page-published", "按日期看");
    answer(&MonthsPage { frame, now, years })
}

#[derive(Debug, Template)]
#[template(path = "portal/published_in.html")]
struct PeriodPage {
    frame: Frame,
    published: Published,
    today: Date,
    weeks: Vec<Week>,
    /// The lines by day; one group without a heading for a day.
    groups: Vec<Group>,
    is_further: bool,
    first: String,
    next: Option<String>,
}

/// A row of the calendar of a month.
#[derive(Debug)]
struct Week {
    period: Period,
    /// Monday first; `None` outside the month.
    days: Vec<Option<(Date, u64)>>,
}

#[derive(Debug)]
struct Group {
    day: Date,
    lines: Vec<Line>,
}

impl Page for PeriodPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

impl PeriodPage {
    fn period(&self) -> String {
        show::period(self.frame.lang, self.published.period)
    }

    fn shown(&self, period: &Period) -> String {
        show::period(self.frame.lang, *period)
    }

    fn is_day(&self) -> bool {
        matches!(self.published.period, Period::Day(_))
    }

    fn weekday(day: &Date) -> &'static str {
        weekday_zh(*day)
    }

    fn is_today(&self, day: &Date) -> bool {
        *day == self.today
    }

    /// The same days as a day, a week, a month.
    fn kinds(&self) -> [(&'static str, Period, bool); 3] {
        let period = self.published.period;
        // A longer period stands for its newest day with anything.
        let newest = self.published.days.iter().rev().find(|(_, n)| 0 < *n);
        let day = newest.map_or(period.first(), |(day, _)| *day);
        [
            ("按日", Period::Day(day), self.is_day()),
            (
                "按周",
                Period::week_of(day),
                matches!(period, Period::Week(_)),
            ),
            (
                "按月",
                Period::month_of(day),
                matches!(period, Period::Month(_)),
            ),
        ]
        .map(|(says, other, is_here)| (says, if is_here { period } else { other }, is_here))
    }

    /// The period of the same length with anything in it before this one.
    fn previous(&self) -> Option<Period> {
        self.published.before.map(|day| self.near(day))
    }

    fn following(&self) -> Option<Period> {
        self.published.after.map(|day| self.near(day))
    }

    fn near(&self, day: Date) -> Period {
        match self.published.period {
            Period::Day(_) => Period::Day(day),
            Period::Week(_) => Period::week_of(day),
            Period::Month(_) => Period::month_of(day),
        }
    }

    /// Whether nothing of the period has come yet.
    fn is_to_come(&self) -> bool {
        self.today < self.published.period.first()
    }

    fn total(&self) -> u64 {
        self.published.listing.total
    }

    /// Whether the whole period lies outside of what there is.
    fn is_outside(&self) -> bool {
        let (first, last) = (self.published.first, self.published.last);
        let period = self.published.period;
        first.is_none_or(|first| period.last() < first)
            || last.is_none_or(|last| last < period.first())
    }
}

/// From where on in the list of a period.
#[derive(Debug)]
pub(crate) struct After(Option<String>);

impl Question for After {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        pairs.cursor("after").map(Self)
    }
}

/// GET /published/{period}
pub(crate) async fn show(
    visit: Visit,
    At(Span(period)): At<Span>,
    Asked(After(after)): Asked<After>,
) -> Answer {
    let published = visit
        .app
        .portal()
        .published(period, after.as_deref(), visit.today)
        .await?;
    let lang = visit.app.variant().lang;
    let title = format!(
        "{} - {}",
        show::period(lang, period),
        crate::i18n::say(lang, "按日期看")
    );
    let mut frame = Frame::new(&visit.app, Channel::Documents, "page-published", title);
    if published.listing.total == 0 {
        frame = frame.unlisted();
    }
    let at = |after: &str| {
        frame
            .links()
            .with(&Place::PublishedIn(period), &[("after", after)])
    };
    let (first, next) = (at(""), published.listing.next.as_deref().map(at));
    let groups = groups(&published.listing.lines);
    answer(&PeriodPage {
        frame,
        today: visit.today,
        weeks: weeks(period, &published.days),
        groups,
        published,
        is_further: after.is_some(),
        first,
        next,
    })
}

fn groups(lines: &[Line]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        match groups
            .last_mut()
            .filter(|last| last.day == line.published_on)
        {
            Some(last) => last.lines.push(line.clone()),
            None => groups.push(Group {
                day: line.published_on,
                lines: vec![line.clone()],
            }),
        }
    }
    groups
}

/// The calendar of a month; nothing for a shorter period.
fn weeks(period: Period, days: &[(Date, u64)]) -> Vec<Week> {
    if !matches!(period, Period::Month(_)) {
        return Vec::new();
    }
    let mut weeks: Vec<Week> = Vec::new();
    for (day, items) in days {
        let week = Period::week_of(*day);
        if weeks.last().is_none_or(|last| last.period != week) {
            weeks.push(Week {
                period: week,
                days: week.days().map(|_| None).collect(),
            });
        }
        let at = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        if let Some(place) = weeks.last_mut().and_then(|week| week.days.get_mut(at)) {
            *place = Some((*day, *items));
        }
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_calendar_whose_weeks_have_seven_places() {
        let month = Period::month_of(Date::constant(2026, 11, 25));
        let days: Vec<(Date, u64)> = month.days().map(|day| (day, 1)).collect();
        let weeks = weeks(month, &days);
        let of_month: usize = weeks
            .iter()
            .map(|week| week.days.iter().flatten().count())
            .sum();
        assert_eq!((weeks.len(), of_month), (6, 30));
        assert!(weeks.iter().all(|week| week.days.len() == 7));
        // 1 November 2026 is a Sunday.
        let first = weeks.first().and_then(|week| week.days.last().copied());
        assert_eq!(first, Some(Some((Date::constant(2026, 11, 1), 1))));
    }
}
