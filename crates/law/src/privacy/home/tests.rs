//! Which addresses are homes, and which are not.

use crate::privacy::{Kind, Policy, mask, scan};

/// The homes of a text, as they are written.
fn homes(text: &str) -> Vec<&str> {
    let found = scan(text, &Policy::default());
    let homes = found.iter().filter(|it| it.kind == Kind::Address);
    homes.filter_map(|it| text.get(it.at.clone())).collect()
}

#[test]
fn a_home_that_is_called_one_may_be_on_an_estate_of_any_name() {
    for (label, home, behind) in [
        ("住址：", "松岭县水岸名都10楼4门1401号", "，"),
        ("住址：", "水岸名都20座803室", "。"),
        ("家住", "松岭县国际丽都16-2-309", "，"),
        ("现住址为", "国际丽都4号楼602室", "。"),
        ("寄到", "松岭县国际丽都30栋2608房", "，王小芳收"),
        ("户籍地为", "国际丽都3栋502", ""),
        ("户主王小芳，", "松岭县石桥村26号", ""),
        ("住址：", "松岭县国际丽都3号楼2单元", "。"),
        ("住址：", "松岭县幸福小区A3-2-501", "。"),
        ("住址：", "松岭县幸福小区3-501", "。"),
        ("家住", "松岭县青山镇东沟村第七村民小组", "，"),
    ] {
        let text = format!("{label}{home}{behind}");
        assert_eq!(homes(&text), [home], "{text}");
    }
    // One number alone is none of a home there, and neither is what nobody calls a home.
    for text in [
        "住址：国际丽都30栋",
        "住址：国际丽都602室",
        "住址：国际丽都4-602",
        "国际丽都4号楼602室",
        "国际丽都16-2-309",
        "原租住的公房，租金按当地统一房屋租金标准缴纳",
    ] {
        assert_eq!(homes(text), [""; 0], "{text}");
    }
}

#[test]
fn rooms_of_households_have_a_number_behind_that_of_a_building() {
    for home in [
        "松岭县金色港湾26号楼2606号",
        "松岭县幸福路3号院4号楼3单元",
        "松岭县幸福里3幢2606号",
        "松岭县幸福里12号4楼3门",
        "松岭县幸福里12号3栋1门",
        "松岭县幸福里12号楼1门201",
        "松岭县青山镇东沟村七组44号",
        "松岭县青山镇东沟村第七村民小组45号",
        "松岭县幸福里20座803室",
        "松岭县幸福里12号3-502",
        "松岭县幸福里12号3-2-502",
        "松岭县幸福里12号香榭3-502",
    ] {
        let text = format!("反映{home}，漏水");
        assert_eq!(homes(&text).len(), 1, "{text}");
        assert!(homes(&text)[0].ends_with(home), "{text}");
    }
    for text in [
        "松岭县科技园3号楼正在施工",
        "松岭县解放路3号楼12号窗口",
        "松岭县科技路12号6楼正在施工",
        "松岭县科技园东3门",
        "松岭县东沟村12号正在施工",
        "松岭县幸福里3-502",
        "松岭县幸福里12号2021-00426",
        "住址：3-2-501",
        "根据居住状况，集体土地所有权关系等分设若干村民小组",
        "家住松岭县解放路3单位宿舍",
    ] {
        assert_eq!(homes(text), [""; 0], "{text}");
    }
    // Up to the floor, where one is named.
    assert_eq!(homes("家住松岭县科技路12号6楼"), ["松岭县科技路12号6楼"]);
    assert_eq!(homes("家住松岭县科技路3号楼"), ["松岭县科技路3号楼"]);
    assert_eq!(homes("家住松岭县小学3楼"), [""; 0]);
}

#[test]
fn a_place_for_letters_is_a_home_where_only_households_have_such_a_number() {
    for home in [
        "松岭县幸福小区3栋502室",
        "松岭县解放路12号楼5单元23室",
        "松岭县解放路12弄3号502室",
        "松岭县东沟村四组",
        "松岭县东沟村12号",
        "松岭县下寨屯12号",
        "松岭县幸福路19楼1门2203号",
    ] {
        for label in ["通讯地址", "邮寄地址", "联系地址", "送达地址", "收件地址"]
        {
            let text = format!("{label}：{home}");
            assert_eq!(homes(&text), [home], "{text}");
            let text = format!("公司{label}：{home}");
            assert_eq!(homes(&text), [""; 0], "{text}");
        }
    }
    for text in [
        "通讯地址：松岭县解放路12号",
        "通讯地址：松岭县解放路12号3栋502室",
        "通讯地址：松岭县东村路12号",
        "邮寄地址：松岭县解放路12号6楼",
        "通讯地址：松岭县科技路专家6组",
        "通讯地址：松岭县幸福小区12号",
    ] {
        assert_eq!(homes(text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_said_right_behind_the_number_tells_of_a_home_or_ends_it() {
    for (before, home, behind) in [
        ("搬迁至", "松岭县幸福里3栋502", "居住"),
        ("到当事人", "松岭县解放路12号", "的家中送达"),
        ("到当事人", "松岭县解放路12号", "家里送达"),
        ("她在", "松岭县解放路12号", "居住"),
        ("在", "松岭县解放路12号", "的住处"),
        ("坐落于", "松岭县科技园路3-2-501", "的房屋"),
    ] {
        let text = format!("{before}{home}{behind}");
        assert!(homes(&text).iter().any(|it| it.ends_with(home)), "{text}");
    }
    assert_eq!(homes("松岭县解放路12号的商铺"), [""; 0]);
    assert_eq!(homes("松岭县解放路12号商家"), [""; 0]);
}

#[test]
fn the_seat_of_a_body_is_no_home() {
    for text in [
        "住所：松岭县解放路12号（松岭食品厂）",
        "住所：松岭县解放路12号（松岭县小河有限公司）",
        "住所：松岭县解放路12号(松岭县第一中学校)",
    ] {
        assert_eq!(homes(text), [""; 0], "{text}");
    }
    for text in [
        "住所：松岭县解放路12号（自有）",
        "住所：松岭县解放路12号，（松岭食品厂）",
        "住所：松岭县解放路12号（）",
        "住所：松岭县解放路12号（松岭食品厂",
    ] {
        assert_eq!(homes(text), ["松岭县解放路12号"], "{text}");
    }
}

#[test]
fn the_county_or_town_is_shown() {
    for (text, masked) in [
        ("住址：松岭县解放路12号", "住址：松岭县***"),
        ("住址：松岭县青山镇解放路12号", "住址：松岭县青山镇***"),
        ("住址：解放街道幸福里3栋502室", "住址：解放街道***"),
        ("住址：幸福里3栋502室", "住址：***"),
    ] {
        let found = scan(text, &Policy::default());
        assert_eq!(mask(text, &found), masked, "{text}");
    }
}

#[test]
fn what_stands_between_the_parts_of_an_address_is_no_part_of_it() {
    for home in [
        "松岭县解放路12 号",
        "松岭县解放路 12号",
        "松岭县解放路 12 号 3 栋 2 单元 502 室",
        "松岭县解放路12号 水岸名都3栋502室",
        "松岭县 水岸名都3栋502室",
        "松岭县东沟村（杨家湾）3号",
        "松岭县解放路463号绿地·海珀4单元204室",
    ] {
        let text = format!("家住{home}，");
        assert_eq!(homes(&text), [home], "{text}");
    }
    for (text, home) in [
        ("家住松岭县幸福村 五保户12号", None),
        ("家住幸福里小赵 12号", None),
        ("家住松岭县解放路（桥头）12号", None),
        ("户主王小芳 水岸名都3栋502室", Some("水岸名都3栋502室")),
        ("家住松岭县东沟村（桥头）路口12号", Some("路口12号")),
        ("家住松岭县解放路12号 水岸名都", Some("松岭县解放路12号")),
    ] {
        let home: Vec<&str> = home.into_iter().collect();
        assert_eq!(homes(text), home, "{text}");
    }
}

#[test]
fn numbers_are_written_in_many_ways() {
    for home in [
        "松岭县解放路12号之一",
        "松岭县解放路12号3栋901号房",
        "松岭县解放路12号第3栋2单元1001室",
        "松岭县解放路12号3栋2单元26层东户",
        "松岭县解放路12号3栋2梯1001室",
        "松岭县解放路12号9#楼1201",
        "松岭县解放路12号19#-2-302",
        "松岭县御景豪庭9排4号房",
        "松岭县解放路12号6层",
    ] {
        let text = format!("家住{home}，");
        assert_eq!(homes(&text), [home], "{text}");
    }
    for (text, home) in [
        ("家住松岭县解放路12号之家", "松岭县解放路12号"),
        ("家住松岭县解放路12号第2号", "松岭县解放路12号"),
        ("家住松岭县解放路12号农户", "松岭县解放路12号"),
    ] {
        assert_eq!(homes(text), [home], "{text}");
    }
    assert_eq!(homes("家住松岭县东户"), [""; 0]);
    assert_eq!(homes("家住松岭县小区3排"), ["松岭县小区3排"]);
}

#[test]
fn an_address_behind_a_body_or_its_code_is_its_seat() {
    for text in [
        "被申请人：松岭县教育局，住所地：松岭县解放路12号3栋502室",
        "被申请人：松岭县教育局，住所地松岭县解放路12号3栋502室",
        "统一社会信用代码：91440101MA5CNG8K51\n住所（住址）：松岭县解放路12号3栋502室",
        "统一社会信用代码：91440101MA5CNG8K51，地址：松岭县解放路12号3栋502室",
        "住所地：松岭县解放路12号3栋502室。法定代表人：王小芳",
        "住所：松岭县工业园3栋502室",
        "来信请寄松岭县信访局（松岭县解放路12号3栋502室）",
    ] {
        assert_eq!(homes(text), [""; 0], "{text}");
    }
    for text in [
        "被申请人：松岭县教育局，第三人：王小芳，住所地：松岭县解放路12号3栋502室",
        "工作单位：松岭县教育局，家庭住址：松岭县解放路12号3栋502室",
        "住所：松岭县工业园幸福小区3栋502室",
        "申请人：王小芳，住所地松岭县解放路12号3栋502室",
        "教育局东侧，松岭县解放路12号3栋502室漏水",
    ] {
        assert_eq!(homes(text).len(), 1, "{text}");
        assert!(homes(text)[0].starts_with("松岭县"), "{text}");
    }
    // Where people work no room is a home, unless households live there.
    assert_eq!(homes("松岭县创业大厦3栋502室漏水"), [""; 0]);
    assert_eq!(
        homes("松岭县开发区幸福小区3栋502室漏水"),
        ["松岭县开发区幸福小区3栋502室"]
    );
    assert_eq!(
        homes("受理人：王小芳，联系地址：松岭县市民中心解放路12号"),
        [""; 0]
    );
}

#[test]
fn an_address_in_a_column_is_that_of_the_person_beside_it() {
    for (text, home) in [
        (
            "姓名\t地址\n王小芳\t松岭县解放路12号\n",
            Some("松岭县解放路12号"),
        ),
        (
            "姓名 地址 备注 王小芳 松岭县解放路12号 无",
            Some("松岭县解放路12号"),
        ),
        (
            "姓名\n地址\n备注\n王小芳\n国际丽都3栋502室\n无",
            Some("国际丽都3栋502室"),
        ),
        ("企业名称\t地址\n松岭食品\t松岭县解放路12号3栋502室\n", None),
        ("姓名 地址 备注 王小芳 松岭县科技路创业大厦12号 无", None),
    ] {
        let home: Vec<&str> = home.into_iter().collect();
        assert_eq!(homes(text), home, "{text}");
    }
}

#[test]
fn whoever_is_named_before_lives_there_unless_an_office_stands_between() {
    let far = "反映附近工地夜间噪声扰民一事，望有关部门尽快处理，";
    for (text, is_home) in [
        (
            format!("申请人：王小芳13800138000，{far}地址：松岭县解放路12号"),
            true,
        ),
        (
            format!("申请人：王小芳，{far}地址：松岭县解放路12号"),
            false,
        ),
        (
            "电话0571-87654321，申请人：王小芳，地址：松岭县解放路12号".to_owned(),
            true,
        ),
        (
            "申请人：王小芳，电话0571-87654321，地址：松岭县解放路12号".to_owned(),
            false,
        ),
        ("地址：松岭县解放路12号，申请人：王小芳".to_owned(), false),
    ] {
        assert_eq!(homes(&text).len(), usize::from(is_home), "{text}");
    }
}
