//! 网站地图 — the addresses of everything released, in parts that a search engine can ask for one by one.
//!
//! Decides that a part is a month of publication: what was published long ago hardly changes, so a crawler that looks at
//! the times of the parts asks again for the few that did.

use crate::Failure;
use crate::portal::Portal;
use crate::view::Address;

/// What a part is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// The works of law.
    Laws,
    /// What was published in a month, `2026-11`.
    Month(String),
}

/// A part of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapPart {
    pub chapter: Chapter,
    /// Counted from 1.
    pub n: u64,
    /// When something in the chapter changed last, where that is known.
    pub changed_at: Option<i64>,
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    Work(String),
    Item(Address),
}

/// Something that stands on the site, and when it changed last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub stands: Stands,
    pub changed_at: i64,
}

impl Portal {
    /// The parts in which everything is named, none longer than `most`.
    pub async fn map(&self, most: u32) -> Result<Vec<MapPart>, Failure> {
        let mut reader = self.register.store.read().await?;
        let works = reader.count_works().await?;
        let parts = |entries: u64| 1..=entries.div_ceil(u64::from(most));
        let laws = parts(works).map(|n| MapPart {
            chapter: Chapter::Laws,
            n,
            changed_at: None,
        });
        let mut all: Vec<MapPart> = laws.collect();
        for month in reader.months().await? {
            all.extend(parts(month.items).map(|n| MapPart {
                chapter: Chapter::Month(month.month.clone()),
                n,
                changed_at: Some(month.changed_at),
            }));
        }
        Ok(all)
    }

    /// What a part names; a part that there is not names nothing.
    pub async fn map_part(
        &self,
        chapter: &Chapter,
        n: u64,
        most: u32,
    ) -> Result<Vec<Placed>, Failure> {
        let mut reader = self.register.store.read().await?;
        let skip = n.saturating_sub(1).saturating_mul(u64::from(most));
        Ok(match chapter {
            Chapter::Laws => {
                let works = reader.works_changed(skip, most).await?;
                works
                    .into_iter()
                    .map(|work| Placed {
                        stands: Stands::Work(work.code),
                        changed_at: work.changed_at,
                    })
                    .collect()
            }
            Chapter::Month(month) => {
                let items = reader.standing_in(month, skip, most).await?;
                items
                    .into_iter()
                    .map(|item| Placed {
                        stands: Stands::Item(match item.work {
                            Some(work) => Address::Law {
                                work: work.work,
                                version: work.version,
                            },
                            None => Address::Document {
                                tail: item.index_no.tail(),
                                code: item.index_no.code,
                            },
                        }),
                        changed_at: item.changed_at,
                    })
                    .collect()
            }
        })
    }
}
