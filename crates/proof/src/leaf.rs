//! 日志条目 — what one entry of the public log says.
//!
//! Decides the exact bytes of a leaf: a line that names their form, then canonical JSON (RFC 8785) of strings and integers. A
//! leaf names its entry of the ledger by number and link, so that a signed checkpoint binds the ledger up to there; the item
//! by its id, its index number and its edition; and what was released by a [`Content`], which tells nothing to whoever was
//! not shown a part of it.
//!
//! A leaf stays for ever and anyone may read all of them, also after an item was withdrawn. Therefore no field takes anything
//! but letters, digits and a few signs of ASCII: a title, a name or a reason cannot stand in one (ADR 0025).
//!
//! Invariant: bytes that are read are those that would be written.

mod content;

pub(crate) use content::OpeningForm;
pub use content::{Content, Contents, Digests, Opening, Part, Role, SNAPSHOT_DOMAIN, Seen, Unfit};

use crate::Hash;
use crate::wire;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The line before every leaf of this form.
pub const DOMAIN: &str = "gongkai/leaf/1\n";

/// The longest value in a leaf, and the longest key.
const LONGEST_VALUE: usize = 128;
const LONGEST_KEY: usize = 1024;

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The number of the entry of the ledger by which it was done, and the link that it made.
    pub seq: u64,
    pub link: Hash,
    /// Seconds since 1970 UTC, by the ledger.
    pub at: u64,
    pub says: Says,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// 公开: an edition, and the files released with it.
    Release { item: Item, content: Content },
    /// 版式文件: files made from a released edition when they were first asked for.
    Derivative { item: Item, content: Content },
    /// 变更: something that is shown with an edition, by the kind of its entry in the ledger.
    Change { item: Item, act: String },
    /// 撤回: the item, with whichever edition was the last.
    Withdrawal { item: Item },
    /// 撤下旧版: editions before `readable_from` can no longer be read.
    Takedown { item: Item, readable_from: u32 },
    /// 更换密钥: checkpoints will be signed by another key.
    Key { old: String, new: String },
    /// 另立密钥: the old key is lost and did not name the new one; whoever runs the site did.
    KeyLost { old: String, new: String },
}

/// Which edition of which item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its opaque id.
    pub id: String,
    /// 索引号.
    pub index_no: String,
    /// Counted from 1.
    pub edition: u32,
    /// For a text of law: the minted code of the work, and of this version in it.
    pub version: Option<(String, String)>,
}

/// A leaf that cannot be written: it holds what does not belong into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("日志条目只收编号、日期和校验码，不收名称和文字")]
pub struct Unwritable;

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Form<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<Cow<'a, str>>,
    at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index_no: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Cow<'a, str>>,
    kind: Cow<'a, str>,
    link: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    readable_from: Option<u32>,
    seq: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<Cow<'a, str>>,
}

impl Leaf {
    /// The bytes that are hashed and served.
    ///
    /// # Errors
    /// [`Unwritable`] where a value does not belong into a leaf.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Unwritable> {
        let bytes = (DOMAIN.to_owned() + &wire::to_json(&self.form())).into_bytes();
        let is_read_back = Self::from_bytes(&bytes).as_ref() == Some(self);
        is_read_back.then_some(bytes).ok_or(Unwritable)
    }

    /// Reads a leaf. None for bytes of another form, or that are not written as [`to_bytes`](Self::to_bytes) writes them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let form: Form<'_> = wire::from_json(text.strip_prefix(DOMAIN)?)?;
        let numbers = [form.at, form.seq];
        let is_exact = numbers.iter().all(|number| *number <= wire::LARGEST);
        (is_exact && form.seq != 0).then_some(())?;
        let leaf = Self {
            seq: form.seq,
            link: wire::from_hex(&form.link)?,
            at: form.at,
            says: form.says()?,
        };
        // Whatever its kind does not say is left over.
        (wire::to_json(&leaf.form()) == wire::to_json(&form)).then_some(leaf)
    }

    /// The item that it is about; none where it is about the log.
    pub fn item(&self) -> Option<&Item> {
        match &self.says {
            Says::Release { item, .. }
            | Says::Derivative { item, .. }
            | Says::Change { item, .. }
            | Says::Withdrawal { item }
            | Says::Takedown { item, .. } => Some(item),
            Says::Key { .. } | Says::KeyLost { .. } => None,
        }
    }

    /// What was released or made by it.
    pub fn content(&self) -> Option<Content> {
        match &self.says {
            Says::Release { content, .. } | Says::Derivative { content, .. } => Some(*content),
            Says::Change { .. }
            | Says::Withdrawal { .. }
            | Says::Takedown { .. }
            | Says::Key { .. }
            | Says::KeyLost { .. } => None,
        }
    }

    fn form(&self) -> Form<'_> {
        let item = self.item();
        let version = item.and_then(|item| item.version.as_ref());
        let content = self.content();
        let mut form = Form {
            at: self.at,
            content: content.map(|content| wire::to_hex(&content.root).into()),
            edition: item.map(|item| item.edition),
            index_no: item.map(|item| Cow::from(&item.index_no)),
            item: item.map(|item| Cow::from(&item.id)),
            kind: self.says.kind().into(),
            link: wire::to_hex(&self.link).into(),
            parts: content.map(|content| content.parts),
            seq: self.seq,
            version: version.map(|(_, version)| Cow::from(version)),
            work: version.map(|(work, _)| Cow::from(work)),
            ..Form::default()
        };
        match &self.says {
            Says::Change { act, .. } => form.act = Some(Cow::from(act)),
            Says::Takedown { readable_from, .. } => form.readable_from = Some(*readable_from),
            Says::Key { old, new } | Says::KeyLost { old, new } => {
                form.old = Some(Cow::from(old));
                form.new = Some(Cow::from(new));
            }
            Says::Release { .. } | Says::Derivative { .. } | Says::Withdrawal { .. } => {}
        }
        form
    }
}

impl Says {
    /// Stands in leaves for ever.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Release { .. } => "release",
            Self::Derivative { .. } => "derivative",
            Self::Change { .. } => "change",
            Self::Withdrawal { .. } => "withdrawal",
            Self::Takedown { .. } => "takedown",
            Self::Key { .. } => "key",
            Self::KeyLost { .. } => "key_lost",
        }
    }
}

impl Form<'_> {
    fn says(&self) -> Option<Says> {
        Some(match self.kind.as_ref() {
            "release" => Says::Release {
                item: self.item()?,
                content: self.content()?,
            },
            "derivative" => Says::Derivative {
                item: self.item()?,
                content: self.content()?,
            },
            "change" => Says::Change {
                item: self.item()?,
                act: code(self.act.as_deref())?,
            },
            "withdrawal" => Says::Withdrawal { item: self.item()? },
            "takedown" => Says::Takedown {
                item: self.item()?,
                readable_from: self.readable_from.filter(|edition| 1 < *edition)?,
            },
            "key" => Says::Key {
                old: key(self.old.as_deref())?,
                new: key(self.new.as_deref())?,
            },
            "key_lost" => Says::KeyLost {
                old: key(self.old.as_deref())?,
                new: key(self.new.as_deref())?,
            },
            _ => return None,
        })
    }

    fn item(&self) -> Option<Item> {
        let version = match (self.work.as_deref(), self.version.as_deref()) {
            (None, None) => None,
            (work, version) => Some((code(work)?, code(version)?)),
        };
        Some(Item {
            id: code(self.item.as_deref())?,
            index_no: code(self.index_no.as_deref())?,
            edition: self.edition.filter(|edition| 1 <= *edition)?,
            version,
        })
    }

    fn content(&self) -> Option<Content> {
        Some(Content {
            parts: self.parts.filter(|parts| 1 <= *parts)?,
            root: wire::from_hex(self.content.as_deref()?)?,
        })
    }
}

/// A number, a date, or a code: nothing that could be read as a title.
fn code(text: Option<&str>) -> Option<String> {
    let is_of_code = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    let fits =
        |text: &&str| (1..=LONGEST_VALUE).contains(&text.len()) && text.bytes().all(is_of_code);
    text.filter(fits).map(str::to_owned)
}

fn key(text: Option<&str>) -> Option<String> {
    let fits = |text: &&str| {
        (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    text.filter(fits).map(str::to_owned)
}
