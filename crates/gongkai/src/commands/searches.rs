//! `gongkai search` — what readers look for and do not find, for whoever can add it.

use crate::clock;
use crate::place::Place;
use crate::say;
use acts::unfound::{UnfoundWords, unfound};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::Path;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Searches {
    /// 列出没有搜到的词，搜得最多的在前：次数、月份、词
    Unfound,
}

pub(crate) async fn searches(data: &Path, searches: Searches) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let Searches::Unfound = searches;
    let today = law::date::of_instant(clock::now());
    let months = place.config.search.keep_months();
    let all = unfound(&place.register, months, today).await?;
    let told: Vec<Value> = all.iter().map(in_json).collect();
    say::value(&json!({ "keep_months": months, "unfound": told }));
    tell(&all, months);
    place.register.close().await;
    Ok(())
}

fn tell(all: &[UnfoundWords], months: u32) {
    for one in all {
        let first = one.months.first().map_or("", |(month, _)| month);
        let last = one.months.last().map_or("", |(month, _)| month);
        let when = if first == last {
            first.to_owned()
        } else {
            format!("{first} 至 {last}")
        };
        say::result(&format!("{}\t{when}\t{}", one.times, one.words));
    }
    match (months, all.len()) {
        (0, _) => say::note("设置里的 search.keep_months 是 0，不计没有搜到的词。"),
        (_, 0) => {
            say::note("没有。有六个以上的网络搜过而没有搜到的词，才列在这里。");
        }
        (_, n) => say::note(&format!("近 {months} 个月共 {n} 个词。")),
    }
}

fn in_json(one: &UnfoundWords) -> Value {
    let months = one.months.iter();
    let months = months.map(|(month, times)| json!({ "month": month, "times": times }));
    json!({
        "words": one.words,
        "times": one.times,
        "months": months.collect::<Vec<_>>(),
    })
}
