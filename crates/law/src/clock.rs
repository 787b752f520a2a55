//! 答复期限 — by when a request must be answered, and how every day of it was counted.
//!
//! Decides arts. 30 to 35 of the 条例. Knows no clock and no case file: a caller brings what happened ([`Happened`]),
//! a [`Calendar`], and the [`Practices`] of the place where the statute is silent.
//!
//! Invariants
//! - A day is a civil date; hours never matter here. The day of receipt is day zero, and so is the day on which a
//!   corrected request is received or a fee is paid in full: counting starts on the next working day
//!   (民法典第二百零一条).
//! - A clock is made from events only, and asked as often as one likes; two clocks of one history are equal.
//! - An act that came too late lengthens nothing: it is a [`Breach`].
//! - A day in a year without a holiday notice is provisional, and the end that rests on it says so.

mod delivery;
mod event;
mod explain;
mod guard;
mod question;
mod receipt;

pub use delivery::{Delivery, answered_on};
pub use event::{Breach, Consultation, Consulted, Disorder, Event, Happened};
pub use explain::{Counted, Role, Rule};
pub use guard::{
    correction_due, may_ask_correction, may_consult, may_extend, may_lapse_correction,
    may_lapse_fee, may_tell_fee, opinion_due, payment_due,
};
pub use question::{Note, Question, Sent};
pub use receipt::{Arrival, Channel, received_on};

use crate::article::Article;
use crate::calendar::{Calendar, LastDay};
use crate::date::{self, Date};
use crate::practice::Practice;

/// 国务院令第711号: the day from which the terms of these articles hold. The 条例 of 2007 had others.
pub const SINCE: Date = Date::constant(2019, 5, 15);
/// 条例第三十三条第二款: working days to answer, from the receipt.
pub const TO_REPLY: u32 = 20;
/// 条例第三十三条第二款: working days that an extension may add at most.
pub const LONGEST_EXTENSION: u32 = 20;
/// 条例第三十条: working days to ask for a correction, from the receipt.
pub const TO_ASK_CORRECTION: u32 = 7;
/// 条例第三十二条、第三十四条: working days to give an opinion, from the receipt of the letter.
pub const TO_GIVE_OPINION: u32 = 15;

/// 条例第三十三条第二款
pub const ANSWER: Article = Article("条例第三十三条第二款");
/// 条例第三十条
pub const CORRECTION: Article = Article("条例第三十条");
/// 条例第三十三条第三款
pub const PAUSE: Article = Article("条例第三十三条第三款");
/// 条例第三十五条
pub const EXCESS: Article = Article("条例第三十五条");
/// 条例第四十二条
pub const FEE: Article = Article("条例第四十二条");

/// What the statute leaves open, as a place does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practices {
    /// The term begins anew with the day of full payment, which does not count.
    pub payment_restarts: Practice<bool>,
    /// Working days to pay, from the day after the notice of the fee was received.
    pub to_pay: Practice<u32>,
    /// The clock stands while the applicant is asked for reasons.
    pub reasons_pause: Practice<bool>,
}

impl Default for Practices {
    fn default() -> Self {
        Self {
            payment_restarts: Practice::unverified(
                true,
                "信息处理费管理办法（国办函〔2020〕109号）未见关于缴费后期限的原文",
            ),
            to_pay: Practice::unverified(
                20,
                "信息处理费管理办法（国办函〔2020〕109号），据地方财政部门通知转述",
            ),
            reasons_pause: Practice::unverified(false, "条例第三十五条没有规定"),
        }
    }
}

/// Why counting begins where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// 收到申请之日
    Receipt,
    /// 收到补正的申请之日
    Correction,
    /// 缴清费用之日
    Payment,
}

impl Zero {
    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Receipt => "收到申请之日",
            Self::Correction => "收到补正之日",
            Self::Payment => "缴清费用之日",
        }
    }

    /// Why the term runs from this day.
    pub const fn article(self) -> Article {
        match self {
            Self::Receipt => ANSWER,
            Self::Correction => CORRECTION,
            Self::Payment => FEE,
        }
    }
}

/// Whom a standing clock waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// 等申请人补正
    Correction,
    /// 等申请人缴费
    Payment,
    /// 等被征求意见的一方
    Opinion,
    /// 等申请人说明理由
    Reasons,
}

impl Waiting {
    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Correction => "等申请人补正",
            Self::Payment => "等申请人缴费",
            Self::Opinion => "等被征求意见的一方提出意见",
            Self::Reasons => "等申请人说明理由",
        }
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// 答复已经作出
    Answered,
    /// 逾期不补正，视为放弃
    CorrectionLapsed,
    /// 逾期不缴费，视为放弃
    FeeLapsed,
    /// 申请人撤回了申请
    Withdrawn,
}

/// By when it must be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The last lawful day; that day itself is lawful.
    On(LastDay),
    /// The clock stands since a day, and there is no end yet.
    Waiting {
        /// The first day of waiting.
        since: Date,
        /// For whom.
        whom: Waiting,
    },
    /// It has ended.
    Ended {
        /// The day.
        on: Date,
        /// In which way.
        how: End,
    },
}

impl Due {
    /// The last lawful day, where there is one.
    pub const fn last_day(self) -> Option<LastDay> {
        match self {
            Self::On(last) => Some(last),
            Self::Waiting { .. } | Self::Ended { .. } => None,
        }
    }

    /// Whether `today` is past the last lawful day.
    pub fn is_overdue(self, today: Date) -> bool {
        self.last_day().is_some_and(|last| last.date < today)
    }
}

/// A consultation, and the days that it takes out of the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pause {
    id: Consultation,
    /// `None` where the applicant's reasons are waited for.
    consulted: Option<Consulted>,
    sent: Date,
    reached: Option<Date>,
    returned: Option<Date>,
}

/// The clock of one request.
#[derive(Clone, Debug)]
pub struct Clock<'a> {
    calendar: &'a Calendar,
    practices: Practices,
    received: Date,
    /// Every day zero, the first one the receipt.
    zeros: Vec<(Date, Zero)>,
    pauses: Vec<Pause>,
    asked_correction: Option<Date>,
    extension: Option<(Date, u32)>,
    delay: Option<Date>,
    waiting: Option<(Date, Waiting)>,
    ended: Option<(Date, End)>,
    breaches: Vec<Breach>,
}

impl<'a> Clock<'a> {
    /// The clock of a history; events of one day are taken in the order given.
    ///
    /// # Errors
    /// A history that cannot have happened.
    pub fn of(
        events: &[Happened],
        calendar: &'a Calendar,
        practices: Practices,
    ) -> Result<Self, Disorder> {
        let received = events
            .iter()
            .find(|happened| happened.event == Event::Received)
            .ok_or(Disorder::NotReceived)?
            .on;
        let mut clock = Self {
            calendar,
            practices,
            received,
            zeros: vec![(received, Zero::Receipt)],
            pauses: Vec::new(),
            asked_correction: None,
            extension: None,
            delay: None,
            waiting: None,
            ended: None,
            breaches: Vec::new(),
        };
        let mut events: Vec<Happened> = events.to_vec();
        events.sort_by_key(|happened| (happened.on, happened.event != Event::Received));
        let mut seen = false;
        for happened in events {
            if happened.on < received {
                let on = happened.on;
                return Err(Disorder::BeforeReceipt { on, received });
            }
            if happened.event == Event::Received && std::mem::replace(&mut seen, true) {
                return Err(Disorder::ReceivedTwice { on: happened.on });
            }
            clock.hear(happened)?;
        }
        Ok(clock)
    }

    fn hear(&mut self, Happened { on, event }: Happened) -> Result<(), Disorder> {
        if let Some((ended, _)) = self.ended {
            return Err(Disorder::AfterEnd { on, ended });
        }
        match event {
            Event::CorrectionAsked => self.ask_correction(on),
            Event::CorrectionReceived => self.begin_anew(on, Zero::Correction),
            Event::CorrectionLapsed => self.ended = Some((on, End::CorrectionLapsed)),
            Event::ConsultationSent(id, consulted) => {
                if let Err(refused) = may_consult(self, on) {
                    self.breach(on, PAUSE, refused.says);
                }
                self.pause(id, Some(consulted), on);
            }
            Event::ConsultationReached(id) => {
                self.pause_of(id, on)?.reached = Some(on);
            }
            Event::ConsultationReturned(id) => {
                self.pause_of(id, on)?.returned = Some(on);
            }
            Event::ExtensionTold { days } => self.extend(on, days),
            Event::FeeTold => {
                if let Err(refused) = may_tell_fee(self, on) {
                    self.breach(on, FEE, refused.says);
                }
                self.waiting = Some((on, Waiting::Payment));
            }
            Event::FeePaid => {
                self.waiting = None;
                if self.practices.payment_restarts.value {
                    self.begin_anew(on, Zero::Payment);
                }
            }
            Event::FeeLapsed => {
                if let Err(refused) = may_lapse_fee(self, on) {
                    self.breach(on, FEE, refused.says);
                }
                self.ended = Some((on, End::FeeLapsed));
            }
            Event::ReasonsAsked if self.practices.reasons_pause.value => {
                self.pause(REASONS, None, on);
            }
            Event::ReasonsGiven if self.practices.reasons_pause.value => {
                self.pause_of(REASONS, on)?.returned = Some(on);
            }
            Event::Received | Event::ReasonsAsked | Event::ReasonsGiven => {}
            Event::DelayTold { until } => self.delay = self.delay.max(Some(until)),
            Event::Answered => self.answer(on),
            Event::Withdrawn => self.ended = Some((on, End::Withdrawn)),
        }
        Ok(())
    }

    fn ask_correction(&mut self, on: Date) {
        if let Err(refused) = may_ask_correction(self, on) {
            self.breach(on, CORRECTION, refused.says);
        }
        // Asked too late or twice, the applicant still is asked, and what comes back still begins the term anew: art.
        // 30 makes nothing else of it.
        self.asked_correction.get_or_insert(on);
        self.waiting = Some((on, Waiting::Correction));
    }

    fn begin_anew(&mut self, on: Date, zero: Zero) {
        self.waiting = None;
        self.zeros.push((on, zero));
    }

    fn pause(&mut self, id: Consultation, consulted: Option<Consulted>, sent: Date) {
        self.pauses.push(Pause {
            id,
            consulted,
            sent,
            reached: None,
            returned: None,
        });
    }

    /// The consultation meant by what came on `on`.
    fn pause_of(&mut self, id: Consultation, on: Date) -> Result<&mut Pause, Disorder> {
        let mut sent = self.pauses.iter_mut().rev();
        sent.find(|pause| pause.id == id)
            .ok_or(Disorder::NotSent { on })
    }

    fn extend(&mut self, on: Date, days: u32) {
        match may_extend(self, on, days) {
            Ok(()) => self.extension = Some((on, days)),
            Err(refused) => self.breach(on, ANSWER, refused.says),
        }
    }

    fn answer(&mut self, on: Date) {
        if let Ok(Due::On(last)) = self.due()
            && last.date < on
        {
            let says = format!("答复晚于期限届满之日（{}）", date::zh(last.date));
            self.breach(on, ANSWER, says);
        }
        self.ended = Some((on, End::Answered));
    }

    fn breach(&mut self, on: Date, article: Article, says: String) {
        self.breaches.push(Breach { on, article, says });
    }

    /// 收到申请之日
    pub fn received_on(&self) -> Date {
        self.received
    }

    /// The day from which the term runs now, and why.
    pub fn zero(&self) -> (Date, Zero) {
        let last = self.zeros.iter().max_by_key(|(on, _)| *on);
        last.copied().unwrap_or((self.received, Zero::Receipt))
    }

    /// How many working days there are to answer: twenty, and what an extension added (条例第三十三条第二款).
    pub fn allowed(&self) -> u32 {
        TO_REPLY + self.extension.map_or(0, |(_, days)| days)
    }

    /// What came when the statute does not allow it.
    pub fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// By when it must be answered.
    ///
    /// # Errors
    /// Where the term leaves the range of dates.
    pub fn due(&self) -> Result<Due, Disorder> {
        if let Some((on, how)) = self.ended {
            return Ok(Due::Ended { on, how });
        }
        if let Some((since, whom)) = self.waiting {
            return Ok(Due::Waiting { since, whom });
        }
        let mut spans = Vec::new();
        for pause in &self.pauses {
            let Some(through) = self.through(*pause)? else {
                return Ok(Due::Waiting {
                    since: pause.sent,
                    whom: pause
                        .consulted
                        .map_or(Waiting::Reasons, |_| Waiting::Opinion),
                });
            };
            spans.push((pause.sent, through));
        }
        self.count(&spans).map(Due::On)
    }

    /// The last day that a consultation takes out of the term: the day of return, or, where none is recorded, the last
    /// day on which the opinion could be given (条例第三十二条、第三十四条). `None` while neither is known.
    fn through(&self, pause: Pause) -> Result<Option<Date>, Disorder> {
        match (pause.returned, pause.reached, pause.consulted) {
            (Some(returned), _, _) => Ok(Some(returned)),
            (None, Some(reached), Some(_)) => {
                let last = self.calendar.last_day(reached, TO_GIVE_OPINION);
                let last = last.ok_or(Disorder::OutOfRange)?;
                Ok(Some(last.date))
            }
            (None, _, _) => Ok(None),
        }
    }

    fn count(&self, pauses: &[(Date, Date)]) -> Result<LastDay, Disorder> {
        let mut last = LastDay {
            date: self.zero().0,
            provisional: false,
        };
        let mut left = self.allowed();
        while left > 0 {
            self.step(&mut last)?;
            let is_taken = pauses.iter().any(|span| takes(*span, last.date));
            left -= u32::from(!is_taken && self.calendar.is_working(last.date));
        }
        // A day that was agreed holds where it is later; if offices are closed on it, the next day they work.
        if let Some(until) = self.delay {
            while last.date < until || !self.calendar.is_working(last.date) {
                self.step(&mut last)?;
            }
        }
        Ok(last)
    }

    fn step(&self, last: &mut LastDay) -> Result<(), Disorder> {
        last.date = last.date.tomorrow().map_err(|_| Disorder::OutOfRange)?;
        last.provisional |= self.calendar.is_provisional(last.date);
        Ok(())
    }
}

/// Reasons are asked for once, and are no consultation.
const REASONS: Consultation = Consultation(u32::MAX);

/// Whether a consultation takes a day out of the term: the days after it was sent, up to and with its last
/// (条例第三十三条第三款).
fn takes((sent, through): (Date, Date), day: Date) -> bool {
    sent < day && day <= through
}

#[cfg(test)]
mod tests;
