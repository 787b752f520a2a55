//! `gongkai agencies` — the register of agencies, from a CSV file.
//!
//! Decides which columns there are ([`COLUMNS`]) and that a file is registered as a whole or not at all: everything that is
//! wrong with it is named with its line and column. A renamed body is a new row; the old row names it as its successor.

use super::trial::Trial;
use crate::place::Place;
use crate::say;
use anyhow::{Context as _, bail};
use clap::Subcommand;
use csv::StringRecord;
use law::agency::{AgencyKind, AgencyLevel};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::agency::Agency;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Agencies {
    /// 从 CSV 文件登记机构
    Import {
        /// CSV 文件，第一行是列名
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 为什么登记或者变更
        #[arg(long, default_value = "", value_name = "原因")]
        reason: String,
        #[command(flatten)]
        trial: Trial,
    },
}

pub(crate) async fn agencies(
    data: &Path,
    actor: Option<&str>,
    what: Agencies,
) -> anyhow::Result<()> {
    let Agencies::Import {
        file,
        reason,
        trial,
    } = what;
    let place = Place::open_for(data, trial).await?;
    let bytes = std::fs::read(&file).with_context(|| format!("不能读取 {}", file.display()))?;
    let text = text_of(&bytes)
        .with_context(|| format!("{} 不是 UTF-8 或者 GB18030 文字", file.display()))?;
    let sheet = Sheet::of(&text);
    let mut wrong = sheet.wrong.clone();
    if wrong.is_empty() {
        let found = acts::agency::check(&place.register, &sheet.agencies).await?;
        wrong.extend(found.iter().map(|found| sheet.place(found)));
    }
    if !wrong.is_empty() {
        for says in &wrong {
            say::note(says);
        }
        bail!(
            "{} 有 {} 处要改，一个机构也没有登记；改好以后再导入",
            file.display(),
            wrong.len()
        );
    }
    let done = acts::agency::register(&place.desk(actor)?, &sheet.agencies, &reason).await?;
    say::value(&json!({ "new": done.new, "changed": done.changed, "same": done.same }));
    say::result(&format!(
        "新登记 {}，有变化 {}，没有变化 {}",
        done.new, done.changed, done.same
    ));
    Ok(())
}

/// The words of a file as a spreadsheet program may have saved it.
fn text_of(bytes: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let text = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

/// The columns by their names in a file, each with the Chinese names that are taken as well.
const COLUMNS: [(&str, &[&str]); 12] = [
    ("code", &["代码", "机构代码", "统一社会信用代码"]),
    ("name", &["名称", "机构名称"]),
    ("short_name", &["简称"]),
    ("level", &["层级", "级别"]),
    ("kind", &["类型", "机关类型"]),
    ("admin_parent", &["隶属机关", "上级机关"]),
    ("system_parent", &["业务指导机关"]),
    ("valid_from", &["启用日期", "成立日期"]),
    ("valid_to", &["停用日期", "撤销日期"]),
    ("successor", &["后继机构"]),
    ("phone", &["联系电话", "电话"]),
    ("address", &["办公地址", "地址"]),
];

/// The columns that a file must have.
const NEEDED: [&str; 4] = ["code", "name", "level", "kind"];

/// A register of agencies as a file has it.
#[derive(Debug, Default)]
struct Sheet {
    agencies: Vec<Agency>,
    /// The line of each agency, from 1.
    lines: Vec<u64>,
    /// The place of each column, from 0.
    columns: BTreeMap<&'static str, usize>,
    /// What is wrong, in the order of the file.
    wrong: Vec<String>,
}

/// Reads a register of agencies.
///
/// # Errors
/// Names each line and column, what is wrong there and what to write.
pub(crate) fn from_csv(text: &str) -> anyhow::Result<Vec<Agency>> {
    let sheet = Sheet::of(text);
    if sheet.wrong.is_empty() {
        Ok(sheet.agencies)
    } else {
        bail!("{}", sheet.wrong.join("\n"))
    }
}

impl Sheet {
    fn of(text: &str) -> Self {
        let mut sheet = Self::default();
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes())
            .into_records();
        match rows.next() {
            Some(Ok(head)) => sheet.head(&head),
            Some(Err(error)) => sheet.wrong.push(format!("不是 CSV 文件：{error}")),
            None => {}
        }
        if !sheet.wrong.is_empty() {
            return sheet;
        }
        for row in rows {
            match row {
                Ok(row) if row.iter().all(str::is_empty) => {}
                Ok(row) => sheet.row(&row),
                Err(error) => sheet.wrong.push(format!("不是 CSV 文件：{error}")),
            }
        }
        if sheet.agencies.is_empty() && sheet.wrong.is_empty() {
            let names = COLUMNS.map(|(id, _)| id).join(",");
            sheet.wrong.push(format!(
                "文件里没有机构；第 1 行写 {names}，以下一个机构一行"
            ));
        }
        sheet
    }

    /// The first line: which column is which.
    fn head(&mut self, head: &StringRecord) {
        for (n, name) in head.iter().enumerate() {
            let known = COLUMNS
                .iter()
                .find(|(id, names)| *id == name || names.contains(&name));
            match known {
                None => {
                    let all = COLUMNS.map(|(id, names)| format!("{id}（{}）", names.join("、")));
                    self.wrong.push(format!(
                        "第 1 行第 {} 列“{name}”不认识，请改名或者删去这一列；可以写 {}",
                        n + 1,
                        all.join("、")
                    ));
                }
                Some((id, _)) if self.columns.contains_key(id) => self.wrong.push(format!(
                    "第 1 行第 {} 列“{name}”写了两次，请删去一列",
                    n + 1
                )),
                Some((id, _)) => {
                    self.columns.insert(id, n);
                }
            }
        }
        for id in NEEDED {
            if !self.columns.contains_key(id) && !head.iter().all(str::is_empty) {
                self.wrong.push(format!("第 1 行没有“{id}”这一列，请补上"));
            }
        }
    }

    fn row(&mut self, row: &StringRecord) {
        let line = row.position().map_or(0, csv::Position::line);
        let columns = self.columns.len();
        if row.len() != columns {
            self.wrong.push(format!(
                "第 {line} 行有 {} 列，第 1 行有 {columns} 列；每行列数要一样，值里有逗号的用双引号括起来",
                row.len()
            ));
            return;
        }
        let cell = |id: &str| {
            let at = self.columns.get(id);
            at.and_then(|at| row.get(*at)).unwrap_or_default()
        };
        let given = |id: &str| Some(cell(id).to_owned()).filter(|text| !text.is_empty());
        let mut wrong = Vec::new();
        let mut say = |id: &str, says: String| wrong.push(self.at(line, id, &says));
        let mut day = |id: &str| match cell(id) {
            "" => None,
            text => {
                let day = text.parse().ok();
                if day.is_none() {
                    say(id, format!("日期“{text}”应当写作 2020-07-15"));
                }
                day
            }
        };
        let (valid_from, valid_to) = (day("valid_from"), day("valid_to"));
        let level = AgencyLevel::named(cell("level"));
        if level.is_none() {
            let known = AgencyLevel::ALL.map(|level| format!("{}（{}）", level.zh(), level.id()));
            say(
                "level",
                format!("层级“{}”不认识，请写 {}", cell("level"), known.join("、")),
            );
        }
        let kind = AgencyKind::named(cell("kind"));
        if kind.is_none() {
            let known = AgencyKind::ALL.map(|kind| format!("{}（{}）", kind.zh(), kind.id()));
            say(
                "kind",
                format!("类型“{}”不认识，请写 {}", cell("kind"), known.join("、")),
            );
        }
        if let (true, Some(level), Some(kind)) = (wrong.is_empty(), level, kind) {
            let agency = Agency {
                code: cell("code").to_owned(),
                name: cell("name").to_owned(),
                short_name: cell("short_name").to_owned(),
                level,
                kind,
                admin_parent: given("admin_parent"),
                system_parent: given("system_parent"),
                valid_from,
                valid_to,
                successor: given("successor"),
                phone: cell("phone").to_owned(),
                address: cell("address").to_owned(),
                is_own: true,
                position: i64::try_from(self.agencies.len()).unwrap_or(i64::MAX),
            };
            self.agencies.push(agency);
            self.lines.push(line);
        }
        self.wrong.extend(wrong);
    }

    /// Where something found among all agencies stands in the file.
    fn place(&self, found: &acts::agency::Wrong) -> String {
        let line = self.lines.get(found.at).copied().unwrap_or_default();
        self.at(line, found.field, &found.says)
    }

    fn at(&self, line: u64, id: &str, says: &str) -> String {
        match self.columns.get(id) {
            Some(column) => format!("第 {line} 行第 {} 列（{id}）：{says}", column + 1),
            None => format!("第 {line} 行：{says}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]
    use super::{Sheet, from_csv, text_of};
    use law::agency::{AgencyKind, AgencyLevel};

    const HEAD: &str = "code,name,level,kind,valid_from\n";

    #[test]
    fn a_file_saved_by_a_spreadsheet_program_is_read() {
        let (gb, ..) = encoding_rs::GB18030.encode("甲县");
        assert_eq!(text_of(&gb).as_deref(), Some("甲县"));
        assert_eq!(text_of("甲县".as_bytes()).as_deref(), Some("甲县"));
        assert_eq!(text_of(&[0xff, 0xff]), None);
        let blank_at_the_end = format!("\u{feff}{HEAD}XT-1,甲县,县,政府,\n,,,,\n\n");
        assert_eq!(from_csv(&blank_at_the_end).unwrap().len(), 1);
    }

    #[test]
    fn official_words_stand_for_ids_and_for_the_names_of_columns() {
        let text = "代码,名称,层级,类型\nXT-1,甲省人民政府,省,人民政府\nXT-2,乙镇人民政府,乡镇,government\n";
        let agencies = from_csv(text).unwrap();
        let found: Vec<_> = agencies.iter().map(|a| (a.level, a.kind)).collect();
        assert_eq!(
            found,
            [
                (AgencyLevel::Province, AgencyKind::Government),
                (AgencyLevel::Township, AgencyKind::Government)
            ]
        );
    }

    #[test]
    fn everything_that_is_wrong_is_named_with_its_line_and_column() {
        let rows = "XT-1,甲县,村,政府,\nXT-2,乙县,县,公司,2020/7/15\nXT-3,丙县,县\n";
        let wrong = Sheet::of(&format!("{HEAD}{rows}")).wrong;
        let begins: Vec<String> = wrong
            .iter()
            .map(|says| says.split('：').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(
            begins[..3],
            [
                "第 2 行第 3 列（level）",
                "第 3 行第 5 列（valid_from）",
                "第 3 行第 4 列（kind）"
            ],
            "{wrong:?}"
        );
        assert!(wrong[0].contains("县（市、区）（county）"), "{wrong:?}");
        assert!(wrong[1].contains("2020-07-15"), "{wrong:?}");
        assert!(wrong[3].starts_with("第 4 行有 3 列"), "{wrong:?}");
    }

    #[test]
    fn columns_that_are_not_known_or_not_there_are_named() {
        let wrong = Sheet::of("code,name,rang,kind\nXT-1,甲县,县,政府\n").wrong;
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(
            wrong[0].starts_with("第 1 行第 3 列“rang”不认识"),
            "{wrong:?}"
        );
        assert!(wrong[1].contains("没有“level”这一列"), "{wrong:?}");
        let twice = Sheet::of("code,代码,name,level,kind\n").wrong;
        assert!(
            twice[0].starts_with("第 1 行第 2 列“代码”写了两次"),
            "{twice:?}"
        );
        for empty in ["", "\n", HEAD] {
            let wrong = Sheet::of(empty).wrong;
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            assert!(wrong[0].contains("文件里没有机构"), "{wrong:?}");
        }
    }
}
