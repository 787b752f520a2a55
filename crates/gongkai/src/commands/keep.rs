//! Keeping a site: reindex.

use super::trial::Trial;
use crate::place::Place;
use crate::progress::Progress;
use crate::say;
use anyhow::{Context as _, bail};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a running site may take to change over to an index that was made anew.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked whether it has.
const LOOK: Duration = Duration::from_millis(100);

/// Makes the index anew from the register, beside the one in use: a running site answers from the old one until the new
/// one is whole, and then changes over by itself.
pub(crate) async fn reindex(data: &Path, trial: Trial) -> anyhow::Result<()> {
    let place = Place::open_for(data, trial).await?;
    let total = acts::verify::states(&place.register).await?;
    let released = total.iter().find(|(state, _)| state == "released");
    let released = released.map_or(0, |(_, count)| *count);
    if place.is_on_trial() {
        tell(released);
        return Ok(());
    }
    let next = match place.index_beside() {
        Err(error) if is_held(&error) => bail!("另一个 gongkai reindex 正在运行，请等它完成"),
        opened => opened?,
    };
    let keeper = next.bulk_keeper()?;
    let mut keeper = keeper.context("另一个 gongkai reindex 正在运行，请等它完成")?;
    let today = law::date::of_instant(crate::clock::now());
    let mut progress = Progress::new("索引", released);
    acts::follow::rebuild_index(&place.register, &next, &mut keeper, today, |done| {
        progress.at(done);
    })
    .await?;
    keeper.finish()?;
    progress.done();
    let count = next.count();
    drop(next);
    search::Index::make_successor(&place.index_folder())?;
    change_over(&place).await?;
    tell(count);
    Ok(())
}

fn tell(count: u64) {
    say::value(&json!({ "items": count }));
    say::result(&format!("索引已重建，共 {count} 条信息"));
}

fn is_held(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<search::Error>(),
        Some(search::Error::Held { .. })
    )
}

/// Lets the index made anew take the place of the old one; where a running site keeps that, waits until it has done so.
async fn change_over(place: &Place) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut told = false;
    loop {
        match place.index() {
            Err(error) if !is_held(&error) => return Err(error),
            _ => {}
        }
        if !search::Index::has_successor(&place.index_folder()) {
            return Ok(());
        }
        if !told {
            say::note("新的索引已经编好，等运行中的站点换上……");
            told = true;
        }
        if PATIENCE < begun.elapsed() {
            bail!("新的索引已经编好，运行中的站点还没有换上；重新启动站点就会换上");
        }
        tokio::time::sleep(LOOK).await;
    }
}
