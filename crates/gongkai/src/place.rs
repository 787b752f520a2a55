//! 数据目录 — a site opened from its data directory.
//!
//! `register.sqlite` the register (unless the settings name a PostgreSQL), `files/` large files, `gongkai.toml` the settings,
//! `fonts/` the fonts of the standard, where the operator put them there; and what can be thrown away: `index/` the search
//! index, `copies/` the PDF and DOCX files that visitors took.

use crate::clock;
use crate::commands::trial::Trial;
use crate::config::{self, Config, system_user};
use crate::keys::{self, Keys};
use crate::reader::Pool;
use crate::{say, trouble};
use acts::desk::{Actor, Desk, Register};
use acts::portal::Copies;
use acts::press::Fonts;
use acts::view::Site;
use acts::{Portal, follow};
use anyhow::{Context as _, bail, ensure};
use law::item::Kinds;
use proof::note::Algorithm;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::blob::S3;
use store::{Blobs, Store};

/// An opened site.
pub(crate) struct Place {
    pub(crate) data: PathBuf,
    pub(crate) config: Config,
    pub(crate) register: Register,
    /// Where the key of the public log is.
    pub(crate) keys: Keys,
    /// The one pool of readers of this process.
    pub(crate) readers: Pool,
}

/// The file of the register in the data directory.
pub(crate) const REGISTER: &str = "register.sqlite";
/// The folder of large files in the data directory.
pub(crate) const FILES: &str = "files";
/// The folder of fonts in the data directory.
const FONTS: &str = "fonts";

/// What lies beside the register of a site, once it was opened.
pub(crate) const BESIDE: [&str; 3] = ["index", "copies", FILES];

/// What a directory is to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Absent,
    Empty,
    /// There is a site in it, ours or a demonstration.
    Site,
    /// There is something else in it: the first name found.
    Foreign(String),
}

/// Looks what a directory is to us, and changes nothing.
///
/// # Errors
/// Where it cannot be looked into.
pub(crate) fn state(data: &Path) -> anyhow::Result<State> {
    let unreadable = || format!("不能读取目录 {}", data.display());
    let entries = match std::fs::read_dir(data) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(State::Absent),
        Err(error) => return Err(error).with_context(unreadable),
    };
    // Where the settings lie elsewhere and the register too, these are all that a site leaves here.
    let elsewhere = config::named().map_or(&[][..], |_| &BESIDE[..]);
    let mut ours = [config::FILE, REGISTER].iter().chain(elsewhere);
    if ours.any(|file| data.join(file).exists()) {
        return Ok(State::Site);
    }
    for entry in entries {
        let name = entry.with_context(unreadable)?.file_name();
        // A volume of its own begins with the first; the others are what an init leaves that was broken off.
        let is_nothing = name == "lost+found"
            || name == config::UNFINISHED
            || name.to_string_lossy().starts_with(PROBE);
        if !is_nothing {
            return Ok(State::Foreign(name.to_string_lossy().into_owned()));
        }
    }
    Ok(State::Empty)
}

/// Whether a path stays within the directory from which it goes on.
pub(crate) fn is_within(path: &Path) -> bool {
    path.components()
        .all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Whether the settings of this process lie elsewhere, and name a database.
fn has_settings_and_register_elsewhere(data: &Path) -> anyhow::Result<bool> {
    Ok(config::named().is_some() && !Config::of(data)?.database.is_empty())
}

/// Makes a data directory. Nobody else looks into it: what readers write lies in it.
///
/// # Errors
/// Where it cannot be made.
pub(crate) fn make_private(data: &Path) -> anyhow::Result<()> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .with_context(|| format!("不能建立数据目录 {}", data.display()))
}

/// How the name of a file begins that is there for a moment.
const PROBE: &str = ".probe-";

/// Whether a directory can be written: puts a file there and takes it away.
pub(crate) fn probe(data: &Path) -> std::io::Result<()> {
    let probe = data.join(format!("{PROBE}{}", std::process::id()));
    std::fs::File::create_new(&probe).and_then(|_| std::fs::remove_file(&probe))
}

impl Place {
    /// Opens a data directory with a site in it.
    ///
    /// # Errors
    /// Where there is none; then nothing is made.
    pub(crate) async fn open(data: &Path) -> anyhow::Result<Self> {
        Self::open_with(data, Self::settings(data)?).await
    }

    /// Opens a data directory to do an act in it, or without a trial for what does none. On trial nothing of it stays, and
    /// nothing is brought up to date.
    ///
    /// # Errors
    /// As [`Place::open`]; on trial also where the register would have to be brought up to date first.
    pub(crate) async fn open_for(
        data: &Path,
        trial: impl Into<Option<Trial>>,
    ) -> anyhow::Result<Self> {
        if !trial.into().is_some_and(Trial::begins) {
            return Self::open(data).await;
        }
        let mut place = Self::look(data).await?;
        let schema = place.register.schema().await?;
        ensure!(
            schema == store::NEWEST_SCHEMA,
            "登记库的结构还是第 {schema} 版，不能试运行；请先运行 gongkai doctor，它把结构升到第 {} 版",
            store::NEWEST_SCHEMA
        );
        place.register = place.register.on_trial()?;
        Ok(place)
    }

    pub(crate) fn is_on_trial(&self) -> bool {
        self.register.is_on_trial()
    }

    /// The same without bringing the register up to the schema of this program: to take a copy of it as it is.
    pub(crate) async fn look(data: &Path) -> anyhow::Result<Self> {
        let config = Self::settings(data)?;
        let store = if config.database.is_empty() {
            Store::look_sqlite(&data.join(REGISTER)).await
        } else {
            Store::look_postgres(&config.database).await
        };
        Self::with_store(data, config, store.context("不能打开登记库")?)
    }

    /// The settings of a data directory with a site in it.
    fn settings(data: &Path) -> anyhow::Result<Config> {
        let shown = data.display();
        match state(data)? {
            State::Site => {}
            // One node more of a site whose register and settings lie elsewhere.
            State::Absent | State::Empty if has_settings_and_register_elsewhere(data)? => {
                make_private(data)?;
            }
            State::Absent => bail!(
                "没有数据目录 {shown}；先运行 gongkai init（自己的站点）或者 gongkai demo（演示）"
            ),
            State::Empty | State::Foreign(_) => bail!(
                "{shown} 里没有站点；看 --data 写得对不对，或者先运行 gongkai init（自己的站点）、gongkai demo（演示）"
            ),
        }
        let config = Config::of(data)?;
        if config.database.is_empty() && !data.join(REGISTER).exists() {
            bail!(
                "{shown} 里的登记库 {REGISTER} 不见了；请从备份恢复，用 PostgreSQL 的请在 {} 里写明 database",
                config::file_of(data).display()
            );
        }
        Ok(config)
    }

    pub(crate) async fn open_with(data: &Path, config: Config) -> anyhow::Result<Self> {
        let store = if config.database.is_empty() {
            Store::open_sqlite(&data.join(REGISTER)).await
        } else {
            Store::open_postgres(&config.database).await
        };
        let store = store.context("不能打开登记库")?;
        let place = Self::with_store(data, config, store)?;
        acts::log::check(&place.register).await?;
        Ok(place)
    }

    /// With a register that is open already.
    pub(crate) fn with_store(data: &Path, config: Config, store: Store) -> anyhow::Result<Self> {
        let blobs = match &config.objects {
            None => Blobs::on_disk(&data.join(FILES))?,
            Some(objects) => Blobs::on_s3(&S3 {
                endpoint: objects.endpoint.clone(),
                bucket: objects.bucket.clone(),
                region: objects.region.clone(),
                access_key: objects.access_key.clone(),
                secret_key: objects.secret_key()?,
            })?,
        };
        let register = Register::new(store, blobs, Kinds::standard());
        Ok(Self {
            data: data.to_owned(),
            keys: Keys::of(data, &config),
            readers: Pool::new(config.readers.limits()),
            config,
            register,
        })
    }

    /// Makes what is missing of a data directory, then opens it.
    pub(crate) async fn create(data: &Path, config: Config) -> anyhow::Result<Self> {
        make_private(data)?;
        probe(data).with_context(|| format!("不能在数据目录 {} 里写文件", data.display()))?;
        Self::open_with(data, config).await
    }

    pub(crate) fn index(&self) -> anyhow::Result<search::Index> {
        let pairs = self.pairs()?;
        let index = search::Index::open(&self.index_folder()).context("不能打开检索索引")?;
        let index = index.with_kinds(self.register.kinds().clone());
        Ok(match pairs {
            Some(pairs) => index.with_pairs(pairs),
            None => index,
        })
    }

    /// The site's own pairs of what people say and what texts of law say, with those of the program; `None` where it
    /// has none.
    ///
    /// # Errors
    /// Where the file cannot be read or a line of it is no pair.
    pub(crate) fn pairs(&self) -> anyhow::Result<Option<search::Pairs>> {
        let Some(file) = &self.config.search.pairs else {
            return Ok(None);
        };
        let file = self.data.join(file);
        let table = std::fs::read_to_string(&file).with_context(|| {
            format!(
                "不能读取日常说法的表 {}（设置 search.pairs）；它应当是 UTF-8 的文本",
                file.display()
            )
        })?;
        let pairs = search::Pairs::with(table);
        let pairs = pairs
            .with_context(|| format!("日常说法的表 {}（设置 search.pairs）", file.display()))?;
        Ok(Some(pairs))
    }

    /// An empty index to be filled beside that in use.
    pub(crate) fn index_beside(&self) -> anyhow::Result<search::Index> {
        let index = search::Index::beside(&self.index_folder()).context("不能新建检索索引")?;
        Ok(index.with_kinds(self.register.kinds().clone()))
    }

    pub(crate) fn index_folder(&self) -> PathBuf {
        self.data.join("index")
    }

    /// Whoever works here: `--as`, else the configured operator, else the system user.
    pub(crate) fn actor(&self, named: Option<&str>) -> Actor {
        match named {
            Some(name) => Actor {
                name: name.to_owned(),
                identified_by: "--as".into(),
            },
            None if !self.config.operator.is_empty() => Actor {
                name: self.config.operator.clone(),
                identified_by: "operator setting".into(),
            },
            None => Actor {
                name: system_user(),
                identified_by: "system user".into(),
            },
        }
    }

    pub(crate) fn desk(&self, named: Option<&str>) -> anyhow::Result<Desk> {
        let actor = self.actor(named);
        Ok(Desk::new(self.register.clone(), actor, clock::now())?)
    }

    /// Sees that the log has a key that the ledger names. Gives whether the log can be signed here.
    pub(crate) async fn begin_log(&self, actor: Option<&str>) -> anyhow::Result<bool> {
        self.begin_log_with(actor, Algorithm::Ed25519).await
    }

    /// The same; where a key is made, it is of this algorithm.
    pub(crate) async fn begin_log_with(
        &self,
        actor: Option<&str>,
        algorithm: Algorithm,
    ) -> anyhow::Result<bool> {
        let site = acts::site::described(&self.register).await?;
        let domain = site.map(|site| site.domain).unwrap_or_default();
        let desk = self.desk(actor)?;
        keys::begin(&desk, &self.register, &self.keys, &domain, algorithm).await
    }

    /// What the site says of itself.
    pub(crate) async fn site(&self) -> anyhow::Result<Site> {
        match acts::site::described(&self.register).await? {
            Some(site) => Ok(site),
            None => bail!("站点还没有名称；先运行 gongkai init --name “某某县人民政府”"),
        }
    }

    pub(crate) async fn portal(&self, index: &search::Index) -> anyhow::Result<Portal> {
        let copies = Copies::kept_in(&self.data.join("copies"), self.fonts()?)?;
        let portal = Portal::new(self.register.clone(), index.clone(), self.site().await?);
        let months = self.config.search.keep_months();
        Ok(portal
            .keeping(copies)
            .with_room_in(self.data.clone())
            .keeping_unfound(months))
    }

    /// The fonts that travel along, after those that the operator put into the data directory.
    pub(crate) fn fonts(&self) -> anyhow::Result<Arc<Fonts>> {
        let files = self.font_files()?;
        if files.is_empty() {
            return Ok(Fonts::own());
        }
        let read = |file: &PathBuf| {
            std::fs::read(file).with_context(|| format!("不能读取字体 {}", file.display()))
        };
        let given = files.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Arc::new(Fonts::new(given)))
    }

    /// Files among the fonts of the operator that hold none.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub(crate) fn files_that_are_no_fonts(&self) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        for file in self.font_files()? {
            let bytes =
                std::fs::read(&file).with_context(|| format!("不能读取字体 {}", file.display()))?;
            if !Fonts::is_font(bytes) {
                found.push(file.display().to_string());
            }
        }
        Ok(found)
    }

    /// The fonts that the operator put into the data directory.
    fn font_files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let folder = self.data.join(FONTS);
        let unreadable = || format!("不能读取字体目录 {}", folder.display());
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error).with_context(unreadable),
        };
        let mut files: Vec<PathBuf> = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .with_context(unreadable)?;
        files.retain(|file| {
            let ending = file.extension().and_then(|ending| ending.to_str());
            let ending = ending.map(str::to_ascii_lowercase);
            matches!(ending.as_deref(), Some("ttf" | "otf" | "ttc"))
        });
        // The first that has a character wins, so the order must be the same on every start.
        files.sort();
        Ok(files)
    }

    /// What the operator put beside the register: the name from the data directory on, and where it lies. A table that
    /// lies outside of the data directory is not one of them.
    pub(crate) fn beside(&self) -> anyhow::Result<Vec<(String, PathBuf)>> {
        let pairs = self.config.search.pairs.iter();
        let pairs = pairs.map(|pairs| self.data.join(pairs));
        let files = self.font_files()?.into_iter().chain(pairs);
        let named = files.filter_map(|file| {
            let name = file.strip_prefix(&self.data).ok()?;
            is_within(name).then(|| (name.to_string_lossy().into_owned(), file.clone()))
        });
        Ok(named.collect())
    }

    /// Brings the index up to the ledger after an act. What is in the register is done, whatever becomes of the index, and
    /// is not to be told as not done: a serving process or the next act brings the index up.
    pub(crate) async fn let_search_follow(&self, told: impl FnMut(follow::Progress)) {
        if let Err(error) = self.catch_up(told).await {
            say::note(&format!(
                "已经登记在案，只是检索还没有跟上：{}。站点打开时会自己跟上",
                trouble::says(&error)
            ));
        }
    }

    /// Brings the index up to the ledger, unless a serving process keeps it, or nothing is to stay.
    pub(crate) async fn catch_up(&self, told: impl FnMut(follow::Progress)) -> anyhow::Result<()> {
        if self.is_on_trial() {
            return Ok(());
        }
        let index = self.index()?;
        let Some(mut keeper) = index.bulk_keeper()? else {
            return Ok(());
        };
        let today = law::date::of_instant(clock::now());
        follow::fill_index(&self.register, &index, &mut keeper, today, told).await?;
        keeper.finish()?;
        Ok(())
    }
}
