//! The rules of `law` beside the words of the statute that they follow.

#![allow(clippy::expect_used, reason = "a test says so by failing")]

mod calendar;
mod clock;
mod duty;
mod fee;
mod letter;
mod page;
mod privacy;
mod reading;
mod remedy;
mod report;
mod request;
mod statute;
mod words;
