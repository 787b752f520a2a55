//! `gongkai clock` — by when a request must be answered, and how every day was counted.

use super::{Notices, day};
use crate::{say, trouble};
use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use law::Date;
use law::calendar::{Calendar, Day};
use law::clock::{ANSWER, Channel, Clock, Counted, Due, Practices, Question, Role, Sent};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Args)]
pub(crate) struct Asked {
    /// 收到申请之日（依条例第三十一条已经确定的）
    #[arg(long, value_name = "日期", required_unless_present = "batch")]
    received: Option<Date>,
    /// 提交的渠道：in_person、oral、mail_signed、mail_ordinary、internet、fax；只用来说明
    #[arg(long, value_name = "渠道")]
    channel: Option<String>,
    /// 收到补正的申请之日
    #[arg(long, value_name = "日期")]
    corrected: Option<Date>,
    /// 征求意见：发出和返回之日，可以写几次；没有返回的写 发出@对方收到..
    #[arg(long, value_name = "发出..返回")]
    consult: Vec<String>,
    /// 延长几个工作日（不超过 20）
    #[arg(long, value_name = "工作日数")]
    extend: Option<u32>,
    /// 缴清信息处理费之日
    #[arg(long, value_name = "日期")]
    paid: Option<Date>,
    /// 成批：一行一个 JSON，写 received、channel、corrected、consult、extend、paid；- 为标准输入
    #[arg(long, value_name = "文件", conflicts_with_all = ["received", "channel", "corrected", "consult", "extend", "paid"])]
    batch: Option<PathBuf>,
    #[command(flatten)]
    notices: Notices,
}

/// Some lines of a batch could not be answered.
const IN_PART: u8 = 3;

pub(crate) fn clock(asked: &Asked) -> anyhow::Result<ExitCode> {
    let calendar = asked.notices.calendar()?;
    if let Some(file) = &asked.batch {
        return batch(file, &calendar);
    }
    let question = Question {
        received: asked.received.context("还要写明 --received")?,
        channel: asked.channel.as_deref().map(channel).transpose()?,
        corrected: asked.corrected,
        consult: asked
            .consult
            .iter()
            .map(|letter| sent(letter))
            .collect::<anyhow::Result<_>>()?,
        extend: asked.extend.filter(|days| *days > 0),
        paid: asked.paid,
    };
    let clock = answered(&question, &calendar)?;
    say::value(&Value::Object(in_json(&question, &clock)?));
    tell(&question, &clock)?;
    Ok(ExitCode::SUCCESS)
}

/// A channel by its stable name or its Chinese one.
fn channel(name: &str) -> anyhow::Result<Channel> {
    let mut all = Channel::ALL.into_iter();
    let found = all.find(|one| one.id() == name || one.zh() == name);
    found.with_context(|| {
        let known = Channel::ALL.map(Channel::id).join("、");
        format!("没有“{name}”这个渠道；可以写 {known}")
    })
}

/// `2026-03-02..2026-03-20`, `2026-03-02@2026-03-05..`
fn sent(letter: &str) -> anyhow::Result<Sent> {
    let read = || {
        let (sent, returned) = letter.split_once("..")?;
        let (sent, reached) = match sent.split_once('@') {
            Some((sent, reached)) => (sent, Some(reached.parse().ok()?)),
            None => (sent, None),
        };
        let returned = match returned {
            "" => None,
            returned => Some(returned.parse().ok()?),
        };
        let sent = sent.parse().ok()?;
        Some(Sent {
            sent,
            reached,
            returned,
        })
    };
    read().with_context(|| {
        format!("“{letter}”不能作为 --consult：应当写作 2026-03-02..2026-03-20，没有返回的写作 2026-03-02@2026-03-05..")
    })
}

/// The clock of a question.
///
/// # Errors
/// A history that cannot have happened, and an extension that the law does not know.
fn answered<'a>(question: &Question, calendar: &'a Calendar) -> anyhow::Result<Clock<'a>> {
    let clock = Clock::of(&question.events(), calendar, Practices::default())?;
    if let Some(breach) = clock
        .breaches()
        .iter()
        .find(|breach| breach.article == ANSWER)
    {
        bail!("{}（{}）", breach.says, breach.article);
    }
    Ok(clock)
}

fn tell(question: &Question, clock: &Clock<'_>) -> anyhow::Result<()> {
    match clock.due()? {
        Due::On(last) => {
            let (zero, why) = clock.zero();
            say::result(&format!(
                "应当在{}以前（含当日）答复：自{}（{}）起第{}个工作日{}",
                day(last.date),
                law::date::zh(zero),
                why.zh(),
                clock.allowed(),
                if last.provisional { "，暂定" } else { "" },
            ));
            if last.provisional {
                let year = last.date.year();
                say::result(&format!("{year}年的放假安排还没有公布，这一天可能变动。"));
            }
        }
        Due::Waiting { since, whom } => say::result(&format!(
            "自{}起{}，期限暂停，现在还没有届满之日",
            law::date::zh(since),
            whom.zh()
        )),
        Due::Ended { on, .. } => say::result(&format!("{}已经办结", law::date::zh(on))),
    }
    if let Some(channel) = question.channel {
        let (zh, rule) = (channel.zh(), channel.received());
        say::result(&format!("{zh}：{rule}（{}）", channel.article()));
    }
    if question.paid.is_some() {
        let practice = Practices::default().payment_restarts;
        if !practice.verified {
            say::result(&format!(
                "缴费后重新起算是未核实的做法：{}",
                practice.source
            ));
        }
    }
    for breach in clock.breaches() {
        say::result(&format!("注意：{}（{}）", breach.says, breach.article));
    }
    let days = clock.explained()?;
    // What lost its effect is one line; every other day has its own.
    let void = days.iter().filter(|day| matches!(day.role, Role::Void(_)));
    if let (Some(first), Some(last)) = (void.clone().next(), void.clone().next_back()) {
        let (from, to) = (first.date, last.date);
        say::result(&format!(
            "{from} 至 {to}  {}（{}）",
            first.says(),
            first.rule()
        ));
    }
    for counted in days.iter().skip(void.count()) {
        let weekday = law::period::weekday_zh(counted.date);
        let (date, says, rule) = (counted.date, counted.says(), counted.rule());
        let provisional = if counted.provisional { "；暂定" } else { "" };
        say::result(&format!("{date}  {weekday}  {says}（{rule}{provisional}）"));
    }
    Ok(())
}

fn in_json(question: &Question, clock: &Clock<'_>) -> anyhow::Result<Map<String, Value>> {
    let due = clock.due()?;
    let (zero, why) = clock.zero();
    let mut told = Map::new();
    let mut put = |key: &str, value: Value| told.insert(key.to_owned(), value);
    put("received", json!(question.received.to_string()));
    if let Some(channel) = question.channel {
        put("channel", json!(channel.id()));
        put(
            "receipt",
            json!({ "says": channel.received(), "rule": channel.article().0 }),
        );
    }
    put(
        "zero",
        json!({ "date": zero.to_string(), "says": why.zh(), "rule": why.article().0 }),
    );
    put("allowed", json!(clock.allowed()));
    let last = due.last_day();
    put("due", json!(last.map(|last| last.date.to_string())));
    put(
        "provisional",
        json!(last.is_some_and(|last| last.provisional)),
    );
    if let Due::Waiting { since, whom } = due {
        put(
            "waiting",
            json!({ "since": since.to_string(), "says": whom.zh() }),
        );
    }
    let breaches = clock.breaches().iter();
    let breaches = breaches.map(|breach| json!({ "on": breach.on.to_string(), "says": breach.says, "rule": breach.article.0 }));
    put("breaches", breaches.collect());
    let days = clock.explained()?;
    put("days", days.iter().map(day_in_json).collect());
    Ok(told)
}

fn day_in_json(counted: &Counted<'_>) -> Value {
    let name = match counted.day {
        Day::Holiday(exception) | Day::MadeUp(exception) => Some(exception.name),
        Day::Working | Day::Weekend => None,
    };
    let number = match counted.role {
        Role::Counted(number) => Some(number),
        _ => None,
    };
    json!({
        "date": counted.date.to_string(),
        "day": counted.day.id(),
        "name": name,
        "as": counted.role.id(),
        "n": number,
        "says": counted.says(),
        "rule": counted.rule().to_string(),
        "provisional": counted.provisional,
    })
}

/// A line of a batch. What else stands in it is given back as it came.
#[derive(Deserialize)]
struct Line {
    received: String,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    corrected: Option<String>,
    #[serde(default)]
    consult: Option<Vec<Letter>>,
    #[serde(default)]
    extend: Option<u32>,
    #[serde(default)]
    paid: Option<String>,
}

#[derive(Deserialize)]
struct Letter {
    sent: String,
    /// The day the other side received it.
    #[serde(default)]
    reached: Option<String>,
    #[serde(default)]
    returned: Option<String>,
}

fn batch(file: &Path, calendar: &Calendar) -> anyhow::Result<ExitCode> {
    let read = if file.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    let text = read
        .map_err(|error| anyhow!(trouble::system(&error)))
        .with_context(|| format!("不能读取 {}", file.display()))?;
    let mut unanswered = 0;
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match one(line, calendar) {
            Ok(answer) => say::line(&Value::Object(answer)),
            Err(error) => {
                unanswered += 1;
                let says = trouble::says(&error);
                let refused = json!({ "line": at + 1, "error": says });
                say::line(&refused);
                say::note(&format!("第 {} 行：{says}", at + 1));
            }
        }
    }
    Ok(if unanswered > 0 {
        ExitCode::from(IN_PART)
    } else {
        ExitCode::SUCCESS
    })
}

fn one(line: &str, calendar: &Calendar) -> anyhow::Result<Map<String, Value>> {
    let mut given: Map<String, Value> =
        serde_json::from_str(line).map_err(|_| anyhow!("不是一个 JSON 对象"))?;
    let line: Line = serde_json::from_value(Value::Object(given.clone()))
        .map_err(|error| anyhow!("写法不合：{error}"))?;
    let question = line.question()?;
    let clock = answered(&question, calendar)?;
    for (key, value) in in_json(&question, &clock)? {
        given.insert(key, value);
    }
    Ok(given)
}

impl Line {
    fn question(&self) -> anyhow::Result<Question> {
        let optional = |key, text: &Option<String>| {
            let given = text.as_deref().filter(|text| !text.is_empty());
            given.map(|text| date(key, text)).transpose()
        };
        let letters = self.consult.iter().flatten();
        let consult = letters.map(|letter| {
            Ok(Sent {
                sent: date("consult.sent", &letter.sent)?,
                reached: optional("consult.reached", &letter.reached)?,
                returned: optional("consult.returned", &letter.returned)?,
            })
        });
        let by = self.channel.as_deref().filter(|name| !name.is_empty());
        Ok(Question {
            received: date("received", &self.received)?,
            channel: by.map(channel).transpose()?,
            corrected: optional("corrected", &self.corrected)?,
            consult: consult.collect::<anyhow::Result<_>>()?,
            extend: self.extend.filter(|days| *days > 0),
            paid: optional("paid", &self.paid)?,
        })
    }
}

fn date(key: &str, text: &str) -> anyhow::Result<Date> {
    let read = text.parse().ok();
    read.with_context(|| format!("{key} 不能读：“{text}”；应当写作 2026-01-01"))
}
