//! From bytes to values: the syntax of files, content streams and CMaps, which is the same (ISO 32000-1 §7.2–7.3).
//!
//! Invariants
//! - Never fails: what is no token is skipped, what is not closed ends with the data.
//! - Nesting is bounded by [`DEEPEST`]; every call of [`Lexer::token`] moves on, so a caller's loop ends.

use super::object::{Dict, Object};

/// How deep arrays and dictionaries may stand in one another; anything deeper is read as null.
const DEEPEST: usize = 48;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Value(Object),
    ArrayOpen,
    ArrayClose,
    DictOpen,
    DictClose,
    Word(&'a [u8]),
}

/// What stands at one place: a value, or a word that is none (an operator, `endobj`).
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item<'a> {
    Value(Object),
    Word(&'a [u8]),
}

#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    data: &'a [u8],
    pub(super) at: usize,
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

impl<'a> Lexer<'a> {
    pub(super) fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The next token, or none at the end.
    pub(super) fn token(&mut self) -> Option<Token<'a>> {
        self.skip_space();
        let next = self.data.get(self.at + 1).copied();
        Some(match self.peek()? {
            b'[' => self.one(Token::ArrayOpen),
            b']' => self.one(Token::ArrayClose),
            b'<' if next == Some(b'<') => {
                self.at += 2;
                Token::DictOpen
            }
            b'>' if next == Some(b'>') => {
                self.at += 2;
                Token::DictClose
            }
            b'(' => Token::Value(Object::Str(self.literal())),
            b'<' => Token::Value(Object::Str(self.hexadecimal())),
            b'/' => Token::Value(Object::Name(self.name())),
            b'{' | b'}' | b')' | b'>' => {
                let word = self.data.get(self.at..=self.at)?;
                self.at += 1;
                Token::Word(word)
            }
            _ => self.word(),
        })
    }

    fn one(&mut self, token: Token<'a>) -> Token<'a> {
        self.at += 1;
        token
    }

    /// A value or an operator; brackets that close nothing are passed over.
    pub(super) fn item(&mut self) -> Option<Item<'a>> {
        loop {
            match self.token()? {
                Token::Value(value) => return Some(Item::Value(value)),
                Token::Word(word) => return Some(Item::Word(word)),
                Token::ArrayOpen => return Some(Item::Value(self.array(0))),
                Token::DictOpen => return Some(Item::Value(self.dict(0))),
                Token::ArrayClose | Token::DictClose => {}
            }
        }
    }

    /// An array after its opening bracket. `12 0 R` becomes a reference here and in a dictionary.
    fn array(&mut self, depth: usize) -> Object {
        let mut items = Vec::new();
        while let Some(token) = self.token() {
            match token {
                // A bracket left open: the array ends where something else must begin.
                Token::ArrayClose
                | Token::DictClose
                | Token::Word(b"endobj" | b"obj" | b"stream") => break,
                Token::Word(b"R") => reference(&mut items),
                other => items.extend(self.value(other, depth)),
            }
        }
        Object::Array(items)
    }

    fn dict(&mut self, depth: usize) -> Object {
        let mut dict = Dict::default();
        let mut key: Option<Vec<u8>> = None;
        let mut values: Vec<Object> = Vec::new();
        let mut close = |key: &mut Option<Vec<u8>>, values: &mut Vec<Object>| {
            if let (Some(key), Some(value)) = (key.take(), values.pop()) {
                dict.0.insert(key, value);
            }
            values.clear();
        };
        while let Some(token) = self.token() {
            match token {
                Token::DictClose | Token::Word(b"endobj" | b"obj" | b"stream") => break,
                Token::Word(b"R") => reference(&mut values),
                // A name is a key, unless it is the value that a key waits for.
                Token::Value(Object::Name(name)) if key.is_none() || !values.is_empty() => {
                    close(&mut key, &mut values);
                    key = Some(name);
                }
                other => values.extend(self.value(other, depth)),
            }
        }
        close(&mut key, &mut values);
        Object::Dict(dict)
    }

    fn value(&mut self, token: Token<'a>, depth: usize) -> Option<Object> {
        match token {
            Token::Value(value) => Some(value),
            Token::ArrayOpen | Token::DictOpen if depth >= DEEPEST => Some(Object::Null),
            Token::ArrayOpen => Some(self.array(depth + 1)),
            Token::DictOpen => Some(self.dict(depth + 1)),
            _ => None,
        }
    }

    fn word(&mut self) -> Token<'a> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|b| !is_space(b) && !is_delimiter(b))
        {
            self.at += 1;
        }
        let word = self.data.get(start..self.at).unwrap_or_default();
        match word {
            b"true" => Token::Value(Object::Bool(true)),
            b"false" => Token::Value(Object::Bool(false)),
            b"null" => Token::Value(Object::Null),
            _ => number(word).map_or(Token::Word(word), Token::Value),
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|b| !is_space(*b) && !is_delimiter(*b)) {
            self.at += 1;
            let digits = (self.data.get(self.at).copied().and_then(hex))
                .zip(self.data.get(self.at + 1).copied().and_then(hex));
            match digits {
                Some((high, low)) if byte == b'#' => {
                    name.push(high << 4 | low);
                    self.at += 2;
                }
                _ => name.push(byte),
            }
        }
        name
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            digits.extend(hex(byte));
        }
        digits
            .chunks(2)
            .map(|pair| match pair {
                [high, low] => high << 4 | low,
                [high, ..] => high << 4,
                [] => 0,
            })
            .collect()
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut out = Vec::new();
        let mut open = 1usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut out),
                b'(' => {
                    open += 1;
                    out.push(byte);
                }
                b')' if open == 1 => break,
                b')' => {
                    open -= 1;
                    out.push(byte);
                }
                _ => out.push(byte),
            }
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u16::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    code = code * 8 + u16::from(digit - b'0');
                    self.at += 1;
                }
                out.push(code as u8);
            }
            other => out.push(other),
        }
    }
}

/// Turns the last two numbers into a reference.
fn reference(items: &mut Vec<Object>) {
    let (generation, number) = (items.pop(), items.pop());
    let id = number
        .and_then(|n| u32::try_from(n.as_int()?).ok())
        .zip(generation.and_then(|g| u16::try_from(g.as_int()?).ok()));
    items.push(id.map_or(Object::Null, Object::Ref));
}

fn number(word: &[u8]) -> Option<Object> {
    let text = std::str::from_utf8(word).ok()?;
    let first = *word.first()?;
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return None;
    }
    if let Ok(n) = text.parse::<i64>() {
        return Some(Object::Int(n));
    }
    // Seen in the wild: `--5`, `5-3`, `1.2.3`; readers take what can be taken.
    let cleaned = text.trim_start_matches('-');
    let end = cleaned
        .char_indices()
        .find(|(i, c)| !(c.is_ascii_digit() || *c == '.' || (*i == 0 && *c == '+')))
        .map_or(cleaned.len(), |(i, _)| i);
    let value: f64 = cleaned.get(..end)?.parse().ok()?;
    value
        .is_finite()
        .then(|| Object::Real(if first == b'-' { -value } else { value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<Object> {
        match Lexer::new(text.as_bytes(), 0).item() {
            Some(Item::Value(value)) => Some(value),
            _ => None,
        }
    }

    #[test]
    fn names_strings_and_numbers_read_as_the_standard_says() {
        assert_eq!(value("/A#20B"), Some(Object::Name(b"A B".to_vec())));
        assert_eq!(
            value("(a\\(b\\051 \\101(c))"),
            Some(Object::Str(b"a(b) A(c)".to_vec()))
        );
        assert_eq!(value("<48 65 6>"), Some(Object::Str(b"He`".to_vec())));
        assert_eq!(value("-.5"), Some(Object::Real(-0.5)));
        assert_eq!(value("+17"), Some(Object::Int(17)));
    }

    #[test]
    fn a_reference_in_a_dictionary_takes_two_numbers() {
        let Some(Object::Dict(dict)) = value("<</A 1 0 R/B[2 3 0 R]/C/D/E null>>") else {
            unreachable!("a dictionary");
        };
        assert_eq!(dict.get("A"), &Object::Ref((1, 0)));
        assert_eq!(
            dict.get("B"),
            &Object::Array(vec![Object::Int(2), Object::Ref((3, 0))])
        );
        assert_eq!(dict.get("C"), &Object::Name(b"D".to_vec()));
    }

    #[test]
    fn nesting_without_end_is_cut_and_not_followed() {
        assert!(value(&"[".repeat(100_000)).is_some());
        assert!(value(&"<</A".repeat(100_000)).is_some());
    }
}
