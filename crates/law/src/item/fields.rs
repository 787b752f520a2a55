//! 元数据 — the fields of an item, by the ids of DOMAIN §1.3.
//!
//! A value is text or a list of texts; dates are ISO civil dates, enumerations their ids. The kind of the item says
//! which fields there are and of what type, and checks them ([`crate::item::kind::KindDef::check`]).

use crate::canon::by_code_unit;
use crate::date::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A value as it is stored: words, or a list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// One text.
    Text(String),
    /// Several, in the order of the source.
    List(Vec<String>),
}

impl Value {
    /// The value as one text; a list is joined by `、`.
    pub fn joined(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::List(list) => list.join("、"),
        }
    }

    /// The value as texts: a single text is a list of one.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Value::Text(text) => vec![text.as_str()],
            Value::List(list) => list.iter().map(String::as_str).collect(),
        }
    }
}

/// Fields by id; iteration is by id, so the canonical form is stable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Value>);

impl Fields {
    /// No fields at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a text; an empty one removes the field.
    pub fn set(&mut self, id: &str, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            self.0.remove(id);
        } else {
            self.0.insert(id.to_owned(), Value::Text(text));
        }
    }

    /// Sets a list; an empty one removes the field.
    pub fn set_list(&mut self, id: &str, list: Vec<String>) {
        if list.is_empty() {
            self.0.remove(id);
        } else {
            self.0.insert(id.to_owned(), Value::List(list));
        }
    }

    /// Sets a date as ISO civil date.
    pub fn set_date(&mut self, id: &str, date: Date) {
        self.set(id, date.to_string());
    }

    /// Sets a value; a former one of the same name is gone.
    pub fn insert(&mut self, id: &str, value: Value) {
        match value {
            Value::Text(text) => self.set(id, text),
            Value::List(list) => self.set_list(id, list),
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, id: &str) -> Option<Value> {
        self.0.remove(id)
    }

    /// The value of this name.
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.0.get(id)
    }

    /// The text of a field; the first of a list.
    pub fn text(&self, id: &str) -> Option<&str> {
        match self.0.get(id)? {
            Value::Text(text) => Some(text),
            Value::List(list) => list.first().map(String::as_str),
        }
    }

    /// The parts of a list; of one text, that text.
    pub fn list(&self, id: &str) -> Vec<&str> {
        self.0.get(id).map(Value::texts).unwrap_or_default()
    }

    /// The civil date of a field that begins with one (`2020-07-26` or `2020-07-26 10:00`).
    pub fn date(&self, id: &str) -> Option<Date> {
        self.text(id)?.get(..10)?.parse().ok()
    }

    /// Whether there is a value of this name.
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every name with its value, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(id, value)| (id.as_str(), value))
    }

    /// Changes every text of every field.
    pub fn each(&mut self, mut change: impl FnMut(&mut String)) {
        for value in self.0.values_mut() {
            match value {
                Value::Text(text) => change(text),
                Value::List(list) => list.iter_mut().for_each(&mut change),
            }
        }
    }
}

/// Fields in their stable form: an object of strings and lists of strings, by id.
#[derive(Debug)]
pub struct Form<'a>(Cow<'a, Fields>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ValueForm<'a> {
    Text(Cow<'a, str>),
    List(Cow<'a, [String]>),
}

impl<'a> ValueForm<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(Cow::from(text)),
            Value::List(list) => Self::List(Cow::from(list)),
        }
    }
}

impl<'a> Form<'a> {
    /// Reads these.
    pub fn of(fields: &'a Fields) -> Self {
        Self(Cow::Borrowed(fields))
    }

    /// What was not asked for.
    pub fn into_fields(self) -> Fields {
        self.0.into_owned()
    }
}

impl Serialize for Form<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all: Vec<(&str, &Value)> = self.0.iter().collect();
        all.sort_by(|(a, _), (b, _)| by_code_unit(a, b));
        serializer.collect_map(
            all.into_iter()
                .map(|(id, value)| (id, ValueForm::of(value))),
        )
    }
}

impl<'de> Deserialize<'de> for Form<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = BTreeMap::<String, ValueForm<'static>>::deserialize(deserializer)?;
        let mut fields = Fields::new();
        for (id, value) in all {
            match value {
                ValueForm::Text(text) => fields.set(&id, text),
                ValueForm::List(list) => fields.set_list(&id, list.into_owned()),
            }
        }
        Ok(Self(Cow::Owned(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_no_field() {
        let mut fields = Fields::new();
        assert!(fields.is_empty());
        fields.set_date("written_date", Date::constant(2026, 3, 2));
        fields.insert("issuers", Value::List(vec!["甲局".into(), "乙局".into()]));
        fields.insert("title", Value::Text("关于公开的通知".into()));
        assert!(!fields.is_empty());
        fields.set("doc_no", "示府〔2026〕1号");
        let number = Value::Text("示府〔2026〕1号".into());
        assert_eq!(fields.remove("doc_no"), Some(number));
        assert_eq!(fields.remove("doc_no"), None);
        assert_eq!(fields.text("written_date"), Some("2026-03-02"));
        assert_eq!(fields.list("issuers"), ["甲局", "乙局"]);
        assert_eq!(fields.text("title"), Some("关于公开的通知"));
        fields.set("written_date", "");
        fields.set_list("issuers", vec![]);
        fields.insert("title", Value::Text(String::new()));
        assert!(fields.is_empty());
    }

    #[test]
    fn a_list_is_read_as_one_text_with_its_parts_parted() {
        let list = Value::List(vec!["甲局".into(), "乙局".into()]);
        assert_eq!(list.joined(), "甲局、乙局");
        assert_eq!(Value::Text("甲局".into()).joined(), "甲局");
    }
}
