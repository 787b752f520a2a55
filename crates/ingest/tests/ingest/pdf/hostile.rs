//! PDF files that are cut off, changed, or made to do harm: a text, or a refusal by name, and soon.

use super::{fixtures, read};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// A file of these objects, numbered from 1; the first is the catalogue.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut places = String::new();
    for (i, object) in objects.iter().enumerate() {
        let _ = writeln!(places, "{:010} 00000 n ", out.len());
        out.extend(format!("{} 0 obj\n", i + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    let n = objects.len() + 1;
    let end = format!(
        "xref\n0 {n}\n0000000000 65535 f \n{places}trailer\n<</Size {n}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend(end.bytes());
    out
}

fn text(object: &str) -> Vec<u8> {
    object.as_bytes().to_vec()
}

fn stream(dict: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{dict}/Length {}>>stream\n", bytes.len()).into_bytes();
    out.extend(bytes);
    out.extend(b"\nendstream");
    out
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/// A file of pages with this content each, `Helvetica` as `F1` and `form` as `X`.
fn pages(n: usize, content: &[u8], form: Vec<u8>) -> Vec<u8> {
    let kids = "4 0 R ".repeat(n);
    file(&[
        text("<</Type/Catalog/Pages 2 0 R>>"),
        format!(
            "<</Type/Pages/Count {n}/Kids[{kids}]/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>/XObject<</X 6 0 R>>>>>>"
        )
        .into_bytes(),
        text(FONT),
        text("<</Type/Page/Parent 2 0 R/Contents 5 0 R>>"),
        stream("", content),
        form,
    ])
}

fn code(bytes: &[u8]) -> &'static str {
    let start = Instant::now();
    let code = read(bytes).err().map_or("read", |refused| refused.code);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{code} after {took:?}");
    code
}

#[test]
fn a_page_tree_that_holds_itself_is_refused() {
    let circle = file(&[
        text("<</Type/Catalog/Pages 2 0 R>>"),
        text("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
        text("<</Type/Pages/Count 1/Kids[2 0 R 3 0 R]>>"),
    ]);
    assert_eq!(code(&circle), "damaged");
}

#[test]
fn references_that_lead_to_themselves_are_nothing() {
    let circle = file(&[
        text("<</Type/Catalog/Pages 2 0 R>>"),
        text("3 0 R"),
        text("2 0 R"),
    ]);
    assert_eq!(code(&circle), "damaged");
    let length = pages(
        1,
        b"BT /F1 12 Tf 72 700 Td (x) Tj ET",
        text("<</Length 6 0 R>>stream\nx"),
    );
    assert_eq!(code(&length), "read");
}

#[test]
fn pages_met_twice_are_read_once_and_that_is_said() {
    let document = read(&pages(
        9,
        b"BT /F1 12 Tf 72 700 Td (once) Tj ET",
        text("null"),
    ))
    .unwrap();
    assert_eq!(document.text.plain().matches("once").count(), 1);
    assert!(
        document
            .problems
            .iter()
            .any(|problem| problem.code == "page_tree_circular")
    );
}

#[test]
fn a_form_that_uses_itself_is_run_once() {
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 1 1]",
        b"BT /F1 12 Tf 72 700 Td (once) Tj ET /X Do /X Do /X Do",
    );
    let document = read(&pages(1, b"/X Do", form)).unwrap();
    assert_eq!(document.text.plain().matches("once").count(), 1);
}

#[test]
fn forms_that_use_one_another_without_end_are_left() {
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 1 1]",
        "/X Do ".repeat(50).as_bytes(),
    );
    let code = code(&pages(1, b"/X Do", form));
    assert!(["read", "too_complex"].contains(&code), "{code}");
}

#[test]
fn a_stream_that_grows_without_measure_is_refused() {
    let once = deflated(&vec![b' '; 80 << 20]);
    let objects = |filter: &str, bytes: &[u8]| {
        file(&[
            text("<</Type/Catalog/Pages 2 0 R>>"),
            text("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
            text("<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"),
            stream(filter, bytes),
        ])
    };
    assert_eq!(code(&objects("/Filter/FlateDecode", &once)), "zip_bomb");
    let twice = deflated(&once);
    assert_eq!(
        code(&objects("/Filter[/FlateDecode/FlateDecode]", &twice)),
        "zip_bomb"
    );
}

#[test]
fn many_streams_that_together_grow_too_large_are_refused() {
    let forty = stream("/Filter/FlateDecode", &deflated(&vec![b' '; 40 << 20]));
    let mut objects = vec![
        text("<</Type/Catalog/Pages 2 0 R>>"),
        text("<</Type/Pages/Count 1/Kids[3 0 R]>>"),
        text("<</Type/Page/Parent 2 0 R/Contents[4 0 R 5 0 R 6 0 R 7 0 R 8 0 R 9 0 R 10 0 R]>>"),
    ];
    objects.extend(std::iter::repeat_n(forty, 7));
    assert_eq!(code(&file(&objects)), "zip_bomb");
}

#[test]
fn more_pages_than_are_read_are_told() {
    let mut objects = vec![
        text("<</Type/Catalog/Pages 2 0 R>>"),
        Vec::new(),
        text(FONT),
    ];
    objects.push(stream("", b"BT /F1 12 Tf 72 700 Td (word) Tj ET"));
    let mut kids = String::new();
    for i in 0..5_001 {
        let _ = write!(kids, "{} 0 R ", i + 5);
        objects.push(text("<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"));
    }
    objects[1] = format!(
        "<</Type/Pages/Count 5001/Kids[{kids}]/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>>"
    )
    .into_bytes();
    let document = read(&file(&objects)).unwrap();
    assert!(
        document
            .problems
            .iter()
            .any(|problem| problem.code == "too_many_pages")
    );
}

#[test]
fn nesting_and_huge_claims_do_no_harm() {
    let deep = "[".repeat(200_000);
    let claims = [
        format!("<</Type/Pages/Count 2147483647/Kids {deep}>>"),
        "<</Type/Pages/Kids[9999999 0 R]/Count -5>>".to_owned(),
    ];
    for claim in claims {
        assert_eq!(
            code(&file(&[
                text("<</Type/Catalog/Pages 2 0 R>>"),
                claim.into_bytes()
            ])),
            "damaged"
        );
    }
    let table = b"%PDF-1.4\nxref\n0 4294967295\n0000000000 65535 f \ntrailer<</Root 1 0 R>>startxref 9 %%EOF";
    assert_eq!(code(table), "damaged");
}

#[test]
fn a_file_without_its_end_gives_what_is_left_of_it() {
    for (path, bytes) in fixtures() {
        for part in [1, 3, 7, 9] {
            let _ = (code(&bytes[..bytes.len() * part / 10]), &path);
        }
        if !path.contains("open-") && !path.contains("locked") {
            // Without the table of objects they are searched for.
            let end = bytes.windows(9).rposition(|w| w == b"startxref").unwrap();
            assert_eq!(code(&bytes[..end]), "read", "{path}");
        }
    }
}

#[test]
fn a_file_that_only_begins_like_a_pdf_is_refused() {
    for bytes in [
        &b"%PDF-1.7\n"[..],
        b"%PDF-1.7\n<html>no</html>",
        b"%PDF-",
        b"%PDF-1.4 obj obj 1 0 obj",
    ] {
        assert_eq!(code(bytes), "damaged");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_are_read_or_refused_and_never_bring_the_reader_down(
        which in 0usize..64,
        changes in proptest::collection::vec((any::<u32>(), any::<u8>(), 0u8..4), 1..24),
    ) {
        let files = fixtures();
        let (_, mut bytes) = files[which % files.len()].clone();
        for (at, value, how) in changes {
            let at = at as usize % bytes.len().max(1);
            match how {
                0 => bytes[at] = value,
                1 => bytes[at] ^= 1 << (value % 8),
                2 => drop(bytes.drain(at..(at + usize::from(value)).min(bytes.len()))),
                _ => {
                    let copy = bytes[at..(at + usize::from(value)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, copy);
                }
            }
            if bytes.is_empty() {
                bytes.push(value);
            }
        }
        let start = Instant::now();
        let _ = ingest::pdf::runs(&bytes);
        let _ = ingest::read(ingest::Input { bytes: &bytes, ..ingest::Input::default() });
        prop_assert!(start.elapsed() < Duration::from_secs(20));
    }
}
