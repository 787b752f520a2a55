//! 限度 — whether a page can be parsed within reason.
//!
//! Decides by one pass over the characters, before any tree is made: parsers take quadratic time on hundreds of
//! thousands of open elements or attributes. Real pages are far below every limit.

use crate::Refused;

/// Elements open at the same time; browsers stop at 512.
const DEEPEST: usize = 500;

const MOST_TAGS: usize = 500_000;

const MOST_ATTRIBUTES: usize = 2_000;

/// Elements whose end tag may be left out, or that have none.
const OPEN_ENDED: &[&str] = &[
    "p", "li", "br", "hr", "img", "input", "meta", "link", "tr", "td", "th", "tbody", "thead",
    "tfoot", "colgroup", "col", "option", "optgroup", "dt", "dd", "base", "area", "param",
    "source", "track", "wbr", "embed", "html", "head", "body", "rp", "rt", "o:p",
];

/// # Errors
/// [`Refused`] `too_deep` or `too_complex`.
pub(super) fn check(text: &str) -> Result<(), Refused> {
    let (mut depth, mut tags) = (0usize, 0usize);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let closing = rest.starts_with('/');
        let name = name(rest.strip_prefix('/').unwrap_or(rest));
        if name.is_empty() {
            continue;
        }
        tags += 1;
        let (after, attributes, closed) = tag_end(rest);
        if tags > MOST_TAGS || attributes > MOST_ATTRIBUTES {
            return Err(Refused::new(
                "too_complex",
                "网页的标签或属性多得不合常理，未读取；请另存为纯文本后上传。",
            ));
        }
        rest = after;
        if OPEN_ENDED.contains(&name.as_str()) || closed {
            continue;
        }
        if matches!(name.as_str(), "script" | "style") && !closing {
            rest = past_end_tag(rest, &name);
            continue;
        }
        depth = if closing {
            depth.saturating_sub(1)
        } else {
            depth + 1
        };
        if depth > DEEPEST {
            return Err(Refused::new(
                "too_deep",
                "网页的标签嵌套过深，未读取；请另存为纯文本后上传。",
            ));
        }
    }
    Ok(())
}

fn name(rest: &str) -> String {
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return String::new();
    }
    rest.chars()
        .take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/'))
        .take(32)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// What follows the tag, how many attributes it may have, and whether it closes itself.
fn tag_end(rest: &str) -> (&str, usize, bool) {
    let mut quote = None;
    let (mut attributes, mut last) = (0, ' ');
    for (at, c) in rest.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') && last == '=' => quote = Some(c),
            None if c == '>' => return (&rest[at + 1..], attributes, last == '/'),
            None => {
                attributes += usize::from(
                    !c.is_whitespace()
                        && (last.is_whitespace() || matches!(last, '"' | '\'' | '/')),
                );
            }
        }
        if !(c.is_whitespace() && last == '=') {
            last = c;
        }
    }
    ("", attributes, false)
}

fn past_end_tag<'a>(rest: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let at = from + at;
        let found = rest.as_bytes().get(at..at + end.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(end.as_bytes())) {
            return &rest[at..];
        }
        from = at + 2;
    }
    ""
}
