//! `gongkai doctor`: what it looks at, and that it does not call well what is not.

use crate::world::{Site, command, ended};
use std::fs;
use std::net::TcpListener;
use tempfile::TempDir;

/// Writes the settings of a site anew, with more lines.
fn settings(site: &Site, more: &str) {
    let text = format!("operator = \"示例经办\"\n{more}");
    fs::write(site.data().join("gongkai.toml"), text).expect("a file");
}

#[test]
fn a_fit_site_is_told_line_by_line() {
    let site = Site::in_a_file();
    settings(&site, "port = 0\n");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(0), "{said}");
    for what in [
        "数据目录：",
        "文件系统",
        "磁盘：剩余",
        "阅读进程：资源上限",
        "阅读进程：系统调用白名单",
        "阅读进程：读了一份试读的文件，读得对",
        "登记库：sqlite",
        "版结构",
        "站点：漱石县人民政府（示例）",
        "经办人：示例经办",
        "大文件：",
        "时钟：",
        "打开的文件：",
        "时区：",
        "IPv6：",
        "工作日历：",
        "字体：",
        "权限：有密码和密钥的文件，别的用户读不到",
        "日志的密钥：",
        "检索索引：1 条",
        "端口：",
    ] {
        assert!(said.contains(what), "{what}: {said}");
    }
    assert!(
        said.lines().all(|line| line.starts_with(['✓', '！'])),
        "{said}"
    );
}

#[test]
fn readers_that_cannot_start_are_a_failure() {
    let site = Site::new();
    settings(&site, "port = 0\n[readers]\nmemory_mib = 128\n");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("✗ 阅读进程："), "{said}");
}

#[test]
fn a_port_of_another_program_is_a_failure_and_that_of_the_site_is_not() {
    let site = Site::in_a_file();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    settings(&site, &format!("port = {port}\nlisten = \"127.0.0.1\"\n"));
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("✗ 端口：") && said.contains("占用"), "{said}");
    drop(taken);
    let server = crate::world::Server::start(&mut site.command(&["serve"]));
    server.until("/readyz", |status, _| status == 200);
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("站点在运行"), "{said}");
}

#[test]
fn a_register_that_is_damaged_or_gone_is_a_failure() {
    let site = Site::in_a_file();
    let register = site.data().join("register.sqlite");
    fs::write(
        &register,
        "no database at all, but long enough to be looked at as one",
    )
    .expect("a file");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("✗ 登记库：") && said.contains("备份"),
        "{said}"
    );
    fs::remove_file(&register).expect("a file");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("不见了"), "{said}");
    assert!(!register.exists());
}

#[test]
fn a_machine_can_be_looked_at_before_there_is_a_site() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("none");
    let (_, said) = ended(&mut command(&data, &["doctor"]));
    assert!(
        said.contains("gongkai init") && said.contains("阅读进程："),
        "{said}"
    );
    assert!(!data.exists());
}

#[test]
fn pairs_of_a_site_are_counted_and_a_wrong_one_keeps_it_shut() {
    let site = Site::in_a_file();
    settings(&site, "port = 0\n[search]\npairs = \"pairs.csv\"\n");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("✗ 日常说法：不能读取"), "{said}");
    let table = site.data().join("pairs.csv");
    let header = "everyday,official,law,article";
    let right = format!("{header}\n三轮车,摩托车,云溪县道路办法,第三条\n");
    fs::write(&table, &right).expect("a file");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("✓ 日常说法：本站另有 1 对"), "{said}");
    fs::write(&table, format!("{right}车,摩托车\n")).expect("a file");
    for words in [&["doctor"][..], &["serve", "--port", "0"]] {
        let (code, said) = ended(&mut site.command(words));
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("第 3 行：应当有四项"), "{said}");
    }
}

#[test]
fn json_has_every_finding_and_the_exit_code_stays() {
    let site = Site::in_a_file();
    settings(&site, "port = 0\n");
    let output = site
        .command(&["doctor", "--json"])
        .output()
        .expect("the program");
    assert_eq!(output.status.code(), Some(0));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["fit"], true);
    let findings = told["findings"].as_array().expect("findings");
    let of = |about: &str| findings.iter().find(|it| it["about"] == about);
    assert_eq!(of("登记库").expect("the register")["mark"], "well");
    assert!(10 < findings.len(), "{findings:?}");
    settings(&site, "port = 0\n[readers]\nmemory_mib = 128\n");
    let output = site
        .command(&["doctor", "--json"])
        .output()
        .expect("the program");
    assert_eq!(output.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["fit"], false);
}

#[test]
fn secrets_that_others_can_read_and_keys_that_end_soon_are_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::in_a_file();
    let folder = site.folder.path();
    let mut parameters = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    fs::write(folder.join("key.pem"), key.serialize_pem()).expect("a file");
    let set = |mode| {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.join("key.pem"), permissions).expect("a mode");
    };
    let tls = format!(
        "port = 0\n[tls]\ncertificate = \"{0}/cert.pem\"\nkey = \"{0}/key.pem\"\n",
        folder.display()
    );
    settings(&site, &tls);
    for (year, mode, expected) in [
        (2020, 0o600, "✗ 证书：2020-"),
        (2200, 0o600, "✓ 证书：到 2200-"),
        (2200, 0o640, "✓ 权限："),
        (2200, 0o644, "！ 权限：证书的私钥"),
    ] {
        parameters.not_after = rcgen::date_time_ymd(year, 6, 1);
        let made = parameters.self_signed(&key).unwrap();
        fs::write(folder.join("cert.pem"), made.pem()).expect("a file");
        set(mode);
        let (code, said) = ended(&mut site.command(&["doctor"]));
        assert!(said.contains(expected), "{expected}: {said}");
        assert_eq!(code, Some(i32::from(expected.starts_with('✗'))), "{said}");
    }
    fs::remove_file(folder.join("key.pem")).expect("a file");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert!(code == Some(1) && said.contains("✗ 权限："), "{said}");
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(site.data(), mode).expect("a mode");
    let (_, said) = ended(&mut site.command(&["doctor"]));
    assert!(
        said.contains("！ 权限：数据目录") && said.contains("chmod 700"),
        "{said}"
    );
}

#[test]
fn a_key_of_the_log_that_others_can_read_is_a_failure() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::in_a_file();
    settings(&site, "port = 0\n");
    site.serve().stop();
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert!(code == Some(0) && said.contains("✓ 日志的密钥："), "{said}");
    let key = site.folder.path().join("data.keys/log.key");
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(&key, open).expect("a mode");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert!(code == Some(1) && said.contains("✗ 日志的密钥："), "{said}");
}

#[test]
fn a_site_that_was_never_backed_up_is_told_and_so_is_a_backup() {
    let site = Site::in_a_file();
    settings(&site, "port = 0\n");
    let (_, said) = ended(&mut site.command(&["doctor"]));
    assert!(said.contains("！ 备份：还没有备份过"), "{said}");
    let place = site.folder.path().join("backup");
    site.run(&["backup", &place.to_string_lossy()]);
    let (_, said) = ended(&mut site.command(&["doctor"]));
    assert!(said.contains("✓ 备份："), "{said}");
    age(&site, "last-backup.json", 10);
    let (_, said) = ended(&mut site.command(&["doctor"]));
    assert!(
        said.contains("！ 备份：") && said.contains("10 天以前"),
        "{said}"
    );
}

/// Makes a note in the data directory so many days older.
fn age(site: &Site, note: &str, days: i64) {
    let file = site.data().join(note);
    let text = fs::read(&file).expect("a note");
    let mut told: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    told["at"] = (told["at"].as_i64().expect("a time") - days * 86_400).into();
    fs::write(&file, told.to_string()).expect("a file");
}

#[test]
fn how_a_site_was_verified_last_is_told() {
    let site = Site::in_a_file();
    settings(&site, "port = 0\n");
    let doctor = |says: &str, ends: i32| {
        let (code, said) = ended(&mut site.command(&["doctor"]));
        assert!(said.contains(says), "{says}: {said}");
        assert_eq!(code, Some(ends), "{said}");
    };
    doctor("！ 核对：还没有核对过", 0);
    site.run(&["verify"]);
    doctor("✓ 核对：", 0);
    age(&site, "last-verify.json", 40);
    doctor("！ 核对：最近一次是", 0);
    let large = site.data().join("files");
    let page = site.folder.path().join("large.txt");
    let line = "第一中学，三月五日上午九时至十一时，操场东门入场。\n".repeat(2_000);
    fs::write(&page, format!("关于开放日程的通知\n\n{line}")).expect("a file");
    site.run(&["import", "pages", &page.to_string_lossy()]);
    fs::remove_dir_all(large).expect("large files");
    let (code, said) = ended(&mut site.command(&["verify"]));
    assert_eq!(code, Some(1), "{said}");
    doctor("✗ 核对：", 1);
    // What failed does not keep the rest from being looked at.
    doctor("✓ 登记库：", 1);
}

/// A command within what another program makes around it; `None` where this machine does not let it.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn within(around: &[&str], site: &Site, words: &[&str]) -> Option<(Option<i32>, String)> {
    let (program, arguments) = around.split_first().expect("a program");
    let with = |words: &[&str]| {
        let mut command = std::process::Command::new(program);
        command.args(arguments).args(words);
        command
    };
    if !with(&["true"]).status().is_ok_and(|it| it.success()) {
        assert!(!crate::world::is_ci(), "{around:?} does not work here");
        eprintln!("SKIPPED: {around:?} does not work here");
        return None;
    }
    let mut command = with(&[env!("CARGO_BIN_EXE_gongkai"), "--data"]);
    Some(ended(command.arg(site.data()).args(words)))
}

#[test]
fn what_a_machine_lacks_is_told_with_how_to_mend_it() {
    let site = Site::in_a_file();
    settings(&site, "port = 0\n");
    for (around, says, mends, ends) in [
        (
            &["prlimit", "--nofile=300"][..],
            "！ 打开的文件：",
            "LimitNOFILE=",
            0,
        ),
        (
            &["unshare", "--map-root-user", "--net"],
            "！ IPv6：",
            "反向代理",
            -1,
        ),
        (
            &["faketime", "2020-01-01 00:00:00"],
            "✗ 时钟：",
            "timedatectl",
            1,
        ),
        (
            &["faketime", "2031-01-02 00:00:00"],
            "✗ 工作日历：",
            "升级程序",
            1,
        ),
        (
            &["faketime", "2026-11-27 00:00:00"],
            "！ 工作日历：",
            "升级程序",
            -1,
        ),
    ] {
        let Some((code, said)) = within(around, &site, &["doctor"]) else {
            continue;
        };
        let line = said.lines().find(|line| line.starts_with(says));
        let line = line.unwrap_or_else(|| panic!("{says}: {said}"));
        assert!(line.contains(mends), "{line}");
        assert!(ends < 0 || code == Some(ends), "{said}");
    }
}

#[test]
fn a_disk_that_is_full_or_only_memory_is_told() {
    let site = Site::new();
    settings(&site, "port = 0\n");
    let data = site.data();
    let script = format!(
        "mount -t tmpfs -o size=64m tmpfs '{0}' && cp -r '{0}.kept/.' '{0}' && \"$@\"",
        data.display()
    );
    let kept = data.with_extension("kept");
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .arg(&data)
        .arg(&kept)
        .status();
    assert!(copied.expect("cp").success());
    let around = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-ec",
        &script,
        "-",
    ];
    let Some((code, said)) = within(&around, &site, &["doctor"]) else {
        return;
    };
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("✗ 磁盘：剩余") && said.contains("腾出空间"),
        "{said}"
    );
    assert!(
        said.contains("在内存（tmpfs）里") && said.contains("放到磁盘上"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_reached_or_read_is_told() {
    let site = Site::in_a_file();
    settings(&site, "port = 0\n");
    let fonts = site.data().join("fonts");
    fs::create_dir(&fonts).expect("a folder");
    fs::write(fonts.join("仿宋.ttf"), "no font").expect("a file");
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("仿宋.ttf 不是能用的字体文件"), "{said}");
    assert!(said.contains("！ 字体：没有 FZXiaoBiaoSong-B05"), "{said}");
    let key = site.folder.path().join("objects.key");
    fs::write(&key, "hush-hush").expect("a file");
    let objects = format!(
        "port = 0\n[objects]\nendpoint = \"http://127.0.0.1:9\"\nbucket = \"b\"\nregion = \"r\"\naccess_key = \"a\"\nsecret_key_file = \"{}\"\n",
        key.display()
    );
    settings(&site, &objects);
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert!(code == Some(1) && said.contains("✗ 大文件："), "{said}");
    assert!(!said.contains("hush-hush"), "{said}");
    settings(
        &site,
        "port = 0\ndatabase = \"postgres://u:hush-hush@127.0.0.1:9/d\"\n",
    );
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert!(code == Some(1) && said.contains("✗ 登记库："), "{said}");
    assert!(!said.contains("hush-hush"), "{said}");
    settings(&site, "port = 0\n");
    let folder = site.data().join("index");
    let some = fs::read_dir(&folder).expect("the index").flatten();
    for file in some.filter(|it| it.file_name() == "meta.json") {
        fs::write(file.path(), "no index").expect("a file");
    }
    let (_, said) = ended(&mut site.command(&["doctor"]));
    assert!(
        said.contains("检索索引：") && said.contains("gongkai reindex"),
        "{said}"
    );
}

#[test]
fn a_machine_without_authorities_serves_all_the_same_and_only_witnesses_need_one() {
    let site = Site::in_a_file();
    let without = |words: &[&str]| {
        let mut command = site.command(words);
        command
            .env("SSL_CERT_FILE", "/nonexistent")
            .env("SSL_CERT_DIR", "/nonexistent");
        command
    };
    settings(&site, "port = 0\n");
    let (code, said) = ended(&mut without(&["doctor"]));
    assert!(code == Some(0) && !said.contains("见证人"), "{said}");
    let server = crate::world::Server::start(&mut without(&["serve"]));
    assert_eq!(server.get("/").0, 200);
    server.stop();
    settings(&site, "port = 0\nwitnesses = [\"nobody\"]\n");
    let (code, said) = ended(&mut without(&["doctor"]));
    assert!(code == Some(1) && said.contains("✗ 见证人："), "{said}");
}

#[test]
fn files_of_another_user_are_told() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let site = Site::new();
    settings(&site, "port = 0\n");
    let mine = fs::metadata(site.data()).expect("a folder").uid();
    let file = site.data().join("register.sqlite");
    if chown(&file, Some(4711), None).is_err() {
        eprintln!("SKIPPED: only root gives files away");
        return;
    }
    let (code, said) = ended(&mut site.command(&["doctor"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("✗ 用户：") && said.contains(&format!("chown -R {mine} ")),
        "{said}"
    );
    chown(&file, Some(mine), None).expect("a file");
    chown(site.data(), Some(4711), None).expect("a folder");
    let (_, said) = ended(&mut site.command(&["doctor"]));
    assert!(
        said.contains("！ 用户：") && said.contains("runuser"),
        "{said}"
    );
}

#[test]
fn where_readers_of_one_family_cannot_come_in_is_told() {
    let site = Site::new();
    settings(&site, "port = 0\nlisten = \"0.0.0.0\"\n");
    let (_, said) = ended(&mut site.command(&["doctor"]));
    assert!(said.contains("！ IPv6："), "{said}");
}

#[test]
fn numbers_that_strangers_can_read_are_told() {
    let site = Site::new();
    for (listen, expected) in [("10.0.0.5", "！ 指标："), ("::1", "✓ 指标：")] {
        let metrics = format!("port = 0\n[metrics]\nlisten = \"{listen}\"\nport = 9464\n");
        settings(&site, &metrics);
        let (_, said) = ended(&mut site.command(&["doctor"]));
        assert!(said.contains(expected), "{said}");
    }
}
