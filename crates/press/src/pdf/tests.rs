//! The PDF as it is read back: its words, its grid, its structure.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says so by failing"
)]

mod tree;

use super::{Fonts, Images};
use crate::Copy;
use crate::tests::{copy, letter, notice, read, release, squeezed, text};
use law::Text;
use law::item::{Kinds, Printing};
use law::text::{Block, Entry, Image};
use std::sync::LazyLock;
use tree::{Drawn, Element};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::new([]));

fn rendered(text: Text, own: bool) -> Vec<u8> {
    let kinds = Kinds::standard();
    let released = release(text);
    let copy = Copy {
        printing: Printing::of(own),
        ..copy(&released, kinds.get("document").unwrap())
    };
    super::render(&copy, &Images::new(), &FONTS).unwrap()
}

/// What is read aloud of a PDF: the words of the structure tree, in its order.
fn spoken(pdf: &[u8]) -> Element {
    tree::tree(&tree::open(pdf), pdf)
}

#[test]
fn every_word_released_is_read_aloud_in_order_and_nothing_else() {
    let kinds = Kinds::standard();
    for (text, own) in [(notice().text, false), (letter(), true), (text(), false)] {
        let released = release(text.clone());
        let copy = Copy {
            printing: Printing::of(own),
            ..copy(&released, kinds.get("document").unwrap())
        };
        // The head is set in the order of the standard; everything below it stands as it stood.
        let head = copy.head();
        let below = Text {
            blocks: text.blocks[head.blocks..].to_vec(),
        };
        let parts = [head.organ, head.number, head.title, head.note].concat();
        let expected = squeezed(&parts.concat()) + &squeezed(&below.plain());
        assert_eq!(squeezed(&spoken(&rendered(text, own)).words), expected);
    }
}

#[test]
fn the_file_says_its_title_and_language_and_that_it_is_tagged() {
    let bytes = rendered(letter(), true);
    let pdf = tree::open(&bytes);
    let catalog = tree::catalog(&pdf);
    assert_eq!(tree::text_of(&catalog, "Lang"), "zh-CN");
    assert!(tree::is_set(&catalog, "MarkInfo", "Marked"));
    assert!(tree::is_set(
        &catalog,
        "ViewerPreferences",
        "DisplayDocTitle"
    ));
    let metadata = String::from_utf8_lossy(&bytes);
    assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"));
    assert!(metadata.contains("关于[公开]的通知"));
}

fn below(entries: &[Entry], rank: usize, out: &mut Vec<(String, String)>) {
    for entry in entries {
        out.push((format!("H{rank}"), squeezed(&entry.text)));
        below(&entry.children, rank + 1, out);
    }
}

#[test]
fn headings_are_tagged_as_deep_as_the_outline_and_leave_no_gap() {
    let text = letter();
    let mut expected = vec![("H1".to_owned(), "关于[公开]的通知".to_owned())];
    below(&text.outline(), 2, &mut expected);
    // The title of an annex stands below its mark, and is no entry of the outline.
    expected.push(("H2".into(), "任务分工表".into()));
    let tree = spoken(&rendered(text, true));
    let tagged: Vec<(String, String)> = tree
        .of(&["H1", "H2", "H3", "H4", "H5", "H6"])
        .into_iter()
        .map(|heading| (heading.role.clone(), squeezed(&heading.words)))
        .collect();
    assert_eq!(tagged, expected);
}

#[test]
fn heads_of_tables_are_tagged_as_heads_of_their_columns() {
    let tree = spoken(&rendered(letter(), true));
    let [table] = tree.of(&["Table"])[..] else {
        panic!("{tree:#?}")
    };
    let rows: Vec<Vec<(&str, String, u32)>> = table
        .of(&["TR"])
        .into_iter()
        .map(|row| {
            let cells = row.of(&["TH", "TD"]).into_iter();
            cells
                .map(|cell| (cell.role.as_str(), squeezed(&cell.words), cell.columns))
                .collect()
        })
        .collect();
    assert_eq!(
        rows,
        [
            vec![("TH", "项目|名".to_owned(), 2)],
            vec![("TD", "甲".to_owned(), 1), ("TD", "乙".to_owned(), 1)],
        ]
    );
    for head in table.of(&["TH"]) {
        assert_eq!(head.scope.as_deref(), Some("Column"), "{head:?}");
    }
}

#[test]
fn a_red_head_is_set_only_for_this_sites_own_documents() {
    let words = |own| squeezed(&read(&rendered(text(), own), "a.pdf").text.plain());
    assert!(words(true).contains("示例县人民政府"));
    assert!(!words(false).contains("示例县人民政府"));
}

#[test]
fn a_copy_says_that_the_original_rules_and_that_fonts_are_substituted() {
    assert!(!FONTS.are_standard());
    let words: String = runs(&rendered(text(), true))
        .into_iter()
        .map(|run| run.text)
        .collect();
    assert!(
        squeezed(&words)
            .contains("以原件为准。字体替代。公开于https://example.invalid/documents/a/b")
    );
}

fn runs(pdf: &[u8]) -> Vec<ingest::pdf::Run> {
    ingest::pdf::runs(pdf).unwrap()
}

#[test]
fn a_character_that_no_font_has_is_marked_and_the_copy_says_so() {
    let mut text = letter();
    if let Some(Block::Paragraph(first)) = text.blocks.first_mut() {
        first.text = "各镇\u{e010}人民\u{2003}政\u{1}府\u{200b}𠮷：".into();
    }
    let pdf = rendered(text, true);
    let words = squeezed(&spoken(&pdf).words).replace('\u{200b}', "");
    assert!(words.contains("各镇〓人民政府〓："), "{words}");
    let foot = |pdf: &[u8]| -> String { runs(pdf).into_iter().map(|run| run.text).collect() };
    assert!(squeezed(&foot(&pdf)).contains("字库没有的字排作〓。"));
    assert!(!foot(&rendered(letter(), true)).contains("〓"));
}

/// A white dot.
const PNG: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0,
    0, 0, 58, 126, 155, 85, 0, 0, 0, 10, 73, 68, 65, 84, 120, 156, 99, 248, 15, 0, 1, 1, 1, 0, 177,
    56, 246, 20, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

#[test]
fn an_image_is_read_aloud_by_its_words_and_named_by_them_where_it_is_not_at_hand() {
    let kinds = Kinds::standard();
    let image = |name: &str, alt: &str| {
        Block::Image(Image {
            name: name.into(),
            alt: alt.into(),
            anchor: String::new(),
        })
    };
    let blocks = vec![
        image("a.png", "办事流程图"),
        image("b.png", ""),
        image("c.png", "位置图"),
    ];
    let released = release(Text { blocks }.with_anchors());
    let images = Images::from(["a.png", "b.png"].map(|name| (name.to_owned(), PNG.to_vec())));
    let copy = copy(&released, kinds.get("document").unwrap());
    let pdf = super::render(&copy, &images, &FONTS).unwrap();
    let tree = spoken(&pdf);
    let said: Vec<Option<&str>> = tree
        .of(&["Figure"])
        .into_iter()
        .map(|figure| figure.alt.as_deref())
        .collect();
    assert_eq!(said, [Some("办事流程图"), Some("图片")]);
    assert!(tree.words.ends_with("位置图"), "{}", tree.words);
}

const MM: f64 = 25.4 / 72.0;
/// 22 lines on 225 mm, and 28 characters on 156 mm.
const PITCH: f64 = 225.0 / 22.0;
const ADVANCE: f64 = 156.0 / 28.0;

/// A line of a page in millimetres from its upper left corner: where its characters begin and end.
#[derive(Clone, Debug)]
struct Set {
    page: usize,
    top: f64,
    bottom: f64,
    left: f64,
    right: f64,
    text: String,
}

/// The lines of a copy, in the order of printing; a mark that hangs over the edge keeps its width.
fn set(pdf: &[u8]) -> Vec<Set> {
    let mut lines: Vec<Set> = Vec::new();
    for run in runs(pdf) {
        let (top, bottom) = (
            (run.y - 0.88 * run.size_pt) * MM,
            (run.y + 0.12 * run.size_pt) * MM,
        );
        let (left, right) = (run.x * MM, (run.x + run.width) * MM);
        match lines.last_mut() {
            Some(line) if line.page == run.page && (line.top - top).abs() < 0.1 => {
                line.left = line.left.min(left);
                line.right = line.right.max(right);
                line.text += &run.text;
            }
            _ => lines.push(Set {
                page: run.page,
                top,
                bottom,
                left,
                right,
                text: run.text,
            }),
        }
    }
    lines
}

#[track_caller]
fn near(what: &str, is: f64, should: f64) {
    assert!(
        (is - should).abs() <= 0.5,
        "{what}: {is:.2} mm, not {should:.2} mm"
    );
}

/// Every measure of DOMAIN §1.7, read back from a copy with a red head.
#[test]
fn every_part_of_a_letter_stands_where_the_standard_puts_it() {
    let bytes = rendered(letter(), true);
    let pdf = tree::open(&bytes);
    for (wide, high) in tree::papers(&pdf) {
        near("the width of the paper", wide, 210.0);
        near("the height of the paper", high, 297.0);
    }
    let lines = set(&bytes);
    let find = |words: &str| -> &Set {
        let found = lines
            .iter()
            .find(|line| squeezed(&line.text).contains(words));
        found.unwrap_or_else(|| panic!("{words} in {lines:#?}"))
    };
    let middle = |line: &Set| f64::midpoint(line.left, line.right);
    let centre = 28.0 + 156.0 / 2.0;

    let organ = find("示例县人民政府");
    near(
        "the mark, below the type area's edge",
        organ.top,
        37.0 + 35.0,
    );
    near("the middle of the mark", middle(organ), centre);
    let number = find("示府〔2026〕1号");
    near(
        "two lines between mark and number",
        number.top,
        organ.bottom + 2.0 * PITCH,
    );
    near("the middle of the number", middle(number), centre);
    let drawn = tree::level_lines(&pdf);
    let rule = drawn[0];
    near("the rule, below the number", rule.y, number.bottom + 4.0);
    near("the rule's left end", rule.left, 28.0);
    near("the rule's right end", rule.right, 184.0);
    let title = find("关于[公开]的通知");
    near(
        "two lines between rule and title",
        title.top,
        rule.y + 2.0 * PITCH,
    );
    near("the middle of the title", middle(title), centre);
    near(
        "the height of the title",
        title.bottom - title.top,
        22.0 * MM,
    );
    let to = find("各镇人民政府");
    near(
        "a line between title and addressee",
        to.top,
        title.top + 2.0 * PITCH,
    );
    near("the addressee, flush left", to.left, 28.0);
    let first = find("一、总体要求");
    near(
        "the first heading, in the next line",
        first.top,
        to.top + PITCH,
    );
    near(
        "a heading, two characters in",
        first.left,
        28.0 + 2.0 * ADVANCE,
    );

    let attachments = find("附件：1.任务分工表");
    let at = lines.iter().position(|line| line.text == attachments.text);
    let above = &lines[at.unwrap() - 1];
    near(
        "a line above the list of annexes",
        attachments.top,
        above.top + 2.0 * PITCH,
    );
    near(
        "the list of annexes, two characters in",
        attachments.left,
        28.0 + 2.0 * ADVANCE,
    );
    let signed = lines
        .iter()
        .rfind(|line| squeezed(&line.text) == "示例县人民政府")
        .unwrap();
    near(
        "a line above the signature",
        signed.top,
        attachments.top + 2.0 * PITCH,
    );
    let dated = find("2026年3月2日");
    near("the date, in the next line", dated.top, signed.top + PITCH);
    near(
        "the date, two characters after the name",
        dated.left,
        signed.left + 2.0 * ADVANCE,
    );
    let furthest = signed.right.max(dated.right);
    near(
        "two characters right of the signature",
        furthest,
        184.0 - 2.0 * ADVANCE,
    );
    let note = find("（此件公开发布）");
    near("the note, in the next line", note.top, dated.top + PITCH);

    let mark = find("附件1");
    let mark = lines
        .iter()
        .rfind(|line| squeezed(&line.text) == "附件1")
        .unwrap_or(mark);
    near("the mark of an annex, in the first line", mark.top, 37.0);
    near("the mark of an annex, flush left", mark.left, 28.0);
    let annex = lines
        .iter()
        .rfind(|line| squeezed(&line.text) == "任务分工表")
        .unwrap();
    near(
        "the title of an annex, in the third line",
        annex.top,
        37.0 + 2.0 * PITCH,
    );

    let copies = find("抄送：");
    let one = 14.0 * MM;
    near("a character left of the imprint", copies.left, 28.0 + one);
    let printed = find("2026年3月3日印发");
    near(
        "a character left of the organ that printed",
        printed.left,
        28.0 + one,
    );
    near(
        "a character right of the day of printing",
        printed.right,
        184.0 - one,
    );
    let last_page = tree::papers(&pdf).len();
    assert_eq!(printed.page, last_page);
    let [.., first, between, last] = drawn[..] else {
        panic!("{drawn:?}")
    };
    let is_across = |line: &Drawn| {
        near("the left end of a line of the imprint", line.left, 28.0);
        near("the right end of a line of the imprint", line.right, 184.0);
    };
    [first, between, last].iter().for_each(is_across);
    near(
        "the last line, at the type area's lower edge",
        last.y,
        262.0,
    );
    assert!((first.width - 0.35).abs() < 0.01 && (last.width - 0.35).abs() < 0.01);
    assert!((between.width - 0.25).abs() < 0.01);

    let numbers: Vec<&Set> = lines
        .iter()
        .filter(|line| line.text.starts_with('—'))
        .collect();
    assert_eq!(numbers.len(), last_page);
    for number in numbers {
        let printed = format!("— {} —", number.page);
        assert_eq!(number.text, printed);
        let dash = number.bottom - (0.12 + DASH) * 14.0 * MM;
        near("the dash, below the type area", dash, 262.0 + 7.0);
        match number.page % 2 {
            1 => near(
                "a character right of an odd number",
                number.right,
                184.0 - one,
            ),
            _ => near(
                "a character left of an even number",
                number.left,
                28.0 + one,
            ),
        }
    }
}

/// How high the upper edge of a dash stands above the line of writing, of its size.
const DASH: f64 = 0.336;

#[test]
fn an_ordinary_letter_takes_less_than_a_hundred_kilobytes() {
    let bytes = rendered(letter(), true);
    assert!(bytes.len() <= 100_000, "{}", bytes.len());
}

/// The first lines of a full page, each as its left edge, right edge and distance from the line above, in millimetres.
#[test]
fn a_full_page_has_twenty_two_lines_of_twenty_eight_characters() {
    let pdf = rendered(notice().text, false);
    let body: Vec<_> = runs(&pdf)
        .into_iter()
        .filter(|run| run.page == 3 && (15.9..16.1).contains(&run.size_pt))
        .collect();
    let mut lines: Vec<(f64, f64, f64)> = Vec::new();
    for run in &body {
        // A mark at the end of a line keeps its width and hangs half of it over the edge.
        let hangs = run
            .text
            .ends_with(['，', '。', '、', '；', '：', '”', '）', '》']);
        let width = if hangs { run.width - 8.0 } else { run.width };
        let (left, right) = (run.x * MM, (run.x + width) * MM);
        match lines
            .iter_mut()
            .find(|line| (line.2 - run.y * MM).abs() < 1.0)
        {
            Some(line) => (line.0, line.1) = (line.0.min(left), line.1.max(right)),
            None => lines.push((left, right, run.y * MM)),
        }
    }
    lines.sort_by(|a, b| a.2.total_cmp(&b.2));
    assert_eq!(lines.len(), 22, "{lines:?}");
    for two in lines.windows(2) {
        assert!((two[1].2 - two[0].2 - 225.0 / 22.0).abs() < 0.1, "{two:?}");
    }
    let left = lines.iter().map(|line| line.0).fold(f64::MAX, f64::min);
    let right = lines.iter().map(|line| line.1).fold(0.0, f64::max);
    assert!(
        (left - 28.0).abs() < 0.5 && (right - 184.0).abs() < 0.5,
        "{left} {right}"
    );
}

#[test]
fn a_list_of_headings_breaks_where_the_page_is_full() {
    let heading = |n: usize| {
        Block::Heading(law::text::Heading {
            level: law::text::Level::Third,
            text: format!("{n}.事项"),
            run_in: false,
            anchor: String::new(),
        })
    };
    let text = Text {
        blocks: (1..60).map(heading).collect(),
    };
    let pdf = rendered(text.with_anchors(), false);
    let lines = set(&pdf);
    let on = |page| {
        let here = lines.iter().filter(|line| line.page == page);
        here.filter(|line| line.text.ends_with("事项")).count()
    };
    assert_eq!(on(2), 22, "{lines:#?}");
}

#[test]
fn the_same_release_gives_the_same_file() {
    for text in [text(), letter(), notice().text] {
        assert!(rendered(text.clone(), true) == rendered(text, true));
    }
}
