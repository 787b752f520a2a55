//! 段落 — one paragraph while it is read, and the lines it becomes.

use super::numbering::Label;
use super::styles::{Nature, Resolved};
use crate::line::{Align, Line, Piece};

/// A paragraph whose end has not come yet.
#[derive(Default)]
pub(super) struct Para {
    pub(super) text: String,
    pub(super) props: super::props::ParaProps,
    /// How many characters have which size, in half points.
    sizes: Vec<(u32, usize)>,
    bold: usize,
    total: usize,
    /// Whether the mark at its end was deleted, so that the next paragraph goes on in it.
    pub(super) runs_on: bool,
    /// Text boxes and images anchored here: before the words, or after them.
    pub(super) before: Vec<Floating>,
    pub(super) after: Vec<Piece>,
    /// The words of the notes referred to.
    pub(super) notes: Vec<String>,
}

/// What a text box holds, and how far down the page it stands, in English Metric Units, if that is stated.
pub(super) struct Floating {
    pub(super) down: Option<i64>,
    pub(super) pieces: Vec<Piece>,
}

impl Para {
    /// Adds words with the looks they have.
    pub(super) fn push(&mut self, words: &str, bold: bool, size: Option<f32>) {
        let n = words.chars().filter(|c| !c.is_whitespace()).count();
        self.text.push_str(words);
        self.total += n;
        if bold {
            self.bold += n;
        }
        if let Some(size) = size.map(|size| (size * 2.0) as u32) {
            match self.sizes.iter_mut().find(|(known, _)| *known == size) {
                Some((_, count)) => *count += n,
                None => self.sizes.push((size, n)),
            }
        }
    }

    /// The paragraph as pieces in reading order. `carried` are the words of a paragraph that ran on into this one.
    pub(super) fn finish(
        mut self,
        resolved: &Resolved,
        carried: &str,
        label: Option<Label>,
    ) -> Vec<Piece> {
        let size = self
            .sizes
            .iter()
            .max_by_key(|(_, count)| *count)
            .map(|(size, _)| *size);
        let pattern = Line {
            text: String::new(),
            level: match (resolved.nature, resolved.para.outline) {
                (Nature::Title, _) => Some(0),
                (_, Some(outline)) if outline < 9 => Some(outline + 1),
                _ => None,
            },
            align: resolved.para.align.unwrap_or_default(),
            bold: self.total > 0 && self.bold == self.total,
            size: size.map(|half| half as f32 / 2.0).or(resolved.run.size),
            indented: resolved.para.indented.unwrap_or_default(),
        };
        let mut text = format!("{carried}{}", self.text);
        if let Some(label) = label
            && !text.trim().is_empty()
        {
            text = label.before(&text);
        }
        if self.before.iter().all(|floating| floating.down.is_some()) {
            self.before.sort_by_key(|floating| floating.down);
        }
        let mut pieces: Vec<Piece> = self
            .before
            .into_iter()
            .flat_map(|floating| floating.pieces)
            .collect();
        for text in segments(&text, &pattern) {
            pieces.push(Piece::Line(Line {
                text,
                ..pattern.clone()
            }));
        }
        pieces.extend(
            self.notes
                .into_iter()
                .map(|note| Piece::Line(Line::of(note))),
        );
        pieces.append(&mut self.after);
        pieces
    }
}

/// The lines of a paragraph that has line breaks: each its own, save in a heading or a centred title, where a break
/// only sets the words on two lines.
fn segments(text: &str, pattern: &Line) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
        let apart = line.contains(['〔', '[']) || line.trim_start().starts_with(['（', '(']);
        let title = pattern.level.is_some()
            || (pattern.align == Align::Centre && pattern.size.is_none_or(|size| size < 30.0));
        match lines.last_mut() {
            Some(last) if title && !apart => last.push_str(line.trim()),
            _ => lines.push(line.to_owned()),
        }
    }
    if lines.is_empty() && text.is_empty() {
        lines.push(String::new());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_in_a_centred_title_joins_and_one_in_the_text_parts() {
        let centred = Line {
            align: Align::Centre,
            ..Line::default()
        };
        assert_eq!(
            segments("关于开展\n工作的通知", &centred),
            ["关于开展工作的通知"]
        );
        assert_eq!(
            segments("通知\n（2020年公布）", &centred),
            ["通知", "（2020年公布）"]
        );
        assert_eq!(segments("某局\n某日", &Line::default()), ["某局", "某日"]);
    }
}
