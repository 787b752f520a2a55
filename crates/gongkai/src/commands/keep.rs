//! Keeping a site: reindex, verify.

use crate::place::Place;
use crate::progress::Progress;
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
