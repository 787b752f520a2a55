//! `gongkai import` — laws, pages and collections; each can be run again and goes on where it was.

use super::restore::{Restore, restore};
use super::trial::Trial;
use crate::incoming::shelf::{Folder, Single};
use crate::incoming::{How, corpus, laws, pages, policies};
use crate::place::Place;
use crate::progress::Progress;
use acts::item::Then;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Import {
    /// 法规：一行一个文本的 JSONL 文件（可以是 .gz）
    Laws {
        /// JSONL 文件，一行一个文本
        #[arg(value_name = "文件")]
        file: PathBuf,
        #[command(flatten)]
        terms: Terms,
    },
    /// 页面：一个文件、一个文件夹，或者一行一页的 JSONL 文件
    Pages {
        /// 一个文件、一个文件夹或者一个 JSONL 文件
        #[arg(value_name = "路径")]
        path: PathBuf,
        #[command(flatten)]
        terms: Terms,
    },
    /// 成批的文件：一行一件的 JSONL 文件 {id, number, title, agency, category, date, body}
    Corpus {
        /// JSONL 文件，一行一件
        #[arg(value_name = "文件")]
        file: PathBuf,
        #[command(flatten)]
        terms: Terms,
    },
    /// 整个站点的档案（export archive 写成的），放进空的数据目录
    Archive(Restore),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Terms {
    /// 只登记成草稿，不公开；审查以后用 gongkai release 公开
    #[arg(long)]
    draft: bool,
    /// 来源的名称，读者在“来源”一栏看到；文件自己写明来源的，用它自己的
    #[arg(long, value_name = "名称")]
    source_name: Option<String>,
    #[command(flatten)]
    trial: Trial,
}

impl From<&Terms> for How {
    fn from(terms: &Terms) -> Self {
        Self {
            then: if terms.draft {
                Then::KeepDraft
            } else {
                Then::Release
            },
            source_name: terms.source_name.clone(),
        }
    }
}

/// Exit code where some documents were not taken.
const SOME_NOT_TAKEN: u8 = 3;

pub(crate) async fn import(
    data: &Path,
    actor: Option<&str>,
    what: Import,
) -> anyhow::Result<ExitCode> {
    let terms = match &what {
        Import::Archive(archive) => return restore(data, archive.clone()).await,
        Import::Laws { terms, .. } | Import::Pages { terms, .. } | Import::Corpus { terms, .. } => {
            terms
        }
    };
    let place = Place::open_for(data, terms.trial).await?;
    let desk = place.desk(actor)?;
    let pool = &place.readers;
    let tally = match &what {
        // Nothing is registered anew: the archive brings its own ledger, and was taken above.
        Import::Archive(_) => return Ok(ExitCode::SUCCESS),
        Import::Laws { file, terms } => laws::import(&desk, pool, file, &terms.into()).await?,
        Import::Corpus { file, terms } => corpus::import(&desk, pool, file, &terms.into()).await?,
        Import::Pages { path, terms } if path.is_dir() => {
            pages::import(&desk, pool, &Folder(path.clone()), &terms.into()).await?
        }
        Import::Pages { path, terms } if is_collection(path) => {
            policies::import(&desk, pool, path, &terms.into()).await?
        }
        Import::Pages { path, terms } => {
            pages::import(&desk, pool, &Single(path.clone()), &terms.into()).await?
        }
    };
    let mut progress = Progress::new("索引", 1);
    place
        .let_search_follow(|step| {
            progress.total(step.head);
            progress.at(step.cursor);
        })
        .await;
    progress.done();
    tally.tell();
    Ok(if tally.problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(SOME_NOT_TAKEN)
    })
}

/// Whether a file is a collection by its name; whether of pages is asked of its lines.
fn is_collection(path: &Path) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    [".jsonl", ".jsonl.gz", ".ndjson", ".json", ".json.gz"]
        .iter()
        .any(|end| name.ends_with(end))
}
