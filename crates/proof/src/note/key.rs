//! The keys of notes, public and secret, and how they are written.
//!
//! Decides `name+id+key` and `PRIVATE+KEY+name+id+seed` as the Go checksum database writes them, and the id: the first four
//! bytes of SHA-256 over the name, a newline, the type of the signature and the public key.
//!
//! Invariant: a key that is read has the id that belongs to it, is a point of its curve, and is not of small order.

use super::cosignature::{message, split};
use super::{Signer, Unsigned, Verifier};
use crate::tree::TreeHash;
use crate::wire;
use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};
use std::fmt;

/// What precedes a secret key, so that nobody takes it for a public one.
const SECRET: &str = "PRIVATE+KEY+";

/// The longest name of a key that is known. Others may have longer ones.
const LONGEST_NAME: usize = 255;

/// The first bytes of the id of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// The type of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// 0x01: Ed25519 over the text.
    Ed25519,
    /// 0x04: Ed25519 of a witness over a time and the text (C2SP tlog-cosignature).
    Cosignature,
    /// 国密 SM2 with SM3 (GB/T 32918.2) over the text. The specification has no byte for it and gives 0xff with a name of
    /// one's own to such types.
    #[cfg(feature = "gm")]
    Sm2,
    /// The same signatures over a tree of SHA-256: of a log that was begun with another key and went over to SM2.
    #[cfg(feature = "gm")]
    Sm2OverSha256,
}

/// What every name of one's own of an SM2 key begins with; what follows says of which tree.
const SM2: &[u8] = b"\xffgongkai/sm2-with-sm3";

impl Algorithm {
    const ALL: &[Self] = &[
        Self::Ed25519,
        Self::Cosignature,
        #[cfg(feature = "gm")]
        Self::Sm2,
        #[cfg(feature = "gm")]
        Self::Sm2OverSha256,
    ];

    /// What stands before the bytes of a key.
    fn prefix(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => &[1],
            Self::Cosignature => &[4],
            #[cfg(feature = "gm")]
            Self::Sm2 => b"\xffgongkai/sm2-with-sm3/1\n",
            #[cfg(feature = "gm")]
            Self::Sm2OverSha256 => b"\xffgongkai/sm2-with-sm3/sha256-tree/1\n",
        }
    }

    /// The hash function of the tree of a log with such a key.
    pub fn tree_hash(self) -> TreeHash {
        match self {
            Self::Ed25519 | Self::Cosignature => TreeHash::Sha256,
            #[cfg(feature = "gm")]
            Self::Sm2 => TreeHash::Sm3,
            #[cfg(feature = "gm")]
            Self::Sm2OverSha256 => TreeHash::Sha256,
        }
    }

    /// The same signatures over a tree of this hash function; `None` where there are none.
    #[must_use]
    pub fn over(self, hash: TreeHash) -> Option<Self> {
        match (self, hash) {
            #[cfg(feature = "gm")]
            (Self::Sm2 | Self::Sm2OverSha256, TreeHash::Sha256) => Some(Self::Sm2OverSha256),
            #[cfg(feature = "gm")]
            (Self::Sm2 | Self::Sm2OverSha256, TreeHash::Sm3) => Some(Self::Sm2),
            (other, hash) => (other.tree_hash() == hash).then_some(other),
        }
    }
}

/// A public key with the name of its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    name: String,
    id: KeyId,
    algorithm: Algorithm,
    public: Public,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Public {
    Ed25519(ed25519_dalek::VerifyingKey),
    #[cfg(feature = "gm")]
    Sm2(super::sm2::Public),
}

/// A key that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongKey {
    #[error("密钥应写作 名称+编号+内容")]
    Form,
    #[error("密钥的名称不能为空，不能含空格和加号，不能超过 {LONGEST_NAME} 字节")]
    Name,
    #[error("密钥的编号与内容不符，可能抄错了")]
    Id,
    #[error("不认识密钥的算法")]
    Algorithm,
    #[error("密钥的内容不对")]
    Content,
    #[error(
        "这是国密 SM2 的密钥，这个程序编译时没有带国密选项；请换用带这个选项（--features gm）编译的程序"
    )]
    NeedsGm,
}

impl Key {
    /// A public key from its bytes: 32 for Ed25519, 65 for SM2 (0x04 and the two coordinates).
    ///
    /// # Errors
    /// [`WrongKey`] where the name or the bytes cannot be those of a key.
    pub fn new(name: &str, algorithm: Algorithm, bytes: &[u8]) -> Result<Self, WrongKey> {
        let is_short = name.len() <= LONGEST_NAME && !name.contains(char::is_control);
        if !is_short || !is_name(name) {
            return Err(WrongKey::Name);
        }
        let public = match algorithm {
            Algorithm::Ed25519 | Algorithm::Cosignature => {
                let bytes = bytes.try_into().map_err(|_| WrongKey::Content)?;
                let key = ed25519_dalek::VerifyingKey::from_bytes(bytes);
                let key = key.ok().filter(|key| !key.is_weak());
                Public::Ed25519(key.ok_or(WrongKey::Content)?)
            }
            #[cfg(feature = "gm")]
            Algorithm::Sm2 | Algorithm::Sm2OverSha256 => {
                Public::Sm2(super::sm2::Public::new(bytes).ok_or(WrongKey::Content)?)
            }
        };
        Ok(Self {
            id: id(name, algorithm, bytes),
            name: name.to_owned(),
            algorithm,
            public,
        })
    }

    /// Reads `name+id+key`.
    ///
    /// # Errors
    /// [`WrongKey`], by what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, WrongKey> {
        let (name, stated, algorithm, bytes) = parse(text)?;
        let key = Self::new(name, algorithm, &bytes)?;
        if key.id != stated {
            return Err(WrongKey::Id);
        }
        Ok(key)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn id(&self) -> KeyId {
        self.id
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The bytes of the key alone.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.public {
            Public::Ed25519(key) => key.as_bytes().to_vec(),
            #[cfg(feature = "gm")]
            Public::Sm2(key) => key.bytes().to_vec(),
        }
    }

    /// Whether this is the key's signature of a message.
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.public {
            Public::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            #[cfg(feature = "gm")]
            Public::Sm2(key) => key.has_signed(message, signature),
        }
    }
}

impl Verifier for Key {
    fn name(&self) -> &str {
        &self.name
    }

    fn id(&self) -> KeyId {
        self.id
    }

    fn verify(&self, text: &str, signature: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Cosignature => split(signature)
                .is_some_and(|(at, signature)| self.has_signed(&message(at, text), signature)),
            _ => self.has_signed(text.as_bytes(), signature),
        }
    }
}

/// As it is given to others: `name+id+key`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.algorithm.prefix(), &self.bytes()].concat();
        write!(f, "{}+{}+{}", self.name, self.id, wire::to_base64(&bytes))
    }
}

/// A secret key, in memory for as long as it signs. It never prints itself.
pub struct Secret {
    key: Key,
    secret: Kept,
}

enum Kept {
    Ed25519(ed25519_dalek::SigningKey),
    #[cfg(feature = "gm")]
    Sm2(super::sm2::Secret),
}

impl Secret {
    /// A new key from 32 bytes that nobody else knows.
    ///
    /// # Errors
    /// [`WrongKey`] where the name cannot be that of a key, or the bytes are none (for SM2, one chance in 2³²).
    pub fn from_seed(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, WrongKey> {
        let (secret, public) = match algorithm {
            Algorithm::Ed25519 | Algorithm::Cosignature => {
                let secret = ed25519_dalek::SigningKey::from_bytes(seed);
                let public = secret.verifying_key().as_bytes().to_vec();
                (Kept::Ed25519(secret), public)
            }
            #[cfg(feature = "gm")]
            Algorithm::Sm2 | Algorithm::Sm2OverSha256 => {
                let secret = super::sm2::Secret::new(seed).ok_or(WrongKey::Content)?;
                let public = secret.public().bytes().to_vec();
                (Kept::Sm2(secret), public)
            }
        };
        let key = Key::new(name, algorithm, &public)?;
        Ok(Self { key, secret })
    }

    /// Reads `PRIVATE+KEY+name+id+seed`.
    ///
    /// # Errors
    /// [`WrongKey`], by what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, WrongKey> {
        let text = text.strip_prefix(SECRET).ok_or(WrongKey::Form)?;
        let (name, stated, algorithm, seed) = parse(text)?;
        let seed = seed.try_into().map_err(|_| WrongKey::Content)?;
        let secret = Self::from_seed(name, algorithm, &seed)?;
        if secret.key.id != stated {
            return Err(WrongKey::Id);
        }
        Ok(secret)
    }

    /// The secret as it is put into its file: `PRIVATE+KEY+name+id+seed`.
    pub fn expose(&self) -> String {
        let seed = match &self.secret {
            Kept::Ed25519(secret) => secret.to_bytes(),
            #[cfg(feature = "gm")]
            Kept::Sm2(secret) => secret.seed(),
        };
        let bytes = [self.key.algorithm.prefix(), &seed].concat();
        let (name, id) = (&self.key.name, self.key.id);
        format!("{SECRET}{name}+{id}+{}", wire::to_base64(&bytes))
    }
}

impl Signer for Secret {
    fn key(&self) -> &Key {
        &self.key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unsigned> {
        match &self.secret {
            Kept::Ed25519(secret) => Ok(secret.sign(message).to_bytes().to_vec()),
            #[cfg(feature = "gm")]
            Kept::Sm2(secret) => secret.sign(message),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret")
            .field("key", &self.key.to_string())
            .finish_non_exhaustive()
    }
}

/// Whether a signature may name its key so.
pub(super) fn is_name(name: &str) -> bool {
    let is_plain = |character: char| !character.is_whitespace() && character != '+';
    !name.is_empty() && name.chars().all(is_plain)
}

fn id(name: &str, algorithm: Algorithm, public: &[u8]) -> KeyId {
    let digest = Sha256::new()
        .chain_update(name)
        .chain_update(b"\n")
        .chain_update(algorithm.prefix())
        .chain_update(public)
        .finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(digest);
    KeyId(u32::from_be_bytes([a, b, c, d]))
}

/// The parts of a key: its name, the id it states, its algorithm and its bytes.
fn parse(text: &str) -> Result<(&str, KeyId, Algorithm, Vec<u8>), WrongKey> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(WrongKey::Form);
    };
    let id = wire::from_hex(id).ok_or(WrongKey::Form)?;
    let bytes = wire::from_base64(encoded).ok_or(WrongKey::Form)?;
    let algorithm = Algorithm::ALL
        .iter()
        .find(|algorithm| bytes.starts_with(algorithm.prefix()))
        .ok_or_else(|| {
            let is_sm2 = cfg!(not(feature = "gm")) && bytes.starts_with(SM2);
            if is_sm2 {
                WrongKey::NeedsGm
            } else {
                WrongKey::Algorithm
            }
        })?;
    let bytes = bytes.get(algorithm.prefix().len()..).unwrap_or_default();
    let id = KeyId(u32::from_be_bytes(id));
    Ok((name, id, *algorithm, bytes.to_vec()))
}
