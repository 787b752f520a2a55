//! `docs/reference/` says what the program says.
//!
//! Decides STYLE §4.7 for the reference: `commands.md` and `kinds.md` are made here from `--help` and from the kinds of
//! `law`, and must equal what is committed; `settings.md` and `errors.md` are written by hand and must name every key
//! and every code, and no other; the guide uses only commands and options that exist.
//! `UPDATE_DOCS=1 cargo test -p gongkai --test gongkai docs` writes the two made ones.

use law::item::Kinds;
use law::item::column::Column;
use law::item::kind::{FieldDef, FieldType, KindDef, Lifecycle};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How commands end; `settings.rs` and `read.rs` hold the program to it.
const EXIT_CODES: [(&str, &str); 5] = [
    (
        "0",
        "办成；`verify` 没有不符，`doctor` 没有 ✗，`audit site` 没有单项否决，`report check` 都读到并且成立",
    ),
    (
        "1",
        "没有办成；`verify` 有不符，`doctor` 有 ✗，`audit site` 有单项否决，`report check` 有勾稽关系不成立",
    ),
    ("2", "命令写错，什么也没有做"),
    (
        "3",
        "做完了一部分：导入时有文件没有登记，`release` 几份时有的没有公开，`clock --batch` 有的行算不出，`report check` 有的没有读到、没有核对",
    ),
    (
        "65 至 77",
        "只有 `read`、`scan`、`report check`：文件读不成，见 [`docs/ops/reader.md`](../ops/reader.md)",
    ),
];

/// What holds for every command; `commands.rs` holds the program to it.
const FOR_ALL: &str = "
## 每个命令都有的

- `--json`：标准输出上是 JSON，一行一个对象，没有别的；给人看的话和进度在标准错误上。
  没有另定形式的，写作 `{\"says\": [……]}`；没有办成的、写错的，写作 `{\"error\": \"……\"}`，退出码不变。
- `--dry-run`：凡是写登记库、文件、密钥的命令都有；照样检查和办理，说出会办成什么，什么也不写，退出码与真办时一样。
  成批导入时，互相重复、跨批才合并的，试运行会算作新的。
- 进度：时间长的命令在标准错误上说做到哪里；写进日志文件的，每一步开始时一行，以后五秒一行。
";

#[test]
fn the_page_of_commands_is_what_help_prints() {
    let mut page = String::from(
        "# 命令\n\n本页由程序的 `--help` 生成，不要手改；怎样用见 [`docs/guide/`](../guide/)。\n\n## 退出码\n\n| 码 | 意思 |\n|---|---|\n",
    );
    for (code, meaning) in EXIT_CODES {
        let _ = writeln!(page, "| {code} | {meaning} |");
    }
    page.push_str("\n没有办成的，原因在标准错误上，写作“没有完成：……。原因：……”；写错的，写作“命令写得不对：……”。\n");
    page.push_str(FOR_ALL);
    describe(&mut page, &[]);
    equal("commands.md", &page);
}

#[test]
fn the_page_of_kinds_is_the_register_of_kinds() {
    let mut page = String::from(
        "# 信息的种类和各项\n\n本页由 `crates/law/src/item/kind/standard.rs` 生成，不要手改。\n各项的编号（第一列）用在 Markdown 题头、`correct --set` 和开放接口里。\n",
    );
    let mut choices: Vec<&FieldDef> = Vec::new();
    for kind in Kinds::standard().iter() {
        kind_of_item(&mut page, kind);
        for field in kind.fields {
            if matches!(field.ty, FieldType::Choice(_)) && !choices.iter().any(|f| f.id == field.id)
            {
                choices.push(field);
            }
        }
    }
    for field in choices {
        let _ = write!(
            page,
            "\n## 可选的值：{} `{}`\n\n| 值 | 名称 |\n|---|---|\n",
            field.zh, field.id
        );
        if let FieldType::Choice(values) = field.ty {
            for (id, zh) in values {
                let _ = writeln!(page, "| `{id}` | {zh} |");
            }
        }
    }
    equal("kinds.md", &page);
}

#[test]
fn the_page_of_settings_names_every_key_and_no_other() {
    let source = read("crates/gongkai/src/config.rs");
    let mut keys = members(&source, "Config");
    for (table, name) in [
        ("objects", "Objects"),
        ("visitors", "Visitors"),
        ("tls", "Tls"),
        ("metrics", "Metrics"),
        ("log", "Log"),
        ("errors", "Errors"),
        ("search", "Search"),
        ("readers", "Readers"),
        ("audit", "Audit"),
    ] {
        assert!(keys.remove(table), "{table} is a table of its own");
        let members = members(&source, name);
        keys.extend(members.iter().map(|key| format!("{table}.{key}")));
    }
    assert_eq!(first_column("settings.md"), keys);
}

#[test]
fn the_page_of_settings_explains_each_as_the_program_does() {
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["--data", "/nowhere", "config", "describe", "--json"])
        .output()
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let page = read("docs/reference/settings.md");
    let mut made = String::new();
    let mut rows = 0;
    for line in page.lines() {
        let key = line
            .strip_prefix("| `")
            .and_then(|rest| rest.split('`').next());
        let settings = told["settings"].as_array().unwrap();
        match settings
            .iter()
            .find(|it| Some(it["key"].as_str().unwrap()) == key)
        {
            Some(it) => {
                let of = |name: &str| it[name].as_str().unwrap();
                let key = of("key");
                let (default, allowed, says) = (of("default"), of("allowed"), of("says"));
                let _ = writeln!(made, "| `{key}` | {default} | {allowed} | {says} |");
                rows += 1;
            }
            None => {
                let _ = writeln!(made, "{line}");
            }
        }
    }
    assert_eq!(told["settings"].as_array().unwrap().len(), rows);
    equal("settings.md", &made);
}

#[test]
fn the_page_of_errors_has_every_code_and_no_other() {
    let mut codes = BTreeSet::new();
    for source in ["crates/acts/src/refusal.rs", "crates/web/src/error.rs"] {
        let source = read(source);
        let quoted = source.split('"').filter(|part| part.starts_with("GK-"));
        codes.extend(quoted.map(str::to_owned));
    }
    assert!(codes.len() > 7, "{codes:?}");
    assert_eq!(first_column("errors.md"), codes);
}

#[test]
fn every_command_in_the_guide_is_one_that_the_program_knows() {
    let known = read("docs/reference/commands.md");
    let mut seen = 0;
    let folders = ["docs/guide", "docs/ops"].map(|folder| fs::read_dir(root().join(folder)));
    for entry in folders.into_iter().flat_map(Result::unwrap) {
        let page = fs::read_to_string(entry.unwrap().path()).unwrap();
        let joined = page.replace("\\\n", " ");
        for line in joined.lines() {
            // Of the shell only what is ours is looked at, whoever runs it.
            let ours = line.strip_prefix("# runuser -u gongkai -- gongkai ");
            let Some(line) = ours.or(line.strip_prefix("$ gongkai ")) else {
                continue;
            };
            let words: Vec<&str> = line.split_whitespace().collect();
            let mut rest = words.as_slice();
            while let ["--data" | "--as" | "--config", _, behind @ ..] = rest {
                rest = behind;
            }
            let command = rest.first().unwrap();
            assert!(
                known.contains(&format!("\n## gongkai {command}\n")),
                "{line}"
            );
            let help = known
                .split("\n## gongkai ")
                .filter(|help| help.starts_with(command));
            let help: String = help.collect();
            for option in rest.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(&format!(" {option} ")), "{line}: {option}");
            }
            seen += 1;
        }
    }
    assert!(20 < seen, "{seen}");
}

#[test]
fn the_commands_of_the_installation_make_a_site_that_is_fit() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("site");
    let page = read("docs/ops/install.md");
    let (_, page) = page.split_once("\n## 自己安装\n").unwrap();
    let (page, _) = page.split_once("\n### ").unwrap();
    let mut said = String::new();
    for line in page.lines() {
        let Some(line) = line.strip_prefix("# runuser -u gongkai -- gongkai ") else {
            continue;
        };
        let words = line.split_whitespace();
        let words = words.map(|word| word.replace("/var/lib/gongkai/site", data.to_str().unwrap()));
        let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(words)
            .output()
            .unwrap();
        said = String::from_utf8(output.stdout).unwrap();
        // Whether the port of the page is free is for the machine that runs this to say.
        let failed = said
            .lines()
            .find(|line| line.starts_with('✗') && !line.contains("端口"));
        assert_eq!(failed, None, "{line}");
        assert!(output.status.success() || said.contains("✗ 端口"), "{line}");
    }
    assert!(
        said.contains("✓ 登记库：") && said.contains("✓ 权限："),
        "{said}"
    );
}

/// Who carries out the blocks of each page of procedures, from top to bottom.
const CARRIED_OUT: [(&str, &str); 5] = [
    ("backup.md", "crates/gongkai/tests/gongkai/keeping.rs"),
    ("incidents.md", "crates/xtask/src/prove/ops.rs"),
    ("install.md", "crates/xtask/src/prove/ops.rs"),
    ("metrics.md", "crates/xtask/src/prove/ops.rs"),
    ("scale-out.md", "crates/xtask/src/prove/twin/written.rs"),
];

#[test]
fn every_page_of_procedures_is_carried_out_by_something() {
    for entry in fs::read_dir(root().join("docs/ops")).unwrap() {
        let path = entry.unwrap().path();
        let page = fs::read_to_string(&path).unwrap();
        if !page.contains("```console") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        let by = CARRIED_OUT.iter().find(|(page, _)| *page == name);
        let (_, by) = by.unwrap_or_else(|| panic!("nothing carries out {name}"));
        assert!(read(by).contains(name), "{by} does not know {name}");
    }
}

/// Puts down the help of one command and of those below it.
fn describe(page: &mut String, command: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(command)
        .arg("--help")
        // A width of its own: the page does not depend on the window of whoever runs the test.
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    let help = String::from_utf8(output.stdout).unwrap();
    let name = [&["gongkai"], command].concat().join(" ");
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(page, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n"));
    let listed = lines.iter().skip_while(|line| **line != "命令:");
    for line in listed.skip(1).take_while(|line| !line.is_empty()) {
        let below = line.split_whitespace().next().unwrap();
        describe(page, &[command, &[below]].concat());
    }
}

fn kind_of_item(page: &mut String, kind: &KindDef) {
    let lifecycle = match kind.lifecycle {
        Lifecycle::Document => "一件一号，更正形成新的一版",
        Lifecycle::LegalText => "法规的一个文本，有施行、修改、废止的日期",
    };
    let _ = write!(
        page,
        "\n## {} `{}`\n\n- 英文名称：{}\n- 固定栏目：{}{}\n- 生命周期：{lifecycle}\n",
        kind.zh,
        kind.id,
        kind.en,
        Column::zh(kind.column),
        match kind.column_of("政府信息公开规定") {
            other if other == kind.column => String::new(),
            other => format!("；名称是政府信息公开、政务公开的规定的，归{}", other.zh()),
        },
    );
    if kind.rank > 0 {
        let _ = writeln!(page, "- 效力位阶：{}", kind.rank);
    }
    let types = std::iter::once(&kind.id).chain(kind.source_types);
    let types: Vec<String> = types.map(|t| format!("`{t}`")).collect();
    let _ = writeln!(page, "- 来源中的类型：{}", types.join("、"));
    page.push_str("\n| 编号 | 名称 | 写法 | 必填 | 可筛选 | 来源中的其他叫法 |\n");
    page.push_str("|---|---|---|---|---|---|\n");
    for field in kind.fields {
        let yes = |it: bool| if it { "是" } else { "" };
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} |",
            field.id,
            field.zh,
            written(field.ty),
            yes(field.required),
            yes(field.facet),
            field.aliases.join("、"),
        );
    }
}

fn written(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Line => "一行文字",
        FieldType::Words => "文字，可以有几行",
        FieldType::List => "几项，依次排列",
        FieldType::Date => "日期，如 2020-07-15",
        FieldType::Moment => "日期或者时刻，如 2020-07-26 10:00",
        FieldType::DocNumber => "文号，如 国办发〔2020〕17号",
        FieldType::Choice(_) => "选一个值，见本页末尾",
    }
}

/// The names of the members of a struct, as its source has them.
fn members(source: &str, name: &str) -> BTreeSet<String> {
    let head = format!("struct {name} {{");
    let (_, rest) = source.split_once(&head).unwrap();
    let (body, _) = rest.split_once("\n}").unwrap();
    body.lines()
        .filter_map(|line| line.trim().strip_prefix("pub(crate) "))
        .filter_map(|line| line.split_once(':'))
        .map(|(member, _)| member.to_owned())
        .collect()
}

/// What stands in code letters in the first column of the tables of a page.
fn first_column(page: &str) -> BTreeSet<String> {
    read(&format!("docs/reference/{page}"))
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once('`'))
        .map(|(first, _)| first.to_owned())
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says whether it writes"
)]
fn equal(page: &str, made: &str) {
    let path = root().join("docs/reference").join(page);
    if std::env::var("UPDATE_DOCS").is_ok() {
        fs::write(&path, made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "docs/reference/{page} is not what the program says; run UPDATE_DOCS=1 cargo test -p gongkai --test gongkai docs"
    );
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
