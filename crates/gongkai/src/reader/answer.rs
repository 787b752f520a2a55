//! An answer as its reader gives it, taken by the parent that trusts neither its length nor its shape.
//!
//! Invariants
//! - Memory is taken as bytes arrive, never as they are announced.
//! - An answer counts only for the file that was asked last.
//! - What decodes to far more than its bytes is refused before it is decoded.

use std::io;

use ingest::{ImageReading, Reading, wire};
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
    // Of a long one not all is reserved at once: a length is only a claim.
    let mut body = Vec::with_capacity(lengths.body.min(SHORT));
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

/// What is decoded at once, in about a millisecond; more is decoded beside the runtime.
const SHORT: usize = 256 * 1024;

/// What a reader brought.
#[derive(Debug)]
pub(super) enum Taken {
    Document(Box<Reading>),
    Words(String),
    Image(ImageReading),
}

/// What an answer brings, where it answers the file asked last.
pub(super) async fn taken(
    (answer, body): (Answer, Vec<u8>),
    asked: u64,
    limits: &Limits,
) -> Result<Taken, ReadFailure> {
    match answer {
        Answer::Ok { id } if id == asked => {
            let reading = decoded(body, limits.output).await?;
            Ok(Taken::Document(Box::new(reading)))
        }
        Answer::Words { id } if id == asked => String::from_utf8(body)
            .map(Taken::Words)
            .map_err(|_| ReadFailure::Crashed),
        Answer::Image { id, image } if id == asked => wire::decode_image(&image, body)
            .map(Taken::Image)
            .map_err(|_| ReadFailure::Crashed),
        Answer::Refused { id, code, says } if id == asked => {
            Err(ReadFailure::Refused { code, says })
        }
        Answer::Failed { id, at } if id == asked => Err(ReadFailure::ReaderFailed { at }),
        _ => Err(ReadFailure::Crashed),
    }
}

/// Decodes a body, beside the runtime where that takes a while.
async fn decoded(body: Vec<u8>, output: u64) -> Result<Reading, ReadFailure> {
    let marks = || body.iter().filter(|byte| b",:[{".contains(byte)).count();
    if MOST_VALUES < body.len() && MOST_VALUES < marks() {
        return Err(ReadFailure::OutputTooLarge { limit: output });
    }
    let decoded = if body.len() <= SHORT {
        wire::decode(&body).ok()
    } else {
        let decoded = spawn_blocking(move || wire::decode(&body).ok()).await;
        decoded.ok().flatten()
    };
    decoded.ok_or(ReadFailure::Crashed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::super::frame::opening;
    use super::*;

    /// What comes of answers that lie, to a caller who asked for file 7.
    async fn come_of(head: &Answer, announced: usize, body: &[u8]) -> Result<Taken, String> {
        let output = 32 * 1024 * 1024;
        let limits = Limits {
            output,
            ..Limits::default()
        };
        let sent = [&opening(head, announced).unwrap(), body].concat();
        let answer = receive(&mut &sent[..], output)
            .await
            .map_err(|why| format!("{why:?}"))?;
        let taken = taken(answer, 7, &limits).await;
        taken.map_err(|failure| failure.code().to_owned())
    }

    async fn said(body: &[u8]) -> String {
        come_of(&Answer::Ok { id: 7 }, body.len(), body)
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
        assert_eq!(come_of(&refused, 0, b"").await.unwrap_err(), "crashed");
        assert_eq!(
            come_of(&Answer::Ok { id: 8 }, 2, b"{}").await.unwrap_err(),
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
        assert_eq!(come_of(&ok, 1000, b"{}").await.unwrap_err(), "NotAFrame");
        assert_eq!(
            come_of(&ok, usize::MAX, b"{}").await.unwrap_err(),
            "TooLong"
        );
    }

    #[tokio::test]
    async fn an_answer_that_is_no_clean_image_is_a_crash() {
        let png = b"\x89PNG\r\n\x1a\n....\0\0\0\0IEND\xaeB`\x82".to_vec();
        let image = |width: u32| Answer::Image {
            id: 7,
            image: serde_json::json!({ "name": "a.png", "width": width, "height": 1, "problems": [] }),
        };
        assert!(come_of(&image(1), png.len(), &png).await.is_ok());
        let with_tail = [&png[..], b"<script>"].concat();
        for (head, body) in [
            (image(1), &with_tail[..]),
            (image(1), b"<svg onload=alert(1)>"),
            (image(0), &png),
            (image(u32::MAX), &png),
        ] {
            let failed = come_of(&head, body.len(), body).await;
            assert_eq!(failed.unwrap_err(), "crashed");
        }
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
