//! 行政机关 — a body that makes or holds government information (条例第二条、第五十四条).
//!
//! Decides the levels and kinds of DOMAIN §1.1 and how a body follows another when it is renamed or merged.
//! Does not decide who supervises whom: that follows the two parent relations, which are data.

/// 层级
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgencyLevel {
    National,
    Province,
    City,
    County,
    Township,
}

impl AgencyLevel {
    pub const ALL: [Self; 5] = [
        Self::National,
        Self::Province,
        Self::City,
        Self::County,
        Self::Township,
    ];

    pub const fn id(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
        }
    }

    pub const fn zh(self) -> &'static str {
        match self {
            Self::National => "国家级",
            Self::Province => "省级",
            Self::City => "地级以上市",
            Self::County => "县（市、区）",
            Self::Township => "乡镇、街道",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.id() == id)
    }

    /// 基层政府: county and township.
    pub const fn is_grassroots(self) -> bool {
        matches!(self, Self::County | Self::Township)
    }
}

/// 机关类型
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgencyKind {
    Government,
    GeneralOffice,
    Department,
    DirectlyAffiliated,
    DispatchedOffice,
    AuthorizedOrg,
    Vertical,
    PublicEnterprise,
}

impl AgencyKind {
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

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}
