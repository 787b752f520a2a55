//! A network that can be cut: a relay on loopback between a program and its database.
//!
//! What is cut says nothing to either side, as a pulled cable does; what is dropped is refused and reset.

use anyhow::Result;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU16, Ordering};
use std::thread;
use std::time::Duration;

/// How often a pump looks whether anything changed.
const TICK: Duration = Duration::from_millis(20);

const PASSES: u8 = 0;
const SILENT: u8 = 1;
const DROPS: u8 = 2;

/// A relay; its threads end when it drops connections.
pub(crate) struct Relay {
    port: u16,
    state: Arc<State>,
}

struct State {
    target: AtomicU16,
    mode: AtomicU8,
    /// The reply to the commit after so many others is lost; below zero none is.
    commits_left: AtomicI64,
}

impl Relay {
    pub(crate) fn to(target: u16) -> Result<Self> {
        Self::at("127.0.0.1", target)
    }

    /// The same for those who come by another address of this machine.
    pub(crate) fn at(address: &str, target: u16) -> Result<Self> {
        let listener = TcpListener::bind((address, 0))?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State {
            target: AtomicU16::new(target),
            mode: AtomicU8::new(PASSES),
            commits_left: AtomicI64::new(-1),
        });
        let accepting = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = Arc::clone(&accepting);
                thread::spawn(move || state.serve(&client));
            }
        });
        Ok(Self { port, state })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// New connections go to another server.
    pub(crate) fn turn_to(&self, target: u16) {
        self.state.target.store(target, Ordering::SeqCst);
    }

    pub(crate) fn cut(&self) {
        self.state.mode.store(SILENT, Ordering::SeqCst);
    }

    pub(crate) fn refuse(&self) {
        self.state.mode.store(DROPS, Ordering::SeqCst);
    }

    pub(crate) fn mend(&self) {
        self.state.mode.store(PASSES, Ordering::SeqCst);
    }

    /// Lets `n` commits pass; the reply to the next is lost and its connection ends.
    pub(crate) fn lose_the_reply_after(&self, n: i64) {
        self.state.commits_left.store(n, Ordering::SeqCst);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.refuse();
    }
}

impl State {
    fn serve(&self, client: &TcpStream) {
        if self.mode() == DROPS {
            return;
        }
        let target = self.target.load(Ordering::SeqCst);
        let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else {
            return;
        };
        let is_lost = AtomicU8::new(0);
        thread::scope(|scope| {
            scope.spawn(|| self.pump(client, &server, Some(&is_lost), None));
            self.pump(&server, client, None, Some(&is_lost));
        });
    }

    fn mode(&self) -> u8 {
        self.mode.load(Ordering::SeqCst)
    }

    fn pump(
        &self,
        mut from: &TcpStream,
        mut to: &TcpStream,
        loses: Option<&AtomicU8>,
        is_lost: Option<&AtomicU8>,
    ) {
        let mut buffer = vec![0; 64 * 1024];
        let _ = from.set_read_timeout(Some(TICK));
        let _ = to.set_nodelay(true);
        loop {
            match self.mode() {
                DROPS => break,
                SILENT => {
                    pause();
                    continue;
                }
                _ => {}
            }
            let n = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => n,
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    continue;
                }
                Err(_) => break,
            };
            // What was read before the cut waits for its end.
            while self.mode() == SILENT {
                pause();
            }
            let bytes = buffer.get(..n).unwrap_or_default();
            if let Some(loses) = loses
                && bytes.windows(6).any(|it| it == b"COMMIT")
                && 0 <= self.commits_left.load(Ordering::SeqCst)
                && self.commits_left.fetch_sub(1, Ordering::SeqCst) == 0
            {
                loses.store(1, Ordering::SeqCst);
            }
            // The server has answered, so what was committed is.
            if is_lost.is_some_and(|it| it.load(Ordering::SeqCst) == 1) {
                break;
            }
            if to.write_all(bytes).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    }
}

fn pause() {
    #[expect(
        clippy::disallowed_methods,
        reason = "a cable that is pulled waits; nothing else runs in this thread"
    )]
    thread::sleep(TICK);
}
