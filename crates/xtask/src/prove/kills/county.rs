//! The sites from which acts begin, and what their ledgers hold.

use super::trial::{Bench, copy};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LAW: &str = r#"{"id":"1","law_key":"漱石县绿化条例","title":"漱石县绿化条例","level":"local_reg","issuer":"漱石县人民代表大会常务委员会","promulgated":"2020-05-20","version_date":"2020-05-20","text":"第一条 为了绿化，制定本条例。\n第二条 本条例自2020年7月1日起施行。","source":"示例"}"#;
const LINE: &str = r#"{"id":"A-1","number":"漱府〔2026〕8号","title":"关于植树的通知","agency":"漱石县人民政府","category":"林业","date":"2026-03-12","body":"各单位：\n请于三月底以前完成植树，并且报送结果。"}"#;
const NOTICES: &str = "通知 国务院办公厅关于2026年国庆节假期的通知\n年份 2026\n成文 2026-09-20\n来源 https://www.example.gov.cn/notice\n上班 2026-10-07 国庆节\n";

/// The site from which most acts begin.
pub(in crate::prove) fn county(bench: &Bench) -> Result<PathBuf> {
    let data = bench.folder.join("county/data");
    if data.exists() {
        return Ok(data);
    }
    let unsigned = bench.folder.join("unsigned/data");
    fs::create_dir_all(bench.folder.join("unsigned"))?;
    let name = ["--name", "漱石县人民政府（示例）", "--operator", "示例经办"];
    bench.run(&unsigned, &[&["init"], &name[..]].concat())?;
    let put = |name: &str, text: &str| {
        let file = unsigned.join(name);
        fs::write(&file, text).map(|()| file.to_string_lossy().into_owned())
    };
    let agency = |code: &str, name: &str| format!("{code},{name},county,government\n");
    let head = "code,name,level,kind\n";
    let own = agency("XT-0001", "漱石县人民政府");
    let csv = put("agencies.csv", &format!("{head}{own}"))?;
    bench.run(&unsigned, &["agencies", "import", &csv])?;
    let more = format!("{head}{own}{}", agency("XT-0002", "松岭县人民政府"));
    put("more.csv", &more)?;
    put("new.md", &page("new", "new", ""))?;
    put("again.jsonl", &LINE.replace("A-1", "A-2"))?;
    put(
        "nine.md",
        &page("nine", "nine", "doc_no = \"漱府〔2026〕9号\"\n"),
    )?;
    put("laws.jsonl", LAW)?;
    put("corpus.jsonl", LINE)?;
    put("notices.txt", NOTICES)?;
    let cites = "relations = [{kind = \"cites\", to = \"漱府〔2026〕9号\"}]\n";
    for (slug, more, draft) in [
        ("one", cites, None),
        ("two", "", None),
        ("draft", "", Some("--draft")),
    ] {
        let page = put(&format!("{slug}.md"), &page(slug, slug, more))?;
        let mut words = vec!["import", "pages", &page];
        words.extend(draft);
        bench.run(&unsigned, &words)?;
    }
    let (year, kept) = (year()?, bench.folder.join("nothing/kept"));
    let (one, two) = (number(&year, 1), number(&year, 2));
    bench.run(&unsigned, &["relate", &two, "implements", &one])?;
    fs::create_dir_all(bench.folder.join("county"))?;
    copy(&unsigned, &data)?;
    copy(
        &unsigned.with_file_name("data.keys"),
        &data.with_file_name("data.keys"),
    )?;
    super::serving::send_reports(bench, &data)?;
    bench.run(&data, &["log", "sign"])?;
    fs::create_dir_all(bench.folder.join("nothing"))?;
    bench.run(&data, &["backup", &kept.to_string_lossy()])?;
    Ok(data)
}

fn page(slug: &str, named: &str, more: &str) -> String {
    format!(
        "+++\nkind = \"document\"\nagency = \"XT-0001\"\nslug = \"{slug}\"\ntitle = \"关于开放操场的通知（{named}）\"\n\
         published_at = \"2026-03-03 10:00\"\n{more}+++\n\n各学校：\n\n一、开放时间\n\n每天下午五点到七点（{named}）。\n"
    )
}

/// The oldest register there is, opened by the program of today.
pub(super) fn oldest(bench: &Bench) -> Result<PathBuf> {
    let from = bench.folder.join("old/data");
    if !from.exists() {
        fs::create_dir_all(bench.folder.join("old"))?;
        copy(&bench.oldest, &from)?;
    }
    Ok(from)
}

/// The year of the site.
pub(in crate::prove) fn year() -> Result<String> {
    let output = Command::new("date")
        .env("TZ", "Asia/Shanghai")
        .arg("+%Y")
        .output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The number of the nth item of the site.
pub(super) fn number(year: &str, n: u32) -> String {
    format!("XT-0001/{year}-{n:05}")
}

/// Which kinds of entries a register has, from an entry on.
pub(in crate::prove) fn entries_after(data: &Path, seq: u64) -> Result<Vec<String>> {
    let output = Command::new("sqlite3")
        .arg(data.join("register.sqlite"))
        .arg(format!(
            "SELECT act FROM ledger WHERE seq > {seq} ORDER BY seq"
        ))
        .output()
        .context("sqlite3 is missing: apt-get install sqlite3")?;
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(said.lines().map(str::to_owned).collect())
}
