//! 指标 — how this process stands, in the text form that Prometheus reads, at an address of its own.
//!
//! Decides which numbers there are (the one list below: the answer, the reference and the tests of dashboard and alarms go
//! by it) and who may read them: whoever reaches the address `[metrics]` names, this machine alone where it
//! names none, and nobody where it is not there. They are not on the portal's address, since they tell how many people
//! read what, how full the disk is and which release runs.
//!
//! Invariants
//! - No label comes from a request: routes stand as the table has them.
//! - To ask costs the site nothing but a look at the head of the register; what takes a walk over the disk is done each
//!   hour, beside.

mod page;
mod process;

use crate::accept::Count;
use crate::clock;
use crate::notes::{self, BackedUp, Verified};
use crate::reader::Busy;
use crate::tls::Keys;
use acts::Portal;
use acts::desk::Register;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use law::calendar::Calendar;
use page::Page;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use web::{BOUNDS, Meter};

/// One number, or one for each of its labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) says: &'static str,
}

macro_rules! metrics {
    ($($constant:ident $name:literal $kind:literal $says:literal)*) => {
        $(const $constant: Metric = Metric { name: $name, kind: $kind, says: $says };)*
        /// Every number there is, in the order of the answer.
        #[cfg(test)]
        const METRICS: &[Metric] = &[$($constant),*];
    };
}

metrics! {
    BUILD "gongkai_build_info" "gauge" "程序的版本（标签 version），值总是 1"
    REQUESTS "gongkai_requests_total" "counter" "回答过的请求，按路由（route）、方法（method）、状态（status）分"
    SECONDS "gongkai_request_seconds" "histogram" "回答一个请求用了几秒，按路由、方法分；不含把回答送到读者手里的时间"
    UNDER_WAY "gongkai_requests_under_way" "gauge" "正在回答的请求"
    GIVEN_UP "gongkai_requests_given_up_total" "counter" "没有等到回答就断开的请求"
    FROM_MEMORY "gongkai_answers_from_memory_total" "counter" "直接给出留存的网页的次数"
    MADE "gongkai_answers_made_total" "counter" "现做网页的次数"
    KEPT "gongkai_kept_answers" "gauge" "留存的网页有几个"
    KEPT_BYTES "gongkai_kept_bytes" "gauge" "留存的网页占多少字节"
    OPEN "gongkai_connections_open" "gauge" "打开的连接"
    TAKEN "gongkai_connections_total" "counter" "接入过的连接"
    TURNED_AWAY "gongkai_connections_turned_away_total" "counter" "因为同一个地址的连接太多而没有接入的"
    UP "gongkai_register_up" "gauge" "登记库读得到是 1，读不到是 0"
    SEEN "gongkai_register_seen_seconds" "gauge" "距离上一次读到登记库几秒；超过 2 秒就不再给出内容"
    HEAD "gongkai_ledger_head" "gauge" "台账最新一条的序号"
    BEHIND "gongkai_index_behind_entries" "gauge" "检索索引比台账差几条"
    DOCUMENTS "gongkai_index_documents" "gauge" "检索索引里有几条"
    READERS "gongkai_readers_busy" "gauge" "正在读文件的阅读进程"
    READERS_MOST "gongkai_readers_most" "gauge" "最多同时几个阅读进程"
    WRITE_WAITS "gongkai_write_wait_seconds" "summary" "本进程写登记库以前等了几秒"
    EXPIRES "gongkai_certificate_expires_seconds" "gauge" "证书到什么时候（1970 年以来的秒数）为止；没有用 TLS 就没有"
    DATA "gongkai_data_bytes" "gauge" "数据目录里各部分（part）占多少字节，每小时量一次"
    FREE "gongkai_disk_free_bytes" "gauge" "数据目录所在的磁盘还剩多少字节"
    INODES "gongkai_disk_free_files" "gauge" "数据目录所在的磁盘还能建几个文件"
    BACKED_UP "gongkai_last_backup_seconds" "gauge" "最近一次备份是什么时候（1970 年以来的秒数）；没有备份过就没有"
    VERIFIED "gongkai_last_verify_seconds" "gauge" "最近一次核对（verify）是什么时候（1970 年以来的秒数）；没有核对过就没有"
    WRONG "gongkai_last_verify_wrong" "gauge" "最近一次核对有几处不符；没有核对过就没有"
    YEARS "gongkai_calendar_years_missing" "gauge" "应当知道而不知道放假安排的年份有几个：今年，从十一月起还有明年"
    CPU "process_cpu_seconds_total" "counter" "本进程用了几秒处理器"
    MEMORY "process_resident_memory_bytes" "gauge" "本进程占多少内存"
    FILES "process_open_fds" "gauge" "本进程打开的文件和连接"
    FILES_MOST "process_max_fds" "gauge" "本进程最多打开几个文件和连接"
    STARTED "process_start_time_seconds" "gauge" "本进程从什么时候（1970 年以来的秒数）开始运行"
}

/// How long the register is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often the parts of the data directory are measured.
const MEASURED_EACH: Duration = Duration::from_hours(1);

/// What is looked at.
pub(crate) struct Watched {
    pub(crate) app: web::App,
    pub(crate) register: Register,
    pub(crate) index: search::Index,
    pub(crate) count: Arc<Count>,
    pub(crate) readers: Busy,
    pub(crate) data: PathBuf,
    keys: Option<Keys>,
    started: i64,
    sizes: Mutex<Sizes>,
}

/// The parts of the data directory, and when they were last looked at.
#[derive(Debug, Default)]
struct Sizes {
    begun: Option<Instant>,
    parts: Vec<(&'static str, u64)>,
}

/// What lies in a data directory, by the name of its file or folder.
const PARTS: [(&str, &[&str]); 4] = [
    (
        "register",
        &[
            "register.sqlite",
            "register.sqlite-wal",
            "register.sqlite-shm",
        ],
    ),
    ("files", &["files"]),
    ("index", &["index"]),
    ("copies", &["copies"]),
];

impl Watched {
    pub(crate) fn new(
        app: web::App,
        register: Register,
        index: search::Index,
        count: Arc<Count>,
        readers: Busy,
        data: PathBuf,
    ) -> Self {
        Self {
            app,
            register,
            index,
            count,
            readers,
            data,
            keys: None,
            started: clock::now(),
            sizes: Mutex::default(),
        }
    }

    /// The same with the certificate in use.
    pub(crate) fn with_certificate(self, keys: Option<Keys>) -> Self {
        Self { keys, ..self }
    }
}

/// `/metrics` and nothing else.
pub(crate) fn router(watched: Watched) -> Router {
    Router::new()
        .route("/metrics", get(show))
        .with_state(Arc::new(watched))
}

async fn show(State(watched): State<Arc<Watched>>) -> Response {
    measure(&watched);
    let text = told(&watched).await;
    let form = "text/plain; version=0.0.4; charset=utf-8";
    let headers = [
        (header::CONTENT_TYPE, form),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}

async fn told(watched: &Watched) -> String {
    let mut page = Page::default();
    page.begin(BUILD)
        .with(&[("version", env!("CARGO_PKG_VERSION"))], 1);
    requests(&mut page, watched.app.meter());
    let (answers, bytes) = watched.app.kept();
    page.one(KEPT, answers as u64);
    page.one(KEPT_BYTES, bytes as u64);
    let connections = watched.count.told();
    page.one(OPEN, connections.open);
    page.one(TAKEN, connections.taken);
    page.one(TURNED_AWAY, connections.turned_away);
    register(&mut page, watched).await;
    page.one(DOCUMENTS, watched.index.count());
    let (busy, most) = watched.readers.now();
    page.one(READERS, busy as u64);
    page.one(READERS_MOST, most as u64);
    let (writes, waited) = acts::health::write_waits(&watched.register);
    page.begin(WRITE_WAITS)
        .sample("_sum", &[], waited.as_secs_f64())
        .sample("_count", &[], writes);
    page.begin(EXPIRES);
    if let Some(keys) = &watched.keys {
        page.sample("", &[], keys.expires_at());
    }
    let sizes = watched.sizes.lock().unwrap_or_else(PoisonError::into_inner);
    page.begin(DATA);
    for (part, bytes) in &sizes.parts {
        page.with(&[("part", part)], *bytes);
    }
    drop(sizes);
    if let Ok(stat) = rustix::fs::statvfs(&watched.data) {
        page.one(FREE, stat.f_bavail.saturating_mul(stat.f_frsize));
        page.one(INODES, stat.f_favail);
    }
    let calendar = watched.app.portal().calendar();
    kept(&mut page, &watched.data, &calendar);
    let process = process::now();
    page.one(CPU, process.cpu);
    page.one(MEMORY, process.memory);
    page.one(FILES, process.files);
    page.one(FILES_MOST, process.files_most);
    page.one(STARTED, watched.started);
    page.text()
}

/// When the site was last backed up and verified, and whether terms can be counted.
fn kept(page: &mut Page, data: &Path, calendar: &Calendar) {
    // A note that cannot be read tells nothing; `doctor` says why.
    let backed_up = notes::newest::<BackedUp>(data).ok().flatten();
    page.begin(BACKED_UP);
    if let Some(newest) = backed_up {
        page.sample("", &[], newest.at);
    }
    let verified = notes::newest::<Verified>(data).ok().flatten();
    page.begin(VERIFIED);
    if let Some(newest) = &verified {
        page.sample("", &[], newest.at);
    }
    page.begin(WRONG);
    if let Some(newest) = &verified {
        page.sample("", &[], newest.wrong);
    }
    let today = law::date::of_instant(clock::now());
    page.one(YEARS, calendar.years_missing(today).len());
}

fn requests(page: &mut Page, meter: &Meter) {
    let routes: Vec<_> = meter.routes().collect();
    page.begin(REQUESTS);
    for of in &routes {
        for (status, n) in &of.statuses {
            let status = match status {
                0 => "other".to_owned(),
                status => status.to_string(),
            };
            let labels = [
                ("route", of.route),
                ("method", of.method),
                ("status", &status),
            ];
            page.with(&labels, *n);
        }
    }
    page.begin(SECONDS);
    for of in &routes {
        let labels = [("route", of.route), ("method", of.method)];
        for (class, n) in of.within.iter().enumerate() {
            let bound = BOUNDS.get(class).map_or("+Inf".to_owned(), |bound| {
                (*bound as f64 / 1_000_000.0).to_string()
            });
            page.sample("_bucket", &[labels[0], labels[1], ("le", &bound)], *n);
        }
        page.sample("_sum", &labels, of.microseconds as f64 / 1_000_000.0);
        page.sample("_count", &labels, of.within.last().copied().unwrap_or(0));
    }
    let totals = meter.totals();
    page.one(UNDER_WAY, totals.under_way);
    page.one(GIVEN_UP, totals.given_up);
    page.one(FROM_MEMORY, totals.from_memory);
    page.one(MADE, totals.made);
}

async fn register(page: &mut Page, watched: &Watched) {
    let looked = acts::health::register(&watched.register);
    let health = tokio::time::timeout(PATIENCE, looked).await;
    let health = health.ok().and_then(Result::ok);
    page.one(UP, u64::from(health.is_some()));
    let portal: &Portal = watched.app.portal();
    page.begin(SEEN);
    if let Some(age) = portal.seen().age() {
        page.sample("", &[], age.as_secs_f64());
    }
    page.begin(HEAD);
    if let Some(health) = health {
        page.sample("", &[], health.entries);
    }
    page.begin(BEHIND);
    if let Some(health) = health {
        let behind = health.entries.saturating_sub(watched.index.cursor());
        page.sample("", &[], behind);
    }
}

/// Begins to measure the data directory where that was not done within the hour.
fn measure(watched: &Arc<Watched>) {
    let mut sizes = watched.sizes.lock().unwrap_or_else(PoisonError::into_inner);
    if sizes
        .begun
        .is_some_and(|begun| begun.elapsed() < MEASURED_EACH)
    {
        return;
    }
    sizes.begun = Some(Instant::now());
    drop(sizes);
    let watched = Arc::clone(watched);
    tokio::task::spawn_blocking(move || {
        let measured = PARTS.map(|(part, names)| {
            let paths = names.iter().map(|name| watched.data.join(name));
            (part, paths.map(|path| bytes_of(&path)).sum())
        });
        let mut sizes = watched.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.parts = measured.to_vec();
    });
}

/// How many bytes the files of a path take; what cannot be looked at takes none.
fn bytes_of(path: &Path) -> u64 {
    let Ok(found) = std::fs::symlink_metadata(path) else {
        return 0;
    };
    if !found.is_dir() {
        return found.len();
    }
    let entries = std::fs::read_dir(path).into_iter().flatten();
    entries.flatten().map(|entry| bytes_of(&entry.path())).sum()
}

#[cfg(test)]
mod tests {
    use super::METRICS;
    use std::collections::BTreeSet;

    #[test]
    fn each_number_has_a_name_of_its_own_that_says_its_unit() {
        let names: BTreeSet<&str> = METRICS.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), METRICS.len());
        for metric in METRICS {
            let is_counter = metric.kind == "counter";
            assert_eq!(metric.name.ends_with("_total"), is_counter, "{metric:?}");
            assert!(!metric.says.is_empty());
        }
    }
}
