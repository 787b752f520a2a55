//! 国密 — SM2 signatures with SM3, behind the feature `gm`.
//!
//! Decides the form of keys and signatures: a public key is 0x04 and its two coordinates, a signature is `r` and `s`, and the
//! identity that is hashed with the key is the usual one of GM/T 0009. A nonce is derived from key and message (RFC 6979), so
//! no source of chance is needed.
//!
//! This is software: a certified module implements [`Signer`](super::Signer) instead.

use super::Unsigned;
use ::sm2::PublicKey;
use ::sm2::dsa::signature::{Signer as _, Verifier as _};
use ::sm2::dsa::{Signature, SigningKey, VerifyingKey};
use ::sm2::elliptic_curve::sec1::ToSec1Point;

/// Where the two sides have not agreed on another.
const IDENTITY: &str = "1234567812345678";

/// 0x04 and two coordinates.
const LENGTH: usize = 65;

#[derive(Clone, Debug)]
pub(super) struct Public {
    key: VerifyingKey,
    bytes: [u8; LENGTH],
}

impl PartialEq for Public {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Public {}

impl Public {
    pub(super) fn new(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; LENGTH] = bytes.try_into().ok()?;
        if bytes.first() != Some(&4) {
            return None;
        }
        let key = VerifyingKey::from_sec1_bytes(IDENTITY, &bytes).ok()?;
        Some(Self { key, bytes })
    }

    pub(super) fn bytes(&self) -> &[u8; LENGTH] {
        &self.bytes
    }

    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify(message, &signature).is_ok())
    }
}

pub(super) struct Secret {
    key: SigningKey,
    public: Public,
}

impl Secret {
    pub(super) fn new(seed: &[u8; 32]) -> Option<Self> {
        let key = SigningKey::from_slice(IDENTITY, seed).ok()?;
        let point = PublicKey::from_affine(*key.verifying_key().as_affine()).ok()?;
        let public = Public::new(point.to_sec1_point(false).as_bytes())?;
        Some(Self { key, public })
    }

    pub(super) fn public(&self) -> &Public {
        &self.public
    }

    pub(super) fn seed(&self) -> [u8; 32] {
        self.key.to_bytes().into()
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Unsigned> {
        let signature = self.key.try_sign(message);
        let signature = signature.map_err(|_| Unsigned::Device("SM2".to_owned()))?;
        Ok(signature.to_bytes().to_vec())
    }
}
