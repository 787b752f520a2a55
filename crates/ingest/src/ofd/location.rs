//! 路径（ST_Loc） — which part of the package a path means.
//!
//! Decides GB/T 33190 §7.4: a path that begins with `/` is seen from the root, any other from the folder of the file
//! that states it. Files that do not conform are common, so what is not found there is looked for at the root, in the
//! folder of the document, and last by its name alone, if only one part bears it.

use crate::archive::Archive;

/// The folder of a part.
pub(super) fn folder(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path seen from a folder, as the name of a part.
pub(super) fn resolve(folder: &str, path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    let from = if path.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The part that a path means; the folders are tried in turn. The flag says whether it was found where it should be.
pub(super) fn find(archive: &Archive<'_>, folders: &[&str], path: &str) -> Option<(String, bool)> {
    let candidates = folders.iter().map(|folder| resolve(folder, path));
    let candidates = candidates.chain([resolve("", path)]);
    for (i, name) in candidates.enumerate() {
        if archive.has(&name) {
            return Some((name, i == 0));
        }
    }
    let file = path
        .trim()
        .rsplit(['/', '\\'])
        .next()
        .filter(|file| !file.is_empty())?;
    let file = file.to_lowercase();
    let mut named = archive.names().iter().filter(|name| {
        name.rsplit('/')
            .next()
            .is_some_and(|last| last.to_lowercase() == file)
    });
    match (named.next(), named.next()) {
        (Some(name), None) => Some((name.clone(), false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_folder_or_from_the_root() {
        assert_eq!(
            resolve("Doc_0", "Pages/Page_0/Content.xml"),
            "Doc_0/Pages/Page_0/Content.xml"
        );
        assert_eq!(resolve("Doc_0/Res", "/Doc_0/Res/1.png"), "Doc_0/Res/1.png");
        assert_eq!(resolve("Doc_0", "../../x"), "x");
    }
}
