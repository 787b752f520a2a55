//! 哪个机关、哪一年的报告 — what titles say of a report.

use crate::report::figure::{is_blank, narrow};

/// What was last said of a report that follows.
#[derive(Clone, Debug, Default)]
pub(super) struct Title {
    agency: Option<String>,
    year: Option<i16>,
    /// The year whose first of January is named as the beginning of what is counted.
    period: Option<i16>,
    pub(super) issuer: Option<String>,
    /// The line before, where it was short.
    former: String,
}

/// A title is no longer than this.
const LONGEST: usize = 80;
/// The line above a title that names the agency is no longer than this.
const LONGEST_AGENCY: usize = 30;

const SUBJECT: &str = "政府信息公开";
const KINDS: [&str; 4] = ["工作年度报告", "年度报告", "工作年报", "年报"];

impl Title {
    pub(super) fn of(agency: Option<String>, year: Option<i16>) -> Self {
        Self {
            agency,
            year,
            ..Self::default()
        }
    }

    pub(super) fn agency(&self) -> Option<String> {
        self.agency.clone().or_else(|| self.issuer.clone())
    }

    pub(super) fn year(&self) -> Option<i16> {
        self.year.or(self.period)
    }

    /// What titles alone say.
    pub(super) fn names(&self) -> (Option<&str>, Option<i16>) {
        (self.agency.as_deref(), self.year)
    }

    /// Notes what a line says, where it is the title of a report or names the period that is counted.
    pub(super) fn read(&mut self, text: &str) {
        let bare: String = text.chars().filter(|c| !is_blank(*c)).map(narrow).collect();
        if self.period.is_none()
            && let Some((before, _)) = bare.split_once("年1月1日")
        {
            self.period = year_at_end(before);
        }
        let is_short = bare.chars().count() <= LONGEST;
        let former = std::mem::take(&mut self.former);
        if !is_short {
            return;
        }
        if self.is_title(&bare) {
            if self.agency.is_none() && names_agency(&former) {
                self.agency = Some(former);
            }
        } else if self.is_title(&format!("{former}{bare}")) {
            return;
        }
        self.former = bare;
    }

    /// Notes what a title says; `false` where it is none.
    fn is_title(&mut self, bare: &str) -> bool {
        let Some((at, year, end)) = year_in(bare) else {
            return false;
        };
        let (before, after) = (bare.get(..at), bare.get(end..));
        let (Some(before), Some(after)) = (before, after) else {
            return false;
        };
        let without = format!("{before}{after}");
        let without = without.replace("()", "");
        let Some((agency, rest)) = without.rsplit_once(SUBJECT) else {
            return false;
        };
        if !KINDS.contains(&rest) {
            return false;
        }
        self.year = Some(year);
        let agency = agency
            .trim_start_matches(['《', '度'])
            .trim_end_matches('的');
        self.agency = (!agency.is_empty()).then(|| agency.to_owned());
        true
    }
}

/// Whether a line is the name of an agency alone.
fn names_agency(line: &str) -> bool {
    const ENDS: [&str; 16] = [
        "政府",
        "局",
        "委",
        "委员会",
        "厅",
        "部",
        "院",
        "会",
        "办",
        "办公室",
        "处",
        "署",
        "中心",
        "乡",
        "镇",
        "街道",
    ];
    let is_name = |c: char| c.is_alphabetic() || "()".contains(c);
    (3..=LONGEST_AGENCY).contains(&line.chars().count())
        && line.chars().all(is_name)
        && ENDS.iter().any(|end| line.ends_with(end))
}

/// The first year in a line: where it begins, which it is, and where it ends, with 年 or 年度.
fn year_in(bare: &str) -> Option<(usize, i16, usize)> {
    bare.match_indices('年').find_map(|(end, _)| {
        let before = bare.get(..end)?;
        let year = year_at_end(before)?;
        let begin = before.char_indices().rev().nth(3).map(|(begin, _)| begin)?;
        let mut end = end + '年'.len_utf8();
        if bare.get(end..)?.starts_with("度") {
            // In 年度报告 the word belongs to the report.
            let is_of_report = bare.get(end..)?.starts_with("度报告");
            end += if is_of_report { 0 } else { '度'.len_utf8() };
        }
        Some((begin, year, end))
    })
}

/// `2024` or `二〇二四` at the end of a text.
fn year_at_end(before: &str) -> Option<i16> {
    let digits: Vec<char> = before.chars().rev().take(4).collect();
    let mut year: i16 = 0;
    for c in digits.iter().rev() {
        let digit = match c {
            '〇' | '零' | '○' => 0,
            c => match "一二三四五六七八九".chars().position(|one| one == *c) {
                Some(at) => at as i16 + 1,
                None => i16::try_from(c.to_digit(10)?).ok()?,
            },
        };
        year = year * 10 + digit;
    }
    (digits.len() == 4 && (2008..2100).contains(&year)).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_says_whose_report_it_is_and_of_which_year() {
        for (title, agency, year) in [
            (
                "淮安市人民政府2024年政府信息公开工作年度报告",
                "淮安市人民政府",
                2024,
            ),
            (
                "淮安市人民政府\n2024 年政府信息公开工作年度报告",
                "淮安市人民政府",
                2024,
            ),
            (
                "２０２３年度眠鹤县财政局政府信息公开工作年度报告",
                "眠鹤县财政局",
                2023,
            ),
            (
                "眠鹤县人民政府政府信息公开工作年度报告（2022年）",
                "眠鹤县人民政府",
                2022,
            ),
            (
                "眠鹤县财政局二〇二〇年政府信息公开年度报告",
                "眠鹤县财政局",
                2020,
            ),
            ("2021年政府信息公开工作年度报告", "", 2021),
            (
                "眠鹤县财政局2021年政府信息公开工作年报",
                "眠鹤县财政局",
                2021,
            ),
        ] {
            let mut read = Title::default();
            read.read(title);
            assert_eq!(read.year(), Some(year), "{title}");
            assert_eq!(read.agency().unwrap_or_default(), agency, "{title}");
        }
        for line in [
            "见《2023年政府信息公开工作年度报告》第三部分",
            "2024年，我市坚持以人民为中心",
            "政府信息公开工作年度报告",
        ] {
            let mut read = Title::default();
            read.read(line);
            assert_eq!(read.agency(), None, "{line}");
            assert_eq!(read.year(), None, "{line}");
        }
    }

    #[test]
    fn a_title_may_be_broken_into_lines() {
        for lines in [
            ["眠鹤县人民政府2024年政府信息公开工作", "年度报告"],
            ["眠鹤县人民政府", "2024年政府信息公开工作年度报告"],
        ] {
            let mut read = Title::default();
            for line in lines {
                read.read(line);
            }
            assert_eq!(
                read.names(),
                (Some("眠鹤县人民政府"), Some(2024)),
                "{lines:?}"
            );
        }
        let mut read = Title::default();
        read.read("当前位置：首页＞财政局");
        read.read("2024年政府信息公开工作年度报告");
        // An agency that is named further down is not the one that reports.
        for line in ["眠鹤县教育局", "一、总体情况", "眠鹤县人民法院", "二"] {
            read.read(line);
        }
        assert_eq!(read.names(), (None, Some(2024)));
    }

    #[test]
    fn the_period_tells_the_year_where_no_title_does() {
        let mut read = Title::default();
        read.read("报告所列统计期限自2024年1月1日至2024年12月31日。");
        assert_eq!(read.year(), Some(2024));
        // No report is older than the Regulation; a page may be one long paragraph.
        let mut read = Title::default();
        read.read("自1999年1月1日起设立的机构");
        read.read(&format!("{}统计期限自2023年1月1日起", "情况".repeat(5_000)));
        assert_eq!(read.year(), Some(2023));
    }
}
