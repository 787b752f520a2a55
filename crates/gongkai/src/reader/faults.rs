//! Faults on order: files that make a reader misbehave, so that tests can watch its limits hold.
//!
//! A file `GONGKAI-READER-FAULT <kind>` is obeyed only by a development build whose server was started with
//! `GONGKAI_READER_FAULTS=1`; anywhere else it is a text like any other.
//!
//! The kinds: `hang`, `sleep`, `memory`, `stack`, `panic`, `abort`, `flood` (an endless answer), `babble`
//! (no frame at all). The others are refused with the code `denied` or, where they succeed, `allowed`:
//! `print`, `keep` (so many MiB for the life of the process), and the forbidden `open`, `create`,
//! `connect`, `send`, `exec`, `thread`, `signal`.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::process::{Command, abort};
use std::thread;
use std::time::Duration;

use ingest::Refused;
use rustix::process::{Pid, test_kill_process};

/// How such a file begins.
const ORDER: &str = "GONGKAI-READER-FAULT ";

/// Does what the file orders; returns for any other file.
///
/// # Errors
/// How a forbidden thing went.
pub(super) fn obey(bytes: &[u8], answers: &mut File) -> Result<(), Refused> {
    let order = str::from_utf8(bytes)
        .ok()
        .and_then(|text| text.strip_prefix(ORDER));
    let Some(order) = order.filter(|_| cfg!(debug_assertions)) else {
        return Ok(());
    };
    let (kind, argument) = order
        .trim_end()
        .split_once(' ')
        .unwrap_or((order.trim_end(), ""));
    let allowed = match kind {
        "hang" => loop {
            black_box(());
        },
        "sleep" => loop {
            thread::park_timeout(Duration::from_secs(1));
        },
        "memory" => fill_memory(),
        "stack" => 0 < fill_stack(1),
        "panic" => return Err(fail(argument)),
        "abort" => abort(),
        "flood" => flood(answers),
        "babble" => answers.write_all(b"<html>").is_ok(),
        "print" => io::stdout().write_all(b"noise").is_ok(),
        "keep" => argument.parse().is_ok_and(keep),
        "open" => File::open(argument).is_ok(),
        "create" => File::create(argument).is_ok(),
        "connect" => argument
            .parse::<SocketAddr>()
            .is_ok_and(|to| TcpStream::connect(to).is_ok()),
        "send" => UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).is_ok(),
        "exec" => Command::new(argument).spawn().is_ok(),
        "thread" => thread::Builder::new().spawn(|| ()).is_ok(),
        "signal" => argument.parse().is_ok_and(may_signal),
        _ => return Ok(()),
    };
    let code = if allowed { "allowed" } else { "denied" };
    Err(Refused {
        code,
        says: kind.to_owned(),
    })
}

fn fill_memory() -> bool {
    let mut held: Vec<Vec<u8>> = Vec::new();
    loop {
        held.push(vec![1; 16 * 1024 * 1024]);
        black_box(&held);
    }
}

fn keep(mebibytes: usize) -> bool {
    !black_box(vec![1_u8; mebibytes * 1024 * 1024].leak()).is_empty()
}

fn may_signal(process: i32) -> bool {
    Pid::from_raw(process).is_some_and(|process| test_kill_process(process).is_ok())
}

/// Recursion without an end that the compiler could see.
fn fill_stack(depth: u64) -> u64 {
    let frame = black_box([depth; 512]);
    if black_box(true) {
        fill_stack(depth + 1) + frame.iter().sum::<u64>()
    } else {
        depth
    }
}

#[expect(clippy::panic, reason = "to panic is what was ordered")]
fn fail(document_text: &str) -> Refused {
    panic!("{document_text}")
}

/// An honest beginning of an answer without an end.
fn flood(answers: &mut File) -> bool {
    let Ok(opening) = super::frame::opening(&super::frame::Answer::Ok { id: 0 }, usize::MAX) else {
        return false;
    };
    let mut sent = answers.write_all(&opening);
    while sent.is_ok() {
        sent = answers.write_all(&[b' '; 4 * 1024]);
    }
    false
}
