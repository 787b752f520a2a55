//! 一份申请能够怎样往下走 — every lawful step of a request, and no other.
//!
//! Decides whether an act may follow at all; whether it may come on a day is decided by the guards of [`crate::clock`].
//! [`step()`] is the one function; [`steps`] asks it about every state and every act, and `docs/law/request-states.md` is
//! made from that.
//!
//! Extended and overdue are no states: a state says whose turn it is. A dispute about an answer, and the publication of
//! what was asked for (条例第四十四条), go on beside a closed request and do not open it again.

use super::Decision;
use crate::article::{Article, Refusal};

/// 状态: whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// 填写中
    Draft,
    /// 已提交，等确认收到
    Submitted,
    /// 已收到，等登记
    Received,
    /// 已登记
    Registered,
    /// 等申请人补正
    Correcting,
    /// 办理中
    InReview,
    /// 征求第三方意见
    ConsultingThirdParty,
    /// 征求其他机关意见
    ConsultingAgency,
    /// 等申请人说明理由
    AwaitingReasons,
    /// 等申请人缴费
    AwaitingFee,
    /// 拟办审核
    Deciding,
    /// 已决定，等送达
    Decided,
    /// 已送达，等归档
    Delivered,
    /// 申请人撤回
    Withdrawn,
    /// 办结
    Closed(Decision),
}

/// 办理动作
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// 提交申请
    Submit,
    /// 确认收到
    ConfirmReceipt,
    /// 登记
    Register,
    /// 告知补正
    AskCorrection,
    /// 收到补正
    ReceiveCorrection,
    /// 逾期不补正
    LapseCorrection,
    /// 当场答复
    AnswerAtOnce,
    /// 交办
    Assign,
    /// 征求第三方意见
    ConsultThirdParty,
    /// 征求其他机关意见
    ConsultAgency,
    /// 收到意见，或者提出意见的期限届满
    EndConsultation,
    /// 要求说明理由
    AskReasons,
    /// 理由合理
    AcceptReasons,
    /// 理由不合理，或者没有说明
    RefuseReasons,
    /// 收费通知
    TellFee,
    /// 缴清费用
    Pay,
    /// 逾期未缴费
    LapseFee,
    /// 延长答复期限
    Extend,
    /// 提出处理意见
    Propose,
    /// 退回修改
    Return,
    /// 审核、批准、用印
    Decide,
    /// 送达
    Deliver,
    /// 归档 with the answer that was given
    Archive(Decision),
    /// 申请人撤回
    Withdraw,
}

impl State {
    /// Every state; the closed one by its first answer, since all answers are left alike.
    pub const ALL: [Self; 15] = [
        Self::Draft,
        Self::Submitted,
        Self::Received,
        Self::Registered,
        Self::Correcting,
        Self::InReview,
        Self::ConsultingThirdParty,
        Self::ConsultingAgency,
        Self::AwaitingReasons,
        Self::AwaitingFee,
        Self::Deciding,
        Self::Decided,
        Self::Delivered,
        Self::Withdrawn,
        Self::Closed(Decision::Granted),
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Received => "received",
            Self::Registered => "registered",
            Self::Correcting => "correcting",
            Self::InReview => "in_review",
            Self::ConsultingThirdParty => "consulting_third_party",
            Self::ConsultingAgency => "consulting_agency",
            Self::AwaitingReasons => "awaiting_reasons",
            Self::AwaitingFee => "awaiting_fee",
            Self::Deciding => "deciding",
            Self::Decided => "decided",
            Self::Delivered => "delivered",
            Self::Withdrawn => "withdrawn",
            Self::Closed(_) => "closed",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Draft => "填写中",
            Self::Submitted => "已提交",
            Self::Received => "已收到",
            Self::Registered => "已登记",
            Self::Correcting => "等申请人补正",
            Self::InReview => "办理中",
            Self::ConsultingThirdParty => "征求第三方意见",
            Self::ConsultingAgency => "征求其他机关意见",
            Self::AwaitingReasons => "等申请人说明理由",
            Self::AwaitingFee => "等申请人缴费",
            Self::Deciding => "拟办审核",
            Self::Decided => "已决定",
            Self::Delivered => "已送达",
            Self::Withdrawn => "已撤回",
            Self::Closed(_) => "办结",
        }
    }

    /// Whether something still is to come from the agency.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Delivered | Self::Withdrawn | Self::Closed(_))
    }

    /// The answer with which it ended: one, and only at its end. A withdrawn request counts as 其他.
    pub const fn decision(self) -> Option<Decision> {
        match self {
            Self::Closed(decision) => Some(decision),
            Self::Withdrawn => Some(Decision::OtherMisc),
            _ => None,
        }
    }
}

impl Act {
    /// Every act; the archive by its first answer.
    pub const ALL: [Self; 24] = [
        Self::Submit,
        Self::ConfirmReceipt,
        Self::Register,
        Self::AskCorrection,
        Self::ReceiveCorrection,
        Self::LapseCorrection,
        Self::AnswerAtOnce,
        Self::Assign,
        Self::ConsultThirdParty,
        Self::ConsultAgency,
        Self::EndConsultation,
        Self::AskReasons,
        Self::AcceptReasons,
        Self::RefuseReasons,
        Self::TellFee,
        Self::Pay,
        Self::LapseFee,
        Self::Extend,
        Self::Propose,
        Self::Return,
        Self::Decide,
        Self::Deliver,
        Self::Archive(Decision::Granted),
        Self::Withdraw,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::ConfirmReceipt => "confirm_receipt",
            Self::Register => "register",
            Self::AskCorrection => "ask_correction",
            Self::ReceiveCorrection => "receive_correction",
            Self::LapseCorrection => "lapse_correction",
            Self::AnswerAtOnce => "answer_at_once",
            Self::Assign => "assign",
            Self::ConsultThirdParty => "consult_third_party",
            Self::ConsultAgency => "consult_agency",
            Self::EndConsultation => "end_consultation",
            Self::AskReasons => "ask_reasons",
            Self::AcceptReasons => "accept_reasons",
            Self::RefuseReasons => "refuse_reasons",
            Self::TellFee => "tell_fee",
            Self::Pay => "pay",
            Self::LapseFee => "lapse_fee",
            Self::Extend => "extend",
            Self::Propose => "propose",
            Self::Return => "return",
            Self::Decide => "decide",
            Self::Deliver => "deliver",
            Self::Archive(_) => "archive",
            Self::Withdraw => "withdraw",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Submit => "提交申请",
            Self::ConfirmReceipt => "确认收到",
            Self::Register => "登记",
            Self::AskCorrection => "告知补正",
            Self::ReceiveCorrection => "收到补正",
            Self::LapseCorrection => "逾期不补正",
            Self::AnswerAtOnce => "当场答复",
            Self::Assign => "交办",
            Self::ConsultThirdParty => "征求第三方意见",
            Self::ConsultAgency => "征求其他机关意见",
            Self::EndConsultation => "意见返回或者期限届满",
            Self::AskReasons => "要求说明理由",
            Self::AcceptReasons => "理由合理",
            Self::RefuseReasons => "理由不合理或者没有说明",
            Self::TellFee => "收费通知",
            Self::Pay => "缴清费用",
            Self::LapseFee => "逾期未缴费",
            Self::Extend => "延长答复期限",
            Self::Propose => "提出处理意见",
            Self::Return => "退回修改",
            Self::Decide => "审核、批准、用印",
            Self::Deliver => "送达",
            Self::Archive(_) => "归档",
            Self::Withdraw => "申请人撤回",
        }
    }

    /// Where the act is known to the statute.
    pub const fn article(self) -> Article {
        Article(match self {
            Self::Submit => "条例第二十九条第一款",
            Self::ConfirmReceipt => "条例第三十一条",
            Self::Register | Self::Assign | Self::Archive(_) => "条例第四十五条",
            Self::AskCorrection | Self::ReceiveCorrection | Self::LapseCorrection => "条例第三十条",
            Self::AnswerAtOnce => "条例第三十三条第一款",
            Self::ConsultThirdParty => "条例第三十二条",
            Self::ConsultAgency => "条例第三十四条",
            Self::EndConsultation => "条例第三十三条第三款",
            Self::AskReasons | Self::AcceptReasons | Self::RefuseReasons => "条例第三十五条",
            Self::TellFee | Self::Pay | Self::LapseFee => "条例第四十二条",
            Self::Extend => "条例第三十三条第二款",
            Self::Propose | Self::Decide | Self::Deliver => "条例第三十六条",
            Self::Return => "条例第十七条第一款",
            // Nobody is held to an application: what was asked for may be asked for no longer.
            Self::Withdraw => "条例第二十七条",
        })
    }
}

/// A lawful step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The state before it.
    pub from: State,
    /// The act.
    pub act: Act,
    /// The state after it.
    pub to: State,
}

/// Where an act leads.
///
/// # Errors
/// Where it may not follow, with the article that knows the act and with what can be done instead.
pub fn step(state: State, act: Act) -> Result<State, Refusal> {
    next(state, act).ok_or_else(|| cannot(state, act))
}

/// Every lawful step, by states and acts in their order; an archive by its first answer.
pub fn steps() -> Vec<Step> {
    let acts = |from| Act::ALL.into_iter().map(move |act| (from, act));
    let all = State::ALL.into_iter().flat_map(acts);
    all.filter_map(|(from, act)| next(from, act).map(|to| Step { from, act, to }))
        .collect()
}

/// The acts that may follow a state, for the buttons of a page.
pub fn acts(state: State) -> Vec<Act> {
    let acts = Act::ALL.into_iter();
    acts.filter(|act| next(state, *act).is_some()).collect()
}

#[expect(
    clippy::match_same_arms,
    reason = "one arm for each article, in the order of the law"
)]
fn next(state: State, act: Act) -> Option<State> {
    use {Act as A, State as S};
    Some(match (state, act) {
        (S::Draft, A::Submit) => S::Submitted,
        // 条例第三十一条
        (S::Submitted, A::ConfirmReceipt) => S::Received,
        // 条例第四十五条
        (S::Received, A::Register) => S::Registered,
        (S::Registered, A::Assign) => S::InReview,
        // 条例第三十条
        (S::Registered, A::AskCorrection) => S::Correcting,
        (S::Correcting, A::ReceiveCorrection) => S::Registered,
        (S::Correcting, A::LapseCorrection) => S::Closed(Decision::OtherNoCorrection),
        // 条例第三十三条第一款
        (S::Registered, A::AnswerAtOnce) => S::Deciding,
        // 条例第三十二条、第三十四条
        (S::InReview, A::ConsultThirdParty) => S::ConsultingThirdParty,
        (S::InReview, A::ConsultAgency) => S::ConsultingAgency,
        (S::ConsultingThirdParty | S::ConsultingAgency, A::EndConsultation) => S::InReview,
        // 条例第三十五条
        (S::InReview, A::AskReasons) => S::AwaitingReasons,
        (S::AwaitingReasons, A::AcceptReasons) => S::InReview,
        (S::AwaitingReasons, A::RefuseReasons) => S::Deciding,
        // 条例第四十二条
        (S::InReview, A::TellFee) => S::AwaitingFee,
        (S::AwaitingFee, A::Pay) => S::InReview,
        (S::AwaitingFee, A::LapseFee) => S::Closed(Decision::OtherFeeUnpaid),
        // 条例第三十三条第二款: longer, and still under way.
        (S::InReview, A::Extend) => S::InReview,
        // 条例第三十六条
        (S::InReview, A::Propose) => S::Deciding,
        (S::Deciding, A::Return) => S::InReview,
        (S::Deciding, A::Decide) => S::Decided,
        (S::Decided, A::Deliver) => S::Delivered,
        (S::Delivered, A::Archive(decision)) => S::Closed(decision),
        (open, A::Withdraw) if open.is_open() && open != S::Draft => S::Withdrawn,
        _ => return None,
    })
}

fn cannot(from: State, act: Act) -> Refusal {
    let instead: Vec<&str> = acts(from).into_iter().map(Act::zh).collect();
    let instead = match instead.as_slice() {
        [] => "它已经办结".to_owned(),
        instead => format!("可以：{}", instead.join("、")),
    };
    let says = format!("“{}”的申请不能“{}”；{instead}", from.zh(), act.zh());
    Refusal::under(act.article(), says)
}

#[cfg(test)]
mod tests;
