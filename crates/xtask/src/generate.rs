//! Files made from the code: written by `cargo xtask generate`, compared by `check`.

use crate::checkout::Checkout;
use anyhow::{Context as _, Result, bail};

/// Writes every generated file that is not current.
///
/// # Errors
/// Where what it is made from cannot be read, or the file cannot be written.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    for file in files(checkout)? {
        let path = checkout.path(file.path);
        if std::fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            println!("{} is current", file.path);
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, &file.text).with_context(|| format!("cannot write {}", file.path))?;
        println!("{} is written", file.path);
    }
    Ok(())
}

/// A file and what it must say.
pub(crate) struct Generated {
    pub(crate) path: &'static str,
    pub(crate) text: String,
}

impl Generated {
    /// # Errors
    /// Where the file on disk says something else.
    pub(crate) fn check(&self, checkout: &Checkout) -> Result<()> {
        if std::fs::read_to_string(checkout.path(self.path)).is_ok_and(|text| text == self.text) {
            return Ok(());
        }
        bail!("{} is not current: run `cargo xtask generate`", self.path)
    }
}

fn files(checkout: &Checkout) -> Result<Vec<Generated>> {
    Ok(vec![
        crate::notices::third_party(checkout)?,
        crate::tidy::articles(checkout)?,
    ])
}
