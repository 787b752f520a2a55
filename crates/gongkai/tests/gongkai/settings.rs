//! 设置 and exit codes: what a slip of the pen leads to, who acts where nobody says so, and how commands end.

use crate::world::{Site, command, ended};
use std::fs;
use tempfile::TempDir;

#[test]
fn a_wrong_setting_is_told_with_its_line_and_the_site_does_not_open() {
    let site = Site::new();
    for (text, expected) in [
        (
            "operator = \"示例经办\"\nprot = 80\n",
            ["第 2 行", "没有“prot”"],
        ),
        ("port = \"八十\"\n", ["第 1 行", "65535"]),
        ("base = \"xxgk\"\n", ["gongkai.toml", "以 / 开头"]),
        (
            "[readers]\nseconds = 100000\n",
            ["readers.seconds", "1 到 600"],
        ),
        (
            "[visitors]\nconnections = 1\n",
            ["visitors.connections", "16 到"],
        ),
    ] {
        fs::write(site.data().join("gongkai.toml"), text).expect("a file");
        for words in [&["serve", "--port", "0"][..], &["verify"], &["site"]] {
            let (code, said) = ended(&mut site.command(words));
            assert_eq!(code, Some(1), "{said}");
            for part in expected {
                assert!(said.contains(part), "{text}: {said}");
            }
        }
    }
}

#[test]
fn limits_of_readers_in_the_settings_hold_for_imports_and_for_reading() {
    let site = Site::new();
    let settings = "operator = \"示例经办\"\n[readers]\nfile_mib = 1\n";
    fs::write(site.data().join("gongkai.toml"), settings).expect("a file");
    let large = site.folder.path().join("large.txt");
    fs::write(&large, "长".repeat(400_000)).expect("a file");
    let (code, said) = ended(&mut site.command(&["read", &large.to_string_lossy()]));
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("1 MiB"), "{said}");
}

#[test]
fn where_the_environment_names_nobody_the_user_of_the_system_acts() {
    let site = Site::in_a_file();
    fs::write(site.data().join("gongkai.toml"), "").expect("a file");
    let mut command = site.command(&["site", "set", "contact=0000-1", "--reason", "换号"]);
    let (code, said) = ended(command.env_clear());
    assert_eq!(code, Some(0), "{said}");
    let mut command = site.command(&["doctor"]);
    let (_, said) = ended(command.env_clear());
    let line = said.lines().find(|line| line.contains("经办人："));
    let (_, name) = line.expect("a line").split_once('：').expect("a name");
    assert!(!name.trim().is_empty());
}

#[test]
fn commands_end_with_the_codes_that_are_documented() {
    let site = Site::new();
    let at = |name: &str| site.folder.path().join(name).to_string_lossy().into_owned();
    let half = at("half.jsonl");
    let line = |id: &str, body: &str| serde_json::json!({ "id": id, "title": "关于甲的通知", "agency": "示例局", "date": "2026-02-01", "body": body });
    let lines = format!("{}\n{}\n", line("a", "各单位：请遵照执行。"), line("b", ""));
    fs::write(&half, lines).expect("a file");
    for (words, expected) in [
        (&["verify"][..], 0),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["withdraw", "XT-0001/1999-00001", "--reason", "试"], 1),
        (&["import", "pages", "/nowhere"], 1),
        (&[], 2),
        (&["serve", "--prot", "1"], 2),
        (&["site", "set", "name=新名"], 2),
        (&["import", "corpus", &half], 3),
        (&["read", "/nowhere"], 74),
    ] {
        let (code, said) = ended(&mut site.command(words));
        assert_eq!(code, Some(expected), "{words:?}: {said}");
        assert!(!said.contains("os error"), "{words:?}: {said}");
    }
}

#[test]
fn a_command_without_a_site_says_where_to_begin() {
    let folder = TempDir::new().expect("a folder");
    for words in [&["serve"][..], &["site"], &["verify"], &["reindex"]] {
        let (code, said) = ended(&mut command(&folder.path().join("none"), words));
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("gongkai init"), "{words:?}: {said}");
    }
}

#[test]
fn what_is_set_is_shown_with_where_it_comes_from_and_without_secrets() {
    let site = Site::new();
    let text = "operator = \"示例经办\"\ndatabase = \"postgres://u:secretword@h/d\"\n[readers]\nseconds = 60\n";
    fs::write(site.data().join("gongkai.toml"), text).expect("a file");
    for words in [
        &["config", "show"][..],
        &["config", "show", "--json"],
        &["config", "describe"],
    ] {
        let (code, said) = ended(&mut site.command(words));
        assert_eq!(code, Some(0), "{said}");
        assert!(
            !said.contains("secretword") && said.contains("u:…@h/d"),
            "{said}"
        );
        assert!(
            said.contains("60") && said.contains("gongkai.toml"),
            "{said}"
        );
        let mut command = site.command(words);
        command.env("GONGKAI_DATABASE", "postgres://u:otherword@h/d");
        let (_, said) = ended(&mut command);
        assert!(
            said.contains("环境变量") && !said.contains("word@"),
            "{said}"
        );
    }
    let (code, said) = ended(&mut site.command(&["config", "describe", "readers"]));
    assert!(
        code == Some(0) && said.contains("readers.seconds"),
        "{said}"
    );
    assert!(!said.contains("visitors."), "{said}");
    let (code, said) = ended(&mut site.command(&["config", "describe", "reader"]));
    assert!(code == Some(1) && said.contains("没有“reader”"), "{said}");
}

#[test]
fn a_check_names_what_cannot_be_used_and_changes_nothing() {
    let site = Site::new();
    assert_eq!(site.run(&["config", "check"]), "设置可以用。\n");
    for (text, expected) in [
        ("prot = 80\n", "没有“prot”"),
        ("[readers]\nseconds = 0\n", "1 到 600"),
        (
            "[tls]\ncertificate = \"/nowhere\"\nkey = \"/nowhere\"\n",
            "tls.certificate",
        ),
        ("[search]\npairs = \"nowhere.csv\"\n", "search.pairs"),
        ("[log]\nlevel = \"loud\"\n", "\"debug\" 之一"),
        ("[metrics]\nlisten = \"::1\"\n", "缺“port”"),
    ] {
        fs::write(site.data().join("gongkai.toml"), text).expect("a file");
        let (code, said) = ended(&mut site.command(&["config", "check"]));
        assert!(code == Some(1) && said.contains(expected), "{text}: {said}");
    }
}

/// Settings in a folder beside the site, which name the site.
fn settings_elsewhere() -> (TempDir, String) {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("etc.toml");
    let site = folder.path().join("site");
    let text = format!(
        "data = \"{}\"\noperator = \"示例经办\"\nport = 0\n",
        site.display()
    );
    fs::write(&file, text).expect("a file");
    let file = file.to_string_lossy().into_owned();
    (folder, file)
}

/// The program without anything of its own said.
fn plain(folder: &TempDir, words: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.current_dir(folder.path()).args(words);
    command
}

#[test]
fn settings_may_lie_elsewhere_and_then_alone_count() {
    let (folder, file) = settings_elsewhere();
    let init = [
        "--config",
        &file,
        "init",
        "--name",
        "漱石县人民政府（示例）",
    ];
    let (code, said) = ended(plain(&folder, &init).args(["--operator", "别人"]));
    assert!(code == Some(1) && said.contains("写在里面"), "{said}");
    assert!(!folder.path().join("site").exists());
    let (code, said) = ended(&mut plain(&folder, &init));
    assert!(
        code == Some(0) && said.contains(&format!("--config {file}")),
        "{said}"
    );
    let site = folder.path().join("site");
    assert!(site.join("register.sqlite").exists() && !site.join("gongkai.toml").exists());
    assert!(!folder.path().join("gongkai-data").exists());
    for words in [&["config", "show"][..], &["config", "describe", "operator"]] {
        let (code, said) = ended(plain(&folder, words).args(["--config", &file]));
        assert!(code == Some(0) && said.contains(&file), "{said}");
        let (code, said) = ended(plain(&folder, words).env("GONGKAI_CONFIG", &file));
        assert!(code == Some(0) && said.contains("示例经办"), "{said}");
    }
    let doctor = |says: &str| {
        let (code, said) = ended(plain(&folder, &["doctor"]).env("GONGKAI_CONFIG", &file));
        assert!(code == Some(0) && said.contains(says), "{says}: {said}");
        assert!(said.contains("✓ 经办人：示例经办"), "{said}");
    };
    doctor(&format!("✓ 设置：{file}"));
    fs::write(site.join("gongkai.toml"), "operator = \"别人\"\n").expect("a file");
    doctor("！ 设置：用的是");
    let server = crate::world::Server::start(&mut plain(&folder, &["--config", &file, "serve"]));
    assert_eq!(server.get("/").0, 200);
}

#[test]
fn a_settings_file_that_is_named_must_be_there_and_only_such_a_one_names_the_data() {
    let (folder, file) = settings_elsewhere();
    fs::remove_file(&file).expect("a file");
    for words in [&["doctor"][..], &["config", "check"], &["serve"]] {
        let (code, said) = ended(plain(&folder, words).args(["--config", &file]));
        assert!(code == Some(1) && said.contains(&file), "{words:?}: {said}");
    }
    // Where there is none, a new site writes it there.
    let data = folder.path().join("other").to_string_lossy().into_owned();
    let init = [
        "init",
        "--name",
        "漱石县人民政府（示例）",
        "--operator",
        "示例经办",
    ];
    let (code, said) = ended(plain(&folder, &init).args(["--config", &file, "--data", &data]));
    assert_eq!(code, Some(0), "{said}");
    let text = fs::read_to_string(&file).expect("settings");
    assert!(text.contains("示例经办"), "{text}");
    fs::write(format!("{data}/gongkai.toml"), "data = \"/elsewhere\"\n").expect("a file");
    let (code, said) = ended(&mut plain(&folder, &["--data", &data, "config", "check"]));
    assert!(code == Some(1) && said.contains("--config"), "{said}");
}

#[test]
fn a_site_is_restored_under_settings_that_lie_elsewhere() {
    let site = Site::new();
    let backups = site.folder.path().join("bk");
    let backups = backups.to_str().expect("a name");
    site.run(&["backup", backups]);
    let (folder, file) = settings_elsewhere();
    let (code, said) = ended(&mut plain(
        &folder,
        &["--config", &file, "restore", backups],
    ));
    assert!(code == Some(0) && said.contains("不符 0 处"), "{said}");
    assert!(!folder.path().join("site/gongkai.toml").exists());
    let (code, said) = ended(&mut plain(&folder, &["--config", &file, "verify"]));
    assert!(code == Some(0) && said.contains("不符 0 处"), "{said}");
}

#[test]
fn the_settings_file_that_is_printed_can_be_used_as_it_is() {
    let folder = TempDir::new().expect("a folder");
    let output = plain(&folder, &["config", "describe", "--toml"]).output();
    let printed = output.expect("the program").stdout;
    let file = folder.path().join("printed.toml");
    fs::write(&file, printed).expect("a file");
    let file = file.to_string_lossy();
    let (code, said) = ended(&mut plain(&folder, &["--config", &file, "config", "check"]));
    assert_eq!((code, said.as_str()), (Some(0), "设置可以用。\n"));
    let (_, said) = ended(&mut plain(&folder, &["--config", &file, "config", "show"]));
    assert!(said.contains("什么也没有设置"), "{said}");
}
