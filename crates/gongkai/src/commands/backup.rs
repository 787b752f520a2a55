//! `gongkai backup`, `gongkai export archive` — a whole site into a folder or a file, while it serves.

use super::trial::Trial;
use crate::clock;
use crate::notes::{self, BackedUp};
use crate::place::Place;
use crate::progress::Steps;
use crate::{say, trouble};
use acts::archive::{self, About, Folder, Gathered, Generation, Pruned, Room, Single};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Bytes in a MiB, for people.
const MIB: u64 = 1024 * 1024;

#[derive(Clone, Debug, Args)]
pub(crate) struct Backup {
    /// 备份放在哪里：一个专用的目录，每次都用它
    #[arg(value_name = "目录")]
    to: PathBuf,
    /// 保留最近几份，0 是全部保留（默认 30）
    #[arg(long, default_value = "30", value_name = "份数")]
    keep: usize,
    /// 只列出已有的备份
    #[arg(long, conflicts_with = "dry_run")]
    list: bool,
    #[command(flatten)]
    trial: Trial,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Export {
    /// 写成档案：一个 .zip 文件，或者一个空的目录
    Archive(Archive),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Archive {
    /// 写到哪里：以 .zip 结尾是一个文件，否则是一个目录
    #[arg(value_name = "路径")]
    to: PathBuf,
    #[command(flatten)]
    trial: Trial,
}

pub(crate) async fn backup(data: &Path, asked: Backup) -> anyhow::Result<()> {
    if asked.list {
        return list(&asked);
    }
    let is_dry = asked.trial.begins();
    let place = Place::look(data).await?;
    let folder = if is_dry {
        Folder::look(&asked.to)?
    } else {
        Folder::open(&asked.to)?
    };
    for name in folder.unreadable() {
        say::note(&format!(
            "备份目录里有一份清单读不懂：{name}。这一次照常备份，但不清理旧的；请移走它"
        ));
    }
    if let Some(newest) = folder.newest()
        && clock::now() < newest.manifest.made_at
    {
        let at = law::date::moment(newest.manifest.made_at).strftime("%Y-%m-%d %H:%M:%S");
        say::note(&format!(
            "主机的时钟早于上一次备份（{at}）；这一次排在它后面，记作晚一秒。请校准时钟（timedatectl set-ntp true）"
        ));
    }
    let mut room = Room::Folder(folder);
    let gathered = gather(&place, &mut room).await?;
    if let Err(error) = tell_shorter(data, &gathered) {
        say::note(&format!("备份已经完成，但是{}", trouble::says(&error)));
    }
    let Room::Folder(mut folder) = room else {
        return Ok(());
    };
    if folder.mended() > 0 {
        say::note(&format!(
            "以前的备份里有 {} 块缺失或者长短不对，已经重新写好；请检查存放备份的磁盘",
            folder.mended()
        ));
    }
    let pruned = match folder.prune(asked.keep) {
        Ok(pruned) => pruned,
        Err(error) => {
            say::note(&format!(
                "备份已经完成，但是没有清理完旧的：{}",
                trouble::says(&error.into())
            ));
            Pruned {
                kept: archive::generations(&asked.to)?.0.len(),
                ..Pruned::default()
            }
        }
    };
    if !is_dry {
        let newest = BackedUp {
            at: gathered.manifest.made_at,
            entries: gathered.manifest.ledger.entries,
            head: gathered.manifest.ledger.head.to_string(),
            place: std::path::absolute(&asked.to)?,
            name: gathered.name.clone(),
        };
        if let Err(error) = notes::note(data, &newest) {
            say::note(&format!("备份已经完成，但是{}", trouble::says(&error)));
        }
    }
    let mut result = described(&gathered);
    result["kept"] = json!(pruned.kept);
    result["removed"] = json!(pruned.removed);
    say::value(&result);
    tell(&gathered, is_dry, "备份");
    if !is_dry {
        let removed = match pruned.removed {
            0 => String::new(),
            n => format!("，删去较早的 {n} 份，腾出 {} MiB", pruned.freed / MIB),
        };
        say::result(&format!("这里现有 {} 份备份{removed}", pruned.kept));
    }
    Ok(())
}

pub(crate) async fn export(data: &Path, Export::Archive(asked): Export) -> anyhow::Result<()> {
    let is_dry = asked.trial.begins();
    let place = Place::look(data).await?;
    let is_single = asked
        .to
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("zip"));
    let mut room = if is_dry {
        anyhow::ensure!(
            !(is_single && asked.to.exists()),
            "{} 已经存在，不覆盖",
            asked.to.display()
        );
        Room::Folder(Folder::look(&asked.to)?)
    } else if is_single {
        Room::Single(Single::create(&asked.to)?)
    } else {
        Room::Folder(Folder::open(&asked.to)?)
    };
    if let Room::Folder(folder) = &room {
        anyhow::ensure!(
            folder.newest().is_none(),
            "{} 里已经有档案；请另选一个空的目录",
            asked.to.display()
        );
    }
    let gathered = gather(&place, &mut room).await?;
    say::value(&described(&gathered));
    tell(&gathered, is_dry, "档案");
    Ok(())
}

/// A ledger only grows: one that is shorter than it was is not the one that was backed up last.
fn tell_shorter(data: &Path, gathered: &Gathered) -> anyhow::Result<()> {
    let entries = gathered.manifest.ledger.entries;
    if let Some(before) = notes::newest::<BackedUp>(data)?
        && entries < before.entries
    {
        say::note(&format!(
            "请留意：台账现在只有 {entries} 条，上一次备份时有 {} 条。登记库可能被换成了旧的一份；上一次的备份在 {}，名称 {}",
            before.entries,
            before.place.display(),
            before.name,
        ));
    }
    Ok(())
}

async fn gather(place: &Place, room: &mut Room) -> anyhow::Result<Gathered> {
    let about = About {
        program: env!("CARGO_PKG_VERSION").into(),
        now: clock::now(),
        settings: place.config.carried().text()?,
        beside: place.beside()?,
    };
    let mut steps = Steps::default();
    let gathered = archive::gather(&place.register, room, &about, |step| {
        steps.at(step.what, step.done, step.total);
    })
    .await?;
    steps.done();
    Ok(gathered)
}

fn described(gathered: &Gathered) -> serde_json::Value {
    let manifest = &gathered.manifest;
    json!({
        "name": gathered.name,
        "made_at": law::date::utc(manifest.made_at),
        "entries": manifest.ledger.entries,
        "head": manifest.ledger.head.to_string(),
        "schema": manifest.schema,
        "tables": manifest.tables.len(),
        "rows": manifest.rows(),
        "files": manifest.files.count,
        "file_bytes": manifest.files.bytes,
        "new_pieces": gathered.new_pieces,
        "new_bytes": gathered.new_bytes,
    })
}

fn tell(gathered: &Gathered, is_dry: bool, what: &str) {
    let manifest = &gathered.manifest;
    let done = if is_dry { "将会写" } else { "已写好" };
    say::result(&format!(
        "{what}{done}：台账 {} 条，表 {} 张，行 {}，文件 {} 个（{} MiB）；其中新写 {} 块，{} MiB；链首 {}",
        manifest.ledger.entries,
        manifest.tables.len(),
        manifest.rows(),
        manifest.files.count,
        manifest.files.bytes / MIB,
        gathered.new_pieces,
        gathered.new_bytes / MIB,
        manifest.ledger.head,
    ));
    if !is_dry {
        say::result(&format!("名称 {}", gathered.name));
        say::note("密钥不在其中：数据库和对象存储的地址、密码，台账公开日志的密钥，要另外保管。");
    }
}

fn list(asked: &Backup) -> anyhow::Result<()> {
    let (whole, unreadable) = archive::generations(&asked.to)?;
    let listed = whole.iter().map(|generation| {
        let Generation { name, manifest } = generation;
        json!({
            "name": name,
            "made_at": law::date::utc(manifest.made_at),
            "site": manifest.site,
            "entries": manifest.ledger.entries,
            "head": manifest.ledger.head.to_string(),
            "schema": manifest.schema,
            "program": manifest.program,
        })
    });
    let listed: Vec<_> = listed.collect();
    say::value(&json!({ "backups": listed, "unreadable": unreadable }));
    for Generation { name, manifest } in &whole {
        let at = law::date::moment(manifest.made_at).strftime("%Y-%m-%d %H:%M:%S");
        say::result(&format!(
            "{at}　{}，台账 {} 条，第 {} 版结构　{name}",
            manifest.site, manifest.ledger.entries, manifest.schema,
        ));
    }
    for name in &unreadable {
        say::result(&format!("清单读不懂：{name}"));
    }
    if whole.is_empty() && unreadable.is_empty() {
        say::note(&format!(
            "{} 里还没有备份；gongkai backup {0} 写第一份",
            asked.to.display()
        ));
    }
    Ok(())
}
