//! `gongkai audit site` — the health of the site as a program can see it: every page followed, the register read, every
//! rule answered.
//!
//! Decides where pages come from (the router of this process, or the address at which the site is served) and how the
//! outcome is told. What is a breach is decided in [`law::site_health`]; nothing is scored.

use crate::clock;
use crate::place::Place;
use crate::progress::Progress;
use crate::say;
use acts::audit::Spot;
use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};
use law::Date;
use law::site_health::{Outcome, Severity, judge};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use web::paths::{Links, Place as At};
use web::survey::{self, Ask, Got, Ground, Share, Survey};

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Audit {
    /// 检查网站：逐页打开，看链接、标签、栏目、时限；有单项否决的，退出码是 1，其他问题不影响退出码
    Site(SiteAudit),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct SiteAudit {
    /// 从这个地址打开网页，例如 <http://127.0.0.1:8080>；不写则不经过网络，在本程序里打开
    #[arg(long, value_name = "http://…")]
    base: Option<String>,
    /// 其他显示方式、带条件的列表、各种格式的文本也全部打开；不写则各打开一部分
    #[arg(long)]
    whole: bool,
}

/// How many breaches of one rule are told in text.
const TOLD: usize = 10;
/// How long a served page may take before it counts as not answered.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) async fn audit(data: &Path, audit: Audit) -> anyhow::Result<ExitCode> {
    let Audit::Site(how) = audit;
    let place = Place::open(data).await?;
    let today = law::date::of_instant(clock::now());
    let ground = ground(&place, how.base.as_deref()).await?;
    let share = if how.whole {
        Share::whole()
    } else {
        Share::default()
    };
    let survey = match &how.base {
        None => within(&place, &ground, share, today).await?,
        Some(base) => over_network(base, &ground, share, today).await?,
    };
    let written = |spot: Spot<'_>| {
        let at = match spot {
            Spot::Item(address) => At::Item(address.clone()),
            Spot::Agency(code) => At::Agency(code.to_owned()),
            Spot::Column(code, column) => At::Column(code.to_owned(), column),
        };
        ground.links.to(&at)
    };
    let mut observed = acts::audit::observe(&place.register, today, &written).await?;
    observed.pages.clone_from(&survey.pages);
    observed.dead_links.clone_from(&survey.dead_links);
    let calendar = acts::calendar::calendar(&place.register).await?;
    let limits = place.config.audit.limits();
    let outcomes = judge(&observed, &limits, &calendar, today);
    place.register.close().await;
    say::value(&in_json(&outcomes, &survey, today, how.base.as_deref()));
    for line in in_words(&outcomes, &survey, today) {
        say::result(&line);
    }
    let is_sound = !outcomes.iter().any(Outcome::is_veto);
    Ok(if is_sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Where the site is: below the sub-path of the settings, or of the address at which it is served.
async fn ground(place: &Place, base: Option<&str>) -> anyhow::Result<Ground> {
    let path = match base {
        None => place.config.base.clone(),
        Some(base) => {
            let rest = ["http://", "https://"]
                .iter()
                .find_map(|scheme| base.strip_prefix(scheme))
                .context("--base 应当以 http:// 或者 https:// 开头")?;
            ensure!(!rest.contains(['?', '#']), "--base 只写到路径为止");
            let path = rest.find('/').and_then(|at| rest.get(at..));
            path.unwrap_or_default().to_owned()
        }
    };
    let site = place.site().await?;
    let origin = match site.domain.as_str() {
        "" => String::new(),
        domain => format!("https://{domain}"),
    };
    Ok(Ground {
        links: Links::under(&path),
        origin,
    })
}

/// Pages of this process, without any network.
async fn within(
    place: &Place,
    ground: &Ground,
    share: Share,
    today: Date,
) -> anyhow::Result<Survey> {
    let index = place.index()?;
    let portal = place.portal(&index).await?;
    let app = web::App::new(portal, Arc::new(clock::now), &place.config.base);
    let router = web::router(app);
    let ask = async |ask: Ask| survey::from_router(&router, ask).await;
    Ok(follow(ground, share, today, ask).await)
}

/// Pages as they are served at an address.
async fn over_network(
    base: &str,
    ground: &Ground,
    share: Share,
    today: Date,
) -> anyhow::Result<Survey> {
    // Another part of the program may have chosen already: it chose the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()?;
    let scheme_end = base.find("://").map_or(0, |at| at + 3);
    let host_end = base
        .get(scheme_end..)
        .and_then(|rest| rest.find('/'))
        .map_or(base.len(), |at| scheme_end + at);
    let host = base.get(..host_end).unwrap_or(base);
    let ask = async |ask: Ask| fetch(&client, host, ask).await;
    let home = ask(Ask {
        address: ground.links.home(),
        is_head: true,
    });
    let home = home.await;
    ensure!(
        home.status != 0,
        "打不开 {base}；看站点是否在运行、地址是否写对"
    );
    Ok(follow(ground, share, today, ask).await)
}

async fn fetch(client: &reqwest::Client, host: &str, ask: Ask) -> Got {
    let url = format!("{host}{}", ask.address);
    let request = if ask.is_head {
        client.head(url)
    } else {
        client.get(url)
    };
    let begun = Instant::now();
    let Ok(response) = request.send().await else {
        return Got::default();
    };
    let header = |name: &str| {
        let value = response.headers().get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let (status, location) = (response.status().as_u16(), header("location"));
    let media_type = header("content-type").unwrap_or_default();
    let Ok(bytes) = response.bytes().await else {
        return Got::default();
    };
    Got {
        status,
        location,
        media_type,
        bytes,
        took: begun.elapsed(),
    }
}

async fn follow(
    ground: &Ground,
    share: Share,
    today: Date,
    ask: impl AsyncFn(Ask) -> Got,
) -> Survey {
    let mut progress = Progress::new("网页", 1);
    let survey = survey::survey(ground, share, today, ask, |asked, known| {
        progress.total(known);
        progress.at(asked);
    });
    let survey = survey.await;
    progress.done();
    survey
}

fn in_words(outcomes: &[Outcome], survey: &Survey, today: Date) -> Vec<String> {
    let mut lines = vec![format!(
        "{today}：打开了 {} 个网址，其中网页 {} 个；核对站内链接 {} 处、页内位置 {} 处；同类的另有 {} 个没有逐一打开；链到站外的 {} 处",
        survey.asked,
        survey.pages.len(),
        survey.links,
        survey.anchors,
        survey.left_out,
        survey.external.len()
    )];
    for severity in Severity::ALL {
        lines.push(format!("\n{}", severity.zh()));
        for outcome in outcomes.iter().filter(|it| it.rule.severity == severity) {
            lines.extend(of_rule(outcome));
        }
    }
    let vetoes = outcomes.iter().filter(|outcome| outcome.is_veto()).count();
    let found: usize = outcomes.iter().map(|outcome| outcome.findings.len()).sum();
    lines.push(format!(
        "\n共 {found} 处；单项否决 {vetoes} 项。不打分：多数指标的分值没有可靠的出处。"
    ));
    lines
}

/// ✓ kept, ✗ broken, ! worth a look, – not checked.
fn of_rule(outcome: &Outcome) -> Vec<String> {
    let rule = outcome.rule;
    if let Some(why) = rule.unchecked {
        return vec![format!("– {}（{}）：没有检查，{why}", rule.zh, rule.id)];
    }
    let note = match outcome.note.as_str() {
        "" => String::new(),
        note => format!("：{note}"),
    };
    let count = outcome.findings.len();
    if count == 0 {
        return vec![format!("✓ {}（{}）{note}", rule.zh, rule.id)];
    }
    let mark = if rule.severity == Severity::Hint {
        "!"
    } else {
        "✗"
    };
    let mut lines = vec![
        format!("{mark} {}（{}）{count} 处{note}", rule.zh, rule.id),
        format!("  依据：{}，{}", rule.source, rule.sourcing.zh()),
        format!("  怎样改：{}", rule.mend),
    ];
    let told = outcome.findings.iter().take(TOLD);
    lines.extend(told.map(|finding| format!("  {}  {}", finding.at, finding.says)));
    if TOLD < count {
        lines.push(format!("  另有 {} 处，全部见 --json", count - TOLD));
    }
    lines
}

fn in_json(outcomes: &[Outcome], survey: &Survey, today: Date, base: Option<&str>) -> Value {
    let rules = outcomes.iter().map(|outcome| {
        let rule = outcome.rule;
        let state = match (rule.unchecked, outcome.findings.is_empty()) {
            (Some(_), _) => "unchecked",
            (None, true) => "kept",
            (None, false) => "broken",
        };
        let findings = outcome.findings.iter();
        let findings = findings.map(|finding| json!({"at": finding.at, "says": finding.says}));
        json!({
            "id": rule.id,
            "name": rule.zh,
            "source": rule.source,
            "sourcing": rule.sourcing.id(),
            "severity": rule.severity.id(),
            "state": state,
            "note": rule.unchecked.unwrap_or(&outcome.note),
            "mend": rule.mend,
            "findings": findings.collect::<Vec<_>>(),
        })
    });
    let external = survey.external.iter();
    let external = external.map(|link| json!({"to": link.to, "on": link.on}));
    json!({
        "day": today.to_string(),
        "base": base,
        "asked": survey.asked,
        "pages": survey.pages.len(),
        "links": survey.links,
        "anchors": survey.anchors,
        "left_out": survey.left_out,
        "vetoes": outcomes.iter().filter(|outcome| outcome.is_veto()).count(),
        "rules": rules.collect::<Vec<_>>(),
        "external": external.collect::<Vec<_>>(),
    })
}
