//! Suggestions: what somebody who has typed part of a name may mean, each checked against the register (ADR 0023).

use crate::Failure;
use crate::portal::Portal;
use crate::portal::lines::line;
use crate::view::{AgencyRef, Suggestion};
use law::Date;
use search::Spelling;
use store::agency::Agency;
use store::item::State;

/// Agencies that are offered beside items; there are few, and whoever means one types it whole.
const MOST_AGENCIES: usize = 3;

/// As many items more as may have been withdrawn since the index was last seen.
const SPARE: usize = 4;

impl Portal {
    /// Names that begin as typed, by characters, pinyin or initials: items, the better known first, then agencies.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where the index or the register cannot be read.
    pub async fn suggest(
        &self,
        typed: &str,
        most: usize,
        today: Date,
    ) -> Result<Vec<Suggestion>, Failure> {
        let Some(spelling) = Spelling::read(typed) else {
            return Ok(Vec::new());
        };
        let index = self.index.clone();
        let asked = spelling.clone();
        let turn = self.searching.acquire().await;
        let ids = tokio::task::spawn_blocking(move || index.suggest(&asked, most + SPARE)).await;
        drop(turn);
        let ids = ids.map_err(|error| Failure::Bug(error.to_string()))??;
        let mut reader = self.register.store.read().await?;
        let held = reader.items(&ids).await?;
        let agencies = self.all_agencies(&mut reader).await?;
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for id in &ids {
            let released = held
                .iter()
                .find(|held| held.item.id == *id && held.item.state == State::Released);
            let Some(released) = released else { continue };
            let one = Suggestion::Item(line(released, &agencies, self.kinds(), today));
            if suggestions.iter().all(|known| known.name() != one.name()) {
                suggestions.push(one);
            }
        }
        let named = named(&agencies.all, &spelling, today);
        suggestions.truncate(most.saturating_sub(named.len()));
        suggestions.extend(named.into_iter().map(Suggestion::Agency));
        suggestions.truncate(most);
        Ok(suggestions)
    }
}

/// The bodies of the site with what was typed in their name, the shortest name first.
fn named(all: &[Agency], spelling: &Spelling, today: Date) -> Vec<AgencyRef> {
    let is_current = |agency: &&Agency| {
        agency.is_own
            && agency.valid_from.is_none_or(|from| from <= today)
            && agency.valid_to.is_none_or(|to| today <= to)
    };
    let mut named: Vec<&Agency> = all
        .iter()
        .filter(is_current)
        .filter(|agency| spelling.is_in(&agency.name))
        .collect();
    named.sort_by_key(|agency| (agency.name.chars().count(), agency.name.as_str()));
    let named = named.into_iter().take(MOST_AGENCIES);
    let named = named.map(|agency| AgencyRef {
        code: agency.code.clone(),
        name: agency.name.clone(),
    });
    named.collect()
}
