//! What must be published of an agency's own accord: the lists beside the words of the statute, terms by the calendar.

use crate::page::must_be;
use law::Date;
use law::agency::{AgencyKind as Kind, AgencyLevel as Level};
use law::calendar::Calendar;
use law::duty::{
    Amount, Bound, CHECKLIST, Coverage, Duty, Evidence, Exemption, Extension, Opinion, Practices,
    Scope, Terms, Validity, checklist, coverage, evaluation, longest_validity, may_deliberate,
    score, validity,
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const ON: Date = Date::constant(2026, 3, 2);

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// 条例第十九条、第二十条: its fifteen items, in their order; each names its article:
/// 条例第二十条第一项、第二十条第二项、第二十条第三项、第二十条第四项、第二十条第五项、第二十条第六项、第二十条第七项、第二十条第八项、第二十条第九项、第二十条第十项、第二十条第十一项、第二十条第十二项、第二十条第十三项、第二十条第十四项、第二十条第十五项
#[test]
fn the_list_of_article_twenty_has_its_fifteen_items() {
    let all: Vec<&Duty> = CHECKLIST
        .iter()
        .filter(|it| it.scope == Scope::All)
        .collect();
    assert_eq!(all.len(), 15);
    for (nth, duty) in (1..).zip(&all) {
        assert_eq!(duty.id, format!("a20_{nth:02}"));
        let item = format!("条例第二十条第{}项", law::numeral::chinese(nth));
        assert_eq!(duty.article.0, item);
    }
    let ids: BTreeSet<&str> = CHECKLIST.iter().map(|duty| duty.id).collect();
    assert_eq!(ids.len(), CHECKLIST.len());
    for duty in CHECKLIST {
        assert_eq!(Duty::by_id(duty.id), Some(duty));
    }
}

/// 条例第二十一条、第五十四条、第五十五条
#[test]
fn each_agency_has_the_list_of_its_kind_and_level() {
    let count = |kind, level| checklist(kind, level, ON).count();
    assert_eq!(count(Kind::Government, Level::County), 22);
    assert_eq!(count(Kind::Department, Level::City), 22);
    assert_eq!(count(Kind::Government, Level::Township), 23);
    assert_eq!(count(Kind::DispatchedOffice, Level::Township), 15);
    assert_eq!(count(Kind::Department, Level::Province), 15);
    assert_eq!(count(Kind::AuthorizedOrg, Level::County), 15);
    assert_eq!(count(Kind::Vertical, Level::County), 15);
    assert_eq!(count(Kind::PublicEnterprise, Level::County), 0);
    let before = day("2019-05-14");
    assert_eq!(
        checklist(Kind::Government, Level::County, before).count(),
        0
    );
    let from = day("2019-05-15");
    assert_eq!(checklist(Kind::Government, Level::County, from).count(), 22);
}

fn covered(
    id: &str,
    evidence: &[Evidence],
    exemption: Option<&Exemption<'_>>,
    on: &str,
) -> Coverage {
    let duty = Duty::by_id(id).expect("a duty");
    let calendar = Calendar::standard();
    coverage(duty, evidence, exemption, day(on), calendar)
}

fn published(formed: Option<&str>, on: &str, until: Option<&str>) -> Evidence {
    Evidence {
        formed: formed.map(day),
        published: day(on),
        until: until.map(day),
    }
}

/// 条例第二十六条
#[test]
fn a_duty_is_met_late_or_not_by_what_was_published() {
    // 20 working days after Monday 2 March 2026 end on Monday 30 March.
    let in_time = published(Some("2026-03-02"), "2026-03-30", None);
    let late = published(Some("2026-03-02"), "2026-03-31", None);
    assert_eq!(
        covered("a20_01", &[in_time], None, "2026-04-10"),
        Coverage::Covered
    );
    assert_eq!(
        covered("a20_01", &[late], None, "2026-04-10"),
        Coverage::Late
    );
    assert_eq!(
        covered("a20_01", &[], None, "2026-04-10"),
        Coverage::Missing
    );
    // Not yet, and no longer.
    assert_eq!(
        covered("a20_01", &[in_time], None, "2026-03-29"),
        Coverage::Missing
    );
    let ended = published(None, "2026-03-02", Some("2026-03-31"));
    assert_eq!(
        covered("a20_01", &[ended], None, "2026-03-31"),
        Coverage::Covered
    );
    assert_eq!(
        covered("a20_01", &[ended], None, "2026-04-01"),
        Coverage::Missing
    );
    // The newest decides.
    assert_eq!(
        covered(
            "a20_01",
            &[late, published(None, "2026-04-01", None)],
            None,
            "2026-04-10"
        ),
        Coverage::Covered
    );
    // A quarter.
    let inspection = published(None, "2026-01-05", None);
    assert_eq!(
        covered("a20_13", &[inspection], None, "2026-04-05"),
        Coverage::Covered
    );
    assert_eq!(
        covered("a20_13", &[inspection], None, "2026-04-06"),
        Coverage::Stale
    );
    // A plan stays until the next.
    assert_eq!(
        covered(
            "a20_03",
            &[published(None, "2021-04-01", None)],
            None,
            "2026-04-06"
        ),
        Coverage::Covered
    );
}

#[test]
fn what_does_not_apply_has_a_reason_and_an_approval() {
    let of = |reason, approved_by| {
        let exemption = Exemption {
            reason,
            approved_by,
        };
        covered(
            "a21_county_land_expropriation",
            &[],
            Some(&exemption),
            "2026-03-02",
        )
    };
    assert_eq!(
        of("本区没有集体土地", "松岭县人民政府办公室"),
        Coverage::NotApplicable
    );
    assert_eq!(of("", "松岭县人民政府办公室"), Coverage::Missing);
    assert_eq!(of("本区没有集体土地", " "), Coverage::Missing);
    let all = [
        Coverage::Covered,
        Coverage::Late,
        Coverage::NotApplicable,
        Coverage::Missing,
    ];
    let scored = score(all);
    assert_eq!(
        (scored.covered, scored.applicable, scored.percent()),
        (1, 3, Some(33))
    );
    let scored = score([Coverage::Covered, Coverage::Covered, Coverage::Stale]);
    assert_eq!(scored.percent(), Some(66));
    assert_eq!(score([Coverage::NotApplicable]).percent(), None);
    for (one, id, zh) in [
        (Coverage::Covered, "covered", "已公开"),
        (Coverage::Late, "late", "逾期公开"),
        (Coverage::Stale, "stale", "未更新"),
        (Coverage::Missing, "missing", "缺项"),
        (Coverage::NotApplicable, "not_applicable", "不适用"),
    ] {
        assert_eq!((one.id(), one.zh()), (id, zh));
    }
}

/// Terms with the days worked out by hand from their rules and the holiday notices:
/// 条例第十二条第一款、第十八条、第二十六条、第四十九条第一款、第四十九条第二款; the others are not of the 条例.
#[test]
fn terms_end_on_the_day_that_their_rule_says() {
    let terms = Terms::default();
    let calendar = Calendar::standard();
    for (id, from, last) in [
        // Spring festival of 2026: 15 to 23 February off, 14 and 28 February worked.
        ("proactive_publish", "2026-02-02", "2026-03-06"),
        ("annual_report_department", "2025-12-31", "2026-01-31"),
        ("annual_report_government", "2025-01-01", "2026-03-31"),
        ("budget_publish", "2026-02-10", "2026-03-02"),
        ("penalty_withdraw", "2026-03-02", "2026-03-05"),
        ("decision_comment", "2026-03-02", "2026-04-01"),
        ("decision_hearing_material", "2026-03-09", "2026-03-02"),
        ("decision_legality_review", "2026-03-02", "2026-03-11"),
        ("rule_comment", "2026-03-02", "2026-04-01"),
        ("rule_hearing_notice", "2026-04-01", "2026-03-02"),
        ("rule_effect", "2026-03-02", "2026-04-01"),
        ("rule_filing", "2026-03-02", "2026-04-01"),
        ("regulation_comment", "2026-03-02", "2026-04-01"),
        ("regulation_effect", "2026-03-02", "2026-04-01"),
        ("market_comment", "2026-03-02", "2026-04-01"),
        ("normative_legality_review", "2026-03-02", "2026-03-23"),
        (
            "normative_legality_review_least",
            "2026-03-02",
            "2026-03-09",
        ),
        (
            "normative_evaluation_before_expiry",
            "2026-08-31",
            "2026-02-28",
        ),
        ("normative_evaluation_interval", "2024-02-29", "2029-02-28"),
        ("normative_filing", "2026-03-02", "2026-04-01"),
        ("interpretation", "2026-03-02", "2026-03-02"),
        ("withheld_review", "2026-03-02", "2027-03-02"),
        ("guide_review", "2026-03-02", "2027-03-02"),
    ] {
        let term = terms.get(id).expect(id);
        let end = term.last_day(day(from), calendar).expect(id);
        assert_eq!(end.date, day(last), "{id}");
        let next = end.date.tomorrow().expect("a day");
        let before = end.date.yesterday().expect("a day");
        let kept = |on| term.is_kept(day(from), on, calendar);
        assert_eq!(kept(end.date), Some(true), "{id}");
        let (early, after) = match term.bound {
            Bound::AtMost | Bound::Before => (true, false),
            Bound::AtLeast => (false, true),
        };
        assert_eq!(
            (kept(before), kept(next)),
            (Some(early), Some(after)),
            "{id}"
        );
    }
    let hours = [
        ("opinion_first_word", 5),
        ("opinion_press_conference", 24),
        ("opinion_response", 48),
    ];
    let found = Date::constant(2026, 3, 2).at(22, 30, 0, 0);
    for (id, count) in hours {
        let term = terms.get(id).expect(id);
        let end = term.moment(found).expect("hours");
        assert_eq!(end.duration_since(found).as_hours(), count, "{id}");
        assert_eq!(term.last_day(ON, calendar), None);
        assert_eq!(term.is_kept(ON, ON, calendar), None);
    }
    let tested = 23 + hours.len();
    assert_eq!(terms.all().len(), tested, "a term without a worked case");
    assert!(
        terms
            .get("proactive_publish")
            .is_some_and(|it| it.moment(found).is_none())
    );
}

#[test]
fn a_place_sets_what_no_statute_sets() {
    let mut terms = Terms::default();
    let three = Amount::WorkingDays(3);
    assert_eq!(terms.set("interpretation", three, "郑州市的规定"), Ok(()));
    let set = *terms.get("interpretation").expect("a term");
    assert_eq!(
        set.last_day(day("2026-03-06"), Calendar::standard())
            .map(|it| it.date),
        Some(day("2026-03-11"))
    );
    assert_eq!(set.source.0, "郑州市的规定");
    // Ten working days before Monday 2 March 2026: off from 15 to 23 February, worked on the Saturdays 14 and 28.
    let evaluation = "normative_evaluation_before_expiry";
    let ten = Amount::WorkingDays(10);
    assert_eq!(terms.set(evaluation, ten, "本县的规定"), Ok(()));
    let set = *terms.get(evaluation).expect("a term");
    let last = |from| set.last_day(day(from), Calendar::standard());
    let last = |from| last(from).map(|it| (it.date, it.provisional));
    assert_eq!(last("2026-03-02"), Some((day("2026-02-10"), false)));
    // Of a year without a notice only the weekday is known.
    assert_eq!(last("2096-03-02"), Some((day("2096-02-17"), true)));
    let refused = terms
        .set("proactive_publish", three, "本县的规定")
        .expect_err("statutory");
    assert_eq!(refused.article.map(|it| it.0), Some("条例第二十六条"));
    assert!(
        terms
            .set("interpretation", Amount::Hours(5), "本县的规定")
            .is_err()
    );
    assert!(terms.set("opinion_response", three, "本县的规定").is_err());
    assert!(terms.set("没有这个", three, "本县的规定").is_err());
    for term in terms.all() {
        assert!(!term.source.0.is_empty() && !term.zh.is_empty() && !term.anchor.is_empty());
    }
}

#[test]
fn a_document_holds_as_long_as_it_says_and_as_notices_extend_in_time() {
    let notice = |published, until| Extension {
        published: day(published),
        until: day(until),
    };
    let end = Some(day("2026-03-31"));
    let until = |extensions: &[Extension]| validity(end, extensions);
    assert_eq!(until(&[]), Validity::Until(day("2026-03-31")));
    assert_eq!(
        until(&[notice("2026-03-31", "2028-03-31")]),
        Validity::Until(day("2028-03-31"))
    );
    assert_eq!(
        until(&[notice("2026-04-01", "2028-03-31")]),
        Validity::Until(day("2026-03-31"))
    );
    // Notices may be given in any order, and none shortens.
    let two = [
        notice("2028-03-01", "2030-03-31"),
        notice("2026-03-01", "2028-03-31"),
    ];
    assert_eq!(until(&two), Validity::Until(day("2030-03-31")));
    assert_eq!(
        until(&[notice("2026-03-01", "2026-03-15")]),
        Validity::Until(day("2026-03-31"))
    );
    assert_eq!(validity(None, &two), Validity::Open);
}

#[test]
fn a_document_is_evaluated_before_its_end_or_every_five_years() {
    let terms = Terms::default();
    let of = |validity, evaluated: Option<&str>| {
        let it =
            evaluation(validity, day("2022-05-01"), evaluated.map(day), &terms).expect("in range");
        assert!(!it.verified && it.source.0.contains("277号"));
        (it.from.to_string(), it.until.to_string())
    };
    let bounds = |from: &str, until: &str| (from.to_owned(), until.to_owned());
    assert_eq!(
        of(Validity::Until(day("2027-04-30")), None),
        bounds("2026-10-30", "2027-04-30")
    );
    assert_eq!(of(Validity::Open, None), bounds("2022-05-01", "2027-05-01"));
    assert_eq!(
        of(Validity::Open, Some("2025-06-30")),
        bounds("2025-06-30", "2030-06-30")
    );
    assert_eq!(
        of(Validity::Open, Some("2020-06-30")),
        bounds("2022-05-01", "2027-05-01")
    );
}

#[test]
fn there_is_no_cap_on_validity_unless_a_place_sets_one() {
    let mut practices = Practices::default();
    let effective = day("2026-03-02");
    assert_eq!(longest_validity(effective, false, &practices), None);
    practices.longest.value = Some(5);
    assert_eq!(
        longest_validity(effective, false, &practices),
        Some(day("2031-03-01"))
    );
    assert_eq!(
        longest_validity(effective, true, &practices),
        Some(day("2031-03-01"))
    );
    practices.longest_on_trial.value = Some(3);
    assert_eq!(
        longest_validity(effective, true, &practices),
        Some(day("2029-03-01"))
    );
    assert_eq!(
        longest_validity(effective, false, &practices),
        Some(day("2031-03-01"))
    );
}

/// 国办发〔2018〕115号第六项、第七项
#[test]
fn nothing_is_deliberated_without_a_review_that_allows_it() {
    assert!(may_deliberate(None, true, "").is_err());
    assert!(may_deliberate(Some(Opinion::Unlawful), true, "理由").is_err());
    assert!(may_deliberate(Some(Opinion::Lawful), false, "").is_ok());
    assert!(may_deliberate(Some(Opinion::Modify), true, "").is_ok());
    assert!(may_deliberate(Some(Opinion::Modify), false, "上位法已有规定").is_ok());
    let refused = may_deliberate(Some(Opinion::Modify), false, " ").expect_err("silent");
    assert_eq!(
        refused.article.map(|it| it.0),
        Some("国办发〔2018〕115号第六项")
    );
    for (opinion, id, zh) in [
        (Opinion::Lawful, "lawful", "合法"),
        (Opinion::Unlawful, "unlawful", "不合法"),
        (Opinion::Modify, "modify", "应当予以修改"),
    ] {
        assert_eq!((opinion.id(), opinion.zh()), (id, zh));
    }
}

proptest! {
    /// A term of any length ends somewhere or is out of range; nothing panics.
    #[test]
    fn a_term_of_any_length_is_reckoned(
        amount in prop_oneof![
            any::<u32>().prop_map(Amount::Days),
            any::<u32>().prop_map(Amount::Months),
            any::<u32>().prop_map(Amount::Years),
            (0..3000u32).prop_map(Amount::WorkingDays),
        ],
        from in 0..3_000_000i64,
    ) {
        let from = Date::constant(1900, 1, 1).saturating_add(jiff::Span::new().days(from));
        let mut terms = Terms::default();
        prop_assert!(terms.set("normative_filing", amount, "本县的规定").is_ok());
        let term = terms.get("normative_filing").expect("a term");
        if let Some(end) = term.last_day(from, Calendar::standard()) {
            prop_assert!(end.date >= from);
        }
    }

    /// However notices of extension come, the end of a document is the one it declared or one that a notice gave, and
    /// never before the declared one.
    #[test]
    fn extensions_only_ever_lengthen(
        declared in 0..2000i64,
        notices in proptest::collection::vec((0..4000i64, 0..6000i64), 0..6),
    ) {
        let at = |days: i64| Date::constant(2020, 1, 1).saturating_add(jiff::Span::new().days(days));
        let extensions: Vec<Extension> = notices
            .iter()
            .map(|(published, until)| Extension { published: at(*published), until: at(*until) })
            .collect();
        let Validity::Until(end) = validity(Some(at(declared)), &extensions) else {
            return Err(TestCaseError::fail("a declared end is an end"));
        };
        prop_assert!(end >= at(declared));
        prop_assert!(end == at(declared) || extensions.iter().any(|it| it.until == end));
    }
}

/// `docs/law/duties.md`, made from the data.
fn page() -> String {
    let mut page = String::from(
        "# Duties to publish 法定主动公开\n\nGenerated from `crates/law/src/duty`; do not edit.\n`UPDATE_DOCS=1 cargo test -p law --test law duty` writes it.\nWhat is not marked “已核对” was not read in the text of the rule itself, or is a proposal: a place may set it otherwise.\n\n## What 内容\n\n| 内容 | 范围 | 依据 | 更新周期（建议） | duty |\n|---|---|---|---|---|\n",
    );
    for duty in CHECKLIST {
        let scope = match duty.scope {
            Scope::All => "各行政机关",
            Scope::CityCounty => "设区的市级、县级人民政府及其部门",
            Scope::Township => "乡（镇）人民政府",
        };
        let fresh = match duty.fresh.value {
            law::duty::Freshness::Months(months) => format!("{months}个月"),
            law::duty::Freshness::Occasion => "逢事更新".to_owned(),
        };
        let _ = writeln!(
            page,
            "| {} | {scope} | {} | {fresh} | `{}` |",
            duty.zh, duty.article, duty.id
        );
    }
    page.push_str("\n## By when 期限\n\n| 事项 | | 期限 | 从何时起 | 自 | 依据 | | term |\n|---|---|---|---|---|---|---|---|\n");
    for term in Terms::default().all() {
        let sure = if term.verified {
            "已核对"
        } else {
            "可以另行设置"
        };
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {sure} | `{}` |",
            term.zh,
            term.bound.zh(),
            term.amount.zh(),
            term.anchor,
            term.from,
            term.source,
            term.id
        );
    }
    page
}

#[test]
fn the_page_of_duties_is_what_the_data_say() {
    must_be("duties", &page());
}
