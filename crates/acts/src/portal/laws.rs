//! Works of law: the list, and the text of a day.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::agencies::PAGE;
use crate::portal::cursor::{List, foreign};
use crate::portal::find::tombstone;
use crate::portal::lines::standing;
use crate::view::{LawView, TextOnDay, VersionLine, WorkLine, Works};
use law::Date;
use law::item::Released;
use law::item::validity::{Standing, standing_on};
use law::item::versions::{Held, Pick, changes, pick};
use store::Reader;
use store::item::State;
use store::listing::Listed;
use store::work::Work;

/// How the list of works is narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorksFilter {
    pub kind: Option<String>,
    /// A facet value of validity; narrows what is shown of each page.
    pub validity: Option<String>,
    /// Words of the title.
    pub words: Option<String>,
}

impl WorksFilter {
    fn list(&self) -> List {
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        let parts = [part(&self.kind), part(&self.validity), part(&self.words)];
        let [kind, validity, words] = &parts;
        List::of(&["works", kind, validity, words])
    }
}

/// How many works are looked at together.
const STEP: u32 = 100;

/// The version that stands for a work in a list: the newest that has begun, else the newest.
fn shown<'a>(versions: &[&'a Listed], today: Date) -> Option<&'a Listed> {
    let begun = |listed: &&&Listed| {
        let effective = listed.facts.as_ref().and_then(|facts| facts.effective);
        effective.is_none_or(|from| from <= today)
    };
    versions
        .iter()
        .rev()
        .find(begun)
        .or(versions.last())
        .copied()
}

/// One version as held: its row and, where it is released, what it says of itself.
struct Version {
    listed: Listed,
    released: Option<Released>,
}

impl Version {
    fn held(&self) -> Held {
        let facts = self.listed.facts.as_ref();
        Held {
            version_date: self
                .listed
                .item
                .work
                .as_ref()
                .and_then(|work| work.version.get(..10)?.parse().ok()),
            effective: facts.and_then(|facts| facts.effective),
        }
    }
}

/// How many days after it was passed a change is published at most; the version has the day of the publication.
const TO_PUBLISH: i32 = 90;

/// Whether a held version is that of a change which a note names with this day.
fn is_published(day: Date, held: &Held) -> bool {
    let since = held.version_date.and_then(|date| day.until(date).ok());
    since.is_some_and(|since| (0..=TO_PUBLISH).contains(&since.get_days()))
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
        let named = lines.find(|line| day.is_some() && law::date::parse(line) == day);
        let is_dated = own.lines().any(|line| law::date::parse(line).is_some());
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

impl Portal {
    /// Works of law by title.
    ///
    /// # Errors
    /// [`Failure::Invalid`] where `after` is not a place in this list.
    pub async fn works(
        &self,
        filter: &WorksFilter,
        after: Option<&str>,
        today: Date,
    ) -> Result<Works, Failure> {
        let mut reader = self.register.store.read().await?;
        let (kind, asked) = (filter.kind.as_deref(), filter.words.as_deref());
        let mut out = Works {
            total: reader.count_works(kind, asked).await?,
            ..Works::default()
        };
        let list = filter.list();
        let mut place = match after {
            Some(cursor) => {
                let code = list.open(cursor)?;
                let work = reader.work(code).await?.ok_or_else(foreign)?;
                Some((work.title, work.code))
            }
            None => None,
        };
        // Validity is worked out for the day of asking, so pages are read until one is full.
        loop {
            let beyond = place.as_ref().map(|(title, code)| (&**title, &**code));
            let works = reader.works(kind, asked, beyond, STEP).await?;
            let is_last = works.len() < STEP as usize;
            let codes: Vec<String> = works.iter().map(|work| work.code.clone()).collect();
            let versions = reader.versions_of_all(&codes).await?;
            for work in works {
                if out.lines.len() == PAGE as usize {
                    out.next = place.map(|(_, code)| list.seal(&code));
                    return Ok(out);
                }
                place = Some((work.title.clone(), work.code.clone()));
                let mine = versions
                    .iter()
                    .filter(|v| v.item.work.as_ref().is_some_and(|w| w.work == work.code));
                let mine: Vec<&Listed> = mine.collect();
                let Some(shown) = shown(&mine, today) else {
                    continue;
                };
                let facts = shown.facts.clone().unwrap_or_default();
                let standing = standing_on(&facts, today);
                if filter
                    .validity
                    .as_ref()
                    .is_none_or(|validity| *validity == standing.facet())
                {
                    out.lines.push(
                        self.work_line(&mut reader, work, shown, standing, mine.len())
                            .await?,
                    );
                }
            }
            if is_last {
                return Ok(out);
            }
        }
    }

    async fn work_line(
        &self,
        reader: &mut Reader,
        work: Work,
        shown: &Listed,
        standing: Standing,
        versions: usize,
    ) -> Result<WorkLine, Failure> {
        let edition = shown.item.released_edition.ok_or(Failure::NotFound)?;
        let release = reader
            .release(&shown.item.id, edition)
            .await?
            .ok_or(Failure::NotFound)?;
        let fields = release.released.fields();
        Ok(WorkLine {
            title: work.title,
            kind: work.kind,
            issuer: fields.list("issuers").join("、"),
            promulgated: fields.date("promulgated"),
            effective: shown.facts.as_ref().and_then(|facts| facts.effective),
            standing,
            versions: u32::try_from(versions).unwrap_or(u32::MAX),
            work: work.code,
        })
    }

    /// A work of law with its text on a day.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is no such work, or nothing of it was ever released.
    pub async fn law(&self, work: &str, on: Date, today: Date) -> Result<LawView, Failure> {
        let mut reader = self.register.store.read().await?;
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
        let fields = versions
            .iter()
            .filter_map(|version| version.released.as_ref())
            .map(Released::fields);
        let notes: Vec<&str> = fields
            .clone()
            .filter_map(|fields| fields.text("enactment_note"))
            .collect();
        let mut days: Vec<Date> = notes.iter().flat_map(|note| changes(note)).collect();
        days.sort_unstable();
        days.dedup();
        let missed: Vec<Date> = days
            .iter()
            .copied()
            .filter(|day| !held.iter().any(|held| is_published(*day, held)))
            .collect();
        let said = Said {
            notes: &notes,
            missed: &missed,
        };
        let made = fields.filter_map(|fields| fields.date("promulgated")).min();
        let picked = pick(&held, made, &missed, on);
        let lines = versions.iter().enumerate().filter_map(|(i, version)| {
            version.released.as_ref().map(|released| {
                self.version_line(
                    version,
                    released,
                    held.get(i + 1),
                    &said,
                    today,
                    picked == Pick::Version(i),
                )
            })
        });
        let lines: Vec<VersionLine> = lines.collect();
        let text = match picked {
            Pick::NotHeld => TextOnDay::NotHeld,
            Pick::BeforeFirst => TextOnDay::BeforeFirst,
            Pick::Version(i) => match versions.into_iter().nth(i) {
                Some(version) if version.released.is_some() => TextOnDay::Held(Box::new(
                    self.view_of(&mut reader, version.listed.item, today)
                        .await?,
                )),
                Some(version) => {
                    TextOnDay::Withdrawn(tombstone(&mut reader, &version.listed.item).await?)
                }
                None => TextOnDay::NotHeld,
            },
        };
        // A work of which nothing is left must not say by its title what was withdrawn.
        let title = if lines.is_empty() {
            "文本已撤回的法规".to_owned()
        } else {
            work.title
        };
        Ok(LawView {
            work: work.code,
            title,
            kind: work.kind,
            versions: lines,
            missed,
            on,
            text,
        })
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
        VersionLine {
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
            note: said.of(held.version_date, note).to_owned(),
            is_shown,
        }
    }
}
