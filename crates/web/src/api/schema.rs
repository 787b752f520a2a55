//! GET /api/v1/openapi.json — the description of the API, generated from the routes and the kinds.

use super::{Params, answer};
use crate::extract::{Asked, Visit};
use crate::page::Answer;
use crate::portal::search::facet_keys;
use crate::routes::{Exit, ROUTES, Route};
use law::item::kind::FieldType;
use law::item::{KindDef, Kinds};
use serde_json::{Map, Value, json};

pub(crate) async fn show(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    params.only(&[])?;
    let portal = visit.app.portal();
    answer(&describe(
        portal.kinds(),
        &portal.site().name,
        visit.app.links().base(),
    ))
}

fn describe(kinds: &Kinds, title: &str, base: &str) -> Value {
    let routes = ROUTES.iter().filter(|route| route.exit == Exit::Api);
    let paths: Map<String, Value> = routes
        .map(|route| (route.path.to_owned(), path(route, kinds)))
        .collect();
    let schemas: Map<String, Value> = kinds
        .iter()
        .map(|kind| (format!("fields_{}", kind.id), fields(kind)))
        .collect();
    let server = if base.is_empty() { "/" } else { base };
    json!({
        "openapi": "3.1.0",
        "info": { "title": title, "version": "1" },
        "servers": [{ "url": server }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn path(route: &Route, kinds: &Kinds) -> Value {
    let in_path = route.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }),
        )
    });
    let mut asks = route.asks.to_vec();
    if asks.contains(&"q") {
        for key in facet_keys(kinds) {
            if !asks.contains(&key) {
                asks.push(key);
            }
        }
    }
    let in_query = asks
        .iter()
        .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }));
    let parameters: Vec<Value> = in_path.chain(in_query).collect();
    json!({ "get": { "parameters": parameters, "responses": responses() } })
}

fn responses() -> Value {
    json!({
        "200": { "description": "答复", "content": { "application/json": {} } },
        "404": { "description": "没有，或者不能让人知道有" },
        "410": { "description": "已经撤回：何时、由谁、为什么" },
        "422": { "description": "参数不能识别" },
        "503": { "description": "暂时读不到" },
    })
}

/// The schema of the fields of one kind.
fn fields(kind: &KindDef) -> Value {
    let properties: Map<String, Value> = kind
        .fields
        .iter()
        .map(|field| {
            let mut schema = match field.ty {
                FieldType::List => json!({ "type": "array", "items": { "type": "string" } }),
                FieldType::Date => json!({ "type": "string", "format": "date" }),
                FieldType::Choice(choices) => {
                    let ids: Vec<&str> = choices.iter().map(|(id, _)| *id).collect();
                    json!({ "type": "string", "enum": ids })
                }
                _ => json!({ "type": "string" }),
            };
            if let Some(schema) = schema.as_object_mut() {
                schema.insert("title".into(), field.zh.into());
            }
            (field.id.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = kind
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.id)
        .collect();
    json!({ "title": kind.zh, "type": "object", "properties": properties, "required": required })
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::item::Column;
    use law::item::kind::{FieldDef, Lifecycle};

    const FIELDS: &[FieldDef] = &[FieldDef {
        id: "title",
        zh: "名称",
        en: "Title",
        ty: FieldType::Line,
        required: true,
        facet: true,
        aliases: &[],
    }];

    #[test]
    fn a_kind_declared_in_law_alone_is_described() {
        let kind = KindDef {
            id: "poem",
            zh: "诗",
            en: "Poem",
            column: Column::Statutory,
            lifecycle: Lifecycle::Document,
            rank: 0,
            fields: FIELDS,
            source_types: &[],
        };
        let described = describe(&Kinds::standard().with(kind), "示例", "/xxgk");
        assert_eq!(
            described.pointer("/components/schemas/fields_poem/required/0"),
            Some(&json!("title"))
        );
        assert_eq!(described.pointer("/servers/0/url"), Some(&json!("/xxgk")));
    }

    #[test]
    fn every_route_of_the_api_is_described() {
        let described = describe(&Kinds::standard(), "示例", "");
        let paths = described
            .get("paths")
            .and_then(Value::as_object)
            .map_or(0, Map::len);
        assert_eq!(
            paths,
            ROUTES
                .iter()
                .filter(|route| route.exit == Exit::Api)
                .count()
        );
    }
}
