//! 已公开 — the snapshot of what was released, and the type that is the only thing allowed out.
//!
//! Decides invariant 3: [`Released`] has private fields and one constructor, [`Released::open`], which takes the exact
//! bytes that were hashed and the hash they must have. It is called in two places, the release act (`acts`) and the
//! hash-checked reader (`store`); a test asserts that. Search, feeds, pages, API, files and caches accept nothing else.

use super::enactment::{self, Made};
use super::fields::{self, Fields};
use super::indexno::IndexNo;
use crate::digest::{Digest, Digesting};
use crate::text::{Text, wire};
use crate::{canon, date::Date};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What precedes the canonical bytes before they are hashed, so that a release is never mistaken for something else.
pub const DOMAIN: &[u8] = b"gongkai/release/1\n";

/// Everything that one release of one edition says. Plain data: it may be a draft as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The item, as UUID text.
    pub item: String,
    /// The edition, counted from 1.
    pub edition: u32,
    /// The id of its kind.
    pub kind: String,
    /// 索引号
    pub index_no: IndexNo,
    /// For a text of law: the minted code of the work, and of this version in it.
    pub work: Option<WorkVersion>,
    /// The publisher's code in this site's register, and its name on that day.
    pub agency: String,
    /// The name of the publisher on the day of release.
    pub agency_name: String,
    /// Every field with its value.
    pub fields: Fields,
    /// 正文
    pub text: Text,
    /// Every file that is offered.
    pub files: Vec<ReleasedFile>,
    /// Why this edition follows the one before; empty for the first.
    pub change_note: String,
    /// Seconds since 1970 UTC, from the ledger; never back-dated.
    pub released_at: i64,
    /// The oldest edition that can still be read; those before it were taken down when one that followed was released.
    pub readable_from: u32,
}

/// Which version of which work a text of law is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkVersion {
    /// The code of the work of law.
    pub work: String,
    /// The code of this version of it.
    pub version: String,
}

/// A file as released: found by its digest in the `released` name space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedFile {
    /// The name a visitor sees and saves.
    pub name: String,
    /// The type of the bytes, `application/pdf`.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// The SHA-256 of the whole.
    pub digest: Digest,
    /// 原件: the file the text was read from; otherwise 附件.
    pub is_source: bool,
    /// For an image that a reader made anew (ADR 0011): its size. Only such an image is shown in a page.
    pub pixels: Option<Pixels>,
}

/// The size of an image, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A released snapshot: it exists only where the bytes and the hash in the register agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    snapshot: Snapshot,
    digest: Digest,
}

/// Released bytes that do not agree with their hash, or are not of the form.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Broken {
    /// The bytes are not those whose hash was asked for.
    #[error("公开的文本与登记的校验码 {expected} 不符")]
    Hash {
        /// The hash that the release recorded.
        expected: Digest,
    },
    /// The bytes are no snapshot of a known form.
    #[error("公开的文本的写法不对：{0}")]
    Form(String),
}

impl Snapshot {
    /// Which version of its work a text of law is.
    fn version(&self) -> Option<&str> {
        self.work.as_ref().map(|work| work.version.as_str())
    }

    /// The day by which it is listed, where one is stated.
    pub fn listed_on(&self) -> Option<Date> {
        self.fields.listed_on(self.version())
    }

    /// The canonical bytes of this snapshot.
    pub fn to_bytes(&self) -> Vec<u8> {
        canon::written(&Form::of(self))
    }

    /// The hash under which these bytes are registered.
    pub fn digest_of(bytes: &[u8]) -> Digest {
        let mut digest = Digesting::default();
        digest.push(DOMAIN);
        digest.push(bytes);
        digest.end()
    }

    /// Reads canonical bytes back as plain data: a draft. What is released is opened by [`Released::open`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let form: Form<'_> = canon::read(bytes).ok()?;
        form.into_snapshot()
    }
}

/// The stable form of a snapshot: JSON, version 1, its keys in order.
#[derive(Serialize, Deserialize)]
struct Form<'a> {
    agency: Cow<'a, str>,
    agency_name: Cow<'a, str>,
    change_note: Cow<'a, str>,
    edition: u32,
    fields: fields::Form<'a>,
    files: Vec<FileForm<'a>>,
    index_no: Cow<'a, str>,
    item: Cow<'a, str>,
    kind: Cow<'a, str>,
    /// None where it is the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    readable_from: Option<u32>,
    released_at: i64,
    #[serde(borrow)]
    text: wire::Form<'a>,
    v: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
struct FileForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    is_source: bool,
    media_type: Cow<'a, str>,
    name: Cow<'a, str>,
    sha256: Cow<'a, str>,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
}

impl<'a> Form<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let work = snapshot.work.as_ref();
        Self {
            agency: Cow::from(&snapshot.agency),
            agency_name: Cow::from(&snapshot.agency_name),
            change_note: Cow::from(&snapshot.change_note),
            edition: snapshot.edition,
            fields: fields::Form::of(&snapshot.fields),
            files: snapshot.files.iter().map(FileForm::of).collect(),
            index_no: Cow::from(snapshot.index_no.to_string()),
            item: Cow::from(&snapshot.item),
            kind: Cow::from(&snapshot.kind),
            readable_from: Some(snapshot.readable_from).filter(|edition| *edition > 1),
            released_at: snapshot.released_at,
            text: wire::Form::of(&snapshot.text),
            v: 1,
            version: work.map(|work| Cow::from(&work.version)),
            work: work.map(|work| Cow::from(&work.work)),
        }
    }

    fn into_snapshot(self) -> Option<Snapshot> {
        if self.v != 1 {
            return None;
        }
        let work = self.work.zip(self.version);
        Some(Snapshot {
            item: self.item.into_owned(),
            edition: self.edition,
            kind: self.kind.into_owned(),
            index_no: IndexNo::exact(&self.index_no)?,
            work: work.map(|(work, version)| WorkVersion {
                work: work.into_owned(),
                version: version.into_owned(),
            }),
            agency: self.agency.into_owned(),
            agency_name: self.agency_name.into_owned(),
            fields: self.fields.into_fields(),
            text: self.text.into_text().ok()?,
            files: self
                .files
                .into_iter()
                .map(FileForm::into_file)
                .collect::<Option<_>>()?,
            change_note: self.change_note.into_owned(),
            released_at: self.released_at,
            readable_from: self.readable_from.unwrap_or(1),
        })
    }
}

impl<'a> FileForm<'a> {
    fn of(file: &'a ReleasedFile) -> Self {
        Self {
            height: file.pixels.map(|pixels| pixels.height),
            is_source: file.is_source,
            media_type: Cow::from(&file.media_type),
            name: Cow::from(&file.name),
            sha256: Cow::from(file.digest.to_string()),
            size: file.size,
            width: file.pixels.map(|pixels| pixels.width),
        }
    }

    fn into_file(self) -> Option<ReleasedFile> {
        let pixels = self.width.zip(self.height);
        Some(ReleasedFile {
            name: self.name.into_owned(),
            media_type: self.media_type.into_owned(),
            size: self.size,
            digest: Digest::parse(&self.sha256)?,
            is_source: self.is_source,
            pixels: pixels.map(|(width, height)| Pixels { width, height }),
        })
    }
}

impl Released {
    /// Opens released bytes against the hash in the register. The only constructor.
    ///
    /// # Errors
    /// [`Broken`] where the bytes do not have that hash or are not a snapshot.
    pub fn open(bytes: &[u8], expected: Digest) -> Result<Self, Broken> {
        if Snapshot::digest_of(bytes) != expected {
            return Err(Broken::Hash { expected });
        }
        let snapshot = Snapshot::from_bytes(bytes)
            .ok_or_else(|| Broken::Form("not a snapshot of version 1".into()))?;
        Ok(Self {
            snapshot,
            digest: expected,
        })
    }

    /// The SHA-256 of the whole.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What was released, as plain data: the start of a next edition.
    pub fn into_snapshot(self) -> Snapshot {
        self.snapshot
    }

    /// The id of the item.
    pub fn item(&self) -> &str {
        &self.snapshot.item
    }

    /// Which edition of the item, from 1.
    pub fn edition(&self) -> u32 {
        self.snapshot.edition
    }

    /// The name of its kind.
    pub fn kind(&self) -> &str {
        &self.snapshot.kind
    }

    /// 索引号
    pub fn index_no(&self) -> &IndexNo {
        &self.snapshot.index_no
    }

    /// Of a text of law, its work and version.
    pub fn work(&self) -> Option<&WorkVersion> {
        self.snapshot.work.as_ref()
    }

    /// The code of the publisher.
    pub fn agency(&self) -> &str {
        &self.snapshot.agency
    }

    /// The name of the publisher on the day of release.
    pub fn agency_name(&self) -> &str {
        &self.snapshot.agency_name
    }

    /// Every field with its value.
    pub fn fields(&self) -> &Fields {
        &self.snapshot.fields
    }

    /// 名称
    pub fn title(&self) -> &str {
        self.snapshot.fields.text("title").unwrap_or("（无标题）")
    }

    /// 正文
    pub fn text(&self) -> &Text {
        &self.snapshot.text
    }

    /// Every file that is offered.
    pub fn files(&self) -> &[ReleasedFile] {
        &self.snapshot.files
    }

    /// What this edition changes; empty for the first.
    pub fn change_note(&self) -> &str {
        &self.snapshot.change_note
    }

    /// The oldest edition of the item that can still be read, as of this one.
    pub fn readable_from(&self) -> u32 {
        self.snapshot.readable_from
    }

    /// Seconds since 1970 UTC.
    pub fn released_at(&self) -> i64 {
        self.snapshot.released_at
    }

    /// When this text was made public, or passed; none where it is no text of law, or nothing says it.
    pub fn made(&self) -> Option<Made> {
        enactment::made(&self.snapshot.fields, self.snapshot.version())
    }

    /// The day by which it is listed; where no day is stated, that of its release here.
    pub fn published_on(&self) -> Date {
        self.snapshot
            .listed_on()
            .unwrap_or_else(|| crate::date::of_instant(self.released_at()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> Snapshot {
        let mut fields = Fields::new();
        fields.set("title", "关于公开的通知");
        Snapshot {
            item: "0190".into(),
            edition: 1,
            kind: "document".into(),
            index_no: IndexNo::exact("XT-0001/2026-00001").expect("an index number"),
            work: None,
            agency: "XT-0001".into(),
            agency_name: "示例县人民政府".into(),
            fields,
            text: Text::default(),
            files: vec![],
            change_note: String::new(),
            released_at: 1_767_225_600,
            readable_from: 1,
        }
    }

    #[test]
    fn what_is_hashed_is_canonical_whatever_it_holds() {
        let mut snapshot = snapshot();
        snapshot.edition = 3;
        snapshot.readable_from = 2;
        snapshot.work = Some(WorkVersion {
            work: "W-1".into(),
            version: "2020-07-26".into(),
        });
        snapshot.change_note = "\u{1}\"\\\n更正".into();
        snapshot
            .fields
            .set_list("issuers", vec!["甲".into(), "乙".into()]);
        snapshot.files = vec![ReleasedFile {
            name: "图.png".into(),
            media_type: "image/png".into(),
            size: 7,
            digest: Digest([7; 32]),
            is_source: true,
            pixels: Some(Pixels {
                width: 3,
                height: 4,
            }),
        }];
        let bytes = snapshot.to_bytes();
        let value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(canon::to_bytes(&value), bytes);
        assert_eq!(Snapshot::from_bytes(&bytes), Some(snapshot));
    }

    #[test]
    fn what_was_released_is_told_as_it_was_released() {
        let mut snapshot = snapshot();
        snapshot.edition = 3;
        snapshot.readable_from = 2;
        snapshot.change_note = "更正附件".into();
        let open = |snapshot: &Snapshot| {
            let bytes = snapshot.to_bytes();
            Released::open(&bytes, Snapshot::digest_of(&bytes)).expect("its own bytes")
        };
        let released = open(&snapshot);
        assert_eq!(released.item(), "0190");
        assert_eq!((released.edition(), released.readable_from()), (3, 2));
        assert_eq!(released.kind(), "document");
        assert_eq!(released.agency(), "XT-0001");
        assert_eq!(released.change_note(), "更正附件");
        assert_eq!(released.released_at(), 1_767_225_600);
        // Where no day is stated it is that of the release, here on the first day of 2026.
        assert_eq!(released.published_on(), Date::constant(2026, 1, 1));
        snapshot.fields.set("published_at", "2020-07-26 10:00");
        assert_eq!(open(&snapshot).published_on(), Date::constant(2020, 7, 26));
        // A text of law is listed under its own day and not under that of the first.
        snapshot.fields.set("published_at", "");
        snapshot.fields.set("promulgated", "2007-04-05");
        snapshot.work = Some(WorkVersion {
            work: "zfxxgk".into(),
            version: "2019-04-03".into(),
        });
        assert_eq!(snapshot.listed_on(), Some(Date::constant(2019, 4, 3)));
        let file = ReleasedFile {
            name: "条例.docx".into(),
            media_type: "application/vnd.openxmlformats".into(),
            size: 7,
            digest: Digest([7; 32]),
            is_source: true,
            pixels: None,
        };
        snapshot.files = vec![file.clone()];
        let law = open(&snapshot);
        assert_eq!(law.work(), snapshot.work.as_ref());
        assert_eq!(law.files(), [file]);
        let made = enactment::made(&snapshot.fields, Some("2019-04-03"));
        assert!(made.is_some() && law.made() == made, "{made:?}");
        assert_eq!(released.made(), None);
    }

    #[test]
    fn an_edition_before_which_nothing_was_taken_down_is_hashed_without_saying_so() {
        let mut snapshot = snapshot();
        let says = |snapshot: &Snapshot| {
            let value: serde_json::Value =
                serde_json::from_slice(&snapshot.to_bytes()).expect("JSON");
            value.get("readable_from").cloned()
        };
        assert_eq!(says(&snapshot), None);
        snapshot.readable_from = 2;
        assert_eq!(says(&snapshot), Some(2.into()));
    }

    #[test]
    fn released_bytes_open_only_against_their_own_hash() {
        let bytes = snapshot().to_bytes();
        let digest = Snapshot::digest_of(&bytes);
        assert_eq!(
            Released::open(&bytes, digest).map(|r| r.title().to_owned()),
            Ok("关于公开的通知".into())
        );
        let changed = String::from_utf8(bytes)
            .expect("UTF-8")
            .replace("公开", "保密")
            .into_bytes();
        assert_eq!(
            Released::open(&changed, digest),
            Err(Broken::Hash { expected: digest })
        );
    }

    #[test]
    fn a_snapshot_reads_back_as_written() {
        let mut snapshot = snapshot();
        snapshot.work = Some(WorkVersion {
            work: "zfxxgk".into(),
            version: "2019-04-03".into(),
        });
        snapshot.files.push(ReleasedFile {
            name: "附件.pdf".into(),
            media_type: "application/pdf".into(),
            size: 3,
            digest: Digest::of(b"pdf"),
            is_source: false,
            pixels: None,
        });
        snapshot.files.push(ReleasedFile {
            name: "示意图.png".into(),
            media_type: "image/png".into(),
            size: 3,
            digest: Digest::of(b"png"),
            is_source: false,
            pixels: Some(Pixels {
                width: 640,
                height: 400,
            }),
        });
        assert_eq!(
            Snapshot::from_bytes(&snapshot.to_bytes()),
            Some(snapshot.clone())
        );
        snapshot.readable_from = 3;
        assert_eq!(Snapshot::from_bytes(&snapshot.to_bytes()), Some(snapshot));
    }
}
