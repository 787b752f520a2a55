//! 网站检查 — what a program can say about the health of a site of disclosure.
//!
//! Decides which rules there are, where each comes from and how surely that is known, and what breaks them: 政府网站与
//! 政务新媒体检查指标（国办秘函〔2019〕19号）, 政府网站发展指引 with its page rules（国办发〔2017〕47号）, and the terms of
//! the 条例. Whoever asks gathers what is there into [`Observed`]; nothing is looked up here.
//!
//! Invariants
//! - A number that is only known at second hand is a [`Limits`] with a default, never a constant in a rule.
//! - No score: the points of most indicators are not known, and a made-up one would be believed.
//! - A rule that a program cannot check is listed and says so.

mod judge;
mod rules;

pub use judge::judge;
pub use rules::RULES;

use crate::agency::{AgencyKind, AgencyLevel};
use crate::date::Date;
use crate::item::validity::Status;
use std::collections::{BTreeMap, BTreeSet};

/// 轻重 — what follows when a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 单项否决: one is enough for the whole site to fail.
    Veto,
    /// 扣分
    Deduction,
    /// 提示: worth a look; the rule itself, or the facts, leave room.
    Hint,
}

impl Severity {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Veto, Self::Deduction, Self::Hint];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Veto => "veto",
            Self::Deduction => "deduction",
            Self::Hint => "hint",
        }
    }

    /// What it is called.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Veto => "单项否决",
            Self::Deduction => "扣分",
            Self::Hint => "提示",
        }
    }
}

/// How surely a rule is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sourcing {
    /// The text of the rule was read.
    Read,
    /// Known from what others say of it.
    Secondary,
    /// Not from any document: good order of this program.
    Own,
}

impl Sourcing {
    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Secondary => "secondary",
            Self::Own => "own",
        }
    }

    /// What it is called.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Read => "已核对原文",
            Self::Secondary => "据转述，未核对原文",
            Self::Own => "本程序的要求",
        }
    }
}

/// One thing that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name.
    pub id: &'static str,
    /// What it is called.
    pub zh: &'static str,
    /// The document it comes from.
    pub source: &'static str,
    /// Where it stands, and whether that was read.
    pub sourcing: Sourcing,
    /// How grave a breach of it is.
    pub severity: Severity,
    /// How it is put right.
    pub mend: &'static str,
    /// Why a program cannot check it; the rule is listed all the same.
    pub unchecked: Option<&'static str>,
}

impl Rule {
    /// The rule of this name.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id)
    }
}

/// 界限 — numbers that another place may set otherwise, or that are known at second hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Days without anything new on the home page.
    pub home_days: u32,
    /// Days without anything new in a column of news.
    pub news_days: u32,
    /// Months without anything new in a column of notices or policy documents.
    pub policy_months: u32,
    /// How many such columns fail a site.
    pub stale_columns: u32,
    /// Months after which a column counts as long unchanged, and how many of them fail a site.
    pub long_months: u32,
    /// Columns that may be out of date before it is grave.
    pub long_columns: u32,
    /// How many empty columns fail a site.
    pub empty_columns: u32,
    /// Seconds in which a page is to be there.
    pub page_seconds: u32,
    /// Seconds after which a site counts as out of reach.
    pub reach_seconds: u32,
    /// Working days for an interpretation, from the policy.
    pub interpret_days: u32,
    /// Months after which a guide is worth a look.
    pub guide_months: u32,
    /// Least and most channels in the head.
    pub channels_least: u32,
    /// The most channels on a home page.
    pub channels_most: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            home_days: 14,
            news_days: 14,
            policy_months: 6,
            stale_columns: 5,
            long_months: 12,
            long_columns: 10,
            empty_columns: 5,
            page_seconds: 3,
            reach_seconds: 15,
            interpret_days: 3,
            guide_months: 12,
            channels_least: 5,
            channels_most: 8,
        }
    }
}

/// 页面类别 — which page tags a page must carry (国办发〔2017〕47号 附件《网页设计规范》).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageClass {
    /// The home page.
    Home,
    /// A page that lists: a column, a channel.
    List,
    /// A page with one item.
    Article,
    /// Any other page.
    Other,
}

/// What is wrong in the build of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The page has no title.
    NoTitle,
    /// The page does not say its language.
    NoLanguage,
    /// Not exactly one heading of the first level.
    FirstHeadings(usize),
    /// A heading skips a level.
    HeadingGap {
        /// The level before it, or of the page from which it leads.
        from: u8,
        /// The level of the heading, or where the link leads.
        to: u8,
    },
    /// The same id stands twice.
    IdTwice(String),
    /// A link that says nothing to whoever cannot see it: where it leads.
    EmptyLink(String),
    /// A list without entries that does not say why.
    Blank,
}

impl Fault {
    /// What is wrong, in Chinese.
    pub fn says(&self) -> String {
        match self {
            Self::NoTitle => "没有网页标题（title）".into(),
            Self::NoLanguage => "没有标明语言（lang）".into(),
            Self::FirstHeadings(n) => format!("一级标题有 {n} 个，应当恰好 1 个"),
            Self::HeadingGap { from, to } => format!("{from} 级标题下面直接是 {to} 级标题"),
            Self::IdTwice(id) => format!("编号“{id}”用了两次"),
            Self::EmptyLink(to) => format!("链到 {to} 的链接没有文字"),
            Self::Blank => "列表是空的，又没有说明为什么".into(),
        }
    }
}

/// A page as a visitor gets it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that a rule asks of a page"
)]
/// A page as a visitor got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it is.
    pub address: String,
    /// What kind of page it is.
    pub class: PageClass,
    /// Whether it is shown in the usual way: Chinese, standard size. Words are looked for only there.
    pub is_usual: bool,
    /// 0 where nothing came.
    pub status: u16,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// Its title.
    pub title: String,
    /// Whether it may have the title of another: a further page of a list, a former edition.
    pub is_further: bool,
    /// The page tags by name, each with all its values.
    pub tags: BTreeMap<String, Vec<String>>,
    /// What is wrong with its form.
    pub faults: Vec<Fault>,
    /// Images without a text for those who cannot see them.
    pub mute_images: Vec<String>,
    /// The newest day that can be read in its main part.
    pub newest: Option<Date>,
    /// Whether it says when it was published.
    pub says_date: bool,
    /// Whether it says where it comes from.
    pub says_source: bool,
    /// Whether there is a search.
    pub has_search: bool,
    /// How many channels it has.
    pub channels: u32,
    /// The words of the footer.
    pub footer: String,
    /// The words of its badges and banners.
    pub marks: String,
}

/// A link of the site that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLink {
    /// The page on which the link stands.
    pub on: String,
    /// Whether that is the home page.
    pub on_home: bool,
    /// The level of the heading, or where the link leads.
    pub to: String,
    /// Why it is dead.
    pub why: Dead,
}

/// Why a link leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dead {
    /// The answer is an error.
    Status(u16),
    /// The page is there, the place in it is not.
    NoAnchor,
}

/// How often a column is to be updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// 动态、要闻
    News,
    /// 通知公告、政策文件, as a column of the first level.
    Policy,
    /// To be updated, as a column of a body below.
    Below,
    /// 指南: when something changes, at least looked at once a year.
    Guide,
    /// No pace of its own.
    Free,
}

/// A column and how fresh it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSeen {
    /// Where it is.
    pub address: String,
    /// Its name.
    pub name: String,
    /// How often it has to be brought up to date.
    pub pace: Pace,
    /// Items, or how many there are.
    pub items: u64,
    /// The day of the newest item.
    pub newest: Option<Date>,
}

/// An item that is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemSeen {
    /// Where it is.
    pub address: String,
    /// Its title.
    pub title: String,
    /// 发文字号
    pub doc_no: Option<String>,
    /// Of an agency of this site, and not a text of law.
    pub is_own_document: bool,
    /// Whether it is a text of law.
    pub is_law: bool,
    /// 成文日期
    pub written_on: Option<Date>,
    /// 发布日期
    pub published_on: Date,
    /// As it holds on the day of asking; `None` where it has no validity.
    pub status: Option<Status>,
}

/// An agency that publishes here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencySeen {
    /// Where it is.
    pub address: String,
    /// Its name.
    pub name: String,
    /// What kind of agency.
    pub kind: AgencyKind,
    /// Its level.
    pub level: AgencyLevel,
    /// The day from which its entry holds.
    pub valid_from: Option<Date>,
    /// The years of which an annual report is released.
    pub reports: BTreeSet<i16>,
}

/// An interpretation and what it interprets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterpretationSeen {
    /// Where it is.
    pub address: String,
    /// Its title.
    pub title: String,
    /// 发布日期
    pub published_on: Date,
    /// The title of what it interprets.
    pub policy: String,
    /// The day on which that was published.
    pub policy_published_on: Date,
}

/// All that is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Every page that was seen.
    pub pages: Vec<Page>,
    /// Every link that leads nowhere.
    pub dead_links: Vec<DeadLink>,
    /// Every column.
    pub columns: Vec<ColumnSeen>,
    /// Items, or how many there are.
    pub items: Vec<ItemSeen>,
    /// Those of this site that exist on the day of asking.
    pub agencies: Vec<AgencySeen>,
    /// Every 解读.
    pub interpretations: Vec<InterpretationSeen>,
}

/// One breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The address, or what else names the place.
    pub at: String,
    /// What is wrong, in Chinese.
    pub says: String,
}

/// What came of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The rule that was judged by.
    pub rule: &'static Rule,
    /// What breaks it; none where it holds.
    pub findings: Vec<Finding>,
    /// What was looked at, and what could not be known.
    pub note: String,
}

impl Outcome {
    /// Whether the site fails by this alone.
    pub fn is_veto(&self) -> bool {
        self.rule.severity == Severity::Veto && !self.findings.is_empty()
    }
}

#[cfg(test)]
mod tests;
