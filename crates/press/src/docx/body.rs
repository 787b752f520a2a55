//! `word/document.xml`: the lines of the sheet as paragraphs and tables.

use super::pictures::Pictures;
use super::styles::{ADVANCE, LINE_PITCH, twips};
use crate::grid::{Grid, Place};
use crate::sheet::{Line, is_centred};
use crate::xml::escape;
use law::text::{Level, Table};
use std::fmt::Write as _;

pub(super) fn document(lines: &[Line<'_>], pictures: &Pictures<'_>, note: &str) -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
        r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
        r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:body>"#
    ));
    for (n, line) in lines.iter().enumerate() {
        match line {
            Line::Image(image) => pictures.set(&mut out, image, n),
            line => set(&mut out, line, lines.get(n + 1)),
        }
    }
    for line in note.lines() {
        paragraph(&mut out, "Source", "", line);
    }
    let _ = write!(
        out,
        concat!(
            r#"<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>"#,
            r#"<w:pgSz w:w="{wide}" w:h="{high}"/>"#,
            r#"<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="851" w:footer="{foot}" w:gutter="0"/>"#,
            r#"<w:docGrid w:type="lines" w:linePitch="{pitch}"/></w:sectPr></w:body></w:document>"#
        ),
        wide = twips(2100),
        high = twips(2970),
        top = twips(370),
        right = twips(260),
        bottom = twips(350),
        left = twips(280),
        // The page number stands 7 mm below the type area.
        foot = twips(350) - twips(70) - 280,
        pitch = LINE_PITCH,
    );
    out
}

fn set(out: &mut String, line: &Line<'_>, next: Option<&Line<'_>>) {
    match line {
        Line::Organ { text, red } => {
            let run = if *red {
                r#"<w:color w:val="C00000"/>"#
            } else {
                ""
            };
            one_run(out, "OrganMark", "", run, text);
        }
        Line::Number(text) => paragraph(out, "DocNumber", "", text),
        Line::RedRule => out.push_str(concat!(
            r#"<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="12" w:space="1" w:color="C00000"/></w:pBdr>"#,
            r#"<w:spacing w:line="227" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr></w:p>"#
        )),
        Line::Title { text, inner } => {
            let last = !matches!(next, Some(Line::Title { .. }));
            // One empty line between title and addressee (7.3.2).
            let after = if last && !inner {
                format!(r#"<w:spacing w:after="{LINE_PITCH}" w:line="600" w:lineRule="exact"/>"#)
            } else {
                String::new()
            };
            paragraph(out, "Title", &after, text);
        }
        Line::EnactmentNote(text) => paragraph(out, "EnactmentNote", "", text),
        Line::Recipients(text) => paragraph(out, "Recipients", "", text),
        Line::Heading { level, depth, text } => {
            let centred = if is_centred(*level, text) {
                r#"<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>"#
            } else {
                ""
            };
            let depth = depth_of(*level).unwrap_or(*depth).min(6);
            paragraph(out, &format!("Heading{depth}"), centred, text);
        }
        Line::RunIn {
            level, text, rest, ..
        } => run_in(out, *level, text, rest),
        Line::Attached(text) => paragraph(out, "Attached", "", text),
        Line::Body(text) => paragraph(out, "Normal", "", text),
        Line::AttachmentNote(text) => paragraph(out, "AttachmentNote", "", text),
        Line::Signed { text, right, .. } => {
            let chars = (right * 100.0).round() as u32;
            let twips = (right * ADVANCE as f32).round() as u32;
            let indent = format!(
                r#"<w:ind w:rightChars="{chars}" w:right="{twips}" w:firstLineChars="0" w:firstLine="0"/>"#
            );
            paragraph(out, "Signed", &indent, text);
        }
        Line::Note(text) => paragraph(out, "Note", "", text),
        Line::AnnexMark(text) => paragraph(out, "AnnexMark", "", text),
        Line::Imprint { text, date } => imprint(out, text, *date),
        Line::Table(shown) => table(out, shown),
        // Set by the pictures, which know whether its file is at hand.
        Line::Image(_) => {}
    }
}

/// The heading style of a numbered level of official documents; divisions of a law stand as deep as they are nested.
fn depth_of(level: Level) -> Option<u8> {
    match level {
        Level::First | Level::Plain => Some(1),
        Level::Second => Some(2),
        Level::Third => Some(3),
        Level::Fourth => Some(4),
        _ => None,
    }
}

fn run_in(out: &mut String, level: Level, text: &str, rest: &str) {
    let depth = depth_of(level).unwrap_or(1);
    // The number of an article is parted from its words by one space, as the official texts set it.
    let gap = if level == Level::Article {
        "\u{3000}"
    } else {
        ""
    };
    let _ = write!(
        out,
        r#"<w:p><w:r><w:rPr><w:rStyle w:val="HeadingWords{depth}"/></w:rPr>{}</w:r><w:r>{}</w:r></w:p>"#,
        words(text),
        words(&format!("{gap}{rest}")),
    );
}

fn paragraph(out: &mut String, style: &str, more: &str, text: &str) {
    one_run(out, style, more, "", text);
}

fn one_run(out: &mut String, style: &str, more: &str, run: &str, text: &str) {
    let run = if run.is_empty() {
        String::new()
    } else {
        format!("<w:rPr>{run}</w:rPr>")
    };
    let _ = write!(
        out,
        r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r>{run}{}</w:r></w:p>"#,
        words(text)
    );
}

/// The date stands at the right edge, by a tab.
fn imprint(out: &mut String, text: &str, date: Option<&str>) {
    let Some(date) = date else {
        return paragraph(out, "Imprint", "", text);
    };
    let _ = write!(
        out,
        r#"<w:p><w:pPr><w:pStyle w:val="Imprint"/></w:pPr><w:r>{}</w:r><w:r><w:tab/></w:r><w:r>{}</w:r></w:p>"#,
        words(text),
        words(date)
    );
}

/// The words of a run: a line feed is a break of line.
fn words(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escape(line)))
        .collect();
    lines.join("<w:br/>")
}

fn table(out: &mut String, table: &Table) {
    if let Some(caption) = &table.caption {
        paragraph(out, "Caption", "", caption);
    }
    let Some(grid) = Grid::of(table).filter(|grid| 0 < grid.columns) else {
        for row in &table.rows {
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            paragraph(out, "TableText", "", &cells.join("　"));
        }
        return;
    };
    let full = twips(1560);
    let column = full / u32::try_from(grid.columns).unwrap_or(1);
    let _ = write!(
        out,
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="Ruled"/><w:tblW w:w="{full}" w:type="dxa"/><w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>"#
    );
    for _ in 0..grid.columns {
        let _ = write!(out, r#"<w:gridCol w:w="{column}"/>"#);
    }
    out.push_str("</w:tblGrid>");
    let heads = table.head_rows();
    for (n, (row, places)) in table.rows.iter().zip(&grid.rows).enumerate() {
        out.push_str("<w:tr><w:trPr><w:cantSplit/>");
        if n < heads {
            out.push_str("<w:tblHeader/>");
        }
        out.push_str("</w:trPr>");
        for place in places {
            cell(out, place, row.head, column);
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    // A paragraph must follow, or two tables in a row would become one.
    out.push_str(r#"<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr></w:p>"#);
}

fn cell(out: &mut String, place: &Place<'_>, head: bool, column: u32) {
    let columns = place.columns();
    let wide = column * u32::try_from(columns).unwrap_or(1);
    let _ = write!(out, r#"<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>"#);
    if columns > 1 {
        let _ = write!(out, r#"<w:gridSpan w:val="{columns}"/>"#);
    }
    match place {
        Place::Begins { rows, .. } if *rows > 1 => out.push_str(r#"<w:vMerge w:val="restart"/>"#),
        Place::Below { .. } => out.push_str("<w:vMerge/>"),
        _ => {}
    }
    out.push_str(r#"<w:vAlign w:val="center"/></w:tcPr>"#);
    let text = match place {
        Place::Begins { cell, .. } => cell.text.as_str(),
        _ => "",
    };
    let style = if head { "TableHead" } else { "TableText" };
    for line in text.split('\n') {
        paragraph(out, style, "", line);
    }
    out.push_str("</w:tc>");
}
