//! Readers hold their limits, and the pool goes on whatever a file does to one.
//!
//! Real processes; the faults are ordered by the files themselves (see `src/reader/faults.rs`). Every test
//! has a runtime of one thread, so that the processes it started are the children of that thread.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs, iter};

use ingest::Input;
use rustix::process::{Pid, Signal, kill_process};
use tokio::task::{JoinSet, spawn_blocking, yield_now};
use tokio::time::timeout;

use crate::source::reader::frame::Faults;
use crate::source::reader::process::Program;
use crate::source::reader::protections::Guard;
use crate::source::reader::{Isolation, Limits, Pool, ReadFailure};

const GONGKAI: &str = env!("CARGO_BIN_EXE_gongkai");
const MIB: u64 = 1024 * 1024;
/// Longer than anything here takes, also on a busy box.
const PATIENCE: Duration = Duration::from_mins(1);
const TEXT: &str =
    "关于进一步做好政府信息公开工作的通知\n\n各县（市、区）人民政府：\n现将有关事项通知如下。\n";

#[tokio::test]
async fn a_text_is_read_word_for_word() {
    let pool = pool(limits());
    let plain = read(&pool, TEXT, Isolation::Fresh).await.unwrap();
    for line in TEXT.lines() {
        assert!(plain.contains(line), "{line} is missing in {plain}");
    }
}

#[tokio::test]
async fn a_refusal_arrives_with_its_code_and_its_words() {
    let refused = order(&pool(limits()), "print").await;
    let ReadFailure::Refused { code, says } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!((code.as_str(), says.as_str()), ("allowed", "print"));
}

#[tokio::test]
async fn a_file_orders_nothing_where_faults_are_not_asked_for() {
    let pool = Pool::of(Program::at(GONGKAI, Faults::Ignored), limits());
    let plain = read(&pool, "GONGKAI-READER-FAULT abort", Isolation::Fresh)
        .await
        .unwrap();
    assert!(plain.contains("GONGKAI-READER-FAULT abort"));
}

#[tokio::test]
async fn a_reader_that_hangs_is_cut_off_and_the_next_file_is_read() {
    let wall = Duration::from_secs(1);
    for kind in ["hang", "sleep"] {
        let pool = pool(Limits { wall, ..limits() });
        assert_eq!(
            order(&pool, kind).await,
            ReadFailure::Timeout { after: wall }
        );
        the_next_file_is_read(&pool).await;
    }
}

#[tokio::test]
async fn memory_beyond_the_limit_ends_the_reader_alone() {
    let memory = 384 * MIB;
    let pool = pool(Limits { memory, ..limits() });
    assert_eq!(
        order(&pool, "memory").await,
        ReadFailure::Memory { limit: memory }
    );
    the_next_file_is_read(&pool).await;
}

#[tokio::test]
async fn too_little_memory_to_start_with_is_said() {
    let pool = pool(Limits {
        memory: MIB,
        ..limits()
    });
    let failed = read(&pool, TEXT, Isolation::Fresh).await.unwrap_err();
    assert_eq!(
        failed,
        ReadFailure::Unavailable {
            why: "内存上限过低".into()
        }
    );
}

#[tokio::test]
async fn a_stack_that_overflows_and_an_abort_are_crashes() {
    let pool = pool(limits());
    for kind in ["stack", "abort"] {
        assert_eq!(order(&pool, kind).await, ReadFailure::Crashed, "{kind}");
        the_next_file_is_read(&pool).await;
    }
}

#[tokio::test]
async fn a_panic_is_answered_by_its_place_and_not_by_its_words() {
    let pool = pool(limits());
    let failed = order(&pool, "panic 王芳的身份证号码").await;
    let ReadFailure::ReaderFailed { at } = &failed else {
        panic!("{failed:?}")
    };
    assert!(at.starts_with("gongkai/src/reader/faults.rs:"), "{at}");
    assert!(!format!("{failed:?} {failed}").contains("王芳"));
    the_next_file_is_read(&pool).await;
}

#[tokio::test]
async fn an_answer_too_long_or_without_sense_is_not_taken() {
    let output = 64 * 1024;
    let pool = pool(Limits { output, ..limits() });
    let too_large = ReadFailure::OutputTooLarge { limit: output };
    assert_eq!(order(&pool, "flood").await, too_large);
    let long: String = iter::repeat_n("公开为常态，不公开为例外。\n", 4096).collect();
    assert_eq!(
        read(&pool, &long, Isolation::Fresh).await.unwrap_err(),
        too_large
    );
    assert_eq!(order(&pool, "babble").await, ReadFailure::Crashed);
    the_next_file_is_read(&pool).await;
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_given_to_no_reader() {
    let pool = pool(Limits {
        input: 10,
        ..limits()
    });
    let failed = read(&pool, TEXT, Isolation::Fresh).await.unwrap_err();
    assert_eq!(failed, ReadFailure::TooLarge { limit: 10 });
    assert!(children().is_empty());
}

#[tokio::test]
async fn a_reader_killed_in_the_midst_of_a_file_is_a_clear_failure() {
    let pool = pool(limits());
    let kill = async {
        loop {
            match children().into_iter().find(|pid| is_locked(*pid)) {
                Some(pid) => break kill_process(pid, Signal::KILL).unwrap(),
                None => yield_now().await,
            }
        }
    };
    let (failed, ()) = timeout(PATIENCE, async {
        tokio::join!(order(&pool, "sleep"), kill)
    })
    .await
    .unwrap();
    assert_eq!(failed, ReadFailure::Crashed);
    assert_eq!(failed.exit_code(), 69);
    the_next_file_is_read(&pool).await;
}

#[tokio::test]
async fn a_caller_that_gives_up_ends_the_reader() {
    let pool = pool(limits());
    let started = async {
        while !children().into_iter().any(is_locked) {
            yield_now().await;
        }
    };
    tokio::select! {
        failed = order(&pool, "hang") => panic!("{failed:?}"),
        () = started => (),
    }
    let gone = async {
        while !children().is_empty() {
            yield_now().await;
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
    the_next_file_is_read(&pool).await;
}

#[tokio::test]
async fn a_reader_opens_reaches_and_starts_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let (there, new) = (directory.path().join("there"), directory.path().join("new"));
    fs::write(&there, "内部").unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    TcpStream::connect(address).expect("it can be reached from here");
    let pool = pool(limits());
    for what in [
        format!("open {}", there.display()),
        "open /proc/self/status".into(),
        "open /dev/null".into(),
        format!("create {}", new.display()),
        format!("connect {address}"),
        "send".into(),
        "exec /bin/true".into(),
        "thread".into(),
        format!("signal {}", std::process::id()),
    ] {
        let refused = order(&pool, &what).await;
        assert_eq!(refused.code(), "denied", "{what}");
    }
    assert!(!new.exists());
}

#[tokio::test]
async fn what_protects_a_reader_is_told_and_its_environment_is_empty() {
    let pool = pool(limits());
    let protections = pool.protections().await.unwrap();
    assert!(
        protections.limits && protections.no_new_privileges,
        "{protections:?}"
    );
    assert_eq!(protections.system_calls, Guard::Full);
    assert_eq!(protections.lines().len(), 4);
    read(&pool, TEXT, Isolation::Reused).await.unwrap();
    let pid = only_idle(&pool).await.as_raw_nonzero();
    let environment = fs::read_to_string(format!("/proc/{pid}/environ"));
    // A process that may not be dumped shows its environment to none but root.
    let of_memory =
        "MALLOC_ARENA_MAX=1\0MIMALLOC_ARENA_RESERVE=0\0MIMALLOC_RESERVE_OS_MEMORY=32MiB\0";
    assert!(environment.is_err() || environment.unwrap() == of_memory);
    assert_eq!(
        fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap(),
        "gongkai\0reader\0"
    );
    assert_eq!(
        fs::read_to_string(format!("/proc/{pid}/oom_score_adj")).unwrap(),
        "1000\n"
    );
}

#[tokio::test]
async fn twenty_files_at_once_through_two_readers_are_all_answered_right() {
    for isolation in [Isolation::Fresh, Isolation::Reused] {
        let pool = Arc::new(pool(limits()));
        let mut reads = JoinSet::new();
        for n in 1..=20 {
            let pool = Arc::clone(&pool);
            reads.spawn(async move {
                let text = format!("第{n}号文件\n\n内容属于第{n}号。\n");
                let plain = read(&pool, &text, isolation).await.unwrap();
                assert!(
                    plain.contains(&format!("内容属于第{n}号。")),
                    "{n}: {plain}"
                );
            });
        }
        let mut most = 0;
        let watch = async {
            loop {
                most = most.max(children().into_iter().filter(|pid| is_locked(*pid)).count());
                yield_now().await;
            }
        };
        tokio::select! {
            all = reads.join_all() => assert_eq!(all.len(), 20),
            () = watch => (),
        }
        assert!((1..=2).contains(&most), "{most} processes for two readers");
    }
}

#[tokio::test]
async fn readers_killed_at_any_time_leave_every_other_file_read() {
    let pool = Arc::new(pool(limits()));
    let mut reads = JoinSet::new();
    for n in 0..40 {
        let pool = Arc::clone(&pool);
        let isolation = if n % 2 == 0 {
            Isolation::Fresh
        } else {
            Isolation::Reused
        };
        reads.spawn(async move { read(&pool, TEXT, isolation).await });
    }
    let kill = async {
        for turn in 0.. {
            // The counter only spreads the kills over all stages of a reader's life.
            if let Some(pid) = children().first().filter(|_| turn % 23 == 0) {
                let _ = kill_process(*pid, Signal::KILL);
            }
            yield_now().await;
        }
    };
    let ended = tokio::select! {
        ended = reads.join_all() => ended,
        () = kill => Vec::new(),
    };
    assert_eq!(ended.len(), 40);
    assert!(
        ended
            .iter()
            .all(|end| matches!(end, Ok(_) | Err(ReadFailure::Crashed))),
        "{ended:?}"
    );
    the_next_file_is_read(&pool).await;
}

#[tokio::test]
async fn bulk_import_keeps_its_reader_for_so_many_files() {
    let pool = pool(Limits {
        documents: 2,
        ..limits()
    });
    let mut readers = Vec::new();
    for _ in 0..4 {
        read(&pool, TEXT, Isolation::Reused).await.unwrap();
        readers.push(only_idle(&pool).await);
    }
    assert_eq!(readers[0], readers[1]);
    assert_ne!(readers[1], readers[2]);
    assert_eq!(readers[2], readers[3]);
}

#[tokio::test]
async fn an_upload_never_meets_a_reader_that_has_read_before() {
    let pool = pool(limits());
    read(&pool, TEXT, Isolation::Reused).await.unwrap();
    let used = only_idle(&pool).await;
    let kept = order(&pool, "keep 1").await;
    assert_eq!(kept.code(), "allowed");
    let gone = async {
        while children().contains(&used) {
            yield_now().await;
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
}

#[tokio::test]
async fn what_a_reader_read_before_does_not_decide_about_the_next_file() {
    let pool = pool(Limits {
        memory: 512 * MIB,
        ..limits()
    });
    // Two such files are more than one process may hold.
    for _ in 0..4 {
        let kept = read(&pool, "GONGKAI-READER-FAULT keep 200", Isolation::Reused).await;
        assert_eq!(kept.unwrap_err().code(), "allowed");
    }
}

#[tokio::test]
async fn a_reader_ends_with_its_parent_also_in_the_midst_of_a_file() {
    let mut reader = Command::new(GONGKAI)
        .arg("reader")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = reader.stdin.take().unwrap();
    // Not started by the pool, it claims address space as any program does.
    let settings = r#"{"memory":4000000000,"cpu_seconds":60,"input":1000,"faults":"obeyed"}"#;
    stdin.write_all(&frame(settings, b"")).unwrap();
    reader
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut [0; 16])
        .expect("it becomes ready");
    let ask = r#"{"id":1,"task":"document","name":null,"media_type":null,"url":null}"#;
    stdin
        .write_all(&frame(ask, b"GONGKAI-READER-FAULT hang"))
        .unwrap();
    drop(stdin);
    let ended = timeout(PATIENCE, spawn_blocking(move || reader.wait()))
        .await
        .unwrap();
    assert_eq!(ended.unwrap().unwrap().code(), Some(0));
}

#[tokio::test]
async fn an_executable_that_is_no_reader_is_a_clear_failure() {
    for path in ["/bin/true", "/nowhere/gongkai"] {
        let pool = Pool::of(Program::at(path, Faults::Ignored), limits());
        let failed = read(&pool, TEXT, Isolation::Fresh).await.unwrap_err();
        assert_eq!(
            (failed.code(), failed.exit_code()),
            ("reader_unavailable", 69),
            "{path}"
        );
    }
}

#[tokio::test]
async fn every_sample_is_read_in_a_locked_process_as_it_is_outside() {
    let Some(samples) = corpus().map(|corpus| corpus.join("samples")) else {
        return;
    };
    let pool = pool(limits());
    let mut compared = 0;
    for path in files(&samples) {
        let bytes = fs::read(&path).unwrap();
        let input = Input {
            bytes: &bytes,
            name: path.file_name().and_then(|name| name.to_str()),
            ..Input::default()
        };
        let outside = ingest::read(input).map_err(|refused| refused.code.to_owned());
        for isolation in [Isolation::Fresh, Isolation::Reused] {
            let inside = pool.read(input, isolation).await;
            let inside = inside.map_err(|failure| failure.code().to_owned());
            assert!(
                inside == outside,
                "{} reads otherwise when locked",
                path.display()
            );
        }
        compared += 1;
    }
    assert!(20 < compared, "only {compared} samples");
}

#[test]
fn every_code_stands_in_the_operators_table_with_its_exit_code() {
    let table = include_str!("../../../../docs/ops/reader.md");
    let refused = |code: &str| ReadFailure::Refused {
        code: code.into(),
        says: String::new(),
    };
    let failures = [
        refused("damaged"),
        refused("encrypted"),
        ReadFailure::Timeout { after: PATIENCE },
        ReadFailure::Memory { limit: MIB },
        ReadFailure::Crashed,
        ReadFailure::ReaderFailed { at: String::new() },
        ReadFailure::TooLarge { limit: MIB },
        ReadFailure::OutputTooLarge { limit: MIB },
        ReadFailure::Unavailable { why: String::new() },
    ];
    for failure in failures {
        let row = format!("| `{}` | {} |", failure.code(), failure.exit_code());
        assert!(table.contains(&row), "{row}");
    }
}

#[test]
fn every_code_that_files_are_refused_with_stands_in_the_operators_table() {
    let table = include_str!("../../../../docs/ops/reader.md");
    let sources = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../ingest/src"));
    let mut codes = 0;
    for path in sources {
        let source = fs::read_to_string(&path).unwrap();
        for call in source.split("Refused::new(").skip(1) {
            // A code that is computed is listed where it is computed from.
            if let Some((code, _)) = call
                .trim_start()
                .strip_prefix('"')
                .and_then(|c| c.split_once('"'))
            {
                assert!(
                    table.contains(&format!("| `{code}` |")),
                    "{code} of {}",
                    path.display()
                );
                codes += 1;
            }
        }
    }
    assert!(3 < codes, "only {codes} refusals found");
}

fn limits() -> Limits {
    Limits {
        processes: NonZeroUsize::new(2).unwrap(),
        wall: PATIENCE,
        ..Limits::default()
    }
}

fn pool(limits: Limits) -> Pool {
    Pool::of(Program::at(GONGKAI, Faults::Obeyed), limits)
}

async fn read(pool: &Pool, text: &str, isolation: Isolation) -> Result<String, ReadFailure> {
    let input = Input {
        bytes: text.as_bytes(),
        name: Some("通知.txt"),
        media_type: Some("text/plain"),
        url: None,
    };
    let reading = pool.read(input, isolation).await?;
    Ok(reading.document.text.plain())
}

/// The real documents, where this box has them; a build server must.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
#[expect(
    clippy::disallowed_methods,
    reason = "where the corpus lies is no setting of the product"
)]
fn corpus() -> Option<PathBuf> {
    let corpus = env::var_os("GONGKAI_CORPUS").map(PathBuf::from);
    assert!(
        corpus.is_some() || env::var_os("CI").is_none(),
        "GONGKAI_CORPUS is not set"
    );
    if corpus.is_none() {
        eprintln!("SKIPPED: GONGKAI_CORPUS is not set, no real document was read");
    }
    corpus
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let nested = entries.map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    });
    nested.flatten().collect()
}

/// How a file fares that orders a fault; such a file is never read.
async fn order(pool: &Pool, fault: &str) -> ReadFailure {
    let file = format!("GONGKAI-READER-FAULT {fault}");
    timeout(PATIENCE * 2, read(pool, &file, Isolation::Fresh))
        .await
        .unwrap()
        .unwrap_err()
}

async fn the_next_file_is_read(pool: &Pool) {
    let plain = read(pool, TEXT, Isolation::Fresh).await.unwrap();
    assert!(plain.contains("现将有关事项通知如下。"));
}

/// The processes that this thread started and that are not yet buried.
fn children() -> Vec<Pid> {
    let pids = fs::read_to_string("/proc/thread-self/children").unwrap();
    pids.split_whitespace()
        .filter_map(|pid| Pid::from_raw(pid.parse().unwrap()))
        .collect()
}

/// Whether the filter of system calls is in place, which comes last.
fn is_locked(pid: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero()));
    status.is_ok_and(|status| status.contains("Seccomp:\t2"))
}

/// The one process of a pool that waits, once those it replaced are buried.
async fn only_idle(_pool: &Pool) -> Pid {
    let only = async {
        loop {
            match children()[..] {
                [pid] => break pid,
                _ => yield_now().await,
            }
        }
    };
    timeout(PATIENCE, only).await.unwrap()
}

/// A frame as `src/reader/frame.rs` describes it.
fn frame(head: &str, body: &[u8]) -> Vec<u8> {
    let lengths = [
        &u32::try_from(head.len()).unwrap().to_be_bytes()[..],
        &body.len().to_be_bytes(),
    ];
    [b"GKR1", &lengths.concat()[..], head.as_bytes(), body].concat()
}
