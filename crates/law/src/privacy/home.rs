//! 住址 — homes: a road, village or estate with the number of a house, where it is called a home, where it is that of
//! somebody who was named just before, or where it has the number of a room.

use super::glyph::{Glyphs, is_han};
use super::loose::loose;
use super::word::{BODIES, finding};
use super::{Finding, Kind};
use std::collections::BTreeSet;
use std::ops::Range;

/// What is said of the home of a person.
const AT_HOME: [&str; 26] = [
    "家庭住址",
    "家庭地址",
    "住址",
    "家住",
    "现住",
    "居住",
    "常住",
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
/// What is said of the home of a person, and of the seat of a body.
const SEAT: &str = "住所";
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
const FOR_LETTERS: [&str; 7] = [
    "通讯地址",
    "通信地址",
    "邮寄地址",
    "联系地址",
    "送达地址",
    "收件地址",
    "邮寄至",
];
/// What says of an address that it is that of a body.
const OF_BODIES: &[&str] = &[
    "办公", "单位", "公司", "注册", "经营", "受理", "机关", "项目", "建设",
];
/// How far beside an address the name of the body stands whose it is, in characters.
const NEAR_BODY: usize = 40;
/// What the number of a body is called, further before its address.
const CODES_OF_BODIES: &[&str] = &["信用代码", "机构代码", "注册号"];
/// What is said of whoever acts for a body, behind its address.
const OF_WHO_ACTS: [&str; 2] = ["法定代表人", "负责人"];
/// Where bodies work rather than households live.
const WORKPLACES: &[&str] = &[
    "工业",
    "科技园",
    "软件园",
    "产业园",
    "创业",
    "大厦",
    "中心",
    "广场",
    "写字楼",
    "商务",
    "市场",
    "开发区",
    "商业街",
    "行政",
];
/// How far behind the beginning of the name of a person an address is that of this person, in bytes.
const NEAR_NAME: usize = 69;
/// The same where a number of this person stands between.
const NEAR_FORM: usize = 169;
/// What makes another word of 住: 住房和城乡建设部, 住院.
const NOT_LIVING: &[char] = &['房', '院', '宅', '宿', '建', '户', '校', '持', '所'];
/// What is said right behind the number of a home.
const LIVED_IN: [&str; 5] = ["居住", "家中", "家里", "的家", "的住"];
/// What a place with houses is called.
const PLACES: &str = "路街巷弄道村里区苑园庄屯寨组镇乡城湾舍寓";
/// What a village is called.
const VILLAGES: &[char] = &['村', '庄', '屯', '寨', '乡', '镇'];
/// Where there are rooms, households live in them.
const ESTATES: &[&str] = &[
    "小区", "花园", "家园", "公寓", "宿舍", "家属", "新村", "苑", "名都", "花都", "弄",
];
/// Where people are served, behind its number.
const SERVED_AT: [&str; 3] = ["窗口", "柜台", "诊室"];

/// What the numbers of an address count.
const COUNTED: &[char] = &[
    '号', '栋', '幢', '座', '单', '室', '楼', '层', '梯', '组', '弄', '#',
];
/// What such a number stands behind.
const BEFORE_COUNT: &[char] = &[
    '路', '街', '巷', '道', '弄', '村', '号', '栋', '幢', '座', '元', '楼',
];
/// What the name of an estate stands behind.
const BEFORE_BUILDING: &[char] = &['号', '市', '县', '区', '镇', '乡', '道'];
/// Buildings among them.
const BUILT: &[char] = &['栋', '幢', '座', '楼'];
/// The longest part of an address that is looked through, in characters.
const LONGEST_PART: usize = 12;

pub(super) fn homes(glyphs: &Glyphs, names: &[Finding], numbers: &[Finding]) -> Vec<Finding> {
    let glyphs = &glyphs.without(aside);
    let loose = loose(glyphs).into_iter().filter(|it| it.has_homes);
    let in_columns: BTreeSet<usize> = loose
        .flat_map(|it| it.cells)
        .map(|cell| cell.start)
        .collect();
    let mut found: Vec<Finding> = Vec::new();
    let is_part = |c: char| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '#' | '·');
    for Range { start, end } in glyphs.runs(is_part) {
        let left = leaving(glyphs, start..end);
        let is_lived_in = left.is_some_and(|at| glyphs.is_one_of(at, &LIVED_IN));
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
        let has_code = is_behind_code(glyphs, start);
        let is_of_body = has_code
            || OF_BODIES.iter().any(|word| context.contains(word))
            || is_before_body(glyphs, house.end)
            || is_behind_body(glyphs, start, names);
        let is_called = |words: &[&str], others: &[&str]| glyphs.is_called(start, words, others);
        let is_for_letters = is_called(&FOR_LETTERS, &AT_HOME);
        let is_work = !house.is_dwelling && WORKPLACES.iter().any(|it| words.contains(it));
        let may_be_of_person = !(is_of_body || is_work);
        // The address of somebody who was named just before is where that person lives.
        let is_theirs = context.contains("地址")
            && may_be_of_person
            && is_near_person(glyphs.start(start), names, numbers);
        let is_home = is_theirs
            || says_where
            || called.is_some()
            || is_lived_in
            || may_be_of_person && in_columns.contains(&start)
            || is_called(&AT_HOME, &AT_OFFICES) && !is_for_letters && !has_code
            || may_be_of_person && (is_called(&[SEAT], &AT_OFFICES) || words.contains(SEAT))
            || !is_of_body && is_for_letters && house.is_dwelling;
        let is_office = is_called(&AT_OFFICES, &AT_HOME)
            || is_for_letters
            || is_of_body
            || is_work
            || called.is_none() && AT_OFFICES.iter().any(|name| words.contains(name));
        let is_found = if has_place {
            is_home || house.is_room && !is_office
        } else {
            // 水岸名都10栋1401室 is one only where it is called so.
            is_home && house.is_within_building
        };
        if !is_found {
            continue;
        }
        let called = called.or_else(|| words.rfind(SEAT).map(|at| at + SEAT.len()));
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

/// How many characters stand here between two parts of an address and are none: 东沟村（桥头）12 号, 解放路12号 幸福里3栋.
fn aside(glyphs: &Glyphs, at: usize) -> usize {
    let (Some(before), Some(c)) = (glyphs.before(at), glyphs.get(at)) else {
        return 0;
    };
    let behind = || glyphs.ahead(at + 1, LONGEST_PART);
    let is_number = |words: &str| words.starts_with(|c: char| c.is_ascii_digit());
    match c {
        ' ' if before.is_ascii_digit() => usize::from(behind().starts_with(COUNTED)),
        ' ' if BEFORE_COUNT.contains(&before) && is_number(&behind()) => 1,
        ' ' if BEFORE_BUILDING.contains(&before) => {
            let part: String = behind()
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .collect();
            usize::from(part.contains(BUILT))
        }
        '(' if before == '村' => match behind().split_once(')') {
            Some((words, rest)) if is_number(rest) => words.chars().count() + 2,
            _ => 0,
        },
        _ => 0,
    }
}

/// The county or town is shown, the house is not.
fn masked(written: &str) -> String {
    let places = ["区", "县", "市", "镇", "乡"];
    let ends = places
        .iter()
        .filter_map(|it| Some(written.rfind(it)? + it.len()));
    let street = || written.find("街道").map(|at| at + "街道".len());
    let shown = ends.max().or_else(street).unwrap_or_default();
    format!("{}***", written.get(..shown).unwrap_or_default())
}

/// Where something else is said behind the number of a home: 3栋502居住, 12号的家中.
fn leaving(glyphs: &Glyphs, words: Range<usize>) -> Option<usize> {
    words.into_iter().find(|at| {
        let is_behind = glyphs
            .before(*at)
            .is_some_and(|c| c.is_ascii_digit() || "号室户房元栋幢座组#".contains(c));
        is_behind && (glyphs.get(*at) == Some('的') || glyphs.is_one_of(*at, &LIVED_IN))
    })
}

/// Whether a body is named in brackets right behind, or whoever acts for one: 住所：解放路12号（松岭食品厂）.
fn is_before_body(glyphs: &Glyphs, end: usize) -> bool {
    let behind = glyphs.ahead(end, NEAR_BODY);
    let next = behind.trim_start_matches(['。', ',', ';', ' ', '\n', '\r']);
    if OF_WHO_ACTS.iter().any(|word| next.starts_with(word)) {
        return true;
    }
    let bracket = behind.strip_prefix('(').and_then(|it| it.split_once(')'));
    bracket.is_some_and(|(name, _)| name.ends_with(BODIES))
}

/// Whether the address follows a body, with nobody named between: 松岭县教育局，住所地：……
fn is_behind_body(glyphs: &Glyphs, start: usize, names: &[Finding]) -> bool {
    let is_sign = |c: char| !is_han(c) && !c.is_ascii_alphanumeric();
    let mut near = (0..start).rev().take(NEAR_BODY);
    let body = near.find(|at| {
        let is_end = glyphs.get(*at).is_some_and(|c| BODIES.contains(&c));
        let is_name = glyphs.get(at + 1).is_some_and(is_sign);
        is_end && is_name && glyphs.before(*at) != Some('住')
    });
    body.is_some_and(|at| {
        let mut others = between(names, glyphs.start(at)..glyphs.start(start));
        others.next().is_none()
    })
}

/// Whether the code of a body stands before an address.
fn is_behind_code(glyphs: &Glyphs, start: usize) -> bool {
    let mut near = (0..start).rev().take(NEAR_BODY);
    near.any(|at| glyphs.is_one_of(at, CODES_OF_BODIES))
}

/// Whether somebody was named just before, or a little further back with an identity number or a mobile between, as forms
/// have it; the telephone of an office between makes it the address of that.
fn is_near_person(at: usize, names: &[Finding], numbers: &[Finding]) -> bool {
    let just_before = at.saturating_sub(NEAR_NAME)..at;
    between(names, at.saturating_sub(NEAR_FORM)..at).any(|name| {
        let has = |kinds: &[Kind]| {
            let mut behind = between(numbers, name.at.end..at);
            behind.any(|it| kinds.contains(&it.kind))
        };
        let is_near = just_before.contains(&name.at.start);
        !has(&[Kind::Landline]) && (is_near || has(&[Kind::IdNumber, Kind::Mobile]))
    })
}

/// Those that begin in a range of bytes; they stand in the order of the text.
fn between(findings: &[Finding], range: Range<usize>) -> impl Iterator<Item = &Finding> {
    let first = findings.partition_point(|it| it.at.start < range.start);
    let rest = findings.get(first..).unwrap_or_default();
    rest.iter()
        .take_while(move |it| range.contains(&it.at.start))
}

/// What the numbers of an address say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct House {
    /// Where the last of them ends, in characters.
    end: usize,
    /// There is one of a building, an entrance or a room.
    is_room: bool,
    /// There is one of an entrance or a room behind that of a building.
    is_within_building: bool,
    /// Only households have such: entrances, rooms of an estate, houses of a village.
    is_dwelling: bool,
}

/// What a number of an address counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// 东沟村6组, 东沟村12号
    Village,
    /// 解放路12号
    House,
    /// 3号楼, which offices have as well.
    Block,
    /// 3栋
    Building,
    /// 6楼
    Floor,
    /// 5单元, 4门
    Entrance,
    /// 502室, 3栋502号
    Room,
}

/// The numbers of a house, a building, an entrance and a room; where it `needs_place`, behind a place that is called one.
fn house(glyphs: &Glyphs, words: Range<usize>, needs_place: bool) -> Option<House> {
    let mut parts: Vec<(Part, usize)> = Vec::new();
    let mut has_place = !needs_place;
    for at in words.clone() {
        has_place |= glyphs.get(at).is_some_and(|c| PLACES.contains(c));
        if has_place {
            parts.extend(part(glyphs, words.start, at, &parts));
        }
    }
    if has_place {
        parts.extend(bare(glyphs, &words, &parts));
    }
    let is_any = |wanted: &[Part]| parts.iter().any(|(part, _)| wanted.contains(part));
    if parts.iter().all(|(part, _)| *part == Part::Floor) {
        return None;
    }
    let end = parts.last()?.1;
    let is_room = is_any(&[Part::Building, Part::Entrance, Part::Room]);
    let mut behind_other = parts.iter().skip(1);
    let words = glyphs.text(words.start..end);
    let is_estate = ESTATES.iter().any(|word| words.contains(word));
    Some(House {
        end,
        is_room,
        is_within_building: behind_other
            .any(|(part, _)| matches!(part, Part::Entrance | Part::Room)),
        is_dwelling: is_any(&[Part::Village, Part::Entrance]) || is_room && is_estate,
    })
}

/// What is counted here by the digits before, and where its word ends.
fn part(glyphs: &Glyphs, from: usize, at: usize, parts: &[(Part, usize)]) -> Option<(Part, usize)> {
    let is_behind = |wanted: &[Part]| parts.iter().any(|(part, _)| wanted.contains(part));
    let (c, before) = (glyphs.get(at)?, glyphs.before(at)?);
    if !"组社号#栋幢座单排楼层门梯室户房".contains(c) {
        return None;
    }
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    // 3单元2层东户
    if c == '户' && "东西南北中".contains(before) && !parts.is_empty() {
        return Some((Part::Room, at + 1));
    }
    // 第七村民小组
    if c == '组' && before == '小' {
        let words = glyphs.text(from..at);
        let number = words.trim_end_matches(['村', '居', '民', '小']);
        return number
            .ends_with(is_number)
            .then_some((Part::Village, at + 1));
    }
    let is_lettered = before.is_ascii_uppercase();
    if !is_number(before) && !is_lettered {
        return None;
    }
    // 第2号 is a number of a series, 公园127座, 共42户 and 村民十五户 are so many of them.
    let mut ahead = (from..at).rev().filter_map(|n| glyphs.get(n));
    let ahead = ahead.find(|c| !is_number(*c));
    // 第3栋 is a building, 第2号 a number of a series.
    let is_serial = ahead == Some('第') && !"栋幢座单".contains(c);
    let next = glyphs.get(at + 1);
    let goes_on = next.is_some_and(|c| c.is_ascii_digit());
    let is_of_address = is_lettered || !parts.is_empty() || goes_on;
    if is_serial || ahead == Some('共') || "座户".contains(c) && !is_of_address {
        return None;
    }
    match c {
        '组' | '社' if glyphs.text(from..at).contains(VILLAGES) => Some((Part::Village, at + 1)),
        '号' if glyphs.is_one_of(at + 1, &SERVED_AT) => None,
        '号' | '#' if next == Some('楼') => Some((Part::Block, at + 2)),
        '号' if next == Some('房') => Some((Part::Room, at + 2)),
        // 12号之一
        '号' if next == Some('之') && glyphs.get(at + 2).is_some_and(is_number) => {
            Some((Part::House, at + 3))
        }
        '号' if is_behind(&[Part::Village, Part::Block, Part::Building, Part::Entrance]) => {
            Some((Part::Room, at + 1))
        }
        '号' if matches!(ahead, Some('村' | '屯' | '寨')) => Some((Part::Village, at + 1)),
        '号' => Some((Part::House, at + 1)),
        '室' | '户' | '房' => Some((Part::Room, at + 1)),
        '栋' | '幢' | '座' | '#' => Some((Part::Building, at + 1)),
        '单' if next == Some('元') => Some((Part::Entrance, at + 2)),
        '排' => Some((Part::Block, at + 1)),
        '楼' | '层' => Some((Part::Floor, at + 1)),
        '门' | '梯' if is_behind(&[Part::Block, Part::Building, Part::Floor]) => {
            Some((Part::Entrance, at + 1))
        }
        _ => None,
    }
}

/// The bare numbers that end the words: 幸福小区3-2-501, 3栋502, 3栋4-502.
fn bare(glyphs: &Glyphs, words: &Range<usize>, parts: &[(Part, usize)]) -> Vec<(Part, usize)> {
    let is_part = |c: char| c.is_ascii_digit() || c == '-';
    let tail = words.clone().rev();
    let tail = tail.take_while(|n| glyphs.get(*n).is_some_and(is_part));
    let first = words.end - tail.count();
    let numbers = glyphs.text(first..words.end);
    // 19#-2-302
    let numbers = numbers.trim_start_matches('-');
    let lengths: Vec<usize> = numbers.split('-').map(str::len).collect();
    let is_short = lengths.iter().all(|n| (1..=4).contains(n));
    let is_parted = is_short && words.start < first;
    let of = |all: &[Part]| all.iter().map(|part| (*part, words.end)).collect();
    match (lengths.len(), parts.last()) {
        (3, _) if is_parted => of(&[Part::Building, Part::Room]),
        (2, Some(_)) if is_parted => of(&[Part::Room]),
        (2, None) if is_parted => of(&[Part::House]),
        (_, Some((_, end))) if *end == first && (3..=6).contains(&numbers.len()) => {
            of(&[Part::Room])
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
