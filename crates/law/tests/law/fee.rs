//! Fees beside a table of cases that were worked by hand, and the shape of both scales.

use law::fee::{Scale, price_of_item, reckon};
use proptest::prelude::*;

const CASES: &str = include_str!("cases/fee.csv");

fn total(scale: Scale) -> u64 {
    reckon(scale).total().0
}

/// 条例第四十二条第一款
#[test]
fn every_case_costs_what_was_worked_by_hand() {
    for line in CASES.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |cell: &str| cell.parse::<u32>().expect("a number");
        let scale = match cells[3] {
            "" => Scale::ByItem {
                before: number(cells[1]),
                items: number(cells[2]),
            },
            pages => Scale::ByVolume {
                pages: number(pages),
            },
        };
        assert_eq!(total(scale).to_string(), cells[4], "{line}");
    }
}

proptest! {
    #[test]
    fn more_items_or_pages_never_cost_less(before in 0..200u32, count in 0..2_000u32) {
        let items = |items| total(Scale::ByItem { before, items });
        prop_assert!(items(count) <= items(count + 1));
        let pages = |pages| total(Scale::ByVolume { pages });
        prop_assert!(pages(count) <= pages(count + 1));
    }

    /// Linear between the ends of the bands: what the next one costs changes there only.
    #[test]
    fn the_price_of_one_more_changes_at_the_ends_of_bands_only(count in 0..2_000u32) {
        let step = |of: &dyn Fn(u32) -> u64, n| of(n + 1) - of(n);
        let pages = |pages| total(Scale::ByVolume { pages });
        if ![30, 100, 200].contains(&(count + 1)) {
            prop_assert_eq!(step(&pages, count), step(&pages, count + 1));
        }
        let items = |items| total(Scale::ByItem { before: 0, items });
        if (count + 1) % 10 != 0 || count + 1 == 20 {
            prop_assert_eq!(step(&items, count), step(&items, count + 1));
        }
    }

    #[test]
    fn a_request_costs_the_same_whether_told_at_once_or_in_parts(
        before in 0..200u32, one in 0..100u32, other in 0..100u32,
    ) {
        let by = |before, items| total(Scale::ByItem { before, items });
        prop_assert_eq!(by(before, one + other), by(before, one) + by(before + one, other));
        let sum: u64 = (before + 1..=before + one).map(|nth| price_of_item(nth).0).sum();
        prop_assert_eq!(by(before, one), sum);
    }
}
