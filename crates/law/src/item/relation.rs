//! 关联 — how one item stands to another (DOMAIN §1.3 `relations[]`), readable from both ends.

/// A relation, named from the side of the item that states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// 转发
    Forwards,
    /// 印发
    IssuesAttached,
    /// 修改
    Amends,
    /// 废止
    Repeals,
    /// 代替
    Replaces,
    /// 贯彻
    Implements,
    /// 解读
    Interprets,
    /// 更正
    Corrects,
    /// 引用
    Cites,
    /// 载于公报
    PartOfGazette,
}

impl Relation {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Forwards,
        Self::IssuesAttached,
        Self::Amends,
        Self::Repeals,
        Self::Replaces,
        Self::Implements,
        Self::Interprets,
        Self::Corrects,
        Self::Cites,
        Self::PartOfGazette,
    ];

    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Forwards => "forwards",
            Self::IssuesAttached => "issues_attached",
            Self::Amends => "amends",
            Self::Repeals => "repeals",
            Self::Replaces => "replaces",
            Self::Implements => "implements",
            Self::Interprets => "interprets",
            Self::Corrects => "corrects",
            Self::Cites => "cites",
            Self::PartOfGazette => "part_of_gazette",
        }
    }

    /// Read from the item that states it: 本文件转发…
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Forwards => "转发",
            Self::IssuesAttached => "印发",
            Self::Amends => "修改",
            Self::Repeals => "废止",
            Self::Replaces => "代替",
            Self::Implements => "贯彻",
            Self::Interprets => "解读",
            Self::Corrects => "更正",
            Self::Cites => "引用",
            Self::PartOfGazette => "载于公报",
        }
    }

    /// Read from the other end: 本文件被…转发
    pub const fn zh_inverse(self) -> &'static str {
        match self {
            Self::Forwards => "被转发",
            Self::IssuesAttached => "印发本件的文件",
            Self::Amends => "被修改",
            Self::Repeals => "被废止",
            Self::Replaces => "被代替",
            Self::Implements => "贯彻本件的文件",
            Self::Interprets => "本件的解读",
            Self::Corrects => "被更正",
            Self::Cites => "被引用",
            Self::PartOfGazette => "收录",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.id() == id)
    }
}
