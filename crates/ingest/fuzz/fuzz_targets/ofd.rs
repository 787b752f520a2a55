//! OFD files: the bytes as a whole file, and as parts inside a sound archive, which random bytes would hardly make.
#![no_main]

use ingest::Input;
use libfuzzer_sys::fuzz_target;

#[path = "../packed.rs"]
mod packed;

fuzz_target!(|bytes: &[u8]| {
    let _ = ingest::read(Input { bytes, ..Input::default() });
    let parts = ["D/Page.xml", "D/Res.xml", "D/Tpl.xml"];
    let root = b"<O><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></O>";
    let document = br#"<D><CommonData><PublicRes>Res.xml</PublicRes><TemplatePage ID="1" BaseLoc="Tpl.xml"/></CommonData><Pages><Page BaseLoc="Page.xml"/></Pages></D>"#;
    let fixed: &[(&str, &[u8])] = &[("OFD.xml", root), ("D/Document.xml", document)];
    let packed = packed::archive(bytes, &parts, fixed);
    let _ = ingest::read(Input { bytes: &packed, ..Input::default() });
});
