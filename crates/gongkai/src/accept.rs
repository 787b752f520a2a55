//! Connections: taken in, limited, and brought to an end.
//!
//! Decides what one visitor may cost: the header of a request must be there within ten seconds (also the next one on a
//! connection that is kept), an answer must get on within a minute, one address has at most 128 connections, and there
//! are at most 1024 a listener. Who comes when all places are taken waits in the queue of the system; who has too many
//! is not let in. Addresses of proxies, at first those of this machine, are not counted, since all visitors come by them.
//!
//! Invariants
//! - After the word to stop no connection is taken in; those that are open end with the answer they are giving, or with the
//!   one to a request that was on its way.
//! - An error of one connection ends that connection only.
//!
//! Over TLS a visitor may also speak HTTP/2 ([`streams`]).
//!
//! An answer may take as long as it gets on: a large file over a poor line takes its time, and costs one place and one
//! piece of the file. What is no HTTP at all never reaches the pages: hyper itself answers it with a bare 400, 414 or 431
//! without body and ends the connection, and has no place where another answer could be given. What is HTTP but could be
//! read in two ways is answered likewise ([`shape`]).

mod addresses;
mod getting_on;
pub(crate) mod limits;
mod shape;
mod streams;

use crate::accept::limits::Limits;
use crate::stop::told;
use crate::tls::Keys;
use addresses::Addresses;
use axum::Router;
use axum::http::{HeaderValue, Request, header};
use axum::middleware::from_fn;
use getting_on::GettingOn;
use hyper::body::Incoming;
use hyper::rt::Timer;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use web::network::Peer;

/// The largest header of a request, and how much of an answer waits in memory: browsers send a few KiB.
const LARGEST_HEADER: usize = 64 << 10;

/// How long to wait where the system gives no connection, for want of file descriptors for example.
const AFTER_REFUSAL: Duration = Duration::from_millis(100);

/// After the word to stop: how long a connection may bring one more request, which is answered as its last. Whoever asks
/// all the time on one connection is told with an answer that it ends, and loses none.
const LAST_WORD: Duration = Duration::from_millis(300);

/// How many connections there were and are, over all listeners.
#[derive(Debug, Default)]
pub(crate) struct Count {
    open: AtomicU64,
    taken: AtomicU64,
    turned_away: AtomicU64,
}

/// What was counted of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Connections {
    pub(crate) open: u64,
    pub(crate) taken: u64,
    /// Of addresses that had as many as they may have.
    pub(crate) turned_away: u64,
}

impl Count {
    pub(crate) fn told(&self) -> Connections {
        Connections {
            open: self.open.load(Ordering::Relaxed),
            taken: self.taken.load(Ordering::Relaxed),
            turned_away: self.turned_away.load(Ordering::Relaxed),
        }
    }
}

/// One that is open, for as long as it is held.
struct Counted(Arc<Count>);

impl Counted {
    fn of(count: &Arc<Count>) -> Self {
        count.open.fetch_add(1, Ordering::Relaxed);
        count.taken.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Where visitors come in, and what they come to.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) listener: TcpListener,
    pub(crate) router: Router,
    pub(crate) limits: Limits,
    pub(crate) count: Arc<Count>,
    /// With these the connection is TLS.
    pub(crate) keys: Option<Keys>,
}

/// Serves until told to stop, then until the open answers are given.
pub(crate) async fn serve(door: Door, stopped: watch::Receiver<bool>) {
    serve_by(TokioTimer::new(), door, stopped).await;
}

/// The same by a clock that is given.
async fn serve_by<T>(timer: T, door: Door, mut stopped: watch::Receiver<bool>)
where
    T: Timer + Clone + Send + Sync + Unpin + 'static,
{
    let Door {
        listener,
        router,
        limits,
        count,
        keys,
    } = door;
    let router = router.layer(from_fn(shape::sound));
    let places = Arc::new(Semaphore::new(limits.connections));
    let addresses = Addresses::new(limits.per_address, &limits.proxies);
    let house = House {
        timer,
        router,
        limits,
        keys,
        stopped: stopped.clone(),
    };
    let mut open = JoinSet::new();
    loop {
        let taken = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let (place, stream, from) = tokio::select! {
            () = told(&mut stopped) => break,
            taken = taken => match taken {
                Some((place, Ok((stream, from)))) => (place, stream, from.ip()),
                Some((_, Err(error))) => {
                    tracing::warn!(%error, "a connection could not be taken in");
                    tokio::time::sleep(AFTER_REFUSAL).await;
                    continue;
                }
                None => break,
            },
        };
        // What has ended is forgotten, so that the set holds only what is open.
        while open.try_join_next().is_some() {}
        let Some(entry) = addresses.enter(from) else {
            count.turned_away.fetch_add(1, Ordering::Relaxed);
            tracing::debug!("an address has all the connections it may have");
            continue;
        };
        let held = (place, entry, Counted::of(&count));
        let house = house.clone();
        open.spawn(async move {
            house.attend(stream, from).await;
            drop(held);
        });
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// What every connection of a door is given.
#[derive(Clone)]
struct House<T> {
    timer: T,
    router: Router,
    limits: Limits,
    keys: Option<Keys>,
    stopped: watch::Receiver<bool>,
}

impl<T> House<T>
where
    T: Timer + Clone + Send + Sync + Unpin + 'static,
{
    /// One connection, from its first request to its last answer.
    async fn attend(self, stream: TcpStream, from: IpAddr) {
        // Answers are written whole; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        let stream = GettingOn::new(stream, self.timer.clone(), self.limits.stalled);
        let taken = stream.taken();
        let Some(keys) = &self.keys else {
            self.talk(stream, from, None).await;
            return;
        };
        let hsts = keys.hsts();
        let greeted = tokio::select! {
            greeted = keys.acceptor().accept(stream) => greeted,
            () = self.timer.sleep(self.limits.header) => return,
        };
        match greeted {
            Ok(stream) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
                self.talk_in_streams(stream, from, hsts, &taken).await;
            }
            Ok(stream) => self.talk(stream, from, hsts).await,
            Err(error) => tracing::debug!(%error, "a visitor could not agree on TLS"),
        }
    }

    /// HTTP/1.1: one request after another.
    async fn talk<S>(mut self, stream: S, from: IpAddr, hsts: Option<HeaderValue>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let site = TowerToHyperService::new(self.router);
        // Nobody waits by this one, so that what it says costs no lock: once the word was given, it has changed.
        let word = self.stopped.clone();
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(from));
            let answer = site.call(request);
            let (word, hsts) = (word.clone(), hsts.clone());
            async move {
                let mut response = answer.await?;
                let headers = response.headers_mut();
                if word.has_changed().unwrap_or(true) {
                    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                if let Some(hsts) = hsts {
                    headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts);
                }
                Ok::<_, Infallible>(response)
            }
        });
        let connection = http1::Builder::new()
            .timer(self.timer.clone())
            .header_read_timeout(self.limits.header)
            .max_buf_size(LARGEST_HEADER)
            .serve_connection(TokioIo::new(stream), answer);
        let mut connection = pin!(connection);
        let told = async {
            told(&mut self.stopped).await;
            self.timer.sleep(LAST_WORD).await;
        };
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = told => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

#[cfg(test)]
#[path = "accept/tests.rs"]
mod tests;
