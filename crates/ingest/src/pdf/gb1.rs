//! The character collection Adobe-GB1: what a CID reads where a file names nothing but the collection.
//!
//! Decides the CIDs of ASCII only, proportional (1–95) and half-width (814–907).

pub(super) fn text(cid: u16) -> Option<char> {
    let ascii = match cid {
        1..=95 => cid + 0x1F,
        814..=907 => cid - 814 + 0x20,
        _ => return None,
    };
    u8::try_from(ascii).ok().map(char::from)
}
