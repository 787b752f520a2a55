//! 网站地图 — the site map for search engines (sitemaps.org): an index, and a part for each month of publication.

use super::kept;
use crate::error::Trouble;
use crate::extract::{At, Spot, Visit};
use crate::page::Answer;
use crate::paths::Place;
use crate::show;
use acts::portal::{Chapter, Stands};
use askama::Template;
use law::item::Column;
use std::collections::BTreeSet;

const XML: &str = "application/xml; charset=utf-8";
const NO_DOMAIN: &str = "本站还没有登记域名，所以没有站点地图：站点地图里的网址要写完整。登记域名以后就会有；现在可以从“公开的信息”按时间查看。";

/// Addresses in one part: half of what the protocol allows, so that none is too large for a reader of small memory.
const MOST: u32 = 25_000;

/// The name of the part with the pages that are no items.
const PAGES: &str = "pages";
const LAWS: &str = "laws";

struct Entry {
    address: String,
    changed: Option<String>,
}

#[derive(Template)]
#[template(path = "machines/map_index.xml")]
struct Index {
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "machines/map.xml")]
struct Part {
    entries: Vec<Entry>,
}

/// Which part is asked for.
#[derive(Debug)]
pub(crate) enum Named {
    Pages,
    Chapter(Chapter, u64),
}

impl Spot for Named {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let name = part("part")?.strip_suffix(".xml")?;
        if name == PAGES {
            return Some(Self::Pages);
        }
        let (chapter, n) = name.rsplit_once('-')?;
        let is_number = !n.starts_with(['0', '+']);
        let n: u64 = n.parse().ok().filter(|_| is_number)?;
        let chapter = match chapter {
            LAWS => Chapter::Laws,
            month if is_month(month) => Chapter::Month(month.to_owned()),
            _ => return None,
        };
        Some(Self::Chapter(chapter, n))
    }
}

fn is_month(text: &str) -> bool {
    text.len() == 7 && format!("{text}-01").parse::<law::Date>().is_ok()
}

fn name_of(chapter: &Chapter, n: u64) -> String {
    match chapter {
        Chapter::Laws => format!("{LAWS}-{n}.xml"),
        Chapter::Month(month) => format!("{month}-{n}.xml"),
    }
}

/// GET /sitemap.xml
pub(crate) async fn index(visit: Visit) -> Answer {
    let app = &visit.app;
    if !app.knows_its_domain() {
        return Err(Trouble::Absent(NO_DOMAIN));
    }
    let at = |name: String| app.absolute(&app.links().to(&Place::SitemapPart(name)));
    let parts = app.portal().map(MOST).await?;
    let pages = Entry {
        address: at(format!("{PAGES}.xml")),
        changed: None,
    };
    let parts = parts.iter().map(|part| Entry {
        address: at(name_of(&part.chapter, part.n)),
        changed: part.changed_at.map(show::instant),
    });
    let entries = std::iter::once(pages).chain(parts).collect();
    send(&Index { entries })
}

/// GET /sitemap/{part}
pub(crate) async fn part(visit: Visit, At(named): At<Named>) -> Answer {
    let app = &visit.app;
    if !app.knows_its_domain() {
        return Err(Trouble::Absent(NO_DOMAIN));
    }
    let entries = match named {
        Named::Pages => pages(&visit).await?,
        Named::Chapter(chapter, n) => {
            let placed = app.portal().map_part(&chapter, n, MOST).await?;
            let entries = placed.into_iter().map(|placed| Entry {
                address: app.absolute(&app.links().to(&match placed.stands {
                    Stands::Work(work) => Place::Law(work),
                    Stands::Item(address) => Place::Item(address),
                })),
                changed: Some(show::instant(placed.changed_at)),
            });
            entries.collect::<Vec<_>>()
        }
    };
    if entries.is_empty() {
        return Err(Trouble::not_found());
    }
    send(&Part { entries })
}

/// The pages that are no items: those of the site, of its subjects, of its agencies and of their columns that hold something.
async fn pages(visit: &Visit) -> Result<Vec<Entry>, Trouble> {
    let app = &visit.app;
    let of_site = [
        Place::Home,
        Place::Agencies,
        Place::Documents,
        Place::Topics,
        Place::Published,
        Place::Laws,
        Place::Downloads,
        Place::About,
        Place::Accessibility,
        Place::Privacy,
        Place::SiteMap,
    ];
    let topics = app.portal().topics().await?;
    let of_topics = topics.listed.into_iter().chain(topics.own);
    let of_topics = of_topics.map(|topic| Place::Topic(topic.id));
    let agencies = app.portal().agencies(visit.today).await?;
    let of_agencies = agencies
        .into_iter()
        .map(|(_, agency)| Place::Agency(agency.code));
    let held = app.portal().columns_held(visit.today).await?;
    // A column of the whole site is found under an address with a query.
    let of_whole: BTreeSet<Column> = held.iter().map(|(_, column)| *column).collect();
    let of_whole = of_whole.into_iter().map(|column| {
        let query = [("column", column.id())];
        app.links().with(&Place::Documents, &query)
    });
    let of_columns = held
        .into_iter()
        .map(|(code, column)| Place::Column(code, column));
    let places = of_site
        .into_iter()
        .chain(of_topics)
        .chain(of_agencies)
        .chain(of_columns);
    Ok(places
        .map(|place| app.links().to(&place))
        .chain(of_whole)
        .map(|address| Entry {
            address: app.absolute(&address),
            changed: None,
        })
        .collect())
}

fn send(xml: &impl Template) -> Answer {
    let xml = xml
        .render()
        .map_err(|error| Trouble::bug(format!("template: {error}")))?;
    Ok(kept(XML, xml))
}
