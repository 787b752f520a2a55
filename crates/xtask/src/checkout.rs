//! Where things are: the root of the clone, the tools fetched for the checks, the corpus beside it.

use crate::shell::{cargo, show};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A clone of the project on this machine.
pub(crate) struct Checkout {
    /// The folder with the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
}

impl Checkout {
    /// The clone that this program was built from.
    pub(crate) fn here() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .unwrap_or(Path::new("."));
        Self {
            root: root.to_path_buf(),
        }
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        #[expect(
            clippy::disallowed_methods,
            reason = "cargo's own setting, read as cargo reads it"
        )]
        let set = std::env::var_os("CARGO_TARGET_DIR");
        set.map_or_else(|| self.path("target"), PathBuf::from)
    }

    /// Tools that no Debian package brings, kept between runs.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target().join("tools")
    }

    /// A tool of the registry in its version, installed where it is not there yet.
    ///
    /// # Errors
    /// Where it cannot be built.
    pub(crate) fn installed(&self, tool: &str, version: &str) -> Result<PathBuf> {
        let folder = self.tools().join(format!("{tool}-{version}"));
        let program = folder.join("bin").join(tool);
        if !program.is_file() {
            println!("installing {tool} {version}");
            // It runs for seconds: built fast, not fast built.
            show(
                Command::new(env!("CARGO"))
                    .args(["install", "--quiet", "--locked", "--version", version, tool])
                    .args(["--config", "profile.release.opt-level=1"])
                    .args(["--config", "profile.release.lto=false"])
                    .args(["--config", "profile.release.codegen-units=256"])
                    .arg("--root")
                    .arg(&folder),
            )?;
        }
        Ok(program)
    }

    /// The documents of `GONGKAI_CORPUS`, or those lying beside the clone; without them, tests that need them say
    /// that they were skipped.
    pub(crate) fn corpus(&self) -> Option<PathBuf> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one setting of the tests, handed on to them"
        )]
        let named = std::env::var_os("GONGKAI_CORPUS").map(PathBuf::from);
        named
            .or_else(|| Some(self.path("../shared/data")))
            .filter(|folder| folder.is_dir())
            .and_then(|folder| folder.canonicalize().ok())
    }

    /// The program under proof: that named by `GONGKAI_PROGRAM`, else the one built for development.
    pub(crate) fn program(&self) -> PathBuf {
        let built = || self.target().join("debug/gongkai");
        named_program().unwrap_or_else(built)
    }

    /// The same, built anew where it is ours to build.
    ///
    /// # Errors
    /// Where it cannot be built.
    pub(crate) fn built_program(&self) -> Result<PathBuf> {
        if named_program().is_none() {
            show(&mut cargo(self, ["build", "-p", "gongkai"]))?;
        }
        Ok(self.program())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever wants figures names a release build"
)]
fn named_program() -> Option<PathBuf> {
    std::env::var_os("GONGKAI_PROGRAM").map(PathBuf::from)
}
