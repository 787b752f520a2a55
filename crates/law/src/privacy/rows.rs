//! Rows and columns in plain text: lines of equal cells under a line of heads, parted by tabs, bars or commas.
//!
//! A cell is read under its head alone, as that of a table is: what stands in the column before says nothing of it.

use std::ops::Range;

/// A part of a text that is read by itself, and what stands above it.
pub(super) struct Part<'a> {
    pub(super) head: &'a str,
    pub(super) at: Range<usize>,
}

/// What parts cells.
const SIGNS: [char; 4] = ['\t', '|', ',', '，'];

/// What a line of heads names where commas of sentences part it.
const HEADS_IN_WORDS: [&str; 6] = ["姓名", "户主", "身份证", "电话", "手机", "住址"];

/// The longest head of a column, in characters.
const LONGEST_HEAD: usize = 14;

/// The text in parts that follow each other: cells of tables, and what stands between tables.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let lines = lines(text);
    let mut parts = Vec::new();
    let (mut begun, mut n) = (0, 0);
    while let Some(line) = lines.get(n) {
        let Some((sign, heads)) = heads(text, &lines, n) else {
            n += 1;
            continue;
        };
        parts.push(Part {
            head: "",
            at: begun..line.end,
        });
        begun = line.end;
        n += 1;
        while let Some(row) = lines.get(n) {
            let cells = cells(text, row, sign);
            if cells.len() != heads.len() {
                break;
            }
            let under = cells.iter().zip(&heads);
            parts.extend(under.map(|(at, head)| Part {
                head,
                at: at.clone(),
            }));
            begun = row.end;
            n += 1;
        }
    }
    parts.push(Part {
        head: "",
        at: begun..text.len(),
    });
    parts
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let begins = at;
        at += line.len();
        begins..at
    });
    lines.collect()
}

/// The heads that this line is, where the next line has as many cells.
fn heads<'a>(text: &'a str, lines: &[Range<usize>], n: usize) -> Option<(char, Vec<&'a str>)> {
    let (line, next) = (lines.get(n)?, lines.get(n + 1)?);
    SIGNS.into_iter().find_map(|sign| {
        let cells = cells(text, line, sign);
        if cells.len() < 2 || self::cells(text, next, sign).len() != cells.len() {
            return None;
        }
        let heads = cells.iter().map(|cell| text.get(cell.clone()));
        let heads: Vec<&str> = heads.collect::<Option<_>>()?;
        let is_head = |head: &&str| {
            let is_short = head.chars().take(LONGEST_HEAD + 1).count() <= LONGEST_HEAD;
            is_short && !head.contains(|c: char| c.is_ascii_digit() || "。；：:".contains(c))
        };
        let is_named = |head: &&str| HEADS_IN_WORDS.iter().any(|word| head.contains(word));
        if sign == '，' && (heads.len() < 3 || !heads.iter().any(is_named)) {
            return None;
        }
        (heads.iter().all(is_head) && heads.iter().any(|head| !head.is_empty()))
            .then_some((sign, heads))
    })
}

/// Where the cells of a line stand, without blanks and quotation marks around them.
fn cells(text: &str, line: &Range<usize>, sign: char) -> Vec<Range<usize>> {
    let is_around = |c: char| c.is_whitespace() || c == '"';
    let words = text.get(line.clone()).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, &str)> {
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
        ] {
            let found = read(text);
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
                vec![("", text)]
            };
            assert_eq!(read(text), whole, "{text}");
        }
    }
}
