//! `gongkai errors` — what readers report by 我为政府网站找错: listed by urgency, forwarded, answered, erased.

use super::again::{Again, before, done};
use super::trial::Trial;
use crate::clock;
use crate::place::Place;
use crate::say;
use acts::again::Once;
use acts::site_error::{self, Due, Report};
use clap::{Args, Subcommand};
use law::Date;
use law::site_error::{Left, Terms};
use serde_json::{Value, json};
use std::path::Path;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Errors {
    /// 列出没有办结的，最急的在前：编号、状态、期限、错误类型、网页
    List {
        /// 连同已经办结的
        #[arg(long)]
        all: bool,
    },
    /// 看一条：写了什么、联系方式、期限、答复
    Show(Number),
    /// 转给能答复的单位；读者会看到转给了谁
    Forward {
        #[command(flatten)]
        of: Number,
        /// 转给哪个单位
        #[arg(long, value_name = "单位")]
        to: String,
        #[command(flatten)]
        again: Again,
    },
    /// 答复并办结；读者凭编号和查询码看到答复
    Answer {
        #[command(flatten)]
        of: Number,
        /// 答复的内容
        #[arg(long, value_name = "答复")]
        text: String,
        #[command(flatten)]
        again: Again,
    },
    /// 不予受理：不是本站内容的错误；读者会看到原因
    Reject {
        #[command(flatten)]
        of: Number,
        /// 为什么不予受理
        #[arg(long, value_name = "原因")]
        reason: String,
        #[command(flatten)]
        again: Again,
    },
    /// 提前删除已经办结的一条（写下的内容、联系方式和答复）；到期的由站点自动删除
    Erase {
        #[command(flatten)]
        of: Number,
        #[command(flatten)]
        trial: Trial,
    },
}

impl Errors {
    /// Of what writes: whether it is tried.
    fn trial(&self) -> Option<Trial> {
        match self {
            Self::List { .. } | Self::Show(_) => None,
            Self::Forward { again, .. }
            | Self::Answer { again, .. }
            | Self::Reject { again, .. } => Some(again.trial),
            Self::Erase { trial, .. } => Some(*trial),
        }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Number {
    /// 找错的编号，例如 2026-00001
    #[arg(value_name = "编号")]
    number: String,
}

pub(crate) async fn errors(data: &Path, actor: Option<&str>, errors: Errors) -> anyhow::Result<()> {
    let place = Place::open_for(data, errors.trial()).await?;
    match errors {
        Errors::List { all } => list(&place, all).await?,
        Errors::Show(of) => show(&place, &of.number).await?,
        Errors::Forward { of, to, again } => {
            let keyed = again.desk(&place, actor, &["forward", &of.number, &to])?;
            let act = Box::pin(site_error::forward(&keyed.desk, &of.number, &to));
            let once = keyed.once(act).await?;
            tell(&place, "forward", &of.number, &once, &format!("转给{to}")).await?;
        }
        Errors::Answer { of, text, again } => {
            let keyed = again.desk(&place, actor, &["answer", &of.number, &text])?;
            let act = Box::pin(site_error::answer(&keyed.desk, &of.number, &text));
            let once = keyed.once(act).await?;
            tell(&place, "answer", &of.number, &once, "答复并办结").await?;
        }
        Errors::Reject { of, reason, again } => {
            let keyed = again.desk(&place, actor, &["reject", &of.number, &reason])?;
            let act = Box::pin(site_error::reject(&keyed.desk, &of.number, &reason));
            let once = keyed.once(act).await?;
            tell(&place, "reject", &of.number, &once, "不予受理").await?;
        }
        Errors::Erase { of, .. } => {
            let keyed = Again::default().desk(&place, actor, &["erase", &of.number])?;
            let act = Box::pin(site_error::erase(&keyed.desk, &of.number));
            let once = keyed.once(act).await?;
            tell(&place, "erase", &of.number, &once, "删除写下的内容").await?;
        }
    }
    place.register.close().await;
    Ok(())
}

/// Says what was done to a report and how it stands; on trial, what would be done.
async fn tell(
    place: &Place,
    act: &str,
    number: &str,
    once: &Once<()>,
    does: &str,
) -> anyhow::Result<()> {
    if let Once::Before(former) = once {
        say::note(&before(former));
    }
    if place.is_on_trial() {
        say::value(&done(act, number, once));
        say::result(&format!("{number}：{does}"));
        return Ok(());
    }
    show(place, number).await
}

fn terms(place: &Place) -> Terms {
    place.config.forms().terms
}

async fn list(place: &Place, all: bool) -> anyhow::Result<()> {
    let (register, today) = (&place.register, law::date::of_instant(clock::now()));
    let reports = if all {
        site_error::all(register, today, terms(place)).await?
    } else {
        site_error::open(register, today, terms(place)).await?
    };
    let values: Vec<Value> = reports.iter().map(in_json).collect();
    say::value(&json!({ "reports": values }));
    for report in &reports {
        let when = match report.closed_on {
            Some(closed) => format!("{closed} 办结"),
            None => due("答复", report.answer_by.as_ref()),
        };
        let page = report.page.as_deref().unwrap_or("（没有写网页）");
        say::result(&format!(
            "{}\t{}\t{when}\t{}\t{page}",
            report.number,
            report.state.zh(),
            report.kind.zh(),
        ));
    }
    let overdue = reports.iter().filter(|report| is_overdue(report)).count();
    let n = reports.len();
    match (all, n) {
        (false, 0) => say::note("没有等待办理的找错。"),
        (true, 0) => say::note("还没有收到过找错。"),
        (false, _) => say::note(&format!("共 {n} 条等待办理，其中逾期 {overdue} 条。")),
        (true, _) => say::note(&format!("共 {n} 条，逾期未答复 {overdue} 条。")),
    }
    Ok(())
}

fn in_json(report: &Report) -> Value {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let last = |due: Option<Due>| {
        due.map(|due| {
            json!({
                "date": due.last.date.to_string(),
                "provisional": due.last.provisional,
                "overdue": due.is_overdue(),
            })
        })
    };
    json!({
        "number": report.number,
        "state": report.state.id(),
        "kind": report.kind.id(),
        "received_at": law::date::utc(report.received_at),
        "page": report.page,
        "what": report.what,
        "contact": report.contact,
        "forward_by": last(report.forward_by),
        "forwarded_on": day(report.forwarded_on),
        "forwarded_to": report.forwarded_to,
        "answer_by": last(report.answer_by),
        "answer": report.answer,
        "closed_on": day(report.closed_on),
        "erased_on": day(report.erased_on),
    })
}

fn is_overdue(report: &Report) -> bool {
    report.answer_by.is_some_and(|due| due.is_overdue())
}

/// Until when something is owed, and how that stands.
fn due(what: &str, due: Option<&Due>) -> String {
    let Some(due) = due else {
        return format!("{what}的期限算不出来");
    };
    let left = match due.left {
        None => String::new(),
        Some(Left::Days(0)) => "，今天是最后一天".into(),
        Some(Left::Days(n)) => format!("，还有 {n} 个工作日"),
        Some(Left::Overdue(0)) => "，已经逾期".into(),
        Some(Left::Overdue(n)) => format!("，已经逾期 {n} 个工作日"),
    };
    let provisional = if due.last.provisional && due.left.is_some() {
        "（放假安排公布后可能变动）"
    } else {
        ""
    };
    format!("最迟 {} {what}{left}{provisional}", due.last.date)
}

async fn show(place: &Place, number: &str) -> anyhow::Result<()> {
    let today = law::date::of_instant(clock::now());
    let report = site_error::find(&place.register, number, today, terms(place)).await?;
    say::value(&in_json(&report));
    let at = law::date::moment(report.received_at);
    let mut lines = vec![
        format!("编号：{}", report.number),
        format!("状态：{}", report.state.zh()),
        format!("错误类型：{}", report.kind.zh()),
        format!("收到：{} {:02}:{:02}", at.date(), at.hour(), at.minute()),
    ];
    if let Some(forward) = &report.forward_by {
        lines.push(format!("转办：{}", due("转办", Some(forward))));
    }
    if let Some(on) = report.forwarded_on {
        let to = report.forwarded_to.as_deref().unwrap_or("（已经删除）");
        lines.push(format!("转办：{on} 转给{to}"));
    }
    lines.push(format!("期限：{}", due("答复", report.answer_by.as_ref())));
    if let Some(closed) = report.closed_on {
        lines.push(format!("办结：{closed}"));
    }
    if let Some(erased) = report.erased_on {
        lines.push(format!("写下的内容已于 {erased} 删除"));
    } else {
        let written = |text: &Option<String>| text.clone().unwrap_or("（没有写）".into());
        lines.push(format!("网页：{}", written(&report.page)));
        lines.push(format!("内容：{}", written(&report.what)));
        lines.push(format!("联系方式：{}", written(&report.contact)));
    }
    if let Some(answer) = &report.answer {
        lines.push(format!("答复：{answer}"));
    }
    say::result(&lines.join("\n"));
    Ok(())
}
