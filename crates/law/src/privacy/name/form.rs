//! What a name looks like, and how it is masked.
//!
//! A surname and one or two characters. How strictly that is read depends on what says that there is a name at all: behind
//! 姓名： nearly everything that can be one is one, in running words only what is hardly anything else.

use super::super::glyph::is_han;
use super::words::{NO_NAMES, OFFICES, PLACES, TITLES, WORDS};
use crate::personal;

/// Surnames that are words as well, or seldom: of a name only where something says that there is one.
const RARER_SURNAMES: &str = "常洪万游涂窦章梁佟宫屠靖沙仇那麦连巩盖敖寇池丛岑隋晏娄闵危明褚蔺闻茅逯党宗边储浦冼占巫植卜符练桂冀茹臧戚鄢甄扈燕\
                              冷訾阚佘利聂蔚祖费廉薄伏裘缪经房宣邸郁单杭洑诸左石崔吉钮嵇邢滑裴荣翁荀羊於惠曲封芮羿商刁桑郎仲虞查麻苑迟邝逄仉禤\
                              阙鞠栾鹿谌麴米尧衣矫苍滕乌扶越楼竺钭昝尉亓卫柏云奚昌凤花酆邬乐皮卞湛禹狄贝谈项席应贲汲邴糜井巴弓牧隗宓蓬郗仰伊暴\
                              厉戎景幸韶郜蓟宿怀邰鄂阴鬱胥莘贡劳姬堵宰郦雍郤璩濮寿郏温瞿慕习宦鱼容慎戈庾暨衡匡禄殳沃夔隆师厍晁勾毋乜丰巢蒯荆桓\
                              苟芦强晋郇粟揭仝花";
/// Surnames of two characters that are seldom, or words as well.
const RARER_LONG_SURNAMES: [&str; 12] = [
    "东方", "长孙", "宇文", "独孤", "南宫", "第五", "太史", "申屠", "呼延", "钟离", "澹台", "轩辕",
];
/// Characters that words and names of things are full of, and given names hardly ever have.
const NOT_GIVEN: &str = "的了是在于及或者当须不其该此每所被把将由从对员位部委系统机构等条款项目号码额费税价格标准件证簿册表单处罚办请提交收取支付\
                         限间址电话县街路巷站校馆厅室楼层店司集团队组班级股社府规例审判裁责任罪刑犯违禁止监督查验测评估核批许管制度划预算决务营产\
                         货商场贸消投债券票险障救助补贴贷还欠账屋矿网络据但而且则即也都又只就能要到过给使让用以与无没非未已受别各个些两几多总你我\
                         他她它们这那哪什么怎吗呢吧啊何某甲乙丙丁内外上下左右后旁至日分秒角吨米作做出入口设施序流类型式样品种况形态质量数第次期段\
                         低住居籍患病症药疗害毒伤亡死灾故事因效率比符词句页面积体车船器械物料油气煤盐粮食肉菜宿餐饮片视频公众载列附录见参考填写签\
                         盖诉讼求述称认确变更注销停废除免减缓加改换选举报告送传播布示警检察律党纪合私企业协议约束履反解答访谈断案职薪酬岗聘退休养\
                         老残孤弃婴幼按包括属性区局院省市摄人";

/// Whether this may be a name, where something calls it one.
pub(super) fn is_name(name: &str, is_sure: bool) -> bool {
    let chars: Vec<char> = name.chars().collect();
    if name.contains('某')
        || WORDS.split(' ').any(|word| word == name)
        || NO_NAMES
            .iter()
            .any(|word| name.starts_with(word) && !(is_sure && word.chars().count() == 1))
    {
        return false;
    }
    // 当事人于次日 is no 于次日.
    let is_day = |c: &char| "次当同收本每该其今昨上下日前后接签作提起".contains(*c);
    if !is_sure && chars.first() == Some(&'于') && chars.get(1).is_some_and(is_day) {
        return false;
    }
    if name.contains('·') {
        return chars.len() >= 4 && chars.iter().all(|c| is_han(*c) || *c == '·');
    }
    let is_rare = chars.first().is_some_and(|c| RARER_SURNAMES.contains(*c));
    let surname = if long_surname(&chars) && is_sure && chars.len() > 2 {
        2
    } else {
        personal::surname(&chars).max(usize::from(is_rare && is_sure))
    };
    let given = chars.len() - surname;
    let is_thing = chars.last().is_some_and(|c| personal::THINGS.contains(*c)) && chars.len() > 2;
    // 户主、车牌号、金额: a head beside another; 苗族, 石门村: what stands beside names.
    let is_head = chars
        .last()
        .is_some_and(|c| "号额址码型类市省族村".contains(*c));
    // 许先生 is as good as masked.
    let is_titled = || {
        let rest: String = chars.iter().skip(surname).collect();
        let mut titles = TITLES.iter().copied().chain(OFFICES.split(' '));
        name.ends_with("大学") || titles.any(|title| title == rest)
    };
    chars.iter().all(|c| is_han(*c))
        && 0 < surname
        && (1..=2).contains(&given)
        && !is_head
        && (is_sure || !is_thing)
        && !is_titled()
}

/// Whether these four characters may be a name among others that are: 扎西次仁, 戴姜小露.
pub(super) fn is_name_of_four(name: &str) -> bool {
    // 次仁 is a name in itself.
    let bare = name.replace("次仁", "仁仁");
    let is_given = |c: char| is_han(c) && !NOT_GIVEN.contains(c) && !personal::THINGS.contains(c);
    let mut titles = TITLES.iter().copied().chain(OFFICES.split(' '));
    let is_titled = name.ends_with('学') || titles.any(|title| name.ends_with(title));
    bare.chars().count() == 4 && bare.chars().all(is_given) && !is_titled
}

/// Whether this is hardly anything but a name, so that it is one in running words and in lists.
pub(super) fn is_clear_name(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    if name.contains('·') {
        let parts: Vec<&str> = name.split('·').collect();
        return parts.len() == 2
            && parts
                .iter()
                .all(|part| (2..=9).contains(&part.chars().count()) && part.chars().all(is_han));
    }
    let surname = surname_of(&chars);
    let given = chars.get(surname..).unwrap_or_default();
    is_name(name, true)
        && !PLACES.split(' ').any(|place| place == name)
        && !given.iter().any(|c| NOT_GIVEN.contains(*c))
        && !chars.last().is_some_and(|c| personal::THINGS.contains(*c))
}

/// Whether the name of a person of one of the commonest surnames, or of a long one.
pub(super) fn has_common_surname(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    name.contains('·') || long_surname(&chars) || 0 < personal::surname(&chars)
}

/// Whether a name begins with what is a word of its own between other words: 当事人向指定的银行缴款.
pub(super) fn begins_like_word(name: &str) -> bool {
    name.starts_with(['向', '经', '时', '应', '于', '管'])
}

/// Whether these two characters may begin a name.
pub(super) fn begins_like_surname(first: Option<char>, second: Option<char>) -> bool {
    let chars: Vec<char> = first.into_iter().chain(second).collect();
    0 < surname_of(&chars) || long_surname(&chars)
}

fn long_surname(chars: &[char]) -> bool {
    let first: String = chars.iter().take(2).collect();
    RARER_LONG_SURNAMES.contains(&first.as_str())
}

/// How many characters of a name are its surname.
fn surname_of(chars: &[char]) -> usize {
    if long_surname(chars) && chars.len() > 2 {
        return 2;
    }
    let is_rare = chars.first().is_some_and(|c| RARER_SURNAMES.contains(*c));
    personal::surname(chars).max(usize::from(is_rare))
}

/// 张某某, 欧阳某某: the whole surname stays.
pub(super) fn masked_name(name: &str) -> String {
    let chars: Vec<char> = name.chars().filter(|c| !matches!(c, '·' | ' ')).collect();
    let shown = if name.contains('·') {
        1
    } else {
        surname_of(&chars).max(1)
    };
    let first: String = chars.iter().take(shown).collect();
    format!(
        "{first}{}",
        "某".repeat(chars.len().saturating_sub(shown).min(2))
    )
}
