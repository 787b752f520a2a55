//! Keeping a site: reindex, verify.

use crate::place::Place;
use crate::progress::Progress;
use crate::say;
use anyhow::{Context as _, bail};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long a running site may take to change over to an index that was made anew.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked whether it has.
const LOOK: Duration = Duration::from_millis(100);

/// Makes the index anew from the register, beside the one in use: a running site answers from the old one until the new
/// one is whole, and then changes over by itself.
pub(crate) async fn reindex(data: &Path) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let next = match place.index_beside() {
        Err(error) if is_held(&error) => bail!("另一个 gongkai reindex 正在运行，请等它完成"),
        opened => opened?,
    };
    let keeper = next.bulk_keeper()?;
    let mut keeper = keeper.context("另一个 gongkai reindex 正在运行，请等它完成")?;
    let today = law::date::of_instant(crate::clock::now());
    let total = acts::verify::states(&place.register).await?;
    let released = total.iter().find(|(state, _)| state == "released");
    let mut progress = Progress::new("索引", released.map_or(0, |(_, count)| *count));
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
    say::result(&format!("索引已重建，共 {count} 条信息"));
    Ok(())
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

/// Follows the chain and opens everything that was released.
pub(crate) async fn verify(data: &Path) -> anyhow::Result<ExitCode> {
    let place = Place::open(data).await?;
    let found = acts::verify::verify(&place.register).await?;
    for wrong in &found.wrong {
        say::result(&format!("不符：{wrong}"));
    }
    say::result(&format!(
        "台账 {} 条，公开的文本 {} 份，文件 {} 个，不符 {} 处；链首 {}",
        found.entries,
        found.releases,
        found.files,
        found.wrong.len(),
        found.head
    ));
    if found.unproven > 0 {
        say::result(&format!(
            "台账第 1 至 {} 条是早期程序所记，只印证了公开的文本、撤回和理由；还有 {} 组登记（效力、关联、来源、机构等）此后没有办过事，是否被改动过无从核对",
            found.early, found.unproven
        ));
    }
    Ok(if found.wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
