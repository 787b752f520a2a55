//! 答复之日 — the day on which an answer counts as given (国办公开办函〔2016〕235号).
//!
//! Decides which noted day is compared with the end of the term: posting for the post, the signature for delivery in
//! person or through another agency. The notice is silent on mail, sites and fax; there the day of sending is taken,
//! which is the only one the agency can prove.

use crate::article::Refusal;
use crate::date::Date;

/// 送达方式
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// 直接送达
    InPerson,
    /// 委托其他行政机关代为送达
    EntrustedAgency,
    /// 邮寄送达: by the postal enterprise (邮政企业) only.
    Post,
    /// 电子邮件, where the applicant chose it.
    Email,
    /// 网上, where the applicant chose it.
    Online,
    /// 传真, where the applicant chose it.
    Fax,
    /// 公告送达, the last resort.
    PublicNotice,
}

/// The day on which an answer sent on `sent` and signed for on `signed` counts as given.
///
/// # Errors
/// Delivered by hand, it is not given before somebody signed.
pub fn answered_on(delivery: Delivery, sent: Date, signed: Option<Date>) -> Result<Date, Refusal> {
    match delivery {
        Delivery::InPerson | Delivery::EntrustedAgency => {
            signed.ok_or_else(|| Refusal::new("直接送达和委托送达以签收之日为准，请写明签收的日期"))
        }
        Delivery::Post
        | Delivery::Email
        | Delivery::Online
        | Delivery::Fax
        | Delivery::PublicNotice => Ok(sent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_counts_from_the_day_it_is_posted_and_a_hand_from_the_signature() {
        let (sent, signed) = (Date::constant(2026, 3, 2), Date::constant(2026, 3, 9));
        let on = |delivery, signed| answered_on(delivery, sent, signed).ok();
        assert_eq!(on(Delivery::Post, Some(signed)), Some(sent));
        assert_eq!(on(Delivery::InPerson, Some(signed)), Some(signed));
        assert_eq!(on(Delivery::EntrustedAgency, None), None);
        assert_eq!(on(Delivery::Email, None), Some(sent));
    }
}
