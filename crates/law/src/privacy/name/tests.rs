//! Names in lists, and what only looks like one.

use crate::privacy::{Kind, Policy, scan};

/// The names of a text, as they are written.
fn names(text: &str) -> Vec<&str> {
    let found = scan(text, &Policy::default());
    let names = found.iter().filter(|it| it.kind == Kind::Name);
    names.filter_map(|it| text.get(it.at.clone())).collect()
}

#[test]
fn the_two_characters_of_a_name_may_be_spread_out_in_a_list() {
    assert_eq!(
        names("拟录用人员：王小芳、李　明、赵 强、陈静静"),
        ["王小芳", "李　明", "赵 强", "陈静静"]
    );
    assert_eq!(
        names("录用王小芳、李   明、陈静静为工作人员"),
        ["王小芳", "李   明", "陈静静"]
    );
    assert_eq!(names("拟录用人员：王小芳、李    明、赵"), ["王小芳"]);
}

#[test]
fn a_line_of_names_alone_is_a_list() {
    let three = ["王小芳", "李明明", "赵永贵"];
    for text in [
        "王小芳　李明明　赵永贵",
        "表彰名册\n王小芳、李明明、赵永贵。\n特此公布",
        "松岭县第一中学　王小芳　李明明　赵永贵",
        "松岭县第一中学（3人）：王小芳 李明明 赵永贵",
        "第一组：王小芳 李明明 赵永贵",
        "王小芳\t李明明\t赵永贵\r\n共三人",
    ] {
        assert_eq!(names(text), three, "{text}");
    }
    // Two are enough behind a body, or where they are counted.
    for text in [
        "松岭县第一中学：王小芳　李明明",
        "先进个人（2人）：王小芳，李明明",
        "市教育局：王小芳 李明明",
    ] {
        assert_eq!(names(text), ["王小芳", "李明明"], "{text}");
    }
    for text in [
        "第一组：王小芳　李明明",
        "王小芳　李明明",
        "松岭县第一中学　王小芳　李明明",
        "第一组：王小芳　李明明　桌椅　赵永贵",
        "桌椅　板凳　王小芳　李明明　赵永贵",
        "王小芳　李明明　赵永贵　桌椅",
    ] {
        assert_eq!(names(text), [""; 0], "{text}");
    }
}

#[test]
fn whoever_is_written_to_is_named_before_a_colon_at_the_end_of_a_line() {
    assert_eq!(
        names("送达公告\n王小芳、李明明：\n本委受理的一案"),
        ["王小芳", "李明明"]
    );
    assert_eq!(names("答复书\n王小芳：\n　　本机关收到"), ["王小芳"]);
    assert_eq!(names("公告\n王小芳：\n因邮寄被退回"), ["王小芳"]);
    for text in [
        "王小芳：\n建设项目",
        "王小芳：本机关收到",
        "：\n本机关收到",
        "王小芳、桌椅：\n本机关收到",
    ] {
        assert_eq!(names(text), [""; 0], "{text}");
    }
}

#[test]
fn names_of_four_characters_are_known_among_others() {
    assert_eq!(
        names("拟录用人员：王小芳、扎西次仁、戴姜小露、李明明"),
        ["王小芳", "扎西次仁", "戴姜小露", "李明明"]
    );
    assert_eq!(
        names(
            "姓名\t电话\n王小芳\t1\n扎西次仁\t2\n许明先生\t3\n联系电话\t4\n朱小明等\t5\n东沟公路\t6\n小明abcd\t7\n江苏大学\t8\n"
        ),
        ["王小芳", "扎西次仁"]
    );
    assert_eq!(names("姓名：扎西次仁；"), ["扎西次仁"]);
    assert_eq!(names("姓名：扎西次仁男，"), [""; 0]);
    assert_eq!(names("联系人：扎西次仁；"), [""; 0]);
    assert_eq!(
        names("第一组：王小芳 扎西次仁 李明明"),
        ["王小芳", "扎西次仁", "李明明"]
    );
}

#[test]
fn a_surname_with_a_title_is_no_name() {
    for text in [
        "联系人：许先生，",
        "联系人：康工，",
        "经办人：郝经理",
        "考生：江苏大学",
        "姓名\t民族\n许女士\t苗族\n",
        "法定代表人：王某，董事长。",
        "户主\t石门村\n石门村\t1\n",
    ] {
        assert_eq!(names(text), [""; 0], "{text}");
    }
}

#[test]
fn names_stand_under_heads_of_whoever_acts_or_receives() {
    for head in ["负责人", "被征收人", "所有权人", "经手人", "法定代表人"] {
        let text = format!("{head}\t备注\n王小芳\t无\n");
        assert_eq!(names(&text), ["王小芳"], "{text}");
    }
    assert_eq!(names("负责人电话\t备注\n王小芳\t无\n"), [""; 0]);
    assert_eq!(
        names("姓名 电话 备注 王小芳 138 无 李明明 139 无"),
        ["王小芳", "李明明"]
    );
    assert_eq!(names("姓名 电话 备注 王小芳 138 无"), [""; 0]);
}

#[test]
fn what_somebody_did_names_that_person_behind_a_sign() {
    for text in [
        "事故经过：王小芳驾车沿解放路行驶",
        "遗失声明\n王小芳因保管不善，将证书遗失",
        "7月1日，王小芳在工地脚手架作业",
        "以上有员工王小芳的陈述等证实",
        "　　王小芳您好",
        "王小芳，苗族，住本村",
        "反映人王小芳，苗族，住本村",
    ] {
        assert_eq!(names(text), ["王小芳"], "{text}");
    }
    for text in [
        "走访王小芳，苗族乡亲",
        "，王小芳，苗族乡亲",
        "请写用户名王小芳，",
        "项目，桌椅驾车运走",
    ] {
        assert_eq!(names(text), [""; 0], "{text}");
    }
}

#[test]
fn a_counted_head_stands_over_names_with_other_words_behind_them() {
    assert_eq!(
        names("拟录用人员名单（2人）：王小芳、李明明，公示期七天"),
        ["王小芳", "李明明"]
    );
    assert_eq!(names("1王小芳\n2李明明\n"), ["王小芳", "李明明"]);
}
