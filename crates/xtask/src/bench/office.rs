//! Files in and out: DOCX and PDF read, letters set as PDF.

use super::python::{named, number, program, told};
use super::table::{Goal, Table};
use super::{Place, peers, site, usage};
use crate::background::{Service, free_port};
use crate::http;
use crate::shell::{read, show};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const LETTERS: usize = 60;
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) fn run(place: &Place, table: &mut Table) -> Result<()> {
    peers::packages()?;
    let files = files(place)?;
    reading(place, table, &files)?;
    letters(place, table, &files)
}

/// DOCX, PDF and letters made of the corpus, the first time.
fn files(place: &Place) -> Result<PathBuf> {
    let folder = place.work.join("files");
    if !folder.is_dir() {
        let size = place.sizes.first().copied().unwrap_or(place.compared());
        let corpus = site::corpus(place, size)?;
        let mut command = program(place, "make_office_files.py")?;
        command
            .arg("--corpus")
            .arg(corpus)
            .args(["--n", &LETTERS.to_string()]);
        show(command.arg("--out").arg(&folder))?;
    }
    Ok(folder)
}

fn reading(place: &Place, table: &mut Table, files: &Path) -> Result<()> {
    let docx = per_file(place, &files.join("docx"))?;
    let pandoc = each(
        place,
        files,
        "docx/*.docx",
        "pandoc",
        "pandoc -f docx -t html {in} -o {out}",
    )?;
    let theirs = number(&pandoc, &["cpu_ms_per_file"])?;
    table.add(
        "DOCX read, 40 KB",
        format!("{docx:.1} CPU ms"),
        format!("pandoc {theirs:.0} CPU ms"),
        ("≤ 10 CPU ms", Goal::AtMost(10.0), docx),
    );
    let pdf = per_file(place, &files.join("pdf"))?;
    let pdftotext = each(
        place,
        files,
        "pdf/*.pdf",
        "pdftotext",
        "pdftotext -layout {in} {out}",
    )?;
    let theirs = number(&pdftotext, &["cpu_ms_per_file"])?;
    let ratio = theirs / pdf;
    table.add(
        "PDF text",
        format!("{pdf:.1} CPU ms"),
        format!("pdftotext {theirs:.1} CPU ms, ratio {ratio:.2}"),
        ("≥ 0.5 ×", Goal::AtLeast(0.5), ratio),
    );
    Ok(())
}

/// CPU milliseconds a file, all files of a folder in one command, the command's own start taken off.
fn per_file(place: &Place, folder: &Path) -> Result<f64> {
    let mut all: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        all.push(entry?.path());
    }
    all.sort();
    let one = all.first().context("no files")?;
    let took = |files: &[PathBuf]| -> Result<f64> {
        let before = usage::children_seconds()?;
        read(
            Command::new(&place.program)
                .args(["read", "--json"])
                .args(files),
        )?;
        Ok(usage::children_seconds()? - before)
    };
    let start = took(std::slice::from_ref(one))?;
    let whole = took(&all)?;
    #[expect(clippy::cast_precision_loss, reason = "dozens of files")]
    let rest = (all.len() - 1) as f64;
    Ok((whole - start) * 1000.0 / rest)
}

fn each(place: &Place, files: &Path, inputs: &str, name: &str, command: &str) -> Result<Value> {
    let mut bench = program(place, "cmd_bench.py")?;
    bench.arg("--inputs").arg(files.join(inputs));
    bench.args(["--cmd", &format!("{name}={command}")]);
    let rows = told(&mut bench)?;
    Ok(named(&rows, "target", name)?.clone())
}

/// Each letter published and fetched as PDF, beside the same letters by WeasyPrint.
fn letters(place: &Place, table: &mut Table, files: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let pages = folder.path().join("letters");
    fs::create_dir(&pages)?;
    for n in 0..LETTERS {
        let letter = fs::read(files.join(format!("letters/{n:03}.json")))?;
        let letter: Value = serde_json::from_slice(&letter)?;
        fs::write(pages.join(format!("{n:03}.md")), page(&letter))?;
    }
    let data = folder.path().join("data");
    let gongkai = |arguments: &[&str]| site::gongkai(place, &data, arguments);
    // Only a site with a domain has a map of its pages.
    read(&mut gongkai(&[
        "init",
        "--name",
        "量度用的县人民政府",
        "--domain",
        "letters.example.gov.cn",
    ]))?;
    read(&mut gongkai(&["import", "pages", &pages.to_string_lossy()]))?;
    let port = free_port()?;
    let command = gongkai(&["serve", "--port", &port.to_string()]);
    let mut service = Service::start("letters", &command, folder.path())?;
    service.wait_until(PATIENCE, || http::get(port, "/").is_ok())?;
    let mut forms = Vec::new();
    for document in site::documents(port)? {
        let body = http::get(port, &document)?.body;
        forms.extend(
            http::links(&body)
                .find(|link| Path::new(link).extension().is_some_and(|end| end == "pdf"))
                .map(str::to_owned),
        );
    }
    ensure!(
        LETTERS == forms.len(),
        "{} of {LETTERS} letters",
        forms.len()
    );
    // The first takes the fonts with it.
    let (first, rest) = forms.split_first().context("no letters")?;
    http::get(port, first)?;
    let before = usage::seconds_of(service.pid())?;
    let mut largest = 0;
    for form in rest {
        let answer = http::bytes(port, form)?;
        let at = answer.windows(5).position(|some| some == b"%PDF-");
        let at = at.with_context(|| format!("{form} is no PDF"))?;
        largest = largest.max(answer.len() - at);
    }
    #[expect(clippy::cast_precision_loss, reason = "dozens of letters")]
    let ours = (usage::seconds_of(service.pid())? - before) * 1000.0 / rest.len() as f64;

    let mut bench = program(place, "cmd_bench.py")?;
    bench
        .arg("--batch")
        .arg("--inputs")
        .arg(files.join("letters/*.json"));
    let python = super::python::interpreter(place)?;
    let script = place.perf.join("weasy_letters.py");
    bench.arg("--cmd");
    bench.arg(format!(
        "weasyprint={} {} {{dir}} {{outdir}}",
        python.display(),
        script.display()
    ));
    let rows = told(&mut bench)?;
    let theirs = number(named(&rows, "target", "weasyprint")?, &["cpu_ms_per_file"])?;
    let ratio = theirs / ours;
    table.add(
        "official PDF of a letter",
        format!("{ours:.1} CPU ms"),
        format!("WeasyPrint {theirs:.1} CPU ms, ratio {ratio:.1}"),
        ("≥ 10 ×", Goal::AtLeast(10.0), ratio),
    );
    #[expect(clippy::cast_precision_loss, reason = "kilobytes")]
    let kilobytes = largest as f64 / 1000.0;
    table.add(
        "size of that PDF",
        format!("{kilobytes:.0} KB"),
        "",
        ("≤ 100 KB", Goal::AtMost(100.0), kilobytes),
    );
    Ok(())
}

fn page(letter: &Value) -> String {
    let text = |name: &str| letter[name].as_str().unwrap_or_default().replace('"', "”");
    let paragraphs = letter["paragraphs"].as_array().into_iter().flatten();
    let short = paragraphs
        .filter_map(Value::as_str)
        .map(|paragraph| paragraph.chars().take(160).collect::<String>());
    format!(
        "+++\ntitle = \"政府信息公开申请答复书 {}\"\nissuers = [\"{}\"]\ndoc_no = \"{}\"\npublished_at = \"{} 10:00\"\n+++\n\n\
         {}：\n\n你关于“{}”的申请收悉。\n\n{}\n",
        text("number"),
        text("agency"),
        text("number"),
        text("date"),
        text("applicant"),
        text("subject"),
        short.collect::<Vec<_>>().join("\n\n")
    )
}
