//! What a person wrote in a report, committed to; and the code with which a reader finds it again.

use law::site_error::Written;
use law::{Digest, canon};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use store::site_error::SiteErrorRow;
use uuid::Uuid;

/// Letters and digits that no eye takes for another: no I, L, O, U, no 0 and 1.
const SIGNS: &[u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";
/// Three groups of four of them: close to 59 bits.
const GROUPS: usize = 3;
const OF_GROUP: usize = 4;

/// The key of a form, made when it is shown.
pub fn new_key() -> String {
    hex(Uuid::new_v4().as_bytes())
}

/// Whether a key can be one that [`new_key`] made.
pub(super) fn is_key(key: &str) -> bool {
    key.len() == 32
        && key
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What stands in the address of the receipt of a form.
pub(super) fn ticket(key: &str) -> String {
    let digest = Digest::of(format!("gongkai/ticket/1\n{key}").as_bytes());
    digest.to_string().chars().take(32).collect()
}

/// What is kept of it.
pub(super) fn receipt(ticket: &str) -> Digest {
    Digest::of(format!("gongkai/receipt/1\n{ticket}").as_bytes())
}

/// The code of a report, `K7QM-3XRT-9W2D`.
pub(super) fn code(salt: &[u8], ticket: &str) -> String {
    // One digest has more signs than are needed in all but one of very many cases; the next one goes on.
    let digests = (0u32..).map(|round| {
        let seed = format!("gongkai/code/1\n{round}\n{}\n{ticket}", hex(salt));
        *Digest::of(seed.as_bytes()).as_bytes()
    });
    // Of 32 values two stand for no sign and are passed over, so that every sign is as likely.
    let signs = digests
        .flatten()
        .filter_map(|byte| SIGNS.get(usize::from(byte % 32)));
    let mut code = String::new();
    for (n, sign) in signs.take(GROUPS * OF_GROUP).enumerate() {
        if n > 0 && n.is_multiple_of(OF_GROUP) {
            code.push('-');
        }
        code.push(char::from(*sign));
    }
    code
}

/// What is kept of a code; small letters, blanks and strokes make no difference.
pub(super) fn code_hash(id: &str, code: &str) -> Digest {
    let plain: String = narrow(code).filter(char::is_ascii_alphanumeric).collect();
    Digest::of(format!("gongkai/code-hash/1\n{id}\n{}", plain.to_ascii_uppercase()).as_bytes())
}

/// A number as it is kept, however it was typed.
pub(super) fn plain_number(number: &str) -> String {
    narrow(number)
        .map(|c| if "—–‐−".contains(c) { '-' } else { c })
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// Full-width letters, digits and strokes as an input method leaves them, made narrow.
fn narrow(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    })
}

fn commit(salt: &[u8], parts: &[(&str, Option<&str>)]) -> Digest {
    let mut map = Map::new();
    for (name, value) in parts {
        if let Some(value) = value {
            map.insert((*name).to_owned(), Value::from(*value));
        }
    }
    crate::ledger::commitment(salt, &canon::to_bytes(&Value::Object(map)))
}

pub(super) fn commit_written(salt: &[u8], written: &Written) -> Digest {
    commit(
        salt,
        &[
            ("page", written.page.as_deref()),
            ("kind", Some(written.kind.id())),
            ("what", Some(&written.what)),
            ("contact", written.contact.as_deref()),
        ],
    )
}

pub(super) fn commit_replied(
    salt: &[u8],
    forwarded_to: Option<&str>,
    answer: Option<&str>,
) -> Digest {
    commit(salt, &[("forwarded_to", forwarded_to), ("answer", answer)])
}

/// Whether what stands in a row that is not erased is what its commitments were made of.
pub(crate) fn fits(row: &SiteErrorRow) -> bool {
    let is_written = match (&row.written_salt, &row.what) {
        (Some(salt), Some(what)) => {
            let written = Written {
                page: row.page.clone(),
                kind: row.kind,
                what: what.clone(),
                contact: row.contact.clone(),
            };
            commit_written(salt, &written) == row.written
        }
        _ => false,
    };
    let (to, answer) = (row.forwarded_to.as_deref(), row.answer.as_deref());
    let is_replied = match (&row.replied_salt, row.replied) {
        (Some(salt), Some(replied)) => commit_replied(salt, to, answer) == replied,
        (None, None) => to.is_none() && answer.is_none(),
        _ => false,
    };
    is_written && is_replied
}

/// Whether a row that is erased still holds something that a person wrote, or a salt.
pub(crate) fn erased_in_part(row: &SiteErrorRow) -> bool {
    let words = [
        &row.page,
        &row.what,
        &row.contact,
        &row.forwarded_to,
        &row.answer,
    ];
    words.iter().any(|text| text.is_some())
        || row.written_salt.is_some()
        || row.replied_salt.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_can_be_read_aloud_and_typed_in_any_manner() {
        let code = code(b"0123456789abcdef", "ticket");
        assert_eq!(code.len(), 14);
        assert!(
            code.bytes().all(|b| b == b'-' || SIGNS.contains(&b)),
            "{code}"
        );
        let kept = code_hash("id", &code);
        let wide: String = code
            .chars()
            .filter_map(|c| char::from_u32(c as u32 + 0xfee0))
            .collect();
        for typed in [code.to_lowercase(), code.replace('-', " "), wide] {
            assert_eq!(code_hash("id", &typed), kept, "{typed}");
        }
        assert_ne!(code_hash("other", &code), kept);
        assert_eq!(plain_number(" ２０２６—００００７ "), "2026-00007");
    }

    #[test]
    fn the_code_needs_the_salt_and_the_ticket() {
        let one = code(b"0123456789abcdef", "ticket");
        assert_ne!(code(b"0123456789abcdeg", "ticket"), one);
        assert_ne!(code(b"0123456789abcdef", "other"), one);
        assert_ne!(ticket("a"), ticket("b"));
    }

    #[test]
    fn a_key_is_what_was_made_here() {
        let key = new_key();
        assert!(is_key(&key) && key != new_key());
        for wrong in ["", "1", &key.to_uppercase(), &format!("{key}0")] {
            assert!(!is_key(wrong) || wrong == key, "{wrong}");
        }
    }
}
