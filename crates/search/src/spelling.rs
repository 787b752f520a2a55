//! Spelling — whether a name begins as somebody typed it: by its characters, by pinyin, by initials, or mixed.
//!
//! Decides that a Han character is typed as itself, as any of its readings (行 as `xing` or `hang`), or as the first sound
//! of one (`z` or `zh` for 政); that the last syllable may be unfinished; that `ü` may be typed `v` or `u`; and that
//! blanks, apostrophes and punctuation make no difference. Nothing is spelled out beforehand: a name is read against
//! what was typed, and [`Automaton`] does so for all names of a dictionary at once.

use crate::sign::{Class, signs};
use pinyin::ToPinyinMulti as _;
use tantivy_fst::Automaton;

/// Typed signs that are looked at; one place more than these must fit in [`Places`].
const MOST: usize = 48;

/// Fewer signs than these are looked for only where a name begins.
const FEW: usize = 2;

/// Which numbers of typed signs may have been used up.
type Places = u64;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    signs: Vec<char>,
}

impl Spelling {
    /// `None` where nothing was typed that a name could begin with, or more than a name is long.
    pub fn read(words: &str) -> Option<Self> {
        let signs = signs(words).filter(|sign| sign.class.is_word());
        let signs: Vec<char> = signs
            .map(|sign| if sign.ch == 'ü' { 'v' } else { sign.ch })
            .take(MOST + 1)
            .collect();
        (1..=MOST).contains(&signs.len()).then_some(Self { signs })
    }

    /// Whether `name` begins so, and for enough signs whether it does so anywhere within.
    pub fn is_in(&self, name: &str) -> bool {
        let name = squeezed(name);
        let starts = if self.signs.len() < FEW {
            1
        } else {
            name.len()
        };
        (0..starts).any(|from| name.get(from..).and_then(|rest| self.taken(rest)).is_some())
    }

    /// How many characters of a name stand for what was typed: the fewer, the more fully it was spelled.
    pub(crate) fn characters(&self, name: &str) -> Option<usize> {
        self.taken(&squeezed(name))
    }

    fn taken(&self, name: &[char]) -> Option<usize> {
        let mut places = 1;
        for (n, c) in name.iter().enumerate() {
            places = self.after(places, *c);
            if places & self.end() != 0 {
                return Some(n + 1);
            }
            if places == 0 {
                return None;
            }
        }
        None
    }

    /// The place where all is used up.
    fn end(&self) -> Places {
        1 << self.signs.len()
    }

    /// Where one may be after one more character of a name; who is at the end stays there.
    fn after(&self, places: Places, c: char) -> Places {
        let mut reached = places & self.end();
        for (at, sign) in self.signs.iter().enumerate() {
            if places & (1 << at) == 0 {
                continue;
            }
            if *sign == c {
                reached |= 1 << (at + 1);
            }
            let rest = self.signs.get(at..).unwrap_or_default();
            if sign.is_ascii_lowercase() {
                for used in used(rest, c) {
                    reached |= 1 << (at + used);
                }
            }
        }
        reached
    }
}

fn squeezed(name: &str) -> Vec<char> {
    let signs = signs(name).filter(|sign| sign.class != Class::Mark);
    signs.map(|sign| sign.ch).collect()
}

/// How many of the letters at the beginning of `rest` may stand for a Han character.
fn used(rest: &[char], c: char) -> impl Iterator<Item = usize> {
    let readings = c.to_pinyin_multi().into_iter().flatten();
    readings.flat_map(move |reading| {
        let reading = reading.plain();
        let length = reading.chars().count();
        let agreeing = rest.iter().zip(reading.chars());
        let agreeing = agreeing
            .take_while(|(typed, sound)| sounds(**typed, *sound))
            .count();
        // A whole syllable, an unfinished one at the end, or its first sound.
        let is_whole = agreeing == length || (0 < agreeing && agreeing == rest.len());
        let has_h = reading.chars().nth(1) == Some('h');
        [
            is_whole.then_some(agreeing),
            (1 <= agreeing).then_some(1),
            (2 <= agreeing && has_h).then_some(2),
        ]
        .into_iter()
        .flatten()
    })
}

fn sounds(typed: char, sound: char) -> bool {
    typed == sound || (sound == 'ü' && matches!(typed, 'v' | 'u'))
}

/// Accepts the terms of a dictionary that are `key`, two bytes of whatever kind, `separator`, and a name that begins as
/// typed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    pub(crate) spelling: &'a Spelling,
    pub(crate) key: u8,
    pub(crate) separator: u8,
}

/// How far a term was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// Bytes before the name that were read.
    before: u8,
    places: Places,
    /// A character of which some bytes are missing.
    character: u32,
    missing: u8,
}

/// Bytes of a term before its name.
const BEFORE: u8 = 4;

impl Reading {
    const NOWHERE: Self = Self {
        before: BEFORE,
        places: 0,
        character: 0,
        missing: 0,
    };
}

impl Automaton for Names<'_> {
    type State = Reading;

    fn start(&self) -> Reading {
        Reading {
            before: 0,
            places: 1,
            ..Reading::NOWHERE
        }
    }

    fn is_match(&self, reading: &Reading) -> bool {
        reading.missing == 0 && reading.places & self.spelling.end() != 0
    }

    fn can_match(&self, reading: &Reading) -> bool {
        reading.places != 0
    }

    fn will_always_match(&self, reading: &Reading) -> bool {
        self.is_match(reading)
    }

    fn accept(&self, reading: &Reading, byte: u8) -> Reading {
        let mut next = *reading;
        if reading.before < BEFORE {
            let is_expected = match reading.before {
                0 => byte == self.key,
                3 => byte == self.separator,
                _ => true,
            };
            next.before += 1;
            return if is_expected { next } else { Reading::NOWHERE };
        }
        let (character, missing) = match byte {
            0x80..=0xbf => (
                reading.character << 6 | u32::from(byte & 0x3f),
                reading.missing.saturating_sub(1),
            ),
            0xc0..=0xdf => (u32::from(byte & 0x1f), 1),
            0xe0..=0xef => (u32::from(byte & 0x0f), 2),
            0xf0.. => (u32::from(byte & 0x07), 3),
            _ => (u32::from(byte), 0),
        };
        next.character = character;
        next.missing = missing;
        if missing == 0 {
            let character = char::from_u32(character);
            next.places = character.map_or(0, |c| self.spelling.after(reading.places, c));
        }
        next
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn begins(typed: &str, name: &str) -> bool {
        let spelling = Spelling::read(typed).unwrap();
        spelling.characters(name).is_some()
    }

    #[test]
    fn a_name_is_typed_by_characters_pinyin_initials_or_mixed() {
        let name = "《政府信息公开条例》";
        for typed in [
            "政府信",
            "zhengfuxinxi",
            "ZhengFu XinXi",
            "zhengf",
            "zhengfuxinx",
            "zfxx",
            "zfxxgk",
            "zhfxx",
            "zhengfxx",
            "政府xinxi",
            "zf信息",
            "z",
            "政府信息公开条例",
        ] {
            assert!(begins(typed, name), "{typed}");
        }
        for typed in [
            "信息",
            "zfxg",
            "zhengfuxie",
            "zhengfuxinxigongkaitiaolia",
            "政府公开",
            "eng",
        ] {
            assert!(!begins(typed, name), "{typed}");
        }
    }

    #[test]
    fn any_reading_of_a_character_is_its_reading() {
        for (typed, name) in [
            ("xingzheng", "行政许可法"),
            ("hangye", "行业标准"),
            ("chongqing", "重庆市人民政府"),
            ("zhongda", "重大行政决策程序暂行条例"),
            ("lvshi", "律师法"),
            ("lüshi", "律师法"),
            ("nvxing", "女性就业"),
            ("nuxing", "女性就业"),
            ("xi'an", "西安市"),
            ("xian", "西安市"),
            ("xian", "县财政局"),
            ("changjiang", "长江保护法"),
            ("gdp", "GDP统计办法"),
            ("g60", "Ｇ60高速"),
            ("2026nianyusuan", "2026年预算"),
        ] {
            assert!(begins(typed, name), "{typed} {name}");
        }
    }

    #[test]
    fn the_fewer_characters_stand_for_it_the_more_fully_it_is_spelled() {
        let spelling = Spelling::read("hang").unwrap();
        assert_eq!(spelling.characters("行业"), Some(1));
        assert_eq!(spelling.characters("河岸农耕"), Some(4));
    }

    #[test]
    fn within_a_name_more_than_one_sign_is_wanted() {
        let is_in = |typed, name| Spelling::read(typed).unwrap().is_in(name);
        assert!(is_in("czj", "云溪县财政局"));
        assert!(is_in("财政", "云溪县财政局"));
        assert!(is_in("y", "云溪县财政局"));
        assert!(!is_in("c", "云溪县财政局"));
    }

    #[test]
    fn nothing_and_too_much_are_no_spelling() {
        assert_eq!(Spelling::read(" 《》 "), None);
        assert!(Spelling::read(&"a".repeat(MOST)).is_some());
        assert_eq!(Spelling::read(&"a".repeat(MOST + 1)), None);
    }
}
