//! 国密: a program that was built for it signs a log with SM2, changes to it and back, and proves what it signed; one that was
//! not says so.

#[cfg(feature = "gm")]
use crate::proving::{address, key, prove, take};
#[cfg(not(feature = "gm"))]
use crate::world::command;
use crate::world::{Site, ended};

/// The public key of the example of GB/T 32918.5.
#[cfg(not(feature = "gm"))]
const KEY: &str = "gb.example+00000000+/2dvbmdrYWkvc20yLXdpdGgtc20zLzEKBAn53zEeVCGhUN19Fh5LxcZyF5+tGDP8B2uwj/NW81AgzOpJDOJndaUtxupxjMGqYArtBfvzXghKZjL2By2prRM=";

#[cfg(not(feature = "gm"))]
#[test]
fn a_program_without_it_says_which_program_it_takes() {
    let site = Site::new();
    let elsewhere = site.folder.path().join("elsewhere");
    let init = ["init", "--name", "甲县", "--algorithm", "sm2"];
    let (code, said) = ended(&mut command(&elsewhere, &init));
    assert!(code == Some(1) && said.contains("--features gm"), "{said}");
    assert!(!elsewhere.exists());
    let rotate = ["log", "rotate", "--algorithm", "sm2"];
    let (code, said) = ended(&mut site.command(&rotate));
    assert!(code == Some(1) && said.contains("--features gm"), "{said}");
    let (code, said) = ended(&mut site.command(&["log", "rotate", "--algorithm", "rsa"]));
    assert!(code == Some(1) && said.contains("ed25519、sm2"), "{said}");
    let proof = site.folder.path().join("proof");
    std::fs::write(&proof, "").unwrap();
    let proof = proof.to_string_lossy();
    let (code, said) = ended(&mut site.command(&["verify", "--proof", &proof, "--key", KEY]));
    assert!(code == Some(1) && said.contains("--features gm"), "{said}");

    // A key of another program beside the data, and the log of another program in it.
    let file = site.folder.path().join("data.keys/log.key");
    let own = std::fs::read(&file).unwrap();
    std::fs::write(&file, format!("PRIVATE+KEY+{KEY}\n")).unwrap();
    let (code, said) = ended(&mut site.command(&["log", "sign"]));
    assert!(code == Some(1) && said.contains("--features gm"), "{said}");
    std::fs::write(&file, own).unwrap();
    site.run(&["log", "sign"]);
}

#[cfg(not(feature = "gm"))]
#[test]
fn a_program_without_it_leaves_a_log_of_sm3_alone() {
    let site = Site::in_a_file();
    let register = site.data().join("register.sqlite");
    let open = || rusqlite::Connection::open(&register).unwrap();
    open().execute("UPDATE log SET hash = 'sm3'", []).unwrap();
    let entries = || -> i64 {
        let count = "SELECT count(*) FROM ledger";
        open().query_row(count, [], |row| row.get(0)).unwrap()
    };
    let before = entries();
    let (file, out) = (
        site.folder.path().join("a.jsonl"),
        site.folder.path().join("out"),
    );
    std::fs::write(&file, "甲").unwrap();
    let (file, out) = (file.to_string_lossy(), out.to_string_lossy());
    for words in [
        &["serve", "--port", "0"][..],
        &["log"],
        &["log", "sign"],
        &["log", "rotate", "--lost"],
        &["reindex"],
        &["import", "corpus", &file],
    ] {
        let (code, said) = ended(&mut site.command(words));
        assert!(
            code == Some(1) && said.contains("--features gm"),
            "{words:?}: {said}"
        );
    }
    assert_eq!(entries(), before);
    // What lies there is kept as it is.
    site.run(&["backup", &out]);
}

#[cfg(feature = "gm")]
#[test]
fn a_log_that_is_begun_with_sm2_proves_its_files_and_stays_with_it() {
    let site = Site::begun_with(&["--algorithm", "sm2"]);
    let first = key(&site);
    let server = site.serve();
    let (at, new) = (address(), ["log", "rotate"]);
    site.run(&new);
    assert_ne!(key(&site), first);
    let file = take(
        &server,
        &site,
        &format!("{at}/release.json"),
        "release.json",
    );
    let proof = format!("{at}/proofs/release.json");
    let proof = take(&server, &site, &proof, "release.proof");
    for key in [&first, &key(&site)] {
        let (code, said) = prove(&site, &file, &proof, key, &[]);
        assert_eq!(code, Some(0), "{said}");
    }
    let (code, said) = prove(&site, &proof, &proof, &first, &[]);
    assert_eq!(code, Some(1), "{said}");
    server.stop();
    assert!(site.run(&["verify"]).contains("不符 0 处"));
    let back = ["log", "rotate", "--algorithm", "ed25519"];
    let (code, said) = ended(&mut site.command(&back));
    assert!(code == Some(1) && said.contains("SM3"), "{said}");
}

#[cfg(feature = "gm")]
#[test]
fn a_log_goes_over_to_sm2_and_back_and_its_first_key_leads_through() {
    let site = Site::new();
    let first = key(&site);
    let server = site.serve();
    let at = address();
    for (algorithm, words) in [("sm2", "五点=>四点"), ("ed25519", "四点=>三点")] {
        site.run(&["log", "rotate", "--algorithm", algorithm]);
        site.run(&["correct", &at, "--note", "更正开放时间", "--replace", words]);
        let file = take(
            &server,
            &site,
            &format!("{at}/release.json"),
            "release.json",
        );
        let proof = format!("{at}/proofs/release.json");
        let proof = take(&server, &site, &proof, "release.proof");
        for key in [&first, &key(&site)] {
            let (code, said) = prove(&site, &file, &proof, key, &[]);
            assert_eq!(code, Some(0), "{algorithm}: {said}");
        }
        assert!(site.run(&["verify"]).contains("不符 0 处"), "{algorithm}");
    }
    server.stop();
}
