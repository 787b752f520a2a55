//! `gongkai clock` — by when a request must be answered, and how every day was counted.

use super::{Notices, day};
use crate::{say, trouble};
use acts::press::ruling;
use anyhow::{Context as _, anyhow, bail, ensure};
use clap::Args;
use law::Date;
use law::calendar::{Calendar, FIRST_YEAR};
use law::clock::{ANSWER, Channel, Clock, Due, LONGEST_EXTENSION, Practices, Question, Role, Sent};
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
    #[arg(long, value_name = "工作日数", allow_negative_numbers = true)]
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

/// The longest from the receipt to the last day that is given: what is longer is a slip of the pen.
const LONGEST: i32 = 3653;

/// Some lines of a batch could not be answered.
const IN_PART: u8 = 3;

pub(crate) async fn clock(data: &Path, asked: &Asked) -> anyhow::Result<ExitCode> {
    let calendar = asked.notices.calendar(data).await?;
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
    say::value(&Value::Object(ruling::clock(&question, &clock)?));
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
    let later = question.events().into_iter().map(|happened| happened.on);
    if let Some(last) = later.max() {
        let days = question.received.until(last);
        let days = days.map_or(i32::MAX, |span| span.get_days());
        ensure!(
            days <= LONGEST,
            "{}与收到申请（{}）相隔十年以上，请看哪一个写错了",
            law::date::zh(last),
            law::date::zh(question.received)
        );
    }
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
                say::result(&if year < FIRST_YEAR {
                    format!("{year}年的放假安排没有收录，只按星期计算。")
                } else {
                    format!("{year}年的放假安排还没有公布，这一天可能变动。")
                });
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
    for note in question.notes(&Practices::default()) {
        say::result(&format!("注意：{}", note.zh()));
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
    let question = question(&given)?;
    let clock = answered(&question, calendar)?;
    // What else stands in the line is given back as it came.
    for (key, value) in ruling::clock(&question, &clock)? {
        given.insert(key, value);
    }
    Ok(given)
}

fn question(given: &Map<String, Value>) -> anyhow::Result<Question> {
    let letters = match given.get("consult") {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(letters)) => letters,
        Some(_) => bail!("consult 应当是一个列表，写作 [{{\"sent\":…,\"returned\":…}}]"),
    };
    let letter = |letter: &Value| {
        let letter = letter.as_object();
        let letter = letter.context("consult 里应当是 {\"sent\":…,\"returned\":…}")?;
        Ok(Sent {
            sent: date(letter, "consult.sent")?.context("consult 没有写 sent")?,
            reached: date(letter, "consult.reached")?,
            returned: date(letter, "consult.returned")?,
        })
    };
    let extend = match given.get("extend") {
        None | Some(Value::Null) => None,
        Some(value) => {
            let days = value.as_u64().and_then(|days| u32::try_from(days).ok());
            Some(days.with_context(|| {
                format!("extend 应当是 0 至 {LONGEST_EXTENSION} 的整数，写了 {value}")
            })?)
        }
    };
    let by = word(given, "channel")?;
    Ok(Question {
        received: date(given, "received")?.context("没有写 received")?,
        channel: by.map(channel).transpose()?,
        corrected: date(given, "corrected")?,
        consult: letters
            .iter()
            .map(letter)
            .collect::<anyhow::Result<Vec<Sent>>>()?,
        extend: extend.filter(|days| *days > 0),
        paid: date(given, "paid")?,
    })
}

/// A word under the last part of a name; nothing where it is left out, empty or null.
fn word<'a>(given: &'a Map<String, Value>, name: &str) -> anyhow::Result<Option<&'a str>> {
    let key = name.rsplit('.').next().unwrap_or(name);
    match given.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        Some(other) => bail!("{name} 应当写在引号里，写了 {other}"),
    }
}

fn date(given: &Map<String, Value>, name: &str) -> anyhow::Result<Option<Date>> {
    let text = word(given, name)?;
    let read = |text: &str| {
        text.parse()
            .ok()
            .with_context(|| format!("{name} 没有“{text}”这一天；应当写作 2026-01-01"))
    };
    text.map(read).transpose()
}
