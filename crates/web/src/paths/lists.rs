//! Addresses of lists and of what they name.

use super::{Links, Place};
use acts::view::{Address, WorkLine};

impl Links {
    /// The address with a query, from pairs that own their values; those with an empty one are left out.
    pub fn with_all(&self, place: &Place, pairs: &[(&'static str, String)]) -> String {
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        self.with(place, &pairs)
    }

    /// The text of a list of laws: of the work where it stands for it.
    pub fn work_line(&self, line: &WorkLine) -> String {
        if line.stands {
            return self.law(&line.work);
        }
        self.item(&Address::Law {
            work: line.work.clone(),
            version: line.version.clone(),
        })
    }
}
