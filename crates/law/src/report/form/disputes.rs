//! 第四表 — 政府信息公开行政复议、行政诉讼情况.

/// 行政复议 or 行政诉讼.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dispute {
    /// 行政复议
    Review,
    /// 行政诉讼，未经复议直接起诉
    SuitDirect,
    /// 行政诉讼，复议后起诉
    SuitAfterReview,
}

impl Dispute {
    /// From left to right.
    pub const ALL: [Self; 3] = [Self::Review, Self::SuitDirect, Self::SuitAfterReview];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::SuitDirect => "suit_direct",
            Self::SuitAfterReview => "suit_after_review",
        }
    }

    /// As the table prints it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Review => "行政复议",
            Self::SuitDirect => "未经复议直接起诉",
            Self::SuitAfterReview => "复议后起诉",
        }
    }
}

/// What became of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// 结果维持
    Upheld,
    /// 结果纠正
    Corrected,
    /// 其他结果
    Other,
    /// 尚未审结 at the end of the year.
    Pending,
    /// 总计
    Total,
}

impl Outcome {
    /// From left to right.
    pub const ALL: [Self; 5] = [
        Self::Upheld,
        Self::Corrected,
        Self::Other,
        Self::Pending,
        Self::Total,
    ];

    /// Those that 总计 adds up.
    pub const PARTS: [Self; 4] = [Self::Upheld, Self::Corrected, Self::Other, Self::Pending];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Corrected => "corrected",
            Self::Other => "other",
            Self::Pending => "pending",
            Self::Total => "total",
        }
    }

    /// As the table prints it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Upheld => "结果维持",
            Self::Corrected => "结果纠正",
            Self::Other => "其他结果",
            Self::Pending => "尚未审结",
            Self::Total => "总计",
        }
    }
}
