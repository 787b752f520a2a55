//! HTTP/2: many requests side by side on one connection.
//!
//! Decides what one connection may ask at once, and when it has been silent for too long: it ends where for a while no
//! request was being answered and the other side took nothing. Credit for one byte every other minute keeps an answer
//! open, as it does on HTTP/1.1; credit for none does not.

use super::{House, told};
use axum::http::{HeaderValue, Request, header};
use hyper::body::Incoming;
use hyper::rt::Timer;
use hyper::server::conn::http2;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncRead, AsyncWrite};
use web::network::Peer;

/// How many requests one connection may have at once: more than any page has parts.
const AT_ONCE: u32 = 64;
/// How large the headers of a request may be together.
const LARGEST_HEAD: u32 = 16 << 10;
/// How much of an answer waits in memory for one stream.
const WAITING: usize = 64 << 10;

/// A request that is being answered.
struct Asked(Arc<AtomicU64>);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl<T> House<T>
where
    T: Timer + Clone + Send + Sync + Unpin + 'static,
{
    /// One connection, from its first request to its last answer; `taken` counts the bytes that the visitor took.
    pub(super) async fn talk_in_streams<S>(
        mut self,
        stream: S,
        from: IpAddr,
        hsts: Option<HeaderValue>,
        taken: &AtomicU64,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let site = TowerToHyperService::new(self.router);
        let asked: Arc<AtomicU64> = Arc::default();
        let under_way = Arc::clone(&asked);
        let answer = service_fn(move |mut request: Request<Incoming>| {
            under_way.fetch_add(1, Ordering::Relaxed);
            let asked = Asked(Arc::clone(&under_way));
            request.extensions_mut().insert(Peer(from));
            name_host(&mut request);
            let answer = site.call(request);
            let hsts = hsts.clone();
            async move {
                let mut response = answer.await?;
                if let Some(hsts) = hsts {
                    let headers = response.headers_mut();
                    headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts);
                }
                drop(asked);
                Ok::<_, Infallible>(response)
            }
        });
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(self.timer.clone())
            .max_concurrent_streams(AT_ONCE)
            .max_header_list_size(LARGEST_HEAD)
            .max_send_buf_size(WAITING)
            .serve_connection(TokioIo::new(stream), answer);
        let mut connection = pin!(connection);
        let silence = async {
            let mut before = None;
            loop {
                let now = taken.load(Ordering::Relaxed);
                if asked.load(Ordering::Relaxed) == 0 && before.replace(now) == Some(now) {
                    return;
                }
                self.timer.sleep(self.limits.stalled).await;
            }
        };
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = told(&mut self.stopped) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
            () = silence => {
                connection.as_mut().graceful_shutdown();
                // Whoever takes nothing does not even take the farewell.
                tokio::select! {
                    ended = connection => ended,
                    () = self.timer.sleep(self.limits.header) => return,
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// HTTP/2 names the host beside the headers; the site looks for it where HTTP/1.1 has it.
fn name_host(request: &mut Request<Incoming>) {
    let authority = request.uri().authority();
    let host = authority.and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let Some(host) = host
        && !request.headers().contains_key(header::HOST)
    {
        request.headers_mut().insert(header::HOST, host);
    }
}
