//! What can go wrong with the index, in words for the operator.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("检索索引不能使用（{doing}）：{}。索引可以由登记簿重建：gongkai reindex", says(.source))]
    Engine {
        doing: &'static str,
        #[source]
        source: Box<tantivy::TantivyError>,
    },
    #[error("检索索引目录 {path} 不能读写：{}。请检查目录权限和磁盘空间", says(.source))]
    Directory {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("检索索引是另一个版本的程序建立的，打开站点时会自动重建，也可以运行 gongkai reindex")]
    OtherForm,
    #[error("检索索引 {path} 需要换成新的，但另一个进程正在写它。请先停止那个进程，再重新启动")]
    Held { path: PathBuf },
}

/// Says what was being done when the engine failed.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str) -> Result<T, Error>;
}

impl<T, E: Into<tantivy::TantivyError>> Doing<T> for Result<T, E> {
    fn doing(self, doing: &'static str) -> Result<T, Error> {
        self.map_err(|source| Error::Engine {
            doing,
            source: Box::new(source.into()),
        })
    }
}

/// What the engine says; where the system stood in its way, that and what to do, in Chinese.
fn says(source: &impl ToString) -> String {
    const KNOWN: [(&str, &str); 9] = [
        ("No space left", "磁盘已满，请腾出空间再试"),
        ("Read-only file system", "文件系统是只读的"),
        ("Too many open files", "打开的文件太多，请提高 ulimit -n"),
        ("Input/output error", "读写磁盘出错，请检查硬件"),
        ("FileDoesNotExist", "有文件不见了"),
        ("orrupt", "文件损坏"),
        ("InvalidData", "文件损坏"),
        ("Permission denied", "权限不足，请看目录属于谁"),
        (
            "Resource temporarily unavailable",
            "内存或者线程不够，请看 ulimit",
        ),
    ];
    let words = source.to_string();
    let known = KNOWN.iter().find(|(system, _)| words.contains(system));
    known.map_or(words, |(_, says)| (*says).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_of_an_index_is_said_in_chinese() {
        let error = std::io::Error::from_raw_os_error(28);
        let engine = tantivy::TantivyError::from(error);
        let says = Err::<(), _>(engine)
            .doing("提交索引")
            .unwrap_err()
            .to_string();
        assert!(
            says.contains("磁盘已满") && !says.contains("os error"),
            "{says}"
        );
    }
}
