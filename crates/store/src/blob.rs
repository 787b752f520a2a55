//! Files by their SHA-256: small ones in the database, larger ones on disk or in an object store.
//!
//! Two name spaces that never meet: `original` holds what came in and is not routable; `released` holds what may leave.
//! A file is put in place before the transaction that speaks of it, so an interrupted act leaves at most a file that
//! nobody names; files are found by what they are, so putting one twice is putting it once.

use crate::Error;
use crate::engine::{Reader, Rows, Tx, of_system, params};
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use law::Digest;
use law::digest::Digesting;
use object_store::path::Path as ObjectPath;
use object_store::{GetResult, ObjectStore, ObjectStoreExt as _, WriteMultipart};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Files of at least this many bytes go to the object store.
pub const LARGE: usize = 64 * 1024;

/// How long an object store that does not answer is asked again.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file larger than this is put in place part by part.
const IN_PARTS: u64 = 8 * 1024 * 1024;

/// Which of the two name spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    pub fn parse(id: &str) -> Option<Self> {
        [Self::Original, Self::Released]
            .into_iter()
            .find(|space| space.id() == id)
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
    /// Where files are put on trial, which are then found there first; the directory goes with the last who has it.
    trial: Option<(Arc<dyn ObjectStore>, Arc<TempDir>)>,
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
        let doing = "打开文件目录";
        std::fs::create_dir_all(directory).map_err(|cause| Error::Directory {
            doing,
            directory: directory.to_owned(),
            cause,
        })?;
        let local = object_store::local::LocalFileSystem::new_with_prefix(directory)
            .map_err(|cause| Error::Objects { doing, cause })?
            .with_fsync(true);
        Ok(Self {
            objects: Arc::new(local),
            trial: None,
        })
    }

    /// Keeps large files in an object store that speaks the S3 protocol.
    ///
    /// # Errors
    /// Where the configuration cannot be used.
    pub fn on_s3(s3: &S3) -> Result<Self, Error> {
        // Two providers may be linked; naming one twice is no error worth telling.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let retry = object_store::RetryConfig {
            max_retries: 5,
            retry_timeout: PATIENCE,
            ..Default::default()
        };
        // A large file may take its time, as long as something of it comes.
        let client = object_store::ClientOptions::new()
            .with_timeout_disabled()
            .with_read_timeout(PATIENCE);
        let objects = object_store::aws::AmazonS3Builder::new()
            .with_client_options(client)
            .with_retry(retry)
            .with_endpoint(&s3.endpoint)
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key)
            .with_secret_access_key(&s3.secret_key)
            .with_allow_http(s3.endpoint.starts_with("http://"))
            .build()
            .map_err(|cause| Error::Objects {
                doing: "打开对象存储",
                cause,
            })?;
        Ok(Self {
            objects: Arc::new(objects),
            trial: None,
        })
    }

    /// The same files on trial: what is put in place is put under a directory for the time being and found there, and the
    /// place itself stays as it is.
    ///
    /// # Errors
    /// Where there can be no such directory.
    pub fn on_trial(self) -> Result<Self, Error> {
        let folder = tempfile::tempdir().map_err(|cause| Error::Directory {
            doing: "为试运行建立临时目录",
            directory: std::env::temp_dir(),
            cause,
        })?;
        let beside = Self::on_disk(folder.path())?;
        Ok(Self {
            objects: self.objects,
            trial: Some((beside.objects, Arc::new(folder))),
        })
    }

    /// Where files are put.
    fn place(&self) -> &Arc<dyn ObjectStore> {
        self.trial
            .as_ref()
            .map_or(&self.objects, |(beside, _)| beside)
    }

    async fn get(&self, path: &ObjectPath) -> object_store::Result<GetResult> {
        if let Some((beside, _)) = &self.trial
            && let Ok(found) = beside.get(path).await
        {
            return Ok(found);
        }
        self.objects.get(path).await
    }

    /// Whether the place of large files answers: asked for a file that nobody has, it says so. A bucket that is not there
    /// is told apart from such a file only in the words of an answer with a body.
    ///
    /// # Errors
    /// Where it cannot be reached, or does not let us in.
    pub async fn reachable(&self) -> Result<(), Error> {
        let nobodys = Self::path(Space::Released, Digest::of(b"nobody has this file"));
        match self.objects.get(&nobodys).await {
            Ok(_) => Ok(()),
            Err(object_store::Error::NotFound { source, .. }) if !lacks_bucket(&source) => Ok(()),
            Err(cause) => Err(Error::Objects {
                doing: "访问文件存储",
                cause,
            }),
        }
    }

    /// Whether something can be put in the place of large files: puts it there and takes it away again, where it may; a
    /// place from which nothing can be taken away is one as well.
    ///
    /// # Errors
    /// Where it cannot be put.
    pub async fn writable(&self) -> Result<(), Error> {
        let probe = ObjectPath::from(format!("probe/{}", std::process::id()));
        let bytes = Bytes::from_static(b"probe");
        let put = self.objects.put(&probe, bytes.into()).await;
        put.map_err(|cause| Error::Objects {
            doing: "试写文件存储",
            cause,
        })?;
        let _ = self.objects.delete(&probe).await;
        Ok(())
    }

    fn path(space: Space, digest: Digest) -> ObjectPath {
        let hex = digest.to_string();
        ObjectPath::from(format!("{}/{}/{hex}", space.id(), &hex[..2]))
    }

    /// Puts a large file in place, before the transaction that speaks of it.
    pub async fn put_large(&self, space: Space, digest: Digest, bytes: Bytes) -> Result<(), Error> {
        let path = Self::path(space, digest);
        let failed = |cause| Error::Objects {
            doing: "写入文件",
            cause,
        };
        match self.objects.head(&path).await {
            Ok(known) if known.size == bytes.len() as u64 => Ok(()),
            // It did not answer; whoever may not ask may still be allowed to write.
            Err(cause @ object_store::Error::Generic { .. }) => Err(failed(cause)),
            _ => self
                .place()
                .put(&path, bytes.into())
                .await
                .map(|_| ())
                .map_err(failed),
        }
    }

    /// Puts a large file in place as it comes, never all of it in memory; what has not its hash is not put.
    ///
    /// # Errors
    /// Also what `next` says.
    pub async fn put_pieces<E: From<Error>>(
        &self,
        space: Space,
        digest: Digest,
        size: u64,
        mut next: impl FnMut() -> Result<Option<Bytes>, E> + Send,
    ) -> Result<(), E> {
        let path = Self::path(space, digest);
        let failed = |cause| Error::Objects {
            doing: "写入文件",
            cause,
        };
        if matches!(self.objects.head(&path).await, Ok(known) if known.size == size) {
            return Ok(());
        }
        let mut digesting = Digesting::default();
        if size <= IN_PARTS {
            let mut whole = Vec::new();
            while let Some(piece) = next()? {
                digesting.push(&piece);
                whole.extend_from_slice(&piece);
            }
            if digesting.end() != digest {
                return Err(without_its_hash(digest).into());
            }
            return Ok(self.put_large(space, digest, whole.into()).await?);
        }
        let upload = self.place().put_multipart(&path).await.map_err(failed)?;
        let mut upload = WriteMultipart::new(upload);
        let sent = async {
            while let Some(piece) = next()? {
                digesting.push(&piece);
                upload.wait_for_capacity(2).await.map_err(failed)?;
                upload.put(piece);
            }
            Ok(digesting.end() == digest)
        };
        match sent.await {
            Ok(true) => {
                upload.finish().await.map_err(failed)?;
                Ok(())
            }
            other => {
                // What is told is why it was not put.
                let _ = upload.abort().await;
                Err(other
                    .err()
                    .unwrap_or_else(|| without_its_hash(digest).into()))
            }
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
        let doing = "读取文件";
        let failed = move |cause| Error::Objects { doing, cause };
        let opened = self.get(&Self::path(space, digest)).await;
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
        let failed = |cause| Error::Objects {
            doing: "读取文件",
            cause,
        };
        self.get(&Self::path(space, digest))
            .await
            .map_err(failed)?
            .bytes()
            .await
            .map_err(failed)
    }
}

fn lacks_bucket(cause: &dyn std::fmt::Display) -> bool {
    cause.to_string().contains("NoSuchBucket")
}

/// What to do where files cannot be read or written.
pub(crate) fn advice(cause: &object_store::Error) -> &'static str {
    use object_store::Error as Cause;
    let words = cause.to_string();
    match cause {
        _ if lacks_bucket(&words) => "对象存储里没有这个桶，请看设置里的 bucket，或者先建立它",
        Cause::Unauthenticated { .. } | Cause::PermissionDenied { .. } => {
            "没有权限，请看文件目录的属主，或者对象存储的密钥（access_key、secret_key_file）和桶的权限"
        }
        Cause::NotFound { .. } => "文件不在应在的地方，请从备份恢复",
        _ if words.contains("error sending request") => {
            "连不上对象存储，请看设置里的 endpoint 和它是否在运行，然后再试"
        }
        _ => of_system(&words).unwrap_or("请看文件目录或者对象存储是否正常、空间够不够，然后再试"),
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
    Error::damaged("读取文件", format!("{digest} 的内容与校验码不符"))
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
            "登记文件",
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
        .one("读取文件", sql, params![space.id(), digest])
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

    /// How long a file is, all of it read and checked against its hash, a piece at a time.
    ///
    /// # Errors
    /// Also where the bytes are not those of the digest.
    pub async fn blob_length(
        &mut self,
        blobs: &Blobs,
        space: Space,
        digest: Digest,
    ) -> Result<Option<u64>, Error> {
        match held(self, space, digest).await? {
            None => Ok(None),
            Some(Held::Here(bytes)) => Ok(Some(bytes.len() as u64)),
            Some(Held::Large) => {
                let mut pieces = blobs.pieces(space, digest).await?;
                let mut length = 0;
                while let Some(piece) = pieces.try_next().await? {
                    length += piece.len() as u64;
                }
                Ok(Some(length))
            }
        }
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
                "列出文件",
                "SELECT space, digest, size FROM blob ORDER BY space, digest",
                vec![],
            )
            .await?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.digest(1)?, row.int(2)? as u64)))
            .collect()
    }

    /// Up to `limit` of the files that lie outside of the register, behind one of them: space, digest, size.
    pub async fn large_after(
        &mut self,
        after: Option<(Space, Digest)>,
        limit: u32,
    ) -> Result<Vec<(Space, Digest, u64)>, Error> {
        let doing = "列出文件";
        let (space, digest) = match after {
            Some((space, digest)) => (space.id(), digest.0.to_vec()),
            None => ("", Vec::new()),
        };
        let sql = "SELECT space, digest, size FROM blob WHERE bytes IS NULL AND (space, digest) > ($1, $2) \
                   ORDER BY space, digest LIMIT $3";
        let rows = self.all(doing, sql, params![space, digest, limit]).await?;
        let listed = rows.iter().map(|row| {
            let space = row.text(0)?;
            let space = Space::parse(&space).ok_or_else(|| Error::damaged(doing, space))?;
            Ok((space, row.digest(1)?, row.int(2)? as u64))
        });
        listed.collect()
    }
}
