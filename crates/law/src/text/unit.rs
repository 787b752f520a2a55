//! 排列 — blocks as they are set: which paragraph goes on in the line of its heading, and how deep a heading stands.

use super::{Block, Heading, Image, Level, Paragraph, Table};

/// One thing to set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit<'a> {
    /// A heading with the paragraph that goes on in its line.
    Heading {
        /// The heading.
        heading: &'a Heading,
        /// From 1: one more than the heading it stands under, without a gap.
        depth: u8,
        /// The paragraph that goes on in its line.
        rest: Option<&'a Paragraph>,
    },
    /// A paragraph of its own.
    Paragraph(&'a Paragraph),
    /// 表格
    Table(&'a Table),
    /// 图片
    Image(&'a Image),
}

impl Heading {
    /// The paragraph after it that goes on in its line. The words of an article always go on in the line of its number.
    pub fn rest<'a>(&self, next: Option<&'a Block>) -> Option<&'a Paragraph> {
        match next {
            Some(Block::Paragraph(paragraph)) if self.run_in || self.level == Level::Article => {
                Some(paragraph)
            }
            _ => None,
        }
    }
}

/// The units of some blocks.
pub fn units(blocks: &[Block]) -> Vec<Unit<'_>> {
    let mut units = Vec::with_capacity(blocks.len());
    let mut open: Vec<Level> = Vec::new();
    let mut blocks = blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        units.push(match block {
            Block::Heading(heading) => {
                while open.last().is_some_and(|last| heading.level <= *last) {
                    open.pop();
                }
                open.push(heading.level);
                let rest = heading.rest(blocks.peek().copied());
                if rest.is_some() {
                    blocks.next();
                }
                Unit::Heading {
                    heading,
                    depth: u8::try_from(open.len()).unwrap_or(u8::MAX),
                    rest,
                }
            }
            Block::Paragraph(paragraph) => Unit::Paragraph(paragraph),
            Block::Table(table) => Unit::Table(table),
            Block::Image(image) => Unit::Image(image),
        });
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Role;

    fn heading(level: Level, run_in: bool) -> Block {
        Block::Heading(Heading {
            level,
            text: "题".into(),
            run_in,
            anchor: String::new(),
        })
    }

    fn paragraph() -> Block {
        Block::Paragraph(Paragraph {
            role: Role::Body,
            text: "文".into(),
            anchor: String::new(),
        })
    }

    #[test]
    fn headings_leave_no_gap_and_take_the_paragraph_that_goes_on() {
        let blocks = [
            heading(Level::First, true),
            paragraph(),
            heading(Level::Third, false),
            paragraph(),
            heading(Level::Attached, true),
            heading(Level::Article, false),
            paragraph(),
        ];
        let shape: Vec<(u8, bool)> = units(&blocks)
            .into_iter()
            .map(|unit| match unit {
                Unit::Heading { depth, rest, .. } => (depth, rest.is_some()),
                _ => (0, false),
            })
            .collect();
        assert_eq!(
            shape,
            [(1, true), (2, false), (0, false), (1, false), (2, true)]
        );
    }
}
