//! axe-core finds nothing on the pages that people come to.

use crate::reading_places;
use anyhow::Result;
use e2e::{Device, visit};

#[tokio::test]
async fn no_page_has_a_violation_on_a_desk() -> Result<()> {
    accessible(Device::Desk).await
}

#[tokio::test]
async fn no_page_has_a_violation_on_a_phone() -> Result<()> {
    accessible(Device::Phone).await
}

async fn accessible(device: Device) -> Result<()> {
    visit(device, async |visitor| {
        let mut found = Vec::new();
        for place in reading_places(visitor).await? {
            visitor.go(&place).await?;
            if let Err(violations) = visitor.finds_it_accessible().await {
                found.push(format!("{violations:#}"));
            }
        }
        anyhow::ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}
