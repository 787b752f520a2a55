//! 平面 — affine maps of a page, as PDF and OFD both write them: `a b c d e f`, row vectors (ISO 32000-1 §8.3.3,
//! GB/T 33190-2016 §7.5).

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matrix(pub(crate) [f64; 6]);

#[expect(
    clippy::many_single_char_names,
    reason = "both standards name the six numbers so"
)]
impl Matrix {
    pub(crate) const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(crate) fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First `self`, then `next`.
    pub(crate) fn then(self, next: Self) -> Self {
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

    pub(crate) fn point(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Where a direction goes, without the shift.
    pub(crate) fn vector(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (a * x + c * y, b * x + d * y)
    }

    /// How much larger lengths across the line become: the height of glyphs.
    pub(crate) fn scale(self) -> f64 {
        let (x, y) = self.vector(0.0, 1.0);
        x.hypot(y)
    }

    /// The map of six numbers; `None` where there are more or fewer.
    pub(crate) fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let numbers: Vec<f64> = numbers.into_iter().take(7).collect();
        <[f64; 6]>::try_from(numbers).ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_in_a_drawing_is_moved_by_both() {
        let matrix = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]).then(Matrix::shift(10.0, 5.0));
        assert_eq!(matrix.point(1.0, 1.0), (12.0, 7.0));
        assert_eq!(matrix.vector(1.0, 1.0), (2.0, 2.0));
    }

    #[test]
    fn a_map_has_six_numbers() {
        assert_eq!(
            Matrix::of([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
            Some(Matrix::SAME)
        );
        assert_eq!(Matrix::of([1.0; 5]), None);
        assert_eq!(Matrix::of([1.0; 7]), None);
    }
}
