#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

use super::*;
use crate::calendar::Calendar;

const TODAY: Date = Date::constant(2026, 11, 23);

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn page(address: &str, class: PageClass) -> Page {
    let mut tags = BTreeMap::new();
    for (name, value) in [
        ("SiteName", "漱石县人民政府"),
        ("SiteDomain", "www.shushi.example"),
        ("SiteIDCode", "0000000000"),
        ("ColumnName", "首页"),
        ("ColumnDescription", "首页"),
        ("ColumnKeywords", "首页"),
        ("ColumnType", "首页"),
        ("ArticleTitle", "关于古桥的通知"),
        ("PubDate", "2026-11-20 10:00"),
        ("ContentSource", "漱石县人民政府"),
    ] {
        tags.insert(name.to_owned(), vec![value.to_owned()]);
    }
    Page {
        address: address.into(),
        class,
        is_usual: true,
        status: 200,
        milliseconds: 20,
        title: address.into(),
        is_further: false,
        tags,
        faults: Vec::new(),
        mute_images: Vec::new(),
        newest: Some(date("2026-11-20")),
        says_date: true,
        says_source: true,
        has_search: true,
        channels: 6,
        footer: "主办单位 承办单位 联系方式 政府网站标识码 ICP备案编号 公安机关备案号 我为政府网站找错 网站地图".into(),
        marks: String::new(),
    }
}

fn sound() -> Observed {
    Observed {
        pages: vec![
            page("/", PageClass::Home),
            page("/documents/a", PageClass::Article),
        ],
        ..Observed::default()
    }
}

fn item(address: &str) -> ItemSeen {
    ItemSeen {
        address: address.into(),
        title: format!("关于{address}的通知"),
        doc_no: None,
        is_own_document: true,
        is_law: false,
        written_on: Some(date("2026-11-02")),
        published_on: date("2026-11-03"),
        status: None,
    }
}

fn column(address: &str, pace: Pace, newest: Option<&str>) -> ColumnSeen {
    ColumnSeen {
        address: address.into(),
        name: address.into(),
        pace,
        items: u64::from(newest.is_some()),
        newest: newest.map(date),
    }
}

fn agency(kind: AgencyKind, level: AgencyLevel) -> AgencySeen {
    AgencySeen {
        address: "/agencies/x".into(),
        name: "漱石县教育局".into(),
        kind,
        level,
        valid_from: None,
        reports: BTreeSet::new(),
    }
}

fn judged(observed: &Observed, day: Date) -> Vec<Outcome> {
    judge(observed, &Limits::default(), Calendar::standard(), day)
}

/// What one rule finds.
fn found(observed: &Observed, rule: &str, day: Date) -> Vec<String> {
    let outcomes = judged(observed, day);
    let outcome = outcomes.iter().find(|outcome| outcome.rule.id == rule);
    let findings = outcome.unwrap().findings.iter();
    findings.map(|finding| finding.says.clone()).collect()
}

/// What one rule looked at.
fn note(observed: &Observed, rule: &str) -> String {
    let outcomes = judged(observed, TODAY);
    let outcome = outcomes.into_iter().find(|outcome| outcome.rule.id == rule);
    outcome.unwrap().note
}

#[test]
fn every_rule_has_one_id_and_says_how_to_mend() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(!rule.zh.is_empty() && !rule.source.is_empty() && !rule.mend.is_empty());
        assert_eq!(Rule::by_id(rule.id), Some(rule));
    }
}

#[test]
fn a_sound_site_breaks_no_rule() {
    for outcome in judged(&sound(), TODAY) {
        assert_eq!(outcome.findings, [], "{}", outcome.rule.id);
        assert!(!outcome.is_veto());
    }
}

#[test]
fn every_rule_that_is_checked_can_be_broken() {
    let mut site = Observed::default();
    let mut broken = page("/", PageClass::Home);
    broken.milliseconds = 16_000;
    broken.newest = Some(date("2026-11-08"));
    broken.footer.clear();
    broken.has_search = false;
    broken.channels = 9;
    broken.faults.push(Fault::FirstHeadings(2));
    broken.mute_images.push("a.png".into());
    broken.tags.remove("SiteName");
    let mut again = page("/about", PageClass::Other);
    again.title = "/".into();
    let mut undated = page("/documents/a", PageClass::Article);
    (undated.says_date, undated.says_source) = (false, false);
    let mut failing = page("/laws", PageClass::List);
    failing.status = 500;
    site.pages = vec![broken, again, undated, failing];
    let link = |on_home, why| DeadLink {
        on: "/".into(),
        on_home,
        to: "/x".into(),
        why,
    };
    site.dead_links = vec![
        link(true, Dead::Status(404)),
        link(false, Dead::Status(410)),
        link(false, Dead::NoAnchor),
    ];
    site.columns = (0..5)
        .map(|n| column(&format!("/c/{n}"), Pace::Free, None))
        .collect();
    site.columns
        .push(column("/p", Pace::Policy, Some("2026-05-22")));
    site.columns
        .push(column("/g", Pace::Guide, Some("2025-11-22")));
    let mut ended = item("/documents/a");
    ended.status = Some(Status::Repealed);
    let mut late = item("/documents/late");
    late.written_on = Some(date("2026-09-24"));
    late.published_on = date("2026-10-30");
    let mut backwards = item("/documents/back");
    backwards.published_on = date("2026-11-01");
    let twice = ItemSeen {
        address: "/documents/b".into(),
        ..ended.clone()
    };
    site.items = vec![ended, twice, late, backwards];
    site.agencies = vec![agency(AgencyKind::Government, AgencyLevel::County)];
    site.interpretations = vec![InterpretationSeen {
        address: "/documents/i".into(),
        title: "解读".into(),
        published_on: date("2026-11-09"),
        policy: "办法".into(),
        policy_published_on: date("2026-11-03"),
    }];
    for outcome in judged(&site, TODAY) {
        let is_broken = !outcome.findings.is_empty();
        assert_eq!(
            is_broken,
            outcome.rule.unchecked.is_none(),
            "{}",
            outcome.rule.id
        );
    }
}

#[test]
fn columns_fail_a_site_only_when_there_are_enough_of_them() {
    let mut site = sound();
    site.columns = (0..4)
        .map(|n| column(&format!("/c/{n}"), Pace::Free, None))
        .collect();
    assert_eq!(found(&site, "column_empty", TODAY).len(), 4);
    assert_eq!(found(&site, "veto_columns_stale", TODAY).len(), 0);
    site.columns.push(column("/c/5", Pace::Free, None));
    assert_eq!(
        found(&site, "veto_columns_stale", TODAY),
        ["空白栏目 5 个，达到 5 个"]
    );
    let vetoes = |outcomes: &[Outcome]| -> Vec<&str> {
        let vetoes = outcomes.iter().filter(|outcome| outcome.is_veto());
        vetoes.map(|outcome| outcome.rule.id).collect()
    };
    assert_eq!(vetoes(&judged(&site, TODAY)), ["veto_columns_stale"]);
    let strict = Limits {
        empty_columns: 6,
        ..Limits::default()
    };
    let outcomes = judge(&site, &strict, Calendar::standard(), TODAY);
    assert_eq!(vetoes(&outcomes), [""; 0]);
}

#[test]
fn columns_of_news_and_of_policy_are_counted_together_from_the_day_after_their_term() {
    let mut site = sound();
    for (news, policy, is_stale) in [
        ("2026-11-08", "2026-05-22", true),
        ("2026-11-09", "2026-05-22", false),
        ("2026-11-08", "2026-05-23", false),
    ] {
        let news = |n| column(&format!("/n/{n}"), Pace::News, Some(news));
        site.columns = (0..4).map(news).collect();
        site.columns.push(column("/p", Pace::Policy, Some(policy)));
        let says = found(&site, "veto_columns_stale", TODAY);
        let wanted = "动态、要闻类和一级的通知公告、政策文件类栏目不更新 5 个，达到 5 个";
        assert_eq!(says, vec![wanted; usize::from(is_stale)], "{policy}");
    }
    for rule in ["veto_columns_stale", "column_stale", "column_empty"] {
        assert!(
            note(&site, rule).contains(" 5 个栏目"),
            "{}",
            note(&site, rule)
        );
    }
}

#[test]
fn a_column_of_a_body_below_is_measured_by_the_year_and_fails_a_site_only_with_nine_others() {
    let mut site = sound();
    let old = |n| column(&format!("/c/{n}"), Pace::Below, Some("2025-11-22"));
    site.columns = (0..9).map(old).collect();
    assert_eq!(found(&site, "column_stale", TODAY).len(), 9);
    assert_eq!(found(&site, "veto_columns_stale", TODAY).len(), 0);
    site.columns.push(old(10));
    assert_eq!(
        found(&site, "veto_columns_stale", TODAY),
        ["应当更新的栏目长期不更新 10 个，达到 10 个"]
    );
    for column in &mut site.columns {
        column.newest = Some(date("2025-11-23"));
    }
    assert_eq!(found(&site, "column_stale", TODAY).len(), 0);
}

#[test]
fn a_home_page_is_fresh_for_fourteen_days_and_no_longer() {
    let mut site = sound();
    for (newest, is_stale) in [("2026-11-09", false), ("2026-11-08", true)] {
        site.pages[0].newest = Some(date(newest));
        assert_eq!(
            !found(&site, "veto_home_stale", TODAY).is_empty(),
            is_stale,
            "{newest}"
        );
    }
    site.pages[0].newest = None;
    assert_eq!(
        found(&site, "veto_home_stale", TODAY),
        ["首页上没有一个日期，视同没有更新"]
    );
}

/// 国办秘函〔2019〕19号: fifteen seconds for a site, three for a page.
#[test]
fn a_page_is_slow_after_its_seconds_and_not_on_them() {
    let mut site = sound();
    for (milliseconds, slow, unreachable) in [
        (3_000, vec![], vec![]),
        (3_456, vec!["用了 3.4 秒"], vec![]),
        (15_000, vec!["用了 15.0 秒"], vec![]),
        (16_070, vec!["用了 16.0 秒"], vec!["首页用了 16 秒"]),
    ] {
        site.pages[0].milliseconds = milliseconds;
        assert_eq!(found(&site, "page_slow", TODAY), slow);
        assert_eq!(found(&site, "veto_unreachable", TODAY), unreachable);
    }
    for (status, says) in [(500, "回答 500"), (0, "没有回答")] {
        site.pages[0].status = status;
        assert_eq!(found(&site, "veto_unreachable", TODAY), [says]);
        assert_eq!(found(&site, "page_error", TODAY), [says]);
    }
    site.pages.remove(0);
    assert_eq!(found(&site, "veto_unreachable", TODAY), ["首页打不开"]);
}

#[test]
fn the_home_page_is_the_one_in_the_usual_language() {
    let mut other = page("/en", PageClass::Home);
    (other.is_usual, other.status) = (false, 500);
    let mut site = sound();
    site.pages[1].status = 500;
    site.pages.swap(0, 1);
    site.pages.insert(0, other);
    assert_eq!(found(&site, "veto_unreachable", TODAY), [""; 0]);
}

#[test]
fn a_date_and_a_source_are_asked_of_articles_in_the_usual_language() {
    let mute = |address, class, is_usual| Page {
        is_usual,
        says_date: false,
        says_source: false,
        ..page(address, class)
    };
    let mut site = sound();
    site.pages
        .push(mute("/documents/en", PageClass::Article, false));
    site.pages.push(mute("/documents", PageClass::List, true));
    for rule in ["undated", "unsourced"] {
        assert_eq!(found(&site, rule, TODAY), [""; 0]);
        assert_eq!(note(&site, rule), "看了 1 页");
    }
    site.pages
        .push(mute("/documents/b", PageClass::Article, true));
    assert_eq!(found(&site, "undated", TODAY), ["没有写发布时间"]);
    assert_eq!(found(&site, "unsourced", TODAY), ["没有写来源"]);
}

#[test]
fn a_dead_link_is_told_by_where_it_stands_and_what_came_of_it() {
    let mut site = sound();
    let link = |on_home, to: &str, why| DeadLink {
        on: "/x".into(),
        on_home,
        to: to.into(),
        why,
    };
    site.dead_links = vec![
        link(true, "/a", Dead::Status(404)),
        link(false, "/b", Dead::Status(0)),
        link(false, "/c#d", Dead::NoAnchor),
    ];
    assert_eq!(found(&site, "home_dead_link", TODAY), ["链到 /a，回答 404"]);
    assert_eq!(found(&site, "dead_link", TODAY), ["链到 /b，没有回答"]);
    assert_eq!(
        found(&site, "dead_anchor", TODAY),
        ["链到 /c#d，那一页上没有这个位置"]
    );
}

#[test]
fn what_is_posted_twice_names_every_other_post_and_what_is_posted_once_none() {
    let again = |address: &str| ItemSeen {
        address: address.into(),
        ..item("/a")
    };
    let law = |address: &str| ItemSeen {
        is_law: true,
        ..item(address)
    };
    let mut site = sound();
    site.items = vec![item("/a"), again("/b"), again("/c"), item("/d")];
    site.items.extend([law("/l"), law("/l")]);
    assert_eq!(
        found(&site, "duplicate_post", TODAY),
        ["《关于/a的通知》又见 /b、/c"]
    );
}

#[test]
fn a_title_is_of_one_page_but_for_the_further_pages_of_a_list_and_other_languages() {
    let titled = |address: &str, is_usual, is_further| Page {
        title: "通知公告".into(),
        is_usual,
        is_further,
        ..page(address, PageClass::List)
    };
    let mut site = sound();
    site.pages.push(titled("/notices", true, false));
    site.pages.push(titled("/notices?page=2", true, true));
    site.pages.push(titled("/en/notices", false, false));
    assert_eq!(found(&site, "same_title", TODAY), [""; 0]);
    site.pages.push(titled("/announcements", true, false));
    assert_eq!(
        found(&site, "same_title", TODAY),
        ["“通知公告”又是 /announcements 的标题"]
    );
}

/// 国办发〔2017〕47号
#[test]
fn a_home_page_has_five_to_eight_channels() {
    let mut site = sound();
    for (channels, is_told) in [(4, true), (5, false), (8, false), (9, true)] {
        site.pages[0].channels = channels;
        let says = found(&site, "channels", TODAY);
        let wanted = format!("有 {channels} 个频道，一般 5 到 8 个");
        assert_eq!(says, vec![wanted; usize::from(is_told)]);
    }
}

#[test]
fn an_interpretation_is_late_after_its_working_days_and_a_guide_old_after_its_months() {
    let mut site = sound();
    for (published_on, is_late) in [("2026-11-06", false), ("2026-11-09", true)] {
        site.interpretations = vec![InterpretationSeen {
            address: "/documents/i".into(),
            title: "解读".into(),
            published_on: date(published_on),
            policy: "办法".into(),
            // A Tuesday: Wednesday, Thursday, Friday.
            policy_published_on: date("2026-11-03"),
        }];
        let late = found(&site, "interpretation_late", TODAY);
        assert_eq!(!late.is_empty(), is_late, "{late:?}");
    }
    for (newest, is_old) in [("2025-11-23", false), ("2025-11-22", true)] {
        site.columns = vec![column("/g", Pace::Guide, Some(newest))];
        let old = found(&site, "guide_old", TODAY);
        assert_eq!(!old.is_empty(), is_old, "{old:?}");
    }
}

#[test]
fn each_fault_of_a_page_is_told_in_words() {
    let mut site = sound();
    site.pages[0].faults = vec![
        Fault::NoTitle,
        Fault::FirstHeadings(2),
        Fault::HeadingGap { from: 1, to: 3 },
        Fault::IdTwice("p-1".into()),
        Fault::EmptyLink("/x".into()),
    ];
    let mut says = found(&site, "page_build", TODAY);
    says.sort();
    let mut wanted = [
        "没有网页标题（title）",
        "一级标题有 2 个，应当恰好 1 个",
        "1 级标题下面直接是 3 级标题",
        "编号“p-1”用了两次",
        "链到 /x 的链接没有文字",
    ];
    wanted.sort_unstable();
    assert_eq!(says, wanted);
}

#[test]
fn tags_are_as_the_page_rules_write_them() {
    for (tag, values, says) in [
        ("PubDate", vec!["2026-11-20"], "应当写作 2020-07-26 10:00"),
        (
            "PubDate",
            vec!["2026-11-20 24:00"],
            "应当写作 2020-07-26 10:00",
        ),
        (
            "PubDate",
            vec!["2026-11-20 10:60"],
            "应当写作 2020-07-26 10:00",
        ),
        (
            "PubDate",
            vec!["2026-13-01 10:00"],
            "应当写作 2020-07-26 10:00",
        ),
        (
            "PubDate",
            vec!["20261120 10:00"],
            "应当写作 2020-07-26 10:00",
        ),
        ("ColumnType", vec!["政务动态"], "不在规范所列之中"),
        ("SiteDomain", vec![" "], "是空的"),
        ("ArticleTitle", vec!["甲", "乙"], "写了 2 次"),
        ("ContentSource", vec![], "没有标签 ContentSource"),
    ] {
        let mut site = sound();
        let values = values.into_iter().map(str::to_owned).collect();
        site.pages[1].tags.insert(tag.into(), values);
        let found = found(&site, "tags_missing", TODAY);
        assert!(
            found.len() == 1 && found[0].contains(says),
            "{tag}: {found:?}"
        );
    }
}

/// 条例第四十九条
#[test]
fn annual_reports_are_due_on_the_day_the_law_names() {
    let of = |kind, level, day: &str| {
        let mut site = sound();
        site.agencies = vec![agency(kind, level)];
        found(&site, "annual_report_due", date(day)).len()
    };
    let county = AgencyLevel::County;
    assert_eq!(of(AgencyKind::Department, county, "2026-01-31"), 0);
    assert_eq!(of(AgencyKind::Department, county, "2026-02-01"), 1);
    assert_eq!(of(AgencyKind::Government, county, "2026-03-31"), 0);
    assert_eq!(of(AgencyKind::Government, county, "2026-04-01"), 1);
    assert_eq!(
        of(AgencyKind::Government, AgencyLevel::Township, "2026-11-23"),
        0
    );
    assert_eq!(of(AgencyKind::PublicEnterprise, county, "2026-11-23"), 0);
    let mut site = sound();
    let mut told = agency(AgencyKind::Department, county);
    told.reports.insert(2025);
    let mut young = agency(AgencyKind::Department, county);
    young.valid_from = Some(date("2026-01-01"));
    site.agencies = vec![told, young];
    assert_eq!(found(&site, "annual_report_due", TODAY).len(), 0);
    let township = || agency(AgencyKind::Government, AgencyLevel::Township);
    site.agencies.extend([township(), township()]);
    let note = note(&site, "annual_report_due");
    assert!(note.starts_with("看了 4 个机构；"), "{note}");
    assert!(note.ends_with("没有判断的有 2 个"), "{note}");
}

/// 条例第二十六条, over the holiday of October: the twentieth working day is 2026-10-29.
#[test]
fn publishing_on_the_twentieth_working_day_is_in_time() {
    let mut site = sound();
    for (published, is_late) in [("2026-10-29", false), ("2026-10-30", true)] {
        let mut one = item("/documents/one");
        one.written_on = Some(date("2026-09-24"));
        one.published_on = date(published);
        site.items = vec![one];
        assert_eq!(
            !found(&site, "proactive_late", TODAY).is_empty(),
            is_late,
            "{published}"
        );
    }
    // What was taken over from others is not measured by it.
    site.items[0].is_own_document = false;
    assert_eq!(found(&site, "proactive_late", TODAY).len(), 0);
}

#[test]
fn nothing_is_published_before_it_is_written_or_after_today() {
    let mut site = sound();
    for (written_on, published_on, says) in [
        (Some("2026-11-03"), "2026-11-03", vec![]),
        (Some("2026-11-23"), "2026-11-23", vec![]),
        (None, "2026-11-23", vec![]),
        (
            None,
            "2026-11-24",
            vec!["《关于/a的通知》写的发布日期 2026-11-24 还没有到"],
        ),
        (
            Some("2026-11-04"),
            "2026-11-03",
            vec!["《关于/a的通知》2026-11-04 成文，却在 2026-11-03 就发布了"],
        ),
    ] {
        site.items = vec![ItemSeen {
            written_on: written_on.map(date),
            published_on: date(published_on),
            ..item("/a")
        }];
        assert_eq!(found(&site, "date_order", TODAY), says);
    }
}

/// 条例第十二条: a guide that is not looked after is pointed out, no more.
#[test]
fn an_old_guide_is_a_hint_and_no_stale_column() {
    let mut site = sound();
    site.columns = vec![column("/g", Pace::Guide, Some("2024-01-02"))];
    assert_eq!(found(&site, "guide_old", TODAY).len(), 1);
    assert_eq!(found(&site, "column_stale", TODAY).len(), 0);
}

#[test]
fn what_has_ended_is_marked_with_the_word_for_it() {
    let mut site = sound();
    let mut ended = item("/documents/a");
    ended.status = Some(Status::Repealed);
    site.items = vec![ended];
    assert_eq!(found(&site, "ended_unmarked", TODAY).len(), 1);
    site.pages[1].marks = format!("{}（证据）", Status::Repealed.zh());
    assert_eq!(found(&site, "ended_unmarked", TODAY).len(), 0);
}
