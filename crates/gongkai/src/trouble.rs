//! 没有完成 — an error as it is told to the person at the terminal.
//!
//! Decides the form: what did not happen, then “原因：” and why, in Chinese. What the system, the database or the object
//! store says in its own words follows in brackets, so that nothing is lost for whoever maintains them.

use acts::Failure;
use std::io;

/// The whole story of an error in one line.
pub(crate) fn says(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain() {
        let is_last = cause.downcast_ref::<Failure>().is_some()
            || cause.downcast_ref::<store::Error>().is_some()
            || cause.downcast_ref::<search::Error>().is_some();
        let said = link(cause);
        if parts.last() != Some(&said) {
            parts.push(said);
        }
        // These tell what lies below them themselves.
        if is_last {
            break;
        }
    }
    parts.join("。原因：")
}

fn link(cause: &(dyn std::error::Error + 'static)) -> String {
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return system(error);
    }
    if let Some(failure) = cause.downcast_ref::<Failure>() {
        return act(failure);
    }
    if let Some(error) = cause.downcast_ref::<store::Error>() {
        return error.to_string();
    }
    foreign(&cause.to_string())
}

/// What an operating system says, in Chinese.
pub(crate) fn system(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let says = match error.kind() {
        Kind::NotFound => "没有这个文件或者目录",
        Kind::PermissionDenied => "权限不足，请用有权限的用户运行，或者改文件的属主和权限",
        Kind::AlreadyExists => "已经存在",
        Kind::StorageFull => "磁盘已满，请腾出空间再试",
        Kind::QuotaExceeded => "磁盘配额用完了，请腾出空间再试",
        Kind::ReadOnlyFilesystem => "文件系统是只读的",
        Kind::AddrInUse => "端口已被别的程序占用",
        Kind::AddrNotAvailable => "本机没有这个地址",
        Kind::NotADirectory => "路径中有一段不是目录",
        Kind::IsADirectory => "这是目录，不是文件",
        Kind::FileTooLarge => "文件太大",
        Kind::InvalidFilename => "文件名太长或者不能用",
        Kind::ConnectionRefused => "对方没有在这个地址监听",
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => "连接断了",
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::NetworkDown => "网络不通",
        Kind::TimedOut => "等得太久",
        Kind::OutOfMemory => "内存不足",
        Kind::InvalidData => "内容不是应有的写法（例如不是 UTF-8 文字）",
        Kind::UnexpectedEof => "文件不完整",
        _ => match error.raw_os_error() {
            Some(5) => "读写磁盘出错，请检查硬件",
            Some(23 | 24) => "打开的文件太多，请提高 ulimit -n",
            _ => return foreign(&error.to_string()),
        },
    };
    says.to_owned()
}

/// What an act says.
fn act(failure: &Failure) -> String {
    match failure {
        Failure::NotFound => "没有这条信息，请核对索引号或者地址".into(),
        Failure::Forbidden(why) => format!("不可以这样办（{why}）"),
        // The register says by itself what to do.
        Failure::Unavailable(why) if why.contains("原因：") => why.clone(),
        Failure::Unavailable(why) => {
            format!("登记库、文件或者检索索引现在用不了。原因：{}", foreign(why))
        }
        Failure::Bug(why) => {
            format!("程序或者登记库的内容有错，请先备份，再把这一句告知维护人员（{why}）")
        }
        Failure::Stale(_) | Failure::Refused(_) | Failure::Invalid(_) => failure.to_string(),
    }
}

/// What databases, indexes and object stores say, by the words they say it with.
const KNOWN: [(&str, &str); 20] = [
    ("database or disk is full", "磁盘已满，请腾出空间再试"),
    ("No space left", "磁盘已满，请腾出空间再试"),
    (
        "readonly database",
        "登记库只能读：文件系统只读，或者对 register.sqlite 权限不足",
    ),
    ("Read-only file system", "文件系统是只读的"),
    (
        "database is locked",
        "另一个程序正在写登记库，等了 30 秒还没有轮到，请稍后再试",
    ),
    (
        "unable to open database file",
        "打不开登记库文件，请看它在不在、权限够不够",
    ),
    (
        "file is not a database",
        "register.sqlite 不是登记库文件，请从备份恢复",
    ),
    ("disk image is malformed", "登记库已经损坏，请从备份恢复"),
    ("disk I/O error", "读写登记库出错，请看磁盘和权限"),
    (
        "install the newer program",
        "登记库是更新的程序建立的，请装上更新的程序",
    ),
    (
        "password authentication failed",
        "PostgreSQL 不接受这个用户名或者密码，请看设置里的 database",
    ),
    ("no password", "PostgreSQL 要密码，请看设置里的 database"),
    ("role", "PostgreSQL 里没有这个用户，请看设置里的 database"),
    (
        "does not exist",
        "PostgreSQL 里没有这个库，请看设置里的 database",
    ),
    (
        "Connection refused",
        "对方没有在这个地址监听，请看地址和端口，以及它是否在运行",
    ),
    ("No such file or directory", "没有这个文件或者目录"),
    ("failed to lookup address", "找不到这台主机，请看地址"),
    ("pool timed out", "等了 30 秒还没有连上登记库"),
    (
        "Permission denied",
        "权限不足，请用有权限的用户运行，或者改文件的属主和权限",
    ),
    (
        "permission denied",
        "权限不足，请用有权限的用户运行，或者改文件的属主和权限",
    ),
];

fn foreign(text: &str) -> String {
    match KNOWN.iter().find(|(words, _)| text.contains(words)) {
        Some((_, says)) => format!("{says}（{text}）"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use anyhow::Context as _;

    #[test]
    fn what_the_system_says_is_said_in_chinese_behind_what_did_not_happen() {
        for (code, expected) in [
            (libc::EACCES, "权限不足"),
            (libc::ENOENT, "没有这个文件"),
            (libc::ENOSPC, "磁盘已满"),
            (libc::EROFS, "只读"),
            (libc::EADDRINUSE, "占用"),
            (libc::EMFILE, "ulimit"),
            (libc::EIO, "硬件"),
        ] {
            let failed: io::Result<()> = Err(io::Error::from_raw_os_error(code));
            let says = says(&failed.context("不能读取 甲").unwrap_err());
            let (what, why) = says.split_once("。原因：").unwrap();
            assert_eq!(what, "不能读取 甲");
            assert!(why.contains(expected), "{says}");
            assert!(!says.contains("os error"), "{says}");
        }
    }

    #[test]
    fn what_a_database_says_keeps_its_own_words_in_brackets() {
        let full = Failure::Unavailable("committing: (code: 13) database or disk is full".into());
        let says = says(&anyhow::Error::from(full).context("没有登记"));
        assert!(says.starts_with("没有登记。原因："), "{says}");
        assert!(
            says.contains("磁盘已满") && says.contains("code: 13"),
            "{says}"
        );
    }

    #[test]
    fn a_refusal_is_said_as_it_is() {
        let refused = Failure::Refused(law::Refusal::new("网站要有名称"));
        assert_eq!(says(&refused.into()), "网站要有名称");
    }
}
