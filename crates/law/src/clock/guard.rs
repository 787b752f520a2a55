//! 可不可以 — whether an act may come on a day, with the article that would be broken.
//!
//! Decides the "may it now" of arts. 30 to 35 of the 条例; whether an act may follow at all is
//! decided elsewhere. Every refusal says what can be done instead.

use super::{
    ANSWER, CORRECTION, Clock, Due, FEE, LONGEST_EXTENSION, PAUSE, TO_ASK_CORRECTION,
    TO_GIVE_OPINION, Waiting,
};
use crate::article::Refusal;
use crate::calendar::{Calendar, LastDay};
use crate::date::{self, Date};

/// The last day on which a correction may be asked for (条例第三十条). `None` where it leaves the range of dates.
pub fn correction_due(clock: &Clock<'_>) -> Option<LastDay> {
    clock
        .calendar
        .last_day(clock.received_on(), TO_ASK_CORRECTION)
}

/// The last day on which an opinion may be given, by the side that received the letter on `reached`
/// (条例第三十二条、第三十四条). `None` where it leaves the range of dates.
pub fn opinion_due(calendar: &Calendar, reached: Date) -> Option<LastDay> {
    calendar.last_day(reached, TO_GIVE_OPINION)
}

/// Whether a correction may be asked for on `today`: once, within seven working days of the receipt (条例第三十条).
///
/// # Errors
/// The refusal.
pub fn may_ask_correction(clock: &Clock<'_>, today: Date) -> Result<(), Refusal> {
    if let Some(asked) = clock.asked_correction {
        return Err(Refusal::under(
            CORRECTION,
            format!(
                "补正应当一次性告知，{}已经告知过；请按收到的内容办理",
                date::zh(asked)
            ),
        ));
    }
    match correction_due(clock) {
        Some(last) if today <= last.date => Ok(()),
        last => Err(Refusal::under(
            CORRECTION,
            format!(
                "告知补正应当在收到申请之日起7个工作日内（{}）；请指导申请人，或者按收到的内容办理",
                last.map_or_else(
                    || "不能计算".to_owned(),
                    |last| format!("至{}", date::zh(last.date))
                )
            ),
        )),
    }
}

/// Whether the term may be extended by `days` on `today`: once, by at most twenty working days, told before the first
/// end (条例第三十三条第二款). That the head of the disclosure office agreed is for the caller to know.
///
/// # Errors
/// The refusal.
pub fn may_extend(clock: &Clock<'_>, today: Date, days: u32) -> Result<(), Refusal> {
    let refused = |says: String| Err(Refusal::under(ANSWER, says));
    if !(1..=LONGEST_EXTENSION).contains(&days) {
        return refused(format!(
            "延长的期限最长不得超过{LONGEST_EXTENSION}个工作日，至少1个；写了{days}"
        ));
    }
    if let Some((on, _)) = clock.extension {
        return refused(format!("{}已经延长过一次；请在期限内答复", date::zh(on)));
    }
    match clock.due() {
        Ok(Due::On(last)) if last.date < today => refused(format!(
            "答复期限{}已经届满，不能再延长；请立即答复",
            date::zh(last.date)
        )),
        Ok(Due::Ended { .. }) => refused("申请已经办结，没有期限可以延长".into()),
        Ok(Due::On(_) | Due::Waiting { .. }) => Ok(()),
        Err(_) => refused("期限超出可以计算的日期".into()),
    }
}

/// Whether an opinion may be asked for on `today`: while the term runs (条例第三十三条第三款).
///
/// # Errors
/// The refusal.
pub fn may_consult(clock: &Clock<'_>, today: Date) -> Result<(), Refusal> {
    match clock.due() {
        Ok(Due::On(last)) if last.date < today => Err(Refusal::under(
            PAUSE,
            format!(
                "答复期限{}已经届满，此后征求意见所需时间不能扣除；请立即答复",
                date::zh(last.date)
            ),
        )),
        Ok(Due::Ended { .. }) => Err(Refusal::under(PAUSE, "申请已经办结")),
        _ => Ok(()),
    }
}

/// Whether the fee may be told on `today`: within the term (国办函〔2020〕109号; 条例第四十二条).
///
/// # Errors
/// The refusal.
pub fn may_tell_fee(clock: &Clock<'_>, today: Date) -> Result<(), Refusal> {
    match clock.due() {
        Ok(Due::On(last)) if last.date < today => Err(Refusal::under(
            FEE,
            format!(
                "收费通知应当在申请处理期限内（至{}）送达；请不收费而答复",
                date::zh(last.date)
            ),
        )),
        Ok(Due::Ended { .. }) => Err(Refusal::under(FEE, "申请已经办结")),
        _ => Ok(()),
    }
}

/// The last day to pay, while the fee is waited for: the day of the notice does not count (国办函〔2020〕109号).
pub fn payment_due(clock: &Clock<'_>) -> Option<LastDay> {
    let (told, _) = clock
        .waiting
        .filter(|(_, whom)| *whom == Waiting::Payment)?;
    let days = clock.practices.to_pay.value;
    clock.calendar.last_day(told, days)
}

/// Whether a fee that was not paid ends the request on `today`: after the last day to pay (国办函〔2020〕109号).
///
/// # Errors
/// The refusal.
pub fn may_lapse_fee(clock: &Clock<'_>, today: Date) -> Result<(), Refusal> {
    match payment_due(clock) {
        Some(last) if last.date < today => Ok(()),
        Some(last) => Err(Refusal::under(
            FEE,
            format!(
                "缴费期限至{}，还没有届满；请等到届满以后",
                date::zh(last.date)
            ),
        )),
        None => Err(Refusal::under(FEE, "没有送达收费通知，或者已经缴费")),
    }
}

/// Whether a correction that did not come ends the request on `today`: after the reasonable period that the notice set
/// (条例第三十条). Whether the applicant had a good reason is for the caller to judge.
///
/// # Errors
/// The refusal.
pub fn may_lapse_correction(set: Date, today: Date) -> Result<(), Refusal> {
    if set < today {
        return Ok(());
    }
    Err(Refusal::under(
        CORRECTION,
        format!("补正期限至{}，还没有届满；请等到届满以后", date::zh(set)),
    ))
}
