//! 第三表 — 收到和处理政府信息公开申请情况: rows by what became of a request, columns by who asked.

use super::Format;
use crate::request::Decision;

/// A row of table three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// 一、本年新收政府信息公开申请数量
    New,
    /// 二、上年结转政府信息公开申请数量
    CarriedIn,
    /// 三、本年度办理结果, by the answer.
    Decided(Decision),
    /// （六）其他处理, which is one row in the form of 2019.
    OtherHandling,
    /// （七）总计 of all answers.
    ResultTotal,
    /// 四、结转下年度继续办理
    CarriedOut,
}

impl Row {
    /// The stable name; that of the answer, where it counts one.
    pub const fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::CarriedIn => "carried_in",
            Self::Decided(decision) => decision.id(),
            Self::OtherHandling => "other",
            Self::ResultTotal => "result_total",
            Self::CarriedOut => "carried_out",
        }
    }

    /// As the table prints it, with its number.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::New => "一、本年新收政府信息公开申请数量",
            Self::CarriedIn => "二、上年结转政府信息公开申请数量",
            Self::Decided(decision) => printed(decision),
            Self::OtherHandling => "（六）其他处理",
            Self::ResultTotal => "（七）总计",
            Self::CarriedOut => "四、结转下年度继续办理",
        }
    }

    /// Whether it is one of the rows that （七）总计 adds up.
    pub const fn is_a_result(self) -> bool {
        matches!(self, Self::Decided(_) | Self::OtherHandling)
    }
}

/// The row of an answer as the form prints it.
const fn printed(decision: Decision) -> &'static str {
    match decision {
        Decision::Granted => "（一）予以公开",
        Decision::Partial => "（二）部分公开",
        Decision::DeniedStateSecret => "（三）1.属于国家秘密",
        Decision::DeniedLawProhibited => "（三）2.其他法律行政法规禁止公开",
        Decision::DeniedSafetyStability => "（三）3.危及“三安全一稳定”",
        Decision::DeniedThirdParty => "（三）4.保护第三方合法权益",
        Decision::DeniedInternal => "（三）5.属于三类内部事务信息",
        Decision::DeniedProcess => "（三）6.属于四类过程性信息",
        Decision::DeniedEnforcementFile => "（三）7.属于行政执法案卷",
        Decision::DeniedAdminQuery => "（三）8.属于行政查询事项",
        Decision::UnableNotHeld => "（四）1.本机关不掌握相关政府信息",
        Decision::UnableNeedsCreation => "（四）2.没有现成信息需要另行制作",
        Decision::UnableUnclear => "（四）3.补正后申请内容仍不明确",
        Decision::NpPetition => "（五）1.信访举报投诉类申请",
        Decision::NpDuplicate => "（五）2.重复申请",
        Decision::NpPublication => "（五）3.要求提供公开出版物",
        Decision::NpExcessive => "（五）4.无正当理由大量反复申请",
        Decision::NpConfirmReissue => "（五）5.要求行政机关确认或重新出具已获取信息",
        Decision::OtherNoCorrection => "（六）1.申请人无正当理由逾期不补正",
        Decision::OtherFeeUnpaid => "（六）2.申请人逾期未按收费通知要求缴纳费用",
        Decision::OtherMisc => "（六）3.其他",
    }
}

/// The rows of table three in a form, from top to bottom.
pub fn rows(format: Format) -> Vec<Row> {
    let results = Decision::ALL.into_iter().map(Row::Decided);
    let mut rows = vec![Row::New, Row::CarriedIn];
    rows.extend(results.filter(|row| format == Format::Form2021 || !is_other(*row)));
    if format == Format::Trial2019 {
        rows.push(Row::OtherHandling);
    }
    rows.extend([Row::ResultTotal, Row::CarriedOut]);
    rows
}

/// The three rows of （六）其他处理 that the form of 2019 does not part.
const fn is_other(row: Row) -> bool {
    matches!(
        row,
        Row::Decided(Decision::OtherNoCorrection | Decision::OtherFeeUnpaid | Decision::OtherMisc)
    )
}

impl Format {
    /// The row that counts an answer.
    pub const fn row_of(self, decision: Decision) -> Row {
        let row = Row::Decided(decision);
        match self {
            Self::Trial2019 if is_other(row) => Row::OtherHandling,
            _ => row,
        }
    }
}

/// 申请人情况: who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicant {
    /// 自然人
    NaturalPerson,
    /// 商业企业
    Commercial,
    /// 科研机构
    Research,
    /// 社会公益组织
    SocialWelfare,
    /// 法律服务机构
    LegalService,
    /// 其他 among 法人或其他组织.
    OtherOrg,
}

impl Applicant {
    /// In the order of the table.
    pub const ALL: [Self; 6] = [
        Self::NaturalPerson,
        Self::Commercial,
        Self::Research,
        Self::SocialWelfare,
        Self::LegalService,
        Self::OtherOrg,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NaturalPerson => "natural_person",
            Self::Commercial => "commercial",
            Self::Research => "research",
            Self::SocialWelfare => "social_welfare",
            Self::LegalService => "legal_service",
            Self::OtherOrg => "other_org",
        }
    }

    /// As the table prints it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::NaturalPerson => "自然人",
            Self::Commercial => "商业企业",
            Self::Research => "科研机构",
            Self::SocialWelfare => "社会公益组织",
            Self::LegalService => "法律服务机构",
            Self::OtherOrg => "其他",
        }
    }
}

/// A column of table three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Requests of one kind of applicant.
    Of(Applicant),
    /// 总计 of all applicants.
    Total,
}

impl Column {
    /// From left to right.
    pub const ALL: [Self; 7] = [
        Self::Of(Applicant::NaturalPerson),
        Self::Of(Applicant::Commercial),
        Self::Of(Applicant::Research),
        Self::Of(Applicant::SocialWelfare),
        Self::Of(Applicant::LegalService),
        Self::Of(Applicant::OtherOrg),
        Self::Total,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Of(applicant) => applicant.id(),
            Self::Total => "total",
        }
    }

    /// As the table prints it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Of(applicant) => applicant.zh(),
            Self::Total => "总计",
        }
    }
}
