//! 标题回行 — where a title that is longer than its line is broken (GB/T 9704-2012, 7.3.1: 回行时，要做到词意完整，排列对称，
//! 长短适宜，间距恰当，标题排列应当使用梯形或菱形).
//!
//! Decides by cost: as few lines as hold it, broken at the seams of a title (before 关于, after 印发 and the like, between
//! agencies), never in a number nor before a closing mark, in a word, a 《name》 or the name of an agency only where nothing
//! else fits; the lines as a trapezoid or a rhombus, none of a single character.
//! Words are found with the dictionary that the typesetter brings.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

/// Characters of a title in a line: 156 mm at 22 pt, less what rounding takes.
pub(crate) const LINE: f32 = 20.0;

/// Beyond this many lines it is no title; the typesetter breaks it wherever a line is full.
const MOST_LINES: usize = 5;

/// What a further line costs: less than a break in a word, more than any seam.
const FURTHER_LINE: f32 = 80.0;

/// No break is taken here at any price.
const NEVER: f32 = f32::INFINITY;
const IN_WORD: f32 = 200.0;
const IN_NAME: f32 = 80.0;
const IN_BRACKETS: f32 = 40.0;
const WRONG_EDGE: f32 = 35.0;
const BETWEEN_WORDS: f32 = 12.0;
const AT_MARK: f32 = 4.0;
const AT_SEAM: f32 = 0.0;

/// Words of one character that join others.
const JOINING: &str = "和与及或对在为由以将被的等中并";

/// Characters that end a word which the dictionary takes for two: 委员会, 规范性.
const ENDING: &str = "性会法厅部局院权区县市省办案品化力率费税金款令台站所处科室组批期版稿书证件物类型式度者员人家族师生户表册录号级点网的";

/// What a title calls its document, in the end.
const LAST: [&str; 12] = [
    "通知", "意见", "决定", "公告", "通报", "批复", "函", "命令", "决议", "报告", "通告", "规定",
];

/// Names that the dictionary takes for several words.
const FIXED: [&str; 15] = [
    "中华人民共和国",
    "全国人民代表大会",
    "人民代表大会",
    "常务委员会",
    "人民政府",
    "人民法院",
    "人民检察院",
    "办公厅",
    "办公室",
    "工业和信息化部",
    "自治区",
    "自治州",
    "自治县",
    "特别行政区",
    "若干问题",
];

const HOURGLASS: f32 = 40.0;
const RECTANGLE: f32 = 8.0;
const SHORT: f32 = 20.0;

const ABOUT: &str = "关于";

/// Words of a title after which what is done to begins.
const DOES: [&str; 10] = [
    "印发", "转发", "批转", "公布", "发布", "修改", "废止", "修订", "调整", "同意",
];

/// The lines of a title; one where it fits. Together they are the title, but for the spaces at their ends.
pub(crate) fn broken(title: &str) -> Vec<String> {
    let whole = title.trim();
    let chars: Vec<char> = whole.chars().collect();
    let least = (width(&chars) / LINE).ceil().max(1.0) as usize;
    if least == 1 || MOST_LINES < least {
        return vec![whole.to_owned()];
    }
    let costs = costs(whole, &chars);
    let mut search = Search {
        chars: &chars,
        costs: &costs,
        breaks: Vec::new(),
        best: None,
    };
    for lines in least..=(least + 1).min(MOST_LINES) {
        let further = (lines - least) as f32 * FURTHER_LINE;
        if search.best.as_ref().is_none_or(|(cost, _)| further < *cost) {
            search.from(0, lines, further);
        }
    }
    let Some((_, breaks)) = search.best else {
        return vec![whole.to_owned()];
    };
    let ends = breaks.iter().copied().chain([chars.len()]);
    let mut from = 0;
    ends.map(|end| {
        let line: String = chars[from..end].iter().collect();
        from = end;
        line.trim().to_owned()
    })
    .collect()
}

struct Search<'a> {
    chars: &'a [char],
    /// What a break before each character costs.
    costs: &'a [f32],
    /// The breaks taken so far.
    breaks: Vec<usize>,
    best: Option<(f32, Vec<usize>)>,
}

impl Search<'_> {
    /// Every way of setting what begins at a character in so many lines that may be better than the best.
    fn from(&mut self, from: usize, lines: usize, cost: f32) {
        if self.best.as_ref().is_some_and(|(best, _)| *best <= cost) {
            return;
        }
        if lines == 1 {
            let last = trimmed(&self.chars[from..]);
            if last <= LINE {
                let cost = cost + self.shape();
                if cost.is_finite() && self.best.as_ref().is_none_or(|(best, _)| cost < *best) {
                    self.best = Some((cost, self.breaks.clone()));
                }
            }
            return;
        }
        for at in from + 1..self.chars.len() {
            if LINE < trimmed(&self.chars[from..at]) {
                break;
            }
            if self.costs[at].is_finite() {
                self.breaks.push(at);
                self.from(at, lines - 1, cost + self.costs[at]);
                self.breaks.pop();
            }
        }
    }

    /// What the shape of the lines costs: uneven, an hourglass, a rectangle, a line that is hardly one.
    fn shape(&self) -> f32 {
        let starts = std::iter::once(0).chain(self.breaks.iter().copied());
        let ends = self.breaks.iter().copied().chain([self.chars.len()]);
        let widths: Vec<f32> = starts
            .zip(ends)
            .map(|(from, end)| trimmed(&self.chars[from..end]))
            .collect();
        let longest = widths.iter().copied().fold(0.0, f32::max);
        let shortest = widths.iter().copied().fold(f32::MAX, f32::min);
        if shortest < 2.0 {
            return NEVER;
        }
        let mean = widths.iter().sum::<f32>() / widths.len() as f32;
        let uneven = widths.iter().map(|w| (w - mean).powi(2)).sum::<f32>() / widths.len() as f32;
        let mut cost = uneven / 2.0;
        if is_hourglass(&widths) {
            cost += HOURGLASS;
        }
        if longest - shortest < 1.0 {
            cost += RECTANGLE;
        }
        if shortest * 3.0 < longest {
            cost += SHORT;
        }
        cost
    }
}

/// Whether a line is shorter than one above it and one below it.
fn is_hourglass(widths: &[f32]) -> bool {
    (1..widths.len().saturating_sub(1)).any(|n| {
        let (above, below) = (&widths[..n], &widths[n + 1..]);
        let longer = |others: &[f32]| others.iter().any(|other| widths[n] + 0.5 < *other);
        longer(above) && longer(below)
    })
}

fn trimmed(chars: &[char]) -> f32 {
    let is_space = |c: &&char| c.is_whitespace();
    let leading = chars.iter().take_while(is_space).count();
    let trailing = chars[leading..].iter().rev().take_while(is_space).count();
    width(&chars[leading..chars.len() - trailing])
}

/// In characters; a letter or digit is a little wider than half of one.
fn width(chars: &[char]) -> f32 {
    let wide = |c: &char| if c.is_ascii() { 0.6 } else { 1.0 };
    chars.iter().map(wide).sum()
}

/// What a break before each character costs; before the first and after the last there is none.
fn costs(title: &str, chars: &[char]) -> Vec<f32> {
    let mut costs = vec![IN_WORD; chars.len()];
    let mut at = 0;
    let words: Vec<(usize, String)> = words(title)
        .into_iter()
        .map(|word| {
            let from = at;
            at += word.chars().count();
            (from, word.to_owned())
        })
        .collect();
    for two in words.windows(2) {
        let (before, (from, after)) = (two[0].1.as_str(), &two[1]);
        costs[*from] = between(before, after);
    }
    seams(chars, &mut costs);
    for at in 0..chars.len() {
        for name in FIXED.iter().filter(|name| is_at(chars, at, name)) {
            costs[at + 1..at + name.chars().count()].fill(IN_WORD);
        }
    }
    within(chars, &mut costs);
    agencies(chars, &mut costs);
    for at in 1..chars.len() {
        if is_one(chars[at - 1], chars[at]) {
            costs[at] = NEVER;
        }
    }
    costs
}

/// The words: names and numbers that are known first, then those of the dictionary between them.
fn words(title: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = title;
    let mut unknown = 0;
    while let Some(c) = rest[unknown..].chars().next() {
        let known = known(&rest[unknown..]);
        if known == 0 {
            unknown += c.len_utf8();
            continue;
        }
        let (before, after) = rest.split_at(unknown);
        let (word, after) = after.split_at(known);
        words.extend(by_dictionary(before));
        words.push(word);
        (rest, unknown) = (after, 0);
    }
    words.extend(by_dictionary(rest));
    words
}

/// How long the name or number is that a text begins with; 0 where there is none.
fn known(text: &str) -> usize {
    let mut names = FIXED.iter().chain(&DOES).chain([&ABOUT]);
    if let Some(name) = names.find(|name| text.starts_with(**name)) {
        return name.len();
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let counted = text[digits..].chars().next().filter(|c| counts(*c));
    match digits {
        0 => 0,
        _ => digits + counted.map_or(0, char::len_utf8),
    }
}

fn by_dictionary(text: &str) -> impl Iterator<Item = &str> {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let ends: Vec<usize> = segmenter.segment_str(text).collect();
    let words: Vec<&str> = ends
        .windows(2)
        .filter_map(|two| text.get(two[0]..two[1]))
        .collect();
    words.into_iter()
}

/// Whether a character counts what the number before it tells.
fn counts(c: char) -> bool {
    "年月日号条款项章节届次期个季版部批亿万千百十".contains(c)
}

/// What it costs to end a line with one word and begin the next with the other.
fn between(before: &str, after: &str) -> f32 {
    if before.ends_with(char::is_whitespace) {
        return AT_SEAM;
    }
    if before.ends_with(['、', '，', '；', '：', '》', '）', '”'])
        || after.starts_with(['《', '（', '“'])
    {
        return AT_MARK;
    }
    match (one(before), one(after)) {
        // The name of a place is whole, whatever word the dictionary takes for the next.
        (Some('省' | '市' | '县' | '州'), _) => AT_MARK,
        (_, Some(c)) if "的等之了".contains(c) => WRONG_EDGE,
        (Some(c), _) if "对和与及或第在为由以将被".contains(c) => WRONG_EDGE,
        (Some('的'), _) if LAST.contains(&after) => WRONG_EDGE,
        (_, Some(c)) if JOINING.contains(c) => BETWEEN_WORDS,
        // A single character is more often the end of the word before it, or no word at all.
        (_, Some(_)) => IN_NAME,
        (Some(c), _) if !ENDING.contains(c) && !JOINING.contains(c) && !c.is_ascii() => IN_NAME,
        _ if before == "以及" => WRONG_EDGE,
        _ => BETWEEN_WORDS,
    }
}

fn one(word: &str) -> Option<char> {
    let mut chars = word.chars();
    let last = chars.next_back()?;
    // A place that the dictionary knows is one word: 河南省.
    let is_place = "省市县州".contains(last);
    (is_place || chars.next().is_none()).then_some(last)
}

/// Before 关于; after 印发, 修改 and the like, where 关于 stands before them. Those words themselves are never parted.
fn seams(chars: &[char], costs: &mut [f32]) {
    let mut has_begun = false;
    for at in 0..chars.len() {
        let Some(word) = std::iter::once(ABOUT)
            .chain(DOES)
            .find(|word| is_at(chars, at, word))
        else {
            continue;
        };
        costs[at + 1] = NEVER;
        let after = at + 2;
        if word == ABOUT {
            has_begun = true;
            costs[at] = AT_SEAM;
            if after < chars.len() {
                costs[after] = WRONG_EDGE;
            }
        } else if has_begun && after < chars.len() && !"的和与及、或".contains(chars[after]) {
            costs[after] = AT_SEAM;
        }
    }
}

fn is_at(chars: &[char], at: usize, word: &str) -> bool {
    let end = at + word.chars().count();
    chars
        .get(at..end)
        .is_some_and(|here| here.iter().copied().eq(word.chars()))
}

/// Inside 《names》 and brackets a break costs more, and most inside one that fits into a line.
fn within(chars: &[char], costs: &mut [f32]) {
    for (opens, closes, price) in [
        ('《', '》', IN_NAME),
        ('（', '）', IN_BRACKETS),
        ('“', '”', IN_NAME),
    ] {
        let mut from = None;
        for (at, c) in chars.iter().enumerate() {
            if *c == opens {
                from = from.or(Some(at));
            } else if *c == closes
                && let Some(begun) = from.take()
            {
                let fits = width(&chars[begun..=at]) <= LINE;
                let more = if fits { price } else { price / 4.0 };
                costs[begun + 1..=at]
                    .iter_mut()
                    .for_each(|cost| *cost += more);
            }
        }
    }
}

/// The names of agencies: what stands before 关于, from the beginning or from 转发; between several there are spaces.
fn agencies(chars: &[char], costs: &mut [f32]) {
    for end in (1..chars.len()).filter(|at| is_at(chars, *at, ABOUT)) {
        let begins = (0..end).rev().find(|at| {
            chars[*at].is_whitespace()
                || matches!(chars[*at], '、' | '》' | '《')
                || ["转发", "批转", "印发"]
                    .iter()
                    .any(|verb| *at >= 1 && is_at(chars, *at - 1, verb))
        });
        let begins = begins.map_or(0, |at| at + 1);
        let is_name = width(&chars[begins..end]) <= LINE && !chars[begins..end].contains(&'的');
        if is_name {
            for cost in costs.iter_mut().take(end).skip(begins + 1) {
                *cost += IN_NAME;
            }
        }
    }
}

/// Whether nothing ever parts two characters: those of a number with what it counts, a mark and what it belongs to.
fn is_one(before: char, after: char) -> bool {
    let is_latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '%' | '/' | '－');
    let is_numeral = |c: char| c.is_ascii_digit() || "〇零一二两三四五六七八九十百千".contains(c);
    let closes = "》）”’〕】、，。；：！？…—".contains(after);
    let opens = "《（“‘〔【".contains(before);
    closes
        || opens
        || is_latin(before) && is_latin(after)
        || is_numeral(before) && (is_numeral(after) || counts(after))
        || before == '第' && is_numeral(after)
        || matches!((before, after), ('〕', c) if is_numeral(c))
        || after == '〔'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The titles of real documents and of the made-up county, and how a clerk would set them.
    #[test]
    fn titles_are_broken_where_their_sense_is_whole() {
        for lines in [
            &["关于公开的通知"][..],
            &["国务院办公厅关于印发", "2020年政务公开工作要点的通知"],
            &[
                "广东省人民政府办公厅转发国务院办公厅",
                "关于印发2020年政务公开工作要点的通知",
            ],
            &[
                "全国人民代表大会常务委员会关于修改",
                "《中华人民共和国治安管理处罚法》的决定",
            ],
            &["附件二：香港特别行政区", "立法会的产生办法和表决程序"],
            &["国务院关于实施", "《中华人民共和国政府信息公开条例》的决定"],
        ] {
            assert_eq!(broken(&lines.concat()), lines, "{}", lines.concat());
        }
    }

    #[test]
    fn a_name_that_fits_into_a_line_and_a_number_stay_whole() {
        for (title, whole) in [
            (
                "云岫省人民政府关于印发《云岫省行政规范性文件管理规定》的通知",
                "《云岫省行政规范性文件管理规定》",
            ),
            (
                "漱石县人民政府办公室关于调整漱石县第十七届人民政府工作分工的通知",
                "第十七届",
            ),
            (
                "漱石县教育局关于做好全县义务教育学校2026年秋季招生工作的通知",
                "2026年",
            ),
            (
                "漱石县人民政府关于废止漱府〔2019〕14号等七件文件并宣布失效的决定",
                "〔2019〕14号",
            ),
        ] {
            let lines = broken(title);
            assert_eq!(lines.concat(), title);
            assert!(lines.iter().any(|line| line.contains(whole)), "{lines:?}");
        }
    }

    #[test]
    fn several_agencies_part_at_their_spaces_and_no_word_is_lost() {
        let title = "云岫省财政厅 国家税务总局云岫省税务局关于公布2026年度公益性社会组织名单的公告";
        let lines = broken(title);
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!(lines[0], "云岫省财政厅");
        let bare = |text: &str| text.replace(' ', "");
        assert_eq!(bare(&lines.concat()), bare(title));
    }

    #[test]
    fn what_is_no_title_is_left_to_the_typesetter() {
        let long = "关于公开的通知".repeat(20);
        assert_eq!(broken(&long), [long]);
        let odd = "》".repeat(41);
        assert_eq!(broken(&odd), [odd], "there is no place to break");
        assert_eq!(broken(""), [""]);
    }
}
