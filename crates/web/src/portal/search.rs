//! 搜索 (条例第二十四条) — one box for words, numbers and names; an exact 文号 is answered first, in a frame of its own.
//!
//! The page is turned by cursor, at the same cost however deep; the numbers of older addresses are still understood.
//! An empty list says why it may be empty and what can be done next.

use crate::app::App;
use crate::error::Trouble;
use crate::extract::{Asked, Came, Visit};
use crate::finish;
use crate::i18n::{Lang, Said, say};
use crate::machines::feed::Offered;
use crate::machines::suggest::meant;
use crate::page::{Answer, Channel, Frame, Page, fresh};
use crate::paths::{Stream, query};
use crate::portal::narrowing::{Facet, facets, key_says, value_says};
use crate::portal::search_address::{PAGE, Raw, Search, force_id};
use crate::show;
use acts::Failure;
use acts::search::{Cursor, Everyday, Exact, FacetCounts, Force, Mode, Near, Sort};
use acts::view::{BodyFound, Reach, SearchHit, SearchPage as Found, Suggestion};
use askama::Template;
use law::item::Kinds;

/// The marks that bind words together.
const QUOTATION_MARKS: [char; 4] = ['"', '“', '”', '＂'];

/// Names that are offered where nothing holds all the words.
const OFFERED: usize = 6;

#[derive(Debug, Template)]
#[template(path = "portal/search.html")]
struct SearchPage {
    frame: Frame,
    search: Search,
    /// 文号, 索引号 or name exactly as asked.
    exact: Vec<SearchHit>,
    others: Vec<SearchHit>,
    facets: Vec<Facet>,
    chosen: Vec<Chosen>,
    total: u64,
    /// How many stand before those of this page.
    ahead: u64,
    previous: Option<Cursor>,
    next: Option<Cursor>,
    mode: Mode,
    near: Vec<Near>,
    /// Names that begin like the words.
    offered: Vec<Suggestion>,
    official: Vec<Everyday>,
    without_filters: u64,
    reach: Reach,
    kinds: Kinds,
}

/// A chosen restriction and the address without it.
#[derive(Debug)]
struct Chosen {
    says: String,
    without: String,
}

impl SearchPage {
    fn address(&self, search: &Search, turn: (&str, &str)) -> String {
        let pairs = search.pairs();
        let mut all: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        all.push(turn);
        format!("{}?{}", self.frame.links().search(), query(&all))
    }

    fn further(&self) -> Option<String> {
        let after = self.search.sealed(self.next?);
        Some(self.address(&self.search, ("after", &after)))
    }

    fn back(&self) -> Option<String> {
        let before = self.search.sealed(self.previous?);
        if self.ahead <= PAGE as u64 {
            return Some(self.first_page());
        }
        Some(self.address(&self.search, ("before", &before)))
    }

    /// Whether the first page is neither this one nor the one before.
    fn is_far(&self) -> bool {
        (PAGE as u64) < self.ahead
    }

    /// Whether a page is asked for that comes after the last one.
    fn is_beyond(&self) -> bool {
        0 < self.total && self.exact.is_empty() && self.others.is_empty()
    }

    fn first_page(&self) -> String {
        self.address(&self.search, ("page", ""))
    }

    fn first_shown(&self) -> String {
        show::count(self.ahead + 1)
    }

    fn last_shown(&self) -> String {
        let shown = self.exact.len() + self.others.len();
        show::count(self.ahead + shown as u64)
    }

    /// How many there are besides those in frames.
    fn others_total(&self) -> u64 {
        self.total.saturating_sub(self.exact.len() as u64)
    }

    /// Without words nothing is more fitting than another: the newest come first.
    fn is_by_day(&self) -> bool {
        self.is_newest() || self.search.query.words.is_empty()
    }

    fn is_newest(&self) -> bool {
        self.search.query.sort == Sort::Newest
    }

    /// The same search in the other order.
    fn reordered(&self) -> String {
        let mut other = self.search.clone();
        other.query.sort = if self.is_newest() {
            Sort::Relevance
        } else {
            Sort::Newest
        };
        self.address(&other, ("page", ""))
    }

    /// The same words without their quotation marks, where these kept anything from being found.
    fn unquoted(&self) -> Option<String> {
        let words = self.search.query.words.replace(QUOTATION_MARKS, " ");
        let is_quoted = self.mode == Mode::Exact && words != self.search.query.words;
        is_quoted.then(|| self.frame.links().search_for(words.trim()))
    }

    /// The words, to be put in quotation marks.
    fn said(&self) -> &str {
        said(&self.search.query.words)
    }

    /// What stays chosen when other words are asked for.
    fn kept(&self) -> Vec<(String, String)> {
        let mut pairs = self.search.pairs();
        pairs.retain(|(key, value)| key != "q" && !value.is_empty());
        pairs
    }

    fn unnarrowed(&self) -> String {
        self.frame.links().search_for(&self.search.query.words)
    }

    fn day(date: Option<&law::Date>) -> String {
        date.map(ToString::to_string).unwrap_or_default()
    }

    /// Where `in_force` is not among the values of validity that were chosen too.
    fn force(&self) -> &'static str {
        force_id(self.search.query.in_force)
    }

    /// Whether a body is being looked for, so that its finding must be seen.
    fn is_choosing(&self) -> bool {
        let mut bodies = self.facets.iter().filter_map(|facet| facet.bodies.as_ref());
        bodies.any(|bodies| !bodies.words.is_empty())
    }

    fn kind_zh<'a>(&'a self, id: &'a str) -> &'a str {
        self.kinds.get(id).map_or(id, |kind| kind.zh)
    }

    /// How the words were taken, where a list follows from it; a question says so in its own line.
    fn way(&self) -> Option<&'static str> {
        match self.mode {
            Mode::Words => Some("含有全部的词"),
            Mode::Exact => Some("与引号内的字完全一致"),
            Mode::Browse | Mode::Question => None,
        }
    }

    fn is_partial(&self) -> bool {
        self.mode == Mode::Question
    }

    fn exact_says(hit: &SearchHit) -> &'static str {
        match hit.hit.exact {
            Exact::Number => "文号完全相同",
            Exact::IndexNo => "索引号完全相同",
            Exact::Title => "名称完全相同",
            Exact::YearAndSerial | Exact::Article | Exact::No => "",
        }
    }

    fn official_link(&self, pair: &Everyday) -> String {
        self.frame.links().search_for(pair.official)
    }

    fn near_link(&self, near: &Near) -> String {
        self.frame.links().search_for(&near.words)
    }

    fn article_link(&self, hit: &SearchHit, anchor: &str) -> String {
        format!("{}#{anchor}", self.frame.links().item(&hit.line.address))
    }
}

impl Page for SearchPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// GET /search
pub(crate) async fn show(
    visit: Visit,
    Came(network): Came,
    Asked(Raw(pairs)): Asked<Raw>,
) -> Answer {
    let kinds = visit.app.portal().kinds().clone();
    let search = Search::read_page(&pairs, &kinds)?;
    let mut query = search.query.clone();
    let mut agency_name = pairs.one("agency_name").unwrap_or_default().to_owned();
    if visit.app.variant().lang == Lang::Hant {
        query.words = finish::simplified(&query.words);
        agency_name = finish::simplified(&agency_name);
    }
    let portal = visit.app.portal();
    let found = match portal.search(query.clone(), visit.today).await {
        // The register may still be there, and knows what is called just so.
        Err(Failure::Unavailable(cause)) => {
            let named = portal.search_names(&query, visit.today).await?;
            tracing::error!(operation = %visit.operation, cause, "the index cannot be searched");
            named
        }
        found => found?,
    };
    let offered = offered(&visit, &search, &found).await?;
    if offered.is_empty() && is_in_vain(&visit, &search, &found) {
        let portal = visit.app.portal();
        portal.unfound().note(&query.words, network, visit.today);
    }
    let mut page = page(&visit.app, kinds, search, found, &agency_name);
    page.offered = offered;
    fresh(&page)
}

/// Whether words were looked for that the site does not have, and nothing else kept them from being found.
fn is_in_vain(visit: &Visit, search: &Search, found: &Found) -> bool {
    let is_whole = 0 < found.total && found.answer_mode != Mode::Question;
    let query = &search.query;
    let is_narrowed = !query.filters.is_empty()
        || query.from.is_some()
        || query.to.is_some()
        || query.in_force != Force::Any;
    let is_further = 1 < search.page || 0 < found.ahead;
    !(is_whole || is_narrowed || is_further || found.is_behind() || visit.wants_head)
}

/// Names that may be meant where nothing holds all the words, which were perhaps typed as pinyin.
async fn offered(
    visit: &Visit,
    search: &Search,
    found: &Found,
) -> Result<Vec<Suggestion>, Trouble> {
    let is_whole = 0 < found.total && found.answer_mode != Mode::Question;
    let is_named = found.reach == Reach::Names;
    if is_whole || is_named || 0 < found.ahead || search.query.words.is_empty() {
        return Ok(Vec::new());
    }
    let mut offered = meant(visit, &search.query.words).await?;
    offered.truncate(OFFERED);
    Ok(offered)
}

/// Words to be put in quotation marks: without those that stand around all of them.
fn said(words: &str) -> &str {
    let inner = words.strip_prefix(QUOTATION_MARKS);
    let inner = inner.and_then(|inner| inner.strip_suffix(QUOTATION_MARKS));
    inner
        .filter(|inner| !inner.contains(QUOTATION_MARKS))
        .unwrap_or(words)
}

fn page(app: &App, kinds: Kinds, search: Search, found: Found, agency_name: &str) -> SearchPage {
    let words = said(&search.query.words);
    let lang = app.variant().lang;
    let title = match (words, found.total) {
        ("", _) => "搜索".to_owned(),
        (words, 0) => say(lang, "没有搜到“{}”").with(words).into(),
        (words, total) => {
            let said = say(lang, "“{}”的搜索结果，共 {} 件");
            said.with(words).with(total).into()
        }
    };
    let mut frame = Frame::new(app, Channel::Search, "page-search", title).own_search();
    if app.has_query() {
        frame = frame.unlisted();
    }
    frame.feed = feed(app, &search);
    let frames = found.ahead == 0 && search.query.sort == Sort::Relevance;
    let (exact, others) = found
        .hits
        .into_iter()
        .partition(|hit| frames && Exact::Title <= hit.hit.exact);
    let facets = facets(
        lang,
        &kinds,
        &search,
        found.facets,
        &found.bodies,
        agency_name,
    );
    let mut page = SearchPage {
        frame,
        exact,
        others,
        facets,
        chosen: Vec::new(),
        total: found.total,
        ahead: found.ahead,
        previous: found.previous,
        next: found.next,
        mode: found.answer_mode,
        near: found.near,
        offered: Vec::new(),
        official: found.official,
        without_filters: found.without_filters,
        reach: found.reach,
        kinds,
        search,
    };
    page.chosen = chosen(&page, &found.bodies);
    page
}

/// The feed of what the search finds, where anything is searched for or narrowed.
fn feed(app: &App, search: &Search) -> Option<Offered> {
    let pairs = search.followed_pairs();
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(key, value)| (&**key, &**value))
        .collect();
    let is_asked = pairs.iter().any(|(_, value)| !value.is_empty());
    let title = say(app.variant().lang, "“{}”的搜索结果").with(said(&search.query.words));
    is_asked
        .then(|| Offered::with(app, &Stream::Search, &pairs, title))
        .flatten()
}

fn chosen(page: &SearchPage, bodies: &[BodyFound]) -> Vec<Chosen> {
    let lang = page.frame.lang;
    let mut chosen = Vec::new();
    let mut choose = |says: Said, other: Search| {
        let without = page.address(&other, ("page", ""));
        chosen.push(Chosen {
            says: says.into(),
            without,
        });
    };
    for (i, (key, value)) in page.search.query.filters.iter().enumerate() {
        let mut other = page.search.clone();
        other.query.filters.remove(i);
        let body = bodies.iter().find(|body| body.code == *value);
        let (form, value) = match body.filter(|_| key == FacetCounts::AGENCY) {
            Some(body) if body.has_below => ("{}：{}，含下级机构", body.name.clone()),
            Some(body) => ("{}：{}", body.name.clone()),
            None => ("{}：{}", value_says(lang, &page.kinds, key, value)),
        };
        let key = key_says(lang, &page.kinds, key);
        choose(say(lang, form).with(key).with(value), other);
    }
    if let Some(from) = page.search.query.from {
        let mut other = page.search.clone();
        other.query.from = None;
        choose(say(lang, "{} 及以后").with(from), other);
    }
    if let Some(to) = page.search.query.to {
        let mut other = page.search.clone();
        other.query.to = None;
        choose(say(lang, "{} 及以前").with(to), other);
    }
    if page.search.query.in_force != Force::Any {
        let mut other = page.search.clone();
        other.query.in_force = Force::Any;
        let says = match page.search.query.in_force {
            Force::OrPresumed => "现行有效，含据来源推定的",
            _ => "现行有效",
        };
        choose(say(lang, says), other);
    }
    chosen
}
