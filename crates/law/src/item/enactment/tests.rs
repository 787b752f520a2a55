use super::*;

/// `2019-04-03 修订 国务院令第711号`
fn told(note: &str) -> Vec<String> {
    let of = |event: &Event| {
        let act = event.act.map_or("—", Act::zh);
        let number = event.number.as_deref().unwrap_or("—");
        format!("{} {act} {number}", event.day)
    };
    events(note).iter().map(of).collect()
}

#[test]
fn each_line_of_a_note_tells_what_happened_on_its_day() {
    let note = "2007年4月5日 中华人民共和国国务院令第492号公布\n2019年4月3日 中华人民共和国国务院令第711号修订\n2019年5月15日 施行";
    assert_eq!(
        told(note),
        [
            "2007-04-05 公布 国务院令第492号",
            "2019-04-03 修订 国务院令第711号",
            "2019-05-15 施行 —"
        ]
    );
}

#[test]
fn a_note_in_one_line_is_parted_at_its_dates() {
    let note = "（2007年1月11日国家安全生产监督管理总局令第11号公布，自2007年3月1日起施行；根据2013年8月29日国家安全生产监督管理总局令第63号修正）";
    assert_eq!(
        told(note),
        [
            "2007-01-11 公布 国家安全生产监督管理总局令第11号",
            "2007-03-01 施行 —",
            "2013-08-29 修正 国家安全生产监督管理总局令第63号"
        ]
    );
    let words: Vec<String> = events(note).into_iter().map(|e| e.words).collect();
    assert_eq!(words[1], "起施行");
    assert_eq!(words[2], "国家安全生产监督管理总局令第63号修正");
}

#[test]
fn the_title_of_an_amending_text_is_no_event_and_still_tells_of_a_change() {
    let note = "2018年3月19日 《国务院关于修改和废止部分行政法规的决定（2018年1月2日）》第一次修订";
    assert_eq!(told(note), ["2018-03-19 修订 —"]);
    let note = "2012年8月31日 第十一届全国人民代表大会常务委员会第二十八次会议《关于修改〈农业技术推广法〉的决定》修正";
    assert_eq!(told(note), ["2012-08-31 修正 —"]);
    let note = "2012年8月31日 第二十八次会议《关于修订〈示例条例〉的决定》修正";
    assert_eq!(told(note), ["2012-08-31 修正 —"]);
    let note = "2019年3月28日 《关于公布示例名录的决定》通过";
    assert_eq!(told(note), ["2019-03-28 通过 —"]);
    let note = "2013年11月21日 第五次会议修订 根据";
    assert_eq!(events(note)[0].words, "第五次会议修订");
}

#[test]
fn several_bodies_give_one_number() {
    let note = "1993年9月11日 中华人民共和国国务院、中华人民共和国中央军事委员会令第128号发布";
    assert_eq!(
        told(note),
        ["1993-09-11 公布 国务院、中央军事委员会令第128号"]
    );
    let long = "2014年12月9日 某某某某自治州人民代表大会常务委员会公告第11号公布";
    let number = "某某某某自治州人民代表大会常务委员会公告第11号";
    assert_eq!(told(long), [format!("2014-12-09 公布 {number}")]);
    let after = "2019年7月1日 第二次会议通过并以漱石县人民政府令第3号公布";
    assert_eq!(told(after), ["2019-07-01 公布 漱石县人民政府令第3号"]);
    for before in ["县长签署，", "县长签署 "] {
        let note = format!("2019年7月1日 {before}漱石县人民政府令第3号公布");
        assert_eq!(told(&note), ["2019-07-01 公布 漱石县人民政府令第3号"]);
    }
}

#[test]
fn a_text_is_made_by_the_event_of_its_day_or_by_what_was_passed_shortly_before() {
    let events = events(
        "2021年2月8日 市人大常委会第三十七次会议通过\n2021年3月18日 省人大常委会第三十次会议批准",
    );
    let day = |text: &str| text.parse::<Date>().expect("a date in a test");
    let of = |text| making(&events, day(text)).and_then(|event| event.act);
    assert_eq!(of("2021-03-18"), Some(Act::Approved));
    assert_eq!(of("2021-02-08"), Some(Act::Adopted));
    assert_eq!(of("2021-04-06"), Some(Act::Approved));
    assert_eq!(of("2022-04-06"), None);
}

#[test]
fn a_text_named_by_the_day_from_which_it_holds_was_made_by_what_was_done_before() {
    let of = |note: &str, version: &str| {
        let version = version.parse().expect("a date in a test");
        making(&events(note), version).map(|event| event.day.to_string())
    };
    let changed = "2007年7月26日通过　2016年5月1日修正　2021年3月26日修正　自2022年1月1日起施行";
    for (version, made_on) in [("2022-01-01", "2021-03-26"), ("2018-01-01", "2016-05-01")] {
        assert_eq!(of(changed, version).as_deref(), Some(made_on), "{version}");
    }
    assert_eq!(of(changed, "2010-01-01"), None);
    // Without a change only its own day of effect leads back to what was passed long before.
    let new = "2021年9月28日通过　自2022年3月1日起施行";
    assert_eq!(of(new, "2022-03-01").as_deref(), Some("2021-09-28"));
    assert_eq!(of(new, "2022-06-01"), None);
}

#[test]
fn an_act_has_the_name_under_which_it_is_stored() {
    let ids = [
        "adopted",
        "approved",
        "promulgated",
        "revised",
        "amended",
        "effective",
    ];
    assert_eq!(Act::ALL.map(Act::id), ids);
}

#[test]
fn an_item_is_listed_by_its_publication_or_the_nearest_day_that_is_stated() {
    for (version, stated, is) in [
        (
            None,
            &[
                ("promulgated", "2019-05-30"),
                ("published_at", "2019-06-03 10:00"),
            ][..],
            Some("2019-06-03"),
        ),
        (
            Some("2019-05-24"),
            &[
                ("promulgated", "2019-05-30"),
                ("effective_date", "2019-08-01"),
            ],
            Some("2019-05-30"),
        ),
        // A later text stands under its own day.
        (
            Some("2024-07-19"),
            &[
                ("promulgated", "2019-05-30"),
                ("effective_date", "2019-08-01"),
            ],
            Some("2024-07-19"),
        ),
        (
            None,
            &[
                ("written_date", "2020-01-02"),
                ("effective_date", "2020-02-01"),
            ],
            Some("2020-01-02"),
        ),
        (
            None,
            &[("effective_date", "2020-02-01")],
            Some("2020-02-01"),
        ),
        (None, &[("title", "示例通知")], None),
    ] {
        let mut fields = Fields::new();
        for (id, value) in stated {
            fields.set(id, *value);
        }
        let listed = fields.listed_on(version).map(|day| day.to_string());
        assert_eq!(listed.as_deref(), is, "{stated:?}");
    }
}

#[test]
fn a_text_is_as_new_as_the_last_change_that_it_names() {
    let day = |text: &str| text.parse::<Date>().ok();
    let events = events(
        "2007年7月26日 第三十三次会议通过\n2018年11月30日 第七次会议修正\n2021年3月26日 第二十八次会议修正\n2022年1月1日 施行",
    );
    assert_eq!(dated(day("2018-11-30"), &events), day("2021-03-26"));
    assert_eq!(dated(day("2021-05-01"), &events), day("2021-05-01"));
    assert_eq!(dated(None, &events), None);
}

#[test]
fn one_rule_tells_when_a_text_was_made_public() {
    let passed = "2019年3月28日第二十一次会议通过　2019年5月24日第十次会议批准";
    let changed = "2019年3月28日第二十一次会议通过　2019年5月24日第十次会议批准　根据2024年7月19日第九次会议批准的《关于修改〈示例条例〉的决定》修正";
    let ordered = "2018年4月10日某市人民政府令第5号公布　根据2023年3月16日某市人民政府令第14号修订　自2023年5月1日起施行";
    for (note, version, promulgated, published, is) in [
        // Passed, and promulgated some days later.
        (
            passed,
            "2019-08-01",
            "2019-05-30",
            "2019-06-03",
            "2019-05-30 公布 true",
        ),
        // Passed, and nothing says when it became public.
        (
            passed,
            "2019-05-24",
            "2019-05-24",
            "",
            "2019-05-24 批准 false",
        ),
        // The text is named by the day from which it holds, long after.
        (
            "2021年9月28日第四十一次会议通过　2021年11月24日第三十次会议批准　自2022年3月1日起施行",
            "2022-03-01",
            "2021-11-26",
            "2021-11-29",
            "2021-11-26 公布 true",
        ),
        // A later text: the first promulgation is not its own; that of the source is.
        (
            changed,
            "2024-10-01",
            "2019-05-30",
            "2024-07-29",
            "2024-07-29 修正 true 2024-07-19",
        ),
        (
            changed,
            "2024-07-19",
            "2019-05-30",
            "",
            "2024-07-19 修正 false",
        ),
        // A source that published a text years after it was passed says nothing of its promulgation.
        (
            changed,
            "2024-07-19",
            "2019-05-30",
            "2026-01-05",
            "2024-07-19 修正 false",
        ),
        // An order is published by being given.
        (
            ordered,
            "2023-05-01",
            "2018-04-10",
            "2023-03-20",
            "2023-03-16 修订 true",
        ),
        // Passed, and the note itself says when it was promulgated.
        (
            "2019年5月24日第十次会议批准　2019年5月30日公布",
            "2019-05-24",
            "",
            "",
            "2019-05-30 公布 true",
        ),
        // No note. The text is that of the promulgation, named by a day shortly before or after it.
        ("", "2020-05-01", "2020-05-20", "", "2020-05-20 公布 true"),
        ("", "2020-06-01", "2020-05-20", "", "2020-05-20 公布 true"),
        ("", "2020-05-20", "2020-05-20", "", "2020-05-20 公布 true"),
        ("", "2023-05-01", "2018-04-10", "", "2023-05-01 — false"),
        ("", "undated", "2018-04-10", "", "2018-04-10 公布 true"),
        ("", "undated", "", "2018-04-10", ""),
    ] {
        let mut fields = Fields::new();
        fields.set("enactment_note", note);
        fields.set("promulgated", promulgated);
        fields.set("published_at", published);
        let made = made(&fields, Some(version));
        let said = made.map_or_else(String::new, |made| {
            let act = made.act.map_or("—", Act::zh);
            let said = format!("{} {act} {}", made.day, made.is_public);
            if made.acted_on == made.day {
                said
            } else {
                format!("{said} {}", made.acted_on)
            }
        });
        assert_eq!(said, is, "{note} {version} {promulgated} {published}");
    }
}

#[test]
fn the_day_of_effect_is_no_day_of_a_change() {
    let note = "自2004年3月1日起施行 根据《自然资源部关于第三批废止和修改的部门规章的决定》修订";
    assert_eq!(told(note), ["2004-03-01 施行 —"]);
}

#[test]
fn words_without_a_date_are_no_event() {
    assert!(events("自公布之日起施行\n\n").is_empty());
}
