//! A PDF as programs read it: the structure tree as one that reads aloud walks it, and the lines that are drawn.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Name, Object, String as Bytes};
use std::collections::BTreeMap;

/// An element of the structure tree.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) role: String,
    /// Everything that stands in it, in the order of reading.
    pub(super) words: String,
    /// For a head of a table: what it is the head of.
    pub(super) scope: Option<String>,
    pub(super) columns: u32,
    /// What is read where there are no words.
    pub(super) alt: Option<String>,
    pub(super) rows: u32,
    pub(super) within: Vec<Element>,
}

impl Element {
    /// This element and all that stand in it, in the order of reading.
    pub(super) fn all(&self) -> Vec<&Element> {
        let within = self.within.iter().flat_map(Element::all);
        std::iter::once(self).chain(within).collect()
    }

    /// Those of some roles, in the order of reading.
    pub(super) fn of<'a>(&'a self, roles: &[&str]) -> Vec<&'a Element> {
        let mut all = self.all();
        all.retain(|element| roles.contains(&element.role.as_str()));
        all
    }
}

pub(super) fn open(pdf: &[u8]) -> Pdf {
    Pdf::new(pdf.to_vec()).unwrap()
}

pub(super) fn catalog(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get(pdf.xref().root_id()).unwrap()
}

/// The words of a marked part of a page, by the number of the page's object and of the mark.
type Marked = BTreeMap<(i32, i32), String>;

/// The structure tree; `bytes` are those of `pdf`.
pub(super) fn tree(pdf: &Pdf, bytes: &[u8]) -> Element {
    let marked = marked(pdf, bytes);
    let root: Dict<'_> = catalog(pdf).get("StructTreeRoot").unwrap();
    element(&root, 0, &marked)
}

fn element(dict: &Dict<'_>, page: i32, marked: &Marked) -> Element {
    let page = dict.get_ref("Pg").map_or(page, |page| page.obj_number);
    let name = |dict: &Dict<'_>, key: &str| {
        dict.get::<Name<'_>>(key)
            .map(|name| name.as_str().to_owned())
    };
    let mut element = Element {
        role: name(dict, "S").unwrap_or_default(),
        alt: dict
            .get::<Bytes<'_>>("Alt")
            .map(|alt| text_string(alt.as_bytes())),
        columns: 1,
        rows: 1,
        ..Element::default()
    };
    for attributes in several::<Dict<'_>>(dict, "A") {
        element.scope = name(&attributes, "Scope").or(element.scope);
        element.columns = attributes.get("ColSpan").unwrap_or(element.columns);
        element.rows = attributes.get("RowSpan").unwrap_or(element.rows);
    }
    for kid in several::<Object<'_>>(dict, "K") {
        match kid {
            Object::Number(mark) => {
                let mark = mark.as_i64() as i32;
                element.words += &marked[&(page, mark)];
            }
            Object::Dict(kid) if name(&kid, "Type").as_deref() == Some("MCR") => {
                let page = kid.get_ref("Pg").map_or(page, |page| page.obj_number);
                let mark: i32 = kid.get("MCID").unwrap();
                element.words += &marked[&(page, mark)];
            }
            Object::Dict(kid) if name(&kid, "Type").as_deref() == Some("OBJR") => {}
            Object::Dict(kid) => {
                let kid = self::element(&kid, page, marked);
                element.words += &kid.words;
                element.within.push(kid);
            }
            other => panic!("{other:?} in the structure tree"),
        }
    }
    element
}

/// The one value of a key, or all of its list.
fn several<'a, T>(dict: &Dict<'a>, key: &str) -> Vec<T>
where
    T: TryFrom<Object<'a>>,
{
    let values = match dict.get::<Object<'a>>(key) {
        None => vec![],
        Some(Object::Array(array)) => array.iter::<Object<'a>>().collect(),
        Some(one) => vec![one],
    };
    values
        .into_iter()
        .filter_map(|value| T::try_from(value).ok())
        .collect()
}

fn text_string(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Some(wide) => {
            let units: Vec<u16> = wide
                .chunks_exact(2)
                .map(|two| u16::from_be_bytes([two[0], two[1]]))
                .collect();
            String::from_utf16(&units).unwrap()
        }
    }
}

/// The words of every marked part: what each operator shows is known from the reader of PDF files, which mark it stands
/// in from the operators.
fn marked(pdf: &Pdf, bytes: &[u8]) -> Marked {
    let runs = ingest::pdf::runs(bytes).unwrap();
    let mut marked = Marked::new();
    for (n, page) in pdf.pages().iter().enumerate() {
        let number = page.raw().obj_id().unwrap().obj_number;
        let mut runs = runs.iter().filter(|run| run.page == n + 1);
        let mut open: Vec<Option<i32>> = Vec::new();
        let mut operations = page.operations();
        while let Some(operation) = operations.next() {
            let operands: Vec<Object<'_>> = operation.operands().cloned().collect();
            match &**operation.operator {
                b"BMC" => open.push(None),
                b"BDC" => {
                    let mark = match operands.last() {
                        Some(Object::Dict(dict)) => dict.get::<i32>("MCID"),
                        _ => None,
                    };
                    open.push(mark);
                    if let Some(mark) = mark {
                        marked.entry((number, mark)).or_default();
                    }
                }
                b"EMC" => drop(open.pop()),
                b"Tj" | b"TJ" => {
                    let run = runs.next().expect("a run for every operator that shows");
                    if let Some(mark) = open.iter().rev().find_map(|mark| *mark) {
                        *marked.entry((number, mark)).or_default() += &run.text;
                    }
                }
                _ => {}
            }
        }
        assert!(runs.next().is_none(), "an operator for every run");
    }
    marked
}

/// A level line that is drawn, in millimetres from the upper left corner of its page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn {
    pub(super) left: f64,
    pub(super) right: f64,
    /// Its middle.
    pub(super) y: f64,
    pub(super) width: f64,
}

/// Every level line, in the order of drawing: one that is drawn along its path, or a low area that is filled.
#[expect(
    clippy::many_single_char_names,
    reason = "a matrix has the letters of the standard"
)]
pub(super) fn level_lines(pdf: &Pdf) -> Vec<Drawn> {
    const MM: f64 = 25.4 / 72.0;
    let mut lines = Vec::new();
    for page in pdf.pages().iter() {
        let height = f64::from(page.base_dimensions().1);
        let mut saved = vec![([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], 1.0)];
        let mut path: Vec<(f64, f64)> = Vec::new();
        let mut operations = page.operations();
        while let Some(operation) = operations.next() {
            let numbers: Vec<f64> = operation
                .operands()
                .filter_map(|operand| match operand {
                    Object::Number(number) => Some(number.as_f64()),
                    _ => None,
                })
                .collect();
            let (matrix, width) = *saved.last().unwrap();
            match (&**operation.operator, numbers.as_slice()) {
                (b"q", _) => saved.push((matrix, width)),
                (b"Q", _) => drop(saved.pop()),
                (b"cm", &[a, b, c, d, e, f]) => {
                    saved.last_mut().unwrap().0 = product([a, b, c, d, e, f], matrix);
                }
                (b"w", &[width]) => saved.last_mut().unwrap().1 = width,
                (b"m" | b"l", &[x, y]) | (b"c", &[_, _, _, _, x, y]) => {
                    path.push(point(matrix, x, y));
                }
                (b"re", &[x, y, wide, high]) => {
                    path.push(point(matrix, x, y));
                    path.push(point(matrix, x + wide, y + high));
                }
                (b"S" | b"s" | b"f" | b"f*", _) => {
                    let stroke = match &**operation.operator {
                        b"S" | b"s" => width * matrix[0].hypot(matrix[1]),
                        _ => 0.0,
                    };
                    let ends = |of: fn(&(f64, f64)) -> f64| {
                        let each = path.iter().map(of);
                        each.fold((f64::MAX, f64::MIN), |(a, b), n| (a.min(n), b.max(n)))
                    };
                    let ((left, right), (low, high)) = (ends(|p| p.0), ends(|p| p.1));
                    if high - low < 2.0 && 10.0 < right - left {
                        lines.push(Drawn {
                            left: left * MM,
                            right: right * MM,
                            y: (height - f64::midpoint(low, high)) * MM,
                            width: (high - low + stroke) * MM,
                        });
                    }
                    path.clear();
                }
                (b"n", _) => path.clear(),
                _ => {}
            }
        }
    }
    lines
}

#[expect(
    clippy::many_single_char_names,
    reason = "a matrix has the letters of the standard"
)]
fn point(matrix: [f64; 6], x: f64, y: f64) -> (f64, f64) {
    let [a, b, c, d, e, f] = matrix;
    (a * x + c * y + e, b * x + d * y + f)
}

/// First the one, then the other.
fn product(first: [f64; 6], then: [f64; 6]) -> [f64; 6] {
    let (x, y) = (
        point(then, first[0], first[1]),
        point(then, first[2], first[3]),
    );
    let moved = point(then, first[4], first[5]);
    [
        x.0 - then[4],
        x.1 - then[5],
        y.0 - then[4],
        y.1 - then[5],
        moved.0,
        moved.1,
    ]
}

/// The media box of every page, in millimetres.
pub(super) fn papers(pdf: &Pdf) -> Vec<(f64, f64)> {
    let paper = |page: &hayro_syntax::page::Page<'_>| {
        let (wide, high) = page.base_dimensions();
        (f64::from(wide) * 25.4 / 72.0, f64::from(high) * 25.4 / 72.0)
    };
    pdf.pages().iter().map(paper).collect()
}

/// Whether a dictionary has a flag set.
pub(super) fn is_set(dict: &Dict<'_>, within: &str, flag: &str) -> bool {
    dict.get::<Dict<'_>>(within)
        .and_then(|within| within.get::<bool>(flag))
        == Some(true)
}

/// A text of the catalog.
pub(super) fn text_of(dict: &Dict<'_>, key: &str) -> String {
    text_string(dict.get::<Bytes<'_>>(key).unwrap().as_bytes())
}
