//! The kinds that every site has, and the fields they share.

use super::{FieldDef, FieldType, KindDef, Lifecycle};
use crate::item::column::Column;

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
/// The first promulgation of the work, the same for each of its texts; when a text was made is told by its note.
const PROMULGATED: FieldDef = field(
    "promulgated",
    "首次公布日期",
    "First promulgated",
    FieldType::Date,
);
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

pub(super) const STANDARD: &[KindDef] = &[
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
    kind(
        "normative_document",
        "行政规范性文件",
        "Normative document",
        Column::Statutory,
        Lifecycle::Document,
        NORMATIVE_FIELDS,
    ),
    KindDef {
        rank: 1,
        ..kind(
            "constitution",
            "宪法",
            "Constitution",
            Column::Statutory,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    KindDef {
        rank: 2,
        ..kind(
            "law",
            "法律",
            "Law",
            Column::Statutory,
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
            Column::Statutory,
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
            Column::Statutory,
            Lifecycle::LegalText,
            LAW_FIELDS,
        )
    },
    KindDef {
        rank: 5,
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
            Column::Statutory,
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
