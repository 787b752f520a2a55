//! A phone of 360 × 740, and a desk at 200 %: nothing is pushed out of the window.

use crate::reading_places;
use anyhow::{Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn no_page_scrolls_sideways_on_a_phone() -> Result<()> {
    fits(Device::Phone).await
}

#[tokio::test]
async fn no_page_scrolls_sideways_at_two_hundred_percent() -> Result<()> {
    fits(Device::Enlarged).await
}

async fn fits(device: Device) -> Result<()> {
    visit(device, async |visitor| {
        for place in reading_places(visitor).await? {
            visitor.go(&place).await?;
            let excess = visitor.sideways().await?;
            ensure!(excess == 0, "{place} is {excess} pixels too wide");
        }
        Ok(())
    })
    .await
}
