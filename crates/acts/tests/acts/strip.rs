//! The comic strip: one document through every act, and what the register, the ledger and the lists say after each.

use crate::world::{entries, head, row, titles};
use acts::item::correct::{Correction, Former};
use acts::item::import::import;
use acts::item::relate::relate;
use acts::item::{IncomingFile, Then, correct, release, replace, withdraw};
use law::Digest;
use law::item::Relation;
use serde_json::Value;
use std::fmt::Write as _;
use testkit::Town;
use testkit::items::{document, file, numbered};
use testkit::town::which;

struct Strip {
    town: Town,
    seq: u64,
    drawn: String,
}

impl Strip {
    async fn picture(&mut self, caption: &str) {
        let town = &self.town;
        let _ = writeln!(self.drawn, "## {caption}");
        for slug in ["one", "two", "three"] {
            if let Some(row) = row(town, slug).await {
                let shown = row
                    .released_edition
                    .map_or_else(|| "-".to_owned(), |edition| edition.to_string());
                let _ = writeln!(
                    self.drawn,
                    "row     {slug}: {} edition {} shown {shown} {} {} {}《{}》",
                    row.state.id(),
                    row.edition,
                    row.index_no,
                    row.published_on,
                    row.doc_no.unwrap_or_default(),
                    row.title,
                );
            }
        }
        for entry in entries(town, self.seq).await {
            let _ = writeln!(self.drawn, "ledger  {}", line(&entry));
        }
        self.seq = head(town).await;
        let mut list = titles(town).await.join("、");
        if list.is_empty() {
            list.push('-');
        }
        let _ = writeln!(self.drawn, "list    {list}\n");
    }
}

/// An entry without what is different in every run: ids and digests.
fn line(entry: &Value) -> String {
    let mut words = vec![
        entry["seq"].to_string(),
        entry["act"].as_str().unwrap().to_owned(),
    ];
    for (key, value) in entry.as_object().unwrap() {
        match key.as_str() {
            "seq" | "act" | "v" | "at" | "actor" => {}
            "edition" | "kind" | "relation" | "since" | "source" | "index_no" => {
                words.push(format!("{key}={}", value.to_string().trim_matches('"')));
            }
            "files" => words.push(format!("files={}", value.as_array().unwrap().len())),
            "subject" if value == "site" || value.as_str().is_some_and(|s| s.starts_with('X')) => {
                words.push(format!("subject={}", value.as_str().unwrap()));
            }
            key => words.push(key.to_owned()),
        }
    }
    words.join(" ")
}

#[tokio::test]
async fn one_document_through_every_act() {
    let mut strip = Strip {
        town: Town::new().await,
        seq: 0,
        drawn: String::new(),
    };
    strip.picture("a described site with its agencies").await;

    let mut one = numbered("one", "关于操场的通知", "漱教〔2026〕1号", "操场开放。");
    one.files.push(IncomingFile {
        media_type: "application/pdf".into(),
        is_source: true,
        ..file("原件.pdf", "操场开放。")
    });
    one.files.push(file("名单.csv", "学校\n"));
    strip.town.import(one.clone(), Then::KeepDraft).await;
    strip.picture("imported as a draft").await;

    release(&strip.town.desk, &which("one"), "经集体审议")
        .await
        .unwrap();
    strip.picture("released").await;

    let correction = Correction {
        note: "更正一字".into(),
        replace: vec![("开放".into(), "每日开放".into())],
        ..Correction::default()
    };
    correct::correct(&strip.town.desk, &which("one"), &correction)
        .await
        .unwrap();
    strip
        .picture("corrected: the file says otherwise and is no longer offered")
        .await;

    let taking_down = Correction {
        note: "删去不应公开的附件".into(),
        without: vec!["名单.csv".into()],
        former: Former::TakenDown,
        ..Correction::default()
    };
    correct::correct(&strip.town.desk, &which("one"), &taking_down)
        .await
        .unwrap();
    strip
        .picture("corrected once more, the former editions taken down")
        .await;

    one.origin.digest = Digest::of(b"changed");
    one.fields.set("title", "关于操场的补充通知");
    import(&strip.town.desk, one.clone(), Then::KeepDraft)
        .await
        .unwrap();
    strip
        .picture("changed by its source, kept as a draft")
        .await;

    release(&strip.town.desk, &which("one"), "").await.unwrap();
    strip.picture("the draft released").await;

    strip
        .town
        .import(
            document("two", "关于操场的新通知", "新办法。"),
            Then::Release,
        )
        .await;
    strip.picture("another imported and released at once").await;

    let since = "2026-12-01".parse().unwrap();
    replace::replace(&strip.town.desk, &which("two"), &which("one"), since, "")
        .await
        .unwrap();
    strip.picture("which takes the place of the first").await;

    strip
        .town
        .import(
            document("three", "关于操场通知的解读", "解读。"),
            Then::Release,
        )
        .await;
    let (three, two) = (which("three"), which("two"));
    relate(
        &strip.town.desk,
        &three,
        Relation::Interprets,
        &two,
        None,
        "",
    )
    .await
    .unwrap();
    strip.picture("a third that interprets the second").await;

    withdraw::withdraw(&strip.town.desk, &two, "含有个人信息")
        .await
        .unwrap();
    strip.picture("the second withdrawn").await;
    insta::assert_snapshot!(strip.drawn);
}
