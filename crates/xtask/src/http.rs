//! The smallest possible visitor: one GET on loopback, for checks that must not depend on a browser.

use anyhow::{Context as _, Result};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// What came back for a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
}

/// Fetches a path from a server on this machine; no redirects are followed.
///
/// # Errors
/// Where nobody answers, or the answer is not HTTP.
pub(crate) fn get(port: u16, path: &str) -> Result<Page> {
    let bytes = bytes(port, path)?;
    let answer = String::from_utf8_lossy(&bytes);
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .context("an answer without an end of its head")?;
    let status = head
        .split_whitespace()
        .nth(1)
        .and_then(|code| code.parse().ok())
        .with_context(|| format!("no status in {head:?}"))?;
    Ok(Page {
        status,
        body: body.to_owned(),
    })
}

/// Sends a form as a browser on a page of the site does, by a proxy that says from where; no redirects are followed.
///
/// # Errors
/// Where nobody answers, or the answer is not HTTP.
pub(crate) fn send(port: u16, from: &str, path: &str, form: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(
        stream,
        "POST {path} HTTP/1.0\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n\
         Sec-Fetch-Site: same-origin\r\nX-Forwarded-For: {from}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let answer = String::from_utf8_lossy(&bytes);
    let (head, _) = answer.split_once("\r\n\r\n").context("no head")?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.and_then(|code| code.parse().ok());
    let location = lines.find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location")
            .then(|| value.to_owned())
    });
    Ok(Answer {
        status: status.with_context(|| format!("no status in {head:?}"))?,
        location,
    })
}

/// The whole answer as it comes.
///
/// # Errors
/// Where nobody answers.
pub(crate) fn bytes(port: u16, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: localhost:{port}\r\nAccept: text/html\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The addresses in `href="…"` of a page, in order.
pub(crate) fn links(body: &str) -> impl Iterator<Item = &str> {
    body.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}
