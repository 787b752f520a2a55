//! 种类 — what kinds of items there are, and the fields of each.
//!
//! A kind is a definition here and nowhere else: pages, the API schema, facets and the mapping of imports follow from
//! it. To add one, add a [`KindDef`] and list it in [`Kinds::standard`].

use super::column::Column;
use super::docnum::DocNumber;
use super::fields::{Fields, Value};
use crate::date::Date;

/// The type of a field, and so how it is checked, shown, filtered and described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// One line.
    Line,
    /// Several lines.
    Words,
    /// An ordered list of lines.
    List,
    /// A civil date.
    Date,
    /// `YYYY-MM-DD` or `YYYY-MM-DD HH:MM` (国办发〔2017〕47号).
    Moment,
    /// 发文字号
    DocNumber,
    /// One of the listed ids, each with its Chinese name.
    Choice(&'static [(&'static str, &'static str)]),
}

/// One field of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldDef {
    /// The id of DOMAIN §1.3.
    pub id: &'static str,
    /// Its official name.
    pub zh: &'static str,
    pub en: &'static str,
    pub ty: FieldType,
    pub required: bool,
    /// Whether visitors can filter by it.
    pub facet: bool,
    /// Other names under which a source may give it.
    pub aliases: &'static [&'static str],
}

/// How the items of a kind come in versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// An item with editions; a correction makes a new edition.
    Document,
    /// A version of a work of law: valid from one day to another, with legal events.
    LegalText,
}

/// A kind of item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindDef {
    pub id: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Under which of the five fixed columns it stands.
    pub column: Column,
    pub lifecycle: Lifecycle,
    /// Its rank among sources of law, 1 for the constitution; 0 where it is no source of law. (立法法第九十八条至第一百零二条)
    pub rank: u8,
    pub fields: &'static [FieldDef],
    /// What the type of a source maps to this kind.
    pub source_types: &'static [&'static str],
}

const fn field(id: &'static str, zh: &'static str, en: &'static str, ty: FieldType) -> FieldDef {
    FieldDef {
        id,
        zh,
        en,
        ty,
        required: false,
        facet: false,
        aliases: &[],
    }
}

const TITLE: FieldDef = FieldDef {
    required: true,
    aliases: &["标题", "文件名称", "信息名称"],
    ..field("title", "名称", "Title", FieldType::Line)
};
const ISSUERS: FieldDef = FieldDef {
    facet: true,
    aliases: &[
        "发文机关",
        "发文单位",
        "发文部门",
        "制发机关",
        "公布机关",
        "发布单位",
    ],
    ..field("issuers", "发布机构", "Issued by", FieldType::List)
};
const DOC_NO: FieldDef = FieldDef {
    aliases: &["发文字号", "公文字号", "文件编号", "文件号"],
    ..field("doc_no", "文号", "Document number", FieldType::DocNumber)
};
const WRITTEN: FieldDef = FieldDef {
    aliases: &["成文时间", "签发日期"],
    ..field("written_date", "成文日期", "Written on", FieldType::Date)
};
const PUBLISHED: FieldDef = FieldDef {
    aliases: &["发布时间", "公布日期", "公开日期"],
    ..field("published_at", "发布日期", "Published", FieldType::Moment)
};
const THEME: FieldDef = FieldDef {
    facet: true,
    aliases: &["分类", "公文种类", "信息分类"],
    ..field("theme_class", "主题分类", "Topic", FieldType::Line)
};
const GENRE: FieldDef = FieldDef {
    facet: true,
    aliases: &["文种"],
    ..field(
        "genre_class",
        "体裁分类",
        "Genre",
        FieldType::Choice(GENRES),
    )
};
const KEYWORDS: FieldDef = FieldDef {
    aliases: &["关键词"],
    ..field("keywords", "主题词", "Keywords", FieldType::List)
};
const RECIPIENTS: FieldDef = field("recipients", "主送机关", "Addressed to", FieldType::List);
const DISCLOSURE: FieldDef = FieldDef {
    aliases: &["公开方式"],
    ..field(
        "disclosure_attr",
        "公开属性",
        "Disclosure",
        FieldType::Choice(DISCLOSURES),
    )
};
const ABSTRACT: FieldDef = FieldDef {
    aliases: &["内容简介", "摘要"],
    ..field("abstract", "内容概述", "Summary", FieldType::Words)
};
const SOURCE: FieldDef = FieldDef {
    aliases: &["来源"],
    ..field("content_source", "信息来源", "Source", FieldType::Line)
};
const SOURCE_URL: FieldDef = field("source_url", "来源网址", "Source address", FieldType::Line);
const EFFECTIVE: FieldDef = FieldDef {
    aliases: &["生效日期", "实施日期"],
    ..field(
        "effective_date",
        "施行日期",
        "In force from",
        FieldType::Date,
    )
};
const EXPIRY: FieldDef = FieldDef {
    aliases: &["有效期至"],
    ..field("expiry_date", "失效日期", "Expires on", FieldType::Date)
};
const REPEALED: FieldDef = field("repealed_date", "废止日期", "Repealed on", FieldType::Date);
const UNIFIED_NO: FieldDef = field(
    "unified_no",
    "规范性文件统一编号",
    "Unified number",
    FieldType::Line,
);
const PROMULGATED: FieldDef = field("promulgated", "公布日期", "Promulgated", FieldType::Date);
const NOTE: FieldDef = field("enactment_note", "题注", "Enactment note", FieldType::Words);
const YEAR: FieldDef = FieldDef {
    required: true,
    facet: true,
    ..field("report_year", "报告年度", "Reported year", FieldType::Line)
};

/// 公文种类 (党政机关公文处理工作条例第八条) and the frequent genres beside them.
pub const GENRES: &[(&str, &str)] = &[
    ("resolution", "决议"),
    ("decision", "决定"),
    ("order", "命令（令）"),
    ("communique", "公报"),
    ("announcement", "公告"),
    ("public_notice", "通告"),
    ("opinion", "意见"),
    ("notice", "通知"),
    ("circular", "通报"),
    ("report", "报告"),
    ("request_instructions", "请示"),
    ("reply", "批复"),
    ("bill", "议案"),
    ("letter", "函"),
    ("minutes", "纪要"),
    ("other", "其他"),
];

/// 公开属性 (DOMAIN §1.3).
pub const DISCLOSURES: &[(&str, &str)] = &[
    ("proactive", "主动公开"),
    ("on_request", "依申请公开"),
    ("withheld", "不予公开"),
    ("partial", "部分公开"),
];

const DOCUMENT_FIELDS: &[FieldDef] = &[
    TITLE, DOC_NO, ISSUERS, THEME, GENRE, WRITTEN, PUBLISHED, KEYWORDS, RECIPIENTS, DISCLOSURE,
    ABSTRACT, EFFECTIVE, EXPIRY, REPEALED, SOURCE, SOURCE_URL,
];
const NORMATIVE_FIELDS: &[FieldDef] = &[
    TITLE, DOC_NO, UNIFIED_NO, ISSUERS, THEME, GENRE, WRITTEN, PUBLISHED, EFFECTIVE, EXPIRY,
    REPEALED, KEYWORDS, RECIPIENTS, DISCLOSURE, ABSTRACT, SOURCE, SOURCE_URL,
];
const LAW_FIELDS: &[FieldDef] = &[
    TITLE,
    DOC_NO,
    ISSUERS,
    THEME,
    PROMULGATED,
    EFFECTIVE,
    EXPIRY,
    REPEALED,
    NOTE,
    PUBLISHED,
    SOURCE,
    SOURCE_URL,
];
const PAGE_FIELDS: &[FieldDef] = &[TITLE, ISSUERS, PUBLISHED, WRITTEN, ABSTRACT, SOURCE];

/// 机构职能 (条例第二十条第二项): the six statutory fields.
const PROFILE_FIELDS: &[FieldDef] = &[
    TITLE,
    ISSUERS,
    PUBLISHED,
    field("functions", "机关职能", "Functions", FieldType::Words),
    field("units", "机构设置", "Units", FieldType::Words),
    field("address", "办公地址", "Address", FieldType::Line),
    field("office_hours", "办公时间", "Office hours", FieldType::Line),
    field("contact", "联系方式", "Contact", FieldType::Line),
    field("leader", "负责人姓名", "Head", FieldType::Line),
];

/// 政府信息公开指南 (条例第十二条第二款).
const GUIDE_FIELDS: &[FieldDef] = &[
    TITLE,
    ISSUERS,
    PUBLISHED,
    field(
        "office_name",
        "政府信息公开工作机构",
        "Disclosure office",
        FieldType::Line,
    ),
    field("address", "办公地址", "Address", FieldType::Line),
    field("office_hours", "办公时间", "Office hours", FieldType::Line),
    field("phone", "联系电话", "Telephone", FieldType::Line),
    field("fax", "传真号码", "Fax", FieldType::Line),
    field(
        "internet_contact",
        "互联网联系方式",
        "Internet contact",
        FieldType::Line,
    ),
];
const REPORT_FIELDS: &[FieldDef] = &[TITLE, YEAR, ISSUERS, PUBLISHED, WRITTEN, ABSTRACT, SOURCE];

const fn kind(
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    column: Column,
    lifecycle: Lifecycle,
    fields: &'static [FieldDef],
) -> KindDef {
    KindDef {
        id,
        zh,
        en,
        column,
        lifecycle,
        rank: 0,
        fields,
        source_types: &[],
    }
}

const STANDARD: &[KindDef] = &[
    KindDef {
        source_types: &[
            "ministry_document",
            "ministry_page",
            "state_council_document",
            "consultation_notice",
            "government_work_report",
            "party_or_joint_document",
        ],
        ..kind(
            "document",
            "公文",
            "Official document",
            Column::Statutory,
            Lifecycle::Document,
            DOCUMENT_FIELDS,
        )
    },
    KindDef {
        source_types: &["normative_document"],
        ..kind(
            "normative_document",
            "行政规范性文件",
            "Normative document",
            Column::Statutory,
            Lifecycle::Document,
            NORMATIVE_FIELDS,
        )
    },
    KindDef {
        rank: 1,
        source_types: &["constitution"],
        ..kind(
            "constitution",
            "宪法",
            "Constitution",
            Column::Policy,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    KindDef {
        rank: 2,
        source_types: &["law"],
        ..kind(
            "law",
            "法律",
            "Law",
            Column::Policy,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    KindDef {
        rank: 3,
        source_types: &["admin_reg", "supervision_reg"],
        ..kind(
            "admin_regulation",
            "行政法规",
            "Administrative regulation",
            Column::Policy,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    KindDef {
        rank: 4,
        source_types: &["local_reg"],
        ..kind(
            "local_regulation",
            "地方性法规",
            "Local regulation",
            Column::Policy,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    KindDef {
        rank: 5,
        source_types: &["dept_rule"],
        ..kind(
            "dept_rule",
            "部门规章",
            "Departmental rule",
            Column::Statutory,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    KindDef {
        rank: 5,
        source_types: &["local_gov_rule"],
        ..kind(
            "local_gov_rule",
            "地方政府规章",
            "Local government rule",
            Column::Statutory,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    KindDef {
        rank: 6,
        source_types: &["judicial"],
        ..kind(
            "judicial_interpretation",
            "司法解释",
            "Judicial interpretation",
            Column::Policy,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    kind(
        "agency_profile",
        "机构职能",
        "Agency profile",
        Column::Statutory,
        Lifecycle::Document,
        PROFILE_FIELDS,
    ),
    kind(
        "disclosure_guide",
        "政府信息公开指南",
        "Disclosure guide",
        Column::Guide,
        Lifecycle::Document,
        GUIDE_FIELDS,
    ),
    kind(
        "disclosure_rules",
        "政府信息公开制度",
        "Disclosure rules",
        Column::Policy,
        Lifecycle::Document,
        PAGE_FIELDS,
    ),
    KindDef {
        source_types: &["annual_disclosure_report"],
        ..kind(
            "annual_report",
            "政府信息公开工作年度报告",
            "Annual disclosure report",
            Column::AnnualReport,
            Lifecycle::Document,
            REPORT_FIELDS,
        )
    },
];

/// The kinds a site knows, in their order of showing.
#[derive(Clone, Debug)]
pub struct Kinds(Vec<KindDef>);

impl Kinds {
    /// The kinds every site has.
    pub fn standard() -> Self {
        Self(STANDARD.to_vec())
    }

    /// The same kinds and one more.
    #[must_use]
    pub fn with(mut self, kind: KindDef) -> Self {
        self.0.retain(|known| known.id != kind.id);
        self.0.push(kind);
        self
    }

    pub fn get(&self, id: &str) -> Option<&KindDef> {
        self.0.iter().find(|kind| kind.id == id)
    }

    /// The kind to which a source's own type maps.
    pub fn of_source_type(&self, source_type: &str) -> Option<&KindDef> {
        self.0
            .iter()
            .find(|kind| kind.id == source_type || kind.source_types.contains(&source_type))
    }

    pub fn iter(&self) -> impl Iterator<Item = &KindDef> {
        self.0.iter()
    }

    /// The fields that visitors can filter by, each once, over all kinds.
    pub fn facets(&self) -> Vec<&FieldDef> {
        let mut facets: Vec<&FieldDef> = Vec::new();
        for field in self
            .0
            .iter()
            .flat_map(|kind| kind.fields)
            .filter(|field| field.facet)
        {
            if !facets.iter().any(|known| known.id == field.id) {
                facets.push(field);
            }
        }
        facets
    }
}

/// What is wrong with one field, in words for the person who can mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    pub field: String,
    pub says: String,
}

impl KindDef {
    pub fn field(&self, id: &str) -> Option<&FieldDef> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The field that a source calls `name`: its id, its official name or one of its aliases.
    pub fn field_named(&self, name: &str) -> Option<&FieldDef> {
        let name = name.trim().trim_end_matches(['：', ':']);
        self.fields
            .iter()
            .find(|field| field.id == name || field.zh == name || field.aliases.contains(&name))
    }

    /// Everything that keeps `fields` from being an item of this kind; an empty list is a sound one.
    pub fn check(&self, fields: &Fields) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut say = |field: &str, says: String| {
            problems.push(FieldProblem {
                field: field.to_owned(),
                says,
            });
        };
        for def in self.fields {
            match fields.get(def.id) {
                None if def.required => say(def.id, format!("缺少“{}”", def.zh)),
                None => {}
                Some(value) => {
                    if let Some(wrong) = def.wrong(value) {
                        say(def.id, format!("“{}”{wrong}", def.zh));
                    }
                }
            }
        }
        for (id, _) in fields.iter() {
            if self.field(id).is_none() {
                say(id, format!("“{}”没有“{id}”这一项", self.zh));
            }
        }
        problems
    }
}

/// The longest title, in characters (DOMAIN §1.3).
pub const LONGEST_TITLE: usize = 200;

impl FieldDef {
    fn wrong(&self, value: &Value) -> Option<String> {
        let text = match (self.ty, value) {
            (FieldType::List, _) => return None,
            (_, Value::List(_)) => return Some("只能填一项".into()),
            (_, Value::Text(text)) => text,
        };
        match self.ty {
            FieldType::Line if self.id == "title" && text.chars().count() > LONGEST_TITLE => {
                Some(format!(
                    "超过 {LONGEST_TITLE} 个字，现有 {} 个字",
                    text.chars().count()
                ))
            }
            FieldType::Line if text.contains('\n') => Some("只能有一行".into()),
            FieldType::Date if text.parse::<Date>().is_err() => {
                Some(format!("应当写作 2020-07-15，现为“{text}”"))
            }
            FieldType::Moment if !is_moment(text) => {
                Some(format!("应当写作 2020-07-26 10:00，现为“{text}”"))
            }
            FieldType::Choice(choices) if !choices.iter().any(|(id, _)| id == text) => {
                let names: Vec<&str> = choices.iter().map(|(id, _)| *id).collect();
                Some(format!("应当是 {} 之一，现为“{text}”", names.join("、")))
            }
            // A number that does not parse is kept as the source has it: sources have their own.
            FieldType::DocNumber if DocNumber::parse(text).is_none() && text.contains('\n') => {
                Some("只能有一行".into())
            }
            _ => None,
        }
    }

    /// How a value is shown: a choice by its name, a list joined.
    pub fn show(&self, value: &Value) -> String {
        match (self.ty, value) {
            (FieldType::Choice(choices), Value::Text(id)) => choices
                .iter()
                .find(|(known, _)| known == id)
                .map_or_else(|| id.clone(), |(_, zh)| (*zh).to_owned()),
            _ => value.joined(),
        }
    }
}

fn is_moment(text: &str) -> bool {
    let (date, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    let (hour, minute) = time.split_once(':').unwrap_or(("", ""));
    let two = |s: &str, below: u8| s.len() == 2 && s.parse::<u8>().is_ok_and(|n| n < below);
    date.parse::<Date>().is_ok() && two(hour, 24) && two(minute, 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_title_and_no_field_twice() {
        for kind in Kinds::standard().iter() {
            assert!(
                kind.field("title").is_some_and(|f| f.required),
                "{}",
                kind.id
            );
            for (i, field) in kind.fields.iter().enumerate() {
                assert!(
                    !kind.fields[..i].iter().any(|f| f.id == field.id),
                    "{} {}",
                    kind.id,
                    field.id
                );
            }
        }
    }

    #[test]
    fn a_wrong_field_says_how_to_mend_it() {
        let kinds = Kinds::standard();
        let kind = kinds.get("document").expect("a standard kind");
        let mut fields = Fields::new();
        fields.set("written_date", "2020-13-01");
        fields.set("published_at", "2020-07-26 25:00");
        fields.set("genre_class", "poem");
        fields.set("colour", "red");
        let wrong: Vec<String> = kind.check(&fields).into_iter().map(|p| p.field).collect();
        assert_eq!(
            wrong,
            [
                "title",
                "genre_class",
                "written_date",
                "published_at",
                "colour"
            ]
        );
        fields = Fields::new();
        fields.set("title", "关于公开的通知");
        fields.set("published_at", "2020-07-26 10:00");
        assert_eq!(kind.check(&fields), []);
    }

    #[test]
    fn a_source_s_name_finds_the_field() {
        let kinds = Kinds::standard();
        let kind = kinds.get("document").expect("a standard kind");
        assert_eq!(kind.field_named("发文字号：").map(|f| f.id), Some("doc_no"));
        assert_eq!(kind.field_named("发文机关").map(|f| f.id), Some("issuers"));
    }
}
