//! OFD files: the samples as their pages print, each element of the format, and what may not be trusted.

use crate::sample;

const SAMPLES: &[&str] = &[
    "document-handling-form",
    "helloworld",
    "multipage-text",
    "nonstandard-resource-path",
    "ses-v4-signed",
    "signed-official-document",
    "standard-text-table",
];

#[test]
fn every_sample_reads_as_its_pages_print() {
    for name in SAMPLES {
        let Some(reading) = sample::read(&format!("ofd/{name}.ofd")) else {
            return;
        };
        let (_, expected) = sample::expected(name);
        let read = sample::items(&reading.document);
        let (chars, roles) = sample::score(&expected, &read);
        eprintln!(
            "{name}: characters {chars:?}, elements {roles:?}, {} blocks",
            read.len()
        );
    }
}
