//! Frequent words — sequences of characters that stand in so many texts that each has a list of its own.
//!
//! Where 人民政府 stands could be read from the places of 人民 and 政府, in as many texts as hold both; of what stands in
//! every third text that costs more than all the rest of a query. So the index says of such words outright which texts
//! hold them and how often. It takes nothing from what is found: a word is listed wherever its characters stand, also
//! within a longer word, just as a phrase of grams finds it.
//!
//! Which these are is data, `data/frequent.txt`: what stands in four of a hundred pieces of law, or six of a hundred
//! pieces of notices and reports, of 1,500 characters; what stands in two of a hundred titles of either.
//! What is only the end of another (民政府), or begins or ends with a word that only binds (的, 和), is left out: nobody
//! types it.

use crate::sign::{Sign, Signs, signs};
use std::collections::VecDeque;
use std::sync::OnceLock;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

const SOURCE: &str = include_str!("../data/frequent.txt");

/// Whether a sequence of signs is a frequent word.
pub(crate) fn is_frequent(signs: &[Sign]) -> bool {
    let words = Words::shipped();
    let mut at = Words::ROOT;
    let mut before: Option<&Sign> = None;
    for sign in signs {
        let goes_on = before.is_none_or(|before| before.joins(sign));
        match words.next(at, sign.ch).filter(|_| goes_on) {
            Some(next) => at = next,
            None => return false,
        }
        before = Some(sign);
    }
    words.ends_at(at)
}

/// The frequent words as a tree of characters.
struct Words {
    nodes: Vec<Node>,
    /// The child of the root for each of the usual characters; 0 where there is none.
    first: Vec<u32>,
    /// A bit for each pair with which a word begins, by [`place_of`]: of most places in a text it says that none does.
    beginnings: Vec<u64>,
}

#[derive(Clone, Copy)]
struct Node {
    ch: char,
    is_word: bool,
    /// Where its children stand, in the order of their characters.
    from: u32,
    to: u32,
}

impl Words {
    const ROOT: u32 = 0;

    /// The first of the usual characters.
    const USUAL: u32 = 0x4e00;

    fn shipped() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Self::of(SOURCE.lines()))
    }

    fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut words: Vec<Vec<char>> = words.map(|word| word.chars().collect()).collect();
        words.sort_unstable();
        let two = |word: &Vec<char>| Some((*word.first()?, *word.get(1)?));
        let beginnings: Vec<(char, char)> = words.iter().filter_map(two).collect();
        let node = |ch, is_word| Node {
            ch,
            is_word,
            from: 0,
            to: 0,
        };
        let mut nodes = vec![node('\0', false)];
        let mut waiting = VecDeque::from([(0_usize, words.as_slice(), 0_usize)]);
        while let Some((parent, words, depth)) = waiting.pop_front() {
            let from = nodes.len();
            let longer = words.iter().position(|word| depth < word.len());
            let longer = longer.and_then(|at| words.get(at..)).unwrap_or_default();
            for group in longer.chunk_by(|a, b| a.get(depth) == b.get(depth)) {
                let Some(first) = group.first() else { continue };
                let ch = first.get(depth).copied().unwrap_or_default();
                waiting.push_back((nodes.len(), group, depth + 1));
                nodes.push(node(ch, first.len() == depth + 1));
            }
            let to = nodes.len();
            if let Some(parent) = nodes.get_mut(parent) {
                (parent.from, parent.to) = (from as u32, to as u32);
            }
        }
        let mut words = Self {
            nodes,
            first: Vec::new(),
            beginnings: vec![0; 1 << (BITS - 6)],
        };
        let usual = (0..0x5200).map(|n| char::from_u32(Self::USUAL + n).unwrap_or_default());
        words.first = usual
            .map(|ch| words.child(Self::ROOT, ch).unwrap_or(0))
            .collect();
        for (first, second) in beginnings {
            let (slot, bit) = place_of(first, second);
            if let Some(slot) = words.beginnings.get_mut(slot) {
                *slot |= bit;
            }
        }
        words
    }

    /// Whether a word may begin with these two.
    #[inline]
    fn may_begin(&self, first: char, second: char) -> bool {
        let (slot, bit) = place_of(first, second);
        self.beginnings
            .get(slot)
            .is_some_and(|slot| slot & bit != 0)
    }

    #[inline]
    fn next(&self, at: u32, ch: char) -> Option<u32> {
        if at != Self::ROOT {
            return self.child(at, ch);
        }
        let usual = u32::from(ch).checked_sub(Self::USUAL)?;
        let first = self.first.get(usual as usize).copied();
        first.filter(|first| *first != 0)
    }

    fn child(&self, at: u32, ch: char) -> Option<u32> {
        let Node { from, to, .. } = *self.nodes.get(at as usize)?;
        let children = self.nodes.get(from as usize..to as usize)?;
        let at = children.binary_search_by_key(&ch, |child| child.ch).ok()?;
        Some(from + at as u32)
    }

    #[inline]
    fn ends_at(&self, at: u32) -> bool {
        self.nodes.get(at as usize).is_some_and(|node| node.is_word)
    }
}

/// Bits that are parted among all pairs, as a power of two: few enough to stay near the processor.
const BITS: u32 = 16;

/// Which bit says that a word begins with a pair.
#[inline]
fn place_of(first: char, second: char) -> (usize, u64) {
    let hash =
        u32::from(first).wrapping_mul(0x9e37_79b1) ^ u32::from(second).wrapping_mul(0x85eb_ca6b);
    let bit = hash >> (32 - BITS);
    ((bit >> 6) as usize, 1 << (bit & 63))
}

/// Cuts a text into the frequent words in it, each wherever it stands.
#[derive(Clone, Default)]
pub(crate) struct Frequent;

impl Tokenizer for Frequent {
    type TokenStream<'a> = FrequentStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FrequentStream<'a> {
        let mut signs = signs(text);
        let ahead = signs.next();
        FrequentStream {
            words: Words::shipped(),
            signs,
            ahead,
            run: Vec::new(),
            start: 0,
            long: 0,
            at: Words::ROOT,
            token: Token::default(),
        }
    }
}

pub(crate) struct FrequentStream<'a> {
    words: &'static Words,
    signs: Signs<'a>,
    ahead: Option<Sign>,
    /// Word characters with nothing between them.
    run: Vec<Sign>,
    /// Where in the run words are looked for, and how many characters of them were read.
    start: usize,
    long: usize,
    at: u32,
    token: Token,
}

impl TokenStream for FrequentStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let sign = self.run.get(self.start + self.long);
            if let Some(at) = sign.and_then(|sign| self.words.next(self.at, sign.ch)) {
                self.at = at;
                self.long += 1;
                if self.words.ends_at(at) {
                    self.set();
                    return true;
                }
                continue;
            }
            self.start += 1;
            self.long = 0;
            self.at = Words::ROOT;
            if !self.go_to_beginning() {
                return false;
            }
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl FrequentStream<'_> {
    fn set(&mut self) {
        let word = self.run.get(self.start..self.start + self.long);
        let word = word.unwrap_or_default();
        self.token.text.clear();
        self.token.text.extend(word.iter().map(|sign| sign.ch));
        if let (Some(first), Some(last)) = (word.first(), word.last()) {
            self.token.offset_from = first.from;
            self.token.offset_to = last.to;
            self.token.position = first.place as usize;
        }
    }

    /// Goes to the next place where a word may begin.
    fn go_to_beginning(&mut self) -> bool {
        loop {
            let rest = self.run.get(self.start..).unwrap_or_default();
            let mut pairs = rest.iter().zip(rest.iter().skip(1));
            let may_begin =
                |(first, second): (&Sign, &Sign)| self.words.may_begin(first.ch, second.ch);
            if let Some(ahead) = pairs.position(may_begin) {
                self.start += ahead;
                return true;
            }
            if !self.read_run() {
                return false;
            }
        }
    }

    fn read_run(&mut self) -> bool {
        self.run.clear();
        self.start = 0;
        while let Some(sign) = self.ahead {
            if self.run.last().is_some_and(|last| !last.joins(&sign)) {
                break;
            }
            self.run.push(sign);
            self.ahead = self.signs.next();
        }
        !self.run.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asked::Term;

    fn listed(text: &str) -> Vec<(usize, String)> {
        let mut frequent = Frequent;
        let mut stream = frequent.token_stream(text);
        let mut listed = Vec::new();
        while stream.advance() {
            listed.push((stream.token().position, stream.token().text.clone()));
        }
        listed
    }

    #[test]
    fn a_word_is_listed_wherever_it_stands_and_nowhere_else() {
        let text = "各级人民政府办公厅：\n中华人民共和国ＧＤＰ人民\u{200b}政府，人民 政府，人民\n政府。政府管理办法";
        let all: Vec<Sign> = signs(text).collect();
        let mut expected = Vec::new();
        for start in 0..all.len() {
            for end in start + 1..=all.len() {
                let piece = &all[start..end];
                let is_joined = piece.windows(2).all(|two| two[0].joins(&two[1]));
                let word: String = piece.iter().map(|sign| sign.ch).collect();
                if is_joined && SOURCE.lines().any(|line| line == word) {
                    expected.push((piece[0].place as usize, word));
                }
            }
        }
        assert!(expected.contains(&(2, "人民政府".to_owned())));
        assert_eq!(listed(text), expected);
        assert!(listed("").is_empty());
    }

    #[test]
    fn a_term_is_frequent_only_as_it_stands_in_the_list() {
        let is_frequent = |text: &str| Term::of(text).is_some_and(|term| term.is_frequent);
        assert!(is_frequent("人民政府"));
        assert!(is_frequent("《人民政府》"));
        for text in ["人民 政府", "人民、政府", "民政府", "人民", "人民政府g"] {
            assert!(!is_frequent(text), "{text}");
        }
    }

    #[test]
    fn the_words_are_in_order_and_long_enough_to_need_a_list() {
        let words: Vec<&str> = SOURCE.lines().collect();
        assert!(words.windows(2).all(|two| two[0] < two[1]));
        for word in words {
            let all: Vec<Sign> = signs(word).collect();
            assert!(3 <= all.len(), "{word}");
            let is_han = |sign: &Sign| ('\u{4e00}'..='\u{9fff}').contains(&sign.ch);
            assert!(all.iter().all(is_han), "{word}");
        }
    }
}
