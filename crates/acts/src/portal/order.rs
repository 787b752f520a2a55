//! 次序 — in which order names in Chinese are listed.
//!
//! Decides the order of GB/T 2312: characters of the first level by their sound, those of the second by their radical,
//! all others after them by code point. Punctuation does not count, nor does the case of Latin letters.

/// What a name is sorted by.
pub(crate) fn key(name: &str) -> Vec<u32> {
    name.chars().filter_map(rank).collect()
}

/// Where rare characters begin, which GB/T 2312 does not have.
const RARE: u32 = 0x1_0000;

fn rank(c: char) -> Option<u32> {
    if !c.is_alphanumeric() {
        return None;
    }
    if c.is_ascii() {
        return Some(u32::from(c.to_ascii_lowercase()));
    }
    let mut place = [0; 4];
    let (bytes, _, is_unknown) = encoding_rs::GBK.encode(c.encode_utf8(&mut place));
    match *bytes {
        [lead @ 0xb0..=0xf7, trail @ 0xa1..=0xfe] if !is_unknown => {
            Some(u32::from(lead) << 8 | u32::from(trail))
        }
        _ => Some(RARE + u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn names_are_in_the_order_of_their_sounds() {
        let mut names = [
            "中外合作办法",
            "Ab",
            "安全生产法",
            "《保险法》",
            "刑法",
            "鑫市条例",
            "保密法",
        ];
        names.sort_by_key(|name| key(name));
        assert_eq!(
            names,
            [
                "Ab",
                "安全生产法",
                "保密法",
                "《保险法》",
                "刑法",
                "中外合作办法",
                "鑫市条例"
            ]
        );
    }
}
