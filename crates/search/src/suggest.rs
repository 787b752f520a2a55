//! Suggesting — the names that begin as somebody typed, best known first (ADR 0023).
//!
//! Decides under which beginnings an item is offered: its title, a law also without 中华人民共和国 and without a note in
//! brackets, and what a title is about, since titles begin with who wrote them or where they hold: what follows the name of
//! the body or the place, 关于, 印发 and 《, without the year. These stand among the exact keys of an item, so they are
//! there with the next commit, and gone with it.
//!
//! In the dictionary of keys the level of the source of law comes before the name, so that walking it in its order meets
//! the better known first, and a walk that ends early has missed only what is less known. Nothing is held in memory.

use crate::exact::{names, squeeze};
use crate::index::Index;
use crate::opened::Opened;
use crate::rank::Traits;
use crate::schema::SEPARATOR;
use crate::spelling::{Names, Spelling};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, SegmentOrdinal, TERMINATED};

/// The kind of key.
const KEY: char = 's';

/// Characters of a name by which it can be found; whoever has typed more searches.
const LONGEST: usize = 48;
/// The same of what a title is about, and how much of it there must be to be told from another.
const LONGEST_SUBJECT: usize = 24;
const SHORTEST_SUBJECT: usize = 4;
const MOST_SUBJECTS: usize = 4;

/// Keys that are looked at for one answer.
const LOOKED: usize = 400;

/// Items of one name among which the newest is taken.
const OF_ONE_NAME: usize = 64;

/// What stands before the subject of a title.
const BEFORE: [&str; 3] = ["关于", "印发", "《"];

/// What the name of a place ends with, and how many characters it has.
const PLACES: [char; 6] = ['省', '市', '县', '区', '州', '盟'];
const NAME_OF_PLACE: std::ops::RangeInclusive<usize> = 3..=8;

/// The keys under which an item of these bodies is offered.
pub(crate) fn keys(title: &str, bodies: &[&str], traits: Traits) -> Vec<String> {
    let level = traits.level_of_name();
    let mut keys: Vec<String> = Vec::new();
    let mut add = |start: char, name: &str, most: usize, least: usize| {
        let name: String = squeeze(name).chars().take(most).collect();
        let key = format!("{KEY}{level}{start}{SEPARATOR}{name}");
        if least <= name.chars().count() && !keys.contains(&key) {
            keys.push(key);
        }
    };
    for name in names(title) {
        add('0', &name, LONGEST, 1);
    }
    let own = bodies.iter().filter_map(|body| title.strip_prefix(body));
    let own = own
        .min_by_key(|rest| rest.len())
        .or_else(|| after_place(title));
    let about = BEFORE.iter().flat_map(|mark| {
        let starts = title.match_indices(mark);
        starts.filter_map(|(at, mark)| title.get(at + mark.len()..))
    });
    for subject in own.into_iter().chain(about).take(MOST_SUBJECTS) {
        add(
            '1',
            without_year(subject),
            LONGEST_SUBJECT,
            SHORTEST_SUBJECT,
        );
    }
    keys
}

/// What follows the name of a place, and of another within it: 云岫省澄澜市|古桥保护办法.
fn after_place(title: &str) -> Option<&str> {
    let mut chars = title.char_indices().take(*NAME_OF_PLACE.end()).enumerate();
    let (_, (at, last)) =
        chars.find(|(n, (_, c))| NAME_OF_PLACE.contains(&(n + 1)) && PLACES.contains(c))?;
    let rest = title.get(at + last.len_utf8()..)?;
    after_place(rest).or(Some(rest))
}

/// `2026年部门预算` as `部门预算`.
fn without_year(subject: &str) -> &str {
    let rest = subject.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_year = subject.len() == rest.len() + 4;
    let rest = rest.strip_prefix('年').filter(|_| is_year);
    let rest = rest.map(|rest| rest.strip_prefix('度').unwrap_or(rest));
    rest.unwrap_or(subject)
}

/// A key as it stands in the dictionaries, and where its items are.
type Found = BTreeMap<Vec<u8>, Vec<(SegmentOrdinal, TermInfo)>>;

/// Items whose names begin as typed, each name once.
pub(crate) fn suggest(
    index: &Index,
    spelling: &Spelling,
    most: usize,
) -> tantivy::Result<Vec<String>> {
    let opened = index.opened();
    let searcher = &opened.searcher;
    let field = index.fields().exact;
    let mut found = Found::new();
    for (segment, reader) in (0u32..).zip(searcher.segment_readers()) {
        let names = Names {
            spelling,
            key: KEY as u8,
            separator: SEPARATOR as u8,
        };
        let inverted = reader.inverted_index(field)?;
        let mut terms = inverted.terms().search(names).into_stream()?;
        let mut looked = 0;
        while looked < LOOKED && terms.advance() {
            let places = found.entry(terms.key().to_vec()).or_default();
            places.push((segment, terms.value().clone()));
            looked += 1;
        }
    }
    let mut keys: Vec<(Place<'_>, &[(SegmentOrdinal, TermInfo)])> = found
        .iter()
        .take(LOOKED)
        .filter_map(|(key, places)| Some((Place::of(key, spelling)?, places.as_slice())))
        .collect();
    keys.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut items = Vec::new();
    let mut names = HashSet::new();
    for (place, places) in keys {
        if items.len() == most {
            break;
        }
        if !names.contains(place.name)
            && let Some(item) = newest(&opened, index, places)?
        {
            names.insert(place.name);
            if !items.contains(&item) {
                items.push(item);
            }
        }
    }
    Ok(items)
}

/// Where a name stands among those that are offered; the least first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    /// The fewer, the more fully it was spelled.
    characters: usize,
    level: char,
    /// The beginning of a title before what it is about.
    start: char,
    length: usize,
    name: &'a str,
}

impl<'a> Place<'a> {
    fn of(key: &'a [u8], spelling: &Spelling) -> Option<Self> {
        let (head, name) = std::str::from_utf8(key).ok()?.split_once(SEPARATOR)?;
        let mut head = head.chars().skip(1);
        Some(Self {
            characters: spelling.characters(name)?,
            level: head.next()?,
            start: head.next()?,
            length: name.chars().count(),
            name,
        })
    }
}

/// The newest living item under a key.
fn newest(
    opened: &Opened,
    index: &Index,
    places: &[(SegmentOrdinal, TermInfo)],
) -> tantivy::Result<Option<String>> {
    let mut best: Option<((i64, Reverse<String>), String)> = None;
    for (segment, info) in places {
        let columns = opened.columns(*segment)?;
        let reader = opened.searcher.segment_reader(*segment);
        let inverted = reader.inverted_index(index.fields().exact)?;
        let mut postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut looked = 0;
        while postings.doc() != TERMINATED && looked < OF_ONE_NAME {
            let doc = postings.doc();
            if !reader.is_deleted(doc)
                && let item = columns.item(doc)?
                && !item.is_empty()
            {
                looked += 1;
                let day = columns.day.first(doc).unwrap_or(0);
                let rank = (day, Reverse(item.clone()));
                if best.as_ref().is_none_or(|(known, _)| *known < rank) {
                    best = Some((rank, item));
                }
            }
            postings.advance();
        }
    }
    Ok(best.map(|(_, item)| item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_offered_by_its_beginning_its_name_and_what_it_is_about() {
        let names = |title: &str, bodies: &[&str]| -> Vec<String> {
            let keys = keys(title, bodies, Traits::of(0, "unknown"));
            let name = |key: &String| key.split_once(SEPARATOR).map(|(_, name)| name.to_owned());
            keys.iter().filter_map(name).collect()
        };
        assert_eq!(
            names("中华人民共和国行政许可法（2019年修正）", &[]),
            [
                "中华人民共和国行政许可法2019年修正",
                "中华人民共和国行政许可法",
                "行政许可法2019年修正",
                "行政许可法",
            ]
        );
        let (government, bureau) = ("云溪县人民政府", "云溪县教育局");
        assert_eq!(
            names(
                "云溪县人民政府关于印发《云溪县河道管理办法》的通知",
                &[government]
            ),
            [
                "云溪县人民政府关于印发云溪县河道管理办法的通知",
                "关于印发云溪县河道管理办法的通知",
                "印发云溪县河道管理办法的通知",
                "云溪县河道管理办法的通知",
            ]
        );
        assert_eq!(
            names("云溪县教育局2026年部门预算", &[government, bureau]),
            ["云溪县教育局2026年部门预算", "部门预算"]
        );
        for (title, rest) in [
            ("澄澜市古桥保护办法", "古桥保护办法"),
            ("云岫省澄澜市古桥保护办法", "古桥保护办法"),
            ("某某藏族自治州草原条例", "草原条例"),
        ] {
            assert_eq!(names(title, &[]), [title, rest]);
        }
        // 城市 is no place.
        for title in ["城市规划管理办法", "关于会议", "云溪县人民政府"] {
            assert_eq!(names(title, &[government]), [title]);
        }
    }
}
