//! What the system says of this process (proc(5)); what it does not say is 0.

use rustix::process::{Resource, getrlimit};
use std::fs;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Process {
    /// Seconds of processors.
    pub(super) cpu: f64,
    /// Bytes of memory.
    pub(super) memory: u64,
    pub(super) files: u64,
    pub(super) files_most: u64,
}

/// How many ticks of proc(5) are a second: on Linux always so many.
const TICKS: f64 = 100.0;

pub(super) fn now() -> Process {
    let files = fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    Process {
        cpu: cpu(&fs::read_to_string("/proc/self/stat").unwrap_or_default()),
        memory: memory(&fs::read_to_string("/proc/self/status").unwrap_or_default()),
        files: files as u64,
        files_most: getrlimit(Resource::Nofile).current.unwrap_or(0),
    }
}

/// User and system time are the 14th and 15th parts; the name before them may hold anything but ends with a bracket.
fn cpu(stat: &str) -> f64 {
    let (_, behind) = stat.rsplit_once(')').unwrap_or_default();
    let times = behind.split_whitespace().skip(11).take(2);
    let ticks: f64 = times.filter_map(|time| time.parse::<f64>().ok()).sum();
    ticks / TICKS
}

fn memory(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.map_or(0, |kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_behind_any_name() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 9 0 100 1 2";
        assert!((cpu(stat) - 2.0).abs() < 1e-9);
        assert!(cpu("") < 1e-9);
    }

    #[test]
    fn this_process_has_memory_and_files() {
        let now = now();
        assert!(1 << 20 < now.memory && 2 < now.files && now.files <= now.files_most);
    }
}
