//! 所见 — what a visitor may see, as plain values.
//!
//! Each value is made for one page or one answer of the open API; none holds anything that was not released.

mod directory;
mod log;
mod searched;

pub use directory::{AgencyDirectory, AgencyGroup, AgencyLine};
pub use log::{LogLine, LogStands, LogView};
pub use searched::{BodyFound, Reach, SearchHit, SearchPage, Suggestion};

use law::item::compare::Pair;
use law::item::enactment::{Act, Made};
use law::item::profile::Said;
use law::item::topic::Topic;
use law::item::validity::Standing;
use law::item::{Column, Relation, Released};
use law::site_notice::{Mourning, Notice};
use law::text::citation::Part;
use law::{Date, Period};
use std::ops::Range;

/// What every page says about the site (国办发〔2017〕47号; DOMAIN §2.2–2.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    pub name: String,
    /// The name on English pages; empty where the Chinese one stands there too.
    pub name_en: String,
    pub domain: String,
    /// 政府网站标识码
    pub id_code: String,
    /// 主办单位, 承办单位, 联系方式
    pub organiser: String,
    pub operator: String,
    pub contact: String,
    /// ICP备案编号, 公安机关备案号
    pub icp: String,
    pub police: String,
    /// Whom to tell of a weakness of the site (RFC 9116): an address that begins with mailto:, https:// or tel:.
    pub security: String,
    /// Whether every page must say 演示系统，非政府网站.
    pub is_demo: bool,
}

/// What stands on every page for a time, or will (DOMAIN §2.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// Asked at the instant of showing whether it holds.
    pub notice: Option<Notice>,
    /// Where the notice leads.
    pub linked: Option<Linked>,
    /// Asked on the day of showing whether it holds.
    pub mourning: Option<Mourning>,
}

/// Where a notice leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linked {
    Item(Address),
    /// An address of another site.
    Elsewhere(String),
}

/// Where an item is found: the parts of its public address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `/documents/{code}/{year-serial}`
    Document { code: String, tail: String },
    /// `/laws/{work}/{version}`
    Law { work: String, version: String },
}

/// An item in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub address: Address,
    pub kind: String,
    pub title: String,
    pub doc_no: Option<String>,
    pub agency_code: String,
    /// The name of the publisher on that day.
    pub agency_name: String,
    pub published_on: Date,
    pub written_on: Option<Date>,
    /// On the day of asking; `None` for kinds that have no validity.
    pub standing: Option<Standing>,
}

/// The home page.
#[derive(Clone, Debug, Default)]
pub struct Home {
    pub columns: Vec<(Column, u64)>,
    pub latest: Vec<Line>,
    pub laws: u64,
    pub items: u64,
    /// Published on the day of asking.
    pub today: u64,
    pub agencies: u64,
}

/// A link to an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyRef {
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug)]
pub struct AgencyView {
    pub line: AgencyLine,
    /// Released items of itself and of the bodies below it, and how many of them are of these.
    pub items: u64,
    pub items_below: u64,
    pub address: String,
    pub phone: String,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    /// 隶属关系, outermost first, without the agency itself.
    pub admin_path: Vec<AgencyRef>,
    /// 业务指导关系
    pub system_parent: Option<AgencyRef>,
    pub below: Vec<AgencyLine>,
    pub system_below: Vec<AgencyLine>,
    /// What it was called before, and what follows it.
    pub predecessors: Vec<AgencyRef>,
    pub successor: Option<AgencyRef>,
    pub columns: Vec<ColumnView>,
    /// What it says of itself, by the newest released profile.
    pub profile: Option<Profile>,
}

/// 机构职能 — the six things that an organ must say of itself, and where it said them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub address: Address,
    pub title: String,
    pub published_on: Date,
    pub six: Vec<Said>,
}

impl Profile {
    pub fn says(&self, id: &str) -> bool {
        self.six
            .iter()
            .any(|said| said.field.id == id && said.value.is_some())
    }
}

/// One of the five fixed columns of an agency: its own items and those of bodies below it; each work of law counts once.
#[derive(Clone, Debug)]
pub struct ColumnView {
    pub column: Column,
    /// Of itself and of what it was called before.
    pub own: u64,
    /// Of the bodies below it.
    pub below: u64,
    pub latest: Vec<Line>,
}

impl ColumnView {
    pub fn total(&self) -> u64 {
        self.own + self.below
    }
}

/// Whose items a column of an agency lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Its own and those of the bodies below it.
    #[default]
    All,
    /// Its own, also under its former names.
    Own,
}

/// A page of a list, oldest cursor last.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    pub lines: Vec<Line>,
    pub total: u64,
    /// Give this back to get the next page; `None` at the end.
    pub next: Option<String>,
}

/// What stands at an address.
#[derive(Clone, Debug)]
pub enum Found {
    Released(Box<ItemView>),
    Withdrawn(Tombstone),
    /// An old address, or one of another form: the item is there now.
    Moved(Address),
}

/// 撤回 — what a withdrawn item leaves: when, by whom, why. Never what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    pub index_no: String,
    pub agency_name: String,
    pub withdrawn_at: i64,
    pub by: String,
    pub reason: String,
    /// Where the item itself still stands, if only a former edition of it was taken down.
    pub now: Option<Address>,
}

#[derive(Clone, Debug)]
pub struct ItemView {
    pub released: Released,
    pub address: Address,
    /// `None` for kinds that have no validity.
    pub standing: Option<Standing>,
    /// What the publisher is called today, where that differs from its name of the day.
    pub agency_today: Option<AgencyRef>,
    pub relations: Vec<RelationLine>,
    /// Where the names and numbers in the text lead, in their order; none overlap.
    pub cited: Vec<CitedAt>,
    /// Newest first.
    pub editions: Vec<EditionLine>,
    /// Where the text came from: names of sources.
    pub sources: Vec<String>,
    /// Whether the publisher is an agency of this site; other texts are 转载排印.
    pub is_own: bool,
    /// Ledger entry under which this edition was released.
    pub seq: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationLine {
    pub relation: Relation,
    /// Whether this item states it (本文件转发…) or is the other end (被…转发).
    pub is_stated_here: bool,
    /// The other end where it is held and released here.
    pub other: Option<Line>,
    /// What the text calls it, where it is not held.
    pub says: String,
}

/// A place in the text that names something held here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedAt {
    /// Which block of the text.
    pub block: usize,
    pub part: Part,
    /// In bytes of that part.
    pub range: Range<usize>,
    pub to: Cited,
}

/// Where a citation leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cited {
    /// Elsewhere in the text itself.
    Here { anchor: String },
    Item {
        address: Address,
        anchor: Option<String>,
    },
    /// A work of law on the day of the citing text, whose version of that day is not known here.
    Work { work: String, on: Date },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionLine {
    pub edition: u32,
    pub released_at: i64,
    /// Empty for the first, and for one that was taken down.
    pub change_note: String,
    pub is_current: bool,
    /// Whether it was not taken down by a later one.
    pub is_readable: bool,
}

/// A work of law: its versions, and the text of one day.
#[derive(Clone, Debug)]
pub struct LawView {
    pub work: String,
    pub title: String,
    pub kind: String,
    /// Oldest first.
    pub versions: Vec<VersionLine>,
    /// What happened besides: beginnings and changes whose text is not held, and the end; those without a day last.
    pub events: Vec<EventLine>,
    /// The days of changes whose text is not held, as the notes of the held ones name them, oldest first.
    pub missed: Vec<Date>,
    pub on: Date,
    pub text: TextOnDay,
}

#[derive(Clone, Debug)]
pub enum TextOnDay {
    Held(Box<ItemView>),
    /// Nothing was in force yet; this text had been made public and was to come.
    NotYet(Box<ItemView>),
    /// 该日文本未收录: a text was in force, but not one that is held here.
    NotHeld,
    /// Before the first version that is known.
    BeforeFirst,
    /// The version of that day was withdrawn here.
    Withdrawn(Tombstone),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionLine {
    pub version: String,
    /// When it was made public, or passed, and by what.
    pub made: Option<Made>,
    /// 文号 of what made it.
    pub number: Option<String>,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub title: String,
    pub standing: Standing,
    /// What made this version: 公布, 修订 …, from the line of an enactment note that names its day.
    pub note: String,
    pub is_shown: bool,
}

/// Something that happened to a work and left no text here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventLine {
    pub on: Option<Date>,
    pub what: Happened,
    /// The address part of a version that was withdrawn.
    pub version: Option<String>,
    /// What the note says of it, or by what it was ended; may be empty.
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It was made, and the text of then is not held.
    Made,
    /// It was changed, and the text of then is not held.
    Changed,
    /// 废止
    Repealed,
    /// 失效
    Expired,
    /// A text was withdrawn here; it holds from that day.
    Withdrawn,
}

impl Happened {
    pub const ALL: [Self; 5] = [
        Self::Made,
        Self::Changed,
        Self::Repealed,
        Self::Expired,
        Self::Withdrawn,
    ];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Repealed => "repealed",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Two texts of a work, or why there are none.
#[derive(Clone, Debug)]
pub enum Compared {
    Held(Box<Comparison>),
    /// One of the two was withdrawn here.
    Withdrawn(Tombstone),
}

/// Two texts of a work, article beside article.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub work: String,
    pub title: String,
    pub kind: String,
    /// Everything that can be compared, oldest first.
    pub versions: Vec<VersionLine>,
    /// The places of the two; `None` where there are not two.
    pub sides: Option<(usize, usize)>,
    pub pairs: Vec<Pair>,
}

/// A text in the list of laws. For a work stands the newest that has begun, else the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkLine {
    pub work: String,
    pub version: String,
    pub title: String,
    pub kind: String,
    /// 文号 under which this text was made public, as stated or as its note says.
    pub number: Option<String>,
    pub issuer: String,
    /// When this text was made public, or passed, and by what.
    pub made: Option<Made>,
    /// When the work was first adopted or promulgated.
    pub first_promulgated: Option<Date>,
    pub effective: Option<Date>,
    pub standing: Standing,
    /// How many texts its work has.
    pub versions: u32,
    /// Whether it is the one that stands for its work.
    pub stands: bool,
}

impl WorkLine {
    pub fn made_on(&self) -> Option<Date> {
        self.made.as_ref().map(|made| made.day)
    }

    /// What made this text.
    pub fn act(&self) -> Option<Act> {
        self.made.as_ref().and_then(|made| made.act)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Works {
    pub lines: Vec<WorkLine>,
    /// Works; texts where the list is narrowed by how they stand.
    pub total: u64,
    /// How many come before the first of these.
    pub from: u64,
    pub next: Option<String>,
}

/// 底数 — how many works there are of each kind, and how many of their texts stand how on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    pub works: u64,
    /// Versions of all of them.
    pub texts: u64,
    /// The facet values that any text has, in the order of showing.
    pub statuses: Vec<String>,
    pub rows: Vec<InventoryRow>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InventoryRow {
    pub kind: String,
    pub works: u64,
    /// Texts, for each of the statuses.
    pub counts: Vec<u64>,
}

impl InventoryRow {
    pub fn texts(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// A file as released, ready to be sent.
#[derive(Clone, Debug)]
pub struct FileBytes {
    pub name: String,
    pub media_type: String,
    pub bytes: bytes::Bytes,
    pub digest: law::Digest,
}

/// A file as released, before its bytes are asked for: all that a HEAD or a condition needs. Only a look-up gives one,
/// and what it speaks of was released then.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FileLine {
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    pub digest: law::Digest,
}

/// What was published in a period.
#[derive(Clone, Debug)]
pub struct Published {
    pub period: Period,
    /// Every day of the period, also those without any.
    pub days: Vec<(Date, u64)>,
    /// The first and the last day on which anything was published.
    pub first: Option<Date>,
    pub last: Option<Date>,
    /// The nearest such days before and after the period.
    pub before: Option<Date>,
    pub after: Option<Date>,
    pub listing: Listing,
}

/// How much was published in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedMonth {
    pub period: Period,
    pub items: u64,
}

/// In which months something was published.
#[derive(Clone, Debug)]
pub struct PublishedMonths {
    /// Today, this week, this month.
    pub now: Vec<PublishedMonth>,
    /// Newest first: all months of a year with anything, as far as they have come.
    pub months: Vec<PublishedMonth>,
}

/// A subject and how much stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicLine {
    pub id: String,
    pub name: String,
    /// In plain words; empty where a source names it.
    pub says: &'static str,
    pub items: u64,
}

/// The subjects that there are.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    /// Of the State Council's list, in its order.
    pub listed: Vec<TopicLine>,
    /// Names that sources use, most frequent first.
    pub own: Vec<TopicLine>,
    /// Of the list, under which nothing stands.
    pub empty: Vec<Topic>,
    /// Whether the index has not yet followed the register to its end.
    pub is_behind: bool,
}

/// What stands under a subject.
#[derive(Clone, Debug)]
pub struct TopicView {
    pub topic: TopicLine,
    pub lines: Vec<Line>,
    /// The next page.
    pub next: Option<u32>,
    pub is_behind: bool,
}

/// 校验码 — the checksums of everything that can be taken of an edition.
#[derive(Clone, Debug)]
pub struct Sums {
    /// The title as a file name.
    pub title: String,
    pub index_no: String,
    pub edition: u32,
    /// Files as released first, then copies.
    pub files: Vec<FileLine>,
    pub unmade: Vec<Unmade>,
}

/// A copy that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmade {
    pub name: String,
    /// For the log; not for readers.
    pub cause: String,
}
