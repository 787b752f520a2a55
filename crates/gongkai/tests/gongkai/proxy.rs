//! A small shared cache in front of a site, as RFC 9111 has it: it stores what it may, answers from its store while that is
//! fresh, and asks again with the tag it has where it must.
//!
//! It is as eager as the RFC allows: an answer that says nothing of caching is taken as fresh for an hour, so that an exit
//! that forgets its header is found out.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);
/// How long an answer counts as fresh that says nothing about it (RFC 9111 §4.2.2).
const HEURISTIC: Duration = Duration::from_hours(1);

/// An answer as it travels.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, wanted: &str) -> &str {
        let mut headers = self.headers.iter();
        headers
            .find(|(name, _)| name == wanted)
            .map_or("", |(_, value)| value)
    }

    fn says(&self, directive: &str) -> bool {
        let caching = self.header("cache-control").to_ascii_lowercase();
        caching.split(',').any(|one| one.trim() == directive)
    }

    fn lifetime(&self) -> Duration {
        let caching = self.header("cache-control").to_ascii_lowercase();
        let seconds = |name: &str| {
            let mut parts = caching.split(',').map(str::trim);
            parts.find_map(|one| one.strip_prefix(name)?.parse().ok())
        };
        if self.says("no-cache") {
            return Duration::ZERO;
        }
        match seconds("s-maxage=").or_else(|| seconds("max-age=")) {
            Some(seconds) => Duration::from_secs(seconds),
            None => HEURISTIC,
        }
    }

    /// RFC 9111 §3, for a shared cache and the statuses that may be stored without being told so.
    fn may_be_stored(&self) -> bool {
        matches!(self.status, 200 | 301 | 308 | 404 | 410)
            && !self.says("no-store")
            && !self.says("private")
    }
}

struct Stored {
    answer: Answer,
    since: Instant,
}

/// What is stored of one address, by the values of the headers on which it depends.
type Store = Arc<Mutex<HashMap<String, Stored>>>;

/// A running proxy.
pub(crate) struct Proxy {
    pub(crate) address: String,
}

impl Proxy {
    /// Before the site that listens at `origin`.
    pub(crate) fn before(origin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (store, origin) = (Store::default(), origin.to_owned());
        // The thread ends with the process of the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (store, origin) = (Arc::clone(&store), origin.clone());
                std::thread::spawn(move || serve(stream, &store, &origin));
            }
        });
        Self { address }
    }

    /// Asks through the proxy; `x-proxy` of the answer says hit, revalidated or miss.
    pub(crate) fn get(&self, path: &str, encoding: &str) -> Answer {
        ask(&self.address, path, &[("Accept-Encoding", encoding)])
    }
}

fn serve(mut stream: TcpStream, store: &Store, origin: &str) {
    let head = head_of(&mut stream);
    let mut lines = head.lines();
    let path = lines
        .next()
        .and_then(|line| line.split_whitespace().nth(1))
        .unwrap_or("/")
        .to_owned();
    let encoding = lines
        .find_map(|line| line.strip_prefix("Accept-Encoding: "))
        .unwrap_or("identity")
        .to_owned();
    let (answer, how) = through(store, origin, &path, &encoding);
    let mut out = format!("HTTP/1.1 {} -\r\nX-Proxy: {how}\r\n", answer.status);
    for (name, value) in &answer.headers {
        let _ = write!(out, "{name}: {value}\r\n");
    }
    out.push_str("\r\n");
    let _ = stream.write_all(out.as_bytes());
    let _ = stream.write_all(&answer.body);
}

fn through(store: &Store, origin: &str, path: &str, encoding: &str) -> (Answer, &'static str) {
    // Every answer of the site that varies, varies by the encoding alone.
    let key = format!("{path}\n{encoding}");
    let tag = {
        let held = store.lock().expect("the store");
        match held.get(&key) {
            Some(stored) if stored.since.elapsed() < stored.answer.lifetime() => {
                return (stored.answer.clone(), "hit");
            }
            Some(stored) => stored.answer.header("etag").to_owned(),
            None => String::new(),
        }
    };
    let mut headers = vec![("Accept-Encoding", encoding)];
    if !tag.is_empty() {
        headers.push(("If-None-Match", &tag));
    }
    let answer = ask(origin, path, &headers);
    let vary = answer.header("vary");
    assert!(
        vary.is_empty() || vary.eq_ignore_ascii_case("accept-encoding"),
        "{path} varies by {vary}"
    );
    let mut held = store.lock().expect("the store");
    if answer.status == 304
        && let Some(stored) = held.get_mut(&key)
    {
        stored.since = Instant::now();
        return (stored.answer.clone(), "revalidated");
    }
    if answer.may_be_stored() {
        let stored = Stored {
            answer: answer.clone(),
            since: Instant::now(),
        };
        held.insert(key, stored);
    } else {
        held.remove(&key);
    }
    (answer, "miss")
}

/// One request by HTTP/1.0, so that the body ends with the connection.
fn ask(address: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let mut request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n");
    for (name, value) in headers {
        let _ = write!(request, "{name}: {value}\r\n");
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).expect("a request");
    let head = head_of(&mut stream);
    let mut body = Vec::new();
    stream.read_to_end(&mut body).expect("an answer");
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .expect("a status");
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    Answer {
        status,
        headers: headers.collect(),
        body,
    }
}

/// Everything up to the empty line.
fn head_of(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}
