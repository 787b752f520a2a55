//! 行政机关 — a body that makes or holds government information (条例第二条、第五十四条).
//!
//! Decides the levels and kinds of DOMAIN §1.1 and how a body follows another when it is renamed or merged.
//! Does not decide who supervises whom: that follows the two parent relations, which are data.

/// 层级
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgencyLevel {
    /// 国家级
    National,
    /// 省级：省、自治区、直辖市
    Province,
    /// 市级：设区的市、自治州、直辖市的区
    City,
    /// 县级：县、不设区的市、市辖区
    County,
    /// 乡级：乡、镇、街道
    Township,
}

impl AgencyLevel {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 5] = [
        Self::National,
        Self::Province,
        Self::City,
        Self::County,
        Self::Township,
    ];

    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::National => "国家级",
            Self::Province => "省级",
            Self::City => "地级以上市",
            Self::County => "县（市、区）",
            Self::Township => "乡镇、街道",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.id() == id)
    }

    /// The level that a register of agencies names by its id, its official name or the name of such a place
    /// (宪法第三十条).
    pub fn named(words: &str) -> Option<Self> {
        let known = Self::ALL.into_iter();
        let mut known = known.filter(|level| level.id() == words || level.zh() == words);
        known.next().or(match words {
            "国家" | "中央" | "全国" => Some(Self::National),
            "省" | "自治区" | "直辖市" | "省（自治区、直辖市）" => {
                Some(Self::Province)
            }
            "市" | "市级" | "地级市" | "地市级" | "设区的市" | "自治州" | "地区" | "盟" => {
                Some(Self::City)
            }
            "县" | "区" | "县级" | "县区" | "县（区）" | "县（市）" | "县级市" | "市辖区"
            | "自治县" | "旗" | "县(区)" | "县(市、区)" => Some(Self::County),
            "乡" | "镇" | "街道" | "乡镇" | "乡（镇）" | "乡镇级" | "民族乡" | "乡镇（街道）"
            | "乡(镇)" | "乡镇(街道)" => Some(Self::Township),
            _ => None,
        })
    }
}

/// 机关类型
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgencyKind {
    /// 人民政府
    Government,
    /// 政府办公厅（室）
    GeneralOffice,
    /// 政府组成部门
    Department,
    /// 直属机构
    DirectlyAffiliated,
    /// 派出机关、派出机构
    DispatchedOffice,
    /// 法律、法规授权的具有管理公共事务职能的组织
    AuthorizedOrg,
    /// 实行垂直领导的机关
    Vertical,
    /// 与人民群众利益密切相关的公共企事业单位
    PublicEnterprise,
}

impl AgencyKind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Government,
        Self::GeneralOffice,
        Self::Department,
        Self::DirectlyAffiliated,
        Self::DispatchedOffice,
        Self::AuthorizedOrg,
        Self::Vertical,
        Self::PublicEnterprise,
    ];

    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::GeneralOffice => "general_office",
            Self::Department => "department",
            Self::DirectlyAffiliated => "directly_affiliated",
            Self::DispatchedOffice => "dispatched_office",
            Self::AuthorizedOrg => "authorized_org",
            Self::Vertical => "vertical",
            Self::PublicEnterprise => "public_enterprise",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Government => "人民政府",
            Self::GeneralOffice => "办公厅（室）",
            Self::Department => "组成部门",
            Self::DirectlyAffiliated => "直属机构",
            Self::DispatchedOffice => "派出机构",
            Self::AuthorizedOrg => "法律、法规授权的组织",
            Self::Vertical => "实行垂直领导的部门",
            Self::PublicEnterprise => "公共企事业单位",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// The kind that a register of agencies names by its id, its official name or a common form of it.
    pub fn named(words: &str) -> Option<Self> {
        let known = Self::ALL.into_iter();
        let mut known = known.filter(|kind| kind.id() == words || kind.zh() == words);
        known.next().or(match words {
            "政府" => Some(Self::Government),
            "办公厅" | "办公室" | "政府办公厅" | "政府办公室" | "办公厅(室)" => {
                Some(Self::GeneralOffice)
            }
            "部门" | "工作部门" | "政府工作部门" | "政府部门" => {
                Some(Self::Department)
            }
            "直属特设机构" | "直属事业单位" => Some(Self::DirectlyAffiliated),
            "派出机关" | "街道办事处" => Some(Self::DispatchedOffice),
            "授权组织" | "法律法规授权的组织" | "法律、法规授权组织" => {
                Some(Self::AuthorizedOrg)
            }
            "垂直管理" | "垂直管理部门" | "垂直领导部门" => Some(Self::Vertical),
            "公共企业事业单位" | "企事业单位" => Some(Self::PublicEnterprise),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{AgencyKind, AgencyLevel};

    #[test]
    fn a_register_may_name_levels_and_kinds_by_their_official_words() {
        for level in AgencyLevel::ALL {
            assert_eq!(AgencyLevel::named(level.id()), Some(level));
            assert_eq!(AgencyLevel::named(level.zh()), Some(level));
        }
        for kind in AgencyKind::ALL {
            assert_eq!(AgencyKind::named(kind.id()), Some(kind));
            assert_eq!(AgencyKind::named(kind.zh()), Some(kind));
        }
        for (words, level) in [
            ("国家", AgencyLevel::National),
            ("中央", AgencyLevel::National),
            ("省", AgencyLevel::Province),
            ("直辖市", AgencyLevel::Province),
            ("市", AgencyLevel::City),
            ("县（区）", AgencyLevel::County),
            ("乡镇", AgencyLevel::Township),
        ] {
            assert_eq!(AgencyLevel::named(words), Some(level), "{words}");
        }
        for (words, kind) in [
            ("政府", AgencyKind::Government),
            ("政府办公室", AgencyKind::GeneralOffice),
            ("政府工作部门", AgencyKind::Department),
            ("直属特设机构", AgencyKind::DirectlyAffiliated),
            ("街道办事处", AgencyKind::DispatchedOffice),
            ("法律法规授权的组织", AgencyKind::AuthorizedOrg),
            ("垂直管理部门", AgencyKind::Vertical),
            ("企事业单位", AgencyKind::PublicEnterprise),
        ] {
            assert_eq!(AgencyKind::named(words), Some(kind), "{words}");
        }
        assert_eq!(AgencyLevel::named("村"), None);
        assert_eq!(AgencyKind::named("公司"), None);
    }
}
