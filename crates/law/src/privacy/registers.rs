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

#[test]
fn a_word_before_a_name_is_enough_where_no_sign_follows() {
    assert_found(&[
        ("户主李之明。", Kind::Name, &["李之明"]),
        ("户主常建国。", Kind::Name, &["常建国"]),
        ("姓名常青，", Kind::Name, &["常青"]),
        ("本人常青，", Kind::Name, &["常青"]),
        ("户名王芳，", Kind::Name, &["王芳"]),
        ("姓名：向明", Kind::Name, &["向明"]),
    ]);
}

#[test]
fn a_name_stands_behind_a_colon_with_blanks_and_brackets_before_it() {
    assert_found(&[
        ("责任编辑： 王芳", Kind::Name, &["王芳"]),
        ("责任编辑（排版）：王芳", Kind::Name, &["王芳"]),
        ("代理人（签名）：王一品", Kind::Name, &["王一品"]),
        ("代理人（盖章）：王一品", Kind::Name, &["王一品"]),
    ]);
}

#[test]
fn a_word_behind_a_colon_a_stroke_or_a_bracket_is_no_name_where_nothing_calls_one() {
    assert_found(&[
        ("清晰度：高清，", Kind::Name, &[]),
        ("标清/高清，", Kind::Name, &[]),
        ("要求如下：高清，横版", Kind::Name, &[]),
        ("申请人（个人）申明：", Kind::Name, &[]),
        // The head of the next field, spread out.
        ("主办：路\u{3000}径：首页", Kind::Name, &[]),
        ("责任编辑：高 清晰，", Kind::Name, &[]),
    ]);
}

#[test]
fn a_rare_surname_of_two_characters_stays_when_something_follows_it() {
    for (text, masked) in [
        ("姓名：东方明", "姓名：东方某"),
        ("姓名：钟离", "姓名：钟某"),
    ] {
        assert_eq!(mask(text, &scan(text, &Policy::default())), masked);
    }
}

#[test]
fn a_list_holds_as_many_names_as_are_clear_enough() {
    assert_found(&[
        (
            "录用名单如下：王小芳、李明",
            Kind::Name,
            &["王小芳", "李明"],
        ),
        (
            "录用名单：李明、王一品、赵永贵",
            Kind::Name,
            &["李明", "王一品", "赵永贵"],
        ),
        ("录用名单：李明、市教育局", Kind::Name, &["李明"]),
        (
            "家庭成员：阿依古丽·买买提、热依汗·吐尔逊",
            Kind::Name,
            &["阿依古丽·买买提", "热依汗·吐尔逊"],
        ),
        (
            "录用王芳、李明、陈静、赵刚为工作人员",
            Kind::Name,
            &["王芳", "李明", "陈静", "赵刚"],
        ),
        (
            "1. 王小芳\n2. 李明\n3. 管理办法\n",
            Kind::Name,
            &["王小芳", "李明"],
        ),
    ]);
}

#[test]
fn a_list_of_words_that_could_be_names_names_nobody() {
    assert_found(&[
        // Counties, each beginning with a rare surname.
        ("缺席：常山、连城、衡山", Kind::Name, &[]),
        ("品格：高洁、安详、康乐。", Kind::Name, &[]),
        ("特点：高清晰、高亮泽、高灵敏。", Kind::Name, &[]),
        ("花木：常青藤、米兰花、高山红。", Kind::Name, &[]),
        ("画面：高清晰、黄亮泽的画面", Kind::Name, &[]),
        ("高清晰\n黄亮泽\n", Kind::Name, &[]),
        ("对象：车位、高清", Kind::Name, &[]),
        (
            "\u{3000}\u{3000}高清晰\n\u{3000}\u{3000}黄亮泽\n",
            Kind::Name,
            &[],
        ),
    ]);
}

#[test]
fn what_only_has_the_digits_of_a_number_is_none() {
    assert_found(&[
        ("型号86-571-87654321", Kind::Landline, &[]),
        ("型号8657187654321", Kind::Landline, &[]),
        // Digits in a cell are of a telephone where they are called so, or parted like one.
        ("备注 | 057187654321 | 无", Kind::Landline, &[]),
        ("无\n057187654321\n无", Kind::Landline, &[]),
        ("057187654321", Kind::Landline, &[]),
        ("无|057187654321|无", Kind::Landline, &[]),
        (
            "备注 | 0571-87654321 | 无",
            Kind::Landline,
            &["0571-87654321"],
        ),
        (
            "电话 | 057187654321 | 无",
            Kind::Landline,
            &["057187654321"],
        ),
        ("或者057187654321 无", Kind::Landline, &["057187654321"]),
        ("无 057187654321。", Kind::Landline, &["057187654321"]),
        ("型号+86-571-1234", Kind::Landline, &[]),
        ("出生日期：19901399", Kind::Other, &[]),
        ("出生日期：19900199", Kind::Other, &[]),
        ("出生日期：19901301", Kind::Other, &[]),
        ("出生日期：99990301", Kind::Other, &[]),
        ("出生日期：199003071", Kind::Other, &[]),
        ("型号AQQ12345678", Kind::Other, &[]),
        ("参数wxpay2024ab", Kind::Other, &[]),
        ("Q Q：12345678", Kind::Other, &["12345678"]),
        ("转发wang @example.com", Kind::Email, &[]),
    ]);
}

#[test]
fn an_address_is_that_of_the_person_before_it_up_to_a_distance() {
    let far = format!(
        "申请人：王小芳，身份证号11010519491231002X，{}现场地址：松岭县解放路12号",
        "反映附近工地夜间噪声扰民，".repeat(5)
    );
    let beside = "申请人：王小芳，地址：松岭县解放路12号，电话：0571-87654321";
    let below = "关于政府信息公开的申请材料，请予以办理为盼：\n申请人：王小芳\n身份证号：11010519491231002X\n邮寄地址：松岭县解放路12号";
    assert_found(&[
        (&far, Kind::Address, &[]),
        (beside, Kind::Address, &["松岭县解放路12号"]),
        (below, Kind::Address, &["松岭县解放路12号"]),
    ]);
}

#[test]
fn two_strokes_part_a_building_an_entrance_and_a_room() {
    assert_found(&[
        (
            "2024年3月住址：幸福小区3-2-501",
            Kind::Address,
            &["幸福小区3-2-501"],
        ),
        ("幸福小区3-2-501，漏水", Kind::Address, &["幸福小区3-2-501"]),
        ("住址：东村2021-00426", Kind::Address, &[]),
    ]);
}

#[test]
fn a_list_ends_before_what_is_no_name_and_is_none_with_a_thing_in_it() {
    assert_found(&[
        (
            "录用王小芳、李明、赵永贵、其他人",
            Kind::Name,
            &["王小芳", "李明", "赵永贵"],
        ),
        ("涉及高清晰、黄亮泽、市教育局、赵永贵", Kind::Name, &[]),
    ]);
}

#[test]
fn a_name_is_told_by_what_stands_beside_it() {
    assert_found(&[
        (
            "感谢王小芳老师。感谢上官云老师。",
            Kind::Name,
            &["王小芳", "上官云"],
        ),
        (
            "来访，阿依古丽·买买提 13800138000",
            Kind::Name,
            &["阿依古丽·买买提"],
        ),
        ("12号楼1706室，黄生木收", Kind::Name, &["黄生木"]),
        ("对常建国作出行政处罚决定", Kind::Name, &["常建国"]),
        ("王小明 女", Kind::Name, &["王小明"]),
        ("王小明（身份证号已核）", Kind::Name, &["王小明"]),
        ("王小明，身份证号已核", Kind::Name, &["王小明"]),
        ("\u{3000}\u{3000}王小明：\n您好！", Kind::Name, &["王小明"]),
        ("王小明您好，", Kind::Name, &["王小明"]),
        ("王小明：您反映的问题已收悉", Kind::Name, &["王小明"]),
        ("常建国与李明，", Kind::Name, &["常建国", "李明"]),
    ]);
}

#[test]
fn a_word_that_could_be_a_name_is_none_beside_what_is_said_of_things() {
    assert_found(&[
        ("WiFi·高清晰 13800138000", Kind::Name, &[]),
        ("参数，高清晰度13800138000", Kind::Name, &[]),
        ("对乐谱提出意见", Kind::Name, &[]),
        ("画面，高清晰，2K", Kind::Name, &[]),
        ("高清晰 2024款", Kind::Name, &[]),
        ("高清晰 12款", Kind::Name, &[]),
        ("高清晰 画面", Kind::Name, &[]),
        ("高清晰与高亮泽画面", Kind::Name, &[]),
        ("高洁与安详。", Kind::Name, &[]),
        ("课程标准与高清。", Kind::Name, &[]),
        ("常山与高清晰，", Kind::Name, &[]),
    ]);
}

#[test]
fn a_number_goes_on_behind_the_end_of_a_line_unless_it_is_part_of_more() {
    let mobile = Kind::Mobile;
    assert_found(&[
        ("电话1380\r\n2734646", mobile, &["1380\r\n2734646"]),
        ("电话 1380\n2734646", mobile, &["1380\n2734646"]),
        ("电话1380\n2734646 微信同号", mobile, &["1380\n2734646"]),
        ("电话\n13802734646", mobile, &["13802734646"]),
        ("电话12-1380\n2734646", mobile, &[]),
        ("电话1380\n2734646-12", mobile, &[]),
        ("型号A138.0273.4646", mobile, &[]),
        (
            "账号62170000000\n00000004",
            Kind::BankCard,
            &["62170000000\n00000004"],
        ),
        (
            "卡号62170000000\n00000004",
            Kind::BankCard,
            &["62170000000\n00000004"],
        ),
    ]);
}
