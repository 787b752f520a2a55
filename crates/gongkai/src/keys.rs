//! 密钥 — the folder of the key of the public log, and of the checkpoint that was signed last.
//!
//! Decides that the folder lies outside the data directory, beside it unless the settings say where, so that a backup of the
//! data holds no key; that nobody else can read it; and that the last checkpoint is in its place before the key signs the
//! next one.

use crate::config::Config;
use acts::desk::{Desk, Register};
use acts::log::{Last, Signed, Unsignable};
use anyhow::{Context as _, bail, ensure};
#[cfg(not(feature = "gm"))]
use proof::note::WrongKey;
use proof::note::{Algorithm, Key, Note, Secret, Signer};
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The key that signs, the one whose place it took, the one that is to take its place, and the checkpoint that was signed
/// last.
const KEY: &str = "log.key";
const FORMER: &str = "log.former.key";
const NEXT: &str = "log.next.key";
const LAST: &str = "log.checkpoint";

/// The folder of the keys.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    folder: PathBuf,
}

impl Keys {
    /// The folder that the settings name, else that beside the data directory.
    pub(crate) fn of(data: &Path, config: &Config) -> Self {
        let folder = config.keys.clone().unwrap_or_else(|| {
            // However the directory is written, the folder is the same.
            let data = fs::canonicalize(data).or_else(|_| std::path::absolute(data));
            let data = data.unwrap_or_default();
            let mut name = data.file_name().unwrap_or_default().to_owned();
            name.push(".keys");
            data.with_file_name(name)
        });
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of the key that signs.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join(KEY)
    }

    /// The key that signs; `None` where there is none.
    ///
    /// # Errors
    /// Where the file cannot be read, others can read it, or it holds no key.
    pub(crate) fn secret(&self) -> anyhow::Result<Option<Secret>> {
        read_key(&self.file())
    }

    /// When the key was last put there.
    fn changed(&self) -> Option<SystemTime> {
        fs::metadata(self.file()).ok()?.modified().ok()
    }

    /// The checkpoint that was signed last; `None` before the first.
    ///
    /// # Errors
    /// Where the file cannot be read or holds no checkpoint.
    pub(crate) fn last(&self) -> anyhow::Result<Option<Note>> {
        let file = self.folder.join(LAST);
        let unreadable = || format!("不能读取上次签过的检查点 {}", file.display());
        match fs::read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(unreadable),
            Ok(bytes) => Note::parse(&bytes).map(Some).with_context(unreadable),
        }
    }

    /// Makes the first key of a log and puts it into its file.
    fn make(&self, name: &str, algorithm: Algorithm) -> anyhow::Result<Secret> {
        let secret = new_secret(name, algorithm)?;
        self.put(KEY, &secret)?;
        Ok(secret)
    }

    /// The folder for one process alone, made where it is not there yet: what is read of it stays true until this is dropped.
    fn lock(&self) -> anyhow::Result<fs::File> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder
            .create(&self.folder)
            .and_then(|()| self.open_lock())
            .and_then(|file| file.lock().map(|()| file))
            .with_context(|| format!("不能使用密钥目录 {}", self.folder.display()))
    }

    fn open_lock(&self) -> io::Result<fs::File> {
        let mut open = fs::OpenOptions::new();
        open.create(true).truncate(false).write(true).mode(0o600);
        open.open(self.folder.join(".lock"))
    }

    /// Puts a key into a file, as a whole or not at all.
    fn put(&self, name: &str, secret: &Secret) -> anyhow::Result<()> {
        let file = self.folder.join(name);
        let unfinished = self.folder.join(format!(".{name}-unfinished"));
        let unwritable = || format!("不能写密钥文件 {}", file.display());
        drop(fs::remove_file(&unfinished));
        let mut written = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&unfinished)
            .with_context(unwritable)?;
        written
            .write_all(format!("{}\n", secret.expose()).as_bytes())
            .and_then(|()| written.sync_all())
            .and_then(|()| fs::rename(&unfinished, &file))
            .and_then(|()| sync(&self.folder))
            .with_context(unwritable)
    }

    /// Takes away what is worth nothing: the keys of a demonstration that is gone. Those of any other log stay.
    pub(crate) fn discard_of(&self, domain: &str) {
        let secret = self.secret().ok().flatten();
        if secret.is_none_or(|secret| secret.key().name() != name_at(domain)) {
            return;
        }
        for name in [KEY, NEXT, FORMER, LAST] {
            drop(fs::remove_file(self.folder.join(name)));
        }
    }

    /// Signs how the log stands, where that is new and no other process is about it.
    ///
    /// # Errors
    /// As [`acts::log::sign`], and where what lies in the folder cannot be read.
    pub(crate) async fn sign(
        &self,
        register: &Register,
        ring: &Ring,
    ) -> anyhow::Result<Result<Option<Signed>, Unsignable>> {
        if ring.key().is_none() {
            return Ok(Ok(None));
        }
        let lock = self.open_lock();
        let lock = lock.with_context(|| format!("不能使用密钥目录 {}", self.folder.display()))?;
        match lock.try_lock() {
            Ok(()) => self.sign_alone(register, ring, false).await,
            Err(_) => Ok(Ok(None)),
        }
    }

    /// The same where a person asks for it, who waits for a process that is about it. `is_anew` allows it also where the
    /// checkpoint that was signed last is not at hand.
    ///
    /// # Errors
    /// As [`Keys::sign`], and where there is no key.
    pub(crate) async fn sign_in_turn(
        &self,
        register: &Register,
        is_anew: bool,
    ) -> anyhow::Result<Result<Option<Signed>, Unsignable>> {
        let mut ring = Ring::default();
        ring.refresh(self)?;
        ensure!(
            ring.key().is_some(),
            "{} 里没有日志的密钥，不能签；请从保管的地方连同 log.checkpoint 放回来，找不回来的，运行 gongkai log rotate --lost",
            self.folder.display()
        );
        let _alone = (!register.is_on_trial()).then(|| self.lock()).transpose()?;
        // Whoever was waited for may have changed the key.
        ring.refresh(self)?;
        self.sign_alone(register, &ring, is_anew).await
    }

    async fn sign_alone(
        &self,
        register: &Register,
        ring: &Ring,
        is_anew: bool,
    ) -> anyhow::Result<Result<Option<Signed>, Unsignable>> {
        let signers: Vec<&dyn Signer> = ring.signers();
        let last = match self.last()? {
            Some(note) => Last::Kept(note),
            None if is_anew => Last::GivenUp,
            None => Last::None,
        };
        let keep = |note: &Note| {
            if register.is_on_trial() {
                return Ok(());
            }
            self.keep(note)
        };
        Ok(acts::log::sign(register, &signers, &last, keep).await)
    }

    /// Puts a checkpoint in the place of the last one, as a whole or not at all.
    fn keep(&self, note: &Note) -> io::Result<()> {
        let next = self.folder.join(format!(".{LAST}-{}", std::process::id()));
        let written = fs::File::create(&next).and_then(|mut file| {
            file.write_all(note.to_string().as_bytes())?;
            file.sync_all()?;
            fs::rename(&next, self.folder.join(LAST))?;
            sync(&self.folder)
        });
        if written.is_err() {
            drop(fs::remove_file(&next));
        }
        written
    }

    /// Has a new key take the place of the one that signs: the ledger names it, then both sign, and from then on the new one
    /// alone. Without an algorithm it is that of the old one.
    ///
    /// # Errors
    /// Where there is no key, or the ledger does not name it.
    pub(crate) async fn replace(
        &self,
        desk: &Desk,
        register: &Register,
        algorithm: Option<Algorithm>,
    ) -> anyhow::Result<Key> {
        let is_trial = register.is_on_trial();
        let _alone = (!is_trial).then(|| self.lock()).transpose()?;
        // A change that was broken off after the ledger named the new key is this one: it is finished, not made twice.
        if !is_trial && let Some(key) = self.settle(register).await? {
            return Ok(key);
        }
        let Some(old) = self.secret()? else {
            bail!(
                "{} 里没有密钥，不能更换；密钥丢了的，运行 gongkai log rotate --lost",
                self.folder.display()
            );
        };
        let algorithm = algorithm.unwrap_or(old.key().algorithm());
        let new = new_secret(old.key().name(), fitting(register, algorithm).await?)?;
        if !is_trial {
            self.put(NEXT, &new)?;
        }
        acts::log::change_key(desk, Some(old.key()), new.key()).await?;
        if is_trial {
            return Ok(new.key().clone());
        }
        self.put_in_place(register, &new).await
    }

    /// Has a new key take the place of one that is lost: the ledger says so, and from then on the new one signs alone.
    /// `is_anew` allows it also where the checkpoint that was signed last is lost as well.
    ///
    /// # Errors
    /// Where the key is not lost, or there never was one.
    pub(crate) async fn replace_lost(
        &self,
        desk: &Desk,
        register: &Register,
        algorithm: Option<Algorithm>,
        is_anew: bool,
    ) -> anyhow::Result<Key> {
        let is_trial = register.is_on_trial();
        let _alone = (!is_trial).then(|| self.lock()).transpose()?;
        if !is_trial {
            self.settle(register).await?;
        }
        let shown = self.folder.display();
        let stands = acts::log::stands(register).await?;
        let (Some(old), Some(name)) = (stands.key, stands.name) else {
            bail!("登记库还没有记日志的密钥，没有丢；打开站点（gongkai serve）就会建立");
        };
        match self.secret() {
            Ok(None) => {}
            Ok(Some(held)) if held.key().to_string() == old => {
                bail!("{shown} 里的密钥就是登记库所记的，没有丢；要更换的，运行 gongkai log rotate")
            }
            Ok(Some(held)) => bail!(
                "{shown} 里有另一个密钥 {}；先看 keys 设置写得对不对，真是丢了的，把它移到别处再运行",
                held.key()
            ),
            Err(error) => return Err(error),
        }
        if stands.signed.is_some() && !is_anew && self.last()?.is_none() {
            return Err(Unsignable::Forgotten).context(
                "密钥和检查点都丢了的，先用从前留存的检查点核对（gongkai verify --against 检查点），再运行 gongkai log rotate --lost --anew",
            );
        }
        let algorithm = match algorithm {
            Some(algorithm) => algorithm,
            None => Key::parse(&old)?.algorithm(),
        };
        let new = new_secret(&name, fitting(register, algorithm).await?)?;
        if !is_trial {
            self.put(NEXT, &new)?;
        }
        acts::log::take_place_of_lost_key(desk, &old, new.key()).await?;
        if is_trial {
            return Ok(new.key().clone());
        }
        self.put_in_place(register, &new).await
    }

    /// Puts a new key that the ledger names in the place of the old one.
    async fn put_in_place(&self, register: &Register, new: &Secret) -> anyhow::Result<Key> {
        // Where it ends here, the key that the ledger names lies in its file beside: the next start puts it in its place.
        self.settle(register).await?;
        ensure!(
            self.secret()?.is_some_and(|held| held.key() == new.key()),
            "新密钥没有放到 {}，请再运行一次 gongkai log sign",
            self.file().display()
        );
        Ok(new.key().clone())
    }

    /// Puts a key in its place that the ledger names already, after the former one has signed that, and gives it. Nobody
    /// else is about it.
    async fn settle(&self, register: &Register) -> anyhow::Result<Option<Key>> {
        let next = self.folder.join(NEXT);
        let Some(new) = read_key(&next)? else {
            return Ok(None);
        };
        let named = new.key().clone();
        if acts::log::key(register).await?.as_ref() != Some(new.key()) {
            // It was never named.
            fs::remove_file(&next)
                .with_context(|| format!("不能删除没有启用的密钥 {}", next.display()))?;
            return Ok(None);
        }
        if let Some(old) = self.secret()?
            && old.key() != new.key()
        {
            let ring = Ring {
                secrets: vec![old, new],
                read: None,
            };
            self.sign_alone(register, &ring, false).await??;
            let former = self.folder.join(FORMER);
            drop(fs::remove_file(&former));
            fs::hard_link(self.file(), &former)
                .with_context(|| format!("不能留下换下的密钥 {}", former.display()))?;
        }
        // In one step, so that there is a key at every instant.
        fs::rename(&next, self.file())
            .and_then(|()| sync(&self.folder))
            .with_context(|| format!("不能换上新密钥 {}", self.file().display()))?;
        Ok(Some(named))
    }
}

/// The keys that sign, in memory.
#[derive(Default)]
pub(crate) struct Ring {
    secrets: Vec<Secret>,
    /// When the file was written that they were read from.
    read: Option<SystemTime>,
}

impl Ring {
    /// Reads the key again where its file has changed.
    ///
    /// # Errors
    /// As [`Keys::secret`].
    pub(crate) fn refresh(&mut self, keys: &Keys) -> anyhow::Result<()> {
        let changed = keys.changed();
        if self.read != changed || changed.is_none() {
            self.secrets = keys.secret()?.into_iter().collect();
            self.read = changed;
        }
        Ok(())
    }

    pub(crate) fn key(&self) -> Option<&Key> {
        self.secrets.first().map(Signer::key)
    }

    fn signers(&self) -> Vec<&dyn Signer> {
        self.secrets
            .iter()
            .map(|secret| secret as &dyn Signer)
            .collect()
    }
}

/// The first key of a site: made, put into its folder and named by the ledger, where none is. What a former start left
/// unfinished is finished. Gives whether the log can be signed here.
///
/// # Errors
/// Where the register or the folder cannot be read or written.
pub(crate) async fn begin(
    desk: &Desk,
    register: &Register,
    keys: &Keys,
    domain: &str,
    algorithm: Algorithm,
) -> anyhow::Result<bool> {
    let _alone = keys.lock()?;
    keys.settle(register).await?;
    let named = acts::log::key(register).await?;
    let secret = match (keys.secret()?, &named) {
        (Some(_), None) if keys.last()?.is_some() => bail!(
            "{} 里有另一个站点的日志密钥和检查点，新的站点不能用；请移到别处，或者在设置里另写 keys",
            keys.folder().display()
        ),
        (Some(secret), _) => secret,
        (None, None) => keys.make(&log_name(domain)?, fitting(register, algorithm).await?)?,
        (None, Some(_)) => return Ok(false),
    };
    match named {
        None => acts::log::change_key(desk, None, secret.key()).await?,
        Some(named) if named == *secret.key() => {}
        Some(named) => bail!(
            "{} 里的密钥 {} 不是登记库所记的 {named}；请放回原来的密钥，或者看 keys 设置写得对不对",
            keys.folder().display(),
            secret.key()
        ),
    }
    Ok(true)
}

/// The name of a new log: an address without scheme, which no two sites have in common.
fn log_name(domain: &str) -> anyhow::Result<String> {
    if !domain.is_empty() {
        return Ok(name_at(domain));
    }
    let mut chance = [0; 8];
    fill(&mut chance)?;
    let chance = u64::from_be_bytes(chance);
    Ok(format!("gongkai.invalid/{chance:016x}/log"))
}

fn name_at(domain: &str) -> String {
    format!("{domain}/log")
}

fn new_secret(name: &str, algorithm: Algorithm) -> anyhow::Result<Secret> {
    let mut seed = [0; 32];
    fill(&mut seed)?;
    Secret::from_seed(name, algorithm, &seed).context("不能生成日志的密钥")
}

/// An algorithm by the name that an operator gives it.
///
/// # Errors
/// Where there is none of that name, or this program was built without it.
pub(crate) fn algorithm(name: &str) -> anyhow::Result<Algorithm> {
    match name {
        "ed25519" => Ok(Algorithm::Ed25519),
        #[cfg(feature = "gm")]
        "sm2" => Ok(Algorithm::Sm2),
        #[cfg(not(feature = "gm"))]
        "sm2" => Err(WrongKey::NeedsGm.into()),
        other => bail!("没有“{other}”这个算法；可以写 ed25519、sm2"),
    }
}

/// The signatures of an algorithm as they fit the log.
async fn fitting(register: &Register, algorithm: Algorithm) -> anyhow::Result<Algorithm> {
    let fitting = acts::log::fitting(register, algorithm).await?;
    fitting.context(
        "这个日志的散列算法是国密 SM3，条目已经用它算过，只能换用 SM2 的密钥（--algorithm sm2）",
    )
}

fn fill(bytes: &mut [u8]) -> anyhow::Result<()> {
    getrandom::fill(bytes).map_err(|error| anyhow::anyhow!("系统给不出随机数：{error}"))
}

fn read_key(file: &Path) -> anyhow::Result<Option<Secret>> {
    let unreadable = || format!("不能读取密钥文件 {}", file.display());
    let about = match fs::metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        about => about.with_context(unreadable)?,
    };
    if about.permissions().mode() & 0o077 != 0 {
        bail!(
            "密钥文件 {} 别的用户也能读到，请运行 chmod 600 {0}",
            file.display()
        );
    }
    let text = fs::read_to_string(file).with_context(unreadable)?;
    Secret::parse(text.trim_end())
        .map(Some)
        .with_context(unreadable)
}

fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}
