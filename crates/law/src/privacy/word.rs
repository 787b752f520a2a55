//! What tells of persons and is no plain number: mail, papers, plates, homes, names.

use super::glyph::{Glyphs, is_han};
use super::{Certainty, Finding, Kind, Policy};
use crate::personal;
use std::ops::Range;

fn finding(glyphs: &Glyphs, kind: Kind, whole: &Range<usize>, masked: String) -> Finding {
    Finding {
        kind,
        certainty: match kind {
            Kind::Email | Kind::Plate => Certainty::High,
            _ => Certainty::Likely,
        },
        at: glyphs.bytes(whole),
        masked,
    }
}

/// `a***@example.com`
pub(super) fn mail(glyphs: &Glyphs, policy: &Policy) -> Vec<Finding> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let is_domain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    let mut found = Vec::new();
    for at in (0..glyphs.len()).filter(|at| glyphs.get(*at) == Some('@')) {
        let local = (0..at)
            .rev()
            .take_while(|n| glyphs.get(*n).is_some_and(is_local))
            .count();
        let domain = (at + 1..glyphs.len())
            .take_while(|n| glyphs.get(*n).is_some_and(is_domain))
            .count();
        let host = glyphs.text(at + 1..at + 1 + domain).to_ascii_lowercase();
        let host = host.trim_end_matches(['.', '-']);
        let whole = at - local..at + 1 + host.len();
        let ends = host.rsplit('.').next().unwrap_or_default();
        let is_mail = local > 0
            && host.contains('.')
            && ends.len() >= 2
            && ends.bytes().all(|c| c.is_ascii_alphabetic());
        let is_office = policy.office_mail.iter().any(|end| {
            host == end
                || host
                    .strip_suffix(end.as_str())
                    .is_some_and(|rest| rest.ends_with('.'))
        });
        if is_mail && !is_office {
            let first = glyphs.text(whole.start..whole.start + 1);
            found.push(finding(
                glyphs,
                Kind::Email,
                &whole,
                format!("{first}***@{host}"),
            ));
        }
    }
    found
}

/// Passports and permits, where they are called so.
pub(super) fn papers(glyphs: &Glyphs) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < glyphs.len() {
        let is_part = |n: &usize| glyphs.get(*n).is_some_and(|c| c.is_ascii_alphanumeric());
        let length = (at..glyphs.len()).take_while(is_part).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let whole = at..at + length;
        at += length;
        let written = glyphs.text(whole.clone()).to_ascii_uppercase();
        let digits = |from: usize| {
            written
                .get(from..)
                .is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()))
        };
        let kind = match (written.as_bytes(), length) {
            ([b'E', second, ..], 9) if second.is_ascii_alphanumeric() && digits(2) => {
                Kind::Passport
            }
            ([b'G' | b'D' | b'S' | b'P', ..], 9) if digits(1) => Kind::Passport,
            ([b'1', b'4' | b'5', ..], 9) if digits(2) => Kind::Passport,
            ([b'H' | b'M', ..], 9 | 11) if digits(1) => Kind::Permit,
            ([b'C', _, ..], 9) if digits(2) => Kind::Permit,
            ([..], 8) if digits(0) => Kind::Permit,
            _ => continue,
        };
        let called: &[&str] = match kind {
            Kind::Passport => &["护照"],
            _ => &["通行证", "回乡证", "台胞证"],
        };
        if glyphs.is_called(whole.start, called, &["电话", "日期", "编号为"]) {
            let shown = if kind == Kind::Passport { 2 } else { 0 };
            let head = written.get(..shown).unwrap_or_default();
            let masked = format!("{head}{}", "*".repeat(length - shown));
            found.push(finding(glyphs, kind, &whole, masked));
        }
    }
    found
}

/// 粤A12345, 粤A·D12345, 粤A1234学
pub(super) fn plates(glyphs: &Glyphs) -> Vec<Finding> {
    let mut found = Vec::new();
    for at in 0..glyphs.len() {
        let is_province = glyphs
            .get(at)
            .is_some_and(|c| personal::PROVINCES.contains(c));
        let letter = glyphs.get(at + 1).map(|c| c.to_ascii_uppercase());
        if !is_province || !letter.is_some_and(|c| c.is_ascii_uppercase() && !"IO".contains(c)) {
            continue;
        }
        let gap = usize::from(matches!(glyphs.get(at + 2), Some('·' | ' ' | '-' | '.')));
        let from = at + 2 + gap;
        let is_part = |c: char| c.is_ascii_alphanumeric() && !"IOio".contains(c);
        let mut length = (from..glyphs.len())
            .take_while(|n| glyphs.get(*n).is_some_and(is_part))
            .count();
        let closes = glyphs
            .get(from + length)
            .is_some_and(|c| "挂学警港澳领使".contains(c));
        let serial = glyphs.text(from..from + length);
        if closes && length == 4 {
            length += 1;
        }
        let digits = serial.bytes().filter(u8::is_ascii_digit).count();
        let whole = at..from + length;
        let is_longer = glyphs
            .get(whole.end)
            .is_some_and(|c| c.is_ascii_alphanumeric());
        if matches!(length, 5 | 6) && 3 <= digits && !is_longer {
            let head = glyphs.text(at..at + 2);
            let last = glyphs.text(whole.end - 1..whole.end);
            let masked = format!("{head}{}{last}", "*".repeat(length - 1));
            found.push(finding(glyphs, Kind::Plate, &whole, masked));
        }
    }
    found
}

/// What is said of the home of a person.
const AT_HOME: [&str; 14] = [
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
];
/// What is said of places where people come to.
const AT_OFFICES: [&str; 20] = [
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
    "通讯地址",
    "邮寄地址",
    "会议",
    "召开",
    "地点",
    "联系地址",
    "公司住所",
    "企业住所",
    "项目",
];

/// A home: a road, village or estate with the number of a house, where it is called a home or has the number of a room.
pub(super) fn homes(glyphs: &Glyphs) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let mut at = 0;
    while at < glyphs.len() {
        let is_part = |n: &usize| {
            glyphs
                .get(*n)
                .is_some_and(|c| is_han(c) || c.is_ascii_alphanumeric() || c == '-')
        };
        let length = (at..glyphs.len()).take_while(is_part).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let (start, end) = (at, at + length);
        at = end;
        // Everything up to the last number of a house in these words.
        let Some((last, is_room)) = house(glyphs, start..end) else {
            continue;
        };
        let words = glyphs.text(start..last);
        let called = AT_HOME
            .iter()
            .filter_map(|name| words.rfind(name).map(|at| at + name.len()));
        let called = called.max();
        // 男，住松岭县……
        let says_where = words.starts_with('住');
        let is_home =
            says_where || called.is_some() || glyphs.is_called(start, &AT_HOME, &AT_OFFICES);
        let is_office = glyphs.is_called(start, &AT_OFFICES, &AT_HOME)
            || (called.is_none() && AT_OFFICES.iter().any(|name| words.contains(name)));
        if !(is_home || is_room && !is_office) {
            continue;
        }
        let skipped = called.map_or(usize::from(says_where), |at| {
            words.get(..at).unwrap_or_default().chars().count()
        });
        let mut first = start + skipped;
        while first < last
            && glyphs
                .get(first)
                .is_some_and(|c| "址地在为是于于:：".contains(c))
        {
            first += 1;
        }
        let whole = first..last;
        let written = glyphs.text(whole.clone());
        let cut = written
            .rfind(['区', '县', '市', '镇', '乡'])
            .or_else(|| written.find("街道"));
        let shown = cut.and_then(|at| {
            let after = written.get(at..)?.chars().next()?.len_utf8();
            written.get(..at + after)
        });
        let masked = format!("{}***", shown.unwrap_or_default());
        found.push(finding(glyphs, Kind::Address, &whole, masked));
    }
    found
}

/// Where the last number of a house, a building or a room ends, and whether it is one of a room.
fn house(glyphs: &Glyphs, words: Range<usize>) -> Option<(usize, bool)> {
    let mut last = None;
    let mut is_room = false;
    let mut has_place = false;
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    for at in words.clone() {
        let Some(c) = glyphs.get(at) else { break };
        has_place |= "路街巷弄道村里区苑园庄组镇乡城".contains(c);
        let is_counted = glyphs
            .before(at)
            .is_some_and(|before| is_number(before) || before.is_ascii_uppercase())
            && words.start < at;
        if !is_counted || !has_place {
            continue;
        }
        let opens_room = "室户房".contains(c);
        if opens_room || "号栋幢座".contains(c) || (c == '单' && glyphs.get(at + 1) == Some('元'))
        {
            is_room |= opens_room || c == '单' || "栋幢座".contains(c);
            last = Some(if c == '单' { at + 2 } else { at + 1 });
        }
    }
    // 502 at the end, behind the number of a building.
    let mut end = last?;
    let digits = (end..words.end)
        .take_while(|n| {
            glyphs
                .get(*n)
                .is_some_and(|c| c.is_ascii_digit() || c == '-')
        })
        .count();
    if (3..=6).contains(&digits) && end + digits == words.end {
        end += digits;
        is_room = true;
    }
    Some((end, is_room))
}

/// Surnames that are words as well, or seldom: of a name only where something says that there is one.
const RARER_SURNAMES: &str = "常洪万游涂窦章梁佟宫屠靖沙仇那麦连巩盖敖寇池丛岑隋晏娄闵危明褚蔺闻茅逯党宗边储浦冼占巫植卜符练桂冀茹\
                              臧戚鄢甄练扈燕冷訾阚佘利聂蔚祖费廉薄伏裘缪经房宣邸郁单杭洑诸左石崔吉钮嵇邢滑裴荣翁荀羊於惠曲封芮羿";

/// Words before the name of a person.
const BEFORE_NAMES: [&str; 54] = [
    "申请人",
    "被申请人",
    "当事人",
    "患者",
    "户主",
    "姓名",
    "违法行为人",
    "被处罚人",
    "法定代理人",
    "委托代理人",
    "监护人",
    "死者",
    "伤者",
    "救助对象",
    "低保对象",
    "受助人",
    "受益人",
    "申报人",
    "投诉人",
    "举报人",
    "信访人",
    "来信人",
    "学生",
    "考生",
    "家属",
    "配偶",
    "父亲",
    "母亲",
    "儿子",
    "女儿",
    "原告",
    "被告",
    "第三人",
    "证人",
    "承租人",
    "产权人",
    "权利人",
    "房主",
    "业主",
    "村民",
    "居民",
    "公民",
    "持证人",
    "领取人",
    "联系人",
    "收件人",
    "持卡人",
    "户名",
    "收款人",
    "车主",
    "驾驶人",
    "投保人",
    "被保险人",
    "开户人",
];
/// What is said of people right behind their names.
const AFTER_NAMES: [&str; 39] = [
    "男",
    "女",
    "同志",
    "某",
    "等",
    "因",
    "系",
    "之",
    "的",
    "不服",
    "诉",
    "于",
    "在",
    "向",
    "对",
    "与",
    "提出",
    "住",
    "身份证",
    "性别",
    "年龄",
    "出生",
    "民族",
    "电话",
    "手机",
    "联系",
    "地址",
    "证件",
    "家住",
    "请求",
    "申请",
    "称",
    "反映",
    "认为",
    "已",
    "未",
    "被",
    "经",
    "公民",
];
/// What begins like a surname and is a word.
const NO_NAMES: [&str; 40] = [
    "应当", "应该", "应于", "于", "向", "和", "同意", "方可", "时", "任何", "所有", "成功", "成为",
    "经过", "经", "关于", "关系", "需要", "须", "白天", "安全", "安置", "常住", "管理", "许可",
    "温馨", "车辆", "平均", "包括", "全部", "全体", "均", "有关", "有权", "有效", "身份", "代表",
    "高于", "单位", "管部",
];

/// Names of persons behind words that say so, or under a head that does.
pub(super) fn names(glyphs: &Glyphs) -> Vec<Finding> {
    let mut found = Vec::new();
    let head = glyphs.head();
    let is_column = BEFORE_NAMES.iter().any(|word| head.contains(word));
    if is_column {
        let whole = 0..glyphs.len();
        let written = glyphs.text(whole.clone());
        let name: String = written.chars().filter(|c| *c != ' ').collect();
        if is_name(&name, true) {
            found.push(finding(glyphs, Kind::Name, &whole, masked_name(&name)));
        }
        return found;
    }
    for at in 1..glyphs.len() {
        let before = glyphs.text(at.saturating_sub(6)..at);
        let Some(word) = BEFORE_NAMES.iter().find(|word| before.ends_with(**word)) else {
            continue;
        };
        let mut first = at;
        // 申请人（姓名）：张三 and 姓 名： are left to the eye.
        let is_marked = matches!(glyphs.get(first), Some(':' | ' '));
        while matches!(glyphs.get(first), Some(':' | ' ')) {
            first += 1;
        }
        let is_part = |n: &usize| glyphs.get(*n).is_some_and(|c| is_han(c) || c == '·');
        let length = (first..glyphs.len()).take_while(is_part).count();
        // A name stands alone, or before what is said of people.
        let run = glyphs.text(first..first + length);
        let name = AFTER_NAMES
            .iter()
            .filter_map(|end| {
                run.find(end)
                    .filter(|at| *at > 3)
                    .and_then(|at| run.get(..at))
            })
            .min_by_key(|name| name.len())
            .unwrap_or(&run);
        let is_sure = is_marked || *word == "姓名";
        if is_name(name, is_sure) {
            let whole = first..first + name.chars().count();
            found.push(finding(glyphs, Kind::Name, &whole, masked_name(name)));
        }
    }
    found
}

fn is_name(name: &str, is_sure: bool) -> bool {
    let chars: Vec<char> = name.chars().collect();
    if name.contains('某')
        || name.contains('*')
        || NO_NAMES.iter().any(|word| name.starts_with(word))
    {
        return false;
    }
    if name.contains('·') {
        return chars.len() >= 4 && chars.iter().all(|c| is_han(*c) || *c == '·');
    }
    let is_rare = chars.first().is_some_and(|c| RARER_SURNAMES.contains(*c));
    let surname = personal::surname(&chars).max(usize::from(is_rare && is_sure));
    let given = chars.len() - surname;
    let is_thing = chars.last().is_some_and(|c| personal::THINGS.contains(*c)) && chars.len() > 2;
    chars.iter().all(|c| is_han(*c))
        && 0 < surname
        && (1..=2).contains(&given)
        && (is_sure || !is_thing)
}

/// 张某某
fn masked_name(name: &str) -> String {
    let count = name.chars().filter(|c| *c != '·').count();
    let first = name.chars().next().map(String::from).unwrap_or_default();
    format!("{first}{}", "某".repeat(count.saturating_sub(1).min(2)))
}
