//! 排印件 — copies that take long to make: made once, by few at a time, kept where they can be thrown away (ADR 0021).
//!
//! Decides nothing about what may leave: a copy is asked for only after the one rule of every exit has said so, and that
//! rule is asked again where making it took a while.
//!
//! Invariants
//! - A copy is made once for all who ask for it at once, on a thread of its own, and kept also where they have left
//!   (`queue.rs`).
//! - A copy of what is no longer public is taken away, also one that was being made when it stopped being so.

use crate::Failure;
use crate::portal::queue::Queue;
use bytes::Bytes;
use law::Digest;
use law::item::Printing;
use press::{Copy, Fonts, Form, Images, Unmade};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use store::Shelf;
use store::shelf::Label;

/// What all kept copies may take on disk: some ten thousands of ordinary ones.
const MOST_KEPT: u64 = 2 << 30;

/// How many different copies may be waited for at once.
const MOST_AWAITED: usize = 64;

/// Where copies are made and kept. Cheap to clone.
#[derive(Clone)]
pub struct Copies(Arc<Inner>);

struct Inner {
    /// `None`: nothing is kept, each is made when it is asked for.
    shelf: Option<Shelf>,
    fonts: Arc<Fonts>,
    queue: Queue,
}

impl Copies {
    /// Copies kept in a folder, set in the `fonts` at hand.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn kept_in(folder: &Path, fonts: Arc<Fonts>) -> Result<Self, Failure> {
        let shelf = Shelf::open(folder, MOST_KEPT)?;
        Ok(Self::with(Some(shelf), fonts))
    }

    /// Copies that are made each time.
    pub fn unkept() -> Self {
        Self::with(None, Fonts::own())
    }

    fn with(shelf: Option<Shelf>, fonts: Arc<Fonts>) -> Self {
        // One for every two processors, so that pages do not wait for copies.
        let presses = std::thread::available_parallelism().map_or(1, |n| n.get().div_ceil(2));
        Self(Arc::new(Inner {
            shelf,
            fonts,
            queue: Queue::new(
                presses,
                MOST_AWAITED,
                "等着排印的文件太多，请过几分钟再下载",
            ),
        }))
    }

    /// Of which edition a copy is, and everything that it is made from, as one digest.
    pub(crate) fn label(&self, form: Form, copy: &Copy<'_>) -> Label {
        let printing = match copy.printing {
            Printing::Own => "own",
            Printing::Reprint => "reprint",
        };
        let from = format!(
            "gongkai/copy\n{}\n{}\n{}\n{}\n{printing}\n{}\n{}",
            press::VERSION,
            form.extension(),
            copy.released.digest(),
            copy.address,
            copy.is_demo,
            self.0.fonts.id(),
        );
        Label {
            item: copy.released.item().to_owned(),
            edition: copy.released.edition(),
            from: Digest::of(from.as_bytes()),
        }
    }

    /// The kept copy, if there is one.
    pub(crate) async fn kept(&self, label: &Label) -> Option<Bytes> {
        let label = label.clone();
        self.with_shelf(move |shelf| shelf.take(&label)).await?
    }

    /// The copy, made where it is not kept: first `images` are fetched, then it is printed, and it stays where the edition
    /// still `is_public` afterwards.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where too many are waited for, [`Failure::Bug`] where it cannot be made.
    pub(crate) async fn made(
        &self,
        label: Label,
        images: impl Future<Output = Result<Images, Failure>> + Send + 'static,
        print: impl FnOnce(&Images, &Fonts) -> Result<Vec<u8>, Unmade> + Send + 'static,
        is_public: impl Future<Output = Result<bool, Failure>> + Send + 'static,
    ) -> Result<Bytes, Failure> {
        let (copies, key) = (self.clone(), label.from);
        let make = async move {
            if let Some(copy) = copies.kept(&label).await {
                return Ok(copy);
            }
            let images = images.await?;
            let fonts = Arc::clone(&copies.0.fonts);
            let printing = move || print(&images, &fonts).map(Bytes::from);
            let copy = match tokio::task::spawn_blocking(printing).await {
                Ok(Ok(copy)) => copy,
                Ok(Err(unmade)) => return Err(Failure::Bug(unmade.to_string())),
                Err(broken) => return Err(Failure::Bug(broken.to_string())),
            };
            let (bytes, of) = (copy.clone(), label.clone());
            // A copy that cannot be kept is made anew the next time.
            let _ = copies.with_shelf(move |shelf| shelf.put(&of, &bytes)).await;
            // Only now: what stops being public from here on finds the copy in its place and takes it away.
            if !matches!(is_public.await, Ok(true)) {
                copies
                    .forget(&label.item, label.edition.saturating_add(1))
                    .await;
            }
            Ok(copy)
        };
        self.0.queue.made(key, Box::pin(make)).await
    }

    /// Every item of which something is kept.
    pub(crate) async fn items(&self) -> Vec<String> {
        self.with_shelf(Shelf::items).await.unwrap_or_default()
    }

    /// Those of these items of which something is kept.
    pub(crate) async fn of_these(&self, items: Vec<String>) -> Vec<String> {
        let of_these =
            move |shelf: &Shelf| items.into_iter().filter(|item| shelf.has(item)).collect();
        self.with_shelf(of_these).await.unwrap_or_default()
    }

    /// Takes away what is kept of the editions of an item before one.
    pub(crate) async fn forget(&self, item: &str, before: u32) {
        let item = item.to_owned();
        self.with_shelf(move |shelf| shelf.forget(&item, before))
            .await;
    }

    /// Does something with the shelf, where there is one, on a thread that may wait for a disk.
    async fn with_shelf<T: Send + 'static>(
        &self,
        with: impl FnOnce(&Shelf) -> T + Send + 'static,
    ) -> Option<T> {
        self.0.shelf.as_ref()?;
        let copies = self.clone();
        let done = tokio::task::spawn_blocking(move || copies.0.shelf.as_ref().map(with));
        done.await.ok()?
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Mutex, mpsc};

    fn copies(folder: &tempfile::TempDir) -> Copies {
        Copies::kept_in(folder.path(), Fonts::own()).unwrap()
    }

    fn label(of: &[u8]) -> Label {
        Label {
            item: "0199".into(),
            edition: 1,
            from: Digest::of(of),
        }
    }

    fn public() -> std::future::Ready<Result<bool, Failure>> {
        std::future::ready(Ok(true))
    }

    fn no_images() -> std::future::Ready<Result<Images, Failure>> {
        std::future::ready(Ok(Images::new()))
    }

    #[tokio::test]
    async fn a_copy_that_many_ask_for_at_once_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (copies, key) = (copies(&folder), label(b"a"));
        let made = Arc::new(AtomicUsize::new(0));
        let ask = || {
            let made = Arc::clone(&made);
            copies.made(
                key.clone(),
                no_images(),
                move |_, _| {
                    made.fetch_add(1, Ordering::SeqCst);
                    Ok(b"copy".to_vec())
                },
                public(),
            )
        };
        let all = futures_util::future::join_all((0..20).map(|_| ask())).await;
        assert!(all.into_iter().all(|copy| copy.unwrap() == "copy"));
        assert_eq!(made.load(Ordering::SeqCst), 1);
        assert_eq!(copies.kept(&key).await.unwrap(), "copy");
        drop(std::fs::remove_dir_all(folder.path()));
        assert_eq!(copies.kept(&key).await, None);
        assert_eq!(
            ask().await.unwrap(),
            "copy",
            "what was thrown away is made anew"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_copy_whose_reader_left_is_finished_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (copies, key) = (copies(&folder), label(b"a"));
        let (go, wait) = mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let asking = copies.made(
            key.clone(),
            no_images(),
            move |_, _| {
                let _ = begun.send(());
                let _ = wait.recv();
                Ok(b"copy".to_vec())
            },
            public(),
        );
        tokio::select! {
            _ = asking => panic!("nobody told it to go on"),
            begun = has_begun => begun.unwrap(),
        }
        drop(go);
        // Whoever asks next waits for that one and makes none.
        let next = copies
            .made(
                key.clone(),
                no_images(),
                |_, _| Err(Unmade::NoLaw),
                public(),
            )
            .await;
        assert_eq!(next.unwrap(), "copy");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_would_wait_behind_too_many_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let copies = copies(&folder);
        let (go, wait) = mpsc::channel::<()>();
        let wait = Arc::new(Mutex::new(wait));
        let ask = |n: usize| {
            let wait = Arc::clone(&wait);
            let key = label(&n.to_be_bytes());
            copies.made(
                key.clone(),
                no_images(),
                move |_, _| {
                    let _ = wait.lock().unwrap().recv();
                    Ok(b"copy".to_vec())
                },
                public(),
            )
        };
        // Each takes its place as soon as it is polled.
        let mut all = futures_util::future::join_all((0..MOST_AWAITED).map(ask));
        tokio::select! {
            biased;
            _ = &mut all => panic!("nobody told them to go on"),
            refused = ask(MOST_AWAITED) => {
                assert!(matches!(refused, Err(Failure::Unavailable(_))), "{refused:?}");
            }
        }
        drop(go);
        assert!(all.await.into_iter().all(|copy| copy.is_ok()));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_who_wait_for_one_copy_keep_nobody_from_another() {
        let folder = tempfile::tempdir().unwrap();
        let copies = copies(&folder);
        let (go, wait) = mpsc::channel::<()>();
        let wait = Arc::new(Mutex::new(wait));
        let slow = |_| {
            let wait = Arc::clone(&wait);
            copies.made(
                label(b"slow"),
                no_images(),
                move |_, _| {
                    let _ = wait.lock().unwrap().recv();
                    Ok(b"slow".to_vec())
                },
                public(),
            )
        };
        let mut all = futures_util::future::join_all((0..=MOST_AWAITED).map(slow));
        tokio::select! {
            biased;
            _ = &mut all => panic!("nobody told them to go on"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(copies.0.queue.free_places(), MOST_AWAITED - 1);
        drop(go);
        assert!(all.await.into_iter().all(|copy| copy.is_ok()));
    }

    #[tokio::test]
    async fn a_copy_of_what_stopped_being_public_meanwhile_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let copies = copies(&folder);
        for (n, is_public) in [Ok(false), Err(Failure::NotFound), Ok(true)]
            .into_iter()
            .enumerate()
        {
            let is_kept = matches!(is_public, Ok(true));
            let label = label(&n.to_be_bytes());
            let asked = std::future::ready(is_public);
            let print = |_: &Images, _: &Fonts| Ok(b"copy".to_vec());
            let copy = copies.made(label.clone(), no_images(), print, asked).await;
            assert_eq!(copy.unwrap(), "copy");
            assert_eq!(copies.kept(&label).await.is_some(), is_kept, "{n}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_made_is_our_mistake_and_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (copies, key) = (copies(&folder), label(b"a"));
        let unmade = copies
            .made(
                key.clone(),
                no_images(),
                |_, _| Err(Unmade::NoLaw),
                public(),
            )
            .await;
        assert!(matches!(unmade, Err(Failure::Bug(_))));
        assert_eq!(copies.kept(&key).await, None);
    }
}
