//! Running other programs in the background, for as long as a check needs them.
//!
//! Invariant: a service and everything it started is gone when its [`Service`] is dropped, also when the check failed;
//! and it is asked to stop when this program itself is ended.

use anyhow::{Context as _, Result, bail};
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A program in the background, in a process group of its own.
pub(crate) struct Service {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts a command with its output in a log file in `folder`.
    pub(crate) fn start(name: &'static str, command: &Command, folder: &Path) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let output = File::create(&log)?;
        let child = leashed(command)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name, child, log })
    }

    /// Waits until `ready` says yes.
    ///
    /// # Errors
    /// Where the program ends before, or `patience` runs out; the message carries the end of its log.
    pub(crate) fn wait_until(
        &mut self,
        patience: Duration,
        mut ready: impl FnMut() -> bool,
    ) -> Result<()> {
        let started = Instant::now();
        while !ready() {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended at once with {status}\n{}", self.name, self.log());
            }
            if started.elapsed() > patience {
                bail!(
                    "{} was not ready after {patience:?}\n{}",
                    self.name,
                    self.log()
                );
            }
            pause(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Ctrl-C, and how the program took it.
    ///
    /// # Errors
    /// Where it is still there after `patience`.
    pub(crate) fn interrupt(self, patience: Duration) -> Result<ExitStatus> {
        self.signal("INT");
        self.wait(patience)
    }

    /// How the program ended by itself.
    ///
    /// # Errors
    /// Where it is still there after `patience`.
    pub(crate) fn wait(mut self, patience: Duration) -> Result<ExitStatus> {
        self.end(patience, || ())
    }

    /// The same, with something done again and again while it runs.
    ///
    /// # Errors
    /// Where it is still there after `patience`.
    pub(crate) fn end(
        &mut self,
        patience: Duration,
        mut meanwhile: impl FnMut(),
    ) -> Result<ExitStatus> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            meanwhile();
            if started.elapsed() > patience {
                bail!(
                    "{} did not stop within {patience:?}\n{}",
                    self.name,
                    self.log()
                );
            }
            pause(Duration::from_millis(20));
        }
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has printed so far.
    pub(crate) fn log(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Sends a signal to the program and what is in its process group.
    pub(crate) fn signal(&self, name: &str) {
        let group = format!("-{}", self.child.id());
        // A group that is already gone is what was wanted.
        drop(
            Command::new("kill")
                .args([&format!("-{name}"), "--", &group])
                .stderr(Stdio::null())
                .status(),
        );
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.signal("INT");
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(5) {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            pause(Duration::from_millis(20));
        }
        self.signal("KILL");
        drop(self.child.wait());
    }
}

/// A port that nothing listens on just now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Where the system offers it, the child is told when its parent dies.
fn leashed(command: &Command) -> Command {
    let mut leash = Command::new("setpriv");
    leash
        .args(["--pdeathsig", "INT", "--"])
        .arg(command.get_program())
        .args(command.get_args());
    for (key, value) in command.get_envs() {
        match value {
            Some(value) => leash.env(key, value),
            None => leash.env_remove(key),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        leash.current_dir(folder);
    }
    leash
}

/// Waits for other programs.
pub(crate) fn pause(time: Duration) {
    #[expect(
        clippy::disallowed_methods,
        reason = "waiting for another program; nothing else runs in this one"
    )]
    std::thread::sleep(time);
}
