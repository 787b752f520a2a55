//! 机构 — the directory: bodies of the site by level, in each as the tree goes; those that are no more, and those whose
//! texts are only reprinted, apart. Found by words of the name, by level, by kind.

use crate::error::Trouble;
use crate::extract::{Asked, Pairs, Question, Visit};
use crate::i18n::{Phrase, Said};
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::{Links, Place};
use crate::show;
use acts::portal::AgenciesFilter;
use acts::view::{AgencyDirectory, AgencyGroup, AgencyLine};
use askama::Template;
use law::agency::{AgencyKind, AgencyLevel};

/// Queries of the directory.
pub(crate) const ASKS: &[&str] = &["q", "level", "kind", "after"];

/// Agencies on one page.
const PAGE: usize = 200;

#[derive(Debug, Template)]
#[template(path = "portal/agencies.html")]
struct AgenciesPage {
    frame: Frame,
    which: Which,
    directory: AgencyDirectory,
    groups: Vec<Group>,
    next: Option<String>,
}

/// Agencies under one heading.
#[derive(Debug)]
struct Group {
    group: AgencyGroup,
    lines: Vec<AgencyLine>,
}

impl Group {
    fn id(&self) -> &'static str {
        match self.group {
            AgencyGroup::Of(level) => level.id(),
            AgencyGroup::Former => "former",
            AgencyGroup::Reprinted => "reprinted",
        }
    }

    fn says(&self) -> &'static str {
        match self.group {
            AgencyGroup::Of(level) => level.zh(),
            AgencyGroup::Former => "已撤销或更名",
            AgencyGroup::Reprinted => "本站转载其文件的机构",
        }
    }
}

/// Something the form can narrow to.
struct Choice {
    id: &'static str,
    says: &'static str,
    items: u64,
    is_chosen: bool,
}

impl AgenciesPage {
    fn words(&self) -> &str {
        self.which.filter.words.as_deref().unwrap_or_default()
    }

    fn levels(&self) -> Vec<Choice> {
        let chosen = self.which.filter.level;
        let of = |(level, items): &(AgencyLevel, u64)| Choice {
            id: level.id(),
            says: level.zh(),
            items: *items,
            is_chosen: chosen == Some(*level),
        };
        self.directory.levels.iter().map(of).collect()
    }

    fn kinds(&self) -> Vec<Choice> {
        let chosen = self.which.filter.kind;
        let of = |(kind, items): &(AgencyKind, u64)| Choice {
            id: kind.id(),
            says: kind.zh(),
            items: *items,
            is_chosen: chosen == Some(*kind),
        };
        self.directory.kinds.iter().map(of).collect()
    }

    /// Whether there are so many bodies that someone would look for one.
    fn is_long(&self) -> bool {
        FEW < self.directory.all
    }

    fn is_narrowed(&self) -> bool {
        self.which.filter != AgenciesFilter::default()
    }

    /// Until when a name was used, and who has the duties now.
    fn ended(&self, line: &AgencyLine) -> Said {
        match line.ended_on {
            Some(last) => self.t("用到{}").with(show::day(self.frame.lang, last)),
            None => self.t("还没有启用"),
        }
    }

    fn is_place(line: &AgencyLine) -> bool {
        line.kind == AgencyKind::Government && line.is_own && line.is_current
    }

    fn is_further(&self) -> bool {
        self.which.after.is_some()
    }

    fn first(&self) -> String {
        self.which.address(self.frame.links(), "")
    }
}

/// So many bodies are seen at a glance.
const FEW: u64 = 12;

impl Page for AgenciesPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Which agencies, from where on.
#[derive(Debug)]
pub(crate) struct Which {
    filter: AgenciesFilter,
    after: Option<String>,
}

impl Which {
    fn address(&self, links: &Links, after: &str) -> String {
        let filter = &self.filter;
        let pairs = [
            ("q", filter.words.as_deref().unwrap_or_default()),
            (
                "level",
                filter.level.map(AgencyLevel::id).unwrap_or_default(),
            ),
            ("kind", filter.kind.map(AgencyKind::id).unwrap_or_default()),
            ("after", after),
        ];
        links.with(&Place::Agencies, &pairs)
    }
}

impl Question for Which {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        let unknown = |key: &'static str, says: &'static str, id: &str, known: String| {
            Trouble::asked(key, Phrase::of(says).with(id).with(known))
        };
        let level = match pairs.one("level") {
            None => None,
            Some(id) => Some(AgencyLevel::from_id(id).ok_or_else(|| {
                let known = AgencyLevel::ALL.map(AgencyLevel::id).join(", ");
                unknown("level", "没有“{}”这个层级，可以是 {}", id, known)
            })?),
        };
        let kind = match pairs.one("kind") {
            None => None,
            Some(id) => Some(AgencyKind::from_id(id).ok_or_else(|| {
                let known = AgencyKind::ALL.map(AgencyKind::id).join(", ");
                unknown("kind", "没有“{}”这种机关类型，可以是 {}", id, known)
            })?),
        };
        Ok(Self {
            filter: AgenciesFilter {
                words: pairs.one("q").map(str::to_owned),
                level,
                kind,
            },
            after: pairs.cursor("after")?,
        })
    }
}

/// GET /agencies
pub(crate) async fn show(visit: Visit, Asked(which): Asked<Which>) -> Answer {
    let portal = visit.app.portal();
    let after = which.after.as_deref();
    let mut directory = portal
        .directory(&which.filter, after, PAGE, visit.today)
        .await?;
    let frame = Frame::new(&visit.app, Channel::Agencies, "page-agencies", "机构与栏目");
    let next = directory.next.as_deref();
    let next = next.map(|after| which.address(frame.links(), after));
    answer(&AgenciesPage {
        groups: groups(std::mem::take(&mut directory.lines)),
        frame,
        which,
        directory,
        next,
    })
}

fn groups(lines: Vec<(AgencyGroup, AgencyLine)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (group, line) in lines {
        match groups.last_mut().filter(|last| last.group == group) {
            Some(last) => last.lines.push(line),
            None => groups.push(Group {
                group,
                lines: vec![line],
            }),
        }
    }
    groups
}
