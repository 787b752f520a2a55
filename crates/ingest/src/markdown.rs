//! Markdown — headings, paragraphs, lists, tables, images and links.
//!
//! Decides what the blocks are; [`crate::official`] says what they are in a document. Metadata may stand before the
//! text between two lines `+++`, as TOML, each under the id of its field (`doc_no = "示府办〔2026〕3号"`).
//!
//! Raw HTML within Markdown is not shown: its tags are dropped, and that is a problem.

mod front;

pub use front::FOR_THE_IMPORT;

use crate::line::{Line, Piece, Source};
use crate::{Attachment, Document, Input, Problem, Refused, encoding, link, official, picture};
use law::text::{Cell, Image, Row, Table};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Lists and quotes within each other beyond this are no document.
const DEEPEST: usize = 100;

pub(crate) fn read(input: Input<'_>) -> Result<Document, Refused> {
    let declared = input.media_type.and_then(encoding::declared_by);
    let decoded = encoding::decode(input.bytes, declared.as_deref());
    let mut source = Source {
        problems: decoded.problems,
        ..Source::default()
    };
    let text = front::read(&decoded.text, &mut source);
    let mut reader = Reader {
        source,
        url: input.url.map(str::to_owned),
        ..Reader::default()
    };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        reader.event(event)?;
    }
    reader.flush();
    if reader.html > 0 {
        reader.source.problems.push(Problem::new(
            "markup_dropped",
            format!("文中有 {} 处 HTML 标签，已略去。", reader.html),
        ));
    }
    Ok(official::structure(reader.source, input))
}

#[derive(Default)]
struct Reader {
    source: Source,
    /// Where the file came from.
    url: Option<String>,
    line: Line,
    /// Characters of the line, and how many of them are bold.
    counted: (usize, usize),
    bold: usize,
    depth: usize,
    /// The number of the next item of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    table: Option<Table>,
    image: Option<Image>,
    link: Option<Attachment>,
    html: usize,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) -> Result<(), Refused> {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(Refused::new(
                        "too_deep",
                        "Markdown 的列表或引用嵌套过深，未读取。",
                    ));
                }
                self.start(tag);
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(end);
            }
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak | Event::Rule => self.flush(),
            Event::Html(_) | Event::InlineHtml(_) => self.html += 1,
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.line.level = Some(depth(level));
            }
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::BlockQuote(_) => self.flush(),
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                if let Some(Some(number)) = self.lists.last_mut() {
                    let printed = format!("{number}.");
                    *number = number.saturating_add(1);
                    self.text(&printed);
                }
            }
            Tag::Strong => self.bold += 1,
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => {
                let head = matches!(tag, Tag::TableHead);
                if let Some(table) = &mut self.table {
                    table.rows.push(Row {
                        head,
                        cells: Vec::new(),
                    });
                }
            }
            Tag::TableCell => {
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.cells.push(Cell::of(""));
                }
            }
            Tag::Image { dest_url, .. } => {
                let name = match picture::embedded(&dest_url, self.source.images.len() + 1) {
                    Some(raw) => {
                        let name = raw.name.clone();
                        self.source.images.push(raw);
                        name
                    }
                    None => link::resolve(&dest_url, self.url.as_deref()),
                };
                self.image = Some(Image {
                    name,
                    alt: String::new(),
                    anchor: String::new(),
                });
            }
            Tag::Link { dest_url, .. } => {
                self.link = Some(Attachment {
                    name: String::new(),
                    href: link::resolve(&dest_url, self.url.as_deref()),
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock => {
                self.flush();
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.source.pieces.push(Piece::Table(table));
                }
            }
            TagEnd::Image => {
                if let Some(image) = self.image.take() {
                    self.flush();
                    self.source.pieces.push(Piece::Image(image));
                }
            }
            TagEnd::Link => {
                if let Some(link) = self.link.take()
                    && link::is_file(&link.href, &link.name)
                {
                    self.source.attach(link);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        if let Some(link) = &mut self.link {
            link.name.push_str(text);
        }
        if let Some(cell) = self
            .table
            .as_mut()
            .and_then(|table| table.rows.last_mut())
            .and_then(|row| row.cells.last_mut())
        {
            cell.text.push_str(text);
            return;
        }
        let n = text.chars().count();
        self.counted.0 += n;
        self.counted.1 += if self.bold > 0 { n } else { 0 };
        self.line.text.push_str(text);
    }

    /// A line end within a paragraph: nothing between Chinese characters, a blank between Latin words.
    fn soft_break(&mut self) {
        if self.line.text.ends_with(|c: char| c.is_ascii()) {
            self.text(" ");
        }
    }

    fn flush(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        let (counted, bold) = std::mem::take(&mut self.counted);
        line.bold = counted > 0 && bold == counted;
        if !line.words().is_empty() {
            self.source.pieces.push(Piece::Line(line));
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
