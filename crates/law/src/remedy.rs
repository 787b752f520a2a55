//! 救济途径 — what can be done against an answer, or against silence, by the day on which it was decided.
//!
//! Decides between review or suit at choice and review first (复议前置, from 2024-01-01), the periods, and the body that
//! reviews. An old answer is judged by the law of its day. Does not name courts or bodies: which government is the one
//! of the same level is a fact about an agency.
//!
//! Invariants
//! - What rests on a reading of the law and not on its words says so ([`Remedy::verified`]).
//! - Procedural notices have no remedy of their own.

mod body;

pub use body::{Body, Reviewer, reviewer};

use crate::article::Article;
use crate::calendar::{Calendar, LastDay};
use crate::date::Date;
use crate::practice::Practice;
use crate::request::{Decision, Group};
use jiff::{Span, ToSpan as _};

/// What the applicant is not content with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// An answer.
    Decision(Decision),
    /// 逾期不予答复
    Silence,
    /// 补正告知、延期告知、征求意见告知、收费通知
    Notice,
}

impl Against {
    /// The stable name: that of the answer, `silence`, `notice`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Decision(decision) => decision.id(),
            Self::Silence => "silence",
            Self::Notice => "notice",
        }
    }

    /// The way of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "silence" => Some(Self::Silence),
            "notice" => Some(Self::Notice),
            id => Decision::from_id(id).map(Self::Decision),
        }
    }
}

/// The way that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Nothing against this alone.
    None,
    /// 行政复议或者行政诉讼, as the applicant chooses.
    Choice,
    /// 复议前置: review first, then the court.
    ReviewFirst,
}

impl Path {
    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Choice => "choice",
            Self::ReviewFirst => "review_first",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::None => "不单独告知救济途径",
            Self::Choice => "可以申请行政复议，也可以提起行政诉讼",
            Self::ReviewFirst => "应当先申请行政复议",
        }
    }
}

/// A period counted from the day on which the applicant learns of the answer; that day does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Civil days.
    Days(u32),
    /// Months; the last day is that of the same number.
    Months(u32),
}

impl Period {
    /// What it is called, in Chinese.
    pub fn zh(self) -> String {
        match self {
            Self::Days(days) => format!("{days}日"),
            Self::Months(months) => format!("{months}个月"),
        }
    }

    /// The last day of a period that begins on `start`: a month ends on the day of the same number, or the last of the
    /// month (民法典第二百零二条); where offices are closed on it, the next day they work (民法典第二百零三条).
    pub fn last_day(self, start: Date, calendar: &Calendar) -> Option<LastDay> {
        let span: Span = match self {
            Self::Days(days) => i64::from(days).days(),
            Self::Months(months) => i64::from(months).months(),
        };
        let mut date = start.checked_add(span).ok()?;
        while !calendar.is_working(date) {
            date = date.tomorrow().ok()?;
        }
        let provisional = calendar.is_provisional(date);
        Some(LastDay { date, provisional })
    }
}

/// 行政复议法第二十条第一款; before 2024, 第九条第一款.
const REVIEW: Period = Period::Days(60);
/// 行政诉讼法第四十五条
const AFTER_REVIEW: Period = Period::Days(15);
/// 行政诉讼法第四十六条第一款
const SUIT: Period = Period::Months(6);
/// The period before the revision of 行政诉讼法 in 2014.
const SUIT_FORMERLY: Period = Period::Months(3);
/// 行政复议法第九十条: the day from which review comes first.
pub const REVIEW_FIRST_FROM: Date = Date::constant(2024, 1, 1);

/// What the laws leave open, as a place reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practices {
    /// Silence, from 2024 on.
    pub silence: Practice<Path>,
    /// 属于行政查询事项, from 2024 on.
    pub admin_query: Practice<Path>,
    /// Answers against which courts may not hear a suit.
    pub contested: Practice<&'static [Decision]>,
    /// The first day of the period of six months to sue.
    pub six_months_from: Practice<Date>,
}

impl Default for Practices {
    fn default() -> Self {
        Self {
            silence: Practice::unverified(
                Path::ReviewFirst,
                "对行政复议法第二十三条第一款第三项的理解，未见司法解释写明",
            ),
            admin_query: Practice::unverified(
                Path::Choice,
                "条例第三十六条第七项不在第十四条、第十五条、第十六条之列，未见司法解释写明",
            ),
            contested: Practice::unverified(
                &[
                    Decision::NpDuplicate,
                    Decision::NpPetition,
                    Decision::NpPublication,
                    Decision::UnableNeedsCreation,
                    Decision::DeniedAdminQuery,
                ],
                "教学材料所列“明显不符合起诉条件”的情形，出处待核",
            ),
            six_months_from: Practice::unverified(
                Date::constant(2015, 5, 1),
                "行政诉讼法2014年修改施行之日，据一般知识",
            ),
        }
    }
}

/// What is open against an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Whether one may choose, or has to ask for a review first.
    pub path: Path,
    /// Where the law says so.
    pub article: Article,
    /// Whether the words of a law say so, or a reading of them.
    pub verified: bool,
    /// Courts may not hear a suit against it.
    pub contested: bool,
    /// To apply for review.
    pub review: Period,
    /// To sue, without review.
    pub suit: Period,
    /// To sue, from the receipt of the decision on review.
    pub after_review: Period,
}

/// What is open against something of `on`, the day of the answer, or the first day on which it was overdue.
pub fn remedy(against: Against, on: Date, practices: &Practices) -> Remedy {
    let (path, article, verified) = path(against, on, practices);
    let contested = match against {
        Against::Decision(decision) => practices.contested.value.contains(&decision),
        Against::Silence | Against::Notice => false,
    };
    Remedy {
        path,
        article: Article(article),
        verified,
        contested: contested && on >= REVIEW_FIRST_FROM,
        review: REVIEW,
        suit: if on < practices.six_months_from.value {
            SUIT_FORMERLY
        } else {
            SUIT
        },
        after_review: AFTER_REVIEW,
    }
}

fn path(against: Against, on: Date, practices: &Practices) -> (Path, &'static str, bool) {
    const CHOICE: &str = "条例第五十一条；行政诉讼法第四十四条第一款";
    let decision = match against {
        Against::Notice => return (Path::None, "条例第五十一条", true),
        _ if on < REVIEW_FIRST_FROM => return (Path::Choice, CHOICE, true),
        Against::Silence => {
            let read = practices.silence;
            return (
                read.value,
                "行政复议法第二十三条第一款第三项",
                read.verified,
            );
        }
        Against::Decision(decision) => decision,
    };
    match (decision, decision.group()) {
        (Decision::DeniedAdminQuery, _) => {
            let read = practices.admin_query;
            (read.value, CHOICE, read.verified)
        }
        (_, Group::Denied | Group::Partial) => {
            (Path::ReviewFirst, "行政复议法第二十三条第一款第四项", true)
        }
        (_, Group::Granted | Group::Unable | Group::NotProcessed | Group::Other) => {
            (Path::Choice, CHOICE, true)
        }
    }
}

impl Remedy {
    /// The paragraph of an answer that tells it, `None` where nothing is to be told.
    ///
    /// `reviewer` and `court` are named as they are called, 某某县人民政府 and 某某县人民法院. Where review comes first the
    /// answer must say so (行政复议法第二十三条第二款).
    pub fn paragraph(&self, reviewer: &str, court: &str) -> Option<String> {
        let (review, suit, after) = (self.review.zh(), self.suit.zh(), self.after_review.zh());
        match self.path {
            Path::None => None,
            Path::Choice => Some(format!(
                "如对本答复不服，可以自收到本答复之日起{review}内向{reviewer}申请行政复议，也可以自收到本答复之日起{suit}内向{court}提起行政诉讼。"
            )),
            Path::ReviewFirst => Some(format!(
                "如对不予公开的决定不服，应当先自收到本答复之日起{review}内向{reviewer}申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起{after}内向{court}提起行政诉讼。"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_has_a_name_of_its_own_by_which_it_is_found() {
        let decisions = Decision::ALL.map(Against::Decision);
        let all = [&decisions[..], &[Against::Silence, Against::Notice]].concat();
        let names: Vec<&str> = all.iter().map(|one| one.id()).collect();
        for (one, name) in all.iter().zip(&names) {
            assert_eq!(Against::from_id(name), Some(*one), "{name}");
        }
        assert_eq!(names.last(), Some(&"notice"));
        assert_eq!(Against::from_id("nothing"), None);
    }

    fn of(against: Against, on: &str) -> Remedy {
        remedy(against, on.parse().expect("a date"), &Practices::default())
    }

    /// 条例第五十一条
    #[test]
    fn review_comes_first_from_2024_where_something_is_withheld() {
        let denied = Against::Decision(Decision::DeniedProcess);
        assert_eq!(of(denied, "2023-12-31").path, Path::Choice);
        assert_eq!(of(denied, "2024-01-01").path, Path::ReviewFirst);
        assert_eq!(
            of(denied, "2024-01-01").article.0,
            "行政复议法第二十三条第一款第四项"
        );
        let partial = Against::Decision(Decision::Partial);
        assert_eq!(of(partial, "2026-03-02").path, Path::ReviewFirst);
        let told = of(partial, "2026-03-02").paragraph("某某县人民政府", "某某县人民法院");
        assert!(
            told.expect("told")
                .contains("应当先自收到本答复之日起60日内向某某县人民政府申请行政复议")
        );
    }

    #[test]
    fn a_reading_of_the_law_is_told_from_its_words() {
        assert!(!of(Against::Silence, "2026-03-02").verified);
        assert!(of(Against::Silence, "2020-03-02").verified);
        let mut practices = Practices::default();
        practices.silence.value = Path::Choice;
        let on = Date::constant(2026, 3, 2);
        assert_eq!(remedy(Against::Silence, on, &practices).path, Path::Choice);
        assert!(of(Against::Decision(Decision::NpDuplicate), "2026-03-02").contested);
        assert!(!of(Against::Decision(Decision::NpDuplicate), "2023-03-02").contested);
    }

    #[test]
    fn a_notice_along_the_way_has_no_remedy_of_its_own() {
        let notice = of(Against::Notice, "2026-03-02");
        assert_eq!(notice.path, Path::None);
        assert_eq!(notice.paragraph("甲", "乙"), None);
    }

    #[test]
    fn the_last_day_of_a_period_moves_from_a_day_off_to_the_next_that_is_worked() {
        let end = |period: Period, start: &str| {
            let last = period.last_day(start.parse().expect("a date"), Calendar::standard());
            let last = last.expect("in range");
            (last.date.to_string(), last.provisional)
        };
        // 1 October and the week after it.
        assert_eq!(
            end(Period::Days(60), "2026-08-03"),
            ("2026-10-08".into(), false)
        );
        assert_eq!(
            end(Period::Days(15), "2026-03-02"),
            ("2026-03-17".into(), false)
        );
        // There is no 31 of June.
        assert_eq!(
            end(Period::Months(6), "2025-12-31"),
            ("2026-06-30".into(), false)
        );
        assert_eq!(
            end(Period::Months(6), "2026-08-31"),
            ("2027-03-01".into(), true)
        );
        assert_eq!(of(Against::Silence, "2015-04-30").suit, Period::Months(3));
        assert_eq!(of(Against::Silence, "2015-05-01").suit, Period::Months(6));
    }
}
