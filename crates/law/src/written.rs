//! 书写 — how numbers, names, dates and citations are written, and what departs from it.
//!
//! Decides what every reader of this crate says alike: the value together with each [`Deviation`] from the standard
//! form, or [`Unread`] with the form that was looked for. What is printed is the standard form, and reading that gives
//! the value again and no deviation.
//!
//! Invariants
//! - A reader takes any string, in time that grows no faster than its length, and never panics.
//! - A deviation never changes what is meant: where two meanings are possible the text is [`Unread`].
//! - A strict caller asks whether the list is empty; a caller who wants the number right, and not its writing, asks
//!   [`Deviation::is_of_the_value`].

use std::fmt;

/// A value as it was read and how its writing departs from the standard, each departure once; or what it is not.
pub type Reading<T> = Result<(T, Vec<Deviation>), Unread>;

/// 书写偏差 — a departure from the standard form that is understood all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deviation {
    /// 全角的数字或者字母
    FullWidth,
    /// 中间有空格
    Spaces,
    /// 中间有横线
    Dashes,
    /// 应当大写的字母写成小写
    LowerCase,
    /// 年份不用六角括号
    Brackets,
    /// 序号编虚位：05号、07月
    LeadingZero,
    /// 发文字号的序号前加“第”
    Ordinal,
    /// 命令的编号缺“第”
    MissingOrdinal,
    /// “令”写在编号后：第711号令
    KindLast,
    /// 编号缺“号”
    MissingMark,
    /// 年份只写两位
    ShortYear,
    /// 应当用阿拉伯数字处用汉字数字
    ChineseNumeral,
    /// 应当用汉字数字处用阿拉伯数字：第58条
    ArabicNumeral,
    /// 汉字数字的写法不规范：一十二、两百、一百五
    NumeralForm,
    /// 逐字书写计量的数：一二三
    DigitByDigit,
    /// 逐字书写的零不用“〇”
    ZeroSign,
    /// 大写汉字数字：壹佰
    Capitals,
    /// 一个日期里汉字和阿拉伯数字混用
    MixedNumerals,
    /// 年月日之间用符号：2020-07-15
    Separator,
    /// “日”写作“号”，或者缺“日”
    DayMark,
    /// 索引号的流水号不足五位
    ShortSerial,
    /// 引用的项用半角括号，或者括号只有一半
    ItemBrackets,
    /// 后一个序号缺“第”或者前一个缺“条、款、项”：第一、二项，第三至五条
    Contracted,
    /// 法规名称不用书名号
    TitleMarks,
    /// 省级代码不存在
    Division,
    /// 出生日期不存在
    Birth,
    /// 校验码不符
    Check,
}

impl Deviation {
    /// Every departure that is told.
    pub const ALL: &[Self] = &[
        Self::FullWidth,
        Self::Spaces,
        Self::Dashes,
        Self::LowerCase,
        Self::Brackets,
        Self::LeadingZero,
        Self::Ordinal,
        Self::MissingOrdinal,
        Self::KindLast,
        Self::MissingMark,
        Self::ShortYear,
        Self::ChineseNumeral,
        Self::ArabicNumeral,
        Self::NumeralForm,
        Self::DigitByDigit,
        Self::ZeroSign,
        Self::Capitals,
        Self::MixedNumerals,
        Self::Separator,
        Self::DayMark,
        Self::ShortSerial,
        Self::ItemBrackets,
        Self::Contracted,
        Self::TitleMarks,
        Self::Division,
        Self::Birth,
        Self::Check,
    ];

    /// How it should be written, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::FullWidth => "数字和字母应当用半角",
            Self::Spaces => "中间不留空格",
            Self::Dashes => "中间不写横线",
            Self::LowerCase => "字母应当大写",
            Self::Brackets => "年份应当用六角括号〔〕括入",
            Self::LeadingZero => "序号和月、日不编虚位",
            Self::Ordinal => "发文顺序号前不加“第”",
            Self::MissingOrdinal => "命令、公告的编号写作“第N号”",
            Self::KindLast => "编号写在“令”“公告”后",
            Self::MissingMark => "序号后应当加“号”",
            Self::ShortYear => "年份应当标全称",
            Self::ChineseNumeral => "年份、发文顺序号应当用阿拉伯数字",
            Self::ArabicNumeral => "条、款、项的序号应当用汉字数字",
            Self::NumeralForm => "汉字数字的写法不规范",
            Self::DigitByDigit => "逐字书写只用于年份和编号",
            Self::ZeroSign => "编号和年份里的零应当写作“〇”",
            Self::Capitals => "大写汉字数字只用于票据和财务凭证",
            Self::MixedNumerals => "一个日期里不混用汉字和阿拉伯数字",
            Self::Separator => "公文里的日期应当写作“N年N月N日”",
            Self::DayMark => "日期应当以“日”结尾",
            Self::ShortSerial => "索引号的流水号应当为五位",
            Self::ItemBrackets => "项的序号应当用全角圆括号",
            Self::Contracted => "每一个序号都应当带“第”和“条、款、项”",
            Self::TitleMarks => "法律、法规和文件的名称应当用书名号",
            Self::Division => "省级行政区划代码不存在",
            Self::Birth => "出生日期不存在",
            Self::Check => "校验码不符",
        }
    }

    /// The standard or the provision that says so.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Brackets
            | Self::LeadingZero
            | Self::Ordinal
            | Self::MissingOrdinal
            | Self::KindLast
            | Self::MissingMark
            | Self::ShortYear
            | Self::ChineseNumeral
            | Self::Separator
            | Self::DayMark => "GB/T 9704-2012",
            Self::FullWidth
            | Self::NumeralForm
            | Self::DigitByDigit
            | Self::ZeroSign
            | Self::Capitals
            | Self::MixedNumerals => "GB/T 15835-2011",
            Self::ArabicNumeral | Self::ItemBrackets | Self::Contracted => {
                "《行政法规制定程序条例》第六条"
            }
            Self::TitleMarks => "GB/T 15834-2011",
            Self::LowerCase => "GB 32100-2015",
            Self::Division | Self::Birth => "GB 11643-1999",
            Self::Check => "GB 11643-1999、GB 32100-2015、GB 11714-1997",
            Self::Spaces | Self::Dashes => "标准的书写形式",
            Self::ShortSerial => "索引号的编制规则",
        }
    }

    /// Whether the value itself cannot be right, and not only its writing.
    pub const fn is_of_the_value(self) -> bool {
        matches!(self, Self::Division | Self::Birth | Self::Check)
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}（{}）", self.zh(), self.source())
    }
}

/// 读不出 — a text that is not what was looked for; says how that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unread {
    /// No 发文字号.
    #[error("不是发文字号：应当写作“国办发〔2020〕17号”“国务院令第711号”“2025年第44号”")]
    DocNumber,
    /// No 索引号.
    #[error("不是索引号：应当写作“统一社会信用代码/年份-五位流水号”")]
    IndexNo,
    /// No 统一社会信用代码.
    #[error("不是统一社会信用代码：应当为 18 位数字和大写字母，不含 I、O、S、V、Z")]
    CreditCode,
    /// No 公民身份号码.
    #[error("不是公民身份号码：应当为 18 位，1999 年以前的为 15 位")]
    IdNumber,
    /// No number in Chinese numerals.
    #[error("不是汉字数字：应当写作“一百零五”，最大到万亿")]
    Numeral,
    /// No date.
    #[error("不是日期，或者没有这一天：应当写作“2020年7月15日”")]
    Date,
    /// No citation of provisions.
    #[error("不是条文的引用：应当写作“《……》第十五条第二款第（三）项”“本办法第三条之一”“前款”")]
    Citation,
}

/// Departures as they are met, each once.
#[derive(Debug, Default)]
pub(crate) struct Noted(Vec<Deviation>);

impl Noted {
    pub(crate) fn note(&mut self, deviation: Deviation) {
        if !self.0.contains(&deviation) {
            self.0.push(deviation);
        }
    }

    pub(crate) fn note_if(&mut self, is: bool, deviation: Deviation) {
        if is {
            self.note(deviation);
        }
    }

    pub(crate) fn into_list(self) -> Vec<Deviation> {
        self.0
    }
}

/// The character without its full width: `７` is `7`, `Ｘ` is `X`; others as they are.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// The text without blanks around it, also those that nobody sees.
pub(crate) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_gap(c))
}

/// A blank within a line, also one that nobody sees.
pub(crate) fn is_gap(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{3000}' | '\u{a0}' | '\u{2000}'
            ..='\u{200b}' | '\u{202f}' | '\u{2060}' | '\u{feff}'
    )
}

/// A hyphen or a dash, of whatever width.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '－' | '—' | '–' | '‐' | '‑' | '−')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_departure_says_how_to_write_it_and_where_that_stands() {
        let mut said: Vec<&str> = Deviation::ALL.iter().map(|it| it.zh()).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), Deviation::ALL.len());
        assert_eq!(
            Deviation::Brackets.to_string(),
            "年份应当用六角括号〔〕括入（GB/T 9704-2012）"
        );
        let of_the_value = Deviation::ALL.iter().filter(|it| it.is_of_the_value());
        let of_the_value: Vec<&str> = of_the_value.map(|it| it.source()).collect();
        assert_eq!(
            of_the_value,
            [
                "GB 11643-1999",
                "GB 11643-1999",
                "GB 11643-1999、GB 32100-2015、GB 11714-1997",
            ]
        );
    }

    #[test]
    fn a_wide_character_has_a_narrow_one() {
        let narrow: String = "７Ｘ（ａ）　七x".chars().map(super::narrow).collect();
        assert_eq!(narrow, "7X(a) 七x");
        assert!(" \u{3000}\t".chars().all(is_gap) && !is_gap('\n') && !is_gap('-'));
        assert!("-－—".chars().all(is_dash) && !is_dash('一'));
    }
}
