//! The small files from which each target sets out: one or two of every kind of thing that a reader knows.

use super::packed::{PNG, archive, docx as pack_docx, ofd as pack_ofd, xlsx as pack_xlsx};

const NOTICE: &str = "示例县人民政府关于转发通知的通知\n发布日期：2026-01-06\n示府〔2026〕1号\n各乡镇：\n　　一、公开。各地公开。　　二、落实\n（一）甲。\n1.乙\n附件：1．名单\n　　　2．表\n示例县人民政府\n2026年1月5日\n（此件公开发布）\n抄送：各部门。\n示例县人民政府办公室　2026年1月6日印发\n示例省关于公开的通知\n示发〔2025〕9号\n各县：\n现转发。\n示例省\n2025年12月1日\n附件1\n名单\n";

const LAW: &str = "示例条例\n（2020年1月1日示例县第一次会议通过　根据2026年1月5日《关于修改的决定》修正）\n目　　录\n第一章　总则\n第二章　附则\n第一章　总则\n第一条　为了公开：\n（一）甲；\n1.乙。\n第三条之一　丙。\n第二章　附则\n第四条　本条例自2026年3月1日起施行。\n";

const CRAWLED: &str = "公告_示例局 设为首页 加入收藏 搜索 首页 当前位置： 2026年02月03日 17:06 来源： 示例局 【打印】 根据规定，公告如下： 一、范围 依法公开。 示例局 2026年2月1日 关闭 版权所有 联系我们 返回顶部 publishdate:2026/02/03 ";

fn owned(files: &[&[u8]]) -> Vec<Vec<u8>> {
    files.iter().map(|file| file.to_vec()).collect()
}

pub(crate) fn txt() -> Vec<Vec<u8>> {
    let crawled = format!(
        "{CRAWLED}{}",
        "根据有关规定，现将有关事项公告如下，请社会各界予以监督。".repeat(9)
    );
    let broken = "关于工作的通知\n工作自\n2025\n年\n1\n月\n2\n日开始，\n请抓紧。\n某某局\n2025\n年\n6\n月\n3\n日\n附件\n";
    let wide: Vec<u8> = "\u{feff}关于公开的通知\n各单位："
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let gbk = b"\xb9\xd8\xd3\xda\xb9\xab\xbf\xaa\xb5\xc4\xcd\xa8\xd6\xaa\n\xb8\xf7\xb5\xa5\xce\xbb\xa3\xba\n\x84\x31\xa4\x37";
    let mut seeds = owned(&[
        NOTICE.as_bytes(),
        LAW.as_bytes(),
        crawled.as_bytes(),
        broken.as_bytes(),
        gbk,
    ]);
    seeds.push(wide);
    seeds
}

pub(crate) fn markdown() -> Vec<Vec<u8>> {
    owned(&[
        "+++\ntitle = \"通知\"\nkind = \"normative\"\nissuers = [\"甲局\"]\nwritten_date = 2026-01-05\n+++\n# 通知\n\n示府〔2026〕1号\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n- 甲\n  1. 乙\n\n> **粗** `码` ~~删~~\n\n![图](a.png) [件](a.pdf)\n\n<div>块</div>\n".as_bytes(),
        "# 题\n\n## 一、甲\n\n### （一）乙。\n\n```\n码\n```\n\n---\n\n题\n===\n\n[a]: b.pdf\n[件][a]\n".as_bytes(),
    ])
}

pub(crate) fn html() -> Vec<Vec<u8>> {
    owned(&[
        "<!DOCTYPE html><html><head><meta name=ArticleTitle content=通知><meta name=PubDate content='2026-01-05 10:00'><meta charset=utf-8><style>.a{display:none}</style><title>通知_网</title></head><body><table><tr><td>索引号：</td><td>1</td></tr><tr><td>发文机关：</td><td>某局</td></tr></table><div id=zoom><h1>通知</h1><p style='text-align:center;font-size:16pt'><b>一、甲</b></p><p hidden>隐</p><!-- 注 --><table><caption>表</caption><tr><th colspan=2>甲</th></tr><tr><td rowspan=9999999>乙<br>丙</td><td style='display:none'>丁</td></tr></table><a href='../a.pdf'>附件</a><img src='data:image/png;base64,AAAA'><img src=a.png alt=图></div><div>版权所有：某局</div></body></html>".as_bytes(),
        "<ul class=xxgk><li><span>发文字号</span>：示科〔2025〕12号</li><li>发布机构：<span>某局</span></li></ul><div class=TRS_Editor><p>各单位：</p><ol><li>甲<li>乙</ol><template>丙</template><svg><text>丁</text></svg><textarea>戊</textarea></div>".as_bytes(),
    ])
}

pub(crate) fn pdf() -> Vec<Vec<u8>> {
    owned(&[
        include_bytes!("../../tests/files/pdf/gb1.pdf"),
        include_bytes!("../../tests/files/pdf/gbk.pdf"),
        include_bytes!("../../tests/files/pdf/ucs2.pdf"),
        include_bytes!("../../tests/files/pdf/linearised.pdf"),
        include_bytes!("../../tests/files/pdf/locked.pdf"),
        include_bytes!("../../tests/files/pdf/open-aes128.pdf"),
        include_bytes!("../../tests/files/pdf/open-aes256.pdf"),
        include_bytes!("../../tests/files/pdf/open-rc4.pdf"),
        include_bytes!("../../tests/files/pdf/scan-partly.pdf"),
        include_bytes!("../../tests/files/pdf/turned.pdf"),
        include_bytes!("../../tests/files/pdf/vertical.pdf"),
        include_bytes!("../../tests/files/pdf/columns.pdf"),
        include_bytes!("../../tests/files/pdf/notice.pdf"),
        include_bytes!("../../tests/files/pdf/notice-mu.pdf"),
    ])
}

pub(crate) fn pdf_parts() -> Vec<Vec<u8>> {
    let content = "q .5 0 0 .5 10 10 cm BT /F1 16 Tf 1 0 0 1 72 700 Tm 20 TL <00010002> Tj T* [<0001> -250 <0002>] TJ /F2 12 Tf (Hello) ' 1 2 (x) \" ET Q 72 600 200 .5 re f 72 600 m 272 600 l 272 500 l S 72 500 m 72 600 l S /X Do /P <</ActualText <FEFF516C>>> BDC BT /F1 9 Tf 80 550 Td <0003> Tj ET EMC BI /W 1 /H 1 ID x EI";
    let map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0001> <0009> <516C> <0010> <0011> [<4E00> <D840DC00>] endbfrange 1 beginbfchar <0003> <5F00> endbfchar 1 begincidrange <00> <ff> 9 endcidrange endcmap";
    let font = "/W[1[500 600]3 9 1000]/DW 1000/W2[1 2 -1000 500 880]/CIDToGIDMap/Identity/Widths[500 600]/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/A/uni516C/g12 65/Euro]>>";
    let resources = "/Properties<</P<</ActualText(x)>>>>";
    // A font file of tables cmap (format 4) and head, as far as a reader looks.
    let program = b"\0\x01\0\0\0\x01\0\x10\0\0\0\0cmap\0\0\0\0\0\0\0\x1c\0\0\0\x2c\0\0\0\x01\0\x03\0\x01\0\0\0\x0c\0\x04\0\x20\0\0\0\x04\0\x04\0\x01\0\0\0\x51\xff\xff\0\0\0\x41\xff\xff\xff\xc0\0\x01\0\0\0\0";
    let whole = |choice: u8, content: &[u8]| {
        let mut out = vec![choice];
        for part in [
            content,
            map.as_bytes(),
            font.as_bytes(),
            resources.as_bytes(),
        ] {
            out.extend(part);
            out.push(0);
        }
        out.extend(program);
        out
    };
    vec![
        whole(0, content.as_bytes()),
        whole(0x13, b"4254202f46312039205466203c303030313e20546a204554>"),
        whole(2, b"6<#'\\Cht5.+>#~>"),
        whole(1, b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"),
        whole(4, b"\x05BT ET\n\xfeq\x80"),
    ]
}

const DOCUMENT: &str = r#"<w:document><w:body><w:p><w:pPr><w:jc w:val="center"/><w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:titlePg/></w:sectPr></w:pPr><w:r><w:rPr><w:b/><w:sz w:val="44"/></w:rPr><w:t>关于公开的通知</w:t></w:r></w:p><w:p><w:r><w:t>各单位：</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p><w:p><w:pPr><w:pStyle w:val="a"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>公开</w:t></w:r><w:ins><w:r><w:t>加</w:t></w:r></w:ins><w:del><w:r><w:delText>减</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>1</w:t><w:fldChar w:fldCharType="end"/></w:r><w:r><w:drawing><wp:anchor><wp:positionV relativeFrom="page"><wp:posOffset>99</wp:posOffset></wp:positionV><wp:extent cy="9"/><wp:docPr descr="图"/><a:blip r:embed="rId5"/></wp:anchor></w:drawing></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice></mc:AlternateContent></w:r><w:hyperlink r:id="rId6"><w:r><w:t>附件1</w:t></w:r></w:hyperlink></w:p></w:body></w:document>"#;

const STYLES: &str = r#"<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="heading 1"/><w:basedOn w:val="b"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>"#;

const NUMBERING: &str = r#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride></w:num></w:numbering>"#;

const HEADER: &str = "<w:hdr><w:p><w:r><w:t>示例县人民政府文件</w:t></w:r></w:p></w:hdr>";

const NOTES: &str = r#"<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:footnotes>"#;

pub(crate) fn docx_parts() -> Vec<Vec<u8>> {
    let whole = [DOCUMENT, STYLES, NUMBERING, HEADER, NOTES]
        .join("\0")
        .into_bytes();
    // A body with a paragraph and a table, in the steps of `coded`.
    let coded = b"\x08\x01\x02\xe0\x01\xa0\xa0\xa0\x05\x06\x07\x01\x02\xe0\x02\xa0\xa0\xa0\xa0\xa0"
        .to_vec();
    vec![whole, coded]
}

pub(crate) fn docx() -> Vec<Vec<u8>> {
    docx_parts().iter().map(|parts| pack_docx(parts)).collect()
}

const PAGE: &str = r#"<ofd:Page><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Template TemplateID="1"/><ofd:PageRes>Res.xml</ofd:PageRes><ofd:Content><ofd:Layer><ofd:TextObject ID="3" Boundary="30 30 150 10" Font="1" Size="7"><ofd:CGTransform CodePosition="0" GlyphCount="1"><ofd:Glyphs>1</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X="0" Y="7" DeltaX="g 6 7">关于公开的通知</ofd:TextCode></ofd:TextObject><ofd:TextObject Boundary="30 50 150 10" Size="5" CTM="1 0 0 1 0 0"><ofd:TextCode X="0" Y="5" DeltaX="5 5 5">各单位：</ofd:TextCode></ofd:TextObject><ofd:PathObject Boundary="30 60 100 20" CTM="1 0 0 1 0 0" Stroke="true"><ofd:AbbreviatedData>M 0 0 L 100 0 L 100 20 L 0 20 C M 50 0 L 50 20</ofd:AbbreviatedData></ofd:PathObject><ofd:ImageObject Boundary="30 90 20 20" CTM="20 0 0 20 0 0" ResourceID="5"/><ofd:CompositeObject Boundary="0 0 9 9" ResourceID="6"/></ofd:Layer></ofd:Content></ofd:Page>"#;

const RES: &str = r#"<ofd:Res BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="6"><ofd:Content><ofd:TextObject Boundary="0 0 9 9" Size="3"><ofd:TextCode X="0" Y="3">章</ofd:TextCode></ofd:TextObject><ofd:CompositeObject Boundary="0 0 9 9" ResourceID="6"/></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"#;

const TEMPLATE: &str = r#"<ofd:Page><ofd:Content><ofd:Layer><ofd:TextObject Boundary="30 20 150 10" Size="5"><ofd:TextCode X="0" Y="5">示例县人民政府文件</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"#;

pub(crate) fn ofd_parts() -> Vec<Vec<u8>> {
    let whole = [PAGE, RES, TEMPLATE].join("\0").into_bytes();
    let coded = b"\x28\x01\x02\xc0\x01\x0d\xc0\x03\x05\x03\xc0\x05\x01\xe0\x01".to_vec();
    vec![whole, coded]
}

pub(crate) fn ofd() -> Vec<Vec<u8>> {
    ofd_parts().iter().map(|parts| pack_ofd(parts)).collect()
}

const SHEET: &str = r#"<worksheet><dimension ref="A1:C4"/><cols><col min="3" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><f>SUM(B3:B4)</f><v>12</v></c></row><row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>自然人</t></is></c><c r="B3" s="1"><v>45658.5</v></c><c r="C3" t="b"><v>1</v></c></row><row r="4"><c r="B4" t="str"><f>A1</f></c><c r="C4" t="e"><v>#DIV/0!</v></c></row></sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells></worksheet>"#;

const STRINGS: &str = "<sst><si><t>收到和处理政府信息公开申请情况</t></si><si><r><t>本年新收</t></r><r><t>申请</t></r><rPh><t>a</t></rPh></si></sst>";

const CELLS: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs></styleSheet>"#;

pub(crate) fn xlsx_parts() -> Vec<Vec<u8>> {
    let whole = [SHEET, STRINGS, CELLS, SHEET].join("\0").into_bytes();
    let coded = b"\x00\x01\x02\xe0\x03\xa0\xa0\xa0\x02\x03\xe0\x04".to_vec();
    vec![whole, coded]
}

pub(crate) fn xlsx() -> Vec<Vec<u8>> {
    xlsx_parts().iter().map(|parts| pack_xlsx(parts)).collect()
}

pub(crate) fn wire() -> Vec<Vec<u8>> {
    let docx = archive(&[
        ("word/document.xml", DOCUMENT.as_bytes()),
        ("word/a.png", PNG),
    ]);
    [NOTICE.as_bytes(), LAW.as_bytes(), &docx, &html()[0]]
        .iter()
        .filter_map(|bytes| {
            let input = ingest::Input {
                bytes,
                ..ingest::Input::default()
            };
            let reading = ingest::read(input).ok()?;
            Some(ingest::wire::encode(&reading))
        })
        .collect()
}

pub(crate) fn image() -> Vec<Vec<u8>> {
    // A PNG, a GIF and a BMP of one pixel, and the beginning of a JPEG and of a WebP.
    owned(&[
        b"\x89PNG\x0d\x0a\x1a\x0a\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0dIDATx\xdacd\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82",
        b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x01D\0;",
        b"BM:\0\0\0\0\0\0\x006\0\0\0(\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\0",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xdb\0\x43\0",
        b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
    ])
}
