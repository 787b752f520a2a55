//! A kind that is declared in `law` alone gets its page, schema, facet and listing.

use crate::visitor::Visitor;
use acts::item::Then;
use law::item::kind::{FieldDef, FieldType, KindDef, Lifecycle};
use law::item::{Column, Kinds};
use testkit::Town;

const fn field(id: &'static str, zh: &'static str, ty: FieldType) -> FieldDef {
    FieldDef {
        id,
        zh,
        en: "",
        ty,
        required: false,
        facet: false,
        aliases: &[],
    }
}

const FIELDS: &[FieldDef] = &[
    field("title", "名称", FieldType::Line),
    field("opened", "启用日期", FieldType::Date),
    FieldDef {
        facet: true,
        ..field(
            "surface",
            "路面",
            FieldType::Choice(&[("stone", "石板"), ("wood", "木板")]),
        )
    },
    field("story", "桥的来历", FieldType::Words),
];

fn bridges() -> Kinds {
    Kinds::standard().with(KindDef {
        id: "bridge",
        zh: "桥梁",
        en: "Bridge",
        column: Column::Statutory,
        lifecycle: Lifecycle::Document,
        rank: 0,
        fields: FIELDS,
        source_types: &[],
    })
}

#[tokio::test]
async fn a_kind_declared_in_law_alone_has_its_page_schema_facet_and_listing() {
    let town = Town::with_kinds(bridges()).await;
    let mut bridge = testkit::items::document("bridge", "听松桥", "桥身三孔。");
    bridge.kind = "bridge".into();
    for id in ["issuers", "written_date", "published_at"] {
        bridge.fields.remove(id);
    }
    bridge.fields.set("opened", "2020-05-01");
    bridge.fields.set("surface", "stone");
    bridge.fields.set("story", "传说甲。\n传说乙。");
    let number = town.import(bridge, Then::Release).await;
    town.follow().await;
    let visitor = Visitor::of(&town);

    let page = visitor.get(&format!("/documents/{number}")).await.text();
    for said in [
        "启用日期",
        "2020年5月1日",
        "路面",
        "石板",
        "桥的来历",
        "传说乙。",
        "桥身三孔。",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let listing = visitor.get("/documents?kind=bridge").await.text();
    assert!(listing.contains("听松桥"));
    let search = visitor.get("/search?surface=stone").await.text();
    assert!(search.contains("听松桥") && search.contains("路面：石板"));
    let other = visitor.get("/search?surface=wood").await.text();
    assert!(!other.contains("听松桥"));
    let kinds = visitor.get("/api/v1/kinds").await.text();
    assert!(kinds.contains("\"bridge\""));
    let schema = visitor.get("/api/v1/openapi.json").await.text();
    assert!(schema.contains("fields_bridge"));
    let item = visitor.get(&format!("/api/v1/items/{number}")).await.text();
    assert!(item.contains("\"surface\":\"stone\""));
}
