//! 没有完成 — an error as it is told to the person at the terminal.
//!
//! Decides the form: what did not happen, then “原因：” and why, in Chinese. Acts, the register and the index say by
//! themselves what is wrong and what to do; what the operating system says is put into Chinese here.

use acts::Failure;
use acts::log::Unsignable;
use std::io;

/// The whole story of an error in one line.
pub(crate) fn says(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain() {
        let said = match (cause.downcast_ref(), cause.downcast_ref()) {
            (Some(error), _) => system(error),
            (_, Some(Unsignable::Unkept(error))) => {
                format!("检查点不能写到密钥旁边，没有签：{}", system(error))
            }
            _ => cause.to_string(),
        };
        if parts.last() != Some(&said) {
            parts.push(said);
        }
        let tells_the_rest = cause.downcast_ref::<Failure>().is_some()
            || cause.downcast_ref::<Unsignable>().is_some()
            || cause.downcast_ref::<store::Error>().is_some()
            || cause.downcast_ref::<search::Error>().is_some();
        if tells_the_rest {
            break;
        }
    }
    parts.join("。原因：")
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
            _ => return error.to_string(),
        },
    };
    says.to_owned()
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
    fn a_refusal_is_said_as_it_is() {
        let refused = Failure::Refused(law::Refusal::new("网站要有名称"));
        assert_eq!(says(&refused.into()), "网站要有名称");
    }
}
