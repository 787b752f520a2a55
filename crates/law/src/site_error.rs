//! 我为政府网站找错 — what a report of an error on this site says, which step follows which, and when its terms end.
//!
//! Decides what a report must and may hold, its states, and its two terms. Does not keep reports, number them, or say
//! who made them. The terms are settings, not law: three working days for the answer is known only from a provincial
//! measure and one working day for forwarding is unverified (DOMAIN §2.3).

use crate::calendar::{Calendar, LastDay};
use crate::date::Date;

/// 错误类型
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    Wording,
    Link,
    Outdated,
    Attachment,
    Accessibility,
    Other,
}

impl ErrorKind {
    pub const ALL: [Self; 6] = [
        Self::Wording,
        Self::Link,
        Self::Outdated,
        Self::Attachment,
        Self::Accessibility,
        Self::Other,
    ];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Wording => "wording",
            Self::Link => "link",
            Self::Outdated => "outdated",
            Self::Attachment => "attachment",
            Self::Accessibility => "accessibility",
            Self::Other => "other",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::Wording => "错别字",
            Self::Link => "链接打不开",
            Self::Outdated => "内容过时",
            Self::Attachment => "附件打不开",
            Self::Accessibility => "无障碍",
            Self::Other => "其他",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// Least and most characters (not bytes) of what is wrong, without the space around it.
pub const WHAT: std::ops::RangeInclusive<usize> = 5..=1000;

/// Most characters of a contact; it may be left empty.
pub const CONTACT_MOST: usize = 100;

/// What a reader wrote, as checked: text without the space around it, a contact only where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub kind: ErrorKind,
    pub what: String,
    pub contact: Option<String>,
}

/// What is wrong with a form; each names the one field it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No kind was chosen, or one that does not exist.
    Kind,
    WhatEmpty,
    WhatShort,
    WhatLong,
    ContactLong,
    /// A contact of more than one line, or with a control character.
    ContactForm,
}

impl Written {
    /// Checks the three fields as they came.
    ///
    /// # Errors
    /// Every fault, in the order of the fields, so that a form can show them all at once.
    pub fn read(kind: &str, what: &str, contact: &str) -> Result<Self, Vec<Fault>> {
        let (kind, what, contact) = (ErrorKind::from_id(kind), what.trim(), contact.trim());
        // A browser sends each line break of a text area as two characters; the reader typed one.
        let what = what.replace("\r\n", "\n");
        let length = what.chars().count();
        let mut faults = Vec::new();
        if kind.is_none() {
            faults.push(Fault::Kind);
        }
        if length == 0 {
            faults.push(Fault::WhatEmpty);
        } else if length < *WHAT.start() {
            faults.push(Fault::WhatShort);
        } else if length > *WHAT.end() {
            faults.push(Fault::WhatLong);
        }
        if contact.chars().count() > CONTACT_MOST {
            faults.push(Fault::ContactLong);
        } else if contact.chars().any(char::is_control) {
            faults.push(Fault::ContactForm);
        }
        match kind {
            Some(kind) if faults.is_empty() => Ok(Self {
                kind,
                what,
                contact: (!contact.is_empty()).then(|| contact.to_owned()),
            }),
            _ => Err(faults),
        }
    }
}

/// 办理状态
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Received,
    Forwarded,
    Answered,
    /// Not a report: spam.
    Rejected,
}

/// What can be done with a report that has been received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// 转办
    Forward,
    Answer,
    Reject,
}

impl State {
    pub const ALL: [Self; 4] = [
        Self::Received,
        Self::Forwarded,
        Self::Answered,
        Self::Rejected,
    ];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Forwarded => "forwarded",
            Self::Answered => "answered",
            Self::Rejected => "rejected",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// Whether an answer is still owed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Forwarded)
    }

    /// The state after `step`, `None` where the step cannot be taken: a report is forwarded once, and a closed one
    /// stays as it is.
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Received, Step::Forward) => Some(Self::Forwarded),
            (Self::Received | Self::Forwarded, Step::Answer) => Some(Self::Answered),
            (Self::Received | Self::Forwarded, Step::Reject) => Some(Self::Rejected),
            _ => None,
        }
    }

    /// Whether what the reader wrote may be erased: only once nothing is owed any more.
    pub const fn may_erase(self) -> bool {
        !self.is_open()
    }
}

/// The terms of a site, in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub answer: u32,
    pub forward: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            answer: 3,
            forward: 1,
        }
    }
}

/// Where the term of an open report stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Working days still to come, the last day among them; none on the last day itself.
    Days(u32),
    /// Working days since the last day. None where only days off have passed since.
    Overdue(u32),
}

impl Terms {
    /// The last day to answer a report received on `received`; that day itself does not count (民法典第二百零一条).
    /// `None` where the term leaves the range of dates.
    pub fn answer_by(self, calendar: &Calendar, received: Date) -> Option<LastDay> {
        calendar.last_day(received, self.answer)
    }

    /// The last day to forward it to the body that can answer.
    pub fn forward_by(self, calendar: &Calendar, received: Date) -> Option<LastDay> {
        calendar.last_day(received, self.forward)
    }
}

/// How a term that ends on `last` stands on `today`.
pub fn left(calendar: &Calendar, last: Date, today: Date) -> Left {
    if today > last {
        Left::Overdue(calendar.working_days(last, today))
    } else {
        Left::Days(calendar.working_days(today, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn the_answer_is_owed_on_the_third_working_day_across_holidays_and_the_end_of_a_year() {
        let (terms, calendar) = (Terms::default(), Calendar::standard());
        for (received, answer, forward) in [
            // A Wednesday: Thursday, Friday, Monday.
            ("2026-11-18", "2026-11-23", "2026-11-19"),
            // Received on a Saturday.
            ("2026-11-21", "2026-11-25", "2026-11-23"),
            // Over the National Day week of 2025.
            ("2025-09-29", "2025-10-10", "2025-09-30"),
            // Over the new year of 2026.
            ("2025-12-30", "2026-01-05", "2025-12-31"),
        ] {
            let by = terms.answer_by(calendar, date(received)).expect("in range");
            assert_eq!(by.date, date(answer), "{received}");
            let by = terms
                .forward_by(calendar, date(received))
                .expect("in range");
            assert_eq!(by.date, date(forward), "{received}");
        }
    }

    #[test]
    fn a_term_into_a_year_without_a_notice_says_that_it_may_move() {
        let calendar = Calendar::standard();
        let eve = Date::constant(calendar.published_through(), 12, 30);
        let by = Terms::default().answer_by(calendar, eve);
        assert!(by.expect("in range").provisional);
    }

    #[test]
    fn days_left_reach_none_on_the_last_day_and_count_up_after_it() {
        let calendar = Calendar::standard();
        let last = date("2026-11-20");
        for (today, expected) in [
            ("2026-11-18", Left::Days(2)),
            ("2026-11-20", Left::Days(0)),
            ("2026-11-21", Left::Overdue(0)),
            ("2026-11-24", Left::Overdue(2)),
        ] {
            assert_eq!(left(calendar, last, date(today)), expected, "{today}");
        }
    }

    #[test]
    fn a_form_names_all_its_faults_at_once() {
        let long = "字".repeat(WHAT.end() + 1);
        assert_eq!(
            Written::read("spelling", &long, "一\n二"),
            Err(vec![Fault::Kind, Fault::WhatLong, Fault::ContactForm])
        );
        assert_eq!(
            Written::read("link", " \n ", &"1".repeat(CONTACT_MOST + 1)),
            Err(vec![Fault::WhatEmpty, Fault::ContactLong])
        );
        assert_eq!(
            Written::read("link", "打不开", ""),
            Err(vec![Fault::WhatShort])
        );
    }

    #[test]
    fn a_form_is_measured_in_characters_as_the_reader_typed_them() {
        let most = format!("{}\r\n末", "字".repeat(WHAT.end() - 2));
        let written = Written::read("wording", &most, "  ").expect("just long enough");
        assert_eq!(written.what.chars().count(), *WHAT.end());
        assert_eq!(written.contact, None);
    }

    #[test]
    fn a_closed_report_stays_closed_and_only_a_closed_one_is_erased() {
        for state in State::ALL {
            let steps = [Step::Forward, Step::Answer, Step::Reject];
            let any = steps.into_iter().any(|step| state.after(step).is_some());
            assert_eq!(any, state.is_open(), "{state:?}");
            assert_ne!(state.may_erase(), state.is_open(), "{state:?}");
            assert_eq!(State::from_id(state.id()), Some(state));
        }
        assert_eq!(State::Forwarded.after(Step::Forward), None);
    }
}
