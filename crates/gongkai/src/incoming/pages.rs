//! Files and folders of pages: every file that can be read becomes its documents, with the attachments beside it.
//!
//! Decides that a file which another page names as its attachment is no document of its own; that a document inside
//! another becomes an item of its own, related to the outer one; and which acts a front asks for after the import.

use super::front::{Front, part};
use super::run::{Coming, Tally, run, width};
use super::{fitting, set};
use crate::reader::{Isolation, Pool};
use crate::say;
use acts::Failure;
use acts::desk::Desk;
use acts::item::correct::Correction;
use acts::item::{
    Incoming, IncomingFile, IncomingWork, Origin, Then, Which, correct, relate, withdraw,
};
use anyhow::Context as _;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use law::item::{Fields, KindDef, Relation};
use law::{Date, Digest};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What can be read, by the end of its name. The reader itself goes by the bytes.
const READABLE: [&str; 9] = [
    "md", "markdown", "txt", "html", "htm", "shtml", "docx", "pdf", "ofd",
];

/// The name under which these sources are kept.
const SOURCE: &str = "pages";

/// Where pages lie: a folder, or what the program carries.
pub(crate) trait Shelf: Sync {
    /// Every path on it, in order.
    fn paths(&self) -> anyhow::Result<Vec<String>>;
    fn bytes(&self, path: &str) -> anyhow::Result<Bytes>;
    /// What a page without a name of its own is called: the same in every run, and no other page's.
    fn name(&self, path: &str) -> String;
    /// The paths that may be attachments; every path of the shelf unless it is a single page.
    fn around(&self) -> anyhow::Result<Vec<String>> {
        self.paths()
    }
}

/// A file, or a folder with all its folders.
#[derive(Clone, Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    /// Everything in the folder and below it, in order.
    fn walk(&self) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)
                .with_context(|| format!("不能打开 {}", folder.display()))?
            {
                let entry = entry?;
                let kind = entry.file_type()?;
                // A link may lead anywhere; what it leads to is not part of the source.
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file()
                    && let Ok(path) = entry.path().strip_prefix(&self.0)
                {
                    found.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

impl Shelf for Folder {
    fn paths(&self) -> anyhow::Result<Vec<String>> {
        self.walk()
    }

    fn name(&self, path: &str) -> String {
        named(&self.0.join(path))
    }

    fn bytes(&self, path: &str) -> anyhow::Result<Bytes> {
        let file = self.0.join(path);
        Ok(std::fs::read(&file)
            .with_context(|| format!("不能读取 {}", file.display()))?
            .into())
    }
}

/// A single file; attachments are looked for beside it.
#[derive(Clone, Debug)]
pub(crate) struct Single(pub(crate) PathBuf);

impl Shelf for Single {
    fn paths(&self) -> anyhow::Result<Vec<String>> {
        anyhow::ensure!(self.0.is_file(), "没有文件 {}", self.0.display());
        Ok(vec![
            self.0
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        ])
    }

    fn bytes(&self, path: &str) -> anyhow::Result<Bytes> {
        let file = self.0.parent().unwrap_or(Path::new("")).join(path);
        Ok(std::fs::read(&file)
            .with_context(|| format!("不能读取 {}", file.display()))?
            .into())
    }

    fn name(&self, _path: &str) -> String {
        named(&self.0)
    }

    fn around(&self) -> anyhow::Result<Vec<String>> {
        let beside = self
            .0
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        Folder(beside.unwrap_or(Path::new(".")).to_owned()).walk()
    }
}

/// The whole path of a file: two folders may hold files of the same name.
fn named(file: &Path) -> String {
    file.canonicalize()
        .unwrap_or_else(|_| file.to_owned())
        .to_string_lossy()
        .into_owned()
}

/// What is to be done with items once all of them are registered.
#[derive(Clone, Debug)]
struct After {
    source_id: String,
    front: Front,
    since: Option<Date>,
}

/// A page as read: its documents, what follows, and the attachments it took.
struct Read {
    documents: Vec<Incoming>,
    after: Option<After>,
    remarks: usize,
}

/// Imports every page of a shelf and releases its documents, then does what the fronts ask for.
pub(crate) async fn import(desk: &Desk, pool: &Pool, shelf: &dyn Shelf) -> anyhow::Result<Tally> {
    let paths = shelf.paths()?;
    let around = shelf.around()?;
    let on_shelf: BTreeSet<&str> = around.iter().map(String::as_str).collect();
    let is_folder = paths.len() > 1;
    let mut read = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let readable: Vec<&String> = paths.iter().filter(|path| is_readable(path)).collect();
    // Pages first: what they name as attachments are no documents of their own.
    let (pages, files): (Vec<&String>, Vec<&String>) =
        readable.into_iter().partition(|path| is_page(path));
    for (group, skip) in [(pages, false), (files, true)] {
        let group: Vec<&String> = group
            .into_iter()
            .filter(|path| !(skip && taken.contains(path.as_str())))
            .collect();
        let on_shelf = &on_shelf;
        let mut reading = stream::iter(group)
            .map(|path| async move {
                let one = page(desk, pool, shelf, path, on_shelf, is_folder).await;
                (path.clone(), one)
            })
            .buffered(width(pool));
        while let Some((path, one)) = reading.next().await {
            if let Ok((_, used)) = &one {
                taken.extend(used.iter().cloned());
            }
            read.push((path, one.map(|(one, _)| one)));
        }
    }
    // A page that another names as its attachment is no document of its own either.
    read.retain(|(path, _)| !taken.contains(path));
    for path in paths
        .iter()
        .filter(|path| !is_readable(path) && !taken.contains(path.as_str()))
    {
        say::note(&format!(
            "略过 {path}：不是能读的格式，也没有页面以它为附件"
        ));
    }
    let total = read.len() as u64;
    let mut after = Vec::new();
    let coming: Vec<Coming> = read
        .into_iter()
        .map(|(at, one)| match one {
            Ok(one) => {
                after.extend(one.after);
                Coming {
                    at,
                    documents: Ok(one.documents),
                    remarks: one.remarks,
                }
            }
            Err(error) => Coming {
                at,
                documents: Err(format!("{error:#}")),
                remarks: 0,
            },
        })
        .collect();
    let mut tally = run(desk, stream::iter(coming), total, "页面", Then::Release).await?;
    for after in after {
        if let Err(error) = follow_up(desk, &after).await {
            tally.problems.push(super::run::Trouble {
                at: after.source_id,
                says: format!("{error:#}"),
            });
        }
    }
    Ok(tally)
}

fn extension(path: &str) -> String {
    path.rsplit_once('.')
        .map(|(_, end)| end.to_lowercase())
        .unwrap_or_default()
}

fn is_readable(path: &str) -> bool {
    READABLE.contains(&extension(path).as_str())
}

fn is_page(path: &str) -> bool {
    matches!(
        extension(path).as_str(),
        "md" | "markdown" | "html" | "htm" | "shtml"
    )
}

async fn page(
    desk: &Desk,
    pool: &Pool,
    shelf: &dyn Shelf,
    path: &str,
    on_shelf: &BTreeSet<&str>,
    is_folder: bool,
) -> anyhow::Result<(Read, Vec<String>)> {
    let bytes = shelf.bytes(path)?;
    let (front, body) = if matches!(extension(path).as_str(), "md" | "markdown") {
        let text = std::str::from_utf8(&bytes).context("Markdown 文件不是 UTF-8 文字")?;
        let (front, body) = part(text)?;
        (front, Bytes::copy_from_slice(body.as_bytes()))
    } else {
        (Front::default(), bytes.clone())
    };
    let input = ingest::Input {
        bytes: &body,
        name: Some(path),
        media_type: None,
        url: None,
    };
    let isolation = if is_folder {
        Isolation::Reused
    } else {
        Isolation::Fresh
    };
    let reading = pool.read(input, isolation).await?;
    let kinds = desk.register_kinds();
    let kind = match &front.kind {
        Some(id) => kinds
            .get(id)
            .with_context(|| format!("没有“{id}”这一种信息"))?,
        None => guess(desk, &reading.document.fields)?,
    };
    let named = reading
        .document
        .attachments
        .iter()
        .map(|attachment| attachment.href.clone());
    let mut files = vec![];
    let mut used = vec![];
    let mut remarks = reading.document.problems.len();
    for named in front.attachments.iter().cloned().chain(named) {
        let Some(beside) = beside(path, &named, on_shelf) else {
            if front.attachments.contains(&named) {
                anyhow::bail!("附件“{named}”不在文件旁边");
            }
            // A link of a page may lead anywhere on the web; what is not beside it is counted, not taken.
            remarks += 1;
            continue;
        };
        if used.contains(&beside) {
            continue;
        }
        let bytes = shelf.bytes(&beside)?;
        files.push(file(&beside, bytes, false));
        used.push(beside);
    }
    let source = file(path, bytes.clone(), true);
    let slug = front.slug.clone().unwrap_or_else(|| shelf.name(path));
    let digest = digest(&bytes, &files);
    let origin = |n: usize| Origin {
        source: SOURCE.into(),
        source_id: if n == 0 {
            slug.clone()
        } else {
            format!("{slug}#{n}")
        },
        digest,
    };
    let mut fields = fitting(&reading.document.fields, kind);
    let unknown = front.fill(&mut fields, kind);
    anyhow::ensure!(
        unknown.is_empty(),
        "“{}”没有这些项：{}",
        kind.zh,
        unknown.join("、")
    );
    if !fields.contains("title") {
        let stem = path.rsplit('/').next().unwrap_or(path);
        set(
            &mut fields,
            kind,
            "title",
            stem.rsplit_once('.').map_or(stem, |(stem, _)| stem),
        );
        remarks += 1;
    }
    let since = fields
        .date("effective_date")
        .or_else(|| fields.date("written_date"));
    let mut outer = Incoming {
        kind: kind.id.to_owned(),
        text: reading.document.text,
        files,
        origin: origin(0),
        agency: front.agency.clone(),
        work: work(&front, &fields),
        index_no: front
            .index_no
            .clone()
            .or_else(|| fields_index_no(&reading.document.fields)),
        fields,
        ..Incoming::default()
    };
    // What was read from a file that is no page of text is kept as the original beside the text.
    if front.kind.is_none() {
        outer.files.insert(0, source.clone());
    }
    let mut inner = Vec::new();
    for (n, child) in reading.document.children.into_iter().enumerate() {
        let kind = guess(desk, &child.document.fields)?;
        let fields = fitting(&child.document.fields, kind);
        let name = fields
            .text("doc_no")
            .or_else(|| fields.text("title"))
            .unwrap_or_default()
            .to_owned();
        if !name.is_empty() {
            outer.relations.push((child.relation, name));
        }
        remarks += child.document.problems.len();
        inner.push(Incoming {
            kind: kind.id.to_owned(),
            fields,
            text: child.document.text,
            files: vec![source.clone()],
            origin: origin(n + 1),
            ..Incoming::default()
        });
    }
    let after = (front.slug.is_some() || !front.corrections.is_empty() || front.withdraw.is_some())
        .then(|| After {
            source_id: slug.clone(),
            front,
            since,
        });
    // What is forwarded stands in the register before what forwards it, so that the relation finds its end.
    inner.push(outer);
    Ok((
        Read {
            documents: inner,
            after,
            remarks,
        },
        used,
    ))
}

fn fields_index_no(fields: &Fields) -> Option<String> {
    fields.text("index_no").map(str::to_owned)
}

/// A document whose number bears 规 is a normative document; without more to go by it is an official document.
fn guess<'a>(desk: &'a Desk, fields: &Fields) -> anyhow::Result<&'a KindDef> {
    let is_normative = fields
        .text("doc_no")
        .and_then(law::item::docnum::DocNumber::parse)
        .is_some_and(|(number, _)| number.code().contains('规') && !number.code().contains("规划"));
    let id = if is_normative {
        "normative_document"
    } else {
        "document"
    };
    desk.register_kinds()
        .get(id)
        .with_context(|| format!("没有“{id}”这一种信息"))
}

fn work(front: &Front, fields: &Fields) -> Option<IncomingWork> {
    let code = front.work.clone()?;
    let version = front
        .version
        .clone()
        .or_else(|| fields.text("effective_date").map(str::to_owned));
    Some(IncomingWork {
        key: format!("{SOURCE}:{code}"),
        title: fields.text("title").unwrap_or_default().to_owned(),
        version: version.unwrap_or_else(|| "undated".into()),
        code: Some(code),
    })
}

/// The path of an attachment that lies on the same shelf; links that lead off it are not followed.
fn beside(page: &str, href: &str, on_shelf: &BTreeSet<&str>) -> Option<String> {
    let href = &decoded(href.split(['?', '#']).next().unwrap_or(href));
    if href.is_empty() || href.contains("://") || href.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    let from_page = join(parts, href);
    let from_top = join(Vec::new(), href);
    [from_page, from_top]
        .into_iter()
        .flatten()
        .find(|path| on_shelf.contains(path.as_str()))
}

/// `%E9%99%84` as the character it stands for; what does not decode stays as it is.
fn decoded(href: &str) -> String {
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| href.to_owned())
}

fn join<'a>(mut parts: Vec<&'a str>, href: &'a str) -> Option<String> {
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn file(path: &str, bytes: Bytes, is_source: bool) -> IncomingFile {
    IncomingFile {
        name: path.rsplit('/').next().unwrap_or(path).to_owned(),
        media_type: media_type(&extension(path)).to_owned(),
        bytes,
        is_source,
    }
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "pdf" => "application/pdf",
        "ofd" => "application/ofd",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "doc" | "wps" => "application/msword",
        "xls" | "et" => "application/vnd.ms-excel",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "markdown" => "text/plain; charset=utf-8",
        "html" | "htm" | "shtml" => "text/html",
        "zip" => "application/zip",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        _ => "application/octet-stream",
    }
}

fn digest(bytes: &[u8], files: &[IncomingFile]) -> Digest {
    let mut all = Digest::of(bytes).to_string();
    for file in files {
        all.push('\n');
        all.push_str(&file.name);
        all.push(' ');
        all.push_str(&Digest::of(&file.bytes).to_string());
    }
    Digest::of(all.as_bytes())
}

/// The acts that a front asks for. Each is done once, however often the import is run.
async fn follow_up(desk: &Desk, after: &After) -> anyhow::Result<()> {
    let desk = desk.at(crate::clock::now());
    let which = |id: &str| Which::Source {
        source: SOURCE.into(),
        source_id: id.to_owned(),
    };
    let me = which(&after.source_id);
    for (relation, to, since) in after.front.related() {
        let needs_day = matches!(
            relation,
            Relation::Amends | Relation::Repeals | Relation::Replaces
        );
        let since = since.or(after.since).filter(|_| needs_day);
        match relate::relate(&desk, &me, relation, &which(to), since, "").await {
            Ok(()) => {}
            // Not a slug of this source: the words of the relation are kept as they are.
            Err(Failure::NotFound) => relate::cite(&desk, &me, relation, to).await?,
            // A draft ends nothing: it is said again once it is released.
            Err(Failure::Refused(refusal)) => {
                say::note(&format!("{}：{refusal}", after.source_id));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    for (n, corrected) in after.front.corrections.iter().enumerate() {
        let correction = Correction {
            note: corrected.note.clone(),
            expected_edition: Some(u32::try_from(n).unwrap_or(0) + 1),
            replace: corrected.replace.clone(),
            ..Correction::default()
        };
        match correct::correct(&desk, &me, &correction).await {
            // A newer edition stands, or the item is gone: it was done before.
            Ok(_) | Err(Failure::Stale(_) | Failure::Refused(_)) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    if let Some(withdrawn) = &after.front.withdraw {
        match withdraw::withdraw(&desk, &me, &withdrawn.reason).await {
            Ok(()) => say::note(&format!("已撤回 {}", after.source_id)),
            Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(())
}
