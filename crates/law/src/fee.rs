//! 信息处理费 — what may be charged where requests clearly exceed a reasonable measure (条例第四十二条).
//!
//! Decides the two scales of 政府信息公开信息处理费管理办法 (国办函〔2020〕109号) and from which day they are charged.
//! An agency takes one of the two for a request, never both. Does not decide that a request exceeds the measure: that is
//! for the agency, with reasons.
//!
//! Invariants
//! - Money is whole yuan; nothing is rounded.
//! - Both scales are 超额累进: each item, each page, is charged by the band that it falls into itself.

use crate::article::{Article, Refusal};
use crate::date::Date;
use crate::practice::Practice;

/// 条例第四十二条; 国办函〔2020〕109号.
pub const FEE: Article = Article("条例第四十二条第一款");

/// 元
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Yuan(pub u64);

/// The first day on which fees are charged (国办函〔2020〕109号).
pub const CHARGED_FROM: Date = Date::constant(2021, 1, 1);

/// Which day decides whether a fee may be charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deciding {
    /// 收到申请之日
    Request,
    /// 收费通知之日
    Notice,
}

/// What the 办法 leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practices {
    /// Which day decides whether a fee may be charged.
    pub deciding: Practice<Deciding>,
}

impl Default for Practices {
    fn default() -> Self {
        Self {
            deciding: Practice::unverified(
                Deciding::Notice,
                "国办函〔2020〕109号没有写明以收到申请还是收费通知之日为准",
            ),
        }
    }
}

/// A part of a scale: what one more costs, up to and with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The first of the band, counted from 1.
    pub first: u32,
    /// The last, or none for the band without an end.
    pub last: Option<u32>,
    /// 元 for each.
    pub each: Yuan,
}

/// 按件计收: the items of one applicant in one calendar month (自然月), counted together.
///
/// 10 and fewer are free; 11 to 30 cost 100 yuan each; from 31 on each band of ten costs 100 yuan more for each.
pub const fn price_of_item(nth: u32) -> Yuan {
    match nth {
        0..=10 => Yuan(0),
        11..=30 => Yuan(100),
        _ => Yuan(100 * (2 + (nth as u64 - 31) / 10)),
    }
}

/// 按量计收: the pages of one request, in paper or converted to it.
pub const BY_VOLUME: [Band; 4] = [
    Band {
        first: 1,
        last: Some(30),
        each: Yuan(0),
    },
    Band {
        first: 31,
        last: Some(100),
        each: Yuan(10),
    },
    Band {
        first: 101,
        last: Some(200),
        each: Yuan(20),
    },
    Band {
        first: 201,
        last: None,
        each: Yuan(40),
    },
];

/// How a fee is reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// 按件计收
    ByItem {
        /// Items of the applicant earlier in the month.
        before: u32,
        /// Items of this request.
        items: u32,
    },
    /// 按量计收
    ByVolume {
        /// Pages of this request.
        pages: u32,
    },
}

/// A line of a reckoning: so many at so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The first and the last of the line, counted from 1.
    pub first: u32,
    /// The last item or page of the line, itself included.
    pub last: u32,
    /// The price of each, in yuan.
    pub each: Yuan,
}

impl Line {
    /// The price of the whole line, in yuan.
    pub fn amount(self) -> Yuan {
        Yuan(self.each.0 * u64::from(self.last - self.first + 1))
    }
}

/// What is charged, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reckoning {
    /// Lines from the first item on, without a gap.
    pub lines: Vec<Line>,
}

impl Reckoning {
    /// The sum of all lines, in yuan.
    pub fn total(&self) -> Yuan {
        Yuan(self.lines.iter().map(|line| line.amount().0).sum())
    }
}

/// What a request costs by a scale, where fees are charged.
pub fn reckon(scale: Scale) -> Reckoning {
    let mut lines = Vec::new();
    match scale {
        Scale::ByItem { before, items } => {
            let last = before.saturating_add(items);
            // No item comes after the largest number.
            let mut next = before.checked_add(1);
            while let Some(first) = next.filter(|first| *first <= last) {
                let end = end_of_band(first).min(last);
                lines.push(Line {
                    first,
                    last: end,
                    each: price_of_item(first),
                });
                next = end.checked_add(1);
            }
        }
        Scale::ByVolume { pages } => {
            let reached = BY_VOLUME.iter().filter(|band| band.first <= pages);
            lines.extend(reached.map(|band| Line {
                first: band.first,
                last: band.last.map_or(pages, |last| last.min(pages)),
                each: band.each,
            }));
        }
    }
    Reckoning { lines }
}

/// The last item that costs as much as the `nth`.
const fn end_of_band(nth: u32) -> u32 {
    match nth {
        0..=10 => 10,
        11..=30 => 30,
        _ => nth.saturating_add(9 - (nth - 31) % 10),
    }
}

/// What may be charged for a request received on `request`, by a notice of `notice`: nothing before 2021
/// (国办函〔2020〕109号).
///
/// # Errors
/// Where fees are not charged yet.
pub fn charge(
    scale: Scale,
    request: Date,
    notice: Date,
    practices: Practices,
) -> Result<Reckoning, Refusal> {
    let decides = match practices.deciding.value {
        Deciding::Request => request,
        Deciding::Notice => notice,
    };
    if decides < CHARGED_FROM {
        return Err(Refusal::under(
            FEE,
            "信息处理费自2021年1月1日起收取；此前依申请提供政府信息不收费",
        ));
    }
    Ok(reckon(scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_item(before: u32, items: u32) -> u64 {
        reckon(Scale::ByItem { before, items }).total().0
    }

    fn by_volume(pages: u32) -> u64 {
        reckon(Scale::ByVolume { pages }).total().0
    }

    #[test]
    fn a_request_over_several_bands_is_told_band_by_band() {
        let reckoning = reckon(Scale::ByItem {
            before: 8,
            items: 34,
        });
        let lines: Vec<_> = reckoning
            .lines
            .iter()
            .map(|line| (line.first, line.last, line.each.0))
            .collect();
        assert_eq!(
            lines,
            [(9, 10, 0), (11, 30, 100), (31, 40, 200), (41, 42, 300)]
        );
        assert_eq!(reckoning.total(), Yuan(2_000 + 2_000 + 600));
    }

    /// 条例第四十二条第一款
    #[test]
    fn nothing_is_charged_before_2021() {
        let scale = Scale::ByVolume { pages: 250 };
        let (before, from) = (Date::constant(2020, 12, 31), Date::constant(2021, 1, 1));
        let mut practices = Practices::default();
        let refused = charge(scale, before, before, practices).expect_err("refused");
        assert_eq!(refused.article, Some(Article("条例第四十二条第一款")));
        let charged = charge(scale, before, from, practices).expect("charged");
        practices.deciding.value = Deciding::Request;
        assert!(charge(scale, before, from, practices).is_err());
        assert_eq!(charged.total(), Yuan(4_700));
    }

    #[test]
    fn the_largest_numbers_have_a_price_too() {
        assert_eq!(by_item(u32::MAX, 5), 0, "there is no item after the last");
        assert!(by_volume(u32::MAX) > by_volume(u32::MAX - 1));
        assert_eq!(
            price_of_item(u32::MAX),
            Yuan(100 * (2 + (u64::from(u32::MAX) - 31) / 10))
        );
    }
}
