//! 题头 — what a Markdown file says of itself between two `+++` lines, in TOML.
//!
//! Fields by their ids, and besides: `kind`, `agency` (a code of the register), `slug` (a stable name of the source),
//! `index_no`, `attachments` (paths beside the file), `relations`, `corrections`, `withdraw`, and for a text of law `work`
//! and `version`. The words below are read by the ordinary reader.

use law::Date;
use law::item::{KindDef, Relation};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What stands between the `+++` lines.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Front {
    #[serde(default)]
    pub(crate) kind: Option<String>,
    #[serde(default)]
    pub(crate) agency: Option<String>,
    #[serde(default)]
    pub(crate) slug: Option<String>,
    #[serde(default)]
    pub(crate) index_no: Option<String>,
    #[serde(default)]
    pub(crate) attachments: Vec<String>,
    #[serde(default)]
    pub(crate) relations: Vec<Stated>,
    #[serde(default)]
    pub(crate) corrections: Vec<Corrected>,
    #[serde(default)]
    pub(crate) withdraw: Option<Withdrawn>,
    #[serde(default)]
    pub(crate) work: Option<String>,
    #[serde(default)]
    pub(crate) version: Option<String>,
    #[serde(flatten)]
    pub(crate) fields: BTreeMap<String, toml::Value>,
}

/// A relation to another item, by slug, number or title.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Stated {
    pub(crate) kind: String,
    pub(crate) to: String,
    #[serde(default)]
    pub(crate) since: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Corrected {
    pub(crate) note: String,
    pub(crate) replace: Vec<(String, String)>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Withdrawn {
    pub(crate) reason: String,
}

/// Parts a file into its front and the words below; a file without one has an empty front.
///
/// # Errors
/// What is wrong with the front, in words for whoever wrote it.
pub(crate) fn part(text: &str) -> anyhow::Result<(Front, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(rest) = text
        .strip_prefix("+++\n")
        .or_else(|| text.strip_prefix("+++\r\n"))
    else {
        return Ok((Front::default(), text));
    };
    let end = rest
        .find("\n+++")
        .ok_or_else(|| anyhow::anyhow!("题头没有结束的 +++ 行"))?;
    let front =
        toml::from_str(&rest[..=end]).map_err(|error| anyhow::anyhow!("题头有误：{error}"))?;
    let body = rest[end + 4..].trim_start_matches(['\r', '\n']);
    Ok((front, body))
}

impl Front {
    /// Puts the stated fields in place; gives the ids that the kind has no place for.
    pub(crate) fn fill(&self, fields: &mut law::item::Fields, kind: &KindDef) -> Vec<String> {
        let mut unknown = Vec::new();
        for (id, value) in &self.fields {
            if kind.field(id).is_none() {
                unknown.push(id.clone());
                continue;
            }
            match value {
                toml::Value::Array(list) => {
                    fields.set_list(
                        id,
                        list.iter()
                            .filter_map(|one| one.as_str().map(str::to_owned))
                            .collect(),
                    );
                }
                toml::Value::String(text) => fields.set(id, text.clone()),
                other => fields.set(id, other.to_string()),
            }
        }
        unknown
    }

    /// The stated relations, each with the day from which it holds; unknown kinds of relation are left out.
    pub(crate) fn related(&self) -> Vec<(Relation, &str, Option<Date>)> {
        self.relations
            .iter()
            .filter_map(|stated| {
                let since = stated.since.as_deref().and_then(|day| day.parse().ok());
                Some((Relation::from_id(&stated.kind)?, stated.to.as_str(), since))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]
    use super::part;

    #[test]
    fn a_front_is_parted_from_the_words() {
        let (front, body) = part("+++\ntitle = \"通知\"\nslug = \"a\"\n+++\n\n正文\n").unwrap();
        assert_eq!((front.slug.as_deref(), body), (Some("a"), "正文\n"));
        assert_eq!(front.fields["title"].as_str(), Some("通知"));
        assert_eq!(part("正文").unwrap().1, "正文");
        assert!(part("+++\ntitle = 1").is_err());
        assert!(part("+++\ntitle =\n+++\n").is_err());
    }
}
