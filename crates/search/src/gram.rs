//! Grams — how a text is cut for the index.
//!
//! Each sign begins one gram at its own place: with the next sign, if both are word characters and nothing stands
//! between them, else alone. A phrase of grams at true places is then exactly a substring, and a single character is
//! found by all grams that begin with it. Words in Latin letters and digits (`gdp`, `g60`, `14`) stand in the index a
//! second time as wholes, marked by [`WHOLE`], so that a whole word counts for more than a part of one.
//!
//! Why no dictionary: query and text would be cut differently, and 5–10 % of what is there would not be found
//! (measured); why not the engine's own n-grams: they all get place 0, so phrases over them match at random.

use crate::sign::{Class, Sign, Signs, signs};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Precedes a whole word among the grams; control characters never get into a gram otherwise.
pub(crate) const WHOLE: char = '\u{1}';

/// Longer runs without Han characters are no words: checksums, encoded files.
const LONGEST_WORD: usize = 64;

#[derive(Clone, Default)]
pub(crate) struct Grams;

impl Tokenizer for Grams {
    type TokenStream<'a> = GramStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream<'a> {
        let mut signs = signs(text);
        let ahead = signs.next();
        GramStream {
            signs,
            ahead,
            word: None,
            whole: None,
            token: Token::default(),
        }
    }
}

pub(crate) struct GramStream<'a> {
    signs: Signs<'a>,
    ahead: Option<Sign>,
    /// The word without Han characters that is being read.
    word: Option<Word>,
    /// A finished word that is to be given out next.
    whole: Option<Word>,
    token: Token,
}

struct Word {
    text: String,
    chars: usize,
    first: Sign,
    last: Sign,
}

impl TokenStream for GramStream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(word) = self.whole.take() {
            self.set(word.first, word.last);
            self.token.text.push(WHOLE);
            self.token.text.push_str(&word.text);
            return true;
        }
        let Some(sign) = self.ahead.take() else {
            return false;
        };
        self.ahead = self.signs.next();
        let joined = self.ahead.filter(|next| sign.joins(next));
        if sign.class.is_latin() {
            self.read_word(sign, joined);
        }
        self.set(sign, joined.unwrap_or(sign));
        self.token.text.push(sign.ch);
        if let Some(next) = joined {
            self.token.text.push(next.ch);
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl GramStream<'_> {
    #[inline]
    fn set(&mut self, first: Sign, last: Sign) {
        self.token.text.clear();
        self.token.offset_from = first.from;
        self.token.offset_to = last.to;
        self.token.position = first.place as usize;
    }

    /// Takes a sign of a word without Han characters into that word.
    #[cold]
    fn read_word(&mut self, sign: Sign, joined: Option<Sign>) {
        let word = self.word.get_or_insert_with(|| Word {
            text: String::new(),
            chars: 0,
            first: sign,
            last: sign,
        });
        word.last = sign;
        word.chars += 1;
        if word.chars <= LONGEST_WORD {
            word.text.push(sign.ch);
        }
        if joined.is_none_or(|next| !next.class.is_latin()) {
            self.whole = self.word.take().filter(|word| word.chars <= LONGEST_WORD);
        }
    }
}

/// Cuts a text into its single characters of the Han script: what a question and its answer share even where one says
/// 赔钱 and the other 赔偿.
#[derive(Clone, Default)]
pub(crate) struct Characters;

impl Tokenizer for Characters {
    type TokenStream<'a> = CharacterStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharacterStream<'a> {
        CharacterStream {
            signs: signs(text),
            token: Token::default(),
        }
    }
}

pub(crate) struct CharacterStream<'a> {
    signs: Signs<'a>,
    token: Token,
}

impl TokenStream for CharacterStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(sign) = self.signs.find(|sign| sign.class == Class::Han) else {
            return false;
        };
        self.token.text.clear();
        self.token.offset_from = sign.from;
        self.token.offset_to = sign.to;
        self.token.position = sign.place as usize;
        self.token.text.push(sign.ch);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(usize, String)> {
        let mut grams = Grams;
        let mut stream = grams.token_stream(text);
        let mut cut = Vec::new();
        while stream.advance() {
            let token = stream.token();
            cut.push((token.position, token.text.replace(WHOLE, "=")));
        }
        cut
    }

    #[test]
    fn each_sign_begins_one_gram_at_its_place() {
        let expected = [
            (0, "20"),
            (1, "0年"),
            (0, "=20"),
            (2, "年公"),
            (3, "公开"),
            (4, "开"),
            (5, "、"),
            (6, "g6"),
            (7, "60"),
            (8, "0"),
            (6, "=g60"),
        ];
        let expected: Vec<(usize, String)> =
            expected.map(|(at, gram)| (at, gram.to_owned())).into();
        assert_eq!(cut("20 年公开、G60"), expected);
    }

    #[test]
    fn offsets_lie_on_characters_and_nothing_is_cut_from_emptiness() {
        assert!(cut("").is_empty());
        assert!(cut(" \n\u{0}\t").is_empty());
        let text = "公\u{301}开😀ＡＢ\u{10ffff}";
        let mut grams = Grams;
        let mut stream = grams.token_stream(text);
        while stream.advance() {
            let token = stream.token();
            assert!(text.get(token.offset_from..token.offset_to).is_some());
        }
    }
}
