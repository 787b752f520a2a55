//! 其他 — days of birth, names on WeChat and QQ, and addresses of machines, where the words beside them call them so.

use super::glyph::Glyphs;
use super::{Certainty, Finding, Kind};
use crate::date;
use std::ops::Range;

/// What says of a day that somebody was born on it.
const OF_BIRTH: [&str; 7] = [
    "出生日期",
    "出生年月日",
    "出生年月",
    "出生时间",
    "生日",
    "出生于",
    "出生:",
];
/// What says of another day that it is none.
const OF_OTHER_DAYS: [&str; 6] = ["签发", "发证", "日期为", "申请日期", "填表日期", "有效期"];

/// What makes another word of 出生 and 生 behind a day: 出生的, 生效.
const NOT_BORN: &[char] = &[
    '的', '人', '前', '后', '且', '产', '效', '活', '育', '病', '日', '长', '成', '动', '态', '物',
    '率',
];

pub(super) fn others(glyphs: &Glyphs, text: &str) -> Vec<Finding> {
    let mut found = births(glyphs, text);
    found.extend(short_births(glyphs));
    found.extend(names_elsewhere(glyphs));
    found.extend(machines(glyphs));
    found
}

fn finding(at: Range<usize>) -> Finding {
    Finding {
        kind: Kind::Other,
        certainty: Certainty::Likely,
        at,
        masked: "***".to_owned(),
    }
}

/// 出生日期：1990年3月7日; 1990年3月7日出生, but not those who were born before a day.
fn births(glyphs: &Glyphs, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some((_, range)) = text.get(from..).and_then(date::find) {
        let range = from + range.start..from + range.end;
        let words = text.get(range.clone()).unwrap_or_default();
        at += text
            .get(from..range.start)
            .map_or(0, |it| it.chars().count());
        let behind = text.get(range.end..).unwrap_or_default().trim_start();
        let is_told = behind
            .strip_prefix("出生")
            .or_else(|| behind.strip_prefix('生'));
        let is_of_many = |rest: &str| rest.starts_with(NOT_BORN);
        let is_one = is_told.is_some_and(|rest| !is_of_many(rest))
            && !glyphs.is_called(at, &["至", "从", "自"], &["，", ","]);
        // 王芳，生于1990年, but not what 发生于 and 产生于 a day.
        let context = glyphs.context(at);
        let before = context.strip_suffix("生于");
        let is_born = before.is_some_and(|before| !before.ends_with(['发', '产', '滋', '衍']));
        // 出生日期为 is no 日期为 of another day.
        let called = context.trim_end_matches([':', '为', '是']);
        let is_birth = OF_BIRTH.iter().any(|word| called.ends_with(word))
            || glyphs.is_called(at, &OF_BIRTH, &OF_OTHER_DAYS);
        if is_one || is_born || is_birth {
            found.push(finding(range.clone()));
        }
        at += words.chars().count();
        from = range.end;
    }
    found
}

/// 出生日期：19900307
fn short_births(glyphs: &Glyphs) -> Vec<Finding> {
    let runs = glyphs.runs(|c| c.is_ascii_alphanumeric());
    let days = runs.into_iter().filter(|whole| {
        let digits = glyphs.text(whole.clone());
        let part =
            |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u16>().ok());
        let is_day = digits.len() == 8
            && part(0..4).is_some_and(|year| (1900..2100).contains(&year))
            && part(4..6).is_some_and(|month| (1..=12).contains(&month))
            && part(6..8).is_some_and(|day| (1..=31).contains(&day));
        is_day && glyphs.is_called(whole.start, &OF_BIRTH, &OF_OTHER_DAYS)
    });
    days.map(|whole| finding(glyphs.bytes(&whole))).collect()
}

/// 微信号：wang_fei88, QQ 12345678; not 公众号 or a group.
fn names_elsewhere(glyphs: &Glyphs) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in 0..glyphs.len() {
        let Some((is_wechat, length)) = elsewhere(glyphs, at) else {
            continue;
        };
        let mut first = at + length;
        for word in ["账号", "号码", "号", "ID", "id"] {
            if glyphs.is_one_of(first, &[word]) {
                first += word.chars().count();
                break;
            }
        }
        let is_between = |c: char| matches!(c, ':' | ' ' | '是' | '为');
        while glyphs.get(first).is_some_and(is_between) {
            first += 1;
        }
        let is_part = |n: &usize| {
            glyphs
                .get(*n)
                .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        };
        let length = (first..glyphs.len()).take_while(is_part).count();
        let name = glyphs.text(first..first + length);
        let is_number = name.bytes().all(|c| c.is_ascii_digit());
        let is_name = if is_wechat {
            (6..=20).contains(&length) && name.starts_with(|c: char| c.is_ascii_alphabetic())
        } else {
            (5..=11).contains(&length) && is_number && !name.starts_with('0')
        };
        let is_mail = glyphs.get(first + length) == Some('@');
        if is_name && !is_mail {
            found.push(finding(glyphs.bytes(&(first..first + length))));
        }
    }
    found
}

/// What people call WeChat and QQ, whether it is the first, and how many characters that has: 微信, VX, QQ, 扣扣.
fn elsewhere(glyphs: &Glyphs, at: usize) -> Option<(bool, usize)> {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let word = |length: usize| {
        let words = glyphs.ahead(at, length);
        words.to_ascii_lowercase()
    };
    match (word(2).as_str(), word(3).as_str()) {
        ("微信", _) => Some((true, 2)),
        ("扣扣", _) => Some((false, 2)),
        _ if is_letter(glyphs.before(at)) => None,
        ("qq", _) => Some((false, 2)),
        (_, "q q") => Some((false, 3)),
        ("vx" | "wx", _) if !is_letter(glyphs.get(at + 2)) => Some((true, 2)),
        _ => None,
    }
}

/// IP 地址：192.0.2.17
fn machines(glyphs: &Glyphs) -> Vec<Finding> {
    let mut found = Vec::new();
    for whole in glyphs.runs(|c| c.is_ascii_digit() || c == '.') {
        let address = glyphs.text(whole.clone());
        let address = address.trim_end_matches('.');
        let whole = whole.start..whole.start + address.len();
        let is_address = address.parse::<core::net::Ipv4Addr>().is_ok();
        if is_address && glyphs.is_called(whole.start, &["ip"], &["版本"]) {
            found.push(finding(glyphs.bytes(&whole)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::privacy::{Kind, Policy, mask, scan};

    #[test]
    fn what_is_called_a_birth_a_name_elsewhere_or_a_machine_is_found() {
        for (text, masked) in [
            ("出生日期：1990年3月7日，", "出生日期：***，"),
            ("男，1980年12月5日出生，汉族", "男，***出生，汉族"),
            ("生于 1975-08-09。", "生于 ***。"),
            ("微信号：wang_fei88", "微信号：***"),
            ("加我微信 lxh2020x", "加我微信 ***"),
            ("QQ：12345678", "QQ：***"),
            ("登录IP地址为192.0.2.17，", "登录IP地址为***，"),
            ("登录IP 198.51.100.200……", "登录IP ***……"),
            ("登录IP 198.51.100.200...", "登录IP ***..."),
            (
                "2020年1月1日登记，出生日期：1990年3月7日",
                "2020年1月1日登记，出生日期：***",
            ),
            ("出生日期为1990年3月7日", "出生日期为***"),
        ] {
            let found = scan(text, &Policy::default());
            assert_eq!(mask(text, &found), masked, "{text}");
            assert!(found.iter().all(|one| one.kind == Kind::Other), "{text}");
        }
    }

    #[test]
    fn what_only_stands_where_they_stand_is_not() {
        for text in [
            "2018年9月1日至2019年8月31日出生的儿童",
            "发布日期：2020年7月15日",
            "出生证明的签发日期为2020年7月15日",
            "出生日期已核，登记日期为2020年7月15日",
            "自2020年7月15日生效",
            "关注微信公众号linhefabu",
            "QQ群：12345678",
            "软件版本192.0.2.17",
            "IP地址池为300.1.1.1",
            "QQ邮箱",
            "微信：",
            // A name on WeChat has six signs or more.
            "微信：wx01",
            "微信 20201234",
        ] {
            assert_eq!(scan(text, &Policy::default()), [], "{text}");
        }
    }
}
