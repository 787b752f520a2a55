//! What is killed: everything that writes, and two bugs that the harness must find.
//!
//! Decides that the list is complete by what others keep: the commands of the reference and the kinds of entries of the
//! ledger. A command or an act that is new fails a test until it is here, or stands among those that write nothing.

use super::county::{county, number, oldest, year};
use super::trial::{Act, Bench, copy};
use anyhow::{Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// From what an act begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// A site with three documents, one of them a draft, a relation, two reports of readers and a signed log.
    County,
    /// The same, and nothing of it signed.
    Unsigned,
    /// The oldest register there is.
    Oldest,
    /// No data directory; a backup of the county lies beside it.
    Nothing,
}

/// One act.
pub(in crate::prove) struct Spec {
    pub(in crate::prove) name: &'static str,
    /// As they are typed behind `--data`.
    pub(in crate::prove) words: &'static [&'static str],
    from: Start,
    /// What is done first.
    first: &'static [&'static [&'static str]],
    /// The kinds of entries that it appends.
    entries: &'static [&'static str],
    /// Whether it may be run again after it was done; otherwise it is only run again where it was not.
    again: bool,
}

/// An act of the county that may be run again, and its entries.
const fn keyed(
    name: &'static str,
    words: &'static [&'static str],
    entries: &'static [&'static str],
) -> Spec {
    Spec {
        name,
        words,
        from: Start::County,
        first: &[],
        entries,
        again: true,
    }
}

const fn looked(
    name: &'static str,
    words: &'static [&'static str],
    entries: &'static [&'static str],
) -> Spec {
    Spec {
        again: false,
        ..keyed(name, words, entries)
    }
}

/// The clock of a machine that ran a year ahead.
const AHEAD: &str = "+1y";

/// Everything that the command line kills.
pub(in crate::prove) const ACTS: &[Spec] = &[
    Spec {
        from: Start::Nothing,
        ..looked(
            "init",
            &[
                "init",
                "--name",
                "漱石县人民政府（示例）",
                "--operator",
                "示例经办",
            ],
            &["describe_site", "change_key"],
        )
    },
    keyed(
        "import",
        &["import", "pages", "{beside}/data/new.md"],
        &["release"],
    ),
    keyed(
        "draft",
        &["import", "pages", "{beside}/data/new.md", "--draft"],
        &["import"],
    ),
    keyed(
        "import laws",
        &["import", "laws", "{beside}/data/laws.jsonl"],
        &["release", "register_agency"],
    ),
    keyed(
        "import corpus",
        &["import", "corpus", "{beside}/data/corpus.jsonl"],
        &["release"],
    ),
    Spec {
        first: &[&["import", "corpus", "{data}/corpus.jsonl"]],
        ..keyed(
            "join",
            &["import", "corpus", "{beside}/data/again.jsonl"],
            &["join_source"],
        )
    },
    keyed(
        "complete",
        &["import", "pages", "{beside}/data/nine.md"],
        &["release", "complete_relation"],
    ),
    keyed(
        "release",
        &["release", "{draft}", "--key", "k"],
        &["release"],
    ),
    keyed(
        "correct",
        &[
            "correct",
            "{one}",
            "--note",
            "更正时间",
            "--replace",
            "五点=>六点",
            "--key",
            "k",
        ],
        &["correct"],
    ),
    keyed(
        "take down",
        &[
            "correct",
            "{one}",
            "--note",
            "更正",
            "--replace",
            "五点=>六点",
            "--take-down-former",
            "--key",
            "k",
        ],
        &["correct"],
    ),
    keyed(
        "replace",
        &[
            "replace",
            "{two}",
            "{one}",
            "--since",
            "2026-05-01",
            "--key",
            "k",
        ],
        &["replace", "change_validity"],
    ),
    keyed(
        "withdraw",
        &["withdraw", "{one}", "--reason", "有误", "--key", "k"],
        &["withdraw"],
    ),
    keyed(
        "relate",
        &["relate", "{two}", "cites", "{one}", "--key", "k"],
        &["relate"],
    ),
    keyed(
        "repeal",
        &[
            "relate",
            "{two}",
            "repeals",
            "{one}",
            "--since",
            "2026-05-01",
            "--key",
            "k",
        ],
        &["relate", "change_validity"],
    ),
    keyed(
        "unrelate",
        &[
            "unrelate",
            "{two}",
            "implements",
            "{one}",
            "--reason",
            "写错",
            "--key",
            "k",
        ],
        &["unrelate"],
    ),
    keyed(
        "agencies",
        &["agencies", "import", "{beside}/data/more.csv"],
        &["register_agency"],
    ),
    keyed(
        "site",
        &["site", "set", "contact=0000-1", "--reason", "改号码"],
        &["describe_site"],
    ),
    looked(
        "notice",
        &[
            "site",
            "notice",
            "set",
            "--title",
            "暴雨",
            "--text",
            "不要外出。",
        ],
        &["set_notice"],
    ),
    Spec {
        first: &[&[
            "site",
            "notice",
            "set",
            "--title",
            "暴雨",
            "--text",
            "不要外出。",
        ]],
        ..looked(
            "end of notice",
            &["site", "notice", "clear"],
            &["clear_notice"],
        )
    },
    looked(
        "mourning",
        &["site", "mourning", "on", "--reason", "按通知"],
        &["mourn"],
    ),
    Spec {
        first: &[&["site", "mourning", "on", "--reason", "按通知"]],
        ..looked(
            "end of mourning",
            &["site", "mourning", "off"],
            &["end_mourning"],
        )
    },
    keyed(
        "forward",
        &[
            "errors",
            "forward",
            "{year}-00001",
            "--to",
            "漱石县教育局",
            "--key",
            "k",
        ],
        &["forward_site_error"],
    ),
    keyed(
        "answer",
        &[
            "errors",
            "answer",
            "{year}-00001",
            "--text",
            "已经改正。",
            "--key",
            "k",
        ],
        &["answer_site_error"],
    ),
    keyed(
        "reject",
        &[
            "errors",
            "reject",
            "{year}-00001",
            "--reason",
            "说的是别的网站。",
            "--key",
            "k",
        ],
        &["reject_site_error"],
    ),
    Spec {
        first: &[&[
            "errors",
            "reject",
            "{year}-00001",
            "--reason",
            "说的是别的网站。",
        ]],
        ..looked(
            "erase",
            &["errors", "erase", "{year}-00001"],
            &["erase_site_error"],
        )
    },
    Spec {
        from: Start::Unsigned,
        ..keyed("sign", &["log", "sign"], &[])
    },
    looked("rotate", &["log", "rotate"], &["change_key"]),
    Spec {
        first: &[&[
            "{ahead}",
            "site",
            "set",
            "contact=0000-2",
            "--reason",
            "改号码",
        ]],
        ..looked(
            "clock",
            &["log", "clock", "--reason", "时钟走快了"],
            &["adjust_clock"],
        )
    },
    looked(
        "load notices",
        &["calendar", "load", "{data}/notices.txt"],
        &["load_holiday_notices"],
    ),
    Spec {
        first: &[&["calendar", "load", "{data}/notices.txt"]],
        ..looked(
            "forget notice",
            &[
                "calendar",
                "forget",
                "国务院办公厅关于2026年国庆节假期的通知",
                "--reason",
                "示例",
            ],
            &["forget_holiday_notice"],
        )
    },
    keyed("reindex", &["reindex"], &[]),
    keyed("backup", &["backup", "{beside}/backup"], &[]),
    looked("export", &["export", "archive", "{beside}/site.zip"], &[]),
    Spec {
        from: Start::Nothing,
        ..looked("restore", &["restore", "{beside}/kept"], &[])
    },
    Spec {
        from: Start::Nothing,
        ..looked(
            "import archive",
            &["import", "archive", "{beside}/kept"],
            &[],
        )
    },
    Spec {
        from: Start::Oldest,
        ..keyed("migrate", &["log", "sign"], &["change_key"])
    },
];

/// What only a serving site does, with the entries that it appends: `serving.rs` kills it there.
#[cfg(test)]
const SERVED: &[(&str, &str)] = &[
    ("receive_site_error", "a reader's form"),
    ("record_copies", "copies that readers took"),
];

/// Kinds of entries that no act has of its own.
#[cfg(test)]
const OF_NO_ACT: &[(&str, &str)] = &[(
    "change_item",
    "the net under every act: rows of an item that the act was not about",
)];

/// Commands that are not killed here, and why.
#[cfg(test)]
const NOT_KILLED: &[(&str, &str)] = &[
    (
        "demo",
        "made of the same imports, and thrown away as a whole",
    ),
    ("serve", "killed under its readers by `serving.rs`"),
    ("site", "looks"),
    ("site notice", "looks"),
    ("site mourning", "looks"),
    ("read", "writes nothing"),
    ("scan", "writes nothing"),
    ("drafts", "looks"),
    ("errors list", "looks"),
    ("errors show", "looks"),
    ("search unfound", "looks"),
    ("verify", "looks"),
    ("log", "looks"),
    ("config describe", "looks"),
    ("config show", "looks"),
    ("config check", "looks"),
    ("doctor", "looks, and takes its probes away"),
    ("audit site", "looks"),
    ("clock", "computes"),
    ("calendar", "computes"),
    ("calendar notices", "looks"),
    ("completions", "writes nothing"),
    ("report check", "writes nothing"),
    ("fee", "computes"),
    ("remedy", "computes"),
];

impl Spec {
    /// Makes it ready.
    pub(in crate::prove) fn act(&self, bench: &Bench) -> Result<Act> {
        let county = county(bench)?;
        let base = match self.from {
            Start::County => county.clone(),
            Start::Unsigned => bench.folder.join("unsigned/data"),
            Start::Oldest => oldest(bench)?,
            Start::Nothing => bench.folder.join("nothing/data"),
        };
        let from = if self.first.is_empty() {
            base
        } else {
            let beside = bench.folder.join("first").join(self.name.replace(' ', "-"));
            let from = beside.join("data");
            if !from.exists() {
                fs::create_dir_all(&beside)?;
                copy(&base, &from)?;
                copy(&base.with_file_name("data.keys"), &beside.join("data.keys"))?;
                for words in self.first {
                    let words: Vec<String> = words
                        .iter()
                        .map(|word| {
                            let word = word.replace("{data}", &from.to_string_lossy());
                            filled(&word)
                        })
                        .collect::<Result<_>>()?;
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    match words.split_first() {
                        Some((&"{ahead}", words)) => ahead(bench, &from, words)?,
                        _ => drop(bench.run(&from, &words)?),
                    }
                }
            }
            from
        };
        let mut whole = vec!["{program}".to_owned(), "--data".into(), "{data}".into()];
        for word in self.words {
            whole.push(filled(word)?);
        }
        Ok(Act {
            name: self.name,
            from,
            words: whole,
            entries: self.entries.iter().map(|&kind| kind.to_owned()).collect(),
            again: self.again,
        })
    }
}

/// An act as it is done by a clock that runs ahead.
fn ahead(bench: &Bench, data: &Path, words: &[&str]) -> Result<()> {
    let mut command = Command::new("faketime");
    command.args(["-f", AHEAD]).arg(&bench.program);
    let output = command.arg("--data").arg(data).args(words).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{words:?}: {said}");
    Ok(())
}

/// A word with what it stands for.
fn filled(word: &str) -> Result<String> {
    let year = year()?;
    Ok(match word {
        "{one}" => number(&year, 1),
        "{two}" => number(&year, 2),
        "{draft}" => number(&year, 3),
        word => word.replace("{year}", &year),
    })
}

/// Two programs with a bug each: one tells that it is done before it is, the other writes a register by halves.
pub(in crate::prove) fn bugs(bench: &Bench) -> Result<[Act; 2]> {
    let from = county(bench)?;
    let one = number(&year()?, 1);
    let early = format!(
        "echo 已撤回 >&2; echo 已撤回; exec {{program}} --data {{data}} withdraw {one} --reason 有误 --key k"
    );
    let after = bench.folder.join("bug/data");
    drop(fs::remove_dir_all(bench.folder.join("bug")));
    fs::create_dir_all(bench.folder.join("bug"))?;
    copy(&from, &after)?;
    copy(
        &from.with_file_name("data.keys"),
        &after.with_file_name("data.keys"),
    )?;
    bench.run(&after, &["withdraw", &one, "--reason", "有误"])?;
    let whole = after.join("register.sqlite");
    let halves = format!(
        "rm -f {{data}}/register.sqlite-wal {{data}}/register.sqlite-shm; dd if={} of={{data}}/register.sqlite bs=4096 conv=notrunc status=none && echo 已撤回",
        whole.display()
    );
    let bug = |name, script: String| Act {
        name,
        from: from.clone(),
        words: vec!["sh".into(), "-c".into(), script],
        entries: vec!["withdraw".into()],
        again: true,
    };
    Ok([
        bug("told before it is done", early),
        bug("written by halves", halves),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::Checkout;
    use std::collections::BTreeSet;

    /// Commands that do something themselves: those with commands below them only where they look on their own.
    fn commands() -> Vec<String> {
        let page = fs::read_to_string(Checkout::here().path("docs/reference/commands.md"));
        let page = page.expect("the reference");
        page.split("\n## gongkai ")
            .skip(1)
            .filter(|section| !section.contains("<命令>"))
            .filter_map(|section| section.lines().next().map(str::to_owned))
            .collect()
    }

    #[test]
    fn every_command_that_writes_is_killed() {
        let unknown: Vec<String> = commands()
            .into_iter()
            .filter(|command| {
                let words: Vec<&str> = command.split(' ').collect();
                let is_killed = ACTS.iter().any(|spec| spec.words.starts_with(&words));
                !is_killed && NOT_KILLED.iter().all(|(name, _)| name != command)
            })
            .collect();
        assert!(
            unknown.is_empty(),
            "put these into ACTS of prove/kills/acts.rs, or into NOT_KILLED with a reason: {unknown:?}"
        );
    }

    #[test]
    fn every_kind_of_entry_is_killed() {
        let source = Checkout::here().path("crates/acts/src/ledger/kind.rs");
        let source = fs::read_to_string(source).expect("the kinds of entries");
        let (_, list) = source.split_once("entry_kinds! {").expect("their list");
        let (list, _) = list.split_once('}').expect("its end");
        let kinds: BTreeSet<&str> = list.split('"').skip(1).step_by(2).collect();
        assert!(20 < kinds.len(), "{kinds:?}");
        let of_acts = ACTS.iter().flat_map(|spec| spec.entries.iter().copied());
        let others = SERVED.iter().chain(OF_NO_ACT).map(|(kind, _)| *kind);
        let known: BTreeSet<&str> = of_acts.chain(others).collect();
        assert_eq!(
            kinds, known,
            "ACTS of prove/kills/acts.rs appends other kinds of entries"
        );
    }
}
