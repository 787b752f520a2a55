//! The readers of `law` for what stands in a text: numbers, names, dates, citations, and what tells of a person.

use law::date;
use law::identity::IdNumber;
use law::item::docnum::DocNumber;
use law::item::indexno::IndexNo;
use law::item::usc::CreditCode;
use law::numeral;
use law::privacy::{Policy, mask, scan};
use law::text::citation;
use law::text::reference::{Here, Reference};
use law::text::{Block, Heading, Level, Paragraph, Role, Text};

fn owned(seeds: &[&str]) -> Vec<Vec<u8>> {
    seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect()
}

pub(crate) fn number_seeds() -> Vec<Vec<u8>> {
    owned(&[
        "国办发〔2020〕17号",
        "国家发展改革委、商务部令2021年第48号",
        "交通部2005年第011号令",
        "国发（二〇二〇）第十七号",
        "11441300007187648G/2017-00096",
        "00693974-8／2004－170",
        "440101 19900307 0018",
        "二〇二〇年元月廿一日",
        "2020-07-05",
        "三万二千亿零五十",
        "壹佰零伍",
    ])
}

/// Each reader, and what it prints read again.
pub(crate) fn numbers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok((number, _)) = DocNumber::parse(&text) {
        assert_eq!(DocNumber::parse(&number.to_string()), Ok((number, vec![])));
    }
    for (_, range) in DocNumber::find_all(&text) {
        assert!(text.get(range).is_some(), "a number stands in the text");
    }
    if let Ok((number, _)) = IndexNo::parse(&text) {
        let again = IndexNo::parse(&number.to_string()).expect("as it was printed");
        assert!(again.1.iter().all(|it| it.is_of_the_value()) && again.0 == number);
    }
    if let Ok((number, _)) = IdNumber::parse(&text) {
        let again = IdNumber::parse(&number.to_string()).expect("as it was printed");
        assert!(again.1.iter().all(|it| it.is_of_the_value()) && again.0 == number);
        assert!(!number.masked().contains(&number.to_string()));
    }
    if let Ok((code, _)) = CreditCode::parse(&text) {
        let again = CreditCode::parse(&code.to_string()).expect("as it was printed");
        assert!(again.1.iter().all(|it| it.is_of_the_value()) && again.0 == code);
    }
    if let Ok((number, _)) = numeral::parse(&text) {
        let written = numeral::chinese(number);
        assert_eq!(numeral::parse(&written), Ok((number, vec![])));
    }
    if let Ok((day, _)) = date::parse(&text) {
        assert_eq!(date::parse(&date::zh(day)), Ok((day, vec![])));
        assert_eq!(date::parse(&date::in_numerals(day)), Ok((day, vec![])));
    }
    if let Some((_, range)) = date::find(&text) {
        assert!(text.get(range).is_some(), "a date stands in the text");
    }
}

pub(crate) fn citation_seeds() -> Vec<Vec<u8>> {
    owned(&[
        "《中华人民共和国政府信息公开条例》第十五条第二款第（三）项第2目",
        "本条例第三条之一至第五条、前两款、本条第二款、前条",
        "《国务院关于修改〈甲条例〉第二条的决定》（国办发〔2020〕17号，以下简称《决定》）第一、二项",
        "第（一）至（六）项",
        "政府信息公开条例第58条第2款",
    ])
}

/// A citation alone, and whatever a text names.
pub(crate) fn citations(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let here = Here {
        article: Some("15.1".to_owned()),
        paragraph: Some(3),
        item: Some(4),
        before: vec!["14".to_owned(), "15".to_owned()],
    };
    if let Ok((reference, _)) = Reference::parse(&text) {
        let _ = reference.provisions(&here);
        let printed = reference.to_string();
        assert_eq!(Reference::parse(&printed), Ok((reference, vec![])));
    }
    let article = Block::Heading(Heading {
        level: Level::Article,
        text: "第二条".to_owned(),
        run_in: true,
        anchor: String::new(),
    });
    let paragraph = Block::Paragraph(Paragraph {
        role: Role::Body,
        text: text.clone().into_owned(),
        anchor: String::new(),
    });
    let blocks = vec![article, paragraph.clone(), paragraph];
    let whole = Text { blocks }.with_anchors();
    for found in citation::citations(&whole) {
        assert!(
            text.get(found.range).is_some(),
            "a citation stands in the text"
        );
    }
}

pub(crate) fn privacy_seeds() -> Vec<Vec<u8>> {
    owned(&[
        "申请人：王芳，身份证号440101 19900307 0018，手机＋86 138-0013-8000，住临河市人民路8号3栋201室。",
        "| 姓名 | 银行卡号 |\n| --- | --- |\n| 李明 | 6217000000000000004 |",
        "粤B·12345、E12345678、wang@example.com、0755-12345678、92440300MA5EXAMPLE",
    ])
}

/// Findings stand in order and in the text; what is masked is a text again.
pub(crate) fn privacy(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let policy = Policy::default();
    let found = scan(&text, &policy);
    let mut last = 0;
    for finding in &found {
        assert!(last <= finding.at.start && finding.at.start < finding.at.end);
        assert!(text.get(finding.at.clone()).is_some());
        last = finding.at.end;
    }
    let _ = mask(&text, &found);
}
