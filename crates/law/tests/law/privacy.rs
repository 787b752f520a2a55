//! How well personal information is told from what looks like it, over made-up texts.
//!
//! `cases/privacy/make.py` made them and marked what is personal; it shares no code with the detectors.

use law::privacy::{Finding, Kind, Policy, mask, scan, scan_under};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

const TEXTS: &str = include_str!("cases/privacy/texts.txt");

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

#[test]
fn what_is_personal_is_found_and_what_only_looks_so_is_not() {
    let mut measured: BTreeMap<Kind, Measured> = BTreeMap::new();
    let mut false_alarms: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut count = 0;
    for case in TEXTS.lines().map(case) {
        count += 1;
        let found = scan_under(case.head, &case.text, &policy());
        for (kind, at) in &case.marked {
            let of = measured.entry(*kind).or_default();
            if found.iter().any(|finding| is_the_same(finding, *kind, at)) {
                of.right += 1;
            } else {
                of.missed += 1;
                let missed = false_alarms.entry("missed").or_default();
                missed.push(format!("{} in {}", kind.id(), case.text));
            }
        }
        for finding in &found {
            let is_marked = case
                .marked
                .iter()
                .any(|(kind, at)| is_the_same(finding, *kind, at));
            if !is_marked {
                measured.entry(finding.kind).or_default().wrong += 1;
                let words = &case.text[finding.at.clone()];
                let alarms = false_alarms.entry(case.class).or_default();
                alarms.push(format!("{} {words} in {}", finding.kind.id(), case.text));
            }
        }
    }
    assert!(count >= 2_000, "{count}");
    for (kind, of) in &measured {
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        let recall = share(of.right, of.right + of.missed);
        let precision = share(of.right, of.right + of.wrong);
        println!(
            "{:12} {:5} precision {precision:.4} recall {recall:.4}",
            kind.id(),
            of.right + of.missed
        );
        let least = if kind.is_checked() { 0.99 } else { 0.95 };
        assert!(
            of.right > 0 && least <= precision && least <= recall,
            "{}: precision {precision:.4}, recall {recall:.4}\n{false_alarms:#?}",
            kind.id()
        );
    }
    assert_eq!(measured.len(), Kind::ALL.len());
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
