//! 文种 — the genre of a document by its title (DOMAIN §1.6).
//!
//! Decides only by the last word of the title; a title that ends otherwise states no genre.

/// The genres by the word that ends a title; words that end with another one first.
const WORDS: &[(&str, &str)] = &[
    ("决议", "resolution"),
    ("决定", "decision"),
    ("命令", "order"),
    ("令", "order"),
    ("公报", "communique"),
    ("公告", "announcement"),
    ("通告", "public_notice"),
    ("意见", "opinion"),
    ("通知", "notice"),
    ("通报", "circular"),
    ("请示", "request_instructions"),
    ("报告", "report"),
    ("批复", "reply"),
    ("议案", "bill"),
    ("函", "letter"),
    ("纪要", "minutes"),
];

/// The id of the genre that a title states.
pub(super) fn of_title(title: &str) -> Option<&'static str> {
    let title = without_tail(title);
    WORDS
        .iter()
        .find(|(word, _)| title.ends_with(word))
        .map(|(_, id)| *id)
}

/// Whether a title is complete as it stands: it ends with a genre, a book title mark or a bracket.
pub(super) fn is_complete(title: &str) -> bool {
    const MORE: &[&str] = &[
        "规划",
        "方案",
        "办法",
        "规定",
        "细则",
        "条例",
        "要点",
        "纲要",
        "计划",
        "指南",
        "规则",
        "章程",
        "标准",
        "规范",
        "目录",
        "清单",
        "名单",
        "制度",
        "预案",
        "解读",
        "答记者问",
        "法",
        "公示",
        "登记单",
        "登记表",
        "申请表",
        "申请书",
        "告知书",
        "决定书",
        "通知书",
        "汇总表",
        "措施",
        "指引",
        "倡议",
        "办法》",
        "目标",
        "体系",
    ];
    of_title(title).is_some()
        || title.ends_with(['》', '）', ')'])
        || MORE.iter().any(|word| title.ends_with(word))
}

/// The title without what stands in brackets at its end: （试行）, （2020年第1号）.
fn without_tail(title: &str) -> &str {
    let mut title = title.trim();
    while title.ends_with(['）', ')']) {
        match title.rfind(['（', '(']) {
            Some(at) if at > 0 => title = title[..at].trim_end(),
            _ => break,
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_title_is_its_genre() {
        for (title, id) in [
            ("关于公开的通知", Some("notice")),
            ("关于同意申办的复函", Some("letter")),
            ("国务院令", Some("order")),
            ("公告（2025年第44号）", Some("announcement")),
            ("2020年政务公开工作要点", None),
        ] {
            assert_eq!(of_title(title), id, "{title}");
        }
    }
}
