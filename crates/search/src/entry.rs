//! What is put into the index for an item: its words, numbers, facets and articles.

use crate::answer::FacetCounts;
use crate::exact;
use crate::facets::joined;
use crate::rank::{Traits, tie};
use crate::schema::{ARTICLE, Fields, ITEM, SEPARATOR, UNDIVIDED};
use crate::suggest;
use law::Date;
use law::item::docnum::DocNumber;
use law::item::heading::number_of;
use law::item::{FieldType, KindDef, Released, Value};
use law::text::ArticlePlace;
use tantivy::TantivyDocument;

/// A released item as it is indexed.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub released: &'a Released,
    /// The value of the facet `validity` ([`law::item::validity::Standing::facet`]); empty where an item has none.
    pub standing: &'a str,
    /// The code of the publishing agency and of all above it, so that an agency finds its whole subtree.
    pub agencies: &'a [String],
    /// The rank of its kind among sources of law, 1 the highest; 0 none.
    pub kind_rank: u8,
}

/// One-line fields that say where a text comes from or what it is, not what it contains.
const NO_CONTENT: [&str; 3] = ["content_source", "source_url", "unified_no"];

/// Levels of a classification are separated so (城乡建设、环境保护\城乡建设).
const LEVELS: [char; 4] = ['\\', '＼', '/', '／'];

impl Entry<'_> {
    /// The documents of this entry: the item first, then its articles.
    pub(crate) fn documents(&self, fields: Fields, kind: Option<&KindDef>) -> Vec<TantivyDocument> {
        let (plain, places) = self.released.text().plain_with_articles();
        let articles = divisions(&places);
        let body = self.body(&plain, kind);
        let facets = self.facets(kind);
        let (of_agency, others): (Vec<_>, Vec<_>) = facets
            .into_iter()
            .map(|(key, value)| {
                (
                    key == FacetCounts::AGENCY,
                    format!("{key}{SEPARATOR}{value}"),
                )
            })
            .partition(|(is_of_agency, _)| *is_of_agency);
        let set =
            |facets: &[(bool, String)]| joined(facets.iter().map(|(_, facet)| facet.as_str()));
        let sets = [
            (fields.facets_of_agency, set(&of_agency)),
            (fields.other_facets, set(&others)),
        ];
        let shared = |document: &mut TantivyDocument| {
            document.add_text(fields.name, exact::cited_as(self.released.title()));
            for (_, facet) in of_agency.iter().chain(&others) {
                document.add_text(fields.facet, facet);
            }
            for (field, set) in &sets {
                document.add_text(*field, set);
            }
            document.add_i64(fields.day, days(self.released.published_on()));
            document.add_u64(
                fields.traits,
                Traits::of(self.kind_rank, self.standing).pack(),
            );
        };
        let mut item = self.item(fields, kind, body, articles.is_empty());
        shared(&mut item);
        let mut documents = Vec::with_capacity(articles.len() + 1);
        for article in articles {
            let words = plain.get(article.bytes.clone()).unwrap_or_default();
            let mut document = TantivyDocument::default();
            document.add_text(fields.item, self.released.item());
            document.add_text(fields.unit, ARTICLE);
            document.add_text(fields.words, words);
            document.add_text(fields.characters, words);
            document.add_u64(fields.begins, article.bytes.start as u64);
            document.add_u64(fields.ends, article.bytes.end as u64);
            shared(&mut document);
            document.add_text(fields.anchor, &article.anchor);
            document.add_text(fields.printed, &article.number);
            if let Some(number) = number_of(&article.number) {
                document.add_text(fields.number_of_article, &number);
                item.add_text(fields.number_of_article, &number);
            }
            documents.push(document);
        }
        documents.insert(0, item);
        documents
    }

    fn item(
        &self,
        fields: Fields,
        kind: Option<&KindDef>,
        body: String,
        is_undivided: bool,
    ) -> TantivyDocument {
        let released = self.released;
        let mut document = TantivyDocument::default();
        document.add_text(fields.item, released.item());
        document.add_text(fields.unit, ITEM);
        document.add_u64(fields.edition, u64::from(released.edition()));
        document.add_text(fields.title, released.title());
        document.add_text(fields.frequent_in_title, released.title());
        for name in exact::cites(&body) {
            if name != exact::cited_as(released.title()) {
                document.add_text(fields.cites, name);
            }
        }
        if is_undivided {
            document.add_text(fields.unit, UNDIVIDED);
            document.add_text(fields.item_characters, &body);
        }
        document.add_text(fields.frequent_in_body, &body);
        document.add_text(fields.body, body);
        document.add_text(fields.number, released.index_no().to_string());
        for number in exact::numbers_of(released, kind) {
            if let Ok((parsed, deviations)) = DocNumber::parse(&number)
                && !deviations.is_empty()
            {
                document.add_text(fields.number, parsed.to_string());
            }
            document.add_text(fields.number, number);
        }
        let mut bodies = released.fields().list("issuers");
        bodies.push(released.agency_name());
        let traits = Traits::of(self.kind_rank, self.standing);
        let offered = suggest::keys(released.title(), &bodies, traits);
        for key in exact::keys_of(released, kind).into_iter().chain(offered) {
            document.add_text(fields.exact, key);
        }
        document.add_u64(fields.tie, tie(released.item()));
        document
    }

    /// The words by which it is found.
    pub(crate) fn words(&self, kind: Option<&KindDef>) -> String {
        let (plain, _) = self.released.text().plain_with_articles();
        self.body(&plain, kind)
    }

    /// The plain text, then a line for each field that holds content and does not stand in the text already.
    fn body(&self, plain: &str, kind: Option<&KindDef>) -> String {
        let mut body = plain.to_owned();
        let is_content = |id: &str| {
            kind.and_then(|kind| kind.field(id))
                .is_some_and(|field| match field.ty {
                    FieldType::Words => true,
                    FieldType::Line => !field.facet && id != "title" && !NO_CONTENT.contains(&id),
                    _ => false,
                })
        };
        for (_, value) in self
            .released
            .fields()
            .iter()
            .filter(|(id, _)| is_content(id))
        {
            let words = value.joined();
            if !body.contains(&words) {
                body.push_str(&words);
                body.push('\n');
            }
        }
        body
    }

    /// Key and value of everything that visitors can filter by.
    fn facets(&self, kind: Option<&KindDef>) -> Vec<(String, String)> {
        let released = self.released;
        let mut facets = vec![
            ("kind".to_owned(), released.kind().to_owned()),
            ("validity".to_owned(), self.standing.to_owned()),
            (
                "year".to_owned(),
                released.published_on().year().to_string(),
            ),
            ("agency".to_owned(), released.agency().to_owned()),
        ];
        for agency in self.agencies {
            facets.push(("agency".to_owned(), agency.clone()));
        }
        for field in kind
            .iter()
            .flat_map(|kind| kind.fields)
            .filter(|field| field.facet)
        {
            let values = released.fields().get(field.id).map(Value::texts);
            for value in values.unwrap_or_default() {
                let value = match field.ty {
                    FieldType::Line => value.split(LEVELS).next().unwrap_or(value),
                    _ => value,
                };
                facets.push((field.id.to_owned(), value.trim().to_owned()));
            }
        }
        facets.retain(|(_, value)| !value.is_empty() && value.len() <= 1024);
        facets.sort();
        facets.dedup();
        facets
    }
}

/// The articles that a text is divided into: all of them where their numbers rise, as those of a law or of an extract
/// do, each annex from 第一条 on; none where they go to and fro, as they do where articles are only quoted.
fn divisions(places: &[ArticlePlace]) -> &[ArticlePlace] {
    let numbers: Vec<u32> = places
        .iter()
        .filter_map(|place| number_of(&place.number))
        .filter_map(|number| number.split('.').next()?.parse().ok())
        .collect();
    let rise = numbers.windows(2).all(|pair| match pair {
        [before, after] => before <= after || *after == 1,
        _ => true,
    });
    let begins = numbers.first() == Some(&1) || 3 <= numbers.len();
    if rise && begins { places } else { &[] }
}

/// Days since 1970.
pub(crate) fn days(date: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    epoch
        .until(date)
        .map_or(0, |span| i64::from(span.get_days()))
}
