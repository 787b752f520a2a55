//! Which pages are looked at: each route of the table that gives a page, filled in with what the site itself links to.
//!
//! Nothing is picked by hand but what no link leads to: the receipt of a form, what was withdrawn, what does not exist.
//! A route to which no address is found fails.

use crate::a_withdrawn_document;
use anyhow::{Result, ensure};
use e2e::Visitor;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use web::routes::{Exit, Method, ROUTES, Route};

/// How much of what is alike is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// Of each route the longest page among a few; and of each with questions the one with most of them.
    Short,
    /// Of each route and each set of questions as many pages as show every component that such pages have, and the
    /// shortest.
    Whole,
}

impl Share {
    /// How many pages with the same route and the same questions are fetched to choose from.
    const fn fetched(self) -> usize {
        match self {
            Self::Short => 6,
            Self::Whole => 300,
        }
    }
}

/// Pages with one route and one set of questions.
type Kin = (&'static str, BTreeSet<String>);

/// A page that was fetched.
#[derive(Debug)]
struct Page {
    address: String,
    length: usize,
    /// The components on it, by the names of their classes.
    components: BTreeSet<String>,
}

/// Addresses of every route that gives a page, without the way of showing.
pub(crate) async fn of_every_route(visitor: &Visitor, share: Share) -> Result<Vec<String>> {
    let mut found = follow(visitor, share).await?;
    let receipt = visitor.report_an_error("第一段的链接打不开").await?;
    for by_hand in [receipt, a_withdrawn_document(visitor).await?] {
        if let Some(kin) = kin_of(&by_hand) {
            found.entry(kin).or_default().push(Page {
                address: by_hand,
                length: 0,
                components: BTreeSet::new(),
            });
        }
    }
    let missing: Vec<&str> = pages()
        .map(|route| route.path)
        .filter(|path| found.keys().all(|(route, _)| route != path))
        .collect();
    ensure!(missing.is_empty(), "no page is found for {missing:?}");
    let mut chosen: Vec<String> = match share {
        Share::Whole => found.values().flat_map(|pages| all_sorts(pages)).collect(),
        Share::Short => one_of_each(&found),
    };
    // Every state in which there is nothing to show, or only what may be meant.
    chosen.extend(
        [
            "/nowhere",
            "/search?q=魑魅魍魉饕餮",
            "/search?q=zhaoyinghu",
            "/laws/zhaoyinghu?on=1999-01-01",
            // Every kind of day in one picture; a picture that is provisional; faults at controls.
            "/clock?received=2026-09-18&corrected=2026-09-24&consult=2026-10-12..2026-10-20&extend=5",
            "/clock?received=2026-12-10",
            "/clock?received=2026-02-30&sent=&returned=2026-10-20&extend=21",
            "/fee?items=60",
            "/remedy?decision=denied_process&on=2026-03-02&told=2026-03-05&agency=department&level=county",
            "/remedy?decision=granted&on=2026-03-02&told=2026-03-05",
        ]
        .map(str::to_owned),
    );
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

fn pages() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| {
        route.method == Method::Get && matches!(route.exit, Exit::Page | Exit::Form)
    })
}

/// As few pages as show every component that one of these pages shows, and the shortest.
fn all_sorts(pages: &[Page]) -> Vec<String> {
    let mut chosen = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    loop {
        let news = |page: &Page| {
            let components = page.components.iter();
            components
                .filter(|name| !seen.contains(name.as_str()))
                .count()
        };
        let Some(best) = pages.iter().max_by_key(|page| (news(page), page.length)) else {
            break;
        };
        if news(best) == 0 {
            break;
        }
        seen.extend(best.components.iter().map(String::as_str));
        chosen.push(best.address.clone());
    }
    let shortest = pages.iter().min_by_key(|page| page.length);
    chosen.extend(shortest.map(|page| page.address.clone()));
    chosen
}

/// The longest page without a question, and the longest of those that are asked most.
fn one_of_each(found: &BTreeMap<Kin, Vec<Page>>) -> Vec<String> {
    let mut chosen: HashMap<(&str, bool), (usize, &Page)> = HashMap::new();
    for ((route, questions), pages) in found {
        let Some(longest) = pages.iter().max_by_key(|page| page.length) else {
            continue;
        };
        let best = chosen
            .entry((route, questions.is_empty()))
            .or_insert((0, longest));
        if best.0 < questions.len() {
            *best = (questions.len(), longest);
        }
    }
    let chosen = chosen.into_values();
    chosen.map(|(_, page)| page.address.clone()).collect()
}

/// Follows links from the home page on, some pages of each kin.
async fn follow(visitor: &Visitor, share: Share) -> Result<BTreeMap<Kin, Vec<Page>>> {
    let mut found: BTreeMap<Kin, Vec<Page>> = BTreeMap::new();
    let mut open = VecDeque::from(["/".to_owned()]);
    let mut known: HashSet<String> = HashSet::new();
    while let Some(address) = open.pop_front() {
        let Some(kin) = kin_of(&address) else {
            continue;
        };
        let alike = found.entry(kin).or_default();
        if share.fetched() <= alike.len() || !known.insert(address.clone()) {
            continue;
        }
        let (status, body) = visitor.take(&address).await?;
        ensure!(
            status == 200 || (300..400).contains(&status),
            "{address} answers {status}"
        );
        if status != 200 {
            continue;
        }
        let body = String::from_utf8_lossy(&body);
        alike.push(Page {
            address,
            length: body.len(),
            components: components(&body),
        });
        open.extend(links(&body));
    }
    found.retain(|_, pages| !pages.is_empty());
    Ok(found)
}

fn components(body: &str) -> BTreeSet<String> {
    let named = body.split("class=\"").skip(1);
    let named = named.filter_map(|rest| rest.split('"').next());
    named
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}

/// The links of a page to pages of the site.
fn links(body: &str) -> impl Iterator<Item = String> {
    body.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with('/'))
        .map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
        .filter_map(|link| link.split('#').next().map(str::to_owned))
}

/// The route that gives the page of an address, and what it is asked; nothing for what is no page.
fn kin_of(address: &str) -> Option<Kin> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let fitting = ROUTES
        .iter()
        .filter(|route| route.method == Method::Get && fits(route.path, path));
    let route = fitting.min_by_key(|route| route.path.matches('{').count())?;
    if !matches!(route.exit, Exit::Page | Exit::Form) {
        return None;
    }
    let questions = query.split('&').filter_map(|pair| pair.split('=').next());
    let questions = questions.filter(|key| !key.is_empty()).map(str::to_owned);
    Some((route.path, questions.collect()))
}

fn fits(route: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given => {}
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {}
            _ => return false,
        }
    }
}
