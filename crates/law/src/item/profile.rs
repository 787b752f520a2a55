//! 机构职能 — the six things that an organ must say of itself (条例第二十条第二项).
//!
//! Decides which they are and which of them a profile leaves out. A profile is an item of a kind of its own; where it is
//! shown beside the organ, what is missing is said.

use super::fields::Fields;
use super::kind::{FieldDef, KindDef};
use crate::Article;

/// The kind of item that says them.
pub const KIND: &str = "agency_profile";

/// Where the duty stands.
pub const DUTY: Article = Article("条例第二十条第二项");

/// 机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名, in this order.
pub const SIX: [&str; 6] = [
    "functions",
    "units",
    "address",
    "office_hours",
    "contact",
    "leader",
];

/// One of the six, and what a profile says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The field.
    pub field: FieldDef,
    /// Its value as shown; nothing where the item has none.
    pub value: Option<String>,
}

/// The six of a profile in their order, those that it leaves out too.
pub fn six(kind: &KindDef, fields: &Fields) -> Vec<Said> {
    let defs = SIX.iter().filter_map(|id| kind.field(id));
    defs.map(|field| Said {
        field: *field,
        value: fields.get(field.id).map(|value| field.show(value)),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Kinds;

    #[test]
    fn a_profile_says_six_things_and_what_it_leaves_out() {
        let kinds = Kinds::standard();
        let kind = kinds.get(KIND).expect("a standard kind");
        let mut fields = Fields::new();
        fields.set("functions", "管理教育。\n管理学校。");
        fields.set("leader", "局长 某示例");
        let said = six(kind, &fields);
        let names: Vec<&str> = said.iter().map(|said| said.field.zh).collect();
        assert_eq!(
            names,
            [
                "机关职能",
                "机构设置",
                "办公地址",
                "办公时间",
                "联系方式",
                "负责人姓名"
            ]
        );
        let missing: Vec<&str> = said
            .iter()
            .filter(|said| said.value.is_none())
            .map(|said| said.field.id)
            .collect();
        assert_eq!(missing, ["units", "address", "office_hours", "contact"]);
    }
}
