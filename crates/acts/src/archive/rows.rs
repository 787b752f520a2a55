//! 行 — a row as a line of JSON, and where one piece of rows ends and the next begins.
//!
//! Decides that a line is an array in the order of the columns, that bytes are written as text where they are text, as
//! hexadecimal digits where they are short, and else in base64; so the same row is the same line everywhere, and people can
//! read it. A piece ends where the key of a row says so, not after a number of rows: rows that are added or changed alter
//! the pieces in which they stand, and the others stay what they are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use law::Digest;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use store::table::{Table, Type, Value};

/// Pieces are about as large as this, unpacked.
const WISHED: u64 = 4 * 1024 * 1024;
const LEAST: usize = 512 * 1024;
const MOST: usize = 16 * 1024 * 1024;
/// Bytes up to this many are written in hexadecimal digits.
const SHORT: usize = 64;

/// Writes a row behind what stands in `out`.
pub(super) fn put_line(row: &[Value], out: &mut Vec<u8>) {
    let cells: Vec<Json> = row.iter().map(cell).collect();
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, &cells);
    out.push(b'\n');
}

/// Reads a line back; `None` where it is not one of this table.
pub(super) fn row(table: &Table, line: &[u8]) -> Option<Vec<Value>> {
    let cells: Vec<Json> = serde_json::from_slice(line).ok()?;
    if cells.len() != table.columns.len() {
        return None;
    }
    let columns = table.columns.iter();
    cells
        .into_iter()
        .zip(columns)
        .map(|(cell, column)| value(column.ty, cell))
        .collect()
}

fn cell(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Int(n) => json!(n),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => json!({ "utf8": text }),
            Err(_) if bytes.len() <= SHORT => json!({ "hex": hex(bytes) }),
            Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
        },
    }
}

fn value(ty: Type, cell: Json) -> Option<Value> {
    match (ty, cell) {
        (_, Json::Null) => Some(Value::Null),
        (Type::Int, Json::Number(n)) => n.as_i64().map(Value::Int),
        (Type::Text, Json::String(text)) => Some(Value::Text(text)),
        (Type::Bytes, Json::Object(map)) if map.len() == 1 => {
            let (form, written) = map.into_iter().next()?;
            let Json::String(written) = written else {
                return None;
            };
            let bytes = match form.as_str() {
                "utf8" => written.into_bytes(),
                "hex" => unhex(&written)?,
                "base64" => STANDARD.decode(written).ok()?,
                _ => return None,
            };
            Some(Value::Bytes(bytes))
        }
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Whether a piece of so many bytes ends behind a row with this key and this length.
///
/// Long rows end a piece more often than short ones, so that pieces are of one size whatever stands in them.
pub(super) fn ends(piece: usize, key: &[Value], line: usize) -> bool {
    if piece < LEAST {
        return false;
    }
    if MOST <= piece {
        return true;
    }
    let mut bytes = Vec::new();
    put_line(key, &mut bytes);
    let Digest([a, b, c, d, ..]) = Digest::of(&bytes);
    u64::from(u32::from_be_bytes([a, b, c, d])) % WISHED < line as u64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use store::table::Column;

    fn table() -> Table {
        let column = |(name, ty): (&str, Type)| Column {
            name: name.into(),
            ty,
        };
        let columns = [
            ("id", Type::Int),
            ("words", Type::Text),
            ("bytes", Type::Bytes),
        ];
        Table {
            name: "made".into(),
            columns: columns.map(column).into(),
            key: vec![0],
        }
    }

    #[test]
    fn a_row_comes_back_as_it_was() {
        for row in [
            vec![
                Value::Int(i64::MIN),
                Value::Text(String::new()),
                Value::Null,
            ],
            vec![
                Value::Null,
                Value::Text("政\n府\u{2028}\"\\\u{1}".into()),
                Value::Bytes("台账".into()),
            ],
            vec![Value::Int(i64::MAX), Value::Null, Value::Bytes(vec![])],
            vec![Value::Int(0), Value::Null, Value::Bytes(vec![0; 32])],
            vec![Value::Int(1), Value::Null, Value::Bytes(vec![0xff; 32])],
            vec![Value::Int(2), Value::Null, Value::Bytes(vec![0xfe; 65])],
        ] {
            let mut line = Vec::new();
            put_line(&row, &mut line);
            assert_eq!(line.split_inclusive(|byte| *byte == b'\n').count(), 1);
            assert_eq!(super::row(&table(), &line), Some(row));
        }
    }

    #[test]
    fn what_is_no_row_of_the_table_is_none() {
        for line in [
            "[1,\"a\"]",
            "[1,\"a\",null,null]",
            "[\"1\",\"a\",null]",
            "[1.5,\"a\",null]",
            "[1,2,null]",
            "[1,\"a\",\"b\"]",
            "[1,\"a\",{\"hex\":\"0\u{ff}\"}]",
            "[1,\"a\",{\"rot13\":\"\"}]",
            "{}",
        ] {
            assert_eq!(row(&table(), line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_row_that_is_put_in_leaves_most_pieces_what_they_were() {
        let cut = |skipped: u32| {
            let mut pieces = Vec::new();
            let mut piece = Vec::new();
            for n in (0..12_000).filter(|n| *n != skipped) {
                let row = vec![
                    Value::Int(i64::from(n)),
                    Value::Text(format!("{n:04000}")),
                    Value::Null,
                ];
                let before = piece.len();
                put_line(&row, &mut piece);
                if ends(piece.len(), &row[..1], piece.len() - before) {
                    pieces.push(Digest::of(&piece));
                    piece.clear();
                }
            }
            pieces
        };
        let (all, without) = (cut(12_000), cut(6_000));
        let same = all.iter().filter(|piece| without.contains(piece)).count();
        assert!(6 < all.len(), "{}", all.len());
        assert!(all.len() - same <= 2, "{same} of {}", all.len());
    }
}
