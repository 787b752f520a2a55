//! Every command that writes, under every fault.

use super::Told;
use super::disk::Disk;
use crate::prove::kills::acts::ACTS;
use crate::prove::kills::county::county;
use crate::prove::kills::trial::{Act, Bench, copy};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a command may take under a fault.
const PATIENCE: Duration = Duration::from_mins(2);

/// What is withheld.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// So many KiB are free.
    Full(u64),
    OnlyRead,
    /// System calls fail, from one of them on or once.
    Fails {
        calls: &'static str,
        with: &'static str,
        when: &'static str,
    },
    /// Every flush takes so many microseconds.
    Slow(&'static str),
    /// So many files may be open.
    Files(u32),
    /// So many MiB of address space.
    Space(u64),
    /// So many MiB of memory, by a control group.
    Memory(u64),
    /// The clock is wrong by so much.
    Clock(&'static str),
}

const FLUSH: &str = "fsync,fdatasync,syncfs";
const RENAME: &str = "rename,renameat,renameat2";

/// What every command is tried under.
const FAULTS: &[Fault] = &[
    Fault::Full(0),
    Fault::Full(48),
    Fault::Full(160),
    Fault::Full(400),
    Fault::OnlyRead,
    Fault::Fails {
        calls: FLUSH,
        with: "EIO",
        when: "1+",
    },
    Fault::Fails {
        calls: FLUSH,
        with: "EIO",
        when: "2",
    },
    Fault::Fails {
        calls: FLUSH,
        with: "ENOSPC",
        when: "3+",
    },
    Fault::Fails {
        calls: "pwrite64",
        with: "ENOSPC",
        when: "12+",
    },
    Fault::Fails {
        calls: "pwrite64",
        with: "EIO",
        when: "20",
    },
    Fault::Fails {
        calls: RENAME,
        with: "EROFS",
        when: "1+",
    },
    Fault::Slow("100000"),
    Fault::Files(10),
    Fault::Files(13),
    Fault::Files(16),
    Fault::Files(19),
    Fault::Files(22),
    Fault::Space(800),
    Fault::Memory(24),
    Fault::Memory(48),
    Fault::Clock("-40d"),
    Fault::Clock("-20y"),
    Fault::Clock("+400d"),
];

/// By one of these a refusal says what is wrong, or what is to be done.
const SAYS: &[&str] = &[
    "磁盘已满",
    "只读",
    "读写磁盘出错",
    "读写登记库出错",
    "打开的文件太多",
    "内存",
    "线程",
    "校准时钟",
    "时钟",
    "不能读写",
    "没有做完",
    "权限",
    // By a clock that goes wrong: what an act itself says of its days.
    "并不晚于现在",
    "今天还没有到",
];

/// How a trial ended.
enum End {
    Done,
    Refused(String),
    /// By the kernel, where memory was not to be had.
    Killed,
}

pub(super) fn run(bench: &Bench, disk: &Disk, told: &mut Told) -> Result<()> {
    let group = Group::new();
    if group.is_none() {
        println!("no control group can be made here: memory is limited by address space alone");
    }
    let small = small(bench, disk);
    for spec in ACTS {
        let act = spec.act(bench)?;
        let (before, after) = small.bounds(&act)?;
        let (mut refused, mut done, mut ended) = (0, 0, 0);
        for fault in FAULTS {
            if matches!(fault, Fault::Memory(_)) && group.is_none() {
                continue;
            }
            let data = small.bench.fresh(&act, "trial")?;
            let begun = Instant::now();
            let end = small.tried(&act, &data, *fault, group.as_ref())?;
            told.trials += 1;
            let was_told = matches!(end, End::Done);
            match &end {
                End::Done => done += 1,
                End::Refused(_) => refused += 1,
                End::Killed => ended += 1,
            }
            let name = format!("{} under {fault:?}", act.name);
            if let End::Refused(said) = &end
                && !is_clear(said)
            {
                told.wrong(format!("{name} does not say what is wrong: {said:?}"));
            }
            // A clock that runs ahead is believed by whoever acts; then it is for the next to say so.
            if !matches!(fault, Fault::Clock(_))
                && let Err(wrong) = small.bench.judge(&act, &data, (before, after), was_told)
            {
                told.wrong(format!("{name}: {wrong}"));
            }
            if let Err(wrong) = small.bench.verified(&data)
                && (act.begins() || was_told)
            {
                told.wrong(format!("{name}: {wrong}"));
            }
            if PATIENCE < begun.elapsed() {
                told.wrong(format!("{name} took {:?}", begun.elapsed()));
            }
        }
        println!(
            "{:<16} {refused:>3} refused, {done:>2} done, {ended:>2} ended by the system",
            act.name
        );
        told.refused += refused;
        told.done += done;
        told.ended += ended;
    }
    Ok(())
}

/// Whether what was said tells what is wrong in the language of its reader.
fn is_clear(said: &str) -> bool {
    let is_crash = [
        "panicked",
        "a part of the program crashed",
        "stack backtrace",
        "os error",
    ];
    SAYS.iter().any(|says| said.contains(says))
        && is_crash.iter().all(|crash| !said.contains(crash))
}

/// Trials on the small disk.
struct Small<'a> {
    bench: Bench,
    disk: &'a Disk,
}

fn small<'a>(bench: &Bench, disk: &'a Disk) -> Small<'a> {
    Small {
        bench: Bench {
            program: bench.program.clone(),
            oldest: bench.oldest.clone(),
            folder: disk.at.clone(),
        },
        disk,
    }
}

impl Small<'_> {
    /// How many entries there are before an act and after it.
    fn bounds(&self, act: &Act) -> Result<(u64, u64)> {
        let before = if act.begins() {
            self.bench.verified(&self.bench.fresh(act, "trial")?)
        } else {
            Ok(0)
        };
        let data = self.bench.fresh(act, "trial")?;
        let output = self.bench.words(act, &data).output()?;
        if !output.status.success() {
            bail!(
                "{} does not succeed: {}",
                act.name,
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let after = self.bench.verified(&data).map_err(anyhow::Error::msg)?;
        Ok((before.map_err(anyhow::Error::msg)?, after))
    }

    /// Does an act under a fault, and takes the fault away.
    fn tried(&self, act: &Act, data: &Path, fault: Fault, group: Option<&Group>) -> Result<End> {
        let plain = self.bench.words(act, data);
        let mut command = match fault {
            Fault::Fails { calls, with, when } => {
                strace(calls, &format!("error={with}:when={when}"))
            }
            Fault::Slow(microseconds) => strace(FLUSH, &format!("delay_enter={microseconds}")),
            Fault::Files(most) => wrapped("prlimit", &[&format!("--nofile={most}")]),
            Fault::Space(mebibytes) => wrapped("prlimit", &[&format!("--as={}", mebibytes << 20)]),
            Fault::Clock(by) => wrapped("faketime", &["-f", by]),
            Fault::Memory(mebibytes) => {
                let group = group.context("no control group")?;
                group.limit(mebibytes)?;
                wrapped(
                    "sh",
                    &[
                        "-c",
                        &format!(
                            "echo $$ > {} && exec \"$0\" \"$@\"",
                            group.tasks().display()
                        ),
                    ],
                )
            }
            Fault::Full(_) | Fault::OnlyRead => Command::new("env"),
        };
        command.arg(plain.get_program()).args(plain.get_args());
        match fault {
            Fault::Full(free) => self.disk.fill(free)?,
            Fault::OnlyRead => self.disk.only_read(true)?,
            _ => {}
        }
        let ended = within(&mut command, &self.bench.folder.with_file_name("said"));
        match fault {
            Fault::Full(_) => self.disk.free()?,
            Fault::OnlyRead => self.disk.only_read(false)?,
            _ => {}
        }
        let (status, said) = ended?;
        Ok(match (status.code(), status.signal()) {
            (Some(0), _) => End::Done,
            (None, Some(9)) if matches!(fault, Fault::Memory(_)) => End::Killed,
            (Some(1 | 3), _) => End::Refused(said),
            _ => End::Refused(format!("it ended with {status}: {said}")),
        })
    }
}

fn wrapped(program: &str, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(words);
    command
}

fn strace(calls: &str, inject: &str) -> Command {
    let trace = format!("trace={calls}");
    let inject = format!("inject={calls}:{inject}");
    wrapped(
        "strace",
        &["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject],
    )
}

/// How a command ended and all that it said; one that hangs is ended.
fn within(command: &mut Command, file: &Path) -> Result<(ExitStatus, String)> {
    let output = fs::File::create(file)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .spawn()?;
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if PATIENCE < begun.elapsed() {
            child.kill()?;
            break child.wait()?;
        }
        std::thread::park_timeout(Duration::from_millis(5));
    };
    let said = fs::read(file)?;
    Ok((status, String::from_utf8_lossy(&said).into_owned()))
}

/// A control group that limits memory, of either kind; gone when this is dropped.
struct Group {
    at: PathBuf,
    most: &'static str,
}

impl Group {
    /// `None` where none can be made.
    fn new() -> Option<Self> {
        let name = format!("gongkai-faults-{}", std::process::id());
        let kinds = [
            ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            ("/sys/fs/cgroup", "memory.max"),
        ];
        kinds.into_iter().find_map(|(root, most)| {
            let at = Path::new(root).join(&name);
            fs::create_dir(&at).ok()?;
            let group = Self { at, most };
            group.at.join(most).exists().then_some(group)
        })
    }

    fn limit(&self, mebibytes: u64) -> Result<()> {
        Ok(fs::write(
            self.at.join(self.most),
            (mebibytes << 20).to_string(),
        )?)
    }

    fn tasks(&self) -> PathBuf {
        self.at.join("cgroup.procs")
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(fs::remove_dir(&self.at));
    }
}

/// Three programs with a bug each, and what the harness finds of them.
pub(super) fn bugs(bench: &Bench, disk: &Disk) -> Result<Vec<(&'static str, Vec<String>)>> {
    let from = county(bench)?;
    let small = small(bench, disk);
    let withdrawal = ACTS
        .iter()
        .find(|spec| spec.name == "withdraw")
        .context("no withdrawal")?;
    let act = withdrawal.act(bench)?;
    let (before, after) = small.bounds(&act)?;
    let typed = act.words.join(" ");
    // A register with what it should become, to be written by halves.
    let whole = bench.folder.join("halves/data");
    fs::create_dir_all(bench.folder.join("halves"))?;
    copy(&from, &whole)?;
    copy(
        &from.with_file_name("data.keys"),
        &whole.with_file_name("data.keys"),
    )?;
    let done = bench.words(&act, &whole).output()?;
    anyhow::ensure!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let whole = whole.join("register.sqlite");
    let scripts = [
        (
            "told as done on a full disk",
            format!("{typed} >/dev/null 2>&1; echo 已撤回"),
        ),
        (
            "written by halves on a full disk",
            format!(
                "rm -f {{data}}/register.sqlite*; head -c 200000 /dev/zero > {{beside}}/other; \
                 cp {} {{data}}/register.sqlite || (echo 没有完成：磁盘已满 >&2; exit 1)",
                whole.display()
            ),
        ),
        ("ended without a word", format!("{typed} >/dev/null 2>&1")),
    ];
    let mut found = Vec::new();
    for (name, script) in scripts {
        let bug = Act {
            name,
            from: from.clone(),
            words: vec!["sh".into(), "-c".into(), script],
            entries: Vec::new(),
            again: true,
        };
        let data = small.bench.fresh(&bug, "trial")?;
        let end = small.tried(&bug, &data, Fault::Full(0), None)?;
        let mut wrong = Vec::new();
        if let End::Refused(said) = &end
            && !is_clear(said)
        {
            wrong.push(format!("it does not say what is wrong: {said:?}"));
        }
        let was_told = matches!(end, End::Done);
        // Whatever the bug left is judged by what the act itself makes of it.
        wrong.extend(
            small
                .bench
                .judge(&act, &data, (before, after), was_told)
                .err(),
        );
        found.push((name, wrong));
    }
    Ok(found)
}
