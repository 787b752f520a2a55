//! The character collection Adobe-GB1: what a CID reads where a file names nothing but the collection.
//!
//! Decides it by a table of all 30,284 CIDs, derived from Adobe's CMap `UniGB-UTF16-H` (terms in
//! `data/LICENSE-adobe-gb1`). The table is kept as the differences of neighbouring characters, the upper bytes of
//! all before the lower ones, deflated; a CID that stands for no one character is 0.

use flate2::read::ZlibDecoder;
use std::io::Read;
use std::sync::LazyLock;

static TABLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut bytes = Vec::new();
    let packed: &[u8] = include_bytes!("../../data/adobe-gb1.bin");
    let read = ZlibDecoder::new(packed).read_to_end(&mut bytes);
    debug_assert!(read.is_ok(), "our own table");
    let (upper, lower) = bytes.split_at(bytes.len() / 2);
    let mut unit = 0u16;
    let differences = upper
        .iter()
        .zip(lower)
        .map(|(upper, lower)| u16::from_be_bytes([*upper, *lower]));
    differences
        .map(|difference| {
            unit = unit.wrapping_add(difference);
            unit
        })
        .collect()
});

pub(super) fn text(cid: u16) -> Option<char> {
    let unit = TABLE
        .get(usize::from(cid))
        .copied()
        .filter(|unit| *unit != 0)?;
    char::from_u32(u32::from(unit))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn cids_of_latin_and_chinese_characters_read() {
        assert_eq!(text(34), Some('A'));
        assert_eq!(text(814), Some('!'));
        assert_eq!(text(7716), Some(' '));
        assert_eq!(text(4559), Some('中'));
        assert_eq!(text(30_284), None);
    }
}
