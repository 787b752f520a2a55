//! 勾稽关系 — what must add up in the tables, as data; and which of it does not in a report.
//!
//! Decides, for each form, every identity with the cells on its two sides, its source and its words. That the first two
//! rows of table three equal the last two is printed on the form itself (“第一项加第二项之和，等于第三项加第四项之和”);
//! the sums follow from the columns and rows called 总计.

use super::{
    Applicant, Cell, Column, Dispute, Figure, Format, Measure, Outcome, Report, Row, Table, lines,
    rows,
};
use crate::article::Article;
use std::collections::BTreeSet;

/// What kind of identity it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A row of table three: the six kinds of applicants add up to 总计.
    ApplicantsTotal,
    /// A column of table three: the answers add up to （七）总计.
    ResultsTotal,
    /// A column of table three: 第一项加第二项之和，等于第三项加第四项之和.
    Balance,
    /// A dispute of table four: the outcomes add up to 总计.
    OutcomesTotal,
    /// A figure that counts things is 0, 1, 2, ….
    CountsThings,
    /// Table two in the form of 2019: last year's items and this year's change leave no fewer than none.
    ItemsLeft,
    /// Table two in the form of 2019: what was published in the year is among all that is public.
    PublicAmongAll,
    /// Between years: 上年结转 is what the year before left to 结转下年度继续办理.
    CarriedOver,
    /// Between years: what is in force is what was, and what was made, without what was repealed.
    InForceOver,
    /// Between years, in the form of 2019: 上一年项目数量 is that of the year before and its change.
    ItemsOver,
    /// Between agencies: a figure of the government is the sum of those of its agencies.
    PartsTotal,
}

/// How much a failure weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// 必须成立
    Must,
    /// 一般成立, and where it does not there may be a reason that the report should tell.
    Explain,
}

impl Rule {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::ApplicantsTotal,
        Self::ResultsTotal,
        Self::Balance,
        Self::OutcomesTotal,
        Self::CountsThings,
        Self::ItemsLeft,
        Self::PublicAmongAll,
        Self::CarriedOver,
        Self::InForceOver,
        Self::ItemsOver,
        Self::PartsTotal,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::ApplicantsTotal => "applicants_total",
            Self::ResultsTotal => "results_total",
            Self::Balance => "balance",
            Self::OutcomesTotal => "outcomes_total",
            Self::CountsThings => "counts_things",
            Self::ItemsLeft => "items_left",
            Self::PublicAmongAll => "public_among_all",
            Self::CarriedOver => "carried_over",
            Self::InForceOver => "in_force_over",
            Self::ItemsOver => "items_over",
            Self::PartsTotal => "parts_total",
        }
    }

    /// The identity in words.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::ApplicantsTotal => "各类申请人之和等于总计",
            Self::ResultsTotal => "办理结果各行之和等于“（七）总计”",
            Self::Balance => "第一项加第二项之和，等于第三项加第四项之和",
            Self::OutcomesTotal => "结果维持、结果纠正、其他结果、尚未审结之和等于总计",
            Self::CountsThings => "件数、项数是不小于零的整数",
            Self::ItemsLeft => "上一年项目数量加本年增/减不小于零",
            Self::PublicAmongAll => "本年新公开数量不大于对外公开总数量",
            Self::CarriedOver => "上年结转等于上一年报告的结转下年度继续办理",
            Self::InForceOver => "现行有效件数等于上一年的现行有效件数加本年制发减本年废止",
            Self::ItemsOver => "上一年项目数量等于上一年报告的上一年项目数量加本年增/减",
            Self::PartsTotal => "汇总数等于各机关之和",
        }
    }

    /// Where it stands.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Balance => "报告格式第三表左上角所印",
            Self::ApplicantsTotal | Self::ResultsTotal => "报告格式第三表的“总计”",
            Self::OutcomesTotal => "报告格式第四表的“总计”",
            Self::CountsThings => "报告格式各表的“数量”“件数”",
            Self::CarriedOver => "报告格式第三表第二项、第四项",
            Self::ItemsLeft | Self::PublicAmongAll | Self::ItemsOver => {
                "国办公开办函〔2019〕60号第二表的各列"
            }
            Self::InForceOver => "国办公开办函〔2021〕30号第二表的各列",
            Self::PartsTotal => "条例第四十九条第二款",
        }
    }

    /// The item of the 条例 that wants the table in the report.
    pub const fn article(self) -> Article {
        Article(match self {
            Self::ItemsLeft | Self::PublicAmongAll | Self::InForceOver | Self::ItemsOver => {
                "条例第五十条第一款第一项"
            }
            Self::ApplicantsTotal | Self::ResultsTotal | Self::Balance | Self::CarriedOver => {
                "条例第五十条第一款第二项"
            }
            Self::OutcomesTotal => "条例第五十条第一款第三项",
            Self::CountsThings => "条例第五十条第二款",
            Self::PartsTotal => "条例第四十九条第二款",
        })
    }

    /// How much a failure weighs. What is compared with the report of another year may differ for a reason, such as a
    /// reform of agencies or a text that lapsed without being repealed.
    pub const fn weight(self) -> Weight {
        match self {
            Self::PublicAmongAll | Self::InForceOver | Self::ItemsOver => Weight::Explain,
            _ => Weight::Must,
        }
    }
}

/// An identity of a form: the figures of `parts` together are those of `whole` together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its kind.
    pub rule: Rule,
    /// The left side.
    pub parts: Vec<Cell>,
    /// The right side: the sum that is printed, or the other half of the balance.
    pub whole: Vec<Cell>,
}

/// An identity that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its kind.
    pub rule: Rule,
    /// The left side, each cell with its figure.
    pub parts: Vec<(Cell, Figure)>,
    /// The right side.
    pub whole: Vec<(Cell, Figure)>,
    /// What the left side comes to.
    pub left: Figure,
    /// What the right side comes to.
    pub right: Figure,
    /// What to read: where, which figures, and how far apart.
    pub says: String,
}

impl Failure {
    /// How far the two sides are apart.
    pub const fn apart(&self) -> Figure {
        self.left.distance(self.right)
    }
}

/// Every identity of sums in a form.
pub fn identities(format: Format) -> Vec<Identity> {
    let rows = rows(format);
    let mut identities = Vec::new();
    for row in &rows {
        identities.push(Identity {
            rule: Rule::ApplicantsTotal,
            parts: Applicant::ALL
                .map(|one| Cell::Request(*row, Column::Of(one)))
                .into(),
            whole: vec![Cell::Request(*row, Column::Total)],
        });
    }
    for column in Column::ALL {
        let results = rows.iter().filter(|row| row.is_a_result());
        identities.push(Identity {
            rule: Rule::ResultsTotal,
            parts: results.map(|row| Cell::Request(*row, column)).collect(),
            whole: vec![Cell::Request(Row::ResultTotal, column)],
        });
        let cells = |rows: [Row; 2]| rows.map(|row| Cell::Request(row, column)).into();
        identities.push(Identity {
            rule: Rule::Balance,
            parts: cells([Row::New, Row::CarriedIn]),
            whole: cells([Row::ResultTotal, Row::CarriedOut]),
        });
    }
    for dispute in Dispute::ALL {
        identities.push(Identity {
            rule: Rule::OutcomesTotal,
            parts: Outcome::PARTS
                .map(|outcome| Cell::Dispute(dispute, outcome))
                .into(),
            whole: vec![Cell::Dispute(dispute, Outcome::Total)],
        });
    }
    identities
}

/// Each identity that fails in a report, in the order of the tables.
pub fn check(report: &Report) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (cell, figure) in report.figures() {
        if cell.counts_things() && !figure.is_a_number_of_things() {
            failures.push(Failure {
                rule: Rule::CountsThings,
                parts: vec![(cell, figure)],
                whole: Vec::new(),
                left: figure,
                right: Figure::ZERO,
                says: format!("{cell}写的是 {figure}；应当是不小于零的整数"),
            });
        }
    }
    failures.extend(table_two(report));
    let identities = identities(report.format);
    failures.extend(identities.iter().filter_map(|one| of(report, one)));
    failures.sort_by_key(|failure| failure.parts.first().map(|(cell, _)| cell.table()));
    failures
}

/// The cells for want of which identities of sums could not be checked; none where a whole table is missing, since that is
/// said of the table.
pub fn unchecked(report: &Report) -> Vec<Cell> {
    let has = |table: Table| report.figures().any(|(cell, _)| cell.table() == table);
    let cells = identities(report.format).into_iter();
    let cells = cells.flat_map(|one| one.parts.into_iter().chain(one.whole));
    let missing: BTreeSet<Cell> = cells
        .filter(|cell| has(cell.table()) && report.get(*cell).is_none())
        .collect();
    missing.into_iter().collect()
}

/// What must hold within table two, which has no sums.
fn table_two(report: &Report) -> Vec<Failure> {
    let mut failures = Vec::new();
    for line in lines(report.format) {
        let cell = |measure| Cell::Proactive(line.subject, measure);
        let pair = |a, b| {
            Some((
                (cell(a), report.get(cell(a))?),
                (cell(b), report.get(cell(b))?),
            ))
        };
        if let Some((before, change)) = pair(Measure::PrevItems, Measure::Delta)
            && (before.1 + change.1).is_negative()
        {
            let (left, name) = (before.1 + change.1, line.subject.zh());
            failures.push(Failure {
                rule: Rule::ItemsLeft,
                parts: vec![before, change],
                whole: Vec::new(),
                left,
                right: Figure::ZERO,
                says: format!(
                    "第二表“{name}”一行：上一年项目数量 {} 加本年增/减 {} 得 {left}，项目数量不能小于零",
                    before.1, change.1
                ),
            });
        }
        if let Some((new, all)) = pair(Measure::NewPublic, Measure::TotalPublic)
            && all.1 < new.1
        {
            failures.push(Failure {
                rule: Rule::PublicAmongAll,
                parts: vec![new],
                whole: vec![all],
                left: new.1,
                right: all.1,
                says: format!(
                    "第二表“{}”一行：本年新公开数量 {} 大于对外公开总数量 {}",
                    line.subject.zh(),
                    new.1,
                    all.1
                ),
            });
        }
    }
    failures
}

/// The failure of an identity in a report; `None` where it holds, or where it lacks a figure.
fn of(report: &Report, identity: &Identity) -> Option<Failure> {
    let side = |cells: &[Cell]| -> Option<Vec<(Cell, Figure)>> {
        let figures = cells.iter().map(|cell| Some((*cell, report.get(*cell)?)));
        figures.collect()
    };
    let (parts, whole) = (side(&identity.parts)?, side(&identity.whole)?);
    let (left, right) = (total(&parts), total(&whole));
    (left != right).then(|| Failure {
        rule: identity.rule,
        says: words(identity.rule, &parts, &whole),
        parts,
        whole,
        left,
        right,
    })
}

pub(super) fn total(side: &[(Cell, Figure)]) -> Figure {
    side.iter().map(|(_, figure)| *figure).sum()
}

fn words(rule: Rule, parts: &[(Cell, Figure)], whole: &[(Cell, Figure)]) -> String {
    let (left, right) = (total(parts), total(whole));
    let apart = left.distance(right);
    let added = sum(parts);
    match (rule, parts.first().map(|(cell, _)| *cell)) {
        (Rule::ApplicantsTotal, Some(Cell::Request(row, _))) => format!(
            "第三表“{}”一行：各类申请人相加 {added}，“总计”写的是 {right}，相差 {apart}",
            row.zh()
        ),
        (Rule::ResultsTotal, Some(Cell::Request(_, column))) => format!(
            "第三表“{}”一列：办理结果各行相加 {added}，“（七）总计”写的是 {right}，相差 {apart}",
            column.zh()
        ),
        (Rule::Balance, Some(Cell::Request(_, column))) => format!(
            "第三表“{}”一列：本年新收加上年结转 {added}，办理结果总计加结转下年度继续办理 {}，相差 {apart}；第一项加第二项之和，应当等于第三项加第四项之和",
            column.zh(),
            sum(whole)
        ),
        (Rule::OutcomesTotal, Some(Cell::Dispute(dispute, _))) => format!(
            "第四表“{}”：结果维持、结果纠正、其他结果、尚未审结相加 {added}，“总计”写的是 {right}，相差 {apart}",
            dispute.zh()
        ),
        _ => format!("{}：{left} 和 {right}，相差 {apart}", rule.zh()),
    }
}

/// `1288+21+3=1312`; of many figures those that are not zero.
fn sum(figures: &[(Cell, Figure)]) -> String {
    let all = |cells: &[(Cell, Figure)]| {
        let terms: Vec<String> = cells.iter().map(|(_, figure)| figure.to_string()).collect();
        terms
    };
    let terms = if figures.len() <= Applicant::ALL.len() {
        all(figures)
    } else {
        let mut some = figures.to_vec();
        some.retain(|(_, figure)| *figure != Figure::ZERO);
        all(&some)
    };
    let result = total(figures);
    if terms.len() < 2 {
        return format!("得 {result}");
    }
    format!("{}={result}", terms.join("+").replace("+-", "-"))
}
