//! 公开 — the program: one executable, one data directory.
//!
//! Decides which part of the product a command line asks for, and with which exit code it ends: 0 done, 1 not done, 2
//! wrong usage, 3 done in part; `read` has codes of its own (`docs/ops/reader.md`).

mod accept;
mod clock;
mod commands;
mod config;
mod incoming;
mod keys;
mod logs;
mod metrics;
mod notes;
mod place;
mod progress;
mod reader;
mod say;
mod stop;
mod systemd;
mod tls;
mod trouble;
mod usage;
mod witness;
mod written;

use rustix::process::{Resource, getrlimit};
use std::process::ExitCode;

/// A page takes and gives back some thousand pieces of memory; that of the system takes a fifth of its time for it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MIB: u64 = 1 << 20;
/// With less address space than this, threads and readers cannot be had, and the program would end in the middle of its
/// work: what a process may use at most is refused before it begins. Memory that is used is a small part of it.
const LEAST: u64 = 1024 * MIB;

/// With fewer open files than this not even the threads of the program can be had.
const LEAST_FILES: u64 = 16;

/// Which limit of this process is too low to begin, where one is.
fn too_little() -> Option<String> {
    let lower = |resource, least| getrlimit(resource).current.filter(|most| *most < least);
    if let Some(most) = lower(Resource::As, LEAST) {
        return Some(format!(
            "内存的上限（ulimit -v）只有 {} MiB，至少要 {} MiB；请提高它，或者去掉",
            most / MIB,
            LEAST / MIB
        ));
    }
    let most = lower(Resource::Nofile, LEAST_FILES)?;
    Some(format!(
        "打开的文件太多：上限（ulimit -n）只有 {most} 个，至少要 {LEAST_FILES} 个；请提高它"
    ))
}

fn main() -> ExitCode {
    let arguments = match usage::arguments(std::env::args_os()) {
        Ok(arguments) => *arguments,
        Err(code) => return code,
    };
    if matches!(arguments.command, commands::Command::Reader) {
        return reader::child::run();
    }
    let data = match config::settle(arguments.config.as_deref(), arguments.data.clone()) {
        Ok(data) => data,
        Err(error) => {
            let says = trouble::says(&error);
            say::note(&format!("没有完成：{says}"));
            say::end(Some(&says));
            return ExitCode::FAILURE;
        }
    };
    // Settings that cannot be read are told by the command, which reads them again.
    logs::begin(&config::Config::of(&data).unwrap_or_default().log);
    if let Some(says) = too_little() {
        say::note(&format!("不能启动。原因：{says}"));
        say::end(Some(&says));
        return ExitCode::FAILURE;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            say::note(&format!("不能启动。原因：{}", trouble::system(&error)));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(data, arguments, usage::command)) {
        Ok(code) => {
            say::end(None);
            code
        }
        Err(error) => {
            let says = trouble::says(&error);
            say::note(&format!("没有完成：{says}"));
            say::end(Some(&says));
            ExitCode::FAILURE
        }
    }
}
