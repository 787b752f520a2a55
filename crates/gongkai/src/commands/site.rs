//! `gongkai site` — what the site says of itself: shown, and changed by an act.

mod announce;

use crate::commands::trial::Trial;
use crate::place::Place;
use crate::say;
use acts::site::Part;
use announce::{Mourning, Notice};
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::Path;

#[derive(Clone, Debug, Args)]
pub(crate) struct Told {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// 修改站点的名称、域名、备案号等；站点开着也可以改，一秒之内生效
    Set {
        /// 要改的各项，写作 项=值；项有 name、name-en、domain、id-code、organiser、undertaker、contact、icp、police、security，值空着就是删去
        #[arg(required = true, value_name = "项=值")]
        values: Vec<String>,
        /// 为什么修改；记入台账
        #[arg(long, value_name = "原因")]
        reason: String,
        #[command(flatten)]
        trial: Trial,
    },
    /// 看全站公告，或者放上（notice set）、撤下（notice clear）
    Notice(Notice),
    /// 看哀悼日变灰的安排，或者设定（mourning on）、恢复（mourning off）
    Mourning(Mourning),
}

/// The parts by the names that `init` has for them as well.
const NAMES: [(&str, Part); 10] = [
    ("name", Part::Name),
    ("name-en", Part::NameEn),
    ("domain", Part::Domain),
    ("id-code", Part::IdCode),
    ("organiser", Part::Organiser),
    ("undertaker", Part::Operator),
    ("contact", Part::Contact),
    ("icp", Part::Icp),
    ("police", Part::Police),
    ("security", Part::Security),
];

pub(crate) async fn site(data: &Path, actor: Option<&str>, told: Told) -> anyhow::Result<()> {
    let trial = match &told.what {
        None => None,
        Some(What::Set { trial, .. }) => Some(*trial),
        Some(What::Notice(notice)) => notice.trial(),
        Some(What::Mourning(mourning)) => mourning.trial(),
    };
    let place = Place::open_for(data, trial).await?;
    match told.what {
        None => show(&place).await?,
        Some(What::Notice(told)) => announce::notice(&place, actor, told).await?,
        Some(What::Mourning(told)) => announce::mourning(&place, actor, told).await?,
        Some(What::Set { values, reason, .. }) => {
            let parts = parts(&values)?;
            let changed = acts::site::change(&place.desk(actor)?, &parts, &reason).await?;
            let values = changed
                .iter()
                .map(|it| json!({ "part": name(it.part), "before": it.before, "after": it.after }));
            say::value(&json!({ "changed": values.collect::<Vec<_>>() }));
            if changed.is_empty() {
                say::result("没有变化");
            }
            for changed in changed {
                say::result(&format!(
                    "{}：“{}”改为“{}”",
                    changed.part.zh(),
                    changed.before,
                    changed.after
                ));
            }
        }
    }
    place.register.close().await;
    Ok(())
}

/// The name by which a part is set.
fn name(part: Part) -> &'static str {
    let named = NAMES.iter().find(|(_, other)| *other == part);
    named.map_or("", |(name, _)| name)
}

async fn show(place: &Place) -> anyhow::Result<()> {
    let site = place.site().await?;
    let parts = NAMES
        .iter()
        .map(|(name, part)| ((*name).to_owned(), json!(part.of(&site))));
    let mut value = Value::Object(parts.collect());
    value["is_demo"] = json!(site.is_demo);
    value["announced"] = announce::in_json(&announce::stands(place).await?);
    say::value(&value);
    for (name, part) in NAMES {
        let value = match part.of(&site) {
            "" => "（没有写）",
            value => value,
        };
        say::result(&format!("{name} {}：{value}", part.zh()));
    }
    if site.is_demo {
        say::result("这是演示站点，每一页都会说明");
    }
    announce::show(place).await?;
    say::note(
        "修改：gongkai site set 项=值 --reason 原因。经办人、子路径、监听的地址等在数据目录的 gongkai.toml 里，改后重新启动站点。",
    );
    Ok(())
}

fn parts(values: &[String]) -> anyhow::Result<Vec<(Part, String)>> {
    let mut parts: Vec<(Part, String)> = Vec::new();
    for text in values {
        let (name, value) = text
            .split_once('=')
            .with_context(|| format!("“{text}”应当写作 项=值，例如 domain=www.example.gov.cn"))?;
        let wanted = name.trim().replace('_', "-");
        let known = NAMES.iter().find(|(name, _)| *name == wanted);
        let (_, part) = known.with_context(|| {
            let known: Vec<String> = NAMES
                .iter()
                .map(|(name, part)| format!("{name}（{}）", part.zh()))
                .collect();
            format!("没有“{name}”这一项；可以写 {}", known.join("、"))
        })?;
        if parts.iter().any(|(other, _)| other == part) {
            bail!("“{name}”写了两次");
        }
        parts.push((*part, value.to_owned()));
    }
    Ok(parts)
}
