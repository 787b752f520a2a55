//! 年度衔接 — what a report takes over from the report of the year before.
//!
//! Decides three identities between years: requests carried over, texts in force, and items of power (form of 2019). The
//! first must hold; the others may fail for a reason, and say so by their [`Weight`](super::Weight).

use super::{Cell, Column, Failure, Figure, Measure, Report, Row, Rule, lines};

/// Each identity that fails between a report and that of the year before; none where the years do not follow each other.
pub fn between_years(former: &Report, later: &Report) -> Vec<Failure> {
    let follows = matches!(
        (former.year, later.year),
        (Some(before), Some(year)) if before.checked_add(1) == Some(year)
    );
    if !follows {
        return Vec::new();
    }
    let (before, year) = (former.year_zh(), later.year_zh());
    let mut failures = Vec::new();
    for column in Column::ALL {
        let out = Cell::Request(Row::CarriedOut, column);
        let into = Cell::Request(Row::CarriedIn, column);
        let (Some(left), Some(right)) = (former.get(out), later.get(into)) else {
            continue;
        };
        if left != right {
            failures.push(Failure {
                rule: Rule::CarriedOver,
                parts: vec![(out, left)],
                whole: vec![(into, right)],
                left,
                right,
                says: format!(
                    "第三表“{}”一列：{before}报告的“四、结转下年度继续办理”是 {left}，{year}报告的“二、上年结转政府信息公开申请数量”是 {right}，相差 {}；两者应当相等，机构改革等原因造成不等的，应当在报告中说明",
                    column.zh(),
                    left.distance(right)
                ),
            });
        }
    }
    for line in lines(later.format) {
        let cell = |measure| Cell::Proactive(line.subject, measure);
        let (was, now) = (|m| former.get(cell(m)), |m| later.get(cell(m)));
        let name = line.subject.zh();
        let texts = || -> Option<(Figure, Figure, String)> {
            let (old, made, repealed) = (
                was(Measure::InForce)?,
                now(Measure::Made)?,
                now(Measure::Repealed)?,
            );
            let (left, right) = (old + made - repealed, now(Measure::InForce)?);
            let says = format!(
                "第二表“{name}”一行：{before}现行有效 {old}，加本年制发 {made}，减本年废止 {repealed}，得 {left}；{year}报告的现行有效件数是 {right}，相差 {}；失效、清理造成不等的，建议说明",
                left.distance(right)
            );
            Some((left, right, says))
        };
        let items = || -> Option<(Figure, Figure, String)> {
            let (old, change) = (was(Measure::PrevItems)?, was(Measure::Delta)?);
            let (left, right) = (old + change, now(Measure::PrevItems)?);
            let says = format!(
                "第二表“{name}”一行：{before}报告的上一年项目数量 {old} 加本年增/减 {change} 得 {left}，{year}报告的上一年项目数量是 {right}，相差 {}；目录调整造成不等的，建议说明",
                left.distance(right)
            );
            Some((left, right, says))
        };
        let compared = [
            (Rule::InForceOver, Measure::InForce, texts()),
            (Rule::ItemsOver, Measure::PrevItems, items()),
        ];
        for (rule, measure, found) in compared {
            let Some((left, right, says)) = found.filter(|(left, right, _)| left != right) else {
                continue;
            };
            failures.push(Failure {
                rule,
                parts: vec![(cell(measure), left)],
                whole: vec![(cell(measure), right)],
                left,
                right,
                says,
            });
        }
    }
    failures
}
