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
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};
use std::borrow::Cow;
use std::io;

/// A thing and what is said of it, in the order in which it is written. It is written once, so it is no tree of values
/// that can be looked into.
#[derive(Clone, Debug)]
pub(crate) struct Node(Vec<(&'static str, Term)>);

#[derive(Clone, Debug)]
enum Term {
    Words(Cow<'static, str>),
    Number(u32),
    Is(bool),
    Node(Node),
    List(Vec<Term>),
}

impl Node {
    fn of(class: &'static str) -> Self {
        Self(Vec::with_capacity(12)).with("@type", class)
    }

    /// One that stands elsewhere.
    fn named(id: String) -> Self {
        Self(vec![("@id", id.into())])
    }

    #[must_use]
    fn with(mut self, name: &'static str, term: impl Into<Term>) -> Self {
        self.0.push((name, term.into()));
        self
    }

    /// What is empty is not said.
    #[must_use]
    fn if_any(self, name: &'static str, words: &str) -> Self {
        if words.is_empty() {
            return self;
        }
        self.with(name, words.to_owned())
    }

    #[must_use]
    fn each(self, name: &'static str, nodes: impl Iterator<Item = Node>) -> Self {
        let nodes: Vec<Term> = nodes.map(Term::Node).collect();
        if nodes.is_empty() {
            return self;
        }
        self.with(name, Term::List(nodes))
    }
}

impl From<&'static str> for Term {
    fn from(words: &'static str) -> Self {
        Self::Words(Cow::Borrowed(words))
    }
}

impl From<String> for Term {
    fn from(words: String) -> Self {
        Self::Words(Cow::Owned(words))
    }
}

impl From<u32> for Term {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Term {
    fn from(is: bool) -> Self {
        Self::Is(is)
    }
}

impl From<Node> for Term {
    fn from(node: Node) -> Self {
        Self::Node(node)
    }
}

impl<const N: usize> From<[&'static str; N]> for Term {
    fn from(words: [&'static str; N]) -> Self {
        Self::List(words.map(Self::from).into())
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, term) in &self.0 {
            map.serialize_entry(name, term)?;
        }
        map.end()
    }
}

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Words(words) => serializer.serialize_str(words),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::Is(is) => serializer.serialize_bool(*is),
            Self::Node(node) => node.serialize(serializer),
            Self::List(terms) => serializer.collect_seq(terms),
        }
    }
}

/// The site and who keeps it.
pub(crate) fn site(app: &App) -> Vec<Node> {
    let site = app.portal().site();
    let home = app.absolute(&app.links().home());
    let search = app.absolute(&app.links().search());
    let target = Node::of("EntryPoint").with("urlTemplate", format!("{search}?q={{words}}"));
    let action = Node::of("SearchAction")
        .with("target", target)
        .with("query-input", "required name=words");
    let of_site = Node::of("WebSite")
        .with("@id", format!("{home}#site"))
        .with("url", home.clone())
        .with("name", site.name.clone())
        .with("inLanguage", ["zh-CN", "zh-Hant", "en"])
        .with("potentialAction", action);
    if site.organiser.is_empty() {
        return vec![of_site];
    }
    let organiser = format!("{home}#organiser");
    let of_site = of_site.with("publisher", Node::named(organiser.clone()));
    let body = Node::of("GovernmentOrganization")
        .with("@id", organiser)
        .with("name", site.organiser.clone())
        .with("url", home);
    vec![of_site, body]
}

pub(crate) fn agency(app: &App, view: &AgencyView) -> Node {
    let line = &view.line;
    let mut body = organization(app, &line.code, &line.name)
        .with("identifier", line.code.clone())
        .if_any("address", &view.address)
        .if_any("telephone", &view.phone);
    if let Some(up) = view.admin_path.last() {
        body = body.with("parentOrganization", organization(app, &up.code, &up.name));
    }
    if let Some(from) = view.valid_from {
        body = body.with("foundingDate", from.to_string());
    }
    if let Some(to) = view.valid_to {
        body = body.with("dissolutionDate", to.to_string());
    }
    body
}

fn organization(app: &App, code: &str, name: &str) -> Node {
    let at = app.absolute(&app.links().agency(code));
    Node::of("GovernmentOrganization")
        .with("@id", at.clone())
        .with("url", at)
        .with("name", name.to_owned())
}

/// What may be taken away whole, each file with its size where it has been made.
pub(crate) fn downloads(app: &App, files: &[(Bulk, Option<u64>)]) -> Node {
    let links = app.links();
    let site = app.portal().site();
    let lang = app.variant().lang;
    let at = app.absolute(&links.to(&Place::Downloads));
    let distribution = files.iter().map(|(bulk, size)| {
        let file = Node::of("DataDownload")
            .with("name", bulk.file_name().to_owned())
            .with("contentUrl", app.absolute(&links.to(&Place::Bulk(*bulk))))
            .with("encodingFormat", ["application/gzip", "application/jsonl"]);
        match size {
            Some(bytes) => file.with("contentSize", bytes.to_string()),
            None => file,
        }
    });
    let set = Node::of("Dataset")
        .with("@id", format!("{at}#dataset"))
        .with("url", at)
        .with("name", say(lang, "{}：公开的信息").with(&site.name).to_string())
        .with("description", say(lang, "全部公开的政府信息，其中的法律法规规章另成一份：每行一件，含各项字段、正文、结构和附件清单，登记库有变动即更新，可以一次下载。").to_string())
        .with("inLanguage", "zh-CN")
        .with("isAccessibleForFree", true)
        .each("distribution", distribution);
    if site.organiser.is_empty() {
        return set;
    }
    let creator = Node::of("GovernmentOrganization").with("name", site.organiser.clone());
    set.with("creator", creator)
}

/// A document or a text of law, as released.
pub(crate) fn item(app: &App, view: &ItemView) -> Node {
    let released = &view.released;
    let fields = released.fields();
    let kind = app.portal().kinds().get(released.kind());
    let is_law = kind.is_some_and(|kind| kind.lifecycle == Lifecycle::LegalText);
    let at = app.absolute(&app.links().item(&view.address));
    let published = show::pub_date(fields, released.released_at());
    let files = released.files().iter().map(|file| {
        let address = app.links().file(&view.address, &file.name, None);
        Node::of("MediaObject")
            .with("name", file.name.clone())
            .with("contentUrl", app.absolute(&address))
            .with("encodingFormat", file.media_type.clone())
            .with("contentSize", file.size.to_string())
            .with("sha256", file.digest.to_string())
    });
    let issuers = fields.list("issuers").into_iter();
    let issuers =
        issuers.map(|name| Node::of("GovernmentOrganization").with("name", name.to_owned()));
    let text = |name: &str| fields.text(name).unwrap_or_default();
    let said = Node::of(if is_law {
        "Legislation"
    } else {
        "DigitalDocument"
    })
    .with("@id", at.clone())
    .with("url", at)
    .with("name", released.title().to_owned())
    .with("identifier", released.index_no().to_string())
    .with(
        "datePublished",
        format!("{}:00+08:00", published.replace(' ', "T")),
    )
    .with("inLanguage", "zh-CN")
    .with("isAccessibleForFree", true)
    .with(
        "publisher",
        organization(app, released.agency(), released.agency_name()),
    )
    .each("encoding", files)
    .if_any("keywords", &fields.list("keywords").join(","))
    .if_any("abstract", text("abstract"));
    if !is_law {
        return said
            .if_any("alternateName", text("doc_no"))
            .if_any("dateCreated", text("written_date"))
            .each("author", issuers);
    }
    let made = released.made().map(|made| made.day.to_string());
    let said = said
        .if_any("legislationIdentifier", text("doc_no"))
        .if_any("legislationType", kind.map_or("", |kind| kind.zh))
        .if_any("legislationDate", text("promulgated"))
        .if_any("legislationDateVersion", &made.unwrap_or_default())
        .each("legislationPassedBy", issuers)
        .with("legislationJurisdiction", "CN");
    match view.standing.as_ref().and_then(force) {
        Some(force) => said.with("legislationLegalForce", force),
        None => said,
    }
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
pub(crate) fn way(app: &App, frame: &Frame) -> Option<Node> {
    if frame.channel == Channel::Home {
        return None;
    }
    let links = app.links();
    let name = |zh: &str| i18n::name(frame.lang, zh).into_owned();
    let channel = frame.channel.zh();
    let here = (frame.title != channel).then(|| (frame.title.clone(), None));
    let steps = [
        (name(Channel::Home.zh()), Some(links.to(&Place::Home))),
        (name(channel), Some(frame.channel.link(links))),
    ];
    let steps = steps.into_iter().chain(here);
    let steps = steps.zip(1_u32..).map(|((name, at), position)| {
        let step = Node::of("ListItem")
            .with("position", position)
            .with("name", name);
        match at {
            Some(at) => step.with("item", app.absolute(&at)),
            None => step,
        }
    });
    Some(Node::of("BreadcrumbList").each("itemListElement", steps))
}

/// JSON in which nothing can end the block that it stands in.
struct Enclosed;

impl Formatter for Enclosed {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, escape, length)) = first_to_escape(rest.as_bytes()) {
            let (before, after) = rest.split_at(at);
            CompactFormatter.write_string_fragment(writer, before)?;
            writer.write_all(escape)?;
            rest = after.get(length..).unwrap_or_default();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

/// The first sign that is written as an escape: where it stands, what is written for it, and how many bytes it has.
fn first_to_escape(text: &[u8]) -> Option<(usize, &'static [u8], usize)> {
    text.iter().enumerate().find_map(|(at, byte)| match byte {
        b'<' => Some((at, &b"\\u003c"[..], 1)),
        b'>' => Some((at, &b"\\u003e"[..], 1)),
        b'&' => Some((at, &b"\\u0026"[..], 1)),
        0xe2 => match text.get(at + 1..at + 3)? {
            [0x80, 0xa8] => Some((at, &b"\\u2028"[..], 3)),
            [0x80, 0xa9] => Some((at, &b"\\u2029"[..], 3)),
            _ => None,
        },
        _ => None,
    })
}

/// Everything that a page says, as it is written.
#[derive(serde::Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    nodes: &'a [&'a Node],
}

/// The block as it stands in a page.
pub(crate) fn block(nodes: &[&Node]) -> Option<String> {
    if nodes.is_empty() {
        return None;
    }
    let graph = Graph {
        context: "https://schema.org",
        nodes,
    };
    let mut written = serde_json::Serializer::with_formatter(Vec::with_capacity(2048), Enclosed);
    graph.serialize(&mut written).ok()?;
    String::from_utf8(written.into_inner()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn nothing_in_the_block_can_end_it() {
        let title = "“</script>”<script>alert(1)</script>—<!-- & \u{2028}…\u{2029}\"";
        let node = Node::of("Thing").with("name", title);
        let block = block(&[&node]).unwrap_or_default();
        for ending in ["<", ">", "&", "\u{2028}", "\u{2029}"] {
            assert!(!block.contains(ending), "{block}");
        }
        let back: Value = serde_json::from_str(&block).unwrap_or_default();
        assert_eq!(back.pointer("/@graph/0/name"), Some(&json!(title)));
    }
}
