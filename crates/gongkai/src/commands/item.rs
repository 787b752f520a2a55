//! The acts on one item, from the command line: release, correct, replace, withdraw, relate, unrelate.

use super::again::{self, Again, before, told};
use crate::incoming::pages::{file as file_of, is_offered};
use crate::incoming::pictures;
use crate::place::Place;
use crate::reader::{Isolation, Pool};
use crate::{say, trouble};
use acts::again::Once;
use acts::item::Which;
use acts::item::correct::{Correction, Former};
use acts::item::relate::End;
use anyhow::Context as _;
use clap::Args;
use law::Date;
use law::item::{FieldType, Relation, Released, Value};
use serde_json::{Value as JsonValue, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Args)]
pub(crate) struct Release {
    /// 索引号，可以写几个；gongkai drafts 列出所有草稿
    #[arg(required = true, value_name = "索引号")]
    items: Vec<String>,
    /// 为什么这样办；只记入台账
    #[arg(long, default_value = "", value_name = "原因")]
    reason: String,
    #[command(flatten)]
    again: Again,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Correct {
    /// 索引号，或者 laws/编码/版本
    #[arg(value_name = "信息")]
    item: String,
    /// 更正了什么；读者会看到这一句
    #[arg(long, value_name = "说明")]
    note: String,
    /// 为什么更正；只记入台账
    #[arg(long, default_value = "", value_name = "原因")]
    reason: String,
    /// 您看到的是第几版；已有新的一版时不更正
    #[arg(long, value_name = "版次")]
    edition: Option<u32>,
    /// 改一项信息，写作 项=值，例如 written_date=2020-07-15
    #[arg(long = "set", value_name = "项=值")]
    set: Vec<String>,
    /// 改正文里的字句，写作 原文=>改为
    #[arg(long, value_name = "原文=>改为")]
    replace: Vec<String>,
    /// 用这个文件的正文代替原来的正文；DOCX、PDF、OFD 文件同时代替原来提供下载的文件
    #[arg(long, value_name = "文件")]
    file: Option<PathBuf>,
    /// 不再提供这个附件，可以写几次
    #[arg(long, value_name = "附件名")]
    without: Vec<String>,
    /// 撤下以前各版：其中有不应当公开的内容时使用
    #[arg(long)]
    take_down_former: bool,
    #[command(flatten)]
    again: Again,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Replace {
    /// 新的信息
    #[arg(value_name = "新的信息")]
    new: String,
    /// 被代替的信息
    #[arg(value_name = "旧的信息")]
    old: String,
    /// 自哪一天起
    #[arg(long, value_name = "日期")]
    since: Date,
    /// 为什么这样办；只记入台账
    #[arg(long, default_value = "", value_name = "原因")]
    reason: String,
    #[command(flatten)]
    again: Again,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Withdraw {
    /// 索引号，或者 laws/编码/版本
    #[arg(value_name = "信息")]
    item: String,
    /// 为什么撤回；原地址上会显示这一句
    #[arg(long, value_name = "原因")]
    reason: String,
    #[command(flatten)]
    again: Again,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Relate {
    /// 写明关系的信息
    #[arg(value_name = "信息")]
    from: String,
    /// 关系：forwards、amends、repeals、implements、interprets、corrects、cites……
    #[arg(value_name = "关系")]
    relation: String,
    /// 另一条信息
    #[arg(value_name = "另一条信息")]
    to: String,
    /// 自哪一天起（修改、废止、代替须写）
    #[arg(long, value_name = "日期")]
    since: Option<Date>,
    /// 为什么这样办；只记入台账
    #[arg(long, default_value = "", value_name = "原因")]
    reason: String,
    #[command(flatten)]
    again: Again,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Unrelate {
    /// 写明关系的信息
    #[arg(value_name = "信息")]
    from: String,
    /// 关系：forwards、amends、repeals、implements、interprets、corrects、cites……
    #[arg(value_name = "关系")]
    relation: String,
    /// 另一条信息；没有登记在这里的，照页面上写的文号或者名称写
    #[arg(value_name = "另一条信息")]
    to: String,
    /// 为什么撤销；只记入台账
    #[arg(long, value_name = "原因")]
    reason: String,
    #[command(flatten)]
    again: Again,
}

/// Exit code where some drafts were not released.
const SOME_NOT_RELEASED: u8 = 3;

pub(crate) async fn release(
    data: &Path,
    actor: Option<&str>,
    it: Release,
) -> anyhow::Result<ExitCode> {
    let place = Place::open_for(data, it.again.trial).await?;
    let mut done = Vec::new();
    let mut values = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for item in &it.items {
        match release_one(&place, actor, &it, item).await {
            Ok((says, value)) => {
                done.push(says);
                values.push(value);
            }
            Err(failure) if it.items.len() == 1 => return Err(failure),
            Err(failure) => {
                let says = trouble::says(&failure);
                say::note(&format!("没有公开 {item}：{says}"));
                values.push(json!({ "act": "release", "item": item, "error": says }));
                code = ExitCode::from(SOME_NOT_RELEASED);
            }
        }
    }
    let value = json!({ "items": values });
    finish(&place, &done.join("\n"), &value).await?;
    Ok(code)
}

async fn release_one(
    place: &Place,
    actor: Option<&str>,
    it: &Release,
    item: &str,
) -> anyhow::Result<(String, JsonValue)> {
    let which = Which::parse(item)?;
    let again = it.again.for_one_of(&it.items, item);
    let keyed = again.desk(place, actor, &["release", item, &it.reason])?;
    let act = Box::pin(acts::item::release(&keyed.desk, &which, &it.reason));
    let once = keyed.once(act).await?;
    Ok(edition("release", item, &once, ("已公开", " ")))
}

/// What was done to an edition, in words and as a value.
fn edition(
    act: &str,
    item: &str,
    once: &Once<Released>,
    (done, now): (&str, &str),
) -> (String, JsonValue) {
    let (index_no, edition, before) = match once {
        Once::Now(released) => (
            released.index_no().to_string(),
            released.edition(),
            String::new(),
        ),
        Once::Before(former) => (
            former.index_no.clone().unwrap_or_default(),
            former.edition.unwrap_or_default(),
            before(former),
        ),
    };
    let mut value = again::done(act, item, once);
    value["index_no"] = json!(index_no);
    value["edition"] = json!(edition);
    let says = format!("{done} {index_no}{now}第 {edition} 版{before}");
    (says, value)
}

/// Every draft, one a line: index number, edition, kind, publisher, title, parted by tabs.
pub(crate) async fn drafts(data: &Path) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let drafts = acts::item::drafts(&place.register).await?;
    let values = drafts.iter().map(|draft| {
        json!({
            "index_no": draft.index_no.to_string(),
            "edition": draft.edition,
            "kind": draft.kind,
            "agency": draft.agency_name,
            "title": draft.title,
        })
    });
    say::value(&json!({ "drafts": values.collect::<Vec<_>>() }));
    for draft in drafts {
        let kind = place.register.kinds().get(&draft.kind);
        let kind = kind.map_or(draft.kind.as_str(), |kind| kind.zh);
        say::result(&format!(
            "{}\t第 {} 版\t{kind}\t{}\t{}",
            draft.index_no, draft.edition, draft.agency_name, draft.title
        ));
    }
    place.register.close().await;
    Ok(())
}

pub(crate) async fn correct(data: &Path, actor: Option<&str>, it: Correct) -> anyhow::Result<()> {
    let place = Place::open_for(data, it.again.trial).await?;
    let asked = asked_to_correct(&it)?;
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let keyed = it.again.desk(&place, actor, &asked)?;
    let mut correction = Correction {
        note: it.note,
        reason: it.reason,
        expected_edition: it.edition,
        fields: it
            .set
            .iter()
            .map(|text| set(&place, text))
            .collect::<anyhow::Result<_>>()?,
        replace: it
            .replace
            .iter()
            .map(|text| pair(text))
            .collect::<anyhow::Result<_>>()?,
        without: it.without,
        former: if it.take_down_former {
            Former::TakenDown
        } else {
            Former::Readable
        },
        ..Correction::default()
    };
    if let Some(file) = &it.file {
        take(&place.readers, file, &mut correction).await?;
    }
    let which = Which::parse(&it.item)?;
    let act = Box::pin(acts::item::correct::correct(
        &keyed.desk,
        &which,
        &correction,
    ));
    let once = keyed.once(act).await?;
    let (corrected, value) = edition("correct", &it.item, &once, ("已更正", "，现为"));
    if !it.take_down_former {
        say::note(
            "以前各版仍可查到；其中有不应当公开的内容的，请再运行一次 correct，加上 --take-down-former",
        );
    }
    finish(&place, &corrected, &value).await
}

/// All that a correction is asked for with, in an order that stays: of a file, what is in it.
fn asked_to_correct(it: &Correct) -> anyhow::Result<Vec<String>> {
    let mut asked = vec![
        "correct".to_owned(),
        it.item.clone(),
        it.note.clone(),
        it.reason.clone(),
        format!("edition {:?}", it.edition),
        format!("take down {}", it.take_down_former),
    ];
    for (what, words) in [
        ("set", &it.set),
        ("replace", &it.replace),
        ("without", &it.without),
    ] {
        asked.extend(words.iter().map(|words| format!("{what} {words}")));
    }
    if let Some(file) = &it.file {
        let bytes = std::fs::read(file).with_context(|| format!("不能读取 {}", file.display()))?;
        asked.push(format!("file {}", law::Digest::of(&bytes)));
    }
    Ok(asked)
}

/// Reads the corrected file: its words are the text; it is offered itself where it is a document file.
async fn take(readers: &Pool, file: &Path, correction: &mut Correction) -> anyhow::Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("不能读取 {}", file.display()))?;
    let name = file.to_string_lossy();
    let input = ingest::Input {
        bytes: &bytes,
        name: Some(&name),
        media_type: None,
        url: None,
    };
    let read = readers.read(input, Isolation::Fresh).await?;
    if is_offered(&read) {
        correction.file = Some(file_of(&name, bytes.into(), true));
    } else {
        correction.originals.push(bytes.into());
    }
    let pictures = read.document.images.into_iter().map(pictures::file);
    correction.pictures = pictures.collect();
    correction.text = Some(read.document.text);
    Ok(())
}

pub(crate) async fn replace(data: &Path, actor: Option<&str>, it: Replace) -> anyhow::Result<()> {
    let place = Place::open_for(data, it.again.trial).await?;
    let (new, old) = (Which::parse(&it.new)?, Which::parse(&it.old)?);
    let since = it.since.to_string();
    let asked = ["replace", &it.new, &it.old, &since, &it.reason];
    let keyed = it.again.desk(&place, actor, &asked)?;
    let act = Box::pin(acts::item::replace::replace(
        &keyed.desk,
        &new,
        &old,
        it.since,
        &it.reason,
    ));
    let once = keyed.once(act).await?;
    let done = format!("自 {since} 起，{} 代替 {}", it.new, it.old);
    let mut value = again::done("replace", &it.new, &once);
    value["other"] = json!(it.old);
    value["since"] = json!(since);
    finish(&place, &told(&done, &once), &value).await
}

pub(crate) async fn withdraw(data: &Path, actor: Option<&str>, it: Withdraw) -> anyhow::Result<()> {
    let place = Place::open_for(data, it.again.trial).await?;
    let which = Which::parse(&it.item)?;
    let asked = ["withdraw", &it.item, &it.reason];
    let keyed = it.again.desk(&place, actor, &asked)?;
    let act = Box::pin(acts::item::withdraw::withdraw(
        &keyed.desk,
        &which,
        &it.reason,
    ));
    let once = keyed.once(act).await?;
    let value = again::done("withdraw", &it.item, &once);
    let says = told(&format!("已撤回 {}", it.item), &once);
    finish(&place, &says, &value).await
}

pub(crate) async fn relate(data: &Path, actor: Option<&str>, it: Relate) -> anyhow::Result<()> {
    let place = Place::open_for(data, it.again.trial).await?;
    let relation = relation(&it.relation)?;
    let (from, to) = (Which::parse(&it.from)?, Which::parse(&it.to)?);
    let since = it.since.map(|day| day.to_string()).unwrap_or_default();
    let asked = [
        "relate",
        &it.from,
        relation.id(),
        &it.to,
        &since,
        &it.reason,
    ];
    let keyed = it.again.desk(&place, actor, &asked)?;
    let act = Box::pin(acts::item::relate::relate(
        &keyed.desk,
        &from,
        relation,
        &to,
        it.since,
        &it.reason,
    ));
    let once = keyed.once(act).await?;
    let done = format!("已写明：{} {} {}", it.from, relation.zh(), it.to);
    let mut value = again::done("relate", &it.from, &once);
    value["relation"] = json!(relation.id());
    value["other"] = json!(it.to);
    finish(&place, &told(&done, &once), &value).await
}

pub(crate) async fn unrelate(data: &Path, actor: Option<&str>, it: Unrelate) -> anyhow::Result<()> {
    let place = Place::open_for(data, it.again.trial).await?;
    let relation = relation(&it.relation)?;
    let from = Which::parse(&it.from)?;
    let to = match Which::parse(&it.to) {
        Ok(which) => End::Held(which),
        Err(_) => End::Words(it.to.clone()),
    };
    let asked = ["unrelate", &it.from, relation.id(), &it.to, &it.reason];
    let keyed = it.again.desk(&place, actor, &asked)?;
    let act = Box::pin(acts::item::relate::unrelate(
        &keyed.desk,
        &from,
        relation,
        &to,
        &it.reason,
    ));
    let once = keyed.once(act).await?;
    let done = format!("已撤销：{} {} {}", it.from, relation.zh(), it.to);
    let mut value = again::done("unrelate", &it.from, &once);
    value["relation"] = json!(relation.id());
    value["other"] = json!(it.to);
    finish(&place, &told(&done, &once), &value).await
}

fn relation(id: &str) -> anyhow::Result<Relation> {
    Relation::from_id(id).with_context(|| {
        let known: Vec<&str> = Relation::ALL.iter().map(|relation| relation.id()).collect();
        format!("没有“{id}”这种关系；可以写 {}", known.join("、"))
    })
}

/// Says what was done, and lets search follow where no serving process does.
async fn finish(place: &Place, done: &str, value: &JsonValue) -> anyhow::Result<()> {
    say::value(value);
    if !done.is_empty() {
        say::result(done);
    }
    place.let_search_follow(|_| {}).await;
    place.register.close().await;
    Ok(())
}

fn set(place: &Place, text: &str) -> anyhow::Result<(String, Value)> {
    let (id, value) = text
        .split_once('=')
        .with_context(|| format!("“{text}”应当写作 项=值"))?;
    let is_list = place
        .register
        .kinds()
        .iter()
        .filter_map(|kind| kind.field(id))
        .any(|field| field.ty == FieldType::List);
    let value = if is_list {
        Value::List(value.split('、').map(str::to_owned).collect())
    } else {
        Value::Text(value.to_owned())
    };
    Ok((id.to_owned(), value))
}

fn pair(text: &str) -> anyhow::Result<(String, String)> {
    let (old, new) = text
        .split_once("=>")
        .with_context(|| format!("“{text}”应当写作 原文=>改为"))?;
    Ok((old.to_owned(), new.to_owned()))
}
