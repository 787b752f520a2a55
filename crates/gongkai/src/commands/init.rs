//! `gongkai init` — from demo to one's own: a data directory that says whose site it is.
//!
//! Decides that a refusal leaves nothing behind: what is asked for is checked first, and what was made is taken away; and
//! that the same command completes what was broken off, where nothing else was put there.

use super::trial::Trial;
use crate::config::{self, Config};
use crate::keys;
use crate::place::{self, Place, State};
use crate::say;
use acts::desk::Register;
use acts::site::Part;
use acts::view::Site;
use anyhow::{bail, ensure};
use clap::Args;
use proof::note::Algorithm;
use serde_json::json;
use std::path::Path;
use store::Store;

#[derive(Clone, Debug, Args)]
pub(crate) struct Init {
    /// 站点名称，例如“某某县人民政府”
    #[arg(long, value_name = "名称")]
    name: String,
    /// 站点英文名称，用在英文页面上；不写则用中文名称
    #[arg(long, default_value = "", value_name = "名称")]
    name_en: String,
    /// 站点域名，例如 www.example.gov.cn
    #[arg(long, default_value = "", value_name = "域名")]
    domain: String,
    /// 政府网站标识码：10 位数字，或者 bm 加 8 位数字
    #[arg(long, default_value = "", value_name = "标识码")]
    id_code: String,
    /// 主办单位
    #[arg(long, default_value = "", value_name = "单位")]
    organiser: String,
    /// 承办单位
    #[arg(long, default_value = "", value_name = "单位")]
    undertaker: String,
    /// 联系方式
    #[arg(long, default_value = "", value_name = "电话或者邮箱")]
    contact: String,
    /// ICP 备案编号
    #[arg(long, default_value = "", value_name = "编号")]
    icp: String,
    /// 公安机关备案号
    #[arg(long, default_value = "", value_name = "编号")]
    police: String,
    /// 接收安全问题的地址，写成 mailto:…、https://… 或者 tel:…
    #[arg(long, default_value = "", value_name = "网址")]
    security: String,
    /// 第一位经办人
    #[arg(long, default_value = "", value_name = "姓名")]
    operator: String,
    /// 反向代理之下的子路径，例如 /xxgk
    #[arg(long, default_value = "", value_name = "路径")]
    base: String,
    /// PostgreSQL 地址；不写则用数据目录里的 SQLite
    #[arg(long, default_value = "", value_name = "postgres://…")]
    database: String,
    /// 日志用什么密钥签署：ed25519（默认），或者 sm2（国密，要带国密选项编译的程序）
    #[arg(long, default_value = "ed25519", value_name = "算法")]
    algorithm: String,
    #[command(flatten)]
    trial: Trial,
}

pub(crate) async fn init(data: &Path, actor: Option<&str>, init: Init) -> anyhow::Result<()> {
    let mut site = Site {
        name: String::new(),
        name_en: String::new(),
        domain: String::new(),
        id_code: String::new(),
        organiser: String::new(),
        operator: String::new(),
        contact: String::new(),
        icp: String::new(),
        police: String::new(),
        security: String::new(),
        is_demo: false,
    };
    for (part, value) in [
        (Part::Name, &init.name),
        (Part::NameEn, &init.name_en),
        (Part::Domain, &init.domain),
        (Part::IdCode, &init.id_code),
        (Part::Organiser, &init.organiser),
        (Part::Operator, &init.undertaker),
        (Part::Contact, &init.contact),
        (Part::Icp, &init.icp),
        (Part::Police, &init.police),
        (Part::Security, &init.security),
    ] {
        part.put(&mut site, value);
    }
    let written = config::named().filter(|file| file.exists());
    let config = match &written {
        // They are somebody's already, and stay as they are.
        Some(file) => {
            ensure!(
                [&init.operator, &init.base, &init.database]
                    .iter()
                    .all(|it| it.is_empty()),
                "设置文件 {} 已经有了：operator、base、database 请写在里面，不写在命令里",
                file.display()
            );
            Config::of(data)?
        }
        None => Config {
            operator: init.operator.trim().to_owned(),
            base: init.base,
            database: init.database,
            ..Config::default()
        },
    };
    // All that can be wrong is looked at before anything is made.
    acts::site::check(&site)?;
    config.check()?;
    let algorithm = keys::algorithm(&init.algorithm)?;
    let found = Found::at(data, &config, &site).await?;
    let told = json!({ "site": site.name, "data": data.display().to_string() });
    if init.trial.begins() {
        if !config.database.is_empty() {
            Store::is_unfinished_postgres(&config.database).await?;
        }
        say::value(&told);
        say::result(&format!("在 {} 建立站点“{}”", data.display(), site.name));
        return Ok(());
    }
    let made = Made::room(data, found)?;
    let file = written.is_none().then(|| config::file_of(data));
    if let Err(error) = open(data, actor, config, file.as_deref(), &site, algorithm).await {
        made.undo(file.as_deref());
        return Err(error);
    }
    say::value(&told);
    let shown = data.display();
    let place = match config::named() {
        Some(file) => format!("--config {} --data {shown}", file.display()),
        None => format!("--data {shown}"),
    };
    say::note(&format!(
        "站点“{}”已建立在 {shown}（时间固定为北京时间 +08:00）。\n下一步：gongkai {place} agencies import 机构名录.csv，再 gongkai {place} serve",
        site.name,
    ));
    Ok(())
}

/// Makes the site, and writes its settings to a file where they stand in none.
async fn open(
    data: &Path,
    actor: Option<&str>,
    config: Config,
    file: Option<&Path>,
    site: &Site,
    algorithm: Algorithm,
) -> anyhow::Result<()> {
    if let Some(file) = file {
        config.write(file)?;
    }
    let place = Place::create(data, config).await?;
    let described = async {
        if !is_described(&place.register, site).await? {
            // Only a database beside the directory can hold another one already.
            ensure!(
                acts::site::described(&place.register).await?.is_none(),
                "这个数据库里已经有一个站点；请另建一个空的库"
            );
            acts::site::describe(&place.desk(actor)?, site, "").await?;
        }
        place.begin_log_with(actor, algorithm).await?;
        Ok(())
    };
    let described = described.await;
    place.register.close().await;
    described
}

/// Whether a directory holds nothing but what the same init left that was broken off: the settings that this one writes,
/// and at most a register with the same description and no key. What a database of its own holds is looked at later.
async fn is_unfinished(data: &Path, config: &Config, site: &Site) -> anyhow::Result<bool> {
    if config::named().is_none() {
        match std::fs::read_to_string(data.join(config::FILE)) {
            Ok(text) if text != config.text()? => return Ok(false),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Ok(false),
            Ok(_) | Err(_) => {}
        }
    }
    if !config.database.is_empty() {
        return Ok(true);
    }
    let register = data.join(place::REGISTER);
    if !register.exists() {
        // Where a site was, its register is lost, not unfinished.
        return Ok(place::BESIDE.iter().all(|name| !data.join(name).exists()));
    }
    if Store::is_unwritten_sqlite(&register).await? {
        return Ok(true);
    }
    let place = Place::look(data).await?;
    let is_ours = is_described(&place.register, site).await;
    place.register.close().await;
    is_ours
}

/// Whether a register is described just so, by an init that did not come to the key of the log.
async fn is_described(register: &Register, site: &Site) -> anyhow::Result<bool> {
    let described = acts::site::described(register).await?;
    Ok(described.as_ref() == Some(site) && acts::log::key(register).await?.is_none())
}

/// What was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    Empty,
    /// What an init left that was broken off.
    Unfinished,
}

impl Found {
    /// # Errors
    /// Where there is no room for a site: something else is there.
    async fn at(data: &Path, config: &Config, site: &Site) -> anyhow::Result<Self> {
        let shown = data.display();
        match place::state(data)? {
            State::Absent => Ok(Self::Nothing),
            State::Empty => Ok(Self::Empty),
            State::Site if is_unfinished(data, config, site).await? => Ok(Self::Unfinished),
            State::Site => bail!(
                "{shown} 已经是一个站点；名称、域名等用 gongkai site set 修改，其他设置改 {}",
                config::file_of(data).display()
            ),
            State::Foreign(found) => bail!(
                "{shown} 里已经有别的东西（{found}），不在这里建立站点；请另选一个空的目录：--data 目录"
            ),
        }
    }
}

/// A directory that is made into a site, so that a refusal leaves it as it was.
struct Made<'a> {
    data: &'a Path,
    found: Found,
}

impl<'a> Made<'a> {
    fn room(data: &'a Path, found: Found) -> anyhow::Result<Self> {
        place::make_private(data)?;
        Ok(Self { data, found })
    }

    /// Takes away what a failed beginning left in a directory that was empty, and the settings that it wrote. What was
    /// found there stays.
    fn undo(&self, settings: Option<&Path>) {
        if self.found == Found::Unfinished {
            return;
        }
        if let Some(settings) = settings {
            // It is not there where it was never written.
            let _ = std::fs::remove_file(settings);
        }
        let Ok(entries) = std::fs::read_dir(self.data) else {
            return;
        };
        for entry in entries
            .flatten()
            .filter(|it| it.file_name() != "lost+found")
        {
            let path = entry.path();
            // What cannot be taken away stays; the error that is told is the first one.
            let _ = if path.is_dir() {
                std::fs::remove_dir_all(&path)
            } else {
                std::fs::remove_file(&path)
            };
        }
        if self.found == Found::Nothing {
            let _ = std::fs::remove_dir(self.data);
        }
    }
}
