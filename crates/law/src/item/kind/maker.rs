//! 规章的制定机关 — whose rules are 规章.
//!
//! Decides which bodies can make a departmental rule and a rule of local government; what any other body lays down is a
//! normative document. Of the other kinds nothing is decided here.

use crate::agency::{AgencyKind, AgencyLevel};
use crate::article::{Article, Refusal};

/// Whether a body of this level and kind can make an item of this kind.
///
/// Departmental rules come from the departments of the State Council (立法法第九十一条), rules of local government from the
/// people's governments of provinces and of cities with districts (立法法第九十三条).
///
/// # Errors
/// Who makes them instead, and what the document is.
pub fn may_make(kind: &str, level: AgencyLevel, body: AgencyKind) -> Result<(), Refusal> {
    match kind {
        "dept_rule" if level != AgencyLevel::National => Err(Refusal::under(
            Article("立法法第九十一条"),
            "部门规章由国务院的部门制定，地方部门这样的文件是行政规范性文件（normative_document）",
        )),
        "local_gov_rule"
            if body != AgencyKind::Government
                || !matches!(level, AgencyLevel::Province | AgencyLevel::City) =>
        {
            Err(Refusal::under(
                Article("立法法第九十三条"),
                "地方政府规章由省级和设区的市、自治州的人民政府制定，别的机关这样的文件是行政规范性文件（normative_document）",
            ))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 立法法第九十一条、立法法第九十三条
    #[test]
    fn rules_come_from_departments_of_the_state_council_and_from_governments_of_provinces_and_cities()
     {
        use AgencyKind::{Department, GeneralOffice, Government};
        use AgencyLevel::{City, County, National, Province};
        for (kind, level, body, may) in [
            ("dept_rule", National, Department, true),
            ("dept_rule", Province, Department, false),
            ("dept_rule", City, Government, false),
            ("local_gov_rule", Province, Government, true),
            ("local_gov_rule", City, Government, true),
            ("local_gov_rule", City, GeneralOffice, false),
            ("local_gov_rule", County, Government, false),
            ("normative_document", County, Department, true),
        ] {
            let is = may_make(kind, level, body).is_ok();
            assert_eq!(is, may, "{kind} {level:?} {body:?}");
        }
    }
}
