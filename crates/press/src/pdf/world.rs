//! Everything the typesetter may see: the template, the data, the images, the fonts. No files, no network, no clock.

use super::{Fonts, Images};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

const TEMPLATE: &str = include_str!("template.typ");

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::builder().build()));

/// The few names there are; they are the same for every document, since the typesetter never forgets a name.
static MAIN: LazyLock<Option<FileId>> = LazyLock::new(|| id("main.typ"));

fn id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The name under which the template finds the n-th image.
pub(super) fn image_name(n: usize) -> String {
    format!("image-{n}")
}

/// One document to be set.
pub(super) struct Sheets<'a> {
    source: Source,
    data: Bytes,
    images: Vec<Bytes>,
    fonts: &'a Fonts,
}

impl<'a> Sheets<'a> {
    pub(super) fn new(data: String, images: &Images, fonts: &'a Fonts) -> Self {
        let source = match *MAIN {
            Some(main) => Source::new(main, TEMPLATE.to_owned()),
            None => Source::detached(TEMPLATE),
        };
        Self {
            source,
            data: Bytes::from_string(data),
            images: images.values().cloned().map(Bytes::new).collect(),
            fonts,
        }
    }
}

impl World for Sheets<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() {
            Ok(self.source.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.get().vpath().get_without_slash();
        if name == "data.json" {
            return Ok(self.data.clone());
        }
        let number = name
            .strip_prefix("image-")
            .and_then(|n| n.parse::<usize>().ok());
        number
            .and_then(|n| self.images.get(n))
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.all.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
