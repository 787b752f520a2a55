//! What a citizen takes away is proved offline, on a machine that has never seen the site; and an operator sees what was done
//! to a register behind the back of the program.

use crate::world::{Server, Site, ended, year};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

fn address() -> String {
    format!("/documents/XT-0001/{}-00001", year())
}

/// Takes the body of an address into a file.
fn take(server: &Server, site: &Site, path: &str, name: &str) -> PathBuf {
    let file = site.folder.path().join(name);
    server.until(path, |status, answer| {
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        fs::write(&file, body).unwrap();
        status == 200
    });
    file
}

fn key(site: &Site) -> String {
    let said = site.run(&["log"]);
    let line = said.lines().find_map(|line| line.strip_prefix("公钥："));
    line.unwrap().to_owned()
}

#[test]
fn a_downloaded_copy_is_proved_without_the_site_and_a_changed_one_is_not() {
    let site = Site::new();
    let server = site.serve();
    let address = address();
    let copy = take(&server, &site, &format!("{address}/text.txt"), "通知.txt");
    let proof = take(
        &server,
        &site,
        &format!("{address}/proofs/text.txt"),
        "通知.txt.tlog-proof",
    );
    let release = take(
        &server,
        &site,
        &format!("{address}/release.json"),
        "release.json",
    );
    let of_release = take(
        &server,
        &site,
        &format!("{address}/proofs/release.json"),
        "release.proof",
    );
    let (_, page) = server.get(&format!("{address}/proofs"));
    let key = key(&site);
    assert!(
        page.contains(&key.replace('+', "&#43;")) || page.contains(&key),
        "{page}"
    );
    drop(server);

    // Nothing of the site is at hand.
    let elsewhere = site.folder.path().join("elsewhere");
    let verify = |file: &PathBuf, proof: &PathBuf| {
        let words = [
            "verify".into(),
            file.display().to_string(),
            "--proof".into(),
            proof.display().to_string(),
            "--key".into(),
            key.clone(),
        ];
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        ended(&mut crate::world::command(&elsewhere, &words))
    };
    let (code, said) = verify(&copy, &proof);
    assert!(
        code == Some(0) && said.contains("与本站当时公开的"),
        "{said}"
    );
    assert!(
        said.contains(&format!("XT-0001/{}-00001 第 1 版", year())),
        "{said}"
    );
    let (code, said) = verify(&release, &of_release);
    assert!(code == Some(0) && said.contains("公开的文本"), "{said}");
    let (code, said) = verify(&copy, &of_release);
    assert!(code == Some(1) && said.contains("与当时公开的"), "{said}");
    let changed = fs::read_to_string(&copy).unwrap().replace("五点", "六点");
    fs::write(&copy, changed).unwrap();
    let (code, said) = verify(&copy, &proof);
    assert!(code == Some(1) && said.contains("内容改过"), "{said}");
    assert!(!elsewhere.exists());
}

#[test]
fn the_key_lies_outside_the_data_where_nobody_else_reads_it() {
    let site = Site::new();
    let keys = site.folder.path().join("data.keys");
    let file = keys.join("log.key");
    let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&keys), mode(&file)), (0o700, 0o600));
    let secret = fs::read_to_string(&file).unwrap();
    let seed = secret.trim().rsplit('+').next().unwrap().to_owned();
    for entry in fs::read_dir(site.data()).unwrap().flatten() {
        if entry.path().is_file() {
            let bytes = fs::read(entry.path()).unwrap();
            assert!(
                !bytes.windows(seed.len()).any(|it| it == seed.as_bytes()),
                "{:?}",
                entry.path()
            );
        }
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, said) = ended(&mut site.command(&["log", "sign"]));
    assert!(code == Some(1) && said.contains("chmod 600"), "{said}");
}

#[test]
fn a_key_is_changed_beside_a_serving_site_and_the_first_still_leads_to_the_newest() {
    let site = Site::new();
    let server = site.serve();
    let first = key(&site);
    site.run(&["log", "rotate"]);
    assert_ne!(key(&site), first);
    let address = address();
    site.run(&[
        "correct",
        &address,
        "--note",
        "更正开放时间",
        "--replace",
        "五点到七点=>四点到六点",
    ]);
    let file = take(
        &server,
        &site,
        &format!("{address}/release.json"),
        "release.json",
    );
    let proof = take(
        &server,
        &site,
        &format!("{address}/proofs/release.json"),
        "release.proof",
    );
    let words = [
        "verify",
        &file.to_string_lossy(),
        "--proof",
        &proof.to_string_lossy(),
        "--key",
        &first,
        "--json",
    ]
    .map(str::to_owned);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (code, said) = ended(&mut site.command(&words));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\"edition\":2"), "{said}");
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

#[test]
fn an_older_register_put_back_is_found_by_the_checkpoint_beside_the_key() {
    let site = Site::new();
    site.run(&["log", "sign"]);
    let register = site.data().join("register.sqlite");
    let older = fs::read(&register).unwrap();
    site.run(&["withdraw", &address(), "--reason", "内容有误"]);
    site.run(&["log", "sign"]);
    assert!(site.run(&["verify"]).contains("不符 0 处"));
    for end in ["-wal", "-shm"] {
        drop(fs::remove_file(
            site.data().join(format!("register.sqlite{end}")),
        ));
    }
    fs::write(&register, older).unwrap();
    let (code, said) = ended(&mut site.command(&["verify"]));
    assert!(code == Some(1) && said.contains("较早的备份"), "{said}");
    site.run(&[
        "correct",
        &address(),
        "--note",
        "更正",
        "--replace",
        "五点到七点=>四点到六点",
    ]);
    let (code, said) = ended(&mut site.command(&["log", "sign"]));
    assert!(code == Some(1) && said.contains("不能再签"), "{said}");
}

#[test]
fn what_was_done_to_the_files_of_a_site_is_named() {
    let site = Site::new();
    site.run(&["log", "sign"]);
    assert!(site.run(&["verify"]).contains("索引 1 条，不符 0 处"));
    let folder = site.data().join("index");
    let mut tried = 0;
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap();
        let is_data = !name.starts_with('.') && path.extension().is_none_or(|it| it != "json");
        if !is_data || !path.is_file() {
            continue;
        }
        let whole = fs::read(&path).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 3] ^= 1;
        fs::write(&path, changed).unwrap();
        let (code, said) = ended(&mut site.command(&["verify"]));
        assert!(code == Some(1) && said.contains("索引"), "{name}: {said}");
        fs::write(&path, whole).unwrap();
        tried += 1;
    }
    assert!(3 < tried, "{tried}");
    let (code, said) = ended(&mut site.command(&["verify"]));
    assert_eq!(code, Some(0), "{said}");
    fs::rename(&folder, site.folder.path().join("aside")).unwrap();
    let other = site.data().join("register.sqlite");
    assert!(other.exists());
    let (code, said) = ended(&mut site.command(&["verify"]));
    assert!(code == Some(0) && said.contains("索引 0 条"), "{said}");
    assert!(!folder.exists(), "a verification makes nothing");
    // What it names is mended by making the index anew.
    site.run(&["reindex"]);
    assert!(site.run(&["verify"]).contains("索引 1 条，不符 0 处"));
}
