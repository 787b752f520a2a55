//! `gongkai clock`, `calendar`, `fee`, `remedy` — what the law says, asked without a site.
//!
//! Decides how a question is written and how an answer is told; every rule is in [`law`]. Where there is a site in the data
//! directory its holiday notices are counted by too; without one the commands answer all the same. Nothing is kept, except
//! by `calendar load` and `calendar forget`.

pub(crate) mod calendar;
mod change;
pub(crate) mod clock;
pub(crate) mod fee;
pub(crate) mod remedy;

use crate::place::{self, Place};
use crate::{say, trouble};
use anyhow::{Context as _, anyhow};
use clap::Args;
use law::Date;
use law::calendar::Calendar;
use std::path::{Path, PathBuf};

/// Which holiday notices are counted by.
#[derive(Clone, Debug, Args)]
pub(crate) struct Notices {
    /// 加上这个文件里的放假通知（写法见 data/holiday-notices.txt）
    #[arg(long, value_name = "文件")]
    notices: Option<PathBuf>,
    /// 只用这一天已经公布的放假通知
    #[arg(long, value_name = "日期")]
    known: Option<Date>,
}

impl Notices {
    async fn calendar(&self, data: &Path) -> anyhow::Result<Calendar> {
        let mut calendar = of_site(data).await;
        if let Some(file) = &self.notices {
            let further = law::calendar::read(&text(file)?)
                .with_context(|| format!("不能读取 {}", file.display()))?;
            calendar = calendar.with(further);
        }
        if let Some(day) = self.known {
            calendar = calendar.known_on(day);
        }
        Ok(calendar)
    }
}

/// The days that offices work as the site in the data directory knows them; as the program knows them where there is none.
async fn of_site(data: &Path) -> Calendar {
    if !matches!(place::state(data), Ok(place::State::Site)) {
        return Calendar::standard().clone();
    }
    let read = async {
        let place = Place::look(data).await?;
        let calendar = acts::calendar::calendar(&place.register).await;
        place.register.close().await;
        anyhow::Ok(calendar?)
    };
    read.await.unwrap_or_else(|error| {
        say::note(&format!(
            "没有用上站点载入的放假通知，只用随程序的。原因：{}",
            trouble::says(&error)
        ));
        Calendar::standard().clone()
    })
}

fn text(file: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(file).map_err(|error| anyhow!(trouble::system(&error)));
    let text = bytes.and_then(|bytes| {
        String::from_utf8(bytes).map_err(|_| anyhow!("不是 UTF-8 的文本；请另存为 UTF-8"))
    });
    text.with_context(|| format!("不能读取 {}", file.display()))
}

/// 2026年10月29日（星期四）
fn day(date: Date) -> String {
    let weekday = law::period::weekday_zh(date);
    format!("{}（{weekday}）", law::date::zh(date))
}
