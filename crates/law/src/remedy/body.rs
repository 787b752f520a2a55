//! 行政复议机关 — who reviews what an agency did, by its kind, its level and the day.
//!
//! Decides 行政复议法 (2023) arts. 24, 25, 27 and, before 2024-01-01, arts. 12 to 15 of the text of 2017. Which body that is
//! by name follows from the two parent relations of an agency. The review bodies of justice departments themselves
//! (第二十八条) are left to the caller, who knows that an agency is one.

use super::REVIEW_FIRST_FROM;
use crate::agency::{AgencyKind, AgencyLevel};
use crate::article::Article;
use crate::date::Date;

/// 行政复议机关, by what it is to the agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// 本级人民政府
    OwnGovernment,
    /// 上一级人民政府
    HigherGovernment,
    /// 本机关: a provincial government, or a department of the State Council.
    Itself,
    /// 上一级主管部门
    HigherDepartment,
    /// 本级人民政府或者上一级主管部门, as the applicant chooses (before 2024).
    OwnGovernmentOrHigherDepartment,
    /// 设立该派出机构的部门或者该部门的本级人民政府 (before 2024).
    FounderOrItsGovernment,
    /// 管理该机构或者组织的国务院部门
    ManagingMinistry,
    /// 直接管理该组织的人民政府、工作部门或者国务院部门 (before 2024).
    Manager,
}

impl Body {
    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::OwnGovernment => "own_government",
            Self::HigherGovernment => "higher_government",
            Self::Itself => "itself",
            Self::HigherDepartment => "higher_department",
            Self::OwnGovernmentOrHigherDepartment => "own_government_or_higher_department",
            Self::FounderOrItsGovernment => "founder_or_its_government",
            Self::ManagingMinistry => "managing_ministry",
            Self::Manager => "manager",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::OwnGovernment => "本级人民政府",
            Self::HigherGovernment => "上一级人民政府",
            Self::Itself => "本机关",
            Self::HigherDepartment => "上一级主管部门",
            Self::OwnGovernmentOrHigherDepartment => "本级人民政府或者上一级主管部门",
            Self::FounderOrItsGovernment => "设立该派出机构的部门或者该部门的本级人民政府",
            Self::ManagingMinistry => "设立或者管理它的国务院部门",
            Self::Manager => "直接管理它的人民政府、工作部门或者国务院部门",
        }
    }
}

/// Who reviews, and where the law says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// Which body reviews.
    pub body: Body,
    /// The rule that names it.
    pub article: Article,
}

/// Who reviews what an agency of this kind and level decided on `on`; `None` where nobody does: the State Council, and
/// enterprises, whose users complain to the department in charge (条例第五十五条第二款).
#[expect(
    clippy::match_same_arms,
    reason = "one arm for each article, in the order of the law"
)]
/// 行政复议机关: who reviews what an agency of this kind and level did, by the law of the day; nothing where nobody does.
pub fn reviewer(kind: AgencyKind, level: AgencyLevel, on: Date) -> Option<Reviewer> {
    use {AgencyKind as Kind, AgencyLevel as Level};
    let is_new = on >= REVIEW_FIRST_FROM;
    let by_day = |new: (Body, &'static str), old: (Body, &'static str)| {
        let (body, article) = if is_new { new } else { old };
        let article = Article(article);
        Some(Reviewer { body, article })
    };
    match (kind, level) {
        (Kind::PublicEnterprise, _) | (Kind::Government | Kind::GeneralOffice, Level::National) => {
            None
        }
        // A general office answers for its government, which then is the one that acted.
        (Kind::Government | Kind::GeneralOffice, Level::Province) => by_day(
            (Body::Itself, "行政复议法第二十四条第二款"),
            (Body::Itself, "行政复议法（2017年）第十四条"),
        ),
        (Kind::Government | Kind::GeneralOffice, Level::City | Level::County | Level::Township) => {
            by_day(
                (Body::HigherGovernment, "行政复议法第二十四条第一款第二项"),
                (Body::HigherGovernment, "行政复议法（2017年）第十三条第一款"),
            )
        }
        (Kind::Department | Kind::DirectlyAffiliated, Level::National) => by_day(
            (Body::Itself, "行政复议法第二十五条第一项"),
            (Body::Itself, "行政复议法（2017年）第十四条"),
        ),
        (Kind::Department | Kind::DirectlyAffiliated, _) => by_day(
            (Body::OwnGovernment, "行政复议法第二十四条第一款第一项"),
            (
                Body::OwnGovernmentOrHigherDepartment,
                "行政复议法（2017年）第十二条第一款",
            ),
        ),
        (Kind::Vertical, Level::National) => by_day(
            (Body::Itself, "行政复议法第二十五条第一项"),
            (Body::Itself, "行政复议法（2017年）第十四条"),
        ),
        (Kind::Vertical, _) => by_day(
            (Body::HigherDepartment, "行政复议法第二十七条"),
            (Body::HigherDepartment, "行政复议法（2017年）第十二条第二款"),
        ),
        (Kind::DispatchedOffice, Level::National) => by_day(
            (Body::ManagingMinistry, "行政复议法第二十五条第二项"),
            (
                Body::FounderOrItsGovernment,
                "行政复议法（2017年）第十五条第一款第二项",
            ),
        ),
        // 街道办事处 is sent by a government, not by a department.
        (Kind::DispatchedOffice, Level::Township) => by_day(
            (Body::HigherGovernment, "行政复议法第二十四条第一款第三项"),
            (
                Body::HigherGovernment,
                "行政复议法（2017年）第十五条第一款第一项",
            ),
        ),
        (Kind::DispatchedOffice, _) => by_day(
            (Body::OwnGovernment, "行政复议法第二十四条第四款"),
            (
                Body::FounderOrItsGovernment,
                "行政复议法（2017年）第十五条第一款第二项",
            ),
        ),
        (Kind::AuthorizedOrg, Level::National) => by_day(
            (Body::ManagingMinistry, "行政复议法第二十五条第三项"),
            (Body::Manager, "行政复议法（2017年）第十五条第一款第三项"),
        ),
        (Kind::AuthorizedOrg, _) => by_day(
            (Body::OwnGovernment, "行政复议法第二十四条第一款第四项"),
            (Body::Manager, "行政复议法（2017年）第十五条第一款第三项"),
        ),
    }
}
