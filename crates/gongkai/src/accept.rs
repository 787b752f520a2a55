//! Connections: taken in, limited, and brought to an end.
//!
//! Decides what one visitor may cost: the header of a request must be there within ten seconds (also the next one on a
//! connection that is kept), an answer must get on within a minute, one address has at most 128 connections, and there
//! are at most 1024 a listener. Who comes when all places are taken waits in the queue of the system; who has too many
//! is not let in. Addresses of proxies, at first those of this machine, are not counted, since all visitors come by them.
//!
//! Invariants
//! - After the word to stop no connection is taken in; those that are open end with the answer they are giving.
//! - An error of one connection ends that connection only.
//!
//! An answer may take as long as it gets on: a large file over a poor line takes its time, and costs one place and one
//! piece of the file. What is no HTTP at all never reaches the pages: hyper itself answers it with a bare 400, 414 or 431
//! without body and ends the connection, and has no place where another answer could be given.

mod addresses;
mod getting_on;

use addresses::{Addresses, Entry};
use axum::{Extension, Router};
use getting_on::GettingOn;
use hyper::rt::Timer;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use web::network::Peer;

/// What a listener lets its visitors take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// How long the header of a request may take, counted from the connection or from the answer before.
    pub(crate) header: Duration,
    /// How long nothing of an answer may be taken.
    pub(crate) stalled: Duration,
    /// How many connections are open at once.
    pub(crate) connections: usize,
    /// How many of them are of one address; 0 for any number.
    pub(crate) per_address: usize,
    /// Whose connections are not counted by address.
    pub(crate) proxies: Vec<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            stalled: Duration::from_mins(1),
            connections: 1024,
            per_address: 128,
            proxies: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        }
    }
}

/// How long to wait where the system gives no connection, for want of file descriptors for example.
const AFTER_REFUSAL: Duration = Duration::from_millis(100);

/// Serves until told to stop, then until the open answers are given.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stopped: watch::Receiver<bool>,
) {
    serve_by(TokioTimer::new(), listener, router, limits, stopped).await;
}

/// The same by a clock that is given.
async fn serve_by<T>(
    timer: T,
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut stopped: watch::Receiver<bool>,
) where
    T: Timer + Clone + Send + Sync + Unpin + 'static,
{
    let places = Arc::new(Semaphore::new(limits.connections));
    let addresses = Addresses::new(limits.per_address, &limits.proxies);
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
            tracing::debug!("an address has all the connections it may have");
            continue;
        };
        let visit = Visit {
            stream,
            from,
            place,
            entry,
        };
        let (router, limits) = (router.clone(), limits.clone());
        open.spawn(attend(
            visit,
            timer.clone(),
            router,
            limits,
            stopped.clone(),
        ));
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// A connection and the places it takes, which are free again when it ends.
struct Visit {
    stream: TcpStream,
    from: IpAddr,
    place: OwnedSemaphorePermit,
    entry: Entry,
}

/// One connection, from its first request to its last answer.
async fn attend<T>(
    visit: Visit,
    timer: T,
    router: Router,
    limits: Limits,
    mut stopped: watch::Receiver<bool>,
) where
    T: Timer + Clone + Send + Sync + Unpin + 'static,
{
    let Visit {
        stream,
        from,
        place,
        entry,
    } = visit;
    let router = router.layer(Extension(Peer(from)));
    // Answers are written whole; waiting for more would only delay them.
    let _ = stream.set_nodelay(true);
    let stream = GettingOn::new(stream, timer.clone(), limits.stalled);
    let connection = http1::Builder::new()
        .timer(timer)
        .header_read_timeout(limits.header)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told(&mut stopped) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
    drop((place, entry));
}

/// Waits for the word to stop; a word-giver that is gone is one too.
pub(crate) async fn told(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

#[cfg(test)]
#[path = "accept/tests.rs"]
mod tests;
