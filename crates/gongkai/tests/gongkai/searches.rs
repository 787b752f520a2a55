//! What is left of a search: nothing in what the program says, and words in the register once many looked for them.

use crate::world::{Site, ended};
use std::fs;

/// 火星移民补贴, 冥王星移民
const OFTEN: &str = "%E7%81%AB%E6%98%9F%E7%A7%BB%E6%B0%91%E8%A1%A5%E8%B4%B4";
const SELDOM: &str = "%E5%86%A5%E7%8E%8B%E6%98%9F%E7%A7%BB%E6%B0%91";

#[test]
fn words_that_many_look_for_in_vain_are_told_to_the_operator_and_the_others_stand_nowhere() {
    let site = Site::new();
    let (code, said) = ended(&mut site.command(&["search", "unfound"]));
    assert!(
        code == Some(0) && said.contains("没有。有六个以上的网络搜过"),
        "{said}"
    );
    let server = site.serve();
    // The index has to be there before anything can be missing from it.
    server.until("/search?q=%E6%93%8D%E5%9C%BA", |_, page| {
        page.contains("共 1 件")
    });
    for n in 1..=7 {
        let network = format!("192.0.2.{n}");
        let (status, page) = server.get_for(&network, &format!("/search?q={OFTEN}"));
        assert!(status == 200 && page.contains("没有搜到"), "{page}");
        if n <= 5 {
            server.get_for(&network, &format!("/search?q={SELDOM}"));
        }
    }
    server.stop();
    let listed = site.run(&["search", "unfound"]);
    assert!(
        listed.starts_with("7\t") && listed.trim_end().ends_with("\t火星移民补贴"),
        "{listed}"
    );
    assert_eq!(listed.lines().count(), 1, "{listed}");
    let told: serde_json::Value =
        serde_json::from_str(&site.run(&["search", "unfound", "--json"])).unwrap();
    assert_eq!(told["unfound"][0]["words"], "火星移民补贴");
    assert_eq!(told["unfound"][0]["months"][0]["times"], 7);
    assert_eq!(told["keep_months"], 12);
    // In no file of the data directory, with or without the escapes of an address.
    let mut folders = vec![site.data()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !text.contains("冥王星") && !text.contains(SELDOM),
                "{}",
                path.display()
            );
        }
    }
    // What is set to be kept no longer is told no longer.
    let settings = site.data().join("gongkai.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}\n[search]\nkeep_months = 0\n")).unwrap();
    let (code, said) = ended(&mut site.command(&["search", "unfound"]));
    assert!(
        code == Some(0) && said.contains("不计没有搜到的词"),
        "{said}"
    );
}

#[test]
fn nothing_that_is_asked_stands_in_what_the_program_says() {
    let site = Site::in_a_file();
    let server = site.serve();
    for path in [
        "/search?q=anyu",
        "/search?q=anyu&page=0",
        "/search?q=anyu&kind=anyu",
        "/search?anyu=%FF",
        "/search/suggest?q=anyu",
        "/api/v1/search?q=anyu&anyu=anyu",
        "/api/v1/suggest?q=anyu",
        "/documents?q=anyu",
        "/feeds/atom/search?q=anyu",
        "/nowhere?q=anyu",
    ] {
        server.get(path);
    }
    // An error that is written down: the register goes away under the site.
    for name in [
        "register.sqlite",
        "register.sqlite-wal",
        "register.sqlite-shm",
    ] {
        let file = site.data().join(name);
        if file.exists() {
            fs::write(file, "x".repeat(8192)).unwrap();
        }
    }
    for path in [
        "/search?q=anyu",
        "/api/v1/suggest?q=anyu",
        "/documents?q=anyu",
    ] {
        server.get(path);
    }
    let said = server.end();
    assert!(said.contains("GK-503"), "no error was written down: {said}");
    assert!(!said.contains("anyu"), "{said}");
}
