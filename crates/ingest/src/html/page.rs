//! 页面信息 — what a page states about its document outside the text.
//!
//! Decides from three places: the table or list of metadata that disclosure pages carry (索引号, 发文机关, …), the meta
//! tags of 国办发〔2017〕47号, and the line of date and source near the title. The table goes before the tags.

use super::cell;
use super::unseen::Unseen;
use crate::line::is_blank;
use crate::{furniture, label};
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use law::item::Fields;
use scraper::{ElementRef, Html, Node};
use std::collections::{HashMap, HashSet};

/// What a page states.
pub(super) struct Stated {
    pub(super) fields: Fields,
    pub(super) title: Option<String>,
    /// The elements that only state metadata, and so are no text.
    pub(super) metadata: HashSet<NodeId>,
}

pub(super) fn read(html: &Html, url: Option<&str>, unseen: &Unseen) -> Stated {
    let root = html.root_element();
    let mut fields = Fields::new();
    let mut metadata = HashSet::new();
    for element in root.descendent_elements() {
        let name = element.value().name();
        let holds = matches!(name, "table" | "ul" | "dl") || (name == "div" && is_small(element));
        if holds
            && !unseen.holds(element.id())
            && !element
                .ancestors()
                .any(|node| metadata.contains(&node.id()))
            && is_metadata(element, unseen)
        {
            for (id, value) in pairs(element, unseen) {
                label::put(&mut fields, id, &value);
            }
            metadata.insert(element.id());
        }
    }
    let tags = tags(root);
    let mut tag = |name: &str, id: &str| {
        if let Some(value) = tags.get(name) {
            label::put(&mut fields, id, value);
        }
    };
    tag("pubdate", "published_at");
    tag("contentsource", "content_source");
    tag("sitename", "publisher");
    let tagged = tags.get("articletitle").cloned();
    if tagged.is_some() {
        tag("keywords", "keywords");
        tag("description", "abstract");
    }
    if let Some(url) = url.map(str::to_owned).or_else(|| {
        tags.get("url")
            .cloned()
            .filter(|url| url.starts_with("http"))
    }) {
        fields.set("source_url", url);
    }
    Stated {
        title: tagged.or_else(|| titled(root, unseen)),
        fields,
        metadata,
    }
}

/// The words of `h1` where there is one, else of `title` without the name of the site.
fn titled(root: ElementRef<'_>, unseen: &Unseen) -> Option<String> {
    let of = |name: &str| {
        root.descendent_elements()
            .filter(|element| element.value().name() == name)
            .map(|element| cell::text(element, unseen).replace('\n', ""))
            .find(|text| text.chars().count() >= 4)
    };
    of("h1").or_else(|| of("title").map(|title| without_site(&title).to_owned()))
}

/// `标题_某某网` → `标题`
pub(crate) fn without_site(title: &str) -> &str {
    let cut = ["_", " - ", "--", "-", "|", "—"]
        .iter()
        .filter_map(|mark| title.find(mark))
        .filter(|at| *at >= 12)
        .min();
    title[..cut.unwrap_or(title.len())].trim_matches(is_blank)
}

fn tags(root: ElementRef<'_>) -> HashMap<String, String> {
    root.descendent_elements()
        .filter(|element| element.value().name() == "meta")
        .filter_map(|element| {
            let name = element.attr("name")?.trim().to_ascii_lowercase();
            let content = element.attr("content")?.trim();
            (!content.is_empty()).then(|| (name, content.to_owned()))
        })
        .collect()
}

/// A frame with little text and no paragraphs may be a list of labels.
fn is_small(element: ElementRef<'_>) -> bool {
    let n: usize = element.text().take(200).map(str::len).sum();
    n < 3000
        && !element
            .descendent_elements()
            .any(|inner| matches!(inner.value().name(), "table"))
}

/// Whether an element states two labels at least, and little else.
fn is_metadata(element: ElementRef<'_>, unseen: &Unseen) -> bool {
    if element.value().name() == "table"
        && element
            .descendent_elements()
            .skip(1)
            .any(|inner| inner.value().name() == "table")
    {
        return false;
    }
    let found = pairs(element, unseen);
    let mut ids: Vec<&str> = found.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    let all: usize = element
        .text()
        .flat_map(str::chars)
        .filter(|c| !is_blank(*c))
        .count();
    let said: usize = found
        .iter()
        .map(|(_, value)| value.chars().filter(|c| !is_blank(*c)).count() + 5)
        .sum();
    let telling = ids.iter().any(|id| {
        matches!(
            *id,
            "index_no" | "doc_no" | "issuers" | "theme_class" | "written_date" | "keywords"
        )
    });
    let valued = found.iter().filter(|(_, value)| !value.is_empty()).count();
    let empty_but_named = ids.len() == 1 && telling && said >= all;
    empty_but_named || (ids.len() >= 2 && valued >= 2 && telling && said * 2 >= all)
}

/// Labels and their values within an element: `<td>label：</td><td>value</td>`, `<span>label</span>：value`, or both in
/// one text. A label takes what stands behind it in its own cell, or else the whole next cell.
fn pairs(element: ElementRef<'_>, unseen: &Unseen) -> Vec<(&'static str, String)> {
    let cells = cells(element, unseen);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(cell) = cells.get(at) {
        at += 1;
        let mut texts = cell.iter().peekable();
        while let Some(text) = texts.next() {
            let (id, mut value) = match (label::labelled(text), label_alone(text)) {
                (Some((id, value)), _) if !value.chars().all(is_blank) => (id, value.to_owned()),
                (_, Some(id)) => (id, String::new()),
                _ => continue,
            };
            while let Some(more) =
                texts.next_if(|next| label_alone(next).is_none() && label::labelled(next).is_none())
            {
                value.push_str(more);
            }
            let behind = value.trim_matches(|c: char| is_blank(c) || matches!(c, '：' | ':'));
            if !behind.is_empty() || texts.peek().is_some() {
                found.push((id, behind.to_owned()));
                continue;
            }
            let next = cells.get(at).filter(|next| {
                next.first()
                    .is_none_or(|first| label_alone(first).is_none())
            });
            let value: String = next.map(|texts| texts.concat()).unwrap_or_default();
            found.push((id, value.trim_matches(is_blank).to_owned()));
            at += usize::from(next.is_some());
        }
    }
    found
}

/// The texts of an element, cell by cell; an empty cell is there too, since it may be an empty value.
fn cells(element: ElementRef<'_>, unseen: &Unseen) -> Vec<Vec<String>> {
    let mut cells: Vec<Vec<String>> = vec![Vec::new()];
    let mut skip = None;
    for edge in element.traverse() {
        match edge {
            Edge::Open(node) if skip.is_none() => match node.value() {
                Node::Text(text) => {
                    let text = text.trim_matches(is_blank);
                    if let Some(cell) = cells.last_mut()
                        && !text.is_empty()
                    {
                        cell.push(text.to_owned());
                    }
                }
                Node::Element(inner)
                    if matches!(inner.name(), "script" | "style") || unseen.holds(node.id()) =>
                {
                    skip = Some(node.id());
                }
                Node::Element(inner) if is_cell(inner.name()) => cells.push(Vec::new()),
                _ => {}
            },
            Edge::Close(node) if skip == Some(node.id()) => skip = None,
            _ => {}
        }
    }
    // What only frames cells holds nothing itself.
    let framed = |at: usize, cell: &Vec<String>| cell.is_empty() && at == 0;
    cells
        .into_iter()
        .enumerate()
        .filter(|(at, cell)| !framed(*at, cell))
        .map(|(_, cell)| cell)
        .collect()
}

fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th" | "li" | "dt" | "dd" | "p" | "div" | "br")
}

/// A leaf that is a label and no more: with a colon, or in full the name of a field.
fn label_alone(leaf: &str) -> Option<&'static str> {
    let leaf = leaf.trim_matches(is_blank);
    if leaf.chars().count() > 14 {
        return None;
    }
    match leaf.find(['：', ':']) {
        Some(at) => {
            let after = leaf[at..].trim_start_matches(['：', ':']);
            after
                .chars()
                .all(is_blank)
                .then(|| label::field(&leaf[..at]))
                .flatten()
        }
        None => label::field(leaf).filter(|id| !matches!(*id, "title" | "disclosure_attr")),
    }
}

/// What the lines outside the document state: date and source under the title of the page, its owner in the footer.
pub(super) fn beside(html: &Html, content: ElementRef<'_>, unseen: &Unseen, fields: &mut Fields) {
    for element in html.root_element().descendent_elements() {
        let inside = element.id() == content.id()
            || element.ancestors().any(|node| node.id() == content.id());
        let around = content.ancestors().any(|node| node.id() == element.id());
        if inside
            || around
            || unseen.holds(element.id())
            || !matches!(
                element.value().name(),
                "p" | "div" | "span" | "td" | "li" | "h2" | "h3" | "h5" | "h6" | "em" | "i"
            )
        {
            continue;
        }
        let text = cell::text(element, unseen).replace('\n', " ");
        if text.chars().count() > 120 {
            continue;
        }
        if furniture::is_label_line(&text) {
            for (id, value) in furniture::labels(&text) {
                if matches!(
                    id,
                    "published_at"
                        | "content_source"
                        | "index_no"
                        | "doc_no"
                        | "issuers"
                        | "written_date"
                ) {
                    label::put(fields, id, &value);
                }
            }
        }
        if let Some(owner) = furniture::owner(&text) {
            label::put(fields, "publisher", &owner);
        }
    }
}
