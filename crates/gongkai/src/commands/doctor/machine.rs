//! What of the machine itself can keep a site from working: files that may be open, the zone of its clock, IPv6, who runs
//! the program, and the years of which the working days are known.

use super::Findings;
use crate::clock;
use crate::config::Config;
use law::calendar::Calendar;
use rustix::process::{Resource, geteuid, getrlimit};
use std::net::{IpAddr, Ipv6Addr, TcpListener};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// What the program has open beside connections: the register, the index, readers.
const BESIDE: u64 = 256;

/// Whether as many connections as are allowed can be open.
pub(super) fn open_files(findings: &mut Findings, config: &Config) {
    // A serving process raises its own limit as far as it is let.
    let Some(limit) = getrlimit(Resource::Nofile).maximum else {
        return findings.well("打开的文件：不限");
    };
    // Both families have a listener of their own where nothing else is set.
    let needed = 2 * config.visitors.limits().connections as u64 + BESIDE;
    if limit < needed {
        findings.mind(&format!(
            "打开的文件：最多 {limit} 个，连接多时不够用（要 {needed}）；请在服务单元里写 LimitNOFILE={needed}，或者把 visitors.connections 改小"
        ));
    } else {
        findings.well(&format!("打开的文件：最多 {limit} 个，够用"));
    }
}

/// In which zone the machine tells its times.
pub(super) fn time_zone(findings: &mut Findings) {
    let zone = std::fs::read_link("/etc/localtime").ok();
    let zone = zone.as_deref().and_then(Path::to_str).unwrap_or_default();
    let zone = zone.split_once("zoneinfo/").map_or("UTC", |(_, zone)| zone);
    if ["Asia/Shanghai", "PRC", "Asia/Chongqing"].contains(&zone) {
        findings.well(&format!("时区：{zone}"));
    } else {
        findings.mind(&format!(
            "时区：主机是 {zone}；网站一律用北京时间，不受影响，但是 journalctl 里的时间要换算。要一致，请运行 timedatectl set-timezone Asia/Shanghai"
        ));
    }
}

/// Whether visitors with IPv6 come in.
pub(super) fn six(findings: &mut Findings, config: &Config) {
    let has_six = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    if !has_six {
        return findings.mind("IPv6：这台主机没有开，用 IPv6 的读者要由反向代理接进来");
    }
    let only_six = std::fs::read_to_string("/proc/sys/net/ipv6/bindv6only");
    match config.listen {
        None => findings.well("IPv6：在本机的 ::1 和 127.0.0.1 上都监听"),
        Some(IpAddr::V4(address)) if address.is_loopback() => {
            findings.well("IPv6：只在本机监听，由反向代理接用 IPv6 的读者");
        }
        Some(IpAddr::V4(address)) => findings.mind(&format!(
            "IPv6：只在 {address} 上监听，用 IPv6 的读者打不开；请把 listen 写成 \"::\""
        )),
        Some(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
            if only_six.is_ok_and(|only| only.trim() == "1") =>
        {
            findings.mind(
                "IPv6：listen 是 \"::\"，而主机设了 net.ipv6.bindv6only=1，用 IPv4 的读者打不开；请改为 0",
            );
        }
        Some(IpAddr::V6(address)) => findings.well(&format!("IPv6：在 {address} 上监听")),
    }
}

/// Whether strangers can read the numbers of this process.
pub(super) fn metrics(findings: &mut Findings, config: &Config) {
    let Some(metrics) = &config.metrics else {
        return;
    };
    match metrics.listen {
        Some(address) if !address.is_loopback() => findings.mind(&format!(
            "指标：在 {address} 上给出，到得了这个地址的人都看得到；请用防火墙只放行来取的那台主机"
        )),
        _ => findings.well("指标：只在本机给出"),
    }
}

/// Whether what this user writes can be written by the site, and the other way round.
pub(super) fn owners(findings: &mut Findings, data: &Path) {
    let Ok(folder) = std::fs::metadata(data) else {
        return;
    };
    let here = geteuid().as_raw();
    if here != folder.uid() {
        findings.mind(&format!(
            "用户：数据目录是用户号 {} 的，现在的用户号是 {here}；各条命令都要用站点的用户运行，例如 runuser -u gongkai -- gongkai …",
            folder.uid()
        ));
    }
    let entries = std::fs::read_dir(data).into_iter().flatten().flatten();
    let others: Vec<String> = entries
        .filter(|entry| {
            entry
                .metadata()
                .is_ok_and(|found| found.uid() != folder.uid())
        })
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    if !others.is_empty() {
        findings.fails(&format!(
            "用户：数据目录里的 {} 属于别的用户，站点写不进去；请运行 chown -R {} {}",
            others.join("、"),
            folder.uid(),
            data.display()
        ));
    }
}

/// Whether terms in working days can be counted, by the notices that travel along and those the site took in.
pub(super) fn calendar(findings: &mut Findings, calendar: &Calendar) {
    let today = law::date::of_instant(clock::now());
    let known = calendar.published_through();
    let says = format!("工作日历：知道到 {known} 年的放假安排");
    let mend = "请用 gongkai calendar load 载入通知，或者升级程序";
    match calendar.years_missing(today).first() {
        None => findings.well(&says),
        // A year that was left out is as bad as one that has not come.
        Some(year) if *year <= known || *year == today.year() => {
            findings.fails(&format!("{says}，{year} 年的不知道，期限会算错；{mend}"));
        }
        Some(_) => findings.mind(&format!(
            "{says}，跨年的期限还不能算准；国务院办公厅公布明年的安排以后，{mend}"
        )),
    }
}
