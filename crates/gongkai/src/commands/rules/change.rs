//! `gongkai calendar load`, `forget`, `notices` — the holiday notices that a site takes in, and what moves by them.

use super::{day, text};
use crate::commands::trial::Trial;
use crate::place::Place;
use crate::say;
use acts::calendar::{Change, forget, load, own_notices};
use clap::Subcommand;
use law::Date;
use law::calendar::{Day, LastDay, Notice};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Act {
    /// 载入新的放假通知：先说哪些日子、哪些期限会变动，再记入台账；网页、接口和各条命令从此照它计算
    Load {
        /// 放假通知的文件，写法见 data/holiday-notices.txt；同一文号的再载入一次就是改正
        #[arg(value_name = "文件")]
        file: PathBuf,
        #[command(flatten)]
        trial: Trial,
        /// 为什么载入；只记入台账
        #[arg(long, default_value = "", value_name = "原因")]
        reason: String,
    },
    /// 取消误载入的一份；随程序的不能取消
    Forget {
        /// 文号，没有文号的写标题
        #[arg(value_name = "文号")]
        notice: String,
        /// 为什么取消；只记入台账
        #[arg(long, value_name = "原因")]
        reason: String,
        #[command(flatten)]
        trial: Trial,
    },
    /// 列出本站载入过的放假通知
    Notices,
}

pub(super) async fn change(data: &Path, actor: Option<&str>, act: &Act) -> anyhow::Result<()> {
    let trial = match act {
        Act::Load { trial, .. } | Act::Forget { trial, .. } => Some(*trial),
        Act::Notices => None,
    };
    let place = Place::open_for(data, trial).await?;
    let terms = place.config.forms().terms;
    match act {
        Act::Load { file, reason, .. } => {
            let text = text(file)?;
            let change = load(&place.desk(actor)?, &text, reason, terms).await?;
            tell(&change, "打开着的站点一秒之内照此计算。");
        }
        Act::Forget { notice, reason, .. } => {
            let change = forget(&place.desk(actor)?, notice, reason, terms).await?;
            tell(&change, "打开着的站点一秒之内照此计算。");
        }
        Act::Notices => {
            let own = own_notices(&place.register).await?;
            say::value(&json!({ "notices": noticed(&own) }));
            if own.is_empty() {
                say::result("本站没有载入过放假通知；随程序的见 gongkai calendar 2026");
            }
            for notice in &own {
                let (on, source) = (notice.known_from(), &notice.source);
                say::result(&format!("{notice}，{on}，{source}"));
            }
        }
    }
    place.register.close().await;
    Ok(())
}

fn tell(change: &Change, end: &str) {
    say::value(&in_json(change));
    for notice in &change.taken {
        say::result(&format!("载入：{notice}"));
    }
    for notice in &change.gone {
        let instead = if change.taken.is_empty() {
            "取消"
        } else {
            "代替原来载入的"
        };
        say::result(&format!("{instead}：{notice}"));
    }
    for year in &change.settled {
        say::result(&format!("{year}年有了放假通知，期限不再暂定"));
    }
    let days = change.days();
    say::result(&format!("变动的日子 {} 个", days.len()));
    for moved in days {
        let weekday = law::period::weekday_zh(moved.date);
        let (date, before, after) = (moved.date, named(moved.before), named(moved.after));
        say::result(&format!("{date}  {weekday}  {before} → {after}"));
    }
    if !change.terms.is_empty() {
        say::result("下列日子收到的申请，二十个工作日的期限（没有补正、征求意见、延长、缴费的）：");
    }
    for moved in &change.terms {
        let (before, after) = (ended(moved.before), ended(moved.after));
        say::result(&format!("{} 收到：{before} → {after}", moved.received));
    }
    if !change.reports.is_empty() {
        say::result("没有办结的“我为政府网站找错”：");
    }
    for moved in &change.reports {
        let what = if moved.is_forwarding {
            "转办"
        } else {
            "答复"
        };
        let (before, after) = (ended(moved.before), ended(moved.after));
        say::result(&format!("{}  {what}：{before} → {after}", moved.number));
    }
    say::result(end);
}

fn named(day: Day<'_>) -> String {
    match day {
        Day::Holiday(exception) => format!("{}放假", exception.name),
        Day::MadeUp(exception) => format!("上班（{}调休）", exception.name),
        day => day.zh().to_owned(),
    }
}

fn ended(last: LastDay) -> String {
    let provisional = if last.provisional { "，暂定" } else { "" };
    format!("{}{provisional}", day(last.date))
}

fn noticed(all: &[Notice]) -> Value {
    let one = |notice: &Notice| {
        json!({
            "title": notice.title,
            "number": notice.number,
            "year": notice.year,
            "known_from": notice.known_from().to_string(),
            "source": notice.source,
        })
    };
    all.iter().map(one).collect()
}

fn in_json(change: &Change) -> Value {
    let last =
        |last: LastDay| json!({ "date": last.date.to_string(), "provisional": last.provisional });
    let days = change.days().into_iter().map(|moved| {
        json!({
            "date": moved.date.to_string(),
            "before": { "day": moved.before.id(), "says": named(moved.before) },
            "after": { "day": moved.after.id(), "says": named(moved.after) },
        })
    });
    let days: Vec<Value> = days.collect();
    let term = |received: Date, before: LastDay, after: LastDay| json!({ "received": received.to_string(), "before": last(before), "after": last(after) });
    let terms = change.terms.iter();
    let terms: Vec<Value> = terms
        .map(|moved| term(moved.received, moved.before, moved.after))
        .collect();
    let reports = change.reports.iter().map(|moved| {
        json!({
            "number": moved.number,
            "term": if moved.is_forwarding { "forward" } else { "answer" },
            "before": last(moved.before),
            "after": last(moved.after),
        })
    });
    let reports: Vec<Value> = reports.collect();
    json!({
        "taken": noticed(&change.taken),
        "gone": noticed(&change.gone),
        "settled_years": change.settled,
        "days": days,
        "terms": terms,
        "site_errors": reports,
    })
}
