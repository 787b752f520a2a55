//! Numbers as cells show them: how many digits, and which of them are days.

use crate::Refused;
use crate::xml::{Events, Node};
use jiff::ToSpan as _;
use jiff::civil::date;
use std::collections::BTreeMap;

/// Which styles of cells show a date.
#[derive(Default)]
pub(super) struct Styles {
    /// By the number of the style.
    shows_date: Vec<bool>,
}

impl Styles {
    pub(super) fn read(text: &str) -> Result<Self, Refused> {
        let mut events = Events::of(text);
        let mut own: BTreeMap<u32, bool> = BTreeMap::new();
        let mut styles = Self::default();
        let mut inside = 0_usize;
        let mut depth = 0_usize;
        while let Some(node) = events.next()? {
            match node {
                Node::Open(tag) => {
                    depth += 1;
                    match tag.name() {
                        "numFmt" => {
                            if let (Some(id), Some(code)) =
                                (tag.number("numFmtId"), tag.attr("formatCode"))
                            {
                                own.insert(id, is_date(&code));
                            }
                        }
                        "cellXfs" => inside = depth,
                        "xf" if inside > 0 && depth == inside + 1 => {
                            let id: u32 = tag.number("numFmtId").unwrap_or(0);
                            let is = own.get(&id).copied().unwrap_or_else(|| is_built_in(id));
                            styles.shows_date.push(is);
                        }
                        _ => {}
                    }
                }
                Node::Close => {
                    if depth == inside {
                        inside = 0;
                    }
                    depth = depth.saturating_sub(1);
                }
                Node::Text(_) => {}
            }
        }
        Ok(styles)
    }

    /// A number as a cell of this style shows it.
    pub(super) fn show(&self, style: usize, written: &str, since_1904: bool) -> String {
        let Ok(number) = written.trim().parse::<f64>() else {
            return written.to_owned();
        };
        let is_date = self.shows_date.get(style).copied().unwrap_or(false);
        let day = if is_date {
            day(number, since_1904)
        } else {
            None
        };
        day.unwrap_or_else(|| digits(number, written))
    }
}

/// Formats that every workbook has, of dates (ISO/IEC 29500-1 §18.8.30), also those of Chinese ones.
const fn is_built_in(id: u32) -> bool {
    matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57..=58)
}

/// Whether a format shows a year or a day: `yyyy/m/d`, and not `0.00"元"` or `[Red]0`.
fn is_date(code: &str) -> bool {
    let mut quoted = false;
    let mut bracket = false;
    code.chars().any(|c| {
        match c {
            '"' => quoted = !quoted,
            '[' => bracket = true,
            ']' => bracket = false,
            _ => {}
        }
        !quoted && !bracket && matches!(c, 'y' | 'Y' | 'd' | 'D')
    })
}

/// The day of a serial number; `None` beyond the days that there are.
fn day(serial: f64, since_1904: bool) -> Option<String> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i64;
    let day = if since_1904 {
        date(1904, 1, 1).checked_add(days.days()).ok()?
    } else {
        // The year 1900 counts a 29 February that there was not.
        let days = if days < 60 { days + 1 } else { days };
        date(1899, 12, 30).checked_add(days.days()).ok()?
    };
    Some(format!("{}年{}月{}日", day.year(), day.month(), day.day()))
}

/// Fifteen digits, as spreadsheets have; what is behind them is an error of the machine.
fn digits(number: f64, written: &str) -> String {
    if !number.is_finite() {
        return written.to_owned();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded.abs() >= 1e15 {
        return written.trim().to_owned();
    }
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_digits_that_are_shown() {
        let styles = Styles {
            shows_date: vec![false, true],
        };
        for (style, written, shown) in [
            (0, "3001", "3001"),
            (0, "96171.600000000006", "96171.6"),
            (0, "1E3", "1000"),
            (0, "-2", "-2"),
            (0, "0.1", "0.1"),
            (0, "NaN", "NaN"),
            (0, "1e400", "1e400"),
            (0, "123456789012345678", "123456789012345678"),
            (1, "45658", "2025年1月1日"),
            (1, "1", "1900年1月1日"),
            (1, "-5", "-5"),
            (9, "45658", "45658"),
        ] {
            assert_eq!(styles.show(style, written, false), shown);
        }
        assert_eq!(styles.show(1, "0.5", true), "0.5");
        assert_eq!(styles.show(1, "44196", true), "2025年1月1日");
        assert!(is_date("yyyy\"年\"m\"月\"d\"日\""));
        assert!(!is_date("0.00\"day\"") && !is_date("[Red]#,##0"));
    }
}
