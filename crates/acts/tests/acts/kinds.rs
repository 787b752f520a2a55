//! A new kind is a definition and nothing else.

use crate::world::{assert_sound, document as at, list_of_all, seen, titles};
use acts::Failure;
use acts::item::Then;
use acts::item::import::import;
use acts::portal::{FileFound, Form};
use law::item::kind::{FieldDef, FieldType, Lifecycle};
use law::item::{Column, KindDef, Kinds};
use search::{Counts, Query};
use testkit::Town;
use testkit::items::document;

const FIELDS: &[FieldDef] = &[
    FieldDef {
        id: "title",
        zh: "名称",
        en: "Title",
        ty: FieldType::Line,
        required: true,
        facet: false,
        aliases: &[],
    },
    FieldDef {
        id: "weather",
        zh: "天气",
        en: "Weather",
        ty: FieldType::Choice(&[("sunny", "晴"), ("rain", "雨")]),
        required: true,
        facet: true,
        aliases: &[],
    },
];

const KIND: KindDef = KindDef {
    id: "bridge_log",
    zh: "桥梁日志",
    en: "Bridge log",
    column: Column::Statutory,
    lifecycle: Lifecycle::Document,
    rank: 0,
    fields: FIELDS,
    source_types: &[],
};

#[tokio::test]
async fn a_declared_kind_is_imported_listed_searched_and_taken_away() {
    let town = Town::with_kinds(Kinds::standard().with(KIND)).await;
    let mut log = document("log", "古桥日志", "今日水位平稳。");
    log.kind = "bridge_log".into();
    let wrong = import(&town.desk, log.clone(), Then::Release).await;
    assert!(matches!(wrong, Err(Failure::Invalid(_))), "{wrong:?}");
    for id in ["issuers", "written_date", "published_at"] {
        log.fields.remove(id);
    }
    log.fields.set("weather", "rain");
    let index_no = town.import(log, Then::Release).await;
    town.follow().await;
    assert_eq!(titles(&town).await, ["古桥日志"]);
    let portal = town.portal();
    let listed = list_of_all(&portal, Some("bridge_log"), town.today()).await;
    assert_eq!(listed.total, 1);
    let query = Query {
        counts: Counts::Facets,
        ..Query::words("水位平稳").within("weather", "rain")
    };
    let found = portal.search(query, town.today()).await.unwrap();
    assert_eq!(found.total, 1);
    assert_eq!(found.hits[0].line.title, "古桥日志");
    let weather = found.facets.iter().find(|facet| facet.key == "weather");
    assert_eq!(weather.unwrap().values, [("rain".to_owned(), 1)]);
    assert_eq!(seen(&town, &at(&index_no)).await.standing, None);
    for form in Form::ALL.into_iter().filter(|form| !form.is_of_laws()) {
        let taken = portal.form(&at(&index_no), None, form, "http://x").await;
        let Ok(FileFound::Released(file)) = taken else {
            panic!("{taken:?}")
        };
        match form {
            Form::Pdf => assert!(file.bytes.starts_with(b"%PDF-")),
            Form::Docx => assert!(file.bytes.starts_with(b"PK")),
            _ => {
                let words = String::from_utf8(file.bytes.to_vec()).unwrap();
                assert!(words.contains("水位平稳"), "{form:?}");
            }
        }
    }
    assert_sound(&town).await;
}

#[tokio::test]
async fn a_kind_that_nobody_declared_is_refused() {
    let town = Town::new().await;
    let mut log = document("log", "古桥日志", "甲。");
    log.kind = "bridge_log".into();
    crate::world::refused(import(&town.desk, log, Then::Release).await);
}
