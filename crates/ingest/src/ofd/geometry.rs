//! Places on a page, in millimetres from its upper left corner.

/// An affine map, as `CTM` writes it: `a b c d e f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

#[expect(
    clippy::many_single_char_names,
    reason = "the standard names the six numbers so"
)]
impl Matrix {
    pub(super) const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First `self`, then `next`.
    pub(super) fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, next.0);
        Self([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    pub(super) fn point(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Where a direction goes, without the shift.
    pub(super) fn vector(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (a * x + c * y, b * x + d * y)
    }

    /// How much larger lengths across the line become: the height of glyphs.
    pub(super) fn scale(self) -> f64 {
        let (x, y) = self.vector(0.0, 1.0);
        x.hypot(y)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        <[f64; 6]>::try_from(numbers(text)).ok().map(Self)
    }
}

/// `x y width height`
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let [x, y, width, height] = <[f64; 4]>::try_from(numbers(text)).ok()?;
        Some(Self {
            x,
            y,
            width,
            height,
        })
    }
}

/// Numbers parted by blanks; what is no finite number is left out.
pub(super) fn numbers(text: &str) -> Vec<f64> {
    let parse = |word: &str| word.parse::<f64>().ok().filter(|n| n.is_finite());
    text.split([' ', ',', '\t', '\n', '\r'])
        .filter_map(parse)
        .collect()
}

/// `3 g 4 5.5 2`: in `DeltaX` and `DeltaY`, `g n v` stands for `n` times `v` (GB/T 33190 §11.3). At most `most`
/// values, whatever `n` says.
pub(super) fn deltas(text: &str, most: usize) -> Vec<f64> {
    let mut out = Vec::new();
    let mut words = text
        .split([' ', ',', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty());
    while let Some(word) = words.next()
        && out.len() < most
    {
        if word != "g" {
            out.push(
                word.parse()
                    .ok()
                    .filter(|n: &f64| n.is_finite())
                    .unwrap_or(0.0),
            );
            continue;
        }
        let n = words
            .next()
            .and_then(|n| n.parse::<f64>().ok())
            .unwrap_or(0.0);
        let value = words
            .next()
            .and_then(|v| v.parse().ok())
            .filter(|v: &f64| v.is_finite());
        let n = (n.max(0.0) as usize).min(most - out.len());
        out.extend(std::iter::repeat_n(value.unwrap_or(0.0), n));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_the_same_distance_are_written_short_and_never_grow_beyond_the_text() {
        assert_eq!(deltas("3 g 2 5.5 1", 10), [3.0, 5.5, 5.5, 1.0]);
        assert_eq!(deltas("g 999999999 1", 4), [1.0; 4]);
        assert_eq!(deltas("g", 4), [0.0; 0]);
    }

    #[test]
    fn a_drawing_in_a_drawing_is_moved_by_both() {
        let matrix = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]).then(Matrix::shift(10.0, 5.0));
        assert_eq!(matrix.point(1.0, 1.0), (12.0, 7.0));
    }
}
