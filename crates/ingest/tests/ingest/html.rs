//! Web pages: the samples of the corpus, and what pages of other sites do.

use crate::corpus;
use ingest::{Document, Format, Input};
use law::text::{Block, Level};

fn read(html: &str) -> Document {
    read_at(html, None)
}

fn read_at(html: &str, url: Option<&str>) -> Document {
    let reading = ingest::read(Input {
        bytes: html.as_bytes(),
        name: Some("page.html"),
        url,
        ..Input::default()
    })
    .expect("a page is read");
    assert_eq!(reading.format, Format::Html);
    reading.document
}

#[test]
fn every_field_of_the_sample_pages_is_right() {
    let Some(dir) = corpus("samples/html") else {
        return;
    };
    let expected = std::fs::read(dir.join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_slice(&expected).unwrap();
    for (file, fields) in expected.as_object().unwrap() {
        let bytes = std::fs::read(dir.join(file)).unwrap();
        let document = ingest::read(Input {
            bytes: &bytes,
            url: fields["url"].as_str(),
            ..Input::default()
        })
        .unwrap()
        .document;
        for (key, id) in [
            ("title", "title"),
            ("index_number", "index_no"),
            ("topic_category", "theme_class"),
            ("issuer", "issuers"),
            ("doc_number", "doc_no"),
            ("written_date", "written_date"),
            ("publish_date", "published_at"),
            ("url", "source_url"),
        ] {
            let read = document.fields.list(id).join("、");
            assert_eq!(Some(read.as_str()), fields[key].as_str(), "{file} {key}");
        }
        assert_eq!(document.problems, [], "{file}");
    }
}

#[test]
fn a_page_in_gb18030_that_says_gb2312_is_read() {
    let Some(path) = corpus("samples/html-encodings/page-gb18030.html") else {
        return;
    };
    let bytes = std::fs::read(path).unwrap();
    let input = Input {
        bytes: &bytes,
        ..Input::default()
    };
    let document = ingest::read(input).unwrap().document;
    assert_eq!(document.fields.text("doc_no"), Some("国发〔2019〕5号"));
    assert!(document.text.plain().contains("“双随机、一公开”"));
    assert_eq!(document.problems, []);
}

#[test]
fn the_document_is_found_between_navigation_and_footer() {
    let document = read(
        r#"<!DOCTYPE html><html><head><title>关于公开的通知_示例市人民政府</title>
        <meta name="ArticleTitle" content="关于公开的通知"><meta name="PubDate" content="2026-03-02 09:30">
        <meta name="ContentSource" content="示例市政府办"><meta name="SiteName" content="示例市人民政府">
        <style>p{color:red}</style><script>var x = "<p>脚本</p>";</script></head>
        <body><div class="nav"><a href="/">首页</a><a href="/xw">新闻中心</a><a href="/gk">政务公开</a></div>
        <div class="main"><div class="left"><ul><li><a href="a">栏目一</a></li><li><a href="b">栏目二</a></li></ul></div>
        <div class="right"><h1>关于公开的通知</h1><div class="info">发布时间：2026-03-02 09:30　来源：示例市政府办　浏览次数：12</div>
        <div class="detail"><p>各县区人民政府，市各部门：</p><p>　　一、抓紧公开。各单位应当在一个月内完成公开目录的编制，并向社会公布。</p>
        <p>　　二、加强检查。市政府办公室将组织检查，检查结果予以通报，并纳入年度考核。</p>
        <p style="text-align:right">示例市人民政府办公室</p><p style="text-align:right">2026年3月1日</p>
        <p>附件：<a href="./P020.docx">公开目录.docx</a></p></div></div></div>
        <div class="footer">版权所有：示例市人民政府　<span>京ICP备00000000号</span></div></body></html>"#,
    );
    let plain = document.text.plain();
    for word in ["首页", "栏目一", "脚本", "ICP", "浏览次数", "color"] {
        assert!(!plain.contains(word), "{word} in {plain}");
    }
    for (id, value) in [
        ("title", "关于公开的通知"),
        ("published_at", "2026-03-02 09:30"),
        ("content_source", "示例市政府办"),
        ("written_date", "2026-03-01"),
        ("issuers", "示例市人民政府办公室"),
    ] {
        assert_eq!(document.fields.text(id), Some(value), "{id}");
    }
    assert_eq!(document.text.outline().len(), 2);
    assert_eq!(document.attachments.len(), 1);
    assert_eq!(document.attachments[0].name, "公开目录.docx");
}

#[test]
fn links_to_files_are_annexes_at_their_full_address() {
    let document = read_at(
        r#"<div><p>关于公布名单的公告</p><p>现将名单予以公布，请社会各界监督，如有意见请于公示期内提出。</p>
        <p>附件：<a href="../P1.pdf">1.名单</a></p><p><a href="/x.html">相关解读</a></p></div>"#,
        Some("https://www.example.gov.cn/gk/2026/page.html"),
    );
    assert_eq!(document.attachments.len(), 1);
    assert_eq!(document.attachments[0].name, "名单");
    assert_eq!(
        document.attachments[0].href,
        "https://www.example.gov.cn/gk/P1.pdf"
    );
}

#[test]
fn tables_of_data_keep_their_spans() {
    let document = read(
        r#"<div><p>关于公布收费标准的通知</p><p>现将收费标准公布如下，请遵照执行。</p>
        <table><caption>收费标准</caption><tr><th>项目</th><th colspan="2">标准</th></tr>
        <tr><td rowspan="2">复制</td><td>每页</td><td>1元</td></tr><tr><td>每份</td><td>10<br>元</td></tr></table></div>"#,
    );
    let table = document
        .text
        .blocks
        .iter()
        .find_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .expect("a table");
    assert_eq!(table.caption.as_deref(), Some("收费标准"));
    assert!(table.rows[0].head);
    assert_eq!(table.rows[0].cells[1].colspan, 2);
    assert_eq!(table.rows[1].cells[0].rowspan, 2);
    assert_eq!(table.rows[2].cells[1].text, "10\n元");
}

#[test]
fn tables_that_lay_out_a_page_are_no_tables() {
    let document = read(
        r#"<table><tr><td><table><tr><td id="zoom"><p>关于放假的通知</p><p>各单位：</p><p>　　现将放假安排通知如下，请遵照执行。</p></td></tr></table></td></tr></table>"#,
    );
    assert!(
        document
            .text
            .blocks
            .iter()
            .all(|block| !matches!(block, Block::Table(_)))
    );
    assert_eq!(document.fields.text("title"), Some("关于放假的通知"));
}

fn codes(document: &Document) -> Vec<&str> {
    document
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect()
}

/// A page with a notice and `part` in it; `head` stands in the head.
fn notice_with(head: &str, part: &str) -> Document {
    read(&format!(
        "<html><head>{head}</head><body><div><p>关于公开的通知</p><p>各单位应当公开，不得以任何理由拖延。</p>{part}</div></body></html>"
    ))
}

#[test]
fn hidden_text_is_left_out_and_named() {
    for part in [
        r#"<p style="display: none">看不见的话</p>"#,
        r#"<p style="DISPLAY:NONE !important">看不见的话</p>"#,
        r#"<p style="visibility:collapse">看不见的话</p>"#,
        "<p hidden>看不见的话</p>",
        r#"<p style="font-size:0.0px">看不见的话</p>"#,
        r#"<p style="opacity: 0.0">看不见的话</p>"#,
        r#"<p style="position:absolute;left:-9999px">看不见的话</p>"#,
        r#"<div style="height:0;overflow:hidden"><p>看不见的话</p></div>"#,
        r#"<p style="text-indent:-9999em">看不见的话</p>"#,
        r#"<span style="mso-hide:all">看不见的话</span>"#,
        "<template><p>看不见的话</p></template>",
        "<noscript>看不见的话</noscript>",
        "<dialog>看不见的话</dialog>",
        "<table><tr><th>甲</th></tr><tr hidden><td>看不见的话</td></tr><tr><td>乙</td></tr></table>",
        r#"<table><tr><th>甲</th></tr><tr><td>乙</td><td style="display:none">看不见的话</td></tr></table>"#,
        "<table><tr><th>甲</th></tr><tr><td>乙<span hidden>看不见的话</span></td></tr></table>",
    ] {
        let document = notice_with("", part);
        let plain = document.text.plain();
        assert!(!plain.contains("看不见"), "{part}: {plain}");
        assert_eq!(codes(&document), ["hidden_text"], "{part}");
        assert!(document.problems[0].says.contains(" 5 个字"), "{part}");
    }
}

#[test]
fn a_style_sheet_in_the_page_hides_too() {
    for (css, part) in [
        (".no{display:none}", "<p class='x no'>看不见的话</p>"),
        (
            "#no { color: red; display: none }",
            "<p id=no>看不见的话</p>",
        ),
        (
            "h2, em.no {visibility:hidden}",
            "<p><em class=no>看不见的话</em></p>",
        ),
        (
            "@charset \"utf-8\"; /* .a{ */ .no{display:block} .no{display:none}",
            "<p class=no>看不见的话</p>",
        ),
    ] {
        let document = notice_with(&format!("<style>{css}</style>"), part);
        assert!(!document.text.plain().contains("看不见"), "{css}");
        assert_eq!(codes(&document), ["hidden_text"], "{css}");
    }
    for (css, part) in [
        (
            "@media print{.yes{display:none}} .b{color:red}",
            "<p class=yes>看得见的话。</p>",
        ),
        (
            ".tab{display:none} .tab.on{display:block}",
            "<p class='tab on'>看得见的话。</p>",
        ),
        (
            ".tab{display:none}",
            "<p class=tab style='display:block'>看得见的话。</p>",
        ),
        (
            "div .yes{display:none} .yes:hover{display:none}",
            "<p class=yes>看得见的话。</p>",
        ),
    ] {
        let document = notice_with(&format!("<style>{css}</style>"), part);
        assert!(document.text.plain().contains("看得见的话。"), "{css}");
        assert_eq!(codes(&document), [""; 0], "{css}");
    }
}

#[test]
fn hidden_tables_of_metadata_and_hidden_links_state_nothing() {
    let document = notice_with(
        "",
        "<table hidden><tr><td>索引号：</td><td>假-1</td></tr><tr><td>发文机关：</td><td>假局</td></tr></table><p hidden><a href=a.pdf>假附件</a></p>",
    );
    assert_eq!(document.fields.text("index_no"), None);
    assert_eq!(document.fields.text("issuers"), None);
    assert!(document.attachments.is_empty());
}

#[test]
fn words_in_comments_scripts_and_boxes_are_no_text_and_are_named() {
    let document = notice_with(
        "",
        "<!-- 正文开始 --><!-- 原稿：此段已经删去，不公开。 --><p>以上。</p>",
    );
    assert!(!document.text.plain().contains("原稿"));
    assert_eq!(codes(&document), ["comments"]);
    let document = notice_with(
        "",
        "<script>var a = '脚本里的话。';</script><style>p:after{content:'样式'}</style>",
    );
    assert!(!document.text.plain().contains("脚本"));
    assert_eq!(codes(&document), [""; 0]);
    let document = notice_with(
        "",
        "<textarea>框里的话。</textarea><svg><text>图里的话</text></svg>",
    );
    assert!(!document.text.plain().contains("里的话"));
    assert_eq!(codes(&document), ["not_read"]);
}

#[test]
fn what_only_screen_readers_pass_over_is_text_and_is_named() {
    let document = notice_with(
        "",
        "<p aria-hidden=true>看得见的话。</p><i aria-hidden=true>×</i>",
    );
    assert!(document.text.plain().contains("看得见的话。"));
    assert_eq!(codes(&document), ["hidden_from_screen_readers"]);
}

#[test]
fn more_files_than_are_listed_are_counted_and_named() {
    let links = (0..1_203).map(|n| format!("<p><a href='{n}.pdf'>第{n}号文件</a></p>"));
    let document = notice_with("", &links.collect::<Vec<_>>().concat());
    assert_eq!(document.attachments.len(), 1_000);
    let cut = document
        .problems
        .iter()
        .find(|p| p.code == "attachments_cut");
    assert!(cut.unwrap().says.contains(" 203 个"), "{cut:?}");
    assert!(document.text.plain().contains("第1202号文件"));
}

#[test]
fn buttons_of_a_page_are_no_part_of_the_document() {
    let document = read(
        "<html><body><h1>关于公开的通知</h1><p>【打印】</p><p>正文</p><p>各单位：</p><p>　　请抓紧公开。</p><p>返回顶部</p></body></html>",
    );
    let plain = document.text.plain();
    for word in ["打印", "正文", "返回顶部"] {
        assert!(!plain.contains(word), "{word} in {plain}");
    }
}

#[test]
fn headings_of_the_page_make_the_outline_where_nothing_is_numbered() {
    let document = read(
        "<article><h1>信息公开指南</h1><h2>公开范围</h2><p>本机关公开下列信息，并及时更新。</p><h3>机构职能</h3><p>机构职能见网站。</p><h2>公开形式</h2><p>网站、公报。</p></article>",
    );
    let outline = document.text.outline();
    assert_eq!(outline.len(), 2);
    assert_eq!(outline[0].text, "公开范围");
    assert_eq!(outline[0].level, Level::Plain);
    assert_eq!(outline[0].children[0].text, "机构职能");
    assert_eq!(document.fields.text("title"), Some("信息公开指南"));
}

#[test]
fn images_of_the_text_are_blocks_and_embedded_ones_have_bytes() {
    let document = read_at(
        r#"<div><p>关于路线图的公告</p><p>现将路线图公布，请各有关单位按照路线图推进工作。</p><p><img src="map.png" alt="路线图"></p>
        <p><img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==" alt="小图"></p></div>"#,
        Some("https://www.example.gov.cn/a/"),
    );
    let images: Vec<&str> = document
        .text
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Image(image) => Some(image.name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        images,
        ["https://www.example.gov.cn/a/map.png", "image-1.png"]
    );
    assert_eq!(document.images.len(), 1);
    assert!(document.images[0].bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
}

#[test]
fn metadata_are_read_from_every_form_of_list() {
    let body = "<div id=zoom><p>各设区市科技局：</p><p>　　现将有关事项通知如下，请结合实际认真贯彻落实。</p></div>";
    for list in [
        "<ul class=xxgk><li><span>发文字号</span>：苏科〔2025〕12号</li><li><span class=lab>发布机构：</span><span>示例省科学技术厅</span></li><li><span>成文日期</span>2025-03-01</li></ul>",
        "<dl><dt>文号</dt><dd>苏科〔2025〕12号</dd><dt>发布单位：</dt><dd>示例省科学技术厅</dd><dt>成文日期</dt><dd>2025年3月1日</dd><dt>主题词</dt><dd></dd></dl>",
        "<table><tr><td>索引号</td><td>X/2025-1</td><td>发文机关</td><td>示例省科学技术厅</td></tr><tr><td>文　号</td><td>苏科〔2025〕12号</td><td>成文日期</td><td>2025-03-01</td></tr><tr><td>主题词</td><td></td><td>有效性</td><td>有效</td></tr></table>",
        "<div class=info><p><b>文号：</b>苏科〔2025〕12号</p><p><b>发文机关：</b>示例省科学技术厅</p><p><b>成文日期：</b>2025年03月01日</p></div>",
    ] {
        let document = read(&format!("<html><body>{list}{body}</body></html>"));
        for (id, value) in [
            ("doc_no", "苏科〔2025〕12号"),
            ("issuers", "示例省科学技术厅"),
            ("written_date", "2025-03-01"),
        ] {
            assert_eq!(document.fields.text(id), Some(value), "{id} in {list}");
        }
        assert!(!document.text.plain().contains("文号"), "{list}");
    }
}
