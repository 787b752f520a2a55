//! 汇总 — the report of a government is its own figures and those of all that report to it (条例第四十九条第二款).

use super::{Cell, Failure, Figure, Report, Rule};
use crate::article::{Article, Refusal};

/// 条例第四十九条第二款
const OF_GOVERNMENT: Article = Article("条例第四十九条第二款");

/// Adds up the reports of several agencies for one year.
///
/// A cell that one of them lacks is missing in the sum too.
///
/// # Errors
/// Where there is none, or where their years or forms differ.
pub fn aggregate(reports: &[Report]) -> Result<Report, Refusal> {
    let refuse = |says: String| Err(Refusal::under(OF_GOVERNMENT, says));
    let Some(first) = reports.first() else {
        return refuse("没有报告可以汇总；请至少给出一个机关的报告".to_owned());
    };
    for report in reports {
        if report.year != first.year {
            return refuse(format!(
                "只能汇总同一年度的报告；这里有{}和{}的",
                first.year_zh(),
                report.year_zh()
            ));
        }
        if report.format != first.format {
            return refuse(format!(
                "只能汇总同一格式的报告；这里有{}和{}的",
                first.format.zh(),
                report.format.zh()
            ));
        }
    }
    let mut sum = Report::new(first.format);
    sum.year = first.year;
    for cell in first.format.cells() {
        let figures = reports.iter().map(|report| report.get(cell));
        if let Some(figure) = figures.sum::<Option<Figure>>() {
            sum.set(cell, figure);
        }
    }
    Ok(sum)
}

/// Where the report of a government is not the sum of the reports of its agencies, its own among them.
///
/// # Errors
/// As [`aggregate`]; also where the government's own year or form differs.
pub fn check_sum(whole: &Report, parts: &[Report]) -> Result<Vec<Failure>, Refusal> {
    let mut together = aggregate(parts)?;
    if whole.year.is_some() && whole.year != together.year || whole.format != together.format {
        let says = "汇总的报告和各机关的报告不是同一年度、同一格式";
        return Err(Refusal::under(OF_GOVERNMENT, says));
    }
    together.agency.clone_from(&whole.agency);
    let differs = |cell: Cell| {
        let (right, left) = (whole.get(cell)?, together.get(cell)?);
        (left != right).then(|| Failure {
            rule: Rule::PartsTotal,
            parts: vec![(cell, left)],
            whole: vec![(cell, right)],
            left,
            right,
            says: format!(
                "{cell}：各机关相加得 {left}，汇总的报告写的是 {right}，相差 {}",
                left.distance(right)
            ),
        })
    };
    Ok(whole
        .format
        .cells()
        .into_iter()
        .filter_map(differs)
        .collect())
}
