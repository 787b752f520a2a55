//! `gongkai doctor` — whether this machine and this site are fit, line by line, with what to do.
//!
//! Decides what an operator may rely on before visitors come: ✓ is well, ！ works but should be looked at, ✗ does not work.
//! One ✗ makes the exit code 1. Opening the register brings its schema up to date, as every command does.

mod backup;
mod machine;
mod replication;
mod secrets;

use super::log;
use crate::config::{self, Config, FILE};
use crate::place::{self, Place};
use crate::reader::{Isolation, Pool};
use crate::tls::Keys;
use crate::witness::Witnesses;
use crate::{clock, say, trouble};
use law::calendar::Calendar;
use rustix::fs::{StatFs, StatVfs, statfs, statvfs};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};
use tokio::net::TcpListener;

const MIB: u64 = 1024 * 1024;
/// Below this nothing more can be imported safely, and above it there is a while left.
const LEAST_SPACE: u64 = 256 * MIB;
const GOOD_SPACE: u64 = 2048 * MIB;
/// 2026-01-01 at +08:00: before this program was written, so a clock that says less is wrong.
const BEGINNING: i64 = 1_767_196_800;
const DAY: i64 = 24 * 60 * 60;
/// Within so many days a certificate should be renewed.
const SOON: i64 = 30;
/// What a reader is given to read.
const TRIVIAL: &str = "关于检查的通知\n\n各科室：\n请遵照执行。\n";

/// What was found so far; told at once, or all together as JSON.
#[derive(Default)]
struct Findings {
    failed: usize,
    all: Vec<Value>,
}

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Well,
    Mind,
    Fails,
}

impl Findings {
    fn tell(&mut self, mark: Mark, says: &str) {
        let sign = match mark {
            Mark::Well => '✓',
            Mark::Mind => '！',
            Mark::Fails => '✗',
        };
        self.failed += usize::from(mark == Mark::Fails);
        say::result(&format!("{sign} {says}"));
        let (about, says) = says.split_once('：').unwrap_or(("", says));
        let mark = match mark {
            Mark::Well => "well",
            Mark::Mind => "mind",
            Mark::Fails => "fails",
        };
        self.all
            .push(json!({ "mark": mark, "about": about, "says": says }));
    }

    fn well(&mut self, says: &str) {
        self.tell(Mark::Well, says);
    }

    fn mind(&mut self, says: &str) {
        self.tell(Mark::Mind, says);
    }

    fn fails(&mut self, says: &str) {
        self.tell(Mark::Fails, says);
    }
}

/// Says what this machine has and how the site stands.
pub(crate) async fn doctor(data: &Path, actor: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    findings.well(&format!("程序：{}", env!("CARGO_PKG_VERSION")));
    let (config, is_set) = match Config::of(data) {
        Ok(config) => {
            settings(&mut findings, data);
            (config, true)
        }
        Err(error) => {
            findings.fails(&format!("设置：{}", trouble::says(&error)));
            (Config::default(), false)
        }
    };
    let is_here = directory(&mut findings, data, &config);
    space(&mut findings, data);
    certificate(&mut findings, &config);
    machine::open_files(&mut findings, &config);
    machine::time_zone(&mut findings);
    machine::six(&mut findings, &config);
    machine::metrics(&mut findings, &config);
    witnesses(&mut findings, &config);
    readers(&mut findings, &Pool::new(config.readers.limits())).await;
    // Whatever else fails, the site is looked at: in an incident that is what an operator has to know.
    let is_served = if is_here && is_set {
        match Place::open(data).await {
            Ok(place) => site(&mut findings, &place, actor).await,
            Err(error) => {
                findings.fails(&format!("登记库：{}", trouble::says(&error)));
                false
            }
        }
    } else {
        machine::calendar(&mut findings, Calendar::standard());
        tell_clock(&mut findings, None);
        false
    };
    port(&mut findings, &config, is_served).await;
    say::value(&json!({ "fit": findings.failed == 0, "findings": findings.all }));
    Ok(if findings.failed == 0 {
        ExitCode::SUCCESS
    } else {
        say::note(&format!("有 {} 处要处理，见 ✗ 各行。", findings.failed));
        ExitCode::FAILURE
    })
}

/// Where the settings stand that count, and whether others lie about that do not.
fn settings(findings: &mut Findings, data: &Path) {
    let file = config::file_of(data);
    let shown = file.display();
    let other = data.join(FILE);
    let is_other = fs::canonicalize(&other).ok() != fs::canonicalize(&file).ok();
    if other.exists() && is_other {
        findings.mind(&format!(
            "设置：用的是 {shown}；数据目录里还有一份 {FILE}，不起作用，核对以后请删去"
        ));
    } else if file.exists() {
        findings.well(&format!("设置：{shown}"));
    }
}

/// The data directory: whether there is a site in it, and whether it can be written; gives whether to go on.
fn directory(findings: &mut Findings, data: &Path, config: &Config) -> bool {
    let shown = data.display();
    match place::state(data) {
        Ok(place::State::Absent | place::State::Empty) => {
            findings.mind(&format!(
                "数据目录：{shown} 里还没有站点；先运行 gongkai init（自己的站点）或者 gongkai demo（演示）"
            ));
            return false;
        }
        Ok(place::State::Foreign(found)) => {
            findings.fails(&format!(
                "数据目录：{shown} 里没有站点，却有别的东西（{found}）；看 --data 写得对不对"
            ));
            return false;
        }
        Ok(place::State::Site) => {}
        Err(error) => {
            findings.fails(&format!("数据目录：{}", trouble::says(&error)));
            return false;
        }
    }
    let written = place::probe(data);
    let kind = statfs(data).map(|stat| file_system(&stat));
    let named = kind.as_ref().map_or("不明", |(name, _)| *name);
    let mut may_be_opened = true;
    match written {
        Err(error) => {
            may_be_opened = false;
            findings.fails(&format!(
                "数据目录：{shown} 写不进去。原因：{}",
                trouble::system(&error)
            ));
        }
        Ok(()) => match kind.map_or(Trust::Unknown, |(_, trust)| trust) {
            Trust::Network if config.database.is_empty() => {
                may_be_opened = false;
                findings.fails(&format!(
                    "数据目录：{shown} 在网络文件系统（{named}）上，SQLite 的登记库会损坏；请放到本机磁盘，或者改用 PostgreSQL"
                ));
            }
            Trust::Memory => findings.mind(&format!(
                "数据目录：{shown} 在内存（{named}）里，主机重新启动就没有了；请放到磁盘上"
            )),
            Trust::Container => findings.mind(&format!(
                "数据目录：{shown} 在容器自己的一层（{named}）里，容器删除就没有了；请挂一个卷"
            )),
            Trust::Network | Trust::Disk | Trust::Unknown => {
                findings.well(&format!("数据目录：{shown} 可以写，文件系统 {named}"));
            }
        },
    }
    secrets::look(findings, data, config);
    secrets::log_key(findings, data, config);
    backup::look(findings, data);
    machine::owners(findings, data);
    may_be_opened
}

/// What a file system is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    Disk,
    /// Gone after a start of the machine.
    Memory,
    /// Gone with the container.
    Container,
    /// Locks and shared memory cannot be relied on (SQLite: “WAL does not work over a network filesystem”).
    Network,
    Unknown,
}

/// The name of a file system by its number (statfs(2)), and what it is good for.
fn file_system(stat: &StatFs) -> (&'static str, Trust) {
    // Some architectures have the number signed; only its 32 bits count.
    match stat.f_type as u32 {
        0xEF53 => ("ext4", Trust::Disk),
        0x5846_5342 => ("xfs", Trust::Disk),
        0x9123_683E => ("btrfs", Trust::Disk),
        0x2FC1_2FC1 => ("zfs", Trust::Disk),
        0xF2F5_2010 => ("f2fs", Trust::Disk),
        0x0102_1994 => ("tmpfs", Trust::Memory),
        0x8584_58F6 => ("ramfs", Trust::Memory),
        0x794C_7630 => ("overlay", Trust::Container),
        0x6969 => ("nfs", Trust::Network),
        0xFF53_4D42 | 0xFE53_4D42 | 0x517B => ("smb", Trust::Network),
        0x00C3_6400 => ("ceph", Trust::Network),
        0x0102_1997 => ("9p", Trust::Network),
        0x6573_5546 => ("fuse", Trust::Unknown),
        _ => ("不明", Trust::Unknown),
    }
}

/// The certificate, where the program itself speaks https.
fn certificate(findings: &mut Findings, config: &Config) {
    let Some(tls) = &config.tls else {
        return;
    };
    let ends = match Keys::read(tls) {
        Ok(keys) => keys.expires_at(),
        Err(error) => return findings.fails(&format!("证书：{}", trouble::says(&error))),
    };
    let day = law::date::of_instant(ends);
    let left = (ends - clock::now()) / DAY;
    let mend = "请换上新的证书和私钥，再 systemctl reload gongkai";
    if left < 0 {
        findings.fails(&format!("证书：{day} 已经到期，浏览器打不开网站；{mend}"));
    } else if left < SOON {
        findings.mind(&format!("证书：{day} 到期，还有 {left} 天；{mend}"));
    } else {
        findings.well(&format!("证书：到 {day}，与私钥相符"));
    }
}

/// Whether the witnesses that the settings name can be asked from this machine.
fn witnesses(findings: &mut Findings, config: &Config) {
    if config.witnesses.is_empty() {
        return;
    }
    let made = Witnesses::of(&config.witnesses).and_then(|_| Witnesses::client());
    match made {
        Ok(_) => findings.well(&format!("见证人：{} 个", config.witnesses.len())),
        Err(error) => findings.fails(&format!("见证人：{}", trouble::says(&error))),
    }
}

fn space(findings: &mut Findings, data: &Path) {
    let Some(there) = existing(data) else {
        return;
    };
    match statvfs(&there) {
        Ok(stat) => tell_space(findings, &stat),
        Err(error) => findings.mind(&format!(
            "磁盘：看不到剩余空间。原因：{}",
            trouble::system(&io::Error::from(error))
        )),
    }
}

fn tell_space(findings: &mut Findings, stat: &StatVfs) {
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let says = format!("磁盘：剩余 {} MiB", free / MIB);
    if free < LEAST_SPACE {
        findings.fails(&format!("{says}，登记随时会失败；请腾出空间"));
    } else if 0 < stat.f_files && stat.f_favail < 1000 {
        findings.fails(&format!(
            "{says}，但是只能再建 {} 个文件；请删去不用的小文件",
            stat.f_favail
        ));
    } else if free < GOOD_SPACE {
        findings.mind(&format!("{says}，不多了"));
    } else {
        findings.well(&says);
    }
}

/// A path, or the nearest one above it that is there.
fn existing(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    path.ancestors().find(|at| at.exists()).map(Path::to_owned)
}

/// Readers start, are locked down, and read.
async fn readers(findings: &mut Findings, pool: &Pool) {
    match pool.protections().await {
        Ok(protections) => {
            for (says, is_full) in protections.told() {
                if is_full {
                    findings.well(&format!("阅读进程：{says}"));
                } else {
                    findings.mind(&format!("阅读进程：{says}；见 docs/ops/reader.md"));
                }
            }
        }
        Err(failure) => {
            findings.fails(&format!("阅读进程：{failure}"));
            return;
        }
    }
    let input = ingest::Input {
        bytes: TRIVIAL.as_bytes(),
        name: Some("检查.txt"),
        media_type: None,
        url: None,
    };
    match pool.read(input, Isolation::Fresh).await {
        Ok(reading) if reading.document.text.plain().contains("请遵照执行") => {
            findings.well("阅读进程：读了一份试读的文件，读得对");
        }
        Ok(_) => findings.fails("阅读进程：读了一份试读的文件，读得不对；请重新安装程序"),
        Err(failure) => findings.fails(&format!("阅读进程：{failure}")),
    }
}

/// The register, the files, the index, the clock; gives whether somebody serves the site.
/// The public log: whether it is signed to its end.
async fn signed(findings: &mut Findings, place: &Place) {
    let stands = match acts::log::stands(&place.register).await {
        Ok(stands) => stands,
        Err(failure) => {
            return findings.fails(&format!("日志：{}", trouble::says(&failure.into())));
        }
    };
    let Some(since) = stands.late(clock::now()) else {
        return findings.well(&format!("日志：{} 条", stands.size));
    };
    let says = format!(
        "日志：自 {} 起有 {} 条没有签署，给不出凭证。{}",
        log::minute(since),
        stands.unsigned(),
        log::what_to_do(&place.keys, &stands)
    );
    // Where the key is at hand, the site only has to be served again.
    let is_lost = stands.key.is_some() && matches!(place.keys.secret(), Ok(None));
    findings.tell(if is_lost { Mark::Fails } else { Mark::Mind }, &says);
}

async fn site(findings: &mut Findings, place: &Place, actor: Option<&str>) -> bool {
    let health = match acts::health::register(&place.register).await {
        Ok(health) => health,
        Err(failure) => {
            findings.fails(&format!("登记库：{}", trouble::says(&failure.into())));
            return false;
        }
    };
    findings.well(&format!(
        "登记库：{}，第 {} 版结构，台账 {} 条",
        acts::health::engine(&place.register)
            .await
            .unwrap_or_default(),
        health.schema,
        health.entries
    ));
    replication::tell(findings, &place.register).await;
    replication::lost(findings, &place.register, &place.keys).await;
    signed(findings, place).await;
    match place.site().await {
        Ok(site) => findings.well(&format!("站点：{}", site.name)),
        Err(error) => findings.fails(&format!("站点：{}", trouble::says(&error))),
    }
    match acts::calendar::calendar(&place.register).await {
        Ok(calendar) => machine::calendar(findings, &calendar),
        Err(failure) => findings.fails(&format!("工作日历：{}", trouble::says(&failure.into()))),
    }
    findings.well(&format!("经办人：{}", place.actor(actor).name));
    match place.pairs() {
        Ok(None) => {}
        Ok(Some(pairs)) => findings.well(&format!("日常说法：本站另有 {} 对", pairs.own())),
        Err(error) => findings.fails(&format!("日常说法：{}", trouble::says(&error))),
    }
    match acts::health::files(&place.register).await {
        Ok(()) => findings.well("大文件：存放的地方可以读、可以写"),
        Err(failure) => findings.fails(&format!("大文件：{}", trouble::says(&failure.into()))),
    }
    match place.fonts() {
        Ok(fonts) => tell_fonts(findings, place, &fonts.missing()),
        Err(error) => findings.fails(&format!("字体：{}", trouble::says(&error))),
    }
    if let Ok(states) = acts::verify::states(&place.register).await {
        let counts: Vec<String> = states
            .iter()
            .map(|(state, n)| format!("{} {n}", state_zh(state)))
            .collect();
        findings.well(&format!("信息：{}", counts.join("，")));
    }
    tell_clock(findings, health.newest_at);
    index(findings, place, health.entries)
}

/// Which fonts of the standard are missing, and which files there are no fonts.
fn tell_fonts(findings: &mut Findings, place: &Place, missing: &[&str]) {
    match place.files_that_are_no_fonts() {
        Ok(none) if none.is_empty() => {}
        Ok(files) => findings.mind(&format!(
            "字体：{} 不是能用的字体文件；请换成 TTF 或者 OTF，或者移走",
            files.join("、")
        )),
        Err(error) => findings.fails(&format!("字体：{}", trouble::says(&error))),
    }
    if missing.is_empty() {
        return findings.well("字体：有公文规定的各种字体");
    }
    findings.mind(&format!(
        "字体：没有 {}，用随程序的开放字体排印；公文规定的字体要自己有使用权，放到 {} 就用",
        missing.join("、"),
        place.data.join("fonts").display()
    ));
}

fn state_zh(state: &str) -> &str {
    match state {
        "draft" => "草稿",
        "released" => "已公开",
        "withdrawn" => "已撤回",
        other => other,
    }
}

/// The index and who keeps it.
fn index(findings: &mut Findings, place: &Place, head: u64) -> bool {
    let index = match place.index() {
        Ok(index) => index,
        Err(error) => {
            findings.fails(&format!("检索索引：{}", trouble::says(&error)));
            return false;
        }
    };
    let (is_kept, kept) = match index.keeper() {
        Ok(None) => (true, "由运行中的站点或者导入维护"),
        Ok(Some(_)) => (false, "没有程序在维护"),
        Err(error) => {
            findings.fails(&format!("检索索引：{error}"));
            return false;
        }
    };
    let says = format!("检索索引：{} 条，{kept}", index.count());
    match index.is_damaged() {
        Ok(false) => {}
        Ok(true) if is_kept => {
            findings.mind(&format!("{says}，文件有损坏；运行 gongkai reindex"));
            return is_kept;
        }
        Ok(true) => {
            findings.mind(&format!(
                "{says}，文件有损坏；打开站点就会重建，或者运行 gongkai reindex"
            ));
            return is_kept;
        }
        Err(error) => {
            findings.fails(&format!("检索索引：{error}"));
            return is_kept;
        }
    }
    match head.checked_sub(index.cursor()) {
        None => findings.mind(&format!(
            "{says}，比台账还新（登记库可能是从备份恢复的）；打开站点就会重建，或者运行 gongkai reindex"
        )),
        Some(0) => findings.well(&says),
        Some(behind) if is_kept => findings.well(&format!("{says}，正在跟上，还差 {behind} 条")),
        Some(behind) => findings.mind(&format!(
            "{says}，比台账少 {behind} 条；打开站点就会跟上，或者运行 gongkai reindex"
        )),
    }
    is_kept
}

fn tell_clock(findings: &mut Findings, newest_at: Option<i64>) {
    let now = clock::now();
    let today = law::date::of_instant(now);
    if now < BEGINNING {
        findings.fails(&format!(
            "时钟：主机说今天是 {today}，比程序还旧；请校准时间（timedatectl set-ntp true）"
        ));
    } else if newest_at.is_some_and(|newest| now + acts::clock::SKEW < newest) {
        findings.fails(&format!(
            "时钟：主机说今天是 {today}，比台账最后一条还早，校准以前什么也办不了；请校准时间（timedatectl set-ntp true）。现在的时钟不错、是以前走快了的，用 gongkai log clock --reason 写明"
        ));
    } else {
        findings.well(&format!("时钟：北京时间 {today}"));
    }
}

/// Whether visitors can come in.
async fn port(findings: &mut Findings, config: &Config, is_served: bool) {
    let port = config.port.unwrap_or(super::serve::PORT);
    let address = config.listen.unwrap_or(Ipv4Addr::LOCALHOST.into());
    match TcpListener::bind((address, port)).await {
        Ok(_) => findings.well(&format!("端口：{address} 的 {port} 空着，可以监听")),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_served => {
            findings.well(&format!("端口：{address} 的 {port} 正在使用，站点在运行"));
        }
        Err(error) => findings.fails(&format!(
            "端口：{address} 的 {port} 不能监听。原因：{}；请停止占用它的程序，或者在设置里换一个 port",
            trouble::system(&error)
        )),
    }
}
