//! Connections: taken in, limited, and brought to an end.
//!
//! Decides what one visitor may cost before anything was asked: the header of a request must be there within ten seconds
//! (also the next one on a connection that is kept), and there are at most 1024 connections a listener. Beyond that, who
//! comes waits in the queue of the system.
//!
//! Invariants
//! - After the word to stop no connection is taken in; those that are open end with the answer they are giving.
//! - An error of one connection ends that connection only.
//!
//! Deliberately no limit for how slowly an answer is read: a large file over a poor line takes its time, and costs one
//! place and one piece of the file.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

/// What a listener lets its visitors take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How long the header of a request may take, counted from the connection or from the answer before.
    pub(crate) header: Duration,
    /// How many connections are open at once.
    pub(crate) connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            connections: 1024,
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
    mut stopped: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut open = JoinSet::new();
    loop {
        let taken = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let (place, stream) = tokio::select! {
            () = told(&mut stopped) => break,
            taken = taken => match taken {
                Some((place, Ok((stream, _)))) => (place, stream),
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
        open.spawn(attend(
            stream,
            place,
            router.clone(),
            limits.header,
            stopped.clone(),
        ));
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// One connection, from its first request to its last answer.
async fn attend(
    stream: TcpStream,
    place: OwnedSemaphorePermit,
    router: Router,
    header: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    // Answers are written whole; waiting for more would only delay them.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header)
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
    drop(place);
}

/// Waits for the word to stop; a word-giver that is gone is one too.
pub(crate) async fn told(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

#[cfg(test)]
#[path = "accept/tests.rs"]
mod tests;
