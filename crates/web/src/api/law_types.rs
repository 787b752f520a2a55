//! The serialised types of works of law. As in [`super::types`], names and fields are public and stable.

use super::types::{Gone, Item, StandingOut};
use crate::paths::{Links, Place};
use acts::view::{Address, EventLine, LawView, TextOnDay, VersionLine, WorkLine, Works};
use law::Date;
use law::item::enactment::Act;
use serde::Serialize;

/// A page of the list of laws.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the open API"
)]
pub(crate) struct Laws {
    total: u64,
    laws: Vec<LawLine>,
    /// The day for which the list says how a work stands.
    on: String,
    /// Ask again with `cursor` set to this for the next page.
    next: Option<String>,
}

/// A work of law in a list, by the version that stands for it; a text, where texts of one standing were asked for.
#[derive(Debug, Serialize)]
struct LawLine {
    work: String,
    version: String,
    address: String,
    api: String,
    title: String,
    kind: String,
    number: Option<String>,
    issuer: String,
    /// When this text was made public, or passed, and by what it was made.
    promulgated: Option<String>,
    act: Option<&'static str>,
    first_promulgated: Option<String>,
    effective: Option<String>,
    standing: StandingOut,
    versions: u32,
}

impl Laws {
    pub(crate) fn new(links: &Links, works: &Works, on: Date) -> Self {
        Self {
            total: works.total,
            laws: works
                .lines
                .iter()
                .map(|line| LawLine::new(links, line))
                .collect(),
            on: on.to_string(),
            next: works.next.clone(),
        }
    }
}

impl LawLine {
    fn new(links: &Links, line: &WorkLine) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self {
            work: line.work.clone(),
            version: line.version.clone(),
            address: links.work_line(line),
            api: links.to(&Place::ApiLaw(line.work.clone())),
            title: line.title.clone(),
            kind: line.kind.clone(),
            number: line.number.clone(),
            issuer: line.issuer.clone(),
            promulgated: day(line.made_on()),
            act: line.act().map(Act::id),
            first_promulgated: day(line.first_promulgated),
            effective: day(line.effective),
            standing: (&line.standing).into(),
            versions: line.versions,
        }
    }
}

/// A work of law on a day.
#[derive(Debug, Serialize)]
pub(crate) struct Law {
    work: String,
    title: String,
    kind: String,
    on: String,
    /// `held`, `not_yet` (public, not in force: the text to come), `not_held`, `before_first` or `withdrawn`.
    answer: &'static str,
    item: Option<Item>,
    withdrawn: Option<Gone>,
    versions: Vec<Version>,
    /// What happened besides, and left no text here, oldest first.
    events: Vec<Event>,
    /// The days of changes whose text is not held.
    missed: Vec<String>,
}

/// Something that happened to a work and left no text here.
#[derive(Debug, Serialize)]
struct Event {
    on: Option<String>,
    /// `made`, `changed`, `repealed`, `expired` or `withdrawn`.
    what: &'static str,
    /// The version that was withdrawn.
    version: Option<String>,
    says: String,
}

impl From<&EventLine> for Event {
    fn from(line: &EventLine) -> Self {
        Self {
            on: line.on.map(|day| day.to_string()),
            what: line.what.id(),
            version: line.version.clone(),
            says: line.words.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the open API"
)]
struct Version {
    version: String,
    address: String,
    title: String,
    made_on: Option<String>,
    act: Option<&'static str>,
    promulgated: Option<String>,
    number: Option<String>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    note: String,
    standing: StandingOut,
    is_shown: bool,
}

impl Law {
    pub(crate) fn new(links: &Links, law: LawView) -> Self {
        let versions = law
            .versions
            .iter()
            .map(|line| Version::new(links, &law.work, line));
        let versions = versions.collect();
        let (answer, item, withdrawn) = match law.text {
            TextOnDay::Held(view) => ("held", Some(Item::new(links, &view)), None),
            TextOnDay::NotYet(view) => ("not_yet", Some(Item::new(links, &view)), None),
            TextOnDay::NotHeld => ("not_held", None, None),
            TextOnDay::BeforeFirst => ("before_first", None, None),
            TextOnDay::Withdrawn(stone) => ("withdrawn", None, Some(stone.into())),
        };
        Self {
            work: law.work,
            title: law.title,
            kind: law.kind,
            on: law.on.to_string(),
            answer,
            item,
            withdrawn,
            versions,
            events: law.events.iter().map(Event::from).collect(),
            missed: law.missed.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Version {
    fn new(links: &Links, work: &str, line: &VersionLine) -> Self {
        let address = Address::Law {
            work: work.to_owned(),
            version: line.version.clone(),
        };
        let made = line.made.as_ref();
        Self {
            version: line.version.clone(),
            address: links.item(&address),
            title: line.title.clone(),
            made_on: made.map(|made| made.acted_on.to_string()),
            act: made.and_then(|made| made.act).map(Act::id),
            promulgated: made.map(|made| made.day.to_string()),
            number: line.number.clone(),
            valid_from: line.valid_from.map(|date| date.to_string()),
            valid_to: line.valid_to.map(|date| date.to_string()),
            note: line.note.clone(),
            standing: (&line.standing).into(),
            is_shown: line.is_shown,
        }
    }
}
