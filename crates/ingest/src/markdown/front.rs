//! 文首元数据 — fields before the text, as TOML between two lines `+++`.
//!
//! Decides which keys are fields (the ids of DOMAIN §1.3, and the names that [`crate::label`] knows). What is no field
//! or no TOML is a problem, never text that vanished without a word.

use crate::line::Source;
use crate::{Problem, label};
use law::item::kind::Kinds;
use toml::Value;

/// Fields that belong to every item beside those of its kind.
const BESIDE: &[&str] = &["index_no", "publisher", "statutory_class"];

/// What a file says for its import and not of its text: the keys of `incoming::front::Front` in the program, where a
/// test holds this list against them. They are no fields, and no reader need say so.
pub const FOR_THE_IMPORT: &[&str] = &[
    "kind",
    "agency",
    "slug",
    "old_addresses",
    "attachments",
    "relations",
    "corrections",
    "withdraw",
    "work",
    "version",
];

/// Takes the fields into `source` and gives the text that follows.
pub(super) fn read<'a>(text: &'a str, source: &mut Source) -> &'a str {
    let Some((front, rest)) = fenced(text) else {
        return text;
    };
    match front.parse::<toml::Table>() {
        Ok(table) => {
            for (key, value) in table {
                field(&key, &value, source);
            }
        }
        Err(error) => source.problems.push(Problem::new(
            "front_matter_damaged",
            format!("文首 +++ 之间的元数据不是 TOML：{}", error.message()),
        )),
    }
    rest
}

/// What stands between the first two lines `+++`, and what follows.
fn fenced(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start().strip_prefix("+++")?;
    let rest = rest.trim_start_matches([' ', '\t']).strip_prefix('\n')?;
    if let Some(rest) = rest.strip_prefix("+++") {
        return Some(("", rest));
    }
    let at = rest.find("\n+++")?;
    let after = &rest[at + 4..];
    let after = after.split_once('\n').map_or("", |(_, after)| after);
    Some((&rest[..at], after))
}

fn field(key: &str, value: &Value, source: &mut Source) {
    if FOR_THE_IMPORT.contains(&key) {
        return;
    }
    let Some(id) = id(key) else {
        source.problems.push(Problem::new(
            "unknown_field",
            format!("文首元数据“{key}”不是已知的字段，未采用。"),
        ));
        return;
    };
    let texts: Option<Vec<String>> = match value {
        Value::Array(list) => list.iter().map(text).collect(),
        single => text(single).map(|text| vec![text]),
    };
    match texts {
        Some(texts) if matches!(value, Value::Array(_)) => source.fields.set_list(&id, texts),
        Some(texts) if matches!(id.as_str(), "genre_class" | "disclosure_attr") => {
            // An id stands as it is; Chinese words are read.
            let text = texts.concat();
            let known = label::disclosure(&text).map_or(text, str::to_owned);
            source.fields.set(&id, known);
        }
        Some(texts) => label::put(&mut source.fields, &id, &texts.concat()),
        None => source.problems.push(Problem::new(
            "unknown_field",
            format!("文首元数据“{key}”的值不是文字、日期或文字的列表，未采用。"),
        )),
    }
}

fn id(key: &str) -> Option<String> {
    let kinds = Kinds::standard();
    let known = BESIDE.contains(&key)
        || kinds
            .iter()
            .flat_map(|kind| kind.fields)
            .any(|field| field.id == key);
    if known {
        return Some(key.to_owned());
    }
    label::field(key).map(str::to_owned)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Datetime(moment) => Some(moment.to_string()),
        _ => None,
    }
}
