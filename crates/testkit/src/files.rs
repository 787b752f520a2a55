//! Where the large files of a county lie: in its folder, or on a server of the S3 protocol.
//!
//! `GONGKAI_TEST_FILES` chooses the server that `GONGKAI_TEST_S3` names, for every county of a run, and is the folder in which
//! that server keeps its buckets: a test that changes a file behind the back of the program finds it there. Each county
//! has a bucket of its own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use store::Blobs;
use store::blob::S3;

/// The place of the large files of one county.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
    server: Option<S3>,
}

impl Files {
    /// Where the files of this run lie; `folder` is that of the county.
    pub fn new(folder: &Path) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Some((root, server)) = server() else {
            return Self {
                folder: folder.join("files"),
                server: None,
            };
        };
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let bucket = format!("{}-{}-{n}", server.bucket, std::process::id());
        Self {
            folder: root.join(&bucket),
            server: Some(S3 { bucket, ..server }),
        }
    }

    pub fn open(&self) -> Blobs {
        let opened = match &self.server {
            None => Blobs::on_disk(&self.folder),
            Some(server) => {
                std::fs::create_dir_all(&self.folder).expect("a bucket");
                Blobs::on_s3(server)
            }
        };
        opened.expect("a file store")
    }

    /// Where the bytes themselves can be found and changed.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// The server of this run and the folder of its buckets; `None` where files lie in the folder of the county.
#[expect(
    clippy::disallowed_methods,
    reason = "files of a run lie where the environment says"
)]
fn server() -> Option<(PathBuf, S3)> {
    let root = std::env::var_os("GONGKAI_TEST_FILES")?;
    let named = std::env::var("GONGKAI_TEST_S3").expect("GONGKAI_TEST_S3 names the server");
    let parts: Vec<&str> = named.split_whitespace().collect();
    let [endpoint, bucket, access_key, secret_key] = parts[..] else {
        panic!("GONGKAI_TEST_S3 is endpoint, bucket, access key and secret key");
    };
    let server = S3 {
        endpoint: endpoint.into(),
        bucket: bucket.into(),
        region: "us-east-1".into(),
        access_key: access_key.into(),
        secret_key: secret_key.into(),
    };
    Some((root.into(), server))
}
