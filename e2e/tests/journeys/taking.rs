//! A document taken home in every form, and held against the checksums that the site gives.

use crate::a_document;
use anyhow::{Context as _, Result, ensure};
use e2e::{Device, visit};
use sha2::{Digest as _, Sha256};

/// What the page calls each form, and how a file of it begins.
const FORMS: [(&str, &[u8]); 5] = [
    ("PDF 公文版式", b"%PDF-"),
    ("Word 文档", b"PK"),
    ("纯文本", "国务院办公厅".as_bytes()),
    ("Markdown", b"---"),
    ("JSON 数据", b"{"),
];

#[tokio::test]
async fn every_form_of_a_document_is_taken_and_its_checksum_is_right() -> Result<()> {
    visit(Device::Desk, async |visitor| {
        visitor.go(&a_document(visitor).await?).await?;
        let sums = visitor.address_of("各文件的校验码").await?;
        let (status, sums) = visitor.take(&sums).await?;
        ensure!(status == 200, "the checksums answer {status}");
        let sums = String::from_utf8(sums)?;
        for (form, beginning) in FORMS {
            let address = visitor.address_of(form).await?;
            let (status, bytes) = visitor.take(&address).await?;
            ensure!(status == 200, "{form} answers {status}");
            ensure!(
                contains_early(&bytes, beginning),
                "{form} is something else"
            );
            let digest = hex(&Sha256::digest(&bytes));
            let ending = address.rsplit_once('.').context("a file has an ending")?.1;
            let line = sums
                .lines()
                .find(|line| line.ends_with(&format!(".{ending}")));
            let line = line.with_context(|| format!("no checksum of {ending}"))?;
            ensure!(
                line.starts_with(&digest),
                "{form} is {digest}, and not {line}"
            );
        }
        Ok(())
    })
    .await
}

/// In the first lines, behind what a file may say of itself.
fn contains_early(bytes: &[u8], wanted: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(400)).unwrap_or_default();
    start.windows(wanted.len()).any(|part| part == wanted)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
