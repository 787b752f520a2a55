//! The acts on one item, from the command line: release, correct, replace, withdraw, relate.

use crate::place::Place;
use crate::reader::Isolation;
use crate::say;
use acts::item::Which;
use acts::item::correct::Correction;
use anyhow::Context as _;
use clap::Args;
use law::Date;
use law::item::{FieldType, Relation, Value};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Args)]
pub(crate) struct Release {
    /// 索引号
    #[arg(value_name = "索引号")]
    item: String,
    /// 为什么这样办；只记入台账
    #[arg(long, default_value = "", value_name = "原因")]
    reason: String,
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
    /// 用这个文件的正文代替原来的正文
    #[arg(long, value_name = "文件")]
    file: Option<PathBuf>,
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
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Withdraw {
    /// 索引号，或者 laws/编码/版本
    #[arg(value_name = "信息")]
    item: String,
    /// 为什么撤回；原地址上会显示这一句
    #[arg(long, value_name = "原因")]
    reason: String,
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
}

pub(crate) async fn release(data: &Path, actor: Option<&str>, it: Release) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let released =
        acts::item::release(&place.desk(actor)?, &Which::parse(&it.item)?, &it.reason).await?;
    finish(
        &place,
        &format!(
            "已公开 {} 第 {} 版",
            released.index_no(),
            released.edition()
        ),
    )
    .await
}

pub(crate) async fn correct(data: &Path, actor: Option<&str>, it: Correct) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let text = match &it.file {
        None => None,
        Some(file) => {
            let bytes =
                std::fs::read(file).with_context(|| format!("不能读取 {}", file.display()))?;
            let name = file.to_string_lossy();
            let input = ingest::Input {
                bytes: &bytes,
                name: Some(&name),
                media_type: None,
                url: None,
            };
            let read = place.readers.read(input, Isolation::Fresh).await?;
            Some(read.document.text)
        }
    };
    let correction = Correction {
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
        text,
    };
    let released =
        acts::item::correct::correct(&place.desk(actor)?, &Which::parse(&it.item)?, &correction)
            .await?;
    finish(
        &place,
        &format!(
            "已更正 {}，现为第 {} 版",
            released.index_no(),
            released.edition()
        ),
    )
    .await
}

pub(crate) async fn replace(data: &Path, actor: Option<&str>, it: Replace) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let (new, old) = (Which::parse(&it.new)?, Which::parse(&it.old)?);
    acts::item::replace::replace(&place.desk(actor)?, &new, &old, it.since, &it.reason).await?;
    finish(
        &place,
        &format!("自 {} 起，{} 代替 {}", it.since, it.new, it.old),
    )
    .await
}

pub(crate) async fn withdraw(data: &Path, actor: Option<&str>, it: Withdraw) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    acts::item::withdraw::withdraw(&place.desk(actor)?, &Which::parse(&it.item)?, &it.reason)
        .await?;
    finish(&place, &format!("已撤回 {}", it.item)).await
}

pub(crate) async fn relate(data: &Path, actor: Option<&str>, it: Relate) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let relation = Relation::from_id(&it.relation).with_context(|| {
        let known: Vec<&str> = Relation::ALL.iter().map(|relation| relation.id()).collect();
        format!("没有“{}”这种关系；可以写 {}", it.relation, known.join("、"))
    })?;
    let (from, to) = (Which::parse(&it.from)?, Which::parse(&it.to)?);
    acts::item::relate::relate(
        &place.desk(actor)?,
        &from,
        relation,
        &to,
        it.since,
        &it.reason,
    )
    .await?;
    finish(
        &place,
        &format!("已写明：{} {} {}", it.from, relation.zh(), it.to),
    )
    .await
}

/// Says what was done, and lets search follow where no serving process does.
async fn finish(place: &Place, done: &str) -> anyhow::Result<()> {
    place.catch_up(|_| {}).await?;
    place.register.close().await;
    say::result(done);
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
