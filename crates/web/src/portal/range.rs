//! 断点续传 — which bytes of a download are asked for (RFC 9110 §14).
//!
//! One range is answered, so that a broken download goes on where it stopped; several at once are answered in full, as
//! the standard allows. A range is a wish: what is not understood, or was asked of another edition (`If-Range`), is
//! answered with the whole.

use acts::portal::Pieces;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};

/// What to send of so many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Whole,
    Part(Part),
    /// The range begins after the end.
    Beyond,
}

/// Bytes `from` to before `to`, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) from: u64,
    pub(crate) to: u64,
}

impl Part {
    pub(crate) fn length(self) -> u64 {
        self.to - self.from
    }

    /// The value of `Content-Range`.
    pub(crate) fn content_range(self, size: u64) -> String {
        format!("bytes {}-{}/{size}", self.from, self.to - 1)
    }

    pub(crate) fn of_bytes(self, bytes: &Bytes) -> Bytes {
        let at = |n: u64| usize::try_from(n).map_or(bytes.len(), |n| n.min(bytes.len()));
        bytes.slice(at(self.from)..at(self.to))
    }

    /// The part of a file that comes piece by piece. The file is read to its end all the same: its hash is known only
    /// there, and the last bytes of the part are held back until it is.
    pub(crate) fn of_pieces(self, pieces: Pieces) -> Pieces {
        let begin = Cut {
            pieces,
            at: 0,
            before: None,
        };
        stream::try_unfold(begin, move |mut cut| async move {
            while let Some(piece) = cut.pieces.next().await {
                let piece = piece?;
                let start = cut.at;
                cut.at += piece.len() as u64;
                let of_piece = Self {
                    from: self.from.saturating_sub(start),
                    to: self.to.saturating_sub(start),
                };
                let mine = of_piece.of_bytes(&piece);
                if !mine.is_empty()
                    && let Some(before) = cut.before.replace(mine)
                {
                    return Ok(Some((before, cut)));
                }
            }
            Ok(cut.before.take().map(|last| (last, cut)))
        })
        .boxed()
    }
}

/// A file of which a part is taken.
struct Cut {
    pieces: Pieces,
    /// How many bytes came.
    at: u64,
    /// What is held back until the next bytes, or the end, are there.
    before: Option<Bytes>,
}

/// What a GET with these headers wants of `size` bytes under a strong `etag`.
pub(crate) fn wanted(headers: &HeaderMap, etag: &HeaderValue, size: u64) -> Wanted {
    let Some(range) = one(headers, &header::RANGE) else {
        return Wanted::Whole;
    };
    let is_same = match headers.get(header::IF_RANGE) {
        None => true,
        // A date or a weak tag names no bytes (RFC 9110 §13.1.5).
        Some(asked) => asked == etag,
    };
    match range.strip_prefix("bytes=") {
        Some(range) if is_same => of(range.trim(), size),
        _ => Wanted::Whole,
    }
}

/// The value of a header that stands once.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

fn of(range: &str, size: u64) -> Wanted {
    let Some((first, last)) = range.split_once('-') else {
        return Wanted::Whole;
    };
    let part = match (number(first), number(last)) {
        (Some(_), Some(_)) if size == 0 => return Wanted::Beyond,
        (Some(from), Some(last)) if from <= last => Part {
            from,
            to: last.saturating_add(1).min(size),
        },
        (Some(from), None) if last.is_empty() => Part { from, to: size },
        (None, Some(0)) if first.is_empty() => return Wanted::Beyond,
        // The last bytes of nothing are all of it.
        (None, Some(_)) if first.is_empty() && size == 0 => return Wanted::Whole,
        (None, Some(n)) if first.is_empty() => Part {
            from: size.saturating_sub(n),
            to: size,
        },
        _ => return Wanted::Whole,
    };
    if part.from < size {
        Wanted::Part(part)
    } else {
        Wanted::Beyond
    }
}

/// Digits; a number that is larger than any file is the largest there is.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn asked(headers: &[(HeaderName, &str)], size: u64) -> Wanted {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value.parse().unwrap());
        }
        wanted(&map, &HeaderValue::from_static("\"tag\""), size)
    }

    fn part(from: u64, to: u64) -> Wanted {
        Wanted::Part(Part { from, to })
    }

    #[test]
    fn one_range_is_read_as_the_standard_writes_it() {
        for (range, size, is) in [
            ("bytes=0-0", 10, part(0, 1)),
            ("bytes=2-4", 10, part(2, 5)),
            ("bytes=9-", 10, part(9, 10)),
            ("bytes=0-99", 10, part(0, 10)),
            ("bytes=-3", 10, part(7, 10)),
            ("bytes=-99", 10, part(0, 10)),
            ("bytes=3-99999999999999999999999", 10, part(3, 10)),
            ("bytes=10-", 10, Wanted::Beyond),
            ("bytes=99999999999999999999999-", 10, Wanted::Beyond),
            ("bytes=-0", 10, Wanted::Beyond),
            ("bytes=0-0", 0, Wanted::Beyond),
            ("bytes=0-", 0, Wanted::Beyond),
            ("bytes=-1", 0, Wanted::Whole),
            ("bytes=4-2", 10, Wanted::Whole),
            ("bytes=0-1,4-5", 10, Wanted::Whole),
            ("bytes=", 10, Wanted::Whole),
            ("bytes=-", 10, Wanted::Whole),
            ("bytes=+1-2", 10, Wanted::Whole),
            ("bytes=a-b", 10, Wanted::Whole),
            ("lines=1-2", 10, Wanted::Whole),
        ] {
            assert_eq!(
                asked(&[(header::RANGE, range)], size),
                is,
                "{range} of {size}"
            );
        }
        let twice = [(header::RANGE, "bytes=0-1"), (header::RANGE, "bytes=2-3")];
        assert_eq!(asked(&twice, 10), Wanted::Whole);
        assert_eq!(asked(&[], 10), Wanted::Whole);
    }

    #[test]
    fn a_range_of_other_bytes_is_answered_with_the_whole() {
        let range = (header::RANGE, "bytes=2-4");
        for (tag, is) in [
            ("\"tag\"", part(2, 5)),
            ("W/\"tag\"", Wanted::Whole),
            ("\"other\"", Wanted::Whole),
            ("Tue, 24 Nov 2026 00:00:00 GMT", Wanted::Whole),
        ] {
            let headers = [range.clone(), (header::IF_RANGE, tag)];
            assert_eq!(asked(&headers, 10), is, "{tag}");
        }
    }

    #[tokio::test]
    async fn a_part_is_the_same_whatever_pieces_the_file_comes_in() {
        let all: Vec<u8> = (0..20).collect();
        for width in [1, 3, 7, 20, 50] {
            for (from, to) in [(0, 1), (0, 20), (4, 9), (6, 7), (19, 20)] {
                let pieces: Vec<_> = all
                    .chunks(width)
                    .map(|piece| Ok(Bytes::copy_from_slice(piece)))
                    .collect();
                let cut = Part { from, to }.of_pieces(stream::iter(pieces).boxed());
                let got: Vec<_> = cut.map(|piece| piece.unwrap().to_vec()).collect().await;
                let expected = all.get(from as usize..to as usize).unwrap();
                assert_eq!(got.concat(), expected, "{from}..{to} by {width}");
            }
        }
    }
}
