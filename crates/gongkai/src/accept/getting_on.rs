//! A stream whose writes must get on: one that the other side takes nothing from for too long breaks.
//!
//! Time counts only while something waits to be written, and anew whenever any of it was taken.

use hyper::rt::{Sleep, Timer};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub(super) struct GettingOn<S, T> {
    stream: S,
    timer: T,
    longest: Duration,
    /// The end of patience, while a write waits.
    waits: Option<Pin<Box<dyn Sleep>>>,
    /// How many bytes were taken.
    taken: Arc<AtomicU64>,
}

impl<S, T: Timer> GettingOn<S, T> {
    pub(super) fn new(stream: S, timer: T, longest: Duration) -> Self {
        Self {
            stream,
            timer,
            longest,
            waits: None,
            taken: Arc::default(),
        }
    }

    /// What counts the bytes that the other side took.
    pub(super) fn taken(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.taken)
    }

    /// What a write came to, or that patience is at its end.
    fn watch(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = &written {
            self.waits = None;
            let bytes = written.as_ref().map_or(0, |bytes| *bytes as u64);
            self.taken.fetch_add(bytes, Ordering::Relaxed);
        }
        if written.is_ready() {
            return written;
        }
        let waits = self
            .waits
            .get_or_insert_with(|| self.timer.sleep(self.longest));
        ready!(waits.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin, T: Unpin> AsyncRead for GettingOn<S, T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin, T: Timer + Unpin> AsyncWrite for GettingOn<S, T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
