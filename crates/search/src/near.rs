//! Near — what to look for where nothing holds all the words: a question, cut into what it asks about.
//!
//! Decides which parts of a query without a full match are tried, and which of them are offered as queries of their own.

use crate::asked::Asked;
use crate::sign::Sign;

/// Words that ask and bind but say nothing about what is asked.
const EMPTY_WORDS: &[&str] = &[
    "为什么",
    "怎么办",
    "怎么样",
    "怎么",
    "怎样",
    "如何",
    "什么",
    "是不是",
    "能不能",
    "可不可以",
    "有没有",
    "是否",
    "哪些",
    "哪里",
    "哪个",
    "多少",
    "多久",
    "几年",
    "可以",
    "能否",
    "应该",
    "应当",
    "需要",
    "请问",
    "我们",
    "他们",
    "自己",
    "这个",
    "那个",
    "没有",
    "不是",
    "就是",
    "还是",
    "或者",
    "以及",
    "因为",
    "所以",
    "如果",
    "但是",
    "关于",
    "对于",
    "进行",
];

/// Characters that part words in a question.
const EMPTY_CHARS: &str = "的了吗呢吧啊呀么我你他她它们这那和与及或在是有被把对从向给让请要会能";

/// Parts that are offered.
pub(crate) const MOST_OFFERED: usize = 6;

/// Runs of word characters between marks, blanks and empty words; of one character only where there is nothing longer.
pub(crate) fn pieces(asked: &Asked) -> Vec<String> {
    let mut pieces = telling(asked);
    if pieces.iter().any(|piece| piece.chars().nth(1).is_some()) {
        pieces.retain(|piece| piece.chars().nth(1).is_some());
    }
    pieces.dedup();
    pieces
}

/// What is left of a query between the words that only ask and bind.
pub(crate) fn telling(asked: &Asked) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for mut run in all(asked) {
        for empty in EMPTY_WORDS {
            run = run.replace(empty, " ");
        }
        let cut = |c: char| c == ' ' || EMPTY_CHARS.contains(c);
        pieces.extend(
            run.split(cut)
                .filter(|piece| !piece.is_empty())
                .map(str::to_owned),
        );
    }
    pieces
}

/// The pairs of characters of a piece; a Latin word is whole.
pub(crate) fn pairs(piece: &str) -> Vec<String> {
    let chars: Vec<char> = piece.chars().collect();
    if piece.is_ascii() || chars.len() < 3 {
        return vec![piece.to_owned()];
    }
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// Everything of a query, as runs that are all Han or all Latin.
pub(crate) fn all(asked: &Asked) -> Vec<String> {
    asked
        .terms
        .iter()
        .flat_map(|term| runs(&term.signs))
        .collect()
}

/// The signs as runs that are all Han or all Latin.
fn runs(signs: &[Sign]) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut before: Option<&Sign> = None;
    for sign in signs {
        if sign.class.is_word() {
            let goes_on = before.is_some_and(|before| {
                before.joins(sign) && before.class.is_latin() == sign.class.is_latin()
            });
            match runs.last_mut().filter(|_| goes_on) {
                Some(run) => run.push(sign.ch),
                None => runs.push(sign.ch.to_string()),
            }
        }
        before = Some(sign);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_cut_into_what_it_asks_about() {
        assert_eq!(
            pieces(&Asked::read("公司关门了，拖欠的工资怎么办？")),
            ["公司关门", "拖欠", "工资"]
        );
        assert_eq!(
            pieces(&Asked::read("如何办理G60高速通行")),
            ["办理", "g60", "高速通行"]
        );
        assert_eq!(pieces(&Asked::read("税")), ["税"]);
    }
}
