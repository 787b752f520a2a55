//! 法律法规规章 — the list of works: narrowed, sorted, counted, and taken away as a spreadsheet.
//!
//! The form works without script; the heads of the table are links that sort, and on a phone, where a table has no heads,
//! the form sorts. An empty list says what was asked for and what can be done next.

use crate::error::Trouble;
use crate::extract::{Asked, Pairs, Question, Visit};
use crate::i18n::{Phrase, Said, name};
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::Place;
use crate::portal::documents::{PAGE, known};
use crate::portal::narrowing::known_validity;
use crate::show;
use acts::portal::{WorksBy, WorksFilter, WorksSort};
use acts::press::table::TableForm;
use acts::view::{Inventory, InventoryRow, WorkLine, Works};
use askama::Template;
use law::item::enactment::Act;
use law::item::kind::Lifecycle;
use law::item::validity::{facet_values, facet_zh};
use law::item::{KindDef, Kinds};

/// Queries of the list; those of its tables are the same without the place.
pub(crate) const ASKS: &[&str] = &["kind", "validity", "q", "issuer", "year", "sort", "after"];

#[derive(Debug, Template)]
#[template(path = "portal/laws.html")]
struct LawsPage {
    frame: Frame,
    kinds: Vec<KindDef>,
    list: List,
    works: Works,
    inventory: Inventory,
    is_further: bool,
    next: Option<String>,
}

/// A head of the table.
struct Head {
    says: &'static str,
    href: String,
    /// `ascending`, `descending`, or empty where the list is not sorted by it.
    sorted: &'static str,
}

/// Something the list is narrowed to, and the list without it.
struct Chosen {
    says: String,
    without: String,
}

/// A number of the inventory.
struct Counted {
    n: u64,
    href: String,
    /// What is counted.
    says: String,
    unit: &'static str,
}

/// An order that the form offers.
struct Order {
    id: String,
    says: &'static str,
    is_chosen: bool,
}

const HEADS: [(WorksBy, &str); 6] = [
    (WorksBy::Title, "名称"),
    (WorksBy::Number, "文号"),
    (WorksBy::Issuer, "制定机关"),
    (WorksBy::Promulgated, "公布"),
    (WorksBy::Effective, "施行"),
    (WorksBy::Status, "效力"),
];

const ORDERS: [(WorksBy, bool, &str); 8] = [
    (WorksBy::Promulgated, true, "公布日期，新的在前"),
    (WorksBy::Promulgated, false, "公布日期，早的在前"),
    (WorksBy::Effective, true, "施行日期，新的在前"),
    (WorksBy::Effective, false, "施行日期，早的在前"),
    (WorksBy::Title, false, "名称，按拼音"),
    (WorksBy::Number, false, "文号"),
    (WorksBy::Issuer, false, "制定机关，按拼音"),
    (WorksBy::Status, false, "效力"),
];

impl LawsPage {
    fn is_kind(&self, kind: &KindDef) -> bool {
        self.list.filter.kind.as_deref() == Some(kind.id)
    }

    fn words(&self) -> &str {
        self.list.filter.words.as_deref().unwrap_or_default()
    }

    fn issuer(&self) -> &str {
        self.list.filter.issuer.as_deref().unwrap_or_default()
    }

    fn year(&self) -> String {
        let year = self.list.filter.year;
        year.map_or_else(String::new, |year| year.to_string())
    }

    fn validities(&self) -> Vec<(String, String, bool)> {
        let of = |id: String| {
            let is_chosen = self.list.filter.validity.as_deref() == Some(id.as_str());
            (facet_zh(&id), id, is_chosen)
        };
        let all = facet_values().into_iter().map(of);
        all.map(|(zh, id, chosen)| (id, zh, chosen)).collect()
    }

    fn kind_zh<'a>(&'a self, id: &'a str) -> &'a str {
        self.kinds
            .iter()
            .find(|kind| kind.id == id)
            .map_or(id, |kind| kind.zh)
    }

    fn standing(&self, value: &str) -> String {
        name(self.frame.lang, &facet_zh(value)).into_owned()
    }

    fn heads(&self) -> Vec<Head> {
        let of = |(by, says): (WorksBy, &'static str)| {
            let now = self.list.sort;
            let is_newest_first = matches!(by, WorksBy::Promulgated | WorksBy::Effective);
            let (sorted, is_descending) = match (now.by == by, now.is_descending) {
                (false, _) => ("", is_newest_first),
                (true, true) => ("descending", false),
                (true, false) => ("ascending", true),
            };
            let sort = WorksSort { by, is_descending };
            let list = List {
                sort,
                ..self.list.clone()
            };
            Head {
                says,
                href: list.address(&self.frame, &Place::Laws, ""),
                sorted,
            }
        };
        HEADS.into_iter().map(of).collect()
    }

    fn orders(&self) -> Vec<Order> {
        let of = |(by, is_descending, says): (WorksBy, bool, &'static str)| {
            let sort = WorksSort { by, is_descending };
            Order {
                id: sort.id(),
                says,
                is_chosen: self.list.sort == sort,
            }
        };
        ORDERS.into_iter().map(of).collect()
    }

    fn chosen(&self) -> Vec<Chosen> {
        let filter = &self.list.filter;
        let zh = |words: &str| name(self.frame.lang, words).into_owned();
        let without = |filter: WorksFilter| {
            let list = List {
                filter,
                ..self.list.clone()
            };
            list.address(&self.frame, &Place::Laws, "")
        };
        let mut chosen = Vec::new();
        let mut one = |says: String, filter: WorksFilter| {
            chosen.push(Chosen {
                says,
                without: without(filter),
            });
        };
        let rest = filter.clone();
        if let Some(words) = &filter.words {
            one(
                format!("“{words}”"),
                WorksFilter {
                    words: None,
                    ..rest.clone()
                },
            );
        }
        if let Some(kind) = &filter.kind {
            one(
                zh(self.kind_zh(kind)),
                WorksFilter {
                    kind: None,
                    ..rest.clone()
                },
            );
        }
        if let Some(value) = &filter.validity {
            one(
                zh(&facet_zh(value)),
                WorksFilter {
                    validity: None,
                    ..rest.clone()
                },
            );
        }
        if let Some(issuer) = &filter.issuer {
            let says = self.t("制定机关：{}").with(issuer).to_string();
            one(
                says,
                WorksFilter {
                    issuer: None,
                    ..rest.clone()
                },
            );
        }
        if let Some(year) = filter.year {
            let says = self.t("{} 年公布").with(year).to_string();
            one(says, WorksFilter { year: None, ..rest });
        }
        chosen
    }

    fn is_narrowed(&self) -> bool {
        self.list.filter != WorksFilter::default()
    }

    /// Whether one of the conditions that are folded away is set.
    fn is_narrowed_more(&self) -> bool {
        self.list.filter.issuer.is_some() || self.list.filter.year.is_some()
    }

    fn first(&self) -> String {
        self.list.address(&self.frame, &Place::Laws, "")
    }

    fn table(&self, form: TableForm) -> String {
        self.list.address(&self.frame, &Place::LawsTable(form), "")
    }

    /// A number of the inventory with the list of one kind, of one status, or of both.
    fn counted_of(&self, kind: &str, validity: &str, n: u64) -> Counted {
        let zh = |words: &str| name(self.frame.lang, words).into_owned();
        let says = [
            (kind, self.kind_zh(kind).to_owned()),
            (validity, facet_zh(validity)),
        ];
        let says = says.iter().filter(|(id, _)| !id.is_empty());
        let says: Vec<String> = says.map(|(_, says)| zh(says)).collect();
        let pairs = [("kind", kind), ("validity", validity)];
        Counted {
            unit: if validity.is_empty() {
                "部"
            } else {
                "个文本"
            },
            n,
            href: self.frame.links().with(&Place::Laws, &pairs),
            says: if says.is_empty() {
                self.t("全部").into()
            } else {
                says.join(" ")
            },
        }
    }

    fn counted(&self, row: &InventoryRow) -> Vec<Counted> {
        let statuses = self.inventory.statuses.iter();
        let each = statuses
            .zip(&row.counts)
            .map(|(value, n)| self.counted_of(&row.kind, value, *n));
        let works = self.counted_of(&row.kind, "", row.works);
        std::iter::once(works).chain(each).collect()
    }

    fn counted_in_all(&self) -> Vec<Counted> {
        let of = |(at, value): (usize, &String)| {
            let rows = self.inventory.rows.iter();
            let n = rows.filter_map(|row| row.counts.get(at)).sum();
            self.counted_of("", value, n)
        };
        let each = self.inventory.statuses.iter().enumerate().map(of);
        let works = self.counted_of("", "", self.inventory.works);
        std::iter::once(works).chain(each).collect()
    }

    /// Whether the list names texts, and not works.
    fn is_of_texts(&self) -> bool {
        self.list.filter.validity.is_some()
    }

    /// How many the list names, and of what.
    fn total(&self) -> Said {
        let n = show::count(self.works.total);
        if self.is_of_texts() {
            self.t("共 {} 个文本").with(n)
        } else {
            self.t("共 {} 部").with(n)
        }
    }

    /// How many works the site holds.
    fn works_held(&self) -> Said {
        self.t("{} 部").with(show::count(self.inventory.works))
    }

    /// How many texts the site holds.
    fn texts_held(&self) -> Said {
        self.t("{} 个文本").with(show::count(self.inventory.texts))
    }

    /// What the day of a text is, where that is not plainly its promulgation.
    fn made_says(&self, line: &WorkLine) -> Option<Said> {
        let made = line.made.as_ref()?;
        let zh = match (made.is_public, made.act?) {
            (true, Act::Revised) => "修订",
            (true, Act::Amended) => "修正",
            (true, _) => return None,
            (false, Act::Revised) => "修订通过",
            (false, Act::Amended) => "修正通过",
            (false, Act::Approved) => "批准",
            (false, _) => "通过",
        };
        Some(self.t(zh))
    }

    /// `1–20`
    fn span(&self) -> String {
        let from = self.works.from;
        let to = from + self.works.lines.len() as u64;
        format!("{}–{to}", from + 1)
    }
}

impl Page for LawsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Which works, in which order.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) filter: WorksFilter,
    pub(crate) sort: WorksSort,
}

impl List {
    /// # Errors
    /// [`Trouble::Asked`] naming the pair that cannot be answered.
    pub(crate) fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        let own = |key: &str| pairs.one(key).map(str::to_owned);
        let validity = own("validity");
        if let Some(asked) = &validity {
            known_validity(asked)?;
        }
        let year = match pairs.one("year") {
            None => None,
            Some(text) => match text.parse::<i16>() {
                Ok(year) if (1000..=9999).contains(&year) => Some(year),
                _ => {
                    let says =
                        Phrase::of("应当是四位数的公历年份，例如 2019，您填的是“{}”").with(text);
                    return Err(Trouble::asked("year", says));
                }
            },
        };
        let sort = match pairs.one("sort") {
            None => WorksSort::default(),
            Some(id) => WorksSort::from_id(id).ok_or_else(|| {
                let known: Vec<&str> = WorksBy::ALL.iter().map(|by| by.id()).collect();
                let says = Phrase::of("没有“{}”这种次序，可以是 {}；前面加“-”倒过来排")
                    .with(id)
                    .with(known.join(", "));
                Trouble::asked("sort", says)
            })?,
        };
        Ok(Self {
            filter: WorksFilter {
                kind: own("kind"),
                validity,
                words: own("q"),
                issuer: own("issuer"),
                year,
            },
            sort,
        })
    }

    /// The address of this list as a page or as a table.
    fn address(&self, frame: &Frame, place: &Place, after: &str) -> String {
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        let year = self.filter.year.map(|year| year.to_string());
        let sort = if self.sort == WorksSort::default() {
            String::new()
        } else {
            self.sort.id()
        };
        let pairs = [
            ("q", part(&self.filter.words)),
            ("kind", part(&self.filter.kind)),
            ("validity", part(&self.filter.validity)),
            ("issuer", part(&self.filter.issuer)),
            ("year", part(&year)),
            ("sort", sort),
            ("after", after.to_owned()),
        ];
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        frame.links().with(place, &pairs)
    }
}

#[derive(Debug)]
pub(crate) struct Which {
    list: List,
    after: Option<String>,
}

impl Question for Which {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        Ok(Self {
            list: List::read(pairs)?,
            after: pairs.cursor("after")?,
        })
    }
}

pub(crate) fn of_law(kinds: &Kinds) -> Vec<KindDef> {
    kinds
        .iter()
        .filter(|kind| kind.lifecycle == Lifecycle::LegalText)
        .copied()
        .collect()
}

/// GET /laws
pub(crate) async fn show(visit: Visit, Asked(which): Asked<Which>) -> Answer {
    let portal = visit.app.portal();
    let (list, after) = (which.list, which.after.as_deref());
    known(portal.kinds(), list.filter.kind.as_deref())?;
    let works = portal
        .works(&list.filter, list.sort, after, PAGE as usize, visit.today)
        .await?;
    let inventory = portal.inventory(visit.today).await?;
    let frame = Frame::new(&visit.app, Channel::Laws, "page-laws", "法律法规规章");
    let next = works.next.as_deref();
    let next = next.map(|after| list.address(&frame, &Place::Laws, after));
    answer(&LawsPage {
        kinds: of_law(portal.kinds()),
        is_further: after.is_some(),
        frame,
        list,
        works,
        inventory,
        next,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    #[test]
    fn a_list_is_asked_by_what_can_be_answered() {
        let read = |query: &str| List::read(&Pairs::parse(query).unwrap());
        let list = read("q=%E5%85%AC%E5%BC%80&year=2019&sort=-title&issuer=x").unwrap();
        assert_eq!(list.filter.year, Some(2019));
        assert_eq!(list.sort.id(), "-title");
        assert_eq!(read("").unwrap().sort, WorksSort::default());
        for wrong in ["year=19", "year=x", "sort=colour", "validity=good"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
