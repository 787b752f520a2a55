//! What the leaves of an entry say.
//!
//! Decides that a release has a leaf, that one which takes former editions down has a second, and that whatever else
//! changes how a released item is shown has one too. A draft has none, nor has anything about a draft: nobody shall read
//! from the log what is being prepared.

use crate::Failure;
use crate::ledger::kind::EntryKind;
use law::Digest;
use law::item::Snapshot;
use proof::Hash;
use proof::leaf::{Contents, Item, Leaf, Part, Role, Says};
use proof::tree::TreeHash;
use store::log::{Course, DerivativeRow};

/// An entry of the ledger, as far as its leaves depend on it.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub seq: u64,
    /// Seconds since 1970 UTC.
    pub at: i64,
    pub act: String,
    /// The item that the leaf is about, or whatever else the entry is about.
    pub subject: String,
    pub link: Hash,
    /// What it released or registered, with the edition that this is of.
    pub content: Option<(u32, Vec<Part>)>,
    /// Whether editions before the released one can no longer be read.
    pub takes_down: bool,
    pub keys: Option<KeyChange>,
}

/// The old key and the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyChange {
    pub old: String,
    pub new: String,
    /// Whether the old one was lost, so that it did not name the new one.
    pub is_lost: bool,
}

impl KeyChange {
    /// What an entry says of it, whose members are asked for by name.
    pub(crate) fn said(text: impl Fn(&str) -> Option<String>) -> Option<Self> {
        Some(Self {
            old: text(OLD_KEY)?,
            new: text(NEW_KEY)?,
            is_lost: text(LOST).is_some(),
        })
    }
}

/// How an entry names the old key and the new one, and that the old one is lost.
pub(crate) const OLD_KEY: &str = "old_key";
pub(crate) const NEW_KEY: &str = "new_key";
pub(crate) const LOST: &str = "lost";

/// The name of the bytes that were registered with a release, as a file.
pub(crate) const RELEASE: &str = "release.json";

/// The parts of a release: what was released, and each file with it.
pub(crate) fn parts_of_release(snapshot: &Snapshot, digest: Digest, size: usize) -> Vec<Part> {
    let whole = Part {
        role: Role::Snapshot,
        name: RELEASE.into(),
        media_type: "application/json".into(),
        size: size as u64,
        digest: digest.0,
    };
    let files = snapshot.files.iter().map(|file| Part {
        role: if file.is_source {
            Role::Source
        } else {
            Role::Attachment
        },
        name: plain(&file.name),
        media_type: plain(&file.media_type),
        size: file.size,
        digest: file.digest.0,
    });
    std::iter::once(whole).chain(files).collect()
}

/// The longest name in a part, in bytes.
const LONGEST_NAME: usize = 1000;

/// A name as a proof can show it.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
    {
        if LONGEST_NAME < plain.len() + c.len_utf8() {
            break;
        }
        plain.push(c);
    }
    if plain.is_empty() { "-".into() } else { plain }
}

/// The parts of copies.
pub(crate) fn parts_of_copies(copies: &[DerivativeRow]) -> Vec<Part> {
    let part = |copy: &DerivativeRow| Part {
        role: Role::Rendering,
        name: plain(&copy.name),
        media_type: plain(&copy.media_type),
        size: copy.size,
        digest: copy.digest.0,
    };
    copies.iter().map(part).collect()
}

/// The leaves of an entry, in their order. `course` is what the ledger did with the item that it is about, and `salt` that
/// under which its parts are committed to.
///
/// # Errors
/// [`Failure::Bug`] where what was done cannot be said in a leaf.
pub(crate) fn leaves(
    done: &Done,
    course: Option<&Course>,
    salt: &[u8; 32],
    hash: TreeHash,
) -> Result<Vec<Leaf>, Failure> {
    let kind = EntryKind::from_id(&done.act);
    let item = |edition: u32| {
        course.map(|course| Item {
            id: done.subject.clone(),
            index_no: course.index_no.clone(),
            edition,
            version: course.version.clone(),
        })
    };
    let before = course.and_then(|course| {
        let is_before = |(seq, _): &&(u64, u32)| *seq < done.seq;
        let last = course.releases.iter().rfind(is_before);
        last.map(|(_, edition)| *edition)
    });
    let is_withdrawn =
        course.is_some_and(|course| course.withdrawn.is_some_and(|seq| seq < done.seq));
    let mut says = Vec::new();
    if let Some((edition, parts)) = &done.content {
        let contents = Contents::new(*salt, parts.clone());
        let contents = contents.map_err(|unfit| unwritable(done, &unfit.to_string()))?;
        let content = contents.commit(hash);
        let item = item(*edition).ok_or_else(|| unwritable(done, "没有这条信息"))?;
        if kind == Some(EntryKind::RecordCopies) {
            says.push(Says::Derivative { item, content });
        } else {
            let readable_from = item.edition;
            says.push(Says::Release {
                item: item.clone(),
                content,
            });
            if done.takes_down {
                says.push(Says::Takedown {
                    item,
                    readable_from,
                });
            }
        }
    } else if let Some(change) = &done.keys {
        let (old, new) = (change.old.clone(), change.new.clone());
        says.push(if change.is_lost {
            Says::KeyLost { old, new }
        } else {
            Says::Key { old, new }
        });
    } else if let Some(item) = before.and_then(item) {
        if kind == Some(EntryKind::Withdraw) {
            says.push(Says::Withdrawal { item });
        } else if !is_withdrawn && kind.is_some_and(EntryKind::changes_what_is_shown) {
            says.push(Says::Change {
                item,
                act: done.act.clone(),
            });
        }
    }
    let leaf = |says| Leaf {
        seq: done.seq,
        link: done.link,
        at: u64::try_from(done.at).unwrap_or_default(),
        says,
    };
    Ok(says.into_iter().map(leaf).collect())
}

fn unwritable(done: &Done, says: &str) -> Failure {
    Failure::Bug(format!("台账第 {} 条不能写入日志：{says}", done.seq))
}
