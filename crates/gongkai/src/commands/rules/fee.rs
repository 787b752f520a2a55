//! `gongkai fee` — what a request costs by item or by volume.

use crate::{clock, say};
use acts::press::ruling;
use clap::Args;
use law::Date;
use law::fee::{Practices, Scale, charge};

#[derive(Clone, Debug, Args)]
pub(crate) struct Asked {
    /// 按件：本次几件
    #[arg(long, value_name = "件数", required_unless_present = "pages", value_parser = clap::value_parser!(u32).range(..=MOST))]
    items: Option<u32>,
    /// 按件：同一申请人在这个自然月里已经申请几件
    #[arg(long, value_name = "件数", conflicts_with = "pages", value_parser = clap::value_parser!(u32).range(..=MOST))]
    before: Option<u32>,
    /// 按量：几页（与按件只能选一种）
    #[arg(long, value_name = "页数", conflicts_with = "items")]
    pages: Option<u32>,
    /// 收到申请之日；不写则与收费通知同日
    #[arg(long, value_name = "日期")]
    received: Option<Date>,
    /// 收费通知之日；不写则为今天
    #[arg(long, value_name = "日期")]
    notice: Option<Date>,
}

/// More items than anybody asked for; each band of ten is a line.
const MOST: i64 = 100_000;

pub(crate) fn fee(asked: &Asked) {
    let today = law::date::of_instant(clock::now());
    let notice = asked.notice.unwrap_or(today);
    let received = asked.received.unwrap_or(notice);
    let scale = match asked.pages {
        Some(pages) => Scale::ByVolume { pages },
        None => Scale::ByItem {
            before: asked.before.unwrap_or(0),
            items: asked.items.unwrap_or(0),
        },
    };
    let practices = Practices::default();
    let charged = charge(scale, received, notice, practices);
    say::value(&ruling::fee(scale, notice, &charged, practices));
    match charged {
        Err(refused) => say::result(&format!("0 元：{refused}")),
        Ok(reckoning) => {
            let unit = if asked.pages.is_some() { "页" } else { "件" };
            say::result(&format!("{} 元", reckoning.total().0));
            for line in &reckoning.lines {
                let count = line.last - line.first + 1;
                say::result(&format!(
                    "第 {} 至 {} {unit}：{count} {unit} × {} 元 = {} 元",
                    line.first,
                    line.last,
                    line.each.0,
                    line.amount().0
                ));
            }
            say::result(
                "依据 政府信息公开信息处理费管理办法（国办函〔2020〕109号），条例第四十二条第一款",
            );
        }
    }
}
