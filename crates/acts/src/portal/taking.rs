//! What is taken away of an item: its files as released, the copies of it, and the checksums of all of them.
//!
//! What may be seen at an address is decided where the page asks for it too ([`visible`]), so that no exit forgets the rule.

use crate::Failure;
use crate::log::NewCopy;
use crate::portal::Portal;
use crate::portal::find::{Visible, is_own, visible};
use crate::view::{Address, FileBytes, FileLine, Sums, Tombstone, Unmade};
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use law::Digest;
use law::item::{Printing, Released, ReleasedFile};
use law::text::Block;
use press::{Copy, Fonts, Form, Images};
use store::Space;
use store::blob::Held;

/// What stands behind a file address.
#[derive(Clone, Debug)]
pub enum FileFound<F> {
    Released(F),
    Withdrawn(Tombstone),
}

/// The bytes of a file, small ones whole, large ones as they come.
pub type Pieces = BoxStream<'static, Result<Bytes, store::Error>>;

/// A release as it is printed, or what it left.
pub(super) enum Seen {
    Release(Box<Printable>),
    Gone(Tombstone),
}

pub(super) struct Printable {
    pub(super) released: Released,
    printing: Printing,
}

impl Portal {
    /// A file of an item as released, by its name; nothing of it is read.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn file(
        &self,
        at: &Address,
        edition: Option<u32>,
        name: &str,
    ) -> Result<FileFound<FileLine>, Failure> {
        let mut reader = self.register.store.read().await?;
        let (_, release) = match visible(&mut reader, at, edition).await? {
            Visible::Gone(tombstone) => return Ok(FileFound::Withdrawn(tombstone)),
            Visible::Item(item, release) => (item, release),
        };
        let file = release
            .released
            .files()
            .iter()
            .find(|file| file.name == name)
            .ok_or(Failure::NotFound)?;
        Ok(FileFound::Released(file_line(file)))
    }

    /// The bytes of a file that was just found. A large one comes from the object store piece by piece, and no connection
    /// to the database is held meanwhile; it breaks off before its end where it does not have its hash.
    ///
    /// # Errors
    /// [`Failure::Bug`] where the file is not held, or a small one does not have its hash.
    pub async fn pieces(&self, file: &FileLine) -> Result<Pieces, Failure> {
        let mut reader = self.register.store.read().await?;
        let held = reader.held(Space::Released, file.digest).await?;
        drop(reader);
        match held {
            Some(Held::Here(bytes)) => Ok(stream::once(async { Ok(bytes) }).boxed()),
            Some(Held::Large) => {
                let blobs = &self.register.blobs;
                Ok(blobs.pieces(Space::Released, file.digest).await?)
            }
            None => Err(Failure::Bug(format!("公开的文件 {} 没有登记", file.digest))),
        }
    }

    /// An item in one of the forms in which it can be taken away. `url` is the address that the copy names.
    ///
    /// # Errors
    /// [`Failure::NotFound`], also where the item has no such form.
    pub async fn form(
        &self,
        at: &Address,
        edition: Option<u32>,
        form: Form,
        url: &str,
    ) -> Result<FileFound<FileBytes>, Failure> {
        let release = match self.seen_at(at, edition).await? {
            Seen::Gone(tombstone) => return Ok(FileFound::Withdrawn(tombstone)),
            Seen::Release(release) => release,
        };
        let released = &release.released;
        if Form::of(released).all(|has| has != form) {
            return Err(Failure::NotFound);
        }
        let bytes = self.copy(form, &release, url).await?;
        if form.is_kept()
            && let Seen::Gone(tombstone) = self.seen_at(at, edition).await?
        {
            return Ok(FileFound::Withdrawn(tombstone));
        }
        Ok(FileFound::Released(FileBytes {
            name: copy_name(released, form),
            media_type: form.media_type().to_owned(),
            digest: Digest::of(&bytes),
            bytes,
        }))
    }

    /// The checksums of everything that can be taken of an edition: its files as released, and the copies of it, which are
    /// made where they are not kept.
    ///
    /// # Errors
    /// [`Failure::NotFound`]
    pub async fn sums(
        &self,
        at: &Address,
        edition: Option<u32>,
        url: &str,
    ) -> Result<FileFound<Sums>, Failure> {
        let release = match self.seen_at(at, edition).await? {
            Seen::Gone(tombstone) => return Ok(FileFound::Withdrawn(tombstone)),
            Seen::Release(release) => release,
        };
        let released = &release.released;
        let mut files: Vec<FileLine> = released.files().iter().map(file_line).collect();
        let mut unmade = Vec::new();
        for form in Form::of(released) {
            let name = copy_name(released, form);
            let bytes = match self.copy(form, &release, url).await {
                Ok(bytes) => bytes,
                // The others can be checked all the same.
                Err(Failure::Bug(cause)) => {
                    unmade.push(Unmade { name, cause });
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            files.push(FileLine {
                name,
                media_type: form.media_type().to_owned(),
                size: bytes.len() as u64,
                digest: Digest::of(&bytes),
            });
        }
        // Making them may have taken a while.
        if let Seen::Gone(tombstone) = self.seen_at(at, edition).await? {
            return Ok(FileFound::Withdrawn(tombstone));
        }
        Ok(FileFound::Released(Sums {
            title: file_name(released.title()),
            index_no: released.index_no().to_string(),
            edition: released.edition(),
            files,
            unmade,
        }))
    }

    pub(super) async fn seen_at(
        &self,
        at: &Address,
        edition: Option<u32>,
    ) -> Result<Seen, Failure> {
        let mut reader = self.register.store.read().await?;
        match visible(&mut reader, at, edition).await? {
            Visible::Gone(tombstone) => Ok(Seen::Gone(tombstone)),
            Visible::Item(held, release) => {
                let agencies = self.all_agencies(&mut reader).await?;
                let is_own = is_own(&agencies, &held.item.agency);
                Ok(Seen::Release(Box::new(Printable {
                    released: release.released,
                    printing: Printing::of(is_own),
                })))
            }
        }
    }

    /// A copy of a release: of the forms that take long, the one that is kept.
    pub(super) async fn copy(
        &self,
        form: Form,
        release: &Printable,
        url: &str,
    ) -> Result<Bytes, Failure> {
        let (released, printing) = (&release.released, release.printing);
        let kind = self.kinds().get(released.kind()).copied();
        let kind =
            kind.ok_or_else(|| Failure::Bug(format!("没有“{}”这一种信息", released.kind())))?;
        let is_demo = self.site().is_demo;
        let copy = Copy {
            released,
            kind: &kind,
            address: url,
            printing,
            is_demo,
        };
        if !form.is_kept() {
            let printed = form.render(&copy, &Images::new(), &Fonts::own());
            return match printed {
                Ok(bytes) => Ok(bytes.into()),
                Err(unmade) => Err(Failure::Bug(unmade.to_string())),
            };
        }
        let label = self.copies.label(form, &copy);
        if let Some(kept) = self.copies.kept(&label).await {
            // Its leaf may be missing where the program ended before it was put down.
            let copy = new_copy(released, form, &kept);
            let mut reader = self.register.store.read().await?;
            let held = reader.derivative(&copy.item, copy.edition, copy.digest);
            if held.await?.is_none() {
                self.made.put(copy);
            }
            return Ok(kept);
        }
        let images = Box::pin(self.clone().images(images_of(released)));
        let (released, address) = (released.clone(), url.to_owned());
        let print = move |images: &Images, fonts: &Fonts| {
            let copy = Copy {
                released: &released,
                kind: &kind,
                address: &address,
                printing,
                is_demo,
            };
            form.render(&copy, images, fonts)
        };
        let (portal, item, edition) = (self.clone(), label.item.clone(), label.edition);
        let is_public = async move {
            let kept_from = portal.readable_from(vec![item]).await?;
            let kept_from = kept_from.first().and_then(|(_, from)| *from);
            Ok(kept_from.is_some_and(|from| from <= edition))
        };
        let bytes = self
            .copies
            .made(label, images, print, Box::pin(is_public))
            .await?;
        self.made.put(new_copy(&release.released, form, &bytes));
        Ok(bytes)
    }

    /// The bytes of images, by their names.
    async fn images(self, files: Vec<FileLine>) -> Result<Images, Failure> {
        let mut images = Images::new();
        for file in files {
            let pieces = self.pieces(&file).await?;
            let pieces: Vec<Bytes> = pieces.try_collect().await?;
            images.insert(file.name, pieces.concat());
        }
        Ok(images)
    }
}

fn file_line(file: &ReleasedFile) -> FileLine {
    FileLine {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        digest: file.digest,
    }
}

/// What the images of one copy may take together; those beyond are named by their words.
const MOST_IMAGES: u64 = 32 << 20;

/// The images that stand in a text, as a reader made them anew (ADR 0011).
fn images_of(released: &Released) -> Vec<FileLine> {
    let mut left = MOST_IMAGES;
    let named = |name: &str| {
        let blocks = &released.text().blocks;
        blocks
            .iter()
            .any(|block| matches!(block, Block::Image(image) if image.name == name))
    };
    let shown = released
        .files()
        .iter()
        .filter(|file| file.pixels.is_some() && named(&file.name));
    let fitting = shown.take_while(|file| {
        let fits = file.size <= left;
        left = left.saturating_sub(file.size);
        fits
    });
    fitting.map(file_line).collect()
}

/// A copy as it is registered.
pub(super) fn new_copy(released: &Released, form: Form, bytes: &Bytes) -> NewCopy {
    NewCopy {
        item: released.item().to_owned(),
        edition: released.edition(),
        name: copy_name(released, form),
        media_type: form.media_type().to_owned(),
        size: bytes.len() as u64,
        digest: Digest::of(bytes),
    }
}

/// The name under which a copy is saved: that of the item, told apart where a file of it has the same.
fn copy_name(released: &Released, form: Form) -> String {
    let title = file_name(released.title());
    let name = format!("{title}.{}", form.extension());
    if released.files().iter().any(|file| file.name == name) {
        format!("{title}（排印）.{}", form.extension())
    } else {
        name
    }
}

/// A title as a file name: no character that a file system minds, at most 80 of them.
fn file_name(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|c| !c.is_control() && !r#"/\:*?"<>|"#.contains(*c));
    kept.take(80).collect()
}
