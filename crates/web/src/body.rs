//! 正文 on screen — the block tree as pieces that a template can print one after the other.
//!
//! Decides which part of an official document is set how (党政机关公文格式): head, number, title, addressee, headings run in,
//! signature, note; a text of law is set article by article. The words are never re-broken, re-punctuated or re-worded.
//!
//! Invariants
//! - Every block of the text is printed exactly once, with its anchor.
//! - Ranks of headings have no gap: the title is 1, each heading one below the heading it stands under, at most 6.
//! - An image is shown only as a reader made it anew (ADR 0011); of any other, its words.
//! - Names and numbers that lead somewhere are links; put together, the runs of a piece are its words, unchanged.

use law::item::{Head, Pixels, ReleasedFile};
use law::text::citation::Part;
use law::text::{Block, Heading, Level, Role, Table, Text};
use std::ops::Range;

/// A whole text, ready to be set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) head: Head,
    pub(crate) pieces: Vec<Piece>,
}

/// One thing to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A heading; `rest` goes on in its line.
    Heading {
        rank: u8,
        class: &'static str,
        anchor: String,
        runs: Vec<Run>,
        rest: Option<Words>,
    },
    /// 条, with everything that stands in it.
    Article {
        rank: u8,
        anchor: String,
        number: String,
        within: Vec<Piece>,
    },
    /// The title of a text inside the document; a new sheet begins.
    Attached {
        rank: u8,
        anchor: String,
        text: String,
    },
    Paragraph {
        class: &'static str,
        words: Words,
    },
    Table {
        number: usize,
        anchor: String,
        caption: Option<String>,
        /// The rows of column heads at the top: print repeats them on every page.
        head: Vec<Line>,
        rows: Vec<Line>,
    },
    Image(Picture),
}

/// An image of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) anchor: String,
    pub(crate) name: String,
    pub(crate) alt: String,
    pub(crate) held: Held,
}

/// What this site holds of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// Made anew by a reader: shown, in this size.
    Shown(Pixels),
    /// A file as it came: offered, and never shown.
    Offered,
    /// Only its words.
    No,
}

impl Held {
    fn of(name: &str, files: &[ReleasedFile]) -> Self {
        match files.iter().find(|file| file.name == name) {
            None => Self::No,
            Some(file) => file.pixels.map_or(Self::Offered, Self::Shown),
        }
    }
}

/// Words with their address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) anchor: String,
    pub(crate) runs: Vec<Run>,
}

/// Words that lead somewhere, or nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) is_head: bool,
    pub(crate) cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) runs: Vec<Run>,
    pub(crate) colspan: u16,
    pub(crate) rowspan: u16,
}

/// A place in the text that leads somewhere; places of one part stand in order and apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) block: usize,
    pub(crate) part: Part,
    /// In bytes of that part.
    pub(crate) range: Range<usize>,
    pub(crate) href: String,
}

/// The words of one part of a block, cut where links begin and end. A range that does not fit the words is no link.
fn runs(words: &str, links: &[Link], block: usize, part: Part) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    let mut push = |text: &str, href: Option<&str>| {
        if !text.is_empty() {
            runs.push(Run {
                text: text.to_owned(),
                href: href.map(str::to_owned),
            });
        }
    };
    let of_part = links
        .iter()
        .filter(|link| (link.block, link.part) == (block, part));
    for link in of_part {
        if let (Some(before), Some(linked)) = (
            words.get(at..link.range.start),
            words.get(link.range.clone()),
        ) {
            push(before, None);
            push(linked, Some(&link.href));
            at = link.range.end;
        }
    }
    push(words.get(at..).unwrap_or_default(), None);
    runs
}

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    Official,
    Statute,
}

impl Sheet {
    pub(crate) fn of(
        text: &Text,
        head: Head,
        files: &[ReleasedFile],
        setting: Setting,
        links: &[Link],
    ) -> Self {
        let from = head.blocks;
        let mut sheet = Self {
            head,
            pieces: Vec::new(),
        };
        let mut setter = Setter {
            setting,
            files,
            links,
            open: Vec::new(),
            tables: 0,
            in_article: false,
        };
        let mut blocks = text.blocks.iter().enumerate().skip(from).peekable();
        while let Some((n, block)) = blocks.next() {
            let next = blocks.peek().copied();
            let rest = match block {
                // In a statute an article holds all its paragraphs, also the one in its line.
                Block::Heading(heading)
                    if setting == Setting::Official || heading.level != Level::Article =>
                {
                    heading.rest(next.map(|(_, block)| block))
                }
                _ => None,
            };
            let rest = rest.zip(next).map(|(rest, (n, _))| Words {
                anchor: rest.anchor.clone(),
                runs: runs(&rest.text, links, n, Part::Words),
            });
            if rest.is_some() {
                blocks.next();
            }
            setter.set(n, block, rest, &mut sheet.pieces);
        }
        sheet
    }
}

struct Setter<'a> {
    setting: Setting,
    files: &'a [ReleasedFile],
    links: &'a [Link],
    /// The levels of the headings that are open, outermost first.
    open: Vec<Level>,
    tables: usize,
    in_article: bool,
}

impl Setter<'_> {
    fn set(&mut self, n: usize, block: &Block, rest: Option<Words>, pieces: &mut Vec<Piece>) {
        let piece = match block {
            Block::Heading(heading) => {
                let piece = self.heading(n, heading, rest);
                self.in_article = matches!(piece, Piece::Article { .. });
                pieces.push(piece);
                return;
            }
            Block::Paragraph(paragraph) => Piece::Paragraph {
                class: class_of(paragraph.role),
                words: Words {
                    anchor: paragraph.anchor.clone(),
                    runs: runs(&paragraph.text, self.links, n, Part::Words),
                },
            },
            Block::Table(table) => {
                self.tables += 1;
                let mut rows = self.lines(n, table);
                let rest = rows.split_off(table.head_rows());
                let (head, rows) = (rows, rest);
                Piece::Table {
                    number: self.tables,
                    anchor: table.anchor.clone(),
                    caption: table.caption.clone(),
                    head,
                    rows,
                }
            }
            Block::Image(image) => Piece::Image(Picture {
                anchor: image.anchor.clone(),
                name: image.name.clone(),
                alt: image.alt.trim().to_owned(),
                held: Held::of(&image.name, self.files),
            }),
        };
        match pieces.last_mut() {
            Some(Piece::Article { within, .. }) if self.in_article => within.push(piece),
            _ => pieces.push(piece),
        }
    }

    fn lines(&self, n: usize, table: &Table) -> Vec<Line> {
        let cell = |row, cell, it: &law::text::Cell| Cell {
            runs: runs(&it.text, self.links, n, Part::Cell { row, cell }),
            colspan: it.colspan,
            rowspan: it.rowspan,
        };
        let line = |(row, it): (usize, &law::text::Row)| Line {
            is_head: it.head,
            cells: it
                .cells
                .iter()
                .enumerate()
                .map(|(n, it)| cell(row, n, it))
                .collect(),
        };
        table.rows.iter().enumerate().map(line).collect()
    }

    fn heading(&mut self, n: usize, heading: &Heading, rest: Option<Words>) -> Piece {
        while self.open.last().is_some_and(|open| heading.level <= *open) {
            self.open.pop();
        }
        self.open.push(heading.level);
        let rank = u8::try_from(self.open.len() + 1).unwrap_or(6).min(6);
        let (anchor, text) = (heading.anchor.clone(), heading.text.clone());
        match heading.level {
            Level::Attached => Piece::Attached { rank, anchor, text },
            Level::Article if self.setting == Setting::Statute => Piece::Article {
                rank,
                anchor,
                number: text,
                within: Vec::new(),
            },
            level => Piece::Heading {
                rank,
                class: heading_class(level),
                anchor,
                runs: runs(&text, self.links, n, Part::Words),
                rest,
            },
        }
    }
}

fn heading_class(level: Level) -> &'static str {
    match level {
        Level::Attached | Level::Part | Level::Subpart | Level::Chapter => "statute__chapter",
        Level::Section => "statute__chapter statute__chapter--section",
        Level::Plain => "sheet__plain",
        Level::First => "sheet__first",
        Level::Article => "sheet__first sheet__article",
        Level::Second => "sheet__second",
        Level::Third | Level::Fourth => "sheet__third",
    }
}

fn class_of(role: Role) -> &'static str {
    match role {
        Role::Body => "official__p",
        Role::Item => "official__p official__item",
        Role::OrganMark | Role::DocNo => "official__number",
        Role::Title => "official__title official__title--inner",
        Role::EnactmentNote => "statute__note",
        Role::Recipients => "official__to",
        Role::AttachmentNote => "official__p official__note",
        Role::Signature | Role::WrittenDate => "official__sign",
        Role::Note => "official__note",
        Role::CopyTo | Role::Imprint => "official__imprint",
    }
}

/// One entry of the outline beside a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) anchor: String,
    pub(crate) text: String,
    /// For a chapter of a law: `第一条—第九条`.
    pub(crate) span: String,
    pub(crate) below: Vec<Contents>,
}

/// The outline of a text: of a law its divisions, of a document the first two levels.
pub(crate) fn contents(text: &Text) -> Vec<Contents> {
    let entries = text.outline();
    let divided = entries
        .iter()
        .any(|entry| entry.level < Level::Plain && entry.level != Level::Attached);
    let deepest = if divided && text.has_articles() {
        Level::Section
    } else {
        Level::Second
    };
    entries
        .iter()
        .filter_map(|entry| Contents::of(entry, deepest, 0))
        .collect()
}

impl Contents {
    fn of(entry: &law::text::Entry, deepest: Level, depth: u8) -> Option<Self> {
        if deepest < entry.level || 2 < depth {
            return None;
        }
        let articles: Vec<&str> = articles_of(entry);
        let span = match (articles.first(), articles.last()) {
            (Some(first), Some(last)) if first == last => (*first).to_owned(),
            (Some(first), Some(last)) => format!("{first}—{last}"),
            _ => String::new(),
        };
        let below = entry
            .children
            .iter()
            .filter_map(|child| Self::of(child, deepest, depth + 1));
        Some(Self {
            anchor: entry.anchor.clone(),
            text: entry.text.trim_end_matches('。').to_owned(),
            span,
            below: below.collect(),
        })
    }
}

fn articles_of(entry: &law::text::Entry) -> Vec<&str> {
    let own = entry
        .children
        .iter()
        .filter(|child| child.level == Level::Article);
    let deeper = entry
        .children
        .iter()
        .filter(|child| child.level != Level::Article);
    own.map(|child| child.text.split(['　', ' ']).next().unwrap_or(&child.text))
        .chain(deeper.flat_map(articles_of))
        .collect()
}

#[cfg(test)]
#[path = "body/tests.rs"]
mod tests;
