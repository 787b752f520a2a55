//! Decryption with the empty user password (ISO 32000-1 §7.6, ISO 32000-2 §7.6.4).
//!
//! Decides whether a file can be read without a password. Many files are encrypted only to forbid copying: their
//! user password is empty, and every viewer opens them. A file that asks for a password is refused; none is guessed.

use super::object::{Dict, Id, Object};
use aes::cipher::{BlockDecrypt, BlockEncrypt, KeyInit};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

const PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
    0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    None,
    Rc4,
    Aes128,
    Aes256,
}

/// The key of a file and how its strings and streams are encrypted.
#[derive(Clone, Debug)]
pub(super) struct Crypt {
    key: Vec<u8>,
    strings: Method,
    streams: Method,
    metadata: bool,
}

impl Crypt {
    /// The key that the empty user password gives; none where it is not the password, or the handler is unknown.
    /// `encrypt` holds no references any more.
    pub(super) fn with_empty_password(encrypt: &Dict, file_id: &[u8]) -> Option<Self> {
        if !encrypt.get("Filter").is_name("Standard") {
            return None;
        }
        let version = encrypt.get("V").as_int().unwrap_or(0);
        let revision = encrypt.get("R").as_int()?;
        let (strings, streams) = match version {
            1 | 2 => (Method::Rc4, Method::Rc4),
            4 | 5 => (method(encrypt, "StrF"), method(encrypt, "StmF")),
            _ => return None,
        };
        let metadata = encrypt.get("EncryptMetadata") != &Object::Bool(false);
        let key = if revision >= 5 {
            key_of_revision_5(encrypt, revision)?
        } else {
            let bits = match version {
                1 => 40,
                4 => 128,
                _ => encrypt.get("Length").as_int().unwrap_or(40),
            };
            let length = usize::try_from(bits / 8).ok()?.clamp(5, 16);
            key_of_revision_4(encrypt, revision, length, file_id, metadata)?
        };
        Some(Self {
            key,
            strings,
            streams,
            metadata,
        })
    }

    pub(super) fn string(&self, bytes: &[u8], id: Id) -> Vec<u8> {
        self.apply(self.strings, bytes, id)
    }

    pub(super) fn stream(&self, bytes: &[u8], id: Id, dict: &Dict) -> Vec<u8> {
        let bare = dict.get("Type").is_name("XRef")
            || (!self.metadata && dict.get("Type").is_name("Metadata"));
        self.apply(if bare { Method::None } else { self.streams }, bytes, id)
    }

    fn apply(&self, method: Method, bytes: &[u8], id: Id) -> Vec<u8> {
        match method {
            Method::None => bytes.to_vec(),
            Method::Rc4 => rc4(&self.object_key(id, b""), bytes),
            Method::Aes128 => cbc(&self.object_key(id, b"sAlT"), bytes),
            Method::Aes256 => cbc(&self.key, bytes),
        }
    }

    /// ISO 32000-1 algorithm 1.
    fn object_key(&self, (number, generation): Id, salt: &[u8]) -> Vec<u8> {
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(number.to_le_bytes().get(..3).unwrap_or_default());
        hash.update(generation.to_le_bytes());
        hash.update(salt);
        let mut key = hash.finalize().to_vec();
        key.truncate((self.key.len() + 5).min(16));
        key
    }
}

fn method(encrypt: &Dict, which: &str) -> Method {
    let name = encrypt.get(which).as_name().unwrap_or(b"Identity");
    let filter = encrypt
        .get("CF")
        .as_dict()
        .and_then(|filters| filters.0.get(name));
    let Some(filter) = filter.and_then(Object::as_dict) else {
        return Method::None;
    };
    match filter.get("CFM").as_name() {
        Some(b"V2") => Method::Rc4,
        Some(b"AESV2") => Method::Aes128,
        Some(b"AESV3") => Method::Aes256,
        _ => Method::None,
    }
}

/// ISO 32000-1 algorithms 2 and 6.
fn key_of_revision_4(
    encrypt: &Dict,
    revision: i64,
    length: usize,
    file_id: &[u8],
    metadata: bool,
) -> Option<Vec<u8>> {
    let owner = encrypt.get("O").as_bytes()?.get(..32)?;
    let user = encrypt.get("U").as_bytes()?;
    let permissions = encrypt.get("P").as_int()? as i32;
    let mut hash = Md5::new();
    hash.update(PADDING);
    hash.update(owner);
    hash.update(permissions.to_le_bytes());
    hash.update(file_id);
    if revision >= 4 && !metadata {
        hash.update([0xFF; 4]);
    }
    let mut key = hash.finalize().to_vec();
    if revision >= 3 {
        for _ in 0..50 {
            key = Md5::digest(key.get(..length)?).to_vec();
        }
    }
    key.truncate(length);
    let proof = if revision == 2 {
        rc4(&key, &PADDING)
    } else {
        let mut hash = Md5::new();
        hash.update(PADDING);
        hash.update(file_id);
        let mut proof = hash.finalize().to_vec();
        for round in 0..20u8 {
            let round_key: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
            proof = rc4(&round_key, &proof);
        }
        proof
    };
    (user.get(..proof.len()) == Some(&proof)).then_some(key)
}

/// ISO 32000-2 algorithms 2.A and 11.
fn key_of_revision_5(encrypt: &Dict, revision: i64) -> Option<Vec<u8>> {
    let user = encrypt.get("U").as_bytes()?;
    let (proof, check, salt) = (user.get(..32)?, user.get(32..40)?, user.get(40..48)?);
    let hash = |salt: &[u8]| match revision {
        5 => Sha256::digest(salt).to_vec(),
        _ => hardened(salt),
    };
    if hash(check) != proof {
        return None;
    }
    let sealed = encrypt.get("UE").as_bytes()?.get(..32)?;
    let aes = aes::Aes256::new_from_slice(&hash(salt)).ok()?;
    Some(chain(sealed, [0; 16], |block| {
        aes.decrypt_block(block.into());
    }))
}

/// ISO 32000-2 algorithm 2.B for the empty password.
fn hardened(salt: &[u8]) -> Vec<u8> {
    let mut key = Sha256::digest(salt).to_vec();
    for round in 0..4096usize {
        let text = key.repeat(64);
        let (Some(Ok(aes)), Some(Ok(mut mask))) = (
            key.get(..16).map(aes::Aes128::new_from_slice),
            key.get(16..32).map(<[u8; 16]>::try_from),
        ) else {
            return Vec::new();
        };
        let mut sealed = Vec::with_capacity(text.len());
        for block in text.chunks_exact(16) {
            for (byte, plain) in mask.iter_mut().zip(block) {
                *byte ^= plain;
            }
            aes.encrypt_block((&mut mask).into());
            sealed.extend_from_slice(&mask);
        }
        let kind = sealed.iter().take(16).map(|b| u32::from(*b)).sum::<u32>() % 3;
        key = match kind {
            0 => Sha256::digest(&sealed).to_vec(),
            1 => Sha384::digest(&sealed).to_vec(),
            _ => Sha512::digest(&sealed).to_vec(),
        };
        let last = usize::from(sealed.last().copied().unwrap_or(0));
        if round >= 63 && last + 32 <= round + 1 {
            break;
        }
    }
    key.truncate(32);
    key
}

fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
    let mut j = 0u8;
    for i in 0..=255u8 {
        let part = key
            .get(usize::from(i) % key.len().max(1))
            .copied()
            .unwrap_or(0);
        j = j.wrapping_add(state[usize::from(i)]).wrapping_add(part);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    bytes
        .iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(state[usize::from(i)]);
            state.swap(usize::from(i), usize::from(j));
            byte ^ state[usize::from(state[usize::from(i)].wrapping_add(state[usize::from(j)]))]
        })
        .collect()
}

/// AES in CBC mode: the first block is the vector, the last is padded.
fn cbc(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let Some((Ok(vector), sealed)) = bytes
        .split_at_checked(16)
        .map(|(vector, sealed)| (<[u8; 16]>::try_from(vector), sealed))
    else {
        return Vec::new();
    };
    let mut plain = match key.len() {
        16 => aes::Aes128::new_from_slice(key)
            .map(|aes| chain(sealed, vector, |block| aes.decrypt_block(block.into()))),
        _ => aes::Aes256::new_from_slice(key)
            .map(|aes| chain(sealed, vector, |block| aes.decrypt_block(block.into()))),
    }
    .unwrap_or_default();
    let padding = usize::from(plain.last().copied().unwrap_or(0));
    if (1..=16).contains(&padding) {
        plain.truncate(plain.len().saturating_sub(padding));
    }
    plain
}

fn chain(sealed: &[u8], mut vector: [u8; 16], decrypt: impl Fn(&mut [u8; 16])) -> Vec<u8> {
    let mut plain = Vec::with_capacity(sealed.len());
    for block in sealed.chunks_exact(16) {
        let Ok(coded) = <[u8; 16]>::try_from(block) else {
            break;
        };
        let mut open = coded;
        decrypt(&mut open);
        plain.extend(open.iter().zip(vector).map(|(byte, mask)| byte ^ mask));
        vector = coded;
    }
    plain
}
