//! By when an answer is due, reckoned by a citizen on a phone.

use anyhow::{Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn a_citizen_finds_the_last_day_and_the_reason_for_it() -> Result<()> {
    visit(Device::Phone, async |visitor| {
        visitor.go("/about").await?;
        visitor.follow("算答复期限").await?;
        ensure!(visitor.place().await? == "/clock");
        visitor
            .fill("收到申请之日（当面提交、签收或者双方确认之日）", "20260924")
            .await?;
        visitor.send("计算").await?;
        ensure!(visitor.place().await? == "/clock?received=2026-09-24");
        visitor.sees("应当在2026年10月29日以前答复").await?;
        ensure!(
            visitor.sideways().await? == 0,
            "the picture is wider than the phone"
        );
        visitor.follow("看逾期没有答复怎么办").await?;
        ensure!(visitor.place().await? == "/remedy?decision=silence&on=2026-10-30");
        visitor.sees("应当先申请行政复议").await
    })
    .await
}
