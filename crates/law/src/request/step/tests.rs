//! Steps that the statute knows, and steps that it does not.

use super::*;

fn walk(acts: &[Act]) -> Result<State, Refusal> {
    acts.iter()
        .try_fold(State::Draft, |state, act| step(state, *act))
}

const BEGIN: [Act; 3] = [Act::Submit, Act::ConfirmReceipt, Act::Register];

fn after_begin(acts: &[Act]) -> Result<State, Refusal> {
    walk(&[&BEGIN[..], acts].concat())
}

/// 条例第二十九条第一款、第三十一条、第四十五条、第三十六条、第十七条第一款
#[test]
fn an_application_goes_from_its_submission_to_the_archive() {
    let done = after_begin(&[
        Act::Assign,
        Act::Propose,
        Act::Return,
        Act::Propose,
        Act::Decide,
        Act::Deliver,
        Act::Archive(Decision::UnableNotHeld),
    ]);
    assert_eq!(done, Ok(State::Closed(Decision::UnableNotHeld)));
}

/// 条例第三十条
#[test]
fn what_is_unclear_is_corrected_or_lapses() {
    let corrected = after_begin(&[Act::AskCorrection, Act::ReceiveCorrection]);
    assert_eq!(corrected, Ok(State::Registered));
    let lapsed = after_begin(&[Act::AskCorrection, Act::LapseCorrection]);
    assert_eq!(lapsed, Ok(State::Closed(Decision::OtherNoCorrection)));
}

/// 条例第三十二条、第三十三条第三款、第三十四条
#[test]
fn a_consultation_comes_back_to_whoever_reviews() {
    for ask in [Act::ConsultThirdParty, Act::ConsultAgency] {
        let back = after_begin(&[Act::Assign, ask, Act::EndConsultation]);
        assert_eq!(back, Ok(State::InReview));
        let refused = after_begin(&[Act::Assign, ask, Act::Propose]).expect_err("still out");
        assert!(refused.says.contains("意见返回或者期限届满"), "{refused}");
    }
}

/// 条例第三十五条、第四十二条、第三十三条第一款、第三十三条第二款
#[test]
fn reasons_fees_and_extensions_are_asked_for_while_it_is_reviewed() {
    let refused = after_begin(&[Act::Assign, Act::AskReasons, Act::RefuseReasons]);
    assert_eq!(refused, Ok(State::Deciding));
    let unpaid = after_begin(&[Act::Assign, Act::TellFee, Act::LapseFee]);
    assert_eq!(unpaid, Ok(State::Closed(Decision::OtherFeeUnpaid)));
    let extended = after_begin(&[Act::Assign, Act::Extend]);
    assert_eq!(extended, Ok(State::InReview));
    assert_eq!(after_begin(&[Act::AnswerAtOnce]), Ok(State::Deciding));
    let refused = after_begin(&[Act::Extend]).expect_err("nobody reviews it yet");
    assert_eq!(refused.article, Some(Article("条例第三十三条第二款")));
}

/// 条例第二十七条
#[test]
fn an_applicant_may_withdraw_until_the_answer_is_delivered() {
    for state in State::ALL {
        let may = step(state, Act::Withdraw).is_ok();
        assert_eq!(
            may,
            state.is_open() && state != State::Draft,
            "{}",
            state.zh()
        );
    }
    assert_eq!(State::Withdrawn.decision(), Some(Decision::OtherMisc));
}

#[test]
fn a_refusal_says_what_can_be_done_instead() {
    let refused = step(State::Correcting, Act::Propose).expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "“等申请人补正”的申请不能“提出处理意见”；可以：收到补正、逾期不补正、申请人撤回（条例第三十六条）"
    );
    let refused = step(State::Closed(Decision::Granted), Act::Extend).expect_err("refused");
    assert!(refused.says.ends_with("它已经办结"));
}

/// 条例第四十四条: what is published of it later does not open a closed request again.
#[test]
fn every_act_leads_somewhere_and_every_state_but_the_ends_goes_on() {
    let steps = steps();
    for act in Act::ALL {
        assert!(steps.iter().any(|step| step.act == act), "{}", act.zh());
        assert!(act.article().0.starts_with("条例第"));
    }
    for state in State::ALL {
        let ends = matches!(state, State::Withdrawn | State::Closed(_));
        assert_eq!(acts(state).is_empty(), ends, "{}", state.zh());
    }
    for one in steps {
        assert_eq!(step(one.from, one.act), Ok(one.to));
    }
}
