//! 排印件 — copies that take long to make: made once, by few at a time, kept where they can be thrown away (ADR 0021).
//!
//! Decides nothing about what may leave: a copy is asked for only after the one rule of every exit has said so, and that
//! rule is asked again where making it took a while.
//!
//! Invariants
//! - Two who ask for the same copy at once get one that is made once.
//! - A copy that is being made is finished and kept, also where who asked for it has left.
//! - At most so many are made at once, on threads of their own; who would have to wait behind too many is told so.

use crate::Failure;
use bytes::Bytes;
use law::Digest;
use law::item::Printing;
use press::{Copy, Fonts, Form, Images, Unmade};
use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use store::Shelf;
use tokio::sync::{Mutex as Turn, Semaphore};

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
    /// As many as are made at once.
    presses: Arc<Semaphore>,
    /// As many as are waited for at once.
    places: Arc<Semaphore>,
    turns: Mutex<HashMap<Digest, Weak<Turn<()>>>>,
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
            presses: Arc::new(Semaphore::new(presses)),
            places: Arc::new(Semaphore::new(MOST_AWAITED)),
            turns: Mutex::default(),
        }))
    }

    /// Everything that a copy is made from, as one digest.
    pub(crate) fn key(&self, form: Form, copy: &Copy<'_>) -> Digest {
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
        Digest::of(from.as_bytes())
    }

    /// The kept copy, if there is one.
    pub(crate) async fn kept(&self, key: Digest) -> Option<Bytes> {
        self.0.shelf.as_ref()?;
        let copies = self.clone();
        let taken = move || copies.0.shelf.as_ref().and_then(|shelf| shelf.take(key));
        tokio::task::spawn_blocking(taken).await.ok()?
    }

    /// The copy, made where it is not kept: first `images` are fetched, then it is printed.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where too many are waited for, [`Failure::Bug`] where it cannot be made.
    pub(crate) async fn made(
        &self,
        key: Digest,
        images: impl Future<Output = Result<Images, Failure>> + Send + 'static,
        print: impl FnOnce(&Images, &Fonts) -> Result<Vec<u8>, Unmade> + Send + 'static,
    ) -> Result<Bytes, Failure> {
        // Whoever waits for a copy that another makes takes no place, and leaves nothing behind where it goes.
        let turn = self.turn(key).lock_owned().await;
        let place = Arc::clone(&self.0.places).try_acquire_owned();
        let Ok(place) = place else {
            return Err(Failure::Unavailable(
                "等着排印的文件太多，请过几分钟再下载".into(),
            ));
        };
        let copies = self.clone();
        let making = tokio::spawn(async move {
            let (_place, _turn) = (place, turn);
            if let Some(copy) = copies.kept(key).await {
                return Ok(copy);
            }
            let press = Arc::clone(&copies.0.presses).acquire_owned().await;
            let _press = press.map_err(|closed| Failure::Bug(closed.to_string()))?;
            let images = images.await?;
            let printing = move || {
                let copy = print(&images, &copies.0.fonts)?;
                if let Some(shelf) = &copies.0.shelf {
                    // A copy that cannot be kept is made anew the next time.
                    drop(shelf.put(key, &copy));
                }
                Ok::<_, Unmade>(Bytes::from(copy))
            };
            match tokio::task::spawn_blocking(printing).await {
                Ok(Ok(copy)) => Ok(copy),
                Ok(Err(unmade)) => Err(Failure::Bug(unmade.to_string())),
                Err(broken) => Err(Failure::Bug(broken.to_string())),
            }
        });
        making
            .await
            .unwrap_or_else(|broken| Err(Failure::Bug(broken.to_string())))
    }

    /// Whoever makes this copy holds its turn.
    fn turn(&self, key: Digest) -> Arc<Turn<()>> {
        let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| 0 < turn.strong_count());
        let turn = Arc::new(Turn::new(()));
        turns.insert(key, Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says so by failing")]

    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    fn copies(folder: &tempfile::TempDir) -> Copies {
        Copies::kept_in(folder.path(), Fonts::own()).unwrap()
    }

    fn no_images() -> std::future::Ready<Result<Images, Failure>> {
        std::future::ready(Ok(Images::new()))
    }

    #[tokio::test]
    async fn a_copy_that_many_ask_for_at_once_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (copies, key) = (copies(&folder), Digest::of(b"a"));
        let made = Arc::new(AtomicUsize::new(0));
        let ask = || {
            let made = Arc::clone(&made);
            copies.made(key, no_images(), move |_, _| {
                made.fetch_add(1, Ordering::SeqCst);
                Ok(b"copy".to_vec())
            })
        };
        let all = futures_util::future::join_all((0..20).map(|_| ask())).await;
        assert!(all.into_iter().all(|copy| copy.unwrap() == "copy"));
        assert_eq!(made.load(Ordering::SeqCst), 1);
        assert_eq!(copies.kept(key).await.unwrap(), "copy");
        drop(std::fs::remove_dir_all(folder.path()));
        assert_eq!(copies.kept(key).await, None);
        assert_eq!(
            ask().await.unwrap(),
            "copy",
            "what was thrown away is made anew"
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_copy_whose_reader_left_is_finished_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (copies, key) = (copies(&folder), Digest::of(b"a"));
        let (go, wait) = mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let asking = copies.made(key, no_images(), move |_, _| {
            let _ = begun.send(());
            let _ = wait.recv();
            Ok(b"copy".to_vec())
        });
        tokio::select! {
            _ = asking => panic!("nobody told it to go on"),
            begun = has_begun => begun.unwrap(),
        }
        drop(go);
        // Whoever asks next waits for that one and makes none.
        let next = copies
            .made(key, no_images(), |_, _| Err(Unmade::NoLaw))
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
            let key = Digest::of(&n.to_be_bytes());
            copies.made(key, no_images(), move |_, _| {
                let _ = wait.lock().unwrap().recv();
                Ok(b"copy".to_vec())
            })
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
            copies.made(Digest::of(b"slow"), no_images(), move |_, _| {
                let _ = wait.lock().unwrap().recv();
                Ok(b"slow".to_vec())
            })
        };
        let mut all = futures_util::future::join_all((0..=MOST_AWAITED).map(slow));
        tokio::select! {
            biased;
            _ = &mut all => panic!("nobody told them to go on"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(copies.0.places.available_permits(), MOST_AWAITED - 1);
        drop(go);
        assert!(all.await.into_iter().all(|copy| copy.is_ok()));
    }

    #[tokio::test]
    async fn what_cannot_be_made_is_our_mistake_and_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (copies, key) = (copies(&folder), Digest::of(b"a"));
        let unmade = copies
            .made(key, no_images(), |_, _| Err(Unmade::NoLaw))
            .await;
        assert!(matches!(unmade, Err(Failure::Bug(_))));
        assert_eq!(copies.kept(key).await, None);
    }
}
