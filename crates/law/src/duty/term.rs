//! 期限 — terms of publishing, consulting, reviewing and filing, each from its day, with its source.

use crate::article::{Article, Refusal};
use crate::calendar::{Calendar, LastDay};
use crate::date::Date;
use jiff::Span;
use jiff::civil::DateTime;

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amount {
    /// 个工作日
    WorkingDays(u32),
    /// 日
    Days(u32),
    /// 小时
    Hours(u32),
    /// 个月
    Months(u32),
    /// 年
    Years(u32),
    /// A month and a day of the year after.
    YearAfter {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

impl Amount {
    /// The official words: 20个工作日, 次年1月31日前, 同时 for none.
    pub fn zh(self) -> String {
        match self {
            Self::WorkingDays(0) | Self::Days(0) => "同时".to_owned(),
            Self::WorkingDays(count) => format!("{count}个工作日"),
            Self::Days(count) => format!("{count}日"),
            Self::Hours(count) => format!("{count}小时"),
            Self::Months(count) => format!("{count}个月"),
            Self::Years(count) => format!("{count}年"),
            Self::YearAfter { month, day } => format!("次年{month}月{day}日前"),
        }
    }
}

/// Which side of its end a term wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// At the latest on its last day.
    AtMost,
    /// Not before its last day.
    AtLeast,
    /// At the latest so long before.
    Before,
}

impl Bound {
    /// The word before or after the amount.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::AtMost => "以内",
            Self::AtLeast => "不少于",
            Self::Before => "提前",
        }
    }
}

/// A term: how long, from when, by what rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The stable name.
    pub id: &'static str,
    /// What must be done.
    pub zh: &'static str,
    /// On which side of its end it is kept.
    pub bound: Bound,
    /// How long it is.
    pub amount: Amount,
    /// The day, or for hours the moment, from which it runs; that day does not count.
    pub anchor: &'static str,
    /// The first day of the rule.
    pub from: Date,
    /// The rule that sets it.
    pub source: Article,
    /// Whether the text of the rule was read; only then it cannot be set otherwise.
    pub verified: bool,
}

impl Term {
    /// The day on which it ends: the last on which it is kept for [`Bound::AtMost`] and [`Bound::Before`], the first for
    /// [`Bound::AtLeast`]. `None` for hours ([`Term::moment`]) and where it leaves the range of dates.
    ///
    /// A term in days ends on its day also where offices are closed on it: nothing moves a duty of an agency. A term of
    /// no days ends on the day itself.
    pub fn last_day(&self, from: Date, calendar: &Calendar) -> Option<LastDay> {
        let settled = |date| LastDay {
            date,
            provisional: false,
        };
        let span: Span = match self.amount {
            Amount::WorkingDays(days) if self.bound == Bound::Before => {
                return working_days_before(from, days, calendar);
            }
            Amount::WorkingDays(days) => return calendar.last_day(from, days),
            Amount::Days(days) => Span::new().try_days(days).ok()?,
            Amount::Months(months) => Span::new().try_months(months).ok()?,
            Amount::Years(years) => Span::new().try_years(years).ok()?,
            Amount::YearAfter { month, day } => {
                let year = from.year().checked_add(1)?;
                return Date::new(year, month, day).ok().map(settled);
            }
            Amount::Hours(_) => return None,
        };
        let date = match self.bound {
            Bound::AtMost | Bound::AtLeast => from.checked_add(span),
            Bound::Before => from.checked_sub(span),
        };
        date.ok().map(settled)
    }

    /// The moment at which a term of hours ends; `None` for the others.
    pub fn moment(&self, from: DateTime) -> Option<DateTime> {
        match self.amount {
            Amount::Hours(hours) => {
                let hours = Span::new().try_hours(hours).ok()?;
                from.checked_add(hours).ok()
            }
            _ => None,
        }
    }

    /// Whether something done on `on` keeps a term that runs from `from`; `None` for hours.
    pub fn is_kept(&self, from: Date, on: Date, calendar: &Calendar) -> Option<bool> {
        let last = self.last_day(from, calendar)?.date;
        Some(match self.bound {
            Bound::AtMost | Bound::Before => on <= last,
            Bound::AtLeast => on >= last,
        })
    }
}

fn working_days_before(from: Date, days: u32, calendar: &Calendar) -> Option<LastDay> {
    let mut last = LastDay {
        date: from,
        provisional: false,
    };
    let mut left = days;
    while left > 0 {
        last.date = last.date.yesterday().ok()?;
        last.provisional |= calendar.is_provisional(last.date);
        left -= u32::from(calendar.is_working(last.date));
    }
    Some(last)
}

const fn read(
    id: &'static str,
    zh: &'static str,
    (bound, amount): (Bound, Amount),
    anchor: &'static str,
    from: Date,
    source: &'static str,
) -> Term {
    Term {
        id,
        zh,
        bound,
        amount,
        anchor,
        from,
        source: Article(source),
        verified: true,
    }
}

const fn secondary(
    id: &'static str,
    zh: &'static str,
    (bound, amount): (Bound, Amount),
    anchor: &'static str,
    from: Date,
    source: &'static str,
) -> Term {
    Term {
        verified: false,
        ..read(id, zh, (bound, amount), anchor, from, source)
    }
}

const fn at_most(amount: Amount) -> (Bound, Amount) {
    (Bound::AtMost, amount)
}

const fn at_least(amount: Amount) -> (Bound, Amount) {
    (Bound::AtLeast, amount)
}

const fn before(amount: Amount) -> (Bound, Amount) {
    (Bound::Before, amount)
}

/// 重大行政决策程序暂行条例（国务院令第713号）
const DECISIONS_FROM: Date = Date::constant(2019, 9, 1);
/// 规章制定程序条例, as revised on 2017-12-22
const RULES_FROM: Date = Date::constant(2018, 5, 1);

/// 主动公开的政府信息公开: by when what must be published unasked is public.
pub const PROACTIVE_PUBLISH: Term = read(
    "proactive_publish",
    "主动公开的政府信息公开",
    at_most(Amount::WorkingDays(20)),
    "政府信息形成或者变更之日",
    Date::constant(2019, 5, 15),
    "条例第二十六条",
);

/// When the report of a department at or above the county is due.
pub const ANNUAL_REPORT_DEPARTMENT: Term = read(
    "annual_report_department",
    "县级以上人民政府部门提交并公布年度报告",
    at_most(Amount::YearAfter { month: 1, day: 31 }),
    "所报告的年度",
    Date::constant(2019, 5, 15),
    "条例第四十九条第一款",
);

/// When the report of a government at or above the county is due.
pub const ANNUAL_REPORT_GOVERNMENT: Term = read(
    "annual_report_government",
    "公布本级政府年度报告",
    at_most(Amount::YearAfter { month: 3, day: 31 }),
    "所报告的年度",
    Date::constant(2019, 5, 15),
    "条例第四十九条第二款",
);

const STANDARD: &[Term] = &[
    PROACTIVE_PUBLISH,
    ANNUAL_REPORT_DEPARTMENT,
    ANNUAL_REPORT_GOVERNMENT,
    read(
        "budget_publish",
        "预算、预算调整、决算、预算执行情况的报告及报表公开",
        at_most(Amount::Days(20)),
        "批准或者批复之日",
        Date::constant(2018, 12, 29),
        "预算法第十四条",
    ),
    read(
        "penalty_withdraw",
        "撤回被变更、撤销、确认违法或者无效的行政处罚决定信息并说明理由",
        at_most(Amount::Days(3)),
        "变更、撤销、确认之日",
        Date::constant(2021, 7, 15),
        "行政处罚法第四十八条第二款",
    ),
    read(
        "decision_comment",
        "重大行政决策公开征求意见",
        at_least(Amount::Days(30)),
        "公布决策草案之日",
        DECISIONS_FROM,
        "重大行政决策程序暂行条例第十五条第一款",
    ),
    read(
        "decision_hearing_material",
        "听证会材料送达听证参加人",
        before(Amount::Days(7)),
        "召开听证会之日",
        DECISIONS_FROM,
        "重大行政决策程序暂行条例第十六条第三款",
    ),
    read(
        "decision_legality_review",
        "重大行政决策合法性审查的时间",
        at_least(Amount::WorkingDays(7)),
        "送请合法性审查之日",
        DECISIONS_FROM,
        "重大行政决策程序暂行条例第二十六条第二款",
    ),
    read(
        "rule_comment",
        "规章草案公开征求意见",
        at_least(Amount::Days(30)),
        "公布规章草案之日",
        RULES_FROM,
        "规章制定程序条例第十五条",
    ),
    read(
        "rule_hearing_notice",
        "公布规章听证会的时间、地点和内容",
        before(Amount::Days(30)),
        "举行听证会之日",
        RULES_FROM,
        "规章制定程序条例第十六条",
    ),
    read(
        "rule_effect",
        "规章公布后施行",
        at_least(Amount::Days(30)),
        "公布之日",
        RULES_FROM,
        "规章制定程序条例第三十二条",
    ),
    read(
        "rule_filing",
        "规章报送备案",
        at_most(Amount::Days(30)),
        "公布之日",
        RULES_FROM,
        "规章制定程序条例第三十四条",
    ),
    read(
        "regulation_comment",
        "行政法规草案公开征求意见",
        at_least(Amount::Days(30)),
        "公布行政法规草案之日",
        RULES_FROM,
        "行政法规制定程序条例第十三条第二款",
    ),
    read(
        "regulation_effect",
        "行政法规公布后施行",
        at_least(Amount::Days(30)),
        "公布之日",
        RULES_FROM,
        "行政法规制定程序条例第二十九条",
    ),
    read(
        "market_comment",
        "与市场主体生产经营活动密切相关的规章、行政规范性文件公开征求意见",
        at_least(Amount::Days(30)),
        "公布草案之日",
        Date::constant(2020, 1, 1),
        "优化营商环境条例第六十二条第二款",
    ),
    read(
        "normative_legality_review",
        "行政规范性文件合法性审核的最长时间",
        at_most(Amount::WorkingDays(15)),
        "收到完整送审材料之日",
        Date::constant(2018, 12, 4),
        "国办发〔2018〕115号第五项",
    ),
    read(
        "normative_legality_review_least",
        "行政规范性文件合法性审核的时间",
        at_least(Amount::WorkingDays(5)),
        "收到完整送审材料之日",
        Date::constant(2018, 12, 4),
        "国办发〔2018〕115号第五项",
    ),
    secondary(
        "normative_evaluation_before_expiry",
        "规定了有效期的行政规范性文件在期满前评估",
        before(Amount::Months(6)),
        "有效期届满之日",
        Date::constant(2020, 1, 1),
        "广东省行政规范性文件管理规定（粤府令第277号）第三十四条，据解读引用",
    ),
    secondary(
        "normative_evaluation_interval",
        "没有规定有效期的行政规范性文件两次评估的间隔",
        at_most(Amount::Years(5)),
        "施行之日或者上一次评估之日",
        Date::constant(2020, 1, 1),
        "广东省行政规范性文件管理规定（粤府令第277号）第三十四条，据解读引用",
    ),
    secondary(
        "normative_filing",
        "行政规范性文件报送备案",
        at_most(Amount::Days(30)),
        "公布之日",
        Date::constant(2018, 5, 16),
        "各地规定15日或者30日，未见全国统一规定",
    ),
    secondary(
        "interpretation",
        "政策解读与政策文件同步公开",
        at_most(Amount::WorkingDays(0)),
        "政策文件公开之日",
        Date::constant(2016, 11, 10),
        "国办发〔2016〕80号“三同步”，据报道；个别地方规定3个工作日内",
    ),
    secondary(
        "opinion_first_word",
        "特别重大、重大突发事件发布权威信息",
        at_most(Amount::Hours(5)),
        "事件发生或者发现之时",
        Date::constant(2016, 11, 10),
        "国办发〔2016〕80号，据报道",
    ),
    secondary(
        "opinion_press_conference",
        "特别重大、重大突发事件举行新闻发布会",
        at_most(Amount::Hours(24)),
        "事件发生或者发现之时",
        Date::constant(2016, 7, 30),
        "国办发〔2016〕61号，据报道",
    ),
    secondary(
        "opinion_response",
        "其他政务舆情回应",
        at_most(Amount::Hours(48)),
        "发现之时",
        Date::constant(2016, 7, 30),
        "国办发〔2016〕61号，据报道",
    ),
    secondary(
        "withheld_review",
        "对不予公开的政府信息评估审查",
        at_most(Amount::Months(12)),
        "决定不予公开或者上一次评估审查之日",
        Date::constant(2019, 5, 15),
        "条例第十八条要求定期评估审查，没有规定周期；本程序的建议",
    ),
    secondary(
        "guide_review",
        "核对政府信息公开指南和目录",
        at_most(Amount::Months(12)),
        "上一次更新之日",
        Date::constant(2019, 5, 15),
        "条例第十二条第一款要求及时更新，没有规定周期；本程序的建议",
    ),
];

/// The terms of a place.
#[derive(Clone, Debug)]
pub struct Terms {
    terms: Vec<Term>,
}

impl Default for Terms {
    /// As statutes and documents set them, and proposals where none does.
    fn default() -> Self {
        Self {
            terms: STANDARD.to_vec(),
        }
    }
}

impl Terms {
    /// In a fixed order.
    pub fn all(&self) -> &[Term] {
        &self.terms
    }

    /// The term of this stable name.
    pub fn get(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.id == id)
    }

    /// The term as the place sets it, on `source`, its own rule.
    ///
    /// # Errors
    /// Where there is no such term, where a statute sets it, and where it would be measured otherwise than before: hours
    /// stay hours.
    pub fn set(&mut self, id: &str, amount: Amount, source: &'static str) -> Result<(), Refusal> {
        let Some(term) = self.terms.iter_mut().find(|term| term.id == id) else {
            return Err(Refusal::new(format!("没有名为{id}的期限")));
        };
        if term.verified {
            let says = format!("{}的期限有明文规定，不能另行设置", term.zh);
            return Err(Refusal::under(term.source, says));
        }
        let is_hours = |amount| matches!(amount, Amount::Hours(_));
        if is_hours(amount) != is_hours(term.amount) || matches!(amount, Amount::YearAfter { .. }) {
            let says = format!("{}的期限写作{}这样的形式", term.zh, term.amount.zh());
            return Err(Refusal::new(says));
        }
        term.amount = amount;
        term.source = Article(source);
        Ok(())
    }
}
