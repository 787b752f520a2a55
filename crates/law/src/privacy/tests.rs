//! What is found and what is left alone, one line each.

use super::*;

fn policy() -> Policy {
    Policy {
        office_phones: vec!["07551234567".into()],
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
