//! `gongkai import` — laws, pages and collections; each can be run again and goes on where it was.

use crate::incoming::lines::Lines;
use crate::incoming::pages::{Folder, Single};
use crate::incoming::{corpus, laws, pages, policies};
use crate::place::Place;
use crate::progress::Progress;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Import {
    /// 法规：一行一个文本的 JSONL 文件（可以是 .gz）
    Laws {
        /// JSONL 文件，一行一个文本
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
    /// 页面：一个文件、一个文件夹，或者一行一页的 JSONL 文件
    Pages {
        /// 一个文件、一个文件夹或者一个 JSONL 文件
        #[arg(value_name = "路径")]
        path: PathBuf,
    },
    /// 成批的文件：一行一件的 JSONL 文件 {id, number, title, agency, category, date, body}
    Corpus {
        /// JSONL 文件，一行一件
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
}

/// Exit code where some documents were not taken.
const SOME_NOT_TAKEN: u8 = 3;

pub(crate) async fn import(
    data: &Path,
    actor: Option<&str>,
    what: Import,
) -> anyhow::Result<ExitCode> {
    let place = Place::open(data).await?;
    let desk = place.desk(actor)?;
    let pool = &place.readers;
    let tally = match &what {
        Import::Laws { file } => laws::import(&desk, pool, file).await?,
        Import::Corpus { file } => corpus::import(&desk, pool, file).await?,
        Import::Pages { path } if path.is_dir() => {
            pages::import(&desk, pool, &Folder(path.clone())).await?
        }
        Import::Pages { path } if is_collection(path) => {
            policies::import(&desk, pool, path).await?
        }
        Import::Pages { path } => pages::import(&desk, pool, &Single(path.clone())).await?,
    };
    let mut progress = Progress::new("索引", 1);
    place
        .catch_up(|step| {
            progress.total(step.head);
            progress.at(step.cursor);
        })
        .await?;
    progress.done();
    tally.tell();
    Ok(if tally.problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(SOME_NOT_TAKEN)
    })
}

fn is_collection(path: &Path) -> bool {
    let name = path.to_string_lossy();
    if !(name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")) {
        return false;
    }
    let first = Lines::open(path).ok().and_then(|mut lines| lines.next());
    first.is_some_and(|(_, line)| line.is_ok_and(|line| policies::is_such(&line)))
}
