//! A document on paper: the text, without what belongs to the site.

use crate::a_document;
use anyhow::{Result, ensure};
use e2e::{Device, visit};

#[tokio::test]
async fn a_document_prints_without_the_site_around_it() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go(&a_document(visitor).await?).await?;
        let pdf = visitor.print().await?;
        ensure!(pdf.starts_with(b"%PDF-"), "not a PDF");
        ensure!(pdf.len() > 20_000, "{} bytes are no document", pdf.len());
        ensure!(
            visitor.is_on_paper("h1, .official").await?,
            "the text is not on paper"
        );
        ensure!(
            !visitor.is_on_paper("nav").await?,
            "the navigation is on paper"
        );
        ensure!(!visitor.is_on_paper("form").await?, "a form is on paper");
        ensure!(
            !visitor
                .is_on_paper(".skip, .downloads, .outline, .breadcrumb")
                .await?,
            "ways through the site are on paper"
        );
        // The demo has a domain to lead to.
        ensure!(
            visitor.is_on_paper(".reference__code").await?,
            "the way back from paper is not on it"
        );
        Ok(())
    })
    .await
}
