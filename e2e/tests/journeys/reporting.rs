//! A reader tells the site of an error and follows what becomes of it, without a name.

use crate::a_document;
use anyhow::{Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn an_error_is_told_from_the_page_that_has_it_and_followed_by_its_receipt() -> Result<()> {
    visit(Device::Phone, async |visitor| {
        let document = a_document(visitor).await?;
        visitor.go(&document).await?;
        visitor.follow_below("我为政府网站找错").await?;
        ensure!(visitor.heading().await? == "我为政府网站找错");
        visitor.send("提交").await?;
        visitor.sees("还没有提交，请看下面").await?;
        visitor.choose("错别字").await?;
        visitor
            .fill("错在哪里，应当是什么", "第二段“二十曰”应当是“二十日”")
            .await?;
        visitor.send("提交").await?;
        visitor.sees("查询码只在这一页显示").await?;
        let number = visitor.fact("编号").await?;
        let code = visitor.fact("查询码").await?;
        ensure!(
            !visitor.place().await?.contains(&code),
            "the code is in the address"
        );
        visitor.follow("查看办理情况").await?;
        visitor.fill("编号", &number).await?;
        visitor.fill("查询码", &code).await?;
        visitor.send("查看").await?;
        visitor.sees("第二段“二十曰”应当是“二十日”").await?;
        visitor.sees("最迟答复").await
    })
    .await
}
