//! Keeping a site: reindex, verify, doctor.

use crate::place::Place;
use crate::progress::Progress;
use crate::reader::{Limits, Pool};
use crate::say;
use anyhow::Context as _;
use std::path::Path;
use std::process::ExitCode;

/// Makes the index anew from the register.
pub(crate) async fn reindex(data: &Path) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let index = place.index()?;
    let keeper = index.keeper()?;
    let mut keeper = keeper.context("检索索引正由运行中的站点维护，请先停止站点")?;
    let today = law::date::of_instant(crate::clock::now());
    let total = acts::verify::states(&place.register).await?;
    let released = total.iter().find(|(state, _)| state == "released");
    let mut progress = Progress::new("索引", released.map_or(0, |(_, count)| *count));
    acts::follow::rebuild_index(&place.register, &index, &mut keeper, today, |done| {
        progress.at(done);
    })
    .await?;
    keeper.finish()?;
    progress.done();
    say::result(&format!("索引已重建，共 {} 条信息", index.count()));
    Ok(())
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
    Ok(if found.wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Says what this machine has and how the site stands.
pub(crate) async fn doctor(data: &Path) -> anyhow::Result<ExitCode> {
    say::result(&format!("程序 {}", env!("CARGO_PKG_VERSION")));
    match Pool::new(Limits::default()).protections().await {
        Ok(protections) => {
            for line in protections.lines() {
                say::result(&line);
            }
        }
        Err(failure) => say::result(&format!("阅读进程 {failure}")),
    }
    if !data.is_dir() {
        say::result(&format!("数据目录 {} 还没有", data.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let place = Place::open(data).await?;
    say::result(&format!("登记库 {}", place.register.engine()));
    match place.site().await {
        Ok(site) => say::result(&format!("站点 {}", site.name)),
        Err(error) => say::result(&format!("站点 {error}")),
    }
    for (state, count) in acts::verify::states(&place.register).await? {
        say::result(&format!("信息 {state} {count}"));
    }
    let index = place.index()?;
    say::result(&format!(
        "索引 {} 条，跟到台账第 {} 条",
        index.count(),
        index.cursor()
    ));
    Ok(ExitCode::SUCCESS)
}
