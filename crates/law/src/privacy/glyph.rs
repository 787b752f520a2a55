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

    /// Without as many characters as `aside` says of a place.
    pub(super) fn without(&self, aside: impl Fn(&Self, usize) -> usize) -> Self {
        let mut all: Vec<Glyph> = Vec::new();
        let mut at = 0;
        while let Some(glyph) = self.all.get(at) {
            let count = aside(self, at);
            if count == 0 {
                all.push(*glyph);
            }
            at += count.max(1);
        }
        Self {
            all,
            head: self.head.clone(),
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
