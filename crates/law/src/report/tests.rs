use super::*;
use crate::request::Decision;

/// A report whose sums hold: every cell of table three is 1 for each kind of applicant.
fn sound(format: Format) -> Report {
    let mut report = Report::new(format);
    report.year = Format::of_year(2021).map(|_| match format {
        Format::Trial2019 => 2020,
        Format::Form2021 => 2024,
    });
    let results = rows(format).iter().filter(|row| row.is_a_result()).count() as i64;
    for row in rows(format) {
        let each = match row {
            Row::New | Row::ResultTotal => results,
            _ => 1,
        };
        for applicant in Applicant::ALL {
            let cell = Cell::Request(row, Column::Of(applicant));
            report.set(cell, Figure::count(each));
        }
        let total = Cell::Request(row, Column::Total);
        report.set(total, Figure::count(each * 6));
    }
    for dispute in Dispute::ALL {
        for outcome in Outcome::PARTS {
            report.set(Cell::Dispute(dispute, outcome), Figure::count(2));
        }
        report.set(Cell::Dispute(dispute, Outcome::Total), Figure::count(8));
    }
    report
}

fn granted(column: Column) -> Cell {
    Cell::Request(Row::Decided(Decision::Granted), column)
}

const PERSONS: Column = Column::Of(Applicant::NaturalPerson);

/// 条例第五十条第一款、第五十条第二款
#[test]
fn the_forms_have_the_rows_and_columns_that_were_printed() {
    for (format, rows_of_three, cells) in [
        (Format::Trial2019, 23, 22 + 23 * 7 + 15),
        (Format::Form2021, 25, 10 + 25 * 7 + 15),
    ] {
        assert_eq!(rows(format).len(), rows_of_three, "{}", format.zh());
        let all = format.cells();
        assert_eq!(all.len(), cells, "{}", format.zh());
        let mut ids: Vec<String> = all.iter().map(|cell| cell.id()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), cells, "a cell has a name of its own");
        assert_eq!(Format::from_id(format.id()), Some(format));
    }
    assert_eq!(Format::of_year(2018), None);
    assert_eq!(Format::of_year(2020), Some(Format::Trial2019));
    assert_eq!(Format::of_year(2021), Some(Format::Form2021));
}

/// 条例第五十条第一款第二项、第五十条第一款第三项
#[test]
fn each_identity_that_fails_is_named_with_its_figures() {
    for format in Format::ALL {
        assert_eq!(check(&sound(format)), [], "{}", format.zh());
        let n = rows(format).len() + 7 + 7 + 3;
        assert_eq!(identities(format).len(), n);
    }
    let mut report = sound(Format::Form2021);
    report.set(granted(PERSONS), Figure::count(4));
    let failures = check(&report);
    let says: Vec<&str> = failures.iter().map(|one| one.says.as_str()).collect();
    assert_eq!(
        says,
        [
            "第三表“（一）予以公开”一行：各类申请人相加 4+1+1+1+1+1=9，“总计”写的是 6，相差 3",
            "第三表“自然人”一列：办理结果各行相加 4+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1=24，“（七）总计”写的是 21，相差 3",
        ]
    );
    assert_eq!(
        failures.iter().map(Failure::apart).max(),
        Some(Figure::count(3))
    );
    for failure in &failures {
        assert_eq!(
            failure.rule.article(),
            crate::Article("条例第五十条第一款第二项")
        );
    }

    let mut report = sound(Format::Form2021);
    let out = Cell::Request(Row::CarriedOut, PERSONS);
    report.set(out, Figure::count(3));
    let balance = check(&report);
    assert!(balance.iter().any(|one| one.says.contains("第三表“自然人”一列：本年新收加上年结转 21+1=22，办理结果总计加结转下年度继续办理 21+3=24，相差 2")), "{balance:?}");

    let mut report = sound(Format::Form2021);
    report.set(
        Cell::Dispute(Dispute::Review, Outcome::Total),
        Figure::count(9),
    );
    let [only] = check(&report).try_into().expect("one failure");
    assert_eq!(
        only.says,
        "第四表“行政复议”：结果维持、结果纠正、其他结果、尚未审结相加 2+2+2+2=8，“总计”写的是 9，相差 1"
    );
    assert_eq!(only.rule.article().0, "条例第五十条第一款第三项");
}

#[test]
fn a_sum_is_told_with_the_noughts_of_a_short_row_and_without_those_of_a_long_column() {
    let mut report = Report::new(Format::Form2021);
    for cell in Format::Form2021.cells() {
        report.set(cell, Figure::ZERO);
    }
    report.set(granted(PERSONS), Figure::count(4));
    let partial = Cell::Request(Row::Decided(Decision::Partial), PERSONS);
    report.set(partial, Figure::count(2));
    let says: Vec<String> = check(&report).into_iter().map(|one| one.says).collect();
    assert_eq!(
        says,
        [
            "第三表“（一）予以公开”一行：各类申请人相加 4+0+0+0+0+0=4，“总计”写的是 0，相差 4",
            "第三表“（二）部分公开”一行：各类申请人相加 2+0+0+0+0+0=2，“总计”写的是 0，相差 2",
            "第三表“自然人”一列：办理结果各行相加 4+2=6，“（七）总计”写的是 0，相差 6",
        ]
    );
}

/// 条例第五十条第二款
#[test]
fn what_counts_things_is_a_whole_number_that_is_not_negative() {
    for (written, is_sound) in [("0", true), ("-1", false), ("0.5", false)] {
        let figure = Figure::parse(written).expect("a figure");
        let mut report = Report::new(Format::Form2021);
        let cell = Cell::Proactive(Subject::Licences, Measure::Decisions);
        report.set(cell, figure);
        assert_eq!(check(&report).is_empty(), is_sound, "{written}");
        // Money has a point, and a change may go down.
        let mut report = Report::new(Format::Trial2019);
        let amount = Cell::Proactive(Subject::Procurement, Measure::AmountWan);
        report.set(amount, Figure::parse("0.5").expect("a figure"));
        report.set(Cell::Proactive(Subject::Fees, Measure::Delta), figure);
        assert_eq!(check(&report), [], "{written}");
    }
}

/// 条例第五十条第一款第一项
#[test]
fn the_second_table_of_2019_holds_within_itself() {
    let mut report = Report::new(Format::Trial2019);
    let mut set = |subject, measure, n| {
        report.set(Cell::Proactive(subject, measure), Figure::count(n));
    };
    set(Subject::Licences, Measure::PrevItems, 3);
    set(Subject::Licences, Measure::Delta, -4);
    set(Subject::Rules, Measure::NewPublic, 5);
    set(Subject::Rules, Measure::TotalPublic, 4);
    set(Subject::Penalties, Measure::PrevItems, 3);
    set(Subject::Penalties, Measure::Delta, -3);
    let failures = check(&report);
    let rules: Vec<_> = failures
        .iter()
        .map(|one| (one.rule, one.rule.weight()))
        .collect();
    assert_eq!(
        rules,
        [
            (Rule::PublicAmongAll, Weight::Explain),
            (Rule::ItemsLeft, Weight::Must),
        ]
    );
    assert!(
        failures
            .iter()
            .all(|one| one.rule.article().0 == "条例第五十条第一款第一项")
    );
    assert_eq!(
        failures[1].says,
        "第二表“行政许可”一行：上一年项目数量 3 加本年增/减 -4 得 -1，项目数量不能小于零"
    );
}

#[test]
fn an_identity_that_lacks_a_figure_is_not_checked_and_the_figure_is_named() {
    let mut report = sound(Format::Form2021);
    assert_eq!(unchecked(&report), []);
    report.unset(granted(PERSONS));
    assert!(report.missing().contains(&granted(PERSONS)));
    report.set(granted(Column::Total), Figure::count(60));
    assert_eq!(unchecked(&report), [granted(PERSONS)]);
    let rules: Vec<Rule> = check(&report).iter().map(|one| one.rule).collect();
    assert_eq!(rules, [Rule::ResultsTotal], "only that of the column 总计");
    assert_eq!(
        unchecked(&Report::new(Format::Form2021)),
        [],
        "a missing table is told as such"
    );
    for dispute in Dispute::ALL {
        for outcome in Outcome::ALL {
            report.unset(Cell::Dispute(dispute, outcome));
        }
    }
    assert_eq!(unchecked(&report), [granted(PERSONS)]);
}

#[test]
fn one_wrong_figure_is_found_and_two_are_not_guessed() {
    let mut report = sound(Format::Form2021);
    report.set(granted(PERSONS), Figure::count(4));
    let [only] = mends(&report).try_into().expect("one place");
    assert_eq!(
        (only.cell, only.is, only.should_be),
        (granted(PERSONS), Figure::count(4), Figure::count(1))
    );
    report.set(Cell::Request(Row::New, Column::Total), Figure::count(0));
    assert_eq!(mends(&report), []);
    assert_eq!(mends(&sound(Format::Form2021)), []);
    let mut report = sound(Format::Form2021);
    report.set(
        Cell::Dispute(Dispute::Review, Outcome::Total),
        Figure::count(9),
    );
    let cells: Vec<Cell> = mends(&report).iter().map(|mend| mend.cell).collect();
    assert_eq!(
        cells.first(),
        Some(&Cell::Dispute(Dispute::Review, Outcome::Total)),
        "the sum first"
    );
    assert_eq!(cells.len(), 5, "or any of what it adds up");
}

#[test]
fn what_was_left_to_the_next_year_is_what_the_next_year_took_over() {
    let former = sound(Format::Trial2019);
    let mut later = sound(Format::Form2021);
    later.year = Some(2021);
    assert_eq!(
        between_years(&former, &later),
        [],
        "across a change of form"
    );
    later.set(Cell::Request(Row::CarriedIn, PERSONS), Figure::count(5));
    let [only] = between_years(&former, &later)
        .try_into()
        .expect("one failure");
    assert_eq!(
        (only.rule, only.rule.weight()),
        (Rule::CarriedOver, Weight::Must)
    );
    assert!(only.says.contains("2020年报告的“四、结转下年度继续办理”是 1，2021年报告的“二、上年结转政府信息公开申请数量”是 5，相差 4"), "{}", only.says);
    later.year = Some(2022);
    assert_eq!(between_years(&former, &later), [], "not the year after");
}

#[test]
fn texts_in_force_and_items_of_power_go_on_from_year_to_year() {
    let text = |measure| Cell::Proactive(Subject::NormativeDocs, measure);
    let mut former = Report::new(Format::Form2021);
    former.year = Some(2023);
    former.set(text(Measure::InForce), Figure::count(84));
    let mut later = Report::new(Format::Form2021);
    later.year = Some(2024);
    for (measure, n) in [
        (Measure::Made, 8),
        (Measure::Repealed, 26),
        (Measure::InForce, 66),
    ] {
        later.set(text(measure), Figure::count(n));
    }
    assert_eq!(between_years(&former, &later), []);
    later.set(text(Measure::InForce), Figure::count(67));
    let [only] = between_years(&former, &later)
        .try_into()
        .expect("one failure");
    assert_eq!(
        (only.rule, only.rule.weight()),
        (Rule::InForceOver, Weight::Explain)
    );
    assert!(
        only.says.contains("84，加本年制发 8，减本年废止 26，得 66"),
        "{}",
        only.says
    );

    let item = |measure| Cell::Proactive(Subject::Licences, measure);
    let mut former = Report::new(Format::Trial2019);
    former.year = Some(2019);
    former.set(item(Measure::PrevItems), Figure::count(10));
    former.set(item(Measure::Delta), Figure::count(-2));
    let mut later = Report::new(Format::Trial2019);
    later.year = Some(2020);
    later.set(item(Measure::PrevItems), Figure::count(8));
    assert_eq!(between_years(&former, &later), []);
    later.set(item(Measure::PrevItems), Figure::count(10));
    let rules: Vec<Rule> = between_years(&former, &later)
        .iter()
        .map(|one| one.rule)
        .collect();
    assert_eq!(rules, [Rule::ItemsOver]);
}

/// 条例第四十九条第二款
#[test]
fn a_government_adds_up_its_agencies() {
    let parts = [sound(Format::Form2021), sound(Format::Form2021)];
    let mut whole = aggregate(&parts).expect("one form, one year");
    assert_eq!(check(&whole), []);
    assert_eq!(whole.get(granted(PERSONS)), Some(Figure::count(2)));
    assert_eq!(check_sum(&whole, &parts), Ok(vec![]));
    whole.set(granted(PERSONS), Figure::count(7));
    let failures = check_sum(&whole, &parts).expect("comparable");
    let [only] = failures.try_into().expect("one failure");
    assert_eq!(
        only.says,
        "第三表“（一）予以公开”一行“自然人”一列：各机关相加得 2，汇总的报告写的是 7，相差 5"
    );

    let mut of_no_year = aggregate(&parts).expect("one form, one year");
    of_no_year.year = None;
    assert_eq!(check_sum(&of_no_year, &parts), Ok(vec![]));
    let mut of_another_year = of_no_year;
    of_another_year.year = Some(2023);
    assert!(check_sum(&of_another_year, &parts).is_err());
    let mut of_another_form = sound(Format::Trial2019);
    of_another_form.year = parts[0].year;
    assert!(check_sum(&of_another_form, &parts).is_err());

    let mut lacks = sound(Format::Form2021);
    lacks.unset(granted(PERSONS));
    let sum = aggregate(&[sound(Format::Form2021), lacks]).expect("comparable");
    assert_eq!(
        sum.get(granted(PERSONS)),
        None,
        "what one lacks is not taken for zero"
    );
    for parts in [
        vec![],
        vec![sound(Format::Form2021), sound(Format::Trial2019)],
    ] {
        let refused = aggregate(&parts).expect_err("not comparable");
        assert_eq!(
            refused.article.map(|article| article.0),
            Some("条例第四十九条第二款")
        );
    }
}
