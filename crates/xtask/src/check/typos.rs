//! Spelling of the English in code and documents, by `typos.toml`.

use crate::checkout::Checkout;
use crate::shell::show;
use anyhow::Result;
use std::process::Command;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let program = checkout.tools().join("typos/bin/typos");
    show(
        Command::new(program)
            .current_dir(&checkout.root)
            .arg("--config=typos.toml"),
    )
}
