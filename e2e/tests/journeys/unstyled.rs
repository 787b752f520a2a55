//! Below the floor of browsers the style sheet is passed over: the page is plain, and can be read and used.

use crate::a_document;
use anyhow::{Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn without_the_style_sheet_a_document_is_found_and_read() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.refuse_styles().await?;
        visitor.go("/").await?;
        ensure!(
            !visitor.is_styled().await?,
            "the style sheet came all the same"
        );
        visitor.search("国办发〔2020〕17号").await?;
        visitor.follow("2020年政务公开工作要点").await?;
        visitor.sees("各省、自治区、直辖市人民政府").await?;
        visitor.sees("下载").await
    })
    .await
}

#[tokio::test]
async fn without_the_style_sheet_nothing_is_wider_than_a_small_window() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        let document = a_document(visitor).await?;
        visitor.refuse_styles().await?;
        visitor.resize(360, 740).await?;
        let law = "/laws/zhaoyinghu";
        for page in ["/", &document, law, "/error-report", "/search?q=公开"] {
            visitor.go(page).await?;
            ensure!(
                !visitor.is_styled().await?,
                "the style sheet came all the same"
            );
            let excess = visitor.sideways().await?;
            ensure!(excess == 0, "{page} is {excess} pixels too wide");
        }
        Ok(())
    })
    .await
}
