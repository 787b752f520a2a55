//! What tests look at behind the back of the acts.

use acts::portal::{ItemsFilter, Order};
use acts::view::{Address, Found, ItemView, Listing};
use acts::{Failure, Portal};
use law::Date;
use law::item::indexno::IndexNo;
use serde_json::Value;
use store::Store;
use store::item::{By, ItemRow};
use testkit::Town;

/// The register of a county, opened once more.
pub(crate) async fn store(town: &Town) -> Store {
    town.database().open().await
}

/// The row of an item by its slug.
pub(crate) async fn row(town: &Town, slug: &str) -> Option<ItemRow> {
    let mut reader = store(town).await.read().await.unwrap();
    let by = By::Source {
        source: "town",
        source_id: slug,
    };
    reader.find_item(by).await.unwrap()
}

/// The entries of the ledger after a number.
pub(crate) async fn entries(town: &Town, after: u64) -> Vec<Value> {
    let mut reader = store(town).await.read().await.unwrap();
    let entries = reader.entries_after(after, 100_000).await.unwrap();
    let parse = |entry: &store::ledger::Stored| serde_json::from_slice(&entry.bytes).unwrap();
    entries.iter().map(parse).collect()
}

pub(crate) async fn head(town: &Town) -> u64 {
    let mut reader = store(town).await.read().await.unwrap();
    reader.head().await.unwrap().seq
}

/// Changes the register as no act can: the triggers of the ledger do not hold.
pub(crate) async fn tamper(town: &Town, sql: &str) {
    town.database().tamper(sql).await;
}

/// The address of an item by its index number.
pub(crate) fn document(index_no: &str) -> Address {
    let number = IndexNo::exact(index_no).unwrap();
    Address::Document {
        tail: number.tail(),
        code: number.code,
    }
}

pub(crate) fn law(work: &str, version: &str) -> Address {
    Address::Law {
        work: work.into(),
        version: version.into(),
    }
}

/// What a visitor sees at the address of a released item.
pub(crate) async fn seen(town: &Town, at: &Address) -> ItemView {
    match town.portal().item(at, None, town.today()).await.unwrap() {
        Found::Released(view) => *view,
        other => panic!("{other:?}"),
    }
}

/// The list of everything, of all kinds or one, newest first.
pub(crate) async fn list_of_all(portal: &Portal, kind: Option<&str>, today: Date) -> Listing {
    let filter = ItemsFilter {
        kind: kind.map(str::to_owned),
        ..ItemsFilter::default()
    };
    let list = portal.items(&filter, Order::NewestFirst, None, 500, today);
    list.await.unwrap()
}

/// The titles in the list of everything, newest first.
pub(crate) async fn titles(town: &Town) -> Vec<String> {
    let listing = list_of_all(&town.portal(), None, town.today()).await;
    assert_eq!(listing.total, listing.lines.len() as u64);
    listing.lines.into_iter().map(|line| line.title).collect()
}

/// The words of a refusal.
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    match result {
        Err(Failure::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

/// That the chain, the releases and the files are sound.
pub(crate) async fn assert_sound(town: &Town) {
    let found = acts::verify::verify(&town.register, &[]).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
}
