//! 资源 — images and drawings by their identifiers.

use super::content::{Gatherer, Object};
use super::document::Document;
use super::location::{find, folder, resolve};
use crate::Refused;
use crate::archive::Archive;
use crate::xml::{Events, Node, decode};
use std::collections::HashMap;

#[derive(Default)]
pub(super) struct Resources {
    /// The parts of images.
    pub(super) images: HashMap<String, String>,
    pub(super) drawings: HashMap<String, Vec<Object>>,
    /// Whether a path did not conform and was guessed.
    pub(super) guessed: bool,
    pub(super) missing: usize,
}

/// The resources that all pages of a document share.
pub(super) fn read(archive: &mut Archive<'_>, document: &Document) -> Result<Resources, Refused> {
    let mut resources = Resources::default();
    for part in &document.resources {
        resources.add(archive, part, &document.folder)?;
    }
    Ok(resources)
}

impl Resources {
    /// Adds those of one resource file.
    pub(super) fn add(
        &mut self,
        archive: &mut Archive<'_>,
        part: &str,
        home: &str,
    ) -> Result<(), Refused> {
        let Some(bytes) = archive.read(part)? else {
            return Ok(());
        };
        let text = decode(&bytes);
        let mut events = Events::of(&text);
        let mut gatherer = Gatherer::default();
        let mut base = folder(part).to_owned();
        let mut media: Option<String> = None;
        let mut drawing: Option<String> = None;
        while let Some(node) = events.next()? {
            match &node {
                Node::Open(tag) => match tag.name() {
                    "Res" => {
                        let at = tag.attr("BaseLoc").unwrap_or_default();
                        base = resolve(folder(part), &at);
                    }
                    "MultiMedia" => {
                        let image = tag.attr("Type").is_none_or(|kind| kind == "Image");
                        media = tag.attr("ID").filter(|_| image);
                    }
                    "CompositeGraphicUnit" => {
                        gatherer.done.clear();
                        drawing = tag.attr("ID");
                    }
                    _ => {}
                },
                Node::Text(path) if gatherer.inside() == Some("MediaFile") => {
                    if let Some(id) = media.take() {
                        let folders = [base.as_str(), folder(part), home];
                        match find(archive, &folders, path) {
                            Some((name, sound)) => {
                                self.guessed |= !sound;
                                self.images.insert(id, name);
                            }
                            None => self.missing += 1,
                        }
                    }
                }
                Node::Close if gatherer.inside() == Some("CompositeGraphicUnit") => {
                    if let Some(id) = drawing.take() {
                        self.drawings.insert(id, std::mem::take(&mut gatherer.done));
                    }
                }
                _ => {}
            }
            gatherer.take(&node);
        }
        Ok(())
    }
}
