//! 页面内容 — runs the operators of a page and notes what they print (ISO 32000-1 §8–9).
//!
//! Decides where every glyph stands, and which strokes and thin fills are ruling lines. Colours count only so far as
//! white lines are none; curves, shadings and clips count for nothing.
//!
//! Invariants
//! - Coordinates are points from the upper left corner of the page as it is shown.
//! - Forms are run as deep as [`DEEPEST`], and none within itself; every byte run is paid for, so forms that use one
//!   another end.

mod paint;

use super::file::File;
use super::font::Font;
use super::lexer::{Item, Lexer, is_space};
pub(crate) use super::marks::{Mark, Page, Rule};
use super::object::{Id, Object};
use super::tree::PageNode;
use crate::plane::Matrix;
use std::collections::HashMap;
use std::rc::Rc;

const DEEPEST: usize = 12;
/// What running a form costs besides its bytes.
const FORM_COSTS: usize = 4_000;
/// More glyphs than this no page has.
const MOST_MARKS: usize = 400_000;
const MOST_RULES: usize = 60_000;

/// The fonts of a file, each loaded once.
#[derive(Default)]
pub(super) struct Fonts {
    pub(super) all: Vec<Rc<Font>>,
    by_id: HashMap<Id, usize>,
}

impl Fonts {
    fn find(&mut self, file: &File<'_>, resources: &Object, name: &[u8]) -> usize {
        let fonts = resources.as_dict().map(|r| file.get(r, "Font"));
        let entry = fonts
            .as_ref()
            .and_then(|f| f.as_dict())
            .and_then(|f| f.0.get(name));
        let id = match entry {
            Some(Object::Ref(id)) => Some(*id),
            _ => None,
        };
        if let Some(known) = id.and_then(|id| self.by_id.get(&id)) {
            return *known;
        }
        let object = entry.map(|entry| file.follow(entry));
        let font = match object.as_ref().and_then(|o| o.as_dict()) {
            Some(dict) if self.all.len() < 4096 => Font::load(file, dict),
            _ => Font::missing(),
        };
        self.all.push(Rc::new(font));
        if let Some(id) = id {
            self.by_id.insert(id, self.all.len() - 1);
        }
        self.all.len() - 1
    }
}

/// Runs a page.
pub(super) fn run(file: &File<'_>, node: &PageNode, fonts: &mut Fonts) -> Page {
    let [left, bottom, right, top] = node.area;
    let (w, h) = (right - left, top - bottom);
    let (base, width, height) = match node.turns {
        1 => (Matrix([0.0, 1.0, 1.0, 0.0, -bottom, -left]), h, w),
        2 => (Matrix([-1.0, 0.0, 0.0, 1.0, right, -bottom]), w, h),
        3 => (Matrix([0.0, -1.0, -1.0, 0.0, top, right]), h, w),
        _ => (Matrix([1.0, 0.0, 0.0, -1.0, -left, top]), w, h),
    };
    let mut runner = Runner {
        file,
        fonts,
        page: Page {
            width,
            height,
            ..Page::default()
        },
        shows: 0,
        forms: Vec::new(),
    };
    let contents = file.get(&node.dict, "Contents");
    let streams = match &*contents {
        Object::Array(parts) => parts.iter().map(|part| file.follow(part)).collect(),
        _ => vec![contents],
    };
    // The parts are one stream: a token never goes over a border, an operator's operands may.
    let mut bytes = Vec::new();
    for stream in streams {
        if let Some(part) = stream.as_stream().and_then(|stream| file.bytes(stream)) {
            bytes.extend(part);
            bytes.push(b'\n');
        }
    }
    runner.run(&bytes, &node.resources, State::new(base), 0);
    runner.page.pictured = runner.page.pictured.min(1.0);
    runner.page
}

struct Runner<'f, 'a> {
    file: &'f File<'a>,
    fonts: &'f mut Fonts,
    page: Page,
    shows: usize,
    /// The forms that are being run, outermost first.
    forms: Vec<Id>,
}

#[derive(Clone)]
struct State {
    to_page: Matrix,
    font: Option<(usize, Rc<Font>)>,
    size: f64,
    char_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    white_fill: bool,
    white_stroke: bool,
}

impl State {
    fn new(to_page: Matrix) -> Self {
        Self {
            to_page,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            white_fill: false,
            white_stroke: false,
        }
    }
}

/// What is being built: the text matrices and the path.
struct Scratch {
    text: Matrix,
    line: Matrix,
    path: Vec<Vec<(f64, f64)>>,
    /// Where each open piece of marked content begins, and what it says it reads.
    spans: Vec<(usize, Option<String>)>,
}

impl Runner<'_, '_> {
    fn run(&mut self, bytes: &[u8], resources: &Rc<Object>, state: State, depth: usize) {
        if !self.file.pay(bytes.len()) {
            return;
        }
        let mut lexer = Lexer::new(bytes, 0);
        let mut state = state;
        let mut saved: Vec<State> = Vec::new();
        let mut operands: Vec<Object> = Vec::new();
        let mut names: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut scratch = Scratch {
            text: Matrix::SAME,
            line: Matrix::SAME,
            path: Vec::new(),
            spans: Vec::new(),
        };
        while let Some(item) = lexer.item() {
            let word = match item {
                Item::Value(value) => {
                    if operands.len() < 64 {
                        operands.push(value);
                    }
                    continue;
                }
                Item::Word(word) => word,
            };
            match word {
                b"q" if saved.len() < 256 => saved.push(state.clone()),
                b"Q" => state = saved.pop().unwrap_or(state),
                b"cm" => {
                    if let Some(matrix) = matrix_of(&operands) {
                        state.to_page = matrix.then(state.to_page);
                    }
                }
                b"Tf" => {
                    if let [Object::Name(name), size] = operands.as_slice() {
                        let index = *names
                            .entry(name.clone())
                            .or_insert_with(|| self.fonts.find(self.file, resources, name));
                        state.font = self
                            .fonts
                            .all
                            .get(index)
                            .map(|font| (index, Rc::clone(font)));
                        state.size = size.as_number().unwrap_or(0.0);
                    }
                }
                b"Do" => {
                    if let Some(name) = operands.first().and_then(Object::as_name) {
                        self.external(name, resources, &state, depth);
                    }
                }
                b"BI" => {
                    self.picture(state.to_page);
                    skip_inline_image(&mut lexer, bytes);
                }
                b"BDC" => scratch
                    .spans
                    .push((self.page.marks.len(), self.spoken(&operands, resources))),
                b"BMC" => scratch.spans.push((self.page.marks.len(), None)),
                b"EMC" => self.close_span(&mut scratch),
                _ => {
                    self.paint(word, &operands, &state, &mut scratch);
                    graphics(word, &operands, &mut state);
                    self.text(word, &operands, &mut state, &mut scratch);
                }
            }
            operands.clear();
        }
    }

    /// `ActualText` of a piece of marked content.
    fn spoken(&self, operands: &[Object], resources: &Object) -> Option<String> {
        let own = match operands.get(1)? {
            Object::Name(name) => {
                let all = self.file.get(resources.as_dict()?, "Properties");
                self.file.follow(all.as_dict()?.0.get(name)?)
            }
            other => Rc::new(other.clone()),
        };
        let text = self.file.get(own.as_dict()?, "ActualText");
        let bytes = text.as_bytes()?.strip_prefix(b"\xfe\xff")?;
        let (text, _) = encoding_rs::UTF_16BE.decode_without_bom_handling(bytes);
        Some(text.into_owned())
    }

    /// What a piece says it reads counts where its glyphs do not say it themselves.
    fn close_span(&mut self, scratch: &mut Scratch) {
        let Some((start, Some(text))) = scratch.spans.pop() else {
            return;
        };
        let Some(marks) = self.page.marks.get_mut(start..) else {
            return;
        };
        if marks.iter().any(|mark| mark.text.is_none()) {
            let mut text = Some(text);
            for mark in marks {
                mark.text = Some(text.take().unwrap_or_default());
            }
        }
    }

    fn external(&mut self, name: &[u8], resources: &Rc<Object>, state: &State, depth: usize) {
        let file = self.file;
        let Some(dict) = resources.as_dict() else {
            return;
        };
        let all = file.get(dict, "XObject");
        let Some(entry) = all.as_dict().and_then(|all| all.0.get(name)) else {
            return;
        };
        let object = file.follow(entry);
        let Some(stream) = object.as_stream() else {
            return;
        };
        if stream.dict.get("Subtype").is_name("Image") {
            self.picture(state.to_page);
            return;
        }
        if depth >= DEEPEST || !stream.dict.get("Subtype").is_name("Form") {
            return;
        }
        // A form that uses itself shows nothing by that (ISO 32000-1 §8.10.1 forbids it).
        let id = match entry {
            Object::Ref(id) => Some(*id),
            _ => None,
        };
        if id.is_some_and(|id| self.forms.contains(&id)) {
            return;
        }
        let matrix = file.get(&stream.dict, "Matrix");
        let matrix = matrix
            .as_array()
            .and_then(matrix_of)
            .unwrap_or(Matrix::SAME);
        let own = file.get(&stream.dict, "Resources");
        let own = if own.as_dict().is_some() {
            own
        } else {
            Rc::clone(resources)
        };
        // Running a form costs more than its bytes, and one form can be run from many places.
        if !file.pay(FORM_COSTS) {
            return;
        }
        let Some(bytes) = file.bytes(stream) else {
            return;
        };
        let state = State {
            to_page: matrix.then(state.to_page),
            ..state.clone()
        };
        self.forms.extend(id);
        self.run(&bytes, &own, state, depth + 1);
        if id.is_some() {
            self.forms.pop();
        }
    }

    /// Notes the part of the page that the unit square covers.
    fn picture(&mut self, to_page: Matrix) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        let corners = corners.map(|(x, y)| to_page.point(x, y));
        let span = |values: [f64; 4], most: f64| {
            let low = values
                .iter()
                .copied()
                .fold(f64::INFINITY, f64::min)
                .clamp(0.0, most);
            let high = values
                .iter()
                .copied()
                .fold(f64::NEG_INFINITY, f64::max)
                .clamp(0.0, most);
            (high - low) / most.max(1.0)
        };
        self.page.pictured += span(corners.map(|c| c.0), self.page.width)
            * span(corners.map(|c| c.1), self.page.height);
    }

    fn text(&mut self, word: &[u8], operands: &[Object], state: &mut State, scratch: &mut Scratch) {
        let n = |i: usize| operands.get(i).and_then(Object::as_number).unwrap_or(0.0);
        let next = |scratch: &mut Scratch, x: f64, y: f64| {
            scratch.line = Matrix::shift(x, y).then(scratch.line);
            scratch.text = scratch.line;
        };
        match word {
            b"BT" => (scratch.text, scratch.line) = (Matrix::SAME, Matrix::SAME),
            b"Tm" => {
                if let Some(matrix) = matrix_of(operands) {
                    (scratch.text, scratch.line) = (matrix, matrix);
                }
            }
            b"Td" => next(scratch, n(0), n(1)),
            b"TD" => {
                state.leading = -n(1);
                next(scratch, n(0), n(1));
            }
            b"T*" => next(scratch, 0.0, -state.leading),
            b"Tj" => self.show(operands.first(), state, scratch),
            b"'" => {
                next(scratch, 0.0, -state.leading);
                self.show(operands.first(), state, scratch);
            }
            b"\"" => {
                (state.word_space, state.char_space) = (n(0), n(1));
                next(scratch, 0.0, -state.leading);
                self.show(operands.get(2), state, scratch);
            }
            b"TJ" => {
                for item in operands
                    .first()
                    .and_then(Object::as_array)
                    .unwrap_or_default()
                {
                    if let Some(back) = item.as_number() {
                        let back = -back / 1000.0 * state.size;
                        let vertical = state.font.as_ref().is_some_and(|(_, f)| f.vertical);
                        let shift = if vertical {
                            Matrix::shift(0.0, back)
                        } else {
                            Matrix::shift(back * state.stretch, 0.0)
                        };
                        scratch.text = shift.then(scratch.text);
                    } else {
                        self.show_part(Some(item), state, scratch);
                    }
                }
                self.shows += 1;
            }
            _ => {}
        }
    }

    fn show(&mut self, string: Option<&Object>, state: &State, scratch: &mut Scratch) {
        self.show_part(string, state, scratch);
        self.shows += 1;
    }

    fn show_part(&mut self, string: Option<&Object>, state: &State, scratch: &mut Scratch) {
        let (Some(bytes), Some((index, font))) =
            (string.and_then(Object::as_bytes), state.font.as_ref())
        else {
            return;
        };
        for glyph in font.glyphs(bytes) {
            let to_page = scratch.text.then(state.to_page);
            let spacing = state.char_space
                + if glyph.is_space {
                    state.word_space
                } else {
                    0.0
                };
            let advance = glyph.advance / 1000.0 * state.size;
            let (step, along) = if font.vertical {
                (
                    Matrix::shift(0.0, advance + spacing),
                    to_page.vector(0.0, advance),
                )
            } else {
                let stretch = state.stretch;
                let step = Matrix::shift((advance + spacing) * stretch, 0.0);
                (step, to_page.vector(advance * stretch, 0.0))
            };
            // A vertical glyph hangs from the writing position by its middle.
            let rise = if font.vertical { 0.0 } else { state.rise };
            let (x, y) = to_page.point(0.0, rise);
            let (up_x, up_y) = to_page.vector(0.0, state.size);
            let mark = Mark {
                text: glyph.text,
                x,
                y,
                along,
                size: up_x.hypot(up_y),
                font: *index,
                vertical: font.vertical,
                show: self.shows,
            };
            scratch.text = step.then(scratch.text);
            self.put(mark);
        }
    }

    /// Keeps what stands on the page; crop boxes hide the rest from every reader.
    fn put(&mut self, mark: Mark) {
        let (w, h) = (self.page.width, self.page.height);
        let sound = mark.along.0.is_finite() && mark.along.1.is_finite();
        let inside = (-2.0..=w + 2.0).contains(&mark.x) && (-2.0..=h + 2.0).contains(&mark.y);
        let visible = (0.5..=2000.0).contains(&mark.size);
        if sound && inside && visible && self.page.marks.len() < MOST_MARKS {
            self.page.marks.push(mark);
        }
    }
}

/// `[a b c d e f]`
fn matrix_of(numbers: &[Object]) -> Option<Matrix> {
    Matrix::of(numbers.iter().filter_map(Object::as_number))
}

fn graphics(word: &[u8], operands: &[Object], state: &mut State) {
    let n = |i: usize| operands.get(i).and_then(Object::as_number).unwrap_or(0.0);
    let white = || {
        let numbers: Vec<f64> = operands.iter().filter_map(Object::as_number).collect();
        match numbers.len() {
            1 | 3 => numbers.iter().all(|n| *n >= 0.99),
            4 => numbers.iter().all(|n| *n <= 0.01),
            _ => false,
        }
    };
    match word {
        b"Tc" => state.char_space = n(0),
        b"Tw" => state.word_space = n(0),
        b"Tz" => state.stretch = n(0) / 100.0,
        b"TL" => state.leading = n(0),
        b"Ts" => state.rise = n(0),
        b"g" | b"rg" | b"k" | b"sc" | b"scn" => state.white_fill = white(),
        b"G" | b"RG" | b"K" | b"SC" | b"SCN" => state.white_stroke = white(),
        _ => {}
    }
}

/// Passes over `… ID bytes EI`.
fn skip_inline_image(lexer: &mut Lexer<'_>, bytes: &[u8]) {
    while let Some(item) = lexer.item() {
        if item == Item::Word(b"ID") {
            break;
        }
    }
    let mut at = lexer.at + 1;
    while let Some(rest) = bytes.get(at..) {
        let Some(next) = super::file::find(rest, b"EI") else {
            break;
        };
        at += next;
        let before = bytes.get(at.wrapping_sub(1)).copied().is_none_or(is_space);
        let after = bytes.get(at + 2).copied().is_none_or(is_space);
        at += 2;
        if before && after {
            lexer.at = at;
            return;
        }
    }
    lexer.at = bytes.len();
}
