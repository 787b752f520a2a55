//! The one table of routes: every address that answers, how, what it lets out and to whom.
//!
//! The router is assembled from it, the schema of the open API is generated from it, and the tests go over it: a route
//! that is not here does not exist, and one without a class cannot be written.

use crate::app::App;
use crate::forms;
use crate::machines::{bulk, feed, last_days, map, share, suggest, well_known};
use crate::middleware::{apart, cache, pace};
use crate::{api, portal};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};

/// What kind of thing leaves by a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exit {
    /// HTML.
    Page,
    /// HTML made for one reader: a form, its receipt, what is asked with a code.
    Form,
    /// A file, or the words of an item in another form.
    File,
    /// JSON of the open API.
    Api,
    /// A list for machines: site map, robots, feeds.
    Feed,
    /// Everything released, in one file; or the log of everything, in tiles.
    Bulk,
    /// Style sheet, icon: nothing from the register.
    Asset,
    /// Whether the process lives: nothing from the register.
    Probe,
}

impl Exit {
    /// Whether pages of other sites may read what leaves.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Api | Self::Feed | Self::Bulk)
    }
}

/// Who may come in. Nothing needs an account yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Visitor,
}

pub const EVERYONE: &[Role] = &[Role::Visitor];

/// What it takes to make an answer anew; of what takes more than a little, each network has a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effort {
    Little,
    /// The index is asked, or texts are held against each other.
    Search,
    /// A text is set as PDF or Word, where that has not been done before.
    Print,
}

impl Effort {
    /// How much of a share it takes.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Little => 0,
            Self::Search => 1,
            Self::Print => 5,
        }
    }
}

/// The method of a route; HEAD is always answered where GET is, OPTIONS where others may read ([`Exit::is_open`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
}

/// One route.
#[derive(Clone, Copy)]
pub struct Route {
    pub path: &'static str,
    pub method: Method,
    pub exit: Exit,
    pub effort: Effort,
    pub who: &'static [Role],
    /// The queries it understands.
    pub asks: &'static [&'static str],
    pub(crate) serve: fn(&App) -> MethodRouter<App>,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} ({:?})", self.method, self.path, self.exit)
    }
}

macro_rules! route {
    ($path:literal, $exit:ident, $handler:expr) => {
        route!(Little: $path, $exit, $handler, &[])
    };
    ($path:literal, $exit:ident, $handler:expr, $asks:expr) => {
        route!(Little: $path, $exit, $handler, $asks)
    };
    ($effort:ident: $path:literal, $exit:ident, $handler:expr, $asks:expr) => {
        Route {
            path: $path,
            method: Method::Get,
            exit: Exit::$exit,
            effort: Effort::$effort,
            who: EVERYONE,
            asks: $asks,
            serve: |app| handling(app, Exit::$exit, Effort::$effort, $asks, get($handler)),
        }
    };
}

/// The page of a form, and what is sent with it.
macro_rules! form {
    (GET $path:literal, $handler:expr, $asks:expr) => {
        form!($path, Get, get($handler), $asks)
    };
    (POST $path:literal, $handler:expr) => {
        form!($path, Post, post($handler), &[])
    };
    ($path:literal, $method:ident, $methods:expr, $asks:expr) => {
        Route {
            path: $path,
            method: Method::$method,
            exit: Exit::Form,
            effort: Effort::Little,
            who: EVERYONE,
            asks: $asks,
            serve: |app| handling(app, Exit::Form, Effort::Little, $asks, $methods),
        }
    };
}

/// Pages and lists may be kept, forms never; assets are compressed; a file looks after itself and is made apart. What takes
/// long is made for each network at its pace. Open lists may be read from anywhere.
fn handling(
    app: &App,
    exit: Exit,
    effort: Effort,
    asks: cache::Asks,
    methods: MethodRouter<App>,
) -> MethodRouter<App> {
    let methods = match exit {
        Exit::Page | Exit::Api | Exit::Feed => {
            methods.layer(from_fn_with_state((app.clone(), asks), cache::make))
        }
        Exit::Form => methods.layer(from_fn(forms::private)),
        Exit::Asset => methods.layer(from_fn(cache::immutable)),
        Exit::File => methods.layer(from_fn_with_state(app.clone(), apart::made)),
        Exit::Bulk | Exit::Probe => methods,
    };
    // What is kept, and what others wait for already, never comes so far: only what is made is counted.
    let methods = match effort {
        Effort::Little => methods,
        effort => methods.layer(from_fn_with_state((app.clone(), effort), pace::keep)),
    };
    if exit.is_open() {
        // After the cache, which must not take an OPTIONS for a GET.
        let methods = methods.options(share::options);
        methods.layer(from_fn(share::with_all))
    } else {
        methods
    }
}

const EDITION: &[&str] = &["edition"];
const AFTER: &[&str] = &["after"];

/// Every route there is.
pub const ROUTES: &[Route] = &[
    route!("/", Page, portal::home::show),
    route!(
        "/agencies",
        Page,
        portal::agencies::show,
        portal::agencies::ASKS
    ),
    route!("/agencies/{code}", Page, portal::agency::show),
    route!(
        "/agencies/{code}/{column}",
        Page,
        portal::column::show,
        &["whose", "after"]
    ),
    route!(
        "/documents",
        Page,
        portal::documents::show,
        portal::documents::ASKS
    ),
    route!(
        "/documents/{code}/{tail}",
        Page,
        portal::document::show,
        EDITION
    ),
    route!(
        Print: "/documents/{code}/{tail}/text.pdf",
        File,
        portal::take::pdf,
        EDITION
    ),
    route!(
        Print: "/documents/{code}/{tail}/text.docx",
        File,
        portal::take::docx,
        EDITION
    ),
    route!(
        "/documents/{code}/{tail}/text.txt",
        File,
        portal::take::text,
        EDITION
    ),
    route!(
        "/documents/{code}/{tail}/text.md",
        File,
        portal::take::markdown,
        EDITION
    ),
    route!(
        "/documents/{code}/{tail}/text.json",
        File,
        portal::take::json,
        EDITION
    ),
    route!(
        Print: "/documents/{code}/{tail}/SHA256SUMS",
        File,
        portal::take::sums,
        EDITION
    ),
    route!(
        "/documents/{code}/{tail}/proofs",
        Page,
        portal::proofs::show,
        EDITION
    ),
    route!(
        "/documents/{code}/{tail}/proofs/{of}",
        File,
        portal::proofs::of_form,
        EDITION
    ),
    route!(
        "/documents/{code}/{tail}/proofs/files/{name}",
        File,
        portal::proofs::of_file,
        EDITION
    ),
    route!(
        "/documents/{code}/{tail}/release.json",
        File,
        portal::proofs::release,
        EDITION
    ),
    route!(
        "/documents/{code}/{tail}/files/{name}",
        File,
        portal::take::file,
        EDITION
    ),
    route!("/laws", Page, portal::laws::show, portal::laws::ASKS),
    route!("/topics", Page, portal::topics::list),
    route!("/topics/{id}", Page, portal::topics::show, &["page"]),
    route!("/published", Page, portal::published::months),
    route!(
        "/published/{period}",
        Page,
        portal::published::show,
        &["after"]
    ),
    route!(
        "/laws.csv",
        Feed,
        portal::laws_table::csv,
        portal::laws_table::ASKS
    ),
    route!(
        Search: "/laws.xlsx",
        Feed,
        portal::laws_table::xlsx,
        portal::laws_table::ASKS
    ),
    route!(
        "/laws/{work}",
        Page,
        portal::law::show,
        &["on", "y", "m", "d"]
    ),
    route!(
        Search: "/laws/{work}/compare",
        Page,
        portal::compare::show,
        &["from", "to", "show"]
    ),
    route!(
        "/laws/{work}/{version}",
        Page,
        portal::document::show,
        EDITION
    ),
    route!(
        Print: "/laws/{work}/{version}/text.pdf",
        File,
        portal::take::pdf,
        EDITION
    ),
    route!(
        Print: "/laws/{work}/{version}/text.docx",
        File,
        portal::take::docx,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/text.txt",
        File,
        portal::take::text,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/text.md",
        File,
        portal::take::markdown,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/text.json",
        File,
        portal::take::json,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/text.akn.xml",
        File,
        portal::take::akn,
        EDITION
    ),
    route!(
        Print: "/laws/{work}/{version}/SHA256SUMS",
        File,
        portal::take::sums,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/proofs",
        Page,
        portal::proofs::show,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/proofs/{of}",
        File,
        portal::proofs::of_form,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/proofs/files/{name}",
        File,
        portal::proofs::of_file,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/release.json",
        File,
        portal::proofs::release,
        EDITION
    ),
    route!(
        "/laws/{work}/{version}/files/{name}",
        File,
        portal::take::file,
        EDITION
    ),
    route!(
        Search: "/search",
        Page,
        portal::search::show,
        portal::search_address::ASKS
    ),
    route!(
        "/search/suggest",
        Feed,
        suggest::for_browsers,
        suggest::ASKS
    ),
    route!("/opensearch.xml", Feed, suggest::description),
    route!("/about", Page, portal::about::show),
    form!(GET "/error-report", portal::error_report::show_form, &["page"]),
    form!(POST "/error-report", portal::error_report::send),
    form!(GET "/error-report/receipt/{ticket}", portal::error_report::show_receipt, &[]),
    form!(GET "/error-report/progress", portal::error_report::show_progress, &[]),
    form!(POST "/error-report/progress", portal::error_report::progress),
    route!("/clock", Page, portal::clock::show, portal::clock::ASKS),
    route!(
        "/clock.ics",
        Feed,
        last_days::of_clock,
        portal::clock::PLAIN
    ),
    route!("/fee", Page, portal::fee::show, portal::fee::ASKS),
    route!("/remedy", Page, portal::remedy::show, portal::remedy::ASKS),
    route!(
        "/remedy.ics",
        Feed,
        last_days::of_remedy,
        portal::remedy::ASKS
    ),
    route!("/accessibility", Page, portal::accessibility::show),
    route!("/privacy", Page, portal::privacy::show),
    route!("/site-map", Page, portal::site_map::show),
    route!("/robots.txt", Feed, portal::machines::robots),
    route!("/sitemap.xml", Feed, map::index),
    route!("/sitemap/{part}", Feed, map::part),
    route!(
        "/feeds/atom",
        Feed,
        feed::atom,
        portal::documents::FEED_ASKS
    ),
    route!("/feeds/atom/agencies/{code}", Feed, feed::atom, AFTER),
    route!(
        "/feeds/atom/agencies/{code}/{column}",
        Feed,
        feed::atom,
        AFTER
    ),
    route!("/feeds/atom/topics/{id}", Feed, feed::atom, AFTER),
    route!(Search: "/feeds/atom/search", Feed, feed::atom_of_search, feed::ASKS),
    route!(
        "/feeds/json",
        Feed,
        feed::json,
        portal::documents::FEED_ASKS
    ),
    route!("/feeds/json/agencies/{code}", Feed, feed::json, AFTER),
    route!(
        "/feeds/json/agencies/{code}/{column}",
        Feed,
        feed::json,
        AFTER
    ),
    route!("/feeds/json/topics/{id}", Feed, feed::json, AFTER),
    route!(Search: "/feeds/json/search", Feed, feed::json_of_search, feed::ASKS),
    route!("/log", Page, portal::log::show, &["to"]),
    route!("/log/checkpoint", Bulk, portal::log::checkpoint),
    route!("/log/tile/{*tile}", Bulk, portal::log::tile),
    route!("/downloads", Page, bulk::show),
    route!("/downloads/manifest.json", Feed, bulk::manifest),
    route!("/downloads/{file}", Bulk, bulk::file),
    route!("/.well-known/security.txt", Feed, well_known::security),
    route!("/.well-known/api-catalog", Feed, well_known::catalog),
    route!("/favicon.ico", Asset, portal::machines::icon),
    route!("/favicon.svg", Asset, portal::machines::icon),
    route!("/assets/{name}", Asset, portal::machines::asset),
    route!("/healthz", Probe, portal::machines::health),
    route!("/readyz", Probe, portal::machines::ready),
    route!("/api/v1/kinds", Api, api::kinds::show),
    route!("/api/v1/items", Api, api::items::list, &["kind", "cursor"]),
    route!(
        "/api/v1/items/{code}/{tail}",
        Api,
        api::items::show,
        EDITION
    ),
    route!("/api/v1/laws", Api, api::laws::list, api::laws::ASKS),
    route!("/api/v1/laws/{work}", Api, api::laws::show, &["on"]),
    route!("/api/v1/log", Api, api::log::show),
    route!(
        "/api/v1/log/consistency",
        Api,
        api::log::consistency,
        api::log::ASKS
    ),
    route!(Search: "/api/v1/search", Api, api::search::show, api::search::ASKS),
    route!("/api/v1/suggest", Api, api::suggest::show, suggest::ASKS),
    route!(
        "/api/v1/clock",
        Api,
        api::clock::clock,
        portal::clock::PLAIN
    ),
    route!("/api/v1/fee", Api, api::clock::fee, portal::fee::ASKS),
    route!(
        "/api/v1/remedy",
        Api,
        api::clock::remedy,
        portal::remedy::ASKS
    ),
    route!("/api/v1/agencies", Api, api::agencies::list, &["cursor"]),
    route!("/api/v1/agencies/{code}", Api, api::agencies::show),
    route!(
        "/gkmlpt/api/all/{category_id}",
        Api,
        api::gkmlpt::show,
        &["page", "sid"]
    ),
    route!("/api/v1/openapi.json", Api, api::schema::show),
];
