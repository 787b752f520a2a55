//! 页面自述 — what a page says of its subject to programs, in the words of schema.org (JSON-LD).
//!
//! Decides which type stands for what: the site is a `WebSite` of a `GovernmentOrganization`, an agency a
//! `GovernmentOrganization`, a text of law a `Legislation`, any other item a `DigitalDocument`,
//! the files of all items a `Dataset`. Nothing is said here that the
//! page does not say; whether a law is in force is said only on evidence (ADR 0014).
//!
//! The block is data: a browser never runs it, so the policy of the site needs no exception for it. It is written without
//! the characters that could end it.

use crate::app::App;
use crate::i18n::say;
use crate::page::{Channel, Frame};
use crate::paths::Place;
use crate::{i18n, show};
use acts::portal::Bulk;
use acts::view::{AgencyView, ItemView};
use law::item::kind::Lifecycle;
use law::item::validity::{Certainty, Standing, Status};
use serde_json::{Value, json};

/// The site and who keeps it.
pub(crate) fn site(app: &App) -> Vec<Value> {
    let site = app.portal().site();
    let home = app.absolute(&app.links().home());
    let search = app.absolute(&app.links().search());
    let mut of_site = json!({
        "@type": "WebSite",
        "@id": format!("{home}#site"),
        "url": home,
        "name": site.name,
        "inLanguage": ["zh-CN", "zh-Hant", "en"],
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{search}?q={{words}}") },
            "query-input": "required name=words",
        },
    });
    if site.organiser.is_empty() {
        return vec![of_site];
    }
    let organiser = format!("{home}#organiser");
    of_site["publisher"] = json!({ "@id": organiser });
    let body = json!({
        "@type": "GovernmentOrganization",
        "@id": organiser,
        "name": site.organiser,
        "url": home,
    });
    vec![of_site, body]
}

pub(crate) fn agency(app: &App, view: &AgencyView) -> Value {
    let line = &view.line;
    let mut body = organization(app, &line.code, &line.name);
    body["identifier"] = json!(line.code);
    put(&mut body, "address", &view.address);
    put(&mut body, "telephone", &view.phone);
    if let Some(up) = view.admin_path.last() {
        body["parentOrganization"] = organization(app, &up.code, &up.name);
    }
    if let Some(from) = view.valid_from {
        body["foundingDate"] = json!(from.to_string());
    }
    if let Some(to) = view.valid_to {
        body["dissolutionDate"] = json!(to.to_string());
    }
    body
}

fn organization(app: &App, code: &str, name: &str) -> Value {
    json!({
        "@type": "GovernmentOrganization",
        "@id": app.absolute(&app.links().agency(code)),
        "url": app.absolute(&app.links().agency(code)),
        "name": name,
    })
}

/// What may be taken away whole, each file with its size where it has been made.
pub(crate) fn downloads(app: &App, files: &[(Bulk, Option<u64>)]) -> Value {
    let links = app.links();
    let site = app.portal().site();
    let lang = app.variant().lang;
    let at = app.absolute(&links.to(&Place::Downloads));
    let distribution: Vec<Value> = files
        .iter()
        .map(|(bulk, size)| {
            let mut file = json!({
                "@type": "DataDownload",
                "name": bulk.file_name(),
                "contentUrl": app.absolute(&links.to(&Place::Bulk(*bulk))),
                "encodingFormat": ["application/gzip", "application/jsonl"],
            });
            if let Some(size) = size {
                file["contentSize"] = json!(size.to_string());
            }
            file
        })
        .collect();
    let mut set = json!({
        "@type": "Dataset",
        "@id": format!("{at}#dataset"),
        "url": at,
        "name": say(lang, "{}：公开的信息").with(&site.name).to_string(),
        "description": say(lang, "全部公开的政府信息，其中的法律法规规章另成一份：每行一件，含各项字段、正文、结构和附件清单，登记库有变动即更新，可以一次下载。").to_string(),
        "inLanguage": "zh-CN",
        "isAccessibleForFree": true,
        "distribution": distribution,
    });
    if !site.organiser.is_empty() {
        set["creator"] = json!({ "@type": "GovernmentOrganization", "name": site.organiser });
    }
    set
}

/// A document or a text of law, as released.
pub(crate) fn item(app: &App, view: &ItemView) -> Value {
    let released = &view.released;
    let fields = released.fields();
    let kind = app.portal().kinds().get(released.kind());
    let is_law = kind.is_some_and(|kind| kind.lifecycle == Lifecycle::LegalText);
    let at = app.absolute(&app.links().item(&view.address));
    let published = show::pub_date(fields, released.released_at());
    let files = released.files().iter().map(|file| {
        json!({
            "@type": "MediaObject",
            "name": file.name,
            "contentUrl": app.absolute(&app.links().file(&view.address, &file.name, None)),
            "encodingFormat": file.media_type,
            "contentSize": file.size.to_string(),
            "sha256": file.digest.to_string(),
        })
    });
    let files: Vec<Value> = files.collect();
    let issuers = fields.list("issuers");
    let issuers = issuers
        .iter()
        .map(|name| json!({ "@type": "GovernmentOrganization", "name": name }));
    let issuers: Vec<Value> = issuers.collect();
    let mut text = json!({
        "@type": if is_law { "Legislation" } else { "DigitalDocument" },
        "@id": at,
        "url": at,
        "name": released.title(),
        "identifier": released.index_no().to_string(),
        "datePublished": format!("{}:00+08:00", published.replace(' ', "T")),
        "inLanguage": "zh-CN",
        "isAccessibleForFree": true,
        "publisher": organization(app, released.agency(), released.agency_name()),
    });
    put_list(&mut text, "encoding", &files);
    put(&mut text, "keywords", &fields.list("keywords").join(","));
    put(
        &mut text,
        "abstract",
        fields.text("abstract").unwrap_or_default(),
    );
    let number = fields.text("doc_no").unwrap_or_default();
    if !is_law {
        put(&mut text, "alternateName", number);
        put(
            &mut text,
            "dateCreated",
            fields.text("written_date").unwrap_or_default(),
        );
        put_list(&mut text, "author", &issuers);
        return text;
    }
    put(&mut text, "legislationIdentifier", number);
    put(
        &mut text,
        "legislationType",
        kind.map_or("", |kind| kind.zh),
    );
    put(
        &mut text,
        "legislationDate",
        fields.text("promulgated").unwrap_or_default(),
    );
    let made = released.made().map(|made| made.day.to_string());
    put(
        &mut text,
        "legislationDateVersion",
        &made.unwrap_or_default(),
    );
    put_list(&mut text, "legislationPassedBy", &issuers);
    text["legislationJurisdiction"] = json!("CN");
    if let Some(force) = view.standing.as_ref().and_then(force) {
        text["legislationLegalForce"] = json!(force);
    }
    text
}

/// Whether it is in force, where there is evidence.
fn force(standing: &Standing) -> Option<&'static str> {
    let is_evidenced = standing.certainty == Certainty::Evidenced;
    match standing.status {
        _ if !is_evidenced => None,
        Status::Unknown => None,
        Status::InForce => Some("https://schema.org/InForce"),
        Status::NotYetEffective | Status::Amended | Status::Repealed | Status::Expired => {
            Some("https://schema.org/NotInForce")
        }
    }
}

/// The way from the home page to this one.
pub(crate) fn way(app: &App, frame: &Frame) -> Option<Value> {
    if frame.channel == Channel::Home {
        return None;
    }
    let links = app.links();
    let name = |zh: &str| i18n::name(frame.lang, zh).into_owned();
    let channel = frame.channel.zh();
    let mut steps = vec![
        (name(Channel::Home.zh()), Some(links.to(&Place::Home))),
        (name(channel), Some(frame.channel.link(links))),
    ];
    if frame.title != channel {
        steps.push((frame.title.clone(), None));
    }
    let steps = steps.into_iter().zip(1..).map(|((name, at), position)| {
        let mut step = json!({ "@type": "ListItem", "position": position, "name": name });
        if let Some(at) = at {
            step["item"] = json!(app.absolute(&at));
        }
        step
    });
    Some(json!({ "@type": "BreadcrumbList", "itemListElement": steps.collect::<Vec<_>>() }))
}

/// What is written as an escape within a block.
const ENDING: [char; 5] = ['<', '>', '&', '\u{2028}', '\u{2029}'];

/// The block as it stands in a page.
pub(crate) fn block(nodes: &[Value]) -> Option<String> {
    if nodes.is_empty() {
        return None;
    }
    let graph = json!({ "@context": "https://schema.org", "@graph": nodes }).to_string();
    // Most say nothing that could end the block.
    if !ENDING.iter().any(|sign| graph.contains(*sign)) {
        return Some(graph);
    }
    let mut out = String::with_capacity(graph.len());
    for c in graph.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    Some(out)
}

fn put(node: &mut Value, name: &str, value: &str) {
    if !value.is_empty() {
        node[name] = json!(value);
    }
}

fn put_list(node: &mut Value, name: &str, values: &[Value]) {
    if !values.is_empty() {
        node[name] = json!(values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_block_can_end_it() {
        let title = "</script><script>alert(1)</script><!-- & \u{2028}";
        let block = block(&[json!({ "name": title })]).unwrap_or_default();
        for ending in ["<", ">", "&", "\u{2028}"] {
            assert!(!block.contains(ending), "{block}");
        }
        let back: Value = serde_json::from_str(&block).unwrap_or_default();
        assert_eq!(back.pointer("/@graph/0/name"), Some(&json!(title)));
    }
}
