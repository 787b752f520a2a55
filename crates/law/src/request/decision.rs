//! 处理决定 — the twenty-one answers that there are, one list for letters, remedies and table three of the annual report.
//!
//! Decides for each its article, what the answer must say, and where it is counted. A matter has exactly one of them; an
//! application of several matters has several.

use crate::article::Article;

/// 答复类型, by the rows of table three (国办公开办函〔2021〕30号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// 予以公开
    Granted,
    /// 部分公开
    Partial,
    /// 属于国家秘密
    DeniedStateSecret,
    /// 其他法律行政法规禁止公开
    DeniedLawProhibited,
    /// 危及“三安全一稳定”
    DeniedSafetyStability,
    /// 保护第三方合法权益
    DeniedThirdParty,
    /// 属于三类内部事务信息
    DeniedInternal,
    /// 属于四类过程性信息
    DeniedProcess,
    /// 属于行政执法案卷
    DeniedEnforcementFile,
    /// 属于行政查询事项
    DeniedAdminQuery,
    /// 本机关不掌握相关政府信息
    UnableNotHeld,
    /// 没有现成信息需要另行制作
    UnableNeedsCreation,
    /// 补正后申请内容仍不明确
    UnableUnclear,
    /// 信访举报投诉类申请
    NpPetition,
    /// 重复申请
    NpDuplicate,
    /// 要求提供公开出版物
    NpPublication,
    /// 无正当理由大量反复申请
    NpExcessive,
    /// 要求行政机关确认或重新出具已获取信息
    NpConfirmReissue,
    /// 无正当理由逾期不补正
    OtherNoCorrection,
    /// 逾期未按收费通知要求缴纳费用
    OtherFeeUnpaid,
    /// 其他, such as a withdrawal
    OtherMisc,
}

/// （一）至（六）: the groups of table three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// 予以公开
    Granted,
    /// 部分公开
    Partial,
    /// 不予公开 (条例第三十六条第三项)
    Denied,
    /// 无法提供
    Unable,
    /// 不予处理
    NotProcessed,
    /// 其他处理
    Other,
}

impl Group {
    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Granted => "予以公开",
            Self::Partial => "部分公开",
            Self::Denied => "不予公开",
            Self::Unable => "无法提供",
            Self::NotProcessed => "不予处理",
            Self::Other => "其他处理",
        }
    }
}

/// What an answer must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statement {
    /// 政府信息本身，或者获取该政府信息的方式、途径和时间
    Means,
    /// 可以公开的内容
    DisclosedPart,
    /// 不予公开的理由
    Reasons,
    /// 禁止公开的法律、行政法规条款
    Provision,
    /// 第三方不同意公开及其理由，或者公开会造成的损害; nothing that tells who the third party is.
    Harm,
    /// 检索的情况
    Search,
    /// 能够确定的，负责公开的行政机关的名称、联系方式
    Responsible,
    /// 办理所依照的法律、行政法规
    SpecialLaw,
    /// 需要加工、分析的内容
    Creation,
    /// 补正的情况
    Correction,
    /// 可以通过的相应渠道
    Channel,
    /// 已经作出的答复
    FormerAnswer,
    /// 获取公开出版物的途径
    WhereToGet,
    /// 要求说明的理由和认为不合理的原因
    Excess,
    /// 收费通知和缴费期限
    FeeNotice,
}

impl Statement {
    /// What it is called, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Means => "政府信息本身，或者获取的方式、途径和时间",
            Self::DisclosedPart => "可以公开的内容",
            Self::Reasons => "理由",
            Self::Provision => "禁止公开的法律、行政法规条款",
            Self::Harm => "第三方不同意公开及其理由，或者公开会造成的损害（不写第三方的身份）",
            Self::Search => "检索的情况",
            Self::Responsible => "能够确定的，负责公开的行政机关的名称、联系方式",
            Self::SpecialLaw => "办理所依照的法律、行政法规",
            Self::Creation => "需要加工、分析的内容",
            Self::Correction => "补正的情况",
            Self::Channel => "不作为政府信息公开申请处理，可以通过的相应渠道",
            Self::FormerAnswer => "已经作出的答复",
            Self::WhereToGet => "获取公开出版物的途径",
            Self::Excess => "要求说明的理由和认为不合理的原因",
            Self::FeeNotice => "收费通知和缴费期限",
        }
    }
}

impl Decision {
    /// In the order of table three.
    pub const ALL: [Self; 21] = [
        Self::Granted,
        Self::Partial,
        Self::DeniedStateSecret,
        Self::DeniedLawProhibited,
        Self::DeniedSafetyStability,
        Self::DeniedThirdParty,
        Self::DeniedInternal,
        Self::DeniedProcess,
        Self::DeniedEnforcementFile,
        Self::DeniedAdminQuery,
        Self::UnableNotHeld,
        Self::UnableNeedsCreation,
        Self::UnableUnclear,
        Self::NpPetition,
        Self::NpDuplicate,
        Self::NpPublication,
        Self::NpExcessive,
        Self::NpConfirmReissue,
        Self::OtherNoCorrection,
        Self::OtherFeeUnpaid,
        Self::OtherMisc,
    ];

    /// The stable name; the key of its row in table three.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Partial => "partial",
            Self::DeniedStateSecret => "denied_state_secret",
            Self::DeniedLawProhibited => "denied_law_prohibited",
            Self::DeniedSafetyStability => "denied_safety_stability",
            Self::DeniedThirdParty => "denied_third_party",
            Self::DeniedInternal => "denied_internal",
            Self::DeniedProcess => "denied_process",
            Self::DeniedEnforcementFile => "denied_enforcement_file",
            Self::DeniedAdminQuery => "denied_admin_query",
            Self::UnableNotHeld => "unable_not_held",
            Self::UnableNeedsCreation => "unable_needs_creation",
            Self::UnableUnclear => "unable_unclear",
            Self::NpPetition => "np_petition",
            Self::NpDuplicate => "np_duplicate",
            Self::NpPublication => "np_publication",
            Self::NpExcessive => "np_excessive",
            Self::NpConfirmReissue => "np_confirm_reissue",
            Self::OtherNoCorrection => "other_no_correction",
            Self::OtherFeeUnpaid => "other_fee_unpaid",
            Self::OtherMisc => "other_misc",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.id() == id)
    }

    /// The words of its row, without the number before them.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Granted => "予以公开",
            Self::Partial => "部分公开",
            Self::DeniedStateSecret => "属于国家秘密",
            Self::DeniedLawProhibited => "其他法律行政法规禁止公开",
            Self::DeniedSafetyStability => "危及“三安全一稳定”",
            Self::DeniedThirdParty => "保护第三方合法权益",
            Self::DeniedInternal => "属于三类内部事务信息",
            Self::DeniedProcess => "属于四类过程性信息",
            Self::DeniedEnforcementFile => "属于行政执法案卷",
            Self::DeniedAdminQuery => "属于行政查询事项",
            Self::UnableNotHeld => "本机关不掌握相关政府信息",
            Self::UnableNeedsCreation => "没有现成信息需要另行制作",
            Self::UnableUnclear => "补正后申请内容仍不明确",
            Self::NpPetition => "信访举报投诉类申请",
            Self::NpDuplicate => "重复申请",
            Self::NpPublication => "要求提供公开出版物",
            Self::NpExcessive => "无正当理由大量反复申请",
            Self::NpConfirmReissue => "要求行政机关确认或重新出具已获取信息",
            Self::OtherNoCorrection => {
                "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
            }
            Self::OtherFeeUnpaid => {
                "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
            }
            Self::OtherMisc => "其他",
        }
    }

    /// Which row of the annual report it belongs to.
    pub const fn group(self) -> Group {
        match self {
            Self::Granted => Group::Granted,
            Self::Partial => Group::Partial,
            Self::DeniedStateSecret
            | Self::DeniedLawProhibited
            | Self::DeniedSafetyStability
            | Self::DeniedThirdParty
            | Self::DeniedInternal
            | Self::DeniedProcess
            | Self::DeniedEnforcementFile
            | Self::DeniedAdminQuery => Group::Denied,
            Self::UnableNotHeld | Self::UnableNeedsCreation | Self::UnableUnclear => Group::Unable,
            Self::NpPetition
            | Self::NpDuplicate
            | Self::NpPublication
            | Self::NpExcessive
            | Self::NpConfirmReissue => Group::NotProcessed,
            Self::OtherNoCorrection | Self::OtherFeeUnpaid | Self::OtherMisc => Group::Other,
        }
    }

    /// What the answer rests on. Where the 条例 has no article of its own, the form of the annual report, which knows it
    /// from practice.
    pub const fn article(self) -> Article {
        Article(match self {
            Self::Granted => "条例第三十六条第一项、第三十六条第二项",
            Self::Partial => "条例第三十七条",
            Self::DeniedStateSecret | Self::DeniedLawProhibited | Self::DeniedSafetyStability => {
                "条例第十四条"
            }
            Self::DeniedThirdParty => "条例第十五条、第三十二条",
            Self::DeniedInternal => "条例第十六条第一款",
            Self::DeniedProcess | Self::DeniedEnforcementFile => "条例第十六条第二款",
            Self::DeniedAdminQuery => "条例第三十六条第七项",
            Self::UnableNotHeld => "条例第三十六条第四项、第三十六条第五项",
            Self::UnableNeedsCreation => "条例第三十八条",
            Self::UnableUnclear | Self::OtherNoCorrection => "条例第三十条",
            Self::NpPetition => "条例第三十九条第一款",
            Self::NpDuplicate => "条例第三十六条第六项",
            Self::NpPublication => "条例第三十九条第二款",
            Self::NpExcessive => "条例第三十五条",
            Self::OtherFeeUnpaid => "条例第四十二条",
            Self::NpConfirmReissue | Self::OtherMisc => "国办公开办函〔2021〕30号",
        })
    }

    /// What the answer must say, besides what every answer says.
    #[expect(
        clippy::match_same_arms,
        reason = "one arm for each group of the table"
    )]
    /// What the letter has to state.
    pub const fn states(self) -> &'static [Statement] {
        match self {
            Self::Granted => &[Statement::Means],
            Self::Partial => &[Statement::DisclosedPart, Statement::Reasons],
            Self::DeniedLawProhibited => &[Statement::Provision, Statement::Reasons],
            Self::DeniedThirdParty => &[Statement::Harm, Statement::Reasons],
            Self::DeniedStateSecret
            | Self::DeniedSafetyStability
            | Self::DeniedInternal
            | Self::DeniedProcess
            | Self::DeniedEnforcementFile => &[Statement::Reasons],
            Self::DeniedAdminQuery => &[Statement::SpecialLaw],
            Self::UnableNotHeld => &[
                Statement::Search,
                Statement::Reasons,
                Statement::Responsible,
            ],
            Self::UnableNeedsCreation => &[Statement::Creation],
            Self::UnableUnclear | Self::OtherNoCorrection => &[Statement::Correction],
            Self::NpPetition => &[Statement::Channel],
            Self::NpDuplicate | Self::NpConfirmReissue => &[Statement::FormerAnswer],
            Self::NpPublication => &[Statement::WhereToGet],
            Self::NpExcessive => &[Statement::Excess],
            Self::OtherFeeUnpaid => &[Statement::FeeNotice],
            Self::OtherMisc => &[Statement::Reasons],
        }
    }

    /// Whether the agency may also disclose: internal and process information *may* be kept, unless a law, regulation
    /// or rule wants it disclosed (条例第十六条).
    pub const fn is_discretionary(self) -> bool {
        matches!(
            self,
            Self::DeniedInternal | Self::DeniedProcess | Self::DeniedEnforcementFile
        )
    }

    /// The row of table three that counts it: its number in the group, 1 for groups of one row.
    pub fn row(self) -> usize {
        let mut before = Self::ALL.into_iter().take_while(|other| *other != self);
        1 + before
            .by_ref()
            .filter(|other| other.group() == self.group())
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_twenty_one_answers_and_each_has_a_row_of_its_own() {
        let ids: BTreeSet<_> = Decision::ALL.map(Decision::id).into();
        assert_eq!(ids.len(), 21);
        let rows: BTreeSet<_> = Decision::ALL.map(|d| (d.group(), d.row())).into();
        assert_eq!(rows.len(), 21);
        let rows = |group| Decision::ALL.iter().filter(|d| d.group() == group).count();
        let groups = [
            (Group::Granted, 1),
            (Group::Partial, 1),
            (Group::Denied, 8),
            (Group::Unable, 3),
            (Group::NotProcessed, 5),
            (Group::Other, 3),
        ];
        for (group, expected) in groups {
            assert_eq!(rows(group), expected, "{}", group.zh());
        }
        for decision in Decision::ALL {
            assert_eq!(Decision::from_id(decision.id()), Some(decision));
            assert!(!decision.states().is_empty(), "{}", decision.zh());
        }
        assert_eq!(Decision::DeniedProcess.row(), 6);
        assert_eq!(Decision::OtherFeeUnpaid.row(), 2);
    }

    /// 条例第十四条、第十五条、第十六条、第十六条第一款、第十六条第二款、第三十二条、第三十五条、第三十六条第一项、第三十六条第二项、第三十六条第三项、第三十六条第四项、第三十六条第五项、第三十六条第六项、第三十六条第七项、第三十七条、第三十八条、第三十九条第一款、第三十九条第二款
    #[test]
    fn each_answer_rests_on_the_article_that_knows_it() {
        let on = |article: &str| {
            let those = Decision::ALL.into_iter();
            let those = those.filter(move |d| d.article().0.contains(article));
            those.map(Decision::id).collect::<Vec<_>>()
        };
        assert_eq!(on("第十四条").len(), 3);
        assert_eq!(on("第十五条"), ["denied_third_party"]);
        assert_eq!(on("第十六条第一款"), ["denied_internal"]);
        assert_eq!(
            on("第十六条第二款"),
            ["denied_process", "denied_enforcement_file"]
        );
        assert_eq!(on("第三十五条"), ["np_excessive"]);
        assert_eq!(on("第三十六条第六项"), ["np_duplicate"]);
        assert_eq!(on("第三十六条第七项"), ["denied_admin_query"]);
        let denied = Decision::ALL.iter().filter(|d| d.group() == Group::Denied);
        assert_eq!(denied.count(), 8);
        assert_eq!(on("第三十七条"), ["partial"]);
        assert_eq!(on("第三十九条"), ["np_petition", "np_publication"]);
        assert!(Decision::DeniedInternal.is_discretionary());
        assert!(!Decision::DeniedStateSecret.is_discretionary());
    }
}
