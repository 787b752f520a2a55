//! The rules, in the order in which they are told: what fails a site, what costs points, what is worth a look.

use super::{Rule, Severity, Sourcing};

const INDICATORS: &str = "政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）";
const PAGE_RULES: &str = "政府网站发展指引（国办发〔2017〕47号）附件《网页设计规范》";
const CIRCULARS: &str = "按国办秘函〔2019〕19号检查的省级季度通报";

const fn rule(
    id: &'static str,
    zh: &'static str,
    (source, sourcing): (&'static str, Sourcing),
    severity: Severity,
    mend: &'static str,
) -> Rule {
    Rule {
        id,
        zh,
        source,
        sourcing,
        severity,
        mend,
        unchecked: None,
    }
}

const fn unchecked(it: Rule, why: &'static str) -> Rule {
    Rule {
        unchecked: Some(why),
        ..it
    }
}

const W19: (&str, Sourcing) = (INDICATORS, Sourcing::Secondary);
const W47: (&str, Sourcing) = (PAGE_RULES, Sourcing::Secondary);
const REPORTED: (&str, Sourcing) = (CIRCULARS, Sourcing::Secondary);
const OWN: (&str, Sourcing) = ("好的次序", Sourcing::Own);

/// Every rule.
pub const RULES: &[Rule] = &[
    unchecked(
        rule(
            "veto_security",
            "安全、泄密事故等严重问题",
            W19,
            Severity::Veto,
            "发布前审查；发现后立即撤下（gongkai withdraw、gongkai correct --take-down-former）",
        ),
        "严重表述错误、泄密、被攻击等要由人判断；公开的内容是否被改动，用 gongkai verify 核对",
    ),
    rule(
        "veto_unreachable",
        "站点无法访问",
        W19,
        Severity::Veto,
        "看站点和反向代理是否正常（gongkai doctor），首页要在规定的秒数内打开",
    ),
    rule(
        "veto_home_stale",
        "首页不更新",
        W19,
        Severity::Veto,
        "公开新的信息；首页列出最新公开的各件",
    ),
    rule(
        "veto_columns_stale",
        "栏目不更新",
        W19,
        Severity::Veto,
        "按下面“栏目长期不更新”“空白栏目”各条处理",
    ),
    unchecked(
        rule(
            "veto_interaction",
            "互动回应差",
            W19,
            Severity::Veto,
            "开通网上咨询并在期限内答复",
        ),
        "本程序还没有咨询栏目，请检查承担咨询的系统",
    ),
    unchecked(
        rule(
            "veto_service",
            "服务不实用",
            W19,
            Severity::Veto,
            "办事指南写全事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、联系电话、办理流程",
        ),
        "本程序还没有办事服务，缺多少要素才否决也未查到",
    ),
    rule(
        "page_error",
        "页面打不开",
        W19,
        Severity::Deduction,
        "看日志里的原因；站点地图和列表里的每一页都要能打开",
    ),
    rule(
        "home_dead_link",
        "首页有打不开的链接",
        W19,
        Severity::Deduction,
        "改正或者去掉首页上的链接",
    ),
    rule(
        "dead_link",
        "有打不开的站内链接",
        W19,
        Severity::Deduction,
        "改正链接所在的信息（gongkai correct），或者恢复它指的内容",
    ),
    rule(
        "dead_anchor",
        "链接指的位置不在那一页上",
        OWN,
        Severity::Deduction,
        "改正链接里 # 后面的位置",
    ),
    rule(
        "column_stale",
        "栏目长期不更新",
        W19,
        Severity::Deduction,
        "公开应当公开的信息，或者并入别的栏目",
    ),
    rule(
        "column_empty",
        "空白栏目",
        W19,
        Severity::Deduction,
        "补上应当有的信息；没有可公开的，在上级栏目说明",
    ),
    rule(
        "tags_missing",
        "网页标签不全或者不合规范",
        W47,
        Severity::Deduction,
        "站点的几项用 gongkai site set 写上；内容页的几项在登记信息时写明",
    ),
    rule(
        "footer_incomplete",
        "页脚要素不全",
        W47,
        Severity::Deduction,
        "用 gongkai site set 写上缺的各项",
    ),
    rule(
        "no_search",
        "没有站内搜索",
        W19,
        Severity::Deduction,
        "每一页都要能搜索；检查页面模板",
    ),
    rule(
        "undated",
        "信息没有标明发布时间",
        W47,
        Severity::Deduction,
        "写明发布时间（gongkai correct --set published_at=…）；没有时间的信息视同没有更新",
    ),
    rule(
        "unsourced",
        "信息没有标明来源",
        REPORTED,
        Severity::Deduction,
        "写明来源（gongkai correct --set content_source=…）",
    ),
    rule(
        "duplicate_post",
        "重复发布",
        REPORTED,
        Severity::Deduction,
        "留一件，其余撤回（gongkai withdraw）",
    ),
    rule(
        "ended_unmarked",
        "失效、废止的信息没有标注",
        REPORTED,
        Severity::Deduction,
        "写明失效或者废止的日期（gongkai correct --set …、gongkai relate … repeals …）",
    ),
    rule(
        "image_alt",
        "图片没有替代文字",
        (
            "无障碍环境建设法第三十二条；互联网内容无障碍可访问性技术要求与测试方法（GB/T 37668-2019）",
            Sourcing::Secondary,
        ),
        Severity::Deduction,
        "给图片写上说明",
    ),
    rule(
        "page_build",
        "页面结构有错",
        OWN,
        Severity::Hint,
        "检查页面模板或者信息正文的标题层次",
    ),
    rule(
        "same_title",
        "几个网页的标题相同",
        OWN,
        Severity::Hint,
        "名称写得能够分辨，例如加上年份、期号",
    ),
    rule(
        "page_slow",
        "页面打开得慢",
        W47,
        Severity::Hint,
        "看主机是否繁忙；附件过大的改为下载",
    ),
    rule(
        "channels",
        "频道过少或者过多",
        W47,
        Severity::Hint,
        "频道一般 5 到 8 个",
    ),
    rule(
        "annual_report_due",
        "年度报告没有按时公布",
        ("条例第四十九条", Sourcing::Read),
        Severity::Hint,
        "公布上一年度的政府信息公开工作年度报告；已在别处公布的，登记到本站",
    ),
    rule(
        "proactive_late",
        "主动公开超过二十个工作日",
        ("条例第二十六条", Sourcing::Read),
        Severity::Hint,
        "核对信息形成的日期；法律、法规另有期限的从其规定",
    ),
    rule(
        "interpretation_late",
        "解读没有随文件及时发布",
        ("市级通知转述的国家要求", Sourcing::Secondary),
        Severity::Hint,
        "解读与文件同步发布，最迟不超过规定的工作日",
    ),
    rule(
        "guide_old",
        "公开指南久未更新",
        ("条例第十二条", Sourcing::Own),
        Severity::Hint,
        "核对指南里的机构、地址、电话，有变化就更正；期限是本程序的默认值",
    ),
    rule(
        "date_order",
        "日期前后不合",
        OWN,
        Severity::Hint,
        "核对成文日期和发布日期（gongkai correct --set …）",
    ),
];
