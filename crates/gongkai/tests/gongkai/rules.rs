//! What the law says, asked at the command line: terms, days, fees, remedies.

use crate::world::{command, ended};
use serde_json::{Value, json};
use std::fs;

const CASES: &str = include_str!("../../../law/tests/law/cases/clock/combined.csv");

/// The answer of a command that needs no site.
fn asked(arguments: &[&str]) -> (Option<i32>, String) {
    let nowhere = tempfile::tempdir().unwrap();
    let told = ended(&mut command(&nowhere.path().join("none"), arguments));
    assert!(!nowhere.path().join("none").exists(), "nothing is kept");
    told
}

fn json_of(arguments: &[&str]) -> Value {
    let (code, said) = asked(arguments);
    assert_eq!(code, Some(0), "{said}");
    serde_json::from_str(&said).unwrap()
}

#[test]
fn a_term_is_told_with_its_last_day_and_every_day_of_it() {
    let (code, said) = asked(&["clock", "--received", "2026-09-24", "--channel", "internet"]);
    assert_eq!(code, Some(0), "{said}");
    let first = said.lines().next().unwrap();
    assert!(
        first.starts_with("应当在2026年10月29日（星期四）以前（含当日）答复"),
        "{first}"
    );
    for line in [
        "互联网渠道：以双方确认之日为收到申请之日（条例第三十一条第三项）",
        "2026-09-25  星期五  中秋节放假（国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号））",
        "2026-10-10  星期六  第6日（国庆节调休上班）",
        "2026-10-29  星期四  第20日（条例第三十三条第二款）",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
}

#[test]
fn what_happened_on_the_way_moves_the_last_day() {
    let told = json_of(&[
        "clock",
        "--received",
        "2026-09-24",
        "--corrected",
        "2026-10-09",
        "--consult",
        "2026-10-12..2026-10-20",
        "--extend",
        "5",
        "--json",
    ]);
    // From the tenth: 10 and 12 are counted, six working days are waited for, and twenty-three are left.
    assert_eq!(told["due"], "2026-11-20");
    assert_eq!(
        (&told["provisional"], &told["allowed"]),
        (&json!(false), &json!(25))
    );
    assert_eq!(told["zero"]["date"], "2026-10-09");
    let days = told["days"].as_array().unwrap();
    assert_eq!(days.first().unwrap()["as"], "void");
    assert_eq!(days.last().unwrap()["n"], 25);
    let (_, said) = asked(&["clock", "--received", "2026-09-24", "--paid", "2026-10-09"]);
    let former = "2026-09-24 至 2026-10-08  缴清费用之日以前，期限重新起算（条例第四十二条）";
    assert!(said.contains(former), "{said}");
    assert!(
        said.contains("注意：缴费后重新起算是未核实的做法"),
        "{said}"
    );
    let (_, said) = asked(&["clock", "--received", "2019-05-14"]);
    assert!(
        said.contains("适用2007年的条例，期限是15个工作日"),
        "{said}"
    );
    let late = json_of(&[
        "clock",
        "--received",
        "2026-09-24",
        "--consult",
        "2026-11-02..2026-11-20",
        "--json",
    ]);
    assert_eq!(
        (&late["due"], &late["breaches"][0]["on"]),
        (&json!("2026-10-29"), &json!("2026-11-02"))
    );
    let waiting = json_of(&[
        "clock",
        "--received",
        "2026-09-24",
        "--consult",
        "2026-10-12..",
        "--json",
    ]);
    assert_eq!(
        (&waiting["due"], &waiting["waiting"]["since"]),
        (&Value::Null, &json!("2026-10-12"))
    );
    let silent = json_of(&[
        "clock",
        "--received",
        "2026-09-24",
        "--consult",
        "2026-10-12@2026-10-13..",
        "--json",
    ]);
    assert_eq!(silent["due"], "2026-11-20");
}

#[test]
fn what_the_law_forbids_or_nobody_can_read_is_refused_with_the_reason() {
    for (arguments, code, says) in [
        (
            &["clock", "--received", "2026-09-24", "--extend", "21"][..],
            1,
            "最长不得超过20个工作日，至少1个；写了21（条例第三十三条第二款）",
        ),
        (
            &[
                "clock",
                "--received",
                "2026-09-24",
                "--corrected",
                "2026-09-23",
            ],
            1,
            "在收到申请（2026年9月24日）以前",
        ),
        (
            &[
                "clock",
                "--received",
                "2026-09-24",
                "--consult",
                "2026-10-12",
            ],
            1,
            "应当写作 2026-03-02..2026-03-20",
        ),
        (&["clock"], 2, "--received"),
        (
            &["clock", "--received", "2026-9-24"],
            2,
            "应当写作 2026-01-01",
        ),
        (&["calendar", "2026-13"], 1, "应当写作 2026、2026-10"),
        (&["fee"], 2, "--items"),
        (
            &["remedy", "--decision", "no", "--on", "2026-03-02"],
            1,
            "可以写 silence、notice、granted",
        ),
    ] {
        let (ended, said) = asked(arguments);
        assert_eq!(ended, Some(code), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
}

#[test]
fn a_batch_is_answered_line_by_line_as_the_cases_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.jsonl");
    let mut lines = String::new();
    let mut expected = Vec::new();
    for row in CASES.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let letters = cells[4].split('；').filter(|letter| !letter.is_empty());
        let consult: Vec<Value> = letters
            .map(|letter| {
                let noted = |mark| letter.split(' ').find_map(|word| word.strip_suffix(mark));
                json!({ "sent": noted('发'), "reached": noted('收'), "returned": noted('回') })
            })
            .collect();
        let optional = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
        let line = json!({
            "id": cells[0], "received": cells[2], "channel": "in_person", "corrected": optional(cells[3]),
            "consult": consult, "extend": cells[5].parse::<u32>().ok(), "paid": optional(cells[6]),
        });
        lines.extend([line.to_string(), "\n".into()]);
        expected.push((cells[0], cells[7], cells[8] == "暂定"));
    }
    fs::write(&file, &lines).unwrap();
    let (code, said) = asked(&["clock", "--batch", &file.to_string_lossy()]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.lines().count(), expected.len());
    for (line, (id, due, provisional)) in said.lines().zip(expected) {
        let told: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&told["id"], &told["due"], &told["provisional"]),
            (&json!(id), &json!(due), &json!(provisional))
        );
        assert_eq!(
            told["days"].as_array().unwrap().last().unwrap()["date"],
            due
        );
    }
    let wrong = [
        ("这不是", "不是一个 JSON 对象"),
        (r#"{"id":1}"#, "没有写 received"),
        (
            r#"{"received":"2026-02-30"}"#,
            "received 没有“2026-02-30”这一天",
        ),
        (r#"{"received":20260924}"#, "received 应当写在引号里"),
        (
            r#"{"received":"2026-09-24","corrected":"2026-09-23"}"#,
            "在收到申请（2026年9月24日）以前",
        ),
        (
            r#"{"received":"2026-09-24","extend":21}"#,
            "最长不得超过20个工作日",
        ),
        (
            r#"{"received":"2026-09-24","extend":-1}"#,
            "extend 应当是 0 至 20 的整数，写了 -1",
        ),
        (
            r#"{"received":"2026-09-24","consult":"2026-10-09"}"#,
            "consult 应当是一个列表",
        ),
        (
            r#"{"received":"2026-09-24","consult":[{"returned":"2026-10-09"}]}"#,
            "consult 没有写 sent",
        ),
        (
            r#"{"received":"2026-09-24","consult":[{"sent":"2026-10-09","returned":"2026-10-08"}]}"#,
            "意见返回",
        ),
        (
            r#"{"received":"1900-01-01","paid":"9999-01-01"}"#,
            "相隔十年以上",
        ),
        (r#"{"received":"9999-12-20"}"#, "超出可以计算的日期"),
    ];
    let good = r#"{"received":"2026-09-24","extend":0,"consult":null,"channel":""}"#;
    let mut lines: Vec<&str> = wrong.iter().map(|(line, _)| *line).collect();
    lines.extend(["", good]);
    fs::write(&file, format!("\u{feff}{}\r\n", lines.join("\r\n"))).unwrap();
    let (code, said) = asked(&["clock", "--batch", &file.to_string_lossy()]);
    assert_eq!(code, Some(3));
    let told = said
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let told: Vec<Value> = told.collect();
    assert_eq!(told.len(), wrong.len() + 1, "{said}");
    for (n, (told, (_, says))) in told.iter().zip(wrong).enumerate() {
        assert_eq!(told["line"], n + 1, "{told}");
        assert!(told["error"].as_str().unwrap().contains(says), "{told}");
    }
    assert_eq!(told[wrong.len()]["due"], "2026-10-29");
}

#[test]
fn days_are_told_with_their_notices_as_they_were_known() {
    let (_, said) = asked(&["calendar", "2020-01-31..2020-02-03"]);
    assert!(
        said.contains("2020-02-01  星期六  春节放假；原通知：2019-11-21 上班"),
        "{said}"
    );
    assert!(said.contains("国务院办公厅关于延长2020年春节假期的通知（国办发明电〔2020〕1号）"));
    let (_, said) = asked(&["calendar", "2020-02-01", "--known", "2020-01-26"]);
    assert!(
        said.contains("2020-02-01  星期六  调休上班（春节）\n"),
        "{said}"
    );
    let year = json_of(&["calendar", "2026", "--json"]);
    assert_eq!(year["days"].as_array().unwrap().len(), 365);
    assert_eq!(year["working_days"], 248);
    let (_, said) = asked(&["calendar", "2027-01-01"]);
    assert!(said.contains("暂定"), "{said}");
}

const NEXT_YEAR: &str = "通知 国务院办公厅关于2027年部分节假日安排的通知\n文号 国办发明电〔2026〕9号\n年份 2027\n成文 2026-11-20\n来源 https://www.gov.cn/\n放假 2027-01-01..2027-01-03 元旦\n放假 2027-02-05..2027-02-11 春节\n放假 2027-04-03..2027-04-05 清明节\n放假 2027-05-01..2027-05-05 劳动节\n放假 2027-06-09 端午节\n放假 2027-09-15 中秋节\n放假 2027-10-01..2027-10-07 国庆节\n";

/// Loaded into a site, a notice counts from then on in every command that is asked beside that site.
#[test]
fn a_notice_is_loaded_into_a_site_and_says_what_moves() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let run = |arguments: &[&str]| ended(&mut command(&site, arguments));
    let made = run(&["init", "--name", "某某县人民政府"]);
    assert_eq!(made.0, Some(0), "{}", made.1);
    let file = folder.path().join("2027.txt");
    fs::write(&file, NEXT_YEAR).unwrap();
    let file = file.to_string_lossy().into_owned();
    let due = || {
        let (_, said) = run(&["clock", "--received", "2026-12-10", "--json"]);
        let told: Value = serde_json::from_str(&said).unwrap();
        (told["due"].clone(), told["provisional"].clone())
    };
    let (code, said) = run(&["calendar", "load", &file, "--dry-run"]);
    assert_eq!(code, Some(0), "{said}");
    for line in [
        "载入：国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）",
        "2027年有了放假通知，期限不再暂定",
        "2027-02-08  星期一  工作日 → 春节放假",
        "试运行，什么也没有写",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert_eq!(due(), (json!("2027-01-07"), json!(true)));
    let (code, said) = run(&["calendar", "load", &file, "--reason", "公布了"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(due(), (json!("2027-01-08"), json!(false)));
    let (_, said) = run(&["calendar", "notices"]);
    assert!(said.contains("国办发明电〔2026〕9号"), "{said}");
    let (_, said) = run(&["doctor"]);
    assert!(said.contains("知道到 2027 年的放假安排"), "{said}");
    let (code, said) = run(&["calendar", "load", &file]);
    assert!(code == Some(1) && said.contains("一字不差"), "{said}");
    fs::write(&file, NEXT_YEAR.replace("放假 2027-09-15 中秋节\n", "")).unwrap();
    let (code, said) = run(&["calendar", "load", &file]);
    assert_eq!(code, Some(0), "the year is known already: {said}");
    let (code, said) = run(&[
        "calendar",
        "forget",
        "国办发明电〔2026〕9号",
        "--reason",
        "试",
    ]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(due(), (json!("2027-01-07"), json!(true)));
    let (code, said) = run(&["calendar", "load", &file]);
    assert!(code == Some(1) && said.contains("没有写到中秋"), "{said}");
    // Kept with everything else.
    fs::write(&file, NEXT_YEAR).unwrap();
    assert_eq!(run(&["calendar", "load", &file]).0, Some(0));
    let backup = folder.path().join("backup").to_string_lossy().into_owned();
    assert_eq!(run(&["backup", &backup]).0, Some(0));
    let restored = folder.path().join("restored");
    let (code, said) = ended(&mut command(&restored, &["restore", &backup]));
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = ended(&mut command(&restored, &["calendar", "2027-02-08"]));
    assert!(said.contains("春节放假"), "{said}");
    // Without a site there is nothing to load into.
    let (code, said) = asked(&["calendar", "load", &file]);
    assert!(code == Some(1) && said.contains("没有数据目录"), "{said}");
}

#[test]
fn a_notice_of_ones_own_moves_the_days_that_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notices.txt");
    let notice = "通知 国务院办公厅关于2027年部分节假日安排的通知\n年份 2027\n成文 2026-12-01\n来源 http://www.gov.cn/\n放假 2027-01-01..2027-01-03 元旦\n";
    fs::write(&file, notice).unwrap();
    let question = ["clock", "--received", "2026-12-10", "--json"];
    let before = json_of(&question);
    assert_eq!(
        (&before["due"], &before["provisional"]),
        (&json!("2027-01-07"), &json!(true))
    );
    let file = file.to_string_lossy().into_owned();
    let after = json_of(&[&question[..], &["--notices", &file]].concat());
    assert_eq!(
        (&after["due"], &after["provisional"]),
        (&json!("2027-01-08"), &json!(false))
    );
    fs::write(&file, "休息 2027-01-01 元旦\n").unwrap();
    let (code, said) = asked(&[&question[..], &["--notices", &file]].concat());
    assert_eq!(code, Some(1));
    assert!(said.contains("第 1 行不能读"), "{said}");
}

#[test]
fn what_tells_of_a_person_is_found_in_a_file_and_in_its_tables() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("公示.html");
    let page = "<html><head><meta charset=utf-8><title>公示</title></head><body><p>联系电话13800138000，邮箱office@songling.gov.cn，办公室0755-88881234。</p><table><tr><th>户主</th><th>身份证号</th><th>订单号</th></tr><tr><td>王芳</td><td>440101199003070018</td><td>13800138001</td></tr></table></body></html>";
    fs::write(&file, page).unwrap();
    let file = file.to_string_lossy().into_owned();
    let told = json_of(&["scan", "--json", "--office", "0755-88881234", &file]);
    let found: Vec<(&str, &str)> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["text"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            ("mobile", "13800138000"),
            ("name", "王芳"),
            ("id_number", "440101199003070018")
        ]
    );
    assert_eq!(told["findings"][2]["masked"], "440101********0018");
    let (code, said) = asked(&["scan", &file]);
    assert!(
        code == Some(0) && said.contains("公示.html：4 处"),
        "{said}"
    );
    assert!(said.contains("姓名（请核对）"), "{said}");
}

#[test]
fn what_a_file_gives_away_beside_its_document_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let found = |name: &str, words: &str| -> Vec<(String, String, bool)> {
        let file = folder.path().join(name);
        fs::write(&file, words).unwrap();
        let told = json_of(&["scan", "--json", &file.to_string_lossy()]);
        let found = told["findings"].as_array().unwrap().iter().map(|one| {
            let word = |key: &str| one[key].as_str().unwrap().to_owned();
            (word("kind"), word("text"), one["anchor"].is_null())
        });
        found.collect()
    };
    let one = |kind: &str, text: &str, is_beside| vec![(kind.into(), text.into(), is_beside)];
    // A line that is a label is taken as a field and is no paragraph.
    assert_eq!(
        found("a.txt", "联系电话：13800138000\n"),
        one("mobile", "13800138000", true)
    );
    let hidden = "<p>公示如下。</p><p style=\"display:none\">身份证号440101199003070018</p>";
    assert_eq!(
        found("b.html", hidden),
        one("id_number", "440101199003070018", true)
    );
    // What the document has is told once, where it stands.
    let page = "<title>公示</title><p>户主的电话是<b>138</b>00138000。</p>";
    assert_eq!(found("c.html", page), one("mobile", "13800138000", false));
}

#[test]
fn a_fee_is_told_band_by_band_and_nothing_is_charged_before_2021() {
    let (_, said) = asked(&[
        "fee",
        "--items",
        "34",
        "--before",
        "8",
        "--notice",
        "2026-03-02",
    ]);
    assert!(said.starts_with("4600 元\n"), "{said}");
    assert!(
        said.contains("第 31 至 40 件：10 件 × 200 元 = 2000 元"),
        "{said}"
    );
    assert_eq!(
        json_of(&["fee", "--pages", "250", "--notice", "2021-01-01", "--json"])["total"],
        4700
    );
    let (_, said) = asked(&["fee", "--pages", "250", "--notice", "2020-12-31"]);
    assert!(
        said.starts_with("0 元：信息处理费自2021年1月1日起收取"),
        "{said}"
    );
}

#[test]
fn a_remedy_is_that_of_the_day_and_of_the_body_that_reviews() {
    let with = |on| {
        json_of(&[
            "remedy",
            "--decision",
            "denied_process",
            "--on",
            on,
            "--told",
            on,
            "--agency",
            "department",
            "--level",
            "county",
            "--json",
        ])
    };
    let now = with("2026-08-03");
    assert_eq!(
        (&now["path"], &now["suit"]),
        (&json!("review_first"), &Value::Null)
    );
    assert_eq!(now["review"]["last"]["date"], "2026-10-08");
    assert_eq!(now["reviewer"]["id"], "own_government");
    let then = with("2020-07-15");
    assert_eq!(
        (&then["path"], &then["suit"]["within"]),
        (&json!("choice"), &json!("6个月"))
    );
    assert_eq!(
        then["reviewer"]["id"],
        "own_government_or_higher_department"
    );
    let (_, said) = asked(&["remedy", "--decision", "silence", "--on", "2026-03-02"]);
    assert!(said.contains("属于对法律的理解，未核实"), "{said}");
}
