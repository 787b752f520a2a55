//! 书架 — where pages lie, and what lies beside them.
//!
//! Decides that a link of a page never leads off its shelf: neither up, nor over a link of the file system.

use anyhow::Context as _;
use bytes::Bytes;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where pages lie: a folder, or what the program carries.
pub(crate) trait Shelf: Sync {
    /// Every path on it, in order.
    fn paths(&self) -> anyhow::Result<Vec<String>>;
    fn bytes(&self, path: &str) -> anyhow::Result<Bytes>;
    /// What a page without a name of its own is called: the same in every run, and no other page's.
    fn name(&self, path: &str) -> String;
    /// The paths that may be attachments; every path of the shelf unless it is a single page.
    fn around(&self) -> anyhow::Result<Vec<String>> {
        self.paths()
    }
}

/// A file, or a folder with all its folders.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// Everything in the folder and below it, in order.
    fn walk(&self) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)
                .with_context(|| format!("不能打开 {}", folder.display()))?
            {
                let entry = entry?;
                let kind = entry.file_type()?;
                // A link may lead anywhere; what it leads to is not part of the source.
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file()
                    && let Ok(path) = entry.path().strip_prefix(&self.0)
                {
                    found.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

impl Shelf for Folder {
    fn paths(&self) -> anyhow::Result<Vec<String>> {
        self.walk()
    }

    fn name(&self, path: &str) -> String {
        named(&self.0.join(path))
    }

    fn bytes(&self, path: &str) -> anyhow::Result<Bytes> {
        let file = self.0.join(path);
        Ok(std::fs::read(&file)
            .with_context(|| format!("不能读取 {}", file.display()))?
            .into())
    }
}

/// A single file; attachments are looked for beside it.
#[derive(Clone, Debug)]
pub(crate) struct Single(pub(crate) PathBuf);

impl Shelf for Single {
    fn paths(&self) -> anyhow::Result<Vec<String>> {
        anyhow::ensure!(self.0.is_file(), "没有文件 {}", self.0.display());
        Ok(vec![
            self.0
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        ])
    }

    fn bytes(&self, path: &str) -> anyhow::Result<Bytes> {
        let file = self.0.parent().unwrap_or(Path::new("")).join(path);
        Ok(std::fs::read(&file)
            .with_context(|| format!("不能读取 {}", file.display()))?
            .into())
    }

    fn name(&self, _path: &str) -> String {
        named(&self.0)
    }

    fn around(&self) -> anyhow::Result<Vec<String>> {
        let beside = self
            .0
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        Folder(beside.unwrap_or(Path::new(".")).to_owned()).walk()
    }
}

/// The whole path of a file: two folders may hold files of the same name.
fn named(file: &Path) -> String {
    file.canonicalize()
        .unwrap_or_else(|_| file.to_owned())
        .to_string_lossy()
        .into_owned()
}

/// The path of an attachment that lies on the same shelf; links that lead off it are not followed.
pub(crate) fn beside(page: &str, href: &str, on_shelf: &BTreeSet<&str>) -> Option<String> {
    let href = &decoded(href.split(['?', '#']).next().unwrap_or(href));
    if href.is_empty() || href.contains("://") || href.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    let from_page = join(parts, href);
    let from_top = join(Vec::new(), href);
    [from_page, from_top]
        .into_iter()
        .flatten()
        .find(|path| on_shelf.contains(path.as_str()))
}

/// `%E9%99%84` as the character it stands for; what does not decode stays as it is.
fn decoded(href: &str) -> String {
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| href.to_owned())
}

fn join<'a>(mut parts: Vec<&'a str>, href: &'a str) -> Option<String> {
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
