//! `gongkai log` — how the public log stands, and its key.

use crate::keys::Ring;
use crate::place::Place;
use crate::say;
use anyhow::ensure;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::Path;

#[derive(Debug, Args)]
pub(crate) struct Log {
    /// 结果写成 JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 补齐日志，签署检查点（站点开着时会自动做）
    Sign {
        /// 上次签过的检查点丢了，已经核对过登记库没有退回，照现在的签
        #[arg(long)]
        anew: bool,
    },
    /// 更换日志的密钥：旧密钥在日志里指定新密钥
    Rotate,
}

pub(crate) async fn log(data: &Path, actor: Option<&str>, log: Log) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    match log.command {
        None => {}
        Some(Command::Sign { anew }) => {
            acts::log::catch_up(&place.register, |_| {}).await?;
            place.begin_log(actor).await?;
            let mut ring = Ring::default();
            ring.refresh(&place.keys)?;
            ensure!(
                ring.key().is_some(),
                "{} 里没有日志的密钥，不能签",
                place.keys.folder().display()
            );
            place.keys.sign(&place.register, &ring, anew).await??;
        }
        Some(Command::Rotate) => {
            acts::log::catch_up(&place.register, |_| {}).await?;
            let key = place
                .keys
                .replace(&place.desk(actor)?, &place.register)
                .await?;
            say::note(&format!(
                "新密钥 {key} 已经启用；请把它公布给核对的人，另存一份在别处"
            ));
        }
    }
    let stands = acts::log::stands(&place.register).await?;
    if log.json {
        say::result(
            &json!({
                "name": stands.name,
                "key": stands.key,
                "size": stands.size,
                "root": law::Digest(stands.root).to_string(),
                "signed": stands.signed,
            })
            .to_string(),
        );
        return Ok(());
    }
    let none = || "（还没有）".to_owned();
    say::result(&format!("名称：{}", stands.name.unwrap_or_else(none)));
    say::result(&format!("公钥：{}", stands.key.unwrap_or_else(none)));
    say::result(&format!("条数：{}", stands.size));
    say::result(&format!("根：{}", law::Digest(stands.root)));
    let signed = stands
        .signed
        .map_or_else(none, |size| format!("{size} 条的检查点"));
    say::result(&format!("已签：{signed}"));
    say::result(&format!("密钥目录：{}", place.keys.folder().display()));
    Ok(())
}
