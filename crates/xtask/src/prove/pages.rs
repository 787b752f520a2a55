//! Every page of the demo in every way of showing, as people come to it: the whole of what `check` walks through in short.

use crate::browser;
use crate::checkout::Checkout;
use crate::shell::{cargo, show};
use anyhow::Result;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    show(&mut cargo(
        checkout,
        ["build", "--workspace", "--all-targets", "--quiet"],
    ))?;
    browser::walk(checkout, &["--ignored", "--nocapture", "every_page"])
}
