//! From the home page to a document by the keyboard alone; the focus is seen all the way.

use anyhow::{Result, ensure};
use e2e::{Device, Key, visit};

#[tokio::test]
async fn the_keyboard_alone_leads_from_home_to_a_document() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/").await?;
        visitor.press(Key::Tab).await?;
        visitor.press(Key::Enter).await?;
        visitor.tab_to("q").await?;
        visitor.type_keys("政务公开工作要点").await?;
        visitor.enter().await?;
        visitor.tab_to("2020年政务公开工作要点").await?;
        visitor.enter().await?;
        ensure!(visitor.heading().await?.contains("2020年政务公开工作要点"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_first_stop_on_a_page_skips_to_its_content() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/agencies").await?;
        visitor.press(Key::Tab).await?;
        visitor.press(Key::Enter).await?;
        ensure!(visitor.place().await?.starts_with("/agencies"));
        visitor.press(Key::Tab).await?;
        ensure!(
            visitor.is_in_content().await?,
            "the next stop is not in the content"
        );
        Ok(())
    })
    .await
}
