//! 不显示的部分 — what a page holds and does not show.
//!
//! Decides by the attributes of an element, its own `style`, and the plain rules of the style sheets in the page
//! (`.name`, `#name`, `tag`, `tag.name`; rules for media and states are not looked at). A sheet outside the page is not in
//! the file. What only hides from screen readers (`aria-hidden`) is shown, and so is not decided here.

use super::style;
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};
use std::collections::HashSet;

/// What of a page is not shown: elements with all that is in them.
pub(super) struct Unseen(HashSet<NodeId>);

impl Unseen {
    pub(super) fn of(html: &Html) -> Self {
        let root = html.root_element();
        let sheet = Sheet::of(root);
        let mut unseen = HashSet::new();
        for node in root.descendants() {
            let inside = node
                .parent()
                .is_some_and(|parent| unseen.contains(&parent.id()));
            let hidden = |element| is_hidden(element, &sheet);
            if inside || node.value().as_element().is_some_and(hidden) {
                unseen.insert(node.id());
            }
        }
        Self(unseen)
    }

    pub(super) fn holds(&self, id: NodeId) -> bool {
        self.0.contains(&id)
    }

    /// How many characters below `root` are not shown; scripts and styles are none.
    pub(super) fn characters(&self, root: ElementRef<'_>) -> usize {
        texts(root)
            .filter(|(parent, _)| self.holds(parent.id()) && !is_code(parent.value().name()))
            .map(|(_, text)| words(text))
            .sum()
    }
}

/// What is odd about the words of a page beside those it hides.
#[derive(Default)]
pub(super) struct Beside {
    /// Chinese characters in comments that are sentences.
    pub(super) comments: usize,
    /// Characters that are shown and that screen readers pass over.
    pub(super) unspoken: usize,
    /// Characters in parts that are shown and not read: boxes for input, drawings.
    pub(super) not_read: usize,
}

impl Beside {
    pub(super) fn of(root: ElementRef<'_>, unseen: &Unseen) -> Self {
        let mut out = Self::default();
        for node in root.descendants() {
            match node.value() {
                Node::Comment(comment) if is_sentence(comment) => out.comments += han(comment),
                Node::Element(element) if !unseen.holds(node.id()) => {
                    let Some(found) = ElementRef::wrap(node) else {
                        continue;
                    };
                    let words = || texts(found).map(|(_, text)| han(text)).sum::<usize>();
                    if element.attr("aria-hidden") == Some("true") {
                        out.unspoken += words();
                    }
                    if matches!(element.name(), "textarea" | "svg" | "object" | "canvas") {
                        out.not_read += words();
                    }
                }
                _ => {}
            }
        }
        out
    }
}

/// The texts below an element, each with the element that it stands in.
fn texts(root: ElementRef<'_>) -> impl Iterator<Item = (ElementRef<'_>, &str)> {
    root.descendants().filter_map(|node| match node.value() {
        Node::Text(text) => Some((node.parent().and_then(ElementRef::wrap)?, &**text)),
        _ => None,
    })
}

/// Elements within a line: where they begin and end, the line goes on.
const WITHIN_A_LINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
];
/// Attributes in which words stand.
const WORDED: [&str; 6] = [
    "alt",
    "title",
    "content",
    "value",
    "placeholder",
    "aria-label",
];

/// Every word of a page, shown or not, with its comments and the words in attributes, line by line; scripts and styles have none.
pub(super) fn every_word(html: &Html) -> String {
    let mut out = String::new();
    for edge in html.root_element().traverse() {
        let (node, is_open) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        match node.value() {
            Node::Text(text) if is_open => {
                let parent = node.parent().and_then(ElementRef::wrap);
                if !parent.is_some_and(|parent| is_code(parent.value().name())) {
                    out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
                }
            }
            Node::Comment(comment) if is_open => {
                out.push('\n');
                out.push_str(comment);
                out.push('\n');
            }
            Node::Element(element) => {
                if !WITHIN_A_LINE.contains(&element.name()) {
                    out.push('\n');
                }
                let worded = WORDED.iter().filter_map(|name| element.attr(name));
                for words in worded.filter(|_| is_open) {
                    out.push_str(words);
                    out.push('\n');
                }
            }
            _ => {}
        }
    }
    out
}

fn words(text: &str) -> usize {
    text.chars().filter(|c| !crate::line::is_blank(*c)).count()
}

fn han(text: &str) -> usize {
    let is_han = |c: &char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    text.chars().filter(is_han).count()
}

/// A comment that holds words of a document, and not the name of a part of the page.
fn is_sentence(comment: &str) -> bool {
    han(comment) >= 8 && comment.contains(['。', '，', '；', '：'])
}

fn is_code(name: &str) -> bool {
    matches!(name, "script" | "style")
}

fn is_hidden(element: &Element, sheet: &Sheet) -> bool {
    if matches!(element.name(), "template" | "noscript")
        || (element.name() == "dialog" && element.attr("open").is_none())
    {
        return true;
    }
    element.attr("hidden").is_some()
        || match element.attr("style").and_then(style::shows) {
            Some(shows) => !shows,
            None => sheet.hides(element),
        }
        || element.attr("style").is_some_and(style::makes_invisible)
}

/// The plain rules of the style sheets in a page that say whether something is shown.
struct Sheet(Vec<Rule>);

struct Rule {
    tag: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    shows: bool,
}

/// A page with more rules is styled by a program; later ones are passed over.
const MOST_RULES: usize = 2_000;

impl Sheet {
    fn of(root: ElementRef<'_>) -> Self {
        let mut rules = Vec::new();
        for element in root.descendent_elements() {
            if element.value().name() == "style" {
                let css: String = element.text().collect();
                add_rules(&css, &mut rules);
            }
        }
        // What says nothing of the whole page need not be asked for each of its elements.
        if !rules.iter().any(|rule| !rule.shows) {
            rules.clear();
        }
        Self(rules)
    }

    /// By the most particular rule that fits, of several the last.
    fn hides(&self, element: &Element) -> bool {
        let fits = self.0.iter().filter(|rule| rule.fits(element));
        fits.max_by_key(|rule| rule.weight())
            .is_some_and(|rule| !rule.shows)
    }
}

impl Rule {
    fn fits(&self, element: &Element) -> bool {
        self.tag.as_deref().is_none_or(|tag| tag == element.name())
            && self.id.as_deref().is_none_or(|id| element.id() == Some(id))
            && self
                .classes
                .iter()
                .all(|class| element.classes().any(|own| own == class))
    }

    fn weight(&self) -> (bool, usize, bool) {
        (self.id.is_some(), self.classes.len(), self.tag.is_some())
    }
}

fn add_rules(css: &str, rules: &mut Vec<Rule>) {
    let css = without_comments(css);
    let mut rest = css.as_str();
    while let Some(open) = rest.find('{')
        && rules.len() < MOST_RULES
    {
        let selectors = rest[..open].rsplit(';').next().unwrap_or_default().trim();
        let after = &rest[open + 1..];
        if selectors.starts_with('@') {
            rest = past_block(after);
            continue;
        }
        let (body, next) = after.split_once('}').unwrap_or((after, ""));
        if let Some(shows) = style::shows(body) {
            let plain = selectors
                .split(',')
                .filter_map(|one| rule(one.trim(), shows));
            rules.extend(plain);
        }
        rest = next;
    }
}

fn without_comments(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// What follows the block that `css` is within.
fn past_block(css: &str) -> &str {
    let mut depth = 1usize;
    for (at, c) in css.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &css[at + 1..];
        }
    }
    ""
}

/// A selector that names one element by its tag, id and classes; `None` for all others.
fn rule(selector: &str, shows: bool) -> Option<Rule> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if selector.is_empty()
        || !selector
            .chars()
            .all(|c| is_name(c) || matches!(c, '.' | '#'))
    {
        return None;
    }
    let end = |text: &str| text.find(['.', '#']).unwrap_or(text.len());
    let (tag, mut rest) = selector.split_at(end(selector));
    let mut rule = Rule {
        tag: Some(tag.to_ascii_lowercase()).filter(|tag| !tag.is_empty()),
        id: None,
        classes: Vec::new(),
        shows,
    };
    while let Some(mark) = rest.chars().next() {
        let (name, next) = rest[1..].split_at(end(&rest[1..]));
        if name.is_empty() {
            return None;
        }
        match mark {
            '#' => rule.id = Some(name.to_owned()),
            _ => rule.classes.push(name.to_owned()),
        }
        rest = next;
    }
    Some(rule)
}
