//! Signs — a text as the sequence of characters that matter to searching.
//!
//! Decides what is a word character, what is a mark and where blanks count. The index, the query and the highlighting
//! all read a text through [`signs`], so they can never disagree.
//!
//! - A run of blanks or line breaks takes one place and matches nothing.
//! - A blank beside a bracket, or between a digit and a Han character, does not exist (国发 〔2019〕 5 号, 2020 年).
//! - Zero-width characters do not exist.

use crate::fold::fold;
use std::str::Chars;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Han,
    /// A letter or digit of any other script.
    Letter,
    Digit,
    /// Punctuation and symbols.
    Mark,
}

impl Class {
    #[inline]
    fn of(c: char) -> Self {
        match c {
            '\u{4e00}'..='\u{9fff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
            | '〇' => Self::Han,
            '0'..='9' => Self::Digit,
            'a'..='z' => Self::Letter,
            '\0'..='\u{7f}' | '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => Self::Mark,
            c if c.is_alphanumeric() => Self::Letter,
            _ => Self::Mark,
        }
    }

    #[inline]
    pub(crate) fn is_word(self) -> bool {
        self != Self::Mark
    }

    /// Part of a word that is written without Han characters: `g60`, `gdp`.
    #[inline]
    pub(crate) fn is_latin(self) -> bool {
        matches!(self, Self::Letter | Self::Digit)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sign {
    /// The folded character.
    pub(crate) ch: char,
    pub(crate) class: Class,
    /// Where it stands in the original text, in bytes.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Its place among the signs; a gap of one stands for blanks.
    pub(crate) place: u32,
}

impl Sign {
    /// Whether `next` follows without a blank and both are word characters.
    #[inline]
    pub(crate) fn joins(&self, next: &Sign) -> bool {
        self.class.is_word() && next.class.is_word() && next.place == self.place + 1
    }
}

/// The signs of a text, from its beginning.
pub(crate) fn signs(text: &str) -> Signs<'_> {
    let mut chars = text.chars();
    Signs {
        ahead: chars.next(),
        at: 0,
        chars,
        before: None,
        place: 0,
    }
}

pub(crate) struct Signs<'a> {
    /// The next character, and where it stands in bytes.
    ahead: Option<char>,
    at: usize,
    /// What comes after it.
    chars: Chars<'a>,
    /// The sign before it.
    before: Option<(char, Class)>,
    /// Its place, where nothing more stands between.
    place: u32,
}

/// What stands between two signs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Nothing,
    Blanks,
    /// A line break, a tab or another control character.
    Break,
}

impl Iterator for Signs<'_> {
    type Item = Sign;

    #[inline]
    fn next(&mut self) -> Option<Sign> {
        let gap = match self.ahead? {
            '\u{4e00}'..='\u{9fff}' => Gap::Nothing,
            _ => self.skip_gap(),
        };
        let (from, original) = (self.at, self.ahead?);
        self.step(original);
        let ch = fold(original);
        let class = Class::of(ch);
        if gap != Gap::Nothing
            && let Some(before) = self.before
            && parts(before, gap, ch, class)
        {
            self.place += 1;
        }
        let sign = Sign {
            ch,
            class,
            from,
            to: self.at,
            place: self.place,
        };
        self.place += 1;
        self.before = Some((ch, class));
        Some(sign)
    }
}

impl Signs<'_> {
    #[inline]
    fn step(&mut self, over: char) {
        self.at += over.len_utf8();
        self.ahead = self.chars.next();
    }

    fn skip_gap(&mut self) -> Gap {
        let mut gap = Gap::Nothing;
        while let Some(c) = self.ahead {
            gap = match c {
                '!'..='~' | '\u{3001}'..='\u{fefe}' => return gap,
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => gap,
                c if c.is_control() => Gap::Break,
                c if c.is_whitespace() => gap.max(Gap::Blanks),
                _ => return gap,
            };
            self.step(c);
        }
        gap
    }
}

/// Whether the gap between `before` and the next sign takes a place.
fn parts((before, class_before): (char, Class), gap: Gap, ch: char, class: Class) -> bool {
    let numeric = |a, b| a == Class::Digit && b == Class::Han;
    match gap {
        Gap::Nothing => false,
        Gap::Break => true,
        Gap::Blanks => {
            !(is_bracket(before)
                || is_bracket(ch)
                || numeric(class_before, class)
                || numeric(class, class_before))
        }
    }
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        let mut next = 0;
        for sign in signs(text) {
            out.extend(std::iter::repeat_n('_', (sign.place - next) as usize));
            out.push(sign.ch);
            next = sign.place + 1;
        }
        out
    }

    #[test]
    fn width_case_brackets_and_blanks_in_numbers_make_no_difference() {
        for (text, seen) in [
            ("国发 〔２０１９〕 5 号", "国发(2019)5号"),
            ("2020 年政务　公开", "2020年政务_公开"),
            ("ＧＤＰ 和 Gdp", "gdp_和_gdp"),
            ("公\u{200b}开\n\n　　公开", "公开_公开"),
            ("第一章　总则", "第一章_总则"),
            ("12 34", "12_34"),
            ("  首", "首"),
        ] {
            assert_eq!(shown(text), seen, "{text}");
        }
    }

    #[test]
    fn every_sign_stands_where_it_says() {
        let text = "“十四五”规划 ＡＢ２０２１—2025 年";
        for sign in signs(text) {
            let original: Vec<char> = text[sign.from..sign.to].chars().collect();
            assert_eq!(original.len(), 1);
            assert_eq!(crate::fold::fold(original[0]), sign.ch);
        }
    }
}
