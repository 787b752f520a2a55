//! A work of law: its versions, and the text of any day (DOMAIN §6.4).
//!
//! For a day whose text is not held the answer is 该日文本未收录, never another text (DECISIONS 2). Old, repealed and coming
//! texts keep their words, under a banner that leads to the one in force.

use crate::body::Piece;
use crate::error::Trouble;
use crate::extract::{Asked, At, Pairs, Question, Visit, Work};
use crate::i18n::Said;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::portal::reading::{FactValue, Reading};
use acts::view::{Address, ItemView, LawView, TextOnDay, Tombstone, VersionLine};
use askama::Template;
use law::Date;
use law::item::validity::Status;

#[derive(Debug, Template)]
#[template(path = "portal/law.html")]
pub(crate) struct LawPage {
    frame: Frame,
    work: String,
    title: String,
    kind_zh: String,
    versions: Vec<VersionLine>,
    /// Days of changes whose text is not held.
    missed: Vec<Date>,
    /// The day in the boxes.
    on: Date,
    today: Date,
    /// Whether a day was asked for, or one version by its own address.
    asks: Asks,
    text: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    Today,
    Day,
    Version,
}

/// One step of the history of a work.
enum Step<'a> {
    Held(&'a VersionLine),
    /// A change whose text is not held.
    Missed(Date),
}

/// What there is to read.
#[derive(Debug)]
enum Shown {
    Held(Box<Reading>),
    NotHeld,
    BeforeFirst,
    Withdrawn(Tombstone),
}

impl LawPage {
    /// The page of one version under its own address.
    pub(crate) fn version(visit: &Visit, law: LawView, view: ItemView) -> Self {
        let version = match &view.address {
            Address::Law { version, .. } => version.clone(),
            Address::Document { .. } => String::new(),
        };
        let on = law
            .versions
            .iter()
            .find(|line| line.version == version)
            .and_then(|line| line.valid_from)
            .unwrap_or(visit.today);
        let mut law = LawView {
            on,
            text: TextOnDay::Held(Box::new(view)),
            ..law
        };
        for line in &mut law.versions {
            line.is_shown = line.version == version;
        }
        Self::new(visit, law, Asks::Version)
    }

    fn new(visit: &Visit, law: LawView, asks: Asks) -> Self {
        let kinds = visit.app.portal().kinds();
        let kind = kinds.get(&law.kind).copied();
        let text = match law.text {
            TextOnDay::Held(view) => Shown::Held(Box::new(Reading::new(&visit.app, *view))),
            TextOnDay::NotHeld => Shown::NotHeld,
            TextOnDay::BeforeFirst => Shown::BeforeFirst,
            TextOnDay::Withdrawn(stone) => Shown::Withdrawn(stone),
        };
        let title = match (&text, &asks) {
            // Each text has a title of its own, so that open windows and search results can be told apart.
            (Shown::Held(reading), Asks::Version) => reading.version_title(),
            _ => law.title.clone(),
        };
        let mut frame = Frame::new(&visit.app, Channel::Laws, "page-law", title);
        if let Some(kind) = kind {
            frame = frame.in_column(kind.column);
        }
        if let Shown::Held(reading) = &text {
            frame = frame.article(reading.tags(&visit.app));
            if reading.former.is_some() {
                frame = frame.unlisted();
            }
        }
        Self {
            frame,
            work: law.work,
            title: law.title,
            kind_zh: kind.map_or_else(|| law.kind.clone(), |kind| kind.zh.to_owned()),
            versions: law.versions,
            missed: law.missed,
            on: law.on,
            today: visit.today,
            asks,
            text,
        }
    }

    fn reading(&self) -> Option<&Reading> {
        match &self.text {
            Shown::Held(reading) => Some(reading),
            _ => None,
        }
    }

    /// The version in force today, where it is not the one shown.
    fn in_force_instead(&self) -> Option<&VersionLine> {
        let current = self.versions.iter().rev().find(|line| {
            line.standing.status == Status::InForce
                && line.valid_from.is_none_or(|from| from <= self.today)
        });
        current.filter(|line| !line.is_shown)
    }

    /// Under the boxes: what is shown for the day.
    fn says(&self) -> String {
        let day = law::date::zh(self.on);
        let versions = self.versions.len();
        match (&self.text, self.asks) {
            (Shown::Held(_), Asks::Today) => {
                format!("下面是今天（{day}）的文本。本站收录 {versions} 个文本。")
            }
            (Shown::Held(_), Asks::Day) => {
                format!("下面是{day}的文本。本站收录 {versions} 个文本。")
            }
            (Shown::Held(_), Asks::Version) => {
                format!("下面是按网址打开的一个文本。本站收录 {versions} 个文本。")
            }
            (Shown::NotHeld, _) => format!("{day}的文本本站没有收录。"),
            (Shown::BeforeFirst, _) => format!("{day}在已知最早的文本之前。"),
            (Shown::Withdrawn(_), _) => format!("{day}的文本已经撤回。"),
        }
    }

    /// The texts that are held and the changes between them that are not, oldest first.
    fn steps(&self) -> Vec<Step<'_>> {
        let held = self
            .versions
            .iter()
            .map(|line| (line.valid_from, Step::Held(line)));
        let missed = self
            .missed
            .iter()
            .map(|day| (Some(*day), Step::Missed(*day)));
        let mut steps: Vec<_> = held.chain(missed).collect();
        steps.sort_by_key(|(day, _)| *day);
        steps.into_iter().map(|(_, step)| step).collect()
    }

    fn span(line: &VersionLine) -> String {
        match (line.valid_from, line.valid_to) {
            (Some(from), Some(to)) => {
                format!("{}至{}", law::date::zh(from), law::date::zh(to))
            }
            (Some(from), None) => format!("自{}起", law::date::zh(from)),
            (None, Some(to)) => format!("至{}", law::date::zh(to)),
            (None, None) => "起止日期来源没有载明".to_owned(),
        }
    }

    fn version_link(&self, line: &VersionLine) -> String {
        self.frame.links().item(&Address::Law {
            work: self.work.clone(),
            version: line.version.clone(),
        })
    }
}

impl Page for LawPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn t(&self, zh: &'static str) -> Said {
        crate::i18n::say(self.frame.lang, zh)
    }
}

/// The day that is asked for: `on=2020-07-15`, or three boxes 年月日.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OnDay(pub(crate) Option<Date>);

impl Question for OnDay {
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        if let Some(on) = pairs.date("on")? {
            return Ok(Self(Some(on)));
        }
        let part = |key: &'static str| pairs.one(key);
        match (part("y"), part("m"), part("d")) {
            (None, None, None) => Ok(Self(None)),
            (Some(year), Some(month), Some(day)) => {
                let text = format!("{year}年{month}月{day}日");
                law::date::parse(&text)
                    .map(|on| Self(Some(on)))
                    .ok_or_else(|| {
                        Trouble::asked(
                            "y、m、d",
                            format!("没有“{text}”这一天，请填写公历的年、月、日，例如 2020、7、15"),
                        )
                    })
            }
            _ => Err(Trouble::asked(
                "y、m、d",
                "年、月、日要一起填写，例如 2020、7、15",
            )),
        }
    }
}

/// GET /laws/{work}
pub(crate) async fn show(
    visit: Visit,
    At(Work(work)): At<Work>,
    Asked(OnDay(day)): Asked<OnDay>,
) -> Answer {
    let on = day.unwrap_or(visit.today);
    let law = visit.app.portal().law(&work, on, visit.today).await?;
    answer(&LawPage::new(
        &visit,
        law,
        if day.is_some() {
            Asks::Day
        } else {
            Asks::Today
        },
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn day(query: &str) -> Option<OnDay> {
        OnDay::read(&Pairs::parse(query).unwrap()).ok()
    }

    #[test]
    fn a_day_is_asked_in_one_word_or_three() {
        let wanted = Some(OnDay(Some(Date::constant(2020, 7, 15))));
        assert_eq!(day("on=2020-07-15"), wanted);
        assert_eq!(day("y=2020&m=7&d=15"), wanted);
        assert_eq!(day("y=2020&m=07&d=15"), wanted);
        assert_eq!(day(""), Some(OnDay(None)));
        for wrong in [
            "on=2020-02-30",
            "y=2020&m=7",
            "y=2020&m=13&d=1",
            "y=x&m=1&d=1",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
