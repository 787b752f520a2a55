//! Files made to harm, and files that came to harm: a reader answers or refuses, in time, and never panics.

use ingest::{Document, Input, Reading, Refused};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn read(bytes: &[u8], name: Option<&str>) -> Result<Reading, Refused> {
    ingest::read(Input {
        bytes,
        name,
        ..Input::default()
    })
}

fn refused(bytes: &[u8], name: &str) -> &'static str {
    match read(bytes, Some(name)) {
        Ok(reading) => panic!("read as {:?}", reading.format),
        Err(refused) => refused.code,
    }
}

/// `n` pieces of text that differ by their number.
fn numbered(n: usize, one: impl Fn(usize) -> String) -> String {
    (0..n).map(one).collect()
}

/// Generous for a debug build on a busy machine; what these tests guard against takes hours.
fn soon<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = work();
    assert!(
        start.elapsed() < Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
    out
}

#[test]
fn ten_megabytes_of_open_elements_are_refused() {
    let page = "<div>".repeat(2_000_000);
    assert_eq!(soon(|| refused(page.as_bytes(), "a.html")), "too_deep");
}

#[test]
fn a_million_empty_elements_are_refused() {
    let page = format!("<html>{}", "<b></b>".repeat(1_000_000));
    assert_eq!(soon(|| refused(page.as_bytes(), "a.html")), "too_complex");
}

#[test]
fn an_element_with_a_hundred_thousand_attributes_is_refused() {
    let attributes = numbered(100_000, |i| format!(" a{i}=1"));
    let page = format!("<html><div{attributes}>文字</div>");
    assert_eq!(soon(|| refused(page.as_bytes(), "a.html")), "too_complex");
}

#[test]
fn a_page_nested_as_deep_as_is_allowed_is_read() {
    let page = format!("<html><body>{}<p>深处的文字。</p>", "<div>".repeat(400));
    let reading = soon(|| read(page.as_bytes(), None)).expect("a page");
    assert!(reading.document.text.plain().contains("深处的文字"));
}

#[test]
fn a_flood_of_entities_is_text() {
    let page = format!(
        "<html><body><p>{}</p>",
        "&amp;&nbsp;&#x4e2d;".repeat(100_000)
    );
    assert!(soon(|| read(page.as_bytes(), None)).is_ok());
}

#[test]
fn unclosed_paragraphs_and_rows_are_no_nesting() {
    let page = format!("<html><body>{}", "<p>一段文字。<br>".repeat(20_000));
    assert!(soon(|| read(page.as_bytes(), None)).is_ok());
}

#[test]
fn a_line_of_ten_megabytes_is_read() {
    let text = "关于公开的通知，".repeat(400_000);
    assert!(soon(|| read(text.as_bytes(), None)).is_ok());
}

#[test]
fn a_text_of_headings_alone_is_read() {
    let text = numbered(20_000, |n| format!("（{}）工作。继续。\n", n % 99 + 1));
    assert!(soon(|| read(text.as_bytes(), None)).is_ok());
    let dated = "某某局\n2026年1月1日\n附件1\n".repeat(30_000);
    assert!(soon(|| read(dated.as_bytes(), None)).is_ok());
}

#[test]
fn lists_within_lists_of_markdown_are_refused() {
    let text = numbered(2_000, |n| format!("{}- 一\n", "  ".repeat(n)));
    let text = format!("# 题\n\n{text}");
    let quotes = format!("# 题\n\n{}", "> ".repeat(5_000));
    for text in [text, quotes] {
        let answer = soon(|| read(text.as_bytes(), Some("a.md")));
        assert!(answer.is_ok() || answer.is_err_and(|refused| refused.code == "too_deep"));
    }
}

#[test]
fn half_surrogates_are_replaced_and_counted() {
    let mut bytes = vec![0xff, 0xfe];
    for unit in "关于公开政府信息的通知"
        .repeat(4)
        .encode_utf16()
        .chain([0xd800, 0x0a, 0xdc00])
    {
        bytes.extend(unit.to_le_bytes());
    }
    let document = read(&bytes, None).expect("text").document;
    assert!(
        document
            .problems
            .iter()
            .any(|problem| problem.code == "encoding_errors")
    );
}

const SAMPLES: &[(&str, &str)] = &[
    (
        "a.txt",
        "示例县人民政府关于转发通知的通知\n发布日期：2026-01-06\n示府〔2026〕1号\n各乡镇：\n　　一、公开。各地公开。　　二、落实\n附件：1．名单\n示例县人民政府\n2026年1月5日\n（此件公开发布）\n示例省关于公开的通知\n示发〔2025〕9号\n各县：\n第一章　总则\n第一条　甲：\n（一）乙；\n附件1\n名单\n",
    ),
    (
        "a.html",
        "<html><head><meta name=ArticleTitle content=通知><meta charset=gbk></head><body><table><tr><td>索引号：</td><td>1</td></tr><tr><td>发文机关：</td><td>某局</td></tr></table><div id=zoom><h1>通知</h1><p style='text-align:center'>一、甲</p><table><tr><th colspan=2>甲</th></tr><tr><td rowspan=9999999>乙</td></tr></table><a href='../a.pdf'>附件</a><img src='data:image/png;base64,AAAA'></div>",
    ),
    (
        "a.md",
        "+++\ntitle = \"通知\"\n+++\n# 通知\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n- 甲\n  - 乙\n\n![图](a.png) [件](a.pdf)\n",
    ),
    (
        "a.txt",
        "公告_示例局 设为首页 加入收藏 搜索 首页 当前位置： 2026年02月03日 17:06 来源： 示例局 【打印】 根据规定，公告如下： 一、范围 依法公开。 示例局 2026年2月1日 关闭 版权所有 联系我们 返回顶部 publishdate:2026/02/03 根据有关规定，现将有关事项公告如下，请社会各界予以监督，并提出宝贵意见。根据有关规定，现将有关事项公告如下，请社会各界予以监督，并提出宝贵意见。根据有关规定，现将有关事项公告如下，请社会各界予以监督，并提出宝贵意见。根据有关规定，现将有关事项公告如下，请社会各界予以监督，并提出宝贵意见。",
    ),
];

/// A change to a file: put, cut or repeat at a place.
fn mutate(bytes: &mut Vec<u8>, kind: u8, at: usize, what: &[u8]) {
    let at = at % (bytes.len() + 1);
    match kind % 4 {
        0 => {
            bytes.splice(at..at, what.iter().copied());
        }
        1 => {
            let end = (at + what.len()).min(bytes.len());
            bytes.drain(at..end);
        }
        2 => bytes.truncate(at),
        _ => {
            let end = (at + 40).min(bytes.len());
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
    }
}

fn sound(document: &Document) {
    let mut anchors: Vec<&str> = document
        .text
        .blocks
        .iter()
        .map(law::text::Block::anchor)
        .collect();
    let all = anchors.len();
    anchors.sort_unstable();
    anchors.dedup();
    assert_eq!(anchors.len(), all, "anchors are unique");
    assert!(!document.text.plain().contains('\0'));
    document
        .children
        .iter()
        .for_each(|child| sound(&child.document));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(reading) = read(&bytes, None) {
            sound(&reading.document);
        }
    }

    #[test]
    fn any_characters_are_answered(text in "[第一二三条章（）()1-9.、：:。；\n　 〔〕号附件年月日关于通知各局<>/a#|+*\\[\\]]{0,200}", name in prop_oneof!["a.md", "a.html", "a.txt"]) {
        if let Ok(reading) = read(text.as_bytes(), Some(&name)) {
            sound(&reading.document);
        }
        let (law, _) = ingest::law_text(&text, Some("关于"));
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(bare(&law.plain()), bare(&text));
    }

    #[test]
    fn changed_files_are_answered(
        sample in 0..SAMPLES.len(),
        changes in proptest::collection::vec((any::<u8>(), any::<usize>(), proptest::collection::vec(any::<u8>(), 0..8)), 1..6),
    ) {
        let (name, text) = SAMPLES[sample];
        let mut bytes = text.as_bytes().to_vec();
        for (kind, at, what) in &changes {
            mutate(&mut bytes, *kind, *at, what);
        }
        if let Ok(reading) = read(&bytes, Some(name)) {
            sound(&reading.document);
            let form = ingest::wire::encode(&reading);
            prop_assert_eq!(ingest::wire::decode(&form), Ok(reading));
        }
    }
}
