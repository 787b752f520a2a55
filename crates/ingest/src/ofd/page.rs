//! 页面 — puts the objects of each page where they stand: glyphs, ruling lines, images.
//!
//! Decides where every character is, what cannot be seen, and what is no character: a glyph that is only named by its
//! number in a font. Coordinates leave this module in points, as the layout wants them.

use super::content::{self, Kind, Object, Text};
use super::document::Document;
use super::geometry::{Area, deltas};
use super::location::find;
use super::outline;
use super::resources::Resources;
use crate::archive::Archive;
use crate::line::is_blank;
use crate::pdf::{Mark, Page, Rule};
use crate::plane::Matrix;
use crate::xml::decode;
use crate::{Problem, Refused};
use law::text::Image;
use std::collections::HashMap;

/// Objects placed in one document, drawings in drawings included, and characters and ruling lines: a template places
/// its own on every page.
pub(super) const MOST_OBJECTS: usize = 2_000_000;
/// How deep drawings may use drawings.
const DEEPEST: usize = 8;
/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Stands where an image is.
pub(super) const IMAGE: char = '\u{fffc}';

/// What the pages of a document amount to.
pub(super) struct Pages {
    pub(super) sheets: Vec<Page>,
    /// In reading order.
    pub(super) images: Vec<Placed>,
    pub(super) files: Vec<File>,
    pub(super) problems: Vec<Problem>,
}

/// An image where it stands.
#[derive(Clone)]
pub(super) struct Placed {
    name: String,
    top: f64,
    left: f64,
}

/// An image file, once however often it is shown.
pub(super) struct File {
    pub(super) name: String,
    pub(super) path: String,
}

impl Placed {
    pub(super) fn block(&self) -> Image {
        Image {
            name: self.name.clone(),
            alt: String::new(),
            anchor: String::new(),
        }
    }
}

pub(super) struct Placer<'d> {
    document: &'d Document,
    resources: &'d Resources,
    templates: HashMap<String, Vec<Object>>,
    out: Pages,
    n_objects: usize,
    /// Characters and ruling lines.
    n_marks: usize,
    /// Characters off the paper, objects switched off, glyphs without a character.
    hidden: usize,
    unread: usize,
    missing: usize,
    n_glyphs: usize,
    scans: usize,
    cut: bool,
}

impl<'d> Placer<'d> {
    pub(super) fn new(document: &'d Document, resources: &'d Resources) -> Self {
        Self {
            document,
            resources,
            templates: HashMap::new(),
            out: Pages {
                sheets: Vec::new(),
                images: Vec::new(),
                files: Vec::new(),
                problems: document.problems.clone(),
            },
            n_objects: 0,
            n_marks: 0,
            hidden: 0,
            unread: 0,
            missing: resources.missing,
            n_glyphs: 0,
            scans: 0,
            cut: false,
        }
    }

    /// Adds a page.
    pub(super) fn page(&mut self, archive: &mut Archive<'_>, part: &str) -> Result<(), Refused> {
        let Some(bytes) = archive.read(part)? else {
            return Ok(());
        };
        let (content, hidden) = content::read(&decode(&bytes))?;
        self.hidden += hidden;
        let mut own = Resources::default();
        for path in &content.resources {
            let folders = [super::location::folder(part), &self.document.folder];
            if let Some((part, _)) = find(archive, &folders, path) {
                own.add(archive, &part, &self.document.folder)?;
            }
        }
        let area = content.area.unwrap_or(self.document.area);
        let mut open = Open {
            area,
            page: Page {
                width: area.width * POINTS,
                height: area.height * POINTS,
                ..Page::default()
            },
            images: Vec::new(),
            n_glyphs: 0,
            pictured: 0.0,
        };
        for id in &content.templates {
            self.load_template(archive, id)?;
            let objects = self.templates.remove(id).unwrap_or_default();
            self.place(&mut open, &objects, &own);
            self.templates.insert(id.clone(), objects);
        }
        self.place(&mut open, &content.objects, &own);
        open.images
            .sort_by(|a, b| a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left)));
        self.out.images.append(&mut open.images);
        self.n_glyphs += open.n_glyphs;
        // A number stamped on a scan is no text.
        self.scans += usize::from(open.pictured > 0.3 && open.n_glyphs < 12);
        self.out.sheets.push(open.page);
        Ok(())
    }

    /// A template is read once; templates under templates there are none.
    fn load_template(&mut self, archive: &mut Archive<'_>, id: &str) -> Result<(), Refused> {
        if self.templates.contains_key(id) {
            return Ok(());
        }
        let objects = match self.document.templates.get(id) {
            Some(part) => match archive.read(part)? {
                Some(bytes) => {
                    let (content, hidden) = content::read(&decode(&bytes))?;
                    self.hidden += hidden;
                    content.objects
                }
                None => Vec::new(),
            },
            None => Vec::new(),
        };
        self.templates.insert(id.to_owned(), objects);
        Ok(())
    }

    fn place(&mut self, open: &mut Open, objects: &[Object], own: &Resources) {
        let resources = self.resources;
        let mut waiting: Vec<(&Object, Matrix, usize)> = objects
            .iter()
            .rev()
            .map(|object| (object, Matrix::SAME, 0))
            .collect();
        while let Some((object, around, depth)) = waiting.pop() {
            self.n_objects += 1;
            if self.n_objects + self.n_marks > MOST_OBJECTS {
                self.cut = true;
                return;
            }
            let matrix = object.matrix.then(around);
            match &object.kind {
                Kind::Text(text) => self.text(open, text, matrix),
                Kind::Path { data, stroke, fill } => {
                    let rules = outline::rules(data, matrix, *stroke, *fill);
                    self.n_marks += rules.len();
                    for rule in rules {
                        let (x0, y0) = open.point(rule.x0, rule.y0);
                        let (x1, y1) = open.point(rule.x1, rule.y1);
                        open.page.rules.push(Rule { x0, y0, x1, y1 });
                    }
                }
                Kind::Image(id) => {
                    let path = own.images.get(id).or_else(|| resources.images.get(id));
                    match path {
                        Some(path) => self.image(open, path, matrix),
                        None => self.missing += 1,
                    }
                }
                Kind::Drawing(id) if depth < DEEPEST => {
                    let drawing = own.drawings.get(id).or_else(|| resources.drawings.get(id));
                    let inside = drawing.map(Vec::as_slice).unwrap_or_default();
                    waiting.extend(
                        inside
                            .iter()
                            .rev()
                            .map(|object| (object, matrix, depth + 1)),
                    );
                }
                Kind::Drawing(_) => self.cut = true,
            }
        }
    }

    fn text(&mut self, open: &mut Open, text: &Text, matrix: Matrix) {
        if text.codes.iter().all(|code| code.text.is_empty()) {
            self.unread += text.glyphs.min(10_000);
        }
        let (mut x, mut y) = (0.0, 0.0);
        for code in &text.codes {
            // A code that does not say where it begins goes on where the last one began (GB/T 33190 §11.3).
            x = code.x.unwrap_or(x);
            y = code.y.unwrap_or(y);
            let left = MOST_OBJECTS.saturating_sub(self.n_marks);
            let text_of = |all: bool| {
                let shown = move |c: &char| all || !c.is_control();
                let shown = code.text.chars().filter(shown);
                shown.take(left).collect::<Vec<char>>()
            };
            let chars = text_of(true);
            self.n_marks += chars.len();
            self.cut |= chars.len() == left;
            let dx = code
                .dx
                .as_deref()
                .map(|text| deltas(text, chars.len()))
                .unwrap_or_default();
            let dy = code
                .dy
                .as_deref()
                .map(|text| deltas(text, chars.len()))
                .unwrap_or_default();
            // Line breaks in the XML have no place on the page, unless the file counts them.
            let counted = dx.len().max(dy.len()) + 1 >= chars.len();
            let chars = if counted { chars } else { text_of(false) };
            let down = text.read == 90
                || (dy.iter().any(|dy| *dy > 0.0) && dx.iter().all(|dx| dx.abs() < 0.01));
            let (mut at_x, mut at_y) = (x, y);
            for (i, c) in chars.into_iter().enumerate() {
                let em = text.size * text.narrowed;
                let step = if is_wide(c) { em } else { 0.5 * em };
                let stated = dx.get(i).copied();
                if !c.is_control() && c != IMAGE {
                    let width = width(c, em, stated);
                    let place = Place {
                        x: at_x,
                        y: at_y,
                        width,
                        down,
                    };
                    self.mark(open, text, matrix, c, &place);
                }
                match (stated, dy.get(i)) {
                    (None, None) if !down => at_x += step,
                    (None, None) => at_y += text.size,
                    (dx, dy) => {
                        at_x += dx.unwrap_or(0.0);
                        at_y += dy.copied().unwrap_or(0.0);
                    }
                }
            }
        }
    }

    fn mark(&mut self, open: &mut Open, text: &Text, matrix: Matrix, c: char, place: &Place) {
        let size = text.size * matrix.scale();
        let (x, y, along) = if place.down {
            // The layout wants the middle of the top; OFD states the base line.
            let (x, y) = matrix.point(place.x + 0.5 * text.size, place.y - 0.86 * text.size);
            (x, y, matrix.vector(0.0, text.size))
        } else {
            let (x, y) = matrix.point(place.x, place.y);
            (x, y, matrix.vector(place.width, 0.0))
        };
        let (left, down) = (x - open.area.x, y - open.area.y);
        let on_paper = left > -size
            && down > 0.0
            && left < open.area.width
            && down < open.area.height + size
            && size > 0.1;
        if !on_paper {
            self.hidden += usize::from(!is_blank(c));
            return;
        }
        open.n_glyphs += usize::from(!is_blank(c));
        let (x, y) = open.point(x, y);
        open.page.marks.push(Mark {
            text: Some(c.to_string()),
            x,
            y,
            along: (along.0 * POINTS, along.1 * POINTS),
            size: size * POINTS,
            font: text.font,
            vertical: place.down,
            show: self.n_objects,
        });
    }

    fn image(&mut self, open: &mut Open, path: &str, matrix: Matrix) {
        let corners =
            [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| matrix.point(x, y));
        let least =
            |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::INFINITY, f64::min);
        let most =
            |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let (left, top) = (least(|p| p.0) - open.area.x, least(|p| p.1) - open.area.y);
        let (width, height) = (
            most(|p| p.0) - least(|p| p.0),
            most(|p| p.1) - least(|p| p.1),
        );
        if !(width > 0.5 && height > 0.5) {
            return;
        }
        let file = path.rsplit('/').next().unwrap_or_default();
        let known = self.out.files.iter().find(|known| known.path == path);
        let name = if let Some(known) = known {
            known.name.clone()
        } else {
            let taken = self.out.files.iter().any(|known| known.name == file);
            let name = if taken {
                format!("{}-{file}", self.out.files.len() + 1)
            } else {
                file.to_owned()
            };
            self.out.files.push(File {
                name: name.clone(),
                path: path.to_owned(),
            });
            name
        };
        let share = (width * height) / (open.area.width * open.area.height).max(1.0);
        open.pictured += share;
        open.images.push(Placed { name, top, left });
        // A picture behind the whole page is read before its words; others stand in the line of their middle.
        let y = if share > 0.8 { 0.5 } else { top + height / 2.0 };
        let y = y.clamp(0.5, open.area.height.max(0.5));
        open.page.marks.push(Mark {
            text: Some(IMAGE.to_string()),
            x: left.max(0.0) * POINTS,
            y: y * POINTS,
            along: (4.0 * POINTS, 0.0),
            size: 1.5 * POINTS,
            font: usize::MAX,
            vertical: false,
            show: self.n_objects,
        });
    }

    pub(super) fn finish(self) -> Pages {
        let mut out = self.out;
        let mut say = |yes: bool, code: &'static str, says: String| {
            if yes {
                out.problems.push(Problem::new(code, says));
            }
        };
        let (unread, hidden, missing) = (self.unread, self.hidden, self.missing);
        let scans = self.scans;
        say(
            self.n_glyphs == 0 && unread == 0,
            "no_text_layer",
            "文件没有文字层，未能读出正文；请提供文字版，或先做文字识别（OCR）再上传。".into(),
        );
        say(
            self.n_glyphs > 0 && scans > 0,
            "no_text_layer",
            format!("有 {scans} 页是扫描图片，没有文字层，这几页的文字未能读出；请补充。"),
        );
        say(
            unread > 0,
            "no_text_layer",
            format!("有 {unread} 个字形只有编号而没有文字，没有读入；请核对原件，或上传文字版。"),
        );
        say(
            hidden > 0,
            "hidden_text",
            format!("文件中有 {hidden} 个字或图元不显示，没有读入；公开前请删去。"),
        );
        say(
            missing > 0,
            "image_missing",
            format!("有 {missing} 张图片在文件中找不到，请核对原件。"),
        );
        say(
            self.resources.guessed,
            "odd_paths",
            "文件内部的路径写法不合规范，已按通常写法读取。".into(),
        );
        say(
            self.cut,
            "too_many_objects",
            "文件的图元过多或互相引用，只读出一部分，请核对原件。".into(),
        );
        out
    }
}

/// A page while objects are put on it.
struct Open {
    area: Area,
    page: Page,
    images: Vec<Placed>,
    n_glyphs: usize,
    /// How much of the page images cover; overlapping ones count twice.
    pictured: f64,
}

impl Open {
    /// A place on the page in points from its upper left corner.
    fn point(&self, x: f64, y: f64) -> (f64, f64) {
        ((x - self.area.x) * POINTS, (y - self.area.y) * POINTS)
    }
}

/// Where one character stands, in the coordinates of its object.
struct Place {
    x: f64,
    y: f64,
    width: f64,
    down: bool,
}

/// How wide a glyph is, as far as can be told without its font: no wider than the way to the next one, and what is
/// left of that is a gap.
fn width(c: char, em: f64, stated: Option<f64>) -> f64 {
    let own = match c {
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9 * em,
        'A'..='Z' => 0.75 * em,
        c if is_wide(c) => em,
        _ => 0.5 * em,
    };
    match stated {
        Some(dx) if dx > 0.0 => dx.min(own),
        _ => own,
    }
}

/// Whether a character takes a whole square.
fn is_wide(c: char) -> bool {
    c as u32 >= 0x2e80 || "“”‘’…—①②③④⑤⑥⑦⑧⑨⑩".contains(c)
}
