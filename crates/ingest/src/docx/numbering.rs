//! 自动编号 — the label that a list prints before a paragraph: it is part of the words, though no run holds it.
//!
//! Invariants
//! - Lists of one definition count on together, as they print; an override of the start begins anew, once.

use super::numerals;
use crate::Refused;
use crate::xml::{Events, Node, Tag};
use std::collections::{BTreeMap, HashMap};

/// Levels of a list.
const LEVELS: usize = 9;

/// The longest label, in characters; no printed label comes near it.
const LONGEST: usize = 255;

#[derive(Default)]
pub(super) struct Numbering {
    /// Sorted, so that of two that stand for the same the same one is always taken.
    definitions: BTreeMap<String, Definition>,
    lists: HashMap<String, List>,
    counters: HashMap<String, [Option<u32>; LEVELS]>,
}

#[derive(Default)]
struct Definition {
    levels: Vec<Level>,
    /// The name under which other definitions stand for this one, and the name this one stands for.
    style: Option<String>,
    stands_for: Option<String>,
}

#[derive(Clone, Default)]
struct Level {
    start: Option<u32>,
    format: String,
    text: Option<String>,
    suffix: Option<String>,
    restart: Option<usize>,
    legal: bool,
}

#[derive(Default)]
struct List {
    definition: String,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
    begun: bool,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read(text: &str) -> Result<Self, Refused> {
        let mut events = Events::of(text);
        let mut out = Self::default();
        let mut at = Place::default();
        let mut path: Vec<String> = Vec::new();
        while let Some(node) = events.next()? {
            match node {
                Node::Open(tag) => {
                    out.open(&tag, &mut at);
                    path.push(tag.name().to_owned());
                }
                Node::Close => match path.pop().as_deref() {
                    Some("abstractNum") => at.definition = None,
                    Some("num") => at.list = None,
                    Some("lvl") => at.level = None,
                    _ => {}
                },
                Node::Text(_) => {}
            }
        }
        Ok(out)
    }

    fn open(&mut self, tag: &Tag<'_>, at: &mut Place) {
        match tag.name() {
            "abstractNum" => {
                let id = tag.attr("abstractNumId").unwrap_or_default();
                self.definitions.insert(id.clone(), Definition::default());
                at.definition = Some(id);
            }
            "num" => {
                let id = tag.attr("numId").unwrap_or_default();
                self.lists.insert(id.clone(), List::default());
                at.list = Some(id);
            }
            "lvl" | "lvlOverride" => {
                at.ilvl = tag
                    .number::<usize>("ilvl")
                    .unwrap_or_default()
                    .min(LEVELS - 1);
                at.level = (tag.name() == "lvl").then_some(at.ilvl);
            }
            name => {
                let definition = at
                    .definition
                    .as_ref()
                    .and_then(|id| self.definitions.get_mut(id));
                let list = at.list.as_ref().and_then(|id| self.lists.get_mut(id));
                match (name, definition, list, at.level) {
                    ("styleLink", Some(definition), ..) => definition.style = tag.attr("val"),
                    ("numStyleLink", Some(definition), ..) => {
                        definition.stands_for = tag.attr("val");
                    }
                    ("abstractNumId", _, Some(list), _) => {
                        list.definition = tag.attr("val").unwrap_or_default();
                    }
                    ("startOverride", _, Some(list), _) => {
                        list.starts.insert(at.ilvl, tag.number("val").unwrap_or(1));
                    }
                    (_, Some(definition), _, Some(level)) => {
                        if definition.levels.len() <= level {
                            definition.levels.resize_with(level + 1, Level::default);
                        }
                        if let Some(level) = definition.levels.get_mut(level) {
                            level.take(tag);
                        }
                    }
                    (_, _, Some(list), Some(level)) => {
                        list.levels.entry(level).or_default().take(tag);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Counts one paragraph of the list and gives its label, `None` where none is printed.
    pub(super) fn next(&mut self, list: &str, level: usize) -> Option<Label> {
        let level = level.min(LEVELS - 1);
        let definition = self.definition_of(list)?;
        let list = self.lists.get_mut(list)?;
        let counters = self.counters.entry(definition.clone()).or_default();
        if !list.begun {
            list.begun = true;
            for at in list.starts.keys() {
                counters
                    .iter_mut()
                    .skip(*at)
                    .take(1)
                    .for_each(|count| *count = None);
            }
        }
        let stated = self
            .definitions
            .get(&definition)
            .map(|d| d.levels.as_slice());
        let stated = stated.unwrap_or_default();
        let levels: Vec<Level> = (0..LEVELS)
            .map(|i| {
                let here = list.levels.get(&i).filter(|level| level.text.is_some());
                here.or(stated.get(i)).cloned().unwrap_or_default()
            })
            .collect();
        let start = |i: usize| {
            let own = levels.get(i).and_then(|level| level.start);
            list.starts.get(&i).copied().or(own).unwrap_or(1)
        };
        for (i, count) in counters.iter_mut().enumerate() {
            if i < level {
                count.get_or_insert_with(|| start(i));
            } else if i == level {
                *count = Some(count.map_or_else(|| start(i), |n| n.saturating_add(1)));
            } else if levels
                .get(i)
                .and_then(|l| l.restart)
                .is_none_or(|r| r != 0 && r > level)
            {
                *count = None;
            }
        }
        let counts = *counters;
        let this = levels.get(level)?;
        let text = this.label(&levels, &counts);
        let spaced = this.suffix.as_deref() != Some("nothing");
        (!text.is_empty()).then_some(Label { text, spaced })
    }

    /// The definition of a list, through at most one other that it stands for.
    fn definition_of(&self, list: &str) -> Option<String> {
        let id = &self.lists.get(list)?.definition;
        let definition = self.definitions.get(id)?;
        let Some(style) = definition
            .stands_for
            .as_ref()
            .filter(|_| definition.levels.is_empty())
        else {
            return Some(id.clone());
        };
        self.definitions
            .iter()
            .find(|(_, other)| other.style.as_ref() == Some(style))
            .map(|(id, _)| id.clone())
    }
}

/// What a list prints before a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    text: String,
    /// Whether a blank is printed after it.
    spaced: bool,
}

impl Label {
    /// The paragraph with its label. After `、` and `）` no blank is put, as nobody types one there; where label and
    /// words would run together, one stands between them.
    pub(super) fn before(&self, words: &str) -> String {
        let words = words.trim_start();
        let label = self.text.trim_end();
        let last = label.chars().next_back().unwrap_or(' ');
        let first = words.chars().next().unwrap_or(' ');
        let gap = match last {
            _ if !self.spaced => "",
            '.' | ')' if first.is_ascii_alphanumeric() => " ",
            '•' => " ",
            c if c.is_ascii_alphanumeric() => " ",
            c if c.is_alphanumeric() => "　",
            _ => "",
        };
        format!("{label}{gap}{words}")
    }
}

#[derive(Default)]
struct Place {
    definition: Option<String>,
    list: Option<String>,
    level: Option<usize>,
    ilvl: usize,
}

impl Level {
    fn take(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "start" => self.start = tag.number("val"),
            "numFmt" => self.format = tag.attr("val").unwrap_or_default(),
            "lvlText" => self.text = tag.attr("val").map(|text| shortened(&text)),
            "suff" => self.suffix = tag.attr("val"),
            "lvlRestart" => self.restart = tag.number("val"),
            "isLgl" => self.legal = tag.attr("val").is_none_or(|on| on != "0"),
            _ => {}
        }
    }

    /// `%1.%2` with the numbers put in.
    fn label(&self, levels: &[Level], counts: &[Option<u32>; LEVELS]) -> String {
        let Some(text) = self.text.as_deref() else {
            return String::new();
        };
        if self.format == "bullet" {
            return text.chars().map(bullet).collect();
        }
        let mut out = String::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let place = chars
                .peek()
                .and_then(|c| c.to_digit(10))
                .filter(|n| c == '%' && *n > 0);
            let Some(place) = place else {
                out.push(c);
                continue;
            };
            chars.next();
            let place = place as usize - 1;
            let format = match levels.get(place) {
                _ if self.legal => "decimal",
                Some(level) => &level.format,
                None => "decimal",
            };
            let count = counts.get(place).copied().flatten().unwrap_or(1);
            out.push_str(&numerals::print(format, count));
        }
        out
    }
}

/// A label of a list has some characters; one of a million, printed before every paragraph, would fill the memory.
fn shortened(label: &str) -> String {
    label.chars().take(LONGEST).collect()
}

/// Symbol fonts keep their bullets in the private use area; the dot stands for all of them.
fn bullet(c: char) -> char {
    match c {
        '\u{e000}'..='\u{f8ff}' => '•',
        c => c,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn sample() -> Numbering {
        Numbering::read(
            r#"<numbering>
            <abstractNum abstractNumId="0">
              <lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><suff val="nothing"/><lvlText val="%1、"/></lvl>
              <lvl ilvl="1"><start val="1"/><numFmt val="chineseCounting"/><suff val="nothing"/><lvlText val="（%2）"/></lvl>
              <lvl ilvl="2"><start val="1"/><numFmt val="decimal"/><lvlText val="%1.%3."/><isLgl/></lvl>
            </abstractNum>
            <num numId="1"><abstractNumId val="0"/></num>
            <num numId="2"><abstractNumId val="0"/><lvlOverride ilvl="0"><startOverride val="1"/></lvlOverride></num>
            </numbering>"#,
        )
        .unwrap()
    }

    #[test]
    fn labels_are_counted_level_by_level() {
        let mut numbering = sample();
        let labels: Vec<String> = [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 1)]
            .map(|(list, level)| numbering.next(list, level).unwrap().text)
            .to_vec();
        assert_eq!(
            labels,
            ["一、", "（一）", "（二）", "1.1.", "二、", "（一）"]
        );
    }

    #[test]
    fn an_override_begins_anew_and_an_unknown_list_prints_nothing() {
        let mut numbering = sample();
        assert_eq!(numbering.next("1", 0).unwrap().text, "一、");
        assert_eq!(numbering.next("2", 0).unwrap().text, "一、");
        assert_eq!(numbering.next("2", 0).unwrap().text, "二、");
        assert_eq!(numbering.next("9", 0), None);
    }

    #[test]
    fn a_blank_stands_between_label_and_words_only_where_they_would_run_together() {
        let label = |text: &str, spaced| Label {
            text: text.into(),
            spaced,
        };
        assert_eq!(label("一、", true).before("总则"), "一、总则");
        assert_eq!(label("1.", true).before("总则"), "1.总则");
        assert_eq!(label("1.", true).before("2020年"), "1. 2020年");
        assert_eq!(label("第一条", true).before("为了"), "第一条　为了");
        assert_eq!(label("第一条", false).before("为了"), "第一条为了");
    }
}
