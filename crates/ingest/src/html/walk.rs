//! 行文 — the lines, tables, images and files of the element that holds the document, in reading order.

use super::unseen::{Beside, Unseen};
use super::{cell, style};
use crate::line::{Align, Line, Piece, Source, is_blank};
use crate::{Attachment, Problem, link, picture};
use ego_tree::NodeId;
use law::text::Image;
use scraper::node::Element;
use scraper::{ElementRef, Node};
use std::collections::HashSet;

/// How the text of an element is set; inherited by what is in it.
#[derive(Clone, Copy, Default)]
struct Setting {
    align: Align,
    bold: bool,
    size: Option<f32>,
    indented: bool,
    level: Option<u8>,
}

/// What is known of the page around the document.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) url: Option<&'a str>,
    /// Elements that only state metadata.
    pub(super) metadata: &'a HashSet<NodeId>,
    pub(super) unseen: &'a Unseen,
}

struct Walk<'a> {
    around: Around<'a>,
    source: &'a mut Source,
    /// The line that is being gathered.
    text: String,
    setting: Setting,
    /// Characters of the line that are bold, and those of each size.
    bold: usize,
    sizes: Vec<(f32, usize)>,
    counted: usize,
}

/// Puts what `root` shows into `source`.
pub(super) fn walk(root: ElementRef<'_>, around: Around<'_>, source: &mut Source) {
    let mut walk = Walk {
        around,
        source,
        text: String::new(),
        setting: Setting::default(),
        bold: 0,
        sizes: Vec::new(),
        counted: 0,
    };
    walk.go(root);
    walk.flush();
    let mut say = |n: usize, code: &'static str, says: String| {
        if n > 0 {
            source.problems.push(Problem::new(code, says));
        }
    };
    let hidden = around.unseen.characters(root);
    say(
        hidden,
        "hidden_text",
        format!("网页中有 {hidden} 个字设为不显示，没有读入正文，请核对。"),
    );
    let beside = Beside::of(root, around.unseen);
    say(
        beside.comments,
        "comments",
        format!(
            "网页源码的注释中有 {} 个字，没有读入正文，请核对是否原属正文。",
            beside.comments
        ),
    );
    say(
        beside.unspoken,
        "hidden_from_screen_readers",
        format!(
            "网页中有 {} 个字不让读屏软件读出（aria-hidden），已读入正文，请核对。",
            beside.unspoken
        ),
    );
    say(
        beside.not_read,
        "not_read",
        format!(
            "网页的输入框或图形中有 {} 个字，没有读入正文；属于正文的请补上。",
            beside.not_read
        ),
    );
}

impl Walk<'_> {
    /// Goes through the tree without recursion, so that no depth can exhaust the stack.
    fn go(&mut self, root: ElementRef<'_>) {
        let mut settings = vec![Setting::default()];
        let mut skip: Option<NodeId> = None;
        for edge in root.traverse() {
            match edge {
                ego_tree::iter::Edge::Open(node) if skip.is_none() => match node.value() {
                    Node::Text(text) => {
                        self.words(text, settings.last().copied().unwrap_or_default());
                    }
                    Node::Element(element) => {
                        let setting =
                            inherit(settings.last().copied().unwrap_or_default(), element);
                        settings.push(setting);
                        let leave = ElementRef::wrap(node)
                            .is_none_or(|element| self.enter(element, setting));
                        if leave {
                            skip = Some(node.id());
                        }
                    }
                    _ => {}
                },
                ego_tree::iter::Edge::Close(node) => {
                    if skip == Some(node.id()) {
                        skip = None;
                        settings.pop();
                    } else if skip.is_none()
                        && let Node::Element(element) = node.value()
                    {
                        settings.pop();
                        if is_block(element.name()) {
                            self.flush();
                        }
                    }
                }
                ego_tree::iter::Edge::Open(_) => {}
            }
        }
    }

    /// Begins an element; says whether what is in it is to be left out or was taken already.
    fn enter(&mut self, element: ElementRef<'_>, setting: Setting) -> bool {
        let value = element.value();
        if self.around.metadata.contains(&element.id())
            || self.around.unseen.holds(element.id())
            || is_no_text(value.name())
        {
            return true;
        }
        match value.name() {
            "table" if !cell::is_layout(element) => {
                self.flush();
                self.files(element);
                let table = cell::read(element, self.around.unseen);
                if table
                    .rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .any(|cell| !cell.text.is_empty())
                {
                    self.source.pieces.push(Piece::Table(table));
                }
                true
            }
            "img" => {
                self.image(element);
                true
            }
            "br" => {
                self.flush();
                false
            }
            "a" => {
                self.file(element);
                false
            }
            name => {
                if is_block(name) {
                    self.flush();
                    self.setting = setting;
                }
                false
            }
        }
    }

    fn words(&mut self, text: &str, setting: Setting) {
        if self.counted == 0 {
            self.setting = setting;
        }
        let n = text.chars().filter(|c| !is_blank(*c)).count();
        cell::push(&mut self.text, text);
        self.counted += n;
        self.bold += if setting.bold { n } else { 0 };
        if let Some(size) = setting.size {
            match self
                .sizes
                .iter_mut()
                .find(|(known, _)| (*known - size).abs() < 0.1)
            {
                Some((_, count)) => *count += n,
                None => self.sizes.push((size, n)),
            }
        }
    }

    /// Ends the line.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let (counted, bold) = (
            std::mem::take(&mut self.counted),
            std::mem::take(&mut self.bold),
        );
        let sizes = std::mem::take(&mut self.sizes);
        if counted == 0 {
            return;
        }
        let size = sizes
            .iter()
            .max_by_key(|(_, n)| *n)
            .filter(|(_, n)| n * 2 >= counted)
            .map(|(size, _)| *size);
        self.source.pieces.push(Piece::Line(Line {
            text: text.trim_end_matches([' ', '\u{a0}']).to_owned(),
            level: self.setting.level,
            align: self.setting.align,
            bold: bold == counted,
            size,
            indented: self.setting.indented,
        }));
    }

    fn image(&mut self, element: ElementRef<'_>) {
        let src = element.attr("src").unwrap_or_default();
        let alt = element
            .attr("alt")
            .or(element.attr("title"))
            .unwrap_or_default();
        if src.is_empty() || is_icon(element.value(), src) {
            return;
        }
        self.flush();
        let name = match picture::embedded(src, self.source.images.len() + 1) {
            Some(raw) => {
                let name = raw.name.clone();
                self.source.images.push(raw);
                name
            }
            None => link::resolve(src, self.around.url),
        };
        self.source.pieces.push(Piece::Image(Image {
            name,
            alt: alt.trim().to_owned(),
            anchor: String::new(),
        }));
    }

    /// A link to a file is an annex of the document.
    fn file(&mut self, element: ElementRef<'_>) {
        let Some(href) = element.attr("href") else {
            return;
        };
        let text: String = element.text().collect();
        let text = text.trim_matches(is_blank);
        if href.starts_with("javascript:") || href.starts_with('#') || !link::is_file(href, text) {
            return;
        }
        let name = if text.is_empty() {
            element.attr("title").unwrap_or(href)
        } else {
            text
        };
        let attachment = Attachment {
            name: name.split_whitespace().collect::<Vec<_>>().join(" "),
            href: link::resolve(href, self.around.url),
        };
        self.source.attach(attachment);
    }

    fn files(&mut self, table: ElementRef<'_>) {
        let links = table
            .descendent_elements()
            .filter(|inner| inner.value().name() == "a" && !self.around.unseen.holds(inner.id()))
            .collect::<Vec<_>>();
        for element in links {
            self.file(element);
        }
    }
}

fn inherit(outer: Setting, element: &Element) -> Setting {
    let heading = match element.name() {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        "h5" => Some(5),
        "h6" => Some(6),
        _ => None,
    };
    Setting {
        align: style::align(element).unwrap_or(outer.align),
        bold: style::is_bold(element).unwrap_or(outer.bold),
        size: style::size(element).or(outer.size),
        indented: style::is_indented(element) || (outer.indented && !is_block(element.name())),
        level: heading.or(outer.level),
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "section"
            | "article"
            | "main"
            | "blockquote"
            | "center"
            | "dd"
            | "dt"
            | "dl"
            | "header"
            | "footer"
            | "form"
            | "fieldset"
            | "pre"
            | "address"
            | "table"
            | "tbody"
            | "thead"
            | "tr"
            | "td"
            | "th"
            | "hr"
            | "figure"
            | "figcaption"
            | "aside"
            | "body"
            | "caption"
    )
}

/// Elements whose content is no text of the document.
fn is_no_text(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "object"
            | "embed"
            | "svg"
            | "select"
            | "button"
            | "input"
            | "textarea"
            | "head"
            | "title"
            | "nav"
            | "audio"
            | "video"
            | "canvas"
            | "map"
    )
}

/// Small pictures of buttons are no images of the document.
fn is_icon(element: &Element, src: &str) -> bool {
    let small = |name: &str| {
        element
            .attr(name)
            .and_then(|n| n.trim_end_matches("px").parse::<u32>().ok())
            .is_some_and(|n| n <= 24)
    };
    small("width")
        || small("height")
        || src.to_ascii_lowercase().contains("icon")
        || src.to_ascii_lowercase().ends_with(".gif")
}
