//! 网址 — every URL of the site, both ways.
//!
//! Decides what each address looks like (DECISIONS 1; PRODUCT, site map) and reads it back. A [`Place`] is an address
//! without the sub-path under which the site may live; [`Links`] adds that.
//!
//! Invariants
//! - No other file writes an address by hand: templates and redirects ask here.
//! - `Place::parse(place.path()) == Some(place)` for every place.

mod feeds;
mod links;
mod lists;
mod proofs;

pub use feeds::{FeedForm, Stream};
pub use links::Links;
pub use proofs::ProofOf;

use acts::log::TileAddress;
use acts::portal::{Bulk, Form};
use acts::press::table::TableForm;
use acts::view::Address;
use law::Period;
use law::item::Column;
use std::fmt::Write as _;

/// An address of this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    Agencies,
    Agency(String),
    Column(String, Column),
    Documents,
    Topics,
    /// By the id of the subject.
    Topic(String),
    Published,
    PublishedIn(Period),
    Laws,
    /// The list of laws as a spreadsheet.
    LawsTable(TableForm),
    Law(String),
    Compare(String),
    Item(Address),
    Text(Address, Form),
    /// The checksums of everything that can be taken of an item.
    Sums(Address),
    /// The proofs of everything that can be taken of an item.
    Proofs(Address),
    Proof(Address, ProofOf),
    /// The bytes that were registered when an item was released.
    Release(Address),
    File(Address, String),
    Search,
    /// What somebody may mean who has begun to type, for the search box of a browser.
    Suggest,
    /// How a browser searches this site (OpenSearch 1.1).
    SearchDescription,
    About,
    /// 我为政府网站找错
    ErrorReport,
    /// The receipt of a report, by what stands for it for a short while.
    ErrorReceipt(String),
    ErrorProgress,
    /// 答复期限
    Clock,
    /// The last days as a calendar file.
    ClockCalendar,
    /// 信息处理费
    Fee,
    /// 救济途径
    Remedy,
    RemedyCalendar,
    Accessibility,
    Privacy,
    SiteMap,
    Robots,
    Sitemap,
    /// A part of the site map, by its file name.
    SitemapPart(String),
    Feed(Stream, FeedForm),
    /// 公开日志
    Log,
    LogCheckpoint,
    LogTile(TileAddress),
    Downloads,
    Bulk(Bulk),
    /// The checksums of the bulk files.
    Manifest,
    SecurityTxt,
    ApiCatalog,
    FaviconIco,
    FaviconSvg,
    Health,
    Ready,
    Asset(String),
    ApiKinds,
    ApiItems,
    ApiItem(String, String),
    ApiLaws,
    ApiLaw(String),
    ApiAgencies,
    ApiAgency(String),
    ApiLog,
    ApiConsistency,
    ApiSearch,
    ApiSuggest,
    ApiClock,
    ApiFee,
    ApiRemedy,
    ApiSchema,
    /// A category in the read API of the provincial platform.
    Gkmlpt(String),
}

impl Place {
    /// The path, percent-encoded, beginning with a slash.
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/".into(),
            Self::Agencies => "/agencies".into(),
            Self::Agency(code) => format!("/agencies/{}", segment(code)),
            Self::Column(code, column) => format!("/agencies/{}/{}", segment(code), column.id()),
            Self::Documents => "/documents".into(),
            Self::Topics => "/topics".into(),
            Self::Topic(id) => format!("/topics/{}", segment(id)),
            Self::Published => "/published".into(),
            Self::PublishedIn(period) => format!("/published/{period}"),
            Self::Laws => "/laws".into(),
            Self::LawsTable(form) => format!("/laws.{}", form.extension()),
            Self::Law(work) => format!("/laws/{}", segment(work)),
            Self::Compare(work) => format!("/laws/{}/compare", segment(work)),
            Self::Item(address) => item(address),
            Self::Text(address, form) => format!("{}/{}", item(address), text_file(*form)),
            Self::Sums(address) => format!("{}/SHA256SUMS", item(address)),
            Self::Proofs(address) => format!("{}/proofs", item(address)),
            Self::Proof(address, of) => format!("{}/proofs/{}", item(address), of.path()),
            Self::Release(address) => format!("{}/release.json", item(address)),
            Self::File(address, name) => format!("{}/files/{}", item(address), segment(name)),
            Self::Search => "/search".into(),
            Self::Suggest => "/search/suggest".into(),
            Self::SearchDescription => "/opensearch.xml".into(),
            Self::About => "/about".into(),
            Self::ErrorReport => "/error-report".into(),
            Self::ErrorReceipt(ticket) => format!("/error-report/receipt/{}", segment(ticket)),
            Self::ErrorProgress => "/error-report/progress".into(),
            Self::Clock => "/clock".into(),
            Self::ClockCalendar => "/clock.ics".into(),
            Self::Fee => "/fee".into(),
            Self::Remedy => "/remedy".into(),
            Self::RemedyCalendar => "/remedy.ics".into(),
            Self::Accessibility => "/accessibility".into(),
            Self::Privacy => "/privacy".into(),
            Self::SiteMap => "/site-map".into(),
            Self::Robots => "/robots.txt".into(),
            Self::Sitemap => "/sitemap.xml".into(),
            Self::SitemapPart(name) => format!("/sitemap/{}", segment(name)),
            Self::Feed(stream, form) => {
                let of = match stream {
                    Stream::Site => String::new(),
                    Stream::Agency(code) => Self::Agency(code.clone()).path(),
                    Stream::Column(code, column) => Self::Column(code.clone(), *column).path(),
                    Stream::Topic(id) => Self::Topic(id.clone()).path(),
                    Stream::Search => Self::Search.path(),
                };
                format!("/feeds/{}{of}", form.id())
            }
            Self::Log => "/log".into(),
            Self::LogCheckpoint => "/log/checkpoint".into(),
            Self::LogTile(at) => format!("/log/{at}"),
            Self::Downloads => "/downloads".into(),
            Self::Bulk(bulk) => format!("/downloads/{}", bulk.file_name()),
            Self::Manifest => "/downloads/manifest.json".into(),
            Self::SecurityTxt => "/.well-known/security.txt".into(),
            Self::ApiCatalog => "/.well-known/api-catalog".into(),
            Self::FaviconIco => "/favicon.ico".into(),
            Self::FaviconSvg => "/favicon.svg".into(),
            Self::Health => "/healthz".into(),
            Self::Ready => "/readyz".into(),
            Self::Asset(name) => format!("/assets/{}", segment(name)),
            Self::ApiKinds => "/api/v1/kinds".into(),
            Self::ApiItems => "/api/v1/items".into(),
            Self::ApiItem(code, tail) => {
                format!("/api/v1/items/{}/{}", segment(code), segment(tail))
            }
            Self::ApiLaws => "/api/v1/laws".into(),
            Self::ApiLaw(work) => format!("/api/v1/laws/{}", segment(work)),
            Self::ApiAgencies => "/api/v1/agencies".into(),
            Self::ApiAgency(code) => format!("/api/v1/agencies/{}", segment(code)),
            Self::ApiLog => "/api/v1/log".into(),
            Self::ApiConsistency => "/api/v1/log/consistency".into(),
            Self::ApiSearch => "/api/v1/search".into(),
            Self::ApiSuggest => "/api/v1/suggest".into(),
            Self::ApiClock => "/api/v1/clock".into(),
            Self::ApiFee => "/api/v1/fee".into(),
            Self::ApiRemedy => "/api/v1/remedy".into(),
            Self::ApiSchema => "/api/v1/openapi.json".into(),
            Self::Gkmlpt(category) => format!("/gkmlpt/api/all/{}", segment(category)),
        }
    }

    /// Whether a person reads it: such an address has ways of showing (ADR 0017), any other has one form for all.
    pub fn is_page(&self) -> bool {
        match self {
            Self::Home
            | Self::Agencies
            | Self::Agency(_)
            | Self::Column(..)
            | Self::Documents
            | Self::Topics
            | Self::Topic(_)
            | Self::Published
            | Self::PublishedIn(_)
            | Self::Laws
            | Self::Law(_)
            | Self::Compare(_)
            | Self::Item(_)
            | Self::Proofs(_)
            | Self::Log
            | Self::Search
            | Self::Downloads
            | Self::About
            | Self::ErrorReport
            | Self::ErrorReceipt(_)
            | Self::ErrorProgress
            | Self::Clock
            | Self::Fee
            | Self::Remedy
            | Self::Accessibility
            | Self::Privacy
            | Self::SiteMap => true,
            Self::Text(..)
            | Self::LawsTable(_)
            | Self::Sums(_)
            | Self::Proof(..)
            | Self::Release(_)
            | Self::LogCheckpoint
            | Self::LogTile(_)
            | Self::File(..)
            | Self::Robots
            | Self::Sitemap
            | Self::SitemapPart(_)
            | Self::Feed(..)
            | Self::Suggest
            | Self::SearchDescription
            | Self::Bulk(_)
            | Self::Manifest
            | Self::SecurityTxt
            | Self::ApiCatalog
            | Self::FaviconIco
            | Self::FaviconSvg
            | Self::Health
            | Self::Ready
            | Self::Asset(_)
            | Self::ApiKinds
            | Self::ApiItems
            | Self::ApiItem(..)
            | Self::ApiLaws
            | Self::ApiLaw(_)
            | Self::ApiAgencies
            | Self::ApiAgency(_)
            | Self::ApiLog
            | Self::ApiConsistency
            | Self::ApiSearch
            | Self::ApiSuggest
            | Self::ClockCalendar
            | Self::RemedyCalendar
            | Self::ApiClock
            | Self::ApiFee
            | Self::ApiRemedy
            | Self::ApiSchema
            | Self::Gkmlpt(_) => false,
        }
    }

    /// Reads a path (without query) back; `None` where the site has no such address.
    pub fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix('/')?;
        let parts: Vec<String> = rest.split('/').map(unescape).collect::<Option<_>>()?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Some(match parts.as_slice() {
            [""] => Self::Home,
            ["feeds", form, of @ ..] => {
                let stream = match of {
                    [] => Stream::Site,
                    ["agencies", code] => Stream::Agency(some(code)?),
                    ["agencies", code, column] => {
                        Stream::Column(some(code)?, Column::from_id(column)?)
                    }
                    ["topics", id] => Stream::Topic(some(id)?),
                    ["search"] => Stream::Search,
                    _ => return None,
                };
                Self::Feed(stream, FeedForm::from_id(form)?)
            }
            ["agencies"] => Self::Agencies,
            ["agencies", code] => Self::Agency(some(code)?),
            ["agencies", code, column] => Self::Column(some(code)?, Column::from_id(column)?),
            ["documents"] => Self::Documents,
            ["topics"] => Self::Topics,
            ["topics", id] => Self::Topic(some(id)?),
            ["published"] => Self::Published,
            ["published", period] => Self::PublishedIn(Period::parse(period)?),
            ["laws"] => Self::Laws,
            ["laws.csv"] => Self::LawsTable(TableForm::Csv),
            ["laws.xlsx"] => Self::LawsTable(TableForm::Xlsx),
            ["laws", work] => Self::Law(some(work)?),
            ["laws", work, "compare"] => Self::Compare(some(work)?),
            [family @ ("documents" | "laws"), first, second, rest @ ..] => {
                let (first, second) = (some(first)?, some(second)?);
                let address = if *family == "laws" {
                    Address::Law {
                        work: first,
                        version: second,
                    }
                } else {
                    Address::Document {
                        code: first,
                        tail: second,
                    }
                };
                match rest {
                    [] => Self::Item(address),
                    ["files", name] => Self::File(address, some(name)?),
                    ["SHA256SUMS"] => Self::Sums(address),
                    ["proofs"] => Self::Proofs(address),
                    ["proofs", "files", name] => Self::Proof(address, ProofOf::File(some(name)?)),
                    ["proofs", of] => Self::Proof(
                        address,
                        ProofOf::named(of).filter(|of| {
                            *family == "laws"
                                || !matches!(of, ProofOf::Text(form) if form.is_of_laws())
                        })?,
                    ),
                    ["release.json"] => Self::Release(address),
                    [file] => Self::Text(
                        address,
                        form_of(file).filter(|form| *family == "laws" || !form.is_of_laws())?,
                    ),
                    _ => return None,
                }
            }
            ["search"] => Self::Search,
            ["search", "suggest"] => Self::Suggest,
            ["opensearch.xml"] => Self::SearchDescription,
            ["about"] => Self::About,
            ["error-report"] => Self::ErrorReport,
            ["error-report", "receipt", ticket] => Self::ErrorReceipt(some(ticket)?),
            ["error-report", "progress"] => Self::ErrorProgress,
            ["clock"] => Self::Clock,
            ["clock.ics"] => Self::ClockCalendar,
            ["fee"] => Self::Fee,
            ["remedy"] => Self::Remedy,
            ["remedy.ics"] => Self::RemedyCalendar,
            ["accessibility"] => Self::Accessibility,
            ["privacy"] => Self::Privacy,
            ["site-map"] => Self::SiteMap,
            ["robots.txt"] => Self::Robots,
            ["sitemap.xml"] => Self::Sitemap,
            ["sitemap", name] => Self::SitemapPart(some(name)?),
            ["log"] => Self::Log,
            ["log", "checkpoint"] => Self::LogCheckpoint,
            ["log", "tile", rest @ ..] => {
                Self::LogTile(TileAddress::parse(&format!("tile/{}", rest.join("/")))?)
            }
            ["downloads"] => Self::Downloads,
            ["downloads", "manifest.json"] => Self::Manifest,
            ["downloads", file] => Self::Bulk(Bulk::from_file_name(file)?),
            [".well-known", "security.txt"] => Self::SecurityTxt,
            [".well-known", "api-catalog"] => Self::ApiCatalog,
            ["favicon.ico"] => Self::FaviconIco,
            ["favicon.svg"] => Self::FaviconSvg,
            ["healthz"] => Self::Health,
            ["readyz"] => Self::Ready,
            ["assets", name] => Self::Asset(some(name)?),
            ["api", "v1", "kinds"] => Self::ApiKinds,
            ["api", "v1", "items"] => Self::ApiItems,
            ["api", "v1", "items", code, tail] => Self::ApiItem(some(code)?, some(tail)?),
            ["api", "v1", "laws"] => Self::ApiLaws,
            ["api", "v1", "laws", work] => Self::ApiLaw(some(work)?),
            ["api", "v1", "agencies"] => Self::ApiAgencies,
            ["api", "v1", "agencies", code] => Self::ApiAgency(some(code)?),
            ["api", "v1", "log"] => Self::ApiLog,
            ["api", "v1", "log", "consistency"] => Self::ApiConsistency,
            ["api", "v1", "search"] => Self::ApiSearch,
            ["api", "v1", "suggest"] => Self::ApiSuggest,
            ["api", "v1", "clock"] => Self::ApiClock,
            ["api", "v1", "fee"] => Self::ApiFee,
            ["api", "v1", "remedy"] => Self::ApiRemedy,
            ["api", "v1", "openapi.json"] => Self::ApiSchema,
            ["gkmlpt", "api", "all", category] => Self::Gkmlpt(some(category)?),
            _ => return None,
        })
    }
}

fn item(address: &Address) -> String {
    match address {
        Address::Document { code, tail } => {
            format!("/documents/{}/{}", segment(code), segment(tail))
        }
        Address::Law { work, version } => format!("/laws/{}/{}", segment(work), segment(version)),
    }
}

/// The last part of the address of a form: `text.txt`.
fn text_file(form: Form) -> String {
    format!("text.{}", form.extension())
}

fn form_of(file: &str) -> Option<Form> {
    Form::from_extension(file.strip_prefix("text.")?)
}

fn some(part: &str) -> Option<String> {
    (!part.is_empty()).then(|| part.to_owned())
}

/// `key=value&…` of the pairs whose value is not empty, form-encoded.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    given
        .map(|(key, value)| format!("{}={}", segment(key), segment(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// One segment of a path, or one word of a query: everything but the unreserved characters of RFC 3986 is encoded.
pub fn segment(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    // As codes and numbers are.
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_plain(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The text behind a percent-encoded word; `None` where it is not UTF-8 or an escape is cut off.
pub fn unescape(word: &str) -> Option<String> {
    let mut out = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let pair = std::str::from_utf8(after.get(..2)?).ok()?;
            if pair.starts_with('+') {
                return None;
            }
            out.push(u8::from_str_radix(pair, 16).ok()?);
            rest = after.get(2..)?;
        } else {
            out.push(byte);
            rest = after;
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
#[path = "paths/tests.rs"]
mod tests;
