//! 信息处理费 — how much a request costs, band by band (国办函〔2020〕109号).
//!
//! By item or by volume, never both: an agency chooses one of the two.

use crate::extract::{Asked, Pairs, Visit};
use crate::i18n::{Phrase, say, sentence};
use crate::page::{Answer, Channel, Frame, Page, answer, fresh};
use crate::paths::Place;
use crate::portal::asking::{self, Mend, Mends, address, day_in, number_in};
use crate::portal::clock::Query;
use askama::Template;
use axum::http::StatusCode;
use law::fee::{Practices, Reckoning, Scale, charge};
use law::{Date, Refusal};

/// The queries of the page and of the open API.
pub(crate) const ASKS: &[&str] = &["items", "earlier", "pages", "notice"];

/// More items in a month, or pages in a request, than any office has seen.
pub(crate) const MOST_ITEMS: u32 = 1_000;
pub(crate) const MOST_PAGES: u32 = 1_000_000;

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    items: String,
    before: String,
    pages: String,
    notice: String,
}

/// A question about a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) scale: Scale,
    /// The day of the notice of the fee.
    pub(crate) notice: Option<Date>,
}

impl Filled {
    pub(crate) fn of(pairs: &Pairs) -> Self {
        let get = |key: &str| pairs.one(key).unwrap_or_default().to_owned();
        Self {
            items: get("items"),
            before: get("earlier"),
            pages: get("pages"),
            notice: get("notice"),
        }
    }

    /// What is asked, or everything that is wrong with it.
    pub(crate) fn question(&self) -> Result<Question, Vec<Mend>> {
        let mut wrong = Vec::new();
        if self.items.is_empty() && self.pages.is_empty() {
            let says = "请写件数；按量计收的写页数";
            wrong.push(Mend::at("items", says));
        }
        if !self.items.is_empty() && !self.pages.is_empty() {
            let says = "按件和按量只能选一种，请空着一个";
            wrong.push(Mend::at("pages", says));
        }
        if self.items.is_empty() && !self.before.is_empty() {
            wrong.push(Mend::at("earlier", "只在按件计收时写"));
        }
        let items = number_in("items", &self.items, 1..=MOST_ITEMS, &mut wrong);
        let before = number_in("earlier", &self.before, 0..=MOST_ITEMS, &mut wrong);
        let pages = number_in("pages", &self.pages, 1..=MOST_PAGES, &mut wrong);
        let notice = day_in("notice", &self.notice, &mut wrong);
        let scale = match (items, pages) {
            (Some(items), _) => Some(Scale::ByItem {
                before: before.unwrap_or(0),
                items,
            }),
            (None, Some(pages)) => Some(Scale::ByVolume { pages }),
            (None, None) => None,
        };
        match scale {
            Some(scale) if wrong.is_empty() => Ok(Question { scale, notice }),
            _ => Err(wrong),
        }
    }
}

/// A question as the pairs of its address.
fn pairs(question: Question) -> Vec<(&'static str, String)> {
    let mut pairs = match question.scale {
        Scale::ByItem { before, items } => {
            let mut pairs = vec![("items", items.to_string())];
            if 0 < before {
                pairs.push(("earlier", before.to_string()));
            }
            pairs
        }
        Scale::ByVolume { pages } => vec![("pages", pages.to_string())],
    };
    pairs.extend(question.notice.map(|day| ("notice", day.to_string())));
    pairs
}

/// What is charged by a notice of that day, of today where none is named.
pub(crate) fn charged(question: Question, today: Date) -> Result<Reckoning, Refusal> {
    let notice = question.notice.unwrap_or(today);
    charge(question.scale, notice, notice, Practices::default())
}

#[derive(Debug, Template)]
#[template(path = "portal/fee.html")]
struct FeePage {
    frame: Frame,
    status: StatusCode,
    filled: Filled,
    mends: Mends,
    answered: Option<Answered>,
}

/// The answer, ready for the template.
#[derive(Debug)]
struct Answered {
    title: String,
    says: String,
    is_by_item: bool,
    lines: Vec<Line>,
    total: u64,
    api: String,
}

/// A band of the reckoning.
#[derive(Debug)]
struct Line {
    first: u32,
    last: u32,
    count: u32,
    each: u64,
    amount: u64,
}

impl Page for FeePage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}

/// GET /fee
pub(crate) async fn show(visit: Visit, Asked(Query(asked)): Asked<Query>) -> Answer {
    let app = &visit.app;
    let filled = Filled::of(&asked);
    let mut frame = Frame::new(app, Channel::About, "page-clock", "信息处理费");
    if filled == Filled::default() {
        return answer(&FeePage {
            frame,
            status: StatusCode::OK,
            filled,
            mends: Mends::default(),
            answered: None,
        });
    }
    frame = frame.unlisted();
    let lang = frame.lang;
    let question = match filled.question() {
        Ok(question) => question,
        Err(wrong) => {
            return fresh(&FeePage {
                frame: asking::with_faults(frame),
                status: StatusCode::UNPROCESSABLE_ENTITY,
                mends: Mends::said(lang, &wrong),
                filled,
                answered: None,
            });
        }
    };
    let pairs = pairs(question);
    if let Some(response) = asking::read_on_at(app, &Place::Fee, &asked, &pairs) {
        return Ok(response);
    }
    let charged = charged(question, visit.today);
    let (total, lines) = charged.as_ref().map_or((0, Vec::new()), |reckoning| {
        let lines = reckoning.lines.iter().map(|line| Line {
            first: line.first,
            last: line.last,
            count: line.last - line.first + 1,
            each: line.each.0,
            amount: line.amount().0,
        });
        (reckoning.total().0, lines.collect())
    });
    let says = match (&charged, total) {
        (Err(refused), _) => sentence(lang, &refused.says).into_owned(),
        (Ok(_), 0) => say(lang, "没有超过免费的数量。").into(),
        (Ok(_), _) => say(
            lang,
            "每一段只按自己的单价计收。按件还是按量，由行政机关选一种，不能都收。",
        )
        .into(),
    };
    let title = Phrase::of("信息处理费 {} 元").with(total).said(lang);
    frame.title.clone_from(&title);
    answer(&FeePage {
        frame,
        status: StatusCode::OK,
        mends: Mends::default(),
        answered: Some(Answered {
            title,
            says,
            is_by_item: matches!(question.scale, Scale::ByItem { .. }),
            lines,
            total,
            api: address(app, &Place::ApiFee, &pairs),
        }),
        filled,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn asked(query: &str) -> Result<Vec<(&'static str, String)>, Vec<String>> {
        let filled = Filled::of(&Pairs::parse(query).unwrap());
        let question = filled.question();
        question
            .map(pairs)
            .map_err(|wrong| wrong.into_iter().map(|mend| mend.field).collect())
    }

    #[test]
    fn a_fee_is_by_item_or_by_volume_and_never_both() {
        assert_eq!(
            asked("items=34&earlier=8&pages=&notice=20260302"),
            Ok(vec![
                ("items", "34".into()),
                ("earlier", "8".into()),
                ("notice", "2026-03-02".into())
            ])
        );
        for (query, fields) in [
            ("items=1&pages=2", &["pages"][..]),
            ("notice=2026-03-02", &["items"]),
            ("earlier=3&pages=31", &["earlier"]),
            ("items=1001", &["items"]),
            ("pages=0&notice=昨天", &["pages", "notice"]),
        ] {
            assert_eq!(
                asked(query),
                Err(fields.iter().map(|&f| f.into()).collect()),
                "{query}"
            );
        }
    }
}
