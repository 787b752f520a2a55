//! 我为政府网站找错 — the form, its receipt, and how a report stands.
//!
//! One page asks, and shows every fault at once with what was filled in still there. The receipt is read at an address of
//! its own after 303; how a report stands is asked by POST, so that neither number nor code is in an address.

use crate::app::App;
use crate::error::Trouble;
use crate::extract::{Asked, At, Pairs, Question, Spot, Visit};
use crate::forms::{Posted, read_on};
use crate::i18n::say;
use crate::page::{Answer, Channel, Frame, Page, fresh};
use crate::paths::Place;
use crate::show;
use acts::Failure;
use acts::desk::Desk;
use acts::site_error::{Due, Receipt, Received, Report, new_key, receive};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use law::date;
use law::site_error::{
    CONTACT_MOST, ErrorKind, Fault, Left, PAGE_MOST, Sent, State, WHAT, Written,
};

const TITLE: &str = "我为政府网站找错";

/// The page that a reader came from, as the foot of that page names it.
#[derive(Debug)]
pub(crate) struct CameFrom(Option<String>);

impl Question for CameFrom {
    /// What is no address of this site is left out: the box can be filled in by hand.
    fn read(pairs: &Pairs) -> Result<Self, Trouble> {
        let page = pairs.one("page").filter(|page| {
            page.starts_with('/')
                && page.chars().count() <= PAGE_MOST
                && !page.chars().any(char::is_control)
        });
        Ok(Self(page.map(str::to_owned)))
    }
}

/// What is filled in.
#[derive(Debug, Default)]
struct Filled {
    page: String,
    kind: String,
    what: String,
    contact: String,
}

impl Filled {
    fn of(pairs: &Pairs) -> Self {
        let get = |key: &str| pairs.one(key).unwrap_or_default().to_owned();
        Self {
            page: get("page"),
            kind: get("kind"),
            what: get("what"),
            contact: get("contact"),
        }
    }

    fn sent(&self) -> Sent<'_> {
        Sent {
            page: &self.page,
            kind: &self.kind,
            what: &self.what,
            contact: &self.contact,
        }
    }
}

/// One line at the head of a form: what to mend, and where.
#[derive(Debug)]
struct Mend {
    /// The group of controls it is about; empty where it is about the whole form.
    field: &'static str,
    /// The control that the line leads to.
    at: &'static str,
    says: String,
}

#[derive(Debug, Template)]
#[template(path = "portal/error_report.html")]
struct FormPage {
    frame: Frame,
    status: StatusCode,
    key: String,
    filled: Filled,
    mend: Vec<Mend>,
    /// `11月30日` and the like: when a report of today is answered at the latest.
    answer_by: Option<String>,
    days: u32,
    keep_days: u32,
}

impl Page for FormPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}

impl FormPage {
    fn new(app: &App, key: String, filled: Filled) -> Self {
        let says = &app.forms().says;
        let last = says.terms.answer_by(&app.portal().calendar(), app.today());
        Self {
            frame: frame(app, TITLE),
            status: StatusCode::OK,
            key,
            filled,
            mend: Vec::new(),
            answer_by: last.map(|last| show::day(app.variant().lang, last.date)),
            days: says.terms.answer,
            keep_days: says.keep_days,
        }
    }

    fn wrong(mut self, status: StatusCode, mend: Vec<Mend>) -> Self {
        self.status = status;
        self.mend = mend;
        let title = say(self.frame.lang, "有错误：{}").with(&self.frame.title);
        self.frame.title = title.into();
        self
    }

    /// The faults of one group of controls.
    fn faults(&self, field: &str) -> Vec<&str> {
        let of = self.mend.iter().filter(|mend| mend.field == field);
        of.map(|mend| mend.says.as_str()).collect()
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.mend.iter().any(|mend| mend.field == field)
    }

    fn is_kind(&self, kind: ErrorKind) -> bool {
        self.filled.kind == kind.id()
    }
}

fn frame(app: &App, title: &'static str) -> Frame {
    let title = say(app.variant().lang, title);
    Frame::new(app, Channel::About, "page-form", title).unlisted()
}

/// GET /error-report
pub(crate) async fn show_form(visit: Visit, Asked(CameFrom(page)): Asked<CameFrom>) -> Answer {
    let app = &visit.app;
    let page = page.map(|page| app.absolute(&format!("{}{page}", app.links().base())));
    let filled = Filled {
        page: page.unwrap_or_default(),
        ..Filled::default()
    };
    fresh(&FormPage::new(app, new_key(), filled))
}

/// POST /error-report
pub(crate) async fn send(visit: Visit, posted: Posted) -> Answer {
    let (app, now) = (&visit.app, visit.app.now());
    let filled = Filled::of(&posted.pairs);
    let key = posted.pairs.one("key").unwrap_or_default().to_owned();
    if let Err(again_at) = app.forms().tries.take(posted.network, now) {
        return too_many(app, FormPage::new(app, key, filled), again_at);
    }
    let written = match Written::read(filled.sent()) {
        Ok(written) => written,
        Err(faults) => {
            let mend = faults.into_iter().map(|fault| mend(app, fault, &filled));
            let mend = mend.collect();
            let page = FormPage::new(app, key, filled);
            return fresh(&page.wrong(StatusCode::UNPROCESSABLE_ENTITY, mend));
        }
    };
    if let Err(again_at) = app.forms().reports.take(posted.network, now) {
        return too_many(app, FormPage::new(app, key, filled), again_at);
    }
    let desk = Desk::of_visitor(app.portal(), now)?;
    let received = receive(&desk, &written, &key).await;
    if !matches!(received, Ok(Received::New { .. })) {
        app.forms().reports.give_back(posted.network, now);
    }
    let lang = app.variant().lang;
    let (key, status, says) = match received {
        Ok(Received::New { ticket } | Received::Again { ticket }) => {
            return Ok(read_on(&app.links().to(&Place::ErrorReceipt(ticket))));
        }
        Ok(Received::Other { number }) => (
            new_key(),
            StatusCode::CONFLICT,
            say(lang, "这张表刚才已经提交过，编号是 {}，当时填的内容没有变。要把现在填的另外提交一条，请再按一次“提交”").with(number),
        ),
        Err(Failure::Refused(_)) => (
            new_key(),
            StatusCode::UNPROCESSABLE_ENTITY,
            say(lang, "这张表不完整，没有收到。请再按一次“提交”"),
        ),
        Err(Failure::Unavailable(cause)) => {
            tracing::error!(operation = %visit.operation, code = "GK-503", %cause, "a report was not received");
            (
                key,
                StatusCode::SERVICE_UNAVAILABLE,
                say(lang, "暂时收不到，不是您的操作有误。请过几分钟再按一次“提交”"),
            )
        }
        Err(failure) => return Err(failure.into()),
    };
    let page = FormPage::new(app, key, filled);
    fresh(&page.wrong(status, vec![whole(says.into())]))
}

fn whole(says: String) -> Mend {
    Mend {
        field: "",
        at: "send",
        says,
    }
}

/// 429 with what was filled in, and from when on it is taken again.
fn too_many(app: &App, page: FormPage, again_at: i64) -> Answer {
    let says = whole(wait(app, again_at));
    let response = fresh(&page.wrong(StatusCode::TOO_MANY_REQUESTS, vec![says]))?;
    Ok(waiting(response, app, again_at))
}

fn wait(app: &App, again_at: i64) -> String {
    let says = "您的网络或者全站近来提交的次数太多，请在 {} 以后再提交";
    say(app.variant().lang, says).with(clock(again_at)).into()
}

/// The minute from which on something is taken again.
fn clock(again_at: i64) -> String {
    let at = date::moment(again_at + 59);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn waiting(mut response: Response, app: &App, again_at: i64) -> Response {
    let seconds = (again_at - app.now()).max(1);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// How to put a fault right.
fn mend(app: &App, fault: Fault, filled: &Filled) -> Mend {
    let lang = app.variant().lang;
    let say = |zh| say(lang, zh);
    let now = |text: &str| text.trim().replace("\r\n", "\n").chars().count();
    let (field, at, says) = match fault {
        Fault::PageLong => (
            "page",
            "page",
            say("网址不超过 {} 个字符，现有 {} 个，请删去多余的部分")
                .with(PAGE_MOST)
                .with(now(&filled.page)),
        ),
        Fault::PageForm => ("page", "page", say("网址只写一行")),
        Fault::PageAddress => (
            "page",
            "page",
            say(
                "网址要以 http:// 或者 https:// 开头；本站的网页也可以从一个“/”写起，例如 /laws。不知道的可以不填",
            ),
        ),
        Fault::Kind => ("kind", "kind-wording", say("请选一种错误类型")),
        Fault::WhatEmpty => ("what", "what", say("请写出错在哪里、应当是什么")),
        Fault::WhatShort => (
            "what",
            "what",
            say("请写得具体一些，至少 {} 个字").with(WHAT.start()),
        ),
        Fault::WhatLong => (
            "what",
            "what",
            say("错在哪里不超过 {} 个字，现有 {} 个；写不下的请分几次提交")
                .with(WHAT.end())
                .with(now(&filled.what)),
        ),
        Fault::WhatForm => (
            "what",
            "what",
            say("文字里有看不见的控制字符，请不要粘贴，重新输入一遍"),
        ),
        Fault::ContactLong => (
            "contact",
            "contact",
            say("联系方式不超过 {} 个字，现有 {} 个")
                .with(CONTACT_MOST)
                .with(now(&filled.contact)),
        ),
        Fault::ContactForm => ("contact", "contact", say("联系方式只写一行")),
    };
    Mend {
        field,
        at,
        says: says.into(),
    }
}

/// What stands in the address of a receipt.
#[derive(Debug)]
pub(crate) struct Ticket(String);

impl Spot for Ticket {
    fn read<'a>(part: &impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        Some(Self(part("ticket")?.to_owned()))
    }
}

#[derive(Debug, Template)]
#[template(path = "portal/error_receipt.html")]
struct ReceiptPage {
    frame: Frame,
    /// `None` once it is no longer open.
    receipt: Option<Receipt>,
    days: u32,
}

impl Page for ReceiptPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn status(&self) -> StatusCode {
        if self.receipt.is_some() {
            StatusCode::OK
        } else {
            StatusCode::NOT_FOUND
        }
    }
}

/// GET /error-report/receipt/{ticket}
pub(crate) async fn show_receipt(visit: Visit, At(Ticket(ticket)): At<Ticket>) -> Answer {
    let app = &visit.app;
    let terms = app.forms().says.terms;
    let receipt = app.portal().receipt(&ticket, app.now(), terms).await?;
    let title = if receipt.is_some() {
        "已经收到您的找错"
    } else {
        "这张回执不再显示"
    };
    fresh(&ReceiptPage {
        frame: frame(app, title),
        receipt,
        days: terms.answer,
    })
}

#[derive(Debug, Template)]
#[template(path = "portal/error_progress.html")]
struct ProgressPage {
    frame: Frame,
    status: StatusCode,
    number: String,
    mend: Vec<Mend>,
    report: Option<Report>,
}

impl Page for ProgressPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn status(&self) -> StatusCode {
        self.status
    }
}

impl ProgressPage {
    fn new(app: &App, number: String) -> Self {
        Self {
            frame: frame(app, "找错办理情况"),
            status: StatusCode::OK,
            number,
            mend: Vec::new(),
            report: None,
        }
    }

    fn wrong(mut self, status: StatusCode, mend: Vec<(&'static str, String)>) -> Self {
        self.status = status;
        let mend = mend.into_iter();
        self.mend = mend
            .map(|(at, says)| Mend {
                field: at,
                at,
                says,
            })
            .collect();
        let title = say(self.frame.lang, "有错误：{}").with(&self.frame.title);
        self.frame.title = title.into();
        self
    }

    /// What is wrong with one control.
    fn faults(&self, field: &str) -> Vec<&str> {
        let of = self.mend.iter().filter(|mend| mend.field == field);
        of.map(|mend| mend.says.as_str()).collect()
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.mend.iter().any(|mend| mend.field == field)
    }

    /// What is happening, in a sentence.
    fn says(&self, report: &Report) -> String {
        let say = |zh| say(self.frame.lang, zh);
        let says = match report.state {
            State::Received => say("已经收到，主办单位正在核对。"),
            State::Forwarded => {
                say("已经转给{}办理。").with(report.forwarded_to.as_deref().unwrap_or("承办单位"))
            }
            State::Answered => say("已经答复。"),
            State::Rejected => say("没有作为找错办理。"),
        };
        says.into()
    }

    /// How much of a term is left, and whether it is over.
    fn left(&self, due: &Due) -> Option<(String, &'static str)> {
        let say = |zh| say(self.frame.lang, zh);
        Some(match due.left? {
            Left::Days(0) => (say("今天是最后一天").into(), "deadline--today"),
            Left::Days(n) => (say("还有 {} 个工作日").with(n).into(), "deadline--near"),
            Left::Overdue(0) => (say("已经过期").into(), "deadline--overdue"),
            Left::Overdue(n) => (
                say("已经超过 {} 个工作日").with(n).into(),
                "deadline--overdue",
            ),
        })
    }
}

/// GET /error-report/progress
pub(crate) async fn show_progress(visit: Visit) -> Answer {
    fresh(&ProgressPage::new(&visit.app, String::new()))
}

/// POST /error-report/progress
pub(crate) async fn progress(visit: Visit, posted: Posted) -> Answer {
    let app = &visit.app;
    let get = |key: &str| posted.pairs.one(key).unwrap_or_default();
    let (number, code) = (get("number"), get("code"));
    let page = ProgressPage::new(app, number.chars().take(40).collect());
    let lang = app.variant().lang;
    let empty: Vec<_> = [
        ("number", number, say(lang, "请填写编号")),
        ("code", code, say(lang, "请填写查询码")),
    ]
    .into_iter()
    .filter(|(_, written, _)| written.trim().is_empty())
    .map(|(at, _, says)| (at, says.into()))
    .collect();
    if !empty.is_empty() {
        return fresh(&page.wrong(StatusCode::UNPROCESSABLE_ENTITY, empty));
    }
    if let Err(again_at) = app.forms().looks.take(posted.network, app.now()) {
        let says =
            say(lang, "您的网络或者全站近来查询的次数太多，请在 {} 以后再查").with(clock(again_at));
        let page = page.wrong(StatusCode::TOO_MANY_REQUESTS, vec![("number", says.into())]);
        return Ok(waiting(fresh(&page)?, app, again_at));
    }
    let terms = app.forms().says.terms;
    let report = app
        .portal()
        .report(number, code, visit.today, terms)
        .await?;
    if report.is_some() {
        return fresh(&ProgressPage { report, ..page });
    }
    let says = "编号和查询码对不上。请照回执核对：编号形如 2026-00001，查询码是 12 个字母和数字";
    let says = say(lang, says).into();
    fresh(&page.wrong(StatusCode::UNPROCESSABLE_ENTITY, vec![("number", says)]))
}
