//! 可登记 — what every incoming document must be, whatever its kind.
//!
//! Decides what no engine could keep or find again: a document of no source, text with a NUL, names longer than an index
//! takes. Says so alike on both engines, before anything is written. The fields of the kind are checked by the kind
//! itself ([`law::item::KindDef::check`]). Characters that are no writing are left out of what a source gives, which nobody
//! here can mend, and the import tells of it; where an operator writes them, the act is refused.

use crate::item::{Incoming, IncomingFile};
use law::item::kind::FieldProblem;
use law::item::{Fields, ReleasedFile};
use law::stray::{clean_fields, clean_line, clean_text, has_stray, is_clean};
use law::text::Block;
use law::{Digest, Text};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The longest text by which something is found, in bytes of UTF-8; PostgreSQL indexes no more than 2704.
const LONGEST_KEY: usize = 2000;

/// Everything that keeps a document from being taken.
pub(crate) fn problems(incoming: &Incoming) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut say = |field: &str, says: &str| {
        problems.push(FieldProblem {
            field: field.to_owned(),
            says: says.to_owned(),
        });
    };
    let origin = &incoming.origin;
    if origin.source.is_empty() || origin.source_id.is_empty() {
        say("source", "没有写明来源和来源编号");
    }
    for (field, words) in keys(incoming) {
        if words.len() > LONGEST_KEY {
            say(field, &format!("“{field}”太长，最多 {LONGEST_KEY} 字节"));
        }
        if words.contains('\0') {
            say(field, &format!("“{field}”里有空字符（NUL）"));
        }
    }
    if let Some(work) = &incoming.work {
        let is_version = work.version == "undated" || work.version.parse::<law::Date>().is_ok();
        if !is_version {
            say(
                "version",
                "版本应当是日期（2019-04-03），没有日期的写 undated",
            );
        }
        if work.code.as_deref().is_some_and(|code| !is_code(code)) {
            say("work", "法规编码只能用小写字母、数字和连字符，以字母开头");
        }
    }
    if incoming
        .index_no
        .as_deref()
        .is_some_and(|number| number.starts_with('/'))
    {
        say("index_no", "索引号不能以“/”开头");
    }
    problems.extend(nuls(&incoming.fields, &incoming.text));
    problems
}

/// Whether a code can stand in the address of a work as it is.
fn is_code(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_lowercase())
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Where fields or text hold the character NUL, which no engine keeps alike.
pub(crate) fn nuls(fields: &Fields, text: &Text) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    for (id, value) in fields.iter() {
        if value.texts().iter().any(|text| text.contains('\0')) {
            problems.push(FieldProblem {
                field: id.to_owned(),
                says: format!("“{id}”里有空字符（NUL）"),
            });
        }
    }
    if text.blocks.iter().any(has_nul) {
        problems.push(FieldProblem {
            field: "text".into(),
            says: "正文里有空字符（NUL）".into(),
        });
    }
    problems
}

/// Where fields or text hold characters that are no writing (`law::stray`), of who can still mend them.
pub(crate) fn strays(fields: &Fields, text: Option<&Text>) -> Vec<FieldProblem> {
    const SAYS: &str = "有看不见的控制字符，或者改变文字方向的字符，请重新输入这一处";
    let mut problems = Vec::new();
    for (id, value) in fields.iter() {
        if value.texts().iter().any(|words| has_stray(words)) {
            problems.push(FieldProblem {
                field: id.to_owned(),
                says: format!("“{id}”里{SAYS}"),
            });
        }
    }
    if text.is_some_and(|text| !is_clean(&Fields::new(), text)) {
        problems.push(FieldProblem {
            field: "text".into(),
            says: format!("正文里{SAYS}"),
        });
    }
    problems
}

/// A document without the characters that are no writing, and how many there were. What it is found by at its source stays
/// as it is.
pub(crate) fn without_strays(incoming: &Incoming) -> (Cow<'_, Incoming>, usize) {
    if !lines(incoming).any(has_stray) && is_clean(&incoming.fields, &incoming.text) {
        return (Cow::Borrowed(incoming), 0);
    }
    let mut clean = incoming.clone();
    let mut found = clean_fields(&mut clean.fields) + clean_text(&mut clean.text);
    for (_, says) in &mut clean.relations {
        found += clean_line(says);
    }
    for file in &mut clean.files {
        found += clean_line(&mut file.name);
    }
    if let Some(work) = &mut clean.work {
        found += clean_line(&mut work.title);
    }
    (Cow::Owned(clean), found)
}

/// What of a document is shown in one line beside its fields.
fn lines(incoming: &Incoming) -> impl Iterator<Item = &str> {
    let relations = incoming.relations.iter().map(|(_, says)| says.as_str());
    let files = incoming.files.iter().map(|file| file.name.as_str());
    let title = incoming.work.iter().map(|work| work.title.as_str());
    relations.chain(files).chain(title)
}

/// Every text by which something is found later.
fn keys(incoming: &Incoming) -> Vec<(&'static str, &str)> {
    let mut keys = vec![
        ("source", incoming.origin.source.as_str()),
        ("source_id", incoming.origin.source_id.as_str()),
    ];
    for id in ["doc_no", "issuers"] {
        keys.extend(incoming.fields.text(id).map(|words| (id, words)));
    }
    if let Some(stated) = &incoming.index_no {
        keys.push(("index_no", stated));
    }
    if let Some(work) = &incoming.work {
        keys.extend([
            ("work", work.key.as_str()),
            ("work", work.title.as_str()),
            ("version", work.version.as_str()),
        ]);
    }
    for (kind, value) in &incoming.aliases {
        keys.extend([("aliases", kind.as_str()), ("aliases", value.as_str())]);
    }
    for (_, says) in &incoming.relations {
        keys.push(("relations", says));
    }
    for file in &incoming.files {
        keys.extend([
            ("files", file.name.as_str()),
            ("files", file.media_type.as_str()),
        ]);
    }
    keys
}

fn has_nul(block: &Block) -> bool {
    match block {
        Block::Heading(heading) => heading.text.contains('\0'),
        Block::Paragraph(paragraph) => paragraph.text.contains('\0'),
        Block::Table(table) => {
            let mut cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.any(|cell| cell.text.contains('\0'))
        }
        Block::Image(image) => image.alt.contains('\0'),
    }
}

/// The files as they are offered. Each has a name of its own, since a file is found by its name.
pub(crate) fn offered(files: &[IncomingFile]) -> Vec<ReleasedFile> {
    let mut taken = BTreeSet::new();
    let mut offered = Vec::with_capacity(files.len());
    for file in files {
        let name = free_name(&file.name, |name| taken.contains(name));
        taken.insert(name.clone());
        offered.push(released(file, name));
    }
    offered
}

/// A file as it is offered under a name.
pub(crate) fn released(file: &IncomingFile, name: String) -> ReleasedFile {
    ReleasedFile {
        name,
        media_type: file.media_type.clone(),
        size: file.bytes.len() as u64,
        digest: Digest::of(&file.bytes),
        is_source: file.is_source,
        pixels: file.pixels,
    }
}

/// The name of a file; a second of the same name gets a number.
pub(crate) fn free_name(wished: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let (stem, extension) = match wished.rsplit_once('.') {
        Some((stem, extension)) => (stem, format!(".{extension}")),
        None => (wished, String::new()),
    };
    let mut name = wished.to_owned();
    let mut n = 2;
    while is_taken(&name) {
        name = format!("{stem}（{n}）{extension}");
        n += 1;
    }
    name
}
