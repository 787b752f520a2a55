//! 设置 — where a site's data lives and how it is reached.
//!
//! Decides which settings there are and where they stand: in one file, `gongkai.toml` in the data directory as `gongkai
//! init` writes it, or the file that `--config` or the environment names ([`file_of`]), which alone counts then. Nothing
//! else is taken from the environment but who the system says is working, and the two secrets that may stand in it. Keys
//! that are not known are refused, so that a slip of the pen is not a silent default; what is wrong is said with its line
//! and with what may stand there ([`crate::written`]).

pub(crate) mod settings;

use crate::accept::limits;
use crate::logs::settings::{Form, Level};
use crate::reader;
use crate::written;
use anyhow::{Context as _, anyhow, bail, ensure};
use law::site_error::Terms;
use law::site_health::Limits;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::net::IpAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// The name of the settings file in the data directory.
pub(crate) const FILE: &str = "gongkai.toml";
/// The same while it is written.
pub(crate) const UNFINISHED: &str = "gongkai.toml.new";

/// The data directory where neither the command line nor the settings name one.
const DATA: &str = "gongkai-data";

/// What the environment may say in place of `--config`.
const CONFIG: &str = "GONGKAI_CONFIG";

/// What the environment may say in place of the file: `database`, and the secret key of the object store.
const DATABASE: &str = "GONGKAI_DATABASE";
const OBJECTS_SECRET: &str = "GONGKAI_OBJECTS_SECRET_KEY";

/// The settings of a site.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The data directory, in a file outside of it.
    pub(crate) data: Option<PathBuf>,
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
    /// Who is asked to sign how the log stands: a key and an address each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) witnesses: Vec<String>,
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

/// Connections; what is not said has the default of [`limits::Limits`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Visitors {
    /// At once, for a listener.
    pub(crate) connections: Option<NonZeroUsize>,
    /// At once from one address; 0 for no limit.
    pub(crate) per_address: Option<usize>,
    /// Searches in a minute for one network, or fewer copies to be set; 0 for no limit.
    pub(crate) efforts_per_minute: Option<u32>,
    /// Among how many nodes what is limited by network or for the whole site is shared out.
    pub(crate) nodes: Option<NonZeroU32>,
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
    pub(crate) level: Option<Level>,
    pub(crate) form: Option<Form>,
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

/// The file that the command line names for this process, where it names one.
static NAMED: OnceLock<PathBuf> = OnceLock::new();

/// What a command line says of where things are; once for a process, before settings are read. Gives the data directory.
///
/// # Errors
/// Where the settings are to say where the data lie, and cannot be read.
pub(crate) fn settle(config: Option<&Path>, data: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    if let Some(config) = config {
        let config = std::path::absolute(config).unwrap_or_else(|_| config.to_owned());
        NAMED.get_or_init(|| config);
    }
    if let Some(data) = data {
        return Ok(data);
    }
    let written = match named().filter(|file| file.exists()) {
        Some(file) => Config::written(&file)?.0.data,
        None => None,
    };
    Ok(written.unwrap_or_else(|| DATA.into()))
}

/// The settings file that the command line or the environment names.
pub(crate) fn named() -> Option<PathBuf> {
    let in_environment = || from_environment(CONFIG).map(PathBuf::from);
    NAMED.get().cloned().or_else(in_environment)
}

/// The settings file of a site.
pub(crate) fn file_of(data: &Path) -> PathBuf {
    named().unwrap_or_else(|| data.join(FILE))
}

fn is_default<T: Default + PartialEq>(it: &T) -> bool {
    *it == T::default()
}

impl Config {
    /// Reads the settings of a data directory; one without a settings file has the defaults.
    pub(crate) fn of(data: &Path) -> anyhow::Result<Self> {
        let (mut config, _) = Self::written(&file_of(data))?;
        if let Some(database) = from_environment(DATABASE) {
            config.database = database;
        }
        config.check()?;
        Ok(config)
    }

    /// As it is written, well-formed and within its bounds, and the table it stands in.
    fn written(file: &Path) -> anyhow::Result<(Self, toml::Table)> {
        let is_named = named().is_some();
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            // Who names a file means it to be there.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_named => {
                String::new()
            }
            Err(error) => {
                return Err(error).with_context(|| format!("不能读取设置文件 {}", file.display()));
            }
        };
        let config: Self = written::parse(&text, settings::forms())
            .map_err(|says| anyhow!("设置文件 {} {says}", file.display()))?;
        let wrong = || format!("设置文件 {} 里有一项不对", file.display());
        config.check().with_context(wrong)?;
        ensure!(
            is_named || config.data.is_none(),
            "设置文件 {} 自己在数据目录里，不写 data；要写，请把文件移到别处，用 --config 指明",
            file.display()
        );
        let table = text.parse().with_context(wrong)?;
        Ok((config, table))
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
        match settings::out_of_bounds(&toml::Table::try_from(self)?) {
            Some(says) => Err(anyhow!(says)),
            None => Ok(()),
        }
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
            nodes: self.visitors.nodes.unwrap_or(default.nodes),
            proxies: self.visitors.limits().proxies,
        }
    }

    /// The settings as they go into a backup: without what is secret, and without where register and files lie, which
    /// is for whoever restores them to say. A new section does not compile before it is decided which of both it is.
    pub(crate) fn carried(&self) -> Self {
        let Self {
            data: _,
            operator,
            base,
            listen,
            port,
            database: _,
            keys: _,
            witnesses,
            objects: _,
            visitors,
            tls: _,
            metrics,
            log,
            errors,
            search,
            readers,
            audit,
        } = self.clone();
        Self {
            data: None,
            operator,
            base,
            listen,
            port,
            database: String::new(),
            keys: None,
            witnesses,
            objects: None,
            visitors,
            tls: None,
            metrics,
            log,
            errors,
            search,
            readers,
            audit,
        }
    }

    /// The settings of a backup.
    pub(crate) fn restored(text: &str) -> anyhow::Result<Self> {
        let config: Self = written::parse(text, settings::forms()).map_err(|says| {
            anyhow::anyhow!("备份里的设置{says}；请先在要恢复的目录里写好 {FILE}，备份里的就不用了")
        })?;
        Ok(config)
    }

    /// The settings as a text.
    pub(crate) fn text(&self) -> anyhow::Result<String> {
        Ok(toml::to_string_pretty(self)?)
    }

    /// Writes the settings, all at once.
    pub(crate) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = self.text()?;
        let temporary = file.with_file_name(UNFINISHED);
        std::fs::write(&temporary, text)
            .and_then(|()| std::fs::rename(&temporary, file))
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

    /// The secret key: from the environment, else from its file.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn secret_key(&self) -> anyhow::Result<String> {
        if let Some(secret) = from_environment(OBJECTS_SECRET) {
            return Ok(secret.trim().to_owned());
        }
        let file = &self.secret_key_file;
        let secret = std::fs::read_to_string(file)
            .with_context(|| format!("不能读取密钥文件 {}", file.display()))?;
        Ok(secret.trim().to_owned())
    }
}

/// What a data directory is given: what stands in its settings file, and whether the database comes from elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// The file, as a person finds it.
    pub(crate) file: String,
    pub(crate) table: toml::Table,
    pub(crate) has_database_in_environment: bool,
}

impl Given {
    /// # Errors
    /// As [`Config::of`].
    pub(crate) fn in_directory(data: &Path) -> anyhow::Result<Self> {
        let file = file_of(data);
        Ok(Self {
            table: Config::written(&file)?.1,
            file: named().map_or(FILE.to_owned(), |file| file.display().to_string()),
            has_database_in_environment: from_environment(DATABASE).is_some(),
        })
    }
}

impl Visitors {
    pub(crate) fn farewell(&self) -> Duration {
        Duration::from_secs(self.farewell_seconds.unwrap_or(FAREWELL_SECONDS))
    }

    pub(crate) fn limits(&self) -> limits::Limits {
        let default = limits::Limits::default();
        limits::Limits {
            connections: self.connections.map_or(default.connections, Into::into),
            per_address: self.per_address.unwrap_or(default.per_address),
            proxies: self.proxies.clone().unwrap_or(default.proxies),
            ..default
        }
    }
}

impl Search {
    pub(crate) fn keep_months(&self) -> u32 {
        self.keep_months.unwrap_or(acts::unfound::KEPT_MONTHS)
    }
}

impl Readers {
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

/// A secret that is given by the environment, so that it stands in no file.
#[expect(
    clippy::disallowed_methods,
    reason = "settings are where the environment is read"
)]
fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
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
