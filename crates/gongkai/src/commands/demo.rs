//! `gongkai demo` — the Town and the founding notice, loaded once, served on this machine.
//!
//! Decides that the demo is an ordinary site: its agencies, pages and documents come in through the same imports, read by
//! the same readers; only the site says of itself that it is a demonstration.

use super::agencies::from_csv;
use super::serve::{Doors, Listen, serve};
use super::trial::Trial;
use crate::config::Config;
use crate::incoming::shelf::Shelf;
use crate::incoming::{How, pages};
use crate::place::{self, Place, State};
use crate::progress::Progress;
use crate::say;
use acts::desk::{Actor, Desk};
use acts::item::Then;
use acts::view::Site;
use anyhow::{Context as _, ensure};
use bytes::Bytes;
use clap::Args;
use include_dir::{Dir, DirEntry, include_dir};
use serde::Deserialize;
use std::path::Path;

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data");

/// Where the words of the founding notice come from: a page of the web, whose address was not kept.
const NOTICE_SOURCE: &str = "网上公开的文本（网址未记录）";

/// What is written once everything is loaded.
const LOADED: &str = "loaded";

#[derive(Clone, Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    trial: Trial,
}

/// Loads the demo where it is not loaded yet, then serves it.
pub(crate) async fn demo(data: &Path, demo: Demo) -> anyhow::Result<()> {
    let Demo { listen, trial } = demo;
    let shown = data.display();
    let config = Config::of(data)?;
    let state = place::state(data)?;
    if trial.begins() && matches!(state, State::Absent | State::Empty) {
        Doors::open(&config, &listen).await?;
        say::result(&format!("在 {shown} 装入示例内容，然后打开演示站点"));
        return Ok(());
    }
    let (place, doors) = match state {
        State::Foreign(found) => anyhow::bail!(
            "{shown} 里有别的东西（{found}），不能装入演示内容；请另选目录：--data 目录"
        ),
        State::Site => {
            let place = Place::open_for(data, trial).await?;
            // A register that was never described is a demonstration whose loading was broken off.
            let site = acts::site::described(&place.register).await?;
            anyhow::ensure!(
                site.is_none_or(|site| site.is_demo),
                "{shown} 是正式站点的数据目录，不能装入演示内容；请另选目录：--data 目录"
            );
            let doors = Doors::open(&config, &listen).await?;
            if place.is_on_trial() {
                say::result(&format!("打开 {shown} 里的演示站点"));
                return Ok(());
            }
            (place, doors)
        }
        // The port first: where it is taken, nothing is made.
        State::Absent | State::Empty => {
            let doors = Doors::open(&config, &listen).await?;
            (Place::create(data, config).await?, doors)
        }
    };
    if acts::site::demo_state(&place.register).await?.as_deref() != Some(LOADED) {
        load(&place).await?;
    }
    serve(place, doors).await
}

async fn load(place: &Place) -> anyhow::Result<()> {
    say::note("第一次运行，正在装入示例内容……");
    let actor = Actor {
        name: "演示".into(),
        identified_by: "demo".into(),
    };
    let desk = Desk::new(place.register.clone(), actor, crate::clock::now())?;
    let site = site()?;
    acts::site::describe(&desk, &site, "").await?;
    if acts::log::key(&place.register).await?.is_none() {
        place.keys.discard_of(&site.domain);
    }
    let csv = embedded("town/agencies.csv")?;
    acts::agency::register(&desk, &from_csv(&csv)?, "").await?;
    let pool = &place.readers;
    let town = Embedded {
        below: "town",
        only: &["items", "files"],
    };
    let notice = Embedded {
        below: "",
        only: &["founding-notice.txt"],
    };
    for (shelf, source_name) in [(town, None), (notice, Some(NOTICE_SOURCE))] {
        let how = How {
            then: Then::Release,
            source_name: source_name.map(str::to_owned),
        };
        let tally = pages::import(&desk, pool, &shelf, &how).await?;
        for notice in &tally.notices {
            say::note(&format!("请核对 {}：{}", notice.at, notice.says));
        }
        let untaken: Vec<String> = tally
            .problems
            .iter()
            .map(|trouble| format!("未登记 {}：{}", trouble.at, trouble.says))
            .collect();
        ensure!(
            untaken.is_empty(),
            "示例内容没有全部登记：\n{}",
            untaken.join("\n")
        );
    }
    let mut progress = Progress::new("索引", 1);
    place
        .catch_up(|step| {
            progress.total(step.head);
            progress.at(step.cursor);
        })
        .await?;
    progress.done();
    acts::site::set_demo_state(&desk, LOADED).await?;
    Ok(())
}

/// Files that the program carries: the named ones, and those directly in the named folders.
struct Embedded {
    below: &'static str,
    only: &'static [&'static str],
}

impl Shelf for Embedded {
    fn paths(&self) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        for name in self.only {
            let path = Path::new(self.below).join(name);
            let inside = DATA.get_dir(&path).map(Dir::entries).unwrap_or_default();
            let inside = inside.iter().filter_map(DirEntry::as_file);
            for file in DATA.get_file(&path).into_iter().chain(inside) {
                let path = file.path().strip_prefix(self.below).unwrap_or(file.path());
                found.push(path.to_string_lossy().into_owned());
            }
        }
        found.sort();
        Ok(found)
    }

    fn name(&self, path: &str) -> String {
        path.to_owned()
    }

    fn bytes(&self, path: &str) -> anyhow::Result<Bytes> {
        let path = Path::new(self.below).join(path);
        let file = DATA
            .get_file(&path)
            .with_context(|| format!("程序里没有 {}", path.display()))?;
        Ok(Bytes::from_static(file.contents()))
    }
}

fn embedded(path: &str) -> anyhow::Result<String> {
    let file = DATA
        .get_file(path)
        .with_context(|| format!("程序里没有 {path}"))?;
    Ok(file.contents_utf8().context("不是 UTF-8 文字")?.to_owned())
}

#[derive(Debug, Deserialize)]
struct Described {
    name: String,
    name_en: String,
    domain: String,
    id_code: String,
    icp_no: String,
    police_no: String,
    organiser: String,
    operator: String,
    contact: String,
    security: String,
}

fn site() -> anyhow::Result<Site> {
    let described: Described = toml::from_str(&embedded("town/site.toml")?)?;
    Ok(Site {
        name: described.name,
        name_en: described.name_en,
        domain: described.domain,
        id_code: described.id_code,
        organiser: described.organiser,
        operator: described.operator,
        contact: described.contact,
        icp: described.icp_no,
        police: described.police_no,
        security: described.security,
        is_demo: true,
    })
}
