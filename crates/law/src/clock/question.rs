//! 一问 — a history in the few dates that a person knows by heart, as commands and forms ask for it.
//!
//! Decides how such dates become events, and nothing else.

use super::{Channel, Consultation, Consulted, Event, Happened, Practices, SINCE};
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

/// What must be said beside an answer, or it would be taken for more than it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The request is older than the terms it is counted by.
    FormerTerms,
    /// That the term begins anew with the payment is a practice whose text was not seen.
    PaymentUnverified,
}

impl Note {
    /// The official words.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::FormerTerms => {
                "2019年5月15日以前收到的申请，适用2007年的条例，期限是15个工作日；这里按现行条例计算，只供参考"
            }
            Self::PaymentUnverified => "缴费后重新起算是未核实的做法，没有见到写明它的原文",
        }
    }
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

    /// What must be said beside the answer.
    pub fn notes(&self, practices: &Practices) -> Vec<Note> {
        let is_former = self.received < SINCE;
        let is_practice = self.paid.is_some() && !practices.payment_restarts.verified;
        let all = [
            (is_former, Note::FormerTerms),
            (is_practice, Note::PaymentUnverified),
        ];
        let said = all.into_iter().filter(|(holds, _)| *holds);
        said.map(|(_, note)| note).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_request_and_a_payment_are_answered_with_a_word_of_caution() {
        let practices = Practices::default();
        let mut question = Question::received(Date::constant(2019, 5, 15));
        assert_eq!(question.notes(&practices), []);
        question.received = Date::constant(2019, 5, 14);
        question.paid = Some(Date::constant(2019, 6, 3));
        let both = [Note::FormerTerms, Note::PaymentUnverified];
        assert_eq!(question.notes(&practices), both);
    }
}
