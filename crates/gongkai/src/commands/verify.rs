//! `gongkai verify` — a file against its proof, offline; or a whole site against its ledger, its log and its index.
//!
//! Decides which of the two is meant: with `--proof` a proof is checked, and nothing but the named files is read.

use crate::clock;
use crate::config::Config;
use crate::notes::{self, Verified};
use crate::place::Place;
use crate::progress::Steps;
use crate::{say, trouble};
use acts::archive::Step;
use acts::verify::{Against, Found, FoundIndex};
use anyhow::Context as _;
use clap::Args;
use proof::document::{NotProved, Proof, Proved, ProvedFile, Trust};
use proof::leaf::{Digests, Item, Leaf, Part, Role, Says, Seen};
use proof::note::{Key, Note, Signer as _, WrongKey};
use proof::witness::Policy;
use serde_json::{Value, json};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Clone, Debug, Args)]
pub(crate) struct Verify {
    /// 要核对的文件；不写则只核对凭证本身
    #[arg(value_name = "文件", requires = "proof")]
    file: Option<PathBuf>,
    /// 文件的凭证（.tlog-proof）；写了就只核对凭证，不连网络，不看数据目录
    #[arg(long, value_name = "凭证", requires = "key")]
    proof: Option<PathBuf>,
    /// 日志的公钥，或者写有公钥的文件；应当从别处得来，不能从凭证得来
    #[arg(long, value_name = "公钥", requires = "proof")]
    key: Option<String>,
    /// 见证人的公钥，或者写有公钥的文件；可以写几次
    #[arg(long = "witness", value_name = "公钥", requires = "proof")]
    witnesses: Vec<String>,
    /// 至少要有几个见证人签名（默认为全部所给的）
    #[arg(long, value_name = "个数", requires = "witnesses")]
    need: Option<usize>,
    /// 从前留存的检查点，与日志核对；可以写几次
    #[arg(long, value_name = "检查点", conflicts_with = "proof")]
    against: Vec<PathBuf>,
    /// 核对这个 PostgreSQL 登记库，代替数据目录里设置的
    #[arg(long, value_name = "postgres://…", conflicts_with = "proof")]
    database: Option<String>,
}

pub(crate) async fn verify(data: &Path, verify: Verify) -> anyhow::Result<ExitCode> {
    match (&verify.proof, &verify.key) {
        (Some(proof), Some(key)) => of_proof(&verify, proof, key),
        _ => of_site(data, &verify).await,
    }
}

fn of_proof(verify: &Verify, proof: &Path, key: &str) -> anyhow::Result<ExitCode> {
    let witnesses = verify.witnesses.iter().map(|key| read_key(key));
    let witnesses = witnesses.collect::<anyhow::Result<Vec<Key>>>()?;
    let need = verify.need.unwrap_or(witnesses.len());
    let trust = Trust {
        key: read_key(key)?,
        witnesses: Policy::new(need, witnesses).context("见证人写得不对")?,
    };
    let bytes = fs::read(proof).with_context(|| format!("不能读取凭证 {}", proof.display()))?;
    let file = verify.file.as_deref().map(digests).transpose()?;
    match prove(&bytes, &trust, file.as_ref()) {
        Ok((proved, part)) => {
            say::value(&told(&proved, part.as_ref()));
            say::result(&in_words(&proved, part.as_ref()));
            Ok(ExitCode::SUCCESS)
        }
        Err(not) => {
            let says = not.to_string();
            say::value(&json!({ "proved": false, "reason": not.id(), "says": says }));
            say::note(&format!("没有完成：没有证明：{says}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn prove(
    proof: &[u8],
    trust: &Trust,
    file: Option<&Digests>,
) -> Result<(Proved, Option<Part>), NotProved> {
    let proof = Proof::parse(proof)?;
    match file {
        None => Ok((proof.verify(trust)?, None)),
        Some(file) => {
            let ProvedFile { proved, part } = proof.verify_file(trust, file)?;
            Ok((proved, Some(part)))
        }
    }
}

/// A key as it is written, or the file that holds it.
fn read_key(given: &str) -> anyhow::Result<Key> {
    match Key::parse(given.trim()) {
        Err(wrong) if wrong != WrongKey::NeedsGm => {}
        parsed => return Ok(parsed?),
    }
    let text = fs::read_to_string(given)
        .with_context(|| format!("“{given}”不是公钥（名称+编号+密钥），也不是写有公钥的文件"))?;
    Key::parse(text.trim()).with_context(|| format!("{given} 里写的不是公钥"))
}

fn digests(file: &Path) -> anyhow::Result<Digests> {
    let unreadable = || format!("不能读取文件 {}", file.display());
    let mut open = fs::File::open(file).with_context(unreadable)?;
    let mut seen = Seen::default();
    let mut piece = vec![0; 1 << 16];
    loop {
        let n = open.read(&mut piece).with_context(unreadable)?;
        match piece.get(..n) {
            None | Some([]) => return Ok(seen.end()),
            Some(read) => seen.push(read),
        }
    }
}

/// What was proved, in words that say no more than that.
fn in_words(proved: &Proved, part: Option<&Part>) -> String {
    let Leaf { seq, at, says, .. } = &proved.leaf;
    let log = &proved.checkpoint;
    let when = time(*at);
    let mut lines = vec![match part {
        Some(part) => format!(
            "属实：这个文件与本站当时公开的“{}”（{}，{} 字节）一致",
            part.name,
            role(part.role),
            part.size
        ),
        None => "属实：日志里有这一条".to_owned(),
    }];
    let what = match says {
        Says::Release { item, .. } => format!("公开 {}", named(item)),
        Says::Derivative { item, .. } => format!("登记 {} 的版式文件", named(item)),
        Says::Change { item, act } => format!("变更 {}（{act}）", named(item)),
        Says::Withdrawal { item } => format!("撤回 {}", named(item)),
        Says::Takedown {
            item,
            readable_from,
        } => format!("撤下 {} 第 {readable_from} 版以前的各版", item.index_no),
        Says::Key { .. } => "更换密钥".to_owned(),
        Says::KeyLost { .. } => "另立密钥（旧的丢失）".to_owned(),
    };
    lines.push(format!("办的事：{when} {what}（台账第 {seq} 条）"));
    lines.push(format!(
        "日志：{} 第 {} 条，在 {} 条的检查点里",
        log.origin,
        proved.index + 1,
        log.size
    ));
    for witness in &proved.witnessed {
        lines.push(format!(
            "见证：{} 在 {} 见过这个检查点",
            witness.name,
            time(witness.at)
        ));
    }
    if 1 < proved.keys.len() {
        lines.push(format!("密钥：从所给的换过 {} 次", proved.keys.len() - 1));
    }
    lines.push("没有证明的：这条信息现在是否有效、以后是否更正或者撤回，请到网站上看。".to_owned());
    lines.join("\n")
}

fn named(item: &Item) -> String {
    let version = item.version.as_ref();
    let version = version.map(|(work, version)| format!("，法规 {work}/{version}"));
    format!(
        "索引号 {} 第 {} 版{}",
        item.index_no,
        item.edition,
        version.unwrap_or_default()
    )
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Snapshot => "公开的文本",
        Role::Source => "原件",
        Role::Attachment => "附件",
        Role::Rendering => "排印件",
    }
}

fn time(at: u64) -> String {
    let at = law::date::moment(i64::try_from(at).unwrap_or(i64::MAX));
    format!("{} {}", at.date(), at.strftime("%H:%M:%S"))
}

fn told(proved: &Proved, part: Option<&Part>) -> Value {
    let item = proved.leaf.item();
    json!({
        "proved": true,
        "kind": proved.leaf.says.kind(),
        "seq": proved.leaf.seq,
        "at": proved.leaf.at,
        "item": item.map(|item| &item.id),
        "index_no": item.map(|item| &item.index_no),
        "edition": item.map(|item| item.edition),
        "file": part.map(|part| json!({
            "name": part.name,
            "role": part.role.id(),
            "size": part.size,
            "media_type": part.media_type,
        })),
        "log": proved.checkpoint.origin,
        "index": proved.index,
        "size": proved.checkpoint.size,
        "keys": proved.keys.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "witnessed": proved.witnessed.iter().map(|it| json!({ "name": it.name, "at": it.at })).collect::<Vec<_>>(),
    })
}

async fn of_site(data: &Path, verify: &Verify) -> anyhow::Result<ExitCode> {
    let place = match &verify.database {
        None => Place::open(data).await?,
        Some(database) => {
            let config = Config {
                database: database.clone(),
                ..Config::of(data)?
            };
            Place::open_with(data, config).await?
        }
    };
    let mut against = Vec::new();
    for file in &verify.against {
        let named = file.display().to_string();
        let bytes = fs::read(file).with_context(|| format!("不能读取检查点 {named}"))?;
        let note = Note::parse(&bytes).with_context(|| format!("{named} 不是检查点"))?;
        against.push(Against {
            named,
            note,
            was_shown: true,
        });
    }
    let last = place.keys.last()?;
    let is_forgotten = last.is_none() && is_signed_here(&place).await?;
    if let Some(note) = last {
        let named = "密钥旁边的检查点".to_owned();
        against.push(Against {
            named,
            note,
            was_shown: false,
        });
    }
    let mut steps = Steps::default();
    let mut at_step = |step: Step| steps.at(step.what, step.done, step.total);
    let found = acts::verify::verify_telling(&place.register, &against, &mut at_step);
    let mut found = found.await?;
    steps.done();
    if is_forgotten {
        found.wrong.push(
            "上次签过的检查点（log.checkpoint）不在密钥旁边，不能断定登记库没有退回过".into(),
        );
    }
    let indexed = index(&place).await?;
    found.wrong.extend(indexed.wrong.clone());
    say::value(&as_json(&found, &indexed));
    let verified = Verified {
        at: clock::now(),
        entries: found.entries,
        head: found.head.to_string(),
        wrong: found.wrong.len(),
    };
    if let Err(error) = notes::note(data, &verified) {
        say::note(&format!("核对已经完成，但是{}", trouble::says(&error)));
    }
    tell(&found, &indexed);
    Ok(if found.wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Whether the log was signed with the key that lies here: then the last checkpoint lay beside it.
async fn is_signed_here(place: &Place) -> anyhow::Result<bool> {
    let Ok(Some(secret)) = place.keys.secret() else {
        return Ok(false);
    };
    let stands = acts::log::stands(&place.register).await?;
    Ok(stands.signed.is_some() && stands.key == Some(secret.key().to_string()))
}

/// The index of this place against the register. One that cannot be opened is told as what is wrong with it.
async fn index(place: &Place) -> anyhow::Result<FoundIndex> {
    let folder = place.index_folder();
    let opened = match fs::exists(&folder) {
        Ok(true) => search::Index::existing(&folder),
        _ => Ok(None),
    };
    let broken = |says: String| FoundIndex {
        wrong: vec![says],
        ..FoundIndex::default()
    };
    let index = match opened {
        Ok(Some(index)) => index.with_kinds(place.register.kinds().clone()),
        Ok(None) => return Ok(FoundIndex::default()),
        Err(error) => return Ok(broken(error.to_string())),
    };
    // The register was read a moment ago: what fails now is the index.
    let found = acts::verify::index(&place.register, &index).await;
    Ok(found.unwrap_or_else(|failure| broken(failure.to_string())))
}

fn tell(found: &Found, indexed: &FoundIndex) {
    for wrong in &found.wrong {
        say::result(&format!("不符：{wrong}"));
    }
    say::result(&format!(
        "台账 {} 条，公开的文本 {} 份，文件 {} 个，日志 {} 条，检查点 {} 个，索引 {} 条，不符 {} 处；链首 {}",
        found.entries,
        found.releases,
        found.files,
        found.log.leaves,
        found.log.checkpoints,
        indexed.items,
        found.wrong.len(),
        found.head
    ));
    if found.log.behind > 0 && found.log.leaves == 0 {
        say::result("这个站点还没有日志：打开一次站点（gongkai serve）就会建立");
    }
    if found.unproven > 0 {
        say::result(&format!(
            "台账第 1 至 {} 条是早期程序所记，只印证了公开的文本、撤回和理由；还有 {} 组登记（效力、关联、来源、机构等）此后没有办过事，是否被改动过无从核对",
            found.early, found.unproven
        ));
    }
}

fn as_json(found: &Found, indexed: &FoundIndex) -> Value {
    json!({
        "sound": found.wrong.is_empty(),
        "wrong": found.wrong,
        "entries": found.entries,
        "releases": found.releases,
        "files": found.files,
        "head": found.head.to_string(),
        "early": found.early,
        "unproven": found.unproven,
        "log": {
            "leaves": found.log.leaves,
            "root": found.log.root.map(|root| root.to_string()),
            "behind": found.log.behind,
            "checkpoints": found.log.checkpoints,
        },
        "index": { "items": indexed.items, "behind": indexed.behind },
    })
}
