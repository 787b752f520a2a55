//! A data directory of an earlier release: the program of today opens it, finds it sound and serves it.

use crate::world::{Server, command, ended};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), &to).expect("a copy");
        }
    }
}

#[test]
fn a_data_directory_of_the_first_schema_is_verified_and_served() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/data-0001");
    copy(&fixture, &data);
    let (code, said) = ended(&mut command(&data, &["verify"]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("不符 0 处"), "{said}");
    let server = Server::start(&mut command(&data, &["serve", "--port", "0"]));
    let (status, home) = server.get("/");
    assert_eq!(status, 200, "{home}");
    let list = server.get("/documents").1;
    let link = list
        .split("href=\"")
        .map(|rest| rest.split('"').next().expect("an address"))
        .find(|link| link.matches('/').count() == 3 && link.starts_with("/documents/X"));
    let (status, page) = server.get(link.expect("a document in the list"));
    assert!(status == 200 && page.contains("<h1"), "{status} {page}");
    server.stop();
}
