//! 图片 — the images of a page: those that its file carries, and those that lie beside it.
//!
//! Decides that an image is offered only as a reader made it anew; as it came it is kept, and never offered. An image
//! block bears the name of its file; one whose image could not be had keeps its words, and the person is told.

use super::shelf::{Shelf, beside};
use crate::reader::{Isolation, Pool, ReadFailure};
use crate::say;
use acts::item::IncomingFile;
use bytes::Bytes;
use ingest::{ImageFile, Input};
use law::item::Pixels;
use law::text::Block;
use law::{Digest, Text};
use std::collections::{BTreeMap, BTreeSet};

/// What an image is called, whatever it is.
const ENDS: [&str; 9] = [
    "png", "jpg", "jpeg", "gif", "bmp", "webp", "svg", "tif", "tiff",
];

/// How images begin that go by another name.
const SIGNS: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF"];

/// Where a page lies, and who reads its images.
pub(super) struct Place<'a> {
    pub(super) pool: &'a Pool,
    pub(super) isolation: Isolation,
    pub(super) shelf: &'a dyn Shelf,
    pub(super) page: &'a str,
    pub(super) on_shelf: &'a BTreeSet<&'a str>,
}

/// The images of one document.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    pub(super) files: Vec<IncomingFile>,
    /// Those that lie beside the page, as they came.
    pub(super) originals: Vec<Bytes>,
    /// Their paths on the shelf, and the name under which each is offered; in the same order.
    taken: Vec<(String, String)>,
    /// The paths of those that were not made anew.
    refused: Vec<String>,
    /// How many could not be had, or had something odd about them.
    pub(super) remarks: usize,
}

/// Whether a file is to be made anew before it is offered.
pub(super) fn is_image(path: &str, bytes: &[u8]) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end.to_lowercase());
    end.is_some_and(|end| ENDS.contains(&end.as_str()))
        || SIGNS.iter().any(|sign| bytes.starts_with(sign))
}

/// An image that was made anew, as a file of its document.
pub(crate) fn file(image: ImageFile) -> IncomingFile {
    IncomingFile {
        media_type: image.media_type().to_owned(),
        pixels: Some(Pixels {
            width: image.width,
            height: image.height,
        }),
        name: image.name,
        bytes: image.bytes.into(),
        is_source: false,
    }
}

impl Pictures {
    /// Takes an image that lies beside the page, once.
    ///
    /// # Errors
    /// Where it is not made anew; then it is not offered.
    pub(super) async fn take(
        &mut self,
        place: &Place<'_>,
        path: &str,
        bytes: Bytes,
    ) -> Result<String, ReadFailure> {
        if let Some((_, name)) = self.taken.iter().find(|(known, _)| known == path) {
            return Ok(name.clone());
        }
        let input = Input {
            bytes: &bytes,
            name: Some(path),
            ..Input::default()
        };
        let made = place.pool.image(input, place.isolation).await;
        let reading = made.inspect_err(|_| self.refused.push(path.to_owned()))?;
        for problem in &reading.problems {
            say::note(&format!("{}：{}", place.page, problem.says));
        }
        self.remarks += reading.problems.len();
        let name = self.add(reading.file);
        self.taken.push((path.to_owned(), name.clone()));
        self.originals.push(bytes);
        Ok(name)
    }

    /// Takes the images of a text: those that its file carries, then those that lie beside the page.
    pub(super) async fn of_text(
        &mut self,
        place: &Place<'_>,
        text: &mut Text,
        carried: Vec<ImageFile>,
    ) -> anyhow::Result<()> {
        let mut names = BTreeMap::new();
        for image in carried {
            let known = image.name.clone();
            names.insert(known, self.add(image));
        }
        for block in &mut text.blocks {
            let Block::Image(image) = block else {
                continue;
            };
            if !names.contains_key(&image.name) {
                let had = match beside(place.page, &image.name, place.on_shelf) {
                    None => Err("不在文件旁边".into()),
                    Some(path) => {
                        let bytes = place.shelf.bytes(&path)?;
                        let had = self.take(place, &path, bytes).await;
                        had.map_err(|failure| failure.says())
                    }
                };
                match had {
                    Ok(name) => {
                        names.insert(image.name.clone(), name);
                    }
                    Err(why) => {
                        self.remarks += 1;
                        say::note(&format!(
                            "{}：图片 {} 没有收入：{why}",
                            place.page, image.name
                        ));
                    }
                }
            }
            if let Some(name) = names.get(&image.name) {
                image.name.clone_from(name);
            }
        }
        Ok(())
    }

    /// The paths of the images that lie beside the page, also of those that were refused.
    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        let taken = self.taken.iter().map(|(path, _)| path);
        taken.chain(&self.refused)
    }

    /// What was taken from the shelf, as it came: a change of it is a change of the document.
    pub(super) fn came(&self) -> impl Iterator<Item = (&str, Digest)> {
        let names = self.paths().map(|path| base(path));
        names.zip(self.originals.iter().map(|bytes| Digest::of(bytes)))
    }

    /// Adds an image under its name, or one like it that no other image has.
    fn add(&mut self, mut image: ImageFile) -> String {
        let (stem, end) = image.name.rsplit_once('.').unwrap_or((&image.name, "png"));
        let is_taken = |name: &str| self.files.iter().any(|file| file.name == name);
        let others = (2..).map(|n| format!("{stem}-{n}.{end}"));
        let name = std::iter::once(image.name.clone())
            .chain(others)
            .find(|name| !is_taken(name));
        image.name = name.unwrap_or_default();
        let name = image.name.clone();
        self.files.push(file(image));
        name
    }
}

/// The name of a file without its folders.
pub(super) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
