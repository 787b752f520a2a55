//! What is found and what is left alone, one line each.

use super::*;

fn policy() -> Policy {
    Policy {
        office_phones: vec!["075566123456".into(), "13700137000".into()],
        office_mail: vec!["gov.cn".into()],
        today: Some(Date::constant(2026, 11, 26)),
    }
}

fn found(text: &str) -> Vec<(Kind, String)> {
    let findings = scan(text, &policy());
    let words = |finding: &Finding| text.get(finding.at.clone()).unwrap_or_default().to_owned();
    findings.iter().map(|one| (one.kind, words(one))).collect()
}

#[test]
fn numbers_of_persons_are_found_however_they_are_written() {
    for (text, kind, number) in [
        (
            "身份证号440101199003070018。",
            Kind::IdNumber,
            "440101199003070018",
        ),
        (
            "（11010519491231002x）",
            Kind::IdNumber,
            "11010519491231002x",
        ),
        (
            "证件 440101 19900307 0018 已核",
            Kind::IdNumber,
            "440101 19900307 0018",
        ),
        (
            "４４０１０１１９９００３０７００１８",
            Kind::IdNumber,
            "４４０１０１１９９００３０７００１８",
        ),
        (
            "身份证号码：110105491231002",
            Kind::IdNumber,
            "110105491231002",
        ),
        ("请致电13800138000咨询", Kind::Mobile, "13800138000"),
        ("手机 138-0013-8000", Kind::Mobile, "138-0013-8000"),
        ("+86 13800138000", Kind::Mobile, "+86 13800138000"),
        ("电话（0755）88881234", Kind::Landline, "0755）88881234"),
        ("010-62345678转8", Kind::Landline, "010-62345678"),
        (
            "卡号6217000000000000004",
            Kind::BankCard,
            "6217000000000000004",
        ),
        (
            "6217 0000 0000 0000 004",
            Kind::BankCard,
            "6217 0000 0000 0000 004",
        ),
        ("护照号码E12345678", Kind::Passport, "E12345678"),
        ("港澳居民来往内地通行证H12345678", Kind::Permit, "H12345678"),
        ("车牌粤A12345", Kind::Plate, "粤A12345"),
        ("粤A·D12345的车", Kind::Plate, "粤A·D12345"),
        (
            "邮箱zhang.san@example.com。",
            Kind::Email,
            "zhang.san@example.com",
        ),
        (
            "家住松岭县青山镇解放路12号3栋502室",
            Kind::Address,
            "松岭县青山镇解放路12号3栋502室",
        ),
        ("申请人：李小明", Kind::Name, "李小明"),
        ("户主张三，男", Kind::Name, "张三"),
    ] {
        assert_eq!(found(text), [(kind, number.to_owned())], "{text}");
    }
}

#[test]
fn numbers_of_things_are_left_alone() {
    for text in [
        "440101199003070019",
        "440101209003070010",
        "订单号13800138000",
        "流水号6217000000000000005",
        "http://www.example.com/c/13800138000.html",
        "金额13800138000.00元",
        "统一社会信用代码11441300007187648G",
        "统一社会信用代码91000000000000000K",
        "粤府办〔2020〕14号",
        "索引号114403006955506492/2021-00426",
        "电话0755-1234567",
        "电话0755-66123456",
        "值班手机137 0013 7000",
        "邮箱 office@songling.gov.cn",
        "办公地址：松岭县解放路12号3楼",
        "申请人应当在七日内提出",
        "申请人：松岭县水务有限公司",
        "2026-01-01 2026-12-31",
        "申请人张某某",
        "由落户主管部门办理",
        "440101********0018",
        "",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn what_was_found_is_masked_in_its_place() {
    let text =
        "申请人：李小明，电话13800138000，卡号6217000000000000004，身份证440101199003070018。";
    let masked = mask(text, &scan(text, &policy()));
    assert_eq!(
        masked,
        "申请人：李某某，电话138****8000，卡号***************0004，身份证440101********0018。"
    );
    assert_eq!(scan(&masked, &policy()), []);
}

#[test]
fn the_head_of_a_column_says_what_stands_under_it() {
    let under = |head: &str, cell: &str| {
        let findings = scan_under(head, cell, &policy());
        findings.iter().map(|one| one.kind).collect::<Vec<_>>()
    };
    assert_eq!(under("户主姓名", "王 芳"), [Kind::Name]);
    assert_eq!(under("身份证号", "110105491231002"), [Kind::IdNumber]);
    assert_eq!(under("单位名称", "王芳"), []);
    assert_eq!(under("订单号", "13800138000"), []);
}

/// Each text with what is found in it, in order.
fn assert_found(cases: &[(&str, &[(Kind, &str)])]) {
    for (text, expected) in cases {
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, words)| (*kind, (*words).to_owned()))
            .collect();
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn a_birth_of_today_is_one_and_a_birth_of_tomorrow_is_none() {
    assert_found(&[
        (
            "身份证号440101202611260012",
            &[(Kind::IdNumber, "440101202611260012")],
        ),
        ("身份证号440101202611270018", &[]),
    ]);
}

#[test]
fn characters_that_are_spread_out_are_one_number_where_it_is_called_so() {
    assert_found(&[
        (
            "公民身份号码 4  4  0  1  0  1  1  9  9  0  0  3  0  7  0  0  1  8",
            &[(
                Kind::IdNumber,
                "4  4  0  1  0  1  1  9  9  0  0  3  0  7  0  0  1  8",
            )],
        ),
        (
            "身份证号 4401011990030 70018",
            &[(Kind::IdNumber, "4401011990030 70018")],
        ),
        ("手机照片_138 00 138 000", &[]),
        ("联系单号 15-03-20-26001", &[]),
    ]);
}

#[test]
fn numbers_beside_a_stroke_are_two_numbers_or_part_of_an_address() {
    assert_found(&[
        (
            "电话13800138000/13900139000",
            &[(Kind::Mobile, "13800138000"), (Kind::Mobile, "13900139000")],
        ),
        (
            "电话13800138000/+8613900139000",
            &[
                (Kind::Mobile, "13800138000"),
                (Kind::Mobile, "+8613900139000"),
            ],
        ),
        ("tel=13800138000", &[(Kind::Mobile, "13800138000")]),
        ("https://example.com/find?tel=13800138000", &[]),
        ("存放于13800138000/照片", &[]),
        ("IMG_13800138000", &[]),
        ("13800138000_封面.jpg", &[]),
    ]);
}

#[test]
fn amounts_and_decimals_are_no_numbers_of_persons() {
    assert_found(&[
        ("合计13800138000.50", &[]),
        ("系数0.13800138000", &[]),
        ("拨款13924630711元", &[]),
        ("型号1380013800X", &[]),
        ("请拨打13800138000.", &[(Kind::Mobile, "13800138000")]),
    ]);
}

#[test]
fn a_telephone_is_known_by_its_form_and_by_what_it_is_called() {
    assert_found(&[
        ("手机8613800138000", &[(Kind::Mobile, "8613800138000")]),
        ("Mobile No. 13800138000", &[(Kind::Mobile, "13800138000")]),
        ("收据No.13800138000", &[]),
        ("订单电话13800138000", &[(Kind::Mobile, "13800138000")]),
        ("电话订单13800138000", &[]),
        ("电话0755-88123456", &[(Kind::Landline, "0755-88123456")]),
        ("订单号0755-88123456", &[]),
    ]);
}

#[test]
fn a_code_of_an_organisation_and_a_number_of_a_person_are_told_apart() {
    // One number that is sound by GB 32100 and by GB 11643.
    assert_found(&[
        ("统一社会信用代码11010519491231037X", &[]),
        (
            "身份证号11010519491231037X",
            &[(Kind::IdNumber, "11010519491231037X")],
        ),
        (
            "松岭早餐店92440101MA5XXXXX14",
            &[(Kind::SoleTrader, "92440101MA5XXXXX14")],
        ),
        (
            "ID card No. 110105491231002",
            &[(Kind::IdNumber, "110105491231002")],
        ),
        ("回执110105491231002", &[]),
    ]);
}

#[test]
fn cards_of_banks_are_known_by_their_issuers() {
    // ISO/IEC 7812: 34 and 37 with 15 digits, and the long numbers that banks gave before 62.
    assert_found(&[
        (
            "以3782 822463 10005支付",
            &[(Kind::BankCard, "3782 822463 10005")],
        ),
        (
            "转入6013820000000000005",
            &[(Kind::BankCard, "6013820000000000005")],
        ),
        ("转入6013820000000000004", &[]),
        ("转入1013820000000000005", &[]),
    ]);
}

#[test]
fn papers_have_the_forms_in_which_they_are_issued() {
    assert_found(&[
        ("护照号码EA1234567", &[(Kind::Passport, "EA1234567")]),
        ("护照号码EAB234567", &[]),
        ("护照号码G12345678", &[(Kind::Passport, "G12345678")]),
        ("护照号码GABCD1234", &[]),
        ("护照号码150123456", &[(Kind::Passport, "150123456")]),
        ("护照号码15AB34567", &[]),
        ("往来港澳通行证HA2345678", &[]),
        ("往来港澳通行证C12345678", &[(Kind::Permit, "C12345678")]),
        ("往来港澳通行证CA1234567", &[(Kind::Permit, "CA1234567")]),
        ("往来港澳通行证CAB234567", &[]),
        ("来往大陆通行证12345678", &[(Kind::Permit, "12345678")]),
        ("来往大陆通行证ABCD1234", &[]),
    ]);
}

#[test]
fn plates_have_five_or_six_signs_and_neither_i_nor_o() {
    assert_found(&[
        ("粤A12345警示教育", &[(Kind::Plate, "粤A12345")]),
        ("小车粤A1234警，", &[(Kind::Plate, "粤A1234警")]),
        ("粤A1234，", &[]),
        ("粤A1234567", &[]),
        ("粤ABCDE1", &[]),
        ("粤I12345", &[]),
        ("编号沪212345", &[]),
    ]);
}

#[test]
fn mail_has_a_name_and_a_domain() {
    assert_found(&[
        ("官方微博@songling.com", &[]),
        ("用户root@localhost", &[]),
        ("版本npm@10.8.2", &[]),
        ("微信 songling@songling.gov.cn", &[]),
        (
            "微信 songling@example.com",
            &[(Kind::Email, "songling@example.com")],
        ),
    ]);
}

#[test]
fn a_home_is_read_from_its_place_to_its_last_number() {
    for (text, home) in [
        (
            "家庭住址为松岭县解放路12号3栋502室",
            "松岭县解放路12号3栋502室",
        ),
        ("家住松岭县幸福里5单元", "松岭县幸福里5单元"),
        ("家住松岭县解放路12号3座", "松岭县解放路12号3座"),
        ("家住松岭县和园A座", "松岭县和园A座"),
        ("家住松岭县解放路12号3栋502，", "松岭县解放路12号3栋502"),
        ("家住松岭县解放路12号3栋4-502，", "松岭县解放路12号3栋4-502"),
        ("家住松岭县解放路12号3栋等多处", "松岭县解放路12号3栋"),
        // What has the number of a room is a home without being called one.
        ("松岭县解放路12号502室漏水", "松岭县解放路12号502室"),
        ("松岭县解放路12号3栋漏水", "松岭县解放路12号3栋"),
        ("松岭县幸福里5单元漏水", "松岭县幸福里5单元"),
    ] {
        assert_eq!(found(text), [(Kind::Address, home.to_owned())], "{text}");
    }
}

#[test]
fn places_and_counts_are_no_homes() {
    for text in [
        "松岭县解放路12号",
        "松岭县解放路12号门前积水",
        "住院部3栋502室",
        "到东村活动室报名",
        "青山镇居住证公告第2号",
        "居住在东村的村民十五户",
        "居住在东村的老人每月补助五百元",
        "地址：松岭县解放路12号，",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn an_address_right_behind_a_person_is_where_that_person_lives() {
    let name = (Kind::Name, "李小明");
    assert_found(&[
        (
            "关于政府信息公开的申请：申请人：李小明，地址：松岭县解放路12号",
            &[name, (Kind::Address, "松岭县解放路12号")],
        ),
        ("申请人：李小明，松岭县解放路12号门前积水", &[name]),
        ("申请人：李小明，公司地址：松岭县解放路12号", &[name]),
        (
            "申请人：李小明，请求公开松岭县水务局二〇二五年度的全部供水合同，门店地址：松岭县解放路12号",
            &[name],
        ),
    ]);
}

#[test]
fn a_name_stands_behind_a_word_that_calls_it_one() {
    for (text, name) in [
        ("户主李之明，男", "李之明"),
        ("户主张起明，男", "张起明"),
        ("户主于海洋，男", "于海洋"),
        ("申请人：于本善", "于本善"),
        ("患者陈厦，男", "陈厦"),
        ("户主：常建国", "常建国"),
        ("姓名常建国", "常建国"),
        ("代理人（签名）：张三", "张三"),
        ("申请人（盖章）：张三", "张三"),
        ("申请人：阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("申请人：阿卜杜拉·买买提提出", "阿卜杜拉·买买提"),
    ] {
        assert_eq!(found(text), [(Kind::Name, name.to_owned())], "{text}");
    }
}

#[test]
fn words_that_go_on_are_no_names() {
    for text in [
        "居民连夜向安置点转移",
        "依法维护妇女儿童权益。",
        "骨科专业主任医师",
        "贫困户名单公示",
        "当事人于次日，向我局提交",
        "收件人江北区，",
        "联系人：张·",
        "申请人（单位）方案，",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    assert_eq!(scan_under("姓名", "Wi-Fi·5G", &policy()), []);
}

#[test]
fn a_name_does_not_run_on() {
    let text = format!("申请人：阿卜杜拉·买买提{}", "甲".repeat(40));
    let names = found(&text);
    assert_eq!(names.len(), 1);
    assert!(names.iter().all(|(_, name)| name.chars().count() <= 24));
}

#[test]
fn what_is_masked_tells_where_and_not_who() {
    for (text, masked) in [
        ("邮箱zhang.san@example.com。", "邮箱z***@example.com。"),
        ("护照号码E12345678。", "护照号码E1*******。"),
        ("通行证H12345678。", "通行证*********。"),
        ("我的车粤A12345。", "我的车粤A****5。"),
        (
            "家住松岭县青山镇解放路12号3栋502室。",
            "家住松岭县青山镇***。",
        ),
        ("手机8613800138000。", "手机138****8000。"),
        ("转入6013820000000000005。", "转入***************0005。"),
        ("电话0755-88123456。", "电话0755********。"),
        ("电话+86-755-88123456。", "电话86755********。"),
        ("电话+86-75588123456。", "电话86755********。"),
        ("电话+8675588123456。", "电话86755********。"),
        ("电话+86 10 88123456。", "电话8610********。"),
        ("电话+86-755-66123456。", "电话+86-755-66123456。"),
    ] {
        assert_eq!(mask(text, &scan(text, &policy())), masked, "{text}");
    }
}

#[test]
fn only_a_form_without_doubt_is_sure() {
    for (text, certainty) in [
        ("身份证号440101199003070018", Certainty::High),
        ("手机13800138000", Certainty::High),
        ("卡号6217000000000000004", Certainty::High),
        ("邮箱zhang.san@example.com", Certainty::High),
        ("车牌粤A12345", Certainty::High),
        ("电话0755-88123456", Certainty::Likely),
        ("护照号码E12345678", Certainty::Likely),
        ("家住松岭县解放路12号3栋502室", Certainty::Likely),
        ("申请人：李小明", Certainty::Likely),
    ] {
        let found: Vec<_> = scan(text, &policy())
            .iter()
            .map(|one| one.certainty)
            .collect();
        assert_eq!(found, [certainty], "{text}");
    }
}
