//! CMaps: from the bytes of a string to codes, and from codes to CIDs or Unicode (ISO 32000-1 §9.7.5, 9.10.3).
//!
//! Decides how a string is cut into codes. Predefined CMaps are not carried as tables: those for GBK, GB 18030, Big5,
//! Shift-JIS, EUC and Unicode say by their names how the codes read, and `encoding_rs` knows these encodings.
//!
//! Invariants
//! - Ranges stay ranges: a CMap that claims a million codes costs one entry.

use super::lexer::{Item, Lexer};
use super::object::Object;
use encoding_rs::Encoding;

/// What the codes of a predefined CMap are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Coding {
    /// Two bytes, the CID itself.
    Identity,
    /// UTF-16BE, or UCS-2, which is part of it.
    Utf16,
    Utf8,
    Utf32,
    /// One or more bytes in an encoding of its own.
    Bytes(&'static Encoding),
}

/// The predefined CMap of this name: how its codes read, and whether it writes downwards.
pub(super) fn predefined(name: &[u8]) -> Option<(Coding, bool)> {
    let name = std::str::from_utf8(name).ok()?;
    let (stem, vertical) = match name.rsplit_once('-') {
        Some((stem, "V")) => (stem, true),
        Some((stem, "H")) => (stem, false),
        _ => (name, name == "V"),
    };
    let coding = match stem {
        "Identity" => Coding::Identity,
        _ if stem.contains("UTF16") || stem.contains("UCS2") => Coding::Utf16,
        _ if stem.contains("UTF8") => Coding::Utf8,
        _ if stem.contains("UTF32") => Coding::Utf32,
        _ if stem.starts_with("GB") => Coding::Bytes(encoding_rs::GB18030),
        "B5pc" | "HKscs-B5" | "ETen-B5" | "ETenms-B5" => Coding::Bytes(encoding_rs::BIG5),
        _ if stem.contains("RKSJ") => Coding::Bytes(encoding_rs::SHIFT_JIS),
        "EUC" => Coding::Bytes(encoding_rs::EUC_JP),
        _ if stem.starts_with("KSC") => Coding::Bytes(encoding_rs::EUC_KR),
        _ => return None,
    };
    Some((coding, vertical))
}

impl Coding {
    /// How many bytes the first code of `bytes` takes.
    pub(super) fn length(self, bytes: &[u8]) -> usize {
        let first = bytes.first().copied().unwrap_or(0);
        let second = bytes.get(1).copied().unwrap_or(0);
        match self {
            Coding::Utf16 if (0xD8..0xDC).contains(&first) => 4,
            Coding::Identity | Coding::Utf16 => 2,
            Coding::Utf32 => 4,
            Coding::Utf8 => match first {
                0xF0.. => 4,
                0xE0.. => 3,
                0xC0.. => 2,
                _ => 1,
            },
            Coding::Bytes(encoding) if encoding == encoding_rs::GB18030 => match first {
                0x81..=0xFE if second.is_ascii_digit() => 4,
                0x81..=0xFE => 2,
                _ => 1,
            },
            Coding::Bytes(encoding) if encoding == encoding_rs::SHIFT_JIS => match first {
                0x81..=0x9F | 0xE0..=0xFC => 2,
                _ => 1,
            },
            Coding::Bytes(_) => 1 + usize::from((0x81..=0xFE).contains(&first)),
        }
    }

    /// What one code reads; none for CIDs, which do not.
    pub(super) fn text(self, code: &[u8]) -> Option<String> {
        let units = || {
            code.chunks_exact(2)
                .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
        };
        match self {
            Coding::Identity => None,
            Coding::Utf16 => {
                String::from_utf16(&units().map(u16::from_be_bytes).collect::<Vec<_>>()).ok()
            }
            Coding::Utf8 => String::from_utf8(code.to_vec()).ok(),
            Coding::Utf32 => {
                let code = <[u8; 4]>::try_from(code).ok()?;
                char::from_u32(u32::from_be_bytes(code)).map(String::from)
            }
            Coding::Bytes(encoding) => {
                let (text, damaged) = encoding.decode_without_bom_handling(code);
                (!damaged).then(|| text.into_owned())
            }
        }
    }
}

/// A CMap that stands in the file: `ToUnicode`, or an encoding of its own.
#[derive(Clone, Debug, Default)]
pub(super) struct CMap {
    /// Number of bytes, lowest and highest code.
    spaces: Vec<(usize, u32, u32)>,
    /// Lowest and highest code and what the lowest one is; sorted by [`CMap::parse`].
    texts: Vec<(u32, u32, Vec<u16>)>,
    cids: Vec<(u32, u32, u32)>,
    pub(super) vertical: bool,
    /// The predefined CMap it builds on.
    pub(super) base: Option<Coding>,
}

impl CMap {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut stack: Vec<Object> = Vec::new();
        while let Some(item) = lexer.item() {
            match item {
                Item::Value(value) => stack.push(value),
                Item::Word(word) => {
                    map.operator(word, &stack);
                    stack.clear();
                }
            }
        }
        map.texts.sort_by_key(|(low, ..)| *low);
        map.cids.sort_by_key(|(low, ..)| *low);
        map
    }

    fn operator(&mut self, word: &[u8], stack: &[Object]) {
        match word {
            b"endcodespacerange" => self.spaces.extend(stack.chunks_exact(2).filter_map(|pair| {
                let low = pair.first()?.as_bytes()?;
                let high = pair.get(1)?.as_bytes()?;
                Some((low.len(), code(low), code(high)))
            })),
            b"endbfchar" => self.texts.extend(stack.chunks_exact(2).filter_map(|pair| {
                let low = code(pair.first()?.as_bytes()?);
                Some((low, low, units(pair.get(1)?)))
            })),
            b"endbfrange" => {
                for triple in stack.chunks_exact(3) {
                    self.range(triple);
                }
            }
            b"endcidchar" => self.cids.extend(stack.chunks_exact(2).filter_map(|pair| {
                let low = code(pair.first()?.as_bytes()?);
                Some((low, low, u32::try_from(pair.get(1)?.as_int()?).ok()?))
            })),
            b"endcidrange" => self.cids.extend(stack.chunks_exact(3).filter_map(|triple| {
                let low = code(triple.first()?.as_bytes()?);
                let high = code(triple.get(1)?.as_bytes()?);
                Some((low, high, u32::try_from(triple.get(2)?.as_int()?).ok()?))
            })),
            b"usecmap" => {
                if let Some((coding, vertical)) =
                    stack.last().and_then(Object::as_name).and_then(predefined)
                {
                    self.base = Some(coding);
                    self.vertical |= vertical;
                }
            }
            b"def" => {
                if let [.., Object::Name(name), Object::Int(mode)] = stack
                    && name == b"WMode"
                {
                    self.vertical = *mode == 1;
                }
            }
            _ => {}
        }
    }

    fn range(&mut self, triple: &[Object]) {
        let [Object::Str(low), Object::Str(high), target] = triple else {
            return;
        };
        let (low, high) = (code(low), code(high));
        match target {
            Object::Array(targets) => self.texts.extend(
                (low..=high)
                    .zip(targets)
                    .map(|(code, target)| (code, code, units(target))),
            ),
            target => self.texts.push((low, high, units(target))),
        }
    }

    /// Whether it says how strings are cut into codes.
    pub(super) fn has_spaces(&self) -> bool {
        !self.spaces.is_empty()
    }

    /// How many bytes the first code of `bytes` takes.
    pub(super) fn length(&self, bytes: &[u8]) -> usize {
        for length in 1..=4usize {
            let Some(prefix) = bytes.get(..length) else {
                break;
            };
            let code = code(prefix);
            if self
                .spaces
                .iter()
                .any(|(n, low, high)| *n == length && (*low..=*high).contains(&code))
            {
                return length;
            }
        }
        self.spaces
            .iter()
            .map(|(n, ..)| *n)
            .min()
            .unwrap_or(1)
            .max(1)
    }

    pub(super) fn cid(&self, code: u32) -> Option<u32> {
        let (low, _, cid) = within(&self.cids, code, |(low, high, _)| (*low, *high))?;
        cid.checked_add(code - low)
    }

    pub(super) fn text(&self, code: u32) -> Option<String> {
        let (low, _, units) = within(&self.texts, code, |(low, high, _)| (*low, *high))?;
        let mut units = units.clone();
        if let Some(last) = units.last_mut() {
            *last = last.wrapping_add((code - low) as u16);
        }
        let text = String::from_utf16_lossy(&units);
        (!text.is_empty() && !text.chars().all(|c| c == '\0' || c == '\u{fffd}')).then_some(text)
    }
}

/// The last range that begins at or before `code`, if it holds it.
fn within<T>(ranges: &[T], code: u32, ends: impl Fn(&T) -> (u32, u32)) -> Option<&T> {
    let after = ranges.partition_point(|range| ends(range).0 <= code);
    let range = ranges.get(after.checked_sub(1)?)?;
    (code <= ends(range).1).then_some(range)
}

/// The number that up to four bytes are.
pub(super) fn code(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn units(target: &Object) -> Vec<u16> {
    let bytes = target.as_bytes().unwrap_or_default();
    match bytes {
        [one] => vec![u16::from(*one)],
        _ => bytes
            .chunks_exact(2)
            .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
            .map(u16::from_be_bytes)
            .take(16)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_single_codes_of_a_to_unicode_map_are_read() {
        let map = CMap::parse(
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0010> <D842DFB7> endbfchar\n\
              2 beginbfrange <0100> <0102> <4E00> <0200> <0201> [<516C> <5F00>] endbfrange",
        );
        assert_eq!(map.length(b"\x01\x02"), 2);
        assert_eq!(map.text(0x102).as_deref(), Some("丂"));
        assert_eq!(map.text(0x201).as_deref(), Some("开"));
        assert_eq!(map.text(0x10).as_deref(), Some("𠮷"));
        assert_eq!(map.text(0x103), None);
    }

    #[test]
    fn predefined_maps_say_by_their_names_how_they_read() {
        let (coding, vertical) = predefined(b"GBK-EUC-V").unwrap_or((Coding::Identity, false));
        assert!(vertical);
        assert_eq!(coding.length(b"\xb9\xab"), 2);
        assert_eq!(coding.text(b"\xb9\xab").as_deref(), Some("公"));
        assert_eq!(coding.length(b"A"), 1);
        let (coding, _) = predefined(b"UniGB-UCS2-H").unwrap_or((Coding::Identity, true));
        assert_eq!(coding.text(b"\x51\x6c").as_deref(), Some("公"));
    }
}
