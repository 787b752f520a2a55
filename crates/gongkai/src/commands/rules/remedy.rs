//! `gongkai remedy` — what can be done against an answer, by when, and before whom.

use super::{day, of_site};
use crate::say;
use acts::press::ruling::{self, COURT, REVIEWER, RemedyAsked};
use anyhow::Context as _;
use clap::Args;
use law::Date;
use law::agency::{AgencyKind, AgencyLevel};
use law::calendar::Calendar;
use law::remedy::{Against, Path, Period, Practices, Remedy, Reviewer, remedy as open, reviewer};
use law::request::Decision;
use std::path::Path as FilePath;

#[derive(Clone, Debug, Args)]
pub(crate) struct Asked {
    /// 处理决定的编号（docs/law/request-states.md），例如 denied_process；不予答复写 silence，程序性告知写 notice
    #[arg(long, value_name = "决定")]
    decision: String,
    /// 作出决定之日
    #[arg(long, value_name = "日期")]
    on: Date,
    /// 收到决定之日；写明则算出期限的最后一日
    #[arg(long, value_name = "日期")]
    told: Option<Date>,
    /// 机关类型，例如 department、government、vertical；写明则说出复议机关
    #[arg(long, value_name = "类型", requires = "level")]
    agency: Option<String>,
    /// 机关层级：national、province、city、county、township
    #[arg(long, value_name = "层级", requires = "agency")]
    level: Option<String>,
}

pub(crate) async fn remedy(data: &FilePath, asked: &Asked) -> anyhow::Result<()> {
    let calendar = of_site(data).await;
    let against = against(&asked.decision)?;
    let found = open(against, asked.on, &Practices::default());
    let body = match (&asked.agency, &asked.level) {
        (Some(kind), Some(level)) => body(kind, level, asked.on)?,
        _ => None,
    };
    let day_of = RemedyAsked {
        against,
        on: asked.on,
        told: asked.told,
    };
    say::value(&ruling::remedy(day_of, &found, body, &calendar));
    tell(&found, body, asked, &calendar);
    Ok(())
}

fn against(id: &str) -> anyhow::Result<Against> {
    Against::from_id(id).with_context(|| {
        let known = Decision::ALL.map(Decision::id).join("、");
        format!("没有“{id}”这个处理决定；可以写 silence、notice、{known}")
    })
}

fn body(kind: &str, level: &str, on: Date) -> anyhow::Result<Option<Reviewer>> {
    let kind = AgencyKind::from_id(kind).with_context(|| {
        let known = AgencyKind::ALL.map(AgencyKind::id).join("、");
        format!("没有“{kind}”这个机关类型；可以写 {known}")
    })?;
    let level = AgencyLevel::from_id(level).with_context(|| {
        let known = AgencyLevel::ALL.map(AgencyLevel::id).join("、");
        format!("没有“{level}”这个层级；可以写 {known}")
    })?;
    Ok(reviewer(kind, level, on))
}

fn tell(found: &Remedy, body: Option<Reviewer>, asked: &Asked, calendar: &Calendar) {
    let reading = if found.verified {
        ""
    } else {
        "，属于对法律的理解，未核实"
    };
    say::result(&format!(
        "{}（{}{reading}）",
        found.path.zh(),
        found.article
    ));
    if found.contested {
        say::result("注意：对这类决定直接起诉，法院可能不受理（未核实，请法律审核）");
    }
    let by_when = |period: Period, from: Date| {
        let last = period.last_day(from, calendar);
        last.map_or_else(String::new, |last| {
            let provisional = if last.provisional { "，暂定" } else { "" };
            format!("，至{}{provisional}", day(last.date))
        })
    };
    let until = |period: Period| {
        asked
            .told
            .map_or_else(String::new, |from| by_when(period, from))
    };
    if found.path != Path::None {
        let review = found.review;
        say::result(&format!(
            "行政复议：自收到决定之日起{}内{}",
            review.zh(),
            until(review)
        ));
    }
    match found.path {
        Path::None => {}
        Path::Choice => say::result(&format!(
            "行政诉讼：自收到决定之日起{}内{}",
            found.suit.zh(),
            until(found.suit)
        )),
        Path::ReviewFirst => say::result(&format!(
            "行政诉讼：对复议决定不服的，自收到复议决定书之日起{}内",
            found.after_review.zh()
        )),
    }
    match body {
        Some(found) => say::result(&format!(
            "复议机关：{}（{}）",
            found.body.zh(),
            found.article
        )),
        None if asked.agency.is_some() => say::result("复议机关：没有"),
        None => {}
    }
    if let Some(paragraph) = found.paragraph(REVIEWER, COURT) {
        say::result(&format!("答复书写明：{paragraph}"));
    }
}
