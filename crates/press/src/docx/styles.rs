//! The styles, fonts, settings and page feet of the DOCX, in the measures of GB/T 9704-2012.

use std::fmt::Write as _;

/// Twentieths of a point from millimetres.
pub(super) const fn twips(tenths_of_mm: u32) -> u32 {
    // 1 mm = 1440 / 25.4 twentieths of a point.
    (tenths_of_mm * 1440 + 127) / 254
}

/// 22 lines on 225 mm.
pub(super) const LINE_PITCH: u32 = twips(2250) / 22;

/// A character's advance, 28 on 156 mm.
pub(super) const ADVANCE: u32 = twips(1560) / 28;

/// 28 characters of 16 pt on 156 mm stand 0.21 pt closer than they are wide; the format counts in twentieths of a point.
const TRACKING: i32 = -5;

const SONG: &str = "方正小标宋_GBK";
const FANG: &str = "仿宋_GB2312";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";

/// A font of the standard, and what stands in for it where it is missing.
const FONTS: &[(&str, &str)] = &[
    (
        SONG,
        "方正小标宋简体;FZXiaoBiaoSong-B05S;宋体;SimSun;Noto Serif CJK SC",
    ),
    (FANG, "仿宋;FangSong;FandolFang;Noto Serif CJK SC"),
    (HEI, "SimHei;Noto Sans CJK SC"),
    (KAI, "楷体;KaiTi;FandolKai;LXGW WenKai;Noto Serif CJK SC"),
    ("宋体", "SimSun;Noto Serif CJK SC"),
];

struct Style {
    id: &'static str,
    name: &'static str,
    paragraph: &'static str,
    font: &'static str,
    half_points: u32,
    run: &'static str,
}

const FLUSH: &str = r#"<w:ind w:firstLineChars="0" w:firstLine="0"/>"#;
const CENTRED: &str = r#"<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#;

const fn style(id: &'static str, name: &'static str, font: &'static str) -> Style {
    Style {
        id,
        name,
        paragraph: "",
        font,
        half_points: 32,
        run: "",
    }
}

const STYLES: &[Style] = &[
    Style {
        paragraph: r#"<w:keepNext/><w:spacing w:before="0" w:line="600" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
        half_points: 44,
        ..style("Title", "Title", SONG)
    },
    Style {
        paragraph: r#"<w:spacing w:line="840" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
        half_points: 64,
        ..style("OrganMark", "发文机关标志", SONG)
    },
    Style {
        paragraph: CENTRED,
        ..style("DocNumber", "发文字号", FANG)
    },
    Style {
        paragraph: r#"<w:ind w:leftChars="200" w:left="632" w:rightChars="200" w:right="632" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
        ..style("EnactmentNote", "题注", KAI)
    },
    Style {
        paragraph: FLUSH,
        ..style("Recipients", "主送机关", FANG)
    },
    Style {
        ..style("AttachmentNote", "附件说明", FANG)
    },
    Style {
        paragraph: r#"<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>"#,
        ..style("Signed", "署名和成文日期", FANG)
    },
    Style {
        ..style("Note", "附注", FANG)
    },
    Style {
        paragraph: r#"<w:pageBreakBefore/><w:spacing w:after="579"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/><w:outlineLvl w:val="0"/>"#,
        ..style("AnnexMark", "附件标记", HEI)
    },
    Style {
        paragraph: r#"<w:pageBreakBefore/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>"#,
        half_points: 44,
        ..style("Attached", "附件标题", SONG)
    },
    Style {
        paragraph: r#"<w:tabs><w:tab w:val="right" w:pos="8564"/></w:tabs><w:ind w:left="280" w:right="280" w:firstLineChars="0" w:firstLine="0"/>"#,
        half_points: 28,
        ..style("Imprint", "版记", FANG)
    },
    Style {
        paragraph: r#"<w:keepNext/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
        half_points: 28,
        ..style("Caption", "caption", HEI)
    },
    // A line of fixed height would cut a picture off.
    Style {
        paragraph: r#"<w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
        ..style("Picture", "图片", FANG)
    },
    Style {
        paragraph: r#"<w:spacing w:line="400" w:lineRule="atLeast"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>"#,
        half_points: 24,
        ..style("TableText", "表中文字", FANG)
    },
    Style {
        paragraph: r#"<w:keepNext/><w:spacing w:line="400" w:lineRule="atLeast"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#,
        half_points: 24,
        ..style("TableHead", "表头", HEI)
    },
    Style {
        paragraph: r#"<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="808080"/></w:pBdr><w:spacing w:before="400" w:line="320" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>"#,
        half_points: 20,
        run: r#"<w:color w:val="404040"/>"#,
        ..style("Source", "来源说明", FANG)
    },
    Style {
        paragraph: r#"<w:ind w:firstLineChars="0" w:firstLine="0"/>"#,
        half_points: 28,
        ..style("Footer", "footer", "宋体")
    },
];

/// Heading styles by their depth: the first is 黑体, the second 楷体, all below 仿宋 (7.3.3).
const HEADINGS: [&str; 6] = [HEI, KAI, FANG, FANG, FANG, FANG];

pub(super) fn styles() -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#
    ));
    let _ = write!(
        out,
        concat!(
            "<w:docDefaults><w:rPrDefault><w:rPr>{fang}",
            r#"<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>"#,
            "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>",
            r#"<w:spacing w:before="0" w:after="0" w:line="{pitch}" w:lineRule="exact"/>"#,
            "</w:pPr></w:pPrDefault></w:docDefaults>",
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>"#,
            r#"<w:pPr><w:widowControl w:val="0"/><w:ind w:firstLineChars="200" w:firstLine="{two}"/><w:jc w:val="both"/></w:pPr>"#,
            r#"<w:rPr><w:spacing w:val="{tracking}"/></w:rPr></w:style>"#
        ),
        fang = fonts_of(FANG),
        pitch = LINE_PITCH,
        two = 2 * ADVANCE,
        tracking = TRACKING,
    );
    for (n, font) in HEADINGS.iter().enumerate() {
        let level = n + 1;
        let _ = write!(
            out,
            concat!(
                r#"<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>"#,
                r#"<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>"#,
                r#"<w:pPr><w:keepNext/><w:outlineLvl w:val="{n}"/></w:pPr><w:rPr>{fonts}</w:rPr></w:style>"#,
                r#"<w:style w:type="character" w:styleId="HeadingWords{level}"><w:name w:val="标题文字 {level}"/>"#,
                r#"<w:qFormat/><w:rPr>{fonts}</w:rPr></w:style>"#
            ),
            level = level,
            n = n,
            fonts = fonts_of(font),
        );
    }
    for style in STYLES {
        let _ = write!(
            out,
            concat!(
                r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>"#,
                r#"<w:pPr>{paragraph}</w:pPr><w:rPr>{fonts}{run}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>"#
            ),
            id = style.id,
            name = style.name,
            paragraph = style.paragraph,
            fonts = fonts_of(style.font),
            run = style.run,
            size = style.half_points,
        );
    }
    out.push_str(concat!(
        r#"<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>"#,
        r#"<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#,
        r#"<w:style w:type="table" w:styleId="Ruled"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>"#,
        r#"<w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:left w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#,
        r#"<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#,
        r#"<w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#,
        "</w:tblBorders></w:tblPr></w:style></w:styles>"
    ));
    out
}

fn fonts_of(font: &str) -> String {
    format!(
        r#"<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}" w:hint="eastAsia"/>"#
    )
}

pub(super) fn fonts() -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#
    ));
    for (name, others) in FONTS {
        let _ = write!(
            out,
            r#"<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>"#
        );
    }
    out.push_str("</w:fonts>");
    out
}

pub(super) fn settings() -> String {
    concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
        r#"<w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>"#,
        r#"<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#,
        r#"<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#
    )
    .to_owned()
}

/// The feet of odd and of even pages: `— 1 —`, one character from the outer edge (7.5).
pub(super) fn footers() -> [String; 2] {
    ["right", "left"].map(|edge| {
        format!(
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
                r#"<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/>"#,
                r#"<w:ind w:{edge}Chars="100" w:{edge}="{one}" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="{edge}"/></w:pPr>"#,
                r#"<w:r><w:t xml:space="preserve">— </w:t></w:r>"#,
                r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>"#,
                r#"<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
                r#"<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>"#
            ),
            edge = edge,
            one = ADVANCE,
        )
    })
}
