//! DOCX in the layout of official documents (党政机关公文格式, GB/T 9704-2012): A4, 22 lines of 28 characters, real styles for
//! every part, tables as tables.
//!
//! A person goes on working with the words, so every part has a named style and nothing is drawn by hand.
//! The fonts are named as the standard does, with open ones named beside them for machines that lack them.

mod body;
mod pictures;
mod styles;

use crate::xml::escape;
use crate::{Copy, Images, sheet};
use pictures::Pictures;
use std::io::{Cursor, Write as _};
use zip::CompressionMethod;
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, ZipWriter};

const TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>"#,
    r#"<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>"#,
    r#"<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>"#,
    r#"<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>"#,
    r#"<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    r#"<Default Extension="png" ContentType="image/png"/>"#,
    r#"<Default Extension="jpeg" ContentType="image/jpeg"/>"#,
    r#"</Types>"#
);

const RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    r#"</Relationships>"#
);

/// The relations of the document but for its pictures, which follow.
const PARTS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>"#,
    r#"<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/>"#,
    r#"<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>"#,
    r#"<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/>"#,
);

/// The DOCX of a release; `images` are those that stand in its text.
///
/// # Errors
/// Only where the container cannot be written: a part above 4 GiB.
pub fn render(copy: &Copy<'_>, images: &Images) -> ZipResult<Vec<u8>> {
    let lines = sheet::lines(copy);
    let pictures = Pictures::of(&lines, images);
    let note = copy.source_note();
    let document = body::document(&lines, &pictures, &note);
    let parts = format!("{PARTS}{}</Relationships>", pictures.relations());
    let core = core(copy);
    let [odd, even] = styles::footers();
    let settings = styles::settings();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The default moment of the format, not the clock: the same release gives the same bytes.
    let options = SimpleFileOptions::default();
    for (name, part) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("docProps/core.xml", &core),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", &parts),
        ("word/styles.xml", &styles::styles()),
        ("word/settings.xml", &settings),
        ("word/fontTable.xml", &styles::fonts()),
        ("word/footer1.xml", &odd),
        ("word/footer2.xml", &even),
    ] {
        zip.start_file(name, options)?;
        zip.write_all(part.as_bytes())?;
    }
    // What is compressed already is only put in.
    let stored = options.compression_method(CompressionMethod::Stored);
    for picture in &pictures.0 {
        zip.start_file(format!("word/{}", picture.part), stored)?;
        zip.write_all(picture.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn core(copy: &Copy<'_>) -> String {
    let released = copy.released;
    let at = law::date::utc(released.released_at());
    let title = escape(released.title());
    let creator = escape(released.agency_name());
    let about = escape(&format!("{} {}", copy.address, copy.notice()));
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" "#,
            r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            "<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:description>{about}</dc:description>",
            "<dc:language>zh-CN</dc:language>",
            r#"<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>"#,
            r#"<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified>"#,
            "</cp:coreProperties>"
        ),
        title = title,
        creator = creator,
        about = about,
        at = at,
    )
}

#[cfg(test)]
mod tests;
