#![allow(clippy::expect_used, reason = "a test says so by failing")]

use super::*;
use law::Text;
use law::item::indexno::IndexNo;
use law::item::{Fields, Snapshot};

#[test]
fn a_reference_says_who_what_when_and_where() {
    let mut fields = Fields::new();
    fields.set("title", "关于公开的通知");
    fields.set_list("issuers", vec!["甲局".into(), "乙局".into()]);
    fields.set("doc_no", "甲发〔2026〕1号");
    fields.set("written_date", "2026-03-02");
    let snapshot = Snapshot {
        item: "0190".into(),
        edition: 1,
        kind: "document".into(),
        index_no: IndexNo::exact("XT-0001/2026-00001").expect("an index number"),
        work: None,
        agency: "XT-0001".into(),
        agency_name: "示例县人民政府".into(),
        fields,
        text: Text::default(),
        files: vec![],
        change_note: String::new(),
        released_at: 1_767_225_600,
        readable_from: 1,
    };
    let open = |snapshot: &Snapshot| {
        let bytes = snapshot.to_bytes();
        Released::open(&bytes, Snapshot::digest_of(&bytes)).expect("a snapshot")
    };
    assert_eq!(
        line(&open(&snapshot), Some("https://www.example/1")),
        "甲局，乙局. 关于公开的通知[甲发〔2026〕1号]. 2026-03-02. https://www.example/1"
    );
    let mut bare = snapshot.clone();
    bare.fields = Fields::new();
    bare.fields.set("title", "公告");
    assert_eq!(
        line(&open(&bare), None),
        "示例县人民政府. 公告. 2026-01-01. 索引号 XT-0001/2026-00001"
    );
}
