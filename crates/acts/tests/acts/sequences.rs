//! Whatever is done in whatever order, the register stays sound and the index agrees with it.

use crate::world::{assert_sound, row};
use acts::Failure;
use acts::item::correct::{Correction, correct};
use acts::item::import::import;
use acts::item::relate::relate;
use acts::item::replace::replace;
use acts::item::withdraw::withdraw;
use acts::item::{Then, release};
use law::item::Relation;
use search::Query;
use store::item::State;
use testkit::Town;
use testkit::items::{document, rule};
use testkit::town::which;

/// A small generator, so that a failing sequence can be run again by its number.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        // Numerical Recipes' constants; the upper bits are the good ones.
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) % n
    }
}

const TOWNS: u64 = 20;
const SEQUENCES: u64 = 10;
const ACTS: u64 = 8;
/// How many items a sequence plays with.
const ITEMS: u64 = 3;

fn slug(sequence: u64, n: u64) -> String {
    format!("s{sequence}i{n}")
}

/// A word that only this item has.
fn mark(sequence: u64, n: u64) -> String {
    let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    format!(
        "标{}之{}",
        digits[sequence as usize % 10],
        digits[n as usize % 10]
    )
}

async fn act(town: &Town, chance: &mut Chance, sequence: u64) -> Result<(), Failure> {
    let n = chance.below(ITEMS);
    let (me, other) = (slug(sequence, n), slug(sequence, chance.below(ITEMS)));
    let (item, another) = (which(&me), which(&other));
    let day = format!("2026-{:02}-01", 1 + chance.below(12))
        .parse()
        .unwrap();
    let desk = &town.desk;
    match chance.below(9) {
        0..=2 => {
            let words = format!("{}文字{}。", mark(sequence, n), chance.below(4));
            let then = [Then::Release, Then::KeepDraft][chance.below(2) as usize];
            let incoming = if n == 0 {
                rule(
                    &me,
                    &format!("work{sequence}"),
                    "2018-05-02",
                    "2018-06-01",
                    &words,
                )
            } else {
                document(&me, &format!("{}的通知", mark(sequence, n)), &words)
            };
            import(desk, incoming, then).await.map(|_| ())
        }
        3 => release(desk, &item, "").await.map(|_| ()),
        4 => {
            let correction = Correction {
                note: "更正".into(),
                replace: vec![("文字".into(), format!("字句{}文字", chance.below(9)))],
                ..Correction::default()
            };
            correct(desk, &item, &correction).await.map(|_| ())
        }
        5 => withdraw(desk, &item, "有误").await,
        6 => replace(desk, &item, &another, day, "").await,
        7 => relate(desk, &item, Relation::Amends, &another, Some(day), "").await,
        _ => relate(desk, &item, Relation::Cites, &another, None, "").await,
    }
}

async fn agrees(town: &Town, sequence: u64) {
    for n in 0..ITEMS {
        let row = row(town, &slug(sequence, n)).await;
        let released = row
            .as_ref()
            .filter(|row| row.state == State::Released)
            .map(|row| row.id.clone());
        let answer = town
            .index
            .search(&Query::words(format!("\"{}\"", mark(sequence, n))))
            .unwrap();
        let found: Vec<String> = answer.hits.into_iter().map(|hit| hit.item).collect();
        assert_eq!(
            found,
            released.into_iter().collect::<Vec<_>>(),
            "{sequence} {n}"
        );
    }
}

#[tokio::test]
async fn two_hundred_sequences_of_acts_leave_a_sound_register() {
    let mut done = 0;
    for seed in 0..TOWNS {
        let town = Town::new().await;
        let mut chance = Chance(seed * 7919 + 17);
        for sequence in 0..SEQUENCES {
            for _ in 0..ACTS {
                match act(&town, &mut chance, sequence).await {
                    Ok(()) => done += 1,
                    Err(Failure::Refused(_) | Failure::NotFound) => {}
                    Err(failure) => panic!("town {seed}, sequence {sequence}: {failure}"),
                }
            }
            town.follow().await;
            agrees(&town, sequence).await;
        }
        assert_sound(&town).await;
    }
    assert!(done > 400, "only {done} acts were done");
}
