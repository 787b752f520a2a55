//! TLS as a visitor meets it: both versions of HTTP, the way there from plain HTTP, and a certificate that changes while
//! people read.

use crate::world::{PATIENCE, Server, Site, ended, get_at};
use axum::body::Body;
use hyper::Request;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::fs;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const NAME: &str = "www.shushi.example";

/// A certificate of our own and its key, put where the settings say.
fn put(site: &Site) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    let folder = site.folder.path();
    fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

fn settings(site: &Site, more: &str) {
    let folder = site.folder.path().display();
    let text = format!(
        "operator = \"示例经办\"\n[tls]\ncertificate = \"{folder}/cert.pem\"\nkey = \"{folder}/key.pem\"\n{more}\n"
    );
    site.settle(&text);
}

/// A site made from within a runtime: it has one of its own while it is made.
fn made() -> Site {
    std::thread::spawn(Site::new).join().unwrap()
}

/// A connection of somebody who trusts one certificate alone.
async fn connected(
    server: &Server,
    trusted: &CertificateDer<'static>,
    alpn: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![alpn.to_vec()];
    let stream = TcpStream::connect(&server.address).await?;
    let name = ServerName::try_from(NAME).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

/// One answer on a connection that stays open.
async fn asked(stream: &mut TlsStream<TcpStream>) -> String {
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {NAME}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut said = Vec::new();
    while !said.ends_with(b"ok\n") {
        let read = tokio::time::timeout(PATIENCE, stream.read_buf(&mut said));
        assert!(0 < read.await.unwrap().unwrap());
    }
    String::from_utf8(said).unwrap()
}

#[tokio::test]
async fn a_site_speaks_both_versions_of_http_over_tls_and_sends_plain_http_there() {
    let site = made();
    let trusted = put(&site);
    settings(&site, "redirect_port = 0\nhsts_days = 30");
    let server = site.serve();
    let mut stream = connected(&server, &trusted, b"http/1.1").await.unwrap();
    let said = asked(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(
        said.contains("strict-transport-security: max-age=2592000\r\n"),
        "{said}"
    );

    let stream = connected(&server, &trusted, b"h2").await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    for path in ["/", "/laws", "/"] {
        let request = Request::get(format!("https://{NAME}{path}"));
        let request = request.body(Body::empty()).unwrap();
        let answer = sender.send_request(request).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert!(answer.headers().contains_key("strict-transport-security"));
        let body = axum::body::to_bytes(Body::new(answer.into_body()), 1 << 20).await;
        assert!(String::from_utf8_lossy(&body.unwrap()).contains("<h1"));
    }
    drop(sender);

    let plain = server.others.first().expect("a port without TLS").clone();
    let (status, answer) = get_at(&plain, "/laws?q=1");
    assert_eq!(status, 308, "{answer}");
    let (_, port) = server.address.split_once(':').unwrap();
    assert!(
        answer.contains(&format!("location: https://127.0.0.1:{port}/laws?q=1\r\n")),
        "{answer}"
    );
    server.stop();
}

#[tokio::test]
async fn a_new_certificate_is_taken_at_a_word_and_who_is_connected_stays() {
    let site = made();
    let old = put(&site);
    settings(&site, "");
    let server = site.serve();
    let mut stays = connected(&server, &old, b"http/1.1").await.unwrap();
    asked(&mut stays).await;
    let new = put(&site);
    server.signal("HUP");
    let begun = Instant::now();
    while connected(&server, &new, b"http/1.1").await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "the new one was not taken");
    }
    assert!(connected(&server, &old, b"http/1.1").await.is_err());
    asked(&mut stays).await;

    // A key that belongs to another certificate is not taken.
    fs::write(site.folder.path().join("cert.pem"), "nothing").unwrap();
    server.signal("HUP");
    let mut again = connected(&server, &new, b"http/1.1").await.unwrap();
    asked(&mut again).await;
    drop((stays, again));
    let log = server.end();
    assert!(log.contains("the certificate was read anew"), "{log}");
}

#[test]
fn a_pair_that_does_not_fit_keeps_the_site_shut_and_says_why() {
    let site = Site::new();
    put(&site);
    settings(&site, "");
    let key = site.folder.path().join("key.pem");
    let mine = fs::read(&key).unwrap();
    let other = rcgen::generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    for (bytes, expected) in [
        (other.signing_key.serialize_pem().into_bytes(), "不能一起用"),
        (b"no key at all".to_vec(), "没有 PEM 写法的私钥"),
    ] {
        fs::write(&key, bytes).unwrap();
        let (code, said) = ended(&mut site.command(&["serve", "--port", "0"]));
        assert!(code == Some(1) && said.contains(expected), "{said}");
    }
    fs::write(&key, mine).unwrap();
    fs::remove_file(site.folder.path().join("cert.pem")).unwrap();
    let (code, said) = ended(&mut site.command(&["serve", "--port", "0"]));
    assert!(
        code == Some(1) && said.contains("tls.certificate"),
        "{said}"
    );
}
