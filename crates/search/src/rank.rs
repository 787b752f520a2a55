//! Ranking — what makes one hit better than another.
//!
//! Order: named exactly; then how well the words fit (BM25 over phrases of grams, weighted by field), raised or lowered
//! a little by the traits of the item; then the newer; then a number made of the item's id, so that the order of equal
//! hits is always the same. Each reason has its weight here and nowhere else.

use crate::answer::Exact;
use crate::schema::Fields;
use tantivy::schema::Field;

/// How much a match counts in each field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights {
    pub(crate) title: f32,
    pub(crate) number: f32,
    pub(crate) body: f32,
}

/// For terms that are all required: a word in the title says more about an item than one in its body, and a number is
/// given to be found by.
pub(crate) const WORDS: Weights = Weights {
    title: 5.0,
    number: 4.0,
    body: 1.0,
};

/// For the parts of a question, of which any may be missing: one that happens to stand in a title says little.
/// Measured over 781 lay questions and 67,835 articles: recall@10 is 0.430 with a title of 1, 0.440 with 0.6, 0.446
/// with 0.4.
pub(crate) const PARTS: Weights = Weights {
    title: 0.4,
    number: 1.0,
    body: 1.0,
};

impl Weights {
    /// The fields of running text with their weights.
    pub(crate) fn of_text(self, fields: Fields) -> [(Field, f32); 2] {
        [(fields.title, self.title), (fields.body, self.body)]
    }
}

/// For a whole Latin word or number, beside a part of a longer one.
pub(crate) const WHOLE: f32 = 0.5;
/// For all terms standing together as typed.
pub(crate) const TOGETHER: f32 = 1.0;

/// For an item whose whole name is one of several terms (劳动合同法 经济补偿).
pub(crate) const NAMED_BY_A_TERM: f32 = 15.0;

/// What is known of an item beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Traits {
    /// Rank among sources of law, 1 the highest; 0 none.
    rank: u8,
    standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Unknown,
    Holds,
    Presumed,
    Ended,
}

impl Traits {
    /// From the rank of its kind and the value of its facet `validity`.
    pub(crate) fn of(rank: u8, standing: &str) -> Self {
        let standing = match standing {
            "in_force" => Standing::Holds,
            "in_force_presumed" => Standing::Presumed,
            s if ["amended", "repealed", "expired"]
                .iter()
                .any(|ended| s.starts_with(ended)) =>
            {
                Standing::Ended
            }
            _ => Standing::Unknown,
        };
        Self { rank, standing }
    }

    pub(crate) fn pack(self) -> u64 {
        let standing = match self.standing {
            Standing::Unknown => 0,
            Standing::Holds => 1,
            Standing::Presumed => 2,
            Standing::Ended => 3,
        };
        u64::from(self.rank) << 2 | standing
    }

    pub(crate) fn unpack(packed: u64) -> Self {
        let standing = match packed & 3 {
            1 => Standing::Holds,
            2 => Standing::Presumed,
            3 => Standing::Ended,
            _ => Standing::Unknown,
        };
        Self {
            rank: u8::try_from(packed >> 2).unwrap_or(0),
            standing,
        }
    }

    /// By how much the fit of the words is raised.
    fn factor(self, day: i64) -> f32 {
        let authority = match self.rank {
            0 => 0.0,
            rank => (0.14 - 0.02 * f32::from(rank)).max(0.0),
        };
        let standing = match self.standing {
            Standing::Holds => 0.05,
            Standing::Presumed => 0.03,
            Standing::Unknown => 0.0,
            Standing::Ended => -0.25,
        };
        1.0 + authority + standing + freshness(day)
    }
}

/// Up to a tenth, rising evenly over the forty years from 1990, so that it needs no clock.
fn freshness(day: i64) -> f32 {
    const FROM: f32 = 7305.0;
    const OVER: f32 = 14_610.0;
    0.1 * ((day as f32 - FROM) / OVER).clamp(0.0, 1.0)
}

/// Where a hit stands; the greater the better. Fit is rounded, because the sum of the same parts in another order
/// differs in the last bits, and the order of hits must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    exact: Exact,
    fit: u32,
    day: i64,
    tie: u64,
}

const FINENESS: f32 = 4096.0;

impl Place {
    pub(crate) fn by_fit(exact: Exact, score: f32, traits: Traits, day: i64, tie: u64) -> Self {
        let fit = (score.max(0.0) * traits.factor(day) * FINENESS) as u32;
        Self {
            exact,
            fit,
            day,
            tie,
        }
    }

    pub(crate) fn by_day(day: i64, tie: u64) -> Self {
        Self {
            exact: Exact::No,
            fit: 0,
            day,
            tie,
        }
    }

    pub(crate) fn score(&self) -> f32 {
        self.fit as f32 / FINENESS
    }
}

/// A number for a text that is always the same (FNV-1a).
pub(crate) fn tie(item: &str) -> u64 {
    item.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traits_survive_packing() {
        for rank in [0, 1, 6] {
            for standing in [
                "in_force",
                "in_force_presumed",
                "repealed",
                "unknown",
                "amended_presumed",
            ] {
                let traits = Traits::of(rank, standing);
                assert_eq!(Traits::unpack(traits.pack()), traits);
            }
        }
    }

    #[test]
    fn a_text_that_holds_stands_before_its_old_version_and_an_exact_name_before_both() {
        let at = |exact, standing| Place::by_fit(exact, 3.0, Traits::of(3, standing), 18_000, 1);
        assert!(at(Exact::No, "in_force") > at(Exact::No, "amended"));
        assert!(at(Exact::Title, "repealed") > at(Exact::No, "in_force"));
        assert!(at(Exact::Number, "repealed") > at(Exact::Title, "in_force"));
    }
}
