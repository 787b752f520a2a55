//! 密钥 — the folder of the key of the public log, and of the checkpoint that was signed last.
//!
//! Decides that the folder lies outside the data directory, beside it unless the settings say where, so that a backup of the
//! data holds no key; that nobody else can read it; and that the last checkpoint is in its place before the key signs the
//! next one.

use crate::config::Config;
use acts::desk::{Desk, Register};
use acts::log::{Signed, Unsignable};
use anyhow::{Context as _, bail};
use proof::note::{Algorithm, Key, Note, Secret, Signer};
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The key that signs, the one that it took the place of while both sign, and the checkpoint that was signed last.
const KEY: &str = "log.key";
const FORMER: &str = "log.former.key";
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
            let data = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
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
    ///
    /// # Errors
    /// Where there is one already, or it cannot be written.
    pub(crate) fn make(&self, name: &str) -> anyhow::Result<Secret> {
        let secret = new_secret(name)?;
        self.make_folder()?;
        self.put(KEY, &secret)?;
        Ok(secret)
    }

    fn make_folder(&self) -> anyhow::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder
            .create(&self.folder)
            .with_context(|| format!("不能建立密钥目录 {}", self.folder.display()))
    }

    fn put(&self, name: &str, secret: &Secret) -> anyhow::Result<()> {
        let file = self.folder.join(name);
        let unwritable = || format!("不能写密钥文件 {}", file.display());
        let mut written = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&file)
            .with_context(unwritable)?;
        written
            .write_all(format!("{}\n", secret.expose()).as_bytes())
            .and_then(|()| written.sync_all())
            .and_then(|()| sync(&self.folder))
            .with_context(unwritable)
    }

    /// Signs how the log stands, where that is new.
    ///
    /// # Errors
    /// As [`acts::log::sign`], and where what lies in the folder cannot be read.
    pub(crate) async fn sign(
        &self,
        register: &Register,
        ring: &Ring,
    ) -> anyhow::Result<Result<Option<Signed>, Unsignable>> {
        let signers: Vec<&dyn Signer> = ring.signers();
        let last = self.last()?;
        let keep = |note: &Note| self.keep(note);
        Ok(acts::log::sign(register, &signers, last.as_ref(), keep).await)
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
    /// alone.
    ///
    /// # Errors
    /// Where there is no key, or the ledger does not name it.
    pub(crate) async fn replace(&self, desk: &Desk, register: &Register) -> anyhow::Result<Key> {
        let Some(old) = self.secret()? else {
            bail!("{} 里没有密钥，不能更换", self.folder.display());
        };
        let new = new_secret(old.key().name())?;
        let next = self.folder.join(format!(".{KEY}-next"));
        drop(fs::remove_file(&next));
        self.put(&format!(".{KEY}-next"), &new)?;
        acts::log::change_key(desk, Some(old.key()), new.key()).await?;
        let key = new.key().clone();
        // Where it ends here, the key that the ledger names lies in the file beside: it is put in its place at the next start.
        self.settle(register).await?;
        Ok(key)
    }

    /// Puts a key in its place that the ledger names already, after the former one has signed that.
    ///
    /// # Errors
    /// Where the folder or the register cannot be read or written.
    pub(crate) async fn settle(&self, register: &Register) -> anyhow::Result<()> {
        let next = self.folder.join(format!(".{KEY}-next"));
        let Some(new) = read_key(&next)? else {
            return Ok(());
        };
        if acts::log::key(register).await?.as_ref() != Some(new.key()) {
            // It was never named.
            fs::remove_file(&next)?;
            return Ok(());
        }
        if let Some(old) = self.secret()?
            && old.key() != new.key()
        {
            let ring = Ring {
                secrets: vec![old, new],
                read: None,
            };
            self.sign(register, &ring).await??;
        }
        fs::rename(self.file(), self.folder.join(FORMER))?;
        fs::rename(&next, self.file())?;
        sync(&self.folder)?;
        Ok(())
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
) -> anyhow::Result<bool> {
    keys.settle(register).await?;
    let named = acts::log::key(register).await?;
    let secret = match (keys.secret()?, &named) {
        (Some(secret), _) => secret,
        (None, None) => keys.make(&log_name(domain)?)?,
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
        return Ok(format!("{domain}/log"));
    }
    let mut chance = [0; 8];
    fill(&mut chance)?;
    let chance = u64::from_be_bytes(chance);
    Ok(format!("gongkai.invalid/{chance:016x}/log"))
}

fn new_secret(name: &str) -> anyhow::Result<Secret> {
    let mut seed = [0; 32];
    fill(&mut seed)?;
    Secret::from_seed(name, Algorithm::Ed25519, &seed).context("不能生成日志的密钥")
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
