//! What can go wrong with the index, in words for the operator.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("检索索引不能使用（{doing}）：{source}。索引可以由登记簿重建：gongkai reindex")]
    Engine {
        doing: &'static str,
        #[source]
        source: Box<tantivy::TantivyError>,
    },
    #[error("检索索引目录 {path} 不能读写：{source}。请检查目录权限和磁盘空间")]
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
