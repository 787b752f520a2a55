//! 备份、恢复、搬家 — as an operator does them: while the site serves, while others work, and killed at any instant.

use crate::home::on_postgres;
use crate::kills;
use crate::s3;
use crate::world::{Site, command, ended};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use tempfile::TempDir;
use testkit::fingerprint::fingerprint;

const PROCEDURES: &str = include_str!("../../../../docs/ops/backup.md");

fn done(command: &mut Command) -> String {
    let (code, said) = ended(command);
    assert_eq!(code, Some(0), "{command:?}: {said}");
    said
}

/// The link of the head, as a command said it.
fn head(said: &str) -> String {
    let (_, behind) = said.split_once("链首 ").expect("a head");
    behind.chars().take_while(char::is_ascii_hexdigit).collect()
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    found
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a name")
}

#[test]
fn a_site_that_serves_is_backed_up_and_put_back_as_it_was() {
    let site = Site::in_a_file();
    let server = site.serve();
    let (backups, new) = (
        site.folder.path().join("bk"),
        site.folder.path().join("new"),
    );
    let said = site.run(&["backup", path(&backups)]);
    assert!(said.contains("这里现有 1 份备份"), "{said}");
    server.stop();
    let restored = done(&mut command(&new, &["restore", path(&backups)]));
    assert!(
        restored.contains("不符 0 处") && restored.contains("逐字节相同"),
        "{restored}"
    );
    let verified = done(&mut command(&new, &["verify"]));
    assert!(verified.contains("不符 0 处"), "{verified}");
    assert_eq!(head(&verified), head(&said));
    assert_eq!(head(&restored), head(&said));
    let settings = |data: &Path| fs::read_to_string(data.join("gongkai.toml")).expect("settings");
    assert_eq!(settings(&new), settings(&site.data()));
    // The index is made by the site itself.
    let server = crate::world::Server::start(&mut command(&new, &["serve", "--port", "0"]));
    server.until("/search?q=%E6%93%8D%E5%9C%BA", |_, body| {
        body.contains("/documents/XT-0001/")
    });
}

#[test]
fn a_backup_says_what_it_did_to_programs_and_a_dry_one_does_nothing() {
    let site = Site::new();
    let backups = site.folder.path().join("bk");
    let json = |arguments: &[&str]| -> serde_json::Value {
        let said = site.run(&[&["backup", path(&backups), "--json"], arguments].concat());
        serde_json::from_str(&said).expect("JSON")
    };
    let dry = json(&["--dry-run"]);
    assert!(!backups.exists());
    let first = json(&[]);
    // A minute may turn between both, the rest is foretold.
    for key in [
        "entries",
        "head",
        "rows",
        "files",
        "new_pieces",
        "new_bytes",
    ] {
        assert_eq!(dry[key], first[key], "{key}");
    }
    assert_eq!(json(&[])["new_pieces"], 0);
    let third = json(&["--keep", "1"]);
    assert_eq!(third["kept"], 1);
    let listed = json(&["--list"]);
    assert_eq!(listed["backups"][0]["name"], third["name"]);
    assert_eq!(listed["backups"].as_array().expect("a list").len(), 1);
    let note = fs::read(site.data().join("last-backup.json")).expect("a note");
    let note: serde_json::Value = serde_json::from_slice(&note).expect("JSON");
    assert_eq!(
        (&note["name"], &note["entries"]),
        (&third["name"], &third["entries"])
    );
}

#[test]
fn nothing_secret_goes_into_a_backup() {
    let site = Site::new();
    let data = site.data();
    let key = site.folder.path().join("s3.key");
    fs::write(&key, "hush-hush-key").expect("a file");
    fs::create_dir(data.join("fonts")).expect("a folder");
    fs::write(data.join("fonts/甲.ttf"), "no font").expect("a file");
    fs::write(data.join("fonts/secret.pem"), "hush-hush-pem").expect("a file");
    fs::write(data.join("pairs.csv"), "操场,运动场\n").expect("a file");
    let old = fs::read_to_string(data.join("gongkai.toml")).expect("settings");
    let rest = format!(
        "{old}\n[search]\npairs = \"pairs.csv\"\n[objects]\nendpoint = \"http://127.0.0.1:9\"\nbucket = \"hush-hush-bucket\"\n\
         region = \"r\"\naccess_key = \"hush-hush-access\"\nsecret_key_file = \"{}\"\n",
        key.display()
    );
    fs::write(data.join("gongkai.toml"), rest).expect("settings");
    let backups = site.folder.path().join("bk");
    site.run(&["backup", path(&backups)]);
    for (name, bytes) in files(&backups) {
        let mut plain = Vec::new();
        let mut unpacking = flate2::read::GzDecoder::new(&bytes[..]);
        if std::io::Read::read_to_end(&mut unpacking, &mut plain).is_err() {
            plain = bytes;
        }
        let text = String::from_utf8_lossy(&plain);
        assert!(!text.contains("hush-hush"), "{}", name.display());
    }
    let new = site.folder.path().join("new");
    done(&mut command(&new, &["restore", path(&backups)]));
    assert_eq!(
        fs::read(new.join("fonts/甲.ttf")).expect("a font"),
        b"no font"
    );
    assert!(new.join("pairs.csv").exists() && !new.join("fonts/secret.pem").exists());
}

#[test]
fn only_an_empty_place_is_restored_to_and_a_refusal_leaves_everything_as_it_was() {
    let site = Site::in_a_file();
    let backups = site.folder.path().join("bk");
    site.run(&["backup", path(&backups)]);
    let from = path(&backups);
    let refused = |data: &Path, from: &str, says: &[&str]| {
        let before = data.exists().then(|| files(data));
        let (code, said) = ended(&mut command(data, &["restore", from]));
        assert_eq!(code, Some(1), "{said}");
        for part in says {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(data.exists().then(|| files(data)), before, "{said}");
    };
    refused(&site.data(), from, &["已经有一个站点", "--data"]);
    let other = site.folder.path().join("other");
    fs::create_dir(&other).expect("a folder");
    fs::write(other.join("notes.txt"), "mine").expect("a file");
    refused(&other, from, &["notes.txt", "空的目录"]);
    let new = site.folder.path().join("new");
    refused(
        &new,
        path(&site.folder.path().join("nothing")),
        &["nothing"],
    );
    refused(&new, path(&other), &["没有完整的备份"]);
    let piece = files(&backups.join("pieces"))
        .into_iter()
        .next()
        .expect("a piece");
    fs::write(&piece.0, &piece.1[..piece.1.len() / 2]).expect("a file");
    refused(
        &new,
        from,
        &[
            "不完整",
            piece
                .0
                .file_name()
                .expect("a name")
                .to_str()
                .expect("a name"),
        ],
    );
    fs::write(&piece.0, &piece.1).expect("a file");
    // Settings that name what cannot be reached: nothing is left beside them.
    fs::create_dir(&new).expect("a folder");
    fs::write(
        new.join("gongkai.toml"),
        "[objects]\nendpoint = \"http://127.0.0.1:9\"\nbucket = \"b\"\nregion = \"r\"\naccess_key = \"a\"\nsecret_key_file = \"/nowhere\"\n",
    )
    .expect("settings");
    refused(&new, from, &["/nowhere"]);
    fs::write(new.join("gongkai.toml"), "").expect("settings");
    done(&mut command(&new, &["restore", from]));
}

#[test]
fn a_backup_beside_an_import_is_one_instant_of_it() {
    let folder = TempDir::new().expect("a folder");
    let (data, backups) = (folder.path().join("data"), folder.path().join("bk"));
    let file = folder.path().join("corpus.jsonl");
    kills::corpus(&file);
    kills::init(&data);
    let mut import = kills::import(&data, &file);
    let mut seen = Vec::new();
    while import.try_wait().expect("a process").is_none() {
        let said = done(&mut command(&data, &["backup", path(&backups), "--json"]));
        let said: serde_json::Value =
            serde_json::from_str(said.lines().next().expect("a line")).expect("JSON");
        seen.push(said["name"].as_str().expect("a name").to_owned());
    }
    assert!(import.wait().expect("an end").success());
    for (n, name) in seen.iter().enumerate().take(4) {
        let new = folder.path().join(format!("new-{n}"));
        let said = done(&mut command(
            &new,
            &["restore", path(&backups), "--generation", name],
        ));
        assert!(said.contains("不符 0 处"), "{said}");
    }
}

#[test]
fn a_backup_killed_at_any_instant_never_looks_whole_and_harms_no_other() {
    let folder = TempDir::new().expect("a folder");
    let (data, backups) = (folder.path().join("data"), folder.path().join("bk"));
    let file = folder.path().join("corpus.jsonl");
    kills::corpus(&file);
    kills::init(&data);
    done(kills::gongkai(&data).args(["backup", path(&backups)]));
    assert!(
        kills::import(&data, &file)
            .wait()
            .expect("an end")
            .success()
    );
    let begun = Instant::now();
    let spare = folder.path().join("spare");
    done(kills::gongkai(&data).args(["backup", path(&spare)]));
    let whole = begun.elapsed();
    let kills = kills::kills();
    for n in 0..kills {
        let mut child = kills::gongkai(&data)
            .args(["backup", path(&backups), "--keep", "2"])
            .spawn()
            .expect("the program");
        let wait = whole.mul_f64(f64::from(n * 37 % kills.max(1) + 1) / f64::from(kills + 1));
        kills::kill_after(&mut child, wait);
        // Whichever is the newest now is whole, the first or one that was done before the kill.
        done(kills::gongkai(&folder.path().join("none")).args([
            "restore",
            path(&backups),
            "--dry-run",
        ]));
    }
    done(kills::gongkai(&data).args(["backup", path(&backups)]));
    let new = folder.path().join("new");
    done(kills::gongkai(&new).args(["restore", path(&backups)]));
    let left = fs::read_dir(backups.join("unfinished")).expect("a folder");
    assert_eq!(left.count(), 0);
    same(&data, &new);
}

#[test]
fn a_restore_killed_at_any_instant_cannot_be_opened_and_is_begun_anew() {
    let folder = TempDir::new().expect("a folder");
    let (data, backups) = (folder.path().join("data"), folder.path().join("bk"));
    let file = folder.path().join("corpus.jsonl");
    kills::corpus(&file);
    kills::init(&data);
    assert!(
        kills::import(&data, &file)
            .wait()
            .expect("an end")
            .success()
    );
    done(kills::gongkai(&data).args(["backup", path(&backups)]));
    let begun = Instant::now();
    let calm = folder.path().join("calm");
    done(kills::gongkai(&calm).args(["restore", path(&backups)]));
    let whole = begun.elapsed();
    let new = folder.path().join("new");
    let kills = kills::kills();
    for n in 0..kills {
        let mut child = kills::gongkai(&new)
            .args(["restore", path(&backups)])
            .spawn()
            .expect("the program");
        let wait = whole.mul_f64(f64::from(n * 37 % kills.max(1) + 1) / f64::from(kills + 1));
        kills::kill_after(&mut child, wait);
        let (code, said) = ended(&mut command(&new, &["verify"]));
        if code == Some(0) {
            // It was done before the kill.
            same(&data, &new);
            fs::remove_dir_all(&new).expect("a folder");
        } else {
            assert!(said.contains("没有"), "{said}");
        }
    }
    done(kills::gongkai(&new).args(["restore", path(&backups)]));
    same(&data, &new);
}

fn same(a: &Path, b: &Path) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (a, b) = runtime.block_on(async { (fingerprint(a).await, fingerprint(b).await) });
    assert!(a == b, "{} lines and {}", a.len(), b.len());
}

/// What is to be done, as the document says it.
#[derive(Debug)]
enum Todo {
    Run(String),
    /// A file of settings, by its name.
    Write(String, String),
}

/// The commands and files of a document, one list for each heading of the second or third rank.
fn procedures() -> Vec<(String, Vec<Todo>)> {
    let mut found: Vec<(String, Vec<Todo>)> = Vec::new();
    let mut fence: Option<(&str, Vec<&str>)> = None;
    for line in PROCEDURES.lines() {
        match (&mut fence, line) {
            (None, line) if line.starts_with("## ") || line.starts_with("### ") => {
                let heading = line.trim_start_matches('#').trim();
                found.push((heading.to_owned(), Vec::new()));
            }
            (None, line) if line.starts_with("```") && line.len() > 3 => {
                fence = Some((&line[3..], Vec::new()));
            }
            (Some((language, lines)), "```") => {
                let todo = &mut found.last_mut().expect("a heading").1;
                match *language {
                    "console" => {
                        let commands = lines.iter().filter_map(|line| line.strip_prefix("$ "));
                        todo.extend(commands.map(|it| Todo::Run(it.to_owned())));
                    }
                    "toml" => {
                        let name = lines[0].strip_prefix("# ").expect("the name of the file");
                        todo.push(Todo::Write(name.to_owned(), lines.join("\n")));
                    }
                    other => panic!("a block of {other} is not carried out"),
                }
                fence = None;
            }
            (Some((_, lines)), line) => lines.push(line),
            (None, _) => {}
        }
    }
    found
}

/// Carries out what stands under the headings, in order, where `site` is a site that serves.
fn carry_out(folder: &Path, wished: impl Fn(&str) -> bool, put: impl Fn(&str) -> String) -> usize {
    let program = Path::new(env!("CARGO_BIN_EXE_gongkai"));
    let programs = program.parent().expect("a folder");
    let mut heads = Vec::new();
    let mut n = 0;
    for (heading, todo) in procedures() {
        if !wished(&heading) {
            continue;
        }
        for todo in todo {
            match todo {
                Todo::Write(name, text) => {
                    let file = folder.join(name);
                    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
                    fs::write(file, put(&text)).expect("settings");
                }
                Todo::Run(line) => {
                    let mut shell = Command::new("sh");
                    shell
                        .args(["-ec", &line])
                        .current_dir(folder)
                        .env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
                    let said = done(&mut shell);
                    if line.contains(" verify") {
                        assert!(said.contains("不符 0 处"), "{line}: {said}");
                        heads.push(head(&said));
                    }
                    n += 1;
                }
            }
        }
    }
    heads.dedup();
    assert_eq!(heads.len(), 1, "wherever it went, it is the same ledger");
    n
}

/// A site with a document that has a large file, in `site` of a folder.
fn with_large_file() -> Site {
    let site = Site::in_a_file();
    let page = site.folder.path().join("large.txt");
    let line = "第一中学，三月五日上午九时至十一时，操场东门入场。\n";
    fs::write(
        &page,
        format!("关于开放日程的通知\n\n{}", line.repeat(2_000)),
    )
    .expect("a file");
    site.run(&["import", "pages", path(&page)]);
    std::os::unix::fs::symlink(site.data(), site.folder.path().join("site")).expect("a link");
    site
}

#[test]
fn the_procedures_of_backing_up_and_restoring_do_what_they_say() {
    let site = with_large_file();
    let server = site.serve();
    let own = |heading: &str| !heading.contains("PostgreSQL") && !heading.contains("对象存储");
    let n = carry_out(site.folder.path(), own, str::to_owned);
    assert!(8 < n, "{n}");
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_procedure_of_moving_files_to_an_object_store_does_what_it_says() {
    let endpoint = s3::fake().await;
    let moved = tokio::task::spawn_blocking(move || {
        let site = with_large_file();
        let key = site.folder.path().join("key");
        fs::write(&key, "hush-hush\n").expect("a file");
        let put = |text: &str| {
            text.replace("https://s3.example.cn", &endpoint)
                .replace("/etc/gongkai/s3.key", path(&key))
        };
        let own = |heading: &str| heading == "搬家" || heading.contains("对象存储");
        carry_out(site.folder.path(), own, put);
        let large = |data: &str| {
            files(&site.folder.path().join(data))
                .keys()
                .filter(|it| path(it).contains("files/"))
                .count()
        };
        (large("site/"), large("stored"), large("ondisk"))
    });
    let (before, stored, back) = moved.await.expect("an end");
    assert!(
        before > 0 && stored == 0 && back == before,
        "{before} {stored} {back}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_procedure_of_moving_to_postgres_and_back_does_what_it_says() {
    on_postgres(|home| async move {
        let url = home.url().expect("a database").to_owned();
        let moved = tokio::task::spawn_blocking(move || {
            let site = with_large_file();
            let put = |text: &str| text.replace("postgres://gongkai@127.0.0.1:5432/gongkai", &url);
            let own = |heading: &str| heading == "搬家" || heading.contains("PostgreSQL");
            carry_out(site.folder.path(), own, put);
            same(&site.data(), &site.folder.path().join("back"));
        });
        moved.await.expect("an end");
    })
    .await;
}
