//! 导入: what an operator is told of files that cannot be taken, of drafts, and of documents to be looked at.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A data directory with one agency, and files beside it.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Self {
            folder: TempDir::new().expect("a folder"),
        };
        office.does(&["init", "--name", "漱石县人民政府（示例）"]);
        let agencies = office.file(
            "agencies.csv",
            "代码,名称,层级,类型\nXT-0001,漱石县人民政府,县,政府\n",
        );
        office.does(&["agencies", "import", &text(&agencies)]);
        office
    }

    fn file(&self, name: &str, words: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, words).expect("a file");
        file
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .arg("--data")
            .arg(self.folder.path().join("data"))
            .args(["--as", "示例经办"])
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("the program")
    }

    /// What a command prints that must succeed.
    fn does(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", says(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The exit code and the words of a command that must not.
    fn refuses(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let code = output.status.code().expect("an exit code");
        assert_ne!(code, 0, "{arguments:?}: {}", says(&output));
        (code, says(&output))
    }
}

fn says(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(&[out.as_slice(), err.as_slice()].concat()).into_owned()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn has(words: &str, parts: &[&str]) {
    for part in parts {
        assert!(words.contains(part), "no “{part}” in: {words}");
    }
}

const LAW: &str = r#"{"id":"1","law_key":"漱石县绿化条例","title":"漱石县绿化条例","level":"local_reg","issuer":"漱石县人民代表大会常务委员会","promulgated":"2020-05-20","version_date":"2020-05-20","text":"第一条 为了绿化，制定本条例。\n第二条 本条例自2020年7月1日起施行。","source":"LawRefBook/Laws@2f4c5c237162"}"#;
const PAGE: &str = r#"{"id":"1","title":"关于植树的通知","type":"ministry_page","issuer":"漱石县人民政府","text":"各单位：请植树。"}"#;
const LINE: &str = r#"{"id":"A-1","number":"漱府〔2026〕8号","title":"关于植树的通知","agency":"漱石县人民政府","category":"林业","date":"2026-03-12","body":"各单位：\n请于三月底以前完成植树，并且报送结果。"}"#;

#[test]
fn a_file_of_another_collection_is_refused_as_a_whole_and_named() {
    let office = Office::new();
    let laws = text(&office.file("laws.jsonl", LAW));
    let pages = text(&office.file("pages.jsonl", PAGE));
    let corpus = text(&office.file("corpus.jsonl", LINE));
    for (command, file, expected, found) in [
        ("laws", &pages, "law_key", "gongkai import pages"),
        ("laws", &corpus, "law_key", "gongkai import corpus"),
        ("pages", &laws, "type", "gongkai import laws"),
        ("pages", &corpus, "type", "gongkai import corpus"),
        ("corpus", &laws, "body", "gongkai import laws"),
        ("corpus", &pages, "body", "gongkai import pages"),
    ] {
        let (code, words) = office.refuses(&["import", command, file]);
        assert_eq!(code, 1, "{words}");
        has(&words, &[file, expected, found]);
    }
    for (name, content, found) in [
        (
            "foreign.jsonl",
            "{\"name\":\"甲\",\"value\":1}\n",
            "name、value",
        ),
        ("words.jsonl", "不是数据\n", "不是数据"),
        ("empty.jsonl", "", "一行也没有"),
        ("list.json", "[{\"id\":1}]", "不是 JSON 对象"),
    ] {
        let file = text(&office.file(name, content));
        let (code, words) = office.refuses(&["import", "pages", &file]);
        assert_eq!(code, 1, "{words}");
        has(&words, &[&file, "id、title、type", found]);
    }
    let table = text(&office.file("tables/table.xlsx", "x"));
    let folder = text(&office.folder.path().join("tables"));
    for path in [table, folder] {
        let (_, words) = office.refuses(&["import", "pages", &path]);
        has(&words, &["没有能读的文件", ".docx"]);
    }
    assert_eq!(office.does(&["drafts"]), "");
}

#[test]
fn a_wrong_line_is_named_with_its_number_and_does_not_hold_up_the_others() {
    let office = Office::new();
    let missing = r#"{"id":"A-2","title":"没有正文"}"#;
    let wrong = r#"{"id":"A-3","title":7,"body":"甲"}"#;
    let again = LINE.replace("植树", "造林");
    let file = office.file(
        "corpus.jsonl",
        &[LINE, missing, wrong, "{", &again].join("\n"),
    );
    let (code, words) = office.refuses(&["import", "corpus", &text(&file)]);
    assert_eq!(code, 3, "{words}");
    has(
        &words,
        &[
            "第 2 行：缺少“body”",
            "第 3 行：“title”应当是文字，现为数字",
            "第 4 行：不是 JSON 对象",
            "第 5 行：前面已经有一件编号也是“A-1”",
            "新登记 1",
            "未登记 4",
        ],
    );
    // The run can be repeated: what is held does not change to and fro.
    let (_, words) = office.refuses(&["import", "corpus", &text(&file)]);
    has(&words, &["新登记 0，有变化 0", "没有变化 1", "未登记 4"]);
}

#[test]
fn a_front_that_cannot_be_followed_is_a_problem_of_its_document() {
    let office = Office::new();
    let front = |relation: &str| {
        format!(
            "+++\ntitle = \"关于植树的通知\"\nrelations = [{relation}]\n+++\n\n各单位：\n\n请植树。\n"
        )
    };
    office.file("pages/a.md", &front(r#"{kind = "likes", to = "b"}"#));
    office.file(
        "pages/b.md",
        &front(r#"{kind = "repeals", to = "b", since = "昨天"}"#),
    );
    office.file(
        "pages/c.md",
        &front(r#"{kind = "cites", to = "漱府〔2020〕1号"}"#),
    );
    let folder = text(&office.folder.path().join("pages"));
    let (code, words) = office.refuses(&["import", "pages", &folder]);
    assert_eq!(code, 3, "{words}");
    has(
        &words,
        &[
            "未登记 a.md：没有“likes”这种关系；可以写 forwards（转发）",
            "未登记 b.md：since 应当写作 2026-03-05，现为“昨天”",
            "新登记 1",
        ],
    );
}

#[test]
fn two_documents_of_one_name_are_both_kept_and_told_of() {
    let office = Office::new();
    let other = LINE.replace("A-1", "A-2").replace(
        "请于三月底以前完成植树，并且报送结果。",
        "本通知所列经费由县财政另行安排拨付。",
    );
    let near = LINE.replace("A-1", "A-3").replace("三月底", "四月底");
    let same = LINE.replace("A-1", "A-4").replace('，', ",");
    let file = office.file("corpus.jsonl", &[LINE, &other, &near, &same].join("\n"));
    let output = office.run(&["import", "corpus", &text(&file)]);
    let words = says(&output);
    assert!(output.status.success(), "{words}");
    has(
        &words,
        &[
            "新登记 2，有变化 0，并入已有 2",
            "请核对 2",
            "请核对 第 2 行：",
            "另外登记为",
            "请核对 第 3 行：",
            "增删共 2 个字",
        ],
    );
    let again = office.does(&["import", "corpus", &text(&file)]);
    has(&again, &["新登记 0，有变化 0，并入已有 0，没有变化 4"]);
}

#[test]
fn what_a_line_forwards_is_a_document_of_its_own() {
    let office = Office::new();
    let notice = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/founding-notice.txt"
    ));
    let notice = notice.expect("the notice");
    let line = serde_json::json!({"id": "1", "title": "关于转发工作要点的通知", "body": notice});
    let page = serde_json::json!({"id": "1", "title": "关于转发工作要点的通知", "type": "ministry_page", "text": notice});
    for (command, line) in [("corpus", line), ("pages", page)] {
        let file = text(&office.file(&format!("{command}.jsonl"), &line.to_string()));
        let told = office.does(&["import", command, &file, "--draft"]);
        assert!(told.starts_with("新登记 "), "{told}");
        let drafts = office.does(&["drafts"]);
        has(
            &drafts,
            &[
                "国务院办公厅关于印发2020年政务公开工作要点的通知",
                "关于转发工作要点的通知",
            ],
        );
    }
}

#[test]
fn drafts_are_listed_released_together_and_shown_nowhere_before() {
    let office = Office::new();
    let corpus = office.file(
        "corpus.jsonl",
        &[
            LINE.to_owned(),
            LINE.replace("A-1", "A-2")
                .replace("植树", "造林")
                .replace("8号", "9号"),
        ]
        .join("\n"),
    );
    office.does(&["import", "corpus", &text(&corpus), "--draft"]);
    let law = text(&office.file("laws.jsonl", LAW));
    office.does(&["import", "laws", &law, "--draft"]);
    let page = text(&office.file(
        "page.md",
        "+++\ntitle = \"关于喂鸟的通知\"\n+++\n\n各单位：\n\n请喂鸟。\n",
    ));
    office.does(&["import", "pages", &page, "--draft"]);
    let drafts = office.does(&["drafts"]);
    let lines: Vec<&str> = drafts.lines().collect();
    assert_eq!(lines.len(), 4, "{drafts}");
    let planting = lines.iter().find(|line| line.contains("关于植树的通知"));
    has(
        planting.expect("a line"),
        &["XT-0001/", "第 1 版", "公文", "漱石县人民政府"],
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let data = office.folder.path().join("data");
    let states = || runtime.block_on(testkit::fingerprint::fingerprint(&data));
    assert!(states().contains(&"state draft 4".to_owned()));
    assert!(!states().iter().any(|line| line.starts_with("release ")));
    // A rerun releases nothing by itself.
    office.does(&["import", "corpus", &text(&corpus)]);
    assert_eq!(office.does(&["drafts"]), drafts);
    let numbers: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split('\t').next())
        .collect();
    let (code, words) = office.refuses(
        &[
            &["release"],
            &numbers[..2],
            &["XT-0001/2026-99999"],
            &numbers[2..],
        ]
        .concat(),
    );
    assert_eq!(code, 3, "{words}");
    has(&words, &["没有公开 XT-0001/2026-99999"]);
    for number in &numbers {
        has(&words, &[&format!("已公开 {number} 第 1 版")]);
    }
    assert_eq!(office.does(&["drafts"]), "");
    assert!(states().contains(&"state released 4".to_owned()));
}

#[test]
fn a_source_is_named_for_readers() {
    let office = Office::new();
    let law = text(&office.file("laws.jsonl", LAW));
    let named = LAW
        .replace("绿化", "节水")
        .replace(r#""id":"1""#, r#""id":"2""#);
    let named = text(&office.file("named.jsonl", &named));
    office.does(&["import", "laws", &law]);
    office.does(&[
        "import",
        "laws",
        &named,
        "--source-name",
        "国家法律法规数据库",
    ]);
    let corpus = text(&office.file("corpus.jsonl", LINE));
    office.does(&["import", "corpus", &corpus, "--source-name", "县档案馆"]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let data = office.folder.path().join("data");
    let sources = runtime.block_on(async {
        let store = store::Store::open_sqlite(&data.join("register.sqlite"))
            .await
            .expect("a register");
        let mut reader = store.read().await.expect("a reader");
        let mut sources = Vec::new();
        for (item, row) in reader.all_releases().await.expect("releases") {
            let release = reader.release(&item, row.edition).await.expect("a release");
            let released = release.expect("a release").released;
            sources.push(
                released
                    .fields()
                    .text("content_source")
                    .unwrap_or_default()
                    .to_owned(),
            );
        }
        sources.sort();
        sources
    });
    assert_eq!(
        sources,
        [
            "公开数据集 LawRefBook/Laws",
            "县档案馆",
            "国家法律法规数据库"
        ]
    );
}

#[test]
fn a_page_is_not_offered_as_it_came_and_a_corrected_leak_is_gone() {
    let office = Office::new();
    let page = office.file(
        "page.html",
        "<html><body><h1>关于植树的通知</h1><!-- 误公开暗语 --><p>各单位：</p><p>请张三植树。</p></body></html>",
    );
    office.does(&["import", "pages", &text(&page)]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let data = office.folder.path().join("data");
    let lines = || runtime.block_on(testkit::fingerprint::fingerprint(&data));
    let spaces = |lines: &[String]| -> Vec<String> {
        let files = lines.iter().filter_map(|line| line.strip_prefix("file "));
        files
            .filter_map(|line| line.split(' ').next())
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(spaces(&lines()), ["original"]);
    let number = {
        let released = lines()
            .into_iter()
            .find_map(|line| line.strip_prefix("release ").map(str::to_owned));
        released
            .expect("a release")
            .split(' ')
            .next()
            .expect("a number")
            .to_owned()
    };
    let output = office.run(&[
        "correct",
        &number,
        "--note",
        "删去姓名",
        "--replace",
        "请张三植树=>请植树",
        "--take-down-former",
    ]);
    assert!(output.status.success(), "{}", says(&output));
    has(&says(&output), &["现为第 2 版"]);
}

#[test]
fn agencies_are_registered_as_a_whole_or_not_at_all() {
    let office = Office::new();
    let rows = "code,name,level,kind,admin_parent,valid_from,valid_to,successor
XT-0002,甲局,县,部门,XT-0001,2020-02-01,2020-01-31,XT-9999
XT-0002,\"乙
局\",县,部门,,,,
XT-0003,丙局,村,部门,XT-0003,,,
";
    let file = office.file("more.csv", rows);
    let (code, words) = office.refuses(&["agencies", "import", &text(&file)]);
    assert_eq!(code, 1, "{words}");
    has(&words, &["第 5 行第 3 列（level）", "一个机构也没有登记"]);
    let mended = rows.replace("村", "县");
    office.file("more.csv", &mended);
    let (_, words) = office.refuses(&["agencies", "import", &text(&file)]);
    has(
        &words,
        &[
            "第 2 行第 7 列（valid_to）：停用日期 2020-01-31 早于启用日期 2020-02-01",
            "第 2 行第 8 列（successor）：后继机构 XT-9999 不在册",
            "第 3 行第 1 列（code）：代码 XT-0002 前面已经写给甲局",
            "第 3 行第 2 列（name）：名称里有换行或者控制字符",
            "第 5 行第 5 列（admin_parent）：隶属机关 XT-0003 绕一圈又回到它自己",
            "一个机构也没有登记",
        ],
    );
    let right = office.file(
        "right.csv",
        "code,name,level,kind\nXT-0002,甲局,县（区）,部门\n",
    );
    has(
        &office.does(&["agencies", "import", &text(&right)]),
        &["新登记 1"],
    );
}
