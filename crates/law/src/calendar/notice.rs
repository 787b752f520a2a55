//! 放假通知 — one notice of the State Council on the holidays of a year, and the file in which notices are written.
//!
//! Decides the form of the file: blocks of lines, each `词 内容`, one block a notice, `#` before what is only for the
//! reader. The form is that of `data/holiday-notices.txt`; a notice still to come is written the same way and read by
//! [`read`]. Does not decide what several notices say together: that is [`super::Calendar`].

use crate::Date;
use std::fmt;

/// Off or at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arranged {
    /// 放假
    Off,
    /// 调休上班: worked although it is a Saturday or a Sunday.
    Worked,
}

impl Arranged {
    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Off => "放假",
            Self::Worked => "上班",
        }
    }
}

/// Days in a row that a notice names together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day that it speaks of, itself included.
    pub first: Date,
    /// The last day, itself among them.
    pub last: Date,
    /// What these days are.
    pub arranged: Arranged,
    /// The holiday they belong to, 春节.
    pub name: String,
}

/// 放假通知 (全国年节及纪念日放假办法, and the yearly 国务院办公厅关于部分节假日安排的通知).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The title of the notice as it was published.
    pub title: String,
    /// 发文字号, where it is known.
    pub number: Option<String>,
    /// The year whose holidays it arranges, or changes.
    pub year: i16,
    /// 成文日期
    pub written: Date,
    /// 公布日期, where it is known and another day than the one it is written on.
    pub published: Option<Date>,
    /// Where it can be read.
    pub source: String,
    /// Its days, span by span, in the order of the notice.
    pub spans: Vec<Span>,
}

impl Notice {
    /// The day from which people could know it.
    pub fn known_from(&self) -> Date {
        self.published.unwrap_or(self.written)
    }

    /// Whether both are the same paper, however each was copied: by 文号, or where one has none by title and 成文日期.
    pub fn is_same_paper(&self, other: &Self) -> bool {
        match (&self.number, &other.number) {
            (Some(one), Some(other)) => one == other,
            _ => self.title == other.title && self.written == other.written,
        }
    }

    /// The notice in the form that [`read`] reads, with an empty line at its end.
    pub fn written_out(&self) -> String {
        use fmt::Write as _;
        let mut text = format!("通知 {}\n", self.title);
        // Writing to a string does not fail.
        let mut line = |word: &str, content: &str| {
            let _ = writeln!(text, "{word} {content}");
        };
        if let Some(number) = &self.number {
            line("文号", number);
        }
        line("年份", &self.year.to_string());
        line("成文", &self.written.to_string());
        if let Some(published) = self.published {
            line("公布", &published.to_string());
        }
        line("来源", &self.source);
        for span in &self.spans {
            let days = if span.first == span.last {
                span.first.to_string()
            } else {
                format!("{}..{}", span.first, span.last)
            };
            line(span.arranged.zh(), &format!("{days} {}", span.name));
        }
        text.push('\n');
        text
    }
}

/// `国务院办公厅关于2020年部分节假日安排的通知（国办发明电〔2019〕16号）`
impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        match &self.number {
            Some(number) => write!(f, "（{number}）"),
            None => Ok(()),
        }
    }
}

/// What is wrong with a file of notices.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    #[error(
        "第 {line} 行不能读：{text}。应当以“通知、文号、年份、成文、公布、来源、放假、上班”之一开头，日期写作 2026-01-01 或者 2026-01-01..2026-01-03"
    )]
    /// A line that says nothing that is known.
    Line {
        /// The number of the line, from 1.
        line: usize,
        /// What it says.
        text: String,
    },
    /// A line that a notice has to have is not there.
    #[error("第 {line} 行起的通知没有写“{word}”")]
    Missing {
        /// The number of the first line of the notice, from 1.
        line: usize,
        /// What it lacks, by the word that begins such a line.
        word: &'static str,
    },
    /// A span whose last day lies before its first.
    #[error("第 {line} 行起的通知没有写一个放假或者上班的日子")]
    NoDays {
        /// The number of the line, from 1.
        line: usize,
    },
    /// A day that the notice arranges twice.
    #[error("第 {line} 行起的通知两次写到 {date}")]
    Twice {
        /// The number of the line, from 1.
        line: usize,
        /// The day that is named twice.
        date: Date,
    },
    /// No notice at all.
    #[error("文件里没有通知")]
    Empty,
}

/// Reads a file of notices, in the order in which they stand.
///
/// # Errors
/// The first thing that is not as the form wants it, with its line; or a file without a notice.
pub fn read(file: &str) -> Result<Vec<Notice>, NoticeError> {
    let mut notices = Vec::new();
    let mut draft: Option<Draft> = None;
    for (at, text) in file.lines().enumerate() {
        let line = at + 1;
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let wrong = || NoticeError::Line {
            line,
            text: text.to_owned(),
        };
        let (word, content) = text.split_once([' ', '\u{3000}']).ok_or_else(wrong)?;
        let content = content.trim();
        if word == "通知" {
            if let Some(done) = draft.replace(Draft::new(line, content)) {
                notices.push(done.finish()?);
            }
        } else {
            let draft = draft.as_mut().ok_or_else(wrong)?;
            draft.take(word, content).ok_or_else(wrong)?;
        }
    }
    notices.push(draft.ok_or(NoticeError::Empty)?.finish()?);
    Ok(notices)
}

/// A notice as far as it has been read.
struct Draft {
    line: usize,
    title: String,
    number: Option<String>,
    year: Option<i16>,
    written: Option<Date>,
    published: Option<Date>,
    source: Option<String>,
    spans: Vec<Span>,
}

impl Draft {
    fn new(line: usize, title: &str) -> Self {
        Self {
            line,
            title: title.to_owned(),
            number: None,
            year: None,
            written: None,
            published: None,
            source: None,
            spans: Vec::new(),
        }
    }

    /// Takes one line; `None` where it is none.
    fn take(&mut self, word: &str, content: &str) -> Option<()> {
        match word {
            "文号" => self.number = Some(content.to_owned()),
            "年份" => self.year = Some(content.parse().ok()?),
            "成文" => self.written = Some(content.parse().ok()?),
            "公布" => self.published = Some(content.parse().ok()?),
            "来源" => self.source = Some(content.to_owned()),
            "放假" => self.spans.push(span(Arranged::Off, content)?),
            "上班" => self.spans.push(span(Arranged::Worked, content)?),
            _ => return None,
        }
        Some(())
    }

    fn finish(self) -> Result<Notice, NoticeError> {
        let line = self.line;
        let missing = |word| NoticeError::Missing { line, word };
        if self.spans.is_empty() {
            return Err(NoticeError::NoDays { line });
        }
        let mut spans: Vec<&Span> = self.spans.iter().collect();
        spans.sort_by_key(|span| span.first);
        for (one, next) in spans.iter().zip(spans.iter().skip(1)) {
            if next.first <= one.last {
                let date = next.first;
                return Err(NoticeError::Twice { line, date });
            }
        }
        Ok(Notice {
            title: self.title,
            number: self.number,
            year: self.year.ok_or_else(|| missing("年份"))?,
            written: self.written.ok_or_else(|| missing("成文"))?,
            published: self.published,
            source: self.source.ok_or_else(|| missing("来源"))?,
            spans: self.spans,
        })
    }
}

/// `2026-02-15..2026-02-23 春节`
fn span(arranged: Arranged, content: &str) -> Option<Span> {
    let (days, name) = content.split_once([' ', '\u{3000}'])?;
    let (first, last) = days.split_once("..").unwrap_or((days, days));
    let (first, last): (Date, Date) = (first.parse().ok()?, last.parse().ok()?);
    // A holiday of more than a month is a slip of the pen.
    let long = first.until(last).ok()?.get_days() > 31;
    (first <= last && !long).then(|| Span {
        first,
        last,
        arranged,
        name: name.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "通知 国务院办公厅关于2027年部分节假日安排的通知\n年份 2027\n成文 2026-12-01\n来源 http://www.gov.cn/\n放假 2027-01-01..2027-01-03 元旦\n";

    #[test]
    fn a_notice_is_read_as_it_is_written() {
        let read = read(&format!("# 试写\n\n{ONE}上班 2027-01-09 元旦\n")).expect("a notice");
        let notice = read.first().expect("one");
        assert_eq!(notice.year, 2027);
        assert_eq!(notice.known_from(), Date::constant(2026, 12, 1));
        assert_eq!(
            notice.spans.iter().map(|s| s.arranged).collect::<Vec<_>>(),
            [Arranged::Off, Arranged::Worked]
        );
        assert_eq!(
            notice.to_string(),
            "国务院办公厅关于2027年部分节假日安排的通知"
        );
    }

    #[test]
    fn every_notice_that_travels_along_is_read_again_as_it_is_written_out() {
        let all = super::super::Calendar::standard().notices();
        let text: String = all.iter().map(Notice::written_out).collect();
        assert_eq!(read(&text).as_deref(), Ok(all));
    }

    #[test]
    fn a_wrong_file_says_where_and_how_to_mend_it() {
        let line = |line, text: &str| {
            Some(NoticeError::Line {
                line,
                text: text.into(),
            })
        };
        let refused = |file: &str| read(file).err();
        assert_eq!(refused(""), Some(NoticeError::Empty));
        assert_eq!(refused("年份 2027\n"), line(1, "年份 2027"));
        assert_eq!(
            refused(&format!("{ONE}休息 2027-02-01 春节")),
            line(6, "休息 2027-02-01 春节")
        );
        assert_eq!(
            refused(&format!("{ONE}放假 2027-02-30 春节")),
            line(6, "放假 2027-02-30 春节")
        );
        assert_eq!(
            refused(&format!("{ONE}放假 2027-02-09..2027-02-01 春节")),
            line(6, "放假 2027-02-09..2027-02-01 春节")
        );
        assert_eq!(
            refused(&format!("{ONE}上班 2027-01-02 元旦")),
            Some(NoticeError::Twice {
                line: 1,
                date: Date::constant(2027, 1, 2)
            })
        );
        assert_eq!(
            refused("通知 甲\n放假 2027-01-01 元旦\n"),
            Some(NoticeError::Missing {
                line: 1,
                word: "年份"
            })
        );
        assert_eq!(
            refused("通知 甲\n年份 2027\n"),
            Some(NoticeError::NoDays { line: 1 })
        );
    }
}
