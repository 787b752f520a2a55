//! A data directory of every schema, which every later program must open.
//!
//! They stand under `crates/gongkai/tests/fixtures` and are never made anew; a new schema gets a directory of its own
//! beside the others. To make one, run this test with `GONGKAI_MAKE_FIXTURE` naming an empty directory.

use crate::world::{document as at, law, list_of_all};
use acts::again::{Key, Once, once};
use acts::announce::{NewNotice, set_notice};
use acts::desk::{Actor, Desk, Register};
use acts::follow::follow_index;
use acts::item::correct::{Correction, correct};
use acts::item::import::import;
use acts::item::relate::{cite, relate};
use acts::item::{Imported, Then};
use acts::log::change_key;
use acts::portal::{FileFound, Form, Proven, WorksFilter, WorksSort};
use acts::view::{Found, TextOnDay, Whose};
use acts::{Portal, site_error};
use law::Date;
use law::item::validity::Status;
use law::item::{Column, Kinds, Relation};
use law::site_error::{ErrorKind, State, Terms, Written};
use proof::document::{Proof, Trust};
use proof::leaf::Digests;
use proof::note::Signer as _;
use search::Query;
use std::path::{Path, PathBuf};
use store::{Blobs, Store};
use tempfile::TempDir;
use testkit::Town;
use testkit::items::{document, file, numbered};
use testkit::town::{DRAFT_SECRET, FORMER_WORDS, NOW, WITHDRAWN_SECRET, secret, which};

const TODAY: Date = Date::constant(2026, 11, 23);

/// Of the first schema, of the one whose entries bind rows, of the one that takes reports of readers, of the one whose
/// entries say what pages show, of the one that counts what was not found, of the one that lists columns, of the one with
/// a public log, and of the one in which an act that is tried again is known.
pub(crate) const ALL: [&str; 8] = [
    "data-0001",
    "data-0002",
    "data-0003",
    "data-0004",
    "data-0005",
    "data-0006",
    "data-0007",
    "data-0008",
];

/// What an act of the newest fixture was done with, to be tried again.
const TRIED: (&str, [&str; 3]) = ("示例记号", ["cite", "replacing", "漱政〔2026〕10号"]);

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../gongkai/tests/fixtures")
        .join(name)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The fixture of the schema it has.
pub(crate) async fn as_it_is(name: &str) -> (TempDir, Register) {
    let folder = TempDir::new().unwrap();
    copy(&fixture(name), folder.path());
    let store = Store::look_sqlite(&folder.path().join("register.sqlite"))
        .await
        .unwrap();
    let blobs = Blobs::on_disk(&folder.path().join("files")).unwrap();
    (folder, Register::new(store, blobs, Kinds::standard()))
}

/// The fixture in a folder that may be written to.
async fn opened(name: &str) -> (TempDir, Register) {
    let folder = TempDir::new().unwrap();
    copy(&fixture(name), folder.path());
    let store = Store::open_sqlite(&folder.path().join("register.sqlite"))
        .await
        .unwrap();
    let blobs = Blobs::on_disk(&folder.path().join("files")).unwrap();
    (folder, Register::new(store, blobs, Kinds::standard()))
}

async fn portal(register: &Register) -> Portal {
    let index = search::Index::in_memory().unwrap();
    let mut keeper = index.keeper().unwrap().unwrap();
    loop {
        let step = follow_index(register, &index, &mut keeper, TODAY)
            .await
            .unwrap();
        if step.cursor == step.head {
            break;
        }
    }
    keeper.finish().unwrap();
    let site = acts::site::described(register).await.unwrap().unwrap();
    Portal::new(register.clone(), index, site)
}

#[tokio::test]
async fn a_data_directory_of_the_first_schema_is_sound_and_says_what_it_cannot_prove() {
    let (_folder, register) = opened("data-0001").await;
    let found = acts::verify::verify(&register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    assert_eq!((found.entries, found.releases, found.files), (18, 8, 7));
    assert_eq!((found.early, found.unproven > 0), (18, true));
    let head = "1e40a81f5d34711ee82ed4cb71e0c5f241474000d919570e069b1edcaa4079ed";
    assert_eq!(found.head.to_string(), head);
}

#[tokio::test]
async fn a_data_directory_of_the_second_schema_is_sound_and_proves_all_of_it() {
    let (_folder, register) = opened("data-0002").await;
    let found = acts::verify::verify(&register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    assert_eq!((found.releases, found.files), (8, 7));
    assert_eq!((found.early, found.unproven), (0, 0));
}

#[tokio::test]
async fn a_data_directory_of_the_third_schema_is_sound_and_its_reports_go_on() {
    let (_folder, register) = opened("data-0003").await;
    let found = acts::verify::verify(&register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    assert_eq!((found.releases, found.files), (8, 7));
    assert_eq!((found.early, found.unproven), (0, 0));
    let terms = Terms::default();
    let reports = site_error::all(&register, TODAY, terms).await.unwrap();
    let states: Vec<State> = reports.iter().map(|report| report.state).collect();
    assert_eq!(states, [State::Answered, State::Received, State::Rejected]);
    assert_eq!(reports[1].what.as_deref(), Some("第 2 处有错，请改"));
    assert_eq!(reports[2].erased_on, Some(TODAY));
    let announced = acts::announce::announced(&register).await.unwrap();
    assert_eq!(announced.notice.unwrap().title, "示例公告");
    let actor = Actor {
        name: "示例经办".into(),
        identified_by: "test".into(),
    };
    let desk = Desk::new(register.clone(), actor, NOW + 60).unwrap();
    site_error::answer(&desk, "2026-00002", "已改。")
        .await
        .unwrap();
    let found = acts::verify::verify(&register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
}

#[tokio::test]
async fn in_a_data_directory_of_every_schema_a_report_that_is_answered_moves_no_page() {
    for (name, is_last_shown) in [("data-0003", true), ("data-0004", false)] {
        let (_folder, register) = opened(name).await;
        let portal = portal(&register).await;
        let revision = portal.look().await.unwrap();
        let entries = acts::health::register(&register).await.unwrap().entries;
        // Entries that say nothing of it count as shown, or a change could be missed.
        assert_eq!(revision == entries, is_last_shown, "{name}");
        let actor = Actor {
            name: "示例经办".into(),
            identified_by: "test".into(),
        };
        let desk = Desk::new(register.clone(), actor, NOW + 60).unwrap();
        site_error::answer(&desk, "2026-00002", "已改。")
            .await
            .unwrap();
        assert_eq!(portal.look().await.unwrap(), revision, "{name}");
        let found = acts::verify::verify(&register, &[]).await.unwrap();
        assert_eq!(found.wrong, Vec::<String>::new(), "{name}");
        assert_eq!((found.early, found.unproven), (0, 0), "{name}");
    }
}

#[tokio::test]
async fn what_was_signed_in_a_data_directory_of_any_schema_is_proved_by_its_first_key() {
    // The newest checkpoint of the second is that which both keys signed.
    for (name, from_first) in [("data-0007", 2), ("data-0008", 1)] {
        let (_folder, register) = opened(name).await;
        let found = acts::verify::verify(&register, &[]).await.unwrap();
        assert_eq!(found.wrong, Vec::<String>::new(), "{name}");
        assert_eq!((found.early, found.unproven), (0, 0), "{name}");
        assert_eq!(found.log.behind, 0, "{name}");
        assert!(1 <= found.log.checkpoints, "{name}");
        let portal = portal(&register).await;
        let at = at("XT-0002/2026-00001");
        let asked = portal.proof_of_file(&at, None, "名单.csv").await;
        let Ok(FileFound::Released(Proven::Proof { proof, .. })) = asked else {
            panic!("{name}: {asked:?}")
        };
        let proof = Proof::parse(proof.as_bytes()).unwrap();
        let file = Digests::of("学校,日期\n漱石一中,3月\n".as_bytes());
        for (n, keys) in [(0, from_first), (1, 1)] {
            let trust = Trust::key(secret(n).key().clone());
            let proved = proof.verify_file(&trust, &file).unwrap().proved;
            assert_eq!(proved.keys.len(), keys, "{name}");
        }
    }
}

#[tokio::test]
async fn an_act_that_a_former_program_did_is_not_done_again() {
    let (_folder, register) = opened("data-0008").await;
    let actor = Actor {
        name: "示例经办".into(),
        identified_by: "test".into(),
    };
    let (key, asked) = TRIED;
    let key = Key::new(key, &asked).unwrap();
    let desk = Desk::new(register.clone(), actor, NOW + 60).unwrap();
    let desk = desk.with_key(key);
    let item = which("replacing");
    let again = cite(&desk, &item, Relation::Implements, asked[2]);
    let again = once(&desk, again).await;
    assert!(matches!(again, Ok(Once::Before(_))), "{again:?}");
}

#[tokio::test]
async fn every_look_up_works_on_a_data_directory_of_every_schema() {
    for name in ALL {
        look_up(name).await;
    }
}

async fn look_up(name: &str) {
    let (_folder, register) = opened(name).await;
    let portal = portal(&register).await;
    assert_eq!(portal.site().name, "漱石县人民政府（示例）");
    let home = portal.home(TODAY).await.unwrap();
    assert_eq!((home.items, home.laws, home.agencies), (6, 1, 3));
    let latest = list_of_all(&portal, None, TODAY).await;
    assert_eq!(latest.total, 6);
    let (_, column) = portal
        .column("XT-0001", Column::Statutory, Whose::All, None, TODAY)
        .await
        .unwrap();
    // The rule in two texts counts once.
    assert_eq!(column.total, 5);
    assert_eq!(portal.agencies(TODAY).await.unwrap().len(), 3);

    let released = at("XT-0002/2026-00001");
    let Found::Released(view) = portal.item(&released, None, TODAY).await.unwrap() else {
        panic!("not released")
    };
    assert_eq!(view.released.title(), "关于校园开放日的通知");
    assert_eq!(view.standing.unwrap().status, Status::Repealed);
    assert_eq!(view.relations.len(), 2);
    for form in Form::of(&view.released) {
        let taken = portal.form(&released, None, form, "http://x").await;
        assert!(matches!(taken, Ok(FileFound::Released(_))), "{form:?}");
    }
    for (at, name, size) in [
        (&released, "名单.csv", 32),
        (&at("XT-0002/2026-00008"), "大表.csv", 66_000),
    ] {
        let Ok(FileFound::Released(file)) = portal.file(at, None, name).await else {
            panic!("no {name}")
        };
        assert_eq!(
            crate::exits::whole(&portal, &file).await.len(),
            size,
            "{name}"
        );
    }

    let corrected = at("XT-0002/2026-00002");
    let former = portal.item(&corrected, Some(1), TODAY).await.unwrap();
    assert!(format!("{former:?}").contains(FORMER_WORDS));
    let gone = portal
        .item(&at("XT-0002/2026-00003"), None, TODAY)
        .await
        .unwrap();
    assert!(matches!(gone, Found::Withdrawn(_)));
    assert!(!format!("{gone:?}").contains(WITHDRAWN_SECRET));
    let draft = portal.item(&at("XT-0002/2026-00004"), None, TODAY).await;
    assert!(matches!(draft, Err(acts::Failure::NotFound)));
    let moved = portal.moved(&["/old/replacing.html"]).await.unwrap();
    assert_eq!(moved, Some(at("XT-0002/2026-00007")));

    let version = portal.item(&law("guqiao", "2018-05-02"), None, TODAY).await;
    assert!(matches!(version, Ok(Found::Released(_))));
    let then = portal
        .law("guqiao", Date::constant(2019, 1, 1), TODAY)
        .await
        .unwrap();
    assert!(matches!(then.text, TextOnDay::Held(_)));
    assert_eq!(then.versions.len(), 2);
    let works = portal
        .works(
            &WorksFilter::default(),
            WorksSort::default(),
            None,
            20,
            TODAY,
        )
        .await
        .unwrap();
    assert_eq!(works.total, 1);

    for (words, n) in [
        ("操场", 1),
        ("桥长", 2),
        (DRAFT_SECRET, 0),
        (WITHDRAWN_SECRET, 0),
    ] {
        let query = Query::words(format!("\"{words}\""));
        let found = portal.search(query, TODAY).await.unwrap();
        assert_eq!(found.total, n, "{words}");
    }
}

#[tokio::test]
async fn acts_go_on_in_a_data_directory_of_every_schema() {
    for name in ALL {
        go_on(name).await;
    }
}

async fn go_on(name: &str) {
    let (_folder, register) = opened(name).await;
    let actor = Actor {
        name: "示例经办".into(),
        identified_by: "test".into(),
    };
    let desk = Desk::new(register.clone(), actor, NOW + 60).unwrap();
    let (released, large) = contents();
    let same = import(&desk, large, Then::Release).await.unwrap();
    assert!(matches!(same, Imported::Same { .. }), "{same:?}");
    let joined = import(&desk, released, Then::Release).await.unwrap();
    assert!(matches!(joined, Imported::Joined { .. }), "{joined:?}");
    let new = document("new", "新来的", "新。");
    import(&desk, new, Then::Release).await.unwrap();
    let correction = Correction {
        note: "更正".into(),
        replace: vec![("开放".into(), "每日开放".into())],
        ..Correction::default()
    };
    let released = correct(&desk, &which("released"), &correction)
        .await
        .unwrap();
    assert_eq!(released.edition(), 2);
    let portal = portal(&register).await;
    let newest = portal.item(&at("XT-0002/2026-00009"), None, TODAY).await;
    assert!(matches!(newest, Ok(Found::Released(_))));
    let found = acts::verify::verify(&register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
}

/// The first document as another source gives it, and the one with a large file.
fn contents() -> (acts::item::Incoming, acts::item::Incoming) {
    let again = numbered(
        "again",
        "关于校园开放日的通知",
        "漱教〔2026〕1号",
        "各学校应当开放操场。",
    );
    let mut large = document("large", "关于大表的通知", "见附件。");
    large.files.push(file("大表.csv", &"甲,乙\n".repeat(8_250)));
    (again, large)
}

/// Makes the data directory; see the head of this file.
#[expect(
    clippy::disallowed_methods,
    reason = "the directory is named by whoever makes a fixture"
)]
#[tokio::test]
async fn a_data_directory_is_made_where_one_is_asked_for() {
    let Some(target) = std::env::var_os("GONGKAI_MAKE_FIXTURE").map(PathBuf::from) else {
        return;
    };
    let town = Town::in_a_file().await;
    town.fill().await;
    let mut replacing = document("replacing", "关于校园开放日的新通知", "新办法。");
    replacing.aliases = vec![("address".into(), "/old/replacing.html".into())];
    town.import(replacing, Then::Release).await;
    let (_, large) = contents();
    town.import(large, Then::Release).await;
    let (one, other) = (which("replacing"), which("released"));
    let since = "2026-11-01".parse().ok();
    relate(&town.desk, &one, Relation::Replaces, &other, since, "")
        .await
        .unwrap();
    cite(&town.desk, &other, Relation::Implements, "漱政〔2026〕9号")
        .await
        .unwrap();
    let notice = NewNotice {
        title: "示例公告".into(),
        text: "示例。".into(),
        ..NewNotice::default()
    };
    set_notice(&town.desk, &notice, "").await.unwrap();
    for n in 1..=3 {
        let written = Written {
            page: Some("/laws".into()),
            kind: ErrorKind::Wording,
            what: format!("第 {n} 处有错，请改"),
            contact: Some("0000-0000000".into()),
        };
        let visitor = Desk::of_visitor(&town.portal(), NOW).unwrap();
        site_error::receive(&visitor, &written, &site_error::new_key())
            .await
            .unwrap();
    }
    site_error::forward(&town.desk, "2026-00001", "漱石县教育局")
        .await
        .unwrap();
    site_error::answer(&town.desk, "2026-00001", "已改。")
        .await
        .unwrap();
    site_error::reject(&town.desk, "2026-00003", "说的是别的网站。")
        .await
        .unwrap();
    site_error::erase(&town.desk, "2026-00003").await.unwrap();
    // The log, signed by its first key and by the one that took its place.
    town.sign(&town.portal()).await;
    let (old, new) = (secret(0), secret(1));
    change_key(&town.desk, Some(old.key()), new.key())
        .await
        .unwrap();
    town.sign_by(&[&old, &new]).await;
    let (key, asked) = TRIED;
    let keyed = town.desk.clone().with_key(Key::new(key, &asked).unwrap());
    let cited = cite(&keyed, &one, Relation::Implements, asked[2]);
    assert!(matches!(once(&keyed, cited).await, Ok(Once::Now(()))));
    // The last act waits for a signature, and the key is not kept with the fixture: it is lost.
    town.register.close().await;
    copy(town.folder(), &target);
    // It lies beside the key, which no data directory holds.
    std::fs::remove_file(target.join("log.checkpoint")).unwrap();
    // Small pages: most tables hold a row or two.
    let connection = rusqlite::Connection::open(target.join("register.sqlite")).unwrap();
    let sql = "PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM";
    connection.execute_batch(sql).unwrap();
}
