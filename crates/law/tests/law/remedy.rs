//! Remedies and reviewing bodies beside tables that were read from the laws.

use law::agency::{AgencyKind, AgencyLevel};
use law::remedy::{Against, Practices, remedy, reviewer};
use law::request::Decision;

const REMEDIES: &str = include_str!("cases/remedy.csv");
const REVIEWERS: &str = include_str!("cases/reviewer.csv");

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

/// 条例第五十一条
#[test]
fn every_answer_has_the_remedy_of_its_day() {
    for row in rows(REMEDIES) {
        let against = match row[0] {
            "silence" => Against::Silence,
            "notice" => Against::Notice,
            id => Against::Decision(Decision::from_id(id).expect("a decision")),
        };
        let on = row[1].parse().expect("a date");
        let found = remedy(against, on, &Practices::default());
        assert_eq!(
            (found.path.id(), found.suit.zh().as_str()),
            (row[2], row[3]),
            "{row:?}"
        );
        assert_eq!(
            found.paragraph("甲", "乙").is_none(),
            row[2] == "none",
            "{row:?}"
        );
    }
    for decision in Decision::ALL {
        let listed = rows(REMEDIES).any(|row| row[0] == decision.id() && row[1] >= "2024-01-01");
        assert!(listed, "{} has no case", decision.id());
    }
}

/// 条例第五十五条第二款
#[test]
fn every_kind_of_agency_is_reviewed_by_the_body_that_the_law_names() {
    for row in rows(REVIEWERS) {
        let kind = AgencyKind::from_id(row[0]).expect("a kind");
        let level = AgencyLevel::from_id(row[1]).expect("a level");
        let on = row[2].parse().expect("a date");
        let body = reviewer(kind, level, on).map_or("", |found| found.body.id());
        assert_eq!(body, row[3], "{row:?}");
    }
    for kind in AgencyKind::ALL {
        assert!(
            rows(REVIEWERS).any(|row| row[0] == kind.id()),
            "{}",
            kind.id()
        );
    }
}
