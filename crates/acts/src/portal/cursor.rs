//! 翻页的位置 — the opaque word that leads from one page of a list to the next.
//!
//! A cursor belongs to one list in one order: it carries a check over both, so that one that was made up, cut off or taken
//! from another list is refused and never read as the first page. The check is no secret: whoever computes it gets a
//! place in a public list.

use crate::Failure;
use law::item::kind::FieldProblem;
use law::{Date, Digest};
use store::listing::Place;

/// How many hexadecimal digits of the digest the check has.
const CHECK: usize = 10;

/// A list in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List(String);

impl List {
    /// Named by what it is and every way in which it is narrowed.
    pub(crate) fn of(parts: &[&str]) -> Self {
        Self(parts.join("\n"))
    }

    /// The cursor of a place in this list.
    pub(crate) fn seal(&self, place: &str) -> String {
        format!("{}.{place}", self.check(place))
    }

    /// The place that a cursor of this list names.
    ///
    /// # Errors
    /// [`Failure::Invalid`] where it is not a cursor of this list.
    pub(crate) fn open<'a>(&self, cursor: &'a str) -> Result<&'a str, Failure> {
        let (check, place) = cursor.split_once('.').ok_or_else(foreign)?;
        if check == self.check(place) {
            Ok(place)
        } else {
            Err(foreign())
        }
    }

    fn check(&self, place: &str) -> String {
        let sealed = Digest::of(format!("gongkai/cursor/1\n{}\n{place}", self.0).as_bytes());
        let mut hex = sealed.to_string();
        hex.truncate(CHECK);
        hex
    }

    pub(crate) fn seal_item(&self, place: &Place) -> String {
        self.seal(&format!("{}.{}", place.published_on, place.id))
    }

    /// # Errors
    /// [`Failure::Invalid`]
    pub(crate) fn open_item(&self, cursor: &str) -> Result<Place, Failure> {
        let (day, id) = self.open(cursor)?.split_once('.').ok_or_else(foreign)?;
        let published_on: Date = day.parse().map_err(|_| foreign())?;
        Ok(Place {
            published_on,
            id: id.to_owned(),
        })
    }
}

/// The refusal of a cursor that is not of the list.
pub(crate) fn foreign() -> Failure {
    Failure::Invalid(vec![FieldProblem {
        field: "after".into(),
        says: "翻页的位置不是这个列表的，请从第一页重新翻起".into(),
    }])
}

#[cfg(test)]
mod tests {
    use super::List;
    use store::listing::Place;

    #[test]
    fn a_cursor_leads_on_in_its_own_list_and_nowhere_else() {
        let list = List::of(&["items", "law"]);
        let place = Place {
            published_on: law::Date::constant(2026, 3, 5),
            id: "0198-x".into(),
        };
        let cursor = list.seal_item(&place);
        assert_eq!(list.open_item(&cursor).ok(), Some(place));
        for other in [
            List::of(&["items", ""]),
            List::of(&["items"]),
            List::of(&["works", "law"]),
        ] {
            assert!(other.open_item(&cursor).is_err(), "{other:?}");
        }
        let cut = cursor.get(..cursor.len() - 1).unwrap_or_default();
        for forged in [
            "",
            ".",
            "x",
            "2026-03-05|0198-x",
            cut,
            &cursor.to_uppercase(),
            &list.seal("yesterday.0198-x"),
            &list.seal("2026-03-05"),
        ] {
            assert!(list.open_item(forged).is_err(), "{forged}");
        }
    }
}
