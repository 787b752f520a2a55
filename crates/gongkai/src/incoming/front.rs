//! 题头 — what a Markdown file says of itself between two `+++` lines, in TOML.
//!
//! Fields by their ids, and besides: `kind`, `agency` (a code of the register), `slug` (a stable name of the source),
//! `index_no`, `old_addresses`, `attachments` (paths beside the file), `relations`, `corrections`, `withdraw`, and for a text of law `work`
//! and `version`. The words below are read by the ordinary reader.

use crate::written;
use anyhow::{Context as _, bail, ensure};
use law::item::{Fields, KindDef, Relation};
use law::{Date, Text};
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
    /// Addresses of a former system, which lead here.
    #[serde(default)]
    pub(crate) old_addresses: Vec<String>,
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
#[serde(deny_unknown_fields)]
pub(crate) struct Stated {
    pub(crate) kind: String,
    pub(crate) to: String,
    /// A date of TOML, or one in quotation marks.
    #[serde(default)]
    pub(crate) since: Option<toml::Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Corrected {
    pub(crate) note: String,
    pub(crate) replace: Vec<(String, String)>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawn {
    pub(crate) reason: String,
}

/// What may stand behind the items that are more than any text.
const FORMS: [(&str, &str); 5] = [
    (
        "old_addresses",
        "是几个旧网址，例如 [\"/zwgk/2019/0001.html\"]",
    ),
    ("attachments", "是几个文件的路径，例如 [\"附件1.xlsx\"]"),
    (
        "relations",
        "是几个关系，例如 [{kind = \"repeals\", to = \"示府〔2020〕1号\"}]",
    ),
    (
        "corrections",
        "是几次更正，例如 [{note = \"更正日期\", replace = [[\"1日\", \"2日\"]]}]",
    ),
    ("withdraw", "是撤回的原因，例如 {reason = \"误发\"}"),
];

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
    // The line of the marks counts, so that the numbers are those of the file.
    let front = written::parse(&format!("\n{}", &rest[..=end]), &FORMS)
        .map_err(|says| anyhow::anyhow!("题头有误：{says}"))?;
    let body = rest[end + 4..].trim_start_matches(['\r', '\n']);
    Ok((front, body))
}

impl Front {
    /// Puts the stated fields in place.
    ///
    /// # Errors
    /// Names the fields that the kind has no place for, and values that are no words.
    pub(crate) fn fill(&self, fields: &mut Fields, kind: &KindDef) -> anyhow::Result<()> {
        let unknown = self.fields.keys().filter(|id| kind.field(id).is_none());
        let unknown: Vec<&str> = unknown.map(String::as_str).collect();
        ensure!(
            unknown.is_empty(),
            "“{}”没有这些项：{}",
            kind.zh,
            unknown.join("、")
        );
        for (id, value) in &self.fields {
            match value {
                toml::Value::Array(list) => {
                    let words = list.iter().map(|one| one.as_str().map(str::to_owned));
                    let words: Option<Vec<String>> = words.collect();
                    fields.set_list(
                        id,
                        words.with_context(|| format!("“{id}”的每一项都应当写在引号里"))?,
                    );
                }
                toml::Value::String(text) => fields.set(id, text.clone()),
                toml::Value::Integer(_) | toml::Value::Datetime(_) => {
                    fields.set(id, value.to_string());
                }
                other => bail!("“{id}”应当是文字，写在引号里，现为 {other}"),
            }
        }
        Ok(())
    }

    /// The addresses of a former system, each as it is looked up: whole, or from its first stroke.
    ///
    /// # Errors
    /// Names the one that is no address.
    pub(crate) fn aliases(&self) -> anyhow::Result<Vec<(String, String)>> {
        let all = self.old_addresses.iter().map(|address| {
            let kind = match address {
                whole if whole.starts_with("http://") || whole.starts_with("https://") => "url",
                path if path.starts_with('/') => "address",
                other => bail!(
                    "old_addresses 里的“{other}”应当以 / 或者 http 开头，例如 \"/zwgk/2019/0001.html\""
                ),
            };
            Ok((kind.to_owned(), address.clone()))
        });
        all.collect()
    }

    /// The stated relations, each with the day from which it holds.
    ///
    /// # Errors
    /// Names a relation that there is none of, and a day that is none.
    pub(crate) fn related(&self) -> anyhow::Result<Vec<(Relation, &str, Option<Date>)>> {
        let related = self.relations.iter().map(|stated| {
            let relation = Relation::from_id(&stated.kind).with_context(|| {
                let known =
                    Relation::ALL.map(|relation| format!("{}（{}）", relation.id(), relation.zh()));
                format!("没有“{}”这种关系；可以写 {}", stated.kind, known.join("、"))
            })?;
            let since = stated.since.as_ref().map(day).transpose()?;
            Ok((relation, stated.to.as_str(), since))
        });
        related.collect()
    }

    /// Whether what the front asks for can be done with a text.
    ///
    /// # Errors
    /// Names the first thing that cannot.
    pub(crate) fn check(&self, text: &Text) -> anyhow::Result<()> {
        self.related()?;
        let mut words = text.plain();
        for corrected in &self.corrections {
            ensure!(
                !corrected.note.trim().is_empty(),
                "corrections 要有 note，写明更正了什么"
            );
            for (old, new) in &corrected.replace {
                ensure!(
                    !old.is_empty() && words.contains(old.as_str()),
                    "正文里没有“{old}”，corrections 请照原文写要更正的字句"
                );
                words = words.replace(old.as_str(), new);
            }
        }
        if let Some(withdrawn) = &self.withdraw {
            ensure!(
                !withdrawn.reason.trim().is_empty(),
                "withdraw 要有 reason，原地址上会显示这一句"
            );
        }
        Ok(())
    }
}

fn day(value: &toml::Value) -> anyhow::Result<Date> {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let day = text.parse().ok();
    day.with_context(|| format!("since 应当写作 2026-03-05，现为“{text}”"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]
    use super::part;
    use law::Text;
    use law::item::{Fields, Kinds};

    #[test]
    fn a_front_is_parted_from_the_words() {
        let (front, body) = part("+++\ntitle = \"通知\"\nslug = \"a\"\n+++\n\n正文\n").unwrap();
        assert_eq!((front.slug.as_deref(), body), (Some("a"), "正文\n"));
        assert_eq!(front.fields["title"].as_str(), Some("通知"));
        assert_eq!(part("正文").unwrap().1, "正文");
        assert!(part("+++\ntitle = 1").is_err());
        assert!(part("+++\ntitle =\n+++\n").is_err());
    }
    /// What is wrong with a front, asked of an empty text.
    fn wrong(front: &str) -> String {
        let text = format!("+++\n{front}\n+++\n");
        let (front, _) = match part(&text) {
            Ok(parted) => parted,
            Err(error) => return format!("{error:#}"),
        };
        let kind = *Kinds::standard().get("document").unwrap();
        let filled = front.fill(&mut Fields::new(), &kind);
        let checked = filled.and_then(|()| front.check(&Text::default()));
        checked.map_or_else(|error| format!("{error:#}"), |()| String::new())
    }

    #[test]
    fn what_cannot_be_followed_is_named() {
        for (front, says) in [
            (
                r#"relations = [{kind = "likes", to = "a"}]"#,
                "没有“likes”这种关系",
            ),
            (
                r#"relations = [{kind = "repeals", to = "a", since = "3月5日"}]"#,
                "since 应当写作 2026-03-05，现为“3月5日”",
            ),
            (
                r#"relations = [{kind = "repeals", to = "a", from_day = "2026-03-05"}]"#,
                "from_day",
            ),
            (
                r#"corrections = [{note = "更正", replace = [["没有", "有"]]}]"#,
                "正文里没有“没有”",
            ),
            (r#"corrections = [{note = " ", replace = []}]"#, "要有 note"),
            (r#"withdraw = {reason = ""}"#, "要有 reason"),
            (r"keywords = [1, 2]", "“keywords”的每一项都应当写在引号里"),
            (r"title = true", "“title”应当是文字"),
            (r#"colour = "red""#, "“公文”没有这些项：colour"),
        ] {
            let found = wrong(front);
            assert!(found.contains(says), "{front}: {found}");
        }
    }

    #[test]
    fn a_day_may_stand_with_or_without_quotation_marks() {
        for since in ["2026-03-05", "\"2026-03-05\""] {
            let front =
                format!("relations = [{{kind = \"repeals\", to = \"a\", since = {since}}}]");
            assert_eq!(wrong(&front), "", "{since}");
        }
    }

    #[test]
    fn an_old_address_begins_at_its_root_or_is_whole() {
        let (front, _) =
            part("+++\nold_addresses = [\"/a.html?id=1\", \"http://old.example/b\"]\n+++\n正文")
                .unwrap();
        let both = [("address", "/a.html?id=1"), ("url", "http://old.example/b")];
        let both = both.map(|(kind, value)| (kind.to_owned(), value.to_owned()));
        assert_eq!(front.aliases().unwrap(), both);
        let (front, _) = part("+++\nold_addresses = [\"a.html\"]\n+++\n正文").unwrap();
        assert!(
            front
                .aliases()
                .unwrap_err()
                .to_string()
                .contains("以 / 或者 http 开头")
        );
    }

    /// The reader, which sees a whole file with `gongkai read`, must not call what is said here unknown.
    #[test]
    fn the_reader_knows_what_a_front_says_for_the_import() {
        let code = include_str!("front.rs");
        let named = code.split_once("struct Front {").unwrap().1;
        let named = named.split_once("#[serde(flatten)]").unwrap().0;
        let keys: Vec<&str> = named
            .lines()
            .filter_map(|line| line.trim().strip_prefix("pub(crate) ")?.split_once(':'))
            .map(|(key, _)| key)
            .filter(|key| *key != "index_no")
            .collect();
        assert_eq!(keys, ingest::FOR_THE_IMPORT);
    }
}
