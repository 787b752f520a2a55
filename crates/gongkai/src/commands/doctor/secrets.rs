//! Who else can read what nobody else should: the data directory, and the files with a secret in them.

use super::Findings;
use crate::config::{self, Config};
use crate::keys::Keys;
use crate::trouble;
use std::fs::File;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// The group may read a secret, as where root gives it to the group of the site; nobody else may do anything.
const TOO_MUCH: u32 = 0o037;
/// Nobody else may look into the data directory: reports of readers lie in it.
const OTHERS: u32 = 0o077;

pub(super) fn look(findings: &mut Findings, data: &Path, config: &Config) {
    let mode = |path: &Path| {
        let found = std::fs::metadata(path).ok()?;
        Some(found.permissions().mode())
    };
    if mode(data).is_some_and(|mode| mode & OTHERS != 0) {
        findings.mind(&format!(
            "权限：数据目录别的用户也进得去，里面有读者写的内容；请运行 chmod 700 {}",
            data.display()
        ));
    }
    let mut well = true;
    for (name, file) in files(data, config) {
        let shown = file.display();
        if let Err(error) = File::open(&file) {
            findings.fails(&format!(
                "权限：{name} {shown} 读不到。原因：{}",
                trouble::system(&error)
            ));
            well = false;
            continue;
        }
        if mode(&file).is_some_and(|mode| mode & TOO_MUCH != 0) {
            findings.mind(&format!(
                "权限：{name} {shown} 别的用户也读得到；请运行 chmod 600 {shown}"
            ));
            well = false;
        }
        let is_inside = file.starts_with(data) && file != config::file_of(data);
        if is_inside {
            findings.mind(&format!(
                "权限：{name} {shown} 在数据目录里，会跟着备份走；请移到外面"
            ));
            well = false;
        }
    }
    if well {
        findings.well("权限：有密码和密钥的文件，别的用户读不到");
    }
}

/// The key of the public log: whether it is at hand, and whether others can read it.
pub(super) fn log_key(findings: &mut Findings, data: &Path, config: &Config) {
    let keys = Keys::of(data, config);
    let folder = keys.folder().display();
    match keys.secret() {
        Ok(Some(_)) => findings.well(&format!("日志的密钥：在 {folder}，别的用户读不到")),
        Ok(None) => findings.mind(&format!(
            "日志的密钥：{folder} 里没有，这里不签新的检查点；还没有过的，打开站点就会建立；有过而丢了的，从保管的地方连同 log.checkpoint 放回来"
        )),
        Err(error) => findings.fails(&format!("日志的密钥：{}", trouble::says(&error))),
    }
}

/// What holds a secret here, and what it is called.
fn files(data: &Path, config: &Config) -> Vec<(&'static str, PathBuf)> {
    let mut files = Vec::new();
    let settings = config::file_of(data);
    if has_password(&config.database) && settings.exists() {
        files.push(("写有数据库密码的", settings));
    }
    if let Some(objects) = &config.objects {
        files.push(("对象存储的密钥", objects.secret_key_file.clone()));
    }
    if let Some(tls) = &config.tls {
        files.push(("证书的私钥", tls.key.clone()));
    }
    files
}

/// Whether the address of a database has a password in it.
fn has_password(url: &str) -> bool {
    let who = url
        .split_once("://")
        .and_then(|(_, rest)| rest.rsplit_once('@'));
    who.is_some_and(|(who, _)| who.contains(':')) || url.contains("password=")
}
