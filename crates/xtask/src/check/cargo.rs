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
