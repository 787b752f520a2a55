//! Whatever stands in a text, reading it ends; what is written by us is read back.

use law::Text;
use law::date::{self, Date};
use law::identity::{IdNumber, check_character};
use law::item::docnum::DocNumber;
use law::item::indexno::IndexNo;
use law::item::{heading, usc};
use law::numeral;
use law::text::citation::citations;
use law::text::{Block, Paragraph, Role};
use proptest::prelude::*;

/// Strings of anything, and strings of what numbers are made of.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "[0-9０-９一二三四五六七八九十百千万亿零〇○两第号令条款项之年月日（）()〔〕\\[\\]【】《》、 xX/-]{0,60}",
    ]
}

proptest! {
    #[test]
    fn no_string_stops_a_reader(text in any_text()) {
        let _ = DocNumber::parse(&text);
        let _ = DocNumber::find_all(&text);
        let _ = IndexNo::parse(&text);
        let _ = IdNumber::parse(&text);
        let _ = numeral::read(&text);
        let _ = heading::numeral(&text);
        let _ = date::parse(&text);
        let _ = usc::is_valid(&text);
        let _ = law::calendar::read(&text);
        let paragraph = Paragraph { role: Role::Body, text, anchor: String::new() };
        let _ = citations(&Text { blocks: vec![Block::Paragraph(paragraph)] });
    }

    #[test]
    fn a_number_is_read_as_it_was_written(number in prop_oneof![0..20_000u64, any::<u32>().prop_map(u64::from), 0..10u64.pow(16)]) {
        let written = numeral::chinese(number);
        prop_assert_eq!(numeral::read(&written), Some((number, Vec::new())), "{}", written);
    }

    #[test]
    fn a_date_is_read_as_it_was_written(days in 0..80_000i64) {
        let day = Date::constant(1900, 1, 1).checked_add(jiff::ToSpan::days(days)).expect("in range");
        prop_assert_eq!(date::parse(&date::in_numerals(day)), Some(day));
        prop_assert_eq!(date::parse(&date::zh(day)), Some(day));
    }

    #[test]
    fn one_wrong_digit_of_an_identity_number_is_noticed(
        day in 0..30_000i64, serial in 0..1_000u32, at in 0..17usize, by in 1..10u32,
    ) {
        let born = Date::constant(1920, 1, 1).checked_add(jiff::ToSpan::days(day)).expect("in range");
        let head = format!("440101{}{serial:03}", born.strftime("%Y%m%d"));
        let check = check_character(&head).expect("seventeen digits");
        let (number, deviations) = IdNumber::parse(&format!("{head}{check}")).expect("a number");
        prop_assert_eq!(deviations, []);
        prop_assert_eq!(number.born(), Some(born));
        let mut wrong: Vec<char> = head.chars().collect();
        let digit = (wrong[at].to_digit(10).expect("a digit") + by) % 10;
        wrong[at] = char::from_digit(digit, 10).expect("a digit");
        let wrong: String = wrong.into_iter().collect();
        let (_, deviations) = IdNumber::parse(&format!("{wrong}{check}")).expect("a number");
        prop_assert!(!deviations.is_empty());
    }
}
