//! GET /api/v1/openapi.json — the description of the API, generated from the routes and the kinds.

use super::answers::{self, day, of_route, one_of, text, to};
use super::{Params, answer};
use crate::extract::{Asked, Visit};
use crate::page::Answer;
use crate::portal::search::facet_keys;
use crate::routes::{Exit, ROUTES, Route};
use acts::portal::{WorksBy, WorksSort};
use law::item::kind::FieldType;
use law::item::validity::facet_values;
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
    let mut schemas = answers::schemas(kinds);
    schemas.extend(
        kinds
            .iter()
            .map(|kind| (format!("fields_{}", kind.id), fields(kind))),
    );
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
    let names: Vec<&str> = route.path.split('/').collect();
    let is_of_item = names.contains(&"{tail}");
    let is_of_one = names.iter().any(|name| name.starts_with('{'));
    let in_path = route.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }),
        )
    });
    let mut asks = route.asks.to_vec();
    if asks.contains(&"q") && route.path.ends_with("/search") {
        for key in facet_keys(kinds) {
            if !asks.contains(&key) {
                asks.push(key);
            }
        }
    }
    let in_query = asks.iter().map(
        |name| json!({ "name": name, "in": "query", "schema": asked(name, route.path, kinds) }),
    );
    let parameters: Vec<Value> = in_path.chain(in_query).collect();
    let well = of_route(route.path).map_or_else(|| json!({}), to);
    let mut responses = Map::new();
    let mut answers = |status: &str, says: &str, schema: Value| {
        let content = json!({ "application/json": { "schema": schema } });
        let described = json!({ "description": says, "content": content });
        responses.insert(status.to_owned(), described);
    };
    answers("200", "答复", well);
    answers("400", "网址中有不能解读的编码", to("error"));
    answers("422", "参数不能识别", to("error"));
    answers("503", "暂时读不到", to("error"));
    if is_of_one {
        answers("404", "没有，或者不能让人知道有", to("error"));
    }
    if is_of_item {
        answers("410", "已经撤回：何时、由谁、为什么", to("gone"));
    }
    answers("default", "其他的错误", to("error"));
    json!({ "get": { "parameters": parameters, "responses": responses } })
}

/// The schema of a parameter.
fn asked(name: &str, path: &str, kinds: &Kinds) -> Value {
    match name {
        "kind" => one_of(&kinds.iter().map(|kind| kind.id).collect::<Vec<_>>()),
        "validity" => json!({ "type": "string", "enum": facet_values() }),
        "in_force" => one_of(&["evidenced", "presumed"]),
        "sort" if path.ends_with("/laws") => {
            let sorts = WorksBy::ALL.into_iter().flat_map(|by| {
                [false, true].map(|is_descending| WorksSort { by, is_descending }.id())
            });
            json!({ "type": "string", "enum": sorts.collect::<Vec<_>>() })
        }
        "year" if path.ends_with("/laws") => {
            json!({ "type": "integer", "minimum": 1000, "maximum": 9999 })
        }
        "sort" => one_of(&["newest"]),
        "from" | "to" | "on" => day(),
        "page" | "edition" => json!({ "type": "integer", "minimum": 1 }),
        _ => text(),
    }
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
