//! What a citizen takes away is proved offline, on a machine that has never seen the site; and an operator sees what was done
//! to a register behind the back of the program.

use crate::world::{Server, Site, command, ended, year};
use proof::checkpoint::Checkpoint;
use proof::note::{Algorithm, Key, Secret, Signer as _};
use proof::witness::{Request, cosign};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

pub(crate) fn address() -> String {
    format!("/documents/XT-0001/{}-00001", year())
}

/// Takes the body of an address into a file.
pub(crate) fn take(server: &Server, site: &Site, path: &str, name: &str) -> PathBuf {
    let file = site.folder.path().join(name);
    server.until(path, |status, answer| {
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        fs::write(&file, body).unwrap();
        status == 200
    });
    file
}

/// Verifies a file by its proof, on a machine where there is nothing but these; what it ends with, and says.
pub(crate) fn prove(
    site: &Site,
    file: &Path,
    proof: &Path,
    key: &str,
    more: &[&str],
) -> (Option<i32>, String) {
    let elsewhere = site.folder.path().join("elsewhere");
    let (file, proof) = (file.to_string_lossy(), proof.to_string_lossy());
    let words = ["verify", &file, "--proof", &proof, "--key", key];
    let ended = ended(&mut command(&elsewhere, &[&words, more].concat()));
    assert!(!elsewhere.exists(), "a verification makes nothing");
    ended
}

pub(crate) fn key(site: &Site) -> String {
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

    let verify = |file: &Path, proof: &Path| prove(&site, file, proof, &key, &[]);
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
}

#[test]
fn a_key_without_a_proof_is_a_slip_and_verifies_nothing() {
    let site = Site::new();
    let key = key(&site);
    let (code, said) = ended(&mut site.command(&["verify", "--key", &key]));
    assert!(code == Some(2) && said.contains("--proof"), "{said}");
}

#[test]
fn the_key_lies_outside_the_data_where_nobody_else_reads_it() {
    let site = Site::new();
    let keys = site.folder.path().join("data.keys");
    let file = keys.join("log.key");
    let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&keys), mode(&file)), (0o700, 0o600));
    let secret = fs::read_to_string(&file).unwrap();
    // PRIVATE+KEY+name+id+seed; the seed may have a plus itself.
    let seed = secret.trim().splitn(5, '+').nth(4).unwrap().to_owned();
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
    let (code, said) = prove(&site, &file, &proof, &first, &["--json"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\"edition\":2"), "{said}");
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

#[test]
fn a_lost_key_is_told_and_another_takes_its_place() {
    let folder = tempfile::TempDir::new().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    crate::fixture::copy(&fixtures.join("data-0008"), &folder.path().join("data"));
    let site = Site { folder };
    let says = |words: &[&str]| ended(&mut site.command(words));
    let old = key(&site);
    // What is the matter, and what to do.
    let (code, said) = says(&["doctor"]);
    assert_eq!(code, Some(1), "{said}");
    let line = said.lines().find(|line| line.starts_with("✗ 日志："));
    let line = line.unwrap_or_else(|| panic!("{said}"));
    assert!(
        line.contains("没有签署") && line.contains("log rotate --lost"),
        "{line}"
    );
    assert!(site.run(&["log"]).contains("log rotate --lost"));
    let server = site.serve();
    let at = "/documents/XT-0002/2026-00008";
    let (status, page) = server.get(&format!("{at}/proofs/text.txt"));
    assert!(
        status == 503 && page.contains("没有签署"),
        "{status} {page}"
    );
    assert!(
        page.contains("GK-503-LOG") && !page.contains("正在登记"),
        "{page}"
    );
    let (_, page) = server.get("/log");
    assert!(page.contains("没有签署，要由主办单位处理"), "{page}");
    let (_, api) = server.get("/api/v1/log");
    assert!(api.contains("\"unsigned_since\":\"20"), "{api}");

    // The way out says what it takes.
    let (code, said) = says(&["log", "rotate"]);
    assert!(code == Some(1) && said.contains("--lost"), "{said}");
    let (code, said) = says(&["log", "rotate", "--lost"]);
    assert!(code == Some(1) && said.contains("--anew"), "{said}");
    let (code, said) = says(&["log", "rotate", "--lost", "--anew"]);
    assert!(code == Some(0) && said.contains("旧密钥已经丢失"), "{said}");
    let new = key(&site);
    assert_ne!(old, new);
    let (code, said) = says(&["log", "rotate", "--lost", "--anew"]);
    assert!(code == Some(1) && said.contains("没有丢"), "{said}");

    let file = take(&server, &site, &format!("{at}/text.txt"), "通知.txt");
    let proof = take(
        &server,
        &site,
        &format!("{at}/proofs/text.txt"),
        "通知.proof",
    );
    let (code, said) = prove(&site, &file, &proof, &new, &[]);
    assert_eq!(code, Some(0), "{said}");
    // The old key did not name the new one, and nothing pretends that it did.
    let (code, said) = prove(&site, &file, &proof, &old, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(server.get("/log").1.contains("另立密钥（旧的丢失）"));
    server.stop();
    assert!(site.run(&["verify"]).contains("不符 0 处"));
    let (_, said) = says(&["doctor"]);
    assert!(!said.contains("没有签署"), "{said}");
    // From then on it is changed like any other, and leads on.
    site.run(&["log", "rotate"]);
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

#[test]
fn an_older_register_put_back_is_found_by_the_checkpoint_beside_the_key() {
    let site = Site::in_a_file();
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
    let site = Site::in_a_file();
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

/// A witness as another program would be one: it signs what follows what it signed last, and says so where it does not.
fn witness(listener: &TcpListener, own: &Secret, log: &Key) {
    let mut last: Option<Checkpoint> = None;
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let (status, answer) = match Request::parse(body(&mut stream).as_bytes()) {
            None => (400, String::new()),
            Some(mut request) => {
                let next = Checkpoint::open(&request.checkpoint, log).unwrap();
                let size = last.as_ref().map_or(0, |last| last.size);
                let follows = last
                    .as_ref()
                    .is_none_or(|last| next.follows(last, log, &request.consistency).is_ok());
                if request.old != size {
                    (409, format!("{size}\n"))
                } else if follows {
                    cosign(&mut request.checkpoint, own, 1_795_399_200).unwrap();
                    last = Some(next);
                    let whole = request.checkpoint.to_string();
                    (200, format!("{}\n", whole.lines().last().unwrap()))
                } else {
                    (422, String::new())
                }
            }
        };
        let head = format!(
            "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            answer.len()
        );
        stream.write_all((head + &answer).as_bytes()).unwrap();
    }
}

/// The body of a request, by its length.
fn body(stream: &mut TcpStream) -> String {
    let mut whole = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let n = stream.read(&mut piece).unwrap();
        whole.extend_from_slice(&piece[..n]);
        let text = String::from_utf8_lossy(&whole).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.trim().parse::<usize>().unwrap())
            });
            if length.unwrap_or(0) <= body.len() || n == 0 {
                return body.to_owned();
            }
        }
    }
}

#[test]
fn a_witness_signs_what_it_is_shown_and_the_reader_asks_for_it() {
    let site = Site::new();
    let log = Key::parse(&key(&site)).unwrap();
    let own = Secret::from_seed("witness.example", Algorithm::Cosignature, &[7; 32]).unwrap();
    let public = own.key().to_string();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    std::thread::spawn(move || witness(&listener, &own, &log));
    let settings = site.data().join("gongkai.toml");
    let before = fs::read_to_string(&settings).unwrap();
    fs::write(
        &settings,
        format!("witnesses = [\"{public} http://{at}/\"]\n{before}"),
    )
    .unwrap();
    let server = site.serve();
    let is_signed = |_: u16, answer: &str| answer.contains("— witness.example ");
    server.until("/log/checkpoint", is_signed);
    // The next one follows the one that it signed.
    let address = address();
    site.run(&[
        "correct",
        &address,
        "--note",
        "更正开放时间",
        "--replace",
        "五点到七点=>四点到六点",
    ]);
    let proof = format!("{address}/proofs/release.json");
    server.until(&proof, |status, answer| {
        status == 200 && is_signed(status, answer) && answer.contains("index")
    });
    let file = take(
        &server,
        &site,
        &format!("{address}/release.json"),
        "release.json",
    );
    let proof = take(&server, &site, &proof, "release.proof");
    let key = key(&site);
    let (code, said) = prove(&site, &file, &proof, &key, &["--witness", &public]);
    assert!(
        code == Some(0) && said.contains("见证：witness.example"),
        "{said}"
    );
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

#[test]
fn a_change_of_key_that_was_broken_off_is_finished_and_many_at_once_lose_none() {
    let site = Site::new();
    let keys = site.folder.path().join("data.keys");
    site.run(&["log", "sign"]);
    site.run(&["log", "rotate"]);
    // As it is when the process ends before the new key takes its place.
    let named = key(&site);
    fs::rename(keys.join("log.key"), keys.join("log.next.key")).unwrap();
    fs::rename(keys.join("log.former.key"), keys.join("log.key")).unwrap();
    site.run(&["log", "rotate"]);
    assert_eq!(
        key(&site),
        named,
        "the change that was begun, and not another"
    );
    assert!(site.run(&["verify"]).contains("不符 0 处"));
    let many: Vec<_> = (0..4)
        .map(|_| site.command(&["log", "rotate"]).spawn().unwrap())
        .collect();
    let server = site.serve();
    for mut one in many {
        assert!(one.wait().unwrap().success());
    }
    drop(server);
    site.run(&["log", "sign"]);
    let public = key(&site);
    let secret = fs::read_to_string(keys.join("log.key")).unwrap();
    let id = |text: &str, at: usize| text.trim().split('+').nth(at).unwrap().to_owned();
    assert_eq!(
        id(&secret, 3),
        id(&public, 1),
        "the key that is named is the key that is held"
    );
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

#[test]
fn a_key_without_its_last_checkpoint_signs_nothing_until_somebody_answers_for_it() {
    let site = Site::new();
    site.run(&["log", "sign"]);
    fs::remove_file(site.folder.path().join("data.keys/log.checkpoint")).unwrap();
    site.run(&["withdraw", &address(), "--reason", "内容有误"]);
    let (code, said) = ended(&mut site.command(&["log", "sign"]));
    assert!(code == Some(1) && said.contains("--anew"), "{said}");
    site.run(&["log", "sign", "--anew"]);
    assert!(site.run(&["verify"]).contains("不符 0 处"));
}

#[test]
fn the_keys_of_a_site_that_is_gone_are_taken_for_no_other_and_keep_nobody_from_reading() {
    let site = Site::new();
    site.run(&["log", "sign"]);
    let other = site.folder.path().join("other");
    fs::create_dir(&other).unwrap();
    let keys = site.folder.path().join("data.keys");
    fs::rename(&keys, site.folder.path().join("other.keys")).unwrap();
    fs::remove_dir(&other).unwrap();
    let mut init = command(&other, &["init", "--name", "松岭县人民政府（示例）"]);
    let (code, said) = ended(&mut init);
    assert!(
        code == Some(1) && said.contains("另一个站点的日志密钥"),
        "{said}"
    );
    assert!(!other.exists());
    // The site whose key is gone, and one whose key others can read, are read all the same.
    let server = site.serve();
    assert_eq!(server.get(&address()).0, 200);
    drop(server);
    fs::remove_dir_all(&keys).unwrap();
    fs::rename(site.folder.path().join("other.keys"), &keys).unwrap();
    fs::set_permissions(keys.join("log.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let server = site.serve();
    assert_eq!(server.get(&address()).0, 200);
}
