//! When a certificate ends: the second time of its validity (RFC 5280 §4.1.2.5).
//!
//! Reads so much of the encoding (X.690, DER) as lies before that, and nothing of what it means.

use jiff::civil::DateTime;
use jiff::tz::Offset;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// Seconds since 1970 UTC; `None` where it is no certificate.
pub(super) fn of(certificate: &[u8]) -> Option<i64> {
    let (outer, _) = within(certificate, SEQUENCE)?;
    let (signed, _) = within(outer, SEQUENCE)?;
    let (tag, _, rest) = part(signed)?;
    let after_version = if tag == VERSION { rest } else { signed };
    let (_, after_number) = within(after_version, INTEGER)?;
    let (_, after_algorithm) = within(after_number, SEQUENCE)?;
    let (_, after_issuer) = within(after_algorithm, SEQUENCE)?;
    let (validity, _) = within(after_issuer, SEQUENCE)?;
    let (_, _, from_end) = part(validity)?;
    let (tag, end, _) = part(from_end)?;
    instant(tag, std::str::from_utf8(end).ok()?)
}

/// The content of the first part, which has this tag, and what follows it.
fn within(bytes: &[u8], expected: u8) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = part(bytes)?;
    (tag == expected).then_some((content, rest))
}

/// The first part: its tag, its content, what follows it.
fn part(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if 4 < digits.len() {
            return None;
        }
        let length = digits
            .iter()
            .fold(0, |so_far, digit| so_far << 8 | usize::from(*digit));
        (length, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// `YYMMDDHHMMSSZ`, whose years are 1950 to 2049, or `YYYYMMDDHHMMSSZ`.
fn instant(tag: u8, written: &str) -> Option<i64> {
    let digits = written.strip_suffix('Z')?;
    let digits = match tag {
        UTC_TIME if "50" <= digits => format!("19{digits}"),
        UTC_TIME => format!("20{digits}"),
        GENERALIZED_TIME => digits.to_owned(),
        _ => return None,
    };
    let n = |from: usize, to: usize| digits.get(from..to)?.parse::<i8>().ok();
    let year = digits.get(..4)?.parse::<i16>().ok()?;
    let at = DateTime::new(
        year,
        n(4, 6)?,
        n(6, 8)?,
        n(8, 10)?,
        n(10, 12)?,
        n(12, 14)?,
        0,
    );
    let at = Offset::UTC.to_timestamp(at.ok()?).ok()?;
    Some(at.as_second())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    #[test]
    fn a_time_is_read_in_both_forms() {
        for (tag, written, expected) in [
            (UTC_TIME, "700101000000Z", Some(0)),
            (UTC_TIME, "491231235959Z", Some(2_524_607_999)),
            (GENERALIZED_TIME, "20500101000000Z", Some(2_524_608_000)),
            (GENERALIZED_TIME, "20500101000000", None),
            (UTC_TIME, "491331235959Z", None),
            (UTC_TIME, "4", None),
            (INTEGER, "491231235959Z", None),
        ] {
            assert_eq!(instant(tag, written), expected, "{written}");
        }
    }

    #[test]
    fn a_certificate_of_another_program_is_read_to_the_second() {
        let pair = rcgen::generate_simple_self_signed(vec!["a.example".to_owned()]).unwrap();
        // What that program writes where nothing else is asked for.
        let new_year = DateTime::new(4096, 1, 1, 0, 0, 0, 0).unwrap();
        let expected = Offset::UTC.to_timestamp(new_year).unwrap();
        assert_eq!(of(pair.cert.der()), Some(expected.as_second()));
    }

    #[test]
    fn what_is_cut_off_anywhere_is_no_certificate_and_no_crash() {
        let pair = rcgen::generate_simple_self_signed(vec!["a.example".to_owned()]).unwrap();
        let whole = pair.cert.der();
        for length in 0..whole.len() {
            assert_eq!(of(whole.get(..length).unwrap()), None);
        }
        assert_eq!(of(&[SEQUENCE, 0x84, 0xff, 0xff, 0xff, 0xff]), None);
    }
}
