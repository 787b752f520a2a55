//! 覆盖情况 — whether a duty is met on a day, by what was published.

use super::checklist::{Duty, Freshness};
use super::term::PROACTIVE_PUBLISH;
use crate::calendar::Calendar;
use crate::date::Date;
use jiff::Span;

/// Something published under a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// 形成或者变更之日, where it is known.
    pub formed: Option<Date>,
    /// The day it became public, or was last confirmed as still right.
    pub published: Date,
    /// The last day on which it holds, where it ends.
    pub until: Option<Date>,
}

/// Why a duty is none for an agency: it neither makes nor holds such information, or the place has no such matter
/// (条例第二十一条 “根据本地方的具体情况”).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exemption<'a> {
    /// Why, in a sentence for the supervisor.
    pub reason: &'a str,
    /// Who agreed: the office that supervises the agency.
    pub approved_by: &'a str,
}

impl Exemption<'_> {
    fn is_complete(&self) -> bool {
        !self.reason.trim().is_empty() && !self.approved_by.trim().is_empty()
    }
}

/// 覆盖情况 of one duty of one agency on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage {
    /// 已公开
    Covered,
    /// 逾期公开: it is there, but came after the term of art. 26.
    Late,
    /// 未更新
    Stale,
    /// 缺项
    Missing,
    /// 不适用
    NotApplicable,
}

impl Coverage {
    /// In the order of the report.
    pub const ALL: [Self; 5] = [
        Self::Covered,
        Self::Late,
        Self::Stale,
        Self::Missing,
        Self::NotApplicable,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Late => "late",
            Self::Stale => "stale",
            Self::Missing => "missing",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The official words.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Covered => "已公开",
            Self::Late => "逾期公开",
            Self::Stale => "未更新",
            Self::Missing => "缺项",
            Self::NotApplicable => "不适用",
        }
    }
}

/// Whether `duty` is met on `on`. Of everything that is public and still holds on that day the newest decides.
///
/// An exemption without a reason or without an approval counts for nothing.
pub fn coverage(
    duty: &Duty,
    evidence: &[Evidence],
    exemption: Option<&Exemption<'_>>,
    on: Date,
    calendar: &Calendar,
) -> Coverage {
    if exemption.is_some_and(Exemption::is_complete) {
        return Coverage::NotApplicable;
    }
    let holds = |it: &&Evidence| it.published <= on && it.until.is_none_or(|until| on <= until);
    let Some(newest) = evidence.iter().filter(holds).max_by_key(|it| it.published) else {
        return Coverage::Missing;
    };
    if let Freshness::Months(months) = duty.fresh.value {
        // Where it leaves the range of dates nothing becomes old.
        let span = Span::new().try_months(months).ok();
        let last = span.and_then(|span| newest.published.checked_add(span).ok());
        if last.is_some_and(|last| last < on) {
            return Coverage::Stale;
        }
    }
    let due = newest
        .formed
        .and_then(|formed| PROACTIVE_PUBLISH.last_day(formed, calendar));
    match due {
        Some(due) if newest.published > due.date => Coverage::Late,
        _ => Coverage::Covered,
    }
}

/// How many of the duties that are ones are met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Duties that are met.
    pub covered: u32,
    /// Duties that apply at all.
    pub applicable: u32,
}

impl Score {
    /// Per hundred, rounded down; `None` where no duty applies.
    pub const fn percent(self) -> Option<u32> {
        match (self.covered as u64 * 100).checked_div(self.applicable as u64) {
            Some(percent) => Some(percent as u32),
            None => None,
        }
    }
}

/// Counts the coverages of an agency; what does not apply counts nowhere.
pub fn score(coverages: impl IntoIterator<Item = Coverage>) -> Score {
    let applicable = coverages
        .into_iter()
        .filter(|coverage| *coverage != Coverage::NotApplicable);
    applicable.fold(Score::default(), |score, coverage| Score {
        covered: score.covered + u32::from(coverage == Coverage::Covered),
        applicable: score.applicable + 1,
    })
}
