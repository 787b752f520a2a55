//! An answer as its reader gives it, taken by the parent that trusts neither its length nor its shape.
//!
//! Invariants
//! - Memory is taken as bytes arrive, never as they are announced.
//! - An answer counts only for the file that was asked last.
//! - What decodes to far more than its bytes is refused before it is decoded.

use std::io;

use ingest::Reading;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::task::spawn_blocking;

use super::failure::ReadFailure;
use super::frame::{Answer, Broken, Lengths, PREFIX};
use super::limits::Limits;

/// Marks of JSON that begin a value: more than this many would take far more memory than their bytes.
const MOST_VALUES: usize = 8_000_000;

/// Receives one frame.
pub(super) async fn receive(
    from: &mut (impl AsyncRead + Unpin),
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::super::frame::opening;
    use super::*;

    /// What comes of answers that lie, to a caller who asked for file 7.
    async fn taken(head: &Answer, announced: usize, body: &[u8]) -> Result<Reading, String> {
        let output = 32 * 1024 * 1024;
        let limits = Limits {
            output,
            ..Limits::default()
        };
        let sent = [&opening(head, announced).unwrap(), body].concat();
        let answer = receive(&mut &sent[..], output)
            .await
            .map_err(|why| format!("{why:?}"))?;
        let reading = reading(answer, 7, &limits).await;
        reading.map_err(|failure| failure.code().to_owned())
    }

    async fn said(body: &[u8]) -> String {
        taken(&Answer::Ok { id: 7 }, body.len(), body)
            .await
            .unwrap_err()
    }

    #[tokio::test]
    async fn an_answer_to_another_file_is_not_taken() {
        let refused = Answer::Refused {
            id: 6,
            code: "damaged".into(),
            says: String::new(),
        };
        assert_eq!(taken(&refused, 0, b"").await.unwrap_err(), "crashed");
        assert_eq!(
            taken(&Answer::Ok { id: 8 }, 2, b"{}").await.unwrap_err(),
            "crashed"
        );
    }

    #[tokio::test]
    async fn an_answer_that_is_no_reading_is_a_crash() {
        let deep = "[".repeat(1_000_000);
        for body in ["", "{}", "null", "{\"format\":\"txt\"}", "\u{0}", &deep] {
            assert_eq!(said(body.as_bytes()).await, "crashed");
        }
        assert_eq!(said(b"\xff\xfe").await, "crashed");
    }

    #[tokio::test]
    async fn an_answer_shorter_or_longer_than_announced_is_not_waited_for() {
        let ok = Answer::Ok { id: 7 };
        assert_eq!(taken(&ok, 1000, b"{}").await.unwrap_err(), "NotAFrame");
        assert_eq!(taken(&ok, usize::MAX, b"{}").await.unwrap_err(), "TooLong");
    }

    #[tokio::test]
    async fn an_answer_of_too_many_values_is_not_decoded() {
        let many = format!("[0{}]", ",0".repeat(MOST_VALUES));
        assert_eq!(said(many.as_bytes()).await, "output_too_large");
    }

    #[test]
    fn a_prefix_is_a_frame_only_with_its_magic_and_a_head_of_a_possible_length() {
        let mut prefix = [0xff; PREFIX];
        assert_eq!(
            Lengths::of(prefix, u64::MAX).unwrap_err(),
            Broken::NotAFrame
        );
        prefix[..4].copy_from_slice(b"GKR1");
        assert_eq!(
            Lengths::of(prefix, u64::MAX).unwrap_err(),
            Broken::NotAFrame
        );
    }
}
