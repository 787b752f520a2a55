//! Clauses — terms as queries to the engine.
//!
//! A term is a phrase of grams in title, number or body; a single character is the range of all grams that begin with
//! it. Filters never change the score.

use crate::asked::{Asked, Gram, Term};
use crate::entry::days as days_of;
use crate::kept::Lists;
use crate::phrase::Phrase;
use crate::query::Query;
use crate::rank::Ranking;
use crate::required::Required;
use crate::schema::{Fields, SEPARATOR};
use law::Date;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, InvertedIndexRangeQuery, Occur, PhraseQuery,
    Query as Clause, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

pub(crate) type Boxed = Box<dyn Clause>;

/// Where and how words are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Looking<'a> {
    pub(crate) fields: Fields,
    pub(crate) ranking: &'a Ranking,
    pub(crate) lists: &'a Arc<Lists>,
}

impl Looking<'_> {
    /// Everything that holds all terms; what holds them together as typed counts for more.
    pub(crate) fn all_terms(self, asked: &Asked) -> Boxed {
        let joined: String = asked.terms.iter().map(|term| term.text.as_str()).collect();
        let together = Term::of(&joined).filter(|_| 1 < asked.terms.len());
        let besides = together
            .iter()
            .flat_map(|together| {
                self.of_text(|field, weight| {
                    Phrase::of(self.fields, field, together, self.ranking.together * weight)
                })
            })
            .collect();
        let of_grams = asked.terms.iter().filter(|term| term.lone.is_none());
        let terms: Vec<Vec<Phrase>> = of_grams.map(|term| self.ways(term)).collect();
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        if !terms.is_empty() {
            clauses.push((Occur::Must, self.required(terms, besides)));
        }
        let lone = asked.terms.iter().filter(|term| term.lone.is_some());
        clauses.extend(lone.map(|term| (Occur::Must, self.any_field(term))));
        match clauses.pop() {
            Some((_, only)) if clauses.is_empty() => only,
            last => Box::new(BooleanQuery::new(clauses.into_iter().chain(last).collect())),
        }
    }

    /// A term in title, number or body.
    pub(crate) fn any_field(self, term: &Term) -> Boxed {
        let Some(lone) = term.lone else {
            return self.required(vec![self.ways(term)], Vec::new());
        };
        let number = boosted(
            beginning_with(self.fields.number, lone),
            self.ranking.number,
        );
        let mut clauses = vec![number];
        clauses.extend(
            self.of_text(|field, weight| Some(boosted(beginning_with(field, lone), weight))),
        );
        let wholes: Vec<Phrase> = self
            .of_text(|field, weight| Phrase::of_whole(field, term, self.ranking.whole * weight))
            .collect();
        if !wholes.is_empty() {
            clauses.push(self.required(vec![wholes], Vec::new()));
        }
        either(clauses)
    }

    /// The ways in which an item holds a term of more than one character.
    fn ways(self, term: &Term) -> Vec<Phrase> {
        let number = Phrase::of(self.fields, self.fields.number, term, self.ranking.number);
        let mut ways: Vec<Phrase> = number.into_iter().collect();
        ways.extend(self.of_text(|field, weight| Phrase::of(self.fields, field, term, weight)));
        ways.extend(
            self.of_text(|field, weight| {
                Phrase::of_whole(field, term, self.ranking.whole * weight)
            }),
        );
        ways
    }

    /// What is made of title and body, each with how much it counts.
    fn of_text<T>(self, make: impl Fn(Field, f32) -> Option<T>) -> impl Iterator<Item = T> {
        let of_text = self.ranking.of_text(self.fields).into_iter();
        of_text.filter_map(move |(field, weight)| make(field, weight))
    }

    fn required(self, terms: Vec<Vec<Phrase>>, besides: Vec<Phrase>) -> Boxed {
        Box::new(Required {
            terms,
            besides,
            lists: Arc::clone(self.lists),
        })
    }
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
