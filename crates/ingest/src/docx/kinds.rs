//! What the files inside a package are: the type of an image, and which links are attachments.

/// The media type of an image, by its first bytes, else by its name.
pub(crate) fn media_type(name: &str, bytes: &[u8]) -> &'static str {
    const SIGNS: &[(&[u8], &str)] = &[
        (b"\x89PNG", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"BM", "image/bmp"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"\xd7\xcd\xc6\x9a", "image/x-wmf"),
        (b"\x01\0\0\0", "image/x-emf"),
    ];
    if let Some((_, kind)) = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return kind;
    }
    match name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        "emf" => "image/x-emf",
        "wmf" => "image/x-wmf",
        _ => "application/octet-stream",
    }
}

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
    fn the_bytes_of_an_image_say_more_than_its_name() {
        assert_eq!(media_type("a.jpg", b"\x89PNG\r\n"), "image/png");
        assert_eq!(media_type("a.svg", b"<svg/>"), "image/svg+xml");
    }

    #[test]
    fn a_link_to_a_file_is_an_attachment_and_one_to_a_page_is_none() {
        assert!(is_attachment("https://example.invalid/a.PDF?v=1"));
        assert!(!is_attachment("https://example.invalid/index.html"));
    }
}
