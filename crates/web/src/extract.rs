//! What a request asks — our own extractors, so that a bad address is a proper page in Chinese.
//!
//! [`Visit`] is the site and the time; [`At`] the parts of the path; [`Asked`] the query. The raw extractors of the
//! framework are not used anywhere: their refusals are English plain text.

use crate::app::App;
use crate::error::Trouble;
use crate::i18n::Phrase;
use crate::middleware::request_id::{Operation, RequestId};
use crate::network::{self, Peer};
use crate::paths::{Stream, unescape};
use acts::view::Address;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use law::item::Column;
use law::{Date, Period};
use std::net::IpAddr;

/// Who looks, and when: the site and the day of this request.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) app: App,
    /// The civil day at +08:00.
    pub(crate) today: Date,
    /// Only the headers are wanted: what is costly to read need not be read.
    pub(crate) wants_head: bool,
    /// The number of the request, for what is written to the log.
    pub(crate) operation: RequestId,
}

/// The network that a request came from, for counting and nothing else: what one customer of a provider has is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Came(pub(crate) IpAddr);

impl FromRequestParts<App> for Came {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let peer = parts.extensions.get::<Peer>().copied();
        let from = network::of(peer, &parts.headers, &app.forms().says.proxies);
        Ok(Self(network::region(from).unwrap_or(from)))
    }
}

/// Marks a request that came as HEAD and is answered as GET.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeadOnly;

impl FromRequestParts<App> for Visit {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        Ok(Self {
            wants_head: parts.extensions.get::<HeadOnly>().is_some(),
            app: app.asked(parts.extensions.get()),
            today: app.today(),
            operation: parts
                .extensions
                .get()
                .map_or_else(RequestId::default, Operation::id),
        })
    }
}

/// The parts of the path, as `T` reads them; an address that cannot be read is not found.
#[derive(Clone, Debug)]
pub(crate) struct At<T>(pub(crate) T);

/// Something that stands in the path.
pub(crate) trait Spot: Sized {
    /// `part` gives the decoded part of that name.
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self>;
}

impl<T: Spot> FromRequestParts<App> for At<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let unreadable = || Trouble::unreadable("网址里有不能识别的编码，请检查后重新输入");
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| unreadable())?;
        let part = |name: &str| {
            params
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
        };
        T::read(&part).map(At).ok_or(Trouble::not_found())
    }
}

impl Spot for Address {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let own = |name| part(name).map(str::to_owned);
        match (own("code"), own("tail"), own("work"), own("version")) {
            (Some(code), Some(tail), ..) => Some(Self::Document { code, tail }),
            (.., Some(work), Some(version)) => Some(Self::Law { work, version }),
            _ => None,
        }
    }
}

/// The code of an agency.
#[derive(Clone, Debug)]
pub(crate) struct Agency(pub(crate) String);

impl Spot for Agency {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Some(Self(part("code")?.to_owned()))
    }
}

/// One column of an agency.
#[derive(Clone, Debug)]
pub(crate) struct AgencyColumn(pub(crate) String, pub(crate) Column);

impl Spot for AgencyColumn {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Some(Self(
            part("code")?.to_owned(),
            Column::from_id(part("column")?)?,
        ))
    }
}

impl Spot for Stream {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        if let Some(id) = part("id") {
            return Some(Self::Topic(id.to_owned()));
        }
        match (part("code"), part("column")) {
            (None, _) => Some(Self::Site),
            (Some(code), None) => Some(Self::Agency(code.to_owned())),
            (Some(code), Some(column)) => {
                Some(Self::Column(code.to_owned(), Column::from_id(column)?))
            }
        }
    }
}

/// The id of a subject.
#[derive(Clone, Debug)]
pub(crate) struct TopicId(pub(crate) String);

impl Spot for TopicId {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Some(Self(part("id")?.to_owned()))
    }
}

/// A day, a week or a month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span(pub(crate) Period);

impl Spot for Span {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Period::parse(part("period")?).map(Self)
    }
}

/// The code of a work of law.
#[derive(Clone, Debug)]
pub(crate) struct Work(pub(crate) String);

impl Spot for Work {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Some(Self(part("work")?.to_owned()))
    }
}

/// A file of an item, by name.
#[derive(Clone, Debug)]
pub(crate) struct ItemFile(pub(crate) Address, pub(crate) String);

impl Spot for ItemFile {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Some(Self(Address::read(part)?, part("name")?.to_owned()))
    }
}

/// The name of an asset.
#[derive(Clone, Debug)]
pub(crate) struct AssetName(pub(crate) String);

impl Spot for AssetName {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Some(Self(part("name")?.to_owned()))
    }
}

/// The query, read by `T`.
#[derive(Clone, Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

/// Something that is asked in a query.
pub(crate) trait Question: Sized {
    /// # Errors
    /// [`Trouble`] naming the pair that cannot be answered and how to put it right.
    fn read(pairs: &Pairs) -> Result<Self, Trouble>;
}

impl<T: Question> FromRequestParts<App> for Asked<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Trouble> {
        let query = parts.uri.query().unwrap_or_default();
        if MOST_PAIRS < query.split('&').filter(|pair| !pair.is_empty()).count() {
            let says = Phrase::of("网址“?”后面写的太多，最多写 {} 项").with(MOST_PAIRS);
            return Err(Trouble::asked("", says));
        }
        let pairs = Pairs::parse(query)
            .ok_or_else(|| Trouble::unreadable("网址“?”后面有不能识别的编码，请重新输入"))?;
        T::read(&pairs).map(Asked)
    }
}

/// The pairs of a query in their order; empty values count as not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pairs(Vec<(String, String)>);

/// Bytes of the longest cursor of the site.
const LONGEST_CURSOR: usize = 400;

/// More pairs than any page of the site asks.
const MOST_PAIRS: usize = 64;

impl Pairs {
    pub(crate) fn parse(query: &str) -> Option<Self> {
        let mut pairs = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let read = |word: &str| unescape(&word.replace('+', " "));
            let (key, value) = (read(key)?, read(value)?);
            if pairs.len() == MOST_PAIRS {
                return None;
            }
            pairs.push((key, value.trim().to_owned()));
        }
        Some(Self(pairs))
    }

    /// The first value of `key` that is not empty.
    pub(crate) fn one(&self, key: &str) -> Option<&str> {
        self.all(key).next()
    }

    pub(crate) fn all<'a, 'k>(
        &'a self,
        key: &'k str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'k> {
        self.0
            .iter()
            .filter(move |(known, value)| known == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// A whole number of at least 1.
    pub(crate) fn number(&self, key: &'static str) -> Result<Option<u32>, Trouble> {
        let Some(text) = self.one(key) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(n) if 1 <= n => Ok(Some(n)),
            _ => Err(Trouble::asked(
                key,
                Phrase::of("应当是从 1 数起的整数，您填的是“{}”").with(text),
            )),
        }
    }

    /// A civil date, `2020-07-15` or as people write it.
    pub(crate) fn date(&self, key: &'static str) -> Result<Option<Date>, Trouble> {
        let Some(text) = self.one(key) else {
            return Ok(None);
        };
        law::date::first(text).map(Some).ok_or_else(|| {
            Trouble::asked(
                key,
                Phrase::of("没有“{}”这一天，请写成 2020-07-15 的样子").with(text),
            )
        })
    }

    /// The opaque place in a list from which to go on; whether it is one of that list is for the look-up to say.
    pub(crate) fn cursor(&self, key: &'static str) -> Result<Option<String>, Trouble> {
        match self.one(key) {
            None => Ok(None),
            Some(text) if text.len() <= LONGEST_CURSOR && !text.contains(char::is_control) => {
                Ok(Some(text.to_owned()))
            }
            Some(_) => Err(Trouble::asked(
                key,
                "翻页的位置不能识别，请从第一页重新翻起",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    #[test]
    fn a_query_is_read_as_browsers_send_it() {
        let pairs = Pairs::parse("q=%E5%B9%B4+%E6%8A%A5&kind=&kind=law&kind=document&x").unwrap();
        assert_eq!(pairs.one("q"), Some("年 报"));
        assert_eq!(pairs.all("kind").collect::<Vec<_>>(), ["law", "document"]);
        assert_eq!(pairs.one("x"), None);
        assert_eq!(Pairs::parse("q=%ff"), None);
        assert_eq!(Pairs::parse(&"a=1&".repeat(65)), None);
    }

    #[test]
    fn a_value_that_cannot_be_says_how_to_put_it_right() {
        let pairs = Pairs::parse("edition=0&on=2021-02-29&to=2020年7月15日&after=%00").unwrap();
        assert!(pairs.number("edition").is_err());
        assert!(pairs.date("on").is_err());
        assert_eq!(pairs.date("to").unwrap(), Some(Date::constant(2020, 7, 15)));
        assert!(pairs.cursor("after").is_err());
    }
}
