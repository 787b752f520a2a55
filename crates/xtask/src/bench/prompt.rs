//! Promptness: how soon a release is seen and found, at rest and while a corpus comes in; how soon the program is up.

use super::table::{Goal, Table};
use super::{Place, site};
use crate::background::{Service, free_port};
use crate::http;
use crate::shell::{read, show};
use anyhow::{Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How many releases are looked at.
const RELEASES: usize = 100;
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) fn run(place: &Place, table: &mut Table) -> Result<()> {
    // A copy, since it is released into.
    let (held, data) = (
        site::imported(place, place.compared())?,
        place.work.join("data-prompt"),
    );
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    show(
        Command::new("cp")
            .args(["--recursive", "--reflink=auto"])
            .args([&held, &data]),
    )?;
    measure(place, &data, table)?;
    fs::remove_dir_all(&data)?;
    Ok(())
}

fn measure(place: &Place, data: &Path, table: &mut Table) -> Result<()> {
    let begun = Instant::now();
    let port = free_port()?;
    let command = site::gongkai(place, data, &["serve", "--port", &port.to_string()]);
    let mut service = Service::start("gongkai", &command, &place.work)?;
    service.wait_until(PATIENCE, || {
        http::get(port, "/").is_ok_and(|page| page.status == 200)
    })?;
    let up = begun.elapsed().as_secs_f64();
    table.add(
        format!("start with {} documents", place.compared()),
        format!("{up:.2} s"),
        "",
        ("≤ 1 s", Goal::AtMost(1.0), up),
    );
    let rest = releases(place, data, port, "rest", 0)?;
    tell(table, "at rest", &rest, (1.0, "≤ 1 s"));

    let smallest = place.sizes.first().copied();
    let other = site::corpus(place, smallest.unwrap_or(place.compared()))?;
    let moved = place.work.join("again.jsonl");
    // Under other names, numbers and titles and with other words, or the register would join them to what it has.
    let again = fs::read_to_string(other)?
        .replace("{\"id\": ", "{\"id\": 900000000")
        .replace("\"number\": \"", "\"number\": \"再")
        .replace("\"title\": \"", "\"title\": \"再次")
        .replace("\"body\": \"", "\"body\": \"又一次。");
    fs::write(&moved, again)?;
    let importing = site::gongkai(place, data, &["import", "corpus", &moved.to_string_lossy()]);
    let importing = Service::start("import", &importing, &place.work)?;
    let busy = releases(place, data, port, "busy", 1)?;
    drop(importing);
    tell(table, "during an import", &busy, (3.0, "≤ 3 s"));
    Ok(())
}

/// How long each release took to be seen in the list of documents, and to be found, in seconds.
struct Waits {
    seen: Vec<f64>,
    found: Vec<f64>,
}

fn releases(place: &Place, data: &Path, port: u16, name: &str, year: usize) -> Result<Waits> {
    let mut waits = Waits {
        seen: Vec::new(),
        found: Vec::new(),
    };
    let folder = place.work.join("releases");
    fs::create_dir_all(&folder)?;
    for n in 0..RELEASES {
        let word = format!("{name}x{n}y{year}");
        let page = folder.join(format!("{word}.md"));
        // Dated after all of the corpus, or what comes in meanwhile would push it out of the list.
        fs::write(
            &page,
            format!(
                "+++\ntitle = \"关于量度的通知 {word}\"\nissuers = [\"量度局\"]\n\
                 published_at = \"2030-01-02 10:00\"\n+++\n\n量度 {word}。\n"
            ),
        )?;
        let begun = Instant::now();
        read(&mut site::gongkai(
            place,
            data,
            &["import", "pages", &page.to_string_lossy()],
        ))?;
        let released = Instant::now();
        println!("released in {:?}", begun.elapsed());
        waits.seen.push(until(port, "/documents", &word, released)?);
        waits.found.push(until(
            port,
            &format!("/search?q={word}"),
            "/documents/",
            released,
        )?);
    }
    Ok(waits)
}

fn until(port: u16, path: &str, shows: &str, since: Instant) -> Result<f64> {
    loop {
        if http::get(port, path).is_ok_and(|page| page.body.contains(shows)) {
            return Ok(since.elapsed().as_secs_f64());
        }
        ensure!(since.elapsed() < PATIENCE, "{path} never showed {shows}");
    }
}

fn tell(table: &mut Table, when: &str, waits: &Waits, (most, wanted): (f64, &'static str)) {
    let seen = slowest(&waits.seen);
    table.add(
        format!("release → visible, {when}, p99"),
        format!("{seen:.3} s"),
        "",
        ("≤ 1 s", Goal::AtMost(1.0), seen),
    );
    let found = slowest(&waits.found);
    table.add(
        format!("release → searchable, {when}, p99"),
        format!("{found:.3} s"),
        "",
        (wanted, Goal::AtMost(most), found),
    );
}

/// The hundredth part from the top.
fn slowest(waits: &[f64]) -> f64 {
    let mut sorted = waits.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * 99 / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(f64::INFINITY)
}
