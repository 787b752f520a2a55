//! Exact names — an item whose number or title is typed comes first.
//!
//! Decides under which keys an item is found exactly: 文号 and other numbers, 索引号, the title, and of a law its name
//! without 中华人民共和国 and without a note in brackets. A key holds word characters only, so brackets, blanks and
//! punctuation make no difference.

use crate::exactness::Exact;
use crate::fold::fold;
use crate::schema::SEPARATOR;
use crate::sign::signs;
use law::item::docnum::DocNumber;
use law::item::{FieldType, KindDef, Released};
use std::collections::BTreeSet;
use std::ops::Range;

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
        if let Ok((parsed, _)) = DocNumber::parse(&number) {
            add(Exact::Number, &parsed.to_string());
            if let Some(year) = parsed.year() {
                add(
                    Exact::YearAndSerial,
                    &year_and_serial(year, parsed.serial()),
                );
            }
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
    if let Ok((number, _)) = DocNumber::parse(words) {
        add(Exact::Number, &number.to_string());
    }
    for (number, _) in DocNumber::find_all(words).into_iter().take(MOST_NUMBERS) {
        add(Exact::Number, &number.to_string());
    }
    if let Some(typed) = Typed::read(words) {
        for number in typed.numbers() {
            add(Exact::Number, &number);
        }
        if typed.code.is_empty() {
            add(
                Exact::YearAndSerial,
                &year_and_serial(typed.year, typed.serial),
            );
        }
    }
    add(Exact::Number, words);
    add(Exact::IndexNo, words);
    for name in names(words) {
        add(Exact::Title, &name);
    }
    keys
}

/// A number as people type it: the year in brackets of any kind, before 年 or bare, with or without 第 and 号, with or
/// without the code before it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    code: String,
    year: u16,
    serial: u32,
}

impl Typed {
    pub(crate) fn read(words: &str) -> Option<Self> {
        let chars: Vec<char> = words
            .trim()
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { fold(c) })
            .collect();
        let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
        let first = (0..chars.len()).find(|at| digit(*at))?;
        let before = text_of(&chars, 0..first)?;
        let is_opened = before.ends_with('(');
        let code = before.trim_end_matches(['(', ' ']).to_owned();
        if !code.chars().all(char::is_alphabetic) || 24 < code.chars().count() {
            return None;
        }
        let year: u16 = text_of(&chars, first..first + 4)?.parse().ok()?;
        let rest = text_of(&chars, first + 4..chars.len())?;
        let between = rest.trim_end_matches('号').trim_end();
        let serial = between.trim_start_matches(|c: char| !c.is_ascii_digit());
        let gap = between.strip_suffix(serial)?;
        let is_ended = between != rest;
        let is_parted = !gap.is_empty();
        let gap_is_usual = gap.chars().all(|c| " 年)第-".contains(c));
        let says_number = is_opened || is_ended || (!code.is_empty() && is_parted);
        let is_year = (1949..=2199).contains(&year);
        if !gap_is_usual || !says_number || !is_year || serial.len() > 6 {
            return None;
        }
        Some(Self {
            code,
            year,
            serial: serial.parse().ok().filter(|serial| *serial != 0)?,
        })
    }

    /// In the forms in which such a number can be stated.
    fn numbers(&self) -> [String; 2] {
        let Self { code, year, serial } = self;
        [
            format!("{code}〔{year}〕{serial}号"),
            format!("{code}{year}年第{serial}号"),
        ]
    }

    /// The same year and serial, whoever gave the number: what to look for where the whole is not found.
    pub(crate) fn without_code(&self) -> Option<String> {
        (!self.code.is_empty()).then(|| format!("〔{}〕{}号", self.year, self.serial))
    }
}

fn text_of(chars: &[char], range: Range<usize>) -> Option<String> {
    Some(chars.get(range)?.iter().collect())
}

fn year_and_serial(year: u16, serial: u32) -> String {
    format!("{year}年{serial}")
}

/// The key of a law or document by its name alone.
pub(crate) fn title_key(name: &str) -> String {
    key(Exact::Title, &squeeze(name))
}

/// The name under which others cite an item: its shortest, word characters only.
pub(crate) fn cited_as(title: &str) -> String {
    names(title)
        .last()
        .map(|name| squeeze(name))
        .unwrap_or_default()
}

/// The names that stand in 《》 in a text, each once.
pub(crate) fn cites(text: &str) -> BTreeSet<String> {
    let inner = |piece: &str| {
        let (name, _) = piece.split_once('》')?;
        Some(cited_as(name)).filter(|name| !name.is_empty())
    };
    text.split('《').skip(1).filter_map(inner).collect()
}

/// A title, and what people shorten it to.
pub(crate) fn names(title: &str) -> Vec<String> {
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
        Exact::YearAndSerial => 'y',
        Exact::Title | Exact::Article | Exact::No => 't',
    };
    format!("{kind}{SEPARATOR}{squeezed}")
}

/// The word characters of a text, folded, one more than the longest name at most.
pub(crate) fn squeeze(text: &str) -> String {
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
    fn a_number_is_read_as_people_type_it() {
        let full = Typed {
            code: "澄府规".into(),
            year: 2026,
            serial: 5,
        };
        for words in [
            "澄府规2026年5号",
            "澄府规2026年第5号",
            "澄府规〔2026〕5",
            "澄府规（2026）05号",
            "澄府规 2026 5",
            "澄府规2026-5号",
            "澄府规２０２６年５号",
            "澄府规20265号",
        ] {
            assert_eq!(Typed::read(words).as_ref(), Some(&full), "{words}");
        }
        for words in ["2026年5号", "〔2026〕5号", "2026 5号", "2026年第5号"] {
            let typed = Typed::read(words).map(|typed| (typed.code, typed.year, typed.serial));
            assert_eq!(typed, Some((String::new(), 2026, 5)), "{words}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_taken_for_one() {
        for words in [
            "",
            "2026年",
            "2026年5月",
            "2026",
            "2026-5",
            "2026年预算",
            "G60",
            "第5号",
            "13800138000",
            "工作要点2026",
            "5号",
            "3026年5号",
        ] {
            assert_eq!(Typed::read(words), None, "{words}");
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
