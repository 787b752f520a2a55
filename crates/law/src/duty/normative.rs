//! 行政规范性文件 — how long one holds, when it must be evaluated, and whether it may be decided upon.
//!
//! Decides from what the document says of its own 有效期, the notices that extended it and the day of the last evaluation
//! (广东省行政规范性文件管理规定第三十四条). A validity is optional; there is no general cap, but a place may set one. Whether
//! a text was amended or repealed is [`crate::item::validity`].

use super::term::Terms;
use crate::article::{Article, Refusal};
use crate::date::Date;
use crate::practice::Practice;
use jiff::Span;

/// What places set differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practices {
    /// 有效期最长, in years; none where there is no cap.
    pub longest: Practice<Option<u32>>,
    /// The same for what is called 试行 or 暂行.
    pub longest_on_trial: Practice<Option<u32>>,
}

impl Default for Practices {
    fn default() -> Self {
        const SOURCE: &str = "未见全国或者广东省的上限；别的省有五年、三年的规定";
        Self {
            longest: Practice::unverified(None, SOURCE),
            longest_on_trial: Practice::unverified(None, SOURCE),
        }
    }
}

/// 续期通知: the text stays, its end moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The day on which the notice was published; it must come before the end that it moves.
    pub published: Date,
    /// The new last day.
    pub until: Date,
}

/// How long a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Until it is evaluated and something else is decided.
    Open,
    /// Up to and with this day; after it 自动失效.
    Until(Date),
}

/// How long a document holds that declares `declared` as its last day, with every extension that came in time. A notice
/// after the end does not bring back what has lapsed: that needs a new document. A notice that would shorten it is none.
pub fn validity(declared: Option<Date>, extensions: &[Extension]) -> Validity {
    let Some(mut until) = declared else {
        return Validity::Open;
    };
    let mut extensions = extensions.to_vec();
    extensions.sort_by_key(|extension| extension.published);
    for extension in extensions {
        if extension.published <= until {
            until = until.max(extension.until);
        }
    }
    Validity::Until(until)
}

/// The longest a document may declare, from the day it takes effect; `None` without a cap.
pub fn longest_validity(effective: Date, is_on_trial: bool, practices: &Practices) -> Option<Date> {
    let years = if is_on_trial {
        practices.longest_on_trial.value.or(practices.longest.value)
    } else {
        practices.longest.value
    };
    let years = Span::new().try_years(years?).ok()?;
    effective.checked_add(years).ok()?.yesterday().ok()
}

/// When a document must be evaluated next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The first day of the time for it.
    pub from: Date,
    /// The last.
    pub until: Date,
    /// The rule that sets the time.
    pub source: Article,
    /// Whether the text of the rule was read.
    pub verified: bool,
}

/// The next evaluation: in the months before the end of a declared validity, else at the latest so many years after it
/// took effect or was last evaluated. `None` where it leaves the range of dates, or a place knows no such term.
pub fn evaluation(
    validity: Validity,
    effective: Date,
    evaluated: Option<Date>,
    terms: &Terms,
) -> Option<Evaluation> {
    let calendar = crate::calendar::Calendar::standard();
    let (term, from, until) = match validity {
        Validity::Until(end) => {
            let term = terms.get("normative_evaluation_before_expiry")?;
            (term, term.last_day(end, calendar)?.date, end)
        }
        Validity::Open => {
            let term = terms.get("normative_evaluation_interval")?;
            let last = evaluated.map_or(effective, |evaluated| evaluated.max(effective));
            (term, last, term.last_day(last, calendar)?.date)
        }
    };
    Some(Evaluation {
        from,
        until,
        source: term.source,
        verified: term.verified,
    })
}

/// 合法性审核意见
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opinion {
    /// 合法
    Lawful,
    /// 不合法
    Unlawful,
    /// 应当予以修改
    Modify,
}

impl Opinion {
    /// In the order of the document (国办发〔2018〕115号第六项).
    pub const ALL: [Self; 3] = [Self::Lawful, Self::Unlawful, Self::Modify];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Lawful => "lawful",
            Self::Unlawful => "unlawful",
            Self::Modify => "modify",
        }
    }

    /// The official words.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Lawful => "合法",
            Self::Unlawful => "不合法",
            Self::Modify => "应当予以修改",
        }
    }
}

/// Whether a draft may go to 集体审议: only after its review, and not where it was found unlawful; what an opinion wants
/// changed is changed, or it is said why not (国办发〔2018〕115号第六项、第七项).
///
/// # Errors
/// The refusal.
pub fn may_deliberate(
    opinion: Option<Opinion>,
    is_adopted: bool,
    reasons_if_not: &str,
) -> Result<(), Refusal> {
    const SIXTH: Article = Article("国办发〔2018〕115号第六项");
    const SEVENTH: Article = Article("国办发〔2018〕115号第七项");
    match opinion {
        None => Err(Refusal::under(
            SEVENTH,
            "没有经过合法性审核，不能提交集体审议；请先送审核机构审核，征求意见、会签不能代替审核",
        )),
        Some(Opinion::Unlawful) => Err(Refusal::under(
            SEVENTH,
            "合法性审核认为不合法，不能提交集体审议；请修改后重新送审",
        )),
        Some(Opinion::Modify) if !is_adopted && reasons_if_not.trim().is_empty() => Err(
            Refusal::under(SIXTH, "没有完全采纳合法性审核意见，请写明理由和依据"),
        ),
        Some(Opinion::Lawful | Opinion::Modify) => Ok(()),
    }
}
