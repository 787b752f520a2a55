//! 版面 — the lines of an official document in the order in which they are set, the same for every printed form.
//!
//! Decides how far a signature stands from the right edge (GB/T 9704-2012, 7.3.5). What stands in the head is decided by
//! `law`, for the screen as well.

use crate::{Copy, title};
use law::item::Head;
use law::text::{Heading, Image, Level, Paragraph, Role, Table, Unit};

/// Characters in a line of the type area (GB/T 9704-2012, 5.2.2).
pub(crate) const LINE: f32 = 28.0;

/// One thing to set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Line<'a> {
    /// 发文机关标志; red only in a head of this site's own documents.
    Organ {
        text: String,
        red: bool,
    },
    /// 发文字号
    Number(String),
    /// The red rule below the number.
    RedRule,
    /// 标题, in lines; `inner` is the title of a document inside the document.
    Title {
        text: String,
        inner: bool,
    },
    /// 题注
    EnactmentNote(String),
    /// 主送机关
    Recipients(&'a str),
    /// A heading that stands alone.
    Heading {
        level: Level,
        depth: u8,
        text: &'a str,
    },
    /// A heading whose paragraph goes on in its line; of an article the number is the heading.
    RunIn {
        level: Level,
        depth: u8,
        text: &'a str,
        rest: &'a str,
    },
    /// The title of an annex: a new page begins.
    Attached(String),
    Body(&'a str),
    /// 附件说明
    AttachmentNote(&'a str),
    /// 署名 or 成文日期, with the characters left free at its right.
    Signed {
        text: &'a str,
        right: f32,
        is_date: bool,
    },
    /// 附注
    Note(&'a str),
    /// 附件1: the mark of an annex, above its title; a new page begins.
    AnnexMark(&'a str),
    /// 抄送机关, or 印发机关 with 印发日期 at the right edge.
    Imprint {
        text: &'a str,
        date: Option<&'a str>,
    },
    Table(&'a Table),
    Image(&'a Image),
}

/// Every line of a copy.
pub(crate) fn lines<'a>(copy: &Copy<'a>) -> Vec<Line<'a>> {
    let head = copy.head();
    let blocks = copy.released.text().blocks.get(head.blocks..);
    let mut lines = head_lines(head);
    for unit in law::text::units(blocks.unwrap_or_default()) {
        match unit {
            Unit::Heading {
                heading,
                depth,
                rest,
            } => lines.push(heading_line(heading, depth, rest)),
            Unit::Paragraph(paragraph) => {
                lines.push(paragraph_line(paragraph.role, &paragraph.text));
                if paragraph.role == Role::WrittenDate {
                    place_signature(&mut lines);
                }
            }
            Unit::Table(table) => lines.push(Line::Table(table)),
            Unit::Image(image) => lines.push(Line::Image(image)),
        }
    }
    lines
}

fn head_lines<'a>(head: Head) -> Vec<Line<'a>> {
    let red = head.is_red;
    let organ = head.organ.into_iter().map(|text| Line::Organ { text, red });
    let mut lines: Vec<Line<'a>> = organ.collect();
    lines.extend(head.number.into_iter().map(Line::Number));
    if red {
        lines.push(Line::RedRule);
    }
    lines.push(Line::Title {
        text: set_title(&head.title.join("\n")),
        inner: false,
    });
    lines.extend(head.note.into_iter().map(Line::EnactmentNote));
    lines
}

/// Whether a heading stands in the middle: a division of a law, and what is one without a number.
pub(crate) fn is_centred(level: Level, text: &str) -> bool {
    let bare = || -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    match level {
        Level::Part | Level::Subpart | Level::Chapter | Level::Section => true,
        Level::Plain => matches!(&*bare(), "序言" | "前言" | "附则"),
        _ => false,
    }
}

/// A title in lines: those that are printed, and of one that is too long its own.
fn set_title(text: &str) -> String {
    let lines: Vec<String> = text.lines().flat_map(title::broken).collect();
    lines.join("\n")
}

fn heading_line<'a>(heading: &'a Heading, depth: u8, rest: Option<&'a Paragraph>) -> Line<'a> {
    let (level, text) = (heading.level, heading.text.as_str());
    match rest {
        None if level == Level::Attached && is_annex_mark(text) => Line::AnnexMark(text),
        None if level == Level::Attached => Line::Attached(set_title(text)),
        None => Line::Heading { level, depth, text },
        Some(rest) => Line::RunIn {
            level,
            depth,
            text,
            rest: &rest.text,
        },
    }
}

fn paragraph_line(role: Role, text: &str) -> Line<'_> {
    match role {
        Role::Body | Role::Item => Line::Body(text),
        Role::OrganMark => Line::Organ {
            text: text.to_owned(),
            red: false,
        },
        Role::DocNo => Line::Number(text.to_owned()),
        Role::Title => Line::Title {
            text: set_title(text),
            inner: true,
        },
        Role::EnactmentNote => Line::EnactmentNote(text.to_owned()),
        Role::Recipients => Line::Recipients(text),
        Role::AttachmentNote => Line::AttachmentNote(text),
        Role::Signature | Role::WrittenDate => Line::Signed {
            text,
            right: 2.0,
            is_date: role == Role::WrittenDate,
        },
        Role::Note => Line::Note(text),
        Role::CopyTo => Line::Imprint { text, date: None },
        Role::Imprint => imprint(text),
    }
}

/// Whether a heading is no more than 附件, 附件1 or 附表一：.
fn is_annex_mark(text: &str) -> bool {
    let marks = ["附件", "附表", "附录"];
    let number = marks.iter().find_map(|mark| text.strip_prefix(mark));
    let number = number.map(|number| number.trim_end_matches('：'));
    number.is_some_and(|number| number.chars().count() <= 3 && !number.contains('：'))
        || matches!(text, "附" | "附：")
}

/// 印发机关 and 印发日期 stand in one line, at its two ends (7.4.3).
fn imprint(text: &str) -> Line<'_> {
    let date = law::date::find(text).and_then(|(_, range)| text.get(range.start..));
    match date.filter(|date| date.ends_with("印发")) {
        Some(date) if date.len() < text.len() => Line::Imprint {
            text: text[..text.len() - date.len()].trim_end(),
            date: Some(date),
        },
        _ => Line::Imprint { text, date: None },
    }
}

/// Places the date that stands last, and the signatures right above it: the date begins two characters further right
/// than the name, and whichever reaches further ends two characters before the edge.
fn place_signature(lines: &mut [Line<'_>]) {
    let from = lines
        .iter()
        .rposition(|line| !matches!(line, Line::Signed { .. }))
        .map_or(0, |at| at + 1);
    let Some((
        Line::Signed {
            text: date, right, ..
        },
        names,
    )) = lines[from..].split_last_mut()
    else {
        return;
    };
    let widths = names.iter().map(|line| match line {
        Line::Signed { text, .. } => width(text),
        _ => 0.0,
    });
    let longest = widths.fold(0.0, f32::max);
    if longest == 0.0 {
        return;
    }
    let begins = (LINE - 2.0 - longest).min(LINE - 2.0 - width(date) - 2.0);
    *right = (LINE - begins - 2.0 - width(date)).max(0.0);
    for name in names {
        if let Line::Signed { text, right, .. } = name {
            *right = (LINE - begins - width(text)).max(0.0);
        }
    }
}

/// How wide a text is, in characters of the body: a half-width character counts half.
pub(crate) fn width(text: &str) -> f32 {
    text.chars()
        .map(|c| if c.is_ascii() { 0.5 } else { 1.0 })
        .sum()
}
