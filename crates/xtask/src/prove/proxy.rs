//! A withdrawal and a change seen through nginx as a caching reverse proxy: gone from every exit within a second.
//!
//! The same is then asked of an nginx that is told to keep what it must not keep: there the old page must still be found,
//! or the proof could not fail.

use crate::background::{Service, free_port};
use crate::checkout::Checkout;
use crate::http;
use crate::shell::{cargo, is_root, show};
use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_mins(1);
/// By when what was withdrawn is gone everywhere.
const SECOND: Duration = Duration::from_secs(1);
const TITLE: &str = "关于试放水的通知";
const SECRET: &str = "闸口三号";
const PAGE: &str = "+++
title = \"关于试放水的通知\"
issuers = [\"示例局\"]
doc_no = \"示〔2026〕1号\"
published_at = \"2026-03-02 10:00\"
+++

闸口三号于每日清晨放水。
";

pub(super) fn run(checkout: &Checkout) -> Result<()> {
    install()?;
    show(&mut cargo(
        checkout,
        ["build", "--workspace", "--all-targets", "--quiet"],
    ))?;
    let honest = seen(checkout, "proxy_cache_revalidate on;")?;
    println!("nginx as it should be: gone from every exit within {honest:?}");
    ensure!(honest < SECOND, "it took {honest:?}");
    let disobedient = "proxy_ignore_headers Cache-Control; proxy_cache_valid 200 10m;";
    match seen(checkout, disobedient) {
        Ok(took) => bail!(
            "an nginx that keeps pages showed the withdrawal after {took:?}: nothing was proved"
        ),
        Err(error) => println!("an nginx that keeps pages against their word: {error}"),
    }
    Ok(())
}

pub(super) fn install() -> Result<()> {
    if Path::new("/usr/sbin/nginx").is_file() {
        return Ok(());
    }
    ensure!(
        is_root(),
        "run as root: apt-get install --no-install-recommends nginx-light"
    );
    show(
        Command::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args([
                "install",
                "-qq",
                "--yes",
                "--no-install-recommends",
                "nginx-light",
            ]),
    )
}

/// How long a withdrawal took to be seen on every exit through an nginx with these directives.
fn seen(checkout: &Checkout, directives: &str) -> Result<Duration> {
    let folder = TempDir::with_prefix("gongkai-proxy-")?;
    let data = folder.path().join("data");
    let gongkai = |arguments: &[&str]| -> Result<()> {
        let mut command = Command::new(checkout.program());
        let output = command.arg("--data").arg(&data).args(arguments).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{arguments:?}: {said}");
        Ok(())
    };
    gongkai(&[
        "init",
        "--name",
        "漱石县人民政府（示例）",
        "--domain",
        "www.shushi.example",
    ])?;
    let page = folder.path().join("page.md");
    fs::write(&page, PAGE)?;
    gongkai(&["import", "pages", &page.to_string_lossy()])?;

    let (behind, front) = (free_port()?, free_port()?);
    let mut command = Command::new(checkout.program());
    command.arg("--data").arg(&data);
    command.args(["serve", "--port", &behind.to_string()]);
    let mut site = Service::start("serve", &command, folder.path())?;
    site.wait_until(PATIENCE, || http::get(behind, "/").is_ok())?;
    let mut nginx = nginx(folder.path(), behind, front, directives)?;
    nginx.wait_until(PATIENCE, || http::get(front, "/").is_ok())?;

    let document = first_document(front)?;
    let search = "/search?q=%E6%94%BE%E6%B0%B4";
    site.wait_until(PATIENCE, || {
        http::get(behind, search).is_ok_and(|page| page.body.contains(&document))
    })?;
    let exits = exits(front, &document, search)?;
    println!("{} exits show the document", exits.len());
    let number = document.trim_start_matches("/documents/");
    gongkai(&["withdraw", number, "--reason", "内容有误"])?;
    let begun = Instant::now();
    let mut left = exits;
    while begun.elapsed() < 3 * SECOND && !left.is_empty() {
        left.retain(|exit| !is_gone(front, exit));
    }
    ensure!(
        left.is_empty(),
        "after {:?} it is still on {} exits, such as {}",
        begun.elapsed(),
        left.len(),
        left.first().cloned().unwrap_or_default()
    );
    Ok(begun.elapsed())
}

fn is_gone(port: u16, exit: &str) -> bool {
    http::get(port, exit)
        .is_ok_and(|page| !page.body.contains(TITLE) && !page.body.contains(SECRET))
}

fn first_document(port: u16) -> Result<String> {
    let list = http::get(port, "/documents")?;
    let mut links = http::links(&list.body);
    let document = links.find(|link| link.starts_with("/documents/"));
    Ok(document.context("no document in the list")?.to_owned())
}

/// Every address that shows the document, each asked twice so that whoever keeps it has it.
fn exits(port: u16, document: &str, search: &str) -> Result<Vec<String>> {
    let mut all: BTreeSet<String> = [
        "/",
        "/documents",
        search,
        "/sitemap.xml",
        "/api/v1/items",
        document,
    ]
    .map(str::to_owned)
    .into();
    for page in ["/", document] {
        let body = http::get(port, page)?.body;
        let found = http::links(&body).filter(|link| link.starts_with('/'));
        all.extend(found.map(|link| link.split('#').next().unwrap_or(link).to_owned()));
    }
    for way in ["/en", "/zh-hant", "/elder"] {
        for page in ["/", "/documents", search, document] {
            all.insert(format!("{way}{page}"));
        }
    }
    let mut showing = Vec::new();
    for address in all {
        for _ in 0..2 {
            http::get(port, &address)?;
        }
        if !is_gone(port, &address) {
            showing.push(address);
        }
    }
    ensure!(12 < showing.len(), "few exits: {showing:?}");
    Ok(showing)
}

/// A caching nginx in a folder of its own.
fn nginx(folder: &Path, behind: u16, front: u16, directives: &str) -> Result<Service> {
    let at = folder.display();
    let settings = format!(
        "daemon off; pid {at}/nginx.pid; error_log stderr; worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi;
  uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;
  proxy_cache_path {at}/cache keys_zone=pages:1m;
  server {{
    listen 127.0.0.1:{front};
    location / {{
      proxy_pass http://127.0.0.1:{behind};
      proxy_http_version 1.1;
      proxy_cache pages;
      {directives}
      add_header X-Cache $upstream_cache_status always;
    }}
  }}
}}
"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, settings)?;
    let mut command = Command::new("/usr/sbin/nginx");
    command.arg("-p").arg(folder).arg("-c").arg(&file);
    Service::start("nginx", &command, folder)
}
