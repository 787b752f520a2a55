//! 印迹 — what the operators of a page leave on it: glyphs, ruling lines, and how much of it is picture.
//!
//! Coordinates are points from the upper left corner of the page as it is shown.

/// One printed glyph.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mark {
    /// None where the file does not say what the glyph reads.
    pub(crate) text: Option<String>,
    /// Where it begins: on the base line, or for vertical writing at its top, in the middle.
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// The way to the next glyph, spacing left out.
    pub(crate) along: (f64, f64),
    pub(crate) size: f64,
    pub(crate) font: usize,
    pub(crate) vertical: bool,
    /// Counts the operators that show text: glyphs of one string have one number.
    pub(crate) show: usize,
}

/// A ruling line, with `x0 <= x1` and `y0 <= y1`; one of the two is nearly the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rule {
    pub(crate) x0: f64,
    pub(crate) y0: f64,
    pub(crate) x1: f64,
    pub(crate) y1: f64,
}

#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) marks: Vec<Mark>,
    pub(crate) rules: Vec<Rule>,
    /// The part of the page that images cover, at most 1.
    pub(crate) pictured: f64,
}
