//! Which site is visited, and through which chromedriver: told by the environment that `cargo xtask check` sets.

use anyhow::{Context as _, Result, bail};

/// The addresses that a journey needs.
#[derive(Clone, Debug)]
pub struct Site {
    /// `http://127.0.0.1:…`, without a slash at the end.
    pub url: String,
    /// The chromedriver.
    pub driver: String,
    /// The file of axe-core.
    pub axe: String,
}

impl Site {
    /// The site to visit; `None`, loudly, where none is named.
    ///
    /// # Errors
    /// Under `CI`, where a journey may not be skipped; and where only part is named.
    pub fn named() -> Result<Option<Self>> {
        let Some(url) = setting("GONGKAI_E2E_URL") else {
            if setting("CI").is_some() {
                bail!("GONGKAI_E2E_URL is not set, and journeys may not be skipped here");
            }
            say_that_it_is_skipped();
            return Ok(None);
        };
        Ok(Some(Self {
            url: url.trim_end_matches('/').to_owned(),
            driver: setting("GONGKAI_WEBDRIVER").context("GONGKAI_WEBDRIVER is not set")?,
            axe: setting("GONGKAI_AXE").context("GONGKAI_AXE is not set")?,
        }))
    }
}

#[expect(
    clippy::print_stderr,
    reason = "a journey that is skipped must be seen to be"
)]
fn say_that_it_is_skipped() {
    eprintln!("SKIPPED: no GONGKAI_E2E_URL; run `cargo xtask check --only journeys`");
}

fn setting(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the settings of the journeys alone"
    )]
    std::env::var(name).ok()
}
