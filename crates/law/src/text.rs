//! 正文 — the structured text of a document: a tree of blocks in reading order.
//!
//! Decides what a text consists of, how it is addressed (anchors) and what its plain words are. The tree is kept as
//! a list of blocks in reading order; headings carry their [`Level`], and [`Text::outline`] gives the tree.
//!
//! Invariants
//! - [`Text::plain`] is the only source of words for hash, index, scan and exports, so the text is the same everywhere.
//! - Anchors are unique in a text, stable under a change of wording, and made here only ([`Text::with_anchors`]).
//! - Nothing is re-broken, re-punctuated or re-worded: a reader of files puts in what stands in the file.

pub mod anchor;
pub mod citation;
pub mod provision;
pub mod reference;
pub mod unit;
pub mod wire;

pub use unit::{Unit, units};

/// The structured text of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Its blocks in reading order.
    pub blocks: Vec<Block>,
}

/// A block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// 段落
    Paragraph(Paragraph),
    /// 表格
    Table(Table),
    /// 图片
    Image(Image),
}

/// A heading with its number, e.g. `（一）落实政府信息主动公开新要求。`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// How deep it lies.
    pub level: Level,
    /// The whole heading as printed, number included.
    pub text: String,
    /// Whether the paragraph that follows goes on in the same line.
    pub run_in: bool,
    /// Its address within the text.
    pub anchor: String,
}

/// 段落
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is in the document.
    pub role: Role,
    /// Its words.
    pub text: String,
    /// Its address within the text.
    pub anchor: String,
}

/// 表格
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands above it.
    pub caption: Option<String>,
    /// Its rows from the top.
    pub rows: Vec<Row>,
    /// Its address within the text.
    pub anchor: String,
}

impl Table {
    /// How many rows at the top are column heads; none where a head cell reaches into the rows below, since a cell cannot
    /// leave its group of rows.
    pub fn head_rows(&self) -> usize {
        let heads = self.rows.iter().take_while(|row| row.head).count();
        let reaches_out = self.rows.iter().take(heads).enumerate().any(|(n, row)| {
            row.cells
                .iter()
                .any(|cell| heads < n + usize::from(cell.rowspan))
        });
        if reaches_out { 0 } else { heads }
    }
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Whether the cells of this row are column heads.
    pub head: bool,
    /// Its cells from the left.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its words.
    pub text: String,
    /// Columns and rows covered, at least 1.
    pub colspan: u16,
    /// Over how many rows it reaches, at least 1.
    pub rowspan: u16,
}

impl Cell {
    /// A cell of these words that reaches over nothing else.
    pub fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            colspan: 1,
            rowspan: 1,
        }
    }
}

/// An image that stands in the text; its bytes are a file of the document, found by `name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The name of its file.
    pub name: String,
    /// What it shows, in words.
    pub alt: String,
    /// Its address within the text.
    pub anchor: String,
}

/// The depth of a heading, outermost first.
///
/// Official documents number `一、（一）1.（1）` (DOMAIN §1.8), laws 编章节条.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The title of a text that stands inside the document: an annex, a printed plan, 附件1.
    Attached,
    /// 第一编 (分编 counts as [`Level::Subpart`]).
    Part,
    /// 第一分编
    Subpart,
    /// 第一章
    Chapter,
    /// 第一节
    Section,
    /// A heading without a number, as HTML or Markdown marks them.
    Plain,
    /// `一、`
    First,
    /// `（一）`
    Second,
    /// `1.`
    Third,
    /// `（1）`
    Fourth,
    /// 第一条
    Article,
}

impl Level {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Level; 11] = [
        Level::Attached,
        Level::Part,
        Level::Subpart,
        Level::Chapter,
        Level::Section,
        Level::Plain,
        Level::First,
        Level::Second,
        Level::Third,
        Level::Fourth,
        Level::Article,
    ];

    /// The stable name of this level in files and interfaces.
    pub const fn id(self) -> &'static str {
        match self {
            Level::Attached => "attached",
            Level::Part => "part",
            Level::Subpart => "subpart",
            Level::Chapter => "chapter",
            Level::Section => "section",
            Level::Plain => "plain",
            Level::First => "first",
            Level::Second => "second",
            Level::Third => "third",
            Level::Fourth => "fourth",
            Level::Article => "article",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.id() == id)
    }
}

/// What a paragraph is in an official document (党政机关公文格式, GB/T 9704-2012).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// 正文
    Body,
    /// 项 of an article, or an item of an enumeration: `（一）…`, `1.…`, `①…` that is not a heading.
    Item,
    /// 发文机关标志
    OrganMark,
    /// 发文字号
    DocNo,
    /// 标题
    Title,
    /// 题注 of a law: `（2007年4月5日…公布…）`
    EnactmentNote,
    /// 主送机关
    Recipients,
    /// 附件说明
    AttachmentNote,
    /// 发文机关署名
    Signature,
    /// 成文日期
    WrittenDate,
    /// 附注, e.g. （此件公开发布）
    Note,
    /// 抄送机关
    CopyTo,
    /// 印发机关和印发日期
    Imprint,
}

impl Role {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Role; 13] = [
        Role::Body,
        Role::Item,
        Role::OrganMark,
        Role::DocNo,
        Role::Title,
        Role::EnactmentNote,
        Role::Recipients,
        Role::AttachmentNote,
        Role::Signature,
        Role::WrittenDate,
        Role::Note,
        Role::CopyTo,
        Role::Imprint,
    ];

    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Role::Body => "body",
            Role::Item => "item",
            Role::OrganMark => "organ_mark",
            Role::DocNo => "doc_no",
            Role::Title => "title",
            Role::EnactmentNote => "enactment_note",
            Role::Recipients => "recipients",
            Role::AttachmentNote => "attachment_note",
            Role::Signature => "signature",
            Role::WrittenDate => "written_date",
            Role::Note => "note",
            Role::CopyTo => "copy_to",
            Role::Imprint => "imprint",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }
}

/// One entry of the outline, with what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How deep it lies.
    pub level: Level,
    /// Its words.
    pub text: String,
    /// Its address within the text.
    pub anchor: String,
    /// What lies under it.
    pub children: Vec<Entry>,
}

impl Block {
    /// Its address within the text.
    pub fn anchor(&self) -> &str {
        match self {
            Block::Heading(heading) => &heading.anchor,
            Block::Paragraph(paragraph) => &paragraph.anchor,
            Block::Table(table) => &table.anchor,
            Block::Image(image) => &image.anchor,
        }
    }

    fn runs_on(&self) -> bool {
        matches!(self, Block::Heading(Heading { run_in: true, .. }))
    }

    /// The plain words of this block alone: cells separated by tabs, rows by line feeds, an image by its alternative.
    pub fn plain(&self) -> String {
        match self {
            Block::Heading(heading) => heading.text.clone(),
            Block::Paragraph(paragraph) => paragraph.text.clone(),
            Block::Table(table) => {
                let rows = table.rows.iter().map(|row| {
                    let cells: Vec<String> = row
                        .cells
                        .iter()
                        .map(|cell| cell.text.replace('\n', " "))
                        .collect();
                    cells.join("\t")
                });
                table
                    .caption
                    .iter()
                    .cloned()
                    .chain(rows)
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            Block::Image(image) => image.alt.clone(),
        }
    }
}

impl Text {
    /// Changes the words of the text wherever they stand: each heading, paragraph, cell and caption, and the alternative
    /// of each image.
    pub fn each(&mut self, mut change: impl FnMut(&mut String)) {
        for block in &mut self.blocks {
            match block {
                Block::Heading(heading) => change(&mut heading.text),
                Block::Paragraph(paragraph) => change(&mut paragraph.text),
                Block::Table(table) => {
                    table.caption.iter_mut().for_each(&mut change);
                    let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                    cells.for_each(|cell| change(&mut cell.text));
                }
                Block::Image(image) => change(&mut image.alt),
            }
        }
    }

    /// Whether something is true of the words of the text wherever they stand, as [`Text::each`] goes through them.
    pub fn all(&self, mut is_true: impl FnMut(&str) -> bool) -> bool {
        self.blocks.iter().all(|block| match block {
            Block::Heading(heading) => is_true(&heading.text),
            Block::Paragraph(paragraph) => is_true(&paragraph.text),
            Block::Table(table) => {
                let mut cells = table.rows.iter().flat_map(|row| &row.cells);
                table.caption.as_deref().is_none_or(&mut is_true)
                    && cells.all(|cell| is_true(&cell.text))
            }
            Block::Image(image) => is_true(&image.alt),
        })
    }

    /// The words of the text, a block a line; a run-in heading and its paragraph share a line.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        self.spans_into(&mut out);
        out
    }

    /// Where each block begins in [`Text::plain`], in characters.
    pub fn offsets(&self) -> Vec<usize> {
        self.spans_into(&mut String::new())
            .into_iter()
            .map(|span| span.characters)
            .collect()
    }

    fn spans_into<'a>(&'a self, out: &mut String) -> Vec<Span<'a>> {
        let mut spans = Vec::with_capacity(self.blocks.len());
        let mut characters = 0;
        for (i, block) in self.blocks.iter().enumerate() {
            spans.push(Span {
                block,
                characters,
                bytes: out.len(),
            });
            let words = block.plain();
            characters += words.chars().count();
            out.push_str(&words);
            let joined =
                block.runs_on() && matches!(self.blocks.get(i + 1), Some(Block::Paragraph(_)));
            if !joined && !words.is_empty() {
                out.push('\n');
                characters += 1;
            }
        }
        spans
    }

    /// The headings as a tree: each under the nearest heading before it that stands higher.
    pub fn outline(&self) -> Vec<Entry> {
        let mut stack: Vec<Entry> = Vec::new();
        let mut roots = Vec::new();
        for block in &self.blocks {
            let Block::Heading(heading) = block else {
                continue;
            };
            close_to(&mut stack, &mut roots, Some(heading.level));
            stack.push(Entry {
                level: heading.level,
                text: heading.text.clone(),
                anchor: heading.anchor.clone(),
                children: Vec::new(),
            });
        }
        close_to(&mut stack, &mut roots, None);
        roots
    }

    /// Whether the text is divided into articles, as a law is.
    pub fn has_articles(&self) -> bool {
        self.blocks.iter().any(|block| {
            matches!(
                block,
                Block::Heading(Heading {
                    level: Level::Article,
                    ..
                })
            )
        })
    }

    /// The articles: anchor, number as printed, and all words of the article without the number.
    pub fn articles(&self) -> Vec<ArticleText> {
        let (plain, places) = self.plain_with_articles();
        places
            .into_iter()
            .map(|place| ArticleText {
                words: plain.get(place.bytes).unwrap_or_default().to_owned(),
                anchor: place.anchor,
                number: place.number,
            })
            .collect()
    }

    /// [`Text::plain`], and where in it the words of each article stand.
    pub fn plain_with_articles(&self) -> (String, Vec<ArticlePlace>) {
        let mut plain = String::new();
        let spans = self.spans_into(&mut plain);
        let mut places: Vec<ArticlePlace> = Vec::new();
        let mut open = false;
        for (i, span) in spans.iter().enumerate() {
            let ends = spans.get(i + 1).map_or(plain.len(), |next| next.bytes);
            match span.block {
                Block::Heading(heading) if heading.level == Level::Article => {
                    places.push(ArticlePlace {
                        anchor: heading.anchor.clone(),
                        number: heading.text.clone(),
                        bytes: ends..ends,
                    });
                    open = true;
                }
                Block::Heading(heading) if heading.level < Level::Plain => open = false,
                _ if open => {
                    if let Some(place) = places.last_mut() {
                        place.bytes.end = ends;
                    }
                }
                _ => {}
            }
        }
        for place in &mut places {
            let words = plain.get(place.bytes.clone()).unwrap_or_default();
            place.bytes.end = place.bytes.start + words.trim_end_matches('\n').len();
        }
        (plain, places)
    }
}

/// A block and where it begins in the plain words of its text.
struct Span<'a> {
    block: &'a Block,
    characters: usize,
    bytes: usize,
}

/// Where the words of one article stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticlePlace {
    /// Its address within the text.
    pub anchor: String,
    /// As printed: `第三十三条`, `第三条之一`.
    pub number: String,
    /// In [`Text::plain`], without the number and the line feed at the end.
    pub bytes: std::ops::Range<usize>,
}

/// The words of one article of a law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleText {
    /// Its address within the text.
    pub anchor: String,
    /// As printed: `第三十三条`, `第三条之一`.
    pub number: String,
    /// The words there.
    pub words: String,
}

fn close_to(stack: &mut Vec<Entry>, roots: &mut Vec<Entry>, level: Option<Level>) {
    while stack
        .last()
        .is_some_and(|top| level.is_none_or(|level| top.level >= level))
    {
        let Some(done) = stack.pop() else { break };
        match stack.last_mut() {
            Some(parent) => parent.children.push(done),
            None => roots.push(done),
        }
    }
}

#[cfg(test)]
mod tests;
