//! 日历文件 — last days as iCalendar (RFC 5545), for the calendars of people.
//!
//! Decides how a whole day becomes an event: without hours, taking no time of anybody, by a name that stays the same when it
//! is taken again, so that a calendar replaces it. Lines end with CR LF and are folded before their 76th octet, never
//! within a character.

use law::{Date, Digest};
use std::fmt::Write as _;

/// A day that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What tells it from every other event of this site, and stays the same.
    pub key: String,
    pub on: Date,
    /// Whether the day may still move.
    pub provisional: bool,
    pub title: String,
    pub text: String,
    /// A whole address, or empty.
    pub address: String,
}

/// Octets of a line, without its end (RFC 5545 §3.1).
const LONGEST_LINE: usize = 75;

/// The calendar of `events` of a site at `domain`, made on `made`.
pub fn calendar(domain: &str, made: Date, events: &[Event]) -> String {
    let domain = if domain.is_empty() {
        "gongkai.invalid"
    } else {
        domain
    };
    let mut text = String::new();
    let mut line = |name: &str, value: &str| fold(&mut text, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Gongkai//Gongkai//ZH");
    line("CALSCALE", "GREGORIAN");
    for event in events {
        let uid = Digest::of(event.key.as_bytes()).to_string();
        let uid = uid.get(..32).unwrap_or(&uid);
        line("BEGIN", "VEVENT");
        line("UID", &format!("{uid}@{domain}"));
        line("DTSTAMP", &format!("{}T000000Z", basic(made)));
        line("DTSTART;VALUE=DATE", &basic(event.on));
        if let Ok(next) = event.on.tomorrow() {
            line("DTEND;VALUE=DATE", &basic(next));
        }
        line("SUMMARY", &escaped(&event.title));
        if !event.text.is_empty() {
            line("DESCRIPTION", &escaped(&event.text));
        }
        if !event.address.is_empty() {
            line("URL", &event.address);
        }
        let status = if event.provisional {
            "TENTATIVE"
        } else {
            "CONFIRMED"
        };
        line("STATUS", status);
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    text
}

/// `20261106`
fn basic(date: Date) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "{:04}{:02}{:02}",
        date.year(),
        date.month(),
        date.day()
    );
    text
}

/// A value of type TEXT (RFC 5545 §3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

fn fold(text: &mut String, line: &str) {
    let mut room = LONGEST_LINE;
    for c in line.chars() {
        if room < c.len_utf8() {
            text.push_str("\r\n ");
            room = LONGEST_LINE - 1;
        }
        room -= c.len_utf8();
        text.push(c);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            key: "clock due received=2026-09-24".into(),
            on: Date::constant(2026, 10, 29),
            provisional: false,
            title: "最迟答复；含当日, 一\\二".into(),
            text: "自2026年9月24日（收到申请之日）起第20个工作日。\n依据条例第三十三条第二款，收到当天不算，周末和放假不算，补班的周末要算。".into(),
            address: "https://www.example.gov.cn/clock?received=2026-09-24".into(),
        }
    }

    /// Puts folded lines together again (RFC 5545 §3.1).
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "")
            .split_terminator("\r\n")
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn a_last_day_is_a_whole_day_that_takes_no_time_and_keeps_its_name() {
        let made = Date::constant(2026, 11, 23);
        let text = calendar("www.example.gov.cn", made, &[event()]);
        let lines = unfolded(&text);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "DTSTAMP:20261123T000000Z",
            "DTSTART;VALUE=DATE:20261029",
            "DTEND;VALUE=DATE:20261030",
            "SUMMARY:最迟答复；含当日\\, 一\\\\二",
            "URL:https://www.example.gov.cn/clock?received=2026-09-24",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            "END:VCALENDAR",
        ] {
            assert!(lines.iter().any(|one| one == line), "{line}\n{text}");
        }
        let uid = |text: &str| {
            let lines = unfolded(text);
            lines
                .into_iter()
                .find(|line| line.starts_with("UID:"))
                .expect("one")
        };
        let later = calendar(
            "www.example.gov.cn",
            Date::constant(2026, 12, 1),
            &[event()],
        );
        assert_eq!(uid(&text), uid(&later));
        assert!(uid(&text).ends_with("@www.example.gov.cn"));
        let mut other = event();
        other.key.push('x');
        assert_ne!(
            uid(&text),
            uid(&calendar("www.example.gov.cn", made, &[other]))
        );
    }

    #[test]
    fn every_line_is_short_ends_with_both_characters_and_breaks_within_none() {
        let text = calendar("", Date::constant(2026, 11, 23), &[event(), event()]);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= LONGEST_LINE, "{line}");
        }
        let lines = unfolded(&text);
        let told = lines.iter().find(|line| line.starts_with("DESCRIPTION:"));
        assert_eq!(
            told.map(|line| line.replace("DESCRIPTION:", "").replace("\\n", "\n")),
            Some(event().text)
        );
        assert!(lines.iter().all(|line| line.contains(':')), "{text}");
    }
}
