//! 正文位置 — which element of a page holds the document.
//!
//! Decides by the names that government sites give their article body, and else by weight: from the root down into the
//! child that holds nearly all of the text that is no link.

use super::unseen::Unseen;
use ego_tree::NodeId;
use scraper::{ElementRef, Html, Node};
use std::collections::{HashMap, HashSet};

/// Ids and classes of article bodies, in lower case.
const KNOWN: &[&str] = &[
    "ucap-content",
    "trs_editor",
    "trs_ueditor",
    "zoom",
    "zoomcon",
    "articlecontent",
    "article-content",
    "article_content",
    "pages_content",
    "pages-content",
    "xxgk_content",
    "artibody",
    "article-body",
    "art_content",
    "detail-content",
    "news_content",
    "newscontent",
    "contenttext",
    "content_text",
    "article_con",
    "articlecon",
    "main-article",
    "wzzw",
    "content-body",
    "text_content",
    "bt_content",
    "scroll_cont",
    "gsj_htmlcon",
];

/// The share of the weight that a child needs to be gone into.
const NEARLY_ALL: f64 = 0.8;

/// The element that holds the document; `None` only for a page without a body.
pub(super) fn find<'a>(
    html: &'a Html,
    metadata: &HashSet<NodeId>,
    unseen: &Unseen,
) -> Option<ElementRef<'a>> {
    let root = html.root_element();
    let weights = weights(root, metadata, unseen);
    let body = root
        .child_elements()
        .find(|element| element.value().name() == "body")
        .unwrap_or(root);
    let whole = weights.get(&body.id()).copied().unwrap_or(0);
    let known = body
        .descendent_elements()
        .filter(|element| is_known(*element))
        .max_by_key(|element| weights.get(&element.id()).copied().unwrap_or(0));
    if let Some(known) = known {
        let weight = weights.get(&known.id()).copied().unwrap_or(0);
        if weight * 3 >= whole && weight > 0 {
            return Some(known);
        }
    }
    let mut here = body;
    loop {
        let weight = weights.get(&here.id()).copied().unwrap_or(0);
        let next = here
            .child_elements()
            .max_by_key(|element| weights.get(&element.id()).copied().unwrap_or(0));
        match next {
            Some(child)
                if weights.get(&child.id()).copied().unwrap_or(0) as f64
                    >= weight as f64 * NEARLY_ALL
                    && weight > 0
                    && holds_blocks(child) =>
            {
                here = child;
            }
            _ => return Some(here),
        }
    }
}

fn is_known(element: ElementRef<'_>) -> bool {
    let value = element.value();
    let known = |name: &str| KNOWN.contains(&name.to_ascii_lowercase().as_str());
    value.id().is_some_and(known) || value.classes().any(known)
}

/// Whether an element can be a frame around paragraphs, and is not one itself.
fn holds_blocks(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "div"
            | "section"
            | "article"
            | "main"
            | "form"
            | "td"
            | "tr"
            | "tbody"
            | "table"
            | "center"
            | "font"
            | "span"
            | "body"
    ) && element.descendent_elements().skip(1).any(|inner| {
        matches!(
            inner.value().name(),
            "p" | "div" | "br" | "table" | "h1" | "h2" | "h3" | "ul" | "ol" | "section"
        )
    }) && !is_data_table(element)
}

fn is_data_table(element: ElementRef<'_>) -> bool {
    element.value().name() == "table" && !super::cell::is_layout(element)
}

/// How many characters each element holds that are neither link nor hidden nor metadata.
fn weights(
    root: ElementRef<'_>,
    metadata: &HashSet<NodeId>,
    unseen: &Unseen,
) -> HashMap<NodeId, usize> {
    let mut weights: HashMap<NodeId, usize> = HashMap::new();
    let mut skip: Option<NodeId> = None;
    // Where the way leads back out of a node, its weight goes to the parent.
    for edge in root.traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) if skip.is_none() => match node.value() {
                Node::Text(text) => {
                    let n = text.chars().filter(|c| !c.is_whitespace()).count();
                    weights.insert(node.id(), n);
                }
                Node::Element(element)
                    if matches!(
                        element.name(),
                        "script"
                            | "style"
                            | "a"
                            | "nav"
                            | "footer"
                            | "select"
                            | "textarea"
                            | "title"
                            | "option"
                            | "button"
                    ) || metadata.contains(&node.id())
                        || unseen.holds(node.id()) =>
                {
                    skip = Some(node.id());
                }
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                if skip == Some(node.id()) {
                    skip = None;
                } else if skip.is_none()
                    && let Some(parent) = node.parent()
                {
                    let weight = weights.get(&node.id()).copied().unwrap_or(0);
                    *weights.entry(parent.id()).or_insert(0) += weight;
                }
            }
            ego_tree::iter::Edge::Open(_) => {}
        }
    }
    weights
}
