//! 标签 — which field a label on a page or in front matter names.
//!
//! Decides by the official names and aliases of the fields in [`law::item::kind`], so that a label known to the import
//! is known here; what pages write besides is listed below. Blanks within a label (索 引 号, 标　　题) do not count.

use crate::line::is_blank;
use law::item::Fields;
use law::item::kind::{FieldType, Kinds};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Labels of pages that are no alias of a field of any kind.
const MORE: &[(&str, &str)] = &[
    ("索引号", "index_no"),
    ("信息索引", "index_no"),
    ("索引编号", "index_no"),
    ("标题", "title"),
    ("文章标题", "title"),
    ("信息名称", "title"),
    ("发文机关", "issuers"),
    ("发布机关", "issuers"),
    ("发布机构", "issuers"),
    ("发文机构", "issuers"),
    ("发文日期", "written_date"),
    ("成文日期", "written_date"),
    ("生成日期", "written_date"),
    ("印发日期", "written_date"),
    ("发布时间", "published_at"),
    ("发布日期", "published_at"),
    ("发表时间", "published_at"),
    ("公开时间", "published_at"),
    ("时间", "published_at"),
    ("日期", "published_at"),
    ("publishdate", "published_at"),
    ("来源", "content_source"),
    ("稿件来源", "content_source"),
    ("文章来源", "content_source"),
    ("信息来源", "content_source"),
    ("主题分类", "theme_class"),
    ("主题词", "keywords"),
    ("关键字", "keywords"),
    ("文号", "doc_no"),
    ("公开属性", "disclosure_attr"),
    ("公开类别", "disclosure_attr"),
    ("公开形式", "disclosure_attr"),
    ("信息公开选项", "disclosure_attr"),
    ("信息公开属性", "disclosure_attr"),
    ("主动公开", "disclosure_attr"),
];

/// The field that a label names.
pub(crate) fn field(label: &str) -> Option<&'static str> {
    let label: String = label
        .chars()
        .filter(|c| !is_blank(*c) && !matches!(c, '：' | ':' | '【' | '】' | '[' | ']'))
        .collect();
    let label = label.to_ascii_lowercase();
    NAMES.get(label.as_str()).copied()
}

/// Every label and its field; what is listed here goes before the names of the kinds.
static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let kinds = Kinds::standard();
    let fields = kinds.iter().flat_map(|kind| kind.fields);
    let named = fields.flat_map(|field| {
        let names = field.aliases.iter().chain([&field.zh]);
        names.map(|name| (*name, field.id))
    });
    let mut names = HashMap::new();
    for (name, id) in MORE.iter().copied().chain(named) {
        names.entry(name).or_insert(id);
    }
    names
});

/// Puts what a label says into `fields` in the form that the field has; what is there already stays.
pub(crate) fn put(fields: &mut Fields, id: &str, value: &str) {
    let value: String = value
        .chars()
        .filter(|c| !law::stray::is_stray(*c))
        .collect();
    let value = value.trim_matches(is_blank);
    if value.is_empty() || fields.contains(id) {
        return;
    }
    match id {
        "issuers" => fields.set_list(id, issuers(value)),
        "recipients" => fields.set_list(id, vec![value.to_owned()]),
        "keywords" => fields.set_list(id, keywords(value)),
        "published_at" => {
            if let Some(moment) = moment(value) {
                fields.set(id, moment);
            }
        }
        "doc_no" => fields.set(id, doc_no(value)),
        "disclosure_attr" => {
            if let Some(attr) = disclosure(value) {
                fields.set(id, attr);
            }
        }
        id if is_date(id) => {
            if let Some(date) = law::date::first(value) {
                fields.set_date(id, date);
            }
        }
        _ => fields.set(id, value),
    }
}

fn is_date(id: &str) -> bool {
    DATES.contains(&id)
}

/// The fields that are civil dates in any kind.
static DATES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let kinds = Kinds::standard();
    let fields = kinds.iter().flat_map(|kind| kind.fields);
    fields
        .filter(|field| field.ty == FieldType::Date)
        .map(|field| field.id)
        .collect()
});

/// The organs of a metadata table: each a name, in the order given.
fn issuers(value: &str) -> Vec<String> {
    value
        .split(|c: char| is_blank(c) || matches!(c, '、' | '，' | ',' | '；' | ';'))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// 主题词 are separated by blanks or punctuation.
pub(crate) fn keywords(value: &str) -> Vec<String> {
    value
        .split(|c: char| is_blank(c) || matches!(c, '、' | '，' | ',' | '；' | ';'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A number in its canonical form where it is one, else as printed without blanks.
pub(crate) fn doc_no(value: &str) -> String {
    match law::item::docnum::DocNumber::parse(value) {
        Ok((number, _)) => number.to_string(),
        Err(_) => value.chars().filter(|c| !is_blank(*c)).collect(),
    }
}

/// `YYYY-MM-DD`, with ` HH:MM` where a time follows the date.
pub(crate) fn moment(value: &str) -> Option<String> {
    let (date, range) = law::date::find(value)?;
    let rest = value.get(range.end..).unwrap_or_default();
    let rest = rest.trim_start_matches(|c: char| is_blank(c) || c == 'T');
    Some(match time(rest) {
        Some(time) => format!("{date} {time}"),
        None => date.to_string(),
    })
}

fn time(text: &str) -> Option<String> {
    let (hour, rest) = text.split_once([':', '：'])?;
    let minute: String = rest
        .chars()
        .take_while(char::is_ascii_digit)
        .take(2)
        .collect();
    let (h, m) = (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?);
    (h < 24 && m < 60 && minute.len() == 2).then(|| format!("{h:02}:{m:02}"))
}

/// What words on disclosure say, as the id of `disclosure_attr`.
pub(crate) fn disclosure(words: &str) -> Option<&'static str> {
    if words.contains("不予公开") || words.contains("不公开") {
        Some("withheld")
    } else if words.contains("依申请公开") {
        Some("on_request")
    } else if words.contains("部分公开") {
        Some("partial")
    } else if words.contains("主动公开") || words.contains("公开发布") || words.contains("此件公开")
    {
        Some("proactive")
    } else {
        None
    }
}

/// A line that is nothing but a label and its value: `发布日期：2020-07-26`.
pub(crate) fn labelled(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim_matches(|c: char| is_blank(c) || matches!(c, '【' | '】' | '[' | ']'));
    let at = line.find(['：', ':'])?;
    let label = &line[..at];
    if label.chars().filter(|c| !is_blank(*c)).count() > 12 {
        return None;
    }
    let id = field(label)?;
    Some((id, line[at..].trim_start_matches(['：', ':'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_however_they_are_spaced() {
        for (label, id) in [
            ("索 引 号：", "index_no"),
            ("标　　题：", "title"),
            ("发文机关", "issuers"),
            ("成文日期:", "written_date"),
            ("发布日期", "published_at"),
            ("主 题 词：", "keywords"),
            ("施行日期", "effective_date"),
        ] {
            assert_eq!(field(label), Some(id), "{label}");
        }
        assert_eq!(field("浏览次数"), None);
    }

    #[test]
    fn a_moment_keeps_its_time() {
        assert_eq!(
            moment("2026年02月03日 17:06 来源：").as_deref(),
            Some("2026-02-03 17:06")
        );
        assert_eq!(moment("2020-07-26").as_deref(), Some("2020-07-26"));
        assert_eq!(
            moment("2020-07-26 9：05").as_deref(),
            Some("2020-07-26 09:05")
        );
        assert_eq!(moment("昨天"), None);
    }
}
