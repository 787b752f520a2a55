//! The application: what every handler is given, and the router assembled from the one table of routes.

use crate::forms::{Desk, Forms};
use crate::meter::Meter;
use crate::middleware::apart::Makers;
use crate::middleware::cache::Cache;
use crate::middleware::pace::Pace;
use crate::middleware::{self, request_id::Ids};
use crate::paths::{Links, Place};
use crate::routes::ROUTES;
use crate::variant::Variant;
use crate::{assets::Assets, error};
use acts::Portal;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use law::Date;
use std::fmt;
use std::sync::Arc;

/// Seconds since 1970 UTC. The only source of time in this crate.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A site as served: its reading side, its clock, where it lives, and how it is shown to this visitor. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    links: Links,
    asking: Asking,
}

/// What was asked for, as far as every page needs it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asking {
    pub(crate) variant: Variant,
    /// The page; `None` where the address is of no page.
    pub(crate) here: Option<Place>,
    pub(crate) query: Option<String>,
    /// The path inside the site as it was asked for, whether there is such a page or not.
    pub(crate) path: String,
}

struct Inner {
    portal: Portal,
    clock: Clock,
    assets: Assets,
    cache: Cache,
    makers: Makers,
    forms: Desk,
    pace: Pace,
    ids: Ids,
    meter: Arc<Meter>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("links", &self.links)
            .finish_non_exhaustive()
    }
}

impl App {
    /// `base` is the sub-path under which the site lives behind its proxy: empty, or like `/xxgk`.
    pub fn new(portal: Portal, clock: Clock, base: &str) -> Self {
        Self::with_forms(portal, clock, base, Forms::default())
    }

    /// The same with what this site says about forms.
    pub fn with_forms(portal: Portal, clock: Clock, base: &str, forms: Forms) -> Self {
        let inner = Inner {
            portal,
            clock,
            assets: Assets::embedded(),
            cache: Cache::bounded(CACHED_BYTES),
            makers: Makers::new(),
            pace: Pace::new(forms.share(EFFORTS_PER_MINUTE)),
            forms: Desk::new(forms),
            ids: Ids::new(),
            meter: Arc::default(),
        };
        Self {
            inner: Arc::new(inner),
            links: Links::under(base),
            asking: Asking::default(),
        }
    }

    /// The same where one network may have so many searches made in a minute, or fewer copies set, by all processes of the
    /// site together; 0 for any number.
    #[must_use]
    pub fn paced(self, per_minute: u32) -> Self {
        let share = self.inner.forms.says.share(per_minute);
        self.inner.pace.set(share);
        self
    }

    /// The same site as this visitor asks for it.
    #[must_use]
    pub(crate) fn asked(&self, asking: Option<&Asking>) -> Self {
        let asking = asking.cloned().unwrap_or_default();
        Self {
            inner: Arc::clone(&self.inner),
            links: self.links.shown(asking.variant),
            asking,
        }
    }

    pub(crate) fn variant(&self) -> Variant {
        self.asking.variant
    }

    /// The page that is asked for, in another way of showing; the home page where there is no such page.
    pub(crate) fn here(&self, variant: Variant) -> String {
        let links = self.links.shown(variant);
        match (&self.asking.here, &self.asking.query) {
            (Some(place), Some(query)) => format!("{}?{query}", links.to(place)),
            (Some(place), None) => links.to(place),
            (None, _) => links.home(),
        }
    }

    /// The form to report an error on the page that is asked for; a form of its own names no page.
    pub(crate) fn report_error(&self) -> String {
        use crate::paths::unescape;
        let path = &self.asking.path;
        let path = unescape(path).unwrap_or_else(|| path.clone());
        let is_form = matches!(
            self.asking.here,
            Some(Place::ErrorReport | Place::ErrorReceipt(_) | Place::ErrorProgress)
        );
        if is_form || path.chars().count() > law::site_error::PAGE_MOST {
            return self.links.error_report();
        }
        self.links.error_report_of(&path)
    }

    /// Whether the address asks more than for the page itself.
    pub(crate) fn has_query(&self) -> bool {
        self.asking.query.is_some()
    }

    pub fn portal(&self) -> &Portal {
        &self.inner.portal
    }

    pub fn links(&self) -> &Links {
        &self.links
    }

    /// Seconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        (self.inner.clock)()
    }

    /// The civil day at +08:00.
    pub fn today(&self) -> Date {
        law::date::of_instant(self.now())
    }

    pub(crate) fn knows_its_domain(&self) -> bool {
        !self.portal().site().domain.is_empty()
    }

    /// An address of this site as the whole web knows it, where its domain is registered.
    pub fn absolute(&self, path: &str) -> String {
        match self.portal().site().domain.as_str() {
            "" => path.to_owned(),
            domain => format!("https://{domain}{path}"),
        }
    }

    pub(crate) fn assets(&self) -> &Assets {
        &self.inner.assets
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.inner.cache
    }

    pub(crate) fn makers(&self) -> &Makers {
        &self.inner.makers
    }

    pub(crate) fn forms(&self) -> &Desk {
        &self.inner.forms
    }

    pub(crate) fn pace(&self) -> &Pace {
        &self.inner.pace
    }

    pub(crate) fn ids(&self) -> &Ids {
        &self.inner.ids
    }

    /// What is counted of visits.
    pub fn meter(&self) -> &Arc<Meter> {
        &self.inner.meter
    }

    /// How many answers are kept, and how many bytes they take.
    pub fn kept(&self) -> (usize, usize) {
        self.inner.cache.size()
    }
}

/// What is made for one network in a minute where nothing else is said: more than an office behind one address asks for.
const EFFORTS_PER_MINUTE: u32 = 600;

/// What pages in memory may take together: some thousands of ordinary pages.
const CACHED_BYTES: usize = 48 << 20;

/// The site as a service: routes, error pages, headers, limits.
pub fn router(app: App) -> Router {
    let mut pages = Router::new();
    for (n, route) in ROUTES.iter().enumerate() {
        let served = (route.serve)(&app);
        let served = served.layer(from_fn_with_state(n, middleware::request_id::routed));
        pages = pages.route(route.path, served);
    }
    let pages = pages
        .fallback(error::no_such_address)
        .method_not_allowed_fallback(error::no_such_method)
        .layer(from_fn(middleware::headers::limit))
        .layer(from_fn_with_state(app.clone(), error::dress))
        .with_state(app.clone());
    // The outer router has no routes of its own, so that the sub-path is taken off before routing.
    Router::new()
        .fallback_service(pages)
        .layer(from_fn_with_state(app.clone(), middleware::base::strip))
        .layer(from_fn_with_state(app.clone(), middleware::cache::answer))
        .layer(from_fn(middleware::headers::guard))
        .layer(from_fn_with_state(app, middleware::request_id::number))
}
