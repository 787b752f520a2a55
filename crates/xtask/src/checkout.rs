//! Where things are: the root of the clone, the tools fetched for the checks, the corpus beside it.

use std::path::{Path, PathBuf};

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

    /// The program as built for development.
    pub(crate) fn program(&self) -> PathBuf {
        self.target().join("debug/gongkai")
    }
}
