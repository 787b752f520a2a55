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
    while words.get(at).is_some() {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells under each line of heads, and whether addresses among them are homes.
    fn read(text: &str) -> Vec<(Vec<String>, bool)> {
        let glyphs = Glyphs::of("", text);
        let found = loose(&glyphs).into_iter().map(|it| {
            let cells = it.cells.iter().map(|cell| glyphs.text(cell.clone()));
            (cells.collect(), it.has_homes)
        });
        found.collect()
    }

    #[test]
    fn cells_follow_their_heads_however_they_are_parted() {
        let cells = ["王 芳", "138", "无", "李小明", "139", "无"];
        for text in [
            "名单：\n姓名 电话 备注 王 芳 138 无 李小明 139 无",
            "姓 名\n电话\n备注\n王　芳\n138\n无\n李小明\n139\n无",
            "| 姓名 | 电话 | 备注 | | 王 芳 | 138 | 无 | | 李小明 | 139 | 无 |",
            "姓名\t电话（元）\t备注\t王 芳\t138\t无\t李小明\t139\t无\t公示期七天。\t赵六",
        ] {
            let found = read(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].0, cells, "{text}");
            assert!(!found[0].1);
        }
    }

    #[test]
    fn the_next_heads_begin_anew_and_a_paragraph_ends_them() {
        let long = "说明".repeat(25);
        let found = read(&format!("姓名 住址 王芳 甲 户主 电话 李明 138 {long} 赵六"));
        let cells = |found: &[&str]| found.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            found,
            [
                (cells(&["王芳", "甲"]), true),
                (cells(&["李明", "138"]), false)
            ]
        );
        // A cell that is called like a head of things ends nothing.
        assert_eq!(
            read("姓名 电话 王芳 单位 李明")[0].0,
            ["王芳", "单位", "李明"]
        );
        let most = "说".repeat(48);
        assert_eq!(read(&format!("姓名 电话 {most}"))[0].0, [most]);
    }

    #[test]
    fn one_head_alone_and_heads_of_nobody_are_none() {
        for text in [
            "",
            "姓名 王芳 性别 女",
            "编号 电话 备注 1 138 无",
            "请写明姓名， 并留下电话。 谢谢",
            "姓名：王芳 电话：138",
            "姓名1 电话2 王芳 138",
            "申请公开信息的人姓名 代为申请的人电话 王芳 138",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
