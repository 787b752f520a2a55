//! 公文 — from the lines of a file to an official document, whatever format they came from.
//!
//! Decides where one document ends and another begins, which of them is inside which, and the fields that the text
//! states (DOMAIN §1.3). The parts of one document are decided by [`head`], [`body`] and [`closing`].
//!
//! Invariants
//! - Knows no document and no organ by name: only GB/T 9704-2012 and the usage of official titles.
//! - A file of any shape gives a document; what does not look like one becomes paragraphs.
//! - A part with a number, or addressed and signed by itself, is a document of its own; any other is an annex.

mod annexes;
pub(crate) mod body;
mod closing;
mod contents;
mod genre;
mod head;
mod law_text;
mod mark;
mod prepare;
mod siblings;
mod validity;

pub use law_text::law_text;

use crate::line::{Piece, Source};
use crate::{Child, Document, Input, Problem, furniture, label, organ, picture};
use closing::Closing;
use head::Head;
use law::item::docnum::DocNumber;
use law::item::{Fields, Relation};
use law::text::{Block, Heading, Level, Role, Text};

/// One document or annex within a file, still in the lines `head.next..end`.
struct Part {
    head: Head,
    closing: Option<Closing>,
    end: usize,
}

/// Makes the document that `source` prints, with those inside it.
pub(crate) fn structure(mut source: Source, input: Input<'_>) -> Document {
    let images = picture::anew(&mut source);
    let n_controls = prepare::drop_controls(&mut source.pieces);
    if n_controls > 0 {
        source.problems.push(Problem::new(
            "control_characters",
            format!("文件中有 {n_controls} 个控制字符，已略去。"),
        ));
    }
    let mut pieces = prepare::paragraphs(source.pieces);
    if source.is_web_page {
        drop_footer(&mut pieces);
    }
    let annexes = annex_marks(&pieces);
    let mut documents: Vec<Document> = Vec::new();
    let mut at = 0;
    while at < pieces.len() || documents.is_empty() {
        let part = part(&pieces, &annexes, at, source.is_web_page);
        at = part.end.max(at + 1);
        if documents.is_empty() || is_document(&part, &documents) {
            documents.push(document(&pieces, &part));
        } else if let Some(document) = documents.last_mut() {
            annex(document, &pieces, &part);
        }
    }
    let mut outer = nest(documents);
    outer.problems.splice(0..0, source.problems);
    state(&mut outer, &source.fields);
    if let Some(title) = source.title {
        name(&mut outer, &title);
    }
    title_of_last_resort(&mut outer, input);
    annexes::join(&mut outer, source.attachments, source.more_attachments);
    hand_images(&mut outer, images);
    outer
}

/// Furniture at the very end, which no signature separates from the text.
fn drop_footer(pieces: &mut Vec<Piece>) {
    let is_footer =
        |piece: &Piece| matches!(piece, Piece::Line(line) if furniture::is_furniture(line.words()));
    while pieces.len() > 1 && pieces.last().is_some_and(is_footer) {
        pieces.pop();
    }
}

/// The part that begins at `from`, and where it ends.
fn part(pieces: &[Piece], annexes: &[usize], from: usize, is_web_page: bool) -> Part {
    let head = head::read(pieces, from, is_web_page);
    let body = head.next.max(from + 1);
    let next = annexes.partition_point(|at| *at < body);
    let limit = annexes.get(next).copied().unwrap_or(pieces.len());
    let mut closing: Option<Closing> = None;
    let mut search = head.next;
    while let Some(found) = closing::find(pieces, search..limit) {
        search = found.end.max(found.dated + 1);
        let done = found.end >= limit || starts_part(pieces, found.end);
        // Of closings after which nothing begins, the first that is signed counts.
        if done || !closing.as_ref().is_some_and(|closing| closing.signed) {
            closing = Some(found);
        }
        if done {
            break;
        }
    }
    let end = match &closing {
        Some(found) if starts_part(pieces, found.end) => found.end,
        _ => limit,
    };
    Part { head, closing, end }
}

/// The lines that mark an annex; one with names below it is a list of annexes.
fn annex_marks(pieces: &[Piece]) -> Vec<usize> {
    let marks = |at: &usize| {
        let Some(Piece::Line(line)) = pieces.get(*at) else {
            return false;
        };
        mark::is_attachment_mark(line.words())
            && !line.words().ends_with(['：', ':'])
            && closing::find(pieces, *at + 1..pieces.len().min(*at + 4)).is_none()
    };
    (0..pieces.len()).filter(marks).collect()
}

/// Whether the line at `at` can begin a document or an annex.
fn starts_part(pieces: &[Piece], at: usize) -> bool {
    match pieces.get(at) {
        Some(Piece::Line(line)) => {
            mark::is_attachment_mark(line.words())
                || mark::doc_no(line.words()).is_some()
                || head::is_title_like(line)
                || (line.bold && head::could_be_title(line))
        }
        Some(Piece::Table(_) | Piece::Image(_)) | None => false,
    }
}

/// Whether a part after the first is a document and no annex of the one before.
fn is_document(part: &Part, before: &[Document]) -> bool {
    if part.head.title.is_none() || part.head.annex.is_some() {
        return part.head.doc_no.is_some() && part.head.title.is_some();
    }
    let signed = part.closing.as_ref().is_some_and(|closing| closing.signed);
    let others = part.closing.as_ref().is_some_and(|closing| {
        !closing.issuers.is_empty()
            && before
                .last()
                .is_some_and(|last| last.fields.list("issuers") != closing.issuers)
    });
    part.head.doc_no.is_some() || (signed && (others || !part.head.recipients.is_empty()))
}

fn document(pieces: &[Piece], part: &Part) -> Document {
    let mut document = Document::default();
    document.text.blocks.clone_from(&part.head.blocks);
    fill(&mut document, pieces, part);
    let head = &part.head;
    let fields = &mut document.fields;
    *fields = head.fields.clone();
    if let Some(title) = &head.title {
        fields.set("title", title.clone());
        if let Some(genre) = genre::of_title(title) {
            fields.set("genre_class", genre);
        }
    }
    if head.is_minutes {
        fields.set("genre_class", "minutes");
    }
    if let Some(number) = &head.doc_no {
        fields.set("doc_no", number.clone());
    }
    fields.set_list("recipients", head.recipients.clone());
    let date = part
        .closing
        .as_ref()
        .and_then(|closing| closing.date)
        .or(head.date);
    if let Some(date) = date {
        fields.set_date("written_date", date);
    }
    let issuers = issuers(head, part.closing.as_ref());
    if !fields.contains("issuers") {
        fields.set_list("issuers", issuers);
    }
    noted(&mut document);
    document
}

/// Who issued the document: who signed it, else whom the title begins with, else the organ mark.
fn issuers(head: &Head, closing: Option<&Closing>) -> Vec<String> {
    let titled = head
        .title
        .as_deref()
        .map(organ::of_title)
        .unwrap_or_default();
    let signed = closing
        .map(|closing| closing.issuers.clone())
        .unwrap_or_default();
    // 中华人民共和国国务院办公厅 signs what the title calls 国务院办公厅.
    let same = |left: &str, right: &str| left.ends_with(right) || right.ends_with(left);
    match (signed.as_slice(), titled.as_slice()) {
        ([], []) => head.organ_mark.clone(),
        ([], _) => titled,
        ([one], [name])
            if same(one, name) && one.len() > name.len() && one.starts_with("中华人民共和国") =>
        {
            titled
        }
        _ => signed,
    }
}

/// What notes and the imprint say of the document.
fn noted(document: &mut Document) {
    let mut fields = std::mem::take(&mut document.fields);
    for block in &document.text.blocks {
        let Block::Paragraph(paragraph) = block else {
            continue;
        };
        match paragraph.role {
            Role::Note => {
                if let Some(attr) = label::disclosure(&paragraph.text)
                    && !fields.contains("disclosure_attr")
                {
                    fields.set("disclosure_attr", attr);
                }
            }
            Role::Imprint => {
                if let Some(words) = mark::keywords(&paragraph.text)
                    && !fields.contains("keywords")
                {
                    fields.set_list("keywords", words);
                }
            }
            _ => {}
        }
    }
    document.fields = fields;
}

/// Adds body and closing of a part to a document.
fn fill(document: &mut Document, pieces: &[Piece], part: &Part) {
    let (until, resume) = match &part.closing {
        Some(closing) => (closing.first, closing.end),
        None => (part.end, part.end),
    };
    let from = part.head.next.min(until);
    let mut add = |body: body::Body| {
        document.text.blocks.extend(body.blocks);
        document.problems.extend(body.problems);
        document.attachments.extend(body.attachments);
    };
    add(body::body(pieces.get(from..until).unwrap_or_default()));
    if let Some(closing) = &part.closing {
        add(closing::blocks(pieces, closing));
    }
    add(body::body(pieces.get(resume..part.end).unwrap_or_default()));
}

/// Adds a part that is no document of its own: an annex, a printed plan, a list.
fn annex(document: &mut Document, pieces: &[Piece], part: &Part) {
    let head = &part.head;
    let mark = head.annex.clone().unwrap_or_default();
    let title = head.title.clone().unwrap_or_default();
    let text = match (mark.is_empty(), title.is_empty()) {
        (false, false) => format!("{mark}\u{3000}{title}"),
        _ => format!("{mark}{title}"),
    };
    if !text.is_empty() {
        document.text.blocks.push(Block::Heading(Heading {
            level: Level::Attached,
            text,
            run_in: false,
            anchor: String::new(),
        }));
    }
    let is_title = |block: &&Block| !matches!(block, Block::Paragraph(p) if p.role == Role::Title);
    let rest: Vec<Block> = head.blocks.iter().filter(is_title).cloned().collect();
    document.text.blocks.extend(rest);
    fill(document, pieces, part);
    noted(document);
}

/// Puts each document into the one that forwards or prints it.
fn nest(documents: Vec<Document>) -> Document {
    let mut documents = documents.into_iter();
    let mut stack: Vec<Document> = documents.next().into_iter().collect();
    for document in documents {
        // A document that itself forwards or issues something takes the next one.
        while stack.len() > 1 && !stack.last().is_some_and(carries) {
            close(&mut stack);
        }
        stack.push(document);
    }
    while stack.len() > 1 {
        close(&mut stack);
    }
    let mut outer = stack.pop().unwrap_or_default();
    finish(&mut outer);
    outer
}

fn close(stack: &mut Vec<Document>) {
    let Some(mut document) = stack.pop() else {
        return;
    };
    finish(&mut document);
    if let Some(parent) = stack.last_mut() {
        let relation = relation(parent, &document);
        parent.children.push(Child { relation, document });
    }
}

/// Whether the title says that another document follows which is not here yet.
fn carries(document: &Document) -> bool {
    let title = document.fields.text("title").unwrap_or_default();
    let printed =
        document.text.blocks.iter().any(
            |block| matches!(block, Block::Heading(heading) if heading.level == Level::Attached),
        );
    document.children.is_empty()
        && !printed
        && ["转发", "批转", "印发"]
            .iter()
            .any(|verb| title.contains(verb))
}

fn relation(parent: &Document, child: &Document) -> Relation {
    let title = parent.fields.text("title").unwrap_or_default();
    if title.contains("转发") || title.contains("批转") {
        Relation::Forwards
    } else if ["印发", "发布", "公布", "颁布"]
        .iter()
        .any(|verb| title.contains(verb))
        || parent.fields.list("issuers") == child.fields.list("issuers")
    {
        Relation::IssuesAttached
    } else {
        Relation::Forwards
    }
}

fn finish(document: &mut Document) {
    validity::state(&document.text, &mut document.fields);
    document.text = Text {
        blocks: std::mem::take(&mut document.text.blocks),
    }
    .with_anchors();
}

/// What the container states goes before what the text says; where they differ, that is a problem.
fn state(document: &mut Document, stated: &Fields) {
    for (id, value) in stated.iter() {
        if matches!(id, "doc_no" | "written_date")
            && let Some(printed) = document.fields.text(id)
            && printed != value.joined()
            && !same_order(printed, &value.joined())
        {
            document.problems.push(Problem::new(
                "field_conflict",
                format!(
                    "页面所列“{}”与正文所印“{printed}”不一致，已采用页面所列，请核对。",
                    value.joined()
                ),
            ));
        }
        document.fields.insert(id, value.clone());
    }
    titled(document);
}

/// 国令第707号 and 中华人民共和国国务院令第707号 are one order; 2025年第44号 is short for the announcement of that number.
fn same_order(left: &str, right: &str) -> bool {
    let counted = |text: &str| match DocNumber::parse(text).ok()?.0 {
        DocNumber::Document { .. } => None,
        number => Some((number.year(), number.serial())),
    };
    counted(left).is_some_and(|number| counted(right) == Some(number))
}

/// What the title itself states: genre, and issuers where nobody signs.
fn titled(document: &mut Document) {
    let Some(title) = document.fields.text("title").map(str::to_owned) else {
        return;
    };
    if let Some(genre) = genre::of_title(&title)
        && !document.fields.contains("genre_class")
    {
        document.fields.set("genre_class", genre);
    }
    if !document.fields.contains("issuers") {
        document.fields.set_list("issuers", organ::of_title(&title));
    }
}

/// The title that the container states counts where the text prints none, or prints a line that is hardly one.
fn name(document: &mut Document, title: &str) {
    let printed = document.fields.text("title");
    if printed.is_none_or(|printed| genre::is_complete(title) && !genre::is_complete(printed)) {
        document.fields.set("title", title);
        titled(document);
    }
}

/// A file without a title goes by its name.
fn title_of_last_resort(document: &mut Document, input: Input<'_>) {
    if document.fields.contains("title") {
        return;
    }
    let name = input.name.unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if !stem.is_empty() {
        document.fields.set("title", stem);
        document.problems.push(Problem::new(
            "title_from_name",
            "正文中没有认出标题，暂以文件名为标题，请核对。",
        ));
    }
}

/// Each image goes with the document whose text names it.
fn hand_images(document: &mut Document, mut images: Vec<crate::ImageFile>) {
    for child in &mut document.children {
        let names = |image: &crate::ImageFile| {
            child
                .document
                .text
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Image(shown) if shown.name == image.name))
        };
        let (own, others): (Vec<_>, Vec<_>) = images.into_iter().partition(names);
        child.document.images = own;
        images = others;
    }
    document.images = images;
}
