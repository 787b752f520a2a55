//! Documents of the made-up county, built by what a test cares about.

use acts::item::{Incoming, IncomingFile, IncomingWork, Origin};
use bytes::Bytes;
use law::text::{Block, Heading, Level, Paragraph, Role};
use law::{Digest, Text};

/// A document with a title and one paragraph.
pub fn document(slug: &str, title: &str, words: &str) -> Incoming {
    let mut incoming = Incoming {
        kind: "document".into(),
        agency: Some("XT-0002".into()),
        text: text(&[words]),
        origin: origin(slug, words),
        ..Incoming::default()
    };
    incoming.fields.set("title", title);
    incoming
        .fields
        .set_list("issuers", vec!["漱石县教育局".into()]);
    incoming.fields.set("written_date", "2026-03-02");
    incoming.fields.set("published_at", "2026-03-03 10:00");
    incoming
}

/// The same with a number.
pub fn numbered(slug: &str, title: &str, doc_no: &str, words: &str) -> Incoming {
    let mut incoming = document(slug, title, words);
    incoming.fields.set("doc_no", doc_no);
    incoming
}

/// A version of a rule with two articles.
pub fn rule(slug: &str, work: &str, version: &str, effective: &str, words: &str) -> Incoming {
    let mut incoming = document(slug, "漱石县古桥保护办法", words);
    incoming.kind = "local_gov_rule".into();
    incoming.fields.remove("written_date");
    incoming.fields.set("promulgated", version);
    incoming.fields.set("effective_date", effective);
    incoming.fields.set(
        "enactment_note",
        format!("{version} 漱石县人民政府令第1号公布"),
    );
    incoming.text = articles(&["为了保护古桥，制定本办法。", words]);
    incoming.work = Some(IncomingWork {
        key: work.into(),
        title: "漱石县古桥保护办法".into(),
        version: version.into(),
        code: Some(work.into()),
    });
    incoming
}

/// A file beside a document.
pub fn file(name: &str, words: &str) -> IncomingFile {
    IncomingFile {
        name: name.into(),
        media_type: "text/csv; charset=utf-8".into(),
        bytes: Bytes::copy_from_slice(words.as_bytes()),
        is_source: false,
        pixels: None,
    }
}

pub fn origin(slug: &str, words: &str) -> Origin {
    Origin {
        source: "town".into(),
        source_id: slug.into(),
        digest: Digest::of(words.as_bytes()),
    }
}

/// Paragraphs of body text.
pub fn text(paragraphs: &[&str]) -> Text {
    let of = |words: &&str| {
        Block::Paragraph(Paragraph {
            role: Role::Body,
            text: (*words).into(),
            anchor: String::new(),
        })
    };
    Text {
        blocks: paragraphs.iter().map(of).collect(),
    }
    .with_anchors()
}

/// Articles, each of one paragraph.
pub fn articles(articles: &[&str]) -> Text {
    let mut blocks = Vec::new();
    for (n, words) in articles.iter().enumerate() {
        let number = ["第一条", "第二条", "第三条"]
            .get(n)
            .copied()
            .unwrap_or("第四条");
        blocks.push(Block::Heading(Heading {
            level: Level::Article,
            text: number.into(),
            run_in: true,
            anchor: String::new(),
        }));
        blocks.push(Block::Paragraph(Paragraph {
            role: Role::Body,
            text: (*words).into(),
            anchor: String::new(),
        }));
    }
    Text { blocks }.with_anchors()
}
