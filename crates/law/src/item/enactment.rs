//! 题注 — what the note under the title of a law says of its making and its changes, event by event.
//!
//! Decides how such a note is read: each date outside the title of another text begins an event that reaches to the next
//! date or the end of the line, and the words of the event say what happened on that day. The words are kept as printed;
//! what they do not say stays unknown.

use super::docnum::DocNumber;
use super::fields::Fields;
use crate::date::{self, Date};

/// What happened to a law on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// 通过
    Adopted,
    /// 批准
    Approved,
    /// 公布
    Promulgated,
    /// 修订: the whole text anew.
    Revised,
    /// 修正: single provisions.
    Amended,
    /// 施行
    Effective,
}

impl Act {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::Adopted,
        Self::Approved,
        Self::Promulgated,
        Self::Revised,
        Self::Amended,
        Self::Effective,
    ];

    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Approved => "approved",
            Self::Promulgated => "promulgated",
            Self::Revised => "revised",
            Self::Amended => "amended",
            Self::Effective => "effective",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Adopted => "通过",
            Self::Approved => "批准",
            Self::Promulgated => "公布",
            Self::Revised => "修订",
            Self::Amended => "修正",
            Self::Effective => "施行",
        }
    }

    /// Whether another text stands after it than before.
    pub const fn is_change(self) -> bool {
        matches!(self, Self::Revised | Self::Amended)
    }

    /// What the words of an event say; what is most particular counts.
    fn of(words: &str) -> Option<Self> {
        let own = outside_titles(words);
        let says = |any: &[&str]| any.iter().any(|word| own.contains(word));
        let is_change = ["修订", "修正", "修改"]
            .iter()
            .any(|word| words.contains(word));
        // 自……起施行: the day is that of effect, whatever the words go on to say.
        if words.starts_with('起') {
            Some(Self::Effective)
        } else if says(&["修订"]) {
            Some(Self::Revised)
        } else if is_change {
            Some(Self::Amended)
        } else if says(&["公布", "发布", "颁布", "公告"]) {
            Some(Self::Promulgated)
        } else if says(&["施行", "实施", "生效"]) {
            Some(Self::Effective)
        } else if says(&["批准"]) {
            Some(Self::Approved)
        } else if says(&["通过"]) {
            Some(Self::Adopted)
        } else {
            None
        }
    }
}

/// One event of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The civil day that it names.
    pub day: Date,
    /// `None` where the words do not say what happened.
    pub act: Option<Act>,
    /// The number under which it was made public, 国务院令第711号.
    pub number: Option<String>,
    /// The words after the date, as printed.
    pub words: String,
}

/// The events of a note, in its order.
pub fn events(note: &str) -> Vec<Event> {
    note.lines().flat_map(of_line).collect()
}

/// The day by which a text is dated. What is printed under its title is of its own day: a change that it names is in it,
/// also where a source has it under an earlier date.
pub fn dated(stated: Option<Date>, events: &[Event]) -> Option<Date> {
    let last = last_change(events).map(|event| event.day);
    stated.map(|stated| last.map_or(stated, |last| last.max(stated)))
}

/// The last change that a note names: the one that made the text under whose title it stands.
pub fn last_change(events: &[Event]) -> Option<&Event> {
    let changes = events
        .iter()
        .filter(|event| event.act.is_some_and(Act::is_change));
    changes.max_by_key(|event| event.day)
}

/// The event that made the text of `day`: the one of that day with the most to say, of several the last.
///
/// A change is published up to [`TO_PUBLISH`] days after it was passed, and a version may have either day. A version that
/// has the day from which it holds was made by the last change before that day or, where there is none, by the last that
/// was done to make it.
pub fn making(events: &[Event], day: Date) -> Option<&Event> {
    let is_near =
        |event: &&Event| event.act != Some(Act::Effective) && is_published(event.day, day);
    let near: Vec<&Event> = events.iter().filter(is_near).collect();
    let exact = near.iter().filter(|event| event.day == day);
    let weight = |event: &&&Event| {
        (
            event.act.is_some_and(Act::is_change),
            event.number.is_some(),
        )
    };
    exact
        .max_by_key(weight)
        .or_else(|| near.iter().max_by_key(weight))
        .copied()
        .or_else(|| {
            let is_of_effect = |event: &&Event| event.act == Some(Act::Effective);
            let begins = events
                .iter()
                .any(|event| is_of_effect(&event) && event.day == day);
            let before = events
                .iter()
                .filter(|event| !is_of_effect(event) && event.day <= day);
            let is_change = |event: &&Event| event.act.is_some_and(Act::is_change);
            let changes = before.clone().filter(is_change);
            let last = changes.max_by_key(|event| event.day);
            last.or_else(|| before.max_by_key(|event| event.day).filter(|_| begins))
        })
}

/// How many days after it was passed a change is published at most.
pub const TO_PUBLISH: i32 = 90;

/// Whether a text of `version` can be that of what was passed on `passed`.
pub fn is_published(passed: Date, version: Date) -> bool {
    let since = passed.until(version).ok();
    since.is_some_and(|since| (0..=TO_PUBLISH).contains(&since.get_days()))
}

/// 制定 — when a text came to be, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The civil day that it names.
    pub day: Date,
    /// Whether the text was made public on that day; if not, it was passed on it, and when it became public is not told.
    pub is_public: bool,
    /// What made it, where that is told, and when that was.
    pub act: Option<Act>,
    /// The day of the act: of adoption, approval or signature.
    pub acted_on: Date,
    /// The number under which it was made public.
    pub number: Option<String>,
}

/// 这个文本的公布 — the one answer to when a text of law was made public, for lists, pages, copies and open data.
///
/// An event with a number, or one that says 公布, is a publication. Of a text that was passed (通过, 批准, 修正) the day of
/// publication is what the source states of this very text, within [`TO_PUBLISH`] days: the first promulgation of the
/// work, or its own day of publication. Where none is stated it is the day on which it was passed.
///
/// `version` is the name of the text among those of its work, which begins with a day.
pub fn made(fields: &Fields, version: Option<&str>) -> Option<Made> {
    let events = fields.text("enactment_note").map(events);
    let events = events.unwrap_or_default();
    let stated = version.and_then(|version| version.get(..10)?.parse().ok());
    let dated = dated(stated, &events);
    let [first, published] = ["promulgated", "published_at"].map(|id| fields.date(id));
    let told = dated.and_then(|day| making(&events, day));
    let told = told.or_else(|| events.iter().rfind(|event| event.number.is_some()));
    let Some(event) = told else {
        // Of a later text the first promulgation of the work says nothing.
        let own = first
            .filter(|first| dated.is_none_or(|day| day <= *first || is_published(*first, day)));
        let day = own.or(dated).or(first)?;
        return Some(Made {
            day,
            is_public: own.is_some(),
            act: own.map(|_| Act::Promulgated),
            acted_on: day,
            number: None,
        });
    };
    let of = |day, is_public, act| Made {
        day,
        is_public,
        act,
        acted_on: match act {
            Some(Act::Promulgated) => day,
            _ => event.day,
        },
        number: event.number.clone(),
    };
    if event.act == Some(Act::Promulgated) || event.number.is_some() {
        return Some(of(event.day, true, event.act));
    }
    let is_change = event.act.is_some_and(Act::is_change);
    let later = events
        .iter()
        .filter(|later| later.act == Some(Act::Promulgated));
    let later = later.map(|later| later.day).chain(first).chain(published);
    let mut later = later.filter(|day| event.day < *day && is_published(event.day, *day));
    Some(match later.next() {
        Some(day) if is_change => of(day, true, event.act),
        Some(day) => of(day, true, Some(Act::Promulgated)),
        None => of(event.day, false, event.act),
    })
}

fn of_line(line: &str) -> Vec<Event> {
    let dates = dates(line);
    let ends = dates.iter().skip(1).map(|(_, at)| at.start);
    let ends = ends.chain([line.len()]);
    dates
        .iter()
        .zip(ends)
        .map(|((day, at), end)| {
            let words = trimmed(&line[at.end..end]);
            Event {
                day: *day,
                act: Act::of(words),
                number: number(words),
                words: words.to_owned(),
            }
        })
        .collect()
}

/// The dates of a line that stand in no title.
fn dates(line: &str) -> Vec<(Date, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((day, at)) = date::find(&line[from..]) {
        let at = from + at.start..from + at.end;
        let open = line[..at.start].matches('《').count();
        if open <= line[..at.start].matches('》').count() {
            found.push((day, at.clone()));
        }
        from = at.end;
    }
    found
}

/// Without what leads on to the next date, and without a bracket that was opened before.
fn trimmed(words: &str) -> &str {
    const EDGES: [char; 12] = [
        ' ', '\u{3000}', '，', '；', '、', '。', ',', ';', '：', '(', '（', '\u{a0}',
    ];
    let mut words = words.trim_matches(EDGES);
    loop {
        let before = words;
        for lead in ["根据", "并自", "自", "经", "并于", "于"] {
            words = words.strip_suffix(lead).unwrap_or(words);
        }
        if !words.contains(['（', '(']) {
            words = words.trim_end_matches(['）', ')']);
        }
        words = words.trim_matches(EDGES);
        if words == before {
            return words;
        }
    }
}

/// The words that stand in no title.
fn outside_titles(words: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '《' | '〈' => depth += 1,
            '》' | '〉' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The number in the words of an event, with all bodies that gave it, without the name of the state.
fn number(words: &str) -> Option<String> {
    let own = outside_titles(words).replace("中华人民共和国", "");
    let (_, at) = DocNumber::find_all(&own).into_iter().next()?;
    // The reader of numbers stops at an enumeration and after twenty characters; the names go back to the last edge.
    let edge = |c: char| c.is_whitespace() || "，；。（）(),;".contains(c);
    let from = own[..at.start].rfind(edge);
    let from = from.map_or(0, |i| i + own[i..].chars().next().map_or(0, char::len_utf8));
    let mut number = &own[from..at.end];
    for before in ["会议", "通过", "批准", "并以", "以"] {
        number = number
            .rsplit_once(before)
            .map_or(number, |(_, after)| after);
    }
    let number = number.trim();
    (!number.is_empty()).then(|| number.to_owned())
}

impl Fields {
    /// The day by which lists and searches order an item: of publication, else the nearest to it that is stated.
    ///
    /// Of a text of law, `version` is its name among those of its work: each text is listed under its own day, not under
    /// that of the first.
    pub fn listed_on(&self, version: Option<&str>) -> Option<Date> {
        let made_on = || made(self, version).map(|made| made.day);
        let near = || {
            ["written_date", "effective_date"]
                .iter()
                .find_map(|id| self.date(id))
        };
        self.date("published_at").or_else(made_on).or_else(near)
    }
}

#[cfg(test)]
mod tests;
