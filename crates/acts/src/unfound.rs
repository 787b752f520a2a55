//! 没有搜到的词 — what readers looked for in vain, counted for the operator and for nobody's profile (ADR 0024).
//!
//! Decides which words are counted, from when they are kept, and how long. Counting is no act and has no entry in the
//! ledger: it says nothing of what the site did.
//!
//! Invariants
//! - Words that no more than five networks looked for are nowhere: memory has keyed hashes of them and of those networks,
//!   and the key ends with the process.
//! - One network counts once until words are kept and then once a day, and only for some words a day.
//! - Words that may be personal ([`law::personal`]) are not counted at all.
//! - Everything is bounded: what comes on top takes the place of what was looked for least, so that nobody who makes
//!   words up fills the room of those that many look for.

use crate::Failure;
use crate::desk::{Desk, Register};
use law::personal::may_be_personal;
use law::{Date, Digest};
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::unfound::UnfoundRow;

/// Words are kept once more networks than this looked for them.
const OFTEN: u32 = 5;

/// Characters of words that are counted, in one form.
const SHORTEST: usize = 2;
const LONGEST: usize = 30;

/// Different words that one network counts in a day.
const OF_ONE_NETWORK: u32 = 20;
/// Counts in a day, of all networks.
const IN_A_DAY: usize = 20_000;
/// Words under way to being kept, and the days for which they are remembered since they were looked for last.
const UNDER_WAY: usize = 10_000;
const REMEMBERED: i32 = 90;
/// Different words that wait to be written.
const WAITING: usize = 1000;
/// Different words that are kept of one month.
const IN_A_MONTH: u64 = 2000;

/// Keyed, so that nobody who does not have the key finds out what was hashed by trying.
type Keyed = [u8; 16];

/// Counts words that were not found.
#[derive(Debug)]
pub struct Unfound {
    /// For how many months they are kept, this one included; 0 counts nothing.
    months: u32,
    tally: Mutex<Tally>,
}

#[derive(Debug)]
struct Tally {
    key: [u8; 16],
    day: Option<Date>,
    /// What counted today: words and network in one; and how often each network did.
    counted: HashSet<Keyed>,
    networks: HashMap<Keyed, u32>,
    /// From which networks words that are not kept yet were looked for, and when last.
    under_way: HashMap<Keyed, (Vec<Keyed>, Date)>,
    /// Words that are kept.
    kept: HashSet<Keyed>,
    /// What is to be written.
    waiting: HashMap<String, u32>,
    /// The day on which it was last seen which months are over.
    swept: Option<Date>,
}

/// Words that were looked for in vain, over the months that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfoundWords {
    pub words: String,
    pub times: u64,
    /// Each month with its number, the first first.
    pub months: Vec<(String, u64)>,
}

/// For how many months words are kept where nothing is said.
pub const KEPT_MONTHS: u32 = 12;

impl Default for Unfound {
    fn default() -> Self {
        Self::kept_for(KEPT_MONTHS)
    }
}

impl Unfound {
    /// Counts for so many months; for 0 not at all.
    pub fn kept_for(months: u32) -> Self {
        let tally = Tally {
            key: Desk::salt(),
            day: None,
            counted: HashSet::new(),
            networks: HashMap::new(),
            under_way: HashMap::new(),
            kept: HashSet::new(),
            waiting: HashMap::new(),
            swept: None,
        };
        Self {
            months,
            tally: Mutex::new(tally),
        }
    }

    pub fn months(&self) -> u32 {
        self.months
    }

    /// Notes that words were looked for in vain, from some network.
    pub fn note(&self, words: &str, network: IpAddr, today: Date) {
        if self.months == 0 || may_be_personal(words) || words.contains(law::stray::is_stray) {
            return;
        }
        let form = search::one_form(words);
        let length = form.chars().count();
        // Without Han characters it is a name by pinyin, or no words at all.
        let han = form
            .chars()
            .filter(|c| ('\u{3400}'..='\u{9fff}').contains(c));
        if (SHORTEST..=LONGEST).contains(&length)
            && SHORTEST <= han.count()
            && !may_be_personal(&form)
        {
            self.tally().note(form, network, today);
        }
    }

    /// Writes what waits to be written, and forgets the months that are over.
    ///
    /// # Errors
    /// Where the register cannot be written; then it still waits.
    pub async fn write(&self, register: &Register, today: Date) -> Result<(), Failure> {
        let waiting = std::mem::take(&mut self.tally().waiting);
        let written = self.written(register, &waiting, today).await;
        let mut tally = self.tally();
        for (words, times) in waiting {
            let is_taken = written.as_ref().is_ok_and(|taken| taken.contains(&words));
            if !is_taken {
                tally.wait(words, times);
            }
        }
        written.map(|_| ())
    }

    /// Which of those that wait were written; the others are too rare for a month that is full, and wait to be counted
    /// more often.
    async fn written(
        &self,
        register: &Register,
        waiting: &HashMap<String, u32>,
        today: Date,
    ) -> Result<HashSet<String>, Failure> {
        let mut taken = HashSet::new();
        if waiting.is_empty() && self.tally().swept == Some(today) {
            return Ok(taken);
        }
        let mut tx = register.store.write().await?;
        tx.forget_unfound_before(&oldest_month(today, self.months))
            .await?;
        let mut rows: Vec<UnfoundRow> = waiting
            .iter()
            .map(|(words, times)| UnfoundRow {
                month: month(today),
                words: words.clone(),
                times: u64::from(*times),
            })
            .collect();
        rows.sort_by(|a, b| (b.times, &a.words).cmp(&(a.times, &b.words)));
        for row in rows {
            let any = Desk::salt().into_iter().take(8);
            let any = any.fold(0, |any: u64, byte| any << 8 | u64::from(byte));
            if tx.add_unfound(&row, IN_A_MONTH, any).await? {
                taken.insert(row.words);
            }
        }
        tx.commit().await?;
        self.tally().swept = Some(today);
        Ok(taken)
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally {
    fn note(&mut self, words: String, network: IpAddr, today: Date) {
        self.begin(today);
        let (of_words, of_network) = (self.keyed(&words), self.keyed(&network.to_string()));
        let once = self.keyed(&format!("{network} {words}"));
        let counted = self.networks.get(&of_network).copied().unwrap_or_default();
        if IN_A_DAY <= self.counted.len() || OF_ONE_NETWORK <= counted || !self.counted.insert(once)
        {
            return;
        }
        self.networks.insert(of_network, counted + 1);
        let times = if self.kept.contains(&of_words) {
            1
        } else {
            if !self.under_way.contains_key(&of_words) {
                self.make_room();
            }
            let (networks, last) = self
                .under_way
                .entry(of_words)
                .or_insert((Vec::new(), today));
            *last = today;
            // One who looks for the same on six days is still one.
            if !networks.contains(&of_network) {
                networks.push(of_network);
            }
            let times = u32::try_from(networks.len()).unwrap_or(u32::MAX);
            if times <= OFTEN {
                return;
            }
            self.under_way.remove(&of_words);
            if self.kept.len() < UNDER_WAY {
                self.kept.insert(of_words);
            }
            times
        };
        self.wait(words, times);
    }

    /// Lets words wait to be written. Where too many wait, the rarest of all gives way.
    fn wait(&mut self, words: String, times: u32) {
        if let Some(waiting) = self.waiting.get_mut(&words) {
            *waiting += times;
            return;
        }
        if WAITING <= self.waiting.len() {
            let rarest = self.waiting.iter().min_by_key(|(_, times)| **times);
            let rarest = rarest.filter(|(_, least)| **least <= times);
            let Some((rarest, _)) = rarest.map(|(words, times)| (words.clone(), *times)) else {
                return;
            };
            self.waiting.remove(&rarest);
        }
        self.waiting.insert(words, times);
    }

    /// What is of another day than today is over.
    fn begin(&mut self, today: Date) {
        if self.day == Some(today) {
            return;
        }
        self.day = Some(today);
        self.counted.clear();
        self.networks.clear();
        self.under_way
            .retain(|_, (_, last)| (today - *last).get_days() <= REMEMBERED);
    }

    /// Forgets what was looked for least where there are too many.
    fn make_room(&mut self) {
        for least in 1..=OFTEN {
            if self.under_way.len() < UNDER_WAY {
                return;
            }
            self.under_way
                .retain(|_, (networks, _)| (least as usize) < networks.len());
        }
    }

    fn keyed(&self, text: &str) -> Keyed {
        let digest = Digest::of(&[&self.key, text.as_bytes()].concat());
        let mut keyed = [0; 16];
        keyed.copy_from_slice(&digest.0[..16]);
        keyed
    }
}

/// Words that were looked for in vain within so many months, those looked for most first.
///
/// # Errors
/// Where the register cannot be read.
pub async fn unfound(
    register: &Register,
    months: u32,
    today: Date,
) -> Result<Vec<UnfoundWords>, Failure> {
    let mut reader = register.store.read().await?;
    let rows = reader.unfound_since(&oldest_month(today, months)).await?;
    let mut all: Vec<UnfoundWords> = rows
        .chunk_by(|a, b| a.words == b.words)
        .filter_map(|rows| {
            Some(UnfoundWords {
                words: rows.first()?.words.clone(),
                times: rows.iter().map(|row| row.times).sum(),
                months: rows
                    .iter()
                    .map(|row| (row.month.clone(), row.times))
                    .collect(),
            })
        })
        .collect();
    all.sort_by(|a, b| (b.times, &a.words).cmp(&(a.times, &b.words)));
    Ok(all)
}

fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The first of so many months that end with this one; a later one than this where there are none.
fn oldest_month(today: Date, months: u32) -> String {
    let n = i64::from(today.year()) * 12 + i64::from(today.month()) - i64::from(months);
    format!("{:04}-{:02}", n.div_euclid(12), n.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const TODAY: Date = Date::constant(2026, 11, 23);

    fn network(n: u32) -> IpAddr {
        Ipv4Addr::from(n).into()
    }

    fn waiting(unfound: &Unfound) -> Vec<(String, u32)> {
        let tally = unfound.tally();
        let waiting = tally.waiting.iter();
        waiting
            .map(|(words, times)| (words.clone(), *times))
            .collect()
    }

    #[test]
    fn words_are_kept_from_the_sixth_network_on_and_before_that_nowhere() {
        let unfound = Unfound::default();
        for n in 1..=5 {
            unfound.note("电动自行车上牌", network(n), TODAY);
        }
        assert_eq!(waiting(&unfound), []);
        let held = format!("{:?}", unfound.tally());
        assert!(!held.contains("电动"), "{held}");
        assert!(!held.contains("0.0.0.1"), "{held}");
        // Typed otherwise, they are the same words.
        unfound.note("“电动自行车上牌” ", network(6), TODAY);
        assert_eq!(waiting(&unfound), [("电动自行车上牌".to_owned(), 6)]);
        unfound.note("电动自行车上牌", network(7), TODAY);
        assert_eq!(waiting(&unfound), [("电动自行车上牌".to_owned(), 7)]);
    }

    #[test]
    fn one_network_counts_once_a_day_and_for_few_words() {
        let unfound = Unfound::default();
        for _ in 0..100 {
            unfound.note("电动自行车上牌", network(1), TODAY);
        }
        assert_eq!(unfound.tally().under_way.len(), 1);
        for n in 0..1000 {
            unfound.note(&format!("道路{n}条措施"), network(1), TODAY);
        }
        assert_eq!(unfound.tally().under_way.len(), OF_ONE_NETWORK as usize);
        let mut day = TODAY;
        for _ in 0..5 {
            day = day.tomorrow().unwrap_or(day);
            unfound.note("电动自行车上牌", network(1), day);
        }
        assert_eq!(waiting(&unfound), []);
        for n in 2..=6 {
            unfound.note("电动自行车上牌", network(n), day);
        }
        assert_eq!(waiting(&unfound), [("电动自行车上牌".to_owned(), 6)]);
    }

    #[test]
    fn however_much_comes_memory_is_bounded() {
        let unfound = Unfound::default();
        for n in 0..25_000 {
            unfound.note(&format!("道路{n}条措施"), network(n / 10), TODAY);
        }
        let tally = unfound.tally();
        assert_eq!(tally.counted.len(), IN_A_DAY);
        assert!(tally.under_way.len() <= UNDER_WAY);
        drop(tally);
        let tomorrow = TODAY.saturating_add(jiff_days(1));
        for n in 0..1100 {
            for of in 0..6 {
                unfound.note(
                    &format!("措施{n}道路"),
                    network(10_000 + n * 6 + of),
                    tomorrow,
                );
            }
        }
        assert_eq!(unfound.tally().waiting.len(), WAITING);
    }

    fn jiff_days(n: u32) -> std::time::Duration {
        std::time::Duration::from_hours(24 * u64::from(n))
    }

    #[test]
    fn what_may_be_personal_or_is_no_words_is_not_counted() {
        let unfound = Unfound::default();
        for words in [
            "张三",
            "王小明的身份证",
            "11010519491231002X 补办",
            "13800138000 是谁的号码",
            "粤A12345 违章查询",
            "查询 a@example.com 办件",
            "zhangsan",
            "费",
            "",
            &"很长的问题".repeat(10),
        ] {
            for n in 1..=10 {
                unfound.note(words, network(n), TODAY);
            }
        }
        assert_eq!(waiting(&unfound), []);
        assert!(unfound.tally().under_way.is_empty());
        let off = Unfound::kept_for(0);
        off.note("电动自行车上牌", network(1), TODAY);
        assert!(off.tally().under_way.is_empty());
    }

    #[test]
    fn what_was_looked_for_long_ago_is_forgotten() {
        let unfound = Unfound::default();
        for n in 1..=5 {
            unfound.note("电动自行车上牌", network(n), TODAY);
        }
        let later = TODAY.saturating_add(jiff_days(91));
        unfound.note("电动自行车上牌", network(6), later);
        assert_eq!(waiting(&unfound), []);
    }

    #[test]
    fn months_are_counted_back_over_the_year() {
        assert_eq!(oldest_month(TODAY, 1), "2026-11");
        assert_eq!(oldest_month(TODAY, 12), "2025-12");
        assert_eq!(oldest_month(Date::constant(2026, 1, 31), 2), "2025-12");
        assert_eq!(oldest_month(TODAY, 0), "2026-12");
    }
}
