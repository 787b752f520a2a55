//! 页面信息 — what a page states about its document outside the text.
//!
//! Decides from three places: the table or list of metadata that disclosure pages carry (索引号, 发文机关, …), the meta
//! tags of 国办发〔2017〕47号, and the line of date and source near the title. The table goes before the tags.

use super::cell;
use crate::line::is_blank;
use crate::{furniture, label};
use ego_tree::NodeId;
use law::item::Fields;
use scraper::{ElementRef, Html};
use std::collections::{HashMap, HashSet};

/// What a page states.
pub(super) struct Stated {
    pub(super) fields: Fields,
    pub(super) title: Option<String>,
    /// The elements that only state metadata, and so are no text.
    pub(super) metadata: HashSet<NodeId>,
}

pub(super) fn read(html: &Html, url: Option<&str>) -> Stated {
    let root = html.root_element();
    let mut fields = Fields::new();
    let mut metadata = HashSet::new();
    for element in root.descendent_elements() {
        let name = element.value().name();
        let holds = matches!(name, "table" | "ul" | "dl") || (name == "div" && is_small(element));
        if holds
            && !element
                .ancestors()
                .any(|node| metadata.contains(&node.id()))
            && is_metadata(element)
        {
            for (id, value) in pairs(element) {
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
        title: tagged.or_else(|| titled(root)),
        fields,
        metadata,
    }
}

/// The words of `h1` where there is one, else of `title` without the name of the site.
fn titled(root: ElementRef<'_>) -> Option<String> {
    let of = |name: &str| {
        root.descendent_elements()
            .filter(|element| element.value().name() == name)
            .map(|element| cell::text(element).replace('\n', ""))
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
fn is_metadata(element: ElementRef<'_>) -> bool {
    if element.value().name() == "table"
        && element
            .descendent_elements()
            .skip(1)
            .any(|inner| inner.value().name() == "table")
    {
        return false;
    }
    let found = pairs(element);
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

/// Labels and their values within an element: `<td>label：</td><td>value</td>`, or both in one element.
fn pairs(element: ElementRef<'_>) -> Vec<(&'static str, String)> {
    let leaves: Vec<String> = element
        .descendent_elements()
        .filter(|inner| {
            matches!(
                inner.value().name(),
                "td" | "th"
                    | "li"
                    | "dt"
                    | "dd"
                    | "span"
                    | "p"
                    | "b"
                    | "strong"
                    | "label"
                    | "div"
                    | "em"
                    | "i"
                    | "font"
            ) && !inner.child_elements().any(|child| {
                matches!(
                    child.value().name(),
                    "td" | "th"
                        | "li"
                        | "dt"
                        | "dd"
                        | "span"
                        | "p"
                        | "b"
                        | "strong"
                        | "label"
                        | "div"
                        | "em"
                        | "i"
                        | "font"
                        | "ul"
                )
            })
        })
        .map(|inner| cell::text(inner).replace('\n', " "))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(leaf) = leaves.get(at) {
        at += 1;
        let leaf = leaf.trim_matches(is_blank);
        if let Some((id, value)) = label::labelled(leaf)
            && !value.chars().all(is_blank)
        {
            found.push((id, value.trim_matches(is_blank).to_owned()));
        } else if let Some(id) = label_alone(leaf) {
            // The next leaf is the value, unless it is the next label.
            let value = leaves.get(at).filter(|next| label_alone(next).is_none());
            found.push((id, value.cloned().unwrap_or_default()));
            at += usize::from(value.is_some());
        }
    }
    if found.is_empty() {
        // <p><b>索引号：</b>000014349/2019-00007</p>
        for inner in element.descendent_elements() {
            let text = cell::text(inner).replace('\n', " ");
            if text.chars().count() <= 120
                && let Some((id, value)) = label::labelled(&text)
                && !value.chars().all(is_blank)
                && !found.iter().any(|(known, _)| *known == id)
            {
                found.push((id, value.trim_matches(is_blank).to_owned()));
            }
        }
    }
    found
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
pub(super) fn beside(html: &Html, content: ElementRef<'_>, fields: &mut Fields) {
    for element in html.root_element().descendent_elements() {
        let inside = element.id() == content.id()
            || element.ancestors().any(|node| node.id() == content.id());
        let around = content.ancestors().any(|node| node.id() == element.id());
        if inside
            || around
            || !matches!(
                element.value().name(),
                "p" | "div" | "span" | "td" | "li" | "h2" | "h3" | "h5" | "h6" | "em" | "i"
            )
        {
            continue;
        }
        let text = cell::text(element).replace('\n', " ");
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
