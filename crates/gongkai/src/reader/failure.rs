//! 读不成 — why a file was not read, for a person, for a program and for a shell.
//!
//! Invariants
//! - Codes and exit codes are public and stable; `docs/ops/reader.md` lists the same table.
//! - What is said is Chinese, says what to do next, and repeats nothing of the document.

use std::time::Duration;

/// Why a file was not read.
///
/// | exit code | when | sysexits name |
/// |---|---|---|
/// | 0 | read | `EX_OK` |
/// | 2 | wrong usage (said by the command line, not here) | – |
/// | 65 | refused: unknown, damaged or hostile, too large a file or too large a result | `EX_DATAERR` |
/// | 69 | the reader died, or cannot be started | `EX_UNAVAILABLE` |
/// | 70 | the reader met a fault of its own and said so | `EX_SOFTWARE` |
/// | 71 | the reader ran out of memory | `EX_OSERR` |
/// | 74 | reading the file or writing the answer failed (said by the command line, not here) | `EX_IOERR` |
/// | 75 | the reader ran out of time | `EX_TEMPFAIL` |
/// | 77 | the file is encrypted | `EX_NOPERM` |
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.says())]
pub(crate) enum ReadFailure {
    /// The reader looked at the file and refuses it; code and words are those of `ingest`.
    Refused { code: String, says: String },
    /// Not answered within [`super::Limits::wall`], or within the processor time.
    Timeout { after: Duration },
    /// More address space asked for than [`super::Limits::memory`].
    Memory { limit: u64 },
    /// The process ended without an answer, or answered what is no answer.
    Crashed,
    /// The reader met a fault of its own (a panic); `at` is the place in the source, never document text.
    ReaderFailed { at: String },
    /// The file is larger than [`super::Limits::input`]; no process was asked.
    TooLarge { limit: u64 },
    /// The answer is larger than [`super::Limits::output`].
    OutputTooLarge { limit: u64 },
    /// No reader could be started, or it could not be locked down; nothing was read.
    Unavailable { why: String },
}

impl ReadFailure {
    /// Stable name.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Timeout { .. } => "timeout",
            Self::Memory { .. } => "memory",
            Self::Crashed => "crashed",
            Self::ReaderFailed { .. } => "reader_failed",
            Self::TooLarge { .. } => "too_large",
            Self::OutputTooLarge { .. } => "output_too_large",
            Self::Unavailable { .. } => "reader_unavailable",
        }
    }

    /// In Chinese: what did not happen, and what can be done.
    pub(crate) fn says(&self) -> String {
        match self {
            Self::Refused { says, .. } => says.clone(),
            Self::Timeout { after } => format!(
                "文件在{}秒内没有读完，已停止。请检查文件是否损坏，或者拆分后再试。",
                after.as_secs_f32()
            ),
            Self::Memory { limit } => format!(
                "读取文件所需内存超过上限（{}），已停止。请检查文件是否损坏，或者拆分后再试。",
                size(*limit)
            ),
            Self::Crashed => {
                "阅读进程意外结束，文件没有读成。请重试；再次失败的，请改用其他格式。".into()
            }
            Self::ReaderFailed { at } => format!(
                "阅读程序出错，文件没有读成。请改用其他格式，并将出错位置（{at}）告知维护人员。"
            ),
            Self::TooLarge { limit } => {
                format!(
                    "文件超过大小上限（{}），没有读取。请压缩图片或者拆分后再试。",
                    size(*limit)
                )
            }
            Self::OutputTooLarge { limit } => format!(
                "文件展开后的内容超过上限（{}），已停止。请检查文件来源，或者拆分后再试。",
                size(*limit)
            ),
            Self::Unavailable { why } => {
                format!("阅读进程不能启动（{why}），文件没有读取。请联系维护人员。")
            }
        }
    }

    /// What `gongkai read` ends with; see the table above.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Refused { code, .. } if code == "encrypted" => 77,
            Self::Refused { .. } | Self::TooLarge { .. } | Self::OutputTooLarge { .. } => 65,
            Self::Crashed | Self::Unavailable { .. } => 69,
            Self::ReaderFailed { .. } => 70,
            Self::Memory { .. } => 71,
            Self::Timeout { .. } => 75,
        }
    }

    /// Whether an unused process might answer differently: what earlier documents left behind in a reused
    /// process must not decide about the next one.
    pub(super) fn may_be_inherited(&self) -> bool {
        matches!(
            self,
            Self::Crashed | Self::Memory { .. } | Self::ReaderFailed { .. }
        )
    }
}

/// A size in the largest unit that keeps it whole, for limits that people configure.
fn size(bytes: u64) -> String {
    match bytes {
        n if n >= 1 << 20 && n % (1 << 20) == 0 => format!("{} MiB", n >> 20),
        n if n >= 1 << 10 && n % (1 << 10) == 0 => format!("{} KiB", n >> 10),
        n => format!("{n} B"),
    }
}
