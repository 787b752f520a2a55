//! 设置 — where a site's data lives and how it is reached.
//!
//! Decides which settings there are: a file `gongkai.toml` in the data directory, written by `gongkai init`, and nothing
//! taken from the environment but who the system says is working. Keys that are not known are refused, so that a slip of
//! the pen is not a silent default; what is wrong is said with its line and with what may stand there ([`crate::written`]).

use crate::accept;
use crate::logs;
use crate::reader;
use crate::written;
use anyhow::{Context as _, bail, ensure};
use law::site_error::Terms;
use law::site_health::Limits;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the settings file in the data directory.
pub(crate) const FILE: &str = "gongkai.toml";

/// What may stand behind each setting whose form is more than any text.
pub(crate) const FORMS: &[(&str, &str)] = &[
    ("listen", "是 IP 地址，例如 \"127.0.0.1\" 或者 \"::\""),
    ("port", "是 0 到 65535 的整数，例如 8080"),
    ("keys", "是目录，例如 \"/etc/gongkai/keys\""),
    ("objects", "是一节：[objects]，五项写全"),
    ("visitors", "是一节：[visitors]"),
    ("visitors.connections", "是正整数，例如 1024"),
    ("visitors.per_address", "是整数，0 是不限，例如 128"),
    ("visitors.proxies", "是几个 IP 地址，例如 [\"10.0.0.5\"]"),
    ("visitors.farewell_seconds", "是秒数，例如 5"),
    ("tls", "是一节：[tls]，至少写 certificate 和 key"),
    (
        "tls.certificate",
        "是文件名，例如 \"/etc/gongkai/tls/fullchain.pem\"",
    ),
    ("tls.key", "是文件名，例如 \"/etc/gongkai/tls/privkey.pem\""),
    ("tls.redirect_port", "是 1 到 65535 的整数，例如 80"),
    ("tls.hsts_days", "是天数，0 是不要求，例如 365"),
    ("metrics", "是一节：[metrics]，至少写 port"),
    ("metrics.listen", "是 IP 地址，例如 \"127.0.0.1\""),
    ("metrics.port", "是 1 到 65535 的整数，例如 9464"),
    ("log", "是一节：[log]"),
    (
        "log.level",
        "是 \"error\"、\"warn\"、\"info\"、\"debug\" 之一",
    ),
    ("log.form", "是 \"text\" 或者 \"json\""),
    ("log.requests", "是 true 或者 false"),
    ("errors", "是一节：[errors]"),
    ("errors.answer_days", "是工作日数，例如 3"),
    ("errors.forward_days", "是工作日数，例如 1"),
    ("errors.keep_days", "是天数，例如 180"),
    ("errors.per_network", "是正整数，例如 10"),
    ("errors.per_site", "是正整数，例如 200"),
    ("search", "是一节：[search]"),
    ("search.keep_months", "是月数，0 是不计，例如 12"),
    ("search.pairs", "是文件名，例如 \"pairs.csv\""),
    ("readers", "是一节：[readers]"),
    ("readers.processes", "是正整数，例如 2"),
    ("readers.seconds", "是秒数，例如 20"),
    ("readers.memory_mib", "是 MiB 数，例如 1024"),
    ("readers.file_mib", "是 MiB 数，例如 100"),
    ("readers.result_mib", "是 MiB 数，例如 256"),
    ("readers.files", "是正整数，例如 200"),
    ("audit", "是一节：[audit]"),
    ("audit.home_days", "是天数，例如 14"),
    ("audit.news_days", "是天数，例如 14"),
    ("audit.policy_months", "是月数，例如 6"),
    ("audit.stale_columns", "是个数，例如 5"),
    ("audit.long_months", "是月数，例如 12"),
    ("audit.long_columns", "是个数，例如 10"),
    ("audit.empty_columns", "是个数，例如 5"),
    ("audit.page_seconds", "是秒数，例如 3"),
    ("audit.reach_seconds", "是秒数，例如 15"),
    ("audit.interpret_days", "是工作日数，例如 3"),
    ("audit.guide_months", "是月数，例如 12"),
    ("audit.channels_least", "是个数，例如 5"),
    ("audit.channels_most", "是个数，例如 8"),
];

/// The settings of a site.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Who acts where `--as` does not say so.
    pub(crate) operator: String,
    /// Sub-path under which the site lives behind its proxy, such as `/xxgk`; empty for the root.
    pub(crate) base: String,
    /// Address and port to listen on.
    pub(crate) listen: Option<IpAddr>,
    pub(crate) port: Option<u16>,
    /// `postgres://…`; empty for the SQLite file in the data directory.
    pub(crate) database: String,
    /// The folder of the key of the public log, outside the data directory; beside it where nothing is said.
    pub(crate) keys: Option<PathBuf>,
    /// An object store that speaks the S3 protocol; without it files lie in the data directory.
    pub(crate) objects: Option<Objects>,
    /// What visitors may take.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) visitors: Visitors,
    /// The certificate, where the program itself speaks https.
    pub(crate) tls: Option<Tls>,
    /// Where the numbers of this process are given; without it nowhere.
    pub(crate) metrics: Option<Metrics>,
    /// What is written down while the program runs.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) log: Log,
    /// 我为政府网站找错: its terms, its limits, and how long words are kept.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) errors: Errors,
    /// What is kept of searches.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) search: Search,
    /// What reader processes may use.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) readers: Readers,
    /// By which numbers the site is audited.
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) audit: Audit,
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

/// Connections; what is not said has the default of [`accept::Limits`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Visitors {
    /// At once, for a listener.
    pub(crate) connections: Option<NonZeroUsize>,
    /// At once from one address; 0 for no limit.
    pub(crate) per_address: Option<usize>,
    /// Addresses of proxies, on which `per_address` does not fall.
    pub(crate) proxies: Option<Vec<IpAddr>>,
    /// How long open answers may take after the word to stop.
    pub(crate) farewell_seconds: Option<u64>,
}

/// TLS without a proxy.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// The certificate of the site and those above it, in PEM.
    pub(crate) certificate: PathBuf,
    /// Its private key, in PEM.
    pub(crate) key: PathBuf,
    /// Where plain HTTP is sent on to https.
    pub(crate) redirect_port: Option<u16>,
    /// For how long browsers ask by https alone.
    pub(crate) hsts_days: Option<u32>,
}

/// Numbers for a keeper's own programs.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metrics {
    pub(crate) listen: Option<IpAddr>,
    pub(crate) port: u16,
}

/// The log; what is not said has the default of [`crate::logs`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Log {
    pub(crate) level: Option<logs::Level>,
    pub(crate) form: Option<logs::Form>,
    /// Whether each request is told in a line.
    pub(crate) requests: Option<bool>,
}

/// Reports of errors on this site; what is not said has the default of [`web::Forms`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Errors {
    /// Working days to answer and to forward.
    pub(crate) answer_days: Option<u32>,
    pub(crate) forward_days: Option<u32>,
    /// Days after closing until what was written is erased.
    pub(crate) keep_days: Option<u32>,
    /// Reports in an hour, from one network and in all.
    pub(crate) per_network: Option<u32>,
    pub(crate) per_site: Option<u32>,
}

/// Searches; what is not said has the default of [`acts::unfound`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Search {
    /// Months for which words are kept that were not found; 0 to count none.
    pub(crate) keep_months: Option<u32>,
    /// A table of what people say and what texts of law say, beside that of the program; from the data directory on.
    pub(crate) pairs: Option<PathBuf>,
}

/// Reader processes; what is not said has the default of [`reader::Limits`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Readers {
    pub(crate) processes: Option<NonZeroUsize>,
    /// Time for one file.
    pub(crate) seconds: Option<u64>,
    pub(crate) memory_mib: Option<u64>,
    pub(crate) file_mib: Option<u64>,
    /// What is read out of one file.
    pub(crate) result_mib: Option<u64>,
    /// After how many files a process is replaced.
    pub(crate) files: Option<u32>,
}

/// Numbers of the audit that another place may set otherwise; what is not said has the default of
/// [`law::site_health::Limits`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Audit {
    pub(crate) home_days: Option<u32>,
    pub(crate) news_days: Option<u32>,
    pub(crate) policy_months: Option<u32>,
    pub(crate) stale_columns: Option<u32>,
    pub(crate) long_months: Option<u32>,
    pub(crate) long_columns: Option<u32>,
    pub(crate) empty_columns: Option<u32>,
    pub(crate) page_seconds: Option<u32>,
    pub(crate) reach_seconds: Option<u32>,
    pub(crate) interpret_days: Option<u32>,
    pub(crate) guide_months: Option<u32>,
    pub(crate) channels_least: Option<u32>,
    pub(crate) channels_most: Option<u32>,
}

const MIB: u64 = 1024 * 1024;
/// How long open answers may take after the word to stop, where nothing else is set.
const FAREWELL_SECONDS: u64 = 5;
/// The longest name of an operator, in characters.
const LONGEST_NAME: usize = 50;

fn is_default<T: Default + PartialEq>(it: &T) -> bool {
    *it == T::default()
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
        let config: Self = written::parse(&text, FORMS)
            .map_err(|says| anyhow::anyhow!("设置文件 {} {says}", file.display()))?;
        config
            .check()
            .with_context(|| format!("设置文件 {} 里有一项不对", file.display()))?;
        Ok(config)
    }

    /// Whether the settings can be used.
    ///
    /// # Errors
    /// Names the setting and says how it is written.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        ensure!(
            is_base(&self.base),
            "子路径（base）应当以 / 开头、不以 / 结尾，只用字母、数字和 - _ . ~，例如 /xxgk；根路径就空着；现为“{}”",
            self.base
        );
        ensure!(
            self.operator.chars().count() <= LONGEST_NAME
                && !self.operator.chars().any(char::is_control),
            "经办人（operator）应当是一行姓名，不超过 {LONGEST_NAME} 个字；现为“{}”",
            self.operator
        );
        // The address may hold a password: it is not repeated.
        ensure!(
            self.database.is_empty()
                || ["postgres://", "postgresql://"]
                    .iter()
                    .any(|scheme| self.database.starts_with(scheme)),
            "数据库地址（database）应当写作 postgres://用户@主机/库名；用数据目录里的 SQLite 就空着"
        );
        if let Some(objects) = &self.objects {
            objects.check()?;
        }
        self.visitors.check()?;
        if let Some(tls) = &self.tls {
            let days = tls.hsts_days.map(Into::into);
            within("tls.hsts_days", days, 0, 3650, "（天，0 是不要求）")?;
        }
        self.errors.check()?;
        self.search.check()?;
        self.readers.check()?;
        self.audit.check()
    }

    /// What the site says about the forms it takes.
    pub(crate) fn forms(&self) -> web::Forms {
        let default = web::Forms::default();
        let errors = &self.errors;
        web::Forms {
            terms: Terms {
                answer: errors.answer_days.unwrap_or(default.terms.answer),
                forward: errors.forward_days.unwrap_or(default.terms.forward),
            },
            keep_days: errors.keep_days.unwrap_or(default.keep_days),
            per_network: errors.per_network.unwrap_or(default.per_network),
            per_site: errors.per_site.unwrap_or(default.per_site),
            proxies: self.visitors.limits().proxies,
        }
    }

    /// Writes the settings, all at once.
    pub(crate) fn write(&self, data: &Path) -> anyhow::Result<()> {
        let text = toml::to_string_pretty(self)?;
        let file = data.join(FILE);
        let temporary = data.join(format!("{FILE}.new"));
        std::fs::write(&temporary, text)
            .and_then(|()| std::fs::rename(&temporary, &file))
            .with_context(|| format!("不能写设置文件 {}", file.display()))
    }
}

/// A path that can stand in front of every address as it is (RFC 3986 §3.3, unreserved characters only).
fn is_base(base: &str) -> bool {
    let is_segment = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b))
    };
    match base.strip_prefix('/') {
        None => base.is_empty(),
        Some(path) => path.split('/').all(is_segment),
    }
}

impl Objects {
    fn check(&self) -> anyhow::Result<()> {
        ensure!(
            ["https://", "http://"]
                .iter()
                .any(|scheme| self.endpoint.starts_with(scheme)),
            "对象存储的地址（objects.endpoint）应当以 https:// 开头；现为“{}”",
            self.endpoint
        );
        for (key, value) in [
            ("bucket", &self.bucket),
            ("region", &self.region),
            ("access_key", &self.access_key),
        ] {
            if value.trim().is_empty() {
                bail!("objects.{key} 不能空着");
            }
        }
        Ok(())
    }
}

/// Says so where a number is outside its bounds.
fn within(key: &str, value: Option<u64>, least: u64, most: u64, unit: &str) -> anyhow::Result<()> {
    match value {
        Some(value) if !(least..=most).contains(&value) => {
            bail!("{key} 应当是 {least} 到 {most} 之间的整数{unit}；现为 {value}")
        }
        _ => Ok(()),
    }
}

fn wide(n: NonZeroUsize) -> u64 {
    n.get() as u64
}

impl Visitors {
    fn check(&self) -> anyhow::Result<()> {
        let connections = self.connections.map(wide);
        within("visitors.connections", connections, 16, 65_536, "")?;
        let per_address = self.per_address.map(|n| n as u64);
        within(
            "visitors.per_address",
            per_address,
            0,
            65_536,
            "（0 是不限）",
        )?;
        let farewell = self.farewell_seconds;
        within("visitors.farewell_seconds", farewell, 1, 600, "，单位秒")
    }

    pub(crate) fn farewell(&self) -> Duration {
        Duration::from_secs(self.farewell_seconds.unwrap_or(FAREWELL_SECONDS))
    }

    pub(crate) fn limits(&self) -> accept::Limits {
        let default = accept::Limits::default();
        accept::Limits {
            connections: self.connections.map_or(default.connections, Into::into),
            per_address: self.per_address.unwrap_or(default.per_address),
            proxies: self.proxies.clone().unwrap_or(default.proxies),
            ..default
        }
    }
}

impl Errors {
    fn check(&self) -> anyhow::Result<()> {
        for (key, value, least, most, unit) in [
            (
                "errors.answer_days",
                self.answer_days,
                1,
                60,
                "（个工作日）",
            ),
            (
                "errors.forward_days",
                self.forward_days,
                1,
                60,
                "（个工作日）",
            ),
            ("errors.keep_days", self.keep_days, 1, 3650, "（天）"),
            ("errors.per_network", self.per_network, 1, 10_000, "（条）"),
            ("errors.per_site", self.per_site, 1, 100_000, "（条）"),
        ] {
            within(key, value.map(Into::into), least, most, unit)?;
        }
        Ok(())
    }
}

impl Search {
    fn check(&self) -> anyhow::Result<()> {
        let months = self.keep_months.map(Into::into);
        within("search.keep_months", months, 0, 120, "（月，0 是不计）")
    }

    pub(crate) fn keep_months(&self) -> u32 {
        self.keep_months.unwrap_or(acts::unfound::KEPT_MONTHS)
    }
}

impl Readers {
    fn check(&self) -> anyhow::Result<()> {
        let unit = "，单位 MiB";
        within(
            "readers.processes",
            self.processes.map(wide),
            1,
            256,
            "（个）",
        )?;
        within("readers.seconds", self.seconds, 1, 600, "，单位秒")?;
        within("readers.memory_mib", self.memory_mib, 128, 65_536, unit)?;
        within("readers.file_mib", self.file_mib, 1, 2048, unit)?;
        within("readers.result_mib", self.result_mib, 1, 3072, unit)?;
        within("readers.files", self.files.map(Into::into), 1, 100_000, "")
    }

    pub(crate) fn limits(&self) -> reader::Limits {
        let default = reader::Limits::default();
        let bytes = |mib: Option<u64>, default| mib.map_or(default, |mib| mib * MIB);
        reader::Limits {
            processes: self.processes.unwrap_or(default.processes),
            wall: self.seconds.map_or(default.wall, Duration::from_secs),
            memory: bytes(self.memory_mib, default.memory),
            input: bytes(self.file_mib, default.input),
            output: bytes(self.result_mib, default.output),
            documents: self.files.unwrap_or(default.documents),
            ..default
        }
    }
}

impl Audit {
    fn check(&self) -> anyhow::Result<()> {
        for (key, value) in [
            ("audit.home_days", self.home_days),
            ("audit.news_days", self.news_days),
            ("audit.policy_months", self.policy_months),
            ("audit.stale_columns", self.stale_columns),
            ("audit.long_months", self.long_months),
            ("audit.long_columns", self.long_columns),
            ("audit.empty_columns", self.empty_columns),
            ("audit.page_seconds", self.page_seconds),
            ("audit.reach_seconds", self.reach_seconds),
            ("audit.interpret_days", self.interpret_days),
            ("audit.guide_months", self.guide_months),
            ("audit.channels_least", self.channels_least),
            ("audit.channels_most", self.channels_most),
        ] {
            within(key, value.map(Into::into), 1, 3650, "")?;
        }
        Ok(())
    }

    pub(crate) fn limits(&self) -> Limits {
        let default = Limits::default();
        Limits {
            home_days: self.home_days.unwrap_or(default.home_days),
            news_days: self.news_days.unwrap_or(default.news_days),
            policy_months: self.policy_months.unwrap_or(default.policy_months),
            stale_columns: self.stale_columns.unwrap_or(default.stale_columns),
            long_months: self.long_months.unwrap_or(default.long_months),
            long_columns: self.long_columns.unwrap_or(default.long_columns),
            empty_columns: self.empty_columns.unwrap_or(default.empty_columns),
            page_seconds: self.page_seconds.unwrap_or(default.page_seconds),
            reach_seconds: self.reach_seconds.unwrap_or(default.reach_seconds),
            interpret_days: self.interpret_days.unwrap_or(default.interpret_days),
            guide_months: self.guide_months.unwrap_or(default.guide_months),
            channels_least: self.channels_least.unwrap_or(default.channels_least),
            channels_most: self.channels_most.unwrap_or(default.channels_most),
        }
    }
}

/// Who the operating system says is working: by the environment, else by the number of the user, which a process always
/// has; also where cron or systemd start it without `USER`.
#[expect(
    clippy::disallowed_methods,
    reason = "settings are where the environment is read"
)]
pub(crate) fn system_user() -> String {
    let named = ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty());
    named.unwrap_or_else(|| {
        let uid = rustix::process::getuid().as_raw();
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        user_of(&users, uid).unwrap_or_else(|| format!("uid {uid}"))
    })
}

/// Where systemd wants to be told how it goes (sd_notify(3)).
#[expect(
    clippy::disallowed_methods,
    reason = "settings are where the environment is read"
)]
pub(crate) fn notify_socket() -> Option<OsString> {
    std::env::var_os("NOTIFY_SOCKET").filter(|path| !path.is_empty())
}

/// The names of the sockets that were opened for this process, between colons (sd_listen_fds(3)).
#[expect(
    clippy::disallowed_methods,
    reason = "settings are where the environment is read"
)]
pub(crate) fn socket_names() -> String {
    std::env::var("LISTEN_FDNAMES").unwrap_or_default()
}

/// The name of a user in the form of passwd(5): name, password, number and more between colons.
fn user_of(users: &str, uid: u32) -> Option<String> {
    let mut lines = users.lines().map(|line| line.split(':'));
    let name = lines.find_map(|mut parts| {
        let name = parts.next()?;
        (parts.nth(1)?.parse() == Ok(uid)).then_some(name)
    })?;
    (!name.trim().is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
#[path = "config/tests.rs"]
mod tests;
