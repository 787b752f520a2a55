//! The character map of an embedded TrueType or OpenType font, read backwards (OpenType `cmap`).
//!
//! Decides which character a glyph of an embedded font is, where the file does not say. Formats 0, 4, 6 and 12.
//!
//! Invariants
//! - At most 65,536 glyphs, and no more steps than a font of that size can need, whatever the table claims.

use std::collections::HashMap;

/// More mappings than this no font needs.
const MOST: usize = 200_000;

/// From glyph numbers to characters, by the font's Unicode map.
pub(super) fn glyphs_to_text(font: &[u8]) -> HashMap<u16, char> {
    let mut texts = HashMap::new();
    let Some(cmap) = table(font, *b"cmap") else {
        return texts;
    };
    for (platform, encoding, at) in subtables(cmap) {
        if platform == 0 || (platform == 3 && matches!(encoding, 1 | 10)) {
            for (code, glyph) in pairs(cmap.get(at..).unwrap_or_default()) {
                if let Some(c) = char::from_u32(code).filter(|c| !c.is_control()) {
                    // A glyph that is both an ideograph and its radical is the ideograph.
                    let c = super::encoding::meant(c);
                    texts
                        .entry(glyph)
                        .and_modify(|old| *old = better(*old, c))
                        .or_insert(c);
                }
            }
        }
    }
    texts
}

fn better(a: char, b: char) -> char {
    let rank = |c: char| match c {
        ' '..='~' => 0,
        '\u{4e00}'..='\u{9fff}' => 1,
        '\u{e000}'..='\u{f8ff}' | '\u{f900}'..='\u{faff}' => 3,
        _ => 2,
    };
    if (rank(b), b) < (rank(a), a) { b } else { a }
}

/// From one-byte codes to characters: by way of the glyphs that the font's own encoding gives them.
pub(super) fn bytes_to_text(font: &[u8]) -> HashMap<u8, char> {
    let texts = glyphs_to_text(font);
    let mut out = HashMap::new();
    let Some(cmap) = table(font, *b"cmap") else {
        return out;
    };
    for (platform, encoding, at) in subtables(cmap) {
        if (platform, encoding) == (3, 0) || platform == 1 {
            for (code, glyph) in pairs(cmap.get(at..).unwrap_or_default()) {
                // Symbol fonts keep their codes at F000.
                if let (Ok(byte), Some(c)) = (u8::try_from(code & !0xF000), texts.get(&glyph)) {
                    out.entry(byte).or_insert(*c);
                }
            }
        }
    }
    out
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at.checked_add(2)?)
        .and_then(|b| b.try_into().ok())
        .map(u16::from_be_bytes)
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at.checked_add(4)?)
        .and_then(|b| b.try_into().ok())
        .map(u32::from_be_bytes)
}

fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let base = match font.get(..4)? {
        b"ttcf" => u32_at(font, 12)? as usize,
        _ => 0,
    };
    let n = usize::from(u16_at(font, base + 4)?);
    let record = (0..n.min(256))
        .map(|i| base + 12 + 16 * i)
        .find(|at| font.get(*at..*at + 4) == Some(&tag))?;
    let start = u32_at(font, record + 8)? as usize;
    let length = u32_at(font, record + 12)? as usize;
    font.get(start..start.checked_add(length)?.min(font.len()))
}

fn subtables(cmap: &[u8]) -> Vec<(u16, u16, usize)> {
    let n = usize::from(u16_at(cmap, 2).unwrap_or(0)).min(16);
    (0..n)
        .filter_map(|i| {
            let at = 4 + 8 * i;
            Some((
                u16_at(cmap, at)?,
                u16_at(cmap, at + 2)?,
                u32_at(cmap, at + 4)? as usize,
            ))
        })
        .collect()
}

/// Codes with their glyphs, glyph 0 left out.
fn pairs(table: &[u8]) -> Vec<(u32, u16)> {
    let pairs = match u16_at(table, 0) {
        Some(0) => (0..256u32)
            .zip(table.get(6..).unwrap_or_default())
            .map(|(code, glyph)| (code, u16::from(*glyph)))
            .collect(),
        Some(4) => segments(table).unwrap_or_default(),
        Some(6) => {
            let first = u32::from(u16_at(table, 6).unwrap_or(0));
            let n = u32::from(u16_at(table, 8).unwrap_or(0));
            (0..n)
                .filter_map(|i| Some((first + i, u16_at(table, 10 + 2 * i as usize)?)))
                .collect()
        }
        Some(12) => groups(table),
        _ => Vec::new(),
    };
    pairs.into_iter().filter(|(_, glyph)| *glyph != 0).collect()
}

fn segments(table: &[u8]) -> Option<Vec<(u32, u16)>> {
    let n = usize::from(u16_at(table, 6)?) / 2;
    let mut pairs = Vec::new();
    for i in 0..n {
        let end = u16_at(table, 14 + 2 * i)?;
        let start = u16_at(table, 16 + 2 * n + 2 * i)?;
        let delta = u16_at(table, 16 + 4 * n + 2 * i)?;
        let offset_at = 16 + 6 * n + 2 * i;
        let offset = usize::from(u16_at(table, offset_at)?);
        for code in start..=end {
            if code == 0xFFFF || pairs.len() > MOST {
                break;
            }
            let glyph = if offset == 0 {
                code.wrapping_add(delta)
            } else {
                match u16_at(table, offset_at + offset + 2 * usize::from(code - start)) {
                    Some(0) | None => 0,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            pairs.push((u32::from(code), glyph));
        }
    }
    Some(pairs)
}

fn groups(table: &[u8]) -> Vec<(u32, u16)> {
    let n = u32_at(table, 12).unwrap_or(0).min(MOST as u32) as usize;
    let mut pairs = Vec::new();
    for i in 0..n {
        let at = 16 + 12 * i;
        let (Some(start), Some(end), Some(glyph)) = (
            u32_at(table, at),
            u32_at(table, at + 4),
            u32_at(table, at + 8),
        ) else {
            break;
        };
        for (code, glyph) in (start..=end.min(0x0010_FFFF)).zip(glyph..) {
            if pairs.len() > MOST {
                return pairs;
            }
            let Ok(glyph) = u16::try_from(glyph) else {
                break;
            };
            pairs.push((code, glyph));
        }
    }
    pairs
}
