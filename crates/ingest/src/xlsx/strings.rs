//! The words that cells share.

use crate::Refused;
use crate::xml::{Events, Node};

/// The shared strings in their order, without the readings that are printed over characters.
pub(super) fn read(text: &str) -> Result<Vec<String>, Refused> {
    let mut events = Events::of(text);
    let mut strings = Vec::new();
    let mut inside = Inside::default();
    while let Some(node) = events.next()? {
        match node {
            Node::Open(tag) => {
                if tag.name() == "si" {
                    strings.push(String::new());
                }
                inside.open(tag.name());
            }
            Node::Close => inside.close(),
            Node::Text(text) => {
                if let Some(last) = strings.last_mut()
                    && inside.is_words()
                {
                    last.push_str(&text);
                }
            }
        }
    }
    Ok(strings)
}

/// Whether what is read now are words of a string.
#[derive(Default)]
pub(super) struct Inside {
    path: Vec<Part>,
}

#[derive(PartialEq)]
enum Part {
    Words,
    Reading,
    Other,
}

impl Inside {
    pub(super) fn open(&mut self, name: &str) {
        self.path.push(match name {
            "t" => Part::Words,
            "rPh" => Part::Reading,
            _ => Part::Other,
        });
    }

    pub(super) fn close(&mut self) {
        self.path.pop();
    }

    pub(super) fn is_words(&self) -> bool {
        self.path.last() == Some(&Part::Words) && !self.path.contains(&Part::Reading)
    }
}
