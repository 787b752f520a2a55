//! A serving site under every fault: it goes on being read, refuses what it cannot keep, loses nothing that it told, and is
//! well again by itself.

use super::Told;
use super::disk::Disk;
use crate::background::{Service, free_port, pause};
use crate::http;
use crate::prove::kills::acts::ACTS;
use crate::prove::kills::county::entries_after;
use crate::prove::kills::trial::{Act, Bench};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);
const KEY: &str = "fedcba9876543210fedcba9876543210";
/// How long a page may take meanwhile.
const SOON: Duration = Duration::from_secs(2);
/// Longer than the site leaves between looks at what is due.
const SWEEPS: Duration = Duration::from_secs(70);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Full,
    /// System calls of the running site fail or wait.
    Calls(&'static str, &'static str),
    /// No file more can be opened.
    Files,
    /// No address space more can be had.
    Space,
    /// The clock jumps.
    Clock(&'static str),
}

const WRITES: &str = "pwrite64,ftruncate,fsync,fdatasync,rename,mkdir,unlink";

const FAULTS: &[Fault] = &[
    Fault::Full,
    Fault::Calls(WRITES, "error=EROFS"),
    Fault::Calls("fsync,fdatasync", "error=EIO"),
    Fault::Calls("fsync,fdatasync", "delay_enter=700000"),
    Fault::Files,
    Fault::Space,
    Fault::Clock("-40d"),
    Fault::Clock("+400d"),
];

pub(super) fn run(bench: &Bench, disk: &Disk, told: &mut Told) -> Result<()> {
    let rejection = ACTS
        .iter()
        .find(|spec| spec.name == "reject")
        .context("no rejection")?;
    let act = rejection.act(bench)?;
    let small = Bench {
        program: bench.program.clone(),
        oldest: bench.oldest.clone(),
        folder: disk.at.clone(),
    };
    for fault in FAULTS {
        told.trials += 1;
        match trial(&small, disk, &act, *fault) {
            Ok((answer, ended)) => {
                let how = if ended {
                    "the site was ended by it and started again"
                } else {
                    "the site went on"
                };
                println!(
                    "serve            under {fault:?}: a form was answered with {answer}; {how}"
                );
                match answer.as_str() {
                    "303" => told.done += 1,
                    _ => told.refused += 1,
                }
                told.ended += usize::from(ended);
            }
            Err(wrong) => told.wrong(format!("serve under {fault:?}: {wrong:#}")),
        }
    }
    Ok(())
}

/// What a reader's form was answered with under a fault, and whether the site ended by it.
fn trial(bench: &Bench, disk: &Disk, act: &Act, fault: Fault) -> Result<(String, bool)> {
    let data = bench.fresh(act, "trial")?;
    // One report is closed, and would be erased once its time is over.
    let rejected = bench.words(act, &data).output()?;
    ensure!(rejected.status.success(), "a report cannot be closed");
    let before = bench.verified(&data).map_err(anyhow::Error::msg)?;
    let clock = bench.folder.with_file_name("clock");
    fs::write(&clock, "+0d")?;
    let port = free_port()?;
    let mut site = serve(bench, &data, port, &clock)?;
    pages(port).context("before the fault")?;
    let pid = pid_of(&bench.program, &data)?;
    let holding = hold(
        disk,
        fault,
        pid,
        &clock,
        bench.folder.parent().unwrap_or(&bench.folder),
    )?;
    let (answer, mut wrong) = (report(port), None);
    let is_short = matches!(fault, Fault::Files | Fault::Space);
    if !is_short {
        wrong = pages(port).context("under the fault").err();
    }
    if matches!(fault, Fault::Clock("+400d")) {
        pause(SWEEPS);
    }
    let_go(disk, fault, pid, &clock, holding)?;
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    let answer = answer.map_or_else(|_| "nothing".to_owned(), |status| status.to_string());
    ensure!(
        ["303", "503"].contains(&answer.as_str()) || is_short,
        "a form is answered with {answer}"
    );
    let erased = entries_after(&data, before)?;
    ensure!(
        erased.iter().all(|kind| kind != "erase_site_error"),
        "what was not due was erased"
    );
    let ended = site
        .wait_until(Duration::from_secs(3), || http::get(port, "/").is_ok())
        .is_err();
    if ended {
        ensure!(matches!(fault, Fault::Space), "the site ended");
        site = serve(bench, &data, port, &clock)?;
    }
    pages(port).context("after the fault")?;
    if fault == Fault::Clock("+400d") && answer == "303" {
        // What was recorded by a clock that ran ahead is owned up to.
        run_well(bench, &data, &["log", "clock", "--reason", "时钟走快了"])?;
    }
    // The same form once more: what was told is there, what was not is taken now.
    let again = report(port)?;
    ensure!(
        again == 303,
        "after the fault the form is answered with {again}"
    );
    let received = entries_after(&data, before)?;
    let received = received.iter().filter(|kind| *kind == "receive_site_error");
    ensure!(received.count() == 1, "one form is not one report");
    run_well(bench, &data, &["withdraw", "{one}", "--reason", "有误"])?;
    let begun = Instant::now();
    while http::get(port, &format!("/documents/{}", one()?))?.status != 410 {
        ensure!(begun.elapsed() < PATIENCE, "a withdrawal is not seen");
        pause(Duration::from_millis(100));
    }
    let status = site.interrupt(PATIENCE)?;
    ensure!(status.success(), "the site ends with {status}");
    bench.verified(&data).map_err(anyhow::Error::msg)?;
    Ok((answer, ended))
}

/// Serves by a clock that can be set.
fn serve(bench: &Bench, data: &Path, port: u16, clock: &Path) -> Result<Service> {
    let mut command = Command::new(&bench.program);
    command
        .arg("--data")
        .arg(data)
        .args(["serve", "--port", &port.to_string()]);
    let library = library()?;
    command
        .env("LD_PRELOAD", library)
        .env("FAKETIME_TIMESTAMP_FILE", clock)
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    // Its log lies elsewhere than on the small disk.
    let folder = bench.folder.parent().unwrap_or(&bench.folder);
    let mut site = Service::start("serve", &command, folder)?;
    site.wait_until(PATIENCE, || http::get(port, "/").is_ok())?;
    Ok(site)
}

/// The library by which a clock is set for one program.
fn library() -> Result<String> {
    let found = Command::new("sh")
        .args(["-c", "ls /usr/lib/*/faketime/libfaketimeMT.so.1"])
        .output()?;
    let found = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    ensure!(
        !found.is_empty(),
        "libfaketime is missing: apt-get install faketime"
    );
    Ok(found)
}

/// Which process serves a data directory.
fn pid_of(program: &Path, data: &Path) -> Result<u32> {
    let wanted = data.to_string_lossy().into_owned();
    let program = program.to_string_lossy().into_owned();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let words: Vec<String> = line
            .split(|byte| *byte == 0)
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect();
        let is_ours = words.first() == Some(&program);
        if is_ours && words.contains(&wanted) && words.iter().any(|word| word == "serve") {
            return Ok(pid);
        }
    }
    anyhow::bail!("nobody serves {wanted}")
}

/// Withholds something from a running site.
fn hold(
    disk: &Disk,
    fault: Fault,
    pid: u32,
    clock: &Path,
    folder: &Path,
) -> Result<Option<Service>> {
    match fault {
        Fault::Full => disk.fill(0)?,
        Fault::Calls(calls, inject) => {
            let mut strace = Command::new("strace");
            strace.args([
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={calls}"),
            ]);
            strace.args([
                "-e",
                &format!("inject={calls}:{inject}"),
                "-p",
                &pid.to_string(),
            ]);
            let mut tracer = Service::start("strace", &strace, folder)?;
            let status = format!("/proc/{pid}/status");
            tracer.wait_until(PATIENCE, || {
                let status = fs::read_to_string(&status).unwrap_or_default();
                let followed = status.lines().find(|line| line.starts_with("TracerPid:"));
                followed.is_some_and(|line| !line.ends_with("\t0"))
            })?;
            return Ok(Some(tracer));
        }
        Fault::Files => {
            let open = fs::read_dir(format!("/proc/{pid}/fd"))?.count();
            limit(pid, &format!("--nofile={open}:"))?;
        }
        Fault::Space => {
            let pages = fs::read_to_string(format!("/proc/{pid}/statm"))?;
            let pages: u64 = pages.split(' ').next().unwrap_or_default().parse()?;
            limit(pid, &format!("--as={}:", pages * 4096 + (1 << 20)))?;
        }
        Fault::Clock(by) => fs::write(clock, by)?,
    }
    Ok(None)
}

/// Gives it back.
fn let_go(
    disk: &Disk,
    fault: Fault,
    pid: u32,
    clock: &Path,
    holding: Option<Service>,
) -> Result<()> {
    match fault {
        Fault::Full => disk.free()?,
        Fault::Calls(..) => drop(holding),
        Fault::Files => limit(pid, &format!("--nofile={}:", most_files(pid)?))?,
        // It may have ended meanwhile.
        Fault::Space => drop(limit(pid, "--as=unlimited:")),
        Fault::Clock(_) => fs::write(clock, "+0d")?,
    }
    Ok(())
}

/// How many files a process may be allowed at most.
fn most_files(pid: u32) -> Result<String> {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits"))?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"));
    let most = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(most.context("no limit of files")?.to_owned())
}

fn limit(pid: u32, what: &str) -> Result<()> {
    let status = Command::new("prlimit")
        .args(["--pid", &pid.to_string(), what])
        .stderr(Stdio::null())
        .status()?;
    ensure!(status.success(), "prlimit {what} fails");
    Ok(())
}

/// What visitors read is there, and soon.
fn pages(port: u16) -> Result<()> {
    let document = format!("/documents/{}", two()?);
    for path in [
        "/",
        &document,
        "/search?q=%E6%93%8D%E5%9C%BA",
        "/error-report",
        "/healthz",
    ] {
        let begun = Instant::now();
        let page = http::get(port, path)?;
        ensure!(
            page.status == 200,
            "{path} is answered with {}",
            page.status
        );
        ensure!(begun.elapsed() < SOON, "{path} took {:?}", begun.elapsed());
    }
    Ok(())
}

fn report(port: u16) -> Result<u16> {
    let what = "%E7%AC%AC%E4%B8%80%E5%A4%84%E6%9C%89%E9%94%99%EF%BC%8C%E8%AF%B7%E6%94%B9%E6%AD%A3";
    let form = format!("key={KEY}&kind=wording&page=&contact=&what={what}");
    Ok(http::send(port, "127.0.0.1", "/error-report", &form)?.status)
}

fn run_well(bench: &Bench, data: &Path, words: &[&str]) -> Result<()> {
    let one = one()?;
    let words: Vec<&str> = words
        .iter()
        .map(|word| if *word == "{one}" { one.as_str() } else { word })
        .collect();
    bench.run(data, &words).map(drop)
}

fn one() -> Result<String> {
    Ok(format!(
        "XT-0001/{}-00001",
        crate::prove::kills::county::year()?
    ))
}

fn two() -> Result<String> {
    Ok(format!(
        "XT-0001/{}-00002",
        crate::prove::kills::county::year()?
    ))
}
