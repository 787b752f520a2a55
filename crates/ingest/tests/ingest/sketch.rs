//! The sketch map of the Town, drawn by code: a place that does not exist has no other map.
//!
//! Three places of refuge bear their numbers of the list beside it; arrows lead away from the river.

use image::{ImageFormat, Rgb, RgbImage};
use std::path::Path;

const WIDTH: u32 = 720;
const HEIGHT: u32 = 440;
const LAND: Rgb<u8> = Rgb([244, 241, 232]);
const HILL: Rgb<u8> = Rgb([222, 230, 208]);
const FLOOD: Rgb<u8> = Rgb([246, 214, 196]);
const WATER: Rgb<u8> = Rgb([140, 184, 214]);
const ROAD: Rgb<u8> = Rgb([176, 170, 160]);
const WAY: Rgb<u8> = Rgb([168, 40, 32]);
const PAPER: Rgb<u8> = Rgb([255, 255, 255]);

/// Digits, five rows of three.
const DIGITS: [(char, [&str; 5]); 3] = [
    ('1', [".#.", "##.", ".#.", ".#.", "###"]),
    ('7', ["###", "..#", ".#.", ".#.", ".#."]),
    ('9', ["###", "#.#", "###", "..#", "###"]),
];

struct Sheet(RgbImage);

impl Sheet {
    fn disc(&mut self, x: f64, y: f64, radius: f64, colour: Rgb<u8>) {
        for (at_x, at_y, pixel) in self.0.enumerate_pixels_mut() {
            if (f64::from(at_x) - x).hypot(f64::from(at_y) - y) <= radius {
                *pixel = colour;
            }
        }
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Rgb<u8>) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        for (x, y, pixel) in self.0.enumerate_pixels_mut() {
            let (px, py) = (f64::from(x) - from.0, f64::from(y) - from.1);
            let along = ((px * dx + py * dy) / (length * length)).clamp(0.0, 1.0);
            if (px - along * dx).hypot(py - along * dy) <= width / 2.0 {
                *pixel = colour;
            }
        }
    }

    fn arrow(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.line(from, to, 5.0, WAY);
        let turn = (to.1 - from.1).atan2(to.0 - from.0);
        for side in [2.5, -2.5] {
            let end = (
                to.0 + 16.0 * (turn + side).cos(),
                to.1 + 16.0 * (turn + side).sin(),
            );
            self.line(to, end, 5.0, WAY);
        }
    }

    fn refuge(&mut self, x: f64, y: f64, number: &str) {
        self.disc(x, y, 21.0, WAY);
        self.disc(x, y, 18.0, PAPER);
        let left = x - 8.0 * number.len() as f64 + 2.0;
        for (n, digit) in number.chars().enumerate() {
            let (_, rows) = DIGITS.iter().find(|(c, _)| *c == digit).unwrap();
            for (row, marks) in rows.iter().enumerate() {
                for (column, _) in marks.chars().enumerate().filter(|(_, c)| *c == '#') {
                    let at_x = left + 16.0 * n as f64 + 4.0 * column as f64;
                    let at_y = y - 10.0 + 4.0 * row as f64;
                    for (dx, dy) in [0, 1, 2, 3]
                        .iter()
                        .flat_map(|dx| [0, 1, 2, 3].map(|dy| (*dx, dy)))
                    {
                        self.0.put_pixel(at_x as u32 + dx, at_y as u32 + dy, WAY);
                    }
                }
            }
        }
    }
}

fn sketch() -> RgbImage {
    let mut sheet = Sheet(RgbImage::from_pixel(WIDTH, HEIGHT, LAND));
    for (x, y, radius) in [
        (90.0, 40.0, 130.0),
        (620.0, 430.0, 150.0),
        (400.0, 20.0, 70.0),
    ] {
        sheet.disc(x, y, radius, HILL);
    }
    let river: Vec<(f64, f64)> = (0..=18)
        .map(|n| f64::from(n) * 40.0)
        .map(|x| (x, 240.0 + 46.0 * (x / 115.0).sin()))
        .collect();
    for (width, colour) in [(110.0, FLOOD), (34.0, WATER)] {
        for pair in river.windows(2) {
            sheet.line(pair[0], pair[1], width, colour);
        }
    }
    for pair in [(0.0, 130.0), (210.0, 110.0), (470.0, 96.0), (720.0, 120.0)].windows(2) {
        sheet.line(pair[0], pair[1], 7.0, ROAD);
    }
    for pair in [(0.0, 396.0), (300.0, 372.0), (720.0, 340.0)].windows(2) {
        sheet.line(pair[0], pair[1], 7.0, ROAD);
    }
    sheet.arrow((190.0, 210.0), (176.0, 136.0));
    sheet.arrow((300.0, 300.0), (318.0, 346.0));
    sheet.arrow((560.0, 170.0), (548.0, 128.0));
    sheet.refuge(172.0, 104.0, "1");
    sheet.refuge(324.0, 380.0, "9");
    sheet.refuge(544.0, 96.0, "17");
    sheet.0
}

#[test]
fn the_map_of_the_town_is_drawn_by_this_code_and_is_clean() {
    let drawn = sketch();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/town/files/人员转移方向示意图.png"
    );
    let held = std::fs::read(path).unwrap_or_default();
    let read = |bytes| {
        ingest::image(ingest::Input {
            bytes,
            name: Some("人员转移方向示意图.png"),
            ..ingest::Input::default()
        })
    };
    let same = image::load_from_memory(&held).is_ok_and(|held| held.into_rgb8() == drawn);
    if !same {
        let anew = Path::new(env!("CARGO_TARGET_TMPDIR")).join("人员转移方向示意图.png");
        drawn.save_with_format(&anew, ImageFormat::Png).unwrap();
        let anew_bytes = std::fs::read(&anew).unwrap();
        std::fs::write(&anew, read(&anew_bytes).unwrap().file.bytes).unwrap();
        panic!(
            "the map differs from its drawing, which lies in {}",
            anew.display()
        );
    }
    let reading = read(&held).unwrap();
    assert_eq!((reading.file.width, reading.file.height), (WIDTH, HEIGHT));
    assert_eq!(reading.problems, []);
}
