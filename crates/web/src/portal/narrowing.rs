//! 缩小范围 — what the list of a search can be narrowed by, with what is found under each.
//!
//! Facets follow from the definitions of the kinds: a new field that is a facet is shown and understood with no edit here.
//! What is chosen is always there to be taken away again, also where nothing has it any more.

use crate::error::Trouble;
use crate::i18n::{self, Lang, Phrase, say};
use crate::portal::bodies::Bodies;
use crate::portal::search_address::Search;
use acts::search::FacetCounts;
use acts::view::BodyFound;
use law::item::Kinds;
use law::item::kind::FieldType;
use law::item::validity::{facet_values, facet_zh};

/// Values of a facet that are shown at once; chosen ones are always shown.
const SHOWN: usize = 8;

/// Values that are there to be unfolded besides.
const FOLDED: usize = 40;

/// One way to narrow the list.
#[derive(Debug)]
pub(crate) struct Facet {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) values: Vec<FacetLine>,
    /// Those that are there to be unfolded.
    pub(crate) folded: Vec<FacetLine>,
    /// In place of values, where they are bodies.
    pub(crate) bodies: Option<Bodies>,
}

#[derive(Debug)]
pub(crate) struct FacetLine {
    pub(crate) value: String,
    pub(crate) says: String,
    pub(crate) count: u64,
    pub(crate) is_chosen: bool,
}

/// Every key by which hits can be filtered.
pub(crate) fn facet_keys(kinds: &Kinds) -> Vec<&str> {
    let fixed = ["kind", "validity", "agency", "year"];
    fixed
        .into_iter()
        .chain(kinds.facets().into_iter().map(|field| field.id))
        .collect()
}

/// # Errors
/// [`Trouble::Asked`] naming the values that there are.
pub(crate) fn known_validity(value: &str) -> Result<(), Trouble> {
    let values = facet_values();
    if values.iter().any(|known| known == value) {
        return Ok(());
    }
    let says = Phrase::of("没有“{}”这种效力，可以是 {}")
        .with(value)
        .with(values.join(", "));
    Err(Trouble::asked("validity", says))
}

/// What the list can be narrowed by, in the order of showing. Facets with nothing in them are left out, but for what is
/// chosen: it must stay chosen when another facet is.
pub(crate) fn facets(
    lang: Lang,
    kinds: &Kinds,
    search: &Search,
    mut counts: Vec<FacetCounts>,
    bodies: &[BodyFound],
    agency_name: &str,
) -> Vec<Facet> {
    for (key, _) in &search.query.filters {
        if !counts.iter().any(|facet| facet.key == *key) {
            let (key, values) = (key.clone(), Vec::new());
            counts.push(FacetCounts { key, values });
        }
    }
    let mut facets: Vec<Facet> = counts
        .into_iter()
        .filter(|counts| counts.key != "issuers" || tells_more(search, counts, bodies))
        .filter_map(|counts| match counts.key.as_str() {
            FacetCounts::AGENCY => {
                let chosen: Vec<&str> = search.chosen(FacetCounts::AGENCY).collect();
                let bodies = Bodies::of(bodies, &chosen, agency_name);
                bodies.is_of_use().then(|| Facet {
                    name: key_says(lang, kinds, FacetCounts::AGENCY),
                    key: counts.key,
                    values: Vec::new(),
                    folded: Vec::new(),
                    bodies: Some(bodies),
                })
            }
            _ => facet(lang, kinds, search, counts),
        })
        .collect();
    facets.sort_by_key(|facet| order(&facet.key));
    facets
}

fn order(key: &str) -> usize {
    const FIRST: [&str; 4] = ["validity", "kind", FacetCounts::AGENCY, "issuers"];
    FIRST
        .iter()
        .position(|known| *known == key)
        .unwrap_or(FIRST.len())
}

/// Who issued a text is mostly the body that released it, which is chosen with all below it.
fn tells_more(search: &Search, issuers: &FacetCounts, bodies: &[BodyFound]) -> bool {
    let is_body = |name: &str| bodies.iter().any(|body| body.name == name);
    search.chosen("issuers").next().is_some()
        || issuers.values.iter().any(|(name, _)| !is_body(name))
}

fn facet(lang: Lang, kinds: &Kinds, search: &Search, counts: FacetCounts) -> Option<Facet> {
    let key = counts.key;
    let mut values = counts.values;
    match key.as_str() {
        "validity" => {
            let order = facet_values();
            values.sort_by_key(|(value, _)| order.iter().position(|known| known == value));
        }
        "year" | "report_year" => values.sort_by(|(a, _), (b, _)| b.cmp(a)),
        _ => {}
    }
    // The bodies that released stand above; who issued is there for those who want just that.
    let at_once = if key == "issuers" { 0 } else { SHOWN };
    let line = |value: String, count: u64| FacetLine {
        says: value_says(lang, kinds, &key, &value),
        is_chosen: search.chosen(&key).any(|known| known == value),
        value,
        count,
    };
    let gone = search.chosen(&key);
    let gone = gone.filter(|value| !values.iter().any(|(known, _)| known == value));
    let gone: Vec<FacetLine> = gone.map(|value| line(value.to_owned(), 0)).collect();
    let (mut shown, mut folded) = (Vec::new(), Vec::new());
    for (value, count) in values {
        let line = line(value, count);
        if shown.len() < at_once || line.is_chosen {
            shown.push(line);
        } else if folded.len() < FOLDED {
            folded.push(line);
        }
    }
    shown.extend(gone);
    let is_empty = shown.is_empty() && folded.is_empty();
    (!is_empty).then(|| Facet {
        name: key_says(lang, kinds, &key),
        key,
        values: shown,
        folded,
        bodies: None,
    })
}

pub(crate) fn key_says(lang: Lang, kinds: &Kinds, key: &str) -> String {
    let facets = kinds.facets();
    let zh = match key {
        "kind" => "种类",
        "validity" => "效力",
        "year" => "公开年份",
        FacetCounts::AGENCY => "公开机构",
        _ => facets
            .iter()
            .find(|field| field.id == key)
            .map_or(key, |field| field.zh),
    };
    i18n::name(lang, zh).into_owned()
}

pub(crate) fn value_says(lang: Lang, kinds: &Kinds, key: &str, value: &str) -> String {
    let named = |zh: &str| i18n::name(lang, zh).into_owned();
    match key {
        "kind" => named(kinds.get(value).map_or(value, |kind| kind.zh)),
        "validity" => i18n::sentence(lang, &facet_zh(value)).into_owned(),
        "year" => say(lang, "{}年").with(value).into(),
        _ => match kinds
            .facets()
            .iter()
            .find(|field| field.id == key)
            .map(|field| field.ty)
        {
            Some(FieldType::Choice(choices)) => named(
                choices
                    .iter()
                    .find(|(id, _)| *id == value)
                    .map_or(value, |(_, zh)| zh),
            ),
            _ if key == "theme_class" => named(value),
            _ => value.to_owned(),
        },
    }
}
