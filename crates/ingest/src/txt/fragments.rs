//! 碎行 — the text of a page in which every change of font became a line break: `2020`, `年`, `5`, `月`.
//!
//! Decides whether a text is broken so, and joins the fragments. What was a line cannot be told for certain, so the
//! reading says that the lines are a guess.

use crate::Problem;
use crate::line::{Line, Piece, Source, is_blank};
use law::item::heading::marker;

/// A text with so many fragments is broken; a table of numbers is not, since its lines are numbers throughout.
const MANY: usize = 3;

/// The lines with their fragments joined; `None` where the text is not broken.
pub(super) fn joined(text: &str) -> Option<Vec<String>> {
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim_matches(is_blank))
        .collect();
    let broken = lines
        .windows(2)
        .filter(
            |pair| matches!(pair, [above, below] if ends_in_number(above) && begins_within(below)),
        )
        .count();
    if broken < MANY {
        return None;
    }
    let mut out: Vec<String> = Vec::new();
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        match out.last_mut() {
            Some(last) if goes_on(last, line) => last.push_str(line),
            _ => out.push(line.to_owned()),
        }
    }
    Some(out)
}

pub(super) fn source(lines: Vec<String>) -> Source {
    Source {
        pieces: lines
            .into_iter()
            .map(|line| Piece::from(Line::of(line)))
            .collect(),
        problems: vec![Problem::new(
            "fragmented_lines",
            "文件中的段落被拆成碎行，已按标点推定并合并，请核对原件。",
        )],
        ..Source::default()
    }
}

/// `2025`, and `2025年12` before `月26`.
fn ends_in_number(line: &str) -> bool {
    line.chars().count() <= 12 && line.ends_with(|c: char| c.is_ascii_digit())
}

fn is_number(line: &str) -> bool {
    !line.is_empty()
        && line
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '%' | '-' | '/'))
}

/// Whether a line begins with what only stands within a sentence.
fn begins_within(line: &str) -> bool {
    line.starts_with([
        '年', '月', '日', '，', '。', '、', '；', '）', '）', '号', '〕', '”', '》', '个', '项',
        '元', '家', '名', '届', '/',
    ])
}

/// Whether `line` goes on in the line that ends with `last`.
fn goes_on(last: &str, line: &str) -> bool {
    if begins_within(line) {
        return true;
    }
    if crate::furniture::is_label_line(last) {
        return false;
    }
    let ended = last.ends_with(['。', '；', '：', '！', '？', ';', ':']) || closes_date(last);
    if ended || marker(line).is_some() {
        return false;
    }
    let within = last.ends_with(|c: char| c.is_ascii_digit())
        || last.ends_with(['年', '月', '，', '、', '（', '〔', '“', '《', '第']);
    within || (is_number(line) && last.chars().count() > 12)
}

/// A date that is complete ends its line.
fn closes_date(last: &str) -> bool {
    law::date::find(last).is_some_and(|(_, range)| {
        range.end == last.len() && last.ends_with('日') && last.chars().count() <= 16
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_joined_to_lines() {
        let text =
            "工作自\n2025\n年\n1\n月\n2\n日开始，\n请抓紧。\n某某局\n2025\n年\n6\n月\n3\n日\n附件";
        assert_eq!(
            joined(text),
            Some(vec![
                "工作自".into(),
                "2025年1月2日开始，请抓紧。".into(),
                "某某局".into(),
                "2025年6月3日".into(),
                "附件".into(),
            ])
        );
    }

    #[test]
    fn a_whole_text_is_left_alone() {
        assert_eq!(
            joined("关于工作的通知\n各单位：\n　　请抓紧。\n某某局\n2025年6月3日\n"),
            None
        );
    }
}
