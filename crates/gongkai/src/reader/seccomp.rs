//! Which system calls a reader may make: those of a program that computes between two pipes.
//!
//! A list of what is allowed, since what is dangerous grows with every kernel. Everything else fails with
//! `EPERM` instead of killing, so that a library that merely asks (how many processors? which locale?)
//! goes on without an answer.
//!
//! Invariants
//! - No call here opens, connects, starts, signals another process, or makes memory executable.

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::process;

use seccompiler::SeccompCmpArgLen::{Dword, Qword};
use seccompiler::SeccompCmpOp::{Eq, MaskedEq};
use seccompiler::{BpfProgram, Error, SeccompAction, SeccompCondition, SeccompFilter, SeccompRule};
use seccompiler::{TargetArch, apply_filter_all_threads};

/// Allowed with any arguments.
const ALLOWED: &[libc::c_long] = &[
    // Its pipes.
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_ppoll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    // Memory; asking for executable memory is ruled out below.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    // Threads that exist already, and time.
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_restart_syscall,
    // Seeds of hash maps.
    libc::SYS_getrandom,
    // Its own end, also by a stack that overflows.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Puts the filter on every thread of this process, for good.
///
/// # Errors
/// Where the kernel has no filters, or the architecture is not known to the library.
pub(super) fn only_what_reading_needs() -> Result<(), Error> {
    let arch = TargetArch::try_from(ARCH)?;
    let filter = SeccompFilter::new(
        rules()?,
        SeccompAction::Errno(libc::EPERM.cast_unsigned()),
        SeccompAction::Allow,
        arch,
    )?;
    apply_filter_all_threads(&BpfProgram::try_from(filter)?)
}

fn rules() -> Result<BTreeMap<i64, Vec<SeccompRule>>, Error> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    let protection = |argument| {
        let executable = u64::from(libc::PROT_EXEC.cast_unsigned());
        SeccompRule::new(vec![SeccompCondition::new(
            argument,
            Qword,
            MaskedEq(executable),
            0,
        )?])
    };
    rules.insert(libc::SYS_mmap, vec![protection(2)?]);
    rules.insert(libc::SYS_mprotect, vec![protection(2)?]);
    // `abort` signals its own thread; no other process can be named.
    let own = SeccompCondition::new(0, Dword, Eq, u64::from(process::id()))?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![own])?]);
    Ok(rules)
}
