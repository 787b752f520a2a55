//! 报告的 JSON 写法 — one report, a list of them, or `{"reports": […]}`.
//!
//! Decides the names: those of [`Cell::id`], and on reading also the older ones of exchanged data sets (`new_received`,
//! `administrative_licences`) and the words that the tables print. A row of table three is a list in the order of the
//! columns, or an object by column. Figures may be numbers or text.
//!
//! Invariants
//! - What is written is read back as it was.
//! - What has a name that no form knows is told, never dropped in silence.

use super::reading::{
    Found, Odd, Oddity, Value as Written, applicant_column, contest, outcome, table_row, value,
};
use super::{
    Applicant, Cell, Column, Dispute, Figure, Format, Measure, Outcome, Report, Row, Subject, Table,
};
use crate::article::Refusal;
use crate::request::Decision;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Reports that one file may hold.
const MOST: usize = 10_000;

/// Reads reports.
///
/// # Errors
/// Where the text is no JSON, or holds no report.
pub fn read(text: &str) -> Result<Vec<Found>, Refusal> {
    let text = text.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Refusal::new(format!(
            "不是合格的 JSON：第 {} 行第 {} 个字符处写错了",
            error.line(),
            error.column()
        ))
    })?;
    let columns = value.get("columns").and_then(order);
    let reports: Vec<&Value> = match &value {
        Value::Array(reports) => reports.iter().collect(),
        Value::Object(whole) => match whole.get("reports") {
            Some(Value::Array(reports)) => reports.iter().collect(),
            _ => vec![&value],
        },
        _ => Vec::new(),
    };
    if MOST < reports.len() {
        let says = format!("一个文件里最多 {MOST} 份报告；请分成几个文件");
        return Err(Refusal::new(says));
    }
    let none = Map::new();
    let objects = reports
        .into_iter()
        .map(|report| report.as_object().unwrap_or(&none));
    let objects: Vec<&Map<String, Value>> = objects.collect();
    let holds = |report: &&Map<String, Value>| {
        let mut tables = Table::ALL.into_iter();
        tables.any(|table| report.contains_key(table.id()))
    };
    if !objects.iter().any(holds) {
        let says = "JSON 里没有年度报告；一份报告应当有 table2、table3、table4 中的一张表";
        return Err(Refusal::new(says));
    }
    let found = objects
        .into_iter()
        .map(|report| one(report, columns.as_deref()));
    Ok(found.collect())
}

/// Writes a report.
pub fn write(report: &Report) -> Value {
    let mut tables: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (cell, figure) in report.figures() {
        let (row, column) = match cell {
            Cell::Proactive(subject, measure) => (subject.id(), measure.id()),
            Cell::Request(row, column) => (row.id(), column.id()),
            Cell::Dispute(dispute, outcome) => (dispute.id(), outcome.id()),
        };
        let table = tables.entry(cell.table().id()).or_default();
        let row = table.entry(row).or_insert_with(|| json!({}));
        if let Some(row) = row.as_object_mut() {
            row.insert(column.to_owned(), in_json(figure));
        }
    }
    let mut written = json!({
        "organ": report.agency,
        "year": report.year,
        "format": report.format.id(),
    });
    if let Some(whole) = written.as_object_mut() {
        for (table, rows) in tables {
            whole.insert(table.to_owned(), Value::Object(rows));
        }
    }
    written
}

/// A whole figure as a number, any other as it is printed.
pub fn in_json(figure: Figure) -> Value {
    figure
        .as_count()
        .map_or_else(|| json!(figure.to_string()), |count| json!(count))
}

fn one(report: &Map<String, Value>, columns: Option<&[Column]>) -> Found {
    let mut reading = Reading::default();
    if let Some(table) = report.get(Table::Proactive.id()) {
        reading.proactive(table);
    }
    if let Some(table) = report.get(Table::Requests.id()) {
        let own = report.get("columns").and_then(order);
        reading.requests(table, own.as_deref().or(columns));
    }
    if let Some(table) = report.get(Table::Disputes.id()) {
        reading.disputes(table);
    }
    let text = |name: &str| report.get(name).and_then(Value::as_str).map(str::to_owned);
    let agency = text("organ").or_else(|| text("agency"));
    let year = report.get("year").and_then(|year| match year {
        Value::String(year) => year.trim_end_matches(['年', '度']).parse().ok(),
        year => year.as_i64().and_then(|year| i16::try_from(year).ok()),
    });
    let format = text("format").and_then(|id| Format::from_id(&id));
    Found::of(agency, year, format, reading.cells, reading.oddities)
}

/// The columns that a list names, where it names all.
fn order(names: &Value) -> Option<Vec<Column>> {
    let names = names.as_array()?;
    let columns: Option<Vec<Column>> = names.iter().map(|name| column(name.as_str()?)).collect();
    let columns = columns?;
    let has = |column: &Column| columns.contains(column);
    (columns.len() == Column::ALL.len() && Column::ALL.iter().all(has)).then_some(columns)
}

#[derive(Default)]
struct Reading {
    cells: BTreeMap<Cell, Written>,
    oddities: Vec<Oddity>,
}

impl Reading {
    fn note(&mut self, odd: Odd, says: String) {
        self.oddities.push(Oddity { odd, says });
    }

    fn unknown(&mut self, table: Table, name: &str) {
        let short: String = name.chars().take(40).collect();
        let says = format!("{}的“{short}”不认识，没有核对", table.zh());
        self.note(Odd::ExtraRow, says);
    }

    fn take(&mut self, cell: Cell, stated: &Value) {
        let written = match stated {
            // Nothing was stated, and that is not the same as a blank in a table.
            Value::Null => return,
            Value::String(text) => value(text),
            Value::Number(number) => value(&number.to_string()),
            other => Written::Words(other.to_string().chars().take(30).collect()),
        };
        let former = self.cells.insert(cell, written.clone());
        if former.is_some_and(|former| former != written) {
            self.note(Odd::Twice, format!("{cell}写了两次，数不同，取后一个"));
        }
    }

    /// The rows of a table; told where it is none.
    fn rows<'a>(&mut self, table: Table, stated: &'a Value) -> Vec<(&'a String, &'a Value)> {
        if let Some(rows) = stated.as_object() {
            return rows.iter().collect();
        }
        let says = format!("{}应当是按行名写的 {{…}}", table.zh());
        self.note(Odd::TableMissing(table), says);
        Vec::new()
    }

    fn proactive(&mut self, table: &Value) {
        for (name, stated) in self.rows(Table::Proactive, table) {
            let Some(subject) = subject(name) else {
                self.unknown(Table::Proactive, name);
                continue;
            };
            match stated {
                Value::Object(measures) => {
                    for (name, figure) in measures {
                        match measure(name) {
                            Some(measure) => self.take(Cell::Proactive(subject, measure), figure),
                            None => self.unknown(Table::Proactive, name),
                        }
                    }
                }
                // A row of one figure may be that figure.
                figure => {
                    let measure = match subject {
                        Subject::Fees => Measure::AmountWan,
                        _ => Measure::Decisions,
                    };
                    self.take(Cell::Proactive(subject, measure), figure);
                }
            }
        }
    }

    fn requests(&mut self, table: &Value, columns: Option<&[Column]>) {
        let columns = columns.unwrap_or(&Column::ALL);
        for (name, stated) in self.rows(Table::Requests, table) {
            let Some(row) = row(name) else {
                self.unknown(Table::Requests, name);
                continue;
            };
            match stated {
                Value::Array(figures) if figures.len() == columns.len() => {
                    for (column, figure) in columns.iter().zip(figures) {
                        self.take(Cell::Request(row, *column), figure);
                    }
                }
                Value::Object(figures) => {
                    for (name, figure) in figures {
                        match column(name) {
                            Some(column) => self.take(Cell::Request(row, column), figure),
                            None => self.unknown(Table::Requests, name),
                        }
                    }
                }
                other => {
                    let n = other.as_array().map_or(1, Vec::len);
                    let says = format!(
                        "第三表“{}”一行有 {n} 个数，应当有 {} 个",
                        row.zh(),
                        columns.len()
                    );
                    self.note(Odd::WrongWidth, says);
                }
            }
        }
    }

    fn disputes(&mut self, table: &Value) {
        for (name, stated) in self.rows(Table::Disputes, table) {
            let Some(dispute) = dispute(name) else {
                self.unknown(Table::Disputes, name);
                continue;
            };
            match stated {
                Value::Array(figures) if figures.len() == Outcome::ALL.len() => {
                    for (outcome, figure) in Outcome::ALL.into_iter().zip(figures) {
                        self.take(Cell::Dispute(dispute, outcome), figure);
                    }
                }
                Value::Object(figures) => {
                    for (name, figure) in figures {
                        let known = Outcome::ALL.into_iter().find(|one| one.id() == name);
                        match known.or_else(|| outcome(name)) {
                            Some(outcome) => self.take(Cell::Dispute(dispute, outcome), figure),
                            None => self.unknown(Table::Disputes, name),
                        }
                    }
                }
                _ => {
                    let says = format!("第四表“{}”应当有 5 个数", dispute.zh());
                    self.note(Odd::WrongWidth, says);
                }
            }
        }
    }
}

fn subject(name: &str) -> Option<Subject> {
    let known = Subject::ALL.into_iter().find(|one| one.id() == name);
    known.or_else(|| {
        Some(match name {
            "normative_documents" => Subject::NormativeDocs,
            "administrative_licences" => Subject::Licences,
            "administrative_penalties" => Subject::Penalties,
            "administrative_coercion" => Subject::Coercions,
            "administrative_fees" | "administrative_fees_10k_yuan" => Subject::Fees,
            "government_procurement" => Subject::Procurement,
            name => return super::reading::subject(name),
        })
    })
}

fn measure(name: &str) -> Option<Measure> {
    let known = Measure::ALL.into_iter().find(|one| one.id() == name);
    known.or_else(|| match name {
        "issued" => Some(Measure::Made),
        name => super::reading::measure(name),
    })
}

fn row(name: &str) -> Option<Row> {
    if let Some(decision) = Decision::from_id(name) {
        return Some(Row::Decided(decision));
    }
    Some(match name {
        "new" | "new_received" => Row::New,
        "carried_in" | "carried_over" => Row::CarriedIn,
        "other" => Row::OtherHandling,
        "result_total" | "total_processed" => Row::ResultTotal,
        "carried_out" | "carried_forward" => Row::CarriedOut,
        "denied_law_forbidden" => Row::Decided(Decision::DeniedLawProhibited),
        "denied_three_security" => Row::Decided(Decision::DeniedSafetyStability),
        "unable_unclear_after_correction" => Row::Decided(Decision::UnableUnclear),
        "not_processed_petition" => Row::Decided(Decision::NpPetition),
        "not_processed_repeat" => Row::Decided(Decision::NpDuplicate),
        "not_processed_publication" => Row::Decided(Decision::NpPublication),
        "not_processed_abusive" => Row::Decided(Decision::NpExcessive),
        "not_processed_reconfirm" => Row::Decided(Decision::NpConfirmReissue),
        "other_other" => Row::Decided(Decision::OtherMisc),
        name => return table_row(name),
    })
}

fn column(name: &str) -> Option<Column> {
    let known = Column::ALL.into_iter().find(|one| one.id() == name);
    known.or_else(|| {
        Some(Column::Of(match name {
            "commercial_enterprise" => Applicant::Commercial,
            "research_institution" => Applicant::Research,
            "public_welfare_org" => Applicant::SocialWelfare,
            "legal_service_org" => Applicant::LegalService,
            name => return applicant_column(name),
        }))
    })
}

fn dispute(name: &str) -> Option<Dispute> {
    let known = Dispute::ALL.into_iter().find(|one| one.id() == name);
    known.or_else(|| match name {
        "litigation_direct" => Some(Dispute::SuitDirect),
        "litigation_after_review" => Some(Dispute::SuitAfterReview),
        name => contest(name),
    })
}
