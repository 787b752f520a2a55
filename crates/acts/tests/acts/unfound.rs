//! Words that were searched for in vain: kept when they were looked for often, and for so many months.

use crate::world::{assert_sound, head};
use acts::unfound::{Unfound, UnfoundWords, unfound};
use law::Date;
use std::net::{IpAddr, Ipv4Addr};
use testkit::Town;

const WORDS: &str = "电动自行车上牌";

fn network(n: u8) -> IpAddr {
    Ipv4Addr::new(192, 0, 2, n).into()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[tokio::test]
async fn words_are_kept_once_they_were_looked_for_often_and_the_ledger_says_nothing_of_it() {
    let (town, _) = Town::with_items().await;
    let before = head(&town).await;
    let counting = Unfound::kept_for(2);
    let today = day("2026-11-23");
    for n in 0..5 {
        counting.note(WORDS, network(n), today);
    }
    counting.write(&town.register, today).await.unwrap();
    assert_eq!(unfound(&town.register, 2, today).await.unwrap(), []);
    for n in 5..8 {
        counting.note(WORDS, network(n), today);
        counting.write(&town.register, today).await.unwrap();
    }
    let december = day("2026-12-01");
    counting.note(WORDS, network(1), december);
    counting.write(&town.register, december).await.unwrap();
    let expected = UnfoundWords {
        words: WORDS.into(),
        times: 9,
        months: vec![("2026-11".into(), 8), ("2026-12".into(), 1)],
    };
    assert_eq!(
        unfound(&town.register, 2, december).await.unwrap(),
        [expected]
    );
    assert_eq!(head(&town).await, before);
    assert_sound(&town).await;
    // In January the month of November is over, also where nobody searches any more.
    let january = day("2027-01-01");
    counting.write(&town.register, january).await.unwrap();
    let all = unfound(&town.register, 100, january).await.unwrap();
    assert_eq!(all[0].months, [("2026-12".to_owned(), 1)]);
}

#[tokio::test]
async fn what_cannot_be_written_still_waits() {
    let (town, _) = Town::with_items().await;
    let counting = Unfound::default();
    let today = day("2026-11-23");
    for n in 0..6 {
        counting.note(WORDS, network(n), today);
    }
    let (other, _) = Town::with_items().await;
    other.register.close().await;
    assert!(counting.write(&other.register, today).await.is_err());
    counting.write(&town.register, today).await.unwrap();
    let all = unfound(&town.register, 12, today).await.unwrap();
    assert_eq!((all.len(), all[0].times), (1, 6));
}

/// Looks for made-up words, each from six networks, and writes now and then as a site does.
async fn flood(town: &Town, counting: &Unfound, words: std::ops::Range<u32>, today: Date) {
    for n in words {
        for of in 0..6 {
            // Few enough from each network that they all count.
            let network = Ipv4Addr::from(0x0a00_0000 + n / 20 * 6 + of);
            counting.note(&format!("道路第{n}条措施"), network.into(), today);
        }
        if n % 500 == 499 {
            counting.write(&town.register, today).await.unwrap();
        }
    }
    counting.write(&town.register, today).await.unwrap();
}

async fn times(town: &Town, words: &str, today: Date) -> Option<u64> {
    let all = unfound(&town.register, 1, today).await.unwrap();
    assert!(all.len() <= 2000);
    let found = all.into_iter().find(|found| found.words == words);
    found.map(|found| found.times)
}

#[tokio::test]
async fn made_up_words_take_no_room_from_those_that_more_look_for() {
    let (town, _) = Town::with_items().await;
    let counting = Unfound::default();
    let today = day("2026-11-23");
    for n in 0..8 {
        counting.note(WORDS, network(n), today);
    }
    flood(&town, &counting, 0..2200, today).await;
    assert_eq!(times(&town, WORDS, today).await, Some(8));
    // Also words that come when the room is full already.
    let late = "充电桩补贴";
    for n in 0..8 {
        counting.note(late, network(n), today);
    }
    counting.write(&town.register, today).await.unwrap();
    flood(&town, &counting, 2200..2800, today).await;
    assert_eq!(times(&town, late, today).await, Some(8));
    assert_eq!(times(&town, WORDS, today).await, Some(8));
}
