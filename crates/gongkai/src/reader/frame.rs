//! What passes between the pool and a reader: framed messages on its standard input and output.
//!
//! A frame is four magic bytes, the length of the head (u32), the length of the body (u64), both
//! big-endian, then a head in JSON and a body of bytes. Both sides check both lengths before they
//! reserve anything. The order is fixed: [`Settings`] once, [`Answer::Ready`] once, then one
//! [`Answer`] to each [`Ask`].
//!
//! The two sides are the same executable, so there is no version to negotiate.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::protections::Protections;

/// Magic and lengths.
pub(super) const PREFIX: usize = 16;
const MAGIC: [u8; 4] = *b"GKR1";
/// A head holds a name, a type and an address; a longer one is no such thing.
const LONGEST_HEAD: u32 = 64 * 1024;

/// Whether readers do what a file orders that makes them misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Faults {
    Ignored,
    /// By a development build; a release ignores them even so.
    Obeyed,
}

impl Faults {
    /// What the environment of this process asks for.
    #[expect(clippy::disallowed_methods, reason = "no setting: no release obeys it")]
    pub(super) fn here() -> Self {
        match std::env::var_os("GONGKAI_READER_FAULTS") {
            Some(value) if cfg!(debug_assertions) && value == "1" => Self::Obeyed,
            _ => Self::Ignored,
        }
    }
}

/// The first word of the pool: how the reader is to lock itself down.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) memory: u64,
    pub(super) cpu_seconds: u64,
    pub(super) input: u64,
    /// Whether files may order faults (see [`super::faults`]); a release build never obeys.
    pub(super) faults: Faults,
}

impl Settings {
    pub(super) fn of(limits: &Limits, faults: Faults) -> Self {
        let Limits { memory, input, .. } = *limits;
        Self {
            memory,
            cpu_seconds: limits.cpu_seconds(),
            input,
            faults,
        }
    }
}

/// What is wanted of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Task {
    /// What it says.
    Document,
    /// Every word that it holds, part of the document or not.
    Words,
    /// The image that it is, made anew.
    Image,
}

/// A file to be read; its bytes are the body.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ask {
    pub(super) id: u64,
    pub(super) task: Task,
    pub(super) name: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) url: Option<String>,
}

/// What a reader says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// Locked down and waiting.
    Ready(Protections),
    /// Not locked down; the process ends.
    Unfit {
        why: String,
    },
    /// Read; the body is the reading in the JSON of `ingest::wire`.
    Ok {
        id: u64,
    },
    /// Gone through; the body is its words in UTF-8.
    Words {
        id: u64,
    },
    /// Made anew; the body is the image, `image` what `ingest::wire` says of it.
    Image {
        id: u64,
        image: serde_json::Value,
    },
    Refused {
        id: u64,
        code: String,
        says: String,
    },
    /// A panic, and where; the process ends.
    Failed {
        id: u64,
        at: String,
    },
}

/// The lengths a frame announces, checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    pub(super) head: usize,
    pub(super) body: usize,
}

/// Why bytes are no frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// Not the magic, or an impossible head.
    NotAFrame,
    /// A body over the limit.
    TooLong,
}

impl Lengths {
    /// Reads the prefix of a frame whose body may have at most `longest_body` bytes.
    pub(super) fn of(prefix: [u8; PREFIX], longest_body: u64) -> Result<Self, Broken> {
        let [m0, m1, m2, m3, h0, h1, h2, h3, body @ ..] = prefix;
        let head = u32::from_be_bytes([h0, h1, h2, h3]);
        let body = u64::from_be_bytes(body);
        if [m0, m1, m2, m3] != MAGIC || LONGEST_HEAD < head {
            return Err(Broken::NotAFrame);
        }
        match usize::try_from(body) {
            Ok(length) if body <= longest_body => Ok(Self {
                head: head as usize,
                body: length,
            }),
            _ => Err(Broken::TooLong),
        }
    }
}

/// Prefix and head of a frame whose body follows.
///
/// # Errors
/// `InvalidInput` where the head is longer than any honest one.
pub(super) fn opening(head: &impl Serialize, body: usize) -> io::Result<Vec<u8>> {
    let head = serde_json::to_vec(head)?;
    let length = u32::try_from(head.len())
        .ok()
        .filter(|length| *length <= LONGEST_HEAD);
    let length = length.ok_or(io::ErrorKind::InvalidInput)?;
    let mut opening = Vec::with_capacity(PREFIX + head.len());
    opening.extend_from_slice(&MAGIC);
    opening.extend_from_slice(&length.to_be_bytes());
    opening.extend_from_slice(&(body as u64).to_be_bytes());
    opening.extend_from_slice(&head);
    Ok(opening)
}

/// What goes with the opening of a frame in one piece, as a pipe takes it: the other side wakes once for both.
pub(super) const TOGETHER: usize = 48 * 1024;

/// A frame as two pieces: its opening with the beginning of its body, and the rest.
///
/// # Errors
/// As [`opening`].
pub(super) fn pieces<'a>(head: &impl Serialize, body: &'a [u8]) -> io::Result<(Vec<u8>, &'a [u8])> {
    let mut first = opening(head, body.len())?;
    let (with_it, rest) = body.split_at(body.len().min(TOGETHER));
    first.extend_from_slice(with_it);
    Ok((first, rest))
}

/// Writes one frame.
pub(super) fn write(to: &mut impl Write, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
    let (first, rest) = pieces(head, body)?;
    to.write_all(&first)?;
    to.write_all(rest)?;
    to.flush()
}

/// Reads one frame; `None` where the other side has closed between frames.
pub(super) fn read<H: DeserializeOwned>(
    from: &mut impl Read,
    longest_body: u64,
) -> io::Result<Option<(H, Vec<u8>)>> {
    let mut prefix = [0; PREFIX];
    if from.read(&mut prefix[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut prefix[1..])?;
    let lengths = Lengths::of(prefix, longest_body).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut head = vec![0; lengths.head];
    from.read_exact(&mut head)?;
    let mut body = vec![0; lengths.body];
    from.read_exact(&mut body)?;
    Ok(Some((serde_json::from_slice(&head)?, body)))
}
