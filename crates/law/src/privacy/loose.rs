//! Cells that nothing aligns any more: a table whose lines were broken or joined on its way, under heads that name persons.

use super::glyph::{Glyphs, is_han};
use super::rows;
use std::ops::Range;

/// What heads of columns end with, besides those of persons and addresses.
const HEADS: &[&str] = &[
    "号",
    "名",
    "码",
    "电话",
    "手机",
    "方式",
    "性别",
    "面积",
    "金额",
    "备注",
    "时间",
    "日期",
    "年月",
    "院校",
    "学历",
    "学位",
    "职务",
    "职称",
    "类别",
    "类型",
    "原因",
    "单位",
    "人数",
    "人口",
    "口数",
    "情况",
    "成绩",
    "状况",
    "意见",
    "结果",
    "内容",
    "专业",
    "数量",
    "标准",
    "街镇",
    "总额",
    "（元）",
    "(元)",
    "(亩)",
    "款",
];

/// The longest head of a column, in characters.
const LONGEST_HEAD: usize = 8;

/// The longest cell; what is longer is a paragraph.
const LONGEST_CELL: usize = 48;

/// Cells under heads.
pub(super) struct Loose {
    /// Each of them, without the blanks around it.
    pub(super) cells: Vec<Range<usize>>,
    /// An address among them is that of a person.
    pub(super) has_homes: bool,
}

/// The cells under each line of heads that name persons.
pub(super) fn loose(glyphs: &Glyphs) -> Vec<Loose> {
    let cells = cells(glyphs);
    let words: Vec<String> = cells
        .iter()
        .map(|it| glyphs.text(it.clone()).replace(' ', ""))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let count = words
            .iter()
            .skip(at)
            .take_while(|words| is_head(words))
            .count();
        let heads: Vec<&str> = words
            .iter()
            .skip(at)
            .take(count)
            .map(String::as_str)
            .collect();
        at += count.max(1);
        if count < 2 || !heads.iter().any(|head| rows::is_of_person(head)) {
            continue;
        }
        let rest = cells.iter().zip(&words).skip(at);
        let under = rest.take_while(|(cell, words)| {
            let is_prose = LONGEST_CELL < cell.len() || words.ends_with('。');
            let is_next = is_head(words) && rows::is_of_person(words);
            !is_prose && !is_next
        });
        let told = rows::told(&heads);
        found.push(Loose {
            cells: under.map(|(cell, _)| cell.clone()).collect(),
            has_homes: told.iter().any(|head| head.ends_with("住址")),
        });
    }
    found
}

fn is_head(words: &str) -> bool {
    let is_short = words.chars().count() <= LONGEST_HEAD;
    let ends = HEADS.iter().any(|end| words.ends_with(end));
    let is_plain = words.chars().all(|c| is_han(c) || "()（）".contains(c));
    is_short && is_plain && (ends || rows::is_of_person(words) || rows::is_of_address(words))
}

/// What stands between blanks, bars and ends of lines; a name whose two characters are spread out is one cell.
fn cells(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut cells: Vec<Range<usize>> = Vec::new();
    let is_alone = |it: &Range<usize>| it.len() == 1 && glyphs.get(it.start).is_some_and(is_han);
    for word in glyphs.runs(|c| !c.is_whitespace() && c != '|') {
        let is_spread = cells.last().is_some_and(|last| {
            let between = glyphs.text(last.end..word.start);
            is_alone(last) && is_alone(&word) && between.chars().all(|c| c == ' ')
        });
        match cells.last_mut().filter(|_| is_spread) {
            Some(last) => last.end = word.end,
            None => cells.push(word),
        }
    }
    cells
}
