//! An object store that speaks as much of the S3 protocol as we use, kept in memory: put, get, head of one object.
//!
//! A real server takes its place where `GONGKAI_TEST_S3` names one (`cargo xtask prove s3`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use store::Blobs;
use store::blob::S3;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

type Objects = Arc<Mutex<HashMap<String, Vec<u8>>>>;

const KEY: &str = "gongkai";
const BUCKET: &str = "files";

/// Large files in an object store of their own.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find the server by the environment"
)]
pub(crate) async fn blobs() -> Blobs {
    let s3 = match std::env::var("GONGKAI_TEST_S3") {
        Ok(told) => named(&told),
        Err(_) => reached(&fake().await),
    };
    Blobs::on_s3(&s3).unwrap()
}

/// Endpoint, bucket, access key and secret key, with blanks between.
fn named(told: &str) -> S3 {
    let mut parts = told.split_whitespace().map(str::to_owned);
    S3 {
        endpoint: parts.next().unwrap(),
        bucket: parts.next().unwrap(),
        region: "us-east-1".into(),
        access_key: parts.next().unwrap(),
        secret_key: parts.next().unwrap(),
    }
}

pub(crate) fn reached(endpoint: &str) -> S3 {
    S3 {
        endpoint: endpoint.to_owned(),
        bucket: BUCKET.into(),
        region: "us-east-1".into(),
        access_key: KEY.into(),
        secret_key: "hush-hush".into(),
    }
}

/// Starts a server that lives as long as the test; gives its address.
pub(crate) async fn fake() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let objects = Objects::default();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, objects.clone()));
        }
    });
    address
}

async fn serve(stream: TcpStream, objects: Objects) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let asked = line(&mut stream).await?;
        let (mut length, mut is_known) = (0, false);
        loop {
            let head = line(&mut stream).await?.to_lowercase();
            if head.is_empty() {
                break;
            }
            if let Some(n) = head.strip_prefix("content-length: ") {
                length = n.parse().ok()?;
            }
            is_known |= head.contains(&format!("credential={KEY}/"));
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        let mut words = asked.split(' ');
        let (method, path) = (words.next()?, words.next()?.to_owned());
        let answer = answer(&objects, method, &path, body, is_known);
        stream.get_mut().write_all(&answer).await.ok()?;
    }
}

async fn line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let n = stream.read_line(&mut line).await.ok()?;
    (n > 0).then(|| line.trim_end().to_owned())
}

fn answer(objects: &Objects, method: &str, path: &str, body: Vec<u8>, is_known: bool) -> Vec<u8> {
    let mut objects = objects.lock().unwrap();
    let problem = |status: &str, code: &str| {
        let body = format!("<Error><Code>{code}</Code></Error>");
        (status.to_owned(), body.into_bytes())
    };
    let (status, body) = if !is_known {
        problem("403 Forbidden", "InvalidAccessKeyId")
    } else if !path.starts_with(&format!("/{BUCKET}/")) {
        problem("404 Not Found", "NoSuchBucket")
    } else if method == "PUT" {
        objects.insert(path.to_owned(), body);
        ("200 OK".into(), Vec::new())
    } else {
        match objects.get(path) {
            Some(found) => ("200 OK".into(), found.clone()),
            None => problem("404 Not Found", "NoSuchKey"),
        }
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: \"1\"\r\nLast-Modified: Mon, 02 Mar 2026 00:00:00 GMT\r\n\r\n",
        body.len()
    );
    let body = if method == "HEAD" { Vec::new() } else { body };
    [head.into_bytes(), body].concat()
}
