//! What is counted of a request, a dispute and a text, and in which year.

use law::Date;
use law::report::{
    Applicant, Case, Cell, Column, Contest, Dispute, Enacted, Figure, Format, Measure, Outcome,
    Report, Row, Subject, compile,
};
use law::request::{Act, Decision};

fn count(report: &Report, cell: Cell) -> Option<i64> {
    report.get(cell).and_then(Figure::as_count)
}

/// 条例第三十条、第四十二条: what ends without an answer is handled too, and what was answered stays answered.
#[test]
fn a_request_is_counted_under_what_became_of_it() {
    const OTHER: Row = Row::OtherHandling;
    let on = |day| Date::constant(2022, 3, day);
    let decided = |decision| Row::Decided(decision);
    for (acts, answer, row, row_of_2019) in [
        (
            vec![(3, Act::AskCorrection), (20, Act::LapseCorrection)],
            None,
            decided(Decision::OtherNoCorrection),
            OTHER,
        ),
        (
            vec![(3, Act::Assign), (4, Act::TellFee), (30, Act::LapseFee)],
            None,
            decided(Decision::OtherFeeUnpaid),
            OTHER,
        ),
        (
            vec![(5, Act::Withdraw)],
            None,
            decided(Decision::OtherMisc),
            OTHER,
        ),
        (
            vec![(3, Act::AnswerAtOnce), (4, Act::Decide), (5, Act::Withdraw)],
            Some(Decision::Partial),
            decided(Decision::Partial),
            decided(Decision::Partial),
        ),
        (
            vec![(3, Act::AnswerAtOnce), (4, Act::Decide)],
            Some(Decision::Granted),
            decided(Decision::Granted),
            decided(Decision::Granted),
        ),
        (
            vec![(3, Act::Assign)],
            None,
            Row::CarriedOut,
            Row::CarriedOut,
        ),
    ] {
        let begun = [
            (1, Act::Submit),
            (1, Act::ConfirmReceipt),
            (2, Act::Register),
        ];
        let case = Case {
            applicant: Applicant::Research,
            acts: begun
                .into_iter()
                .chain(acts)
                .map(|(day, act)| (on(day), act))
                .collect(),
            answer,
        };
        for (format, row) in [(Format::Form2021, row), (Format::Trial2019, row_of_2019)] {
            let (report, uncounted) = compile(format, 2022, std::slice::from_ref(&case), &[], &[]);
            assert_eq!(uncounted, [], "{case:?}");
            let total = |row| Cell::Request(row, Column::Total);
            let counted: Vec<Row> = law::report::rows(format)
                .into_iter()
                .filter(|row| count(&report, total(*row)) == Some(1))
                .collect();
            let mut wanted = vec![Row::New, row];
            wanted.extend(row.is_a_result().then_some(Row::ResultTotal));
            assert_eq!(counted, wanted, "{}: {case:?}", format.zh());
            let of = |applicant| Cell::Request(row, Column::Of(applicant));
            assert_eq!(count(&report, of(Applicant::Research)), Some(1));
            assert_eq!(count(&report, of(Applicant::NaturalPerson)), Some(0));
        }
    }
}

/// 条例第五十条第一款第二项: a year tells what was received in it or before it, and nothing of the years after.
#[test]
fn a_request_is_counted_in_no_year_before_it_was_received() {
    let on = |month, day| Date::constant(2023, month, day);
    let case = Case {
        applicant: Applicant::NaturalPerson,
        acts: vec![
            (on(3, 1), Act::Submit),
            (on(3, 1), Act::ConfirmReceipt),
            (on(3, 2), Act::Register),
            (on(3, 3), Act::Assign),
        ],
        answer: None,
    };
    for (year, carried_in, new, carried_out) in [(2022, 0, 0, 0), (2023, 0, 1, 1), (2024, 1, 0, 1)]
    {
        let (report, _) = compile(
            Format::Form2021,
            year,
            std::slice::from_ref(&case),
            &[],
            &[],
        );
        let counted = [Row::CarriedIn, Row::New, Row::CarriedOut]
            .map(|row| count(&report, Cell::Request(row, Column::Total)));
        let wanted = [carried_in, new, carried_out].map(Some);
        assert_eq!(counted, wanted, "{year}");
    }
}

/// 条例第五十条第一款第三项
#[test]
fn a_dispute_is_pending_at_the_end_of_each_year_until_that_of_its_outcome() {
    let contest = Contest {
        dispute: Dispute::SuitDirect,
        filed_on: Date::constant(2022, 11, 1),
        concluded: Some((Date::constant(2024, 2, 1), Outcome::Corrected)),
    };
    for (year, outcome) in [
        (2021, None),
        (2022, Some(Outcome::Pending)),
        (2023, Some(Outcome::Pending)),
        (2024, Some(Outcome::Corrected)),
        (2025, None),
    ] {
        let (report, _) = compile(Format::Form2021, year, &[], &[contest, contest], &[]);
        for dispute in Dispute::ALL {
            for one in Outcome::ALL {
                let is_there = dispute == Dispute::SuitDirect
                    && outcome.is_some()
                    && (outcome == Some(one) || one == Outcome::Total);
                let counted = count(&report, Cell::Dispute(dispute, one));
                assert_eq!(
                    counted,
                    Some(if is_there { 2 } else { 0 }),
                    "{year} {dispute:?} {one:?}"
                );
            }
        }
    }
}

/// 条例第五十条第一款第一项; since the form of 2021.
#[test]
fn rules_and_normative_documents_are_counted_apart() {
    let text = |subject, made: i16, repealed: Option<i16>| Enacted {
        subject,
        made_on: Date::constant(made, 6, 1),
        repealed_on: repealed.map(|year| Date::constant(year, 7, 1)),
    };
    let texts = [
        text(Subject::Rules, 2020, None),
        text(Subject::Rules, 2022, None),
        text(Subject::Rules, 2023, None),
        text(Subject::NormativeDocs, 2019, Some(2021)),
        text(Subject::NormativeDocs, 2020, Some(2022)),
        text(Subject::NormativeDocs, 2021, Some(2023)),
        text(Subject::NormativeDocs, 2022, Some(2022)),
    ];
    let (report, _) = compile(Format::Form2021, 2022, &[], &[], &texts);
    let counted = [Subject::Rules, Subject::NormativeDocs].map(|subject| {
        [Measure::Made, Measure::Repealed, Measure::InForce]
            .map(|measure| count(&report, Cell::Proactive(subject, measure)))
    });
    assert_eq!(
        counted,
        [[Some(1), Some(0), Some(2)], [Some(1), Some(2), Some(1)]]
    );
    let (report, _) = compile(Format::Trial2019, 2020, &[], &[], &texts);
    assert!(
        report
            .figures()
            .all(|(cell, _)| !matches!(cell, Cell::Proactive(..))),
        "the form of 2019 counts what was made public, which no day of enactment tells"
    );
}
