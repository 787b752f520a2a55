//! 日志的设置 — how much is written down, and how.

use serde::{Deserialize, Serialize};

/// How much is written down; errors always.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
}

/// How it is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    #[default]
    Text,
    Json,
}

impl Level {
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}
