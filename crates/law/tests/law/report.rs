//! 年度报告 — the real tables, tables counted from any lawful history, and tables printed in many ways and read again.

mod counted;
mod laid_out;
mod page;
mod printed;

use law::Date;
use law::report::reading::Odd;
use law::report::{
    Applicant, Case, Cell, Column, Contest, Dispute, Enacted, Figure, Format, Measure, Outcome,
    Report, Row, Subject, Table, aggregate, between_years, check, compile, mends, reading, wire,
};
use law::request::{Act, Decision, State, acts, step};
use proptest::prelude::*;

/// Two whole reports of places that do not exist.
const WHOLE: &str = include_str!("cases/reports.json");

const FIRST: Date = Date::constant(2022, 1, 1);

fn real() -> Vec<Report> {
    let found = wire::read(WHOLE).expect("reports");
    found
        .into_iter()
        .map(|one| {
            assert_eq!(one.oddities, []);
            one.report
        })
        .collect()
}

/// 条例第五十条第一款第一项、第五十条第一款第二项、第五十条第一款第三项
#[test]
fn the_real_reports_hold() {
    let reports = real();
    assert_eq!(reports.len(), 2);
    for report in reports {
        assert_eq!(report.format, Format::Form2021);
        assert_eq!(report.missing(), []);
        assert_eq!(check(&report), []);
    }
}

/// A lawful history of one request: at each step one of the acts that may follow, some days later.
fn history(seed: &[(u8, u16)], applicant: Applicant, decision: Decision) -> Case {
    let mut state = State::Draft;
    let mut day = FIRST;
    let mut case = Case {
        applicant,
        acts: Vec::new(),
        answer: None,
    };
    for (choice, days) in seed {
        let may = acts(state);
        let Some(act) = may.get(usize::from(*choice) % may.len().max(1)) else {
            break;
        };
        let act = match act {
            Act::Archive(_) => Act::Archive(decision),
            act => *act,
        };
        day = day.checked_add(jiff_days(*days)).expect("a day");
        state = step(state, act).expect("lawful");
        if act == Act::Decide {
            case.answer = Some(decision);
        }
        case.acts.push((day, act));
    }
    case
}

fn jiff_days(days: u16) -> jiff::Span {
    jiff::Span::new().days(i64::from(days))
}

fn any_case() -> impl Strategy<Value = Case> {
    let steps = proptest::collection::vec((any::<u8>(), 0_u16..120), 0..30);
    let applicant = proptest::sample::select(Applicant::ALL.to_vec());
    let decision = proptest::sample::select(Decision::ALL.to_vec());
    (steps, applicant, decision).prop_map(|(steps, who, decision)| history(&steps, who, decision))
}

fn any_contest() -> impl Strategy<Value = Contest> {
    let dispute = proptest::sample::select(Dispute::ALL.to_vec());
    let outcome =
        proptest::sample::select(vec![Outcome::Upheld, Outcome::Corrected, Outcome::Other]);
    let concluded = proptest::option::of((0_u16..700, outcome));
    (dispute, 0_u16..900, concluded).prop_map(|(dispute, filed, concluded)| {
        let filed_on = FIRST.checked_add(jiff_days(filed)).expect("a day");
        let end = |days| filed_on.checked_add(jiff_days(days)).expect("a day");
        Contest {
            dispute,
            filed_on,
            concluded: concluded.map(|(days, outcome)| (end(days), outcome)),
        }
    })
}

fn any_text() -> impl Strategy<Value = Enacted> {
    let subject = proptest::sample::select(vec![Subject::Rules, Subject::NormativeDocs]);
    (subject, 0_u16..900, proptest::option::of(0_u16..700)).prop_map(|(subject, made, repealed)| {
        let made_on = FIRST.checked_add(jiff_days(made)).expect("a day");
        let end = |days| made_on.checked_add(jiff_days(days)).expect("a day");
        Enacted {
            subject,
            made_on,
            repealed_on: repealed.map(end),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Whatever happened, each year adds up, and takes over what the year before left.
    #[test]
    fn what_is_counted_from_lawful_histories_adds_up(
        cases in proptest::collection::vec(any_case(), 0..40),
        contests in proptest::collection::vec(any_contest(), 0..20),
        texts in proptest::collection::vec(any_text(), 0..20),
    ) {
        for format in Format::ALL {
            let mut before: Option<Report> = None;
            let mut received = 0;
            for year in 2022..=2032 {
                let (report, uncounted) = compile(format, year, &cases, &contests, &texts);
                prop_assert_eq!(&uncounted, &vec![]);
                prop_assert_eq!(check(&report), vec![]);
                if let Some(before) = &before {
                    prop_assert_eq!(between_years(before, &report), vec![]);
                }
                let new = report.get(Cell::Request(Row::New, Column::Total));
                received += new.and_then(Figure::as_count).expect("a count");
                before = Some(report);
            }
            let ever = |case: &&Case| case.acts.iter().any(|(_, act)| *act == Act::ConfirmReceipt);
            prop_assert_eq!(received, cases.iter().filter(ever).count() as i64, "each is new once");
        }
    }

    /// What two agencies count apart is what they would count together.
    #[test]
    fn a_sum_of_reports_is_the_report_of_all(
        one in proptest::collection::vec(any_case(), 0..20),
        other in proptest::collection::vec(any_case(), 0..20),
    ) {
        let of = |cases: &[Case]| compile(Format::Form2021, 2023, cases, &[], &[]).0;
        let sum = aggregate(&[of(&one), of(&other)]).expect("one year, one form");
        prop_assert_eq!(sum, of(&[one, other].concat()));
    }

    /// In tables three and four no figure can be changed without an identity that fails, and the place is found.
    #[test]
    fn a_changed_figure_is_never_missed(at in 0_usize..190, change in 1_i64..1000) {
        for report in real() {
            let cells: Vec<(Cell, Figure)> = report
                .figures()
                .filter(|(cell, _)| cell.table() != Table::Proactive)
                .collect();
            prop_assert_eq!(cells.len(), 190);
            let (cell, was) = cells[at];
            let mut changed = report.clone();
            changed.set(cell, was + Figure::count(change));
            prop_assert!(!check(&changed).is_empty(), "{}", cell);
            let found = mends(&changed);
            prop_assert!(found.iter().any(|mend| mend.cell == cell && mend.should_be == was), "{}", cell);
        }
    }

    /// However the tables are laid out, they are read as they were.
    #[test]
    fn tables_are_read_however_they_are_printed(
        report in any_report(),
        style in printed::any_style(),
    ) {
        let text = printed::text(&report, &style);
        let found = reading::find(&text, None, None);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].report, &report, "{:?}", found[0].oddities);
        prop_assert!(!found[0].is_incomplete(), "{:?}", found[0].oddities);
    }

    /// Also where no table is left of them but their words and figures.
    #[test]
    fn tables_without_lines_are_read_by_their_labels(
        report in any_report(),
        lines in printed::any_lines(),
    ) {
        let found = reading::find(&printed::in_lines(&report, lines), None, None);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].report, &report, "{:?}", found[0].oddities);
        prop_assert!(!found[0].is_incomplete(), "{:?}", found[0].oddities);
    }

    #[test]
    fn what_is_written_in_json_is_read_back(report in any_report()) {
        let written = wire::write(&report).to_string();
        let found = wire::read(&written).expect("readable");
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].report, &report);
        prop_assert_eq!(&found[0].oddities, &vec![]);
    }

    /// Any words in any cells with any spans: something is read or nothing, and the same again.
    #[test]
    fn no_table_makes_the_reader_panic(
        rows in proptest::collection::vec(
            proptest::collection::vec((0..printed::WORDS.len(), any::<u16>(), any::<u16>()), 0..20),
            0..60,
        ),
    ) {
        let text = printed::of_words(&rows);
        let found = reading::find(&text, None, None);
        for one in &found {
            let _ = (check(&one.report), mends(&one.report));
        }
        prop_assert_eq!(found, reading::find(&text, None, None));
    }

    #[test]
    fn no_text_makes_the_reader_of_json_panic(text in ".*") {
        let _ = wire::read(&text);
        let _ = wire::read(&format!("{{\"table2\":{text:?},\"table3\":{{{text:?}:[1]}},\"table4\":[]}}"));
    }
}

/// A report with any figures, of a year that has its form.
fn any_report() -> impl Strategy<Value = Report> {
    let figures = proptest::collection::vec(0_i64..20_000_000, 212);
    (proptest::sample::select(Format::ALL.to_vec()), figures).prop_map(|(format, figures)| {
        let mut report = Report::new(format);
        report.agency = Some("眠鹤县人民政府".into());
        report.year = Some(match format {
            Format::Trial2019 => 2020,
            Format::Form2021 => 2023,
        });
        for (cell, n) in format.cells().into_iter().zip(figures) {
            let figure = match cell {
                Cell::Proactive(_, Measure::AmountWan) => {
                    Figure::parse(&format!("{}.{:02}", n / 100, n % 100)).expect("an amount")
                }
                Cell::Proactive(_, Measure::Delta) => Figure::count(n % 100 - 50),
                _ => Figure::count(n),
            };
            report.set(cell, figure);
        }
        report
    })
}

#[test]
fn what_is_not_there_is_told_and_never_zero() {
    let report = real().remove(0);
    let style = printed::Style::plain();
    let odd = |text: &law::Text| {
        let found = reading::find(text, None, None);
        let mut odd: Vec<Odd> = found[0].oddities.iter().map(|one| one.odd).collect();
        odd.sort_by_key(|odd| odd.id());
        odd
    };
    let whole = printed::text(&report, &style);
    assert_eq!(odd(&whole), []);

    let mut without = whole.clone();
    without
        .blocks
        .retain(|block| !printed::holds(block, "（七）总计"));
    assert_eq!(odd(&without), [Odd::TableMissing(Table::Requests)]);

    let mut without = whole.clone();
    printed::drop_row(&mut without, "2.重复申请");
    assert_eq!(odd(&without), [Odd::RowMissing]);

    let mut blank = whole.clone();
    printed::write(&mut blank, "2.重复申请", 1, "");
    assert_eq!(odd(&blank), [Odd::Blank]);

    let mut twice = whole.clone();
    printed::name(&mut twice, "3.要求提供公开出版物", "2.重复申请");
    assert_eq!(odd(&twice), [Odd::RowMissing, Odd::Twice]);

    let mut words = whole.clone();
    printed::write(&mut words, "2.重复申请", 1, "见附件");
    assert_eq!(odd(&words), [Odd::Unreadable]);
    let found = reading::find(&words, None, None);
    assert!(
        found[0].oddities[0]
            .says
            .contains("“（五）2.重复申请”一行“自然人”一列写的是“见附件”，读不出数")
    );

    let mut parted = whole.clone();
    printed::write(&mut parted, "2.重复申请", 1, "2\n5");
    assert_eq!(odd(&parted), [Odd::Parted]);

    let mut narrow = whole.clone();
    printed::cut(&mut narrow, "2.重复申请");
    assert!(odd(&narrow).contains(&Odd::WrongWidth));

    let mut empty = whole;
    printed::empty(&mut empty);
    assert_eq!(odd(&empty), Table::ALL.map(Odd::TableEmpty));
}

/// As many a page has it: the heads are set otherwise than the rows, an amount is in yuan, sums are left blank.
#[test]
fn a_careless_page_is_read_and_its_faults_are_told() {
    let mut report = Report::new(Format::Trial2019);
    report.year = Some(2020);
    let amount = Cell::Proactive(Subject::Procurement, Measure::AmountWan);
    for cell in Format::Trial2019.cells() {
        report.set(cell, Figure::ZERO);
    }
    report.set(amount, Figure::parse("25.1").expect("an amount"));
    let mut text = printed::text(&report, &printed::Style::plain());
    printed::write(&mut text, "政府集中采购", 2, "251000元");
    printed::write(&mut text, "（一）予以公开", 1, "258");
    printed::write(&mut text, "（一）予以公开", 7, "\u{a0}");
    let found = reading::find(&text, None, None).remove(0);
    assert_eq!(found.report.get(amount), report.get(amount));
    let says: Vec<&str> = found.oddities.iter().map(|one| one.says.as_str()).collect();
    assert_eq!(
        says,
        [
            "第二表“政府集中采购”的金额 251000元 不以万元为单位，按 25.1 万元计",
            "第三表“（一）予以公开”一行“总计”一列是空白，按 0 计",
        ]
    );
    let failures = check(&found.report);
    assert!(
        found
            .says(&failures[0])
            .ends_with("“总计”写的是 0，相差 258（“总计”一格是空白）")
    );
    assert_eq!(found.says(&failures[1]), failures[1].says);
    assert!(!found.is_incomplete(), "every figure was read");
}

#[test]
fn a_form_of_another_year_is_told() {
    let mut report = real().remove(0);
    report.year = Some(2020);
    let found = reading::find(
        &printed::text(&report, &printed::Style::plain()),
        None,
        None,
    );
    let [only] = found[0].oddities.as_slice() else {
        panic!("{:?}", found[0].oddities)
    };
    assert_eq!(only.odd, Odd::OtherForm);
    assert_eq!(
        only.says,
        "2020年的报告应当用2019年试行格式（国办公开办函〔2019〕60号），这里的表是2021年格式"
    );
}

#[test]
fn an_entry_of_json_without_tables_is_told() {
    let found = wire::read(r#"[{"organ":"甲","table4":{"review":[1,2,3,4,10]}},{"organ":"乙"},7]"#);
    let found = found.expect("one report at least");
    let gaps: Vec<usize> = found.iter().map(|one| one.oddities.len()).collect();
    // Two tables and two disputes of the first; all three tables of the others.
    assert_eq!(gaps, [4, 3, 3]);
    assert!(found.iter().all(reading::Found::is_incomplete));
    let reviews = Outcome::ALL.map(|outcome| {
        let cell = Cell::Dispute(Dispute::Review, outcome);
        found[0].report.get(cell).and_then(Figure::as_count)
    });
    assert_eq!(reviews, [1, 2, 3, 4, 10].map(Some));
    let twice = wire::read(r#"{"table3":{"new":[1,0,0,0,0,0,1],"new_received":[2,0,0,0,0,0,1]}}"#);
    let twice: Vec<String> = twice.expect("a report")[0]
        .oddities
        .iter()
        .filter(|one| one.odd == Odd::Twice)
        .map(|one| one.says.clone())
        .collect();
    assert_eq!(
        twice,
        ["第三表“一、本年新收政府信息公开申请数量”一行“自然人”一列写了两次，数不同，取后一个"]
    );
    for none in ["{}", "[]", "7", "{\"reports\":[{}]}", "{\"table3\":"] {
        assert!(wire::read(none).is_err(), "{none}");
    }
}

#[test]
fn a_name_in_json_that_no_form_knows_is_told() {
    let found = wire::read(
        r#"{"table2":{"规章":{"made":1,"kept":2},"roads":3},
            "table3":{"new":{"total":1,"robots":1},"lost":[1]},
            "table4":{"review":{"upheld":1,"drawn":1},"duels":[1]}}"#,
    );
    let unknown: Vec<String> = found.expect("a report")[0]
        .oddities
        .iter()
        .filter(|one| one.odd == Odd::ExtraRow)
        .map(|one| one.says.clone())
        .collect();
    assert_eq!(
        unknown,
        [
            "第二表的“roads”不认识，没有核对",
            "第二表的“kept”不认识，没有核对",
            "第三表的“lost”不认识，没有核对",
            "第三表的“robots”不认识，没有核对",
            "第四表的“duels”不认识，没有核对",
            "第四表的“drawn”不认识，没有核对",
        ]
    );
}

#[test]
fn a_row_of_json_follows_the_columns_that_are_named_where_all_are() {
    const ORDER: &str = r#"["total","natural_person","commercial","research","social_welfare","legal_service","other_org"]"#;
    const SHORT: &str = r#"["total","natural_person","commercial","research","social_welfare","legal_service","total"]"#;
    const LONG: &str = r#"["total","natural_person","commercial","research","social_welfare","legal_service","other_org","total"]"#;
    let read = |columns: &str| {
        let json = format!(r#"{{"columns":{columns},"table3":{{"new":[21,1,2,3,4,5,6]}}}}"#);
        let found = wire::read(&json).expect("a report").remove(0);
        let total = Cell::Request(Row::New, Column::Total);
        found.report.get(total).and_then(Figure::as_count)
    };
    assert_eq!(read(ORDER), Some(21));
    for columns in [SHORT, LONG, "[]", "7"] {
        assert_eq!(read(columns), Some(6), "{columns}: the order of the form");
    }
    let short = r#"{"table3":{"new":[1,2,3]},"table4":{"review":[1,2,3]}}"#;
    let found = wire::read(short).expect("a report").remove(0);
    let told: Vec<&str> = found
        .oddities
        .iter()
        .filter(|one| one.odd == Odd::WrongWidth)
        .map(|one| one.says.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "第三表“一、本年新收政府信息公开申请数量”一行有 3 个数，应当有 7 个",
            "第四表“行政复议”应当有 5 个数",
        ]
    );
    assert_eq!(found.report.figures().count(), 0);
}

#[test]
fn a_file_of_json_holds_ten_thousand_reports_and_no_more() {
    let file = |n: usize| format!(r#"[{{"table4":{{}}}}{}]"#, ",0".repeat(n - 1));
    assert_eq!(
        wire::read(&file(10_000)).map(|found| found.len()),
        Ok(10_000)
    );
    let refused = wire::read(&file(10_001)).expect_err("too many");
    assert!(refused.says.contains("10000"), "{}", refused.says);
}

#[test]
fn several_reports_in_one_document_are_read_each() {
    let [mut one, mut other]: [Report; 2] = real().try_into().expect("two");
    one.agency = Some("甲县财政局".into());
    other.agency = Some("乙县财政局".into());
    let style = printed::Style::plain();
    let mut text = printed::text(&one, &style);
    text.blocks.extend(printed::text(&other, &style).blocks);
    text.blocks.extend(printed::text(&other, &style).blocks);
    // Each table printed twice, for screens of two sizes.
    let twice = printed::text(&one, &style).blocks;
    text.blocks.extend(
        twice
            .iter()
            .flat_map(|block| [block.clone(), block.clone()]),
    );
    let found = reading::find(&text, None, None);
    let reports: Vec<&Report> = found.iter().map(|one| &one.report).collect();
    assert_eq!(
        reports,
        [&one, &other],
        "what is printed twice is one report"
    );
}

#[test]
fn a_history_that_cannot_be_counted_is_told() {
    let day = |n| FIRST.checked_add(jiff_days(n)).expect("a day");
    let case = |acts: &[(u16, Act)], answer| Case {
        applicant: Applicant::NaturalPerson,
        acts: acts.iter().map(|(n, act)| (day(*n), *act)).collect(),
        answer,
    };
    let begun = [
        (1, Act::Submit),
        (1, Act::ConfirmReceipt),
        (2, Act::Register),
    ];
    let answered = [&begun[..], &[(3, Act::AnswerAtOnce), (4, Act::Decide)]].concat();
    let archived = [
        &answered[..],
        &[(5, Act::Deliver), (400, Act::Archive(Decision::Partial))],
    ]
    .concat();
    let back = [(9, Act::Submit), (1, Act::ConfirmReceipt)];
    let unlawful = [(1, Act::Submit), (1, Act::Decide)];
    let cases = [
        case(&begun, None),
        case(&answered, None),
        case(&archived, None),
        case(&archived, Some(Decision::Granted)),
        case(&back, None),
        case(&unlawful, None),
    ];
    let (report, uncounted) = compile(Format::Form2021, 2022, &cases, &[], &[]);
    let indexes: Vec<usize> = uncounted.iter().map(|one| one.index).collect();
    assert_eq!(indexes, [1, 3, 4, 5]);
    let count = |row| {
        report
            .get(Cell::Request(row, Column::Total))
            .and_then(Figure::as_count)
    };
    assert_eq!(count(Row::New), Some(2));
    assert_eq!(
        count(Row::Decided(Decision::Partial)),
        Some(1),
        "in the year of the answer"
    );
    assert_eq!(count(Row::CarriedOut), Some(1));
}
