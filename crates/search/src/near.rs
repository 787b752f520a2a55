//! Near — what to look for where nothing holds all the words: a question, cut into what it asks about.
//!
//! Decides which parts of a query without a full match are tried, and which of them are offered as queries of their own.

use crate::asked::{Asked, Term};
use crate::clause::{self, Boxed};
use crate::rank;
use crate::schema::Fields;
use crate::sign::Sign;
use tantivy::query::{BooleanQuery, Occur};

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

/// Parts of a query that are tried.
const MOST_PARTS: usize = 32;

/// Parts that are offered.
pub(crate) const MOST_OFFERED: usize = 6;

/// The parts of a query: its grams, without what says nothing.
pub(crate) fn parts(asked: &Asked) -> Vec<Term> {
    let mut parts: Vec<Term> = Vec::new();
    for piece in pieces(asked) {
        let chars: Vec<char> = piece.chars().collect();
        let is_latin = piece.is_ascii();
        let grams: Vec<String> = if is_latin || chars.len() < 3 {
            vec![piece]
        } else {
            chars.windows(2).map(|pair| pair.iter().collect()).collect()
        };
        for gram in grams {
            let known = parts.iter().any(|part| part.text == gram);
            if !known && parts.len() < MOST_PARTS {
                parts.extend(Term::of(&gram));
            }
        }
    }
    parts
}

/// Runs of word characters between marks, blanks and empty words; of one character only where there is nothing longer.
pub(crate) fn pieces(asked: &Asked) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for term in &asked.terms {
        for run in runs(&term.signs) {
            let mut run = run;
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
    }
    if pieces.iter().any(|piece| piece.chars().nth(1).is_some()) {
        pieces.retain(|piece| piece.chars().nth(1).is_some());
    }
    pieces.dedup();
    pieces
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

/// What holds at least `least` of the parts; whole terms count besides.
pub(crate) fn some_parts(fields: Fields, asked: &Asked, parts: &[Term], least: usize) -> Boxed {
    let parts = parts
        .iter()
        .map(|part| clause::any_field(fields, part, rank::PARTS))
        .collect();
    let parts: Boxed = Box::new(BooleanQuery::union_with_minimum_required_clauses(
        parts, least,
    ));
    let mut clauses = vec![(Occur::Must, parts)];
    for term in asked.terms.iter().filter(|term| term.signs.len() > 2) {
        for (field, weight) in rank::PARTS.of_text(fields) {
            let whole = clause::boosted(clause::phrase(field, term), weight);
            clauses.push((Occur::Should, whole));
        }
    }
    Box::new(BooleanQuery::new(clauses))
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

    #[test]
    fn parts_are_bounded_and_each_once() {
        let parts = parts(&Asked::read(&"公开信息公开".repeat(100)));
        let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(texts, ["公开", "开信", "信息", "息公", "开公"]);
    }
}
