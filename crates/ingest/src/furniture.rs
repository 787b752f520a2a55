//! 页面部件 — words of a web page that are no words of the document: navigation, tools, footers.
//!
//! Decides by wording that sites share; used on text that was copied or crawled from pages, and on pages themselves.
//! What is dropped here is never part of an official document.

use crate::label;
use crate::line::is_blank;

/// Whole lines that are furniture, without blanks.
const WHOLE: &[&str] = &[
    "下载",
    "打印",
    "全屏",
    "收藏",
    "加大",
    "还原",
    "减小",
    "纠错",
    "关闭",
    "关闭窗口",
    "打印本页",
    "关闭本页",
    "打印正文",
    "返回顶部",
    "设为首页",
    "加入收藏",
    "手机版",
    "PC版",
    "繁体",
    "繁體",
    "简体",
    "搜索",
    "首页",
    "首页>正文",
    "正文",
    "分享",
    "分享到",
    "分享到：",
    "字体",
    "字号",
    "大",
    "中",
    "小",
    "【字号：",
    "】",
    "【",
    "上一篇",
    "下一篇",
    "上一篇：",
    "下一篇：",
    "相关报道",
    "相关报道：",
    "相关链接",
    "相关稿件",
    "相关文件",
    "相关解读",
    "扫一扫",
    "扫一扫在手机打开当前页",
    "保存",
    "【打印】",
    "【纠错】",
    "【关闭】",
    "【收藏】",
    "无障碍",
    "长者模式",
    "网站地图",
    "联系我们",
    "关于我们",
    "版权声明",
    "微信",
    "微博",
    "◆",
    "学习强国",
    "朗读",
    "语音播报",
    "返回",
    "智能问答",
    "登录",
    "注册",
    "目录导航",
    "我要纠错",
    "扫码查看手机版",
    "手机扫一扫",
    "微信扫一扫",
    "EN",
    "English",
    "RSS",
    "我要打印",
    "收藏本页",
    "复制链接",
];

/// What a line of furniture begins with.
const STARTS: &[&str] = &[
    "当前位置",
    "您的位置",
    "您现在的位置",
    "你的位置",
    "【字体",
    "字体：",
    "[字体",
    "字号：",
    "【字号",
    "【大",
    "[大",
    "【打印",
    "[打印",
    "浏览次数",
    "访问量",
    "点击数",
    "阅读次数",
    "浏览量",
    "点击量",
    "版权所有",
    "主办单位",
    "主办：",
    "承办单位",
    "承办：",
    "技术支持",
    "网站标识码",
    "ICP备案",
    "京ICP备",
    "粤ICP备",
    "公网安备",
    "京公网安备",
    "分享到",
    "扫一扫",
    "上一篇",
    "下一篇",
    "Copyright",
    "©",
    "责任编辑",
    "【责任编辑",
    "Produced By",
    "微信扫",
    "推荐使用",
    "相关附件下载",
    "相关报道",
    "建议您使用",
];

/// Whether a line is nothing but furniture.
pub(crate) fn is_furniture(words: &str) -> bool {
    let bare: String = words.chars().filter(|c| !is_blank(*c)).collect();
    if bare.is_empty() || WHOLE.contains(&bare.as_str()) {
        return true;
    }
    let short = bare.chars().count() <= 80 && !bare.contains('。');
    short
        && (STARTS
            .iter()
            .any(|start| bare.starts_with(&start.replace(' ', "")))
            || bare.contains("公网安备")
            || bare.contains("ICP备")
            || bare
                .chars()
                .all(|c| matches!(c, '>' | '|' | '/' | '-' | '·' | '【' | '】' | '[' | ']')))
}

/// Whether a line states only labels and their values.
pub(crate) fn is_label_line(words: &str) -> bool {
    if words.chars().count() > 200 || words.contains('。') {
        return false;
    }
    match label::labelled(words) {
        Some(("published_at" | "written_date", value)) => is_all_date(value),
        Some(_) => true,
        None => is_dateline(words),
    }
}

/// Whether a value is a date, a time, and nothing but labels or furniture behind them.
fn is_all_date(value: &str) -> bool {
    let Some((_, range)) = law::date::find(value) else {
        return value.chars().all(is_blank);
    };
    let rest = value.get(range.end..).unwrap_or_default();
    let rest = rest.trim_start_matches(|c: char| {
        is_blank(c) || c.is_ascii_digit() || matches!(c, ':' | '：' | 'T' | '+' | '.')
    });
    rest.is_empty()
        || is_furniture(rest)
        || (rest.chars().count() <= 80
            && !rest.ends_with(['：', ':'])
            && rest.contains(['：', ':', '【', '[']))
}

/// `2026年02月03日 17:06 来源：中国网信网`
fn is_dateline(words: &str) -> bool {
    law::date::find(words).is_some_and(|(_, range)| {
        range.start == 0
            && label::moment(words).is_some_and(|moment| moment.len() > 10)
            && words.chars().count() <= 80
    }) || (words.contains("来源：")
        && words.chars().count() <= 80
        && law::date::find(words).is_some())
}

/// The labels of a line and their values: several may share one line.
pub(crate) fn labels(words: &str) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    if is_dateline(words) {
        found.push(("published_at", words.to_owned()));
    }
    let mut rest = words;
    while let Some(at) = rest.find(['：', ':']) {
        let label = rest[..at]
            .rsplit([' ', '\u{3000}', '\u{a0}', '|', '【', '[', '\t', '）'])
            .next()
            .unwrap_or_default();
        let colon = rest[at..].chars().next().map_or(1, char::len_utf8);
        let value = &rest[at + colon..];
        let whole = label::field(&rest[..at]).or_else(|| label::field(label));
        if let Some(id) = whole {
            found.push((id, value_of(id, value)));
        }
        rest = value;
    }
    found
}

/// The value up to the next label.
fn value_of(id: &str, value: &str) -> String {
    let value = value.trim_start_matches(is_blank);
    if id == "published_at" || id == "written_date" {
        return value.to_owned();
    }
    let next = value
        .char_indices()
        .filter(|(_, c)| is_blank(*c) || matches!(c, '|' | '【' | '['))
        .find(|(at, _)| {
            let after = value[*at..]
                .trim_start_matches(|c: char| is_blank(c) || matches!(c, '|' | '【' | '['));
            let label: String = after
                .chars()
                .take_while(|c| !matches!(c, '：' | ':'))
                .take(9)
                .collect();
            label.chars().count() <= 8 && after[label.len()..].starts_with(['：', ':'])
                || is_furniture(value[*at..].trim_start_matches(is_blank))
        })
        .map_or(value.len(), |(at, _)| at);
    value[..next].trim_matches(is_blank).to_owned()
}

/// Who runs the site, as its footer says: `主办单位：某某局`, `版权所有：某某局`.
pub(crate) fn owner(words: &str) -> Option<String> {
    const OWNS: &[&str] = &["主办单位", "主办", "版权所有"];
    let words = words.trim_matches(is_blank);
    OWNS.iter().find_map(|owns| {
        let (before, after) = words.split_once(owns)?;
        let after =
            after.trim_start_matches(|c: char| is_blank(c) || matches!(c, '：' | ':' | '©'));
        let after = after
            .split(|c: char| is_blank(c) || matches!(c, '，' | '。' | '|'))
            .next()?;
        let before = before.trim_end_matches(|c: char| is_blank(c) || matches!(c, '©' | '：'));
        let before = before.rsplit(is_blank).next()?;
        [after, before]
            .into_iter()
            .find(|name| crate::organ::is_organ(name))
            .map(crate::organ::plain_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_and_footers_are_furniture() {
        for line in [
            "【打印】",
            "当前位置：首页 > 正文",
            "返回顶部",
            "京ICP备00000000号",
            "关 闭",
            "浏览次数：12",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in ["国务院办公厅", "一、总体要求", "国务院关于搜索的通知"] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn several_labels_may_share_a_line() {
        assert_eq!(
            labels("2026年02月03日 17:06 来源： 中国网信网 【打印】"),
            [
                (
                    "published_at",
                    "2026年02月03日 17:06 来源： 中国网信网 【打印】".to_owned()
                ),
                ("content_source", "中国网信网".to_owned())
            ]
        );
    }
}
