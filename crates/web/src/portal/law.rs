//! A work of law: its versions, and the text of any day (DOMAIN §6.4).
//!
//! For a day whose text is not held the answer is 该日文本未收录, never another text (DECISIONS 2). Old, repealed and coming
//! texts keep their words, under a banner that leads to the one in force.

use crate::body::Piece;
use crate::error::Trouble;
use crate::extract::{Asked, At, Pairs, Question, Visit, Work};
use crate::i18n::{Lang, Phrase, Said, name, say};
use crate::machines::described;
use crate::page::{Answer, Channel, Frame, Page, answer};
use crate::portal::reading::{FactValue, Reading};
use crate::show;
use acts::view::{
    Address, EventLine, Happened, ItemView, LawView, RelationLine, TextOnDay, Tombstone,
    VersionLine,
};
use askama::Template;
use law::Date;
use law::item::Relation;
use law::item::validity::{Certainty, Status};

#[derive(Debug, Template)]
#[template(path = "portal/law.html")]
pub(crate) struct LawPage {
    frame: Frame,
    work: String,
    title: String,
    kind_zh: String,
    versions: Vec<VersionLine>,
    /// What happened besides, and left no text here.
    events: Vec<EventLine>,
    /// The day in the boxes.
    on: Date,
    today: Date,
    /// Whether a day was asked for, or one version by its own address.
    asks: Asks,
    /// Whether the text was public on that day and had not begun.
    is_to_come: bool,
    text: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    Today,
    Day,
    Version,
}

/// A history of so many steps stands open.
const SHORT: usize = 3;

/// One step of the history of a work.
enum Step<'a> {
    /// A text, and the one before it where there is one.
    Held(&'a VersionLine, Option<&'a VersionLine>),
    /// A beginning, a change or an end that left no text here.
    Happened(&'a EventLine),
}

/// A part of what the head of the page says.
struct Known {
    says: String,
    /// Whether it is in the words of the text, which stay Chinese.
    is_theirs: bool,
}

/// What a text is called beside others of its work: 2019年4月3日修订的文本.
pub(crate) fn named(lang: Lang, line: &VersionLine) -> String {
    let made = line.made.as_ref();
    let act = made.and_then(|made| made.act);
    // Within the words of a line no English noun begins large.
    let act = act.map(|act| name(lang, act.zh()).to_lowercase());
    let day = made.map(|made| made.acted_on).or(line.valid_from);
    match (day, act) {
        (Some(day), Some(act)) => say(lang, "{}{}的文本")
            .with(show::day(lang, day))
            .with(act)
            .into(),
        (Some(day), None) => say(lang, "{}的文本").with(show::day(lang, day)).into(),
        (None, _) => say(lang, "日期未载明的文本").into(),
    }
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
        let is_to_come = matches!(law.text, TextOnDay::NotYet(_));
        let text = match law.text {
            TextOnDay::Held(view) | TextOnDay::NotYet(view) => {
                Shown::Held(Box::new(Reading::new(&visit.app, *view)))
            }
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
            frame = frame
                .article(reading.tags(&visit.app))
                .describing([described::item(&visit.app, &reading.view)]);
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
            events: law.events,
            on: law.on,
            today: visit.today,
            asks,
            is_to_come,
            text,
        }
    }

    fn reading(&self) -> Option<&Reading> {
        match &self.text {
            Shown::Held(reading) => Some(reading),
            _ => None,
        }
    }

    /// The version that holds today, where it is not the one shown.
    fn in_force_instead(&self) -> Option<&VersionLine> {
        let current = self.versions.iter().rev().find(|line| {
            line.standing.status == Status::InForce
                && line.valid_from.is_none_or(|from| from <= self.today)
        });
        current.filter(|line| !line.is_shown)
    }

    /// What took the place of a text that holds no more: acts that repeal or replace it.
    fn ended_by(&self) -> Vec<&RelationLine> {
        let Some(reading) = self.reading() else {
            return Vec::new();
        };
        let ends = |line: &&RelationLine| {
            !line.is_stated_here
                && line.other.is_some()
                && matches!(line.relation, Relation::Repeals | Relation::Replaces)
        };
        reading.view.relations.iter().filter(ends).collect()
    }

    /// The text that is shown.
    fn shown(&self) -> Option<&VersionLine> {
        self.versions.iter().find(|line| line.is_shown)
    }

    /// What the head of the page says of the text that is shown: who made it, under which number, since when it holds.
    fn known(&self) -> Vec<Known> {
        let issuers = self
            .reading()
            .map(|reading| reading.released().fields().list("issuers").join("、"));
        let number = self.shown().and_then(|line| line.number.clone());
        // Of a text to come the standing says the day.
        let begun = self.reading().filter(|reading| !reading.is_not_yet());
        let effective = begun.and_then(|reading| {
            let day = reading.released().fields().date("effective_date")?;
            // Said already beside the standing.
            let standing = reading.view.standing.as_ref();
            if standing.is_some_and(|standing| standing.basis.contains(&law::date::zh(day))) {
                return None;
            }
            Some(
                self.t("自{}起施行")
                    .with(show::day(self.frame.lang, day))
                    .to_string(),
            )
        });
        // Where there are several texts, the head says which one this is.
        let which = self
            .shown()
            .filter(|_| 1 < self.versions.len())
            .map(|line| self.named(line));
        // A text that was passed on one day is public from another.
        let made = self.shown().and_then(|line| line.made.as_ref());
        let public =
            made.filter(|made| made.is_public && (which.is_none() || made.acted_on != made.day));
        let public = public.map(|made| {
            let day = show::day(self.frame.lang, made.day);
            self.t("{}公布").with(day).to_string()
        });
        let ours = |says: Option<String>| {
            says.map(|says| Known {
                says,
                is_theirs: false,
            })
        };
        let theirs = |says: Option<String>| {
            says.map(|says| Known {
                says,
                is_theirs: true,
            })
        };
        let all = [
            ours(which),
            theirs(issuers),
            theirs(number),
            ours(public),
            ours(effective),
        ];
        all.into_iter()
            .flatten()
            .filter(|part| !part.says.is_empty())
            .collect()
    }

    /// What the shown text changed: it beside the one before it.
    fn compared_with_former(&self) -> Option<String> {
        let at = self.versions.iter().position(|line| line.is_shown)?;
        let former = self.versions.get(at.checked_sub(1)?)?;
        Some(self.compared(former, self.versions.get(at)?))
    }

    /// Whether the history is short enough to stand open before the text.
    fn is_short(&self) -> bool {
        self.versions.len() + self.events.len() <= SHORT
    }

    /// Two texts beside each other, the older one first.
    fn compared(&self, one: &VersionLine, other: &VersionLine) -> String {
        let (from, to) = if other.valid_from < one.valid_from {
            (other, one)
        } else {
            (one, other)
        };
        self.frame
            .links()
            .compare(&self.work, &from.version, &to.version)
    }

    fn named(&self, line: &VersionLine) -> String {
        named(self.frame.lang, line)
    }

    /// The tombstone of a text that was withdrawn.
    fn event_link(&self, event: &EventLine) -> Option<String> {
        let version = event.version.clone()?;
        let work = self.work.clone();
        Some(self.frame.links().item(&Address::Law { work, version }))
    }

    fn event_says(&self, event: &EventLine) -> Said {
        let day = event
            .on
            .map(|day| show::day(self.frame.lang, day))
            .unwrap_or_default();
        match event.what {
            Happened::Made => self.t("{}制定的文本没有收录").with(day),
            Happened::Changed => self.t("{}修改的文本没有收录").with(day),
            Happened::Repealed => self.t("已废止"),
            Happened::Expired => self.t("有效期满，失效"),
            Happened::Withdrawn => self.t("{}起的文本已经撤回").with(day),
        }
    }

    /// Under the boxes: what is shown for the day.
    fn says(&self) -> String {
        let day = show::day(self.frame.lang, self.on);
        let versions = self.versions.len();
        let said = match (&self.text, self.asks) {
            (Shown::Held(_), Asks::Today | Asks::Day) if self.is_to_come => self
                .t("{}已经公布，还没有施行。下面是将要施行的文本。本站收录 {} 个文本。")
                .with(day)
                .with(versions),
            (Shown::Held(_), Asks::Today) => self
                .t("下面是今天（{}）的文本。本站收录 {} 个文本。")
                .with(day)
                .with(versions),
            (Shown::Held(_), Asks::Day) => self
                .t("下面是{}的文本。本站收录 {} 个文本。")
                .with(day)
                .with(versions),
            (Shown::Held(_), Asks::Version) => self
                .t("下面是按网址打开的一个文本。本站收录 {} 个文本。")
                .with(versions),
            (Shown::NotHeld, _) => self.t("{}的文本本站没有收录。").with(day),
            (Shown::BeforeFirst, _) => self.t("{}在已知最早的文本之前。").with(day),
            (Shown::Withdrawn(_), _) => self.t("{}的文本已经撤回。").with(day),
        };
        said.into()
    }

    /// The texts that are held and what happened between them, oldest first; what has no day comes last.
    fn steps(&self) -> Vec<Step<'_>> {
        let mut before = None;
        let mut steps: Vec<(Option<Date>, Step<'_>)> = Vec::new();
        for line in &self.versions {
            steps.push((line.valid_from, Step::Held(line, before)));
            before = Some(line);
        }
        let happened = self.events.iter();
        steps.extend(happened.map(|event| (event.on, Step::Happened(event))));
        let undated_end =
            |step: &Step<'_>| matches!(step, Step::Happened(event) if event.on.is_none());
        steps.sort_by_key(|(day, step)| (undated_end(step), *day));
        steps.into_iter().map(|(_, step)| step).collect()
    }

    /// From when to when a text held.
    fn span(&self, line: &VersionLine) -> Said {
        let day = |day: Date| show::day(self.frame.lang, day);
        match (line.valid_from, line.valid_to) {
            (Some(from), Some(to)) => self.t("{}至{}").with(day(from)).with(day(to)),
            (Some(from), None) => self.t("自{}起").with(day(from)),
            (None, Some(to)) => self.t("至{}").with(day(to)),
            (None, None) => self.t("起止日期来源没有载明"),
        }
    }

    /// Whether that a text holds is evidenced, and not only presumed.
    fn is_certain(line: &VersionLine) -> bool {
        line.standing.certainty == Certainty::Evidenced
    }

    /// Whether the page stands at the address of the text itself.
    fn is_own_address(&self) -> bool {
        self.asks == Asks::Version
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
                law::date::first(&text)
                    .map(|on| Self(Some(on)))
                    .ok_or_else(|| {
                        Trouble::asked(
                            "y、m、d",
                            Phrase::of("没有“{}”这一天，请填写公历的年、月、日，例如 2020、7、15")
                                .with(&text),
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
