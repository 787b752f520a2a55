//! The whole site followed link by link: nothing leads nowhere, and every page is built as the page rules want it.

use crate::visitor::Visitor;
use law::calendar::Calendar;
use law::site_health::{Dead, Limits, Observed, judge};
use testkit::Town;
use web::paths::Links;
use web::survey::{Ground, Share, Survey};

/// The rules that the pages of a sound site keep, whatever is in its register.
const OF_PAGES: [&str; 14] = [
    "veto_unreachable",
    "page_error",
    "home_dead_link",
    "dead_link",
    "dead_anchor",
    "tags_missing",
    "footer_incomplete",
    "no_search",
    "undated",
    "unsourced",
    "image_alt",
    "page_build",
    "same_title",
    "channels",
];

fn ground(base: &str) -> Ground {
    Ground {
        links: Links::under(base),
        origin: "https://www.shushi.example".into(),
    }
}

/// What breaks a rule of pages, in words.
fn broken(survey: &Survey, but: &[&str]) -> Vec<String> {
    let observed = Observed {
        pages: survey.pages.clone(),
        dead_links: survey.dead_links.clone(),
        ..Observed::default()
    };
    let today = law::date::of_instant(testkit::town::NOW);
    let outcomes = judge(&observed, &Limits::default(), Calendar::standard(), today);
    let mut found = Vec::new();
    for outcome in outcomes {
        let id = outcome.rule.id;
        if OF_PAGES.contains(&id) && !but.contains(&id) {
            let said = outcome.findings.iter();
            found.extend(said.map(|finding| format!("{id}: {} {}", finding.at, finding.says)));
        }
    }
    found
}

#[tokio::test]
async fn every_page_in_every_way_of_showing_is_sound_and_leads_somewhere() {
    let (town, _) = Town::with_items().await;
    let survey = Visitor::of(&town).survey(&ground(""), Share::whole()).await;
    assert_eq!(broken(&survey, &[]), [""; 0]);
    assert_eq!(survey.left_out, 0);
    for way in ["/en/", "/zh-hant/", "/elder/", "/en/elder/laws/guqiao"] {
        let pages = survey.pages.iter();
        let pages = pages.filter(|page| page.address.starts_with(way));
        assert!(0 < pages.count(), "{way}");
    }
    assert!(100 < survey.asked && 50 < survey.anchors, "{survey:?}");
}

#[tokio::test]
async fn rare_items_lead_nowhere_wrong_either() {
    let town = Town::new().await;
    town.with_rarities().await;
    let survey = Visitor::of(&town)
        .survey(&ground(""), Share::default())
        .await;
    // Texts of others may skip a rank of headings and repeat a title; that is told, not mended.
    let broken = broken(&survey, &["page_build", "same_title"]);
    assert_eq!(broken, [""; 0]);
}

#[tokio::test]
async fn a_site_under_a_sub_path_is_followed_within_it() {
    let (town, _) = Town::with_items().await;
    let visitor = Visitor::under(&town, "/xxgk");
    let survey = visitor.survey(&ground("/xxgk"), Share::default()).await;
    assert_eq!(broken(&survey, &[]), [""; 0]);
    assert!(
        survey
            .pages
            .iter()
            .all(|page| page.address.starts_with("/xxgk/"))
    );
    assert!(30 < survey.pages.len(), "{}", survey.pages.len());
}

#[tokio::test]
async fn an_empty_site_says_on_every_page_why_it_is_empty() {
    let town = Town::new().await;
    let survey = Visitor::of(&town).survey(&ground(""), Share::whole()).await;
    assert_eq!(broken(&survey, &[]), [""; 0]);
}

#[tokio::test]
async fn what_leads_nowhere_is_found() {
    use axum::Router;
    use axum::response::Html;
    use axum::routing::get;
    let page = |body: &'static str| {
        get(move || async move {
            Html(format!(
                "<!doctype html><html lang=zh><title>甲</title>{body}"
            ))
        })
    };
    let router = Router::new()
        .route("/", page("<main><h1 id=a>甲</h1><a href=\"/documents#b\">乙</a><a href=\"#c\">丙</a><a href=\"/laws\">丁</a><a href=\"https://elsewhere.example/x\">外</a></main>"))
        .route("/documents", page("<main><h1>乙</h1><a href=\"/nowhere\">戊</a></main>"));
    let ask = async |ask| web::survey::from_router(&router, ask).await;
    let ground = Ground {
        links: Links::under(""),
        origin: String::new(),
    };
    let today = law::date::of_instant(testkit::town::NOW);
    let survey = web::survey::survey(&ground, Share::whole(), today, ask, |_, _| {}).await;
    let dead: Vec<(&str, bool, Dead)> = survey
        .dead_links
        .iter()
        .map(|link| (link.to.as_str(), link.on_home, link.why))
        .collect();
    assert_eq!(
        dead,
        [
            ("/laws", true, Dead::Status(404)),
            ("/nowhere", false, Dead::Status(404)),
            ("/#c", true, Dead::NoAnchor),
            ("/documents#b", true, Dead::NoAnchor),
        ]
    );
    let external: Vec<&str> = survey
        .external
        .iter()
        .map(|link| link.to.as_str())
        .collect();
    assert_eq!(external, ["https://elsewhere.example/x"]);
}
