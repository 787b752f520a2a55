//! The rules of `law` beside the words of the statute that they follow.

#![allow(clippy::expect_used, reason = "a test says so by failing")]

mod calendar;
mod clock;
mod fee;
mod letter;
mod privacy;
mod reading;
mod remedy;
mod request;
mod statute;
