//! 档案: a site kept as pieces, put back elsewhere, and every piece that could be damaged.

use crate::home::{Home, on_postgres, on_sqlite};
use crate::s3;
use crate::tampering::full_county;
use acts::archive::{About, Archive, Folder, Gathered, Manifest, Room, Single, complete};
use acts::archive::{gather, generations, restore};
use acts::desk::Register;
use acts::item::Then;
use law::item::Kinds;
use std::fs;
use std::path::{Path, PathBuf};
use store::Blobs;
use tempfile::TempDir;
use testkit::items::{document, file};
use testkit::town::NOW;

fn about(now: i64) -> About {
    About {
        program: "test".into(),
        now,
        settings: "base = \"/xxgk\"\n".into(),
        beside: vec![],
    }
}

async fn kept(register: &Register, to: &Path, now: i64) -> Gathered {
    let mut room = Room::Folder(Folder::open(to).unwrap());
    gather(register, &mut room, &about(now), |_| ())
        .await
        .unwrap()
}

async fn begun(home: &Home, schema: i64, blobs: Blobs) -> Register {
    Register::new(home.begin(schema).await, blobs, Kinds::standard())
}

/// Puts the newest archive back and proves it.
async fn put_back(from: &Path, home: &Home, blobs: Blobs) -> (Register, Manifest) {
    let (archive, _, manifest) = Archive::open(from, None).unwrap();
    let checked = archive.check(&manifest, |_| ()).unwrap();
    let register = begun(home, manifest.schema, blobs).await;
    let restored = restore(&archive, &manifest, checked, &register, |_| ())
        .await
        .unwrap();
    assert_eq!(restored.found.wrong, Vec::<String>::new());
    assert_eq!(restored.found.head, manifest.ledger.head);
    assert_eq!(restored.checked.rows, manifest.rows());
    complete(&register).await.unwrap();
    (register, manifest)
}

fn same(a: &Manifest, b: &Manifest) {
    assert_eq!(a.tables, b.tables);
    assert_eq!(a.files, b.files);
    assert_eq!(a.ledger, b.ledger);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// From SQLite and the disk to another place, and from there back: nothing is lost on any way.
async fn there_and_back(home: Home, blobs: Blobs) {
    let town = full_county().await;
    let folder = TempDir::new().unwrap();
    let (first, second, third) = (
        folder.path().join("first"),
        folder.path().join("second.zip"),
        folder.path().join("third"),
    );
    let begun = kept(&town.register, &first, NOW).await.manifest;
    assert!(
        begun.files.count > 1 && begun.tables.len() > 15,
        "{begun:?}"
    );
    let (there, _) = put_back(&first, &home, blobs).await;
    let mut room = Room::Single(Single::create(&second).unwrap());
    let between = gather(&there, &mut room, &about(NOW), |_| ())
        .await
        .unwrap();
    same(&begun, &between.manifest);
    on_sqlite(|home| async move {
        let blobs = home.blobs();
        let (back, _) = put_back(&second, &home, blobs).await;
        let ended = kept(&back, &third, NOW).await.manifest;
        same(&begun, &ended);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_moves_to_another_sqlite_and_back() {
    on_sqlite(|home| async move {
        let blobs = home.blobs();
        there_and_back(home, blobs).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_moves_to_postgres_and_an_object_store_and_back() {
    on_postgres(|home| async move {
        there_and_back(home, s3::blobs().await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_the_schema_is_carried_also_one_that_nobody_knew() {
    let town = full_county().await;
    let raw = rusqlite::Connection::open(town.folder().join("register.sqlite")).unwrap();
    raw.execute_batch(
        "CREATE TABLE later (two TEXT NOT NULL, one BIGINT NOT NULL, bytes BLOB, item TEXT REFERENCES item (id), \
         PRIMARY KEY (one, two)); \
         INSERT INTO later SELECT 'b', 1, x'ff00', id FROM item LIMIT 1; \
         INSERT INTO later VALUES ('a', 2, NULL, NULL), ('a', 1, x'', NULL);",
    )
    .unwrap();
    let folder = TempDir::new().unwrap();
    let manifest = kept(&town.register, folder.path(), NOW).await.manifest;
    let mut asked = raw
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        .unwrap();
    let schema = asked.query_map([], |row| row.get(0)).unwrap();
    let mut schema: Vec<String> = schema.map(Result::unwrap).collect();
    schema.retain(|name| name != "schema_version");
    let mut carried: Vec<String> = manifest.tables.iter().map(|it| it.name.clone()).collect();
    carried.sort();
    assert_eq!(carried, schema);
    for table in &manifest.tables {
        let sql = format!("SELECT COUNT(*) FROM \"{}\"", table.name);
        let rows: i64 = raw.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(table.rows, rows as u64, "{}", table.name);
    }
    // A program that does not know the table refuses rather than lose it.
    on_sqlite(|home| async move {
        let (archive, _, manifest) = Archive::open(folder.path(), None).unwrap();
        let checked = archive.check(&manifest, |_| ()).unwrap();
        let register = begun(&home, manifest.schema, home.blobs()).await;
        let refused = restore(&archive, &manifest, checked, &register, |_| ()).await;
        let says = refused.unwrap_err().to_string();
        assert!(says.contains("later"), "{says}");
        // One whose schema has it takes its rows as they were.
        home.raw(
            "CREATE TABLE later (two TEXT NOT NULL, one BIGINT NOT NULL, bytes BLOB, item TEXT REFERENCES item (id), \
             PRIMARY KEY (one, two))",
        )
        .await
        .unwrap();
        restore(&archive, &manifest, checked, &register, |_| ()).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_backup_writes_only_what_is_new() {
    let town = full_county().await;
    let folder = TempDir::new().unwrap();
    let first = kept(&town.register, folder.path(), NOW).await;
    assert!(first.new_pieces > 10);
    let again = kept(&town.register, folder.path(), NOW + 1).await;
    assert_eq!((again.new_pieces, again.new_bytes), (0, 0));
    // Two of one second that say the same are one, and stay.
    let mut room = Room::Folder(Folder::open(folder.path()).unwrap());
    gather(&town.register, &mut room, &about(NOW + 1), |_| ())
        .await
        .unwrap();
    if let Room::Folder(mut folder) = room {
        assert_eq!(folder.prune(2).unwrap().removed, 0);
    }
    let mut more = document("more", "关于新增一件的通知", "新增。");
    more.files.push(file("新.csv", &"甲,乙\n".repeat(9_000)));
    town.import(more, Then::Release).await;
    let third = kept(&town.register, folder.path(), NOW + 2).await;
    let large = third.manifest.files.bytes - first.manifest.files.bytes;
    // The file once though it stands in both name spaces, and the tables that it touched.
    assert!(large > 100_000 && third.new_bytes < large, "{third:?}");
    assert!(third.new_pieces < first.new_pieces, "{third:?}");
    assert_eq!(generations(folder.path()).unwrap().0.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn older_generations_go_with_what_only_they_name_and_the_others_stay_whole() {
    let town = full_county().await;
    let folder = TempDir::new().unwrap();
    for n in 0..4 {
        let title = format!("关于第{n}件的通知");
        town.import(
            document(&format!("n{n}"), &title, "按期完成。"),
            Then::Release,
        )
        .await;
        kept(&town.register, folder.path(), NOW + n).await;
    }
    let before = files(&folder.path().join("pieces")).len();
    let mut room = Folder::open(folder.path()).unwrap();
    let pruned = room.prune(2).unwrap();
    assert_eq!((pruned.kept, pruned.removed), (2, 2));
    assert!(pruned.freed > 0);
    drop(room);
    assert!(files(&folder.path().join("pieces")).len() < before);
    let (whole, _) = generations(folder.path()).unwrap();
    for generation in whole {
        let (archive, _, manifest) = Archive::open(folder.path(), Some(&generation.name)).unwrap();
        archive.check(&manifest, |_| ()).unwrap();
    }
    // A manifest that cannot be read may name anything: nothing goes.
    let newest = files(&folder.path().join("generations")).pop().unwrap();
    fs::write(&newest, "{}").unwrap();
    let mut room = Folder::open(folder.path()).unwrap();
    assert_eq!(room.prune(1).unwrap().removed, 0);
    assert_eq!(room.unreadable().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_stand_in_the_order_in_which_they_were_made_whatever_the_clock_says() {
    let town = full_county().await;
    let folder = TempDir::new().unwrap();
    let ahead = NOW + 400 * 86_400;
    kept(&town.register, folder.path(), ahead).await;
    town.import(
        document("late", "关于迟来的通知", "按期完成。"),
        Then::Release,
    )
    .await;
    // Set right again, which is set back.
    let second = kept(&town.register, folder.path(), NOW).await;
    assert_eq!(second.manifest.made_at, ahead + 1);
    let mut room = Folder::open(folder.path()).unwrap();
    assert_eq!(room.prune(1).unwrap().removed, 1);
    drop(room);
    let (_, name, manifest) = Archive::open(folder.path(), None).unwrap();
    assert_eq!((name, manifest), (second.name, second.manifest));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_piece_that_is_missing_cut_or_changed_is_named() {
    let town = full_county().await;
    let folder = TempDir::new().unwrap();
    kept(&town.register, folder.path(), NOW).await;
    let check = || -> Result<(), String> {
        let opened = Archive::open(folder.path(), None);
        let (archive, _, manifest) = opened.map_err(|it| it.to_string())?;
        let checked = archive.check(&manifest, |_| ());
        checked.map(|_| ()).map_err(|it| it.to_string())
    };
    check().unwrap();
    let all = files(folder.path());
    let mut seen = 0;
    for path in all
        .iter()
        .filter(|path| path.file_name().unwrap() != "lock")
    {
        let bytes = fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut other = bytes.clone();
        let middle = other.len() / 2;
        other[middle] ^= 1;
        for (what, damaged) in [
            ("cut", Some(&bytes[..bytes.len() - 1])),
            ("empty", Some(&bytes[..0])),
            ("changed", Some(&other[..])),
            ("missing", None),
        ] {
            match damaged {
                Some(damaged) => fs::write(path, damaged).unwrap(),
                None => fs::remove_file(path).unwrap(),
            }
            let says = check().unwrap_err();
            assert!(
                says.contains(name) || (what == "missing" && says.contains("generations")),
                "{name} {what}: {says}"
            );
            seen += 1;
        }
        fs::write(path, &bytes).unwrap();
    }
    assert!(40 < seen, "{seen}");
    check().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_file_that_is_cut_or_changed_is_refused() {
    let town = full_county().await;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("site.zip");
    let mut room = Room::Single(Single::create(&path).unwrap());
    gather(&town.register, &mut room, &about(NOW), |_| ())
        .await
        .unwrap();
    let bytes = fs::read(&path).unwrap();
    let check = || {
        let (archive, _, manifest) = Archive::open(&path, None)?;
        archive.check(&manifest, |_| ()).map(|_| ())
    };
    check().unwrap();
    for cut in [0, 1, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&path, &bytes[..cut]).unwrap();
        assert!(check().is_err(), "{cut} of {}", bytes.len());
    }
    // One that is not yet whole has another name, and goes when it is broken off.
    let other = folder.path().join("other.zip");
    drop(Single::create(&other).unwrap());
    assert_eq!(files(folder.path()), std::slice::from_ref(&path));
    assert!(Single::create(&path).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_was_damaged_is_written_anew_by_the_next_backup() {
    let town = full_county().await;
    let folder = TempDir::new().unwrap();
    kept(&town.register, folder.path(), NOW).await;
    let piece = files(&folder.path().join("pieces")).remove(0);
    fs::write(&piece, "").unwrap();
    let again = kept(&town.register, folder.path(), NOW + 1).await;
    assert_eq!(again.new_pieces, 1);
    let (archive, _, manifest) = Archive::open(folder.path(), None).unwrap();
    archive.check(&manifest, |_| ()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_broken_off_backup_left_counts_for_nothing() {
    let town = full_county().await;
    let folder = TempDir::new().unwrap();
    kept(&town.register, folder.path(), NOW).await;
    fs::write(folder.path().join("unfinished/half"), "half").unwrap();
    // A piece under its whole name that reached the disk only in part, and that no manifest names.
    let stray = folder.path().join("pieces/00").join("0".repeat(64));
    fs::create_dir_all(stray.parent().unwrap()).unwrap();
    fs::write(&stray, "half").unwrap();
    let mut room = Folder::open(folder.path()).unwrap();
    assert_eq!(
        files(&folder.path().join("unfinished")),
        Vec::<PathBuf>::new()
    );
    room.prune(0).unwrap();
    assert!(!stray.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_backups_at_a_time_and_a_folder_of_something_else_are_refused() {
    let folder = TempDir::new().unwrap();
    let backups = folder.path().join("backups");
    let first = Folder::open(&backups).unwrap();
    let says = Folder::open(&backups).unwrap_err().to_string();
    assert!(says.contains("另一次备份"), "{says}");
    drop(first);
    let says = Folder::open(folder.path()).unwrap_err().to_string();
    assert!(says.contains("backups"), "{says}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_of_an_earlier_schema_is_kept_as_it_is_and_comes_back_up_to_date() {
    for (name, schema) in crate::fixture::ALL.iter().zip(1..) {
        let folder = TempDir::new().unwrap();
        let (_fixture, register) = crate::fixture::as_it_is(name).await;
        let manifest = kept(&register, folder.path(), NOW).await.manifest;
        assert_eq!(manifest.schema, schema, "{name}");
        on_sqlite(|home| async move {
            let blobs = home.blobs();
            let (register, _) = put_back(folder.path(), &home, blobs).await;
            register.close().await;
            let mut reader = home.open().await.read().await.unwrap();
            assert_eq!(reader.schema().await.unwrap(), store::NEWEST_SCHEMA);
        })
        .await;
    }
}
