//! Exact names — an item whose number or title is typed comes first.
//!
//! Decides under which keys an item is found exactly: 文号 and other numbers, 索引号, the title, and of a law its name
//! without 中华人民共和国 and without a note in brackets. A key holds word characters only, so brackets, blanks and
//! punctuation make no difference.

use crate::answer::Exact;
use crate::schema::SEPARATOR;
use crate::sign::signs;
use law::item::docnum::DocNumber;
use law::item::{FieldType, KindDef, Released};

/// No name is longer; a longer query names nothing.
const LONGEST: usize = 256;

/// The most numbers that are looked for inside one query.
const MOST_NUMBERS: usize = 3;

const STATE: &str = "中华人民共和国";

/// The keys of an item.
pub(crate) fn keys_of(released: &Released, kind: Option<&KindDef>) -> Vec<String> {
    let mut keys = Vec::new();
    let mut add = |exact, text: &str| {
        let squeezed = squeeze(text);
        let key = key(exact, &squeezed);
        if !squeezed.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    };
    for number in numbers_of(released, kind) {
        add(Exact::Number, &number);
        if let Some((parsed, _)) = DocNumber::parse(&number) {
            add(Exact::Number, &parsed.to_string());
        }
    }
    add(Exact::IndexNo, &released.index_no().to_string());
    for name in names(released.title()) {
        add(Exact::Title, &name);
    }
    keys
}

/// The numbers that an item states: every field that holds one.
pub(crate) fn numbers_of(released: &Released, kind: Option<&KindDef>) -> Vec<String> {
    let is_number = |id: &str| {
        id == "unified_no"
            || kind
                .and_then(|kind| kind.field(id))
                .map_or(id == "doc_no", |field| field.ty == FieldType::DocNumber)
    };
    released
        .fields()
        .iter()
        .filter(|(id, _)| is_number(id))
        .flat_map(|(_, value)| value.texts())
        .map(str::to_owned)
        .collect()
}

/// The keys that a query names, best first.
pub(crate) fn keys_for(words: &str) -> Vec<(Exact, String)> {
    let mut keys = Vec::new();
    let mut add = |exact, text: &str| {
        let squeezed = squeeze(text);
        if !squeezed.is_empty() && squeezed.chars().count() <= LONGEST {
            keys.push((exact, key(exact, &squeezed)));
        }
    };
    if let Some((number, _)) = DocNumber::parse(words) {
        add(Exact::Number, &number.to_string());
    }
    for (number, _) in DocNumber::find_all(words).into_iter().take(MOST_NUMBERS) {
        add(Exact::Number, &number.to_string());
    }
    add(Exact::Number, words);
    add(Exact::IndexNo, words);
    for name in names(words) {
        add(Exact::Title, &name);
    }
    keys
}

/// The key of a law or document by its name alone.
pub(crate) fn title_key(name: &str) -> String {
    key(Exact::Title, &squeeze(name))
}

/// A title, and what people shorten it to.
fn names(title: &str) -> Vec<String> {
    let title = title.trim();
    let mut names = vec![title.to_owned()];
    if let Some(short) = without_note(title) {
        names.push(short.to_owned());
    }
    let short: Vec<String> = names
        .iter()
        .filter_map(|name| name.trim_start_matches('《').strip_prefix(STATE))
        .map(str::to_owned)
        .collect();
    names.extend(short);
    names
}

/// `条例（2019年修订）` without what stands in the last brackets.
fn without_note(title: &str) -> Option<&str> {
    let inner = title.strip_suffix(['）', ')'])?;
    let open = inner.rfind(['（', '('])?;
    Some(&title[..open]).filter(|rest| !rest.trim().is_empty())
}

fn key(exact: Exact, squeezed: &str) -> String {
    let kind = match exact {
        Exact::Number => 'n',
        Exact::IndexNo => 'i',
        Exact::Title | Exact::Article | Exact::No => 't',
    };
    format!("{kind}{SEPARATOR}{squeezed}")
}

/// The word characters of a text, folded, one more than the longest name at most.
fn squeeze(text: &str) -> String {
    signs(text)
        .filter(|sign| sign.class.is_word())
        .map(|sign| sign.ch)
        .take(LONGEST + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_key_however_it_is_typed() {
        let expected = (Exact::Number, key(Exact::Number, "粤府办202014号"));
        for words in [
            "粤府办〔2020〕14号",
            "粤府办[2020]14号",
            "粤府办（２０２０） 第014号",
            "  粤府办 【2020】 14 号 ",
        ] {
            assert!(keys_for(words).contains(&expected), "{words}");
        }
    }

    #[test]
    fn a_law_is_named_with_and_without_state_and_note() {
        let named = names("中华人民共和国政府信息公开条例（2019年修订）");
        for name in [
            "中华人民共和国政府信息公开条例",
            "政府信息公开条例",
            "政府信息公开条例（2019年修订）",
        ] {
            assert!(named.contains(&name.to_owned()), "{name}");
        }
        assert!(keys_for("《中华人民共和国水法》").contains(&(Exact::Title, title_key("水法"))));
    }
}
