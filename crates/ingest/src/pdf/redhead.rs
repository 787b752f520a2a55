//! 联合行文的发文机关标志 — the names of several organs one below the other, and 文件 beside them (GB/T 9704-2012 7.2.4).
//!
//! Decides that such lines are one: the names in their order, parted by blanks, and 文件 at the end. Read line by line
//! they would say 文件 in the middle.

use super::frame::Letter;
use super::rows::{self, Row};

/// No red head is set smaller, in points.
const SMALLEST: f64 = 16.0;

/// Puts stacked names and their 文件 together.
pub(super) fn gathered(rows: Vec<Row>) -> Vec<Row> {
    let Some((at, word)) = rows
        .iter()
        .enumerate()
        .find_map(|(i, row)| word(row).map(|word| (i, word)))
    else {
        return rows;
    };
    let Some(beside) = rows
        .get(at)
        .and_then(|row| row.letters.get(word))
        .map(|letter| letter.u0)
    else {
        return rows;
    };
    let belongs = |a: &Row, b: &Row| {
        (a.size - b.size).abs() < 0.12 * a.size && b.u1 < beside && (a.v - b.v).abs() < 1.8 * a.size
    };
    let mut from = at;
    while let Some((above, row)) = from
        .checked_sub(1)
        .and_then(|i| rows.get(i))
        .zip(rows.get(from))
        && belongs(row, above)
    {
        from -= 1;
    }
    let mut to = at;
    while let Some((row, below)) = rows.get(to).zip(rows.get(to + 1))
        && belongs(row, below)
    {
        to += 1;
    }
    if from == to {
        return rows;
    }
    let mut out = Vec::with_capacity(rows.len());
    let mut names: Vec<String> = Vec::new();
    let mut whole: Option<Row> = None;
    for (i, row) in rows.into_iter().enumerate() {
        if !(from..=to).contains(&i) {
            // The head stands where its first line stood.
            out.extend((i > to).then(|| finish(whole.take(), &names)).flatten());
            out.push(row);
            continue;
        }
        let letters = if i == at {
            row.letters.get(..word)
        } else {
            Some(row.letters.as_slice())
        };
        let name = rows::text(letters.unwrap_or_default());
        names.extend(Some(name.trim().to_owned()).filter(|name| !name.is_empty()));
        whole = Some(match whole {
            None => row,
            Some(mut whole) => {
                (whole.u0, whole.u1) = (whole.u0.min(row.u0), whole.u1.max(row.u1));
                whole.letters.extend(row.letters);
                whole
            }
        });
    }
    out.extend(finish(whole, &names));
    out
}

fn finish(whole: Option<Row>, names: &[String]) -> Option<Row> {
    let mut row = whole?;
    row.text = format!("{}文件", names.join(" "));
    row.n_letters = row.letters.len();
    Some(row)
}

/// Where the word 文件 begins, if a line in the size of a red head ends with it.
fn word(row: &Row) -> Option<usize> {
    let solid: Vec<(usize, &Letter)> = row
        .letters
        .iter()
        .enumerate()
        .filter(|(_, letter)| !letter.is_blank())
        .collect();
    match solid.as_slice() {
        [.., (at, first), (_, second)]
            if row.size >= SMALLEST && first.text == "文" && second.text == "件" =>
        {
            Some(*at)
        }
        _ => None,
    }
}
