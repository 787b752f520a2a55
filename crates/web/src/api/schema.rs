//! GET /api/v1/openapi.json — the description of the API, generated from the routes and the kinds.

use super::answers::{self, day, of_route, one_of, text, to};
use super::search::FACETS;
use super::{MOST_VALUES, Params, answer, gkmlpt};
use crate::extract::{Asked, Visit};
use crate::page::Answer;
use crate::portal::clock::MOST_LETTERS;
use crate::portal::fee::{MOST_ITEMS, MOST_PAGES};
use crate::portal::narrowing::facet_keys;
use crate::portal::search_address::PAGE;
use crate::routes::{Effort, Exit, ROUTES, Route};
use acts::portal::{ItemsFilter, Order, WorksBy, WorksSort};
use acts::search::Query;
use acts::view::Address;
use law::agency::{AgencyKind, AgencyLevel};
use law::clock::{Channel, LONGEST_EXTENSION};
use law::item::kind::FieldType;
use law::item::validity::facet_values;
use law::item::{KindDef, Kinds};
use law::request::Decision;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The last page of a search.
const FURTHEST: usize = Query::DEEPEST / PAGE + 1;

/// Names that the register has, so that whoever reads the description can try it at once.
type Examples = HashMap<&'static str, String>;

/// Items among which examples are looked for.
const RECENT: u32 = 50;

pub(crate) async fn show(visit: Visit, Asked(params): Asked<Params>) -> Answer {
    params.only(&[])?;
    let portal = visit.app.portal();
    let recent = portal
        .items(
            &ItemsFilter::default(),
            Order::NewestFirst,
            None,
            RECENT,
            visit.today,
        )
        .await?;
    let mut examples = Examples::from([("category_id", "0".to_owned())]);
    for line in recent.lines {
        match line.address {
            Address::Document { code, tail } if !examples.contains_key("tail") => {
                examples.extend([("code", code), ("tail", tail)]);
            }
            Address::Law { work, .. } => {
                examples.entry("work").or_insert(work);
            }
            Address::Document { .. } => {}
        }
    }
    answer(&describe(
        portal.kinds(),
        &portal.site().name,
        visit.app.links().base(),
        &examples,
    ))
}

fn describe(kinds: &Kinds, title: &str, base: &str, examples: &Examples) -> Value {
    let routes = ROUTES.iter().filter(|route| route.exit == Exit::Api);
    let paths: Map<String, Value> = routes
        .map(|route| (route.path.to_owned(), path(route, kinds, examples)))
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
        "info": {
            "title": title,
            "version": "1",
            "description": "读取公开的政府信息。不用登录，也不用密钥；列表按 cursor 翻页，答复里的 next 就是下一页的 cursor。",
        },
        "servers": [{ "url": server }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn path(route: &Route, kinds: &Kinds, examples: &Examples) -> Value {
    let names: Vec<&str> = route.path.split('/').collect();
    let is_of_item = names.contains(&"{tail}");
    let is_of_one = names.iter().any(|name| name.starts_with('{'));
    let in_path = route.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let schema = match name {
            "category_id" => json!({ "type": "integer", "minimum": 0 }),
            _ => json!({ "type": "string", "minLength": 1 }),
        };
        let mut described =
            json!({ "name": name, "in": "path", "required": true, "schema": schema });
        if let Some(example) = examples.get(name) {
            let number = example
                .parse::<u32>()
                .ok()
                .filter(|_| name == "category_id");
            described["example"] = number.map_or_else(|| json!(example), |n| json!(n));
        }
        Some(described)
    });
    let mut asks = route.asks.to_vec();
    if asks.contains(&"q") && route.path.ends_with("/search") {
        for key in facet_keys(kinds) {
            if !asks.contains(&key) {
                asks.push(key);
            }
        }
    }
    let is_search = route.path.ends_with("/search");
    let facets = facet_keys(kinds);
    let in_query = asks.iter().map(|name| {
        let mut schema = asked(name, route.path, kinds);
        if *name == "page" && !is_search {
            // There pages 0 and 1 are the same, and there may be more of them.
            schema = json!({ "type": "integer", "minimum": 0, "maximum": gkmlpt::FURTHEST });
        }
        if is_search && facets.contains(name) {
            schema = json!({ "type": "array", "items": schema, "maxItems": MOST_VALUES });
        }
        let mut described = json!({ "name": name, "in": "query", "schema": schema });
        if let Some((example, is_required)) = of_rules(name, route.path) {
            described["example"] = example;
            described["required"] = json!(is_required);
        }
        described
    });
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
    if route.effort != Effort::Little {
        answers(
            "429",
            "这个网络一分钟里问得太多：过 Retry-After 秒再问",
            to("error"),
        );
    }
    if is_of_one {
        answers("404", "没有，或者不能让人知道有", to("error"));
    }
    if is_of_item {
        answers("410", "已经撤回：何时、由谁、为什么", to("gone"));
    }
    answers("default", "其他的错误", to("error"));
    let (id, says) = named(route.path);
    json!({ "get": {
        "operationId": id,
        "summary": says,
        "parameters": parameters,
        "responses": responses,
    } })
}

/// What a route is called, and what it gives.
fn named(path: &str) -> (&'static str, &'static str) {
    match path {
        "/api/v1/kinds" => ("kinds", "信息的种类和各项字段"),
        "/api/v1/items" => ("items", "公开的信息，按发布日期，新的在前"),
        "/api/v1/items/{code}/{tail}" => ("item", "一件信息，连同正文和附件的清单"),
        "/api/v1/laws" => ("laws", "法律法规规章，可以按种类、效力、年份筛选和排序"),
        "/api/v1/laws/{work}" => ("law", "一部法规在某一天的文本，和它的各个版本"),
        "/api/v1/agencies" => ("agencies", "机构，按隶属关系排列"),
        "/api/v1/agencies/{code}" => ("agency", "一个机构和它的五个固定栏目"),
        "/api/v1/search" => ("search", "搜索，与网页的搜索相同"),
        "/api/v1/suggest" => (
            "suggest",
            "名称的联想：按名称的开头、拼音或者拼音首字母，最多十条",
        ),
        "/api/v1/log" => ("log", "公开日志：公钥、条数、根和最新的检查点"),
        "/api/v1/log/consistency" => (
            "log_consistency",
            "日志的前 old 条没有改过：从 old 条到 new 条的一致性证明（RFC 6962 第 2.1.2 节）",
        ),
        "/api/v1/clock" => (
            "clock",
            "答复期限：哪一天以前答复，每一天怎样计算，与网页 /clock 相同；征求意见写作 发出..返回，没有返回的写作 发出@对方收到..",
        ),
        "/api/v1/fee" => ("fee", "信息处理费：按件（items）或者按量（pages）"),
        "/api/v1/remedy" => ("remedy", "对答复或者不答复不服的救济途径、期限和复议机关"),
        "/api/v1/openapi.json" => ("openapi", "这份描述"),
        "/gkmlpt/api/all/{category_id}" => (
            "gkmlpt",
            "按省级政府信息公开平台的读取接口列出，每页 100 件",
        ),
        _ => ("other", "其他"),
    }
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
        "facets" => one_of(&FACETS),
        "from" | "to" | "on" | "received" | "corrected" | "paid" | "notice" | "told" => day(),
        "channel" => one_of(&Channel::ALL.map(Channel::id)),
        "consult" => json!({
            "type": "array",
            "items": { "type": "string", "pattern": LETTER },
            "maxItems": MOST_LETTERS,
        }),
        "extend" => json!({ "type": "integer", "minimum": 0, "maximum": LONGEST_EXTENSION }),
        "items" => json!({ "type": "integer", "minimum": 1, "maximum": MOST_ITEMS }),
        "earlier" => json!({ "type": "integer", "minimum": 0, "maximum": MOST_ITEMS }),
        "pages" => json!({ "type": "integer", "minimum": 1, "maximum": MOST_PAGES }),
        "decision" => {
            let all = ["silence", "notice"].into_iter();
            one_of(
                &all.chain(Decision::ALL.map(Decision::id))
                    .collect::<Vec<_>>(),
            )
        }
        "agency" if path.ends_with("/remedy") => one_of(&AgencyKind::ALL.map(AgencyKind::id)),
        "level" => one_of(&AgencyLevel::ALL.map(AgencyLevel::id)),
        "edition" => json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX }),
        "page" => json!({ "type": "integer", "minimum": 1, "maximum": FURTHEST }),
        "old" | "new" => json!({ "type": "integer", "minimum": 0 }),
        "q" => text(),
        // What a list gave as its `next`; no other is understood.
        "cursor" => json!({ "type": "string", "pattern": "^[0-9a-f]{10}\\.[!-~]+$" }),
        _ => json!({ "type": "string", "minLength": 1 }),
    }
}

/// A letter: sent, where it is known the day it was received, and the day the opinion came back.
const LETTER: &str =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}(@[0-9]{4}-[0-9]{2}-[0-9]{2})?\\.\\.([0-9]{4}-[0-9]{2}-[0-9]{2})?$";

/// An example of a parameter of what the law is asked, so that it can be tried at once, and whether it must be given.
fn of_rules(name: &str, path: &str) -> Option<(Value, bool)> {
    let (_, what) = path.rsplit_once('/')?;
    Some(match (what, name) {
        ("clock", "received") => (json!("2026-09-24"), true),
        ("clock", "channel") => (json!("internet"), false),
        ("clock", "corrected") => (json!("2026-10-09"), false),
        ("clock", "consult") => (json!(["2026-10-12..2026-10-20"]), false),
        ("clock", "extend") => (json!(5), false),
        ("clock", "paid") => (json!("2026-10-12"), false),
        ("fee", "items") => (json!(34), false),
        ("fee", "earlier") => (json!(8), false),
        ("fee", "pages") => (json!(250), false),
        ("fee", "notice") => (json!("2026-03-02"), false),
        ("remedy", "decision") => (json!("denied_process"), true),
        ("remedy", "on") => (json!("2026-03-02"), true),
        ("remedy", "told") => (json!("2026-03-05"), false),
        ("remedy", "agency") => (json!("department"), false),
        ("remedy", "level") => (json!("county"), false),
        _ => return None,
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
        let described = describe(
            &Kinds::standard().with(kind),
            "示例",
            "/xxgk",
            &Examples::new(),
        );
        assert_eq!(
            described.pointer("/components/schemas/fields_poem/required/0"),
            Some(&json!("title"))
        );
        assert_eq!(described.pointer("/servers/0/url"), Some(&json!("/xxgk")));
    }

    #[test]
    fn every_route_of_the_api_is_described() {
        let described = describe(&Kinds::standard(), "示例", "", &Examples::new());
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
