//! Reading a query — what was typed, as terms.
//!
//! Decides that blanks separate terms, that quotation marks bind, and how much of a query is read: a longer one is cut,
//! never refused. There is no query language beyond this: every character is a character to be found.

use crate::frequent;
use crate::gram::WHOLE;
use crate::sign::{Sign, signs};

/// Characters of a query that are read; no title is longer.
const LONGEST: usize = 400;

/// Terms that are read.
const MOST_TERMS: usize = 16;

/// A query as understood.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) terms: Vec<Term>,
    /// Whether all of it stood in quotation marks.
    pub(crate) exact: bool,
    /// What was read of the query.
    pub(crate) words: String,
}

/// A gram and its place.
pub(crate) type Gram = (usize, String);

/// Characters to be found together.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    pub(crate) text: String,
    pub(crate) signs: Vec<Sign>,
    /// Grams that together say exactly this term.
    pub(crate) grams: Vec<Gram>,
    /// The pairs that lie between those: what holds the term holds them too.
    pub(crate) between: Vec<String>,
    /// Whether it has a list of its own ([`crate::frequent`]).
    pub(crate) is_frequent: bool,
    /// The character, where the term is only one.
    pub(crate) lone: Option<char>,
    /// The same with its Latin words as wholes, where it has such.
    pub(crate) whole: Option<Vec<Gram>>,
}

/// Words of a query in the one form that every way of typing them has: folded, without quotation marks, a blank between
/// terms.
pub fn one_form(typed: &str) -> String {
    let mut form = String::new();
    for term in Asked::read(typed).terms {
        let mut place = None;
        for sign in term.signs {
            let is_next = place.is_some_and(|before| before + 1 == sign.place);
            if !is_next && !form.is_empty() {
                form.push(' ');
            }
            form.push(sign.ch);
            place = Some(sign.place);
        }
    }
    form
}

impl Asked {
    pub(crate) fn read(typed: &str) -> Self {
        let words: String = typed
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(LONGEST)
            .collect();
        let mut terms: Vec<Term> = Vec::new();
        let mut exact = true;
        for (i, part) in words.split(['"', '“', '”', '＂']).enumerate() {
            let quoted = i % 2 == 1;
            let pieces: Vec<&str> = if quoted {
                vec![part]
            } else {
                part.split_whitespace().collect()
            };
            for term in pieces.into_iter().filter_map(Term::of) {
                exact &= quoted;
                if !terms.iter().any(|known| known.says(&term)) && terms.len() < MOST_TERMS {
                    terms.push(term);
                }
            }
        }
        Self {
            exact: exact && !terms.is_empty(),
            terms,
            words: words.trim().to_owned(),
        }
    }
}

impl Term {
    /// `None` where there is no word character in `text`. Marks at its ends are left out.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let all: Vec<Sign> = signs(text).collect();
        let first = all.iter().position(|sign| sign.class.is_word())?;
        let last = all.iter().rposition(|sign| sign.class.is_word())?;
        let signs = all.get(first..=last)?.to_vec();
        let grams = cover(&signs);
        let wholes = wholes(&signs);
        let whole = (!wholes.is_empty()).then(|| {
            // What lies within a whole word is said by it.
            let others = grams.iter().filter(|(_, gram)| !gram.chars().all(is_latin));
            others.cloned().chain(wholes).collect()
        });
        let lone = signs
            .first()
            .map(|sign| sign.ch)
            .filter(|_| grams.is_empty());
        Some(Self {
            text: text.get(signs.first()?.from..signs.last()?.to)?.to_owned(),
            lone,
            between: between(&signs, &grams),
            is_frequent: frequent::is_frequent(&signs),
            grams,
            whole,
            signs,
        })
    }

    fn says(&self, other: &Term) -> bool {
        let chars = |term: &Term| -> Vec<(char, u32)> {
            let from = term.signs.first().map_or(0, |sign| sign.place);
            let relative = |sign: &Sign| (sign.ch, sign.place - from);
            term.signs.iter().map(relative).collect()
        };
        chars(self) == chars(other)
    }
}

/// The fewest grams that say these signs: every second one, and the last.
fn cover(signs: &[Sign]) -> Vec<Gram> {
    let mut grams = Vec::with_capacity(signs.len() / 2 + 1);
    let mut i = 0;
    while let Some(sign) = signs.get(i) {
        let next = signs.get(i + 1);
        let before = i.checked_sub(1).and_then(|i| signs.get(i));
        if let Some(next) = next.filter(|next| sign.joins(next)) {
            grams.push(gram(sign, Some(next)));
            i += 2;
            continue;
        }
        if let Some(before) = before.filter(|before| before.joins(sign)) {
            grams.push(gram(before, Some(sign)));
        } else if next.is_some() || !sign.class.is_word() {
            // What follows parts them in the text too, so this character stands alone there.
            grams.push(gram(sign, None));
        }
        // A last word character alone may go on in the text: only the range over its grams would find it.
        i += 1;
    }
    grams
}

/// The pairs of these signs that are not among `grams`.
fn between(signs: &[Sign], grams: &[Gram]) -> Vec<String> {
    let mut between: Vec<String> = Vec::new();
    for (sign, next) in signs.iter().zip(signs.iter().skip(1)) {
        if sign.joins(next) {
            let (_, pair) = gram(sign, Some(next));
            let is_said = grams.iter().any(|(_, gram)| *gram == pair);
            if !is_said && !between.contains(&pair) {
                between.push(pair);
            }
        }
    }
    between
}

fn wholes(signs: &[Sign]) -> Vec<Gram> {
    let mut wholes: Vec<Gram> = Vec::new();
    let mut before: Option<&Sign> = None;
    for sign in signs {
        if sign.class.is_latin() {
            match (
                before.filter(|b| b.class.is_latin() && b.joins(sign)),
                wholes.last_mut(),
            ) {
                (Some(_), Some((_, word))) => word.push(sign.ch),
                _ => wholes.push((sign.place as usize, format!("{WHOLE}{}", sign.ch))),
            }
        }
        before = Some(sign);
    }
    wholes
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && c.is_ascii()
}

fn gram(sign: &Sign, next: Option<&Sign>) -> Gram {
    let text = std::iter::once(sign.ch)
        .chain(next.map(|next| next.ch))
        .collect();
    (sign.place as usize, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str) -> Vec<Gram> {
        Term::of(text).map(|term| term.grams).unwrap_or_default()
    }

    #[test]
    fn a_term_is_said_by_every_second_gram_and_the_last() {
        let at = |list: &[(usize, &str)]| -> Vec<Gram> {
            list.iter()
                .map(|(at, gram)| (*at, (*gram).to_owned()))
                .collect()
        };
        assert_eq!(grams("公开"), at(&[(0, "公开")]));
        assert_eq!(grams("信息公开"), at(&[(0, "信息"), (2, "公开")]));
        assert_eq!(grams("公开法"), at(&[(0, "公开"), (1, "开法")]));
        assert_eq!(
            grams("公开》（试行）"),
            at(&[(0, "公开"), (2, "》"), (3, "("), (4, "试行")])
        );
        assert_eq!(grams("公、开"), at(&[(0, "公"), (1, "、")]));
    }

    #[test]
    fn blanks_part_terms_and_quotation_marks_bind() {
        let asked = Asked::read("政务公开  “工作 要点” 政务公开");
        let texts: Vec<&str> = asked.terms.iter().map(|term| term.text.as_str()).collect();
        assert_eq!(texts, ["政务公开", "工作 要点"]);
        assert!(!asked.exact);
        assert!(Asked::read("\"政务公开\"").exact);
    }

    #[test]
    fn one_character_is_a_term_and_marks_alone_are_none() {
        assert_eq!(Term::of("税").and_then(|term| term.lone), Some('税'));
        assert!(Term::of("，。!?").is_none());
        assert!(Asked::read("\u{0}\u{7} ** \"\" “").terms.is_empty());
    }

    #[test]
    fn however_words_are_typed_they_have_one_form() {
        for typed in ["“ＧＤＰ 增速”", " gdp　增速 ", "GDP\t增速", "gdp 增速 GDP"] {
            assert_eq!(one_form(typed), "gdp 增速", "{typed}");
        }
        assert_eq!(one_form("《办法》（试行）"), "办法》(试行");
        assert_eq!(one_form("，。"), "");
    }

    #[test]
    fn a_flood_is_cut() {
        let asked = Asked::read(&"公开 信息 a b c d e f g h i j k l m n o p q r s t ".repeat(1000));
        assert!(asked.terms.len() <= MOST_TERMS);
        assert!(asked.words.chars().count() <= LONGEST);
    }
}
