//! 抓取文本 — the text of a whole web page in one line: title, navigation, document and footer, with blanks between.
//!
//! Decides where the document stands between navigation and footer, and where its lines were. Lost line breaks cannot
//! be told for certain from blanks, so the reading says that they are a guess.

use crate::line::{Line, Piece, Source, is_blank};
use crate::{Attachment, Problem, furniture, label, organ};
use law::item::heading::marker;
use law::text::Level;

/// A page is longer than this.
const LONG: usize = 300;

/// A footer has so many words of furniture among so many.
const FOOTER: (usize, usize) = (3, 12);

/// Whether `text` is a page that lost its line breaks: nearly all of it is one line, with furniture in it.
pub(super) fn is_crawled(text: &str) -> bool {
    let longest = text
        .lines()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let all = text.chars().count();
    if longest < LONG || longest * 10 < all * 9 {
        return false;
    }
    let furnished = text
        .split([' ', '\n', '\t'])
        .filter(|token| furniture::is_furniture(token) && !token.is_empty());
    furnished.take(4).count() >= 4
}

pub(super) fn read(text: &str) -> Source {
    let mut source = Source {
        is_web_page: true,
        ..Source::default()
    };
    source.problems.push(Problem::new(
        "line_breaks_lost",
        "文件是一个网页的文字，换行已经丢失；段落是按空格推定的，请核对原件。",
    ));
    let text = text.trim_matches(is_blank);
    let body = match heading(text) {
        Some((title, site, rest)) => {
            source.fields.set("title", title);
            if organ::is_organ(site) {
                source.fields.set("publisher", organ::plain_name(site));
            }
            rest
        }
        None => text,
    };
    let tokens: Vec<&str> = body
        .split([' ', '\n', '\t'])
        .filter(|token| !token.chars().all(is_blank))
        .collect();
    let start = after_navigation(&tokens, &mut source);
    let end = footer(&tokens, start);
    for token in tokens.get(end..).unwrap_or_default() {
        if let Some((id, value)) = label::labelled(token) {
            label::put(&mut source.fields, id, value);
        }
    }
    let words = tokens.get(start..end).unwrap_or_default();
    let words: Vec<&str> = words
        .iter()
        .copied()
        .filter(|token| !furniture::is_furniture(token) && !address(token, &mut source))
        .collect();
    source.pieces = lines(&words)
        .into_iter()
        .map(|line| Piece::from(Line::of(line)))
        .collect();
    source
}

/// `标题_站名` at the very beginning: title, name of the site, what follows.
fn heading(text: &str) -> Option<(&str, &str, &str)> {
    let near: usize = text.chars().take(200).map(char::len_utf8).sum();
    let at = text[..near].find('_')?;
    let (title, after) = (&text[..at], &text[at + 1..]);
    let end = after.find(is_blank).unwrap_or(after.len());
    Some((title.trim_matches(is_blank), &after[..end], &after[end..]))
}

/// Where the document begins: after the line of date and source, else after the last furniture near the beginning.
fn after_navigation(tokens: &[&str], source: &mut Source) -> usize {
    let near = tokens.len().min(120);
    let dated = (0..near).find(|at| {
        let time = tokens.get(at + 1).copied().unwrap_or_default();
        tokens.get(*at).is_some_and(|token| {
            law::date::find(token).is_some_and(|(_, range)| range.len() == token.len())
        }) && label::moment(&format!("{} {time}", tokens[*at]))
            .is_some_and(|moment| moment.len() > 10)
    });
    let Some(dated) = dated else {
        let last = (0..near.min(60))
            .rev()
            .find(|at| furniture::is_furniture(tokens[*at]));
        return last.map_or(0, |at| at + 1);
    };
    label::put(
        &mut source.fields,
        "published_at",
        &tokens[dated..tokens.len().min(dated + 2)].join(" "),
    );
    let mut at = dated + 2;
    while let Some(token) = tokens.get(at) {
        if let Some((id, value)) = label::labelled(token) {
            let next = tokens.get(at + 1).copied().unwrap_or_default();
            let apart = value.chars().all(is_blank) && !furniture::is_furniture(next);
            label::put(&mut source.fields, id, if apart { next } else { value });
            at += 1 + usize::from(apart);
        } else if furniture::is_furniture(token) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// Where the footer begins: at furniture that is followed by more of it.
fn footer(tokens: &[&str], start: usize) -> usize {
    let is_footer = |at: &usize| {
        furniture::is_furniture(tokens[*at])
            && tokens[*at..tokens.len().min(at + FOOTER.1)]
                .iter()
                .filter(|token| furniture::is_furniture(token) || label::labelled(token).is_some())
                .count()
                >= FOOTER.0
    };
    (start..tokens.len())
        .find(is_footer)
        .unwrap_or(tokens.len())
}

/// Takes an address of a file out of the words.
fn address(token: &str, source: &mut Source) -> bool {
    let is_address =
        token.starts_with("//") || token.starts_with("http://") || token.starts_with("https://");
    if !is_address || !token.is_ascii() {
        return false;
    }
    let name = token.rsplit('/').next().unwrap_or(token);
    let attachment = Attachment {
        name: name.to_owned(),
        href: token.to_owned(),
    };
    let file = name.contains('.') && !token.contains('?');
    if file {
        source.attach(attachment);
    }
    true
}

/// The words as lines: a blank is a line break unless it stands within a sentence.
fn lines(tokens: &[&str]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for token in tokens {
        match lines.last_mut() {
            Some(line) if goes_on(line, token) => {
                line.push(' ');
                line.push_str(token);
            }
            _ => lines.push((*token).to_owned()),
        }
    }
    lines
}

/// Whether `token` goes on in the line that ends with `line`.
fn goes_on(line: &str, token: &str) -> bool {
    if marker(token).is_some()
        || law::date::find(token).is_some_and(|(_, range)| range.len() == token.len())
    {
        return false;
    }
    // 第一条 为了…: the number of an article and its words.
    if marker(line).is_some_and(|marker| marker.len == line.len()) {
        return true;
    }
    if line.ends_with(['。', '；', '！', '？', '：', '”', '》', '）']) {
        return matches!(line, "答：" | "问：");
    }
    // 一是 大力推进…, 国务院总理 某某某
    let sentence = token.contains(['，', '。', '；']);
    let short = line.chars().count() <= 6
        && sentence
        && marker(line).is_none()
        && !line.ends_with('号')
        && !organ::is_organ(line);
    // 第一章 总 则
    let spaced = token.chars().count() == 1
        && marker(line).is_some_and(|marker| {
            marker.level < Level::Plain && line[marker.len..].trim().chars().count() == 1
        });
    let named = closes_with_office(line) && token.chars().count() <= 4;
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    short
        || named
        || spaced
        || (latin(line.chars().next_back()) && !line.contains('〕'))
        || (latin(token.chars().next()) && !token.contains('〔'))
}

/// Whether a line is the office of a person who signs.
fn closes_with_office(line: &str) -> bool {
    const OFFICES: &[&str] = &[
        "总理", "主席", "部长", "局长", "署长", "主任", "行长", "省长", "市长", "县长", "区长",
        "州长",
    ];
    line.chars().count() <= 16 && OFFICES.iter().any(|office| line.ends_with(office))
}
