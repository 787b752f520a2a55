//! `gongkai clock`, `calendar`, `fee`, `remedy` — what the law says, asked without a site.
//!
//! Decides how a question is written and how an answer is told; every rule is in [`law`]. Nothing is read from a data
//! directory, and nothing is kept.

pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod fee;
pub(crate) mod remedy;

use crate::trouble;
use anyhow::{Context as _, anyhow};
use clap::Args;
use law::Date;
use law::calendar::Calendar;
use std::borrow::Cow;
use std::path::PathBuf;

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
    fn calendar(&self) -> anyhow::Result<Cow<'static, Calendar>> {
        let mut calendar = Cow::Borrowed(Calendar::standard());
        if let Some(file) = &self.notices {
            let text = std::fs::read_to_string(file)
                .map_err(|error| anyhow!(trouble::system(&error)))
                .with_context(|| format!("不能读取 {}", file.display()))?;
            let further = law::calendar::read(&text)
                .with_context(|| format!("不能读取 {}", file.display()))?;
            calendar = Cow::Owned(calendar.with(further));
        }
        if let Some(day) = self.known {
            calendar = Cow::Owned(calendar.known_on(day));
        }
        Ok(calendar)
    }
}

/// 2026年10月29日（星期四）
fn day(date: Date) -> String {
    let weekday = law::period::weekday_zh(date);
    format!("{}（{weekday}）", law::date::zh(date))
}
