//! A visitor with a browser: what the journeys under `tests/` are told with.
//!
//! Decides how a browser is started for each [`Device`], and the few verbs that a person has: go, see, follow, type,
//! press. Journeys name visible words and roles, never classes or ids.
//!
//! Invariant: the browser is closed at the end of a visit, also of one that failed; then a picture of the last page is
//! left in `target/journeys`.

mod axe;
mod browser;
mod driver;
mod eyes;
mod screen;
mod site;
mod visitor;

pub use browser::Device;
pub use screen::Wish;
pub use site::Site;
pub use visitor::{Key, Visitor};

use anyhow::{Result, anyhow};
use std::time::Duration;
use tokio::time::timeout;

/// A walk with a program built for development, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);

/// Opens a browser on the site and walks; without a site, says so and does nothing.
///
/// # Errors
/// What the walk met, or a browser that does not start.
pub async fn visit(device: Device, walk: impl AsyncFnOnce(&Visitor) -> Result<()>) -> Result<()> {
    visit_within(PATIENCE, device, walk).await
}

/// A visit that may take as long as it is given.
///
/// # Errors
/// As [`visit`].
pub async fn visit_within(
    patience: Duration,
    device: Device,
    walk: impl AsyncFnOnce(&Visitor) -> Result<()>,
) -> Result<()> {
    let Some(site) = Site::named()? else {
        return Ok(());
    };
    let client = browser::open(&site, device).await?;
    let visitor = Visitor::new(client.clone(), site);
    let outcome = match timeout(patience, walk(&visitor)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(anyhow!("the walk took longer than {patience:?}")),
    };
    if outcome.is_err() {
        visitor.leave_a_picture().await;
    }
    client.close().await?;
    outcome
}
