//! 逐条比较 — two texts of a law, article beside article.
//!
//! Decides what is shown at once (what changed) and how a change is said: in words first, then by `ins` and `del`, then by
//! colour. Nothing of a version that was withdrawn is shown: its tombstone answers.

use crate::error::Trouble;
use crate::extract::{Asked, At, Pairs, Question, Visit, Work};
use crate::i18n::{Phrase, say};
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::paths::Place;
use crate::portal::law::named;
use crate::portal::tombstone;
use acts::view::{Address, Compared, Comparison, VersionLine};
use askama::Template;
use law::item::compare::{Change, Pair, Piece, Side, Unit};

#[derive(Debug, Template)]
#[template(path = "portal/compare.html")]
struct ComparePage {
    frame: Frame,
    law: Comparison,
    show: Show,
    pairs: Vec<Compare>,
    counts: Counts,
}

/// Which pairs are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Show {
    #[default]
    Changes,
    Changed,
    Added,
    Removed,
    All,
}

impl Show {
    const ALL: [Self; 5] = [
        Self::Changes,
        Self::Changed,
        Self::Added,
        Self::Removed,
        Self::All,
    ];

    const fn id(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::All => "all",
        }
    }

    const fn zh(self) -> &'static str {
        match self {
            Self::Changes => "有变化的",
            Self::Changed => "改动的",
            Self::Added => "新增的",
            Self::Removed => "删去的",
            Self::All => "全部",
        }
    }

    fn shows(self, change: Change) -> bool {
        match self {
            Self::Changes => change != Change::Same,
            Self::Changed => change == Change::Changed,
            Self::Added => change == Change::Added,
            Self::Removed => change == Change::Removed,
            Self::All => true,
        }
    }
}

/// How many pairs there are of each change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    same: usize,
    renumbered: usize,
    changed: usize,
    added: usize,
    removed: usize,
}

impl Counts {
    fn of(pairs: &[Pair]) -> Self {
        let of = |change| pairs.iter().filter(|pair| pair.change == change).count();
        Self {
            same: of(Change::Same),
            renumbered: of(Change::Renumbered),
            changed: of(Change::Changed),
            added: of(Change::Added),
            removed: of(Change::Removed),
        }
    }

    fn shown(self, show: Show) -> usize {
        let changes = self.renumbered + self.changed + self.added + self.removed;
        match show {
            Show::Changes => changes,
            Show::Changed => self.changed,
            Show::Added => self.added,
            Show::Removed => self.removed,
            Show::All => changes + self.same,
        }
    }
}

/// A pair, ready for the template.
#[derive(Debug)]
struct Compare {
    /// The place in the whole comparison, counted from 1.
    number: usize,
    change: Change,
    was: Option<Shown>,
    is: Option<Shown>,
}

/// One side of a pair.
#[derive(Debug)]
struct Shown {
    anchor: String,
    number: String,
    paragraphs: Vec<Vec<Piece>>,
}

impl Shown {
    fn of(unit: &Unit, words: &[Piece], without: Side) -> Self {
        let mut paragraphs: Vec<Vec<Piece>> = vec![Vec::new()];
        for piece in words.iter().filter(|piece| piece.side != without) {
            for (n, text) in piece.text.split('\n').enumerate() {
                if n > 0 {
                    paragraphs.push(Vec::new());
                }
                if let Some(last) = paragraphs.last_mut()
                    && !text.is_empty()
                {
                    last.push(Piece {
                        side: piece.side,
                        text: text.to_owned(),
                    });
                }
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        Self {
            anchor: unit.anchor.clone(),
            number: unit.number.clone(),
            paragraphs,
        }
    }
}

impl Compare {
    fn of((i, pair): (usize, &Pair)) -> Self {
        let side = |unit: &Option<Unit>, without| {
            let unit = unit.as_ref()?;
            Some(Shown::of(unit, &pair.words, without))
        };
        Self {
            number: i + 1,
            change: pair.change,
            was: side(&pair.was, Side::New),
            is: side(&pair.is, Side::Gone),
        }
    }

    fn says(&self) -> &'static str {
        match self.change {
            Change::Same => "没有变化",
            Change::Renumbered => "条号改变，文字没有变",
            Change::Changed => "有改动",
            Change::Added => "新增",
            Change::Removed => "删去",
        }
    }

    /// The numbers of both sides where they have any, else the place.
    fn numbers(&self) -> (Option<&str>, Option<&str>) {
        fn number(side: Option<&Shown>) -> Option<&str> {
            let side = side?;
            (!side.number.is_empty()).then_some(side.number.as_str())
        }
        (number(self.was.as_ref()), number(self.is.as_ref()))
    }
}

/// A way to look at the comparison.
struct View {
    says: &'static str,
    count: usize,
    href: String,
    is_here: bool,
}

impl ComparePage {
    fn sides(&self) -> Option<(&VersionLine, &VersionLine)> {
        let (from, to) = self.law.sides?;
        self.law.versions.get(from).zip(self.law.versions.get(to))
    }

    fn is_from(&self, line: &VersionLine) -> bool {
        self.sides()
            .is_some_and(|(from, _)| from.version == line.version)
    }

    fn is_to(&self, line: &VersionLine) -> bool {
        self.sides()
            .is_some_and(|(_, to)| to.version == line.version)
    }

    fn named(&self, line: &VersionLine) -> String {
        named(self.frame.lang, line)
    }

    fn version_link(&self, line: &VersionLine) -> String {
        self.frame.links().item(&Address::Law {
            work: self.law.work.clone(),
            version: line.version.clone(),
        })
    }

    fn article_link(&self, line: &VersionLine, shown: &Shown) -> String {
        format!("{}#{}", self.version_link(line), shown.anchor)
    }

    fn views(&self) -> Vec<View> {
        let Some((from, to)) = self.sides() else {
            return Vec::new();
        };
        let of = |show: Show| View {
            says: show.zh(),
            count: self.counts.shown(show),
            href: self.at(from, to, show),
            is_here: show == self.show,
        };
        let has = |view: &View| 0 < view.count || view.is_here;
        Show::ALL.into_iter().map(of).filter(has).collect()
    }

    fn at(&self, from: &VersionLine, to: &VersionLine, show: Show) -> String {
        let show = if show == Show::default() {
            ""
        } else {
            show.id()
        };
        let pairs = [
            ("from", from.version.as_str()),
            ("to", to.version.as_str()),
            ("show", show),
        ];
        let place = Place::Compare(self.law.work.clone());
        self.frame.links().with(&place, &pairs)
    }

    /// The same two the other way round.
    fn turned(&self) -> Option<String> {
        let (from, to) = self.sides()?;
        Some(self.at(to, from, self.show))
    }

    /// Whether the texts are compared by articles, and not by paragraphs.
    fn has_articles(&self) -> bool {
        let mut units = self
            .law
            .pairs
            .iter()
            .filter_map(|pair| pair.is.as_ref().or(pair.was.as_ref()));
        units.any(|unit| !unit.number.is_empty())
    }
}

impl Page for ComparePage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Two versions and what to show of them.
#[derive(Debug)]
pub(crate) struct Which {
    from: Option<String>,
    to: Option<String>,
    show: Show,
}

impl Question for Which {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        let own = |key: &str| pairs.one(key).map(str::to_owned);
        let show = match pairs.one("show") {
            None => Show::default(),
            Some(id) => Show::ALL
                .into_iter()
                .find(|show| show.id() == id)
                .ok_or_else(|| {
                    let known = Show::ALL.map(Show::id).join(", ");
                    let says = Phrase::of("没有“{}”这种看法，可以是 {}");
                    Trouble::asked("show", says.with(id).with(known))
                })?,
        };
        Ok(Self {
            from: own("from"),
            to: own("to"),
            show,
        })
    }
}

/// GET /laws/{work}/compare
pub(crate) async fn show(
    visit: Visit,
    At(Work(work)): At<Work>,
    Asked(which): Asked<Which>,
) -> Answer {
    let (from, to) = (which.from.as_deref(), which.to.as_deref());
    let portal = visit.app.portal();
    let law = match portal.compare(&work, from, to, visit.today).await? {
        Compared::Held(law) => *law,
        Compared::Withdrawn(stone) => return tombstone::gone(&visit.app, stone),
    };
    let lang = visit.app.variant().lang;
    let title = match law
        .sides
        .and_then(|(from, to)| law.versions.get(from).zip(law.versions.get(to)))
    {
        Some((from, to)) => say(lang, "{}，{}与{}逐条比较")
            .with(&law.title)
            .with(&from.version)
            .with(&to.version),
        None => say(lang, "{}，逐条比较").with(&law.title),
    };
    let mut frame = Frame::new(&visit.app, Channel::Laws, "page-compare", title);
    if let Some(kind) = portal.kinds().get(&law.kind) {
        frame = frame.in_column(kind.column);
    }
    let pairs = law.pairs.iter().enumerate().map(Compare::of);
    let pairs = pairs.filter(|pair| which.show.shows(pair.change)).collect();
    answer(&ComparePage {
        frame,
        counts: Counts::of(&law.pairs),
        pairs,
        show: which.show,
        law,
    })
}
