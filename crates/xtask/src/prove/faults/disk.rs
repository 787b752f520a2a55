//! A small disk of its own, that can be filled, made to be only read, and given back.

use anyhow::{Context as _, Result, ensure};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const SIZE: &str = "size=96m";

/// A mount, gone when this is dropped.
pub(super) struct Disk {
    pub(super) at: PathBuf,
}

impl Disk {
    /// # Errors
    /// Where it cannot be mounted: this needs root.
    pub(super) fn mount(at: &Path) -> Result<Self> {
        fs::create_dir_all(at)?;
        mount(&["-t", "tmpfs", "-o", SIZE, "gongkai-faults"], at)
            .context("a small disk cannot be mounted; run this as root")?;
        Ok(Self { at: at.to_owned() })
    }

    /// Fills it up to a number of free KiB.
    pub(super) fn fill(&self, free: u64) -> Result<()> {
        let mut file = File::create(self.filler())?;
        let block = vec![0; 64 << 10];
        // Until there is no more room; then what shall be free is given back.
        while file.write_all(&block).is_ok() {}
        while file.write_all(&block[..4096]).is_ok() {}
        let long = file.metadata()?.len();
        file.set_len(long.saturating_sub(free << 10))?;
        Ok(())
    }

    pub(super) fn free(&self) -> Result<()> {
        Ok(fs::remove_file(self.filler())?)
    }

    /// Lets nobody write any more, or everybody again.
    pub(super) fn only_read(&self, only: bool) -> Result<()> {
        mount(
            &["-o", if only { "remount,ro" } else { "remount,rw" }],
            &self.at,
        )
    }

    fn filler(&self) -> PathBuf {
        self.at.join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.at).status());
    }
}

fn mount(how: &[&str], at: &Path) -> Result<()> {
    let output = Command::new("mount").args(how).arg(at).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "mount: {said}");
    Ok(())
}
