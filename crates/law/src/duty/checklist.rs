//! The lists of arts. 20 and 21: what touches the interests of the public, must be widely known or wants the public to take
//! part (条例第十九条).

use crate::agency::{AgencyKind, AgencyLevel};
use crate::article::Article;
use crate::date::Date;
use crate::practice::Practice;

/// On whom a duty lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// 行政机关，以及法律、法规授权的组织: each for what it holds itself (条例第二十条、第五十四条).
    All,
    /// 设区的市级、县级人民政府及其部门 (条例第二十一条)
    CityCounty,
    /// 乡（镇）人民政府 (条例第二十一条)
    Township,
}

impl Scope {
    /// Whether it covers an agency of this kind and level. Enterprises follow the rules of their trade instead
    /// (条例第五十五条); departments under vertical leadership belong to no local government.
    pub const fn covers(self, kind: AgencyKind, level: AgencyLevel) -> bool {
        use {AgencyKind as Kind, AgencyLevel as Level};
        match self {
            Self::All => !matches!(kind, Kind::PublicEnterprise),
            Self::CityCounty => {
                matches!(level, Level::City | Level::County)
                    && matches!(
                        kind,
                        Kind::Government
                            | Kind::GeneralOffice
                            | Kind::Department
                            | Kind::DirectlyAffiliated
                    )
            }
            Self::Township => matches!(level, Level::Township) && matches!(kind, Kind::Government),
        }
    }
}

/// How soon something that is published becomes old, unless it was confirmed or made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Freshness {
    /// At the latest every so many months.
    Months(u32),
    /// By each occasion: a plan, a round of examinations, an event; nothing can be counted.
    Occasion,
}

/// 法定主动公开内容: one kind of information that must be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The stable name, `a20_07`, `a21_county_land_expropriation`.
    pub id: &'static str,
    /// The words of the statute.
    pub zh: &'static str,
    /// Where the statute says so.
    pub article: Article,
    /// On whom it lies.
    pub scope: Scope,
    /// What to look for: the things that the words name, one by one.
    pub parts: &'static [&'static str],
    /// When what is published becomes old. The statute wants the guide and the catalogue kept up to date and sets no
    /// interval; these are proposals, for a place to set.
    pub fresh: Practice<Freshness>,
}

/// The first day of the lists: the 条例 as revised in 2019.
const FROM: Date = Date::constant(2019, 5, 15);

const OWN: &str = "条例没有规定更新周期，本程序的建议";

const fn duty(
    id: &'static str,
    zh: &'static str,
    article: &'static str,
    scope: Scope,
    parts: &'static [&'static str],
    fresh: Freshness,
) -> Duty {
    Duty {
        id,
        zh,
        article: Article(article),
        scope,
        parts,
        fresh: Practice::unverified(fresh, OWN),
    }
}

const fn of_all(
    id: &'static str,
    zh: &'static str,
    article: &'static str,
    parts: &'static [&'static str],
    fresh: Freshness,
) -> Duty {
    duty(id, zh, article, Scope::All, parts, fresh)
}

const fn of_city_county(id: &'static str, zh: &'static str) -> Duty {
    let fresh = Freshness::Months(12);
    duty(id, zh, "条例第二十一条", Scope::CityCounty, &[], fresh)
}

const fn of_township(id: &'static str, zh: &'static str) -> Duty {
    let fresh = Freshness::Months(12);
    duty(id, zh, "条例第二十一条", Scope::Township, &[], fresh)
}

/// Every duty, in the order of the statute.
pub const CHECKLIST: &[Duty] = &[
    of_all(
        "a20_01",
        "行政法规、规章和规范性文件",
        "条例第二十条第一项",
        &["目录", "全文", "效力", "解读"],
        Freshness::Months(12),
    ),
    of_all(
        "a20_02",
        "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
        "条例第二十条第二项",
        &[
            "机关职能",
            "机构设置",
            "办公地址",
            "办公时间",
            "联系方式",
            "负责人姓名",
        ],
        Freshness::Months(12),
    ),
    of_all(
        "a20_03",
        "国民经济和社会发展规划、专项规划、区域规划及相关政策",
        "条例第二十条第三项",
        &["国民经济和社会发展规划", "专项规划", "区域规划", "相关政策"],
        Freshness::Occasion,
    ),
    of_all(
        "a20_04",
        "国民经济和社会发展统计信息",
        "条例第二十条第四项",
        &["统计公报", "月度、季度数据"],
        Freshness::Occasion,
    ),
    of_all(
        "a20_05",
        "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
        "条例第二十条第五项",
        &["依据", "条件", "程序", "办理结果"],
        Freshness::Months(12),
    ),
    of_all(
        "a20_06",
        "实施行政处罚、行政强制的依据、条件、程序以及本行政机关认为具有一定社会影响的行政处罚决定",
        "条例第二十条第六项",
        &["依据", "条件", "程序", "行政处罚决定"],
        Freshness::Months(12),
    ),
    of_all(
        "a20_07",
        "财政预算、决算信息",
        "条例第二十条第七项",
        &["预算", "决算"],
        Freshness::Months(12),
    ),
    of_all(
        "a20_08",
        "行政事业性收费项目及其依据、标准",
        "条例第二十条第八项",
        &["项目", "依据", "标准"],
        Freshness::Months(12),
    ),
    of_all(
        "a20_09",
        "政府集中采购项目的目录、标准及实施情况",
        "条例第二十条第九项",
        &["目录", "标准", "实施情况"],
        Freshness::Months(12),
    ),
    of_all(
        "a20_10",
        "重大建设项目的批准和实施情况",
        "条例第二十条第十项",
        &["批准情况", "实施情况"],
        Freshness::Months(3),
    ),
    of_all(
        "a20_11",
        "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况",
        "条例第二十条第十一项",
        &["扶贫", "教育", "医疗", "社会保障", "促进就业"],
        Freshness::Months(6),
    ),
    of_all(
        "a20_12",
        "突发公共事件的应急预案、预警信息及应对情况",
        "条例第二十条第十二项",
        &["应急预案", "预警信息", "应对情况"],
        Freshness::Occasion,
    ),
    of_all(
        "a20_13",
        "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况",
        "条例第二十条第十三项",
        &["环境保护", "公共卫生", "安全生产", "食品药品", "产品质量"],
        Freshness::Months(3),
    ),
    of_all(
        "a20_14",
        "公务员招考的职位、名额、报考条件等事项以及录用结果",
        "条例第二十条第十四项",
        &["职位", "名额", "报考条件", "录用结果"],
        Freshness::Occasion,
    ),
    of_all(
        "a20_15",
        "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息",
        "条例第二十条第十五项",
        &[],
        Freshness::Months(12),
    ),
    of_city_county("a21_county_urban_construction", "市政建设"),
    of_city_county("a21_county_public_service", "公共服务"),
    of_city_county("a21_county_public_welfare", "公益事业"),
    of_city_county("a21_county_land_expropriation", "土地征收"),
    of_city_county("a21_county_house_expropriation", "房屋征收"),
    of_city_county("a21_county_public_security", "治安管理"),
    of_city_county("a21_county_social_assistance", "社会救助"),
    of_township("a21_township_rural_policy", "贯彻落实农业农村政策"),
    of_township("a21_township_irrigation", "农田水利工程建设运营"),
    of_township(
        "a21_township_land_contract_transfer",
        "农村土地承包经营权流转",
    ),
    of_township("a21_township_homestead_review", "宅基地使用情况审核"),
    of_township("a21_township_land_expropriation", "土地征收"),
    of_township("a21_township_house_expropriation", "房屋征收"),
    of_township("a21_township_funds_labour", "筹资筹劳"),
    of_township("a21_township_social_assistance", "社会救助"),
];

/// What an agency of this kind and level must publish, by the 条例 as it stands on `on`; nothing before 2019-05-15, when
/// other lists held.
pub fn checklist(
    kind: AgencyKind,
    level: AgencyLevel,
    on: Date,
) -> impl Iterator<Item = &'static Duty> {
    let duties = CHECKLIST.iter().filter(move |_| on >= FROM);
    duties.filter(move |duty| duty.scope.covers(kind, level))
}

impl Duty {
    /// The duty of this stable name.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        CHECKLIST.iter().find(|duty| duty.id == id)
    }
}
