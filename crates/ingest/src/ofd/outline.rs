//! 图元路径 — which parts of an outline are ruling lines (GB/T 33190 §9.3, `AbbreviatedData`).

use crate::plane::Matrix;

/// A filled shape no thicker than this is a line, in millimetres.
const THIN: f64 = 1.0;
/// How far a line may lean and still be lying or standing, in millimetres.
const LEAN: f64 = 0.3;
/// More steps than this no outline of a table has.
const MOST_STEPS: usize = 20_000;

/// A lying or standing line from one corner to the other, in millimetres of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    pub(super) x0: f64,
    pub(super) y0: f64,
    pub(super) x1: f64,
    pub(super) y1: f64,
}

/// The ruling lines of an outline.
pub(super) fn rules(data: &str, matrix: Matrix, stroke: bool, fill: bool) -> Vec<Rule> {
    let mut rules = Vec::new();
    for part in parts(data, matrix) {
        let thin = |rule: &Rule| (rule.x1 - rule.x0).min(rule.y1 - rule.y0) <= THIN;
        let bounds = bounds(&part);
        match bounds {
            Some(rule) if fill && thin(&rule) => rules.push(rule),
            _ if stroke => rules.extend(part.windows(2).filter_map(|pair| match pair {
                [a, b] => straight(*a, *b),
                _ => None,
            })),
            _ => {}
        }
    }
    rules
}

fn straight(a: (f64, f64), b: (f64, f64)) -> Option<Rule> {
    let rule = Rule {
        x0: a.0.min(b.0),
        y0: a.1.min(b.1),
        x1: a.0.max(b.0),
        y1: a.1.max(b.1),
    };
    ((rule.x1 - rule.x0).min(rule.y1 - rule.y0) <= LEAN).then_some(rule)
}

fn bounds(part: &[(f64, f64)]) -> Option<Rule> {
    let (x, y) = *part.first()?;
    let start = Rule {
        x0: x,
        y0: y,
        x1: x,
        y1: y,
    };
    Some(part.iter().fold(start, |rule, (x, y)| Rule {
        x0: rule.x0.min(*x),
        y0: rule.y0.min(*y),
        x1: rule.x1.max(*x),
        y1: rule.y1.max(*y),
    }))
}

/// The corners of each closed or open part, on the page. Curves count by their ends.
fn parts(data: &str, matrix: Matrix) -> Vec<Vec<(f64, f64)>> {
    let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut words = data.split_whitespace();
    let mut steps = 0;
    while let Some(word) = words.next() {
        steps += 1;
        if steps > MOST_STEPS {
            break;
        }
        // How many numbers follow; the last two are where the step ends.
        let n = match word {
            "M" | "S" | "L" => 2,
            "Q" => 4,
            "B" => 6,
            "A" => 7,
            "C" => {
                if let Some(part) = parts.last_mut()
                    && let Some(first) = part.first().copied()
                {
                    part.push(first);
                }
                continue;
            }
            _ => continue,
        };
        let numbers: Vec<f64> = words
            .by_ref()
            .take(n)
            .map(|word| {
                word.parse()
                    .ok()
                    .filter(|n: &f64| n.is_finite())
                    .unwrap_or(0.0)
            })
            .collect();
        let &[.., x, y] = numbers.as_slice() else {
            break;
        };
        let point = matrix.point(x, y);
        match parts.last_mut() {
            Some(part) if !matches!(word, "M" | "S") => part.push(point),
            _ => parts.push(vec![point]),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thin_filled_box_is_one_line_and_a_stroked_box_is_four() {
        let thin = rules("M 0 0 L 50 0 L 50 0.3 L 0 0.3 C", Matrix::SAME, false, true);
        assert_eq!(
            thin,
            [Rule {
                x0: 0.0,
                y0: 0.0,
                x1: 50.0,
                y1: 0.3
            }]
        );
        assert_eq!(
            rules("M 0 0 L 50 0 L 50 20 L 0 20 C", Matrix::SAME, true, false).len(),
            4
        );
        assert_eq!(
            rules("M 0 0 L 50 0 L 50 20 L 0 20 C", Matrix::SAME, false, true).len(),
            0
        );
    }

    #[test]
    fn a_slanted_stroke_is_no_ruling_line() {
        assert_eq!(rules("S 0 0 L 50 50", Matrix::SAME, true, false).len(), 0);
    }
}
