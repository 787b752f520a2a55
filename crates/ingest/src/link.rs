//! 链接 — where a link leads, and whether it leads to a file.

/// What files that are published as annexes end with.
const FILES: &[&str] = &[
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "ofd", "zip", "rar", "7z",
    "csv", "txt", "ceb", "rtf", "xml", "json", "dps",
];

/// Whether a link leads to a file to be downloaded.
pub(crate) fn is_file(href: &str, text: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let ends = |name: &str| {
        name.rsplit_once('.')
            .is_some_and(|(_, end)| FILES.contains(&end.to_ascii_lowercase().as_str()))
    };
    let named = href.to_ascii_lowercase();
    ends(path) || ends(text.trim()) || (named.contains("download") && named.contains("file"))
}

/// The address that `href` means on a page at `base`; the same where it cannot be told.
pub(crate) fn resolve(href: &str, base: Option<&str>) -> String {
    let href = href.trim();
    let absolute = href.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    let Some((scheme, rest)) = base.and_then(|base| base.split_once("://")) else {
        return href.to_owned();
    };
    if absolute || href.is_empty() {
        return href.to_owned();
    }
    if href.starts_with("//") {
        return format!("{scheme}:{href}");
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if href.starts_with('/') {
        return format!("{scheme}://{host}{}", dots(href));
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{scheme}://{host}{}", dots(&format!("{folder}/{href}")))
}

/// Resolves `.` and `..`; never above the root.
fn dots(path: &str) -> String {
    let (path, query) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}{query}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_against_the_page() {
        let base = Some("https://www.example.gov.cn/a/b/page.htm?x=1");
        for (href, expected) in [
            ("file.pdf", "https://www.example.gov.cn/a/b/file.pdf"),
            ("./P020.doc", "https://www.example.gov.cn/a/b/P020.doc"),
            ("../c/d.xls", "https://www.example.gov.cn/a/c/d.xls"),
            ("../../../../x.zip", "https://www.example.gov.cn/x.zip"),
            ("/root.pdf", "https://www.example.gov.cn/root.pdf"),
            (
                "//cdn.example.gov.cn/x.ofd",
                "https://cdn.example.gov.cn/x.ofd",
            ),
            ("http://other.example/x.pdf", "http://other.example/x.pdf"),
        ] {
            assert_eq!(resolve(href, base), expected, "{href}");
        }
        assert_eq!(resolve("a.pdf", None), "a.pdf");
    }
}
