//! The grammar of a citation: from the words to whose provision it is, and to its places.
//!
//! Every step is read once and to its end; a step that is not one leaves nothing behind, also no deviation.

use super::{Base, DIVISIONS, Joint, Place, PlaceAt, Unit, Whose};
use crate::item::heading::numeral;
use crate::written::{Deviation, Noted};

/// How a text calls itself before one of its provisions.
const OWN: &[&str] = &[
    "法",
    "条例",
    "办法",
    "规定",
    "细则",
    "规则",
    "决定",
    "解释",
    "意见",
    "通知",
    "方案",
    "章程",
    "准则",
    "规范",
    "通则",
    "标准",
    "规程",
    "法典",
    "宪法",
    "公约",
    "协定",
    "议定书",
    "实施细则",
    "实施办法",
    "暂行条例",
    "暂行办法",
    "暂行规定",
];

/// How a text calls itself at the start of `text`: the longest such word.
pub(in crate::text) fn own_at(text: &str) -> Option<&'static str> {
    let own = OWN.iter().filter(|own| text.starts_with(**own));
    own.max_by_key(|own| own.len()).copied()
}

/// Whose provisions follow, and where they begin.
pub(super) fn whose(text: &str, noted: &mut Noted) -> Option<(Option<Whose>, usize)> {
    if let Some(rest) = text.strip_prefix('《') {
        let mut depth = 1;
        for (at, c) in rest.char_indices() {
            match c {
                '《' => depth += 1,
                '》' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let name = rest.get(..at)?;
                let end = '《'.len_utf8() + at + c.len_utf8();
                return (!name.is_empty()).then(|| (Some(Whose::Named(name.to_owned())), end));
            }
        }
        return None;
    }
    if let Some(rest) = text.strip_prefix('本')
        && let Some(kind) = own_at(rest)
    {
        let end = '本'.len_utf8() + kind.len();
        return Some((Some(Whose::Own(kind.to_owned())), end));
    }
    let is_place = |at: &usize| place_at(text, *at, Joint::And, &mut Noted::default()).is_some();
    if is_place(&0) {
        return Some((None, 0));
    }
    // 甲办法第五条: a name without its signs ends where the first place begins.
    let mut starts = text
        .char_indices()
        .filter(|(_, c)| *c == '第')
        .map(|(at, _)| at);
    let at = starts.find(is_place)?;
    let name = text.get(..at)?;
    if name.contains(['《', '》', '、', '，', '。', '；', '：']) || name.contains(char::is_control)
    {
        return None;
    }
    noted.note(Deviation::TitleMarks);
    Some((Some(Whose::Named(name.to_owned())), at))
}

/// Signs and words between two places.
const BETWEEN: &[(&str, Joint)] = &[
    ("以及", Joint::And),
    ("或者", Joint::And),
    ("、", Joint::And),
    ("和", Joint::And),
    ("及", Joint::And),
    ("与", Joint::And),
    ("或", Joint::And),
    ("至", Joint::To),
    ("到", Joint::To),
    ("—", Joint::To),
];

fn joint_at(text: &str) -> Option<(Joint, usize)> {
    let found = BETWEEN.iter().find(|(word, _)| text.starts_with(word));
    found.map(|(word, joint)| (*joint, word.len()))
}

/// The places that begin exactly at `at`, and where they end.
pub(in crate::text) fn places(text: &str, at: usize, noted: &mut Noted) -> (Vec<PlaceAt>, usize) {
    let mut found = Vec::new();
    let (mut at, mut end, mut joint) = (at, at, Joint::And);
    while let Some((more, reached)) = place_at(text, at, joint, noted) {
        found.extend(more);
        end = reached;
        let Some((next, len)) = text.get(end..).and_then(joint_at) else {
            break;
        };
        (at, joint) = (end + len, next);
    }
    (found, end)
}

/// One place in full, or several in short (第一、二项); and where it ends.
pub(in crate::text) fn place_at(
    text: &str,
    start: usize,
    joint: Joint,
    noted: &mut Noted,
) -> Option<(Vec<PlaceAt>, usize)> {
    let mut place = Place::new(joint);
    let mut at = start;
    let mut depth = 0;
    if let Some((base, len)) = text.get(at..).and_then(relative_at) {
        depth = match base {
            Base::This(unit) | Base::Former(unit, _) => unit as usize + PARAGRAPH,
            _ => 0,
        };
        place.base = base;
        at += len;
    }
    // What was noted of a step that is not taken is not noted.
    while let Some(step) = text.get(at..).and_then(Step::at) {
        if step.depth < depth {
            break;
        }
        depth = step.depth + 1;
        step.tell(noted);
        at += step.len;
        let Some(first) = step.numbers.first() else {
            break;
        };
        step.put(&mut place, first.number);
        if 1 < step.numbers.len() {
            let end_of_first = at - step.len + first.end;
            let mut found = vec![(place, start..end_of_first)];
            let mut from = end_of_first;
            for number in step.numbers.iter().skip(1) {
                let mut next = Place::new(number.joint);
                step.put(&mut next, number.number);
                let begin = at - step.len + number.start;
                from = from.max(at - step.len + number.end);
                found.push((next, begin..from));
            }
            if let Some((_, range)) = found.last_mut() {
                range.end = at;
            }
            return Some((found, at));
        }
        if let (Base::Article { number, .. }, Some(rest)) = (place.base, text.get(at..))
            && step.depth == ARTICLE
            && let Some(tail) = rest.strip_prefix('之')
            && let Some((sub, len)) = numeral(tail)
        {
            place.base = Base::Article {
                number,
                sub: Some(sub),
            };
            at += '之'.len_utf8() + len;
        }
    }
    (start < at).then(|| (vec![(place, start..at)], at))
}

/// 本条, 前两款 at the start of `text`, and its length; not 本条例.
fn relative_at(text: &str) -> Option<(Base, usize)> {
    let unit_at = |rest: &str| {
        let units = [Unit::Article, Unit::Paragraph, Unit::Item];
        let unit = units.into_iter().find(|unit| rest.starts_with(unit.zh()))?;
        let is_word = rest.strip_prefix(unit.zh())?.starts_with(NOT_BEHIND);
        (!is_word).then_some(unit)
    };
    if let Some(rest) = text.strip_prefix('本') {
        let unit = unit_at(rest)?;
        return Some((Base::This(unit), '本'.len_utf8() + unit.zh().len()));
    }
    let rest = text.strip_prefix('前')?;
    let (many, len) = match unit_at(rest) {
        Some(_) => (1, 0),
        None => numeral(rest).filter(|(many, _)| (2..=20).contains(many))?,
    };
    let unit = unit_at(rest.get(len..)?)?;
    Some((
        Base::Former(unit, many),
        '前'.len_utf8() + len + unit.zh().len(),
    ))
}

/// What makes another word of 本条 and 前款: 本条例, 前条件, 此前款项, 本项目.
const NOT_BEHIND: &[char] = &['例', '件', '款', '约', '目', '项', '文', '纹'];

/// How deep each unit lies: divisions, 条, 款, 项, 目.
const ARTICLE: usize = 4;
const PARAGRAPH: usize = 5;
const ITEM: usize = 6;
const POINT: usize = 7;

/// 第（三）项: one step down, with several numbers where they share the unit.
struct Step {
    depth: usize,
    numbers: Vec<Numbered>,
    len: usize,
    deviations: Vec<Deviation>,
}

struct Numbered {
    joint: Joint,
    number: u32,
    start: usize,
    end: usize,
}

impl Step {
    fn at(text: &str) -> Option<Self> {
        let mut noted = Noted::default();
        let mut numbers: Vec<Numbered> = Vec::new();
        let mut at = '第'.len_utf8();
        text.strip_prefix('第')?;
        let mut start = 0;
        let mut joint = Joint::And;
        let mut has_bracket = false;
        let mut is_arabic = false;
        loop {
            let rest = text.get(at..)?;
            let open = rest.chars().next().filter(|c| matches!(c, '（' | '('));
            let inner = open.map_or(rest, |c| rest.get(c.len_utf8()..).unwrap_or_default());
            let (number, len) = numeral(inner)?;
            let written = inner.get(..len).unwrap_or_default();
            let arabic =
                written.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
            let is_form = written == crate::numeral::chinese(u64::from(number));
            noted.note_if(!arabic && !is_form, Deviation::NumeralForm);
            is_arabic |= arabic;
            at += open.map_or(0, char::len_utf8) + len;
            let close = text
                .get(at..)?
                .chars()
                .next()
                .filter(|c| matches!(c, '）' | ')'));
            at += close.map_or(0, char::len_utf8);
            has_bracket |= open.is_some() || close.is_some();
            if has_bracket && (open, close) != (Some('（'), Some('）')) {
                noted.note(Deviation::ItemBrackets);
            }
            numbers.push(Numbered {
                joint,
                number,
                start,
                end: at,
            });
            let rest = text.get(at..)?;
            if let Some((depth, unit)) = unit_at(rest) {
                noted.note_if(is_arabic && depth != POINT, Deviation::ArabicNumeral);
                let step = Self {
                    depth,
                    numbers,
                    len: at + unit.len(),
                    deviations: noted.into_list(),
                };
                return (!has_bracket || depth == ITEM).then_some(step);
            }
            // 第一、二项, 第（一）至（六）项, 第（一）（二）项
            let (next, len) = match joint_at(rest) {
                Some(next) => next,
                None if close.is_some() && rest.starts_with(['（', '(']) => (Joint::And, 0),
                None => return None,
            };
            noted.note(Deviation::Contracted);
            if numbers.len() == MOST_IN_ONE {
                return None;
            }
            joint = next;
            at += len;
            start = at;
            if let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix('第')) {
                at = text.len() - rest.len();
            }
        }
    }

    fn tell(&self, noted: &mut Noted) {
        for deviation in &self.deviations {
            noted.note(*deviation);
        }
    }

    fn put(&self, place: &mut Place, number: u32) {
        match self.depth {
            ARTICLE => place.base = Base::Article { number, sub: None },
            PARAGRAPH => place.paragraph = Some(number),
            ITEM => place.item = Some(number),
            POINT => place.point = Some(number),
            depth => {
                let level = DIVISIONS.get(depth).map(|(_, level)| *level);
                place.divisions.extend(level.map(|level| (level, number)));
            }
        }
    }
}

/// The most numbers before one unit.
const MOST_IN_ONE: usize = 20;

/// The unit at the start of `text`: how deep it lies, and the word.
fn unit_at(text: &str) -> Option<(usize, &'static str)> {
    let divisions = DIVISIONS
        .iter()
        .enumerate()
        .map(|(depth, (unit, _))| (depth, *unit));
    let units = [
        (ARTICLE, "条"),
        (PARAGRAPH, "款"),
        (ITEM, "项"),
        (POINT, "目"),
    ];
    let (depth, unit) = divisions
        .chain(units)
        .find(|(_, unit)| text.starts_with(unit))?;
    // 第一项目部: a word that only begins like the unit.
    (!text.starts_with("项目")).then_some((depth, unit))
}
