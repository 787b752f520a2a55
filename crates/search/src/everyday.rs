//! 日常说法 — what people say where a text of law says otherwise: 公司关门 where it has 注销登记.
//!
//! The pairs are data, `data/everyday.csv`: what is said, the official word, and the law and article in which that word
//! stands. They were made from the statutes' own words and everyday Chinese. An official word is near to what is said
//! and seldom just the same, so a pair makes a hit likelier and is offered, and never takes the place of what was typed.

use crate::asked::Asked;
use crate::fold::fold;
use crate::near;
use std::collections::HashMap;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("../data/everyday.csv");

/// Characters of the longest everyday word.
const LONGEST: usize = 6;

/// An everyday word with an official one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Everyday {
    /// What people say.
    pub said: &'static str,
    /// What texts of law say.
    pub official: &'static str,
    /// A law in which the official word stands, without 中华人民共和国.
    pub law: &'static str,
    /// The article of it, as printed.
    pub article: &'static str,
}

/// Every pair, in the order of what is said.
pub fn everyday() -> &'static [Everyday] {
    static ALL: OnceLock<Vec<Everyday>> = OnceLock::new();
    ALL.get_or_init(|| SOURCE.lines().skip(1).filter_map(pair).collect())
}

fn pair(line: &'static str) -> Option<Everyday> {
    let mut cells = line.split(',');
    Some(Everyday {
        said: cells.next()?,
        official: cells.next()?,
        law: cells.next()?,
        article: cells.next()?,
    })
}

/// The pairs whose everyday word stands in a query, and whose official word does not. Of two everyday words that share
/// characters the longer counts: 公司倒闭 before 倒闭.
pub(crate) fn within(asked: &Asked) -> Vec<Everyday> {
    let runs = near::all(asked);
    let mut found: Vec<Everyday> = Vec::new();
    for run in &runs {
        let chars: Vec<char> = run.chars().collect();
        let mut from = 0;
        while from < chars.len() {
            let longest = LONGEST.min(chars.len() - from);
            let said = (2..=longest)
                .rev()
                .filter_map(|long| chars.get(from..from + long))
                .find_map(|said| Some((said.len(), by_said().get(said)?)));
            let Some((long, pairs)) = said else {
                from += 1;
                continue;
            };
            found.extend(pairs);
            from += long;
        }
    }
    found.retain(|pair| {
        let official: String = pair.official.chars().map(fold).collect();
        !runs.iter().any(|run| run.contains(&official))
    });
    found.dedup();
    found
}

fn by_said() -> &'static HashMap<Vec<char>, Vec<Everyday>> {
    static BY_SAID: OnceLock<HashMap<Vec<char>, Vec<Everyday>>> = OnceLock::new();
    BY_SAID.get_or_init(|| {
        let mut by_said: HashMap<Vec<char>, Vec<Everyday>> = HashMap::new();
        for pair in everyday() {
            let said = pair.said.chars().map(fold).collect();
            by_said.entry(said).or_default().push(*pair);
        }
        by_said
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn officials(words: &str) -> Vec<&'static str> {
        let found = within(&Asked::read(words));
        found.into_iter().map(|pair| pair.official).collect()
    }

    #[test]
    fn what_is_said_leads_to_the_official_word() {
        assert_eq!(officials("公司关门了要办什么手续"), ["注销登记"]);
        assert_eq!(officials("五险一金交多少"), ["住房公积金", "社会保险"]);
        assert!(officials("信息公开指南").is_empty());
    }

    #[test]
    fn of_two_that_share_characters_the_longer_counts() {
        assert_eq!(officials("公司倒闭"), ["破产"]);
        assert_eq!(officials("工厂倒闭"), ["破产清算"]);
    }

    #[test]
    fn an_official_word_that_was_typed_is_not_offered() {
        assert!(officials("公司关门和注销登记").is_empty());
    }

    #[test]
    fn no_pair_is_circular_useless_double_or_out_of_order() {
        let pairs = everyday();
        assert!(150 <= pairs.len());
        assert!(pairs.is_sorted_by(|a, b| (a.said, a.official) < (b.said, b.official)));
        for pair in pairs {
            let Everyday {
                said,
                official,
                law,
                article,
            } = pair;
            let long = said.chars().count();
            assert!((2..=LONGEST).contains(&long), "{said}");
            assert!(official.chars().count() >= 2, "{said}");
            // A word that stands within the other finds it as it is.
            assert!(
                !said.contains(official) && !official.contains(said),
                "{said} {official}"
            );
            let is_circular = pairs.iter().any(|other| other.said == *official);
            assert!(!is_circular, "{said} {official}");
            assert!(!law.is_empty() && article.starts_with('第'), "{said}");
        }
        let lines = SOURCE.lines().skip(1);
        assert!(lines.clone().all(|line| line.split(',').count() == 4));
        assert_eq!(lines.count(), pairs.len());
    }
}
