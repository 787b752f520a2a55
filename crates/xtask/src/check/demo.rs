//! The demo once through: started, its home page and a document read, every link followed, stopped, started again.

use crate::background::Service;
use crate::checkout::Checkout;
use crate::{audit, demo, http};
use anyhow::{Context as _, Result, bail};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    let folder = TempDir::with_prefix("gongkai-demo-")?;
    let started = Instant::now();
    let (service, port) = demo::start(checkout, folder.path())?;
    println!(
        "the first start took {:.1} s",
        started.elapsed().as_secs_f32()
    );
    let document = read_a_document(port)?;
    println!("read {document}");
    audit::served(checkout, &folder.path().join("data"), port, "the demo")?;
    stop(service)?;

    let started = Instant::now();
    let (service, port) = demo::start(checkout, folder.path())?;
    println!(
        "the second start took {:.1} s",
        started.elapsed().as_secs_f32()
    );
    let again = http::get(port, &document)?;
    if again.status != 200 {
        bail!("{document} answers {} after a second start", again.status);
    }
    stop(service)
}

fn read_a_document(port: u16) -> Result<String> {
    let home = http::get(port, "/")?;
    let document = http::links(&home.body)
        .find(|link| link.starts_with("/documents/"))
        .context("the home page links to no document")?
        .to_owned();
    let page = http::get(port, &document)?;
    if page.status != 200 || !page.body.contains("<h1") {
        bail!("{document} answers {} and no heading", page.status);
    }
    Ok(document)
}

fn stop(service: Service) -> Result<()> {
    let status = service.interrupt(Duration::from_secs(10))?;
    if !status.success() {
        bail!("after Ctrl-C the demo ended with {status}");
    }
    Ok(())
}
