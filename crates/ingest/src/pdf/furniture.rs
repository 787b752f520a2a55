//! 页眉页脚 — what stands on every page and is no part of the text.
//!
//! Decides that a number at the foot or head of a page is its page number (`— 1 —`, `第1页 共5页`), and that a line which
//! comes back at the edge of most pages is a running head. Page numbers are left out silently, running heads are
//! named once by the caller.

use super::flow::Part;
use super::rows::Row;
use regex::Regex;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

#[expect(
    clippy::expect_used,
    reason = "the pattern is a constant, and a test compiles it"
)]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[—–―－\-‐─·•~～\s]*[0-9０-９]{1,4}[—–―－\-‐─·•~～\s]*|[—–―－\-‐─]+\s*[一二三四五六七八九十〇ivxIVX]{1,5}\s*[—–―－\-‐─]+|第\s*\d{1,4}\s*页\s*(?:[,，/／]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*[/／]\s*\d{1,4}|(?i:page\s*\d+(\s*of\s*\d+)?))$",
    )
    .expect("a pattern")
});

/// A page, or one direction of it.
pub(super) struct Sheet {
    pub(super) height: f64,
    pub(super) parts: Vec<Part>,
}

/// Takes the furniture out of all pages, and gives the running heads that were found.
pub(super) fn strip(sheets: &mut [Sheet]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for sheet in sheets.iter() {
        let mut here: Vec<String> = sheet.edges().into_iter().map(shape).collect();
        here.sort_unstable();
        here.dedup();
        for shape in here {
            *seen.entry(shape).or_default() += 1;
        }
    }
    let enough = 3.max(sheets.len() * 2 / 5);
    let mut heads: BTreeMap<String, String> = BTreeMap::new();
    for sheet in sheets.iter_mut() {
        let mut gone: Vec<(f64, String)> = Vec::new();
        for row in sheet.edges() {
            let shape = shape(row);
            let repeated = seen.get(&shape).copied().unwrap_or(0) >= enough;
            let numbered = NUMBER.is_match(row.text.trim());
            if repeated && !numbered {
                heads.entry(shape).or_insert_with(|| row.text.clone());
            }
            if repeated || numbered {
                gone.push((row.v, row.text.clone()));
            }
        }
        for part in &mut sheet.parts {
            if let Part::Stretch(stretch) = part {
                let stays = |row: &Row| {
                    !gone
                        .iter()
                        .any(|(v, text)| (row.v - v).abs() < 0.01 && row.text == *text)
                };
                stretch.rows.retain(stays);
            }
        }
    }
    heads.into_values().collect()
}

impl Sheet {
    /// The uppermost and lowest two lines, so far as they stand near the edge.
    fn edges(&self) -> Vec<&Row> {
        let rows = self.parts.iter().flat_map(|part| match part {
            Part::Stretch(stretch) => stretch.rows.as_slice(),
            _ => &[],
        });
        let mut rows: Vec<&Row> = rows.collect();
        rows.sort_by(|a, b| a.v.total_cmp(&b.v));
        let n = rows.len();
        let mut at: Vec<usize> = (0..n.min(2)).chain(n.saturating_sub(2)..n).collect();
        at.dedup();
        at.into_iter()
            .filter_map(|i| rows.get(i).copied())
            .filter(|row| row.v < 0.12 * self.height || row.v > 0.86 * self.height)
            .collect()
    }
}

/// The words with every number as `#`, and their size: a title that is also the running head is larger there.
fn shape(row: &Row) -> String {
    let mut out = format!("{:.0} ", row.size);
    for c in row.text.chars().filter(|c| !c.is_whitespace()) {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::NUMBER;

    #[test]
    fn page_numbers_are_known_in_the_forms_that_documents_use() {
        for number in [
            "— 1 —",
            "-12-",
            "－3－",
            "7",
            "第 3 页 共 10 页",
            "3/10",
            "- 2 -",
            "— 十二 —",
        ] {
            assert!(NUMBER.is_match(number), "{number}");
        }
        for other in ["2024年", "一、总则", "1.", "第3页内容", "附件1"] {
            assert!(!NUMBER.is_match(other), "{other}");
        }
    }
}
