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
    ] {
        let text = format!("反映{home}，漏水");
        assert_eq!(homes(&text).len(), 1, "{text}");
        assert!(homes(&text)[0].ends_with(home), "{text}");
    }
    for text in [
        "松岭县科技园3号楼正在施工",
        "松岭县科技园3号楼12号窗口",
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
