//! The steps that are one cargo command each.

use crate::checkout::Checkout;
use crate::shell::{cargo, show};
use anyhow::Result;

pub(super) fn fmt(checkout: &Checkout) -> Result<()> {
    show(&mut cargo(
        checkout,
        ["fmt", "--all", "--", "--check", "-l"],
    ))
}

pub(super) fn clippy(checkout: &Checkout) -> Result<()> {
    show(&mut cargo(
        checkout,
        [
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ))
}

/// Programs and tests at once, so that one choice of features serves all later steps.
pub(super) fn build(checkout: &Checkout) -> Result<()> {
    show(&mut cargo(
        checkout,
        ["build", "--workspace", "--all-targets", "--quiet"],
    ))
}

/// The crate that knows the option is looked at and tested as a whole, of the program only the tests that speak of it: what
/// depends on the option is built once more.
pub(super) fn gm(checkout: &Checkout) -> Result<()> {
    for rest in [
        &[
            "clippy",
            "-p",
            "proof",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ][..],
        &["test", "-p", "proof"],
        &["test", "-p", "gongkai", "--test", "gongkai", "sm2::"],
    ] {
        let (command, arguments) = rest.split_at(1);
        let mut with_option = cargo(checkout, ["--quiet"]);
        with_option
            .args(command)
            .args(["--features", "gm"])
            .args(arguments);
        show(&mut with_option)?;
    }
    Ok(())
}

pub(super) fn doc(checkout: &Checkout) -> Result<()> {
    show(
        cargo(
            checkout,
            [
                "doc",
                "--workspace",
                "--no-deps",
                "--document-private-items",
                "--quiet",
            ],
        )
        .env("RUSTDOCFLAGS", "-D warnings"),
    )
}
