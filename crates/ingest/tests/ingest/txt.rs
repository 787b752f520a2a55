//! Plain text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says so by failing"
)]

#[test]
fn a_text_file_is_read_whatever_its_name() {
    let bytes = "关于公开的通知\n各单位：\n".as_bytes();
    let input = ingest::Input {
        bytes,
        name: Some("通知.pdf"),
        ..ingest::Input::default()
    };
    let reading = ingest::read(input).expect("text");
    assert_eq!(reading.format, ingest::Format::Txt);
}
