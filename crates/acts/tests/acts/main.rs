//! Every act and every exit of the register, on the made-up county.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says so by failing"
)]

/// Each of these tests on SQLite and on PostgreSQL.
macro_rules! on_both_engines {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::on_sqlite(super::$test).await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::on_postgres(super::$test).await; })*
        }
    };
}

mod agencies;
mod announce;
mod archive;
mod audit;
mod calendar;
mod citations;
mod clock;
mod copies;
mod correct;
mod exits;
mod fixture;
#[path = "../../../store/tests/store/home.rs"]
#[allow(dead_code, reason = "the contract of the store uses the rest")]
mod home;
mod import;
mod joining;
mod kinds;
mod laws;
mod library;
mod log;
mod reach;
mod relate;
mod release;
mod revision;
#[path = "../../../store/tests/store/s3.rs"]
#[allow(dead_code, reason = "the tests of the store use the rest")]
mod s3;
mod sequences;
mod site;
mod site_error;
mod strip;
mod taken_down;
mod tampering;
mod together;
mod unfound;
mod verify;
mod withdraw;
mod world;
