//! 效力 — whether a text holds on a given day, and how sure that is.
//!
//! Decides DOMAIN §6.1: the status of a version is computed from dates and events, never typed. Every status carries its
//! basis; what a source merely presumes is [`Certainty::Presumed`] and is never shown as 现行有效.
//!
//! Invariant: for one version and one day there is exactly one status.

use super::fields::Fields;
use crate::date::Date;

/// 效力状态
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 尚未施行
    NotYetEffective,
    /// 现行有效
    InForce,
    /// 已被修改
    Amended,
    /// 已废止
    Repealed,
    /// 已失效
    Expired,
    /// Nothing states when or whether it holds.
    Unknown,
}

impl Status {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::InForce,
        Self::NotYetEffective,
        Self::Amended,
        Self::Repealed,
        Self::Expired,
        Self::Unknown,
    ];

    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NotYetEffective => "not_yet_effective",
            Self::InForce => "in_force",
            Self::Amended => "amended",
            Self::Repealed => "repealed",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
        }
    }

    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::NotYetEffective => "尚未施行",
            Self::InForce => "现行有效",
            Self::Amended => "已修改",
            Self::Repealed => "已废止",
            Self::Expired => "失效",
            Self::Unknown => "效力未标注",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.id() == id)
    }
}

/// How sure a status is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Follows from dates or acts stated in the text or by a named authority.
    Evidenced,
    /// 据来源推定，未核实
    Presumed,
}

impl Certainty {
    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Evidenced => "evidenced",
            Self::Presumed => "presumed",
        }
    }
}

/// The dated facts of one version of a text, or of a document that lays down rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// 施行日期
    pub effective: Option<Date>,
    /// When a later version takes its place.
    pub amended_from: Option<Date>,
    /// 废止: from when, if a day is known, and by what.
    pub repealed: Option<Ended>,
    /// 失效: the last day on which it holds.
    pub expires_after: Option<Date>,
    /// What a source says where dates do not decide.
    pub claim: Option<Claim>,
}

/// An end, with the act that made it where it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The first day on which it no longer holds; nothing where it is not known.
    pub from: Option<Date>,
    /// What ended it, as it is named there.
    pub by: String,
}

/// A source's own statement about whether a text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// 效力状态
    pub status: Status,
    /// Whether it is known or presumed.
    pub certainty: Certainty,
    /// What the source gives as its reason.
    pub basis: String,
}

/// The answer: a status on a day, how sure, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// 效力状态
    pub status: Status,
    /// Whether it is known or presumed.
    pub certainty: Certainty,
    /// One sentence for the reader.
    pub basis: String,
}

impl Standing {
    fn evidenced(status: Status, basis: String) -> Self {
        Self {
            status,
            certainty: Certainty::Evidenced,
            basis,
        }
    }

    /// As shown on a page: a presumption says so.
    pub fn zh(&self) -> String {
        match (self.status, self.certainty) {
            (Status::Unknown, _) | (_, Certainty::Evidenced) => self.status.zh().to_owned(),
            (Status::InForce, Certainty::Presumed) => "据来源推定有效，未核实".to_owned(),
            (status, Certainty::Presumed) => format!("{}（据来源推定，未核实）", status.zh()),
        }
    }

    /// The value of the facet: `in_force`, `in_force_presumed` …
    pub fn facet(&self) -> String {
        match self.certainty {
            Certainty::Presumed if self.status != Status::Unknown => {
                format!("{}_presumed", self.status.id())
            }
            _ => self.status.id().to_owned(),
        }
    }
}

/// Every value that [`Standing::facet`] gives, in the order of showing. What states nothing about its force has none.
pub fn facet_values() -> Vec<String> {
    let of = |status: Status| {
        [Certainty::Evidenced, Certainty::Presumed].map(|certainty| {
            let basis = String::new();
            Standing {
                status,
                certainty,
                basis,
            }
            .facet()
        })
    };
    let mut values: Vec<String> = Status::ALL.into_iter().flat_map(of).collect();
    values.dedup();
    values
}

/// The Chinese name of a facet value made by [`Standing::facet`].
pub fn facet_zh(value: &str) -> String {
    let (id, certainty) = match value.strip_suffix("_presumed") {
        Some(id) => (id, Certainty::Presumed),
        None => (value, Certainty::Evidenced),
    };
    match Status::from_id(id) {
        Some(status) => Standing {
            status,
            certainty,
            basis: String::new(),
        }
        .zh(),
        None => value.to_owned(),
    }
}

/// Whether a text with these facts holds on `day`.
pub fn standing_on(facts: &Facts, day: Date) -> Standing {
    use crate::date::zh;
    if let Some(effective) = facts.effective
        && day < effective
    {
        return Standing::evidenced(
            Status::NotYetEffective,
            format!("自{}起施行", zh(effective)),
        );
    }
    if let Some(ended) = &facts.repealed
        && ended.from.is_none_or(|from| from <= day)
    {
        let basis = match ended.from {
            Some(from) => format!("自{}起废止{}", zh(from), by(&ended.by)),
            None => format!("已废止，废止日期来源未载明{}", by(&ended.by)),
        };
        return Standing::evidenced(Status::Repealed, basis);
    }
    if let Some(from) = facts.amended_from
        && from <= day
    {
        return Standing::evidenced(Status::Amended, format!("自{}起由新的文本代替", zh(from)));
    }
    if let Some(last) = facts.expires_after
        && last < day
    {
        return Standing::evidenced(Status::Expired, format!("有效期至{}", zh(last)));
    }
    match &facts.claim {
        Some(claim) => Standing {
            status: claim.status,
            certainty: claim.certainty,
            basis: format!("{}{}", claim.basis, known_end(facts)),
        },
        None => Standing::evidenced(Status::Unknown, "来源没有载明效力".into()),
    }
}

/// What is known already of a text that still holds: when it will end.
fn known_end(facts: &Facts) -> String {
    use crate::date::zh;
    if let Some(from) = facts.repealed.as_ref().and_then(|ended| ended.from) {
        return format!("，将自{}起废止", zh(from));
    }
    match (facts.amended_from, facts.expires_after) {
        (Some(from), _) => format!("，将自{}起由新的文本代替", zh(from)),
        (None, Some(last)) => format!("，有效期至{}", zh(last)),
        (None, None) => String::new(),
    }
}

/// The facts that the fields of a document state; `None` where it states nothing about its force.
///
/// In force is evidenced for the site's own documents, whose register shows every later act; of a reprinted one it is
/// presumed.
pub fn facts_of(fields: &Fields, is_own: bool) -> Option<Facts> {
    let effective = fields.date("effective_date");
    let expires_after = fields.date("expiry_date");
    let repealed = fields.date("repealed_date");
    if effective.is_none() && expires_after.is_none() && repealed.is_none() {
        return None;
    }
    let certainty = if is_own {
        Certainty::Evidenced
    } else {
        Certainty::Presumed
    };
    let claim = effective.map(|from| Claim {
        status: Status::InForce,
        certainty,
        basis: format!("自{}起施行", crate::date::zh(from)),
    });
    Some(Facts {
        effective,
        expires_after,
        repealed: repealed.map(|from| Ended {
            from: Some(from),
            by: String::new(),
        }),
        amended_from: None,
        claim,
    })
}

fn by(act: &str) -> String {
    if act.is_empty() {
        String::new()
    } else {
        format!("（{act}）")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 11, 23);

    fn in_force() -> Claim {
        Claim {
            status: Status::InForce,
            certainty: Certainty::Evidenced,
            basis: "列入现行有效目录".into(),
        }
    }

    #[test]
    fn the_day_decides_at_each_boundary() {
        let facts = Facts {
            effective: Some(Date::constant(2019, 5, 15)),
            amended_from: Some(Date::constant(2026, 11, 23)),
            claim: Some(in_force()),
            ..Facts::default()
        };
        for (day, status) in [
            (Date::constant(2019, 5, 14), Status::NotYetEffective),
            (Date::constant(2019, 5, 15), Status::InForce),
            (Date::constant(2026, 11, 22), Status::InForce),
            (DAY, Status::Amended),
        ] {
            assert_eq!(standing_on(&facts, day).status, status, "{day}");
        }
    }

    #[test]
    fn the_last_day_of_validity_still_holds() {
        let facts = Facts {
            expires_after: Some(DAY),
            claim: Some(in_force()),
            ..Facts::default()
        };
        assert_eq!(standing_on(&facts, DAY).status, Status::InForce);
        assert_eq!(
            standing_on(&facts, Date::constant(2026, 11, 24)).status,
            Status::Expired
        );
    }

    #[test]
    fn a_repealed_text_does_not_hold_from_the_day_of_its_repeal() {
        let repealed = |from: Option<Date>, by: &str| Facts {
            repealed: Some(Ended {
                from,
                by: by.into(),
            }),
            claim: Some(in_force()),
            ..Facts::default()
        };
        let order = "示例市人民政府令第3号";
        let eve = Date::constant(2026, 11, 22);
        for (facts, day, status, basis) in [
            (
                repealed(Some(DAY), order),
                eve,
                Status::InForce,
                "列入现行有效目录，将自2026年11月23日起废止",
            ),
            (
                repealed(Some(DAY), order),
                DAY,
                Status::Repealed,
                "自2026年11月23日起废止（示例市人民政府令第3号）",
            ),
            (
                repealed(Some(DAY), ""),
                DAY,
                Status::Repealed,
                "自2026年11月23日起废止",
            ),
            (
                repealed(None, order),
                eve,
                Status::Repealed,
                "已废止，废止日期来源未载明（示例市人民政府令第3号）",
            ),
        ] {
            let standing = standing_on(&facts, day);
            assert_eq!((standing.status, standing.basis.as_str()), (status, basis));
        }
    }

    #[test]
    fn a_text_in_force_says_when_it_will_end() {
        let facts = |amended_from, expires_after| Facts {
            amended_from,
            expires_after,
            claim: Some(in_force()),
            ..Facts::default()
        };
        let (next, last) = (Date::constant(2027, 1, 1), Date::constant(2028, 12, 31));
        for (facts, basis) in [
            (facts(None, None), "列入现行有效目录"),
            (
                facts(Some(next), Some(last)),
                "列入现行有效目录，将自2027年1月1日起由新的文本代替",
            ),
            (
                facts(None, Some(last)),
                "列入现行有效目录，有效期至2028年12月31日",
            ),
        ] {
            let standing = standing_on(&facts, DAY);
            assert_eq!(
                (standing.status, standing.basis.as_str()),
                (Status::InForce, basis)
            );
        }
    }

    #[test]
    fn a_document_that_states_a_day_of_its_force_has_a_status_of_its_own() {
        let standing = |stated: &[(&str, &str)], is_own| {
            let mut fields = Fields::new();
            fields.set("title", "示例办法");
            for (id, day) in stated {
                fields.set(id, *day);
            }
            let facts = facts_of(&fields, is_own)?;
            let Standing {
                status,
                certainty,
                basis,
            } = standing_on(&facts, DAY);
            Some((status, certainty.id(), basis))
        };
        let of = |status, certainty, basis: &str| Some((status, certainty, basis.to_owned()));
        for (stated, is_own, is) in [
            (&[][..], true, None),
            (
                &[("effective_date", "2026-01-01")],
                true,
                of(Status::InForce, "evidenced", "自2026年1月1日起施行"),
            ),
            (
                &[("effective_date", "2026-01-01")],
                false,
                of(Status::InForce, "presumed", "自2026年1月1日起施行"),
            ),
            (
                &[
                    ("effective_date", "2026-01-01"),
                    ("expiry_date", "2030-12-31"),
                ],
                true,
                of(
                    Status::InForce,
                    "evidenced",
                    "自2026年1月1日起施行，有效期至2030年12月31日",
                ),
            ),
            // That it will end says not yet that it holds.
            (
                &[("expiry_date", "2030-12-31")],
                true,
                of(Status::Unknown, "evidenced", "来源没有载明效力"),
            ),
            (
                &[("expiry_date", "2025-12-31")],
                false,
                of(Status::Expired, "evidenced", "有效期至2025年12月31日"),
            ),
            (
                &[("repealed_date", "2026-05-01")],
                false,
                of(Status::Repealed, "evidenced", "自2026年5月1日起废止"),
            ),
        ] {
            assert_eq!(standing(stated, is_own), is, "{stated:?}");
        }
    }

    #[test]
    fn a_presumption_is_never_shown_as_in_force() {
        let claim = Claim {
            status: Status::InForce,
            certainty: Certainty::Presumed,
            basis: "见于来源快照".into(),
        };
        let standing = standing_on(
            &Facts {
                claim: Some(claim),
                ..Facts::default()
            },
            DAY,
        );
        assert_eq!(standing.zh(), "据来源推定有效，未核实");
        assert_eq!(standing.facet(), "in_force_presumed");
        assert_eq!(facet_zh("in_force_presumed"), "据来源推定有效，未核实");
    }

    #[test]
    fn the_values_of_the_facet_are_each_once_and_all_have_a_name() {
        let values = facet_values();
        assert_eq!(values.len(), 11, "{values:?}");
        for value in &values {
            assert_ne!(&facet_zh(value), value);
            assert_eq!(values.iter().filter(|other| *other == value).count(), 1);
        }
    }

    #[test]
    fn without_any_statement_the_status_is_unknown() {
        assert_eq!(standing_on(&Facts::default(), DAY).zh(), "效力未标注");
    }
}
