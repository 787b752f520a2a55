//! What was published on a day, found by the calendar.

use anyhow::{Context as _, Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn what_was_published_on_a_day_is_found_by_year_month_and_day() -> Result<()> {
    visit(Device::Phone, async |visitor| {
        visitor.go("/published").await?;
        visitor.follow("10月").await?;
        ensure!(visitor.place().await?.starts_with("/published/"));
        ensure!(
            visitor.sideways().await? == 0,
            "the calendar is wider than the phone"
        );
        let days = visitor.links().await?;
        let day = days.iter().find(|link| link.matches('-').count() == 2);
        let day = day.context("no day of the month has anything")?.clone();
        visitor.go(&day).await?;
        ensure!(visitor.heading().await?.contains("日公开的信息"));
        let items = visitor.links().await?;
        ensure!(
            items
                .iter()
                .any(|link| link.starts_with("/documents/") || link.starts_with("/laws/"))
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_day_on_which_nothing_was_published_says_so() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/published/1990-01-01").await?;
        visitor.sees("本站没有登记1990年1月1日公开的信息").await
    })
    .await
}
