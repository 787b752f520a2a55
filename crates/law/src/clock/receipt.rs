//! 收到申请之日 — the day from which the term runs, by the way in which an application came (条例第三十一条).
//!
//! Decides which of the days that an office has noted is the day of receipt. Does not decide whether an agency must
//! keep a channel open: the guide says that (条例第十二条第二款).

use crate::article::{Article, Refusal};
use crate::date::Date;

/// 提交申请的渠道
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// 当面提交
    InPerson,
    /// 口头提出: taken down by the office, where writing is hard for the applicant (条例第二十九条第一款).
    Oral,
    /// 邮寄，需要签收
    MailSigned,
    /// 平常信函等无需签收的邮寄
    MailOrdinary,
    /// 互联网渠道
    Internet,
    /// 政府信息公开工作机构的传真
    Fax,
}

impl Channel {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::InPerson,
        Self::Oral,
        Self::MailSigned,
        Self::MailOrdinary,
        Self::Internet,
        Self::Fax,
    ];

    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Oral => "oral",
            Self::MailSigned => "mail_signed",
            Self::MailOrdinary => "mail_ordinary",
            Self::Internet => "internet",
            Self::Fax => "fax",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::InPerson => "当面提交",
            Self::Oral => "口头提出",
            Self::MailSigned => "邮寄（签收）",
            Self::MailOrdinary => "平常信函",
            Self::Internet => "互联网渠道",
            Self::Fax => "传真",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.id() == id)
    }

    /// Which day is the day of receipt, in the words of the statute.
    pub const fn received(self) -> &'static str {
        match self {
            Self::InPerson | Self::Oral => "以提交之日为收到申请之日",
            Self::MailSigned => "以行政机关签收之日为收到申请之日",
            Self::MailOrdinary => "与申请人确认之日为收到申请之日",
            Self::Internet | Self::Fax => "以双方确认之日为收到申请之日",
        }
    }

    /// Where it says so.
    pub const fn article(self) -> Article {
        match self {
            Self::InPerson => Article("条例第三十一条第一项"),
            Self::Oral => Article("条例第二十九条第一款、第三十一条第一项"),
            Self::MailSigned | Self::MailOrdinary => Article("条例第三十一条第二项"),
            Self::Internet | Self::Fax => Article("条例第三十一条第三项"),
        }
    }
}

/// The days that an office notes when an application comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The day it was handed in, or reached the office without a signature.
    pub arrived: Option<Date>,
    /// The day the agency signed for it; that of its mail room counts.
    pub signed: Option<Date>,
    /// The day both sides confirmed it.
    pub confirmed: Option<Date>,
}

/// The day of receipt (条例第三十一条).
///
/// # Errors
/// Where the day that decides was not noted.
pub fn received_on(channel: Channel, arrival: Arrival) -> Result<Date, Refusal> {
    let (day, missing) = match channel {
        Channel::InPerson | Channel::Oral => (arrival.arrived, "请写明提交申请的日期"),
        Channel::MailSigned => (arrival.signed, "请写明本机关签收的日期"),
        Channel::MailOrdinary => (
            arrival.confirmed,
            "平常信函应当于收到的当日与申请人确认，请写明确认的日期",
        ),
        Channel::Internet | Channel::Fax => {
            (arrival.confirmed, "请与申请人确认，再写明双方确认的日期")
        }
    };
    day.ok_or_else(|| Refusal::under(channel.article(), missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTED: Arrival = Arrival {
        arrived: Some(Date::constant(2026, 3, 2)),
        signed: Some(Date::constant(2026, 3, 3)),
        confirmed: Some(Date::constant(2026, 3, 4)),
    };

    /// 条例第三十一条: 条例第三十一条第一项、第三十一条第二项、第三十一条第三项; 条例第二十九条第一款
    #[test]
    fn each_channel_has_a_day_of_receipt_of_its_own() {
        for (channel, day) in [
            (Channel::InPerson, 2),
            (Channel::Oral, 2),
            (Channel::MailSigned, 3),
            (Channel::MailOrdinary, 4),
            (Channel::Internet, 4),
            (Channel::Fax, 4),
        ] {
            let received = received_on(channel, NOTED).expect("noted");
            assert_eq!(received.day(), day, "{}", channel.zh());
            assert_eq!(Channel::from_id(channel.id()), Some(channel));
        }
    }

    #[test]
    fn a_day_that_was_not_noted_is_asked_for_with_the_article() {
        let unconfirmed = Arrival {
            confirmed: None,
            ..NOTED
        };
        let refused = received_on(Channel::Internet, unconfirmed).expect_err("refused");
        assert_eq!(refused.article, Some(Article("条例第三十一条第三项")));
        assert!(received_on(Channel::MailOrdinary, unconfirmed).is_err());
        assert!(received_on(Channel::MailSigned, unconfirmed).is_ok());
    }
}
