//! `docs/ops/scale-out.md` as an operator reads it: what stands in its blocks is done as it stands there.
//!
//! Decides what a block is worth: each of its commands is one that some part of the twin takes from here. A block that no
//! part takes fails the proof ([`every_block_was_done`]), so nothing can be written there that nobody tries.

use crate::checkout::Checkout;
use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

const FILE: &str = "docs/ops/scale-out.md";

/// The addresses that stand there for those of a site.
pub(super) const WRITTEN_DATABASE: &str = "postgres://gongkai:密码@db.internal/gongkai";
pub(super) const WRITTEN_OLD_DATABASE: &str = "postgres://gongkai:密码@old.internal/gongkai";
pub(super) const WRITTEN_DATA: &str = "/var/lib/gongkai/site";
pub(super) const WRITTEN_DOCUMENT: &str = "11410000MB0000001X/2026-00001";

/// How figures are measured is what `prove` itself does.
const OF_FIGURES: &str = "GONGKAI_PROGRAM=";

/// Which blocks were taken, by heading and place.
static DONE: Mutex<BTreeSet<(String, usize)>> = Mutex::new(BTreeSet::new());

/// The page, in blocks.
pub(super) struct Written {
    blocks: Vec<Block>,
}

struct Block {
    heading: String,
    /// Which one under its heading.
    place: usize,
    text: String,
}

/// A command as it is written, without its prompt.
#[derive(Debug)]
pub(super) struct Line(pub(super) String);

impl Line {
    /// What is given to `gongkai`, without where the data is, with other words in the place of those written.
    pub(super) fn words<'a>(&'a self, instead: &[(&str, &'a str)]) -> Vec<&'a str> {
        let rest = self
            .0
            .split_once("gongkai --data ")
            .map_or("", |(_, rest)| rest);
        let words = rest.split_whitespace().skip(1);
        let replaced = words.map(|word| {
            let found = instead.iter().find(|(written, _)| *written == word);
            found.map_or(word, |(_, here)| here)
        });
        replaced.collect()
    }

    /// What stands in quotation marks.
    pub(super) fn quoted(&self) -> Result<&str> {
        let part = self.0.split('"').nth(1);
        part.with_context(|| format!("nothing in quotation marks: {}", self.0))
    }
}

impl Written {
    pub(super) fn read(checkout: &Checkout) -> Result<Self> {
        let page = fs::read_to_string(checkout.root.join(FILE))?;
        let mut blocks: Vec<Block> = Vec::new();
        let (mut heading, mut open) = (String::new(), None::<String>);
        for line in page.lines() {
            match (&mut open, line.strip_prefix("```")) {
                (Some(text), None) => {
                    text.push_str(line);
                    text.push('\n');
                }
                (None, Some(_)) => open = Some(String::new()),
                (Some(text), Some(_)) => {
                    let before = blocks.iter().filter(|block| block.heading == heading);
                    blocks.push(Block {
                        place: before.count(),
                        heading: heading.clone(),
                        text: std::mem::take(text),
                    });
                    open = None;
                }
                (None, None) => {
                    if let Some(words) = line.strip_prefix("## ") {
                        words.clone_into(&mut heading);
                    }
                }
            }
        }
        Ok(Self { blocks })
    }

    /// The text of a block, which is done with that.
    pub(super) fn block(&self, heading: &str, place: usize) -> Result<&str> {
        let mut blocks = self.blocks.iter();
        let found = blocks.find(|block| block.heading == heading && block.place == place);
        let found = found.with_context(|| format!("{FILE}: no block {place} under {heading}"))?;
        let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
        done.insert((heading.to_owned(), place));
        Ok(&found.text)
    }

    /// The commands of a block.
    pub(super) fn commands(&self, heading: &str, place: usize) -> Result<Vec<Line>> {
        let text = self.block(heading, place)?;
        let line = |line: &str| {
            let command = line.strip_prefix("# ").or(line.strip_prefix("$ "));
            let command = command.with_context(|| format!("{FILE}: no command: {line}"))?;
            Ok(Line(command.to_owned()))
        };
        text.lines().map(line).collect()
    }

    /// The settings of a node; the address of the database is left as it is written.
    pub(super) fn settings(&self, endpoint: &str, secret: &Path) -> Result<String> {
        let text = self.block("建立", 1)?;
        let secret = secret.display().to_string();
        replaced(
            text,
            &[
                ("10.0.0.11", "127.0.0.1"),
                ("https://s3.internal", endpoint),
                ("/etc/gongkai/objects.key", &secret),
            ],
        )
    }
}

/// A text with other words in the place of those that must stand in it.
pub(super) fn replaced(text: &str, instead: &[(&str, &str)]) -> Result<String> {
    let mut text = text.to_owned();
    for (written, here) in instead {
        ensure!(text.contains(written), "{FILE} does not say {written}");
        text = text.replace(written, here);
    }
    Ok(text)
}

/// Whether some part took each block of the page.
///
/// # Errors
/// Names those that nobody took.
pub(super) fn every_block_was_done(checkout: &Checkout) -> Result<()> {
    let written = Written::read(checkout)?;
    let done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    let left: Vec<&str> = written
        .blocks
        .iter()
        .filter(|block| !block.text.contains(OF_FIGURES))
        .filter(|block| !done.contains(&(block.heading.clone(), block.place)))
        .map(|block| block.text.as_str())
        .collect();
    if !left.is_empty() {
        bail!("{FILE}: nobody tried\n{}", left.join("\n"));
    }
    println!(
        "{FILE}: {} blocks were done as they are written",
        done.len()
    );
    Ok(())
}
