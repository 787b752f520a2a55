//! 公开机构 — the bodies by which a search is narrowed, as much of their tree as helps to choose the next one.
//!
//! A body stands for all below it, so the tree is gone down one level at a time: the way to the chosen body, and what is
//! next below it. What a level has too much of is found by name.

use acts::view::BodyFound;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Bodies of one level that are shown.
const OF_A_LEVEL: usize = 8;
/// Bodies that are shown where one is looked for by name.
const BY_NAME: usize = 20;

/// What the page offers of the bodies.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    pub(crate) lines: Vec<BodyLine>,
    /// The words of a name as asked.
    pub(crate) words: String,
    /// How many more there are, of this name where one was asked for.
    pub(crate) further: u64,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BodyLine {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) count: u64,
    /// How far below the first shown.
    pub(crate) depth: usize,
    pub(crate) is_chosen: bool,
}

impl BodyLine {
    /// By how much it stands in; a narrow page has no room for more than two levels.
    pub(crate) fn level(&self) -> &'static str {
        match self.depth {
            0 => "facet__level-0",
            1 => "facet__level-1",
            _ => "facet__level-2",
        }
    }
}

impl Bodies {
    pub(crate) fn of(found: &[BodyFound], chosen: &[&str], words: &str) -> Self {
        let tree = Tree::of(found);
        let shown = if words.is_empty() {
            tree.around(chosen)
        } else {
            named(found, chosen, words)
        };
        let lines: Vec<BodyLine> = shown
            .iter()
            .map(|(depth, body)| BodyLine {
                code: body.code.clone(),
                name: body.name.clone(),
                count: body.found,
                depth: *depth,
                is_chosen: chosen.contains(&body.code.as_str()),
            })
            .collect();
        let there = found.iter();
        let there = there.filter(|body| words.is_empty() || bears(body, words));
        let seen: HashSet<&str> = lines.iter().map(|line| line.code.as_str()).collect();
        Self {
            further: there
                .filter(|body| !seen.contains(body.code.as_str()))
                .count() as u64,
            lines,
            words: words.to_owned(),
        }
    }

    /// One body at a time; several that an address names are each taken away by themselves.
    pub(crate) fn is_several(&self) -> bool {
        1 < self.lines.iter().filter(|line| line.is_chosen).count()
    }

    pub(crate) fn is_any(&self) -> bool {
        !self.lines.iter().any(|line| line.is_chosen)
    }

    /// A single body that is not chosen narrows nothing.
    pub(crate) fn is_of_use(&self) -> bool {
        1 < self.lines.len() || !self.is_any() || !self.words.is_empty()
    }
}

fn bears(body: &BodyFound, words: &str) -> bool {
    words
        .split_whitespace()
        .all(|word| body.name.contains(word))
}

/// The chosen ones, then those of the name, most found first.
fn named<'a>(found: &'a [BodyFound], chosen: &[&str], words: &str) -> Vec<(usize, &'a BodyFound)> {
    let is_chosen = |body: &BodyFound| chosen.contains(&body.code.as_str());
    let mut bearing: Vec<&BodyFound> = found
        .iter()
        .filter(|body| !is_chosen(body) && bears(body, words))
        .collect();
    bearing.sort_by_key(|body| Reverse(body.found));
    let chosen = found.iter().filter(|body| is_chosen(body));
    let bearing = bearing.into_iter().take(BY_NAME);
    chosen.chain(bearing).map(|body| (0, body)).collect()
}

/// The bodies under which something was found, by what they are below.
struct Tree<'a> {
    all: &'a [BodyFound],
    by_code: HashMap<&'a str, &'a BodyFound>,
}

impl<'a> Tree<'a> {
    fn of(all: &'a [BodyFound]) -> Self {
        let by_code = all.iter().map(|body| (body.code.as_str(), body)).collect();
        Self { all, by_code }
    }

    fn above(&self, body: &BodyFound) -> Option<&'a BodyFound> {
        self.by_code.get(body.parent.as_deref()?).copied()
    }

    /// What is directly below a body, or below none; most found first, as many as are shown.
    fn below(&self, body: Option<&BodyFound>) -> Vec<&'a BodyFound> {
        let code = body.map(|body| body.code.as_str());
        let is_below = |one: &&BodyFound| self.above(one).map(|above| above.code.as_str()) == code;
        let mut below: Vec<&BodyFound> = self.all.iter().filter(is_below).collect();
        below.sort_by_key(|body| Reverse(body.found));
        below.truncate(OF_A_LEVEL);
        below
    }

    /// A body and all above it, the highest first.
    fn path(&self, body: &'a BodyFound) -> Vec<&'a BodyFound> {
        let mut path = vec![body];
        while let Some(above) = path.last().and_then(|at| self.above(at))
            && path.len() < 64
        {
            path.push(above);
        }
        path.reverse();
        path
    }

    fn around(&self, chosen: &[&str]) -> Vec<(usize, &'a BodyFound)> {
        let mut picked = chosen
            .iter()
            .filter_map(|code| self.by_code.get(code).copied());
        match (picked.next(), picked.next()) {
            (None, _) => self.top(),
            (Some(one), None) => self.about(one),
            (Some(_), Some(_)) => {
                let all = chosen.iter().filter_map(|code| self.by_code.get(code));
                all.map(|body| (0, *body)).collect()
            }
        }
    }

    /// The highest bodies, and what is below the first of them.
    fn top(&self) -> Vec<(usize, &'a BodyFound)> {
        let mut lines = Vec::new();
        for (n, body) in self.below(None).into_iter().enumerate() {
            lines.push((0, body));
            if n == 0 {
                lines.extend(self.below(Some(body)).into_iter().map(|below| (1, below)));
            }
        }
        lines
    }

    /// The way down to a body and what is below it; beside it, where nothing is.
    fn about(&self, one: &'a BodyFound) -> Vec<(usize, &'a BodyFound)> {
        let mut path = self.path(one);
        let mut next = self.below(Some(one));
        if next.is_empty() {
            path.pop();
            next = self.below(path.last().copied());
            if !next.iter().any(|body| body.code == one.code) {
                next.push(one);
            }
        }
        let depth = path.len();
        let path = path.into_iter().enumerate();
        path.chain(next.into_iter().map(|body| (depth, body)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;

    fn body(code: &str, parent: &str, name: &str, found: u64) -> BodyFound {
        BodyFound {
            code: code.into(),
            name: name.into(),
            parent: (!parent.is_empty()).then(|| parent.into()),
            has_below: false,
            found,
        }
    }

    /// A province with its offices, thirty counties each with a bureau, and a body that is only reprinted.
    fn province() -> Vec<BodyFound> {
        let mut all = vec![
            body("P", "", "示例省人民政府", 930),
            body("O", "P", "示例省人民政府办公厅", 5),
        ];
        for n in 1..=30 {
            let county = format!("C{n:02}");
            all.push(body(&county, "P", &format!("第{n:02}县人民政府"), 10 + n));
            let name = format!("第{n:02}县教育局");
            all.push(body(&format!("E{n:02}"), &county, &name, n));
        }
        all.push(body("N", "", "转载机关", 3));
        all
    }

    fn codes(bodies: &Bodies) -> Vec<(usize, &str)> {
        let lines = bodies.lines.iter();
        lines.map(|line| (line.depth, line.code.as_str())).collect()
    }

    #[test]
    fn nothing_chosen_shows_the_highest_and_what_is_below_the_first() {
        let all = province();
        let bodies = Bodies::of(&all, &[], "");
        assert_eq!(codes(&bodies)[..2], [(0, "P"), (1, "C30")]);
        assert_eq!(codes(&bodies).last().unwrap(), &(0, "N"));
        assert_eq!(bodies.lines.len(), 1 + OF_A_LEVEL + 1);
        assert_eq!(bodies.further as usize + bodies.lines.len(), all.len());
    }

    #[test]
    fn a_chosen_body_shows_its_way_down_and_what_is_next() {
        let all = province();
        let county = Bodies::of(&all, &["C07"], "");
        assert_eq!(codes(&county), [(0, "P"), (1, "C07"), (2, "E07")]);
        // Nothing is below the bureau: what is beside it can be chosen instead.
        let bureau = Bodies::of(&all, &["E07"], "");
        assert_eq!(codes(&bureau), [(0, "P"), (1, "C07"), (2, "E07")]);
        assert!(bureau.lines[2].is_chosen);
        // It stays to be seen also where others of its level have more.
        let office = Bodies::of(&all, &["O"], "");
        assert_eq!(codes(&office).last().unwrap(), &(1, "O"));
    }

    #[test]
    fn any_body_is_found_by_its_name() {
        let all = province();
        let found = Bodies::of(&all, &["P"], "02县 教育");
        assert_eq!(codes(&found), [(0, "P"), (0, "E02")]);
        let many = Bodies::of(&all, &[], "教育局");
        assert_eq!((many.lines.len(), many.further), (BY_NAME, 10));
        let none = Bodies::of(&all, &[], "水务");
        assert!(none.lines.is_empty() && none.is_of_use());
    }

    #[test]
    fn several_chosen_ones_are_all_shown_and_one_alone_is_no_choice() {
        let all = province();
        let two = Bodies::of(&all, &["C01", "E02"], "");
        assert!(two.is_several() && two.lines.iter().all(|line| line.is_chosen));
        let one = [body("P", "", "示例省人民政府", 9)];
        assert!(!Bodies::of(&one, &[], "").is_of_use());
        assert!(Bodies::of(&one, &["P"], "").is_of_use());
    }
}
