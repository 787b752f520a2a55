//! 准确 — what of an item was named exactly.

/// What of an item was named exactly. A later one ranks higher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exact {
    #[default]
    No,
    /// An article of this text of law (第三十三条).
    Article,
    /// Year and serial of the 文号 (2026年5号), which several agencies may have given.
    YearAndSerial,
    /// The title, or the name of the law without 中华人民共和国 or a note in brackets.
    Title,
    /// 索引号
    IndexNo,
    /// 文号
    Number,
}

impl Exact {
    pub(crate) const ALL: [Self; 6] = [
        Self::No,
        Self::Article,
        Self::YearAndSerial,
        Self::Title,
        Self::IndexNo,
        Self::Number,
    ];
}
