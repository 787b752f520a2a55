//! 篡改: every cell, every row taken out and every row put in is named by a verification, table by table as the schema
//! has them, so that a later table or column cannot be forgotten.

use acts::desk::{Desk, Register};
use acts::item::Incoming;
use acts::item::Then;
use acts::item::relate::{cite, relate};
use acts::portal::Form;
use acts::site_error::{answer, erase, forward, new_key, receive, reject};
use acts::verify::{Against, verify};
use law::item::validity::{Certainty, Claim, Facts, Status};
use law::item::{Kinds, Relation};
use law::site_error::{ErrorKind, Written};
use proof::note::Note;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;
use store::Store;
use testkit::Town;
use testkit::items::{document, file, numbered};
use testkit::town::{NOW, document_at, which};

/// What no entry binds, and why: a table, or a column of one.
const EXEMPT: &[(&str, &str)] = &[
    (
        "schema_version",
        "says what the tables look like, not what is in them; a program that does not know it refuses to open",
    ),
    ("head.one", "a constant that the schema itself holds"),
    ("log.one", "a constant that the schema itself holds"),
    (
        "actor.name",
        "the name of a person, which stays outside the ledger",
    ),
    (
        "actor.identified_by",
        "how a person was identified, which stays outside the ledger",
    ),
    (
        "unfound",
        "counts of searches, no part of what the site has done; they go when their months are over",
    ),
];

fn is_exempt(table: &str, column: &str) -> bool {
    let whole = format!("{table}.{column}");
    EXEMPT
        .iter()
        .any(|(name, _)| *name == table || *name == whole)
}

/// A county in which every table has a row, several where that makes a difference.
pub(crate) async fn full_county() -> Town {
    let town = Town::in_a_file().await;
    town.fill().await;
    let mut ended = document("ended", "关于旧办法的通知", "旧。");
    ended.aliases = vec![
        ("address".into(), "/old/ended.html".into()),
        ("address".into(), "/older/ended.html".into()),
    ];
    ended.relations = vec![(Relation::Cites, "漱政〔2026〕9号".into())];
    ended.index_no = Some("旧号-1".into());
    let ended = town.import(ended, Then::Release).await;
    let nine = town.import(
        numbered("nine", "九号文", "漱政〔2026〕9号", "九。"),
        Then::Release,
    );
    let nine = nine.await;
    town.import(reprinted(), Then::Release).await;
    let day = "2026-06-01".parse().ok();
    let (desk, from, to) = (&town.desk, which("nine"), which("ended"));
    relate(desk, &from, Relation::Repeals, &to, day, "新办法已经施行")
        .await
        .unwrap();
    cite(
        desk,
        &which("nine"),
        Relation::Implements,
        "国发〔2020〕1号",
    )
    .await
    .unwrap();
    let again = document("nine", "九号文（新稿）", "九。新稿。");
    town.import(again, Then::KeepDraft).await;
    reported(&town).await;
    proved(&town, [&ended, &nine]).await;
    town
}

/// A log that was signed twice, with copies of two items in it.
async fn proved(town: &Town, numbers: [&str; 2]) {
    let portal = town.portal();
    for number in numbers {
        for form in [Form::Docx, Form::Txt] {
            let at = document_at(number);
            portal.proof_of_form(&at, None, form, "").await.unwrap();
        }
        town.sign(&portal).await;
    }
}

/// Reports of readers: one answered, one open, one erased.
async fn reported(town: &Town) {
    let portal = town.portal();
    for (kind, what) in [
        (ErrorKind::Wording, "第一处有错，请改"),
        (ErrorKind::Link, "第二处打不开，请看"),
        (ErrorKind::Other, "第三处不明白，请说"),
    ] {
        let written = Written {
            page: Some(format!("/{}", kind.id())),
            kind,
            what: what.into(),
            contact: Some(format!("0000-{}", kind.id())),
        };
        let visitor = Desk::of_visitor(&portal, NOW).unwrap();
        receive(&visitor, &written, &new_key()).await.unwrap();
    }
    let desk = &town.desk;
    forward(desk, "2026-00001", "漱石县教育局").await.unwrap();
    answer(desk, "2026-00001", "已经改正。").await.unwrap();
    reject(desk, "2026-00003", "说的是别的网站。")
        .await
        .unwrap();
    erase(desk, "2026-00003").await.unwrap();
}

/// A text of a body that this county does not know, with a claim of its source and a large file.
fn reprinted() -> Incoming {
    let mut reprinted = document("reprinted", "外地办法", "外地。");
    reprinted.agency = None;
    reprinted
        .fields
        .set_list("issuers", vec!["某某省某某厅".into()]);
    reprinted.facts = Some(Facts {
        effective: "2026-04-01".parse().ok(),
        amended_from: "2027-04-01".parse().ok(),
        repealed: None,
        expires_after: "2028-04-01".parse().ok(),
        claim: Some(Claim {
            status: Status::InForce,
            certainty: Certainty::Presumed,
            basis: "来源目录".into(),
        }),
    });
    reprinted
        .files
        .push(file("大.csv", &"甲,乙\n".repeat(8_250)));
    reprinted
}

/// A county at rest, of which every case takes a copy.
struct Rest {
    town: Town,
    file: Vec<u8>,
    raw: Connection,
    /// The index number of each item.
    names: BTreeMap<String, String>,
}

fn raw(folder: &Path) -> Connection {
    let raw = Connection::open(folder.join("register.sqlite")).unwrap();
    let sql = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; \
               DROP TRIGGER IF EXISTS ledger_no_update; DROP TRIGGER IF EXISTS ledger_no_delete";
    raw.execute_batch(sql).unwrap();
    raw
}

/// One thing done behind the back of the program.
struct Case {
    sql: String,
    /// By one of these a message must say where it was.
    places: Vec<String>,
}

impl Rest {
    async fn new(town: Town) -> Self {
        town.register.close().await;
        let raw = raw(town.folder());
        raw.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        let file = std::fs::read(town.folder().join("register.sqlite")).unwrap();
        let sql = "SELECT id, index_code || '/' || index_year || '-' || printf('%05d', index_serial) FROM item";
        let mut asked = raw.prepare(sql).unwrap();
        let names = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let names = names.unwrap().collect::<Result<_, _>>().unwrap();
        drop(asked);
        Self {
            town,
            file,
            raw,
            names,
        }
    }

    fn texts(&self, sql: &str) -> Vec<String> {
        let mut asked = self.raw.prepare(sql).unwrap();
        let found = asked.query_map([], |row| row.get::<_, Option<String>>(0));
        found.unwrap().filter_map(Result::unwrap).collect()
    }

    fn tables(&self) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
        let all = self.texts(sql);
        all.into_iter().filter(|it| !is_exempt(it, "")).collect()
    }

    /// Every column of a table and its type.
    fn columns(&self, table: &str) -> Vec<(String, String)> {
        let sql = format!("SELECT name || ' ' || type FROM pragma_table_info('{table}')");
        let all = self.texts(&sql);
        let of = |it: &String| it.split_once(' ').map(|(a, b)| (a.into(), b.into()));
        all.iter().filter_map(of).collect()
    }

    /// The first and the last row of a table.
    fn rows(&self, table: &str) -> Vec<String> {
        let sql = format!("SELECT CAST(rowid AS TEXT) FROM \"{table}\" ORDER BY rowid");
        let all = self.texts(&sql);
        assert!(!all.is_empty(), "no row of {table} to tamper with");
        let mut ends = vec![all[0].clone(), all[all.len() - 1].clone()];
        ends.dedup();
        ends
    }

    /// By which words a message may name a row.
    fn places(&self, table: &str, row: &str) -> Vec<String> {
        let column = match table {
            "item" | "actor" | "site_error" => "id",
            "agency" | "work" | "serial" => "code",
            "setting" => "key",
            "ledger" | "remark" | "leaf" | "leaf_salt" | "derivative" => "'第 ' || seq || ' 条'",
            "log" => "'日志'",
            "tile" => "'分片 ' || level || '/' || place",
            "checkpoint" => "size || ' 条的检查点'",
            "head" => "'链首'",
            "blob" => "lower(hex(digest))",
            _ => "item",
        };
        let mut places = self.texts(&format!(
            "SELECT {column} FROM \"{table}\" WHERE rowid = {row}"
        ));
        if table == "leaf" {
            let sql = format!("SELECT '日志缺第 ' || place || ' 条' FROM leaf WHERE rowid = {row}");
            places.extend(self.texts(&sql));
        }
        if let Some(name) = places.first().and_then(|id| self.names.get(id)) {
            places.push(name.clone());
        }
        places
    }

    /// How a row that is put in after another one is called, where that is by number.
    fn next(&self, table: &str, row: &str) -> Vec<String> {
        match table {
            "ledger" | "remark" | "leaf_salt" | "derivative" => {}
            "tile" => return vec!["分片 1/1".into()],
            "checkpoint" => {
                let sql = format!(
                    "SELECT (size + 1) || ' 条的检查点' FROM checkpoint WHERE rowid = {row}"
                );
                return self.texts(&sql);
            }
            "blob" => return vec!["0".repeat(64)],
            _ => return Vec::new(),
        }
        let sql = format!("SELECT '第 ' || (seq + 1) || ' 条' FROM {table} WHERE rowid = {row}");
        self.texts(&sql)
    }

    /// What verification says of a copy on which this was done; `None` where the engine refuses or nothing changed.
    async fn wrong_after(&self, sql: &str) -> Option<Vec<String>> {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("register.sqlite"), &self.file).unwrap();
        let raw = raw(folder.path());
        let changed = raw.execute(sql, []).ok()?;
        drop(raw);
        assert!(changed <= 1, "{sql}");
        if changed == 0 {
            return None;
        }
        let store = Store::open_sqlite(&folder.path().join("register.sqlite"))
            .await
            .unwrap();
        let register = Register::new(store, self.town.files().open(), Kinds::standard());
        // As the operator does, who keeps the newest checkpoint elsewhere.
        let kept = std::fs::read(self.town.folder().join("log.checkpoint")).unwrap();
        let against = Against {
            named: "留存的".into(),
            note: Note::parse(&kept).unwrap(),
            was_shown: true,
        };
        let found = verify(&register, &[against]).await;
        register.close().await;
        // That it cannot be verified at all names nothing.
        Some(found.map_or_else(|_| Vec::new(), |it| it.wrong))
    }

    /// The sentences of all cases that were not named; how many cases there were.
    async fn unnamed(&self, cases: &[Case]) -> (usize, Vec<String>) {
        let mut tried = 0;
        let mut unnamed = Vec::new();
        for case in cases {
            let Some(wrong) = self.wrong_after(&case.sql).await else {
                continue;
            };
            tried += 1;
            let is_named = wrong
                .iter()
                .any(|line| case.places.iter().any(|place| line.contains(place)));
            if !is_named {
                unnamed.push(format!(
                    "{} [{}] {wrong:?}",
                    case.sql,
                    case.places.join(" ")
                ));
            }
        }
        (tried, unnamed)
    }
}

/// Other values that a cell may be given: a slip, what stands in another row, nothing.
fn others(table: &str, column: &str, ty: &str, row: &str) -> [String; 3] {
    let slip = match ty {
        "BIGINT" => format!("COALESCE({column}, 0) + 1"),
        "TEXT" => format!(
            "CASE WHEN {column} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR {column} IS NULL \
             THEN '1999-09-09' ELSE {column} || '改' END"
        ),
        _ => format!(
            "CASE length({column}) WHEN 32 THEN zeroblob(32) ELSE COALESCE({column}, x'') || x'00' END"
        ),
    };
    let swapped = format!(
        "(SELECT o.{column} FROM \"{table}\" o WHERE o.{column} IS NOT \
         (SELECT s.{column} FROM \"{table}\" s WHERE s.rowid = {row}) LIMIT 1)"
    );
    [slip, swapped, "NULL".into()]
}

#[tokio::test]
async fn every_cell_that_is_changed_is_named() {
    let rest = Rest::new(full_county().await).await;
    let mut cases = Vec::new();
    for table in rest.tables() {
        for row in rest.rows(&table) {
            let places = rest.places(&table, &row);
            for (column, ty) in rest.columns(&table) {
                if is_exempt(&table, &column) {
                    continue;
                }
                for value in others(&table, &column, &ty, &row) {
                    cases.push(Case {
                        // What stays as it is counts for nothing.
                        sql: format!(
                            "UPDATE \"{table}\" SET {column} = {value} WHERE rowid = {row} AND {column} IS NOT ({value})"
                        ),
                        places: places.clone(),
                    });
                }
            }
        }
    }
    let (tried, unnamed) = rest.unnamed(&cases).await;
    assert!(tried > 150, "only {tried} cells could be changed");
    assert!(
        unnamed.is_empty(),
        "{} of {tried}:\n{}",
        unnamed.len(),
        unnamed.join("\n")
    );
}

#[tokio::test]
async fn every_row_that_is_taken_out_or_put_in_is_named() {
    let rest = Rest::new(full_county().await).await;
    let mut cases = Vec::new();
    for table in rest.tables() {
        let sql = format!(
            "SELECT DISTINCT c.name FROM pragma_index_list('{table}') i, pragma_index_info(i.name) c \
             WHERE i.\"unique\" = 1 UNION SELECT name FROM pragma_table_info('{table}') WHERE pk > 0"
        );
        let keys = rest.texts(&sql);
        let columns = rest.columns(&table);
        for row in rest.rows(&table) {
            let places = rest.places(&table, &row);
            cases.push(Case {
                sql: format!("DELETE FROM \"{table}\" WHERE rowid = {row}"),
                places: places.clone(),
            });
            let mut names = Vec::new();
            let mut values = Vec::new();
            for (column, ty) in &columns {
                names.push(column.clone());
                let [slip, ..] = others(&table, column, ty, &row);
                values.push(if keys.contains(column) {
                    slip
                } else {
                    column.clone()
                });
            }
            // A row of which nothing is bound but its key may be put in only where the key is bound.
            if keys.iter().all(|key| is_exempt(&table, key)) {
                continue;
            }
            let next = rest.next(&table, &row);
            cases.push(Case {
                sql: format!(
                    "INSERT INTO \"{table}\" ({}) SELECT {} FROM \"{table}\" WHERE rowid = {row}",
                    names.join(", "),
                    values.join(", ")
                ),
                places: [places, next].concat(),
            });
        }
    }
    let (tried, unnamed) = rest.unnamed(&cases).await;
    assert!(tried > 50, "only {tried} rows could be taken out or put in");
    assert!(
        unnamed.is_empty(),
        "{} of {tried}:\n{}",
        unnamed.len(),
        unnamed.join("\n")
    );
}
