//! What a file that is an archive may not be: a bomb, a trick, damaged, locked.

use crate::package::{docx, p, zip};
use ingest::{Format, Input, Reading, Refused};

fn read(bytes: &[u8]) -> Result<Reading, Refused> {
    ingest::read(Input {
        bytes,
        ..Input::default()
    })
}

fn refusal(bytes: &[u8]) -> &'static str {
    let refused = read(bytes).expect_err("must be refused");
    assert!(refused.says.ends_with('。'), "{}", refused.says);
    refused.code
}

#[test]
fn a_part_that_inflates_two_hundredfold_is_a_bomb() {
    let blanks = vec![b' '; 8 << 20];
    let bytes = zip(&[("word/document.xml", &blanks)]);
    assert!(bytes.len() < 20_000);
    assert_eq!(refusal(&bytes), "zip_bomb");
}

#[test]
fn a_bomb_that_lies_about_its_size_is_found_while_it_inflates() {
    let blanks = vec![b' '; 8 << 20];
    let mut bytes = zip(&[("word/document.xml", &blanks)]);
    // Both headers say that the part is as small as it is packed.
    let size = u32::try_from(blanks.len()).unwrap().to_le_bytes();
    let small = 9_000u32.to_le_bytes();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == size {
            bytes[at..at + 4].copy_from_slice(&small);
        }
    }
    assert!(["zip_bomb", "damaged"].contains(&refusal(&bytes)));
}

#[test]
fn very_many_parts_are_refused() {
    let names: Vec<String> = (0..10_001).map(|i| format!("word/{i}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(refusal(&zip(&parts)), "zip_bomb");
}

#[test]
fn paths_that_point_outside_or_differ_only_in_case_are_refused() {
    let document = b"<w:document><w:body/></w:document>";
    for name in [
        "word/../../etc/passwd",
        "C:/windows/a.xml",
        "word/a\0.xml",
        "word/DOCUMENT.xml",
    ] {
        let bytes = zip(&[("word/document.xml", document), (name, b"x")]);
        assert_eq!(refusal(&bytes), "bad_path", "{name:?}");
    }
}

#[test]
fn backslashes_and_a_leading_slash_are_read_and_said() {
    let document =
        "<w:document><w:body><w:p><w:r><w:t>某某</w:t></w:r></w:p></w:body></w:document>";
    for name in ["word\\document.xml", "/word/document.xml"] {
        let reading = read(&zip(&[(name, document.as_bytes())])).unwrap();
        assert_eq!(reading.format, Format::Docx);
        assert_eq!(reading.document.text.plain(), "某某\n");
        let codes: Vec<_> = reading.document.problems.iter().map(|p| p.code).collect();
        assert!(codes.contains(&"odd_paths"), "{name}");
    }
}

#[test]
fn an_encrypted_part_says_that_there_is_a_password() {
    let mut bytes = zip(&[("word/document.xml", b"<w:document/>")]);
    // The flag of encryption, in the local and in the central header.
    for at in 0..bytes.len() - 4 {
        let flags = match &bytes[at..at + 4] {
            b"PK\x03\x04" => at + 6,
            b"PK\x01\x02" => at + 8,
            _ => continue,
        };
        bytes[flags] |= 1;
    }
    assert_eq!(refusal(&bytes), "encrypted");
}

#[test]
fn a_file_cut_off_anywhere_is_refused_and_never_panics() {
    let whole = docx(&p("某某县人民政府"), &[]);
    for n in 4..whole.len() {
        let refused = read(&whole[..n]);
        assert!(refused.is_err(), "{n} bytes of {}", whole.len());
    }
    assert!(read(&whole).is_ok());
}

#[test]
fn a_word_file_named_pdf_is_read_by_what_it_is() {
    let bytes = docx(&p("某某县人民政府"), &[]);
    let name = Some("通知.pdf");
    let input = Input {
        bytes: &bytes,
        name,
        media_type: Some("application/pdf"),
        url: None,
    };
    assert_eq!(ingest::read(input).unwrap().format, Format::Docx);
}

#[test]
fn entities_and_deep_nesting_are_refused() {
    let laughs =
        r#"<!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;">]><w:document>&b;</w:document>"#;
    assert_eq!(
        refusal(&zip(&[("word/document.xml", laughs.as_bytes())])),
        "entities"
    );
    let deep = format!("<w:document>{}", "<w:p>".repeat(200_000));
    let deep = format!("{deep}{}</w:document>", "</w:p>".repeat(200_000));
    let bytes = zip(&[
        ("word/document.xml", deep.as_bytes()),
        ("word/noise", &noise(1 << 16)),
    ]);
    assert!(["too_deep", "zip_bomb"].contains(&refusal(&bytes)));
    let deep = format!(
        "<w:document>{}{}</w:document>",
        "<w:p>".repeat(300),
        "</w:p>".repeat(300)
    );
    assert_eq!(
        refusal(&zip(&[("word/document.xml", deep.as_bytes())])),
        "too_deep"
    );
    let laughs = laughs.replace("w:document", "ofd:OFD");
    assert_eq!(refusal(&zip(&[("OFD.xml", laughs.as_bytes())])), "entities");
}

/// Bytes that do not compress.
fn noise(n: usize) -> Vec<u8> {
    let mut state = 1u32;
    (0..n)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .collect()
}
