//! `gongkai restore`, `gongkai import archive` — a whole site put back into an empty place.
//!
//! Decides what an empty place is: no data directory, an empty one, or one in which only the settings lie that say where
//! register and files shall be; and an empty database. What a broken-off attempt left is begun anew, and what a failed one
//! made is taken away.

use super::trial::Trial;
use crate::config::{self, Config};
use crate::place::{FILES, Place, REGISTER, is_within, make_private, probe};
use crate::progress::Steps;
use crate::say;
use acts::archive::{self, Archive, Checked, Manifest, Restored};
use anyhow::{Context as _, bail, ensure};
use clap::Args;
use serde_json::json;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Store;

#[derive(Clone, Debug, Args)]
pub(crate) struct Restore {
    /// 备份目录，或者 export archive 写成的目录、文件
    #[arg(value_name = "备份")]
    from: PathBuf,
    /// 哪一份：名称开头的几个字，例如 20261126（默认为最近的一份）
    #[arg(long, value_name = "名称")]
    generation: Option<String>,
    #[command(flatten)]
    trial: Trial,
}

pub(crate) async fn restore(data: &Path, asked: Restore) -> anyhow::Result<ExitCode> {
    let is_dry = asked.trial.begins();
    let (archive, name, manifest) = Archive::open(&asked.from, asked.generation.as_deref())?;
    ensure!(
        manifest.schema <= store::NEWEST_SCHEMA,
        "备份的结构是第 {} 版，这个程序只认到第 {} 版；请用做备份的那一版（{}）或者更新的程序",
        manifest.schema,
        store::NEWEST_SCHEMA,
        manifest.program,
    );
    let empty = Empty::find(data, &manifest).await?;
    let mut steps = Steps::default();
    let checked = archive.check(&manifest, |step| {
        steps.at(step.what, step.done, step.total);
    })?;
    steps.done();
    if is_dry {
        tell_checked(&name, &manifest, checked);
        return Ok(ExitCode::SUCCESS);
    }
    let filled = fill(data, &empty, &archive, &manifest, checked).await;
    let restored = match filled {
        Ok(restored) => restored,
        Err(error) => {
            empty.undo(data).await;
            return Err(error);
        }
    };
    tell(&name, &manifest, &restored, &empty.config);
    Ok(if restored.found.wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Where there is room for a site.
struct Empty {
    config: Config,
    /// Whether the settings come from the archive.
    is_carried: bool,
    /// What lay in the data directory before; `None` where there was none.
    before: Option<BTreeSet<OsString>>,
}

impl Empty {
    /// # Errors
    /// Where there is no room.
    async fn find(data: &Path, manifest: &Manifest) -> anyhow::Result<Self> {
        let shown = data.display();
        let mut before = None;
        match std::fs::read_dir(data) {
            Ok(entries) => {
                let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
                let names = names.collect::<Result<BTreeSet<_>, _>>();
                before = Some(names.with_context(|| format!("不能读取目录 {shown}"))?);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("不能读取目录 {shown}")),
        }
        let has = |name: &str| {
            before
                .as_ref()
                .is_some_and(|names| names.contains(&OsString::from(name)))
        };
        let is_carried = config::named().is_none() && !has(config::FILE);
        let config = if is_carried {
            Config::restored(&manifest.settings)?
        } else {
            Config::of(data)?
        };
        let is_unfinished = if config.database.is_empty() {
            let found = Store::is_unfinished_sqlite(&data.join(REGISTER)).await;
            if matches!(found, Err(store::Error::NotEmpty { .. })) {
                bail!("{shown} 里已经有一个站点，不覆盖；请用 --data 另选一个空的目录");
            }
            found?
        } else {
            Store::is_unfinished_postgres(&config.database).await?
        };
        let ours = [
            REGISTER,
            "register.sqlite-wal",
            "register.sqlite-shm",
            "register.sqlite.begun",
            "register.sqlite.begun-wal",
            "register.sqlite.begun-shm",
            FILES,
        ];
        let made = [config::FILE, "lost+found"];
        for name in before.iter().flatten() {
            let is = |known: &&str| name == *known;
            let is_left = ours.iter().any(&is) && (is_unfinished || name != FILES);
            // What a broken-off attempt put beside the register.
            let is_beside = is_unfinished
                && manifest.beside.iter().any(|beside| {
                    let first = Path::new(&beside.path).components().next();
                    first.is_some_and(|first| first.as_os_str() == name)
                });
            ensure!(
                is_left || is_beside || made.iter().any(is),
                "{shown} 里有别的东西（{}），不往里恢复；请用 --data 另选一个空的目录。里面只可以先写好 {}",
                name.to_string_lossy(),
                config::FILE,
            );
        }
        if is_unfinished {
            say::note("这里有一次没有做完的恢复，从头做起。");
            if let Some(before) = &mut before {
                before.retain(|name| made.iter().any(|known| name == *known));
            }
        }
        Ok(Self {
            config,
            is_carried,
            before,
        })
    }

    /// Takes away what a failed attempt made.
    async fn undo(&self, data: &Path) {
        if !self.config.database.is_empty()
            && let Ok(true) = Store::is_unfinished_postgres(&self.config.database).await
            && let Ok(store) = Store::begin_postgres(&self.config.database, 0).await
        {
            // What cannot be taken away stays, and cannot be opened; the error that is told is the first one.
            let _ = store.give_up().await;
            store.close().await;
        }
        let kept = self.before.clone().unwrap_or_default();
        let Ok(entries) = std::fs::read_dir(data) else {
            return;
        };
        for entry in entries.flatten() {
            if kept.contains(&entry.file_name()) {
                continue;
            }
            let path = entry.path();
            let _ = if path.is_dir() {
                std::fs::remove_dir_all(&path)
            } else {
                std::fs::remove_file(&path)
            };
        }
        if self.before.is_none() {
            let _ = std::fs::remove_dir(data);
        }
    }
}

async fn fill(
    data: &Path,
    empty: &Empty,
    archive: &Archive,
    manifest: &Manifest,
    checked: Checked,
) -> anyhow::Result<Restored> {
    make_private(data)?;
    probe(data).with_context(|| format!("不能在数据目录 {} 里写文件", data.display()))?;
    let store = if empty.config.database.is_empty() {
        Store::begin_sqlite(&data.join(REGISTER), manifest.schema).await?
    } else {
        Store::begin_postgres(&empty.config.database, manifest.schema).await?
    };
    let place = Place::with_store(data, empty.config.clone(), store)?;
    let filled = async {
        acts::health::files(&place.register).await?;
        let mut steps = Steps::default();
        let restored = archive::restore(archive, manifest, checked, &place.register, |step| {
            steps.at(step.what, step.done, step.total);
        })
        .await?;
        steps.done();
        for beside in &manifest.beside {
            let name = Path::new(&beside.path);
            ensure!(is_within(name), "备份里的文件名 {} 不对", beside.path);
            let path = data.join(name);
            let bytes = archive.beside(beside)?;
            std::fs::create_dir_all(path.parent().unwrap_or(data))
                .and_then(|()| std::fs::write(&path, bytes))
                .with_context(|| format!("不能写 {}", path.display()))?;
        }
        if empty.is_carried {
            empty.config.write(&config::file_of(data))?;
        }
        archive::complete(&place.register).await?;
        Ok(restored)
    };
    let filled = filled.await;
    place.register.close().await;
    filled
}

fn tell_checked(name: &str, manifest: &Manifest, checked: Checked) {
    say::value(&described(name, manifest, checked));
    say::result(&format!(
        "备份 {name} 完整：{}的站点，{}备份，台账 {} 条，表 {} 张，行 {}，文件 {} 个，每一块都与校验码相符；链首 {}。没有恢复，什么也没有写",
        manifest.site,
        law::date::moment(manifest.made_at).strftime("%Y-%m-%d %H:%M:%S"),
        manifest.ledger.entries,
        checked.tables,
        checked.rows,
        checked.files,
        manifest.ledger.head,
    ));
}

fn described(name: &str, manifest: &Manifest, checked: Checked) -> serde_json::Value {
    json!({
        "name": name,
        "site": manifest.site,
        "made_at": law::date::utc(manifest.made_at),
        "entries": manifest.ledger.entries,
        "head": manifest.ledger.head.to_string(),
        "tables": checked.tables,
        "rows": checked.rows,
        "files": checked.files,
    })
}

fn tell(name: &str, manifest: &Manifest, restored: &Restored, config: &Config) {
    let found = &restored.found;
    let mut value = described(name, manifest, restored.checked);
    value["wrong"] = json!(found.wrong);
    value["unproven"] = json!(found.unproven);
    say::value(&value);
    for wrong in &found.wrong {
        say::result(&format!("不符：{wrong}"));
    }
    let (checked, ledger) = (restored.checked, &manifest.ledger);
    say::result(&format!(
        "已从备份 {name} 恢复：台账 {} 条，公开的文本 {} 份，文件 {} 个，不符 {} 处；链首 {}",
        found.entries,
        found.releases,
        found.files,
        found.wrong.len(),
        found.head,
    ));
    say::result(&format!(
        "证明了：{} 张表 {} 行与备份逐字节相同，{} 个大文件与校验码相符，台账到第 {} 条，链首与备份清单所记相同",
        checked.tables, checked.rows, checked.files, ledger.entries,
    ));
    if !found.wrong.is_empty() {
        say::note("这些不符做备份时就有，恢复没有改动它们。");
    }
    let register = if config.database.is_empty() {
        "SQLite（数据目录里）"
    } else {
        "PostgreSQL"
    };
    let files = match &config.objects {
        Some(objects) => format!("对象存储 {}", objects.bucket),
        None => "数据目录里".to_owned(),
    };
    say::note(&format!("登记库在 {register}，大文件在{files}。"));
    say::note(
        "检索索引不在备份里：打开站点以后自己编制，期间文号、索引号、标题照常查得到；也可以先运行 gongkai reindex。",
    );
}
