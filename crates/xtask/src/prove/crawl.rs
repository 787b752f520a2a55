//! Every page of the demo and of the real documents, followed link by link as they are served: no link leads nowhere, and
//! every page carries its tags.
//!
//! The looking is the program's own ([`audit`]).

use crate::background::{Service, free_port};
use crate::checkout::Checkout;
use crate::shell::{cargo, show};
use crate::{audit, demo, http};
use anyhow::{Result, ensure};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A program built for development opens a site of some thousand laws.
const PATIENCE: Duration = Duration::from_mins(3);

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    show(&mut cargo(
        checkout,
        ["build", "--workspace", "--all-targets", "--quiet"],
    ))?;
    let folder = TempDir::with_prefix("gongkai-crawl-")?;
    let (service, port) = demo::start(checkout, folder.path())?;
    audit::served(checkout, &folder.path().join("data"), port, "the demo")?;
    drop(service);
    let Some(corpus) = checkout.corpus() else {
        println!("SKIPPED: the real documents; GONGKAI_CORPUS names no folder");
        return Ok(());
    };
    let folder = TempDir::with_prefix("gongkai-crawl-")?;
    let data = folder.path().join("data");
    import(checkout, &data, &corpus)?;
    let port = free_port()?;
    let mut command = gongkai(checkout, &data);
    command.args(["serve", "--port", &port.to_string()]);
    let mut service = Service::start("serve", &command, folder.path())?;
    service.wait_until(PATIENCE, || {
        http::get(port, "/").is_ok_and(|page| page.status == 200)
    })?;
    audit::served(checkout, &data, port, "the real documents")
}

fn gongkai(checkout: &Checkout, data: &Path) -> Command {
    let mut command = Command::new(checkout.program());
    command.arg("--data").arg(data);
    command
}

/// A site of one county that reprints everything there is.
fn import(checkout: &Checkout, data: &Path, corpus: &Path) -> Result<()> {
    show(gongkai(checkout, data).args([
        "init",
        "--name",
        "漱石县人民政府（示例）",
        "--domain",
        "www.shushi.example",
        "--id-code",
        "0000000000",
        "--organiser",
        "漱石县人民政府办公室（示例）",
        "--undertaker",
        "漱石县政务公开示例组",
        "--contact",
        "0000-0000000",
        "--icp",
        "京ICP备00000000号",
        "--police",
        "京公网安备00000000000000号",
        "--operator",
        "示例经办",
    ]))?;
    for (kind, file) in [("pages", "policies.jsonl.gz"), ("laws", "laws.jsonl.gz")] {
        let begun = Instant::now();
        let status = gongkai(checkout, data)
            .args(["import", kind])
            .arg(corpus.join(file))
            .status()?;
        // 3: some of the records could not be taken; that is said, and is not what is proved here.
        ensure!(
            matches!(status.code(), Some(0 | 3)),
            "importing {file} ended with {status}"
        );
        println!("{file} imported in {:.0} s", begun.elapsed().as_secs_f32());
    }
    Ok(())
}
