//! 种类 — what kinds of items there are, and the fields of each.
//!
//! A kind is a definition here and nowhere else: pages, the API schema, facets and the mapping of imports follow from
//! it. To add one, add a [`KindDef`] and list it in [`Kinds::standard`].

mod field;
mod maker;
mod standard;

pub use maker::may_make;

pub use field::{FieldDef, FieldType, LONGEST_TITLE};
pub use standard::{DISCLOSURES, GENRES};

use super::column::Column;
use super::fields::Fields;

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
    /// The stable name.
    pub id: &'static str,
    /// What it is called in Chinese.
    pub zh: &'static str,
    /// What it is called in English.
    pub en: &'static str,
    /// Under which of the five fixed columns it stands, unless its title says another ([`KindDef::column_of`]).
    pub column: Column,
    /// What may become of an item of this kind.
    pub lifecycle: Lifecycle,
    /// Its rank among sources of law, 1 for the constitution; 0 where it is no source of law. (立法法第九十八条至第一百零二条)
    pub rank: u8,
    /// Its fields, in the order in which they are shown.
    pub fields: &'static [FieldDef],
    /// The types of sources that are this kind, besides its id.
    pub source_types: &'static [&'static str],
}

/// The kinds a site knows, in their order of showing.
#[derive(Clone, Debug)]
pub struct Kinds(Vec<KindDef>);

impl Kinds {
    /// The kinds every site has.
    pub fn standard() -> Self {
        Self(standard::STANDARD.to_vec())
    }

    /// The same kinds and one more.
    #[must_use]
    pub fn with(mut self, kind: KindDef) -> Self {
        self.0.retain(|known| known.id != kind.id);
        self.0.push(kind);
        self
    }

    /// The kind of this name.
    pub fn get(&self, id: &str) -> Option<&KindDef> {
        self.0.iter().find(|kind| kind.id == id)
    }

    /// The kind to which a source's own type maps.
    pub fn of_source_type(&self, source_type: &str) -> Option<&KindDef> {
        self.0
            .iter()
            .find(|kind| kind.id == source_type || kind.source_types.contains(&source_type))
    }

    /// Every kind, in the order of the register.
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
    /// The field that is meant.
    pub field: String,
    /// What is wrong and how to mend it.
    pub says: String,
}

/// Subjects of the rules that stand under 政府信息公开制度.
const ON_DISCLOSURE: [&str; 2] = ["政府信息公开", "政务公开"];
/// How a rule calls itself.
const RULES: [&str; 8] = [
    "条例", "规定", "办法", "细则", "规则", "规程", "规范", "制度",
];

impl KindDef {
    /// Under which column an item of this title stands: what lays down rules on open government itself under
    /// 政府信息公开制度, every other law and rule under 法定主动公开内容 (条例第二十条第一项).
    pub fn column_of(&self, title: &str) -> Column {
        // What can have a day of effect can lay down rules.
        let can_rule = self.column == Column::Statutory && self.field("effective_date").is_some();
        let is_on_disclosure = |subject: &&str| {
            let rest = title.split_once(*subject).map(|(_, rest)| rest);
            rest.is_some_and(|rest| RULES.iter().any(|rule| rest.contains(rule)))
        };
        if can_rule && !title.contains("废止") && ON_DISCLOSURE.iter().any(is_on_disclosure) {
            Column::Policy
        } else {
            self.column
        }
    }

    /// The definition of the field of this name.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::fields::Value;

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

    /// 条例第二十条第一项
    #[test]
    fn only_the_rules_on_open_government_stand_among_its_rules() {
        let kinds = Kinds::standard();
        let column = |kind: &str, title: &str| kinds.get(kind).map(|kind| kind.column_of(title));
        for (kind, title, is) in [
            (
                "local_regulation",
                "澄澜市照影湖保护条例",
                Column::Statutory,
            ),
            ("constitution", "中华人民共和国宪法", Column::Statutory),
            (
                "admin_regulation",
                "中华人民共和国政府信息公开条例",
                Column::Policy,
            ),
            (
                "judicial_interpretation",
                "最高人民法院关于审理政府信息公开行政案件若干问题的规定",
                Column::Policy,
            ),
            (
                "normative_document",
                "漱石县政府信息公开审查工作规程",
                Column::Policy,
            ),
            (
                "document",
                "关于印发《漱石县政务公开工作办法》的通知",
                Column::Policy,
            ),
            (
                "document",
                "关于废止《漱石县政务公开工作办法》的通知",
                Column::Statutory,
            ),
            ("document", "2026年政务公开工作要点", Column::Statutory),
            (
                "document",
                "关于规范政府信息公开平台有关事项的通知",
                Column::Statutory,
            ),
            (
                "normative_document",
                "澄澜市自来水有限公司信息公开办法",
                Column::Statutory,
            ),
            (
                "agency_profile",
                "漱石县政府信息公开条例执行办公室",
                Column::Statutory,
            ),
            (
                "annual_report",
                "政府信息公开制度执行情况年度报告",
                Column::AnnualReport,
            ),
        ] {
            assert_eq!(column(kind, title), Some(is), "{title}");
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
    fn each_type_of_field_takes_what_is_written_as_it_should_be() {
        let kinds = Kinds::standard();
        let kind = kinds.get("document").expect("a standard kind");
        let (longest, longer) = ("长".repeat(LONGEST_TITLE), "长".repeat(LONGEST_TITLE + 1));
        for (id, value, says) in [
            ("title", longest.as_str(), None),
            ("title", &longer, Some("“名称”超过 200 个字，现有 201 个字")),
            ("title", "关于公开的\n通知", Some("“名称”只能有一行")),
            ("content_source", &longer, None),
            ("content_source", "甲网\n乙网", Some("“信息来源”只能有一行")),
            ("abstract", "第一段\n第二段", None),
            ("written_date", "2020-07-15", None),
            (
                "written_date",
                "2020年7月15日",
                Some("“成文日期”应当写作 2020-07-15，现为“2020年7月15日”"),
            ),
            ("published_at", "2020-07-26", None),
            ("published_at", "2020-07-26 23:59", None),
            (
                "published_at",
                "2020-07-26 24:00",
                Some("“发布日期”应当写作 2020-07-26 10:00，现为“2020-07-26 24:00”"),
            ),
            (
                "published_at",
                "2020-07-26 23:60",
                Some("“发布日期”应当写作 2020-07-26 10:00，现为“2020-07-26 23:60”"),
            ),
            ("disclosure_attr", "proactive", None),
            ("doc_no", "自编甲字一号", None),
            ("doc_no", "甲字一号\n乙字二号", Some("“文号”只能有一行")),
        ] {
            let mut fields = Fields::new();
            fields.set("title", "关于公开的通知");
            fields.set(id, value);
            let found: Vec<String> = kind.check(&fields).into_iter().map(|it| it.says).collect();
            let expected: Vec<&str> = says.into_iter().collect();
            assert_eq!(found, expected, "{id} {value}");
        }
    }

    #[test]
    fn a_value_is_shown_in_the_words_of_its_field() {
        let kinds = Kinds::standard();
        let kind = kinds.get("document").expect("a standard kind");
        let list = Value::List(vec!["甲局".into(), "乙局".into()]);
        for (id, value, shown, is_words) in [
            ("genre_class", Value::Text("notice".into()), "通知", false),
            ("genre_class", Value::Text("poem".into()), "poem", false),
            ("issuers", list, "甲局、乙局", false),
            ("abstract", Value::Text("notice".into()), "notice", true),
        ] {
            let field = kind.field(id).expect("a field of documents");
            assert_eq!(field.show(&value), shown, "{id}");
            assert_eq!(field.is_words(), is_words, "{id}");
        }
    }

    #[test]
    fn a_source_s_name_finds_the_field() {
        let kinds = Kinds::standard();
        let kind = kinds.get("document").expect("a standard kind");
        assert_eq!(kind.field_named("发文字号：").map(|f| f.id), Some("doc_no"));
        assert_eq!(kind.field_named("发文机关").map(|f| f.id), Some("issuers"));
        assert_eq!(kind.field_named("文号").map(|f| f.id), Some("doc_no"));
        assert_eq!(kind.field_named("doc_no").map(|f| f.id), Some("doc_no"));
        assert_eq!(kind.field_named("没有这个").map(|f| f.id), None);
    }

    #[test]
    fn a_source_s_type_finds_the_kind() {
        let kinds = Kinds::standard();
        for (source_type, kind) in [
            ("admin_reg", Some("admin_regulation")),
            ("supervision_reg", Some("admin_regulation")),
            ("constitution", Some("constitution")),
            ("law", Some("law")),
            ("local_reg", Some("local_regulation")),
            ("dept_rule", Some("dept_rule")),
            ("local_gov_rule", Some("local_gov_rule")),
            ("judicial", Some("judicial_interpretation")),
            ("normative_document", Some("normative_document")),
            ("annual_disclosure_report", Some("annual_report")),
            ("ministry_page", Some("document")),
            ("consultation_notice", Some("document")),
            ("admin_regulation", Some("admin_regulation")),
            ("agency_profile", Some("agency_profile")),
            ("poem", None),
        ] {
            let found = kinds.of_source_type(source_type).map(|kind| kind.id);
            assert_eq!(found, kind, "{source_type}");
        }
    }

    #[test]
    fn a_site_adds_a_kind_or_sets_its_own_in_the_place_of_one() {
        let standard = Kinds::standard();
        let count = standard.iter().count();
        let document = *standard.get("document").expect("a standard kind");
        let own = |id, zh| KindDef { id, zh, ..document };
        let kinds = standard
            .with(own("permit", "许可"))
            .with(own("document", "文件"));
        let zh = |id| kinds.get(id).map(|kind| kind.zh);
        assert_eq!(kinds.iter().count(), count + 1);
        assert_eq!(zh("permit"), Some("许可"));
        assert_eq!(zh("document"), Some("文件"));
        assert_eq!(zh("law"), Some("法律"));
    }

    #[test]
    fn what_many_kinds_can_be_filtered_by_is_listed_once() {
        let kinds = Kinds::standard();
        let ids: Vec<&str> = kinds.facets().iter().map(|field| field.id).collect();
        assert_eq!(
            ids,
            ["issuers", "theme_class", "genre_class", "report_year"]
        );
    }

    #[test]
    fn what_sources_call_a_field_is_that_field() {
        let kinds = Kinds::standard();
        let document = kinds.get("normative_document").expect("a kind");
        for (id, names) in [
            ("title", "名称、标题、文件名称、信息名称"),
            ("doc_no", "文号、发文字号、公文字号、文件编号、文件号"),
            (
                "issuers",
                "发布机构、发文机关、发文单位、发文部门、制发机关、公布机关、发布单位",
            ),
            ("theme_class", "主题分类、分类、公文种类、信息分类"),
            ("genre_class", "体裁分类、文种"),
            ("written_date", "成文日期、成文时间、签发日期"),
            ("published_at", "发布日期、发布时间、公布日期、公开日期"),
            ("effective_date", "施行日期、生效日期、实施日期"),
            ("expiry_date", "失效日期、有效期至"),
            ("keywords", "主题词、关键词"),
            ("disclosure_attr", "公开属性、公开方式"),
            ("abstract", "内容概述、内容简介、摘要"),
            ("content_source", "信息来源、来源"),
        ] {
            for name in names.split('、').chain([id]) {
                let found = document.field_named(&format!(" {name}："));
                assert_eq!(found.map(|field| field.id), Some(id), "{name}");
            }
        }
        assert_eq!(document.field_named("经办人"), None);
    }

    /// 立法法第九十八条至第一百零二条
    #[test]
    fn sources_of_law_have_the_rank_that_the_law_on_legislation_gives_them() {
        let kinds = Kinds::standard();
        for (id, rank) in [
            ("constitution", 1),
            ("law", 2),
            ("admin_regulation", 3),
            ("local_regulation", 4),
            ("dept_rule", 5),
            ("local_gov_rule", 5),
            ("judicial_interpretation", 6),
            ("normative_document", 0),
            ("document", 0),
            ("annual_report", 0),
        ] {
            assert_eq!(kinds.get(id).map(|kind| kind.rank), Some(rank), "{id}");
        }
    }

    /// 条例第四十九条
    #[test]
    fn a_report_says_of_which_year_it_is() {
        let kinds = Kinds::standard();
        let problems = kinds
            .get("annual_report")
            .expect("a kind")
            .check(&Fields::new());
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_str()).collect();
        assert!(fields.contains(&"report_year"), "{fields:?}");
    }
}
