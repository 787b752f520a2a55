//! The fonts a copy is set in: those of the standard where the operator has them, else those that travel along.

use law::Digest;
use law::digest::Digesting;
use std::sync::{Arc, LazyLock};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontVariant, FontWeight};
use typst::utils::LazyHash;

/// Open fonts, cut down to the characters of official texts (fonts/README.md says from what and how).
const OWN: [&[u8]; 4] = [
    include_bytes!("../../fonts/serif-regular.otf"),
    include_bytes!("../../fonts/serif-bold.otf"),
    include_bytes!("../../fonts/sans-regular.otf"),
    include_bytes!("../../fonts/kai-regular.ttf"),
];

const SERIF: &str = "Gongkai Song";
const SANS: &str = "Gongkai Hei";
const WENKAI: &str = "Gongkai Kai";

/// What each part is set in by the standard, under the names the fonts call themselves.
const BODY: &[&str] = &["FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋"];
const TITLE: &[&str] = &[
    "FZXiaoBiaoSong-B05",
    "FZXiaoBiaoSong-B05S",
    "方正小标宋_GBK",
    "方正小标宋简体",
];
const HEI: &[&str] = &["SimHei", "黑体"];
const KAI: &[&str] = &["KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体"];
const NUMBER: &[&str] = &["SimSun", "宋体"];

/// The fonts at hand.
#[derive(Debug)]
pub struct Fonts {
    pub(super) all: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
    id: Digest,
}

/// The fonts that travel along, read once.
static ALONE: LazyLock<Arc<Fonts>> = LazyLock::new(|| Arc::new(Fonts::new([])));

impl Fonts {
    /// The fonts that travel along.
    pub fn own() -> Arc<Self> {
        Arc::clone(&ALONE)
    }

    /// The fonts that travel along, and the `given` font files before them.
    pub fn new(given: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut digesting = Digesting::default();
        let mut fonts: Vec<Font> = Vec::new();
        for file in given {
            digesting.push(Digest::of(&file).as_bytes());
            fonts.extend(Font::iter(Bytes::new(file)));
        }
        fonts.extend(
            OWN.into_iter()
                .flat_map(|bytes| Font::iter(Bytes::new(bytes))),
        );
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self {
            all: fonts,
            book,
            id: digesting.end(),
        }
    }

    /// Tells these fonts from others: a copy set in other fonts is another copy.
    pub fn id(&self) -> Digest {
        self.id
    }

    /// Whether a file holds a font that can be used.
    pub fn is_font(file: Vec<u8>) -> bool {
        Font::iter(Bytes::new(file)).next().is_some()
    }

    /// The fonts of the standard that are not here, each by its first name.
    pub fn missing(&self) -> Vec<&'static str> {
        let parts = [TITLE, BODY, HEI, KAI].into_iter();
        let missing = parts.filter(|names| self.held(names).is_empty());
        missing.filter_map(|names| names.first().copied()).collect()
    }

    /// Whether every part is set in the font of the standard.
    pub fn are_standard(&self) -> bool {
        self.missing().is_empty()
    }

    /// Whether one of them has this character.
    pub(super) fn have(&self, c: char) -> bool {
        (0..self.all.len())
            .filter_map(|n| self.book.info(n))
            .any(|font| font.coverage.contains(c.into()))
    }

    /// The families of one run, the first of which has all its characters where any has: a run is not set in two faces
    /// because one character of it is rare.
    pub(super) fn together(&self, part: Part, text: &str) -> Vec<String> {
        let mut families = self.families_of(part);
        let variant = part.variant();
        let has_all = |family: &String| {
            let font = self.book.select(&family.to_lowercase(), variant);
            let info = font.and_then(|n| self.book.info(n));
            info.is_some_and(|info| {
                text.chars()
                    .filter(|c| !c.is_whitespace() && !is_unseen(*c))
                    .all(|c| info.coverage.contains(c.into()))
            })
        };
        if let Some(at) = families.iter().position(has_all) {
            families[..=at].rotate_right(1);
        }
        families
    }

    fn held(&self, names: &[&str]) -> Vec<String> {
        names
            .iter()
            .filter(|name| self.book.contains_family(&name.to_lowercase()))
            .map(|name| (*name).to_owned())
            .collect()
    }

    fn families_of(&self, part: Part) -> Vec<String> {
        let (names, own): (&[&str], &[&str]) = match part {
            Part::Body => (BODY, &[SERIF]),
            Part::Song => (TITLE, &[SERIF]),
            Part::Hei => (HEI, &[SANS, SERIF]),
            Part::Kai => (KAI, &[WENKAI, SERIF]),
            Part::Number => (NUMBER, &[SERIF]),
        };
        let mut families = self.held(names);
        families.extend(own.iter().map(|name| (*name).to_owned()));
        families
    }

    /// For the template: the families of each part, the first that has a character wins.
    pub(super) fn families(&self) -> serde_json::Value {
        serde_json::json!({
            "body": self.families_of(Part::Body),
            "song": self.families_of(Part::Song),
            "hei": self.families_of(Part::Hei),
            "kai": self.families_of(Part::Kai),
            "number": self.families_of(Part::Number),
        })
    }
}

/// What of a document a font is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// 仿宋
    Body,
    /// 小标宋; its stand-in is set bold.
    Song,
    /// 黑体
    Hei,
    /// 楷体
    Kai,
    /// Page numbers.
    Number,
}

impl Part {
    fn variant(self) -> FontVariant {
        let weight = match self {
            Self::Song => FontWeight::BOLD,
            Self::Body | Self::Hei | Self::Kai | Self::Number => FontWeight::REGULAR,
        };
        FontVariant {
            weight,
            ..FontVariant::default()
        }
    }
}

/// Whether a character has no form of its own, so that no font need have it.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn has(family: &str, part: Part, c: char) -> bool {
        let book = &Fonts::own().book;
        let font = book.select(&family.to_lowercase(), part.variant()).unwrap();
        book.info(font).unwrap().coverage.contains(c.into())
    }

    /// Of a head, of headings and of words alike: all characters of GB 2312, and what names of places need beyond them.
    #[test]
    fn every_face_has_the_characters_of_names() {
        let places = "岫陉藁妃涞蠡涿骅猗稷绛芮岚岢隰赉磴鲅桦珲箐邺溧邳盱眙邗沭鄞浔婺缙枞禺浈濠禅榕埇浰㙍鮀礐輋";
        for (family, part) in [
            (SERIF, Part::Body),
            (SERIF, Part::Song),
            (SANS, Part::Hei),
            (WENKAI, Part::Kai),
        ] {
            for c in places
                .chars()
                .chain("公开的通知〔2026〕1号、《》〓".chars())
            {
                assert!(has(family, part, c), "{family} {part:?} has no {c}");
            }
        }
    }

    #[test]
    fn a_run_with_a_character_that_its_face_lacks_falls_back_whole() {
        let fonts = Fonts::own();
        // In the kai there is no 㔉, in the serif there is.
        assert!(!has(WENKAI, Part::Kai, '㔉') && has(SERIF, Part::Body, '㔉'));
        assert_eq!(fonts.together(Part::Kai, "第一项"), [WENKAI, SERIF]);
        assert_eq!(
            fonts.together(Part::Kai, "第一项\u{3000}㔉"),
            [SERIF, WENKAI]
        );
        // Where no face has all of them, each character is set as well as can be.
        assert_eq!(fonts.together(Part::Kai, "㔉ą"), [WENKAI, SERIF]);
    }
}
