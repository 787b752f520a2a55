//! Filters and the counts beside them.

use crate::world::{Doc, ask, found, index_of};
use law::Date;
use law::item::column::Column;
use law::item::kind::Lifecycle;
use law::item::{FieldDef, FieldType, KindDef, Kinds};
use search::{Answer, Counts, Force, Index, Query};

fn town() -> Index {
    index_of(&[
        Doc::new(1, "教育预算", "预算")
            .under(&["XT-0002", "XT-0001"])
            .with("theme_class", "财政\\预算")
            .standing("in_force"),
        Doc::new(2, "县预算", "预算")
            .with("theme_class", "财政")
            .with("genre_class", "notice")
            .standing("in_force_presumed"),
        Doc::new(3, "镇预算", "预算")
            .under(&["XT-0003", "XT-0001"])
            .with("published_at", "2019-03-01 08:00")
            .standing("repealed"),
    ])
}

fn counted(query: &Query, index: &Index) -> Answer {
    let query = Query {
        counts: Counts::Facets,
        ..query.clone()
    };
    index.search(&query).unwrap()
}

fn values(answer: &Answer, key: &str) -> Vec<(String, u64)> {
    answer
        .facets
        .iter()
        .find(|facet| facet.key == key)
        .map(|facet| facet.values.clone())
        .unwrap_or_default()
}

fn pairs(list: &[(&str, u64)]) -> Vec<(String, u64)> {
    list.iter()
        .map(|(value, count)| ((*value).to_owned(), *count))
        .collect()
}

#[test]
fn facets_are_counted_by_key_most_frequent_first() {
    let index = town();
    let answer = counted(&Query::words("预算"), &index);
    assert_eq!(
        values(&answer, "agency"),
        pairs(&[("XT-0001", 3), ("XT-0002", 1), ("XT-0003", 1)])
    );
    assert_eq!(values(&answer, "theme_class"), pairs(&[("财政", 2)]));
    assert_eq!(values(&answer, "year"), pairs(&[("2020", 2), ("2019", 1)]));
    assert_eq!(values(&answer, "genre_class"), pairs(&[("notice", 1)]));
    assert_eq!(values(&answer, "kind"), pairs(&[("document", 3)]));
    assert!(ask(&index, "预算").facets.is_empty());
}

#[test]
fn an_agency_stands_for_its_subtree() {
    let index = town();
    let found_by = |agency| {
        found(
            &index
                .search(&Query::words("预算").within("agency", agency))
                .unwrap(),
        )
    };
    assert_eq!(found_by("XT-0002"), [1]);
    assert_eq!(found_by("XT-0001").len(), 3);
}

#[test]
fn values_of_one_key_are_alternatives_and_keys_must_all_hold() {
    let index = town();
    let query = Query::words("预算")
        .within("year", "2019")
        .within("year", "2020");
    assert_eq!(index.search(&query).unwrap().total, 3);
    let query = query.within("agency", "XT-0003");
    assert_eq!(found(&index.search(&query).unwrap()), [3]);
}

#[test]
fn the_facet_that_is_filtered_by_shows_its_other_values() {
    let answer = counted(&Query::words("预算").within("year", "2019"), &town());
    assert_eq!(answer.total, 1);
    assert_eq!(values(&answer, "year"), pairs(&[("2020", 2), ("2019", 1)]));
    assert_eq!(values(&answer, "validity"), pairs(&[("repealed", 1)]));
}

#[test]
fn only_evidence_makes_a_text_be_in_force() {
    let index = town();
    let by = |in_force| {
        let query = Query {
            in_force,
            ..Query::words("预算")
        };
        found(&index.search(&query).unwrap())
    };
    assert_eq!(by(Force::Evidenced), [1]);
    assert_eq!(by(Force::OrPresumed).len(), 2);
    assert_eq!(by(Force::Any).len(), 3);
}

#[test]
fn both_ends_of_a_range_of_days_belong_to_it() {
    let index = town();
    let between = |from, to| {
        let query = Query {
            from,
            to,
            ..Query::words("预算")
        };
        index.search(&query).unwrap().total
    };
    let day = Some(Date::constant(2019, 3, 1));
    assert_eq!(between(day, day), 1);
    assert_eq!(between(None, day), 1);
    assert_eq!(between(day, None), 3);
    assert_eq!(between(Some(Date::constant(2019, 3, 2)), None), 2);
    assert_eq!(between(Some(Date::constant(2021, 1, 1)), day), 0);
}

#[test]
fn a_kind_declared_in_law_alone_has_its_facets_and_words() {
    const fn line(id: &'static str, zh: &'static str, facet: bool) -> FieldDef {
        FieldDef {
            id,
            zh,
            en: "",
            ty: FieldType::Line,
            required: false,
            facet,
            aliases: &[],
        }
    }
    const PERMIT: &[FieldDef] = &[
        line("title", "名称", false),
        line("trade", "行业", true),
        line("holder", "持证单位", false),
    ];
    let permit = KindDef {
        id: "permit",
        zh: "行政许可",
        en: "Permit",
        column: Column::Statutory,
        lifecycle: Lifecycle::Document,
        rank: 0,
        fields: PERMIT,
        source_types: &[],
    };
    let index = Index::in_memory()
        .unwrap()
        .with_kinds(Kinds::standard().with(permit));
    let mut keeper = index.keeper().unwrap().unwrap();
    let mut doc = Doc::new(1, "许可证", "")
        .with("trade", "餐饮")
        .with("holder", "云溪饭店");
    doc.snapshot.kind = "permit".into();
    doc.put(&mut keeper);
    keeper.commit(1).unwrap();
    let answer = counted(&Query::words("云溪饭店"), &index);
    assert_eq!(values(&answer, "trade"), pairs(&[("餐饮", 1)]));
    let query = Query::default().within("trade", "餐饮");
    assert_eq!(found(&index.search(&query).unwrap()), [1]);
}
