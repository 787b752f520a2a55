//! 引用 — what a text names: documents and laws by name or by number, and places in itself.
//!
//! Decides how a citation is written: 《…》第三十三条第二款第（一）项、第四款; 国办发〔2020〕17号; 本办法第五条, 本条第二款; and that a
//! short name which the text gives itself (以下简称《要点》) means what it was given for. Says only what is named and where it
//! stands; whether that is held, and in which version, is for the look-up to say.
//!
//! Invariants
//! - Nothing of the text is changed: a citation is a range of bytes of one piece of it.
//! - An article without a name before it is no citation: it may be of a law that is named without 《》.

use super::{Block, Heading, Level, Role, Text};
use crate::item::docnum::DocNumber;
use crate::item::heading::{Marker, marker, number_of, numeral};
use std::collections::HashMap;
use std::ops::Range;

/// One place of a text that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Which block of the text.
    pub block: usize,
    pub part: Part,
    /// Where it stands in that part, in bytes.
    pub range: Range<usize>,
    pub names: Names,
}

/// Which words of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Of a heading or a paragraph.
    Words,
    /// Of a cell of a table.
    Cell { row: usize, cell: usize },
}

/// What is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
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

/// 条、款、项
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// `33`, or `120.1` for 第一百二十条之一.
    pub article: String,
    pub paragraph: Option<u32>,
    pub item: Option<u32>,
}

impl Provision {
    /// The anchors that it may have in a text ([`super::anchor`]), the most exact first.
    pub fn anchors(&self) -> Vec<String> {
        let article = format!("art-{}", self.article);
        let paragraph = match (self.paragraph, self.item) {
            (Some(n), _) => Some(n),
            (None, Some(_)) => Some(1),
            (None, None) => None,
        };
        let mut anchors = Vec::new();
        if let Some(n) = paragraph {
            if let Some(item) = self.item {
                anchors.push(format!("{article}-p{n}-i{item}"));
            }
            anchors.push(format!("{article}-p{n}"));
        }
        anchors.push(article);
        anchors
    }

    /// Where it stands in `text`. `within` is the beginning of the anchors of an attached text (`att-1-`) in which it is
    /// looked for first; elsewhere only where one attached text alone has it.
    pub fn anchor_in(&self, text: &Text, within: &str) -> Option<String> {
        let anchors: Vec<&str> = text.blocks.iter().map(Block::anchor).collect();
        for wanted in self.anchors() {
            let near = format!("{within}{wanted}");
            if anchors.contains(&near.as_str()) {
                return Some(near);
            }
        }
        if !within.is_empty() {
            return None;
        }
        self.anchors().iter().find_map(|wanted| {
            let of_attached = |anchor: &&&str| {
                let tail = anchor
                    .strip_prefix("att-")
                    .and_then(|rest| rest.split_once('-'));
                tail.is_some_and(|(_, tail)| tail == wanted)
            };
            let mut found = anchors.iter().filter(of_attached);
            let first = found.next()?;
            found.next().is_none().then(|| (*first).to_owned())
        })
    }
}

/// Everything that a text names, block after block. A name within a name stands beside the whole one.
pub fn citations(text: &Text) -> Vec<Citation> {
    let mut found = Vec::new();
    let mut short = ShortNames::default();
    let mut article: Option<String> = None;
    for (block, it) in text.blocks.iter().enumerate() {
        let mut take = |part, words: &str, article: Option<&str>| {
            if !SIGNS.iter().any(|sign| words.contains(*sign)) {
                return;
            }
            let scan = Scan { words, article };
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
                    article = number_of(text);
                } else if *level < Level::Plain {
                    article = None;
                }
                take(Part::Words, text, article.as_deref());
            }
            Block::Paragraph(paragraph) if !is_head(paragraph.role) => {
                take(Part::Words, &paragraph.text, article.as_deref());
            }
            Block::Table(table) => {
                for (row, line) in table.rows.iter().enumerate() {
                    for (cell, it) in line.cells.iter().enumerate() {
                        take(Part::Cell { row, cell }, &it.text, None);
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
    for (at, c) in text.char_indices() {
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
    "关于", "通知", "规定", "根据",
];

/// Words before 本法 that make another word of it (基本法).
const BEFORE_OWN: &[char] = &[
    '基', '根', '日', '成', '资', '版', '样', '文', '课', '副', '书',
];

/// How a text calls itself before one of its articles.
const OWN: &[&str] = &[
    "法", "条例", "办法", "规定", "细则", "规则", "决定", "解释", "意见", "通知", "方案", "章程",
    "准则", "规范", "通则", "标准", "规程",
];

/// Signs and words between provisions of one law.
const BETWEEN: &[&str] = &["以及", "或者", "、", "和", "及", "与", "或", "至", "到"];

/// One of these stands in whatever names something: most of a text has none.
const SIGNS: [char; 4] = ['《', '〈', '本', '号'];

/// The longest name, in characters.
const LONGEST: usize = 200;

struct Scan<'a> {
    words: &'a str,
    /// The article in which the words stand.
    article: Option<&'a str>,
}

impl Scan<'_> {
    fn citations(&self) -> Vec<(Range<usize>, Names)> {
        let mut found = Vec::new();
        let mut from = 0;
        for (at, c) in self.words.char_indices() {
            if at < from {
                continue;
            }
            let end = match c {
                '《' | '〈' => self.title(at, c, &mut found),
                '本' => self.own(at, &mut found),
                _ => None,
            };
            from = end.unwrap_or(from);
        }
        found.extend(self.numbers());
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        found
    }

    /// A name, the names within it, and the provisions behind it; says where the name ends.
    fn title(
        &self,
        at: usize,
        open: char,
        found: &mut Vec<(Range<usize>, Names)>,
    ) -> Option<usize> {
        let words = self.words;
        let inside = at + open.len_utf8();
        let closed = closing(&words[at..], open)? + at;
        let end = closed + '》'.len_utf8();
        let name = words.get(inside..closed)?.trim();
        if name.is_empty() || LONGEST < name.chars().count() || name.contains('\n') {
            return Some(end);
        }
        for (within, c) in words[inside..closed].char_indices() {
            if matches!(c, '《' | '〈') {
                self.title(inside + within, c, found);
            }
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

    /// 本办法第五条, 本条第二款
    fn own(&self, at: usize, found: &mut Vec<(Range<usize>, Names)>) -> Option<usize> {
        let before = self.words[..at].chars().next_back();
        if before.is_some_and(|c| BEFORE_OWN.contains(&c)) {
            return None;
        }
        let behind = at + '本'.len_utf8();
        let rest = &self.words[behind..];
        if let Some(article) = self.article
            && rest.starts_with('条')
            && let Some((end, paragraph)) = paragraph_at(self.words, behind + '条'.len_utf8())
        {
            let item = item_at(self.words, end);
            let (end, item) = item.map_or((end, None), |(end, n)| (end, Some(n)));
            let provision = Provision {
                article: article.to_owned(),
                paragraph: Some(paragraph),
                item,
            };
            found.push((at..end, Names::Own(provision)));
            return Some(end);
        }
        let own = OWN.iter().filter(|own| rest.starts_with(**own));
        let own = own.max_by_key(|own| own.len())?;
        let all = provisions(self.words, behind + own.len());
        let end = all.last().map(|(range, _)| range.end);
        for (n, (range, provision)) in all.into_iter().enumerate() {
            let start = if n == 0 { at } else { range.start };
            found.push((start..range.end, Names::Own(provision)));
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

/// Where the sign that closes a name stands.
fn closing(text: &str, open: char) -> Option<usize> {
    let (open, close) = match open {
        '《' => ('《', '》'),
        _ => ('〈', '〉'),
    };
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        } else if c == '\n' {
            return None;
        }
    }
    None
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
    let mut found: Vec<(Range<usize>, Provision)> = Vec::new();
    let mut at = at;
    while let Some((end, provision)) = provision_at(words, at, found.last().map(|(_, last)| last)) {
        found.push((at..end, provision));
        let Some(rest) = words.get(end..) else { break };
        let between = BETWEEN.iter().find(|between| rest.starts_with(**between));
        let Some(between) = between else { break };
        at = end + between.len();
    }
    found
}

/// 第三十条第一款第（二）项, or after one of the same article 第三款, 第（三）项.
fn provision_at(words: &str, at: usize, last: Option<&Provision>) -> Option<(usize, Provision)> {
    let is_article = |marker: &Marker| marker.level == Level::Article;
    let marker = marker(words.get(at..)?).filter(is_article);
    let (article, before, at) = if let Some(marker) = marker {
        (marker.number, None, at + marker.len)
    } else {
        let last = last?;
        paragraph_at(words, at).or(item_at(words, at))?;
        (last.article.clone(), last.paragraph, at)
    };
    let (at, paragraph) = match paragraph_at(words, at) {
        Some((end, n)) => (end, Some(n)),
        None => (at, before),
    };
    let (at, item) = item_at(words, at).map_or((at, None), |(end, n)| (end, Some(n)));
    let provision = Provision {
        article,
        paragraph,
        item,
    };
    Some((at, provision))
}

/// 第二款 at this place: where it ends, and its number.
fn paragraph_at(words: &str, at: usize) -> Option<(usize, u32)> {
    let rest = words.get(at..)?.strip_prefix('第')?;
    let (number, len) = numeral(rest)?;
    let rest = rest.get(len..)?.strip_prefix('款')?;
    Some((words.len() - rest.len(), number))
}

/// 第二项, 第（二）项
fn item_at(words: &str, at: usize) -> Option<(usize, u32)> {
    let rest = words.get(at..)?.strip_prefix('第')?;
    let inner = rest.trim_start_matches(['（', '(']);
    let (number, len) = numeral(inner)?;
    let rest = inner.get(len..)?.trim_start_matches(['）', ')']);
    let rest = rest.strip_prefix('项')?;
    Some((words.len() - rest.len(), number))
}

#[cfg(test)]
#[path = "citation/tests.rs"]
mod tests;
