//! 字段 — the fields that a kind has: how each is checked, shown, filtered and called by sources.

use crate::date::Date;
use crate::item::docnum::DocNumber;
use crate::item::fields::Value;

/// The type of a field, and so how it is checked, shown, filtered and described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// One line.
    Line,
    /// Several lines.
    Words,
    /// An ordered list of lines.
    List,
    /// A civil date.
    Date,
    /// `YYYY-MM-DD` or `YYYY-MM-DD HH:MM` (国办发〔2017〕47号).
    Moment,
    /// 发文字号
    DocNumber,
    /// One of the listed ids, each with its Chinese name.
    Choice(&'static [(&'static str, &'static str)]),
}

/// One field of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldDef {
    /// The id of DOMAIN §1.3.
    pub id: &'static str,
    /// Its official name.
    pub zh: &'static str,
    /// What it is called in English.
    pub en: &'static str,
    /// What its values are.
    pub ty: FieldType,
    /// Whether an item without it cannot be published.
    pub required: bool,
    /// Whether visitors can filter by it.
    pub facet: bool,
    /// Other names under which a source may give it.
    pub aliases: &'static [&'static str],
}

/// The longest title, in characters (DOMAIN §1.3).
pub const LONGEST_TITLE: usize = 200;

impl FieldDef {
    pub(super) fn wrong(&self, value: &Value) -> Option<String> {
        let text = match (self.ty, value) {
            (FieldType::List, _) => return None,
            (_, Value::List(_)) => return Some("只能填一项".into()),
            (_, Value::Text(text)) => text,
        };
        match self.ty {
            FieldType::Line if self.id == "title" && text.chars().count() > LONGEST_TITLE => {
                Some(format!(
                    "超过 {LONGEST_TITLE} 个字，现有 {} 个字",
                    text.chars().count()
                ))
            }
            FieldType::Line if text.contains('\n') => Some("只能有一行".into()),
            FieldType::Date if text.parse::<Date>().is_err() => {
                Some(format!("应当写作 2020-07-15，现为“{text}”"))
            }
            FieldType::Moment if !is_moment(text) => {
                Some(format!("应当写作 2020-07-26 10:00，现为“{text}”"))
            }
            FieldType::Choice(choices) if !choices.iter().any(|(id, _)| id == text) => {
                let names: Vec<&str> = choices.iter().map(|(id, _)| *id).collect();
                Some(format!("应当是 {} 之一，现为“{text}”", names.join("、")))
            }
            // A number that does not parse is kept as the source has it: sources have their own.
            FieldType::DocNumber if DocNumber::parse(text).is_err() && text.contains('\n') => {
                Some("只能有一行".into())
            }
            _ => None,
        }
    }

    /// Whether it takes several lines.
    pub fn is_words(&self) -> bool {
        self.ty == FieldType::Words
    }

    /// How a value is shown: a choice by its name, a list joined.
    pub fn show(&self, value: &Value) -> String {
        match (self.ty, value) {
            (FieldType::Choice(choices), Value::Text(id)) => choices
                .iter()
                .find(|(known, _)| known == id)
                .map_or_else(|| id.clone(), |(_, zh)| (*zh).to_owned()),
            _ => value.joined(),
        }
    }
}

fn is_moment(text: &str) -> bool {
    let (date, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    let (hour, minute) = time.split_once(':').unwrap_or(("", ""));
    let two = |s: &str, below: u8| s.len() == 2 && s.parse::<u8>().is_ok_and(|n| n < below);
    date.parse::<Date>().is_ok() && two(hour, 24) && two(minute, 60)
}
