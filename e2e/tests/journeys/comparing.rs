//! What an amendment changed, article by article.

use anyhow::{Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn what_an_amendment_changed_is_read_article_by_article() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/laws/zhaoyinghu/compare").await?;
        ensure!(visitor.heading().await?.contains("照影湖保护条例"));
        visitor.sees("条有改动").await?;
        ensure!(
            visitor
                .marked("del")
                .await?
                .iter()
                .any(|gone| gone.contains("Ⅲ"))
        );
        ensure!(
            visitor
                .marked("ins")
                .await?
                .iter()
                .any(|new| new.contains("Ⅱ"))
        );
        visitor.follow("左右对调").await?;
        ensure!(
            visitor
                .marked("ins")
                .await?
                .iter()
                .any(|new| new.contains("Ⅲ"))
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_two_texts_stand_one_under_the_other_on_a_phone() -> Result<()> {
    visit(Device::Phone, async |visitor| {
        visitor.go("/laws/zhaoyinghu/compare").await?;
        ensure!(visitor.sideways().await? == 0, "wider than the phone");
        visitor.sees("条有改动").await
    })
    .await
}
