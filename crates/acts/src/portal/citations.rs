//! 文内引用 — where what a text names is held: the names and numbers of a whole text, looked up together.
//!
//! Decides which item a citation means. A law is the version that held on the day of the citing text; where that is not
//! known, the work is asked for that day, and says so itself. A name that several documents have means none of them,
//! unless the number behind it tells them apart. Nothing leads to the text itself, to what is not released, or to an
//! article that the text at the other end does not have.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::laws::{held_of, is_held};
use crate::portal::lines::address;
use crate::view::{Cited, CitedAt};
use law::Date;
use law::item::Released;
use law::item::versions::{Held, Pick, changes, pick};
use law::text::citation::{Citation, Names, Title, citations};
use law::text::provision::Provision;
use std::collections::{BTreeSet, HashMap};
use store::Reader;
use store::item::{ItemRow, State};
use store::listing::Listed;
use store::work::Work;

/// How many different works of law one text is followed to: more than any real text names.
const MOST_WORKS: usize = 100;

impl Portal {
    /// Where the names and numbers in a released text lead, in their order; none overlap.
    pub(crate) async fn cited(
        reader: &mut Reader,
        item: &ItemRow,
        released: &Released,
    ) -> Result<Vec<CitedAt>, Failure> {
        let found = citations(released.text());
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let asked = Asked::of(&found);
        let documents = reader.called(&asked.titles, &asked.numbers).await?;
        let mut works = reader.works_called(&asked.keys, &asked.titles).await?;
        works.truncate(MOST_WORKS);
        let codes: Vec<String> = works.iter().map(|work| work.code.clone()).collect();
        let versions = reader.known_versions(&codes).await?;
        let mut wanted: BTreeSet<String> = versions
            .iter()
            .filter(|listed| listed.item.state == State::Released)
            .map(|listed| listed.item.id.clone())
            .collect();
        if found.iter().any(has_provision) {
            wanted.extend(documents.iter().map(|document| document.id.clone()));
        }
        let wanted: Vec<String> = wanted.into_iter().collect();
        let texts = reader.shown(&wanted).await?;
        let texts = texts
            .into_iter()
            .map(|text| (text.item().to_owned(), text))
            .collect();
        let library = Library {
            here: item,
            on: day_of(item, released),
            documents,
            works,
            versions,
            texts,
        };
        let mut places: Vec<CitedAt> = Vec::new();
        for citation in &found {
            let Some(place) = library.place(citation, released) else {
                continue;
            };
            let overlaps = places.last().is_some_and(|last| {
                (last.block, last.part) == (place.block, place.part)
                    && place.range.start < last.range.end
            });
            if !overlaps {
                places.push(place);
            }
        }
        Ok(places)
    }
}

/// The day on which a text speaks: what it cites is meant as it stood then.
fn day_of(item: &ItemRow, released: &Released) -> Date {
    let written = released.fields().date("written_date");
    let made = || released.made().map(|made| made.day);
    written.or_else(made).unwrap_or(item.published_on)
}

fn has_provision(citation: &Citation) -> bool {
    matches!(&citation.names, Names::Title(title) if title.provision.is_some())
}

/// What makes a name that of one work: without 中华人民共和国, brackets and punctuation.
fn key_of(name: &str) -> String {
    let name = name.replace("中华人民共和国", "");
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Everything that is to be looked up, each once.
#[derive(Default)]
struct Asked {
    titles: Vec<String>,
    keys: Vec<String>,
    numbers: Vec<String>,
}

impl Asked {
    fn of(found: &[Citation]) -> Self {
        let mut asked = Self::default();
        for citation in found {
            match &citation.names {
                Names::Title(title) => {
                    asked.titles.push(title.name.clone());
                    asked.titles.extend(title.prefixed.iter().cloned());
                    asked.keys.push(key_of(&title.name));
                    asked.numbers.extend(title.number.clone());
                }
                Names::Number(readings) => {
                    for reading in readings {
                        asked.numbers.push(reading.number.clone());
                        asked.numbers.push(reading.printed.clone());
                    }
                }
                Names::Own(_) => {}
            }
        }
        for names in [&mut asked.titles, &mut asked.keys, &mut asked.numbers] {
            names.retain(|name| !name.is_empty());
            names.sort_unstable();
            names.dedup();
        }
        asked
    }
}

/// What is held of all that a text names.
struct Library<'a> {
    here: &'a ItemRow,
    on: Date,
    documents: Vec<ItemRow>,
    works: Vec<Work>,
    versions: Vec<Listed>,
    texts: HashMap<String, Released>,
}

/// What a name means.
#[derive(Clone, Copy)]
enum Meant<'a> {
    Item(&'a ItemRow),
    /// A work whose version of the day is not known here.
    Work(&'a str),
}

impl Library<'_> {
    fn place(&self, citation: &Citation, released: &Released) -> Option<CitedAt> {
        let at = |range, to| CitedAt {
            block: citation.block,
            part: citation.part,
            range,
            to,
        };
        match &citation.names {
            Names::Own(provision) => {
                let block = released.text().blocks.get(citation.block)?;
                let anchor = provision.anchor_in(released.text(), attached(block.anchor()))?;
                Some(at(citation.range.clone(), Cited::Here { anchor }))
            }
            Names::Number(readings) => readings.iter().find_map(|reading| {
                let item = self.numbered(&reading.number, &reading.printed)?;
                let to = Cited::Item {
                    address: address(item),
                    anchor: None,
                };
                Some(at(reading.at..citation.range.end, to))
            }),
            Names::Title(title) => {
                let (to, has_place) = self.to(self.meant(title)?, title.provision.as_ref());
                let end = match (has_place, title.name_end) {
                    (true, _) => citation.range.end,
                    (false, Some(end)) => end,
                    (false, None) => return None,
                };
                Some(at(citation.range.start..end, to))
            }
        }
    }

    /// The one document of a number, unless it is the text itself.
    fn numbered(&self, number: &str, printed: &str) -> Option<&ItemRow> {
        let is_it = |item: &&ItemRow| {
            let own = item.doc_no.as_deref();
            own == Some(number) || own == Some(printed)
        };
        only(self.documents.iter().filter(is_it)).filter(|item| !self.is_here(item))
    }

    fn is_here(&self, item: &ItemRow) -> bool {
        item.id == self.here.id
    }

    fn meant(&self, title: &Title) -> Option<Meant<'_>> {
        let names = || std::iter::once(&title.name).chain(&title.prefixed);
        let is_called = |item: &&ItemRow| names().any(|name| *name == item.title);
        if let Some(number) = &title.number {
            let numbered = self
                .documents
                .iter()
                .filter(|item| item.doc_no.as_ref() == Some(number));
            let numbered: Vec<&ItemRow> = numbered.collect();
            let called = only(numbered.iter().copied().filter(|item| is_called(item)));
            let one = called.or_else(|| only(numbered.iter().copied()));
            if let Some(item) = one {
                return (!self.is_here(item)).then_some(Meant::Item(item));
            }
        }
        if let Some(work) = self.work(title) {
            return self.version(&work.code);
        }
        let without_work = |item: &&ItemRow| item.work.is_none();
        // A text that bears the same name may mean itself or another.
        if names().any(|name| *name == self.here.title) {
            return None;
        }
        names().find_map(|name| {
            let called = self.documents.iter().filter(without_work);
            only(called.filter(|item| item.title == *name)).map(Meant::Item)
        })
    }

    fn work(&self, title: &Title) -> Option<&Work> {
        let key = key_of(&title.name);
        let by = |is_it: &dyn Fn(&Work) -> bool| only(self.works.iter().filter(|work| is_it(work)));
        by(&|work| work.title == title.name)
            .or_else(|| by(&|work| work.key == key))
            .or_else(|| by(&|work| key_of(&work.title) == key))
    }

    /// The version of a work on the day of the text; nothing where it is the text's own work, or was withdrawn.
    fn version(&self, work: &str) -> Option<Meant<'_>> {
        let is_own = self.here.work.as_ref().is_some_and(|own| own.work == work);
        let mut versions: Vec<&Listed> = self
            .versions
            .iter()
            .filter(|listed| listed.item.work.as_ref().is_some_and(|of| of.work == work))
            .collect();
        if is_own || !versions.iter().any(|it| it.item.state == State::Released) {
            return None;
        }
        let note = |listed: &Listed| {
            let text = self.texts.get(&listed.item.id)?;
            text.fields().text("enactment_note")
        };
        versions.sort_by_key(|listed| held_of(listed, note(listed)).starts());
        let texts = || versions.iter().filter_map(|it| self.texts.get(&it.item.id));
        let notes = versions.iter().filter_map(|listed| note(listed));
        let mut days: Vec<Date> = notes.flat_map(changes).collect();
        days.sort_unstable();
        days.dedup();
        let made = texts()
            .filter_map(|text| text.fields().date("promulgated"))
            .min();
        let held = versions.iter().map(|listed| held_of(listed, note(listed)));
        let held: Vec<Held> = held.collect();
        days.retain(|day| !is_held(*day, &held));
        match pick(&held, made, &days, self.on) {
            Pick::Version(n) | Pick::NotYet(n) => {
                let item = &versions.get(n)?.item;
                (item.state == State::Released).then_some(Meant::Item(item))
            }
            Pick::NotHeld | Pick::BeforeFirst => {
                let work = &versions.first()?.item.work.as_ref()?.work;
                Some(Meant::Work(work))
            }
        }
    }

    /// Where a citation leads, and whether the provision that it names stands there.
    fn to(&self, meant: Meant<'_>, provision: Option<&Provision>) -> (Cited, bool) {
        match meant {
            Meant::Work(work) => {
                let to = Cited::Work {
                    work: work.to_owned(),
                    on: self.on,
                };
                (to, provision.is_none())
            }
            Meant::Item(item) => {
                let text = self.texts.get(&item.id);
                let anchor =
                    provision.and_then(|provision| provision.anchor_in(text.as_ref()?.text(), ""));
                let has_place = provision.is_none() || anchor.is_some();
                let to = Cited::Item {
                    address: address(item),
                    anchor,
                };
                (to, has_place)
            }
        }
    }
}

/// The one of several, where there is only one.
fn only<'a, T>(mut all: impl Iterator<Item = &'a T>) -> Option<&'a T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// The beginning of the anchors of the attached text in which an anchor stands: `att-1-`.
fn attached(anchor: &str) -> &str {
    let Some(rest) = anchor.strip_prefix("att-") else {
        return "";
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match rest.get(digits..) {
        Some(tail) if tail.starts_with('-') => {
            anchor.get(.."att-".len() + digits + 1).unwrap_or("")
        }
        _ => "",
    }
}
