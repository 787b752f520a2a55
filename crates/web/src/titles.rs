//! Where a title may break: between words, never inside one.
//!
//! Chinese has no spaces, and a browser breaks a line after any character. Titles of official documents are made of few
//! words; those are listed here, the longest match wins, and what is not listed stays in one piece with its neighbours.
//! The words themselves are never changed: the pieces put together are the title.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

/// Words that titles are made of, each a piece of its own.
const WORDS: &[&str] = &[
    "中华人民共和国",
    "国务院办公厅",
    "全国人民代表大会",
    "常务委员会",
    "人民代表大会",
    "人民政府",
    "国务院",
    "办公厅",
    "办公室",
    "委员会",
    "管理局",
    "最高人民法院",
    "最高人民检察院",
    "关于",
    "印发",
    "转发",
    "批转",
    "进一步",
    "加强",
    "做好",
    "推进",
    "实施",
    "贯彻",
    "落实",
    "修改",
    "废止",
    "公布",
    "发布",
    "开展",
    "建立",
    "健全",
    "完善",
    "规范",
    "促进",
    "支持",
    "政府信息公开",
    "政务公开",
    "信息公开",
    "工作要点",
    "工作方案",
    "实施方案",
    "实施意见",
    "指导意见",
    "实施办法",
    "实施细则",
    "管理办法",
    "管理规定",
    "管理条例",
    "暂行办法",
    "暂行规定",
    "若干规定",
    "若干意见",
    "行动计划",
    "应急预案",
    "年度报告",
    "有关问题",
    "有关事项",
    "国民经济",
    "社会发展",
    "规划纲要",
    "统计公报",
    "政府工作报告",
    "发展和改革",
    "市场监督",
    "生态环境",
    "应急管理",
    "自然资源",
    "农业农村",
    "住房和城乡建设",
    "住房公积金",
    "卫生健康",
    "文化广电和旅游",
    "食品安全",
    "监督抽检",
    "义务教育",
    "行政许可",
    "行政处罚",
    "行政规范性文件",
    "规范性文件",
    "行政事业性收费",
    "征求意见",
    "财政补贴",
    "社会救助",
    "电动自行车",
    "机动车",
    "停放",
    "充电",
    "安全",
    "情况",
    "部分",
    "条例",
    "决定",
    "意见",
    "办法",
    "规定",
    "细则",
    "方案",
    "规划",
    "计划",
    "目录",
    "清单",
    "指南",
    "公告",
    "通告",
    "的通知",
    "的决定",
    "的意见",
    "的批复",
    "的公告",
    "的通告",
    "的函",
    "的解释",
    "的报告",
];

/// Signs after which a line may break.
const AFTER: &[char] = &['》', '、', '，', '；', '：', '）', '　', ' '];

/// Signs before which a line may break.
const BEFORE: &[char] = &['《', '（', '〈'];

/// Words that belong to the date after them.
const LEADS: &[&str] = &["自", "根据", "截至", "至"];

/// The pieces of a title, in order; a line may break between them.
pub(crate) fn pieces(title: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = vec![0, title.len()];
    let mut at = 0;
    while let Some(rest) = title.get(at..) {
        let Some(c) = rest.chars().next() else { break };
        if let Some(length) = length_of_word(rest) {
            cuts.extend([at, at + length]);
            at += length;
            continue;
        }
        if BEFORE.contains(&c) {
            cuts.push(at);
        }
        at += c.len_utf8();
        if AFTER.contains(&c)
            && !rest
                .chars()
                .nth(1)
                .is_some_and(|next| AFTER.contains(&next))
        {
            cuts.push(at);
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces: Vec<&str> = cuts
        .windows(2)
        .filter_map(|cut| title.get(*cut.first()?..*cut.last()?))
        .collect();
    // A closing sign never begins a line.
    let mut i = 1;
    while i < pieces.len() {
        let closes = pieces
            .get(i)
            .and_then(|p| p.chars().next())
            .is_some_and(|c| AFTER.contains(&c));
        if closes && let Some(joined) = join(title, &pieces, i) {
            pieces.splice(i - 1..=i, [joined]);
        } else {
            i += 1;
        }
    }
    pieces
}

/// Whether a piece may be broken anywhere within, as it is longer than a line of a phone can be short.
pub(crate) fn is_long(piece: &str) -> bool {
    12 < piece.chars().count()
}

/// How long the word or the date at the beginning is, in bytes.
fn length_of_word(rest: &str) -> Option<usize> {
    let word = longest_word(rest).map(str::len);
    word.or_else(|| year(rest)).or_else(|| {
        // What leads to a date does not end a line before it.
        let mut leads = LEADS.iter();
        leads.find_map(|lead| Some(lead.len() + year(rest.strip_prefix(lead)?)?))
    })
}

fn longest_word(rest: &str) -> Option<&'static str> {
    let first = rest.chars().next()?;
    let words = by_first().get(&first)?;
    words.iter().find(|word| rest.starts_with(**word)).copied()
}

/// The words by their first characters, the longest first.
fn by_first() -> &'static HashMap<char, Vec<&'static str>> {
    static BY_FIRST: OnceLock<HashMap<char, Vec<&str>>> = OnceLock::new();
    BY_FIRST.get_or_init(|| {
        let mut by_first: HashMap<char, Vec<&str>> = HashMap::new();
        for word in WORDS {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word);
            }
        }
        for words in by_first.values_mut() {
            words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        by_first
    })
}

/// A stretch of a text, and whether a line must not break within it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) is_whole: bool,
}

/// The pieces of what holds an address: a line may break after its strokes, but for those before its host.
pub(crate) fn steps(text: &str) -> Vec<&str> {
    let is_end = |at: usize| {
        let (before, after) = (text.get(..at), text.get(at + 1..));
        !before.is_some_and(|before| before.ends_with([':', '/']))
            && !after.is_some_and(|after| after.is_empty() || after.starts_with('/'))
    };
    let mut steps = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('/').filter(|(at, _)| is_end(*at)) {
        steps.extend(text.get(from..=at));
        from = at + 1;
    }
    steps.extend(text.get(from..));
    steps
}

/// A running text with its dates, times and counted things each in one piece.
pub(crate) fn wholes(text: impl fmt::Display) -> Vec<Run> {
    let text = text.to_string();
    let run = |text: &str, is_whole| Run {
        text: text.to_owned(),
        is_whole,
    };
    let mut runs = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let is_start = !before.is_some_and(|c| c.is_ascii_alphanumeric());
        if let Some(length) = whole(rest).filter(|_| is_start) {
            if from < at {
                runs.extend(text.get(from..at).map(|text| run(text, false)));
            }
            runs.extend(text.get(at..at + length).map(|text| run(text, true)));
            at += length;
            from = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    if from < at {
        runs.extend(text.get(from..at).map(|text| run(text, false)));
    }
    runs
}

/// How long the date, the span of hours or the counted thing at the beginning is, in bytes.
fn whole(rest: &str) -> Option<usize> {
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let day_of_a_year = || {
        let month = part(rest, &["月"])?;
        Some(month + part(rest.get(month..)?, &["日"])?)
    };
    year(rest)
        .or_else(day_of_a_year)
        .or_else(|| formed(rest, "0000-00-00"))
        .or_else(|| formed(rest, "00:00—00:00"))
        .or_else(|| english_day(rest))
        .or_else(|| counted(rest))
}

/// The length of `form` where the text begins like it, any digit for a `0`.
fn formed(rest: &str, form: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let is_alike = form.chars().all(|sign| {
        let c = chars.next();
        match sign {
            '0' => c.is_some_and(|c| c.is_ascii_digit()),
            _ => c == Some(sign),
        }
    });
    (is_alike && !chars.next().is_some_and(|c| c.is_ascii_digit())).then_some(form.len())
}

/// `15 July 2020`
fn english_day(rest: &str) -> Option<usize> {
    let mut words = rest.splitn(3, ' ');
    let (day, month, after) = (words.next()?, words.next()?, words.next()?);
    let is_day = day.len() < 3 && day.bytes().all(|b| b.is_ascii_digit());
    let year = after.bytes().take_while(u8::is_ascii_digit).count();
    let is_date = is_day && crate::show::MONTHS.contains(&month) && year == 4;
    is_date.then_some(day.len() + 1 + month.len() + 1 + year)
}

/// A number and what it counts, with the space between: `3 个`.
fn counted(rest: &str) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let unit = rest.get(digits..)?.strip_prefix(' ')?.chars().next()?;
    ('\u{4e00}'..='\u{9fff}')
        .contains(&unit)
        .then_some(digits + 1 + unit.len_utf8())
}

/// How long the year or the date at the beginning is, in bytes: 2026年度, 2026年, 2026年第46周, 2026年11月16日.
fn year(rest: &str) -> Option<usize> {
    let mut length = part(rest, &["年度", "年"])?;
    let week = rest.get(length..).and_then(|rest| rest.strip_prefix('第'));
    if let Some(week) = week.and_then(|week| part(week, &["周"])) {
        return Some(length + '第'.len_utf8() + week);
    }
    for unit in ["月", "日"] {
        match rest.get(length..).and_then(|rest| part(rest, &[unit])) {
            Some(more) => length += more,
            None => break,
        }
    }
    Some(length)
}

/// Digits and what they count, at the beginning.
fn part(rest: &str, units: &[&str]) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest.get(digits..)?;
    let unit = units
        .iter()
        .find(|unit| 0 < digits && after.starts_with(**unit))?;
    Some(digits + unit.len())
}

/// Pieces `i - 1` and `i` as one.
fn join<'a>(title: &'a str, pieces: &[&str], i: usize) -> Option<&'a str> {
    let before: usize = pieces.iter().take(i - 1).map(|piece| piece.len()).sum();
    let length = pieces.get(i - 1)?.len() + pieces.get(i)?.len();
    title.get(before..before + length)
}

#[cfg(test)]
mod tests {
    use super::{pieces, wholes};

    #[test]
    fn an_address_breaks_after_its_strokes_and_not_before_its_host() {
        let cited =
            "某局. 某办法. 2024-07-29. https://www.yunxiu.example/laws/zhaoyinghu/2024-10-01";
        let steps = super::steps(cited);
        assert_eq!(steps.concat(), cited);
        assert_eq!(
            steps,
            [
                "某局. 某办法. 2024-07-29. https://www.yunxiu.example/",
                "laws/",
                "zhaoyinghu/",
                "2024-10-01"
            ]
        );
        assert_eq!(super::steps("a/"), ["a/"]);
        assert_eq!(super::steps(""), [""]);
    }

    #[test]
    fn a_title_breaks_between_words_and_loses_nothing() {
        for (title, cut) in [
            (
                "广东省人民政府办公厅关于转发国务院办公厅2020年政务公开工作要点的通知",
                "广东省|人民政府|办公厅|关于|转发|国务院办公厅|2020年|政务公开|工作要点|的通知",
            ),
            (
                "中华人民共和国政府信息公开条例",
                "中华人民共和国|政府信息公开|条例",
            ),
            (
                "关于印发《示例县招生办法（试行）》的通知",
                "关于|印发|《示例县招生|办法|（试行）》|的通知",
            ),
            (
                "示例县应急局关于做好2026年汛期人员转移准备工作的通知",
                "示例县应急局|关于|做好|2026年|汛期人员转移准备工作|的通知",
            ),
            ("规范性文件统一编号", "规范性文件|统一编号"),
            ("2026年11月16日公开的信息", "2026年11月16日|公开的信息"),
            (
                "根据2023年3月16日令第14号修订　自2023年5月1日起施行",
                "根据2023年3月16日|令第14号修订　|自2023年5月1日|起施行",
            ),
            ("2026年第46周公开的信息", "2026年第46周|公开的信息"),
            ("", ""),
            ("甲", "甲"),
        ] {
            assert_eq!(pieces(title).join("|"), cut);
            assert_eq!(pieces(title).concat(), title);
        }
    }

    #[test]
    fn dates_hours_and_counted_things_stay_whole_in_a_running_text() {
        for (text, marked) in [
            (
                "2018年6月1日至2023年4月30日",
                "[2018年6月1日]至[2023年4月30日]",
            ),
            (
                "自11月21日起，收到之日起 3 个工作日",
                "自[11月21日]起，收到之日起 [3 个]工作日",
            ),
            (
                "工作日 08:30—12:00，14:00—17:30",
                "工作日 [08:30—12:00]，[14:00—17:30]",
            ),
            (
                "In force from 1 May 2023; amended",
                "In force from [1 May 2023]; amended",
            ),
            ("没有“2021-02-30”这一天", "没有“[2021-02-30]”这一天"),
            (
                "澄府规〔2026〕5号，0000-1100012",
                "澄府规〔2026〕5号，0000-1100012",
            ),
            ("5 Mayor 2023", "5 Mayor 2023"),
            ("", ""),
        ] {
            let runs = wholes(text);
            let said = runs.iter().map(|run| {
                if run.is_whole {
                    format!("[{}]", run.text)
                } else {
                    run.text.clone()
                }
            });
            assert_eq!(said.collect::<String>(), marked);
            let all = runs.iter().map(|run| run.text.as_str());
            assert_eq!(all.collect::<String>(), text);
        }
    }
}
