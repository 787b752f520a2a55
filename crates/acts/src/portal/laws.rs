//! A work of law: its versions, what happened to it, the text of a day, and two of its texts compared.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::find::tombstone;
use crate::portal::lines::standing;
use crate::view::{Compared, Comparison, EventLine, Happened, LawView, TextOnDay, VersionLine};
use law::Date;
use law::item::Released;
use law::item::compare::compare;
use law::item::enactment::{self, Act, Event, is_published};
use law::item::kind::FieldProblem;
use law::item::validity::{Facts, standing_on};
use law::item::versions::{Held, Pick, changes, pick};
use std::sync::Arc;
use store::Reader;
use store::item::State;
use store::listing::Listed;
use store::work::Work;

/// One version as held: its row and, where it is released, what it says of itself.
struct Version {
    listed: Listed,
    released: Option<Released>,
}

impl Version {
    /// What is released of it says under its title.
    fn note(&self) -> Option<&str> {
        self.released.as_ref()?.fields().text("enactment_note")
    }

    fn is_called(&self, version: &str) -> bool {
        let work = self.listed.item.work.as_ref();
        work.is_some_and(|work| work.version == version)
    }

    fn held(&self) -> Held {
        held_of(&self.listed, self.note())
    }
}

/// What is known of a version by its row and the note under its title.
pub(super) fn held_of(listed: &Listed, note: Option<&str>) -> Held {
    let effective = listed.facts.as_ref().and_then(|facts| facts.effective);
    let work = listed.item.work.as_ref();
    let stated = work.and_then(|work| work.version.get(..10)?.parse().ok());
    let events = note.map(enactment::events).unwrap_or_default();
    let version_date = enactment::dated(stated, &events);
    // What begins to hold before the last change that is in it is an older text.
    let is_newer = stated < version_date;
    let effective =
        effective.filter(|from| !is_newer || version_date.is_none_or(|date| date <= *from));
    Held {
        version_date,
        effective,
        changed: enactment::last_change(&events).map(|event| event.day),
    }
}

/// What the enactment notes of all versions say together.
struct Said<'a> {
    notes: &'a [&'a str],
    /// Changes whose text is not held, oldest first.
    missed: &'a [Date],
}

impl<'a> Said<'a> {
    /// The line that names the day of a version; where none does and its own note has no days, the last of that.
    fn of(&self, day: Option<Date>, own: &'a str) -> &'a str {
        let lines = std::iter::once(own).chain(self.notes.iter().copied());
        let mut lines = lines.flat_map(str::lines);
        let named = lines.find(|line| day.is_some() && law::date::first(line) == day);
        let is_dated = own.lines().any(|line| law::date::first(line).is_some());
        match named {
            Some(line) => line,
            None if is_dated => "",
            None => own.lines().last().unwrap_or_default(),
        }
    }

    /// The day on which a text that is not held took the place of this one.
    fn first_missed_after(&self, held: &Held) -> Option<Date> {
        let base = held.version_date.or(held.effective)?;
        self.missed.iter().copied().find(|day| base < *day)
    }
}

/// A work with everything that is held of it, oldest first.
struct Holding {
    work: Work,
    versions: Vec<Version>,
    held: Vec<Held>,
    /// What the notes of the released versions say, each event once, oldest first.
    events: Vec<Event>,
    /// Changes whose text is not held, oldest first.
    missed: Vec<Date>,
    /// The first adoption or promulgation.
    made: Option<Date>,
}

impl Holding {
    /// # Errors
    /// [`Failure::NotFound`] where there is no such work, or nothing of it was ever released.
    async fn read(reader: &mut Reader, work: &str) -> Result<Self, Failure> {
        let work = reader.work(work).await?.ok_or(Failure::NotFound)?;
        let mut versions = Vec::new();
        for listed in reader.versions(&work.code).await? {
            let edition = listed
                .item
                .released_edition
                .filter(|_| listed.item.state == State::Released);
            let released = match edition {
                Some(edition) => reader
                    .release(&listed.item.id, edition)
                    .await?
                    .map(|release| release.released),
                None => None,
            };
            versions.push(Version { listed, released });
        }
        if versions.is_empty() {
            return Err(Failure::NotFound);
        }
        versions.sort_by_key(|version| version.held().starts());
        let held: Vec<Held> = versions.iter().map(Version::held).collect();
        let notes = versions.iter().filter_map(Version::note);
        let mut events: Vec<Event> = notes.clone().flat_map(enactment::events).collect();
        events.sort_by_key(|event| (event.day, event.act));
        events.dedup_by_key(|event| (event.day, event.act));
        let mut missed: Vec<Date> = notes.flat_map(changes).collect();
        missed.sort_unstable();
        missed.dedup();
        missed.retain(|day| !is_held(*day, &held));
        let made = versions
            .iter()
            .filter_map(|version| version.released.as_ref()?.fields().date("promulgated"))
            .min();
        Ok(Self {
            work,
            versions,
            held,
            events,
            missed,
            made,
        })
    }

    /// The name of the newest text. A work of which nothing is left must not say by its title what was withdrawn.
    fn title(&self) -> String {
        let newest = self.versions.iter().rev().find_map(|v| v.released.as_ref());
        newest.map_or_else(
            || "文本已撤回的法规".to_owned(),
            |released| released.title().to_owned(),
        )
    }

    fn unknown(&self, field: &str, asked: &str) -> Failure {
        let released = self
            .versions
            .iter()
            .filter_map(|v| v.released.as_ref()?.work());
        let known: Vec<&str> = released.map(|work| work.version.as_str()).collect();
        Failure::Invalid(vec![FieldProblem {
            field: field.into(),
            says: format!("没有“{asked}”这个文本，可以是 {}", known.join("、")),
        }])
    }

    /// What happened to the work besides its versions that are held, oldest first.
    fn happened(&self) -> Vec<EventLine> {
        let told = |day: Date| {
            let of_day = |event: &&Event| event.day == day && event.act != Some(Act::Effective);
            let event = self.events.iter().rfind(of_day);
            event.map_or_else(String::new, |event| event.words.clone())
        };
        let of = |day: Date, what: Happened| EventLine {
            on: Some(day),
            what,
            version: None,
            words: told(day),
        };
        let is_making = |event: &&Event| {
            matches!(
                event.act,
                Some(Act::Adopted | Act::Approved | Act::Promulgated)
            )
        };
        let first = self.events.iter().find(is_making).map(|event| event.day);
        let first = first.into_iter().chain(self.made).min();
        let begins = self
            .held
            .iter()
            .filter_map(|held| held.version_date.or(held.effective))
            .min();
        let made = first.filter(|day| begins.is_some_and(|begins| self.is_former(*day, begins)));
        let mut lines: Vec<EventLine> = made
            .map(|day| of(day, Happened::Made))
            .into_iter()
            .chain(self.missed.iter().map(|day| of(*day, Happened::Changed)))
            .collect();
        let withdrawn = self.versions.iter().filter(|v| v.released.is_none());
        lines.extend(withdrawn.map(|version| {
            EventLine {
                on: version.held().starts(),
                what: Happened::Withdrawn,
                version: version
                    .listed
                    .item
                    .work
                    .as_ref()
                    .map(|work| work.version.clone()),
                words: String::new(),
            }
        }));
        if let Some(last) = self.versions.last().filter(|v| v.released.is_some()) {
            lines.extend(last.listed.facts.iter().flat_map(ends));
        }
        lines.sort_by_key(|line| (line.on.is_none(), line.on));
        lines
    }

    /// Whether the text of `made` was another than the first that is held, of `begins`: a change lies between them, or
    /// more time than it takes to make a text public.
    fn is_former(&self, made: Date, begins: Date) -> bool {
        let is_change = |event: &&Event| event.act.is_some_and(Act::is_change);
        let changes = self.events.iter().filter(is_change);
        let mut changes = changes.map(|event| event.day);
        let years = made.until(begins).map_or(0, |span| span.get_days() / 365);
        made < begins
            && !is_held(made, &self.held)
            && (0 < years || changes.any(|day| made < day && day <= begins))
    }

    /// The lines of the versions that are released, with the place of each.
    fn lines(&self, portal: &Portal, today: Date, picked: Pick) -> Vec<VersionLine> {
        let notes: Vec<&str> = self.versions.iter().filter_map(Version::note).collect();
        let said = Said {
            notes: &notes,
            missed: &self.missed,
        };
        let lines = self.versions.iter().enumerate().filter_map(|(i, version)| {
            let released = version.released.as_ref()?;
            let next = self.held.get(i + 1);
            let is_shown = [Pick::Version(i), Pick::NotYet(i)].contains(&picked);
            Some(portal.version_line(version, released, next, &said, today, is_shown))
        });
        lines.collect()
    }
}

/// Whether one of the held versions is that of a change which a note names with this day.
pub(super) fn is_held(day: Date, held: &[Held]) -> bool {
    held.iter().any(|held| {
        let date = held.version_date;
        held.changed == Some(day) || date.is_some_and(|version| is_published(day, version))
    })
}

/// How a text came, or will come, to its end without another in its place.
fn ends(facts: &Facts) -> Vec<EventLine> {
    let repealed = facts.repealed.as_ref().map(|ended| EventLine {
        on: ended.from,
        what: Happened::Repealed,
        version: None,
        words: ended.by.clone(),
    });
    let expired = facts.expires_after.map(|last| EventLine {
        on: last.tomorrow().ok(),
        what: Happened::Expired,
        version: None,
        words: String::new(),
    });
    repealed.into_iter().chain(expired).collect()
}

impl Portal {
    /// A work of law with its text on a day.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is no such work, or nothing of it was ever released.
    pub async fn law(&self, work: &str, on: Date, today: Date) -> Result<LawView, Failure> {
        let mut reader = self.register.store.read().await?;
        let holding = Holding::read(&mut reader, work).await?;
        let picked = pick(&holding.held, holding.made, &holding.missed, on);
        let versions = holding.lines(self, today, picked);
        let (title, events) = (holding.title(), holding.happened());
        let text = match picked {
            Pick::NotHeld => TextOnDay::NotHeld,
            Pick::BeforeFirst => TextOnDay::BeforeFirst,
            Pick::Version(i) | Pick::NotYet(i) => match holding.versions.into_iter().nth(i) {
                Some(version) if version.released.is_some() => {
                    let view = self.view_of(&mut reader, version.listed, today);
                    let view = Box::new(view.await?);
                    if picked == Pick::Version(i) {
                        TextOnDay::Held(view)
                    } else {
                        TextOnDay::NotYet(view)
                    }
                }
                Some(version) => {
                    TextOnDay::Withdrawn(tombstone(&mut reader, &version.listed.item).await?)
                }
                None => TextOnDay::NotHeld,
            },
        };
        Ok(LawView {
            work: holding.work.code,
            title,
            kind: holding.work.kind,
            versions,
            events,
            missed: holding.missed,
            on,
            text,
        })
    }

    /// Two texts of a work, article beside article. Where they are not named: the text of today, and the one before it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] as [`Self::law`]; [`Failure::Invalid`] for a version that is not held.
    pub async fn compare(
        &self,
        work: &str,
        from: Option<&str>,
        to: Option<&str>,
        today: Date,
    ) -> Result<Compared, Failure> {
        let mut reader = self.register.store.read().await?;
        let holding = Holding::read(&mut reader, work).await?;
        for (field, asked) in [("from", from), ("to", to)] {
            let Some(asked) = asked else { continue };
            match holding.versions.iter().find(|v| v.is_called(asked)) {
                Some(version) if version.released.is_none() => {
                    let stone = tombstone(&mut reader, &version.listed.item).await?;
                    return Ok(Compared::Withdrawn(stone));
                }
                Some(_) => {}
                None => return Err(holding.unknown(field, asked)),
            }
        }
        drop(reader);
        let versions = holding.lines(self, today, Pick::NotHeld);
        let place = |asked: &str| versions.iter().position(|line| line.version == asked);
        let begun = |line: &VersionLine| line.valid_from.is_none_or(|from| from <= today);
        let to = to
            .and_then(place)
            .or_else(|| versions.iter().rposition(begun))
            .or(versions.len().checked_sub(1));
        let from = match from {
            Some(asked) => place(asked),
            None => to.and_then(|to| to.checked_sub(1)),
        };
        let sides = from.zip(to).filter(|(from, to)| from != to);
        let title = holding.title();
        let mut texts = holding
            .versions
            .into_iter()
            .filter_map(|v| v.released)
            .map(Some)
            .collect::<Vec<_>>();
        let mut take = |at: usize| texts.get_mut(at).and_then(Option::take);
        let pairs = match sides.and_then(|(from, to)| Some((take(from)?, take(to)?))) {
            // Two long texts take their time, and that is work, not waiting.
            Some((was, is)) => {
                let turn = Arc::clone(&self.comparing).acquire_owned().await;
                let turn = turn.map_err(|closed| Failure::Bug(closed.to_string()))?;
                let pairs = tokio::task::spawn_blocking(move || {
                    let _turn = turn;
                    compare(was.text(), is.text())
                });
                let pairs = pairs.await;
                pairs.map_err(|error| Failure::Bug(format!("比较没有做完：{error}")))?
            }
            None => Vec::new(),
        };
        Ok(Compared::Held(Box::new(Comparison {
            work: holding.work.code,
            title,
            kind: holding.work.kind,
            versions,
            sides,
            pairs,
        })))
    }

    fn version_line(
        &self,
        version: &Version,
        released: &Released,
        next: Option<&Held>,
        said: &Said<'_>,
        today: Date,
        is_shown: bool,
    ) -> VersionLine {
        let facts = version.listed.facts.clone().unwrap_or_default();
        let held = version.held();
        let note = released.fields().text("enactment_note").unwrap_or_default();
        let next = next.and_then(Held::starts);
        let missed = said.first_missed_after(&held);
        let events = enactment::events(note);
        let making = held
            .version_date
            .and_then(|day| enactment::making(&events, day));
        let made = released.made();
        let stated = released.fields().text("doc_no").map(str::to_owned);
        let told = || made.as_ref().and_then(|made| made.number.clone());
        VersionLine {
            number: stated.or_else(told),
            made,
            version: released
                .work()
                .map_or_else(String::new, |work| work.version.clone()),
            valid_from: held.starts(),
            valid_to: facts
                .amended_from
                .or_else(|| facts.repealed.as_ref().and_then(|ended| ended.from))
                .or(next)
                .map_or(missed, |end| {
                    Some(missed.map_or(end, |missed| missed.min(end)))
                })
                .and_then(|day| day.yesterday().ok()),
            title: released.title().to_owned(),
            standing: standing(self.kinds(), &version.listed.item.kind, Some(&facts), today)
                .unwrap_or_else(|| standing_on(&facts, today)),
            note: match (said.of(held.version_date, note), making) {
                // The note has no line of this very day, but one of what was passed shortly before.
                ("", Some(event)) => format!("{}{}", law::date::zh(event.day), event.words),
                (said, _) => said.to_owned(),
            },
            is_shown,
        }
    }
}
