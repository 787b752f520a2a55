//! Names in lists and running words, numbers that are parted or broken, homes in the shapes in which people give them.

use super::*;

fn assert_found(cases: &[(&str, Kind, &[&str])]) {
    for (text, kind, expected) in cases {
        let findings = scan(text, &Policy::default());
        let words = |it: &Finding| text.get(it.at.clone()).unwrap_or_default().to_owned();
        let found: Vec<String> = findings
            .iter()
            .filter(|it| it.kind == *kind)
            .map(words)
            .collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn names_of_a_list_are_found_one_by_one() {
    let three: &[&str] = &["王小芳", "李明", "欧阳海"];
    assert_found(&[
        ("拟录用人员名单：王小芳、李明、欧阳海", Kind::Name, three),
        (
            "获奖人员（排名不分先后）：\n王小芳\u{3000}李明\u{3000}欧阳海。",
            Kind::Name,
            three,
        ),
        (
            "低保对象名单如下：\n1. 王小芳\n2. 李明\n3. 欧阳海\n",
            Kind::Name,
            three,
        ),
        (
            "公示名单\n（1）王小芳 女\n（2）李明 男\n（3）欧阳海 男",
            Kind::Name,
            three,
        ),
        ("决定录用王小芳、李明、欧阳海等3名同志。", Kind::Name, three),
        ("王小芳、李明等2人获评先进", Kind::Name, &["王小芳", "李明"]),
        ("面试人员名单：王小芳等", Kind::Name, &["王小芳"]),
    ]);
}

#[test]
fn a_list_of_places_bodies_or_things_names_nobody() {
    assert_found(&[
        ("名单：杭州市、宁波市、温州市", Kind::Name, &[]),
        ("名单：见附件", Kind::Name, &[]),
        ("课程：语文、数学、英语", Kind::Name, &[]),
        ("古遗址、古墓葬、古建筑、古石刻等", Kind::Name, &[]),
        ("附件：\n1. 管理办法\n2. 安全须知", Kind::Name, &[]),
        ("成员单位：市教育局、市财政局", Kind::Name, &[]),
    ]);
}

#[test]
fn whoever_did_or_suffered_something_is_named() {
    assert_found(&[
        ("对王小芳作出行政处罚决定", Kind::Name, &["王小芳"]),
        ("向李明送达文书", Kind::Name, &["李明"]),
        ("由张小伟负责整改", Kind::Name, &["张小伟"]),
        ("经查，王小芳于2024年3月无证经营", Kind::Name, &["王小芳"]),
        ("感谢王小芳老师", Kind::Name, &["王小芳"]),
        ("关于王芳女士的来信", Kind::Name, &["王芳"]),
        (
            "王小明与李芳与陈大海三人合伙",
            Kind::Name,
            &["王小明", "李芳", "陈大海"],
        ),
        ("王小明（女）", Kind::Name, &["王小明"]),
        ("王小明 13800138000", Kind::Name, &["王小明"]),
        ("王小明，11010519491231002X", Kind::Name, &["王小明"]),
        ("王小明：\n您好！", Kind::Name, &["王小明"]),
        ("王小明 10:21\n收到", Kind::Name, &["王小明"]),
        ("此致\n王小明\n2024年3月1日", Kind::Name, &["王小明"]),
        ("受害人是王小明。", Kind::Name, &["王小明"]),
    ]);
}

#[test]
fn words_between_other_words_are_no_persons() {
    assert_found(&[
        ("对于具备条件的，由任何人提出", Kind::Name, &[]),
        ("就有关问题作出说明", Kind::Name, &[]),
        ("为农民提供技术，向游客提供服务", Kind::Name, &[]),
        ("因季节原因不能同时完成", Kind::Name, &[]),
        ("当事人向指定的银行缴纳罚款", Kind::Name, &[]),
        ("证人姓名和住所", Kind::Name, &[]),
        ("通知对方双方互负的债务", Kind::Name, &[]),
        ("与户主关系\t姓名\n孙子\t王小明", Kind::Name, &["王小明"]),
    ]);
}

#[test]
fn whoever_writes_or_changes_a_file_is_named() {
    assert_found(&[
        ("作者：王芳", Kind::Name, &["王芳"]),
        ("最后修改：王芳", Kind::Name, &["王芳"]),
        ("文/王小芳", Kind::Name, &["王小芳"]),
        (
            "采购代理机构联系人：王\u{3000}芳",
            Kind::Name,
            &["王\u{3000}芳"],
        ),
        ("作者：本报评论员", Kind::Name, &[]),
        ("组长：由区长担任", Kind::Name, &[]),
    ]);
}

#[test]
fn the_whole_surname_stays_when_a_name_is_masked() {
    for (text, masked) in [
        ("申请人：欧阳娜娜", "申请人：欧阳某某"),
        ("申请人：司马光", "申请人：司马某"),
        ("申请人：张三", "申请人：张某"),
        ("申请人：阿卜杜拉·买买提", "申请人：阿某某"),
    ] {
        assert_eq!(mask(text, &scan(text, &Policy::default())), masked);
    }
}

#[test]
fn numbers_are_one_across_points_codes_and_ends_of_lines() {
    assert_found(&[
        ("tel:008613802734646", Kind::Mobile, &["008613802734646"]),
        (
            "手机号码：0086-138-0273-4646",
            Kind::Mobile,
            &["0086-138-0273-4646"],
        ),
        ("电话138.0273.4646。", Kind::Mobile, &["138.0273.4646"]),
        ("电话138·0273·4646", Kind::Mobile, &["138·0273·4646"]),
        ("电话013802734646", Kind::Mobile, &["013802734646"]),
        ("编号013802734646", Kind::Mobile, &[]),
        ("电话1380\n2734646", Kind::Mobile, &["1380\n2734646"]),
        ("共计1380\n2734646", Kind::Mobile, &[]),
        (
            "身份证1101051949\n1231002X",
            Kind::IdNumber,
            &["1101051949\n1231002X"],
        ),
        ("版本138.0273.46461", Kind::Mobile, &[]),
        (
            "传真+86-571-87654321",
            Kind::Landline,
            &["+86-571-87654321"],
        ),
        (
            "邮箱wang @ example.com",
            Kind::Email,
            &["wang @ example.com"],
        ),
        ("持E12345678号护照入境", Kind::Passport, &["E12345678"]),
        ("护照E 12345678", Kind::Passport, &["E 12345678"]),
        ("往来港澳通行证W12345678", Kind::Permit, &["W12345678"]),
        ("出生日期：19900307", Kind::Other, &["19900307"]),
        ("受理日期：20240307", Kind::Other, &[]),
        ("VX：wang_fei88", Kind::Other, &["wang_fei88"]),
        ("扣扣12345678", Kind::Other, &["12345678"]),
    ]);
}

#[test]
fn a_home_may_be_an_estate_with_three_numbers_or_a_group_of_a_village() {
    assert_found(&[
        ("住址：幸福小区3-2-501", Kind::Address, &["幸福小区3-2-501"]),
        (
            "家住松岭县青山镇东沟村6组",
            Kind::Address,
            &["松岭县青山镇东沟村6组"],
        ),
        (
            "现住幸福小区12#3单元601",
            Kind::Address,
            &["幸福小区12#3单元601"],
        ),
        ("东沟村6组共42户", Kind::Address, &[]),
        (
            "申请人：王小芳\n身份证号：11010519491231002X\n手机：13800138000\n邮寄地址：松岭县解放路12号",
            Kind::Address,
            &["松岭县解放路12号"],
        ),
        (
            "联系人：王小芳\n电话：0571-87654321\n地址：松岭县解放路12号",
            Kind::Address,
            &[],
        ),
    ]);
}
