use super::*;
use crate::text::{Heading, Level, Paragraph, Role};
use proptest::prelude::*;

fn law(articles: &[(&str, &str)]) -> Text {
    let blocks = articles.iter().flat_map(|(number, words)| {
        [
            Block::Heading(Heading {
                level: Level::Article,
                text: (*number).into(),
                run_in: true,
                anchor: String::new(),
            }),
            Block::Paragraph(Paragraph {
                role: Role::Body,
                text: (*words).into(),
                anchor: String::new(),
            }),
        ]
    });
    Text {
        blocks: blocks.collect(),
    }
    .with_anchors()
}

fn paragraphs(words: &[&str]) -> Text {
    let paragraph = |words: &&str| {
        Block::Paragraph(Paragraph {
            role: Role::Body,
            text: (*words).into(),
            anchor: String::new(),
        })
    };
    Text {
        blocks: words.iter().map(paragraph).collect(),
    }
    .with_anchors()
}

fn shape(pairs: &[Pair]) -> Vec<(Option<&str>, Option<&str>, Change)> {
    let number = |unit: &Option<Unit>| unit.as_ref().map(|unit| unit.number.clone());
    pairs
        .iter()
        .map(|pair| {
            let leak = |text: Option<String>| text.map(|text| &*text.leak());
            (leak(number(&pair.was)), leak(number(&pair.is)), pair.change)
        })
        .collect()
}

#[test]
fn an_inserted_article_moves_the_numbers_and_nothing_else() {
    let was = law(&[
        ("第一条", "为了保障公众知情，制定本条例。"),
        ("第二条", "本条例所称信息，是指履行职责制作的信息。"),
        ("第三条", "本条例自公布之日起施行。"),
    ]);
    let is = law(&[
        ("第一条", "为了保障公众知情，制定本条例。"),
        ("第二条", "公开应当遵循公正、公平、便民的原则。"),
        (
            "第三条",
            "本条例所称信息，是指行政机关履行职责制作或者获取的信息。",
        ),
        ("第四条", "本条例自公布之日起施行。"),
    ]);
    let pairs = compare(&was, &is);
    assert_eq!(
        shape(&pairs),
        [
            (Some("第一条"), Some("第一条"), Change::Same),
            (None, Some("第二条"), Change::Added),
            (Some("第二条"), Some("第三条"), Change::Changed),
            (Some("第三条"), Some("第四条"), Change::Renumbered),
        ]
    );
}

#[test]
fn both_texts_can_be_read_back_from_the_pieces() {
    let was = law(&[
        ("第一条", "处五千元以上一万元以下罚款。"),
        ("第二条", "由县级部门负责。"),
    ]);
    let is = law(&[(
        "第一条",
        "处一万元以上五万元以下罚款；情节严重的，吊销许可证。",
    )]);
    for pair in compare(&was, &is) {
        let without = |side: Side| -> String {
            let kept = pair.words.iter().filter(|piece| piece.side != side);
            kept.map(|piece| piece.text.as_str()).collect()
        };
        let words =
            |unit: &Option<Unit>| unit.as_ref().map_or_else(String::new, |u| u.words.clone());
        assert_eq!(without(Side::New), words(&pair.was));
        assert_eq!(without(Side::Gone), words(&pair.is));
    }
}

#[test]
fn white_space_alone_is_no_change() {
    let was = law(&[("第一条", "为了示例，制定 本条例。")]);
    let is = law(&[("第一条", "为了示例，制定本条例。")]);
    assert_eq!(compare(&was, &is)[0].change, Change::Same);
}

#[test]
fn articles_that_have_nothing_in_common_are_not_one() {
    let was = law(&[("第一条", "甲乙丙丁戊己庚辛。")]);
    let is = law(&[("第一条", "子丑寅卯辰巳午未。")]);
    assert_eq!(
        shape(&compare(&was, &is)),
        [
            (Some("第一条"), None, Change::Removed),
            (None, Some("第一条"), Change::Added),
        ]
    );
}

#[test]
fn a_text_without_articles_is_compared_by_paragraphs() {
    let pairs = compare(
        &paragraphs(&["一样的话。", "没有了。"]),
        &paragraphs(&["一样的话。"]),
    );
    assert_eq!(pairs[0].change, Change::Same);
    assert_eq!(pairs[1].change, Change::Removed);
    // A third of the pairs of characters in common: what has no number has not the same.
    let pairs = compare(
        &paragraphs(&["甲乙丙丁戊己庚辛壬癸"]),
        &paragraphs(&["甲乙丙丁子丑寅卯辰巳"]),
    );
    assert_eq!(
        shape(&pairs),
        [
            (Some(""), None, Change::Removed),
            (None, Some(""), Change::Added),
        ]
    );
}

#[test]
fn articles_are_one_where_they_have_enough_in_common() {
    for (was, (number, is), are_one) in [
        // Three of nine pairs of characters: too few, but for the same number.
        (
            "甲乙丙丁戊己庚辛壬癸",
            ("第二条", "甲乙丙丁子丑寅卯辰巳"),
            false,
        ),
        (
            "甲乙丙丁戊己庚辛壬癸",
            ("第一条", "甲乙丙丁子丑寅卯辰巳"),
            true,
        ),
        // Four of nine.
        (
            "甲乙丙丁戊己庚辛壬癸",
            ("第二条", "甲乙丙丁戊丑寅卯辰巳"),
            true,
        ),
        // Two of five are not too few; one of five is with the same number.
        ("甲乙丙丁戊己", ("第二条", "甲乙丙子丑寅"), true),
        ("甲乙丙丁戊己", ("第一条", "甲乙子丑寅卯"), true),
        ("甲乙丙丁戊己庚", ("第一条", "甲乙子丑寅卯辰"), false),
        // What one says often counts as often as the other says it.
        (
            "甲乙丙丁戊己庚辛壬癸",
            ("第一条", "甲乙甲乙甲乙甲乙甲乙"),
            false,
        ),
    ] {
        let (one, other) = (law(&[("第一条", was)]), law(&[(number, is)]));
        for pairs in [compare(&one, &other), compare(&other, &one)] {
            let changes: Vec<Change> = pairs.iter().map(|pair| pair.change).collect();
            let expected: &[Change] = if are_one {
                &[Change::Changed]
            } else {
                &[Change::Removed, Change::Added]
            };
            assert_eq!(changes, expected, "{was} {number} {is}");
        }
    }
}

proptest! {
    /// No other pairing that keeps the order of both texts has more in common.
    #[test]
    fn articles_are_paired_so_that_most_is_in_common(
        was in proptest::collection::vec(("[一二三]{0,1}", "[甲乙丙]{0,5}"), 0..5),
        is in proptest::collection::vec(("[一二三]{0,1}", "[甲乙丙]{0,5}"), 0..5),
    ) {
        let units = |given: Vec<(String, String)>| -> Vec<Unit> {
            let unit = |(number, words)| Unit { anchor: String::new(), number, words };
            given.into_iter().map(unit).collect()
        };
        let (was, is) = (units(was), units(is));
        let score = |(i, j): (usize, usize)| share(&was[i], &is[j]) - AKIN;
        let found = matched(&was, &is);
        for two in found.windows(2) {
            prop_assert!(two[0].0 < two[1].0 && two[0].1 < two[1].1, "{found:?}");
        }
        let total: f32 = found.iter().copied().map(score).sum();
        let most = most(&score, (0, 0), (was.len(), is.len()));
        prop_assert!((total - most).abs() < 1e-4, "{found:?}: {total}, {most}");
    }
}

/// The share of pairs of characters that both have, counted one by one, and what the number adds.
fn share(was: &Unit, is: &Unit) -> f32 {
    let pairs = |unit: &Unit| -> Vec<String> {
        let chars: Vec<char> = unit.words.chars().collect();
        chars.windows(2).map(|two| two.iter().collect()).collect()
    };
    let (mine, theirs) = (pairs(was), pairs(is));
    let mut left = theirs.clone();
    let mut both = 0;
    for pair in &mine {
        if let Some(at) = left.iter().position(|other| other == pair) {
            left.remove(at);
            both += 2;
        }
    }
    let number = !was.number.is_empty() && was.number == is.number;
    let all = (mine.len() + theirs.len()).max(1);
    both as f32 / all as f32 + if number { SAME_NUMBER } else { 0.0 }
}

/// The most that a pairing of what stands from `at` on can have in common: every one is tried.
fn most(score: &dyn Fn((usize, usize)) -> f32, at: (usize, usize), end: (usize, usize)) -> f32 {
    if at.0 == end.0 || at.1 == end.1 {
        return 0.0;
    }
    let paired = score(at) + most(score, (at.0 + 1, at.1 + 1), end);
    let left = most(score, (at.0 + 1, at.1), end);
    paired.max(left).max(most(score, (at.0, at.1 + 1), end))
}

#[test]
fn a_single_character_between_two_changes_is_no_common_word() {
    for (was, is, shown) in [
        ("甲的乙", "丙的丁", "-甲的乙 +丙的丁"),
        ("甲之后乙", "丙之后丁", "-甲 +丙 =之后 -乙 +丁"),
        ("第甲乙", "第丙丁", "=第 -甲乙 +丙丁"),
        ("甲乙。", "丙丁。", "-甲乙 +丙丁 =。"),
    ] {
        let show = |piece: &Piece| match piece.side {
            Side::Both => format!("={}", piece.text),
            Side::Gone => format!("-{}", piece.text),
            Side::New => format!("+{}", piece.text),
        };
        let pieces: Vec<String> = parted(was, is).iter().map(show).collect();
        assert_eq!(pieces.join(" "), shown);
    }
}

#[test]
fn a_date_that_changed_is_another_date_and_not_half_of_one() {
    let was = law(&[("第一条", "本办法自2018年6月1日起施行，有效期五年。")]);
    let is = law(&[("第一条", "本办法自2023年5月1日起施行，有效期十五年。")]);
    let pairs = compare(&was, &is);
    let of = |side: Side| -> Vec<&str> {
        let words = pairs[0].words.iter().filter(|piece| piece.side == side);
        words.map(|piece| piece.text.as_str()).collect()
    };
    assert_eq!(of(Side::Gone), ["2018年6月1日", "五"]);
    assert_eq!(of(Side::New), ["2023年5月1日", "十五"]);
}

/// Articles that all say the same, under these numbers.
fn alike(words: &str, numbers: impl Iterator<Item = usize>) -> Text {
    let numbers: Vec<String> = numbers.map(|n| format!("第{n}条")).collect();
    let all: Vec<(&str, &str)> = numbers.iter().map(|n| (n.as_str(), words)).collect();
    law(&all)
}

#[test]
fn two_very_long_texts_are_joined_by_their_numbers() {
    let articles = |words: &str| -> Text {
        let all: Vec<(String, String)> = (1..=600)
            .map(|n| (format!("第{n}条"), format!("{words}之{n}。")))
            .collect();
        let all: Vec<(&str, &str)> = all.iter().map(|(n, w)| (n.as_str(), w.as_str())).collect();
        law(&all)
    };
    let pairs = compare(&articles("甲乙丙丁"), &articles("甲乙丙戊"));
    assert_eq!(pairs.len(), 600);
    assert!(pairs.iter().all(|pair| pair.change == Change::Changed));
    // Up to a quarter of a million possible pairs their words count.
    let is = alike("子丑寅卯。", 1..=500);
    let pairs = compare(&alike("甲乙丙丁。", 1..=500), &is);
    assert_eq!(pairs.len(), 1000);
    let pairs = compare(&alike("甲乙丙丁。", 1..=501), &is);
    assert_eq!(pairs.len(), 501);
}

#[test]
fn a_number_that_stands_twice_in_a_very_long_text_is_joined_once_each() {
    // An annex that counts anew.
    let annexed = || (1..=505).chain(1..=5);
    let pairs = compare(
        &alike("甲乙丙丁。", annexed()),
        &alike("子丑寅卯。", annexed()),
    );
    assert_eq!(pairs.len(), 510);
    assert!(pairs.iter().all(|pair| pair.change == Change::Changed));
    // A number that was printed twice.
    let twice = (1..=505).chain([505]);
    let pairs = compare(&alike("甲乙丙丁。", twice), &alike("子丑寅卯。", 1..=505));
    let (last, joined) = pairs.split_last().expect("pairs");
    assert_eq!(joined.len(), 505);
    assert!(joined.iter().all(|pair| pair.change == Change::Changed));
    assert_eq!(last.change, Change::Removed);
}

#[test]
fn a_very_long_text_without_articles_is_not_joined_by_numbers_that_it_does_not_have() {
    let pairs = compare(
        &paragraphs(&["甲乙丙丁。"; 501]),
        &paragraphs(&["子丑寅卯。"; 500]),
    );
    assert_eq!(pairs.len(), 1001);
}
