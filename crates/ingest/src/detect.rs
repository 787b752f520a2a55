//! 辨认格式 — which format a file has.
//!
//! Decides by content first; the name and the media type count only where the bytes leave a choice (text that may be
//! Markdown, a fragment that may be HTML). What cannot be read is refused with what the sender can do instead.

use crate::{Format, Input, Refused, encoding};

const OLE2: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// How far into a text its nature is looked for.
const HEAD: usize = 64 * 1024;

/// The format of the file.
///
/// # Errors
/// [`Refused`] `empty`, `legacy_office`, `encrypted`, `damaged` or `unknown_format`.
pub(crate) fn format(input: &Input<'_>) -> Result<Format, Refused> {
    let bytes = input.bytes;
    if bytes.is_empty() {
        return Err(Refused::new("empty", "文件是空的，请重新上传。"));
    }
    if is_pdf(bytes) {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return inside_zip(bytes);
    }
    if bytes.starts_with(OLE2) {
        return Err(ole2(bytes));
    }
    match known_binary(bytes) {
        Some(says) => Err(Refused::new("unknown_format", says)),
        None => text_format(input),
    }
}

fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let at = head.windows(5).position(|window| window == b"%PDF-");
    at.is_some_and(|at| at == 0 || !head.iter().take(at).any(|byte| *byte == b'<'))
}

fn inside_zip(bytes: &[u8]) -> Result<Format, Refused> {
    let damaged = || Refused::new("damaged", "压缩结构损坏，文件可能没有传完，请重新上传。");
    let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(|_| damaged())?;
    let has = |wanted: &str| {
        archive
            .file_names_raw()
            .any(|name| starts_with_path(name, wanted))
    };
    if has("OFD.xml") {
        Ok(Format::Ofd)
    } else if has("word/") {
        Ok(Format::Docx)
    } else if has("xl/") {
        Ok(Format::Xlsx)
    } else if has("ppt/") {
        Err(Refused::new(
            "unknown_format",
            "这是演示文稿，不能作为公文正文读取；请另存为 PDF 后上传。",
        ))
    } else {
        Err(Refused::new(
            "unknown_format",
            "这是压缩包，请解开后逐个上传其中的文件。",
        ))
    }
}

/// Paths in archives are compared without case, with either slash, and with or without a leading one.
fn starts_with_path(name: &[u8], wanted: &str) -> bool {
    let name = name.strip_prefix(b"/").unwrap_or(name);
    let name: Vec<u8> = name
        .iter()
        .take(wanted.len())
        .map(|byte| if *byte == b'\\' { b'/' } else { *byte })
        .collect();
    name.eq_ignore_ascii_case(wanted.as_bytes())
}

/// Old Word, Excel and PowerPoint files, or the envelope of an encrypted new one.
fn ole2(bytes: &[u8]) -> Refused {
    let stream = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if stream("EncryptedPackage") {
        return Refused::new("encrypted", "文件设有密码，请去掉密码后重新上传。");
    }
    let (kind, target) = if stream("Workbook") || stream("Book") {
        ("旧版 Excel 表格（.xls）", ".xlsx")
    } else if stream("PowerPoint Document") {
        ("旧版演示文稿（.ppt）", ".pdf")
    } else {
        ("旧版 Word 文档（.doc）", ".docx")
    };
    Refused::new(
        "legacy_office",
        format!("这是{kind}，请用 Office 或 WPS 打开，另存为 {target} 后上传。"),
    )
}

fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const IMAGE: &str = "这是图片，没有可读的文字；请先做文字识别，或上传文字版。";
    const ARCHIVE: &str = "这是压缩包，请解开后逐个上传其中的文件。";
    const SIGNS: &[(&[u8], &str)] = &[
        (b"\x89PNG", IMAGE),
        (b"\xff\xd8\xff", IMAGE),
        (b"GIF8", IMAGE),
        (b"BM", IMAGE),
        (b"II*\0", IMAGE),
        (b"MM\0*", IMAGE),
        (b"\x1f\x8b", ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
        (b"Rar!\x1a\x07", ARCHIVE),
        (b"BZh", ARCHIVE),
        (b"\xfd7zXZ", ARCHIVE),
        (b"{\\rtf", "这是 RTF 文件，请另存为 .docx 后上传。"),
        (b"\x7fELF", "这是程序，不是文件。"),
        (b"MZ\x90", "这是程序，不是文件。"),
    ];
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(IMAGE);
    }
    SIGNS
        .iter()
        .find(|(sign, _)| bytes.starts_with(sign))
        .filter(|(sign, _)| *sign != b"BM" || bytes.get(6..10) == Some(&[0, 0, 0, 0]))
        .map(|(_, says)| *says)
}

fn text_format(input: &Input<'_>) -> Result<Format, Refused> {
    let head = input.bytes.get(..HEAD).unwrap_or(input.bytes);
    let text = encoding::decode(head, None).text;
    let kept = text.chars().count();
    let bad = text.matches('\u{fffd}').count();
    // Text that is shorter than a tenth of its bytes was mostly control characters.
    if kept == 0 || bad * 10 > kept || kept * 10 < head.len() {
        return Err(Refused::new(
            "unknown_format",
            "不认识这种文件；可读的有 TXT、Markdown、HTML、DOCX、XLSX、PDF、OFD。",
        ));
    }
    let name = input.name.unwrap_or_default().to_ascii_lowercase();
    let media = input.media_type.unwrap_or_default().to_ascii_lowercase();
    let named = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    let start = text.trim_start().to_ascii_lowercase();
    if start.starts_with("<?xml") && !start.contains("<html") {
        return Err(Refused::new(
            "unknown_format",
            "这是 XML 数据，不是公文；可读的有 TXT、Markdown、HTML、DOCX、XLSX、PDF、OFD。",
        ));
    }
    let tags = html_tags(&start);
    let says_html = named(&[".html", ".htm", ".shtml", ".xhtml"]) || media.contains("html");
    let says_markdown = named(&[".md", ".markdown"]) || media.contains("markdown");
    if (begins_with_tag(&start) && !says_markdown)
        || start.starts_with("<!doctype html")
        || (tags > 0 && says_html)
        || (tags >= 5 && !says_markdown)
    {
        return Ok(Format::Html);
    }
    if says_markdown || markdown_signs(&text) >= if named(&[".txt"]) { 3 } else { 2 } {
        return Ok(Format::Markdown);
    }
    Ok(Format::Txt)
}

const TAGS: &[&str] = &[
    "html", "head", "body", "meta", "title", "table", "tbody", "tr", "td", "div", "p", "span",
    "br", "h1", "h2", "h3", "style", "script", "article", "section", "font", "center", "ul", "ol",
    "li", "a", "img", "strong", "b", "!--", "link", "form", "header", "main",
];

fn begins_with_tag(start: &str) -> bool {
    start.strip_prefix('<').is_some_and(is_tag)
}

fn html_tags(text: &str) -> usize {
    text.split('<').skip(1).filter(|rest| is_tag(rest)).count()
}

fn is_tag(after: &str) -> bool {
    let after = after.strip_prefix('/').unwrap_or(after);
    TAGS.iter().any(|tag| {
        after.strip_prefix(tag).is_some_and(|rest| {
            tag.starts_with('!') || rest.starts_with([' ', '>', '/', '\n', '\t'])
        })
    })
}

/// How many lines are written as only Markdown is.
fn markdown_signs(text: &str) -> usize {
    if text.starts_with("+++\n") {
        return 9;
    }
    text.lines()
        .map(|line| {
            let hashes = line.len() - line.trim_start_matches('#').len();
            let heading = (1..=6).contains(&hashes) && line[hashes..].starts_with(' ');
            let rule = line.contains("---")
                && line.contains('|')
                && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
            let link = line.contains("](") && line.contains('[');
            usize::from(heading) * 2 + usize::from(rule) + usize::from(link)
        })
        .sum()
}
