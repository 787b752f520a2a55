//! 见证的签名 — what the cosignature of a witness is over, and how its time stands in it (C2SP tlog-cosignature).

/// What a witness signs.
pub fn message(at: u64, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {at}\n{text}").into_bytes()
}

/// The time of a cosignature, and the signature itself. None for that of another algorithm.
pub(crate) fn split(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (at, signature) = bytes.split_first_chunk()?;
    let at = u64::from_be_bytes(*at);
    (i64::try_from(at).is_ok() && signature.len() == 64).then_some((at, signature))
}
