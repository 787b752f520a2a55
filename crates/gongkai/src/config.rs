//! 设置 — where a site's data lives and how it is reached.
//!
//! Decides which settings there are: a file `gongkai.toml` in the data directory, written by `gongkai init`, and nothing
//! taken from the environment but who the system says is working. Keys that are not known are refused, so that a slip of
//! the pen is not a silent default.

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The name of the settings file in the data directory.
pub(crate) const FILE: &str = "gongkai.toml";

/// The settings of a site.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Who acts where `--as` does not say so.
    pub(crate) operator: String,
    /// Sub-path under which the site lives behind its proxy, such as `/xxgk`; empty for the root.
    pub(crate) base: String,
    /// Address and port to listen on.
    pub(crate) listen: Option<String>,
    pub(crate) port: Option<u16>,
    /// `postgres://…`; empty for the SQLite file in the data directory.
    pub(crate) database: String,
    /// An object store that speaks the S3 protocol; without it files lie in the data directory.
    pub(crate) objects: Option<Objects>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Objects {
    pub(crate) endpoint: String,
    pub(crate) bucket: String,
    pub(crate) region: String,
    pub(crate) access_key: String,
    /// A file that holds the secret key, outside the data directory.
    pub(crate) secret_key_file: PathBuf,
}

impl Config {
    /// Reads the settings of a data directory; one without a settings file has the defaults.
    pub(crate) fn of(data: &Path) -> anyhow::Result<Self> {
        let file = data.join(FILE);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(error).with_context(|| format!("不能读取设置文件 {}", file.display()));
            }
        };
        let config: Self =
            toml::from_str(&text).with_context(|| format!("设置文件 {} 有误", file.display()))?;
        if !config.base.is_empty() && (!config.base.starts_with('/') || config.base.ends_with('/'))
        {
            bail!(
                "设置 base 应当以 / 开头、不以 / 结尾，例如 /xxgk；现为“{}”",
                config.base
            );
        }
        Ok(config)
    }

    /// Writes the settings, all at once.
    pub(crate) fn write(&self, data: &Path) -> anyhow::Result<()> {
        let text = toml::to_string_pretty(self)?;
        let temporary = data.join(format!("{FILE}.new"));
        std::fs::write(&temporary, text)?;
        std::fs::rename(&temporary, data.join(FILE))?;
        Ok(())
    }
}

/// Who the operating system says is working.
#[expect(
    clippy::disallowed_methods,
    reason = "settings are where the environment is read"
)]
pub(crate) fn system_user() -> Option<String> {
    ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
        .filter(|name| !name.is_empty())
}
