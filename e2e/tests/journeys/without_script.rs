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
