//! Every command speaks to programs, can be tried where it writes, and says what to do where it fails.
//!
//! Decides what holds for all of them: with `--json` there are JSON objects on standard output and nothing else; with
//! `--dry-run` everything is done but the writing, with the exit code of the act itself; what lasts tells how far it is on standard
//! error; a failure names the next step. The commands are those of `--help`: one that is not in [`TABLE`] fails here.

use crate::fixture::copy;
use crate::world::{Server, command};
use Kind::{Apart, Reads, Writes};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use tempfile::TempDir;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Writes nothing that stays but what can be thrown away.
    Reads,
    Writes,
    /// Cannot be tried like the others, and why.
    Apart(&'static str),
}

#[derive(Clone, Copy)]
struct Row {
    path: &'static str,
    kind: Kind,
    /// `{…}` is a file or a folder of [`World`].
    arguments: &'static [&'static str],
    /// What is done first, without being tested.
    before: &'static [&'static [&'static str]],
    /// Whether it may last, so that it must tell how far it is.
    lasts: bool,
    /// Whether it needs a site, so that it fails without one.
    needs_site: bool,
}

const fn row(path: &'static str, kind: Kind, arguments: &'static [&'static str]) -> Row {
    Row {
        path,
        kind,
        arguments,
        before: &[],
        lasts: false,
        needs_site: true,
    }
}

const fn lasting(path: &'static str, kind: Kind, arguments: &'static [&'static str]) -> Row {
    Row {
        lasts: true,
        ..row(path, kind, arguments)
    }
}

/// What needs no site.
const fn alone(path: &'static str, kind: Kind, arguments: &'static [&'static str]) -> Row {
    Row {
        needs_site: false,
        ..row(path, kind, arguments)
    }
}

const fn after(before: &'static [&'static [&'static str]], row: Row) -> Row {
    Row { before, ..row }
}

const TABLE: &[Row] = &[
    alone(
        "demo",
        Apart("it makes and serves a site for trying; what it would do is said by --dry-run"),
        &[],
    ),
    alone("init", Writes, &["--name", "甲县人民政府（示例）"]),
    row("site", Reads, &[]),
    row(
        "site set",
        Writes,
        &["contact=0000-0000001", "--reason", "换了号码"],
    ),
    row("site notice", Reads, &[]),
    row(
        "site notice set",
        Writes,
        &["--title", "示例", "--text", "示例公告。"],
    ),
    row("site notice clear", Writes, &[]),
    row("site mourning", Reads, &[]),
    row("site mourning on", Writes, &["--reason", "示例"]),
    after(
        &[&["site", "mourning", "on", "--reason", "示例"]],
        row("site mourning off", Writes, &[]),
    ),
    row(
        "serve",
        Apart("it does no act of its own: what readers send is written when they send it"),
        &["--port", "0"],
    ),
    row(
        "log clock",
        Apart("it goes on only behind a clock that ran ahead: tried where clocks are set"),
        &["--reason", "时钟走快了"],
    ),
    alone("read", Reads, &["{page.md}"]),
    alone("scan", Reads, &["{page.md}"]),
    lasting("import laws", Writes, &["{laws.jsonl}"]),
    lasting("import pages", Writes, &["{page.md}"]),
    lasting("import corpus", Writes, &["{corpus.jsonl}"]),
    Row {
        needs_site: false,
        ..lasting("import archive", Writes, &["{archive}"])
    },
    row("agencies import", Writes, &["{agencies.csv}"]),
    row("drafts", Reads, &[]),
    row("release", Writes, &["XT-0002/2026-00004"]),
    row(
        "correct",
        Writes,
        &[
            "XT-0002/2026-00002",
            "--note",
            "更正一处",
            "--set",
            "title=关于招生工作的通知",
        ],
    ),
    row(
        "replace",
        Writes,
        &[
            "XT-0002/2026-00008",
            "XT-0002/2026-00002",
            "--since",
            "2026-11-01",
        ],
    ),
    row(
        "withdraw",
        Writes,
        &["XT-0002/2026-00002", "--reason", "不应公开"],
    ),
    row(
        "relate",
        Writes,
        &["XT-0002/2026-00008", "cites", "XT-0002/2026-00002"],
    ),
    row(
        "unrelate",
        Writes,
        &[
            "XT-0002/2026-00001",
            "implements",
            "漱政〔2026〕9号",
            "--reason",
            "写错了",
        ],
    ),
    row("errors list", Reads, &["--all"]),
    row("errors show", Reads, &["2026-00001"]),
    row(
        "errors forward",
        Writes,
        &["2026-00002", "--to", "漱石县教育局"],
    ),
    row("errors answer", Writes, &["2026-00002", "--text", "已改。"]),
    row(
        "errors reject",
        Writes,
        &["2026-00002", "--reason", "说的是别的网站。"],
    ),
    row("errors erase", Writes, &["2026-00001"]),
    row("search unfound", Reads, &[]),
    lasting("reindex", Writes, &[]),
    lasting("backup", Writes, &["{new}"]),
    Row {
        needs_site: false,
        ..lasting("restore", Writes, &["{archive}"])
    },
    lasting("export archive", Writes, &["{new}"]),
    lasting("verify", Reads, &[]),
    row("log", Reads, &[]),
    after(
        &[&["withdraw", "XT-0002/2026-00002", "--reason", "不应公开"]],
        lasting("log sign", Writes, &[]),
    ),
    lasting("log rotate", Writes, &[]),
    alone("config describe", Reads, &["port"]),
    alone("config show", Reads, &[]),
    alone("config check", Reads, &[]),
    alone("doctor", Reads, &[]),
    alone("completions", Reads, &["bash"]),
    lasting("audit site", Reads, &[]),
    alone("clock", Reads, &["--received", "2026-03-02"]),
    alone("calendar", Reads, &["2026-10"]),
    row("calendar notices", Reads, &[]),
    row("calendar load", Writes, &["{notices.txt}"]),
    after(
        &[&["calendar", "load", "{notices.txt}"]],
        row(
            "calendar forget",
            Writes,
            &["国务院办公厅关于2026年国庆节假期的通知", "--reason", "示例"],
        ),
    ),
    alone("fee", Reads, &["--items", "12"]),
    alone(
        "remedy",
        Reads,
        &["--decision", "silence", "--on", "2026-03-02"],
    ),
    alone("report check", Reads, &["{reports.json}"]),
];

/// What the words of a failure must have one of: whoever reads it knows what to do next.
const NEXT_STEPS: [&str; 7] = [
    "请",
    "先运行",
    "应当",
    "可以写",
    "看 --",
    "换一个",
    "要写明",
];

const LAW: &str = r#"{"id":"1","law_key":"漱石县绿化条例","title":"漱石县绿化条例","level":"local_reg","issuer":"漱石县人民代表大会常务委员会","promulgated":"2020-05-20","version_date":"2020-05-20","text":"第一条 为了绿化，制定本条例。\n第二条 本条例自2020年7月1日起施行。","source":"LawRefBook/Laws@2f4c5c237162"}"#;
const LINE: &str = r#"{"id":"A-1","number":"漱府〔2026〕8号","title":"关于植树的通知","agency":"漱石县人民政府","category":"林业","date":"2026-03-12","body":"各单位：\n请于三月底以前完成植树，并且报送结果。"}"#;
const NOTICE: &str = "通知 国务院办公厅关于2026年国庆节假期的通知\n年份 2026\n成文 2026-09-20\n来源 https://www.gov.cn/\n上班 2026-10-07 国庆节\n";
const REPORTS: &str = include_str!("../../../law/tests/law/cases/reports.json");
const PAGE: &str = "+++\nkind = \"document\"\nagency = \"XT-0001\"\nslug = \"zhishu\"\ntitle = \"关于植树的通知\"\npublished_at = \"2026-03-03 10:00\"\n+++\n\n各单位：\n\n请植树。\n";

/// A site of the newest schema with its keys, and files beside it, to be copied for each command.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().to_owned();
        let at = |name: &str| path.join(name);
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let newest = fs::read_dir(fixtures).unwrap();
        let newest = newest.map(|it| it.unwrap().path()).max().unwrap();
        copy(&newest, &at("data"));
        fs::write(at("page.md"), PAGE).unwrap();
        fs::write(at("laws.jsonl"), LAW).unwrap();
        fs::write(at("corpus.jsonl"), LINE).unwrap();
        let agencies = "code,name,level,kind\nXT-0009,漱石县林业局,county,department\n";
        fs::write(at("agencies.csv"), agencies).unwrap();
        fs::write(at("notices.txt"), NOTICE).unwrap();
        fs::write(at("reports.json"), REPORTS).unwrap();
        let world = Self { folder };
        // The key of a fixture is not kept with it.
        let new_key = ["log", "rotate", "--lost", "--anew"];
        assert!(world.run(&new_key).status.success());
        let archive = at("archive").to_string_lossy().into_owned();
        assert!(world.run(&["export", "archive", &archive]).status.success());
        world
    }

    fn copied(&self) -> Self {
        let folder = TempDir::new().unwrap();
        copy(self.folder.path(), folder.path());
        // What others can read holds no key.
        let keys = folder.path().join("data.keys");
        for file in fs::read_dir(keys).unwrap() {
            private(&file.unwrap().path());
        }
        Self { folder }
    }

    fn data(&self, row: &Row) -> PathBuf {
        let is_new = matches!(row.path, "init" | "restore" | "import archive");
        let name = if is_new { "elsewhere" } else { "data" };
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let data = self.folder.path().join("data");
        command(&data, arguments).output().unwrap()
    }

    /// The command of a row, with more arguments.
    fn command(&self, row: &Row, more: &[&str]) -> Command {
        let mut words: Vec<String> = row.path.split(' ').map(str::to_owned).collect();
        words.extend(row.arguments.iter().map(|it| self.named(it)));
        words.extend(more.iter().map(|it| (*it).to_owned()));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        command(&self.data(row), &words)
    }

    /// A word of a command; one in braces is a file beside the site.
    fn named(&self, word: &str) -> String {
        let name = word.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        match name {
            Some(name) => self.folder.path().join(name).to_string_lossy().into_owned(),
            None => word.to_owned(),
        }
    }

    fn prepare(&self, row: &Row) {
        for words in row.before {
            let words: Vec<String> = words.iter().map(|it| self.named(it)).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let output = self.run(&words);
            assert!(output.status.success(), "{words:?}: {output:?}");
        }
    }

    /// Every file and what is in it, but what can be thrown away.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(self.folder.path(), &mut files);
        files
    }
}

#[cfg(unix)]
fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}

fn gather(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "index" || name == "copies" || name.ends_with("-shm") || name == ".lock" {
            continue;
        }
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

/// What a program reads: objects, one a line, and nothing else.
fn objects(output: &Output, of: &str) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let read = |line: &str| {
        serde_json::from_str::<Value>(line)
            .ok()
            .filter(Value::is_object)
    };
    let objects: Vec<Option<Value>> = text.lines().map(read).collect();
    assert!(
        !objects.is_empty() && objects.iter().all(Option::is_some),
        "{of} --json: {text:?} {}",
        words(output)
    );
    objects.into_iter().flatten().collect()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Does something with every row, several at a time; a row that fails is named.
fn with_every(rows: impl Iterator<Item = &'static Row> + Send, does: impl Fn(&World, &Row) + Sync) {
    let world = World::new();
    let left = Mutex::new(rows);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(row) = { left.lock().unwrap().next() } {
                    does(&world.copied(), row);
                }
            });
        }
    });
}

fn help(path: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    let output = command.args(path).arg("--help").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Every command that does something by itself, with its help.
fn commands(path: &[&str], found: &mut BTreeMap<String, String>) {
    let help = help(path);
    let below = help.lines().skip_while(|line| *line != "命令:");
    let below = below.skip(1).take_while(|line| !line.is_empty());
    let below: Vec<&str> = below
        .filter_map(|it| it.split_whitespace().next())
        .collect();
    let usage = help.lines().find(|line| line.starts_with("用法:")).unwrap();
    for name in &below {
        commands(&[path, &[name]].concat(), found);
    }
    // Commands below it that may be left out, or that stand beside a use of its own.
    if below.is_empty() || !usage.ends_with("<命令>") {
        found.insert(path.join(" "), help);
    }
}

#[test]
fn every_command_is_in_the_table_and_can_be_tried_where_it_writes() {
    let mut all = BTreeMap::new();
    commands(&[], &mut all);
    let known: BTreeSet<&str> = TABLE.iter().map(|row| row.path).collect();
    let found: BTreeSet<&str> = all.keys().map(String::as_str).collect();
    assert_eq!(found, known, "a new command needs a row in TABLE");
    for row in TABLE {
        let help = &all[row.path];
        assert!(help.contains(" --json "), "{}", row.path);
        let is_tried = help.contains(" --dry-run ");
        match row.kind {
            Reads => assert!(!is_tried, "{} writes nothing", row.path),
            Writes => assert!(is_tried, "{} writes: it needs --dry-run", row.path),
            Apart(why) => assert!(!why.is_empty()),
        }
    }
}

#[test]
fn a_command_that_reads_tells_programs_the_same_with_the_same_exit_code() {
    let reads = TABLE.iter().filter(|row| row.kind == Reads);
    with_every(reads, |world, row| {
        world.prepare(row);
        let told = world.command(row, &[]).output().unwrap();
        let output = world.command(row, &["--json"]).output().unwrap();
        assert_eq!(output.status.code(), told.status.code(), "{}", row.path);
        objects(&output, row.path);
        if row.lasts {
            assert!(words(&output).contains("……"), "{}: {output:?}", row.path);
        }
    });
}

#[test]
fn a_command_that_writes_can_be_tried_and_then_ends_in_the_same_way() {
    let writes = TABLE.iter().filter(|row| row.kind == Writes);
    with_every(writes, |world, row| {
        world.prepare(row);
        let before = world.files();
        let told = world.command(row, &["--dry-run"]).output().unwrap();
        assert!(
            String::from_utf8_lossy(&told.stdout).starts_with("试运行"),
            "{}: {told:?}",
            row.path
        );
        let tried = world
            .command(row, &["--dry-run", "--json"])
            .output()
            .unwrap();
        let said = objects(&tried, row.path);
        assert_eq!(said[0]["dry_run"], true, "{}: {said:?}", row.path);
        let is_same = world.files() == before;
        assert!(is_same, "{} --dry-run has written something", row.path);
        let done = world.command(row, &["--json"]).output().unwrap();
        let said = objects(&done, row.path);
        assert_eq!(said[0]["dry_run"], false, "{}: {said:?}", row.path);
        for tried in [&told, &tried] {
            assert_eq!(tried.status.code(), done.status.code(), "{}", row.path);
        }
        assert_eq!(done.status.code(), Some(0), "{}: {done:?}", row.path);
        if row.lasts {
            assert!(words(&done).contains("……"), "{}: {done:?}", row.path);
        }
        let is_same = world.files() == before;
        assert!(
            !is_same || row.path == "reindex",
            "{} wrote nothing",
            row.path
        );
    });
}

#[test]
fn a_command_that_fails_says_what_to_do_and_tells_programs_why() {
    let needing = TABLE.iter().filter(|row| row.needs_site);
    with_every(needing, |world, row| {
        fs::remove_dir_all(world.data(row)).unwrap();
        let output = world.command(row, &["--json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}: {output:?}", row.path);
        let said = words(&output);
        let is_named = NEXT_STEPS.iter().any(|step| said.contains(step));
        assert!(is_named, "{}: {said}", row.path);
        let told = objects(&output, row.path);
        assert!(told[0]["error"].is_string(), "{}: {told:?}", row.path);
    });
}

#[test]
fn wrong_usage_is_told_to_programs_too() {
    for words in [
        &["release", "--json"][..],
        &["nonsense", "--json"],
        &["clock", "--received", "x", "--json"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        let output = command.args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(objects(&output, "wrong usage")[0]["error"].is_string());
    }
}

#[test]
fn an_act_that_would_be_refused_is_refused_when_it_is_tried() {
    let world = World::new();
    for words in [
        &["withdraw", "XT-0002/2026-00099", "--reason", "没有这一条"][..],
        &["release", "XT-0002/2026-00001"],
        &["errors", "answer", "2026-00003", "--text", "已经办结的"],
    ] {
        let tried = world.run(&[words, &["--dry-run"]].concat());
        let done = world.run(words);
        assert_eq!(tried.status.code(), Some(1), "{words:?}: {tried:?}");
        assert_eq!(tried.stderr, done.stderr, "{words:?}");
    }
}

#[test]
fn a_demonstration_that_is_tried_makes_nothing() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("demo");
    let trial = ["demo", "--port", "0", "--dry-run", "--json"];
    let output = command(&data, &trial).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(objects(&output, "demo")[0]["dry_run"], true);
    assert!(!data.exists());
}

#[test]
fn what_serves_tells_programs_where() {
    let world = World::new();
    let data = world.folder.path().join("data");
    let mut serve = command(&data, &["serve", "--port", "0", "--json"]);
    let mut server = Server::start(serve.stdout(std::process::Stdio::piped()));
    let mut out = std::io::BufReader::new(server.child.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    let addresses = told["serves"].to_string();
    assert!(addresses.contains(&server.address), "{addresses}");
    server.stop();
}
