//! 巡查 — the site looked at from outside, page after page, as a visitor follows its links.
//!
//! Decides which addresses are looked at and which links lead nowhere; `survey/reading.rs` says what is read from a page,
//! [`law::site_health`] what of it breaks a rule. How an address is fetched is the caller's: from the router of this
//! process, or from a server.
//!
//! Invariants
//! - Every link of the site that is found is fetched once, or counted as left out: ways of showing, narrowed lists and
//!   copies have no end, and a share of each is enough ([`Share`]).
//! - A place within a page (`#…`) must be there.

mod reading;

use crate::paths::{Links, Place};
use crate::variant::Variant;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, Method, Request, header};
use bytes::Bytes;
use futures_util::future::join_all;
use law::Date;
use law::site_health::{Dead, DeadLink, Page, PageClass};
use reading::{Read, read};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::mem::{Discriminant, discriminant};
use std::time::{Duration, Instant};
use tower::ServiceExt as _;

/// A request of the survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Path and query.
    pub address: String,
    /// Only whether it is there: HEAD.
    pub is_head: bool,
}

/// What came.
#[derive(Clone, Debug, Default)]
pub struct Got {
    /// 0 where nothing came.
    pub status: u16,
    pub location: Option<String>,
    pub media_type: String,
    pub bytes: Bytes,
    pub took: Duration,
}

/// How much is looked at of what has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Of each kind of page in each way of showing but the usual.
    pub ways: usize,
    /// Of each kind of page with a query; the next page of a list and former editions are always looked at.
    pub queries: usize,
    /// Of each form of a text that is made at once, and of each that is typeset.
    pub forms: usize,
    pub typeset: usize,
}

impl Share {
    /// Everything that a link leads to.
    pub const fn whole() -> Self {
        Self {
            ways: usize::MAX,
            queries: usize::MAX,
            forms: usize::MAX,
            typeset: usize::MAX,
        }
    }
}

impl Default for Share {
    fn default() -> Self {
        Self {
            ways: 4,
            queries: 60,
            forms: 40,
            typeset: 3,
        }
    }
}

/// A link that leaves the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    pub to: String,
    /// The first page that has it.
    pub on: String,
}

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// In the order of their addresses.
    pub pages: Vec<Page>,
    pub dead_links: Vec<DeadLink>,
    pub external: Vec<External>,
    /// Addresses that were fetched, and those of which others were enough.
    pub asked: u64,
    pub left_out: u64,
    /// Links and places within pages that were checked.
    pub links: u64,
    pub anchors: u64,
}

/// Asks the router of this process.
pub async fn from_router(router: &Router, ask: Ask) -> Got {
    let method = if ask.is_head {
        Method::HEAD
    } else {
        Method::GET
    };
    let request = Request::builder().method(method).uri(&ask.address);
    let Ok(request) = request.body(Body::empty()) else {
        return Got::default();
    };
    let begun = Instant::now();
    let Ok(response) = router.clone().oneshot(request).await;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let header = |name: HeaderName| {
        let value = parts.headers.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    Got {
        status: parts.status.as_u16(),
        location: header(header::LOCATION),
        media_type: header(header::CONTENT_TYPE).unwrap_or_default(),
        bytes,
        took: begun.elapsed(),
    }
}

/// Where the site is: its links, and what its addresses begin with for the whole web.
#[derive(Clone, Debug)]
pub struct Ground {
    pub links: Links,
    /// `https://` and the domain; empty where none is registered.
    pub origin: String,
}

/// How many addresses are asked for at a time.
const AT_ONCE: usize = 8;

/// Follows every link from the home page on.
///
/// `told` hears how many addresses were fetched and how many are known.
pub async fn survey(
    ground: &Ground,
    share: Share,
    today: Date,
    ask: impl AsyncFn(Ask) -> Got,
    mut told: impl FnMut(u64, u64),
) -> Survey {
    let mut walk = Walk {
        ground,
        share,
        today,
        open: VecDeque::new(),
        first_on: HashMap::new(),
        shares: HashMap::new(),
        places: HashMap::new(),
        wanted: BTreeMap::new(),
        statuses: BTreeMap::new(),
        external: BTreeMap::new(),
        survey: Survey::default(),
    };
    walk.begin();
    loop {
        let taken = walk.open.len().min(AT_ONCE);
        let batch: Vec<Ask> = walk.open.drain(..taken).collect();
        if batch.is_empty() {
            break;
        }
        let answers = join_all(batch.iter().map(|one| ask(one.clone()))).await;
        for (asked, got) in batch.into_iter().zip(answers) {
            walk.take(&asked, &got);
        }
        let known = walk.survey.asked + walk.open.len() as u64;
        told(walk.survey.asked, known);
    }
    walk.end()
}

/// What pages of one kind share: how they are shown, what they are, and whether they are asked something.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kin {
    Way(Variant, Option<Discriminant<Place>>),
    Query(Option<Discriminant<Place>>),
    Form(&'static str),
}

/// Where a link stands.
#[derive(Clone)]
struct On {
    page: String,
    is_home: bool,
}

struct Walk<'a> {
    ground: &'a Ground,
    share: Share,
    today: Date,
    open: VecDeque<Ask>,
    /// Every address that is known, with the first page that links to it.
    first_on: HashMap<String, On>,
    shares: HashMap<Kin, usize>,
    /// The places within each page, as hashes.
    places: HashMap<String, HashSet<u64>>,
    /// Places within other pages that links name.
    wanted: BTreeMap<(String, String), On>,
    /// How each address that is no page, or did not open, answered.
    statuses: BTreeMap<String, u16>,
    external: BTreeMap<String, String>,
    survey: Survey,
}

impl Walk<'_> {
    fn begin(&mut self) {
        let home = self.ground.links.home();
        let on = On {
            page: home.clone(),
            is_home: true,
        };
        self.meet(&home, &on, false);
        if !self.ground.origin.is_empty() {
            let sitemap = self.ground.links.to(&Place::Sitemap);
            self.meet(&sitemap, &on, false);
        }
    }

    /// Takes an answer in.
    fn take(&mut self, asked: &Ask, got: &Got) {
        self.survey.asked += 1;
        let address = &asked.address;
        let (variant, place) = self.place(address);
        let is_usual = variant == Variant::default();
        let on = On {
            page: address.clone(),
            is_home: is_usual && place == Some(Place::Home),
        };
        if let (300..400, Some(location)) = (got.status, &got.location) {
            // The page that has the link answers for where it leads in the end.
            let on = self.first_on.get(address).cloned().unwrap_or(on);
            return self.follow(location, &on, false);
        }
        let is_page = got.media_type.starts_with("text/html") && !asked.is_head;
        if !is_page || got.status != 200 {
            self.statuses.insert(address.clone(), got.status);
        }
        if is_page {
            let text = String::from_utf8_lossy(&got.bytes);
            let class = class_of(place.as_ref());
            let seen = read(&text, class, self.today);
            let mut page = seen.page.clone();
            page.address.clone_from(address);
            page.is_usual = is_usual;
            page.status = got.status;
            page.milliseconds = got.took.as_millis() as u64;
            page.is_further |= address.contains('?');
            if is_usual || got.status == 200 {
                self.survey.pages.push(page);
            }
            if got.status == 200 {
                self.links_of(&seen, &on);
            }
        } else if got.status == 200 && got.media_type.contains("xml") {
            let text = String::from_utf8_lossy(&got.bytes);
            for loc in text.split("<loc>").skip(1) {
                let loc = loc.split("</loc>").next().unwrap_or_default();
                self.follow(&loc.replace("&amp;", "&"), &on, true);
            }
        }
    }

    fn links_of(&mut self, seen: &Read, on: &On) {
        let places: HashSet<u64> = seen.ids.iter().map(|id| hash(id)).collect();
        for link in &seen.links {
            match link.href.strip_prefix('#') {
                // At once, so that the thousands of places within a law need not be remembered.
                Some(within) => {
                    self.survey.anchors += 1;
                    if !within.is_empty() && !places.contains(&hash(&decoded(within))) {
                        self.wanted
                            .entry((on.page.clone(), decoded(within)))
                            .or_insert_with(|| on.clone());
                    }
                }
                None => self.follow(&link.href, on, link.is_next),
            }
        }
        self.places.insert(on.page.clone(), places);
    }

    /// Goes after a link that stands on a page.
    fn follow(&mut self, href: &str, on: &On, is_next: bool) {
        let (whole, within) = match href.split_once('#') {
            Some((whole, within)) => (whole, decoded(within)),
            None => (href, String::new()),
        };
        let Some(address) = self.internal(whole, &on.page) else {
            if whole.starts_with("http://") || whole.starts_with("https://") {
                let page = || on.page.clone();
                self.external.entry(whole.to_owned()).or_insert_with(page);
            }
            return;
        };
        self.survey.links += 1;
        if !within.is_empty() {
            self.survey.anchors += 1;
            self.wanted
                .entry((address.clone(), within))
                .or_insert_with(|| on.clone());
        }
        self.meet(&address, on, is_next);
    }

    /// The address within the site that a link leads to.
    fn internal(&self, href: &str, page: &str) -> Option<String> {
        let origin = &self.ground.origin;
        let path = match href {
            "" => page.to_owned(),
            query if query.starts_with('?') => {
                let path = page.split('?').next().unwrap_or_default();
                format!("{path}{query}")
            }
            path if path.starts_with('/') && !path.starts_with("//") => path.to_owned(),
            whole if !origin.is_empty() && whole.starts_with(origin.as_str()) => {
                let path = whole.get(origin.len()..)?;
                if !path.is_empty() && !path.starts_with('/') {
                    return None;
                }
                if path.is_empty() {
                    "/".into()
                } else {
                    path.to_owned()
                }
            }
            _ => return None,
        };
        let below = path.strip_prefix(self.ground.links.base())?;
        (below.is_empty() || below.starts_with(['/', '?'])).then_some(path)
    }

    /// Notes an address; the first time, it is asked for or left out.
    fn meet(&mut self, address: &str, on: &On, is_next: bool) {
        if let Some(first) = self.first_on.get_mut(address) {
            first.is_home |= on.is_home;
            return;
        }
        self.first_on.insert(address.to_owned(), on.clone());
        let (variant, place) = self.place(address);
        if let Some((kin, most)) = self.kin(address, variant, place.as_ref(), is_next) {
            let count = self.shares.entry(kin).or_default();
            if *count >= most {
                self.survey.left_out += 1;
                return;
            }
            *count += 1;
        }
        let is_list = address.contains("sitemap");
        let is_read = place.as_ref().is_none_or(Place::is_page) || is_list;
        self.open.push_back(Ask {
            address: address.to_owned(),
            is_head: !is_read,
        });
    }

    /// With what an address shares, and how many of them are looked at; `None` where all are.
    fn kin(
        &self,
        address: &str,
        variant: Variant,
        place: Option<&Place>,
        is_next: bool,
    ) -> Option<(Kin, usize)> {
        if variant != Variant::default() {
            let kin = Kin::Way(variant, place.map(discriminant));
            return Some((kin, self.share.ways));
        }
        if let Some(Place::Text(_, form)) = place {
            let most = if form.is_kept() {
                self.share.typeset
            } else {
                self.share.forms
            };
            return Some((Kin::Form(form.extension()), most));
        }
        // The list of checksums makes every form.
        if let Some(Place::Sums(_)) = place {
            return Some((Kin::Form("SHA256SUMS"), self.share.typeset));
        }
        // A proof makes the copy that it is of.
        if let Some(Place::Proof(..)) = place {
            return Some((Kin::Form("proof"), self.share.typeset));
        }
        if let Some(Place::Proofs(_)) = place {
            return Some((Kin::Form("proofs"), self.share.forms));
        }
        let query = address.split_once('?').map(|(_, query)| query)?;
        if is_next || query.starts_with("edition=") {
            return None;
        }
        Some((Kin::Query(place.map(discriminant)), self.share.queries))
    }

    /// How an address is shown, and what is there.
    fn place(&self, address: &str) -> (Variant, Option<Place>) {
        let path = address.split('?').next().unwrap_or_default();
        let path = path.strip_prefix(self.ground.links.base()).unwrap_or(path);
        let (variant, path) = Variant::of_path(path);
        let path = if path.is_empty() { "/" } else { path };
        (variant, Place::parse(path))
    }

    fn end(mut self) -> Survey {
        let mut survey = std::mem::take(&mut self.survey);
        let on = |to: &str| {
            self.first_on.get(to).cloned().unwrap_or(On {
                page: to.to_owned(),
                is_home: false,
            })
        };
        // 202: there will be something in a moment.
        let dead = self.statuses.iter();
        let dead = dead.filter(|(_, status)| !matches!(**status, 200 | 202));
        survey.dead_links.extend(dead.map(|(to, status)| {
            let on = on(to);
            DeadLink {
                on: on.page,
                on_home: on.is_home,
                to: to.clone(),
                why: Dead::Status(*status),
            }
        }));
        for ((to, within), on) in &self.wanted {
            // A page that was left out, or did not open, is told of elsewhere.
            let is_missing = self
                .places
                .get(to)
                .is_some_and(|places| !places.contains(&hash(within)));
            if is_missing {
                survey.dead_links.push(DeadLink {
                    on: on.page.clone(),
                    on_home: on.is_home,
                    to: format!("{to}#{within}"),
                    why: Dead::NoAnchor,
                });
            }
        }
        survey.pages.sort_by(|a, b| a.address.cmp(&b.address));
        let external = self.external.into_iter();
        survey.external = external.map(|(to, on)| External { to, on }).collect();
        survey
    }
}

fn class_of(place: Option<&Place>) -> PageClass {
    match place {
        Some(Place::Home) => PageClass::Home,
        Some(Place::Item(_) | Place::Law(_)) => PageClass::Article,
        Some(
            Place::Agencies
            | Place::Column(..)
            | Place::Documents
            | Place::Laws
            | Place::Published
            | Place::PublishedIn(_),
        ) => PageClass::List,
        _ => PageClass::Other,
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// A place within a page as its id is written.
fn decoded(within: &str) -> String {
    crate::paths::unescape(within).unwrap_or_else(|| within.to_owned())
}
