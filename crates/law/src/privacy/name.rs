//! Names of persons: behind the words by which procedures, forms and people themselves call them, or under a head that does.
//!
//! A name is a surname with one or two characters, alone or before what is said of people. Without a sign between them a
//! word and a name run together as words do (当事人申请), so that what is also a word is none there.

use super::glyph::{Glyphs, is_han};
use super::word::finding;
use super::{Finding, Kind};
use crate::personal;

/// Surnames that are words as well, or seldom: of a name only where something says that there is one.
const RARER_SURNAMES: &str = "常洪万游涂窦章梁佟宫屠靖沙仇那麦连巩盖敖寇池丛岑隋晏娄闵危明褚蔺闻茅逯党宗边储浦冼占巫植卜符练桂冀茹\
                              臧戚鄢甄练扈燕冷訾阚佘利聂蔚祖费廉薄伏裘缪经房宣邸郁单杭洑诸左石崔吉钮嵇邢滑裴荣翁荀羊於惠曲封芮羿";

/// How far behind a word a name and what is said of its bearer are looked for, in characters.
const LONGEST_RUN: usize = 24;

/// Words before the name of a person.
const BEFORE_NAMES: &[&str] = &[
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
    "被告人",
    "被执行人",
    "申请执行人",
    "上诉人",
    "代理人",
    "被害人",
    "受害人",
    "嫌疑人",
    "驾驶员",
    "家长",
    "所有人",
    "经营者",
    "寄件人",
    "收货人",
    "签名",
];
/// Words before the name of who speaks: what follows them up to a sign is a name or none.
const OF_ONESELF: [&str; 3] = ["本人", "我叫", "我是"];
/// Words that only seem to stand before a name, being part of another: 妇女儿童, 企业主管, 业主方.
const WITHIN_WORDS: [(&str, &str, &str); 5] = [
    ("户名", "客用", "单称"),
    ("女儿", "妇", "童"),
    ("业主", "企专事农林商工行产", "方管体委大"),
    ("所有人", "", "民员"),
    ("第三人", "", "称"),
];
/// What is said of people right behind their names.
const AFTER_NAMES: &[&str] = &[
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
    "驾驶",
    "驾车",
    "民间借贷",
    "劳动争议",
    "合同纠纷",
    "离婚",
    "一案",
    "提交",
    "提起",
    "起诉",
    "上诉",
    "答辩",
    "辩称",
    "述称",
    "到庭",
    "出庭",
    "无证",
    "违法",
    "涉嫌",
    "名下",
    "经营",
    "签名",
];
/// What begins like a surname and is a word.
const NO_NAMES: &[&str] = &[
    "应当",
    "应该",
    "应于",
    "向",
    "和",
    "同意",
    "方可",
    "时",
    "任何",
    "所有",
    "成功",
    "成为",
    "经过",
    "经",
    "关于",
    "关系",
    "需要",
    "须",
    "白天",
    "安全",
    "安置",
    "常住",
    "管理",
    "许可",
    "温馨",
    "车辆",
    "平均",
    "包括",
    "全部",
    "全体",
    "均",
    "有关",
    "有权",
    "有效",
    "身份",
    "代表",
    "高于",
    "单位",
    "管部",
    "申请",
    "申报",
    "申辩",
    "申诉",
    "陈述",
    "康复",
    "施加",
    "尚未",
    "易懂",
    "单方",
    "范围",
    "毕业",
    "常见",
    "常用",
    "单独",
    "单体",
    "安排",
    "钱物",
    "符合",
    "曾经",
    "曾出具",
    "申领",
    "成员",
    "成绩",
    "房屋",
    "方面",
    "方就",
    "方的",
    "解析",
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
        let words = BEFORE_NAMES.iter().chain(&OF_ONESELF);
        let Some(word) = words.into_iter().find(|word| before.ends_with(**word)) else {
            continue;
        };
        if is_within_word(glyphs, at, word) {
            continue;
        }
        let mut first = behind_bracket(glyphs, at);
        let is_mark = |c: Option<char>| matches!(c, Some(':' | ' ' | '\t'));
        let is_marked = is_mark(glyphs.get(first));
        while is_mark(glyphs.get(first)) {
            first += 1;
        }
        let is_part = |n: &usize| glyphs.get(*n).is_some_and(|c| is_han(c) || c == '·');
        let rest = first..glyphs.len().min(first + LONGEST_RUN);
        let length = rest.take_while(is_part).count();
        // A name stands alone, or before what is said of people.
        let run = glyphs.text(first..first + length);
        let of_oneself = OF_ONESELF.contains(word);
        let name = AFTER_NAMES
            .iter()
            .filter(|_| !of_oneself)
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

/// Whether a word before a name is part of another word.
fn is_within_word(glyphs: &Glyphs, end: usize, word: &str) -> bool {
    let start = end - word.chars().count();
    let (before, after) = (glyphs.before(start), glyphs.get(end));
    WITHIN_WORDS.iter().any(|(part, ahead, behind)| {
        *part == word
            && (before.is_some_and(|c| ahead.contains(c))
                || after.is_some_and(|c| behind.contains(c)))
    })
}

/// Behind a short bracket that may follow the word: 代理人（签名）：张三.
fn behind_bracket(glyphs: &Glyphs, at: usize) -> usize {
    if glyphs.get(at) != Some('(') {
        return at;
    }
    let mut within = at..glyphs.len().min(at + 14);
    match within.find(|n| glyphs.get(*n) == Some(')')) {
        Some(close) if glyphs.get(close + 1) == Some(':') => close + 1,
        _ => at,
    }
}

fn is_name(name: &str, is_sure: bool) -> bool {
    let chars: Vec<char> = name.chars().collect();
    if name.contains('某') || NO_NAMES.iter().any(|word| name.starts_with(word)) {
        return false;
    }
    // 当事人于次日 is no 于次日.
    let is_day = |c: &char| "次当同收本每该其今昨上下日前后接签作提起".contains(*c);
    if !is_sure && chars.first() == Some(&'于') && chars.get(1).is_some_and(is_day) {
        return false;
    }
    if name.contains('·') {
        return chars.len() >= 4 && chars.iter().all(|c| is_han(*c) || *c == '·');
    }
    let is_rare = chars.first().is_some_and(|c| RARER_SURNAMES.contains(*c));
    let surname = personal::surname(&chars).max(usize::from(is_rare && is_sure));
    let given = chars.len() - surname;
    let is_thing = chars.last().is_some_and(|c| personal::THINGS.contains(*c)) && chars.len() > 2;
    // 户主、车牌号、金额: a head beside another.
    let is_head = chars.last().is_some_and(|c| "号额址码型类".contains(*c));
    chars.iter().all(|c| is_han(*c))
        && 0 < surname
        && (1..=2).contains(&given)
        && !is_head
        && (is_sure || !is_thing)
}

/// 张某某
fn masked_name(name: &str) -> String {
    let count = name.chars().filter(|c| *c != '·').count();
    let first = name.chars().next().map(String::from).unwrap_or_default();
    format!("{first}{}", "某".repeat(count.saturating_sub(1).min(2)))
}
