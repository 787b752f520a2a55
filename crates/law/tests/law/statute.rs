//! What the 条例 lists by name, and what the code lists: the same, in the same words.

use law::agency::AgencyKind;
use law::item::kind::Kinds;
use law::{Article, Refusal};

fn names_of(kind: &str) -> Vec<&'static str> {
    let kinds = Kinds::standard();
    let kind = kinds.get(kind).expect("a standard kind");
    kind.fields.iter().map(|field| field.zh).collect()
}

/// 条例第二条、第五十四条: organs of administration, and organisations that a law or regulation empowers.
#[test]
fn an_organisation_empowered_by_law_publishes_like_an_organ() {
    let named: Vec<&str> = AgencyKind::ALL.into_iter().map(AgencyKind::zh).collect();
    for body in ["人民政府", "组成部门", "派出机构", "法律、法规授权的组织"] {
        assert!(named.contains(&body), "{body}");
    }
}

/// 条例第十二条第二款
#[test]
fn a_guide_names_the_disclosure_office_and_every_way_to_reach_it() {
    let stated = names_of("disclosure_guide");
    for field in [
        "政府信息公开工作机构",
        "办公地址",
        "办公时间",
        "联系电话",
        "传真号码",
        "互联网联系方式",
    ] {
        assert!(stated.contains(&field), "{field}");
    }
}

/// 条例第二十条第二项
#[test]
fn a_profile_states_the_six_things_that_the_statute_names() {
    let stated = names_of("agency_profile");
    for field in [
        "机关职能",
        "机构设置",
        "办公地址",
        "办公时间",
        "联系方式",
        "负责人姓名",
    ] {
        assert!(stated.contains(&field), "{field}");
    }
}

#[test]
fn a_refusal_ends_with_the_article_that_would_be_broken() {
    let refusal = Refusal::under(
        Article("条例第三十三条第二款"),
        "延长期限不得超过二十个工作日",
    );
    assert_eq!(
        refusal.to_string(),
        "延长期限不得超过二十个工作日（条例第三十三条第二款）"
    );
}
