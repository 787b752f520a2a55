//! 内含 — the documents inside a document: what it forwards or prints becomes an item of its own, related to it.
//!
//! Decides that no words of a file are lost for standing inside another document, wherever the file came from.

use super::pictures::file;
use super::{How, fitting};
use acts::desk::Desk;
use acts::item::{Incoming, Origin};
use anyhow::Context as _;
use ingest::Child;
use law::item::{Fields, KindDef};

/// The documents inside one, in the order of the file; the outer one states how it stands to each. Gives also how many
/// odd things were seen in them.
pub(crate) fn children(
    desk: &Desk,
    how: &How,
    outer: &mut Incoming,
    children: Vec<Child>,
) -> anyhow::Result<(Vec<Incoming>, usize)> {
    let mut documents = Vec::with_capacity(children.len());
    let mut remarks = 0;
    for (n, child) in children.into_iter().enumerate() {
        let kind = guess(desk, &child.document.fields)?;
        let mut fields = fitting(&child.document.fields, kind);
        how.name_source(&mut fields, kind);
        let name = fields
            .text("doc_no")
            .or_else(|| fields.text("title"))
            .unwrap_or_default()
            .to_owned();
        if !name.is_empty() {
            outer.relations.push((child.relation, name));
        }
        remarks += child.document.problems.len();
        documents.push(Incoming {
            kind: kind.id.to_owned(),
            fields,
            text: child.document.text,
            files: child.document.images.into_iter().map(file).collect(),
            origin: Origin {
                source_id: format!("{}#{}", outer.origin.source_id, n + 1),
                ..outer.origin.clone()
            },
            ..Incoming::default()
        });
    }
    Ok((documents, remarks))
}

/// A document whose number bears 规 is a normative document; without more to go by it is an official document.
pub(crate) fn guess<'a>(desk: &'a Desk, fields: &Fields) -> anyhow::Result<&'a KindDef> {
    let is_normative = fields
        .text("doc_no")
        .and_then(|text| law::item::docnum::DocNumber::parse(text).ok())
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
