//! 逐日说明 — every day of a term as it was counted, with the rule.
//!
//! Decides what each day from the receipt to the end was: day zero, counted, off, paused, or without effect because the
//! term began anew. The same count as [`Clock::due`] makes, told day by day; a test holds the two together.

use super::{ANSWER, CORRECTION, Clock, Disorder, EXCESS, FEE, PAUSE, Zero, takes};
use crate::article::Article;
use crate::calendar::{Day, Notice};
use crate::date::Date;
use std::fmt;

/// What a day was to the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The day from which the term runs, which does not count.
    Zero(Zero),
    /// Before the term began anew, by a correction or a payment.
    Void(Zero),
    /// Offices were closed.
    Off,
    /// An opinion was waited for, or reasons.
    Paused,
    /// The working day of that number.
    Counted(u32),
    /// After the ordinary end, up to the day that was told as a reasonable delay.
    Delayed,
}

impl Role {
    /// The stable name: `zero`, `void`, `off`, `paused`, `counted`, `delayed`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Zero(_) => "zero",
            Self::Void(_) => "void",
            Self::Off => "off",
            Self::Paused => "paused",
            Self::Counted(_) => "counted",
            Self::Delayed => "delayed",
        }
    }
}

/// Why a day is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule<'a> {
    /// An article of a law.
    Article(Article),
    /// A notice of the State Council on holidays.
    Notice(&'a Notice),
}

impl fmt::Display for Rule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Article(article) => article.fmt(f),
            Self::Notice(notice) => notice.fmt(f),
        }
    }
}

/// A day of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted<'a> {
    /// The civil day.
    pub date: Date,
    /// What the calendar says of it.
    pub day: Day<'a>,
    /// What it is to the period.
    pub role: Role,
    /// Its year has no holiday notice yet.
    pub provisional: bool,
}

/// 国务院关于职工工作时间的规定第七条: Saturday and Sunday are the days of rest of state organs.
const WEEK: Article = Article("国务院关于职工工作时间的规定第七条");
/// 民法典第二百零一条第一款: the day on which a term begins does not count.
const DAY_ZERO: Article = Article("民法典第二百零一条第一款");

impl<'a> Counted<'a> {
    /// The rule by which it is counted or left out.
    pub fn rule(&self) -> Rule<'a> {
        let article = match (self.role, self.day) {
            (Role::Off | Role::Counted(_), Day::Holiday(exception) | Day::MadeUp(exception)) => {
                return Rule::Notice(exception.notice);
            }
            (Role::Off, _) => WEEK,
            (Role::Zero(Zero::Receipt), _) => DAY_ZERO,
            (Role::Zero(Zero::Correction) | Role::Void(Zero::Correction), _) => CORRECTION,
            (Role::Zero(Zero::Payment) | Role::Void(Zero::Payment), _) => FEE,
            (Role::Void(Zero::Receipt) | Role::Counted(_), _) => ANSWER,
            (Role::Paused, _) => PAUSE,
            (Role::Delayed, _) => EXCESS,
        };
        Rule::Article(article)
    }

    /// 第 3 日, 国庆节放假, 征求意见，不计
    pub fn says(&self) -> String {
        match (self.role, self.day) {
            (Role::Zero(zero), _) => format!("{}，不计", zero.zh()),
            (Role::Void(zero), _) => format!("{}以前，期限重新起算", zero.zh()),
            (Role::Off, Day::Holiday(exception)) => format!("{}放假", exception.name),
            (Role::Off, day) => day.zh().to_owned(),
            (Role::Paused, _) => "征求意见，不计".to_owned(),
            (Role::Counted(n), Day::MadeUp(exception)) => {
                format!("第{n}日（{}调休上班）", exception.name)
            }
            (Role::Counted(n), _) => format!("第{n}日"),
            (Role::Delayed, _) => "告知的延迟答复期限内".to_owned(),
        }
    }
}

impl Clock<'_> {
    /// Every day from the receipt to the end of the term; to the last day zero where the clock stands.
    ///
    /// # Errors
    /// Where the term leaves the range of dates.
    pub fn explained(&self) -> Result<Vec<Counted<'_>>, Disorder> {
        let (zero, why) = self.zero();
        let last = self.due()?.last_day().map_or(zero, |last| last.date);
        let mut pauses = Vec::new();
        for pause in &self.pauses {
            pauses.extend(self.through(*pause)?.map(|through| (pause.sent, through)));
        }
        let mut counted = 0;
        let days = self.received.series(jiff::ToSpan::days(1));
        let days = days.take_while(|day| *day <= last).map(|date| {
            let day = self.calendar.day(date);
            let role = if date < zero {
                Role::Void(why)
            } else if date == zero {
                Role::Zero(why)
            } else if pauses.iter().any(|span| takes(*span, date)) {
                Role::Paused
            } else if !day.is_working() {
                Role::Off
            } else if counted == self.allowed() {
                Role::Delayed
            } else {
                counted += 1;
                Role::Counted(counted)
            };
            Counted {
                date,
                day,
                role,
                provisional: self.calendar.is_provisional(date),
            }
        });
        Ok(days.collect())
    }
}
