//! The serialised types of the open API v1. Their names and fields are public and stable; only additions are allowed.

use crate::paths::{Links, Place};
use crate::show;
use acts::portal::Form;
use acts::search::Segment;
use acts::view::{Address, ItemView, Line, Listing, SearchHit, SearchPage, Suggestion, Tombstone};
use law::item::kind::{FieldDef, FieldType, Lifecycle};
use law::item::validity::Standing;
use law::item::{KindDef, Value};
use serde::Serialize;
use std::collections::BTreeMap;

/// An error.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorBody {
    error: ErrorDetail,
}

#[derive(Debug, Serialize)]
struct ErrorDetail {
    code: String,
    says: String,
    operation: String,
}

impl ErrorBody {
    pub(crate) fn new(code: &str, says: &str, operation: &str) -> Self {
        let error = ErrorDetail {
            code: code.into(),
            says: says.into(),
            operation: operation.into(),
        };
        Self { error }
    }
}

/// A withdrawn item.
#[derive(Debug, Serialize)]
pub(crate) struct Gone {
    index_no: String,
    agency_name: String,
    withdrawn_at: String,
    withdrawn_by: String,
    reason: String,
}

impl From<Tombstone> for Gone {
    fn from(stone: Tombstone) -> Self {
        Self {
            index_no: stone.index_no,
            agency_name: stone.agency_name,
            withdrawn_at: show::machine_moment(stone.withdrawn_at),
            withdrawn_by: stone.by,
            reason: stone.reason,
        }
    }
}

/// A kind of item with its fields.
#[derive(Debug, Serialize)]
pub(crate) struct Kind {
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    column: &'static str,
    lifecycle: &'static str,
    fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
struct Field {
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    #[serde(rename = "type")]
    ty: &'static str,
    required: bool,
    facet: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    choices: BTreeMap<&'static str, &'static str>,
}

impl From<&KindDef> for Kind {
    fn from(kind: &KindDef) -> Self {
        Self {
            id: kind.id,
            zh: kind.zh,
            en: kind.en,
            column: kind.column.id(),
            lifecycle: match kind.lifecycle {
                Lifecycle::Document => "document",
                Lifecycle::LegalText => "legal_text",
            },
            fields: kind.fields.iter().map(Field::from).collect(),
        }
    }
}

impl From<&FieldDef> for Field {
    fn from(field: &FieldDef) -> Self {
        Self {
            id: field.id,
            zh: field.zh,
            en: field.en,
            ty: type_id(field.ty),
            required: field.required,
            facet: field.facet,
            choices: match field.ty {
                FieldType::Choice(choices) => choices.iter().copied().collect(),
                _ => BTreeMap::new(),
            },
        }
    }
}

/// The public name of the type of a field.
pub(crate) fn type_id(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Line => "line",
        FieldType::Words => "words",
        FieldType::List => "list",
        FieldType::Date => "date",
        FieldType::Moment => "moment",
        FieldType::DocNumber => "doc_number",
        FieldType::Choice(_) => "choice",
    }
}

/// Whether a text holds, and how sure that is.
#[derive(Debug, Serialize)]
pub(crate) struct StandingOut {
    status: &'static str,
    certainty: &'static str,
    says: String,
    basis: String,
}

impl From<&Standing> for StandingOut {
    fn from(standing: &Standing) -> Self {
        Self {
            status: standing.status.id(),
            certainty: standing.certainty.id(),
            says: standing.zh(),
            basis: standing.basis.clone(),
        }
    }
}

/// An item in a list.
#[derive(Debug, Serialize)]
pub(crate) struct ItemLine {
    address: String,
    api: String,
    kind: String,
    title: String,
    doc_no: Option<String>,
    agency: Agency,
    published_on: String,
    written_on: Option<String>,
    standing: Option<StandingOut>,
}

#[derive(Debug, Serialize)]
struct Agency {
    code: String,
    name: String,
}

impl ItemLine {
    pub(crate) fn new(links: &Links, line: &Line) -> Self {
        Self {
            address: links.item(&line.address),
            api: api_address(links, &line.address),
            kind: line.kind.clone(),
            title: line.title.clone(),
            doc_no: line.doc_no.clone(),
            agency: Agency {
                code: line.agency_code.clone(),
                name: line.agency_name.clone(),
            },
            published_on: line.published_on.to_string(),
            written_on: line.written_on.map(|date| date.to_string()),
            standing: line.standing.as_ref().map(StandingOut::from),
        }
    }
}

fn api_address(links: &Links, address: &Address) -> String {
    match address {
        Address::Document { code, tail } => links.to(&Place::ApiItem(code.clone(), tail.clone())),
        Address::Law { work, .. } => links.to(&Place::ApiLaw(work.clone())),
    }
}

/// A page of a list.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the open API"
)]
pub(crate) struct Items {
    total: u64,
    items: Vec<ItemLine>,
    /// Ask again with `cursor` set to this for the next page.
    next: Option<String>,
}

impl Items {
    pub(crate) fn new(links: &Links, listing: &Listing) -> Self {
        Self {
            total: listing.total,
            items: listing
                .lines
                .iter()
                .map(|line| ItemLine::new(links, line))
                .collect(),
            next: listing.next.clone(),
        }
    }
}

/// One item as released.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    address: String,
    index_no: String,
    kind: String,
    work: Option<String>,
    version: Option<String>,
    edition: u32,
    current_edition: u32,
    agency: Agency,
    is_own: bool,
    standing: Option<StandingOut>,
    fields: BTreeMap<String, serde_json::Value>,
    /// The plain words, as everywhere.
    text: String,
    outline: Vec<OutlineEntry>,
    files: Vec<File>,
    /// Every form in which the text can be taken away.
    forms: Vec<FormOut>,
    relations: Vec<RelationOut>,
    sources: Vec<String>,
    released_at: String,
    seq: u64,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct OutlineEntry {
    level: &'static str,
    text: String,
    anchor: String,
    children: Vec<OutlineEntry>,
}

#[derive(Debug, Serialize)]
struct File {
    name: String,
    media_type: String,
    size: u64,
    sha256: String,
    is_source: bool,
    address: String,
}

#[derive(Debug, Serialize)]
struct FormOut {
    form: &'static str,
    name: &'static str,
    media_type: &'static str,
    address: String,
}

#[derive(Debug, Serialize)]
struct RelationOut {
    relation: &'static str,
    is_stated_here: bool,
    says: String,
    other: Option<ItemLine>,
}

impl Item {
    pub(crate) fn new(links: &Links, view: &ItemView) -> Self {
        let released = &view.released;
        let current = view.editions.iter().find(|line| line.is_current);
        let current = current.map_or(released.edition(), |line| line.edition);
        let former = (current != released.edition()).then(|| released.edition());
        let files = released.files().iter().map(|file| File {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            sha256: file.digest.to_string(),
            is_source: file.is_source,
            address: links.file(&view.address, &file.name, former),
        });
        let forms = Form::of(released).map(|form| FormOut {
            form: form.extension(),
            name: form.zh(),
            media_type: form.media_type(),
            address: links.text(&view.address, form, former),
        });
        let relations = view.relations.iter().map(|line| RelationOut {
            relation: line.relation.id(),
            is_stated_here: line.is_stated_here,
            says: line.says.clone(),
            other: line.other.as_ref().map(|other| ItemLine::new(links, other)),
        });
        Self {
            address: links.item(&view.address),
            index_no: released.index_no().to_string(),
            kind: released.kind().to_owned(),
            work: released.work().map(|work| work.work.clone()),
            version: released.work().map(|work| work.version.clone()),
            edition: released.edition(),
            current_edition: current,
            agency: Agency {
                code: released.agency().to_owned(),
                name: released.agency_name().to_owned(),
            },
            is_own: view.is_own,
            standing: view.standing.as_ref().map(StandingOut::from),
            fields: released
                .fields()
                .iter()
                .map(|(id, v)| (id.to_owned(), value(v)))
                .collect(),
            text: released.text().plain(),
            outline: released
                .text()
                .outline()
                .into_iter()
                .map(OutlineEntry::from)
                .collect(),
            files: files.collect(),
            forms: forms.collect(),
            relations: relations.collect(),
            sources: view.sources.clone(),
            released_at: show::machine_moment(released.released_at()),
            seq: view.seq,
            sha256: released.digest().to_string(),
        }
    }
}

fn value(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => text.clone().into(),
        Value::List(list) => list.clone().into(),
    }
}

impl From<law::text::Entry> for OutlineEntry {
    fn from(entry: law::text::Entry) -> Self {
        Self {
            level: entry.level.id(),
            text: entry.text,
            anchor: entry.anchor,
            children: entry.children.into_iter().map(Self::from).collect(),
        }
    }
}

/// The answer to a search.
#[derive(Debug, Serialize)]
pub(crate) struct Search {
    /// `browse`, `words`, `exact` or `partial` (no item holds all words).
    mode: &'static str,
    total: u64,
    hits: Vec<Hit>,
    facets: BTreeMap<String, Vec<Count>>,
    is_behind: bool,
    /// Ask again with `cursor` set to this for the next hits.
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Hit {
    #[serde(flatten)]
    line: ItemLine,
    snippet: String,
    articles: Vec<Article>,
}

#[derive(Debug, Serialize)]
struct Article {
    number: String,
    anchor: String,
    snippet: String,
}

#[derive(Debug, Serialize)]
struct Count {
    value: String,
    count: u64,
}

impl Search {
    pub(crate) fn new(links: &Links, page: &SearchPage, next: Option<String>) -> Self {
        use acts::search::Mode;
        let facets = page.facets.iter().map(|facet| {
            let counts = facet.values.iter();
            let counts = counts.map(|(value, count)| Count {
                value: value.clone(),
                count: *count,
            });
            (facet.key.clone(), counts.collect())
        });
        Self {
            mode: match page.answer_mode {
                Mode::Browse => "browse",
                Mode::Words => "words",
                Mode::Exact => "exact",
                Mode::Question => "partial",
            },
            total: page.total,
            hits: page.hits.iter().map(|hit| Hit::new(links, hit)).collect(),
            facets: facets.collect(),
            is_behind: page.is_behind(),
            next,
        }
    }
}

impl Hit {
    fn new(links: &Links, hit: &SearchHit) -> Self {
        let articles = hit.hit.articles.iter().map(|article| Article {
            number: article.number.clone(),
            anchor: article.anchor.clone(),
            snippet: plain(&article.snippet),
        });
        Self {
            line: ItemLine::new(links, &hit.line),
            snippet: plain(&hit.hit.snippet),
            articles: articles.collect(),
        }
    }
}

fn plain(segments: &[Segment]) -> String {
    segments
        .iter()
        .map(|segment| segment.text.as_str())
        .collect()
}

/// What somebody may mean who has begun to type.
#[derive(Debug, Serialize)]
pub(crate) struct Suggestions {
    suggestions: Vec<SuggestionOut>,
}

#[derive(Debug, Serialize)]
struct SuggestionOut {
    /// `item` or `agency`.
    is: &'static str,
    name: String,
    address: String,
    api: String,
    kind: Option<String>,
    standing: Option<StandingOut>,
}

impl Suggestions {
    pub(crate) fn new(links: &Links, found: &[Suggestion]) -> Self {
        let each = found.iter().map(|one| match one {
            Suggestion::Item(line) => SuggestionOut {
                is: "item",
                name: line.title.clone(),
                address: links.item(&line.address),
                api: api_address(links, &line.address),
                kind: Some(line.kind.clone()),
                standing: line.standing.as_ref().map(StandingOut::from),
            },
            Suggestion::Agency(agency) => SuggestionOut {
                is: "agency",
                name: agency.name.clone(),
                address: links.agency(&agency.code),
                api: links.to(&Place::ApiAgency(agency.code.clone())),
                kind: None,
                standing: None,
            },
        });
        Self {
            suggestions: each.collect(),
        }
    }
}
