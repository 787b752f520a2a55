//! The forms and identities as the documentation prints them.

use law::report::{
    Cell, Column, Dispute, Format, Outcome, Role, Rule, Weight, identities, lines, rows,
};
use std::fmt::Write as _;
use std::path::Path;

/// `docs/law/report-forms.md`, made from the data.
fn page() -> String {
    let mut page = String::from(
        "# Forms of the annual report 年度报告的格式\n\nGenerated from `crates/law/src/report/`; do not edit.\n`UPDATE_DOCS=1 cargo test -p law --test law report` writes it.\nA place is named by table, row and column, as in `t3.granted.natural_person`; how a report is checked is told in [`docs/guide/9`](../guide/9-年报核对.zh-CN.md).\n",
    );
    for format in Format::ALL {
        let _ = writeln!(
            page,
            "\n## {} `{}`\n\n{}\n\n### 第二表 `table2`\n\n| 条例第二十条 | 信息内容 | row | columns |\n|---|---|---|---|",
            format.zh(),
            format.id(),
            format.source()
        );
        for line in lines(format) {
            let measures: Vec<String> = line
                .measures
                .iter()
                .map(|one| format!("{} `{}`", one.zh(), one.id()))
                .collect();
            let _ = writeln!(
                page,
                "| {} | {} | `{}` | {} |",
                line.item,
                line.subject.zh(),
                line.subject.id(),
                measures.join("；")
            );
        }
        page.push_str("\n### 第三表 `table3`\n\n| 行 | row | |\n|---|---|---|\n");
        for row in rows(format) {
            let role = match Cell::Request(row, Column::ALL[0]).role() {
                Role::Counted => "填写",
                Role::Sum => "合计",
            };
            let _ = writeln!(page, "| {} | `{}` | {role} |", row.zh(), row.id());
        }
        let n = identities(format).len();
        let _ = writeln!(page, "\n勾稽关系共 {n} 条。");
    }
    page.push_str("\n## 两种格式都有的列\n\n| 第三表的列 | column |\n|---|---|\n");
    for column in Column::ALL {
        let _ = writeln!(page, "| {} | `{}` |", column.zh(), column.id());
    }
    page.push_str("\n| 第四表 | row |\n|---|---|\n");
    for dispute in Dispute::ALL {
        let _ = writeln!(page, "| {} | `{}` |", dispute.zh(), dispute.id());
    }
    page.push_str("\n| 结果 | column |\n|---|---|\n");
    for outcome in Outcome::ALL {
        let _ = writeln!(page, "| {} | `{}` |", outcome.zh(), outcome.id());
    }
    page.push_str("\n## 勾稽关系\n\n| 关系 | rule | 依据 | 条文 | |\n|---|---|---|---|---|\n");
    for rule in Rule::ALL {
        let weight = match rule.weight() {
            Weight::Must => "应当成立",
            Weight::Explain => "不成立的，请说明",
        };
        let _ = writeln!(
            page,
            "| {} | `{}` | {} | {} | {weight} |",
            rule.zh(),
            rule.id(),
            rule.source(),
            rule.article()
        );
    }
    page
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says whether it writes"
)]
fn the_page_of_forms_is_what_the_data_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/law/report-forms.md");
    let made = page();
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(&path, &made).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "docs/law/report-forms.md is stale: UPDATE_DOCS=1 cargo test -p law --test law report"
    );
}
