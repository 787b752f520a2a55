//! 中断 — an import that is killed at any instant and run again ends as if it had never been disturbed.
//!
//! The short form kills a few times; `GONGKAI_KILLS` asks for more (`cargo xtask prove kills`).

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::fingerprint::fingerprint;

/// How many kills the short form makes.
const FEW: u32 = 4;
const DOCUMENTS: u32 = 400;

#[expect(
    clippy::disallowed_methods,
    reason = "the long proof asks for more by the environment"
)]
pub(crate) fn kills() -> u32 {
    std::env::var("GONGKAI_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(FEW)
}

pub(crate) fn gongkai(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.arg("--data").arg(data).args(["--as", "示例经办"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

pub(crate) fn init(data: &Path) {
    let status = gongkai(data)
        .args(["init", "--name", "漱石县人民政府（示例）"])
        .status()
        .expect("the program");
    assert!(status.success());
}

pub(crate) fn import(data: &Path, corpus: &Path) -> Child {
    gongkai(data)
        .args(["import", "corpus"])
        .arg(corpus)
        .spawn()
        .expect("the program")
}

/// Documents of several agencies, some with a number, so that serials and publishers are given on the way.
pub(crate) fn corpus(file: &Path) {
    let lines: Vec<String> = (0..DOCUMENTS)
        .map(|n| {
            let body = format!("各单位：\n一、总体要求\n第{n}项工作应当按期完成。\n二、保障措施\n落实责任。\n示例局\n2026年1月{}日", n % 28 + 1);
            serde_json::json!({
                "id": format!("c{n}"), "number": format!("示〔2026〕{}号", n + 1), "title": format!("关于第{n}项工作的通知"),
                "agency": format!("示例{}局", n % 7), "category": "综合政务", "date": format!("2026-02-{:02}", n % 28 + 1), "body": body,
            })
            .to_string()
        })
        .collect();
    std::fs::write(file, lines.join("\n")).expect("a corpus");
}

#[test]
fn an_import_killed_at_any_instant_and_run_again_ends_undisturbed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("corpus.jsonl");
    corpus(&file);
    let (calm, disturbed) = (folder.path().join("calm"), folder.path().join("disturbed"));
    init(&calm);
    init(&disturbed);
    let begun = Instant::now();
    assert!(import(&calm, &file).wait().expect("an end").success());
    let whole = begun.elapsed();
    let kills = kills();
    for n in 0..kills {
        let mut child = import(&disturbed, &file);
        // Spread over the length of an undisturbed run, so that every part of it is met.
        let wait = whole.mul_f64(f64::from(n * 37 % kills.max(1) + 1) / f64::from(kills + 1));
        kill_after(&mut child, wait);
    }
    assert!(import(&disturbed, &file).wait().expect("an end").success());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (expected, found) =
        runtime.block_on(async { (fingerprint(&calm).await, fingerprint(&disturbed).await) });
    let differing: Vec<&String> = expected
        .iter()
        .filter(|line| !found.contains(line))
        .take(5)
        .collect();
    assert!(
        expected == found,
        "after {kills} kills: {} lines, expected {}; first missing {differing:?}",
        found.len(),
        expected.len()
    );
    assert!(
        gongkai(&disturbed)
            .arg("verify")
            .status()
            .expect("the program")
            .success()
    );
}

/// Kills a process with SIGKILL once `wait` is over, or finds it ended before.
pub(crate) fn kill_after(child: &mut Child, wait: Duration) {
    let begun = Instant::now();
    loop {
        if child.try_wait().expect("a process").is_some() {
            return;
        }
        let Some(left) = wait
            .checked_sub(begun.elapsed())
            .filter(|left| !left.is_zero())
        else {
            break;
        };
        std::thread::park_timeout(left.min(Duration::from_millis(5)));
    }
    child.kill().expect("a process to kill");
    child.wait().expect("an end");
}
