use super::*;

#[test]
fn numbers_print_canonically_however_they_are_typed() {
    for (text, printed, deviations) in [
        ("粤府办〔2020〕14号", "粤府办〔2020〕14号", vec![]),
        (
            "国办发[2019]54号",
            "国办发〔2019〕54号",
            vec![Deviation::Brackets],
        ),
        (
            "国发（2019）第05号",
            "国发〔2019〕5号",
            vec![
                Deviation::Brackets,
                Deviation::Ordinal,
                Deviation::LeadingZero,
            ],
        ),
        (
            "国发 〔2019〕 5 号",
            "国发〔2019〕5号",
            vec![Deviation::Spaces],
        ),
        (
            "国发〔２０１９〕５号",
            "国发〔2019〕5号",
            vec![Deviation::FullWidth],
        ),
        (
            "国发〔2019]5号",
            "国发〔2019〕5号",
            vec![Deviation::Brackets],
        ),
        (
            "国发[2019〕5号",
            "国发〔2019〕5号",
            vec![Deviation::Brackets],
        ),
        (
            "国发〔２０１９〕5号",
            "国发〔2019〕5号",
            vec![Deviation::FullWidth],
        ),
        (
            "国发〔2019〕５号",
            "国发〔2019〕5号",
            vec![Deviation::FullWidth],
        ),
        ("国务院令第711号", "国务院令第711号", vec![]),
        (
            "粤府令277号",
            "粤府令第277号",
            vec![Deviation::MissingOrdinal],
        ),
        (
            "中华人民共和国主席令第三十一号",
            "中华人民共和国主席令第31号",
            vec![],
        ),
        (
            "发改办财金规〔2019〕860号",
            "发改办财金规〔2019〕860号",
            vec![],
        ),
        ("2025年第44号", "2025年第44号", vec![]),
        ("2025年  第19号", "2025年第19号", vec![Deviation::Spaces]),
        (
            "2025年第044号",
            "2025年第44号",
            vec![Deviation::LeadingZero],
        ),
        (
            "国家互联网信息办公室公告2022年第37号",
            "国家互联网信息办公室公告2022年第37号",
            vec![],
        ),
        (
            "中华人民共和国工业和信息化部公告 ２０１９年第６１号",
            "中华人民共和国工业和信息化部公告2019年第61号",
            vec![Deviation::FullWidth, Deviation::Spaces],
        ),
        (
            "交通运输部令2018年第七号",
            "交通运输部令2018年第7号",
            vec![],
        ),
        (
            "示例市公安局通告2026年第3号",
            "示例市公安局通告2026年第3号",
            vec![],
        ),
        ("示例市公安局通告第3号", "示例市公安局通告第3号", vec![]),
    ] {
        let (number, found) = DocNumber::parse(text).unwrap_or_else(|_| panic!("{text}"));
        assert_eq!(
            (number.to_string().as_str(), found),
            (printed, deviations),
            "{text}"
        );
    }
}

#[test]
fn a_number_that_stands_alone_is_read_more_freely() {
    use Deviation::{
        ChineseNumeral, FullWidth, KindLast, LeadingZero, MissingMark, ShortYear, Spaces,
    };
    for (text, printed, deviations) in [
        ("国办发〔2020〕17", "国办发〔2020〕17号", vec![MissingMark]),
        ("粤府办〔20〕14号", "粤府办〔2020〕14号", vec![ShortYear]),
        ("国发〔84〕12号", "国发〔1984〕12号", vec![ShortYear]),
        // No number is older than the state.
        ("政发〔49〕1号", "政发〔1949〕1号", vec![ShortYear]),
        ("政发〔48〕1号", "政发〔2048〕1号", vec![ShortYear]),
        (
            "国发〔二〇二〇〕十七号",
            "国发〔2020〕17号",
            vec![ChineseNumeral],
        ),
        ("国务院令第0711号", "国务院令第711号", vec![LeadingZero]),
        ("粤府令第277", "粤府令第277号", vec![MissingMark]),
        ("粤府令第２７７号", "粤府令第277号", vec![FullWidth]),
        (
            "国家发展改革委、商务部令2021年第48号",
            "国家发展改革委、商务部令2021年第48号",
            vec![],
        ),
        (
            "国家发展和改革委员会 商务部 令 第47号",
            "国家发展和改革委员会、商务部令第47号",
            vec![Spaces],
        ),
        (
            "国家发展和改革委员会 商务部令第47号",
            "国家发展和改革委员会、商务部令第47号",
            vec![Spaces],
        ),
        (
            "交通部2005年第11号令",
            "交通部令2005年第11号",
            vec![KindLast],
        ),
        ("国务院第711号令", "国务院令第711号", vec![KindLast]),
        (
            "\u{200b}工信厅科函〔2025〕\u{200b}161号",
            "工信厅科函〔2025〕161号",
            vec![Spaces],
        ),
        (
            "工信厅科函 2023 37号",
            "工信厅科函〔2023〕37号",
            vec![Deviation::Brackets, Spaces],
        ),
        (
            "国土资源部令二○○八年第4号",
            "国土资源部令2008年第4号",
            vec![ChineseNumeral],
        ),
    ] {
        let (number, found) = DocNumber::parse(text).unwrap_or_else(|_| panic!("{text}"));
        assert_eq!(
            (number.to_string().as_str(), found),
            (printed, deviations),
            "{text}"
        );
        assert_eq!(DocNumber::parse(printed), Ok((number, vec![])), "{printed}");
    }
    for text in [
        "国办发〔2020〕17",
        "粤府办〔20〕14号",
        "国发〔二〇二〇〕十七号",
    ] {
        assert_eq!(DocNumber::find_all(text), [], "{text}");
    }
}

#[test]
fn what_is_no_number_is_none() {
    for text in [
        "",
        "号",
        "〔2020〕14号",
        "粤府办〔202〕14号",
        "粤府办〔1948〕14号",
        "粤府办〔20200〕14号",
        "粤府办〔2020〕号",
        "粤府办〔2020〕1234567号",
        "粤府办〔2020〕14号文",
        "粤府办、〔2020〕14号",
        "国务院第711号",
        "、令第3号x",
        "粤府办〔2020〕0号",
        "粤府办2020 14号",
        "粤府办2020年14号",
        "财政部、（国家）税务总局令第47号",
        "粤府办2020年第14号",
        "2025年44号",
        "25年第44号",
        "2025年第号",
        "2025年第0号",
        "第14号",
    ] {
        assert_eq!(DocNumber::parse(text), Err(Unread::DocNumber), "{text}");
    }
}

#[test]
fn the_name_of_one_organ_and_the_whole_number_have_a_longest_form() {
    let reads = |text: &str| DocNumber::parse(text).is_ok();
    for (longest, is) in [(24, true), (25, false)] {
        let organ = "甲".repeat(longest);
        let ordered = "甲".repeat(longest - 1);
        assert_eq!(reads(&format!("{organ}、商务部令第47号")), is, "{longest}");
        assert_eq!(
            reads(&format!("商务部、{ordered}令第47号")),
            is,
            "{longest}"
        );
        assert_eq!(reads(&format!("{organ}第3号令")), is, "{longest}");
    }
    for (blanks, is) in [(151, true), (152, false)] {
        let text = format!("国务院令{}第711号", " ".repeat(blanks));
        assert_eq!(reads(&text), is, "{}", text.chars().count());
    }
}

#[test]
fn numbers_are_found_in_running_text() {
    let text = "《通知》（国办发〔2020〕17号，以下简称《要点》）和粤府令第277号、（国发[2019]5号）";
    let found: Vec<String> = DocNumber::find_all(text)
        .into_iter()
        .map(|(n, _)| n.to_string())
        .collect();
    assert_eq!(
        found,
        ["国办发〔2020〕17号", "和粤府令第277号", "国发〔2019〕5号"]
    );
}

#[test]
fn orders_are_found_whose_kind_stands_behind() {
    let text = "2009年6月17日国土资源部第45号令公布，第3号令，令第4号令，令第七号令，国务院第号令";
    let found: Vec<String> = DocNumber::find_all(text)
        .into_iter()
        .map(|(n, range)| format!("{n} {}", &text[range]))
        .collect();
    assert_eq!(found, ["日国土资源部令第45号 日国土资源部第45号令",]);
}

#[test]
fn the_signs_of_a_number_may_stand_in_the_name_of_its_organ_too() {
    for (text, number) in [
        ("根据示青年〔2020〕3号文件", "根据示青年〔2020〕3号"),
        ("见示例军区司令部令第3号", "见示例军区司令部令第3号"),
    ] {
        let found = DocNumber::find_all(text);
        let found: Vec<String> = found.iter().map(|(n, _)| n.to_string()).collect();
        assert_eq!(found, [number]);
    }
    // Blanks for brackets are read only where the number stands alone.
    assert_eq!(DocNumber::at_start("工信厅科函 2023 37号"), None);
}

#[test]
fn numbers_of_a_year_are_found_in_running_text() {
    let text = "批准发布（2025年第3号公告），依据国家网信办公告2022年第37号；2025年第一季度有4号文，2018年第7号令，见部公告第12号";
    let found: Vec<String> = DocNumber::find_all(text)
        .into_iter()
        .map(|(n, range)| format!("{n} {}", &text[range]))
        .collect();
    assert_eq!(
        found,
        [
            "2025年第3号 2025年第3号",
            "依据国家网信办公告2022年第37号 依据国家网信办公告2022年第37号",
            "2018年第7号 2018年第7号",
            "见部公告第12号 见部公告第12号",
        ]
    );
}

#[test]
fn a_number_of_a_year_says_its_parts() {
    let (number, _) = DocNumber::parse("国家互联网信息办公室公告2022年第37号").unwrap();
    assert_eq!(
        (number.code(), number.year(), number.serial()),
        ("国家互联网信息办公室公告", Some(2022), 37)
    );
    let (alone, _) = DocNumber::parse("2025年第44号").unwrap();
    assert_eq!((alone.code(), alone.year()), ("", Some(2025)));
}
