//! 条款项目 — a place in a text of law, and the anchors that it has there.

use super::{Block, Text};

/// 条、款、项、目
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// `33`, or `120.1` for 第一百二十条之一.
    pub article: String,
    /// 款, from 1.
    pub paragraph: Option<u32>,
    /// 项, from 1.
    pub item: Option<u32>,
    /// 目, which has no anchor of its own.
    pub point: Option<u32>,
}

impl Provision {
    /// A whole article.
    pub(super) const fn of(article: String) -> Self {
        Self {
            article,
            paragraph: None,
            item: None,
            point: None,
        }
    }

    /// The anchors that it may have in a text ([`super::anchor`]), the most exact first.
    pub fn anchors(&self) -> Vec<String> {
        let article = format!("art-{}", self.article);
        let paragraph = match (self.paragraph, self.item) {
            (Some(n), _) => Some(n),
            (None, Some(_)) => Some(1),
            (None, None) => None,
        };
        let mut anchors = Vec::new();
        if let Some(n) = paragraph {
            if let Some(item) = self.item {
                anchors.push(format!("{article}-p{n}-i{item}"));
            }
            anchors.push(format!("{article}-p{n}"));
        }
        anchors.push(article);
        anchors
    }

    /// Where it stands in `text`. `within` is the beginning of the anchors of an attached text (`att-1-`) in which it is
    /// looked for first; elsewhere only where one attached text alone has it.
    pub fn anchor_in(&self, text: &Text, within: &str) -> Option<String> {
        let anchors: Vec<&str> = text.blocks.iter().map(Block::anchor).collect();
        for wanted in self.anchors() {
            let near = format!("{within}{wanted}");
            if anchors.contains(&near.as_str()) {
                return Some(near);
            }
        }
        if !within.is_empty() {
            return None;
        }
        self.anchors().iter().find_map(|wanted| {
            let of_attached = |anchor: &&&str| {
                let tail = anchor
                    .strip_prefix("att-")
                    .and_then(|rest| rest.split_once('-'));
                tail.is_some_and(|(_, tail)| tail == wanted)
            };
            let mut found = anchors.iter().filter(of_attached);
            let first = found.next()?;
            found.next().is_none().then(|| (*first).to_owned())
        })
    }
}
