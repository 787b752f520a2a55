//! Everything released: all kinds or one, a fixed column of the whole site, some days of publication; either end first.

use crate::error::Trouble;
use crate::extract::{Asked, Pairs, Question, Visit};
use crate::i18n::Phrase;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::{Links, Place, Stream};
use crate::show;
use acts::portal::{ItemsFilter, Order};
use acts::view::Listing;
use askama::Template;
use law::item::{Column, KindDef, Kinds};

/// Items on one page of a list.
pub(crate) const PAGE: u32 = 20;

/// Queries of the list.
pub(crate) const ASKS: &[&str] = &["kind", "column", "from", "to", "sort", "after"];
/// Those of the feeds that follow it.
pub(crate) const FEED_ASKS: &[&str] = &["kind", "column", "from", "to", "after"];

/// The value of `sort` for the order that is not the first one.
const OLDEST: &str = "oldest";

#[derive(Debug, Template)]
#[template(path = "portal/documents.html")]
struct DocumentsPage {
    frame: Frame,
    kinds: Kinds,
    kind: Option<KindDef>,
    which: Which,
    listing: Listing,
    next: Option<String>,
}

/// A kind to which the list can be narrowed, or all of them.
struct Tab {
    says: &'static str,
    href: String,
    is_here: bool,
}

/// Something the list is narrowed to, and the list without it.
struct Chosen {
    says: String,
    without: String,
}

impl DocumentsPage {
    /// What the list is of.
    fn says(&self) -> &'static str {
        let of_column = || self.which.filter.column.map(Column::zh);
        let of_kind = self.kind.map(|kind| kind.zh);
        of_kind.or_else(of_column).unwrap_or("公开的信息")
    }

    /// Whether it is the list of all kinds in all columns.
    fn is_whole(&self) -> bool {
        self.kind.is_none() && self.which.filter.column.is_none()
    }

    fn to(&self, which: &Which) -> String {
        which.address(self.frame.links())
    }

    /// The list with another filter, from its beginning.
    fn with(&self, filter: ItemsFilter) -> String {
        self.to(&Which {
            filter,
            order: self.which.order,
            after: None,
        })
    }

    fn tabs(&self) -> Vec<Tab> {
        let tab = |says, kind: Option<&str>| Tab {
            says,
            href: self.with(ItemsFilter {
                kind: kind.map(str::to_owned),
                ..self.which.filter.clone()
            }),
            is_here: self.which.filter.kind.as_deref() == kind,
        };
        let kinds = self.kinds.iter();
        std::iter::once(tab("全部", None))
            .chain(kinds.map(|kind| tab(kind.zh, Some(kind.id))))
            .collect()
    }

    fn chosen(&self) -> Vec<Chosen> {
        let filter = &self.which.filter;
        let mut chosen = Vec::new();
        if let Some(column) = filter.column {
            chosen.push(Chosen {
                says: self.name(column.zh()),
                without: self.with(ItemsFilter {
                    column: None,
                    ..filter.clone()
                }),
            });
        }
        let day = |day| show::day(self.frame.lang, day);
        let says = match (filter.from, filter.to) {
            (Some(from), Some(to)) => Some(self.t("{}至{}").with(day(from)).with(day(to))),
            (Some(from), None) => Some(self.t("自{}起").with(day(from))),
            (None, Some(to)) => Some(self.t("至{}").with(day(to))),
            (None, None) => None,
        };
        if let Some(says) = says {
            chosen.push(Chosen {
                says: says.into(),
                without: self.with(ItemsFilter {
                    from: None,
                    to: None,
                    ..filter.clone()
                }),
            });
        }
        chosen
    }

    fn is_oldest_first(&self) -> bool {
        self.which.order == Order::OldestFirst
    }

    /// Whether days are chosen, or an order that is not the first one.
    fn is_adjusted(&self) -> bool {
        let filter = &self.which.filter;
        filter.from.is_some() || filter.to.is_some() || self.is_oldest_first()
    }

    /// The value of a date box.
    fn day(day: Option<&law::Date>) -> String {
        day.map(ToString::to_string).unwrap_or_default()
    }

    fn is_further(&self) -> bool {
        self.which.after.is_some()
    }

    fn first(&self) -> String {
        self.with(self.which.filter.clone())
    }
}

impl Page for DocumentsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Which items, in which order, from where on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Which {
    pub(crate) filter: ItemsFilter,
    pub(crate) order: Order,
    pub(crate) after: Option<String>,
}

impl Which {
    /// As a query, without the place in the list.
    pub(crate) fn query(&self) -> Vec<(&'static str, String)> {
        let filter = &self.filter;
        let day = |day: Option<law::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let sort = match self.order {
            Order::NewestFirst => "",
            Order::OldestFirst => OLDEST,
        };
        vec![
            ("kind", filter.kind.clone().unwrap_or_default()),
            (
                "column",
                filter.column.map(Column::id).unwrap_or_default().to_owned(),
            ),
            ("from", day(filter.from)),
            ("to", day(filter.to)),
            ("sort", sort.to_owned()),
        ]
    }

    /// The address of the page that lists this.
    pub(crate) fn address(&self, links: &Links) -> String {
        let mut query = self.query();
        query.push(("after", self.after.clone().unwrap_or_default()));
        links.with_all(&Place::Documents, &query)
    }
}

impl Question for Which {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        let column = match pairs.one("column") {
            None => None,
            Some(id) => Some(Column::from_id(id).ok_or_else(|| {
                let known = Column::ALL.map(Column::id).join(", ");
                let says = Phrase::of("没有“{}”这个栏目，可以是 {}");
                Trouble::asked("column", says.with(id).with(known))
            })?),
        };
        let order = match pairs.one("sort") {
            None => Order::NewestFirst,
            Some(OLDEST) => Order::OldestFirst,
            Some(other) => {
                let says = Phrase::of("应当是 {}，您填的是“{}”").with(OLDEST);
                return Err(Trouble::asked("sort", says.with(other)));
            }
        };
        let (from, to) = (pairs.date("from")?, pairs.date("to")?);
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            let says = Phrase::of("开始的日期 {} 晚于结束的日期 {}，请把两个日期对调")
                .with(from)
                .with(to);
            return Err(Trouble::asked("from、to", says));
        }
        Ok(Self {
            filter: ItemsFilter {
                kind: pairs.one("kind").map(str::to_owned),
                column,
                from,
                to,
            },
            order,
            after: pairs.cursor("after")?,
        })
    }
}

/// The kind of that id, or a refusal that says what there is.
pub(crate) fn known(kinds: &Kinds, id: Option<&str>) -> Result<Option<KindDef>, Trouble> {
    let Some(id) = id else { return Ok(None) };
    kinds.get(id).copied().map(Some).ok_or_else(|| {
        let ids: Vec<&str> = kinds.iter().map(|kind| kind.id).collect();
        Trouble::asked(
            "kind",
            Phrase::of("没有“{}”这个种类，可以是 {}")
                .with(id)
                .with(ids.join(", ")),
        )
    })
}

/// GET /documents
pub(crate) async fn show(visit: Visit, Asked(which): Asked<Which>) -> Answer {
    let portal = visit.app.portal();
    let kinds = portal.kinds().clone();
    let kind = known(&kinds, which.filter.kind.as_deref())?;
    let after = which.after.as_deref();
    let listing = portal
        .items(&which.filter, which.order, after, PAGE, visit.today)
        .await?;
    let column = which.filter.column;
    let title = kind.map(|kind| kind.zh).or(column.map(Column::zh));
    let mut frame = Frame::new(
        &visit.app,
        Channel::Documents,
        "page-documents",
        title.unwrap_or("公开的信息"),
    );
    if let Some(column) = column.or(kind.map(|kind| kind.column)) {
        frame = frame.in_column(column);
    }
    if which.filter != ItemsFilter::default() {
        frame = frame.followed_by(&Stream::Site, &which, title.unwrap_or("公开的信息"));
    }
    let next = listing.next.clone().map(|after| {
        let next = Which {
            after: Some(after),
            ..which.clone()
        };
        next.address(frame.links())
    });
    answer(&DocumentsPage {
        frame,
        kinds,
        kind,
        which,
        listing,
        next,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    #[test]
    fn a_list_is_asked_by_what_can_be_answered_and_says_so_again_in_its_address() {
        let read = |query: &str| Which::read(&Pairs::parse(query).unwrap());
        let links = Links::under("");
        for query in [
            "kind=law&column=statutory&from=2026-01-01&to=2026-01-01&sort=oldest",
            "to=2026-01-01",
        ] {
            let address = read(query).unwrap().address(&links);
            assert_eq!(address, format!("/documents?{query}"));
        }
        assert_eq!(read("").unwrap().address(&links), "/documents");
        for wrong in [
            "column=poem",
            "sort=newest",
            "from=2026-02-30",
            "from=2026-01-02&to=2026-01-01",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
