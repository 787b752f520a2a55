//! PDF 文件 — from the glyphs on the pages to lines and tables (ISO 32000-1).
//!
//! Decides what a PDF file says: which characters its glyphs are, in which order they are read, which printed lines
//! are one paragraph, and where ruling lines make a table. What the paragraphs are in an official document is decided
//! by `official`, from their size, place and words.
//!
//! The file format, fonts and content streams are read by this module's own code, and not by a library: those at hand
//! panic, inflate whole files before they can be limited, or know no Chinese fonts.
//!
//! Invariants
//! - Never a panic: all reading is by checked access, nesting and recursion are bounded.
//! - Bounded: streams decode to at most 64 MiB each and 256 MiB in all, 5,000 pages are read, and all other work is
//!   paid from a purse that grows with the size of the file.
//! - Nothing is guessed: a glyph that no table explains is `U+FFFD` and a [`Problem`]; pages without text are named.
//!
//! Not done: optical recognition, images (a problem names their pages), forms, annotations, embedded files, tables
//! without ruling lines.

mod cmap;
mod columns;
mod content;
mod crypt;
mod encoding;
mod file;
mod filter;
mod flow;
mod font;
mod frame;
mod furniture;
mod gb1;
mod joined;
mod lexer;
mod marks;
mod object;
mod redhead;
mod rows;
mod ruled;
mod tree;
mod truetype;
mod xref;

use crate::line::Source;
use crate::{Document, Input, Problem, Refused, official};
use content::Fonts;
pub(crate) use content::{Mark, Page, Rule};
use file::File;
use flow::Part;
use rows::Row;
use std::collections::BTreeSet;

/// Glyphs that one operator printed side by side in one font.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// From 1.
    pub page: usize,
    /// Where it begins on the base line, in points from the upper left corner of the page.
    pub x: f64,
    pub y: f64,
    /// In points, along the base line.
    pub width: f64,
    pub size_pt: f64,
    /// The name of the font in the file, without the tag of a subset.
    pub font: String,
    pub text: String,
}

/// Every run of a PDF file with its place, in the order in which they are printed.
///
/// # Errors
/// [`Refused`] with `damaged`, `encrypted`, `zip_bomb` or `too_complex`.
pub fn runs(bytes: &[u8]) -> Result<Vec<Run>, Refused> {
    let file = File::open(bytes)?;
    let mut fonts = Fonts::default();
    let mut runs: Vec<Run> = Vec::new();
    for (i, node) in tree::pages(&file).nodes.iter().enumerate() {
        let page = content::run(&file, node, &mut fonts);
        let mut last = None;
        for mark in &page.marks {
            let text = mark.text.as_deref().unwrap_or("\u{fffd}");
            let key = (i, mark.show, mark.font);
            match runs.last_mut() {
                Some(run) if last == Some(key) => {
                    run.text.push_str(text);
                    let end = (mark.x + mark.along.0, mark.y + mark.along.1);
                    run.width = (end.0 - run.x).hypot(end.1 - run.y);
                }
                _ => runs.push(Run {
                    page: i + 1,
                    x: mark.x,
                    y: mark.y,
                    width: mark.along.0.hypot(mark.along.1),
                    size_pt: mark.size,
                    font: fonts
                        .all
                        .get(mark.font)
                        .map(|f| f.name.clone())
                        .unwrap_or_default(),
                    text: text.to_owned(),
                }),
            }
            last = Some(key);
        }
    }
    file.check()?;
    Ok(runs)
}

/// Reads a PDF file.
pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let file = File::open(input.bytes)?;
    let pages = tree::pages(&file);
    if pages.nodes.is_empty() {
        return Err(Refused::new(
            "damaged",
            "这个 PDF 文件里没有一页可读（页面目录损坏或自相循环）。请从来源重新下载，或在阅读器中另存为新的 PDF 后再试。",
        ));
    }
    let mut notes = Notes::default();
    let mut fonts = Fonts::default();
    let mut layout = Layout::default();
    for (i, node) in pages.nodes.iter().enumerate() {
        let page = content::run(&file, node, &mut fonts);
        file.pay(page.marks.len() * 8 + page.rules.len() * 16);
        file.check()?;
        notes.page(i + 1, &page);
        layout.add(&page, &|font| {
            fonts.all.get(font).is_some_and(|font| is_bold(&font.name))
        });
    }
    let mut source = layout.finish();
    let found = std::mem::take(&mut source.problems);
    source.problems = notes.problems(&pages);
    source.problems.extend(found);
    Ok(official::structure(source, input))
}

/// The lines and tables of pages that another reader of placed glyphs has filled; it knows no fonts.
pub(crate) fn laid_out(pages: &[Page]) -> Source {
    let mut layout = Layout::default();
    for page in pages {
        layout.add(page, &|_| false);
    }
    layout.finish()
}

fn is_bold(name: &str) -> bool {
    ["Bold", "bold", "黑", "Hei", "XBS", "Black", "Heavy"]
        .iter()
        .any(|part| name.contains(part))
}

/// The pages laid out so far.
#[derive(Default)]
struct Layout {
    pages: Vec<furniture::Sheet>,
    slanted: BTreeSet<String>,
}

impl Layout {
    fn add(&mut self, page: &Page, bold: &dyn Fn(usize) -> bool) {
        let (frames, slanted) = frame::frames(page);
        if !slanted.trim().is_empty() && self.slanted.len() < 8 {
            self.slanted
                .insert(slanted.trim().chars().take(40).collect());
        }
        for mut frame in frames {
            let grids = ruled::grids(&mut frame);
            let height = frame.height.max(1.0);
            let mut parts = Vec::new();
            lay(grids, rows::rows(frame.letters), bold, &mut parts);
            self.pages.push(furniture::Sheet { height, parts });
        }
    }

    fn finish(mut self) -> Source {
        let heads = furniture::strip(&mut self.pages);
        let mut problems = Vec::new();
        if !self.slanted.is_empty() {
            let words: Vec<String> = self.slanted.into_iter().collect();
            problems.push(Problem::new(
                "slanted_text",
                format!("斜排的文字（多为水印）未收入正文：{}。", words.join("；")),
            ));
        }
        if !heads.is_empty() {
            problems.push(Problem::new(
                "running_header",
                format!("每页重复的页眉、页脚未收入正文：{}。", heads.join("；")),
            ));
        }
        let mut parts = Vec::new();
        for page in self.pages {
            parts.extend(page.parts);
            parts.push(Part::Break);
        }
        Source {
            pieces: flow::pieces(parts),
            problems,
            ..Source::default()
        }
    }
}

/// Tables between the lines that stand above and below them.
fn lay(
    grids: Vec<ruled::Grid>,
    rows: Vec<Row>,
    bold: &dyn Fn(usize) -> bool,
    parts: &mut Vec<Part>,
) {
    let mut rows = rows.into_iter().peekable();
    for grid in grids {
        let mut above = Vec::new();
        while let Some(row) = rows.next_if(|row| row.v < grid.v0) {
            above.push(row);
        }
        stretches(above, bold, parts);
        parts.push(Part::Grid(grid));
    }
    stretches(rows.collect(), bold, parts);
}

/// More lines than this no page has that is set in columns.
const MOST_ROWS: usize = 2_000;

fn stretches(rows: Vec<Row>, bold: &dyn Fn(usize) -> bool, parts: &mut Vec<Part>) {
    if rows.is_empty() {
        return;
    }
    let rows = redhead::gathered(rows);
    let stretches = if rows.len() > MOST_ROWS {
        vec![columns::Stretch {
            rows,
            column: false,
        }]
    } else {
        columns::ordered(rows, 0)
    };
    parts.extend(stretches.into_iter().map(|stretch| {
        let rows = stretch
            .rows
            .into_iter()
            .map(|row| row.settled(bold))
            .collect();
        Part::Stretch(columns::Stretch { rows, ..stretch })
    }));
}

/// What is odd about the pages.
#[derive(Default)]
struct Notes {
    n_pages: usize,
    /// Pages that show a picture and no text.
    pictures: BTreeSet<usize>,
    /// Pages of text that show pictures too.
    illustrated: BTreeSet<usize>,
    n_glyphs: usize,
    n_unknown: usize,
    unknown_pages: BTreeSet<usize>,
}

impl Notes {
    fn page(&mut self, number: usize, page: &Page) {
        self.n_pages += 1;
        let printed = page
            .marks
            .iter()
            .filter(|m| m.text.as_ref().is_none_or(|t| !t.trim().is_empty()));
        let (mut n, mut unknown) = (0, 0);
        for mark in printed {
            n += 1;
            unknown += usize::from(mark.text.is_none());
        }
        self.n_glyphs += n;
        self.n_unknown += unknown;
        if unknown > 0 {
            self.unknown_pages.insert(number);
        }
        // A number stamped on a scan is no text layer.
        if page.pictured > 0.3 && n < 12 {
            self.pictures.insert(number);
        } else if page.pictured > 0.0 {
            self.illustrated.insert(number);
        }
    }

    fn problems(self, pages: &tree::Pages) -> Vec<Problem> {
        let mut problems = Vec::new();
        let scanned = self.pictures.len();
        if self.n_glyphs == 0 || (scanned > 0 && scanned == self.n_pages) {
            problems.push(Problem::new(
                "no_text_layer",
                "这是扫描件或图片，没有文字层，未能读出正文。请提供可复制文字的文件，或先做文字识别（OCR）再导入。",
            ));
        } else if scanned > 0 {
            problems.push(Problem::new(
                "no_text_layer",
                format!(
                    "第{}页是扫描图片，没有文字层，这几页的文字未能读出。请补充这几页的文字。",
                    listed(&self.pictures)
                ),
            ));
        }
        if !self.illustrated.is_empty() {
            problems.push(Problem::new(
                "image_not_taken",
                format!(
                    "第{}页的图片（也可能是印章、徽标）没有收入，只读出文字。要在网页上显示的，请把图片另存为 PNG 或者 JPEG 放入正文。",
                    listed(&self.illustrated)
                ),
            ));
        }
        if self.n_unknown > 0 {
            problems.push(Problem::new(
                "unknown_glyphs",
                format!(
                    "有{}个字的字体没有说明是什么字，正文中以“\u{fffd}”代替（第{}页）。请对照原件补上。",
                    self.n_unknown,
                    listed(&self.unknown_pages)
                ),
            ));
        }
        if pages.more {
            problems.push(Problem::new(
                "too_many_pages",
                format!(
                    "文件超过{}页，只读了前面这些页。请拆分后导入。",
                    tree::MOST_PAGES
                ),
            ));
        }
        if pages.circular {
            problems.push(Problem::new(
                "page_tree_circular",
                "文件的页面目录有重复或循环，重复的部分只读了一次。请对照原件检查页数。",
            ));
        }
        problems
    }
}

/// `1、2、5—9`
fn listed(pages: &BTreeSet<usize>) -> String {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for &page in pages {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => spans.push((page, page)),
        }
    }
    let spans = spans.iter().take(20).map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}—{last}")
        }
    });
    spans.collect::<Vec<_>>().join("、")
}
