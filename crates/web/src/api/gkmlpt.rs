//! GET /gkmlpt/api/all/{category_id} — the read API of the provincial disclosure platform (DOMAIN §2.1), so that programs
//! written for it read this site as well.
//!
//! Decides what its names mean here; `docs/reference/machines.md` tells who reads. Its numbers of categories differ from
//! site to site, ours are fixed in [`CATEGORIES`] and never given anew. A page has 100 articles, pages 0 and 1 are the same.

use super::{Params, answer};
use crate::app::App;
use crate::error::Trouble;
use crate::extract::{Asked, At, Spot, Visit};
use crate::page::Answer;
use crate::show;
use acts::portal::{Narrowed, Related, Whole};
use acts::view::RelationLine;
use law::Digest;
use law::item::validity::{Certainty, Status};
use law::item::{Column, KindDef, Kinds};
use serde::Serialize;

/// Articles on one page.
const PAGE: u32 = 100;
/// The furthest page; beyond it there is nothing in any register.
pub(crate) const FURTHEST: u32 = 100_000;

/// The numbers of the kinds. A number once given stays; a kind that is not here is found in its column.
const CATEGORIES: &[(u32, &str)] = &[
    (11, "document"),
    (12, "normative_document"),
    (13, "constitution"),
    (14, "law"),
    (15, "admin_regulation"),
    (16, "local_regulation"),
    (17, "dept_rule"),
    (18, "local_gov_rule"),
    (19, "judicial_interpretation"),
    (20, "agency_profile"),
    (21, "disclosure_guide"),
    (22, "disclosure_rules"),
    (23, "annual_report"),
];

/// What a category holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    /// 0: everything.
    Everything,
    /// 1 to 5: the fixed columns in their order.
    Column(u32, Column),
    Kind(u32, &'static str),
}

impl Category {
    fn of(number: u32) -> Option<Self> {
        if number == 0 {
            return Some(Self::Everything);
        }
        let mut columns = (1..).zip(Column::ALL);
        let column = columns.find(|(n, _)| *n == number);
        let kind = CATEGORIES.iter().find(|(n, _)| *n == number);
        let kind = kind.map(|(n, id)| Self::Kind(*n, id));
        column.map(|(n, column)| Self::Column(n, column)).or(kind)
    }

    const fn number(self) -> u32 {
        match self {
            Self::Everything => 0,
            Self::Column(n, _) | Self::Kind(n, _) => n,
        }
    }

    fn name(self, kinds: &Kinds) -> &'static str {
        match self {
            Self::Everything => "公开的信息",
            Self::Column(_, column) => column.zh(),
            Self::Kind(_, id) => kinds.get(id).map_or("", |kind| kind.zh),
        }
    }
}

impl Spot for Category {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let number = part("category_id")?;
        let is_written = number.bytes().all(|b| b.is_ascii_digit());
        number
            .parse()
            .ok()
            .filter(|_| is_written)
            .and_then(Self::of)
    }
}

#[derive(Debug, Serialize)]
struct Catalogue {
    classify: Classify,
    total: u64,
    articles: Vec<Article>,
}

#[derive(Debug, Serialize)]
struct Classify {
    id: u32,
    name: String,
    post_count: u64,
}

#[derive(Debug, Serialize)]
struct Article {
    id: u64,
    title: String,
    document_number: String,
    publisher: String,
    keywords: String,
    /// Seconds since 1970 UTC of the day of writing; null where that is not stated.
    date: Option<i64>,
    created_at: String,
    create_time: i64,
    display_publish_time: i64,
    identifier: String,
    classify_main_name: String,
    classify_genre_name: String,
    classify_theme_name: String,
    url: String,
    post_url: String,
    attachment: Vec<Attachment>,
    #[serde(rename = "abstract")]
    summary: String,
    relation: String,
    is_expired: u8,
    is_abolished: u8,
}

#[derive(Debug, Serialize)]
struct Attachment {
    id: u64,
    name: String,
    #[serde(rename = "type")]
    ending: String,
    mime: String,
    size: u64,
    url: String,
}

pub(crate) async fn show(
    visit: Visit,
    At(category): At<Category>,
    Asked(params): Asked<Params>,
) -> Answer {
    let pairs = params.only(&["page", "sid"])?;
    let page = match pairs.one("page") {
        Some(text) if text.bytes().all(|b| b == b'0') => 1,
        _ => pairs.number("page")?.unwrap_or(1),
    };
    if FURTHEST < page {
        return Err(Trouble::asked("page", format!("最多到第 {FURTHEST} 页")));
    }
    let app = &visit.app;
    let kinds = app.portal().kinds();
    let narrowed = Narrowed {
        agency: pairs.one("sid").map(str::to_owned),
        column: match category {
            Category::Column(_, column) => Some(column),
            Category::Everything | Category::Kind(..) => None,
        },
        kind: match category {
            Category::Kind(_, id) => Some(id.to_owned()),
            Category::Everything | Category::Column(..) => None,
        },
    };
    let list = app
        .portal()
        .numbered(&narrowed, page, PAGE, visit.today)
        .await?;
    answer(&Catalogue {
        classify: Classify {
            id: category.number(),
            name: category.name(kinds).to_owned(),
            post_count: list.total,
        },
        total: list.total,
        articles: list
            .lines
            .iter()
            .map(|related| Article::new(app, related))
            .collect(),
    })
}

impl Article {
    fn new(app: &App, related: &Related) -> Self {
        let whole = &related.whole;
        let (line, released) = (&whole.line, &whole.released);
        let (links, fields) = (app.links(), released.fields());
        let kind = app.portal().kinds().get(&line.kind);
        let text = |id: &str| fields.text(id).unwrap_or_default().to_owned();
        let at = app.absolute(&links.item(&line.address));
        let identifier = released.index_no().to_string();
        let published = show::pub_date(fields, released.released_at());
        let published_at = seconds(&published);
        let attachment = released.files().iter().map(|file| Attachment {
            id: number(&[&identifier, &file.name]),
            name: file.name.clone(),
            ending: file
                .name
                .rsplit_once('.')
                .map_or_else(String::new, |(_, ending)| ending.to_lowercase()),
            mime: file.media_type.clone(),
            size: file.size,
            url: app.absolute(&links.file(&line.address, &file.name, None)),
        });
        // What a source merely presumes is no ground for calling a text dead.
        let standing = line.standing.as_ref();
        let standing = standing.filter(|standing| standing.certainty == Certainty::Evidenced);
        let is = |status: Status| u8::from(standing.is_some_and(|now| now.status == status));
        Self {
            id: number(&[&identifier]),
            title: line.title.clone(),
            document_number: line.doc_no.clone().unwrap_or_default(),
            publisher: line.agency_name.clone(),
            keywords: fields.list("keywords").join(" "),
            date: line.written_on.and_then(law::date::instant_of),
            created_at: format!("{published}:00"),
            create_time: published_at,
            display_publish_time: published_at,
            classify_main_name: kind.map_or_else(String::new, |kind| kind.zh.to_owned()),
            classify_genre_name: kind.map_or_else(String::new, |kind| shown(kind, whole)),
            classify_theme_name: text("theme_class"),
            post_url: at.clone(),
            url: at,
            attachment: attachment.collect(),
            summary: text("abstract"),
            relation: related_to(&related.relations),
            is_expired: is(Status::Expired),
            is_abolished: is(Status::Repealed),
            identifier,
        }
    }
}

/// What it stands in relation to, in one line: its programs expect words.
fn related_to(relations: &[RelationLine]) -> String {
    let said = relations.iter().map(|line| {
        let relation = if line.is_stated_here {
            line.relation.zh()
        } else {
            line.relation.zh_inverse()
        };
        match &line.other {
            Some(other) => {
                let number = other
                    .doc_no
                    .as_deref()
                    .map(|number| format!("（{number}）"));
                format!("{relation}：{}{}", other.title, number.unwrap_or_default())
            }
            None => format!("{relation}：{}", line.says),
        }
    });
    said.collect::<Vec<_>>().join("；")
}

/// The genre as people call it.
fn shown(kind: &KindDef, whole: &Whole) -> String {
    let def = kind.fields.iter().find(|def| def.id == "genre_class");
    let value = whole.released.fields().get("genre_class");
    match (def, value) {
        (Some(def), Some(value)) => def.show(value),
        _ => String::new(),
    }
}

/// `2020-07-26 10:00` at +08:00 in seconds since 1970 UTC.
fn seconds(published: &str) -> i64 {
    let day = law::date::first(published).and_then(law::date::instant_of);
    let clock = published.split_once(' ').map_or("", |(_, clock)| clock);
    let mut parts = clock.split(':').map(|part| part.parse().unwrap_or(0));
    let (hours, minutes): (i64, i64) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    day.unwrap_or_default() + 3600 * hours + 60 * minutes
}

/// A number for a name that stays for ever: its programs expect numbers, and ours are names. It fits a JavaScript number.
fn number(names: &[&str]) -> u64 {
    let digest = Digest::of(format!("gongkai/gkmlpt/1\n{}", names.join("\n")).as_bytes());
    let bytes = digest.as_bytes().iter().take(6);
    bytes.fold(0, |n, byte| n << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_number_of_its_own_and_no_number_is_reused() {
        let kinds = Kinds::standard();
        let ids: Vec<&str> = kinds.iter().map(|kind| kind.id).collect();
        let numbered: Vec<&str> = CATEGORIES.iter().map(|(_, id)| *id).collect();
        for id in &ids {
            assert!(numbered.contains(id), "{id} has no number");
        }
        let mut numbers: Vec<u32> = CATEGORIES.iter().map(|(n, _)| *n).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), numbered.len());
        assert!(numbers.is_sorted() && numbers.iter().all(|n| 10 < *n));
    }

    #[test]
    fn a_category_is_read_as_its_number_and_nothing_else() {
        assert_eq!(Category::of(0), Some(Category::Everything));
        assert_eq!(Category::of(2), Some(Category::Column(2, Column::Policy)));
        assert_eq!(Category::of(14), Some(Category::Kind(14, "law")));
        assert_eq!(Category::of(6), None);
        let read = |text: &'static str| Category::read(&|_: &str| Some(text));
        assert_eq!(read("11"), Category::of(11));
        for odd in ["", "+1", "-1", "1.0", "99999999999", "law"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    #[test]
    fn instants_are_those_of_the_clock_at_plus_eight() {
        assert_eq!(seconds("2020-07-26 10:00"), 1_595_728_800);
        assert_eq!(seconds("2020-07-26"), 1_595_692_800);
    }

    #[test]
    fn numbers_of_items_stay_and_are_exact_in_every_program() {
        let n = number(&["XT-0001/2026-00001"]);
        assert_eq!(n, number(&["XT-0001/2026-00001"]));
        assert!(n < 1 << 53);
        assert_ne!(n, number(&["XT-0001/2026-00002"]));
    }
}
