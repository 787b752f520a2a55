//! 公开的内容 — what was released by one leaf, part by part, without telling any of it.
//!
//! Decides how a leaf commits to a snapshot and to files: each part is canonical JSON under a salted commitment, and the parts
//! are a small tree of their own. An [`Opening`] shows one part with its salt and its place in that tree, and nothing of the
//! others. The salts of the parts come from one salt of the leaf, which the site keeps beside the release.
//!
//! Salts are what lets an open log hold what may have to be taken back. A plain digest of a short text, or of a form in which
//! only a number is missing, can be found by trying; when the salt of a withdrawn item is destroyed, its leaf tells nothing
//! to anyone who had not kept a proof.
//!
//! Invariant: what is opened is what was committed to; a part of one leaf cannot be shown as that of another, nor in another
//! place.

use crate::tree::{self, Frontier, NodeId, TreeHash, Wrong};
use crate::{Hash, commitment, wire};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What precedes the salt of a leaf when those of its parts are made.
const SALT_DOMAIN: &[u8] = b"gongkai/salt/1\n";

/// What precedes the bytes of a snapshot before they are hashed: the form in which releases are registered.
pub const SNAPSHOT_DOMAIN: &[u8] = b"gongkai/release/1\n";

/// The longest name or type of a part.
const LONGEST_WORDS: usize = 1024;

/// What a leaf commits to: how many parts, and the root over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    pub parts: u32,
    pub root: Hash,
}

/// One file that was released, or the snapshot that they were released with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub role: Role,
    /// The name a visitor sees and saves. It stands in proofs and never in the log.
    pub name: String,
    pub media_type: String,
    pub size: u64,
    /// SHA-256; that of a snapshot is over its domain and its bytes.
    pub digest: Hash,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// 公开的文本: the canonical bytes of fields, text and list of files.
    Snapshot,
    /// 原件: the file the text was read from.
    Source,
    /// 附件.
    Attachment,
    /// 版式文件: made by this program from the released text.
    Rendering,
}

impl Role {
    const ALL: [Self; 4] = [
        Self::Snapshot,
        Self::Source,
        Self::Attachment,
        Self::Rendering,
    ];

    /// Stands in proofs for ever.
    pub fn id(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Source => "source",
            Self::Attachment => "attachment",
            Self::Rendering => "rendering",
        }
    }
}

/// Parts that no leaf can commit to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("一条日志至少要有 1 个文件，至多 {} 个", u32::MAX)]
    Count,
    #[error("第 {0} 个文件的名称或者格式写法不对")]
    Part(usize),
}

/// All parts of a leaf with its salt: what the site keeps, and opens part by part.
#[derive(Clone, Debug)]
pub struct Contents {
    salt: [u8; 32],
    parts: Vec<Part>,
}

/// One part, shown: with what is needed to find the root that the leaf commits to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Counted from 0.
    pub place: u32,
    pub salt: [u8; 32],
    pub part: Part,
    pub path: Vec<Hash>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartForm<'a> {
    media_type: Cow<'a, str>,
    name: Cow<'a, str>,
    role: Cow<'a, str>,
    sha256: Cow<'a, str>,
    size: u64,
}

/// The form in which an opening stands in a proof.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpeningForm<'a> {
    #[serde(borrow)]
    part: PartForm<'a>,
    path: Vec<Cow<'a, str>>,
    place: u32,
    salt: Cow<'a, str>,
}

impl Part {
    fn form(&self) -> PartForm<'_> {
        PartForm {
            media_type: Cow::from(&self.media_type),
            name: Cow::from(&self.name),
            role: self.role.id().into(),
            sha256: wire::to_hex(&self.digest).into(),
            size: self.size,
        }
    }

    fn of_form(form: &PartForm<'_>) -> Option<Self> {
        let is_role = |role: &Role| role.id() == form.role;
        let part = Self {
            role: Role::ALL.into_iter().find(is_role)?,
            name: form.name.clone().into_owned(),
            media_type: form.media_type.clone().into_owned(),
            size: form.size,
            digest: wire::from_hex(&form.sha256)?,
        };
        part.is_fit().then_some(part)
    }

    fn is_fit(&self) -> bool {
        let is_plain = |words: &str| {
            (1..=LONGEST_WORDS).contains(&words.len()) && !words.chars().any(char::is_control)
        };
        is_plain(&self.name) && is_plain(&self.media_type) && self.size <= wire::LARGEST
    }

    /// What is committed to.
    fn commitment(&self, salt: &[u8; 32]) -> Hash {
        commitment::to(salt, wire::to_json(&self.form()))
    }

    /// Whether a file that was read is this part.
    pub fn is(&self, seen: &Digests) -> bool {
        let digest = match self.role {
            Role::Snapshot => seen.as_snapshot,
            Role::Source | Role::Attachment | Role::Rendering => seen.as_file,
        };
        self.size == seen.size && self.digest == digest
    }
}

impl Contents {
    /// The parts in the order in which they are listed, under 32 bytes of chance that are used for this leaf only.
    ///
    /// # Errors
    /// [`Unfit`], where there are none or too many, or one cannot stand in a proof.
    pub fn new(salt: [u8; 32], parts: Vec<Part>) -> Result<Self, Unfit> {
        if parts.is_empty() || u32::try_from(parts.len()).is_err() {
            return Err(Unfit::Count);
        }
        match parts.iter().position(|part| !part.is_fit()) {
            Some(n) => Err(Unfit::Part(n + 1)),
            None => Ok(Self { salt, parts }),
        }
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What the leaf of a log with this hash function says of them.
    pub fn commit(&self, hash: TreeHash) -> Content {
        Content {
            parts: self.parts.len() as u32,
            root: self.grow(hash).0.root(),
        }
    }

    /// Shows the part at a place, counted from 0.
    pub fn open(&self, hash: TreeHash, place: u32) -> Option<Opening> {
        let part = self.parts.get(place as usize)?.clone();
        let (tree, nodes) = self.grow(hash);
        Some(Opening {
            place,
            salt: self.salt_of(place),
            part,
            path: tree::inclusion(hash, u64::from(place), tree.size(), &nodes).ok()?,
        })
    }

    fn grow(&self, hash: TreeHash) -> (Frontier, BTreeMap<NodeId, Hash>) {
        let mut tree = Frontier::new(hash);
        let mut nodes = BTreeMap::new();
        for (place, part) in (0..).zip(&self.parts) {
            let committed = part.commitment(&self.salt_of(place));
            nodes.extend(tree.push(hash.leaf(&committed)));
        }
        (tree, nodes)
    }

    fn salt_of(&self, place: u32) -> [u8; 32] {
        Sha256::new()
            .chain_update(SALT_DOMAIN)
            .chain_update(self.salt)
            .chain_update(place.to_be_bytes())
            .finalize()
            .into()
    }
}

impl Opening {
    /// Whether the part stands at its place in what a leaf commits to.
    ///
    /// # Errors
    /// [`Wrong`], by what does not fit.
    pub fn verify(&self, hash: TreeHash, content: &Content) -> Result<(), Wrong> {
        let leaf = hash.leaf(&self.part.commitment(&self.salt));
        let (place, parts) = (u64::from(self.place), u64::from(content.parts));
        tree::verify_inclusion(hash, &leaf, place, parts, &self.path, &content.root)
    }

    pub(crate) fn form(&self) -> OpeningForm<'_> {
        OpeningForm {
            part: self.part.form(),
            path: self
                .path
                .iter()
                .map(|hash| wire::to_base64(hash).into())
                .collect(),
            place: self.place,
            salt: wire::to_hex(&self.salt).into(),
        }
    }

    pub(crate) fn of_form(form: &OpeningForm<'_>) -> Option<Self> {
        let path = form.path.iter().map(|hash| wire::hash_from_base64(hash));
        Some(Self {
            place: form.place,
            salt: wire::from_hex(&form.salt)?,
            part: Part::of_form(&form.part)?,
            path: path.collect::<Option<_>>()?,
        })
    }
}

/// A file as it is read, piece by piece.
#[derive(Clone, Debug)]
pub struct Seen {
    size: u64,
    as_file: Sha256,
    as_snapshot: Sha256,
}

/// What is known of a file after it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    pub size: u64,
    pub as_file: Hash,
    /// As a snapshot is hashed, after its domain.
    pub as_snapshot: Hash,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            size: 0,
            as_file: Sha256::new(),
            as_snapshot: Sha256::new_with_prefix(SNAPSHOT_DOMAIN),
        }
    }
}

impl Seen {
    pub fn push(&mut self, piece: &[u8]) {
        self.size += piece.len() as u64;
        self.as_file.update(piece);
        self.as_snapshot.update(piece);
    }

    pub fn end(self) -> Digests {
        Digests {
            size: self.size,
            as_file: self.as_file.finalize().into(),
            as_snapshot: self.as_snapshot.finalize().into(),
        }
    }
}

impl Digests {
    /// Of a file that is at hand as a whole.
    pub fn of(bytes: &[u8]) -> Self {
        let mut seen = Seen::default();
        seen.push(bytes);
        seen.end()
    }
}
