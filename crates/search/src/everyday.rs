//! 日常说法 — what people say where a text of law says otherwise: 公司关门 where it has 注销登记.
//!
//! The pairs are data, `data/everyday.csv`: what is said, the official word, and the law and article in which that word
//! stands. They were made from the statutes' own words and everyday Chinese. An official word is near to what is said
//! and seldom just the same, so a pair makes a hit likelier and is offered, and never takes the place of what was typed.
//!
//! A site may have pairs of its own besides ([`Pairs::with`]), in a table of the same form.

use crate::asked::Asked;
use crate::fold::fold;
use crate::near;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

const SOURCE: &str = include_str!("../data/everyday.csv");

/// Characters of the longest everyday word.
const LONGEST: usize = 6;

/// The first line of a table of pairs.
const HEADER: &str = "everyday,official,law,article";

/// Pairs of a site's own at most: each part of a question is looked for among them.
const MOST_OF_OWN: usize = 10_000;

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

/// The pairs that are known to an index.
#[derive(Debug)]
pub struct Pairs {
    by_said: HashMap<Vec<char>, Vec<Everyday>>,
    own: usize,
}

/// What is wrong with a table of pairs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行：{says}")]
pub struct WrongPair {
    /// From 1, as an editor counts.
    pub line: usize,
    pub says: String,
}

impl Pairs {
    /// Those that come with the program.
    pub(crate) fn shipped() -> Arc<Self> {
        static SHIPPED: OnceLock<Arc<Pairs>> = OnceLock::new();
        let shipped = SHIPPED.get_or_init(|| Arc::new(Self::of(everyday(), 0)));
        Arc::clone(shipped)
    }

    /// Those that come with the program, and those of a table, which live as long as it too.
    ///
    /// # Errors
    /// [`WrongPair`] for the first line that is no pair.
    pub fn with(table: String) -> Result<Self, WrongPair> {
        let table: &'static str = table.leak();
        let mut lines = (1..).zip(table.trim_start_matches('\u{feff}').lines());
        if lines.next().is_none_or(|(_, first)| first.trim() != HEADER) {
            let says = format!("第一行应当是 {HEADER}");
            return Err(WrongPair { line: 1, says });
        }
        let mut all = everyday().to_vec();
        for (line, text) in lines {
            if text.trim().is_empty() {
                continue;
            }
            let own = own_pair(text, &all).map_err(|says| WrongPair { line, says })?;
            all.push(own);
            if MOST_OF_OWN < all.len() - everyday().len() {
                let says = format!("最多写 {MOST_OF_OWN} 对");
                return Err(WrongPair { line, says });
            }
        }
        Ok(Self::of(&all, all.len() - everyday().len()))
    }

    /// How many are the site's own.
    pub const fn own(&self) -> usize {
        self.own
    }

    fn of(all: &[Everyday], own: usize) -> Self {
        let mut by_said: HashMap<Vec<char>, Vec<Everyday>> = HashMap::new();
        for pair in all {
            let said = pair.said.chars().map(fold).collect();
            by_said.entry(said).or_default().push(*pair);
        }
        Self { by_said, own }
    }
}

/// A pair of a site's own, beside those that are `known`.
fn own_pair(text: &'static str, known: &[Everyday]) -> Result<Everyday, String> {
    let cells: Vec<&'static str> = text.split(',').map(str::trim).collect();
    let [said, official, law, article] = *cells.as_slice() else {
        let found = cells.len();
        return Err(format!(
            "应当有四项，以半角逗号分开：日常说法、法规里的说法、出处、条号；这里有 {found} 项"
        ));
    };
    let long = said.chars().count();
    if !(2..=LONGEST).contains(&long) {
        return Err(format!(
            "日常说法应当是 2 到 {LONGEST} 个字，“{said}”有 {long} 个"
        ));
    }
    if official.chars().count() < 2 || law.is_empty() {
        return Err("法规里的说法至少两个字，出处不能空着".into());
    }
    if said.contains(official) || official.contains(said) {
        return Err(format!(
            "“{said}”和“{official}”有一个在另一个里面，照原样就搜得到，不用写"
        ));
    }
    let is_same = |pair: &&Everyday| pair.said == said && pair.official == official;
    if known.iter().any(|pair| is_same(&pair)) {
        return Err(format!("“{said}”和“{official}”已经有了"));
    }
    Ok(Everyday {
        said,
        official,
        law,
        article,
    })
}

/// The pairs whose everyday word stands in a query, and whose official word does not. Of two everyday words that share
/// characters the longer counts: 公司倒闭 before 倒闭.
pub(crate) fn within(asked: &Asked, pairs: &Pairs) -> Vec<Everyday> {
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
                .find_map(|said| Some((said.len(), pairs.by_said.get(said)?)));
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn officials(words: &str) -> Vec<&'static str> {
        let found = within(&Asked::read(words), &Pairs::shipped());
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

    #[test]
    fn a_site_has_pairs_of_its_own_besides() {
        let table = "\u{feff}everyday,official,law,article\r\n三轮车,摩托车,云溪县道路办法,第三条\r\n\r\n关门,歇业,云溪县门店办法,\n";
        let pairs = Pairs::with(table.to_owned()).unwrap();
        assert_eq!(pairs.own(), 2);
        let officials = |words: &str| -> Vec<&str> {
            let found = within(&Asked::read(words), &pairs);
            found.into_iter().map(|pair| pair.official).collect()
        };
        assert_eq!(officials("三轮车上牌"), ["摩托车"]);
        assert!(officials("商店关门").contains(&"歇业"));
        assert_eq!(officials("公司倒闭"), ["破产"]);
    }

    #[test]
    fn what_is_no_pair_is_refused_with_its_line() {
        let pair = everyday()[0];
        let known = format!("{},{},某法,第一条", pair.said, pair.official);
        for (rows, line, says) in [
            ("三轮车,摩托车", 2, "四项"),
            (
                "三轮车,摩托车,某办法,第三条\n车,摩托车,某办法,第三条",
                3,
                "2 到 6 个字",
            ),
            ("三轮车,摩托车,,第三条", 2, "出处"),
            ("三轮,三轮车,某办法,第三条", 2, "照原样"),
            (known.as_str(), 2, "已经有了"),
        ] {
            let wrong = Pairs::with(format!("{HEADER}\n{rows}")).unwrap_err();
            assert_eq!(wrong.line, line, "{rows}");
            assert!(wrong.says.contains(says), "{wrong}");
        }
        assert_eq!(Pairs::with("三轮车,摩托车".to_owned()).unwrap_err().line, 1);
    }
}
