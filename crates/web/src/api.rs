//! 开放接口 v1 — the same look-ups as JSON, for programs.
//!
//! Decides the stable form of open data: every serialised type of the crate lives here and nowhere else, so a renamed
//! field of a page never changes it. Unknown parameters are refused (422), never ignored.

pub(crate) mod agencies;
mod answers;
pub(crate) mod clock;
pub(crate) mod gkmlpt;
pub(crate) mod items;
pub(crate) mod kinds;
mod law_types;
pub(crate) mod laws;
pub(crate) mod log;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod suggest;
pub(crate) mod types;

use crate::error::Trouble;
use crate::extract::{Pairs, Question};
use crate::i18n::Lang;
use crate::middleware::cache::Keep;
use crate::page::Answer;
use acts::view::Tombstone;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use types::{ErrorBody, Gone};

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// Values of one parameter in one question, where there may be several.
const MOST_VALUES: usize = 20;

/// The pairs of a request to the API.
#[derive(Clone, Debug)]
pub(crate) struct Params(pub(crate) Pairs);

impl Question for Params {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        Ok(Self(pairs.clone()))
    }
}

impl Params {
    /// The pairs, where each is one of `known`, has a value and stands once.
    ///
    /// # Errors
    /// [`Trouble::Asked`] naming the first that is not so.
    pub(crate) fn only(self, known: &[&str]) -> Result<Pairs, Trouble> {
        self.only_with_many(known, &[])
    }

    /// The same where those of `many` may stand more than once.
    pub(crate) fn only_with_many(self, known: &[&str], many: &[&str]) -> Result<Pairs, Trouble> {
        let mut seen = Vec::new();
        for (key, value) in self.0.iter() {
            if !known.contains(&key) {
                let says = match known {
                    [] => "没有这个参数，这个网址不用参数".to_owned(),
                    known => format!("没有这个参数，可以用 {}", known.join("、")),
                };
                return Err(Trouble::asked(key, says));
            }
            // Whoever searches for nothing is shown everything.
            if value.is_empty() && key != "q" {
                return Err(Trouble::asked(key, "没有写值；不用这个参数就不要写它"));
            }
            seen.push(key);
            let times = seen.iter().filter(|known| **known == key).count();
            if 1 < times && !many.contains(&key) {
                return Err(Trouble::asked(key, "写了不止一次，只能写一次"));
            }
            if MOST_VALUES < times {
                let says = format!("最多写 {MOST_VALUES} 次");
                return Err(Trouble::asked(key, says));
            }
        }
        Ok(self.0)
    }
}

fn send(status: StatusCode, value: &impl Serialize) -> Answer {
    let bytes =
        serde_json::to_vec(value).map_err(|error| Trouble::bug(format!("JSON: {error}")))?;
    let mut response = (status, bytes).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    Ok(response)
}

/// An answer that may be kept until the register changes.
fn answer(value: &impl Serialize) -> Answer {
    let mut response = send(StatusCode::OK, value)?;
    response.extensions_mut().insert(Keep);
    Ok(response)
}

/// 410: when, by whom and why it was withdrawn.
fn gone(stone: Tombstone) -> Answer {
    let mut response = send(StatusCode::GONE, &Gone::from(stone))?;
    response.extensions_mut().insert(Keep);
    Ok(response)
}

/// The JSON of a trouble.
pub(crate) fn refuse(trouble: &Trouble, operation: &str) -> Response {
    let body = ErrorBody::new(trouble.code(), &trouble.says(Lang::Zh), operation);
    send(trouble.status(), &body).unwrap_or_else(|_| trouble.status().into_response())
}
