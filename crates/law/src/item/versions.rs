//! 文本沿革 — which version of a work is the text of a given day.
//!
//! Decides DOMAIN §6.4 and the rule of two axes: a day whose text is not held is answered with 该日文本未收录, never with
//! another day's text. Knows the versions that are held and the changes that the enactment notes name.

use super::enactment;
use crate::date::Date;

/// One version that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The day by which it is named: of its making or last change.
    pub version_date: Option<Date>,
    /// The day from which it holds, where it is stated.
    pub effective: Option<Date>,
    /// The last change that its own note names: the one that made it, however long before it holds.
    pub changed: Option<Date>,
}

impl Held {
    /// From when it is taken to hold.
    pub fn starts(&self) -> Option<Date> {
        self.effective.or(self.version_date)
    }
}

/// The answer for one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The held version at this place of the list.
    Version(usize),
    /// The version at this place was made public and had not begun; nothing was in force before it.
    NotYet(usize),
    /// A text was in force, but not one that is held.
    NotHeld,
    /// Before the work was made.
    BeforeFirst,
}

/// The days on which a work was changed, as its enactment note names them.
///
/// 施行 alone is no change; 公布, 通过 or 发布 is the making.
pub fn changes(note: &str) -> Vec<Date> {
    let events = enactment::events(note).into_iter();
    events
        .filter(|event| event.act.is_some_and(enactment::Act::is_change))
        .map(|event| event.day)
        .collect()
}

/// Which of `held` is the text of `on`.
///
/// `made` is the first adoption or promulgation; `changes` every change any note names.
pub fn pick(held: &[Held], made: Option<Date>, changes: &[Date], on: Date) -> Pick {
    let candidate = held
        .iter()
        .enumerate()
        .filter_map(|(i, version)| Some((version.starts()?, i)))
        .filter(|(starts, _)| *starts <= on)
        .max();
    let Some((_, i)) = candidate else {
        // A single undated version is the text of every day that can be asked.
        if let [
            Held {
                version_date: None,
                effective: None,
                ..
            },
        ] = held
        {
            return Pick::Version(0);
        }
        if let Some(i) = to_come(held, made, on) {
            return Pick::NotYet(i);
        }
        let existed = made.is_some_and(|made| made <= on) || changes.iter().any(|day| *day <= on);
        return if existed {
            Pick::NotHeld
        } else {
            Pick::BeforeFirst
        };
    };
    let base = held[i].version_date.or(held[i].effective);
    let is_held = |day: Date| held.iter().any(|version| version.version_date == Some(day));
    let missed = changes
        .iter()
        .any(|day| base.is_some_and(|base| base < *day) && *day <= on && !is_held(*day));
    if missed {
        Pick::NotHeld
    } else {
        Pick::Version(i)
    }
}

/// The first version, where it is the first text of the work, was made public by `on` and begins later.
fn to_come(held: &[Held], made: Option<Date>, on: Date) -> Option<usize> {
    let first = held
        .iter()
        .enumerate()
        .filter(|(_, version)| version.starts().is_some());
    let (i, first) = first.min_by_key(|(_, version)| version.starts())?;
    let date = first.version_date?;
    let is_first = made.is_none_or(|made| enactment::is_published(made, date));
    let is_public = made.map_or(date, |made| made.min(date)) <= on;
    (is_first && is_public).then_some(i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date in a test")
    }

    fn held(version: &str, effective: &str) -> Held {
        Held {
            version_date: Some(day(version)),
            effective: Some(day(effective)),
            changed: None,
        }
    }

    #[test]
    fn the_text_of_a_day_is_the_version_that_held_on_it() {
        let versions = [
            held("2007-04-05", "2008-05-01"),
            held("2019-04-03", "2019-05-15"),
        ];
        let changes = [day("2019-04-03")];
        for (on, pick_is) in [
            ("2007-01-01", Pick::BeforeFirst),
            ("2007-05-01", Pick::NotYet(0)),
            ("2008-05-01", Pick::Version(0)),
            ("2019-05-14", Pick::Version(0)),
            ("2019-05-15", Pick::Version(1)),
        ] {
            assert_eq!(
                pick(&versions, Some(day("2007-04-05")), &changes, day(on)),
                pick_is,
                "{on}"
            );
        }
    }

    #[test]
    fn a_text_that_is_not_held_is_never_replaced_by_another() {
        let versions = [held("2019-04-03", "2019-05-15")];
        assert_eq!(
            pick(
                &versions,
                Some(day("2007-04-05")),
                &[day("2019-04-03")],
                day("2012-01-01")
            ),
            Pick::NotHeld
        );
        let gap = [
            held("1991-04-09", "1991-04-09"),
            held("2023-09-01", "2024-01-01"),
        ];
        let changes = [day("2007-10-28"), day("2012-08-31"), day("2023-09-01")];
        assert_eq!(
            pick(&gap, None, &changes, day("2000-01-01")),
            Pick::Version(0)
        );
        assert_eq!(pick(&gap, None, &changes, day("2010-01-01")), Pick::NotHeld);
        assert_eq!(
            pick(&gap, None, &changes, day("2024-01-01")),
            Pick::Version(1)
        );
    }

    #[test]
    fn a_change_of_the_day_from_which_a_text_holds_is_in_it() {
        let only_effect = [Held {
            version_date: None,
            effective: Some(day("2020-01-01")),
            changed: None,
        }];
        for (change, is) in [
            ("2020-01-01", Pick::Version(0)),
            ("2020-01-02", Pick::NotHeld),
        ] {
            let found = pick(&only_effect, None, &[day(change)], day("2020-06-01"));
            assert_eq!(found, is, "{change}");
        }
    }

    #[test]
    fn the_changes_of_an_enactment_note_are_its_amendments_only() {
        let note = "2007年4月5日 国务院令第492号公布\n2019年4月3日 国务院令第711号修订\n2019年5月15日 施行";
        assert_eq!(changes(note), [day("2019-04-03")]);
    }
}
