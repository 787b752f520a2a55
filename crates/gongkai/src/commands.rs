//! The command line: nouns and verbs, in the order a person needs them.

mod again;
mod agencies;
mod audit;
mod backup;
mod completions;
mod config;
mod demo;
mod doctor;
mod errors;
mod import;
mod init;
mod item;
mod keep;
mod log;
mod read;
mod report;
mod restore;
mod rules;
mod scan;
mod searches;
mod serve;
mod site;
pub(crate) mod trial;
mod verify;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use trial::Trial;

/// 政府信息公开平台：登记、公开、检索、更正、撤回。
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// 数据目录（默认为设置中的 data，或者当前目录下的 gongkai-data）
    #[arg(long, global = true, value_name = "目录")]
    pub(crate) data: Option<PathBuf>,
    /// 设置文件（默认为环境变量 GONGKAI_CONFIG，或者数据目录里的 gongkai.toml）
    #[arg(long, global = true, value_name = "文件")]
    pub(crate) config: Option<PathBuf>,
    /// 由谁办理（默认为设置中的 operator，或者系统用户）
    #[arg(long = "as", global = true, value_name = "姓名")]
    pub(crate) actor: Option<String>,
    /// 结果写成 JSON，供程序使用：标准输出上一行一个，没有别的
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 装入示例内容并在本机打开演示站点
    Demo(demo::Demo),
    /// 建立自己的站点
    Init(init::Init),
    /// 看站点的名称、域名、备案号等，或者修改（site set）
    Site(site::Told),
    /// 打开站点
    Serve(serve::Listen),
    /// 读文件，说出它是什么、写了什么
    Read(read::Read),
    /// 找文件里的个人信息：身份证号、电话、银行卡号、住址、姓名
    Scan(scan::Scan),
    /// 登记并公开法规、页面或者成批的文件
    #[command(subcommand)]
    Import(import::Import),
    /// 机构名录
    #[command(subcommand)]
    Agencies(agencies::Agencies),
    /// 列出草稿：索引号、版次、种类、发布机构、名称
    Drafts,
    /// 公开一份或者几份草稿
    Release(item::Release),
    /// 更正已经公开的信息，形成新的一版
    Correct(item::Correct),
    /// 用新的信息代替旧的
    Replace(item::Replace),
    /// 撤回已经公开的信息
    Withdraw(item::Withdraw),
    /// 写明两条信息的关系
    Relate(item::Relate),
    /// 撤销写错的关系
    Unrelate(item::Unrelate),
    /// 办理读者的“我为政府网站找错”
    #[command(subcommand)]
    Errors(errors::Errors),
    /// 看读者搜不到什么（search unfound）
    #[command(subcommand)]
    Search(searches::Searches),
    /// 重新建立检索索引
    Reindex(Trial),
    /// 备份整个站点：站点开着也可以，只写新的部分
    Backup(backup::Backup),
    /// 从备份恢复到空的数据目录，并且核对
    Restore(restore::Restore),
    /// 把整个站点写成档案，搬到别的数据库、别的存放处
    #[command(subcommand)]
    Export(backup::Export),
    /// 核对台账、日志、公开的文本和文件；或者离线核对一个文件和它的凭证
    Verify(verify::Verify),
    /// 看公开日志，签署检查点（log sign），更换密钥（log rotate）
    Log(log::Log),
    /// 说明、查看、检查设置
    #[command(subcommand)]
    Config(config::Configs),
    /// 检查本机和数据目录
    Doctor,
    /// 检查网站：链接、标签、栏目、时限（audit site）
    #[command(subcommand)]
    Audit(audit::Audit),
    /// 算答复期限：哪一天以前答复，每一天怎样数
    Clock(rules::clock::Asked),
    /// 看哪些日子上班，依据哪一份放假通知；载入新的通知（calendar load）
    Calendar(rules::calendar::Asked),
    /// 算信息处理费
    Fee(rules::fee::Asked),
    /// 看对答复不服的救济途径和期限
    Remedy(rules::remedy::Asked),
    /// 写出补全命令的脚本，供 bash、zsh、fish 使用
    Completions(completions::Completions),
    /// 核对政府信息公开工作年度报告的表（report check）
    #[command(subcommand)]
    Report(report::Reports),
    /// 阅读进程（由程序自己启动）
    #[command(hide = true)]
    Reader,
}

/// Does what was asked of a data directory; `described` gives the command line as its help describes it.
pub(crate) async fn run(
    data: PathBuf,
    arguments: Arguments,
    described: fn() -> clap::Command,
) -> anyhow::Result<ExitCode> {
    let Arguments { actor, command, .. } = arguments;
    let actor = actor.as_deref();
    match command {
        Command::Demo(demo) => demo::demo(&data, demo).await?,
        Command::Init(init) => init::init(&data, actor, init).await?,
        Command::Site(told) => site::site(&data, actor, told).await?,
        Command::Serve(listen) => serve::serve_site(&data, listen).await?,
        Command::Read(read) => return read::read(&data, read).await,
        Command::Scan(scan) => return scan::scan(&data, scan).await,
        Command::Import(import) => return import::import(&data, actor, import).await,
        Command::Agencies(agencies) => agencies::agencies(&data, actor, agencies).await?,
        Command::Drafts => item::drafts(&data).await?,
        Command::Release(release) => return item::release(&data, actor, release).await,
        Command::Correct(correct) => item::correct(&data, actor, correct).await?,
        Command::Replace(replace) => item::replace(&data, actor, replace).await?,
        Command::Withdraw(withdraw) => item::withdraw(&data, actor, withdraw).await?,
        Command::Relate(relate) => item::relate(&data, actor, relate).await?,
        Command::Unrelate(unrelate) => item::unrelate(&data, actor, unrelate).await?,
        Command::Errors(errors) => errors::errors(&data, actor, errors).await?,
        Command::Search(searches) => searches::searches(&data, searches).await?,
        Command::Reindex(trial) => keep::reindex(&data, trial).await?,
        Command::Backup(backup) => backup::backup(&data, backup).await?,
        Command::Restore(restored) => return restore::restore(&data, restored).await,
        Command::Export(export) => backup::export(&data, export).await?,
        Command::Verify(verify) => return verify::verify(&data, verify).await,
        Command::Log(log) => log::log(&data, actor, log).await?,
        Command::Config(configs) => config::configs(&data, &configs)?,
        Command::Doctor => return doctor::doctor(&data, actor).await,
        Command::Audit(audit) => return audit::audit(&data, audit).await,
        Command::Clock(asked) => return rules::clock::clock(&data, &asked).await,
        Command::Calendar(asked) => rules::calendar::calendar(&data, actor, &asked).await?,
        Command::Fee(asked) => rules::fee::fee(&asked),
        Command::Remedy(asked) => rules::remedy::remedy(&data, &asked).await?,
        Command::Completions(asked) => completions::completions(&asked, described())?,
        Command::Report(reports) => return report::report(&data, reports).await,
        Command::Reader => {}
    }
    Ok(ExitCode::SUCCESS)
}
