//! 我为政府网站找错 — what a report of an error on this site says, which step follows which, and when its terms end.
//!
//! Decides what a report and its answer must and may hold, its states, its two terms, and when it is erased. Does not
//! keep reports, number them, or say who made them. The terms are settings, not law: three working days for the answer is
//! known only from a provincial measure and one working day for forwarding is unverified (DOMAIN §2.3).

use crate::article::Refusal;
use crate::calendar::{Calendar, LastDay};
use crate::date::Date;
use crate::stray::is_turning;

/// 错误类型
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// 错别字或者表述有误
    Wording,
    /// 链接打不开或者错误
    Link,
    /// 内容过时
    Outdated,
    /// 附件问题
    Attachment,
    /// 不便阅读或者操作
    Accessibility,
    /// 其他
    Other,
}

impl ErrorKind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::Wording,
        Self::Link,
        Self::Outdated,
        Self::Attachment,
        Self::Accessibility,
        Self::Other,
    ];

    /// The stable name, by which it is stored.
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

    /// What it is called, in Chinese.
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

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// Least and most characters (not bytes) of what is wrong, without the space around it.
pub const WHAT: std::ops::RangeInclusive<usize> = 5..=1000;

/// Most characters of a contact; it may be left empty.
pub const CONTACT_MOST: usize = 100;

/// Most characters of the address of the page; it may be left empty.
pub const PAGE_MOST: usize = 500;

/// Most characters of an answer, and of the name of the body that a report was forwarded to.
pub const ANSWER_MOST: usize = 2000;
/// The longest name of the body that a report is handed on to, in characters.
pub const BODY_MOST: usize = 100;

/// What a reader sent, field by field.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent<'a> {
    /// The address of the page.
    pub page: &'a str,
    /// What kind of error.
    pub kind: &'a str,
    /// What is wrong, in the words of the reader.
    pub what: &'a str,
    /// How the reader may be reached; never shown.
    pub contact: &'a str,
}

/// What a reader wrote, as checked: text without the space around it, a page and a contact only where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The address of the page.
    pub page: Option<String>,
    /// What kind of error.
    pub kind: ErrorKind,
    /// What is wrong, in the words of the reader.
    pub what: String,
    /// How the reader may be reached; never shown.
    pub contact: Option<String>,
}

/// What is wrong with a form; each names the one field it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The address of the page is too long.
    PageLong,
    /// It has more than one line, or a control character.
    PageForm,
    /// It is neither an address on the web nor a path of a site.
    PageAddress,
    /// No kind was chosen, or one that does not exist.
    Kind,
    /// Nothing is said of what is wrong.
    WhatEmpty,
    /// Too few characters to be understood.
    WhatShort,
    /// Too many characters.
    WhatLong,
    /// A character that no keyboard types.
    WhatForm,
    /// The contact is too long.
    ContactLong,
    /// A contact of more than one line, or with a control character.
    ContactForm,
}

/// Whether one line that was typed may not hold it.
fn is_unseen(c: char) -> bool {
    c.is_control() || is_turning(c)
}

/// Whether it is where a page may be: an address on the web, or a path that begins with one `/`. Whoever handles the
/// report may open it, so nothing else is taken that a browser would follow.
fn is_page(page: &str) -> bool {
    let begins = |scheme: &str| {
        let head = page.get(..scheme.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(scheme)) && scheme.len() < page.len()
    };
    let is_path = page.starts_with('/') && !page.starts_with("//") && !page.starts_with("/\\");
    is_path || begins("https://") || begins("http://")
}

impl Written {
    /// Checks the fields as they came.
    ///
    /// # Errors
    /// Every fault, in the order of the fields, so that a form can show them all at once.
    pub fn read(sent: Sent<'_>) -> Result<Self, Vec<Fault>> {
        let (page, kind, contact) = (
            sent.page.trim(),
            ErrorKind::from_id(sent.kind),
            sent.contact.trim(),
        );
        // A browser sends each line break of a text area as two characters; the reader typed one.
        let what = sent.what.trim().replace("\r\n", "\n");
        let length = what.chars().count();
        let mut faults = Vec::new();
        if page.chars().count() > PAGE_MOST {
            faults.push(Fault::PageLong);
        } else if page.chars().any(is_unseen) {
            faults.push(Fault::PageForm);
        } else if !page.is_empty() && !is_page(page) {
            faults.push(Fault::PageAddress);
        }
        if kind.is_none() {
            faults.push(Fault::Kind);
        }
        if length == 0 {
            faults.push(Fault::WhatEmpty);
        } else if length < *WHAT.start() {
            faults.push(Fault::WhatShort);
        } else if length > *WHAT.end() {
            faults.push(Fault::WhatLong);
        } else if what.chars().any(|c| is_unseen(c) && !"\n\t".contains(c)) {
            faults.push(Fault::WhatForm);
        }
        if contact.chars().count() > CONTACT_MOST {
            faults.push(Fault::ContactLong);
        } else if contact.chars().any(is_unseen) {
            faults.push(Fault::ContactForm);
        }
        match kind {
            Some(kind) if faults.is_empty() => Ok(Self {
                page: (!page.is_empty()).then(|| page.to_owned()),
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
    /// 已收到
    Received,
    /// 已转交
    Forwarded,
    /// 已答复
    Answered,
    /// 不予受理: no report of an error on this site.
    Rejected,
}

/// What can be done with a report that has been received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// 转办
    Forward,
    /// 答复
    Answer,
    /// 不予受理
    Reject,
}

impl State {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [
        Self::Received,
        Self::Forwarded,
        Self::Answered,
        Self::Rejected,
    ];

    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Forwarded => "forwarded",
            Self::Answered => "answered",
            Self::Rejected => "rejected",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Received => "已收到",
            Self::Forwarded => "已转办",
            Self::Answered => "已答复",
            Self::Rejected => "不予受理",
        }
    }

    /// The one of this stable name.
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
    /// Working days within which it is answered.
    pub answer: u32,
    /// Working days within which it is handed on.
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

/// The text of an answer, or of the reason why a report is not taken up, without the space around it.
///
/// # Errors
/// Where there is none, or it is too long: a sentence for whoever writes it.
pub fn read_answer(text: &str) -> Result<String, Refusal> {
    let text = text.trim().replace("\r\n", "\n");
    match text.chars().count() {
        0 => Err(Refusal::new("要写明答复，读者凭编号和查询码会看到这一段")),
        n if n > ANSWER_MOST => Err(Refusal::new(format!(
            "答复不超过 {ANSWER_MOST} 个字，现有 {n} 个"
        ))),
        _ => Ok(text),
    }
}

/// The body to which a report is forwarded (转办).
///
/// # Errors
/// Where there is none, or it is not one short line.
pub fn read_body(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > BODY_MOST || text.chars().any(is_unseen) {
        return Err(Refusal::new(format!(
            "要写明转给哪个单位：一行，不超过 {BODY_MOST} 个字，读者会看到"
        )));
    }
    Ok(text.to_owned())
}

/// The first day on which a report closed on `closed` may be erased: it was kept `days` whole days.
pub fn erase_from(closed: Date, days: u32) -> Option<Date> {
    closed
        .checked_add(jiff::Span::new().try_days(i64::from(days) + 1).ok()?)
        .ok()
}

/// The first day of closing that is still kept on `today`: what was closed before it is erased.
pub fn kept_since(today: Date, days: u32) -> Option<Date> {
    today
        .checked_sub(jiff::Span::new().try_days(i64::from(days)).ok()?)
        .ok()
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
        let read = |page: &str, kind: &str, what: &str, contact: &str| {
            Written::read(Sent {
                page,
                kind,
                what,
                contact,
            })
        };
        let long = "字".repeat(WHAT.end() + 1);
        assert_eq!(
            read("/a\nb", "spelling", &long, "一\n二"),
            Err(vec![
                Fault::PageForm,
                Fault::Kind,
                Fault::WhatLong,
                Fault::ContactForm
            ])
        );
        let far = "/".repeat(PAGE_MOST + 1);
        assert_eq!(
            read(&far, "link", " \n ", &"1".repeat(CONTACT_MOST + 1)),
            Err(vec![Fault::PageLong, Fault::WhatEmpty, Fault::ContactLong])
        );
        for (what, fault) in [
            ("打不开", Fault::WhatShort),
            ("打不开\0打不开", Fault::WhatForm),
            ("打不开\u{202e}打不开", Fault::WhatForm),
        ] {
            assert_eq!(read("", "link", what, ""), Err(vec![fault]));
        }
    }

    #[test]
    fn a_page_is_an_address_on_the_web_or_a_path_of_a_site() {
        let read = |page| {
            let sent = Sent {
                page,
                kind: "link",
                what: "打不开这个",
                contact: "",
            };
            Written::read(sent).map(|written| written.page)
        };
        for page in [
            "/",
            "/laws?q=桥",
            "https://www.shushi.example/laws",
            "HTTP://x",
        ] {
            assert_eq!(read(page), Ok(Some(page.to_owned())));
        }
        for page in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example/",
            "/\\evil.example/",
            "www.shushi.example",
            "https://",
            "ftp://x/",
            "首页",
        ] {
            assert_eq!(read(page), Err(vec![Fault::PageAddress]), "{page}");
        }
    }

    #[test]
    fn a_form_is_measured_in_characters_as_the_reader_typed_them() {
        let most = format!("{}\r\n末", "字".repeat(WHAT.end() - 2));
        let sent = Sent {
            page: " ",
            kind: "wording",
            what: &most,
            contact: "  ",
        };
        let written = Written::read(sent).expect("just long enough");
        assert_eq!(written.what.chars().count(), *WHAT.end());
        assert_eq!((written.page, written.contact), (None, None));
        let far = format!("/{}", "页".repeat(PAGE_MOST - 1));
        let reach = "号".repeat(CONTACT_MOST);
        let sent = Sent {
            page: &far,
            kind: "wording",
            what: "有一个字写错了",
            contact: &reach,
        };
        let written = Written::read(sent).expect("just short enough");
        assert_eq!((written.page, written.contact), (Some(far), Some(reach)));
    }

    #[test]
    fn an_answer_has_words_and_a_body_is_one_line() {
        assert_eq!(
            read_answer(" 已改。\r\n谢谢 ").expect("words"),
            "已改。\n谢谢"
        );
        let long = "字".repeat(ANSWER_MOST + 1);
        assert!(read_answer(" ").is_err() && read_answer(&long).is_err());
        let most = "字".repeat(ANSWER_MOST);
        assert_eq!(read_answer(&most).as_ref(), Ok(&most));
        assert_eq!(read_body(" 县教育局 ").expect("a body"), "县教育局");
        assert!(read_body("甲\n乙").is_err() && read_body("").is_err());
        let most = "局".repeat(BODY_MOST);
        assert_eq!(read_body(&most).as_ref(), Ok(&most));
        assert!(read_body(&format!("{most}局")).is_err());
    }

    #[test]
    fn a_report_is_kept_for_whole_days_after_it_was_closed() {
        let closed = date("2026-12-30");
        assert_eq!(erase_from(closed, 0), Some(date("2026-12-31")));
        assert_eq!(erase_from(closed, 180), Some(date("2027-06-29")));
        for days in [0, 1, 180] {
            let day = erase_from(closed, days).expect("in range");
            let eve = day.yesterday().expect("in range");
            assert!(closed < kept_since(day, days).expect("in range"));
            assert!(kept_since(eve, days).expect("in range") <= closed);
        }
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
        let (received, forwarded) = (State::Received, State::Forwarded);
        assert_eq!(received.after(Step::Forward), Some(forwarded));
        assert_eq!(forwarded.after(Step::Forward), None);
        for open in [received, forwarded] {
            assert_eq!(open.after(Step::Answer), Some(State::Answered));
            assert_eq!(open.after(Step::Reject), Some(State::Rejected));
        }
        let names = State::ALL.map(State::zh);
        assert_eq!(names, ["已收到", "已转办", "已答复", "不予受理"]);
    }
}
