//! Finding a document and a law, and knowing whether they can be relied on.

use crate::a_withdrawn_document;
use anyhow::{Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn a_document_is_found_by_its_number_and_read() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/").await?;
        visitor.search("国办发〔2020〕17号").await?;
        visitor.follow("2020年政务公开工作要点").await?;
        ensure!(visitor.place().await?.starts_with("/documents/"));
        ensure!(visitor.heading().await?.contains("2020年政务公开工作要点"));
        visitor.sees("国办发〔2020〕17号").await?;
        visitor.sees("国务院办公厅").await
    })
    .await
}

#[tokio::test]
async fn a_number_typed_with_other_brackets_finds_the_same_document() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/").await?;
        visitor.search("国办发[2020]17号").await?;
        visitor.sees("国办发〔2020〕17号").await
    })
    .await
}

#[tokio::test]
async fn an_agency_shows_its_five_columns() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/agencies").await?;
        visitor.follow("云岫省人民政府").await?;
        ensure!(visitor.place().await?.starts_with("/agencies/"));
        for column in [
            "政府信息公开指南",
            "政府信息公开制度",
            "法定主动公开内容",
            "政府信息公开年报",
            "依申请公开",
        ] {
            visitor.sees(column).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_law_is_read_as_it_stood_on_a_day() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/laws").await?;
        visitor.follow("澄澜市照影湖保护条例").await?;
        visitor.ask_for_a_day(2020, 1, 1).await?;
        visitor.sees("不低于地表水Ⅲ类标准").await?;
        visitor.ask_for_a_day(2025, 1, 1).await?;
        visitor.sees("不低于地表水Ⅱ类标准").await?;
        visitor.ask_for_a_day(1999, 1, 1).await?;
        visitor.sees("那一天在已知最早的文本之前").await
    })
    .await
}

/// Whoever kept its address learns when, by whom and why; the text is gone.
#[tokio::test]
async fn a_withdrawn_document_says_when_and_why() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go(&a_withdrawn_document(visitor).await?).await?;
        visitor.sees("撤回时间").await?;
        visitor.sees("撤回机关").await?;
        visitor.sees("已被行政复议决定撤销").await?;
        ensure!(
            !visitor.words().await?.contains("公用电子秤"),
            "the text is still there"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_withdrawn_document_is_not_found_by_searching() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/").await?;
        visitor.search("停云集贸市场使用不合格计量器具案").await?;
        ensure!(!visitor.words().await?.contains("澄市监处罚〔2025〕8号"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_search_without_results_says_what_to_do() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/search?q=魑魅魍魉饕餮").await?;
        visitor.sees("没有搜到“魑魅魍魉饕餮”").await
    })
    .await
}

#[tokio::test]
async fn an_address_that_does_not_exist_leads_on() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/documents/nobody/2020-00001").await?;
        ensure!(!visitor.heading().await?.is_empty());
        let links = visitor.links().await?;
        ensure!(links.iter().any(|link| link.starts_with('/')), "{links:?}");
        Ok(())
    })
    .await
}
