//! 一问 — a history in the few dates that a person knows by heart, as commands and forms ask for it.
//!
//! Decides how such dates become events, and nothing else.

use super::{Channel, Consultation, Consulted, Event, Happened};
use crate::date::Date;

/// A consultation of a [`Question`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The day on which it was sent; that day still counts.
    pub sent: Date,
    /// The day the other side received the letter, where it is known.
    pub reached: Option<Date>,
    /// The day the opinion came back.
    pub returned: Option<Date>,
}

/// What a person knows of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The legal day of receipt already.
    pub received: Date,
    /// Explains the receipt and changes nothing.
    pub channel: Option<Channel>,
    /// The day the corrected request was received.
    pub corrected: Option<Date>,
    /// What was asked of third parties and other agencies, in any order.
    pub consult: Vec<Sent>,
    /// Working days that an extension adds, told in time.
    pub extend: Option<u32>,
    /// The day of full payment.
    pub paid: Option<Date>,
}

impl Question {
    /// A question with nothing but the day of receipt.
    pub const fn received(received: Date) -> Self {
        Self {
            received,
            channel: None,
            corrected: None,
            consult: Vec::new(),
            extend: None,
            paid: None,
        }
    }

    /// What happened, as far as the dates say.
    pub fn events(&self) -> Vec<Happened> {
        let mut events = vec![Happened::new(self.received, Event::Received)];
        let zeros = [
            (self.corrected, Event::CorrectionReceived),
            (self.paid, Event::FeePaid),
        ];
        for (on, event) in zeros {
            events.extend(on.map(|on| Happened::new(on, event)));
        }
        for (at, letter) in (0..).zip(&self.consult) {
            let id = Consultation(at);
            let sent = Event::ConsultationSent(id, Consulted::ThirdParty);
            events.push(Happened::new(letter.sent, sent));
            let then = [
                (letter.reached, Event::ConsultationReached(id)),
                (letter.returned, Event::ConsultationReturned(id)),
            ];
            for (on, event) in then {
                events.extend(on.map(|on| Happened::new(on, event)));
            }
        }
        if let Some(days) = self.extend {
            // Told in time: on the day zero that counts, which no end of the term comes before.
            let zero = [Some(self.received), self.corrected, self.paid];
            let on = zero.into_iter().flatten().max().unwrap_or(self.received);
            events.push(Happened::new(on, Event::ExtensionTold { days }));
        }
        events
    }
}
