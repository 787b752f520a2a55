//! 格式 — the rows and columns of tables two, three and four, in the two forms that there have been.
//!
//! Decides from which year which form is used, every cell of it by a stable name and by the words that are printed, and
//! which cells are counted and which are sums. The form of the 2019 and 2020 reports is 国办公开办函〔2019〕60号, a trial;
//! that since the report for 2021 is 国办公开办函〔2021〕30号.

mod disputes;
mod proactive;
mod requests;

pub use disputes::{Dispute, Outcome};
pub use proactive::{Line, Measure, Subject, lines};
pub use requests::{Applicant, Column, Row, rows};

use std::fmt;

/// 格式
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// 试行格式 of the reports for 2019 and 2020: items of power are counted in table two, and 其他处理 is one row.
    Trial2019,
    /// 现行格式, since the report for 2021.
    Form2021,
}

impl Format {
    /// In the order of time.
    pub const ALL: [Self; 2] = [Self::Trial2019, Self::Form2021];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Trial2019 => "fmt_2019_trial",
            Self::Form2021 => "fmt_2021",
        }
    }

    /// The form of a stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id() == id)
    }

    /// What it is called here.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Trial2019 => "2019年试行格式",
            Self::Form2021 => "2021年格式",
        }
    }

    /// The notice that made it.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Trial2019 => "国办公开办函〔2019〕60号",
            Self::Form2021 => "国办公开办函〔2021〕30号",
        }
    }

    /// The form of the report for a year; none before 2019, when every agency had its own.
    pub const fn of_year(year: i16) -> Option<Self> {
        match year {
            ..=2018 => None,
            2019 | 2020 => Some(Self::Trial2019),
            2021.. => Some(Self::Form2021),
        }
    }

    /// Every cell that the form prints, table by table, row by row.
    pub fn cells(self) -> Vec<Cell> {
        let proactive = lines(self).iter().flat_map(|line| {
            let measures = line.measures.iter();
            measures.map(|measure| Cell::Proactive(line.subject, *measure))
        });
        let requests = rows(self)
            .into_iter()
            .flat_map(|row| Column::ALL.map(|column| Cell::Request(row, column)));
        let disputes = Dispute::ALL
            .into_iter()
            .flat_map(|dispute| Outcome::ALL.map(|outcome| Cell::Dispute(dispute, outcome)));
        proactive.chain(requests).chain(disputes).collect()
    }
}

/// 表: the sections of the report that are tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// 二、主动公开政府信息情况
    Proactive,
    /// 三、收到和处理政府信息公开申请情况
    Requests,
    /// 四、政府信息公开行政复议、行政诉讼情况
    Disputes,
}

impl Table {
    /// In the order of the report.
    pub const ALL: [Self; 3] = [Self::Proactive, Self::Requests, Self::Disputes];

    /// The stable name: that of its section.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Proactive => "table2",
            Self::Requests => "table3",
            Self::Disputes => "table4",
        }
    }

    /// 第二表, after the number of its section.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Proactive => "第二表",
            Self::Requests => "第三表",
            Self::Disputes => "第四表",
        }
    }

    /// The heading of its section.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Proactive => "主动公开政府信息情况",
            Self::Requests => "收到和处理政府信息公开申请情况",
            Self::Disputes => "政府信息公开行政复议、行政诉讼情况",
        }
    }
}

/// Whether a cell is counted, or adds up others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// 填写的数
    Counted,
    /// 合计的数
    Sum,
}

/// 格: a place for one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// Of table two.
    Proactive(Subject, Measure),
    /// Of table three.
    Request(Row, Column),
    /// Of table four.
    Dispute(Dispute, Outcome),
}

impl Cell {
    /// The table in which it stands.
    pub const fn table(self) -> Table {
        match self {
            Self::Proactive(..) => Table::Proactive,
            Self::Request(..) => Table::Requests,
            Self::Dispute(..) => Table::Disputes,
        }
    }

    /// Whether its figure is counted, or adds up others.
    pub const fn role(self) -> Role {
        match self {
            Self::Request(Row::ResultTotal, _)
            | Self::Request(_, Column::Total)
            | Self::Dispute(_, Outcome::Total) => Role::Sum,
            _ => Role::Counted,
        }
    }

    /// Whether its figure counts things: 0, 1, 2, …; an amount may have a point, and a change may be negative.
    pub const fn counts_things(self) -> bool {
        !matches!(
            self,
            Self::Proactive(_, Measure::AmountWan | Measure::Delta)
        )
    }

    /// What its row is called; in table four, its dispute.
    pub const fn row_zh(self) -> &'static str {
        match self {
            Self::Proactive(subject, _) => subject.zh(),
            Self::Request(row, _) => row.zh(),
            Self::Dispute(dispute, _) => dispute.zh(),
        }
    }

    /// The stable name: table, row and column.
    pub fn id(self) -> String {
        match self {
            Self::Proactive(subject, measure) => format!("t2.{}.{}", subject.id(), measure.id()),
            Self::Request(row, column) => format!("t3.{}.{}", row.id(), column.id()),
            Self::Dispute(dispute, outcome) => format!("t4.{}.{}", dispute.id(), outcome.id()),
        }
    }
}

/// `第三表“（一）予以公开”一行“自然人”一列`
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table().zh();
        match self {
            Self::Proactive(subject, measure) => {
                write!(f, "{table}“{}”一行“{}”一列", subject.zh(), measure.zh())
            }
            Self::Request(row, column) => {
                write!(f, "{table}“{}”一行“{}”一列", row.zh(), column.zh())
            }
            Self::Dispute(dispute, outcome) => {
                write!(f, "{table}“{}”的“{}”", dispute.zh(), outcome.zh())
            }
        }
    }
}
