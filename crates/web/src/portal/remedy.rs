//! 救济途径 — what can be done against an answer, or against silence: by when, and before whom.

use crate::app::App;
use crate::extract::{Asked, Pairs, Visit};
use crate::i18n::{Lang, Phrase, name, say};
use crate::page::{Answer, Channel, Frame, Page, answer, fresh};
use crate::paths::Place;
use crate::portal::asking::{self, Mend, Mends, address, day_in, last_day};
use crate::portal::clock::Query;
use acts::press::ruling::{COURT, REVIEWER, RemedyAsked};
use askama::Template;
use axum::http::StatusCode;
use law::Date;
use law::agency::{AgencyKind, AgencyLevel};
use law::calendar::Calendar;
use law::remedy::{Against, Path, Period, Practices, Remedy, Reviewer, remedy, reviewer};
use law::request::{Decision, Group};

/// The queries of the page and of the open API.
pub(crate) const ASKS: &[&str] = &["decision", "on", "told", "agency", "level"];

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    decision: String,
    on: String,
    told: String,
    agency: String,
    level: String,
}

/// A question about a remedy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) against: Against,
    pub(crate) on: Date,
    pub(crate) told: Option<Date>,
    pub(crate) agency: Option<(AgencyKind, AgencyLevel)>,
}

impl Filled {
    pub(crate) fn of(pairs: &Pairs) -> Self {
        let get = |key: &str| pairs.one(key).unwrap_or_default().to_owned();
        Self {
            decision: get("decision"),
            on: get("on"),
            told: get("told"),
            agency: get("agency"),
            level: get("level"),
        }
    }

    /// What is asked, or everything that is wrong with it.
    pub(crate) fn question(&self) -> Result<Question, Vec<Mend>> {
        let mut wrong = Vec::new();
        let against = Against::from_id(&self.decision);
        if self.decision.is_empty() {
            wrong.push(Mend::at(
                "decision",
                "请选收到的是哪一种答复，没有收到的选“逾期没有答复”",
            ));
        } else if against.is_none() {
            let known = Decision::ALL.map(Decision::id).join(", ");
            let says = Phrase::of("没有“{}”这种答复，可以是 silence, notice, {}");
            wrong.push(Mend::at("decision", says.with(&self.decision).with(known)));
        }
        if self.on.is_empty() {
            wrong.push(Mend::at(
                "on",
                "请写答复作出之日；没有答复的，写期限届满的第二天",
            ));
        }
        let on = day_in("on", &self.on, &mut wrong);
        let told = day_in("told", &self.told, &mut wrong);
        if let (Some(on), Some(told)) = (on, told)
            && told < on
        {
            let says = Phrase::of("{} 在答复作出（{}）以前，请看哪一个写错了");
            wrong.push(Mend::at("told", says.with(&self.told).with(&self.on)));
        }
        let agency = self.agency(&mut wrong);
        match (against, on) {
            (Some(against), Some(on)) if wrong.is_empty() => Ok(Question {
                against,
                on,
                told,
                agency,
            }),
            _ => Err(wrong),
        }
    }

    fn agency(&self, wrong: &mut Vec<Mend>) -> Option<(AgencyKind, AgencyLevel)> {
        let kind = AgencyKind::from_id(&self.agency);
        let level = AgencyLevel::from_id(&self.level);
        match (self.agency.as_str(), kind) {
            ("", _) if !self.level.is_empty() => wrong.push(Mend::at("agency", "请一起选机关类型")),
            ("", _) | (_, Some(_)) => {}
            (other, None) => {
                let known = AgencyKind::ALL.map(AgencyKind::id).join(", ");
                let says = Phrase::of("没有“{}”这个机关类型，可以是 {}");
                wrong.push(Mend::at("agency", says.with(other).with(known)));
            }
        }
        match (self.level.as_str(), level) {
            ("", _) if !self.agency.is_empty() => wrong.push(Mend::at("level", "请一起选机关层级")),
            ("", _) | (_, Some(_)) => {}
            (other, None) => {
                let known = AgencyLevel::ALL.map(AgencyLevel::id).join(", ");
                let says = Phrase::of("没有“{}”这个层级，可以是 {}");
                wrong.push(Mend::at("level", says.with(other).with(known)));
            }
        }
        kind.zip(level)
    }
}

/// A question as the pairs of its address.
pub(crate) fn pairs(question: Question) -> Vec<(&'static str, String)> {
    let mut pairs = vec![
        ("decision", question.against.id().to_owned()),
        ("on", question.on.to_string()),
    ];
    pairs.extend(question.told.map(|day| ("told", day.to_string())));
    if let Some((kind, level)) = question.agency {
        pairs.push(("agency", kind.id().to_owned()));
        pairs.push(("level", level.id().to_owned()));
    }
    pairs
}

impl Question {
    pub(crate) fn asked(self) -> RemedyAsked {
        RemedyAsked {
            against: self.against,
            on: self.on,
            told: self.told,
        }
    }

    pub(crate) fn found(self) -> Remedy {
        remedy(self.against, self.on, &Practices::default())
    }

    pub(crate) fn reviewer(self) -> Option<Reviewer> {
        let (kind, level) = self.agency?;
        reviewer(kind, level, self.on)
    }
}

#[derive(Debug, Template)]
#[template(path = "portal/remedy.html")]
struct RemedyPage {
    frame: Frame,
    status: StatusCode,
    filled: Filled,
    mends: Mends,
    answered: Option<Answered>,
}

/// The answer, ready for the template.
#[derive(Debug)]
struct Answered {
    title: String,
    rule: String,
    cautions: Vec<String>,
    ways: Vec<Way>,
    reviewer: Option<(String, String)>,
    paragraph: Option<String>,
    calendar_file: Option<String>,
    api: String,
}

/// A way that is open, and how long.
#[derive(Debug)]
struct Way {
    says: String,
    within: String,
    last: Option<String>,
}

impl Page for RemedyPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}

impl RemedyPage {
    /// The answers by the groups of table three.
    fn groups(&self) -> Vec<(String, Vec<Decision>)> {
        let groups = [
            Group::Granted,
            Group::Partial,
            Group::Denied,
            Group::Unable,
            Group::NotProcessed,
            Group::Other,
        ];
        let of = |group: Group| {
            let those = Decision::ALL.into_iter();
            let those = those.filter(|decision| decision.group() == group);
            (self.name(group.zh()), those.collect())
        };
        groups.into_iter().map(of).collect()
    }
}

/// GET /remedy
pub(crate) async fn show(visit: Visit, Asked(Query(asked)): Asked<Query>) -> Answer {
    let app = &visit.app;
    let filled = Filled::of(&asked);
    let mut frame = Frame::new(app, Channel::About, "page-clock", "不服答复怎么办");
    if filled == Filled::default() {
        return answer(&RemedyPage {
            frame,
            status: StatusCode::OK,
            filled,
            mends: Mends::default(),
            answered: None,
        });
    }
    frame = frame.unlisted();
    let lang = frame.lang;
    let question = match filled.question() {
        Ok(question) => question,
        Err(wrong) => {
            return fresh(&RemedyPage {
                frame: asking::with_faults(frame),
                status: StatusCode::UNPROCESSABLE_ENTITY,
                mends: Mends::said(lang, &wrong),
                filled,
                answered: None,
            });
        }
    };
    if let Some(response) = asking::read_on_at(app, &Place::Remedy, &asked, &pairs(question)) {
        return Ok(response);
    }
    let answered = Answered::of(app, question);
    frame.title = say(lang, "{}，救济途径").with(&answered.title).into();
    answer(&RemedyPage {
        frame,
        status: StatusCode::OK,
        filled,
        mends: Mends::default(),
        answered: Some(answered),
    })
}

impl Answered {
    fn of(app: &App, question: Question) -> Self {
        let lang = app.variant().lang;
        let calendar = app.portal().calendar();
        let found = question.found();
        let mut cautions: Vec<String> = Vec::new();
        if !found.verified {
            cautions.push(say(lang, "这是对法律的理解，没有司法解释写明，未核实。").into());
        }
        if found.contested {
            cautions.push(
                say(
                    lang,
                    "对这类决定直接起诉，法院可能不受理。这一点未核实，请问法律服务机构。",
                )
                .into(),
            );
        }
        let ways = ways(lang, &found, question.told, &calendar);
        let reviewer = question.agency.map(|_| {
            question.reviewer().map_or_else(
                || (say(lang, "没有").into(), String::new()),
                |found| {
                    (
                        name(lang, found.body.zh()).into_owned(),
                        name(lang, found.article.0).into_owned(),
                    )
                },
            )
        });
        let pairs = pairs(question);
        let has_days = question.told.is_some() && found.path != Path::None;
        Self {
            title: name(lang, found.path.zh()).into_owned(),
            rule: name(lang, found.article.0).into_owned(),
            cautions,
            ways,
            reviewer,
            paragraph: found.paragraph(REVIEWER, COURT),
            calendar_file: has_days.then(|| address(app, &Place::RemedyCalendar, &pairs)),
            api: address(app, &Place::ApiRemedy, &pairs),
        }
    }
}

/// `60日`, `60 days`
fn within(lang: Lang, period: Period) -> String {
    match period {
        Period::Days(days) => say(lang, "{}日").with(days).into(),
        Period::Months(months) => say(lang, "{}个月").with(months).into(),
    }
}

fn ways(lang: Lang, found: &Remedy, told: Option<Date>, calendar: &Calendar) -> Vec<Way> {
    let way = |says: &'static str, since: &'static str, period: Period, told: Option<Date>| Way {
        says: say(lang, says).into(),
        within: say(lang, since).with(within(lang, period)).into(),
        last: told
            .and_then(|told| period.last_day(told, calendar))
            .map(|last| last_day(lang, last)),
    };
    let review = way("申请行政复议", "自收到答复之日起{}内", found.review, told);
    let after = |says| {
        way(
            says,
            "自收到行政复议决定书之日起{}内",
            found.after_review,
            None,
        )
    };
    match found.path {
        Path::None => Vec::new(),
        Path::Choice => vec![
            review,
            way("提起行政诉讼", "自收到答复之日起{}内", found.suit, told),
            after("复议以后再起诉"),
        ],
        Path::ReviewFirst => vec![review, after("对复议决定不服，提起行政诉讼")],
    }
}

impl RemedyPage {
    fn is_decision(&self, id: &str) -> bool {
        self.filled.decision == id
    }

    fn is_agency(&self, kind: AgencyKind) -> bool {
        self.filled.agency == kind.id()
    }

    fn is_level(&self, level: AgencyLevel) -> bool {
        self.filled.level == level.id()
    }
}
