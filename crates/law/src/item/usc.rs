//! 统一社会信用代码 — GB 32100-2015.
//!
//! Decides the alphabet and the check character. The numbers themselves are data.

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Whether `code` is 18 characters of the alphabet whose check character holds.
pub fn is_valid(code: &str) -> bool {
    code.len() == 18
        && code
            .as_bytes()
            .split_last()
            .is_some_and(|(last, head)| check_character(head) == Some(*last))
}

/// The check character of the first 17 characters; `None` for a foreign character.
pub fn check_character(head: &[u8]) -> Option<u8> {
    let mut weight = 1;
    let mut sum = 0;
    for byte in head {
        let value = ALPHABET.iter().position(|c| c == byte)?;
        sum = (sum + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    ALPHABET.get((31 - sum) % 31).copied()
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn the_check_character_decides() {
        for code in [
            "114403006955506492",
            "11441300007187648G",
            "11441700007280420Y",
            "91000000000000000K",
        ] {
            assert!(is_valid(code), "{code}");
        }
        for code in [
            "114403006955506493",
            "11441300007187648",
            "I1441300007187648G",
            "",
        ] {
            assert!(!is_valid(code), "{code}");
        }
    }
}
