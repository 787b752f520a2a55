//! 编码 — from bytes to characters, in whatever Chinese encoding they are.
//!
//! Decides by, in this order: byte order mark; whether the bytes are UTF-16 or UTF-8; how much like Chinese they
//! look under the declared encoding, GB18030, Big5 and the guess of chardetng. A declaration is a witness, not a
//! judge: where it is wrong, that is a [`Problem`] and never a page of 锟斤拷.
//!
//! Invariants
//! - Never fails: bytes that are no character become U+FFFD, counted in a [`Problem`].
//! - No control characters come out but line feed and tab.

use crate::Problem;
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What the bytes say.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) problems: Vec<Problem>,
}

/// How much of a file is looked at to tell its encoding.
const SAMPLE: usize = 64 * 1024;

/// How far into a page its declaration may stand.
const PRESCAN: usize = 4096;

/// Decodes `bytes`; `declared` is the label of an encoding that the file or its server states.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, len)) => (encoding, bytes.get(len..).unwrap_or_default()),
        None => (judge(bytes, declared), bytes),
    };
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let mut problems = Vec::new();
    if let Some(declared) = declared
        && !same(declared, encoding)
        && !bytes.is_ascii()
    {
        problems.push(Problem::new(
            "encoding_misdeclared",
            format!(
                "文件声明的编码是 {}，实际是 {}，已按实际编码读取。",
                declared.name(),
                encoding.name()
            ),
        ));
    }
    if damaged {
        let n = text.matches('\u{fffd}').count();
        problems.push(Problem::new(
            "encoding_errors",
            format!(
                "有 {n} 处字节不是 {} 的字符，已用“\u{fffd}”代替，请核对原件。",
                encoding.name()
            ),
        ));
    }
    Decoded {
        text: without_controls(&text, &mut problems),
        problems,
    }
}

/// The label of the encoding that a page or an XML file declares in its first bytes.
pub(crate) fn declared_in(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..PRESCAN).unwrap_or(bytes);
    let head: String = head
        .iter()
        .filter(|byte| **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    label_after(&head, "charset=").or_else(|| {
        let declaration = head.trim_start().strip_prefix("<?xml")?;
        label_after(declaration.split_once("?>")?.0, "encoding=")
    })
}

/// The label of the encoding in a media type such as `text/html; charset=gb2312`.
pub(crate) fn declared_by(media_type: &str) -> Option<String> {
    label_after(&media_type.to_ascii_lowercase(), "charset=")
}

fn label_after(text: &str, key: &str) -> Option<String> {
    let (_, rest) = text.split_once(key)?;
    let rest = rest.trim_start_matches(['"', '\'', ' ']);
    let label: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .take(32)
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Which encoding bytes without a byte order mark have.
fn judge(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if let Some(encoding) = utf_16_by_shape(sample) {
        return encoding;
    }
    if looks_like_utf_8(bytes) {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Deny);
    let declared = declared.filter(|encoding| *encoding != UTF_8 && !is_utf_16(encoding));
    let mut best = (GB18030, f64::MIN);
    for candidate in [Some(GB18030), Some(BIG5), declared, Some(guess)]
        .into_iter()
        .flatten()
    {
        let favour = if Some(candidate) == declared {
            0.02
        } else {
            0.0
        };
        let score = chineseness(sample, candidate) + favour;
        if score > best.1 {
            best = (candidate, score);
        }
    }
    if best.0 == GBK { GB18030 } else { best.0 }
}

fn is_utf_16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// GB2312 and GBK are read as the GB18030 that contains them.
fn same(declared: &'static Encoding, actual: &'static Encoding) -> bool {
    let wide = |encoding: &'static Encoding| if encoding == GBK { GB18030 } else { encoding };
    wide(declared) == wide(actual)
}

/// UTF-16 without a mark: line feeds, blanks and common punctuation take two bytes of a telling form.
fn utf_16_by_shape(sample: &[u8]) -> Option<&'static Encoding> {
    let (mut little, mut big, mut units) = (0usize, 0usize, 0usize);
    for pair in sample.chunks_exact(2) {
        let &[a, b] = pair else { continue };
        units += 1;
        little += usize::from(telling(b, a));
        big += usize::from(telling(a, b));
    }
    let enough = |n: usize| units >= 4 && n * 4 > units * 3;
    match (enough(little), enough(big)) {
        (true, false) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        (true, true) => Some(if little >= big { UTF_16LE } else { UTF_16BE }),
        (false, false) => None,
    }
}

/// Whether a code unit with these bytes is one that Chinese text consists of, and that two bytes of another encoding
/// seldom are: ASCII with a zero byte, punctuation, or a Han character together with the zero bytes around it.
fn telling(high: u8, low: u8) -> bool {
    match high {
        0x00 => matches!(low, b'\t' | b'\n' | b'\r' | 0x20..=0x7e),
        0x30 => low <= 0x1f,
        0xff => matches!(low, 0x01..=0x5e),
        0x20 => matches!(low, 0x14..=0x26),
        0x4e..=0x9f => true,
        _ => false,
    }
}

/// UTF-8, if need be with a few damaged places: other encodings damage it in every second character.
fn looks_like_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad, mut rest) = (0usize, 0usize, bytes);
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                good += wide_characters(text);
                return bad == 0 || good > bad * 50;
            }
            Err(error) => {
                let (valid, after) = rest.split_at(error.valid_up_to());
                good += std::str::from_utf8(valid).map_or(0, wide_characters);
                bad += 1;
                let skip = error.error_len().unwrap_or(after.len());
                rest = after.get(skip..).unwrap_or_default();
                if bad > 64 && bad * 50 > good {
                    return false;
                }
            }
        }
    }
}

fn wide_characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).count()
}

/// The characters that make up a good half of every Chinese text, simplified and traditional.
const COMMON: &str = "的一是不在有和人这中大为上个国我以要时来用们到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判护司足某练差致板田降黑犯负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换未跑留钢曾端责站简述钱副尽帝射草冲承独令限阿宣环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客袁冷胜绝析块剂测丝协诉念陈仍罗盐友洋错苦夜刑移频逐靠混母短皮终聚汽村云哪既距卫停烈央察烧迅境若印洲刻括激孔搞甚室待核校散侵吧甲游久菜味旧模湖货损预阻毫普稳乙妈植息扩银语挥酒守拿序纸医缺雨吗针刘啊急唱误训愿审附获茶鲜粮斤孩脱硫肥善龙演父渐血欢械掌歌沙刚攻谓盾讨晚粒乱燃矛乎杀药宁鲁贵钟煤读班伯香介迫句丰培握兰担弦蛋沉假穿执答乐谁顺烟缩征脸喜松脚困异免背星福买染井概慢怕磁倍祖皇促静补评翻肉践尼衣宽扬棉希伤操垂秋宜氢套督振架亮末宪庆编牛触映雷销诗座居抓裂胞呼娘景威绿晶厚盟衡鸡孙延危胶屋乡临陆顾掉呀灯岁措束耐剧玉赵跳哥季课凯胡额款绍卷齐伟蒸殖永宗苗川炉岩弱零杨奏沿露杆探滑镇饭浓航怀赶库夺伊灵税途灭赛归召鼓播盘裁险康唯录菌纯借糖盖横符私努堂域枪润幅哈竟熟虫泽脑壤碳欧遍侧寨敢彻虑斜薄庭纳弹饲伸折麦湿暗荷瓦塞床筑恶户访塔奇透梁刀旋迹卡氯遇份毒泥退洗摆灰彩卖耗夏择忙铜献硬予繁圈雪函亦抽篇阵阴丁尺追堆雄迎泛爸楼避谋吨野猪旗累偏典馆索秦脂潮爷豆忽托惊塑遗愈朱替纤粗倾尚痛楚谢奋购磨君池旁碎骨监捕弟暴割贯殊释词亡壁顿宝午尘闻揭炮残冬桥妇警综招吴付浮遭徐您摇谷赞箱隔订男吹乡园纷唐败宋玻巨耕坦荣闭湾键凡驻锅救恩剥凝碱齿截炼麻纺禁废盛版缓净睛昌婚涉筒嘴插岸朗庄街藏姑贸腐奴啦惯乘恢複為國學會發對業個這們來時過說還後經體電機點從應關開長問題間見現實務員條結級統計設資場議論證變規業東車華書區團請屬辦縣省廳處總據環護衛應訂標準檢驗農產業進運權責檔圖與將於無義動當樣報戰線聯內開務，。、；：？！（）《》“”〔〕「」『』　０１２３４５６７８９";

static COMMON_SET: LazyLock<HashSet<char>> = LazyLock::new(|| COMMON.chars().collect());

/// The share of the wide characters that are common ones, less ten times the share that is damaged.
fn chineseness(sample: &[u8], encoding: &'static Encoding) -> f64 {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut wide, mut known, mut bad) = (0u32, 0u32, 0u32);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        wide += 1;
        known += u32::from(COMMON_SET.contains(&c));
        bad += u32::from(c == '\u{fffd}');
    }
    let share = |n: u32| f64::from(n) / f64::from(wide.max(1));
    share(known) - 10.0 * share(bad)
}

/// Control characters print as nothing; line ends become line feeds.
fn without_controls(text: &str, problems: &mut Vec<Problem>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut dropped = 0usize;
    // What stays as it is, is taken over in one piece.
    let mut kept = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let instead = match c {
            ' '..='~' | '\n' | '\t' | '\u{3000}'..='\u{d7ff}' => continue,
            '\r' if chars.peek().is_some_and(|(_, next)| *next == '\n') => "",
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => "\n",
            // Marks that print as nothing: they would only hide a word from whoever looks for it.
            '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{200e}' | '\u{200f}' | '\u{ad}' => "",
            c if c.is_control() => {
                dropped += 1;
                ""
            }
            _ => continue,
        };
        out.push_str(text.get(kept..at).unwrap_or_default());
        out.push_str(instead);
        kept = at + c.len_utf8();
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    if dropped > 0 {
        problems.push(Problem::new(
            "control_characters",
            format!("文件中有 {dropped} 个控制字符，已略去。"),
        ));
    }
    out
}
