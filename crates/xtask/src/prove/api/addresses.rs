//! A description of every address that is not of the open API, as OpenAPI writes it, for a tool that reads nothing else.
//!
//! The addresses are those of the table of routes in `web`; what may stand in them is what the pages of the site lead to,
//! or anything, and for each some that are there besides. The names of queries are all that the table knows, at every
//! address: an address that does not know one must say so and no more.

use crate::checkout::Checkout;
use crate::http;
use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// What the site may answer, whatever it is asked.
const STATUSES: &[u16] = &[
    200, 202, 206, 301, 302, 303, 304, 307, 308, 400, 403, 404, 405, 406, 408, 409, 410, 411, 412,
    413, 414, 415, 416, 422, 429, 431,
];

/// A name, and what may be given for it besides anything at all.
type Field = (&'static str, &'static [&'static str]);

/// Queries, and what each may be besides anything at all.
const QUERIES: &[Field] = &[
    ("q", &["操场", "law:条例 -办法", "\"原文\""]),
    ("kind", &["document", "law"]),
    ("agency", &["XT-0001"]),
    ("edition", &["1", "2"]),
    ("from", &["2026-01-01"]),
    ("to", &["2026-12-31"]),
    ("on", &["2020-02-29"]),
    ("year", &["2026"]),
    ("sort", &["newest"]),
    ("page", &["1", "2"]),
    ("after", &["0000000000.x"]),
    ("show", &["all"]),
];

/// Of these the one that most addresses know.
const EDITION: usize = 3;

/// Forms, with the parts of each and what each may be.
const FORMS: &[(&str, &[Field])] = &[
    (
        "/error-report",
        &[
            ("page", &["/laws"]),
            ("kind", &["link", "text"]),
            ("what", &["打不开"]),
            ("contact", &["a@example.invalid"]),
        ],
    ),
    (
        "/error-report/progress",
        &[("number", &["2026-00001"]), ("code", &["AAAA-AAAA-AAAA"])],
    ),
];

/// How many addresses that are there are asked of each route.
const KNOWN: usize = 3;
/// Routes of which such an address must be found, or the walk was too short.
const FOUND: [&str; 4] = [
    "/documents/{code}/{tail}/files/{name}",
    "/documents/{code}/{tail}/proofs/files/{name}",
    "/laws/{work}/{version}/proofs/{of}",
    "/log/tile/{*tile}",
];
/// What no page leads to, but programs that know the form of the log.
const UNLINKED: &[&str] = &["/log/tile/0/000", "/log/tile/entries/000"];

/// How many pages are looked through for addresses.
const PAGES: usize = 400;

/// What may stand for each part of an address.
type Parts = BTreeMap<String, BTreeSet<String>>;

/// # Errors
/// Where the table cannot be read, or the site does not answer.
pub(super) fn described(checkout: &Checkout, port: u16) -> Result<Value> {
    let routes = routes(checkout)?;
    let links = walked(port)?;
    let mut parts = Parts::new();
    for route in &routes {
        for link in &links {
            for (name, value) in matched(route, link).into_iter().flatten() {
                parts.entry(name).or_default().insert(value);
            }
        }
    }
    let key = key(port)?;
    let mut paths = Map::new();
    for route in routes.iter().filter(|route| route.contains('{')) {
        let is_there = |link: &&String| matched(route, link).is_some();
        let known: Vec<&String> = links.iter().filter(is_there).take(KNOWN).collect();
        ensure!(
            !known.is_empty() || !FOUND.contains(&&**route),
            "no page leads to {route}"
        );
        for link in known {
            paths.insert(
                link.clone(),
                json!({ "get": asked(&QUERIES[EDITION..=EDITION]) }),
            );
        }
    }
    for route in &routes {
        let plain = route.replace("{*", "{");
        let mut operations = Map::new();
        operations.insert("get".into(), operation(&plain, &parts, None));
        if let Some((_, fields)) = FORMS.iter().find(|(form, _)| form == route) {
            let mut sent = operation(&plain, &parts, Some(fields));
            // Sent again with the same key, it is the same report.
            for way in 0..2 {
                let schema = &mut sent["requestBody"]["content"][FORM]["schema"]["anyOf"][way];
                schema["properties"]["key"] = json!({ "type": "string", "enum": [key] });
            }
            operations.insert("post".into(), sent);
        }
        paths.insert(plain, operations.into());
    }
    println!("{} addresses that are not of the API", paths.len());
    Ok(json!({
        "openapi": "3.1.0",
        "info": { "title": "addresses", "version": "1" },
        "paths": paths,
    }))
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The paths of the table of routes that are not of the API.
fn routes(checkout: &Checkout) -> Result<Vec<String>> {
    let source = fs::read_to_string(checkout.path("crates/web/src/routes.rs"))?;
    let (_, table) = source
        .split_once("ROUTES: &[Route] = &[")
        .context("no table of routes")?;
    let (table, _) = table.split_once("\n];").context("no end of the table")?;
    let literals = table.split('"').skip(1).step_by(2);
    let mut routes: Vec<String> = literals
        .filter(|text| text.starts_with('/') && !text.starts_with("/api/"))
        .map(str::to_owned)
        .collect();
    routes.sort();
    routes.dedup();
    ensure!(60 < routes.len(), "too few routes were found: {routes:?}");
    Ok(routes)
}

/// What the pages of the site lead to.
fn walked(port: u16) -> Result<BTreeSet<String>> {
    let mut seen: BTreeSet<String> = ["/", "/laws", "/documents", "/log", "/downloads", "/topics"]
        .map(str::to_owned)
        .into();
    let mut open: Vec<String> = seen.iter().cloned().collect();
    let mut n = 0;
    while let Some(page) = open.pop() {
        n += 1;
        if PAGES < n {
            break;
        }
        let body = http::get(port, &page)?.body;
        for link in http::links(&body) {
            let link = link.split(['?', '#']).next().unwrap_or_default();
            let link = &*decoded(link);
            let is_ours = link.starts_with('/') && !link.starts_with("//");
            let is_shown_otherwise = ["/en", "/zh-hant", "/elder"]
                .iter()
                .any(|way| link.starts_with(way));
            if is_ours && !is_shown_otherwise && seen.insert(link.to_owned()) && !is_a_file(link) {
                open.insert(0, link.to_owned());
            }
        }
    }
    seen.extend(UNLINKED.iter().map(|link| (*link).to_owned()));
    Ok(seen)
}

/// Whether an address is that of a file, which leads nowhere.
fn is_a_file(link: &str) -> bool {
    link.rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
}

/// An address without its escapes: the tool writes them itself.
fn decoded(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.as_bytes();
    while let [first, behind @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|hex| u8::from_str_radix(hex, 16).ok()),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(*first));
        rest = match escaped {
            Some(_) => rest.get(3..).unwrap_or_default(),
            None => behind,
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The parts of an address, where it is one of a route.
fn matched(route: &str, link: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut link = link.split('/');
    for part in route.split('/') {
        let given = link.next()?;
        match part.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            Some(name) => match name.strip_prefix('*') {
                Some(name) => {
                    let rest: Vec<&str> = std::iter::once(given).chain(link.by_ref()).collect();
                    found.push((name.to_owned(), rest.join("/")));
                }
                None => found.push((name.to_owned(), given.to_owned())),
            },
            None if part == given => {}
            None => return None,
        }
    }
    link.next().is_none().then_some(found)
}

fn operation(path: &str, parts: &Parts, fields: Option<&[Field]>) -> Value {
    let mut described = asked(if fields.is_none() { QUERIES } else { &[] });
    let in_path = path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let known: Vec<&str> = parts
            .get(name)
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        Some(json!({ "name": name, "in": "path", "required": true, "schema": anything(&known) }))
    });
    if let Some(parameters) = described["parameters"].as_array_mut() {
        parameters.extend(in_path);
    }
    if let Some(fields) = fields {
        described["requestBody"] = json!({ "content": { FORM: { "schema": form(fields) } } });
    }
    described
}

/// What may be asked for by such queries, and how it may be answered.
fn asked(queries: &[Field]) -> Value {
    let parameters: Vec<Value> = queries
        .iter()
        .map(|(name, known)| json!({ "name": name, "in": "query", "schema": anything(known) }))
        .collect();
    let responses: Map<String, Value> = STATUSES
        .iter()
        .map(|status| (status.to_string(), json!({ "description": "an answer" })))
        .collect();
    json!({ "parameters": parameters, "responses": responses })
}

/// A form as it should be filled in, or in any way.
fn form(fields: &[Field]) -> Value {
    let with = |one: fn(&[&str]) -> Value| -> Value {
        let properties: Map<String, Value> = fields
            .iter()
            .map(|(name, known)| ((*name).to_owned(), one(known)))
            .collect();
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        json!({ "type": "object", "properties": properties, "required": names })
    };
    let known = with(|known| json!({ "type": "string", "enum": known }));
    let mut any = with(anything);
    any["required"] = json!([]);
    json!({ "anyOf": [known, any] })
}

/// One of those that are known, or anything.
fn anything(known: &[&str]) -> Value {
    let any = json!({ "type": "string", "minLength": 1, "maxLength": 300 });
    if known.is_empty() {
        return any;
    }
    json!({ "anyOf": [{ "type": "string", "enum": known }, any] })
}

/// The key of a form that the site made.
fn key(port: u16) -> Result<String> {
    let page = http::get(port, "/error-report")?.body;
    let (_, behind) = page
        .split_once("name=\"key\" value=\"")
        .context("the form has no key")?;
    let (key, _) = behind.split_once('"').context("the key has no end")?;
    Ok(key.to_owned())
}
