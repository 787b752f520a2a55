//! What links of a package lead to: which are attachments.

/// Whether a link leads to a file that one would attach to a document.
pub(super) fn is_attachment(href: &str) -> bool {
    const KINDS: &[&str] = &[
        "pdf", "doc", "docx", "wps", "ofd", "xls", "xlsx", "et", "ppt", "pptx", "zip", "rar", "7z",
    ];
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let end = path
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    KINDS.contains(&end.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_file_is_an_attachment_and_one_to_a_page_is_none() {
        assert!(is_attachment("https://example.invalid/a.PDF?v=1"));
        assert!(!is_attachment("https://example.invalid/index.html"));
    }
}
