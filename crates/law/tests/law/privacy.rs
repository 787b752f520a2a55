//! How well personal information is told from what looks like it, over made-up texts.
//!
//! `cases/privacy/make.py` and `cases/privacy/registers.py` made them and marked what is personal. Neither shares code
//! with the detectors, and the second was written from the standards alone, without sight of the first or of them:
//! letters, forms, judgments, complaints as people type them, scans, lists, English, and tables in several writings.
//! `cases/privacy/hard.txt` holds what is hardest of each sort, by hand; of these every one must be right.

use law::privacy::{Finding, Kind, Policy, mask, scan, scan_text, scan_under};
use law::text::{Block, Cell, Row, Table, Text};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

const TEXTS: &str = include_str!("cases/privacy/texts.txt");
const REGISTERS: &str = include_str!("cases/privacy/registers.txt");
const HARD: &str = include_str!("cases/privacy/hard.txt");

struct Case {
    class: &'static str,
    head: &'static str,
    text: String,
    marked: Vec<(Kind, Range<usize>)>,
}

fn case(line: &'static str) -> Case {
    let mut cells = line.splitn(3, '\t');
    let mut cell = || cells.next().expect("three cells");
    let (class, head, written) = (cell(), cell(), cell());
    of(class, head, written)
}

/// A text with its marks taken out, and what they mark.
fn of(class: &'static str, head: &'static str, written: &str) -> Case {
    let mut text = String::new();
    let mut marked = Vec::new();
    for (at, part) in written.split('⟦').enumerate() {
        if at == 0 {
            text.push_str(part);
            continue;
        }
        let (mark, rest) = part.split_once('⟧').expect("closed");
        let (kind, words) = mark.split_once('|').expect("a kind");
        let kind = Kind::ALL.into_iter().find(|known| known.id() == kind);
        let start = text.len();
        text.push_str(words);
        marked.push((kind.expect("known"), start..text.len()));
        text.push_str(rest);
    }
    Case {
        class,
        head,
        text,
        marked,
    }
}

fn policy() -> Policy {
    Policy {
        office_phones: vec!["075512345678".into()],
        office_mail: vec!["gov.cn".into()],
        today: Some(law::Date::constant(2026, 11, 26)),
    }
}

/// The same kind in the same place; of an address, most of it.
fn is_the_same(finding: &Finding, kind: Kind, at: &Range<usize>) -> bool {
    let start = finding.at.start.max(at.start);
    let common = finding.at.end.min(at.end).saturating_sub(start);
    let is_there = match kind {
        Kind::Address => common * 10 >= (at.end - at.start) * 8,
        _ => finding.at == *at,
    };
    finding.kind == kind && is_there
}

#[derive(Default)]
struct Measured {
    right: u32,
    missed: u32,
    wrong: u32,
}

/// What was found and what should have been, kind by kind, and every miss and false alarm.
#[derive(Default)]
struct Tally {
    kinds: BTreeMap<Kind, Measured>,
    misses: BTreeMap<&'static str, Vec<String>>,
    alarms: BTreeMap<&'static str, Vec<String>>,
}

impl Tally {
    fn count(&mut self, case: &Case, found: &[Finding]) {
        for (kind, at) in &case.marked {
            let of = self.kinds.entry(*kind).or_default();
            if found.iter().any(|finding| is_the_same(finding, *kind, at)) {
                of.right += 1;
            } else {
                of.missed += 1;
                let missed = self.misses.entry(case.class).or_default();
                let words = &case.text[at.clone()];
                missed.push(format!("{} {words} in {}", kind.id(), case.text));
            }
        }
        for finding in found {
            let mut marked = case.marked.iter();
            if !marked.any(|(kind, at)| is_the_same(finding, *kind, at)) {
                self.kinds.entry(finding.kind).or_default().wrong += 1;
                let words = &case.text[finding.at.clone()];
                let alarms = self.alarms.entry(case.class).or_default();
                alarms.push(format!("{} {words} in {}", finding.kind.id(), case.text));
            }
        }
    }

    /// ≥ 0.99 for kinds with a check character, ≥ 0.95 for the others.
    fn holds(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut short = Vec::new();
        for (kind, of) in &self.kinds {
            let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
            let recall = share(of.right, of.right + of.missed);
            let precision = share(of.right, of.right + of.wrong);
            let line = format!(
                "{:12} {:5} precision {precision:.4} recall {recall:.4}",
                kind.id(),
                of.right + of.missed
            );
            let least = match kind {
                Kind::IdNumber | Kind::BankCard | Kind::SoleTrader => 0.99,
                _ => 0.95,
            };
            if of.right == 0 || precision < least || recall < least {
                short.push(line.clone());
            }
            lines.push(line);
        }
        assert!(
            short.is_empty(),
            "{short:#?}\nmissed: {:#?}\nfalse alarms: {:#?}",
            self.misses,
            self.alarms
        );
        lines
    }
}

#[test]
fn what_is_personal_is_found_and_what_only_looks_so_is_not() {
    let mut tally = Tally::default();
    let mut count = 0;
    for case in TEXTS.lines().map(case) {
        count += 1;
        tally.count(&case, &scan_under(case.head, &case.text, &policy()));
    }
    assert!(count >= 2_000, "{count}");
    println!("{}", tally.holds().join("\n"));
    let others = |kind: &Kind| *kind != Kind::Other;
    assert!(
        tally
            .kinds
            .keys()
            .copied()
            .eq(Kind::ALL.into_iter().filter(others))
    );
}

#[test]
fn the_same_holds_in_texts_of_every_register() {
    let mut tally = Tally::default();
    let mut count = 0;
    for line in REGISTERS.lines() {
        count += 1;
        let mut cells = line.splitn(3, '\t');
        let mut cell = || cells.next().expect("three cells");
        let (class, form, written) = (cell(), cell(), cell());
        let written = written.replace("\\n", "\n").replace("\\t", "\t");
        if form == "table" {
            in_cells(class, &written, &mut tally);
        } else {
            let case = of(class, "", &written);
            tally.count(&case, &scan(&case.text, &policy()));
        }
    }
    assert!(count >= 2_000, "{count}");
    println!("{}", tally.holds().join("\n"));
    assert!(tally.kinds.keys().copied().eq(Kind::ALL));
}

#[test]
fn the_hardest_texts_are_read_without_a_mistake() {
    let mut tally = Tally::default();
    for line in HARD.lines() {
        let (class, written) = line.split_once("\twords\t").expect("three cells");
        let case = of(class, "", &written.replace("\\n", "\n"));
        tally.count(&case, &scan(&case.text, &policy()));
    }
    let (misses, alarms) = (&tally.misses, &tally.alarms);
    assert!(
        misses.is_empty() && alarms.is_empty(),
        "{misses:#?}\n{alarms:#?}"
    );
}

/// A table whose reader has parted its cells: each cell is a text of its own.
fn in_cells(class: &'static str, written: &str, tally: &mut Tally) {
    let cases: Vec<Vec<Case>> = written
        .lines()
        .map(|line| line.split('\t').map(|cell| of(class, "", cell)).collect())
        .collect();
    let rows = cases.iter().enumerate().map(|(n, cells)| Row {
        head: n == 0,
        cells: cells
            .iter()
            .map(|cell| Cell::of(cell.text.as_str()))
            .collect(),
    });
    let table = Table {
        rows: rows.collect(),
        ..Table::default()
    };
    let text = Text {
        blocks: vec![Block::Table(table)],
    };
    let found = scan_text(&text, &policy());
    for (row, cells) in cases.iter().enumerate() {
        for (column, case) in cells.iter().enumerate() {
            let here = found
                .iter()
                .filter(|it| it.cell == Some((row + 1, column + 1)));
            let here: Vec<Finding> = here.map(|it| it.finding.clone()).collect();
            tally.count(case, &here);
        }
    }
}

proptest! {
    #[test]
    fn no_string_stops_the_scan_and_findings_stand_in_order(
        text in prop_oneof![".{0,80}", "[0-9０-９Xx@.·粤A-F区路号室申请人：张王 （）()-]{0,80}"],
        head in ".{0,8}",
    ) {
        let found = scan_under(&head, &text, &policy());
        let mut last = 0;
        for finding in &found {
            prop_assert!(last <= finding.at.start && finding.at.start < finding.at.end);
            prop_assert!(text.get(finding.at.clone()).is_some());
            last = finding.at.end;
        }
        let _ = mask(&text, &found);
    }

    #[test]
    fn what_is_masked_numbers_nobody(number in "1[3-9][0-9]{9}", card in "62[0-9]{14}") {
        let text = format!("手机{number}，银行卡{card}");
        let masked = mask(&text, &scan(&text, &policy()));
        prop_assert!(!masked.contains(&number));
        prop_assert!(scan(&masked, &policy()).iter().all(|finding| finding.kind != Kind::Mobile));
    }
}
