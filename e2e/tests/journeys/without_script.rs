//! Everything works where scripts are switched off.

use anyhow::{Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn searching_and_reading_need_no_script() -> Result<()> {
    visit(Device::WithoutScript, async |visitor| {
        visitor.go("/").await?;
        visitor.search("政务公开工作要点").await?;
        visitor.follow("2020年政务公开工作要点").await?;
        ensure!(visitor.heading().await?.contains("2020年政务公开工作要点"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_found_within_a_body_is_gone_through_and_widened_without_a_script() -> Result<()> {
    visit(Device::WithoutScript, async |visitor| {
        visitor.go("/search?q=通知&agency=XT-0101").await?;
        let chosen = "公开机构：澄澜市人民政府，含下级机构";
        visitor.sees(chosen).await?;
        visitor.follow("下一页").await?;
        visitor.sees("第 11–20 件").await?;
        visitor.sees(chosen).await?;
        visitor.follow("上一页").await?;
        visitor.sees("第 1–10 件").await?;
        visitor.follow(chosen).await?;
        visitor.sees("第 1–10 件").await?;
        ensure!(!visitor.words().await?.contains(chosen));
        Ok(())
    })
    .await
}
