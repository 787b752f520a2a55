//! 篡改文件 — every file of a data directory and of the keys beside it is changed, cut short and taken away, and strange
//! files are put in, by what lies there: each is named by a verification, or made again by itself, or is the operator's
//! own. A file of a class that nobody has decided on fails the test.

use crate::world::{Server, Site, command, ended, year};
use std::fs;
use std::path::{Path, PathBuf};

/// What becomes of a file that somebody laid hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// A verification says so.
    Named,
    /// A verification says so, or the next start makes whole again what is missing.
    NamedOrMadeAgain,
    /// It can be thrown away: what it holds is made again, and nothing wrong is given meanwhile.
    MadeAgain,
    /// The operator's own, which the site has nothing to hold against.
    Own,
}

/// The first that fits counts. Paths are from the folder on in which `data` and `data.keys` lie.
const CLASSES: &[(&str, Class)] = &[
    ("data/register.sqlite-shm", Class::MadeAgain),
    ("data/register.sqlite", Class::Named),
    ("data/files/", Class::Named),
    ("data/index/", Class::NamedOrMadeAgain),
    ("data/copies/", Class::MadeAgain),
    // Read at the start, and told there where they cannot be.
    ("data/gongkai.toml", Class::Own),
    ("data/fonts/", Class::Own),
    // A note of when the last backup was made; a backup proves itself.
    ("data/last-backup.json", Class::Own),
    ("data.keys/log.checkpoint", Class::Named),
    // A key that is not the one which the register names signs nothing, and `doctor` says so.
    ("data.keys/", Class::Own),
];

fn class(name: &str) -> Class {
    let found = CLASSES.iter().find(|(start, _)| name.starts_with(start));
    found
        .unwrap_or_else(|| panic!("nobody has decided what becomes of {name}"))
        .1
}

/// Every file below a folder, by its path from there on.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(at) = left.pop() {
        for entry in fs::read_dir(&at).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap();
                found.push(name.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.join("data"), folder.join("data.keys")];
    let mut at = 0;
    while let Some(next) = found.get(at).cloned() {
        let within = fs::read_dir(&next).unwrap().flatten();
        found.extend(
            within
                .map(|entry| entry.path())
                .filter(|path| path.is_dir()),
        );
        at += 1;
    }
    found
}

/// The address of the copy of the document, as its page offers it.
fn copy(server: &Server) -> String {
    let (_, page) = server.get(&format!("/documents/XT-0001/{}-00001", year()));
    let mut links = page.split("href=\"").skip(1);
    let link = links.find_map(|rest| rest.split('"').next().filter(|it| it.contains("docx")));
    link.expect("a copy").to_owned()
}

/// A site with a file of every class, at rest; the copy that a reader took.
fn full(site: &Site) -> (String, String) {
    let large = site.folder.path().join("large.txt");
    let line = "第一中学，三月五日上午九时至十一时，操场东门入场。\n";
    fs::write(
        &large,
        format!("关于开放日程的通知\n\n{}", line.repeat(2_000)),
    )
    .unwrap();
    site.run(&["import", "pages", &large.to_string_lossy()]);
    let fonts = site.data().join("fonts");
    fs::create_dir_all(&fonts).unwrap();
    fs::write(fonts.join("readme.txt"), "字体放在这里").unwrap();
    let server = site.serve();
    let address = copy(&server);
    let (status, taken) = server.get(&address);
    assert_eq!(status, 200, "{taken}");
    server.stop();
    site.run(&["log", "sign"]);
    let backup = site.folder.path().join("backup");
    site.run(&["backup", &backup.to_string_lossy()]);
    (address, body(&taken))
}

fn body(answer: &str) -> String {
    answer.split_once("\r\n\r\n").expect("a body").1.to_owned()
}

/// Ways of laying hands on a file.
fn tampered(name: &str, whole: &[u8]) -> Vec<(&'static str, Option<Vec<u8>>)> {
    let mut changed = whole.to_vec();
    // In the register a byte that says something; most of it is room.
    let at = if name.ends_with("register.sqlite") {
        let says = b"\"act\":\"release\"";
        let at = whole.windows(says.len()).position(|some| some == says);
        at.expect("an entry") + says.len() - 2
    } else {
        whole.len() / 3
    };
    if let Some(byte) = changed.get_mut(at) {
        *byte ^= 1;
    }
    let mut ways = vec![("taken away", None)];
    if !whole.is_empty() {
        ways.push(("changed", Some(changed)));
        ways.push(("cut short", Some(whole[..whole.len() / 2].to_vec())));
    }
    ways
}

/// Whether the index is whole after the next start, which makes it while it already serves.
fn is_made_again(site: &Site) -> bool {
    let server = site.serve();
    // 操场 stands in both documents; the one whose agency nobody named is under another.
    server.until("/search?q=%E6%93%8D%E5%9C%BA", |_, page| {
        page.contains("/documents/XT-0001/") && page.contains("/documents/XW-")
    });
    server.stop();
    let (code, said) = ended(&mut site.command(&["verify"]));
    code == Some(0) && said.contains("索引 2 条")
}

/// Puts a folder in the place of another.
fn put_back(from: &Path, to: &Path) {
    drop(fs::remove_dir_all(to));
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn every_file_that_somebody_laid_hands_on_is_named_or_made_again() {
    let site = Site::new();
    let (address, taken) = full(&site);
    let folder = site.folder.path();
    if !site.data().join("register.sqlite").exists() {
        // On a server there are only the files; the register has tests of its own.
        assert!(site.data().join("files").exists());
    }
    let of_site = |name: &String| name.starts_with("data/") || name.starts_with("data.keys/");
    let names: Vec<String> = files(folder).into_iter().filter(of_site).collect();
    for (start, _) in CLASSES {
        let is_there = names.iter().any(|name| name.starts_with(start));
        let may_miss = start.ends_with("-shm") || *start == "data/register.sqlite";
        assert!(is_there || may_miss, "no file of {start}: {names:?}");
    }
    let index = folder.join("index");
    put_back(&site.data().join("index"), &index);
    let mut wrong = Vec::new();
    for name in &names {
        let (path, whole) = (folder.join(name), fs::read(folder.join(name)).unwrap());
        let rights = fs::metadata(&path).unwrap().permissions();
        for (how, bytes) in tampered(name, &whole) {
            match bytes {
                None => fs::remove_file(&path).unwrap(),
                Some(bytes) => fs::write(&path, bytes).unwrap(),
            }
            let (code, said) = match class(name) {
                Class::Own => (Some(0), String::new()),
                Class::Named | Class::NamedOrMadeAgain | Class::MadeAgain => {
                    ended(&mut site.command(&["verify"]))
                }
            };
            let is_right = match class(name) {
                Class::Named => code == Some(1),
                Class::NamedOrMadeAgain => code == Some(1) || is_made_again(&site),
                Class::MadeAgain | Class::Own => code == Some(0),
            };
            if !is_right {
                wrong.push(format!("{name} {how}: {code:?} {said}"));
            }
            if name.starts_with("data/index/") {
                put_back(&index, &site.data().join("index"));
            } else {
                drop(fs::remove_file(&path));
                fs::write(&path, &whole).unwrap();
                fs::set_permissions(&path, rights.clone()).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        ended(&mut site.command(&["verify"])).0,
        Some(0),
        "all is put back"
    );
    // A copy that was damaged is not given: it is made anew, byte for byte the same.
    for name in names.iter().filter(|name| name.starts_with("data/copies/")) {
        let path = folder.join(name);
        let whole = fs::read(&path).unwrap();
        for (how, bytes) in tampered(name, &whole) {
            match bytes {
                None => fs::remove_file(&path).unwrap(),
                Some(bytes) => fs::write(&path, bytes).unwrap(),
            }
            let server = site.serve();
            let (status, given) = server.get(&address);
            server.stop();
            assert!(status == 200 && body(&given) == taken, "{name} {how}");
            assert!(
                fs::read(&path).unwrap() == whole,
                "{name} {how} is made again"
            );
        }
    }
}

#[test]
fn strange_files_are_never_given_and_disturb_nothing() {
    let site = Site::new();
    full(&site);
    let secret = "这一句从来没有公开过";
    for folder in folders(site.folder.path()) {
        fs::write(folder.join("strange.html"), secret).unwrap();
    }
    let (code, said) = ended(&mut command(&site.data(), &["verify"]));
    assert_eq!(code, Some(0), "{said}");
    let server = site.serve();
    for path in [
        "/strange.html",
        "/files/strange.html",
        "/copies/strange.html",
        "/data/strange.html",
    ] {
        let (status, page) = server.get(path);
        assert!(status == 404 && !page.contains(secret), "{path}: {page}");
    }
    assert_eq!(server.get("/").0, 200);
    server.stop();
    site.run(&["reindex"]);
    let (code, said) = ended(&mut command(&site.data(), &["verify"]));
    assert_eq!(code, Some(0), "{said}");
}
