//! How well metadata are read from real pages: `cargo run -p ingest --example policies -- FILE`.
//!
//! FILE is `policies.jsonl.gz` of the corpus. Prints, for each field, in how many records it is right, and every miss.

mod measure;

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let Some(file) = std::env::args().nth(1) else {
        return Err(std::io::Error::other(
            "用法：policies FILE（policies.jsonl.gz）",
        ));
    };
    let measured = measure::measure(std::path::Path::new(&file))?;
    let mut out = std::io::stdout().lock();
    for miss in &measured.misses {
        writeln!(
            out,
            "{}\t{}\t应为 {}\t读作 {}\t{}",
            miss.field, miss.record, miss.stated, miss.read, miss.title
        )?;
    }
    for field in &measured.fields {
        writeln!(
            out,
            "{}: {} / {} = {:.2} %",
            field.name,
            field.right,
            field.stated,
            field.percent()
        )?;
    }
    writeln!(
        out,
        "issuer 中按发布机构（publisher）认定的：{}",
        measured.by_publisher
    )
}
