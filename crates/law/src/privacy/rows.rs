//! Rows and columns in plain text: lines of equal cells under a line of heads, parted by tabs, bars, commas or blanks.
//!
//! A cell is read under its head alone, as that of a table is: what stands in the column before says nothing of it. Only
//! whose address it is, the other heads tell.

use super::glyph::is_han;
use std::ops::Range;

/// A part of a text that is read by itself, and what stands above it.
pub(super) struct Part {
    pub(super) head: String,
    pub(super) at: Range<usize>,
}

/// What parts cells; a blank stands for two or more of them, or a wide one.
const SIGNS: [char; 5] = ['\t', '|', ',', '，', BLANKS];
const BLANKS: char = ' ';

/// What a line of heads names where commas of sentences or blanks part it.
const HEADS_IN_WORDS: [&str; 6] = ["姓名", "户主", "身份证", "电话", "手机", "住址"];

/// The longest head of a column, in characters.
const LONGEST_HEAD: usize = 14;

/// The heads of those who live at an address beside them.
const OF_PERSONS: [&str; 21] = [
    "姓名",
    "户主",
    "申请人",
    "权利人",
    "被征收人",
    "承租人",
    "业主",
    "房主",
    "当事人",
    "受送达人",
    "所有人",
    "驾驶人",
    "驾驶员",
    "经手人",
    "车主",
    "产权人",
    "所有权人",
    "征收户",
    "违法人",
    "领款人",
    "考生",
];
/// The heads of bodies, whose the address is then.
const OF_BODIES: [&str; 6] = ["单位", "企业", "机构", "公司", "商户", "名称"];
/// The heads of addresses that may be of either.
const OF_ADDRESSES: [&str; 6] = ["地址", "坐落", "房源", "房号", "住所", "门牌"];

/// Whether a head is that of persons.
pub(super) fn is_of_person(head: &str) -> bool {
    OF_PERSONS.iter().any(|word| head.contains(word))
}

/// Whether a head is that of addresses.
pub(super) fn is_of_address(head: &str) -> bool {
    head.ends_with("住址") || OF_ADDRESSES.iter().any(|word| head.ends_with(word))
}

/// What stands above each column, with what the other heads say of an address: 住址 beside 姓名.
pub(super) fn told(heads: &[&str]) -> Vec<String> {
    let bare = |head: &&str| -> String { head.chars().filter(|c| !c.is_whitespace()).collect() };
    let heads: Vec<String> = heads.iter().map(bare).collect();
    let has = |words: &[&str]| {
        let mut all = words.iter();
        all.any(|word| heads.iter().any(|head| head.contains(word)))
    };
    let whose = match (has(&OF_BODIES), has(&OF_PERSONS)) {
        (true, _) => "单位地址",
        (false, true) => "住址",
        (false, false) => "",
    };
    let is_address = |head: &String| OF_ADDRESSES.iter().any(|word| head.contains(word));
    let told = heads.iter().map(|head| {
        let whose = if is_address(head) { whose } else { "" };
        format!("{head}{whose}")
    });
    told.collect()
}

/// The text in parts that follow each other: cells of tables, and what stands between tables.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let mut parts = Vec::new();
    let (mut begun, mut n) = (0, 0);
    while let Some(line) = lines.get(n) {
        let Some((sign, heads)) = heads(text, &lines, n) else {
            n += 1;
            continue;
        };
        parts.push(Part {
            head: String::new(),
            at: begun..line.end,
        });
        begun = line.end;
        n += 1;
        let row = |n: usize| {
            let line = lines.get(n)?;
            Some(cells(text, line, sign)).filter(|cells| is_row(sign, heads.len(), cells.len()))
        };
        // One line that is none may stand between rows.
        while let Some(cells) = row(n).or_else(|| row(n + 1).map(|_| Vec::new())) {
            let line = lines.get(n).cloned().unwrap_or(begun..begun);
            if cells.is_empty() {
                parts.push(Part {
                    head: String::new(),
                    at: line.clone(),
                });
            }
            parts.extend(cells.into_iter().zip(&heads).map(|(at, head)| Part {
                head: head.clone(),
                at,
            }));
            begun = line.end;
            n += 1;
        }
    }
    parts.push(Part {
        head: String::new(),
        at: begun..text.len(),
    });
    parts
}

/// The lines of a text that say something; a rule under heads does not.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let begins = at;
        at += line.len();
        (begins..at, line)
    });
    let is_rule = |c: char| c.is_whitespace() || matches!(c, '|' | '-' | ':' | '+');
    lines
        .filter(|(_, line)| !line.chars().all(is_rule))
        .map(|(at, _)| at)
        .collect()
}

/// The heads that this line is, where the next line has as many cells.
fn heads(text: &str, lines: &[Range<usize>], n: usize) -> Option<(char, Vec<String>)> {
    let (line, next) = (lines.get(n)?, lines.get(n + 1)?);
    SIGNS.into_iter().find_map(|sign| {
        let cells = cells(text, line, sign);
        let below = self::cells(text, next, sign).len();
        if cells.len() < 2 || !is_row(sign, cells.len(), below) {
            return None;
        }
        let heads = cells.iter().map(|cell| text.get(cell.clone()));
        let heads: Vec<&str> = heads.collect::<Option<_>>()?;
        let is_head = |head: &&str| {
            let is_short = head.chars().take(LONGEST_HEAD + 1).count() <= LONGEST_HEAD;
            is_short && !head.contains(|c: char| c.is_ascii_digit() || "。；：:".contains(c))
        };
        let told = told(&heads);
        let is_named = |head: &String| HEADS_IN_WORDS.iter().any(|word| head.contains(word));
        let is_named = |head: &String| is_named(head) || is_of_person(head);
        if matches!(sign, '，' | BLANKS) && (heads.len() < 3 || !told.iter().any(is_named)) {
            return None;
        }
        (heads.iter().all(is_head) && heads.iter().any(|head| !head.is_empty()))
            .then_some((sign, told))
    })
}

/// Whether so many cells are a row under so many heads; an empty last cell leaves no blanks.
fn is_row(sign: char, heads: usize, cells: usize) -> bool {
    cells == heads || sign == BLANKS && 3 < heads && cells + 1 == heads
}

/// Where the cells of a line stand, without blanks and quotation marks around them.
fn cells(text: &str, line: &Range<usize>, sign: char) -> Vec<Range<usize>> {
    let words = text.get(line.clone()).unwrap_or_default();
    if sign == BLANKS {
        return between_blanks(words, line.start);
    }
    let is_around = |c: char| c.is_whitespace() || c == '"';
    let end = words.trim_end_matches(['\n', '\r']).len();
    let mut words = words.get(..end).unwrap_or_default();
    let mut begins = line.start;
    if sign == '|' {
        // | a | b |: the bars around are no cells.
        let inner = words.trim_start();
        let is_closed = inner.starts_with('|');
        let inner = inner.strip_prefix('|').unwrap_or(inner);
        begins += words.len() - inner.len();
        // Without a bar before the first cell one behind the last is that of an empty cell.
        words = match inner.trim_end().strip_suffix('|') {
            Some(rest) if is_closed => rest,
            _ => inner,
        };
    }
    let cells = words.split(sign).map(|cell| {
        let inner = cell.trim_matches(is_around);
        let start = begins + cell.len() - cell.trim_start_matches(is_around).len();
        begins += cell.len() + sign.len_utf8();
        start..start + inner.len()
    });
    cells.collect()
}

/// What two blanks, a wide one or more part; a name whose two characters are spread out is one cell.
fn between_blanks(line: &str, begins: usize) -> Vec<Range<usize>> {
    let mut cells: Vec<Range<usize>> = Vec::new();
    let mut is_alone = false;
    let mut at = 0;
    for word in line.split(char::is_whitespace) {
        let start = at;
        at += word.len();
        let gap = line.get(at..).and_then(|rest| rest.chars().next());
        at += gap.map_or(0, char::len_utf8);
        if word.is_empty() {
            continue;
        }
        let one = begins + start..begins + start + word.len();
        let mut chars = word.chars();
        let is_sign = chars.next().is_some_and(is_han) && chars.next().is_none();
        let blanks = cells
            .last()
            .and_then(|last| line.get(last.end - begins..start));
        let is_near = blanks == Some(" ") || is_alone && is_sign;
        match cells.last_mut().filter(|_| is_near) {
            Some(last) => last.end = one.end,
            None => cells.push(one),
        }
        is_alone = is_sign && !is_near;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, &str)> {
        let parts = parts(text).into_iter();
        parts
            .map(|part| (part.head, &text[part.at]))
            .filter(|(_, words)| !words.is_empty())
            .collect()
    }

    #[test]
    fn cells_are_read_under_their_heads() {
        for text in [
            "名单\n户主\t电话\n王芳\t138\n李明\t\n完\n",
            "名单\n| 户主 | 电话 |\n| 王芳 | 138 |\n| 李明 | |\n完\n",
            "名单\n  | 户主 | 电话 |\n  | 王芳 | 138 |\n  | 李明 | |\n完\n",
            "名单\n| 户主 | 电话\n| 王芳 | 138 |\n| 李明 | |\n完\n",
            "名单\n户主,电话\n\"王芳\",138\n李明,\n完\n",
            "名单\n| 户主 | 电话 |\n|---|:--|\n\n| 王芳 | 138 |\n\n| 李明 | |\n完\n",
            "名单\n户 主\t电话\n王芳\t138\n李明\t\n完\n",
        ] {
            let found = read(text);
            let found: Vec<_> = found
                .iter()
                .map(|(head, it)| (head.as_str(), *it))
                .collect();
            let head = found.first().map(|(_, words)| words.starts_with("名单"));
            assert_eq!(head, Some(true));
            assert_eq!(
                &found[1..],
                [
                    ("户主", "王芳"),
                    ("电话", "138"),
                    ("户主", "李明"),
                    ("", "完\n")
                ],
                "{text}"
            );
        }
    }

    #[test]
    fn full_commas_part_three_cells_under_a_head_of_persons_and_bars_leave_a_last_cell_empty() {
        for text in [
            "户主，电话，备注\n王芳，138，\n",
            "户主 | 电话 | 备注\n王芳 | 138 |\n",
        ] {
            let (head, rows) = text.split_once('\n').expect("two lines");
            let found = read(text);
            let found: Vec<_> = found
                .iter()
                .map(|(head, it)| (head.as_str(), *it))
                .collect();
            assert_eq!(found[0].1.trim_end(), head, "{text}");
            assert_eq!(found[1..3], [("户主", "王芳"), ("电话", "138")], "{rows}");
        }
    }

    #[test]
    fn words_with_signs_in_them_are_no_table() {
        for text in [
            "",
            "a,b",
            "王芳,李明\n",
            "甲：1,乙：2\n丙：3,丁：4\n",
            "第一行,有一个逗号\n第二行没有\n",
            "请写明姓名，谢谢\n请留下电话，多谢\n",
            "春天，夏天，秋天\n花开，叶茂，果熟\n",
            "2020,2021\n1,2\n",
            // No head of a column has more than fourteen characters.
            "关于申请公开供水合同等各项情况,答复\n如下,同意\n",
        ] {
            let whole = if text.is_empty() {
                vec![]
            } else {
                vec![(String::new(), text)]
            };
            assert_eq!(read(text), whole, "{text}");
        }
    }

    #[test]
    fn blanks_part_cells_too_and_keep_the_two_characters_of_a_name_together() {
        let rows = "姓　名  电话　　备注\n　　王　芳　138  无\n李小 明  139 0013  无\n完\n";
        let found = read(rows);
        let found: Vec<_> = found
            .iter()
            .map(|(head, it)| (head.as_str(), *it))
            .collect();
        assert_eq!(
            &found[1..],
            [
                ("姓名", "王　芳"),
                ("电话", "138"),
                ("备注", "无"),
                ("姓名", "李小 明"),
                ("电话", "139 0013"),
                ("备注", "无"),
                ("", "完\n"),
            ]
        );
        // Where the last cell is empty, nothing stands behind the last blanks.
        let found = read(
            "序号　车牌号　车型　所有人\n1　粤A12345　轿车　王芳\n2　粤A54321　货车\n3　粤A00001\n完\n",
        );
        let found: Vec<_> = found
            .iter()
            .map(|(head, it)| (head.as_str(), *it))
            .collect();
        assert_eq!(
            &found[4..],
            [
                ("所有人", "王芳"),
                ("序号", "2"),
                ("车牌号", "粤A54321"),
                ("车型", "货车"),
                ("", "3　粤A00001\n完\n"),
            ]
        );
        for text in [
            "姓名  电话  备注\n王芳  138\n",
            "姓名|电话|备注|住址\n王芳|138|无\n",
            "春天  夏天  秋天\n花开  叶茂  果熟\n",
            "姓名  电话\n王芳  138\n",
        ] {
            assert_eq!(read(text), [(String::new(), text)], "{text}");
        }
    }

    #[test]
    fn one_line_that_is_no_row_does_not_end_a_table_and_two_do() {
        let found = read("户主\t电话\n王芳\t138\n第二页\n李明\t139\n第三页\n完\n赵强\t137\n");
        let found: Vec<_> = found
            .iter()
            .map(|(head, it)| (head.as_str(), *it))
            .collect();
        assert_eq!(
            &found[1..],
            [
                ("户主", "王芳"),
                ("电话", "138"),
                ("", "第二页\n"),
                ("户主", "李明"),
                ("电话", "139"),
                ("", "第三页\n完\n赵强\t137\n"),
            ]
        );
    }

    #[test]
    fn an_address_is_that_of_the_person_or_of_the_body_beside_it() {
        for (heads, address) in [
            (["序号", "姓 名", "地址"], "地址住址"),
            (["权利人", "面积", "房屋坐落"], "房屋坐落住址"),
            (["企业名称", "姓名", "地址"], "地址单位地址"),
            (["机构", "电话", "住　所"], "住所单位地址"),
            (["序号", "面积", "地址"], "地址"),
        ] {
            let told = told(&heads);
            assert_eq!(told[2], address, "{heads:?}");
        }
        assert_eq!(told(&["姓 名", "电话"]), ["姓名", "电话"]);
    }
}
