//! The site in English, from its home to an article of a law, and to the same place in Chinese and back.

use anyhow::{Context as _, Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn a_reader_of_english_comes_to_an_article_and_changes_the_language_there() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go("/").await?;
        visitor.follow_above("English").await?;
        ensure!(visitor.place().await? == "/en/");
        visitor.follow_above("Laws and regulations").await?;
        ensure!(visitor.place().await? == "/en/laws");
        visitor.follow("澄澜市照影湖保护条例").await?;
        ensure!(visitor.place().await? == "/en/laws/zhaoyinghu");
        visitor.sees("In force").await?;
        let article = visitor.address_of("第十条之一").await?;
        ensure!(article == "#art-10.1", "the article is at {article}");
        visitor
            .go("/en/laws/zhaoyinghu?on=2020-01-01#art-9")
            .await?;
        visitor.follow_above("简体").await?;
        ensure!(visitor.place().await? == "/laws/zhaoyinghu?on=2020-01-01");
        visitor.sees("不低于地表水Ⅲ类标准").await?;
        visitor.follow_above("English").await?;
        ensure!(visitor.place().await? == "/en/laws/zhaoyinghu?on=2020-01-01");
        visitor.sees("不低于地表水Ⅲ类标准").await
    })
    .await
}

#[tokio::test]
async fn no_link_of_an_english_page_leaves_english_but_where_it_says_so() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        for page in [
            "/en/",
            "/en/laws/zhaoyinghu",
            "/en/search?q=公开",
            "/en/agencies",
        ] {
            visitor.go(page).await?;
            for link in visitor.links().await? {
                let (path, _) = link.split_once(['?', '#']).unwrap_or((&link, ""));
                let last = path.rsplit('/').next().context("a path has parts")?;
                let is_file =
                    last.contains('.') || last == "SHA256SUMS" || path.starts_with("/feeds/");
                ensure!(
                    path.is_empty()
                        || path.starts_with("/en/")
                        || !path.starts_with('/')
                        || is_file,
                    "{page} leads to {link}"
                );
            }
        }
        Ok(())
    })
    .await
}
