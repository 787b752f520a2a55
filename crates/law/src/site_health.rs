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
    pub const ALL: [Self; 3] = [Self::Veto, Self::Deduction, Self::Hint];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Veto => "veto",
            Self::Deduction => "deduction",
            Self::Hint => "hint",
        }
    }

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
    pub const fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Secondary => "secondary",
            Self::Own => "own",
        }
    }

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
    pub id: &'static str,
    pub zh: &'static str,
    /// The document it comes from.
    pub source: &'static str,
    pub sourcing: Sourcing,
    pub severity: Severity,
    /// How it is put right.
    pub mend: &'static str,
    /// Why a program cannot check it; the rule is listed all the same.
    pub unchecked: Option<&'static str>,
}

impl Rule {
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
    Home,
    /// A page that lists: a column, a channel.
    List,
    /// A page with one item.
    Article,
    Other,
}

/// What is wrong in the build of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    NoTitle,
    NoLanguage,
    /// Not exactly one heading of the first level.
    FirstHeadings(usize),
    HeadingGap {
        from: u8,
        to: u8,
    },
    IdTwice(String),
    /// A link that says nothing to whoever cannot see it: where it leads.
    EmptyLink(String),
    /// A list without entries that does not say why.
    Blank,
}

impl Fault {
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub address: String,
    pub class: PageClass,
    /// Whether it is shown in the usual way: Chinese, standard size. Words are looked for only there.
    pub is_usual: bool,
    /// 0 where nothing came.
    pub status: u16,
    pub milliseconds: u64,
    pub title: String,
    /// Whether it may have the title of another: a further page of a list, a former edition.
    pub is_further: bool,
    /// The page tags by name, each with all its values.
    pub tags: BTreeMap<String, Vec<String>>,
    pub faults: Vec<Fault>,
    /// Images without a text for those who cannot see them.
    pub mute_images: Vec<String>,
    /// The newest day that can be read in its main part.
    pub newest: Option<Date>,
    pub says_date: bool,
    pub says_source: bool,
    pub has_search: bool,
    pub channels: u32,
    /// The words of the footer.
    pub footer: String,
    /// The words of its badges and banners.
    pub marks: String,
}

/// A link of the site that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLink {
    pub on: String,
    pub on_home: bool,
    pub to: String,
    pub why: Dead,
}

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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSeen {
    pub address: String,
    pub name: String,
    pub pace: Pace,
    pub items: u64,
    pub newest: Option<Date>,
}

/// An item that is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemSeen {
    pub address: String,
    pub title: String,
    pub doc_no: Option<String>,
    /// Of an agency of this site, and not a text of law.
    pub is_own_document: bool,
    pub is_law: bool,
    pub written_on: Option<Date>,
    pub published_on: Date,
    /// As it holds on the day of asking; `None` where it has no validity.
    pub status: Option<Status>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencySeen {
    pub address: String,
    pub name: String,
    pub kind: AgencyKind,
    pub level: AgencyLevel,
    pub valid_from: Option<Date>,
    /// The years of which an annual report is released.
    pub reports: BTreeSet<i16>,
}

/// An interpretation and what it interprets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterpretationSeen {
    pub address: String,
    pub title: String,
    pub published_on: Date,
    pub policy: String,
    pub policy_published_on: Date,
}

/// All that is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    pub pages: Vec<Page>,
    pub dead_links: Vec<DeadLink>,
    pub columns: Vec<ColumnSeen>,
    pub items: Vec<ItemSeen>,
    /// Those of this site that exist on the day of asking.
    pub agencies: Vec<AgencySeen>,
    pub interpretations: Vec<InterpretationSeen>,
}

/// One breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The address, or what else names the place.
    pub at: String,
    pub says: String,
}

/// What came of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub rule: &'static Rule,
    pub findings: Vec<Finding>,
    /// What was looked at, and what could not be known.
    pub note: String,
}

impl Outcome {
    pub fn is_veto(&self) -> bool {
        self.rule.severity == Severity::Veto && !self.findings.is_empty()
    }
}

#[cfg(test)]
mod tests;
