//! Builds small DOCX and OFD files for tests.
#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "shortest for a test"
)]

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive of these parts.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main""#;

/// A Word file with this body; `parts` are further parts of `word/`, related by their kind: `styles`, `numbering`,
/// `footnotes`, `header`, `image`. The id of the n-th is `rIdN`, from 1.
pub(crate) fn docx(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    docx_with(body, parts, &[])
}

/// The same with files by their whole paths; a part that is one of them has no words here.
pub(crate) fn docx_with(
    body: &str,
    parts: &[(&str, &str, &str)],
    files: &[(&str, &[u8])],
) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut rels = String::new();
    for (i, (kind, name, _)) in parts.iter().enumerate() {
        let mode = if name.contains("://") {
            r#" TargetMode="External""#
        } else {
            ""
        };
        rels += &format!(
            r#"<Relationship Id="rId{}" Type="{office}/{kind}" Target="{name}"{mode}/>"#,
            i + 1
        );
    }
    let rels = format!("<Relationships>{rels}</Relationships>");
    let root = format!(
        r#"<Relationships><Relationship Id="r" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let named: Vec<(String, String)> = parts
        .iter()
        .filter(|(_, name, _)| !name.contains("://"))
        .map(|(_, name, text)| (format!("word/{name}"), text.replace("XMLNS", W)))
        .filter(|(name, _)| files.iter().all(|(file, _)| file != name))
        .collect();
    let mut all: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", rels.as_bytes()),
    ];
    all.extend(
        named
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_bytes())),
    );
    all.extend(files);
    zip(&all)
}

/// A paragraph of plain words.
pub(crate) fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// An OFD file with these contents of pages; `parts` are further parts, `resources` what `PublicRes.xml` holds.
pub(crate) fn ofd(pages: &[&str], resources: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let x = r#"xmlns:ofd="http://www.ofdspec.org/2016""#;
    let refs: String = (0..pages.len())
        .map(|i| {
            format!(
                r#"<ofd:Page ID="{}" BaseLoc="Pages/Page_{i}/Content.xml"/>"#,
                i + 1
            )
        })
        .collect();
    let templates: String = parts
        .iter()
        .filter(|(name, _)| name.contains("Tpl"))
        .enumerate()
        .map(|(i, (name, _))| {
            let at = name.trim_start_matches("Doc_0/");
            format!(r#"<ofd:TemplatePage ID="t{i}" BaseLoc="{at}"/>"#)
        })
        .collect();
    let root = format!(
        r#"<ofd:OFD {x} DocType="OFD"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#
    );
    let document = format!(
        "<ofd:Document {x}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{templates}</ofd:CommonData><ofd:Pages>{refs}</ofd:Pages></ofd:Document>"
    );
    let resources = format!(r#"<ofd:Res {x} BaseLoc="Res">{resources}</ofd:Res>"#);
    let pages: Vec<(String, String)> = pages
        .iter()
        .enumerate()
        .map(|(i, content)| {
            let page = format!("<ofd:Page {x}>{content}</ofd:Page>");
            (format!("Doc_0/Pages/Page_{i}/Content.xml"), page)
        })
        .collect();
    let mut all: Vec<(&str, &[u8])> = vec![
        ("OFD.xml", root.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/PublicRes.xml", resources.as_bytes()),
    ];
    all.extend(
        pages
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_bytes())),
    );
    all.extend(parts);
    zip(&all)
}

/// A layer with these objects.
pub(crate) fn layer(objects: &str) -> String {
    format!("<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>")
}

/// A line of Chinese characters, 5 mm high, from this place on.
pub(crate) fn line(x: f64, y: f64, words: &str) -> String {
    let n = words.chars().count();
    format!(
        r#"<ofd:TextObject Boundary="{x} {y} {} 7" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g {} 5">{words}</ofd:TextCode></ofd:TextObject>"#,
        n * 5,
        n.saturating_sub(1)
    )
}
