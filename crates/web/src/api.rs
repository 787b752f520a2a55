//! 开放接口 v1 — the same look-ups as JSON, for programs.
//!
//! Decides the stable form of open data: every serialised type of the crate lives here and nowhere else, so a renamed
//! field of a page never changes it. Unknown parameters are refused (422), never ignored.

mod answers;
pub(crate) mod items;
pub(crate) mod kinds;
mod law_types;
pub(crate) mod laws;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod types;

use crate::error::Trouble;
use crate::extract::{Pairs, Question};
use crate::middleware::cache::Keep;
use crate::page::Answer;
use acts::view::Tombstone;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use types::{ErrorBody, Gone};

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The pairs of a request to the API.
#[derive(Clone, Debug)]
pub(crate) struct Params(pub(crate) Pairs);

impl Question for Params {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        Ok(Self(pairs.clone()))
    }
}

impl Params {
    /// # Errors
    /// [`Trouble::Asked`] naming the first parameter that is not in `known`.
    pub(crate) fn only(self, known: &[&str]) -> Result<Pairs, Trouble> {
        let stranger = self.0.keys().find(|key| !known.contains(key));
        match stranger {
            Some(key) => Err(Trouble::asked(
                key,
                format!("没有这个参数，可以用 {}", known.join("、")),
            )),
            None => Ok(self.0),
        }
    }
}

fn send(status: StatusCode, value: &impl Serialize) -> Answer {
    let bytes =
        serde_json::to_vec(value).map_err(|error| Trouble::bug(format!("JSON: {error}")))?;
    let mut response = (status, bytes).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    open_to_all(&mut response);
    Ok(response)
}

/// Open data may be read by pages of other sites.
fn open_to_all(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("cross-origin"),
    );
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
    let body = ErrorBody::new(trouble.code(), &trouble.says(), operation);
    send(trouble.status(), &body).unwrap_or_else(|_| trouble.status().into_response())
}
