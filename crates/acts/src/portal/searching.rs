//! Search: every hit is checked against the register before it is shown, so a withdrawal leaves at once.
//!
//! Where the index is behind, lost or damaged, what is called exactly as typed (文号, 索引号, title) is found in the
//! register itself, and the answer says how much else can be found.

use crate::Failure;
use crate::portal::Portal;
use crate::portal::agencies::in_order;
use crate::portal::lines::{Agencies, line};
use crate::view::{BodyFound, Reach, SearchHit, SearchPage};
use law::Date;
use law::item::docnum::DocNumber;
use law::item::indexno::IndexNo;
use search::{Answer, Exact, FacetCounts, Hit, Segment};
use std::collections::{HashMap, HashSet};
use store::Reader;
use store::item::{By, ItemRow, State};
use store::listing::Filter;

/// More items missing than this, and a larger part of all, are more than what was released just now.
const FEW: u64 = 20;
const SMALL_PART: u64 = 20;

impl Portal {
    /// # Errors
    /// [`Failure::Unavailable`] where the index or the register cannot be read.
    pub async fn search(&self, query: search::Query, today: Date) -> Result<SearchPage, Failure> {
        let index = self.index.clone();
        let chosen = query
            .filters
            .iter()
            .filter(|(key, _)| key == FacetCounts::AGENCY);
        let chosen: Vec<String> = chosen.map(|(_, code)| code.clone()).collect();
        let query_of_names = query.clone();
        let is_first = query.offset == 0 && query.turn == search::Turn::First;
        let followed = index.cursor();
        let turn = self.searching.acquire().await;
        let asked = tokio::task::spawn_blocking(move || index.search(&query)).await;
        drop(turn);
        // Damaged files can make the engine panic as well as fail.
        let mut answer = asked.map_err(|error| Failure::Unavailable(error.to_string()))??;
        // After the search, so that what was withdrawn meanwhile is not shown.
        let mut reader = self.register.store.read().await?;
        let shown = reader.newest_shown().await?.seq;
        let reach = self.reach(&mut reader, shown, followed).await?;
        if reach != Reach::Whole && is_first {
            add_named(&mut reader, &query_of_names, &mut answer).await?;
        }
        let agencies = self.agencies_as_of(&mut reader, shown).await?;
        self.page(&mut reader, answer, &agencies, &chosen, reach, today)
            .await
    }

    /// What is called exactly as typed, by the register alone: for when the index cannot be used. Nothing where the query
    /// is narrowed, which the register cannot do.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where the register cannot be read.
    pub async fn search_names(
        &self,
        query: &search::Query,
        today: Date,
    ) -> Result<SearchPage, Failure> {
        let mut answer = Answer::default();
        let mut reader = self.register.store.read().await?;
        add_named(&mut reader, query, &mut answer).await?;
        let agencies = self.all_agencies(&mut reader).await?;
        self.page(&mut reader, answer, &agencies, &[], Reach::Names, today)
            .await
    }

    async fn page(
        &self,
        reader: &mut Reader,
        answer: Answer,
        agencies: &Agencies,
        chosen: &[String],
        reach: Reach,
        today: Date,
    ) -> Result<SearchPage, Failure> {
        let ids: Vec<String> = answer.hits.iter().map(|hit| hit.item.clone()).collect();
        let held = reader.items(&ids).await?;
        let mut facets = answer.facets;
        let bodies = bodies(agencies, &facets, chosen);
        for facet in &mut facets {
            facet.values.truncate(FacetCounts::MOST);
        }
        let mut hits = Vec::with_capacity(answer.hits.len());
        for mut hit in answer.hits {
            let released = held
                .iter()
                .find(|held| held.item.id == hit.item && held.item.state == State::Released);
            if let Some(released) = released {
                // Words of another edition than the one that is shown may have been corrected away.
                if released.item.released_edition != Some(hit.edition) {
                    hit.title = vec![Segment {
                        text: released.item.title.clone(),
                        hit: false,
                    }];
                    hit.snippet.clear();
                    hit.articles.clear();
                }
                hits.push(SearchHit {
                    line: line(released, agencies, self.kinds(), today),
                    hit,
                });
            }
        }
        Ok(SearchPage {
            answer_mode: answer.mode,
            total: answer.total,
            hits,
            ahead: answer.ahead,
            previous: answer.previous,
            next: answer.next,
            facets,
            bodies,
            terms: answer.terms,
            near: answer.near,
            official: answer.official,
            without_filters: answer.without_filters,
            reach,
        })
    }

    /// How much of what is shown could be found. An index that is made anew goes back, so what it had followed to before
    /// (`followed`) counts as well as after.
    async fn reach(
        &self,
        reader: &mut Reader,
        shown: u64,
        followed: u64,
    ) -> Result<Reach, Failure> {
        let followed = followed.min(self.index.cursor());
        if shown <= followed {
            return Ok(Reach::Whole);
        }
        let of = reader.count(&Filter::default()).await?;
        let held = self.index.count().min(of);
        let missing = of - held;
        Ok(if FEW < missing && of < missing * SMALL_PART {
            Reach::Part { held, of }
        } else {
            Reach::Behind
        })
    }
}

/// Puts what the register holds under just this name before the other hits, unless the index has it already. Not where
/// the query is narrowed: whether an item is within that only the index knows.
async fn add_named(
    reader: &mut Reader,
    query: &search::Query,
    answer: &mut Answer,
) -> Result<(), Failure> {
    let words = query.words.trim();
    if words.is_empty() || words.contains(char::is_control) || query.is_filtered() {
        return Ok(());
    }
    let mut named: Vec<(Exact, ItemRow)> = Vec::new();
    if let Some(number) = IndexNo::exact(words) {
        let found = reader.find_item(By::IndexNo(&number)).await?;
        named.extend(found.map(|item| (Exact::IndexNo, item)));
    }
    let title = words.trim_start_matches('《').trim_end_matches('》');
    let titles = [words, title, &format!("中华人民共和国{title}")].map(str::to_owned);
    let mut numbers = vec![words.to_owned()];
    numbers.extend(
        DocNumber::parse(words)
            .map(|(number, _)| number.to_string())
            .ok(),
    );
    for item in reader.called(&titles, &numbers).await? {
        let exact = match &item.doc_no {
            Some(number) if numbers.contains(number) => Exact::Number,
            _ => Exact::Title,
        };
        named.push((exact, item));
    }
    named.retain(|(_, item)| {
        item.state == State::Released && !answer.hits.iter().any(|hit| hit.item == item.id)
    });
    answer.total += named.len() as u64;
    let hits = named.into_iter().map(|(exact, item)| Hit {
        edition: item.released_edition.unwrap_or_default(),
        item: item.id,
        score: 0.0,
        title: vec![Segment {
            text: item.title,
            hit: true,
        }],
        snippet: Vec::new(),
        exact,
        articles: Vec::new(),
    });
    answer.hits.splice(0..0, hits);
    Ok(())
}

/// The bodies under which something was found, and those that were chosen, as the territorial tree goes.
fn bodies(agencies: &Agencies, facets: &[FacetCounts], chosen: &[String]) -> Vec<BodyFound> {
    let counts = facets.iter().find(|facet| facet.key == FacetCounts::AGENCY);
    let counts = counts.into_iter().flat_map(|facet| &facet.values);
    let counts: HashMap<&str, u64> = counts.map(|(code, n)| (code.as_str(), *n)).collect();
    if counts.is_empty() && chosen.is_empty() {
        return Vec::new();
    }
    let parents = agencies.all.iter();
    let parents: HashSet<&str> = parents.filter_map(|a| a.admin_parent.as_deref()).collect();
    let tree = in_order(agencies).into_iter().map(|(_, agency)| agency);
    let reprinted = agencies.all.iter().filter(|agency| !agency.is_own);
    let mut seen = HashSet::new();
    tree.chain(reprinted)
        .filter(|agency| seen.insert(agency.code.as_str()))
        .filter_map(|agency| {
            let found = counts.get(agency.code.as_str()).copied();
            // A publisher that only drafts name is as if it were not there.
            let is_chosen = agency.is_own && chosen.contains(&agency.code);
            let is_shown = found.is_some() || is_chosen;
            is_shown.then(|| BodyFound {
                code: agency.code.clone(),
                name: agency.name.clone(),
                parent: agency.admin_parent.clone(),
                has_below: parents.contains(agency.code.as_str()),
                found: found.unwrap_or_default(),
            })
        })
        .collect()
}
