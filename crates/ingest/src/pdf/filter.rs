//! Decoding of streams (ISO 32000-1 §7.4): Flate, LZW, ASCII85, ASCIIHex, run lengths, and the predictors.
//!
//! Decides how much a stream may become: [`LARGEST`] bytes each, [`ALL_TOGETHER`] in one file. Whatever would be
//! larger marks the [`Budget`] as burst, and the file is refused.
//!
//! Invariants
//! - Image filters are not decoded: their streams have no words, and the caller gets none.
//! - A stream damaged half-way gives what came before the damage.

use super::object::{Dict, Object};
use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use std::cell::Cell;
use std::io::Read;

/// The most bytes one stream may decode to.
pub(super) const LARGEST: usize = 64 << 20;
/// The most bytes all streams of a file may decode to.
pub(super) const ALL_TOGETHER: usize = 256 << 20;

/// What is left of the bytes that the streams of one file may decode to.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<usize>,
    burst: Cell<bool>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            left: Cell::new(ALL_TOGETHER),
            burst: Cell::new(false),
        }
    }

    pub(super) fn is_burst(&self) -> bool {
        self.burst.get()
    }

    fn limit(&self) -> usize {
        self.left.get().min(LARGEST)
    }

    fn spend(&self, bytes: usize) -> bool {
        match self.left.get().checked_sub(bytes) {
            Some(left) if bytes <= LARGEST => {
                self.left.set(left);
                true
            }
            _ => {
                self.burst.set(true);
                false
            }
        }
    }
}

/// The filters of a stream with their parameters, first to be undone first.
pub(super) struct Step {
    pub(super) name: Vec<u8>,
    pub(super) parameters: Dict,
}

/// Undoes `steps`; none where a filter is one for images, unknown, or the budget is burst.
pub(super) fn decode(raw: &[u8], steps: &[Step], budget: &Budget) -> Option<Vec<u8>> {
    let mut data = raw.to_vec();
    for step in steps.iter().take(8) {
        let limit = budget.limit();
        data = match step.name.as_slice() {
            b"FlateDecode" | b"Fl" => predicted(flate(&data, limit), &step.parameters),
            b"LZWDecode" | b"LZW" => {
                let early = step.parameters.get("EarlyChange").as_int() != Some(0);
                predicted(lzw(&data, limit, early), &step.parameters)
            }
            b"ASCII85Decode" | b"A85" => ascii85(&data),
            b"ASCIIHexDecode" | b"AHx" => ascii_hex(&data),
            b"RunLengthDecode" | b"RL" => run_lengths(&data, limit),
            b"Crypt" => data,
            _ => return None,
        };
        if !budget.spend(data.len()) {
            return None;
        }
    }
    Some(data)
}

/// At most `limit` bytes and one more, by which the caller sees that there was more.
fn flate(data: &[u8], limit: usize) -> Vec<u8> {
    let most = limit as u64 + 1;
    let mut out = Vec::new();
    // An error half-way leaves what was read before it, which is what is wanted.
    let _ = ZlibDecoder::new(data).take(most).read_to_end(&mut out);
    if out.is_empty() {
        let bare = data.get(2..).unwrap_or_default();
        let _ = DeflateDecoder::new(bare).take(most).read_to_end(&mut out);
    }
    out
}

fn lzw(data: &[u8], limit: usize, early: bool) -> Vec<u8> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    // Each entry past 257 is an earlier piece of the output and one byte more.
    let mut entries: Vec<(usize, usize)> = Vec::new();
    let mut out: Vec<u8> = Vec::new();
    let mut previous: Option<(usize, usize)> = None;
    let (mut bits, mut n_bits, mut width) = (0u32, 0u32, 9u32);
    for &byte in data {
        bits = bits << 8 | u32::from(byte);
        n_bits += 8;
        if n_bits < width {
            continue;
        }
        n_bits -= width;
        let code = (bits >> n_bits) as usize & ((1 << width) - 1);
        bits &= (1 << n_bits) - 1;
        if code == CLEAR {
            entries.clear();
            previous = None;
            width = 9;
            continue;
        }
        if code == END || out.len() > limit {
            break;
        }
        let start = out.len();
        if let Ok(literal) = u8::try_from(code) {
            out.push(literal);
        } else if let Some(&(from, len)) = entries.get(code - 258) {
            out.extend_from_within(from..from + len);
        } else if let (Some((from, len)), true) = (previous, code - 258 == entries.len()) {
            out.extend_from_within(from..from + len);
            out.extend_from_within(from..=from);
        } else {
            break;
        }
        if let Some((from, len)) = previous
            && entries.len() < 4096 - 258
        {
            entries.push((from, len + 1));
        }
        previous = Some((start, out.len() - start));
        width = match entries.len() + 258 + usize::from(early) {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
    }
    out
}

fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4);
    let (mut word, mut n) = (0u32, 0usize);
    for &byte in data {
        match byte {
            b'z' if n == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                word = word.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                n += 1;
                if n == 5 {
                    out.extend(word.to_be_bytes());
                    (word, n) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if n > 1 {
        for _ in n..5 {
            word = word.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(word.to_be_bytes().iter().take(n - 1));
    }
    out
}

fn ascii_hex(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = data
        .iter()
        .take_while(|b| **b != b'>')
        .filter_map(|b| char::from(*b).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair.first().unwrap_or(&0) << 4 | pair.get(1).unwrap_or(&0))
        .collect()
}

fn run_lengths(data: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&length) = data.get(at) {
        match length {
            128 => break,
            0..=127 => {
                let end = (at + 2 + usize::from(length)).min(data.len());
                out.extend_from_slice(data.get(at + 1..end).unwrap_or_default());
                at = end;
            }
            129.. => {
                let Some(&byte) = data.get(at + 1) else { break };
                out.resize(out.len() + 257 - usize::from(length), byte);
                at += 2;
            }
        }
        if out.len() > limit {
            break;
        }
    }
    out
}

/// Undoes a PNG or TIFF predictor.
fn predicted(data: Vec<u8>, parameters: &Dict) -> Vec<u8> {
    let predictor = parameters.get("Predictor").as_int().unwrap_or(1);
    if predictor < 2 {
        return data;
    }
    let number = |key: &str, default: i64| {
        let n = parameters.get(key).as_int().unwrap_or(default);
        usize::try_from(n.clamp(1, 1 << 20)).unwrap_or(1)
    };
    let bits = number("Colors", 1).saturating_mul(number("BitsPerComponent", 8));
    let pixel = bits.div_ceil(8);
    let row = bits.saturating_mul(number("Columns", 1)).div_ceil(8);
    if predictor == 2 {
        return tiff(data, row, pixel);
    }
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; row];
    for line in data.chunks(row.saturating_add(1)) {
        let Some((&kind, bytes)) = line.split_first() else {
            break;
        };
        let start = out.len();
        for (i, &byte) in bytes.iter().enumerate() {
            let before = |values: &[u8], base: usize| {
                i.checked_sub(pixel)
                    .and_then(|k| values.get(base + k).copied())
                    .unwrap_or(0)
            };
            let left = before(&out, start);
            let up = above.get(i).copied().unwrap_or(0);
            let corner = before(&above, 0);
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u16::midpoint(u16::from(left), u16::from(up)) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            out.push(byte.wrapping_add(guess));
        }
        above.clear();
        above.extend_from_slice(out.get(start..).unwrap_or_default());
        above.resize(row, 0);
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let estimate = a + b - c;
    let distance = |value: i16| (estimate - value).abs();
    if distance(a) <= distance(b) && distance(a) <= distance(c) {
        left
    } else if distance(b) <= distance(c) {
        up
    } else {
        corner
    }
}

fn tiff(mut data: Vec<u8>, row: usize, pixel: usize) -> Vec<u8> {
    for line in data.chunks_mut(row.max(1)) {
        for i in pixel..line.len() {
            let left = line.get(i - pixel).copied().unwrap_or(0);
            if let Some(byte) = line.get_mut(i) {
                *byte = byte.wrapping_add(left);
            }
        }
    }
    data
}

/// The steps that the dictionary of a stream names; `resolve` follows references.
pub(super) fn steps(dict: &Dict, resolve: impl Fn(&Object) -> Object) -> Vec<Step> {
    let either = |long: &str, short: &str| {
        let object = resolve(dict.get(long));
        if object == Object::Null {
            resolve(dict.get(short))
        } else {
            object
        }
    };
    let names = match either("Filter", "F") {
        Object::Name(name) => vec![Object::Name(name)],
        Object::Array(names) => names,
        _ => Vec::new(),
    };
    let parameters = match either("DecodeParms", "DP") {
        Object::Dict(dict) => vec![Object::Dict(dict)],
        Object::Array(items) => items,
        _ => Vec::new(),
    };
    names
        .iter()
        .enumerate()
        .filter_map(|(i, name)| {
            let own = parameters.get(i).map(&resolve);
            Some(Step {
                name: resolve(name).as_name()?.to_vec(),
                parameters: own
                    .as_ref()
                    .and_then(Object::as_dict)
                    .cloned()
                    .unwrap_or_default(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lzw_reads_the_example_of_the_standard() {
        // ISO 32000-1 §7.4.4.2, example 1 and 2.
        let coded = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(
            lzw(&coded, 100, true),
            [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]
        );
    }

    #[test]
    fn ascii85_reads_a_short_last_group() {
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(ascii85(b"87cUR~>"), b"Hell");
        assert_eq!(ascii85(b"87cURDZ~>"), b"Hello");
    }

    #[test]
    fn a_stream_that_grows_past_the_limit_bursts_the_budget() {
        let budget = Budget::new();
        let step = || Step {
            name: b"RL".to_vec(),
            parameters: Dict::default(),
        };
        let bomb: Vec<u8> = [129u8, 0].repeat(LARGEST / 128 + 2);
        assert_eq!(decode(&bomb, &[step()], &budget), None);
        assert!(budget.is_burst());
    }
}
