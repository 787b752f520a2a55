//! What chromedriver can do and WebDriver has no word for: one POST, straight to it.

use anyhow::{Result, bail};
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
