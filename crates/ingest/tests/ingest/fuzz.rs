//! The fuzz targets in short: their seeds, and a bounded number of changes to each, the same every time.

use std::path::Path;
use std::time::{Duration, Instant};

#[path = "../../fuzz/entries/mod.rs"]
mod entries;

/// Changed copies of each seed.
const CHANGED: usize = 40;

/// Numbers that look random and are the same every time (xorshift, Marsaglia 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// Changes some places of a file: overwrites, cuts, repeats, or brings something from another file.
fn change(bytes: &mut Vec<u8>, other: &[u8], numbers: &mut Numbers) {
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + 1 + numbers.below(24)).min(bytes.len());
        match numbers.below(5) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            3 => {
                let from = numbers.below(other.len());
                let to = (from + numbers.below(60)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].iter().copied()));
            }
            _ => bytes.truncate(bytes.len() - numbers.below(bytes.len() / 4 + 1)),
        }
    }
}

#[test]
fn every_target_answers_its_seeds() {
    for target in entries::TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{}", target.name);
        for (n, seed) in seeds.iter().enumerate() {
            eprintln!("{} seed {n}", target.name);
            (target.run)(seed);
        }
    }
}

#[test]
fn every_target_answers_changed_seeds() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for target in entries::TARGETS {
        let seeds = (target.seeds)();
        for (n, seed) in seeds.iter().enumerate() {
            for round in 0..CHANGED {
                let mut bytes = seed.clone();
                let other = &seeds[numbers.below(seeds.len())];
                change(&mut bytes, other, &mut numbers);
                eprintln!("{} seed {n}, change {round}", target.name);
                (target.run)(&bytes);
            }
        }
    }
}

/// Files that a fuzzer found and that once did harm: read or refused, with every invariant of their target.
#[test]
fn what_was_found_once_is_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/fuzz");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let (target, _) = name.split_once('-').unwrap();
        eprintln!("{name}");
        let start = Instant::now();
        entries::run(target, &std::fs::read(&path).unwrap());
        // A reader process has so long in a build that is many times faster.
        assert!(start.elapsed() < Duration::from_secs(20), "{name}");
    }
}

#[test]
fn the_fuzzer_knows_every_target() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest: toml::Table = std::fs::read_to_string(fuzz.join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let built: Vec<&str> = manifest["bin"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|bin| bin["name"].as_str())
        .collect();
    let targets: Vec<&str> = entries::TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(built, targets);
    for name in targets {
        let code = std::fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(
            code.contains(&format!("entries::run(\"{name}\", bytes)")),
            "{name}"
        );
    }
}
