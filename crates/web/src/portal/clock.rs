//! 答复期限 — by when a request must be answered: asked by a form, answered in words, with every day as it was counted.
//!
//! The answer is a question of dates only, so its address is the whole state: it can be kept, sent on and asked again, and
//! tells nothing of a person. The picture, the steps and the sum come from one walk over [`Clock::explained`].

mod filled;
mod picture;

use crate::app::App;
use crate::extract::{Asked, Pairs, Visit};
use crate::i18n::{Lang, name, say, sentence};
use crate::page::{Answer, Channel, Frame, Page, answer, fresh};
use crate::paths::Place;
use crate::portal::asking::{self, Mend, Mends, address, last_day, long_day};
use crate::show;
use askama::Template;
use axum::http::StatusCode;
pub(crate) use filled::{Filled, MOST_LETTERS, PLAIN, pairs};
use law::Date;
use law::calendar::{Calendar, FIRST_YEAR, LastDay};
use law::clock::{
    ANSWER, CORRECTION, Clock, Counted, Due, FEE, Note, PAUSE, Practices, Question, Role, Rule,
    Sent, TO_GIVE_OPINION, TO_REPLY, correction_due,
};
use picture::Month;

/// The queries of the page: those of the address, and the controls of a letter.
pub(crate) const ASKS: &[&str] = &[
    "received",
    "channel",
    "corrected",
    "consult",
    "sent",
    "reached",
    "returned",
    "extend",
    "paid",
];

#[derive(Debug, Template)]
#[template(path = "portal/clock.html")]
struct ClockPage {
    frame: Frame,
    status: StatusCode,
    filled: Filled,
    mends: Mends,
    /// What today's request would come to, before anything is asked.
    today: Option<(String, String)>,
    answered: Option<Box<Answered>>,
}

impl Page for ClockPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}

/// How far the last day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Days(u32),
    Today,
    Over(u32),
}

/// The answer, ready for the template.
#[derive(Debug)]
struct Answered {
    /// The last day, where there is one.
    last: Option<LastDay>,
    /// The same as people read it.
    last_says: String,
    title: String,
    says: String,
    left: Option<Left>,
    today: String,
    months: Vec<Month>,
    steps: Vec<Step>,
    sum: Vec<Sum>,
    days: Vec<DayLine>,
    notices: Vec<Source>,
    cautions: Vec<String>,
    calendar_file: Option<String>,
    api: String,
    /// What is open where the day passes in silence.
    remedy: Option<String>,
}

/// What moved the term.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    /// `None` for what came on a day that was not asked for.
    on: Option<Date>,
    what: String,
    more: String,
    rule: String,
    is_last: bool,
}

/// A line of the sum.
#[derive(Debug, PartialEq, Eq)]
struct Sum {
    says: String,
    amount: String,
    is_total: bool,
}

/// A day in words.
#[derive(Debug, PartialEq, Eq)]
struct DayLine {
    date: Date,
    weekday: String,
    says: String,
    /// Where it says so; a notice is named by its title, which stays Chinese.
    rule: String,
    is_notice: bool,
    is_due: bool,
}

/// A holiday notice that was counted by.
#[derive(Debug, PartialEq, Eq)]
struct Source {
    title: String,
    known_from: Date,
    address: String,
}

impl ClockPage {
    fn is_channel(&self, id: &str) -> bool {
        self.filled.channel == id
    }

    /// Whether anything but the receipt is filled in or wrong, so that the fold stands open.
    fn has_more(&self) -> bool {
        self.filled.has_more()
            || self
                .mends
                .all()
                .iter()
                .any(|(field, _)| field != "received")
    }

    /// The heads of the columns, short and whole: `一` and `星期一`, `Mon` and `Monday`.
    fn weekdays(&self) -> Vec<(String, String)> {
        let short = |named: &str| match self.frame.lang {
            Lang::Zh | Lang::Hant => named.chars().skip(2).collect(),
            Lang::En => named.chars().take(3).collect(),
        };
        let named = WEEKDAYS.map(|zh| self.name(zh));
        named.map(|named| (short(&named), named)).into()
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let letters = (1..).zip(&self.filled.letters);
        let row = |(n, letter)| Row {
            n,
            sent: format!("sent-{n}"),
            reached: format!("reached-{n}"),
            returned: format!("returned-{n}"),
            letter,
        };
        letters.map(row).collect()
    }
}

const WEEKDAYS: [&str; 7] = [
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "星期六",
    "星期日",
];

/// The controls of one letter, by their ids.
struct Row<'a> {
    n: usize,
    sent: String,
    reached: String,
    returned: String,
    letter: &'a filled::Letter,
}

/// GET /clock
pub(crate) async fn show(visit: Visit, Asked(Query(pairs)): Asked<Query>) -> Answer {
    let app = &visit.app;
    let filled = Filled::of(&pairs);
    let mut frame = Frame::new(app, Channel::About, "page-clock", "答复期限");
    if filled.is_empty() {
        return answer(&ClockPage {
            today: of_today(app, visit.today),
            frame,
            status: StatusCode::OK,
            filled: filled.with_room(),
            mends: Mends::default(),
            answered: None,
        });
    }
    frame = frame.unlisted();
    let lang = frame.lang;
    let calendar = app.portal().calendar();
    let (status, mends, answered) = match asked(&filled, &calendar) {
        Err(mends) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Mends::said(lang, &mends),
            None,
        ),
        Ok((question, clock)) => {
            let written = filled::pairs(&question);
            if let Some(response) = asking::read_on_at(app, &Place::Clock, &pairs, &written) {
                return Ok(response);
            }
            let answered = Answered::of(app, visit.today, &question, &clock);
            match answered {
                Ok(answered) => (StatusCode::OK, Mends::default(), Some(Box::new(answered))),
                Err(mend) => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    Mends::said(lang, &[mend]),
                    None,
                ),
            }
        }
    };
    if let Some(answered) = &answered {
        frame.title = say(lang, "{}，答复期限").with(&answered.title).into();
    } else {
        frame = asking::with_faults(frame);
    }
    let page = ClockPage {
        frame,
        status,
        filled: filled.with_room(),
        mends,
        today: None,
        answered,
    };
    if page.answered.is_some() {
        answer(&page)
    } else {
        fresh(&page)
    }
}

/// The pairs of the query as they are.
#[derive(Debug)]
pub(crate) struct Query(pub(crate) Pairs);

impl crate::extract::Question for Query {
    fn read(pairs: &Pairs) -> Result<Self, crate::error::Trouble> {
        Ok(Self(pairs.clone()))
    }
}

/// The question and its clock, or everything that is wrong with what was typed.
pub(crate) fn asked<'a>(
    filled: &Filled,
    calendar: &'a Calendar,
) -> Result<(Question, Clock<'a>), Vec<Mend>> {
    let question = filled.question()?;
    let clock = Clock::of(&question.events(), calendar, Practices::default());
    let clock = clock.map_err(|error| vec![out_of_range(error.to_string())])?;
    let refused = clock
        .breaches()
        .iter()
        .find(|breach| breach.article == ANSWER);
    match refused {
        Some(breach) => Err(vec![Mend::at("extend", breach.says.clone())]),
        None => Ok((question, clock)),
    }
}

pub(crate) fn out_of_range(says: String) -> Mend {
    Mend::at("received", says)
}

/// When a request of today is answered at the latest, and the address that tells why.
fn of_today(app: &App, today: Date) -> Option<(String, String)> {
    let last = app.portal().calendar().last_day(today, TO_REPLY)?;
    let pairs = filled::pairs(&Question::received(today));
    let lang = app.variant().lang;
    Some((last_day(lang, last), address(app, &Place::Clock, &pairs)))
}

impl Answered {
    fn of(app: &App, today: Date, question: &Question, clock: &Clock<'_>) -> Result<Self, Mend> {
        let lang = app.variant().lang;
        let due = clock
            .due()
            .map_err(|error| out_of_range(error.to_string()))?;
        let days = clock
            .explained()
            .map_err(|error| out_of_range(error.to_string()))?;
        let calendar = app.portal().calendar();
        let last = due.last_day();
        let pairs = filled::pairs(question);
        let (zero, why) = clock.zero();
        let (title, says) = match due {
            Due::On(last) => (
                say(lang, "应当在{}以前答复").with(show::day(lang, last.date)),
                say(lang, "含当日。自{}（{}）的第二天起，数到第 {} 个工作日。")
                    .with(show::day(lang, zero))
                    .with(name(lang, why.zh()))
                    .with(clock.allowed()),
            ),
            Due::Waiting { since, .. } => (
                say(lang, "期限暂停，现在还没有最后一日"),
                say(lang, "自{}起等被征求意见的一方提出意见。意见返回以后，填上返回之日再算；没有返回的，填上对方收到之日。")
                    .with(show::day(lang, since)),
            ),
            Due::Ended { .. } => (say(lang, "已经办结"), say(lang, "没有期限可以计算。")),
        };
        let left = last.map(|last| match last.date.cmp(&today) {
            std::cmp::Ordering::Equal => Left::Today,
            std::cmp::Ordering::Greater => Left::Days(calendar.working_days(today, last.date)),
            std::cmp::Ordering::Less => Left::Over(calendar.working_days(last.date, today)),
        });
        let silence = last.and_then(|last| last.date.tomorrow().ok());
        let remedy = silence.map(|on| {
            let pairs = [("decision", "silence".to_owned()), ("on", on.to_string())];
            address(app, &Place::Remedy, &pairs)
        });
        Ok(Self {
            last_says: last.map_or_else(String::new, |last| long_day(lang, last.date)),
            title: title.into(),
            says: says.into(),
            left,
            today: show::day(lang, today),
            months: picture::months(lang, &days, last.map(|last| last.date), today),
            steps: steps(lang, question, clock, last),
            sum: sum(lang, &days, clock, last),
            days: days
                .iter()
                .map(|day| DayLine::of(lang, day, last.map(|last| last.date)))
                .collect(),
            notices: sources(&days),
            cautions: cautions(lang, question, clock, last),
            calendar_file: last.map(|_| address(app, &Place::ClockCalendar, &pairs)),
            api: address(app, &Place::ApiClock, &pairs),
            remedy,
            last,
        })
    }
}

/// What must be known before the day is relied on.
fn cautions(
    lang: Lang,
    question: &Question,
    clock: &Clock<'_>,
    last: Option<LastDay>,
) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    if let Some(last) = last.filter(|last| last.provisional) {
        let says = if last.date.year() < FIRST_YEAR {
            say(lang, "{}年的放假安排没有收录，只按星期计算。")
        } else {
            say(
                lang,
                "{}年的放假安排还没有公布，只按星期计算，这一天可能变动。",
            )
        };
        all.push(says.with(last.date.year()).into());
    }
    all.extend(question.notes(&Practices::default()).into_iter().map(|note| {
        let says = match note {
            Note::FormerTerms => say(lang, "2019年5月15日以前收到的申请，适用2007年的条例，期限是15个工作日；这里按现行条例计算，只供参考。"),
            Note::PaymentUnverified => say(lang, "缴费后重新起算是未核实的做法，没有见到写明它的原文。"),
        };
        says.to_string()
    }));
    all.extend(clock.breaches().iter().map(|breach| {
        let (says, rule) = (sentence(lang, &breach.says), name(lang, breach.article.0));
        say(lang, "{}（{}）").with(says).with(rule).into()
    }));
    all
}

/// Everything that began, held or lengthened the term, in the order of time.
fn steps(lang: Lang, question: &Question, clock: &Clock<'_>, last: Option<LastDay>) -> Vec<Step> {
    let t = |zh| String::from(say(lang, zh));
    let rule = |zh: &str| name(lang, zh).into_owned();
    let step = |on, what, more, rule| Step {
        on: Some(on),
        what,
        more,
        rule,
        is_last: false,
    };
    let receipt = match question.channel {
        Some(channel) => step(
            question.received,
            t("收到申请，当天不算"),
            name(lang, channel.received()).into_owned(),
            rule(channel.article().0),
        ),
        None => step(
            question.received,
            t("收到申请，当天不算"),
            t("从第二天起算"),
            rule("民法典第二百零一条第一款"),
        ),
    };
    let mut all = vec![receipt];
    if question.corrected.is_none()
        && let Some(last) = correction_due(clock)
    {
        let more = t("这一天以后不能再要求补正");
        all.push(step(
            last.date,
            t("需要补正的，最迟这一天一次告知"),
            more,
            rule(CORRECTION.0),
        ));
    }
    if let Some(on) = question.corrected {
        let more = t("当天不算，以前数过的不再算");
        all.push(step(
            on,
            t("收到补正，期限重新起算"),
            more,
            rule(CORRECTION.0),
        ));
    }
    if let Some(on) = question.paid {
        let more = t("当天不算，以前数过的不再算");
        all.push(step(on, t("缴清费用，期限重新起算"), more, rule(FEE.0)));
    }
    for letter in &question.consult {
        all.push(consulted(lang, letter));
    }
    all.sort_by_key(|step| step.on);
    if let Some(days) = question.extend {
        all.push(Step {
            on: None,
            what: say(lang, "延长 {} 个工作日").with(days).into(),
            more: t("只能一次，在期限届满以前告知"),
            rule: rule(ANSWER.0),
            is_last: false,
        });
    }
    if let Some(last) = last {
        all.push(Step {
            on: Some(last.date),
            what: say(lang, "第 {} 个工作日，最迟这一天答复")
                .with(clock.allowed())
                .into(),
            more: String::new(),
            rule: rule(ANSWER.0),
            is_last: true,
        });
    }
    all
}

fn consulted(lang: Lang, letter: &Sent) -> Step {
    let day = |date| show::day(lang, date);
    let (more, rule) = match (letter.returned, letter.reached) {
        (Some(returned), _) => (
            say(lang, "发出的第二天至{}意见返回，不计入期限").with(day(returned)),
            PAUSE.0,
        ),
        (None, Some(reached)) => (
            say(lang, "没有返回意见：对方{}收到，{} 个工作日以后不再等待")
                .with(day(reached))
                .with(TO_GIVE_OPINION),
            "条例第三十二条、第三十四条",
        ),
        (None, None) => (say(lang, "还没有返回意见，期限暂停"), PAUSE.0),
    };
    Step {
        on: Some(letter.sent),
        what: say(lang, "发出征求意见书").into(),
        more: more.into(),
        rule: name(lang, rule).into_owned(),
        is_last: false,
    }
}

/// From the day after day zero to the last day: what was taken out, and what is left.
fn sum(lang: Lang, days: &[Counted<'_>], clock: &Clock<'_>, last: Option<LastDay>) -> Vec<Sum> {
    let Some(last) = last else {
        return Vec::new();
    };
    let of = |is: fn(Role) -> bool| days.iter().filter(|day| is(day.role)).count();
    let (off, paused) = (
        of(|role| role == Role::Off),
        of(|role| role == Role::Paused),
    );
    let counted = of(|role| matches!(role, Role::Counted(_)));
    let line = |says: String, amount: String| Sum {
        says,
        amount,
        is_total: false,
    };
    let (zero, _) = clock.zero();
    let first = zero.tomorrow().unwrap_or(zero);
    let span = say(lang, "{}至{}")
        .with(show::day(lang, first))
        .with(show::day(lang, last.date));
    let mut all = vec![line(
        span.into(),
        say(lang, "{} 天").with(off + paused + counted).into(),
    )];
    if 0 < off {
        let amount = say(lang, "− {} 天").with(off).into();
        all.push(line(say(lang, "减去周末和放假").into(), amount));
    }
    if 0 < paused {
        let amount = say(lang, "− {} 天").with(paused).into();
        all.push(line(say(lang, "减去征求意见").into(), amount));
    }
    let told = if clock.allowed() == TO_REPLY {
        say(lang, "计入，等于法定期限").to_string()
    } else {
        say(lang, "计入，{} 加上延长的 {}")
            .with(TO_REPLY)
            .with(clock.allowed() - TO_REPLY)
            .to_string()
    };
    all.push(Sum {
        says: told,
        amount: say(lang, "{} 个工作日").with(counted).into(),
        is_total: true,
    });
    all
}

impl DayLine {
    fn of(lang: Lang, day: &Counted<'_>, due: Option<Date>) -> Self {
        let (rule, is_notice) = match day.rule() {
            Rule::Article(article) => (name(lang, article.0).into_owned(), false),
            Rule::Notice(notice) => (notice.to_string(), true),
        };
        let says = picture::aloud(lang, day);
        let says = if day.provisional {
            say(lang, "{}，暂定").with(says).into()
        } else {
            says
        };
        Self {
            date: day.date,
            weekday: name(lang, law::period::weekday_zh(day.date)).into_owned(),
            says,
            rule,
            is_notice,
            is_due: Some(day.date) == due,
        }
    }
}

/// The notices that made days of the term what they are, each once.
fn sources(days: &[Counted<'_>]) -> Vec<Source> {
    let mut all: Vec<Source> = Vec::new();
    for day in days {
        if let Rule::Notice(notice) = day.rule() {
            let source = Source {
                title: notice.to_string(),
                known_from: notice.known_from(),
                address: notice.source.clone(),
            };
            if !all.contains(&source) {
                all.push(source);
            }
        }
    }
    all
}
