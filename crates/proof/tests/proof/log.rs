//! A small log with its keys, as a site has it.

use proof::Hash;
use proof::checkpoint::Checkpoint;
use proof::document::Proof;
use proof::leaf::{Contents, Item, Leaf, Part, Role, Says};
use proof::note::{Algorithm, Note, Secret, Signer};
use proof::rotation::Step;
use proof::tile::{FromTiles, Log, TileId};
use proof::tree::{self, TreeHash};
use std::collections::BTreeMap;

pub(crate) const NAME: &str = "xt.example/log";

/// The log of a made-up county: its leaves, its tiles, its key.
pub(crate) struct Site {
    pub key: Secret,
    pub leaves: Vec<Vec<u8>>,
    pub log: Log,
    pub tiles: BTreeMap<TileId, Vec<Hash>>,
}

impl Site {
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        Self {
            key: secret(algorithm, 1),
            leaves: Vec::new(),
            log: Log::new(algorithm.tree_hash()),
            tiles: BTreeMap::new(),
        }
    }

    /// With other entries before the next.
    pub(crate) fn busy() -> Self {
        let mut site = Self::new(Algorithm::Ed25519);
        for seq in 1..=300 {
            site.push(&withdrawal(seq));
        }
        site
    }

    pub(crate) fn hash(&self) -> TreeHash {
        self.key.algorithm().tree_hash()
    }

    pub(crate) fn push(&mut self, leaf: &Leaf) -> u64 {
        let bytes = leaf.to_bytes().expect("a leaf");
        let place = self.log.push(&bytes);
        self.leaves.push(bytes);
        self.tiles.extend(self.log.take_changed());
        place
    }

    pub(crate) fn state(&self) -> Checkpoint {
        Checkpoint {
            origin: NAME.to_owned(),
            size: self.log.size(),
            root: self.log.root(),
            extensions: Vec::new(),
        }
    }

    pub(crate) fn checkpoint(&self) -> Note {
        self.state().sign(&[&self.key]).expect("signed")
    }

    fn nodes(&self) -> FromTiles<'_, BTreeMap<TileId, Vec<Hash>>> {
        FromTiles {
            hash: self.hash(),
            tiles: &self.tiles,
        }
    }

    pub(crate) fn path(&self, index: u64) -> Vec<Hash> {
        tree::inclusion(self.hash(), index, self.log.size(), &self.nodes()).expect("a path")
    }

    pub(crate) fn since(&self, old: u64) -> Vec<Hash> {
        tree::consistency(self.hash(), old, self.log.size(), &self.nodes()).expect("a path")
    }

    pub(crate) fn prove(&self, index: u64) -> Proof {
        let leaf = self.leaves[index as usize].clone();
        Proof {
            leaf: String::from_utf8(leaf).expect("a leaf is text"),
            index,
            path: self.path(index),
            checkpoint: self.checkpoint(),
            opening: None,
            steps: Vec::new(),
        }
    }

    /// Gives the log another key. What is signed after has to follow the checkpoint of the step.
    pub(crate) fn change_key(&mut self, n: u8) -> (Step, u64) {
        self.change_key_to(secret(self.key.algorithm(), n))
    }

    pub(crate) fn change_key_to(&mut self, next: Secret) -> (Step, u64) {
        let index = self.push(&Leaf {
            seq: self.log.size() + 1,
            link: [9; 32],
            at: 1_767_225_600,
            says: Says::Key {
                old: self.key.key().to_string(),
                new: next.key().to_string(),
            },
        });
        let step = Step {
            leaf: String::from_utf8(self.leaves[index as usize].clone()).expect("text"),
            index,
            path: self.path(index),
            checkpoint: self.checkpoint(),
            consistency: Vec::new(),
        };
        self.key = next;
        (step, self.log.size())
    }
}

pub(crate) fn secret(algorithm: Algorithm, n: u8) -> Secret {
    Secret::from_seed(NAME, algorithm, &[n; 32]).expect("a key")
}

pub(crate) fn item() -> Item {
    Item {
        id: "0190b7c0-0000-7000-8000-000000000001".into(),
        index_no: "XT-0001/2026-00001".into(),
        edition: 2,
        version: None,
    }
}

pub(crate) fn withdrawal(seq: u64) -> Leaf {
    Leaf {
        seq,
        link: [seq as u8; 32],
        at: 1_767_225_600 + seq,
        says: Says::Withdrawal { item: item() },
    }
}

pub(crate) const SNAPSHOT: &[u8] = "{\"title\":\"关于公开的通知\"}".as_bytes();
pub(crate) const SOURCE: &[u8] = b"%PDF-1.7 a notice";

pub(crate) fn contents() -> Contents {
    let part = |role, name: &str, media_type: &str, bytes: &[u8]| {
        let digests = proof::leaf::Digests::of(bytes);
        Part {
            role,
            name: name.into(),
            media_type: media_type.into(),
            size: digests.size,
            digest: match role {
                Role::Snapshot => digests.as_snapshot,
                _ => digests.as_file,
            },
        }
    };
    let parts = vec![
        part(
            Role::Snapshot,
            "snapshot.json",
            "application/json",
            SNAPSHOT,
        ),
        part(
            Role::Source,
            "关于公开的通知.pdf",
            "application/pdf",
            SOURCE,
        ),
        part(Role::Attachment, "附件.csv", "text/csv", b"a,b\n"),
    ];
    Contents::new([7; 32], parts).expect("parts")
}

/// A release at the end of the log, with more entries after it, and the proof of its file.
pub(crate) fn released(site: &mut Site) -> Proof {
    let hash = site.hash();
    let index = site.push(&Leaf {
        seq: 301,
        link: [3; 32],
        at: 1_767_225_600,
        says: Says::Release {
            item: item(),
            content: contents().commit(hash),
        },
    });
    for seq in 302..=305 {
        site.push(&withdrawal(seq));
    }
    let opening = contents().open(hash, 1);
    Proof {
        opening,
        ..site.prove(index)
    }
}
