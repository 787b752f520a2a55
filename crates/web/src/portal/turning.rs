//! 翻页 — from which place a search goes on, and the cursor that names it.
//!
//! A cursor carries a check over its search, so that one of another search is refused and never read as a first page.
//! The check is no secret: whoever computes it gets a place in a public list.

use crate::error::Trouble;
use crate::extract::Pairs;
use crate::paths::query;
use crate::portal::search_address::Search;
use acts::search::{Cursor, Force, Turn};
use law::Digest;
use law::item::Kinds;

/// How many hexadecimal digits of the digest the check of a cursor has.
const CHECK: usize = 10;

impl Search {
    /// As the page reads it: from the place that the address names, with what holds among the states of validity.
    pub(crate) fn read_page(pairs: &Pairs, kinds: &Kinds) -> Result<Self, Trouble> {
        let mut search = Self::read(pairs, kinds)?;
        search.name_validity();
        let (after, before) = (pairs.cursor("after")?, pairs.cursor("before")?);
        let ways = [after.is_some(), before.is_some(), 1 < search.page];
        if 1 < ways.into_iter().filter(|is_there| *is_there).count() {
            let says = "page、after、before 只能写一个：每一个都已经说明从哪里接着看";
            let key = if after.is_some() { "after" } else { "before" };
            return Err(Trouble::asked(key, says));
        }
        let open = |key, cursor: String| {
            let says = "翻页的位置不是这次搜索的，请从第一页重新翻起";
            let cursor = search.opened(&cursor);
            cursor.ok_or_else(|| Trouble::asked(key, says))
        };
        search.query.turn = match (after, before) {
            (Some(after), _) => Turn::After(open("after", after)?),
            (None, Some(before)) => Turn::Before(open("before", before)?),
            (None, None) => Turn::First,
        };
        Ok(search)
    }

    /// `in_force` is a choice among the values of `validity`, which the page offers together.
    fn name_validity(&mut self) {
        let wanted = self.query.in_force.values();
        let is_validity = |(key, _): &&(String, String)| key == "validity";
        let chosen = self.query.filters.iter().filter(is_validity);
        let chosen: Vec<&str> = chosen.map(|(_, value)| value.as_str()).collect();
        let both: Vec<&str> = wanted
            .iter()
            .copied()
            .filter(|value| chosen.is_empty() || chosen.contains(value))
            .collect();
        if both.is_empty() {
            return;
        }
        let named = both
            .iter()
            .map(|value| ("validity".to_owned(), (*value).to_owned()));
        let named: Vec<_> = named.collect();
        self.query.filters.retain(|(key, _)| key != "validity");
        self.query.filters.extend(named);
        self.query.in_force = Force::Any;
    }

    /// The cursor of a place in this search: it belongs to this search and to no other.
    pub(crate) fn sealed(&self, place: Cursor) -> String {
        let mut pairs = self.pairs();
        // The same filters in another order are the same search.
        pairs.sort();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        let asked = format!("gongkai/search/2\n{}\n{place}", query(&pairs));
        let mut check = Digest::of(asked.as_bytes()).to_string();
        check.truncate(CHECK);
        format!("{check}.{place}")
    }

    /// The place that a cursor of this search names.
    pub(crate) fn opened(&self, cursor: &str) -> Option<Cursor> {
        let (_, place) = cursor.split_once('.')?;
        let place: Cursor = place.parse().ok()?;
        (self.sealed(place) == cursor).then_some(place)
    }
}
