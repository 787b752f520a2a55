//! What is typed into the form of the clock, and the question that it makes.
//!
//! Decides which days can follow which, and how a question is written in an address: one `consult` a letter,
//! `sent..returned`, `sent@reached..returned` or `sent@reached..`, as at the command line.

use crate::extract::Pairs;
use crate::i18n::Phrase;
use crate::portal::asking::{Mend, day_in};
use law::Date;
use law::clock::{Channel, LONGEST_EXTENSION, Question, Sent};

/// The queries of an address that holds a question, and of the open API.
pub(crate) const PLAIN: &[&str] = &[
    "received",
    "channel",
    "corrected",
    "consult",
    "extend",
    "paid",
];

/// The most letters of one request.
pub(crate) const MOST_LETTERS: usize = 8;

/// The longest from the receipt to the last day typed: what is longer is a slip of the pen, and a page of thousands of days.
const LONGEST: i32 = 366 * 3;

/// A letter by which an opinion was asked, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) sent: String,
    pub(crate) reached: String,
    pub(crate) returned: String,
}

impl Letter {
    fn is_empty(&self) -> bool {
        self.sent.is_empty() && self.reached.is_empty() && self.returned.is_empty()
    }

    /// `2026-10-09@2026-10-10..2026-10-20`
    fn of(text: &str) -> Self {
        let (sent, returned) = text.split_once("..").unwrap_or((text, ""));
        let (sent, reached) = sent.split_once('@').unwrap_or((sent, ""));
        Self {
            sent: sent.trim().to_owned(),
            reached: reached.trim().to_owned(),
            returned: returned.trim().to_owned(),
        }
    }
}

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    pub(crate) received: String,
    pub(crate) channel: String,
    pub(crate) corrected: String,
    pub(crate) letters: Vec<Letter>,
    pub(crate) extend: String,
    pub(crate) paid: String,
}

impl Filled {
    pub(crate) fn of(pairs: &Pairs) -> Self {
        let get = |key: &str| pairs.one(key).unwrap_or_default().to_owned();
        let mut letters: Vec<Letter> = pairs.all("consult").map(Letter::of).collect();
        // The controls of one letter stand in a row, also where they are empty.
        let row = |name: &'static str| {
            let of = pairs.iter().filter(move |(key, _)| *key == name);
            of.map(|(_, value)| value.to_owned()).collect::<Vec<_>>()
        };
        let (sent, reached, returned) = (row("sent"), row("reached"), row("returned"));
        let rows = sent.len().max(reached.len()).max(returned.len());
        let at = |row: &[String], n: usize| row.get(n).cloned().unwrap_or_default();
        letters.extend((0..rows).map(|n| Letter {
            sent: at(&sent, n),
            reached: at(&reached, n),
            returned: at(&returned, n),
        }));
        letters.retain(|letter| !letter.is_empty());
        Self {
            received: get("received"),
            channel: get("channel"),
            corrected: get("corrected"),
            letters,
            extend: get("extend"),
            paid: get("paid"),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether anything but the receipt is filled in.
    pub(crate) fn has_more(&self) -> bool {
        let rest = Self {
            received: String::new(),
            ..self.clone()
        };
        !rest.is_empty()
    }

    /// The same with an empty row for one more letter.
    #[must_use]
    pub(crate) fn with_room(mut self) -> Self {
        self.letters.truncate(MOST_LETTERS);
        if self.letters.len() < MOST_LETTERS {
            self.letters.push(Letter::default());
        }
        self
    }

    /// What is asked, or everything that is wrong with it.
    pub(crate) fn question(&self) -> Result<Question, Vec<Mend>> {
        let mut wrong = Vec::new();
        if self.received.is_empty() {
            wrong.push(Mend::at("received", "请写收到申请之日"));
        }
        let received = day_in("received", &self.received, &mut wrong);
        let channel = Channel::from_id(&self.channel);
        if channel.is_none() && !self.channel.is_empty() {
            let known = Channel::ALL.map(Channel::id).join(", ");
            let says = Phrase::of("没有“{}”这个渠道，可以是 {}");
            wrong.push(Mend::at("channel", says.with(&self.channel).with(known)));
        }
        let corrected = self.after("corrected", &self.corrected, received, &mut wrong);
        let paid = self.after("paid", &self.paid, received, &mut wrong);
        let extend = self.extension(&mut wrong);
        if MOST_LETTERS < self.letters.len() {
            let says = Phrase::of("最多写 {} 次征求意见").with(MOST_LETTERS);
            wrong.push(Mend::at("sent-1", says));
        }
        let letters = (1..).zip(self.letters.iter().take(MOST_LETTERS));
        let consult: Vec<Sent> = letters
            .filter_map(|(n, letter)| self.letter(n, letter, received, &mut wrong))
            .collect();
        match received {
            Some(received) if wrong.is_empty() => Ok(Question {
                received,
                channel,
                corrected,
                consult,
                extend,
                paid,
            }),
            _ => Err(wrong),
        }
    }

    /// A day that cannot be before the receipt, nor years after it.
    fn after(
        &self,
        field: &str,
        text: &str,
        received: Option<Date>,
        wrong: &mut Vec<Mend>,
    ) -> Option<Date> {
        let day = day_in(field, text, wrong)?;
        let received = received?;
        if day < received {
            let says = Phrase::of("{} 在收到申请（{}）以前，请看哪一个写错了");
            wrong.push(Mend::at(field, says.with(text).with(&self.received)));
            return None;
        }
        if received.until(day).map_or(i32::MAX, |span| span.get_days()) > LONGEST {
            let says = Phrase::of("{} 与收到申请（{}）相隔三年以上，请看哪一个写错了");
            wrong.push(Mend::at(field, says.with(text).with(&self.received)));
            return None;
        }
        Some(day)
    }

    fn extension(&self, wrong: &mut Vec<Mend>) -> Option<u32> {
        let text = self.extend.trim();
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            // None at all.
            Ok(0) => None,
            Ok(days) if days <= LONGEST_EXTENSION => Some(days),
            _ => {
                let says = Phrase::of(
                    "延长的期限是 1 至 {} 个工作日（条例第三十三条第二款），您填的是“{}”",
                );
                wrong.push(Mend::at("extend", says.with(LONGEST_EXTENSION).with(text)));
                None
            }
        }
    }

    fn letter(
        &self,
        n: usize,
        letter: &Letter,
        received: Option<Date>,
        wrong: &mut Vec<Mend>,
    ) -> Option<Sent> {
        let field = |name: &str| format!("{name}-{n}");
        if letter.sent.is_empty() {
            wrong.push(Mend::at(field("sent"), "请写征求意见书发出之日"));
            return None;
        }
        let sent = self.after(&field("sent"), &letter.sent, received, wrong);
        let mut later = |name: &str, text: &str, from: Option<Date>| {
            let day = self.after(&field(name), text, received, wrong)?;
            if from.is_some_and(|from| day < from) {
                let says = Phrase::of("{} 在前一步以前，请看哪一个写错了").with(text);
                wrong.push(Mend::at(field(name), says));
            }
            Some(day)
        };
        let reached = later("reached", &letter.reached, sent);
        let returned = later("returned", &letter.returned, reached.or(sent));
        Some(Sent {
            sent: sent?,
            reached,
            returned,
        })
    }
}

/// A question as the pairs of its address.
pub(crate) fn pairs(question: &Question) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("received", question.received.to_string())];
    let mut put = |key, value: Option<String>| pairs.extend(value.map(|value| (key, value)));
    put(
        "channel",
        question.channel.map(|channel| channel.id().to_owned()),
    );
    put("corrected", question.corrected.map(|day| day.to_string()));
    for letter in &question.consult {
        let reached = letter.reached.map(|day| format!("@{day}"));
        let returned = letter.returned.map(|day| day.to_string());
        let text = format!(
            "{}{}..{}",
            letter.sent,
            reached.unwrap_or_default(),
            returned.unwrap_or_default()
        );
        put("consult", Some(text));
    }
    put("extend", question.extend.map(|days| days.to_string()));
    put("paid", question.paid.map(|day| day.to_string()));
    pairs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use crate::portal::asking;

    fn filled(query: &str) -> Filled {
        Filled::of(&Pairs::parse(query).unwrap())
    }

    #[test]
    fn what_a_form_sends_and_what_an_address_holds_make_one_question() {
        let typed = filled(
            "received=20260924&channel=internet&corrected=&sent=2026-10-9&sent=&sent=2026年10月21日&reached=&reached=&reached=&returned=2026/10/20&returned=&returned=&extend=5&paid=",
        );
        let question = typed.question().unwrap();
        let address = asking::query(&pairs(&question));
        assert_eq!(
            address,
            "received=2026-09-24&channel=internet&consult=2026-10-09..2026-10-20&consult=2026-10-21..&extend=5"
        );
        assert_eq!(filled(&address).question(), Ok(question));
        let silent = "received=2026-09-24&consult=2026-10-09%402026-10-10..";
        assert_eq!(
            asking::query(&pairs(&filled(silent).question().unwrap())),
            silent
        );
    }

    #[test]
    fn every_fault_is_told_at_its_control() {
        for (query, fields) in [
            ("channel=fax", &["received"][..]),
            ("received=2026-02-30&extend=21", &["received", "extend"]),
            ("received=2026-09-24&extend=-1", &["extend"]),
            ("received=2026-09-24&channel=pigeon", &["channel"]),
            (
                "received=2026-09-24&corrected=2026-09-23&paid=20990101",
                &["corrected", "paid"],
            ),
            (
                "received=2026-09-24&sent=2026-10-09&returned=2026-10-08",
                &["returned-1"],
            ),
            ("received=2026-09-24&sent=&returned=2026-10-08", &["sent-1"]),
            (
                "received=2026-09-24&sent=2026-10-09&reached=2026-10-12&returned=2026-10-10",
                &["returned-1"],
            ),
        ] {
            let wrong = filled(query).question().unwrap_err();
            let at: Vec<&str> = wrong.iter().map(|mend| mend.field.as_str()).collect();
            assert_eq!(at, fields, "{query}");
        }
        assert_eq!(
            filled("received=2026-09-24&extend=0")
                .question()
                .unwrap()
                .extend,
            None
        );
        let many = format!(
            "received=2026-09-24{}",
            "&consult=2026-10-09..2026-10-10".repeat(9)
        );
        assert!(filled(&many).question().is_err());
    }
}
