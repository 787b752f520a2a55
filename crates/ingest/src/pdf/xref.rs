//! 交叉引用 — where each object of a file lies (ISO 32000-1 §7.5.4–7.5.8).
//!
//! Decides between what the file states ([`follow`]: tables, streams, hybrids, older revisions) and what is found by
//! searching it ([`search`]), when the statement is missing, cut off or wrong.
//!
//! Invariants
//! - A newer statement wins over an older one; in a search the later object wins.
//! - Every section is read once, so sections that lead in a circle end.

use super::file::{File, find};
use super::lexer::{Item, Lexer, is_space};
use super::object::{Dict, Object};
use std::collections::{HashMap, HashSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    At(usize),
    /// In an object stream.
    In {
        pack: u32,
    },
}

#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) places: HashMap<u32, Place>,
    pub(super) trailer: Dict,
}

impl Table {
    fn put(&mut self, number: u32, place: Place) {
        self.places.entry(number).or_insert(place);
    }

    fn add_trailer(&mut self, dict: &Dict) {
        for (key, value) in &dict.0 {
            self.trailer
                .0
                .entry(key.clone())
                .or_insert_with(|| value.clone());
        }
    }
}

/// Follows the cross-reference from the end of the file; none where it cannot be read.
pub(super) fn follow(file: &File<'_>) -> Option<Table> {
    let data = file.data;
    let tail = data.len().saturating_sub(4096);
    let last = data
        .get(tail..)?
        .windows(9)
        .rposition(|window| window == b"startxref")?;
    let mut lexer = Lexer::new(data, tail + last + 9);
    let Item::Value(start) = lexer.item()? else {
        return None;
    };
    // Offsets count from the header, before which some servers put bytes of their own.
    let shift = find(data.get(..1024.min(data.len()))?, b"%PDF-")?;
    let mut table = Table::default();
    let mut seen = HashSet::new();
    let mut next = vec![start.as_int()?];
    while let Some(offset) = next.pop() {
        let at = usize::try_from(offset).ok()?.checked_add(shift)?;
        if !seen.insert(at) {
            continue;
        }
        let dict = section(file, at, shift, &mut table)?;
        // The last pushed is read first: the stream of a hybrid file before the older revision.
        next.extend(dict.get("Prev").as_int());
        next.extend(dict.get("XRefStm").as_int());
        table.add_trailer(&dict);
    }
    Some(table)
}

fn section(file: &File<'_>, at: usize, shift: usize, table: &mut Table) -> Option<Dict> {
    let mut lexer = Lexer::new(file.data, at);
    if lexer.clone().item()? != Item::Word(b"xref") {
        return stream(file, at, shift, table);
    }
    lexer.item();
    loop {
        let Item::Value(first) = (match lexer.item()? {
            Item::Word(b"trailer") => break,
            item => item,
        }) else {
            return None;
        };
        let Item::Value(count) = lexer.item()? else {
            return None;
        };
        let first = u32::try_from(first.as_int()?).ok()?;
        for number in first..first.checked_add(u32::try_from(count.as_int()?).ok()?)? {
            let mut ahead = lexer.clone();
            let (Item::Value(offset), Item::Value(_), Item::Word(kind)) =
                (ahead.item()?, ahead.item()?, ahead.item()?)
            else {
                break;
            };
            lexer = ahead;
            if !file.pay(20) {
                return None;
            }
            match kind {
                b"n" => {
                    let offset = usize::try_from(offset.as_int()?).ok()?;
                    if offset > 0 {
                        table.put(number, Place::At(offset.checked_add(shift)?));
                    }
                }
                // Free; a hybrid file may still say in its stream where the object is.
                b"f" => {}
                _ => return None,
            }
        }
    }
    match lexer.item()? {
        Item::Value(Object::Dict(dict)) => Some(dict),
        _ => None,
    }
}

fn stream(file: &File<'_>, at: usize, shift: usize, table: &mut Table) -> Option<Dict> {
    let (_, object) = file.indirect(at)?;
    let stream = object.as_stream()?;
    let dict = &stream.dict;
    let bytes = file.bytes(stream)?;
    let widths: Vec<usize> = dict
        .get("W")
        .as_array()?
        .iter()
        .map(|w| usize::try_from(w.as_int().unwrap_or(0).clamp(0, 8)).unwrap_or(0))
        .collect();
    let &[kind, second, third] = widths.get(..3)? else {
        return None;
    };
    let ranges: Vec<i64> = match dict.get("Index").as_array() {
        Some(index) => index.iter().filter_map(Object::as_int).collect(),
        None => vec![0, dict.get("Size").as_int()?],
    };
    let mut rows = bytes.chunks_exact((kind + second + third).max(1));
    let number = |bytes: &[u8]| bytes.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
    for range in ranges.chunks_exact(2) {
        let &[first, count] = range else { continue };
        for n in 0..u32::try_from(count).ok()? {
            let Some(row) = rows.next() else { break };
            let (a, rest) = row.split_at_checked(kind)?;
            let (b, _) = rest.split_at_checked(second)?;
            let object = u32::try_from(first).ok()?.checked_add(n)?;
            match if kind == 0 { 1 } else { number(a) } {
                1 => {
                    let offset = usize::try_from(number(b)).ok()?;
                    table.put(object, Place::At(offset.checked_add(shift)?));
                }
                2 => table.put(
                    object,
                    Place::In {
                        pack: u32::try_from(number(b)).ok()?,
                    },
                ),
                _ => {}
            }
        }
    }
    Some(dict.clone())
}

/// Searches the whole file for `12 0 obj` and trailers.
pub(super) fn search(file: &File<'_>) -> Table {
    let data = file.data;
    let mut table = Table::default();
    let mut at = 0;
    while let Some(next) = find(data.get(at..).unwrap_or_default(), b"obj") {
        let word = at + next;
        at = word + 3;
        if let Some((number, start)) = numbers_before(data, word) {
            table.places.insert(number, Place::At(start));
        }
    }
    at = 0;
    while let Some(next) = find(data.get(at..).unwrap_or_default(), b"trailer") {
        at += next + "trailer".len();
        let mut lexer = Lexer::new(data, at);
        let item = lexer.item();
        if !file.pay(lexer.at - at) {
            break;
        }
        // The last trailer that names a catalogue wins.
        if let Some(Item::Value(Object::Dict(dict))) = item
            && dict.has("Root")
        {
            table.trailer.0.extend(dict.0);
        }
    }
    table
}

/// After a search: reads what object streams hold, and finds the catalogue if no trailer named it.
pub(super) fn unpack(file: &mut File<'_>) {
    let mut plain: Vec<(u32, usize)> = file
        .table()
        .places
        .iter()
        .filter_map(|(number, place)| match place {
            Place::At(at) => Some((*number, *at)),
            Place::In { .. } => None,
        })
        .collect();
    plain.sort_by_key(|(_, at)| *at);
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut trailer = Dict::default();
    for (number, at) in plain {
        let Some((_, object)) = file.indirect(at) else {
            continue;
        };
        let Some(dict) = object.as_dict() else {
            continue;
        };
        if dict.get("Type").is_name("ObjStm") {
            found.extend(file.packed(number).into_iter().map(|inner| (inner, number)));
        } else if dict.get("Type").is_name("XRef") && dict.has("Root") {
            trailer.0.extend(dict.0.clone());
        } else if dict.get("Type").is_name("Catalog") && dict.has("Pages") {
            trailer.0.insert(b"Root".to_vec(), Object::Ref((number, 0)));
        }
    }
    let table = file.table_mut();
    for (inner, pack) in found {
        table.places.entry(inner).or_insert(Place::In { pack });
    }
    table.add_trailer(&trailer);
    if !file.trailer().has("Root") {
        let packed: Vec<u32> = file
            .table()
            .places
            .iter()
            .filter(|(_, place)| matches!(place, Place::In { .. }))
            .map(|(number, _)| *number)
            .collect();
        let root = packed.into_iter().find(|number| {
            let object = file.follow(&Object::Ref((*number, 0)));
            object
                .as_dict()
                .is_some_and(|dict| dict.get("Type").is_name("Catalog"))
        });
        if let Some(root) = root {
            file.table_mut()
                .trailer
                .0
                .insert(b"Root".to_vec(), Object::Ref((root, 0)));
        }
    }
}

/// The number before `0 obj`, and where it begins.
fn numbers_before(data: &[u8], word: usize) -> Option<(u32, usize)> {
    let (_, at) = number_before(data, word)?;
    let (number, start) = number_before(data, at)?;
    Some((u32::try_from(number).ok()?, start))
}

fn number_before(data: &[u8], end: usize) -> Option<(u64, usize)> {
    let window = data.get(end.saturating_sub(24)..end)?;
    let spaces = window.iter().rev().take_while(|b| is_space(**b)).count();
    if spaces == 0 {
        return None;
    }
    let digits_end = window.len() - spaces;
    let digits = window
        .get(..digits_end)?
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let text = window.get(digits_end - digits..digits_end)?;
    let number = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some((number, end - spaces - digits))
}
