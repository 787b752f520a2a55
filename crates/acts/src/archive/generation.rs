//! 各份备份 — the backups that lie in a folder, each by its manifest.

use super::manifest::Manifest;
use super::{GENERATIONS, Trouble};
use std::fs;
use std::io;
use std::path::Path;

/// One backup among several.
#[derive(Clone, Debug)]
pub struct Generation {
    /// The name of its manifest.
    pub name: String,
    pub manifest: Manifest,
}

/// The backups in a folder, oldest first, and the names of manifests that cannot be read.
///
/// # Errors
/// Where the folder cannot be read.
pub fn generations(path: &Path) -> Result<(Vec<Generation>, Vec<String>), Trouble> {
    let folder = path.join(GENERATIONS);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((vec![], vec![])),
        Err(error) => return Err(Trouble::io("读取备份目录", &folder)(error)),
    };
    let (mut whole, mut unreadable) = (Vec::new(), Vec::new());
    for entry in entries {
        let entry = entry.map_err(Trouble::io("读取备份目录", &folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let read = fs::read(entry.path());
        match read.map(|bytes| Manifest::read(&name, &bytes)) {
            Ok(Ok(manifest)) => whole.push(Generation { name, manifest }),
            Ok(Err(_)) | Err(_) => unreadable.push(name),
        }
    }
    whole.sort_by(|a, b| (a.manifest.made_at, &a.name).cmp(&(b.manifest.made_at, &b.name)));
    unreadable.sort();
    Ok((whole, unreadable))
}
