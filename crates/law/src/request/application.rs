//! 申请 — what an application must say, and who is asked for what.
//!
//! Decides which of the contents of art. 29 an application lacks, so that one letter can ask for all of them
//! (条例第三十条), and which agency answers for information by where it came from (条例第十条第一款、第十条第三款). Whether a description is
//! clear enough to search by is for a person to judge.

use crate::article::Article;

/// 申请的内容, as far as an office has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Application<'a> {
    /// 姓名或者名称
    pub name: &'a str,
    /// 身份证明 was shown or enclosed.
    pub has_identity_proof: bool,
    /// 联系方式
    pub contact: &'a str,
    /// 名称、文号或者便于行政机关查询的其他特征性描述
    pub description: &'a str,
    /// 形式要求, with the way to receive it
    pub form: &'a str,
}

/// A content that art. 29 wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// 申请人的姓名或者名称
    Name,
    /// 身份证明
    IdentityProof,
    /// 联系方式
    Contact,
    /// 政府信息的名称、文号或者便于行政机关查询的其他特征性描述
    Description,
    /// 政府信息的形式要求，包括获取信息的方式、途径
    Form,
}

impl Content {
    /// In the order of the statute.
    pub const ALL: [Self; 5] = [
        Self::Name,
        Self::IdentityProof,
        Self::Contact,
        Self::Description,
        Self::Form,
    ];

    /// The words of the statute.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Name => "申请人的姓名或者名称",
            Self::IdentityProof => "申请人的身份证明",
            Self::Contact => "申请人的联系方式",
            Self::Description => "政府信息的名称、文号或者便于行政机关查询的其他特征性描述",
            Self::Form => "政府信息的形式要求，包括获取信息的方式、途径",
        }
    }

    /// Where the statute asks for it.
    pub const fn article(self) -> Article {
        Article(match self {
            Self::Name | Self::IdentityProof | Self::Contact => "条例第二十九条第二款第一项",
            Self::Description => "条例第二十九条第二款第二项",
            Self::Form => "条例第二十九条第二款第三项",
        })
    }
}

/// What `application` lacks, in the order of the statute. Nothing else may be asked for: no reason, and no proof of an
/// own need.
pub fn lacking(application: &Application<'_>) -> Vec<Content> {
    let is_there = |content| match content {
        Content::Name => !application.name.trim().is_empty(),
        Content::IdentityProof => application.has_identity_proof,
        Content::Contact => !application.contact.trim().is_empty(),
        Content::Description => !application.description.trim().is_empty(),
        Content::Form => !application.form.trim().is_empty(),
    };
    let all = Content::ALL.into_iter();
    all.filter(|content| !is_there(*content)).collect()
}

/// Where information came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// 本机关制作
    Made,
    /// 两个以上行政机关共同制作，本机关牵头
    MadeLeading,
    /// 两个以上行政机关共同制作，其他机关牵头
    MadeJoining,
    /// 从公民、法人和其他组织获取，由本机关保存
    FromPersons,
    /// 从其他行政机关获取
    FromAgency,
}

/// Who answers for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Responsible {
    /// 本机关
    This,
    /// 牵头制作的行政机关
    Leading,
    /// 制作或者最初获取该政府信息的行政机关
    MakerOrFirstHolder,
}

impl Origin {
    /// In the order of the statute.
    pub const ALL: [Self; 5] = [
        Self::Made,
        Self::MadeLeading,
        Self::MadeJoining,
        Self::FromPersons,
        Self::FromAgency,
    ];

    /// Who answers for information of this origin, unless a law or regulation says otherwise, and where that is written.
    /// What [`Responsible::This`] is not is answered with the name of whoever it is (条例第三十六条第五项).
    pub const fn responsible(self) -> (Responsible, Article) {
        match self {
            Self::Made | Self::FromPersons => (Responsible::This, Article("条例第十条第一款")),
            Self::FromAgency => (Responsible::MakerOrFirstHolder, Article("条例第十条第一款")),
            Self::MadeLeading => (Responsible::This, Article("条例第十条第三款")),
            Self::MadeJoining => (Responsible::Leading, Article("条例第十条第三款")),
        }
    }
}

/// 提供政府信息的形式: the one that was asked for, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The form that was asked for.
    AsAsked,
    /// 电子数据以及其他适当形式, or reading and copying by hand.
    Otherwise(Obstacle),
}

/// What allows another form than the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// 可能危及政府信息载体安全
    Carrier,
    /// 公开成本过高
    Cost,
}

/// The form in which information is given: as asked, unless the carrier would be in danger or the cost be too high
/// (条例第四十条). How the agency keeps it decides with.
pub const fn form_given(endangers_carrier: bool, costs_too_much: bool) -> Form {
    match (endangers_carrier, costs_too_much) {
        (true, _) => Form::Otherwise(Obstacle::Carrier),
        (false, true) => Form::Otherwise(Obstacle::Cost),
        (false, false) => Form::AsAsked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Application<'_> = Application {
        name: "陈某某",
        has_identity_proof: true,
        contact: "邮寄地址",
        description: "松府办〔2020〕7号",
        form: "纸质，邮寄",
    };

    /// 条例第二十九条第二款第一项、第二十九条第二款第二项、第二十九条第二款第三项、第三十条
    #[test]
    fn everything_that_an_application_lacks_is_found_at_once() {
        assert_eq!(lacking(&WHOLE), []);
        assert_eq!(lacking(&Application::default()), Content::ALL);
        let without = Application {
            contact: " \u{3000}",
            description: "",
            ..WHOLE
        };
        assert_eq!(lacking(&without), [Content::Contact, Content::Description]);
        let anonymous = Application {
            has_identity_proof: false,
            ..WHOLE
        };
        let lacks = lacking(&anonymous);
        assert_eq!(lacks, [Content::IdentityProof]);
        assert_eq!(lacks[0].article().0, "条例第二十九条第二款第一项");
        assert_eq!(Content::Form.article().0, "条例第二十九条第二款第三项");
        assert_eq!(
            Content::Description.article().0,
            "条例第二十九条第二款第二项"
        );
    }

    /// 条例第二十九条第二款
    #[test]
    fn a_content_is_called_as_the_statute_calls_it() {
        const STATUTE: &str = "（一）申请人的姓名或者名称、身份证明、联系方式；（二）申请公开的政府信息的名称、文号或者便于行政机关查询的其他特征性描述；（三）申请公开的政府信息的形式要求，包括获取信息的方式、途径。";
        let mut rest = STATUTE;
        for content in Content::ALL {
            let words = content.zh();
            let own = words.trim_start_matches("申请人的");
            let (_, behind) = rest.split_once(own).expect(words);
            rest = behind;
        }
        assert_eq!(rest, "。");
    }

    /// 条例第十条第一款、第十条第三款、第三十六条第五项
    #[test]
    fn who_made_information_answers_for_it_and_who_leads_for_what_was_made_together() {
        let who = |origin: Origin| origin.responsible().0;
        assert_eq!(who(Origin::Made), Responsible::This);
        assert_eq!(who(Origin::FromPersons), Responsible::This);
        assert_eq!(who(Origin::FromAgency), Responsible::MakerOrFirstHolder);
        assert_eq!(who(Origin::MadeLeading), Responsible::This);
        assert_eq!(who(Origin::MadeJoining), Responsible::Leading);
        for origin in Origin::ALL {
            let is_joint = matches!(origin, Origin::MadeLeading | Origin::MadeJoining);
            assert_eq!(origin.responsible().1.0.ends_with("第三款"), is_joint);
        }
    }

    /// 条例第四十条
    #[test]
    fn the_form_is_the_one_asked_for_unless_the_statute_allows_another() {
        assert_eq!(form_given(false, false), Form::AsAsked);
        assert_eq!(form_given(true, false), Form::Otherwise(Obstacle::Carrier));
        assert_eq!(form_given(false, true), Form::Otherwise(Obstacle::Cost));
        assert_eq!(form_given(true, true), Form::Otherwise(Obstacle::Carrier));
    }
}
