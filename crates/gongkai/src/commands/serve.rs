//! `gongkai serve` — the portal, on IPv6 and IPv4, until it is told to stop.
//!
//! Sockets that systemd opened are served as they are; without them the ports of the settings are taken ([`Doors`]).
//! Beside the site there may be a door without TLS, which only sends on, and one for the numbers of this process.
//!
//! Decides that seven things follow the register beside the pages: the revision (every 100 ms), the index keeper (where
//! this process holds its lease), the turn of the day, which lets texts begin and end, the kept copies, which go with what
//! is withdrawn, and the sweep, which erases what readers wrote when its time is over. What was
//! searched for in vain is written down each minute.

mod log;

use crate::accept::limits::Limits;
use crate::accept::{self, Count, Door};
use crate::clock;
use crate::config::Config;
use crate::logs;
use crate::metrics::{self, Watched};
use crate::place::Place;
use crate::say;
use crate::stop::told;
use crate::systemd::{self, Sockets};
use crate::tls;
use crate::witness::Witnesses;
use acts::desk::{Actor, Desk, Register};
use acts::{Portal, follow};
use anyhow::{Context as _, bail};
use clap::Args;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the register is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How long the keeper waits after a failure before it tries again.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How often it is looked whether a day has begun.
const SWEEP: Duration = Duration::from_secs(30);
/// How often it is written down what was searched for in vain.
const COUNT: Duration = Duration::from_mins(1);
/// How many connections those who look at numbers may have.
const WATCHERS: usize = 16;
pub(super) const PORT: u16 = 8080;

#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Listen {
    /// 监听的地址；不写则只在本机（IPv6 的 ::1 和 127.0.0.1）
    #[arg(long, value_name = "地址")]
    pub(crate) listen: Option<IpAddr>,
    /// 监听的端口（默认 8080）
    #[arg(long, value_name = "端口")]
    pub(crate) port: Option<u16>,
}

/// Opens a site that was made by `init`.
pub(crate) async fn serve_site(data: &Path, listen: Listen) -> anyhow::Result<()> {
    let place = Place::open(data).await?;
    let doors = Doors::open(&place.config, &listen).await?;
    serve(place, doors).await
}

/// Raises the number of files that may be open as far as the system lets this process: each connection is one, and the
/// limit that processes begin with is for those that look at files one by one.
fn open_more_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    // Where that is refused, doors take in fewer.
    let _ = setrlimit(Resource::Nofile, raised);
}

/// Serves an opened site until the process is told to stop.
pub(crate) async fn serve(place: Place, doors: Doors) -> anyhow::Result<()> {
    // Before anybody can know that there is something to stop.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    open_more_files();
    acts::log::catch_up(&place.register, |_| {}).await?;
    // What is wrong with the key keeps nobody from reading.
    match place.begin_log(None).await {
        Ok(true) => {}
        Ok(false) => {
            tracing::warn!(folder = %place.keys.folder().display(), "the key of the log is not at hand: nothing new is signed");
        }
        Err(error) => {
            let trouble = crate::trouble::says(&error);
            tracing::error!(%trouble, "the log is not signed");
        }
    }
    let index = place.index()?;
    let portal = place.portal(&index).await?;
    portal.look().await?;
    let (stop, stopped) = watch::channel(false);
    let forms = place.config.forms();
    let looking = tokio::spawn(look(portal.clone(), stopped.clone()));
    let followers = vec![
        keep(place.register.clone(), index.clone(), stopped.clone()),
        tokio::spawn(prepare(portal.clone())),
        tokio::spawn(count(
            portal.clone(),
            place.register.clone(),
            stopped.clone(),
        )),
        tokio::spawn(tidy(portal.clone(), stopped.clone())),
        tokio::spawn(log::record(
            portal.clone(),
            place.register.clone(),
            stopped.clone(),
        )),
        tokio::spawn(log::sign(
            place.register.clone(),
            place.keys.clone(),
            stopped.clone(),
        )),
        tokio::spawn(log::witness(
            place.register.clone(),
            Witnesses::of(&place.config.witnesses)?,
            stopped.clone(),
        )),
        tokio::spawn(sweep(
            place.register.clone(),
            forms.keep_days,
            stopped.clone(),
        )),
    ];
    let clock = Arc::new(clock::now);
    let mut app = web::App::with_forms(portal, clock, &place.config.base, forms);
    if let Some(most) = place.config.visitors.efforts_per_minute {
        app = app.paced(most);
    }
    let count: Arc<Count> = Arc::default();
    let watched = Watched::new(
        app.clone(),
        place.register.clone(),
        index.clone(),
        Arc::clone(&count),
        place.readers.busy(),
        place.data.clone(),
    )
    .with_certificate(doors.keys.clone());
    let farewell = place.config.visitors.farewell();
    let servers = doors.serve(&place.config, &app, &count, watched, &stopped)?;
    drop(app);
    logs::note("按 Ctrl-C 停止。");
    systemd::tell("READY=1");
    let astray = tokio::select! {
        () = told_to_stop(&mut terminate, &mut interrupt) => false,
        astray = looking => astray.context("跟随登记库的一环出错，请重新打开站点")?,
    };
    systemd::tell("STOPPING=1");
    logs::note("正在停止……");
    let _ = stop.send(true);
    let all = async {
        for task in servers {
            let _ = task.await;
        }
        for task in followers {
            let _ = task.await;
        }
    };
    // An answer that never ends does not keep the program from ending.
    if tokio::time::timeout(farewell, all).await.is_err() {
        tracing::warn!("some answers were not yet given when the time to stop was over");
    }
    place.register.close().await;
    if astray {
        index.renew().context("不能移开检索索引")?;
        bail!(
            "登记库换成了另一段历史：这个节点显示过的一条台账已经不在了，可能切换到了少几条的备库，或者从备份恢复过。\
             索引已经移开，请重新打开站点，它会重新编好；然后运行 gongkai verify"
        );
    }
    logs::note("已停止。");
    Ok(())
}

/// Where visitors come in.
#[derive(Debug)]
pub(crate) struct Doors {
    sockets: Sockets,
    keys: Option<tls::Keys>,
}

impl Doors {
    /// Takes the sockets that were opened for this process, else the ports, before anything slow is begun.
    ///
    /// # Errors
    /// Where a port cannot be taken or the certificate cannot be used: says what to do.
    pub(crate) async fn open(config: &Config, listen: &Listen) -> anyhow::Result<Self> {
        let keys = config.tls.as_ref().map(tls::Keys::read).transpose()?;
        let mut sockets = systemd::sockets().context("不能使用 systemd 打开的套接字")?;
        if sockets.site.is_empty() {
            let port = listen.port.or(config.port).unwrap_or(PORT);
            sockets.site = bind(listen.listen.or(config.listen), port).await?;
        }
        let redirect = config.tls.as_ref().and_then(|tls| tls.redirect_port);
        if let Some(port) = redirect
            && sockets.redirect.is_empty()
        {
            sockets.redirect = bind(listen.listen.or(config.listen), port).await?;
        }
        if let Some(metrics) = &config.metrics
            && sockets.metrics.is_empty()
        {
            sockets.metrics = bind(metrics.listen, metrics.port).await?;
        }
        Ok(Self { sockets, keys })
    }

    /// Opens all of them.
    fn serve(
        self,
        config: &Config,
        app: &web::App,
        count: &Arc<Count>,
        watched: Watched,
        stopped: &watch::Receiver<bool>,
    ) -> anyhow::Result<Vec<JoinHandle<()>>> {
        let Self { sockets, keys } = self;
        let mut servers = Vec::new();
        let mut open = |door| servers.push(tokio::spawn(accept::serve(door, stopped.clone())));
        let limits = config.visitors.limits();
        let scheme = if keys.is_some() { "https" } else { "http" };
        let port = match sockets.site.first() {
            Some(listener) => listener.local_addr()?.port(),
            None => PORT,
        };
        let router = web::router(app.clone());
        let mut addresses = Vec::new();
        for listener in sockets.site {
            let at = listener.local_addr()?;
            addresses.push(format!("{scheme}://{at}{}/", config.base));
            logs::note(&format!("请打开 {scheme}://{at}{}/", config.base));
            open(Door {
                listener,
                router: router.clone(),
                limits: limits.clone(),
                count: Arc::clone(count),
                keys: keys.clone(),
            });
        }
        let portal = app.portal().clone();
        let sent_on = tls::redirect(move || portal.site().domain.clone(), port);
        for listener in sockets.redirect {
            let at = listener.local_addr()?;
            logs::note(&format!("http://{at}/ 转到 https"));
            open(Door {
                listener,
                router: sent_on.clone(),
                limits: limits.clone(),
                count: Arc::clone(count),
                keys: None,
            });
        }
        let numbers = metrics::router(watched);
        for listener in sockets.metrics {
            let at = listener.local_addr()?;
            logs::note(&format!("指标在 http://{at}/metrics"));
            open(Door {
                listener,
                router: numbers.clone(),
                limits: Limits {
                    connections: WATCHERS,
                    ..Limits::default()
                },
                count: Arc::default(),
                keys: None,
            });
        }
        say::value(&json!({ "serves": addresses }));
        // Taken before anybody is told that the site is open: without it SIGHUP ends a program.
        let told_anew = signal(SignalKind::hangup())?;
        let followed = tls::follow(keys, told_anew, stopped.clone());
        servers.push(tokio::spawn(followed));
        Ok(servers)
    }
}

/// Takes a port: at an address, or on this machine alone.
async fn bind(named: Option<IpAddr>, port: u16) -> anyhow::Result<Vec<TcpListener>> {
    let taken = match named {
        Some(address) => TcpListener::bind(SocketAddr::new(address, port))
            .await
            .map(|listener| vec![listener]),
        None => bind_here(port).await,
    };
    taken.with_context(|| {
        let at = named.map_or_else(|| "本机".to_owned(), |address| format!(" {address} "));
        format!(
            "不能在{at}的 {port} 端口监听；换一个端口（--port {}），或者先停止占用它的程序",
            port.checked_add(1).unwrap_or(PORT)
        )
    })
}

/// How often a port is looked for that is free in both families.
const TRIES: usize = 16;

/// The loopback addresses of both families.
async fn bind_here(port: u16) -> std::io::Result<Vec<TcpListener>> {
    let mut bound = bind_both(port).await;
    for _ in 0..TRIES {
        // Any port will do, and the one that was free in one family was not in the other.
        if port != 0 || bound.is_ok() {
            break;
        }
        bound = bind_both(port).await;
    }
    bound
}

async fn bind_both(port: u16) -> std::io::Result<Vec<TcpListener>> {
    let first = TcpListener::bind(SocketAddr::new(Ipv6Addr::LOCALHOST.into(), port)).await;
    // Port 0 takes any free one; both families get the same.
    let port = first
        .as_ref()
        .ok()
        .and_then(|first| first.local_addr().ok())
        .map_or(port, |at| at.port());
    let second = TcpListener::bind(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port)).await;
    match (first, second) {
        (Ok(first), Ok(second)) => Ok(vec![second, first]),
        // A machine may have only one of the two families; a port that is taken is another matter.
        (Err(error), Ok(only)) | (Ok(only), Err(error))
            if error.kind() != std::io::ErrorKind::AddrInUse =>
        {
            Ok(vec![only])
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// Notes the newest ledger number, so that pages know what they belong to. Ends by itself, with `true`, where what was
/// followed is gone from the register: then nothing that this process keeps may be shown.
async fn look(portal: Portal, mut stopped: watch::Receiver<bool>) -> bool {
    let mut every = tokio::time::interval(LOOK);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // Told when it begins and when it ends, not ten times a second.
    let mut failing_since: Option<Instant> = None;
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = told(&mut stopped) => return false,
        }
        match portal.look().await {
            Ok(_) => {
                if let Some(since) = failing_since.take() {
                    let after = since.elapsed().as_millis();
                    tracing::warn!(after, "the register is read again");
                }
            }
            Err(failure) if failing_since.is_none() => {
                tracing::error!(%failure, "the register cannot be read");
                failing_since = Some(Instant::now());
            }
            Err(_) => {}
        }
        if portal.seen().is_astray() {
            return true;
        }
    }
}

/// Makes what the first visitor would otherwise wait for.
async fn prepare(portal: Portal) {
    let today = law::date::of_instant(clock::now());
    if let Err(failure) = portal.inventory(today).await {
        tracing::error!(%failure, "the list of laws cannot be made");
    }
}

/// Writes down what was searched for in vain, each minute and at the end, and forgets what is over.
async fn count(portal: Portal, register: Register, mut stopped: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(COUNT);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let is_last = tokio::select! {
            _ = every.tick() => false,
            () = told(&mut stopped) => true,
        };
        let today = law::date::of_instant(clock::now());
        if let Err(failure) = portal.unfound().write(&register, today).await {
            tracing::error!(%failure, "words that were not found cannot be written down");
        }
        if is_last {
            return;
        }
    }
}

/// Takes away copies of what is no longer public, at the start and as it is withdrawn.
async fn tidy(portal: Portal, mut stopped: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(LOOK);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut followed = None;
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = told(&mut stopped) => return,
        }
        match portal.tidy_copies(followed).await {
            Ok(at) => followed = Some(at),
            Err(failure) => {
                tracing::error!(%failure, "copies of what is no longer public cannot be looked for");
                every.reset_after(AFTER_FAILURE);
            }
        }
    }
}

/// Erases what readers wrote and is due, when the site is opened and each day after.
async fn sweep(register: Register, keep_days: u32, mut stopped: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(SWEEP);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut swept = None;
    let mut steady = clock::Steady::new();
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = told(&mut stopped) => return,
        }
        let now = clock::now();
        let today = law::date::of_instant(now);
        // What was erased by a clock that ran ahead would be lost for ever; it can wait.
        if let Some(jump) = steady.jump(now) {
            tracing::error!(
                seconds = jump,
                "the clock jumped: nothing is erased for a day, set it right"
            );
        }
        if swept == Some(today) || !steady.is_trusted() {
            continue;
        }
        let actor = Actor {
            name: "到期删除".into(),
            identified_by: "serve".into(),
        };
        let erased = async {
            let desk = Desk::new(register.clone(), actor, now)?;
            acts::site_error::erase_due(&desk, keep_days).await
        };
        match erased.await {
            // Where there was as much as one act takes, there may be more.
            Ok(0) => swept = Some(today),
            Ok(n) => tracing::info!(n, "reports were erased whose time was over"),
            Err(failure) => tracing::error!(%failure, "reports that are due cannot be erased"),
        }
    }
}

/// Keeps the index on a thread of its own: writing it is work, not waiting.
fn keep(
    register: Register,
    index: search::Index,
    stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        loop {
            let kept = keep_index(register.clone(), index.clone(), stopped.clone());
            // Damaged files can make the engine panic as well as fail.
            if catch_unwind(AssertUnwindSafe(|| runtime.block_on(kept))).is_ok() {
                return;
            }
            if !matches!(
                catch_unwind(AssertUnwindSafe(|| index.is_damaged())),
                Ok(Ok(false))
            ) {
                tracing::error!("the index is damaged: it is made anew");
                if let Err(error) = index.renew() {
                    tracing::error!(%error, "the index cannot be made anew");
                }
            }
            runtime.block_on(tokio::time::sleep(AFTER_FAILURE));
        }
    })
}

async fn keep_index(register: Register, index: search::Index, mut stopped: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(LOOK);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut keeper = None;
    let mut day = None;
    let mut checking = None;
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = told(&mut stopped) => return,
        }
        // Another index in its place: lost, or made anew.
        if index.is_stale(keeper.is_some()) {
            keeper = None;
            match index.reopen() {
                Ok(()) => {
                    tracing::warn!(cursor = index.cursor(), "the index was opened anew");
                    // It may have been made on another day.
                    day = None;
                }
                Err(error) => {
                    tracing::error!(%error, "the index cannot be opened anew");
                    every.reset_after(AFTER_FAILURE);
                    continue;
                }
            }
        }
        if keeper.is_none() {
            keeper = match index.keeper() {
                Ok(keeper) => keeper,
                Err(error) => {
                    tracing::error!(%error, "the index cannot be kept");
                    None
                }
            };
        }
        let Some(holder) = keeper.as_mut() else {
            // Another process keeps the index; its commits are seen here.
            if let Err(error) = index.refresh() {
                tracing::error!(%error, "the index cannot be read");
            }
            continue;
        };
        let today = law::date::of_instant(clock::now());
        let before = day.unwrap_or_else(|| {
            today
                .checked_sub(jiff::Span::new().days(31))
                .unwrap_or(today)
        });
        let is_new_day = day != Some(today);
        let step = async {
            follow::follow_index(&register, &index, holder, today).await?;
            if is_new_day {
                follow::follow_days(&register, &index, holder, before, today).await?;
                day = Some(today);
            }
            Ok::<_, acts::Failure>(())
        };
        let failed = step.await.err();
        if let Some(failure) = &failed {
            tracing::error!(%failure, "the index cannot follow the ledger");
            // A writer that failed once stays dead: the next try takes the lease anew.
            keeper = None;
            if index.is_stale(false) {
                continue;
            }
            every.reset_after(AFTER_FAILURE);
        }
        // Each day, and whenever anything failed, every file is read, which takes a while.
        if checking.is_none() && (is_new_day || failed.is_some() | index.take_suspicion()) {
            let index = index.clone();
            checking = Some(tokio::task::spawn_blocking(move || index.is_damaged()));
        }
        let Some(checked) = checking.take_if(|checking| checking.is_finished()) else {
            continue;
        };
        match checked.await {
            Ok(Ok(false)) => {}
            // What was checked is not there any more.
            Ok(Ok(true)) | Err(_) if index.is_stale(true) => {}
            // Damaged files can make the engine panic as well as fail.
            Ok(Ok(true)) | Err(_) => {
                tracing::error!("the index is damaged: it is made anew");
                keeper = None;
                if let Err(error) = index.renew() {
                    tracing::error!(%error, "the index cannot be made anew");
                }
            }
            Ok(Err(error)) => tracing::error!(%error, "the index cannot be checked"),
        }
    }
}

async fn told_to_stop(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
