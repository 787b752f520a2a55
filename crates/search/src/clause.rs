//! Clauses — terms as queries to the engine.
//!
//! A term is a phrase of grams in title, number or body; a single character is the range of all grams that begin with
//! it. Filters never change the score.

use crate::asked::{Asked, Gram, Term};
use crate::entry::days as days_of;
use crate::phrase::Phrase;
use crate::query::Query;
use crate::rank::Ranking;
use crate::required::Required;
use crate::schema::{Fields, SEPARATOR};
use law::Date;
use std::collections::BTreeMap;
use std::ops::Bound;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, InvertedIndexRangeQuery, Occur, PhraseQuery,
    Query as Clause, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

pub(crate) type Boxed = Box<dyn Clause>;

/// Everything that holds all terms; what holds them together as typed counts for more.
pub(crate) fn all_terms(fields: Fields, ranking: &Ranking, asked: &Asked) -> Boxed {
    let joined: String = asked.terms.iter().map(|term| term.text.as_str()).collect();
    let together = Term::of(&joined).filter(|_| 1 < asked.terms.len());
    let together = together.iter().flat_map(|together| {
        let of_text = ranking.of_text(fields).into_iter();
        of_text.filter_map(|(field, weight)| Phrase::of(field, together, ranking.together * weight))
    });
    let besides: Vec<Phrase> = together.collect();
    let of_grams = asked.terms.iter().filter(|term| term.lone.is_none());
    let terms: Vec<Vec<Phrase>> = of_grams.map(|term| ways(fields, ranking, term)).collect();
    let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
    if !terms.is_empty() {
        clauses.push((Occur::Must, Box::new(Required { terms, besides })));
    }
    let lone = asked.terms.iter().filter(|term| term.lone.is_some());
    clauses.extend(lone.map(|term| (Occur::Must, any_field(fields, ranking, term))));
    match clauses.pop() {
        Some((_, only)) if clauses.is_empty() => only,
        last => Box::new(BooleanQuery::new(clauses.into_iter().chain(last).collect())),
    }
}

/// A term in title, number or body.
pub(crate) fn any_field(fields: Fields, ranking: &Ranking, term: &Term) -> Boxed {
    if let Some(lone) = term.lone {
        let number = boosted(beginning_with(fields.number, lone), ranking.number);
        let of_text = ranking.of_text(fields).into_iter();
        let of_text = of_text.map(|(field, weight)| boosted(beginning_with(field, lone), weight));
        let mut clauses: Vec<Boxed> = of_text.chain([number]).collect();
        let wholes = ranking.of_text(fields).into_iter();
        let wholes: Vec<Phrase> = wholes
            .filter_map(|(field, weight)| Phrase::of_whole(field, term, ranking.whole * weight))
            .collect();
        if !wholes.is_empty() {
            clauses.push(held_in(wholes));
        }
        return either(clauses);
    }
    held_in(ways(fields, ranking, term))
}

/// What holds a term in one of several ways.
fn held_in(ways: Vec<Phrase>) -> Boxed {
    Box::new(Required {
        terms: vec![ways],
        besides: Vec::new(),
    })
}

/// The ways in which an item holds a term of more than one character.
fn ways(fields: Fields, ranking: &Ranking, term: &Term) -> Vec<Phrase> {
    let mut ways: Vec<Phrase> = Vec::new();
    ways.extend(Phrase::of(fields.number, term, ranking.number));
    for (field, weight) in ranking.of_text(fields) {
        ways.extend(Phrase::of(field, term, weight));
        ways.extend(Phrase::of_whole(field, term, ranking.whole * weight));
    }
    ways
}

/// A term in one field.
pub(crate) fn phrase(field: Field, term: &Term) -> Boxed {
    if let Some(clause) = grams(field, &term.grams) {
        return clause;
    }
    beginning_with(field, term.lone.unwrap_or_default())
}

/// Every gram that begins with a character.
fn beginning_with(field: Field, first: char) -> Boxed {
    let past = format!("{first}{}", char::MAX);
    let first = first.to_string();
    Box::new(InvertedIndexRangeQuery::new(
        Bound::Included(tantivy::Term::from_field_text(field, &first)),
        Bound::Excluded(tantivy::Term::from_field_text(field, &past)),
    ))
}

fn grams(field: Field, grams: &[Gram]) -> Option<Boxed> {
    let term = |text: &str| tantivy::Term::from_field_text(field, text);
    match grams {
        [] => None,
        [(_, gram)] => Some(Box::new(TermQuery::new(
            term(gram),
            IndexRecordOption::WithFreqs,
        ))),
        grams => {
            let first = grams.iter().map(|(place, _)| *place).min().unwrap_or(0);
            let terms = grams
                .iter()
                .map(|(place, gram)| (place - first, term(gram)))
                .collect();
            Some(Box::new(PhraseQuery::new_with_offset(terms)))
        }
    }
}

/// The grams of a term, wherever they stand: the closest that a field without places can tell.
pub(crate) fn holds(field: Field, term: &Term) -> Boxed {
    if term.grams.len() < 2 {
        return phrase(field, term);
    }
    let grams = term.grams.iter().map(|(_, gram)| {
        let term = tantivy::Term::from_field_text(field, gram);
        let clause: Boxed = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        (Occur::Must, clause)
    });
    Box::new(BooleanQuery::new(grams.collect()))
}

/// A raw value, without a score.
pub(crate) fn is(field: Field, value: &str) -> Boxed {
    let term = tantivy::Term::from_field_text(field, value);
    unscored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
}

/// One of several raw values, without a score.
pub(crate) fn is_one_of<'a>(field: Field, values: impl IntoIterator<Item = &'a str>) -> Boxed {
    let clauses = values
        .into_iter()
        .map(|value| (Occur::Should, is(field, value)))
        .collect();
    unscored(Box::new(BooleanQuery::new(clauses)))
}

/// The filters of a query, except those by `without`.
pub(crate) fn filters(fields: Fields, query: &Query, without: Option<&str>) -> Vec<Boxed> {
    let mut by_key: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (key, value) in &query.filters {
        by_key.entry(key).or_default().push(facet(key, value));
    }
    let mut clauses: Vec<Boxed> = by_key
        .into_iter()
        .filter(|(key, _)| Some(*key) != without)
        .map(|(_, values)| is_one_of(fields.facet, values.iter().map(String::as_str)))
        .collect();
    let in_force = query.in_force.values();
    if !in_force.is_empty() {
        let values: Vec<String> = in_force
            .iter()
            .map(|value| facet("validity", value))
            .collect();
        clauses.push(is_one_of(fields.facet, values.iter().map(String::as_str)));
    }
    clauses
}

/// The range of days of a query.
pub(crate) fn days(fields: Fields, query: &Query) -> Option<Boxed> {
    let end = |date: Option<Date>| match date {
        Some(date) => Bound::Included(tantivy::Term::from_field_i64(fields.day, days_of(date))),
        None => Bound::Unbounded,
    };
    let is_narrowed = query.from.is_some() || query.to.is_some();
    is_narrowed.then(|| {
        let range = RangeQuery::new(end(query.from), end(query.to));
        unscored(Box::new(range))
    })
}

/// `main` within all of `filters`.
pub(crate) fn within(main: Boxed, filters: Vec<Boxed>) -> Boxed {
    if filters.is_empty() {
        return main;
    }
    let mut clauses = vec![(Occur::Must, main)];
    clauses.extend(filters.into_iter().map(|filter| (Occur::Must, filter)));
    Box::new(BooleanQuery::new(clauses))
}

/// `main`, with what has one of the raw values higher than the rest.
pub(crate) fn preferring(main: Boxed, field: Field, values: &[String], by: f32) -> Boxed {
    if values.is_empty() {
        return main;
    }
    let mut clauses = vec![(Occur::Must, main)];
    for value in values {
        let preferred = ConstScoreQuery::new(is(field, value), by);
        clauses.push((Occur::Should, Box::new(preferred)));
    }
    Box::new(BooleanQuery::new(clauses))
}

/// Either of them; scores add up.
pub(crate) fn either(clauses: Vec<Boxed>) -> Boxed {
    Box::new(BooleanQuery::union(clauses))
}

pub(crate) fn boosted(clause: Boxed, by: f32) -> Boxed {
    Box::new(BoostQuery::new(clause, by))
}

fn unscored(clause: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(clause, 0.0))
}

fn facet(key: &str, value: &str) -> String {
    format!("{key}{SEPARATOR}{value}")
}
