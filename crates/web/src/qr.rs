//! 二维码 — an address as a picture that telephones read (QR Code Model 2, ISO/IEC 18004).
//!
//! Drawn as strokes in units of modules, black on white whatever the scheme of the page, with the quiet zone of four
//! modules that the standard asks for.
//!
//! Decides that a code is put together from others: of two texts of one length the codes differ by the sum of what each
//! bit that differs changes, since all that makes a code of bytes (padding, correction, mask) adds up without a carry.
//! What each bit changes is learned once for each length from the library of codes: to add up takes far less than to begin
//! anew for each page.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The white border, in modules.
const QUIET: usize = 4;

/// The pattern laid over the modules. Any of the eight can be read, since the code names its own; to try all for the most
/// even one would take as long as the rest of a page.
const MASK: u8 = 0;

/// The dark modules of a row, the leftmost in the lowest bit. A code of more modules than bits holds over a thousand
/// letters and is too fine to be read from a page.
type Row = u128;

/// A code ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Modules on a side, border included.
    pub(crate) size: usize,
    /// The dark modules as strokes of the width of a module, along their middle: the data of an SVG path.
    pub(crate) path: String,
}

/// The code of an address; `None` where it is too long for any.
pub(crate) fn of(address: &str) -> Option<Code> {
    let address = address.as_bytes();
    let rows = match Family::of(address) {
        Some(family) => family.rows(address),
        None => encoded(address)?,
    };
    // A stroke takes about five characters, and there is one for every other module of a row or fewer.
    let mut path = String::with_capacity(2 * rows.len() * rows.len());
    for (y, row) in rows.iter().enumerate() {
        let (mut left, mut is_first) = (*row, true);
        while left != 0 {
            let light = left.trailing_zeros();
            left >>= light;
            let dark = left.trailing_ones();
            left = left.checked_shr(dark).unwrap_or(0);
            if is_first {
                put('M', light as usize + QUIET, &mut path);
                put(' ', y + QUIET, &mut path);
            } else {
                put('m', light as usize, &mut path);
                path.push_str(" 0");
            }
            put('h', dark as usize, &mut path);
            is_first = false;
        }
    }
    Some(Code {
        size: rows.len() + 2 * QUIET,
        path,
    })
}

/// What the codes of all texts of one length have in common.
#[derive(Debug)]
struct Family {
    /// One of them. Most begin alike, with the name of the site, so that little differs.
    text: Vec<u8>,
    rows: Vec<Row>,
    /// What each bit changes: the rows of the first bit of the first byte, then those of the second.
    bits: Vec<Row>,
}

/// Longer texts are rare, and to learn what their bits change takes longer.
const LONGEST: usize = 128;
/// How many lengths are learned, of a few hundred kilobytes each; the addresses of a site have few.
const MOST_FAMILIES: usize = 12;

impl Family {
    /// That to which a text belongs; `None` where it is not learned.
    fn of(text: &[u8]) -> Option<&'static Self> {
        static FAMILIES: [OnceLock<Option<Family>>; LONGEST + 1] =
            [const { OnceLock::new() }; LONGEST + 1];
        static LEARNED: AtomicUsize = AtomicUsize::new(0);
        let place = FAMILIES.get(text.len())?;
        if place.get().is_none() && MOST_FAMILIES <= LEARNED.load(Ordering::Relaxed) {
            return None;
        }
        let learn = || {
            LEARNED.fetch_add(1, Ordering::Relaxed);
            Self::learned(text)
        };
        place.get_or_init(learn).as_ref()
    }

    fn learned(text: &[u8]) -> Option<Self> {
        let rows = encoded(text)?;
        let mut bits = Vec::with_capacity(8 * text.len() * rows.len());
        let mut other = text.to_vec();
        for at in 0..text.len() {
            for bit in 0..8 {
                *other.get_mut(at)? ^= 1 << bit;
                let changed = encoded(&other)?;
                bits.extend(rows.iter().zip(changed).map(|(row, changed)| row ^ changed));
                *other.get_mut(at)? ^= 1 << bit;
            }
        }
        Some(Self {
            text: other,
            rows,
            bits,
        })
    }

    fn rows(&self, text: &[u8]) -> Vec<Row> {
        let mut rows = self.rows.clone();
        let bytes = text.iter().zip(&self.text).map(|(byte, own)| byte ^ own);
        let changes = self.bits.chunks_exact((8 * rows.len()).max(1));
        for (differs, of_byte) in bytes.zip(changes).filter(|(differs, _)| *differs != 0) {
            let changes = of_byte.chunks_exact(rows.len()).enumerate();
            for (_, changes) in changes.filter(|(bit, _)| differs >> bit & 1 == 1) {
                for (row, change) in rows.iter_mut().zip(changes) {
                    *row ^= change;
                }
            }
        }
        rows
    }
}

/// The modules of the code of some bytes, row after row.
fn encoded(text: &[u8]) -> Option<Vec<Row>> {
    let (least, most, mask) = (Version::MIN, Version::MAX, Some(Mask::new(MASK)));
    let is_safer_where_it_fits = true;
    let code = QrCode::encode_segments_advanced(
        &[QrSegment::make_bytes(text)],
        QrCodeEcc::Medium,
        least,
        most,
        mask,
        is_safer_where_it_fits,
    )
    .ok()?;
    let size = code.size();
    let row = |y| {
        let dark = (0..size).filter(|x| code.get_module(*x, y));
        dark.fold(0, |row: Row, x| row | 1 << x)
    };
    let fits = size.unsigned_abs() <= Row::BITS;
    fits.then(|| (0..size).map(row).collect())
}

/// A command with its number, which is below a thousand: no code has two hundred modules on a side.
fn put(command: char, number: usize, path: &mut String) {
    path.push(command);
    let is_longer = [100 <= number, 10 <= number, true];
    for (power, is_written) in [100, 10, 1].into_iter().zip(is_longer) {
        if is_written {
            let digit = u8::try_from(number / power % 10).unwrap_or_default();
            path.push(char::from(b'0' + digit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The commands of a path, each with up to two numbers.
    fn commands(path: &str) -> impl Iterator<Item = (char, [usize; 2])> {
        let starts = path.char_indices();
        let starts = starts.filter(|(_, c)| c.is_ascii_alphabetic());
        starts.map(|(at, command)| {
            let rest = path.get(at + 1..).unwrap_or_default();
            let rest = rest.split(|c: char| c.is_ascii_alphabetic()).next();
            let mut numbers = rest.unwrap_or_default().split(' ').map(str::parse);
            let mut number = || numbers.next().and_then(Result::ok).unwrap_or_default();
            (command, [number(), number()])
        })
    }

    /// The dark modules of a drawn code, row after row, without the border.
    fn modules(code: &Code) -> Vec<Row> {
        let mut rows = vec![0; code.size - 2 * QUIET];
        let (mut x, mut y) = (0, 0);
        for command in commands(&code.path) {
            match command {
                ('M', [to_x, to_y]) => (x, y) = (to_x, to_y),
                ('m', [by_x, by_y]) => (x, y) = (x + by_x, y + by_y),
                ('h', [run, _]) => {
                    for dark in x..x + run {
                        rows[y - QUIET] |= 1 << (dark - QUIET);
                    }
                    x += run;
                }
                _ => {}
            }
        }
        rows
    }

    #[test]
    fn the_picture_has_exactly_the_modules_of_the_code() {
        let long = format!(
            "https://www.shushi.example/documents/{}",
            "%E6%94%BF".repeat(40)
        );
        let addresses = [
            "https://www.shushi.example/documents/XT-0002/2026-00001",
            "https://www.shushi.example/documents/XT-0002/2026-99999",
            "https://www.shushi.example/laws/guqiao/2023-04-01?edition=2",
            "a",
            &long,
        ];
        for address in addresses {
            let drawn = of(address).map(|code| modules(&code));
            assert_eq!(drawn, encoded(address.as_bytes()), "{address}");
        }
        assert_eq!(of(&"a".repeat(9000)), None);
    }
}
