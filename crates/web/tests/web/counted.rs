//! What is counted of visits: by route, never by address, and what came from memory apart from what was made.

use crate::visitor::Visitor;
use std::sync::Arc;
use testkit::Town;
use testkit::town::NOW;
use web::{App, OfRoute};

fn of(app: &App, route: &str) -> Option<OfRoute> {
    app.meter().routes().find(|counted| counted.route == route)
}

#[tokio::test]
async fn a_page_counts_under_its_route_whether_it_was_made_or_kept() {
    let town = Town::new().await;
    let app = App::new(town.portal(), Arc::new(|| NOW), "/xxgk");
    let visitor = Visitor::with(app.clone());
    for address in ["/xxgk/laws", "/xxgk/laws", "/xxgk/en/laws"] {
        assert_eq!(visitor.get(address).await.status, 200, "{address}");
    }
    let laws = of(&app, "/laws").unwrap();
    assert_eq!(laws.statuses, [(200, 3)]);
    assert_eq!(laws.within.last(), Some(&3));
    let totals = app.meter().totals();
    assert_eq!((totals.made, totals.from_memory), (2, 1));
    assert_eq!((totals.under_way, totals.given_up), (0, 0));
    let (answers, bytes) = app.kept();
    assert!(answers == 2 && 1000 < bytes, "{answers} {bytes}");
}

#[tokio::test]
async fn what_somebody_typed_is_counted_and_not_named() {
    let town = Town::new().await;
    let app = App::new(town.portal(), Arc::new(|| NOW), "");
    let visitor = Visitor::with(app.clone());
    visitor.get("/planted-words").await;
    visitor.get("/search?q=planted-words").await;
    visitor.get("/error-report/receipt/planted-words").await;
    let counted: Vec<OfRoute> = app.meter().routes().collect();
    assert!(!format!("{counted:?}").contains("planted"), "{counted:?}");
    assert_eq!(of(&app, "none").unwrap().statuses, [(404, 1)]);
    assert_eq!(of(&app, "/search").unwrap().statuses, [(200, 1)]);
    assert!(of(&app, "/error-report/receipt/{ticket}").is_some());
}
