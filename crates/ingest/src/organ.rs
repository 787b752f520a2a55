//! 机关名称 — whether words name an organ, and which organs a line names.
//!
//! Decides by the way official names are formed (a suffix such as 人民政府, 办公厅, 委员会, 局), never by a list of
//! known organs: the reader must work for a county it has not heard of. Used for 署名, 主送机关 and the organ that a
//! title begins with. Abbreviations in common use (网信办, 发展改革委) are formed the same way and count too.

use crate::line::is_blank;

/// What the name of an organ ends with; longer ones first where one contains another.
const SUFFIXES: &[&str] = &[
    "人民政府",
    "政府",
    "办公厅",
    "办公室",
    "办事处",
    "委员会",
    "总局",
    "管理局",
    "国务院",
    "法院",
    "检察院",
    "秘书局",
    "秘书处",
    "领导小组",
    "工作组",
    "指挥部",
    "联席会议",
    "管委会",
    "监委",
    "党委",
    "党组",
    "省委",
    "市委",
    "区委",
    "县委",
    "国资委",
    "改革委",
    "健康委",
    "发改委",
    "教委",
    "民委",
    "经信委",
    "农委",
    "海关",
    "公安",
    "中央",
    "网信办",
    "政府办",
    "府办",
    "法制办",
    "扶贫办",
    "港澳办",
    "台办",
    "侨办",
    "银行",
    "总会",
    "联合会",
    "协会",
    "学会",
    "工会",
    "妇联",
    "团委",
    "大学",
    "学院",
    "学校",
    "科学院",
    "工程院",
    "研究院",
    "研究所",
    "中心",
    "总队",
    "支队",
    "大队",
    "军区",
    "总工会",
    "供销社",
    "公司",
    "集团",
    "司",
    "银保监会",
    "证监会",
    "部",
    "委",
    "局",
    "厅",
    "署",
    "院",
    "会",
    "处",
    "办",
    "所",
    "站",
    "社",
    "军委",
    "纪委",
];

/// Words that end like an organ and are none.
const NOT: &[&str] = &[
    "全部",
    "部分",
    "内部",
    "外部",
    "干部",
    "机会",
    "社会",
    "大会",
    "局部",
    "结局",
    "布局",
    "好处",
    "之处",
    "场所",
    "住所",
    "何处",
    "车站",
    "网站",
    "用处",
    "年会",
    "座谈会",
    "发布会",
    "常委",
    "听证会",
    "展览会",
    "运动会",
    "举办",
    "承办",
    "主办",
    "协办",
    "交办",
    "督办",
    "转办",
    "经办",
    "联办",
    "各部",
    "电站",
    "查处",
    "判处",
    "论处",
    "医院",
    "政府",
    "中央",
];

/// Characters that never stand in the name of an organ.
fn foreign(c: char) -> bool {
    !(matches!(u32::from(c), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0x20000..=0x3ffff)
        // XX市人民政府, ××县: names left open in forms and in texts without names.
        || matches!(c, '（' | '）' | '(' | ')' | '·' | '•' | '—' | 'X' | 'Ｘ' | '×' | '＊' | '*'))
        || matches!(c, '的' | '了' | '对' | '把' | '将' | '请')
}

/// Whether `name` is formed as the name of one organ.
pub(crate) fn is_organ(name: &str) -> bool {
    let n = name.chars().count();
    if !(2..=40).contains(&n) || NOT.contains(&name) {
        return false;
    }
    // Two organs may share one signature: 国家互联网信息办公室（国家密码管理局）.
    let bare = match (name.find(['（', '(']), name.ends_with(['）', ')'])) {
        (Some(at), true) if at > 0 => &name[..at],
        _ => name,
    };
    // 国家发展和改革委员会 is one organ, 教育部和财政部 are two.
    let two = name
        .split_once('和')
        .is_some_and(|(left, _)| is_organ(left));
    !two && name.chars().all(|c| !foreign(c))
        && SUFFIXES.iter().any(|suffix| bare.ends_with(suffix))
        && !begins_as_sentence(name)
}

/// Enumerations of addressees (各市人民政府) and clauses are no single organ.
fn begins_as_sentence(name: &str) -> bool {
    const STARTS: &[&str] = &[
        "各", "有关", "本", "该", "由", "经", "在", "向", "从", "按", "及", "与", "为", "是",
        "根据", "关于", "现", "请", "并", "其", "依", "会同", "报", "据", "对", "以", "第", "一",
        "二", "三", "四", "五", "六", "七", "八", "九", "十",
    ];
    const FINE: &[&str] = &[
        "一汽",
        "三峡",
        "三亚",
        "三明",
        "三门峡",
        "六安",
        "六盘水",
        "七台河",
        "二连",
        "五指山",
        "四川",
        "四平",
        "对外",
        "本溪",
        "从化",
        "第一",
        "第二",
        "第三",
        "十堰",
        "九江",
        "八宿",
        "一〇",
        "国",
    ];
    STARTS.iter().any(|start| name.starts_with(start))
        && !FINE.iter().any(|start| name.starts_with(start))
}

/// The organs that a line names, if it names nothing else: separated by blanks, `、`, `，` or `；`.
pub(crate) fn organs(line: &str) -> Option<Vec<String>> {
    let line = line.trim_matches(is_blank);
    let whole: String = line.chars().filter(|c| !is_blank(*c)).collect();
    let spaced = line.contains(is_blank);
    // 国 务 院 is one name set wide; 教育部 财政部 are two.
    let pieces: Vec<String> = line
        .split(|c: char| is_blank(c) || matches!(c, '、' | '，' | ',' | '；' | ';'))
        .filter(|piece| !piece.is_empty())
        .map(str::to_owned)
        .collect();
    if pieces.len() > 1 && pieces.iter().all(|piece| is_organ(piece)) {
        return Some(pieces);
    }
    (spaced || pieces.len() == 1)
        .then_some(whole)
        .filter(|whole| is_organ(whole))
        .map(|whole| vec![whole])
}

/// 中华人民共和国 before an organ that is complete without it is its formal style, not its name.
pub(crate) fn plain_name(name: &str) -> String {
    match name.strip_prefix("中华人民共和国") {
        Some(rest) if is_organ(rest) => rest.to_owned(),
        _ => name.to_owned(),
    }
}

/// The organs that a title begins with: 教育部 财政部关于…, 国务院办公厅转发…, 工业和信息化部等八部门印发….
pub(crate) fn of_title(title: &str) -> Vec<String> {
    const VERBS: &[&str] = &[
        "关于", "转发", "批转", "印发", "发布", "公布", "联合", "部署", "开展", "召开", "对",
    ];
    let mut cuts: Vec<usize> = VERBS.iter().filter_map(|verb| title.find(verb)).collect();
    cuts.sort_unstable();
    // 示例市人民政府2025年政府信息公开工作年度报告
    cuts.extend(title.find(|c: char| c.is_ascii_digit()));
    for cut in cuts {
        let front = title[..cut].trim_matches(is_blank);
        let front = match front.find('等') {
            Some(at) if front.ends_with("部门") || front.ends_with("单位") => &front[..at],
            _ => front,
        };
        if let Some(organs) = organs(front) {
            return organs.iter().map(|organ| plain_name(organ)).collect();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_organs_are_known_by_their_form() {
        for name in [
            "国务院",
            "国务院办公厅",
            "广东省人民政府办公厅",
            "工业和信息化部",
            "国家发展和改革委员会",
            "国家数据局",
            "中央网信办",
            "中央军委办公厅",
            "示例县教育局",
            "人力资源和社会保障部",
            "国家互联网信息办公室",
        ] {
            assert!(is_organ(name), "{name}");
        }
    }

    #[test]
    fn words_that_merely_end_alike_are_none() {
        for name in [
            "全部",
            "各地级以上市人民政府",
            "社会",
            "由国家发展改革委会同有关部",
            "贯彻落实的好处",
            "总理 李某某",
        ] {
            assert!(!is_organ(name), "{name}");
        }
    }

    #[test]
    fn the_organs_of_a_title_stand_before_its_verb() {
        for (title, expected) in [
            ("国务院办公厅关于印发要点的通知", vec!["国务院办公厅"]),
            (
                "国务院办公厅、中央军委办公厅关于加强管理的通知",
                vec!["国务院办公厅", "中央军委办公厅"],
            ),
            (
                "工业和信息化部等八部门关于印发《指引》的通知",
                vec!["工业和信息化部"],
            ),
            (
                "国家互联网信息办公室发布《指南》",
                vec!["国家互联网信息办公室"],
            ),
            ("教育部 财政部关于做好工作的通知", vec!["教育部", "财政部"]),
            ("关于做好工作的通知", vec![]),
            ("政府工作报告", vec![]),
            (
                "示例市人民政府2025年政府信息公开工作年度报告",
                vec!["示例市人民政府"],
            ),
        ] {
            assert_eq!(of_title(title), expected, "{title}");
        }
    }
}
