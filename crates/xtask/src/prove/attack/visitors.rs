//! Many visitors in place of one: what stands between a tool and the site makes each of its requests come from another
//! network and from a page of the site, so that neither the pace of one network nor the question where a form comes from
//! keeps the tool from what lies behind them.
//!
//! Forms that were sent are counted by how they were answered; a proof in which most were only asked to wait proves nothing.

use crate::background::free_port;
use anyhow::Result;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// The longest head a tool writes.
const HEAD: usize = 64 * 1024;
/// How long the site may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// Headers that are written here, whatever the tool has written.
const OURS: [&str; 3] = ["connection:", "origin:", "x-forwarded-for:"];

pub(super) struct Visitors {
    pub(super) port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    from: u16,
    to: u16,
    asked: AtomicU32,
    /// How forms were answered, by status.
    forms: Mutex<BTreeMap<u16, u32>>,
}

impl Visitors {
    /// Visitors of the site at a port of this machine.
    pub(super) fn of(to: u16) -> Result<Self> {
        let port = free_port()?;
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let shared = Arc::new(Shared {
            from: port,
            to,
            asked: AtomicU32::new(0),
            forms: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&accepting);
                // A tool that gives up is its own affair.
                thread::spawn(move || drop(shared.pass(client)));
            }
        });
        Ok(Self { port, shared })
    }

    pub(super) fn asked(&self) -> u32 {
        self.shared.asked.load(Ordering::Relaxed)
    }

    /// How the forms were answered that were sent.
    pub(super) fn forms(&self) -> BTreeMap<u16, u32> {
        let forms = self.shared.forms.lock();
        forms.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Shared {
    /// One request and its answer; then the connection ends, so that each has a head to write into.
    fn pass(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_read_timeout(Some(PATIENCE))?;
        let mut read = Vec::new();
        let head = loop {
            if let Some(at) = read.windows(4).position(|it| it == b"\r\n\r\n") {
                break at + 4;
            }
            let mut part = [0; 4096];
            let n = client.read(&mut part)?;
            if n == 0 || HEAD < read.len() {
                return Ok(());
            }
            read.extend_from_slice(part.get(..n).unwrap_or_default());
        };
        let body = read.split_off(head);
        let head = String::from_utf8_lossy(&read).into_owned();
        let n = self.asked.fetch_add(1, Ordering::Relaxed);
        let mut server = TcpStream::connect(("127.0.0.1", self.to))?;
        server.set_read_timeout(Some(PATIENCE))?;
        server.write_all(self.written(&head, n).as_bytes())?;
        server.write_all(&body)?;
        let length = header(&head, "content-length:").and_then(|it| it.parse().ok());
        let left = length.unwrap_or(0_u64).saturating_sub(body.len() as u64);
        io::copy(&mut (&client).take(left), &mut server)?;
        let mut answer = Vec::new();
        // An answer that breaks off is passed on as far as it came.
        drop(server.read_to_end(&mut answer));
        if head.starts_with("POST ") {
            let status = answer.get(9..12).and_then(|it| str::from_utf8(it).ok());
            let status = status.and_then(|it| it.parse().ok()).unwrap_or(0);
            let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
            *forms.entry(status).or_default() += 1;
        }
        client.write_all(&answer)?;
        client.shutdown(Shutdown::Both)
    }

    /// The head as the site gets it, for the nth request.
    fn written(&self, head: &str, n: u32) -> String {
        let mut written = String::new();
        let lines = head.trim_end().split("\r\n");
        for line in lines {
            let name = line.to_ascii_lowercase();
            if !OURS.iter().any(|ours| name.starts_with(ours)) {
                let _ = write!(written, "{line}\r\n");
            }
        }
        // RFC 2544 keeps these addresses for measuring; there are twice 65536 of them.
        let [_, c, b, a] = (n % 131_072).to_be_bytes();
        let _ = write!(
            written,
            "Connection: close\r\nOrigin: http://127.0.0.1:{}\r\nX-Forwarded-For: 198.{}.{b}.{a}\r\n\r\n",
            self.from,
            18 + c
        );
        written
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").find_map(|line| {
        let (start, value) = line.split_at_checked(name.len())?;
        start.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
