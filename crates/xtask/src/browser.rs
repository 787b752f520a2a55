//! A site, a chromedriver, and the journeys of `e2e` between them.

use crate::background::{Service, free_port};
use crate::checkout::Checkout;
use crate::demo;
use crate::shell::{cargo, show};
use anyhow::Result;
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// Starts the demo and walks through it in a browser; `chosen` says which journeys, as `cargo test` is told.
///
/// # Errors
/// Where something does not start, or a journey fails.
pub(crate) fn walk(checkout: &Checkout, chosen: &[&str]) -> Result<()> {
    let folder = TempDir::with_prefix("gongkai-journeys-")?;
    let (_demo, site) = demo::start(checkout, folder.path())?;

    let port = free_port()?;
    let mut command = Command::new("chromedriver");
    command
        .arg(format!("--port={port}"))
        .current_dir(folder.path());
    let mut driver = Service::start("chromedriver", &command, folder.path())?;
    driver.wait_until(Duration::from_secs(20), || {
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    })?;

    let axe = checkout
        .tools()
        .join("axe-playwright-python/axe_playwright_python/axe.min.js");
    show(
        // The whole workspace is named so that nothing is built a second time with other features.
        cargo(checkout, ["test", "--workspace", "--test", "journeys"])
            .args(["--", "--test-threads=2"])
            .args(chosen)
            .env("GONGKAI_E2E_URL", format!("http://127.0.0.1:{site}"))
            .env("GONGKAI_WEBDRIVER", format!("http://127.0.0.1:{port}"))
            .env("GONGKAI_AXE", axe),
    )
}
