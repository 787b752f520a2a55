//! 异同 — whether two texts under one number and title are one document, as two sources give it.
//!
//! Decides what sources may do to a document without making another one of it: white space, the width and form of
//! punctuation, and the parts around the words (head, recipients, signature, imprint) that a source may leave out. Beyond
//! that a few letters are a difference to be looked at, and many are another document.

use law::Text;
use law::text::{Block, Role};
use std::fmt;

/// How the text that comes in stands to the one that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    Same,
    /// One document with slips: somebody should look at the difference.
    Near(Difference),
    /// Another document.
    Other(Difference),
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Letters that are left out and letters that are put in, together; `None` where there are too many to count.
    pub(crate) letters: Option<usize>,
    /// The words of each from just before the first difference on.
    pub(crate) held: String,
    pub(crate) incoming: String,
}

/// So few letters are a slip, unless the whole text is hardly longer.
const SLIP: usize = 4;

/// A text is nearly the same where at most one letter in so many differs.
const ONE_IN: usize = 20;

/// Differences are counted up to here; the time grows with the square.
const MOST: usize = 2000;

/// How many letters before and from the first difference are shown.
const BEFORE: usize = 6;
const SHOWN: usize = 18;

/// Compares the words of two texts.
pub(crate) fn compare(held: &Text, incoming: &Text) -> Likeness {
    let whole = likeness(&letters(held, |_| true), &letters(incoming, |_| true));
    if whole == Likeness::Same {
        return whole;
    }
    let parts = likeness(&letters(held, is_body), &letters(incoming, is_body));
    match (&whole, &parts) {
        // A text of which nothing is left without its head says nothing by being equal.
        (_, Likeness::Same) if letters(held, is_body).is_empty() => whole,
        (Likeness::Near(_), Likeness::Other(_)) => whole,
        _ => parts,
    }
}

fn likeness(held: &[char], incoming: &[char]) -> Likeness {
    if held == incoming {
        return Likeness::Same;
    }
    let first = held
        .iter()
        .zip(incoming)
        .take_while(|(one, other)| one == other)
        .count();
    let total = held.len() + incoming.len();
    let (one, other) = (held.get(first..), incoming.get(first..));
    let letters = edits(
        one.unwrap_or_default(),
        other.unwrap_or_default(),
        MOST.min(SLIP.max(total / ONE_IN)),
    );
    let shown = |text: &[char]| {
        let from = first.saturating_sub(BEFORE);
        let mut words: String = text.iter().skip(from).take(SHOWN).collect();
        if from + SHOWN < text.len() {
            words.push('…');
        }
        if 0 < from {
            words.insert(0, '…');
        }
        words
    };
    let difference = Difference {
        letters,
        held: shown(held),
        incoming: shown(incoming),
    };
    match letters {
        Some(n) if n * ONE_IN <= total || (n <= SLIP && n * 3 <= total) => {
            Likeness::Near(difference)
        }
        _ => Likeness::Other(difference),
    }
}

/// The least number of letters to leave out and put in that turns one into the other, where it is at most `most`
/// (the difference algorithm of Myers, 1986).
fn edits(one: &[char], other: &[char], most: usize) -> Option<usize> {
    let most = most as isize;
    // How far each diagonal reaches; diagonal `k` stands at `k + most + 1`.
    let mut reach = vec![0_isize; 2 * most as usize + 3];
    let at = |k: isize| (k + most + 1) as usize;
    let get = |text: &[char], i: isize| text.get(i as usize).copied();
    for step in 0..=most {
        for k in (-step..=step).step_by(2) {
            let (below, above) = (reach[at(k - 1)], reach[at(k + 1)]);
            let goes_down = k == -step || (k != step && below < above);
            let mut x = if goes_down { above } else { below + 1 };
            while let (Some(a), Some(b)) = (get(one, x), get(other, x - k)) {
                if a != b {
                    break;
                }
                x += 1;
            }
            reach[at(k)] = x;
            if one.len() as isize <= x && other.len() as isize <= x - k {
                return Some(step as usize);
            }
        }
    }
    None
}

/// The letters of a text without what sources set differently.
fn letters(text: &Text, takes: impl Fn(&Block) -> bool) -> Vec<char> {
    let blocks = text.blocks.iter().filter(|block| takes(block));
    blocks
        .flat_map(|block| block.plain().chars().filter_map(letter).collect::<Vec<_>>())
        .collect()
}

/// Whether a block is of the words themselves, and not of what stands around them on an official document.
fn is_body(block: &Block) -> bool {
    match block {
        Block::Paragraph(paragraph) => matches!(paragraph.role, Role::Body | Role::Item),
        Block::Heading(_) | Block::Table(_) => true,
        Block::Image(_) => false,
    }
}

/// A letter in the form in which it is compared.
fn letter(letter: char) -> Option<char> {
    if letter.is_whitespace() || letter.is_control() {
        return None;
    }
    Some(match letter {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => return None,
        '“' | '”' | '„' | '「' | '」' | '『' | '』' | '＂' => '"',
        '‘' | '’' | '＇' => '\'',
        '—' | '–' | '‐' | '‑' | '‒' | '―' | '─' | '−' | '－' => '-',
        '〔' | '［' | '【' | '﹝' | '[' => '(',
        '〕' | '］' | '】' | '﹞' | ']' => ')',
        '。' => '.',
        '•' | '・' | '∙' => '·',
        '〜' => '~',
        // The full-width forms of ASCII.
        '！'..='～' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    })
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(letters) = self.letters {
            write!(f, "增删共 {letters} 个字，")?;
        }
        write!(f, "第一处：已有“{}”，来源“{}”", self.held, self.incoming)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::text::Paragraph;

    fn text(parts: &[(Role, &str)]) -> Text {
        let of = |(role, words): &(Role, &str)| {
            Block::Paragraph(Paragraph {
                role: *role,
                text: (*words).into(),
                anchor: String::new(),
            })
        };
        Text {
            blocks: parts.iter().map(of).collect(),
        }
    }

    fn body(words: &str) -> Text {
        text(&[(Role::Body, words)])
    }

    #[test]
    fn space_and_the_form_of_punctuation_make_no_other_document() {
        let one = body("各单位：请于2026年3月1日前，报送“清单”（一式两份）。");
        let other =
            body("各单位:请于２０２６年3月1日前, 报送\"清单\"(一式两份)。\u{3000}\u{200b}\n");
        assert_eq!(compare(&one, &other), Likeness::Same);
    }

    #[test]
    fn what_a_source_leaves_out_around_the_words_makes_no_other_document() {
        let words = "请于三月一日前报送清单。";
        let whole = text(&[
            (Role::Title, "关于报送清单的通知"),
            (Role::Recipients, "各单位："),
            (Role::Body, words),
            (Role::Signature, "漱石县教育局"),
            (Role::WrittenDate, "2026年3月2日"),
        ]);
        assert_eq!(compare(&whole, &body(words)), Likeness::Same);
        assert_eq!(compare(&body(words), &whole), Likeness::Same);
    }

    #[test]
    fn a_slip_is_named_with_its_place() {
        let long = "按照上级要求，各学校应当在学期开始以前完成检查，并且报送结果。".repeat(3);
        let slip = long.replacen("学期", "学年", 1);
        let Likeness::Near(difference) = compare(&body(&long), &body(&slip)) else {
            panic!("{:?}", compare(&body(&long), &body(&slip)))
        };
        assert_eq!(difference.letters, Some(2));
        let says = difference.to_string();
        assert!(
            says.contains("学期开始") && says.contains("学年开始"),
            "{says}"
        );
        assert!(says.contains("增删共 2 个字"), "{says}");
    }

    #[test]
    fn other_words_are_another_document_however_short() {
        for (one, other) in [
            ("甲。", "乙。"),
            ("", "乙。"),
            ("各学校应当开放操场。", "各单位应当报送预算。"),
        ] {
            let found = compare(&body(one), &body(other));
            assert!(
                matches!(found, Likeness::Other(_)),
                "{one} {other}: {found:?}"
            );
        }
        let (one, other) = ("甲".repeat(100_000), "乙".repeat(100_000));
        let Likeness::Other(difference) = compare(&body(&one), &body(&other)) else {
            panic!("taken for the same")
        };
        assert_eq!(difference.letters, None);
    }

    #[test]
    fn the_count_is_the_least_there_is() {
        let of = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(edits(&of("abcabba"), &of("cbabac"), 10), Some(5));
        assert_eq!(edits(&of(""), &of("abc"), 10), Some(3));
        assert_eq!(edits(&of("abc"), &of("abc"), 0), Some(0));
        assert_eq!(edits(&of("abc"), &of("xyz"), 5), None);
    }
}
