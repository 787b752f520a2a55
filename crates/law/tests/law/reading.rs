//! Whatever stands in a text, reading it ends; what is written by us is read back, and nothing is to be said of it.

use law::Text;
use law::date::{self, Date};
use law::identity::{IdNumber, check_character};
use law::item::docnum::DocNumber;
use law::item::heading;
use law::item::indexno::IndexNo;
use law::item::usc::{self, CreditCode};
use law::numeral;
use law::text::citation::citations;
use law::text::reference::{Here, Reference};
use law::text::{Block, Paragraph, Role};
use proptest::prelude::*;

/// Strings of anything, and strings of what numbers are made of.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "[0-9０-９一二三四五六七八九十百千万亿零〇○两第前本号令条款项目之至年月日（）()〔〕\\[\\]【】《》、 xX/-]{0,60}",
    ]
}

/// Every reader of this crate.
fn read_all(text: &str) {
    let _ = DocNumber::parse(text);
    let _ = DocNumber::find_all(text);
    let _ = IndexNo::parse(text);
    let _ = IndexNo::exact(text);
    let _ = IdNumber::parse(text);
    let _ = CreditCode::parse(text);
    let _ = usc::is_valid(text);
    let _ = numeral::parse(text);
    let _ = heading::numeral(text);
    let _ = date::parse(text);
    let _ = date::first(text);
    let _ = law::calendar::read(text);
    if let Ok((reference, _)) = Reference::parse(text) {
        let _ = reference.provisions(&Here::default());
    }
    let paragraph = Paragraph {
        role: Role::Body,
        text: text.to_owned(),
        anchor: String::new(),
    };
    let blocks = vec![Block::Paragraph(paragraph)];
    let _ = citations(&Text { blocks });
}

#[test]
fn a_hundred_thousand_characters_of_one_sign_are_read_as_fast_as_any() {
    let signs = "0９一十〇两亿第前本号令公告年条款项目之至（）(〔[《》〈、 \u{3000}xX/-。A甲";
    for sign in signs.chars() {
        let long: String = std::iter::repeat_n(sign, 100_000).collect();
        read_all(&long);
        read_all(&format!("《甲法》第{long}"));
        read_all(&format!("国发〔2020〕{long}"));
    }
}

/// 第十五条之一第二款第（三）项、第五条至第七条 and the like, in the standard form.
fn reference() -> impl Strategy<Value = String> {
    let whose = prop_oneof![
        Just(String::new()),
        "[甲乙丙丁]{1,8}".prop_map(|name| format!("《{name}法》")),
        Just("本条例".to_owned()),
    ];
    let zh = |n: u32| numeral::chinese(u64::from(n));
    let place = (
        1..1300u32,
        prop::option::of(1..5u32),
        0..20u32,
        0..20u32,
        0..3u32,
    )
        .prop_map(move |(article, sub, paragraph, item, point)| {
            let some = |n: u32, words: String| if 0 < n { words } else { String::new() };
            [
                format!("第{}条", zh(article)),
                sub.map_or(String::new(), |sub| format!("之{}", zh(sub))),
                some(paragraph, format!("第{}款", zh(paragraph))),
                some(item, format!("第（{}）项", zh(item))),
                some(point, format!("第{point}目")),
            ]
            .concat()
        });
    let joint = prop_oneof![Just("、"), Just("至")];
    (whose, prop::collection::vec((joint, place), 1..4)).prop_map(|(whose, places)| {
        let mut text = whose;
        for (n, (joint, place)) in places.iter().enumerate() {
            if 0 < n {
                text += joint;
            }
            text += place;
        }
        text
    })
}

proptest! {
    #[test]
    fn no_string_stops_a_reader(text in any_text()) {
        read_all(&text);
    }

    #[test]
    fn what_is_read_is_printed_in_a_form_of_which_nothing_is_to_be_said(text in any_text()) {
        let is_of_the_value = |found: &[law::Deviation]| found.iter().all(|it| it.is_of_the_value());
        if let Ok((number, _)) = DocNumber::parse(&text) {
            prop_assert_eq!(DocNumber::parse(&number.to_string()), Ok((number, vec![])), "{}", text);
        }
        if let Ok((reference, _)) = Reference::parse(&text) {
            prop_assert_eq!(Reference::parse(&reference.to_string()), Ok((reference, vec![])), "{}", text);
        }
        if let Ok((day, _)) = date::parse(&text) {
            prop_assert_eq!(date::parse(&date::zh(day)), Ok((day, vec![])), "{}", text);
        }
        if let Ok((number, _)) = numeral::parse(&text) {
            prop_assert_eq!(numeral::parse(&numeral::chinese(number)), Ok((number, vec![])), "{}", text);
        }
        if let Ok((number, _)) = IdNumber::parse(&text) {
            let again = IdNumber::parse(&number.to_string());
            prop_assert!(again.is_ok_and(|(same, found)| same == number && is_of_the_value(&found)), "{}", text);
        }
    }

    #[test]
    fn a_code_is_read_however_it_is_typed(
        head in "9[0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", wide in any::<bool>(), small in any::<bool>(),
    ) {
        let check = char::from(usc::check_character(head.as_bytes()).expect("of the alphabet"));
        let code = format!("{head}{check}");
        let mut typed = if small { code.to_lowercase() } else { code.clone() };
        if wide {
            let widen = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c);
            typed = typed.chars().map(widen).collect();
        }
        let (read, deviations) = CreditCode::parse(&typed).expect("a code");
        prop_assert_eq!(read.to_string(), code.clone());
        prop_assert!(deviations.iter().all(|it| !it.is_of_the_value()));
        prop_assert_eq!(CreditCode::parse(&code), Ok((read, vec![])));
        let number = format!("{code}/2026-00017");
        let (read, deviations) = IndexNo::parse(&number.to_lowercase()).expect("a number");
        prop_assert_eq!(read.to_string(), number.clone());
        prop_assert!(deviations.iter().all(|it| !it.is_of_the_value()));
        prop_assert_eq!(IndexNo::exact(&number), Some(read));
    }

    #[test]
    fn a_number_of_a_document_is_read_as_it_was_written(
        code in "[甲乙丙丁府办发函规]{1,8}", year in 1949..2199u16, serial in 1..999_999u32, which in 0..3usize,
    ) {
        let number = match which {
            0 => DocNumber::Document { code, year, serial },
            1 => DocNumber::Order { code: code + "令", serial },
            _ => DocNumber::InYear { code: code + "公告", year, serial },
        };
        prop_assert_eq!(DocNumber::parse(&number.to_string()), Ok((number, vec![])));
    }

    #[test]
    fn a_citation_is_read_as_it_was_written(text in reference()) {
        let (read, deviations) = Reference::parse(&text).expect("a citation");
        prop_assert_eq!((read.to_string(), deviations), (text, vec![]));
    }

    #[test]
    fn a_number_is_read_as_it_was_written(number in prop_oneof![0..20_000u64, any::<u32>().prop_map(u64::from), 0..10u64.pow(16)]) {
        let written = numeral::chinese(number);
        prop_assert_eq!(numeral::parse(&written), Ok((number, Vec::new())), "{}", written);
    }

    #[test]
    fn a_date_is_read_as_it_was_written(days in 0..80_000i64) {
        let day = Date::constant(1900, 1, 1).checked_add(jiff::ToSpan::days(days)).expect("in range");
        for written in [date::in_numerals(day), date::zh(day)] {
            prop_assert_eq!(date::parse(&written), Ok((day, vec![])));
            prop_assert_eq!(date::first(&written), Some(day));
        }
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
