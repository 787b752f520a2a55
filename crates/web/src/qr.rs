//! 二维码 — an address as a picture that telephones read (QR Code Model 2, ISO/IEC 18004).
//!
//! Drawn as strokes in units of modules, black on white whatever the scheme of the page, with the quiet zone of four
//! modules that the standard asks for.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// The white border, in modules.
const QUIET: i32 = 4;

/// The pattern laid over the modules. Any of the eight can be read, since the code names its own; to try all for the most
/// even one would take as long as the rest of a page.
const MASK: u8 = 0;

/// A code ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Modules on a side, border included.
    pub(crate) size: i32,
    /// The dark modules as strokes of the width of a module, along their middle: the data of an SVG path.
    pub(crate) path: String,
}

/// The code of an address; `None` where it is too long for any.
pub(crate) fn of(address: &str) -> Option<Code> {
    let code = encoded(address)?;
    // A stroke takes about five characters, and there is one for every other module of a row or fewer.
    let room = code.size().unsigned_abs() as usize;
    let mut path = String::with_capacity(2 * room * room);
    for y in 0..code.size() {
        let (mut x, mut drawn_to) = (0, None);
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y));
            let run = i32::try_from(run.count()).unwrap_or_default();
            if 0 < run {
                match drawn_to {
                    None => {
                        put('M', x + QUIET, &mut path);
                        put(' ', y + QUIET, &mut path);
                    }
                    Some(end) => {
                        put('m', x - end, &mut path);
                        path.push_str(" 0");
                    }
                }
                put('h', run, &mut path);
                drawn_to = Some(x + run);
            }
            x += run.max(1);
        }
    }
    Some(Code {
        size: code.size() + 2 * QUIET,
        path,
    })
}

fn encoded(address: &str) -> Option<QrCode> {
    let segments = QrSegment::make_segments(address);
    let (least, most, mask) = (Version::MIN, Version::MAX, Some(Mask::new(MASK)));
    let is_safer_where_it_fits = true;
    QrCode::encode_segments_advanced(
        &segments,
        QrCodeEcc::Medium,
        least,
        most,
        mask,
        is_safer_where_it_fits,
    )
    .ok()
}

/// A command with its number, which is not negative and below a thousand: no code has two hundred modules on a side.
fn put(command: char, number: i32, path: &mut String) {
    path.push(command);
    let number = number.unsigned_abs();
    let is_longer = [100 <= number, 10 <= number, true];
    for (power, is_written) in [100, 10, 1].into_iter().zip(is_longer) {
        if is_written {
            let digit = u8::try_from(number / power % 10).unwrap_or_default();
            path.push(char::from(b'0' + digit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The commands of a path, each with up to two numbers.
    fn commands(path: &str) -> impl Iterator<Item = (char, [i32; 2])> {
        let starts = path.char_indices();
        let starts = starts.filter(|(_, c)| c.is_ascii_alphabetic());
        starts.map(|(at, command)| {
            let rest = path.get(at + 1..).unwrap_or_default();
            let rest = rest.split(|c: char| c.is_ascii_alphabetic()).next();
            let mut numbers = rest.unwrap_or_default().split(' ').map(str::parse);
            let mut number = || numbers.next().and_then(Result::ok).unwrap_or_default();
            (command, [number(), number()])
        })
    }

    /// The dark modules of a drawn code, row after row, without the border.
    fn modules(code: &Code) -> Vec<(i32, i32)> {
        let mut dark = Vec::new();
        let (mut x, mut y) = (0, 0);
        for command in commands(&code.path) {
            match command {
                ('M', [to_x, to_y]) => (x, y) = (to_x, to_y),
                ('m', [by_x, by_y]) => (x, y) = (x + by_x, y + by_y),
                ('h', [run, _]) => {
                    dark.extend((x..x + run).map(|x| (x - QUIET, y - QUIET)));
                    x += run;
                }
                _ => {}
            }
        }
        dark
    }

    #[test]
    fn the_picture_has_exactly_the_modules_of_the_code() {
        let address = "https://www.shushi.example/documents/XT-0002/2026-00001";
        let drawn = of(address).map(|code| (code.size, modules(&code)));
        let code = encoded(address);
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
