//! The one table in which every figure stands, with what was wanted beside it.

use serde_json::{Value, json};
use std::fmt;

/// One line: what, ours, theirs, and what was wanted.
#[derive(Debug)]
struct Row {
    what: String,
    ours: String,
    peer: String,
    wanted: &'static str,
    /// `None` where there is nothing to be held against.
    is_met: Option<bool>,
}

/// The figures of a run.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Row>,
}

/// What a ratio or figure should be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    AtLeast(f64),
    AtMost(f64),
    /// A figure that is only told.
    Told,
}

impl Goal {
    fn is_met(self, value: f64) -> Option<bool> {
        match self {
            Self::AtLeast(least) => Some(least <= value),
            Self::AtMost(most) => Some(value <= most),
            Self::Told => None,
        }
    }
}

impl Table {
    /// A figure, with how the peer fared and the number that the goal is about.
    pub(super) fn add(
        &mut self,
        what: impl Into<String>,
        ours: impl Into<String>,
        peer: impl Into<String>,
        (wanted, goal, value): (&'static str, Goal, f64),
    ) {
        let row = Row {
            what: what.into(),
            ours: ours.into(),
            peer: peer.into(),
            wanted,
            is_met: goal.is_met(value),
        };
        println!("{row}");
        self.rows.push(row);
    }

    /// A measurement that could not be taken.
    pub(super) fn miss(&mut self, what: &str, why: &anyhow::Error) {
        self.rows.push(Row {
            what: what.to_owned(),
            ours: format!("not measured: {why:#}"),
            peer: String::new(),
            wanted: "",
            is_met: None,
        });
    }

    pub(super) fn to_json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            json!({"what": row.what, "ours": row.ours, "peer": row.peer, "wanted": row.wanted, "met": row.is_met})
        });
        Value::Array(rows.collect())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let met = match self.is_met {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        let Self {
            what,
            ours,
            peer,
            wanted,
            ..
        } = self;
        write!(f, "| {what} | {ours} | {peer} | {wanted} | {met} |")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n| what | ours | peer | wanted | met |")?;
        writeln!(f, "| --- | --- | --- | --- | --- |")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}
