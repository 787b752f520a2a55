//! Work apart: what takes a processor is done beside the threads that take requests in and give answers out.
//!
//! Decides that pages are made by threads of their own, as many as there are processors, in the order in which they are
//! asked for: however large some pages are, connections are taken in and what is kept is given meanwhile. Who waits for the
//! register, for a copy or for a turn keeps no thread from the others.

use crate::app::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Who makes pages. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Makers(Arc<Threads>);

/// `None` where the system gives no more threads: then pages are made where they are asked for.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Drop for Threads {
    fn drop(&mut self) {
        // Whoever lets go last may not wait for them to end.
        if let Some(threads) = self.0.take() {
            threads.shutdown_background();
        }
    }
}

/// Work that is given up when nobody waits for it any more.
struct Wanted<T>(JoinHandle<T>);

impl<T> Drop for Wanted<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Makers {
    /// One for each processor.
    pub(crate) fn new() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::of(processors)
    }

    fn of(most: usize) -> Self {
        let threads = Builder::new_multi_thread()
            .worker_threads(most)
            .thread_name("maker")
            .enable_all()
            .build();
        if let Err(error) = &threads {
            tracing::error!(%error, "there are no threads to make pages");
        }
        Self(Arc::new(Threads(threads.ok())))
    }

    /// Does the work of a future apart.
    ///
    /// # Panics
    /// Where the work does.
    pub(crate) async fn apart<F>(&self, work: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        let Some(threads) = &self.0.0 else {
            return work.await;
        };
        let mut wanted = Wanted(threads.spawn(work));
        match (&mut wanted.0).await {
            Ok(done) => done,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The threads are let go only after the last who waits.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

/// A layer for what is made anew for each answer.
pub(crate) async fn made(State(app): State<App>, request: Request, next: Next) -> Response {
    app.makers().apart(next.run(request)).await
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
                let work = async move {
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
    async fn work_that_nobody_waits_for_is_given_up_and_a_panic_comes_back() {
        let makers = Makers::of(1);
        let (ended, has_ended) = tokio::sync::oneshot::channel::<()>();
        let work = makers.apart(async move {
            let _held = ended;
            std::future::pending::<()>().await;
        });
        let given_up = tokio::time::timeout(std::time::Duration::ZERO, work).await;
        assert!(given_up.is_err());
        assert!(has_ended.await.is_err(), "it was dropped");
        let panics = async { makers.apart(async { panic!("as a handler may") }).await };
        let panics = std::panic::AssertUnwindSafe(panics);
        assert!(futures_util::FutureExt::catch_unwind(panics).await.is_err());
        assert_eq!(makers.apart(async { 7 }).await, 7);
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
