//! 行和列的名称 — which row or column of the form a label names.
//!
//! Decides by the words that only this label has, so that spaces, line breaks, full-width signs, quotation marks, numbers
//! before it (`（一）`, `1.`, `1、`) and small changes of wording make no difference.

use super::value::Unit;
use crate::report::figure::{is_blank, narrow};
use crate::report::{Applicant, Column, Dispute, Measure, Outcome, Row, Subject};
use crate::request::Decision;

/// A label is no longer than this; a cell of prose is none.
const LONGEST: usize = 80;

/// Words of each answer that no other label of table three has.
const ANSWERS: [(&str, Decision); 27] = [
    ("部分公开", Decision::Partial),
    ("国家秘密", Decision::DeniedStateSecret),
    ("禁止公开", Decision::DeniedLawProhibited),
    ("三安全", Decision::DeniedSafetyStability),
    ("三个安全", Decision::DeniedSafetyStability),
    ("第三方", Decision::DeniedThirdParty),
    ("内部事务", Decision::DeniedInternal),
    ("内部管理", Decision::DeniedInternal),
    ("过程性", Decision::DeniedProcess),
    ("过程信息", Decision::DeniedProcess),
    ("执法案卷", Decision::DeniedEnforcementFile),
    ("行政查询", Decision::DeniedAdminQuery),
    ("不掌握", Decision::UnableNotHeld),
    ("另行制作", Decision::UnableNeedsCreation),
    ("没有现成", Decision::UnableNeedsCreation),
    ("仍不明确", Decision::UnableUnclear),
    ("信访", Decision::NpPetition),
    ("大量反复", Decision::NpExcessive),
    ("重复申请", Decision::NpDuplicate),
    ("出版物", Decision::NpPublication),
    ("重新出具", Decision::NpConfirmReissue),
    ("行政机关确认", Decision::NpConfirmReissue),
    ("不补正", Decision::OtherNoCorrection),
    ("收费通知", Decision::OtherFeeUnpaid),
    ("缴纳费用", Decision::OtherFeeUnpaid),
    ("未缴费", Decision::OtherFeeUnpaid),
    ("不缴费", Decision::OtherFeeUnpaid),
];

/// Words of each column of table two that no other has.
const MEASURES: [(&str, Measure); 15] = [
    ("制发", Measure::Made),
    ("废止", Measure::Repealed),
    ("现行有效", Measure::InForce),
    ("处理决定", Measure::Decisions),
    ("收费金额", Measure::AmountWan),
    ("采购总金额", Measure::AmountWan),
    ("采购金额", Measure::AmountWan),
    ("新制作", Measure::NewMade),
    ("新公开", Measure::NewPublic),
    ("公开总数", Measure::TotalPublic),
    ("上一年项目", Measure::PrevItems),
    ("上年项目", Measure::PrevItems),
    ("增/减", Measure::Delta),
    ("增减", Measure::Delta),
    ("采购项目", Measure::Projects),
];

/// The words of a label alone; `None` where it is too long for one.
pub(super) fn bare(text: &str) -> Option<String> {
    let is_quote = |c: &char| "“”\"‘’'《》「」".contains(*c);
    let mut chars = text
        .chars()
        .filter(|c| !is_blank(*c))
        .map(narrow)
        .filter(|c| !is_quote(c));
    let bare: String = chars.by_ref().take(LONGEST).collect();
    match chars.next() {
        None => Some(without_number(&bare).to_owned()),
        Some(_) => None,
    }
}

/// A label without `一、`, `(一)`, `1.` before it.
fn without_number(label: &str) -> &str {
    let is_numeral = |c: char| "一二三四五六七八九十".contains(c) || c.is_ascii_digit();
    let inner = label.strip_prefix('(').unwrap_or(label);
    let rest = inner.trim_start_matches(is_numeral);
    let after = rest.trim_start_matches([')', '、', '.', ',', ':', '．']);
    if after.len() < rest.len() {
        without_number(after)
    } else {
        label
    }
}

/// The row of table three that a label names. （六）其他处理 is its row where it has figures of its own.
pub(in crate::report) fn table_row(text: &str) -> Option<Row> {
    let label = bare(text)?;
    let has = |words: &str| label.contains(words);
    let decided = |decision| Some(Row::Decided(decision));
    if has("结转") && (has("下年") || has("下一年")) {
        return Some(Row::CarriedOut);
    }
    if has("结转") && has("上") {
        return Some(Row::CarriedIn);
    }
    if has("新收") {
        return Some(Row::New);
    }
    if let Some((_, decision)) = ANSWERS.iter().find(|(words, _)| has(words)) {
        return decided(*decision);
    }
    if label.ends_with("予以公开") {
        return decided(Decision::Granted);
    }
    if label.ends_with("其他处理") {
        return Some(Row::OtherHandling);
    }
    match label.as_str() {
        "其他" | "其它" | "其他情形" | "其他情况" => decided(Decision::OtherMisc),
        "总计" | "合计" | "总数" | "办理结果总计" | "本年度办理结果总计" => {
            Some(Row::ResultTotal)
        }
        _ => None,
    }
}

/// The column of table three that a head names.
pub(in crate::report) fn applicant_column(text: &str) -> Option<Column> {
    let label = bare(text)?;
    Some(match label.as_str() {
        "自然人" | "公民" => Column::Of(Applicant::NaturalPerson),
        "商业企业" | "企业" => Column::Of(Applicant::Commercial),
        "科研机构" => Column::Of(Applicant::Research),
        "社会公益组织" | "公益组织" => Column::Of(Applicant::SocialWelfare),
        "法律服务机构" => Column::Of(Applicant::LegalService),
        "其他" | "其它" => Column::Of(Applicant::OtherOrg),
        "总计" | "合计" => Column::Total,
        _ => return None,
    })
}

/// What a row of table two counts.
pub(in crate::report) fn subject(text: &str) -> Option<Subject> {
    let label = bare(text)?;
    let label = label.split('(').next().unwrap_or_default();
    Some(match label {
        "规章" | "政府规章" | "部门规章" => Subject::Rules,
        "行政规范性文件" | "规范性文件" => Subject::NormativeDocs,
        "行政许可" => Subject::Licences,
        "其他对外管理服务事项" | "其他管理服务事项" => Subject::OtherServices,
        "行政处罚" => Subject::Penalties,
        "行政强制" | "行政强制措施" => Subject::Coercions,
        "行政事业性收费" => Subject::Fees,
        "政府集中采购" | "集中采购" => Subject::Procurement,
        _ => return None,
    })
}

/// What a column of table two counts.
pub(in crate::report) fn measure(text: &str) -> Option<Measure> {
    let label = bare(text)?;
    let found = MEASURES.iter().find(|(words, _)| label.contains(words));
    found.map(|(_, measure)| *measure)
}

/// The unit that a head of a column of amounts names: `本年收费金额（单位：万元）`.
pub(super) fn unit(text: &str) -> Unit {
    let label = bare(text).unwrap_or_default();
    let named = Unit::named(label.trim_end_matches(')'));
    named.map_or_else(Unit::default, |(_, unit)| unit)
}

/// The dispute that a head of table four names.
pub(in crate::report) fn contest(text: &str) -> Option<Dispute> {
    let label = bare(text)?;
    let has = |words: &str| label.contains(words) && label.chars().count() < 20;
    if has("未经复议") || has("直接起诉") {
        Some(Dispute::SuitDirect)
    } else if has("复议后起诉") || has("复议后诉讼") || has("经复议后") {
        Some(Dispute::SuitAfterReview)
    } else if label == "行政复议" || label == "行政复议情况" {
        Some(Dispute::Review)
    } else {
        None
    }
}

/// The outcome that a head of table four names; 总计 is one where others stand beside it.
pub(in crate::report) fn outcome(text: &str) -> Option<Outcome> {
    let label = bare(text)?;
    Some(match label.as_str() {
        "结果维持" | "维持" => Outcome::Upheld,
        "结果纠正" | "纠正" => Outcome::Corrected,
        "其他结果" | "其它结果" => Outcome::Other,
        "尚未审结" | "未审结" => Outcome::Pending,
        "总计" | "合计" => Outcome::Total,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_before_a_label_says_nothing_and_one_within_it_belongs_to_it() {
        for (label, row) in [
            (
                "三安全一稳定",
                Some(Row::Decided(Decision::DeniedSafetyStability)),
            ),
            (
                "（三）3.危及“三安全一稳定”",
                Some(Row::Decided(Decision::DeniedSafetyStability)),
            ),
            ("（六）3.其他", Some(Row::Decided(Decision::OtherMisc))),
            ("、其他", Some(Row::Decided(Decision::OtherMisc))),
            ("（七）总计", Some(Row::ResultTotal)),
            ("总计三", None),
        ] {
            assert_eq!(table_row(label), row, "{label}");
        }
    }

    #[test]
    fn a_suit_is_known_by_what_came_before_it() {
        for (label, dispute) in [
            ("未经复议直接起诉", Some(Dispute::SuitDirect)),
            ("未经行政复议直接起诉", Some(Dispute::SuitDirect)),
            ("未经复议的诉讼", Some(Dispute::SuitDirect)),
            ("复议后起诉", Some(Dispute::SuitAfterReview)),
            ("行政复议后诉讼", Some(Dispute::SuitAfterReview)),
            ("经复议后提起诉讼", Some(Dispute::SuitAfterReview)),
            ("行政复议", Some(Dispute::Review)),
            ("行政诉讼", None),
        ] {
            assert_eq!(contest(label), dispute, "{label}");
        }
    }
}
