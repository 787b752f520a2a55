//! `gongkai log` — how the public log stands, and its key.

use super::trial::Trial;
use crate::keys::{self, Keys};
use crate::place::Place;
use crate::progress::Progress;
use crate::{clock, say};
use acts::view::LogStands;
use clap::{Args, Subcommand};
use proof::note::Key;
use serde_json::json;
use std::path::Path;

#[derive(Debug, Args)]
pub(crate) struct Log {
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
        #[command(flatten)]
        trial: Trial,
    },
    /// 更换日志的密钥：旧密钥在日志里指定新密钥；旧密钥丢了的，加 --lost
    Rotate {
        /// 新密钥的算法：ed25519，或者 sm2（国密，要带国密选项编译的程序）；不写则与旧的相同
        #[arg(long, value_name = "算法")]
        algorithm: Option<String>,
        /// 旧密钥丢了：另立一个，日志里写明；持有旧公钥的人要从别处得到新公钥
        #[arg(long)]
        lost: bool,
        /// 上次签过的检查点也丢了，已经核对过登记库没有退回
        #[arg(long, requires = "lost")]
        anew: bool,
        #[command(flatten)]
        trial: Trial,
    },
    /// 写明以前的时钟走快了、现在的不错，让办理接着进行
    Clock {
        /// 时钟为什么不对，怎样校准的
        #[arg(long, value_name = "理由")]
        reason: String,
        #[command(flatten)]
        trial: Trial,
    },
}

pub(crate) async fn log(data: &Path, actor: Option<&str>, log: Log) -> anyhow::Result<()> {
    let trial = match &log.command {
        None => None,
        Some(
            Command::Sign { trial, .. }
            | Command::Rotate { trial, .. }
            | Command::Clock { trial, .. },
        ) => Some(*trial),
    };
    let place = Place::open_for(data, trial).await?;
    match log.command {
        None => {}
        Some(Command::Sign { anew, .. }) => {
            level(&place).await?;
            if !place.is_on_trial() {
                place.begin_log(actor).await?;
            }
            sign(&place, anew).await?;
        }
        Some(Command::Rotate {
            algorithm,
            lost,
            anew,
            ..
        }) => {
            level(&place).await?;
            let algorithm = algorithm.as_deref().map(keys::algorithm).transpose()?;
            let (desk, register) = (place.desk(actor)?, &place.register);
            let key = if lost {
                let key = place.keys.replace_lost(&desk, register, algorithm, anew);
                key.await?
            } else {
                place.keys.replace(&desk, register, algorithm).await?
            };
            if lost && !place.is_on_trial() {
                sign(&place, anew).await?;
            }
            tell_new(&key, lost, place.is_on_trial());
        }
        Some(Command::Clock { reason, .. }) => {
            acts::clock::adjust(&place.desk(actor)?, &reason).await?;
            say::result("以前的时钟走快了，从现在起照现在的时钟记");
        }
    }
    let stands = acts::log::stands(&place.register).await?;
    tell(&stands, &place.keys);
    place.register.close().await;
    Ok(())
}

/// Takes into the log what an earlier program wrote into the ledger. On trial nothing stays of a step, so none is made.
async fn level(place: &Place) -> anyhow::Result<()> {
    if place.is_on_trial() {
        return Ok(());
    }
    let entries = acts::health::register(&place.register).await?.entries;
    let mut progress = Progress::new("日志", entries);
    acts::log::catch_up(&place.register, |seq| progress.at(seq)).await?;
    progress.done();
    Ok(())
}

async fn sign(place: &Place, is_anew: bool) -> anyhow::Result<()> {
    place.keys.sign_in_turn(&place.register, is_anew).await??;
    Ok(())
}

fn tell_new(key: &Key, is_lost: bool, is_trial: bool) {
    if is_trial {
        say::note("会生成新的密钥；它在真正更换时才生成，这里说的不算。");
        return;
    }
    say::note(&format!(
        "新密钥 {key} 已经启用；请把它公布给核对的人，另存一份在别处"
    ));
    if is_lost {
        say::note(
            "日志里写明了旧密钥已经丢失。持有旧公钥的人不能凭日志断定新的是真的：请在站点以外（公告、公报、盖章的函）公布新公钥。",
        );
    }
}

fn tell(stands: &LogStands, keys: &Keys) {
    let late = stands.late(clock::now()).map(minute);
    say::value(&json!({
        "name": stands.name,
        "key": stands.key,
        "size": stands.size,
        "root": law::Digest(stands.root).to_string(),
        "signed": stands.signed,
        "unsigned_since": stands.unsigned_since.map(law::date::utc),
        "late": late.is_some(),
    }));
    let or_none = |text: &Option<String>| text.clone().unwrap_or("（还没有）".to_owned());
    say::result(&format!("名称：{}", or_none(&stands.name)));
    say::result(&format!("公钥：{}", or_none(&stands.key)));
    say::result(&format!("条数：{}", stands.size));
    say::result(&format!("根：{}", law::Digest(stands.root)));
    let signed = stands.signed.map(|size| format!("{size} 条的检查点"));
    say::result(&format!("已签：{}", or_none(&signed)));
    say::result(&format!("密钥目录：{}", keys.folder().display()));
    if let Some(since) = late {
        say::result(&format!(
            "请留意：自 {since} 起有 {} 条没有签署。{}",
            stands.unsigned(),
            what_to_do(keys, stands)
        ));
    }
}

/// What an operator does where the log should have been signed long ago.
pub(super) fn what_to_do(keys: &Keys, stands: &LogStands) -> String {
    let folder = keys.folder().display();
    match keys.secret() {
        Ok(None) if stands.key.is_none() => {
            "打开站点（gongkai serve）就会建立密钥并签署".to_owned()
        }
        Ok(None) => format!(
            "{folder} 里没有密钥：请从保管的地方连同 log.checkpoint 放回来；找不回来的，运行 gongkai log rotate --lost（docs/ops/incidents.md）"
        ),
        Ok(Some(_)) => {
            "密钥在：站点开着就会签署；没有开的，运行 gongkai log sign，它说明为什么不能签"
                .to_owned()
        }
        Err(error) => crate::trouble::says(&error),
    }
}

pub(super) fn minute(instant: i64) -> String {
    let at = law::date::moment(instant);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}
