//! The demo, served from a temporary folder on a free port.

use crate::background::{Service, free_port};
use crate::checkout::Checkout;
use crate::http;
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// A first start loads the demo's documents, with a program that was built without optimisation.
const PATIENCE: Duration = Duration::from_mins(3);

/// Starts `gongkai demo` and waits until its home page answers.
///
/// # Errors
/// Where the program is not built, ends, or does not answer in time.
pub(crate) fn start(checkout: &Checkout, folder: &Path) -> Result<(Service, u16)> {
    start_with(checkout, folder, "")
}

/// The same with settings.
///
/// # Errors
/// As [`start`].
pub(crate) fn start_with(
    checkout: &Checkout,
    folder: &Path,
    settings: &str,
) -> Result<(Service, u16)> {
    let program = checkout.program();
    if !program.is_file() {
        bail!(
            "{} is not built: cargo xtask check --only build",
            program.display()
        );
    }
    let port = free_port()?;
    let config = folder.join("demo.toml");
    fs::write(&config, settings)?;
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .args(["demo", "--port", &port.to_string(), "--data"])
        .arg(folder.join("data"))
        .arg("--config")
        .arg(config);
    let mut service = Service::start("demo", &command, folder)?;
    service.wait_until(PATIENCE, || {
        http::get(port, "/").is_ok_and(|page| page.status == 200)
    })?;
    Ok((service, port))
}
