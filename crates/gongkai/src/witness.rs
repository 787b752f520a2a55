//! 见证 — witnesses whom this site asks to sign how its log stands (C2SP tlog-witness).
//!
//! Decides that a witness is asked for each new checkpoint, after the one that it signed last; that what it answers is put
//! under the checkpoint only where it is the signature of its key; and that a witness who does not answer holds nothing up.

use acts::desk::Register;
use anyhow::{Context as _, bail, ensure};
use proof::note::{Algorithm, Key, Note};
use proof::witness::take_answer;
use reqwest::StatusCode;
use std::time::Duration;

/// How long a witness may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 64 << 10;
/// How often one witness is asked before it is left for later: what it signed last may have to be learnt first.
const TRIES: usize = 2;

/// The witnesses of a site.
pub(crate) struct Witnesses {
    all: Vec<Witness>,
    /// Made when the first is asked.
    client: Option<reqwest::Client>,
}

struct Witness {
    key: Key,
    address: String,
    /// How many leaves the checkpoint had that it signed last, as far as is known.
    signed: u64,
}

impl Witnesses {
    /// The witnesses that the settings name, each by its key and its address.
    ///
    /// # Errors
    /// Where one is not written so, or a key is not that of a witness.
    pub(crate) fn of(named: &[String]) -> anyhow::Result<Self> {
        let read = |named: &String| {
            let (key, address) = named.trim().split_once(' ').with_context(|| {
                format!("见证人“{named}”（设置 witnesses）应写作“公钥 网址”，中间空一格")
            })?;
            let key = Key::parse(key).with_context(|| format!("见证人的公钥 {key} 写得不对"))?;
            ensure!(
                key.algorithm() == Algorithm::Cosignature,
                "{key} 不是见证人的公钥"
            );
            Ok(Witness {
                key,
                address: format!("{}/add-checkpoint", address.trim().trim_end_matches('/')),
                signed: 0,
            })
        };
        Ok(Self {
            all: named.iter().map(read).collect::<anyhow::Result<_>>()?,
            client: None,
        })
    }

    /// What speaks to them. It cannot be made where the machine knows no authority for certificates, which is no trouble of
    /// a site that has no witnesses.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub(crate) fn client() -> anyhow::Result<reqwest::Client> {
        // Two providers may be linked; naming one twice is no error worth telling.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .context("不能准备访问见证人；请安装 ca-certificates")
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Asks every witness who has not signed the newest checkpoint. Gives what went wrong, witness by witness.
    pub(crate) async fn ask(&mut self, register: &Register) -> Vec<String> {
        let mut troubles = Vec::new();
        let client = match self.client.take().map_or_else(Self::client, Ok) {
            Ok(client) => self.client.insert(client),
            Err(error) => return vec![crate::trouble::says(&error)],
        };
        for witness in &mut self.all {
            if let Err(error) = witness.ask(client, register).await {
                let name = witness.key.name();
                troubles.push(format!("{name}：{}", crate::trouble::says(&error)));
            }
        }
        troubles
    }
}

impl Witness {
    async fn ask(&mut self, client: &reqwest::Client, register: &Register) -> anyhow::Result<()> {
        for _ in 0..TRIES {
            let Some(request) = acts::log::request(register, self.signed).await? else {
                ensure!(
                    self.signed == 0,
                    "它签过 {} 条的检查点，日志没有那么多",
                    self.signed
                );
                // Nothing was signed here yet.
                return Ok(());
            };
            let note = &request.checkpoint;
            if note.verify(&[&self.key]).is_ok() {
                return Ok(());
            }
            let asked = client.post(&self.address).body(request.to_string());
            let answer = asked.send().await.context("连不上")?;
            let status = answer.status();
            let answer = read(answer).await?;
            match status {
                StatusCode::OK => return self.take(register, note.clone(), &answer).await,
                // It has signed another one last, and says which.
                StatusCode::CONFLICT => {
                    let signed = answer.trim().parse();
                    self.signed = signed.context("没有说它上次签过多少条")?;
                }
                _ => bail!("回答 {status}"),
            }
        }
        bail!("两次说的上次签过的条数不一样")
    }

    async fn take(
        &mut self,
        register: &Register,
        mut note: Note,
        answer: &str,
    ) -> anyhow::Result<()> {
        let taken = take_answer(&mut note, answer, std::slice::from_ref(&self.key))?;
        ensure!(taken == 1, "回答里没有它的签名");
        acts::log::take_cosigned(register, &note).await?;
        self.signed = acts::log::size_of(&note).unwrap_or(self.signed);
        Ok(())
    }
}

/// The answer as text, as far as one is read.
async fn read(mut answer: reqwest::Response) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.context("回答没有读完")? {
        bytes.extend_from_slice(&piece);
        ensure!(bytes.len() <= LONGEST, "回答太长");
    }
    String::from_utf8(bytes).context("回答不是文字")
}
