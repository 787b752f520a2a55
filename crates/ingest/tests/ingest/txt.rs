//! Plain text: formats told by content, and every encoding that Chinese files come in.

use encoding_rs::{BIG5, Encoding, GB18030, GBK};
use ingest::{Document, Format, Input, Refused};

const NOTICE: &str = "示例县人民政府关于公开的通知\n示府〔2026〕1号\n各乡镇人民政府：\n　　请依法公开政府信息，不得拖延。\n示例县人民政府\n2026年1月5日\n";

fn read_as(
    bytes: &[u8],
    name: Option<&str>,
    media_type: Option<&str>,
) -> Result<Document, Refused> {
    let input = Input {
        bytes,
        name,
        media_type,
        ..Input::default()
    };
    ingest::read(input).map(|reading| reading.document)
}

fn codes(document: &Document) -> Vec<&str> {
    document
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect()
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

#[test]
fn a_text_file_is_read_whatever_its_name() {
    let reading = ingest::read(Input {
        bytes: NOTICE.as_bytes(),
        name: Some("通知.pdf"),
        media_type: Some("application/pdf"),
        ..Input::default()
    });
    assert_eq!(reading.expect("text").format, Format::Txt);
}

#[test]
fn every_encoding_reads_alike() {
    let traditional =
        "示例縣人民政府關於公開的通知\n各鄉鎮人民政府：\n　　請依法公開政府資訊，不得拖延。\n";
    let utf_16 = |text: &str, mark: bool, big: bool| -> Vec<u8> {
        let units = mark
            .then_some(0xfeff)
            .into_iter()
            .chain(text.encode_utf16());
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let marked = [b"\xef\xbb\xbf".as_slice(), NOTICE.as_bytes()].concat();
    for (bytes, text) in [
        (NOTICE.as_bytes().to_vec(), NOTICE),
        (marked, NOTICE),
        (utf_16(NOTICE, true, false), NOTICE),
        (utf_16(NOTICE, true, true), NOTICE),
        (utf_16(NOTICE, false, false), NOTICE),
        (utf_16(NOTICE, false, true), NOTICE),
        (encoded(GB18030, NOTICE), NOTICE),
        (encoded(GBK, NOTICE), NOTICE),
        (encoded(BIG5, traditional), traditional),
    ] {
        let document = read_as(&bytes, None, None).expect("text");
        assert_eq!(document.fields.text("title"), text.lines().next());
        assert_eq!(codes(&document), Vec::<&str>::new());
    }
}

#[test]
fn a_wrong_declaration_is_a_problem_and_no_garbage() {
    for (bytes, declared) in [
        (encoded(GB18030, NOTICE), "text/plain; charset=utf-8"),
        (encoded(GB18030, NOTICE), "text/plain; charset=big5"),
        (NOTICE.as_bytes().to_vec(), "text/plain; charset=gb2312"),
    ] {
        let document = read_as(&bytes, None, Some(declared)).expect("text");
        assert_eq!(
            document.fields.text("doc_no"),
            Some("示府〔2026〕1号"),
            "{declared}"
        );
        assert_eq!(codes(&document), ["encoding_misdeclared"], "{declared}");
    }
}

#[test]
fn characters_beyond_gbk_are_kept() {
    let text = NOTICE.replace("示例", "示䶮𠮷");
    let document = read_as(&encoded(GB18030, &text), None, None).expect("text");
    assert!(document.text.plain().contains("示䶮𠮷县"));
}

#[test]
fn a_damaged_byte_is_counted_and_the_rest_is_read() {
    let mut bytes = NOTICE.repeat(10).into_bytes();
    bytes[100] = 0xff;
    let document = read_as(&bytes, None, None).expect("text");
    assert!(codes(&document).contains(&"encoding_errors"));
}

#[test]
fn control_characters_never_come_out() {
    let text = NOTICE.replace("公开", "公\u{0}开\u{7}");
    let document = read_as(text.as_bytes(), None, None).expect("text");
    assert!(!document.text.plain().contains(['\u{0}', '\u{7}']));
    assert_eq!(codes(&document), ["control_characters"]);
}

#[test]
fn what_is_no_document_is_refused_by_name() {
    let ole2 = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let wide: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (bytes, code) in [
        (vec![], "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "unknown_format"),
        (ole2.to_vec(), "legacy_office"),
        ([ole2.to_vec(), wide].concat(), "encrypted"),
        (b"PK\x03\x04 broken".to_vec(), "damaged"),
        (
            b"<?xml version=\"1.0\"?><rss></rss>".to_vec(),
            "unknown_format",
        ),
        (vec![0u8; 4096], "unknown_format"),
    ] {
        let refused = read_as(&bytes, Some("a.txt"), None).expect_err(code);
        assert_eq!(refused.code, code);
        assert!(!refused.says.is_empty());
    }
}

#[test]
fn the_text_of_a_crawled_page_loses_its_navigation() {
    let page = format!(
        "关于公开的公告_示例市教育局 设为首页 加入收藏 搜索 首页 当前位置： 首页 > 正文 关于公开的公告 2026年02月03日 17:06 来源： 示例市教育局 【打印】 【纠错】 {} 示例市教育局 2026年2月1日 关闭 示例市教育局 © 版权所有 联系我们 京ICP备00000000号 返回顶部 publishdate:2026/02/03 17:07:29",
        "根据有关规定，现将有关事项公告如下： 一、公开范围 本局依法公开下列信息，并及时更新，接受社会监督。 二、公开方式 通过网站、公报等方式公开，并提供查阅场所和设施，方便公众获取政府信息。 ".repeat(3)
    );
    let document = read_as(page.as_bytes(), None, None).expect("text");
    for (id, value) in [
        ("title", "关于公开的公告"),
        ("published_at", "2026-02-03 17:06"),
        ("content_source", "示例市教育局"),
        ("written_date", "2026-02-01"),
        ("issuers", "示例市教育局"),
    ] {
        assert_eq!(document.fields.text(id), Some(value), "{id}");
    }
    let plain = document.text.plain();
    assert!(plain.starts_with("根据有关规定"), "{plain}");
    assert!(plain.trim_end().ends_with("2026年2月1日"), "{plain}");
    assert!(codes(&document).contains(&"line_breaks_lost"));
}
