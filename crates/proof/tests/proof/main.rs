//! The log from outside: vectors of other implementations, another implementation beside it, and bytes from anywhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says so by failing"
)]

mod checkpoint;
mod document;
#[cfg(feature = "gm")]
mod gm;
mod hostile;
mod key_change;
mod leaf;
mod log;
mod note;
mod tile;
mod tree;
mod witness;

/// Bytes out of hexadecimal digits.
fn hex(digits: &str) -> Vec<u8> {
    let value = |digit: u8| char::from(digit).to_digit(16).expect("a hexadecimal digit") as u8;
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| value(pair[0]) << 4 | value(pair[1]))
        .collect()
}

fn hash(digits: &str) -> proof::Hash {
    hex(digits).try_into().expect("32 bytes")
}
