use super::*;
use Deviation::{ArabicNumeral, Contracted, ItemBrackets, NumeralForm, Spaces, TitleMarks};

fn read(text: &str) -> (String, Vec<Deviation>) {
    let (reference, deviations) = Reference::parse(text).unwrap_or_else(|_| panic!("{text}"));
    (reference.to_string(), deviations)
}

#[test]
fn a_citation_in_the_standard_form_is_printed_as_it_was_read() {
    for text in [
        "《中华人民共和国政府信息公开条例》",
        "《中华人民共和国政府信息公开条例》第十五条",
        "《中华人民共和国政府信息公开条例》第十五条第二款第（三）项",
        "《国务院关于修改〈甲条例〉的决定》第三条",
        "《关于〈甲〉和《乙》的通知》第三条",
        "《中华人民共和国刑法》第一百二十条之一第一款",
        "《甲法》第二编第三分编第四章第一节",
        "《甲法》第二章第三条",
        "《甲法》第三条第一款第（二）项第3目",
        "本条例第三条至第五条",
        "本条例第三条、第五条之一至第七条",
        "本实施细则第十条",
        "本法第一款",
        "第三条之一",
        "第二款",
        "第一款第（三）项、第（五）项、第二款",
        "第（三）项",
        "本条第二款",
        "本款第（二）项",
        "本项",
        "前条",
        "前条第二款",
        "前款",
        "前款第（一）项",
        "前两款",
        "前三项",
    ] {
        assert_eq!(read(text), (text.to_owned(), vec![]), "{text}");
    }
}

#[test]
fn a_citation_that_is_written_otherwise_is_understood_and_told() {
    for (text, printed, deviations) in [
        ("《甲法》第三条第二项", "《甲法》第三条第（二）项", vec![]),
        ("《甲法》第三条和第五条", "《甲法》第三条、第五条", vec![]),
        ("《甲法》 第 三 条", "《甲法》第三条", vec![Spaces]),
        (
            "《甲法》第58条第2款",
            "《甲法》第五十八条第二款",
            vec![ArabicNumeral],
        ),
        (
            "《甲法》第三条第(二)项",
            "《甲法》第三条第（二）项",
            vec![ItemBrackets],
        ),
        ("第（二项", "第（二）项", vec![ItemBrackets]),
        ("第一、二项", "第（一）项、第（二）项", vec![Contracted]),
        ("第三至五条", "第三条至第五条", vec![Contracted]),
        ("第九至第十四条", "第九条至第十四条", vec![Contracted]),
        (
            "第（一）至（六）项",
            "第（一）项至第（六）项",
            vec![Contracted],
        ),
        (
            "第（一）（二）项",
            "第（一）项、第（二）项",
            vec![Contracted],
        ),
        ("第一十二条", "第十二条", vec![NumeralForm]),
        ("第二〇条", "第二十条", vec![NumeralForm]),
        (
            "政府信息公开条例第三十三条第二款",
            "《政府信息公开条例》第三十三条第二款",
            vec![TitleMarks],
        ),
    ] {
        assert_eq!(read(text), (printed.to_owned(), deviations), "{text}");
    }
}

#[test]
fn what_is_no_citation_is_unread() {
    for text in [
        "",
        "《",
        "《》",
        "《甲法",
        "本条例",
        "本法的规定",
        "政府信息公开条例",
        "第三",
        "第三方",
        "第三条的",
        "第三条、",
        "第二款第三条",
        "第（三）条",
        "前件",
        "前条件",
        "前一款",
        "本条例外",
        "第一项目",
        "，第三条",
        "第零条",
        "第（一）二项",
        "第三条第五条",
        "第二款第三款",
        "第（一）项第（二）项",
        "本条第三条",
        "本款第三条",
        "本款第二款",
        "本项第一款",
    ] {
        assert_eq!(Reference::parse(text), Err(Unread::Citation), "{text}");
    }
    let named = |n: usize| Reference::parse(&format!("《{}》", "甲".repeat(n)));
    assert!(named(LONGEST - 2).is_ok());
    assert_eq!(named(LONGEST - 1), Err(Unread::Citation));
}

fn here() -> Here {
    Here {
        article: Some("15.1".into()),
        paragraph: Some(3),
        item: Some(4),
        before: vec!["14".into(), "14.1".into(), "15".into()],
    }
}

/// `15.1-p3-i4`
fn meant(text: &str, here: &Here) -> Vec<String> {
    let (reference, _) = Reference::parse(text).unwrap_or_else(|_| panic!("{text}"));
    let short = |provision: Provision| {
        let part = |sign: &str, n: Option<u32>| n.map_or(String::new(), |n| format!("-{sign}{n}"));
        let Provision {
            article,
            paragraph,
            item,
            point,
        } = provision;
        article + &part("p", paragraph) + &part("i", item) + &part("m", point)
    };
    reference.provisions(here).into_iter().map(short).collect()
}

#[test]
fn a_citation_means_its_provisions_with_ranges_written_out() {
    for (text, provisions) in [
        ("《甲法》", vec![]),
        ("《甲法》第二章", vec![]),
        ("《甲法》第十五条第二款第（三）项第2目", vec!["15-p2-i3-m2"]),
        ("《甲法》第三条至第六条", vec!["3", "4", "5", "6"]),
        ("《甲法》第三条之一至第六条", vec!["3.1", "6"]),
        ("《甲法》第六条至第三条", vec!["6", "3"]),
        ("《甲法》第一条至第九千条", vec!["1", "9000"]),
        (
            "《甲法》第三条第一款至第三款、第五款",
            vec!["3-p1", "3-p2", "3-p3", "3-p5"],
        ),
        (
            "《甲法》第三条第一款第（一）项至第（三）项、第二款",
            vec!["3-p1-i1", "3-p1-i2", "3-p1-i3", "3-p2"],
        ),
        (
            "《甲法》第三条第一款第（一）项第2目至第（三）项",
            vec!["3-p1-i1-m2", "3-p1-i2", "3-p1-i3"],
        ),
        ("第一、三条", vec!["1", "3"]),
        (
            "《甲法》第一千条至第一千零二条",
            vec!["1000", "1001", "1002"],
        ),
        // A division is no provision, also behind one and where the words stand in one.
        ("《甲法》第三条、第二章", vec!["3"]),
    ] {
        assert_eq!(meant(text, &Here::default()), provisions, "{text}");
    }
    assert_eq!(meant("第二章", &here()), [""; 0]);
    let many = |to: &str| meant(&format!("第一条至第{to}条"), &Here::default()).len();
    assert_eq!((many("二百零一"), many("二百零二")), (201, 2));
}

#[test]
fn a_place_that_is_counted_from_here_is_known_where_here_is() {
    for (text, provisions) in [
        ("本条", vec!["15.1"]),
        ("本条第二款", vec!["15.1-p2"]),
        ("本条第一款、第二款", vec!["15.1-p1", "15.1-p2"]),
        ("第二款", vec!["15.1-p2"]),
        ("第（二）项", vec!["15.1-i2"]),
        ("本款第（二）项", vec!["15.1-p3-i2"]),
        ("本项第3目", vec!["15.1-p3-i4-m3"]),
        ("前条", vec!["15"]),
        ("前条第二款", vec!["15-p2"]),
        ("前两条", vec!["14.1", "15"]),
        ("前四条", vec![]),
        ("前款", vec!["15.1-p2"]),
        ("前款第（一）项", vec!["15.1-p2-i1"]),
        ("前两款", vec!["15.1-p1", "15.1-p2"]),
        ("前三款", vec![]),
        ("前三项", vec!["15.1-p3-i1", "15.1-p3-i2", "15.1-p3-i3"]),
        ("前四项", vec![]),
    ] {
        assert_eq!(meant(text, &here()), provisions, "{text}");
        let nowhere = meant(text, &Here::default());
        assert!(nowhere.is_empty(), "{text}");
    }
}
