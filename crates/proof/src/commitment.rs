//! Salted commitments: a text can be proved later without standing in the ledger now.
//!
//! Invariant: without the salt a commitment tells nothing about a short text; with it, nothing else fits.

use crate::Hash;
use sha2::{Digest, Sha256};

const DOMAIN: &[u8] = b"gongkai/commitment/1\n";

/// The commitment to `words` under `salt` (at least 16 random bytes).
pub fn to(salt: &[u8], words: impl AsRef<[u8]>) -> Hash {
    let length = (salt.len() as u64).to_be_bytes();
    Sha256::new()
        .chain_update(DOMAIN)
        .chain_update(length)
        .chain_update(salt)
        .chain_update(words)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::to;

    #[test]
    fn salt_and_words_both_decide() {
        assert_eq!(
            to(b"0123456789abcdef", "理由"),
            to(b"0123456789abcdef", "理由")
        );
        assert_ne!(
            to(b"0123456789abcdef", "理由"),
            to(b"0123456789abcdeg", "理由")
        );
        assert_ne!(to(b"ab", "c"), to(b"a", "bc"));
    }
}
