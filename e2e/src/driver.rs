//! What WebDriver has no word for: one POST straight to chromedriver, one GET beside the browser.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Posts a command to the driver at `http://host:port`.
pub(crate) async fn post(driver: &str, path: &str, body: &Value) -> Result<()> {
    let host = driver.trim_start_matches("http://").trim_end_matches('/');
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(request.as_bytes()).await?;
    // The driver keeps the connection open whatever it was asked for: the first line says enough.
    let mut answer = [0; 512];
    let length = stream.read(&mut answer).await?;
    let answer = String::from_utf8_lossy(answer.get(..length).unwrap_or_default());
    if !answer.starts_with("HTTP/1.1 200") {
        bail!("chromedriver answered: {answer}");
    }
    Ok(())
}

/// Gets an address of the server at `http://host:port`: its status and body.
pub(crate) async fn get(server: &str, path: &str) -> Result<(u16, Vec<u8>)> {
    let host = server.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let body = answer.split_off(end.context("an answer without an end of its head")? + 4);
    let head = String::from_utf8_lossy(&answer);
    let status = head.split_whitespace().nth(1);
    let status = status.context("an answer without a status")?.parse()?;
    Ok((status, body))
}
