//! Lists of names: behind 名单： or another word over persons, in numbered lines, on lines of their own, joined by 、 in a
//! sentence, and in the cells under heads of persons.

use super::super::glyph::{Glyphs, is_han};
use super::super::loose::{Loose, loose};
use super::super::word::BODIES;
use super::form::{begins_like_word, has_common_surname, is_clear_name, is_name, is_name_of_four};
use super::said::{candidates, ending_at};
use super::words::{ENDS_OF_CALLS, ENDS_OF_HEADS};
use std::ops::Range;

/// How many signs stand between names at most.
const MOST_SIGNS: usize = 24;
/// How far the two characters of a name are spread out.
const MOST_BLANKS: usize = 3;
/// How long the words over a list are at most, in characters.
const LONGEST_HEAD: usize = 24;

pub(super) fn listed(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut found = headed(glyphs);
    found.extend(numbered(glyphs));
    found.extend(joined(glyphs));
    found.extend(in_lines(glyphs));
    found.extend(loose(glyphs).iter().flat_map(|it| in_cells(glyphs, it)));
    found
}

/// The cells under heads of persons that are names.
fn in_cells(glyphs: &Glyphs, loose: &Loose) -> Vec<Range<usize>> {
    let cells = loose.cells.iter().cloned();
    let names = cells.filter(|it| is_clear_name(&written(glyphs, it)));
    several(glyphs, names.collect(), 2)
}

fn is_part(c: char) -> bool {
    is_han(c) || c == '·'
}

/// The run of characters of names that begins here.
fn run(glyphs: &Glyphs, start: usize) -> Range<usize> {
    let length = (start..glyphs.len()).take_while(|n| glyphs.get(*n).is_some_and(is_part));
    start..start + length.count()
}

/// The same, or one character, a few blanks and another: 王　芳.
fn item(glyphs: &Glyphs, start: usize) -> Range<usize> {
    let first = run(glyphs, start);
    if first.len() != 1 {
        return first;
    }
    let mut behind = (first.end..glyphs.len()).take(MOST_BLANKS + 1);
    let last = behind.find(|n| glyphs.get(*n) != Some(' '));
    let last = last.map_or(first.clone(), |last| run(glyphs, last));
    if last.len() == 1 {
        first.start..last.end
    } else {
        first
    }
}

/// The characters of a name, without the blanks that spread it out.
fn written(glyphs: &Glyphs, whole: &Range<usize>) -> String {
    glyphs.text(whole.clone()).replace(' ', "")
}

/// 拟录用人员名单：王芳、李明
fn headed(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in (0..glyphs.len()).filter(|at| glyphs.get(*at) == Some(':')) {
        let Some(is_of_one) = head(glyphs, at) else {
            continue;
        };
        let names = items(glyphs, at + 1);
        let has_common = names
            .iter()
            .any(|it| has_common_surname(&glyphs.text(it.clone())));
        if has_common && (is_of_one || names.len() > 1) {
            found.extend(names);
        }
    }
    found
}

/// Whether the words before a colon stand over persons, and whether over one as well as over several.
fn head(glyphs: &Glyphs, colon: usize) -> Option<bool> {
    let line = (0..colon)
        .rev()
        .take(LONGEST_HEAD)
        .filter_map(|n| glyphs.get(n));
    let line: Vec<char> = line
        .take_while(|c| !matches!(c, '\n' | '。' | ';'))
        .collect();
    let written: String = line.into_iter().rev().filter(|c| *c != ' ').collect();
    let written = match (written.strip_suffix(')'), written.rfind('(')) {
        (Some(_), Some(opens)) => written.get(..opens).unwrap_or_default(),
        _ => written.as_str(),
    };
    if let Some(rest) = written.strip_suffix("如下") {
        return (!rest.is_empty()).then_some(false);
    }
    let ends = |words: &[&str]| words.iter().any(|word| written.ends_with(word));
    let is_of_persons = ends(ENDS_OF_HEADS) || ends(ENDS_OF_CALLS);
    is_of_persons.then(|| ends(&["名单", "人员", "等奖", "人选"]))
}

/// The names that follow each other from here on, each alone between signs.
fn items(glyphs: &Glyphs, from: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = from;
    loop {
        at = behind_signs(glyphs, at);
        let whole = item(glyphs, at);
        let Some(end) = end_of_item(glyphs, &whole, !found.is_empty()) else {
            break;
        };
        found.push(whole.start..end);
        at = end;
    }
    found
}

/// Behind signs, blanks, and the number of an item at the beginning of a line.
fn behind_signs(glyphs: &Glyphs, from: usize) -> usize {
    let is_sign = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '、' | ',' | ';' | '/');
    let skip = |from: usize, is: &dyn Fn(char) -> bool| {
        let near = (from..glyphs.len()).take(MOST_SIGNS);
        from + near.take_while(|n| glyphs.get(*n).is_some_and(is)).count()
    };
    let at = skip(from, &is_sign);
    let opened = at + usize::from(glyphs.get(at) == Some('('));
    let digits = skip(opened, &|c| c.is_ascii_digit());
    let name = skip(digits, &|c| matches!(c, '.' | '、' | ')' | ' ' | '\t'));
    if matches!(digits - opened, 1..=3) {
        name
    } else {
        at
    }
}

/// Where the name ends that a run is, or begins with before 等; a head of something else is none.
fn end_of_item(glyphs: &Glyphs, whole: &Range<usize>, is_among_names: bool) -> Option<usize> {
    let words = written(glyphs, whole);
    let is_one =
        |words: &str| !begins_like_word(words) && is_name(words, true) || is_name_of_four(words);
    if is_clear_name(&words) || is_among_names && is_one(&words) {
        return (glyphs.get(whole.end) != Some(':')).then_some(whole.end);
    }
    let name = words.split('等').next()?;
    is_clear_name(name).then(|| whole.start + name.chars().count())
}

/// 1. 王芳 / 2. 李明: lines that begin with a number and a name, several together.
fn numbered(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut block: Vec<Range<usize>> = Vec::new();
    let begins = (0..glyphs.len()).filter(|at| *at == 0 || glyphs.before(*at) == Some('\n'));
    for start in begins {
        let blanks = (start..glyphs.len()).take_while(|n| glyphs.get(*n) == Some(' '));
        let start = start + blanks.count();
        let at = behind_signs(glyphs, start);
        let whole = run(glyphs, at);
        let is_end = !matches!(glyphs.get(whole.end), Some(':' | '、'));
        if start < at && is_end && is_clear_name(&glyphs.text(whole.clone())) {
            block.push(whole);
            continue;
        }
        found.extend(several(glyphs, std::mem::take(&mut block), 2));
    }
    found.extend(several(glyphs, block, 2));
    found
}

/// Lines that hold nothing but names, three or more; before them may stand whose they are: 第一中学　王芳　李明　赵永贵. Fewer
/// are enough behind a body and a colon, and before a colon at the end, where they are written to.
fn in_lines(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for line in glyphs.runs(|c| c != '\n' && c != '\r') {
        let parts = separate(glyphs, line.clone());
        let is_name = |it: &Range<usize>| {
            let words = written(glyphs, it);
            is_clear_name(&words) || is_name_of_four(&words)
        };
        let all = |names: &[Range<usize>]| names.iter().all(is_name);
        let mut sides = parts.splitn(2, |it| glyphs.get(it.start) == Some(':'));
        match (sides.next().unwrap_or_default(), sides.next()) {
            (names, Some([])) => {
                if all(names) && is_written_to(glyphs, line.end, names.len()) {
                    found.extend(names.to_vec());
                }
            }
            (head, Some(names)) => {
                let head = head.last().map(|last| glyphs.text(last.clone()));
                // Two are enough behind a body, or behind how many they are: 第一中学, 先进个人（2人）.
                let is_over_few =
                    head.is_some_and(|head| head.ends_with(BODIES) || head.ends_with(['人', ')']));
                let least = if is_over_few { 2 } else { 3 };
                if all(names) {
                    found.extend(several(glyphs, names.to_vec(), least));
                }
            }
            (names, None) => {
                let names = match names {
                    [head, names @ ..] if !is_name(head) => names,
                    names => names,
                };
                if all(names) {
                    found.extend(several(glyphs, names.to_vec(), 3));
                }
            }
        }
    }
    found
}

/// Whether those who are named before a colon at the end of a line are written to: several, or one of whom the next line
/// speaks.
fn is_written_to(glyphs: &Glyphs, end: usize, names: usize) -> bool {
    let next = glyphs.ahead(end, MOST_SIGNS);
    let speaks = next
        .trim_start()
        .starts_with(['本', '我', '您', '你', '经', '现', '因']);
    1 < names || names == 1 && speaks
}

/// The words of a line between signs and blanks, a colon for itself.
fn separate(glyphs: &Glyphs, line: Range<usize>) -> Vec<Range<usize>> {
    let is_sign = |c: char| matches!(c, ' ' | '\t' | '、' | ',' | ';' | '。');
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut at = line.start;
    while at < line.end {
        let whole = item(glyphs, at);
        if !whole.is_empty() {
            at = whole.end;
            parts.push(whole);
            continue;
        }
        let sign = at;
        at += 1;
        if !glyphs.get(sign).is_some_and(is_sign) {
            parts.push(sign..at);
        }
    }
    parts
}

/// The same ranges where they are enough to be names rather than words: not three words of two characters.
fn several(glyphs: &Glyphs, names: Vec<Range<usize>>, least: usize) -> Vec<Range<usize>> {
    let text = |it: &Range<usize>| glyphs.text(it.clone());
    let common = names
        .iter()
        .filter(|it| has_common_surname(&text(it)))
        .count();
    let long = names.iter().filter(|it| 2 < it.len()).count();
    // 古遗址、古墓葬、古建筑: what all begins alike is no list of persons.
    let first = |it: &Range<usize>| glyphs.get(it.start);
    let differ = names
        .iter()
        .any(|it| first(it) != names.first().and_then(first));
    if least <= names.len() && names.len() <= 2 * common && (0 < long || 3 < names.len()) && differ
    {
        names
    } else {
        Vec::new()
    }
}

/// 等三人, 系父子: what follows persons.
fn is_of_persons(behind: &str) -> bool {
    let counted = behind.strip_prefix('等').unwrap_or_default();
    let is_number = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十几多 ".contains(c);
    let unit = counted.trim_start_matches(is_number);
    unit.starts_with(['人', '户', '名', '位'])
        || behind.starts_with("系父")
        || behind.starts_with("系母")
        || behind.starts_with("系夫")
        || behind.starts_with("系兄")
        || behind.starts_with("双方")
}

/// 录用王芳、李明、陈静为工作人员; two are enough before 等.
fn joined(glyphs: &Glyphs) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < glyphs.len() {
        if glyphs.get(at) != Some('、') {
            at += 1;
            continue;
        }
        let mut names: Vec<Range<usize>> = ending_at(glyphs, at).into_iter().collect();
        let mut is_told = false;
        while glyphs.get(at) == Some('、') {
            let whole = item(glyphs, at + 1);
            at = whole.end;
            if is_clear_name(&written(glyphs, &whole)) {
                names.push(whole);
                continue;
            }
            let last = candidates(glyphs, whole.start).into_iter().find(|end| {
                let goes_on = glyphs
                    .get(*end)
                    .is_some_and(|c| "等为组予在的和同两被因于获共均及与系纳".contains(c));
                goes_on && is_clear_name(&glyphs.text(whole.start..*end))
            });
            let Some(end) = last else {
                // A thing among the names makes things of all of them.
                if glyphs.get(at) == Some('、') {
                    names.clear();
                }
                continue;
            };
            let behind = glyphs.ahead(end, 5);
            is_told = is_of_persons(&behind);
            names.push(whole.start..end);
        }
        let least = if is_told { 2 } else { 3 };
        found.extend(several(glyphs, names, least));
    }
    found
}
