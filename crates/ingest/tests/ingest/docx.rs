//! Word files: the samples as their pages print, each element of the format, and what may not be trusted.

use crate::sample;

const SAMPLES: &[&str] = &[
    "announcement-template",
    "annual-report-template",
    "minutes-template",
    "notice-template",
    "upward-downward-red-header-template",
];

#[test]
fn every_sample_reads_as_its_pages_print() {
    for name in SAMPLES {
        let Some(reading) = sample::read(&format!("docx/{name}.docx")) else {
            return;
        };
        let (_, expected) = sample::expected(name);
        let read = sample::items(&reading.document);
        let (chars, roles) = sample::score(&expected, &read);
        eprintln!(
            "{name}: characters {chars:?}, elements {roles:?}, {} blocks",
            read.len()
        );
        assert_eq!(chars.0, chars.1, "{name}");
    }
}
