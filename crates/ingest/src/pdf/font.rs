//! 字体 — what the bytes of a shown string read, and how wide they are (ISO 32000-1 §9.5–9.10).
//!
//! Decides the Unicode of a code in this order: `ToUnicode`; the predefined CMap; the named encoding and its
//! differences; the character map of the embedded font, read backwards; the collection Adobe-GB1. What none of these
//! tells is [`Glyph::text`] none, and is counted, never guessed.

use super::cmap::{self, CMap, Coding};
use super::file::File;
use super::object::{Dict, Object};
use super::{encoding, gb1, truetype};
use std::collections::HashMap;

/// One code of a string.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: Option<String>,
    /// The advance in thousandths of the font size: to the right, or downwards in a vertical font.
    pub(super) advance: f64,
    /// Whether word spacing applies: the one-byte code 32.
    pub(super) is_space: bool,
}

#[derive(Debug)]
pub(super) struct Font {
    pub(super) name: String,
    pub(super) vertical: bool,
    kind: Kind,
    to_unicode: Option<CMap>,
}

#[derive(Debug)]
enum Kind {
    Simple(Simple),
    Composite(Box<Composite>),
}

#[derive(Debug)]
struct Simple {
    texts: Vec<Option<String>>,
    widths: Vec<f64>,
}

#[derive(Debug)]
struct Composite {
    coding: Option<Coding>,
    map: Option<CMap>,
    widths: HashMap<u32, f64>,
    default_width: f64,
    /// How far down a vertical glyph leads.
    heights: HashMap<u32, f64>,
    default_height: f64,
    /// From CIDs to Unicode where neither the codes nor `ToUnicode` tell.
    by_cid: ByCid,
}

#[derive(Debug)]
enum ByCid {
    Unknown,
    Glyphs {
        gids: Option<Vec<u8>>,
        texts: HashMap<u16, char>,
    },
    Gb1,
}

impl Font {
    pub(super) fn load(file: &File<'_>, dict: &Dict) -> Self {
        let to_unicode = file
            .get(dict, "ToUnicode")
            .as_stream()
            .and_then(|stream| file.bytes(stream))
            .filter(|bytes| file.pay(bytes.len()))
            .map(|bytes| CMap::parse(&bytes));
        let name = file.get(dict, "BaseFont");
        let name = name.as_name().map(readable).unwrap_or_default();
        if dict.get("Subtype").is_name("Type0") {
            let (composite, vertical) = Composite::load(file, dict);
            let kind = Kind::Composite(Box::new(composite));
            return Self {
                name,
                vertical,
                kind,
                to_unicode,
            };
        }
        let kind = Kind::Simple(Simple::load(file, dict, &name));
        Self {
            name,
            vertical: false,
            kind,
            to_unicode,
        }
    }

    /// Stands in for a font that cannot be found.
    pub(super) fn missing() -> Self {
        Self {
            name: String::new(),
            vertical: false,
            kind: Kind::Simple(Simple {
                texts: (0..=255)
                    .map(|byte| encoding::byte(None, byte).map(String::from))
                    .collect(),
                widths: vec![500.0; 256],
            }),
            to_unicode: None,
        }
    }

    /// The glyphs that `bytes` show.
    pub(super) fn glyphs(&self, bytes: &[u8]) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = match &self.kind {
                Kind::Simple(_) => 1,
                Kind::Composite(composite) => composite.length(rest),
            };
            let (code, after) = rest.split_at(length.clamp(1, rest.len()));
            glyphs.push(self.glyph(code));
            rest = after;
        }
        glyphs
    }

    fn glyph(&self, bytes: &[u8]) -> Glyph {
        let code = cmap::code(bytes);
        let mapped = self.to_unicode.as_ref().and_then(|map| map.text(code));
        let is_space = bytes == b" ";
        match &self.kind {
            Kind::Simple(simple) => {
                let at = code as usize;
                Glyph {
                    text: mapped.or_else(|| simple.texts.get(at).cloned().flatten()),
                    advance: simple.widths.get(at).copied().unwrap_or(0.0),
                    is_space,
                }
            }
            Kind::Composite(composite) => {
                let cid = composite.cid(bytes);
                let width = composite.widths.get(&cid).copied();
                let width = width.unwrap_or(composite.default_width);
                let height = composite.heights.get(&cid).copied();
                let advance = if self.vertical {
                    height.unwrap_or(composite.default_height)
                } else {
                    width
                };
                let text = mapped.or_else(|| composite.text(bytes, cid));
                Glyph {
                    text,
                    advance,
                    is_space,
                }
            }
        }
    }
}

impl Simple {
    fn load(file: &File<'_>, dict: &Dict, name: &str) -> Self {
        let stated = file.get(dict, "Encoding");
        let base = match &*stated {
            Object::Name(name) => Some(name.clone()),
            Object::Dict(own) => own.get("BaseEncoding").as_name().map(<[u8]>::to_vec),
            _ => None,
        };
        let descriptor = file.get(dict, "FontDescriptor");
        let program = descriptor.as_dict().and_then(|d| {
            file.get(d, "FontFile2")
                .as_stream()
                .and_then(|s| file.bytes(s))
        });
        let built_in = program
            .map(|bytes| truetype::bytes_to_text(&bytes))
            .unwrap_or_default();
        let mut texts: Vec<Option<String>> = (0..=255u8)
            .map(|byte| {
                let own = built_in.get(&byte).copied().filter(|_| base.is_none());
                own.or_else(|| encoding::byte(base.as_deref(), byte))
                    .map(String::from)
            })
            .collect();
        // The signs of these fonts are no letters, whatever the codes.
        if base.is_none() && (name.contains("Wingdings") || name.contains("ZapfDingbats")) {
            texts.fill(None);
        }
        if let Some(own) = stated.as_dict() {
            differences(file, own, &mut texts);
        }
        Self {
            texts,
            widths: widths(file, dict),
        }
    }
}

fn differences(file: &File<'_>, encoding: &Dict, texts: &mut [Option<String>]) {
    let list = file.get(encoding, "Differences");
    let mut code = 0usize;
    for item in list.as_array().unwrap_or_default() {
        match &*file.follow(item) {
            Object::Name(name) => {
                if let Some(text) = texts.get_mut(code) {
                    *text = encoding::glyph(name).or_else(|| text.take());
                }
                code = code.saturating_add(1);
            }
            other => {
                code = other
                    .as_int()
                    .and_then(|n| usize::try_from(n).ok())
                    .unwrap_or(code);
            }
        }
    }
}

fn widths(file: &File<'_>, dict: &Dict) -> Vec<f64> {
    let descriptor = file.get(dict, "FontDescriptor");
    let missing = descriptor
        .as_dict()
        .and_then(|d| file.get(d, "MissingWidth").as_number());
    // A Type 3 font measures in units of its own.
    let matrix = file.get(dict, "FontMatrix");
    let unit = matrix
        .as_array()
        .and_then(|m| m.first()?.as_number())
        .unwrap_or(0.001)
        * 1000.0;
    let listed = file.get(dict, "Widths");
    let usual = missing
        .filter(|w| *w > 0.0)
        .unwrap_or(match listed.as_array() {
            Some(_) => 0.0,
            None => 500.0,
        });
    let mut widths = vec![usual; 256];
    let first = file.get(dict, "FirstChar").as_int().unwrap_or(0);
    let places = widths.iter_mut().skip(usize::try_from(first).unwrap_or(0));
    for (place, width) in places.zip(listed.as_array().unwrap_or_default()) {
        if let Some(width) = file.follow(width).as_number() {
            *place = width * unit;
        }
    }
    widths
}

impl Composite {
    fn load(file: &File<'_>, dict: &Dict) -> (Self, bool) {
        let encoding = file.get(dict, "Encoding");
        let (coding, map, vertical) = match &*encoding {
            Object::Name(name) => match cmap::predefined(name) {
                Some((coding, vertical)) => (Some(coding), None, vertical),
                None => (Some(Coding::Identity), None, false),
            },
            Object::Stream(stream) => {
                let map = file.bytes(stream).filter(|bytes| file.pay(bytes.len()));
                let map = CMap::parse(&map.unwrap_or_default());
                let own = file.get(&stream.dict, "UseCMap");
                let base = own
                    .as_name()
                    .and_then(cmap::predefined)
                    .map(|(coding, _)| coding);
                let mode = file.get(&stream.dict, "WMode").as_int() == Some(1);
                (map.base.or(base), Some(map.clone()), map.vertical || mode)
            }
            _ => (Some(Coding::Identity), None, false),
        };
        let descendants = file.get(dict, "DescendantFonts");
        let inner = descendants
            .as_array()
            .and_then(<[Object]>::first)
            .map(|o| file.follow(o));
        let empty = Dict::default();
        let inner = inner.as_ref().and_then(|o| o.as_dict()).unwrap_or(&empty);
        let default_height = file.get(inner, "DW2");
        let pair: Vec<f64> = default_height
            .as_array()
            .unwrap_or_default()
            .iter()
            .filter_map(Object::as_number)
            .collect();
        let composite = Self {
            coding,
            map,
            widths: cid_widths(file, inner),
            default_width: file.get(inner, "DW").as_number().unwrap_or(1000.0),
            heights: cid_heights(file, inner),
            default_height: pair.get(1).copied().unwrap_or(-1000.0),
            by_cid: ByCid::load(file, inner),
        };
        (composite, vertical)
    }

    fn length(&self, bytes: &[u8]) -> usize {
        match (&self.map, self.coding) {
            (Some(map), _) if map.has_spaces() => map.length(bytes),
            (_, Some(coding)) => coding.length(bytes),
            _ => 2,
        }
    }

    fn cid(&self, bytes: &[u8]) -> u32 {
        let code = cmap::code(bytes);
        if let Some(cid) = self.map.as_ref().and_then(|map| map.cid(code)) {
            return cid;
        }
        match (self.coding, bytes) {
            // Half-width and proportional Latin of Adobe-GB1, whose widths files state; the rest is one em wide.
            (Some(Coding::Bytes(encoding)), [byte @ 0x20..=0x7E])
                if encoding == encoding_rs::GB18030 =>
            {
                match byte {
                    b' ' => 7716,
                    _ => 814 + u32::from(byte - 0x21),
                }
            }
            (Some(Coding::Utf16), [0, byte @ 0x20..=0x7E]) => u32::from(byte - 0x1F),
            (Some(Coding::Identity) | None, _) => code,
            // No CID: such a number is in no list of widths.
            _ => u32::MAX,
        }
    }

    fn text(&self, bytes: &[u8], cid: u32) -> Option<String> {
        if let Some(text) = self.coding.and_then(|coding| coding.text(bytes)) {
            return Some(text);
        }
        let cid = u16::try_from(cid).ok()?;
        match &self.by_cid {
            ByCid::Unknown => None,
            ByCid::Gb1 => gb1::text(cid).map(String::from),
            ByCid::Glyphs { gids, texts } => {
                let gid = match gids {
                    Some(gids) => {
                        let at = usize::from(cid) * 2;
                        gids.get(at..at + 2).map(|pair| cmap::code(pair) as u16)?
                    }
                    None => cid,
                };
                texts.get(&gid).copied().map(String::from)
            }
        }
    }
}

impl ByCid {
    fn load(file: &File<'_>, inner: &Dict) -> Self {
        let info = file.get(inner, "CIDSystemInfo");
        let ordering = info.as_dict().map(|info| file.get(info, "Ordering"));
        if ordering.as_ref().and_then(|o| o.as_bytes()) == Some(b"GB1") {
            return Self::Gb1;
        }
        let descriptor = file.get(inner, "FontDescriptor");
        let program = descriptor.as_dict().and_then(|descriptor| {
            let key = if descriptor.has("FontFile2") {
                "FontFile2"
            } else {
                "FontFile3"
            };
            file.get(descriptor, key)
                .as_stream()
                .and_then(|stream| file.bytes(stream))
        });
        let texts = program
            .map(|bytes| truetype::glyphs_to_text(&bytes))
            .unwrap_or_default();
        if texts.is_empty() {
            return Self::Unknown;
        }
        let gids = file.get(inner, "CIDToGIDMap");
        Self::Glyphs {
            gids: gids.as_stream().and_then(|stream| file.bytes(stream)),
            texts,
        }
    }
}

/// The array `W`: `[first [w w …] first last w …]`.
fn cid_widths(file: &File<'_>, inner: &Dict) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    walk(file, inner, "W", 1, |cid, numbers| {
        if let &[width] = numbers {
            widths.insert(cid, width);
        }
    });
    widths
}

fn cid_heights(file: &File<'_>, inner: &Dict) -> HashMap<u32, f64> {
    let mut heights = HashMap::new();
    walk(file, inner, "W2", 3, |cid, numbers| {
        if let &[down, _, _] = numbers {
            heights.insert(cid, down);
        }
    });
    heights
}

fn walk(file: &File<'_>, inner: &Dict, key: &str, n: usize, mut put: impl FnMut(u32, &[f64])) {
    let listed = file.get(inner, key);
    let mut items = listed
        .as_array()
        .unwrap_or_default()
        .iter()
        .map(|item| file.follow(item));
    while let (Some(first), Some(second)) = (items.next(), items.next()) {
        let Some(first) = first.as_int().and_then(|n| u32::try_from(n).ok()) else {
            continue;
        };
        if let Some(list) = second.as_array() {
            let numbers: Vec<f64> = list
                .iter()
                .map(|n| file.follow(n).as_number().unwrap_or(0.0))
                .collect();
            for (cid, numbers) in (first..=0xFFFF).zip(numbers.chunks_exact(n)) {
                put(cid, numbers);
            }
            continue;
        }
        let last = second
            .as_int()
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(first);
        let numbers: Vec<f64> = items
            .by_ref()
            .take(n)
            .filter_map(|item| item.as_number())
            .collect();
        let last = last.min(0xFFFF);
        if !file.pay(last.saturating_sub(first) as usize) {
            return;
        }
        for cid in first..=last {
            put(cid, &numbers);
        }
    }
}

/// The name of a font without the tag of its subset; names in GBK occur.
fn readable(name: &[u8]) -> String {
    let name = match name.iter().position(|b| *b == b'+') {
        Some(6) => name.get(7..).unwrap_or_default(),
        _ => name,
    };
    std::str::from_utf8(name).map_or_else(
        |_| {
            encoding_rs::GBK
                .decode_without_bom_handling(name)
                .0
                .into_owned()
        },
        str::to_owned,
    )
}
