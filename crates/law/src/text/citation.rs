//! 引用 — what a text names: documents and laws by name or by number, and places in itself.
//!
//! Decides what is a citation in running text: 《…》第三十三条第二款第（一）项、第四款; 国办发〔2020〕17号; 本办法第五条, 本条第二款, 前款,
//! 前两项; and that a short name which the text gives itself (以下简称《要点》) means what it was given for. How provisions are
//! written is [`super::reference`]'s. Says only what is named and where it stands; whether that is held, and in which
//! version, is for the look-up to say.
//!
//! Invariants
//! - Nothing of the text is changed: a citation is a range of bytes of one piece of it.
//! - An article without a name before it is no citation: it may be of a law that is named without 《》.
//! - A text of any form is read in one pass: names within names, and brackets that nothing closes, cost no more.

use super::provision::Provision;
use super::reference::{Base, Here, Joint, PlaceAt, own_at, place_at, places};
use super::{Block, Heading, Level, Role, Text};
use crate::item::docnum::DocNumber;
use crate::item::heading::number_of;
use crate::written::Noted;
use std::collections::HashMap;
use std::ops::Range;

/// One place of a text that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Which block of the text.
    pub block: usize,
    /// Which words of the block.
    pub part: Part,
    /// Where it stands in that part, in bytes.
    pub range: Range<usize>,
    /// What is named.
    pub names: Names,
}

/// Which words of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Of a heading or a paragraph.
    Words,
    /// Of a cell of a table.
    Cell {
        /// The row, from 0.
        row: usize,
        /// The cell of the row, from 0.
        cell: usize,
    },
}

/// What is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// A document or a law by its name.
    Title(Title),
    /// A number. Running text does not say where it begins (和粤府令第277号): every reading, the longest first.
    Number(Vec<Reading>),
    /// A place in the text itself.
    Own(Provision),
}

/// A document or a law by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The whole name, also where the text has a short one.
    pub name: String,
    /// The name with what stands before it (国务院办公厅《关于…的通知》), the longest first.
    pub prefixed: Vec<String>,
    /// The number that stands behind the name in brackets.
    pub number: Option<String>,
    /// The provision behind the name.
    pub provision: Option<Provision>,
    /// Where the name alone ends; nothing where the name stands further before (《…》第十条、第十二条).
    pub name_end: Option<usize>,
}

/// One reading of a number in running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Where it begins, in bytes.
    pub at: usize,
    /// In its canonical form.
    pub number: String,
    /// As printed.
    pub printed: String,
}

/// Everything that a text names, block after block. A name within a name stands beside the whole one.
pub fn citations(text: &Text) -> Vec<Citation> {
    let mut found = Vec::new();
    let mut short = ShortNames::default();
    let mut here = Here::default();
    for (block, it) in text.blocks.iter().enumerate() {
        let mut take = |part, words: &str, here: &Here| {
            if !SIGNS.iter().any(|sign| words.contains(*sign)) {
                return;
            }
            let scan = Scan { words, here };
            let citations = scan.citations();
            short.note(words, &citations);
            found.extend(citations.into_iter().map(|(range, names)| Citation {
                block,
                part,
                range,
                names,
            }));
        };
        match it {
            Block::Heading(Heading { level, text, .. }) => {
                if *level == Level::Article {
                    here.enter(number_of(text));
                } else if *level < Level::Plain {
                    here.leave();
                }
                take(Part::Words, text, &here);
            }
            Block::Paragraph(paragraph) if !is_head(paragraph.role) => {
                here.step(paragraph.role);
                take(Part::Words, &paragraph.text, &here);
            }
            Block::Table(table) => {
                for (row, line) in table.rows.iter().enumerate() {
                    for (cell, it) in line.cells.iter().enumerate() {
                        take(Part::Cell { row, cell }, &it.text, &Here::default());
                    }
                }
            }
            Block::Paragraph(_) | Block::Image(_) => {}
        }
    }
    for citation in &mut found {
        if let Names::Title(title) = &mut citation.names {
            short.lengthen(title);
        }
    }
    found
}

impl Here {
    /// An article begins.
    fn enter(&mut self, article: Option<String>) {
        self.before.extend(self.article.take());
        (self.article, self.paragraph, self.item) = (article, None, None);
    }

    /// A chapter or an attached text begins: no article goes on, and 前条 is still the one before.
    fn leave(&mut self) {
        self.enter(None);
    }

    /// The next 款 or 项, as [`super::anchor`] counts them.
    fn step(&mut self, role: Role) {
        if role == Role::Item {
            self.paragraph = self.paragraph.or(Some(1));
            self.item = Some(self.item.unwrap_or(0) + 1);
        } else {
            self.paragraph = Some(self.paragraph.unwrap_or(0) + 1);
            self.item = None;
        }
    }
}

/// Parts that say what the document itself is called.
fn is_head(role: Role) -> bool {
    matches!(
        role,
        Role::OrganMark | Role::DocNo | Role::Title | Role::EnactmentNote
    )
}

/// 简称: what a text calls something after it has said its whole name.
#[derive(Default)]
struct ShortNames(HashMap<String, Option<(String, Option<String>)>>);

impl ShortNames {
    fn note(&mut self, words: &str, citations: &[(Range<usize>, Names)]) {
        for (_, names) in citations {
            let Names::Title(title) = names else { continue };
            let Some(end) = title.name_end else { continue };
            let behind = bracket(&words[end..]);
            let Some(short) = behind.and_then(|(within, _)| short_name(within)) else {
                continue;
            };
            let meant = (title.name.clone(), title.number.clone());
            let known = self.0.entry(short.to_owned());
            known
                .and_modify(|known| {
                    // Given for two things it means neither.
                    if known.as_ref() != Some(&meant) {
                        *known = None;
                    }
                })
                .or_insert(Some(meant));
        }
    }

    fn lengthen(&self, title: &mut Title) {
        if let Some(Some((name, number))) = self.0.get(&title.name) {
            title.name.clone_from(name);
            title.number.clone_from(number);
            title.prefixed.clear();
        }
    }
}

/// What stands in round brackets at the beginning of `text`, brackets within included, and where they end.
fn bracket(text: &str) -> Option<(&str, usize)> {
    let first = text.chars().next().filter(|c| matches!(c, '（' | '('))?;
    let mut depth = 0;
    for (at, c) in text.char_indices().take(LONGEST_BRACKET) {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((text.get(first.len_utf8()..at)?, at + c.len_utf8()));
        }
    }
    None
}

/// The name behind 以下简称, where it stands in 《》.
fn short_name(within: &str) -> Option<&str> {
    let at = ["以下简称", "以下称", "下称"]
        .into_iter()
        .find_map(|word| within.find(word).map(|at| at + word.len()))?;
    let rest = within[at..].trim_start_matches(['为', '：', ':', '“', '"', ' ']);
    let rest = rest.strip_prefix('《')?;
    rest.split_once('》').map(|(short, _)| short)
}

/// Words that end before a number begins, in running text without a sign between.
const BEFORE_NUMBER: &[&str] = &[
    "和", "及", "与", "或", "按", "照", "据", "依", "由", "见", "以", "对", "将", "把", "在", "的",
    "至", "到", "即", "为", "是", "经", "同", "原", "从", "自", "等", "印发", "转发", "下发",
    "制发", "发布", "公布", "贯彻", "落实", "执行", "实施", "废止", "修改", "参照", "代替", "文件",
    "关于", "通知", "规定", "根据", "日",
];

/// Words before 本法 that make another word of it (基本法).
const BEFORE_OWN: &[char] = &['基', '根', '日', '资', '版', '样', '文', '课', '副', '书'];

/// One of these stands in whatever names something: most of a text has none.
const SIGNS: [char; 6] = ['《', '〈', '本', '号', '前', '款'];

/// The longest name, in characters.
const LONGEST: usize = 200;

/// The longest bracket behind a name that is looked into, in characters.
const LONGEST_BRACKET: usize = 500;

struct Scan<'a> {
    words: &'a str,
    /// Where the words stand.
    here: &'a Here,
}

impl Scan<'_> {
    fn citations(&self) -> Vec<(Range<usize>, Names)> {
        let mut found = Vec::new();
        let closings = closings(self.words);
        let mut from = 0;
        for (at, c) in self.words.char_indices() {
            let end = match c {
                // A name within a name stands beside the whole one.
                '《' | '〈' => closings
                    .get(&at)
                    .and_then(|closed| self.title(at, c, *closed, &mut found)),
                _ if at < from => None,
                '本' => self
                    .own(at, &mut found)
                    .or_else(|| self.relative(at, &mut found)),
                '前' | '第' => self.relative(at, &mut found),
                _ => None,
            };
            from = from.max(end.unwrap_or(from));
        }
        found.extend(self.numbers());
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        found
    }

    /// A name and the provisions behind it; says where they end.
    fn title(
        &self,
        at: usize,
        open: char,
        closed: usize,
        found: &mut Vec<(Range<usize>, Names)>,
    ) -> Option<usize> {
        let words = self.words;
        let inside = at + open.len_utf8();
        let end = closed + '》'.len_utf8();
        let name = words.get(inside..closed)?.trim();
        if name.is_empty() || name.chars().nth(LONGEST).is_some() {
            return Some(end);
        }
        let behind = bracket(&words[end..]);
        let number = behind
            .and_then(|(within, _)| DocNumber::find_all(within).into_iter().next())
            .map(|(number, _)| number.to_string());
        let title = |provision, name_end| {
            Names::Title(Title {
                name: name.to_owned(),
                prefixed: if name.starts_with("关于") {
                    prefixed(&words[..at], name)
                } else {
                    Vec::new()
                },
                number: number.clone(),
                provision,
                name_end,
            })
        };
        let adjacent = provisions(words, end);
        // 《条例》（以下简称…）第十条: the bracket may name something itself, so the article is a citation of its own.
        let apart = match behind {
            Some((_, len)) => provisions(words, end + len),
            None => Vec::new(),
        };
        let mut last = end;
        match adjacent.first() {
            Some((range, provision)) => {
                found.push((at..range.end, title(Some(provision.clone()), Some(end))));
            }
            None => found.push((at..end, title(None, Some(end)))),
        }
        for (range, provision) in adjacent.iter().skip(1).chain(&apart) {
            found.push((range.clone(), title(Some(provision.clone()), None)));
        }
        if let Some((range, _)) = adjacent.last() {
            last = range.end;
        }
        Some(last)
    }

    /// 本办法第五条
    fn own(&self, at: usize, found: &mut Vec<(Range<usize>, Names)>) -> Option<usize> {
        let before = self.words[..at].chars().next_back();
        if before.is_some_and(|c| BEFORE_OWN.contains(&c)) {
            return None;
        }
        let behind = at + '本'.len_utf8();
        let own = own_at(&self.words[behind..])?;
        let all = provisions(self.words, behind + own.len());
        let end = all.last().map(|(range, _)| range.end);
        for (n, (range, provision)) in all.into_iter().enumerate() {
            let start = if n == 0 { at } else { range.start };
            found.push((start..range.end, Names::Own(provision)));
        }
        end
    }

    /// 本条第二款, 前款, 前两项, and 第二款 alone, which is of this article.
    fn relative(&self, at: usize, found: &mut Vec<(Range<usize>, Names)>) -> Option<usize> {
        let before = self.words[..at].chars().next_back();
        let (first, _) = place_at(self.words, at, Joint::And, &mut Noted::default())?;
        let (first, _) = first.first()?;
        let is_one = match first.base {
            Base::Article { .. } => false,
            Base::This(_) => !before.is_some_and(|c| BEFORE_OWN.contains(&c)),
            Base::Former(..) => true,
            // Behind an article it is of that one, whose law is not known here.
            Base::Same => first.paragraph.is_some() && !before.is_some_and(goes_on),
        };
        if !is_one {
            return None;
        }
        let (places, _) = places(self.words, at, &mut Noted::default());
        let mut end = None;
        for (range, provision) in meant(&places, self.here) {
            // 本条 alone leads nowhere but to itself.
            if self.here.is(&provision) {
                continue;
            }
            end = Some(range.end);
            found.push((range, Names::Own(provision)));
        }
        end
    }

    fn numbers(&self) -> Vec<(Range<usize>, Names)> {
        let mut found = Vec::new();
        for (number, range) in DocNumber::find_all(self.words) {
            let code = number.code();
            let starts = code.char_indices().map(|(at, _)| at).filter(|at| {
                let before = &code[..*at];
                *at == 0 || BEFORE_NUMBER.iter().any(|word| before.ends_with(word))
            });
            let reading = |at: usize| Reading {
                at: range.start + at,
                number: with_code(&number, &code[at..]).to_string(),
                printed: self.words[range.start + at..range.end].to_owned(),
            };
            let readings: Vec<Reading> = starts.map(reading).collect();
            if !readings.is_empty() {
                found.push((range, Names::Number(readings)));
            }
        }
        found
    }
}

/// Whether a place that stands behind this character goes on from one before it.
fn goes_on(c: char) -> bool {
    "条款项目之、和及与或至到》〉）)".contains(c) || crate::numeral::digit(c).is_some() || c == '十'
}

/// For each sign that opens a name, the sign of its kind that closes it in the same line.
fn closings(words: &str) -> HashMap<usize, usize> {
    let mut closings = HashMap::new();
    let (mut outer, mut inner) = (Vec::new(), Vec::new());
    for (at, c) in words.char_indices() {
        match c {
            '《' => outer.push(at),
            '〈' => inner.push(at),
            '》' => closings.extend(outer.pop().map(|open| (open, at))),
            '〉' => closings.extend(inner.pop().map(|open| (open, at))),
            '\n' => {
                outer.clear();
                inner.clear();
            }
            _ => {}
        }
    }
    closings
}

/// The name behind each part of the words before it that may be an organ.
fn prefixed(before: &str, name: &str) -> Vec<String> {
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let run: Vec<char> = before.chars().rev().take_while(is_han).take(20).collect();
    (3..=run.len())
        .rev()
        .filter_map(|n| run.get(..n))
        .map(|organ| organ.iter().rev().collect::<String>() + name)
        .collect()
}

fn with_code(number: &DocNumber, code: &str) -> DocNumber {
    let mut number = number.clone();
    match &mut number {
        DocNumber::Document { code: own, .. }
        | DocNumber::Order { code: own, .. }
        | DocNumber::InYear { code: own, .. } => code.clone_into(own),
    }
    number
}

/// The provisions that begin exactly at `at`: an article first, then what is joined to it.
fn provisions(words: &str, at: usize) -> Vec<(Range<usize>, Provision)> {
    let (places, _) = places(words, at, &mut Noted::default());
    let is_article = |(place, _): &PlaceAt| matches!(place.base, Base::Article { .. });
    if places.first().is_some_and(is_article) {
        meant(&places, &Here::default())
    } else {
        Vec::new()
    }
}

/// What each place means, of several the first, up to one that is not known.
fn meant(places: &[PlaceAt], here: &Here) -> Vec<(Range<usize>, Provision)> {
    let mut found: Vec<(Range<usize>, Provision)> = Vec::new();
    for (place, range) in places {
        let last = found.last().map(|(_, last)| last);
        match place.meant(here, last).into_iter().next() {
            Some(provision) => found.push((range.clone(), provision)),
            None => break,
        }
    }
    found
}

#[cfg(test)]
#[path = "citation/tests.rs"]
mod tests;
