//! `gongkai init` — from demo to one's own: a data directory that says whose site it is.

use crate::config::Config;
use crate::place::Place;
use crate::say;
use acts::view::Site;
use clap::Args;
use std::path::Path;

#[derive(Clone, Debug, Args)]
pub(crate) struct Init {
    /// 站点名称，例如“某某县人民政府”
    #[arg(long, value_name = "名称")]
    name: String,
    /// 站点域名，例如 www.example.gov.cn
    #[arg(long, default_value = "", value_name = "域名")]
    domain: String,
    /// 政府网站标识码：10 位数字，或者 bm 加 8 位数字
    #[arg(long, default_value = "", value_name = "标识码")]
    id_code: String,
    /// 主办单位
    #[arg(long, default_value = "", value_name = "单位")]
    organiser: String,
    /// 承办单位
    #[arg(long, default_value = "", value_name = "单位")]
    undertaker: String,
    /// 联系方式
    #[arg(long, default_value = "", value_name = "电话或者邮箱")]
    contact: String,
    /// ICP 备案编号
    #[arg(long, default_value = "", value_name = "编号")]
    icp: String,
    /// 公安机关备案号
    #[arg(long, default_value = "", value_name = "编号")]
    police: String,
    /// 第一位经办人
    #[arg(long, default_value = "", value_name = "姓名")]
    operator: String,
    /// 反向代理之下的子路径，例如 /xxgk
    #[arg(long, default_value = "", value_name = "路径")]
    base: String,
    /// PostgreSQL 地址；不写则用数据目录里的 SQLite
    #[arg(long, default_value = "", value_name = "postgres://…")]
    database: String,
}

pub(crate) async fn init(data: &Path, actor: Option<&str>, init: Init) -> anyhow::Result<()> {
    let is_code = |code: &str| {
        let digits = code.strip_prefix("bm").unwrap_or(code);
        digits.len() == if code.starts_with("bm") { 8 } else { 10 }
            && digits.bytes().all(|b| b.is_ascii_digit())
    };
    anyhow::ensure!(
        init.id_code.is_empty() || is_code(&init.id_code),
        "政府网站标识码是 10 位数字，或者 bm 加 8 位数字；现为“{}”",
        init.id_code
    );
    anyhow::ensure!(
        !data.join(crate::config::FILE).exists(),
        "{} 已经是一个站点；要改设置，请编辑其中的 {}",
        data.display(),
        crate::config::FILE
    );
    std::fs::create_dir_all(data)?;
    let config = Config {
        operator: init.operator.clone(),
        base: init.base.clone(),
        database: init.database.clone(),
        ..Config::default()
    };
    config.write(data)?;
    let opened = async {
        // Read back, so that a wrong base or address is told now and not at the first visit.
        let place = Place::open(data).await?;
        anyhow::ensure!(
            acts::site::described(&place.register).await?.is_none(),
            "这个登记库里已经有一个站点"
        );
        let desk = place.desk(actor)?;
        let site = Site {
            name: init.name.clone(),
            domain: init.domain,
            id_code: init.id_code,
            organiser: init.organiser,
            operator: init.undertaker,
            contact: init.contact,
            icp: init.icp,
            police: init.police,
            is_demo: false,
        };
        acts::site::describe(&desk, &site, "").await?;
        place.register.close().await;
        Ok(())
    };
    if let Err(error) = opened.await {
        let _ = std::fs::remove_file(data.join(crate::config::FILE));
        return Err(error);
    }
    say::note(&format!(
        "站点“{}”已建立在 {}（时间固定为北京时间 +08:00）。\n下一步：gongkai --data {1} agencies import 机构名录.csv，再 gongkai --data {1} serve",
        init.name,
        data.display(),
    ));
    Ok(())
}
