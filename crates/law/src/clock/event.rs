//! 过程 — what can happen to a request that its clock listens to, and what is wrong with a history.
//!
//! Decides nothing about time. A [`Happened`] is what an office noted, with its day; a [`Breach`] is an act that came
//! when the statute does not allow it; a [`Disorder`] is a history that cannot have happened.

use crate::article::Article;
use crate::date::{self, Date};

/// Which of several consultations of one request is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Consultation(pub u32);

/// Whose opinion is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Consulted {
    /// 第三方 (条例第三十二条)
    ThirdParty,
    /// 共同制作的其他行政机关 (条例第三十四条)
    CoAgency,
    /// 协商、确认的其他机关 (条例第十一条第一款)
    OtherAgency,
}

impl Consulted {
    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::ThirdParty => "第三方",
            Self::CoAgency => "共同制作的机关",
            Self::OtherAgency => "其他机关",
        }
    }

    /// Why it is asked.
    pub const fn article(self) -> Article {
        match self {
            Self::ThirdParty => Article("条例第三十二条"),
            Self::CoAgency => Article("条例第三十四条"),
            Self::OtherAgency => Article("条例第十一条第一款"),
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// 收到申请 (条例第三十一条)
    Received,
    /// 一次性告知补正 (条例第三十条)
    CorrectionAsked,
    /// 收到补正的申请 (条例第三十条)
    CorrectionReceived,
    /// 无正当理由逾期不补正，视为放弃 (条例第三十条)
    CorrectionLapsed,
    /// 征求意见书发出 (条例第三十二条、第三十四条)
    ConsultationSent(Consultation, Consulted),
    /// 被征求意见的一方收到征求意见书
    ConsultationReached(Consultation),
    /// 意见返回
    ConsultationReturned(Consultation),
    /// 告知延长答复期限 (条例第三十三条第二款)
    ExtensionTold {
        /// Working days added.
        days: u32,
    },
    /// 收费通知送达 (条例第四十二条)
    FeeTold,
    /// 缴清信息处理费
    FeePaid,
    /// 逾期未缴费，视为放弃
    FeeLapsed,
    /// 要求说明理由 (条例第三十五条)
    ReasonsAsked,
    /// 说明理由 (条例第三十五条)
    ReasonsGiven,
    /// 告知延迟答复的合理期限 (条例第三十五条)
    DelayTold {
        /// The last day that was told.
        until: Date,
    },
    /// 答复: the day the answer is posted, or signed for (国办公开办函〔2016〕235号).
    Answered,
    /// 申请人撤回
    Withdrawn,
}

/// What happened, and on which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened {
    /// The civil day on which it happened.
    pub on: Date,
    /// What happened.
    pub event: Event,
}

impl Happened {
    /// An event on a day.
    pub const fn new(on: Date, event: Event) -> Self {
        Self { on, event }
    }
}

/// An act that the statute did not allow on its day: noted, and without effect on the term where it would lengthen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The civil day on which it happened.
    pub on: Date,
    /// The rule that it breaks.
    pub article: Article,
    /// What is wrong, to be read by a clerk.
    pub says: String,
}

/// A history that cannot have happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disorder {
    /// No day of receipt: nothing runs.
    #[error("没有写收到申请的日期")]
    NotReceived,
    /// A second day of receipt.
    #[error("{} 又写一次收到申请；一件申请只有一个收到之日", date::zh(*.on))]
    ReceivedTwice {
        /// The day of the second.
        on: Date,
    },
    /// It happened before the request was received.
    #[error("{} 在收到申请（{}）以前", date::zh(*.on), date::zh(*.received))]
    BeforeReceipt {
        /// The day of the event.
        on: Date,
        /// The day of receipt.
        received: Date,
    },
    /// A return, or silence, of what was never sent.
    #[error("{} 的意见返回写在征求意见书发出以前，或者没有写发出", date::zh(*.on))]
    NotSent {
        /// The day of the return.
        on: Date,
    },
    /// It happened after the request had ended.
    #[error("{} 在办结（{}）以后", date::zh(*.on), date::zh(*.ended))]
    AfterEnd {
        /// The day of the event.
        on: Date,
        /// The day on which it ended.
        ended: Date,
    },
    /// A day outside of what dates can say.
    #[error("期限超出可以计算的日期")]
    OutOfRange,
}
