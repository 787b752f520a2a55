//! `gongkai site notice` and `gongkai site mourning` — what stands on every page for a time.

use crate::clock;
use crate::commands::trial::Trial;
use crate::place::Place;
use crate::say;
use acts::announce::{NewNotice, announced, clear_notice, end_mourning, mourn, set_notice};
use acts::view::{Address, Announced, Linked};
use clap::{Args, Subcommand};
use law::Date;
use serde_json::{Value, json};

#[derive(Clone, Debug, Args)]
pub(super) struct Notice {
    #[command(subcommand)]
    what: Option<OnNotice>,
}

#[derive(Clone, Debug, Subcommand)]
enum OnNotice {
    /// 在每一页的最上面放一则公告，原来有的换掉；站点开着也可以办，一秒之内生效
    Set {
        /// 标题，一行
        #[arg(long, value_name = "标题")]
        title: String,
        /// 内容；更长的请公开成一条信息，在这里链接
        #[arg(long, value_name = "内容")]
        text: String,
        /// 链接到哪里：索引号、laws/编码/版本，或者 https:// 开头的网址
        #[arg(long, default_value = "", value_name = "去处")]
        link: String,
        /// 到什么时候自动撤下，写作 2026-01-01（到这一天结束）或者 "2026-01-01 18:00"；不写就到 notice clear 为止
        #[arg(long, default_value = "", value_name = "时间")]
        until: String,
        /// 为什么这样办；只记入台账
        #[arg(long, default_value = "", value_name = "原因")]
        reason: String,
        #[command(flatten)]
        trial: Trial,
    },
    /// 撤下公告
    Clear {
        /// 为什么这样办；只记入台账
        #[arg(long, default_value = "", value_name = "原因")]
        reason: String,
        #[command(flatten)]
        trial: Trial,
    },
}

#[derive(Clone, Debug, Args)]
pub(super) struct Mourning {
    #[command(subcommand)]
    what: Option<OnMourning>,
}

#[derive(Clone, Debug, Subcommand)]
enum OnMourning {
    /// 全站变灰；可以提前写好哪一天到哪一天，到时自动变灰、自动恢复
    On {
        /// 第一天（默认为今天）
        #[arg(long, value_name = "日期")]
        from: Option<Date>,
        /// 最后一天；不写就到 mourning off 为止
        #[arg(long, value_name = "日期")]
        to: Option<Date>,
        /// 根据什么安排；记入台账
        #[arg(long, value_name = "原因")]
        reason: String,
        #[command(flatten)]
        trial: Trial,
    },
    /// 恢复颜色，还没有到的安排也取消
    Off {
        /// 为什么这样办；只记入台账
        #[arg(long, default_value = "", value_name = "原因")]
        reason: String,
        #[command(flatten)]
        trial: Trial,
    },
}

impl Notice {
    /// Of what writes: whether it is tried.
    pub(super) fn trial(&self) -> Option<Trial> {
        match &self.what {
            None => None,
            Some(OnNotice::Set { trial, .. } | OnNotice::Clear { trial, .. }) => Some(*trial),
        }
    }
}

impl Mourning {
    /// Of what writes: whether it is tried.
    pub(super) fn trial(&self) -> Option<Trial> {
        match &self.what {
            None => None,
            Some(OnMourning::On { trial, .. } | OnMourning::Off { trial, .. }) => Some(*trial),
        }
    }
}

pub(super) async fn notice(place: &Place, actor: Option<&str>, told: Notice) -> anyhow::Result<()> {
    let would = match told.what {
        None => String::new(),
        Some(OnNotice::Set {
            title,
            text,
            link,
            until,
            reason,
            ..
        }) => {
            let would = format!("放上公告：{title}\n{text}");
            let new = NewNotice {
                title,
                text,
                link,
                until,
            };
            set_notice(&place.desk(actor)?, &new, &reason).await?;
            would
        }
        Some(OnNotice::Clear { reason, .. }) => {
            clear_notice(&place.desk(actor)?, &reason).await?;
            "撤下公告".to_owned()
        }
    };
    tell(place, &would, of_notice).await
}

pub(super) async fn mourning(
    place: &Place,
    actor: Option<&str>,
    told: Mourning,
) -> anyhow::Result<()> {
    let would = match told.what {
        None => String::new(),
        Some(OnMourning::On {
            from, to, reason, ..
        }) => {
            mourn(&place.desk(actor)?, from, to, &reason).await?;
            let day =
                |day: Option<Date>, none: &str| day.map_or(none.to_owned(), |it| it.to_string());
            format!("变灰：自{}起，到{}", day(from, "今天"), day(to, "恢复为止"))
        }
        Some(OnMourning::Off { reason, .. }) => {
            end_mourning(&place.desk(actor)?, &reason).await?;
            "恢复颜色".to_owned()
        }
    };
    tell(place, &would, of_mourning).await
}

/// Says how it stands now; on trial, what would be done, since it stands as it stood.
async fn tell(
    place: &Place,
    would: &str,
    says: impl Fn(&Announced) -> String,
) -> anyhow::Result<()> {
    if place.is_on_trial() {
        say::result(would);
        return Ok(());
    }
    let announced = stands(place).await?;
    say::value(&in_json(&announced));
    say::result(&says(&announced));
    Ok(())
}

/// What stands on every page, or will.
pub(super) async fn stands(place: &Place) -> anyhow::Result<Announced> {
    Ok(announced(&place.register).await?)
}

/// The same told with the site.
pub(super) async fn show(place: &Place) -> anyhow::Result<()> {
    let announced = stands(place).await?;
    say::result(&of_notice(&announced));
    say::result(&of_mourning(&announced));
    Ok(())
}

pub(super) fn in_json(announced: &Announced) -> Value {
    let link = announced.linked.as_ref().map(|linked| match linked {
        Linked::Elsewhere(address) => address.clone(),
        Linked::Item(Address::Document { code, tail }) => format!("{code}/{tail}"),
        Linked::Item(Address::Law { work, version }) => format!("laws/{work}/{version}"),
    });
    let notice = announced.notice.as_ref().map(|notice| {
        json!({
            "title": notice.title,
            "text": notice.text,
            "link": link,
            "until": notice.until.map(law::date::utc),
        })
    });
    let mourning = announced.mourning.map(|mourning| {
        json!({
            "from": mourning.from.to_string(),
            "to": mourning.to.map(|to| to.to_string()),
        })
    });
    json!({ "notice": notice, "mourning": mourning })
}

fn of_notice(announced: &Announced) -> String {
    let Some(notice) = &announced.notice else {
        return "公告：没有".into();
    };
    let until = match notice.until {
        None => "到撤下为止".into(),
        Some(until) if !notice.holds_at(clock::now()) => {
            format!("已于 {} 结束，网页上不再显示", minute(until))
        }
        Some(until) => format!("到 {} 为止", minute(until)),
    };
    let linked = match &announced.linked {
        None => String::new(),
        Some(Linked::Elsewhere(address)) => format!("；链接 {address}"),
        Some(Linked::Item(Address::Document { code, tail })) => format!("；链接 {code}/{tail}"),
        Some(Linked::Item(Address::Law { work, version })) => {
            format!("；链接 laws/{work}/{version}")
        }
    };
    format!("公告：{}（{until}{linked}）\n{}", notice.title, notice.text)
}

fn minute(instant: i64) -> String {
    let at = law::date::moment(instant);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

fn of_mourning(announced: &Announced) -> String {
    let Some(mourning) = announced.mourning else {
        return "哀悼变灰：没有".into();
    };
    let to = mourning.to.map_or_else(
        || "到恢复为止".to_owned(),
        |to| format!("到 {to} 为止（含这一天）"),
    );
    let today = law::date::of_instant(clock::now());
    let now = if mourning.holds_on(today) {
        "今天全站是灰的"
    } else if today < mourning.from {
        "今天还没有开始"
    } else {
        "已经结束"
    };
    format!("哀悼变灰：自 {} 起，{to}；{now}", mourning.from)
}
