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
mod systemd;
mod tls;
mod trouble;
mod usage;
mod witness;
mod written;

use std::process::ExitCode;

/// A page takes and gives back some thousand pieces of memory; that of the system takes a fifth of its time for it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    match runtime.block_on(commands::run(data, arguments)) {
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
