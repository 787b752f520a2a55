//! 签名便笺 — a text and who signed it: C2SP signed-note, as the Go checksum database has it.
//!
//! Decides the form of notes, their keys and their signers. A text is nothing until [`Note::verify`] has found the signature
//! of a known key; signatures of unknown keys are kept and mean nothing. Every signature under the name and id of a known key
//! must hold, or the whole note is refused.
//!
//! A hardware module signs by implementing [`Signer`]; [`Secret`] is the signer whose key is in a file.
//!
//! Invariant: a note prints as it was read, and reading never fails but by [`Malformed`].

pub(crate) mod cosignature;
mod key;
#[cfg(feature = "gm")]
mod sm2;

pub use key::{Algorithm, Key, KeyId, Secret, WrongKey};

use crate::wire;
use std::fmt;

/// The longest note that is read.
pub const LONGEST: usize = 1_000_000;

/// The most signatures that a note may carry. Readers must take 16.
pub const MOST_SIGNATURES: usize = 100;

const BETWEEN: &str = "\n\n";
const DASH: &str = "\u{2014} ";

/// Something that signs: a key in a file, or a module that never gives it away.
///
/// All that a module must do is what PKCS#11 calls `C_Sign` over a whole message (`CKM_EDDSA`; for SM2 the mechanism of its
/// vendor that hashes with SM3 and the usual identity). It is given bytes and gives bytes; the private key is no part of this.
/// The public key is read once (`CKA_EC_POINT`) and made by [`Key::new`].
///
/// What may be expected of whoever calls:
/// - It may fail, for a time or for good: the note is then not made and nothing is shown. It is asked again later, with the
///   same message or a newer one; to sign twice does no harm.
/// - It may take long: neither a lock of the register nor a transaction is held meanwhile, and the thread may block.
/// - It may be wrong: its answer is verified with the public key before it stands under a note ([`Unsigned::Mismatch`]).
/// - One process asks at a time, any thread of it: hence `Sync`. A module with one session keeps a lock of its own.
pub trait Signer: Send + Sync {
    /// The public key whose signatures these are.
    fn key(&self) -> &Key;

    /// Signs a message: for Ed25519 the 64 bytes of RFC 8032, for SM2 `r` and `s` of 32 bytes each.
    ///
    /// # Errors
    /// [`Unsigned::Device`], where the module does not answer or refuses, in words for the operator.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unsigned>;

    fn name(&self) -> &str {
        self.key().name()
    }

    fn id(&self) -> KeyId {
        self.key().id()
    }

    fn algorithm(&self) -> Algorithm {
        self.key().algorithm()
    }
}

/// Something that knows a signature. [`Key`] is one.
pub trait Verifier {
    fn name(&self) -> &str;
    fn id(&self) -> KeyId;

    /// Whether this is the key's signature under the text of a note.
    fn verify(&self, text: &str, signature: &[u8]) -> bool;
}

/// A text with signatures, none of them checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One signature under a note, as its line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub name: String,
    pub id: KeyId,
    pub bytes: Vec<u8>,
}

/// Bytes that are no note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("便笺超过 {LONGEST} 字节")]
    TooLong,
    #[error("便笺不是 UTF-8 文本，或者含有换行以外的控制字符")]
    Characters,
    #[error("便笺的正文应以换行结尾")]
    Text,
    #[error("便笺没有空行隔开的签名")]
    NoSignature,
    #[error("便笺的签名第 {0} 行写法不对")]
    Line(usize),
    #[error("便笺的签名超过 {MOST_SIGNATURES} 个")]
    TooMany,
}

/// A text that could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum Unsigned {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("密钥 {0} 是见证人的密钥，签名要写明时间")]
    NeedsTime(String),
    #[error("密钥 {0} 不是见证人的密钥")]
    NotOfWitness(String),
    #[error("上次签过的检查点以后，日志被改过或者退回过，不能再签：{0}")]
    DoesNotFollow(#[from] crate::tree::Wrong),
    #[error("上次签的是另一个日志")]
    OtherLog,
    #[error("签名设备没有签名：{0}")]
    Device(String),
    #[error("密钥 {0} 签出的签名核对不上，签名设备或者公钥不对")]
    Mismatch(String),
}

/// A note that is not signed as it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    #[error("没有所给密钥的签名")]
    NoKnownKey,
    #[error("密钥 {0} 的签名不对")]
    Wrong(String),
    #[error("密钥 {0} 给了两次")]
    Ambiguous(String),
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// [`Malformed`], by what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if LONGEST < bytes.len() {
            return Err(Malformed::TooLong);
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| Malformed::Characters)?;
        check_characters(whole)?;
        let split = whole.rfind(BETWEEN).ok_or(Malformed::NoSignature)?;
        let (text, lines) = whole.split_at(split + 1);
        let lines = lines.strip_prefix('\n').unwrap_or(lines);
        Ok(Self {
            text: text.to_owned(),
            signatures: signatures(lines)?,
        })
    }

    /// Signs a text.
    ///
    /// # Errors
    /// [`Unsigned`], where the text is not of the form or a signer does not sign.
    pub fn sign(text: &str, signers: &[&dyn Signer]) -> Result<Self, Unsigned> {
        check_characters(text)?;
        if !text.ends_with('\n') {
            return Err(Malformed::Text.into());
        }
        let mut note = Self {
            text: text.to_owned(),
            signatures: Vec::new(),
        };
        for signer in signers {
            note.add(*signer)?;
        }
        Ok(note)
    }

    /// Adds a signature, in the place of one of the same key.
    ///
    /// # Errors
    /// [`Unsigned`], where the signer does not sign, or what it gives is not the signature of its key.
    pub fn add(&mut self, signer: &dyn Signer) -> Result<(), Unsigned> {
        if signer.algorithm() == Algorithm::Cosignature {
            return Err(Unsigned::NeedsTime(signer.key().to_string()));
        }
        let bytes = signer.sign(self.text.as_bytes())?;
        self.put(signer.key(), bytes)
    }

    /// Puts a signature under the note that was made elsewhere, once it is checked.
    ///
    /// # Errors
    /// [`Unsigned::Mismatch`] where it is not the signature of the key, [`Malformed::TooMany`] where there is no room.
    pub fn put(&mut self, key: &Key, bytes: Vec<u8>) -> Result<(), Unsigned> {
        if !key.verify(&self.text, &bytes) {
            return Err(Unsigned::Mismatch(key.to_string()));
        }
        self.signatures
            .retain(|other| other.name != key.name() || other.id != key.id());
        if MOST_SIGNATURES <= self.signatures.len() {
            return Err(Malformed::TooMany.into());
        }
        self.signatures.push(Signature {
            name: key.name().to_owned(),
            id: key.id(),
            bytes,
        });
        Ok(())
    }

    /// The text, with its last newline.
    ///
    /// It says nothing until the note is verified.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures as they stand, known or not.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Gives for each of the keys, in their order, the signature under the note, if there is one.
    ///
    /// # Errors
    /// [`Unverified`]: where none of the keys signed, where a signature in the name of one of them does not hold, or where a
    /// key is given twice.
    pub fn verify<'a>(
        &'a self,
        keys: &[&dyn Verifier],
    ) -> Result<Vec<Option<&'a Signature>>, Unverified> {
        let named = |key: &dyn Verifier| format!("{}+{}", key.name(), key.id());
        let mut found = Vec::with_capacity(keys.len());
        for (n, key) in keys.iter().enumerate() {
            let is_same =
                |other: &&&dyn Verifier| other.name() == key.name() && other.id() == key.id();
            if keys.iter().skip(n + 1).any(|other| is_same(&other)) {
                return Err(Unverified::Ambiguous(named(*key)));
            }
            let mut first = None;
            for signature in &self.signatures {
                if signature.name != key.name() || signature.id != key.id() {
                    continue;
                }
                if !key.verify(&self.text, &signature.bytes) {
                    return Err(Unverified::Wrong(named(*key)));
                }
                first = first.or(Some(signature));
            }
            found.push(first);
        }
        if found.iter().all(Option::is_none) {
            return Err(Unverified::NoKnownKey);
        }
        Ok(found)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| line.fmt(f))
    }
}

/// The whole line, with its newline: what a witness answers.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.0.to_be_bytes().to_vec();
        bytes.extend(&self.bytes);
        writeln!(f, "{DASH}{} {}", self.name, wire::to_base64(&bytes))
    }
}

/// Reads lines of signatures, as they stand under a note and as a witness answers.
///
/// # Errors
/// [`Malformed`], by what is wrong with them.
pub fn signatures(lines: &str) -> Result<Vec<Signature>, Malformed> {
    if lines.is_empty() {
        return Err(Malformed::NoSignature);
    }
    let mut signatures = Vec::new();
    for (n, line) in lines.split_inclusive('\n').enumerate() {
        if MOST_SIGNATURES <= n {
            return Err(Malformed::TooMany);
        }
        signatures.push(signature(line).ok_or(Malformed::Line(n + 1))?);
    }
    Ok(signatures)
}

fn signature(line: &str) -> Option<Signature> {
    let line = line.strip_suffix('\n')?.strip_prefix(DASH)?;
    let (name, encoded) = line.split_once(' ')?;
    let bytes = wire::from_base64(encoded)?;
    let (id, bytes) = bytes.split_first_chunk()?;
    if bytes.is_empty() || !key::is_name(name) {
        return None;
    }
    Some(Signature {
        name: name.to_owned(),
        id: KeyId(u32::from_be_bytes(*id)),
        bytes: bytes.to_vec(),
    })
}

fn check_characters(text: &str) -> Result<(), Malformed> {
    let is_control = |byte: u8| byte < b' ' && byte != b'\n';
    if text.bytes().any(is_control) {
        return Err(Malformed::Characters);
    }
    Ok(())
}
