//! 个人信息 — whether words that somebody typed may name or number a person.
//!
//! Decides by form alone, and in doubt says yes: whoever asks wants to leave such words alone, and loses little by it.
//! What is looked for: numbers as long as those of telephones, identity cards (GB 11643), bank cards, passports and
//! permits, codes of mixed letters and digits, number plates (GA 36), addresses of mail and of homes, and names.

/// Digits that number no person, however they are parted.
const FEW_DIGITS: usize = 6;

/// A code of letters and digits that may be that of a person is no shorter, and has so many digits.
const CODE: usize = 9;
const DIGITS_OF_CODE: usize = 5;

/// The signs of provinces on number plates.
pub(crate) const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// The commonest surnames; nine of ten people have one of them.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁\
                        任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武\
                        戴莫孔向汤赖康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅\
                        童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车";

const LONG_SURNAMES: [&str; 12] = [
    "欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "端木",
];

/// What ends the name of a place, a body, a paper or a thing, and hardly that of a person: not 山, 金 or 业, which name
/// people too.
pub(crate) const THINGS: &str = "区局县镇乡街站院校所馆厅处办法案费税证网厂队厦部委股款险卡单票";

/// What is asked about one person rather than about a matter.
const OF_A_PERSON: [&str; 22] = [
    "身份证",
    "手机",
    "电话",
    "住址",
    "地址",
    "户籍",
    "户口",
    "病历",
    "病情",
    "工资",
    "银行卡",
    "账号",
    "微信",
    "离婚",
    "判决",
    "起诉",
    "失信",
    "欠款",
    "拘留",
    "处罚",
    "信访",
    "简历",
];

/// Whether words may name or number a person; such words are not kept where they are not needed for anything that the
/// person wants (个人信息保护法第六条第二款).
pub fn may_be_personal(words: &str) -> bool {
    let chars: Vec<char> = words.chars().map(narrow).collect();
    chars.contains(&'@')
        || has_long_number(&chars)
        || has_code(&chars)
        || has_plate(&chars)
        || has_home(&chars)
        || names_somebody(&chars)
}

/// Full-width letters, digits and signs as those of ASCII, small.
fn narrow(c: char) -> char {
    let narrow = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    narrow.to_ascii_lowercase()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九幺".contains(c)
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || "-–—−.·_".contains(c)
}

fn has_long_number(chars: &[char]) -> bool {
    let is_part = |c: &char| is_digit(*c) || is_gap(*c);
    chars
        .split(|c| !is_part(c))
        .map(|run| {
            let groups = run.split(|c| is_gap(*c));
            groups.filter(|group| !group.is_empty()).collect::<Vec<_>>()
        })
        .filter(|groups| !(groups.len() <= 2 && groups.iter().all(|group| is_year(group))))
        .any(|groups| FEW_DIGITS < groups.iter().map(|group| group.len()).sum())
}

fn is_year(group: &[char]) -> bool {
    matches!(group, ['1', '9', _, _] | ['2', '0', _, _])
}

fn has_code(chars: &[char]) -> bool {
    let runs = chars.split(|c| !(c.is_ascii_alphanumeric() || *c == '_'));
    let digits = |run: &[char]| run.iter().filter(|c| c.is_ascii_digit()).count();
    let mut runs = runs.filter(|run| CODE <= run.len());
    runs.any(|run| DIGITS_OF_CODE <= digits(run))
}

fn has_plate(chars: &[char]) -> bool {
    let written: Vec<char> = chars.iter().copied().filter(|c| !is_gap(*c)).collect();
    written.windows(7).any(|plate| match plate {
        [province, letter, rest @ ..] => {
            PROVINCES.contains(*province)
                && letter.is_ascii_lowercase()
                && rest.iter().all(char::is_ascii_alphanumeric)
                && rest.iter().any(char::is_ascii_digit)
        }
        _ => false,
    })
}

/// 解放路12号, 3栋, 502室
fn has_home(chars: &[char]) -> bool {
    let number = |from: usize| {
        let rest = chars.get(from..).unwrap_or_default();
        let digits = rest.iter().take_while(|c| is_digit(**c)).count();
        (digits, rest.get(digits).copied())
    };
    let starts = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        before.is_none_or(|before| !is_digit(*before))
    };
    (0..chars.len()).filter(|at| starts(*at)).any(|at| {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let (digits, after) = number(at);
        let is_house = before.is_some_and(|before| "路街道巷弄村组里苑园厦区".contains(*before))
            && after == Some('号');
        0 < digits && (is_house || after.is_some_and(|after| "栋幢室座".contains(after)))
    })
}

fn names_somebody(chars: &[char]) -> bool {
    let is_han = |c: &char| ('\u{3400}'..='\u{9fff}').contains(c);
    // 阿卜杜拉·买买提
    let is_joined = chars.windows(3).any(|three| match three {
        [before, '·' | '•' | '・', after] => is_han(before) && is_han(after),
        _ => false,
    });
    let words: String = chars.iter().collect();
    let is_of_a_person = OF_A_PERSON.iter().any(|said| words.contains(said));
    let mut terms = chars.split(|c| !is_han(c)).filter(|term| !term.is_empty());
    is_joined
        || terms.any(|term| {
            let surname = surname(term);
            let given = term.len() - surname;
            let is_thing = term.len() == 3 && term.last().is_some_and(|c| THINGS.contains(*c));
            0 < surname && 0 < given && (is_of_a_person || (given <= 2 && !is_thing))
        })
}

/// How many characters of a surname a term begins with.
pub(crate) fn surname(term: &[char]) -> usize {
    let begins = |long: &str| long.chars().eq(term.iter().copied().take(2));
    match term.first() {
        _ if LONG_SURNAMES.iter().any(|long| begins(long)) => 2,
        Some(first) if SURNAMES.contains(*first) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_person_are_known_however_they_are_written() {
        for words in [
            "11010519491231002X",
            "110105491231002",
            "110105 19491231 002X 办理",
            "１３８００１３８０００",
            "138-0013-8000",
            "138 0013 8000 举报",
            "+86 13800138000",
            "010-62345678",
            "6234567",
            "6222 0212 3456 7890 123",
            "E12345678",
            "EA1234567",
            "H12345678",
            "92440101MA5XXXXX1A",
            "wxid_a1b2c3d4e5",
            "一三八〇〇一三八〇〇〇",
            "粤A12345 违章",
            "粤A·12345",
            "京AD12345",
            "a.b@example.com",
            "某某＠example.com",
        ] {
            assert!(may_be_personal(words), "{words}");
        }
    }

    #[test]
    fn names_and_homes_are_known() {
        for words in [
            "张三",
            "李小明",
            "欧阳小明",
            "阿卜杜拉·买买提",
            "张三 拆迁补偿",
            "拆迁补偿 李小明",
            "王小明的身份证",
            "刘某某处罚决定书",
            "解放路12号",
            "松岭镇东村3组12号",
            "和平小区5栋",
            "3单元502室",
        ] {
            assert!(may_be_personal(words), "{words}");
        }
    }

    #[test]
    fn matters_and_numbers_of_documents_are_no_persons() {
        for words in [
            "电动自行车上牌",
            "公积金贷款额度",
            "高新区",
            "林业局",
            "石灰窑整治",
            "身份证办理流程",
            "失信惩戒",
            "漱府规〔2026〕5号",
            "国发〔2019〕15号",
            "2026年预算",
            "2025-2026年度 供热",
            "2025 2026 供热",
            "第十四个五年规划",
            "一二三产业融合",
            "G60 高速出口",
            "道路12条措施",
            "云南12345热线",
            "标准GB11643",
            "邮编525000",
            "教室照明改造",
            "新春走基层·2026",
            "石 砂 开采",
            "",
        ] {
            assert!(!may_be_personal(words), "{words}");
        }
    }
}
