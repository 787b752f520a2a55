#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

use super::*;
use law::Date;

fn everywhere() -> Vec<Place> {
    let document = Address::Document {
        code: "XT-0001".into(),
        tail: "2026-00001".into(),
    };
    let law = Address::Law {
        work: "zfxxgk".into(),
        version: "2019-04-03".into(),
    };
    let mut places = vec![
        Place::Home,
        Place::Agencies,
        Place::Agency("XT-0001".into()),
        Place::Documents,
        Place::Topics,
        Place::Topic("甲/乙".into()),
        Place::Published,
        Place::PublishedIn(Period::month_of(Date::constant(2026, 11, 25))),
        Place::Laws,
        Place::Law("zfxxgk".into()),
        Place::Compare("zfxxgk".into()),
        Place::Search,
        Place::Suggest,
        Place::SearchDescription,
        Place::About,
        Place::ErrorReport,
        Place::ErrorReceipt("甲/乙".into()),
        Place::ErrorProgress,
        Place::Robots,
        Place::Sitemap,
        Place::SitemapPart("2026-11-1.xml".into()),
        Place::Downloads,
        Place::Bulk(Bulk::Items),
        Place::Bulk(Bulk::Laws),
        Place::Manifest,
        Place::SecurityTxt,
        Place::ApiCatalog,
        Place::FaviconIco,
        Place::FaviconSvg,
        Place::Health,
        Place::Ready,
        Place::Asset("look.0a1b.css".into()),
        Place::ApiKinds,
        Place::ApiItems,
        Place::ApiItem("XT-0001".into(), "2026-00001".into()),
        Place::ApiLaws,
        Place::ApiLaw("zfxxgk".into()),
        Place::ApiAgencies,
        Place::ApiAgency("XT-0001".into()),
        Place::Gkmlpt("11".into()),
        Place::ApiSearch,
        Place::ApiSuggest,
        Place::ApiSchema,
    ];
    places.extend(TableForm::ALL.map(Place::LawsTable));
    places.extend(Column::ALL.map(|column| Place::Column("XT-0001".into(), column)));
    for form in FeedForm::ALL {
        places.push(Place::Feed(Stream::Site, form));
        places.push(Place::Feed(Stream::Agency("XT-0001".into()), form));
        let columns = Column::ALL.map(|column| Stream::Column("XT-0001".into(), column));
        places.extend(columns.map(|stream| Place::Feed(stream, form)));
    }
    for address in [document, law] {
        places.push(Place::Item(address.clone()));
        let is_law = matches!(address, Address::Law { .. });
        let forms = Form::ALL.into_iter();
        let forms = forms.filter(|form| is_law || !form.is_of_laws());
        places.extend(forms.map(|form| Place::Text(address.clone(), form)));
        places.push(Place::Sums(address.clone()));
        for name in ["附件 1（表）.xlsx", "a/b?c#d%.pdf", "..", "text.txt"] {
            places.push(Place::File(address.clone(), name.into()));
        }
    }
    places
}

#[test]
fn every_address_reads_back_as_the_place_it_was_made_from() {
    for place in everywhere() {
        assert_eq!(
            Place::parse(&place.path()),
            Some(place.clone()),
            "{}",
            place.path()
        );
    }
}

#[test]
fn every_address_is_served_by_exactly_one_route() {
    for place in everywhere() {
        let path = place.path();
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &str| {
            let pattern: Vec<&str> = pattern.split('/').collect();
            pattern.len() == parts.len()
                && pattern
                    .iter()
                    .zip(&parts)
                    .all(|(a, b)| a.starts_with('{') || a == b)
        };
        // What is written out goes before what stands for anything.
        let blanks = |path: &str| path.matches('{').count();
        let fitting: Vec<&str> = crate::routes::ROUTES
            .iter()
            // A form is sent to the address of its page.
            .filter(|route| route.method == crate::routes::Method::Get)
            .map(|route| route.path)
            .filter(|path| fits(path))
            .collect();
        let fewest = fitting.iter().map(|path| blanks(path)).min();
        let served = fitting.iter().filter(|path| Some(blanks(path)) == fewest);
        assert_eq!(served.count(), 1, "{path} is served by {fitting:?}");
    }
}

#[test]
fn what_is_no_address_is_none() {
    for path in [
        "",
        "agencies",
        "/nowhere",
        "/agencies/X/nothing",
        "/documents/a/b/text.exe",
        "/documents//b",
        "/feeds/rss",
        "/feeds/atom/agencies/X/nothing",
        "/downloads/drafts.jsonl.gz",
        "/agencies/%",
        "/agencies/%ff",
        "/agencies/%+1",
    ] {
        assert_eq!(Place::parse(path), None, "{path}");
    }
}

#[test]
fn a_sub_path_stands_before_every_address() {
    for base in ["xxgk", "/xxgk", "/xxgk/"] {
        let links = Links::under(base);
        assert_eq!(links.home(), "/xxgk/");
        assert_eq!(
            links.search_for("粤府办〔2020〕14号").get(..15),
            Some("/xxgk/search?q=")
        );
    }
    assert_eq!(Links::under("").home(), "/");
}

#[test]
fn empty_values_are_left_out_of_a_query() {
    assert_eq!(
        query(&[("q", "年 报"), ("kind", ""), ("after", "a&b")]),
        "q=%E5%B9%B4%20%E6%8A%A5&after=a%26b"
    );
}
