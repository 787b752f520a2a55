#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

use super::*;
use axum::routing::get;
use hyper::rt::Sleep;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

const PATIENCE: Duration = Duration::from_secs(10);
const REQUEST: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const LARGE: usize = 32 << 20;

/// A clock that goes on only when told, and knows how often somebody began to wait.
#[derive(Clone)]
struct Clock {
    begun: Instant,
    told: Arc<watch::Sender<Told>>,
}

#[derive(Clone, Copy, Default)]
struct Told {
    passed: Duration,
    waits: usize,
}

impl Clock {
    fn new() -> Self {
        Self {
            begun: Instant::now(),
            told: Arc::new(watch::Sender::default()),
        }
    }

    fn pass(&self, time: Duration) {
        self.told.send_modify(|told| told.passed += time);
    }

    fn waits(&self) -> usize {
        self.told.borrow().waits
    }

    /// Waits until somebody began to wait so many times.
    async fn waited(&self, times: usize) {
        let mut told = self.told.subscribe();
        let wait = told.wait_for(|told| times <= told.waits);
        tokio::time::timeout(PATIENCE, wait).await.unwrap().unwrap();
    }
}

struct Nap(std::sync::Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Future for Nap {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.0.lock().unwrap().as_mut().poll(context)
    }
}

impl Sleep for Nap {}

impl Timer for Clock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        let end = deadline - self.begun;
        let mut told = self.told.subscribe();
        self.told.send_modify(|told| told.waits += 1);
        let nap = async move {
            let _ = told.wait_for(|told| end <= told.passed).await;
        };
        Box::pin(Nap(std::sync::Mutex::new(Box::pin(nap))))
    }

    fn now(&self) -> Instant {
        self.begun + self.told.borrow().passed
    }
}

struct Served {
    at: SocketAddr,
    clock: Clock,
    limits: Limits,
    /// Somebody asked for the slow page.
    asked: Arc<Notify>,
    /// The slow page may be answered.
    go: Arc<Notify>,
    stop: watch::Sender<bool>,
    count: Arc<Count>,
    task: JoinHandle<()>,
}

async fn served(limits: Limits) -> Served {
    served_with(limits, None).await
}

async fn served_with(limits: Limits, keys: Option<Keys>) -> Served {
    let (asked, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (has_asked, may_go) = (Arc::clone(&asked), Arc::clone(&go));
    let slow = move || async move {
        has_asked.notify_one();
        may_go.notified().await;
        "slow"
    };
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/large", get(|| async { vec![b'x'; LARGE] }))
        .route("/slow", get(slow));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let clock = Clock::new();
    let count: Arc<Count> = Arc::default();
    let task = tokio::spawn(serve_by(
        clock.clone(),
        Door {
            listener,
            router,
            limits: limits.clone(),
            count: Arc::clone(&count),
            keys,
        },
        stopped,
    ));
    Served {
        at,
        clock,
        limits,
        asked,
        go,
        stop,
        count,
        task,
    }
}

async fn connected(at: SocketAddr, words: &str) -> TcpStream {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    stream
}

/// All that comes until the other side closes.
async fn rest(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    let read = stream.read_to_end(&mut said);
    // An end by reset is one too.
    let _ = tokio::time::timeout(PATIENCE, read).await.unwrap();
    String::from_utf8(said).unwrap()
}

/// One answer of a connection that is kept.
async fn answer(stream: &mut TcpStream, ends_with: &str) -> String {
    let mut said = Vec::new();
    while !said.ends_with(ends_with.as_bytes()) {
        let read = stream.read_buf(&mut said);
        let n = tokio::time::timeout(PATIENCE, read).await.unwrap().unwrap();
        assert!(0 < n, "{}", String::from_utf8_lossy(&said));
    }
    String::from_utf8(said).unwrap()
}

#[tokio::test]
async fn a_header_that_is_sent_by_half_is_not_waited_for() {
    for half in ["", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let served = served(Limits::default()).await;
        let stream = connected(served.at, half).await;
        served.clock.waited(1).await;
        served.clock.pass(served.limits.header);
        let said = rest(stream).await;
        assert!(!said.contains("here"), "{half:?}: {said}");
    }
}

#[tokio::test]
async fn a_header_that_comes_in_time_is_answered() {
    let served = served(Limits::default()).await;
    let mut stream = connected(served.at, "GET / HTTP/1.1\r\n").await;
    served.clock.waited(1).await;
    served.clock.pass(served.limits.header.mul_f64(0.9));
    stream.write_all(b"Host: x\r\n\r\n").await.unwrap();
    answer(&mut stream, "here").await;
}

#[tokio::test]
async fn a_kept_connection_without_a_next_request_is_closed() {
    let served = served(Limits::default()).await;
    let mut stream = connected(served.at, REQUEST).await;
    let said = answer(&mut stream, "here").await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    served.clock.waited(2).await;
    served.clock.pass(served.limits.header);
    assert_eq!(rest(stream).await, "");
}

#[tokio::test]
async fn an_answer_may_take_longer_than_its_header() {
    let served = served(Limits::default()).await;
    let mut stream = connected(served.at, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    served.asked.notified().await;
    served.clock.pass(Duration::from_hours(1));
    served.go.notify_one();
    answer(&mut stream, "slow").await;
}

#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_not_waited_for() {
    let served = served(Limits::default()).await;
    let stream = connected(served.at, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await;
    // Once for the header, once for the write that does not get on.
    served.clock.waited(2).await;
    served.clock.pass(served.limits.stalled);
    let said = rest(stream).await;
    assert!(said.len() < LARGE, "{}", said.len());
}

#[tokio::test]
async fn who_takes_an_answer_slowly_gets_it_whole() {
    let served = served(Limits::default()).await;
    let request = "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let mut stream = connected(served.at, request).await;
    served.clock.waited(2).await;
    let (mut taken, mut waits) = (0, 1);
    let mut piece = vec![0; 64 << 10];
    loop {
        // Each wait is a new one: something was taken since the one before.
        if waits < served.clock.waits() {
            waits = served.clock.waits();
            served.clock.pass(served.limits.stalled.mul_f64(0.9));
        }
        let read = stream.read(&mut piece);
        match tokio::time::timeout(PATIENCE, read).await.unwrap().unwrap() {
            0 => break,
            n => taken += n,
        }
    }
    assert!(LARGE < taken, "{taken}");
    assert!(2 < waits, "the answer was never waited for again: {waits}");
}

#[tokio::test]
async fn who_comes_when_all_places_are_taken_is_served_after() {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let served = served(limits).await;
    let idle = connected(served.at, "").await;
    served.clock.waited(1).await;
    let mut next = connected(served.at, REQUEST).await;
    served.clock.pass(served.limits.header);
    answer(&mut next, "here").await;
    drop(idle);
}

#[tokio::test]
async fn an_address_beyond_its_share_is_not_let_in_until_one_of_its_own_goes() {
    let limits = Limits {
        per_address: 1,
        proxies: Vec::new(),
        ..Limits::default()
    };
    let served = served(limits).await;
    let mut first = connected(served.at, REQUEST).await;
    answer(&mut first, "here").await;
    let second = TcpStream::connect(served.at).await.unwrap();
    assert_eq!(rest(second).await, "");
    first.write_all(REQUEST.as_bytes()).await.unwrap();
    answer(&mut first, "here").await;
    drop(first);
    // The place is free once the server has seen the end.
    let begun = Instant::now();
    loop {
        let mut again = TcpStream::connect(served.at).await.unwrap();
        let _ = again.write_all(REQUEST.as_bytes()).await;
        let mut said = [0; 15];
        if again.read_exact(&mut said).await.is_ok() && said.starts_with(b"HTTP/1.1 200") {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "never let in again");
    }
}

#[tokio::test]
async fn visitors_behind_a_proxy_on_this_machine_are_not_counted_together() {
    let limits = Limits {
        per_address: 1,
        ..Limits::default()
    };
    let served = served(limits).await;
    let mut first = connected(served.at, REQUEST).await;
    answer(&mut first, "here").await;
    let mut second = connected(served.at, REQUEST).await;
    answer(&mut second, "here").await;
}

#[tokio::test]
async fn what_is_no_http_gets_a_bare_answer_and_the_end() {
    let served = served(Limits::default()).await;
    let long = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
        "x".repeat(1 << 20)
    );
    for (words, status) in [("nonsense\r\n\r\n", "400"), (long.as_str(), "431")] {
        let mut stream = TcpStream::connect(served.at).await.unwrap();
        // The other side may have ended before all is sent.
        let _ = stream.write_all(words.as_bytes()).await;
        let mut head = [0; 12];
        stream.read_exact(&mut head).await.unwrap();
        assert_eq!(head, format!("HTTP/1.1 {status}").as_bytes());
        let said = rest(stream).await;
        assert!(said.contains("content-length: 0\r\n"), "{said}");
        assert!(said.ends_with("\r\n\r\n"), "{said}");
    }
}

#[tokio::test]
async fn a_stop_lets_the_open_answer_end_and_takes_no_other() {
    let served = served(Limits::default()).await;
    let stream = connected(served.at, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    served.asked.notified().await;
    served.stop.send(true).unwrap();
    served.go.notify_one();
    tokio::time::timeout(PATIENCE, served.task)
        .await
        .unwrap()
        .unwrap();
    assert!(rest(stream).await.ends_with("slow"));
    assert!(TcpStream::connect(served.at).await.is_err());
}

#[tokio::test]
async fn a_request_on_its_way_at_the_stop_is_answered_as_the_last_of_its_connection() {
    let served = served(Limits::default()).await;
    let mut stream = connected(served.at, REQUEST).await;
    answer(&mut stream, "here").await;
    served.stop.send(true).unwrap();
    stream.write_all(REQUEST.as_bytes()).await.unwrap();
    let last = rest(stream).await;
    assert!(
        last.contains("connection: close") && last.ends_with("here"),
        "{last}"
    );
    tokio::time::timeout(PATIENCE, served.task)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_connection_that_brings_nothing_after_the_stop_is_closed() {
    let served = served(Limits::default()).await;
    let mut stream = connected(served.at, REQUEST).await;
    answer(&mut stream, "here").await;
    // The header of the first request, then of the next.
    served.clock.waited(2).await;
    served.stop.send(true).unwrap();
    served.clock.waited(3).await;
    served.clock.pass(LAST_WORD);
    assert_eq!(rest(stream).await, "");
    tokio::time::timeout(PATIENCE, served.task)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn connections_are_counted_while_they_are_open() {
    let served = served(Limits::default()).await;
    let mut stream = connected(served.at, REQUEST).await;
    answer(&mut stream, "here").await;
    let told = served.count.told();
    assert_eq!((told.open, told.taken, told.turned_away), (1, 1, 0));
    served.stop.send(true).unwrap();
    stream.write_all(REQUEST.as_bytes()).await.unwrap();
    rest(stream).await;
    served.task.await.unwrap();
    assert_eq!(served.count.told().open, 0);
}

/// A door that speaks TLS, with a certificate of its own, and somebody who speaks HTTP/2 there.
async fn served_by_tls() -> (
    Served,
    hyper::client::conn::http2::SendRequest<String>,
    JoinHandle<()>,
) {
    const NAME: &str = "a.example";
    let made = rcgen::generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let tls = crate::config::Tls {
        certificate: folder.path().join("cert.pem"),
        key: folder.path().join("key.pem"),
        ..crate::config::Tls::default()
    };
    std::fs::write(&tls.certificate, made.cert.pem()).unwrap();
    std::fs::write(&tls.key, made.signing_key.serialize_pem()).unwrap();
    let keys = Keys::read(&tls).unwrap();
    let served = served_with(Limits::default(), Some(keys)).await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let name = rustls::pki_types::ServerName::try_from(NAME).unwrap();
    let stream = TcpStream::connect(served.at).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, stream).await.unwrap();
    let executor = hyper_util::rt::TokioExecutor::new();
    let hands = hyper::client::conn::http2::handshake(executor, TokioIo::new(stream)).await;
    let (sender, connection) = hands.unwrap();
    let ended = tokio::spawn(async {
        let _ = connection.await;
    });
    (served, sender, ended)
}

fn request(path: &str) -> Request<String> {
    let request = Request::get(format!("https://a.example{path}"));
    request.body(String::new()).unwrap()
}

#[tokio::test]
async fn a_connection_of_many_streams_that_falls_silent_is_closed() {
    let (served, mut sender, mut ended) = served_by_tls().await;
    let answer = sender.send_request(request("/")).await.unwrap();
    assert_eq!(answer.status(), 200);
    // The greeting waits first; then each look at the silence.
    for looks in 2..6 {
        tokio::select! {
            () = served.clock.waited(looks) => served.clock.pass(served.limits.stalled),
            _ = &mut ended => return,
        }
    }
    panic!("it stays open, though nobody asks");
}

#[tokio::test]
async fn a_connection_of_many_streams_stays_while_an_answer_is_made_and_ends_with_it() {
    let (served, mut sender, ended) = served_by_tls().await;
    let slow = tokio::spawn(sender.send_request(request("/slow")));
    served.asked.notified().await;
    for looks in 2..5 {
        served.clock.waited(looks).await;
        served.clock.pass(served.limits.stalled);
    }
    served.stop.send(true).unwrap();
    served.go.notify_one();
    assert_eq!(slow.await.unwrap().unwrap().status(), 200);
    drop(sender);
    let over = async {
        ended.await.unwrap();
        served.task.await.unwrap();
    };
    tokio::time::timeout(PATIENCE, over).await.unwrap();
}
