//! OFD.xml and Document.xml: which pages, templates and resources a document has, and what is attached or signed.

use super::geometry::Area;
use super::location::{find, folder};
use crate::archive::{Archive, damaged};
use crate::xml::{Events, Node, decode};
use crate::{Problem, Refused};
use std::collections::HashMap;

/// The pages that are read; later ones are left out, which is said.
const MOST_PAGES: usize = 5_000;
/// A4, for files that do not state their paper.
const A4: Area = Area {
    x: 0.0,
    y: 0.0,
    width: 210.0,
    height: 297.0,
};

/// One document of a file.
pub(super) struct Body {
    /// Its `Document.xml`.
    pub(super) root: String,
    signatures: Option<String>,
}

/// What `Document.xml` states. All paths are names of parts.
pub(super) struct Document {
    pub(super) folder: String,
    pub(super) area: Area,
    pub(super) pages: Vec<String>,
    pub(super) templates: HashMap<String, String>,
    pub(super) resources: Vec<String>,
    annotations: Option<String>,
    attachments: Option<String>,
    pub(super) problems: Vec<Problem>,
}

/// The documents of a file.
///
/// # Errors
/// [`Refused`] `damaged` where there is none.
pub(super) fn bodies(archive: &mut Archive<'_>) -> Result<Vec<Body>, Refused> {
    let bytes = archive.read("OFD.xml")?.ok_or_else(damaged)?;
    let text = decode(&bytes);
    let mut events = Events::of(&text);
    let mut bodies: Vec<Body> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    while let Some(node) = events.next()? {
        match node {
            Node::Open(tag) => path.push(tag.name().to_owned()),
            Node::Close => {
                path.pop();
            }
            Node::Text(text) if !text.trim().is_empty() => {
                let found = find(archive, &[""], &text).map(|(name, _)| name);
                match (path.last().map(String::as_str), found, bodies.last_mut()) {
                    (Some("DocRoot"), Some(root), _) => bodies.push(Body {
                        root,
                        signatures: None,
                    }),
                    (Some("Signatures"), found, Some(body)) => body.signatures = found,
                    _ => {}
                }
            }
            Node::Text(_) => {}
        }
    }
    if bodies.is_empty() {
        let (root, _) = find(archive, &["Doc_0", ""], "Document.xml").ok_or_else(damaged)?;
        bodies.push(Body {
            root,
            signatures: None,
        });
    }
    Ok(bodies)
}

/// Reads `Document.xml`.
pub(super) fn read(archive: &mut Archive<'_>, root: &str) -> Result<Document, Refused> {
    let bytes = archive.read(root)?.ok_or_else(damaged)?;
    let text = decode(&bytes);
    let mut document = Document {
        folder: folder(root).to_owned(),
        area: A4,
        pages: Vec::new(),
        templates: HashMap::new(),
        resources: Vec::new(),
        annotations: None,
        attachments: None,
        problems: Vec::new(),
    };
    let mut missing = 0usize;
    let mut more = 0usize;
    let mut events = Events::of(&text);
    let mut path: Vec<String> = Vec::new();
    let home = document.folder.clone();
    let part = |path: &str| find(archive, &[&home], path).map(|(name, _)| name);
    while let Some(node) = events.next()? {
        match node {
            Node::Open(tag) => {
                let at = tag.attr("BaseLoc").and_then(|path| part(&path));
                match (tag.name(), at) {
                    ("Page", Some(_)) if document.pages.len() >= MOST_PAGES => more += 1,
                    ("Page", Some(at)) => document.pages.push(at),
                    ("Page", None) => missing += 1,
                    ("TemplatePage", Some(at)) => {
                        document
                            .templates
                            .insert(tag.attr("ID").unwrap_or_default(), at);
                    }
                    _ => {}
                }
                path.push(tag.name().to_owned());
            }
            Node::Close => {
                path.pop();
            }
            Node::Text(text) if !text.trim().is_empty() => match path.last().map(String::as_str) {
                Some("PhysicalBox") => document.area = Area::parse(&text).unwrap_or(A4),
                Some("PublicRes" | "DocumentRes") => document.resources.extend(part(&text)),
                Some("Annotations") => document.annotations = part(&text),
                Some("Attachments") => document.attachments = part(&text),
                _ => {}
            },
            Node::Text(_) => {}
        }
    }
    if missing > 0 {
        let says = format!("文件缺少 {missing} 页的内容，没有读入，请核对原件或重新上传。");
        document.problems.push(Problem::new("page_missing", says));
    }
    if more > 0 {
        let says = format!("文件超过 {MOST_PAGES} 页，后面的 {more} 页没有读入；请分开上传。");
        document.problems.push(Problem::new("too_many_pages", says));
    }
    Ok(document)
}

/// What is on the file but no text of it: signatures and seals, annotations, attached files.
pub(super) fn seals(
    archive: &mut Archive<'_>,
    body: &Body,
    document: &Document,
) -> Result<Vec<Problem>, Refused> {
    let mut problems = Vec::new();
    let signatures = match &body.signatures {
        Some(part) => count(archive, part, "Signature")?.0,
        None => 0,
    };
    if signatures > 0 {
        let says = format!("文件带有 {signatures} 个电子签名或签章，没有验证，也不作为正文。");
        problems.push(Problem::new("signature", says));
    }
    let annotations = match &document.annotations {
        Some(part) => {
            let (n, pages) = count(archive, part, "Annot")?;
            let mut sum = n;
            for page in pages.iter().take(MOST_PAGES) {
                if let Some((part, _)) = find(archive, &[folder(part), &document.folder], page) {
                    sum += count(archive, &part, "Annot")?.0;
                }
            }
            sum
        }
        None => 0,
    };
    if annotations > 0 {
        let says = format!("文件带有 {annotations} 个注释或图章，没有读入；公开前请核对。");
        problems.push(Problem::new("annotations", says));
    }
    let attached = match &document.attachments {
        Some(part) => count(archive, part, "Attachment")?.0,
        None => 0,
    };
    if attached > 0 {
        let says = format!("文件里附有 {attached} 个别的文件，没有读入；请作为附件另行上传。");
        problems.push(Problem::new("embedded_object", says));
    }
    Ok(problems)
}

/// How many elements of a name a part has, and the files it refers to.
fn count(
    archive: &mut Archive<'_>,
    part: &str,
    name: &str,
) -> Result<(usize, Vec<String>), Refused> {
    let (mut n, mut files) = (0, Vec::new());
    let Some(bytes) = archive.read(part)? else {
        return Ok((n, files));
    };
    let text = decode(&bytes);
    let mut events = Events::of(&text);
    let mut in_file = false;
    while let Some(node) = events.next()? {
        match node {
            Node::Open(tag) => {
                n += usize::from(tag.name() == name);
                in_file = tag.name() == "FileLoc";
            }
            Node::Text(text) if in_file && !text.trim().is_empty() => {
                files.push(text.trim().to_owned());
            }
            Node::Close => in_file = false,
            Node::Text(_) => {}
        }
    }
    Ok((n, files))
}
