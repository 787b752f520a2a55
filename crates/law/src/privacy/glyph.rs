//! The characters of a text as detectors see them: narrow, small where they are letters, each with its place.

use std::ops::Range;

/// One character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// Narrow: full-width letters, digits and signs are those of ASCII.
    pub(super) c: char,
    /// Where it begins, in bytes.
    at: usize,
    len: usize,
}

/// A text, and what stands above it.
pub(super) struct Glyphs {
    all: Vec<Glyph>,
    head: Vec<char>,
}

/// What the numbers of an address count.
const COUNTED: &[char] = &[
    '号', '栋', '幢', '座', '单', '室', '楼', '层', '梯', '组', '弄', '#',
];
/// What such a number stands behind.
const BEFORE_COUNT: &[char] = &[
    '路', '街', '巷', '道', '弄', '村', '号', '栋', '幢', '座', '元', '楼',
];
/// What the name of an estate stands behind.
const BEFORE_BUILDING: &[char] = &['号', '市', '县', '区', '镇', '乡', '道'];
/// Buildings among them.
const BUILT: &[char] = &['栋', '幢', '座', '楼'];
/// The longest part of an address that is looked through, in characters.
const LONGEST_PART: usize = 12;

/// How far before something the words stand that say what it is.
const NEAR: usize = 14;

impl Glyphs {
    pub(super) fn of(head: &str, text: &str) -> Self {
        let all = text.char_indices().map(|(at, c)| Glyph {
            c: narrow(c),
            at,
            len: c.len_utf8(),
        });
        Self {
            all: all.collect(),
            head: head.chars().map(narrow).collect(),
        }
    }

    /// Without what stands between the parts of an address and is none: 东沟村（桥头）12 号, 解放路12号 幸福里3栋.
    pub(super) fn closed_up(&self) -> Self {
        let mut all: Vec<Glyph> = Vec::new();
        let mut at = 0;
        while let Some(glyph) = self.all.get(at) {
            let aside = self.aside(at);
            if aside == 0 {
                all.push(*glyph);
            }
            at += aside.max(1);
        }
        Self {
            all,
            head: self.head.clone(),
        }
    }

    /// How many characters stand here between two parts of an address.
    fn aside(&self, at: usize) -> usize {
        let (Some(before), Some(c)) = (self.before(at), self.get(at)) else {
            return 0;
        };
        let behind = self.ahead(at + 1, LONGEST_PART);
        let is_number = |words: &str| words.starts_with(|c: char| c.is_ascii_digit());
        match c {
            ' ' if before.is_ascii_digit() => usize::from(behind.starts_with(COUNTED)),
            ' ' if BEFORE_COUNT.contains(&before) && is_number(&behind) => 1,
            ' ' if BEFORE_BUILDING.contains(&before) => {
                let part: String = behind.chars().take_while(|c| c.is_alphanumeric()).collect();
                usize::from(part.contains(BUILT))
            }
            '(' if before == '村' => match behind.split_once(')') {
                Some((words, rest)) if is_number(rest) => words.chars().count() + 2,
                _ => 0,
            },
            _ => 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<char> {
        self.all.get(at).map(|glyph| glyph.c)
    }

    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.get(at.checked_sub(1)?)
    }

    /// The characters of a range, narrow.
    pub(super) fn text(&self, range: Range<usize>) -> String {
        let glyphs = self.all.get(range).unwrap_or_default();
        glyphs.iter().map(|glyph| glyph.c).collect()
    }

    /// The characters from one on, so many at most, narrow.
    pub(super) fn ahead(&self, at: usize, most: usize) -> String {
        let glyphs = self.all.iter().skip(at).take(most);
        glyphs.map(|glyph| glyph.c).collect()
    }

    /// Whether one of these words stands there.
    pub(super) fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        let is_there = |word: &&str| {
            let mut glyphs = self.all.iter().skip(at);
            word.chars()
                .all(|c| glyphs.next().is_some_and(|it| it.c == c))
        };
        words.iter().any(is_there)
    }

    /// The byte at which a character begins.
    pub(super) fn start(&self, at: usize) -> usize {
        self.all.get(at).map_or(0, |glyph| glyph.at)
    }

    /// The longest ranges of characters that are all of a sort.
    pub(super) fn runs(&self, is_part: impl Fn(char) -> bool) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, _) in self.all.iter().enumerate().filter(|(_, it)| is_part(it.c)) {
            match runs.last_mut().filter(|run| run.end == at) {
                Some(run) => run.end = at + 1,
                None => runs.push(at..at + 1),
            }
        }
        runs
    }

    /// The bytes of a range of characters.
    pub(super) fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.start(range.start);
        let last = range.end.checked_sub(1).and_then(|last| self.all.get(last));
        first..last.map_or(first, |glyph| glyph.at + glyph.len)
    }

    /// The words just before something, back to the end of the sentence before, and what stands above it.
    pub(super) fn context(&self, at: usize) -> String {
        let before = (0..at).rev().filter_map(|n| self.get(n));
        let sentence = before.take_while(|c| !matches!(c, '。' | ';' | '\n' | '!' | '?'));
        // 身 份 证 号: what a scanner or a form spreads out are the same words.
        let near = sentence.filter(|c| *c != ' ' && *c != '\t').take(NEAR);
        let near: Vec<char> = near.collect();
        let mut context: String = self.head.iter().collect();
        context.extend(near.iter().rev());
        context.make_ascii_lowercase();
        // Passport No. is a passport, and no number of a thing.
        match context.split_once("no.") {
            Some((before, after)) if before.ends_with(|c: char| c.is_ascii_alphabetic()) => {
                format!("{before}{after}")
            }
            _ => context,
        }
    }

    /// What stands above the text.
    pub(super) fn head(&self) -> String {
        self.head.iter().collect()
    }

    /// Whether the words before something name one of `words`, and name none of `others` nearer to it.
    pub(super) fn is_called(&self, at: usize, words: &[&str], others: &[&str]) -> bool {
        let context = self.context(at);
        let nearest = |names: &[&str]| names.iter().filter_map(|name| context.rfind(name)).max();
        match (nearest(words), nearest(others)) {
            (Some(word), Some(other)) => other < word,
            (word, None) => word.is_some(),
            (None, Some(_)) => false,
        }
    }
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{2009}' => ' ',
        '–' | '—' | '−' | '‐' | '‑' => '-',
        '•' | '・' => '·',
        c => c,
    }
}

pub(super) fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}
