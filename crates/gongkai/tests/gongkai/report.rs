//! Annual reports, checked at the command line.

use crate::world::{command, ended};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const WHOLE: &str = include_str!("../../../law/tests/law/cases/reports.json");

/// The answer to `report check` about files, and its exit code.
fn checked(arguments: &[&str]) -> (Option<i32>, String) {
    let nowhere = tempfile::tempdir().unwrap();
    let arguments = [&["report", "check"], arguments].concat();
    let told = ended(&mut command(&nowhere.path().join("none"), &arguments));
    assert!(!nowhere.path().join("none").exists(), "nothing is kept");
    told
}

/// The first report, changed.
fn shushi(change: impl FnOnce(&mut Value)) -> Value {
    let all: Value = serde_json::from_str(WHOLE).unwrap();
    let mut report = all["reports"][0].clone();
    change(&mut report);
    report
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

fn name(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn reports_that_add_up_are_told_so() {
    let desk = Desk::new();
    let (code, said) = checked(&[name(&desk.file("a.json", WHOLE))]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("漱石市人民政府（示例） 2024年，2021年格式，勾稽关系 42 条，都成立"),
        "{said}"
    );
}

/// 条例第五十条第一款第二项
#[test]
fn each_identity_that_fails_is_told_in_words_and_where_to_look() {
    let desk = Desk::new();
    let broken = shushi(|report| report["table3"]["granted"][0] = json!(2586));
    let file = desk.file("a.json", broken.to_string());
    let (code, said) = checked(&[name(&file)]);
    assert_eq!(code, Some(1), "{said}");
    for line in [
        "不成立 2 处",
        "  不成立 第三表“（一）予以公开”一行：各类申请人相加 2586+42+0+0+100+6=2734，“总计”写的是 2724，相差 10（报告格式第三表的“总计”）",
        "第三表“自然人”一列：办理结果各行相加 2586+894+",
        "  提示 第三表“（一）予以公开”一行“自然人”一列由 2586 改为 2576，就都成立",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    let (code, said) = checked(&["--json", name(&file)]);
    assert_eq!(code, Some(1), "{said}");
    let told: Value = serde_json::from_str(&said).unwrap();
    let report = &told["reports"][0];
    assert_eq!(
        (&report["holds"], &report["complete"], &report["checked"]),
        (&json!(false), &json!(true), &json!(42))
    );
    let failure = &report["failures"][0];
    assert_eq!(failure["rule"], "applicants_total");
    assert_eq!(failure["apart"], 10);
    assert_eq!(failure["article"], "条例第五十条第一款第二项");
    assert_eq!(failure["parts"][0]["cell"], "t3.granted.natural_person");
    assert_eq!(
        report["mends"],
        json!([{ "cell": "t3.granted.natural_person", "is": 2586, "should_be": 2576, "says": "第三表“（一）予以公开”一行“自然人”一列由 2586 改为 2576" }])
    );
    // What was read can be read again.
    let again = desk.file("b.json", report["report"].to_string());
    assert_eq!(checked(&[name(&again)]).0, Some(1));
}

#[test]
fn two_years_are_compared_where_both_are_there() {
    let desk = Desk::new();
    let this = desk.file("2024.json", shushi(|_| {}).to_string());
    let before = |carried: i64| {
        shushi(|report| {
            report["year"] = json!(2023);
            report["table3"]["carried_forward"] = json!([carried, 0, 0, 0, 0, 0, carried]);
            report["table3"]["new_received"][0] = json!(5864 + carried - 68);
            report["table3"]["new_received"][6] = json!(6100 + carried - 68);
            report["table2"]["rules"] = json!({ "issued": 0, "repealed": 0, "in_force": 20 });
            report["table2"]["normative_documents"]["in_force"] = json!(168);
        })
    };
    let fits = desk.file("a.json", before(68).to_string());
    let (code, said) = checked(&[name(&this), name(&fits)]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("漱石市人民政府（示例） 2023年至2024年：前后两年衔接"),
        "{said}"
    );
    let differs = desk.file("b.json", before(64).to_string());
    let (code, said) = checked(&[name(&this), name(&differs)]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("第三表“自然人”一列：2023年报告的“四、结转下年度继续办理”是 64，2024年报告的“二、上年结转政府信息公开申请数量”是 68，相差 4"), "{said}");
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_is_not_zero() {
    let desk = Desk::new();
    let lacks = desk.file(
        "a.json",
        shushi(|report| {
            report.as_object_mut().unwrap().remove("table4");
            report["table3"]["partial"][1] = json!("见附件");
            report["table3"]
                .as_object_mut()
                .unwrap()
                .remove("denied_process");
        })
        .to_string(),
    );
    let (code, said) = checked(&[name(&lacks)]);
    assert_eq!(code, Some(3), "{said}");
    for line in [
        "注意 找不到第四表（政府信息公开行政复议、行政诉讼情况）",
        "注意 第三表“（二）部分公开”一行“商业企业”一列写的是“见附件”，读不出数",
        "注意 第三表里找不到“（三）6.属于四类过程性信息”",
        "条勾稽关系没有核对",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    for (file, text, says) in [
        ("b.json", "{\"reports\": [", "不是合格的 JSON"),
        ("c.json", "{\"table\": 1}", "JSON 里没有年度报告"),
        (
            "d.html",
            "<html><body><p>通知</p></body></html>",
            "没有找到年度报告的表格",
        ),
        ("e.txt", "二〇二四年工作总结", "没有找到年度报告的表格"),
    ] {
        let (code, said) = checked(&["--json", name(&desk.file(file, text))]);
        assert_eq!(code, Some(65), "{said}");
        let first = said.lines().next().unwrap();
        let told: Value = serde_json::from_str(first).unwrap();
        assert_eq!(told["refused"]["code"], "no_report", "{said}");
        assert!(
            told["refused"]["says"].as_str().unwrap().contains(says),
            "{said}"
        );
    }
    let (code, said) = checked(&["/nowhere/a.json"]);
    assert_eq!(code, Some(74), "{said}");
}

#[test]
fn the_tables_of_a_page_are_read_with_their_merged_cells() {
    let desk = Desk::new();
    let row = |label: &str, figures: &[i64]| {
        let cells = figures.iter().map(|n| format!("<td><p>&nbsp;{n}</p></td>"));
        let cells = cells.collect::<Vec<_>>().concat();
        format!("<tr><td colspan=\"3\"><p>{label}</p></td>{cells}</tr>")
    };
    let page = format!(
        "<html><body><h1>眠鹤县人民政府2023年政府信息公开工作年度报告</h1><table><tr><td colspan=\"3\" rowspan=\"2\">（勾稽关系）</td><td rowspan=\"2\">自然人</td><td colspan=\"5\">法人或其他组织</td><td rowspan=\"2\">总计</td></tr><tr><td>商业<br>企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>{}{}</table></body></html>",
        row("一、本年新收政府信息公开申请数量", &[5, 0, 0, 0, 0, 0, 6]),
        row("二、上年结转政府信息公开申请数量", &[1, 0, 0, 0, 0, 0, 1]),
    );
    let (code, said) = checked(&[name(&desk.file("a.html", page))]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("眠鹤县人民政府 2023年"), "{said}");
    assert!(said.contains("第三表“一、本年新收政府信息公开申请数量”一行：各类申请人相加 5+0+0+0+0+0=5，“总计”写的是 6，相差 1"), "{said}");
    assert!(said.contains("第三表里找不到“（七）总计”"), "{said}");
}
