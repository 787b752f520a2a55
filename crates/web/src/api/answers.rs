//! What the API answers, as schemas: one for each serialised type of [`super::types`].
//!
//! Every name that an answer has is listed and required; a test asks every route and holds each answer against its schema.

use acts::portal::Form;
use acts::view::Happened;
use law::agency::{AgencyKind, AgencyLevel};
use law::clock::Channel;
use law::item::enactment::Act;
use law::item::validity::{Certainty, Status};
use law::item::{Column, Kinds, Relation};
use law::text::Level;
use serde_json::{Map, Value, json};

/// The schema of what a route answers where all is well.
pub(super) fn of_route(path: &str) -> Option<&'static str> {
    Some(match path {
        "/api/v1/kinds" => "kinds",
        "/api/v1/items" => "items",
        "/api/v1/items/{code}/{tail}" => "item",
        "/api/v1/laws" => "laws",
        "/api/v1/laws/{work}" => "law",
        "/api/v1/search" => "search",
        "/api/v1/suggest" => "suggestions",
        "/api/v1/agencies" => "agencies",
        "/api/v1/agencies/{code}" => "agency_one",
        "/gkmlpt/api/all/{category_id}" => "catalogue",
        "/api/v1/log" => "log",
        "/api/v1/log/consistency" => "consistency",
        "/api/v1/clock" => "clock",
        "/api/v1/fee" => "fee",
        "/api/v1/remedy" => "remedy",
        "/api/v1/openapi.json" => "openapi",
        _ => return None,
    })
}

/// All schemas by name, besides those of the fields of each kind.
pub(super) fn schemas(kinds: &Kinds) -> Map<String, Value> {
    let mut all = Map::new();
    let mut put = |name: &str, schema: Value| all.insert(name.to_owned(), schema);
    put("openapi", json!({ "type": "object" }));
    put(
        "error",
        object(&[(
            "error",
            object(&[("code", text()), ("says", text()), ("operation", text())]),
        )]),
    );
    put(
        "gone",
        object(&[
            ("index_no", text()),
            ("agency_name", text()),
            ("withdrawn_at", moment()),
            ("withdrawn_by", text()),
            ("reason", text()),
        ]),
    );
    put(
        "log",
        object(&[
            ("name", or_null(text())),
            ("key", or_null(text())),
            ("size", number()),
            ("root", digest()),
            ("signed", or_null(number())),
            ("checkpoint", or_null(text())),
            ("unsigned_since", or_null(moment())),
        ]),
    );
    put(
        "consistency",
        object(&[
            ("old", number()),
            ("new", number()),
            ("hashes", list(digest())),
        ]),
    );
    put("kinds", object(&[("kinds", list(to("kind")))]));
    put(
        "kind",
        object(&[
            ("id", text()),
            ("zh", text()),
            ("en", text()),
            ("column", text()),
            ("lifecycle", one_of(&["document", "legal_text"])),
            ("fields", list(to("field"))),
        ]),
    );
    put("field", field());
    put("agency", object(&[("code", text()), ("name", text())]));
    put(
        "standing",
        object(&[
            ("status", one_of(&Status::ALL.map(Status::id))),
            (
                "certainty",
                one_of(&[Certainty::Evidenced.id(), Certainty::Presumed.id()]),
            ),
            ("says", text()),
            ("basis", text()),
        ]),
    );
    put("line", object(&line()));
    put(
        "items",
        object(&[
            ("total", number()),
            ("items", list(to("line"))),
            ("next", or_null(text())),
        ]),
    );
    put(
        "outline",
        object(&[
            ("level", one_of(&Level::ALL.map(Level::id))),
            ("text", text()),
            ("anchor", text()),
            ("children", list(to("outline"))),
        ]),
    );
    put(
        "file",
        object(&[
            ("name", text()),
            ("media_type", text()),
            ("size", number()),
            ("sha256", digest()),
            ("is_source", truth()),
            ("address", text()),
        ]),
    );
    put(
        "form",
        object(&[
            ("form", one_of(&Form::ALL.map(Form::extension))),
            ("name", text()),
            ("media_type", one_of(&Form::ALL.map(Form::media_type))),
            ("address", text()),
        ]),
    );
    put(
        "relation",
        object(&[
            ("relation", one_of(&Relation::ALL.map(Relation::id))),
            ("is_stated_here", truth()),
            ("says", text()),
            ("other", or_null(to("line"))),
        ]),
    );
    put("item", item(kinds));
    put(
        "laws",
        object(&[
            ("total", number()),
            ("laws", list(to("law_line"))),
            ("on", day()),
            ("next", or_null(text())),
        ]),
    );
    put("law_line", law_line());
    put(
        "event",
        object(&[
            ("on", or_null(day())),
            ("what", one_of(&Happened::ALL.map(Happened::id))),
            ("version", or_null(text())),
            ("says", text()),
        ]),
    );
    put(
        "law",
        object(&[
            ("work", text()),
            ("title", text()),
            ("kind", text()),
            ("on", day()),
            (
                "answer",
                one_of(&["held", "not_yet", "not_held", "before_first", "withdrawn"]),
            ),
            ("item", or_null(to("item"))),
            ("withdrawn", or_null(to("gone"))),
            ("versions", list(to("version"))),
            ("events", list(to("event"))),
            ("missed", list(day())),
        ]),
    );
    put(
        "version",
        object(&[
            ("version", text()),
            ("address", text()),
            ("title", text()),
            ("made_on", or_null(day())),
            ("act", or_null(act())),
            ("promulgated", or_null(day())),
            ("number", or_null(text())),
            ("valid_from", or_null(day())),
            ("valid_to", or_null(day())),
            ("note", text()),
            ("standing", to("standing")),
            ("is_shown", truth()),
        ]),
    );
    put(
        "search",
        object(&[
            ("mode", one_of(&["browse", "words", "exact", "partial"])),
            ("total", number()),
            ("hits", list(to("hit"))),
            (
                "facets",
                json!({ "type": "object", "additionalProperties": list(to("count")) }),
            ),
            ("is_behind", truth()),
            ("next", or_null(text())),
        ]),
    );
    let mut hit = line();
    hit.push(("snippet", text()));
    hit.push(("articles", list(to("article"))));
    put("hit", object(&hit));
    put(
        "article",
        object(&[("number", text()), ("anchor", text()), ("snippet", text())]),
    );
    put("count", object(&[("value", text()), ("count", number())]));
    put(
        "suggestions",
        object(&[("suggestions", list(to("suggestion")))]),
    );
    put(
        "suggestion",
        object(&[
            ("is", one_of(&["item", "agency"])),
            ("name", text()),
            ("address", text()),
            ("api", text()),
            ("kind", or_null(text())),
            ("standing", or_null(to("standing"))),
        ]),
    );
    of_rules(&mut put);
    of_agencies(&mut put);
    of_gkmlpt(&mut put);
    all
}

fn of_rules(put: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let last = || object(&[("date", day()), ("provisional", truth())]);
    let ruled = || object(&[("says", text()), ("rule", text())]);
    put(
        "clock",
        object(&[
            ("received", day()),
            ("channel", or_null(one_of(&Channel::ALL.map(Channel::id)))),
            ("receipt", or_null(ruled())),
            (
                "zero",
                object(&[("date", day()), ("says", text()), ("rule", text())]),
            ),
            ("allowed", number()),
            ("due", or_null(day())),
            ("provisional", truth()),
            (
                "waiting",
                or_null(object(&[("since", day()), ("says", text())])),
            ),
            ("correction_due", or_null(last())),
            (
                "breaches",
                list(object(&[("on", day()), ("says", text()), ("rule", text())])),
            ),
            ("notes", list(text())),
            ("days", list(to("counted_day"))),
        ]),
    );
    put(
        "counted_day",
        object(&[
            ("date", day()),
            ("day", one_of(&["working", "made_up", "weekend", "holiday"])),
            ("name", or_null(text())),
            (
                "as",
                one_of(&["zero", "void", "off", "paused", "counted", "delayed"]),
            ),
            ("n", or_null(number())),
            ("says", text()),
            ("rule", text()),
            ("provisional", truth()),
        ]),
    );
    put(
        "fee",
        object(&[
            ("scale", one_of(&["by_item", "by_volume"])),
            ("notice", day()),
            ("total", number()),
            (
                "lines",
                list(object(&[
                    ("first", number()),
                    ("last", number()),
                    ("each", number()),
                    ("amount", number()),
                ])),
            ),
            ("rule", text()),
            ("says", or_null(text())),
            (
                "practice",
                object(&[("says", text()), ("verified", truth())]),
            ),
        ]),
    );
    let period = || object(&[("within", text()), ("last", or_null(last()))]);
    put(
        "remedy",
        object(&[
            ("decision", text()),
            ("on", day()),
            ("path", one_of(&["none", "choice", "review_first"])),
            ("says", text()),
            ("rule", text()),
            ("verified", truth()),
            ("contested", truth()),
            ("review", or_null(period())),
            ("suit", or_null(period())),
            ("suit_after_review", or_null(object(&[("within", text())]))),
            (
                "reviewer",
                or_null(object(&[
                    ("id", text()),
                    ("says", text()),
                    ("rule", text()),
                ])),
            ),
            ("paragraph", or_null(text())),
        ]),
    );
}

fn of_agencies(put: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let line = || {
        vec![
            ("code", text()),
            ("name", text()),
            ("address", text()),
            ("api", text()),
            ("level", one_of(&AgencyLevel::ALL.map(AgencyLevel::id))),
            ("kind", one_of(&AgencyKind::ALL.map(AgencyKind::id))),
            ("is_own", truth()),
            ("is_current", truth()),
            ("items", number()),
        ]
    };
    put("agency_line", object(&line()));
    let mut listed = line();
    listed.push(("depth", number()));
    put("agency_listed", object(&listed));
    put(
        "agencies",
        object(&[
            ("total", number()),
            ("agencies", list(to("agency_listed"))),
            ("next", or_null(text())),
        ]),
    );
    put(
        "column",
        object(&[
            ("id", one_of(&Column::ALL.map(Column::id))),
            ("name", text()),
            ("address", text()),
            ("own", number()),
            ("below", number()),
        ]),
    );
    let mut one = line();
    one.extend([
        ("office", text()),
        ("phone", text()),
        ("valid_from", or_null(day())),
        ("valid_to", or_null(day())),
        ("above", list(to("agency"))),
        ("guided_by", or_null(to("agency"))),
        ("below", list(to("agency_line"))),
        ("guides", list(to("agency_line"))),
        ("predecessors", list(to("agency"))),
        ("successor", or_null(to("agency"))),
        ("columns", list(to("column"))),
    ]);
    put("agency_one", object(&one));
}

fn of_gkmlpt(put: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let flag = || json!({ "type": "integer", "enum": [0, 1] });
    // An instant before 1970 is below nought.
    let instant = || json!({ "type": "integer" });
    put(
        "catalogue",
        object(&[
            (
                "classify",
                object(&[("id", number()), ("name", text()), ("post_count", number())]),
            ),
            ("total", number()),
            ("articles", list(to("gkmlpt_article"))),
        ]),
    );
    put(
        "gkmlpt_article",
        object(&[
            ("id", number()),
            ("title", text()),
            ("document_number", text()),
            ("publisher", text()),
            ("keywords", text()),
            ("date", or_null(instant())),
            ("created_at", text()),
            ("create_time", instant()),
            ("display_publish_time", instant()),
            ("identifier", text()),
            ("classify_main_name", text()),
            ("classify_genre_name", text()),
            ("classify_theme_name", text()),
            ("url", text()),
            ("post_url", text()),
            ("attachment", list(to("gkmlpt_file"))),
            ("abstract", text()),
            ("relation", text()),
            ("is_expired", flag()),
            ("is_abolished", flag()),
        ]),
    );
    put(
        "gkmlpt_file",
        object(&[
            ("id", number()),
            ("name", text()),
            ("type", text()),
            ("mime", text()),
            ("size", number()),
            ("url", text()),
        ]),
    );
}

fn field() -> Value {
    let types = [
        "line",
        "words",
        "list",
        "date",
        "moment",
        "doc_number",
        "choice",
    ];
    let mut schema = object(&[
        ("id", text()),
        ("zh", text()),
        ("en", text()),
        ("type", one_of(&types)),
        ("required", truth()),
        ("facet", truth()),
    ]);
    // Only a choice has them.
    schema["properties"]["choices"] = json!({ "type": "object", "additionalProperties": text() });
    schema
}

fn line() -> Vec<(&'static str, Value)> {
    vec![
        ("address", text()),
        ("api", text()),
        ("kind", text()),
        ("title", text()),
        ("doc_no", or_null(text())),
        ("agency", to("agency")),
        ("published_on", day()),
        ("written_on", or_null(day())),
        ("standing", or_null(to("standing"))),
    ]
}

fn law_line() -> Value {
    object(&[
        ("work", text()),
        ("version", text()),
        ("address", text()),
        ("api", text()),
        ("title", text()),
        ("kind", text()),
        ("number", or_null(text())),
        ("issuer", text()),
        ("promulgated", or_null(day())),
        ("act", or_null(act())),
        ("first_promulgated", or_null(day())),
        ("effective", or_null(day())),
        ("standing", to("standing")),
        ("versions", number()),
    ])
}

/// What made a text.
fn act() -> Value {
    one_of(&Act::ALL.map(Act::id))
}

fn item(kinds: &Kinds) -> Value {
    let of_kinds: Vec<Value> = kinds
        .iter()
        .map(|kind| to(&format!("fields_{}", kind.id)))
        .collect();
    object(&[
        ("address", text()),
        ("index_no", text()),
        ("kind", text()),
        ("work", or_null(text())),
        ("version", or_null(text())),
        ("edition", number()),
        ("current_edition", number()),
        ("agency", to("agency")),
        ("is_own", truth()),
        ("standing", or_null(to("standing"))),
        ("fields", json!({ "anyOf": of_kinds })),
        ("text", text()),
        ("outline", list(to("outline"))),
        ("files", list(to("file"))),
        ("forms", list(to("form"))),
        ("relations", list(to("relation"))),
        ("sources", list(text())),
        ("released_at", moment()),
        ("seq", number()),
        ("sha256", digest()),
    ])
}

/// An object that has all of these.
fn object(properties: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> = properties
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({ "type": "object", "properties": properties, "required": names })
}

pub(super) fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn list(of: impl Into<Value>) -> Value {
    json!({ "type": "array", "items": of.into() })
}

fn or_null(schema: impl Into<Value>) -> Value {
    json!({ "anyOf": [schema.into(), { "type": "null" }] })
}

pub(super) fn one_of(values: &[&str]) -> Value {
    json!({ "type": "string", "enum": values })
}

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

pub(super) fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

/// An instant to the minute, at +08:00.
fn moment() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\\+08:00$" })
}

fn digest() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

fn number() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn truth() -> Value {
    json!({ "type": "boolean" })
}
