//! Files and folders of pages: every file that can be read becomes its documents, with the attachments beside it.
//!
//! Decides that a file which another page names as its attachment is no document of its own; that a document inside
//! another becomes an item of its own, related to the outer one; and which acts a front asks for after the import.

use super::children::{children, guess};
use super::follow::{After, follow_up};
use super::front::{Front, part};
use super::pictures::{self, Pictures};
use super::run::{Coming, Tally, Trouble, run, width};
use super::shelf::{Shelf, beside};
use super::{How, PAGES, fitting, set};
use crate::reader::{Isolation, Pool};
use crate::say;
use acts::desk::Desk;
use acts::item::{Incoming, IncomingFile, IncomingWork, Origin};
use anyhow::Context as _;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use ingest::Format;
use law::Digest;
use law::item::Fields;
use std::collections::BTreeSet;

/// What can be read, by the end of its name. The reader itself goes by the bytes.
const READABLE: [&str; 9] = [
    "md", "markdown", "txt", "html", "htm", "shtml", "docx", "pdf", "ofd",
];

/// How the pages of one shelf are read.
struct Reading<'a> {
    is_folder: bool,
    how: &'a How,
}

/// A page as read: its documents, what follows, and the attachments it took.
struct Read {
    documents: Vec<Incoming>,
    after: Option<After>,
    remarks: usize,
}

/// Imports every page of a shelf, then does what the fronts ask for.
pub(crate) async fn import(
    desk: &Desk,
    pool: &Pool,
    shelf: &dyn Shelf,
    how: &How,
) -> anyhow::Result<Tally> {
    let paths = shelf.paths()?;
    anyhow::ensure!(
        paths.iter().any(|path| is_readable(path)),
        "没有能读的文件；认得 {}",
        READABLE.map(|end| format!(".{end}")).join("、")
    );
    let around = shelf.around()?;
    let on_shelf: BTreeSet<&str> = around.iter().map(String::as_str).collect();
    let how = Reading {
        is_folder: paths.len() > 1,
        how,
    };
    let how = &how;
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
                let one = page(desk, pool, shelf, path, on_shelf, how).await;
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
    let mut tally = run(desk, stream::iter(coming), total, "页面", how.how.then).await?;
    for after in after {
        let at = after.source_id.clone();
        match follow_up(desk, &after).await {
            Ok(notices) => tally.notice(&at, notices),
            Err(error) => tally.problems.push(Trouble {
                at,
                says: format!("{error:#}"),
            }),
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
    how: &Reading<'_>,
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
    let isolation = if how.is_folder {
        Isolation::Reused
    } else {
        Isolation::Fresh
    };
    let mut reading = pool.read(input, isolation).await?;
    let is_offered = is_offered(&reading);
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
        .map(|attachment| attachment.href.clone())
        .collect::<Vec<_>>();
    let place = pictures::Place {
        pool,
        isolation,
        shelf,
        page: path,
        on_shelf,
    };
    let mut own = Pictures::default();
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
        if !pictures::is_image(&beside, &bytes) {
            files.push(file(&beside, bytes, false));
            used.push(beside);
            continue;
        }
        match own.take(&place, &beside, bytes).await {
            Ok(_) => {}
            Err(failure) if front.attachments.contains(&named) => {
                return Err(failure).with_context(|| format!("附件“{named}”没有收入"));
            }
            Err(failure) => {
                remarks += 1;
                say::note(&format!("{path}：附件 {named} 没有收入：{failure}"));
            }
        }
    }
    let carried = std::mem::take(&mut reading.document.images);
    own.of_text(&place, &mut reading.document.text, carried)
        .await?;
    let mut of_children = Vec::new();
    for child in &mut reading.document.children {
        let document = &mut child.document;
        let carried = std::mem::take(&mut document.images);
        let mut pictures = Pictures::default();
        pictures
            .of_text(&place, &mut document.text, carried)
            .await?;
        of_children.push(pictures);
    }
    let pictures = || std::iter::once(&own).chain(&of_children);
    used.extend(pictures().flat_map(Pictures::paths).cloned());
    remarks += pictures().map(|pictures| pictures.remarks).sum::<usize>();
    let slug = front.slug.clone().unwrap_or_else(|| shelf.name(path));
    let digest = digest(&bytes, &files, pictures().flat_map(Pictures::came));
    files.append(&mut own.files);
    let mut fields = fitting(&reading.document.fields, kind);
    front.fill(&mut fields, kind)?;
    front.check(&reading.document.text)?;
    how.how.name_source(&mut fields, kind);
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
        origin: Origin {
            source: PAGES.into(),
            source_id: slug.clone(),
            digest,
        },
        agency: front.agency.clone(),
        work: work(&front, &fields),
        index_no: front
            .index_no
            .clone()
            .or_else(|| fields_index_no(&reading.document.fields)),
        aliases: front.aliases()?,
        fields,
        ..Incoming::default()
    };
    let originals = if is_offered {
        outer.files.insert(0, file(path, bytes, true));
        Vec::new()
    } else {
        vec![bytes]
    };
    outer.originals.clone_from(&originals);
    outer.originals.append(&mut own.originals);
    let (mut inner, odd) = children(desk, how.how, &mut outer, reading.document.children)?;
    remarks += odd;
    for (child, pictures) in inner.iter_mut().zip(of_children) {
        child.files = pictures.files;
        child.originals = [originals.clone(), pictures.originals].concat();
    }
    let asks =
        !front.relations.is_empty() || !front.corrections.is_empty() || front.withdraw.is_some();
    let after = asks.then(|| After {
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

fn work(front: &Front, fields: &Fields) -> Option<IncomingWork> {
    let code = front.work.clone()?;
    let version = front
        .version
        .clone()
        .or_else(|| fields.text("effective_date").map(str::to_owned));
    Some(IncomingWork {
        key: format!("{PAGES}:{code}"),
        title: fields.text("title").unwrap_or_default().to_owned(),
        version: version.unwrap_or_else(|| "undated".into()),
        code: Some(code),
    })
}

/// Whether the file that was read is itself offered beside the text. A page holds more than it shows (comments, hidden
/// parts, scripts), and a file of several documents would offer each with the words of the others.
pub(crate) fn is_offered(reading: &ingest::Reading) -> bool {
    let is_page = matches!(
        reading.format,
        Format::Txt | Format::Markdown | Format::Html | Format::Xlsx
    );
    !is_page && reading.document.children.is_empty()
}

pub(crate) fn file(path: &str, bytes: Bytes, is_source: bool) -> IncomingFile {
    IncomingFile {
        name: pictures::base(path).to_owned(),
        media_type: media_type(&extension(path)).to_owned(),
        bytes,
        is_source,
        pixels: None,
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
        _ => "application/octet-stream",
    }
}

/// Of everything as it came, in order: the page, its attachments, its images.
fn digest<'a>(
    bytes: &[u8],
    files: &'a [IncomingFile],
    images: impl Iterator<Item = (&'a str, Digest)>,
) -> Digest {
    let files = files
        .iter()
        .map(|file| (file.name.as_str(), Digest::of(&file.bytes)));
    let mut all = Digest::of(bytes).to_string();
    for (name, digest) in files.chain(images) {
        all.push('\n');
        all.push_str(name);
        all.push(' ');
        all.push_str(&digest.to_string());
    }
    Digest::of(all.as_bytes())
}
