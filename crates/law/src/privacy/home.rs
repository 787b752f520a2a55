//! 住址 — homes: a road, village or estate with the number of a house, where it is called a home, where it is that of
//! somebody who was named just before, or where it has the number of a room.

use super::glyph::{Glyphs, is_han};
use super::word::finding;
use super::{Finding, Kind};
use std::ops::Range;

/// What is said of the home of a person.
const AT_HOME: [&str; 26] = [
    "家庭住址",
    "家庭地址",
    "住址",
    "住所",
    "家住",
    "现住",
    "居住",
    "户籍地",
    "户籍所在地",
    "户籍",
    "住在",
    "暂住",
    "租住",
    "房屋坐落",
    "我住",
    "家在",
    "收货地址",
    "户口在",
    "坐落于",
    "搬迁至",
    "我家",
    "寄到",
    "人住",
    "住:",
    "户主",
    "房主",
];
/// What is said of places where people come to.
const AT_OFFICES: [&str; 17] = [
    "办公",
    "机关",
    "单位地址",
    "公司地址",
    "注册地址",
    "经营场所",
    "经营地址",
    "受理地点",
    "受理地址",
    "窗口",
    "大厅",
    "会议",
    "召开",
    "地点",
    "公司住所",
    "企业住所",
    "项目",
];
/// What is said of a place that letters go to, which may be either.
const FOR_LETTERS: [&str; 5] = ["通讯地址", "邮寄地址", "联系地址", "送达地址", "收件地址"];
/// What says of an address that it is that of a body.
const OF_BODIES: &[&str] = &[
    "办公", "单位", "公司", "注册", "经营", "受理", "机关", "项目", "建设",
];
/// How the name of a body ends.
const BODIES: &[char] = &[
    '司', '厂', '所', '社', '店', '院', '部', '心', '会', '行', '校',
];
/// How far behind an address the name of the body stands whose it is, in characters.
const NEAR_BODY: usize = 40;
/// How far behind the name of a person an address is that of this person, in bytes.
const NEAR_NAME: usize = 60;
/// The same where a number of this person stands between.
const NEAR_FORM: usize = 160;
/// What makes another word of 住: 住房和城乡建设部, 住院.
const NOT_LIVING: &[char] = &['房', '院', '宅', '宿', '建', '户', '校', '持'];
/// What is said right behind the number of a home.
const LIVED_IN: [&str; 5] = ["居住", "家中", "家里", "的家", "的住"];
/// What a place with houses is called.
const PLACES: &str = "路街巷弄道村里区苑园庄组镇乡城湾舍寓";
/// What a village is called.
const VILLAGES: &[char] = &['村', '庄', '屯', '乡', '镇'];
/// Where there are rooms, households live in them.
const ESTATES: &[&str] = &[
    "小区", "花园", "家园", "公寓", "宿舍", "家属", "新村", "苑", "名都", "花都", "弄",
];
/// Where people are served, behind its number.
const SERVED_AT: [&str; 3] = ["窗口", "柜台", "诊室"];

pub(super) fn homes(glyphs: &Glyphs, names: &[Finding], numbers: &[Finding]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let is_part = |c: char| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '#');
    for Range { start, end } in glyphs.runs(is_part) {
        let left = leaving(glyphs, start..end);
        let is_lived_in = left.is_some_and(|at| is_one_of(glyphs, at, &LIVED_IN));
        let run = start..left.unwrap_or(end);
        // Everything up to the last number of a house in these words.
        let at_a_place = house(glyphs, run.clone(), true);
        let has_place = at_a_place.is_some();
        let Some(house) = at_a_place.or_else(|| house(glyphs, run, false)) else {
            continue;
        };
        let words = glyphs.text(start..house.end);
        let called = AT_HOME
            .iter()
            .filter_map(|name| words.rfind(name).map(|at| at + name.len()));
        let called = called.max();
        // 男，住松岭县……
        let says_where = words
            .strip_prefix('住')
            .is_some_and(|rest| !rest.starts_with(NOT_LIVING));
        let context = glyphs.context(start);
        let is_of_body = OF_BODIES.iter().any(|word| context.contains(word))
            || is_before_body(glyphs, house.end);
        let is_for_letters = glyphs.is_called(start, &FOR_LETTERS, &AT_HOME);
        // The address of somebody who was named just before is where that person lives.
        let is_theirs = context.contains("地址")
            && !is_of_body
            && is_near_person(glyphs.bytes(&(start..house.end)).start, names, numbers);
        let is_home = is_theirs
            || says_where
            || called.is_some()
            || is_lived_in
            || glyphs.is_called(start, &AT_HOME, &AT_OFFICES) && !is_for_letters && !is_of_body
            || is_for_letters && house.is_dwelling && !is_of_body;
        let is_office = glyphs.is_called(start, &AT_OFFICES, &AT_HOME)
            || is_for_letters
            || called.is_none() && AT_OFFICES.iter().any(|name| words.contains(name));
        let is_found = match has_place {
            true => is_home || house.is_room && !is_office,
            // 水岸名都10栋1401室 is one only where it is called so.
            false => is_home && house.is_room,
        };
        if !is_found {
            continue;
        }
        let skipped = called.map_or(usize::from(says_where), |at| {
            words.get(..at).unwrap_or_default().chars().count()
        });
        let mut first = start + skipped;
        while glyphs
            .get(first)
            .is_some_and(|c| "址地在为是于".contains(c))
        {
            first += 1;
        }
        let whole = first..house.end;
        let masked = masked(&glyphs.text(whole.clone()));
        found.push(finding(glyphs, Kind::Address, &whole, masked));
    }
    found
}

/// The county or town is shown, the house is not.
fn masked(written: &str) -> String {
    let cut = written
        .rfind(['区', '县', '市', '镇', '乡'])
        .or_else(|| written.find("街道"));
    let shown = cut.and_then(|at| {
        let after = written.get(at..)?.chars().next()?.len_utf8();
        written.get(..at + after)
    });
    format!("{}***", shown.unwrap_or_default())
}

fn is_one_of(glyphs: &Glyphs, at: usize, words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| glyphs.text(at..glyphs.len().min(at + word.chars().count())) == *word)
}

/// Where something else is said behind the number of a home: 3栋502居住, 12号的家中.
fn leaving(glyphs: &Glyphs, words: Range<usize>) -> Option<usize> {
    words.into_iter().find(|at| {
        let is_behind = glyphs
            .before(*at)
            .is_some_and(|c| c.is_ascii_digit() || "号室户房元栋幢座组#".contains(c));
        is_behind && (glyphs.get(*at) == Some('的') || is_one_of(glyphs, *at, &LIVED_IN))
    })
}

/// Whether a body is named in brackets right behind: 住所：解放路12号（松岭食品厂）.
fn is_before_body(glyphs: &Glyphs, end: usize) -> bool {
    if glyphs.get(end) != Some('(') {
        return false;
    }
    let within = (end + 1..glyphs.len()).take(NEAR_BODY);
    let name: Vec<char> = within
        .map_while(|n| glyphs.get(n).filter(|c| *c != ')'))
        .collect();
    name.last().is_some_and(|c| BODIES.contains(c))
}

/// Whether somebody was named just before, or a little further back with an identity number or a mobile between, as forms
/// have it; the telephone of an office between makes it the address of that.
fn is_near_person(at: usize, names: &[Finding], numbers: &[Finding]) -> bool {
    let is_within = |it: &Finding, from: usize| from <= it.at.start && it.at.end <= at;
    let has = |kinds: &[Kind], from: usize| {
        numbers
            .iter()
            .any(|it| kinds.contains(&it.kind) && is_within(it, from))
    };
    names.iter().any(|name| {
        let end = name.at.end;
        end <= at
            && at - end <= NEAR_FORM
            && !has(&[Kind::Landline], end)
            && (at - end <= NEAR_NAME || has(&[Kind::IdNumber, Kind::Mobile], end))
    })
}

/// What the numbers of an address say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct House {
    /// Where the last of them ends, in characters.
    end: usize,
    /// There is one of a building, an entrance or a room.
    is_room: bool,
    /// Only households have such: entrances, rooms of an estate, houses of a group of a village.
    is_dwelling: bool,
}

/// The numbers of a house, a building, an entrance and a room; where it `needs_place`, behind a place that is called one.
fn house(glyphs: &Glyphs, words: Range<usize>, needs_place: bool) -> Option<House> {
    let mut last = None;
    let (mut has_place, mut has_building, mut has_floor) = (!needs_place, false, false);
    let (mut has_group, mut is_room, mut is_dwelling) = (false, false, false);
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    for at in words.clone() {
        let Some(c) = glyphs.get(at) else { break };
        has_place |= PLACES.contains(c);
        let before = glyphs.before(at);
        let is_counted = before.is_some_and(|c| is_number(c) || c.is_ascii_uppercase());
        // 3号楼
        if c == '楼' && last == Some(at) {
            (last, has_building) = (Some(at + 1), true);
        }
        // 第七村民小组
        has_group |= c == '组' && before == Some('小');
        if !is_counted || !has_place {
            continue;
        }
        // 第2号 is a number of a series, 公园127座, 共42户 and 村民十五户 are so many of them.
        let digits = (words.start..at)
            .rev()
            .take_while(|n| glyphs.get(*n).is_some_and(is_number));
        let ahead = at
            .checked_sub(digits.count() + 1)
            .and_then(|n| glyphs.get(n));
        let is_lettered = before.is_some_and(|c| c.is_ascii_uppercase());
        let is_within = last.is_some() || is_lettered;
        if matches!(ahead, Some('第' | '共')) || "座户".contains(c) && !is_within {
            continue;
        }
        match c {
            // 东沟村6组 has no houses with numbers; where others do, they stand behind it.
            '组' | '社' if glyphs.text(words.start..at).contains(VILLAGES) => {
                has_group = true;
                if last.is_none() {
                    (last, is_dwelling) = (Some(at + 1), true);
                }
            }
            '号' if is_one_of(glyphs, at + 1, &SERVED_AT) => {}
            // 3号楼502号
            '号' => {
                is_dwelling |= has_group || matches!(ahead, Some('村' | '屯'));
                is_room |= has_building || has_group;
                last = Some(at + 1);
            }
            '室' | '户' | '房' => (last, is_room) = (Some(at + 1), true),
            '栋' | '幢' | '座' | '#' => {
                (last, is_room, has_building) = (Some(at + 1), true, true);
            }
            '单' if glyphs.get(at + 1) == Some('元') => {
                (last, is_room, has_building) = (Some(at + 2), true, true);
                is_dwelling = true;
            }
            // 解放路12号6楼, 10楼4门1401号
            '楼' if last.is_some() => last = Some(at + 1),
            '楼' => has_floor = true,
            '门' if has_floor || has_building => {
                (last, has_building, is_dwelling) = (Some(at + 1), true, true);
            }
            _ => {}
        }
    }
    let whole = ending(glyphs, &words, has_place, last.map(|end| (end, is_room)));
    whole.map(|(end, is_room)| {
        let written = glyphs.text(words.start..end);
        let is_estate = ESTATES.iter().any(|word| written.contains(word));
        House {
            end,
            is_room,
            is_dwelling: is_dwelling || is_room && is_estate,
        }
    })
}

/// Where bare numbers end the words: 幸福小区3-2-501, 3栋502.
fn ending(
    glyphs: &Glyphs,
    words: &Range<usize>,
    has_place: bool,
    last: Option<(usize, bool)>,
) -> Option<(usize, bool)> {
    // Building, entrance and room.
    let is_of_parts = |c: char| c.is_ascii_digit() || c == '-';
    let tail = words.clone().rev();
    let tail = tail
        .take_while(|n| glyphs.get(*n).is_some_and(is_of_parts))
        .count();
    let parts = glyphs.text(words.end - tail..words.end);
    let mut groups = parts.split('-').map(str::len);
    let is_parted =
        (2..=3).contains(&parts.split('-').count()) && groups.all(|n| (1..=4).contains(&n));
    if is_parted && has_place && glyphs.before(words.end - tail).is_some_and(is_han) {
        return Some((words.end, last.is_some() || parts.matches('-').count() == 2));
    }
    // 502 at the end, behind the number of a building.
    let (end, is_room) = last?;
    let digits = (end..words.end)
        .take_while(|n| glyphs.get(*n).is_some_and(is_of_parts))
        .count();
    match (3..=6).contains(&digits) && end + digits == words.end {
        true => Some((words.end, true)),
        false => Some((end, is_room)),
    }
}
