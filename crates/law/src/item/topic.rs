//! 主题分类 — the classes of subject by which official documents are sorted.
//!
//! Decides the first-level classes of the State Council's list (DOMAIN §1.3), each with a stable id for addresses and a
//! line in plain words, and how a stated value leads to its class. A source may use names of its own: such a class is
//! addressed by its name.

/// A first-level class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Stands in addresses for ever.
    pub id: &'static str,
    /// 主题分类的名称
    pub zh: &'static str,
    /// What people look for in it.
    pub says: &'static str,
}

const fn topic(id: &'static str, zh: &'static str, says: &'static str) -> Topic {
    Topic { id, zh, says }
}

/// The classes in the order of the list.
pub const TOPICS: [Topic; 21] = [
    topic(
        "general-affairs",
        "综合政务",
        "政务公开、应急管理、政府自身建设",
    ),
    topic(
        "economy",
        "国民经济管理、国有资产监管",
        "发展规划、物价、统计、国有企业",
    ),
    topic(
        "finance",
        "财政、金融、审计",
        "预算决算、税务、银行保险、审计",
    ),
    topic("land-energy", "国土资源、能源", "土地、矿产、水电煤气"),
    topic(
        "agriculture",
        "农业、林业、水利",
        "种植养殖、补贴、水库河道",
    ),
    topic("industry-transport", "工业、交通", "工厂、通信、公路铁路"),
    topic(
        "commerce-tourism",
        "商贸、海关、旅游",
        "市场流通、进出口、景区",
    ),
    topic(
        "market-safety",
        "市场监管、安全生产监管",
        "食品药品、质量、价格、生产安全",
    ),
    topic(
        "construction-environment",
        "城乡建设、环境保护",
        "住房、道路、供水供气、污染治理",
    ),
    topic("science-education", "科技、教育", "学校、招生、科研、专利"),
    topic(
        "culture",
        "文化、广电、新闻出版",
        "文物、图书馆、演出、出版",
    ),
    topic("health-sport", "卫生、体育", "看病、防疫、托育、健身"),
    topic(
        "population-family",
        "人口与计划生育、妇女儿童工作",
        "生育、妇女和儿童权益",
    ),
    topic("labour", "劳动、人事、监察", "就业、社会保险、公务员、任免"),
    topic(
        "justice",
        "公安、安全、司法",
        "户籍、交通管理、公证、法律援助",
    ),
    topic(
        "civil-affairs",
        "民政、扶贫、救灾",
        "低保、养老、救助、地名",
    ),
    topic("ethnic-religion", "民族、宗教", "民族事务、宗教事务"),
    topic("foreign-affairs", "对外事务", "外交、国际合作"),
    topic("hk-macao-taiwan", "港澳台侨工作", "港澳台事务、华侨"),
    topic("defence", "国防", "征兵、人民防空、国防教育"),
    topic("other", "其他", "没有归入以上各类的"),
];

/// The signs between the levels of a classification (城乡建设、环境保护\城乡建设).
const LEVELS: [char; 4] = ['\\', '＼', '/', '／'];

/// The first-level class that a stated value begins with.
pub fn class_of(stated: &str) -> &str {
    stated.split(LEVELS).next().unwrap_or(stated).trim()
}

/// The class of the list with this name.
pub fn named(zh: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.zh == zh)
}

/// What a class is called in addresses: the id of the list, else its own name.
pub fn id_of(class: &str) -> &str {
    named(class).map_or(class, |topic| topic.id)
}

/// The name of the class with this id.
pub fn class_with(id: &str) -> &str {
    let topic = TOPICS.iter().find(|topic| topic.id == id);
    topic.map_or(id, |topic| topic.zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_value_leads_to_its_class_and_back() {
        for (stated, class, id) in [
            ("综合政务\\政务公开", "综合政务", "general-affairs"),
            ("科技、教育／教育", "科技、教育", "science-education"),
            ("其他", "其他", "other"),
            ("高技术管理", "高技术管理", "高技术管理"),
        ] {
            assert_eq!(class_of(stated), class);
            assert_eq!(id_of(class), id);
            assert_eq!(class_with(id), class);
        }
        for (n, topic) in TOPICS.iter().enumerate() {
            assert!(
                !TOPICS[..n]
                    .iter()
                    .any(|it| it.id == topic.id || it.zh == topic.zh)
            );
        }
    }
}
