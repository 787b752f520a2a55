//! 眉首 — what stands above the body: organ, number, title, addressees.
//!
//! Decides the title, also when it is broken over several lines or printed twice (once by the page, once by the
//! document), before or after the number. Labels such as 发布日期 above the body are metadata, not text.

use super::{body, genre, mark};
use crate::line::{Align, Line, Piece, is_blank};
use crate::{furniture, label, organ};
use law::Date;
use law::item::Fields;
use law::text::{Block, Role};

/// The head of one document.
#[derive(Default)]
pub(super) struct Head {
    /// Where the body begins.
    pub(super) next: usize,
    pub(super) blocks: Vec<Block>,
    pub(super) title: Option<String>,
    pub(super) doc_no: Option<String>,
    /// A date in brackets under the title, or beside the organ above it.
    pub(super) date: Option<Date>,
    pub(super) organ_mark: Vec<String>,
    pub(super) recipients: Vec<String>,
    /// What labels above the body state.
    pub(super) fields: Fields,
    /// `附件1` above the title.
    pub(super) annex: Option<String>,
    /// Whether a mark of minutes stands above: 会议纪要.
    pub(super) is_minutes: bool,
}

/// How many lines a head may have.
const MOST: usize = 40;

/// What a line of the head is.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Title,
    /// A number; empty where a form leaves it open.
    DocNo(String),
    OrganMark(Vec<String>),
    Recipients(Vec<String>),
    Note,
    Dated(Date),
    /// `XX办公室　　2020年2月19日`, under the mark of minutes.
    Issued(Vec<String>, Date),
    Stamp,
    Subtitle,
    /// Says something about the document and is not part of it.
    Label,
    Furniture,
    Annex,
}

/// Reads the head that begins at `from`.
pub(super) fn read(pieces: &[Piece], from: usize, is_web_page: bool) -> Head {
    let mut kinds = kinds(pieces, from, is_web_page);
    let minutes = minutes(pieces, from, &mut kinds);
    let titles = title_run(pieces, from, &kinds);
    let mut head = Head {
        next: from + kinds.len(),
        ..Head::default()
    };
    let joined = join(pieces, titles.clone());
    let mut seen_title = false;
    for (i, kind) in kinds.iter().enumerate() {
        let at = from + i;
        let words = words(pieces, at).unwrap_or_default();
        match kind {
            Kind::Title if titles.contains(&at) => {
                if at + 1 == titles.end {
                    head.blocks.push(body::paragraph(Role::Title, &joined));
                }
                seen_title = true;
            }
            Kind::Title => {
                // The page prints the title once more than the document does.
                let before = at < titles.start;
                if before && let Some(organs) = mark::could_be_organ_mark(words) {
                    head.organ_mark.extend(organs);
                    head.blocks.push(body::paragraph(Role::OrganMark, words));
                } else if !same(words, &joined) && !repeats(pieces, from, &kinds, i, &joined) {
                    head.next = head.next.min(if seen_title { at } else { head.next });
                    if head.next == at {
                        break;
                    }
                    head.blocks.push(body::paragraph(Role::Body, words));
                }
            }
            Kind::DocNo(number) => {
                if !number.is_empty() {
                    head.doc_no.get_or_insert_with(|| number.clone());
                }
                head.blocks.push(body::paragraph(Role::DocNo, words));
            }
            Kind::OrganMark(organs) => {
                head.organ_mark.clone_from(organs);
                head.blocks.push(body::paragraph(Role::OrganMark, words));
            }
            Kind::Recipients(list) => {
                head.recipients.clone_from(list);
                head.blocks.push(body::paragraph(Role::Recipients, words));
            }
            Kind::Note => head
                .blocks
                .push(body::paragraph(Role::EnactmentNote, words)),
            Kind::Dated(date) => {
                if mark::unbracketed(words).is_some() {
                    head.date = Some(*date);
                    head.blocks.push(body::paragraph(Role::WrittenDate, words));
                } else {
                    label::put(&mut head.fields, "published_at", words);
                }
            }
            Kind::Issued(organs, date) => {
                // The office prints what the organ of the mark resolved.
                if head.organ_mark.is_empty() {
                    head.organ_mark.extend(organs.iter().cloned());
                }
                head.date = Some(*date);
                head.blocks.push(body::paragraph(Role::Body, words));
            }
            Kind::Stamp | Kind::Subtitle => head.blocks.push(body::paragraph(Role::Body, words)),
            Kind::Label => labels(&mut head.fields, words),
            Kind::Furniture => {}
            Kind::Annex => head.annex = Some(words.to_owned()),
        }
    }
    if !joined.is_empty() {
        head.title = Some(unbroken(&joined));
    }
    if let Some(mark) = minutes {
        head.is_minutes = true;
        // 示例县人民政府常务会议纪要 says what it is also without a title; 会议纪要 alone does not.
        if head.title.is_none() && !mark::names_no_meeting(&mark) {
            head.title = Some(mark);
        }
    }
    complete_number(&mut head);
    head
}

/// Every label of a line: `发布日期：2020-07-26　来源：本网`.
fn labels(fields: &mut Fields, words: &str) {
    for (id, value) in furniture::labels(words) {
        label::put(fields, id, &value);
    }
}

/// 第711号 under 国务院令 is the number of that order.
fn complete_number(head: &mut Head) {
    let (Some(number), Some(title)) = (&head.doc_no, &head.title) else {
        return;
    };
    if number.starts_with('第') && (title.ends_with('令') || title.ends_with("公告")) {
        head.doc_no = Some(label::doc_no(&format!("{title}{number}")));
    }
}

fn words(pieces: &[Piece], at: usize) -> Option<&str> {
    match pieces.get(at)? {
        Piece::Line(line) => Some(line.words()),
        _ => None,
    }
}

fn line(pieces: &[Piece], at: usize) -> Option<&Line> {
    match pieces.get(at)? {
        Piece::Line(line) => Some(line),
        _ => None,
    }
}

/// The kinds of the lines from `from` on, as far as they can belong to a head.
fn kinds(pieces: &[Piece], from: usize, is_web_page: bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut titles = 0;
    for at in from..pieces.len().min(from + MOST) {
        let Some(line) = line(pieces, at) else { break };
        if is_web_page && furniture::is_furniture(line.words()) && !is_annex_mark(line, at == from)
        {
            kinds.push(Kind::Furniture);
            continue;
        }
        let Some(kind) = kind(line, at == from, titles > 0) else {
            break;
        };
        let kind = match (number_of_minutes(pieces, from, at, &kinds), kind) {
            (Some(number), Kind::Title) => Kind::DocNo(number),
            (_, kind) => kind,
        };
        titles += usize::from(kind == Kind::Title);
        // An organ and a date below a title sign the document: its body was short.
        let signs = matches!(kind, Kind::Dated(_)) && mark::unbracketed(line.words()).is_none();
        if signs
            && titles > 1
            && kinds.last() == Some(&Kind::Title)
            && words(pieces, at - 1).is_some_and(|above| organ::organs(above).is_some())
        {
            kinds.pop();
            break;
        }
        let last = matches!(kind, Kind::Recipients(_));
        kinds.push(kind);
        if last {
            return kinds;
        }
    }
    // Without number and addressees a head is its title and what stands in brackets below it.
    let is_mark = |kind: &Kind| match kind {
        Kind::DocNo(_) => true,
        Kind::Issued(..) => minutes_mark(pieces, from, &kinds).is_some(),
        _ => false,
    };
    let anchored = kinds.iter().any(is_mark);
    if !anchored {
        let keep = unanchored(pieces, from, &kinds);
        kinds.truncate(keep);
    }
    kinds
}

fn is_annex_mark(line: &Line, first: bool) -> bool {
    first && mark::is_attachment_mark(line.words())
}

fn kind(line: &Line, first: bool, titled: bool) -> Option<Kind> {
    let words = line.words();
    if is_annex_mark(line, first) {
        return Some(Kind::Annex);
    }
    if furniture::is_label_line(words) {
        return Some(Kind::Label);
    }
    if let Some(number) = mark::doc_no(words) {
        return Some(Kind::DocNo(number));
    }
    if mark::is_open_number(words) {
        return Some(Kind::DocNo(String::new()));
    }
    if mark::is_stamp(words) {
        return Some(Kind::Stamp);
    }
    if let Some(organs) = mark::organ_mark(words) {
        return Some(Kind::OrganMark(organs));
    }
    if let Some(date) = mark::date(words) {
        return Some(Kind::Dated(date));
    }
    if let Some((organs, date)) = super::closing::signed_and_dated(words) {
        return Some(Kind::Issued(organs, date));
    }
    let under = titled && mark::unbracketed(words).is_some();
    let numbered = under && words.contains('号') && law::date::find(words).is_none();
    if (titled && mark::is_enactment_note(words)) || numbered || (under && words.contains('日')) {
        return Some(Kind::Note);
    }
    // ——2026年2月3日在某某会议上, with the dashes or without
    let spoken =
        words.ends_with('上') && law::date::find(words).is_some_and(|(_, range)| range.start == 0);
    let dashed = words.starts_with(['—', '－', '-']);
    if titled && (dashed || spoken) && words.chars().count() <= 60 {
        return Some(Kind::Subtitle);
    }
    if let Some(list) = mark::recipients(words) {
        return Some(Kind::Recipients(list));
    }
    let bold = line.bold && could_be_title(line);
    (is_title_like(line) || bold).then_some(Kind::Title)
}

/// The mark of minutes (纪要标志, GB/T 9704-2012 §10.3), where the first line that could be a title is one: above the
/// number of the issue, above the line of office and date, or above the title proper. It becomes so in `kinds`.
fn minutes(pieces: &[Piece], from: usize, kinds: &mut [Kind]) -> Option<String> {
    let (at, mark) = minutes_mark(pieces, from, kinds)?;
    let below = kinds.iter().enumerate().skip(at + 1);
    let is_head = below.into_iter().any(|(i, kind)| match kind {
        Kind::DocNo(_) | Kind::Issued(..) => true,
        Kind::Title => words(pieces, from + i).is_some_and(|title| !same(title, mark)),
        _ => false,
    });
    if !is_head {
        return None;
    }
    if let Some(kind) = kinds.get_mut(at) {
        *kind = Kind::OrganMark(mark::organ_of_minutes(mark));
    }
    Some(mark.chars().filter(|c| !is_blank(*c)).collect())
}

/// The first line that could be a title, where it is a mark of minutes.
fn minutes_mark<'p>(pieces: &'p [Piece], from: usize, kinds: &[Kind]) -> Option<(usize, &'p str)> {
    let at = kinds.iter().position(|kind| *kind == Kind::Title)?;
    let mark = words(pieces, from + at).filter(|words| mark::is_minutes_mark(words))?;
    Some((at, mark))
}

/// The number of the issue, on the line `at` below a mark of minutes that ends `kinds`.
fn number_of_minutes(pieces: &[Piece], from: usize, at: usize, kinds: &[Kind]) -> Option<String> {
    let (mark, _) = minutes_mark(pieces, from, kinds)?;
    (mark + 1 == kinds.len()).then(|| mark::issue_no(words(pieces, at)?))?
}

/// Whether a line could be a line of a title, by its words and by how it is set.
pub(super) fn is_title_like(line: &Line) -> bool {
    let words = line.words();
    let n = words.chars().count();
    let blanks = line.text.chars().take_while(|c| *c == '\u{3000}').count();
    let indented = (blanks == 2 || line.indented) && !is_set_apart(line);
    could_be_title(line) && (!indented || n <= 12)
}

fn is_set_apart(line: &Line) -> bool {
    line.align == Align::Centre || line.level.is_some_and(|level| level <= 1)
}

/// Whether the words of a line could be those of a title.
pub(super) fn could_be_title(line: &Line) -> bool {
    let words = line.words();
    let n = words.chars().count();
    let most = if is_set_apart(line) { 220 } else { 100 };
    n > 0
        && n <= most
        && line.align != Align::End
        && !words.contains('。')
        && !words.ends_with(['；', ';', '，', ',', '、', '：', ':', '…'])
        && law::item::heading::marker(words).is_none()
        && words.chars().any(|c| c > '\u{2e7f}')
        && mark::attachment_note(words).is_none()
        && !mark::is_note(words)
        && !mark::is_imprint(words)
        && !mark::is_copy_to(words)
}

/// How many of the kinds are a head where neither number nor addressees tell.
fn unanchored(pieces: &[Piece], from: usize, kinds: &[Kind]) -> usize {
    let Some(first) = kinds.iter().position(|kind| *kind == Kind::Title) else {
        // Labels alone are no head, but they are no body either.
        return kinds
            .iter()
            .take_while(|kind| matches!(kind, Kind::Label | Kind::Furniture | Kind::Annex))
            .count();
    };
    let mut keep = first + 1;
    while let Some(kind) = kinds.get(keep) {
        let goes_on = match kind {
            Kind::Title => {
                let before = join(pieces, from + first..from + keep);
                let next = words(pieces, from + keep).unwrap_or_default();
                is_under_mark(pieces, &(from + first..from + keep), from + keep)
                    || kinds[keep - 1] == Kind::Title
                        && continues(
                            line(pieces, from + keep - 1),
                            line(pieces, from + keep),
                            &before,
                            next,
                        )
                    || same(next, &before)
            }
            Kind::DocNo(_) | Kind::Recipients(_) | Kind::Annex => false,
            _ => true,
        };
        if !goes_on {
            break;
        }
        keep += 1;
    }
    keep
}

/// Whether `next` is the next line of the title that `before` begins.
fn continues(above: Option<&Line>, line: Option<&Line>, before: &str, next: &str) -> bool {
    let (Some(above), Some(line)) = (above, line) else {
        return false;
    };
    if next.starts_with(['（', '(']) && next.ends_with(['）', ')']) {
        return next.chars().count() <= 16 && !next.contains(['号', '日']);
    }
    let alike = above.align == line.align
        && above.size == line.size
        && above.bold == line.bold
        && above.level == line.level;
    let set_apart = above.align == Align::Centre && alike && (line.size.is_some() || line.bold);
    if set_apart && organ::organs(next).is_none() {
        return !genre::is_complete(before) || genre::is_complete(next) || next.starts_with('的');
    }
    alike
        && !genre::is_complete(before)
        && genre::is_complete(next)
        && before.chars().count() >= 6
        && before.chars().count() + next.chars().count() <= 120
}

/// The lines of the title among the lines of the head.
fn title_run(pieces: &[Piece], from: usize, kinds: &[Kind]) -> std::ops::Range<usize> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let addressed = matches!(kinds.last(), Some(Kind::Recipients(_)));
    for (i, kind) in kinds.iter().enumerate() {
        if *kind != Kind::Title {
            continue;
        }
        let at = from + i;
        match runs.last_mut() {
            Some(run)
                if run.end == at
                    && !is_repeat(pieces, run, at)
                    && !is_under_mark(pieces, run, at)
                    && !is_under_column(pieces, run, at)
                    && (addressed || is_alike(pieces, at)) =>
            {
                run.end = at + 1;
            }
            _ => runs.push(at..at + 1),
        }
    }
    let number = kinds
        .iter()
        .position(|kind| matches!(kind, Kind::DocNo(_)))
        .map(|i| from + i);
    let is_organ =
        |run: &std::ops::Range<usize>| organ::organs(&join(pieces, run.clone())).is_some();
    let named = |run: &&std::ops::Range<usize>| {
        let title = join(pieces, (*run).clone());
        !is_organ(run) && (title.contains("关于") || genre::of_title(&title).is_some())
    };
    let chosen = match number {
        Some(number) => {
            let before = runs.iter().rev().filter(|run| run.end <= number);
            let after = runs.iter().filter(|run| run.start > number);
            let is_mark = |run: &std::ops::Range<usize>| {
                mark::could_be_organ_mark(&join(pieces, run.clone())).is_some()
            };
            let marks_only = before.clone().all(is_mark);
            let centred = |at: usize| line(pieces, at).is_some_and(is_set_apart);
            let fits = |run: &&std::ops::Range<usize>| centred(run.start) || !centred(number);
            let printed = after.clone().next().filter(fits).filter(|_| marks_only);
            printed
                .or_else(|| before.clone().find(named))
                .or_else(|| after.clone().find(named))
                .or_else(|| before.clone().find(|run| !is_organ(run)))
                .or_else(|| after.clone().next())
                .or_else(|| before.clone().next())
        }
        None => runs
            .iter()
            .rev()
            .find(named)
            .or_else(|| runs.iter().find(|run| !is_organ(run)))
            .or_else(|| runs.first()),
    };
    // Of a title printed twice the copy nearer to the text counts.
    chosen.cloned().unwrap_or(from..from)
}

/// Whether `run` is the mark of an organ, set larger than the title that begins at `at`.
fn is_under_mark(pieces: &[Piece], run: &std::ops::Range<usize>, at: usize) -> bool {
    let size = |at: usize| line(pieces, at).and_then(|line| line.size);
    let larger = match (size(run.start), size(at)) {
        (Some(above), Some(below)) => above > below * 1.15,
        _ => false,
    };
    larger && mark::could_be_organ_mark(&join(pieces, run.clone())).is_some()
}

/// Whether `run` is the name of a column of a site, above a title that is whole without it.
fn is_under_column(pieces: &[Piece], run: &std::ops::Range<usize>, at: usize) -> bool {
    let above = join(pieces, run.clone());
    let title = words(pieces, at).unwrap_or_default();
    let verbs = ["关于", "转发", "印发", "批转", "发布", "公布"];
    above.chars().count() <= 12
        && !verbs.iter().any(|verb| above.contains(verb))
        && organ::organs(&above).is_none()
        && !organ::of_title(title).is_empty()
        && genre::is_complete(title)
}

/// Whether the line at `at` is set as the one above it.
fn is_alike(pieces: &[Piece], at: usize) -> bool {
    match (
        at.checked_sub(1).and_then(|above| line(pieces, above)),
        line(pieces, at),
    ) {
        (Some(above), Some(line)) => {
            above.align == line.align && above.size == line.size && above.level == line.level
        }
        _ => false,
    }
}

/// Whether the line at `at` begins the title of `run` again.
fn is_repeat(pieces: &[Piece], run: &std::ops::Range<usize>, at: usize) -> bool {
    let before = bare(&join(pieces, run.clone()));
    let next = bare(words(pieces, at).unwrap_or_default());
    let long = next.chars().count() >= 6;
    before == next || (long && before.starts_with(&next))
}

/// Whether the run of title lines that line `i` belongs to is the title again.
fn repeats(pieces: &[Piece], from: usize, kinds: &[Kind], i: usize, title: &str) -> bool {
    let is_title = |i: &usize| kinds.get(*i) == Some(&Kind::Title);
    let title = bare(title);
    let start = (0..=i).rev().take_while(is_title).last().unwrap_or(i);
    let end = (i..kinds.len()).take_while(is_title).last().unwrap_or(i) + 1;
    (start..end).any(|a| {
        (a + 1..=end).any(|b| a <= i && i < b && bare(&join(pieces, from + a..from + b)) == title)
    })
}

/// A title without the blanks that a line break left in it: before 关于, and behind it but for names in 《》, where a
/// blank is part of the name. Blanks between the organs of a joint title stay.
fn unbroken(title: &str) -> String {
    let Some(at) = title.find("关于") else {
        return title.to_owned();
    };
    let (organs, rest) = title.split_at(at);
    let mut out = organs.trim_end_matches(is_blank).to_owned();
    let mut names = 0usize;
    let mut rest = rest.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '《' => names += 1,
            '》' => names = names.saturating_sub(1),
            _ => {}
        }
        let han = |c: char| c > '\u{2e7f}';
        let broken = is_blank(c)
            && names == 0
            && out.chars().next_back().is_some_and(han)
            && rest.peek().is_some_and(|next| han(*next));
        if !broken {
            out.push(c);
        }
    }
    out
}

fn same(left: &str, right: &str) -> bool {
    bare(left) == bare(right)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).collect()
}

/// The lines of a title as one; a blank only between words of Latin letters.
fn join(pieces: &[Piece], range: std::ops::Range<usize>) -> String {
    let mut out = String::new();
    for at in range {
        let Some(words) = words(pieces, at) else {
            continue;
        };
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(out.chars().next_back()) && latin(words.chars().next()) {
            out.push(' ');
        }
        out.push_str(words);
    }
    out
}
