//! 成页 — what the language of a reader does to a finished page.
//!
//! Decides ADR 0017: in traditional script the words of a page are converted from 简体, in its text and in the attributes
//! that people read; addresses, ids, values of forms and what the reader typed stay as they are. In English, whatever
//! stays Chinese (a title, a text, the name of an agency) says so by `lang`, so that it is read aloud as Chinese.
//!
//! Reads only what the templates of this crate write: every `<` of a value is escaped, every tag is closed.
//! A page is finished once and then kept with its variant (ADR 0009).

use crate::i18n::Lang;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The page in the language and script of its reader.
pub(crate) fn page(html: String, lang: Lang) -> String {
    match lang {
        Lang::Zh => html,
        Lang::Hant => Finisher::over(&html, Work::Convert),
        Lang::En => Finisher::over(&html, Work::Mark),
    }
}

/// 简体 in traditional script, by the phrases of OpenCC and the characters usual today (為, not 爲); as it was where they cannot be read.
fn traditional(words: &str) -> String {
    static PHRASES: OnceLock<Option<OpenCC>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| OpenCC::from_config(BuiltinConfig::S2tw).ok());
    match phrases {
        Some(phrases) if words.contains(is_han) => phrases.convert(words),
        _ => words.to_owned(),
    }
}

/// What a reader of traditional script typed, in 简体, in which everything is held.
pub(crate) fn simplified(typed: &str) -> String {
    static PHRASES: OnceLock<Option<OpenCC>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| OpenCC::from_config(BuiltinConfig::Tw2s).ok());
    match phrases {
        Some(phrases) if typed.contains(is_han) => phrases.convert(typed),
        _ => typed.to_owned(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Convert,
    Mark,
}

/// Attributes whose values people read or hear.
const SPOKEN: [&str; 6] = [
    "title",
    "aria-label",
    "alt",
    "placeholder",
    "data-label",
    "summary",
];

/// Elements without an end.
const VOID: [&str; 11] = [
    "meta", "link", "input", "br", "wbr", "hr", "img", "col", "source", "area", "embed",
];

/// What holds no words for people, or words that are not ours to change.
const KEPT: [&str; 4] = ["script", "style", "code", "textarea"];

/// Elements that can hold nothing but text.
const TEXT_ONLY: [&str; 2] = ["title", "option"];

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    /// Whether its words are left alone.
    is_kept: bool,
    /// Whether it is said that its words are Chinese.
    is_chinese: bool,
}

struct Finisher<'a> {
    work: Work,
    rest: &'a str,
    open: Vec<Open<'a>>,
    out: String,
}

impl<'a> Finisher<'a> {
    fn over(html: &'a str, work: Work) -> String {
        let mut finisher = Finisher {
            work,
            rest: html,
            open: Vec::new(),
            out: String::with_capacity(html.len() + html.len() / 16),
        };
        while !finisher.rest.is_empty() {
            finisher.step();
        }
        finisher.out
    }

    /// One tag, one comment, or the words up to the next.
    fn step(&mut self) {
        if !self.rest.starts_with('<') {
            let words = self.take(self.rest.find('<'));
            self.words(words);
            return;
        }
        if self.rest.starts_with("<!--") {
            let comment = self.take(self.rest.find("-->").map(|at| at + 3));
            self.out.push_str(comment);
            return;
        }
        let tag = self.take(end_of_tag(self.rest));
        match tag.strip_prefix("</") {
            Some(name) => {
                let name = name.trim_end_matches('>').trim();
                if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
                    self.open.truncate(at);
                }
                self.out.push_str(tag);
            }
            None => self.start(tag),
        }
    }

    /// The first `at` bytes of what is left, or all of it.
    fn take(&mut self, at: Option<usize>) -> &'a str {
        let (taken, rest) = self
            .rest
            .split_at_checked(at.unwrap_or(self.rest.len()))
            .unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn is_kept(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_kept)
    }

    fn is_chinese(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_chinese)
    }

    fn start(&mut self, tag: &'a str) {
        let name = tag
            .get(1..)
            .and_then(|rest| {
                rest.split(|c: char| c.is_whitespace() || c == '>' || c == '/')
                    .next()
            })
            .unwrap_or_default();
        let lang = value_of(tag, "lang");
        // The name of a language on the way to it stays as that language writes it.
        let is_kept = self.is_kept()
            || KEPT.contains(&name)
            || value_of(tag, "hreflang").is_some()
            || value_of(tag, "translate") == Some("no");
        let mut is_chinese = match lang {
            Some(lang) => lang.starts_with("zh"),
            None => self.is_chinese(),
        };
        let mut tag = Cow::Borrowed(tag);
        if !is_kept || name == "textarea" {
            match self.work {
                Work::Convert => tag = converted(tag, name),
                Work::Mark
                    if !is_chinese && lang.is_none() && self.holds_only_chinese(name, &tag) =>
                {
                    tag = with_lang(&tag);
                    is_chinese = true;
                }
                Work::Mark => {}
            }
        }
        self.out.push_str(&tag);
        if VOID.contains(&name) || tag.ends_with("/>") || name.starts_with('!') {
            return;
        }
        self.open.push(Open {
            name,
            is_kept,
            is_chinese,
        });
        if ["script", "style"].contains(&name) {
            let end = format!("</{name}");
            let kept = self.take(self.rest.find(&end));
            self.out.push_str(kept);
        }
    }

    /// Whether what follows the start tag is Chinese up to the end tag; of a tag of the page itself, its content.
    fn holds_only_chinese(&self, name: &str, tag: &str) -> bool {
        if name == "meta" {
            return value_of(tag, "content").is_some_and(|words| words.contains(is_han));
        }
        let is_spoken_otherwise = SPOKEN.iter().any(|attribute| {
            value_of(tag, attribute)
                .is_some_and(|words| !words.is_empty() && !words.contains(is_han))
        });
        let Some((words, end)) = self.rest.split_once('<') else {
            return false;
        };
        let is_whole = end
            .strip_prefix('/')
            .is_some_and(|end| end.starts_with(name));
        let is_latin = |c: char| c.is_ascii_alphabetic();
        is_whole
            && !is_spoken_otherwise
            && words.contains(is_han)
            && if TEXT_ONLY.contains(&name) {
                words.trim_start().starts_with(is_chinese_sign)
            } else {
                !words.contains(is_latin)
            }
    }

    fn words(&mut self, words: &str) {
        if self.is_kept() || !words.contains(is_chinese_sign) {
            self.out.push_str(words);
            return;
        }
        match self.work {
            Work::Convert => self.out.push_str(&traditional(words)),
            Work::Mark if self.is_chinese() || self.is_in_text_only() => self.out.push_str(words),
            Work::Mark => self.mark(words),
        }
    }

    fn is_in_text_only(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| TEXT_ONLY.contains(&open.name))
    }

    /// Says of each run of Chinese that it is.
    fn mark(&mut self, words: &str) {
        let mut rest = words;
        while let Some(from) = rest.find(is_chinese_sign) {
            let (before, run) = rest.split_at(from);
            let length = length_of_run(run);
            let (run, after) = run.split_at(length);
            self.out.push_str(before);
            self.out.push_str("<bdi lang=\"zh-CN\">");
            self.out.push_str(run);
            self.out.push_str("</bdi>");
            rest = after;
        }
        self.out.push_str(rest);
    }
}

/// How long the Chinese at the beginning is: up to its last Chinese sign before a Latin letter, digits and dots between
/// them included.
fn length_of_run(run: &str) -> usize {
    let mut length = 0;
    for (at, c) in run.char_indices() {
        if is_chinese_sign(c) {
            length = at + c.len_utf8();
        } else if c.is_alphabetic() || c == '&' || c == '\n' {
            break;
        }
    }
    length
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// Characters, and the punctuation that only Chinese has.
fn is_chinese_sign(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3001}'..='\u{301f}' | '\u{ff01}'..='\u{ff5e}')
}

/// Where the tag at the beginning ends; a `>` within quotes does not end it.
fn end_of_tag(html: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The attributes of a tag that have a value in quotes: name, value, and where the value stands.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = tag.get(at..)?;
        let equals = rest.find("=\"")?;
        let (before, after) = (rest.get(..equals)?, rest.get(equals + 2..)?);
        let name = before.rsplit(char::is_whitespace).next()?;
        let length = after.find('"')?;
        let from = at + equals + 2;
        at = from + length + 1;
        Some((name, after.get(..length)?, from))
    })
}

fn value_of<'a>(tag: &'a str, wanted: &str) -> Option<&'a str> {
    attributes(tag)
        .find(|(name, ..)| *name == wanted)
        .map(|(_, value, _)| value)
}

/// The tag with the words of its attributes in traditional script, and saying so where it said Chinese.
fn converted<'a>(tag: Cow<'a, str>, name: &str) -> Cow<'a, str> {
    let is_description = name == "meta" && value_of(&tag, "name") == Some("Description");
    let mut out = String::new();
    let mut done = 0;
    for (attribute, value, from) in attributes(&tag) {
        let new = match attribute {
            "lang" if value == Lang::Zh.tag() => Lang::Hant.tag().to_owned(),
            "content" if is_description => traditional(value),
            _ if SPOKEN.contains(&attribute) => traditional(value),
            _ => continue,
        };
        out.push_str(tag.get(done..from).unwrap_or_default());
        out.push_str(&new);
        done = from + value.len();
    }
    if done == 0 {
        return tag;
    }
    out.push_str(tag.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// The tag saying that its words are Chinese.
fn with_lang(tag: &str) -> Cow<'static, str> {
    let end = if tag.ends_with("/>") { 2 } else { 1 };
    let open = tag.get(..tag.len() - end).unwrap_or_default();
    let close = tag.get(tag.len() - end..).unwrap_or_default();
    Cow::Owned(format!("{open} lang=\"{}\"{close}", Lang::Zh.tag()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hant(html: &str) -> String {
        page(html.to_owned(), Lang::Hant)
    }

    fn en(html: &str) -> String {
        page(html.to_owned(), Lang::En)
    }

    #[test]
    fn words_and_spoken_attributes_are_converted_and_nothing_else() {
        for (simple, traditional) in [
            (
                r#"<p title="发展">头发和发展</p>"#,
                r#"<p title="發展">頭髮和發展</p>"#,
            ),
            (
                r#"<a id="发" href="/search?q=发" class="发">发</a>"#,
                r#"<a id="发" href="/search?q=发" class="发">發</a>"#,
            ),
            (
                r#"<input name="q" value="发展" placeholder="标题">"#,
                r#"<input name="q" value="发展" placeholder="標題">"#,
            ),
            (
                r#"<option value="发展">发展</option>"#,
                r#"<option value="发展">發展</option>"#,
            ),
            ("<textarea>发展</textarea>", "<textarea>发展</textarea>"),
            (
                r#"<meta name="Description" content="发展">"#,
                r#"<meta name="Description" content="發展">"#,
            ),
            (
                r#"<meta name="ColumnType" content="机构职能">"#,
                r#"<meta name="ColumnType" content="机构职能">"#,
            ),
            (
                "<!-- 发 --><code>发</code>发",
                "<!-- 发 --><code>发</code>發",
            ),
            (
                r#"<script type="application/ld+json">{"a":"发>"}</script>发"#,
                r#"<script type="application/ld+json">{"a":"发>"}</script>發"#,
            ),
        ] {
            assert_eq!(hant(simple), traditional);
        }
    }

    #[test]
    fn what_was_chinese_says_traditional_and_the_way_back_stays() {
        assert_eq!(
            hant(
                r#"<article lang="zh-CN">条</article><a href="/" lang="zh-CN" hreflang="zh-CN">简体</a>条"#
            ),
            r#"<article lang="zh-Hant">條</article><a href="/" lang="zh-CN" hreflang="zh-CN">简体</a>條"#
        );
    }

    #[test]
    fn chinese_on_an_english_page_says_so_once() {
        for (before, after) in [
            ("<b>澄澜市</b>", r#"<b lang="zh-CN">澄澜市</b>"#),
            (
                "<b>5 items, 澄澜市（试行）</b>",
                r#"<b>5 items, <bdi lang="zh-CN">澄澜市（试行）</bdi></b>"#,
            ),
            (
                "<p>国办发〔2020〕17号 is a number</p>",
                r#"<p><bdi lang="zh-CN">国办发〔2020〕17号</bdi> is a number</p>"#,
            ),
            (
                r#"<article lang="zh-CN"><p>条</p></article>"#,
                r#"<article lang="zh-CN"><p>条</p></article>"#,
            ),
            (
                "<title>条例 - 澄澜市</title>",
                r#"<title lang="zh-CN">条例 - 澄澜市</title>"#,
            ),
            (
                r#"<option value="x">条</option>"#,
                r#"<option value="x" lang="zh-CN">条</option>"#,
            ),
            (
                r#"<meta name="SiteName" content="澄澜市">"#,
                r#"<meta name="SiteName" content="澄澜市" lang="zh-CN">"#,
            ),
            ("<p>English only</p>", "<p>English only</p>"),
            (
                r#"<a aria-label="Close">条</a>"#,
                r#"<a aria-label="Close"><bdi lang="zh-CN">条</bdi></a>"#,
            ),
        ] {
            assert_eq!(en(before), after);
        }
    }

    #[test]
    fn in_simplified_chinese_a_page_is_as_its_template_wrote_it() {
        let html = "<p>条 &#60; 例</p>";
        assert_eq!(page(html.to_owned(), Lang::Zh), html);
        assert_eq!(hant("<p>条 &#60; 例</p>"), "<p>條 &#60; 例</p>");
    }
}
