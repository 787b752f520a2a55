//! What is killed: every act of the command line, and two bugs that the harness must find.

use super::trial::{Act, Bench, copy};
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes an act ready.
type Make = fn(&Bench) -> Result<Act>;

/// Everything that is killed.
pub(super) const ACTS: &[Make] = &[
    |bench| {
        act(
            bench,
            "import",
            &["import", "pages", "{beside}/data/new.md"],
        )
    },
    |bench| act(bench, "release", &["release", "{draft}", "--key", "k"]),
    |bench| {
        let words = [
            "correct",
            "{one}",
            "--note",
            "更正时间",
            "--replace",
            "五点=>六点",
            "--key",
            "k",
        ];
        act(bench, "correct", &words)
    },
    |bench| {
        let words = [
            "correct",
            "{one}",
            "--note",
            "更正",
            "--replace",
            "五点=>六点",
            "--take-down-former",
            "--key",
            "k",
        ];
        act(bench, "take down", &words)
    },
    |bench| {
        let words = [
            "replace",
            "{two}",
            "{one}",
            "--since",
            "2026-05-01",
            "--key",
            "k",
        ];
        act(bench, "replace", &words)
    },
    |bench| {
        act(
            bench,
            "withdraw",
            &["withdraw", "{one}", "--reason", "有误", "--key", "k"],
        )
    },
    |bench| {
        act(
            bench,
            "relate",
            &["relate", "{two}", "cites", "{one}", "--key", "k"],
        )
    },
    |bench| {
        let words = [
            "unrelate",
            "{two}",
            "implements",
            "{one}",
            "--reason",
            "写错",
            "--key",
            "k",
        ];
        act(bench, "unrelate", &words)
    },
    |bench| {
        act(
            bench,
            "agencies",
            &["agencies", "import", "{beside}/data/more.csv"],
        )
    },
    |bench| {
        act(
            bench,
            "site",
            &["site", "set", "contact=0000-1", "--reason", "改号码"],
        )
    },
    |bench| act(bench, "sign", &["log", "sign"]),
    |bench| act(bench, "reindex", &["reindex"]),
    |bench| act(bench, "backup", &["backup", "{beside}/backup"]),
    migrate,
];

/// A site with three documents, one of them a draft, and a relation.
fn county(bench: &Bench) -> Result<PathBuf> {
    let data = bench.folder.join("county/data");
    if data.exists() {
        return Ok(data);
    }
    fs::create_dir_all(bench.folder.join("county"))?;
    bench.run(
        &data,
        &[
            "init",
            "--name",
            "漱石县人民政府（示例）",
            "--operator",
            "示例经办",
        ],
    )?;
    let put = |name: &str, text: &str| {
        let file = data.join(name);
        fs::write(&file, text).map(|()| file.to_string_lossy().into_owned())
    };
    let agency = |code: &str, name: &str| format!("{code},{name},county,government\n");
    let head = "code,name,level,kind\n";
    let own = agency("XT-0001", "漱石县人民政府");
    let csv = put("agencies.csv", &format!("{head}{own}"))?;
    bench.run(&data, &["agencies", "import", &csv])?;
    put(
        "more.csv",
        &format!("{head}{own}{}", agency("XT-0002", "松岭县人民政府")),
    )?;
    for (slug, is_draft) in [("one", false), ("two", false), ("draft", true)] {
        let page = put(&format!("{slug}.md"), &page(slug))?;
        let mut words = vec!["import", "pages", &page];
        if is_draft {
            words.push("--draft");
        }
        bench.run(&data, &words)?;
    }
    put("new.md", &page("new"))?;
    let (one, two) = (number(bench, &data, 1)?, number(bench, &data, 2)?);
    bench.run(&data, &["relate", &two, "implements", &one])?;
    Ok(data)
}

fn page(slug: &str) -> String {
    format!(
        "+++\nkind = \"document\"\nagency = \"XT-0001\"\nslug = \"{slug}\"\ntitle = \"关于开放操场的通知（{slug}）\"\n\
         published_at = \"2026-03-03 10:00\"\n+++\n\n各学校：\n\n一、开放时间\n\n每天下午五点到七点（{slug}）。\n"
    )
}

/// The n-th index number of the county; the year is that of the clock.
fn number(bench: &Bench, data: &Path, n: u32) -> Result<String> {
    let drafts = bench.run(data, &["drafts"])?;
    let year = drafts
        .split("XT-0001/")
        .nth(1)
        .and_then(|rest| rest.get(..4));
    let year = match year {
        Some(year) => year.to_owned(),
        None => String::from_utf8_lossy(
            &std::process::Command::new("date")
                .arg("+%Y")
                .output()?
                .stdout,
        )
        .trim()
        .to_owned(),
    };
    Ok(format!("XT-0001/{year}-{n:05}"))
}

fn act(bench: &Bench, name: &'static str, words: &[&str]) -> Result<Act> {
    let from = county(bench)?;
    let put = |word: &&str| -> Result<String> {
        Ok(match *word {
            "{one}" => number(bench, &from, 1)?,
            "{two}" => number(bench, &from, 2)?,
            "{draft}" => number(bench, &from, 3)?,
            word => word.to_owned(),
        })
    };
    let mut whole = vec!["{program}".to_owned(), "--data".into(), "{data}".into()];
    for word in words {
        whole.push(put(word)?);
    }
    Ok(Act {
        name,
        from,
        words: whole,
    })
}

/// The oldest register there is, opened by the program of today.
fn migrate(bench: &Bench) -> Result<Act> {
    let from = bench.folder.join("old/data");
    if !from.exists() {
        fs::create_dir_all(bench.folder.join("old"))?;
        copy(&bench.oldest, &from)?;
    }
    Ok(Act {
        name: "migrate",
        from,
        words: ["{program}", "--data", "{data}", "log", "sign"]
            .map(str::to_owned)
            .to_vec(),
    })
}

/// Two programs with a bug each: one tells that it is done before it is, the other writes a register by halves.
pub(super) fn bugs(bench: &Bench) -> Result<[Act; 2]> {
    let from = county(bench)?;
    let one = number(bench, &from, 1)?;
    let early = format!(
        "echo 已撤回 >&2; echo 已撤回; exec {{program}} --data {{data}} withdraw {one} --reason 有误 --key k"
    );
    let after = bench.folder.join("bug/data");
    drop(fs::remove_dir_all(bench.folder.join("bug")));
    fs::create_dir_all(bench.folder.join("bug"))?;
    copy(&from, &after)?;
    bench.run(&after, &["withdraw", &one, "--reason", "有误"])?;
    let whole = after.join("register.sqlite");
    let halves = format!(
        "rm -f {{data}}/register.sqlite-wal {{data}}/register.sqlite-shm; dd if={} of={{data}}/register.sqlite bs=4096 conv=notrunc status=none",
        whole.display()
    );
    let bug = |name, script: String| Act {
        name,
        from: from.clone(),
        words: vec!["sh".into(), "-c".into(), script],
    };
    Ok([
        bug("told before it is done", early),
        bug("written by halves", halves),
    ])
}
