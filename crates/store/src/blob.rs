//! Files by their SHA-256: small ones in the database, larger ones on disk or in an object store.
//!
//! Two name spaces that never meet: `original` holds what came in and is not routable; `released` holds what may leave.
//! A file is put in place before the transaction that speaks of it, so an interrupted act leaves at most a file that
//! nobody names; files are found by what they are, so putting one twice is putting it once.

use crate::Error;
use crate::engine::{Reader, Rows, Tx, params};
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use law::Digest;
use law::digest::Digesting;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _};
use std::path::Path;
use std::sync::Arc;

/// Files of at least this many bytes go to the object store.
pub const LARGE: usize = 64 * 1024;

/// Which of the two name spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// What came in. Never routable.
    Original,
    /// What may leave.
    Released,
}

impl Space {
    pub const fn id(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Released => "released",
        }
    }
}

/// Where the bytes of a registered file are.
#[derive(Clone, Debug)]
pub enum Held {
    /// In the row itself, checked against their hash.
    Here(Bytes),
    /// In the object store.
    Large,
}

/// The object store for large files.
#[derive(Clone, Debug)]
pub struct Blobs {
    objects: Arc<dyn ObjectStore>,
}

/// How an S3-protocol object store is reached.
#[derive(Clone, Debug)]
pub struct S3 {
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
}

impl Blobs {
    /// Keeps large files under a directory, which is made where there is none.
    ///
    /// # Errors
    /// Where the directory cannot be made.
    pub fn on_disk(directory: &Path) -> Result<Self, Error> {
        let doing = "opening the file store";
        std::fs::create_dir_all(directory)
            .map_err(|error| Error::damaged(doing, format!("{}: {error}", directory.display())))?;
        let local = object_store::local::LocalFileSystem::new_with_prefix(directory)
            .map_err(|source| Error::Objects { doing, source })?
            .with_fsync(true);
        Ok(Self {
            objects: Arc::new(local),
        })
    }

    /// Keeps large files in an object store that speaks the S3 protocol.
    ///
    /// # Errors
    /// Where the configuration cannot be used.
    pub fn on_s3(s3: &S3) -> Result<Self, Error> {
        // Two providers may be linked; naming one twice is no error worth telling.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let objects = object_store::aws::AmazonS3Builder::new()
            .with_endpoint(&s3.endpoint)
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key)
            .with_secret_access_key(&s3.secret_key)
            .with_allow_http(s3.endpoint.starts_with("http://"))
            .build()
            .map_err(|source| Error::Objects {
                doing: "opening the object store",
                source,
            })?;
        Ok(Self {
            objects: Arc::new(objects),
        })
    }

    /// Whether the place of large files answers: asked for a file that nobody has, it says so.
    ///
    /// # Errors
    /// Where it cannot be reached, or does not let us in.
    pub async fn reachable(&self) -> Result<(), Error> {
        let nobodys = Self::path(Space::Released, Digest::of(b"nobody has this file"));
        match self.objects.get(&nobodys).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(Error::Objects {
                doing: "asking the file store",
                source,
            }),
        }
    }

    fn path(space: Space, digest: Digest) -> ObjectPath {
        let hex = digest.to_string();
        ObjectPath::from(format!("{}/{}/{hex}", space.id(), &hex[..2]))
    }

    /// Puts a large file in place, before the transaction that speaks of it.
    pub async fn put_large(&self, space: Space, digest: Digest, bytes: Bytes) -> Result<(), Error> {
        let path = Self::path(space, digest);
        let failed = |source| Error::Objects {
            doing: "writing a file",
            source,
        };
        match self.objects.head(&path).await {
            Ok(known) if known.size == bytes.len() as u64 => Ok(()),
            _ => self
                .objects
                .put(&path, bytes.into())
                .await
                .map(|_| ())
                .map_err(failed),
        }
    }

    /// A large file piece by piece, without a database. The last piece comes only where the whole has its hash; what was
    /// damaged ends with an error before its end, so that nobody takes it for whole.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub async fn pieces(
        &self,
        space: Space,
        digest: Digest,
    ) -> Result<BoxStream<'static, Result<Bytes, Error>>, Error> {
        let doing = "reading a file";
        let failed = move |source| Error::Objects { doing, source };
        let opened = self.objects.get(&Self::path(space, digest)).await;
        let begin = Pieces {
            from: opened.map_err(failed)?.into_stream(),
            digesting: Some(Digesting::default()),
            before: None,
        };
        let pieces = stream::try_unfold(begin, move |mut state| async move {
            loop {
                let Some(mut digesting) = state.digesting.take() else {
                    return Ok(None);
                };
                let Some(piece) = state.from.next().await else {
                    if digesting.end() != digest {
                        return Err(without_its_hash(digest));
                    }
                    return Ok(state.before.take().map(|last| (last, state)));
                };
                let piece = piece.map_err(failed)?;
                digesting.push(&piece);
                state.digesting = Some(digesting);
                if let Some(before) = state.before.replace(piece) {
                    return Ok(Some((before, state)));
                }
            }
        });
        Ok(pieces.boxed())
    }

    async fn large(&self, space: Space, digest: Digest) -> Result<Bytes, Error> {
        let failed = |source| Error::Objects {
            doing: "reading a file",
            source,
        };
        self.objects
            .get(&Self::path(space, digest))
            .await
            .map_err(failed)?
            .bytes()
            .await
            .map_err(failed)
    }
}

/// A file on its way out: what is still to come, and the piece that is held back until the next one is there.
struct Pieces {
    from: BoxStream<'static, object_store::Result<Bytes>>,
    /// `None` after the end.
    digesting: Option<Digesting>,
    before: Option<Bytes>,
}

fn without_its_hash(digest: Digest) -> Error {
    Error::damaged("reading a file", format!("{digest} does not have its hash"))
}

impl Tx {
    /// The bytes of a file, checked against their hash.
    pub async fn blob(
        &mut self,
        blobs: &Blobs,
        space: Space,
        digest: Digest,
    ) -> Result<Option<Bytes>, Error> {
        blob(self, blobs, space, digest).await
    }

    /// Registers a file; small ones are kept in the row itself.
    pub async fn put_blob(
        &mut self,
        space: Space,
        digest: Digest,
        bytes: &Bytes,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO blob (space, digest, size, bytes) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (space, digest) DO NOTHING";
        let small = (bytes.len() < LARGE).then(|| bytes.to_vec());
        self.execute(
            "registering a file",
            sql,
            params![space.id(), digest, bytes.len() as i64, small],
        )
        .await?;
        Ok(())
    }
}

/// The bytes of a file, checked against their hash.
async fn blob(
    rows: &mut (impl Rows + Send),
    blobs: &Blobs,
    space: Space,
    digest: Digest,
) -> Result<Option<Bytes>, Error> {
    match held(rows, space, digest).await? {
        None => Ok(None),
        Some(Held::Here(bytes)) => Ok(Some(bytes)),
        Some(Held::Large) => {
            let bytes = blobs.large(space, digest).await?;
            if Digest::of(&bytes) != digest {
                return Err(without_its_hash(digest));
            }
            Ok(Some(bytes))
        }
    }
}

async fn held(
    rows: &mut (impl Rows + Send),
    space: Space,
    digest: Digest,
) -> Result<Option<Held>, Error> {
    let sql = "SELECT bytes FROM blob WHERE space = $1 AND digest = $2";
    let row = rows
        .one("reading a file", sql, params![space.id(), digest])
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    match row.opt_bytes(0)? {
        None => Ok(Some(Held::Large)),
        Some(bytes) if Digest::of(&bytes) == digest => Ok(Some(Held::Here(bytes.into()))),
        Some(_) => Err(without_its_hash(digest)),
    }
}

impl Reader {
    /// The bytes of a file, checked against their hash.
    ///
    /// # Errors
    /// Also where the bytes are not those of the digest.
    pub async fn blob(
        &mut self,
        blobs: &Blobs,
        space: Space,
        digest: Digest,
    ) -> Result<Option<Bytes>, Error> {
        blob(self, blobs, space, digest).await
    }

    /// Where the bytes of a file are; small ones at once. `None` where it is not registered.
    ///
    /// # Errors
    /// Also where small bytes are not those of the digest.
    pub async fn held(&mut self, space: Space, digest: Digest) -> Result<Option<Held>, Error> {
        held(self, space, digest).await
    }

    /// Every registered file: space, digest, size.
    pub async fn blobs(&mut self) -> Result<Vec<(String, Digest, u64)>, Error> {
        let rows = self
            .all(
                "listing files",
                "SELECT space, digest, size FROM blob ORDER BY space, digest",
                vec![],
            )
            .await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.digest(1)?, row.int(2)? as u64)))
            .collect()
    }
}
