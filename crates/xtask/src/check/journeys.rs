//! Browser journeys, with a short walk through the pages of every route.

use crate::browser;
use crate::checkout::Checkout;
use anyhow::Result;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    browser::walk(checkout, &[])
}
