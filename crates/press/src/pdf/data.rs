//! What the template is given: the lines of the sheet as JSON, with everything already decided.

use super::fonts::{Part, is_unseen};
use super::world::image_name;
use super::{Fonts, Images};
use crate::Copy;
use crate::grid::{Grid, Place};
use crate::picture::picture;
use crate::sheet::{self, Line};
use law::text::{Level, Table};
use serde_json::{Value, json};
use std::collections::HashMap;

/// 发文机关标志: the size that lets the longest name stand in one line, at most 22 mm high (7.2.4).
fn organ_size(text: &str) -> u32 {
    let fitting = 440.0 / (sheet::width(text).max(1.0) * 1.1);
    (fitting as u32).clamp(26, 62)
}

pub(super) fn data(copy: &Copy<'_>, images: &Images, fonts: &Fonts) -> Value {
    let lines = sheet::lines(copy);
    let red = lines.iter().any(|line| matches!(line, Line::RedRule));
    let is = |n: usize, kind: &str| lines.get(n).is_some_and(|line| name(line) == kind);
    let mut shown: Vec<Value> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| {
            let kind = name(line);
            let mut value = one(line, images);
            value["kind"] = json!(kind);
            value["first"] = json!(n == 0 || !is(n - 1, kind));
            value["last"] = json!(!is(n + 1, kind));
            if let (Line::Heading { depth, .. }, Some(Line::Heading { depth: next, .. })) =
                (line, lines.get(n + 1))
            {
                // Headings one after the other are a list, which no page need hold together.
                value["alone"] = json!(next <= depth);
            }
            if value.get("red").is_none() {
                value["red"] = json!(red);
            }
            value
        })
        .collect();
    let note = copy.notice();
    let ends = |line: &Value| line["kind"] != "signed" || line["is_date"] == true;
    // Names and the date below them are placed together, since each knows how wide the other is.
    for n in (1..shown.len()).rev() {
        if shown[n]["kind"] == "signed" && !ends(&shown[n - 1]) {
            let mut below = shown.remove(n);
            let mut signed = vec![below.clone()];
            if let Some(more) = below["below"].as_array_mut() {
                signed.append(more);
            }
            shown[n - 1]["below"] = Value::Array(signed);
        }
    }
    let mut lines = Value::Array(shown);
    let mut missing = Missing::of(fonts);
    missing.mark(&mut lines);
    for line in lines.as_array_mut().into_iter().flatten() {
        let text = line["text"].as_str().unwrap_or_default();
        line["font"] = part_of(line).map_or(Value::Null, |part| json!(fonts.together(part, text)));
    }
    let mut substituted = String::new();
    if !fonts.are_standard() {
        substituted.push_str("字体替代。");
    }
    if missing.is_any {
        substituted.push_str("字库没有的字排作〓。");
    }
    json!({
        "title": copy.released.title(),
        "author": copy.released.agency_name(),
        "fonts": fonts.families(),
        "lines": lines,
        "foot": format!(
            "{note}{substituted}公开于 {}，第 {} 版，SHA-256 {}",
            copy.address,
            copy.released.edition(),
            copy.released.digest()
        ),
    })
}

/// Characters that no font has: they are printed as 〓, and the copy says so, since otherwise it could not be made.
struct Missing<'a> {
    fonts: &'a Fonts,
    known: HashMap<char, bool>,
    is_any: bool,
}

impl<'a> Missing<'a> {
    fn of(fonts: &'a Fonts) -> Self {
        Self {
            fonts,
            known: HashMap::new(),
            is_any: false,
        }
    }

    fn mark(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => {
                let marked: String = text.chars().map(|c| self.shown(c)).collect();
                *text = marked;
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.mark(value)),
            Value::Object(map) => map.values_mut().for_each(|value| self.mark(value)),
            _ => {}
        }
    }

    fn shown(&mut self, c: char) -> char {
        // No form of paper has control characters but the ends of lines; a typesetter refuses them.
        if c.is_control() && !matches!(c, '\n' | '\t') {
            return ' ';
        }
        let fonts = self.fonts;
        let is_held = *self.known.entry(c).or_insert_with(|| fonts.have(c));
        if is_held || c.is_control() || is_unseen(c) {
            c
        } else if c.is_whitespace() {
            ' '
        } else {
            self.is_any = true;
            '〓'
        }
    }
}

/// The font of a line that is set in one face from end to end.
fn part_of(line: &Value) -> Option<Part> {
    match (line["kind"].as_str()?, line["level"].as_str()) {
        ("organ" | "title" | "attached", _) => Some(Part::Song),
        ("heading" | "run-in", Some("second")) | ("note", _) => Some(Part::Kai),
        ("heading" | "run-in", Some("third")) => Some(Part::Body),
        ("heading" | "run-in" | "annex-mark", _) => Some(Part::Hei),
        _ => None,
    }
}

/// What the template calls a line.
fn name(line: &Line<'_>) -> &'static str {
    match line {
        Line::Organ { .. } => "organ",
        Line::Number(_) => "number",
        Line::RedRule => "rule",
        Line::Title { .. } => "title",
        Line::EnactmentNote(_) => "note",
        Line::Recipients(_) => "recipients",
        Line::Heading { .. } => "heading",
        Line::RunIn { .. } => "run-in",
        Line::Attached(_) => "attached",
        Line::Body(_) => "body",
        Line::AttachmentNote(_) => "attachments",
        Line::Signed { .. } => "signed",
        Line::Note(_) => "remark",
        Line::AnnexMark(_) => "annex-mark",
        Line::Imprint { .. } => "imprint",
        Line::Table(_) => "table",
        Line::Image(_) => "image",
    }
}

fn one(line: &Line<'_>, images: &Images) -> Value {
    match line {
        Line::Organ { text, red } => json!({"text": text, "red": red, "size": organ_size(text)}),
        Line::Number(text) | Line::EnactmentNote(text) | Line::Attached(text) => {
            json!({"text": text})
        }
        Line::RedRule => json!({}),
        Line::Title { text, inner } => json!({"text": text, "inner": inner}),
        Line::Recipients(text)
        | Line::Body(text)
        | Line::AttachmentNote(text)
        | Line::AnnexMark(text)
        | Line::Note(text) => json!({"text": text}),
        // Further lines begin below the word that stands after the colon (7.4.2).
        Line::Imprint { text, date } => json!({
            "text": text,
            "date": date,
            "hang": text.find('：').filter(|at| *at < 16).map_or(0, |at| text[..at].chars().count() + 1),
        }),
        Line::Heading { level, depth, text } => json!({
            "text": text,
            "level": font_level(*level),
            "depth": rank(*depth),
            "centred": sheet::is_centred(*level, text),
        }),
        Line::RunIn {
            level,
            depth,
            text,
            rest,
        } => json!({
            "text": text,
            "rest": rest,
            "level": font_level(*level),
            "depth": rank(*depth),
            "gap": if *level == Level::Article { "\u{3000}" } else { "" },
        }),
        Line::Signed { text, is_date, .. } => json!({"text": text, "is_date": is_date}),
        Line::Table(table) => grid(table),
        Line::Image(image) => {
            let mut readable = images.iter().enumerate();
            let at = readable.find_map(|(at, (name, bytes))| {
                (*name == image.name && picture(bytes).is_some()).then_some(at)
            });
            // An image that nobody described is at least said to be one.
            let said = match image.alt.trim() {
                "" => "图片",
                alt => alt,
            };
            json!({"text": said, "file": at.map(image_name)})
        }
    }
}

/// The rank of a heading: the title has the first, and PDF knows six.
fn rank(depth: u8) -> u8 {
    depth.saturating_add(1).min(6)
}

fn font_level(level: Level) -> &'static str {
    match level {
        Level::First => "first",
        Level::Second => "second",
        Level::Third | Level::Fourth => "third",
        Level::Article => "article",
        Level::Plain => "plain",
        Level::Attached | Level::Part | Level::Subpart | Level::Chapter | Level::Section => {
            "chapter"
        }
    }
}

fn grid(table: &Table) -> Value {
    let grid = Grid::of(table).filter(|grid| 0 < grid.columns);
    let cell = |text: &str, columns: usize, rows: usize, head: bool| json!({"text": text, "columns": columns, "rows": rows, "head": head});
    let Some(grid) = grid else {
        let rows = table.rows.iter().map(|row| {
            let words: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            json!([cell(&words.join("　"), 1, 1, row.head)])
        });
        return json!({"caption": table.caption, "columns": 1, "heads": 0, "rows": rows.collect::<Vec<_>>()});
    };
    let rows = table.rows.iter().zip(&grid.rows).map(|(row, places)| {
        let cells = places.iter().filter_map(|place| match place {
            Place::Begins {
                cell: begun,
                columns,
                rows,
            } => Some(cell(&begun.text, *columns, *rows, row.head)),
            Place::Empty => Some(cell("", 1, 1, row.head)),
            Place::Below { .. } => None,
        });
        cells.collect::<Vec<_>>()
    });
    json!({
        "caption": table.caption,
        "columns": grid.columns,
        // A table of heads alone has nothing to repeat them for.
        "heads": Some(table.head_rows()).filter(|heads| *heads < table.rows.len()).unwrap_or(0),
        "rows": rows.collect::<Vec<_>>(),
    })
}
