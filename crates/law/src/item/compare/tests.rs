use super::*;
use crate::text::{Heading, Level, Paragraph, Role};

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
    let text = |words: &[&str]| {
        Text {
            blocks: words
                .iter()
                .map(|words| {
                    Block::Paragraph(Paragraph {
                        role: Role::Body,
                        text: (*words).into(),
                        anchor: String::new(),
                    })
                })
                .collect(),
        }
        .with_anchors()
    };
    let pairs = compare(&text(&["一样的话。", "没有了。"]), &text(&["一样的话。"]));
    assert_eq!(pairs[0].change, Change::Same);
    assert_eq!(pairs[1].change, Change::Removed);
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
}
