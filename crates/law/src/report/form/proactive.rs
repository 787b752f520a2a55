//! 第二表 — 主动公开政府信息情况, by the items of 条例第二十条.

use super::Format;

/// 信息内容: what a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// 规章
    Rules,
    /// 行政规范性文件
    NormativeDocs,
    /// 行政许可
    Licences,
    /// 其他对外管理服务事项; only in the form of 2019.
    OtherServices,
    /// 行政处罚
    Penalties,
    /// 行政强制
    Coercions,
    /// 行政事业性收费
    Fees,
    /// 政府集中采购; only in the form of 2019.
    Procurement,
}

impl Subject {
    /// In the order of the table.
    pub const ALL: [Self; 8] = [
        Self::Rules,
        Self::NormativeDocs,
        Self::Licences,
        Self::OtherServices,
        Self::Penalties,
        Self::Coercions,
        Self::Fees,
        Self::Procurement,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::NormativeDocs => "normative_docs",
            Self::Licences => "licences",
            Self::OtherServices => "other_services",
            Self::Penalties => "penalties",
            Self::Coercions => "coercions",
            Self::Fees => "fees",
            Self::Procurement => "procurement",
        }
    }

    /// As the table prints it since 2021.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Rules => "规章",
            Self::NormativeDocs => "行政规范性文件",
            Self::Licences => "行政许可",
            Self::OtherServices => "其他对外管理服务事项",
            Self::Penalties => "行政处罚",
            Self::Coercions => "行政强制",
            Self::Fees => "行政事业性收费",
            Self::Procurement => "政府集中采购",
        }
    }
}

/// What a column of table two counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// 本年制发件数, in 件.
    Made,
    /// 本年废止件数, in 件.
    Repealed,
    /// 现行有效件数 at the end of the year, in 件.
    InForce,
    /// 本年处理决定数量, in 件.
    Decisions,
    /// 本年收费金额 or 采购总金额, in 万元.
    AmountWan,
    /// 本年新制作数量, in 件; form of 2019.
    NewMade,
    /// 本年新公开数量, in 件; form of 2019.
    NewPublic,
    /// 对外公开总数量, in 件; form of 2019.
    TotalPublic,
    /// 上一年项目数量, in 项; form of 2019.
    PrevItems,
    /// 本年增/减, in 项, negative where there are fewer; form of 2019.
    Delta,
    /// 采购项目数量, in 项; form of 2019.
    Projects,
}

impl Measure {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::Made,
        Self::Repealed,
        Self::InForce,
        Self::Decisions,
        Self::AmountWan,
        Self::NewMade,
        Self::NewPublic,
        Self::TotalPublic,
        Self::PrevItems,
        Self::Delta,
        Self::Projects,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Repealed => "repealed",
            Self::InForce => "in_force",
            Self::Decisions => "decisions",
            Self::AmountWan => "amount_wan",
            Self::NewMade => "new_made",
            Self::NewPublic => "new_public",
            Self::TotalPublic => "total_public",
            Self::PrevItems => "prev_items",
            Self::Delta => "delta",
            Self::Projects => "projects",
        }
    }

    /// As the tables print it.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Made => "本年制发件数",
            Self::Repealed => "本年废止件数",
            Self::InForce => "现行有效件数",
            Self::Decisions => "本年处理决定数量",
            Self::AmountWan => "金额（单位：万元）",
            Self::NewMade => "本年新制作数量",
            Self::NewPublic => "本年新公开数量",
            Self::TotalPublic => "对外公开总数量",
            Self::PrevItems => "上一年项目数量",
            Self::Delta => "本年增/减",
            Self::Projects => "采购项目数量",
        }
    }
}

/// A row of table two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The item of 条例第二十条 under which it stands: `第（一）项`.
    pub item: &'static str,
    /// What it counts.
    pub subject: Subject,
    /// Its columns, from left to right.
    pub measures: &'static [Measure],
}

const fn line(item: &'static str, subject: Subject, measures: &'static [Measure]) -> Line {
    Line {
        item,
        subject,
        measures,
    }
}

const TEXTS: &[Measure] = &[Measure::Made, Measure::Repealed, Measure::InForce];
const DECISIONS: &[Measure] = &[Measure::Decisions];
const AMOUNT: &[Measure] = &[Measure::AmountWan];
const TRIAL_TEXTS: &[Measure] = &[Measure::NewMade, Measure::NewPublic, Measure::TotalPublic];
const TRIAL_ITEMS: &[Measure] = &[Measure::PrevItems, Measure::Delta, Measure::Decisions];
const TRIAL_FEES: &[Measure] = &[Measure::PrevItems, Measure::Delta];
const TRIAL_PURCHASES: &[Measure] = &[Measure::Projects, Measure::AmountWan];

const SINCE_2021: [Line; 6] = [
    line("第（一）项", Subject::Rules, TEXTS),
    line("第（一）项", Subject::NormativeDocs, TEXTS),
    line("第（五）项", Subject::Licences, DECISIONS),
    line("第（六）项", Subject::Penalties, DECISIONS),
    line("第（六）项", Subject::Coercions, DECISIONS),
    line("第（八）项", Subject::Fees, AMOUNT),
];

const TRIAL: [Line; 8] = [
    line("第（一）项", Subject::Rules, TRIAL_TEXTS),
    line("第（一）项", Subject::NormativeDocs, TRIAL_TEXTS),
    line("第（五）项", Subject::Licences, TRIAL_ITEMS),
    line("第（五）项", Subject::OtherServices, TRIAL_ITEMS),
    line("第（六）项", Subject::Penalties, TRIAL_ITEMS),
    line("第（六）项", Subject::Coercions, TRIAL_ITEMS),
    line("第（八）项", Subject::Fees, TRIAL_FEES),
    line("第（九）项", Subject::Procurement, TRIAL_PURCHASES),
];

/// The rows of table two in a form, from top to bottom.
pub const fn lines(format: Format) -> &'static [Line] {
    match format {
        Format::Trial2019 => &TRIAL,
        Format::Form2021 => &SINCE_2021,
    }
}
