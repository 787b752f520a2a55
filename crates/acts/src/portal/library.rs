//! 法规库 — the works of law as one list: narrowed, sorted, counted, by page or whole.
//!
//! A work is named once, by the text that stands for it on the day. Narrowed by how texts stand, the list names every text
//! that stands so, since a work may have one that holds, one to come and several that are superseded.
//!
//! Decides ADR 0019: which version stands for a work and how it stands depends on the day, so the list is made in memory
//! for one revision and one day. What a released edition says of itself never changes and is read once; everything that
//! can change (which edition is shown, validity, withdrawal) is read anew with each revision, in one statement.
//!
//! Invariants
//! - A line is made from a released edition that was opened against its hash.
//! - Nothing of a revision that is past is shown: the list belongs to the head that is read with each look-up.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::cursor::{List, foreign};
use crate::portal::order;
use crate::view::{Inventory, InventoryRow, WorkLine, Works};
use bytes::Bytes;
use law::item::Released;
use law::item::docnum::DocNumber;
use law::item::enactment::Made;
use law::item::kind::Lifecycle;
use law::item::validity::{facet_values, standing_on};
use law::{Date, Digest};
use press::table::{self, Table, TableForm};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::Reader;
use store::listing::Listed;

/// How the list of works is narrowed. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorksFilter {
    pub kind: Option<String>,
    /// A facet value of validity.
    pub validity: Option<String>,
    /// Words of the title or the number.
    pub words: Option<String>,
    /// Words of the issuer.
    pub issuer: Option<String>,
    /// The year in which the text was promulgated.
    pub year: Option<i16>,
}

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WorksBy {
    Title,
    Number,
    Issuer,
    #[default]
    Promulgated,
    Effective,
    Status,
}

impl WorksBy {
    pub const ALL: [Self; 6] = [
        Self::Title,
        Self::Number,
        Self::Issuer,
        Self::Promulgated,
        Self::Effective,
        Self::Status,
    ];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Number => "number",
            Self::Issuer => "issuer",
            Self::Promulgated => "promulgated",
            Self::Effective => "effective",
            Self::Status => "status",
        }
    }
}

/// The order of the list; at first the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorksSort {
    pub by: WorksBy,
    pub is_descending: bool,
}

impl Default for WorksSort {
    fn default() -> Self {
        Self {
            by: WorksBy::Promulgated,
            is_descending: true,
        }
    }
}

impl WorksSort {
    /// `title`, or `-title` for the other way.
    pub fn id(self) -> String {
        let sign = if self.is_descending { "-" } else { "" };
        format!("{sign}{}", self.by.id())
    }

    pub fn from_id(id: &str) -> Option<Self> {
        let (name, is_descending) = match id.strip_prefix('-') {
            Some(name) => (name, true),
            None => (id, false),
        };
        let by = WorksBy::ALL.into_iter().find(|by| by.id() == name)?;
        Some(Self { by, is_descending })
    }
}

/// Most words of a filter that are looked at.
const MOST_WORDS: usize = 8;

/// What a released edition of a text of law says of itself in a list.
#[derive(Debug)]
struct Brief {
    number: Option<String>,
    issuer: String,
    made: Option<Made>,
    first_promulgated: Option<Date>,
}

impl Brief {
    fn of(released: &Released) -> Self {
        let fields = released.fields();
        let made = released.made();
        let stated = fields.text("doc_no").map(str::to_owned);
        let told = || made.as_ref().and_then(|made| made.number.clone());
        Self {
            number: stated.or_else(told),
            issuer: fields.list("issuers").join("、"),
            made,
            first_promulgated: fields.date("promulgated"),
        }
    }
}

/// One text with what it is sorted and found by.
#[derive(Debug)]
struct Entry {
    line: WorkLine,
    title: Vec<u32>,
    number: (Vec<u32>, u16, u32),
    issuer: Vec<u32>,
    /// The place of its standing among all, and the facet value of it.
    rank: usize,
    facet: String,
    /// Title and number in small letters.
    words: String,
    /// The issuer in small letters.
    by: String,
}

impl Entry {
    fn new(line: WorkLine, facets: &[String]) -> Self {
        let facet = line.standing.facet();
        let rank = facets.iter().position(|value| *value == facet);
        let number = line.number.as_deref().unwrap_or_default();
        let parsed = DocNumber::parse(number);
        Self {
            title: order::key(&line.title),
            number: match parsed {
                Ok((parsed, _)) => (
                    order::key(parsed.code()),
                    parsed.year().unwrap_or_default(),
                    parsed.serial(),
                ),
                Err(_) => (order::key(number), 0, 0),
            },
            issuer: order::key(&line.issuer),
            rank: rank.unwrap_or(facets.len()),
            facet,
            by: line.issuer.to_lowercase(),
            words: format!("{}\n{number}", line.title).to_lowercase(),
            line,
        }
    }

    fn is_in(&self, filter: &WorksFilter) -> bool {
        let line = &self.line;
        let is = |asked: &Option<String>, value: &str| asked.as_deref().is_none_or(|a| a == value);
        // Who asks how texts stand asks for every text that does; otherwise each work is named once.
        let is_listed = filter.validity.is_some() || line.stands;
        is_listed
            && is(&filter.kind, &line.kind)
            && is(&filter.validity, &self.facet)
            && has_words(&self.words, filter.words.as_deref())
            && has_words(&self.by, filter.issuer.as_deref())
            && filter
                .year
                .is_none_or(|year| line.made_on().is_some_and(|day| day.year() == year))
    }

    /// What is not known comes last, either way.
    fn compare(&self, other: &Self, sort: WorksSort) -> Ordering {
        let (mine, its) = (&self.line, &other.line);
        let turned = |order: Ordering| {
            if sort.is_descending {
                order.reverse()
            } else {
                order
            }
        };
        let known = |is: bool| !is;
        let order = match sort.by {
            WorksBy::Title => turned(self.title.cmp(&other.title)),
            WorksBy::Number => known(mine.number.is_some())
                .cmp(&known(its.number.is_some()))
                .then_with(|| turned(self.number.cmp(&other.number))),
            WorksBy::Issuer => mine
                .issuer
                .is_empty()
                .cmp(&its.issuer.is_empty())
                .then_with(|| turned(self.issuer.cmp(&other.issuer))),
            WorksBy::Promulgated => known(mine.made.is_some())
                .cmp(&known(its.made.is_some()))
                .then_with(|| turned(mine.made_on().cmp(&its.made_on()))),
            WorksBy::Effective => known(mine.effective.is_some())
                .cmp(&known(its.effective.is_some()))
                .then_with(|| turned(mine.effective.cmp(&its.effective))),
            WorksBy::Status => turned(self.rank.cmp(&other.rank)),
        };
        order
            .then_with(|| self.title.cmp(&other.title))
            .then_with(|| mine.work.cmp(&its.work))
            .then_with(|| mine.version.cmp(&its.version))
    }
}

/// Whether a text in small letters has each of some words.
pub(crate) fn has_words(text: &str, words: Option<&str>) -> bool {
    let words = words.unwrap_or_default().to_lowercase();
    words
        .split_whitespace()
        .take(MOST_WORDS)
        .all(|word| text.contains(word))
}

/// Every text as it is on a day, after an entry of the ledger.
#[derive(Debug)]
pub(crate) struct Catalogue {
    seq: u64,
    day: Date,
    entries: Vec<Entry>,
}

/// Editions by item and number, as they were read once.
type Briefs = HashMap<(String, u32), Arc<Brief>>;

/// What this process remembers of the list.
#[derive(Debug, Default)]
pub(crate) struct Library {
    newest: RwLock<Option<Arc<Catalogue>>>,
    /// Held while a list is made, so that it is made once.
    briefs: tokio::sync::Mutex<Briefs>,
}

impl Library {
    fn kept(&self, seq: u64, day: Date) -> Option<Arc<Catalogue>> {
        let kept = self.newest.read().unwrap_or_else(PoisonError::into_inner);
        let is_it = |catalogue: &&Arc<Catalogue>| catalogue.seq == seq && catalogue.day == day;
        kept.as_ref().filter(is_it).cloned()
    }

    fn keep(&self, catalogue: &Arc<Catalogue>) {
        let mut kept = self.newest.write().unwrap_or_else(PoisonError::into_inner);
        if kept
            .as_ref()
            .is_none_or(|kept| (kept.seq, kept.day) < (catalogue.seq, catalogue.day))
        {
            *kept = Some(Arc::clone(catalogue));
        }
    }
}

/// The version that stands for a work in a list: the newest that has begun, else the newest.
fn shown(versions: &[Listed], today: Date) -> Option<&Listed> {
    let begun = |listed: &&Listed| {
        let effective = listed.facts.as_ref().and_then(|facts| facts.effective);
        effective.is_none_or(|from| from <= today)
    };
    versions.iter().rev().find(begun).or(versions.last())
}

impl Portal {
    /// Works of law, or texts of one standing, a page of them.
    ///
    /// # Errors
    /// [`Failure::Invalid`] where `after` is not a place in this list.
    pub async fn works(
        &self,
        filter: &WorksFilter,
        sort: WorksSort,
        after: Option<&str>,
        limit: usize,
        today: Date,
    ) -> Result<Works, Failure> {
        let catalogue = self.catalogue(today).await?;
        let its = list(filter, sort, limit);
        let found = found(&catalogue, filter, sort);
        let from = match after {
            Some(cursor) => place(&found, its.open(cursor)?)?,
            None => 0,
        };
        let page = found.get(from..).unwrap_or_default();
        let lines: Vec<WorkLine> = page
            .iter()
            .take(limit)
            .map(|entry| entry.line.clone())
            .collect();
        let end = from + lines.len();
        let last = lines.last().filter(|_| end < found.len());
        Ok(Works {
            total: found.len() as u64,
            next: last.map(|line| its.seal(&format!("{end}.{}/{}", line.work, line.version))),
            from: from as u64,
            lines,
        })
    }

    /// All works that a filter leaves, in order: what an export holds.
    pub async fn all_works(
        &self,
        filter: &WorksFilter,
        sort: WorksSort,
        today: Date,
    ) -> Result<Vec<WorkLine>, Failure> {
        let catalogue = self.catalogue(today).await?;
        let found = found(&catalogue, filter, sort);
        Ok(found.into_iter().map(|entry| entry.line.clone()).collect())
    }

    /// 底数 — how many texts there are of each kind, by how they stand, and of how many works.
    pub async fn inventory(&self, today: Date) -> Result<Inventory, Failure> {
        let catalogue = self.catalogue(today).await?;
        let values = facet_values();
        let kinds = self.kinds().iter();
        let kinds = kinds.filter(|kind| kind.lifecycle == Lifecycle::LegalText);
        let mut texts: HashMap<(&str, usize), u64> = HashMap::new();
        let mut works: HashMap<&str, u64> = HashMap::new();
        for entry in &catalogue.entries {
            let kind = entry.line.kind.as_str();
            *texts.entry((kind, entry.rank)).or_default() += 1;
            *works.entry(kind).or_default() += u64::from(entry.line.stands);
        }
        let count = |kind: &str, at: usize| texts.get(&(kind, at)).copied().unwrap_or_default();
        let rows: Vec<InventoryRow> = kinds
            .map(|kind| InventoryRow {
                kind: kind.id.to_owned(),
                works: works.get(kind.id).copied().unwrap_or_default(),
                counts: (0..values.len()).map(|at| count(kind.id, at)).collect(),
            })
            .filter(|row| 0 < row.texts())
            .collect();
        // A status that nothing has is no column.
        let is_used = |n: &usize| rows.iter().any(|row| row.counts.get(*n) != Some(&0));
        let used: Vec<usize> = (0..values.len()).filter(is_used).collect();
        let only = |all: &[u64]| used.iter().filter_map(|n| all.get(*n).copied()).collect();
        Ok(Inventory {
            works: works.values().sum(),
            texts: catalogue.entries.len() as u64,
            statuses: used
                .iter()
                .filter_map(|n| values.get(*n).cloned())
                .collect(),
            rows: rows
                .iter()
                .map(|row| InventoryRow {
                    counts: only(&row.counts),
                    ..row.clone()
                })
                .collect(),
        })
    }

    /// A list as a file for spreadsheets, made once for all who ask for it at once, by one at a time and on a thread of its
    /// own: a workbook of thousands of rows takes its time. `of` is everything that makes the table this one and not
    /// another of the same revision and day.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where too many are waited for, [`Failure::Bug`] where the table is larger than a sheet can
    /// be, and whatever `table` says.
    pub async fn spreadsheet(
        &self,
        of: &[&str],
        form: TableForm,
        made_on: Date,
        table: impl Future<Output = Result<Table, Failure>> + Send + 'static,
    ) -> Result<Bytes, Failure> {
        let revision = self.revision().await?.to_string();
        let day = made_on.to_string();
        let parts = [&revision, &day, form.extension()];
        let key: Vec<String> = parts
            .iter()
            .chain(of)
            .map(|part| format!("{part:?}"))
            .collect();
        let make = async move {
            let table = table.await?;
            let file = tokio::task::spawn_blocking(move || match form {
                TableForm::Csv => Ok(table::csv(&table)),
                TableForm::Xlsx => table::xlsx(&table, made_on).map_err(|error| error.to_string()),
            });
            let file = file.await.map_err(|error| error.to_string()).flatten();
            let file = file.map(Bytes::from);
            file.map_err(|error| Failure::Bug(format!("表格没有做成：{error}")))
        };
        let key = Digest::of(key.join("\n").as_bytes());
        self.tables.made(key, Box::pin(make)).await
    }

    /// The list of this revision and day, made where it is not yet.
    pub(crate) async fn catalogue(&self, today: Date) -> Result<Arc<Catalogue>, Failure> {
        let mut reader = self.register.store.read().await?;
        let seq = reader.newest_shown().await?.seq;
        if let Some(kept) = self.library.kept(seq, today) {
            return Ok(kept);
        }
        // Whoever waits here holds no connection: making the list may need it.
        drop(reader);
        let mut briefs = self.library.briefs.lock().await;
        let mut reader = self.register.store.read().await?;
        let seq = reader.newest_shown().await?.seq;
        if let Some(kept) = self.library.kept(seq, today) {
            return Ok(kept);
        }
        let listed = reader.released_versions().await?;
        read_briefs(&mut reader, &listed, &mut briefs).await?;
        let catalogue = Arc::new(made(seq, today, &listed, &briefs));
        self.library.keep(&catalogue);
        Ok(catalogue)
    }
}

/// The list from rows and from what is known of their editions.
fn made(seq: u64, today: Date, listed: &[Listed], briefs: &Briefs) -> Catalogue {
    let work_of = |listed: &Listed| listed.item.work.as_ref().map(|work| work.work.clone());
    let values = facet_values();
    let mut entries = Vec::new();
    for versions in listed.chunk_by(|a, b| work_of(a) == work_of(b)) {
        let Some(shown) = shown(versions, today) else {
            continue;
        };
        for text in versions {
            let (Some(key), Some(work)) = (edition(text), text.item.work.as_ref()) else {
                continue;
            };
            let Some(brief) = briefs.get(&key) else {
                continue;
            };
            let facts = text.facts.clone().unwrap_or_default();
            let standing = standing_on(&facts, today);
            let line = WorkLine {
                work: work.work.clone(),
                version: work.version.clone(),
                title: text.item.title.clone(),
                kind: text.item.kind.clone(),
                number: brief.number.clone(),
                issuer: brief.issuer.clone(),
                made: brief.made.clone(),
                first_promulgated: brief.first_promulgated,
                effective: facts.effective,
                standing,
                versions: u32::try_from(versions.len()).unwrap_or(u32::MAX),
                stands: text.item.id == shown.item.id,
            };
            entries.push(Entry::new(line, &values));
        }
    }
    Catalogue {
        seq,
        day: today,
        entries,
    }
}

fn edition(listed: &Listed) -> Option<(String, u32)> {
    let edition = listed.item.released_edition?;
    Some((listed.item.id.clone(), edition))
}

/// Reads what is not yet known of the editions that are shown, and forgets the others.
async fn read_briefs(
    reader: &mut Reader,
    listed: &[Listed],
    briefs: &mut Briefs,
) -> Result<(), Failure> {
    let mut kept = Briefs::with_capacity(listed.len());
    for key in listed.iter().filter_map(edition) {
        let brief = if let Some(known) = briefs.remove(&key) {
            known
        } else {
            let missing = || Failure::Bug(format!("{} 公开的文本不见了", key.0));
            let release = reader.release(&key.0, key.1).await?.ok_or_else(missing)?;
            Arc::new(Brief::of(&release.released))
        };
        kept.insert(key, brief);
    }
    *briefs = kept;
    Ok(())
}

/// The list by everything that makes it this one, also how long its pages are.
fn list(filter: &WorksFilter, sort: WorksSort, limit: usize) -> List {
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    let year = filter.year.map(|year| year.to_string());
    let parts = [
        part(&filter.kind),
        part(&filter.validity),
        part(&filter.words),
        part(&filter.issuer),
        part(&year),
        sort.id(),
        limit.to_string(),
    ];
    let parts: Vec<&str> = std::iter::once("works")
        .chain(parts.iter().map(String::as_str))
        .collect();
    List::of(&parts)
}

fn found<'a>(catalogue: &'a Catalogue, filter: &WorksFilter, sort: WorksSort) -> Vec<&'a Entry> {
    let mut found: Vec<&Entry> = catalogue
        .entries
        .iter()
        .filter(|entry| entry.is_in(filter))
        .collect();
    found.sort_by(|a, b| a.compare(b, sort));
    found
}

/// Where a list goes on: after the text that was shown last; where that has left the list, at the place it had.
fn place(found: &[&Entry], place: &str) -> Result<usize, Failure> {
    let (count, text) = place.split_once('.').ok_or_else(foreign)?;
    let (work, version) = text.split_once('/').ok_or_else(foreign)?;
    let count: usize = count.parse().map_err(|_| foreign())?;
    let is_it = |line: &WorkLine| line.work == work && line.version == version;
    let at = found.iter().position(|entry| is_it(&entry.line));
    Ok(at.map_or(count.saturating_sub(1), |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::{WorksBy, WorksSort};

    #[test]
    fn an_order_is_named_both_ways() {
        for by in WorksBy::ALL {
            for is_descending in [false, true] {
                let sort = WorksSort { by, is_descending };
                assert_eq!(WorksSort::from_id(&sort.id()), Some(sort));
            }
        }
        assert_eq!(WorksSort::from_id("--title"), None);
        assert_eq!(WorksSort::from_id("colour"), None);
    }
}
