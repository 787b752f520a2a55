//! 二维码 — an address as a picture that telephones read (QR Code Model 2, ISO/IEC 18004).
//!
//! Drawn as one path in units of modules, black on white whatever the scheme of the page, with the quiet zone of four
//! modules that the standard asks for.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The white border, in modules.
const QUIET: i32 = 4;

/// A code ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Modules on a side, border included.
    pub(crate) size: i32,
    /// The dark modules as the data of an SVG path.
    pub(crate) path: String,
}

/// The code of an address; `None` where it is too long for any.
pub(crate) fn of(address: &str) -> Option<Code> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y));
            let run = i32::try_from(run.count()).unwrap_or_default();
            if 0 < run {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(Code {
        size: code.size() + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules of a drawn code, row after row, without the border.
    fn modules(code: &Code) -> Vec<(i32, i32)> {
        let mut dark = Vec::new();
        for part in code.path.split('M').skip(1) {
            let numbers: Vec<i32> = part
                .split(|c: char| !c.is_ascii_digit() && c != '-')
                .filter_map(|number| number.parse().ok())
                .collect();
            if let [x, y, run, ..] = numbers.as_slice() {
                dark.extend((*x..x + run).map(|x| (x - QUIET, y - QUIET)));
            }
        }
        dark
    }

    #[test]
    fn the_picture_has_exactly_the_modules_of_the_code() {
        let address = "https://www.shushi.example/documents/XT-0002/2026-00001";
        let drawn = of(address).map(|code| (code.size, modules(&code)));
        let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok();
        let expected = code.map(|code| {
            let size = code.size();
            let all = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
            let dark: Vec<(i32, i32)> = all.filter(|(x, y)| code.get_module(*x, *y)).collect();
            (size + 2 * QUIET, dark)
        });
        assert_eq!(drawn, expected);
        assert_eq!(of(&"a".repeat(9000)), None);
    }
}
