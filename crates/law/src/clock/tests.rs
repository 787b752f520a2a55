//! What the statute says of each event, beside histories of one office.

use super::*;

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn history(events: &[(&str, Event)]) -> Vec<Happened> {
    let happened = events
        .iter()
        .map(|(on, event)| Happened::new(date(on), *event));
    happened.collect()
}

fn clock(events: &[(&str, Event)]) -> Clock<'static> {
    Clock::of(&history(events), Calendar::standard(), Practices::default()).expect("a history")
}

fn due(events: &[(&str, Event)]) -> String {
    match clock(events).due().expect("in range") {
        Due::On(last) => last.date.to_string(),
        Due::Waiting { since, whom } => format!("{since} 起{}", whom.zh()),
        Due::Ended { on, how } => format!("{on} {how:?}"),
    }
}

fn broken(events: &[(&str, Event)]) -> Vec<(String, &'static str)> {
    let clock = clock(events);
    let breaches = clock.breaches().iter();
    breaches
        .map(|breach| (breach.on.to_string(), breach.article.0))
        .collect()
}

const LETTER: Consultation = Consultation(1);
const SENT: Event = Event::ConsultationSent(LETTER, Consulted::ThirdParty);
const REACHED: Event = Event::ConsultationReached(LETTER);
const RETURNED: Event = Event::ConsultationReturned(LETTER);
const RECEIVED: (&str, Event) = ("2026-09-24", Event::Received);

/// 条例第三十三条第二款: twenty working days; the National Day week and a Saturday that is worked among them.
#[test]
fn twenty_working_days_are_counted_from_the_day_after_the_receipt() {
    assert_eq!(due(&[RECEIVED]), "2026-10-29");
    let days = clock(&[RECEIVED]);
    let days = days.explained().expect("in range");
    let of = |day: &str| {
        days.iter()
            .find(|counted| counted.date == date(day))
            .expect("told")
    };
    assert_eq!(of("2026-09-24").says(), "收到申请之日，不计");
    assert_eq!(
        of("2026-09-24").rule().to_string(),
        "民法典第二百零一条第一款"
    );
    assert_eq!(of("2026-09-25").says(), "中秋节放假");
    assert_eq!(of("2026-09-28").says(), "第1日");
    assert_eq!(of("2026-09-28").rule().to_string(), "条例第三十三条第二款");
    assert_eq!(of("2026-10-10").says(), "第6日（国庆节调休上班）");
    assert_eq!(
        of("2026-10-10").rule().to_string(),
        "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    );
    assert_eq!(of("2026-10-18").says(), "周末");
    assert_eq!(of("2026-10-29").says(), "第20日");
    assert!(
        !clock(&[RECEIVED])
            .due()
            .expect("in range")
            .is_overdue(date("2026-10-29"))
    );
    assert!(
        clock(&[RECEIVED])
            .due()
            .expect("in range")
            .is_overdue(date("2026-10-30"))
    );
}

/// 条例第三十条
#[test]
fn a_correction_is_asked_once_within_seven_working_days_and_begins_the_term_anew() {
    assert_eq!(
        correction_due(&clock(&[RECEIVED])).expect("in range").date,
        date("2026-10-12")
    );
    let asked = |day| [RECEIVED, (day, Event::CorrectionAsked)];
    assert_eq!(due(&asked("2026-10-12")), "2026-10-12 起等申请人补正");
    assert_eq!(broken(&asked("2026-10-12")), []);
    assert_eq!(
        broken(&asked("2026-10-13")),
        [("2026-10-13".to_owned(), "条例第三十条")]
    );
    let mut events = asked("2026-09-28").to_vec();
    events.push(("2026-10-09", Event::CorrectionReceived));
    // 9 October does not count: twenty working days from the tenth, which is worked.
    assert_eq!(due(&events), "2026-11-05");
    events.push(("2026-10-10", Event::CorrectionAsked));
    assert_eq!(broken(&events).len(), 1, "once only");
    let lapsed = [
        RECEIVED,
        ("2026-10-12", Event::CorrectionAsked),
        ("2026-11-02", Event::CorrectionLapsed),
    ];
    assert_eq!(due(&lapsed), "2026-11-02 CorrectionLapsed");
}

/// 条例第三十三条第三款、第三十二条
#[test]
fn days_after_sending_up_to_the_return_are_not_counted_however_many() {
    assert_eq!(
        due(&[RECEIVED, ("2026-10-09", SENT)]),
        "2026-10-09 起等被征求意见的一方提出意见"
    );
    let returned = [RECEIVED, ("2026-10-09", SENT), ("2026-10-20", RETURNED)];
    let days = clock(&returned);
    let days = days.explained().expect("in range");
    let paused: Vec<_> = days.iter().filter(|day| day.role == Role::Paused).collect();
    assert_eq!(paused.first().map(|day| day.date), Some(date("2026-10-10")));
    assert_eq!(paused.last().map(|day| day.date), Some(date("2026-10-20")));
    assert!(
        paused
            .iter()
            .all(|day| day.rule().to_string() == "条例第三十三条第三款")
    );
    // Eight working days are taken out: the tenth, which is worked, to the twentieth.
    assert_eq!(due(&returned), "2026-11-10");
    // A return long after the fifteen working days still ends the pause: what was waited for was waited for.
    assert_eq!(
        due(&[
            RECEIVED,
            ("2026-10-09", SENT),
            ("2026-10-12", REACHED),
            ("2026-12-10", RETURNED)
        ]),
        "2026-12-31"
    );
}

/// 条例第三十二条、第三十四条: where nothing came back, the pause ends with the time that the other side had.
#[test]
fn silence_ends_a_pause_fifteen_working_days_after_the_other_side_received_the_letter() {
    assert_eq!(
        opinion_due(Calendar::standard(), date("2026-09-24"))
            .expect("in range")
            .date,
        date("2026-10-22")
    );
    let silent = [RECEIVED, ("2026-09-24", SENT), ("2026-09-24", REACHED)];
    assert_eq!(due(&silent), "2026-11-19");
}

/// 条例第三十三条第二款
#[test]
fn an_extension_is_told_once_before_the_first_end_and_adds_at_most_twenty_days() {
    let told = |day, days| [RECEIVED, (day, Event::ExtensionTold { days })];
    assert_eq!(due(&told("2026-10-29", 20)), "2026-11-26");
    assert_eq!(due(&told("2026-10-29", 1)), "2026-10-30");
    for (day, days) in [("2026-10-30", 5), ("2026-10-29", 21), ("2026-10-29", 0)] {
        assert_eq!(due(&told(day, days)), "2026-10-29", "{day} {days}");
        assert_eq!(
            broken(&told(day, days)),
            [(day.to_owned(), "条例第三十三条第二款")]
        );
    }
    let mut twice = told("2026-10-28", 5).to_vec();
    twice.push(("2026-10-29", Event::ExtensionTold { days: 5 }));
    assert_eq!(due(&twice), "2026-11-05");
    assert_eq!(broken(&twice).len(), 1);
    // While an opinion is waited for there is no end that could have passed.
    let waiting = [
        RECEIVED,
        ("2026-10-20", SENT),
        ("2026-11-10", Event::ExtensionTold { days: 5 }),
        ("2026-11-12", RETURNED),
    ];
    assert_eq!(broken(&waiting), []);
}

/// 条例第四十二条
#[test]
fn full_payment_is_a_new_day_zero_unless_a_place_does_otherwise() {
    let told = [RECEIVED, ("2026-10-12", Event::FeeTold)];
    assert_eq!(due(&told), "2026-10-12 起等申请人缴费");
    let paid = [
        RECEIVED,
        ("2026-10-12", Event::FeeTold),
        ("2026-10-20", Event::FeePaid),
    ];
    assert_eq!(due(&paid), "2026-11-17");
    let mut practices = Practices::default();
    assert!(!practices.payment_restarts.verified);
    practices.payment_restarts.value = false;
    let clock = Clock::of(&history(&paid), Calendar::standard(), practices).expect("a history");
    let last = clock.due().expect("in range").last_day().expect("an end");
    assert_eq!(last.date, date("2026-10-29"));
    assert_eq!(
        broken(&[RECEIVED, ("2026-10-30", Event::FeeTold)]),
        [("2026-10-30".to_owned(), "条例第四十二条")]
    );
    let lapsed = [
        RECEIVED,
        ("2026-10-12", Event::FeeTold),
        ("2026-11-20", Event::FeeLapsed),
    ];
    assert_eq!(due(&lapsed), "2026-11-20 FeeLapsed");
}

/// 条例第三十五条
#[test]
fn asking_for_reasons_does_not_stop_the_clock_and_a_delay_that_was_told_holds() {
    let asked = [
        RECEIVED,
        ("2026-10-12", Event::ReasonsAsked),
        ("2026-10-20", Event::ReasonsGiven),
    ];
    assert_eq!(due(&asked), "2026-10-29");
    let mut practices = Practices::default();
    practices.reasons_pause.value = true;
    let clock = Clock::of(&history(&asked), Calendar::standard(), practices).expect("a history");
    assert_eq!(
        clock
            .due()
            .expect("in range")
            .last_day()
            .expect("an end")
            .date,
        date("2026-11-06")
    );
    let open =
        Clock::of(&history(&asked[..2]), Calendar::standard(), practices).expect("a history");
    let waiting = Due::Waiting {
        since: date("2026-10-12"),
        whom: Waiting::Reasons,
    };
    assert_eq!(open.due(), Ok(waiting));
    let told = |until| {
        [
            RECEIVED,
            ("2026-10-20", Event::DelayTold { until: date(until) }),
        ]
    };
    assert_eq!(due(&told("2026-12-11")), "2026-12-11");
    // A Saturday: the next day that offices work.
    assert_eq!(due(&told("2026-12-12")), "2026-12-14");
    assert_eq!(
        due(&told("2026-10-26")),
        "2026-10-29",
        "a delay does not shorten"
    );
    let delayed = super::tests::clock(&told("2026-12-11"));
    let days = delayed.explained().expect("in range");
    assert_eq!(
        days.last().map(|day| day.rule().to_string()).as_deref(),
        Some("条例第三十五条")
    );
}

#[test]
fn a_request_that_ended_has_no_term_and_an_answer_after_it_is_late() {
    assert_eq!(
        due(&[RECEIVED, ("2026-10-10", Event::Withdrawn)]),
        "2026-10-10 Withdrawn"
    );
    let answered = |day| [RECEIVED, (day, Event::Answered)];
    assert_eq!(due(&answered("2026-10-29")), "2026-10-29 Answered");
    assert_eq!(broken(&answered("2026-10-29")), []);
    assert_eq!(
        broken(&answered("2026-10-30")),
        [("2026-10-30".to_owned(), "条例第三十三条第二款")]
    );
    let ended = clock(&answered("2026-10-28"));
    for refused in [
        may_extend(&ended, date("2026-10-28"), 5),
        may_consult(&ended, date("2026-10-28")),
        may_tell_fee(&ended, date("2026-10-28")),
    ] {
        assert!(refused.is_err());
    }
}

/// 条例第三十三条第三款、第十一条第一款
#[test]
fn an_opinion_is_asked_for_while_the_term_runs() {
    let running = clock(&[RECEIVED]);
    assert_eq!(may_consult(&running, date("2026-10-29")), Ok(()));
    let refused = may_consult(&running, date("2026-10-30")).expect_err("too late");
    assert_eq!(refused.article, Some(PAUSE));
    let late = [RECEIVED, ("2026-10-30", SENT), ("2026-11-20", RETURNED)];
    assert_eq!(
        due(&late),
        "2026-10-29",
        "what comes after the end moves nothing"
    );
    assert_eq!(
        broken(&late),
        [("2026-10-30".to_owned(), "条例第三十三条第三款")]
    );
    assert_eq!(Consulted::OtherAgency.article().0, "条例第十一条第一款");
}

/// 国办函〔2020〕109号: the notice of the fee is served within the term, on its last day as well.
#[test]
fn a_fee_is_told_up_to_the_last_day_of_the_term() {
    let running = clock(&[RECEIVED]);
    assert_eq!(may_tell_fee(&running, date("2026-10-29")), Ok(()));
    let refused = may_tell_fee(&running, date("2026-10-30")).expect_err("too late");
    assert_eq!(refused.article, Some(FEE));
}

/// Others keep these names: an address, an interface, a file.
#[test]
fn names_stay_as_they_are() {
    let roles = [
        Role::Zero(Zero::Receipt),
        Role::Void(Zero::Receipt),
        Role::Off,
        Role::Paused,
        Role::Counted(1),
        Role::Delayed,
    ];
    let names = ["zero", "void", "off", "paused", "counted", "delayed"];
    assert_eq!(roles.map(Role::id), names);
    assert!(Note::FormerTerms.zh().contains("2007年的条例"));
    assert!(Note::PaymentUnverified.zh().contains("未核实"));
}

/// 条例第三十一条
#[test]
fn each_channel_says_which_day_is_the_day_of_receipt() {
    for (channel, says) in [
        (Channel::InPerson, "提交之日"),
        (Channel::Oral, "提交之日"),
        (Channel::MailSigned, "签收之日"),
        (Channel::MailOrdinary, "与申请人确认之日"),
        (Channel::Internet, "双方确认之日"),
        (Channel::Fax, "双方确认之日"),
    ] {
        assert!(channel.received().contains(says), "{channel:?}");
    }
}

/// 条例第三十条、第四十二条
#[test]
fn nothing_lapses_before_its_last_day_is_over() {
    let told = clock(&[RECEIVED, ("2026-10-12", Event::FeeTold)]);
    assert_eq!(
        payment_due(&told).expect("waited for").date,
        date("2026-11-09")
    );
    assert!(may_lapse_fee(&told, date("2026-11-09")).is_err());
    assert_eq!(may_lapse_fee(&told, date("2026-11-10")), Ok(()));
    assert_eq!(payment_due(&clock(&[RECEIVED])), None);
    let early = [
        RECEIVED,
        ("2026-10-12", Event::FeeTold),
        ("2026-11-09", Event::FeeLapsed),
    ];
    assert_eq!(
        broken(&early),
        [("2026-11-09".to_owned(), "条例第四十二条")]
    );
    assert!(may_lapse_correction(date("2026-10-20"), date("2026-10-20")).is_err());
    assert_eq!(
        may_lapse_correction(date("2026-10-20"), date("2026-10-21")),
        Ok(())
    );
}

#[test]
fn a_history_that_cannot_have_happened_is_told_as_such() {
    let refused = |events: &[(&str, Event)]| {
        Clock::of(&history(events), Calendar::standard(), Practices::default()).err()
    };
    assert_eq!(refused(&[]), Some(Disorder::NotReceived));
    assert_eq!(
        refused(&[RECEIVED, ("2026-09-28", Event::Received)]),
        Some(Disorder::ReceivedTwice {
            on: date("2026-09-28")
        })
    );
    assert_eq!(
        refused(&[RECEIVED, ("2026-09-23", Event::CorrectionReceived)]),
        Some(Disorder::BeforeReceipt {
            on: date("2026-09-23"),
            received: date("2026-09-24")
        })
    );
    assert_eq!(
        refused(&[RECEIVED, ("2026-09-29", SENT), ("2026-09-28", RETURNED)]),
        Some(Disorder::NotSent {
            on: date("2026-09-28")
        })
    );
    assert_eq!(
        refused(&[
            RECEIVED,
            ("2026-09-28", Event::Answered),
            ("2026-09-29", Event::FeePaid)
        ]),
        Some(Disorder::AfterEnd {
            on: date("2026-09-29"),
            ended: date("2026-09-28")
        })
    );
    let last = [("9999-12-20", Event::Received)];
    assert_eq!(clock(&last).due(), Err(Disorder::OutOfRange));
}

#[test]
fn events_may_be_given_in_any_order() {
    let given = [
        ("2026-10-20", RETURNED),
        ("2026-10-29", Event::ExtensionTold { days: 3 }),
        RECEIVED,
        ("2026-10-09", SENT),
    ];
    let mut sorted = given;
    sorted.sort_by_key(|(on, _)| *on);
    assert_eq!(due(&given), due(&sorted));
    // What ends it on the day of receipt comes after the receipt.
    let withdrawn = ("2026-09-24", Event::Withdrawn);
    assert_eq!(due(&[withdrawn, RECEIVED]), due(&[RECEIVED, withdrawn]));
}
