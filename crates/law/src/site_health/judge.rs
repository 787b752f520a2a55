//! From what is there to what breaks which rule.

use super::{
    AgencySeen, Dead, Finding, ItemSeen, Limits, Observed, Outcome, Pace, Page, PageClass, RULES,
    Rule,
};
use crate::agency::{AgencyKind, AgencyLevel};
use crate::calendar::Calendar;
use crate::date::Date;
use crate::duty::{ANNUAL_REPORT_DEPARTMENT, ANNUAL_REPORT_GOVERNMENT, PROACTIVE_PUBLISH};
use crate::item::quoted;
use crate::item::validity::Status;
use jiff::Span;
use std::collections::BTreeMap;

/// Judges everything on one day: an outcome for every rule, in their order.
pub fn judge(
    observed: &Observed,
    limits: &Limits,
    calendar: &Calendar,
    today: Date,
) -> Vec<Outcome> {
    let court = Court {
        observed,
        limits,
        calendar,
        today,
    };
    let outcome = |rule: &'static Rule| {
        let (mut findings, note) = court.hear(rule.id);
        findings.sort();
        findings.dedup();
        Outcome {
            rule,
            findings,
            note,
        }
    };
    RULES.iter().map(outcome).collect()
}

/// What is judged, by which numbers, on which day.
struct Court<'a> {
    observed: &'a Observed,
    limits: &'a Limits,
    calendar: &'a Calendar,
    today: Date,
}

type Heard = (Vec<Finding>, String);

fn at(at: impl Into<String>, says: impl Into<String>) -> Finding {
    Finding {
        at: at.into(),
        says: says.into(),
    }
}

impl Court<'_> {
    fn hear(&self, rule: &str) -> Heard {
        match rule {
            "veto_unreachable" => self.unreachable(),
            "veto_home_stale" => self.home_stale(),
            "veto_columns_stale" => self.columns(),
            "page_error" => self.page_errors(),
            "home_dead_link" => self.dead(true),
            "dead_link" => self.dead(false),
            "dead_anchor" => self.dead_anchors(),
            "column_stale" => (self.stale(), self.of_columns()),
            "column_empty" => (self.empty(), self.of_columns()),
            "tags_missing" => self.tags(),
            "footer_incomplete" => self.footer(),
            "no_search" => self.each_page(|page| {
                (!page.has_search)
                    .then(|| "没有搜索框".to_owned())
                    .into_iter()
                    .collect()
            }),
            "undated" => self.articles(|page| !page.says_date, "没有写发布时间"),
            "unsourced" => self.articles(|page| !page.says_source, "没有写来源"),
            "duplicate_post" => self.duplicates(),
            "ended_unmarked" => self.ended_unmarked(),
            "image_alt" => self.each_page(|page| {
                let mute = page.mute_images.iter();
                mute.map(|image| format!("图片 {image} 没有替代文字"))
                    .collect()
            }),
            "page_build" => {
                self.each_page(|page| page.faults.iter().map(super::Fault::says).collect())
            }
            "same_title" => self.same_titles(),
            "page_slow" => self.slow(),
            "channels" => self.channels(),
            "annual_report_due" => self.annual_reports(),
            "proactive_late" => self.proactive(),
            "interpretation_late" => self.interpretations(),
            "guide_old" => self.guides(),
            "date_order" => self.date_order(),
            _ => (Vec::new(), String::new()),
        }
    }

    fn home(&self) -> Option<&Page> {
        let mut pages = self.observed.pages.iter();
        pages.find(|page| page.class == PageClass::Home && page.is_usual)
    }

    /// Pages that opened.
    fn open(&self) -> impl Iterator<Item = &Page> {
        self.observed.pages.iter().filter(|page| page.status == 200)
    }

    fn each_page(&self, says: impl Fn(&Page) -> Vec<String>) -> Heard {
        let found = self
            .open()
            .flat_map(|page| says(page).into_iter().map(|says| at(&page.address, says)));
        (found.collect(), format!("看了 {} 页", self.open().count()))
    }

    fn articles(&self, is_broken: impl Fn(&Page) -> bool, says: &str) -> Heard {
        let articles = || {
            self.open()
                .filter(|page| page.class == PageClass::Article && page.is_usual)
        };
        let found = articles().filter(|page| is_broken(page));
        (
            found.map(|page| at(&page.address, says)).collect(),
            format!("看了 {} 页", articles().count()),
        )
    }

    fn unreachable(&self) -> Heard {
        let note =
            "只看了这一次；指标要求连续一周、每天间隔访问二十次以上，打不开的占百分之五才否决";
        let found = match self.home() {
            None => vec![at("/", "首页打不开")],
            Some(home) if home.status != 200 => {
                vec![at(&home.address, answered(home.status))]
            }
            Some(home) if u64::from(self.limits.reach_seconds) * 1000 < home.milliseconds => {
                let took = home.milliseconds / 1000;
                vec![at(&home.address, format!("首页用了 {took} 秒"))]
            }
            Some(_) => Vec::new(),
        };
        (found, note.into())
    }

    fn home_stale(&self) -> Heard {
        let Some(home) = self.home() else {
            return (Vec::new(), "首页打不开，没有看".into());
        };
        match home.newest {
            None => (
                vec![at(&home.address, "首页上没有一个日期，视同没有更新")],
                String::new(),
            ),
            Some(newest) => {
                let note = format!("首页上最新的日期是 {newest}");
                let last = self.before(Span::new().days(i64::from(self.limits.home_days)));
                let found = (newest < last).then(|| {
                    let days = self.limits.home_days;
                    at(&home.address, format!("最新的是 {newest}，超过 {days} 天"))
                });
                (found.into_iter().collect(), note)
            }
        }
    }

    /// Three ways to fail by columns; which columns is told under the rules of single columns.
    fn columns(&self) -> Heard {
        let empty = self.empty().len();
        let news_days = Span::new().days(i64::from(self.limits.news_days));
        let policy_months = Span::new().months(i64::from(self.limits.policy_months));
        let long_months = Span::new().months(i64::from(self.limits.long_months));
        let stale =
            self.older(&[Pace::News], news_days) + self.older(&[Pace::Policy], policy_months);
        let long = self.older(&[Pace::News, Pace::Policy, Pace::Below], long_months);
        let failing = [
            (
                stale,
                self.limits.stale_columns,
                "动态、要闻类和一级的通知公告、政策文件类栏目不更新",
            ),
            (long, self.limits.long_columns, "应当更新的栏目长期不更新"),
            (empty, self.limits.empty_columns, "空白栏目"),
        ];
        let found = failing
            .into_iter()
            .filter(|(n, most, _)| *most as usize <= *n);
        let found =
            found.map(|(n, most, what)| at("全站", format!("{what} {n} 个，达到 {most} 个")));
        let note = format!(
            "不更新 {stale} 个、长期不更新 {long} 个、空白 {empty} 个；{}",
            self.of_columns()
        );
        (found.collect(), note)
    }

    /// How many columns of these paces have nothing newer than a span.
    fn older(&self, paces: &[Pace], span: Span) -> usize {
        let last = self.before(span);
        let columns = self.observed.columns.iter();
        columns
            .filter(|column| paces.contains(&column.pace))
            .filter(|column| column.newest.is_some_and(|newest| newest < last))
            .count()
    }

    fn of_columns(&self) -> String {
        format!(
            "看了各机构的 {} 个栏目，最上级机构的“法定主动公开内容”算一级的政策文件类；没有动态、要闻类栏目；“依申请公开”是申请入口，不算",
            self.observed.columns.len()
        )
    }

    fn stale(&self) -> Vec<Finding> {
        let stale = self.observed.columns.iter().filter_map(|column| {
            let span = match column.pace {
                Pace::News => Span::new().days(i64::from(self.limits.news_days)),
                Pace::Policy => Span::new().months(i64::from(self.limits.policy_months)),
                Pace::Below => Span::new().months(i64::from(self.limits.long_months)),
                Pace::Guide | Pace::Free => return None,
            };
            let newest = column.newest?;
            (newest < self.before(span)).then(|| {
                at(
                    &column.address,
                    format!("{}：最新的是 {newest}", column.name),
                )
            })
        });
        stale.collect()
    }

    fn empty(&self) -> Vec<Finding> {
        let empty = self
            .observed
            .columns
            .iter()
            .filter(|column| column.items == 0);
        empty
            .map(|column| at(&column.address, format!("{}：一件也没有", column.name)))
            .collect()
    }

    fn page_errors(&self) -> Heard {
        let pages = self.observed.pages.iter();
        let broken = pages.filter(|page| page.status == 0 || page.status >= 500);
        let found = broken.map(|page| at(&page.address, answered(page.status)));
        (
            found.collect(),
            format!("看了 {} 页", self.observed.pages.len()),
        )
    }

    fn dead(&self, on_home: bool) -> Heard {
        let dead = self
            .observed
            .dead_links
            .iter()
            .filter_map(|link| match link.why {
                Dead::Status(status) if link.on_home == on_home => Some(at(
                    &link.on,
                    format!("链到 {}，{}", link.to, answered(status)),
                )),
                _ => None,
            });
        (dead.collect(), String::new())
    }

    fn dead_anchors(&self) -> Heard {
        let dead = self.observed.dead_links.iter();
        let dead = dead.filter(|link| link.why == Dead::NoAnchor);
        (
            dead.map(|link| at(&link.on, format!("链到 {}，那一页上没有这个位置", link.to)))
                .collect(),
            String::new(),
        )
    }

    fn tags(&self) -> Heard {
        self.each_page(|page| {
            let of = |names: &[&str]| {
                names
                    .iter()
                    .filter_map(|name| wrong_tag(page, name))
                    .collect::<Vec<_>>()
            };
            let mut wrong = of(&SITE_TAGS);
            wrong.extend(of(&COLUMN_TAGS));
            if page.class == PageClass::Article {
                wrong.extend(of(&ARTICLE_TAGS));
            }
            wrong
        })
    }

    fn footer(&self) -> Heard {
        let Some(home) = self.home() else {
            return (Vec::new(), "首页打不开，没有看".into());
        };
        let missing = FOOTER.iter().filter(|words| !home.footer.contains(**words));
        (
            missing
                .map(|words| at(&home.address, format!("页脚没有“{words}”")))
                .collect(),
            "党政机关网站标识要由主管部门核发，没有看".into(),
        )
    }

    fn duplicates(&self) -> Heard {
        let mut alike: BTreeMap<_, Vec<&ItemSeen>> = BTreeMap::new();
        for item in self.observed.items.iter().filter(|item| !item.is_law) {
            let key = (&item.title, &item.doc_no, item.published_on);
            alike.entry(key).or_default().push(item);
        }
        let twice = alike.into_values().filter(|items| items.len() > 1);
        let found = twice.filter_map(|items| {
            let (first, rest) = items.split_first()?;
            let rest: Vec<&str> = rest.iter().map(|item| item.address.as_str()).collect();
            let says = format!("{}又见 {}", quoted(&first.title), rest.join("、"));
            Some(at(&first.address, says))
        });
        (found.collect(), "名称、文号、发布日期都相同的算重复".into())
    }

    fn ended_unmarked(&self) -> Heard {
        let ended =
            |item: &&ItemSeen| matches!(item.status, Some(Status::Repealed | Status::Expired));
        let pages: BTreeMap<&str, &Page> = self
            .open()
            .map(|page| (page.address.as_str(), page))
            .collect();
        let items: Vec<&ItemSeen> = self.observed.items.iter().filter(ended).collect();
        let found = items.iter().filter_map(|item| {
            let page = pages.get(item.address.as_str())?;
            let status = item.status?.zh();
            (!page.marks.contains(status))
                .then(|| at(&item.address, format!("“{status}”没有在页面上标出")))
        });
        (
            found.collect(),
            format!(
                "失效、废止的有 {} 件；来源没有写日期的，无从知道",
                items.len()
            ),
        )
    }

    fn same_titles(&self) -> Heard {
        let mut alike: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for page in self.open().filter(|page| page.is_usual && !page.is_further) {
            alike.entry(&page.title).or_default().push(&page.address);
        }
        let twice = alike.into_iter().filter(|(_, pages)| pages.len() > 1);
        let found = twice.filter_map(|(title, pages)| {
            let (first, rest) = pages.split_first()?;
            Some(at(
                *first,
                format!("“{title}”又是 {} 的标题", rest.join("、")),
            ))
        });
        (found.collect(), String::new())
    }

    fn slow(&self) -> Heard {
        let most = u64::from(self.limits.page_seconds) * 1000;
        let slow = self.open().filter(|page| most < page.milliseconds);
        let found = slow.map(|page| {
            let (whole, tenth) = (page.milliseconds / 1000, page.milliseconds % 1000 / 100);
            at(&page.address, format!("用了 {whole}.{tenth} 秒"))
        });
        (found.collect(), "只算服务器回答的时间".into())
    }

    fn channels(&self) -> Heard {
        let (least, most) = (self.limits.channels_least, self.limits.channels_most);
        let home = self.home();
        let found = home.filter(|home| home.channels < least || most < home.channels);
        let found = found.map(|home| {
            at(
                &home.address,
                format!("有 {} 个频道，一般 {least} 到 {most} 个", home.channels),
            )
        });
        (found.into_iter().collect(), String::new())
    }

    /// 条例第四十九条: departments at and above the county by 31 January, governments by 31 March.
    fn annual_reports(&self) -> Heard {
        let year = self.today.year() - 1;
        let mut unknown = 0;
        let mut found = Vec::new();
        for agency in &self.observed.agencies {
            let Some(due) = report_due(agency, year, self.calendar) else {
                unknown += 1;
                continue;
            };
            let existed = agency.valid_from.is_none_or(|from| from.year() <= year);
            if due < self.today && existed && !agency.reports.contains(&year) {
                let says = format!(
                    "{}：没有 {year} 年度的报告，应当在 {due} 前公布",
                    agency.name
                );
                found.push(at(&agency.address, says));
            }
        }
        let note = format!(
            "看了 {} 个机构；乡镇、街道和其他机构的期限条例没有写，没有判断的有 {unknown} 个",
            self.observed.agencies.len()
        );
        (found, note)
    }

    /// 条例第二十六条: twenty working days from the day on which the information was made or changed.
    fn proactive(&self) -> Heard {
        let own = || {
            self.observed
                .items
                .iter()
                .filter(|item| item.is_own_document)
        };
        let late = own().filter_map(|item| {
            let written = item.written_on?;
            let days = self.calendar.working_days(written, item.published_on);
            let kept = PROACTIVE_PUBLISH.is_kept(written, item.published_on, self.calendar);
            (kept == Some(false)).then(|| {
                let (title, on) = (quoted(&item.title), item.published_on);
                let says = format!("{title}{written} 成文，{on} 发布，第 {days} 个工作日");
                at(&item.address, says)
            })
        });
        let undated = own().filter(|item| item.written_on.is_none()).count();
        let note = format!(
            "以成文日期作为形成日期；没有成文日期、无从判断的 {undated} 件；是否另有法定期限不知道"
        );
        (late.collect(), note)
    }

    fn interpretations(&self) -> Heard {
        let late = self.observed.interpretations.iter().filter_map(|it| {
            let days = self
                .calendar
                .working_days(it.policy_published_on, it.published_on);
            (days > self.limits.interpret_days).then(|| {
                let (title, policy) = (quoted(&it.title), quoted(&it.policy));
                let says = format!("{title}比{policy}晚 {days} 个工作日");
                at(&it.address, says)
            })
        });
        let note = format!(
            "写明了解读关系的有 {} 对",
            self.observed.interpretations.len()
        );
        (late.collect(), note)
    }

    fn guides(&self) -> Heard {
        let last = self.before(Span::new().months(i64::from(self.limits.guide_months)));
        let guides = self
            .observed
            .columns
            .iter()
            .filter(|column| column.pace == Pace::Guide);
        let old = guides.filter_map(|column| {
            let newest = column.newest.filter(|newest| *newest < last)?;
            Some(at(
                &column.address,
                format!("{}：最新的是 {newest}", column.name),
            ))
        });
        (old.collect(), String::new())
    }

    fn date_order(&self) -> Heard {
        let wrong = self.observed.items.iter().filter_map(|item| {
            let published = item.published_on;
            let says = match item.written_on {
                _ if self.today < published => {
                    format!("{}写的发布日期 {published} 还没有到", quoted(&item.title))
                }
                Some(written) if published < written => {
                    format!(
                        "{}{written} 成文，却在 {published} 就发布了",
                        quoted(&item.title)
                    )
                }
                _ => return None,
            };
            Some(at(&item.address, says))
        });
        (wrong.collect(), String::new())
    }

    /// The first day of a span that ends today.
    fn before(&self, span: Span) -> Date {
        self.today.checked_sub(span).unwrap_or(Date::MIN)
    }
}

/// What a status says; 0 is none.
fn answered(status: u16) -> String {
    match status {
        0 => "没有回答".into(),
        status => format!("回答 {status}"),
    }
}

/// 条例第四十九条: by when the report of a year is due; `None` for bodies of which it does not speak.
fn report_due(agency: &AgencySeen, year: i16, calendar: &Calendar) -> Option<Date> {
    if agency.level == AgencyLevel::Township {
        return None;
    }
    let term = match agency.kind {
        AgencyKind::Government => ANNUAL_REPORT_GOVERNMENT,
        AgencyKind::Department | AgencyKind::DirectlyAffiliated => ANNUAL_REPORT_DEPARTMENT,
        _ => return None,
    };
    let reported = Date::new(year, 12, 31).ok()?;
    Some(term.last_day(reported, calendar)?.date)
}

const SITE_TAGS: [&str; 3] = ["SiteName", "SiteDomain", "SiteIDCode"];
const COLUMN_TAGS: [&str; 4] = [
    "ColumnName",
    "ColumnDescription",
    "ColumnKeywords",
    "ColumnType",
];
const ARTICLE_TAGS: [&str; 3] = ["ArticleTitle", "PubDate", "ContentSource"];

/// The values of `ColumnType`; the list of the rule ends with “……”.
const COLUMN_TYPES: [&str; 18] = [
    "首页",
    "概况信息",
    "机构职能",
    "负责人信息",
    "工作动态",
    "政策文件",
    "信息公开指南",
    "信息公开目录",
    "信息公开年报",
    "依申请公开",
    "数据发布",
    "数据开放",
    "政策解读",
    "回应关切",
    "办事服务",
    "咨询投诉",
    "征集调查",
    "在线访谈",
];

/// What is wrong with one tag of a page.
fn wrong_tag(page: &Page, name: &str) -> Option<String> {
    let values = page.tags.get(name).map(Vec::as_slice).unwrap_or_default();
    match values {
        [] => Some(format!("没有标签 {name}")),
        [only] if only.trim().is_empty() => Some(format!("标签 {name} 是空的")),
        // In other languages and scripts the value may be another word for the same.
        [only]
            if name == "ColumnType" && page.is_usual && !COLUMN_TYPES.contains(&only.as_str()) =>
        {
            Some(format!("标签 ColumnType 的值“{only}”不在规范所列之中"))
        }
        [only] if name == "PubDate" && !is_moment(only) => Some(format!(
            "标签 PubDate 应当写作 2020-07-26 10:00，现为“{only}”"
        )),
        [_] => None,
        _ => Some(format!("标签 {name} 写了 {} 次", values.len())),
    }
}

/// `YYYY-MM-DD HH:MM`
fn is_moment(text: &str) -> bool {
    let Some((day, time)) = text.split_once(' ') else {
        return false;
    };
    let is_time = time.len() == 5
        && time.split_once(':').is_some_and(|(hour, minute)| {
            hour.parse::<u8>().is_ok_and(|hour| hour < 24)
                && minute.parse::<u8>().is_ok_and(|minute| minute < 60)
        });
    day.len() == 10 && day.parse::<Date>().is_ok() && is_time
}

/// What the footer must hold (国办发〔2017〕47号).
const FOOTER: [&str; 8] = [
    "主办单位",
    "承办单位",
    "联系方式",
    "政府网站标识码",
    "ICP备案",
    "公安机关备案",
    "我为政府网站找错",
    "网站地图",
];
