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
    /// `release`, `derivative`, `change`, `withdrawal`, `takedown` or `key`.
    pub kind: &'static str,
    /// `None` where it is about the log itself.
    pub index_no: Option<String>,
    pub edition: Option<u32>,
}
