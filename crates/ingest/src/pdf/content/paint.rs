//! 线条 — which strokes and thin fills of a page are ruling lines (ISO 32000-1 §8.5).
//!
//! Curves leave no line, and white ones are none: they hide what is beneath.

use super::{MOST_RULES, Rule, Runner, Scratch, State};
use crate::pdf::object::Object;

/// A filled shape no thicker than this is a line, in points.
const THIN: f64 = 3.0;

impl Runner<'_, '_> {
    pub(super) fn paint(
        &mut self,
        word: &[u8],
        operands: &[Object],
        state: &State,
        scratch: &mut Scratch,
    ) {
        let n = |i: usize| operands.get(i).and_then(Object::as_number).unwrap_or(0.0);
        let path = &mut scratch.path;
        if path.len() > MOST_RULES {
            path.clear();
        }
        match word {
            b"m" => path.push(vec![state.to_page.point(n(0), n(1))]),
            b"l" => {
                if let Some(part) = path.last_mut() {
                    part.push(state.to_page.point(n(0), n(1)));
                }
            }
            // A curve leaves no line: the next one begins where it ends.
            b"c" => path.push(vec![state.to_page.point(n(4), n(5))]),
            b"v" | b"y" => path.push(vec![state.to_page.point(n(2), n(3))]),
            b"h" => close(path.last_mut()),
            b"re" => {
                let (x, y, width, height) = (n(0), n(1), n(2), n(3));
                let corners = [
                    (x, y),
                    (x + width, y),
                    (x + width, y + height),
                    (x, y + height),
                    (x, y),
                ];
                path.push(corners.map(|(x, y)| state.to_page.point(x, y)).to_vec());
            }
            b"S" => self.stroke(state, path),
            b"s" => {
                close(path.last_mut());
                self.stroke(state, path);
            }
            b"f" | b"F" | b"f*" => self.fill(state, path),
            b"B" | b"B*" | b"b" | b"b*" => {
                if word.first() == Some(&b'b') {
                    close(path.last_mut());
                }
                self.fill(state, path);
                self.stroke(state, path);
            }
            b"n" => {}
            _ => return,
        }
        if matches!(
            word,
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n"
        ) {
            path.clear();
        }
    }

    fn stroke(&mut self, state: &State, path: &[Vec<(f64, f64)>]) {
        if state.white_stroke {
            return;
        }
        for part in path {
            for pair in part.windows(2) {
                if let &[a, b] = pair {
                    self.rule(a, b);
                }
            }
        }
    }

    fn fill(&mut self, state: &State, path: &[Vec<(f64, f64)>]) {
        if state.white_fill {
            return;
        }
        for part in path.iter().filter(|part| (4..=6).contains(&part.len())) {
            let xs = part.iter().map(|p| p.0);
            let ys = part.iter().map(|p| p.1);
            let (x0, x1) = (
                xs.clone().fold(f64::INFINITY, f64::min),
                xs.fold(f64::NEG_INFINITY, f64::max),
            );
            let (y0, y1) = (
                ys.clone().fold(f64::INFINITY, f64::min),
                ys.fold(f64::NEG_INFINITY, f64::max),
            );
            let (w, h) = (x1 - x0, y1 - y0);
            if h <= THIN && w > 2.0 * h {
                let y = f64::midpoint(y0, y1);
                self.rule((x0, y), (x1, y));
            } else if w <= THIN && h > 2.0 * w {
                let x = f64::midpoint(x0, x1);
                self.rule((x, y0), (x, y1));
            }
        }
    }

    fn rule(&mut self, a: (f64, f64), b: (f64, f64)) {
        let (w, h) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
        let sound = [a.0, a.1, b.0, b.1].iter().all(|n| n.is_finite());
        if !sound || self.page.rules.len() >= MOST_RULES || w.max(h) < 0.5 || w.min(h) > 1.0 {
            return;
        }
        self.page.rules.push(Rule {
            x0: a.0.min(b.0),
            y0: a.1.min(b.1),
            x1: a.0.max(b.0),
            y1: a.1.max(b.1),
        });
    }
}

fn close(part: Option<&mut Vec<(f64, f64)>>) {
    if let Some(part) = part
        && let Some(first) = part.first().copied()
    {
        part.push(first);
    }
}
