//! 格里的数 — what a cell says.

use crate::report::Figure;
use crate::report::figure::{is_blank, narrow};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) enum Value {
    /// A figure.
    Figure(Figure),
    /// Nothing, or a stroke for nothing.
    Blank,
    /// Anything else; the beginning of it.
    Words(String),
}

/// Words that are repeated to a person are no longer than this.
const LONGEST: usize = 30;
/// A figure with all that may stand around it is no longer than this.
const LONGEST_FIGURE: usize = 64;

/// Units that may stand behind a figure and say nothing.
const UNITS: [&str; 7] = ["万元", "件", "项", "个", "条", "份", "宗"];

/// Marks of notes that may stand behind a figure.
const MARKS: &str = "*※①②③④⑤⑥⑦⑧⑨⑩";

/// Reads a cell.
pub(in crate::report) fn value(text: &str) -> Value {
    let mut written = text.chars().filter(|c| !is_blank(*c)).map(narrow);
    let bare: String = written.by_ref().take(LONGEST_FIGURE).collect();
    if written.next().is_some() {
        return words(text);
    }
    let is_stroke = |c: char| "-—―─一/\\|".contains(c);
    if bare.is_empty() || bare.chars().all(is_stroke) || bare == "无" {
        return Value::Blank;
    }
    let bare = bare.trim_end_matches(|c| MARKS.contains(c));
    let unit = UNITS.into_iter().find_map(|unit| bare.strip_suffix(unit));
    let bare = unit.unwrap_or(bare);
    let signed = match bare.chars().next() {
        Some('增' | '减') => {
            let digits = bare.trim_start_matches(['增', '减', '加', '少']);
            let sign = if bare.starts_with('减') { "-" } else { "" };
            format!("{sign}{digits}")
        }
        Some('零') if bare == "零" => "0".to_owned(),
        _ => bare.to_owned(),
    };
    Figure::parse(&signed).map_or_else(|| words(text), Value::Figure)
}

/// Whether blanks stand between the digits of a figure: that of a narrow cell, or two figures in one.
pub(super) fn is_parted(text: &str) -> bool {
    let digits = text.trim_matches(|c| !narrow(c).is_ascii_digit());
    digits.contains(is_blank)
}

/// 金额的单位
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unit {
    /// 元
    Yuan,
    /// 万元, in which the tables count.
    #[default]
    Wan,
    /// 亿元
    Yi,
}

impl Unit {
    /// The unit that words name at their end, and what stands before it.
    pub(super) fn named(bare: &str) -> Option<(&str, Self)> {
        let units = [("亿元", Self::Yi), ("万元", Self::Wan), ("元", Self::Yuan)];
        units
            .into_iter()
            .find_map(|(name, unit)| Some((bare.strip_suffix(name)?, unit)))
    }
}

/// Reads a cell with an amount under a head that names a unit; the figure is in 万元. Also the figure as it was written,
/// where that was another unit.
pub(super) fn amount(text: &str, head: Unit) -> (Value, Option<String>) {
    let bare: String = text
        .chars()
        .filter(|c| !is_blank(*c))
        .take(LONGEST_FIGURE)
        .collect();
    let (figure, unit) = Unit::named(&bare).unwrap_or((&bare, head));
    let Value::Figure(figure) = value(figure) else {
        return (value(text), None);
    };
    let in_wan = match unit {
        Unit::Yuan => figure.ten_thousandth(),
        Unit::Wan => return (Value::Figure(figure), None),
        Unit::Yi => figure.ten_thousandfold(),
    };
    match in_wan {
        Some(in_wan) => (Value::Figure(in_wan), Some(bare)),
        None => (words(text), None),
    }
}

fn words(text: &str) -> Value {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = one_line.chars();
    let mut short: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    Value::Words(short)
}

impl Value {
    /// Whether it may stand where a figure is wanted, without a word.
    pub(in crate::report) const fn is_of_figures(&self) -> bool {
        matches!(self, Self::Figure(_) | Self::Blank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_a_figure_nothing_or_words() {
        let figure = |text: &str| match value(text) {
            Value::Figure(figure) => figure.to_string(),
            Value::Blank => "blank".into(),
            Value::Words(words) => format!("“{words}”"),
        };
        for (written, read) in [
            ("3001", "3001"),
            (" ３，００１ ", "3001"),
            ("12件", "12"),
            ("96171.6万元", "96171.6"),
            ("3*", "3"),
            ("+2", "2"),
            ("增2", "2"),
            ("减少 3", "-3"),
            ("零", "0"),
            ("零星", "“零星”"),
            ("", "blank"),
            ("\u{a0}", "blank"),
            ("—", "blank"),
            ("——", "blank"),
            ("/", "blank"),
            ("无", "blank"),
            ("见附件", "“见附件”"),
            ("=SUM(B2:G2)", "“=SUM(B2:G2)”"),
            ("1.2万", "“1.2万”"),
            ("3940元", "“3940元”"),
            ("12%", "“12%”"),
        ] {
            assert_eq!(figure(written), read, "{written:?}");
        }
        assert!(figure(&"长".repeat(1000)).chars().count() < 40);
    }

    #[test]
    fn a_figure_is_parted_by_a_blank_within_it_and_not_by_one_around_it() {
        for (written, is) in [
            ("12", false),
            ("\u{a0} 12\n", false),
            ("增 2 件", false),
            ("2\n5", true),
            ("２ ５", true),
        ] {
            assert_eq!(is_parted(written), is, "{written:?}");
        }
    }

    #[test]
    fn an_amount_is_told_in_ten_thousands_of_yuan() {
        let read = |text: &str, head| match amount(text, head) {
            (Value::Figure(figure), written) => (figure.to_string(), written.is_some()),
            (other, _) => (format!("{other:?}"), false),
        };
        assert_eq!(read("96171.6", Unit::Wan), ("96171.6".into(), false));
        assert_eq!(read("96171.6万元", Unit::Yuan), ("96171.6".into(), false));
        assert_eq!(read("251000元", Unit::Wan), ("25.1".into(), true));
        assert_eq!(read("251000.01", Unit::Yuan), ("25.100001".into(), true));
        assert_eq!(read("1.2亿元", Unit::Wan), ("12000".into(), true));
        assert_eq!(read("—", Unit::Yuan), ("Blank".into(), false));
    }
}
