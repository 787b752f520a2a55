//! What may be seen of the public log: numbers, times and checksums.

/// How the public log stands, with some of its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogView {
    pub stands: LogStands,
    /// The newest first.
    pub lines: Vec<LogLine>,
    /// Where older ones go on.
    pub before: Option<u64>,
}

/// How the public log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogStands {
    /// `None` where the site has no key.
    pub name: Option<String>,
    /// The public key, as it is given to those who verify.
    pub key: Option<String>,
    pub size: u64,
    pub root: [u8; 32],
    /// How many leaves the newest checkpoint has, and the checkpoint itself.
    pub signed: Option<u64>,
    pub checkpoint: Option<String>,
    /// The instant of the first entry that is not signed, in seconds since 1970 UTC; `None` where all are.
    pub unsigned_since: Option<i64>,
}

/// For how long an entry waits for a signature before something must be wrong: a site that is served signs twice a second.
const LATE: i64 = 120;

impl LogStands {
    /// Since when entries wait for a signature that should have it long ago.
    pub fn late(&self, now: i64) -> Option<i64> {
        self.unsigned_since.filter(|since| LATE < now - since)
    }

    /// How many entries are not signed.
    pub fn unsigned(&self) -> u64 {
        self.size - self.signed.unwrap_or(0).min(self.size)
    }
}

impl LogLine {
    /// Seconds since 1970 UTC.
    pub fn moment(&self) -> i64 {
        i64::try_from(self.at).unwrap_or(i64::MAX)
    }

    /// What was done.
    pub fn zh(&self) -> &'static str {
        match self.kind {
            "release" => "公开",
            "derivative" => "登记版式文件",
            "change" => "变更",
            "withdrawal" => "撤回",
            "takedown" => "撤下旧版",
            "key_lost" => "另立密钥（旧的丢失）",
            _ => "更换密钥",
        }
    }
}

/// One entry of the public log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Counted from 0.
    pub place: u64,
    /// Seconds since 1970 UTC.
    pub at: u64,
    /// `release`, `derivative`, `change`, `withdrawal`, `takedown`, `key` or `key_lost`.
    pub kind: &'static str,
    /// `None` where it is about the log itself.
    pub index_no: Option<String>,
    pub edition: Option<u32>,
}
