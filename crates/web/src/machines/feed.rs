//! 订阅 — what changed last, as Atom (RFC 4287) and as JSON Feed 1.1, for the site, an agency, a column, a subject
//! and any search.
//!
//! Decides that a feed is paged (RFC 5005 §3: `first`, `previous`, `next`, `last`) and not archived (§4): an archive never changes, and what is
//! withdrawn here must leave every list at once. The newest change comes first, so a reader that looks now and then misses
//! neither a late release of an old text nor a correction.

use super::{kept, of_type};
use crate::app::App;
use crate::error::Trouble;
use crate::extract::{Asked, At, Visit};
use crate::page::Answer;
use crate::paths::{FeedForm, Place, Stream};
use crate::portal::documents::{Which, known};
use crate::portal::search_address::{Raw, Search};
use crate::show;
use acts::portal::{Change, Followed, News, Order, Page};
use askama::Template;
use axum::response::Response;
use law::item::{Column, Released};
use law::text::{Block, Role};
use serde_json::{Value, json};

/// Queries of the feed of a search, as its page has them; the ids of facet fields come in addition.
pub(crate) const ASKS: &[&str] = &[
    "q", "kind", "agency", "validity", "year", "from", "to", "in_force", "after",
];

/// Entries on one page.
const PAGE: u32 = 50;
/// Characters of a summary.
const SUMMARY: usize = 200;

const NO_DOMAIN: &str = "本站还没有登记域名，所以没有订阅：订阅里的网址要写完整。登记域名以后就会有；现在可以从“公开的信息”按时间查看。";

/// A page of a feed, in words.
struct Feed {
    id: String,
    title: String,
    site: String,
    home: String,
    /// This very page of the feed.
    this: String,
    /// The page of the site that lists the same.
    page: String,
    first: String,
    previous: Option<String>,
    next: Option<String>,
    last: String,
    updated: String,
    entries: Vec<Entry>,
    is_behind: bool,
}

struct Entry {
    address: String,
    title: String,
    updated: String,
    published: String,
    agency_name: String,
    agency_address: String,
    kind: String,
    kind_zh: String,
    keywords: Vec<String>,
    files: Vec<File>,
    summary: String,
}

struct File {
    name: String,
    address: String,
    media_type: String,
    size: u64,
}

#[derive(Template)]
#[template(path = "machines/atom.xml")]
struct Atom<'a> {
    feed: &'a Feed,
}

/// GET /feeds/atom, and below it the address of the page that lists the same
pub(crate) async fn atom(visit: Visit, at: At<Stream>, asked: Asked<Which>) -> Answer {
    let feed = read(&visit, at, asked, FeedForm::Atom).await?;
    let xml = Atom { feed: &feed }
        .render()
        .map_err(|error| Trouble::bug(format!("template: {error}")))?;
    Ok(feed.sent("application/atom+xml; charset=utf-8", xml))
}

/// GET /feeds/json, likewise
pub(crate) async fn json(visit: Visit, at: At<Stream>, asked: Asked<Which>) -> Answer {
    let feed = read(&visit, at, asked, FeedForm::Json).await?;
    let json = feed.to_json().to_string();
    Ok(feed.sent("application/feed+json; charset=utf-8", json))
}

/// GET /feeds/atom/search
pub(crate) async fn atom_of_search(visit: Visit, asked: Asked<Raw>) -> Answer {
    let feed = read_search(&visit, asked, FeedForm::Atom).await?;
    let xml = Atom { feed: &feed }
        .render()
        .map_err(|error| Trouble::bug(format!("template: {error}")))?;
    Ok(feed.sent("application/atom+xml; charset=utf-8", xml))
}

/// GET /feeds/json/search
pub(crate) async fn json_of_search(visit: Visit, asked: Asked<Raw>) -> Answer {
    let feed = read_search(&visit, asked, FeedForm::Json).await?;
    let json = feed.to_json().to_string();
    Ok(feed.sent("application/feed+json; charset=utf-8", json))
}

async fn read_search(
    visit: &Visit,
    Asked(Raw(pairs)): Asked<Raw>,
    form: FeedForm,
) -> Result<Feed, Trouble> {
    let app = &visit.app;
    if !app.knows_its_domain() {
        return Err(Trouble::Absent(NO_DOMAIN));
    }
    let portal = app.portal();
    let search = Search::read(&pairs, portal.kinds())?;
    let after = pairs.cursor("after")?;
    let followed = Followed::Search(Box::new(search.query.clone()));
    let news = portal.news(&followed, after.as_deref(), PAGE, visit.today);
    let news = news.await?;
    let query = search.followed_pairs();
    let site = portal.site().name.clone();
    let listed = Listed {
        stream: Stream::Search,
        page: app.links().with(&Place::Search, &borrowed(&query)),
        query,
        after,
        title: match search.query.words.as_str() {
            "" => format!("{site}：搜索"),
            words => format!("{site}：搜索“{words}”"),
        },
    };
    Ok(Feed::new(app, &listed, form, &news))
}

/// What a feed lists, and under which name.
struct Listed {
    stream: Stream,
    /// The pairs of its address, without the place.
    query: Vec<(String, String)>,
    after: Option<String>,
    /// The page of the site that lists the same.
    page: String,
    title: String,
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs
        .iter()
        .map(|(key, value)| (&**key, &**value))
        .collect()
}

async fn read(
    visit: &Visit,
    At(stream): At<Stream>,
    Asked(which): Asked<Which>,
    form: FeedForm,
) -> Result<Feed, Trouble> {
    let app = &visit.app;
    if !app.knows_its_domain() {
        return Err(Trouble::Absent(NO_DOMAIN));
    }
    let portal = app.portal();
    let kind = known(portal.kinds(), which.filter.kind.as_deref())?;
    let followed = match &stream {
        Stream::Site => Followed::Site(which.filter.clone()),
        Stream::Agency(code) => Followed::Agency(code.clone()),
        Stream::Column(code, column) => Followed::Column(code.clone(), *column),
        Stream::Topic(id) => Followed::Topic(id.clone()),
        Stream::Search => Followed::Search(Box::default()),
    };
    let after = which.after.as_deref();
    let news = portal.news(&followed, after, PAGE, visit.today).await?;
    let links = app.links();
    let page = match &stream {
        Stream::Site => {
            let first = Which {
                after: None,
                ..which.clone()
            };
            first.address(links)
        }
        Stream::Agency(code) => links.agency(code),
        Stream::Column(code, column) => links.column(code, *column),
        Stream::Topic(id) => links.to(&Place::Topic(id.clone())),
        Stream::Search => links.search(),
    };
    let site = app.portal().site().name.clone();
    let name = news.name.as_deref().unwrap_or(&site);
    let about = match (&stream, kind) {
        (Stream::Column(_, column), _) => column.zh(),
        (_, Some(kind)) => kind.zh,
        (_, None) => which.filter.column.map_or("公开的信息", Column::zh),
    };
    let days = match (which.filter.from, which.filter.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("（{from} 起）"),
        (None, Some(to)) => format!("（至 {to}）"),
        (Some(from), Some(to)) => format!("（{from} 至 {to}）"),
    };
    let query = which.query().into_iter();
    let listed = Listed {
        title: format!("{name}：{about}{days}"),
        query: query.map(|(key, value)| (key.to_owned(), value)).collect(),
        after: which.after,
        page,
        stream,
    };
    Ok(Feed::new(app, &listed, form, &news))
}

impl Feed {
    fn new(app: &App, listed: &Listed, form: FeedForm, news: &News) -> Self {
        let links = app.links();
        let of_form = |form, after: &str| {
            let mut query = borrowed(&listed.query);
            query.push(("after", after));
            let place = Place::Feed(listed.stream.clone(), form);
            app.absolute(&links.with(&place, &query))
        };
        let at = |after: &str| of_form(form, after);
        let of_page = |page: &Page| match page {
            Page::First => at(""),
            Page::After(after) => at(after),
        };
        Self {
            // One name for all pages and forms of a feed.
            id: of_form(FeedForm::Atom, ""),
            title: clean(&listed.title),
            home: app.absolute(&links.home()),
            this: at(listed.after.as_deref().unwrap_or_default()),
            page: app.absolute(&listed.page),
            first: at(""),
            previous: news.previous.as_ref().map(of_page),
            last: of_page(&news.last),
            next: news.next.as_deref().map(at),
            updated: show::instant(news.changed_at),
            entries: news
                .changes
                .iter()
                .map(|change| Entry::new(app, change))
                .collect(),
            site: app.portal().site().name.clone(),
            is_behind: news.is_behind,
        }
    }

    /// What the index has not followed to the end is made anew each time.
    fn sent(&self, media_type: &'static str, text: String) -> Response {
        if self.is_behind {
            of_type(media_type, text)
        } else {
            kept(media_type, text)
        }
    }

    fn to_json(&self) -> Value {
        let items = self.entries.iter().map(Entry::to_json);
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": self.page,
            "feed_url": self.this,
            "language": "zh-CN",
            "authors": [{ "name": self.site, "url": self.home }],
            "items": items.collect::<Vec<_>>(),
        });
        if let Some(next) = &self.next {
            feed["next_url"] = json!(next);
        }
        feed
    }
}

impl Entry {
    fn new(app: &App, change: &Change) -> Self {
        let (line, released) = (&change.whole.line, &change.whole.released);
        let links = app.links();
        let kind = app.portal().kinds().get(&line.kind);
        let published = show::pub_date(released.fields(), released.released_at());
        let files = released.files().iter().map(|file| File {
            name: clean(&file.name),
            address: app.absolute(&links.file(&line.address, &file.name, None)),
            media_type: clean(&file.media_type),
            size: file.size,
        });
        let keywords = released.fields().list("keywords");
        Self {
            address: app.absolute(&links.item(&line.address)),
            title: clean(&line.title),
            updated: show::instant(change.at),
            published: format!("{}:00+08:00", published.replace(' ', "T")),
            agency_name: clean(&line.agency_name),
            agency_address: app.absolute(&links.agency(&line.agency_code)),
            kind_zh: kind.map_or_else(|| line.kind.clone(), |kind| kind.zh.to_owned()),
            kind: line.kind.clone(),
            keywords: keywords.into_iter().map(clean).collect(),
            files: files.collect(),
            summary: clean(&summary(released)),
        }
    }

    fn to_json(&self) -> Value {
        let mut tags = vec![&self.kind_zh];
        tags.extend(&self.keywords);
        let files = self.files.iter().map(|file| {
            json!({
                "url": file.address,
                "mime_type": file.media_type,
                "title": file.name,
                "size_in_bytes": file.size,
            })
        });
        json!({
            "id": self.address,
            "url": self.address,
            "title": self.title,
            "content_text": self.summary,
            "date_published": self.published,
            "date_modified": self.updated,
            "authors": [{ "name": self.agency_name, "url": self.agency_address }],
            "tags": tags,
            "attachments": files.collect::<Vec<_>>(),
        })
    }
}

/// What was changed, the number of the document, and how its text begins.
fn summary(released: &Released) -> String {
    let fields = released.fields();
    let opening = || {
        let body = released.text().blocks.iter().find_map(|block| match block {
            Block::Paragraph(paragraph) if paragraph.role == Role::Body => Some(&*paragraph.text),
            _ => None,
        });
        body.unwrap_or_default()
    };
    let words = fields.text("abstract").unwrap_or_else(opening);
    let mut short: String = words.chars().take(SUMMARY).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    let note = released.change_note().trim();
    let number = fields.text("doc_no").unwrap_or_default();
    let parts = [note, number, short.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        released.title().to_owned()
    } else {
        parts.join("　")
    }
}

/// Without the characters that XML cannot hold.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => ' ',
            '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// The feeds that a page offers: what it is called, where it is, and in which form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) title: String,
    pub(crate) atom: String,
    pub(crate) json: String,
}

impl Offered {
    /// The feed of a stream under that name; none where there are no feeds.
    pub(crate) fn of(
        app: &App,
        stream: &Stream,
        which: &Which,
        title: impl Into<String>,
    ) -> Option<Self> {
        // A feed is in the order of changes, whatever order its page has.
        let followed = Which {
            order: Order::NewestFirst,
            after: None,
            ..which.clone()
        };
        let query = followed.query();
        let query: Vec<(&str, &str)> = query.iter().map(|(key, value)| (*key, &**value)).collect();
        Self::with(app, stream, &query, title)
    }

    /// The same, with the pairs of its address.
    pub(crate) fn with(
        app: &App,
        stream: &Stream,
        query: &[(&str, &str)],
        title: impl Into<String>,
    ) -> Option<Self> {
        let links = app.links();
        let at = |form| links.with(&Place::Feed(stream.clone(), form), query);
        app.knows_its_domain().then(|| Self {
            title: title.into(),
            atom: at(FeedForm::Atom),
            json: at(FeedForm::Json),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_xml_cannot_hold_is_not_written() {
        assert_eq!(clean("甲\u{0}乙\n丙\u{b}"), "甲\u{fffd}乙 丙\u{fffd}");
    }
}
