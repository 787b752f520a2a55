//! 版面 — the lines of an official document in the order in which they are set, the same for every printed form.
//!
//! Decides what stands in the head, which heading runs on in its paragraph, and how far a signature stands from the
//! right edge (GB/T 9704-2012, 7.3.5). The words are those of the text; only what the head takes from the fields
//! where the text does not print it (mark, number, title) is added.

use crate::Copy;
use law::item::kind::Lifecycle;
use law::text::{Block, Heading, Image, Level, Role, Table};

/// Characters in a line of the type area (GB/T 9704-2012, 5.2.2).
pub(crate) const LINE: f32 = 28.0;

/// One thing to set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Line<'a> {
    /// 发文机关标志; red only in a head of this site's own documents.
    Organ {
        text: String,
        red: bool,
    },
    /// 发文字号
    Number(String),
    /// The red rule below the number.
    RedRule,
    /// 标题, a line as printed; `inner` is the title of a document inside the document.
    Title {
        text: String,
        inner: bool,
    },
    /// 题注
    EnactmentNote(&'a str),
    /// 主送机关
    Recipients(&'a str),
    /// A heading that stands alone.
    Heading {
        level: Level,
        depth: u8,
        text: &'a str,
    },
    /// A heading whose paragraph goes on in its line; of an article the number is the heading.
    RunIn {
        level: Level,
        depth: u8,
        text: &'a str,
        rest: &'a str,
    },
    /// The title of an annex: a new page begins.
    Attached(&'a str),
    Body(&'a str),
    /// 附件说明
    AttachmentNote(&'a str),
    /// 署名 or 成文日期, with the characters left free at its right.
    Signed {
        text: &'a str,
        right: f32,
    },
    /// 附注
    Note(&'a str),
    /// 抄送机关, 印发机关和印发日期
    Imprint(&'a str),
    Table(&'a Table),
    Image(&'a Image),
}

/// Every line of a copy.
pub(crate) fn lines<'a>(copy: &Copy<'a>) -> Vec<Line<'a>> {
    let blocks = &copy.released.text().blocks;
    let head = blocks.iter().take_while(|block| in_head(block)).count();
    let mut lines = head_lines(copy, &blocks[..head]);
    let mut rest = blocks[head..].iter().peekable();
    let mut open: Vec<Level> = Vec::new();
    while let Some(block) = rest.next() {
        match block {
            Block::Heading(heading) => {
                let next = match rest.peek() {
                    Some(Block::Paragraph(next)) if runs_on(heading) => Some(next.text.as_str()),
                    _ => None,
                };
                if next.is_some() {
                    rest.next();
                }
                open.retain(|level| *level < heading.level);
                open.push(heading.level);
                lines.push(heading_line(heading, open.len(), next));
            }
            Block::Paragraph(paragraph) => {
                lines.push(paragraph_line(paragraph.role, &paragraph.text));
                if paragraph.role == Role::WrittenDate {
                    place_signature(&mut lines);
                }
            }
            Block::Table(table) => lines.push(Line::Table(table)),
            Block::Image(image) => lines.push(Line::Image(image)),
        }
    }
    lines
}

/// Whether a block belongs to the head, before the first words of the text.
pub(crate) fn in_head(block: &Block) -> bool {
    let Block::Paragraph(paragraph) = block else {
        return false;
    };
    matches!(
        paragraph.role,
        Role::OrganMark | Role::DocNo | Role::Title | Role::EnactmentNote
    )
}

fn head_lines<'a>(copy: &Copy<'a>, blocks: &'a [Block]) -> Vec<Line<'a>> {
    let of = |role| {
        blocks.iter().filter_map(move |block| match block {
            Block::Paragraph(paragraph) if paragraph.role == role => Some(paragraph.text.as_str()),
            _ => None,
        })
    };
    let fields = copy.released.fields();
    let is_law = copy.kind.lifecycle == Lifecycle::LegalText;
    let red = copy.own && !is_law && fields.contains("doc_no");
    let mut lines = Vec::new();
    let mut organ: Vec<String> = of(Role::OrganMark).map(str::to_owned).collect();
    if organ.is_empty() && red {
        let issuers = fields.list("issuers");
        organ = if issuers.is_empty() {
            vec![copy.released.agency_name().to_owned()]
        } else {
            issuers.into_iter().map(str::to_owned).collect()
        };
    }
    lines.extend(organ.into_iter().map(|text| Line::Organ { text, red }));
    let printed = of(Role::DocNo).next().or(fields.text("doc_no"));
    lines.extend(printed.map(|number| Line::Number(number.to_owned())));
    if red {
        lines.push(Line::RedRule);
    }
    let mut titles: Vec<String> = of(Role::Title)
        .flat_map(str::lines)
        .map(str::to_owned)
        .collect();
    if titles.is_empty() {
        titles.push(copy.released.title().to_owned());
    }
    lines.extend(
        titles
            .into_iter()
            .map(|text| Line::Title { text, inner: false }),
    );
    lines.extend(of(Role::EnactmentNote).map(Line::EnactmentNote));
    lines
}

fn runs_on(heading: &Heading) -> bool {
    heading.run_in || heading.level == Level::Article
}

fn heading_line<'a>(heading: &'a Heading, depth: usize, next: Option<&'a str>) -> Line<'a> {
    let (level, text) = (heading.level, heading.text.as_str());
    let depth = u8::try_from(depth).unwrap_or(6).min(6);
    match next {
        _ if level == Level::Attached => Line::Attached(text),
        Some(rest) => Line::RunIn {
            level,
            depth,
            text,
            rest,
        },
        None => Line::Heading { level, depth, text },
    }
}

fn paragraph_line(role: Role, text: &str) -> Line<'_> {
    match role {
        Role::Body | Role::Item => Line::Body(text),
        Role::OrganMark => Line::Organ {
            text: text.to_owned(),
            red: false,
        },
        Role::DocNo => Line::Number(text.to_owned()),
        Role::Title => Line::Title {
            text: text.to_owned(),
            inner: true,
        },
        Role::EnactmentNote => Line::EnactmentNote(text),
        Role::Recipients => Line::Recipients(text),
        Role::AttachmentNote => Line::AttachmentNote(text),
        Role::Signature | Role::WrittenDate => Line::Signed { text, right: 2.0 },
        Role::Note => Line::Note(text),
        Role::CopyTo | Role::Imprint => Line::Imprint(text),
    }
}

/// Places the date that stands last, and the signatures right above it: the date begins two characters further right
/// than the name, and whichever reaches further ends two characters before the edge.
fn place_signature(lines: &mut [Line<'_>]) {
    let from = lines
        .iter()
        .rposition(|line| !matches!(line, Line::Signed { .. }))
        .map_or(0, |at| at + 1);
    let Some((Line::Signed { text: date, right }, names)) = lines[from..].split_last_mut() else {
        return;
    };
    let widths = names.iter().map(|line| match line {
        Line::Signed { text, .. } => width(text),
        _ => 0.0,
    });
    let longest = widths.fold(0.0, f32::max);
    if longest == 0.0 {
        return;
    }
    let begins = (LINE - 2.0 - longest).min(LINE - 2.0 - width(date) - 2.0);
    *right = (LINE - begins - 2.0 - width(date)).max(0.0);
    for name in names {
        if let Line::Signed { text, right } = name {
            *right = (LINE - begins - width(text)).max(0.0);
        }
    }
}

/// How wide a text is, in characters of the body: a half-width character counts half.
pub(crate) fn width(text: &str) -> f32 {
    text.chars()
        .map(|c| if c.is_ascii() { 0.5 } else { 1.0 })
        .sum()
}
