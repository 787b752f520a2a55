//! The form of the index — its fields, and the version under which it was cut.
//!
//! Items and articles have fields of their own for their words, so that no query for items ever meets an article and
//! the statistics of the one do not blur those of the other.

use crate::frequent::Frequent;
use crate::gram::{Characters, Grams};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;

/// The name of the cutting, which is part of the form: raise it with every change of folding, cutting or of what is
/// put into which field, and every index of the form before is made anew.
const CUT: &str = "gongkai-grams-7";

/// The name of the cutting into single characters; it changes with [`CUT`].
const SINGLE: &str = "gongkai-characters-1";

/// The name of the cutting into frequent words: raise it with every change of their list.
const FREQUENT: &str = "gongkai-frequent-2";

/// Values of the field `unit`.
pub(crate) const ITEM: &str = "item";
pub(crate) const ARTICLE: &str = "article";
/// An item without articles has this besides: a question is answered by all of it.
pub(crate) const UNDIVIDED: &str = "undivided";

#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The item; of an article, the item that it stands in.
    pub(crate) item: Field,
    pub(crate) unit: Field,
    pub(crate) edition: Field,
    pub(crate) title: Field,
    /// 文号, 索引号 and other numbers of an item.
    pub(crate) number: Field,
    pub(crate) body: Field,
    /// The frequent words in title and body, without places ([`crate::frequent`]).
    pub(crate) frequent_in_title: Field,
    pub(crate) frequent_in_body: Field,
    /// Keys under which an item is found first ([`crate::exact`]), and those under which it is offered
    /// ([`crate::suggest`]).
    pub(crate) exact: Field,
    /// `key`, [`SEPARATOR`], `value`.
    pub(crate) facet: Field,
    /// The same as two sets, to be counted ([`crate::facets`]): those of the agency, and all others.
    pub(crate) facets_of_agency: Field,
    pub(crate) other_facets: Field,
    /// The numbers of the articles of an item; of an article, its own: `33`, `15.1`.
    pub(crate) number_of_article: Field,
    /// The words of one article. Only which pairs it holds and how often: where they stand is known of the item, and so
    /// are the words themselves ([`Fields::begins`]).
    pub(crate) words: Field,
    /// The single characters of one article, and those of an item without articles.
    pub(crate) characters: Field,
    pub(crate) item_characters: Field,
    /// Its name, as others cite it; of an article, that of its law.
    pub(crate) name: Field,
    /// The names that its text cites.
    pub(crate) cites: Field,
    pub(crate) anchor: Field,
    /// Where the words of an article begin and end in the body of its item, in bytes.
    pub(crate) begins: Field,
    pub(crate) ends: Field,
    /// The number of an article as printed.
    pub(crate) printed: Field,
    /// Days since 1970 of the day of publication.
    pub(crate) day: Field,
    /// Rank and standing, packed ([`crate::rank::Traits`]).
    pub(crate) traits: Field,
    /// Settles the order of hits that are otherwise equal.
    pub(crate) tie: Field,
}

impl Fields {
    /// The field that lists the frequent words of another.
    pub(crate) fn frequent_in(self, field: Field) -> Option<Field> {
        [
            (self.title, self.frequent_in_title),
            (self.body, self.frequent_in_body),
        ]
        .into_iter()
        .find_map(|(of, listed)| (of == field).then_some(listed))
    }
}

/// Stands between the key and the value of a facet, and between the kind and the words of an exact key.
pub(crate) const SEPARATOR: char = '\u{1f}';

pub(crate) fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let raw = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    );
    let cut = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(CUT)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let held = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(CUT)
            .set_index_option(IndexRecordOption::WithFreqs),
    );
    let single = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(SINGLE)
            .set_index_option(IndexRecordOption::WithFreqs),
    );
    let listed = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(FREQUENT)
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(false),
    );
    let fields = Fields {
        item: b.add_text_field("item", raw.clone() | STORED | FAST),
        unit: b.add_text_field("unit", raw.clone()),
        edition: b.add_u64_field("edition", STORED),
        title: b.add_text_field("title", cut.clone() | STORED),
        number: b.add_text_field("number", cut.clone()),
        body: b.add_text_field("body", cut | STORED),
        frequent_in_title: b.add_text_field("frequent_in_title", listed.clone()),
        frequent_in_body: b.add_text_field("frequent_in_body", listed),
        exact: b.add_text_field("exact", raw.clone()),
        facet: b.add_text_field("facet", raw.clone()),
        facets_of_agency: b.add_text_field("facets_of_agency", FAST),
        other_facets: b.add_text_field("other_facets", FAST),
        number_of_article: b.add_text_field("number_of_article", raw.clone()),
        words: b.add_text_field("words", held),
        characters: b.add_text_field("characters", single.clone()),
        item_characters: b.add_text_field("item_characters", single),
        name: b.add_text_field("name", FAST),
        cites: b.add_text_field("cites", raw),
        anchor: b.add_text_field("anchor", FAST),
        begins: b.add_u64_field("begins", FAST),
        ends: b.add_u64_field("ends", FAST),
        printed: b.add_text_field("printed", STORED),
        day: b.add_i64_field("day", FAST),
        traits: b.add_u64_field("traits", FAST),
        tie: b.add_u64_field("tie", FAST),
    };
    (b.build(), fields)
}

pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(CUT, Grams);
    manager.register(SINGLE, Characters);
    manager.register(FREQUENT, Frequent);
    manager
}
