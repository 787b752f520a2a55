//! 没有画线的表 — the tables as they stand in running text: a label, and figures behind it.
//!
//! Decides by the headings of the sections where a table begins and ends; within, figures that follow each other are one
//! row. As many rows as the form has are taken in its order, unless a label says otherwise; else each is taken by its label.

use super::Draft;
use super::label::{bare, subject, table_row};
use super::odd::Odd;
use super::value::Value;
use crate::report::{Cell, Column, Dispute, Figure, Format, Outcome, Row, Table, lines, rows};
use crate::text::{Block, Text};

/// Words, and the figures that follow them.
#[derive(Debug, Default)]
struct Run {
    words: Vec<String>,
    figures: Vec<Figure>,
}

/// More words or figures than this a report does not have.
const MOST_TOKENS: usize = 200_000;

/// Fills in the tables that a draft lacks.
pub(super) fn complete(text: &Text, draft: &mut Draft) {
    let lacks: Vec<Table> = Table::ALL
        .into_iter()
        .filter(|table| !draft.has(*table))
        .collect();
    if lacks.is_empty() {
        return;
    }
    let lines = printed(text);
    for table in lacks {
        let section = section(&lines, table);
        let runs = runs(section);
        match table {
            Table::Proactive => proactive(&runs, section, draft),
            Table::Requests => requests(&runs, draft),
            Table::Disputes => disputes(&runs, draft),
        }
    }
}

/// The lines of the text that stand in no table.
fn printed(text: &Text) -> Vec<&str> {
    let blocks = text.blocks.iter().filter_map(|block| match block {
        Block::Heading(heading) => Some(heading.text.as_str()),
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
        Block::Table(_) | Block::Image(_) => None,
    });
    blocks.flat_map(str::lines).collect()
}

/// The lines of a section: behind its heading, before the next.
fn section<'a, 'b>(lines: &'b [&'a str], table: Table) -> &'b [&'a str] {
    let is = |line: &&str, words: &[&str]| {
        bare(line).is_some_and(|line| words.iter().all(|word| line.contains(word)))
    };
    let (begins, ends): (&[&str], &[&str]) = match table {
        Table::Proactive => (&["主动公开政府信息情况"], &["收到和处理"]),
        Table::Requests => (
            &["收到和处理", "申请情况"],
            &["行政复议", "行政诉讼", "情况"],
        ),
        Table::Disputes => (&["行政复议", "行政诉讼", "情况"], &["存在的主要问题"]),
    };
    let Some(begin) = lines.iter().position(|line| is(line, begins)) else {
        return &[];
    };
    let rest = lines.get(begin..).unwrap_or_default();
    let end = rest
        .iter()
        .skip(1)
        .position(|line| is(line, ends))
        .map_or(rest.len(), |end| end + 1);
    rest.get(..end).unwrap_or_default()
}

fn runs(section: &[&str]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let words = section.iter().flat_map(|line| line.split_whitespace());
    let tokens = words.flat_map(parted);
    for token in tokens.filter(|token| !token.is_empty()).take(MOST_TOKENS) {
        let figure = Figure::parse(token);
        let begins = runs
            .last()
            .is_none_or(|run| figure.is_none() && !run.figures.is_empty());
        if begins {
            runs.push(Run::default());
        }
        let Some(run) = runs.last_mut() else { continue };
        match figure {
            Some(figure) => run.figures.push(figure),
            None => run.words.push(token.to_owned()),
        }
    }
    runs.retain(|run| !run.figures.is_empty());
    runs
}

/// A figure and the words that touch it: `3050四、结转下年度继续办理`, `行政规范性文件8`; not the number before a label,
/// `1.属于`, no `2024年` and no `表2`.
fn parted(token: &str) -> [&str; 3] {
    let is_digit = |c: char| c.is_ascii_digit();
    let is_word = |c: char| c.is_alphabetic() || "（）".contains(c);
    let behind = token.trim_start_matches(is_digit);
    let is_measured = behind.starts_with(|c: char| "年月日号条款项件个".contains(c));
    let begins = if behind.starts_with(is_word) && !is_measured {
        token.len() - behind.len()
    } else {
        0
    };
    let (first, rest) = token.split_at(begins);
    let before = rest.trim_end_matches(|c: char| is_digit(c) || c == '.');
    let is_counted = before.ends_with(|c: char| "第表图件注号".contains(c));
    let ends = if before.ends_with(is_word) && !is_counted {
        before.len()
    } else {
        rest.len()
    };
    let (words, last) = rest.split_at(ends);
    [first, words, last]
}

impl Run {
    /// The words of the label, from the last `back` tokens.
    fn label(&self, back: usize) -> String {
        let from = self.words.len().saturating_sub(back);
        self.words.get(from..).unwrap_or_default().concat()
    }
}

fn requests(runs: &[Run], draft: &mut Draft) {
    let width = Column::ALL.len();
    let whole: Vec<&Run> = runs
        .iter()
        .filter(|run| run.figures.len() == width)
        .collect();
    let named = |run: &Run| {
        let backs = [1, 2, 3, 4, 6, 8, 12];
        backs
            .into_iter()
            .find_map(|back| table_row(&run.label(back)))
    };
    // Where a row that is known by its label has not its figures, a row without a label may not take its place.
    let is_broken = runs
        .iter()
        .any(|run| run.figures.len() > 1 && run.figures.len() != width && named(run).is_some());
    let in_order = Format::ALL.into_iter().find_map(|format| {
        let rows = rows(format);
        // The end of a label that is broken around its figures stands before the label of the next row.
        let former = std::iter::once(None).chain(rows.iter().map(Some));
        let agrees = |((run, row), former): ((&&Run, &Row), Option<&Row>)| {
            let common = [Row::ResultTotal, Row::OtherHandling];
            named(run).is_none_or(|named| {
                named == *row || Some(&named) == former || common.contains(&named)
            })
        };
        let fits = !is_broken
            && rows.len() == whole.len()
            && whole.iter().zip(&rows).zip(former).all(agrees);
        fits.then_some(rows)
    });
    let mut take = |row: Row, run: &Run| {
        let mut is_new = true;
        for (column, figure) in Column::ALL.into_iter().zip(&run.figures) {
            let cell = Cell::Request(row, column);
            let figure = Value::Figure(*figure);
            is_new &= draft
                .cells
                .get(&cell)
                .is_none_or(|former| *former == figure);
            draft.cells.entry(cell).or_insert(figure);
        }
        is_new
    };
    if let Some(rows) = in_order {
        for (row, run) in rows.into_iter().zip(whole) {
            take(row, run);
        }
        return;
    }
    let mut odd = Vec::new();
    for run in runs {
        match named(run) {
            Some(row) if run.figures.len() == width => {
                let is_new = take(row, run);
                if !is_new {
                    let says = format!("第三表有两行“{}”，只取前一行", row.zh());
                    odd.push((Odd::Twice, says));
                }
            }
            Some(row) => odd.push((
                Odd::WrongWidth,
                format!(
                    "第三表“{}”之后有 {} 个数，应当有 {width} 个",
                    row.zh(),
                    run.figures.len()
                ),
            )),
            None if run.figures.len() == width => {
                let figures: Vec<String> = run.figures.iter().map(Figure::to_string).collect();
                let says = format!("第三表有一行数认不出是哪一行：{}", figures.join(" "));
                odd.push((Odd::RowMissing, says));
            }
            None => {}
        }
    }
    if draft.has(Table::Requests) {
        for (odd, says) in odd {
            draft.note(odd, says);
        }
    }
}

fn proactive(runs: &[Run], section: &[&str], draft: &mut Draft) {
    let is_trial = section
        .iter()
        .any(|line| line.contains("新制作") || line.contains("项目数量"));
    let format = if is_trial {
        Format::Trial2019
    } else {
        Format::Form2021
    };
    for run in runs {
        let named = (1..=4).find_map(|back| subject(&run.label(back)));
        let line = lines(format)
            .iter()
            .find(|line| Some(line.subject) == named);
        let Some(line) = line else { continue };
        if line.measures.len() != run.figures.len() {
            let says = format!(
                "第二表“{}”之后有 {} 个数，应当有 {} 个",
                line.subject.zh(),
                run.figures.len(),
                line.measures.len()
            );
            draft.note(Odd::WrongWidth, says);
            continue;
        }
        for (measure, figure) in line.measures.iter().zip(&run.figures) {
            let cell = Cell::Proactive(line.subject, *measure);
            draft.cells.insert(cell, Value::Figure(*figure));
        }
    }
}

fn disputes(runs: &[Run], draft: &mut Draft) {
    let all = Dispute::ALL
        .into_iter()
        .flat_map(|dispute| Outcome::ALL.map(|outcome| Cell::Dispute(dispute, outcome)));
    let width = all.clone().count();
    if let Some(run) = runs.iter().find(|run| run.figures.len() == width) {
        let figures = run.figures.iter().map(|figure| Value::Figure(*figure));
        draft.cells.extend(all.zip(figures));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_parted_from_words_that_touch_them() {
        let section = [
            "（七）总计 2932 53 3050四、结转下年度继续办理103 0",
            "（三）不予公开 1.属于国家秘密 2 12.5",
            "2024年底 7",
            "附件3 8",
        ];
        let read: Vec<(String, Vec<Option<i64>>)> = runs(&section)
            .iter()
            .map(|run| {
                let figures = run.figures.iter().map(|figure| figure.as_count());
                (run.words.concat(), figures.collect())
            })
            .collect();
        assert_eq!(
            read,
            [
                ("（七）总计".into(), vec![Some(2932), Some(53), Some(3050)]),
                ("四、结转下年度继续办理".into(), vec![Some(103), Some(0)]),
                ("（三）不予公开1.属于国家秘密".into(), vec![Some(2), None]),
                ("2024年底".into(), vec![Some(7)]),
                ("附件3".into(), vec![Some(8)]),
            ]
        );
    }
}
