//! 页面内容 — the objects of a page, a template or a drawing, as the XML states them.
//!
//! Decides nothing about places: an object keeps its own coordinates and the map to those around it.

use super::geometry::{Area, numbers};
use crate::Refused;
use crate::plane::Matrix;
use crate::xml::{Events, Node, Tag};

/// What one content holds.
#[derive(Default)]
pub(super) struct Content {
    pub(super) area: Option<Area>,
    /// Identifiers of templates under it.
    pub(super) templates: Vec<String>,
    /// Paths of resources of its own.
    pub(super) resources: Vec<String>,
    pub(super) objects: Vec<Object>,
}

/// One object, and the map from its coordinates to those around it.
pub(super) struct Object {
    pub(super) matrix: Matrix,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Text(Text),
    /// Abbreviated data of an outline, and whether it is drawn and filled so that one can see it.
    Path {
        data: String,
        stroke: bool,
        fill: bool,
    },
    /// The identifier of an image.
    Image(String),
    /// The identifier of a drawing.
    Drawing(String),
}

#[derive(Default)]
pub(super) struct Text {
    pub(super) font: usize,
    pub(super) size: f64,
    /// How much narrower than high the glyphs are.
    pub(super) narrowed: f64,
    /// In which direction lines run, in degrees clockwise.
    pub(super) read: u16,
    pub(super) codes: Vec<Code>,
    /// How many glyphs are named by number.
    pub(super) glyphs: usize,
}

/// A `TextCode`: characters, and where they stand.
#[derive(Default)]
pub(super) struct Code {
    pub(super) x: Option<f64>,
    pub(super) y: Option<f64>,
    pub(super) dx: Option<String>,
    pub(super) dy: Option<String>,
    pub(super) text: String,
}

/// Gathers objects from events; shared by pages and resources.
#[derive(Default)]
pub(super) struct Gatherer {
    path: Vec<String>,
    /// How many open elements are being left out.
    skipped: usize,
    open: Option<(Object, bool)>,
    pub(super) done: Vec<Object>,
    /// Objects that are switched off.
    pub(super) hidden: usize,
}

/// Reads a page or a template.
pub(super) fn read(text: &str) -> Result<(Content, usize), Refused> {
    let mut events = Events::of(text);
    let mut content = Content::default();
    let mut gatherer = Gatherer::default();
    while let Some(node) = events.next()? {
        match &node {
            Node::Open(tag) if tag.name() == "Template" => {
                content.templates.extend(tag.attr("TemplateID"));
            }
            Node::Text(text) if !text.trim().is_empty() => match gatherer.inside() {
                Some("PhysicalBox") => content.area = Area::parse(text),
                Some("PageRes") => content.resources.push(text.trim().to_owned()),
                _ => {}
            },
            _ => {}
        }
        gatherer.take(&node);
    }
    content.objects = gatherer.done;
    Ok((content, gatherer.hidden))
}

impl Gatherer {
    pub(super) fn inside(&self) -> Option<&str> {
        self.path.last().map(String::as_str)
    }

    pub(super) fn take(&mut self, node: &Node<'_>) {
        match node {
            Node::Open(_) if self.skipped > 0 => self.skipped += 1,
            Node::Close if self.skipped > 0 => self.skipped -= 1,
            Node::Text(_) if self.skipped > 0 => {}
            Node::Open(tag) => self.open(tag),
            Node::Close => {
                let name = self.path.pop().unwrap_or_default();
                if name.ends_with("Object")
                    && let Some((object, seen)) = self.open.take()
                {
                    if seen {
                        self.done.push(object);
                    } else {
                        self.hidden += 1;
                    }
                }
            }
            Node::Text(text) => {
                let Some((Object { kind, .. }, _)) = &mut self.open else {
                    return;
                };
                match (self.path.last().map(String::as_str), kind) {
                    (Some("TextCode"), Kind::Text(object)) => {
                        if let Some(code) = object.codes.last_mut() {
                            code.text.push_str(text);
                        }
                    }
                    (Some("AbbreviatedData"), Kind::Path { data, .. }) => data.push_str(text),
                    _ => {}
                }
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        // Clips hold outlines and patterns hold whole drawings, which are not what the page shows.
        if matches!(
            name,
            "Clips" | "Actions" | "Border" | "Pattern" | "AxialShd" | "RadialShd"
        ) {
            self.skipped = 1;
            return;
        }
        self.path.push(name.to_owned());
        let kind = match name {
            "TextObject" => Kind::Text(Text {
                font: tag.number("Font").unwrap_or_default(),
                size: tag.number("Size").unwrap_or_default(),
                narrowed: tag
                    .number("HScale")
                    .filter(|scale| *scale > 0.0)
                    .unwrap_or(1.0),
                read: tag.number("ReadDirection").unwrap_or_default(),
                ..Text::default()
            }),
            "PathObject" => Kind::Path {
                data: String::new(),
                stroke: tag.attr("Stroke").is_none_or(|on| on != "false"),
                fill: tag.attr("Fill").is_some_and(|on| on == "true"),
            },
            "ImageObject" => Kind::Image(tag.attr("ResourceID").unwrap_or_default()),
            "CompositeObject" => Kind::Drawing(tag.attr("ResourceID").unwrap_or_default()),
            _ => return self.inside_object(tag),
        };
        let boundary = tag
            .attr("Boundary")
            .and_then(|area| Area::parse(&area))
            .unwrap_or_default();
        let own = tag
            .attr("CTM")
            .and_then(|matrix| Matrix::of(numbers(&matrix)))
            .unwrap_or(Matrix::SAME);
        let seen = tag.attr("Visible").is_none_or(|on| on != "false")
            && tag.attr("Alpha").is_none_or(|alpha| alpha.trim() != "0");
        let matrix = own.then(Matrix::shift(boundary.x, boundary.y));
        self.open = Some((Object { matrix, kind }, seen));
    }

    fn inside_object(&mut self, tag: &Tag<'_>) {
        let Some((Object { kind, .. }, _)) = &mut self.open else {
            return;
        };
        match (tag.name(), kind) {
            ("TextCode", Kind::Text(object)) => object.codes.push(Code {
                x: tag.number("X"),
                y: tag.number("Y"),
                dx: tag.attr("DeltaX"),
                dy: tag.attr("DeltaY"),
                text: String::new(),
            }),
            ("CGTransform", Kind::Text(object)) => {
                let n = tag.number::<usize>("GlyphCount").unwrap_or(1);
                object.glyphs = object.glyphs.saturating_add(n);
            }
            ("FillColor", Kind::Path { fill, .. }) if is_white(tag) => *fill = false,
            ("StrokeColor", Kind::Path { stroke, .. }) if is_white(tag) => *stroke = false,
            _ => {}
        }
    }
}

/// `255 255 255` or `#ff #ff #ff`
fn is_white(tag: &Tag<'_>) -> bool {
    let value = tag.attr("Value").unwrap_or_default().to_lowercase();
    let parts: Vec<&str> = value.split_whitespace().collect();
    parts.len() == 3 && parts.iter().all(|part| matches!(*part, "255" | "#ff"))
}
