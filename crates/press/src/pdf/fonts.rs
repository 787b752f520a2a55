//! The fonts a copy is set in: those of the standard where the operator has them, else those that travel along.

use law::Digest;
use law::digest::Digesting;
use std::sync::{Arc, LazyLock};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
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

    /// Whether every part is set in the font of the standard.
    pub fn are_standard(&self) -> bool {
        [BODY, TITLE, HEI, KAI]
            .iter()
            .all(|names| !self.held(names).is_empty())
    }

    /// Whether one of them has this character.
    pub(super) fn have(&self, c: char) -> bool {
        (0..self.all.len())
            .filter_map(|n| self.book.info(n))
            .any(|font| font.coverage.contains(c.into()))
    }

    fn held(&self, names: &[&str]) -> Vec<String> {
        names
            .iter()
            .filter(|name| self.book.contains_family(&name.to_lowercase()))
            .map(|name| (*name).to_owned())
            .collect()
    }

    /// For the template: the families of each part, the first that has a character wins.
    pub(super) fn families(&self) -> serde_json::Value {
        let part = |names: &[&str], own: &[&str]| {
            let mut families = self.held(names);
            families.extend(own.iter().map(|name| (*name).to_owned()));
            families
        };
        serde_json::json!({
            "body": part(BODY, &[SERIF]),
            "song": part(TITLE, &[SERIF]),
            "hei": part(HEI, &[SANS, SERIF]),
            "kai": part(KAI, &[WENKAI, SERIF]),
            "number": part(NUMBER, &[SERIF]),
        })
    }
}
