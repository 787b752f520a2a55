//! GET /api/v1/clock, /api/v1/fee, /api/v1/remedy — what the law says, as the pages of these names tell it.
//!
//! The keys are those of the commands `gongkai clock`, `fee` and `remedy` with `--json`.

use super::{Params, answer};
use crate::error::Trouble;
use crate::extract::{Asked, Visit};
use crate::page::Answer;
use crate::portal::{asking, clock as terms, fee as fees, remedy as remedies};
use acts::press::ruling;
use law::fee::Practices;
use serde_json::Value;

/// GET /api/v1/clock
pub(crate) async fn clock(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let pairs = params.only_with_many(terms::PLAIN, &["consult"])?;
    if let Some(letter) = pairs.all("consult").find(|letter| !letter.contains("..")) {
        let says = format!(
            "应当写作 2026-03-02..2026-03-20，没有返回的写作 2026-03-02@2026-03-05..，您写的是“{letter}”"
        );
        return Err(Trouble::asked("consult", says));
    }
    let calendar = visit.app.portal().calendar();
    let filled = terms::Filled::of(&pairs);
    let (question, clock) = terms::asked(&filled, &calendar).map_err(asking::refused)?;
    let told = ruling::clock(&question, &clock);
    let told = told.map_err(|error| Trouble::asked("received", error.to_string()))?;
    answer(&Value::Object(told))
}

/// GET /api/v1/fee
pub(crate) async fn fee(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let pairs = params.only(fees::ASKS)?;
    let question = fees::Filled::of(&pairs)
        .question()
        .map_err(asking::refused)?;
    let charged = fees::charged(question, visit.today);
    let notice = question.notice.unwrap_or(visit.today);
    answer(&ruling::fee(
        question.scale,
        notice,
        &charged,
        Practices::default(),
    ))
}

/// GET /api/v1/remedy
pub(crate) async fn remedy(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    let pairs = params.only(remedies::ASKS)?;
    let question = remedies::Filled::of(&pairs)
        .question()
        .map_err(asking::refused)?;
    let calendar = visit.app.portal().calendar();
    let (found, body) = (question.found(), question.reviewer());
    answer(&ruling::remedy(question.asked(), &found, body, &calendar))
}
