//! `--key` — an act that is tried again happens once.
//!
//! Every act has a key, also where nobody gave one: so an answer that is lost on the way from the database is found again
//! by the command itself. What it cannot find again it says with the key, to be run once more.

use super::trial::Trial;
use crate::place::Place;
use acts::Failure;
use acts::again::{Earlier, Key, Once, new_key, once};
use acts::desk::Desk;
use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};

#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Again {
    /// 这一次办理的记号，自己起，每件事用一个新的；没有得到答复时用同一个记号再运行一次，已经办成的不会再办
    #[arg(long, value_name = "记号")]
    key: Option<String>,
    #[command(flatten)]
    pub(crate) trial: Trial,
}

impl Again {
    /// The same for one of several items, each of which is an act of its own.
    pub(crate) fn for_one_of(&self, items: &[String], item: &str) -> Self {
        let key = self.key.as_ref().map(|key| match items {
            [_] => key.clone(),
            _ => format!("{key} {item}"),
        });
        Self { key, ..*self }
    }

    /// A desk at which one act happens once: that with this name, of all that was asked for with the key. Gives what the key
    /// was as well.
    pub(crate) fn desk(
        &self,
        place: &Place,
        actor: Option<&str>,
        asked: &[&str],
    ) -> anyhow::Result<Keyed> {
        let key = self.key.clone().unwrap_or_else(new_key);
        let desk = place.desk(actor)?;
        Ok(Keyed {
            desk: desk.with_key(Key::new(&key, asked)?),
            key,
        })
    }
}

/// A desk with its key.
pub(crate) struct Keyed {
    pub(crate) desk: Desk,
    key: String,
}

impl Keyed {
    /// Does an act; says what to do where it is not known whether it was done.
    pub(crate) async fn once<T>(
        &self,
        act: impl Future<Output = Result<T, Failure>>,
    ) -> anyhow::Result<Once<T>> {
        match once(&self.desk, act).await {
            Err(failure @ Failure::Unavailable(_)) => Err(failure).with_context(|| {
                format!(
                    "没有得到登记库的答复，不知道办成没有。请加上 --key {} 再运行一次：已经办成的不会再办",
                    self.key
                )
            }),
            other => Ok(other?),
        }
    }
}

/// What was done, for a program: the act, what it was about, and where that happened before, the entry of it.
pub(crate) fn done<T>(act: &str, item: &str, once: &Once<T>) -> Value {
    let entry = match once {
        Once::Now(_) => None,
        Once::Before(former) => Some(former.seq),
    };
    json!({ "act": act, "item": item, "done_before": entry })
}

/// What is said where an act was done before.
pub(crate) fn before(former: &Earlier) -> String {
    let at = law::date::moment(former.recorded_at);
    format!(
        "（{} {:02}:{:02} 已经办过，这一次没有再办；台账第 {} 条）",
        at.date(),
        at.hour(),
        at.minute(),
        former.seq
    )
}

/// The same at the end of a sentence that says what was done.
pub(crate) fn told<T>(done: &str, once: &Once<T>) -> String {
    match once {
        Once::Now(_) => done.to_owned(),
        Once::Before(former) => format!("{done}{}", before(former)),
    }
}
