//! Work apart: what takes a processor is done beside the threads that take requests in and give answers out.
//!
//! Decides that a page is made by few at a time, as many as there are processors, and that a thread which makes one lets
//! its other tasks go to another thread first: however large some pages are, connections are taken in and what is kept is
//! given meanwhile. Only the work counts, not the waiting for the register, for a copy or for a turn.

use crate::app::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;

/// How many make pages at once. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Makers(Arc<Semaphore>);

impl Makers {
    /// One for each processor.
    pub(crate) fn new() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::of(processors)
    }

    fn of(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }

    /// Does the work of a future apart.
    pub(crate) async fn apart<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        loop {
            // It is never closed; if it were, the work would be done all the same.
            let maker = self.0.acquire().await;
            let step = poll_fn(|context| Poll::Ready(beside(|| work.as_mut().poll(context)))).await;
            drop(maker);
            match step {
                Poll::Ready(done) => return done,
                Poll::Pending => woken().await,
            }
        }
    }
}

/// A layer for what is made anew for each answer.
pub(crate) async fn made(State(app): State<App>, request: Request, next: Next) -> Response {
    app.makers().apart(next.run(request)).await
}

/// On a thread that has no other tasks meanwhile; a runtime of one thread has no other to give them to.
fn beside<T>(work: impl FnOnce() -> T) -> T {
    let flavor = Handle::try_current().map(|handle| handle.runtime_flavor());
    match flavor {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

/// Waits to be woken by what the step before waits for.
async fn woken() {
    let mut has_waited = false;
    poll_fn(|_| {
        if has_waited {
            Poll::Ready(())
        } else {
            has_waited = true;
            Poll::Pending
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn while_a_large_page_is_made_the_one_thread_goes_on_with_others() {
        let makers = Makers::of(1);
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (go, wait) = mpsc::channel::<()>();
        let page = tokio::spawn(async move {
            let work = async move {
                let _ = begun.send(());
                // As a page does that takes a second: the thread is not given back.
                wait.recv().unwrap();
                "page"
            };
            makers.apart(work).await
        });
        let other = tokio::spawn(async move {
            has_begun.await.unwrap();
            go.send(()).unwrap();
        });
        other.await.unwrap();
        assert_eq!(page.await.unwrap(), "page");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn no_more_pages_are_made_at_once_than_there_are_makers_and_who_waits_takes_none() {
        let makers = Makers::of(2);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let page = |makers: Makers| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            tokio::spawn(async move {
                let work = async {
                    for _ in 0..50 {
                        let n = now.fetch_add(1, Ordering::SeqCst) + 1;
                        most.fetch_max(n, Ordering::SeqCst);
                        std::thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                        tokio::task::yield_now().await;
                    }
                };
                makers.apart(work).await;
            })
        };
        // These wait for ever for something else, and take no maker while they do.
        let waiting: Vec<_> = (0..8)
            .map(|_| {
                let makers = makers.clone();
                tokio::spawn(async move { makers.apart(std::future::pending::<()>()).await })
            })
            .collect();
        for page in (0..16).map(|_| page(makers.clone())).collect::<Vec<_>>() {
            page.await.unwrap();
        }
        assert!(most.load(Ordering::SeqCst) <= 2);
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test]
    async fn on_one_thread_the_work_is_done_all_the_same() {
        let work = async {
            tokio::task::yield_now().await;
            7
        };
        assert_eq!(Makers::of(1).apart(work).await, 7);
    }
}
