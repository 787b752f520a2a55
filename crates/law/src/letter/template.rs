//! Which letters there are, and the parts that each must have.

use crate::article::Article;
use crate::clock;
use crate::request::{Decision, Statement};

/// 文书种类. The answers are one template: what they must say besides follows from the [`Decision`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Template {
    /// 收到申请回执
    Receipt,
    /// 补正告知书
    Correction,
    /// 说明理由告知书
    AskReasons,
    /// 延期答复告知书
    Extension,
    /// 延迟答复告知书: the reasons for very many requests were good, and the term is not enough.
    Delay,
    /// 征求第三方意见书
    ConsultThirdParty,
    /// 征求共同制作机关意见书
    ConsultAgency,
    /// 征求意见告知书, to the applicant
    TellConsulting,
    /// 决定公开告知书, to a third party that did not agree
    TellThirdParty,
    /// 收费通知书
    Fee,
    /// 政府信息公开申请答复书
    Answer,
    /// 政府信息更正告知书
    Rectified,
    /// 转送更正申请告知书
    Forwarded,
}

/// A part of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// 标题
    Title,
    /// 文书编号: each family of letters has a series of its own.
    Number,
    /// 受送达人, by name only
    Addressee,
    /// 收到申请的时间、方式，以及补正、延期、征求意见的时间
    ReceiptFact,
    /// 申请的内容
    Request,
    /// 查明的事实
    Finding,
    /// 决定
    Decision,
    /// 依据的条款
    Basis,
    /// 需要补正的事项
    ToCorrect,
    /// 期限
    Term,
    /// 逾期的后果
    Consequence,
    /// 理由
    Reasons,
    /// 明显超过合理范围的数量、频次
    Excess,
    /// 征求意见的政府信息内容
    Content,
    /// 收费依据和标准
    Scale,
    /// 金额
    Amount,
    /// 缴费方式
    Payment,
    /// 更正的情况
    Rectification,
    /// 有权更正的行政机关
    Responsible,
    /// 救济途径
    Relief,
    /// 联系方式 of the office
    Contact,
    /// 机关名称
    Agency,
    /// 印章: that of the agency, of its office, or the one for disclosure (政府信息公开专用章)
    Seal,
    /// 日期
    Date,
    /// What the answer must say because of what it decides.
    Statement(Statement),
}

impl Part {
    /// The official words.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Title => "标题",
            Self::Number => "文书编号",
            Self::Addressee => "受送达人",
            Self::ReceiptFact => "收到申请的时间和方式",
            Self::Request => "申请的内容",
            Self::Finding => "查明的事实",
            Self::Decision => "决定",
            Self::Basis => "依据的条款",
            Self::ToCorrect => "需要补正的事项",
            Self::Term => "期限",
            Self::Consequence => "逾期的后果",
            Self::Reasons => "理由",
            Self::Excess => "明显超过合理范围的数量、频次",
            Self::Content => "征求意见的政府信息内容",
            Self::Scale => "收费依据和标准",
            Self::Amount => "金额",
            Self::Payment => "缴费方式",
            Self::Rectification => "更正的情况",
            Self::Responsible => "有权更正的行政机关",
            Self::Relief => "救济途径",
            Self::Contact => "本机关联系方式",
            Self::Agency => "机关名称",
            Self::Seal => "印章",
            Self::Date => "日期",
            Self::Statement(statement) => statement.zh(),
        }
    }
}

/// A part that a letter must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Required {
    /// The part.
    pub part: Part,
    /// What the part must say, by groups of ways to say it: one of each group. Numbers are compared as Arabic ones, and
    /// spaces do not count.
    pub says: &'static [&'static [&'static str]],
    /// Where that is written.
    pub source: Article,
    /// Whether the text of the source says so; else it is the practice of model letters.
    pub verified: bool,
}

const MODEL: &str = "答复书示范文本的通行做法（参照苏政办函〔2019〕98号）";

const fn by_law(part: Part, source: &'static str) -> Required {
    saying(part, &[], source)
}

const fn saying(
    part: Part,
    says: &'static [&'static [&'static str]],
    source: &'static str,
) -> Required {
    Required {
        part,
        says,
        source: Article(source),
        verified: true,
    }
}

const fn by_habit(part: Part) -> Required {
    Required {
        part,
        says: &[],
        source: Article(MODEL),
        verified: false,
    }
}

/// What a letter of any kind has.
pub const COMMON: [Required; 7] = [
    by_habit(Part::Title),
    by_habit(Part::Number),
    by_habit(Part::Addressee),
    by_habit(Part::Contact),
    by_habit(Part::Agency),
    Required {
        source: Article("最高人民法院（2015）行他字第32号答复，据转述"),
        ..by_habit(Part::Seal)
    },
    by_habit(Part::Date),
];

const ABANDONED: &[&str] = &["视为放弃"];

impl Template {
    /// In the order in which a request may meet them.
    pub const ALL: [Self; 13] = [
        Self::Receipt,
        Self::Correction,
        Self::AskReasons,
        Self::Extension,
        Self::Delay,
        Self::ConsultThirdParty,
        Self::ConsultAgency,
        Self::TellConsulting,
        Self::TellThirdParty,
        Self::Fee,
        Self::Answer,
        Self::Rectified,
        Self::Forwarded,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Correction => "correction",
            Self::AskReasons => "ask_reasons",
            Self::Extension => "extension",
            Self::Delay => "delay",
            Self::ConsultThirdParty => "consult_third_party",
            Self::ConsultAgency => "consult_agency",
            Self::TellConsulting => "tell_consulting",
            Self::TellThirdParty => "tell_third_party",
            Self::Fee => "fee",
            Self::Answer => "answer",
            Self::Rectified => "rectified",
            Self::Forwarded => "forwarded",
        }
    }

    /// The title, without the name of the agency.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Receipt => "收到申请回执",
            Self::Correction => "补正告知书",
            Self::AskReasons => "说明理由告知书",
            Self::Extension => "延期答复告知书",
            Self::Delay => "延迟答复告知书",
            Self::ConsultThirdParty => "征求第三方意见书",
            Self::ConsultAgency => "征求共同制作机关意见书",
            Self::TellConsulting => "征求意见告知书",
            Self::TellThirdParty => "决定公开告知书",
            Self::Fee => "收费通知书",
            Self::Answer => "政府信息公开申请答复书",
            Self::Rectified => "政府信息更正告知书",
            Self::Forwarded => "转送更正申请告知书",
        }
    }

    /// The template of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.id() == id)
    }

    /// Whether it tells what can be done against it: only what decides does (司法部关于审理政府信息公开行政复议案件的指导意见
    /// 第三条: notices of correction, extension and fee are not reviewed alone).
    pub const fn tells_relief(self) -> bool {
        matches!(self, Self::Answer | Self::TellThirdParty | Self::Rectified)
    }

    /// The parts of its own, besides those that every letter has; of an answer, those of the whole letter.
    pub const fn own_parts(self) -> &'static [Required] {
        match self {
            Self::Receipt => {
                const PARTS: [Required; 2] = [
                    by_law(Part::ReceiptFact, "条例第三十一条"),
                    by_law(Part::Request, "条例第四十五条"),
                ];
                &PARTS
            }
            Self::Correction => {
                const PARTS: [Required; 4] = [
                    by_habit(Part::ReceiptFact),
                    by_law(Part::ToCorrect, "条例第三十条"),
                    by_law(Part::Term, "条例第三十条"),
                    saying(Part::Consequence, &[ABANDONED], "条例第三十条"),
                ];
                &PARTS
            }
            Self::AskReasons => {
                const PARTS: [Required; 3] = [
                    by_law(Part::Excess, "条例第三十五条"),
                    by_habit(Part::Term),
                    saying(Part::Consequence, &[&["不予处理"]], "条例第三十五条"),
                ];
                &PARTS
            }
            Self::Extension => {
                const PARTS: [Required; 4] = [
                    by_habit(Part::ReceiptFact),
                    by_habit(Part::Reasons),
                    by_law(Part::Term, "条例第三十三条第二款"),
                    by_law(Part::Basis, "条例第三十三条第二款"),
                ];
                &PARTS
            }
            Self::Delay => {
                const PARTS: [Required; 3] = [
                    by_habit(Part::Reasons),
                    by_law(Part::Term, "条例第三十五条"),
                    by_law(Part::Basis, "条例第三十五条"),
                ];
                &PARTS
            }
            Self::ConsultThirdParty => {
                const PARTS: [Required; 3] = [
                    by_law(Part::Content, "条例第三十二条"),
                    saying(Part::Term, &[&["15个工作日"]], "条例第三十二条"),
                    saying(
                        Part::Consequence,
                        &[&["决定是否公开", "决定是否予以公开"]],
                        "条例第三十二条",
                    ),
                ];
                &PARTS
            }
            Self::ConsultAgency => {
                const PARTS: [Required; 3] = [
                    by_law(Part::Content, "条例第三十四条"),
                    saying(Part::Term, &[&["15个工作日"]], "条例第三十四条"),
                    saying(Part::Consequence, &[&["视为同意"]], "条例第三十四条"),
                ];
                &PARTS
            }
            Self::TellConsulting => {
                const PARTS: [Required; 2] = [
                    by_habit(Part::Reasons),
                    saying(
                        Part::Basis,
                        &[&["不计算在", "不计入"]],
                        "条例第三十三条第三款",
                    ),
                ];
                &PARTS
            }
            Self::TellThirdParty => {
                const PARTS: [Required; 4] = [
                    by_law(Part::Content, "条例第三十二条"),
                    saying(Part::Reasons, &[&["公共利益"]], "条例第三十二条"),
                    by_law(Part::Basis, "条例第三十二条"),
                    saying(
                        Part::Relief,
                        &[&["行政复议"], &["行政诉讼"]],
                        "条例第五十一条",
                    ),
                ];
                &PARTS
            }
            Self::Fee => {
                const PARTS: [Required; 5] = [
                    saying(
                        Part::Scale,
                        &[&["109号"]],
                        "条例第四十二条；国办函〔2020〕109号",
                    ),
                    by_law(Part::Amount, "国办函〔2020〕109号"),
                    by_law(Part::Payment, "国办函〔2020〕109号"),
                    saying(Part::Term, &[&["20个工作日"]], "国办函〔2020〕109号"),
                    saying(Part::Consequence, &[ABANDONED], "国办函〔2020〕109号"),
                ];
                &PARTS
            }
            Self::Answer => {
                const PARTS: [Required; 2] = [
                    by_habit(Part::ReceiptFact),
                    by_law(Part::Relief, "条例第五十一条；行政复议法第二十三条第二款"),
                ];
                &PARTS
            }
            Self::Rectified => {
                const PARTS: [Required; 3] = [
                    by_law(Part::Rectification, "条例第四十一条"),
                    by_law(Part::Basis, "条例第四十一条"),
                    by_law(Part::Relief, "条例第五十一条"),
                ];
                &PARTS
            }
            Self::Forwarded => {
                const PARTS: [Required; 2] = [
                    by_law(Part::Responsible, "条例第四十一条"),
                    by_law(Part::Basis, "条例第四十一条"),
                ];
                &PARTS
            }
        }
    }

    /// Every part that it must have; of an answer, those of the whole letter, to which [`required_of`] adds those of each
    /// matter.
    pub fn required(self) -> impl Iterator<Item = &'static Required> {
        COMMON.iter().chain(self.own_parts())
    }

    /// Where the term within which it goes out is written: for what comes before an answer, that of the answer.
    pub const fn article(self) -> Article {
        match self {
            Self::Correction => clock::CORRECTION,
            _ => clock::ANSWER,
        }
    }
}

/// What an answer must say of one matter: what was asked, what was found and decided, on what it rests, and the statements
/// that the decision requires.
pub fn required_of(decision: Decision) -> impl Iterator<Item = Required> {
    const EACH: [Required; 3] = [
        by_habit(Part::Request),
        by_law(Part::Decision, "条例第三十六条"),
        by_law(Part::Basis, "条例第三十六条"),
    ];
    let says: fn(Statement) -> &'static [&'static [&'static str]] = |statement| match statement {
        Statement::Channel => &[&["不作为政府信息公开申请"]],
        Statement::Search => &[&["检索", "查找", "查询"]],
        _ => &[],
    };
    let stated = decision.states().iter().map(move |statement| Required {
        part: Part::Statement(*statement),
        says: says(*statement),
        source: decision.article(),
        verified: true,
    });
    EACH.into_iter().chain(stated)
}
