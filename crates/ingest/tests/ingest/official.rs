//! Official documents: the founding notice, and shapes that other files have.

use ingest::{Document, Format, Input};
use law::item::Relation;
use law::text::{Block, Entry, Level, Role};

fn read_text(text: &str) -> Document {
    let reading = ingest::read(Input {
        bytes: text.as_bytes(),
        ..Input::default()
    });
    let reading = reading.expect("text is read");
    assert_eq!(reading.format, Format::Txt);
    reading.document
}

fn founding() -> Document {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/founding-notice.txt"
    );
    let bytes = std::fs::read(path).expect("the project keeps a copy of the notice");
    ingest::read(Input {
        bytes: &bytes,
        name: Some("notice.txt"),
        ..Input::default()
    })
    .expect("text is read")
    .document
}

fn list(document: &Document, id: &str) -> Vec<String> {
    document
        .fields
        .list(id)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn outline(entries: &[Entry], depth: usize, out: &mut Vec<String>) {
    for entry in entries {
        out.push(format!("{}{}", "  ".repeat(depth), entry.text));
        outline(&entry.children, depth + 1, out);
    }
}

fn outlined(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    outline(&document.text.outline(), 0, &mut out);
    out
}

#[test]
fn the_founding_notice_is_two_documents() {
    let outer = founding();
    assert_eq!(
        outer.fields.text("title"),
        Some("广东省人民政府办公厅关于转发国务院办公厅2020年政务公开工作要点的通知")
    );
    assert_eq!(outer.fields.text("doc_no"), Some("粤府办〔2020〕14号"));
    assert_eq!(outer.fields.text("written_date"), Some("2020-07-15"));
    assert_eq!(outer.fields.text("published_at"), Some("2020-07-26"));
    assert_eq!(list(&outer, "issuers"), ["广东省人民政府办公厅"]);
    assert_eq!(
        list(&outer, "recipients"),
        ["各地级以上市人民政府", "省政府各部门、各直属机构"]
    );
    assert_eq!(outer.fields.text("genre_class"), Some("notice"));
    assert_eq!(outer.fields.text("disclosure_attr"), None);

    assert_eq!(outer.children.len(), 1);
    let child = &outer.children[0];
    assert_eq!(child.relation, Relation::Forwards);
    let inner = &child.document;
    assert_eq!(
        inner.fields.text("title"),
        Some("国务院办公厅关于印发2020年政务公开工作要点的通知")
    );
    assert_eq!(inner.fields.text("doc_no"), Some("国办发〔2020〕17号"));
    assert_eq!(inner.fields.text("written_date"), Some("2020-06-21"));
    assert_eq!(inner.fields.text("published_at"), None);
    assert_eq!(list(inner, "issuers"), ["国务院办公厅"]);
    assert_eq!(
        list(inner, "recipients"),
        ["各省、自治区、直辖市人民政府", "国务院各部委、各直属机构"]
    );
    assert_eq!(inner.fields.text("disclosure_attr"), Some("proactive"));
    assert!(inner.children.is_empty());
    assert_eq!(outer.problems, []);
    assert_eq!(inner.problems, []);
}

#[test]
fn the_outlines_of_the_founding_notice_are_right_to_the_last_heading() {
    let outer = founding();
    assert_eq!(
        outlined(&outer),
        [
            "一、加快推进基层政务公开标准化规范化工作。",
            "二、切实提升政策发布解读回应水平和质量。",
            "三、着重加强突发公共卫生事件信息公开。",
            "四、着力强化重点政务信息集中统一公开。",
            "五、继续抓好政府信息公开条例贯彻落实。",
        ]
    );
    assert_eq!(
        outlined(&outer.children[0].document),
        [
            "2020年政务公开工作要点",
            "  一、围绕贯彻落实党的十九届四中全会精神加强用权公开",
            "    （一）以权责清单为依托，加强权力配置信息公开。",
            "    （二）以基层政务公开标准化规范化为抓手，加强权力运行过程信息公开。",
            "    （三）以行政法规规章规范性文件为重点，加强政务信息管理。",
            "  二、围绕“六稳”、“六保”加强政策发布解读",
            "    （一）助力做好“六稳”工作。",
            "    （二）助力落实“六保”任务。",
            "  三、围绕优化营商环境加强政务信息公开",
            "    （一）提高市场监管规则和标准公开质量。",
            "    （二）提高政务服务透明度便利度。",
            "    （三）提高经济政策发布解读针对性精准性。",
            "  四、围绕突发事件应对加强公共卫生信息公开",
            "    （一）及时准确发布疫情信息。",
            "    （二）加强各级各类应急预案公开和公共卫生知识普及。",
            "    （三）严格依法保护各项法定权利。",
            "  五、围绕落实新修订的政府信息公开条例加强制度执行",
            "    （一）落实政府信息主动公开新要求。",
            "    （二）规范政府信息公开申请办理工作。",
            "    （三）加强政府网站与政务新媒体建设。",
            "    （四）建立健全公共企事业单位信息公开制度。",
            "  六、强化做好政务公开工作的各项保障措施",
            "    （一）明确领导责任。",
            "    （二）加强机构队伍建设。",
            "    （三）强化培训工作。",
            "    （四）规范考核评估。",
        ]
    );
}

#[test]
fn no_word_of_the_founding_notice_is_lost() {
    let outer = founding();
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let read = bare(&outer.text.plain()) + &bare(&outer.children[0].document.text.plain());
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/founding-notice.txt"
    );
    let source = std::fs::read_to_string(path).unwrap();
    // The page prints the title and the day of publication above the document; both are fields.
    let source = source.splitn(3, '\n').nth(2).unwrap();
    assert_eq!(read, bare(source));
}

fn roles(document: &Document) -> Vec<(Role, &str)> {
    document
        .text
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(p) => Some((p.role, p.text.as_str())),
            _ => None,
        })
        .collect()
}

#[test]
fn a_printed_document_has_its_number_above_its_title() {
    let document = read_text(
        "000001\n特急\n示例省人民政府办公厅文件\n\n示府办〔2026〕3号\n\n示例省人民政府办公厅关于做好\n政务公开工作的通知\n\n各市、县人民政府：\n　　现就有关事项通知如下：\n　　一、提高认识。各地要重视。\n　　二、抓好落实。各地要落实。\n\n　　附件：1．任务清单\n　　　　　2．联络表\n\n　　　　　　　　示例省人民政府办公厅\n　　　　　　　　2026年3月1日\n　　（此件主动公开）\n抄送：省委各部门。\n示例省人民政府办公厅　　2026年3月2日印发\n",
    );
    assert_eq!(
        document.fields.text("title"),
        Some("示例省人民政府办公厅关于做好政务公开工作的通知")
    );
    assert_eq!(document.fields.text("doc_no"), Some("示府办〔2026〕3号"));
    assert_eq!(list(&document, "issuers"), ["示例省人民政府办公厅"]);
    assert_eq!(document.fields.text("disclosure_attr"), Some("proactive"));
    let names: Vec<&str> = document
        .attachments
        .iter()
        .map(|a| a.name.as_str())
        .collect();
    assert_eq!(names, ["任务清单", "联络表"]);
    let roles: Vec<Role> = roles(&document).into_iter().map(|(role, _)| role).collect();
    assert_eq!(
        roles,
        [
            Role::Body,
            Role::Body,
            Role::OrganMark,
            Role::DocNo,
            Role::Title,
            Role::Recipients,
            Role::Body,
            Role::Body,
            Role::Body,
            Role::AttachmentNote,
            Role::AttachmentNote,
            Role::Signature,
            Role::WrittenDate,
            Role::Note,
            Role::CopyTo,
            Role::Imprint,
        ]
    );
    assert_eq!(outlined(&document), ["一、提高认识。", "二、抓好落实。"]);
}

#[test]
fn a_joint_document_names_every_issuer_in_order() {
    let document = read_text(
        "示例省教育厅等三部门关于印发《校车安全管理办法》的通知\n示教〔2026〕5号\n各市教育局、公安局、交通运输局：\n　　现将《校车安全管理办法》印发给你们，请遵照执行。\n示例省教育厅　示例省公安厅\n示例省交通运输厅\n2026年4月9日\n校车安全管理办法\n第一条　为了安全，制定本办法。\n第二条　校车应当：\n（一）合格；\n（二）标明。\n第三条　本办法自2026年5月1日起施行。\n",
    );
    assert_eq!(
        list(&document, "issuers"),
        ["示例省教育厅", "示例省公安厅", "示例省交通运输厅"]
    );
    assert!(document.children.is_empty());
    assert_eq!(
        outlined(&document),
        ["校车安全管理办法", "  第一条", "  第二条", "  第三条"]
    );
    let items = roles(&document)
        .into_iter()
        .filter(|(role, _)| *role == Role::Item);
    assert_eq!(items.count(), 2);
}

#[test]
fn a_forwarded_report_without_a_number_is_a_document_of_its_own() {
    let document = read_text(
        "示例省人民政府办公厅转发省地震局关于加强监测工作意见的通知\n示府办〔1996〕2号\n各市人民政府：\n　　省地震局《关于加强监测工作的意见》已经同意，现转发给你们。\n示例省人民政府办公厅\n一九九六年二月五日\n（本文有删减）\n关于加强监测工作的意见\n省人民政府：\n　　现将有关意见报告如下。\n　　以上意见如无不妥，请批转各地执行。\n示例省地震局\n一九九六年一月二十五日\n",
    );
    assert_eq!(document.fields.text("written_date"), Some("1996-02-05"));
    assert_eq!(document.children.len(), 1);
    let child = &document.children[0];
    assert_eq!(child.relation, Relation::Forwards);
    assert_eq!(
        child.document.fields.text("title"),
        Some("关于加强监测工作的意见")
    );
    assert_eq!(
        child.document.fields.text("written_date"),
        Some("1996-01-25")
    );
    assert_eq!(list(&child.document, "issuers"), ["示例省地震局"]);
}

#[test]
fn an_order_is_numbered_by_its_own_line() {
    let document = read_text(
        "中华人民共和国国务院令\n第799号\n　　《示例条例》已经通过，现予公布，自2026年5月1日起施行。\n总理　某某某\n2026年3月3日\n示例条例\n（2026年3月1日国务院第1次常务会议通过）\n第一章　总则\n第一条　为了示例，制定本条例。\n",
    );
    assert_eq!(
        document.fields.text("doc_no"),
        Some("中华人民共和国国务院令第799号")
    );
    assert_eq!(document.fields.text("written_date"), Some("2026-03-03"));
    assert_eq!(document.fields.text("genre_class"), Some("order"));
    assert_eq!(
        outlined(&document),
        ["示例条例", "  第一章　总则", "    第一条"]
    );
}

#[test]
fn marked_annexes_become_parts_of_the_text() {
    let document = read_text(
        "关于申报示范项目的通知\n各有关单位：\n　　请按要求申报。\n　　附件：\n　　申报表\n　　汇总表\n示例市发展改革委\n2026年1月8日\n附件1\n申报表\n姓名\n附件2\n汇总表\n合计\n",
    );
    assert_eq!(outlined(&document), ["附件1　申报表", "附件2　汇总表"]);
    let names: Vec<&str> = document
        .attachments
        .iter()
        .map(|a| a.name.as_str())
        .collect();
    assert_eq!(names, ["申报表", "汇总表"]);
}

#[test]
fn a_list_of_items_gives_no_headings() {
    let document = read_text(
        "关于公布清单的公告\n　　现公告如下：\n　　（一）甲类事项；\n　　（二）乙类事项；\n　　（三）丙类事项。\n　　特此公告。\n",
    );
    assert!(outlined(&document).is_empty());
    assert_eq!(
        document
            .text
            .blocks
            .iter()
            .filter(|b| matches!(b, Block::Paragraph(p) if p.role == Role::Item))
            .count(),
        3
    );
}

#[test]
fn a_gap_in_the_numbers_is_a_problem() {
    let document =
        read_text("关于工作的通知\n　　一、甲工作\n　　做好。\n　　三、丙工作\n　　做好。\n");
    assert_eq!(document.problems.len(), 1);
    assert_eq!(document.problems[0].code, "heading_gap");
    let levels: Vec<Level> = document
        .text
        .blocks
        .iter()
        .filter_map(|b| match b {
            Block::Heading(h) => Some(h.level),
            _ => None,
        })
        .collect();
    assert_eq!(levels, [Level::First, Level::First]);
}

#[test]
fn words_that_only_web_pages_have_are_text_elsewhere() {
    let text = "关于正文的说明\n正文\n　　本说明共两项，各单位应当执行。\n打印\n";
    let document = read_text(text);
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    assert_eq!(bare(&document.text.plain()), bare(text));
}

#[test]
fn the_mark_of_minutes_is_no_title() {
    // GB/T 9704-2012 §10.3: the mark, the number of the issue, the office and the date, then what was met about.
    let document = read_text(
        "示例县人民政府常务会议纪要\n〔2026〕3号\n示例县人民政府办公室　　2026年3月2日\n关于研究政务公开工作的会议纪要\n　　2026年3月1日，县长主持召开会议，研究政务公开工作。现纪要如下：\n　　一、会议听取汇报。\n　　会议指出，要公开。\n",
    );
    assert_eq!(
        document.fields.text("title"),
        Some("关于研究政务公开工作的会议纪要")
    );
    assert_eq!(document.fields.text("doc_no"), Some("〔2026〕3号"));
    assert_eq!(document.fields.text("genre_class"), Some("minutes"));
    assert_eq!(document.fields.text("written_date"), Some("2026-03-02"));
    assert_eq!(list(&document, "issuers"), ["示例县人民政府"]);
    let roles = roles(&document);
    assert_eq!(roles[0], (Role::OrganMark, "示例县人民政府常务会议纪要"));
    assert_eq!(roles[1], (Role::DocNo, "〔2026〕3号"));
}

#[test]
fn minutes_without_a_title_go_by_a_mark_that_says_of_what_meeting() {
    let body =
        "　　2026年3月1日，召开会议，研究政务公开工作。现纪要如下：\n　　会议指出，要公开。\n";
    let text =
        format!("示例县人民政府常务会议纪要\n第5期\n示例县人民政府办公室　2026年3月2日\n{body}");
    let document = read_text(&text);
    assert_eq!(
        document.fields.text("title"),
        Some("示例县人民政府常务会议纪要")
    );
    assert_eq!(document.fields.text("doc_no"), Some("第5期"));
    assert_eq!(roles(&document)[0].0, Role::OrganMark);

    let text = format!("会议纪要\n示府纪〔2026〕3号\n示例县人民政府办公室　2026年3月2日\n{body}");
    let document = ingest::read(Input {
        bytes: text.as_bytes(),
        name: Some("纪要3.txt"),
        ..Input::default()
    })
    .unwrap()
    .document;
    assert_eq!(document.fields.text("title"), Some("纪要3"));
    assert_eq!(document.problems[0].code, "title_from_name");
    assert_eq!(document.fields.text("genre_class"), Some("minutes"));
    assert_eq!(roles(&document)[0], (Role::OrganMark, "会议纪要"));
    assert_eq!(document.fields.text("doc_no"), Some("示府纪〔2026〕3号"));
}

#[test]
fn minutes_that_are_titled_as_such_keep_their_title() {
    let document = read_text(
        "示例县第5次常务会议纪要\n　　2026年3月1日，召开会议，研究政务公开工作。\n　　会议指出，要公开。\n",
    );
    assert_eq!(
        document.fields.text("title"),
        Some("示例县第5次常务会议纪要")
    );
    assert_eq!(roles(&document)[0].0, Role::Title);
}

#[test]
fn an_announcement_is_numbered_within_its_year() {
    let document = read_text(
        "示例省工业和信息化厅公告\n2026年 第 44 号\n　　现将有关事项公告如下，请各单位遵照执行。\n示例省工业和信息化厅\n2026年3月3日\n",
    );
    assert_eq!(document.fields.text("doc_no"), Some("2026年第44号"));
    assert_eq!(document.fields.text("genre_class"), Some("announcement"));
}
