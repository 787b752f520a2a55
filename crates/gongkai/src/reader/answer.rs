//! An answer as its reader gives it, taken by the parent that trusts neither its length nor its shape.
//!
//! Invariants
//! - Memory is taken as bytes arrive, never as they are announced.
//! - An answer counts only for the file that was asked last.
//! - What decodes to far more than its bytes is refused before it is decoded.

use std::io;

use ingest::Reading;
use tokio::io::AsyncReadExt;
use tokio::process::ChildStdout;
use tokio::task::spawn_blocking;

use super::failure::ReadFailure;
use super::frame::{Answer, Broken, Lengths, PREFIX};
use super::limits::Limits;

/// Marks of JSON that begin a value: more than this many would take far more memory than their bytes.
const MOST_VALUES: usize = 8_000_000;

/// Receives one frame.
pub(super) async fn receive(
    from: &mut ChildStdout,
    longest: u64,
) -> Result<(Answer, Vec<u8>), Broken> {
    let gone = |_: io::Error| Broken::NotAFrame;
    let mut prefix = [0; PREFIX];
    from.read_exact(&mut prefix).await.map_err(gone)?;
    let lengths = Lengths::of(prefix, longest)?;
    let mut head = vec![0; lengths.head];
    from.read_exact(&mut head).await.map_err(gone)?;
    // Not reserved at once: a length is only a claim.
    let mut body = Vec::new();
    let received = from
        .take(lengths.body as u64)
        .read_to_end(&mut body)
        .await
        .map_err(gone)?;
    match serde_json::from_slice(&head) {
        Ok(answer) if received == lengths.body => Ok((answer, body)),
        _ => Err(Broken::NotAFrame),
    }
}

/// The reading an answer brings, where it answers the file asked last.
pub(super) async fn reading(
    (answer, body): (Answer, Vec<u8>),
    asked: u64,
    limits: &Limits,
) -> Result<Reading, ReadFailure> {
    match answer {
        Answer::Ok { id } if id == asked => decoded(body, limits.output).await,
        Answer::Refused { id, code, says } if id == asked => {
            Err(ReadFailure::Refused { code, says })
        }
        Answer::Failed { id, at } if id == asked => Err(ReadFailure::ReaderFailed { at }),
        _ => Err(ReadFailure::Crashed),
    }
}

/// Decodes a body, beside the runtime where that takes a while.
async fn decoded(body: Vec<u8>, output: u64) -> Result<Reading, ReadFailure> {
    let too_many = MOST_VALUES < body.iter().filter(|byte| b",:[{".contains(byte)).count();
    if too_many {
        return Err(ReadFailure::OutputTooLarge { limit: output });
    }
    let decode = move || {
        let value: serde_json::Value = serde_json::from_slice(&body).ok()?;
        ingest::wire::decode(&value).ok()
    };
    let decoded = spawn_blocking(decode).await.ok().flatten();
    decoded.ok_or(ReadFailure::Crashed)
}
