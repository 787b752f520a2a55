//! 要素 — what a single line is, as far as the line alone tells: a number, a date, a note, an imprint.
//!
//! Decides the elements of GB/T 9704-2012 that have a form of their own. What depends on the neighbours (title,
//! signature, heading) is decided by [`super::head`], [`super::closing`] and [`super::body`].

use crate::label;
use crate::line::is_blank;
use law::Date;
use law::item::docnum::DocNumber;

/// The most bytes of a line that is nothing but one element; a paragraph is longer.
const SHORT: usize = 192;

/// The words of a line without blanks, where it is short enough to be nothing but one element.
fn bare(words: &str) -> Option<String> {
    let mut bare = String::new();
    for c in words.chars().filter(|c| !is_blank(*c)) {
        if bare.len() >= SHORT {
            return None;
        }
        bare.push(c);
    }
    Some(bare)
}

/// 发文字号 filling a line, perhaps in brackets or with 签发人 beside it; in canonical form.
pub(super) fn doc_no(words: &str) -> Option<String> {
    let words = words.trim_matches(is_blank);
    let inner = unbracketed(words).unwrap_or(words);
    if let Some((number, _, len)) = DocNumber::at_start(inner) {
        let rest = inner.get(len..)?.trim_matches(is_blank);
        return (rest.is_empty() || rest.starts_with("签发人")).then(|| number.to_string());
    }
    bare_number(inner)
}

/// `2025年第44号`, `第711号`: the number of an order or announcement whose name stands in the title.
fn bare_number(words: &str) -> Option<String> {
    let text = bare(words)?;
    let serial = match text.split_once('年') {
        Some((year, serial)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
            serial
        }
        Some(_) => return None,
        None => text.as_str(),
    };
    let number = serial.strip_prefix('第')?.strip_suffix('号')?;
    let (_, len) = law::item::heading::numeral(number)?;
    (len == number.len()).then_some(text)
}

/// The date that fills a line, perhaps in brackets.
pub(super) fn date(words: &str) -> Option<Date> {
    let words = words.trim_matches(is_blank);
    let inner = unbracketed(words).unwrap_or(words);
    if inner.len() > SHORT {
        return None;
    }
    let (date, range) = law::date::find(inner)?;
    let outside = |text: &str| text.chars().all(is_blank);
    (outside(inner.get(..range.start)?) && outside(inner.get(range.end..)?)).then_some(date)
}

/// A number that a form leaves open: `XX发〔20XX〕XX号`.
pub(super) fn is_open_number(words: &str) -> bool {
    words.chars().count() <= 30
        && words.ends_with('号')
        && words.contains('〔')
        && words.contains('〕')
        && words.contains(['X', 'Ｘ', '×'])
        && !words.contains(['。', '，', '《'])
}

/// A date that a form leaves open: `20XX年XX月XX日`.
pub(super) fn is_open_date(words: &str) -> bool {
    let Some(words) = bare(words) else {
        return false;
    };
    let open = |c: char| matches!(c, 'X' | 'Ｘ' | '×' | '年' | '月' | '日') || c.is_ascii_digit();
    words.chars().all(open)
        && words.contains(['X', 'Ｘ', '×'])
        && words.contains('年')
        && words.ends_with('日')
}

/// What stands in one pair of brackets around the whole line.
pub(super) fn unbracketed(words: &str) -> Option<&str> {
    let inner = words.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])?;
    (!inner.contains(['（', '(', '）', ')']) || !inner.contains('。')).then_some(inner)
}

/// 附注: a line in brackets that says something about the document: （此件公开发布）.
pub(super) fn is_note(words: &str) -> bool {
    let Some(inner) = unbracketed(words) else {
        return false;
    };
    label::disclosure(inner).is_some()
        || ["此件", "本文", "联系人", "联系电话", "本件", "有删减"]
            .iter()
            .any(|word| inner.contains(word))
}

/// 题注: the line in brackets under the title of a law that says when it was adopted. Set in several paragraphs, the
/// bracket opens in the first and closes in the last.
pub(super) fn is_enactment_note(words: &str) -> bool {
    let n_opened = words.matches(['（', '(']).count();
    let n_closed = words.matches(['）', ')']).count();
    let opens = words.starts_with(['（', '(']);
    let closes = words.ends_with(['）', ')']);
    ((opens && (closes || n_opened > n_closed)) || (closes && n_closed > n_opened))
        && law::date::find(words).is_some()
        && [
            "通过", "公布", "发布", "修订", "修正", "批准", "施行", "颁布", "印发",
        ]
        .iter()
        .any(|word| words.contains(word))
}

/// 抄送机关
pub(super) fn is_copy_to(words: &str) -> bool {
    let head: String = words.chars().filter(|c| !is_blank(*c)).take(3).collect();
    ["抄送：", "抄送:", "抄报：", "抄报:", "分送：", "分送:"].contains(&head.as_str())
}

/// 印发机关和印发日期: `广东省人民政府办公厅　　2020年7月20日印发`
pub(super) fn is_imprint(words: &str) -> bool {
    let words = words.trim_matches(is_blank);
    words.ends_with("印发") && words.chars().count() <= 60 && law::date::find(words).is_some()
}

/// 主题词 as documents printed them before 2012.
pub(super) fn keywords(words: &str) -> Option<Vec<String>> {
    match label::labelled(words) {
        Some(("keywords", value)) => Some(label::keywords(value)),
        _ => None,
    }
}

/// 份号, 密级和保密期限, 紧急程度
pub(super) fn is_stamp(words: &str) -> bool {
    let Some(words) = bare(words) else {
        return false;
    };
    let copy = words.len() == 6 && words.bytes().all(|b| b.is_ascii_digit());
    let secret = ["绝密", "机密", "秘密"].iter().any(|level| {
        words
            .strip_prefix(level)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['★', '☆']))
    });
    copy || secret || ["特急", "加急", "特提", "平急", "急件"].contains(&words.as_str())
}

/// 附件说明: `附件：1.…`, with what it names.
pub(super) fn attachment_note(words: &str) -> Option<&str> {
    // --- 相关附件 ---
    if words.trim_matches(|c: char| is_blank(c) || c == '-') == "相关附件" {
        return Some("");
    }
    let rest = words
        .strip_prefix("附件")
        .or_else(|| words.strip_prefix("附　件"))
        .or_else(|| words.strip_prefix("附 件"))
        .or_else(|| words.strip_prefix("相关附件"))
        .or_else(|| words.strip_prefix("附"))?;
    let rest = rest.trim_start_matches(is_blank);
    let (_, len) = law::item::heading::numeral(rest).unwrap_or((0, 0));
    let rest = rest.get(len..)?.trim_start_matches(is_blank);
    rest.strip_prefix(['：', ':'])
        .map(|name| name.trim_matches(is_blank))
}

/// The mark above an annex: `附件`, `附件1`, `附件一：`, alone in its line.
pub(super) fn is_attachment_mark(words: &str) -> bool {
    let Some(words) = bare(words) else {
        return false;
    };
    let Some(rest) = words
        .strip_prefix("附件")
        .or_else(|| words.strip_prefix("附表"))
        .or_else(|| words.strip_prefix("附录"))
    else {
        return words == "附" || words == "附：";
    };
    let rest = rest.trim_end_matches(['：', ':']);
    let (_, len) = law::item::heading::numeral(rest).unwrap_or((0, 0));
    rest.len() == len || (rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_uppercase()))
}

/// How lines with a colon begin that address nobody.
const NOT: &[&str] = &[
    "各位",
    "如下",
    "同志们",
    "代表们",
    "附件",
    "委员们",
    "下列",
    "以下",
    "现将",
    "通知如",
    "按照",
    "根据",
    "现就",
    "为",
];

/// What addressees are called.
const ADDRESSED: &[&str] = &[
    "政府",
    "部门",
    "单位",
    "机构",
    "国务院",
    "企业",
    "办公室",
    "办公厅",
    "委员会",
    "专家",
    "银行",
    "学校",
    "公司",
    "机关",
    "组织",
    "中心",
    "大学",
    "协会",
    "海关",
    "公民",
    "分会",
    "分局",
];

/// 主送机关: a line that addresses organs and ends with a colon.
pub(super) fn recipients(words: &str) -> Option<Vec<String>> {
    let line = words.trim_matches(is_blank).strip_suffix(['：', ':'])?;
    let n = line.chars().count();
    if !(2..=600).contains(&n)
        || line.contains(['。', '；', '《', '？', '！']) && !line.contains("各")
    {
        return None;
    }
    if line.contains('。')
        || NOT.iter().any(|word| line.starts_with(word))
        || line.ends_with("如下")
        || line.ends_with("下列")
    {
        return None;
    }
    let addressed = line.starts_with('各')
        || ADDRESSED.iter().any(|word| line.contains(word))
        || crate::organ::organs(line).is_some();
    let marker = law::item::heading::marker(line).is_some();
    (addressed && !marker).then(|| addressees(line))
}

/// Kinds of addressees are separated by commas; organs that are named one by one also by `、`.
fn addressees(line: &str) -> Vec<String> {
    let mut list = Vec::new();
    for group in line.split(['，', '；', ',']) {
        let group = group.trim_matches(is_blank);
        let pieces: Vec<&str> = group.split('、').collect();
        if pieces.len() > 1 && pieces.iter().all(|piece| crate::organ::is_organ(piece)) {
            list.extend(pieces.into_iter().map(str::to_owned));
        } else if !group.is_empty() {
            list.push(group.to_owned());
        }
    }
    list
}

/// 发文机关标志: `广东省人民政府办公厅文件`
pub(super) fn organ_mark(words: &str) -> Option<Vec<String>> {
    // 文 件 may be set wide; blanks between names part them.
    let name = words.trim_end_matches(is_blank).strip_suffix('件')?;
    let name = name.trim_end_matches(is_blank).strip_suffix('文')?;
    crate::organ::organs(name)
}

/// 纪要标志: `会议纪要`, `示例县人民政府常务会议纪要`, also set wide. A title says besides what was met about.
pub(super) fn is_minutes_mark(words: &str) -> bool {
    let Some(bare) = bare(words) else {
        return false;
    };
    bare.ends_with("纪要")
        && bare.chars().count() <= 30
        && !["关于", "印发", "转发", "的"]
            .iter()
            .any(|word| bare.contains(word))
        && bare
            .chars()
            .all(|c| c > '\u{2e7f}' && !matches!(c, '，' | '。' | '：' | '（' | '《'))
}

/// Whether a mark of minutes does not say of what meeting.
pub(super) fn names_no_meeting(mark: &str) -> bool {
    matches!(
        mark,
        "会议纪要" | "纪要" | "专题会议纪要" | "办公会议纪要" | "常务会议纪要"
    )
}

/// The organ whose meeting a mark of minutes names: 示例县人民政府 in 示例县人民政府常务会议纪要.
pub(super) fn organ_of_minutes(mark: &str) -> Vec<String> {
    const MEETINGS: &[&str] = &[
        "纪要", "会议", "常务", "办公", "专题", "全体", "联席", "党组", "工作", "协调", "局长",
        "县长", "区长", "市长", "主任", "厅长", "局务", "委务", "部务",
    ];
    let bare: String = mark.chars().filter(|c| !is_blank(*c)).collect();
    let mut organ = bare.as_str();
    while let Some(rest) = MEETINGS.iter().find_map(|word| organ.strip_suffix(word)) {
        organ = rest;
    }
    let organ = Some(organ).filter(|organ| crate::organ::is_organ(organ));
    organ.map(str::to_owned).into_iter().collect()
}

/// The number of an issue of minutes, perhaps in brackets: `第5期`, `（第12次）`, `〔2026〕3号`.
pub(super) fn issue_no(words: &str) -> Option<String> {
    let text = bare(unbracketed(words).unwrap_or(words))?;
    if let Some(rest) = text.strip_prefix('〔') {
        let (year, serial) = rest.strip_suffix('号')?.split_once('〕')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        return (digits(year) && digits(serial)).then_some(text);
    }
    let serial = text.strip_prefix('第')?.strip_suffix(['期', '次', '号'])?;
    let (_, len) = law::item::heading::numeral(serial)?;
    (len == serial.len()).then_some(text)
}

/// What is the mark of an organ where a title follows it: `XX人民政府`, `XX人民政府公告`, `会议纪要`.
pub(super) fn could_be_organ_mark(words: &str) -> Option<Vec<String>> {
    const NAMED: &[&str] = &["会议纪要", "公告", "通告", "令", "函"];
    let words = words.trim_matches(is_blank);
    if words == "会议纪要" {
        return Some(Vec::new());
    }
    let bare = NAMED.iter().find_map(|named| words.strip_suffix(named));
    crate::organ::organs(bare.unwrap_or(words)).or_else(|| crate::organ::organs(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_fill_a_line_are_known() {
        for (line, number) in [
            ("粤府办〔2020〕14号", "粤府办〔2020〕14号"),
            ("（国办发[2019]5号）", "国办发〔2019〕5号"),
            ("粤府〔2020〕1号　　　签发人：某某某", "粤府〔2020〕1号"),
            ("2025年第44号", "2025年第44号"),
            ("第 711 号", "第711号"),
        ] {
            assert_eq!(doc_no(line).as_deref(), Some(number), "{line}");
        }
        for line in ["根据国办发〔2019〕5号的要求", "第一批", "2020年工作要点"] {
            assert_eq!(doc_no(line), None, "{line}");
        }
    }

    #[test]
    fn addressees_are_listed_as_they_are_grouped() {
        assert_eq!(
            recipients("各省、自治区、直辖市人民政府，国务院各部委、各直属机构："),
            Some(vec![
                "各省、自治区、直辖市人民政府".into(),
                "国务院各部委、各直属机构".into()
            ])
        );
        assert_eq!(
            recipients("广东省人民政府，教育部、外交部："),
            Some(vec![
                "广东省人民政府".into(),
                "教育部".into(),
                "外交部".into()
            ])
        );
        for line in [
            "各位代表：",
            "现将有关事项通知如下：",
            "一、总体要求：",
            "（一）有关部门：",
        ] {
            assert_eq!(recipients(line), None, "{line}");
        }
    }

    #[test]
    fn annexes_are_marked_in_many_ways() {
        for line in ["附件", "附件1", "附件 2", "附件一：", "附表3", "附："] {
            assert!(is_attachment_mark(line), "{line}");
        }
        for line in ["附件：1.名单", "附件所列", "附则"] {
            assert!(!is_attachment_mark(line), "{line}");
        }
        assert_eq!(attachment_note("附件：1.名单"), Some("1.名单"));
        assert_eq!(attachment_note("附则"), None);
    }
}
