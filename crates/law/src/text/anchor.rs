//! Anchors — the address of every block.
//!
//! Decides DOMAIN §6.4: 条 `art-15`, 款 `art-15-p2`, 项 `art-15-p2-i3`, 第十五条之一 `art-15.1`; divisions of a law
//! `part-1`, `ch-2`, `sec-2-1`; headings of an official document `h-1-2`; other paragraphs `p-7`, tables `t-1`,
//! images `img-1`. A second block that would get a taken anchor gets a suffix `~2`, so anchors stay unique even in a
//! text that repeats a number.

use super::{Block, Level, Role, Text};
use crate::item::heading::number_of;
use std::collections::HashMap;

/// How anchors begin whose number goes on through the whole text.
const COUNTED: [&str; 3] = ["p-", "t-", "img-"];

#[derive(Default)]
struct Place {
    article: Option<String>,
    paragraph: u32,
    item: u32,
    chapter: Option<String>,
    heads: [u32; 5],
    attached: u32,
    paragraphs: u32,
    tables: u32,
    images: u32,
    headings: HashMap<Level, u32>,
}

impl Text {
    /// The same text with every anchor made anew.
    #[must_use]
    pub fn with_anchors(mut self) -> Self {
        let mut place = Place::default();
        let mut taken: HashMap<String, u32> = HashMap::new();
        for block in &mut self.blocks {
            let mut anchor = place.anchor(block);
            // One that is counted through the whole text is given once.
            if !COUNTED.iter().any(|kind| anchor.starts_with(kind)) {
                let n = taken.entry(anchor.clone()).or_insert(0);
                *n += 1;
                if *n > 1 {
                    anchor = format!("{anchor}~{n}");
                }
            }
            match block {
                Block::Heading(heading) => heading.anchor = anchor,
                Block::Paragraph(paragraph) => paragraph.anchor = anchor,
                Block::Table(table) => table.anchor = anchor,
                Block::Image(image) => image.anchor = anchor,
            }
        }
        self
    }
}

impl Place {
    fn anchor(&mut self, block: &Block) -> String {
        match block {
            Block::Heading(heading) => self.heading(heading.level, &heading.text),
            Block::Paragraph(paragraph) => self.paragraph(paragraph.role),
            Block::Table(_) => {
                self.tables += 1;
                format!("t-{}", self.tables)
            }
            Block::Image(_) => {
                self.images += 1;
                format!("img-{}", self.images)
            }
        }
    }

    fn heading(&mut self, level: Level, text: &str) -> String {
        if level == Level::Article {
            let number = number_of(text).unwrap_or_else(|| {
                let n = self.headings.entry(level).or_insert(0);
                *n += 1;
                n.to_string()
            });
            self.article = Some(number.clone());
            (self.paragraph, self.item) = (0, 0);
            return format!("{}art-{number}", self.prefix());
        }
        if level < Level::Plain {
            self.article = None;
        }
        match level {
            Level::Attached => {
                self.attached += 1;
                self.heads = [0; 5];
                format!("att-{}", self.attached)
            }
            Level::Part | Level::Subpart | Level::Chapter => {
                let counted = self.headings.entry(level).or_insert(0);
                *counted += 1;
                let n = number_of(text).unwrap_or_else(|| counted.to_string());
                self.headings.insert(Level::Section, 0);
                if level == Level::Chapter {
                    self.chapter = Some(n.clone());
                }
                let name = match level {
                    Level::Part => "part",
                    Level::Subpart => "subpart",
                    _ => "ch",
                };
                format!("{}{name}-{n}", self.prefix())
            }
            Level::Section => {
                let counted = self.headings.entry(level).or_insert(0);
                *counted += 1;
                let n = number_of(text).unwrap_or_else(|| counted.to_string());
                let chapter = self.chapter.as_deref().unwrap_or("0");
                format!("{}sec-{chapter}-{n}", self.prefix())
            }
            _ => self.numbered(level),
        }
    }

    /// `h-1-2`: counted, not read, so that a gap or a repeat in the source leaves every address unique.
    fn numbered(&mut self, level: Level) -> String {
        let depth = match level {
            Level::Plain => 0,
            Level::First => 1,
            Level::Second => 2,
            Level::Third => 3,
            _ => 4,
        };
        self.heads[depth] += 1;
        self.heads[depth + 1..].fill(0);
        let path: Vec<String> = self.heads[..=depth]
            .iter()
            .filter(|n| **n > 0)
            .map(u32::to_string)
            .collect();
        format!("{}h-{}", self.prefix(), path.join("-"))
    }

    fn paragraph(&mut self, role: Role) -> String {
        let Some(article) = self.article.clone() else {
            self.paragraphs += 1;
            return format!("p-{}", self.paragraphs);
        };
        if role == Role::Item {
            self.item += 1;
            return format!(
                "{}art-{article}-p{}-i{}",
                self.prefix(),
                self.paragraph.max(1),
                self.item
            );
        }
        self.paragraph += 1;
        self.item = 0;
        format!("{}art-{article}-p{}", self.prefix(), self.paragraph)
    }

    /// Blocks of the second and later attached texts carry the number of their text.
    fn prefix(&self) -> String {
        if self.attached == 0 {
            String::new()
        } else {
            format!("att-{}-", self.attached)
        }
    }
}
