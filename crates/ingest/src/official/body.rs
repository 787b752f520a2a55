//! 正文 — headings, items and paragraphs of the body of a document or of a law.
//!
//! Decides DOMAIN §1.8: which numbered lines are headings and which are enumerated items; where a run-in heading ends
//! (at its first 。 when the line goes on); that inside an article （一） is 项 and 1. is 目; what is an annex note.
//!
//! Invariant: every line of the body becomes a block, in order, with its own words.

use super::siblings::{self, Shape};
use super::{contents, mark};
use crate::line::{Align, Line, Piece, is_blank};
use crate::{Attachment, Problem};
use law::item::heading::{Marker, marker};
use law::text::{Block, Heading, Level, Paragraph, Role};
use std::collections::HashMap;

/// The blocks of a body, and what was odd.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) blocks: Vec<Block>,
    pub(crate) problems: Vec<Problem>,
    /// The annexes that the body names.
    pub(crate) attachments: Vec<Attachment>,
}

/// More than this many gaps are one broken text, not so many problems.
const MOST_GAPS: usize = 20;

pub(crate) fn body(pieces: &[Piece]) -> Body {
    let mut builder = Builder {
        shallowest: shallowest(pieces),
        numbered: pieces.iter().any(|piece| {
            matches!(piece, Piece::Line(line) if marker(line.words()).is_some_and(|m| m.level == Level::First))
        }),
        spaced_articles: pieces.iter().any(|piece| {
            matches!(piece, Piece::Line(line) if article(line.words(), true).is_some())
        }),
        ..Builder::default()
    };
    let contents = contents::range(pieces);
    let shapes = siblings::shapes(pieces);
    for (i, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Line(line) if contents.contains(&i) => {
                builder.paragraph(Role::Body, line.words());
            }
            Piece::Line(line) => {
                builder.line(line, shapes.get(&i).copied());
            }
            Piece::Table(table) => builder.out.blocks.push(Block::Table(table.clone())),
            Piece::Image(image) => builder.out.blocks.push(Block::Image(image.clone())),
        }
    }
    builder.out
}

/// The highest heading level that the format marks.
fn shallowest(pieces: &[Piece]) -> u8 {
    let levels = pieces.iter().filter_map(|piece| match piece {
        Piece::Line(line) => line.level,
        _ => None,
    });
    levels.min().unwrap_or(1)
}

#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing about the text, and none excludes another"
)]
struct Builder {
    out: Body,
    in_article: bool,
    in_annexes: bool,
    /// Whether `附件：` stands alone and the names follow.
    bare_annexes: bool,
    shallowest: u8,
    numbered: bool,
    spaced_articles: bool,
    last: HashMap<Level, Seen>,
    gaps: usize,
}

/// The last marker of a level.
#[derive(Clone)]
struct Seen {
    number: String,
    printed: String,
}

impl Builder {
    fn line(&mut self, line: &Line, shape: Option<Shape>) {
        let words = line.words();
        if self.annex_goes_on(words) {
            return self.annex(words);
        }
        if let Some(marker) = marker(words)
            && self.numbered_line(words, &marker, shape.unwrap_or(Shape::Item))
        {
            return;
        }
        if let Some(name) = mark::attachment_note(words) {
            self.in_annexes = true;
            self.bare_annexes = name.is_empty();
            self.paragraph(Role::AttachmentNote, words);
            self.name_annex(name);
        } else if let Some(level) = self.plain_heading(line, words) {
            self.heading(level, words, false);
        } else {
            self.paragraph(role(words), words);
        }
    }

    fn numbered_line(&mut self, words: &str, marker: &Marker, shape: Shape) -> bool {
        match marker.level {
            Level::Article => match article(words, self.spaced_articles) {
                Some(len) => {
                    self.article(words, len, marker);
                    true
                }
                None => false,
            },
            level if level < Level::Plain => {
                let division = is_division(words, marker);
                if division {
                    self.see(marker, words, false);
                    self.in_article = false;
                    self.heading(level, words, false);
                }
                division
            }
            level => {
                if self.in_article && !self.leaves_article(marker) {
                    self.see(marker, words, true);
                    self.paragraph(Role::Item, words);
                    return true;
                }
                self.in_article = false;
                self.see(marker, words, shape == Shape::Item);
                match shape {
                    Shape::Whole => self.heading(level, words, false),
                    Shape::RunIn(at) => {
                        let (head, rest) = words.split_at(at);
                        self.heading(level, head.trim_end_matches(is_blank), true);
                        self.paragraph(Role::Body, rest.trim_start_matches(is_blank));
                    }
                    Shape::Item => self.paragraph(Role::Item, words),
                }
                true
            }
        }
    }

    fn article(&mut self, words: &str, len: usize, marker: &Marker) {
        self.see(marker, words, false);
        self.in_article = true;
        let (number, rest) = words.split_at(len);
        let rest = rest.trim_start_matches(is_blank);
        self.heading(Level::Article, number, !rest.is_empty());
        if !rest.is_empty() {
            self.paragraph(Role::Body, rest);
        }
    }

    /// 二、 after an article goes on with the 一、 that stood before the articles: a decision that quotes a law.
    fn leaves_article(&self, marker: &Marker) -> bool {
        marker.level == Level::First
            && self
                .last
                .get(&Level::First)
                .is_some_and(|seen| follows(&seen.number, &marker.number))
    }

    /// Remembers a marker, and reports one that does not follow the one before.
    fn see(&mut self, marker: &Marker, words: &str, item: bool) {
        let level = marker.level;
        let printed = words.get(..marker.len).unwrap_or(words).to_owned();
        if let Some(seen) = self.last.get(&level)
            && !follows(&seen.number, &marker.number)
            && marker.number != "1"
            && (level == Level::Article || !item)
        {
            self.gaps += 1;
            if self.gaps <= MOST_GAPS {
                self.out.problems.push(Problem::new(
                    "heading_gap",
                    format!(
                        "“{}”之后是“{printed}”，序号不连续，请核对原件。",
                        seen.printed
                    ),
                ));
            }
        }
        // Articles run through the chapters of a law; everything else begins anew below a higher heading.
        self.last.retain(|known, _| {
            *known <= level || (*known == Level::Article && level < Level::Plain)
        });
        let seen = Seen {
            number: marker.number.clone(),
            printed,
        };
        self.last.insert(level, seen);
    }

    fn plain_heading(&self, line: &Line, words: &str) -> Option<Level> {
        let n = words.chars().count();
        if n > 80 || words.ends_with(['。', '；', ';', '，', '、']) {
            return None;
        }
        if let Some(level) = line.level {
            return Some(self.depth(level));
        }
        let bold = line.bold && n <= 40 && !words.ends_with(['：', ':']) && !self.in_article;
        let bare: String = words.chars().filter(|c| !is_blank(*c)).collect();
        let named = ["序言", "前言", "引言", "导言", "总纲"].contains(&bare.as_str());
        let volume = is_volume(words) && n <= 40;
        let unlabelled = mark::date(words).is_none()
            && !mark::is_note(words)
            && line.align != Align::End
            && !is_unit_or_caption(words);
        ((bold && unlabelled) || named || volume).then_some(Level::Plain)
    }

    /// Levels of a format that numbers nothing keep their depth; beside 一、 and （一） they are all one.
    fn depth(&self, level: u8) -> Level {
        if self.numbered {
            return Level::Plain;
        }
        match level.saturating_sub(self.shallowest) {
            0 => Level::Plain,
            1 => Level::First,
            2 => Level::Second,
            3 => Level::Third,
            _ => Level::Fourth,
        }
    }

    /// `附件：1.…` is followed by `2.…` lines, `附件：` by names.
    fn annex_goes_on(&mut self, words: &str) -> bool {
        if !self.in_annexes {
            return false;
        }
        let linked = words.contains(": http") || words.contains("：http");
        let short = linked || (words.chars().count() <= 80 && !words.ends_with(['。', '：', ':']));
        let numbered = marker(words).is_some_and(|m| m.level >= Level::Third);
        let signs = crate::organ::organs(words).is_some();
        self.in_annexes = short
            && !signs
            && (numbered || self.bare_annexes || mark::attachment_note(words).is_some());
        self.in_annexes
    }

    fn annex(&mut self, words: &str) {
        self.paragraph(Role::AttachmentNote, words);
        let name = mark::attachment_note(words).unwrap_or(words).to_owned();
        self.name_annex(&name);
    }

    /// Notes one annex, or several that one line names.
    fn name_annex(&mut self, name: &str) {
        let mut rest = name.trim_matches(is_blank);
        while !rest.is_empty() {
            let number = numbered(rest);
            let words = &rest[number..];
            let next = words
                .char_indices()
                .find(|(at, c)| {
                    is_blank(*c) && marker(words[*at..].trim_start_matches(is_blank)).is_some()
                })
                .map_or(words.len(), |(at, _)| at);
            let one =
                words[..next].trim_matches(|c: char| is_blank(c) || matches!(c, '；' | ';' | '。'));
            if !one.is_empty() {
                self.out.attachments.push(annex_of(one));
            }
            rest = words[next..].trim_start_matches(is_blank);
        }
    }

    fn heading(&mut self, level: Level, text: &str, run_in: bool) {
        self.out.blocks.push(Block::Heading(Heading {
            level,
            text: text.to_owned(),
            run_in,
            anchor: String::new(),
        }));
    }

    fn paragraph(&mut self, role: Role, text: &str) {
        self.out.blocks.push(paragraph(role, text));
    }
}

/// The length of the number before the name of an annex: `1.`, also in `1.2024年…`.
fn numbered(name: &str) -> usize {
    marker(name).map_or_else(
        || {
            let digits = name.chars().take_while(char::is_ascii_digit).count();
            let dotted = (1..=2).contains(&digits) && name[digits..].starts_with('.');
            if dotted { digits + 1 } else { 0 }
        },
        |marker| marker.len,
    )
}

/// An annex as a line names it: a name, or `- 名称: https://…`.
fn annex_of(words: &str) -> Attachment {
    let words = words.trim_start_matches(['-', '•', ' ']);
    let linked = words
        .split_once(": http")
        .or_else(|| words.split_once("：http"));
    match linked {
        Some((name, rest)) => Attachment {
            name: name.trim_matches(is_blank).to_owned(),
            href: format!("http{}", rest.trim_end_matches(is_blank)),
        },
        None => Attachment {
            name: words.to_owned(),
            href: String::new(),
        },
    }
}

pub(crate) fn paragraph(role: Role, text: &str) -> Block {
    Block::Paragraph(Paragraph {
        role,
        text: text.to_owned(),
        anchor: String::new(),
    })
}

/// What a line without a number is.
fn role(words: &str) -> Role {
    if mark::is_note(words) {
        Role::Note
    } else if mark::is_copy_to(words) {
        Role::CopyTo
    } else if mark::is_imprint(words) || mark::keywords(words).is_some() {
        Role::Imprint
    } else {
        Role::Body
    }
}

/// 第一部分, 第一篇
fn is_volume(words: &str) -> bool {
    let Some(rest) = words.strip_prefix('第') else {
        return false;
    };
    law::item::heading::numeral(rest).is_some_and(|(_, len)| {
        let after = &rest[len..];
        ["部分", "篇"].iter().any(|unit| after.starts_with(unit))
            && !words.contains(['。', '，', '；'])
    })
}

fn is_unit_or_caption(words: &str) -> bool {
    words.starts_with("单位：") || words.starts_with("（单位")
}

/// The length of the number of an article, if the line is the beginning of one and no reference to one.
fn article(words: &str, spaced: bool) -> Option<usize> {
    let marker = marker(words).filter(|marker| marker.level == Level::Article)?;
    let mut rest = words.get(marker.len..)?.chars();
    let begins = match rest.next() {
        None => true,
        Some(c) if is_blank(c) => true,
        Some(_) if spaced => false,
        Some(c) => !"第款项规和及至到、，。；所的等中之与或".contains(c),
    };
    begins.then_some(marker.len)
}

/// 第一章　总则 — not a sentence about chapters.
fn is_division(words: &str, marker: &Marker) -> bool {
    let rest = words.get(marker.len..).unwrap_or_default();
    let n = rest.chars().count();
    n <= 50
        && !rest.ends_with(['。', '；', '：', '，'])
        && !rest.contains(['。', '，'])
        && (rest.is_empty() || rest.starts_with(is_blank) || !rest.starts_with(['、', '的', '规', '和', '至', '第']))
        // Two divisions in one line are a table of contents that lost its breaks.
        && !rest.contains(" 第")
}

/// Whether `next` follows `last`: 4 after 3, 3.1 after 3, 3.2 and 4 after 3.1.
fn follows(last: &str, next: &str) -> bool {
    let split = |number: &str| -> (u32, u32) {
        let (whole, sub) = number.split_once('.').unwrap_or((number, "0"));
        (whole.parse().unwrap_or(0), sub.parse().unwrap_or(0))
    };
    let (last, next) = (split(last), split(next));
    next == (last.0 + 1, 0) || next == (last.0, last.1 + 1)
}
