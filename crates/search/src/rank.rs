//! Ranking — what makes one hit better than another.
//!
//! Order: named exactly; then how well the words fit, raised or lowered a little by the traits of the item; then the
//! newer; then a number made of the item's id, so that the order of equal hits is always the same. Each reason is a
//! value of [`Ranking`], with why it is there; `cargo xtask eval search` tells what each is worth (ADR 0022).

use crate::exactness::Exact;
use crate::schema::Fields;
use std::fmt;
use std::str::FromStr;
use tantivy::schema::Field;

/// Every reason by which one hit stands before another, and how much it counts. [`Ranking::default`] is the product's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranking {
    /// What is named exactly (文号, 索引号, title, article) comes first, and what is named by one of several terms
    /// higher: who types a name wants this one.
    pub exactness: bool,
    /// A word in the title says more about an item than one in its body.
    pub title: f32,
    /// A number is given to be found by.
    pub number: f32,
    /// All terms standing together as typed.
    pub together: f32,
    /// A whole Latin word or number, beside a part of a longer one (14号, not 114号).
    pub whole: f32,
    /// The rank among sources of law: of two texts that say the same the higher binds the lower.
    pub authority: f32,
    /// A text that holds is of more use than one that ended; counts fully at 1.
    pub standing: f32,
    /// The newer of two equal texts: its share at most, reached after forty years.
    pub freshness: f32,
    /// Of a question: single characters beside pairs, since people say 赔钱 where the law says 赔偿.
    pub characters: f32,
    /// Of a question: what words that only ask (怎么办, 是否) still count. Not nothing: some of them bind real words.
    pub asking: f32,
    /// Of a question: how well the rest of the law fits. One fitting article in a law about something else is chance.
    pub law: f32,
    /// Of a question: how often other texts cite the law. What is applied everywhere answers most questions.
    pub cited: f32,
    /// Of a question: law before what is made to carry it out, national before that of one place.
    pub level: f32,
    /// Of a question: the official word for what people call otherwise ([`crate::everyday()`]), beside what they typed.
    pub everyday: f32,
}

/// The name of a reason, and what switches it off.
type Reason = (&'static str, fn(&mut Ranking));

impl Default for Ranking {
    fn default() -> Self {
        Self {
            exactness: true,
            title: 5.0,
            number: 4.0,
            together: 1.0,
            whole: 0.5,
            authority: 1.0,
            standing: 1.0,
            freshness: 0.1,
            characters: 1.0,
            asking: 0.5,
            law: 0.4,
            cited: 0.4,
            level: 0.2,
            everyday: 0.7,
        }
    }
}

impl Ranking {
    /// Each reason that counts where terms are required, by its name, with the ranking without it.
    pub fn ablations_of_words() -> Vec<(&'static str, Self)> {
        Self::without(&[
            ("exactness", |all| all.exactness = false),
            ("title", |all| all.title = 1.0),
            ("number", |all| all.number = 1.0),
            ("together", |all| all.together = 0.0),
            ("whole", |all| all.whole = 0.0),
            ("authority", |all| all.authority = 0.0),
            ("standing", |all| all.standing = 0.0),
            ("freshness", |all| all.freshness = 0.0),
        ])
    }

    /// The same for what counts where a question is answered.
    pub fn ablations_of_questions() -> Vec<(&'static str, Self)> {
        Self::without(&[
            ("characters", |all| all.characters = 0.0),
            ("asking", |all| all.asking = 1.0),
            ("law", |all| all.law = 0.0),
            ("cited", |all| all.cited = 0.0),
            ("level", |all| all.level = 0.0),
            ("everyday", |all| all.everyday = 0.0),
        ])
    }

    fn without(reasons: &[Reason]) -> Vec<(&'static str, Self)> {
        let without = |(name, switch_off): &Reason| {
            let mut ranking = Self::default();
            switch_off(&mut ranking);
            (*name, ranking)
        };
        reasons.iter().map(without).collect()
    }

    /// For an item whose whole name is one of several terms (劳动合同法 经济补偿).
    pub(crate) fn named(&self) -> f32 {
        if self.exactness { 15.0 } else { 0.0 }
    }

    /// The fields of running text with the weights of terms that are all required.
    pub(crate) fn of_text(&self, fields: Fields) -> [(Field, f32); 2] {
        [(fields.title, self.title), (fields.body, 1.0)]
    }

    /// By how much the traits of an item raise or lower the fit of required words.
    fn factor(&self, traits: Traits, day: i64) -> f32 {
        let authority = match traits.rank {
            0 => 0.0,
            rank => (0.14 - 0.02 * f32::from(rank)).max(0.0),
        };
        1.0 + self.authority * authority + self.standing(traits) + self.freshness(day)
    }

    /// The most that [`Self::factor`] can be.
    pub(crate) fn highest_factor(&self) -> f32 {
        let standings = [
            Standing::Unknown,
            Standing::Holds,
            Standing::Presumed,
            Standing::Ended,
        ];
        let all = (0..=7).flat_map(|rank| standings.map(|standing| Traits { rank, standing }));
        let factors =
            all.flat_map(|traits| [i64::MIN, i64::MAX].map(|day| self.factor(traits, day)));
        factors.fold(f32::MIN, f32::max)
    }

    /// The same for what fits a question; `citing` other texts cite it.
    pub(crate) fn factor_of_answer(&self, traits: Traits, day: i64, citing: u64) -> f32 {
        /// So many citing texts are half of what counts: the hundredth says less than the first.
        const HALF: f32 = 10.0;
        let citing = citing as f32;
        // Constitution and laws; what the State Council and the highest courts make for the whole country; what a
        // people's congress makes for its place, which binds the rules made there.
        let level = match traits.rank {
            1 | 2 => 1.0,
            3 | 6 => 0.5,
            4 => 0.25,
            _ => 0.0,
        };
        1.0 + self.level * level
            + self.cited * citing / (citing + HALF)
            + self.standing(traits)
            + self.freshness(day)
    }

    fn standing(&self, traits: Traits) -> f32 {
        let standing = match traits.standing {
            Standing::Holds => 0.05,
            Standing::Presumed => 0.03,
            Standing::Unknown => 0.0,
            Standing::Ended => -0.25,
        };
        self.standing * standing
    }

    /// Rising evenly over the forty years from 1990, so that it needs no clock.
    fn freshness(&self, day: i64) -> f32 {
        const FROM: f32 = 7305.0;
        const OVER: f32 = 14_610.0;
        self.freshness * ((day as f32 - FROM) / OVER).clamp(0.0, 1.0)
    }
}

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

    /// Where its name stands among others, as one ASCII character: by level, in each what holds first; what holds no
    /// longer after everything else.
    pub(crate) fn level_of_name(self) -> char {
        const LOWEST: u8 = 15;
        let level = match self.rank {
            0 => LOWEST,
            rank => rank.min(LOWEST - 1),
        };
        let standing = match self.standing {
            Standing::Holds | Standing::Presumed => 0,
            Standing::Unknown => 1,
            Standing::Ended => 2 * (LOWEST + 1),
        };
        char::from(b'0' + 2 * level + standing)
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
}

/// Where a hit stands; the greater the better. Fit is rounded, because the sum of the same parts in another order
/// differs in the last bits, and the order of hits must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    exact: Exact,
    /// Of what is named exactly: of several versions of one name that which holds comes first.
    holds: bool,
    fit: u32,
    day: i64,
    tie: u64,
}

const FINENESS: f32 = 4096.0;

/// How far in a list of hits one has come: to the hit that stood there. What follows costs the same however far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub(crate) Place);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place {
            exact,
            holds,
            fit,
            day,
            tie,
        } = self.0;
        write!(f, "{}_{}_{fit}_{day}_{tie:x}", exact as u8, u8::from(holds))
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let parts: Vec<&str> = text.split('_').collect();
        let [exact, holds, fit, day, tie] = parts.as_slice() else {
            return Err(NoCursor);
        };
        let exact = Exact::ALL
            .into_iter()
            .find(|known| (*known as u8).to_string() == *exact)
            .ok_or(NoCursor)?;
        Ok(Self(Place {
            exact,
            holds: *holds == "1",
            fit: fit.parse().map_err(|_| NoCursor)?,
            day: day.parse().map_err(|_| NoCursor)?,
            tie: u64::from_str_radix(tie, 16).map_err(|_| NoCursor)?,
        }))
    }
}

/// What is not a [`Cursor`].
#[derive(Debug, thiserror::Error)]
#[error("not a place in a list of hits")]
pub struct NoCursor;

impl Place {
    /// By how well the words fit, with what speaks for the item besides.
    pub(crate) fn by_fit(
        ranking: &Ranking,
        exact: Exact,
        score: f32,
        traits: Traits,
        day: i64,
        tie: u64,
    ) -> Self {
        let exact = if ranking.exactness { exact } else { Exact::No };
        let holds = matches!(traits.standing, Standing::Holds | Standing::Presumed);
        Self {
            exact,
            holds: exact != Exact::No && holds && 0.0 < ranking.standing,
            ..Self::ranked(score * ranking.factor(traits, day), day, tie)
        }
    }

    /// Whether this place is before everything that is not named exactly and fits no better than `score`.
    pub(crate) fn is_before_all_of(&self, score: f32) -> bool {
        self.exact != Exact::No || Self::ranked(score, 0, 0).fit < self.fit
    }

    /// By a score in which everything counts already.
    pub(crate) fn ranked(score: f32, day: i64, tie: u64) -> Self {
        Self {
            exact: Exact::No,
            holds: false,
            fit: (score.max(0.0) * FINENESS) as u32,
            day,
            tie,
        }
    }

    pub(crate) fn by_day(day: i64, tie: u64) -> Self {
        Self {
            exact: Exact::No,
            holds: false,
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
        let ranking = Ranking::default();
        let at = |exact, standing| {
            Place::by_fit(&ranking, exact, 3.0, Traits::of(3, standing), 18_000, 1)
        };
        assert!(at(Exact::No, "in_force") > at(Exact::No, "amended"));
        assert!(at(Exact::Title, "repealed") > at(Exact::No, "in_force"));
        assert!(at(Exact::Number, "repealed") > at(Exact::Title, "in_force"));
    }
}
