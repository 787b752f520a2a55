//! How bytes and numbers stand in text: one way each.
//!
//! Decides the forms that every format of this crate shares. Invariant: whatever is read here prints as it was read, so two
//! different texts never mean the same thing.

use crate::Hash;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

/// The largest integer that every reader of JSON holds exactly (RFC 8785, section 3.2.2.3).
pub(crate) const LARGEST: u64 = (1 << 53) - 1;

/// Base64 of RFC 4648, section 4, with its padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

pub(crate) fn hash_from_base64(text: &str) -> Option<Hash> {
    from_base64(text)?.try_into().ok()
}

/// Hexadecimal in small letters.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| DIGITS.get(usize::from(nibble)))
        .map(|digit| char::from(*digit))
        .collect()
}

/// Reads small hexadecimal digits of exactly `N` bytes.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return None,
            };
            *byte = *byte << 4 | value;
        }
    }
    Some(out)
}

/// Reads a decimal number without sign and without zeros before it.
pub(crate) fn from_decimal(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|digit| digit.is_ascii_digit());
    let is_shortest = text == "0" || !text.starts_with('0');
    if !is_plain || !is_shortest {
        return None;
    }
    text.parse().ok()
}

/// The canonical JSON (RFC 8785) of a form of strings and integers whose keys stand in order.
///
/// serde_json escapes as RFC 8785 says, so a form with its keys in order needs nothing more.
pub(crate) fn to_json(form: &impl Serialize) -> String {
    let text = serde_json::to_string(form);
    debug_assert!(text.is_ok(), "a form of strings and integers");
    text.unwrap_or_default()
}

/// Reads JSON that stands exactly as [`to_json`] writes it.
pub(crate) fn from_json<'a, T: Deserialize<'a> + Serialize>(text: &'a str) -> Option<T> {
    let form: T = serde_json::from_str(text).ok()?;
    (to_json(&form) == text).then_some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_one_spelling() {
        assert_eq!(from_decimal("0"), Some(0));
        assert_eq!(from_decimal("18446744073709551615"), Some(u64::MAX));
        for wrong in [
            "",
            "00",
            "01",
            "+1",
            "-1",
            " 1",
            "1 ",
            "18446744073709551616",
        ] {
            assert_eq!(from_decimal(wrong), None, "{wrong:?}");
        }
        assert_eq!(from_hex("00ff"), Some([0, 255]));
        for wrong in ["00fF", "00f", "00f ", "00fff", "+0ff"] {
            assert_eq!(from_hex::<2>(wrong), None, "{wrong:?}");
        }
        assert_eq!(from_base64("AA=="), Some(vec![0]));
        for wrong in ["AA", "AA=", "AB==", "A A=", "AA==\n", "-_=="] {
            assert_eq!(from_base64(wrong), None, "{wrong:?}");
        }
    }
}
